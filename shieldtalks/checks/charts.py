"""Reading a chart that a student drew: by what its axes show, not by its looks."""

import re
import sys
from collections.abc import Callable

from shieldtalks.checks.answers import called, kind, slip
from shieldtalks.course.charts import Drawn, bar_values, drawn, is_lying

NUMBER = re.compile(r"-?(0|[1-9]\d*)(\.\d+)?(e[-+]?\d+)?")  # no id of an article, such as 003


def as_chart(answer: object) -> Drawn:
    """Return what an answer shows: axes, or a figure that holds one axes.

    Says `chart_wanted` for what is no chart, `empty_chart` where nothing is drawn in it, and what
    was given in its place: `no_chart`, `chart_pair`, `bars_alone`.
    """
    if answer is None:
        slip("no_chart")
    if type(answer).__name__ == "BarContainer":
        slip("bars_alone")
    if isinstance(answer, list | tuple) and len(answer) == 2:
        slip("chart_pair")
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


def bars_of_words(shown: Drawn) -> dict[str, float]:
    """Return `one_bar_each` of a chart whose bars stand for names; says `bars_swapped` if not."""
    bars = one_bar_each(shown)
    if all(NUMBER.fullmatch(label) for label in bars):
        slip("bars_swapped", label=next(iter(bars)))
    return bars


def axis_named(shown: Drawn, *words: str) -> None:
    """Say `axis_unnamed` where no axis has a name with these words: the reader needs the unit.

    Says `axis_of_names` where they stand at the axis along which the bars only have their names.
    """
    names = f"{shown.xlabel} {shown.ylabel}".casefold()
    if not all(word.casefold() in names for word in words):
        _called("set_xlabel", "set_ylabel", shown=shown)
        slip("axis_unnamed", words=" ".join(words))
    bars = next((bars for _, bars in shown.bars if bars), [])
    along = shown.xlabel if bars and is_lying(bars) else shown.ylabel
    if bars and not all(word.casefold() in along.casefold() for word in words):
        right = "set_xlabel" if is_lying(bars) else "set_ylabel"
        slip("axis_of_names", words=" ".join(words), right=right)


def titled(shown: Drawn) -> None:
    """Say `untitled` where a chart has no title."""
    if not shown.title.strip():
        _called("set_title", shown=shown)
        slip("untitled")


def _called(*names: str, shown: Drawn) -> None:
    """Say `set_by_sign` where one of these was given a text by an equal sign."""
    for name in names:
        if name in shown.overwritten:
            slip("set_by_sign", name=name)
