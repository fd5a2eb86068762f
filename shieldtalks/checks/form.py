"""The form of an answer: what can be said of it without knowing what is right.

Sealed tasks are judged where they are graded. Here their answers are held beside the example that
the task itself gives: a number, a text, a list, a dictionary, a function or a chart.
"""

import re
from collections.abc import Sized

import pandas as pd

from shieldtalks.checks.answers import (
    as_function,
    as_list,
    as_mapping,
    as_number,
    as_text,
    slip,
    wrong_shape,
)
from shieldtalks.checks.charts import as_chart
from shieldtalks.checks.texts import example, shape, told

CHARTS = ("ax", "fig, ax = plt.subplots()")
FUNCTION = re.compile(r"def \w+\(.*|[a-z_]\w*|[a-z_]\w*\(.*\) (gives|returns) .*", re.S)
ARTICLE = re.compile(r"\d{3}")


def has_the_form(answer: object) -> None:
    """Accept whatever has the form of the example in the task's text; all that is no answer, not.

    Raises NotYet, in a line, for nothing, for what is empty, and for another kind of thing.
    """
    if answer is None:
        wrong_shape("nothing_given", answer)
    wanted = shape()
    if not isinstance(answer, dict) and not _length(answer) and "[]" not in wanted:
        slip("empty", shape=f" {told('shape', shape=wanted)}" if wanted else "")
    if wanted in CHARTS:
        as_chart(answer)
    elif FUNCTION.fullmatch(wanted):
        as_function(answer)
    elif wanted:
        _alike(answer, example())


def _alike(answer, example, depth=0):
    """Hold an answer beside an example, two levels deep; below, people write in several ways."""
    if isinstance(answer, pd.DataFrame) and isinstance(example, dict | list | tuple):
        return
    if isinstance(example, dict):
        given = dict(answer) if _are_pairs(answer) else as_mapping(answer)
        if not given:
            slip("empty", shape=f" {told('shape', shape=shape())}")
        kinds = list(example.values())
        if depth == 0 and len({_kind(value) for value in kinds}) == 1:
            for part in given.values():
                _alike(part, kinds[0], depth + 1)
    elif isinstance(example, int | float):
        as_number(answer)
    elif isinstance(example, str):
        if depth == 0 and not ARTICLE.fullmatch(example):
            as_text(answer)
        elif isinstance(answer, dict | pd.DataFrame) or callable(answer):
            wrong_shape("text_wanted", answer)
    elif depth == 0 or not isinstance(answer, str):
        as_list(answer)


def _are_pairs(answer):
    """Say whether a list may stand for a dictionary."""
    return isinstance(answer, list) and all(isinstance(p, tuple) and len(p) == 2 for p in answer)


def _kind(example):
    for kind in (bool, int | float, str, dict):
        if isinstance(example, kind):
            return str(kind)
    return "list"


def _length(answer):
    """Return the length of an answer; 1 for one that does not say it."""
    try:
        return len(answer) if isinstance(answer, Sized) else 1
    except Exception:
        return 1
