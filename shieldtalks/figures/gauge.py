"""The gauge of agreement between readers, which the coding desk redraws at each code."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure as MplFigure

from shieldtalks.figures.drawing import axes_at, without_frame
from shieldtalks.figures.figure import Box, Figure, Mark, box, headline, new_fig, styled
from shieldtalks.figures.stage import Stage
from shieldtalks.figures.style import BLUE, FAINT, QUIET, VIOLET
from shieldtalks.phrases import counted, names

CUSTOMARY = {0.667: ".667", 0.8: ".800"}
LEAST = -0.2  # where the axis of coefficients begins


class AgreementGauge:
    """A chart of a few coefficients with their intervals, drawn once and then only moved.

    names: the rows, from the top. title: one line. left, right: inches for the names and for the
    numbers. width: of the whole, in inches.
    """

    @styled
    def __init__(
        self,
        names: Sequence[str],
        title: str,
        left: float = 1.4,
        right: float = 1.9,
        width: float = 7.4,
    ):
        self.title, self.rows = title, list(names)
        top, row, bottom = 1.1, 0.44, 0.95
        height = top + row * len(self.rows) + bottom
        fig = new_fig(height, width)
        place = (left, bottom, width - left - right, row * len(self.rows))
        self.axes = axes_at(fig, *place, xlim=(LEAST, 1.03), ylim=(len(self.rows), 0))
        self._ground()
        headline(fig, title, "")
        self._footer = fig.text(0.01, 0.08 / height, "", va="bottom", size=12, color=QUIET)
        self.artists = [self._row(n) for n in range(len(self.rows))]
        self.boxes = [row_box(self.axes, n, fig) for n in range(len(self.rows))]
        moving = [artist for artists in self.artists for artist in artists]
        written = [text for *_, value, aside in self.artists for text in (value, aside)]
        self.stage = Stage(fig, [*moving, self._footer], [*written, self._footer])

    @styled
    def figure(self, table: pd.DataFrame, footer: str) -> Figure:
        """Return the Figure of one state.

        table: a row for each of the names, columns value, low, high (NaN where there is none) and
        aside (a few words beside the number). footer: one line.
        """
        table = table.loc[self.rows]
        cells = list(table.itertuples())
        for n, (artists, cell) in enumerate(zip(self.artists, cells, strict=True)):
            self._move(artists, n + 0.5, cell)
        self._footer.set_text(footer)
        marks = tuple(
            Mark(cell.Index, f"{cell.Index}: {coefficient_words(cell)}", (), self.boxes[n])
            for n, cell in enumerate(cells)
        )
        alt = _alt_gauge(table)
        return self.stage.figure(title=self.title, alt=alt, footer=footer, marks=marks)

    def _ground(self):
        axes = self.axes
        axes.set_yticks(np.arange(len(self.rows)) + 0.5, self.rows)
        axes.set_xticks([0, 0.5, 1], ["0\nas by chance", "0.5\n", "1\nalways"])
        without_frame(axes)
        axes.axvline(0, color=QUIET, lw=1)
        axes.axvline(1, color=FAINT, lw=1)
        for value, label in CUSTOMARY.items():
            axes.axvline(value, color=QUIET, lw=1, ls=(0, (2, 3)))
            axes.text(value, -0.1, label, ha="center", color=QUIET, size=12)
        axes.text(0.735, -0.62, "customary", ha="center", color=QUIET, size=12)

    def _row(self, n):
        line = self.axes.plot([], [], color=BLUE, lw=3, solid_capstyle="round", alpha=0.65)[0]
        point = self.axes.plot([], [], "o", color=VIOLET, ms=10, clip_on=False)[0]
        value = self.axes.text(1.08, n + 0.55, "", va="center", weight="bold")
        aside = self.axes.text(1.27, n + 0.55, "", va="center", color=QUIET)
        return line, point, value, aside

    def _move(self, artists, height, cell):
        line, point, value, aside = artists
        known = not np.isnan(cell.value)
        line.set_data(np.clip([cell.low, cell.high], LEAST, 1), [height, height])
        point.set_data([max(cell.value, LEAST)] if known else [], [height] if known else [])
        value.set_text(f"{cell.value:.2f}" if known else "–")
        aside.set_text(cell.aside)


def _alt_gauge(table):
    known = table[table["value"].notna()]
    if known.empty:
        return f"{counted(len(table), 'row')} and no coefficient yet: {table['aside'].iloc[0]}."
    spoken = "; ".join(f"{cell.Index} {coefficient_words(cell)}" for cell in known.itertuples())
    missing = [name for name in table.index if name not in known.index]
    rest = f" No value yet: {names(missing)}." if missing else ""
    said = counted(len(known), "coefficient")
    return f"{said} of agreement, from 0 (as by chance) to 1 (always). {spoken}.{rest}"


def row_box(axes: Axes, n: int, fig: MplFigure) -> Box:
    """Return the place of a whole row, names and numbers included, as shares of the picture."""
    width = fig.canvas.get_width_height()[0]
    (_, bottom), (_, top) = axes.transData.transform([(0, n + 1), (0, n)])
    return box(0.005 * width, bottom, 0.995 * width, top, fig)


def coefficient_words(cell: Any) -> str:
    """Say a coefficient with its interval. cell: a row with value, low, high and aside."""
    if np.isnan(cell.value):
        return f"no value; {cell.aside}"
    span = "" if np.isnan(cell.low) else f" ({cell.low:.2f} to {cell.high:.2f})"
    return f"{cell.value:.2f}{span}, {cell.aside}"
