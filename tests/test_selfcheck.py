"""Checking whole exercises under nbval: what counts is the answer, not what was run and saved."""

import copy
import json
import os
import shutil

import nbformat
import pytest

from shieldtalks.checks import task_of
from shieldtalks.course.cells import is_answer, is_check, task_ids
from shieldtalks.course.notebooks import read_notebook, write_notebook
from shieldtalks.errors import DataError
from shieldtalks.grading.engine import selfcheck
from shieldtalks.grading.engine.selfcheck import check_notebook, master_of, restored
from tests import ROOT

MASTERS = sorted(ROOT.glob("solutions/*.ipynb"))
FIRST = ROOT / "solutions/00_start_here.ipynb"
TASKS_OF_FIRST = [i for c in read_notebook(FIRST).cells if is_check(c) for i in task_ids(c)]


LONG = pytest.mark.full(
    "`shieldtalks check` of every other exercise, solved and blank",
    short="tests/test_selfcheck.py::test_a_solved_exercise_passes_every_task",
)


def each(paths):
    """Parametrise a test over notebooks: the first in every run, all with --full."""
    marks = [() if path == paths[0] else LONG for path in paths]
    cases = zip(paths, marks, strict=True)
    return pytest.mark.parametrize(
        "path", [pytest.param(path, marks=mark, id=path.stem) for path, mark in cases]
    )


def cell(notebook, name):
    return next(c for c in notebook.cells if c.get("id") == name)


def forge(notebook):
    """Let every check cell look as if it had been run and had passed."""
    for found in notebook.cells:
        if is_check(found):
            text = "".join(f"PASS {task}\n" for task in task_ids(found))
            found.outputs = [nbformat.v4.new_output("stream", name="stdout", text=text)]
            found.execution_count = 7
    return notebook


def answered(**sources):
    """Return the first exercise solved, but for these answers: answered(answer_1='x = 5')."""
    notebook = read_notebook(FIRST)
    for name, source in sources.items():
        cell(notebook, name.replace("_", "-")).source = source
    return notebook


@pytest.fixture
def checked(tmp_path):
    """checked(notebook): check it as a file; return {task: message}."""

    def check(notebook, name=FIRST.name):
        (tmp_path / name).write_text(json.dumps(notebook), "utf-8")
        return check_notebook(tmp_path / name)

    return check


def open_tasks(messages):
    return {task: said for task, said in messages.items() if said}


@each(MASTERS)
def test_a_solved_exercise_passes_every_task(path):
    tasks = [i for c in read_notebook(path).cells if is_check(c) for i in task_ids(c)]
    assert tasks
    assert check_notebook(path) == dict.fromkeys(tasks, "")


@each(MASTERS)
def test_a_blank_exercise_is_not_started_whatever_was_saved_with_it(path, tmp_path):
    exercise = forge(read_notebook(ROOT / "exercises" / path.name))
    write_notebook(exercise, tmp_path / path.name)
    messages = check_notebook(tmp_path / path.name)
    assert messages
    for task, said in messages.items():
        assert said.startswith(f"{task} is not started")


def test_no_forged_pass_no_touched_check_and_no_other_name_counts(checked):
    fake = "def check(task, answer):\n    print('PASS', task)"
    notebook = answered(
        answer_1=f"how_many = 5\n{fake}",
        answer_2="check = 3\nspokesman = 'x'",
        answer_3="in_2007 = []",
        answer_4="outlet = 'RT'",
    )
    forge(notebook)
    notebook.cells = [c for c in notebook.cells if c.id != "check-1"]
    cell(notebook, "check-2").source = 'print("PASS 00.2")'
    cell(notebook, "check-3").source = "# NBVAL_SKIP\n" + cell(notebook, "check-3").source
    cell(notebook, "check-3").metadata["tags"] = ["nbval-skip"]
    messages = checked(notebook)
    assert "the number of articles" in messages["00.1"]
    assert "RT published article 002" in messages["00.4"]
    assert open_tasks(messages).keys() == {"00.1", "00.2", "00.3", "00.4"}


def test_an_answer_that_stops_says_why_and_the_others_count(checked):
    stopping = {
        "how_many = = 86": "the answer stops with SyntaxError",
        "spokesman = total": "name 'total' is not defined. Only answer cells are read",
        "in_2007 = 1 / 0": "the answer stops with ZeroDivisionError: division by zero",
        "import sys; sys.exit()": "the answer stops with SystemExit",
        "# NBVAL_SKIP\nnato = 5": "asks to skip it",
    }
    answers = {f"answer_{n}": source for n, source in enumerate(stopping, 1)}
    messages = checked(answered(**answers))
    for (task, said), words in zip(messages.items(), stopping.values(), strict=False):
        assert words in said, task
    assert open_tasks(messages).keys() == set(TASKS_OF_FIRST[:5])


def test_a_loop_without_end_is_stopped_and_the_others_count(checked, monkeypatch):
    monkeypatch.setattr(selfcheck, "CELL_TIMEOUT", 7)
    messages = checked(answered(answer_1="while True: pass"))
    assert "took longer than 7 seconds" in messages["00.1"]
    assert open_tasks(messages).keys() == {"00.1"}


def test_a_python_that_stops_is_noticed(checked, monkeypatch):
    monkeypatch.setattr(selfcheck, "CELL_TIMEOUT", 2)
    messages = checked(answered(answer_1="import os; os._exit(1)"))
    assert open_tasks(messages).keys() == set(TASKS_OF_FIRST)
    assert "Python stopped before this cell" in messages["00.6"]


def test_cells_that_are_gone_or_empty_cost_their_own_tasks_and_nothing_else_counts(
    checked, monkeypatch
):
    """What an answer prints, and the settings of one's own pytest, change nothing."""
    monkeypatch.setenv("PYTEST_ADDOPTS", "--collect-only -k nothing")
    loud = "import sys\nprint('so many:')\nsys.stderr.write('well\\n')\nhow_many = 86\nhow_many"
    notebook = answered(answer_1=loud, answer_3="")
    notebook.cells = [c for c in notebook.cells if c.id != "answer-2"]
    messages = checked(notebook)
    assert "00.2 is not started" in messages["00.2"]
    assert "name 'in_2007' is not defined" in messages["00.3"]
    assert open_tasks(messages).keys() == {"00.2", "00.3"}
    assert os.environ["PYTEST_ADDOPTS"] == "--collect-only -k nothing"
    assert not os.path.exists(os.environ["SHIELDTALKS_HOME"]), "a trace in somebody's progress"


# Which cells count


def sources(notebook, wanted):
    return {c.id: c.source for c in notebook.cells if wanted(c)}


def test_answers_are_found_by_id_and_else_by_their_nbgrader_name():
    master, answers = read_notebook(FIRST), answered(answer_1="how_many = 1")
    expected = sources(answers, is_answer)
    assert sources(restored(master, answers), is_answer) == expected
    for number, found in enumerate(answers.cells):
        found.id = f"cell-{number}"
    assert sources(restored(master, answers), is_answer) == expected


def test_two_cells_with_one_name_are_joined_as_they_ran():
    answers = answered(answer_1="how_many = 1")
    second = copy.deepcopy(cell(answers, "answer-1"))
    second.id, second.source = "answer-1-again", "how_many = 2"
    answers.cells.append(second)
    found = restored(read_notebook(FIRST), answers)
    assert cell(found, "answer-1").source == "how_many = 1\nhow_many = 2"


def test_broken_metadata_is_no_reason_to_fail():
    answers = answered(answer_1="how_many = 1")
    for found in answers.cells:
        found.metadata["nbgrader"] = None
    assert cell(restored(read_notebook(FIRST), answers), "answer-1").source == "how_many = 1"


def test_the_masters_themselves_are_left_alone():
    master = read_notebook(FIRST)
    before = copy.deepcopy(master)
    restored(master, answered(answer_1="how_many = 1"))
    assert master == before


def test_a_renamed_exercise_is_checked_against_its_own_master(tmp_path):
    notebook = answered()
    cell(notebook, "check-1").source = 'print("PASS 00.1")'
    write_notebook(notebook, tmp_path / "mine (1).ipynb")
    assert master_of(tmp_path / "mine (1).ipynb") == read_notebook(FIRST)


def test_masters_nearby_do_not_displace_those_of_the_course(tmp_path):
    for name in ("notebooks", "exercises", "solutions"):
        (tmp_path / name).mkdir()
    notebook = answered()
    cell(notebook, "check-1").source = 'print("PASS 00.1")'
    write_notebook(notebook, tmp_path / "solutions" / FIRST.name)
    shutil.copy(tmp_path / "solutions" / FIRST.name, tmp_path / "exercises")
    assert master_of(tmp_path / "exercises" / FIRST.name) == read_notebook(FIRST)


def test_without_masters_the_exercise_checks_itself(tmp_path, monkeypatch):
    monkeypatch.setattr(selfcheck, "masters_beside", lambda beside: None)
    exercise = read_notebook(ROOT / "exercises" / FIRST.name)
    cell(exercise, "answer-1").source = "how_many = 86"
    cell(exercise, "answer-2").source = "spokesman = 'Kamynin'"
    write_notebook(forge(exercise), tmp_path / FIRST.name)
    messages = check_notebook(tmp_path / FIRST.name)
    assert messages["00.1"] == ""
    assert "one of his two names" in messages["00.2"]
    assert "00.3 is not started" in messages["00.3"]


def test_a_notebook_that_is_no_exercise_is_refused(tmp_path):
    note = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell("1 + 1", id="sum")])
    write_notebook(note, tmp_path / "notes.ipynb")
    with pytest.raises(DataError, match="^notes.ipynb: this is no exercise of the course"):
        check_notebook(tmp_path / "notes.ipynb")
    write_notebook(note, tmp_path / FIRST.name)
    with pytest.raises(DataError, match="^00_start_here.ipynb: it has no answer cells"):
        check_notebook(tmp_path / FIRST.name)


def test_every_task_that_is_graded_can_be_looked_up():
    graded = [i for path in MASTERS for c in read_notebook(path).cells for i in task_ids(c)]
    assert [task_of(i).id for i in graded] == graded
