"""What crosses from a student's process: the same data, of plain types, and nothing else."""

import builtins
import json
import math
import os
from dataclasses import asdict
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from matplotlib.figure import Figure as Sheet

from shieldtalks.course.charts import drawn
from shieldtalks.errors import NotYet
from shieldtalks.grading.engine.building import unpack
from shieldtalks.grading.engine.channel import Channel, Gone, TooLong, Uncrossable, pair
from shieldtalks.grading.engine.codec import pack, raised
from shieldtalks.grading.engine.messages import Ended
from shieldtalks.grading.engine.sandbox import Limits
from shieldtalks.grading.engine.student import serve
from shieldtalks.grading.engine.submission import Work
from tests.answers.bank import kept, said_of
from tests.test_exercises import RIGHT, WRONG, value

PLAIN = st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.just(...)
KEYS = st.text() | st.integers() | st.tuples(st.text(), st.integers())
DATA = st.recursive(
    PLAIN,
    lambda inner: st.lists(inner) | st.tuples(inner, inner) | st.dictionaries(KEYS, inner),
    max_leaves=30,
)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.sampled_from("tvdnic") | st.text(), inner),
)


def crossed(value):
    """Return a value as it arrives."""
    return unpack(json.loads(json.dumps(pack(value))))


def same(one, other):
    """Say whether two values are alike in type and content; nan is like nan."""
    if type(one) is not type(other):
        return False
    if isinstance(one, float):
        return one == other or (math.isnan(one) and math.isnan(other))
    if isinstance(one, list | tuple):
        return len(one) == len(other) and all(map(same, one, other))
    if isinstance(one, dict):
        return list(one) == list(other) and all(same(one[k], other[k]) for k in one)
    return one == other


def charts():
    """Return charts as students draw them, by name, and what each shows where that is known."""
    figure, axes = Sheet(), {}
    for n, name in enumerate(("lines", "bars", "cloud", "grid"), 1):
        axes[name] = figure.add_subplot(2, 2, n, title=name, xlabel="year", ylabel="statements")
    axes["lines"].plot([2007, 2016], [3, float("nan")], label="Russia")
    axes["lines"].plot([2007, 2016], [1, 2])
    axes["lines"].legend()
    axes["bars"].bar(["USA", "NATO"], [4, 2.5])
    axes["bars"].text(0, 1, "n = 92")
    axes["cloud"].scatter([1, 2], [3, 4], label="offers")
    axes["grid"].imshow(np.eye(2))
    return axes


def test_of_a_chart_what_it_shows_arrives():
    found = {name: crossed(axes) for name, axes in charts().items()}
    assert all(same(asdict(found[name]), asdict(drawn(axes))) for name, axes in charts().items())
    lines, bars = found["lines"], found["bars"]
    assert (lines.title, lines.xlabel, lines.ylabel) == ("lines", "year", "statements")
    assert lines.lines[1] == ("", [(2007.0, 1.0), (2016.0, 2.0)])
    assert (lines.lines[0][0], lines.legend) == ("Russia", ["Russia"])
    assert bars.bars == [("", [(-0.4, 0.0, 0.8, 4.0), (0.6, 0.0, 0.8, 2.5)])]
    assert (bars.ticks["x"], bars.texts) == (["USA", "NATO"], ["n = 92"])
    assert found["cloud"].points == [("offers", [(1.0, 3.0), (2.0, 4.0)])]
    assert found["grid"].grids == [[[1.0, 0.0], [0.0, 1.0]]]


def test_a_figure_stands_for_its_one_axes():
    figure = Sheet()
    figure.add_subplot(title="alone")
    assert crossed(figure).title == drawn(figure).title == "alone"
    figure.add_subplot(title="another")
    with pytest.raises(ValueError, match="this one has 2"):
        drawn(figure)
    with pytest.raises(TypeError, match="a chart is wanted here, not Figure"):
        drawn(crossed(figure))


@given(DATA)
def test_plain_data_arrives_as_it_was(data):
    assert same(crossed(data), data)


@pytest.mark.parametrize(
    "data",
    [
        Decimal("0.1"),
        Fraction(1, 3),
        2 + 3j,
        date(2007, 4, 2),
        datetime(2007, 4, 2, 12, 30),
        pd.Timestamp("2007-04-02"),
        b"\x00\xff",
        {1, 2},
        frozenset("ab"),
        10**300,
        np.float32(0.5),
        np.int64(7),
        np.str_("x"),
    ],
    ids=lambda data: type(data).__name__,
)
def test_other_data_arrives_with_its_type(data):
    there = crossed(data)
    assert there == data
    assert isinstance(there, type(data)) or isinstance(data, str)


@pytest.mark.parametrize(
    "many",
    [
        range(3),
        iter([0, 1, 2]),
        {0: "a", 1: "b", 2: "c"}.keys(),
        (n for n in range(3)),
        map(int, "012"),
    ],
    ids=lambda many: type(many).__name__,
)
def test_whatever_can_be_gone_through_arrives_as_a_list(many):
    assert crossed(many) == [0, 1, 2]


def test_a_type_that_lies_arrives_as_what_it_is_made_of():
    class Liar(int):
        __eq__ = __ge__ = lambda self, other: True
        __hash__ = int.__hash__

    there = crossed([Liar(1)])[0]
    assert type(there) is int
    assert there != 86


ARRAYS = [
    np.arange(6).reshape(2, 3),
    np.array([0.5, np.nan]),
    np.array(["a", "bc"]),
    np.array([[True], [False]]),
    np.array([1, "x", None], dtype=object),
    np.zeros((0, 3)),
]


@pytest.mark.parametrize("array", ARRAYS, ids=lambda array: f"{array.dtype}{array.shape}")
def test_arrays(array):
    np.testing.assert_array_equal(crossed(array), array)


TABLES = {
    "mixed": pd.DataFrame({"n": [1, 2], "share": [0.5, np.nan], "word": ["a", None]}),
    "index": pd.DataFrame({"x": [1]}, index=pd.Index(["a"], name="unit")),
    "two levels": pd.DataFrame(
        {"x": [1, 2]}, index=pd.MultiIndex.from_tuples([("a", 1), ("b", 2)], names=["p", "q"])
    ),
    "two levels of columns": pd.DataFrame(
        [[1, 2]], columns=pd.MultiIndex.from_product([["a"], [1, 2]])
    ),
    "dates": pd.DataFrame({"when": pd.to_datetime(["2007-04-02", None])}),
    "same name twice": pd.DataFrame([[1, "x"]], columns=["a", "a"]),
    "objects": pd.DataFrame({"sets": [{1}, [2]]}),
    "no rows": pd.DataFrame({"x": []}),
    "no columns": pd.DataFrame(index=["a", "b"]),
    "whole numbers with gaps": pd.DataFrame({"x": pd.array([1, None], dtype="Int64")}),
}


@pytest.mark.parametrize("name", TABLES)
def test_tables(name):
    table = TABLES[name]
    pd.testing.assert_frame_equal(crossed(table), table, check_index_type=False)
    for column in table:
        if table.columns.is_unique:
            pd.testing.assert_series_equal(crossed(table[column]), table[column])


@given(JSON)
def test_whatever_is_said_over_there_is_data_or_refused(code):
    try:
        unpack(code)
    except Uncrossable as error:
        assert "\n" not in str(error)


@pytest.mark.parametrize(
    ("data", "words"),
    [
        ([0] * 300_000, "more than 200,000 items"),
        ("x" * 2_000_000, "text of more than"),
        (10**700, "more than 600 digits"),
    ],
    ids=["items", "text", "digits"],
)
def test_what_is_too_large_says_so(data, words):
    with pytest.raises(Uncrossable, match=words):
        pack(data)


def test_what_holds_itself_says_so():
    data = []
    data.append(data)
    with pytest.raises(Uncrossable, match="nested more than 20 levels"):
        pack(data)


@pytest.mark.parametrize("name", ["ValueError", "KeyError", "UnicodeDecodeError", "OSError", "Odd"])
def test_an_error_arrives_with_its_name_and_last_line(name):
    error = raised(name, "it\nbroke")
    assert type(error).__name__ == name
    assert str(error) == "it broke"
    assert isinstance(error, getattr(builtins, name, Exception))


# Lines


def test_a_line_carries_messages_whole():
    here, there = map(Channel, pair())
    here.send({"text": "ü" * 10_000})
    assert there.receive(1) == {"text": "ü" * 10_000}
    here.close()
    assert there.receive(1) is None


def test_a_line_refuses_nonsense_and_waits_no_longer_than_told():
    here, there = pair()
    channel = Channel(there)
    with pytest.raises(TooLong):
        channel.receive(0.05)
    here.sendall(b"\xff\xff\xff\xff")
    with pytest.raises(Gone):
        channel.receive(1)


@pytest.mark.parametrize("body", [b"{", b"\xff", b"[" * 100_000], ids=["cut", "bytes", "deep"])
def test_a_line_refuses_what_is_no_message(body):
    here, there = pair()
    here.sendall(len(body).to_bytes(4, "big") + body)
    with pytest.raises(Gone):
        Channel(there).receive(1)


# The bank of answers, across


class Fork:
    """A template of one student, who has the answers already."""

    scratch = "/nonexistent"

    def __init__(self, names):
        here, there = pair()
        process = os.fork()
        if process == 0:
            here.close()
            shell = type("Shell", (), {"user_ns": names})()
            serve(Channel(there), shell)
            os._exit(0)
        there.close()
        self.process, self._line = process, here

    def student(self):
        return self.process, Channel(self._line)

    def end(self, process, gone=False):
        os.waitpid(process, 0)
        return Ended(0, 0.0)


def bank(exercise):
    """Return {(task, kind, number): answer}, keyed as the table of verdicts is."""
    kinds = {"right": RIGHT, "wrong": {task: [a for a, *_ in WRONG[task]] for task in RIGHT}}
    return {
        (task, kind, str(number)): answer
        for kind, tasks in kinds.items()
        for task in tasks
        if task[:2] == exercise
        for number, answer in enumerate(tasks[task], 1)
    }


EXERCISES = sorted({task[:2] for task in RIGHT})
SHORT = ("11",)  # texts, tables, memos and deals
OTHERS = pytest.mark.full(
    "the answers of every other exercise, judged across",
    short="tests/test_codec.py::test_every_answer_of_the_bank_is_judged_across_as_it_is_here",
)


@pytest.mark.parametrize(
    "exercise",
    [e if e in SHORT else pytest.param(e, marks=OTHERS) for e in EXERCISES],
)
def test_every_answer_of_the_bank_is_judged_across_as_it_is_here(exercise):
    answers = bank(exercise)
    places = {f"a{number}": place for number, place in enumerate(answers)}
    names = {name: value(answers[place]) for name, place in places.items()}
    work = Work(Fork(names), Limits(), {})
    try:
        different = {}
        here = kept()
        for name, place in places.items():
            try:
                across = said_of(place[0], work.take(name)) or "PASS"
            except NotYet as error:
                across = str(error)
            if here[place] != across:
                different[f"{place} {names[name]!r:.80}"] = (here[place], across)
        assert different == {}
    finally:
        work.end()


def test_a_function_is_called_over_there_and_changes_what_it_is_given():
    def spoil(rows, more):
        rows.append(4)
        more["x"] = 1
        return sum(rows)

    work = Work(Fork({"spoil": spoil, "dots": _dots}), Limits(), {})
    try:
        rows, more = [1, 2], {}
        assert work.take("spoil")(rows, more) == 7
        assert (rows, more) == ([1, 2, 4], {"x": 1})
        with pytest.raises(NameError, match="name 'nothing' is not defined"):
            work.take("nothing")
    finally:
        work.end()


def test_hidden_tests_ask_a_process_of_their_own_and_its_arguments_stay_there():
    asked = []

    def spoil(rows):
        asked.append(list(rows))
        rows[:] = [0]
        return len(asked)

    class Several(Fork):
        def __init__(self):
            self.begun = 0

        def student(self):
            self.begun += 1
            super().__init__({"spoil": spoil})
            return super().student()

    template = Several()
    work = Work(template, Limits(), {})
    try:
        assert work.take("spoil")([1]) == 1
        work.passed("check-1")
        with pytest.raises(NotYet, match="does not pass"):
            work.held("check-2")
        assert template.begun == 1
        work.held("check-1")
        rows = [1, 2]
        assert work.take("spoil")(rows) == 1
        assert rows == [1, 2]
        assert template.begun == 2
    finally:
        work.end()


def _dots(table): ...
