"""The coding desk in JupyterLab: coded with the keyboard alone, kept in a file, resumed."""

import csv
import functools

import pytest
from playwright.sync_api import expect

from shieldtalks import load_corpus
from shieldtalks.explorers import PRACTICE
from shieldtalks.explorers.coding import Coding, add_code, as_csv, own_file
from tests.browser.access import open_to_all
from tests.browser.lab import PANEL, Shown, cell, wait_idle

pytestmark = pytest.mark.browser

LESSON = "03_code_it"
KEPT = ("000.03", "NATO", "talks_open", "yes")
CELLS = f"() => {PANEL}.content.widgets.length"


@pytest.fixture
def open_desk(run_lesson, lab):
    """open_desk(codes): the desk of lesson 03, run and in view, with so many codes kept before."""

    def open_with(*codes):
        coding = functools.reduce(lambda kept, code: add_code(kept, *code), codes, Coding())
        for file in lab.home.glob("coding-*"):
            file.unlink()
        if codes:
            lab.home.mkdir(exist_ok=True)
            corpus = load_corpus()
            (lab.home / own_file(corpus)).write_text(as_csv(coding, corpus), "utf-8")
        page = run_lesson(LESSON)
        desk = cell(page, "explore-desk").locator(".st-desk")
        expect(desk.get_by_label("Your codes for this sentence")).to_be_visible()
        return desk

    return open_with


def type_key(desk, key):
    desk.page.keyboard.press(key)
    wait_idle(desk.page)


def test_a_sentence_is_coded_without_a_mouse(open_desk, lab, shot):
    desk = open_desk()
    page, cells = desk.page, desk.page.evaluate(CELLS)
    desk.get_by_label("Concept:").focus()
    page.keyboard.type("Host", delay=20)
    page.keyboard.press("Tab")
    page.keyboard.type("Mikhail", delay=20)
    type_key(desk, "-")
    type_key(desk, "Enter")
    mine = desk.get_by_label("Your codes for this sentence")
    expect(mine).to_contain_text("Mikhail Kamynin, RUS Foreign Ministry disagrees: Host on Russian")
    expect(mine.get_by_role("table")).to_have_count(0)
    type_key(desk, "?")
    expect(mine.get_by_role("table")).to_be_visible()
    expect(desk.get_by_role("img")).to_be_visible()
    (file,) = lab.home.glob("coding-*.csv")
    with open(file, newline="", encoding="utf-8") as table:
        (row,) = csv.DictReader(table)
    assert (row["unit"], row["concept"], row["agreement"]) == ("000.03", "host_in_russia", "no")
    shot(page, "desk-coded")

    type_key(desk, ".")
    expect(desk.get_by_label("The sentence")).to_contain_text(f"[{PRACTICE[1]}]")
    type_key(desk, "0")
    expect(mine).to_contain_text("Nothing to code here.")
    type_key(desk, "0")
    type_key(desk, ",")
    remove = mine.get_by_role("button", name="Remove: Mikhail Kamynin")
    remove.focus()
    type_key(desk, "Enter")
    expect(mine).to_contain_text("Not decided yet.")
    assert page.evaluate(CELLS) == cells
    open_to_all(Shown(page, "explore-desk"), shot)


def test_letters_go_where_they_are_typed(open_desk):
    """Digits and signs are not taken for keys of the desk while a name is being typed."""
    desk = open_desk(KEPT)
    expect(desk.get_by_label("What happened")).to_contain_text("Resumed from coding-")
    mine = desk.get_by_label("Your codes for this sentence")
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
    type_key(desk, "+")
    type_key(desk, "Enter")
    expect(mine).to_contain_text("Group of 20, a-b agrees: Talks are open")
    desk.get_by_label("Sentence:").focus()
    page.keyboard.type("000.12", delay=20)
    wait_idle(page)
    expect(desk.get_by_label("The sentence")).to_contain_text("[000.12]")
