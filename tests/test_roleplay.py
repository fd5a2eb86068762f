"""The talks: seats, moves, scripted parties, the file of a game, debrief, memo, pages, explorer."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shieldtalks import roleplay
from shieldtalks.bargaining import (
    TABLE,
    all_packages,
    bargain,
    load_issues,
    load_packages,
    load_sheets,
    no_deal,
    spoken,
    utilities,
    walk_away,
)
from shieldtalks.corpus import load_corpus
from shieldtalks.errors import DataError
from shieldtalks.explorers import RoleplayTable, roleplay_step
from shieldtalks.figures import debrief_cloud
from shieldtalks.statements import load_statements
from shieldtalks.student_files import work_folder
from tests.controls import tell

CORPUS = load_corpus()
STATEMENTS = load_statements(CORPUS)
ISSUES = load_issues()
SHEETS = load_sheets(ISSUES, STATEMENTS)
RULES = roleplay.script(ISSUES, SHEETS)
LEAST = walk_away(ISSUES, SHEETS)
PACKAGES = all_packages(ISSUES).to_dict("records")
DEAL = {"structure": "two", "guarantees": "openness"}


@pytest.fixture(autouse=True)
def own_folder(tmp_path, monkeypatch):
    monkeypatch.setenv("SHIELDTALKS_HOME", str(tmp_path / "work"))


def points(package, party):
    """Return what a package is worth to a party, added up the slow way."""
    return round(sum(SHEETS["points"][party, i, o] for i, o in package.items()), 9)


def played(you, choices, rounds=roleplay.ROUNDS):
    """Return every game of a play in which a person follows a list of choices, from its start.

    choices: numbers; each is a package to offer, or, if odd, a yes to what is offered.
    """
    game = roleplay.new_game([p for p in TABLE if p != you], rounds)
    games = [roleplay.play_on(game, RULES)]
    for choice in choices:
        if roleplay.outcome(games[-1]).status != "open":
            break
        if roleplay.waiting(games[-1]):
            games.append(roleplay_step(games[-1], RULES, accepts=bool(choice % 2)))
        else:
            games.append(roleplay_step(games[-1], RULES, PACKAGES[choice]))
    return games


CHOICES = st.lists(st.integers(0, len(PACKAGES) - 1), max_size=60)
PLAY = settings(max_examples=8)


# Seats


@pytest.mark.parametrize("students", range(4, 31))
def test_every_class_is_seated_with_each_party_at_each_table(students):
    seats = roleplay.divide(students)
    assert len(seats) == students
    assert seats["table"].value_counts().between(4, 8).all()
    teams = seats.groupby(["table", "party"]).size()
    assert len(teams) == 3 * seats["table"].nunique()
    assert teams.between(1, 3).all()
    assert seats["table"].value_counts().agg(lambda n: n.max() - n.min()) <= 1


def test_names_keep_their_order():
    assert list(roleplay.divide(["Ada", "Ben", "Cem", "Dua"]).index) == ["Ada", "Ben", "Cem", "Dua"]


@pytest.mark.parametrize("students", [0, 3, 31, ["Ada"]])
def test_too_few_and_too_many_are_told(students):
    with pytest.raises(DataError, match="the talks are for 4 to 30"):
        roleplay.divide(students)


# Moves


def test_a_deal_is_an_offer_that_both_others_accept():
    game = roleplay.offer(roleplay.new_game(), DEAL, ISSUES)
    assert roleplay.turn(game) == ""
    assert roleplay.waiting(game) == ["USA", "NATO"]
    half = roleplay.answer(game, "NATO", True)
    assert roleplay.outcome(half).status == "open"
    done = roleplay.answer(half, "USA", True)
    assert roleplay.outcome(done) == roleplay.Outcome("deal", {**no_deal(ISSUES), **DEAL}, "RUS", 1)
    assert game["offers"][0]["answers"] == {}


def test_turns_go_round_and_the_last_refusal_ends_the_talks():
    game, who = roleplay.new_game(rounds=2), []
    while roleplay.outcome(game).status == "open":
        who.append((roleplay.round_of(game), roleplay.turn(game)))
        game = roleplay.offer(game, DEAL, ISSUES)
        for party in roleplay.waiting(game):
            game = roleplay.answer(game, party, False)
    assert who == [(n, party) for n in (1, 2) for party in TABLE]
    assert roleplay.outcome(game).status == "no deal"
    assert roleplay.history(game, ISSUES)[-1] == "The talks ended after 2 rounds without a deal."


@pytest.mark.parametrize(
    ("package", "words"),
    [
        ({"money": "shared"}, "'money' is no issue here"),
        ({"soil": "leased"}, "'leased' is no option of 'soil'"),
        ({"control": "shared"}, "cannot stand together"),
        ({}, "this changes nothing"),
        ({"sites": "built"}, "this changes nothing"),
    ],
)
def test_an_offer_that_cannot_be_made_is_told(package, words):
    with pytest.raises(DataError, match=words):
        roleplay.offer(roleplay.new_game(), package, ISSUES)


def test_moves_out_of_turn_are_told():
    game = roleplay.offer(roleplay.new_game(), DEAL, ISSUES)
    with pytest.raises(DataError, match="no offer is due: the United States and NATO have to"):
        roleplay.offer(game, DEAL, ISSUES)
    with pytest.raises(DataError, match="no answer of 'RUS' is due"):
        roleplay.answer(game, "RUS", True)
    with pytest.raises(DataError, match="'China' is no party"):
        roleplay.new_game(["China"])
    with pytest.raises(DataError, match="0 rounds cannot be played"):
        roleplay.new_game(rounds=0)


# Scripted parties


@pytest.mark.parametrize("party", TABLE)
def test_aspiration_falls_evenly_from_the_best_to_the_walk_away_value(party):
    asked = [roleplay.aspiration(RULES, party, n, 5) for n in range(1, 6)]
    assert asked[0] == pytest.approx(max(points(p, party) for p in PACKAGES))
    assert asked[-1] == LEAST[party]
    steps = [one - two for one, two in zip(asked, asked[1:], strict=False)]
    assert steps == pytest.approx([steps[0]] * 4)
    assert roleplay.aspiration(RULES, party, 1, 1) == LEAST[party]


@PLAY
@given(st.sampled_from(TABLE), CHOICES, st.integers(1, 6))
def test_a_scripted_party_never_goes_below_what_it_asks(you, choices, rounds):
    game = played(you, choices, rounds)[-1]
    for number, made in enumerate(game["offers"]):
        for party in game["scripted"]:
            asked = roleplay.aspiration(RULES, party, number // 3 + 1, rounds)
            worth = points(made["package"], party)
            assert asked >= LEAST[party]
            if party in made["answers"]:
                assert made["answers"][party] == (worth >= asked)
            if made["by"] == party:
                assert worth >= asked


@PLAY
@given(st.sampled_from(TABLE), CHOICES)
def test_play_ends_and_nothing_is_changed_in_place(you, choices):
    games = played(you, [*choices, *[0] * 60])
    assert roleplay.outcome(games[-1]).status in ("deal", "no deal")
    assert len(games[-1]["offers"]) <= 3 * roleplay.ROUNDS
    sizes = [len(game["offers"]) for game in games]
    assert sizes == sorted(sizes)


def test_scripted_parties_alone_always_play_the_same_game():
    game = roleplay.play_on(roleplay.new_game(TABLE), RULES)
    assert game == roleplay.play_on(roleplay.new_game(TABLE), roleplay.script(ISSUES, SHEETS))
    end = roleplay.outcome(game)
    assert end.status == "deal"
    assert all(points(end.package, party) >= LEAST[party] for party in TABLE)


def test_a_scripted_offer_needs_no_sheet_but_its_own():
    others = SHEETS.copy()
    foreign = others.index.get_level_values("party") != "NATO"
    others.loc[foreign, "points"] = others.loc[foreign, "points"].to_numpy()[::-1]
    game = roleplay.new_game()
    for package in (DEAL, {"structure": "joint", "control": "shared"}):
        game = roleplay.offer(game, package, ISSUES)
        for party in roleplay.waiting(game):
            game = roleplay.answer(game, party, False)
    blind = roleplay.script(ISSUES, others)
    assert roleplay.scripted_offer(game, blind, "NATO") == roleplay.scripted_offer(
        game, RULES, "NATO"
    )
    assert not blind.utilities["RUS"].equals(RULES.utilities["RUS"])


@pytest.mark.parametrize("party", TABLE)
def test_reasons_give_words_and_units_but_no_numbers(party):
    package = {**no_deal(ISSUES), "structure": "joint", "control": "shared"}
    said = roleplay.reasons(package, party, ISSUES, SHEETS, STATEMENTS)
    assert list(said.index) == list(package)
    assert set(said["word"]) <= set(roleplay.WORDS)
    heard = spoken(ISSUES, STATEMENTS)
    ids = heard.at[("control", "shared", party), "disagree"]
    assert set(said.at["control", "against"]) == set(STATEMENTS.loc[list(ids), "unit"])
    if party == "USA":
        assert said.at["control", "word"] == "minds it"
        words = roleplay.reply(party, False, said)
        assert "“Decisions are shared” (against it: 003.04 and 003.12)" in words
        assert words.startswith("The United States refuses. It minds")
    assert said.at["soil", "word"] == (
        "has no view" if party == "NATO" else said.at["soil", "word"]
    )


# The file of a game


@PLAY
@given(st.sampled_from(TABLE), CHOICES, st.integers(0, 30))
def test_a_resumed_game_goes_on_as_if_never_left(you, choices, at):
    games = played(you, choices)
    left = games[min(at, len(games) - 1)]
    assert roleplay.keep(left) == ""
    found, notice = roleplay.resume(ISSUES)
    assert (found, notice) == (left, "")
    assert roleplay.play_on(found, RULES) == left


def test_nothing_kept_is_no_error():
    assert roleplay.resume(ISSUES) == (None, "")


def broken(**changes):
    """Return a kept game with something wrong in it, as text."""
    game = roleplay.offer(roleplay.new_game(), DEAL, ISSUES)
    return json.dumps({**game, **changes})


OFFER = roleplay.offer(roleplay.new_game(), DEAL, ISSUES)["offers"][0]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "the file is empty"),
        ("{half", "not JSON"),
        ("[1, 2]", "this is no game of these talks"),
        ('{"format": "chess"}', "this is no game of these talks"),
        (broken(rounds="five"), "its head: 'five' rounds cannot be played"),
        (broken(scripted=["China"]), "'China' is no party"),
        (broken(offers=[{**OFFER, "by": "USA"}]), "offer 1: it is not the turn of 'USA'"),
        (broken(offers=[{**OFFER, "package": {"sites": "sold"}}]), "offer 1: 'sold' is no option"),
        (broken(offers=[{**OFFER, "answers": {"RUS": True}}]), "no answer of 'RUS' is due"),
        (broken(offers=[OFFER, OFFER]), "offer 2: it is not the turn of 'RUS'"),
        (broken(offers=[{"by": "RUS"}]), "a part of the game is missing"),
        (broken(offers=7), "a part of the game is missing"),
    ],
)
def test_a_broken_or_foreign_file_is_set_aside_with_one_line(text, words):
    file = work_folder() / "talks.json"
    file.parent.mkdir(parents=True)
    file.write_text(text, encoding="utf-8")
    game, notice = roleplay.resume(ISSUES)
    assert game is None
    assert words in notice
    assert notice.startswith("talks.json")
    assert notice.endswith("set aside as talks.unreadable-1.json; a new game begins.")
    assert "\n" not in notice
    assert not file.exists()
    assert file.with_name("talks.unreadable-1.json").read_text("utf-8") == text


# Debrief


@pytest.fixture(scope="module")
def after():
    game = roleplay.play_on(roleplay.new_game(TABLE), RULES)
    deals = {"One": roleplay.outcome(game).package, "Two": DEAL, "Three": None}
    return roleplay.debrief(deals, ISSUES, SHEETS, STATEMENTS)


def test_the_debrief_adds_up(after):
    whole = {**no_deal(ISSUES), **DEAL}
    for party in TABLE:
        assert after.at["Two", party] == points(whole, party)
        assert after.at["Two", f"gain_{party}"] == pytest.approx(
            points(whole, party) - LEAST[party]
        )
    assert after["status"].to_list() == ["deal", "deal", "no deal"]
    assert (after.loc["Three", ["gain_RUS", "gain_USA", "gain_NATO"]] == 0).all()


def test_what_is_left_is_the_most_that_could_be_added_at_nobodys_cost(after):
    scores = utilities(all_packages(ISSUES), SHEETS)[list(TABLE)]
    for _, row in after.iterrows():
        have = row[list(TABLE)].astype(float)
        free = scores[(scores >= have).all(axis=1)]
        assert row["left"] == pytest.approx(max(0, (free.sum(axis=1) - have.sum()).max()))
        assert (row["left"] > 0) == (row["beaten_by"] > 0)
        if row["left"] > 0:
            assert scores.loc[row["better"]].sum() - have.sum() == pytest.approx(row["left"])


def test_evidence_against_a_deal_is_only_what_its_party_only_speaks_against(after):
    heard = spoken(ISSUES, STATEMENTS)
    whole = {**no_deal(ISSUES), **DEAL}
    expected = set()
    for issue, option in whole.items():
        for party in TABLE:
            cell = heard.loc[(issue, option, party)]
            expected |= set(cell["disagree"]) if not cell["agree"] else set()
    assert set(after.at["Two", "against"]) == expected
    assert after.at["Three", "against"] == ()


def test_the_chart_of_the_debrief_says_what_it_shows(after):
    table = bargain(ISSUES, SHEETS, load_packages(ISSUES), TABLE)
    figure = debrief_cloud(after, table, STATEMENTS)
    assert [mark.id for mark in figure.marks] == ["One", "Two", "Three"]
    assert all(mark.box for mark in figure.marks)
    assert figure.evidence["Two"] == after.at["Two", "against"]
    assert set(sum(figure.evidence.values(), ())) <= set(figure.rows)
    assert "68 suit all three" in figure.alt
    assert "2 of 3 tables reached a deal" in figure.alt
    assert figure.png == debrief_cloud(after, table, STATEMENTS).png


# The explorer


def table(party="USA"):
    return RoleplayTable(ISSUES, SHEETS, STATEMENTS, party)


def test_a_table_waits_for_you_and_keeps_each_move():
    mine = table()
    assert roleplay.waiting(mine.game) == ["USA"]
    assert not (work_folder() / "talks.json").exists()
    mine.refuse()
    assert mine.message == "Kept in talks.json in your work folder."
    assert roleplay.turn(mine.game) == "USA"
    mine.offer(**DEAL)
    other = table("RUS")
    assert (other.party, other.game) == ("USA", mine.game)
    assert other.message == "Resumed from talks.json in your work folder."


def test_a_move_that_could_not_be_kept_is_kept_at_the_press_of_a_button(tmp_path, monkeypatch):
    (tmp_path / "file").write_text("no folder", encoding="utf-8")
    mine = table()
    with monkeypatch.context() as patched:
        patched.setenv("SHIELDTALKS_HOME", str(tmp_path / "file"))
        mine.refuse()
    assert mine.message.startswith("Not kept: talks.json cannot be written (")
    assert "data-keep" in mine.table.html
    tell(mine.table, {"keep": "now"})
    assert mine.message == "Kept in talks.json in your work folder."
    assert "data-keep" not in mine.table.html
    assert table().game == mine.game


def test_a_move_that_is_not_due_changes_nothing_and_is_told():
    mine = table()
    before = mine.game
    mine.offer(**DEAL)
    assert mine.game == before
    assert mine.message == "No offer is due: the United States has to answer."
    fresh = table("RUS")
    fresh.accept()
    assert fresh.message.startswith("No answer is due from you.")


def test_the_numbers_of_the_others_stay_hidden():
    mine = table()
    mine.refuse()
    mine.offer(**DEAL)
    shown = mine.describe() + mine.still()
    for party in ("RUS", "NATO"):
        assert f"{LEAST[party]:g} points" not in shown
    assert f"{LEAST['USA']:g} points" in shown
    labels = [label for control in mine.controls.values() for label, _ in control.options]
    expected = [
        f"{row['label']} ({SHEETS['points'][('USA', *i)]:g})" for i, row in ISSUES.iterrows()
    ]
    assert labels == expected


def test_lists_and_package_stay_in_line():
    mine = table("RUS")
    mine.controls["control"].value = "shared"
    assert mine.package["control"] == "shared"
    mine.package = {**mine.package, "structure": "joint"}
    assert mine.controls["structure"].value == "joint"
    assert f"{points(mine.package, 'RUS'):g} points" in mine.still()


def test_a_new_game_can_be_begun_for_another_party():
    mine = table()
    mine.refuse()
    mine.restart("NATO")
    assert mine.party == "NATO"
    assert mine.game["scripted"] == ["RUS", "USA"]
    assert [made["answers"] for made in mine.game["offers"]] == [{"USA": False}]
    assert f"without a deal you have {LEAST['NATO']:g}." in mine.describe()


def test_a_class_game_in_the_file_is_set_aside():
    roleplay.keep(roleplay.offer(roleplay.new_game(), DEAL, ISSUES))
    mine = table()
    assert mine.notice.endswith("It is set aside as talks.unreadable-1.json.")
    assert len(mine.game["offers"]) == 1


def test_describe_and_still_are_the_same_each_time():
    assert table().describe() == table().describe()
    assert table().still() == table().still()
    assert "0x" not in table().describe() + table().still()
