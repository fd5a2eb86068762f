"""Who moved: verdicts, what they hang on, events and gaps, votes; their charts and explorer."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from shieldtalks import context, load_concepts
from shieldtalks.change import (
    VERDICTS,
    framing,
    gaps,
    in_time,
    keystones,
    missile_agreement,
    missile_votes,
    movements,
    repeated_votes,
    stances_by_article,
    vote_agreement,
    window,
)
from shieldtalks.errors import DataError
from shieldtalks.explorers.change import ChangeExplorer, change_step
from shieldtalks.figures import dumbbells, words_and_votes
from shieldtalks.figures.labels import spread
from shieldtalks.readings import load_readings
from shieldtalks.statements import positions, tally_stances, without
from tests.drawing import well_drawn

DATES = {"a": "2001-01-01", "b": "2002-01-01", "c": "2003-01-01", "d": ""}


def said(*rows, dates=DATES):
    """Return statements made by hand: rows of 'party concept article agreement'."""
    table = pd.DataFrame(
        [row.split() for row in rows], columns=["party", "concept", "article", "agreement"]
    )
    table = table.assign(organization=table["party"], person="", unit="u", quote="q", outlet="o")
    table["attribution"] = "direct"
    table["date"] = table["article"].map(dates)
    table.index = pd.Index([f"s{n}" for n in range(1, len(table) + 1)], name="statement")
    return table


def verdict(*answers):
    """Return the verdict on one pair; an answer such as 'a yes' is given in that article."""
    moves = movements(said(*(f"RUS guarantees {answer}" for answer in answers)))
    return moves["verdict"].to_list()


@pytest.fixture(scope="module")
def votes():
    return context.load_votes()


# Verdicts


@pytest.mark.parametrize(
    ("answers", "expected"),
    [
        (["a yes", "b yes"], ["constant"]),
        (["a no", "c no", "c no"], ["constant"]),
        (["a yes", "b no"], ["reversal"]),
        (["a no", "b yes", "b no", "c yes"], ["reversal"]),
        (["a yes", "a no", "b yes"], ["mixed"]),
        (["a yes", "b yes", "c yes", "c no"], ["mixed"]),
        (["a yes", "b no", "c yes"], ["mixed"]),
        (["a yes", "a no", "b yes", "b no"], ["mixed"]),
        (["a yes", "a yes"], []),
        (["a yes", "d no"], []),
        ([], []),
    ],
)
def test_the_verdict_follows_from_the_answers(answers, expected):
    assert verdict(*answers) == expected


def test_time_goes_by_dates_and_not_by_names():
    late = {"a": "2009-01-01", "b": "2001-01-01"}
    moves = movements(said("RUS guarantees a yes", "RUS guarantees b no", dates=late))
    row = moves.loc[("RUS", "guarantees")]
    assert (row["first"], row["before"], row["last"], row["after"]) == (
        "b",
        "disagree",
        "a",
        "agree",
    )
    assert row["statements"] == ("s2", "s1")


def test_articles_of_one_day_stand_in_order_of_their_names():
    same = dict.fromkeys("abc", "2001-01-01")
    assert list(in_time(said("RUS x c yes", "RUS x a no", "RUS x b no", dates=same))) == list("abc")


def test_a_net_position_counts_every_statement():
    rows = ["RUS x a yes", "RUS x a yes", "RUS x a yes", "RUS x a no", "RUS x b no"]
    table = stances_by_article(said(*rows)).loc[("RUS", "x")]
    assert table["net"].to_dict() == {"a": 0.5, "b": -1.0}
    assert table["n"].to_dict() == {"a": 4, "b": 1}
    assert table.at["a", "statements"] == ("s1", "s2", "s3", "s4")


def test_a_total_can_turn_although_no_part_does():
    rows = said("RUS x a no", "RUS x b yes").assign(organization=["staff", "ministry"])
    assert movements(rows, "party")["verdict"].to_list() == ["reversal"]
    assert movements(rows, "organization").empty


answers = st.lists(
    st.tuples(st.sampled_from(["RUS", "USA"]), st.sampled_from("xy"), st.sampled_from("abc"),
              st.sampled_from(["yes", "no"])),
    max_size=14,
)  # fmt: skip


@given(answers)
def test_verdicts_agree_with_a_slow_reading(rows):
    moves = movements(said(*(" ".join(row) for row in rows)))
    for party in ("RUS", "USA"):
        for concept in "xy":
            told = [{r[3] for r in rows if r[:3] == (party, concept, a)} for a in "abc"]
            told = [answer for answer in told if answer]
            if len(told) < 2:
                assert (party, concept) not in moves.index
                continue
            expected = "mixed"
            if all(answer == told[0] and len(answer) == 1 for answer in told):
                expected = "constant"
            elif len(told[0]) == len(told[-1]) == 1 and told[0] != told[-1]:
                expected = "reversal"
            assert moves.at[(party, concept), "verdict"] == expected


@given(answers)
def test_yes_and_no_exchanged_leave_the_verdicts_and_turn_the_net_position(rows):
    table = said(*(" ".join(row) for row in rows))
    other = table.assign(agreement=table["agreement"].map({"yes": "no", "no": "yes"}))
    pd.testing.assert_series_equal(movements(table)["verdict"], movements(other)["verdict"])
    assert np.allclose(stances_by_article(table)["net"], -stances_by_article(other)["net"])


@given(answers)
def test_a_pair_keeps_its_verdict_exactly_where_it_hangs_on_nothing(rows):
    table = said(*(" ".join(row) for row in rows))
    hangs = keystones(table)
    whole = movements(table)["verdict"]
    for article in table["article"].unique():
        rest = movements(without(table, article))["verdict"]
        for pair, verdict_now in whole.items():
            assert (rest.get(pair) != verdict_now) == ((*pair, article) in hangs.index)


# The five articles


def test_one_party_turns_and_no_organization_does(statements):
    parties = movements(statements)
    turned = parties.index[parties["verdict"].eq("reversal")]
    assert list(turned) == [("RUS", "deterrent_effect")]
    assert parties["verdict"].value_counts().to_dict() == {
        "constant": 15,
        "mixed": 2,
        "reversal": 1,
    }
    assert not movements(statements, "organization")["verdict"].eq("reversal").any()
    assert list(movements(statements, "person").index) == [("Robert Gates", "join_us_shield")]


def test_the_reversal_hangs_on_one_article(statements):
    hangs = keystones(statements).loc[("RUS", "deterrent_effect")]
    assert hangs.to_dict("index") == {"001": {"with_it": "reversal", "without_it": "constant"}}


def test_what_hangs_on_no_article(statements):
    firm = movements(statements).index.difference(keystones(statements).index.droplevel("article"))
    concepts = {"aimed_at_russia", "collective_system", "countermeasures", "talks_open"}
    assert set(firm) == {("RUS", concept) for concept in concepts}


@pytest.mark.parametrize("actor", ["party", "organization", "person"])
def test_articles_add_up_to_positions(statements, actor):
    parts = stances_by_article(statements, actor)[["agree", "disagree", "n"]]
    whole = positions(statements, actor, duplicates="all")[["agree", "disagree", "n"]]
    pd.testing.assert_frame_equal(parts.groupby(level=[0, 1]).sum(), whole)


def test_every_verdict_names_its_statements(statements):
    moves = movements(statements)
    for (party, concept), row in moves.iterrows():
        own = statements.loc[list(row["statements"])]
        assert len(own) == row["n"] and row["verdict"] in VERDICTS
        assert set(own["party"]) == {party} and set(own["concept"]) == {concept}


def test_stances_are_tallied_the_same_way_whatever_the_groups(statements):
    table = tally_stances(statements, ["party"])
    assert table["n"].sum() == len(statements)
    assert table.loc["RUS", "stance"] == "both"
    assert list(table.columns) == ["agree", "disagree", "n", "stance", "statements"]


# Windows


def test_a_window_holds_both_its_ends_in_either_order(statements):
    inside = window(statements, "003", "001")
    assert sorted(inside["article"].unique()) == ["001", "002", "003"]
    pd.testing.assert_frame_equal(inside, window(statements, "001", "003"))


@pytest.mark.parametrize("wrong", ["005", "", None])
def test_a_window_needs_articles_that_are_there(statements, wrong):
    with pytest.raises(DataError, match="is no dated article here. There are 000, 001"):
        window(statements, "000", wrong)


# Events and gaps


def test_an_article_s_own_news_is_no_frame(statements):
    articles = in_time(statements)
    chosen = framing(context.load_events(), articles)
    assert 18 <= len(chosen) <= 24
    assert chosen["date"].is_monotonic_increasing
    assert {"E17", "E19", "E33", "E38", "E55"}.isdisjoint(chosen.index)
    assert {"E27", "E34", "E51"} <= set(chosen.index)
    assert chosen["date"].dt.year.between(2007, 2016).all()


def test_gaps_count_what_lies_strictly_between():
    articles = {"a": "2001-01-01", "b": "2001-01-31", "c": "2003-01-01"}
    days = ["2000-12-01", "2001-01-01", "2001-01-15", "2001-01-31", "2002-01-01", "2004-01-01"]
    events = pd.DataFrame({"date": pd.to_datetime(days)})
    table = gaps(events, articles)
    assert table["days"].to_dict() == {"a": 30, "b": 700}
    assert table["events"].to_dict() == {"a": 1, "b": 1}
    assert table["until"].to_list() == ["b", "c"]
    assert gaps(events, {"a": "2001-01-01"}).empty


# Votes


def roll_calls(*rows):
    """Return roll calls made by hand: rows of 'year title one other', '-' for absent."""
    table = pd.DataFrame([row.split() for row in rows], columns=["year", "title", "RU", "US"])
    table = table.replace("-", "").assign(date=lambda t: pd.to_datetime(t["year"] + "-12-01"))
    return table.drop(columns="year")


def test_only_roll_calls_in_which_both_voted_count():
    table = vote_agreement(
        roll_calls("2001 a yes yes", "2001 b no -", "2001 c - -", "2001 d no yes")
    )
    assert table.loc[2001].to_dict() == {"alike": 1, "n": 2, "share": 0.5}


def test_agreement_of_a_state_with_itself_is_whole_and_order_is_free(votes):
    assert vote_agreement(votes, "RU", "RU")["share"].eq(1).all()
    pd.testing.assert_frame_equal(vote_agreement(votes), vote_agreement(votes, "US", "RU"))


def test_the_share_of_the_five_years(votes):
    table = vote_agreement(votes)
    assert table.loc[2007, ["alike", "n"]].to_list() == [4, 21]
    assert table["n"].sum() == 602
    assert (table["share"].idxmin(), table["share"].idxmax()) == (2008, 2016)


def test_the_votes_on_the_treaty_are_found_by_one_call(votes):
    treaty = missile_votes(votes, "anti-ballistic missile treaty")
    assert list(treaty.index) == ["R/54/54A", "R/55/33B", "R/56/24A"]
    assert treaty["RU"].eq("yes").all() and treaty["US"].eq("no").all()
    assert treaty[["GB", "PL", "RO", "TR"]].eq("abstain").all(axis=None)
    assert len(missile_votes(votes)) == 18
    assert missile_votes(votes, "no such (words").empty


def test_on_missiles_two_states_agree_where_their_answers_are_one_word(votes):
    missiles = missile_agreement(votes)
    assert not missiles.loc[["R/54/54A", "R/55/33B", "R/56/24A"], "alike"].any()
    assert missiles.loc[missiles["year"].ge(2007), "alike"].all()
    assert missile_agreement(votes, "RU", "RU")["alike"].all()


def test_a_repeated_title_stands_once_in_either_year():
    votes = roll_calls(
        "2001 a yes no", "2002 a yes yes", "2001 b no no", "2001 b no no", "2002 b no no",
        "2001 c yes no", "2002 d yes no", "2001 e - no", "2002 e yes no", "2003 a no no",
    )  # fmt: skip
    table = repeated_votes(votes, 2001, 2002)
    assert list(table.index) == ["a"]
    assert table.loc["a"].to_dict() == {
        ("RU", 2001): "yes", ("RU", 2002): "yes", ("US", 2001): "no", ("US", 2002): "yes",
    }  # fmt: skip


def test_roll_calls_without_a_title_are_not_taken_for_one(votes):
    bare = votes.assign(title="")
    assert repeated_votes(bare, 2008, 2009).empty
    assert len(repeated_votes(votes, 2008, 2009)) == 10


@pytest.mark.parametrize("count", [vote_agreement, lambda v, **s: repeated_votes(v, 1, 2, **s)])
def test_an_unknown_state_is_named(votes, count):
    with pytest.raises(DataError, match="'XX' is not in the table of votes. Use a code such as"):
        count(votes, other="XX")


# Charts and explorer


@given(st.lists(st.floats(0, 100), max_size=12), st.floats(0.5, 5))
def test_labels_are_spread_in_order_within_bounds(wanted, step):
    placed = spread(wanted, step, 0, 100)
    assert len(placed) == len(wanted)
    inside = np.sort(placed)
    assert (np.diff(inside) >= step - 1e-6).all()
    assert (inside >= -1e-6).all() and (inside <= 100 + 1e-6).all()
    assert (np.diff(placed[np.argsort(wanted, kind="stable")]) >= -1e-6).all()


def test_labels_with_room_enough_stay_where_they_belong():
    assert spread([10, 50, 90], 5, 0, 100).tolist() == [10, 50, 90]
    assert spread([50, 50], 10, 0, 100).tolist() == [45, 55]


def test_every_told_stance_of_a_comparable_pair_is_a_mark(statements):
    figure = change_step(statements)
    stances, moves = stances_by_article(statements), movements(statements)
    told = [key for key in stances.index if key[:2] in moves.index]
    assert {mark.id for mark in figure.marks} == {" | ".join(key) for key in told}
    assert figure.evidence["RUS | deterrent_effect | 001"] == ("s033", "s035")


def test_a_frame_says_what_becomes_of_the_verdict(statements):
    labels = {mark.id: mark.label for mark in change_step(statements, hangs=True).marks}
    assert labels["RUS | deterrent_effect | 001"].endswith("without it, the same throughout")
    assert labels["USA | rogue_threat | 000"].endswith("without it, no verdict")
    assert "without it" not in labels["RUS | aimed_at_russia | 001"]


def test_one_article_alone_compares_nothing(statements):
    figure = change_step(statements, "002", "002")
    assert not figure.marks and "Nothing can be compared" in figure.alt


def test_the_timeline_counts_what_the_window_holds(statements):
    whole = change_step(statements, show="events")
    assert sum(len(ids) for ids in whole.evidence.values()) == len(statements)
    part = change_step(statements, "001", "002", show="events")
    assert {mark.id[:3] for mark in part.marks} == {"001", "002"}
    assert whole.fig.get_figheight() == part.fig.get_figheight()


def test_a_concept_outside_the_codebook_is_drawn_by_its_name():
    rows = said("RUS tariffs a yes", "RUS tariffs b no")
    figure = dumbbells(
        movements(rows),
        stances_by_article(rows),
        rows,
        load_concepts(),
        {"RUS": "RUS"},
        in_time(rows),
    )
    assert "Russia on tariffs" in figure.alt


def test_the_chart_of_votes_names_its_ends(votes, statements):
    missiles = missile_agreement(votes)
    figure = words_and_votes(vote_agreement(votes), in_time(statements), missiles)
    assert f"{len(missiles)} are on missiles, from 1999 to 2018" in figure.alt
    assert "2008" in figure.title and "2016" in figure.title
    assert "602" in figure.footer


def test_the_explorer_turns_its_window_and_reads_its_marks(statements, corpus):
    explorer = ChangeExplorer(statements, corpus, first="001", last="002")
    assert "Reversed: Russia on Blunts the deterrent" in explorer.describe()
    assert [row["unit"] for row in explorer.select("RUS | deterrent_effect | 002")] == ["002.09"]
    explorer.show = "organization"
    assert "Reversed: none" in explorer.describe()
    explorer.first, explorer.show = "003", "events"
    assert explorer.figure().alt == change_step(statements, "002", "003", "events").alt


def test_a_verdict_hangs_on_readers_too(statements, corpus):
    four = load_readings(corpus)
    figure = change_step(statements, hangs=True, readings=four)
    table = keystones(statements, "party", four)
    pairs = table.index.droplevel("article").unique()
    firm = [pair for pair in movements(statements).index if pair not in pairs]
    assert figure.title.startswith(f"{len(firm)} of ")
    assert figure.title.endswith("hang on no single article or reader")
    written = {text.get_text() for text in figure.fig.axes[0].texts}
    assert {"C", "A, B", "C, D", "reader"} <= written
    well_drawn([figure])


def test_the_explorer_of_change_follows_a_reading(statements, corpus):
    four = load_readings(corpus)
    explorer = ChangeExplorer(statements, corpus, readings=four, first="001", last="002")
    before = explorer.figure().png
    explorer.reading = "C"
    assert explorer.figure().png == change_step(four["C"], "001", "002").png != before
