"""Explorers that need no kernel: all their pages drawn beforehand, as plain values for a web page.

Run as `python -m shieldtalks.site.living NOTEBOOK`, it prints them as JSON, {cell id: explorer}.
"""

import ast
import base64
import hashlib
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import matplotlib as mpl
import numpy as np
import pandas as pd
from IPython.display import display

from shieldtalks.course.notebooks import read_notebook
from shieldtalks.errors import DataError
from shieldtalks.explorers.base import Explorer, Flipbook, option_values
from shieldtalks.explorers.reader import SourceReader
from shieldtalks.site.runtime import cache_folder, keep

PACKAGE = Path(__file__).parents[1]
# Rooms that have no part in what an explorer draws.
APART = ("checks", "grading", "show", "site", "cli.py")

KINDS = {"ToggleButtons": "buttons", "Dropdown": "list", "SelectionSlider": "steps"}
READER = ("files", "article", "furniture", "repeats", "quotes", "unit")


def living(notebooks: Sequence[Path], workers: int | None = None) -> dict[Path, dict]:
    """Return {path: {cell id: explorer as plain values}} for lessons, each run in a process.

    notebooks: paths. workers: how many run at once (default: one for each processor).
    Raises DataError that names the lesson and what stopped it.
    """
    with ThreadPoolExecutor(workers or os.cpu_count()) as pool:
        return dict(zip(notebooks, pool.map(_in_a_process, notebooks), strict=True))


def explorers_of(path: str | Path) -> dict[str, dict]:
    """Run a lesson's code cells and return {cell id: explorer as plain values}.

    One that needs a kernel is only named: {"kind": "still"}.
    """
    # A kernel gives its cells `display` unasked.
    found, names = {}, {"__name__": "__main__", "display": display}
    for cell in read_notebook(path).cells:
        if cell.cell_type == "code" and cell.source.strip():
            value = _run(cell.source, names)
            if isinstance(value, Flipbook):
                found[cell.id] = flipbook_values(value)
            elif isinstance(value, SourceReader):
                state = {name: getattr(value.view, name) for name in READER}
                found[cell.id] = {"kind": "reader", "state": state}
            elif isinstance(value, Explorer):
                found[cell.id] = {"kind": "still"}
    return found


def flipbook_values(explorer: Flipbook) -> dict:
    """Return a Flipbook as a dict: its controls, its frames, its rows and its invitation.

    The pictures stand aside, each once: {hash: base64}; a frame names its own.
    """
    picture = explorer.complete().picture
    controls = [
        {
            "kind": KINDS[type(control).__name__],
            "name": control.description.rstrip(":"),
            "options": [str(label) for label, _ in _labelled(control)],
            "index": control.index,
        }
        for control in explorer.controls.values()
    ]
    pictures, frames = {}, {}
    for key, frame in picture.frames.items():
        packed = frame["png"]
        name = hashlib.sha256(base64.b64decode(packed)).hexdigest()[:16]
        pictures[name] = packed
        frames[key] = {n: v for n, v in frame.items() if n != "png"} | {"picture": name}
    return {
        "kind": "flipbook",
        "controls": controls,
        "frames": frames,
        "pictures": pictures,
        "rows": picture.rows,
        "invitation": picture.invitation,
    }


def _labelled(control):
    """Return [(label, value)] of a selection widget."""
    values = option_values(control)
    labels = [o[0] if isinstance(o, tuple) else o for o in control.options]
    return list(zip(labels, values, strict=True))


def _run(source, names):
    """Run the code of a cell in a namespace; return the value of its last expression, or None."""
    tree = ast.parse(source)
    last = tree.body.pop() if tree.body and isinstance(tree.body[-1], ast.Expr) else None
    exec(compile(tree, "<cell>", "exec"), names)
    return eval(compile(ast.Expression(last.value), "<cell>", "eval"), names) if last else None


def _in_a_process(path):
    """Return the explorers of a lesson, from the cache folder if nothing has changed since."""
    parts = [Path(path), Path(__file__), *sorted(filter(_shapes_a_page, PACKAGE.rglob("*")))]
    key = hashlib.sha256(b"".join(part.read_bytes() for part in parts))
    key.update(f"{sys.version} {np.__version__} {pd.__version__} {mpl.__version__}".encode())
    kept = cache_folder() / "explorers" / key.hexdigest()
    if kept.is_file():
        return json.loads(kept.read_text("utf-8"))
    found = _printed(path)
    keep(kept.parent, {kept.name: json.dumps(found).encode()})
    return found


def _shapes_a_page(path):
    """Say whether a file of the library has a part in what an explorer draws."""
    room = path.relative_to(PACKAGE).parts[0]
    return path.suffix in (".py", ".csv", ".md") and room not in APART


def _printed(path):
    """Run this module on a lesson and return what it prints."""
    with tempfile.TemporaryDirectory() as home:
        done = subprocess.run(
            [sys.executable, "-m", "shieldtalks.site.living", str(path)],
            env={**os.environ, "SHIELDTALKS_HOME": home},
            capture_output=True,
            text=True,
            encoding="utf-8",
        )
    if done.returncode:
        said = done.stderr.strip().splitlines()
        raise DataError(f"{Path(path).name}: {said[-1] if said else 'could not be run'}")
    # What the cells print comes first; the values stand in the last line.
    return json.loads(done.stdout.splitlines()[-1])


if __name__ == "__main__":
    values = json.dumps(explorers_of(sys.argv[1]))
    print(f"\n{values}")
