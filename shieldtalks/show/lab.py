"""JupyterLab on the first lesson: a tidy room of its own, and one Ctrl+C that closes it."""

import importlib.util
import os
import sys
import tempfile
from collections.abc import Sequence

from shieldtalks.course.folder import course_folder
from shieldtalks.errors import DataError
from shieldtalks.show import server
from shieldtalks.tables import DATA

START = "notebooks/00_start_here.ipynb"
MISSING = (
    "JupyterLab is not installed in this Python. "
    "Run `python -m pip install -r requirements.txt` in the folder of the course."
)
FAREWELL = "Closing JupyterLab and its kernels. Your notebooks stay as you last saved them."


def lab(options: Sequence[str] = ()) -> int:
    """Open JupyterLab on the first lesson, with the course as its folder; return the exit code.

    options: words that go to JupyterLab. Raises DataError where it is missing.
    """
    folder = course_folder()
    if importlib.util.find_spec("jupyterlab") is None:
        raise DataError(MISSING)
    # Open tabs are kept for this run only: none come back from another day, and none are lost.
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as workspaces:
        command = [
            sys.executable,
            "-m",
            "jupyterlab",
            f"--LabApp.default_url=/lab/tree/{START}",
            f"--LabApp.workspaces_dir={workspaces}",
            "--ServerApp.answer_yes=True",
            *options,
        ]
        return server.serve(command, cwd=folder, env=undisturbed(), farewell=FAREWELL)


def undisturbed() -> dict[str, str]:
    """Return the environment in which JupyterLab puts no news over the page on the projector."""
    paths = [str(DATA / "jupyter"), os.environ.get("JUPYTER_CONFIG_PATH", "")]
    return {**os.environ, "JUPYTER_CONFIG_PATH": os.pathsep.join(filter(None, paths))}
