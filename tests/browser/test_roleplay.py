"""The talks in JupyterLab: a move made with the keyboard alone, kept, and resumed."""

import json

import pytest
from playwright.sync_api import expect

from tests.browser.access import open_to_all
from tests.browser.driven import make_an_offer, refuse_theirs
from tests.browser.lab import Shown, cell

pytestmark = pytest.mark.browser

LESSON = "11_at_the_table"


@pytest.fixture
def open_table(run_cells, lab):
    """open_table(): the table of lesson 11, in view; reset=True forgets the game before."""

    def open_it(reset=True):
        if reset:
            (lab.home / "talks.json").unlink(missing_ok=True)
        page = run_cells(LESSON, ("load", "see-pages", "explore-table"))
        table = cell(page, "explore-table").locator(".st-explorer")
        expect(table.get_by_label("The table")).to_contain_text("Russia has to offer")
        return table

    return open_it


def test_an_offer_is_made_without_a_mouse(open_table, lab, shot):
    page = open_table().page
    make_an_offer(page, shot)
    kept = json.loads((lab.home / "talks.json").read_text("utf-8"))
    assert kept["offers"][0]["package"]["control"] == "shared"
    assert kept["offers"][0]["by"] == "RUS"
    refuse_theirs(page, shot)
    assert not page.context.strangers
    open_to_all(Shown(page, "explore-table"), shot)
