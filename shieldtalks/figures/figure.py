"""What every figure of the course shares: its look, its marks, its alt text, its bytes."""

import base64
import functools
import re
import textwrap
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import ParamSpec, TypeVar

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure as MplFigure
from matplotlib.lines import Line2D

from shieldtalks.figures.png import encode
from shieldtalks.figures.style import (
    DPI,
    PARTY_HUE,
    PARTY_MARKER,
    PARTY_NAME,
    QUIET,
    SHOWN,
    WIDTH,
    house_style,
)
from shieldtalks.markup import Markup, tag
from shieldtalks.phrases import counted
from shieldtalks.readings import reading_words

Box = tuple[float, float, float, float]
P = ParamSpec("P")
R = TypeVar("R")


@dataclass(frozen=True)
class Mark:
    """One thing a figure plots: what it is called, where it stands, which statements it shows.

    box: left, top, width, height as shares of the picture, or None where it has no place of its
    own. statements: ids; empty where the mark shows something other than statements.
    """

    id: str
    label: str
    statements: tuple = ()
    box: Box | None = None


@dataclass(frozen=True)
class Figure:
    """A finished chart: picture, title, alt text, footer, and the statements behind each mark.

    fig: the matplotlib figure. alt: two or three sentences, computed from the data, that say
    what the picture shows. footer: articles and number of statements. marks: list of Mark.
    rows: {statement id: dict of strings} as `statements.evidence` gives them, to be read on demand.
    drawn: the PNG, where `fig` will show something else later.
    """

    fig: MplFigure
    title: str
    alt: str
    footer: str
    marks: tuple[Mark, ...] = ()
    rows: Mapping[str, dict] = field(default_factory=dict)
    drawn: bytes = field(default=b"", repr=False)

    @property
    def evidence(self) -> dict[str, tuple]:
        """Return {mark id: tuple of statement ids}."""
        return {mark.id: tuple(mark.statements) for mark in self.marks}

    @functools.cached_property
    def png(self) -> bytes:
        """Return the picture as PNG bytes: the same data gives the same bytes."""
        return self.drawn or encode(pixels(self.fig))

    def html(self) -> Markup:
        """Return a <figure> with the picture, its alt text, the same in words, its sentences.

        The footer stands in the picture itself, so that it travels with every copy.
        """
        words = tag("details", tag("summary", "In words"), tag("p", self.alt))
        caption = tag("figcaption", words, self._sentences())
        return tag("figure", self._image(), caption, style="margin:0")

    def __repr__(self):
        return self.alt

    def _repr_mimebundle_(self, include=None, exclude=None):
        return {
            "text/html": self.html(),
            "image/png": base64.b64encode(self.png).decode(),
            "text/plain": self.alt,
        }

    def _image(self):
        return tag(
            "img",
            alt=self.alt,
            width=round(self.fig.get_figwidth() * SHOWN),
            style="max-width:100%;height:auto",
            src=f"data:image/png;base64,{base64.b64encode(self.png).decode()}",
        )

    def _sentences(self):
        """Return a closed list of mark -> sentences, which opens without a kernel."""
        shown = [mark for mark in self.marks if mark.statements and self.rows]
        if not shown:
            return Markup()
        items = (
            item
            for mark in shown
            for item in (
                tag("dt", tag("b", mark.label)),
                *(tag("dd", cite(self.rows[i])) for i in mark.statements),
            )
        )
        return tag("details", tag("summary", "Every mark and its sentences"), tag("dl", *items))


def in_reading_order(mark: Mark) -> tuple[float, float]:
    """Return a key that sorts marks from the top, and in a row from the left."""
    left, top, _, _ = mark.box or (0, 0, 0, 0)
    return round(top, 3), left


def cite(row: Mapping[str, str]) -> str:
    """Return a statement as one line: quote, unit, speaker, outlet and date."""
    who = row["person"] or row["organization"]
    return f"{row['quote']} [{row['unit']}] {who}; {row['outlet']}, {row['date'] or 'undated'}"


def new_fig(height: float, width: float = WIDTH) -> MplFigure:
    """Return an empty matplotlib figure in the style of the course; sizes in inches."""
    with house_style():
        fig = MplFigure(figsize=(width, height), dpi=DPI, facecolor="white")
        FigureCanvasAgg(fig)
    return fig


def styled(function: Callable[P, R]) -> Callable[P, R]:
    """Decorate a figure function so that all it draws, and its text sizes, follow the style."""

    @functools.wraps(function)
    def wrapper(*args: P.args, **kwargs: P.kwargs) -> R:
        with house_style():
            return function(*args, **kwargs)

    return wrapper


def headline(fig: MplFigure, title: str, footer: str, subtitle: str = "") -> None:
    """Put title and footer where every chart of the course has them; long lines are wrapped."""
    lines = textwrap.wrap(title, round(fig.get_figwidth() * 7.3))
    height = fig.get_figheight()
    fig.text(0.01, 1 - 0.12 / height, "\n".join(lines), va="top", size=16, weight="bold")
    if subtitle:
        down = 0.12 + 0.3 * len(lines)
        fig.text(0.01, 1 - down / height, subtitle, va="top", size=12.5, color=QUIET)
    whole = re.sub(r"(?<=\d) (?=\w)", "\N{NO-BREAK SPACE}", footer)
    below = textwrap.wrap(whole, round(fig.get_figwidth() * 11))
    fig.text(0.01, 0.08 / height, "\n".join(below), va="bottom", size=12, color=QUIET)


def party_key(fig: MplFigure, parties: Iterable[str], y: float, extra: Iterable = ()) -> None:
    """Name the markers of the parties in one line.

    parties: those that occur, in any order. y: where, as a share of the figure's height. extra:
    further matplotlib handles with labels.
    """
    handles = [
        Line2D([], [], ls="", ms=8, marker=PARTY_MARKER[p], color=PARTY_HUE[p], label=PARTY_NAME[p])
        for p in PARTY_NAME
        if p in set(parties)
    ]
    handles.extend(extra)
    fig.legend(
        handles=handles,
        loc="center left",
        bbox_to_anchor=(0.0, y),
        ncols=len(handles),
        handletextpad=0.2,
        columnspacing=1.3,
        borderpad=0.4,
    )


def footer(statements: pd.DataFrame) -> str:
    """Return the footer line: which articles, how many statements, and how they are shared out.

    statements: the DataFrame that a chart was drawn from.
    """
    articles = sorted(statements["article"].unique())
    parties = statements["party"].value_counts()
    shares = ", ".join(f"{n} {PARTY_NAME[party]}" for party, n in parties.items())
    which = f"Article{'s' * (len(articles) != 1)} {', '.join(articles)}"
    words = reading_words(statements)
    reading = f" {words}" if words else ""
    return f"{which}. n = {counted(len(statements), 'statement')}: {shares}.{reading}"


def box_in(axes: Axes, x0: float, y0: float, x1: float, y1: float) -> Box:
    """Return a rectangle given in data coordinates of `axes` as shares of the picture."""
    corners = axes.transData.transform([(x0, y0), (x1, y1)])
    (left, low), (right, high) = corners.min(axis=0), corners.max(axis=0)
    return box(left, low, right, high, axes.figure)


def box(x0: float, y0: float, x1: float, y1: float, fig: MplFigure) -> Box:
    """Return a rectangle in pixels (origin bottom left) as shares of the picture from top left."""
    width, height = fig.canvas.get_width_height()
    share = (x0 / width, 1 - y1 / height, (x1 - x0) / width, (y1 - y0) / height)
    left, top, wide, tall = (round(float(v), 4) for v in share)
    return left, top, wide, tall


def pixels(fig: MplFigure) -> np.ndarray:
    """Draw a matplotlib figure and return its pixels: array (height, width, 4) of bytes."""
    with house_style():
        fig.canvas.draw()
    return np.asarray(fig.canvas.buffer_rgba())
