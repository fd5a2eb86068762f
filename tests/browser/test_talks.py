"""The talks in JupyterLab: a move made with the keyboard alone, kept, and resumed."""

import json

import pytest
from playwright.sync_api import expect

from tests.browser.access import open_to_all
from tests.browser.lab import Shown, cell, wait_idle

pytestmark = pytest.mark.browser

LESSON = "11_at_the_table"


@pytest.fixture
def open_table(run_lesson, lab):
    """open_table(): the table of lesson 11, run and in view; reset=True forgets the game before."""

    def open_it(reset=True):
        if reset:
            (lab.home / "talks.json").unlink(missing_ok=True)
        page = run_lesson(LESSON)
        table = cell(page, "explore-table").locator(".st-explorer")
        expect(table.get_by_label("The table")).to_contain_text("Russia has to offer")
        return table

    return open_it


def test_an_offer_is_made_without_a_mouse(open_table, lab, shot):
    table = open_table()
    page = table.page
    table.get_by_label("Control:").focus()
    page.keyboard.type("Dec", delay=20)
    table.get_by_label("Russia's place:").focus()
    page.keyboard.type("One", delay=20)
    wait_idle(page)
    expect(table.get_by_label("Your points")).to_contain_text("44 points for you")
    table.get_by_role("button", name="Make this offer").focus()
    page.keyboard.press("Enter")
    wait_idle(page)
    said = table.get_by_label("The table")
    expect(said).to_contain_text("To your offer: The United States refuses.")
    expect(said).to_contain_text("Russia has to answer")
    shot(page, "talks-answered")
    kept = json.loads((lab.home / "talks.json").read_text("utf-8"))
    assert kept["offers"][0]["package"]["control"] == "shared"
    assert kept["offers"][0]["by"] == "RUS"
    table.get_by_role("button", name="Refuse theirs").focus()
    page.keyboard.press("Enter")
    wait_idle(page)
    past = table.get_by_role("region", name="The talks so far")
    expect(past.get_by_text("Round 1. NATO offers")).to_be_visible()
    past.scroll_into_view_if_needed()
    shot(page, "talks-refused")
    assert not page.context.strangers
    open_to_all(Shown(page, "explore-table"), shot)
