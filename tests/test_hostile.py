"""Submissions that set out to deceive, to spy or to break: none gains, harms or stays.

Each case of tests/hostile.py is graded between two honest submissions by the same judge.
"""

import os
import shutil
import socket
import tempfile
from pathlib import Path

import pytest

from shieldtalks.grading import pool, run
from shieldtalks.grading.engine.sandbox import Limits, available
from tests import ROOT, hostile
from tests.graders import cut_after, processes_of

if available():
    pytest.fail(f"these tests need walls around a process: {available()}", pytrace=False)

TIGHT = Limits(cell=2.0, total=20.0, memory=400 << 20, disk=32 << 20)
MASTERS = run.read_masters(ROOT)
MASTERS["00"] = cut_after(MASTERS["00"], "check-3")
EXERCISES = {n: run.exercise_of(MASTERS[n], ROOT) for n in ("00", "03")}
RIGHT = {
    n: {cell["id"]: "".join(cell["source"]) for cell in MASTERS[n]["cells"] if run.is_answer(cell)}
    for n in EXERCISES
}
SHARED = (Path("/dev/shm"), Path("/var/tmp"))  # other programs write there, too
GAINED = {**hostile.FORGED, **hostile.BREAKING}


@pytest.fixture(scope="module")
def places(tmp_path_factory):
    """A home, a course and a neighbour's work that nobody may touch, and a port that listens.

    All of it, the folder for temporary files, too, is this process's own: other test runs may be
    grading on the same machine.
    """
    folder = tmp_path_factory.mktemp("class")
    canary = f"canary-{os.getpid()}"
    neighbour = folder / "submissions/ann/00_start_here.ipynb"
    neighbour.parent.mkdir(parents=True)
    neighbour.write_text("how_many = 86")
    (folder / "home").mkdir()
    (folder / "tmp").mkdir()
    master = folder / "solutions/00_start_here.ipynb"
    master.parent.mkdir()
    master.write_text("how_many = 86")
    for path in [folder, *folder.rglob("*")]:
        path.chmod(0o777 if path.is_dir() else 0o666)
    with (
        pytest.MonkeyPatch.context() as patch,
        socket.socket() as listening,
        socket.socket(socket.AF_UNIX) as other,
    ):
        patch.setattr(tempfile, "tempdir", str(folder / "tmp"))
        listening.bind(("127.0.0.1", 0))
        listening.listen()
        other.bind(f"\0{canary}")
        other.listen()
        yield {
            "NEIGHBOUR": str(neighbour),
            "MASTER": str(master),
            "COURSE": str(ROOT),
            "HOME": str(folder / "home"),
            "TMP": tempfile.gettempdir(),
            "PORT": str(listening.getsockname()[1]),
            "CANARY": canary,
            "ROOT": str(os.geteuid() == 0),
        }


def placed(source, places):
    """Return a source with the real places in it."""
    for name, place in places.items():
        source = source.replace(name, place)
    return source


def graded(cases, places, exercise="00", cell="answer-1", isolate=True):
    """Grade each case between two honest submissions; return {case: tasks}, and the honest ones."""
    jobs, names = [{"number": 0, "answers": RIGHT[exercise]}], {}
    for number, (name, source) in enumerate(cases.items(), 1):
        names[number] = name
        answers = source if isinstance(source, dict) else {cell: placed(source, places)}
        jobs.append({"number": number, "answers": answers})
    jobs.append({"number": len(jobs), "answers": RIGHT[exercise]})
    batches = pool.batches_of([(EXERCISES[exercise], job) for job in jobs], 2)
    outcomes = dict(pool.run_here(batches, 2, TIGHT, isolate))
    assert sorted(outcomes) == list(range(len(jobs)))
    honest = [outcomes[0], outcomes[len(jobs) - 1]]
    return {names[n]: outcomes[n] for n in names}, honest


def left_in(folders):
    """Return the processes of this run's graders, and what stands in some folders."""
    standing = {folder: sorted(map(str, folder.iterdir())) for folder in folders}
    return processes_of(tempfile.gettempdir()), standing


@pytest.fixture(scope="module")
def everything(places):
    """Everything graded once, with what stood on the machine before and after."""
    own = Path(places["NEIGHBOUR"]).parents[2]
    watched = [*SHARED, own, own / "tmp", own / "home"]
    before = left_in(watched)
    os.environ["SHIELDTALKS_TEST_SECRET"] = "x"
    reaching = {
        name: f"{source}\nif reached: raise RuntimeError('ESCAPED')\nhow_many = 1"
        for name, source in hostile.REACHING.items()
    }
    gained, first = graded(GAINED, places)
    reached, second = graded(reaching, places)
    telling = {"keeps what it was asked": hostile.TELLING}
    called, third = graded(hostile.CALLS | telling, places, "03", "answer-3")
    del os.environ["SHIELDTALKS_TEST_SECRET"]
    after = left_in(watched)
    return {
        "gained": gained,
        "reached": reached,
        "called": called,
        "honest": [*first, *second, *third],
        "before": before,
        "after": after,
    }


def line_of(outcome, task):
    """Return what was said of a task."""
    return next(t["said"] for t in outcome["tasks"] if t["id"] == task)


def test_there_are_enough():
    assert len(GAINED) + len(hostile.REACHING) + len(hostile.CALLS) >= 60


@pytest.mark.parametrize("name", GAINED)
def test_no_point_is_gained(everything, name):
    outcome = everything["gained"][name]
    assert "trouble" not in outcome
    assert len(outcome["tasks"]) == len(RIGHT["00"])
    for task in outcome["tasks"]:
        assert task["earned"] == 0
        assert task["verdict"] != "passed"
        assert task["said"]
        assert "\n" not in task["said"]
        task["said"].encode("utf-8")
        assert "Traceback" not in task["said"]


@pytest.mark.parametrize("name", hostile.REACHING)
def test_nothing_outside_is_reached(everything, name):
    said = line_of(everything["reached"][name], "00.1")
    assert "ESCAPED" not in said
    # It ran to its end, so what it tried was refused, and not the trying.
    assert said == line_of(everything["gained"]["prints the verdict"], "00.1")


@pytest.mark.parametrize("name", hostile.CALLS)
def test_no_function_gains_by_being_called(everything, name):
    outcome = everything["called"][name]
    assert "trouble" not in outcome
    third = next(t for t in outcome["tasks"] if t["id"] == "03.3")
    assert (third["earned"], third["verdict"]) == (0, "not yet")


def test_what_a_hidden_test_asks_is_told_to_nobody(everything):
    """Later cells of the same submission know what the visible check asked, and no more."""
    outcome = everything["called"]["keeps what it was asked"]
    said = {task["id"]: task["said"] for task in outcome["tasks"]}
    assert said["03.3"] == ""
    for task in ("03.4", "03.6"):
        assert "[[9, 1, 0], [2, 12, 3], [1, 0, 22]]" in said[task]
        for hidden in ("[5, 0, 0, 2]", "[1, 4, 6]"):
            assert hidden not in said[task]


def test_the_honest_beside_them_keep_their_marks(everything):
    for outcome in everything["honest"]:
        assert [task["said"] for task in outcome["tasks"]] == [""] * len(outcome["tasks"])


def test_nothing_stays_behind(everything, places):
    (processes, files), (processes_now, files_now) = everything["before"], everything["after"]
    assert processes_now <= processes
    for folder in files:
        new = {Path(name).name for name in set(files_now[folder]) - set(files[folder])}
        left = places["CANARY"] in new if folder in SHARED else new
        assert not left, (folder, new)
    neighbour = Path(places["NEIGHBOUR"])
    assert neighbour.read_text() == "how_many = 86"
    assert neighbour.stat().st_mode & 0o777 == 0o666
    assert list(Path(places["HOME"]).iterdir()) == []


def test_without_walls_the_same_attempts_get_through(places):
    """What the tests above see refused is refused by the walls, and by nothing else."""
    harmless = ("tcp", "udp", "fork", "shell command", "lists folders", "shared memory")
    cases = {
        name: f"{hostile.REACHING[name]}\nif reached: raise RuntimeError('ESCAPED')\nhow_many = 1"
        for name in harmless
    }
    outcomes, _ = graded(cases, places, isolate=False)
    Path("/dev/shm", places["CANARY"]).unlink(missing_ok=True)
    shutil.rmtree(places["HOME"])
    Path(places["HOME"]).mkdir()
    for name in harmless:
        assert "ESCAPED" in line_of(outcomes[name], "00.1"), name
        assert outcomes[name]["isolation"] == "none (--no-isolation)"
