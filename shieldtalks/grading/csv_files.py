"""Tables as spreadsheets and learning platforms save them: with any separator, in any encoding."""

import csv
import io
import re
from collections.abc import Callable
from pathlib import Path

from shieldtalks.errors import DataError, os_errors

Rows = list[list[str]]


def read_rows(
    path: str | Path, fits: Callable[[Rows], object], wants: str, remedy: str = "Correct the name."
) -> tuple[Rows, str]:
    """Return (rows, separator) of a csv file: comma, semicolon or tab; UTF-8, UTF-16 or Windows.

    fits: whether rows are those that are wanted; the first separator counts with which they are.
    wants: what to say of a file with which no separator is right. remedy: what to do about a file
    that cannot be opened. Raises DataError for both.
    """
    path = Path(path)
    with os_errors(f"{path.name}: cannot be read", remedy):
        text = _decoded(path.read_bytes())
    text = re.sub(r"\A\s*sep=.\r?\n", "", text)  # what Excel writes above a table, for itself
    for separator in ",;\t":
        try:
            rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=separator))
        except csv.Error as error:
            wants = f"is no csv file ({error}). Save it as csv from your spreadsheet."
            continue
        if fits(rows):
            return rows, separator
    raise DataError(f"{path.name}: {wants}")


def filled(rows: Rows) -> Rows:
    """Return the rows in which something stands."""
    return [row for row in rows if any(cell.strip() for cell in row)]


def header_of(rows: Rows) -> tuple[str, ...]:
    """Return what the columns are called, in small letters; empty where there is no row."""
    return tuple(cell.strip().casefold() for cell in rows[0]) if rows else ()


def _decoded(data):
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return data.decode("utf-16", "replace").removeprefix("\ufeff")
    try:
        return data.decode("utf-8-sig").removeprefix("\ufeff")
    except UnicodeDecodeError:
        return data.decode("cp1252", "replace")
