"""Lesson 01 in the browser: the source reader and the dating board, by mouse and by keyboard."""

import pytest
from playwright.sync_api import expect

from shieldtalks import load_corpus
from shieldtalks.dating import load_dating
from shieldtalks.explorers import dating_step, reader_step
from tests.browser.access import open_to_all
from tests.browser.lab import Shown

pytestmark = pytest.mark.browser

LESSON = "01_what_is_in_the_file"
CELLS = "() => window.jupyterapp.shell.currentWidget.content.widgets.length"


def counted(corpus, article, **shown):
    """Return the line that counts what is shown of an article, as the library has it."""
    return reader_step(corpus, article, **shown).splitlines()[0]


def test_reader_and_board_work_by_mouse_and_by_keyboard(run_lesson, shot):
    corpus = load_corpus()
    page = run_lesson(LESSON)
    cells = page.evaluate(CELLS)
    reader = Shown(page, "explore-reader")
    status = reader.box.locator(".st-reader-status")
    expect(status).to_have_text(counted(corpus, "000"))

    reader.press("Repeats", "Space")
    expect(status).to_have_text(counted(corpus, "000", repeats=False))
    expect(reader.box.locator("[data-unit='000.13'].st-unit")).to_be_hidden()

    first = reader.box.locator(".st-segment").first.get_attribute("aria-label")
    reader.press(first, *["ArrowRight"] * 12)
    here = reader.box.locator(".st-here")
    expect(here).to_have_attribute("data-unit", "000.13")
    expect(here).to_be_visible()
    expect(status).to_have_text(counted(corpus, "000"))
    shot(page, "lesson-01-reader")

    reader.press("Article", "ArrowDown")
    reader.box.get_by_label("Furniture, captions").uncheck()
    expect(status).to_have_text(counted(corpus, "001", furniture=False))
    reader.box.get_by_label("Jump to").select_option(index=1)
    expect(here).to_be_visible()
    open_to_all(reader, shot)

    evidence = load_dating(corpus)
    board = Shown(page, "explore-dating")
    taken = []
    for clue in ("reported Tuesday", "group not yet formed"):
        (piece,) = evidence.index[evidence["article"].eq("003") & evidence["clue"].eq(clue)]
        taken.append(piece)
        place = evidence.at[piece, "unit"] or "outside the file"
        board.press(f"{clue} ({place})", "Space")
        figure = dating_step(corpus, evidence, "003", taken)
        board.shows(figure)
    board.box.get_by_role("button", name="reported Tuesday: taken").click()
    expect(board.box.locator(".st-sentences mark")).to_have_text("reported Tuesday")
    shot(page, "lesson-01-board")
    board.box.get_by_role("button", name="Untick all").click()
    board.shows(dating_step(corpus, evidence, "003", ()))
    board.press("001", "Enter")
    board.shows(dating_step(corpus, evidence, "001", ()))
    open_to_all(board, shot)

    # Letters and arrows typed in the explorers ran none of the notebook's shortcuts.
    assert page.evaluate(CELLS) == cells
    assert not page.context.strangers
