"""What a class guessed on its phones, beside the answer."""

import textwrap

import pandas as pd
from matplotlib.ticker import MaxNLocator

from shieldtalks.figures.drawing import finished
from shieldtalks.figures.figure import Figure, Mark, box_in, new_fig, styled
from shieldtalks.figures.style import BLUE, FAINT, INK, ORANGE, QUIET
from shieldtalks.phrases import counted, names

LEFT, ROW = 0.42, 0.46  # share of the width for names; inches a row


@styled
def class_votes(
    counts: pd.DataFrame,
    question: str,
    told: str,
    place: float | None,
    middle: str | None,
    right: int,
    day: str,
) -> Figure:
    """Draw how often a class guessed what, and the answer.

    counts: as `classroom.counts`. question: what was asked. told: the answer in words. place: the
    answer on the scale of numbers; None for other kinds. middle: the class's middle guess in words,
    of numbers only. right: how many guesses were right. day: of the class. Returns a Figure; its
    marks stand for guesses, not for statements.
    """
    n = int(counts["n"].sum())
    numbers = place is not None
    lines = textwrap.wrap(question, 70)
    top = 0.75 + 0.3 * len(lines)
    height = top + 0.75 + (3.0 if numbers else ROW * len(counts))
    fig = new_fig(height)
    low = 0.75 / height
    left = 0.06 if numbers else LEFT
    axes = fig.add_axes((left, low, 0.95 - left, 1 - (top + 0.75) / height))
    axes.spines[["top", "right", "left"]].set_visible(False)
    drawn = _histogram if numbers else _bars
    boxes = drawn(axes, counts, told, place)
    foot = f"n = {counted(n, 'guess', 'guesses')} of one class, {day}; {right} right."
    marks = [
        Mark(str(at), f"{row['guess']}: {counted(int(row['n']), 'guess', 'guesses')}", (), box)
        for (at, row), box in zip(counts.iterrows(), boxes, strict=True)
    ]
    alt = _alt(counts, n, told, middle, right)
    return finished(fig, question, alt, marks, foot, subtitle=f"The answer: {told}")


def _histogram(axes, counts, told, place):
    most = max(1, int(counts["n"].max()))
    widths = counts["high"] - counts["low"]
    axes.bar(counts["low"], counts["n"], widths * 0.92, align="edge", color=BLUE)
    axes.axvline(place, color=ORANGE, lw=3, ls=(0, (4, 2)))
    axes.set(xlim=(counts["low"].iloc[0], counts["high"].iloc[-1]), ylim=(0, most * 1.25))
    low, high = axes.get_xlim()
    side = "left" if (place - low) / (high - low) < 0.5 else "right"
    axes.text(place, most * 1.13, f"  {told}  ", ha=side, weight="bold", color=INK)
    bars = list(counts[["low", "high", "n"]].itertuples(index=False))
    for low, high, n in bars:
        if n:
            axes.text((low + high) / 2, n, int(n), ha="center", va="bottom", size=11)
    axes.set_yticks([])
    axes.xaxis.set_major_locator(MaxNLocator(integer=True))
    return [box_in(axes, low, 0, high, max(n, most * 0.02)) for low, high, n in bars]


def _bars(axes, counts, told, place):
    most = max(1, int(counts["n"].max()))
    axes.set(xlim=(0, most * 1.1), ylim=(len(counts) - 0.5, -0.5))
    axes.set_xticks([])
    axes.spines["bottom"].set_visible(False)
    rows = counts[["guess", "n", "answer"]].itertuples(index=False)
    for at, (guess, n, right) in enumerate(rows):
        axes.barh(at, most, 0.62, color=FAINT)
        axes.barh(at, n, 0.62, color=BLUE, ec=ORANGE if right else "none", lw=3)
        axes.text(most * 1.02, at, int(n), va="center", weight="bold")
        words = textwrap.shorten(("✓ " if right else "") + guess, 40, placeholder=" …")
        weight = "bold" if right else "normal"
        axes.text(-most * 0.02, at, words, ha="right", va="center", weight=weight)
    axes.set_yticks([])
    axes.tick_params(colors=QUIET)
    return [box_in(axes, 0, at - 0.4, most, at + 0.4) for at in range(len(counts))]


def _alt(counts, n, told, middle, right):
    guessed = counts[counts["n"] > 0].sort_values("n", ascending=False, kind="stable")
    said = names(f"{row['guess']} {int(row['n'])}" for _, row in guessed.head(5).iterrows())
    more = f" and {len(guessed) - 5} others" if len(guessed) > 5 else ""
    alt = (
        f"{counted(n, 'guess', 'guesses')} of a class, {right} of them right; the answer is {told}."
    )
    if n:
        alt += f" Most frequent: {said}{more}."
    if middle is not None:
        alt += f" Half of the guesses are {middle} or less."
    return alt
