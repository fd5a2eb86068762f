"""Results on disk: whole or not at all, each in its place; text of other people made harmless."""

import csv
import io
import json
import os

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from shieldtalks.errors import DataError
from shieldtalks.grading.reports.lock import only_run
from shieldtalks.grading.reports.results import (
    FORMULA,
    defused,
    figure,
    gone,
    is_current,
    legible,
    load,
    one_line,
    place,
    save,
    table,
)
from tests.graded import result

HOSTILE = "<script>alert(1)</script>\u202etxt.exe\x00\r\n=1+1"


def names(found):
    """Return (student, exercise) of results."""
    return [(r["student"], r["exercise"]) for r in found]


# One file a submission


def test_what_is_saved_is_loaded_as_it_was(tmp_path):
    kept = [result("roe", "11", name=HOSTILE, notes=["late", "\ud800"]), result("doe", "03")]
    paths = [save(tmp_path, r) for r in kept]
    assert paths[0] == tmp_path / "results" / "roe" / "11.json"
    troubles = []
    assert load(tmp_path, troubles) == kept[::-1]
    assert not troubles


def test_a_second_save_replaces_the_first_and_leaves_nothing_beside_it(tmp_path):
    save(tmp_path, result(seconds=1.0))
    path = save(tmp_path, result(seconds=2.0))
    assert load(tmp_path)[0]["seconds"] == 2.0
    assert os.listdir(path.parent) == ["03.json"]


def test_a_save_that_fails_leaves_the_old_result(tmp_path, monkeypatch):
    path = save(tmp_path, result(seconds=1.0))

    def full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(DataError, match=r"^03\.json: cannot be written \(No space left on device"):
        save(tmp_path, result(seconds=2.0))
    monkeypatch.undo()
    assert load(tmp_path)[0]["seconds"] == 1.0
    assert os.listdir(path.parent) == ["03.json"]


@pytest.mark.parametrize("share", [0.0, 0.01, 0.5, 0.99])
def test_a_half_written_result_is_named_and_not_taken_for_current(tmp_path, share):
    save(tmp_path, result("whole"))
    path = save(tmp_path, result("half"))
    assert is_current(tmp_path, "half", "03", "half-03")
    data = path.read_bytes()
    path.write_bytes(data[: int(len(data) * share)])
    troubles = []
    assert names(load(tmp_path, troubles)) == [("whole", "03")]
    assert troubles == ["half/03.json: is no whole result. Grade it again with --force."]
    assert not is_current(tmp_path, "half", "03", "half-03")


def test_a_draft_that_a_killed_run_left_is_passed_over(tmp_path):
    path = save(tmp_path, result())
    path.with_name(".03.json.0badcafe").write_text('{"format": 1')
    troubles = []
    assert names(load(tmp_path, troubles)) == [("doe", "03")]
    assert not troubles


@pytest.mark.parametrize(
    ("change", "line"),
    [
        ({"format": 2}, "was written by another version of the grader (format 2)"),
        ({"format": "<b>\u202e"}, "another version of the grader (format <b>)"),
        ({"student": 3}, "student is not as it should be"),
        ({"notes": "late"}, "notes is not as it should be"),
        ({"ids": []}, "ids is not as it should be"),
        ({"seconds": "fast"}, "seconds is not as it should be"),
        ({"seconds": True}, "seconds is not as it should be"),
        ({"exercise": "3"}, "exercise is not as it should be"),
        ({"tasks": [{}]}, "tasks is not as it should be"),
        ({"tasks": {"03.1": 3}}, "tasks is not as it should be"),
    ],
)
def test_a_result_with_a_field_of_another_kind_is_named(tmp_path, change, line):
    path = save(tmp_path, result())
    path.write_text(json.dumps(result() | change))
    troubles = []
    assert load(tmp_path, troubles) == []
    assert troubles[0].startswith("doe/03.json: ")
    assert line in troubles[0]
    assert troubles[0].endswith("Grade it again with --force.")


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("earned", 4.0),
        ("earned", -1),
        ("points", True),
        ("points", "3"),
        ("verdict", "PASS"),
        ("id", "03.1; rm"),
        ("said", None),
    ],
)
def test_points_that_cannot_be_are_no_result(tmp_path, field, value):
    whole = result()
    whole["tasks"][0][field] = value
    with pytest.raises(DataError, match="tasks is not as it should be"):
        save(tmp_path, whole)
    assert not (tmp_path / "results").exists()


def test_one_task_does_not_count_twice(tmp_path):
    whole = result()
    whole["tasks"].append(dict(whole["tasks"][0]))
    with pytest.raises(DataError, match="tasks is not as it should be"):
        save(tmp_path, whole)


@pytest.mark.parametrize("number", ["NaN", "Infinity", "-Infinity", "1e999", "9" * 5000])
def test_numbers_that_are_none_are_no_result(tmp_path, number):
    path = save(tmp_path, result(seconds=123456789.0))
    path.write_text(path.read_text().replace("123456789.0", number))
    troubles = []
    assert load(tmp_path, troubles) == []
    assert len(troubles) == 1


def test_what_is_no_result_is_named_and_stops_nothing(tmp_path):
    path = save(tmp_path, result())
    (tmp_path / "results" / "stray.json").write_text("{}")
    (path.parent / "notes.txt").write_text("mine")
    (path.parent / "11.json").mkdir()
    (path.parent / "10.json").symlink_to(path)
    (path.parent / "09.json").write_text("[" * 100_000)
    (path.parent / "08.json").write_bytes(b"\xff\xfe\x00")
    troubles = []
    assert names(load(tmp_path, troubles)) == [("doe", "03")]
    assert len(troubles) == 6
    assert "doe/10.json: is no result. Move it out of results/." in troubles
    assert "doe/09.json: is no whole result. Grade it again with --force." in troubles


def test_a_result_in_the_place_of_another_is_not_counted(tmp_path):
    path = save(tmp_path, result("roe"))
    other = tmp_path / "results" / "doe" / "03.json"
    other.parent.mkdir()
    other.write_bytes(path.read_bytes())
    troubles = []
    assert names(load(tmp_path, troubles)) == [("roe", "03")]
    assert troubles == [
        "doe/03.json: is the result of roe, exercise 03. Put it back into its own place."
    ]


def test_work_of_no_known_exercise_is_kept_apart_by_its_file(tmp_path):
    for file in ("a.ipynb", "b.ipynb"):
        save(tmp_path, result(exercise="", file=file, key=file, tasks=[], trouble="which one?"))
    assert [r["file"] for r in load(tmp_path)] in (["a.ipynb", "b.ipynb"], ["b.ipynb", "a.ipynb"])
    assert is_current(tmp_path, "doe", "", "b.ipynb")
    assert not is_current(tmp_path, "doe", "", "c.ipynb")


def test_a_result_is_current_by_its_key_alone(tmp_path):
    save(tmp_path, result(key="abc"))
    assert is_current(tmp_path, "doe", "03", "abc")
    assert not is_current(tmp_path, "doe", "03", "abd")
    assert not is_current(tmp_path, "roe", "03", "abc")
    assert not is_current(tmp_path, "doe", "11", "abc")


@pytest.mark.parametrize(
    "student",
    ["", ".", "..", "../up", "a/b", "a\\b", "c:", ".hidden", "a\n", "a\x00", "x ", "\ud800"],
)
def test_no_name_leads_out_of_the_folder(tmp_path, student):
    with pytest.raises(DataError, match="cannot be the name of a result"):
        save(tmp_path, result("doe") | {"student": student})
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_was_not_graded_into_is_named(tmp_path):
    with pytest.raises(DataError, match=r"it holds no folder results/\. Name the folder"):
        load(tmp_path)


@given(st.text(max_size=30))
def test_every_name_is_refused_or_stays_inside(student):
    try:
        path = place("out", student, "03")
    except DataError:
        return
    assert path.parts == ("out", "results", student, "03.json")


# Text of other people


def test_what_cannot_be_seen_is_taken_out():
    assert one_line(HOSTILE) == "<script>alert(1)</script>txt.exe =1+1"
    assert legible("a\r\nb\rc\td\u2066\ud800") == "a\nb\nc\td"
    assert one_line("محمد علي") == "محمد علي"


@given(st.text(max_size=40))
def test_a_legible_text_can_be_written_anywhere(text):
    kept = legible(text)
    assert legible(kept) == kept
    assert kept.encode("utf-8").decode("utf-8") == kept
    assert len(one_line(text).splitlines()) <= 1


@given(st.lists(st.text(max_size=20), min_size=1, max_size=4))
def test_no_cell_of_a_table_is_a_formula(cells):
    cells = [legible(cell) for cell in cells]
    header = [f"c{i}" for i in range(len(cells))]
    rows = list(csv.reader(io.StringIO(table(header, [cells], mark=False), newline="")))
    # The csv module writes a single empty cell as a quoted one, so that its line is not lost.
    assert len(rows) == 2
    assert not any(cell.lstrip(" \u00a0")[:1] in tuple(FORMULA) for cell in rows[1])
    assert [cell.removeprefix("'") for cell in rows[1]] == [c.removeprefix("'") for c in cells]


def test_numbers_stay_numbers_in_a_table():
    read = pd.read_csv(io.StringIO(table(["a", "b"], [[-1.5, "-1.5"], [2, "x"]])))
    assert list(read["a"]) == [-1.5, 2]
    assert list(read["b"]) == ["'-1.5", "x"]
    assert defused("=cmd|' /C calc'!A0") == "'=cmd|' /C calc'!A0"


@pytest.mark.parametrize(
    ("number", "shown"), [(3.0, "3"), (0, "0"), (2.5, "2.5"), (10, "10"), (1 / 3, "0.33")]
)
def test_points_are_shown_short(number, shown):
    assert figure(number) == shown


def test_results_whose_submissions_are_gone_are_told_and_set_aside_on_demand(tmp_path):
    for student in ("ann", "bob"):
        save(tmp_path, result(student, "03"))
    assert gone(tmp_path, {("ann", "03"), ("bob", "03")}) == ""
    line = gone(tmp_path, {("ann", "03")})
    assert line == (
        "Graded before, and not handed in here: bob (03). "
        "They stay in the reports; --drop-gone sets them aside."
    )
    assert len(load(tmp_path)) == 2
    gone(tmp_path, {("ann", "03")}, drop=True)
    assert [one["student"] for one in load(tmp_path)] == ["ann"]
    assert (tmp_path / "set_aside/results/bob/03.json").exists()


def test_two_runs_do_not_write_into_one_folder(tmp_path):
    with only_run(tmp_path):
        with pytest.raises(DataError, match="another run writes there"), only_run(tmp_path):
            pass
        assert (tmp_path / ".in-use").exists()
    assert not list(tmp_path.iterdir())
    with only_run(tmp_path):
        pass
