"""A student's record of passed tasks: it survives restarts, damage and a full or closed disk."""

import importlib
import json
import os
import subprocess
import sys
import tempfile

import pytest

from shieldtalks.checks import check, progress, task_of
from shieldtalks.checks.progress import FILE
from shieldtalks.checks.texts import FOLDER, texts
from shieldtalks.errors import NotYet
from shieldtalks.student_files import work_folder
from tests import ROOT
from tests.answers.e00 import RIGHT
from tests.unprivileged import unprivileged

RIGHT_NUMBER = RIGHT["00.1"][0]
DAMAGED = {
    "cut off": b'{"00.1": {"passed": tr',
    "not UTF-8": b"\xff\xfe\x00",
    "empty": b"",
    "a list": b"[1, 2]",
    "too deep": b"[" * 100_000,
}


@pytest.fixture(autouse=True)
def nothing_waits(monkeypatch):
    """What one test could not write is not written by the next one."""
    module = importlib.import_module("shieldtalks.checks.progress")
    monkeypatch.setattr(module, "unkept", {})


@pytest.fixture
def home(tmp_path, monkeypatch):
    """A student's work folder, not made yet."""
    folder = tmp_path / "work"
    monkeypatch.setenv("SHIELDTALKS_HOME", str(folder))
    return folder


def run(code):
    """Run code in a Python of its own; return what it prints."""
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True)
    assert not done.stderr, done.stderr
    return done.stdout


def try_and_fail(answer):
    with pytest.raises(NotYet):
        check("00.1", answer)


def test_a_pass_is_there_after_a_restart(home):
    assert run(f"import shieldtalks as s; s.check('00.1', {RIGHT_NUMBER})") == "PASS 00.1\n"
    shown = run("import shieldtalks as s; print(s.progress().to_csv())")
    first, _, row, *_ = shown.splitlines()
    assert first.startswith("Exercise 00: core 1 of ")
    assert row.startswith("00.1,yes,20")


def test_progress_tells_passed_from_tried_and_counts_tries(home):
    try_and_fail(5)
    try_and_fail(6)
    check("00.2", RIGHT["00.2"][0])
    table = progress()
    assert table["passed"].to_dict() == {"00.1": "not yet", "00.2": "yes"}
    assert table["tries"].to_dict() == {"00.1": 2, "00.2": 1}
    assert table.at["00.1", "when"] == ""
    assert table.at["00.2", "when"]


def test_progress_tells_core_and_second_part_apart(home, capsys):
    try_and_fail(5)
    check("00.2", RIGHT["00.2"][0])
    check("00.16", RIGHT["00.16"][0])
    known = texts("00", FOLDER)
    core, second = (
        sum(t.points for t in known.values() if t.part == part) for part in ("core", "second")
    )
    earned = [known[task].points for task in ("00.2", "00.16")]
    capsys.readouterr()
    assert progress()["part"].to_dict() == {"00.1": "core", "00.2": "core", "00.16": "second"}
    assert capsys.readouterr().out == (
        f"Exercise 00: core {earned[0]} of {core} points, "
        f"second part {earned[1]} of {second} points.\n"
    )


def test_a_pass_is_never_lost_again(home):
    check("00.1", RIGHT_NUMBER)
    when = progress().at["00.1", "when"]
    try_and_fail(5)
    assert progress().loc["00.1", ["passed", "when", "tries"]].tolist() == ["yes", when, 2]


def test_three_dots_are_no_try(home):
    try_and_fail(...)
    assert progress().empty
    assert not home.exists()


def test_no_progress_is_an_empty_table(home):
    assert list(progress().columns) == ["passed", "when", "tries", "part"]
    assert progress().empty


@pytest.mark.parametrize("content", DAMAGED.values(), ids=DAMAGED.keys())
def test_a_damaged_file_is_set_aside(home, content, capsys):
    home.mkdir()
    (home / FILE).write_bytes(content)
    check("00.1", RIGHT_NUMBER)
    lines = capsys.readouterr().out.splitlines()
    kept = [path for path in home.iterdir() if path.name != FILE]
    assert [path.read_bytes() for path in kept] == [content]
    assert lines == [
        "PASS 00.1",
        f"{FILE} could not be read. It is kept as {kept[0].name}, and the record begins anew.",
    ]
    assert progress().at["00.1", "passed"] == "yes"


def test_entries_of_a_wrong_shape_do_no_harm(home):
    home.mkdir()
    strange = {"00.1": {"passed": "perhaps", "tries": "many"}, "00.2": 7, "00.3": {"first": 5}}
    (home / FILE).write_text(json.dumps(strange))
    check("00.1", RIGHT_NUMBER)
    table = progress()
    assert table["passed"].to_dict() == {"00.1": "yes", "00.3": "not yet"}
    assert table["tries"].to_dict() == {"00.1": 1, "00.3": 0}


def test_where_nothing_can_be_written_one_line_says_so(tmp_path, monkeypatch, capsys):
    blocked = tmp_path / "file"
    blocked.write_text("a file, where the folder should be")
    monkeypatch.setenv("SHIELDTALKS_HOME", str(blocked))
    check("00.1", RIGHT_NUMBER)
    first, second = capsys.readouterr().out.splitlines()
    assert first == "PASS 00.1"
    assert second.startswith("Not kept: progress.json cannot be written (")
    assert "SHIELDTALKS_HOME" in second
    assert progress()["passed"].to_dict() == {"00.1": "yes"}


def test_a_read_only_folder_gives_one_line(monkeypatch, capsys):
    task_of("00.1")
    with tempfile.TemporaryDirectory() as folder:
        os.chmod(folder, 0o555)
        monkeypatch.setenv("SHIELDTALKS_HOME", folder)

        def blocked():
            check("00.1", RIGHT_NUMBER)
            assert "Not kept: progress.json" in capsys.readouterr().out.splitlines()[1]

        unprivileged(blocked)
        assert not os.listdir(folder)


def test_a_write_that_breaks_off_leaves_the_old_record(home, monkeypatch, capsys):
    check("00.1", RIGHT_NUMBER)
    before = (home / FILE).read_bytes()

    def full(self, *args, **kwargs):
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr("pathlib.Path.replace", full)
        check("00.2", RIGHT["00.2"][0])
        assert "No space left on device" in capsys.readouterr().out
        assert (home / FILE).read_bytes() == before
        assert [path.name for path in home.iterdir()] == [FILE]
    check("00.3", RIGHT["00.3"][0])
    assert list(json.loads((home / FILE).read_text())) == ["00.1", "00.2", "00.3"]


def test_without_a_variable_the_folder_is_in_the_home_folder(monkeypatch, tmp_path):
    monkeypatch.delenv("SHIELDTALKS_HOME")
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("USERPROFILE", str(tmp_path))
    assert work_folder() == tmp_path / "shield-talks-work"
    assert task_of("00.1").title
