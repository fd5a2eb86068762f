"""Checking an answer: `check("03.2", answer)` passes, or says in one line what to look at."""

import contextlib
import importlib
import io
import re
import textwrap
import warnings
from collections.abc import Callable
from dataclasses import dataclass
from numbers import Number

import numpy as np
import pandas as pd

from shieldtalks.checks.progress import record
from shieldtalks.corpus import LINE
from shieldtalks.course.cells import does_nothing
from shieldtalks.errors import NotYet, ShieldTalksError
from shieldtalks.phrases import names

TASKS = {}


@dataclass(frozen=True)
class Task:
    """One task: its id ('03.2'), title, points, three hints, and the judge of an answer.

    judge: function of the answer that returns nothing when it is right and raises NotYet,
    through `slip`, when it is not.
    """

    id: str
    title: str
    points: int
    hints: tuple
    judge: Callable


def task(task_id, title, *hints, points=1):
    """Register the decorated judge as a task. hints: exactly three, from a nudge to a method."""
    if len(hints) != 3:
        raise ShieldTalksError(f"task {task_id} has {len(hints)} hints; it needs three.")

    def register(judge):
        TASKS[task_id] = Task(task_id, title, points, hints, judge)
        return judge

    return register


def task_of(task_id):
    """Return a Task by its id. Raises ShieldTalksError for an id that no exercise has."""
    shape = re.fullmatch(r"(\d\d)\.\d+", str(task_id))
    if shape:
        try:
            importlib.import_module(f"shieldtalks.checks.e{shape[1]}")
        except ModuleNotFoundError as error:
            if error.name != f"shieldtalks.checks.e{shape[1]}":
                raise
    if task_id not in TASKS:
        raise ShieldTalksError(
            f"There is no task {task_id!r}. A task is named by exercise and number, like '03.2'."
        )
    return TASKS[task_id]


def check(task_id, answer):
    """Check an answer: print `PASS 03.2`, or raise NotYet with one line of advice.

    task_id: such as '03.2'. answer: what the task asks for; `...` means not started.
    The result of an answer that was started is added to the student's progress.
    """
    chosen = task_of(task_id)
    try:
        judged(chosen, answer)
    except NotYet:
        if not unstarted(answer):
            record(task_id, passed=False)
        raise
    print(f"PASS {task_id}")
    record(task_id, passed=True)


def rehearse(task_id, answer):
    """Print the line that `check` would end with; nothing stops, and nothing is noted."""
    try:
        judged(task_of(task_id), answer)
    except NotYet as error:
        print(textwrap.fill(f"NotYet: {error}", LINE))
    else:
        print(f"PASS {task_id}")


def judged(chosen, answer):
    """Run a task's judge; whatever it stumbles over in a strange answer becomes one line.

    What an answer prints or warns of while it is judged is not shown. Raises NotYet.
    """
    if unstarted(answer):
        raise NotYet(f"{chosen.id} is not started: put your answer in place of the three dots.")
    try:
        with contextlib.redirect_stdout(io.StringIO()), warnings.catch_warnings():
            warnings.simplefilter("ignore")
            chosen.judge(answer)
    except NotYet as error:
        raise NotYet(f'{chosen.id}: {error} Stuck? hint("{chosen.id}", 1)') from None
    except Exception as error:
        said = " ".join(f"{type(error).__name__}: {error}".split())[:120]
        raise NotYet(
            f"{chosen.id}: your answer could not be read ({said}). "
            "Look again at what the task asks for."
        ) from None


def unstarted(answer):
    """Say whether three dots still stand in an answer: alone, among others, or as a whole function.

    A function whose body is only `...` cannot be told from one whose body is `pass`.
    """
    if isinstance(answer, dict):
        return any(item is ... for item in answer.values())
    if isinstance(answer, list | tuple):
        return any(item is ... for item in answer)
    return answer is ... or does_nothing(answer)


def hint(task_id, stage=1):
    """Print a hint, stage 1 (a nudge), 2 (where to look) or 3 (how to do it)."""
    chosen = task_of(task_id)
    if stage not in (1, 2, 3):
        raise ShieldTalksError(f"hint {stage!r}: there are three stages, 1, 2 and 3.")
    more = f'  More: hint("{task_id}", {stage + 1})' if stage < 3 else ""
    print(textwrap.fill(f"Hint {stage} of 3 for {task_id}. {chosen.hints[stage - 1]}{more}", LINE))


def slip(seen, likely, read=""):
    """Raise NotYet: what was seen, the likely slip, and what to read again (a unit, a section)."""
    again = f" Read {read} again." if read else ""
    raise NotYet(f"{seen} {likely}{again}")


def number(answer):
    """Return an answer as a float. Accepts int, float, numpy numbers; else says what it got."""
    if isinstance(answer, bool) or not isinstance(answer, Number):
        if isinstance(answer, np.ndarray | pd.Series) and answer.size == 1:
            return float(answer.item())
        slip(f"You gave {kind(answer)}.", "A number is wanted here.")
    return float(answer)


def words(answer):
    """Return an answer as a stripped string; else says what it got."""
    if not isinstance(answer, str):
        slip(f"You gave {kind(answer)}.", "A text in quotation marks is wanted here.")
    return " ".join(answer.split())


def listed(answer):
    """Return an answer as a list. Accepts any list, tuple, set, Series, Index or array."""
    if isinstance(answer, str):
        slip("You gave a single text.", 'A list is wanted, such as ["000.03"].')
    if isinstance(answer, pd.DataFrame) or not hasattr(answer, "__iter__"):
        slip(f"You gave {kind(answer)}.", "A list is wanted here.")
    return [getattr(item, "item", lambda item=item: item)() for item in answer]


def mapping(answer):
    """Return an answer as a dict. Accepts a dict or a Series."""
    if isinstance(answer, pd.Series):
        return answer.to_dict()
    if not isinstance(answer, dict):
        slip(f"You gave {kind(answer)}.", 'A dictionary is wanted, such as {"000": "yes"}.')
    return answer


def filled(value, place):
    """Return a part of an answer; else, where it still holds three dots, name its place."""
    if value is ...:
        slip(f"{place} is still open.", "Put an answer in place of its dots.")
    return value


def keyed(answer, *keys):
    """Return a dictionary in which all of `keys` stand and none is open; case is free."""
    plain = {str(key).strip().casefold(): value for key, value in mapping(answer).items()}
    for key in keys:
        if key.casefold() not in plain:
            slip(f"There is no entry {key!r}.", f"The keys are {names(map(repr, keys))}.")
        filled(plain[key.casefold()], repr(key))
    return {key: plain[key.casefold()] for key in keys}


def frame(answer, *columns):
    """Return an answer as a DataFrame that has these columns; else says which is missing."""
    if not isinstance(answer, pd.DataFrame):
        slip(f"You gave {kind(answer)}.", "A table (DataFrame) is wanted here.")
    for column in columns:
        if column not in answer:
            slip(f"Your table has no column {column!r}.", "The task names the columns it needs.")
    return answer


def kind(answer):
    """Say in plain words what sort of thing an answer is."""
    plain = {
        str: "a text",
        bool: "True or False",
        int: "a number",
        float: "a number",
        list: "a list",
        tuple: "a list",
        set: "a set",
        dict: "a dictionary",
        type(None): "nothing (None)",
        pd.DataFrame: "a table",
        pd.Series: "a column of a table",
    }
    return plain.get(type(answer), f"a {type(answer).__name__}")
