"""Files of marks by hand: read as any spreadsheet saves them, and never lost."""

import re
from dataclasses import dataclass
from pathlib import Path

from shieldtalks.errors import DataError
from shieldtalks.grading.csv_files import filled, header_of, read_rows
from shieldtalks.grading.reports.results import defused, keep

MARKS, BY_HAND = "marks.csv", "by_hand.csv"
KEYS = ("student", "criterion", "points")
# What a spreadsheet takes for a long number, a power of ten or a date, and changes for good.
CHANGED = re.compile(
    r"\d{11,}|\d+e[+-]?\d+|\d{1,4}[-/.]\d{1,2}([-/.]\d{1,4})?|true|false"
    r"|(\d{1,2}[-/ ]?)?(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]{0,6}[-/ _]?\d{1,4}",
    re.I,
)


def as_text(key: str) -> str:
    """Return a key as it goes into a table: with an apostrophe where a spreadsheet would change it.

    Every spreadsheet takes a cell that begins with an apostrophe for text and saves it as it is.
    """
    return f"'{key}" if CHANGED.fullmatch(key) else key


@dataclass(frozen=True)
class MarkList:
    """A csv file of marks: header, rows (dictionaries), delimiter, a line for each broken row."""

    header: tuple = ()
    rows: tuple = ()
    delimiter: str = ","
    broken: tuple = ()


def delimiter_of(out: Path) -> str:
    """Return the sign between the cells of the list by hand: as it was last saved, else a comma."""
    there = [path for path in (Path(out) / BY_HAND, Path(out) / MARKS) if path.exists()]
    return read_list(there[0]).delimiter if there else ","


def read_list(path: str | Path) -> MarkList:
    """Read marks as a spreadsheet saves them: comma, semicolon or tab; UTF-8, UTF-16 or Windows."""
    path = Path(path)
    if not path.exists():
        raise DataError(f"{path.name}: there is no such file. Correct the name.")
    wants = (
        "no marks can be read from it. "
        f"Its first row needs the columns {', '.join(KEYS)}, as in {BY_HAND}."
    )
    lines, delimiter = read_rows(
        path,
        lambda rows: {*KEYS} <= {*header_of(filled(rows))},
        wants,
        "Close it where it is open.",
    )
    lines = filled(lines)
    header = header_of(lines)
    twice = [name for name in KEYS if header.count(name) > 1]
    if twice:
        raise DataError(f"{path.name}: the column {twice[0]} stands there twice. Keep one of them.")
    rows, broken = [], []
    for number, line in enumerate(lines[1:], 1):
        if any(cell.strip() for cell in line[len(header) :]):
            broken.append(
                f"{path.name}, row {number}: {len(line)} fields where the header has "
                f"{len(header)}. Put a field that holds a comma into quotation marks."
            )
            continue
        cells = [*map(_undefused, line), *[""] * len(header)]
        rows.append(dict(zip(header, cells, strict=False)) | {"row": number, "file": path.name})
    return MarkList(header, tuple(rows), delimiter, tuple(broken))


def _undefused(cell):
    """Take back the apostrophe that stands before what a spreadsheet would compute or change."""
    plain = cell[1:] if cell[:1] == "'" else cell
    return plain if cell in (defused(plain), as_text(plain)) else cell


def keep_copy(path: Path) -> str:
    """Keep a file that holds rows which do not count, under a name of its own; return that."""
    number, content = 1, path.read_bytes()
    while (copy := path.with_name(f"{path.stem}.kept-{number}{path.suffix}")).exists():
        if copy.read_bytes() == content:
            return copy.name
        number += 1
    keep(copy, content, sync=True)
    return copy.name
