"""The command `shieldtalks`: open the course, check an exercise, keep the notebooks true."""

import argparse
import sys
from pathlib import Path

from shieldtalks.errors import DataError, ShieldTalksError

START = "notebooks/00_start_here.ipynb"
MISUSE = 2
MISSING = (
    "is not installed in this Python. "
    "Run `python -m pip install -r requirements.txt` in the folder of the course."
)


def main(arguments=None):
    """Run one command; return its exit code (0 done, 1 something is not right yet, 2 misuse)."""
    parser = argparse.ArgumentParser(prog="shieldtalks", description=__doc__)
    commands = parser.add_subparsers(required=True, metavar="COMMAND", dest="command")
    _command(commands, "lab", lab, "open JupyterLab on the first lesson")
    _command(commands, "check", check, "check exercises as a whole").add_argument(
        "notebooks", nargs="+", help="such as exercises/03_*.ipynb"
    )
    _command(commands, "build-exercises", build, "write exercises/ from solutions/")
    _command(commands, "refresh", refresh, "run notebooks and keep their outputs").add_argument(
        "notebooks", nargs="+", help="such as notebooks/*.ipynb"
    )
    case = _command(commands, "new-case", new_case, "make a folder to code other articles in")
    case.add_argument("folder", help="a new folder, such as river-dam")
    case.add_argument("articles", nargs="+", help="such as articles/*.txt")
    chosen, more = parser.parse_known_args(arguments)
    if more and chosen.command != "lab":
        parser.error(f"unknown option: {' '.join(more)}")
    chosen.options = more
    try:
        return chosen.run(chosen)
    except ShieldTalksError as error:
        print(f"shieldtalks: {error}", file=sys.stderr)
    except ModuleNotFoundError as error:
        print(f"shieldtalks: {error.name} {MISSING}", file=sys.stderr)
    return MISUSE


def lab(chosen):
    """Open JupyterLab on the first lesson, with the course as its folder.

    Any option it does not know itself goes to JupyterLab, for example --no-browser.
    """
    import importlib.util
    import signal
    import subprocess

    from shieldtalks.grading.notebooks import course_folder

    folder = course_folder()
    if importlib.util.find_spec("jupyterlab") is None:
        raise DataError(f"JupyterLab {MISSING}")
    # Ctrl+C is for JupyterLab, which asks before it stops.
    before = signal.signal(signal.SIGINT, lambda *_: None)
    try:
        first = f"--LabApp.default_url=/lab/tree/{START}"
        command = [sys.executable, "-m", "jupyterlab", first, *chosen.options]
        return subprocess.run(command, cwd=folder, env=undisturbed(), check=False).returncode
    finally:
        signal.signal(signal.SIGINT, before)


def undisturbed():
    """Return the environment in which JupyterLab puts no news over the page on the projector."""
    import os

    from shieldtalks.tables import DATA

    paths = [str(DATA / "jupyter"), os.environ.get("JUPYTER_CONFIG_PATH", "")]
    return {**os.environ, "JUPYTER_CONFIG_PATH": os.pathsep.join(filter(None, paths))}


def check(chosen):
    """Check each notebook and print a line a task; exit code 1 if any task is not passed."""
    from shieldtalks.grading.selfcheck import check_notebook

    open_tasks = 0
    for path in _files(chosen.notebooks):
        messages = check_notebook(path)
        for task, message in messages.items():
            said = message.removeprefix(task).removeprefix(":").strip()
            print(f"{'not yet' if message else 'PASS':8}{task}  {said}".rstrip())
        passed = sum(not message for message in messages.values())
        print(f"{path.name}: {passed} of {len(messages)} tasks pass.")
        open_tasks += len(messages) - passed
    return 1 if open_tasks else 0


def build(chosen):
    """Write every exercise from its master."""
    from shieldtalks.grading.notebooks import build_exercises, course_folder

    for path in build_exercises(course_folder()):
        print(f"exercises/{path.name}")
    return 0


def refresh(chosen):
    """Run each notebook and keep its outputs."""
    from shieldtalks.grading import notebooks

    for path in _files(chosen.notebooks):
        notebooks.refresh(path)
        print(f"{path.name}: run, outputs kept.")
    return 0


def new_case(chosen):
    """Turn .txt articles into a corpus of its own, with a notebook to code and compare them.

    The articles are copied as they are; their units, titles and dates are guessed, to be corrected.
    """
    from shieldtalks import newcase

    to_do = newcase.new_case(chosen.folder, _files(chosen.articles))
    print(f"{Path(chosen.folder).name}/: made. Before you open {newcase.NOTEBOOK} in it:")
    for line in to_do:
        print(f"- {line}")
    return 0


def _files(names):
    """Return the files that are meant; a shell that leaves * and ? as they are is helped out."""
    files = []
    for name in map(Path, names):
        pattern = any(sign in name.name for sign in "*?") and not name.exists()
        found = sorted(name.parent.glob(name.name)) if pattern else [name]
        if not found:
            raise DataError(f"{name.name}: no file here is named like this. Correct the name.")
        files += found
    return files


def _command(commands, name, run, help_text):
    command = commands.add_parser(name, help=help_text, description=run.__doc__)
    command.set_defaults(run=run)
    return command


if __name__ == "__main__":
    sys.exit(main())
