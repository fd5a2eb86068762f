"""Assumptions that turn a headline of lessons 08 and 09, and the branches behind them."""

import numpy as np
import pandas as pd
import pytest

from shieldtalks.bargaining import gains, utilities, walk_away
from shieldtalks.errors import DataError
from shieldtalks.explorers import package_step
from shieldtalks.figures import bargain_cloud, game_chart
from shieldtalks.forks import (
    SENTENCES,
    assumed,
    forks,
    forks_in_pairs,
    forks_in_threes,
    load_flips,
    load_pairs,
    load_ranges,
    load_threes,
    take,
    take_all,
    tally,
    verdicts,
)
from shieldtalks.forks.many import Branches
from shieldtalks.games import classify, game, kind, study
from shieldtalks.negotiation import load_negotiation
from shieldtalks.tables import DATA, read_table

ASSESSMENT = ["USA assessment: together", "USA assessment: alone"]
SITES = "USA sites: a move of the game"


@pytest.fixture(scope="module")
def negotiation(corpus):
    return load_negotiation(corpus=corpus)


@pytest.fixture(scope="module")
def ranges():
    return load_ranges()


def indifferent(negotiation):
    """Return the branch in which Washington does not mind whether threats are judged together."""
    both = negotiation.with_value("USA", "assessment", "together", 50)
    return both.with_value("USA", "assessment", "alone", 50)


def test_what_the_course_assumes(negotiation):
    said = verdicts(negotiation)
    assert said["zone"] and said["terms"] and not said["ten"]
    assert (said["offered"], said["star"], said["against"]) == ("none", "us_led", "3")
    assert said["game RUS"] == said["game USA"] == "prisoner's dilemma"
    assert said["equilibria"] == "DD"
    assert said.keys() == SENTENCES.keys()


def test_if_washington_is_indifferent_lavrovs_terms_enter_the_zone(negotiation):
    branch = indifferent(negotiation)
    table = branch.table()
    assert list(table.named_zone[table.named_zone].index) == ["lavrov_2007"]
    own = gains(
        utilities(branch.named, branch.sheets), walk_away(branch.issues, branch.sheets)
    ).loc["lavrov_2007"]
    assert own["RUS"] > 0 and own["USA"] > 0
    assert kind(branch.game().payoffs("USA")) == "harmony"
    assert classify(branch.game()) == "prisoner's dilemma for RUS, harmony for USA"
    assert verdicts(negotiation)["offered"] == "none"  # the trunk stays as it was


def test_with_deployment_as_a_move_washington_sees_a_deadlock(negotiation, ranges):
    moved = take(negotiation, ranges.loc[SITES], 1)
    game, before = moved.game(), negotiation.game()
    assert kind(game.payoffs("USA")) == "deadlock"
    assert game.payoffs("USA")["CC"] < before.payoffs("USA")["CC"]
    assert game.payoffs("RUS")["CC"] > before.payoffs("RUS")["CC"]
    assert game.payoffs("RUS")["DD"] == before.payoffs("RUS")["DD"]


def test_the_search_finds_the_two_known_forks(negotiation, ranges):
    found = forks(negotiation, ranges.loc[[*ASSESSMENT, SITES]], steps=4)
    turned = {(row.assumption, row.headline): row for row in found.itertuples()}
    for name in ASSESSMENT:
        assert turned[name, "offered"].after == "lavrov_2007"
        assert turned[name, "game USA"].after == "harmony"
        assert turned[name, "offered"].evidence_against == ("E36", "E65")
    assert turned[SITES, "game USA"].after == "deadlock"


def test_a_flip_is_a_flip(negotiation, ranges):
    flips = load_flips()
    assert len(flips) > 30
    for row in flips.drop_duplicates("headline").itertuples():
        branch = verdicts(take(negotiation, ranges.loc[row.assumption], row.turns_at))
        assert str(branch[row.headline]) == row.after != row.before
        assert str(verdicts(negotiation)[row.headline]) == row.before


SAMPLE = [
    "RUS: wants beyond no deal",
    "USA: wants beyond no deal",
    "RUS answer, weight",
    "RUS planning, weight",
    "USA assessment: together",
    SITES,
]


def of(pairs, names):
    """Return the stored pairs of which both are among the names."""
    kept = pairs["one"].isin(names) & pairs["other"].isin(names)
    return pairs[kept].drop(columns="sentence").reset_index(drop=True)


def in_their_order(names, ranges):
    return [name for name in ranges.index if name in names]


def test_stored_pairs_are_what_the_search_finds_for_some(negotiation, ranges):
    """Sums of two weights, of a weight and a value, of both sides' wants, of a move: one each."""
    names = in_their_order(SAMPLE, ranges)
    found = forks_in_pairs(negotiation, names)
    pd.testing.assert_frame_equal(found, of(load_pairs(), names))
    assert len(found) >= 4
    with pytest.raises(DataError, match="no assumption"):
        forks_in_pairs(negotiation, ["nothing"], ranges)


@pytest.mark.full(
    "all pairs of assumptions",
    short="tests/test_forks.py::test_stored_pairs_are_what_the_search_finds_for_some",
)
def test_stored_pairs_are_what_the_search_finds(negotiation):
    found = forks_in_pairs(negotiation)
    pd.testing.assert_frame_equal(found, load_pairs().drop(columns="sentence"))


def test_a_stored_pair_turns_its_headline_and_neither_of_its_two_does_alone(negotiation, ranges):
    """Asked branch by branch, the way that knows nothing of the search."""
    pairs, alone = load_pairs(), load_flips()
    told = set(zip(alone["assumption"], alone["headline"], strict=True))
    for row in pairs.itertuples():
        assert not {(row.one, row.headline), (row.other, row.headline)} & told
    base = verdicts(negotiation)
    for row in pairs.groupby("headline").sample(1, random_state=11).itertuples():
        both = {row.one: row.one_at, row.other: row.other_at}
        assert str(verdicts(take_all(negotiation, ranges, both))[row.headline]) == row.after
        for name, value in both.items():
            single = verdicts(take_all(negotiation, ranges, {name: value}))
            assert single[row.headline] == base[row.headline]


THREE = ["RUS structure, weight", "RUS answer, weight", "USA: wants beyond no deal"]


def test_stored_threes_are_what_the_search_finds_for_some(negotiation, ranges):
    names = in_their_order({*THREE, "USA assessment: together", "RUS structure: outside"}, ranges)
    found, stored = forks_in_threes(negotiation, names), load_threes().drop(columns="sentence")
    kept = stored[["one", "other", "third"]].isin(names).all(axis=1)
    pd.testing.assert_frame_equal(found, stored[kept].reset_index(drop=True))
    assert len(found) >= 2
    with pytest.raises(DataError, match="no assumption"):
        forks_in_threes(negotiation, ["nothing"], ranges)


@pytest.mark.full(
    "all threes of assumptions",
    short="tests/test_forks.py::test_stored_threes_are_what_the_search_finds_for_some",
)
def test_stored_threes_are_what_the_search_finds(negotiation):
    found = forks_in_threes(negotiation)
    pd.testing.assert_frame_equal(found, load_threes().drop(columns="sentence"))


def test_a_stored_three_turns_its_headline_and_no_two_of_it_do(negotiation, ranges):
    """Asked branch by branch, the way that knows nothing of the search."""
    base = verdicts(negotiation)
    rows = load_threes()
    told = {frozenset(pair) for pair in load_pairs()[["one", "other", "headline"]].to_numpy()}
    for row in rows.itertuples():
        at = {row.one: row.one_at, row.other: row.other_at, row.third: row.third_at}
        assert not {frozenset({*at, row.headline} - {name}) for name in at} & told
    row = rows[rows["headline"].eq("zone")].iloc[0]
    at = {row["one"]: row["one_at"], row["other"]: row["other_at"], row["third"]: row["third_at"]}
    assert str(verdicts(take_all(negotiation, ranges, at))["zone"]) == row["after"] == "False"
    for left_out in at:
        two = {name: value for name, value in at.items() if name != left_out}
        assert verdicts(take_all(negotiation, ranges, two))["zone"] == base["zone"]


def test_washington_wants_more_wherever_three_close_the_zone():
    """Lesson 08 says so."""
    closing = load_threes().query("headline == 'zone'")[["one", "other", "third"]]
    assert closing.eq("USA: wants beyond no deal").any(axis=1).all()


def test_what_moves_the_star_makes_it_no_better_in_russian_words():
    """Lesson 08 says that most assumptions move it to one with four such options."""
    moved = load_flips().query("headline == 'against'")
    assert len(moved) > len(load_ranges()) / 2 and set(moved["after"]) == {"4"}


def test_many_branches_at_once_say_what_one_by_one_says(negotiation, ranges):
    chance = np.random.default_rng(2011)
    many = Branches(negotiation, ranges)
    for pair in (
        ("RUS sites, weight", "RUS answer, weight"),
        ("USA answer, weight", "USA assessment: alone"),
        ("USA: wants beyond no deal", SITES),
    ):
        values = {name: chance.uniform(*ranges.loc[name, ["low", "high"]], 3) for name in pair}
        if SITES in values:
            values[SITES] = np.array([0.0, 1.0, 1.0])
        answers = many.verdicts(values)
        for n in range(3):
            branch = take_all(negotiation, ranges, {name: v[n] for name, v in values.items()})
            assert {name: answer[n] for name, answer in answers.items()} == verdicts(branch)


def test_weights_that_are_set_together_stand_whatever_their_order(negotiation, ranges):
    new = {"RUS sites, weight": 36.0, "RUS answer, weight": 4.0}
    branches = [
        take_all(negotiation, ranges, dict(pairs)) for pairs in (new.items(), reversed(new.items()))
    ]
    for branch in branches:
        sheet = branch.sheets.loc["RUS"].groupby("issue")["weight"].first()
        assert (sheet["sites"], sheet["answer"]) == (36, 4)
        assert sheet.sum() == pytest.approx(100)
    with pytest.raises(DataError, match="outside 0 to 100"):
        negotiation.with_weights("RUS", {"sites": 60, "answer": 60})


def test_what_turns_a_headline_is_counted(ranges):
    counts = tally(load_flips(), load_pairs(), load_threes())
    assert list(tally(load_flips(), load_pairs())) == ["alone", "pairs"]
    assert list(counts.index[:-1]) == list(SENTENCES.values())
    assert (counts.iloc[-1] >= counts.iloc[:-1].max()).all()
    assert counts.iloc[-1, 0] < len(ranges) < counts.iloc[-1, 1] < counts.iloc[-1, 2]
    assert counts.loc[SENTENCES["zone"]].tolist()[:2] == [0, 1]
    assert counts.at[SENTENCES["cooperation"], "alone"] == 0


def test_every_range_holds_what_is_assumed_and_cites_what_exists(negotiation, ranges, statements):
    events = read_table(DATA / "context" / "events.csv", ("id",), "id").index
    for name, row in ranges.iterrows():
        assert row["low"] <= assumed(negotiation, row) <= row["high"], name
        for cited in (*row["evidence_for"], *row["evidence_against"]):
            assert cited in statements.index or cited in events, cited


def test_a_bad_range_is_named(tmp_path):
    path = tmp_path / "ranges.csv"
    text = (DATA / "ranges.csv").read_text("utf-8")
    path.write_text(text.replace("RUS,sites,,12,36", "RUS,sites,,36,12", 1), encoding="utf-8")
    with pytest.raises(DataError, match="row 1, high: .* not above low"):
        load_ranges(path)


def test_a_value_of_no_option_is_refused(negotiation):
    with pytest.raises(DataError, match="is no option of 'sites'"):
        negotiation.with_value("USA", "sites", "moved", 10)


def test_the_search_covers_every_weight_want_and_value_that_is_free(negotiation, ranges):
    """The worst and the best option of an issue are 0 and 100 by definition: they set the scale."""
    sheets = negotiation.sheets.loc[["RUS", "USA"]]
    searched = {tuple(row) for row in ranges[["kind", "party", "issue", "option"]].to_numpy()}
    for (party, issue, option), row in sheets.iterrows():
        assert ("weight", party, issue, "") in searched
        if 0 < row["value"] < 100:
            assert ("value", party, issue, option) in searched, (party, issue, option)
    assert {("reservation", party, "", "") for party in ("RUS", "USA")} <= searched
    # Where a party is silent on an issue of two options, how much worse the worse one is, is ours.
    silent = negotiation.heard()["stance"].eq("silent").groupby(level=["party", "issue"]).all()
    for party, issue in silent[silent].index.intersection(sheets.index.droplevel("option")):
        assert any(key[0] == "value" and key[1:3] == (party, issue) for key in searched)


def test_titles_that_a_fork_turns_say_under_which_assumptions(negotiation):
    taken = indifferent(negotiation)
    package = {"assessment": "together", "guarantees": "openness"}
    drawn = [package_step(each, **package) for each in (negotiation, taken)]
    drawn += [game_chart(study(each.game())) for each in (negotiation, taken)]
    assert drawn[0].title != drawn[1].title and drawn[2].title != drawn[3].title
    for figure in (*drawn, bargain_cloud(taken.table(), taken.statements)):
        assert "under these assumptions" in figure.title.lower(), figure.title


def test_a_classic_game_assumes_nothing_of_the_course():
    assert "assumptions" not in game_chart(study(game("stag hunt"))).title
