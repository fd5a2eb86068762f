"""Databases and projects from outside, broken or built to harm: one line each, nothing silent."""

import contextlib
import re
import sqlite3
import time
import zipfile

import pytest

from shieldtalks import cli
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
    text = (folder / mapping.FILE).read_text("utf-8-sig")
    text = re.sub(r"(?m)^(the plan.*),1,,,,,$", r"\1,1,concept,safe,no,,", text)
    (folder / mapping.FILE).write_text(text.replace("Tone,1,,", "Tone,1,other,"), "utf-8")
    new_case(folder, path)
    back, lines = export(folder, "dna", tmp_path / "x.dna")
    assert any("over 190 characters: cut" in line for line in lines)
    new_case(tmp_path / "back", back)
    assert len(read_case(tmp_path / "back").readers["Anna"]) == 3
