"""Databases and projects from outside, broken or built to harm: one line each, nothing silent."""

import contextlib
import random
import re
import sqlite3
import time
import xml.etree.ElementTree as ET
import zipfile

import pytest

from shieldtalks import cli
from shieldtalks.errors import DataError
from shieldtalks.exchange import archive, dna, export, mapping, new_case, qda, read_case
from tests.exchange_files import GUID, dna_file, mark, marks, project, qdpx_file

HEADER = '<?xml version="1.0" encoding="utf-8"?>'


@pytest.fixture(autouse=True)
def no_desk(tmp_path, monkeypatch):
    """Nobody's own coding stands in the work folder."""
    monkeypatch.setenv("SHIELDTALKS_HOME", str(tmp_path / "home"))


def refused(folder, path, capsys):
    """Run the command on a file; return its one line, with nothing made."""
    assert cli.main(["new-case", str(folder), str(path)]) == 2
    out, err = capsys.readouterr()
    assert out == "" and err.count("\n") == 1, err
    assert not folder.exists()
    return err.removeprefix("shieldtalks: ").strip()


# Zip and XML

LAUGHS = "<!DOCTYPE Project [<!ENTITY a 'ha'>{}]>".format(
    "".join(f"<!ENTITY {b} '{f'&{a};' * 10}'>" for a, b in zip("abcdefgh", "bcdefghi", strict=True))
)
OUTSIDE = "<!DOCTYPE Project [<!ENTITY x SYSTEM 'file:///etc/passwd'>]>"
DEEP = "".join(f'<Code guid="{GUID(n)}" name="c" isCodable="true">' for n in range(500))
BAD_XML = {
    "laughs": (project().replace(HEADER, HEADER + LAUGHS), "declares a document type"),
    "outside": (project().replace(HEADER, HEADER + OUTSIDE), "declares a document type"),
    "cut": (project()[:900], "project.qde is no whole XML"),
    "other": ("<html/>", "project.qde is no project of REFI-QDA"),
    "deep": (project().replace("<Codes>", f"<Codes>{DEEP}{'</Code>' * 500}"), "too deep"),
    "twice": (project().replace(GUID(1), GUID(2)), "two codes have the id"),
    "gone": (project().replace(f'="{GUID(5)}" name', f'="{GUID(77)}" name'), "which is not there"),
    "word": (project().replace('startPosition="', 'startPosition="x'), "is no number"),
    "huge": (project().replace('startPosition="', 'startPosition="9' * 1), "lie beyond"),
    "away": (project().replace("internal://", "internal://../../"), "is not in it"),
    "absolute": (project().replace("internal://", "absolute:///etc/"), "no text is in the project"),
    "encoding": (project().replace('"utf-8"', '"utf-9"'), "project.qde is no whole XML"),
}


@pytest.mark.parametrize("name", BAD_XML)
def test_a_bad_project_gets_one_line(name, tmp_path, capsys):
    qde, words = BAD_XML[name]
    path = qdpx_file(tmp_path / "p.qdpx", qde)
    start = time.monotonic()
    assert words in refused(tmp_path / "case", path, capsys)
    assert time.monotonic() - start < 5


def test_a_zip_that_swells_is_not_unpacked(tmp_path, capsys, monkeypatch):
    monkeypatch.setattr(qda, "XML", 10_000)
    path = qdpx_file(tmp_path / "p.qdpx", project() + " " * 50_000_000)
    assert path.stat().st_size < 100_000
    assert "larger than 10,000 bytes" in refused(tmp_path / "case", path, capsys)
    monkeypatch.setattr(qda, "XML", 10**8)
    monkeypatch.setattr(archive, "TEXT", 1_000)
    path = qdpx_file(tmp_path / "q.qdpx", texts=("port " * 10**7, "x y"))
    assert "larger than 4,000 bytes" in refused(tmp_path / "case", path, capsys)


def test_many_entries_and_twins_are_refused(tmp_path, capsys, monkeypatch):
    monkeypatch.setattr(archive, "ENTRIES", 10)
    path = qdpx_file(tmp_path / "p.qdpx", more={f"{n}.txt": "x" for n in range(20)})
    assert "too many for a project" in refused(tmp_path / "case", path, capsys)
    path = qdpx_file(tmp_path / "q.qdpx", more={"PROJECT.QDE": project()})
    assert "is in it twice" in refused(tmp_path / "case", path, capsys)


def test_a_file_name_from_outside_leads_nowhere(tmp_path):
    names = ["../../evil.txt", "/etc/evil.txt", "CON.txt", "sources.csv", "..\\evil.txt", ".x.txt"]
    for number, name in enumerate(names):
        qde = project(selections={0: [mark(1, 0, 5, [1, 3])]})
        qde = qde.replace('name="Talks 1"', f'name="{name}"')
        folder = tmp_path / f"c{number}" / "case"
        new_case(folder, qdpx_file(tmp_path / "p.qdpx", qde))
        made = {p.relative_to(tmp_path / f"c{number}").parts[0] for p in folder.rglob("*")}
        assert made == {"case"}
        assert read_case(folder).readers["Anna"]["quote"].tolist() == ["Harbo"]
    assert not list(tmp_path.glob("**/evil.txt"))


def test_capitals_and_utf_16_and_braces_are_understood(tmp_path):
    selections = {0: [mark(1, 0, 7, [1, 3])]}
    qde = re.sub(r'targetGUID="([^"]+)"', r'targetGUID="{\1}"', project(selections=selections))
    path = tmp_path / "p.qdpx"
    with zipfile.ZipFile(path, "w") as zipped:
        zipped.writestr("Project.QDE", qde)
        for n in range(2):
            zipped.writestr(
                f"Sources/{GUID(2000 + n).lower()}.txt", "Harbour plan".encode("utf-16")
            )
    new_case(tmp_path / "case", path)
    assert read_case(tmp_path / "case").readers["Anna"]["quote"].tolist() == ["Harbour"]


# SQLite

ENDLESS = (
    "CREATE VIEW {0} AS WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i FROM n) SELECT i FROM n"
)
BAD_SQL = {
    "view": (["DROP TABLE DATALONGTEXT", ENDLESS.format("DATALONGTEXT")], "is no plain table"),
    "missing": (["DROP TABLE ENTITIES"], "the table ENTITIES is missing"),
    "two": (
        ["DROP TABLE ENTITIES", "CREATE TABLE ATTRIBUTES(ID, Value)"],
        "this is a database of DNA 2",
    ),
    "column": (
        ["ALTER TABLE DOCUMENTS RENAME COLUMN Source TO Quelle"],
        "no such column: Source",
    ),
    "orphan": (["DELETE FROM DOCUMENTS WHERE ID = 1"], "belongs to DocumentId 1, which is not"),
    "nobody": (["DELETE FROM CODERS WHERE ID = 2"], "belongs to Coder 2, which is not there"),
    "value": (["UPDATE DATABOOLEAN SET Value = 7"], "7 is neither 0 nor 1"),
    "entity": (["UPDATE DATASHORTTEXT SET Entity = 999"], "belongs to entity 999"),
    "bytes": (["UPDATE DOCUMENTS SET Text = CAST(X'FF41' AS TEXT)"], "DOCUMENTS, Text: this is no"),
    "date": (["UPDATE DOCUMENTS SET Date = 'yesterday'"], "'yesterday' is no number"),
    "empty": (
        [f"DELETE FROM {t}" for t in ("DOCUMENTS", "STATEMENTS", *dna.DATA)],
        "there is no text in it",
    ),
}


@pytest.mark.parametrize("name", BAD_SQL)
def test_a_bad_database_gets_one_line(name, tmp_path, capsys):
    statements, words = BAD_SQL[name]
    path = dna_file(tmp_path / "p.dna", "PRAGMA foreign_keys=OFF", *statements)
    assert words in refused(tmp_path / "case", path, capsys)


BAD_BYTES = {
    "nothing.dna": b"",
    "text.dna": b"Dear colleague, here is the database",
    "head.dna": b"SQLite format 3\0" + b"\0" * 100,
    "nothing.qdpx": b"",
    "text.qdpx": b"PK, as they say",
    "cut.qdpx": b"PK\x05\x06" + b"\0" * 5,
}


@pytest.mark.parametrize("name", BAD_BYTES)
def test_what_is_no_such_file_gets_one_line(name, tmp_path, capsys):
    (tmp_path / name).write_bytes(BAD_BYTES[name])
    assert refused(tmp_path / "case", tmp_path / name, capsys).startswith(f"{name}: ")
    assert "no such file" in refused(tmp_path / "case", tmp_path / f"gone-{name}", capsys)
    (tmp_path / f"folder-{name}").mkdir()
    assert refused(tmp_path / "case", tmp_path / f"folder-{name}", capsys)


def test_a_database_that_takes_too_long_is_given_up(tmp_path, capsys, monkeypatch):
    monkeypatch.setattr(dna, "PATIENCE", -1)
    rows = "INSERT INTO REGEXES SELECT value, 0, 0, 0 FROM generate_series(1, 1)"
    with contextlib.suppress(sqlite3.OperationalError):
        dna_file(tmp_path / "q.dna", rows)
    text = "port " * 4_000
    path = dna_file(tmp_path / "p.dna", documents=[(text, 0)] * 2)
    with sqlite3.connect(path) as db:
        db.execute(
            "WITH n(i) AS (SELECT 1 UNION ALL SELECT i+1 FROM n WHERE i < 50000) "
            "INSERT INTO REGEXES SELECT i, 0, 0, 0 FROM n"
        )
    assert "takes over" in refused(tmp_path / "case", path, capsys)


def test_a_database_is_not_written_to(tmp_path):
    path = dna_file(tmp_path / "p.dna")
    before = path.read_bytes()
    new_case(tmp_path / "case", path)
    assert path.read_bytes() == before
    assert not list(tmp_path.glob("p.dna-*"))


def test_changes_that_dna_still_keeps_beside_it_are_named(tmp_path, capsys):
    path = dna_file(tmp_path / "p.dna")
    (tmp_path / "p.dna-wal").write_bytes(b"x" * 100)
    assert "still has changes beside it" in refused(tmp_path / "case", path, capsys)


def test_two_coders_of_one_name_stay_two(tmp_path):
    new_case(tmp_path / "a", dna_file(tmp_path / "a.dna", "UPDATE CODERS SET Name = 'Anna'"))
    assert [len(t) for t in read_case(tmp_path / "a").readers.values()] == [3, 2]
    qde = project(
        users=("Anna", "Anna"),
        selections={0: [mark(1, 0, 7, [1, 3]), mark(2, 0, 7, [1, 3], user=2)]},
    )
    new_case(tmp_path / "b", qdpx_file(tmp_path / "b.qdpx", qde))
    assert len(read_case(tmp_path / "b").readers) == 2


def test_columns_from_outside_do_not_take_the_place_of_ours(tmp_path):
    notes = "mine\n[sources.csv]\narticle: 9\nsha256: 0\nfile: ../x.txt\nurl: u\na b: c\ntime: noon"
    path = dna_file(tmp_path / "p.dna", f"UPDATE DOCUMENTS SET Notes = '{notes}'")
    new_case(tmp_path / "case", path)
    articles = read_case(tmp_path / "case").corpus.articles
    assert articles.index.tolist() == ["000", "001"]
    assert articles["url"].tolist() == ["u", "u"] and articles["notes"].tolist() == ["mine"] * 2
    assert "a b" not in articles
    export(tmp_path / "case", "dna", tmp_path / "back.dna")


def test_signs_that_xml_cannot_hold_do_not_stop_an_export(tmp_path):
    more = [
        "UPDATE ENTITIES SET Value = 'Min' || char(11) || 'istry' WHERE Value = 'Ministry'",
        "UPDATE DOCUMENTS SET Title = 'a' || char(10) || 'b' || char(1), Text = Text || char(0)",
    ]
    new_case(tmp_path / "case", dna_file(tmp_path / "p.dna", *more))
    path, _ = export(tmp_path / "case", "qdpx", tmp_path / "x.qdpx")
    new_case(tmp_path / "back", path)
    assert sum(map(len, read_case(tmp_path / "back").readers.values())) == 5


def test_names_longer_than_dna_holds_are_cut_and_said(tmp_path):
    longs = {"Plan is safe": "the plan " * 60}
    qde = project(selections=marks()).replace("Plan is safe", longs["Plan is safe"].strip())
    folder = tmp_path / "case"
    path = qdpx_file(tmp_path / "p.qdpx", qde)
    new_case(folder, path)
    text = (folder / mapping.FILE).read_text("utf-8")
    text = re.sub(r"(?m)^(the plan.*),1,,,,,$", r"\1,1,concept,safe,no,,", text)
    (folder / mapping.FILE).write_text(text.replace("Tone,1,,", "Tone,1,other,"), "utf-8")
    new_case(folder, path)
    back, lines = export(folder, "dna", tmp_path / "x.dna")
    assert any("over 190 characters: cut" in line for line in lines)
    new_case(tmp_path / "back", back)
    assert len(read_case(tmp_path / "back").readers["Anna"]) == 3


# Fuzz

ROUNDS = range(50)
ODD = [b"\0", b"\xff", b"<", b"&", b'"', b"\xf0\x9f\x9a\xa2", b"-1", b"99999999999999999999", b""]


def flipped(content, dice, kinds=5):
    """Return bytes with some of them changed, removed, repeated or cut off; of one kind: changed."""
    content = bytearray(content)
    for _ in range(dice.randint(1, 8)):
        at = dice.randrange(len(content))
        kind = dice.randrange(kinds)
        if kind == 0:
            content[at] = dice.randrange(256)
        elif kind == 1:
            del content[at : at + dice.randint(1, 40)]
        elif kind == 2:
            content[at:at] = content[at : at + dice.randint(1, 40)]
        elif kind == 3:
            content[at:at] = dice.choice(ODD)
        elif len(content) > 400 and not dice.randrange(4):
            del content[dice.randrange(200, len(content)) :]
        if not content:
            return b"x"
    return bytes(content)


def retold(text, dice):
    """Return XML with some of its tags and values exchanged, doubled or left out."""
    parts = re.findall(r"<[^>]*>|[^<]+", text)
    for _ in range(dice.randint(1, 3)):
        at = dice.randrange(1, len(parts))
        kind = dice.randrange(5)
        if kind == 0:
            parts[at] = parts[dice.randrange(len(parts))]
        elif kind == 1:
            parts[at] = ""
        elif kind == 2:
            parts[at] *= 2
        elif kind == 3:
            value = dice.choice(re.findall(r'"[^"]*"', text))
            parts[at] = re.sub(r'"[^"]*"', value.replace("\\", ""), parts[at], count=1)
        else:
            odd = ["", "-5", "0", "3", "1e9", "🚢", "&#9;", "true", GUID(3), "a &gt; b", "]]&gt;"]
            word = dice.choice(odd)
            parts[at] = re.sub(r'"[^"]*"', f'"{word}"', parts[at], count=1)
    return "".join(parts)


def shuffled(path, dice):
    """Change some cells, rows and tables of a database."""
    with contextlib.closing(sqlite3.connect(path)) as db:
        tables = [n for (n,) in db.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        odd = [None, "", -1, 0, 1, 2, 5, 3.5, 2**62, "x", "🚢", b"\xff\xfe", "a\nb", "Anna", " "]
        for _ in range(dice.randint(1, 4)):
            table = dice.choice(tables)
            columns = [row[1] for row in db.execute(f"PRAGMA table_info({table})")]
            column = dice.choice(columns)
            with contextlib.suppress(sqlite3.Error), db:
                db.execute("PRAGMA ignore_check_constraints=ON")
                kind = dice.randrange(8)
                if kind == 0:
                    db.execute(f"DELETE FROM {table} WHERE rowid = {dice.randint(1, 6)}")
                elif kind == 1 and not dice.randrange(3):
                    db.execute(f"DROP TABLE {table}")
                elif kind == 2 and not dice.randrange(3):
                    db.execute(f"ALTER TABLE {table} RENAME COLUMN {column} TO other")
                else:
                    db.execute(
                        f"UPDATE {table} SET {column} = ? WHERE rowid = ?",
                        (dice.choice(odd), dice.randint(1, 6)),
                    )
    return path


def honest(folder, path):
    """Bring a file in. Return its one line, or '' for a case that holds or names every mark."""
    try:
        lines = new_case(folder, path)
    except DataError as error:
        assert "\n" not in str(error) and 20 < len(str(error)) < 700
        assert not folder.exists()
        return str(error)
    assert all(isinstance(line, str) and "\n" not in line for line in lines)
    if not (folder / "sources.csv").exists():
        assert (folder / mapping.FILE).exists() and lines
        return "asked"
    articles = (folder / "sources.csv").read_text("utf-8")
    if "no date" in "".join(lines):  # as its first line asks
        head, *rows = articles.splitlines()
        assert "date" in head and rows
        return "no date"
    case = read_case(folder)
    for statements in case.readers.values():
        for row in statements.itertuples():
            unit = case.corpus.units.loc[row.unit]
            assert case.corpus.texts[row.article][row.start : row.end] == row.quote
            assert unit["start"] <= row.start < row.end <= unit["end"]
    itself = path.suffix == ".dna"
    count, there = told(case, lines, itself), held(path)
    assert count == there if itself else count >= there
    return ""


def told(case, lines, dna_itself):
    """Return how many marks a case holds or names as left out; for REFI-QDA, how many places."""
    coded = [(r, *row) for r, t in case.readers.items() for row in t[PLACE].to_numpy().tolist()]
    aside = case.others.drop_duplicates("passage")[["reader", *PLACE]].to_numpy().tolist()
    marks = [*coded, *map(tuple, aside)]
    astray = re.findall(r"(\d+) marks? beyond the text", " ".join(lines))
    return len(marks if dna_itself else set(marks)) + sum(map(int, astray))


PLACE = ["article", "start", "end"]


def held(path):
    """Return the same of a file, counted in another way than the library does."""
    if path.suffix == ".dna":
        with contextlib.closing(sqlite3.connect(path)) as db:
            return db.execute("SELECT COUNT(*) FROM STATEMENTS").fetchone()[0]
    space = "{urn:QDA-XML:project:1.0}"
    root = ET.fromstring(zipfile.ZipFile(path).read("project.qde"))
    places = set()
    for number, source in enumerate(root.iter(f"{space}TextSource")):
        for one in source.findall(f"{space}PlainTextSelection"):
            for coding in one.findall(f"{space}Coding"):
                by = coding.get("creatingUser") or one.get("creatingUser")
                places.add((number, one.get("startPosition"), one.get("endPosition"), by))
    return len(places)


@pytest.mark.parametrize("seed", ROUNDS)
def test_a_mutated_zip(seed, tmp_path):
    path = qdpx_file(tmp_path / "p.qdpx")
    path.write_bytes(flipped(path.read_bytes(), random.Random(seed)))
    honest(tmp_path / "case", path)


@pytest.mark.parametrize("seed", ROUNDS)
def test_mutated_xml(seed, tmp_path):
    dice = random.Random(1000 + seed)
    qde = project(selections={0: [mark(1, 30, 60, [1, 3]), mark(2, 0, 7, [1, 4], user=2)]})
    path = qdpx_file(tmp_path / "p.qdpx", retold(qde, dice))
    honest(tmp_path / "case", path)


@pytest.mark.parametrize("seed", ROUNDS)
def test_a_mutated_database(seed, tmp_path):
    path = dna_file(tmp_path / "p.dna")
    path.write_bytes(
        flipped(path.read_bytes(), random.Random(2000 + seed), 5 if seed % 3 == 0 else 1)
    )
    honest(tmp_path / "case", path)


@pytest.mark.parametrize("seed", ROUNDS)
def test_a_database_with_odd_cells(seed, tmp_path):
    path = shuffled(dna_file(tmp_path / "p.dna"), random.Random(3000 + seed))
    honest(tmp_path / "case", path)
