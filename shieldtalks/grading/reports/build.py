"""All reports on what was graded: a page for each student, and the teacher's page and tables."""

from collections.abc import Iterable, Sequence
from pathlib import Path

from shieldtalks.checks.texts import PARTS
from shieldtalks.grading.reports import exports, marks
from shieldtalks.grading.reports.class_page import address_of, overview_page, reasons
from shieldtalks.grading.reports.mark_files import as_text, delimiter_of
from shieldtalks.grading.reports.results import figure, keep, load, one_line, table
from shieldtalks.grading.reports.student_page import LESSONS, cited, student_page
from shieldtalks.phrases import counted

GRADES = (
    "student",
    "name",
    "exercise",
    "points",
    "of",
    "from_checks",
    "from_checks_of",
    "by_hand",
    "by_hand_of",
    "marks_missing",
    "tasks_passed",
    "tasks",
    "look_by_hand",
    "isolation",
    "seconds",
    "graded",
    "file",
    "core",
    "core_of",
    "second",
    "second_of",
)


def rebuild(
    out: str | Path,
    file: str | Path | None = None,
    base: str = LESSONS,
    worksheets: Sequence[str | Path] = (),
) -> list[str]:
    """Write all reports anew from the results and the marks by hand that stand in a folder.

    out: the folder that was graded into. file: a further file of marks by hand. base: where the
    lessons are. worksheets: empty ones of Moodle, to be filled in. Returns lines on whatever had
    to be left out. Raises DataError, with nothing written, for a folder without results and for
    marks that cannot be read.
    """
    troubles = []
    results = load(out, troubles)
    return write(results, out, file, base, troubles, worksheets)


def write(
    results: list[dict],
    out: str | Path,
    file: str | Path | None = None,
    base: str = LESSONS,
    troubles: Iterable[str] = (),
    worksheets: Sequence[str | Path] = (),
) -> list[str]:
    """Write everything for students and teacher from results; return lines on what is left out.

    students/STUDENT/03.html, overview.html, grades.csv, gradebook.csv, by_hand.csv and exports/.
    results: as `results.load` gives them. file: marks by hand beside those in marks.csv. base:
    where the lessons are, a folder or an address. troubles: lines that belong on the overview, too.
    """
    out = Path(out)
    troubles = list(troubles)
    given = marks.gather(out, results, file, troubles)
    merged = marks.merge(results, given)
    for result in merged:
        keep(out / address_of(result), student_page(result, base))
    delimiter = delimiter_of(out)
    keep(out / marks.BY_HAND, marks.mark_list(merged, given, delimiter, cited))
    keep(out / "grades.csv", grades(merged))
    keep(out / "gradebook.csv", gradebook(merged))
    troubles += exports.write(merged, out / "exports", worksheets)
    troubles += _unfinished(merged)
    keep(out / "overview.html", overview_page(merged, troubles))
    return troubles


def grades(merged: list[dict]) -> str:
    """Return a csv with a row for each student and exercise; merged: as `marks.merge` gives it."""
    return table(GRADES, [_row(result) for result in merged])


def gradebook(merged: list[dict]) -> str:
    """Return a csv with a row for each student and a column for each exercise.

    What was not handed in, or could not be graded, is empty. The columns points and of add up the
    rest. Behind them stand core and second part of each exercise that has both.
    """
    numbers = sorted({result["exercise"] for result in merged if result["exercise"]})
    both = [n for n in numbers if any(_both(r) for r in merged if r["exercise"] == n)]
    students = {}
    for result in merged:
        students.setdefault(result["student"], []).append(result)
    rows = []
    for student, own in students.items():
        graded = {result["exercise"]: result for result in own if not result["trouble"]}
        points = [figure(graded[n]["total"]) if n in graded else "" for n in numbers]
        sums = [sum(result[field] for result in graded.values()) for field in ("total", "total_of")]
        apart = [p for n in both for p in _apart(graded.get(n))]
        name = one_line(own[0]["name"])
        rows.append([as_text(student), name, *points, *map(figure, sums), *apart])
    header = ["student", "name", *(f"exercise_{number}" for number in numbers), "points", "of"]
    header += [f"exercise_{number}_{part}" for number in both for part in PARTS]
    return table(header, rows)


def _both(result):
    """Say whether a result has a second part beside its core."""
    return len(result["parts"]) > 1


def _apart(result):
    """Return the points of core and second part as cells; empty where nothing was graded."""
    return [figure(result["parts"][p][0]) if result and _both(result) else "" for p in PARTS]


def _unfinished(merged):
    """Return a line on what totals still lack, if they lack anything."""
    lines = []
    broken = sum(bool(result["trouble"]) for result in merged)
    if broken:
        lines.append(f"{counted(broken, 'submission')} could not be graded: no points yet.")
    parts = [part for result in merged for part in result["by_hand"] if part["counts"]]
    open_marks = sum(part["points"] is None for part in parts)
    if open_marks:
        lines.append(
            f"{marks.BY_HAND}: of {len(parts)} marks that count, {open_marks} are not given yet."
        )
    return lines


def _row(result):
    missing = [part for part in result["by_hand"] if part["points"] is None]
    passed = sum(task["verdict"] == "passed" for task in result["tasks"])
    checks, checks_of = result["automatic"], result["automatic_of"]
    total, of = result["total"], result["total_of"]
    points = [total, of, checks, checks_of, total - checks, of - checks_of]
    points = [""] * len(points) if result["trouble"] else map(figure, points)
    return [
        as_text(result["student"]),
        one_line(result["name"]),
        result["exercise"],
        *points,
        len(missing),
        passed,
        len(result["tasks"]),
        "; ".join(reasons(result)),
        one_line(result["isolation"]),
        f"{result['seconds']:.2f}",
        one_line(result["graded"]),
        one_line(result["file"]),
        *_parts(result),
    ]


def _parts(result):
    """Return points and of, for core and second part, as cells; empty for what is not there."""
    parts = {} if result["trouble"] else result["parts"]
    return [figure(n) for part in PARTS for n in parts.get(part, ())] + [""] * (4 - 2 * len(parts))
