"""Lessons 00 to 06 in JupyterLab: run, explored by mouse and by keyboard, read aloud.

Lessons 03 and 04 have tests of their own.
"""

import pytest

pytestmark = pytest.mark.browser


@pytest.mark.parametrize(
    "name",
    [
        "00_start_here",
        "01_what_is_in_the_file",
        "02_who_is_speaking",
        "05_allies_or_words",
        "06_did_anyone_move",
    ],
)
def test_a_lesson_is_driven(drive_lesson, name):
    drive_lesson(name)
