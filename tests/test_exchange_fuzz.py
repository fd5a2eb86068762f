"""Mutated zips, XML and databases: one line each, or a case that holds or names every mark."""

import contextlib
import random
import re
import sqlite3
import xml.etree.ElementTree as ET
import zipfile

import pytest

from shieldtalks.errors import DataError
from shieldtalks.exchange import mapping, new_case, read_case
from tests.exchange_files import GUID, dna_file, mark, project, qdpx_file


@pytest.fixture(autouse=True)
def no_desk(tmp_path, monkeypatch):
    """Nobody's own coding stands in the work folder."""
    monkeypatch.setenv("SHIELDTALKS_HOME", str(tmp_path / "home"))


ROUNDS = range(50)
ODD = [b"\0", b"\xff", b"<", b"&", b'"', b"\xf0\x9f\x9a\xa2", b"-1", b"99999999999999999999", b""]


def flipped(content, dice, kinds=5):
    """Return bytes with some of them changed; of five kinds also removed, repeated or cut off."""
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
        db.execute("PRAGMA synchronous=OFF")  # nothing is lost if the machine stops
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
    articles = (folder / "sources.csv").read_text("utf-8-sig")
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
    aside = case.others[case.others["statement"].eq("")].drop_duplicates("passage")
    aside = aside[["reader", *PLACE]].to_numpy().tolist()
    marks = [*coded, *map(tuple, aside)]
    left_out = r"(\d+) (?:marks? beyond the text|codings? with an unknown)"
    astray = re.findall(left_out, " ".join(lines))
    return len(marks if dna_itself else set(marks)) + sum(map(int, astray))


PLACE = ["article", "start", "end"]


def held(path):
    """Return the same of a file, counted in another way than the library does."""
    if path.suffix == ".dna":
        with contextlib.closing(sqlite3.connect(f"{path.as_uri()}?mode=ro", uri=True)) as db:
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
