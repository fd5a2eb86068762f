"""What one file of a submission says: which exercise it is, and what was answered.

A notebook that a student hands in is read as JSON within limits. Only its answers are taken; its
checks, outputs and settings have no say.
"""

import collections
import csv
import functools
import json
import re
import zlib
from dataclasses import dataclass, replace
from pathlib import Path

from shieldtalks.course.answers import Wanted, read_answers
from shieldtalks.course.cells import nbgrader, source_of, task_ids
from shieldtalks.grading.submissions.folders import Entry, is_aside
from shieldtalks.grading.submissions.students import platform_of, shown
from shieldtalks.tables import DATA

MAX_ANSWER = 50_000  # characters of one answer cell
MAX_ANSWERS = 300_000  # characters of all answer cells of a notebook
MAX_PARTS = 500_000  # commas and brackets, roughly the values in the JSON of a notebook
ENDINGS = re.compile(
    r"(\.(ipynb|zip|py|txt|json|html?|pdf|docx?|odt|md|csv|7z|rar|tar|t?gz))+$", re.I
)


@dataclass(frozen=True)
class Found:
    """One file that was found, before it is known whose it is or which attempt.

    weight: how much it says about a student who handed in nothing better; 3 a notebook or zip that
    cannot be read, 2 a notebook that is no exercise, 1 another file, 0 an empty folder.
    state: "answered", "untouched" (as it was handed out), "no attempt" (no answer cell), "broken",
    "other" (no exercise). packed: the answers, compressed, so that what a zip of many attempts
    swells to is never held all at once.
    """

    parts: tuple
    file: str
    time: float
    weight: int = 3
    exercise: str = ""
    packed: bytes = b""
    trouble: str = ""
    notes: tuple = ()
    state: str = "broken"

    @property
    def answers(self) -> dict[str, str]:
        """{answer cell id of the master: source}; empty where nothing was answered."""
        return json.loads(zlib.decompress(self.packed)) if self.packed else {}


def read_file(entry: Entry, exercises: dict[str, Wanted]) -> Found:
    """Return what one file says; an entry that is no notebook says what it is instead."""
    found = Found(entry.parts, shown(entry.file), entry.time)
    named = number_in(entry.parts[-1], exercises)
    if entry.trouble:
        heavy = entry.is_notebook or entry.parts[-1].lower().endswith(".zip")
        exercise = named if entry.is_notebook else ""
        return replace(
            found, weight=3 if heavy else 1, exercise=exercise, trouble=_line(found, entry.trouble)
        )
    if entry.empty:
        return replace(
            found, weight=0, trouble=_line(found, "is empty. Ask for the notebook."), state="other"
        )
    if not entry.is_notebook:
        said = "is no notebook. Ask for the file that ends in .ipynb."
        if is_aside(entry.parts):
            said = "is what a program left behind, no notebook. Ask for the notebook itself."
        return replace(found, weight=1, trouble=_line(found, said), state="other")
    try:
        cells, notes = read_cells(entry.content or b"")
    except Unreadable as error:
        return replace(found, exercise=named, trouble=_line(found, str(error)))
    return _matched(found, cells, notes, named, exercises)


class Unreadable(Exception):
    """A file cannot be read as a notebook; the message says why and what to do."""


def read_cells(content: bytes) -> tuple[list[dict], list[str]]:
    """Return the cells of a notebook and notes on how it was read. Raises Unreadable."""
    notes = []
    if content.startswith(b"\xef\xbb\xbf"):
        notes.append("It begins with a byte order mark, which was skipped.")
        content = content[3:]
    if not content.strip():
        raise Unreadable("is empty. Ask for the notebook.")
    if content[:2] in (b"\xff\xfe", b"\xfe\xff") or content[1:2] == b"\0" or content[:1] == b"\0":
        raise Unreadable("is UTF-16, not UTF-8. Ask for the file that Jupyter saved.")
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError as error:
        raise Unreadable(
            f"is not UTF-8 at byte {error.start}. Ask for the file that Jupyter saved."
        ) from None
    if sum(map(text.count, ",[{")) > MAX_PARTS:
        raise Unreadable("holds too many values. Ask for it with its outputs cleared.")
    return _cells_of(_parsed(text)), notes


def _parsed(text):
    try:
        return json.loads(text)
    except json.JSONDecodeError as error:
        if text.lstrip().startswith("<"):
            raise Unreadable("is a web page, no notebook. Ask for the file itself.") from None
        if error.pos >= len(text.rstrip()) or error.msg.startswith("Unterminated"):
            raise Unreadable(
                f"breaks off after {len(text):,} characters. Ask for it again."
            ) from None
        raise Unreadable(
            f"is no notebook: line {error.lineno} is not JSON. Ask for the file that Jupyter saved."
        ) from None
    except RecursionError:
        raise Unreadable("is nested too deeply. Ask for the file that Jupyter saved.") from None
    except ValueError:
        raise Unreadable(
            "holds a number without end. Ask for the file that Jupyter saved."
        ) from None


def _cells_of(notebook):
    """Return the cells of a notebook that are whole enough to be looked at."""
    if not isinstance(notebook, dict):
        raise Unreadable("is JSON, but no notebook. Ask for the file that Jupyter saved.")
    version, cells = notebook.get("nbformat"), notebook.get("cells")
    if version == 3 or (cells is None and "worksheets" in notebook):
        raise Unreadable(
            "is a notebook of the old format 3. Open it in JupyterLab, save it, and take that file."
        )
    if isinstance(version, bool) or version != 4:
        given = json.dumps(version)[:20]
        raise Unreadable(
            f"has the format {given} where 4 is read. Ask for it saved by JupyterLab 4."
        )
    if not isinstance(cells, list):
        raise Unreadable("has no list of cells. Ask for the file that Jupyter saved.")
    return [cell for cell in cells if isinstance(cell, dict)]


def _matched(found, cells, notes, named, exercises):
    """Return what a notebook says as an exercise: by the tasks that it checks, and by its name."""
    code = [cell for cell in cells if cell.get("cell_type") == "code"]
    counted = collections.Counter(task[:2] for cell in code for task in task_ids(cell))
    counted = {number: n for number, n in counted.items() if number in exercises}
    most = [number for number, n in counted.items() if n == max(counted.values())]
    exercise = named if named in most or not most else min(most)
    if not exercise:
        said = "is a notebook, but none of the exercises. Ask for the exercise."
        return replace(found, weight=2, trouble=_line(found, said), state="other")
    if named and named != exercise:
        notes.append(f"Its name says {named}, its checks say {exercise}.")
    wanted = exercises[exercise]
    answers = _answers(cells, wanted, notes)
    if not answers:
        said = f"has none of the answer cells of exercise {exercise}. Ask for the exercise itself."
        return replace(found, exercise=exercise, trouble=_line(found, said), state="no attempt")
    _note_checks(code, wanted, notes)
    if answers.keys() == wanted.answers.keys() and all(
        answers[name].strip() == source.strip() for name, source in wanted.answers.items()
    ):
        said = "is the exercise as it was given out: no answer was begun. Ask for the right file."
        trouble, notes = _line(found, said), tuple(notes)
        return replace(found, exercise=exercise, trouble=trouble, notes=notes, state="untouched")
    packed = zlib.compress(json.dumps(answers).encode("ascii"), 1)
    return replace(found, exercise=exercise, packed=packed, notes=tuple(notes), state="answered")


def _answers(cells, wanted, notes):
    """Return {answer cell id: source} within limits; what is left out becomes a note."""
    read, said = read_answers(cells, wanted)
    notes += said
    answers, long, late, odd, left = {}, [], [], [], MAX_ANSWERS
    for name, source in read.items():
        if len(source) > min(MAX_ANSWER, left):
            (long if len(source) > MAX_ANSWER else late).append(name)
            continue
        left -= len(source)
        whole = source.encode("utf-8", "replace").decode("utf-8")
        odd += [name] * (whole != source)
        answers[name] = whole.replace("\r\n", "\n")
    lost = [name for name in wanted.answers if name not in read] if read else []
    for names, words in (
        (lost, "missing, so not answered"),
        (long, f"longer than {MAX_ANSWER:,} characters, so not read"),
        (late, f"beyond {MAX_ANSWERS:,} characters in all, so not read"),
        (odd, "with characters that no text can hold; they became question marks"),
    ):
        if names:
            notes.append(f"Answer cells {words}: {', '.join(names)}.")
    return answers


def _note_checks(code, wanted, notes):
    """Note which locked checks are gone or altered; the master's are used in any case."""
    by_id, by_name = _first(code, _id_of), _first(code, lambda cell: nbgrader(cell).get("grade_id"))
    gone, altered = [], []
    for name, source in wanted.checks.items():
        cell = by_id.get(name) or by_name.get(name)
        if cell is None:
            gone.append(name)
        elif (source_of(cell) or "").strip() != source.strip():
            altered.append(name)
    if gone:
        notes.append(f"Check cells removed; the original ones are used: {', '.join(gone)}.")
    if altered:
        notes.append(f"Check cells altered; the original ones are used: {', '.join(altered)}.")


def _first(cells, name_of):
    """Return {name: first cell of that name}."""
    found = {}
    for cell in cells:
        name = name_of(cell)
        if isinstance(name, str):
            found.setdefault(name, cell)
    return found


def _id_of(cell):
    return cell.get("id")


def _line(found, said):
    return f"{found.file}: {said}"


# Which exercise a name means


@functools.cache
def stems() -> dict[str, str]:
    """Return {number: name of the course's exercise without its ending}."""
    with open(DATA / "lessons.csv", encoding="utf-8", newline="") as file:
        return {row["number"]: Path(row["file"]).stem for row in csv.DictReader(file)}


def number_in(name: str, exercises: dict) -> str:
    """Return the exercise that the name of a file means, or ''."""
    who = platform_of(name)
    name = (who.file if who else "") or name
    for number in exercises:
        if stems().get(number, "\0") in name.casefold():
            return number
    found = re.findall(r"(?<![0-9])([0-9]{2})(?=[_\s.-])", name)
    return next((number for number in found if number in exercises), "")
