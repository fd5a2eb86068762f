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
SAVED = "Ask for the file that Jupyter saved."
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
        weight, exercise = (3 if heavy else 1), (named if entry.is_notebook else "")
        return _troubled(found, entry.trouble, weight=weight, exercise=exercise)
    if entry.empty:
        return _troubled(found, "is empty. Ask for the notebook.", weight=0, state="other")
    if not entry.is_notebook:
        said = "is no notebook. Ask for the file that ends in .ipynb."
        if is_aside(entry.parts):
            said = "is what a program left behind, no notebook. Ask for the notebook itself."
        return _troubled(found, said, weight=1, state="other")
    try:
        cells, notes = read_cells(entry.content or b"")
    except Unreadable as error:
        return _troubled(found, str(error), exercise=named)
    return _matched(found, cells, notes, named, exercises)


def _troubled(found, said, **facts):
    """Return a file with one line on what is wrong with it."""
    return replace(found, trouble=f"{found.file}: {said}", **facts)


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
        raise Unreadable(f"is UTF-16, not UTF-8. {SAVED}")
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError as error:
        raise Unreadable(f"is not UTF-8 at byte {error.start}. {SAVED}") from None
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
            said = f"breaks off after {len(text):,} characters. Ask for it again."
            raise Unreadable(said) from None
        raise Unreadable(f"is no notebook: line {error.lineno} is not JSON. {SAVED}") from None
    except RecursionError:
        raise Unreadable(f"is nested too deeply. {SAVED}") from None
    except ValueError:
        raise Unreadable(f"holds a number without end. {SAVED}") from None


def _cells_of(notebook):
    """Return the cells of a notebook that are whole enough to be looked at."""
    if not isinstance(notebook, dict):
        raise Unreadable(f"is JSON, but no notebook. {SAVED}")
    version, cells = notebook.get("nbformat"), notebook.get("cells")
    if version == 3 or (cells is None and "worksheets" in notebook):
        raise Unreadable(
            "is a notebook of the old format 3. Open it in JupyterLab, save it, and take that file."
        )
    if isinstance(version, bool) or version != 4:
        said = f"has the format {json.dumps(version)[:20]} where 4 is read."
        raise Unreadable(f"{said} Ask for it saved by JupyterLab 4.")
    if not isinstance(cells, list):
        raise Unreadable(f"has no list of cells. {SAVED}")
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
        return _troubled(found, said, weight=2, state="other")
    if named and named != exercise:
        notes.append(f"Its name says {named}, its checks say {exercise}.")
    wanted = exercises[exercise]
    answers = _answers(cells, wanted, notes)
    if not answers:
        said = f"has none of the answer cells of exercise {exercise}. Ask for the exercise itself."
        return _troubled(found, said, exercise=exercise, state="no attempt")
    _note_checks(code, wanted, notes)
    if answers.keys() == wanted.answers.keys() and all(
        answers[name].strip() == source.strip() for name, source in wanted.answers.items()
    ):
        said = "is the exercise as it was given out: no answer was begun. Ask for the right file."
        return _troubled(found, said, exercise=exercise, notes=tuple(notes), state="untouched")
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
    # The first cell of a name counts; its id comes before what nbgrader calls it.
    named = [(nbgrader(cell).get("grade_id"), cell) for cell in reversed(code)]
    named += [(cell.get("id"), cell) for cell in reversed(code)]
    cells = {name: cell for name, cell in named if isinstance(name, str)}
    checks = wanted.checks.items()
    there = {
        name: (source_of(cells[name]) or "").strip() for name in wanted.checks if name in cells
    }
    for done, names in (
        ("removed", [name for name in wanted.checks if name not in there]),
        ("altered", [n for n, source in checks if there.get(n, source.strip()) != source.strip()]),
    ):
        if names:
            notes.append(f"Check cells {done}; the original ones are used: {', '.join(names)}.")


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
