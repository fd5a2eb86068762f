"""Assumptions that turn a headline of lessons 08 and 09, and the branches behind them."""

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
    load_flips,
    load_ranges,
    take,
    verdicts,
)
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
    assert (said["offered"], said["star"]) == ("none", "us_led")
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


def test_a_pair_is_found_only_where_neither_turns_it_alone(negotiation, ranges):
    names = ["RUS: wants beyond no deal", "USA: wants beyond no deal"]
    alone = load_flips()
    found = forks_in_pairs(negotiation, names, ranges, alone)
    told = set(zip(alone["assumption"], alone["headline"], strict=True))
    assert not [h for h in found.get("headline", []) if {(n, h) for n in names} & told]
    with pytest.raises(DataError, match="no assumption"):
        forks_in_pairs(negotiation, ["nothing"], ranges)


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
