"""Which tasks a student has passed, and when: kept in one small file that survives a restart."""

import json
import os
from datetime import datetime

import pandas as pd

from shieldtalks.checks.texts import CORE, FOLDER, SECOND, is_sealed, part_of, texts
from shieldtalks.errors import DataError
from shieldtalks.student_files import load_entries, save

FILE = "progress.json"

# Entries that could not be written. They count while the notebook runs, and go with the next ones.
unkept = {}


def load() -> dict[str, dict]:
    """Return {task id: {'passed': bool, 'tries': int, 'first': time, 'last': time}}.

    A file that cannot be read is set aside, not overwritten, and the record begins anew; a line
    says so. What could not be written by this notebook is in it all the same.
    """
    entries = load_entries(FILE, "the record begins")
    return {task: _whole(entry) for task, entry in entries.items()} | unkept


def record(task_id: str, passed: bool) -> None:
    """Note a try at a task; a pass is never lost again. Says so in a line if it cannot be kept.

    Nothing is noted while nbgrader marks a class: that would be the progress of the teacher.
    """
    if os.environ.get("NBGRADER_EXECUTION") == "autograde":
        return
    tasks = load()
    now = datetime.now().isoformat(timespec="minutes")
    entry = tasks.setdefault(task_id, _whole({}))
    entry["tries"] += 1
    entry["last"] = now
    if passed and not entry["passed"]:
        entry["passed"], entry["first"] = True, now
    trouble = save(FILE, json.dumps(tasks, indent=1, sort_keys=True))
    if trouble:
        unkept[task_id] = entry
        print(trouble)
    else:
        unkept.clear()


def progress() -> pd.DataFrame:
    """Return a table of the tasks tried so far: passed, when first passed, number of tries, part.

    Above it stands a line for each exercise that was begun: the points of what passes, for the core
    and for the second part. A sealed task is handed in later: here it neither passes nor fails.
    """
    tasks = load()
    for exercise in sorted({task.partition(".")[0] for task in tasks}):
        if said := points_line(exercise, {task for task in tasks if tasks[task]["passed"]}):
            print(said)
    table = pd.DataFrame(
        {
            "passed": [_word(task, entry) for task, entry in tasks.items()],
            "when": ["" if is_sealed(task) else e["first"] for task, e in tasks.items()],
            "tries": [e["tries"] for e in tasks.values()],
            "part": [part_of(task) for task in tasks],
        },
        index=pd.Index(list(tasks), name="task"),
    )
    # 00.2 stands before 00.10.
    return table.sort_index(key=lambda ids: [tuple(map(int, i.split("."))) for i in ids])


def _word(task, entry):
    if is_sealed(task):
        return "handed in later"
    return "yes" if entry["passed"] else "not yet"


def points_line(exercise: str, passed: set[str]) -> str:
    """Return the points of what passes in an exercise, core and second part apart, in one line.

    exercise: such as '04'; '' is returned for one that is not known. passed: ids of tasks.
    """
    try:
        known = texts(exercise, FOLDER)
    except DataError:
        return ""
    said = []
    for part, words in ((CORE, "core"), (SECOND, "second part")):
        points = {task: text.points for task, text in known.items() if text.part == part}
        if points and all(known[task].sealed for task, worth in points.items() if worth):
            said.append(f"{words} {sum(points.values())} points, handed in later")
        elif points:
            earned = sum(n for task, n in points.items() if task in passed)
            said.append(f"{words} {earned} of {sum(points.values())} points")
    return f"Exercise {exercise}: {', '.join(said)}."


def _whole(entry):
    """Return an entry with all its fields, each of its own type, whatever stood in the file."""
    tries = entry.get("tries")
    times = {name: entry.get(name) for name in ("first", "last")}
    return {
        "passed": entry.get("passed") is True,
        "tries": tries if type(tries) is int else 0,
        **{name: time if isinstance(time, str) else "" for name, time in times.items()},
    }
