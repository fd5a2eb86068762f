"""Reading answers: one plain line for whatever is given, and no number that is none passes."""

import decimal
import functools
import math

import numpy as np
import pandas as pd
import pytest

from shieldtalks import coefficients
from shieldtalks.checks import TASKS
from shieldtalks.checks.answers import answering, as_number, as_unit, called, near, open_places
from shieldtalks.checks.base import judged, task_of
from shieldtalks.checks.texts import speaking
from shieldtalks.errors import NotYet
from shieldtalks.grading.engine.building import unpack
from shieldtalks.grading.engine.codec import pack
from shieldtalks.keyness import log_likelihood
from tests.answers.bank import bank, said_of, value

RIGHT = bank("RIGHT")
IDS = sorted(task for task in RIGHT)
EMPTY = [None, "", [], {}, (), set(), pd.DataFrame(), pd.Series(dtype=float), np.array([])]
NO_NUMBERS = [
    float("nan"),
    float("inf"),
    -float("inf"),
    np.float64("nan"),
    np.float32("inf"),
    10**400,
    1e308,
    decimal.Decimal("NaN"),
    decimal.Decimal("1e9999"),
    complex(1, 0),
    pd.NaT,
    pd.NA,
]


def table_of(number):
    """Return a table with the columns that tasks ask for, all of one number."""
    columns = ["share", "n", "yes", "no", "party", "unit", "stance"]
    return pd.DataFrame(number, index=["RUS", "USA", "NATO", "media"], columns=columns)


def with_leaf(answer, leaf):
    """Return a right answer with `leaf` in place of each of its numbers and texts."""
    if isinstance(answer, dict):
        return {key: with_leaf(part, leaf) for key, part in answer.items()}
    if isinstance(answer, list | tuple):
        return type(answer)(with_leaf(part, leaf) for part in answer)
    if isinstance(answer, pd.DataFrame) and "quote" in answer:
        return leaf  # rows of the statements: they are known by their index
    if isinstance(answer, pd.Series | pd.DataFrame):
        return (answer * 1).map(lambda _: leaf)
    if callable(answer):
        return lambda *args, **kwargs: leaf
    return leaf


def refuses(task_id, answer):
    """Return '' where a task refuses an answer in one line of its own, else what it says."""
    said = said_of(task_id, answer)
    good = said.startswith(task_id) and "\n" not in said and len(said) < 1200
    return "" if good else said or "PASS"


@pytest.mark.parametrize("task_id", IDS)
def test_what_is_no_number_never_passes(task_id):
    right = value(RIGHT[task_id][0])
    wrong = [*EMPTY, *NO_NUMBERS, *map(table_of, (math.nan, math.inf, 10**400))]
    wrong += [with_leaf(right, leaf) for leaf in (*EMPTY[:4], *NO_NUMBERS)]
    wrong += [lambda *args, leaf=leaf: leaf for leaf in (*EMPTY, *NO_NUMBERS)]
    told = {n: refuses(task_id, answer) for n, answer in enumerate(wrong)}
    assert not {n: said for n, said in told.items() if said}


@pytest.mark.parametrize("junk", [*EMPTY, *NO_NUMBERS, "one", object(), [1], table_of(1)])
def test_near_to_nothing(junk):
    assert near(junk, 1, 1e9) is False


def test_near_is_within_a_tolerance_and_no_further():
    assert near(1, 1)
    assert near(np.int64(2), 2.004, 0.006)
    assert not near(2, 2.007, 0.006)


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ((0, 85), "A decimal number is written with a point: 0.85"),
        ("0,85", "in quotation marks, which is a text"),
        ([].append, "The round brackets () behind its name are missing"),
        (math.nan, "nan, which is no number"),
        (10**400, "far too large"),
        (True, "True or False"),
        (None, "nothing (None)"),
    ],
)
def test_a_number_that_is_none_is_named(given, said):
    with pytest.raises(NotYet) as caught, answering(given):
        as_number(given)
    assert said in str(caught.value)


def test_a_number_comes_in_many_shapes():
    for given in (3, 3.0, np.int8(3), np.float32(3), pd.Series([3]), np.array([[3]])):
        assert as_number(given) == 3.0


def test_where_dots_stand():
    assert open_places({"a": [1, ...], "b": (..., {"c": ...})}) == [
        "entry 'a', place 2",
        "entry 'b', place 1",
        "entry 'b', place 2, entry 'c'",
    ]
    assert open_places(...) == [""]
    endless = []
    endless.append(endless)
    assert open_places(endless) == []


def test_an_entry_of_the_wrong_shape_is_named():
    assert "In entry '000' you gave a text. A list in square brackets" in said_of(
        "01.3", {"000": "4", "001": [7, 6]}
    )


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ("s041", "is a statement"),
        ("9", "is no unit"),
        ("000.15", "repeats another sentence"),
        ("000.01", "is no sentence of the article"),
        ("001.02", "stands in another article"),
    ],
)
def test_a_unit_is_read_in_one_way(given, said):
    with pytest.raises(NotYet) as caught:
        as_unit(given, "000")
    assert said in str(caught.value)
    assert as_unit(["[000.02] "], "000") == "000.02"


# A student's function


def printing(n):
    print(n)


def branching(n):  # noqa: RET503
    if n > 5:
        return n


def appending(n):
    found = []
    return found.append(n)


def silent(n):
    n + 1


def dotted(n):
    return [n, ...]


def adding_dots(n):
    return n + ...


@pytest.mark.parametrize(
    ("function", "said"),
    [
        (printing, "f(3) gives nothing back. The function prints what it finds"),
        (branching, "each branch needs its own"),
        (appending, "What stands behind its return is nothing"),
        (silent, "There is no return in the function"),
        (dotted, "gives back three dots"),
        (adding_dots, "Three dots still stand in it"),
        (lambda n: {"a": 1}["b"], "There is no 'b'"),
        (lambda n: n(2), "A star is missing before a bracket"),
        (lambda n: 1.5 ^ n, "A power is written with two stars"),
        (lambda n: unheard + n, "Python knows no unheard"),  # noqa: F821
        (lambda n: "a" + n, "The sign there cannot join"),
        (lambda n, m: n, "The function wants more things"),
        (lambda: 1, "The function takes fewer values"),
        (lambda n: n / 0, "Something is divided by 0"),
        (lambda n: {("Ada", "Ben"): 1}["Ada", "Eve"], "Two things are looked up at once"),
    ],
)
def test_what_a_function_does_instead_is_told(function, said):
    with pytest.raises(NotYet) as caught:
        called(function, "f(3)", 3)
    assert said in str(caught.value)
    assert str(caught.value).startswith("f(3) ")


def test_an_error_whose_text_cannot_be_read_is_still_one_line():
    class Bad(Exception):
        def __str__(self):
            raise ValueError

    def bad(n):
        raise Bad

    with speaking("04.1"), pytest.raises(NotYet, match=r"^f\(3\) stops: Bad\. Try"):
        called(bad, "f(3)", 3)


def test_every_task_of_the_bank_is_known():
    assert set(IDS) <= set(TASKS)


def doubled(function):
    return lambda *arguments: 2 * function(*arguments)


def indirectly(a, b, c, d):
    return doubled(ALIAS)(a, b, c, d) / 2


def by_import(text):
    from shieldtalks import attribution

    return list(attribution.find_quotations(text)["text"])


ALIAS = log_likelihood


@pytest.mark.parametrize(
    ("task_id", "function"),
    [
        ("10.2", log_likelihood),
        ("10.2", functools.partial(log_likelihood)),
        ("10.2", lambda a, b, c, d: ALIAS(a, b, c, d)),
        ("10.2", lambda a, b, c, d, ready=log_likelihood: ready(a, b, c, d)),
        ("10.2", indirectly),
        ("02.2", by_import),
        ("03.3", lambda table: getattr(coefficients, "table_" + "coefficients")([table])[0][1]),
    ],
)
def test_the_library_answers_no_task_to_write_a_function(task_id, function):
    """By whatever name a function has it; and it is told where its code is not at hand."""
    here = []
    with pytest.raises(NotYet, match="asks the library"):
        judged(task_of(task_id), function)
    afar = unpack(pack(function, here), lambda place, a, k: here[place](*a, **k))
    with pytest.raises(NotYet, match="asks the library"):
        judged(task_of(task_id), afar)
