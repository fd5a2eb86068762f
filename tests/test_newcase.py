"""Another quarrel: from two articles that are not ours to their networks, and what goes wrong."""

import csv
import hashlib
import shutil

import nbformat
import pytest
from hypothesis import given
from hypothesis import strategies as st
from nbclient import NotebookClient

from shieldtalks import cli, explorers, load_concepts, load_corpus, newcase
from shieldtalks.errors import DataError
from shieldtalks.explorers.coding import Coding, add_code, as_csv, own_file
from shieldtalks.figures import style
from shieldtalks.layout import segment
from shieldtalks.statements import actor_parties, evidence, load_statements, position_matrix
from shieldtalks.student_files import save
from shieldtalks.units import read_units
from tests import ROOT

CASES = ROOT / "tests/cases"
ARTICLES = sorted(CASES.glob("*.txt"))
CONCEPTS = """concept,theme,label,wording
dam,Building,Build the dam,The dam should be built.
shared,Control,Share control,The two states should share control of any dam.
harm,Effect,Harms the delta,The dam takes water from the delta.
"""
PARTIES = """organization,party
Upland Water Ministry,Upland
Upland Foreign Ministry,Upland
Lowland Foreign Ministry,Lowlands
Farmers' union,Delta
"""
EVENTS = """id,date,title,source
V1,2032-05-01,River court hears the complaint,invented
"""
CODES = [
    ("000.06", "Upland Water Ministry", "dam", "yes", "Edda Rask"),
    ("000.07", "Upland Water Ministry", "harm", "no", "Edda Rask"),
    ("000.08", "Lowland Foreign Ministry", "dam", "no", ""),
    ("000.10", "Lowland Foreign Ministry", "shared", "yes", "Oren Vale"),
    ("000.11", "Upland Water Ministry", "shared", "no", "Edda Rask"),
    ("000.13", "Farmers' union", "harm", "yes", ""),
    ("001.04", "Upland Foreign Ministry", "shared", "yes", "Tor Lind"),
    ("001.08", "Lowland Foreign Ministry", "dam", "no", "Oren Vale"),
    ("001.08", "Lowland Foreign Ministry", "shared", "yes", "Oren Vale"),
]
NO_CONCEPT = (
    "concepts.csv has no row yet. Write one for each concept, for example: "
    "dam,Building,Build the dam,The dam should be built."
)
NO_CODE = "No code yet. Code some sentences at the desk, then run all cells again."
EXPLORERS = ["explore-desk", "explore-matrix", "explore-networks", "explore-change"]


@pytest.fixture
def case(tmp_path):
    """A freshly made case."""
    newcase.new_case(tmp_path / "dam", ARTICLES)
    return tmp_path / "dam"


@pytest.fixture
def named():
    """Name the parties of the dam as the notebook does, and forget them afterwards."""
    style.name_parties(["Upland", "Lowlands", "Delta"])
    yield
    style.name_parties([])


def write_tables(case):
    """Write by hand what nobody can guess."""
    (case / "concepts.csv").write_text(CONCEPTS, encoding="utf-8")
    (case / "parties.csv").write_text(PARTIES, encoding="utf-8")
    (case / "events.csv").write_text(EVENTS, encoding="utf-8")


def code(case, codes=CODES):
    """Code some units of the case, as the desk keeps them."""
    corpus, coding = load_corpus(case), Coding()
    for unit, organization, concept, agreement, person in codes:
        coding = add_code(coding, unit, organization, concept, agreement, person)
    assert save(own_file(corpus), as_csv(coding, corpus)) == ""


def statements_of(case):
    """Return corpus, concepts and the statements of what was coded."""
    corpus, concepts = load_corpus(case), newcase.read_concepts(case)
    codes = explorers.own_coding(corpus, concepts).codes
    return corpus, concepts, newcase.own_statements(codes, corpus, newcase.read_parties(case))


def run(case):
    """Run the notebook of a case from start to end; return {cell id: what it shows, as text}."""
    notebook = nbformat.read(case / newcase.NOTEBOOK, as_version=4)
    resources = {"metadata": {"path": str(case)}}
    NotebookClient(notebook, timeout=120, kernel_name="python3", resources=resources).execute()
    return {
        cell.id: "\n".join(o.data.get("text/plain", "") for o in cell.outputs if "data" in o)
        for cell in notebook.cells
        if cell.cell_type == "code"
    }


def make(folder, *articles):
    """Run the command; return its exit code."""
    return cli.main(["new-case", str(folder), *map(str, articles)])


# What is made


def test_the_articles_are_copied_byte_for_byte(tmp_path):
    odd = tmp_path / "odd.txt"
    odd.write_bytes("\ufeffA line.\r\nAnother “line”.\r\n\r\n".encode())
    newcase.new_case(tmp_path / "case", [odd, *ARTICLES])
    for path in [odd, *ARTICLES]:
        assert (tmp_path / "case" / path.name).read_bytes() == path.read_bytes()


def test_sources_say_what_the_file_gives_and_no_more(tmp_path):
    plain = tmp_path / "Hill_Echo 2031-13-45.txt"
    shutil.copy(ARTICLES[1], plain)
    newcase.new_case(tmp_path / "case", [ARTICLES[0], plain])
    with open(tmp_path / "case/sources.csv", newline="", encoding="utf-8-sig") as file:
        dated, undated = csv.DictReader(file)
    assert (dated["article"], undated["article"]) == ("000", "001")
    assert dated["file"] == "2031-03-04_Tarn Valley Courier.txt"
    assert dated["outlet"] == "Tarn Valley Courier"
    assert dated["date"] == dated["earliest"] == dated["latest"] == "2031-03-04"
    assert undated["title"] == "Upland offers a shared gate on the Tarn dam"
    assert undated["date"] == undated["earliest"] == undated["latest"] == ""
    assert undated["sha256"] == hashlib.sha256(plain.read_bytes()).hexdigest()


def test_the_units_are_those_of_segment(case):
    corpus = load_corpus(case)
    for article, text in corpus.texts.items():
        own = corpus.units[corpus.units["article"].eq(article)]
        guessed = segment(text, article)
        assert own[guessed.columns].equals(guessed)
    assert corpus.units.at["000.16", "kind"] == "duplicate"
    assert corpus.units.at["000.15", "kind"] == "caption"
    assert corpus.units.at["000.02", "kind"] == "chrome"


def test_a_guess_can_be_corrected_by_hand(case):
    units = load_corpus(case).units
    assert units.index[units["kind"].eq("headline")].tolist() == ["000.03", "001.03"]
    assert units.at["000.02", "kind"] == "chrome"
    table = (case / "units.csv").read_text(encoding="utf-8")
    assert table.count("57,chrome") == 1
    (case / "units.csv").write_text(table.replace("57,chrome", "57,caption"), encoding="utf-8")
    assert load_corpus(case).units.at["000.02", "kind"] == "caption"


@given(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), min_size=1))
def test_whatever_is_cut_can_be_read_again(tmp_path_factory, text):
    folder = tmp_path_factory.mktemp("any")
    article = folder / "2031-03-04.txt"
    article.write_bytes(text.encode())
    try:
        newcase.new_case(folder / "case", [article])
    except DataError as error:
        assert "empty" in str(error) or "no word" in str(error)
    else:
        assert len(read_units(folder / "case/units.csv", {"000": text}))


def test_the_command_says_what_is_left_to_do(tmp_path, capsys):
    undated = tmp_path / "notes.txt"
    shutil.copy(ARTICLES[0], undated)
    assert make(tmp_path / "river", undated, ARTICLES[1]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == "river/: made. Before you open case.ipynb in it:"
    assert lines[1] == (
        "- sources.csv, row 1 (notes.txt): no date in the file name. "
        "Fill in date, or earliest and latest, as YYYY-MM-DD."
    )
    assert lines[2].startswith("- sources.csv: correct outlet and title")
    assert [line.split(":")[0] for line in lines[3:]] == [
        "- units.csv",
        "- concepts.csv",
        "- parties.csv",
        "- events.csv",
    ]


def test_the_command_helps_a_shell_that_leaves_stars(tmp_path):
    assert make(tmp_path / "dam", CASES / "*.txt") == 0
    assert len(load_corpus(tmp_path / "dam").articles) == len(ARTICLES)


def test_an_empty_folder_will_do(tmp_path):
    assert make(tmp_path / "a", ARTICLES[0]) == 0
    (tmp_path / "b").mkdir()
    assert make(tmp_path / "b", ARTICLES[0]) == 0


# What cannot be made

BAD = {
    "gone.txt": (None, "there is no such file in"),
    "bytes.txt": (b"caf\xe9", "byte 3 is not UTF-8. Save the file again as UTF-8."),
    "empty.txt": (b" \n", "the file is empty. Put the text into it, or remove it."),
    "dots.txt": (" \u00a0… – …".encode(), "there is no word in it. Put the article into it."),
    "null.txt": (b"The end.\0", "character 8 is a NUL, so this is no plain text."),
    "page.pdf": (b"%PDF", "no .txt file. Save the article as plain text in UTF-8."),
    "x*.txt": (None, "no file here is named like this. Correct the name."),
}


@pytest.mark.parametrize("name", BAD)
def test_a_wrong_article_gets_one_line_and_nothing_is_made(name, tmp_path, capsys):
    content, words = BAD[name]
    if content is not None:
        (tmp_path / name).write_bytes(content)
    assert make(tmp_path / "case", ARTICLES[0], tmp_path / name) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert err.startswith(f"shieldtalks: {name}: {words}")
    assert err.count("\n") == 1
    assert not (tmp_path / "case").exists()


def test_a_folder_that_holds_something_is_left_alone(tmp_path, capsys):
    (tmp_path / "notes.md").write_text("mine", encoding="utf-8")
    assert make(tmp_path, ARTICLES[0]) == 2
    assert capsys.readouterr().err == (
        f"shieldtalks: {tmp_path.name}/: this is not empty. Name a new folder for the case.\n"
    )
    assert [path.name for path in tmp_path.iterdir()] == ["notes.md"]


def test_a_file_is_no_folder(tmp_path, capsys):
    (tmp_path / "case").write_text("mine", encoding="utf-8")
    assert make(tmp_path / "case", ARTICLES[0]) == 2
    assert "case/: this is not empty." in capsys.readouterr().err
    assert (tmp_path / "case").read_text(encoding="utf-8") == "mine"


def test_two_articles_of_one_name_would_be_one(tmp_path, capsys):
    (tmp_path / "more").mkdir()
    twin = shutil.copy(ARTICLES[0], tmp_path / "more" / ARTICLES[0].name.upper())
    assert make(tmp_path / "case", ARTICLES[0], twin) == 2
    assert "two articles have this name. Rename one of them." in capsys.readouterr().err


def test_without_an_article_there_is_no_case(tmp_path):
    with pytest.raises(DataError, match="There is no article"):
        newcase.new_case(tmp_path / "case", [])


# The tables written by hand

BAD_TABLES = {
    "parties.csv": [
        ("organization,party\nA,\n", "parties.csv, row 1, party: '': name the party"),
        ("organization,party\nA,X\nA,Y\n", "parties.csv, row 2, organization: 'A' stands twice"),
        ("organization\nA\n", "parties.csv: the column 'party' is missing"),
    ],
    "events.csv": [
        (
            "id,date,title,source\nV1,,Vote,s\n",
            "events.csv, row 1, date: '': an event needs a date",
        ),
        ("id,date,title,source\nV1,2031-01-01,Vote,\n", "source: '': an event needs a source"),
        ("id,date,title,source\nV1,May,Vote,s\n", "events.csv, row 1, date: 'May' is no date"),
    ],
    "concepts.csv": [
        ("concept,label\na,b\n", "concepts.csv: the column 'theme' is missing"),
    ],
}


@pytest.mark.parametrize(
    ("file", "text", "words"), [(f, *each) for f, all_of in BAD_TABLES.items() for each in all_of]
)
def test_a_wrong_table_is_named_by_row_and_column(file, text, words, case):
    (case / file).write_text(text, encoding="utf-8")
    read = {
        "parties.csv": newcase.read_parties,
        "events.csv": newcase.read_events,
        "concepts.csv": newcase.read_concepts,
    }[file]
    with pytest.raises(DataError) as error:
        read(case)
    assert words in str(error.value)


def test_without_a_list_of_its_own_a_case_has_the_concepts_of_the_course(case):
    (case / "concepts.csv").unlink()
    assert newcase.read_concepts(case).equals(load_concepts())
    assert newcase.missing("desk", newcase.read_concepts(case)) == ""


def test_the_desk_is_offered_the_organizations_of_the_case(case):
    write_tables(case)
    offered = newcase.names_to_offer(newcase.read_parties(case))
    desk = explorers.CodingDesk(
        load_corpus(case), concepts=newcase.read_concepts(case), actors=offered
    )
    assert offered["organization"].tolist()[-1] == "Farmers' union"
    desk.unit, desk.organization, desk.concept, desk.agreement = (
        "000.06",
        "Farmers' union",
        "harm",
        "yes",
    )
    desk.add()
    assert desk.coding.codes["concept"].tolist() == ["harm"]


# From codes to statements


def test_codes_become_statements_with_their_quotes_and_parties(case):
    write_tables(case)
    code(case)
    corpus, concepts, statements = statements_of(case)
    assert statements.index.tolist() == [f"c{n:03d}" for n in range(1, len(CODES) + 1)]
    assert statements["unit"].tolist() == sorted(unit for unit, *_ in CODES)
    for row in statements.itertuples():
        assert corpus.texts[row.article][row.start : row.end] == row.quote
    first = statements.loc["c001"]
    assert (first["party"], first["outlet"], first["date"]) == (
        "Upland",
        "Tarn Valley Courier",
        "2031-03-04",
    )
    assert set(load_statements().columns) == set(statements.columns)
    assert evidence(statements, ["c001"], corpus, concepts)["c001"]["label"] == "Build the dam"


def test_statements_of_a_case_give_its_matrix(case):
    write_tables(case)
    code(case)
    _, concepts, statements = statements_of(case)
    matrix = position_matrix(statements, "party", concepts=concepts)
    assert matrix.to_dict("index") == {
        "Upland": {"dam": "agree", "shared": "both", "harm": "disagree"},
        "Lowlands": {"dam": "disagree", "shared": "agree", "harm": "silent"},
        "Delta": {"dam": "silent", "shared": "silent", "harm": "agree"},
    }
    assert list(actor_parties(statements).values()) == ["Upland", "Upland", "Lowlands", "Delta"]


def test_statements_in_a_file_may_name_other_parties(case, tmp_path):
    write_tables(case)
    code(case)
    corpus, concepts, statements = statements_of(case)
    table = statements.reset_index().rename(columns={"article": "seed"})
    table = table.assign(conditional=table["conditional"].astype(int))
    table.to_csv(tmp_path / "coded.csv", index=False)
    known = {"concepts": concepts.index, "parties": ["Upland", "Lowlands", "Delta"]}
    again = load_statements(corpus, tmp_path / "coded.csv", **known)
    assert again[["party", "quote"]].equals(statements[["party", "quote"]])
    with pytest.raises(DataError, match="row 1, party: 'Upland' is unknown"):
        load_statements(corpus, tmp_path / "coded.csv", concepts=concepts.index)


def test_what_is_missing_is_said_step_by_step(case):
    corpus, concepts, statements = statements_of(case)
    assert newcase.missing("desk", concepts) == NO_CONCEPT
    write_tables(case)
    corpus, concepts, statements = statements_of(case)
    assert newcase.missing("desk", concepts) == ""
    assert newcase.missing("matrix", concepts, statements) == NO_CODE
    code(case, [("000.06", "Guild", "dam", "yes", "")])
    statements = statements_of(case)[2]
    assert newcase.missing("matrix", concepts, statements) == (
        "parties.csv has no row for 'Guild'. Write one: the organization, then its party."
    )
    code(case, CODES[:2])
    statements = statements_of(case)[2]
    assert newcase.missing("matrix", concepts, statements) == ""
    assert newcase.missing("network", concepts, statements).startswith("No two organizations")
    assert newcase.missing("change", concepts, statements).startswith(
        "Codes from two articles with a date are needed, and there are 1."
    )
    code(case)
    statements = statements_of(case)[2]
    steps = ("desk", "matrix", "network", "change")
    assert [newcase.missing(step, concepts, statements) for step in steps] == [""] * 4
    with pytest.raises(DataError, match="step='dance' is unknown"):
        newcase.missing("dance", concepts)


# What is drawn


@pytest.mark.full(
    "every page of the explorers of a case",
    short="tests/test_newcase.py::test_the_notebook_walks_from_codes_to_changes",
)
def test_every_page_of_the_explorers_can_be_drawn(case, named):
    write_tables(case)
    code(case)
    corpus, concepts, statements = statements_of(case)
    events = newcase.read_events(case)
    shown = [
        explorers.MatrixExplorer(statements, corpus, concepts),
        explorers.NetworkExplorer(statements, corpus, concepts=concepts),
        explorers.ChangeExplorer(statements, corpus, concepts, events),
    ]
    for explorer in shown:
        assert explorer.complete().picture.frames
    matrix, network, change = shown
    assert "4 Upland, 4 Lowlands, 1 Delta" in matrix.figure().footer
    said = matrix.select("Upland Water Ministry | harm")
    assert said[0]["quote"].startswith('"The dam will give light')
    assert said[0]["wording"] == "The dam takes water from the delta."
    network.kind = "conflict"
    assert "Lowland Foreign Ministry | Upland Water Ministry" in network.figure().evidence
    change.show = "events"
    assert "1 event" in change.describe()
    assert "Reagan" not in change.still()


def test_parties_of_another_quarrel_have_looks_of_their_own(named):
    new = ["Upland", "Lowlands", "Delta"]
    assert [style.PARTY_HUE[party] for party in new] == list(style.HUES[:3])
    assert [style.PARTY_MARKER[party] for party in new] == list(style.MARKERS[:3])
    assert [style.PARTY_NAME[party] for party in new] == new
    assert style.PARTY_NAME["RUS"] == "Russia"


def test_a_party_of_the_course_keeps_its_look_among_others():
    before = style.PARTY_HUE["RUS"], style.PARTY_MARKER["RUS"]
    try:
        style.name_parties(["Norway", "RUS", "Norway"])
        assert (style.PARTY_HUE["RUS"], style.PARTY_MARKER["RUS"]) == before
        assert style.PARTY_HUE["Norway"] != style.PARTY_HUE["RUS"]
        assert style.PARTY_MARKER["Norway"] != style.PARTY_MARKER["RUS"]
    finally:
        style.name_parties([])
    assert list(style.PARTY_HUE) == list(style.COURSE)


def test_many_parties_stay_apart_by_hue_and_marker():
    many = [f"P{n}" for n in range(20)]
    try:
        style.name_parties(many)
        assert len({(style.PARTY_HUE[p], style.PARTY_MARKER[p]) for p in many}) == len(many)
    finally:
        style.name_parties([])


def test_a_party_that_nobody_named_is_drawn_plain():
    assert style.PARTY_NAME["Atlantis"] == "Atlantis"
    assert style.PARTY_HUE["Atlantis"] == style.QUIET
    assert style.PARTY_MARKER["Atlantis"] not in style.MARKERS
    assert "Atlantis" not in style.PARTY_HUE


# The notebook


def test_the_notebook_runs_on_a_case_just_made(case):
    shown = run(case)
    assert [shown[cell] for cell in EXPLORERS] == [NO_CONCEPT] * 4
    assert "000.06  Upland will build a dam" in shown["explore-units"]


def test_the_notebook_walks_from_codes_to_changes(case):
    write_tables(case)
    assert [run(case)[cell] for cell in EXPLORERS[1:]] == [NO_CODE] * 3
    code(case)
    shown = run(case)
    assert "[000.06] Tarn Valley Courier, 2031-03-04" in shown["explore-desk"]
    assert "- Lowland Foreign Ministry, Share control: agrees" in shown["explore-matrix"]
    assert "Lowland Foreign Ministry" in shown["explore-networks"]
    assert "Lowlands, Build the dam, article 001: disagrees" in shown["explore-change"]


def test_an_empty_date_is_named_and_filled_in_by_hand(tmp_path):
    undated = tmp_path / "notes.txt"
    shutil.copy(ARTICLES[0], undated)
    case = tmp_path / "case"
    newcase.new_case(case, [undated, ARTICLES[1]])
    with pytest.raises(DataError) as error:
        load_corpus(case)
    assert str(error.value) == (
        "sources.csv, row 1, date: '': give a date, or earliest and latest."
    )
    table = (case / "sources.csv").read_text(encoding="utf-8")
    open_ended = table.replace("protest,,,,", "protest,,2031-03-01,2031-03-31,")
    assert open_ended != table
    (case / "sources.csv").write_text(open_ended, encoding="utf-8")
    assert load_corpus(case).articles.at["000", "latest"] == "2031-03-31"


def test_the_notebook_follows_the_rules_of_a_lesson():
    text = (ROOT / "shieldtalks/data" / newcase.NOTEBOOK).read_text(encoding="utf-8")
    notebook = nbformat.reads(text, as_version=4)
    nbformat.validate(notebook)
    cells = [cell for cell in notebook.cells if cell.cell_type == "code"]
    assert all(not cell.outputs and cell.execution_count is None for cell in cells)
    assert max(len(cell.source.splitlines()) for cell in cells) <= 8
    assert set(EXPLORERS) <= {cell.id for cell in cells}
