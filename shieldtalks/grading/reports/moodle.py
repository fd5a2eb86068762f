"""Moodle's grading worksheet: its own, empty and in any language, filled in.

Source: mod/assign/feedback/offline/importgradeslib.php of moodle/moodle. It looks for its headings
in the teacher's language, and for the number behind the first space of the first column. Nothing
is translated here: what Moodle wrote stays as it is, and the cells for grade and feedback are found
by what stands in the columns.
"""

import csv
import io
import re
from collections.abc import Callable
from pathlib import Path

from shieldtalks.grading import csv_files
from shieldtalks.grading.reports.results import defused, figure, one_line
from shieldtalks.phrases import counted

NUMBER = re.compile(r"\d+(?:[.,]\d+)?")


def filled(
    path: str | Path, merged: list[dict], feedback: Callable[[dict], str]
) -> tuple[str, str, list[str]]:
    """Return (exercise, the worksheet with grades, lines on who is left out).

    path: the worksheet as it was downloaded. merged: results as `marks.merge` gives them. feedback:
    function of a result. A grade is entered only where number and name are those of the row.
    Raises DataError for a file that is no worksheet.
    """
    path = Path(path)
    wants = (
        "is no grading worksheet of Moodle. "
        "Take it from the assignment: Submissions, Actions, Download grading worksheet."
    )
    rows, delimiter = csv_files.read_rows(
        path, lambda rows: _grade_column(csv_files.filled(rows)), wants
    )
    rows = csv_files.filled(rows)
    grade = _grade_column(rows)
    by_number: dict[str, dict[str, dict]] = {}
    for result in merged:
        if (number := result["ids"].get("moodle_id", "")) and not result["trouble"]:
            by_number.setdefault(result["exercise"], {})[number] = result
    numbers = [row[0].split(" ", 1)[-1].strip() for row in rows[1:]]
    best = max(by_number, key=lambda n: len(by_number[n].keys() & {*numbers}), default="")
    mine = by_number.get(best, {})
    last = len(rows[0]) - 1
    comment = last if last > grade + 1 and not any(_cell(row, last) for row in rows[1:]) else None
    strangers, entered = [], 0
    for number, row in zip(numbers, rows[1:], strict=True):
        if number not in mine:
            continue
        result = mine[number]
        if not _is_named(result["name"], row):
            strangers.append(f"{one_line(result['name'])} ({one_line(row[0])})")
            continue
        row += [""] * (len(rows[0]) - len(row))
        row[grade] = figure(result["total"])
        entered += 1
        if comment is not None:
            row[comment] = str(defused(feedback(result)))
    lines = []
    if strangers:
        lines.append(
            f"{path.name}: {counted(len(strangers), 'number')} of another name there, so no grade "
            f"was entered: {', '.join(strangers[:3])}. Was this handed in by groups?"
        )
    lost = len(mine.keys() - {*numbers}) if mine else len(merged)
    if lost or not entered:
        lines.append(f"{path.name}: {entered} grades entered; {lost} students are not in it.")
    out = io.StringIO()
    csv.writer(out, delimiter=delimiter, lineterminator="\n").writerows(rows)
    return best, out.getvalue(), lines


def _grade_column(rows):
    """Return where grades go: before the column whose cells are all one number, the most points."""
    if len(rows) < 2:
        return 0
    for column in range(1, len(rows[0]) - 1):
        most = {_cell(row, column + 1) for row in rows[1:]}
        own = {_cell(row, column) for row in rows[1:]}
        one_number = len(most) == 1 and NUMBER.fullmatch(next(iter(most)))
        if one_number and all(not cell or cell == "-" or NUMBER.fullmatch(cell) for cell in own):
            return column
    return 0


def _cell(row, column):
    return row[column].strip() if column < len(row) else ""


def _is_named(name, row):
    """Say whether a row is about somebody of a name: all its words stand in one cell."""
    words = set(re.findall(r"\w+", name.casefold()))
    return any(words <= set(re.findall(r"\w+", cell.casefold())) for cell in row)
