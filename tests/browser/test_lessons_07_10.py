"""Lessons 07 to 10 in JupyterLab: run, explored by mouse and by keyboard, read aloud.

Lesson 11 has a test of its own.
"""

import pytest

pytestmark = pytest.mark.browser


@pytest.mark.parametrize(
    "name",
    ["07_what_was_on_the_table", "08_is_there_a_deal", "09_why_no_deal", "10_how_was_it_told"],
)
def test_a_lesson_is_driven(drive_lesson, name):
    drive_lesson(name)
