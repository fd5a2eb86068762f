"""Guesses beside answers: one row a prompt, as a strip below a chart or at the end of a lesson."""

import textwrap
from collections.abc import Sequence
from dataclasses import dataclass

from matplotlib.axes import Axes
from matplotlib.lines import Line2D

from shieldtalks.figures.drawing import axes_at, bare
from shieldtalks.figures.figure import Figure, Mark, box_in, headline, new_fig, styled
from shieldtalks.figures.style import BLUE, INK, ORANGE, QUIET, WIDTH

LEFT, RIGHT = 2.8, 0.65  # inches for the titles and for the verdicts
ROW, WORDS = 0.74, 62  # inches a row; characters of a line of words
GLYPH = {True: "✓", False: "✗"}
HUE = {True: BLUE, False: ORANGE}


@dataclass(frozen=True)
class GuessRow:
    """A guess beside its answer.

    title: of the prompt. guess, answer: in words. right: whether the guess is. place: (low, guess,
    answer, high) where these are numbers, else None. ends: low and high in words. line: what the
    guess tells, to stand below it; only in a strip of one row.
    """

    title: str
    guess: str
    answer: str
    right: bool
    place: tuple[float, float, float, float] | None = None
    ends: tuple[str, str] = ("", "")
    line: str = ""


@styled
def guesses_beside_answers(
    rows: Sequence[GuessRow], title: str = "", footer: str = "", width: float = WIDTH
) -> Figure:
    """Draw each guess beside its answer: numbers on their scale, all else in words.

    rows: from the top. title, footer: empty for a strip that stands below another chart. width: in
    inches. A right guess has a tick and is blue, a wrong one a cross and is orange.

    >>> row = GuessRow("Empty cells", "40 %", "75 %", False, (0, 40, 75, 100), ("0 %", "100 %"))
    >>> guesses_beside_answers([row]).alt
    'Empty cells: you said 40 %, the answer is 75 %.'
    """
    below = textwrap.wrap(rows[0].line, round(width * 10.5)) if len(rows) == 1 else []
    top, bottom = (0.75, 0.5) if title else (0.3, 0.12 + 0.21 * len(below))
    height = top + ROW * len(rows) + bottom
    fig = new_fig(height, width)
    place = (LEFT, bottom, width - LEFT - RIGHT, ROW * len(rows))
    axes = bare(axes_at(fig, *place, xlim=(0, 1), ylim=(len(rows), 0)))
    for n, row in enumerate(rows):
        _draw(axes, row, n + 0.5, width)
    if title:
        headline(fig, title, footer)
    else:
        fig.text(0.01, 1 - 0.06 / height, "Your guess", va="top", size=13, weight="bold")
        fig.add_artist(Line2D([0.01, 0.99], [1 - 0.01 / height] * 2, color=QUIET, lw=0.8))
    fig.text(0.01, 0.08 / height, "\n".join(below), va="bottom", size=12.5)
    marks = tuple(
        Mark(row.title, _words(row), (), box_in(axes, -0.5, n + 0.05, 1.05, n + 0.95))
        for n, row in enumerate(rows)
    )
    alt = " ".join(
        [f"{title}."] * bool(title) + [*map(_words, rows)] + [rows[0].line] * bool(below)
    )
    return Figure(fig, title, alt, footer, marks)


def _words(row):
    return f"{row.title}: you said {row.guess}, the answer is {row.answer}."


def _draw(axes: Axes, row: GuessRow, y: float, width: float) -> None:
    """Draw one row, y its middle: the title, the scale or the words, the verdict."""
    inch = 1 / (width - LEFT - RIGHT)  # of the width of the axes
    title = textwrap.fill(row.title, 26)
    axes.text(-LEFT * inch + 0.1 * inch, y, title, va="center", ha="left", size=12.5)
    axes.text(1 + 0.25 * inch, y, GLYPH[row.right], va="center", ha="center", size=17)
    if row.place is None:
        for place, name, words in ((y - 0.2, "you", row.guess), (y + 0.2, "answer", row.answer)):
            weight = "bold" if name == "you" else "normal"
            axes.text(0, place, f"{name}:", va="center", size=12, color=QUIET)
            shown = textwrap.shorten(words, WORDS, placeholder=" …")
            axes.text(0.7 * inch, place, shown, va="center", size=12, weight=weight)
        return
    low, guess, answer, high = row.place
    # The ends of the scale stand inside the axes, so that their words have room.
    guess_x, answer_x = (
        0.09 + 0.82 * (value - low) / ((high - low) or 1) for value in (guess, answer)
    )
    axes.plot([0.09, 0.91], [y, y], color=QUIET, lw=1.2, zorder=1)
    axes.text(0.075, y, row.ends[0], va="center", ha="right", size=11, color=QUIET)
    axes.text(0.925, y, row.ends[1], va="center", ha="left", size=11, color=QUIET)
    axes.plot([answer_x], [y], "D", color=INK, ms=7, zorder=4)
    hue = HUE[row.right]
    axes.plot([guess_x], [y], "o", mfc=hue, mec="white", mew=1.5, ms=12, zorder=3)
    middle = {"va": "center", "ha": "center", "size": 12}
    axes.text(guess_x, y - 0.3, f"you: {row.guess}", weight="bold", **middle)
    axes.text(answer_x, y + 0.32, f"answer: {row.answer}", **middle)
