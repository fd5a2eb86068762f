"""Every explorer of the course, driven by mouse and by keyboard, in JupyterLab and JupyterLite.

What is on the screen is compared with what the step function of the lesson draws. Each function
here takes a page with a lesson that was run; shot(page, name), which keeps a picture of the page;
and closely(shown), what else is to be looked at while an explorer stands as it was driven.
"""

import functools

from playwright.sync_api import expect

from shieldtalks import attribution, context, load_corpus, load_statements, systems
from shieldtalks.dating import load_dating
from shieldtalks.explorers import (
    PRACTICE,
    bargain_step,
    change_step,
    dating_step,
    figures_step,
    first_look_step,
    game_step,
    jervis_step,
    keyness_step,
    map_step,
    matrix_step,
    network_step,
    package_step,
    reader_step,
    sheet_step,
    systems_step,
    voices_step,
    weights_step,
)
from shieldtalks.geography import load_reaches
from shieldtalks.negotiation import load_negotiation
from shieldtalks.readings import load_readings
from tests.browser.lab import PANEL, Shown, wait_idle

CELLS = f"() => {PANEL}.content.widgets.length"


@functools.cache
def the_course():
    """Return the corpus and its statements."""
    corpus = load_corpus()
    return corpus, load_statements(corpus)


def lesson_00(page, shot, closely):
    corpus, statements = the_course()
    look = Shown(page, "explore")
    figures = {a: first_look_step(statements, corpus, a) for a in ("000", "001", "004")}
    look.shows(figures["000"], turned=False)
    look.box.get_by_role("button", name="001, April 2007").click()
    look.shows(figures["001"])
    look.click(figures["001"], "001 | Sergei Lavrov | RUS Foreign Ministry")
    look.press("004, June 2016", "Enter")
    look.shows(figures["004"])
    mark = look.walk(figures["004"], "ArrowDown")
    assert mark == "004 | USA Defense Department | USA Defense Department"
    shot(page, "lesson-00")
    closely(look)


def lesson_01(page, shot, closely):
    corpus, _ = the_course()
    cells = page.evaluate(CELLS)
    reader = Shown(page, "explore-reader")
    status = reader.box.locator(".st-reader-status")

    def counts(article, **shown):
        line = reader_step(corpus, article, **shown).splitlines()[0]
        expect(status).to_have_text(line)

    counts("000")
    reader.press("Repeats", "Space")
    counts("000", repeats=False)
    expect(reader.box.locator("[data-unit='000.13'].st-unit")).to_be_hidden()

    first = reader.box.locator(".st-segment").first.get_attribute("aria-label")
    reader.press(first, *["ArrowRight"] * 12)
    here = reader.box.locator(".st-here")
    expect(here).to_have_attribute("data-unit", "000.13")
    expect(here).to_be_visible()
    counts("000")
    shot(page, "lesson-01-reader")

    reader.press("Article", "ArrowDown")
    reader.box.get_by_label("Furniture, captions").uncheck()
    counts("001", furniture=False)
    reader.box.get_by_label("Jump to").select_option(index=1)
    expect(here).to_be_visible()
    closely(reader)

    evidence = load_dating(corpus)
    board = Shown(page, "explore-dating")
    taken = []
    for clue in ("reported Tuesday", "group not yet formed"):
        (piece,) = evidence.index[evidence["article"].eq("003") & evidence["clue"].eq(clue)]
        taken.append(piece)
        place = evidence.at[piece, "unit"] or "outside the file"
        board.press(f"{clue} ({place})", "Space")
        board.shows(dating_step(corpus, evidence, "003", taken))
    board.box.get_by_role("button", name="reported Tuesday: taken").click()
    expect(board.box.locator(".st-sentences mark")).to_have_text("reported Tuesday")
    shot(page, "lesson-01-board")
    board.box.get_by_role("button", name="Untick all").click()
    board.shows(dating_step(corpus, evidence, "003", ()))
    board.press("001", "Enter")
    board.shows(dating_step(corpus, evidence, "001", ()))
    closely(board)
    # Letters and arrows typed in the explorers ran none of the notebook's shortcuts.
    assert page.evaluate(CELLS) == cells


def lesson_02(page, shot, closely):
    corpus, statements = the_course()
    voices = Shown(page, "explorer")
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
    shot(page, "lesson-02")
    closely(voices)


def lesson_03(page, shot, closely):
    code_a_sentence(page, shot)
    take_it_back(page)
    closely(Shown(page, "explore-desk"))


def code_a_sentence(page, shot):
    """Code the first sentence of the desk with the keyboard alone."""
    desk = Shown(page, "explore-desk").box
    mine = codes_at(desk)
    expect(mine).to_be_visible()
    desk.get_by_label("Concept:").focus()
    page.keyboard.type("Host", delay=20)
    page.keyboard.press("Tab")
    page.keyboard.type("Mikhail", delay=20)
    type_key(page, "-")
    type_key(page, "Enter")
    expect(mine).to_contain_text("Mikhail Kamynin, RUS Foreign Ministry disagrees: Host on Russian")
    expect(desk.get_by_label("Concept:")).to_have_js_property("selectedIndex", -1)
    expect(mine.get_by_role("table")).to_have_count(0)
    type_key(page, "?")
    expect(mine.get_by_role("table")).to_be_visible()
    expect(desk.get_by_role("img")).to_be_visible()
    shot(page, "lesson-03-coded")


def take_it_back(page):
    """Go to the next sentence and back, and remove the code of the first one."""
    desk = Shown(page, "explore-desk").box
    mine = codes_at(desk)
    type_key(page, ".")
    expect(desk.get_by_label("The sentence")).to_contain_text(f"[{PRACTICE[1]}]")
    type_key(page, "0")
    expect(mine).to_contain_text("Nothing to code here.")
    type_key(page, "0")
    type_key(page, ",")
    mine.get_by_role("button", name="Remove: Mikhail Kamynin").focus()
    type_key(page, "Enter")
    expect(mine).to_contain_text("Not decided yet.")


def codes_at(desk):
    """Return the place of the desk that lists the codes of its sentence."""
    return desk.get_by_label("Your codes for this sentence")


def type_key(page, key):
    """Press a key and wait until the kernel has answered it."""
    page.keyboard.press(key)
    wait_idle(page)


def lesson_04(page, shot, closely):
    _, statements = the_course()
    matrix = Shown(page, "explore-matrix")
    figure = matrix_step(statements)
    matrix.shows(figure, turned=False)
    matrix.click(figure, "RUS Foreign Ministry | host_in_russia")
    shot(page, "lesson-04")
    matrix.box.get_by_role("button", name="party").click()
    matrix.shows(matrix_step(statements, "party"))
    matrix.press("Leave out:", "ArrowDown")
    figure = matrix_step(statements, "party", "000")
    matrix.shows(figure)
    matrix.walk(figure, "ArrowRight", "ArrowDown")
    closely(matrix)


def lesson_05(page, shot, closely):
    corpus, statements = the_course()
    four = load_readings(corpus)
    network = Shown(page, "explore-network")
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
    shot(page, "lesson-05")
    network.press("both, as a list", "Enter")
    network.shows(network_step(statements, "list", "party", "000", readings=four))
    network.box.get_by_label("Leave out article:").select_option("none")
    network.box.get_by_role("button", name="same stance (congruence)").click()
    network.box.get_by_label("Ties of at least:").select_option("3")
    network.shows(network_step(statements, "congruence", "party", threshold=3))
    network.press("Ties of at least:", "ArrowUp")
    network.shows(network_step(statements, "congruence", "party", threshold=2))
    closely(network)


def lesson_06(page, shot, closely):
    _, statements = the_course()
    moves = Shown(page, "explorer")
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
    shot(page, "lesson-06")
    moves.press("events", "Space")
    moves.shows(change_step(statements, "000", "003", "events"))
    shot(page, "lesson-06-events")
    closely(moves)


def lesson_07(page, shot, closely):
    corpus, statements = the_course()
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
    closely(table)

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
    closely(charts)

    claims = Shown(page, "explore-claims")
    claims.shows(figures_step(), turned=False)
    claims.box.get_by_role("button", name="range of radars").click()
    claims.shows(figures_step(topic="range of radars"))
    claims.press("distance to Russia", "Enter")
    figure = figures_step(topic="distance to Russia")
    claims.shows(figure)
    claims.walk(figure, "ArrowDown")
    shot(page, "lesson-07-claims")
    closely(claims)


def lesson_08(page, shot, closely):
    corpus, statements = the_course()
    assumed = load_negotiation(statements, corpus)

    sheet = Shown(page, "explore-sheet")
    figure = sheet_step(assumed)
    sheet.shows(figure, turned=False)
    sheet.click(figure, figure.marks[0].id)
    sheet.press("Leave out article:", "ArrowDown", "ArrowDown")
    sheet.shows(sheet_step(assumed, "001"))
    shot(page, "lesson-08-sheet")
    closely(sheet)

    zone = Shown(page, "explore-zone")
    zone.shows(bargain_step(assumed), turned=False)
    zone.drag("Russia wants", 0.5)
    zone.shows(bargain_step(assumed, RUS=20))
    zone.press("US wants, beyond no deal:", *["ArrowRight"] * 3)
    figure = bargain_step(assumed, RUS=20, USA=3)
    zone.shows(figure)
    zone.walk(figure, "ArrowRight")
    shot(page, "lesson-08-zone")
    zone.press("Russia and NATO", "Enter")
    zone.shows(bargain_step(assumed, ("RUS", "NATO"), RUS=20, NATO=3))
    closely(zone)

    own = Shown(page, "explore-package")
    package = {"assessment": "together", "guarantees": "openness"}
    own.shows(package_step(assumed, **package), turned=False)
    own.press("Threat assessment:", "ArrowUp")
    figure = package_step(assumed, guarantees="openness")
    own.shows(figure)
    verdict = next(mark.label for mark in figure.marks if mark.id == "own")
    expect(own.box.locator("p[role=status]", has_text=verdict)).to_be_visible()
    own.box.get_by_label("Control:").select_option("Decisions are shared")
    own.shows(package_step(assumed, guarantees="openness", control="shared"))
    shot(page, "lesson-08-package")
    closely(own)

    weights = Shown(page, "explore-weights")
    weights.shows(weights_step(assumed, ("RUS", "USA"), 0.5, 5), turned=False)
    weights.box.get_by_role("button", name="all three").click()
    weights.shows(weights_step(assumed, spread=0.5, margin=5))
    weights.press("Each wants, beyond no deal:", "ArrowLeft")
    weights.shows(weights_step(assumed, spread=0.5))
    weights.press("Weights may be off by:", "ArrowRight")
    figure = weights_step(assumed, spread=1.0)
    weights.shows(figure)
    weights.walk(figure, "ArrowDown")
    shot(page, "lesson-08-weights")
    closely(weights)


def lesson_09(page, shot, closely):
    _, statements = the_course()
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
    closely(play)

    jervis = Shown(page, "explore-jervis")
    jervis.shows(jervis_step(statements), turned=False)
    jervis.box.get_by_role("button", name="party").click()
    jervis.shows(jervis_step(statements, "party"))
    jervis.press("Leave out article:", "ArrowDown")
    figure = jervis_step(statements, "party", "000")
    jervis.shows(figure)
    jervis.walk(figure, "ArrowDown")
    shot(page, "lesson-09-jervis")
    closely(jervis)


def lesson_10(page, shot, closely):
    corpus, _ = the_course()
    words = Shown(page, "explore-words")
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
    shot(page, "lesson-10")
    closely(words)


def lesson_11(page, shot, closely):
    make_an_offer(page, shot)
    refuse_theirs(page, shot)
    closely(Shown(page, "explore-table"))


def make_an_offer(page, shot):
    """Make Russia's first offer with the keyboard alone."""
    table = Shown(page, "explore-table").box
    said = table.get_by_label("The table")
    expect(said).to_contain_text("Russia has to offer")
    table.get_by_label("Control:").focus()
    page.keyboard.type("Dec", delay=20)
    table.get_by_label("Russia's place:").focus()
    page.keyboard.type("One", delay=20)
    wait_idle(page)
    expect(table.get_by_label("Your points")).to_contain_text("40 points for you")
    table.get_by_role("button", name="Make this offer").focus()
    type_key(page, "Enter")
    expect(said).to_contain_text("To your offer: The United States refuses.")
    expect(said).to_contain_text("Russia has to answer")
    shot(page, "lesson-11-answered")


def refuse_theirs(page, shot):
    """Refuse the offer that the others make instead."""
    table = Shown(page, "explore-table").box
    table.get_by_role("button", name="Refuse theirs").focus()
    type_key(page, "Enter")
    past = table.get_by_role("region", name="The talks so far")
    expect(past.get_by_text("Round 1. NATO offers")).to_be_visible()
    past.scroll_into_view_if_needed()
    shot(page, "lesson-11-refused")


# {number: what is done in that lesson}: the functions above that are called lesson_NN.
DRIVEN = {name[-2:]: f for name, f in list(globals().items()) if name[:7] == "lesson_"}
