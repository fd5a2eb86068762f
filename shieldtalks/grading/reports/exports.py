"""Grades in the shapes that Gradescope, Canvas, Moodle and nbgrader take.

Sources: Gradescope, Autograder Specifications (gradescope-autograders.readthedocs.io, and
docs/specs.md of gradescope/autograder_samples). Canvas, lib/gradebook_importer.rb of
instructure/canvas-lms. Moodle, MoodleDocs 'Grade import', and for the grading worksheet
mod/assign/feedback/offline/importgradeslib.php of moodle/moodle. nbgrader 0.9.6,
nbgrader/plugins/export.py (CsvExportPlugin).

What an LMS knows a student by comes with the submission, in `ids`: canvas_id, sis_user_id,
sis_login_id, section; email, idnumber, moodle_id (the participant's number in the name of a
Moodle download); nbgrader_id, nbgrader_assignment.
"""

import json
from collections.abc import Callable, Sequence
from datetime import datetime
from operator import itemgetter
from pathlib import Path

from shieldtalks.checks.texts import part_of
from shieldtalks.grading.reports.moodle import filled
from shieldtalks.grading.reports.results import by_student, figure, keep, one_line, place, table
from shieldtalks.grading.reports.student_page import IN_WORDS, diagnosis, lessons, parts_line
from shieldtalks.phrases import counted

CANVAS = ("Student", "ID", "SIS User ID", "SIS Login ID", "Section")
POINTS_POSSIBLE = "    Points Possible"
PLAIN = {"output_format": "text", "visibility": "visible"}
MOODLE_IDS = ("Email address", "ID number")


def write(
    merged: list[dict], folder: str | Path, worksheets: Sequence[str | Path] = ()
) -> list[str]:
    """Write all exports into a folder; return a line for each LMS that some students are lost to.

    merged: results as `marks.merge` gives them. worksheets: empty ones of Moodle, in any language;
    each is filled in as it is, in place of one with English headings. What could not be graded has
    no grade anywhere but at Gradescope, which wants a score for each submission.
    """
    folder = Path(folder)
    known = [result for result in merged if not result["trouble"]]
    for result in merged:
        path = place("", result["student"], result["exercise"], result["file"])
        where = folder / "gradescope" / path.parent.name / path.stem / "results.json"
        keep(where, json.dumps(gradescope(result), indent=1) + "\n")
    keep(folder / "canvas.csv", canvas(known))
    keep(folder / "nbgrader.csv", nbgrader(known))
    for number in sorted({result["exercise"] for result in known}):
        of_one = [result for result in known if result["exercise"] == number]
        if any(map(_moodle_keys, of_one)):
            keep(folder / f"moodle_{number}.csv", moodle(of_one))
        if any(result["ids"].get("moodle_id") for result in of_one):
            keep(folder / f"moodle_worksheet_{number}.csv", worksheet(of_one))
    lines = []
    for sheet in worksheets:
        number, text, said = filled(sheet, merged, _feedback)
        lines += said
        if number:
            keep(folder / f"moodle_worksheet_{number}.csv", text)
    return lines + _lost(known)


def gradescope(result: dict) -> dict:
    """Return the results.json of one submission, as a dictionary.

    Each task and each criterion marked by hand is a test with its points. Texts are plain: what a
    student wrote is never read as Markdown or HTML. Keys of Gradescope's specification only.
    """
    tests = [
        {
            "name": one_line(f"{task['id']} {task['title']}"),
            "number": task["id"],
            "score": task["earned"],
            "max_score": task["points"],
            "status": "passed" if task["verdict"] == "passed" else "failed",
            "output": diagnosis(task) or IN_WORDS[task["verdict"]],
            **PLAIN,
            "tags": [task["part"]],
        }
        for task in result["tasks"]
    ]
    tests += [
        {
            "name": part["id"],
            "score": part["points"] or 0.0,
            "max_score": part["out_of"],
            "output": part["comment"] or part["asks"],
            **PLAIN,
            "tags": [part_of(part["task"])],
        }
        for part in result["by_hand"]
        if part["counts"]
    ]
    return {
        "score": result["total"],
        "execution_time": round(result["seconds"]),
        "output": one_line(result["trouble"])
        or f"{parts_line(result)} Points follow the visible checks of the exercise "
        "and those that the teacher holds back, if there are any.".lstrip(),
        **PLAIN,
        "stdout_visibility": "hidden",
        "tests": tests,
    }


def canvas(merged: list[dict]) -> str:
    """Return a csv for the import of the Canvas gradebook.

    Canvas finds a student by ID, else by SIS User ID or SIS Login ID, else by the name. A new
    assignment is made of a column that it does not know. A cell that was not handed in is empty,
    which leaves the grade there as it is.
    """
    exercises = {result["exercise"]: result["total_of"] for result in merged}
    numbers = sorted(exercises)
    header = [*CANVAS, *(f"Shield Talks {number}" for number in numbers)]
    possible = [POINTS_POSSIBLE, "", "", "", "", *(figure(exercises[n]) for n in numbers)]
    rows = []
    for own in by_student(merged).values():
        name = one_line(own[0]["name"])
        # A first cell with these words is read as the row of possible points.
        name = "" if POINTS_POSSIBLE.strip() in name else name
        keys = ("canvas_id", "sis_user_id", "sis_login_id", "section")
        points = {result["exercise"]: figure(result["total"]) for result in own}
        cells = [points.get(number, "") for number in numbers]
        rows.append([name, *(_known_by(key)(own[0]) for key in keys), *cells])
    return table(header, [possible, *rows], mark=False)


def moodle(merged: list[dict]) -> str:
    """Return a csv for 'Import > CSV file' of the Moodle gradebook, for one exercise.

    Map 'Email address' or 'ID number' to the user, then the grade and its feedback: a feedback
    imported without its grade would wipe the grade out. One unknown user stops the whole import,
    so that a student of whom neither is known is left out.
    """
    rows = []
    for result in merged:
        if keys := _moodle_keys(result):
            rows.append([*keys, figure(result["total"]), _feedback(result)])
    title = f"Shield Talks {merged[0]['exercise']}" if merged else "Shield Talks"
    return table([*MOODLE_IDS, title, f"{title} (feedback)"], rows, mark=False)


def worksheet(merged: list[dict]) -> str:
    """Return a csv for 'Upload grading worksheet' of one Moodle assignment.

    It needs the columns Identifier, Grade and Last modified (grade), and finds a participant by the
    number that also stands in the names of downloaded submissions. With the time of grading, Moodle
    leaves grades alone that were changed there later. Students without that number are left out.
    """
    known = [result for result in merged if _known_by("moodle_id")(result)]
    return table(WORKSHEET, _rows(WORKSHEET, known), mark=False)


def nbgrader(merged: list[dict]) -> str:
    """Return a csv with the columns that `nbgrader export` writes, for tools that read those.

    nbgrader itself takes no grades in: whoever keeps its database grades there with
    `nbgrader autograde`, which runs on these notebooks as they are.
    """
    return table(NBGRADER, _rows(NBGRADER, merged), mark=False)


def _rows(columns, results):
    """Return a row of cells for each result. columns: {name: function of a result}."""
    return [[cell(result) for cell in columns.values()] for result in results]


def _known_by(key: str) -> Callable[[dict], str]:
    """Return the cell of what an LMS knows a student by; empty where it did not tell."""
    return lambda result: one_line(result["ids"].get(key, ""))


def _assignment(result):
    """Return what nbgrader calls an exercise: as it came, else the name of the notebook."""
    lesson = lessons()["file"].get(result["exercise"], result["exercise"])
    return one_line(result["ids"].get("nbgrader_assignment", lesson.removesuffix(".ipynb")))


def _moodle_keys(result):
    """Return e-mail address and ID number of a student, or nothing where neither is known."""
    keys = [_known_by(key)(result) for key in ("email", "idnumber")]
    return keys if any(keys) else []


def _feedback(result):
    """Return one line of feedback: a diagnosis for each task, and what was added by hand."""
    left = [task for task in result["tasks"] if task["verdict"] != "passed"]
    said = [f"{task['id']}: {diagnosis(task) or IN_WORDS[task['verdict']]}" for task in left]
    said = said or ["The visible checks pass."]
    said = [parts_line(result), *said]
    said += [f"{part['id']}: {part['comment']}" for part in result["by_hand"] if part["comment"]]
    # Moodle shows feedback as HTML, in which angle brackets would vanish.
    return one_line(" ".join(said)).replace("<", "‹").replace(">", "›")


def _moment(graded):
    """Return a time as Moodle's own worksheet writes it, by the clock here; empty if unknown.

    Moodle reads it in the time of its site; the results hold UTC.
    """
    try:
        then = datetime.fromisoformat(graded)
        then = then.astimezone() if then.tzinfo else then
    except (ValueError, OverflowError):
        return ""
    return f"{then:%A}, {then.day} {then:%B %Y}, {then.hour % 12 or 12}:{then:%M %p}"


def _lost(merged):
    """Return lines on students whom an LMS will not find, where it finds some."""
    students = [own[0] for own in by_student(merged).values()]
    lines = []
    unnamed = sum("canvas_anonymous" in own["ids"] for own in students)
    if unnamed:
        lines.append(
            f"exports/canvas.csv: {counted(unnamed, 'student')} of {len(students)} came without "
            "a name (anonymous marking), and Canvas will not find them. Enter these by hand."
        )
    groups = sum("moodle_group" in own["ids"] for own in students)
    if groups:
        lines.append(
            f"exports/: {counted(groups, 'submission')} came from groups of Moodle, whose numbers "
            "are nobody's own; no worksheet holds them. Enter these grades for each group."
        )
    for file, keys in (
        ("moodle_*.csv", ("email", "idnumber")),
        ("moodle_worksheet_*.csv", ("moodle_id",)),
        ("canvas.csv", ("canvas_id", "sis_user_id", "sis_login_id")),
    ):
        found = [any(own["ids"].get(key) for key in keys) for own in students]
        lost = len(found) - sum(found)
        if any(found) and lost:
            lines.append(
                f"exports/{file}: {counted(lost, 'student')} of {len(found)} came without "
                f"{' or '.join(keys)}. Enter these grades by hand."
            )
    return lines


WORKSHEET: dict[str, Callable[[dict], object]] = {
    "Identifier": lambda result: f"Participant {_known_by('moodle_id')(result)}",
    "Full name": lambda result: one_line(result["name"]),
    "Email address": _known_by("email"),
    "Grade": lambda result: figure(result["total"]),
    "Maximum Grade": lambda result: figure(result["total_of"]),
    "Last modified (grade)": lambda result: _moment(result["graded"]),
    "Feedback comments": _feedback,
}
NBGRADER: dict[str, Callable[[dict], object]] = {
    "assignment": _assignment,
    "duedate": lambda result: "",
    "timestamp": lambda result: "",
    "student_id": lambda result: one_line(result["ids"].get("nbgrader_id", result["student"])),
    "last_name": lambda result: one_line(result["name"]).partition(", ")[0],
    "first_name": lambda result: one_line(result["name"]).partition(", ")[2],
    "email": _known_by("email"),
    "raw_score": itemgetter("total"),
    "late_submission_penalty": lambda result: 0.0,
    "score": itemgetter("total"),
    "max_score": itemgetter("total_of"),
}
