"""Reading text and csv files so that whatever is wrong is named by file, row, column and remedy."""

import csv
import io
from pathlib import Path

from shieldtalks.errors import DataError

DATA = Path(__file__).parent / "data"


def read_text(path):
    """Return the text of `path`, character for character (line ends are not translated).

    Raises DataError if the file is missing, unreadable, not UTF-8 or empty.
    """
    path = Path(path)
    try:
        text = path.read_bytes().decode("utf-8")
    except FileNotFoundError:
        raise DataError(
            f"{path.name}: there is no such file in {path.parent.name or '.'}/. "
            "Put it there, or correct the name."
        ) from None
    except UnicodeDecodeError as error:
        raise DataError(
            f"{path.name}: byte {error.start} is not UTF-8. Save the file again as UTF-8."
        ) from None
    except OSError as error:
        raise DataError(
            f"{path.name}: cannot be read ({error.strerror}). Check that it is a file you may open."
        ) from None
    if not text.strip("\ufeff \t\r\n"):
        raise DataError(f"{path.name}: the file is empty. Put the text into it, or remove it.")
    return text


def read_table(path, needed, key=None, *, dates=(), choices=None):
    """Read a csv file into a DataFrame of strings; empty cells are empty strings.

    path: the csv file. needed: columns that must be there. key: the column that names each row;
    it becomes the index, and must be filled and without repeats. dates: columns that hold an ISO
    date (YYYY-MM-DD) or nothing. choices: {column: allowed values}.
    Raises DataError that names the file, the row (the first line below the header is row 1) and
    the column.
    """
    path = Path(path)
    lines = csv.reader(io.StringIO(read_text(path).removeprefix("\ufeff"), newline=""))
    header, *rows = [row for row in lines if row]
    missing = [column for column in needed if column not in header]
    if missing:
        raise DataError(
            f"{path.name}: the column {missing[0]!r} is missing. "
            f"The header needs {', '.join(needed)}."
        )
    for number, row in enumerate(rows, 1):
        if len(row) != len(header):
            raise DataError(
                f"{path.name}, row {number}: {len(row)} fields where the header has {len(header)}. "
                "Put a field that holds a comma into quotation marks."
            )
    import pandas as pd  # here: a process that reads no table, such as `grade`, starts at once

    table = pd.DataFrame(rows, columns=header, dtype=str)
    for column in dates:
        _check_dates(path.name, table[column])
    for column, allowed in (choices or {}).items():
        _check_choices(path.name, table[column], allowed)
    return table if key is None else _indexed(path.name, table, key)


def require(good, table, file, column, why):
    """Raise DataError for the first row of `table` where the boolean Series `good` is False.

    why: what is wrong and what to do; `{value}` stands for the cell.
    """
    if not good.all():
        position = int((~good).to_numpy().argmax())
        value = table[column].iloc[position]
        value = getattr(value, "item", lambda: value)()
        raise DataError(f"{file}, row {position + 1}, {column}: {why.format(value=repr(value))}")


def _check_dates(file, column):
    import pandas as pd

    filled = column.ne("")
    parsed = pd.to_datetime(column.where(filled), format="%Y-%m-%d", errors="coerce")
    require(
        parsed.notna() | ~filled,
        column.to_frame(),
        file,
        column.name,
        "{value} is no date. Write it as YYYY-MM-DD, for example 2007-03-31.",
    )


def _check_choices(file, column, allowed):
    require(
        column.isin(list(allowed)),
        column.to_frame(),
        file,
        column.name,
        "{value} is unknown. Use one of " + ", ".join(repr(a) for a in allowed) + ".",
    )


def _indexed(file, table, key):
    require(table[key].ne(""), table, file, key, "{value} is empty. Every row needs its own name.")
    require(
        ~table[key].duplicated(), table, file, key, "{value} stands twice. Give each row its own."
    )
    return table.set_index(key)
