"""The course's notebooks as files: read, write, run and keep outputs, make exercises."""

import os
import warnings
from pathlib import Path

import nbformat

from shieldtalks.course.cells import handed_out
from shieldtalks.errors import DataError
from shieldtalks.files import write_whole

VIEW = "application/vnd.jupyter.widget-view+json"
METADATA = {
    "kernelspec": {
        "display_name": "Python 3 (ipykernel)",
        "language": "python",
        "name": "python3",
    },
    "language_info": {"name": "python"},
}


def read_notebook(path: str | Path) -> nbformat.NotebookNode:
    """Return a notebook (nbformat 4). Raises DataError with one line for a file that is none."""
    path = Path(path)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return nbformat.read(path, as_version=4)
    except FileNotFoundError:
        raise DataError(f"{path.name}: there is no such notebook. Correct the name.") from None
    except OSError as error:
        raise DataError(
            f"{path.name}: cannot be opened ({error.strerror}). Name one .ipynb file."
        ) from None
    except Exception:
        raise DataError(
            f"{path.name}: this is no notebook, or not a whole one. "
            "Name an .ipynb file, or take a fresh copy of it."
        ) from None


def write_notebook(notebook: nbformat.NotebookNode, path: str | Path) -> None:
    """Write a notebook with fixed metadata, so that only changes of content show in a diff."""
    write_whole(path, as_text(notebook))


def as_text(notebook: nbformat.NotebookNode) -> str:
    """Return a notebook as the text of a file, its metadata fixed."""
    notebook.metadata.clear()
    notebook.metadata.update(METADATA)
    notebook.nbformat, notebook.nbformat_minor = 4, 5
    return nbformat.writes(notebook).rstrip("\n") + "\n"


def blank(notebook: nbformat.NotebookNode) -> nbformat.NotebookNode:
    """Return the exercise of a master notebook: solutions and hidden tests cut out, nothing run.

    Raises DataError for a region that does not end, for one in a cell that may not have it, and for
    an answer cell without a solution.
    """
    exercise = nbformat.from_dict(notebook)
    cells = []
    for cell in exercise.cells:
        cell = cell.copy()
        cell.metadata = {k: v for k, v in cell.metadata.items() if k != "execution"}
        if cell.cell_type == "code":
            cell.outputs, cell.execution_count = [], None
        cell.source = handed_out(cell)
        cells.append(cell)
    exercise.cells = cells
    return exercise


def exercises_of(course: str | Path) -> dict[str, nbformat.NotebookNode]:
    """Return {file name: exercise} cut from solutions/ of a course.

    Raises DataError for a master that cannot be made blank, and for a course without masters.
    """
    masters = sorted((Path(course) / "solutions").glob("[0-9][0-9]_*.ipynb"))
    if not masters:
        raise DataError("solutions/: there is no master here. Exercises are made from solutions/.")
    return {master.name: _exercise_of(master) for master in masters}


def build_exercises(course: str | Path, out: str | Path | None = None) -> list[Path]:
    """Write exercises/NN_name.ipynb for each solutions/NN_name.ipynb; return the paths written.

    Raises DataError, with nothing written, where `exercises_of` does, and for an exercise in which
    cells were run: that is somebody's work.
    """
    out = Path(course) / "exercises" if out is None else Path(out)
    exercises = {out / name: exercise for name, exercise in exercises_of(course).items()}
    for path in exercises:
        cells = read_notebook(path).cells if path.exists() else ()
        if any(cell.get("outputs") or cell.get("execution_count") for cell in cells):
            raise DataError(
                f"{path.name}: cells were run in it, so it is somebody's work and stays as it is. "
                "Move it to another folder, then build again."
            )
    for path, exercise in exercises.items():
        write_notebook(exercise, path)
    return list(exercises)


def refresh(path: str | Path) -> str | Path:
    """Run a notebook from top to bottom and keep its outputs, so that they are what it gives now.

    Runs in the notebook's folder with a scratch folder for the student's work. Raises DataError
    that names the cell and the error, and leaves the file as it was.
    """
    import tempfile

    from nbclient import NotebookClient
    from nbclient.exceptions import CellControlSignal, DeadKernelError

    path = Path(path)
    notebook = read_notebook(path)
    begun = []
    with tempfile.TemporaryDirectory() as scratch:
        client = NotebookClient(
            notebook,
            timeout=300,
            kernel_name="python3",
            store_widget_state=False,
            record_timing=False,
            coalesce_streams=True,
            resources={"metadata": {"path": str(path.parent)}},
            on_cell_start=lambda cell, cell_index: begun.append(cell.id),
        )
        # A widget's own output is kept as the cell's, which is what a page without Python can show.
        client.widget_registry = {}
        try:
            client.execute(env={**os.environ, "SHIELDTALKS_HOME": scratch})
        except (CellControlSignal, DeadKernelError) as error:
            raise DataError(
                f"{path.name}, cell {begun[-1]}: {_said(error)} Mend the cell, then refresh again."
            ) from None
    for cell in notebook.cells:
        cell.metadata.pop("execution", None)
        if "outputs" in cell:
            # A widget's view goes: its model is gone. Its still picture stays.
            for output in cell.outputs:
                output.get("data", {}).pop(VIEW, None)
            cell.outputs = [output for output in cell.outputs if output.get("data") != {}]
    write_notebook(notebook, path)
    return path


def _exercise_of(master):
    try:
        return blank(read_notebook(master))
    except DataError as error:
        raise DataError(f"{master.name}: {str(error).removeprefix(f'{master.name}: ')}") from None


def _said(error):
    """Return in one line what stopped a run."""
    said = f"{error.ename}: {error.evalue}" if hasattr(error, "ename") else str(error).strip()
    return said.splitlines()[0].rstrip(".") + "."
