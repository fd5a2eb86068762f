"""The coding desk in JupyterLab: coded with the keyboard alone, kept in a file, resumed."""

import csv
import functools

import pytest
from playwright.sync_api import expect

from shieldtalks import load_corpus
from shieldtalks.explorers.coding import Coding, add_code, as_csv, own_file
from tests.browser.access import open_to_all
from tests.browser.driven import CELLS, code_a_sentence, codes_at, take_it_back, type_key
from tests.browser.lab import Shown, cell, wait_idle

pytestmark = pytest.mark.browser

LESSON = "03_code_it"
KEPT = ("000.03", "NATO", "talks_open", "yes")


@pytest.fixture
def open_desk(run_cells, lab):
    """open_desk(codes): the desk of lesson 03, in view, with so many codes kept before."""

    def open_with(*codes):
        coding = functools.reduce(lambda kept, code: add_code(kept, *code), codes, Coding())
        for file in lab.home.glob("coding-*"):
            file.unlink()
        if codes:
            lab.home.mkdir(exist_ok=True)
            corpus = load_corpus()
            (lab.home / own_file(corpus)).write_text(as_csv(coding, corpus), "utf-8")
        page = run_cells(LESSON, ("load", "explore-desk"))
        desk = cell(page, "explore-desk").locator(".st-desk")
        expect(codes_at(desk)).to_be_visible()
        return desk

    return open_with


def test_a_sentence_is_coded_without_a_mouse(open_desk, lab, shot):
    page = open_desk().page
    cells = page.evaluate(CELLS)
    code_a_sentence(page, shot)
    (file,) = lab.home.glob("coding-*.csv")
    with open(file, newline="", encoding="utf-8") as table:
        (row,) = csv.DictReader(table)
    assert (row["unit"], row["concept"], row["agreement"]) == ("000.03", "host_in_russia", "no")
    take_it_back(page)
    # Letters typed at the desk ran none of the notebook's shortcuts.
    assert page.evaluate(CELLS) == cells
    open_to_all(Shown(page, "explore-desk"), shot)


@pytest.mark.full(
    "letters typed into a text field beside the keys of the coding desk",
    short="tests/browser/test_desk.py::test_a_sentence_is_coded_without_a_mouse",
)
def test_letters_go_where_they_are_typed(open_desk):
    """Digits and signs are not taken for keys of the desk while a name is being typed."""
    desk = open_desk(KEPT)
    expect(desk.get_by_label("What happened")).to_contain_text("Resumed from coding-")
    mine = codes_at(desk)
    expect(mine).to_contain_text("NATO agrees: Talks are open")
    page = desk.page
    desk.get_by_label("Organization:").select_option(label="another name ...")
    name = desk.get_by_label("Name:").locator("visible=true")
    expect(name).to_have_count(1)
    name.focus()
    expect(name).to_be_focused()
    page.keyboard.type("Group of 20, a-b", delay=20)
    expect(name).to_have_value("Group of 20, a-b")
    wait_idle(page)
    desk.get_by_label("Concept:").focus()
    page.keyboard.type("Talks", delay=20)
    type_key(page, "+")
    type_key(page, "Enter")
    expect(mine).to_contain_text("Group of 20, a-b agrees: Talks are open")
    desk.get_by_label("Sentence:").focus()
    page.keyboard.type("000.12", delay=20)
    wait_idle(page)
    expect(desk.get_by_label("The sentence")).to_contain_text("[000.12]")
