"""Build the site: pages to read, and beside them the whole course to run in the browser."""

import hashlib
import json
import re
import shutil
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from shieldtalks.errors import DataError
from shieldtalks.site import lite, runtime
from shieldtalks.site.living import living
from shieldtalks.site.pages import copy_notebooks, write_pages

HERE = Path(__file__).parent
FILES = "assets/files.json"
RUNTIME = re.compile(r"^(build|extensions)/|^static/pyodide/(?!pyodide-lock|shieldtalks)")


def build_site(
    course: str | Path,
    out: str | Path,
    pyodide: str | Path | None = None,
    run: bool = True,
    say: Callable[[str], None] = print,
) -> list[Path]:
    """Build the site of a course into a folder, which must be new, empty or a site built before.

    course: the course's folder. pyodide: a folder with a Pyodide distribution; without one, its
    files come from the package index. run: whether JupyterLite is built in; without it no network
    is needed. say: gets a line for each step. Raises DataError for whatever stops it.
    """
    course, out = Path(course), Path(out)
    begun = time.monotonic()
    _check_folder(out)
    with tempfile.TemporaryDirectory() as scratch:
        place = Path(scratch, "site")
        place.mkdir()
        if run:
            _add_lite(course, place, Path(scratch), pyodide, say)
        say("Drawing the explorers' pages ...")
        lessons = sorted((course / "notebooks").glob("[0-9][0-9]_*.ipynb"))
        explorers = living(lessons)
        say("Writing the lessons' pages ...")
        pages = write_pages(course, place, explorers, run)
        size = _list_files(place)
        if run:
            _write_worker(place)
        if out.exists():
            shutil.rmtree(out)
        out.parent.mkdir(parents=True, exist_ok=True)
        shutil.move(place, out)
    took = time.monotonic() - begun
    say(f"{out.name}/: {len(pages)} pages, {size / 1e6:.0f} MB, in {took:.0f} seconds.")
    return pages


def _check_folder(out):
    """Raise DataError for a folder that holds something other than a site of ours."""
    if out.exists() and not out.is_dir():
        raise DataError(f"{out.name}: is a file. Name a new folder for the site.")
    if out.exists() and any(out.iterdir()) and not (out / FILES).is_file():
        raise DataError(f"{out.name}/: is not empty, and is no site. Name a new folder.")


def _add_lite(course, place, scratch, pyodide, say):
    """Build JupyterLite with the course in it, and put it into the site."""
    workshop = scratch / "lite"
    workshop.mkdir()
    files = runtime.gather(pyodide, say)
    say("Building the wheel of the library ...")
    wheel = runtime.build_course_wheel(course, scratch)
    packages = runtime.lay_out(files, wheel, workshop / lite.PYODIDE, say)
    copy_notebooks(course, workshop / "files")
    say("Building JupyterLite ...")
    lite.write_config(workshop, packages)
    built = lite.build_lite(workshop)
    shutil.copytree(built, place, dirs_exist_ok=True)
    _dress_lab(place)


def _dress_lab(place):
    """Give JupyterLite's page a language, the course's name, and our script."""
    page = place / "lab/index.html"
    text = page.read_text("utf-8")
    for old, new in {
        "<html>": '<html lang="en">',
        "<title>JupyterLite</title>": "<title>Shield Talks</title>",
        "Loading JupyterLite...": "Opening the notebook ...",
        '<meta charset="utf-8">': '<meta charset="utf-8"><script src="../assets/lab.js"></script>',
        "await import(": "await window.courseReady; await import(",
    }.items():
        if old not in text:
            raise DataError(f"lab/index.html of JupyterLite has changed: there is no {old}.")
        text = text.replace(old, new, 1)
    page.write_text(text, "utf-8", newline="\n")
    script = place / "assets/lab.js"
    script.parent.mkdir(exist_ok=True)
    shutil.copy(HERE / "lab.js", script)


def _list_files(place):
    """Write the list of all files, by which the whole site can be kept; return its size."""
    paths = sorted(path for path in place.rglob("*") if path.is_file())
    names = [path.relative_to(place).as_posix() for path in paths]
    size = sum(path.stat().st_size for path in paths)
    (place / FILES).parent.mkdir(exist_ok=True)
    (place / FILES).write_text(json.dumps({"bytes": size, "names": names}), "utf-8")
    return size


def _write_worker(place):
    """Put our service worker before JupyterLite's; its caches are named after what is in them."""
    hashes = {"runtime": hashlib.sha256(), "course": hashlib.sha256()}
    for name in json.loads((place / FILES).read_text("utf-8"))["names"]:
        if name != "service-worker.js":
            part = hashes["runtime" if RUNTIME.match(name) else "course"]
            part.update(name.encode() + (place / name).read_bytes())
    kept = {part: f"shieldtalks-{part}-{found.hexdigest()[:12]}" for part, found in hashes.items()}
    worker = place / "service-worker.js"
    own = (HERE / "service-worker.js").read_text("utf-8")
    text = f"const KEPT = {json.dumps(kept)};\n{own}{worker.read_text('utf-8')}"
    worker.write_text(text, "utf-8", newline="\n")
