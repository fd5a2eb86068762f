"""Whose work a file is: the names that learning platforms give to what students hand in.

Sources: Canvas, lib/content_zipper.rb (instructure/canvas-lms); Moodle,
mod/assign/classes/downloader.php (moodle/moodle); nbgrader 0.9,
nbgrader/exchange/default/submit.py; Gradescope, its export with submission_metadata.yml.
"""

import hashlib
import io
import json
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

CANVAS = re.compile(
    r"(?:(?!LATE_|anon_)(?P<name>.+?)_)?(?P<late>LATE_)?"
    r"(?P<user>\d+|anon_[^\W_]+)_(?P<upload>\d{3,})_(?P<file>.+)"
)
MOODLE = re.compile(r"(?P<name>.+?)(?:_(?P<id>\d+))?_assignsubmission_[a-z]+(?:_(?P<file>.*))?")
EXCHANGE = re.compile(
    r"(?P<name>[^+]+)\+(?P<assignment>.+)"
    r"\+(?P<time>\d{4}-\d\d-\d\d \d\d:\d\d:\d\d[^+]*)(?:\+[\w-]+)?"
)
GRADESCOPE = re.compile(r"submission_(\d+)")

LENGTH = 40
WINDOWS = {"con", "prn", "aux", "nul", *(f"{n}{d}" for n in ("com", "lpt") for d in range(10))}
UNSEEN = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}


@dataclass(frozen=True)
class Student:
    """A student as a platform names one, and which attempt of the student's a file is.

    platform: "Canvas", "Moodle", "nbgrader", "Gradescope", or "" for plain names. key: safe as the
    name of a file on every system. attempt: a number and a time that grow with every attempt.
    file: the name that the student gave to the file, "" where the platform leaves it as it is.
    place: how many names of the path lead to the one that told.
    """

    platform: str
    key: str
    name: str
    ids: dict = field(default_factory=dict)
    attempt: tuple = (0, "")
    late: bool = False
    file: str = ""
    place: int = 0


def student_key(name: str, number: str = "") -> str:
    """Return a name for files: a-z, 0-9, _ and -, short, the same on every day and system.

    name: as the platform shows it. number: the platform's own of the student, if it gives one.
    Where letters had to go and there is no number, part of a checksum keeps two students apart.
    """
    name = unicodedata.normalize("NFC", name)
    plain = unicodedata.normalize("NFKD", name.casefold()).encode("ascii", "ignore").decode()
    plain = re.sub(r"[^a-z0-9_]+", "-", plain).strip("-_")[:LENGTH].strip("-_")
    if re.fullmatch(r"[0-9]{1,20}", number):
        return f"{plain or 'student'}_{number}"
    whole = f"{name}_{number}" if number else name
    if whole == plain and plain not in WINDOWS:
        return plain
    return f"{plain or 'student'}-{checksum(whole)}"


def checksum(text: str, length: int = 6) -> str:
    """Return the first letters of the SHA-256 of a text, whatever stands in it."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:length]


def shown(text: str, length: int = 200) -> str:
    """Return a text so that it can stand in one line of a page: nothing unseen, nothing endless."""
    text = "".join("\ufffd" if unicodedata.category(c) in UNSEEN else c for c in text)
    return text if len(text) <= length else f"{text[: length // 2]}…{text[-length // 2 :]}"


def on_platform(parts: Sequence[str]) -> Student | None:
    """Return the student whom a platform names in a path, or None.

    parts: the path as names, a zip counting as a folder. The outermost name of a known shape
    decides, since whatever stands further in may have been named by a student.
    """
    for place, part in enumerate(parts):
        last = place == len(parts) - 1
        found = _canvas(part) if last or part.lower().endswith(".zip") else None
        found = found or _moodle(part) or _exchange(part) or (None if last else _gradescope(part))
        if not found and part.lower() == "submitted" and len(parts) - place > 3:
            found = nbgrader_student(parts[place + 1], parts[place + 2])
        if found:
            return replace(found, place=place)
    return None


def nbgrader_student(name: str, assignment: str, time: str = "") -> Student:
    """Return the student of nbgrader's submitted/STUDENT/ASSIGNMENT/."""
    ids = {"nbgrader_id": shown(name), "nbgrader_assignment": shown(assignment)}
    return Student("nbgrader", student_key(name), shown(name), ids, (0, time))


def from_metadata(who: Student, people: list[dict]) -> list[Student]:
    """Return one student for each person who handed in a Gradescope submission together.

    people: a list of {name, sid, email} of that submission; empty where Gradescope says nothing.
    """
    students = []
    for person in people:
        known = person.get("sid") or person.get("email") or ""
        name = person.get("name") or person.get("email") or who.name
        ids = who.ids | {key: value for key, value in person.items() if key != "name" and value}
        students.append(replace(who, key=student_key(name, known), name=shown(name), ids=ids))
    return students or [who]


def people_of(content: bytes) -> dict[str, list[dict]]:
    """Read the bytes of Gradescope's submission_metadata.yml; return {folder: [person, ...]}.

    A person is {name, sid, email}. Only the lines about who handed in are read. Whatever a program
    of a student printed stands deeper in the file, where no such line is looked for.
    """
    people: dict[str, list[dict]] = {}
    folder: list[dict] | None = None
    inside = False
    for line in io.TextIOWrapper(io.BytesIO(content), "utf-8", errors="replace"):
        if line.startswith("submission_"):
            folder, inside = people.setdefault(line.strip().rstrip(":"), []), False
        elif line.rstrip() == "  :submitters:":
            inside = folder is not None
        elif inside and (pair := re.match(r"  (- |  ):(name|sid|email): *(.*)", line)):
            if folder is not None and pair[1] == "- ":
                folder.append({})
            if folder:
                folder[-1][pair[2]] = _scalar(pair[3])
        elif not line.startswith("   "):
            inside = False
    return people


def _canvas(part):
    found = CANVAS.fullmatch(part)
    if not found:
        return None
    name = found["name"] or found["user"]
    number = found["user"]
    ids = {"canvas_id": number} if number.isdecimal() else {"canvas_anonymous": number}
    key = student_key(found["name"] or "", number) if number.isdecimal() else student_key(number)
    attempt = (int(found["upload"][:30]), "")
    return Student("Canvas", key, shown(name), ids, attempt, bool(found["late"]), found["file"])


def _moodle(part):
    found = MOODLE.fullmatch(part)
    if not found:
        return None
    ids = {"moodle_id": found["id"]} if found["id"] else {}
    key = student_key(found["name"], found["id"] or "")
    return Student("Moodle", key, shown(found["name"]), ids, file=found["file"] or "")


def _exchange(part):
    found = EXCHANGE.fullmatch(part)
    return nbgrader_student(found["name"], found["assignment"], found["time"]) if found else None


def _gradescope(part):
    found = GRADESCOPE.fullmatch(part)
    if not found:
        return None
    return Student("Gradescope", part, part, {"gradescope_id": found[1]}, (int(found[1][:30]), ""))


def _scalar(text):
    """Return a YAML text of one line without its quotation marks."""
    text = text.strip()
    if len(text) > 1 and text[0] == text[-1] == "'":
        return text[1:-1].replace("''", "'")
    if len(text) > 1 and text[0] == text[-1] == '"':
        try:
            return str(json.loads(text))
        except ValueError:
            return text[1:-1]
    return "" if text in ("null", "~") else text
