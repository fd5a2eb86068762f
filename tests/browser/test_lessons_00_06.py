"""Lessons 00, 02, 05 and 06 in JupyterLab: run, explored by mouse and by keyboard, read aloud.

What is on the screen is compared with what the step function of the lesson draws.
"""

import pytest

from shieldtalks import attribution, load_corpus, load_statements
from shieldtalks.explorers import change_step, first_look_step, network_step, voices_step
from tests.browser.access import open_to_all
from tests.browser.lab import Shown

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def corpus():
    return load_corpus()


@pytest.fixture(scope="module")
def statements(corpus):
    return load_statements(corpus)


def test_lesson_00_who_has_a_say_in_an_article(run_lesson, corpus, statements, shot):
    look = Shown(run_lesson("00_start_here"), "explore")
    figures = {a: first_look_step(statements, corpus, a) for a in ("000", "001", "004")}
    look.shows(figures["000"], turned=False)
    look.box.get_by_role("button", name="001, April 2007").click()
    look.shows(figures["001"])
    look.click(figures["001"], "001 | Sergei Lavrov | RUS Foreign Ministry")
    look.press("004, June 2016", "Enter")
    look.shows(figures["004"])
    mark = look.walk(figures["004"], "ArrowDown")
    assert mark == "004 | USA Defense Department | USA Defense Department"
    shot(look.page, "lesson-00")
    open_to_all(look, shot)


def test_lesson_02_whose_voice_is_left(run_lesson, corpus, statements, shot):
    voices = Shown(run_lesson("02_who_is_speaking"), "explorer")
    chains = attribution.load_chains(statements, corpus)

    def figure(hands, actor="party"):
        return voices_step(statements, chains, hands, actor)

    voices.shows(figure(3), turned=False)
    voices.drag("Hands between", 0.5)
    voices.shows(figure(2))
    voices.click(figure(2), figure(2).marks[0].id)
    voices.box.get_by_role("button", name="organization").click()
    voices.shows(figure(2, "organization"))
    voices.press("Hands between, at most:", "ArrowLeft")
    voices.shows(figure(1, "organization"))
    voices.press("party", "Space")
    voices.shows(figure(1))
    assert voices.walk(figure(1), "End") == [m.id for m in figure(1).marks if m.box][-1]
    shot(voices.page, "lesson-02")
    open_to_all(voices, shot)


def test_lesson_05_who_stands_together(run_lesson, statements, shot):
    network = Shown(run_lesson("05_allies_or_words"), "explore-network")
    figure = network_step(statements)
    network.shows(figure, turned=False)
    network.click(figure, figure.marks[0].id)
    network.box.get_by_role("button", name="opposite (conflict)").click()
    network.shows(network_step(statements, "conflict"))
    network.press("party", "Enter")
    network.shows(network_step(statements, "conflict", "party"))
    network.press("Leave out article:", "ArrowDown")
    without = network_step(statements, "conflict", "party", "000")
    network.shows(without)
    network.walk(without, "ArrowRight")
    shot(network.page, "lesson-05")
    network.press("both, as a list", "Enter")
    network.shows(network_step(statements, "list", "party", "000"))
    network.box.get_by_label("Leave out article:").select_option("none")
    network.box.get_by_role("button", name="same stance (congruence)").click()
    network.box.get_by_label("Ties of at least:").select_option("3")
    network.shows(network_step(statements, "congruence", "party", threshold=3))
    network.press("Ties of at least:", "ArrowUp")
    network.shows(network_step(statements, "congruence", "party", threshold=2))
    open_to_all(network, shot)


def test_lesson_06_who_moved_within_a_window(run_lesson, statements, shot):
    moves = Shown(run_lesson("06_did_anyone_move"), "explorer")
    figure = change_step(statements, "001", "002")
    moves.shows(figure, turned=False)
    moves.click(figure, figure.marks[0].id)
    moves.box.get_by_label("To article:").select_option(index=2)
    moves.shows(change_step(statements, "001", "003"))
    moves.box.get_by_role("button", name="organizations").click()
    moves.shows(change_step(statements, "001", "003", "organization"))
    moves.press("From article:", "ArrowUp")
    figure = change_step(statements, "000", "003", "organization")
    moves.shows(figure)
    moves.walk(figure, "ArrowRight")
    shot(moves.page, "lesson-06")
    moves.press("events", "Space")
    moves.shows(change_step(statements, "000", "003", "events"))
    shot(moves.page, "lesson-06-events")
    open_to_all(moves, shot)
