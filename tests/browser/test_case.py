"""A case of one's own in JupyterLab: a sentence is coded at its desk, and read in its matrix."""

import pytest

from shieldtalks import newcase
from tests.browser.lab import cell, run_all, run_cell, wait_idle
from tests.test_newcase import ARTICLES, CODES, code, write_tables

pytestmark = pytest.mark.browser


@pytest.mark.full(
    "a case of one's own coded and walked through in JupyterLab",
    short="tests/test_newcase.py::test_the_notebook_walks_from_codes_to_changes",
)
def test_a_case_is_coded_and_walked_through(lab, open_lab, shot, monkeypatch):
    monkeypatch.setenv("SHIELDTALKS_HOME", str(lab.home))
    newcase.new_case(lab.root / "dam", ARTICLES)
    write_tables(lab.root / "dam")
    code(lab.root / "dam", CODES[:-1])
    page = open_lab("dam/case.ipynb")
    run_all(page)
    desk = cell(page, "explore-desk").locator(".st-desk")
    desk.get_by_label("Article:").select_option("001 · Delta Post, 2033")
    desk.get_by_label("Sentence:").select_option("001.08")
    desk.get_by_label("Organization:").select_option("Lowland Foreign Ministry")
    desk.get_by_label("Concept:").select_option("Share control")
    desk.get_by_role("button", name="+ agrees").click()
    desk.get_by_role("button", name="Add this code").click()
    desk.get_by_text("Added: Lowland Foreign Ministry agrees: Share control.").wait_for()
    shot(desk, "case-desk")
    for cell_id in ("load-statements", "explore-matrix", "explore-networks", "explore-change"):
        run_cell(page, cell_id)
    wait_idle(page)
    matrix = cell(page, "explore-matrix").locator(".st-explorer")
    matrix.locator(".st-stage img[src^=data]").wait_for()
    matrix.locator("[data-mark='Lowland Foreign Ministry | shared']").click()
    assert matrix.get_by_text("but would look at a joint gate").count() == 1
    matrix.get_by_text("The two states should share control of any dam.").first.wait_for()
    for cell_id in ("explore-matrix", "explore-networks", "explore-change"):
        shot(cell(page, cell_id), f"case-{cell_id}")
