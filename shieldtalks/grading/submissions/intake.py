"""Submissions as learning platforms produce them: who, which exercise, and what was answered.

`files` says what one file holds, `whose` whose it is; here the attempts of each student are put
together. Whatever cannot be read becomes one line for the teacher, and the others go on.
"""

import collections
import re
from dataclasses import dataclass, replace
from pathlib import Path

from shieldtalks.course.answers import wanted_of
from shieldtalks.errors import DataError
from shieldtalks.grading.submissions.files import ENDINGS, Found, read_file
from shieldtalks.grading.submissions.folders import walk
from shieldtalks.grading.submissions.labels import DRAFTS, STAMP
from shieldtalks.grading.submissions.roster import NAME as ROSTER
from shieldtalks.grading.submissions.roster import read_roster
from shieldtalks.grading.submissions.students import Student, checksum, few, people_of, shown
from shieldtalks.grading.submissions.whose import PLATFORMS, assign
from shieldtalks.phrases import counted

NUMBER = re.compile(r"[\s_(-]v?(\d{1,4})\)?$", re.I)
# Folders of versions at Teams, Schoology and Submitty.
VERSION = re.compile(r"(?:version |revisi[oó]n )?(\d{1,6})(?: - .*)?", re.I)
LESSONS = {"notebooks", "solutions", "lessons"}
MOST_LINES = 12


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


def read_class(
    folder: str | Path,
    masters: dict[str, dict],
    platform: str = "",
    roster: str | Path | None = None,
) -> tuple[list[Submission], list[str]]:
    """Return (Submissions by student and exercise, lines on how the download was read).

    folder: as Canvas, Moodle, Blackboard, Brightspace, nbgrader or Gradescope make it, or with
    files or folders named by student; or a single zip of such a folder. masters: {"03": master
    notebook}. platform: one of `whose.PLATFORMS`, where the names mislead. roster: a file that
    says whose some files are; else roster.csv of the folder. The first line says what all was
    taken for. Of several attempts the newest counts. Raises DataError if there is no such folder,
    and for a roster that cannot be read; whatever else stands there is a line in `trouble` or
    `notes`.
    """
    if platform and platform not in PLATFORMS:
        raise DataError(f"--platform {shown(platform)}: is none of {', '.join(PLATFORMS)}.")
    root = Path(folder)
    exercises = {number: wanted_of(master) for number, master in sorted(masters.items())}
    found: list[Found] = []
    people, times = {}, {}
    start = (root.name,) if root.is_file() and root.suffix.lower() == ".zip" else ()
    for entry in walk(folder):
        *place, name = entry.parts
        if name == "timestamp.txt" and entry.content is not None:
            times[tuple(place)] = shown(entry.content[:40].decode("utf-8", "replace").strip())
        elif name == "submission_metadata.yml" and entry.content is not None:
            people[tuple(place)] = people_of(entry.content)
        elif entry.parts != (ROSTER,):
            found.append(read_file(entry, exercises))
    beside = root / ROSTER
    rows = read_roster(roster or beside) if roster or beside.is_file() else []
    pairs, reading = assign(
        found, start, people, times, platform=platform, roster=rows, root=root.name
    )
    by_student = collections.defaultdict(list)
    for one, who in pairs:
        by_student[who.key, who.platform, who.name].append((one, who))
    # A platform's student keeps the key before a plain name, which anybody may take.
    order = sorted(by_student, key=lambda student: (student[1] == "", student))
    taken: set[str] = set()
    submissions = []
    for key, source, name in order:
        own = key if key not in taken else f"{key[:60]}-{checksum(source + name)}"
        if own != key:
            reading.lines.append(f"{shown(name)}: another student than {key}; read as {own}.")
        taken.add(own)
        mine = by_student[key, source, name]
        submissions += [replace(done, student=own) for done in _submissions(mine)]
    submissions.sort(key=lambda one: (one.student, one.exercise, one.file))
    return submissions, _lines(submissions, reading)


def _lines(submissions, reading):
    """Return how a download was read: one line on all of it, then one on each doubt."""
    students = counted(len({one.student for one in submissions}), "student")
    names = [name or "plain names" for name, _ in reading.platforms.most_common()]
    numbers = sorted({one.exercise for one in submissions} - {""})
    said = "exercise" if len(numbers) == 1 else "exercises"
    exercises = f"{said} {', '.join(numbers)}" if numbers else "no exercise"
    lines = [f"{students}, {' and '.join(names) or 'nobody'}, {exercises}"]
    if reading.unplaced:
        files = counted(len(reading.unplaced), "file")
        lines[0] += f"; {files} I cannot place ({few(reading.unplaced)})"
        lines.append("Whose these are, roster.csv can say: columns file, student, id.")
    lines[0] += "."
    more = len(reading.lines) - MOST_LINES
    return lines + reading.lines[:MOST_LINES] + [f"... and {more} more such lines."] * (more > 0)


# What counts


def _submissions(mine):
    """Return the Submissions of one student: for each exercise the newest, else what is wrong."""
    by_exercise, untouched, rest = collections.defaultdict(list), {}, []
    for one, who in mine:
        if one.exercise and one.state in ("answered", "broken"):
            by_exercise[one.exercise].append((one, who))
        elif one.state == "untouched":
            untouched.setdefault(one.exercise, (one, who))
        else:
            rest.append((one, who))
    done = [_newest(pairs) for _, pairs in sorted(by_exercise.items())]
    blank = [pair for number, pair in sorted(untouched.items()) if number not in by_exercise]
    if blank and not done:
        done.append(_submission(*blank.pop(0)))
    other = sorted(one.file for one, _ in rest if one.weight == 2 or one.state == "no attempt")
    lessons = [pair for pair in rest if pair[0].state == "no attempt"]
    for said, names in (
        ("Also handed in, and not graded", other),
        ("Handed in as given out", [one.exercise for one, _ in blank]),
        (
            "Passed over, as it was given out",
            [untouched[number][0].file for number in sorted(untouched) if number in by_exercise],
        ),
    ):
        if done and names:
            note = f"{said}: {few(names)}."
            done[0] = replace(done[0], notes=(*done[0].notes, note))
    if done:
        rest = [pair for pair in rest if pair not in lessons]
    bad = [pair for pair in rest if pair[0].weight == 3 or not done]
    if bad:
        bad.sort(key=lambda pair: -pair[0].weight)
        worst = [pair for pair in bad if pair[0].weight == bad[0][0].weight]
        more = [one.file for one, _ in worst[1:]]
        notes = (f"The same goes for {few(more)}.",) if more else ()
        done.append(_submission(*worst[0], notes))
    return done


def _newest(pairs):
    """Return the newest of several attempts at one exercise, with a note on the others."""
    *older, (one, who) = sorted(pairs, key=_age)
    notes = ()
    if older:
        files = few([other.file for other, _ in older])
        notes = (f"{len(pairs)} attempts; the newest counts. Not graded: {files}.",)
    return _submission(one, who, notes)


def _age(pair):
    """Return what grows with every attempt; a broken lesson is never newer than an exercise."""
    one, who = pair
    folders = {part.casefold() for part in one.parts[:-1]}
    lesson, draft = bool(folders & LESSONS), bool(folders & DRAFTS)
    versions = [int(found[1]) for part in one.parts if (found := VERSION.fullmatch(part.strip()))]
    stamp = found[0] if (found := STAMP.match(one.parts[-1])) else ""
    order = who.attempt, versions, stamp, _copy(pair), one.time
    return not (lesson and one.trouble), not draft, *order


def _copy(pair: tuple[Found, Student]) -> int:
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
