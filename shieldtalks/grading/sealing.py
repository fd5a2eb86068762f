"""Sealed exercises: a release without what judges them, for marks that count.

Left out are the judges of these exercises, what else of the library only they need, and of the
texts all that tells right from wrong, with the last hint, whose code goes most of the way. Titles,
points, two hints and the form of an answer stay.
"""

import json
import re
from collections.abc import Iterable, Mapping
from pathlib import Path

from shieldtalks.checks.form import FUNCTION
from shieldtalks.checks.texts import FOLDER, TaskText, texts
from shieldtalks.course.cells import handed_out, is_answer, is_check, task_ids
from shieldtalks.errors import DataError
from shieldtalks.grading.run import read_masters

ALL = "all"
CHECKS, TASKS = "shieldtalks/checks", "shieldtalks/data/tasks"
LEFT_OUT = "The last hint goes most of the way to the answer, so here it is left out."


def chosen(asked: str, course: str | Path) -> tuple[str, ...]:
    """Return the exercises that an option such as '03,07' or 'all' names, in order.

    Raises DataError for one that the course has not.
    """
    known = sorted(read_masters(course))
    named = [name.strip() for name in asked.split(",") if name.strip()]
    if named == [ALL]:
        return tuple(known)
    numbers = [name.zfill(2) for name in named]
    for name, number in zip(named, numbers, strict=True):
        if number not in known:
            raise DataError(
                f"--sealed {name}: there is no such exercise. "
                f"Give numbers from {known[0]} to {known[-1]} with commas between, or all."
            )
    return tuple(sorted(set(numbers)))


def told(exercises: Iterable[str], course: str | Path) -> str:
    """Return which exercises of a release are sealed and which are not, in one line."""
    exercises = set(exercises)
    left = [number for number in sorted(read_masters(course)) if number not in exercises]
    if not exercises:
        return (
            "Sealed: none. Students get what judges them, to check themselves; where marks count, "
            "add --sealed 03,07 or --sealed all."
        )
    rest = f"Open, with their judges: {', '.join(left)}." if left else "None is open."
    return f"Sealed, to be judged by you alone: {', '.join(sorted(exercises))}. {rest}"


def sealed(
    files: Mapping[str, bytes], exercises: Iterable[str], course: str | Path
) -> dict[str, bytes]:
    """Return the files of a release, {path: bytes}, with these exercises sealed."""
    kept, exercises = dict(files), set(exercises)
    masters = read_masters(course) if exercises else {}
    out = {path for path in kept if _judge_of(path) in exercises}
    for path in out | _needed_by_them_alone(kept, out):
        del kept[path]
    for exercise in exercises:
        kept[f"{TASKS}/{exercise}.toml"] = _texts(exercise, masters[exercise]).encode()
    return kept


def _judge_of(path):
    """Return the exercise that a module judges; a lesson's first try is judged in the open."""
    found = re.fullmatch(rf"{CHECKS}/e(\d\d)(_\w+)?\.py", path)
    return found[1] if found and found[2] != "_lesson" else ""


def _needed_by_them_alone(files, out):
    """Return the modules of checks/ that nothing but what is left out imports."""
    used = {path: _checks_in(files[path].decode()) for path in files if path.endswith(".py")}
    kept = set().union(*(names for path, names in used.items() if path not in out))
    lost = set().union(*(used[path] for path in out)) - kept
    named = {path for path in used if path.startswith(f"{CHECKS}/") and Path(path).stem in lost}
    return {path for path in named - out if not path.endswith("_lesson.py")}


def _checks_in(source):
    """Return the modules of checks/ that a source names."""
    listed = re.findall(r"^from shieldtalks\.checks import (\([^)]*\)|.*)$", source, re.M)
    return {*re.findall(r"\bshieldtalks\.checks\.(\w+)", source), *re.findall(r"\w+", str(listed))}


def _texts(exercise, master):
    """Return the file of an exercise's texts without what tells right from wrong."""
    lines = [f"# Exercise {exercise}, sealed: it is judged where it is graded."]
    heads = _functions(master)
    for task, text in texts(exercise, FOLDER).items():
        fields = _sealed_fields(text, heads.get(task, "")) if text.points else _open_fields(text)
        lines += ["", f"[{task.partition('.')[2]}]"]
        lines += [f"{key} = {_toml(value)}" for key, value in fields.items()]
        if not text.points:
            lines += ["", f"[{task.partition('.')[2]}.says]"]
            lines += [f"{key} = {_toml(value)}" for key, value in text.says.items()]
    return "\n".join(lines) + "\n"


def _open_fields(text: TaskText) -> dict:
    fields = {"title": text.title, "points": text.points, "hints": list(text.hints)}
    own = {key: getattr(text, key) for key in ("shape", "code", "last", "part")}
    return fields | {key: value for key, value in own.items() if value}


def _sealed_fields(text: TaskText, head: str) -> dict:
    fields = _open_fields(text)
    for key in ("code", "last"):
        fields.pop(key, None)
    fields["hints"][2] = LEFT_OUT
    if head and not FUNCTION.fullmatch(text.shape):
        fields["shape"] = f"def {head}: ... {f'return {text.shape}' if text.shape else ''}".strip()
    return fields | {"sealed": True}


def _functions(master):
    """Return {task: 'name(its arguments)'} of the tasks that ask for a function."""
    heads, given = {}, {}
    for cell in master["cells"]:
        if is_answer(cell):
            found = re.finditer(r"^def (\w+)(\(.*?\)):", handed_out(cell), re.M)
            given = {match[1]: match[1] + match[2] for match in found}
        elif is_check(cell):
            for task in task_ids(cell):
                asked = re.search(rf'check\("{re.escape(task)}", (\w+)\)', handed_out(cell))
                if asked and asked[1] in given:
                    heads[task] = given[asked[1]]
    return heads


def _toml(value):
    """Return a value as TOML writes it."""
    if isinstance(value, list):
        return f"[{', '.join(map(_toml, value))}]"
    return json.dumps(value, ensure_ascii=False)
