"""Lessons 07 to 10 in JupyterLab: run, explored by mouse and by keyboard, read aloud.

What is on the screen is compared with what the step function of the lesson draws.
"""

import pytest
from playwright.sync_api import expect

from shieldtalks import bargaining, context, load_corpus, load_statements, systems
from shieldtalks.explorers import (
    bargain_step,
    figures_step,
    game_step,
    jervis_step,
    keyness_step,
    map_step,
    package_step,
    sheet_step,
    systems_step,
    weights_step,
)
from shieldtalks.geography import load_reaches
from tests.browser.access import open_to_all
from tests.browser.lab import Shown

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def corpus():
    return load_corpus()


@pytest.fixture(scope="module")
def statements(corpus):
    return load_statements(corpus)


def test_lesson_07_what_was_on_the_table(run_lesson, corpus, statements, shot):
    page = run_lesson("07_what_was_on_the_table")
    mentions, sites = systems.load_mentions(corpus), context.load_sites()
    given = (context.load_systems(), statements, mentions, corpus)

    table = Shown(page, "explore-systems")
    figure = systems_step(*given, 2007)
    table.shows(figure, turned=False)
    table.drag("By the end of", 0.0)
    table.shows(systems_step(*given, 1983))
    table.press("By the end of:", "End")
    figure = systems_step(*given)
    table.shows(figure)
    table.click(figure, figure.marks[3].id)
    table.walk(figure, "ArrowDown")
    shot(page, "lesson-07-systems")
    open_to_all(table, shot)

    charts = Shown(page, "explore-map-live")
    charts.shows(map_step(sites, mentions, corpus), turned=False)
    charts.box.get_by_label("Target:").select_option("New York")
    figure = map_step(sites, mentions, corpus, target="newyork")
    charts.shows(figure)
    charts.click(figure, figure.marks[0].id)
    charts.press("Target:", "ArrowUp")
    charts.press("Whose figure:", "ArrowRight")
    claim = load_reaches(sites=sites).index[0]
    charts.shows(map_step(sites, mentions, corpus, claim=claim))
    shot(page, "lesson-07-map")
    open_to_all(charts, shot)

    claims = Shown(page, "explore-claims")
    claims.shows(figures_step(), turned=False)
    claims.box.get_by_role("button", name="range of radars").click()
    claims.shows(figures_step(topic="range of radars"))
    claims.press("distance to Russia", "Enter")
    figure = figures_step(topic="distance to Russia")
    claims.shows(figure)
    claims.walk(figure, "ArrowDown")
    shot(page, "lesson-07-claims")
    open_to_all(claims, shot)


def test_lesson_08_is_there_a_deal(run_lesson, statements, shot):
    page = run_lesson("08_is_there_a_deal")
    issues = bargaining.load_issues()
    sheets = bargaining.load_sheets(issues, statements)
    given = (issues, sheets, bargaining.load_packages(issues, statements), statements)

    sheet = Shown(page, "explore-sheet")
    figure = sheet_step(issues, sheets, statements)
    sheet.shows(figure, turned=False)
    sheet.click(figure, figure.marks[0].id)
    sheet.press("Leave out article:", "ArrowDown", "ArrowDown")
    sheet.shows(sheet_step(issues, sheets, statements, "001"))
    shot(page, "lesson-08-sheet")
    open_to_all(sheet, shot)

    zone = Shown(page, "explore-zone")
    zone.shows(bargain_step(*given), turned=False)
    zone.drag("Russia wants", 0.5)
    zone.shows(bargain_step(*given, RUS=20))
    zone.press("US wants, beyond no deal:", *["ArrowRight"] * 3)
    figure = bargain_step(*given, RUS=20, USA=3)
    zone.shows(figure)
    zone.walk(figure, "ArrowRight")
    shot(page, "lesson-08-zone")
    zone.press("Russia and NATO", "Enter")
    zone.shows(bargain_step(*given, ("RUS", "NATO"), RUS=20, NATO=3))
    open_to_all(zone, shot)

    own = Shown(page, "explore-package")
    package = {"assessment": "together", "guarantees": "openness"}
    own.shows(package_step(*given, **package), turned=False)
    own.press("Threat assessment:", "ArrowUp")
    figure = package_step(*given, guarantees="openness")
    own.shows(figure)
    verdict = next(mark.label for mark in figure.marks if mark.id == "own")
    expect(own.box.locator("p[role=status]", has_text=verdict)).to_be_visible()
    own.box.get_by_label("Control:").select_option("Decisions are shared")
    own.shows(package_step(*given, guarantees="openness", control="shared"))
    shot(page, "lesson-08-package")
    open_to_all(own, shot)

    weights = Shown(page, "explore-weights")
    weights.shows(weights_step(*given, ("RUS", "USA"), 0.5, 5), turned=False)
    weights.box.get_by_role("button", name="all three").click()
    weights.shows(weights_step(*given, spread=0.5, margin=5))
    weights.press("Each wants, beyond no deal:", "ArrowLeft")
    weights.shows(weights_step(*given, spread=0.5))
    weights.press("Weights may be off by:", "ArrowRight")
    figure = weights_step(*given, spread=1.0)
    weights.shows(figure)
    weights.walk(figure, "ArrowDown")
    shot(page, "lesson-08-weights")
    open_to_all(weights, shot)


def test_lesson_09_why_no_deal(run_lesson, statements, shot):
    page = run_lesson("09_why_no_deal")
    play = Shown(page, "explore-game")
    play.shows(game_step("prisoner's dilemma"), turned=False)
    play.box.get_by_label("Russia sees:").select_option("stag hunt")
    play.shows(game_step("stag hunt", "prisoner's dilemma"))
    play.press("United States sees:", "ArrowDown")
    play.shows(game_step("stag hunt"))
    play.press("Russia: neither does", "ArrowRight")
    payoffs = {"CC": 4, "CD": 1, "DC": 3, "DD": 2.5}
    play.shows(game_step(payoffs, "stag hunt"))
    play.drag("Breaking it costs:", 1.0)
    play.press("Who gives a guarantee:", "End")
    figure = game_step(payoffs, "stag hunt", ("RUS", "USA"), 3)
    play.shows(figure)
    play.walk(figure, "ArrowDown")
    shot(page, "lesson-09-game")
    open_to_all(play, shot)

    jervis = Shown(page, "explore-jervis")
    jervis.shows(jervis_step(statements), turned=False)
    jervis.box.get_by_role("button", name="party").click()
    jervis.shows(jervis_step(statements, "party"))
    jervis.press("Leave out article:", "ArrowDown")
    figure = jervis_step(statements, "party", "000")
    jervis.shows(figure)
    jervis.walk(figure, "ArrowDown")
    shot(page, "lesson-09-jervis")
    open_to_all(jervis, shot)


def test_lesson_10_how_was_it_told(run_lesson, corpus, shot):
    words = Shown(run_lesson("10_how_was_it_told"), "explore-words")
    figure = keyness_step(corpus, "003", "own", 250)
    words.shows(figure, turned=False)
    words.click(figure, figure.marks[0].id)
    words.box.get_by_role("button", name="all words").click()
    words.shows(keyness_step(corpus, "003", "all", 250))
    words.drag("Prior, in words:", 1.0)
    words.shows(keyness_step(corpus, "003", "all", 4000))
    words.press("Prior, in words:", "Home")
    words.shows(keyness_step(corpus, "003", "all", 50))
    words.press("Article:", "ArrowDown")
    figure = keyness_step(corpus, "004", "all", 50)
    words.shows(figure)
    words.walk(figure, "ArrowDown", "ArrowDown")
    shot(words.page, "lesson-10")
    open_to_all(words, shot)
