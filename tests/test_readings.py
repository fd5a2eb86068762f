"""Other readings of the same articles, and what stands whoever reads and whatever is left out."""

import pandas as pd
import pytest

from shieldtalks import load_statements
from shieldtalks.codebook import CODE, READERS, load_adjudication, load_codings
from shieldtalks.errors import DataError
from shieldtalks.explorers.coding import Coding, add_code, mark_nothing
from shieldtalks.readings import (
    CLASS,
    READINGS,
    cases,
    differing_cells,
    firm,
    in_each_case,
    load_readings,
    with_own,
)
from shieldtalks.statements import positions, reader_of


@pytest.fixture(scope="module")
def readings(corpus):
    return load_readings(corpus, READINGS)


@pytest.mark.parametrize("reader", READERS)
def test_a_reading_holds_the_codes_of_its_reader(readings, statements, corpus, reader):
    table, coding = readings[reader], load_codings(corpus)[reader]
    assert set(map(tuple, table[CODE].to_numpy())) == set(map(tuple, coding[CODE].to_numpy()))
    assert list(table.columns) == list(statements.columns) and table.index.is_unique
    assert reader_of(table) == reader_of(table[table["party"].eq("USA")]) == reader
    shared = table.index.intersection(statements.index)
    assert (table.loc[shared, CODE] == statements.loc[shared, CODE]).all(axis=None)
    for row in table.itertuples():
        assert corpus.texts[row.article][row.start : row.end] == row.quote


def test_only_what_all_four_saw(readings, statements, corpus):
    codings = load_codings(corpus).values()
    seen = set.intersection(*(set(map(tuple, c[CODE].to_numpy())) for c in codings))
    assert len(readings["all four"]) == len(seen) == 71
    assert readings["all four"].index.isin(statements.index).all()


def test_an_unknown_reader_is_named(corpus):
    with pytest.raises(DataError, match="reader='E' is unknown"):
        load_statements(corpus, reader="E")
    with pytest.raises(DataError, match="Leave out path"):
        load_statements(corpus, "own.csv", reader="A")


def test_the_adjudication_settles_every_disputed_code_and_leads_to_the_reference(
    statements, corpus
):
    table = load_adjudication(corpus)
    assert len(table) == 36
    held = {r: set(map(tuple, c[CODE].to_numpy())) for r, c in load_codings(corpus).items()}
    for row in table.itertuples():
        code = (row.unit, row.organization, row.concept, row.agreement)
        assert [getattr(row, r) for r in READERS] == [code in held[r] for r in READERS]
    kept = set(map(tuple, table.loc[table["decision"].eq("in"), CODE].to_numpy()))
    agreed = set.intersection(*held.values())
    assert agreed | kept == set(map(tuple, statements[CODE].to_numpy()))


def test_the_first_reference_is_marked(corpus):
    table = load_adjudication(corpus)
    assert table["first_reference"].dtype == bool
    gone = table[table["first_reference"] & table["decision"].eq("out")]
    new = table[~table["first_reference"] & table["decision"].eq("in")]
    assert (len(gone), len(new)) == (9, 3)


def test_cases_are_articles_and_readers(statements, readings):
    found = cases(statements, {r: readings[r] for r in READERS})
    assert list(found) == ["all", "000", "001", "002", "003", "004", *READERS]
    assert found["003"]["article"].ne("003").all()


def test_firm_is_what_survives_both(statements, readings):
    def stances(said):
        return positions(said, "party")["stance"]

    articles = in_each_case(statements, stances)
    both = in_each_case(statements, stances, {r: readings[r] for r in READERS})
    assert set(both.index[firm(both)]) < set(articles.index[firm(articles)])
    assert ("RUS", "aimed_at_russia") in both.index[firm(both)]
    assert not firm(both)[("RUS", "countermeasures")]


def test_differing_cells_name_what_stands_in_one_table_only(statements, readings):
    cells = differing_cells(statements, readings["A"])
    staff = cells.loc[("RUS General Staff", "countermeasures")]
    assert (staff["with_it"], staff["without_it"]) == ("agree", "both")
    assert len(staff["lost"]) == 1 and staff["lost"][0] in readings["A"].index
    assert differing_cells(statements, statements).empty


def test_own_codes_take_the_place_of_the_others(statements, corpus):
    own = add_code(Coding(), "000.03", "RUS Foreign Ministry", "talks_open", "no")
    own = mark_nothing(own, "001.12")
    table = with_own(statements, own, corpus)
    assert reader_of(table) == "You"
    assert table.loc[table["unit"].eq("000.03"), "concept"].tolist() == ["talks_open"]
    assert not table["unit"].eq("001.12").any()
    rest = ~statements["unit"].isin(own.units)
    assert statements.index[rest].isin(table.index).all()
    pd.testing.assert_frame_equal(with_own(statements, Coding(), corpus), statements)


def test_a_class_is_given_as_a_table_in_the_shape_of_a_coding(statements, corpus):
    codes = load_codings(corpus)["C"]
    some = codes[codes["unit"].isin(["001.17", "001.24"])]
    empty = pd.DataFrame({"unit": ["001.12"], "concept": [""]})
    table = with_own(statements, pd.concat([some, empty]), corpus, CLASS)
    assert reader_of(table) == CLASS
    read = load_readings(corpus, ["C"], your_class=pd.concat([some, empty]))
    pd.testing.assert_frame_equal(read[CLASS], table)
    chosen = table[table["unit"].isin(["001.17", "001.24", "001.12"])]
    assert set(map(tuple, chosen[CODE].to_numpy())) == set(map(tuple, some[CODE].to_numpy()))
    bare = some.drop(columns=["person", "conditional", "attribution"])
    assert len(with_own(statements, bare, corpus, CLASS)) == len(with_own(statements, some, corpus))


def test_an_organization_that_nobody_had_seen_finds_its_party(statements, corpus):
    own = add_code(Coding(), "000.03", "RUS Embassy in Prague", "talks_open", "yes")
    own = add_code(own, "000.03", "Polish Foreign Ministry", "talks_open", "no")
    parties = with_own(statements, own, corpus).set_index("organization")["party"]
    assert parties["RUS Embassy in Prague"] == "RUS"
    assert parties["Polish Foreign Ministry"] == "Polish Foreign Ministry"


def test_a_table_that_is_no_coding_is_named(statements, corpus):
    with pytest.raises(DataError, match="no column 'concept'"):
        with_own(statements, pd.DataFrame({"unit": ["000.03"]}), corpus)
    with pytest.raises(DataError, match="'009.01' is no unit"):
        with_own(statements, pd.DataFrame({"unit": ["009.01"], "concept": [""]}), corpus)
    table = pd.DataFrame({"unit": ["000.03"], "concept": ["talks_open"], "agreement": ["yes"]})
    with pytest.raises(DataError, match="no column 'organization'"):
        with_own(statements, table, corpus)
