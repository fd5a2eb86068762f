"""A case to the end: three short articles in two languages, from files to networks and back."""

import csv
import shutil

import nbformat
import pytest
from nbclient import NotebookClient

from shieldtalks import discourse, exchange, load_corpus, newcase
from shieldtalks.errors import DataError
from shieldtalks.reliability import compare
from shieldtalks.statements import changed_cells, position_matrix
from shieldtalks.tables import DATA
from tests import ROOT

STRAIT = ROOT / "tests/cases/strait"
EAST, WEST, GUILD = "Eastmark Energy Ministry", "Westmark Foreign Ministry", "Strait Fishers' Guild"


@pytest.fixture(autouse=True)
def no_desk(tmp_path, monkeypatch):
    """Nobody's own coding stands in the work folder."""
    monkeypatch.setenv("SHIELDTALKS_HOME", str(tmp_path / "home"))


@pytest.fixture
def strait(tmp_path):
    """The example, made from its three files and finished with the tables written by hand."""
    case = tmp_path / "strait"
    newcase.new_case(case, sorted(STRAIT.glob("*.txt")))
    by_hand = ("concepts.csv", "parties.csv", "events.csv", "coding_anna.csv", "coding_boris.csv")
    for name in by_hand:
        shutil.copy(STRAIT / name, case / name)
    return case


def matrix(statements, concepts):
    """Return the position matrix as {organization: {concept: stance}}."""
    return position_matrix(statements, concepts=concepts).to_dict("index")


def test_the_example_is_what_the_command_makes_of_its_articles(strait):
    made, kept = load_corpus(strait), load_corpus(STRAIT)
    assert made.articles.equals(kept.articles) and made.units.equals(kept.units)
    assert made.articles["language"].tolist() == ["en", "ru", "en"]
    assert load_corpus(strait).units["kind"].value_counts().to_dict() == {
        "body": 17,
        "headline": 3,
        "byline": 1,
    }


def test_two_readers_make_two_matrices(strait):
    concepts = newcase.read_concepts(strait)
    readings = exchange.readers(strait)
    assert list(readings) == ["anna", "boris"]
    assert matrix(readings["anna"], concepts) == {
        EAST: {"cable": "agree", "joint_control": "both", "harm": "disagree"},
        WEST: {"cable": "agree", "joint_control": "agree", "harm": "silent"},
        GUILD: {"cable": "both", "joint_control": "silent", "harm": "agree"},
    }
    assert matrix(readings["boris"], concepts) == {
        EAST: {"cable": "agree", "joint_control": "both", "harm": "disagree"},
        WEST: {"cable": "both", "joint_control": "silent", "harm": "silent"},
        GUILD: {"cable": "disagree", "joint_control": "silent", "harm": "agree"},
    }


def test_networks_are_those_counted_by_hand(strait):
    """Once an article: East yes 1; West yes 2; guild yes 1, no 1 on the cable, and so on."""
    anna = exchange.readers(strait)["anna"]
    congruence, conflict = (discourse.network(anna, kind) for kind in ("congruence", "conflict"))
    pairs = [(EAST, WEST), (EAST, GUILD), (WEST, GUILD)]
    assert [congruence.at[pair] for pair in pairs] == [3, 1, 2]
    assert [conflict.at[pair] for pair in pairs] == [1, 4, 2]


def test_what_one_article_carries(strait):
    changed = changed_cells(exchange.readers(strait)["anna"], "002")
    assert changed[["with_it", "without_it"]].to_dict("index") == {
        (EAST, "joint_control"): {"with_it": "both", "without_it": "disagree"},
        (GUILD, "cable"): {"with_it": "both", "without_it": "disagree"},
    }


def test_what_one_reader_carries(strait):
    readings = exchange.readers(strait)
    table = exchange.cells(readings)
    assert table.loc[(EAST, "joint_control")].tolist() == ["both", "both", "both", ""]
    assert table.loc[(WEST, "cable")].tolist() == ["agree", "both", "divided", "anna, boris"]
    third = {**readings, "clara": readings["anna"]}
    table = exchange.cells(third)
    assert table.loc[(WEST, "cable"), ["most", "hangs_on"]].tolist() == ["agree", "anna, clara"]
    assert table.loc[(EAST, "harm"), ["most", "hangs_on"]].tolist() == ["disagree", ""]
    least = exchange.ties(readings)["least"].to_dict()
    assert least[EAST, WEST] == 2 and least[EAST, GUILD] == 0
    assert "Only one reader so far." in exchange.cells({"anna": readings["anna"]})


def test_readers_of_a_case_are_compared_as_in_lesson_03(strait):
    corpus, concepts = load_corpus(strait), newcase.read_concepts(strait)
    readings = exchange.readers(strait)
    table = compare(readings["anna"], readings["boris"], corpus.body().index, concepts.index)
    assert table.at["observed", "n"] == 17 * 3
    assert table.at["observed", "value"] == pytest.approx(1 - 5 / 51)


def run(case):
    """Run the notebook of a case; return {cell id: what it shows, as text}."""
    notebook = nbformat.read(case / newcase.NOTEBOOK, as_version=4)
    resources = {"metadata": {"path": str(case)}}
    NotebookClient(notebook, timeout=120, kernel_name="python3", resources=resources).execute()
    return {
        cell.id: "\n".join(o.data.get("text/plain", "") for o in cell.outputs if "data" in o)
        for cell in notebook.cells
        if cell.cell_type == "code"
    }


def test_the_notebook_takes_the_readers_of_the_case(strait):
    shown = run(strait)
    assert f"- {WEST}, Joint control: agrees" in shown["explore-matrix"]
    assert "hangs_on" in shown["see-readers"] and "divided" in shown["see-readers"]
    assert "least" in shown["see-ties"]
    assert "article 002" in shown["explore-change"]


@pytest.mark.parametrize("to", ["dna", "qdpx"])
def test_the_case_goes_on_in_another_tool_and_comes_back(to, strait, tmp_path):
    path, _ = exchange.export(strait, to, tmp_path / f"strait.{to}")
    back = tmp_path / "back"
    exchange.new_case(back, path)
    before, after = exchange.readers(strait), exchange.readers(back)
    assert list(after) == list(before)
    columns = ["article", "start", "end", "party", "person", "organization", "concept", "agreement"]
    columns += ["conditional", "attribution", "quote"]
    for reader, table in before.items():
        told = [t[columns].sort_values(columns).to_numpy().tolist() for t in (table, after[reader])]
        assert told[0] == told[1]
    assert discourse.network(after["anna"]).at[EAST, WEST] == 3
    assert exchange.ties(after).equals(exchange.ties(before))


def test_a_reader_of_another_corpus_is_refused_by_row(strait):
    path = strait / "coding_anna.csv"
    with open(path, newline="", encoding="utf-8") as file:
        rows = list(csv.reader(file))
    rows[1][rows[0].index("quote")] = "Another sentence."
    with open(path, "w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows(rows)
    with pytest.raises(DataError, match="coding_anna.csv, row 1, quote: 'Another sentence.'"):
        exchange.readers(strait)


def test_units_may_be_cut_and_joined_after_coding(strait):
    """A passage finds its unit by its place, so the halves of a joined unit keep their codes."""
    with open(strait / "units.csv", newline="", encoding="utf-8-sig") as file:
        header, *rows = csv.reader(file)
    first = next(n for n, row in enumerate(rows) if row[0] == "001.04")
    end, text = header.index("end"), header.index("text")
    rows[first][end] = rows[first + 1][end]
    rows[first][text] += f" {rows[first + 1][text]}"
    del rows[first + 1]
    with open(strait / "units.csv", "w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows([header, *rows])
    anna = exchange.readers(strait)["anna"]
    assert anna["quote"].str.startswith("«Один кабель").sum() == 1
    assert anna.loc[anna["quote"].str.startswith("«Один кабель"), "unit"].tolist() == ["001.04"]


def test_the_notebook_of_a_case_names_only_what_is_there():
    text = (DATA / newcase.NOTEBOOK).read_text("utf-8-sig")
    for name in ("readers", "cells", "ties"):
        assert f"exchange.{name}(" in text and hasattr(exchange, name)


@pytest.mark.parametrize("sign", [".", ","])
def test_a_coding_survives_a_spreadsheet_that_makes_numbers_of_units(sign, tmp_path):
    case = tmp_path / "case"
    shutil.copytree(STRAIT, case)
    path = case / "coding_anna.csv"
    rows = list(csv.DictReader(path.open(encoding="utf-8-sig", newline="")))
    for row in rows:
        row["unit"] = str(float(row["unit"])).replace(".", sign)
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        table = csv.DictWriter(file, rows[0], delimiter=";")
        table.writeheader()
        table.writerows(rows)
    saved, before = exchange.readers(case)["anna"], exchange.readers(STRAIT)["anna"]
    assert saved["unit"].tolist() == before["unit"].tolist()
