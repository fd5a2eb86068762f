"""Lessons as pages without code: voila, with the house template and a kernel kept warm."""

import importlib.util
import json
import sys
import tempfile
import tomllib
import webbrowser
from collections.abc import Sequence
from pathlib import Path

from shieldtalks.errors import DataError
from shieldtalks.show import MISSING, find_lesson, server

JUPYTER = Path(__file__).parent / "jupyter"
PORT = 8866
FAREWELL = "Closing: the pages and the kernels behind them are being stopped."


def dashboard(name: str, options: Sequence[str] = (), browser: bool = True) -> int:
    """Show a lesson without its code, and the others behind its links; return the exit code.

    name: as `find_lesson`. options: words that go to voila. browser: whether to open the page.
    Raises DataError where voila is missing, with what to install.
    """
    lesson = find_lesson(name)
    if importlib.util.find_spec("voila") is None:
        raise DataError(MISSING.format("voila", "-e .[show]"))
    port = server.free_port(PORT)
    page = f"http://{server.BIND}:{port}/voila/render/{lesson.name}"

    def ready():
        print(f"{lesson.stem} without its code: {page}\nCtrl+C closes it.", flush=True)
        if browser:
            webbrowser.open(page)

    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        settings = Path(folder) / "voila.json"
        settings.write_text(json.dumps(configuration(lesson.name, port)), encoding="utf-8")
        words = ["voila", str(lesson.parent), f"--Voila.config_file_paths={folder}", *options]
        return server.serve(
            [sys.executable, "-m", *words],
            cwd=lesson.parent,
            env=server.environment("JUPYTER_PATH", JUPYTER),  # where the house template stands
            farewell=FAREWELL,
            port=port,
            ready=ready,
        )


def configuration(lesson: str, port: int) -> dict:
    """Return voila's settings. lesson: the file name of the one that is asked for first.

    A kernel that has already run this lesson waits for the next visitor; the others start when
    they are asked for.
    """
    settings = tomllib.loads(Path(__file__).with_name("voila.toml").read_text("utf-8"))
    settings["Voila"] |= {"ip": server.BIND, "port": port}
    pools = {"default": {"pool_size": 0}, lesson: {"pool_size": 1}}
    return settings | {"VoilaKernelManager": {"kernel_pools_config": pools}}
