"""Codings from and to DNA and REFI-QDA: what comes in, what goes out, and what comes back."""

import csv
import io
import sqlite3

import networkx as nx
import pytest

from shieldtalks import cli, load_corpus
from shieldtalks.errors import DataError
from shieldtalks.exchange import export, mapping, new_case, positions, read_case, readers
from tests import ROOT
from tests.exchange_files import (
    GUID,
    HARBOUR,
    QUOTES,
    TEXTS,
    dna_file,
    mark,
    place,
    project,
    qdpx_file,
)

STANCE = ["article", "start", "end", "person", "organization", "concept", "agreement"]


@pytest.fixture(autouse=True)
def no_desk(tmp_path, monkeypatch):
    """Nobody's own coding stands in the work folder."""
    monkeypatch.setenv("SHIELDTALKS_HOME", str(tmp_path / "home"))


@pytest.fixture
def port(tmp_path):
    """A case made of a small database of DNA."""
    new_case(tmp_path / "port", dna_file(tmp_path / "port.dna"))
    return tmp_path / "port"


def filled(folder, path, **cells):
    """Fill in mapping.csv as a person would: {code: {column: value}}."""
    new_case(folder, path)
    table = list(csv.DictReader(io.StringIO((folder / mapping.FILE).read_text("utf-8-sig"))))
    for row in table:
        row.update(cells.get(row["code"], {}))
    with open(folder / mapping.FILE, "w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, mapping.COLUMNS)
        writer.writeheader()
        writer.writerows(table)
    return new_case(folder, path)


SAFE = {"Plan is safe": {"role": "concept", "value": "safe", "agreement": "no"}}
TONE = {"Tone": {"role": "other"}}


def stances(case):
    """Return what every reader says, in an order of its own: {reader: sorted rows}."""
    return {
        reader: sorted(
            map(tuple, table[[*STANCE, "conditional", "attribution", "quote"]].to_numpy())
        )
        for reader, table in case.readers.items()
    }


# DNA comes in


def test_a_database_of_dna_becomes_a_case_with_a_reader_for_each_coder(port):
    coded = readers(port)
    assert list(coded) == ["Anna", "Борис"]
    anna = coded["Anna"]
    assert anna["quote"].tolist() == [QUOTES[q][1] for q in ("lund", "union", "minister")]
    assert anna["organization"].tolist() == ["Ministry", "Dockers' Union", "Ministry"]
    assert anna["party"].tolist() == ["State", "Labour", "State"]
    assert anna["agreement"].tolist() == ["yes", "no", "yes"]
    assert anna["concept"].tolist() == [
        "the_port_stays_open",
        "the_plan_is_safe",
        "the_port_stays_open",
    ]
    assert anna["person"].tolist() == ["Ada Lund", "", ""]


def test_articles_come_as_they_were_with_their_dates(port):
    corpus = load_corpus(port)
    assert corpus.texts["000"] == HARBOUR
    assert corpus.articles["date"].tolist() == ["2030-03-17", "2030-03-18"]
    assert corpus.articles["outlet"].tolist() == ["Echo", "Echo"]
    clock = 1_900_000_000 % 86_400
    hours = f"{clock // 3600:02d}:{clock // 60 % 60:02d}:{clock % 60:02d}"
    assert corpus.articles["time"].tolist() == [hours, hours]


def test_a_passage_of_several_sentences_is_one_unit(tmp_path):
    both = "UPDATE STATEMENTS SET Stop = {} WHERE ID = 1".format(place("union")[2])
    lines = new_case(tmp_path / "c", dna_file(tmp_path / "c.dna", both))
    assert any("span several sentences" in line for line in lines)
    coded = readers(tmp_path / "c")
    units = load_corpus(tmp_path / "c").units
    assert coded["Anna"]["unit"].iloc[0] == coded["Anna"]["unit"].iloc[1]
    assert units.at[coded["Anna"]["unit"].iloc[0], "text"] == coded["Anna"]["quote"].iloc[0]
    assert units.at[coded["Anna"]["unit"].iloc[0], "kind"] == "body"


def test_what_is_no_stance_is_kept_and_goes_back(port, tmp_path):
    with open(port / "other_codes.csv", newline="", encoding="utf-8-sig") as file:
        (row,) = csv.DictReader(file)
    assert (row["code"], row["value"], row["reader"]) == ("Memo > remark", "Who is it?", "Anna")
    path, _ = export(port, "dna", tmp_path / "back.dna")
    with sqlite3.connect(path) as db:
        found = db.execute(
            "SELECT t.Label, d.Value, s.Start FROM DATALONGTEXT d JOIN STATEMENTS s ON "
            "s.ID = d.StatementId JOIN STATEMENTTYPES t ON t.ID = s.StatementTypeId"
        ).fetchall()
    assert found == [("Memo", "Who is it?", place("soyuz")[1])]


def test_what_cannot_be_carried_is_said(tmp_path):
    more = [
        "INSERT INTO REGEXES VALUES ('port', 0, 0, 0)",
        "UPDATE ENTITIES SET ChildOf = 1 WHERE ID = 2",
    ]
    lines = new_case(tmp_path / "c", dna_file(tmp_path / "c.dna", *more))
    (said,) = [line for line in lines if line.startswith("Not carried")]
    for words in ("1 search word,", "1 name below another", "1 coder without a statement (Admin)"):
        assert words in said


def test_a_stance_that_is_not_whole_is_kept_aside_and_named(tmp_path):
    nobody = "UPDATE ENTITIES SET Value = '' WHERE Value = 'Dockers'' Union'"
    lines = new_case(tmp_path / "c", dna_file(tmp_path / "c.dna", nobody))
    assert any("2 passages kept in other_codes.csv: no organization" in line for line in lines)
    coded = readers(tmp_path / "c")
    assert [len(table) for table in coded.values()] == [2, 1]


def test_a_scale_becomes_its_sign_and_its_number_is_kept(tmp_path):
    more = [
        "DELETE FROM DATABOOLEAN",
        "UPDATE VARIABLES SET DataType = 'integer' WHERE ID = 4",
        "INSERT INTO DATAINTEGER(StatementId, VariableId, Value) VALUES (1, 4, 3), (2, 4, -5), "
        "(3, 4, 0), (4, 4, 1), (5, 4, -1)",
    ]
    lines = new_case(tmp_path / "c", dna_file(tmp_path / "c.dna", *more))
    assert any("no yes or no (document 2" in line for line in lines)
    coded = readers(tmp_path / "c")
    assert coded["Anna"]["agreement"].tolist() == ["yes", "no"]
    with open(tmp_path / "c/other_codes.csv", newline="", encoding="utf-8-sig") as file:
        kept = [r["value"] for r in csv.DictReader(file) if r["code"].endswith("agreement")]
    assert sorted(kept) == ["-1", "-5", "0", "1", "3"]


# REFI-QDA comes in


def test_codes_that_are_no_concepts_yet_are_asked_for(tmp_path):
    path, folder = qdpx_file(tmp_path / "port.qdpx"), tmp_path / "port"
    lines = new_case(folder, path)
    assert [p.name for p in folder.iterdir()] == [mapping.FILE]
    assert [line.split(":")[0] for line in lines[:-1]] == [
        "mapping.csv, row 7 (Plan is safe, used 1 times)",
        "mapping.csv, row 8 (Tone, used 1 times)",
    ]
    table = list(csv.DictReader(io.StringIO((folder / mapping.FILE).read_text("utf-8-sig"))))
    roles = {row["code"]: (row["role"], row["value"], row["agreement"]) for row in table}
    assert roles["Port open > pro"] == ("concept", "port_open", "yes")
    assert roles["Port open > contra"] == ("concept", "port_open", "no")
    assert roles["Actors > Ministry"] == ("organization", "Ministry", "")


def test_a_filled_mapping_makes_the_case(tmp_path):
    folder = tmp_path / "port"
    lines = filled(folder, qdpx_file(tmp_path / "port.qdpx"), **SAFE, **TONE)
    coded = readers(folder)
    anna, boris = coded["Anna"], coded["Борис"]
    # Two marks of one code each on the same words make one statement; Boris has both on one.
    assert anna[["organization", "concept", "agreement"]].to_numpy().tolist() == [
        ["Ministry", "port_open", "yes"],
        ["Dockers' Union", "safe", "no"],
        ["Dockers' Union", "port_open", "no"],
    ]
    assert boris["quote"].tolist() == [QUOTES["lund"][1]]
    assert anna["note"].tolist() == ["her words", "", ""]
    assert load_corpus(folder).articles["date"].tolist() == ["2030-03-17", "2030-03-18"]
    assert any(line.startswith("parties.csv: write a row for") for line in lines)


def test_a_project_without_organizations_asks_who_speaks(tmp_path):
    selections = {0: [mark(1, *place("lund", len, TEXTS)[1:], [3])]}
    path = qdpx_file(tmp_path / "p.qdpx", project(selections=selections))
    lines = new_case(tmp_path / "p", path)
    assert "no code names an organization" in lines[0]
    filled(tmp_path / "q", path, **{"*": {"value": "@source"}})
    assert readers(tmp_path / "q")["Anna"]["organization"].tolist() == ["Talks 1"]


def test_what_a_project_holds_beside_texts_and_marks_is_said(tmp_path):
    body = (
        f'<Notes><Note guid="{GUID(7000)}"><PlainTextContent>x</PlainTextContent></Note></Notes>'
        f'<Sets><Set guid="{GUID(7001)}" name="s"/><Set guid="{GUID(7002)}" name="t"/></Sets>'
    )
    qde = project(body).replace("<Sources>", f'<Cases><Case guid="{GUID(1)}"/></Cases><Sources>')
    qde = qde.replace("</Sources>", f'<PictureSource guid="{GUID(3)}"/></Sources>')
    lines = filled(tmp_path / "p", qdpx_file(tmp_path / "p.qdpx", qde), **SAFE, **TONE)
    (said,) = [line for line in lines if line.startswith("Not carried")]
    for words in ("1 picture", "1 case", "1 note", "2 sets"):
        assert words in said


def test_a_mapping_that_does_not_fit_is_named_by_row(tmp_path):
    folder, path = tmp_path / "p", qdpx_file(tmp_path / "p.qdpx")
    new_case(folder, path)
    text = (folder / mapping.FILE).read_text("utf-8-sig")
    for old, new, words in (
        ("Tone,1,", "Tune,1,", "row 8, code: 'Tune' is no code of this project"),
        ("Tone,1,,", "Tone,1,king,", "row 8, role: 'king' is unknown"),
        ("Tone,1,,,,,\n", "", "the code 'Tone', used 1 times, has no row"),
    ):
        assert old in text
        (folder / mapping.FILE).write_text(text.replace(old, new), "utf-8")
        with pytest.raises(DataError, match="mapping.csv") as error:
            new_case(folder, path)
        assert words in str(error.value)


# What others count


def test_offsets_of_java_and_of_refi_differ_where_they_must():
    text = "a🚢\r\nb"
    assert positions.starts(text, positions.DNA).tolist() == [0, 1, 3, 3, 4, 5]
    assert positions.starts(text, positions.REFI).tolist() == [0, 1, 2, 3, 4, 5]


@pytest.mark.parametrize("usual", [positions.DNA, positions.REFI])
@pytest.mark.parametrize("real", [positions.DNA, positions.REFI])
def test_another_count_is_taken_where_it_alone_fits(usual, real):
    texts = [HARBOUR]
    at = [HARBOUR.index(words) for _, words in list(QUOTES.values())[:2]]
    ends = [HARBOUR.index(words) + len(words) for _, words in list(QUOTES.values())[:2]]
    count = positions.starts(HARBOUR, real)
    spans = [(0, int(count[a]), int(count[e])) for a, e in zip(at, ends, strict=True)]
    places, reading = positions.settle(texts, spans, usual)
    assert places == list(zip(at, ends, strict=True))
    assert reading == real


def test_a_mark_beyond_its_text_is_left_out_and_named(tmp_path):
    far = "UPDATE STATEMENTS SET Stop = 99999 WHERE ID = 2"
    lines = new_case(tmp_path / "c", dna_file(tmp_path / "c.dna", far))
    assert any("1 mark beyond the text, left out: statement 2" in line for line in lines)
    assert len(readers(tmp_path / "c")["Anna"]) == 2
    with pytest.raises(DataError, match="6 of 6 marks lie beyond"):
        new_case(tmp_path / "d", dna_file(tmp_path / "d.dna", "UPDATE STATEMENTS SET Stop = 99999"))


# There and back


@pytest.mark.parametrize("to", ["dna", "qdpx"])
def test_the_course_goes_there_and_back_without_loss(to, tmp_path):
    course = read_case(ROOT)
    path, lines = export(ROOT, to, tmp_path / f"course.{to}")
    new_case(tmp_path / "back", path)
    back = read_case(tmp_path / "back")
    assert set(course.readers) == set(back.readers) >= {"reference", "A", "B"}
    assert stances(back) == stances(course)
    assert back.concepts.equals(course.concepts)
    assert back.parties == course.parties
    assert back.corpus.texts == course.corpus.texts
    same = course.corpus.articles
    assert back.corpus.articles[same.columns].equals(same)
    reference = course.readers["reference"]
    systems = back.readers["reference"]["system"]
    assert sorted(systems) == sorted(reference["system"])
    assert any("no place for units" in line for line in lines)


@pytest.mark.parametrize("to", ["dna", "qdpx", "csv"])
def test_a_case_goes_there_and_back_without_loss(to, port, tmp_path):
    before = read_case(port)
    path, lines = export(port, to, tmp_path / f"x.{to}")
    back = path
    if to != "csv":
        back = tmp_path / "back"
        new_case(back, path)
    after = read_case(back)
    assert [len(rows) for rows in stances(after).values()] == [3, 2]
    words = [[row[3:] for row in rows] for rows in stances(before).values()]
    assert [[row[3:] for row in rows] for rows in stances(after).values()] == words
    assert after.parties == before.parties
    assert after.concepts.equals(before.concepts)
    columns = ["code", "value" if to != "qdpx" else "note"]
    assert after.others[columns[0]].tolist() == before.others["code"].tolist()
    assert after.others[columns[1]].tolist() == ["Who is it?"]
    if to != "csv":
        assert "1 article: Windows line ends written as plain ones." in lines
        assert after.corpus.texts["000"] == HARBOUR.replace("\r\n", "\n")


def test_export_does_not_write_over_anything(port, tmp_path, capsys):
    (tmp_path / "x.dna").write_text("mine", "utf-8")
    assert cli.main(["export", str(port), "--to", "dna", "--out", str(tmp_path / "x.dna")]) == 2
    assert capsys.readouterr().err == (
        "shieldtalks: x.dna: this is there already. Name another with --out.\n"
    )
    assert (tmp_path / "x.dna").read_text("utf-8-sig") == "mine"


def test_the_commands_say_what_was_done(tmp_path, capsys):
    dna_file(tmp_path / "port.dna")
    assert cli.main(["new-case", str(tmp_path / "port"), str(tmp_path / "port.dna")]) == 0
    out = capsys.readouterr().out.splitlines()
    assert out[0] == "port/: made."
    assert "- Anna: 3 statements." in out
    assert cli.main(["new-case", str(tmp_path / "q"), str(qdpx_file(tmp_path / "p.qdpx"))]) == 1
    assert capsys.readouterr().out.startswith("q/: mapping.csv has questions.\n- mapping.csv, row")
    out = tmp_path / "nets"
    assert cli.main(["export", str(tmp_path / "port"), "--to", "graphml", "--out", str(out)]) == 0
    graph = nx.read_graphml(out / "affiliation_anna.graphml")
    tie = graph.edges["Ministry", "concept:the_port_stays_open"]
    assert (tie["yes"], tie["no"], tie["statements"]) == (2, 0, "s001 s003")


@pytest.mark.parametrize("to", ["dna", "qdpx"])
def test_an_interval_and_columns_of_ones_own_come_back(to, port, tmp_path):
    table = list(csv.DictReader(io.StringIO((port / "sources.csv").read_text("utf-8-sig"))))
    mine = {"date": "", "earliest": "2030-03-01", "latest": "2030-03-31"}
    mine["url"] = "https://echo.example/1"
    for row in table:
        row.update(mine, notes="read twice,\nby two", country="Fjordland", time="")
    with open(port / "sources.csv", "w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, list(table[0]))
        writer.writeheader()
        writer.writerows(table)
    path, lines = export(port, to, tmp_path / f"x.{to}")
    new_case(tmp_path / "back", path)
    back = load_corpus(tmp_path / "back").articles
    for column, value in mine.items():
        assert back[column].tolist() == [value] * 2, column
    assert back["country"].tolist() == ["Fjordland"] * 2
    assert back["notes"].tolist() == ["read twice,\nby two"] * 2
    if to == "dna":
        assert "2 articles without a day: the earliest one stands as date." in lines
