"""Lessons in JupyterLab: run, explored by mouse and by keyboard, read aloud.

Lessons 03, 04 and 11 have tests of their own, which also look at their explorers in the dark, in
large letters, and with Tab: a desk that is typed at, pages that turn, and talks that are redrawn
live. Lessons with explorers of the same kinds follow in the long run.
"""

import pytest

from tests import ROOT
from tests.browser.access import examine_output, open_to_all

pytestmark = pytest.mark.browser

ALONE = ("03", "04", "11")
LESSONS = sorted(path.stem for path in ROOT.glob("notebooks/[0-9][0-9]_*.ipynb"))


@pytest.mark.full(
    "every other lesson in JupyterLab, its explorers driven, with axe-core",
    short="tests/browser/test_lesson_04.py::test_the_matrix_by_keyboard_by_mouse_without_a_kernel",
)
@pytest.mark.parametrize("name", [name for name in LESSONS if name[:2] not in ALONE])
def test_every_lesson_is_driven(drive_lesson, name):
    drive_lesson(name, examine_output)


@pytest.mark.full(
    "every explorer with Tab, in the dark and in large letters",
    short="tests/browser/test_lesson_04.py::test_the_matrix_by_keyboard_by_mouse_without_a_kernel",
)
@pytest.mark.parametrize("name", [name for name in LESSONS if name[:2] not in ALONE])
def test_explorers_are_open_to_all(drive_lesson, shot, name):
    drive_lesson(name, lambda shown: open_to_all(shown, shot))
