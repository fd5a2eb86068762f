"""Every task of every exercise: what it accepts, what it says, and the notebook it stands in.

The answers are in tests/answers/eNN.py: RIGHT = {task: [answer, ...]} and
WRONG = {task: [(answer, words of the message it gets), ...]}. An answer that is a function without
parameters is called first, so that a file of answers loads nothing when it is imported.
"""

import functools
import importlib
import io
import re
from contextlib import redirect_stdout, suppress
from numbers import Number

import pandas as pd
import pytest

from shieldtalks.checks import TASKS, Task, check, hint, rehearse
from shieldtalks.checks.base import unstarted
from shieldtalks.course.cells import handed_out, is_answer, is_check, nbgrader, task_ids
from shieldtalks.course.notebooks import blank, build_exercises, read_notebook
from shieldtalks.errors import NotYet, ShieldTalksError
from tests import ROOT
from tests.answers.bank import bank, kept, said_of, value
from tests.markdown import headings

NUMBERS = [path.stem[1:] for path in sorted(ROOT.glob("shieldtalks/checks/e[0-9][0-9].py"))]
for _number in NUMBERS:
    importlib.import_module(f"shieldtalks.checks.e{_number}")
MASTERS = sorted(ROOT.glob("solutions/*.ipynb"))
EXERCISES = sorted(ROOT.glob("exercises/*.ipynb"))

OURS = re.compile(r"^[01]\d\.\d+$")
IDS = sorted(i for i in TASKS if OURS.match(i))
TASK_HEADING = re.compile(r"Task (\d+) \((\d+) minutes?(?:, second part)?\)")
NBGRADER = {
    "cell_type": str,
    "grade": bool,
    "grade_id": str,
    "locked": bool,
    "schema_version": int,
    "solution": bool,
    "task": bool,
}


RIGHT, WRONG = bank("RIGHT"), bank("WRONG")


@functools.cache
def slips_of(task_id):
    """Return [(wrong answer, words its message has to hold, what the task says of it)]."""
    given = [(value(answer), words) for answer, words in WRONG[task_id]]
    return [(answer, words, said_of(task_id, answer)) for answer, words in given]


def each(paths):
    """Parametrise a test over notebooks."""
    return pytest.mark.parametrize(
        "path", paths, ids=lambda path: f"{path.parent.name}-{path.stem}"
    )


def reveals(text, answer):
    """Say whether a text gives an answer away, where that can be told.

    Small whole numbers and single short words stand in many a sentence for other reasons.
    """
    text = text.casefold()
    if isinstance(answer, str):
        return len(answer) > 3 and bool(
            re.search(rf"(?<!\w){re.escape(answer.casefold())}(?!\w)", text)
        )
    if isinstance(answer, Number) and not isinstance(answer, bool):
        shapes = {f"{answer:.2f}", f"{answer:.3f}"} if answer % 1 else {f"{answer:.0f}"}
        found = any(re.search(rf"(?<![\d.]){re.escape(s)}(?!\d|\.\d)", text) for s in shapes)
        return found and (answer % 1 != 0 or answer >= 10)
    if isinstance(answer, dict | pd.Series):
        return reveals(text, list(dict(answer).values()))
    if isinstance(answer, list | tuple | set | frozenset | pd.Index) and len(answer):
        return all(reveals(text, item) for item in answer)
    return False


# What a task accepts, and what it says


@pytest.mark.parametrize("number", NUMBERS)
def test_the_bank_knows_every_task(number):
    ids = {i for i in IDS if i.startswith(number)}
    module = importlib.import_module(f"tests.answers.e{number}")
    assert module.RIGHT.keys() == ids
    assert module.WRONG.keys() == ids


@pytest.mark.parametrize("task_id", IDS)
def test_right_answers_pass_in_any_sensible_shape(task_id):
    said = {n: said_of(task_id, value(answer)) for n, answer in enumerate(RIGHT[task_id], 1)}
    assert not {n: line for n, line in said.items() if line}


# Exercises whose every task has at least eight wrong answers in the bank.
EIGHT = ["00", "01", "02", "03", "04", "05", "06", "07", "08", "09", "10", "11"]


@pytest.mark.parametrize("exercise", EIGHT)
def test_the_bank_holds_eight_wrong_answers_a_task(exercise):
    few = {i: len(WRONG[i]) for i in IDS if i.startswith(f"{exercise}.") and TASKS[i].points}
    assert {i: n for i, n in few.items() if n < 8} == {}


@functools.cache
def kept_lines():
    """Return what tests/answers/verdicts.csv holds."""
    return kept()


@pytest.mark.parametrize("task_id", IDS)
def test_what_is_said_is_what_was_said_before(task_id):
    """What changes on purpose is kept by `python -m tests.answers --write`."""
    now = {("wrong", str(n)): said for n, (_, _, said) in enumerate(slips_of(task_id), 1)}
    now |= {("right", str(n)): "PASS" for n in range(1, len(RIGHT[task_id]) + 1)}
    before = {key[1:]: said for key, said in kept_lines().items() if key[0] == task_id}
    changed = {key: now.get(key) for key in before | now if now.get(key) != before.get(key)}
    assert not changed, "see `python -m tests.answers`"


@pytest.mark.parametrize("task_id", IDS)
def test_each_typical_slip_gets_its_own_line(task_id):
    stuck = f'Stuck? hint("{task_id}", 1)'
    faults = {
        n: (words, said)
        for n, (_, words, said) in enumerate(slips_of(task_id), 1)
        if words not in said
        or not said.startswith(task_id)
        or not (said.endswith(stuck) or "is not started" in words)
        or "\n" in said
    }
    assert not faults
    told_apart = {said for _, _, said in slips_of(task_id) if "is not started" not in said}
    assert len(told_apart) >= 3


@pytest.mark.parametrize("task_id", IDS)
def test_no_line_gives_the_answer_away(task_id):
    right = value(RIGHT[task_id][0])
    given = [(str(wrong), said) for wrong, _, said in slips_of(task_id)]
    assert not [said for wrong, said in given if not reveals(wrong, right) and reveals(said, right)]


def test_three_dots_alone_are_not_started():
    dots = [..., [...], (..., ...), {"000": ..., "001": [..., ...]}]
    said = {(i, str(answer)): said_of(i, answer) for i in IDS for answer in dots}
    assert not {
        key: line for key, line in said.items() if not line.startswith(f"{key[0]} is not started")
    }


@pytest.mark.parametrize("path", EXERCISES, ids=lambda path: path.stem[:2])
def test_an_exercise_as_it_is_handed_out_is_not_started(path):
    """Each answer cell is run alone; what needs an earlier cell fails, and is nobody's answer."""
    given = {}
    for cell in cells(path, is_answer):
        with suppress(Exception):
            exec(cell.source, given)
    for cell in cells(path, is_check):
        name = re.search(r"check\(\"[\d.]+\", (\w+)\)", cell.source)[1]
        if name in given:
            assert " is not started" in said_of(task_ids(cell)[0], given[name]), cell.id


@pytest.mark.parametrize("task_id", IDS)
def test_three_dots_among_other_things_are_told_with_their_place(task_id):
    left = {"one": 1, "two": ["a", ...]}
    assert "Three dots still stand in entry 'two', place 2." in said_of(task_id, left)


STRANGE = [object(), print, float("nan"), "", [], {}, True, b"x"]


@pytest.mark.parametrize("task_id", IDS)
def test_a_strange_answer_gets_one_line(task_id):
    said = [(answer, said_of(task_id, answer)) for answer in STRANGE]
    assert not [(a, line) for a, line in said if not line.startswith(task_id) or "\n" in line]


@pytest.mark.parametrize("task_id", IDS)
def test_three_hints_lead_on_and_none_is_the_answer(task_id):
    hints = TASKS[task_id].hints
    assert len(set(hints)) == 3
    right = value(RIGHT[task_id][0])
    assert not [text for text in hints if reveals(text, right)]


@pytest.mark.parametrize(
    ("text", "answer", "expected"),
    [
        ("Look at 000.03 first.", "000.03", True),
        ("Look at 000.031 first.", "000.03", False),
        ("There are 92 of them.", 92, True),
        ("There are 192 of them.", 92, False),
        ("About 0.43.", 0.4312, True),
        ("Three steps, 3 in all.", 3, False),
        ("First 000.03, then 000.04.", ["000.03", "000.04"], True),
        ("First 000.03.", ["000.03", "000.04"], False),
        ("Russia has 70, NATO 30.", {"RUS": 70, "NATO": 30}, True),
        ("A table.", pd.DataFrame(), False),
    ],
)
def test_what_gives_an_answer_away(text, answer, expected):
    assert reveals(text, answer) == expected


# check, hint, rehearse


def printed(function, *arguments):
    """Return what a call prints."""
    with redirect_stdout(io.StringIO()) as out:
        function(*arguments)
    return out.getvalue()


@pytest.fixture
def toy():
    """A task that accepts what is true."""

    def judge(answer):
        print("noise")
        if callable(answer):
            answer = answer(1)
        if not answer:
            raise NotYet("You said no.")

    TASKS["90.1"] = Task("90.1", "Say yes", 2, ("one", "two", "three"), judge)
    yield "90.1"
    del TASKS["90.1"]


def test_check_prints_pass_and_nothing_else(toy):
    assert printed(check, toy, True) == "PASS 90.1\n"


def test_check_says_what_to_look_at(toy):
    with pytest.raises(NotYet, match=r'^90\.1: You said no\. Stuck\? hint\("90\.1", 1\)$'):
        check(toy, False)


def test_what_an_answer_prints_or_warns_of_is_not_shown(toy, recwarn):
    def chatty(x):
        print("still here")
        pd.Series([1]).sum() / 0 if x > 1 else None
        return x

    assert printed(check, toy, chatty) == "PASS 90.1\n"
    assert not list(recwarn)


def test_rehearse_shows_the_same_lines_and_stops_nothing(toy):
    assert printed(rehearse, toy, True) == "PASS 90.1\n"
    assert printed(rehearse, toy, 0) == 'NotYet: 90.1: You said no. Stuck? hint("90.1", 1)\n'
    assert "not started" in printed(rehearse, toy, ...)


def test_an_error_inside_a_function_becomes_one_line(toy):
    def broken(x):
        raise KeyError("no\nsuch\nthing")

    with pytest.raises(NotYet, match=r"could not be read \(KeyError: .*\)") as caught:
        check(toy, broken)
    assert "\n" not in str(caught.value)


def test_a_function_without_a_body_is_not_started():
    def dots(x): ...

    def described(x):
        """Say what it does."""

    def begun(x):
        return x

    def constant(x):
        return "yes"

    assert unstarted(dots)
    assert unstarted(described)
    assert not unstarted(begun)
    assert not unstarted(constant)
    assert not unstarted(print)


def test_hints_come_in_three_stages(toy):
    assert printed(hint, toy) == 'Hint 1 of 3 for 90.1. one  More: hint("90.1", 2)\n'
    assert printed(hint, toy, 3) == "Hint 3 of 3 for 90.1. three\n"
    with pytest.raises(ShieldTalksError, match="three stages"):
        hint(toy, 4)


@pytest.mark.parametrize("task_id", ["99.1", "3", "00.99", "", None, 3.1])
def test_an_unknown_task_is_named(task_id):
    with pytest.raises(ShieldTalksError, match="There is no task"):
        check(task_id, 1)


# The notebooks


def cells(path, wanted):
    """Return the cells of a notebook that are of a kind (is_answer, is_check)."""
    return [cell for cell in read_notebook(path).cells if wanted(cell)]


def test_every_exercise_is_the_blank_of_its_master(tmp_path):
    out = tmp_path / "exercises"
    out.mkdir()
    made = {path.name: path.read_bytes() for path in build_exercises(ROOT, out)}
    kept = {path.name: path.read_bytes() for path in EXERCISES}
    drifted = sorted(n for n in made.keys() | kept.keys() if made.get(n) != kept.get(n))
    assert not drifted, "run `shieldtalks build-exercises`, and remove what has no master"


@each(EXERCISES)
def test_an_exercise_holds_no_solution_and_no_output(path):
    code = [c for c in read_notebook(path).cells if c.cell_type == "code"]
    assert not [c.id for c in code if "SOLUTION" in c.source or c.outputs or c.execution_count]
    assert all("..." in cell.source for cell in cells(path, is_answer))


@each(MASTERS)
def test_an_exercise_checks_all_its_tasks_in_order(path):
    checked = [i for cell in cells(path, is_check) for i in task_ids(cell)]
    graded = [i for i in TASKS if i.startswith(path.name[:2]) and TASKS[i].points]
    assert checked == sorted(graded, key=lambda i: int(i.split(".")[1]))
    assert len(checked) >= 5


@each(MASTERS)
def test_points_are_those_of_the_tasks(path):
    for cell in cells(path, is_check):
        assert nbgrader(cell)["points"] == sum(TASKS[i].points for i in task_ids(cell))


@each(MASTERS)
def test_every_task_has_a_heading_with_its_minutes(path):
    prose = "\n\n".join(c.source for c in read_notebook(path).cells if c.cell_type == "markdown")
    found = [TASK_HEADING.fullmatch(words) for level, words in headings(prose) if level == 3]
    numbers = [int(match[1]) for match in found if match]
    checked = [i for cell in cells(path, is_check) for i in task_ids(cell)]
    assert numbers == [int(i.split(".")[1]) for i in checked]


@each(MASTERS)
def test_answers_and_checks_come_in_pairs(path):
    kinds = [
        "answer" if is_answer(cell) else "check"
        for cell in read_notebook(path).cells
        if is_answer(cell) or is_check(cell)
    ]
    assert kinds == ["answer", "check"] * (len(kinds) // 2)
    for given, checked in zip(cells(path, is_answer), cells(path, is_check), strict=True):
        names = set(re.findall(r"\w+", given.source))
        asked = re.fullmatch(r'check\("\d\d\.\d+", (\w+)\)', handed_out(checked))
        assert asked, f"{checked.id}: a check cell is one call on one name"
        assert asked[1] in names


@each(MASTERS)
def test_metadata_is_what_nbgrader_reads(path):
    found = [cell for cell in read_notebook(path).cells if "nbgrader" in cell.metadata]
    for cell in found:
        metadata = nbgrader(cell)
        assert {k: type(v) for k, v in metadata.items() if k != "points"} == NBGRADER
        assert metadata["schema_version"] == 3
        assert re.fullmatch(r"[a-zA-Z0-9_-]+", metadata["grade_id"])
        assert metadata["cell_type"] == cell.cell_type
        assert ("points" in metadata) == metadata["grade"]
        assert metadata["locked"] == is_check(cell)
        assert cell.metadata.get("editable", True) != is_check(cell)
        assert cell.metadata.get("deletable", True) != is_check(cell)
    ids = [nbgrader(cell)["grade_id"] for cell in found]
    assert len(set(ids)) == len(ids)


def test_every_task_without_points_stands_in_its_lesson():
    rehearsed = [i for i in IDS if not TASKS[i].points]
    lessons = {path.name[:2]: path for path in ROOT.glob("notebooks/*.ipynb")}
    sources = {
        number: "\n".join(c.source for c in read_notebook(path).cells if c.cell_type == "code")
        for number, path in lessons.items()
    }
    assert not [i for i in rehearsed if f'rehearse("{i}"' not in sources.get(i[:2], "")]


def test_a_blank_keeps_the_master_as_it_was():
    master = read_notebook(MASTERS[0])
    before = master.copy()
    before_sources = [cell.source for cell in master.cells]
    blank(master)
    assert [cell.source for cell in master.cells] == before_sources
    assert master == before
