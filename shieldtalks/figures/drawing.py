"""What many charts are drawn with: axes in inches, the sign of a party, what is written last."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure as MplFigure
from matplotlib.lines import Line2D
from matplotlib.text import Text

from shieldtalks.figures.figure import Box, Figure, Mark, footer, headline, new_fig
from shieldtalks.figures.style import PARTY_HUE, PARTY_MARKER, WIDTH
from shieldtalks.statements import evidence


def canvas(height: float, width: float = WIDTH, up: bool = False) -> tuple[MplFigure, Axes]:
    """Return a new matplotlib figure, and bare axes over all of it, as `cover`."""
    fig = new_fig(height, width)
    return fig, cover(fig, up)


def cover(fig: MplFigure, up: bool = False) -> Axes:
    """Return bare axes over a whole figure: inches from its upper left corner (up: lower left)."""
    width, height = fig.get_size_inches()
    ends = (0, height) if up else (height, 0)
    return bare(fig.add_axes((0, 0, 1, 1), xlim=(0, width), ylim=ends))


def axes_at(
    fig: MplFigure, left: float, bottom: float, wide: float, tall: float, **look: Any
) -> Axes:
    """Return axes at a place of a figure, in inches from its lower left corner."""
    width, height = fig.get_size_inches()
    return fig.add_axes((left / width, bottom / height, wide / width, tall / height), **look)


def bare(axes: Axes) -> Axes:
    """Return axes without frame, ticks and names of ticks."""
    axes.set_axis_off()
    return axes


def without_frame(axes: Axes) -> None:
    """Take the lines around axes and the marks of their ticks away; the names of ticks stay."""
    axes.tick_params(length=0)
    axes.spines[:].set_visible(False)


def place_of(fig: MplFigure, left: float, down: float, wide: float, tall: float) -> Box:
    """Return a place, in inches from the upper left corner of a figure, as shares of it."""
    width, height = fig.get_size_inches()
    left, top, wide, tall = (
        round(float(share), 4)
        for share in (left / width, down / height, wide / width, tall / height)
    )
    return left, top, wide, tall


def sign(axes: Axes, x: Any, y: Any, party: str, **look: Any) -> Line2D:
    """Draw the sign of a party, or one at each of several places."""
    return axes.plot(x, y, PARTY_MARKER[party], **{"color": PARTY_HUE[party], "ms": 9} | look)[0]


def empty_title(fig: MplFigure) -> Text:
    """Return the title of a figure whose words are set later, again and again."""
    up = 1 - 0.12 / fig.get_figheight()
    return fig.text(0.01, up, "", va="top", size=16, weight="bold")


def finished(
    fig: MplFigure,
    title: str,
    alt: str,
    marks: Iterable[Mark] = (),
    foot: str = "",
    said: pd.DataFrame | None = None,
    rows: Mapping[str, dict] | None = None,
    subtitle: str = "",
) -> Figure:
    """Write title, subtitle and footer on a matplotlib figure, and return it as a Figure.

    foot: the footer, or what stands in it behind the count of `said`. said: the statements that are
    drawn. rows: what the marks point to, by default the evidence of `said`.
    """
    if said is not None:
        foot = f"{footer(said)} {foot}".strip()
        rows = evidence(said) if rows is None else rows
    headline(fig, title, foot, subtitle)
    return Figure(fig, title, alt, foot, tuple(marks), rows or {})


def write_sentence(
    axes: Axes, unit: str, lines: Sequence[str], down: float, line: float = 0.245
) -> None:
    """Write a unit's name and, to its right, its words, from a height downwards; in inches."""
    axes.text(0.096, down, unit, va="top", weight="bold")
    for n, words in enumerate(lines):
        axes.text(0.864, down + n * line, words, va="top")
