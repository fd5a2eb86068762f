"""Lessons as pages without code: voila, with the house template and a kernel kept warm."""

import importlib.util
import json
import os
import sys
import tempfile
import webbrowser
from collections.abc import Sequence
from pathlib import Path

from shieldtalks.errors import DataError
from shieldtalks.show import MISSING, find_lesson, server

TEMPLATE = "shieldtalks"
JUPYTER = Path(__file__).parent / "jupyter"
PORT = 8866
# What draws widgets; other extensions of JupyterLab may not get on with voila's older parts.
EXTENSIONS = [
    "@jupyter-widgets/jupyterlab-manager",
    "@voila-dashboards/widgets-manager8",
    "anywidget",
]
FAREWELL = "Closing: the pages and the kernels behind them are being stopped."


def dashboard(name: str, options: Sequence[str] = (), browser: bool = True) -> int:
    """Show a lesson without its code, and the others behind its links; return the exit code.

    name: as `find_lesson`. options: words that go to voila. browser: whether to open the page.
    Raises DataError where voila is missing, with what to install.
    """
    lesson = find_lesson(name)
    if importlib.util.find_spec("voila") is None:
        raise DataError(MISSING.format("voila"))
    port = server.free_port(PORT)
    page = f"http://{server.BIND}:{port}/voila/render/{lesson.name}"

    def ready():
        print(f"{lesson.stem} without its code: {page}\nCtrl+C closes it.", flush=True)
        if browser:
            webbrowser.open(page)

    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        settings = Path(folder) / "voila.json"
        settings.write_text(json.dumps(configuration(lesson.name, port)), encoding="utf-8")
        return server.serve(
            command(lesson.parent, folder, options),
            cwd=lesson.parent,
            env=environment(),
            farewell=FAREWELL,
            port=port,
            ready=ready,
        )


def configuration(lesson: str, port: int) -> dict:
    """Return voila's settings. lesson: the file name of the one that is asked for first.

    A kernel that has already run this lesson waits for the next visitor; the others start when
    they are asked for.
    """
    return {
        "Voila": {
            "ip": server.BIND,
            "port": port,
            "port_retries": 0,
            "open_browser": False,
            "log_level": "ERROR",
            # A page that is left ends its kernel by a request to which voila adds no XSRF word.
            "tornado_settings": {"disable_check_xsrf": True},
        },
        "VoilaConfiguration": {
            "template": TEMPLATE,
            "preheat_kernel": True,
            "extension_allowlist": EXTENSIONS,
        },
        "VoilaKernelManager": {
            "kernel_pools_config": {"default": {"pool_size": 0}, lesson: {"pool_size": 1}}
        },
    }


def command(lessons: str | Path, settings: str | Path, options: Sequence[str] = ()) -> list[str]:
    """Return the words that start voila over a folder of lessons, with its settings in another."""
    return [
        sys.executable,
        "-m",
        "voila",
        str(lessons),
        f"--Voila.config_file_paths={settings}",
        *options,
    ]


def environment() -> dict[str, str]:
    """Return the environment in which voila finds the house template."""
    paths = [str(JUPYTER), os.environ.get("JUPYTER_PATH", "")]
    return {**os.environ, "JUPYTER_PATH": os.pathsep.join(filter(None, paths))}
