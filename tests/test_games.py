"""Games: known equilibria, every two-by-two game by brute force, guarantees, Jervis, the charts."""

import itertools
import threading

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from matplotlib.text import Text

from shieldtalks.bargaining import load_issues, load_sheets
from shieldtalks.errors import DataError
from shieldtalks.explorers import GameExplorer, JervisExplorer, game_step, jervis_step
from shieldtalks.figures import game_chart, jervis_table
from shieldtalks.figures.style import IN_TURN
from shieldtalks.games import (
    CLASSIC,
    OUTCOMES,
    WORLDS,
    best_replies,
    classify,
    degeneracy,
    equilibria,
    expected,
    game,
    guarantee,
    guarantee_steps,
    jervis_evidence,
    jervis_worlds,
    kind,
    load_jervis,
    penalty_needed,
    study,
    talks_game,
    trust_threshold,
)
from shieldtalks.statements import positions, without
from shieldtalks.tables import DATA
from tests.drawing import well_drawn

PAYOFFS = st.fixed_dictionaries({outcome: st.integers(0, 5) for outcome in OUTCOMES})
ARTICLES = ["", "000", "001", "002", "003", "004"]


@pytest.fixture(scope="module")
def talks(statements):
    issues = load_issues()
    return issues, load_sheets(issues, statements)


def chances(table):
    """Return the equilibria of a game as a set of (row, column) chances of cooperating."""
    return {tuple(pair) for pair in equilibria(table)[list(table.players)].to_numpy().tolist()}


# Known games


def test_stag_hunt_has_three_equilibria():
    table = game({"CC": 4, "DC": 3, "DD": 2, "CD": 1})
    assert classify(table) == "stag hunt"
    assert chances(table) == {(1, 1), (0, 0), (0.5, 0.5)}
    found = equilibria(table)
    assert found["kind"].to_list() == ["pure", "pure", "mixed"]
    assert found[["payoff RUS", "payoff USA"]].iloc[0].to_list() == [4, 4]


@pytest.mark.parametrize(
    ("name", "known"),
    [
        ("prisoner's dilemma", {(0, 0)}),
        ("chicken", {(1, 0), (0, 1), (0.5, 0.5)}),
        ("deadlock", {(0, 0)}),
        ("harmony", {(1, 1)}),
    ],
)
def test_classic_games(name, known):
    assert chances(game(name)) == known
    assert classify(game(name)) == name and not degeneracy(game(name))


def test_two_players_may_see_two_games():
    mixed = game("stag hunt", "prisoner's dilemma")
    assert classify(mixed) == "stag hunt for RUS, prisoner's dilemma for USA"
    assert mixed.payoffs("USA") == {k: float(v) for k, v in CLASSIC["prisoner's dilemma"].items()}
    assert chances(mixed) == {(0, 0)}


def test_every_strict_order_has_one_name_and_the_equilibria_that_go_with_it():
    diagonal, aslant = {(1.0, 1.0), (0.0, 0.0)}, {(1.0, 0.0), (0.0, 1.0)}
    pure = {
        "prisoner's dilemma": {(0.0, 0.0)},
        "deadlock": {(0.0, 0.0)},
        "harmony": {(1.0, 1.0)},
        "stag hunt": diagonal,
        "chicken": aslant,
    }
    names = []
    for order in itertools.permutations((1, 2, 3, 4)):
        payoffs = dict(zip(OUTCOMES, order, strict=True))
        name = kind(payoffs)
        names.append(name)
        found = {pair for pair in chances(game(payoffs)) if set(pair) <= {0.0, 1.0}}
        assert found == pure.get(name, found), (payoffs, name)
        assert name != "other" or found in (diagonal, aslant)
    counts = pd.Series(names).value_counts().to_dict()
    assert counts == {
        "harmony": 6,
        "stag hunt": 3,
        "deadlock": 5,
        "other": 8,
        "prisoner's dilemma": 1,
        "chicken": 1,
    }


def test_a_tie_is_no_classic_game():
    assert kind({"CC": 3, "CD": 1, "DC": 3, "DD": 2}) == "tie"


# Every game, by trying


def is_equilibrium(table, mine, theirs):
    """Say whether neither player can do better with a pure move."""
    x, y = np.array([mine, 1 - mine]), np.array([theirs, 1 - theirs])
    row, column = table.row @ y, x @ table.column
    return row.max() - x @ row < 1e-9 and column.max() - column @ y < 1e-9


def corners(table):
    """Return the corners of the set of equilibria: 0, 1 or what makes the other indifferent."""

    def levels(differences):
        a, b = differences
        return [b / (b - a)] if a != b and 0 < b / (b - a) < 1 else []

    mine = [0.0, 1.0, *levels(table.column[:, 0] - table.column[:, 1])]
    theirs = [0.0, 1.0, *levels(table.row[0] - table.row[1])]
    pairs = itertools.product(mine, theirs)
    return {(round(m, 6), round(t, 6)) for m, t in pairs if is_equilibrium(table, m, t)}


@given(PAYOFFS, PAYOFFS)
def test_all_equilibria_are_found(row, column):
    table = game(row, column)
    assert {(round(m, 6), round(t, 6)) for m, t in chances(table)} == corners(table)


@given(PAYOFFS, PAYOFFS)
def test_a_game_without_indifference_has_an_odd_number(row, column):
    table = game(row, column)
    if not degeneracy(table):
        assert len(equilibria(table)) in (1, 3)


@given(PAYOFFS, PAYOFFS)
def test_pure_equilibria_are_where_best_replies_meet(row, column):
    table = game(row, column)
    mine, theirs = best_replies(table)
    cells = {(1.0 - r, 1.0 - c) for r, c in zip(*np.nonzero(mine & theirs), strict=True)}
    pure = equilibria(table)
    pure = pure[pure["kind"].eq("pure")][list(table.players)].to_numpy().tolist()
    assert set(map(tuple, pure)) == cells


def test_a_degenerate_game_says_so_in_a_line():
    table = game({"CC": 3, "CD": 1, "DC": 3, "DD": 2}, "stag hunt")
    assert degeneracy(table) == (
        "Both moves of RUS pay the same against one move of the other, so there may be endlessly "
        "many equilibria: those listed are the corners of the set."
    )
    assert chances(table) == corners(table) and len(corners(table)) == 3


# Trust


def test_the_trust_threshold_of_the_stag_hunt():
    payoffs = {"CC": 4, "DC": 3, "DD": 2, "CD": 1}
    assert trust_threshold(payoffs) == (0.5, "above")
    assert trust_threshold({**payoffs, "CC": 6}) == (0.25, "above")
    assert trust_threshold(CLASSIC["chicken"]) == (0.5, "below")
    assert trust_threshold(CLASSIC["harmony"])[1] == "always"
    assert trust_threshold(CLASSIC["prisoner's dilemma"])[1] == "never"
    assert trust_threshold(dict.fromkeys(OUTCOMES, 1))[1] == "either"


@given(PAYOFFS, st.floats(0, 1))
def test_the_rule_of_trust_is_the_better_expectation(payoffs, chance):
    threshold, rule = trust_threshold(payoffs)
    cooperate, defect = expected(payoffs, chance)
    if rule in ("above", "below"):
        assert 0 < threshold < 1
        same = expected(payoffs, threshold)
        assert same[0] == pytest.approx(same[1])
        if abs(chance - threshold) > 1e-6:
            assert (cooperate > defect) == ((chance > threshold) == (rule == "above"))
    elif rule == "always":
        assert cooperate >= defect
    elif rule == "never":
        assert cooperate <= defect
    else:
        assert cooperate == pytest.approx(defect)


# Guarantees


def test_one_guarantee_opens_a_stag_hunt_and_two_a_prisoners_dilemma():
    stag, dilemma = game("stag hunt"), game("prisoner's dilemma")
    enough = penalty_needed(stag, "USA") + 0.1
    assert chances(guarantee(stag, "USA", enough)) == {(1, 1)}
    enough = penalty_needed(dilemma, "USA") + 0.1
    assert chances(guarantee(dilemma, "USA", enough)) == {(0, 1)}
    both = guarantee(guarantee(dilemma, "USA", enough), "RUS", enough)
    assert chances(both) == {(1, 1)} and classify(both) == "harmony"


@given(PAYOFFS, PAYOFFS)
def test_the_needed_penalty_is_just_enough(row, column):
    table = game(row, column)
    for player in table.players:
        needed = penalty_needed(table, player)
        own = guarantee(table, player, needed).payoffs(player)
        assert own["CC"] >= own["DC"] and own["CD"] >= own["DD"]
        if needed:
            less = guarantee(table, player, needed / 2).payoffs(player)
            assert less["CC"] < less["DC"] or less["CD"] < less["DD"]


def test_a_cover_insures_the_other():
    table = guarantee(game("stag hunt"), "USA", cover=2)
    assert table.payoffs("RUS")["CD"] == 3
    assert table.payoffs("USA") == game("stag hunt").payoffs("USA")
    assert trust_threshold(table.payoffs("RUS"))[1] == "always"


def test_steps_of_a_guarantee():
    steps = guarantee_steps(game("stag hunt"), ["USA"], [0, 0.5, 2])
    assert steps["cooperation"].to_list() == [False, False, True]
    assert steps.at[0, "equilibria"] == "(1, 1); (0, 0); (0.5, 0.5)"
    assert steps.at[2, "game"] == "stag hunt for RUS, harmony for USA"


def test_talks_over_the_score_sheets_are_a_prisoners_dilemma(talks):
    table = talks_game(*talks)
    assert classify(table) == "prisoner's dilemma" and chances(table) == {(0, 0)}
    own = table.payoffs("RUS")
    assert own["DD"] == 19.6 and own["CD"] == pytest.approx(19.6 - 8)
    assert own["DC"] == pytest.approx(19.6 + 4.2 + 10)
    assert table.payoffs("USA")["CC"] > table.payoffs("USA")["DD"]


def test_points_that_only_add_up_leave_trust_without_a_part(talks):
    """Where nothing depends on both, one move is no worse whatever the other does."""
    options = talks[0].index[~talks[0]["no_deal"] & ~talks[0]["issue_label"].eq("Russia's place")]
    for (one, mine), (other, theirs) in itertools.permutations(options, 2):
        if one != other:
            table = talks_game(*talks, {"RUS": {one: mine}, "USA": {other: theirs}}, {})
            rules = {trust_threshold(table.payoffs(player))[1] for player in table.players}
            assert rules <= {"always", "never"}, (one, mine, other, theirs)


# Jervis


def test_jervis_numbers_his_worlds():
    assert {key: number for key, (number, _) in WORLDS.items()} == {
        ("no", "offence"): 1,
        ("no", "defence"): 2,
        ("yes", "offence"): 3,
        ("yes", "defence"): 4,
    }


def test_words_fall_into_jerviss_worlds(statements):
    worlds = jervis_worlds(statements)
    general = worlds.loc[("RUS General Staff", "001")]
    assert general["worlds"] == (2,) and general["posture"] == "no"
    assert {"s033", "s035"} <= set(general["statements"])
    assert worlds.at[("RUS Foreign Ministry", "002"), "worlds"] == (1,)
    assert worlds.at[("RUS Foreign Ministry", "001"), "worlds"] == (1, 2)
    american = worlds.loc[[key for key in worlds.index if key[0].startswith("USA")]]
    assert set(american["posture"]) == {"yes"} and set(american["advantage"]) == {"silent"}
    assert set(american["worlds"]) == {(3, 4)}


@pytest.mark.parametrize("actor", ["party", "organization", "person"])
def test_every_statement_that_speaks_to_an_axis_is_counted_once(actor, statements):
    said = jervis_evidence(statements)
    worlds = jervis_worlds(statements, actor)
    listed = [i for ids in worlds["statements"] for i in ids]
    assert sorted(listed) == list(said.index[said[actor].ne("")])
    assert worlds["n"].sum() == len(listed)
    concepts = load_jervis().index.get_level_values("concept")
    counts = positions(statements, "party", "all")["n"].groupby("concept").sum()
    assert len(said) == counts[concepts.unique()].sum()


def test_both_sides_of_an_axis_are_called_both(statements):
    rows = statements[statements["concept"].isin(["aimed_at_russia", "deterrent_effect"])]
    worlds = jervis_worlds(rows.assign(organization="all", article="000"))
    assert worlds.iloc[0][["posture", "advantage"]].to_list() == ["both", "both"]
    assert worlds.iloc[0]["worlds"] == (1, 2, 3, 4)


def test_nothing_said_is_an_empty_table(statements):
    rest = statements[statements["concept"].eq("talks_open")]
    worlds = jervis_worlds(rest)
    assert worlds.empty and list(worlds.index.names) == ["actor", "article"]


# Bad input


@pytest.mark.parametrize(
    ("call", "line"),
    [
        (
            lambda: game({"CC": 1}),
            "payoffs need CC, CD, DC and DD, and have CC.",
        ),
        (
            lambda: game({**CLASSIC["chicken"], "CC": "four"}),
            "a payoff is no number. Write for example CC=4.",
        ),
        (
            lambda: game({**CLASSIC["chicken"], "CC": float("nan")}),
            "a payoff is no number. Write for example CC=4.",
        ),
        (
            lambda: game("poker"),
            "'poker' is no game here. There are prisoner's dilemma, stag hunt, chicken, deadlock, "
            "harmony.",
        ),
        (
            lambda: game("chicken").payoffs("NATO"),
            "'NATO' does not play this game. The players are RUS, USA.",
        ),
        (
            lambda: guarantee(game("chicken"), "RUS", -1),
            "a penalty or a cover is 0 or more. Write it without the minus.",
        ),
    ],
)
def test_bad_payoffs_are_one_line(call, line):
    with pytest.raises(DataError) as error:
        call()
    assert str(error.value) == line


@pytest.mark.parametrize(
    ("old", "new", "line"),
    [
        (
            "posture,no",
            "posture,offence",
            "jervis.csv, row 1, side: 'offence' is no side of this axis. "
            "Posture: no, yes; advantage: offence, defence.",
        ),
        (
            "aimed_at_russia,yes",
            "aimed,yes",
            "jervis.csv, row 1, concept: 'aimed' is unknown. See the codebook.",
        ),
        (
            "aimed_at_russia,no",
            "aimed_at_russia,yes",
            "jervis.csv, row 2, concept: 'aimed_at_russia' stands twice with this agreement.",
        ),
    ],
)
def test_a_bad_reading_is_named_by_its_row(tmp_path, old, new, line):
    text = (DATA / "jervis.csv").read_text("utf-8")
    path = tmp_path / "jervis.csv"
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(DataError) as error:
        load_jervis(path)
    assert str(error.value) == line


# Charts and explorers


def drawn_and_told(figure):
    """Check a figure as the figures of the lessons are checked."""
    well_drawn([figure])
    assert figure.title not in figure.alt and any(c.isdigit() for c in figure.alt)


@pytest.mark.parametrize(
    "pair", list(itertools.combinations_with_replacement(CLASSIC, 2)), ids="-".join
)
def test_games_are_drawn_and_told(pair):
    figure = game_chart(study(game(*pair)))
    drawn_and_told(figure)
    cells = [mark.label for mark in figure.marks if "an equilibrium" in mark.label]
    pure = equilibria(game(*pair))["kind"].eq("pure").sum()
    assert len(cells) == pure


def test_odd_games_are_drawn_and_told(talks):
    same = game_chart(study(game(dict.fromkeys(OUTCOMES, 1))))
    drawn_and_told(same)
    assert any(text.get_text() == "and 2 corners more" for text in same.fig.findobj(Text))
    drawn_and_told(game_chart(study(game({"CC": 3, "CD": 1, "DC": 3, "DD": 2}))))
    moves = {"RUS": {"answer": "held"}, "USA": {"sites": "given_up"}}
    drawn_and_told(game_chart(study(talks_game(*talks, moves, {}))))


def test_no_payoff_poses_as_evidence():
    figure = game_step("stag hunt")
    assert not any(figure.evidence.values()) and "assumptions" in figure.footer


def test_the_game_explorer_follows_its_sliders_and_the_step():
    explorer = GameExplorer("prisoner's dilemma")
    assert explorer.figure().title == "Prisoner's dilemma: both defect"
    assert explorer.controls["RUS"].value == "prisoner's dilemma"
    explorer.controls["USA"].value = "stag hunt"
    assert explorer.column == {k: float(v) for k, v in CLASSIC["stag hunt"].items()}
    explorer.controls["RUS"].value = "stag hunt"
    assert "(0.5" not in explorer.describe() and "both may cooperate" in explorer.figure().title
    explorer.controls["cost"].value = 2
    explorer.controls["giver"].value = ("USA",)
    assert explorer.study().equilibria[["RUS", "USA"]].to_numpy().tolist() == [[1, 1]]
    assert explorer.picture.frames[""]["alt"] == explorer.figure().alt
    assert explorer.figure().alt == game_step("stag hunt", givers=("USA",), penalty=2).alt
    explorer.controls["RUS CC"].value = 5
    assert explorer.row["CC"] == 5 and explorer.controls["RUS"].value == ""


def test_moving_back_leaves_no_trace():
    explorer = GameExplorer("chicken")
    first, words = explorer.figure().png, explorer.describe()
    explorer.givers, explorer.penalty = ("RUS", "USA"), 3.0
    explorer.row = dict.fromkeys(OUTCOMES, 1.0)
    assert explorer.describe() != words
    explorer.row = {k: float(v) for k, v in CLASSIC["chicken"].items()}
    explorer.givers, explorer.penalty = (), 0.0
    assert explorer.figure().png == first and explorer.describe() == words


@pytest.mark.parametrize(
    ("actor", "left_out"),
    [*(("party", article) for article in ARTICLES), ("organization", "001"), ("person", "003")],
)
def test_jervis_is_well_drawn_without_any_article(actor, left_out, statements):
    figure = jervis_step(statements, actor, left_out)
    drawn_and_told(figure)
    rest = without(statements, left_out)
    listed = {i for ids in figure.evidence.values() for i in ids}
    said = jervis_evidence(rest)
    assert listed == set(said.index[said[actor].ne("")])


def test_jervis_with_words_on_both_sides_is_drawn_and_told(statements):
    rows = statements.assign(organization="all")
    drawn_and_told(jervis_table(jervis_worlds(rows), rows, jervis_evidence(rows)))


def test_the_jervis_explorer_shows_what_the_step_shows(statements, corpus):
    explorer = JervisExplorer(statements, corpus)
    explorer.actor, explorer.left_out = "person", "001"
    assert explorer.figure().png == jervis_step(statements, "person", "001").png
    quotes = explorer.select("Andrey Nesterenko | 002")
    assert [row["unit"] for row in quotes] == ["002.09"]
    assert "Nobody does things" in quotes[0]["quote"] + quotes[0]["after"]


def test_two_threads_never_draw_into_one_picture():
    explorer, whole, seen = GameExplorer("stag hunt", givers=("RUS", "USA")), set(), set()

    def play(penalty, times):
        for _ in range(times):
            explorer.penalty = penalty
            explorer.show()

    for penalty in (0.0, 2.5):
        play(penalty, 1)
        whole.add(explorer.picture.frames[""]["png"])
    explorer.picture.observe(lambda change: seen.add(change["new"][""]["png"]), "frames")
    threads = [threading.Thread(target=play, args=(penalty, 15)) for penalty in (0.0, 2.5)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert seen and seen <= whole


def test_a_message_of_the_browser_waits_for_its_turn():
    explorer = GameExplorer("stag hunt")
    slider = explorer.controls["cost"]
    message = {"content": {"data": {"method": "update", "state": {"value": 2.0}}}, "buffers": []}
    heard = threading.Thread(target=slider.comm.handle_msg, args=(message,))
    with IN_TURN:
        heard.start()
        heard.join(0.2)
        assert slider.value == 0.0
    heard.join()
    assert slider.value == explorer.penalty == 2.0
