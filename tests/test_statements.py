"""Statements: each is proved against its article, and counts are what was said."""

import csv
import itertools
from collections import defaultdict

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from shieldtalks import load_concepts, load_statements
from shieldtalks.codebook import load_codebook, load_codings, read_coding
from shieldtalks.errors import DataError
from shieldtalks.statements import (
    ACTORS,
    AGREEMENTS,
    STANCES,
    STATEMENT_COLUMNS,
    actor_parties,
    changed_cells,
    changes_by_article,
    count_once,
    evidence,
    position_matrix,
    positions,
    without,
)
from shieldtalks.tables import DATA
from tests import ROOT

MINISTRY, STAFF = "RUS Foreign Ministry", "RUS General Staff"


def read_csv(path):
    """Return the rows of a csv as dicts, without the library."""
    with open(path, newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


# The reference statements, held against the files without the library's help


def test_every_quote_stands_in_its_article_at_its_offsets(statements):
    texts = {p.name[:3]: p.read_bytes().decode("utf-8") for p in ROOT.glob("seeds/*.txt")}
    for row in read_csv(DATA / "statements.csv"):
        quote = texts[row["seed"]][int(row["start"]) : int(row["end"])]
        assert quote == statements.at[row["statement"], "quote"]
        assert len(quote.split()) >= 3
        assert quote == quote.strip()


def test_every_id_resolves():
    rows = read_csv(DATA / "statements.csv")
    units = {row["unit"]: row for row in read_csv(DATA / "units.csv")}
    concepts = {row["concept"] for row in read_csv(DATA / "concepts.csv")}
    systems = {row["id"] for row in read_csv(DATA / "context/systems.csv")}
    assert len({row["statement"] for row in rows}) == len(rows)
    assert {row["concept"] for row in rows} == concepts
    assert {row["system"] for row in rows} <= systems | {""}
    for row in rows:
        unit = units[row["unit"]]
        assert (unit["seed"], unit["kind"]) == (row["seed"], "body")
        assert int(unit["start"]) <= int(row["start"]) < int(row["end"]) <= int(unit["end"])


def test_the_table_says_who_speaks_how_often(statements):
    assert statements["party"].value_counts().to_dict() == {
        "RUS": 64,
        "USA": 17,
        "NATO": 3,
        "media": 2,
    }
    assert statements["article"].value_counts().sort_index().to_list() == [17, 22, 15, 19, 13]
    assert statements["conditional"].dtype == bool
    assert statements["date"].is_monotonic_increasing
    assert not statements.isna().any(axis=None)


def test_an_organization_belongs_to_one_party(statements):
    assert statements.groupby("organization")["party"].nunique().eq(1).all()


def test_concepts_and_codebook_tell_of_the_same_variables():
    concepts = load_concepts()
    assert concepts["label"].is_unique
    assert concepts["wording"].str.endswith(".").all()
    for column in ("person", "organization", "party", "agreement", "conditional", "attribution"):
        assert f"`{column}`" in load_codebook()


# What a statements.csv may not hold

SOME = read_csv(DATA / "statements.csv")[:5]


def written(folder, rows, columns=STATEMENT_COLUMNS):
    """Write rows as folder/statements.csv and return the path."""
    path = folder / "statements.csv"
    with open(path, "w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, columns, extrasaction="ignore")
        writer.writeheader()
        writer.writerows(rows)
    return path


def with_third(**changes):
    """Return the first five statements, the third one changed."""
    return [row | changes if number == 2 else row for number, row in enumerate(SOME)]


def quoted(row):
    text = next(ROOT.glob(f"seeds/{row['seed']}_*.txt")).read_bytes().decode()
    return row | {"quote": text[int(row["start"]) : int(row["end"])]}


BAD = {
    "concept": ("shield", "'shield' is unknown. See the codebook."),
    "system": ("wall", "'wall' is unknown. See systems.csv, or leave it empty."),
    "unit": ("000.99", "'000.99' is unknown. See the units."),
    "seed": ("009", "'009' is unknown. See sources.csv."),
    "statement": ("s002", "'s002' stands twice. Give each row its own."),
    "organization": ("", "'': name one."),
    "party": ("UK", "'UK' is unknown. Use one of 'RUS', 'USA', 'NATO', 'media'."),
    "agreement": ("perhaps", "'perhaps' is unknown. Use one of 'yes', 'no'."),
    "conditional": ("yes", "'yes' is unknown. Use one of '0', '1'."),
    "attribution": (
        "said",
        "'said' is unknown. Use one of 'direct', 'indirect', 'narrator'.",
    ),
    "start": ("313.0", "'313.0' is no offset. Write a whole number."),
    "end": ("999999", "999999 lies beyond the end of the article. Count the characters again."),
}
MORE = {
    "no id": ({"statement": ""}, "statement: '' is empty. Every row needs its own name."),
    "a negative offset": ({"start": "-1"}, "start: '-1' is no offset. Write a whole number."),
    "nothing between": ({"start": "484"}, "start: 484 does not lie before end."),
    "another article's unit": (
        {"unit": "001.08"},
        "unit: '001.08' belongs to another article than the row says.",
    ),
    "outside its unit": (
        {"start": "312"},
        "start: 312 lies outside its unit: the quote has moved. Cut it again at the unit's own "
        "offsets.",
    ),
    "two parties": (
        {"party": "USA"},
        "party: 'USA': an earlier row has this organization in another party. Keep to one.",
    ),
}


@pytest.mark.parametrize(("column", "value", "said"), [(c, *case) for c, case in BAD.items()])
def test_a_bad_cell_is_named_by_row_and_column(tmp_path, corpus, column, value, said):
    path = written(tmp_path, with_third(**{column: value}))
    with pytest.raises(DataError) as caught:
        load_statements(corpus, path)
    assert str(caught.value) == f"statements.csv, row 3, {column}: {said}"


@pytest.mark.parametrize(("changes", "said"), MORE.values(), ids=MORE.keys())
def test_a_bad_row_is_named(tmp_path, corpus, changes, said):
    with pytest.raises(DataError) as caught:
        load_statements(corpus, written(tmp_path, with_third(**changes)))
    assert str(caught.value) == f"statements.csv, row 3, {said}"


@pytest.mark.parametrize(
    ("quote", "said"),
    [
        ("Russia has no plans", "not found at 313; it now starts at 65."),
        ("Words nobody wrote.", "not found at 313; it is not in the article at all."),
    ],
)
def test_a_quote_that_moved_is_found_or_missed(tmp_path, corpus, quote, said):
    rows = [quoted(row) for row in SOME]
    rows[2]["quote"] = quote
    path = written(tmp_path, rows, [*STATEMENT_COLUMNS, "quote"])
    with pytest.raises(DataError) as caught:
        load_statements(corpus, path)
    assert str(caught.value) == f"statements.csv, row 3, quote: {said}"


def test_quotes_that_stand_where_they_should_are_accepted(tmp_path, corpus, statements):
    rows = [quoted(row) for row in SOME]
    path = written(tmp_path, rows, [*STATEMENT_COLUMNS, "quote"])
    pd.testing.assert_frame_equal(
        load_statements(corpus, str(path))[statements.columns], statements.head(5)
    )


@pytest.mark.parametrize("column", STATEMENT_COLUMNS)
def test_a_missing_column_is_named(tmp_path, corpus, column):
    path = written(tmp_path, SOME, [c for c in STATEMENT_COLUMNS if c != column])
    with pytest.raises(DataError) as caught:
        load_statements(corpus, path)
    needed = ", ".join(STATEMENT_COLUMNS)
    assert str(caught.value) == (
        f"statements.csv: the column {column!r} is missing. The header needs {needed}."
    )


def test_a_file_that_cannot_be_read_is_named(tmp_path, corpus):
    with pytest.raises(DataError, match=r"^none\.csv: there is no such file in .+\. Put it there"):
        load_statements(corpus, tmp_path / "none.csv")
    path = tmp_path / "statements.csv"
    path.write_text("")
    with pytest.raises(DataError, match=r"^statements\.csv: the file is empty\."):
        load_statements(corpus, path)
    path.write_bytes(b"statement,seed\ns001,\xff\n")
    with pytest.raises(DataError, match=r"^statements\.csv: byte 20 is not UTF-8\."):
        load_statements(corpus, path)


def test_a_row_with_a_loose_comma_is_named(tmp_path, corpus):
    path = written(tmp_path, SOME)
    lines = path.read_text().splitlines()
    lines[2] += ",and more"
    path.write_text("\n".join(lines))
    with pytest.raises(DataError) as caught:
        load_statements(corpus, path)
    assert str(caught.value) == (
        "statements.csv, row 2: 14 fields where the header has 13. "
        "Put a field that holds a comma into quotation marks."
    )


def test_other_concepts_and_systems_can_be_given(tmp_path, corpus):
    path = written(tmp_path, with_third(concept="trade", system="port"))
    own = load_statements(
        corpus, path, concepts=[*load_concepts().index, "trade"], systems=["port", *systems()]
    )
    assert own.at["s003", "concept"] == "trade"
    assert position_matrix(own).columns[-1] == "trade"


def systems():
    return [row["id"] for row in read_csv(DATA / "context/systems.csv")]


# The four codings


def test_the_four_codings_load_and_agree_in_most(corpus):
    codings = load_codings(corpus)
    triples = {
        coder: set(map(tuple, table[["unit", "organization", "concept"]].to_numpy()))
        for coder, table in codings.items()
    }
    assert list(codings) == list("ABCD")
    found = {reader: len(table) for reader, table in codings.items()}
    assert found == {"A": 90, "B": 96, "C": 86, "D": 81}
    assert len(set.union(*triples.values())) == 107
    assert len(set.intersection(*triples.values())) == 71


@pytest.mark.parametrize(
    ("column", "value", "said"),
    [
        ("unit", "000.99", "'000.99' is unknown. See units."),
        ("concept", "shield", "'shield' is unknown. See the codebook."),
        ("agreement", "", "'' is unknown. Use one of 'yes', 'no'."),
    ],
)
def test_a_bad_row_of_a_coding_is_named(tmp_path, corpus, column, value, said):
    rows = read_csv(DATA / "coding_a.csv")[:3]
    rows[1][column] = value
    path = tmp_path / "mine.csv"
    pd.DataFrame(rows).to_csv(path, index=False)
    with pytest.raises(DataError) as caught:
        read_coding(path, corpus)
    assert str(caught.value) == f"mine.csv, row 2, {column}: {said}"


# Counting, against tables small enough to count by hand


def frame(*rows):
    """Return statements from texts like '000 Ann talks_open yes'; '-' is nobody's name."""
    table = pd.DataFrame(
        [row.split() for row in rows], columns=["article", "person", "concept", "agreement"]
    )
    table["person"] = table["person"].replace("-", "")
    table["organization"] = table["person"].replace("", "Office").str[0] + "-house"
    table["party"] = "RUS"
    table.index = pd.Index([f"s{n}" for n in range(len(table))], name="statement")
    return table


SMALL = frame(
    "000 Ann talks_open yes",
    "000 Ann talks_open yes",
    "000 Ann talks_open no",
    "001 Ann talks_open yes",
    "001 Bob talks_open no",
    "001 Bob guarantees yes",
    "001 - talks_open yes",
)


@pytest.mark.parametrize(
    ("duplicates", "agree", "disagree", "kept"),
    [("all", 3, 1, 7), ("article", 2, 1, 6), ("corpus", 1, 1, 5)],
)
def test_the_duplicate_rule_decides_how_often_a_stance_counts(duplicates, agree, disagree, kept):
    ann = positions(SMALL, "person", duplicates).loc[("Ann", "talks_open")]
    assert (ann["agree"], ann["disagree"], ann["n"]) == (agree, disagree, agree + disagree)
    assert ann["stance"] == "both"
    assert ann["statements"] == ("s0", "s1", "s2", "s3")
    assert len(count_once(SMALL, "organization", duplicates)) == kept


def test_positions_of_a_small_table():
    table = positions(SMALL, "person")
    assert table["stance"].to_dict() == {
        ("Ann", "talks_open"): "both",
        ("Bob", "guarantees"): "agree",
        ("Bob", "talks_open"): "disagree",
    }
    assert list(table.columns) == ["agree", "disagree", "n", "stance", "statements"]


def test_a_statement_without_a_person_counts_for_its_organization_only():
    assert "" not in positions(SMALL, "person").index.get_level_values("actor")
    assert ("O-house", "talks_open") in positions(SMALL, "organization").index


def test_the_matrix_is_silent_where_nothing_is_said():
    matrix = position_matrix(SMALL, "person")
    assert list(matrix.columns) == list(load_concepts().index)
    assert matrix.at["Ann", "guarantees"] == "silent"
    assert matrix.loc["Bob"].value_counts().to_dict() == {"silent": 16, "agree": 1, "disagree": 1}


def test_no_statement_at_all_is_an_empty_table():
    nothing = SMALL.iloc[:0]
    assert positions(nothing).empty
    assert position_matrix(nothing).empty
    assert changes_by_article(nothing).empty
    assert actor_parties(nothing) == {}


def test_actors_stand_party_by_party_then_as_they_first_speak():
    table = SMALL.assign(party=["USA", "USA", "USA", "USA", "NATO", "NATO", "RUS"])
    assert actor_parties(table, "organization") == {
        "O-house": "RUS",
        "A-house": "USA",
        "B-house": "NATO",
    }
    assert list(position_matrix(table).index) == ["O-house", "A-house", "B-house"]


@pytest.mark.parametrize(
    ("call", "said"),
    [
        (
            lambda: positions(SMALL, "seed"),
            "actor='seed' is unknown. Use one of 'party', 'organization', 'person'.",
        ),
        (
            lambda: positions(SMALL, "person", "daily"),
            "duplicates='daily' is unknown. Use one of 'article', 'all', 'corpus'.",
        ),
        (lambda: count_once(SMALL, duplicates="none"), "duplicates='none' is unknown. "),
        (lambda: actor_parties(SMALL, "unit"), "actor='unit' is unknown. "),
        (lambda: evidence(SMALL, ["s99"]), "'s99' is no statement of this coding."),
    ],
)
def test_an_unknown_choice_is_named(call, said):
    with pytest.raises(DataError) as caught:
        call()
    assert str(caught.value).startswith(said)


def test_leaving_an_article_out_of_a_small_table():
    assert list(without(SMALL, "001").index) == ["s0", "s1", "s2"]
    assert without(SMALL, "") is SMALL
    changed = changed_cells(SMALL, "000", "person")
    assert changed.to_dict("index") == {
        ("Ann", "talks_open"): {
            "with_it": "both",
            "without_it": "agree",
            "lost": ("s0", "s1", "s2"),
        }
    }
    assert len(changes_by_article(SMALL, "person")) == 3


# Properties, against a second way of counting

ROWS = st.lists(
    st.builds(
        " ".join,
        st.tuples(
            st.sampled_from(["000", "001", "002"]),
            st.sampled_from(["Ann", "Bob", "Cid", "-"]),
            st.sampled_from(["talks_open", "guarantees", "rogue_threat"]),
            st.sampled_from(AGREEMENTS),
        ),
    ),
    min_size=1,
    max_size=25,
)


def answers_of(table, actor):
    """Return {(actor, concept): set of (answer, article)} by going through the rows."""
    found = defaultdict(set)
    for row in table.itertuples():
        if getattr(row, actor):
            found[(getattr(row, actor), row.concept)].add((row.agreement, row.article))
    return found


def stance_of(answers):
    """Return the stance of a set of (answer, article)."""
    said = {answer for answer, _ in answers}
    if said == {"yes", "no"}:
        return "both"
    return {"yes": "agree", "no": "disagree"}[said.pop()] if said else "silent"


@given(ROWS, st.sampled_from(ACTORS))
def test_positions_are_what_a_count_by_hand_gives(rows, actor):
    table = frame(*rows)
    found, expected = positions(table, actor), answers_of(table, actor)
    assert found["stance"].to_dict() == {cell: stance_of(said) for cell, said in expected.items()}
    assert found["n"].to_dict() == {cell: len(said) for cell, said in expected.items()}
    everyone = table[table[actor].ne("")].index
    assert sorted(itertools.chain(*found["statements"])) == sorted(everyone)


@given(ROWS, st.sampled_from(ACTORS))
def test_a_rule_about_repeats_changes_numbers_and_never_stances(rows, actor):
    table = frame(*rows)
    corpus, article, everything = (
        positions(table, actor, rule) for rule in ("corpus", "article", "all")
    )
    assert corpus["stance"].equals(article["stance"])
    assert article["stance"].equals(everything["stance"])
    assert (corpus["n"] <= article["n"]).all()
    assert (article["n"] <= everything["n"]).all()
    assert (corpus["n"] <= len(AGREEMENTS)).all()
    assert everything["n"].sum() == table[actor].ne("").sum()


@given(ROWS, st.randoms())
def test_the_order_of_the_rows_does_not_matter(rows, random):
    table = frame(*rows)
    shuffled = table.loc[random.sample(list(table.index), len(table))]
    columns = ["agree", "disagree", "n", "stance"]
    pd.testing.assert_frame_equal(positions(table)[columns], positions(shuffled)[columns])


@given(ROWS, st.sampled_from(ACTORS), st.sampled_from(["000", "001", "002"]))
def test_changed_cells_are_those_that_need_the_article(rows, actor, article):
    table = frame(*rows)
    changed = changed_cells(table, article, actor)
    rest = answers_of(table[table["article"].ne(article)], actor)
    expected = {
        cell: (stance_of(said), stance_of(rest.get(cell, set())))
        for cell, said in answers_of(table, actor).items()
        if stance_of(said) != stance_of(rest.get(cell, set()))
    }
    columns = zip(changed["with_it"], changed["without_it"], strict=True)
    assert dict(zip(changed.index, columns, strict=True)) == expected
    for (name, concept), lost in changed["lost"].items():
        behind = table.loc[list(lost)]
        assert set(behind[actor]) == {name}
        assert set(behind["concept"]) == {concept}
        assert set(behind["article"]) == {article}


@given(ROWS)
def test_taking_away_never_adds_an_answer(rows):
    for _, cell in changes_by_article(frame(*rows)).iterrows():
        assert cell["without_it"] == "silent" or cell["with_it"] == "both"


# What the five articles give


def test_the_cells_that_hold_both(statements):
    both = {}
    for actor in ACTORS:
        table = positions(statements, actor)
        both[actor] = set(table.index[table["stance"].eq("both")])
    assert both == {
        "party": {
            ("RUS", "deterrent_effect"),
            ("RUS", "host_in_russia"),
            ("RUS", "other_side_closed"),
        },
        "organization": {
            (MINISTRY, "host_in_russia"),
            (MINISTRY, "other_side_closed"),
        },
        "person": {
            ("unnamed source", "other_side_closed"),
        },
    }


def test_the_general_says_aimed_at_us_and_no_harm_done_without_contradiction(statements):
    general = positions(statements, "person").loc["Yury Baluyevsky", "stance"]
    assert (general["aimed_at_russia"], general["deterrent_effect"]) == ("agree", "disagree")


def test_the_ministrys_yes_and_no_have_different_speakers(statements):
    cell = positions(statements).loc[(MINISTRY, "host_in_russia")]
    rows = statements.loc[list(cell["statements"])].query("article == '000'")
    speakers = rows.groupby("agreement")["person"].agg(set)
    assert speakers["yes"] == {"unnamed source"}
    assert "unnamed source" not in speakers["no"]
    assert "Mikhail Kamynin" in speakers["no"]
    assert rows.loc[rows["agreement"].eq("yes"), "conditional"].all()


def test_without_001_the_general_staff_vanishes(statements):
    table = positions(statements)
    lost = changed_cells(statements, "001").loc[STAFF]
    assert len(lost) == len(table.loc[STAFF])
    assert lost["without_it"].eq("silent").all()
    assert STAFF not in actor_parties(without(statements, "001"))


def test_what_each_article_carries_depends_on_the_level(statements):
    sizes = {
        actor: changes_by_article(statements, actor).groupby("article").size().to_dict()
        for actor in ACTORS
    }
    assert sizes == {
        "party": {"000": 3, "001": 2, "002": 3, "003": 6},
        "organization": {"000": 10, "001": 9, "002": 6, "003": 13, "004": 6},
        "person": {"000": 8, "001": 11, "002": 7, "003": 5, "004": 5},
    }


def test_most_of_the_matrix_is_silence(statements):
    cells = position_matrix(statements).stack().value_counts()
    assert cells.to_dict() == {"silent": 148, "agree": 35, "disagree": 13, "both": 2}
    assert set(cells.index) == set(STANCES)


# From a statement to its sentence


def test_evidence_is_the_sentence_with_its_neighbours(corpus, statements):
    rows = evidence(statements, corpus=corpus)
    assert list(rows) == list(statements.index)
    row = rows["s003"]
    assert row["quote"] == corpus.text("000.03")
    assert row["before"] == corpus.text("000.02")
    assert row["after"] == corpus.text("000.04")
    assert (row["person"], row["agreement"]) == ("Mikhail Kamynin", "no")
    assert row["label"] == "Host on Russian soil"
    assert (rows["s002"]["before"], rows["s058"]["after"]) == ("", "")
    assert all(isinstance(value, str) for value in row.values())


def test_neighbours_are_sentences_of_the_same_article_and_no_copies(corpus, statements):
    body = set(corpus.body()["text"])
    for row in evidence(statements, corpus=corpus).values():
        around = {row["before"], row["after"]} - {""}
        assert around <= body
        assert row["quote"] not in around


def test_evidence_without_a_corpus_has_no_neighbours(statements):
    rows = evidence(statements, ["s003", "s002"])
    assert list(rows) == ["s003", "s002"]
    assert (rows["s003"]["before"], rows["s003"]["after"]) == ("", "")
