"""Grading a class: from a folder of submissions to results, marks and reports."""

import hashlib
import importlib.metadata
import json
import os
import platform
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from pathlib import Path

from tqdm import tqdm

from shieldtalks.course.cells import handed_out, is_answer, is_check, nbgrader, task_ids
from shieldtalks.errors import DataError
from shieldtalks.grading import pool
from shieldtalks.grading.engine.sandbox import Limits
from shieldtalks.grading.reports import results
from shieldtalks.grading.submissions import intake

PACKAGE = Path(__file__).resolve().parents[1]
# What makes marks, of this folder; and folders that have no part in them.
APART = {"show", "site"}
LIBRARIES = ("numpy", "pandas", "matplotlib", "scipy", "networkx", "nashpy", "nbval")


def grade(
    submissions: str | Path,
    out: str | Path,
    course: str | Path,
    *,
    workers: int | None = None,
    only: Iterable[str] = (),
    force: bool = False,
    isolate: bool = True,
    scheduler: str | None = None,
    platform: str = "",
    roster: str | Path | None = None,
    say: Callable[[str], object] = lambda line: None,
) -> tuple[list[intake.Submission], int, int]:
    """Grade what is new or changed; return (submissions, number graded now, number kept).

    submissions: folder or zip, as `intake.read_class` takes it. out: folder of results. course:
    folder that holds solutions/. workers: judges at once (default: one a core). only: students, by
    key or name, who are graded; force: grade them though nothing has changed. scheduler: of Dask,
    its address. platform, roster: see `intake.read_class`. say: gets lines on how the submissions
    were read, before any is graded. Each result is kept as soon as it is there, so a run that was
    stopped goes on where it was. Raises DataError for what the teacher can mend.
    """
    limits = Limits()
    masters = read_masters(course)
    exercises = {n: exercise_of(master, course) for n, master in masters.items()}
    keys = {n: _key_of(exercise, limits, isolate) for n, exercise in exercises.items()}
    found, lines = intake.read_class(submissions, masters, platform, roster)
    for line in lines:
        say(line)
    chosen = _chosen(found, only)
    _forget_mended(out, found)
    jobs, kept = [], 0
    for submission in chosen:
        key = _hash(keys.get(submission.exercise), submission.answers, submission.trouble)
        student, exercise = submission.student, submission.exercise
        current = exercise and results.is_current(out, student, exercise, key)
        if submission.trouble:
            results.save(out, _result(submission, key, {"trouble": submission.trouble}))
        elif current and not force:
            kept += 1
        else:
            jobs.append((submission, key))
    outcomes = _outcomes(jobs, exercises, workers or os.cpu_count(), limits, isolate, scheduler)
    with tqdm(total=len(jobs), desc="Grading", unit=" notebooks", disable=not jobs) as bar:
        for number, outcome in outcomes:
            submission, key = jobs[number]
            key = "" if outcome.get("again") else key  # what no mark came of is tried next time
            results.save(out, _result(submission, key, outcome))
            bar.update()
    return chosen, len(jobs), kept


def read_masters(course: str | Path) -> dict[str, dict]:
    """Return {exercise: master notebook}, as plain JSON, of solutions/ of a course.

    Raises DataError where there is none, or one that cannot be read.
    """
    masters = {}
    for path in sorted((Path(course) / "solutions").glob("[0-9][0-9]_*.ipynb")):
        try:
            masters[path.name[:2]] = json.loads(path.read_text(encoding="utf-8"))
        except (OSError, ValueError):
            raise DataError(
                f"solutions/{path.name}: cannot be read. Take a fresh copy of it."
            ) from None
    if not masters:
        raise DataError(
            "solutions/: there is no master here. Grade in the teacher's copy of the course."
        )
    return masters


def exercise_of(master: dict, course: str | Path) -> dict:
    """Return what the processes of the grader need to know of an exercise.

    {"setup": sources of the locked cells before the first task, "cells": those of all later ones
    but the checks, as they are handed out, "hidden": paths that no answer may read,
    "judge": {"cells": [{"id", "kind", "source", "tasks", "points"}]}}.
    """
    setup, cells = [], []
    for cell in master["cells"]:
        if cell["cell_type"] != "code":
            continue
        source = handed_out(cell, hidden=True)
        kind = "answer" if is_answer(cell) else "check" if is_check(cell) else "locked"
        if kind == "locked" and not cells:
            setup.append(source)
            continue
        points = nbgrader(cell).get("points", 0)
        tasks = task_ids(cell) if kind == "check" else []
        cells.append(
            {"id": cell["id"], "kind": kind, "source": source, "tasks": tasks, "points": points}
        )
    hidden = [str(Path(course).resolve() / name) for name in ("solutions", "tests")]
    rehearsed = [cell["source"] for cell in cells if cell["kind"] != "check"]
    return {"setup": setup, "cells": rehearsed, "hidden": hidden, "judge": {"cells": cells}}


def _outcomes(jobs, exercises, workers, limits, isolate, scheduler):
    """Yield (number, outcome) of all jobs, each once."""
    listed = [
        (exercises[submission.exercise], {"number": number, "answers": submission.answers})
        for number, (submission, _) in enumerate(jobs)
    ]
    batches = pool.batches_of(listed, workers)
    if not batches:
        return iter(())
    if scheduler:
        return pool.run_on_cluster(batches, scheduler, limits, isolate)
    return pool.run_here(batches, min(workers, len(batches)), limits, isolate)


def _chosen(found, only):
    """Return the submissions of some students. Raises DataError for a student who is not there."""
    if not only:
        return found
    wanted = {name.casefold(): name for name in only}
    chosen = [s for s in found if {s.student.casefold(), s.name.casefold()} & wanted.keys()]
    there = {name.casefold() for s in chosen for name in (s.student, s.name)}
    missing = [name for key, name in wanted.items() if key not in there]
    if missing:
        raise DataError(
            f"--only {missing[0]}: nobody here is called that. "
            "Give a student as the column `student` of grades.csv has it."
        )
    return chosen


def _forget_mended(out, found):
    """Remove results that only said what was wrong with a file, where that file is gone."""
    if not (Path(out) / results.FOLDER).is_dir():
        return
    still = {(s.student, s.file) for s in found if not s.exercise}
    for result in results.load(out):
        if not result["exercise"] and (result["student"], result["file"]) not in still:
            results.place(out, result["student"], "", result["file"]).unlink()


def _result(submission, key, outcome):
    """Return the whole result of a submission; see the contract in `results`."""
    return {
        "format": results.FORMAT,
        "key": key,
        "student": submission.student,
        "name": submission.name,
        "file": submission.file,
        "exercise": submission.exercise,
        "ids": submission.ids,
        "trouble": outcome.get("trouble", ""),
        "notes": list(submission.notes),
        "isolation": outcome.get("isolation", ""),
        "seconds": outcome.get("seconds", 0.0),
        "graded": datetime.now(UTC).isoformat(timespec="seconds"),
        "tasks": outcome.get("tasks", []),
    }


def _key_of(exercise, limits, isolate):
    """Return the part of a key that an exercise shares: all else that could change a mark."""
    versions = {name: importlib.metadata.version(name) for name in LIBRARIES}
    versions["python"] = platform.python_version()
    return _hash(exercise["setup"], exercise["judge"], versions, limits.code(), isolate, _course())


def _course():
    """Return a digest of what could change a mark: library, data and articles."""
    digest = hashlib.sha256()
    for folder in (PACKAGE, PACKAGE.parent / "seeds"):
        for path in sorted(folder.rglob("*")):
            inside = path.relative_to(folder)
            room = inside.parts[0]
            if room in APART or (room == "grading" and inside.parts[1:2] != ("engine",)):
                continue
            if path.suffix in (".py", ".csv", ".toml", ".txt"):
                digest.update(f"{inside}\0".encode() + path.read_bytes() + b"\0")
    return digest.hexdigest()


def _hash(*parts):
    text = json.dumps(parts, sort_keys=True, ensure_ascii=True)
    return hashlib.sha256(text.encode()).hexdigest()
