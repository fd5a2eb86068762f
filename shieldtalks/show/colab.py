"""The course for Google Colab: copies whose first cell gets the library, and a page of badges.

The notebooks in notebooks/ and exercises/ install nothing. Colab has to, so it opens copies of
them in .github/colab/, made by `shieldtalks colab`. One setting, the address of the repository,
is written into all of them.
"""

import re
from pathlib import Path

from nbformat import NotebookNode

from shieldtalks.context import load_lessons
from shieldtalks.course.folder import course_folder
from shieldtalks.course.notebooks import read_notebook, write_notebook
from shieldtalks.errors import DataError

FOLDER = Path(".github/colab")
WORD = {"notebooks": "lesson", "exercises": "exercise"}
CELL = "get-the-course"
NOBODY = "OWNER/NAME"
HOST = "https://colab.research.google.com"
BADGE = f"{HOST}/assets/colab-badge.svg"
TEXTS = Path(__file__).parent / "templates"


def build(
    repository: str | None = None,
    branch: str | None = None,
    course: str | Path | None = None,
    out: str | Path | None = None,
) -> list[Path]:
    """Write the copies for Colab and the page with their badges; return the paths written.

    repository: OWNER/NAME on GitHub (default, as for the branch: those of the last time). course:
    its folder. out: where to (default: .github/colab in the course). Raises DataError for an
    address that is none.
    """
    before = recorded(course)
    repository, branch = repository or before[0], branch or before[1]
    if not re.fullmatch(r"[\w.-]+/[\w.-]+", repository) or not re.fullmatch(r"[\w./-]+", branch):
        raise DataError(
            f"{repository}, branch {branch}: this is no place on GitHub. "
            "Write OWNER/NAME, as in the address of its page, and a branch."
        )
    course = course_folder(course)
    out = course / FOLDER if out is None else Path(out)
    written = []
    for kind in WORD:
        (out / kind).mkdir(parents=True, exist_ok=True)
        for path in sorted((course / kind).glob("[0-9][0-9]_*.ipynb")):
            copy = out / kind / path.name
            write_notebook(for_colab(read_notebook(path), kind, repository, branch), copy)
            written.append(copy)
    page = out / "README.md"
    page.write_text(_page(repository, branch), encoding="utf-8", newline="\n")
    return [*written, page]


def for_colab(notebook: NotebookNode, kind: str, repository: str, branch: str) -> NotebookNode:
    """Return a notebook for Colab: not run, its links made whole, the library got first.

    kind: the folder it comes from, against which its links are read.
    """
    import nbformat

    cells = []
    for cell in notebook.cells:
        cell = cell.copy()
        if cell.cell_type == "code":
            cell.outputs, cell.execution_count = [], None
        else:
            cell.source = _whole_links(cell.source, kind, repository, branch)
        cells.append(cell)
    first = nbformat.v4.new_code_cell(
        _text("colab_cell.txt", repository=repository, branch=branch).rstrip("\n"),
        id=CELL,
        metadata={"cellView": "form"},
    )
    copy = nbformat.from_dict(notebook)
    copy.cells = [cells[0], first, *cells[1:]]
    return copy


def address(kind: str, name: str, repository: str, branch: str = "main") -> str:
    """Return the address at which Colab opens the copy of a notebook."""
    return f"{HOST}/github/{repository}/blob/{branch}/{FOLDER.as_posix()}/{kind}/{name}"


def recorded(course: str | Path | None = None) -> tuple[str, str]:
    """Return the (repository, branch) that the page of badges was made with."""
    page = course_folder(course) / FOLDER / "README.md"
    if not page.exists():
        return NOBODY, "main"
    found = re.search(r"--repository (\S+) --branch (\S+)`", page.read_text("utf-8"))
    return (found[1], found[2]) if found else (NOBODY, "main")


def _whole_links(text, kind, repository, branch):
    """Return markdown in which links to other notebooks lead to Colab, other files to GitHub."""

    def whole(link):
        place, _, part = link[1].partition("#")
        folder, name = kind, place
        while name.startswith("../"):
            folder, name = "", name.removeprefix("../")
        folder = folder or name.partition("/")[0]
        name = name.removeprefix(f"{folder}/")
        if not place or re.match(r"\w+:", place):
            return link[0]
        if folder in WORD and name.endswith(".ipynb"):
            return f"]({address(folder, name, repository, branch)}{'#' * bool(part)}{part})"
        return f"](https://github.com/{repository}/blob/{branch}/{folder}/{name})"

    return re.sub(r"\]\(([^)\s]+)\)", whole, text)


def _page(repository, branch):
    def badge(kind, row):
        words = f"Open {WORD[kind]} {row.Index} in Colab"
        return f"[![{words}]({BADGE})]({address(kind, row.file, repository, branch)})"

    rows = (
        f"| {row.Index} | {row.question} | {badge('notebooks', row)} | {badge('exercises', row)} |"
        for row in load_lessons().itertuples()
    )
    return _text("colab_page.md", repository=repository, branch=branch, rows="\n".join(rows))


def _text(name, **words):
    """Return a text of the course for Colab, its places filled.

    Colab brings older versions of some packages and has them in use already: hence the restart.
    """
    return (TEXTS / name).read_text("utf-8").format(**words)
