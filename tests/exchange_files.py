"""Small databases and projects of our own making, as other tools would write them."""

import os
import sqlite3
import zipfile
from contextlib import closing
from pathlib import Path

from shieldtalks.exchange.dna_tables import schema
from tests import ROOT

PEERS = Path(os.environ.get("SHIELDTALKS_PEERS") or ROOT.parent / "shared/reference/peers")
SAMPLE = PEERS / "sample.dna"
SCHEMA = PEERS / "Project-mrt2019.xsd"

# An emoji counts two for Java, a Windows line end one in a text pane.
HARBOUR = (
    "Harbour talks 🚢 begin\r\n\r\n"
    "Minister Ada Lund said the port must stay open. "
    "The Dockers' Union rejected the plan 🛑 and called it unsafe.\r\n"
    "Talks go on."
)
PORT = "Порт и союз\n\nМинистр сказала, что порт должен работать. Союз против плана."
QUOTES = {
    "lund": (0, "Minister Ada Lund said the port must stay open."),
    "union": (0, "The Dockers' Union rejected the plan 🛑 and called it unsafe."),
    "minister": (1, "Министр сказала, что порт должен работать."),
    "soyuz": (1, "Союз против плана."),
}
STANCES = [
    # type, quote, coder, person, organization, concept, agreement
    ("lund", "Anna", "Ada Lund", "Ministry", "The port stays open.", 1),
    ("union", "Anna", "", "Dockers' Union", "The plan is safe.", 0),
    ("minister", "Anna", "", "Ministry", "The port stays open.", 1),
    ("lund", "Борис", "Ada Lund", "Ministry", "The port stays open.", 1),
    ("soyuz", "Борис", "", "Dockers' Union", "The plan is safe.", 0),
]


def java(text):
    """Return the length that a Swing text pane gives a text."""
    return len(text.replace("\r\n", "\n").encode("utf-16-le")) // 2


def place(quote, measure=java, texts=(HARBOUR, PORT)):
    """Return (document, start, stop) of a quote in another tool's count."""
    document, words = QUOTES[quote]
    at = texts[document].index(words)
    start = measure(texts[document][:at])
    return document, start, start + measure(words)


def dna_file(path, *more, documents=((HARBOUR, 1_900_000_000), (PORT, 1_900_086_400))):
    """Write a small database of DNA 3; more: statements of SQL to run at the end."""
    with closing(sqlite3.connect(path)) as db, db:
        db.executescript(schema())
        add = "INSERT INTO "
        db.execute(add + "SETTINGS VALUES ('version', '3.0.7')")
        coders = ["Admin", "Anna", "Борис"]
        for number, name in enumerate(coders, 1):
            db.execute(add + "CODERS(ID, Name, Password) VALUES (?, ?, '')", (number, name))
        for number, (text, day) in enumerate(documents, 1):
            values = (number, f"Talks {number}", text, day)
            db.execute(
                add
                + "DOCUMENTS(ID, Title, Text, Coder, Source, Date) VALUES (?, ?, ?, 1, 'Echo', ?)",
                values,
            )
        db.execute(add + "STATEMENTTYPES(ID, Label) VALUES (1, 'DNA Statement'), (2, 'Memo')")
        variables = ["person", "organization", "concept", "agreement"]
        for number, name in enumerate(variables, 1):
            kind = "boolean" if name == "agreement" else "short text"
            db.execute(add + "VARIABLES VALUES (?, ?, ?, 1)", (number, name, kind))
        db.execute(add + "VARIABLES VALUES (5, 'remark', 'long text', 2)")
        db.execute(add + "ATTRIBUTEVARIABLES VALUES (1, 2, 'Type')")
        entities = {}
        for number, (quote, coder, *said, agreement) in enumerate(STANCES, 1):
            document, start, stop = place(quote)
            db.execute(
                add + "STATEMENTS VALUES (?, 1, ?, ?, ?, ?)",
                (number, document + 1, start, stop, coders.index(coder) + 1),
            )
            for variable, value in enumerate(said, 1):
                key = variable, value
                if key not in entities:
                    entities[key] = len(entities) + 1
                    db.execute(
                        add + "ENTITIES(ID, VariableId, Value) VALUES (?, ?, ?)",
                        (entities[key], *key),
                    )
                db.execute(
                    add + "DATASHORTTEXT(StatementId, VariableId, Entity) VALUES (?, ?, ?)",
                    (number, variable, entities[key]),
                )
            db.execute(
                add + "DATABOOLEAN(StatementId, VariableId, Value) VALUES (?, 4, ?)",
                (number, agreement),
            )
        for name, party in (("Ministry", "State"), ("Dockers' Union", "Labour")):
            db.execute(
                add
                + "ATTRIBUTEVALUES(EntityId, AttributeVariableId, AttributeValue) VALUES (?, 1, ?)",
                (entities[2, name], party),
            )
        document, start, stop = place("soyuz")
        db.execute(add + "STATEMENTS VALUES (90, 2, ?, ?, ?, 2)", (document + 1, start, stop))
        db.execute(
            add + "DATALONGTEXT(StatementId, VariableId, Value) VALUES (90, 5, 'Who is it?')"
        )
        for statement in more:
            db.execute(statement)
    return path


GUID = "{:08X}-0000-4000-8000-000000000000".format
CODES = {  # number: path
    1: ("Actors", "Ministry"),
    2: ("Actors", "Dockers' Union"),
    3: ("Port open", "pro"),
    4: ("Port open", "contra"),
    5: ("Plan is safe",),
    6: ("Tone",),
}


def codebook():
    """Return the codes as XML; a code of two steps below its first."""
    groups, out = {}, []
    for number, path in CODES.items():
        groups.setdefault(path[0], []).append((number, path[1:]))
    for place_, (name, inner) in enumerate(groups.items(), 100):
        number = inner[0][0] if not inner[0][1] else place_
        below = "".join(
            f'<Code guid="{GUID(n)}" name="{below[0]}" isCodable="true"/>'
            for n, below in inner
            if below
        )
        out.append(f'<Code guid="{GUID(number)}" name="{name}" isCodable="true">{below}</Code>')
    return f"<CodeBook><Codes>{''.join(out)}</Codes></CodeBook>"


def mark(number, start, end, codes, user=1, note=""):
    """Return a selection with its codings as XML."""
    by = f'creatingUser="{GUID(900 + user)}"'
    codings = "".join(
        f'<Coding guid="{GUID(5000 + 10 * number + n)}" {by}>'
        f'<CodeRef targetGUID="{GUID(code)}"/></Coding>'
        for n, code in enumerate(codes)
    )
    described = f"<Description>{note}</Description>" if note else ""
    return (
        f'<PlainTextSelection guid="{GUID(3000 + number)}" startPosition="{start}" '
        f'endPosition="{end}" {by}>{described}{codings}</PlainTextSelection>'
    )


def marks():
    """Return {document: selections}: pooled marks of one code each, and one with both codes."""
    lund, union, soyuz = (place(q, len, TEXTS) for q in ("lund", "union", "soyuz"))
    return {
        0: [
            mark(1, *lund[1:], [1]),
            mark(2, *lund[1:], [3], note="her words"),
            mark(3, *lund[1:], [1, 3], user=2),
            mark(4, *union[1:], [2, 5]),
            mark(5, *union[1:], [6]),
        ],
        1: [mark(6, *soyuz[1:], [2, 4])],
    }


TEXTS = (HARBOUR.replace("\r\n", "\n"), PORT)


def project(body="", users=("Anna", "Борис"), texts=TEXTS, selections=None):
    """Return project.qde as text. body: XML after the sources."""
    selections = marks() if selections is None else selections
    people = "".join(
        f'<User guid="{GUID(901 + n)}" name="{name}"/>' for n, name in enumerate(users)
    )
    sources = "".join(
        f'<TextSource guid="{GUID(2000 + n)}" name="Talks {n + 1}" '
        f'plainTextPath="internal://{GUID(2000 + n)}.txt">{"".join(selections.get(n, ()))}'
        f'<VariableValue><VariableRef targetGUID="{GUID(800)}"/><DateValue>2030-03-1{7 + n}'
        f"</DateValue></VariableValue></TextSource>"
        for n in range(len(texts))
    )
    return (
        '<?xml version="1.0" encoding="utf-8"?>'
        '<Project xmlns="urn:QDA-XML:project:1.0" name="Port" origin="by hand">'
        f"<Users>{people}</Users>{codebook()}"
        f'<Variables><Variable guid="{GUID(800)}" name="Date" typeOfVariable="Date"/></Variables>'
        f"<Sources>{sources}</Sources>{body}</Project>"
    )


def qdpx_file(path, qde=None, texts=TEXTS, more=None, folder="sources"):
    """Write a small project of REFI-QDA. more: {name: content} of further entries."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as zipped:
        zipped.writestr("project.qde", project(texts=texts) if qde is None else qde)
        for n, text in enumerate(texts):
            zipped.writestr(f"{folder}/{GUID(2000 + n)}.txt", text.encode())
        for name, content in (more or {}).items():
            zipped.writestr(name, content)
    return path
