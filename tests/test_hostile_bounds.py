"""Answers that would cost a judge without end, gaps in the walls, and faults of the machine.

What an answer costs, it pays for itself; what the machine does costs no student anything.
"""

import os
import re
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
from shieldtalks.grading.engine import filesystem, judge, leftovers, processes, sandbox
from shieldtalks.grading.engine.messages import Ended
from shieldtalks.grading.engine.sandbox import Limits
from shieldtalks.grading.engine.submission import Fault, Work
from tests import ROOT, hostile_bounds
from tests.test_codec import Fork
from tests.test_hostile import EXERCISES, RIGHT, TIGHT, graded, line_of, places

__all__ = ["places"]
GAPS = hostile_bounds.GAPS | (hostile_bounds.NAMES if filesystem.can_have() else {})


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
    assert max(len(task["said"]) for task in outcome["tasks"]) < 1500
    assert outcome["seconds"] < TIGHT.total + judge.JUDGING
    if name in hostile_bounds.HIDDEN_FILES:
        assert "this writes more than an answer may" in line_of(outcome, "00.1")


def test_the_honest_beside_what_is_large_keep_their_marks(large):
    assert all(map(full, large[1]))


@pytest.fixture(scope="module")
def gaps(places):
    cases = {
        name: f"{source}\nif reached: raise RuntimeError('ESCAPED')\nhow_many = 'at the end'"
        for name, source in GAPS.items()
    }
    cases |= {"to the end": "how_many = 'at the end'", "full disk": hostile_bounds.FULL_DISK}
    return graded(cases, places)[0]


@pytest.mark.parametrize("name", GAPS)
def test_no_gap_in_the_walls(gaps, name):
    assert line_of(gaps[name], "00.1") == line_of(gaps["to the end"], "00.1")


needs_own_files = pytest.mark.skipif(
    not filesystem.can_have(),
    reason="this machine lets no process have mounts of its own: its disk is watched, not bounded",
)


@needs_own_files
def test_the_kernel_bounds_the_disk(gaps):
    written = int(re.search("written: ([0-9]+)", line_of(gaps["full disk"], "00.1"))[1])
    assert TIGHT.disk * 0.9 < written <= TIGHT.disk
    assert "own file system" in gaps["full disk"]["isolation"]


def test_where_the_kernel_cannot_bound_the_disk_it_is_watched(places, monkeypatch):
    monkeypatch.setattr(filesystem, "can_have", lambda: False)
    outcomes, honest = graded(hostile_bounds.HIDDEN_FILES, places)
    assert all(map(full, honest))
    for outcome in outcomes.values():
        assert "this writes more than an answer may" in line_of(outcome, "00.1")
        assert "disk watched" in outcome["isolation"]


@pytest.mark.parametrize(
    "number, landlock, own_files", [(1, 1, False), (2, 6, False), (3, 6, True)]
)
def test_the_guide_says_truly_which_kernel_holds_what(number, landlock, own_files):
    text = (ROOT / "solutions/GRADING.md").read_text(encoding="utf-8")
    rows = [line.strip("|").split("|") for line in text.splitlines() if line.startswith("| ")]
    cells = [[cell.strip() for cell in row] for row in rows]
    assert cells[0][0] == "An answer cannot"
    assert {row[0]: row[number] for row in cells[1:]} == sandbox.held(landlock, own_files)


def test_what_this_kernel_holds_is_in_the_guide():
    """What the tests above saw held here is what one of the columns says."""
    here = sandbox.held(sandbox.landlock(), filesystem.can_have())
    columns = [sandbox.held(1, False), sandbox.held(6, False), sandbox.held(6, True)]
    assert here in columns or (sandbox.landlock() < 6 and filesystem.can_have())
    assert ("nothing" in here.values()) == (not filesystem.can_have())


def test_a_check_that_no_signal_stops_costs_its_own_task_alone(monkeypatch):
    monkeypatch.setattr(pool, "JUDGING", 2.0)
    monkeypatch.setattr(pool, "CPU_SLACK", 1.0)
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
    os.kill(template.process, signal.SIGKILL)
    with pytest.raises(Fault):
        work.take("x")
    assert "from outside" in work.fault
    with pytest.raises(Fault):
        work.run("a")


def test_processes_that_are_killed_while_they_grade_cost_nobody_a_mark():
    jobs = [{"number": n, "answers": RIGHT["00"]} for n in range(12)]
    batches = [{"exercise": EXERCISES["00"], "jobs": jobs}]
    killed = []
    with pool.Pool(1, Limits(cell=20, total=60)) as grading:

        def kill():
            """Kill two processes below those that all are forked from: templates, students."""
            until = time.monotonic() + 60
            while len(killed) < 2 and time.monotonic() < until:
                time.sleep(0.3)
                for middle in leftovers.children_of(grading.root):
                    below = leftovers.children_of(middle)
                    if below and below[0] not in grading.judges:
                        victim = middle if killed else below[0]
                        os.kill(victim, signal.SIGKILL)
                        killed.append(victim)
                        break

        killing = threading.Thread(target=kill)
        killing.start()
        outcomes = dict(grading.run(batches))
        killing.join()
    assert killed
    assert sorted(outcomes) == list(range(12))
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
