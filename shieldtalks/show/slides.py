"""A lesson as slides: one HTML file, made from the cells' slide types and their stored outputs.

Slide types are those that Jupyter keeps in a cell's metadata: `slide` and `subslide` begin a
slide, `-` goes on with it, `notes` are for the speaker, `skip` is left out. Inside a cell, a
heading and a picture begin a slide, too. What does not fit goes on to the next: deck.js measures.
"""

import json
import re
import webbrowser
from pathlib import Path
from typing import Any

from markupsafe import Markup
from nbformat import NotebookNode

from shieldtalks.course.notebooks import read_notebook
from shieldtalks.errors import DataError, os_errors
from shieldtalks.explorers.base import SHOWN
from shieldtalks.files import write_whole
from shieldtalks.markup import one_header
from shieldtalks.show import find_lesson
from shieldtalks.student_files import work_folder
from shieldtalks.templates import environment

HERE = Path(__file__).parent
TEMPLATES = environment(HERE / "templates")
PARTS: Any = TEMPLATES.get_template("parts.html").module
TYPES = ("slide", "subslide", "fragment", "-", "notes", "skip")
# What speaks of the cell above has no place on a slide, where there is none.
LATE = re.compile(r"^Coming late\?.*\n+")
EXPLORER = re.compile(r"explorers\.[A-Z]")
COLUMNS = re.compile(r"\S {2,}\S")
WRAPPED = 92  # characters; a printed line to which the next word would not have fitted goes on


def present(name: str, out: str | Path | None = None, browser: bool = True) -> Path:
    """Write the slides of a lesson, say where, and open them; return the path of the file.

    name: as `find_lesson`. out: a folder (default: the folder of one's own work). Raises DataError
    where the folder cannot be written to.
    """
    lesson = find_lesson(name)
    page = deck(lesson)
    folder = Path(out) if out else work_folder()
    path = folder / f"slides-{lesson.stem}.html"
    what = f"{path.name}: cannot be written to {folder.name}/"
    with os_errors(what, "Name another folder with --out."):
        write_whole(path, page)
    print(f"{path}\nArrow keys turn the slides, N shows the notes, Z makes a picture larger.")
    if browser:
        webbrowser.open(path.resolve().as_uri())
    return path


def deck(path: str | Path) -> str:
    """Return the slides of a lesson as one HTML page that needs no network and no kernel.

    Raises DataError for a cell whose slide type is none.
    """
    notebook = read_notebook(path)
    number = Path(path).name[:2]
    cells, late = [], False
    for cell in notebook.cells:
        source = LATE.sub("", cell.source) if late else cell.source
        late = cell.id == "load"
        kind = slide_type(cell, path)
        if kind == "skip":
            continue
        body, notes = Markup(_markdown(source)), Markup()
        if cell.cell_type == "code":
            body, notes = _outputs(cell)
            if EXPLORER.search(cell.source):
                notes += PARTS.live(number)
        cells.append({"id": cell.id, "kind": kind, "body": body, "notes": notes})
    return TEMPLATES.get_template("deck.html").render(
        title=notebook.cells[0].source.splitlines()[0].lstrip("# "),
        css=Markup((HERE / "deck.css").read_text("utf-8")),
        js=Markup((HERE / "deck.js").read_text("utf-8")),
        cells=cells,
    )


def slide_type(cell: NotebookNode, path: str | Path = "") -> str:
    """Return the slide type of a cell; `-` where it has none, as in Jupyter.

    Raises DataError for a word that is no slide type.
    """
    kind = cell.metadata.get("slideshow", {}).get("slide_type") or "-"
    if kind not in TYPES:
        raise DataError(
            f"{Path(path).name}, cell {cell.id}: slide type {json.dumps(kind)} is none. "
            f"Write one of {', '.join(TYPES)}."
        )
    return kind


def _markdown(source):
    """Return markdown as HTML. Links to other files of the course become plain words."""
    import mistune

    text = mistune.create_markdown(escape=False, plugins=["table"])(source)
    return re.sub(r'<a href="(?!https?:)[^"]*">(.*?)</a>', r"\1", text)


def _outputs(cell):
    """Return (what a cell shows, what the speaker may say about it), both as HTML."""
    shown, notes = [], []
    for output in cell.outputs:
        data = output.get("data", {})
        page = data.get("text/html", "")
        if picture := re.search(r'<img alt="([^"]*)"[^>]*>', page):
            shown.append(PARTS.picture(Markup(picture[0])))
            notes.append(PARTS.note(Markup(picture[1])))
        elif table := re.search(r"<table.*</table>", page, flags=re.DOTALL):
            shown.append(Markup(one_header(table[0])))
        elif page:
            still = SHOWN.search(page)
            shown.append(Markup(still[1] if still else page))
        elif text := output.get("text") or data.get("text/plain"):
            shown.append(said(text))
    return Markup().join(shown), Markup().join(notes)


def said(text: str) -> str:
    """Return printed text as HTML: wrapped lines are whole again, indented ones stand below.

    A slide has wider or narrower lines than a notebook, so each paragraph finds its own. Lines
    with columns stay as they are.
    """
    groups = []
    for line in _whole(text):
        if line.startswith(" ") and groups:
            groups[-1].append(line.strip())
        else:
            groups.append([line.strip()])
    return Markup().join(
        PARTS.said(_line(first) + Markup().join(_line(line, "below") for line in below))
        for first, *below in groups
    )


def _line(line, place=""):
    classes = [place] * bool(place) + ["columns"] * bool(COLUMNS.search(line))
    return PARTS.line(line, " ".join(classes))


def _whole(text):
    """Return the lines of a printed text that are not blank, those joined that were one before."""
    whole, last = [], None
    for line in text.splitlines():
        word = line.split(maxsplit=1)[0] if line.strip() else ""
        wrapped = last is not None and len(last) <= WRAPPED < len(f"{last} {word}")
        begins = word.startswith("[") or word.endswith(":") or COLUMNS.search(line.strip())
        if word and wrapped and not begins:
            whole[-1] += f" {line.strip()}"
        elif word:
            whole.append(line)
        last = line if word else None
    return whole
