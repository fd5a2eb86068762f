"""Whose work each file is: one reading of a whole download, from evidence over all its files.

A platform's shape is believed only where most of what stands side by side has it. The outermost
name decides: whatever stands inside a student's file, zip or folder is that student's.
"""

import collections
import unicodedata
from dataclasses import dataclass, field, replace

from shieldtalks.grading.submissions.files import ENDINGS, Found
from shieldtalks.grading.submissions.folders import is_aside
from shieldtalks.grading.submissions.labels import TEAMS, label_of, plain_words
from shieldtalks.grading.submissions.roster import Row
from shieldtalks.grading.submissions.students import (
    Student,
    as_group,
    by_name,
    few,
    from_metadata,
    is_group,
    nbgrader_student,
    platform_of,
    shown,
    student_key,
    whole_usernames,
)

PLATFORMS = (
    *("canvas", "moodle", "moodle-groups", "gradescope", "nbgrader", "blackboard", "brightspace"),
    "plain",
)
NBGRADER = {"source", "release", "autograded", "feedback", "submitted"}


@dataclass
class Reading:
    """What a download was taken for: the platforms, what has no student's name, what was doubted.

    lines: one for each decision that a teacher may want to correct.
    """

    platforms: collections.Counter = field(default_factory=collections.Counter)
    unplaced: list[str] = field(default_factory=list)
    lines: list[str] = field(default_factory=list)


def assign(
    found: list[Found],
    start: tuple,
    people: dict,
    times: dict,
    *,
    platform: str = "",
    roster: list[Row] | None = None,
    root: str = "",
) -> tuple[list[tuple[Found, Student]], Reading]:
    """Return (file, Student) of every file, more than once where students handed in together.

    start: names that every path begins with. people, times: what Gradescope and nbgrader say, by
    place. platform: one of PLATFORMS, believed whatever the files look like. roster: what the
    teacher says, before all else. root: name of the folder that all was found in.
    """
    reading = Reading()
    pairs, left, used = [], [], set()
    for one in found:
        row = next((row for row in roster or [] if row.fits(one.parts, one.file)), None)
        if row is None:
            left.append(one)
        elif one.weight or len(one.parts) > 1:
            used.add(row)
            reading.platforms["roster.csv"] += 1
            pairs.append((one, replace(row.who(), attempt=(0, times.get(one.parts[:-1], "")))))
    for row in roster or []:
        if row not in used:
            reading.lines.append(f"roster.csv: no file is called {shown(row.pattern)[:160]}.")
    level = _Level(reading, people, times, platform)
    level.read(_out_of_teams(left, start), start, root.casefold() == "submitted", ())
    pairs += level.pairs
    _doubts(pairs, reading)
    return pairs, reading


def _out_of_teams(found, start):
    """Return files with the student's folder first, where all work lies in a library of Teams."""
    places = {}
    for one in found:
        at = [n for n, part in enumerate(one.parts[:-2]) if part.casefold() in TEAMS]
        places |= {one.file: at[0]} if at else {}
    if not places or any(one.weight >= 2 and one.file not in places for one in found):
        return found
    turned = []
    for one in found:
        at = places.get(one.file)
        if at is not None:
            library, student, *rest = one.parts[at:]
            one = replace(one, parts=(*start, student, library, *rest))
        turned.append(one)
    return turned


class _Level:
    """Reads what stands side by side in one place, and goes further in where it must."""

    def __init__(self, reading, people, times, platform):
        self.reading, self.people, self.times, self.platform = reading, people, times, platform
        self.pairs = []

    def read(self, found, prefix, submitted, outer):
        """Find the students of files whose paths begin with prefix; outer: names around them."""
        units, heavy = _side_by_side(found, prefix)
        if submitted or (self.platform == "nbgrader" and "submitted" not in units):
            self._nbgrader(units, prefix)
            return
        if (
            "submitted" in units
            and (self.platform == "nbgrader" or heavy.keys() <= NBGRADER or len(heavy) == 1)
            and all(len(one.parts) > len(prefix) + 3 for one in heavy.get("submitted", ()))
        ):
            self.read(units["submitted"], (*prefix, "submitted"), True, outer)
            return
        shapes = believed(units, heavy, prefix, self.platform)
        if shapes:
            self._on_platform(units, shapes, prefix, outer)
            return
        chain = len(heavy) == 1 and not outer
        inner = [n for n, files in heavy.items() if self._is_class(files, (*prefix, n), chain)]
        folded = [name for name in heavy if name in inner or _is_wrapper(name, heavy[name], prefix)]
        alone = next(iter(heavy)) if len(heavy) == 1 else ""
        within = _units(heavy.get(alone, []), (*prefix, alone))
        if alone and (
            folded or "submitted" in within or self._inside(heavy[alone], (*prefix, alone))
        ):
            name = alone
            self.read(heavy[name], (*prefix, name), name.casefold() == "submitted", outer)
            units.pop(name)
        elif len(inner) * 2 > len(heavy):
            for name in inner:
                self.read(units.pop(name), (*prefix, name), False, (*outer, label_of(name)))
            names = few(inner)
            self.reading.lines.append(f"{names}: read as groups of students, not as students.")
        else:
            for name in inner:
                labels = sorted(_labels(units[name], (*prefix, name)))
                self.reading.lines.append(
                    f"{shown(name)}: holds several names ({few(labels)}); read as one student. "
                    "If these are students, say so in roster.csv."
                )
        only = len(units) == 1 and not outer
        at = len(prefix) + 1
        folders = bool(heavy) and all(
            len(one.parts) > at for files in heavy.values() for one in files
        )
        for name, files in units.items():
            if all(is_aside(one.parts[len(prefix) :]) for one in files) and not only:
                continue
            if folders and files[0].weight == 1 and len(files[0].parts) == at:
                self.reading.unplaced.append(files[0].file)  # such as a platform's own index.html
                continue
            self._plain(name, files, prefix, outer)

    def _on_platform(self, units, shapes, prefix, outer):
        groups = [who for who in shapes.values() if who.platform == "Moodle" and is_group(who)]
        moodle = [who for who in shapes.values() if who.platform == "Moodle"]
        all_groups = self.platform == "moodle-groups" or len(groups) * 2 > len(moodle)
        for name, files in units.items():
            who = shapes.get(name)
            if who is None:
                if any(one.weight >= 2 or one.state == "broken" for one in files):
                    self.reading.unplaced += [one.file for one in files if one.weight >= 2]
                    self._plain(name, files, prefix, outer)
                elif not is_aside((name,)) and files[0].weight:
                    self.reading.unplaced += [one.file for one in files]
                continue
            if who.platform == "Moodle" and (all_groups or who in groups):
                who = as_group(who)
            together = self.people.get(prefix, {}).get(name, [])
            for student in from_metadata(who, together):
                self.reading.platforms[who.platform] += 1
                self.pairs += [(one, self._timed(one, student)) for one in files]
        if groups or (moodle and all_groups):
            count = len(moodle) if all_groups else len(groups)
            self.reading.lines.append(
                f"{count} of {len(moodle)} names from Moodle are groups: their numbers are "
                "groups', so no Moodle worksheet is written for them."
            )

    def _nbgrader(self, units, prefix):
        at = len(prefix)
        for name, files in units.items():
            for one in files:
                if len(one.parts) > at + 2:
                    who = nbgrader_student(name, one.parts[at + 1])
                elif is_aside(one.parts[at:]):
                    continue
                else:
                    who = nbgrader_student(ENDINGS.sub("", name), "")
                self.reading.platforms["nbgrader"] += 1
                self.pairs.append((one, self._timed(one, who)))

    def _plain(self, name, files, prefix, outer):
        label = label_of(name)
        if not label:
            label = ENDINGS.sub("", name)
            self.reading.unplaced += [one.file for one in files if one.weight >= 2]
        self.reading.platforms[""] += 1
        label = unicodedata.normalize("NFC", label)
        for one in files:
            who = Student("", student_key(label), shown(label), attempt=(0, ""))
            who = replace(who, name="\0".join([*outer, label]))  # made a name in `_doubts`
            self.pairs.append((one, self._timed(one, who)))

    def _timed(self, one, who):
        time = self.times.get(one.parts[:-1])
        return replace(who, attempt=(who.attempt[0], time)) if time else who

    def _inside(self, files, prefix):
        """Return the students whom a platform names just inside a folder or zip."""
        if any(len(one.parts) == len(prefix) for one in files):
            return {}
        return believed(*_side_by_side(files, prefix), prefix, self.platform)

    def _is_class(self, files, prefix, chain=False):
        """Say whether a folder or zip holds the work of several students.

        chain: go down through folders in folders, each alone in its place.
        """
        if any(len(one.parts) == len(prefix) for one in files):
            return False
        _, heavy = _side_by_side(files, prefix)
        name = next(iter(heavy), "")
        if len(heavy) == 1 and (chain or _is_wrapper(name, heavy[name], prefix)):
            return self._is_class(heavy[name], (*prefix, name), chain)
        if len({who.key for who in self._inside(files, prefix).values()}) > 1:
            return True
        return len(_labels(files, prefix)) > 1


def believed(units: dict, heavy: dict, prefix: tuple, platform: str) -> dict[str, Student]:
    """Return {name: Student} of the one platform that most names side by side have the shape of.

    units: {name: files}; heavy: those with work in them. Returns {} where there is none.
    """
    if platform == "plain":
        return {}
    at = len(prefix) + 1
    found = {}
    for name, files in units.items():
        folder = any(len(one.parts) > at for one in files) or files[0].weight == 0
        who = platform_of(name, folder and not name.lower().endswith(".zip"))
        if who is not None:
            found[name] = replace(who, place=len(prefix))
    for wanted in ("Moodle", "Canvas", "Gradescope", "Blackboard", "Brightspace", "nbgrader"):
        own = {name: who for name, who in found.items() if who.platform == wanted}
        if wanted == "Blackboard":
            held = {name: {one.exercise for one in units[name]} - {""} for name in own}
            own = whole_usernames(own, held)
        own = by_name(own) if wanted == "Brightspace" else own
        if platform:
            if own and platform.split("-")[0] == wanted.casefold():
                return own
            continue
        most = len(own) * 2 > len(heavy.keys() | own.keys())
        if own and most and (wanted != "Canvas" or _consistent(list(own.values()))):
            return own
    return {}


def _consistent(students):
    """Say whether Canvas made these names: a number a student, and a number an upload."""
    named = [who for who in students if "canvas_id" in who.ids]
    if len(named) < 2:
        return all(label_of(who.name) for who in named)
    names, numbers, uploads = (collections.defaultdict(set) for _ in range(3))
    for who in named:
        number = who.ids["canvas_id"]
        names[number].add(who.name)
        numbers[who.name].add(number)
        uploads[who.attempt[0]].add(number)
    one_name = sum(len(names[who.ids["canvas_id"]]) == 1 for who in named)
    alone = sum(len(uploads[who.attempt[0]]) == 1 for who in named)
    shared = max(len(own) for own in numbers.values())
    real = sum(bool(label_of(who.name)) for who in named)
    enough = len(named) / 2
    return min(one_name, alone, real) > enough and (shared == 1 or shared <= enough)


def _units(found, prefix):
    units = collections.defaultdict(list)
    for one in found:
        at = min(len(prefix), len(one.parts) - 1)
        units[one.parts[at]].append(one)
    return dict(units)


def _side_by_side(found, prefix):
    """Return {name: files} of what stands in one place, and of that, what has work in it."""
    units = _units(found, prefix)
    return units, {name: files for name, files in units.items() if _counts(files)}


def _counts(files):
    return any(one.weight >= 2 and not is_aside(one.parts) for one in files)


def _labels(files, prefix):
    """Return the names of students just inside a folder or zip, where work stands under them."""
    at = len(prefix)
    names = {
        one.parts[at]
        for one in files
        if len(one.parts) > at and one.exercise and one.state != "no attempt"
    }
    return {label_of(name) for name in names} - {""}


def _is_wrapper(name, files, prefix):
    """Say whether a folder or zip has no student's name, and something in it has."""
    inside = [one for one in files if len(one.parts) > len(prefix) + 1]
    return bool(inside) and not label_of(name) and bool(_labels(files, (*prefix, name)))


def _doubts(pairs, reading):
    """Give plain students their names, and add lines on who was merged and who was told apart."""
    owners = collections.defaultdict(lambda: collections.defaultdict(set))
    for one, who in pairs:
        if who.platform == "":
            owners[who.name.split("\0")[-1]][who.name] |= {one.exercise} - {""}
    apart = set()
    for last, places in owners.items():
        if len(places) > 1:
            where = few(sorted("/".join(filter(None, place.split("\0"))) for place in places))
            several = sum(map(len, places.values())) > len(set().union(*places.values()))
            apart |= {last} if several else set()
            count = f"{len(places)} students" if several else "one student, with other exercises"
            reading.lines.append(f"{shown(last)}: {where} are read as {count}.")
    files = collections.defaultdict(set)
    for number, (one, who) in enumerate(pairs):
        if who.platform == "":
            last = who.name.split("\0")[-1]
            whole = last if last not in apart else "/".join(who.name.split("\0"))
            who = replace(who, name=shown(whole), key=student_key(whole))
            pairs[number] = one, who
        if one.exercise and one.state in ("answered", "broken"):
            files[who.platform, who.name, who.key, one.exercise].add(one.file)
    for (platform, name, _, exercise), own in files.items():
        if len(own) > 1 and platform in ("", "roster"):
            reading.lines.append(
                f"{name}: {len(own)} files of exercise {exercise} ({few(sorted(own))}) "
                "are read as attempts of one student."
            )
    alike = collections.defaultdict(dict)
    for _, who in pairs:
        alike[plain_words(who.name)][who.key] = who.name
    for keys in alike.values():
        if len(keys) > 1:
            names = few(sorted({*keys.values()}))
            reading.lines.append(f"{names}: {len(keys)} students of one name ({few([*keys])}).")
