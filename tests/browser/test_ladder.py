"""The end of exercise 00 in a real JupyterLab: a student's slider redraws a student's chart."""

import pytest
from playwright.sync_api import expect

from tests.browser.lab import cell, run_all

PATH = "solutions/00_start_here.ipynb"


pytestmark = pytest.mark.browser


@pytest.mark.full(
    "the slider that ends exercise 00, in JupyterLab",
    short="tests/browser/test_lesson_04.py::test_the_matrix_by_keyboard_by_mouse_without_a_kernel",
)
def test_a_students_slider_redraws_the_chart_with_its_words(open_lab, shot):
    page = open_lab(PATH)
    run_all(page)
    found = cell(page, "slider")
    picture = found.locator("img").first
    expect(picture).to_have_attribute(
        "alt",
        "A chart. Bars: host_in_russia 9, aimed_at_russia 9, "
        "talks_open 7, deploy_shield 6, rogue_threat 6, join_us_shield 6. "
        "Horizontal axis: number of statements.",
    )
    handle = found.locator(".noUi-handle")
    handle.focus()
    page.keyboard.press("ArrowRight")
    expect(found.locator("img").first).to_have_attribute(
        "alt",
        "A chart. Bars: host_in_russia 9, aimed_at_russia 9, talks_open 7. "
        "Horizontal axis: number of statements.",
    )
    expect(found.locator("img")).to_have_count(1)
    shot(page, "ladder-slider")
