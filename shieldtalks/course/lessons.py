"""A new lesson: the files it needs, from templates, and its row in the one table of lessons."""

import re
from pathlib import Path

import nbformat
import pandas as pd

from shieldtalks.course.notebooks import write_notebook
from shieldtalks.errors import DataError
from shieldtalks.files import write_whole
from shieldtalks.tables import DATA, read_table

TEMPLATES = DATA / "new_lesson"
TABLE = "shieldtalks/data/lessons.csv"
NEEDED = ("number", "part", "file", "question", "minutes", "chart")
CELL = re.compile(r"^%% (markdown|code) (\S+)(?: (\S+))?\n", re.M)
ROWS = re.compile(r"(?<=\|---\|---\|---\|---\|\n)(?:\| \d\d \|.*\n)+")
ROLES = {
    "answer": {"grade": False, "locked": False, "solution": True},
    "check": {"grade": True, "locked": True, "solution": False, "points": 1},
}


def new_lesson(course: str | Path, number: str, name: str, question: str) -> list[str]:
    """Write what a new lesson starts from; return the names of the files written or changed.

    course: its folder. number: two digits not yet taken, '12'. name: for its files, 'the_votes'.
    question: its title. Made are the lesson, two prompts with their answers, the master of its
    exercise with one task, the judge of that task, its texts and answers to try it with. The row in
    lessons.csv, the line in README.md and the section in solutions/GUIDE.md are added. Raises
    DataError, with nothing written, for a number that is taken, and for a number or name that is
    none.
    """
    course = Path(course)
    if not re.fullmatch(r"[01]\d", number) or not re.fullmatch(r"[a-z0-9]+(_[a-z0-9]+)*", name):
        raise DataError(
            f"{number} {name}: give a number of two digits, up to 19, and a name of small letters, "
            "digits and underscores, such as: new-lesson 12 the_votes"
        )
    lessons = read_table(course / TABLE, NEEDED)
    if (lessons["number"] == number).any():
        raise DataError(f"lesson {number}: is there already. {_free(lessons)} is free.")
    file = f"{number}_{name}.ipynb"
    row = (number, "Retell", file, question, "50", "Name the chart")
    rows = pd.concat([lessons, pd.DataFrame([row], columns=NEEDED)]).sort_values("number")
    fill = {"{number}": number, "{file}": file, "{question}": question}
    made: dict[str, str | nbformat.NotebookNode] = {
        f"notebooks/{file}": _notebook(_filled("lesson.txt", fill)),
        f"solutions/{file}": _notebook(_filled("exercise.txt", fill)),
        f"shieldtalks/checks/e{number}.py": _filled("checks.txt", fill),
        f"shieldtalks/data/tasks/{number}.toml": _filled("tasks.toml", fill),
        f"shieldtalks/predict/l{number}.py": _filled("predict.txt", fill),
        f"shieldtalks/data/prompts/{number}.toml": _filled("prompts.toml", fill),
        f"tests/answers/e{number}.py": _filled("answers.txt", fill),
        TABLE: rows.to_csv(index=False, lineterminator="\n"),
        "solutions/GUIDE.md": _with_section(course / "solutions/GUIDE.md", number, fill),
    }
    for name, content in made.items():
        if isinstance(content, str):
            write_whole(course / name, content)
        else:
            write_notebook(content, course / name)
    return [*made, *list_lessons(course)]


def list_lessons(course: str | Path) -> list[str]:
    """Write the lessons of lessons.csv into the table of README.md; return ['README.md'] if so.

    Where there is no lessons.csv, or no README.md with such a table, nothing is done.
    """
    page, table = Path(course) / "README.md", Path(course) / TABLE
    if not table.is_file():
        return []
    lessons = read_table(table, NEEDED)
    text = page.read_text("utf-8") if page.is_file() else ""
    listed = "".join(readme_line(lesson) + "\n" for lesson in lessons.to_dict("records"))
    new = ROWS.sub(lambda _: listed, text, count=1)
    if new == text:
        return []
    write_whole(page, new)
    return [page.name]


def readme_line(lesson: dict) -> str:
    """Return the line of a lesson (a row of lessons.csv) in the table of README.md."""
    link = f"[{lesson['question']}](notebooks/{lesson['file']})"
    return f"| {lesson['number']} | {link} | {lesson['minutes']} | {lesson['chart']} |"


def _free(lessons):
    """Return the first number that no lesson has."""
    taken = set(lessons["number"])
    return next(number for number in map("{:02}".format, range(100)) if number not in taken)


def _filled(template, fill):
    """Return a template with its places filled."""
    text = (TEMPLATES / template).read_text("utf-8")
    for place, words in fill.items():
        text = text.replace(place, words)
    return text


def _notebook(text):
    """Return the notebook of a template: cells begin with '%% kind id', answers and checks say so.

    The slide of a lesson's cell follows from its kind and id.
    """
    parts = CELL.split(text)[1:]
    cells = []
    for kind, cell_id, role, source in zip(*(iter(parts),) * 4, strict=True):
        make = nbformat.v4.new_code_cell if kind == "code" else nbformat.v4.new_markdown_cell
        metadata = {"slideshow": {"slide_type": _slide(kind, cell_id, source)}}
        if role == "exercise":
            metadata = {}
        elif role:
            graded = {"cell_type": "code", "grade_id": cell_id, "schema_version": 3, "task": False}
            metadata = {"nbgrader": graded | ROLES[role]}
            metadata |= {"deletable": False, "editable": False} if role == "check" else {}
        cells.append(make(source.strip("\n"), id=cell_id, metadata=metadata))
    return nbformat.v4.new_notebook(cells=cells)


def _slide(kind, cell_id, source):
    """Return where a cell of a lesson stands in its slides."""
    if cell_id in ("load", "guesses", "my-guesses"):
        return "skip"
    if kind == "code" and not cell_id.startswith("predict-"):
        return "subslide"
    return "slide" if cell_id == "title" or source.startswith("## ") else "-"


def _with_section(guide, number, fill):
    """Return the guide with a section for a lesson, behind that of the lesson before it."""
    parts = re.split(r"(?m)^(?=## )", guide.read_text("utf-8"))
    earlier = [
        n for n, part in enumerate(parts) if (m := re.match(r"## (\d\d) ", part)) and m[1] < number
    ]
    parts.insert(earlier[-1] + 1 if earlier else len(parts), _filled("guide.txt", fill) + "\n")
    return "".join(parts)
