"""What a notebook answers, read alike wherever it is checked or graded.

Students split cells, merge them, copy them, write into cells of their own, and lose the names of
cells to other tools. What runs from top to bottom in such a notebook is what is read here.
"""

import ast
import collections
import functools
import re
import warnings
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from shieldtalks.course.cells import (
    handed_out,
    is_answer,
    is_check,
    nbgrader,
    source_of,
    task_ids,
)

MAX_PIECE = 50_000  # characters of a cell that is looked into
MAX_PIECES = 300  # cells of a student's own, and parts of answers, that are looked at
ELSEWHERE = "# This was answered in another cell."
MAGIC = re.compile(r"^\s*(?:[%!]|\w+\s*=\s*[%!])(?!%)", re.M)
CELL_MAGIC = re.compile(r"\A\s*%%(?:time|timeit|capture|prun)\b[^\n]*\n?")
SHELL = re.compile(r"^\s*(?:\w+\s*=\s*)?(?:!|%(?:pip|conda|mamba|uv|sx|system)\b)[^\n]*", re.M)
ALOUD = {"print", "display", "check", "hint", "progress", "help", "plt", "show"}


@dataclass(frozen=True)
class Wanted:
    """What an exercise asks for: {cell id: source as it was handed out}, in order of the master.

    order: (kind, id) of all its code cells; kind is 'answer', 'check' or 'locked'.
    """

    answers: dict[str, str]
    checks: dict[str, str]
    locked: dict[str, str] = field(default_factory=dict)
    order: tuple = ()

    def untouched(self, name: str, pieces: Iterable["_Piece"]) -> bool:
        """Say whether pieces are no more than what was handed out as an answer cell."""
        return all(piece.text == self.answers[name].strip() for piece in pieces)


def wanted_of(master: dict) -> Wanted:
    """Return what a master notebook asks for; its solutions and hidden tests stay out."""
    code = [cell for cell in master["cells"] if cell["cell_type"] == "code"]
    kinds = ["answer" if is_answer(c) else "check" if is_check(c) else "locked" for c in code]
    by_kind: dict[str, dict[str, str]] = {"answer": {}, "check": {}, "locked": {}}
    for kind, cell in zip(kinds, code, strict=True):
        by_kind[kind][cell["id"]] = handed_out(cell)
    order = tuple((kind, cell["id"]) for kind, cell in zip(kinds, code, strict=True))
    return Wanted(by_kind["answer"], by_kind["check"], by_kind["locked"], order)


@dataclass
class _Piece:
    """Some code of the student: its place in the notebook, and whose answer it belongs to."""

    place: int
    source: str
    owner: str

    @property
    def text(self) -> str:
        """The code without the blank lines around it."""
        return self.source.strip()


def read_answers(cells: Sequence[dict], wanted: Wanted) -> tuple[dict[str, str], list[str]]:
    """Return ({answer cell id: source}, notes for the teacher) of a notebook's cells.

    cells: as JSON or nbformat has them. The cells of one id, or of one nbgrader name, are joined
    in their order; so is code in cells of the student's own, where an answer is missing or
    untouched without it, builds on its names, or is changed by it before the check.
    """
    pieces, free, checked = _sorted(cells, wanted)
    if not pieces and not (checked and _binds_any(free, wanted)):
        return {}, []  # a lesson, say, which speaks of the same names
    segment = _segments(len(cells), pieces, checked, wanted)
    own = collections.defaultdict(list)
    for piece in pieces:
        own[piece.owner].append(piece)
    for name, parts in own.items():
        first: dict[str, _Piece] = {}
        for part in parts:
            first.setdefault(part.text, part)
        kept = [part for text, part in first.items() if text]
        begun = [part for part in kept if not wanted.untouched(name, [part])]
        own[name] = begun or kept[:1] or parts[:1]
    notes, twice = [], [name for name, parts in own.items() if len(parts) > 1]
    added = _added(own, free, segment, wanted)
    answers = {}
    for name in wanted.answers:
        mine, more = own.get(name, []), added.get(name, [])
        ordered = sorted([*mine, *more], key=lambda piece: piece.place)
        if wanted.untouched(name, mine):
            ordered = [*mine, *(piece for piece in ordered if piece in more)]
        if len(ordered) == 1:
            answers[name] = ordered[0].source
        elif ordered:
            # What may only stand at the top of a cell goes, where a cell becomes part of a longer.
            parts = [CELL_MAGIC.sub("", part.source).rstrip("\n") for part in ordered]
            answers[name] = "\n".join(parts)
    bound = set().union(*map(_bound, answers.values()))
    for name in wanted.answers:
        if name not in answers and _targets(name, wanted) and _targets(name, wanted) <= bound:
            answers[name] = ELSEWHERE
    if twice:
        notes.append(f"Answer cells in several parts, joined in their order: {', '.join(twice)}.")
    if added:
        names = [name for name in wanted.answers if name in added]
        notes.append(f"Code in cells of the student's own was read with: {', '.join(names)}.")
    read = [piece for parts in added.values() for piece in parts]
    if broken := [piece for piece in free if piece not in read and not _is_python(piece.source)]:
        at = [segment.get(piece.place) or "the first answer" for piece in broken]
        named = ", ".join(dict.fromkeys(at))
        notes.append(f"A cell of the student's own is no Python, so not read; near {named}.")
    for name, source in answers.items():
        if called := SHELL.search(source):
            said = " ".join(called[0].split())[:60]
            notes.append(f"{name} calls the system ({said}), which does nothing here.")
    return answers, notes


def _sorted(cells, wanted):
    """Return (pieces of answers, pieces of the student's own, [(place, check)])."""
    tasks = {task: name for name, source in wanted.checks.items() for task in _tasks(source)}
    blank = {source.strip(): name for name, source in wanted.answers.items()}
    locked = {source.strip() for source in wanted.locked.values()}
    known = wanted.answers.keys() | wanted.checks.keys() | wanted.locked.keys()
    pieces, free, checked = [], [], []
    for place, cell in enumerate(cells):
        source = source_of(cell) if cell.get("cell_type") == "code" else None
        if source is None:
            continue
        name = _name_of(cell, known)
        text = source.strip()
        if name in wanted.answers:
            for check in wanted.checks.values():
                source = _without(source, check)
            pieces.append(_Piece(place, source, name))
        elif text in locked or not text:
            continue
        elif text in blank:
            pieces.append(_Piece(place, source, blank[text]))
        else:
            check = name if name in wanted.checks else None
            found = [tasks[task] for task in _tasks(source) if task in tasks]
            if check is None and found:
                check = found[0]
            rest = source
            if check is not None:
                checked.append((place, check))
                rest = _without(source, wanted.checks[check])
                if name not in wanted.checks and rest == source:
                    rest = "\n".join(line for line in source.split("\n") if not _tasks(line))
                # What was altered in a locked check is no answer; what was added to it may be.
                elif rest == source:
                    continue
            if rest.strip():
                free.append(_Piece(place, rest.strip("\n"), ""))
    return pieces[:MAX_PIECES], free[:MAX_PIECES], checked


def _segments(length, pieces, checked, wanted):
    """Return {place: answer cell that the code at this place stands with, or None}."""
    order = [name for kind, name in wanted.order if kind != "locked"]
    answer_of, last = {}, None
    for name in order:
        if name in wanted.answers:
            last = name
        elif last:
            answer_of[name] = last
    marks = {place: answer_of.get(check) for place, check in checked}
    before = {piece.place: piece.owner for piece in pieces}
    segment, following = {}, None
    for place in reversed(range(length)):
        if place in marks:
            following = marks[place]
        segment[place] = before.get(place) or following
    current = None
    for place in range(length):
        current = before.get(place, current)
        segment[place] = segment[place] or current
    return segment


def _added(own, free, segment, wanted):
    """Return {answer: pieces of the student's own that are read with it}."""
    added = collections.defaultdict(list)
    left = []
    open_ = {name for name in wanted.answers if wanted.untouched(name, own.get(name, ()))}
    for piece in free:
        name, binds = segment.get(piece.place), _bound(piece.source)
        targets = _targets(name, wanted) if name else set()
        below = bool(own.get(name)) and piece.place > own[name][0].place
        if binds & targets and (name in open_ or below):
            added[name].append(piece)
        else:
            left.append(piece)
    for name in open_ - added.keys():
        targets = _targets(name, wanted)
        for piece in [piece for piece in left if _bound(piece.source) & targets]:
            added[name].append(piece)
            left.remove(piece)
    while left:
        sources = [p.source for p in [*sum(own.values(), []), *sum(added.values(), [])]]
        needed = set().union(*[_needed(source) for source in sources])
        needed -= set().union(*[_bound(source) for source in wanted.locked.values()])
        taken = [piece for piece in left if _bound(piece.source) & needed]
        if not taken:
            break
        for piece in taken:
            left.remove(piece)
            name = segment.get(piece.place)
            added[name if name in wanted.answers else next(iter(wanted.answers))].append(piece)
    return dict(added)


def _binds_any(free, wanted):
    targets = set().union(*[_targets(name, wanted) for name in wanted.answers])
    return any(_bound(piece.source) & targets for piece in free)


def _targets(name, wanted):
    """Return the names that an answer cell was handed out to fill."""
    return _bound(wanted.answers[name])


def _is_python(source):
    return bool(_tree(source).body) or all(
        line.strip()[:1] in ("", "#", "%", "!") for line in source.split("\n")
    )


def _tree(source):
    if len(source) > MAX_PIECE:
        return ast.Module([], [])
    plain = MAGIC.sub(lambda found: re.sub(r"\S.*", "pass #", found[0]), CELL_MAGIC.sub("", source))
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return ast.parse(plain)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return ast.Module([], [])


@functools.lru_cache(maxsize=5000)
def _bound(source):
    """Return the names that a source gives a value to, at its outermost level."""
    names, todo = set(), list(_tree(source).body)
    while todo:
        node = todo.pop()
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            names.add(node.name)
        elif isinstance(node, ast.Import | ast.ImportFrom):
            names |= {(alias.asname or alias.name).split(".")[0] for alias in node.names}
        elif isinstance(node, ast.Lambda):
            continue
        elif isinstance(node, ast.Name):
            if isinstance(node.ctx, ast.Store):
                names.add(node.id)
        elif isinstance(node, ast.Assign | ast.AugAssign | ast.AnnAssign):
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            for target in targets:
                inner = target
                while isinstance(inner, ast.Subscript | ast.Attribute):
                    inner = inner.value  # codes["000.09"] = 1 changes codes
                if isinstance(inner, ast.Name):
                    names.add(inner.id)
            todo += ast.iter_child_nodes(node)
        else:
            todo += ast.iter_child_nodes(node)
    return names


@functools.lru_cache(maxsize=5000)
def _needed(source):
    """Return the names that a source reads."""
    return {
        node.id
        for node in ast.walk(_tree(source))
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load)
    } - ALOUD


def _name_of(cell, known):
    names = cell.get("id"), nbgrader(cell).get("grade_id")
    return next((name for name in names if isinstance(name, str) and name in known), None)


def _tasks(source):
    return task_ids({"source": source})


def _without(source, check):
    """Return what a student wrote into a cell above or below the check that stands there."""
    at = source.find(check.strip())
    if at < 0:
        return source
    return source[:at] + source[at + len(check.strip()) :]
