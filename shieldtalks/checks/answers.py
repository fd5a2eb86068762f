"""Reading an answer: the one way to take a number, a text, a list, a unit, a function, a letter.

Each reader returns the answer in its plain form, or ends the judging with one line of the task
that says what was given instead (see `slip`).
"""

import contextlib
import math
import re
from collections.abc import Callable, Iterator
from contextvars import ContextVar
from numbers import Number
from typing import Any, NoReturn

import numpy as np
import pandas as pd

from shieldtalks.checks.python_errors import explained
from shieldtalks.checks.texts import example, shape, told
from shieldtalks.course.functions import asks_the_library, missing_return
from shieldtalks.errors import NotYet, ShieldTalksError
from shieldtalks.phrases import names
from shieldtalks.reference import the_corpus, the_statements

LONGEST_ERROR = 120  # characters of an error that a message passes on
LARGEST = 1e15  # beyond it no answer of the course lies, and whole numbers lose their last digits
DEEPEST = 6  # how deep lists and dictionaries of an answer are looked into
_answer: ContextVar[object] = ContextVar("answer", default=None)
_call: ContextVar[str] = ContextVar("call", default="")  # what a student's function was asked last


def slip(name: str, seen: str = "", /, **values: object) -> NoReturn:
    """Raise NotYet with a message of the task: its name in the file, and what fills its places.

    seen: a first half of the line, from `told`, where several messages begin alike.
    """
    raise NotYet(told(name, seen, **values))


def diagnose(seen: str = "", /, *, otherwise: str = "", **cases: object) -> None:
    """Raise the first slip whose case is true: a table of {message: what was given}.

    A case may be a list or a set of what is wrong; the message speaks of its {first}. otherwise:
    the message where no case is true; without it, nothing is said.
    """
    for name, case in cases.items():
        if isinstance(case, set | list | tuple) and case:
            slip(name, seen, first=min(case) if isinstance(case, set) else case[0])
        elif case:
            slip(name, seen)
    if otherwise:
        slip(otherwise, seen)


def kind(answer: object) -> str:
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
    if isinstance(answer, np.number):
        return "a number"
    if type(answer).__name__ in ("Axes", "Figure", "Drawn"):
        return "a chart"  # as it is in the notebook, and as it comes from another process
    return plain.get(type(answer), f"a {type(answer).__name__}")


# Where something stands in an answer


@contextlib.contextmanager
def answering(answer: object) -> Iterator[None]:
    """Let messages name places in this answer while it is judged."""
    before, asked = _answer.set(answer), _call.set("")
    try:
        yield
    finally:
        _answer.reset(before)
        _call.reset(asked)


def parts(answer: object, place: str = "", depth: int = 0) -> Iterator[tuple[str, object]]:
    """Yield (place, part) for an answer and all that its lists and dictionaries hold."""
    yield place, answer
    if depth < DEEPEST:
        if isinstance(answer, dict):
            for key, part in answer.items():
                yield from parts(part, _inside(place, f"entry {key!r}"), depth + 1)
        elif isinstance(answer, list | tuple):
            for number, part in enumerate(answer, 1):
                yield from parts(part, _inside(place, f"place {number}"), depth + 1)


def _inside(outer: str, inner: str) -> str:
    return f"{outer}, {inner}" if outer else inner


def wrong_shape(name: str, part: object, **values: object) -> NoReturn:
    """Say that a part of an answer is of another kind than is wanted, where it stands, and how."""
    if name == "list_wanted" and not _call.get():
        name, part = _as_in_the_example(part, _answer.get(), example())
    places = [place for place, found in parts(_answer.get()) if found is part and place]
    # Python keeps one copy of equal texts; the outermost of its places is the one that was read.
    outermost = min((place.count(", ") for place in places), default=0)
    places = [place for place in places if place.count(", ") == outermost]
    wanted = told("shape", shape=shape()) if shape() else ""
    given = told("given_in", place=places[0]) if len(places) == 1 else told("given")
    given = told("given_by_call", call=_call.get()) if _call.get() else given
    if part is None:
        name = "nothing_given"
    elif _is_method(part):
        name = "brackets_missing"
    slip(name, given=given, kind=kind(part), shape=f" {wanted}".rstrip(), **values)


def _as_in_the_example(part, answer, shown):
    """Return what is wanted in place of a part, by the example of the task, and what to blame."""
    if isinstance(shown, dict) and not isinstance(answer, dict):
        return "dictionary_wanted", answer
    if answer is part:
        return {tuple: "pair_wanted", str: "text_wanted"}.get(type(shown), "list_wanted"), part
    if isinstance(answer, dict) and isinstance(shown, dict) and shown:
        first = next(iter(shown.values()))
        likes = {key: shown.get(key, first) for key in answer}
        likes = {key: first if isinstance(like, str) else like for key, like in likes.items()}
        pairs = [(inner, likes[key]) for key, inner in answer.items()]
    elif isinstance(answer, list | tuple) and isinstance(shown, list | tuple) and shown:
        pairs = [(inner, shown[0]) for inner in answer]
    else:
        pairs = []
    for inner, like in pairs:
        if any(found is part for _, found in parts(inner)):
            return _as_in_the_example(part, inner, like)
    return "list_wanted", part


def open_places(answer: object) -> list[str]:
    """Return the places in an answer where three dots still stand; '' is the whole answer."""
    return [place for place, part in parts(answer) if part is ...]


# Values


def near(value: Any, right: float, tolerance: float = 0.0) -> bool:
    """Say whether a number is right within a tolerance.

    NaN, infinities, None, empties, tables and texts are near to nothing.
    """
    if isinstance(value, str):
        return False
    try:
        distance = float(abs(float(value) - float(right)))
    except (TypeError, ValueError, OverflowError, ArithmeticError):
        return False
    return distance <= tolerance


def as_number(answer: object, *, finite: bool = True) -> float:
    """Return an answer as a finite float: an int, a float, a numpy number, or a column of one.

    finite=False: NaN and infinities come back, too, for a judge that has a word for them.
    """
    if isinstance(answer, np.ndarray | pd.Series) and answer.size == 1:
        answer = answer.item()
    whole = answer is _answer.get() or bool(_call.get())  # inside a list a comma only divides
    if whole and isinstance(answer, tuple) and [type(part) for part in answer] == [int, int]:
        slip("decimal_comma", whole=answer[0], part=answer[1])
    if isinstance(answer, bool | np.bool_ | complex) or not isinstance(answer, Number):
        wrong_shape("number_in_quotes" if _is_number_text(answer) else "number_wanted", answer)
    try:
        value = float(answer)  # type: ignore[arg-type]
    except (TypeError, ValueError, OverflowError, ArithmeticError):
        wrong_shape("number_too_large", answer)
    if finite and not math.isfinite(value):
        wrong_shape("not_finite", answer, value=value)
    if math.isfinite(value) and abs(value) > LARGEST:
        wrong_shape("number_too_large", answer)
    return value


def _is_number_text(answer: object) -> bool:
    if not isinstance(answer, str) or len(answer) > LONGEST_ERROR:
        return False
    return bool(re.fullmatch(r"-?\d[\d.,]*\s*%?", answer.strip()))


def _is_method(answer: object) -> bool:
    return callable(answer) and not isinstance(answer, type)


def as_text(answer: object) -> str:
    """Return an answer as a text, its white space made plain."""
    if not isinstance(answer, str):
        wrong_shape("text_wanted", answer)
    return " ".join(answer.split())


def as_list(answer: object) -> list:
    """Return an answer as a list: a list, tuple, set, Series, Index or array."""
    if isinstance(answer, str):
        wrong_shape("list_wanted", answer)
    if isinstance(answer, pd.DataFrame) or not hasattr(answer, "__iter__"):
        wrong_shape("list_wanted", answer)
    return [getattr(item, "item", lambda item=item: item)() for item in answer]


def as_set(answer: object) -> set:
    """Return an answer as a set of its parts; a list among them is refused."""
    parts = as_list(answer)
    for part in parts:
        if isinstance(part, list | dict | set):
            wrong_shape("list_in_list", part)
    return set(parts)


def as_mapping(answer: object) -> dict:
    """Return an answer as a dictionary: a dict or a Series."""
    if isinstance(answer, pd.Series):
        return answer.to_dict()
    if not isinstance(answer, dict):
        wrong_shape("dictionary_wanted", answer)
    return answer


def as_table(answer: object, *columns: str) -> pd.DataFrame:
    """Return an answer as a DataFrame that has these columns."""
    if not isinstance(answer, pd.DataFrame):
        wrong_shape("table_wanted", answer)
    for column in columns:
        if column not in answer:
            slip("column_missing", column=column)
    return answer


def plain_keys(answer: object) -> dict:
    """Return a dictionary with keys without white space or capitals."""
    return {str(key).strip().casefold(): value for key, value in as_mapping(answer).items()}


def keyed(answer: object, *keys: str) -> dict:
    """Return a dictionary in which all of `keys` stand; case is free."""
    plain = plain_keys(answer)
    for key in keys:
        if key.casefold() not in plain:
            slip("missing_key", key=key, keys=names(map(repr, keys)))
    return {key: plain[key.casefold()] for key in keys}


def as_pair(answer: object, place: str) -> list:
    """Return a part of an answer that holds two things."""
    pair = as_list(answer)
    if len(pair) != 2:
        slip("two_wanted", place=place, n=len(pair))
    return pair


def as_letter(answer: object, letters: str) -> str:
    """Return an answer as one of these letters."""
    letter = as_text(answer).casefold().strip(" .()'\"")
    if len(letter) != 1 or letter not in letters.casefold():
        slip("no_letter", letter=letter, letters=names(letters))
    return letter


def as_article(answer: object) -> str:
    """Return an answer as the id of an article; 3 counts for '003'."""
    if isinstance(answer, int | np.integer) and not isinstance(answer, bool):
        return f"{answer:03d}"
    return as_text(answer)


def as_unit(
    answer: object, article: str = "", *, statements: bool = False, body: bool = True
) -> str:
    """Return an answer as the id of a unit of the articles.

    article: the one it has to stand in. statements: the id of a statement counts for its unit.
    body: headline, furniture and repeats are refused.
    """
    if not isinstance(answer, str) and hasattr(answer, "__len__") and len(answer) == 1:
        answer = as_list(answer)[0]
    unit, units = as_text(answer).strip("[]() ."), the_corpus().units
    if statements and unit in the_statements().index:
        unit = the_statements().at[unit, "unit"]
    if unit in the_statements().index:
        slip("statement_for_unit", unit=unit)
    if unit not in units.index:
        slip("unknown_unit", unit=unit, article=article or "003")
    if article and units.at[unit, "article"] != article:
        slip("other_article", unit=unit, article=article)
    if body and units.at[unit, "kind"] == "duplicate":
        slip("repeat_unit", unit=unit)
    if body and units.at[unit, "kind"] != "body":
        slip("no_body", unit=unit)
    return unit


# A student's functions


def as_function(answer: object) -> Callable:
    """Return an answer that can be called."""
    if not callable(answer):
        wrong_shape("function_wanted", answer)
    return answer


def own_function(answer: object) -> Callable:
    """Return an answer that can be called and does not ask the library, which has the same."""
    function = as_function(answer)
    if asks_the_library(function):
        slip("asks_the_library")
    return function


def called(function: Any, call: str, *arguments: object, none: bool = False, **stops: str) -> Any:
    """Call a student's function and return what it gives.

    call: how the call is written, such as 'stance(3, 0)'. none: None is an answer, too.
    stops: {name of an error: the message for it}, where an error has a message of its own.
    """
    try:
        given = function(*arguments)
    except NotYet:
        raise  # a check inside the function has said what there is to say
    except Exception as error:
        name = stops.get(type(error).__name__, stops.get("other", "call_stops"))
        advice = explained(error) or told("try_it")
        slip(name, call=call, error=in_words(error), advice=advice)
    if given is None and not none:
        slip(missing_return(function), call=call)
    if open_places(given):
        slip("dots_given_back", call=call)
    _call.set(call)
    return given


def in_words(error: BaseException) -> str:
    """Return an error as one short line, whatever its text does when it is asked for."""
    try:
        ours = isinstance(error, ShieldTalksError)
        text = error.msg if isinstance(error, SyntaxError) else error  # its file has a number
        said = str(error) if ours else f"{type(error).__name__}: {text}"
    except Exception:
        ours, said = False, type(error).__name__
    return " ".join(said.split()).removesuffix(":")[:LONGEST_ERROR].rstrip(".")
