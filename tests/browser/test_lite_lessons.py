"""Lessons in a browser that has no Python behind it: run to their ends, their explorers driven."""

import pytest

from tests import ROOT
from tests.browser.driven import DRIVEN
from tests.browser.lab import cell_outputs
from tests.browser.lite import run_all

pytestmark = pytest.mark.browser

LESSONS = sorted(path.stem for path in ROOT.glob("notebooks/[0-9][0-9]_*.ipynb"))


@pytest.mark.full(
    "every lesson run to its end in JupyterLite, its explorers driven",
    short="tests/browser/test_lite_exercises.py::test_04_by_keyboard_without_a_network",
)
@pytest.mark.parametrize("name", LESSONS)
def test_a_lesson_is_run_and_driven(opened, shot, name):
    page = opened(f"notebooks/{name}.ipynb")
    run_all(page)
    pictures = [
        output["data"]["text/html"]
        for outputs in cell_outputs(page).values()
        for output in outputs
        if "<img" in output.get("data", {}).get("text/html", "")
    ]
    assert pictures
    DRIVEN[name[:2]](page, lambda part, picture: shot(part, f"lite-{picture}"), lambda shown: None)
