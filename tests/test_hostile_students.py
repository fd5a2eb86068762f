"""Students who have read the grader: no point gained, nobody harmed, nothing left behind.

As tests/test_hostile.py, with the cases of tests/hostile_students.py, between two honest ones.
"""

from pathlib import Path

import pytest

from tests import hostile_students as hostile
from tests.test_hostile import RIGHT, graded, left_in, line_of, places

__all__ = ["places"]  # the fixture
LONG = pytest.mark.full(
    "messages that are none, what is left behind, answers that lie, Python turned against itself",
    short="tests/test_hostile.py::test_no_point_is_gained",
)
GROUPS = [
    "OTHERS",
    *(pytest.param(group, marks=LONG) for group in ("NO_MESSAGE", "LEFT", "LYING", "TURNED")),
]


@pytest.mark.parametrize("group", GROUPS)
def test_nothing_is_gained_harmed_or_left(group, places):
    cases = getattr(hostile, group)
    if group == "OTHERS":
        end = "if reached: raise RuntimeError(f'ESCAPED {globals().get(\"tried\")}')\nhow_many = 1"
        cases = {name: f"{source}\n{end}" for name, source in cases.items()}
    own = Path(places["NEIGHBOUR"]).parents[2]
    before = left_in([own, own / "tmp", own / "home"])
    outcomes, honest = graded(cases, places)
    for outcome in honest:
        assert [task["said"] for task in outcome["tasks"]] == [""] * len(RIGHT["00"])
    for name, outcome in outcomes.items():
        assert "trouble" not in outcome, name
        assert [task["earned"] for task in outcome["tasks"]] == [0] * len(RIGHT["00"]), name
        for task in outcome["tasks"]:
            assert task["said"] and "\n" not in task["said"], name
            assert "Traceback" not in task["said"], name
        if group == "OTHERS":
            assert "ESCAPED" not in line_of(outcome, "00.1"), name
    processes, files = left_in([own, own / "tmp", own / "home"])
    assert processes <= before[0]
    assert files == before[1]


def test_there_are_enough_of_them():
    groups = ("OTHERS", "NO_MESSAGE", "LEFT", "LYING", "TURNED")
    assert sum(len(getattr(hostile, group)) for group in groups) >= 80
