"""Whatever process of a grader is killed, and when: marks as without it, and nothing left."""

import os
import random
import signal
import subprocess
import time

import pytest

from tests import ROOT
from tests.graders import processes_of
from tests.test_grade import FULL, GRADE, grades, hand_in

STUDENTS, KILLS = 4, 3
SHORT = range(1)
LONG = [
    pytest.param(
        seed,
        marks=pytest.mark.full(
            "a process of the grader killed at any moment",
            short="tests/test_kills.py::test_marks_and_leftovers",
        ),
    )
    for seed in range(1, 7)
]


def started(folder, environment):
    """Start a grader on a folder of submissions."""
    command = [*GRADE, str(folder / "in"), "--out", str(folder / "out"), "--workers", "1"]
    return subprocess.Popen(
        command, cwd=ROOT, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE
    )


@pytest.mark.parametrize("seed", [*SHORT, *LONG])
def test_marks_and_leftovers(seed, tmp_path):
    """In every second run the first kill is the grader's own; all others are any process's."""
    dice = random.Random(seed)
    for number in range(STUDENTS):
        wrong = ("answer-2",) if number == 1 else ()
        hand_in(tmp_path / "in", f"student{number}", "00", wrong)
    (tmp_path / "tmp").mkdir()
    environment = {**os.environ, "TMPDIR": str(tmp_path / "tmp")}
    grader, left, until = started(tmp_path, environment), KILLS, time.monotonic() + 200
    main = seed % 2 == 0
    try:
        while time.monotonic() < until:
            if left:
                time.sleep(dice.uniform(0.1, 3.0))
                found = sorted(processes_of(environment["TMPDIR"]))
                victim = grader.pid if main or not found else dice.choice(found)
                main = False
                if grader.poll() is None:
                    try:
                        os.kill(victim, signal.SIGKILL)
                    except ProcessLookupError:
                        continue
                    left -= 1
            if grader.poll() is None:
                time.sleep(0.05)
                continue
            assert b"Traceback" not in grader.stderr.read()
            if grader.returncode == 0 and len(grades(tmp_path / "out")) == STUDENTS:
                break
            grader = started(tmp_path, environment)  # as a teacher would, who sees it end
    finally:
        grader.kill()
        grader.wait()
    # A run that does nothing but look: what a dead one left is gone after it.
    subprocess.run(grader.args, cwd=ROOT, env=environment, capture_output=True, check=True)
    expected = {(f"student{n}", "00"): FULL - (n == 1) for n in range(STUDENTS)}
    assert grades(tmp_path / "out") == expected
    assert not processes_of(environment["TMPDIR"])
    assert os.listdir(environment["TMPDIR"]) == []
