"""The days that an article may be of, and what each piece of evidence takes away."""

import textwrap

import numpy as np
import pandas as pd
from matplotlib.collections import PathCollection, PolyCollection
from matplotlib.font_manager import FontProperties
from matplotlib.patches import Rectangle
from matplotlib.textpath import TextPath
from matplotlib.transforms import Affine2D

from shieldtalks.corpus import Corpus
from shieldtalks.dating import END, START, readings
from shieldtalks.figures.drawing import canvas, empty_title
from shieldtalks.figures.figure import Figure, Mark, box_in, headline, styled
from shieldtalks.figures.stage import Stage
from shieldtalks.figures.style import BLUE, FAINT, INK, QUIET, WIDTH
from shieldtalks.phrases import counted

# Inches from the upper left corner of the figure.
LEFT, RIGHT = 0.12, 9.45
STRIP, THICK = 1.0, 0.26
HEADS, FIRST, ROW = 2.02, 2.2, 0.53
BARS, LONGEST = 3.0, 2.0
GRID, DAY, WEEK = 6.4, 0.435, 0.5
CLOSED, SHORTEST = 8, 24  # days: gaps that the strip closes, and the shortest piece it can show
POINTED = 400  # days: what is shorter on the strip gets a pointer
DAYS = (END - START).days + 1


def dating(dated: pd.DataFrame, corpus: Corpus) -> Figure:
    """Draw which days some pieces of evidence leave.

    dated: as of `dating.date_article`. corpus: the articles. Returns a Figure: a strip of all days
    from START to END, the pieces with the days left after each, and a calendar. Its marks are the
    pieces of evidence.
    """
    return DatingChart(dated, corpus).figure(dated)


class DatingChart:
    """The chart of `dating` for one article, drawn once and then only changed."""

    @styled
    def __init__(self, dated: pd.DataFrame, corpus: Corpus):
        """dated: any state of the article. corpus: the articles."""
        self.pieces, self.weeks = dated.evidence, dated.weeks
        self.rows = readings(dated.evidence, corpus)
        tall = max(len(self.pieces) * ROW, len(self.weeks) // 7 * WEEK + 0.35)
        self.fig, self.axes = canvas(FIRST + tall + 0.5)
        self.foot = _foot(dated, corpus)
        headline(self.fig, "", self.foot)
        self._draw_strip()
        self._draw_names()
        self._draw_calendar()
        self._add_moving()

    @styled
    def figure(self, dated: pd.DataFrame) -> Figure:
        """Return the Figure of one state of the same article."""
        self.move(dated)
        title = _title(dated)
        marks = tuple(self._mark(number, dated) for number in range(len(self.pieces)))
        fields = {"title": title, "alt": _alt(dated), "footer": self.foot}
        return self.stage.figure(**fields, marks=marks, rows=self.rows)

    def move(self, dated: pd.DataFrame) -> None:
        """Bring the moving artists to a state, without drawing them."""
        self.title.set_text(_in_lines(_title(dated)))
        self._show_strip(dated.left)
        self._show_taken(dated)
        self._show_calendar(dated)

    def _draw_strip(self):
        frame = {"fc": "white", "ec": QUIET, "lw": 1}
        self.axes.add_patch(Rectangle((LEFT, STRIP), RIGHT - LEFT, THICK, **frame))
        years = pd.date_range(START, END, freq="2YS")
        below = STRIP + THICK
        for year, left in zip(years.year, _along(years), strict=True):
            self.axes.plot([left, left], [below, below + 0.08], color=QUIET, lw=1)
            self.axes.text(left + 0.05, below + 0.07, year, va="top", color=QUIET, size=12)

    def _draw_names(self):
        look = {"va": "baseline", "color": QUIET, "size": 12}
        self.axes.text(LEFT, HEADS, "Evidence", **look)
        self.axes.text(BARS, HEADS, "Days left (log scale)", **look)
        for number, (_, piece) in enumerate(self.pieces.iterrows()):
            top = FIRST + number * ROW
            place = f"in {piece['unit']}" if piece["unit"] else "outside the file"
            place += "; dates the page" if piece["about"] == "page" else ""
            self.axes.text(LEFT + 0.36, top + 0.2, piece["clue"], va="baseline")
            self.axes.text(LEFT + 0.36, top + 0.41, place, **look)

    def _draw_calendar(self):
        look = {"ha": "center", "va": "center_baseline"}
        side = {"ha": "right", "va": "center_baseline"}
        years = " / ".join(str(year) for year in self.weeks.year.unique())
        self.axes.text(GRID - 0.1, HEADS - 0.06, years, color=QUIET, size=12, **side)
        for number, name in enumerate("MTWTFSS"):
            middle = GRID + (number + 0.5) * DAY
            self.axes.text(middle, HEADS - 0.06, name, color=QUIET, size=12, **look)
        for number, day in enumerate(self.weeks):
            left, top = _cell(number)
            self.axes.add_patch(Rectangle((left, top), DAY, WEEK, fc=FAINT, ec="white", lw=2))
            self.axes.plot([left, left + DAY], [top, top + WEEK], color="white", lw=2)
            self.axes.text(left + DAY / 2, top + WEEK / 2, day.day, color=QUIET, **look)
        for row in range(len(self.weeks) // 7):
            week = self.weeks[7 * row : 7 * row + 7]
            begins = week[week.day == 1]
            if row == 0 or len(begins):
                month = f"{[*begins, week[0]][0]:%b}"
                self.axes.text(GRID - 0.1, FIRST + (row + 0.5) * WEEK, month, **side)

    def _add_moving(self):
        """Add the artists that a state changes."""
        self.title = empty_title(self.fig)
        self.left, self.bars, self.cells = (
            self.axes.add_collection(PolyCollection([], fc=BLUE, ec="none", zorder=zorder))
            for zorder in (1, 1, 4)
        )
        self.pointer = self.axes.plot([], [], "v", color=INK, ms=9)[0]
        self.numbers = self.axes.add_collection(PathCollection([], fc=INK, lw=0, zorder=5))
        self.glyphs = [_digits(day.day, _cell(number)) for number, day in enumerate(self.weeks)]
        ring = {"fc": "none", "ec": INK, "lw": 2.6, "ls": (0, (2, 1)), "zorder": 6}
        self.ring = self.axes.add_patch(Rectangle((0, 0), DAY - 0.08, WEEK - 0.08, **ring))
        under = FIRST + len(self.weeks) // 7 * WEEK + 0.2
        self.hint = self.axes.text(GRID, under, "", va="center_baseline", size=12, color=QUIET)
        look = {"va": "center_baseline", "weight": "bold"}
        middles = [FIRST + number * ROW + 0.22 for number in range(len(self.pieces))]
        self.ticks = [self.axes.text(LEFT, middle, "", size=15, **look) for middle in middles]
        self.counts = [self.axes.text(BARS, middle, "", **look) for middle in middles]
        days = [self.cells, self.numbers, self.ring, self.hint]
        above = [self.title, self.left, self.pointer, self.bars]
        self.stage = Stage(self.fig, [*above, *days, *self.ticks, *self.counts])

    def _show_strip(self, days):
        self.left.set_verts(_stretches(days))
        short = len(days) > 0 and (days[-1] - days[0]).days < POINTED
        self.pointer.set_data([_along(days).mean()] if short else [], [STRIP - 0.1] * short)

    def _show_taken(self, dated):
        days = dated.steps["days"].reindex(self.pieces.index)
        lengths = LONGEST * np.log1p(days.to_numpy(float)) / np.log1p(DAYS)
        bars = []
        for number, (length, left) in enumerate(zip(lengths, days, strict=True)):
            taken = not np.isnan(length)
            self.ticks[number].set_text("☑" if taken else "☐")
            self.counts[number].set_text(f"{left:,.0f}" if taken else "")
            if taken:
                middle = FIRST + number * ROW + 0.22
                self.counts[number].set_position((BARS + length + 0.08, middle))
                bars.append(_box(BARS, middle - 0.14, length, 0.28))
        self.bars.set_verts(bars)

    def _show_calendar(self, dated):
        possible = np.flatnonzero(self.weeks.isin(dated.left))
        corners = [_cell(number) for number in possible]
        self.cells.set_verts(
            [_box(left + 0.015, top + 0.015, DAY - 0.03, WEEK - 0.03) for left, top in corners]
        )
        self.numbers.set_paths([self.glyphs[number] for number in possible])
        likeliest = np.flatnonzero(self.weeks == dated.estimate)
        self.ring.set_visible(bool(len(likeliest)))
        self.hint.set_text("framed: the likeliest day" if len(likeliest) else "")
        for number in likeliest:
            left, top = _cell(number)
            self.ring.set_xy((left + 0.04, top + 0.04))

    def _mark(self, number, dated):
        piece, top = self.pieces.iloc[number], FIRST + number * ROW
        taken = piece.name in dated.ticked
        said = "not taken"
        if taken:
            left = dated.steps.at[piece.name, "days"]
            said = f"taken, {left:,} {'day' if left == 1 else 'days'} left after it"
        place = box_in(self.axes, LEFT - 0.05, top, BARS + LONGEST + 0.6, top + 0.5)
        return Mark(piece.name, f"{piece['clue']}: {said}", (piece.name,), place)


def _title(dated):
    return f"Article {dated.article}: {dated.verdict}"


def _in_lines(title):
    """Return a title in lines; where one is not enough, its last comma ends the first."""
    most = round(WIDTH * 7.3)
    lines = [title] if len(title) <= most else title.rsplit(", ", 1)
    return ",\n".join("\n".join(textwrap.wrap(line, most)) for line in lines)


def _along(days):
    """Return the places of days on the strip, in inches."""
    return LEFT + (RIGHT - LEFT) * (days - START).days.to_numpy() / DAYS


def _cell(number):
    """Return the upper left corner of a day of the calendar, in inches."""
    return GRID + number % 7 * DAY, FIRST + number // 7 * WEEK


def _digits(number, corner):
    """Return a number as a path in the middle of a day; drawn as text, 35 of them cost too much."""
    path = TextPath((0, 0), str(number), size=12.5, prop=FontProperties(weight="bold"))
    box = path.get_extents()
    middle = (box.x0 + box.x1) / 2, (box.y0 + box.y1) / 2
    place = corner[0] + DAY / 2, corner[1] + WEEK / 2
    move = Affine2D().translate(-middle[0], -middle[1]).scale(1 / 72, -1 / 72).translate(*place)
    return path.transformed(move)


def _box(left, top, width, height):
    right, low = left + width, top + height
    return np.array([[left, top], [right, top], [right, low], [left, low]])


def _stretches(days):
    """Return the pieces of the strip that cover some days, small gaps closed."""
    if not len(days):
        return []
    numbers = (days - START).days.to_numpy()
    breaks = np.flatnonzero(np.diff(numbers) > CLOSED)
    first = numbers[np.r_[0, breaks + 1]]
    last = numbers[np.r_[breaks, len(numbers) - 1]] + 1
    wide = np.maximum(last - first, SHORTEST)
    inch = (RIGHT - LEFT) / DAYS
    middle = np.clip((first + last) / 2, wide / 2, DAYS - wide / 2)
    return [
        _box(LEFT + (m - w / 2) * inch, STRIP, w * inch, THICK)
        for m, w in zip(middle, wide, strict=True)
    ]


def _foot(dated, corpus):
    inside = dated.evidence["unit"].ne("").sum()
    return (
        f"Article {dated.article}, {corpus.articles.at[dated.article, 'outlet']}. "
        f"n = {counted(len(dated.evidence), 'piece')} of evidence, {inside} of them in the file."
    )


def _alt(dated):
    taken = dated.evidence.loc[list(dated.ticked), "clue"]
    days = dated.steps["days"]
    steps = ", ".join(f"{clue} ({n:,})" for clue, n in zip(taken, days, strict=True))
    alt = (
        f"Article {dated.article}, {len(taken)} of {len(dated.evidence)} pieces of evidence taken "
        f"together: {dated.verdict}. "
    )
    alt += f"Days left after each: {steps}." if len(taken) else "Nothing is taken yet."
    estimate = dated.estimate
    if not pd.isna(estimate):
        alt += f" The likeliest day is {estimate.day} {estimate:%B %Y}."
    return alt
