"""Hints: three stages, and in the third, code that runs when it is typed as it stands.

The code of a task is put into its answer cell, after the cells before it (earlier answers are those
of the master). It passes, or brings the task to its last step: the check then says the words that
`last` gives in data/tasks/. CODED lists the exercises that have it for every task.
"""

import ast
import re

import pytest

from shieldtalks.checks import TASKS
from shieldtalks.checks.texts import FOLDER, texts
from shieldtalks.course.cells import handed_out, is_answer, is_check, task_ids
from shieldtalks.course.notebooks import read_notebook
from tests import ROOT
from tests.answers.bank import said_of
from tests.test_exercises import RIGHT, reveals, value

CODED = ["00", "01", "02", "03", "04", "05", "06", "07", "08", "09", "10", "11"]
MASTERS = {path.name[:2]: path for path in sorted(ROOT.glob("solutions/*.ipynb"))}
WITH_CODE = [
    task for exercise in MASTERS for task, text in texts(exercise, FOLDER).items() if text.code
]


def run_in_order(task, code):
    """Run an exercise up to a task, with `code` in its answer cell; return what the check says."""
    given, answers = {"__name__": "__main__"}, []
    for cell in read_notebook(MASTERS[task[:2]]).cells:
        if cell.cell_type != "code":
            continue
        if is_check(cell):
            if task in task_ids(cell):
                name = re.search(r"check\(\"[\d.]+\", (\w+)\)", handed_out(cell))[1]
                exec(code, given)
                return said_of(task, given[name])
            for source in answers:
                exec(source, given)
            answers = []
        elif is_answer(cell):
            answers.append(cell.source)  # the master's own answer, unless it is the task's
        elif answers:
            answers.append(cell.source)  # a cell that tries the answer out
        else:
            exec(cell.source, given)
    raise AssertionError(f"{task} has no check cell")


@pytest.mark.parametrize("task", WITH_CODE)
def test_the_code_of_a_third_hint_runs_as_it_is_typed(task):
    text = texts(task[:2], FOLDER)[task]
    ast.parse(text.code)
    said = run_in_order(task, text.code)
    assert text.last in said if text.last else said == ""


@pytest.mark.parametrize("task", WITH_CODE)
def test_the_code_of_a_hint_does_not_hold_the_answer(task):
    right = value(RIGHT[task][0])
    assert not reveals(texts(task[:2], FOLDER)[task].code, right)


@pytest.mark.parametrize("exercise", CODED)
def test_every_third_hint_of_an_exercise_has_code(exercise):
    graded = {task for task, text in texts(exercise, FOLDER).items() if text.points}
    assert graded <= set(WITH_CODE)


def test_the_code_is_shown_as_it_stands(capsys):
    from shieldtalks import hint

    hint("04.1", 3)
    assert capsys.readouterr().out.endswith(f"\n\n{TASKS['04.1'].code}\n")
    hint("04.1", 2)
    assert TASKS["04.1"].code not in capsys.readouterr().out
