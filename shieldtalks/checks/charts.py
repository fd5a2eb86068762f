"""Reading a chart that a student drew: by what its axes show, not by its looks."""

import re
import sys
from collections.abc import Callable

from shieldtalks.checks.answers import called, kind, slip
from shieldtalks.course.charts import Drawn, bar_values, drawn


def as_chart(answer: object) -> Drawn:
    """Return what an answer shows: axes, or a figure that holds one axes.

    Says `chart_wanted` for what is no chart, `empty_chart` where nothing is drawn in it.
    """
    try:
        shown = drawn(answer)
    except (TypeError, ValueError):
        slip("chart_wanted", kind=kind(answer))
    if not (shown.bars or shown.lines or shown.points or shown.grids):
        slip("empty_chart")
    return shown


def chart_of(function: Callable, call: str, *arguments: object) -> Drawn:
    """Return what a student's function draws; no figure of it is left open to be shown later."""
    pyplot = sys.modules.get("matplotlib.pyplot")
    before = set(pyplot.get_fignums()) if pyplot else set()
    try:
        return as_chart(called(function, call, *arguments))
    finally:
        if pyplot:
            for number in set(pyplot.get_fignums()) - before:
                pyplot.close(number)


def one_bar_each(shown: Drawn) -> dict[str, float]:
    """Return {what a bar stands for: its value} of a chart with one bar() or barh().

    Says `bars_wanted` where there are lines or points instead, `bars_twice` for more than one.
    """
    found = bar_values(shown)
    if not found:
        slip("bars_wanted")
    if len(found) > 1:
        slip("bars_twice", n=len(found))
    return {re.sub(r"\s+", " ", label).strip(): value for label, value in found[0][1]}


def axis_named(shown: Drawn, *words: str) -> None:
    """Say `axis_unnamed` where no axis has a name with these words: the reader needs the unit."""
    names = f"{shown.xlabel} {shown.ylabel}".casefold()
    if not all(word.casefold() in names for word in words):
        slip("axis_unnamed", words=" ".join(words))


def titled(shown: Drawn) -> None:
    """Say `untitled` where a chart has no title."""
    if not shown.title.strip():
        slip("untitled")
