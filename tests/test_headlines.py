"""Every headline of lessons 04 to 09: in which cases it holds, and what one's own codes move."""

import pandas as pd
import pytest

from shieldtalks.explorers import PRACTICE, CodingDesk
from shieldtalks.explorers.coding import Coding, mark_nothing, own_coding
from shieldtalks.figures.headlines import headline_grid
from shieldtalks.headlines import HEADLINES, HOLDS, UNHEARD, headlines, moved
from shieldtalks.readings import CLASS, OWN
from tests.drawing import well_drawn

ARTICLES, READERS = ["000", "001", "002", "003", "004"], list("ABCD")


@pytest.fixture(scope="module")
def table(corpus):
    """The headlines, with a coding of one's own that empties the general's two sentences."""
    own = Coding()
    for unit in ("001.23", "001.24"):
        own = mark_nothing(own, unit)
    return headlines(corpus, own)


def test_every_headline_is_true_of_the_reference(table):
    assert table["all"].eq(HOLDS).all()
    assert set(table["lesson"]) == {"04", "05", "06", "07", "08", "09"}


def test_firm_means_every_article_and_every_reader(table):
    everywhere = table[[*ARTICLES, *READERS]].eq(HOLDS).all(axis=1)
    assert table["firm"].equals(everywhere.rename("firm"))
    assert table.loc["aimed", "firm"] and not table.loc["reversal", "firm"]


def test_the_reversal_hangs_on_an_article_and_on_a_reader(table):
    assert set(table.loc["reversal", "fails_in"]) >= {"001", "C"}
    assert (table.loc["reversal", "articles"], table.loc["reversal", "readers"]) == (4, 3)
    assert table.loc["general", "001"] == UNHEARD


def test_counts_are_those_of_the_columns(table):
    assert table["articles"].tolist() == table[ARTICLES].eq(HOLDS).sum(axis=1).tolist()
    assert table["readers"].tolist() == table[READERS].eq(HOLDS).sum(axis=1).tolist()


def test_own_codes_move_what_rests_on_them(table):
    assert {"reversal", "general"} <= set(moved(table).index)
    assert "aimed" not in moved(table).index


def test_each_headline_leads_to_its_statements(table, statements):
    for each in HEADLINES:
        ids = list(table.at[each.id, "statements"])
        assert ids and set(ids) <= set(statements.index)
        assert not each.concepts or set(statements.loc[ids, "concept"]) <= set(each.concepts)


def test_the_grid_says_what_it_shows(table, statements):
    figure = headline_grid(table, statements)
    assert [mark.id for mark in figure.marks] == list(table.index)
    assert f"{table['firm'].sum()} hold in every case" in figure.alt
    label = next(mark.label for mark in figure.marks if mark.id == "reversal")
    assert "4 of 5 articles and under 3 of 4 readers. Not in: 001, C" in label
    assert all(0 <= share <= 1 for mark in figure.marks for share in mark.box)


def test_a_class_is_one_more_reader_and_decides_nothing_of_what_is_firm(corpus, table, statements):
    coding = pd.DataFrame({"unit": ["001.23", "001.24", "001.12"], "concept": ["", "", ""]})
    both = headlines(corpus, Coding(), your_class=coding)
    assert both["firm"].equals(table["firm"])
    assert list(both.columns).index(CLASS) > list(both.columns).index(OWN)
    assert {"reversal", "general"} <= set(moved(both, CLASS).index)
    assert moved(both).empty
    assert both.at["general", "fails_in"] == ("001", "C", CLASS)
    figure = headline_grid(both, statements)
    assert "6 readers" in figure.alt
    well_drawn([figure])


def test_a_code_at_the_desk_moves_a_headline_in_one_step(corpus, codings, monkeypatch, tmp_path):
    """Decide ten sentences at the desk; `own_coding` and `headlines` say which headline moves."""
    monkeypatch.setenv("SHIELDTALKS_HOME", str(tmp_path))
    assert not own_coding(corpus).units
    desk = CodingDesk(corpus, codings, practice=PRACTICE)
    for unit in PRACTICE[:10]:
        desk.article, desk.unit = unit[:3], unit
        desk.nothing()
    own = own_coding(corpus)
    assert own.units == sorted(PRACTICE[:10])
    found = moved(headlines(corpus, own))
    assert len(found) and found[OWN].ne(HOLDS).all()
