"""The command `shieldtalks`, as it is typed: what it prints, and how it ends."""

import json
import re
import subprocess
import sys

import nbformat
import pytest

from shieldtalks import cli
from shieldtalks.course import notebooks
from shieldtalks.course.notebooks import read_notebook, write_notebook
from tests import ROOT

EXERCISE = ROOT / "exercises/00_start_here.ipynb"
BAD_FILES = {
    "nowhere.ipynb": (None, "there is no such notebook. Correct the name."),
    "cut.ipynb": (b'{"cells": [', "this is no notebook, or not a whole one."),
    "list.ipynb": (b"[]", "this is no notebook, or not a whole one."),
    "empty.ipynb": (b"", "this is no notebook, or not a whole one."),
    "bytes.ipynb": (b"\xff\xfe", "this is no notebook, or not a whole one."),
    "future.ipynb": (b'{"nbformat": 9, "nbformat_minor": 0}', "this is no notebook"),
    "text.txt": (b"hello", "this is no notebook, or not a whole one."),
    "x*.ipynb": (None, "no file here is named like this. Correct the name."),
}


def code_notebook(*sources):
    """Return a notebook of code cells named a, b, c ..."""
    cells = [nbformat.v4.new_code_cell(s, id=chr(97 + n)) for n, s in enumerate(sources)]
    return nbformat.v4.new_notebook(cells=cells)


def course(folder, **masters):
    """Make a course of one's own with these masters; return its folder."""
    for name in ("notebooks", "exercises", "solutions"):
        (folder / name).mkdir()
    for name, source in masters.items():
        notebook = code_notebook(source)
        notebook.cells[0].metadata["nbgrader"] = {"solution": True}
        write_notebook(notebook, folder / "solutions" / f"{name[1:]}.ipynb")
    return folder


MASTER = "x = ...\n### BEGIN SOLUTION\nx = 5\n### END SOLUTION"


# check


def test_check_prints_a_line_for_each_task(tmp_path, capsys):
    exercise = read_notebook(EXERCISE)
    for name, source in {"answer-1": "how_many = 86", "answer-2": "spokesman = 'Bush'"}.items():
        next(c for c in exercise.cells if c.id == name).source = source
    write_notebook(exercise, tmp_path / EXERCISE.name)
    assert cli.main(["check", str(tmp_path / "00_*.ipynb")]) == 1
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == "PASS    00.1"
    assert lines[1].startswith("not yet 00.2  ")
    assert lines[2] == "not yet 00.3  is not started: put your answer in place of the three dots."
    assert lines[-1] == "00_start_here.ipynb: 1 of 18 tasks pass."
    assert len(lines) == 19


def test_a_solved_exercise_ends_with_success(capsys):
    assert cli.main(["check", str(ROOT / "solutions/00_start_here.ipynb")]) == 0
    assert capsys.readouterr().out.splitlines()[-1] == "00_start_here.ipynb: 18 of 18 tasks pass."


@pytest.mark.parametrize("command", ["check", "refresh"])
@pytest.mark.parametrize("name", BAD_FILES)
def test_a_wrong_file_gets_one_line(command, name, tmp_path, capsys):
    content, words = BAD_FILES[name]
    if content is not None:
        (tmp_path / name).write_bytes(content)
    assert cli.main([command, str(tmp_path / name)]) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert err.startswith(f"shieldtalks: {name}: {words}")
    assert err.count("\n") == 1
    assert str(tmp_path) not in err


def test_a_folder_is_no_notebook(tmp_path, capsys):
    assert cli.main(["check", str(tmp_path)]) == 2
    assert "cannot be opened" in capsys.readouterr().err


@pytest.mark.parametrize(
    "arguments", [[], ["unknown"], ["check"], ["check", "--fast", "x"], ["build-exercises", "x"]]
)
def test_a_wrong_command_shows_how_it_is_used(arguments, capsys):
    with pytest.raises(SystemExit) as ended:
        cli.main(arguments)
    assert ended.value.code == 2
    assert capsys.readouterr().err.startswith("usage: shieldtalks")


def test_the_command_itself_is_there():
    done = subprocess.run(
        [sys.executable, "-m", "shieldtalks.cli", "check", "nowhere.ipynb"],
        cwd=ROOT,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 2
    assert done.stderr == (
        "shieldtalks: nowhere.ipynb: there is no such notebook. Correct the name.\n"
    )


# build-exercises


def test_build_exercises_cuts_the_solutions_out(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(course(tmp_path, _00_one=MASTER))
    assert cli.main(["build-exercises"]) == 0
    assert capsys.readouterr().out == "exercises/00_one.ipynb\n"
    assert read_notebook(tmp_path / "exercises/00_one.ipynb").cells[0].source == "x = ..."
    first = (tmp_path / "exercises/00_one.ipynb").read_bytes()
    assert cli.main(["build-exercises"]) == 0
    assert (tmp_path / "exercises/00_one.ipynb").read_bytes() == first


def test_build_exercises_keeps_the_dots_inside_a_function(tmp_path, monkeypatch):
    source = "def f(x):\n    ### BEGIN SOLUTION\n    return x\n    ### END SOLUTION"
    monkeypatch.chdir(course(tmp_path, _00_one=source))
    assert cli.main(["build-exercises"]) == 0
    made = read_notebook(tmp_path / "exercises/00_one.ipynb").cells[0].source
    assert made == "def f(x):\n    ..."


@pytest.mark.parametrize(
    "source", ["x = 5", "### BEGIN SOLUTION\nx = 5", "x = ...\n### END SOLUTION"]
)
def test_a_master_with_a_broken_region_is_named_and_nothing_is_written(
    source, tmp_path, monkeypatch, capsys
):
    monkeypatch.chdir(course(tmp_path, _00_fine=MASTER, _01_broken=source))
    assert cli.main(["build-exercises"]) == 2
    assert capsys.readouterr().err.startswith("shieldtalks: 01_broken.ipynb: cell a: needs a line")
    assert not list((tmp_path / "exercises").iterdir())


def test_somebodys_work_is_not_written_over(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(course(tmp_path, _00_one=MASTER, _01_two=MASTER))
    assert cli.main(["build-exercises"]) == 0
    worked = read_notebook(tmp_path / "exercises/01_two.ipynb")
    worked.cells[0].execution_count = 3
    write_notebook(worked, tmp_path / "exercises/01_two.ipynb")
    assert cli.main(["build-exercises"]) == 2
    assert "01_two.ipynb: cells were run in it" in capsys.readouterr().err
    assert read_notebook(tmp_path / "exercises/01_two.ipynb").cells[0].execution_count == 3


def test_a_course_without_masters_says_so(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(course(tmp_path))
    assert cli.main(["build-exercises"]) == 2
    assert capsys.readouterr().err.startswith("shieldtalks: solutions/: there is no master here.")


# release


def test_release_makes_what_students_get_and_says_how_to_know_it(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(ROOT)
    out = tmp_path / "for-students"
    assert cli.main(["release", f"{out}/"]) == 0
    first, second, third = lines = capsys.readouterr().out.splitlines()
    assert re.fullmatch(r"for-students/shield-talks/: \d+ files for students\.", first)
    assert re.fullmatch(r"for-students/shield-talks\.zip: the same, SHA-256 [0-9a-f]{64}\.", second)
    assert third.startswith("Sealed: none.") and "--sealed 03,07" in third
    assert cli.main(["release", str(out)]) == 0
    assert capsys.readouterr().out.splitlines() == lines
    (out / "mine.txt").write_text("mine")
    assert cli.main(["release", str(out)]) == 2
    told, err = capsys.readouterr()
    assert told == ""
    assert err == (
        "shieldtalks: for-students/mine.txt: is not as a release left it, so the folder stays as "
        "it is. Name an empty folder, or a new one.\n"
    )
    assert (out / "mine.txt").read_text() == "mine"


# refresh


def test_refresh_keeps_what_the_cells_give_now(tmp_path, capsys):
    path = tmp_path / "sum.ipynb"
    write_notebook(code_notebook("1 + 1", "print('two')"), path)
    assert cli.main(["refresh", str(path)]) == 0
    assert capsys.readouterr().out == "sum.ipynb: run, outputs kept.\n"
    first, second = read_notebook(path).cells
    assert first.outputs[0].data["text/plain"] == "2"
    assert second.outputs[0].text == "two\n"
    assert json.loads(path.read_text("utf-8"))["metadata"] == notebooks.METADATA
    assert b"\r" not in path.read_bytes()


def test_refresh_names_the_cell_that_fails_and_leaves_the_file(tmp_path, capsys):
    path = tmp_path / "sum.ipynb"
    write_notebook(code_notebook("1 + 1", "1 / 0", "2"), path)
    before = path.read_bytes()
    assert cli.main(["refresh", str(path)]) == 2
    assert capsys.readouterr().err.splitlines()[-1] == (
        "shieldtalks: sum.ipynb, cell b: ZeroDivisionError: division by zero. "
        "Mend the cell, then refresh again."
    )
    assert path.read_bytes() == before


# lab: what it opens is tested in test_show.py


def test_a_missing_package_is_named_in_one_line(monkeypatch, capsys):
    monkeypatch.setitem(sys.modules, "pytest", None)
    assert cli.main(["check", str(EXERCISE)]) == 2
    err = capsys.readouterr().err
    assert err.startswith("shieldtalks: pytest is not installed in this Python.")


def test_lab_really_reaches_jupyterlab():
    done = subprocess.run(
        [sys.executable, "-m", "shieldtalks.cli", "lab", "--version"],
        cwd=ROOT,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0
    assert done.stdout.startswith("4.")
