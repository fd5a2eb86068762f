"""Checking one exercise as a whole: its answers, put between locked cells, under nbval."""

import contextlib
import io
import os
import re
import tempfile
from collections.abc import Iterable
from pathlib import Path
from typing import Any
from unittest.mock import patch

import nbformat
from nbformat import NotebookNode

from shieldtalks.checks.texts import said_when_right
from shieldtalks.course.answers import read_answers, wanted_of
from shieldtalks.course.cells import BEGIN, is_answer, is_check, nbgrader, task_ids
from shieldtalks.course.folder import course_folder
from shieldtalks.course.notebooks import blank, read_notebook, write_notebook
from shieldtalks.errors import DataError

CELL_TIMEOUT = 60  # seconds
COLOUR = re.compile(r"\x1b\[[0-9;]*m")

# The student's names may hide the one that every check cell calls.
CALL = "from shieldtalks import check\n"
NO_COMPARISON = ["nbval-ignore-output"]


def master_of(path: str | Path) -> NotebookNode:
    """Return the notebook whose locked cells count for an exercise.

    That is its master in solutions/ of the course around the current folder, else of the library,
    else around the exercise. A file of another name belongs to the master whose tasks it checks.
    Without any solutions/, as in a student's copy, the exercise's own cells are used.
    Raises DataError if there are masters and none belongs to it.
    """
    path = Path(path)
    exercise = read_notebook(path)
    folder = masters_beside(path.resolve().parent)
    if folder is None:
        return exercise
    if (folder / path.name).exists():
        return read_notebook(folder / path.name)
    numbers = {task[:2] for cell in exercise.cells if is_check(cell) for task in task_ids(cell)}
    masters = [file for number in numbers for file in folder.glob(f"{number}_*.ipynb")]
    if len(masters) != 1:
        raise DataError(
            f"{path.name}: this is no exercise of the course. "
            "Give it the name that it has in exercises/."
        )
    return read_notebook(masters[0])


def restored(master: NotebookNode, answers: NotebookNode) -> NotebookNode:
    """Return the notebook to be run: the master, with the answer cells of a student's notebook.

    Only answers are taken over, as `read_answers` finds them; in a student's copy, which has no
    master, the notebook runs as it stands. Every check cell carries the output that a right answer
    gives, so what the student ran and saved has no say. Raises DataError if there is no answer cell
    among the answers.
    """
    is_master = any(BEGIN in cell.source for cell in master.cells if is_answer(cell))
    if is_master:
        given, _ = read_answers(answers.cells, wanted_of(master))
    else:
        code = [cell for cell in answers.cells if cell.cell_type == "code"]
        given = {f"{nbgrader(cell).get('grade_id')}": cell.source for cell in reversed(code)}
        given |= {f"{cell.get('id')}": cell.source for cell in reversed(code)}
    notebook = nbformat.from_dict(blank(master) if is_master else master)
    if not is_master:
        _name_cells(notebook)
    wanted = {cell.id for cell in notebook.cells if is_answer(cell)}
    if not wanted & given.keys() and (is_master or not any(map(is_check, notebook.cells))):
        raise DataError("it has no answer cells. The exercises are in exercises/.")
    for cell in notebook.cells:
        if cell.cell_type != "code":
            continue
        cell.execution_count, cell.outputs = 1, []
        if is_check(cell):
            cell.outputs = [_passed(task) for task in task_ids(cell)]
            cell.source = CALL + cell.source
            continue
        cell.metadata["tags"] = NO_COMPARISON
        if is_answer(cell):
            cell.source = given.get(cell.id, cell.source)
    return notebook


def check_notebook(path: str | Path) -> dict[str, str]:
    """Run an exercise's checks under nbval; return {task id: '' if passed, else what it said}.

    The answers run in a process of their own, in an empty folder, and leave no trace in anybody's
    progress. This is for checking oneself: an answer that sets out to deceive the check beside it
    in the same process may succeed. Raises DataError for a file that is no exercise.
    """
    path = Path(path)
    try:
        notebook = restored(master_of(path), read_notebook(path))
    except DataError as error:
        raise DataError(f"{path.name}: {str(error).removeprefix(f'{path.name}: ')}") from None
    verdicts = Verdicts(notebook)
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / "exercise.ipynb"
        write_notebook(notebook, copy)
        home = str(Path(folder) / "home")
        with patch.dict(os.environ, SHIELDTALKS_HOME=home):
            under_nbval([copy], folder, "--nbval-current-env", verdicts)
    return verdicts.of_tasks()


def under_nbval(
    paths: Iterable[str | Path], folder: str | Path, kernel: str, plugin: object
) -> None:
    """Run notebooks under nbval in this process, with nothing around them that could have a say.

    folder: where they stand. kernel: nbval's option that names the kernel. plugin: gets the hooks.
    """
    import pytest

    options = [
        f"--config-file={Path(__file__).with_name('nbval.ini')}",
        f"--rootdir={folder}",
        f"--nbval-cell-timeout={CELL_TIMEOUT}",
        kernel,
    ]
    with patch.dict(os.environ, PYTEST_ADDOPTS=""), contextlib.redirect_stdout(io.StringIO()):
        pytest.main([*map(str, paths), *options], plugins=[plugin])


class Verdicts:
    """A pytest plugin that keeps, for each cell, how it ended and the line it ended with."""

    def __init__(self, notebook: NotebookNode):
        self._code = [cell for cell in notebook.cells if cell.cell_type == "code"]
        self._failed = {}
        self._passed = set()

    def pytest_runtest_makereport(self, item: Any, call: Any) -> Any:
        """Note how a cell ended."""
        if call.when == "call" and call.excinfo is None:
            self._passed.add(item.cell.id)
        elif call.excinfo is not None:
            self._failed.setdefault(item.cell.id, what_happened(call.excinfo.value))

    def of_tasks(self) -> dict[str, str]:
        """Return {task id: message}; an error in the answer itself is the message of its check."""
        messages, trouble = {}, ""
        tasks = {cell.id: task_ids(cell) for cell in self._code if is_check(cell)}
        for cell in self._code:
            if "held" in cell.metadata:  # of a check before it, which speaks first
                failed = self._failed.get(cell.id, "this check did not run.")
                failed = "" if cell.id in self._passed else failed
                for task in tasks[cell.metadata["held"]]:
                    messages[task] = messages[task] or failed
                continue
            if not is_check(cell):
                failed = self._failed.get(cell.id, "")
                trouble = failed if is_answer(cell) or failed else trouble
                continue
            said = self._failed.get(cell.id, "this check did not run.")
            said = "" if cell.id in self._passed else trouble or said
            messages |= dict.fromkeys(task_ids(cell), said)
        return messages


def what_happened(error: BaseException) -> str:
    """Return in one line what stopped a cell: what it raised, or what became of it.

    error: what nbval raised. A line of the course itself comes without the name of its class.
    """
    said = COLOUR.sub("", f"{error}")
    if "Timeout" in said:
        return f"this took longer than {CELL_TIMEOUT} seconds. Look for a loop that does not end."
    if "differ" in said:
        return "the check printed something else than PASS. Do not give its name to your own work."
    raised = COLOUR.sub("", getattr(error, "inner_traceback", None) or "").strip()
    if type(error).__name__ == "Skipped":
        return "a line in this cell asks to skip it. Take that line out."
    if not raised:
        return "Python stopped before this cell. Look for exit() or quit() in your answers."
    last = " ".join(raised.splitlines()[-1].split())
    for ours in ("NotYet: ", "DataError: ", "ShieldTalksError: "):
        if last.startswith(ours):
            return last.removeprefix(ours)
    if last.startswith("NameError"):
        return f"{last}. Only answer cells are read: what they need must stand in them."
    return f"the answer stops with {last}".removesuffix(":")


def _name_cells(notebook):
    """Give back, in a student's copy, what tools take away: ids, and which cells are checks."""
    notebook.nbformat_minor = max(notebook.nbformat_minor, 5)
    for number, cell in enumerate(notebook.cells):
        cell.setdefault("id", f"cell-{number}")
        if cell.cell_type == "code" and task_ids(cell) and not is_check(cell):
            cell.metadata["nbgrader"] = {"grade": True, "solution": False, "locked": True}


def masters_beside(beside: Path) -> Path | None:
    """Return the nearest folder of masters, or None."""
    for start in (None, beside):
        with contextlib.suppress(DataError):
            folder = course_folder(start) / "solutions"
            if any(folder.glob("*.ipynb")):
                return folder
    return None


def _passed(task):
    return nbformat.v4.new_output("stream", name="stdout", text=f"{said_when_right(task)}\n")
