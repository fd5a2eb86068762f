"""The talks on paper: sheets drawn for a class, pages to print, forms in letters."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shieldtalks import roleplay
from shieldtalks.bargaining import (
    TABLE,
    all_packages,
    load_issues,
    load_sheets,
    no_deal,
    utilities,
    walk_away,
)
from shieldtalks.errors import DataError
from shieldtalks.forks import load_ranges
from shieldtalks.handouts import handouts
from shieldtalks.student_files import work_folder

ISSUES = load_issues()
SHEETS = load_sheets(ISSUES)
PACKAGES = all_packages(ISSUES)
LIMITS = {
    (row.party, row.issue): (row.low, row.high)
    for row in load_ranges().itertuples()
    if row.kind == "weight"
}
PARTS = ("teacher", "brief", *TABLE, "record")


@pytest.fixture(autouse=True)
def own_folder(tmp_path, monkeypatch):
    monkeypatch.setenv("SHIELDTALKS_HOME", str(tmp_path / "work"))


def sections(pages):
    """Return {part: its HTML} of the pages of one table."""
    return dict(zip(PARTS, pages.html.split("<section>")[1:], strict=True))


# Sheets for one class


@settings(max_examples=10)
@given(st.integers(0, roleplay.HIGHEST))
def test_drawn_sheets_stay_within_the_evidence_and_hold_a_deal(number):
    drawn = roleplay.draw_sheets(ISSUES, SHEETS, number)
    assert drawn.equals(roleplay.draw_sheets(ISSUES, SHEETS, number))
    assert (drawn["points"] == drawn["points"].round()).all()
    weights = drawn["weight"].groupby(["party", "issue"], sort=False).first()
    assert (weights.groupby("party").sum() == 100).all()
    for (party, issue), weight in weights.items():
        low, high = LIMITS.get((party, issue), (0.7, 1.3))
        before = SHEETS.at[(party, issue, no_deal(ISSUES)[issue]), "weight"]
        if (party, issue) not in LIMITS:
            low, high = low * before, high * before
        assert low - 1 < weight < high + 1
        assert drawn.loc[(party, issue), "points"].max() == (
            weight if SHEETS.loc[(party, issue), "value"].max() else 0
        )
    # No evidence puts these in doubt: they keep their places.
    points = drawn["points"]
    assert points["RUS", "sites", "given_up"] > points["RUS", "sites", "built"]
    assert points["USA", "sites", "built"] > points["USA", "sites", "given_up"]
    assert points["USA", "control", "own"] > points["USA", "control", "shared"] == 0
    nato = points.loc[("NATO", "structure")]
    assert nato["two"] > nato["us_led"] > nato["outside"] > nato["joint"] == 0
    gains = utilities(PACKAGES, drawn) - walk_away(ISSUES, drawn)
    assert gains.gt(0).all(axis=1).any()


def test_an_order_that_no_evidence_bears_out_may_be_drawn_either_way():
    signs = set()
    for number in range(40):
        points = roleplay.draw_sheets(ISSUES, SHEETS, number)["points"]["USA", "assessment"]
        signs.add(bool(points["alone"] > points["together"]))
        if len(signs) == 2:
            return
    raise AssertionError("it is always drawn one way")


def test_numbers_give_other_sheets_than_each_other_and_than_lesson_08():
    drawn = [roleplay.draw_sheets(ISSUES, SHEETS, n)["points"] for n in range(10)]
    assert len({tuple(points) for points in drawn}) == 10
    away = {tuple(walk_away(ISSUES, roleplay.draw_sheets(ISSUES, SHEETS, n))) for n in range(10)}
    assert len(away) > 5
    assert not any(points.equals(SHEETS["points"]) for points in drawn)


@pytest.mark.parametrize("number", [-1, 10_000, 1.5, "17", True, None])
def test_what_cannot_be_drawn_from_is_told(number):
    with pytest.raises(DataError, match="Choose a whole number"):
        roleplay.draw_sheets(ISSUES, SHEETS, number)


# The pages


@pytest.mark.parametrize("number", [None, 17])
def test_a_sheet_shows_its_own_points_and_no_others(number):
    drawn = SHEETS if number is None else roleplay.draw_sheets(ISSUES, SHEETS, number)
    pages = handouts(ISSUES, SHEETS, number=number)
    least = walk_away(ISSUES, drawn)
    found = sections(pages)
    assert pages.pages == len(found)
    for party in TABLE:
        assert "Weights and values are assumptions" in found[party]
        assert f"<b>{least[party]:g} points</b>" in found[party]
        shown = re.findall(r'<td class="number">([\d.]+)</td>', found[party])
        points = drawn["points"][party].reindex(ISSUES.index)
        assert [float(value) for value in shown] == points.round(9).to_list()
    for part in ("teacher", "brief", "record"):
        assert 'class="number"' not in found[part]
    assert all(label in found["brief"] for label in ISSUES["label"])


def test_every_page_says_which_number_drew_the_sheets():
    assert all("number 17" in page for page in sections(handouts(ISSUES, SHEETS, 17)).values())
    plain = sections(handouts(ISSUES, SHEETS))
    assert all("as in lesson 08" in page for page in plain.values())


@pytest.mark.parametrize("rounds", [1, 3, 5])
def test_record_and_sheets_have_room_for_every_offer(rounds):
    found = sections(handouts(ISSUES, SHEETS, 17, rounds=rounds))
    assert found["record"].count("<tr><td>") == 3 * rounds + 1
    issues = ISSUES.index.get_level_values("issue").nunique()
    for party in TABLE:
        assert found[party].count('class="write"') == 3 * rounds
        assert found[party].count('class="worth"') == 3 * rounds * (issues + 1)
    assert f"20-{20 + 10 * rounds}" in found["teacher"]


@pytest.mark.parametrize("rounds", [0, 6, "3", 2.0, True])
def test_rounds_that_do_not_fit_are_told(rounds):
    with pytest.raises(DataError, match="rounds do not fit the pages"):
        handouts(ISSUES, SHEETS, rounds=rounds)


def test_names_stand_on_the_seating_plan_and_copies_add_up():
    names = ["Ada", "Ben & Co", "<b>Cem</b>", *(f"Student {n}" for n in range(17))]
    page = sections(handouts(ISSUES, SHEETS, 17, students=names))["teacher"]
    assert "Ben &amp; Co" in page and "&lt;b&gt;Cem&lt;/b&gt;" in page
    assert all(f"Student {n}" in page for n in range(17))
    copies = dict(re.findall(r"<td>([^<]+)</td><td>(\d+)</td>", page))
    sheets = [int(n) for what, n in copies.items() if what.startswith("Confidential")]
    assert sum(sheets) == int(copies["Public brief"]) == 20
    assert copies["Record and outcome"] == "3"
    assert "Print single-sided" in page


def test_the_pages_say_one_thing_on_when_points_are_added_up():
    text = handouts(ISSUES, SHEETS).html
    assert "add them up before you answer" in text
    assert "Before you add up" not in text and "added up at the end" not in text


def test_pages_are_kept_in_the_work_folder():
    pages = handouts(ISSUES, SHEETS)
    assert pages.keep() == "Kept: talks-handouts.html, 6 pages, in your work folder."
    assert (work_folder() / "talks-handouts.html").read_text("utf-8") == pages.html


# Outcome forms


@given(st.integers(0, len(PACKAGES) - 1), st.sampled_from(["", " ", ", ", "-", "/"]), st.booleans())
def test_letters_are_read_as_they_were_written(place, between, capital):
    package = PACKAGES.iloc[place].to_dict()
    letters = between.join(roleplay.as_letters(package, ISSUES).split())
    form = letters.upper() if capital else letters
    assert roleplay.read_forms({"Table 1": form}, ISSUES) == ({"Table 1": package}, [])


@pytest.mark.parametrize("form", [None, "", "no deal", "No deal", "-", " none "])
def test_no_deal_may_be_written_in_several_ways(form):
    assert roleplay.read_forms({"Table 1": form}, ISSUES) == ({"Table 1": None}, [])


@pytest.mark.parametrize(
    ("form", "words"),
    [
        ("acaabbb", "it has 7 letters, and there are 8 issues"),
        ("acaabbbaa", "it has 9 letters"),
        ("azaabbba", "“Russia's place” has no option 'z', only a to d"),
        ("1caabbba", "“Sites in Europe” has no option '1'"),
        ("aabaaaaa", "cannot stand together"),
        ("aaaaaaaa", "this changes nothing"),
        (17, "write its letters as a text"),
        ({"sites": "sold"}, "is no option of 'sites'"),
        ({"money": "a"}, "is no issue here"),
    ],
)
def test_a_form_that_cannot_be_read_is_named_and_stops_nobody(form, words):
    forms = {"Table 1": form, "Table 2": "a c a a b b b a", "Table 3": {"structure": "c"}}
    deals, left_out = roleplay.read_forms(forms, ISSUES)
    assert list(deals) == ["Table 2", "Table 3"]
    assert deals["Table 3"] == {**no_deal(ISSUES), "structure": "two"}
    (line,) = left_out
    assert line.startswith("Table 1 is left out: ") and words in line and "\n" not in line
