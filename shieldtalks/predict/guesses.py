"""A guess beside the answer: under the chart that follows, and at the lesson's end."""

import dataclasses
from typing import Any

import numpy as np

from shieldtalks.errors import DataError
from shieldtalks.figures.figure import Figure, Mark, pixels
from shieldtalks.figures.guesses import GuessRow, guesses_beside_answers
from shieldtalks.figures.png import encode
from shieldtalks.phrases import counted
from shieldtalks.predict.kept import guess_of
from shieldtalks.predict.prompts import Guess, Prompt, load_prompts, prompt


def with_guess(shown: Any, *prompt_ids: str) -> Any:
    """Return what a cell shows with the guesses that were committed to prompts below it.

    shown: a Figure, an explorer, a table, anything that a cell may end on. It is returned as it is
    where no guess was committed. prompt_ids: such as "04.silence".

    >>> with_guess(statements, "04.silence") is statements
    True
    """
    for one in map(prompt, prompt_ids):
        guess = guess_of(one)
        if guess is not None:
            shown = _with(shown, one, guess)
    return shown


def _with(shown, one, guess):
    row = dataclasses.replace(_row(one, guess), line=one.say(guess))
    if not isinstance(shown, Figure):
        return Shown(shown, guesses_beside_answers([row]))
    return below(shown, guesses_beside_answers([row], width=shown.fig.get_figwidth()))


def my_guesses(lesson: str) -> "Figure | NoGuess":
    """Return a chart of all your guesses in a lesson, each beside its answer.

    lesson: such as "04". Where there is no guess yet, a line says so. Raises DataError for a lesson
    that has no prompts.

    >>> my_guesses("04")
    You have made no guess in lesson 04 (9 questions).
    """
    prompts = load_prompts(lesson)
    if not prompts:
        raise DataError(f"Lesson {lesson} asks no prompts.")
    guesses = {i: guess_of(one) for i, one in prompts.items()}
    rows = [_row(prompts[i], guess) for i, guess in guesses.items() if guess is not None]
    asked = counted(len(prompts), "question")
    if not rows:
        return NoGuess(f"You have made no guess in lesson {lesson} ({asked}).")
    right = sum(row.right for row in rows)
    title = f"Your guesses in lesson {lesson}: {right} of {len(rows)} right"
    footer = f"n = {counted(len(rows), 'guess', 'guesses')} at {asked}. Kept with your progress."
    return guesses_beside_answers(rows, title, footer)


class NoGuess(str):
    """A line that a cell shows without quotation marks."""

    def __repr__(self):
        return str(self)


class Shown:
    """Something a cell shows, with a guess below it."""

    def __init__(self, shown: Any, strip: Figure):
        self.shown, self.strip = shown, strip

    def __repr__(self):
        return f"{self.shown!r}\n{self.strip.alt}"

    def _ipython_display_(self):
        from IPython.display import display

        display(self.shown, self.strip)


def below(chart: Figure, strip: Figure) -> Figure:
    """Return a Figure that shows one picture below another of the same width.

    The marks of the upper one keep their places.
    """
    upper, lower = pixels(chart.fig) if not chart.drawn else _decoded(chart), pixels(strip.fig)
    share = len(upper) / (len(upper) + len(lower))
    marks = tuple(_moved(mark, share) for mark in chart.marks)
    return dataclasses.replace(
        chart,
        alt=f"{chart.alt} {strip.alt}",
        marks=marks,
        drawn=encode(np.vstack([upper, lower])),
    )


def _moved(mark: Mark, share: float) -> Mark:
    if mark.box is None:
        return mark
    left, top, width, height = mark.box
    return dataclasses.replace(mark, box=(left, top * share, width, height * share))


def _decoded(chart):
    """Return the pixels of a Figure whose picture was drawn before."""
    import io

    from PIL import Image

    return np.asarray(Image.open(io.BytesIO(chart.png)).convert("RGBA"))


def _row(one: Prompt, guess: Guess) -> GuessRow:
    answer = one.answer()
    scale, ends = None, ("", "")
    if isinstance(guess, int | float) and isinstance(answer, int | float):
        scale, ends = (one.low, guess, answer, one.high), (f"{one.low:g}", f"{one.high:g}")
    said, told = one.in_words(guess), one.in_words(answer)
    return GuessRow(one.title, said, told, one.right(guess), scale, ends)
