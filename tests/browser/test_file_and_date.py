"""Lesson 01 in the browser: the source reader and the dating board, by keyboard alone."""

import re

import nbformat
import pytest
from playwright.sync_api import expect

from tests.browser.lab import cell, run_all

pytestmark = pytest.mark.browser

CELLS = {
    "load": "from shieldtalks import dating, explorers, load_corpus\ncorpus = load_corpus()",
    "reader": "explorers.SourceReader(corpus)",
    "board": 'explorers.DatingBoard(corpus, dating.load_dating(corpus), "003")',
}


@pytest.fixture
def page(lab, open_lab):
    """A small notebook with both explorers, run."""
    cells = [nbformat.v4.new_code_cell(source, id=i) for i, source in CELLS.items()]
    notebook = nbformat.v4.new_notebook(cells=cells)
    notebook.metadata["kernelspec"] = {"name": "python3", "display_name": "Python 3"}
    nbformat.write(notebook, lab.root / "file-and-date.ipynb")
    opened = open_lab("file-and-date.ipynb")
    run_all(opened)
    return opened


def number_of_cells(page):
    return page.evaluate("() => window.jupyterapp.shell.currentWidget.content.widgets.length")


def test_reader_and_board_work_by_keyboard_alone(page, shot):
    reader = cell(page, "reader")
    status = reader.get_by_role("status")
    expect(status).to_have_text("Article 000: 23 of 23 units shown, 3,046 of 3,046 characters.")

    reader.get_by_label("Repeats").focus()
    page.keyboard.press("Space")
    expect(status).to_have_text("Article 000: 13 of 23 units shown, 1,682 of 3,046 characters.")
    expect(reader.locator("[data-unit='000.13'].st-unit")).to_be_hidden()

    reader.locator(".st-segment").first.focus()
    for _ in range(12):
        page.keyboard.press("ArrowRight")
    here = reader.locator(".st-here")
    expect(here).to_have_attribute("data-unit", "000.13")
    expect(here).to_be_visible()
    expect(status).to_have_text("Article 000: 23 of 23 units shown, 3,046 of 3,046 characters.")
    shot(page, "lesson-01-reader")

    board = cell(page, "board")
    picture = board.locator("img")
    for clue, left in (("reported Tuesday", "1,044 days"), ("group not yet formed", "585 days")):
        board.get_by_role("checkbox", name=clue).focus()
        page.keyboard.press("Space")
        expect(picture).to_have_attribute("alt", re.compile(left))
    mark = board.get_by_role("button", name="reported Tuesday: taken")
    mark.focus()
    page.keyboard.press("Enter")
    expect(board.locator(".st-sentences mark")).to_have_text("reported Tuesday")
    shot(page, "lesson-01-board")

    # Letters and arrows typed in the explorers ran none of the notebook's shortcuts.
    assert number_of_cells(page) == len(CELLS)
    assert not page.context.strangers
