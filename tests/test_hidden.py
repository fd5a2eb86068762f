"""The hidden tests of the masters: fair to every right answer, and out of reach for a crib.

A function that has learnt by heart what the visible check asks for passes that check and no more.
"""

import ast
import copy
import functools
import re

import pytest

from shieldtalks.checks import task_of
from shieldtalks.checks.base import judged
from shieldtalks.course.cells import BEGIN_HIDDEN, END_HIDDEN, handed_out, is_check, task_ids
from shieldtalks.course.notebooks import blank, read_notebook
from shieldtalks.errors import DataError
from shieldtalks.grading.engine.codec import raised
from shieldtalks.grading.engine.provisioner import error_message
from shieldtalks.grading.engine.selfcheck import restored
from tests import ROOT
from tests.test_exercises import RIGHT, value

MASTERS = {path.name[:2]: path for path in sorted(ROOT.glob("solutions/*.ipynb"))}
WITH_HIDDEN = [
    *("01.4", "02.2", "03.3", "04.1", "05.2", "05.6", "06.3"),
    *("07.4", "08.1", "08.4", "09.2", "10.2", "11.4"),
]


@functools.cache
def master(number):
    return read_notebook(MASTERS[number])


def hidden_cells():
    """Return {task: check cell} of those that hold hidden tests."""
    cells = [c for n in MASTERS for c in master(n).cells if BEGIN_HIDDEN in c.source]
    return {task_ids(cell)[0]: cell for cell in cells}


def hidden_part(cell):
    source = cell.source
    return source[source.index(BEGIN_HIDDEN) : source.index(END_HIDDEN)]


def run_hidden(task, answer):
    """Run the hidden tests of a task where nothing but the answer is known; return what is left."""
    cell = hidden_cells()[task]
    names = {re.search(r'check\("[\d.]+", (\w+)\)', cell.source)[1]: answer}
    exec(hidden_part(cell), names)
    return names


class Remote:
    """A function that can only be called: what goes in and comes out are copies."""

    def __init__(self, function):
        self._function = function

    def __call__(self, *arguments):
        return copy.deepcopy(self._function(*copy.deepcopy(arguments)))


class Crib:
    """A function that knows the answers to what it was asked once, and gives an old one else."""

    def __init__(self, function):
        self._function, self._known, self.learning = function, {}, True

    def __call__(self, *arguments):
        question = repr([getattr(a, "to_dict", lambda a=a: a)() for a in arguments])
        if self.learning:
            self._known[question] = self._function(*arguments)
        old = next(answer for answer in self._known.values() if answer is not None)
        return self._known.get(question, old)


def test_the_tasks_that_have_hidden_tests():
    assert list(hidden_cells()) == WITH_HIDDEN
    assert all(is_check(cell) for cell in hidden_cells().values())


@pytest.mark.parametrize(
    ("task", "answer"),
    [
        pytest.param(task, answer, id=f"{task}-{number}")
        for task in WITH_HIDDEN
        for number, answer in enumerate(RIGHT[task], 1)
    ],
)
def test_every_right_answer_passes_in_any_shape_and_from_afar(task, answer):
    run_hidden(task, value(answer))
    left = run_hidden(task, Remote(value(answer)))
    assert len([name for name in left if not name.startswith("_")]) == 1, "it may hide an answer"


@pytest.mark.parametrize("task", WITH_HIDDEN)
def test_answers_learnt_by_heart_pass_what_is_visible_and_no_more(task):
    crib = Crib(value(RIGHT[task][0]))
    judged(task_of(task), crib)
    crib.learning = False
    judged(task_of(task), crib)
    with pytest.raises(AssertionError) as caught:
        run_hidden(task, crib)
    said = str(caught.value).splitlines()[0]
    assert said.endswith(".")
    assert "hidden" not in said.casefold()


@pytest.mark.parametrize("task", WITH_HIDDEN)
def test_a_hidden_test_says_one_plain_line_for_each_thing_it_asks(task):
    asserts = [n for n in ast.walk(ast.parse(hidden_part(hidden_cells()[task]))) if is_assert(n)]
    assert 1 <= len(asserts) <= 3
    for node in asserts:
        assert isinstance(node.msg, ast.Constant), (
            "a message is a text that tells nothing of values"
        )
        assert 30 < len(node.msg.value) < 100
        assert "\n" not in node.msg.value


def is_assert(node):
    return isinstance(node, ast.Assert)


@pytest.mark.parametrize("name", ["KeyError", "NotYet", "AssertionError", "E_23_58"])
def test_what_a_function_says_of_a_held_back_question_stays_there(name):
    error = raised(name, "asked for (23, 58)")
    error.of_call = True
    told = str(error_message(error))
    assert "your function stops there" in told
    assert "23" not in told


# Cutting them out


@pytest.mark.parametrize("number", MASTERS)
def test_students_never_get_them(number):
    exercise = blank(master(number))
    assert not [c.id for c in exercise.cells if "HIDDEN" in c.source or "assert" in c.source]
    checked = restored(master(number), exercise)
    assert not [c.id for c in checked.cells if "HIDDEN" in c.source]


@pytest.mark.parametrize("number", MASTERS)
def test_a_grader_can_keep_them(number):
    kept = [handed_out(cell, hidden=True) for cell in master(number).cells]
    texts = [cell.source for cell in master(number).cells if BEGIN_HIDDEN in cell.source]
    assert [text for text in kept if BEGIN_HIDDEN in text] == texts
    assert not [text for text in kept if "BEGIN SOLUTION" in text]


def cell(source, **kind):
    return {"id": "a", "cell_type": "code", "source": source, "metadata": {"nbgrader": kind}}


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("check(1)", "check(1)"),
        (f"check(1)\n{BEGIN_HIDDEN}\nassert f(2)\n{END_HIDDEN}", "check(1)"),
        (f"{BEGIN_HIDDEN}\nx = 1\n{END_HIDDEN}\ncheck(1)", "check(1)"),
        (
            f"check(1)\n{BEGIN_HIDDEN}\n{END_HIDDEN}\nf\n{BEGIN_HIDDEN}\ny\n{END_HIDDEN}",
            "check(1)\nf",
        ),
        (f"check(1)\n  {BEGIN_HIDDEN}  \nx\n{END_HIDDEN}", "check(1)\n  ..."),
    ],
)
def test_what_stands_between_the_marks_goes(source, expected):
    assert handed_out(cell(source, grade=True)) == expected
    assert handed_out(cell(source, grade=True), hidden=True) == source


@pytest.mark.parametrize("hidden", [False, True])
@pytest.mark.parametrize(
    ("source", "kind", "words"),
    [
        (f"check(1)\n{BEGIN_HIDDEN}\nx", {"grade": True}, "needs a line '### BEGIN HIDDEN TESTS'"),
        (f"check(1)\n{END_HIDDEN}", {"grade": True}, "needs a line '### BEGIN HIDDEN TESTS'"),
        (
            f"{BEGIN_HIDDEN}\n{BEGIN_HIDDEN}\nx\n{END_HIDDEN}",
            {"grade": True},
            "needs a line '### BEGIN HIDDEN TESTS'",
        ),
        (f"x\n{BEGIN_HIDDEN}\ny\n{END_HIDDEN}", {}, "'### BEGIN HIDDEN TESTS' may not stand here"),
        ("### BEGIN SOLUTION\ny\n### END SOLUTION", {}, "'### BEGIN SOLUTION' may not stand here"),
        (
            "check(1)\n### BEGIN SOLUTION\ny\n### END SOLUTION",
            {"grade": True},
            "'### BEGIN SOLUTION' may not stand here",
        ),
        ("x = 5", {"solution": True}, "needs a line '### BEGIN SOLUTION'"),
        (
            f"### BEGIN SOLUTION\nx\n### END SOLUTION\n{BEGIN_HIDDEN}\ny\n{END_HIDDEN}",
            {"solution": True},
            "'### BEGIN HIDDEN TESTS' may not stand here",
        ),
    ],
)
def test_a_region_that_would_reach_students_is_refused(source, kind, words, hidden):
    with pytest.raises(DataError, match=f"^cell a: {re.escape(words)}"):
        handed_out(cell(source, **kind), hidden)
