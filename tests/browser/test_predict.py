"""The control of a prompt in JupyterLab: by keyboard alone, and the guess beside the answer."""

import json
import os

import nbformat
import pytest
from playwright.sync_api import expect

from shieldtalks.course.notebooks import write_notebook
from shieldtalks.predict.kept import FILE
from shieldtalks.predict.prompts import load_prompts
from tests.browser.access import examine_page, set_theme
from tests.browser.lab import PANEL, cell, run_all, run_cell

pytestmark = pytest.mark.browser

CELLS = {
    "load": "from shieldtalks import load_statements\n"
    "from shieldtalks.explorers import carried_step\n"
    "from shieldtalks.predict import my_guesses, predict, with_guess\n"
    "statements = load_statements()",
    "silence": 'predict("04.silence")',
    "see-silence": 'with_guess(statements["party"].value_counts().to_frame("n"), "04.silence")',
    "article": 'predict("04.article")',
    "see-article": 'with_guess(carried_step(statements), "04.article")',
    "levels": 'predict("04.levels")',
    "world": 'predict("09.world")',
    "mine": 'my_guesses("04")',
}
SOURCES = f"() => {PANEL}.content.widgets.map(cell => cell.model.sharedModel.source)"
PROMPTS = load_prompts("04")


def opened(open_lab, lab, name):
    """Open a notebook of these cells, all of them run."""
    cells = [nbformat.v4.new_code_cell(source, id=i) for i, source in CELLS.items()]
    write_notebook(nbformat.v4.new_notebook(cells=cells), lab.root / name)
    page = open_lab(name)
    run_all(page)
    return page


def control(page, name):
    """Return the control of a prompt, focused on its first part as Tab would do."""
    found = cell(page, name).locator(".st-predict")
    found.locator("input, select").first.focus()
    return found


def test_a_guess_is_committed_by_keyboard_and_stands_beside_the_answer(
    open_lab, lab, shot, complaints
):
    page = opened(open_lab, lab, "predict.ipynb")
    keyboard = page.keyboard
    before = page.evaluate(SOURCES)
    assert "no guess" in cell(page, "mine").inner_text()

    # A number: nothing typed in runs a shortcut of the notebook; a word is refused in a line.
    number = control(page, "silence")
    field = number.get_by_label("Your guess:")
    expect(field).to_be_focused()
    assert number.get_by_role("group", name=PROMPTS["04.silence"].question).count() == 1
    keyboard.type("abdm")
    keyboard.press("Enter")
    status = number.get_by_role("status")
    expect(status).to_have_text("Give a number from 0 to 100 %.")
    field.fill("40 %")
    keyboard.press("Enter")
    expect(status).to_have_text("Your guess: 40 %. It stays. Now run the next cell.")
    expect(status).to_be_focused()
    keyboard.press("Tab")
    keyboard.press("Enter")
    assert number.get_by_text(PROMPTS["04.silence"].say(40)).is_visible()
    assert number.locator("input, button").count() == 0

    # One of several: arrow keys choose, Tab goes to the button.
    choice = control(page, "article")
    keyboard.press("ArrowDown")
    keyboard.press("ArrowUp")
    keyboard.press("Tab")
    expect(choice.get_by_role("button", name="Keep my guess")).to_be_focused()
    keyboard.press("Enter")
    expect(choice.get_by_role("status")).to_contain_text("Your guess: 000. It stays.")

    # An order: the lists are named by their places, and one that is open is said.
    order = control(page, "levels")
    order.get_by_role("button").click()
    expect(order.get_by_role("status")).to_contain_text("Put each of these in one place:")
    for place, level in {"1st:": "parties", "2nd:": "organizations", "3rd:": "persons"}.items():
        order.get_by_label(place).select_option(level)
    shot(page, "predict-order")
    order.get_by_role("button").focus()
    keyboard.press("Space")
    expect(order.get_by_role("status")).to_contain_text("parties, then organizations")

    # A square: a row and a column.
    square = control(page, "world")
    shot(page, "predict-square")
    lists = square.get_by_role("combobox")
    lists.nth(0).select_option("the two cannot be told apart")
    lists.nth(1).select_option("offence has the advantage")
    square.get_by_role("button").click()
    expect(square.get_by_role("status")).to_contain_text("offence has the advantage. It stays.")

    assert page.evaluate(SOURCES) == before, "a key reached the notebook's shortcuts"
    for name in ("see-silence", "see-article", "mine"):
        run_cell(page, name)
    told = "Empty cells: you said 40 %, the answer is 75 %."
    assert told in cell(page, "see-silence").locator("img").get_attribute("alt")
    alt = cell(page, "see-article").locator("img").get_attribute("alt")
    assert "you said 000, the answer is 003" in alt
    assert cell(page, "mine").locator("img").get_attribute("alt").count("you said") == 3

    examine_page(page)
    set_theme(page, "dark")
    cell(page, "silence")
    shot(page, "predict-dark")
    examine_page(page)

    # It stays: the cell run again shows the guess, and the file holds it.
    run_cell(page, "silence")
    expect(number.get_by_role("status")).to_contain_text("Your guess: 40 %.")
    assert json.loads((lab.home / FILE).read_text("utf-8"))["04.silence"]["guess"] == 40
    assert complaints == []
    os.remove(lab.home / FILE)
