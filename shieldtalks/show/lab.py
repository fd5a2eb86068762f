"""JupyterLab on the first lesson: a tidy room of its own, and one Ctrl+C that closes it."""

import importlib.util
import sys
import tempfile
from collections.abc import Sequence

from shieldtalks.course.folder import course_folder
from shieldtalks.errors import DataError
from shieldtalks.show import MISSING, server
from shieldtalks.tables import DATA

START = "notebooks/00_start_here.ipynb"
FAREWELL = "Closing JupyterLab and its kernels. Your notebooks stay as you last saved them."


def lab(options: Sequence[str] = ()) -> int:
    """Open JupyterLab on the first lesson, with the course as its folder; return the exit code.

    options: words that go to JupyterLab. Raises DataError where it is missing.
    """
    folder = course_folder()
    if importlib.util.find_spec("jupyterlab") is None:
        raise DataError(MISSING.format("JupyterLab", "-r requirements.txt"))
    # Open tabs are kept for this run only: none come back from another day, and none are lost.
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as workspaces:
        words = [
            "jupyterlab",
            f"--LabApp.default_url=/lab/tree/{START}",
            f"--LabApp.workspaces_dir={workspaces}",
            "--ServerApp.answer_yes=True",
            *options,
        ]
        command = [sys.executable, "-m", *words]
        return server.serve(command, cwd=folder, env=undisturbed(), farewell=FAREWELL)


def undisturbed() -> dict[str, str]:
    """Return the environment in which JupyterLab puts no news over the page on the projector."""
    return server.environment("JUPYTER_CONFIG_PATH", DATA / "jupyter")
