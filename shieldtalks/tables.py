"""Reading text and csv files so that whatever is wrong is named by file, row, column and remedy.

A table may have been through a spreadsheet: other separators, other encodings, empty rows and
local dates are read as what they were. What has two readings is asked, never guessed.
"""

import csv
import io
import re
import stat
from collections.abc import Collection, Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from shieldtalks.dates import read_dates
from shieldtalks.encodings import decoded, from_spreadsheet
from shieldtalks.errors import DataError

if TYPE_CHECKING:
    import pandas as pd

DATA = Path(__file__).parent / "data"
LARGEST = 32_000_000  # bytes of a file of text: no article and no table comes near it
SEPARATORS = ",;\t|"
CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f]")
VERBATIM = ("text", "quote", "title")  # columns that hold words of an article as they are


def read_text(path: str | Path) -> str:
    """Return the text of `path`, character for character (line ends are not translated).

    It is UTF-8, or UTF-16 that says so. Raises DataError if the file is missing, no ordinary file,
    larger than any article, of another encoding, or empty.
    """
    path = Path(path)
    data = _bytes(path)
    try:
        text = decoded(data)
    except UnicodeDecodeError as error:
        raise DataError(
            f"{path.name}: byte {error.start} is not UTF-8. Save the file again as UTF-8."
        ) from None
    return _checked(path, text)


def read_table(
    path: str | Path,
    needed: Sequence[str],
    key: str | None = None,
    *,
    dates: Iterable[str] = (),
    choices: Mapping[str, Collection[str]] | None = None,
) -> "pd.DataFrame":
    """Read a csv file into a DataFrame of strings; empty cells are empty strings.

    path: the csv file; its columns are parted by comma, semicolon or tab, and rows without a word
    are left out. needed: columns that must be there. key: the column that names each row; it
    becomes the index, and must be filled and without repeats. dates: columns, where they are
    there, that hold a date or nothing; they are returned as YYYY-MM-DD. choices: {column: allowed
    values}.
    Raises DataError that names the file, the row (the first line below the header is row 1) and
    the column.
    """
    path = Path(path)
    header, rows = _records(path, needed)
    import pandas as pd  # here: a process that reads no table, such as `grade`, starts at once

    table = pd.DataFrame([row for _, row in rows], columns=header, dtype=str)
    if len(rows) and rows[-1][0] != len(rows):
        table.attrs["rows"] = [number for number, _ in rows]
    for column in {key, *dates, *(choices or {})} & set(header):
        table[column] = table[column].str.strip()
    dated = [column for column in dates if column in header]
    if dated:
        read_dates(path.name, table, dated, require)
    for column, allowed in (choices or {}).items():
        _check_choices(path.name, table, column, allowed)
    return table if key is None else _indexed(path.name, table, key)


def require(good: "pd.Series", table: "pd.DataFrame", file: str, column: str, why: str) -> None:
    """Raise DataError for the first row of `table` where the boolean Series `good` is False.

    why: what is wrong and what to do; `{value}` stands for the cell.
    """
    if not good.all():
        position = int((~good).to_numpy().argmax())
        value = table[column].iloc[position]
        value = getattr(value, "item", lambda: value)()
        row = row_number(table, position)
        raise DataError(f"{file}, row {row}, {column}: {why.format(value=shortened(value))}")


def require_listed(
    table: "pd.DataFrame", file: str, column: str, known: Iterable, where: str
) -> None:
    """Raise DataError for the first value of a column that is not known, and say where to look."""
    require(table[column].isin(known), table, file, column, f"{{value}} is unknown. See {where}.")


def numbers(
    table: "pd.DataFrame", columns: Iterable[str], file: str, empty: bool = False
) -> "pd.DataFrame":
    """Return a table with columns of text as numbers; empty: whether a cell may be.

    Raises DataError by row.
    """
    import pandas as pd  # here for the same reason as above

    found = {column: pd.to_numeric(table[column], errors="coerce") for column in columns}
    for column, number in found.items():
        good = number.notna() | (table[column].eq("") if empty else False)
        require(good, table, file, column, "{value} is no number.")
    return table.assign(**found)


def row_number(table: "pd.DataFrame", position: int) -> int:
    """Return the row in the file behind a position in a table, empty rows counted."""
    rows = table.attrs.get("rows", ())
    return rows[position] if len(rows) == len(table) else position + 1


def shortened(value: object) -> str:
    """Return a value as an error line shows it: in quotation marks, and cut where it is long."""
    shown = repr(value)
    return shown if len(shown) <= 100 else f"{shown[:96]}...{shown[-1]}"


def _bytes(path):
    try:
        found = path.stat()
        if stat.S_ISREG(found.st_mode) and found.st_size <= LARGEST:
            return path.read_bytes()
    except FileNotFoundError:
        raise DataError(
            f"{path.name}: there is no such file in {path.parent.name or '.'}/. "
            "Put it there, or correct the name."
        ) from None
    except (OSError, ValueError) as error:
        why = getattr(error, "strerror", None) or "a name no file can have"
        raise _unreadable(path, why) from None
    if stat.S_ISREG(found.st_mode):
        raise DataError(
            f"{path.name}: {found.st_size // 1_000_000} MB are more than any text has. "
            f"Take a file below {LARGEST // 1_000_000} MB."
        )
    raise _unreadable(path, "a folder" if stat.S_ISDIR(found.st_mode) else "no ordinary file")


def _unreadable(path, why):
    name = path.name if len(path.name) < 200 else f"{path.name[:80]}..."
    return DataError(f"{name}: cannot be read ({why}). Check that it is a file you may open.")


def _checked(path, text):
    if not text.strip("\ufeff \t\r\n"):
        raise DataError(f"{path.name}: the file is empty. Put the text into it, or remove it.")
    return text


def _table_text(path):
    data = _bytes(path)
    try:
        text = decoded(data)
    except UnicodeDecodeError as error:
        text = from_spreadsheet(data, path)
        if text is None:
            raise DataError(
                f"{path.name}: byte {error.start} is not UTF-8. Save the file again as UTF-8 "
                "(in a spreadsheet: CSV UTF-8)."
            ) from None
    return _checked(path, text).removeprefix("\ufeff")


def _records(path, needed):
    """Return the header, and (number, cells) of each row that holds anything."""
    text = _table_text(path)
    if text[:4].lower() == "sep=":  # a line that spreadsheets write for each other
        text = text.partition("\n")[2]
    names = {name.casefold(): name for name in needed}
    found = {mark: _header(text, mark, names) for mark in SEPARATORS}
    separator = max(found, key=lambda mark: len(set(found[mark]) & set(needed)))
    records = _parsed(path, text, separator)
    filled = [n for n, row in enumerate(records) if any(map(str.strip, row))]
    if not filled:
        raise DataError(f"{path.name}: the file is empty. Put the table into it, or remove it.")
    position = filled[0]
    header = [_column(cell, names) for cell in records[position]]
    rows = [
        (number, row)
        for number, row in enumerate(records[position + 1 :], 1)
        if any(map(str.strip, row))
    ]
    missing = [column for column in needed if column not in header]
    if missing:
        raise DataError(
            f"{path.name}: the column {missing[0]!r} is missing. "
            f"The header needs {', '.join(needed)}."
        )
    width = len(header)
    rows = [
        (number, row[:width] + [cell for cell in row[width:] if cell.strip()])
        for number, row in rows
    ]
    for number, row in rows:
        if len(row) != width:
            raise DataError(
                f"{path.name}, row {number}: {len(row)} fields where the header has {width}. "
                "Put a field that holds a comma into quotation marks."
            )
        if [_column(cell, names) for cell in row] == header:
            raise DataError(f"{path.name}, row {number}: it repeats the header. Remove the row.")
    kept = [n for n, name in enumerate(header) if name or any(row[n].strip() for _, row in rows)]
    header = [header[n] for n in kept]
    rows = [(number, [row[n] for n in kept]) for number, row in rows]
    _check_header(path, header)
    _check_signs(path, header, rows)
    return header, rows


def _header(text, separator, names):
    for row in csv.reader(io.StringIO(text[:20_000], newline=""), delimiter=separator):
        if any(map(str.strip, row)):
            return [_column(cell, names) for cell in row]
    return []


def _column(cell, names):
    name = cell.strip().strip("\ufeff").strip()
    return names.get(name.casefold(), name)


def _parsed(path, text, separator):
    """Return all records. The csv module's limit on a cell is lifted for as long as it takes."""
    before = csv.field_size_limit(len(text) + 1)
    lines = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    records = []
    try:
        records.extend(lines)
    except csv.Error:
        raise DataError(
            f"{path.name}, line {lines.line_num} or before: a quotation mark is not closed, or "
            "stands inside a cell. Write it twice there."
        ) from None
    finally:
        csv.field_size_limit(before)
    # Empty lines are no rows, and are not counted; rows of empty cells are.
    return [row for row in records if row]


def _check_header(path, header):
    for number, name in enumerate(header, 1):
        if not name:
            raise DataError(f"{path.name}: column {number} has no name in the header. Give it one.")
        if header.index(name) != number - 1:
            raise DataError(f"{path.name}: the column {name!r} stands twice. Remove one.")


def _check_signs(path, header, rows):
    for number, row in rows:
        for name, cell in zip(header, row, strict=True):
            found = None if name in VERBATIM else CONTROL.search(cell)
            if found:
                raise DataError(
                    f"{path.name}, row {number}, {name}: holds the control sign "
                    f"U+{ord(found.group()):04X}, which nobody can see. Type the cell anew."
                )


def _check_choices(file, table, column, allowed):
    require(
        table[column].isin(list(allowed)),
        table,
        file,
        column,
        "{value} is unknown. Use one of " + ", ".join(repr(a) for a in allowed) + ".",
    )


def _indexed(file, table, key):
    require(table[key].ne(""), table, file, key, "{value} is empty. Every row needs its own name.")
    require(
        ~table[key].duplicated(), table, file, key, "{value} stands twice. Give each row its own."
    )
    return table.set_index(key)
