"""Habits of other tools: variables of their own, cases that speak, transcripts, a code a mark."""

import csv
import io
import sqlite3
import time

import networkx as nx
import pytest

from shieldtalks.exchange import dna_write, export, mapping, new_case, read_case, readers
from tests.exchange_files import GUID, HARBOUR, TEXTS, dna_file, mark, place, project, qdpx_file
from tests.test_exchange import SAFE, TONE, filled


@pytest.fixture(autouse=True)
def no_desk(tmp_path, monkeypatch):
    """Nobody's own coding stands in the work folder."""
    monkeypatch.setenv("SHIELDTALKS_HOME", str(tmp_path / "home"))


def rows(path, question):
    """Return what a database answers."""
    with sqlite3.connect(path) as db:
        return db.execute(question).fetchall()


VALUES = (
    "SELECT t.Label, v.Variable, s.DocumentId, s.Start, COALESCE(e.Value, b.Value, i.Value) "
    "FROM STATEMENTS s JOIN STATEMENTTYPES t ON t.ID = s.StatementTypeId "
    "JOIN VARIABLES v ON v.StatementTypeId = t.ID "
    "LEFT JOIN DATASHORTTEXT d ON d.StatementId = s.ID AND d.VariableId = v.ID "
    "LEFT JOIN ENTITIES e ON e.ID = d.Entity "
    "LEFT JOIN DATABOOLEAN b ON b.StatementId = s.ID AND b.VariableId = v.ID "
    "LEFT JOIN DATAINTEGER i ON i.StatementId = s.ID AND i.VariableId = v.ID "
    "WHERE t.ID = 1 ORDER BY 3, 4, s.Coder, 2"
)


def test_variables_of_ones_own_go_there_and_back(tmp_path):
    """A type called otherwise, its actor, and two variables that are nobody's stance."""
    more = [
        "UPDATE STATEMENTTYPES SET Label = 'Claim' WHERE ID = 1",
        "UPDATE VARIABLES SET Variable = 'actor' WHERE ID = 2",
        "INSERT INTO VARIABLES VALUES (6, 'frame', 'short text', 1), (7, 'strength', 'integer', 1)",
        "INSERT INTO ENTITIES(ID, VariableId, Value) VALUES (80, 6, 'safety'), (81, 6, 'jobs')",
        "INSERT INTO DATASHORTTEXT(StatementId, VariableId, Entity) "
        "SELECT ID, 6, 80 + ID % 2 FROM STATEMENTS WHERE StatementTypeId = 1",
        "INSERT INTO DATAINTEGER(StatementId, VariableId, Value) "
        "SELECT ID, 7, ID FROM STATEMENTS WHERE StatementTypeId = 1",
    ]
    plain = HARBOUR.replace("\r\n", "\n")
    theirs = dna_file(tmp_path / "p.dna", *more, documents=[(plain, 0), (TEXTS[1], 0)])
    new_case(tmp_path / "case", theirs)
    ours, _ = export(tmp_path / "case", "dna", tmp_path / "back.dna")
    assert rows(ours, VALUES) == rows(theirs, VALUES)
    assert len(rows(ours, VALUES)) == 5 * 6


def asked(folder, path):
    """Return the proposal for a project: {code: row}."""
    new_case(folder, path)
    table = csv.DictReader(io.StringIO((folder / mapping.FILE).read_text("utf-8-sig")))
    return {row["code"]: row for row in table}


def fill(folder, **cells):
    """Fill in cells of mapping.csv: {code: {column: value}}, with spaces for underscores."""
    table = list(csv.DictReader(io.StringIO((folder / mapping.FILE).read_text("utf-8-sig"))))
    with open(folder / mapping.FILE, "w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, mapping.COLUMNS)
        writer.writeheader()
        writer.writerows(row | cells.get(row["code"].replace(" > ", "__"), {}) for row in table)


def with_cases(body, selections):
    """Return a project with cases, as XML."""
    return project(selections=selections).replace("<Sources>", f"<Cases>{body}</Cases><Sources>")


def test_nvivo_codes_a_passage_with_a_case(tmp_path):
    """The code of a coding may be a case, each code has a mark of its own, and a case a mark."""
    lund, union = (place(quote, len, TEXTS) for quote in ("lund", "union"))
    qde = with_cases(
        f'<Case guid="{GUID(70)}" name="Harbour Board"/>'
        f'<Case guid="{GUID(71)}" name="Dockers">'
        f'<SelectionRef targetGUID="{GUID(3003)}"/></Case>',
        {0: [mark(1, *lund[1:], [70]), mark(2, *lund[1:], [3]), mark(3, *union[1:], [4])]},
    )
    folder, path = tmp_path / "p", qdpx_file(tmp_path / "p.qdpx", qde)
    proposal = asked(folder, path)
    used = [proposal[f"Cases > {name}"]["used"] for name in ("Harbour Board", "Dockers")]
    assert used == ["1", "1"]
    is_one = {"role": "organization"}
    fill(folder, **{"Cases__Harbour Board": is_one, "Cases__Dockers": is_one, "*": {"value": "x"}})
    new_case(folder, path)
    said = readers(folder)["Anna"][["organization", "concept", "agreement"]]
    assert said.to_numpy().tolist() == [
        ["Harbour Board", "port_open", "yes"],
        ["Dockers", "port_open", "no"],
    ]


def test_a_source_may_be_the_case_that_speaks(tmp_path):
    lund = place("lund", len, TEXTS)
    qde = with_cases(
        f'<Case guid="{GUID(70)}" name="Ada Lund"><SourceRef targetGUID="{GUID(2000)}"/></Case>',
        {0: [mark(1, *lund[1:], [3])]},
    )
    folder, path = tmp_path / "p", qdpx_file(tmp_path / "p.qdpx", qde)
    asked(folder, path)
    fill(folder, **{"*": {"value": "@case"}})
    new_case(folder, path)
    assert readers(folder)["Anna"]["organization"].tolist() == ["Ada Lund"]
    assert read_case(folder).corpus.articles["case"].tolist() == ["Ada Lund", ""]


def test_who_speaks_by_mapping_never_overrides_a_code(tmp_path):
    lund, union = (place(quote, len, TEXTS) for quote in ("lund", "union"))
    selections = {0: [mark(1, *lund[1:], [3]), mark(2, *lund[1:], [1]), mark(3, *union[1:], [4])]}
    folder, path = tmp_path / "p", qdpx_file(tmp_path / "p.qdpx", project(selections=selections))
    new_case(folder, path)
    said = readers(folder)["Anna"]
    assert said["organization"].tolist() == ["Ministry"]
    assert len(read_case(folder).others) == 1


def test_a_transcript_is_a_text_with_marks_between_its_points(tmp_path):
    points = "".join(
        f'<SyncPoint guid="{GUID(600 + n)}" timeStamp="{n}" position="{at}"/>'
        for n, at in enumerate(place("soyuz", len, TEXTS)[1:])
    )
    coding = f'<Coding guid="{GUID(61)}"><CodeRef targetGUID="{GUID(2)}"/></Coding>'
    coding += f'<Coding guid="{GUID(62)}"><CodeRef targetGUID="{GUID(4)}"/></Coding>'
    selection = (
        f'<TranscriptSelection guid="{GUID(63)}" fromSyncPoint="{GUID(600)}" '
        f'toSyncPoint="{GUID(601)}" creatingUser="{GUID(902)}">{coding}</TranscriptSelection>'
    )
    video = (
        f'<VideoSource guid="{GUID(64)}" name="Talk"><Transcript guid="{GUID(65)}" name="Talk">'
        f"<PlainTextContent>{TEXTS[1]}</PlainTextContent>{points}{selection}</Transcript>"
        f'<VideoSelection guid="{GUID(66)}" begin="1" end="2"/></VideoSource>'
    )
    qde = project(selections={}).replace("</Sources>", f"{video}</Sources>")
    lines = new_case(tmp_path / "p", qdpx_file(tmp_path / "p.qdpx", qde))
    sources = tmp_path / "p/sources.csv"
    text = sources.read_text("utf-8-sig")
    assert "Talk,,,," in text, "a transcript has no date"
    sources.write_text(text.replace("Talk,,,,", "Talk,,2030-03-01,2030-03-31,"), "utf-8")
    assert readers(tmp_path / "p")["Борис"]["quote"].tolist() == ["Союз против плана."]
    (said,) = [line for line in lines if line.startswith("Not carried")]
    assert "1 video, 1 mark on it" in said


def test_a_coding_with_a_code_that_is_not_there_is_said(tmp_path):
    lund = place("lund", len, TEXTS)
    qde = project(selections={0: [mark(1, *lund[1:], [1, 3]), mark(2, *lund[1:], [77])]})
    lines = new_case(tmp_path / "p", qdpx_file(tmp_path / "p.qdpx", qde))
    assert any("1 coding with an unknown code, 1 mark without a code" in line for line in lines)
    assert len(readers(tmp_path / "p")["Anna"]) == 1


def test_coders_who_are_not_in_the_list_of_users_stay_apart(tmp_path):
    """MAXQDA and others leave out users who were merged away; their codings have their ids."""
    lund, union = (place(q, len, TEXTS) for q in ("lund", "union"))
    selections = {0: [mark(1, *lund[1:], [1, 3], user=7), mark(2, *union[1:], [2, 4], user=8)]}
    lines = new_case(tmp_path / "p", qdpx_file(tmp_path / "p.qdpx", project(selections=selections)))
    assert [len(said) for said in readers(tmp_path / "p").values()] == [1, 1]
    assert "2 coders are not in its list of users; called coder 1, coder 2 here." in str(lines)


def test_codes_beside_a_stance_go_with_it(tmp_path):
    """A tone on the words of a stance stands on the same mark when it goes back."""
    lund = place("lund", len, TEXTS)
    qde = project(selections={0: [mark(1, *lund[1:], [1, 3, 6])]})
    folder, path = tmp_path / "p", qdpx_file(tmp_path / "p.qdpx", qde)
    asked(folder, path)
    fill(folder, Tone={"role": "other"})
    new_case(folder, path)
    back, _ = export(folder, "qdpx", tmp_path / "back.qdpx")
    new_case(tmp_path / "again", back)
    others = read_case(tmp_path / "again").others
    assert others[["code", "statement", "reader"]].to_numpy().tolist() == [["Tone", "s001", "Anna"]]


def test_a_large_project_is_read_in_linear_time(tmp_path, monkeypatch):
    """300 documents, 6,000 statements: seconds, not minutes."""
    monkeypatch.setattr(dna_write, "ROUNDS", 1)
    sentence = "The port stays open, said the minister. "
    text = sentence * 20
    marks = [
        f"({100 + 20 * d + n}, 1, {d + 3}, {n * len(sentence)}, {(n + 1) * len(sentence) - 1}, 2)"
        for d in range(300)
        for n in range(20)
    ]
    more = [
        "INSERT INTO DOCUMENTS(ID, Title, Text, Date) VALUES "
        + ", ".join(f"({d + 3}, 'T{d}', '{text}', 0)" for d in range(300)),
        f"INSERT INTO STATEMENTS VALUES {', '.join(marks)}",
        *(
            f"INSERT INTO DATASHORTTEXT(StatementId, VariableId, Entity) SELECT s.ID, {v}, e.ID "
            f"FROM STATEMENTS s JOIN ENTITIES e ON e.VariableId = {v} AND e.ID = (SELECT MIN(ID) "
            f"FROM ENTITIES WHERE VariableId = {v}) WHERE s.ID >= 100"
            for v in (1, 2, 3)
        ),
        "INSERT INTO DATABOOLEAN(StatementId, VariableId, Value) SELECT ID, 4, ID % 2 "
        "FROM STATEMENTS WHERE ID >= 100",
    ]
    path = dna_file(tmp_path / "p.dna", *more)
    start = time.process_time()
    new_case(tmp_path / "case", path)
    back, _ = export(tmp_path / "case", "dna", tmp_path / "back.dna")
    assert time.process_time() - start < 30
    assert rows(back, "SELECT COUNT(*) FROM STATEMENTS") == [(6006,)]


def coded(tree, passages, users=("Anna",)):
    """Return a project with codes of one's own. tree: {path: number}; passages: [codes]."""
    book, numbers = [], dict(tree)
    for path, number in tree.items():
        below = "".join(
            f'<Code guid="{GUID(n)}" name="{p[1]}" isCodable="true"/>'
            for p, n in numbers.items()
            if len(p) == 2 and p[0] == path[0]
        )
        if len(path) == 1:
            about = f'guid="{GUID(number)}" name="{path[0]}" isCodable="true"'
            book.append(f"<Code {about}>{below}</Code>")
    lund = place("lund", len, TEXTS)
    selections = {0: [mark(n, *lund[1:], codes, user=n + 1) for n, codes in enumerate(passages)]}
    qde = project(selections=selections, users=users or ())
    start, end = qde.index("<CodeBook>"), qde.index("</CodeBook>")
    return f"{qde[:start]}<CodeBook><Codes>{''.join(book)}</Codes>{qde[end:]}"


TREE = {
    ("Arguments",): 20,
    ("Arguments", "Keep the port open"): 21,
    ("Arguments", "Pay the dockers"): 22,
    ("Organisations",): 30,
    ("Organisations", "Ministry"): 31,
    ("Organisations", "Union"): 32,
    ("Persons",): 40,
    ("Persons", "Ada Lund"): 41,
    ("Persons", "Jon Vik"): 42,
    ("Stance",): 50,
    ("Stance", "dafür"): 51,
    ("Stance", "agree"): 52,
    ("Stance", "нет"): 53,
}


def test_stances_may_be_codes_of_their_own(tmp_path):
    """A tree with concepts, speakers and stances apart needs one cell; what is unclear waits."""
    passages = [
        [21, 31, 41, 52],  # one of each
        [21, 22, 31, 53],  # two concepts, one no
        [21, 31, 32, 41, 42, 52],  # who of whom?
        [21, 31, 52, 53],  # yes and no at once
        [31, 52],  # no concept
        [21, 31, 51],  # a word that is not known
    ]
    people = [f"Coder {n}" for n in range(len(passages))]
    path = qdpx_file(tmp_path / "p.qdpx", coded(TREE, passages, people))
    folder = tmp_path / "p"
    lines = new_case(folder, path)
    assert [line.split(" (")[1].split(",")[0] for line in lines[:-1]] == ["Stance > dafür"]
    fill(folder, Stance__dafür={"agreement": "yes"})
    lines = new_case(folder, path)
    columns = ["concept", "agreement", "person"]
    said = {r: t[columns].to_numpy().tolist() for r, t in readers(folder).items()}
    assert said == {
        "Coder 0": [["keep_the_port_open", "yes", "Ada Lund"]],
        "Coder 1": [["keep_the_port_open", "no", ""], ["pay_the_dockers", "no", ""]],
        "Coder 5": [["keep_the_port_open", "yes", ""]],
    }
    for why in ("several organizations and several persons", "no yes or no", "no concept"):
        assert any(f"1 passage kept in other_codes.csv: {why}" in line for line in lines), why
    assert any("1 passage with several codes of a kind" in line for line in lines)


def test_graphml_holds_whatever_names_hold(tmp_path):
    more = "UPDATE ENTITIES SET Value = 'Min' || char(11) || '<&>' WHERE Value = 'Ministry'"
    new_case(tmp_path / "case", dna_file(tmp_path / "p.dna", more))
    folder, _ = export(tmp_path / "case", "graphml", tmp_path / "nets")
    for path in folder.glob("*.graphml"):
        assert any("<&>" in name for name in nx.read_graphml(path))


def test_agreement_in_words_is_understood_and_kept(tmp_path):
    more = [
        "DELETE FROM DATABOOLEAN",
        "UPDATE VARIABLES SET DataType = 'short text', Variable = 'stance' WHERE ID = 4",
        "INSERT INTO ENTITIES(ID, VariableId, Value) VALUES (80, 4, 'Support'), (81, 4, 'maybe')",
        "INSERT INTO DATASHORTTEXT(StatementId, VariableId, Entity) "
        "SELECT ID, 4, 80 + (ID = 3) FROM STATEMENTS WHERE StatementTypeId = 1",
    ]
    lines = new_case(tmp_path / "case", dna_file(tmp_path / "p.dna", *more))
    assert any("1 passage kept in other_codes.csv: no yes or no" in line for line in lines)
    assert readers(tmp_path / "case")["Anna"]["agreement"].tolist() == ["yes", "yes"]
    others = read_case(tmp_path / "case").others
    words = others.loc[others["code"].str.endswith("stance"), "value"]
    assert sorted(words) == ["Support"] * 4 + ["maybe"]


def test_concepts_of_one_name_in_two_places_stay_two(tmp_path):
    tree = {
        ("Concepts: home",): 20,
        ("Cost: yes",): 21,
        ("Cost: no",): 22,
        ("Harbour",): 30,
        ("Harbour", "Cost: yes"): 31,
        ("Actors",): 40,
        ("Actors", "Ministry"): 41,
    }
    passages = [[21, 41], [22, 41], [31, 41]]
    path = qdpx_file(tmp_path / "p.qdpx", coded(tree, passages, ["A", "B", "C"]))
    new_case(tmp_path / "p", path)
    coding = readers(tmp_path / "p").items()
    said = {reader: table[["concept", "agreement"]].iloc[0].tolist() for reader, table in coding}
    assert said == {"A": ["cost", "yes"], "B": ["cost", "no"], "C": ["cost_2", "yes"]}


def numbers(path, rule):
    """Write a database whose agreement is a whole number, made of 0 and 1 by a rule."""
    return dna_file(
        path,
        "UPDATE VARIABLES SET DataType = 'integer' WHERE ID = 4",
        "INSERT INTO DATAINTEGER(StatementId, VariableId, Value) "
        f"SELECT StatementId, VariableId, {rule} FROM DATABOOLEAN",
        "DELETE FROM DATABOOLEAN",
    )


def test_yes_and_no_may_be_kept_as_numbers(tmp_path):
    new_case(tmp_path / "case", numbers(tmp_path / "p.dna", "Value"))
    both = readers(tmp_path / "case")
    assert [list(coding["agreement"]) for coding in both.values()] == [
        ["yes", "no", "yes"],
        ["yes", "no"],
    ]


def test_numbers_that_are_all_above_nothing_are_all_yes_and_a_line_says_so(tmp_path):
    lines = new_case(tmp_path / "case", numbers(tmp_path / "p.dna", "Value + 1"))
    assert [line for line in lines if "holds 1 to 2, all above 0, so all are yes" in line]


def test_what_deleted_rows_leave_behind_is_no_hindrance_and_is_said(tmp_path):
    path = dna_file(
        tmp_path / "p.dna",
        "PRAGMA foreign_keys=OFF",
        "DELETE FROM STATEMENTS WHERE ID = 2",
        "INSERT INTO ATTRIBUTEVALUES(EntityId, AttributeVariableId, AttributeValue) "
        "VALUES (999, 1, 'x')",
    )
    lines = new_case(tmp_path / "case", path)
    assert [len(coding) for coding in readers(tmp_path / "case").values()] == [2, 2]
    assert [line for line in lines if "5 values of what was deleted" in line]


def test_variables_called_in_another_language_are_known(tmp_path):
    names = {1: "Personne", 2: "Akteur", 3: "Konzept", 4: "Zustimmung"}
    more = [f"UPDATE VARIABLES SET Variable = '{name}' WHERE ID = {n}" for n, name in names.items()]
    new_case(tmp_path / "case", dna_file(tmp_path / "p.dna", *more))
    assert [len(coding) for coding in readers(tmp_path / "case").values()] == [3, 2]


@pytest.mark.parametrize(
    ("there", "date", "kept"),
    [("17.03.2030", "2030-03-17", None), ("spring 2030", "", "spring 2030")],
)
def test_a_date_is_read_or_kept(there, date, kept, tmp_path):
    qde = project().replace("2030-03-17<", f"{there}<")
    path = qdpx_file(tmp_path / "p.qdpx", qde)
    lines = filled(tmp_path / "case", path, **SAFE, **TONE)
    (first, *_) = csv.DictReader(
        io.StringIO((tmp_path / "case/sources.csv").read_text("utf-8-sig"))
    )
    assert (first["date"], first.get("date_there")) == (date, kept)
    assert bool(kept) == any(f"no date ('{there}' is read as none)" in line for line in lines)
