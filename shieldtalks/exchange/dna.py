"""Databases of the Discourse Network Analyzer 3: SQLite files from outside, read with care."""

import re
import sqlite3
import time
from collections import defaultdict
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

from shieldtalks.errors import DataError, os_errors
from shieldtalks.exchange import positions
from shieldtalks.exchange.dna_tables import DATA, NEEDED
from shieldtalks.exchange.project import (
    DOCUMENTS,
    PASSAGES,
    TEXT,
    Code,
    Document,
    Project,
    bound,
    counted,
    plain,
    shown,
    unlike,
)

NAME = re.compile(r"[^\W\d]\w{0,39}")  # of a column of sources.csv
HEAD = b"SQLite format 3\0"
LARGEST = 500_000_000  # bytes of a database
PATIENCE = 30  # seconds for all that is asked of it
SOURCES = "[sources.csv]"  # what DNA has no column for stands in its notes below this line
AGAIN = "Open it in DNA and save it under a new name, or bring in a copy."
AT = {"Title": "title", "Author": "author", "Source": "outlet", "Section": "section"}


def read(path: str | Path) -> Project:
    """Read a database of DNA 3 into a Project; nothing in it is changed or run.

    Offsets become characters, dates ISO dates (DNA keeps seconds in universal time). Raises
    DataError for whatever is no such database, damaged, or larger than is read.
    """
    path = Path(path)
    _check_file(path)
    try:
        with closing(_connection(path)) as connection:
            return _project(path.name, _tables(connection, path.name))
    except (sqlite3.Error, sqlite3.Warning, OverflowError, UnicodeError) as error:
        if "interrupted" in str(error):
            raise DataError(f"{path.name}: reading it takes over {PATIENCE} s. {AGAIN}") from None
        why = plain(error)[:120]
        raise DataError(f"{path.name}: this database is damaged ({why}). {AGAIN}") from None


def _check_file(path):
    if not path.exists():
        raise DataError(f"{path.name}: there is no such file. Correct the name.")
    with os_errors(f"{path.name}: cannot be read", "Choose a file that you may open."):
        with open(path, "rb") as file:
            head = file.read(100)
        size = path.stat().st_size
        waiting = path.with_name(path.name + "-wal")
        unwritten = waiting.exists() and waiting.stat().st_size > 0
    if not head.startswith(HEAD):
        raise DataError(f"{path.name}: this is no database of DNA. Choose the .dna file itself.")
    if size > LARGEST:
        raise DataError(f"{path.name}: over {LARGEST // 10**6} MB is too much for a case.")
    if unwritten:
        raise DataError(
            f"{path.name}: DNA still has changes beside it ({waiting.name}). Close it there first."
        )


def _connection(path):
    """Open a database so that it cannot be written to, and gives up in time."""
    address = path.resolve().as_uri() + "?mode=ro&immutable=1"
    connection = sqlite3.connect(address, uri=True)
    connection.text_factory = bytes
    connection.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, 4 * TEXT + 1000)
    over = time.monotonic() + PATIENCE
    connection.set_progress_handler(lambda: time.monotonic() > over, 10_000)
    for setting in ("trusted_schema=OFF", "cell_size_check=ON", "query_only=ON"):
        connection.execute(f"PRAGMA {setting}")
    return connection


def _tables(connection, file):
    """Return {table: list of dicts} of all that is read; text as str, numbers as int."""
    kinds = connection.execute("SELECT UPPER(name), type, UPPER(sql) FROM sqlite_master")
    kinds = {_words(n): (_words(t), _words(sql)) for n, t, sql in kinds if n is not None}
    _check_version(kinds, file)
    (verdict,) = connection.execute("PRAGMA quick_check(1)").fetchone()
    if verdict != b"ok":
        raise DataError(f"{file}: this database is damaged. {AGAIN}")
    optional = {
        "ATTRIBUTEVARIABLES": ("ID", "VariableId", "AttributeVariable"),
        "ATTRIBUTEVALUES": ("EntityId", "AttributeVariableId", "AttributeValue"),
        "REGEXES": ("Label",),
        "VARIABLELINKS": ("ID",),
    }
    most = {"DOCUMENTS": DOCUMENTS, "ENTITIES": PASSAGES}
    tables = {}
    for name, columns in {**NEEDED, **{n: c for n, c in optional.items() if n in kinds}}.items():
        limit = most.get(name, 10 * PASSAGES if name.startswith("DATA") else PASSAGES)
        order = "" if name == "REGEXES" else "ORDER BY 1" if "ID" not in columns else "ORDER BY ID"
        rows = connection.execute(
            f"SELECT {', '.join(columns)} FROM {name} {order} LIMIT {limit + 1}"
        ).fetchall()
        bound(len(rows), limit, file, f"rows in {name}")
        tables[name] = [
            {c: _plain(value, file, name, c) for c, value in zip(columns, row, strict=True)}
            for row in rows
        ]
    return tables


def _check_version(kinds, file):
    missing = [name for name in NEEDED if name not in kinds]
    if "DOCUMENTS" in kinds and "ATTRIBUTES" in kinds and "ENTITIES" in missing:
        raise DataError(
            f"{file}: this is a database of DNA 2. Make a new one in DNA 3, and import the old "
            "one's documents and statements there."
        )
    if missing:
        raise DataError(
            f"{file}: the table {missing[0]} is missing, so this is no database of DNA 3.0. "
            "Save it with DNA 3.0."
        )
    for name in NEEDED:
        kind, sql = kinds[name]
        if kind != "table" or sql.startswith("CREATE VIRTUAL"):
            raise DataError(f"{file}: {name} is no plain table. {AGAIN}")


def _words(value):
    return value.decode("utf-8", "replace") if isinstance(value, bytes) else str(value or "")


def _plain(value, file, table, column):
    """Return a cell as str, int or None."""
    if value is None or isinstance(value, int):
        return value
    try:
        return value.decode("utf-8") if isinstance(value, bytes) else str(value)
    except UnicodeDecodeError:
        raise DataError(f"{file}, {table}, {column}: this is no text. {AGAIN}") from None


def _whole(row, column, file, table):
    value = row[column]
    if not isinstance(value, int):
        raise _wrong(file, f"{table} {row['ID']}, {column}: {shown(value)} is no number")
    return value


def _text(value):
    return "" if value is None else str(value)


def _project(file, tables):
    project = Project(file)
    _documents(project, tables)
    types = unlike({row["ID"]: plain(row["Label"]) for row in tables["STATEMENTTYPES"]})
    variables = _variables(project, tables, types)
    _attributes(project, tables, variables)
    _statements(project, tables, types, variables)
    _say_what_stays(project, tables)
    return project


def _documents(project, tables):
    for row in tables["DOCUMENTS"]:
        text = _text(row["Text"])
        bound(len(text), TEXT, project.file, f"characters in document {row['ID']}")
        columns = {ours: _text(row[theirs]) for theirs, ours in AT.items()}
        columns["type"] = _text(row["Type"])
        columns["date"], columns["time"] = _when(_whole(row, "Date", project.file, "document"))
        notes, _, kept = _text(row["Notes"]).partition(SOURCES)
        columns["notes"] = notes.removesuffix("\n") if kept else notes
        for line in kept.strip().splitlines():
            name, sign, value = line.partition(":")
            if sign and NAME.fullmatch(name):
                columns[name] = value.strip()
        project.documents.append(Document(text, columns))


def _when(seconds):
    """Return (ISO date, time) of DNA's seconds; the time is '' at midnight."""
    try:
        moment = datetime.fromtimestamp(seconds, UTC)
    except (ValueError, OverflowError, OSError):
        return "", ""
    clock = moment.strftime("%H:%M:%S")
    return moment.date().isoformat(), "" if clock == "00:00:00" else clock


def _variables(project, tables, types):
    """Return {id of a variable: (id of its type, path, kind)}, and list them as codes."""
    variables = {}
    for row in tables["VARIABLES"]:
        owner = row["StatementTypeId"]
        if owner not in types:
            raise _orphan(project.file, "VARIABLES", row["ID"], "statement type", owner)
        path = (types[owner], plain(row["Variable"]))
        variables[row["ID"]] = (owner, path, _text(row["DataType"]))
        project.codes.setdefault(path, "")
    return variables


def _attributes(project, tables, variables):
    """Take in every name that a variable knows, with its attributes."""
    entities = {row["ID"]: row for row in tables["ENTITIES"]}
    listed = tables.get("ATTRIBUTEVARIABLES", ())
    names = {row["ID"]: _text(row["AttributeVariable"]) for row in listed}
    for row in entities.values():
        if row["VariableId"] not in variables:
            raise _orphan(project.file, "ENTITIES", row["ID"], "variable", row["VariableId"])
        project.attributes[variables[row["VariableId"]][1], _text(row["Value"])] = {}
    for row in tables.get("ATTRIBUTEVALUES", ()):
        entity, attribute = entities.get(row["EntityId"]), names.get(row["AttributeVariableId"])
        value = _text(row["AttributeValue"])
        if entity is None or attribute is None:
            project.leftovers += 1
            continue
        if value:
            path = variables[entity["VariableId"]][1]
            project.attributes[path, _text(entity["Value"])][attribute] = value


def _statements(project, tables, types, variables):
    file = project.file
    place = {row["ID"]: number for number, row in enumerate(tables["DOCUMENTS"])}
    coders = _coders(tables)
    rows, spans = tables["STATEMENTS"], []
    for row in rows:
        known = (("StatementTypeId", types), ("DocumentId", place), ("Coder", coders))
        for column, table in known:
            if row[column] not in table:
                raise _orphan(file, "STATEMENTS", row["ID"], column, row[column])
        offsets = (_whole(row, column, file, "statement") for column in ("Start", "Stop"))
        spans.append((place[row["DocumentId"]], *offsets))
    owner = {row["ID"]: row["StatementTypeId"] for row in rows}
    values = _values(project, tables, variables, owner)
    marks = [
        (f"statement {row['ID']}", span, coders[row["Coder"]], tuple(values[row["ID"]]))
        for row, span in zip(rows, spans, strict=True)
    ]
    project.take_marks(marks, positions.DNA)


def _coders(tables):
    return unlike({row["ID"]: plain(row["Name"]) or "coder" for row in tables["CODERS"]})


def _values(project, tables, variables, owner):
    """Return {id of a statement: its Codes}; values of statements that were deleted are counted."""
    file = project.file
    entities = {row["ID"]: row for row in tables["ENTITIES"]}
    values = defaultdict(list)
    for table, kind in DATA.items():
        for row in tables[table]:
            statement, variable = row["StatementId"], row["VariableId"]
            if statement not in owner:
                project.leftovers += 1
                continue
            known, path, declared = variables.get(variable, (None, (), ""))
            if known != owner[statement] or declared != kind:
                raise _orphan(file, table, statement, "variable", variable)
            if kind == "short text":
                entity = entities.get(row["Entity"])
                if entity is None or entity["VariableId"] != variable:
                    raise _orphan(file, table, statement, "entity", row["Entity"])
                value = entity["Value"]
            else:
                value = row["Value"]
            where = f"statement {statement}, {path[-1][:40]}: {shown(value)}"
            if kind == "boolean" and value not in (0, 1):
                raise _wrong(file, f"{where} is neither 0 nor 1")
            if kind == "integer" and not isinstance(value, int):
                raise _wrong(file, f"{where} is no whole number")
            values[statement].append((variable, Code(path, _text(value), kind)))
    return {s: [code for _, code in sorted(values[s])] for s in owner}


def _orphan(file, table, row, what, value):
    where = f"{table} {plain(row)[:40]}"
    return _wrong(file, f"{where}: it belongs to {what} {shown(value)}, which is not there")


def _wrong(file, what):
    return DataError(f"{file}, {what}. {AGAIN}")


def _say_what_stays(project, tables):
    """Say what a case has no place for."""
    children = sum(row["ChildOf"] is not None for row in tables["ENTITIES"])
    stays = [
        (len(tables.get("REGEXES", ())), "search word", "search words"),
        (len(tables.get("VARIABLELINKS", ())), "link of variables", "links of variables"),
        (children, "name below another", "names below another"),
        (project.leftovers, "value of what was deleted", "values of what was deleted"),
    ]
    said = [counted(*each) for each in stays if each[0]]
    silent = {*_coders(tables).values()} - {p.coder for p in project.passages}
    if silent:
        names = ", ".join(sorted(silent))
        said.append(f"{counted(len(silent), 'coder')} without a statement ({names})")
    rest = "colours, passwords and rights of coders, who added a document"
    project.lines.append(f"Not carried from {project.file}: {', '.join([*said, rest])}.")
