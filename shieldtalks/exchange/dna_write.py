"""A case as a database of the Discourse Network Analyzer 3."""

import base64
import hashlib
import itertools
import re
import sqlite3
import tempfile
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

from shieldtalks.exchange import positions
from shieldtalks.exchange.case import Case
from shieldtalks.exchange.dna import AT, SOURCES
from shieldtalks.exchange.dna_tables import DATA, RELATIONS, SHORT, schema
from shieldtalks.exchange.mapping import STEP, slug
from shieldtalks.exchange.project import PLAIN_ENDS, counted, file_name, plain
from shieldtalks.segmentation import language_of

VERSION = "3.0.7"  # of DNA, whose tables these are
PASSWORD = "shieldtalks"
STANCE = "DNA Statement"
TABLE_OF = {kind: table for table, kind in DATA.items()}
VARIABLES = {
    "person": "short text",
    "organization": "short text",
    "concept": "short text",
    "agreement": "boolean",
}
# Beyond what DNA begins with; only where a case says more than the usual.
MORE = {
    "attribution": ("short text", "indirect"),
    "conditional": ("boolean", False),
    "system": ("short text", ""),
    "statement_note": ("long text", ""),
}
HUES = ((239, 208, 51), (51, 153, 255), (255, 102, 102), (102, 200, 100), (190, 120, 220))
ROUNDS = 100_000  # as DNA hashes passwords: salted SHA-256, again and again


def database(case: Case) -> tuple:
    """Return (bytes of a .dna file, lines on what it does not hold)."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "case.dna"
        with closing(sqlite3.connect(path)) as connection:
            writer = _Writer(connection, case)
            with connection:
                writer.write()
            connection.execute("VACUUM")
        return path.read_bytes(), writer.lines


def password_digest(name: str) -> str:
    """Return what DNA keeps of the password of a coder."""
    salt = hashlib.sha256(name.encode()).digest()[:16]
    digest = salt + PASSWORD.encode()
    for _ in range(ROUNDS):
        digest = hashlib.sha256(digest).digest()
    return base64.b64encode(salt + digest).decode()


class _Writer:
    """Writes table after table; ids are given in order."""

    def __init__(self, connection, case):
        self.db, self.case, self.lines = connection, case, list(case.lines)
        self.coders, self.documents, self.places = {}, {}, {}
        self.variables, self.entities = {}, {}
        self.cut = 0
        self.made = {}
        self.stance = case.names["concept"][0] if case.names else STANCE

    def write(self):
        self.db.executescript(schema())
        today = datetime.now(UTC).date().isoformat()
        for item in (("version", VERSION), ("date", today)):
            self.db.execute("INSERT INTO SETTINGS VALUES (?, ?)", item)
        self._coders()
        self._documents()
        self._types()
        self._names()
        for reader, statements in self.case.readers.items():
            for row in statements.reset_index().to_dict("records"):
                self._statement(reader, row)
        self._others()
        # DNA expects a value, if an empty one, of each attribute for each name.
        self.db.execute(
            "INSERT OR IGNORE INTO ATTRIBUTEVALUES(EntityId, AttributeVariableId) "
            "SELECT e.ID, a.ID FROM ENTITIES e "
            "JOIN ATTRIBUTEVARIABLES a ON a.VariableId = e.VariableId"
        )
        self._say()

    def _insert(self, table, clash="ABORT", **values):
        """Write a row and return its id. clash: what SQLite does where one is there already."""
        names, marks = ", ".join(values), ", ".join("?" * len(values))
        done = self.db.execute(
            f"INSERT OR {clash} INTO {table}({names}) VALUES ({marks})", tuple(values.values())
        )
        return done.lastrowid

    def _short(self, text):
        """Return a name as short as DNA holds it."""
        text = str(text)
        if len(text) < SHORT:
            return text
        self.cut += 1
        return text[: SHORT - 10] + "… " + hashlib.sha256(text.encode()).hexdigest()[:6]

    def _coders(self):
        everybody = ["Admin", *(n for n in self.case.readers if n != "Admin")]
        everybody += [n for n in self.case.others["reader"].unique() if n not in everybody]
        for number, name in enumerate(everybody):
            short = self._short(name)
            self.coders[name] = self._insert(
                "CODERS", Name=short, Password=password_digest(short), **_hue(number)
            )
        views = dict.fromkeys(RELATIONS, 1)
        for one, other in itertools.permutations(self.coders.values(), 2):
            self._insert("CODERRELATIONS", Coder=one, OtherCoder=other, **views)

    def _documents(self):
        articles = self.case.corpus.articles
        ends = spans = 0
        for article, row in articles.iterrows():
            text = self.case.corpus.texts[article]
            self.places[article] = positions.starts(text, WRITTEN)
            plain = text.removeprefix("\ufeff").replace("\r\n", "\n")
            ends += "\r\n" in text
            spans += not row["date"]
            values = {theirs: self._short(row.get(ours, "")) for theirs, ours in AT.items()}
            self.documents[article] = self._insert(
                "DOCUMENTS",
                **values,
                Text=plain,
                Coder=1,
                Notes=self._notes(row),
                Type=self._short(row.get("type", "")),
                Date=_seconds(row),
            )
        if ends:
            self.lines.append(PLAIN_ENDS.format(counted(ends, "article")))
        if spans:
            self.lines.append(
                f"{counted(spans, 'article')} without a day: the earliest one stands as date."
            )

    def _notes(self, row):
        """Return the notes of a document, and below them what DNA has no column for."""
        held = {*AT.values(), "type", "notes", "time", "sha256"}
        if row.get("language") == language_of(self.case.corpus.texts[row.name]):
            held |= {"language"}
        if row["file"] == file_name(row.name, row["title"]):
            held |= {"file"}
        if row["date"]:
            held |= {"date"} | ({"earliest", "latest"} if _one_day(row) else set())
        kept = [f"{c}: {plain(value)}" for c, value in row.items() if value and c not in held]
        kept = kept if row["date"] else ["date: ", *kept]
        own = row.get("notes", "")
        lines = [*([own] if own else []), *([SOURCES, *kept] if kept else [])]
        return "\n".join(lines)

    def _types(self):
        known = [statements for statements in self.case.readers.values() if len(statements)]
        column = {"statement_note": "note"}
        self.more = {
            name: kind
            for name, (kind, usual) in MORE.items()
            if any(each[column.get(name, name)].ne(usual).any() for each in known)
        }
        kinds = VARIABLES | self.more
        self._type(self.stance, {self._named(role): kind for role, kind in kinds.items()})

    def _named(self, role):
        """Return the name of the variable for a role: the usual one, or that of the database."""
        return self.case.names.get(role, ("", role))[1]

    def _variable(self, role):
        return self.variables[self.stance][self._named(role)]

    def _type(self, label, variables):
        """Make a statement type with its variables, or add variables to one that is there."""
        if label not in self.variables:
            hue = _hue(len(self.variables))
            number = self._insert("STATEMENTTYPES", Label=self._short(label), **hue)
            self.variables[label] = {"": (number, "")}
        own = self.variables[label]
        for name, kind in variables.items():
            if name not in own:
                about = {"DataType": kind, "StatementTypeId": own[""][0]}
                number = self._insert("VARIABLES", Variable=self._short(name), **about)
                own[name] = (number, kind)
                if kind == "short text":
                    self._entity(number, "")

    def _entity(self, variable, value):
        key = variable, self._short(value)
        if key not in self.entities:
            black = {"Red": 0, "Green": 0, "Blue": 0}
            self.entities[key] = self._insert(
                "ENTITIES", VariableId=variable, Value=key[1], **black
            )
        return self.entities[key]

    def _names(self):
        """Write every organization and concept, with what is known of it as attributes."""
        self.labels = _unlike(self.case.concepts["label"], self.case.concepts.index)
        about = {}
        for name, party in self.case.parties.items():
            about["organization", name] = {"Type": party}
        for concept, row in self.case.concepts.iterrows():
            label = self.labels[concept]
            notes = row["wording"] if row["wording"] != row["label"] else ""
            told = "" if slug(label) == concept else concept
            about["concept", label] = {"Type": row["theme"], "Notes": notes, "Id": told}
        for row in self.case.attributes.to_dict("records"):
            about.setdefault((row["role"], row["name"]), {})[row["attribute"]] = row["value"]
        for role in ("person", "organization", "concept"):
            own = {name: told for (kind, name), told in about.items() if kind == role}
            self._attributes(self._variable(role)[0], own)
        rest = {(k, n): told for (k, n), told in about.items() if k not in VARIABLES}
        for (kind, name), told in rest.items():
            label, _, variable = kind.partition(STEP)
            self._type(label, {variable or "code": "short text"})
            self._attributes(self.variables[label][variable or "code"][0], {name: told})

    def _attributes(self, variable, about):
        names = dict.fromkeys(["Type", "Alias", "Notes", *(a for t in about.values() for a in t)])
        if "Id" in names and not any(told.get("Id") for told in about.values()):
            names.pop("Id")
        known = {}
        for name in names:
            short = self._short(name)
            about_it = {"VariableId": variable, "AttributeVariable": short}
            self._insert("ATTRIBUTEVARIABLES", "IGNORE", **about_it)
            known[name] = self.db.execute(
                "SELECT ID FROM ATTRIBUTEVARIABLES WHERE VariableId = ? AND AttributeVariable = ?",
                (variable, short),
            ).fetchone()[0]
        for value, told in about.items():
            entity = self._entity(variable, value)
            for name, number in known.items():
                self._insert(
                    "ATTRIBUTEVALUES",
                    "REPLACE",
                    EntityId=entity,
                    AttributeVariableId=number,
                    AttributeValue=self._short(told.get(name, "")),
                )

    def _mark(self, label, reader, article, start, end):
        place = self.places[article]
        return self._insert(
            "STATEMENTS",
            StatementTypeId=self.variables[label][""][0],
            DocumentId=self.documents[article],
            Start=int(place[start]),
            Stop=int(place[end]),
            Coder=self.coders[reader],
        )

    def _value(self, statement, variable, value):
        number, kind = variable
        content = {"Value": value}
        if kind == "short text":
            content = {"Entity": self._entity(number, value)}
        self._insert(TABLE_OF[kind], StatementId=statement, VariableId=number, **content)

    def _statement(self, reader, row):
        statement = self._mark(self.stance, reader, row["article"], row["start"], row["end"])
        self.made[reader, row["statement"]] = statement
        values = row | {
            "concept": self.labels[row["concept"]],
            "agreement": int(row["agreement"] == "yes"),
            "conditional": int(row["conditional"]),
            "statement_note": row["note"],
        }
        for name in (*VARIABLES, *self.more):
            self._value(statement, self._variable(name), values[name])

    def _others(self):
        """Write codes without a stance, each as it was: a variable of DNA, or a bare code."""
        for _, codes in self.case.others.groupby("passage", sort=False):
            marks = {}
            for row in codes.to_dict("records"):
                label, _, variable = row["code"].partition(STEP)
                kind, value = row["kind"], row["value"]
                beside = self.made.get((row["reader"], row["statement"]))
                if label == self.stance and beside and self._free(beside, variable, kind):
                    marks[label] = beside
                elif kind not in TABLE_OF or not variable or label == self.stance:
                    label, variable, value = "Other codes", "code", _whole_code(row)
                    kind = "short text"
                self._type(label, {variable: kind})
                if label not in marks or label == "Other codes":
                    marks[label] = self._mark(
                        label, row["reader"], row["article"], row["start"], row["end"]
                    )
                if kind in ("boolean", "integer"):
                    value = int(value)
                self._value(marks[label], self.variables[label][variable], value)

    def _free(self, statement, variable, kind):
        """Say whether a statement can take a value of this variable: of its kind, and none yet."""
        number, known = self.variables[self.stance].get(variable, (0, kind))
        if known != kind or kind not in TABLE_OF:
            return False
        ask = f"SELECT 1 FROM {TABLE_OF[kind]} WHERE StatementId = ? AND VariableId = ?"
        return self.db.execute(ask, (statement, number)).fetchone() is None

    def _say(self):
        cut = f"{counted(self.cut, 'name')} over {SHORT - 1} characters: cut to what DNA holds."
        self.lines += [
            *[cut] * bool(self.cut),
            "DNA has no place for units and their kinds, nor for sentences with nothing to code.",
            f"Every coder logs in with the password {PASSWORD!r}.",
        ]


WRITTEN = positions.Reading(utf16=True, pair=True, mark=False)


def _unlike(labels, ids):
    """Return {concept: label}, with the id behind a label that another concept has, too."""
    twice = labels.duplicated(keep=False)
    return {c: f"{labels[c]} [{c}]" if twice[c] else labels[c] for c in ids}


def _hue(number):
    return dict(zip(("Red", "Green", "Blue"), HUES[number % len(HUES)], strict=True))


def _whole_code(row):
    return row["code"] if row["kind"] == "code" else f"{row['code']}: {row['value']}"


def _one_day(row):
    return row["earliest"] == row["date"] == row["latest"]


def _seconds(row):
    clock = row.get("time", "") or "00:00:00"
    clock = clock if re.fullmatch(r"([01]\d|2[0-3])(:[0-5]\d){2}", clock) else "00:00:00"
    moment = datetime.fromisoformat(f"{row['date'] or row['earliest']}T{clock}")
    return int(moment.replace(tzinfo=UTC).timestamp())
