"""Marks by hand: the list of what is to be marked, and how marks are read, kept and added."""

import contextlib
import csv
import functools
import hashlib
import importlib
import io
import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from shieldtalks.checks import TASKS, task_of
from shieldtalks.errors import DataError
from shieldtalks.grading.reports.results import defused, figure, keep, legible, one_line, table
from shieldtalks.memo import load_rubric
from shieldtalks.tables import DATA, read_table

MARKS, BY_HAND = "marks.csv", "by_hand.csv"
LONGEST_CELL = 30_000  # characters; a spreadsheet cell holds 32,767
CRITERIA = ("task", "criterion", "points", "asks", "full", "half", "none")
KEYS = ("student", "criterion", "points")
MARK_COLUMNS = ("student", "name", "criterion", "points", "comment")
SHEET_COLUMNS = (
    "student",
    "name",
    "task",
    "criterion",
    "asks",
    "full",
    "half",
    "none",
    "automatic",
    "answer",
    "sentences",
    "out_of",
    "points",
    "comment",
    "as_listed",
)


@functools.cache
def criteria() -> pd.DataFrame:
    """Return what is marked by hand: DataFrame, index such as '11.7 Evidence'.

    Columns task, criterion, points (float), asks, full, half, none. The criteria of the memo have
    their words from the rubric of lesson 11.
    """
    rows = read_table(DATA / "open_tasks.csv", CRITERIA)
    rubric = load_rubric()
    for row in rows.index[rows["asks"].eq("")]:
        words = rubric.loc[rows.at[row, "criterion"]]
        rows.loc[row, ["asks", "full", "half", "none"]] = words[["asks", "full", "half", "none"]]
    rows["points"] = rows["points"].astype(float)
    return rows.set_index(rows["task"] + " " + rows["criterion"])


@functools.cache
def open_tasks() -> dict[str, list[dict]]:
    """Return {task id: its criteria as a list of dictionaries}, as `criteria` has them."""
    found = {}
    for row in criteria().rename_axis("id").reset_index().to_dict("records"):
        found.setdefault(row["task"], []).append(row)
    return found


@dataclass(frozen=True)
class Mark:
    """A mark by hand: points, or None where there is none yet, and what the teacher adds."""

    points: float | None
    comment: str = ""


def gather(
    out: Path,
    results: list[dict],
    file: str | Path | None = None,
    troubles: list[str] | None = None,
) -> dict[tuple[str, str], Mark]:
    """Return the marks by hand: {(student, criterion): Mark}; what is new is kept in marks.csv.

    They stand in out/marks.csv. Whatever was filled into out/by_hand.csv, or into `file`, since
    that list was written is taken over. troubles: a list that gets a line for each mark that
    cannot count; its row is kept all the same. Raises DataError, with nothing written, for a file
    of marks that cannot be read.
    """
    troubles = [] if troubles is None else troubles
    out = Path(out)
    stored = _read_list(out / MARKS) if (out / MARKS).exists() else MarkList()
    rows = {}
    for row in stored.rows:
        key = _key(row)
        if key in rows and rows[key]["points"].strip() != row["points"].strip():
            troubles.append(
                f"{MARKS}, row {row['row']}: {key[1]} of {key[0]} stands twice. The later counts."
            )
        rows[key] = row
    delimiter, new = stored.delimiter, False
    for path in [out / BY_HAND, *([Path(file)] if file else [])]:
        if path == out / BY_HAND and not path.exists():
            continue
        found = _read_list(path)
        troubles += found.broken
        if found.broken and path == out / BY_HAND:
            _keep_copy(path)
        for row in found.rows:
            if _was_filled_in(row):
                rows[_key(row)] = rows.get(_key(row), {}) | row
                delimiter = stored.delimiter if stored.header else found.delimiter
                new = True
    troubles += stored.broken
    if new:
        if stored.broken:
            _keep_copy(out / MARKS)
        header = list(dict.fromkeys([*(stored.header or MARK_COLUMNS), *MARK_COLUMNS]))
        header = [name for name in header if name != "as_listed"]
        cells = ([row.get(name, "") for name in header] for row in rows.values())
        keep(out / MARKS, table(header, cells, delimiter), sync=True)
    handed_in = {}
    for result in results:
        students = handed_in.setdefault(result["exercise"], {})
        students.setdefault(result["student"].lstrip("0"), []).append(result["student"])
    marks = {}
    for (name, criterion), row in rows.items():
        mark, student, fault = _mark(row, handed_in)
        if fault:
            troubles.append(f"{row['file']}, row {row['row']}: {fault}")
        marks[student or name, criterion] = mark
    return marks


def merge(results: list[dict], marks: dict[tuple[str, str], Mark]) -> list[dict]:
    """Return results with the marks by hand, and with totals: a list of new dictionaries.

    marks: as `gather` gives them. Each result gets
    by_hand: a list of criteria with points (None while there is no mark), out_of, comment,
        counts, and listed (whether there is anything to mark);
    automatic and automatic_of: the points of the checks;
    total and total_of: these, and the criteria that count.
    A criterion counts from the first mark on that anybody has for it, so that all of one exercise
    are measured alike. An open task that was not started has 0 points without being marked.
    Every task of the exercise is there: where nothing could be graded, as not reached.
    """
    whole = _tasks_by_exercise(results)
    begun = {criterion for (_, criterion), mark in marks.items() if mark.points is not None}
    return [_with_marks(result, marks, begun, whole) for result in results]


def mark_list(
    results: list[dict],
    marks: dict[tuple[str, str], Mark],
    delimiter: str = ",",
    sentences: Callable[[str], str] | None = None,
) -> str:
    """Return the list of what is to be marked by hand, as csv: a row a student and criterion.

    results: as `merge` gives them. marks: as `gather` gives them; they are filled in already.
    sentences: function of an answer that returns the sentences it cites, as text. The column
    as_listed tells a cell that was filled in later from one that only repeats a mark.
    """
    rows = []
    decimal = "," if delimiter == ";" else "."
    for result in results:
        tasks = {task["id"]: task for task in result["tasks"]}
        for part in result["by_hand"]:
            task = tasks[part["task"]]
            if not part["listed"]:
                continue
            mark = marks.get((result["student"], part["id"]), Mark(None))
            points = "" if mark.points is None else figure(mark.points).replace(".", decimal)
            rows.append(
                [
                    result["student"],
                    one_line(result["name"]),
                    f"{task['id']} {task['title']}",
                    part["id"],
                    *(part[words] for words in ("asks", "full", "half", "none")),
                    f"{task['verdict']} ({figure(task['earned'])} of {figure(task['points'])})",
                    _cell(task["answer"]),
                    _cell(sentences(task["answer"]) if sentences else ""),
                    figure(part["out_of"]),
                    points,
                    mark.comment,
                    _stamp(points, mark.comment),
                ]
            )
    return table(SHEET_COLUMNS, rows, delimiter)


@dataclass(frozen=True)
class MarkList:
    """A csv file of marks: header, rows (dictionaries), delimiter, a line for each broken row."""

    header: tuple = ()
    rows: tuple = ()
    delimiter: str = ","
    broken: tuple = ()


def delimiter_of(out: Path) -> str:
    """Return the sign between the cells of the list by hand: as it was last saved, else a comma."""
    there = [path for path in (Path(out) / BY_HAND, Path(out) / MARKS) if path.exists()]
    return _read_list(there[0]).delimiter if there else ","


def _read_list(path):
    """Read marks as a spreadsheet saves them: comma, semicolon or tab; UTF-8, UTF-16 or Windows."""
    path = Path(path)
    try:
        text = _decoded(path.read_bytes())
    except FileNotFoundError:
        raise DataError(f"{path.name}: there is no such file. Correct the name.") from None
    except OSError as error:
        raise DataError(
            f"{path.name}: cannot be read ({error.strerror}). Close it where it is open."
        ) from None
    text = re.sub(r"\A\ufeff?(?:sep=.\r?\n)?", "", text)
    for delimiter in ",;\t":
        try:
            lines = list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))
        except csv.Error as error:
            raise DataError(
                f"{path.name}: is no csv file ({error}). Save it as csv from your spreadsheet."
            ) from None
        lines = [line for line in lines if any(cell.strip() for cell in line)]
        header = tuple(cell.strip().casefold() for cell in lines[0]) if lines else ()
        if set(KEYS) <= set(header):
            break
    else:
        raise DataError(
            f"{path.name}: no marks can be read from it. "
            f"Its first row needs the columns {', '.join(KEYS)}, as in {BY_HAND}."
        )
    rows, broken = [], []
    for number, line in enumerate(lines[1:], 1):
        if any(cell.strip() for cell in line[len(header) :]):
            broken.append(
                f"{path.name}, row {number}: {len(line)} fields where the header has "
                f"{len(header)}. Put a field that holds a comma into quotation marks."
            )
            continue
        cells = [*map(_undefused, line), *[""] * len(header)]
        rows.append(dict(zip(header, cells, strict=False)) | {"row": number, "file": path.name})
    return MarkList(header, tuple(rows), delimiter, tuple(broken))


def _decoded(data):
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return data.decode("utf-16", "replace")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp1252", "replace")


def _undefused(cell):
    return cell[1:] if cell[:1] == "'" and defused(cell[1:]) == cell else cell


def _key(row):
    return row["student"].strip(), " ".join(row["criterion"].split())


def _was_filled_in(row):
    """Say whether a row holds something that did not stand there when the list was written."""
    points, comment = row["points"].strip(), row.get("comment", "").strip()
    listed = row.get("as_listed", "").strip()
    if listed:
        return listed != _stamp(points, comment)
    return bool(points or comment)


def _stamp(points, comment):
    """Return a short sign of a mark that a spreadsheet takes for neither number nor date."""
    plain = points.replace(",", ".")
    with contextlib.suppress(ValueError):
        plain = figure(float(plain))
    whole = f"{plain}|{' '.join(comment.split())}"
    return f"v{hashlib.sha256(whole.encode('utf-8', 'replace')).hexdigest()[:7]}"


def _mark(row, handed_in):
    """Return the Mark of a row, its student, and in words why its points cannot count."""
    name, criterion = _key(row)
    points, comment = row["points"].strip(), row.get("comment", "").strip()
    if not points:
        return Mark(None, comment), _student(name, criterion, handed_in), ""
    if criterion not in criteria().index:
        said = f"{one_line(criterion)!r} is no criterion. Copy it from {BY_HAND}."
        return Mark(None, comment), "", said
    student = _student(name, criterion, handed_in)
    if not student:
        said = f"{one_line(name)!r} has no exercise {criterion[:2]} here. Correct the student."
        return Mark(None, comment), "", f"{said} The row is kept."
    most = criteria().at[criterion, "points"]
    try:
        number = float(points.replace(",", "."))
    except ValueError:
        said = f"{one_line(points)[:40]!r} is no number. Write 0 to {figure(most)}, such as 0.5."
        return Mark(None, comment), student, said
    if not 0 <= number <= most:
        said = f"{one_line(points)[:40]} points lie outside 0 to {figure(most)}. Correct them."
        return Mark(None, comment), student, said
    return Mark(number, comment), student, ""


def _student(name, criterion, handed_in):
    """Return the student of a row; zeros that a spreadsheet took from a number are put back."""
    alike = handed_in.get(criterion[:2], {}).get(name.lstrip("0"), [])
    if name in alike:
        return name
    return alike[0] if len(alike) == 1 else ""


def _keep_copy(path):
    """Keep a file that holds rows nobody can read, under a name of its own."""
    number = 1
    while (copy := path.with_name(f"{path.stem}.kept-{number}{path.suffix}")).exists():
        number += 1
    keep(copy, path.read_bytes(), sync=True)


def _cell(text):
    text = legible(text)
    return text if len(text) <= LONGEST_CELL else f"{text[:LONGEST_CELL]} (cut here)"


def _tasks_by_exercise(results):
    """Return {exercise: {task id: task without an answer}}, from results, else from the checks."""
    found = {}
    for result in results:
        tasks = found.setdefault(result["exercise"], {})
        for task in result["tasks"]:
            tasks.setdefault(task["id"], _unreached(task["id"], task["title"], task["points"]))
    for exercise, tasks in found.items():
        if exercise and not tasks:
            with contextlib.suppress(ModuleNotFoundError):
                importlib.import_module(f"shieldtalks.checks.e{exercise}")
            own = sorted(task for task in TASKS if task.startswith(f"{exercise}."))
            graded = [task_of(task) for task in own if task_of(task).points]
            tasks |= {task.id: _unreached(task.id, task.title, task.points) for task in graded}
    return found


def _unreached(task, title, points):
    return {
        "id": task,
        "title": title,
        "points": float(points),
        "earned": 0.0,
        "verdict": "not reached",
        "said": "",
        "answer": "",
    }


def _with_marks(result, marks, begun, whole):
    own = {task["id"]: task for task in result["tasks"]}
    tasks = list((whole[result["exercise"]] | own).values())
    tasks.sort(key=lambda task: [int(part) for part in task["id"].split(".")])
    by_hand = []
    for task in tasks:
        for row in open_tasks().get(task["id"], ()):
            mark = marks.get((result["student"], row["id"]), Mark(None))
            listed = task["verdict"] != "not started" and task["id"] in own
            points = 0.0 if mark.points is None and not listed else mark.points
            by_hand.append(
                {
                    **row,
                    "points": points,
                    "out_of": row["points"],
                    "counts": row["id"] in begun,
                    "listed": listed,
                    "comment": one_line(mark.comment),
                }
            )
    counted = [part for part in by_hand if part["counts"]]
    automatic, automatic_of = (sum(task[f] for task in tasks) for f in ("earned", "points"))
    return result | {
        "tasks": tasks,
        "by_hand": by_hand,
        "automatic": automatic,
        "automatic_of": automatic_of,
        "total": automatic + sum(part["points"] or 0 for part in counted),
        "total_of": automatic_of + sum(part["out_of"] for part in counted),
    }
