"""Bargaining: Nash's example, slow second implementations, the articles' packages, the charts."""

import itertools
import re

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from shieldtalks import bargaining
from shieldtalks.bargaining import (
    TABLE,
    all_packages,
    answers,
    assess,
    bargain,
    contradictions,
    frontier,
    gains,
    load_issues,
    load_packages,
    load_sheets,
    logrolls,
    nash_barter,
    no_deal,
    refused,
    sensitivity,
    solutions,
    spoken,
    utilities,
    walk_away,
    with_weight,
    zopa,
)
from shieldtalks.bargaining.shaken import drawn_weights
from shieldtalks.errors import DataError
from shieldtalks.explorers import (
    BargainExplorer,
    PackageExplorer,
    SheetExplorer,
    WeightsExplorer,
    bargain_step,
    package_step,
    sheet_step,
    weights_step,
)
from shieldtalks.figures import score_sheet, weights_apart, weights_shaken
from shieldtalks.negotiation import load_negotiation
from shieldtalks.readings import READINGS, load_readings
from shieldtalks.tables import DATA, read_table
from tests.drawing import well_drawn

PAIRS = list(itertools.combinations(TABLE, 2))
PAYOFFS = st.lists(st.tuples(st.integers(-9, 9), st.integers(-9, 9)), min_size=1, max_size=40)
THREE = st.lists(st.tuples(*[st.integers(0, 4)] * 3), min_size=1, max_size=40)


@pytest.fixture(scope="module")
def issues():
    return load_issues()


@pytest.fixture(scope="module")
def sheets(issues, statements):
    return load_sheets(issues, statements)


@pytest.fixture(scope="module")
def named(issues, statements):
    return load_packages(issues, statements)


@pytest.fixture(scope="module")
def heard(issues, statements):
    return spoken(issues, statements)


def scores(rows):
    """Return points of packages as the library has them: packages x parties."""
    rows = list(rows)
    return pd.DataFrame(rows, columns=list("ABC")[: len(rows[0])], dtype=float)


# Nash's example


def test_nash_barter_is_solved_as_in_1950():
    issues, sheets = nash_barter()
    least = walk_away(issues, sheets)
    assert least.to_dict() == {"Bill": 12, "Jack": 6}
    deals = all_packages(issues)
    worth = utilities(deals, sheets)
    found = solutions(worth, least)
    assert found.loc["nash", ["score", "Bill", "Jack"]].to_list() == [60, 12, 5]
    assert found.loc["kalai_smorodinsky", ["Bill", "Jack"]].to_list() == [12, 5]
    assert found.loc["egalitarian", ["Bill", "Jack"]].to_list() == [8, 6]
    owner = deals.loc[found.at["nash", "package"]]
    assert set(owner[owner.eq("Jack")].index) == {"book", "whip", "ball", "bat", "hat"}
    assert set(owner[owner.eq("Bill")].index) == {"box", "pen", "toy", "knife"}


def test_nash_barter_has_the_known_frontier():
    issues, sheets = nash_barter()
    worth = utilities(all_packages(issues), sheets)
    least = walk_away(issues, sheets)
    gain = gains(worth, least)[zopa(worth, least) & frontier(worth)]
    best = sorted(set(map(tuple, gain.to_numpy().astype(int).tolist())), reverse=True)
    assert best == [(18, 0), (16, 2), (14, 4), (12, 5), (8, 6), (6, 7), (2, 8)]


# Against slow and obvious implementations


def beaten(point, others):
    """Say whether some other point is nowhere worse and somewhere better."""
    return any(
        all(o >= p for o, p in zip(other, point, strict=True)) and other != point
        for other in others
    )


@given(st.one_of(PAYOFFS, THREE))
def test_the_frontier_holds_all_that_nothing_beats(rows):
    expected = [not beaten(row, rows) for row in rows]
    assert frontier(scores(rows)).to_list() == expected


@given(PAYOFFS, st.integers(-9, 9), st.integers(-9, 9))
def test_solutions_agree_with_trying_every_package(rows, one, other):
    found = solutions(scores(rows), {"A": one, "B": other})
    inside = [(a - one, b - other) for a, b in rows if a >= one and b >= other]
    if not inside:
        assert found.empty
        return
    ideal = [max(gain[n] for gain in inside) for n in (0, 1)]
    shares = [min(g / i if i else 1 for g, i in zip(gain, ideal, strict=True)) for gain in inside]
    assert found.at["nash", "score"] == max(a * b for a, b in inside)
    assert found.at["kalai_smorodinsky", "score"] == pytest.approx(max(shares))
    assert found.at["egalitarian", "score"] == max(min(gain) for gain in inside)
    for row in found.itertuples():
        assert rows[row.package] == (row.A + one, row.B + other)


@given(st.one_of(PAYOFFS, THREE), st.integers(-9, 3))
def test_every_solution_is_on_the_frontier(rows, least):
    table = scores(rows)
    found = solutions(table, dict.fromkeys(table, least))
    assert frontier(table)[found["package"]].all()


@given(THREE, st.sampled_from([1, 2, 4, 16]), st.sampled_from([1, 8]), st.integers(-50, 50))
def test_nash_and_kalai_smorodinsky_do_not_mind_the_scale(rows, one, other, shift):
    table, least = scores(rows), pd.Series({"A": 1.0, "B": 1.0, "C": 1.0})
    scale, move = pd.Series({"A": one, "B": other, "C": 2}), pd.Series({"A": shift, "B": 0, "C": 7})
    before = solutions(table, least)
    after = solutions(table * scale + move, least * scale + move)
    for name in before.index.intersection(["nash", "kalai_smorodinsky"]):
        assert before.at[name, "package"] == after.at[name, "package"]


@given(PAYOFFS, st.integers(-9, 9), st.integers(-9, 9), st.integers(0, 5))
def test_the_zone_only_shrinks_as_a_party_wants_more(rows, one, other, more):
    table = scores(rows)
    wide = zopa(table, {"A": one, "B": other})
    narrow = zopa(table, {"A": one + more, "B": other})
    assert not (narrow & ~wide).any()
    assert wide.to_list() == [a >= one and b >= other for a, b in rows]


@given(st.data())
def test_points_add_up_option_by_option(data):
    sizes = data.draw(st.lists(st.integers(2, 4), min_size=1, max_size=4))
    rows = [
        (party, f"i{n}", f"o{m}", data.draw(st.integers(0, 30)), data.draw(st.integers(0, 100)))
        for party in ("A", "B")
        for n, size in enumerate(sizes)
        for m in range(size)
    ]
    sheets = pd.DataFrame(rows, columns=["party", "issue", "option", "weight", "value"])
    sheets = sheets.assign(points=sheets["weight"] * sheets["value"] / 100)
    sheets = sheets.set_index(["party", "issue", "option"])
    deals = pd.DataFrame(
        itertools.product(*([f"o{m}" for m in range(size)] for size in sizes)),
        columns=[f"i{n}" for n in range(len(sizes))],
    )
    worth = utilities(deals, sheets)
    for package, row in deals.iterrows():
        for party in ("A", "B"):
            total = sum(
                sheets.at[(party, issue, option), "weight"]
                * sheets.at[(party, issue, option), "value"]
                / 100
                for issue, option in row.items()
            )
            assert worth.at[package, party] == pytest.approx(total)


def test_all_packages_are_all_that_can_be(issues):
    options = [
        [(issue, option) for option in issues.loc[issue].index]
        for issue in issues.index.get_level_values("issue").unique()
    ]
    possible = {
        choice
        for choice in itertools.product(*options)
        if not any(set(issues.at[pair, "excludes"]) & set(choice) for pair in choice)
    }
    possible.remove(tuple(no_deal(issues).items()))
    deals = all_packages(issues)
    assert {tuple(row.items()) for _, row in deals.iterrows()} == possible
    assert len(deals) == len(possible) == 935


def test_too_many_packages_are_refused_before_they_are_made(issues):
    one = issues.loc[["structure"]].reset_index()
    many = pd.concat([one.assign(issue=f"i{n}") for n in range(11)])
    with pytest.raises(DataError, match="11 issues make more than 2,000,000 packages"):
        all_packages(many.set_index(["issue", "option"]))


# Trades and weights


@pytest.mark.parametrize("pair", PAIRS, ids="-".join)
def test_the_trades_are_those_that_packages_show(pair, issues, sheets):
    """Swap two issues from each one's best to the other's, in whole packages."""
    one, other = pair
    best = {
        (party, issue): max(options, key=lambda key: (options[key], -list(options).index(key)))
        for party in pair
        for issue in no_deal(issues).index
        for options in [sheets.loc[(party, issue), "points"].to_dict()]
    }
    expected = {}
    for gives, gets in itertools.permutations(no_deal(issues).index, 2):
        silent = any(
            sheets.at[(p, i, best[p, i]), "points"] == 0 for p in pair for i in (gives, gets)
        )
        same = any(best[one, i] == best[other, i] for i in (gives, gets))
        if silent or same:
            continue
        before, after = no_deal(issues).copy(), no_deal(issues).copy()
        before[gives], before[gets] = best[one, gives], best[other, gets]
        after[gives], after[gets] = best[other, gives], best[one, gets]
        worth = utilities(pd.DataFrame([before, after]), sheets)[[one, other]]
        gain = (worth.iloc[1] - worth.iloc[0]).round(9)
        if gain.gt(0).all():
            expected[gives, gets] = gain.to_list()
    trades = logrolls(sheets, one, other)
    found = {(t.gives, t.gets): [getattr(t, one), getattr(t, other)] for t in trades.itertuples()}
    assert found == expected
    assert trades["least"].is_monotonic_decreasing
    assert bool(expected) == ("RUS" in pair)


def test_a_trade_works_both_ways(sheets):
    forward, back = logrolls(sheets, "RUS", "USA"), logrolls(sheets, "USA", "RUS")
    assert {(t.gives, t.gets) for t in forward.itertuples()} == {
        (t.gets, t.gives) for t in back.itertuples()
    }


def test_a_changed_weight_takes_from_the_others_in_proportion(sheets):
    changed = with_weight(sheets, "USA", "control", 40)
    weights = changed.loc["USA", "weight"].groupby("issue").first()
    before = sheets.loc["USA", "weight"].groupby("issue").first()
    assert weights["control"] == 40 and weights.sum() == pytest.approx(100)
    ratio = (weights / before).drop("control")
    assert ratio.to_list() == pytest.approx([60 / 75] * 7)
    assert changed["points"].to_list() == pytest.approx(
        (changed["weight"] * changed["value"] / 100).to_list()
    )
    pd.testing.assert_frame_equal(changed.drop("USA"), sheets.drop("USA"))


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (("USA", "control", 101), "a weight of 101 for 'control' is outside 0 to 100."),
        (("USA", "moon", 1), "there is no sheet of 'USA' for 'moon'. See the score sheets."),
    ],
)
def test_an_impossible_weight_is_named(change, words, sheets):
    with pytest.raises(DataError) as error:
        with_weight(sheets, *change)
    assert str(error.value) == words


def test_draws_without_spread_are_the_plain_result(issues, sheets, named):
    still = sensitivity(issues, sheets, named, ("RUS", "USA"), spread=0, draws=3)
    table = bargain(issues, sheets, named)
    assert still.zone == 1 and still.nash.to_dict() == {table.solutions.at["nash", "package"]: 1}
    assert (still.packages["accepted"] > 0).to_list() == table.named_zone.to_list()
    refusal = answers(named, issues, sheets).query("said == 'refused'")["fits"]
    known = still.packages["refusal"].dropna()
    assert known.to_dict() == {p: float(fits) for (p, _), fits in refusal.items()}


def test_each_draw_is_what_new_sheets_would_give(issues, sheets, named):
    """Rebuild the score sheets of a few draws and go the long way round."""
    draws = 6
    shaken = sensitivity(issues, sheets, named, spread=0.5, draws=draws, margin=8)
    issue_names = list(no_deal(issues).index)
    drawn = list(drawn_weights(sheets, issue_names, list(TABLE), 0.5, draws, 1950))
    zones, on_line, suits = 0, pd.Series(0.0, named.index), pd.Series(0.0, named.index)
    for draw in range(draws):
        weight = {
            (party, issue): drawn[n][draw, m]
            for n, party in enumerate(TABLE)
            for m, issue in enumerate(issue_names)
        }
        new = sheets.assign(weight=[weight[key[:2]] for key in sheets.index])
        assert new["weight"].groupby(["party", "issue"]).first().groupby(
            "party"
        ).sum().to_list() == (pytest.approx([100] * 3))
        assert (new["weight"] / sheets["weight"].where(sheets["weight"] > 0)).max() < 1.5 / 0.5
        new["points"] = new["weight"] * new["value"] / 100
        table = bargain(issues, new, named, TABLE)
        table = table.demand(**(table.walk_away + 8))
        zones += table.zone.any()
        suits += table.named_zone
        everything = pd.concat([table.utilities, table.named_utilities])
        on_line += frontier(everything)[named.index]
    assert shaken.zone == zones / draws
    assert shaken.packages["accepted"].to_list() == (suits / draws).to_list()
    assert shaken.packages["frontier"].to_list() == pytest.approx((on_line / draws).to_list())


def test_draws_repeat_with_their_seed_and_wanting_more_never_helps(issues, sheets, named):
    given_ = {"draws": 200, "spread": 0.5}
    first, again = (sensitivity(issues, sheets, named, **given_, margin=9) for _ in range(2))
    other = sensitivity(issues, sheets, named, **given_, margin=9, seed=7)
    pd.testing.assert_frame_equal(first.packages, again.packages)
    assert first.zone == again.zone and not first.nash.equals(other.nash)
    zones = [sensitivity(issues, sheets, named, **given_, margin=m).zone for m in (0, 6, 9, 30)]
    assert zones == sorted(zones, reverse=True) and zones[0] == 1 and zones[-1] == 0
    with pytest.raises(DataError, match="a spread of 2 is outside 0 to 1"):
        sensitivity(issues, sheets, named, spread=2)


# The data of the course


def test_every_option_follows_from_stances_and_every_issue_has_a_way_out(issues, heard):
    assert issues["stances"].map(len).gt(0).all()
    assert issues["no_deal"].groupby("issue").sum().eq(1).all()
    voiced = heard["stance"].ne("silent").groupby(["issue", "option"]).any()
    assert voiced.all(), "an option that nobody in the articles speaks to"


def test_stances_are_counted_from_the_statements(heard, statements):
    def ids(party, concept, agreement):
        rows = statements[
            statements["party"].eq(party)
            & statements["concept"].eq(concept)
            & statements["agreement"].eq(agreement)
        ]
        return tuple(rows.index)

    own = heard.loc[("structure", "us_led", "RUS")]
    assert own["disagree"] == ids("RUS", "join_us_shield", "no") and own["stance"] == "disagree"
    assert heard.at[("structure", "us_led", "USA"), "agree"] == ids("USA", "join_us_shield", "yes")
    assert heard.at[("soil", "hosted", "RUS"), "stance"] == "both"
    assert heard.at[("control", "own", "NATO"), "stance"] == "silent"
    given_up = heard.at[("sites", "given_up", "RUS"), "agree"]
    assert set(given_up) == {
        *ids("RUS", "renounce_first", "yes"),
        *ids("RUS", "deploy_shield", "no"),
    }


def test_weights_are_labelled_assumptions_with_reasons_of_their_party(sheets, statements):
    assert set(sheets["status"]) == {"assumption"}
    assert sheets["reason"].str.len().gt(20).all()
    weights = sheets["weight"].groupby(["party", "issue"]).first()
    assert weights.groupby("party").sum().to_dict() == dict.fromkeys(TABLE, 100)
    for (party, issue, _), ids in sheets["statements"].items():
        assert set(statements.loc[list(ids), "party"]) <= {party}, (party, issue)
    top = sheets["value"].groupby(["party", "issue"]).max()
    assert top[weights > 0].eq(100).all(), "the best option of an issue is worth its whole weight"


def test_assumptions_do_not_run_against_the_evidence(sheets, heard, named, issues):
    assert contradictions(sheets, heard).empty
    told = answers(named, issues, sheets)
    assert told["fits"].all(), told
    assert set(told["said"]) == {"proposed", "refused", "both"}


def test_a_value_against_the_evidence_is_found(sheets, heard):
    wrong = sheets.copy()
    wrong.loc[("RUS", "structure", "us_led"), "value"] = 90
    assert contradictions(wrong, heard).to_numpy().tolist() == [
        ["RUS", "structure", "us_led", "outside"]
    ]


def test_named_packages_rest_on_their_article(named, statements, issues):
    assert len(named) >= 5 and named["name"].is_unique
    for package, row in named.iterrows():
        proposal = statements.loc[list(row["statements"])]
        assert set(proposal["article"]) == {row["article"]}, package
        assert set(statements.loc[list(row["refusals"]), "party"]) <= {row["refused_by"]}
        assert bool(row["refusals"]) == bool(row["refused_by"])
        assert set(row["units"]) == set(proposal["unit"])
        assert all(row[issue] == no_deal(issues)[issue] for issue in row["silent"])
        stated = set(no_deal(issues).index) - set(row["silent"])
        concepts = {c for i in stated for c, _ in issues.at[(i, row[i]), "stances"]}
        assert stated and (concepts & set(proposal["concept"])), package
    assert {"third_site", "collective_2007", "gates_package_2007", "russian_host_2009"} <= set(
        named["system"]
    )
    assert {"two_systems", "joint_european", "epaa"} <= set(named["system"])


def test_what_the_articles_describe_lies_below_the_frontier(issues, sheets, named):
    table = bargain(issues, sheets, named, TABLE)
    every = pd.concat([table.utilities, table.named_utilities])
    assert not frontier(every)[named.index].any()
    assert not table.named_zone.any() and table.zone.any()


def test_positions_leave_nothing_where_interests_leave_a_zone(issues, heard):
    """Taken at their word, the parties leave no package that nobody has spoken against."""
    against = refused(all_packages(issues), heard)
    assert against.sum(axis=1).min() >= 1
    by_hand = [
        sum(heard.at[(i, o, "USA"), "stance"] == "disagree" for i, o in row.items())
        for _, row in all_packages(issues).iloc[:20].iterrows()
    ]
    assert against["USA"].iloc[:20].to_list() == by_hand


# A table and a package of one's own


def test_reservation_values_close_the_zone(issues, sheets, named):
    table = bargain(issues, sheets, named, ("RUS", "USA"))
    assert table.reservations.equals(table.walk_away.rename("least"))
    assert table.zone.sum() == 69 and not table.solutions.empty
    closed = table.demand(RUS=60)
    assert not closed.zone.any() and closed.solutions.empty
    assert closed.demand(RUS=table.walk_away["RUS"]).zone.equals(table.zone)
    assert bargain(issues, sheets, named, ("RUS", "USA"), RUS=60).zone.equals(closed.zone)
    with pytest.raises(DataError, match="'NATO' is not at this table. There are RUS, USA."):
        table.demand(NATO=5)


def test_no_deal_is_never_counted_as_a_deal(issues, sheets, named):
    table = bargain(issues, sheets, named, ("RUS", "USA"), RUS=0, USA=0)
    assert table.zone.all()
    assert not table.named_zone[["third_site_2007", "epaa_2016"]].any()
    assert table.named_zone.drop(["third_site_2007", "epaa_2016"]).all()


def test_judging_the_nash_package_finds_nothing_better(issues, sheets, named, heard):
    table = bargain(issues, sheets, named, ("RUS", "USA"))
    best = table.packages.loc[table.solutions.at["nash", "package"]]
    verdict = assess(table, sheets, heard, best.to_dict())
    assert verdict.suits and verdict.beaten_by == 0 and not verdict.clash
    assert verdict.gain.to_list() == table.solutions.loc["nash", ["RUS", "USA"]].to_list()
    assert "Sites go ahead" in verdict.against["RUS"]


def test_judging_finds_no_deal_and_contradictions(issues, sheets, named, heard):
    table = bargain(issues, sheets, named, ("RUS", "USA"))
    nothing = assess(table, sheets, heard)
    assert not nothing.suits and nothing.gain.eq(0).all()
    clash = assess(table, sheets, heard, {"control": "shared"})
    assert clash.clash == "“Russia stays outside” and “Decisions are shared” cannot stand together."
    assert not clash.suits
    with pytest.raises(DataError, match="'moon' is no issue here"):
        assess(table, sheets, heard, {"moon": "full"})
    with pytest.raises(DataError, match="'full' is no option of 'soil'"):
        assess(table, sheets, heard, {"soil": "full"})


# Bad input


def changed(tmp_path, name, old, new):
    """Write a data file of the course with one passage changed."""
    text = (DATA / name).read_text("utf-8")
    assert old in text
    path = tmp_path / name
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("old", "new", "line"),
    [
        (
            "deploy_shield=yes",
            "deploy_shields=yes",
            "issues.csv, row 1, stances: 'deploy_shields=yes' is unknown. "
            "Write concept=yes or concept=no.",
        ),
        (
            "control=shared",
            "control=half",
            "issues.csv, row 4, excludes: 'control=half' is unknown. Write issue=option.",
        ),
        (
            "join_us_shield=no,1",
            "join_us_shield=no,0",
            "issues.csv, row 4, issue: 'structure' needs one option, and no more, with no_deal 1.",
        ),
        (
            "answer,Russia's answer,held",
            "answer,Russia's answer,free",
            "issues.csv, row 18, option: the row repeats an earlier issue and option ('free'). "
            "Remove one.",
        ),
    ],
)
def test_a_bad_issue_is_named_by_its_row(tmp_path, old, new, line):
    with pytest.raises(DataError) as error:
        load_issues(changed(tmp_path, "issues.csv", old, new))
    assert str(error.value) == line


def test_an_issue_needs_two_options(tmp_path):
    rows = (DATA / "issues.csv").read_text("utf-8").splitlines(keepends=True)
    path = tmp_path / "issues.csv"
    path.write_text("".join(rows[:-1]), encoding="utf-8")
    with pytest.raises(DataError) as error:
        load_issues(path)
    line = "issues.csv, row 19, issue: 'planning' needs two to four options."
    assert str(error.value) == line


@pytest.mark.parametrize(
    ("old", "new", "line"),
    [
        (
            "RUS,sites,24",
            "RUS,sites,25",
            "weights.csv: the weights of RUS sum to 101. Change them until they sum to 100.",
        ),
        (
            "RUS,sites,24",
            "RUS,sites,much",
            "weights.csv, row 1, weight: 'much' is no number from 0 to 100.",
        ),
        (
            "RUS,sites,",
            "RUS,moon,",
            "weights.csv, row 1, issue: 'moon' is no issue: see issues.",
        ),
        (
            "own=0; shared=100",
            "own=0; half=100",
            "weights.csv, row 3, values: 'own=0; half=100'. Write option=value, 0 to 100, "
            "separated by semicolons, for own, shared.",
        ),
        (
            "own=0; shared=100",
            "own=0; shared=101",
            "weights.csv, row 3, values: 'own=0; shared=101'. Write option=value, 0 to 100, "
            "separated by semicolons, for own, shared.",
        ),
        (
            "s061;s065",
            "s061;s999",
            "weights.csv, row 3, statements: 's999' is unknown. See statements.csv.",
        ),
        (
            "assumption",
            "fact",
            "weights.csv, row 1, status: 'fact' is unknown. Use one of 'assumption'.",
        ),
        (
            "NATO,planning,2",
            "NATO,answer,2",
            "weights.csv, row 24, issue: the row repeats an earlier party and issue ('answer'). "
            "Remove one.",
        ),
    ],
)
def test_a_bad_weight_is_named_by_its_row(tmp_path, issues, statements, old, new, line):
    with pytest.raises(DataError) as error:
        load_sheets(issues, statements, changed(tmp_path, "weights.csv", old, new))
    assert str(error.value) == line


def test_a_party_without_a_row_for_an_issue_is_named(tmp_path, issues, statements):
    rows = (DATA / "weights.csv").read_text("utf-8").splitlines(keepends=True)
    path = tmp_path / "weights.csv"
    path.write_text("".join(rows[:-1]), encoding="utf-8")
    with pytest.raises(DataError) as error:
        load_sheets(issues, statements, path)
    line = "weights.csv: NATO has no row for the issue 'planning'. Add one."
    assert str(error.value) == line


@pytest.mark.parametrize(
    ("old", "new", "line"),
    [
        (
            "collective_2007,RUS,rethought",
            "collective_2007,RUS,half",
            "packages.csv, row 2, sites: 'half' is no option of this issue. See issues.csv.",
        ),
        (
            "third_site,USA",
            "fourth_site,USA",
            "packages.csv, row 1, system: 'fourth_site' is unknown. See systems.csv.",
        ),
        (
            "s006;s008",
            "s006;s999",
            "packages.csv, row 1, statements: 's999' is unknown. See statements.csv.",
        ),
        (
            "000.05;000.06",
            "000.05",
            "packages.csv, row 1, units: '000.06' is missing, though a statement stands in it. "
            "Add it.",
        ),
        (
            "joint_european,RUS,,joint,shared",
            "joint_european,RUS,,outside,shared",
            "packages.csv, row 8, control: 'shared' cannot stand beside structure 'outside'. "
            "See issues.csv.",
        ),
    ],
)
def test_a_bad_package_is_named_by_its_row(tmp_path, issues, statements, old, new, line):
    with pytest.raises(DataError) as error:
        load_packages(issues, statements, changed(tmp_path, "packages.csv", old, new))
    assert str(error.value) == line


@pytest.mark.parametrize(
    ("least", "line"),
    [
        ({"Z": 1}, "'Z' has no score sheet. There are A, B."),
        ({"A": float("nan")}, "every party needs a reservation value that is a number."),
        ({}, "every party needs a reservation value that is a number."),
    ],
)
def test_a_bad_reservation_is_one_line(least, line):
    with pytest.raises(DataError) as error:
        gains(scores([(1, 2)]), least)
    assert str(error.value) == line


def test_packages_without_an_issue_are_one_line(sheets, issues):
    with pytest.raises(DataError) as error:
        utilities(all_packages(issues).drop(columns="soil"), sheets)
    assert str(error.value) == ("the packages have no column 'soil'. Give each an option for it.")


# Charts and explorers


def drawn_and_told(figure):
    """Check a figure as the figures of the lessons are checked."""
    well_drawn([figure])
    assert figure.title not in figure.alt and any(c.isdigit() for c in figure.alt)
    assert bargaining.CAVEAT in figure.footer


@pytest.fixture(scope="module")
def negotiation(statements, corpus):
    return load_negotiation(statements, corpus)


@pytest.mark.parametrize("pair", PAIRS, ids="-".join)
def test_the_cloud_is_drawn_and_told(pair, negotiation):
    figure = bargain_step(negotiation, parties=pair)
    drawn_and_told(figure)
    named = negotiation.named
    shown = {package for key in figure.evidence if "_" in key for package in key.split(" + ")}
    assert set(named.index) <= shown
    for key, ids in figure.evidence.items():
        packages = [package for package in key.split(" + ") if package in named.index]
        rests_on = named.loc[packages, "statements"] + named.loc[packages, "refusals"]
        assert set(ids) == set(sum(rests_on, ())), key


@pytest.mark.parametrize("seed", range(4))
def test_names_find_room_whatever_the_weights(seed, negotiation):
    rng = np.random.default_rng(seed)
    for party, issue in zip(("RUS", "USA"), ("soil", "assessment"), strict=True):
        negotiation = negotiation.with_weight(party, issue, float(rng.integers(5, 60)))
    drawn_and_told(bargain_step(negotiation))


def test_the_sheets_and_the_weights_are_drawn_and_told(issues, sheets, named, statements, heard):
    table = score_sheet(sheets, heard, issues, statements)
    drawn_and_told(table)
    assert set(table.evidence["RUS | control | shared"]) == {"s061", "s065"}
    drawn_and_told(weights_apart(sheets, statements, issues, logrolls(sheets, "RUS", "USA")))
    for spread in (0, 0.5):
        shaken = sensitivity(issues, sheets, named, spread=spread, draws=50)
        drawn_and_told(weights_shaken(shaken, named, statements))


def test_the_explorer_closes_the_zone_and_shows_what_the_step_shows(negotiation):
    explorer = BargainExplorer(negotiation)
    opened = explorer.describe()
    assert "69 packages suit both" in opened
    explorer.one, explorer.other = 20, 20
    assert "0 packages suit both" in explorer.describe()
    step = bargain_step(negotiation, RUS=20, USA=20)
    assert explorer.figure().png == step.png
    assert explorer.picture.frames[""]["alt"] == step.alt
    explorer.one = explorer.other = 0
    assert explorer.describe() == opened
    explorer.parties = ("RUS", "NATO")
    assert "Russia and NATO" in explorer.describe()
    assert explorer.figure().png == bargain_step(negotiation, parties=("RUS", "NATO")).png
    quotes = explorer.select("two_systems_2011")
    assert [row["unit"] for row in quotes] == ["003.03", "003.05", "003.03", "003.07"]


def test_moving_back_leaves_no_trace(negotiation):
    explorer = BargainExplorer(negotiation)
    first = explorer.figure().png
    for one, other in ((15, 3), (40, 40), (0, 0)):
        explorer.one, explorer.other = one, other
    assert explorer.figure().png == first


def test_a_package_of_ones_own_is_weighed(negotiation):
    explorer = PackageExplorer(negotiation, structure="two", guarantees="openness")
    assert explorer.verdict().package["structure"] == "two"
    explorer.controls["assessment"].value = "together"
    assert explorer.package["assessment"] == "together"
    assert "it suits both" in explorer.figure().title
    choice = {"structure": "two", "guarantees": "openness", "assessment": "together"}
    assert explorer.figure().png == package_step(negotiation, **choice).png
    assert "Two coordinated systems" in explorer.told.value
    drawn_and_told(package_step(negotiation, structure="outside", control="shared"))


def test_weights_explorer_turns_its_pages(negotiation):
    explorer = WeightsExplorer(negotiation, spread=0)
    before = explorer.describe()
    explorer.margin = 10
    assert explorer.describe() != before
    step = weights_step(negotiation, spread=0, margin=10)
    assert explorer.figure().alt == step.alt and explorer.figure().png == step.png


def test_without_an_article_stances_go_and_points_stay(negotiation):
    sheets, statements = negotiation.sheets, negotiation.statements
    explorer = SheetExplorer(negotiation)
    quotes = explorer.select("NATO | structure | two")
    assert [row["unit"] for row in quotes] == ["003.03", "003.05"]
    explorer.left_out = "003"
    shown = explorer.figure()
    assert "by NATO 0 of them" in shown.alt
    assert not [
        i for ids in shown.evidence.values() for i in ids if statements.at[i, "article"] == "003"
    ]
    step = sheet_step(negotiation, "003")
    assert shown.alt == step.alt and shown.png == step.png
    written = [text.get_text() for text in shown.fig.axes[0].texts]
    whole = [text.get_text() for text in sheet_step(negotiation).fig.axes[0].texts]
    points = sorted(f"{value:g}" for value in sheets["points"])
    assert sorted(w for w in written if w.replace(".", "").isdigit()) == points
    assert sorted(w for w in whole if w.replace(".", "").isdigit()) == points
    well_drawn([shown])


def test_the_most_even_trade_is_told_under_the_title(issues, sheets, statements):
    trades = logrolls(sheets, "RUS", "USA")
    figure = weights_apart(sheets, statements, issues, trades)
    told = "Russia gives way on “Control” (+2); US gives way on “Russia's place” (+10)"
    assert told in figure.alt
    assert any(told in text.get_text() for text in figure.fig.texts)
    assert "trade" not in weights_apart(sheets, statements, issues).alt


def test_judging_takes_a_series(issues, sheets, named, heard):
    table = bargain(issues, sheets, named)
    choice = table.packages.loc[table.solutions.at["nash", "package"]]
    assert assess(table, sheets, heard, choice).gain.equals(
        assess(table, sheets, heard, dict(choice)).gain
    )


def test_an_objection_that_is_only_inferred_is_called_so(issues, statements):
    heard = spoken(issues, statements)
    own = heard.loc[("control", "own", "RUS")]
    assert own["stance"] == "disagree" and own["inferred"]
    joining = heard.loc[("structure", "us_led", "RUS")]
    assert joining["stance"] == "disagree" and not joining["inferred"]
    against = heard[heard["inferred"]]
    assert against["disagree"].map(bool).all()
    for ids in against["disagree"]:
        assert statements.loc[list(ids), "agreement"].eq("yes").all()


def test_the_sheet_follows_a_reading_and_its_points_stand_still(negotiation, corpus):
    read = load_readings(corpus, READINGS)
    explorer = SheetExplorer(negotiation, read)
    before = explorer.figure()
    explorer.reading = "all four"
    after = explorer.figure()
    assert "by the United States 8" in after.alt and "by the United States 9" in before.alt
    points = [
        [t.get_text() for t in f.fig.axes[0].texts if "." in t.get_text()] for f in (before, after)
    ]
    assert points[0] == points[1]
    assert all(explorer.select(mark.id) for mark in after.marks)


NUMBERS = {"one": 1, "two": 2, "three": 3, "four": 4, "five": 5}


def test_reasons_for_weights_count_what_the_statements_count(negotiation):
    rows = read_table(DATA / "weights.csv", ("party", "issue", "reason", "statements"))
    said = negotiation.statements
    for row in rows.itertuples():
        held = said.loc[[name for name in row.statements.split(";") if name]]
        found = re.search(r"in (one|two|three|four|five)(?: of the five)? articles?\b", row.reason)
        if found:
            assert held["article"].nunique() == NUMBERS[found[1]], row.reason
        if "One speaker on one day" in row.reason:
            assert held["person"].nunique() == held["date"].nunique() == 1
        for year in re.findall(r"\b20\d\d\b", row.reason):
            assert held["date"].str.startswith(year).any(), row.reason


def test_a_reason_says_that_the_articles_are_silent_where_they_are(negotiation):
    rows = read_table(DATA / "weights.csv", ("party", "issue", "reason"))
    silent = negotiation.heard()["stance"].eq("silent").groupby(level=["party", "issue"]).all()
    for row in rows.itertuples():
        owned = re.match("Nothing is said|.*no view", row.reason) is not None
        partly = "nothing is said" in row.reason
        assert silent[row.party, row.issue] == owned or partly, row
