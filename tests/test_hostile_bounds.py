"""Answers that would cost a judge without end, gaps in the walls, and faults of the machine.

What an answer costs, it pays for itself; what the machine does costs no student anything.
"""

import os
import signal
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

import pytest

from shieldtalks.errors import DataError
from shieldtalks.grading import pool
from shieldtalks.grading.engine import judge, leftovers, processes
from shieldtalks.grading.engine.messages import Ended
from shieldtalks.grading.engine.sandbox import Limits
from shieldtalks.grading.engine.submission import Fault, Work
from tests import hostile_bounds
from tests.test_codec import Fork
from tests.test_hostile import EXERCISES, RIGHT, TIGHT, graded, line_of, places

__all__ = ["places"]


def full(outcome):
    """Say whether an outcome has every point."""
    return [task["said"] for task in outcome.get("tasks", [{"said": str(outcome)}])] == [""] * len(
        RIGHT["00"]
    )


@pytest.fixture(scope="module")
def large(places):
    return graded({**hostile_bounds.LARGE, **hostile_bounds.HIDDEN_FILES}, places)


@pytest.mark.parametrize("name", [*hostile_bounds.LARGE, *hostile_bounds.HIDDEN_FILES])
def test_what_is_large_costs_its_own_points_and_its_own_time(large, name):
    outcomes, _ = large
    outcome = outcomes[name]
    assert "trouble" not in outcome
    assert sum(task["earned"] for task in outcome["tasks"]) == 0
    assert outcome["seconds"] < TIGHT.total + judge.JUDGING
    if name in hostile_bounds.HIDDEN_FILES:
        assert "this writes more than an answer may" in line_of(outcome, "00.1")


def test_the_honest_beside_what_is_large_keep_their_marks(large):
    assert all(map(full, large[1]))


@pytest.fixture(scope="module")
def gaps(places):
    cases = {
        name: f"{source}\nif reached: raise RuntimeError('ESCAPED')\nhow_many = 'at the end'"
        for name, source in hostile_bounds.GAPS.items()
    }
    return graded(cases | {"to the end": "how_many = 'at the end'"}, places)[0]


@pytest.mark.parametrize("name", hostile_bounds.GAPS)
def test_no_gap_in_the_walls(gaps, name):
    assert line_of(gaps[name], "00.1") == line_of(gaps["to the end"], "00.1")


def test_a_check_that_no_signal_stops_costs_its_own_task_alone(monkeypatch):
    monkeypatch.setattr(pool, "JUDGING", 8.0)
    exercise = EXERCISES["00"] | {"judge": {"cells": [c.copy() for c in CELLS]}}
    (check,) = (c for c in exercise["judge"]["cells"] if c["tasks"] == ["00.2"])
    slow = RIGHT["00"] | {"answer-2": "spokesman = 'slow'"}
    check["source"] = "if spokesman == 'slow': sum(range(10**14))\n" + check["source"]
    jobs = [{"number": n, "answers": slow if n == 1 else RIGHT["00"]} for n in range(3)]
    batches = [{"exercise": exercise, "jobs": jobs}]
    outcomes = dict(pool.run_here(batches, 1, Limits(cell=20, total=60), True))
    assert full(outcomes[0]) and full(outcomes[2])
    said = {task["id"]: task["said"] for task in outcomes[1]["tasks"] if task["said"]}
    assert list(said) == ["00.2"]
    assert "takes too long" in said["00.2"]


CELLS = EXERCISES["00"]["judge"]["cells"]


# What the machine does


class Killed(Fork):
    """A template whose student was ended from outside."""

    def end(self, process, gone=False):
        os.kill(process, signal.SIGKILL)
        os.waitpid(process, 0)
        return Ended(signal.SIGKILL, 0.1)


def test_a_student_s_process_that_was_killed_is_no_mark():
    template = Killed({"x": 1})
    work = Work(template, Limits(), {"a": "1"})
    assert work.take("x") == 1
    os.kill(template._process, signal.SIGKILL)
    with pytest.raises(Fault):
        work.take("x")
    assert "from outside" in work.fault
    with pytest.raises(Fault):
        work.run("a")


def test_processes_that_are_killed_while_they_grade_cost_nobody_a_mark():
    jobs = [{"number": n, "answers": RIGHT["00"]} for n in range(4)]
    batches = [{"exercise": EXERCISES["00"], "jobs": jobs}]
    killed = []
    with pool.Pool(1, Limits(cell=20, total=60)) as judges:
        root = judges._processes._process.pid

        def kill():
            """Kill two processes below those that all are forked from: templates, students."""
            until = time.monotonic() + 60
            while len(killed) < 2 and time.monotonic() < until:
                time.sleep(0.7)
                for middle in leftovers._children_of(root):
                    below = leftovers._children_of(middle)
                    if below and below[0] not in judges._slots:
                        victim = middle if killed else below[0]
                        os.kill(victim, signal.SIGKILL)
                        killed.append(victim)
                        break

        killing = threading.Thread(target=kill)
        killing.start()
        outcomes = dict(judges.run(batches))
        killing.join()
    assert killed
    assert sorted(outcomes) == [0, 1, 2, 3]
    assert all(map(full, outcomes.values()))


def test_processes_that_die_while_they_start_are_told_of(monkeypatch):
    monkeypatch.setattr(processes.sys, "executable", "/bin/true")
    begun = time.monotonic()
    with pytest.raises(DataError, match="ended while they start"):
        pool.Pool(1, TIGHT)
    assert time.monotonic() - begun < 60


def test_what_a_dead_run_left_is_removed_by_the_next(tmp_path, monkeypatch):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    running = leftovers.Scratch()
    left = tmp_path / f"{leftovers.PREFIX}left"
    (left / "deep/er").mkdir(parents=True)
    (left / leftovers.LOCK).touch()
    fresh = tmp_path / f"{leftovers.PREFIX}fresh"  # made just now, its lock to come
    fresh.mkdir()
    sleeping = subprocess.Popen(
        [sys.executable, "-c", "import time; time.sleep(100)"],
        env={leftovers.MARK: f"{left}/work"},
        start_new_session=True,
    )
    time.sleep(0.3)
    following = leftovers.Scratch()
    assert sleeping.wait(10) == -signal.SIGKILL
    assert not left.exists()
    assert fresh.exists()
    assert running.folder.exists()
    for scratch in (running, following):
        scratch.close()
    assert [Path(p).name for p in os.listdir(tmp_path)] == [fresh.name]
