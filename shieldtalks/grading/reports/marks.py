"""Marks by hand: the list of what is to be marked, and how marks are read, kept and added."""

import contextlib
import functools
import hashlib
import importlib
import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from shieldtalks.checks import TASKS, task_of
from shieldtalks.checks.texts import PARTS, part_of
from shieldtalks.grading.reports.mark_files import (
    BY_HAND,
    MARKS,
    MarkList,
    as_text,
    keep_copy,
    read_list,
)
from shieldtalks.grading.reports.people import People, row_key
from shieldtalks.grading.reports.results import figure, keep, legible, one_line, table
from shieldtalks.memo import load_rubric
from shieldtalks.tables import DATA, read_table

LONGEST_CELL = 30_000  # characters; a spreadsheet cell holds 32,767
CRITERIA = ("task", "criterion", "points", "asks", "full", "half", "none")
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
    people = People(results)
    stored = read_list(out / MARKS) if (out / MARKS).exists() else MarkList()
    troubles += stored.broken
    rows = [dict(row) for row in stored.rows]
    at: dict[tuple[str, str], int] = {}
    for place, row in enumerate(rows):
        key = people.key_of(row)
        if key in at and rows[at[key]]["points"].strip() != row["points"].strip():
            troubles.append(
                f"{MARKS}, row {row['row']}: {key[1]} of {key[0]} stands twice. The later counts."
            )
        at[key] = place
    delimiter, new = stored.delimiter, False
    if stored.header and not stored.rows:
        troubles.append(f"{MARKS}: holds no row under its head. {BY_HAND} was read for its marks.")
    for path in [out / BY_HAND, *([Path(file)] if file else [])]:
        if path == out / BY_HAND and not path.exists():
            continue
        found = read_list(path)
        troubles += found.broken
        if not found.rows and not found.broken and (rows or path != out / BY_HAND):
            troubles.append(f"{path.name}: holds no row under its head. Nothing was taken from it.")
        taken, faults = _taken(found.rows, people, {*at})
        faults += _strange_columns(found) if path == out / BY_HAND else []
        troubles += faults
        lost = bool(found.broken or faults)
        for row in taken:
            key = people.key_of(row)
            lost = lost or not people.student(row) or bool(_mark(row, people)[2])
            if key in at and people.student(row):
                rows[at[key]] = rows[at[key]] | row
            elif not any(_same(row, one) for one in rows):
                at[key] = len(rows)
                rows.append(row)
            delimiter = stored.delimiter if stored.header else found.delimiter
            new = True
        if lost and path == out / BY_HAND:
            troubles.append(f"{path.name}: as it was, it is kept as {keep_copy(path)}.")
    if new:
        if stored.broken:
            keep_copy(out / MARKS)
        header = list(dict.fromkeys([*(stored.header or MARK_COLUMNS), *MARK_COLUMNS]))
        header = [name for name in header if name != "as_listed"]
        for row in rows:
            row["student"] = as_text(people.student(row) or row["student"])
        cells = ([row.get(name, "") for name in header] for row in rows)
        keep(out / MARKS, table(header, cells, delimiter), sync=True)
    marks = {}
    for row in rows:
        mark, student, fault = _mark(row, people)
        if fault:
            troubles.append(f"{row['file']}, row {row['row']}: {fault}")
        marks[student or row_key(row)[0], row_key(row)[1]] = mark
    return marks


def _taken(rows, people, known):
    """Return (rows of one file that hold a new mark, lines on rows that contradict each other)."""
    groups, faults, taken, astray = {}, [], [], []
    for row in rows:
        if not _was_filled_in(row, people.key_of(row) in known):
            astray += [row] * (row_key(row)[1] not in criteria().index)
            continue
        if fault := people.fault(row):
            faults.append(f"{row['file']}, row {row['row']}: {fault} The mark does not count.")
        elif people.student(row):
            groups.setdefault(people.key_of(row), []).append(row)
        else:
            taken.append(row)
    for (student, criterion), own in groups.items():
        if len(own) == 1:
            taken += own
            continue
        said = {(row["points"].strip(), row.get("comment", "").strip()) for row in own}
        counts = "It counts once." if len(said) == 1 else "None of them counts. Keep one."
        numbers = ", ".join(str(row["row"]) for row in own[:5])
        faults.append(
            f"{own[0]['file']}, rows {numbers}: {one_line(criterion)} of {student} stands there "
            f"{len(own)} times. {counts}"
        )
        taken += own[:1] if len(said) == 1 else []
    if astray:
        numbers = ", ".join(str(row["row"]) for row in astray[:5])
        faults.append(
            f"{astray[0]['file']}, row {numbers}: has no criterion, so nothing was read from it. "
            "Look for a quotation mark that is gone, or columns that have moved."
        )
    return sorted(taken, key=lambda row: row["row"]), faults


def _strange_columns(found):
    """Return lines on columns that the list does not have, and that it loses when written anew."""
    strange = [name for name in found.header if name not in SHEET_COLUMNS]
    held = [name for name in strange if any(row[name].strip() for row in found.rows)]
    named = ", ".join(one_line(name)[:40] or "without a name" for name in held[:3])
    return [f"{BY_HAND}: the column {named} is none of the list's. It counts for nothing."] * bool(
        held
    )


def _same(row, other):
    """Say whether two rows say one thing, so that one of them is enough."""
    said = [(*row_key(one), one["points"].strip(), one.get("comment", "")) for one in (row, other)]
    return said[0] == said[1]


def merge(results: list[dict], marks: dict[tuple[str, str], Mark]) -> list[dict]:
    """Return results with the marks by hand, and with totals: a list of new dictionaries.

    marks: as `gather` gives them. Each result gets
    by_hand: a list of criteria with points (None while there is no mark), out_of, comment,
        counts, and listed (whether there is anything to mark);
    automatic and automatic_of: the points of the checks;
    parts: {'core': (points, of), 'second': (points, of)}, or only the core where that is all;
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
                    as_text(result["student"]),
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


def _was_filled_in(row, known):
    """Say whether a row holds something that did not stand there when the list was written.

    known: marks.csv has a row on it; what it does not know is never taken for old.
    """
    points, comment = row["points"].strip(), row.get("comment", "").strip()
    listed = row.get("as_listed", "").strip()
    if listed and listed != _stamp(points, comment):
        return True
    return bool(points or comment) and not (listed and known)


def _stamp(points, comment):
    """Return a short sign of a mark that a spreadsheet takes for neither number nor date."""
    plain = points.replace(",", ".")
    with contextlib.suppress(ValueError):
        plain = figure(float(plain))
    whole = f"{plain}|{' '.join(comment.split())}"
    return f"v{hashlib.sha256(whole.encode('utf-8', 'replace')).hexdigest()[:7]}"


def _mark(row, people):
    """Return the Mark of a row, its student, and in words why its points cannot count."""
    name, criterion = row_key(row)
    points, comment = row["points"].strip(), row.get("comment", "").strip()
    if not points:
        return Mark(None, comment), people.student(row), ""
    if criterion not in criteria().index:
        said = f"{one_line(criterion)!r} is no criterion. Copy it from {BY_HAND}."
        return Mark(None, comment), "", said
    student = people.student(row)
    if not student:
        said = f"{one_line(name)!r} has no exercise {criterion[:2]} here. Correct the student."
        return Mark(None, comment), "", f"{said} The row is kept."
    most = criteria().at[criterion, "points"]
    if not re.fullmatch(r"[+-]?(?:[0-9]+(?:[.,][0-9]*)?|[.,][0-9]+)", points):
        said = f"{one_line(points)[:40]!r} is no number. Write 0 to {figure(most)}, such as 0.5."
        return Mark(None, comment), student, said
    number = float(points.replace(",", "."))
    if not 0 <= number <= most:
        said = f"{one_line(points)[:40]} points lie outside 0 to {figure(most)}. Correct them."
        return Mark(None, comment), student, said
    return Mark(number, comment), student, ""


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
    tasks = [task | {"part": part_of(task["id"])} for task in tasks]
    counted = [part for part in by_hand if part["counts"]]
    automatic, automatic_of = (sum(task[f] for task in tasks) for f in ("earned", "points"))
    return result | {
        "tasks": tasks,
        "by_hand": by_hand,
        "automatic": automatic,
        "automatic_of": automatic_of,
        "parts": _by_part(tasks, counted),
        "total": automatic + sum(part["points"] or 0 for part in counted),
        "total_of": automatic_of + sum(part["out_of"] for part in counted),
    }


def _by_part(tasks, counted):
    """Return {part: (points, of)}, checks and marks by hand together, for parts that have tasks."""
    found = {}
    for part in PARTS:
        own = {task["id"]: task for task in tasks if task["part"] == part}
        marks = [mark for mark in counted if mark["task"] in own]
        if own:
            earned = sum(task["earned"] for task in own.values())
            of = sum(task["points"] for task in own.values())
            earned += sum(mark["points"] or 0 for mark in marks)
            found[part] = (earned, of + sum(mark["out_of"] for mark in marks))
    return found
