"""All reports on what was graded: a page for each student, and the teacher's page and tables."""

from collections.abc import Callable, Iterable, Sequence
from operator import itemgetter
from pathlib import Path

from shieldtalks.checks.texts import CORE, PARTS, SECOND
from shieldtalks.grading.reports import exports, marks
from shieldtalks.grading.reports.class_page import address_of, overview_page, reasons
from shieldtalks.grading.reports.mark_files import as_text, delimiter_of
from shieldtalks.grading.reports.results import by_student, figure, keep, load, one_line, table
from shieldtalks.grading.reports.student_page import LESSONS, cited, student_page
from shieldtalks.phrases import counted


def _points(of: Callable[[dict], float]) -> Callable[[dict], str]:
    """Return the cell of some points; it is empty where nothing could be graded."""
    return lambda result: "" if result["trouble"] else figure(of(result))


def _of_part(part: str, place: int) -> Callable[[dict], str]:
    """Return the cell of a part's points (place 0) or of what it is out of (1)."""
    points = _points(lambda result: result["parts"][part][place])
    return lambda result: points(result) if part in result["parts"] else ""


GRADES: dict[str, Callable[[dict], object]] = {
    "student": lambda result: as_text(result["student"]),
    "name": lambda result: one_line(result["name"]),
    "exercise": itemgetter("exercise"),
    "points": _points(itemgetter("total")),
    "of": _points(itemgetter("total_of")),
    "from_checks": _points(itemgetter("automatic")),
    "from_checks_of": _points(itemgetter("automatic_of")),
    "by_hand": _points(lambda result: result["total"] - result["automatic"]),
    "by_hand_of": _points(lambda result: result["total_of"] - result["automatic_of"]),
    "marks_missing": lambda result: sum(part["points"] is None for part in result["by_hand"]),
    "tasks_passed": lambda result: sum(t["verdict"] == "passed" for t in result["tasks"]),
    "tasks": lambda result: len(result["tasks"]),
    "look_by_hand": lambda result: "; ".join(reasons(result)),
    "isolation": lambda result: one_line(result["isolation"]),
    "seconds": lambda result: f"{result['seconds']:.2f}",
    "graded": lambda result: one_line(result["graded"]),
    "file": lambda result: one_line(result["file"]),
    "core": _of_part(CORE, 0),
    "core_of": _of_part(CORE, 1),
    "second": _of_part(SECOND, 0),
    "second_of": _of_part(SECOND, 1),
}


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
    return table(GRADES, [[cell(result) for cell in GRADES.values()] for result in merged])


def gradebook(merged: list[dict]) -> str:
    """Return a csv with a row for each student and a column for each exercise.

    What was not handed in, or could not be graded, is empty. The columns points and of add up the
    rest. Behind them stand core and second part of each exercise that has both.
    """
    numbers = sorted({result["exercise"] for result in merged if result["exercise"]})
    both = [n for n in numbers if any(_both(r) for r in merged if r["exercise"] == n)]
    rows = []
    for student, own in by_student(merged).items():
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
