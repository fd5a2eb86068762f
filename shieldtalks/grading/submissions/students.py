"""Whose work a file is: the names that learning platforms give to what students hand in.

Sources: Canvas, lib/content_zipper.rb (instructure/canvas-lms); Moodle,
mod/assign/classes/downloader.php (moodle/moodle); nbgrader 0.9,
nbgrader/exchange/default/submit.py; Gradescope, its export with submission_metadata.yml;
Blackboard, Download Assignments of its Grade Center; Brightspace, Download of an assignment.
"""

import base64
import hashlib
import io
import os
import re
import tomllib
import unicodedata
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

CANVAS = re.compile(
    r"(?:(?!LATE_|anon_)(?P<name>.+?)_)?(?P<late>LATE_)?"
    r"(?P<user>[1-9]\d*|anon_[^\W_]+)_(?P<upload>\d{3,})_(?P<file>.+)"
)
BLACKBOARD = re.compile(
    r"(?P<assignment>.+)_(?P<name>[^_]+)_[^\W\d_]+_"  # attempt, in Dutch poging, ...
    r"(?P<time>\d{4}(?:-\d\d){5})(?:_(?P<file>.+)|\.txt)"
)
# User and folder, the name, and when; then the file, unless it stands in a folder of that name.
BRIGHTSPACE = re.compile(
    r"(?P<user>\d+)-\d+ ?- (?P<name>.+?) ?- (?P<time>(?:(?! - ).)*\b20\d\d\b(?:(?! - ).)*)"
    r"(?: - (?P<file>.+))?"
)
WORDS = tomllib.loads(Path(__file__).with_name("words.toml").read_text("utf-8"))
MONTH = {name: n for n, names in enumerate(WORDS["months"], 1) for name in names}
GROUP = re.compile(rf"(?:{'|'.join(WORDS['group'])})(?![^\W\d_])(?!.*-\w+ \w+)", re.I)
MOODLE = re.compile(r"(?P<name>.+?)(?:_(?P<id>\d+))?_assignsubmission_[a-z]+(?:_(?P<file>.*))?")
EXCHANGE = re.compile(
    r"(?P<name>[^+]+)\+(?P<assignment>.+)"
    r"\+(?P<time>\d{4}-\d\d-\d\d \d\d:\d\d:\d\d[^+]*)(?:\+[\w-]+)?"
)
GRADESCOPE = re.compile(r"submission_(\d+)")

LENGTH = 40
MAX_SUBMISSIONS, MAX_TOGETHER, MAX_SCALAR = 50_000, 200, 300  # of Gradescope's list; of one, a text
CHECKSUM = 12  # letters of 5 bits each; nobody finds a second name for one
WINDOWS = {"con", "prn", "aux", "nul", *(f"{n}{d}" for n in ("com", "lpt") for d in range(10))}
# Signs that only say which way a name is read; and joiners of letters, as in Persian and Hindi.
DIRECTIONS = dict.fromkeys(map(ord, "\u200e\u200f\u061c\ufeff"))
JOINERS = "\u200c\u200d"
UNSEEN = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}


@dataclass(frozen=True)
class Student:
    """A student as a platform names one, and which attempt of the student's a file is.

    platform: "Canvas", "Moodle", "nbgrader", "Gradescope", "Blackboard", "Brightspace", "roster",
    or "" for plain names. key: safe as the name of a file on every system. attempt: a number and a
    time that grow with every attempt.
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
    # What looks like a name with a checksum gets one of its own, so that the two never meet.
    taken = re.search(rf"-[a-z2-7]{{{CHECKSUM}}}$", plain)
    if whole == plain and plain not in WINDOWS and not taken:
        return plain
    return f"{plain or 'student'}-{checksum(whole)}"


def checksum(text: str, length: int = CHECKSUM) -> str:
    """Return the first letters, a-z and 2-7, of the SHA-256 of a text, whatever stands in it."""
    digest = hashlib.sha256(text.encode("utf-8", "surrogatepass")).digest()
    return base64.b32encode(digest).decode().lower()[:length]


def shown(text: str, length: int = 200) -> str:
    """Return a text so that it can stand in one line of a page: nothing unseen, nothing endless."""
    text = text.translate(DIRECTIONS)
    text = "".join(
        "\ufffd" if unicodedata.category(c) in UNSEEN and c not in JOINERS else c for c in text
    )
    return text if len(text) <= length else f"{text[: length // 2]}…{text[-length // 2 :]}"


def few(names: Sequence[str], most: int = 3) -> str:
    """Return some names in one line, and how many there are beyond them."""
    more = f" and {len(names) - most} more" if len(names) > most else ""
    return ", ".join(map(shown, names[:most])) + more


def platform_of(name: str, container: bool = False) -> Student | None:
    """Return the student whom a platform names in one name of a file or folder, or None.

    container: it is a folder; Canvas and Blackboard make only files, which may be zips.
    """
    for shape, student_of in IN_FOLDERS if container else IN_FILES:
        if (found := shape.fullmatch(name)) and (student := student_of(found)):
            return student
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
        if len(people) > MAX_SUBMISSIONS:
            break
        if line.startswith("submission_"):
            folder, inside = people.setdefault(line.strip().rstrip(":"), []), False
        elif line.rstrip() == "  :submitters:":
            inside = folder is not None
        elif inside and (pair := re.match(r"  (- |  ):(name|sid|email): *(.*)", line)):
            if folder is not None and pair[1] == "- ":
                if len(folder) == MAX_TOGETHER:
                    inside = False
                    continue
                folder.append({})
            if folder:
                folder[-1][pair[2]] = _scalar(pair[3][:MAX_SCALAR])
        elif not line.startswith("   "):
            inside = False
    return people


def _canvas(found):
    name, number = found["name"] or "", found["user"]
    # Only where it marks without names does Canvas leave the name out.
    if number.isdecimal() and not any(sign.isalpha() for sign in name):
        return None
    ids = {"canvas_id": number} if number.isdecimal() else {"canvas_anonymous": number}
    key = student_key(name, number) if number.isdecimal() else student_key(number)
    attempt = (int(found["upload"][:30]), "")
    shown_as = shown(name or number)
    return Student("Canvas", key, shown_as, ids, attempt, bool(found["late"]), found["file"])


def _moodle(found):
    ids = {"moodle_id": found["id"]} if found["id"] else {}
    key = student_key(found["name"], found["id"] or "")
    return Student("Moodle", key, shown(found["name"]), ids, file=found["file"] or "")


def as_group(who: Student) -> Student:
    """Return a Moodle student as a group: the number in the name is the group's, nobody's own."""
    ids = {("moodle_group" if key == "moodle_id" else key): v for key, v in who.ids.items()}
    return replace(who, ids=ids)


def is_group(who: Student) -> bool:
    """Say whether a name of a Moodle download is a group's."""
    return GROUP.match(who.name) is not None


def _blackboard(found):
    name = shown(found["name"])
    ids = {"blackboard_username": name}
    attempt, file = (0, found["time"]), found["file"] or ""
    return Student("Blackboard", student_key(found["name"]), name, ids, attempt, file=file)


def whole_usernames(
    students: dict[str, Student], exercises: dict[str, set[str]]
) -> dict[str, Student]:
    """Return {name of a file: Student} from Blackboard, with usernames that hold an underscore.

    exercises: {name of a file: exercises in it}. One name does not tell where the assignment ends;
    what all names begin with does, and is asked where the names seem to be of several assignments,
    which neither hold exercises of their own nor several students each.
    """
    parted = {name: BLACKBOARD.fullmatch(name) for name in students}
    heads = {name: (m["assignment"], m["name"]) for name, m in parted.items() if m is not None}
    users: dict[str, set[str]] = defaultdict(set)
    held: dict[str, set[str]] = defaultdict(set)
    for name, (assignment, user) in heads.items():
        users[assignment].add(user)
        held[assignment] |= exercises.get(name, set())
    nested = any(b.startswith(f"{a}_") for a in users for b in users)
    several = not nested and min(map(len, users.values()), default=0) > 1
    apart = all(held.values()) and sum(map(len, held.values())) == len(set().union(*held.values()))
    if len(users) < 2 or several or apart:
        return students
    start = os.path.commonprefix([f"{first}_{last}" for first, last in heads.values()])
    start = start[: start.rfind("_") + 1]
    whole = {}
    for name, who in students.items():
        username = shown("_".join(heads[name])[len(start) :])
        ids = {"blackboard_username": username}
        whole[name] = replace(who, key=student_key(username), name=username, ids=ids)
    return whole if start else students


def _brightspace(found):
    key = student_key(found["name"], found["user"])
    ids = {"brightspace_user": found["user"]}
    attempt, file = (0, _moment(found["time"])), found["file"] or ""
    return Student("Brightspace", key, shown(found["name"]), ids, attempt, file=file)


def _moment(text):
    """Return "Nov 20, 2026 917 PM" as a text that grows with time, or '' where it is not sure."""
    words = re.findall(r"[^\W\d_]+|\d+", text.casefold())
    months = [MONTH.get(word[:4]) or MONTH.get(word[:3]) for word in words]
    month = next(filter(None, months), 0)
    numbers = [int(word) for word in words if word.isdecimal()]
    if not month or len(numbers) != 3:
        return ""
    day, year, clock = numbers
    hour, minute = divmod(clock, 100)
    if {"am", "pm"} & set(words):
        hour = hour % 12 + 12 * ("pm" in words)
    return f"{year}-{month:02}-{day:02} {hour:02}:{minute:02}"


def by_name(students: dict[str, Student]) -> dict[str, Student]:
    """Return {name of a folder: Student} from Brightspace, by name where a number has many names.

    Some sites write the number of the course in the place of the student's.
    """
    names = defaultdict(set)
    for who in students.values():
        names[who.ids["brightspace_user"]].add(who.name)
    if all(len(own) == 1 for own in names.values()):
        return students
    return {
        folder: replace(who, key=student_key(who.name), ids={}) for folder, who in students.items()
    }


def _exchange(found):
    return nbgrader_student(found["name"], found["assignment"], found["time"])


def _gradescope(found):
    ids, attempt = {"gradescope_id": found[1]}, (int(found[1][:30]), "")
    return Student("Gradescope", found[0], found[0], ids, attempt)


# What a name may be, in this order, and whose it then is: of files, and of folders.
IN_FILES = (
    (CANVAS, _canvas),
    (MOODLE, _moodle),
    (BLACKBOARD, _blackboard),
    (EXCHANGE, _exchange),
    (BRIGHTSPACE, _brightspace),
)
IN_FOLDERS = (
    (MOODLE, _moodle),
    (EXCHANGE, _exchange),
    (BRIGHTSPACE, _brightspace),
    (GRADESCOPE, _gradescope),
)


def _scalar(text):
    """Return a YAML text of one line without its quotation marks."""
    text = text.strip()
    if len(text) > 1 and text[0] == text[-1] == "'":
        return text[1:-1].replace("''", "'")
    if len(text) > 1 and text[0] == text[-1] == '"':
        return re.sub(r"\\(x[0-9a-fA-F]{2}|u[0-9a-fA-F]{4}|U[0-9a-fA-F]{8}|.)", _sign, text[1:-1])
    return "" if text in ("null", "~") else text


def _sign(found):
    """Return the sign that a YAML escape stands for."""
    code = found[1]
    if len(code) > 1:
        number = int(code[1:], 16)
        return chr(number) if number < 0x110000 else "\ufffd"
    return {"n": "\n", "t": "\t", "r": "\r", "0": "\0", "e": "\x1b", "_": "\xa0"}.get(code, code)
