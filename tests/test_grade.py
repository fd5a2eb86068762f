"""Grading a class from the command line: marks, what is kept, what is resumed, where it runs."""

import contextlib
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pandas as pd
import pytest

from shieldtalks.cli import main
from shieldtalks.course.cells import is_answer, source_of
from shieldtalks.grading import pool, run
from shieldtalks.grading.engine import processes
from shieldtalks.grading.engine.sandbox import Limits
from shieldtalks.grading.reports import results
from tests import ROOT
from tests.graders import processes_of

MASTERS = run.read_masters(ROOT)
FULL = sum(c["points"] for c in run.exercise_of(MASTERS["00"], ROOT)["judge"]["cells"])
GRADE = [sys.executable, "-m", "shieldtalks.cli", "grade"]


def solved(exercise, wrong=()):
    """Return a notebook of right answers, as a student hands it in; some cells left open."""
    path = next((ROOT / "exercises").glob(f"{exercise}_*.ipynb"))
    notebook = json.loads(path.read_text(encoding="utf-8"))
    right = {c["id"]: c["source"] for c in MASTERS[exercise]["cells"] if is_answer(c)}
    for cell in notebook["cells"]:
        if cell["id"] in right and cell["id"] not in wrong:
            cell["source"] = right[cell["id"]]
    return path.name, json.dumps(notebook)


def hand_in(folder, student, exercise, wrong=()):
    """Put a notebook into the folder of a student."""
    name, text = solved(exercise, wrong)
    place = folder / student
    place.mkdir(parents=True, exist_ok=True)
    (place / name).write_text(text, encoding="utf-8")
    return place / name


def grades(out):
    """Return {(student, exercise): points}."""
    table = pd.read_csv(out / "grades.csv", dtype={"exercise": str})
    return table.set_index(["student", "exercise"])["points"].to_dict()


def when(out):
    """Return when each result was made, to the nanosecond."""
    return {p.relative_to(out): p.stat().st_mtime_ns for p in out.glob("results/*/*.json")}


SHORT = ("04", "11")  # tables, functions and charts; memos and deals
OTHERS = pytest.mark.full(
    "the answers of every other master, graded",
    short="tests/test_grade.py::test_the_answers_of_each_master_earn_every_point",
)


@pytest.fixture(scope="module")
def everyone(tmp_path_factory, pytestconfig):
    """Exercises solved by one student, and graded."""
    folder = tmp_path_factory.mktemp("everyone")
    for exercise in MASTERS if pytestconfig.option.full else SHORT:
        hand_in(folder / "in", "ann", exercise)
    assert main(["grade", str(folder / "in"), "--out", str(folder / "out")]) == 0
    return folder / "out"


@pytest.mark.parametrize(
    "exercise", [e if e in SHORT else pytest.param(e, marks=OTHERS) for e in sorted(MASTERS)]
)
def test_the_answers_of_each_master_earn_every_point(everyone, exercise):
    (result,) = (r for r in results.load(everyone) if r["exercise"] == exercise)
    assert [task["said"] for task in result["tasks"]] == [""] * len(result["tasks"])
    assert all(task["earned"] == task["points"] > 0 for task in result["tasks"])
    assert result["trouble"] == ""
    assert "Landlock" in result["isolation"]


@pytest.fixture
def class_of_three(tmp_path):
    hand_in(tmp_path / "in", "ann", "00")
    hand_in(tmp_path / "in", "bob", "00", wrong=("answer-2", "answer-5"))
    (tmp_path / "in/cid").mkdir()
    (tmp_path / "in/cid/00_start_here.ipynb").write_text("{")
    return tmp_path


def test_marks_and_what_is_not_graded_again(class_of_three, capsys):
    out = class_of_three / "out"
    arguments = ["grade", str(class_of_three / "in"), "--out", str(out), "--workers", "1"]
    assert main(arguments) == 0
    said = capsys.readouterr().out
    assert "2 graded, 0 unchanged, 1 that cannot be graded." in said
    marks, before = grades(out), when(out)
    assert marks[("ann", "00")] == FULL
    assert marks[("bob", "00")] == FULL - 2

    assert main(arguments) == 0
    assert "0 graded, 2 unchanged" in capsys.readouterr().out

    hand_in(class_of_three / "in", "bob", "00", wrong=("answer-2",))
    assert main(arguments) == 0
    assert "1 graded, 1 unchanged" in capsys.readouterr().out
    after = when(out)
    assert grades(out)[("bob", "00")] == FULL - 1
    assert {p for p in after if before[p] == after[p]} == {Path("results/ann/00.json")} | {
        p for p in after if "cid" in p.parts and before[p] == after[p]
    }

    assert main([*arguments, "--only", "ann", "--force"]) == 0
    assert "1 graded, 0 unchanged" in capsys.readouterr().out
    assert when(out)[Path("results/bob/00.json")] == after[Path("results/bob/00.json")]

    assert main([*arguments, "--only", "nobody"]) == 2
    assert "nobody here is called that" in capsys.readouterr().err


def test_a_machine_without_walls_is_refused_unless_told(class_of_three, capsys, monkeypatch):
    monkeypatch.setattr(processes, "available", lambda: "this Linux has no Landlock")
    out = class_of_three / "out"
    arguments = ["grade", str(class_of_three / "in"), "--out", str(out), "--workers", "1"]
    assert main(arguments) == 2
    said = capsys.readouterr().err
    assert "this Linux has no Landlock" in said
    assert "--no-isolation" in said
    assert main([*arguments, "--no-isolation"]) == 0
    assert {r["isolation"] for r in results.load(out) if r["tasks"]} == {"none (--no-isolation)"}
    assert "no-isolation" in (out / "overview.html").read_text()


@pytest.mark.full(
    "a grader that is killed by name, and its second run",
    short="tests/test_kills.py::test_marks_and_leftovers",
)
def test_a_run_that_was_killed_goes_on_and_leaves_nothing(tmp_path):
    for number in range(8):
        hand_in(tmp_path / "in", f"student{number:02}", "00")
    (tmp_path / "tmp").mkdir()
    own = {**os.environ, "TMPDIR": str(tmp_path / "tmp")}
    out = tmp_path / "out"
    command = [*GRADE, str(tmp_path / "in"), "--out", str(out), "--workers", "1"]
    with subprocess.Popen(command, cwd=ROOT, env=own, stderr=subprocess.DEVNULL) as running:
        while len(when(out)) < 3 and running.poll() is None:
            time.sleep(0.05)
        running.send_signal(signal.SIGKILL)
    kept = when(out)
    assert 3 <= len(kept) < 8
    until = time.monotonic() + 20
    while processes_of(own["TMPDIR"]) and time.monotonic() < until:
        time.sleep(0.1)
    assert not processes_of(own["TMPDIR"])
    assert os.listdir(own["TMPDIR"]) == []
    done = subprocess.run(command, cwd=ROOT, env=own, capture_output=True, text=True, check=True)
    assert f"{8 - len(kept)} graded, {len(kept)} unchanged" in done.stdout
    assert {p: t for p, t in when(out).items() if p in kept} == kept
    assert set(grades(out).values()) == {FULL}


def jobs(number, answers=None):
    """Return jobs of right answers to exercise 00."""
    right = {c["id"]: source_of(c) for c in MASTERS["00"]["cells"] if is_answer(c)}
    exercise = run.exercise_of(MASTERS["00"], ROOT)
    return [(exercise, {"number": n, "answers": answers or right}) for n in range(number)]


def test_a_judge_that_dies_loses_nothing():
    with pool.Pool(2, Limits(cell=5, total=10)) as grading:
        outcomes, killed = {}, False
        for number, outcome in grading.run(pool.batches_of(jobs(10), 2)):
            assert number not in outcomes
            outcomes[number] = outcome
            if not killed:
                os.kill(grading.judges[0], signal.SIGKILL)
                killed = True
    assert sorted(outcomes) == list(range(10))
    assert all(task["earned"] for o in outcomes.values() for task in o["tasks"])


def test_what_kills_every_judge_is_given_up_and_the_others_are_not():
    listed = jobs(3)
    listed[1][1]["answers"] = {"answer-1": 3}  # no text: the judge itself cannot go on
    outcomes = dict(pool.run_here(pool.batches_of(listed, 1), 1, Limits(cell=5, total=10), True))
    assert "it could not be graded: 3 times a judge was ended" in outcomes[1]["trouble"]
    assert all("tasks" in outcomes[n] for n in (0, 2))


def test_what_the_rehearsal_made_is_gone_when_an_answer_runs():
    ((exercise, job),) = jobs(1)
    later = [
        "late = 1",
        "statements.drop(statements.index, inplace=True)",
        "open('left', 'w')",
        "?",
    ]
    exercise["cells"] += later
    looks = {
        "answer-1": "how_many = len(statements)",
        "answer-2": "import os\nspokesman = 'Mikhail Kamynin' if not os.listdir() else ''",
        "answer-3": "in_2007 = [late]",
    }
    job["answers"] |= looks
    batches = pool.batches_of([(exercise, job)], 1)
    ((_, outcome),) = pool.run_here(batches, 1, Limits(cell=5, total=10), True)
    said = {task["id"]: task["said"] for task in outcome["tasks"]}
    assert (said["00.1"], said["00.2"]) == ("", "")
    assert "name 'late' is not defined" in said["00.3"]


def test_a_chart_is_judged_by_what_its_axes_show():
    (exercise, right), (_, wrong) = listed = jobs(2)
    (check,) = (cell for cell in exercise["judge"]["cells"] if cell["tasks"] == ["00.1"])
    check["source"] += """
from shieldtalks.course.charts import drawn
assert drawn(chart).lines == [("Russia", [(2007.0, 3.0), (2016.0, 5.0)])], "another line is wanted."
"""
    for (_, job), last in zip(listed, (5, 6), strict=True):
        draw = f"_, chart = plt.subplots()\nchart.plot([2007, 2016], [3, {last}], label='Russia')"
        source = f"import matplotlib.pyplot as plt\nhow_many = 86\n{draw}"
        job["answers"] = job["answers"] | {"answer-1": source}
    batches = [{"exercise": exercise, "jobs": [right, wrong]}]
    outcomes = dict(pool.run_here(batches, 1, Limits(cell=20, total=60), True))
    first, second = (outcomes[n]["tasks"][0] for n in (0, 1))
    assert (first["said"], first["earned"] > 0) == ("", True)
    assert "another line is wanted." in second["said"] and second["earned"] == 0


@contextlib.contextmanager
def dask(*arguments):
    """Run a command of Dask as long as it is needed."""
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    with subprocess.Popen([sys.executable, "-m", "dask", *map(str, arguments)], **quiet) as process:
        try:
            yield process
        finally:
            process.kill()


@pytest.mark.full(
    "grading on a Dask cluster that loses a worker",
    short="tests/test_grade.py::test_a_judge_that_dies_loses_nothing",
)
def test_a_cluster_gives_the_same_and_loses_nothing_with_a_worker(tmp_path):
    from distributed import Client

    note = tmp_path / "scheduler.json"
    own = ("--host", "127.0.0.1", "--no-dashboard", "--scheduler-file", note)
    joining = ("--no-dashboard", "--no-nanny", "--nthreads", "1", "--scheduler-file", note)
    batches = [{"exercise": exercise, "jobs": [job]} for exercise, job in jobs(8)]
    outcomes = {}
    with (
        dask("scheduler", "--port", "0", *own),
        dask("worker", *joining, "--local-directory", tmp_path / "one") as one,
        dask("worker", *joining, "--local-directory", tmp_path / "two"),
    ):
        until = time.monotonic() + 60
        while not note.exists() and time.monotonic() < until:
            time.sleep(0.1)
        address = json.loads(note.read_text())["address"]
        with Client(address) as client:
            client.wait_for_workers(2, timeout=60)
        for number, outcome in pool.run_on_cluster(batches, address, Limits(), True):
            assert number not in outcomes
            outcomes[number] = outcome
            if len(outcomes) == 2:
                one.kill()
    here = dict(pool.run_here(batches, 1, Limits(), True))
    assert {n: o["tasks"] for n, o in outcomes.items()} == {n: o["tasks"] for n, o in here.items()}


def test_a_scheduler_that_is_not_there_is_named(class_of_three, capsys, monkeypatch):
    monkeypatch.setattr(pool, "FINDING", 2)
    arguments = ["grade", str(class_of_three / "in"), "--out", str(class_of_three / "out")]
    assert main([*arguments, "--scheduler", "tcp://127.0.0.1:9"]) == 2
    assert "no Dask scheduler answers there" in capsys.readouterr().err
