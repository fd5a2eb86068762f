"""The cells of a notebook that matter for grading, read alike from JSON and from nbformat.

Nothing here needs nbformat, so that a lean process can read what students hand in.
"""

import re

from shieldtalks.errors import DataError

BEGIN, END = "### BEGIN SOLUTION", "### END SOLUTION"
BEGIN_HIDDEN, END_HIDDEN = "### BEGIN HIDDEN TESTS", "### END HIDDEN TESTS"
MARKS = {BEGIN, END, BEGIN_HIDDEN, END_HIDDEN}


def nbgrader(cell: dict) -> dict:
    """Return the nbgrader metadata of a cell; empty where there is none, or where it is broken."""
    metadata = cell.get("metadata")
    found = metadata.get("nbgrader") if isinstance(metadata, dict) else None
    return found if isinstance(found, dict) else {}


def is_answer(cell: dict) -> bool:
    """Say whether a cell is one a student writes in."""
    return bool(nbgrader(cell).get("solution"))


def is_check(cell: dict) -> bool:
    """Say whether a cell is a locked check that counts."""
    return bool(nbgrader(cell).get("grade")) and not is_answer(cell)


def source_of(cell: dict) -> str | None:
    """Return the source of a cell as one text, or None where there is no text."""
    source = cell.get("source")
    if isinstance(source, list) and all(isinstance(line, str) for line in source):
        source = "".join(source)
    return source if isinstance(source, str) else None


def task_ids(cell: dict) -> list[str]:
    """Return the ids of the tasks that a check cell checks."""
    return re.findall(r'check\("(\d\d\.\d+)"', source_of(cell) or "")


def handed_out(cell: dict, hidden: bool = False) -> str:
    """Return the source of a master's cell as students get it.

    The solution of an answer cell goes; inside an indented block three dots stay. The hidden tests
    of a check cell go, unless `hidden` keeps them. Raises DataError for a region that does not end,
    for an answer cell without one, and for a region in a cell that may not have it.
    """
    source = left = source_of(cell) or ""
    if is_answer(cell):
        left = _cut(cell, BEGIN, END, needed=True)
    elif is_check(cell):
        left = _cut(cell, BEGIN_HIDDEN, END_HIDDEN)
    stray = MARKS & {line.strip() for line in left.splitlines()}
    if stray:
        raise DataError(
            f"cell {cell['id']}: {min(stray)!r} may not stand here. "
            "Solutions belong in answer cells, hidden tests in check cells."
        )
    return source if hidden and is_check(cell) else left


def parted(source: str) -> tuple[str, str]:
    """Return the source of a check cell in two: what students see, and its hidden tests."""
    seen: list[str] = []
    held: list[str] = []
    here = seen
    for line in source.splitlines():
        if line.strip() in (BEGIN_HIDDEN, END_HIDDEN):
            here = held if line.strip() == BEGIN_HIDDEN else seen
        else:
            here.append(line)
    return "\n".join(seen), "\n".join(held)


def _cut(cell, begin, end, needed=False):
    """Return the source of a cell without what stands from a line `begin` to a line `end`."""
    lines, inside, found = [], False, False
    for line in source_of(cell).splitlines():
        mark = line.strip()
        if mark in (begin, end):
            if inside != (mark == end):
                break
            inside = not inside
            found = True
            if inside and line[0].isspace():
                lines.append(line.replace(begin, "...").rstrip())
        elif not inside:
            lines.append(line)
    else:
        if not inside and (found or not needed):
            return "\n".join(lines)
    raise DataError(f"cell {cell['id']}: needs a line {begin!r} and after it a line {end!r}.")
