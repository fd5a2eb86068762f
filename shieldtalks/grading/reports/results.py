"""Results on disk: one file a submission, read and written so that no half file counts."""

import contextlib
import csv
import hashlib
import io
import json
import math
import re
import unicodedata
from collections.abc import Iterable, Sequence
from pathlib import Path

from shieldtalks.errors import DataError, os_errors
from shieldtalks.files import write_whole

FORMAT = 1
VERDICTS = ("passed", "not yet", "not started", "not reached")
FOLDER = "results"
LARGEST = 8_000_000  # bytes of one result
TEXTS = ("key", "student", "name", "file", "exercise", "trouble", "isolation", "graded")
FORMULA = "=+-@\t\r\n＝＋－＠"
HIDDEN = ("Cc", "Cs", "Co", "Cn")
BIDI = "\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"


# One file a submission


def place(out: str | Path, student: str, exercise: str, file: str = "") -> Path:
    """Return where a result belongs: out/results/STUDENT/03.json.

    A submission of no known exercise is told from others of its student by its `file`.
    Raises DataError for a name that is no plain name of a file.
    """
    if not _is_plain(student) or not re.fullmatch(r"(\d\d)?", exercise):
        raise DataError(
            f"{student!r}, exercise {exercise!r}: cannot be the name of a result. "
            "Take letters, digits, dots and dashes for the student, two digits for the exercise."
        )
    unknown = f"none-{hashlib.sha256(file.encode('utf-8', 'replace')).hexdigest()[:8]}"
    return Path(out) / FOLDER / student / f"{exercise or unknown}.json"


def save(out: str | Path, result: dict) -> Path:
    """Keep a result, whole or not at all; return its path.

    out: the folder of all results. Whatever happens while it is written, the file holds the old
    result or the new one. Raises DataError for a dictionary that is no result, and where the
    folder cannot be written.
    """
    path = place(out, result["student"], result["exercise"], result["file"])
    whole = _whole(result, path.name)
    text = json.dumps(whole, indent=1, allow_nan=False) + "\n"
    keep(path, text, sync=True)
    return path


def load(out: str | Path, troubles: list[str] | None = None) -> list[dict]:
    """Return all results that stand in a folder, by student and exercise.

    troubles: a list that gets one line for each file there that is no whole result; such a file
    stops nothing. Raises DataError only if there is no folder of results at all.
    """
    folder = Path(out) / FOLDER
    troubles = [] if troubles is None else troubles
    if not folder.is_dir():
        raise DataError(
            f"{Path(out).name}/: it holds no folder {FOLDER}/. "
            "Name the folder that was graded into."
        )
    found = []
    for path in sorted(_files(folder)):
        try:
            found.append(_read(path))
        except DataError as error:
            troubles.append(str(error))
    return sorted(found, key=lambda result: (result["student"], result["exercise"]))


def gone(out: str | Path, here: set[tuple[str, str]], drop: bool = False) -> str:
    """Return one line on results of earlier runs whose submissions are gone, or ''.

    here: (student, exercise) of all submissions that stand there now. drop: move such results and
    their pages into out/set_aside/, so that no report holds them; nothing is deleted.
    """
    out = Path(out)
    left = [one for one in load(out) if (one["student"], one["exercise"]) not in here]
    if not left:
        return ""
    for result in left if drop else ():
        path = place(out, result["student"], result["exercise"], result["file"])
        page = out / "students" / path.parent.name / f"{path.stem}.html"
        for file in (path, page):
            target = out / "set_aside" / file.relative_to(out)
            with contextlib.suppress(FileNotFoundError):
                target.parent.mkdir(parents=True, exist_ok=True)
                file.replace(target)
                file.parent.rmdir() if not any(file.parent.iterdir()) else None
    names = [f"{one['student']} ({one['exercise'] or 'no exercise'})" for one in left]
    more = f" and {len(names) - 3} more" if len(names) > 3 else ""
    whose = f"Graded before, and not handed in here: {', '.join(names[:3])}{more}."
    if drop:
        return f"{whose} These are in set_aside/ now, and in no report."
    return f"{whose} They stay in the reports; --drop-gone sets them aside."


def by_student(results: Iterable[dict]) -> dict[str, list[dict]]:
    """Return {student: the results of this student}, in the order of the results."""
    students: dict[str, list[dict]] = {}
    for result in results:
        students.setdefault(result["student"], []).append(result)
    return students


def is_current(out: str | Path, student: str, exercise: str, key: str) -> bool:
    """Say whether a whole result with this key stands there already, so that it can stay."""
    path = place(out, student, exercise)
    paths = [path] if exercise else path.parent.glob("none-*.json")
    for path in paths:
        with contextlib.suppress(DataError):
            if _read(path)["key"] == key:
                return True
    return False


def keep(path: str | Path, data: str | bytes, sync: bool = False) -> None:
    """Write a text or bytes to a file by way of a draft beside it, so that it is never half there.

    sync: wait until it is on the disk. Raises DataError where it cannot be written.
    """
    remedy = "Close it where it is open, or free some space, and run the command again."
    with os_errors(f"{Path(path).name}: cannot be written", remedy):
        write_whole(path, data, sync)


def _is_plain(name):
    """Say whether a text is a name inside a folder on any system."""
    odd = name in ("", ".", "..") or name.startswith(".") or name != name.strip(" .")
    return not odd and not re.search(r'[\x00-\x1f\x7f\ud800-\udfff/\\:*?"<>|]', name)


def _files(folder):
    """Yield what stands in the folders of the students; drafts and hidden files are passed over."""
    for entry in folder.iterdir():
        if entry.name.startswith("."):
            continue
        if entry.is_dir() and not entry.is_symlink():
            yield from (path for path in entry.iterdir() if not path.name.startswith("."))
        else:
            yield entry


def _read(path):
    """Return the result of one file. Raises DataError with a line that names it."""
    name = f"{path.parent.name}/{path.name}"
    with os_errors(f"{name}: cannot be read", "Look at its rights."):
        if path.is_symlink() or not path.is_file() or path.suffix != ".json":
            raise DataError(f"{name}: is no result. Move it out of {FOLDER}/.")
        if path.stat().st_size > LARGEST:
            raise DataError(f"{name}: is too large for a result. Grade it again with --force.")
        content = path.read_bytes()
    try:
        # NaN and Infinity are no numbers of JSON, and none that `int` takes.
        result = json.loads(content, parse_constant=int)
    except (ValueError, RecursionError):
        raise DataError(f"{name}: is no whole result. Grade it again with --force.") from None
    result = _whole(result, name)
    if (
        place("", result["student"], result["exercise"], result["file"]).parts[1:]
        != path.parts[-2:]
    ):
        raise DataError(
            f"{name}: is the result of {one_line(result['student'])}, exercise "
            f"{result['exercise'] or 'unknown'}. Put it back into its own place."
        )
    return result


def _whole(result, name):
    """Return a result with every field of its own type. Raises DataError that names the field."""

    def fault(field):
        return DataError(f"{name}: {field} is not as it should be. Grade it again with --force.")

    if not isinstance(result, dict):
        raise fault("the whole")
    if result.get("format") != FORMAT:
        raise DataError(
            f"{name}: was written by another version of the grader "
            f"(format {one_line(str(result.get('format')))[:20]}). Grade it again with --force."
        )
    for field in TEXTS:
        if not isinstance(result.get(field), str):
            raise fault(field)
    if not re.fullmatch(r"(\d\d)?", result["exercise"]):
        raise fault("exercise")
    notes, ids = result.get("notes"), result.get("ids")
    if not isinstance(notes, list | tuple) or not all(isinstance(note, str) for note in notes):
        raise fault("notes")
    if not isinstance(ids, dict):
        raise fault("ids")
    if not _is_number(result.get("seconds")):
        raise fault("seconds")
    tasks = result.get("tasks")
    if not isinstance(tasks, list | tuple) or not all(_is_task(task) for task in tasks):
        raise fault("tasks")
    named = [task["id"] for task in tasks]
    if len(set(named)) < len(named):
        raise fault("tasks")
    ids = {str(key): str(value) for key, value in ids.items() if value is not None}
    return result | {"notes": list(notes), "ids": ids, "tasks": [dict(task) for task in tasks]}


def _is_number(value):
    return isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)


def _is_task(task):
    if not isinstance(task, dict):
        return False
    texts = all(isinstance(task.get(f), str) for f in ("id", "title", "verdict", "said", "answer"))
    numbers = all(_is_number(task.get(field)) for field in ("points", "earned"))
    return (
        texts
        and numbers
        and task["verdict"] in VERDICTS
        and re.fullmatch(r"\d\d\.\d{1,3}", task["id"]) is not None
        and 0 <= task["earned"] <= task["points"]
    )


# Text of other people, made harmless


def legible(text: str) -> str:
    """Return a text without characters that are not seen or that turn the reading direction."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    if text.replace("\n", "").replace("\t", "").isprintable():
        return text
    return "".join(c for c in text if c in "\n\t" or not _is_hidden(c))


def _is_hidden(character):
    return character in BIDI or unicodedata.category(character) in HIDDEN


def one_line(text: str) -> str:
    """Return a text as one legible line."""
    return " ".join(legible(text).split())


def defused(value: object) -> object:
    """Return a cell that no spreadsheet takes for a formula; numbers stay as they are.

    A text that begins with =, +, - or @ gets an apostrophe in front (OWASP, CSV injection).
    """
    if not isinstance(value, str):
        return value
    return f"'{value}" if value.lstrip(" \u00a0")[:1] in tuple(FORMULA) else value


def figure(number: float) -> str:
    """Return points as short as they are: 3, 2.5 or 0.33."""
    return f"{number:.2f}".rstrip("0").rstrip(".")


def table(
    header: Iterable[str], rows: Iterable[Sequence], delimiter: str = ",", mark: bool = True
) -> str:
    """Return rows as csv: every cell that needs it quoted, no formula left.

    mark: begin with a byte order mark, by which Excel knows that the text is UTF-8.
    """
    out = io.StringIO()
    writer = csv.writer(out, delimiter=delimiter, lineterminator="\n")
    writer.writerow(header)
    writer.writerows([defused(cell) for cell in row] for row in rows)
    return "\ufeff" * mark + out.getvalue()
