"""Dates as spreadsheets write them, read as YYYY-MM-DD where they have one reading."""

import re
from collections.abc import Callable, Sequence
from datetime import date
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas as pd

YEAR_FIRST = re.compile(
    r"(\d{4})(?:[-/.]\s?(\d{1,2})[-/.]\s?(\d{1,2})\.?|年(\d{1,2})月(\d{1,2})日)"
)
WITH_DOTS = re.compile(r"(\d{1,2})\.\s?(\d{1,2})\.\s?(\d{4})\.?")
WITH_SLASHES = re.compile(r"(\d{1,2})[/-](\d{1,2})[/-](\d{4})")
TIME = re.compile(r"[ T]\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?\s?(?:[AaPp][Mm]|Z|[+-]\d{2}:?\d{2})?$")
UNSEEN = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff]")
ISO = re.compile(r"(?<!\d)\d{4}-\d{2}-\d{2}(?!\d)")
DAY, MONTH = 0, 1  # which of the two numbers of 3/6/2031 is the day
NO_DATE = "{value} is no date. Write it as YYYY-MM-DD, for example 2007-03-31."


def read_dates(
    file: str, table: "pd.DataFrame", columns: Sequence[str], require: Callable[..., None]
) -> None:
    """Put the dates of `columns` into `table` as YYYY-MM-DD; empty cells stay empty.

    The year may stand first; D.M.YYYY has its day first wherever it is written. 3/6/2031 is read
    as other cells of the table show it: one with a number above 12, or a date in the same row.
    require: as `tables.require`, which raises DataError for a cell with no reading, or with two.
    """
    import pandas as pd  # here for the same reason as in `tables`

    cells = {column: [_plain(cell) for cell in table[column]] for column in columns}
    order = _order(table, cells)
    for column in columns:
        read = [_read(cell, order) for cell in cells[column]]
        known = pd.Series([found is not None for found in read], table.index, dtype=bool)
        require(known, table, file, column, NO_DATE)
        for position, found in enumerate(read):
            if isinstance(found, tuple):
                one, two = (date.fromisoformat(day) for day in found)
                why = (
                    f"{{value}} may be {one.day} {one:%B} or {two.day} {two:%B} {one.year}. "
                    f"Write it as {one} or {two}."
                )
                require(pd.Series(range(len(read))).ne(position), table, file, column, why)
        table[column] = read


def _plain(cell):
    return TIME.sub("", UNSEEN.sub("", cell).strip())


def _order(table, cells):
    """Return whether day or month stands first in 3/6/2031, or None where nothing tells."""
    seen = set()
    rows = list(table.itertuples(index=False))
    for column, values in cells.items():
        place = table.columns.get_loc(column)
        for row, cell in zip(rows, values, strict=True):
            match = WITH_SLASHES.fullmatch(cell)
            if not match:
                continue
            readings = {
                order: day for order in (DAY, MONTH) if (day := _day(match, order)) is not None
            }
            if len(readings) == 1:
                seen.update(readings)
            elif len(set(readings.values())) == 2:
                others = " ".join(str(value) for n, value in enumerate(row) if n != place)
                named = set(ISO.findall(others.replace("_", " ")))
                seen.update(order for order, day in readings.items() if day in named)
    return seen.pop() if len(seen) == 1 else None


def _day(match, order):
    first, second, year = (int(number) for number in match.groups())
    day, month = (first, second) if order == DAY else (second, first)
    return _iso(year, month, day)


def _read(cell, order):
    """Return an ISO date, '' for an empty cell, None for no date, or the two it may be."""
    if not cell:
        return ""
    match = YEAR_FIRST.fullmatch(cell)
    if match:
        return _iso(*(int(number) for number in match.groups() if number))
    match = WITH_DOTS.fullmatch(cell)
    if match:
        return _day(match, DAY)
    match = WITH_SLASHES.fullmatch(cell)
    if not match:
        return None
    readings = [_day(match, each) for each in (DAY, MONTH)]
    if order is not None:
        return readings[order]
    if readings[0] == readings[1] or None in readings:
        return readings[0] or readings[1]
    return tuple(readings)


def _iso(year, month, day):
    try:
        return date(year, month, day).isoformat()
    except ValueError:
        return None
