"""The example workflow for students' repositories: it is sound, pinned, and its steps work."""

import os
import re
import shutil
import subprocess
import sysconfig

import pytest
import yaml

from shieldtalks.course.cells import is_answer, is_check
from shieldtalks.course.notebooks import read_notebook, write_notebook
from tests import ROOT

EXAMPLE = ROOT / ".github/classroom/check.yml"
TEXT = EXAMPLE.read_text("utf-8")
WORKFLOW = yaml.safe_load(TEXT)
STEPS = WORKFLOW["jobs"]["check"]["steps"]
SCRIPT = next(step["run"] for step in STEPS if step.get("shell") == "bash")
EXERCISE = "00_start_here.ipynb"
TASKS = [c for c in read_notebook(ROOT / "exercises" / EXERCISE).cells if is_check(c)]


@pytest.fixture
def pushed(tmp_path):
    """pushed(answers): run the script over a student's repository; return what it shows.

    answers: {cell id: source}; what is not named stays as it was handed out. Shown are the exit
    code, the lines that it prints, and the page of the run.
    """
    for folder in ("notebooks", "exercises"):
        (tmp_path / folder).mkdir()
    exercise = tmp_path / "exercises" / EXERCISE
    shutil.copy(ROOT / "exercises" / EXERCISE, exercise)

    def push(answers, name=EXERCISE):
        notebook = read_notebook(exercise)
        for cell in notebook.cells:
            cell.source = answers.get(cell.id, cell.source)
        write_notebook(notebook, exercise)
        summary = tmp_path / "summary.md"
        programs = sysconfig.get_path("scripts")
        done = subprocess.run(
            ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", SCRIPT],
            cwd=tmp_path,
            env={
                **os.environ,
                "PATH": os.pathsep.join([programs, os.environ["PATH"]]),
                "EXERCISES": f"exercises/{name}",
                "GITHUB_STEP_SUMMARY": str(summary),
            },
            capture_output=True,
            text=True,
        )
        assert not done.stderr
        return done.returncode, done.stdout.splitlines(), summary.read_text("utf-8")

    return push


def right_answers():
    cells = read_notebook(ROOT / "solutions" / EXERCISE).cells
    return {c.id: re.sub("### .+ SOLUTION", "", c.source) for c in cells if is_answer(c)}


def test_it_is_an_example_and_does_not_run_here():
    workflows = ROOT / ".github/workflows"
    assert not workflows.exists() or EXAMPLE.name not in os.listdir(workflows)


def test_every_action_is_pinned_to_a_commit_and_names_its_version():
    used = re.findall(r"uses: (.+)", TEXT)
    assert len(used) == sum("uses" in step for step in STEPS) > 0
    assert not [line for line in used if not re.fullmatch(r"[\w./-]+@[0-9a-f]{40} # v[\d.]+", line)]


def test_it_may_read_and_nothing_more():
    assert WORKFLOW["permissions"] == {"contents": "read"}
    assert "secrets." not in TEXT


def test_it_starts_when_an_exercise_is_pushed():
    # YAML takes the word `on` for True.
    assert WORKFLOW[True]["push"] == {"paths": ["exercises/**"]}


def test_it_names_an_exercise_and_an_install_of_this_course():
    assert (ROOT / WORKFLOW["env"]["EXERCISES"]).is_file()
    assert "python -m pip install -r requirements.txt" in [step.get("run") for step in STEPS]


def test_open_tasks_are_noted_and_fail(pushed):
    answers = right_answers() | {
        "answer-1": "how_many = 5",
        "answer-2": 'raise ValueError("100 % sure")',
    }
    del answers["answer-3"]
    code, lines, page = pushed(answers)
    assert code == 1
    notes = [line for line in lines if line.startswith("::")]
    place = f"file=exercises/{EXERCISE}"
    starts = [f"::warning {place},title=Task 00.{n}::" for n in (1, 2, 3)]
    assert all(note.startswith(start) for note, start in zip(notes, starts, strict=False))
    assert "the number of articles" in notes[0]
    assert "100 %25 sure" in notes[1]
    assert "is not started" in notes[2]
    assert notes[3:] == [
        f"::notice {place},title=Checked::{len(TASKS) - 3} of {len(TASKS)} tasks pass"
    ]
    assert "PASS    00.4" in lines and "PASS    00.4" in page


@pytest.mark.full(
    "a solved exercise pushed to GitHub Classroom",
    short="tests/test_classroom.py::test_open_tasks_are_noted_and_fail",
)
def test_a_solved_exercise_passes(pushed):
    code, lines, page = pushed(right_answers())
    assert code == 0
    assert [line for line in lines if line.startswith("::")] == [
        f"::notice file=exercises/{EXERCISE},title=Checked::{len(TASKS)} of {len(TASKS)} tasks pass"
    ]
    assert page.startswith(f"### exercises/{EXERCISE}\n```\nPASS")


def test_a_file_that_cannot_be_checked_says_why(pushed):
    code, lines, page = pushed({}, "nowhere.ipynb")
    (note,) = lines
    assert code == 1
    assert note.startswith("::error file=exercises/nowhere.ipynb,title=Not checked::shieldtalks: ")
    assert "nowhere.ipynb" in page
