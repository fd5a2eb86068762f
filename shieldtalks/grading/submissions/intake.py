"""Submissions as learning platforms produce them: who, which exercise, and what was answered.

A notebook that a student hands in is read as JSON within limits. Only the sources of its answer
cells are taken; its checks, outputs and settings have no say. Whatever cannot be read becomes one
line for the teacher, and the others go on.
"""

import collections
import csv
import functools
import json
import re
from dataclasses import dataclass, replace
from pathlib import Path

from shieldtalks.course.cells import handed_out, is_answer, is_check, nbgrader, source_of, task_ids
from shieldtalks.grading.submissions.folders import is_aside, walk
from shieldtalks.grading.submissions.students import (
    Student,
    checksum,
    from_metadata,
    nbgrader_student,
    on_platform,
    people_of,
    shown,
    student_key,
)
from shieldtalks.tables import DATA

MAX_ANSWER = 50_000  # characters of one answer cell
MAX_PARTS = 500_000  # commas, roughly the values in the JSON of a notebook

# Folders that say nothing about whose work stands in them.
NO_NAMES = {
    *("exercises", "exercise", "notebooks", "notebook", "solutions", "shield-talks", "shieldtalks"),
    *("submitted", "submissions", "submission", "downloads", "desktop", "documents", "untitled"),
}
COPIES = {"", "copy", "checkpoint", "final", "new", "old", "draft", "attempt", "version", "kopie"}
ENDINGS = re.compile(
    r"(\.(ipynb|zip|py|txt|json|html?|pdf|docx?|odt|md|csv|7z|rar|tar|t?gz))+$", re.I
)
NUMBER = re.compile(r"[\s_(-]v?(\d{1,4})\)?$", re.I)


@dataclass(frozen=True)
class Submission:
    """One exercise of one student, or one line on why there is none.

    student: the key of the student, safe as the name of a file. name: as it is shown. exercise:
    such as "03", or "" where it cannot be told. file: where it was found, inside the folder.
    answers: {answer cell id of the master: source}, empty where there is trouble. trouble: why it
    cannot be graded and what to do, or "". notes: lines a teacher should know. ids: what the
    platform gives to match a gradebook by.
    """

    student: str
    name: str
    exercise: str
    file: str
    answers: dict
    trouble: str
    notes: tuple
    ids: dict


@dataclass(frozen=True)
class _Exercise:
    """What a master asks for: {cell id: source as it was handed out} of answers and checks."""

    answers: dict
    checks: dict


@dataclass(frozen=True)
class _Found:
    """One file that was found, before it is known whose it is or which attempt.

    weight: how much it says about a student who handed in nothing better; 3 a notebook or zip that
    cannot be read, 2 a notebook that is no exercise, 1 another file, 0 an empty folder.
    """

    parts: tuple
    file: str
    time: float
    weight: int = 3
    exercise: str = ""
    answers: dict | None = None
    trouble: str = ""
    notes: tuple = ()


def collect(folder: str | Path, masters: dict[str, dict]) -> list[Submission]:
    """Return the Submissions in a folder, by student and exercise.

    folder: as Canvas, Moodle, nbgrader or Gradescope make it, or with files or folders named by
    student; or a single zip of such a folder. masters: {"03": master notebook}.
    Of several attempts the newest counts. Raises DataError if there is no such folder; whatever
    stands in it is no error but a line in `trouble` or `notes`.
    """
    exercises = {number: _exercise(master) for number, master in sorted(masters.items())}
    found, people, times = [], {}, {}
    for entry in walk(folder):
        *place, name = entry.parts
        if name == "timestamp.txt" and entry.content is not None:
            times[tuple(place)] = shown(entry.content[:40].decode("utf-8", "replace").strip())
        elif name == "submission_metadata.yml" and entry.content is not None:
            people[tuple(place)] = people_of(entry.content)
        else:
            found.append(_read(entry, exercises))
    by_student = collections.defaultdict(list)
    for one, who in _named(found, Path(folder), people, times):
        by_student[who.key, who.platform, who.name].append((one, who))
    same = collections.Counter(key for key, _, _ in by_student)
    submissions = []
    for (key, platform, name), mine in by_student.items():
        if same[key] > 1:
            key = f"{key}-{checksum(platform + name, 8)}"
        submissions += [replace(done, student=key) for done in _submissions(mine)]
    return sorted(submissions, key=lambda one: (one.student, one.exercise, one.file))


# What a file holds


def _exercise(master):
    cells = [cell for cell in master["cells"] if cell["cell_type"] == "code"]
    return _Exercise(
        {cell["id"]: handed_out(cell) for cell in cells if is_answer(cell)},
        {cell["id"]: handed_out(cell) for cell in cells if is_check(cell)},
    )


def _read(entry, exercises):
    """Return what one file says; an entry that is no notebook says what it is instead."""
    found = _Found(entry.parts, shown(entry.file), entry.time)
    named = _number_in(entry.parts, exercises)
    if entry.trouble:
        heavy = entry.is_notebook or entry.parts[-1].lower().endswith(".zip")
        exercise = named if entry.is_notebook else ""
        return replace(
            found, weight=3 if heavy else 1, exercise=exercise, trouble=_line(found, entry.trouble)
        )
    if entry.empty:
        return replace(found, weight=0, trouble=_line(found, "is empty. Ask for the notebook."))
    if not entry.is_notebook:
        said = "is no notebook. Ask for the file that ends in .ipynb."
        if is_aside(entry.parts):
            said = "is what a program left behind, no notebook. Ask for the notebook itself."
        return replace(found, weight=1, trouble=_line(found, said))
    try:
        cells, notes = _cells(entry.content)
    except _Unreadable as error:
        return replace(found, exercise=named, trouble=_line(found, str(error)))
    return _matched(found, cells, notes, named, exercises)


class _Unreadable(Exception):
    """A file cannot be read as a notebook; the message says why and what to do."""


def _cells(content):
    """Return the cells of a notebook and notes on how it was read. Raises _Unreadable."""
    notes = []
    if content.startswith(b"\xef\xbb\xbf"):
        notes.append("It begins with a byte order mark, which was skipped.")
        content = content[3:]
    if not content.strip():
        raise _Unreadable("is empty. Ask for the notebook.")
    if content[:2] in (b"\xff\xfe", b"\xfe\xff") or content[1:2] == b"\0" or content[:1] == b"\0":
        raise _Unreadable("is UTF-16, not UTF-8. Ask for the file that Jupyter saved.")
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError as error:
        raise _Unreadable(
            f"is not UTF-8 at byte {error.start}. Ask for the file that Jupyter saved."
        ) from None
    if text.count(",") > MAX_PARTS:
        raise _Unreadable("holds too many values. Ask for it with its outputs cleared.")
    return _cells_of(_parsed(text)), notes


def _parsed(text):
    try:
        return json.loads(text)
    except json.JSONDecodeError as error:
        if text.lstrip().startswith("<"):
            raise _Unreadable("is a web page, no notebook. Ask for the file itself.") from None
        if error.pos >= len(text.rstrip()) or error.msg.startswith("Unterminated"):
            raise _Unreadable(
                f"breaks off after {len(text):,} characters. Ask for it again."
            ) from None
        raise _Unreadable(
            f"is no notebook: line {error.lineno} is not JSON. Ask for the file that Jupyter saved."
        ) from None
    except RecursionError:
        raise _Unreadable("is nested too deeply. Ask for the file that Jupyter saved.") from None
    except ValueError:
        raise _Unreadable(
            "holds a number without end. Ask for the file that Jupyter saved."
        ) from None


def _cells_of(notebook):
    """Return the cells of a notebook that are whole enough to be looked at."""
    if not isinstance(notebook, dict):
        raise _Unreadable("is JSON, but no notebook. Ask for the file that Jupyter saved.")
    version, cells = notebook.get("nbformat"), notebook.get("cells")
    if version == 3 or (cells is None and "worksheets" in notebook):
        raise _Unreadable(
            "is a notebook of the old format 3. Open it in JupyterLab, save it, and take that file."
        )
    if isinstance(version, bool) or version != 4:
        given = json.dumps(version)[:20]
        raise _Unreadable(
            f"has the format {given} where 4 is read. Ask for it saved by JupyterLab 4."
        )
    if not isinstance(cells, list):
        raise _Unreadable("has no list of cells. Ask for the file that Jupyter saved.")
    return [cell for cell in cells if isinstance(cell, dict)]


def _matched(found, cells, notes, named, exercises):
    """Return what a notebook says as an exercise: by the tasks that it checks, and by its name."""
    code = [cell for cell in cells if cell.get("cell_type") == "code"]
    counted = collections.Counter(task[:2] for cell in code for task in task_ids(cell))
    counted = {number: n for number, n in counted.items() if number in exercises}
    most = [number for number, n in counted.items() if n == max(counted.values())]
    exercise = named if named in most or not most else min(most)
    if not exercise:
        said = "is a notebook, but none of the exercises. Ask for the exercise."
        return replace(found, weight=2, trouble=_line(found, said))
    if named and named != exercise:
        notes.append(f"Its name says {named}, its checks say {exercise}.")
    wanted = exercises[exercise]
    answers = _answers(code, wanted, notes)
    if not answers:
        said = f"has none of the answer cells of exercise {exercise}. Ask for the exercise itself."
        return replace(found, exercise=exercise, trouble=_line(found, said))
    _note_checks(code, wanted, notes)
    if answers.keys() == wanted.answers.keys() and all(
        answers[name].strip() == source.strip() for name, source in wanted.answers.items()
    ):
        said = "is the exercise as it was given out: no answer was begun. Ask for the right file."
        return replace(found, exercise=exercise, trouble=_line(found, said), notes=tuple(notes))
    return replace(found, exercise=exercise, answers=answers, notes=tuple(notes))


def _answers(code, wanted, notes):
    """Return {answer cell id: source}: the first cell of each id, else of each nbgrader name."""
    by_id, by_name = _first(code, _id_of), _first(code, lambda cell: nbgrader(cell).get("grade_id"))
    answers, lost, long, odd = {}, [], [], []
    for name in wanted.answers:
        cell = by_id.get(name) or by_name.get(name)
        source = None if cell is None else source_of(cell)
        if source is None:
            lost.append(name)
        elif len(source) > MAX_ANSWER:
            long.append(name)
        else:
            whole = source.encode("utf-8", "replace").decode("utf-8")
            odd += [name] * (whole != source)
            answers[name] = whole.replace("\r\n", "\n")
    twice = [n for n in wanted.answers if sum(_id_of(cell) == n for cell in code) > 1]
    for names, said in (
        (lost, "missing, so not answered"),
        (long, f"longer than {MAX_ANSWER:,} characters, so not read"),
        (odd, "with characters that no text can hold; they became question marks"),
        (twice, "there more than once; the first counts"),
    ):
        if names:
            notes.append(f"Answer cells {said}: {', '.join(names)}.")
    return answers


def _note_checks(code, wanted, notes):
    """Note which locked checks are gone or altered; the master's are used in any case."""
    by_id, by_name = _first(code, _id_of), _first(code, lambda cell: nbgrader(cell).get("grade_id"))
    gone, altered = [], []
    for name, source in wanted.checks.items():
        cell = by_id.get(name) or by_name.get(name)
        if cell is None:
            gone.append(name)
        elif (source_of(cell) or "").strip() != source.strip():
            altered.append(name)
    if gone:
        notes.append(f"Check cells removed; the original ones are used: {', '.join(gone)}.")
    if altered:
        notes.append(f"Check cells altered; the original ones are used: {', '.join(altered)}.")


def _first(cells, name_of):
    """Return {name: first cell of that name}."""
    found = {}
    for cell in cells:
        name = name_of(cell)
        if isinstance(name, str):
            found.setdefault(name, cell)
    return found


def _id_of(cell):
    return cell.get("id")


def _line(found, said):
    return f"{found.file}: {said}"


# Which exercise a name means


@functools.cache
def _stems():
    """Return {number: name of the course's exercise without its ending}."""
    with open(DATA / "lessons.csv", encoding="utf-8", newline="") as file:
        return {row["number"]: Path(row["file"]).stem for row in csv.DictReader(file)}


def _number_in(parts, exercises):
    """Return the exercise that the name of a file means, or ''."""
    who = on_platform(parts)
    name = (who.file if who else "") or parts[-1]
    for number in exercises:
        if _stems().get(number, "\0") in name.casefold():
            return number
    found = re.findall(r"(?<![0-9])([0-9]{2})(?=[_\s.-])", name)
    return next((number for number in found if number in exercises), "")


def _rest(name, short=r"v?\d{1,2}"):
    """Return what a name says besides the exercise and its being a copy: a student, or ''.

    short: what words look like that only tell copies apart.
    """
    stem = ENDINGS.sub("", name)
    for known in _stems().values():
        stem = re.sub(re.escape(known), " ", stem, flags=re.I)
    stem = stem.strip(" _.-")
    words = re.split(r"[\s_.()-]+", stem.casefold())
    said = [word for word in words if word not in COPIES and not re.fullmatch(short, word)]
    return stem if set(said) - NO_NAMES and stem.casefold() not in NO_NAMES else ""


# Whose work it is


def _named(found, root, people, times):
    """Yield (file, Student) for every file, more than once where students handed in together."""
    plain, labels = [], []
    for one in found:
        parts = one.parts
        if root.name.lower() == "submitted" and len(parts) > 2:
            who = nbgrader_student(parts[0], parts[1])
        else:
            who = on_platform(parts)
        if who is None:
            names = _labels(parts, skip=root.is_file())
            if names:
                plain.append(one)
                labels.append(names)
            continue
        if parts[:-1] in times:
            who = replace(who, attempt=(who.attempt[0], times[parts[:-1]]))
        together = people.get(parts[: who.place], {}).get(parts[who.place], [])
        for student in from_metadata(who, together):
            yield one, student
    for one, name in zip(plain, _plain_names(plain, labels), strict=True):
        attempt = (0, times.get(one.parts[:-1], ""))
        yield one, Student("", student_key(name), shown(name), {}, attempt)


def _labels(parts, skip):
    """Return what may be the name of a student in a path, the outermost first.

    skip: the first part is the zip that was asked for. Nothing is returned for what programs leave
    beside the folders of students.
    """
    parts = parts[1:] if skip and len(parts) > 1 else parts
    own = [part for part in parts if not is_aside((part,))]
    for labels in (
        [_rest(part) for part in own],
        [_rest(part, short="v") for part in own[:-1]],
        [ENDINGS.sub("", "/".join(own))],
    ):
        if any(labels):
            zips = [part.lower().endswith(".zip") for part in own]
            return tuple(pair for pair in zip(labels, zips, strict=False) if pair[0])
    return ()


def _plain_names(found, labels):
    """Return the student of each file where only the names of folders and files tell.

    labels: for each file [(name, whether it is a zip's), ...]. The outermost name is the student's,
    unless the same exercise stands there under several names: then it is a class's, and the
    students are one step further in. Two students never become one.
    """
    depth = [0] * len(found)
    groups = [list(range(len(found)))]
    while groups:
        together = collections.defaultdict(list)
        for index in groups.pop():
            together[labels[index][: depth[index] + 1]].append(index)
        for members in together.values():
            inner = [i for i in members if len(labels[i]) > depth[i] + 1]
            below = {(found[i].exercise, labels[i][depth[i] + 1]) for i in inner}
            several = collections.Counter(exercise for exercise, _ in below if exercise)
            if max(several.values(), default=0) > 1:
                for index in inner:
                    depth[index] += 1
                groups.append(inner)
    students = [labels[i][: depth[i] + 1] for i in range(len(found))]
    while len({s[0] for s in students}) == 1 and all(len(s) > 1 for s in students):
        students = [student[1:] for student in students]
    short = [_without_zips(student) for student in students]
    owners = collections.defaultdict(set)
    for student, name in zip(students, short, strict=True):
        owners[name].add(student)
    return [
        name if len(owners[name]) == 1 else "/".join(label for label, _ in student)
        for student, name in zip(students, short, strict=True)
    ]


def _without_zips(student):
    """Return the name of a student with the folders around it; a zip is only how it was sent."""
    *outer, (name, _) = student
    return "/".join([*(label for label, is_zip in outer if not is_zip), name])


# What counts


def _submissions(mine):
    """Return the Submissions of one student: for each exercise the newest, else what is wrong."""
    by_exercise = collections.defaultdict(list)
    for one, who in mine:
        by_exercise[one.exercise].append((one, who))
    rest = by_exercise.pop("", [])
    done = [_newest(pairs) for _, pairs in sorted(by_exercise.items())]
    other = sorted(one.file for one, _ in rest if one.weight == 2)
    if done and other:
        note = f"Also handed in, and not graded: {_few(other)}."
        done[0] = replace(done[0], notes=(*done[0].notes, note))
    bad = [pair for pair in rest if pair[0].weight == 3 or not done]
    if bad:
        bad.sort(key=lambda pair: -pair[0].weight)
        worst = [pair for pair in bad if pair[0].weight == bad[0][0].weight]
        more = [one.file for one, _ in worst[1:]]
        notes = (f"The same goes for {_few(more)}.",) if more else ()
        done.append(_submission(*worst[0], notes))
    return done


def _newest(pairs):
    """Return the newest of several attempts at one exercise, with a note on the others."""
    *older, (one, who) = sorted(pairs, key=lambda p: (p[1].attempt, _copy(p), p[0].time))
    notes = ()
    if older:
        files = _few([other.file for other, _ in older])
        notes = (f"{len(pairs)} attempts; the newest counts. Not graded: {files}.",)
    return _submission(one, who, notes)


def _copy(pair):
    """Return the number that a student's own file name ends with, as in 03_code_it-2.ipynb."""
    one, who = pair
    number = NUMBER.search(ENDINGS.sub("", who.file or one.parts[-1]))
    return int(number[1]) if number else 0


def _submission(one, who, notes=()):
    late = (f"{who.platform} marks it as late.",) if who.late else ()
    return Submission(
        student=who.key,
        name=who.name or who.key,
        exercise=one.exercise,
        file=one.file,
        answers={} if one.trouble else one.answers,
        trouble=one.trouble,
        notes=(*late, *notes, *one.notes),
        ids=who.ids,
    )


def _few(names, most=3):
    """Return some names in one line, and how many there are beyond them."""
    more = f" and {len(names) - most} more" if len(names) > most else ""
    return ", ".join(names[:most]) + more
