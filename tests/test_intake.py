"""Submissions as platforms produce them: whose, which exercise, what was answered, what is wrong.

Real files, folders and zips are made for every test. Nothing that a student hands in may raise an
error, reach outside, speak for somebody else, or take a good submission along.
"""

import copy
import functools
import io
import json
import os
import re
import socket
import stat
import struct
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shieldtalks.errors import DataError
from shieldtalks.grading.submissions import folders
from shieldtalks.grading.submissions.intake import Submission, read_class
from shieldtalks.grading.submissions.labels import label_of
from shieldtalks.grading.submissions.students import people_of, platform_of, shown, student_key
from tests import ROOT

needs_posix = pytest.mark.skipif(os.name != "posix", reason="links and pipes of POSIX systems")

JANE = "doejane_12345_678910_03_code_it.ipynb"
BOB = "roebob_777_679000_03_code_it.ipynb"


@functools.cache
def masters():
    """Return {number: master notebook}, read as JSON and nothing more."""
    paths = sorted(ROOT.glob("solutions/[0-9]*.ipynb"))
    return {path.name[:2]: json.loads(path.read_text("utf-8")) for path in paths}


@functools.cache
def released(number):
    path = next(ROOT.glob(f"exercises/{number}_*.ipynb"))
    return path.read_text("utf-8")


def exercise(number="03", **answers):
    """Return an exercise as a dict, with answers such as answer_1="x = 5"."""
    notebook = json.loads(released(number))
    for name, source in ({"answer_1": "x = 5"} | answers).items():
        cell_of(notebook, name.replace("_", "-"))["source"] = source
    return notebook


def cell_of(notebook, name):
    return next(cell for cell in notebook["cells"] if cell.get("id") == name)


def blank_answer(number):
    return "".join(cell_of(json.loads(released("03")), f"answer-{number}")["source"])


def text_of(number="03", **answers):
    return json.dumps(exercise(number, **answers), ensure_ascii=False)


def make(folder, files):
    """Write {path: text, bytes or notebook} into a folder; return the folder."""
    for path, content in files.items():
        place = folder / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(as_bytes(content))
    return folder


def as_bytes(content):
    if isinstance(content, dict):
        content = json.dumps(content, ensure_ascii=False)
    return content if isinstance(content, bytes) else content.encode()


def zipped(files, **options):
    """Return {path: content} as the bytes of a zip."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for path, content in files.items():
            archive.writestr(path, as_bytes(content), **options)
    return out.getvalue()


def found(folder, **only):
    """Return the submissions in a folder as {(student, exercise): Submission}."""
    submissions = read_class(folder, masters())[0]
    assert all(isinstance(one, Submission) for one in submissions)
    by_key = {(one.student, one.exercise): one for one in submissions}
    assert len(by_key) == len(submissions)
    for one in submissions:
        assert is_sound(one)
    return by_key


def is_sound(one):
    """Say whether a submission keeps to what is promised of every one."""
    lines = [one.trouble, *one.notes, one.name, one.file, one.student]
    assert all(line == shown(line, 10**6) for line in lines), "something unseen in a line"
    assert bool(one.trouble) != bool(one.answers)
    assert not one.trouble or (one.trouble.startswith(one.file) and one.trouble.endswith("."))
    assert re.fullmatch(r"[a-z0-9][a-z0-9_-]{0,79}", one.student)
    assert all(isinstance(k, str) and isinstance(v, str) for k, v in one.answers.items())
    assert all(isinstance(v, str) for v in one.ids.values())
    assert not one.exercise or one.exercise in masters()
    return True


def only(folder):
    """Return the one submission that is there."""
    (one,) = found(folder).values()
    return one


# Names of platforms

SHAPES = {
    "Canvas": (JANE, "doejane_12345", "doejane", {"canvas_id": "12345"}),
    "Canvas, late": (
        "doejane_LATE_12345_678910_03_code_it.ipynb",
        "doejane_12345",
        "doejane",
        {"canvas_id": "12345"},
    ),
    "Canvas, handed in again": (
        "doejane_12345_678910_03_code_it-1.ipynb",
        "doejane_12345",
        "doejane",
        {"canvas_id": "12345"},
    ),
    "Canvas, without names": (
        "LATE_anon_8Fk2x_678910_03_code_it.ipynb",
        f"{student_key('anon_8Fk2x')}",
        "anon_8Fk2x",
        {"canvas_anonymous": "anon_8Fk2x"},
    ),
    "Canvas, another name of the file": (
        "o_neil_12_678910_my work (final).ipynb",
        "o_neil_12",
        "o_neil",
        {"canvas_id": "12"},
    ),
    "Moodle": (
        "Jane Doe_12345_assignsubmission_file_/03_code_it.ipynb",
        "jane-doe_12345",
        "Jane Doe",
        {"moodle_id": "12345"},
    ),
    "Moodle 4, with a folder of the student's": (
        "José Ñandú_12345_assignsubmission_file/work/x.ipynb",
        "jose-nandu_12345",
        "José Ñandú",
        {"moodle_id": "12345"},
    ),
    "Moodle, all in one folder": (
        "Jane Doe_12345_assignsubmission_file_03_code_it.ipynb",
        "jane-doe_12345",
        "Jane Doe",
        {"moodle_id": "12345"},
    ),
    "Moodle, blind": (
        "Participant_88_assignsubmission_file_/03_code_it.ipynb",
        "participant_88",
        "Participant",
        {"moodle_id": "88"},
    ),
    "nbgrader": (
        "submitted/jdoe/03_code_it/03_code_it.ipynb",
        "jdoe",
        "jdoe",
        {"nbgrader_id": "jdoe", "nbgrader_assignment": "03_code_it"},
    ),
    "nbgrader, its exchange": (
        "jdoe+ps3+2026-11-20 10:00:00.000001 UTC+b2xkc2Vj/03_code_it.ipynb",
        "jdoe",
        "jdoe",
        {"nbgrader_id": "jdoe", "nbgrader_assignment": "ps3"},
    ),
    "Gradescope, without its list": (
        "submission_4711/03_code_it.ipynb",
        "submission_4711",
        "submission_4711",
        {"gradescope_id": "4711"},
    ),
    "a file named by student": ("jdoe.ipynb", "jdoe", "jdoe", {}),
    "student and exercise": ("jdoe_03_code_it.ipynb", "jdoe", "jdoe", {}),
    "exercise and student": ("03_code_it - jdoe.ipynb", "jdoe", "jdoe", {}),
    "a folder named by student": ("jdoe/03_code_it.ipynb", "jdoe", "jdoe", {}),
    "a folder in a folder": ("jdoe/exercises/03_code_it (2).ipynb", "jdoe", "jdoe", {}),
    "a number for a name": ("4711/03_code_it.ipynb", "4711", "4711", {}),
    "a name that Windows keeps for itself": (
        "con/03_code_it.ipynb",
        student_key("con"),
        "con",
        {},
    ),
}


def assert_is(one, shape):
    """Check that a submission is the one that a shape of SHAPES names."""
    _, key, name, ids = SHAPES[shape]
    assert (one.student, one.name, one.ids, one.trouble) == (key, name, ids, "")
    assert one.answers["answer-1"] == "x = 5"
    assert one.answers.keys() == {c["id"] for c in masters()["03"]["cells"] if "answer" in c["id"]}


@pytest.mark.parametrize("shape", SHAPES)
def test_the_names_that_platforms_give_are_read_from_folders_and_zips(shape, tmp_path):
    path, key, *_ = SHAPES[shape]
    assert_is(only(make(tmp_path / "all", {path: exercise()})), shape)
    whole = zipped({path: exercise()})
    assert_is(only(make(tmp_path, {"all.zip": whole}) / "all.zip"), shape)
    more = {path: exercise()}
    if not SHAPES[shape][3]:
        more |= {"ann/03_code_it.ipynb": exercise(), "ben.ipynb": exercise()}
    by_key = found(make(tmp_path / "zips", {"export.zip": zipped(more)}))
    assert_is(by_key.pop((key, "03")), shape)


@pytest.mark.parametrize("shape", [shape for shape in SHAPES if "/" not in SHAPES[shape][0]])
def test_students_may_hand_in_a_zip(shape, tmp_path):
    path = re.sub(r"(\.ipynb)$", ".zip", SHAPES[shape][0])
    inner = zipped({"03_code_it.ipynb": exercise()})
    assert_is(only(make(tmp_path / "all", {path: inner})), shape)
    assert_is(only(make(tmp_path, {"all.zip": zipped({path: inner})}) / "all.zip"), shape)


def test_what_stands_in_a_zip_is_shown_behind_a_colon(tmp_path):
    inner = zipped({"work/03_code_it.ipynb": exercise()})
    make(tmp_path, {"all.zip": zipped({"doejane_1_678910_w.zip": inner, BOB: exercise()})})
    files = {one.file for one in found(tmp_path).values()}
    assert files == {f"all.zip: {BOB}", "all.zip: doejane_1_678910_w.zip: work/03_code_it.ipynb"}


def test_late_is_noted(tmp_path):
    make(tmp_path, {"doejane_LATE_12345_678910_03_code_it.ipynb": exercise(), BOB: exercise()})
    assert found(tmp_path)["doejane_12345", "03"].notes == ("Canvas marks it as late.",)
    assert found(tmp_path)["roebob_777", "03"].notes == ()


METADATA = """\
submission_4711:
  :submitters:
  - :name: Jane O'Doe
    :sid: '90210'
    :email: jane@example.org
  - :name: "M\\u00fcller, Max"
    :sid:
    :email: 'max@example.org'
  :created_at: 2026-11-20 10:00:00.000000000 Z
  :results:
    tests:
    - name: x
      output: |
        submission_4712:
          :submitters:
          - :name: Somebody Else
            :sid: '1'
submission_4712:
  :submitters:
  - :name: Bob Roe
    :sid: '90211'
    :email: bob@example.org
"""


def test_gradescope_says_who_handed_in_and_with_whom(tmp_path):
    make(
        tmp_path / "assignment_1_export",
        {
            "submission_metadata.yml": METADATA,
            "submission_4711/03_code_it.ipynb": exercise(),
            "submission_4712/03_code_it.ipynb": exercise(answer_1="x = 6"),
        },
    )
    by_key = found(tmp_path)
    jane, bob = by_key["jane-o-doe_90210", "03"], by_key["bob-roe_90211", "03"]
    ids = {"gradescope_id": "4711", "sid": "90210", "email": "jane@example.org"}
    assert (jane.name, jane.ids) == ("Jane O'Doe", ids)
    assert bob.answers["answer-1"] == "x = 6"
    max_ = next(one for one in by_key.values() if one.name == "Müller, Max")
    assert max_.answers == jane.answers
    assert len(by_key) == 3


def test_what_a_program_printed_names_nobody():
    assert [p["name"] for p in people_of(METADATA.encode())["submission_4712"]] == ["Bob Roe"]


def test_lists_of_gradescope_count_only_where_gradescope_puts_them(tmp_path):
    forged = METADATA.replace("submission_4712", "submission_1")
    make(
        tmp_path,
        {
            "submission_4711/submission_metadata.yml": forged,
            "submission_4711/submission_1/03_code_it.ipynb": exercise(),
        },
    )
    assert only(tmp_path).student == "submission_4711"


def test_nbgraders_own_folder_is_known_by_its_name(tmp_path):
    make(
        tmp_path / "submitted",
        {
            "jdoe/ps3/03_code_it.ipynb": exercise(),
            "jdoe/ps3/timestamp.txt": "2026-11-20 10:00:00 UTC",
        },
    )
    assert only(tmp_path / "submitted").ids["nbgrader_id"] == "jdoe"


# Plain names


def students(folder):
    return {one.name for one in found(folder).values()}


@pytest.mark.parametrize(
    ("paths", "expected"),
    [
        (["hw/ann.ipynb", "hw/bob.ipynb"], {"ann", "bob"}),
        (["hw/ann/03_code_it.ipynb", "hw/bob/03_code_it.ipynb"], {"ann", "bob"}),
        (["a/ann.ipynb", "a/bob.ipynb", "b/ann.ipynb", "c.ipynb"], {"a", "b", "c"}),
        (["a/ann.ipynb", "a/b.ipynb", "b/ann.ipynb", "b/cy.ipynb"], {"a/ann", "b", "b/ann", "cy"}),
        (["ann/03_code_it.ipynb", "ann/old/03_code_it.ipynb", "bob.ipynb"], {"ann", "bob"}),
        (["ann/ps3/03_code_it.ipynb", "bob/ps3/03_code_it.ipynb"], {"ann", "bob"}),
        (["03/ann.ipynb", "03/bob.ipynb"], {"ann", "bob"}),
        (["12/03_code_it.ipynb", "13/03_code_it.ipynb"], {"12", "13"}),
        (["03_code_it.ipynb"], {"03_code_it"}),
        (["03_code_it (1).ipynb", "03_code_it (2).ipynb"], {"03_code_it (1)", "03_code_it (2)"}),
        (["Jane/03_code_it.ipynb", "JANE/x.ipynb"], {"Jane", "JANE"}),
    ],
)  # fmt: skip
def test_where_only_names_tell_no_two_students_become_one(paths, expected, tmp_path):
    make(tmp_path, dict.fromkeys(paths, exercise()))
    assert students(tmp_path) == expected


def test_a_zip_of_several_names_beside_others_is_one_students_and_a_line_asks(tmp_path):
    class_ = zipped({"ann/03_code_it.ipynb": exercise(), "bob/03_code_it.ipynb": exercise()})
    make(
        tmp_path, {"class.zip": class_, "cy.ipynb": exercise(), "eve/03_code_it.ipynb": exercise()}
    )
    assert students(tmp_path) == {"class", "cy", "eve"}
    assert read_class(tmp_path, masters())[1][1] == (
        "class.zip: holds several names (ann, bob); read as one student. "
        "If these are students, say so in roster.csv."
    )
    roster = "file;student;id\nclass.zip/ann/*;ann;\nclass.zip: bob/*;Bob Roe;77\nnone*;x;\n"
    make(tmp_path, {"roster.csv": roster})
    assert found(tmp_path).keys() == {(s, "03") for s in ("ann", "bob-roe_77", "cy", "eve")}
    assert "roster.csv: no file is called none*." in read_class(tmp_path, masters())[1]


def test_a_students_zip_cannot_speak_for_another(tmp_path):
    for_bob = exercise(answer_1="wrong = 1")
    make(
        tmp_path,
        {
            "bob/03_code_it.ipynb": exercise(answer_1="right = 1"),
            "jane.zip": zipped(
                {
                    "bob/03_code_it.ipynb": for_bob,
                    "submitted/bob/ps3/03_code_it.ipynb": for_bob,
                    "bob+ps3+2099-01-01 00:00:00 UTC/03_code_it.ipynb": for_bob,
                    "jane/03_code_it.ipynb": for_bob,
                    "bob/timestamp.txt": "2099-01-01 00:00:00 UTC",
                }
            ),
        },
    )
    bobs = [one for one in found(tmp_path).values() if one.file == "bob/03_code_it.ipynb"]
    assert [one.answers["answer-1"] for one in bobs] == ["right = 1"]


@pytest.mark.parametrize(
    "outer", ["doejane_1_678910_work.zip", "Jane Doe_1_assignsubmission_file_/work.zip"]
)
def test_the_outermost_name_of_a_platform_counts(outer, tmp_path):
    bob = BOB if "assign" not in outer else "Bob Roe_777_assignsubmission_file_/03_code_it.ipynb"
    wrong = exercise(answer_1="wrong = 1")
    inner = {bob: wrong, "roebob_777_999999_03_code_it.ipynb": wrong}
    make(tmp_path, {outer: zipped(inner), bob: exercise(answer_1="right = 1")})
    by_key = found(tmp_path)
    (own,) = [one for (student, _), one in by_key.items() if student.endswith("_777")]
    assert own.answers["answer-1"] == "right = 1"
    assert len(by_key) == 2


# Attempts


@pytest.mark.parametrize(
    ("files", "newest"),
    [
        (["doejane_1_1000_03_code_it-2.ipynb", "doejane_1_2000_03_code_it.ipynb"], 1),
        (["doejane_1_999_03_code_it.ipynb", "doejane_1_1000_03_code_it.ipynb"], 1),
        (["submission_10/x.ipynb", "submission_9/x.ipynb"], 0),
        (["jane/03_code_it-10.ipynb", "jane/03_code_it-9.ipynb"], 0),
        (["jane/03_code_it.ipynb", "jane/03_code_it (1).ipynb"], 1),
        (
            [
                "j+ps3+2026-11-20 10:00:00 UTC/03_code_it.ipynb",
                "j+ps3+2026-11-20 09:59:59 UTC/03_code_it.ipynb",
            ],
            0,
        ),
    ],
)
def test_of_several_attempts_the_newest_counts_and_the_others_are_named(files, newest, tmp_path):
    listed = "submission_9:\n  :submitters:\n  - :name: J\n    :sid: '1'\n"
    listed += listed.replace("_9", "_10")
    make(tmp_path, {"submission_metadata.yml": listed})
    make(tmp_path, {f: exercise(answer_1=f"n = {n}") for n, f in enumerate(files)})
    one = only(tmp_path)
    assert one.answers["answer-1"] == f"n = {newest}"
    assert one.file == files[newest]
    assert one.notes == (f"2 attempts; the newest counts. Not graded: {files[1 - newest]}.",)


def test_without_a_number_the_time_of_the_file_decides(tmp_path):
    make(tmp_path, {"jane/03_code_it.ipynb": exercise(answer_1="n = 0")})
    make(tmp_path, {"jane/final/03_code_it.ipynb": exercise(answer_1="n = 1")})
    os.utime(tmp_path / "jane/final/03_code_it.ipynb", (1000, 1000))
    os.utime(tmp_path / "jane/03_code_it.ipynb", (2000, 2000))
    assert only(tmp_path).answers["answer-1"] == "n = 0"


def test_a_broken_newest_attempt_is_not_passed_over_in_silence(tmp_path):
    make(tmp_path, {"doejane_1_1000_03_code_it.ipynb": exercise()})
    make(tmp_path, {"doejane_1_2000_03_code_it.ipynb": "{"})
    one = only(tmp_path)
    assert "breaks off" in one.trouble
    assert one.notes == (
        "2 attempts; the newest counts. Not graded: doejane_1_1000_03_code_it.ipynb.",
    )


# Which exercise


def test_the_checks_inside_tell_the_exercise_whatever_the_file_is_called(tmp_path):
    make(tmp_path, {"ann.ipynb": exercise("07"), "bob/Untitled.ipynb": exercise("11")})
    assert found(tmp_path).keys() == {("ann", "07"), ("bob", "11")}


def test_where_name_and_checks_differ_the_checks_count_and_a_note_says_so(tmp_path):
    make(tmp_path, {"jdoe/04_the_position_matrix.ipynb": exercise("03")})
    one = only(tmp_path)
    assert one.exercise == "03"
    assert one.notes == ("Its name says 04, its checks say 03.",)


def test_without_checks_the_name_tells_the_exercise(tmp_path):
    notebook = exercise()
    notebook["cells"] = [c for c in notebook["cells"] if "check" not in c["id"]]
    make(tmp_path, {JANE: notebook})
    one = only(tmp_path)
    assert one.exercise == "03"
    (note,) = one.notes
    assert note.startswith("Check cells removed; the original ones are used: check-1, check-2")


def test_only_masters_that_are_there_are_exercises(tmp_path):
    make(tmp_path, {JANE: exercise()})
    (one,) = read_class(tmp_path, {"04": masters()["04"]})[0]
    assert one.trouble == f"{JANE}: is a notebook, but none of the exercises. Ask for the exercise."


def test_a_whole_folder_handed_in_is_gone_through(tmp_path):
    lesson = (ROOT / "notebooks/00_start_here.ipynb").read_bytes()
    course = {
        "exercises/03_code_it.ipynb": exercise("03"),
        "exercises/04_the_position_matrix.ipynb": exercise("04"),
        "notebooks/x.ipynb": lesson.replace(b"check(", b"chick("),
        "seeds/sources.csv": "a,b",
    }
    make(tmp_path, {"jdoe.zip": zipped({f"shield-talks/{p}": c for p, c in course.items()})})
    by_key = found(tmp_path)
    assert by_key.keys() == {("jdoe", "03"), ("jdoe", "04")}
    assert "Also handed in, and not graded: jdoe.zip: shield-talks/notebooks/x.ipynb." in (
        by_key["jdoe", "03"].notes
    )


# What is taken from a notebook


def answers_of(tmp_path, notebook):
    make(tmp_path, {JANE: notebook})
    return only(tmp_path)


def test_only_answers_are_taken_and_those_of_one_id_are_joined(tmp_path):
    notebook = exercise(answer_2="first = 1")
    again = copy.deepcopy(cell_of(notebook, "answer-2"))
    again["source"] = "second = 2"
    prose = {"cell_type": "markdown", "id": "answer-2", "metadata": {}, "source": "not code"}
    notebook["cells"] = [prose, *notebook["cells"], again]
    cell_of(notebook, "load")["source"] = "import os"
    one = answers_of(tmp_path, notebook)
    assert one.answers["answer-2"] == "first = 1\nsecond = 2"
    assert "load" not in one.answers
    assert one.notes == ("Answer cells in several parts, joined in their order: answer-2.",)


def test_without_ids_the_names_of_nbgrader_are_used(tmp_path):
    notebook = exercise()
    for number, cell in enumerate(notebook["cells"]):
        cell["id"] = f"c{number}"
    notebook["nbformat_minor"] = 5
    expected = answers_of(tmp_path, exercise()).answers
    assert answers_of(tmp_path, notebook).answers == expected
    for cell in notebook["cells"]:
        del cell["id"]
    notebook["nbformat_minor"] = 4
    assert answers_of(tmp_path, notebook).answers == expected


def test_sources_come_as_text_or_as_lines(tmp_path):
    notebook = exercise()
    cell_of(notebook, "answer-1")["source"] = ["a = 1\r\n", "b = 2"]
    assert answers_of(tmp_path, notebook).answers["answer-1"] == "a = 1\nb = 2"


def test_altered_and_removed_checks_are_noted_and_do_not_matter(tmp_path):
    notebook = exercise()
    cell_of(notebook, "check-1")["source"] = 'print("PASS 03.1")'
    notebook["cells"].remove(cell_of(notebook, "check-2"))
    one = answers_of(tmp_path, notebook)
    assert one.notes == (
        "Check cells removed; the original ones are used: check-2.",
        "Check cells altered; the original ones are used: check-1.",
    )


def test_missing_and_endless_answers_are_noted_and_the_others_count(tmp_path):
    notebook = exercise(answer_2="x = 1\n" * 20_000)
    notebook["cells"].remove(cell_of(notebook, "answer-3"))
    one = answers_of(tmp_path, notebook)
    assert not {"answer-2", "answer-3"} & one.answers.keys()
    assert one.answers["answer-1"] == "x = 5"
    assert one.notes == (
        "Answer cells missing, so not answered: answer-3.",
        "Answer cells longer than 50,000 characters, so not read: answer-2.",
    )


def test_half_a_character_becomes_a_question_mark(tmp_path):
    content = text_of().replace("x = 5", "x = '\\ud800'")
    make(tmp_path, {JANE: content})
    one = only(tmp_path)
    assert one.answers["answer-1"] == "x = '?'"
    assert one.notes == (
        "Answer cells with characters that no text can hold; they became question marks: answer-1.",
    )


def test_a_byte_order_mark_is_skipped(tmp_path):
    make(tmp_path, {JANE: b"\xef\xbb\xbf" + text_of().encode()})
    assert only(tmp_path).notes == ("It begins with a byte order mark, which was skipped.",)


@pytest.mark.parametrize("ending", [".ipynb.txt", ".ipynb.json", ".IPYNB"])
def test_a_browsers_own_ending_does_not_matter(ending, tmp_path):
    make(tmp_path, {f"doejane_12345_678910_03_code_it{ending}": exercise()})
    assert only(tmp_path).exercise == "03"


@pytest.mark.parametrize(
    "strange",
    [None, 5, [], {}, "x", [1], {"nbgrader": 5}, {"nbgrader": {"grade_id": []}}, ["x"] * 3],
)
@pytest.mark.parametrize("key", ["id", "metadata", "source", "cell_type", "outputs"])
def test_a_strange_cell_is_no_reason_to_fail(key, strange, tmp_path):
    notebook = exercise()
    notebook["cells"].insert(0, {**cell_of(notebook, "answer-1"), key: strange})
    notebook["cells"].insert(0, strange)
    make(tmp_path, {JANE: notebook})
    assert only(tmp_path).answers


# What cannot be read


def future(**changes):
    return {**exercise(), **changes}


def deep(levels=200_000):
    return '{"nbformat": 4, "cells": ' + "[" * levels + "]" * levels + "}"


BROKEN = {
    "nothing": (b"", "is empty. Ask for the notebook."),
    "white space": (b" \n\n ", "is empty. Ask for the notebook."),
    "prose": (b"Dear teacher, here is my work.", "is no notebook: line 1 is not JSON"),
    "cut short": (lambda: text_of()[:5000], "breaks off after 5,000 characters"),
    "cut in a text": (lambda: text_of()[: text_of().index("x = 5") + 2], "breaks off after"),
    "a web page": (b"\n<!DOCTYPE html><html></html>", "is a web page, no notebook"),
    "a list": (b"[]", "is JSON, but no notebook"),
    "a number": (b"17", "is JSON, but no notebook"),
    "UTF-16": (lambda: text_of().encode("utf-16"), "is UTF-16, not UTF-8"),
    "UTF-16 without mark": (lambda: text_of().encode("utf-16-le"), "is UTF-16, not UTF-8"),
    "UTF-32": (lambda: text_of().encode("utf-32"), "is UTF-16, not UTF-8"),
    "Latin-1": (lambda: text_of(answer_1="é").encode("latin-1", "replace"), "is not UTF-8 at"),
    "zeros": (b"\0" * 500, "is UTF-16, not UTF-8"),
    "a picture": (b"\x89PNG\r\n\x1a\n\xff\xff", "is not UTF-8 at byte 0"),
    "format 3": (
        {"nbformat": 3, "nbformat_minor": 0, "worksheets": [{"cells": []}], "metadata": {}},
        "is a notebook of the old format 3. Open it in JupyterLab",
    ),
    "format 3 by its sheets": ({"worksheets": []}, "is a notebook of the old format 3"),
    "format 5": (lambda: future(nbformat=5), "has the format 5 where 4 is read"),
    "no format": ({"cells": []}, "has the format null where 4 is read"),
    "a format of words": (lambda: future(nbformat="4" * 99), "has the format"),
    "a format that is true": (lambda: future(nbformat=True), "has the format true"),
    "no cells": ({"nbformat": 4}, "has no list of cells"),
    "cells that are none": (lambda: future(cells={"a": 1}), "has no list of cells"),
    "nested deeply": (deep, "is nested too deeply"),
    "too many values": (
        lambda: '{"nbformat": 4, "x": [' + "1," * 600_000 + "1]}",
        "holds too many values",
    ),
    "a number without end": (
        lambda: '{"nbformat": 4, "x": ' + "9" * 100_000 + "}",
        "holds a number without end",
    ),
    "too large": (lambda: text_of() + " " * 10_000_000, "is too large, 10 MB where 10 are read"),
    "no answer cells": (
        lambda: future(cells=[c for c in exercise()["cells"] if "answer" not in c["id"]]),
        "has none of the answer cells of exercise 03",
    ),
    "no cells at all": (lambda: future(cells=[]), "has none of the answer cells of exercise 03"),
    "as it was given out": (lambda: released("03"), "is the exercise as it was given out"),
    "as it was, empty lines apart": (
        lambda: exercise(**{f"answer_{n}": blank_answer(n) + "\n\n" for n in range(1, 8)}),
        "is the exercise as it was given out",
    ),
}  # fmt: skip


@pytest.mark.parametrize("kind", BROKEN)
def test_a_broken_notebook_gets_one_line_and_harms_nobody(kind, tmp_path):
    content, words = BROKEN[kind]
    make(tmp_path, {JANE: content() if callable(content) else content, BOB: exercise()})
    by_key = found(tmp_path)
    assert by_key.keys() == {("doejane_12345", "03"), ("roebob_777", "03")}
    jane = by_key["doejane_12345", "03"]
    assert jane.trouble.startswith(f"{JANE}: {words}")
    assert re.search(r"\. (Ask for|Open it) .*\.$", jane.trouble), "it says what to do"
    assert by_key["roebob_777", "03"].trouble == ""


def test_a_notebook_that_is_no_exercise_is_told_from_one(tmp_path):
    notes = future(cells=[{"cell_type": "code", "id": "a", "source": "1 + 1", "metadata": {}}])
    make(tmp_path, {"jdoe/notes.ipynb": notes})
    assert only(tmp_path).trouble == (
        "jdoe/notes.ipynb: is a notebook, but none of the exercises. Ask for the exercise."
    )


def test_a_size_is_looked_at_before_anything_is_read(tmp_path, monkeypatch):
    with open(tmp_path / JANE, "wb") as file:
        file.truncate(50_000_000_000)
    monkeypatch.setattr(folders, "opened", lambda path: pytest.fail("it was opened"))
    assert "is too large, 50,000 MB where 10 are read" in only(tmp_path).trouble


@needs_posix
def test_links_are_not_followed(tmp_path):
    secret = make(tmp_path / "elsewhere", {"03_code_it.ipynb": exercise(answer_1="secret = 1")})
    root = make(tmp_path / "all", {BOB: exercise()})
    (root / JANE).symlink_to(secret / "03_code_it.ipynb")
    (root / "eve").symlink_to(secret)
    (root / "loop").mkdir()
    (root / "loop/03_code_it").symlink_to(root)
    (root / "gone.ipynb").symlink_to(root / "nowhere")
    by_key = found(root)
    said = "is a link, and links are not followed. Put the file there."
    assert by_key["doejane_12345", "03"].trouble == f"{JANE}: {said}"
    assert by_key["eve", ""].trouble == f"eve: {said}"
    assert by_key["loop", ""].trouble == f"loop/03_code_it: {said}"
    assert by_key["gone", ""].trouble == f"gone.ipynb: {said}"
    assert not [one for one in by_key.values() if "secret" in str(one.answers)]


@needs_posix
def test_pipes_and_sockets_are_not_opened(tmp_path):
    os.mkfifo(tmp_path / JANE)
    before = os.getcwd()
    os.chdir(tmp_path)
    with socket.socket(socket.AF_UNIX) as end:
        end.bind(BOB)
        os.chdir(before)
        troubles = {one.trouble for one in found(tmp_path).values()}
    said = "is a pipe or a device, no file. Ask for the notebook."
    assert troubles == {f"{JANE}: {said}", f"{BOB}: {said}"}


@needs_posix
def test_a_file_that_becomes_a_pipe_meanwhile_is_refused(tmp_path, monkeypatch):
    make(tmp_path, {JANE: exercise()})
    real = folders.opened

    def swapped(path):
        os.remove(path)
        os.mkfifo(path)
        return real(path)

    monkeypatch.setattr(folders, "opened", swapped)
    assert "cannot be opened (it is no ordinary file)" in only(tmp_path).trouble


def test_what_may_not_be_read_is_named(tmp_path, monkeypatch):
    make(tmp_path, {JANE: exercise(), BOB: exercise(), "eve/03_code_it.ipynb": exercise()})
    real, scan = os.open, os.scandir

    def refused(path, *more):
        if JANE in str(path):
            raise PermissionError(13, "Permission denied")
        return real(path, *more)

    def closed(path):
        if str(path).endswith("eve"):
            raise PermissionError(13, "Permission denied")
        return scan(path)

    monkeypatch.setattr(os, "open", refused)
    monkeypatch.setattr(os, "scandir", closed)
    by_key = found(tmp_path)
    said = "cannot be opened (Permission denied). Check that you may read it."
    assert by_key["doejane_12345", "03"].trouble == f"{JANE}: {said}"
    assert by_key["eve", ""].trouble == f"eve: {said}"
    assert by_key["roebob_777", "03"].answers


@pytest.mark.parametrize(
    ("files", "file", "words"),
    [
        (
            ["jdoe/03_code_it.py"],
            "jdoe/03_code_it.py",
            "is no notebook. Ask for the file that ends",
        ),
        (["jdoe.pdf"], "jdoe.pdf", "is no notebook"),
        (["jdoe/._03_code_it.ipynb"], "jdoe/._03_code_it.ipynb", "is what a program left behind"),
        (
            ["jdoe/.ipynb_checkpoints/03_code_it-checkpoint.ipynb"],
            "jdoe/.ipynb_checkpoints",
            "is what a program left behind",
        ),
        (["jdoe/a.csv", "jdoe/b.csv"], "jdoe/a.csv", "is no notebook"),
        (["jdoe/03_code_it.7z"], "jdoe/03_code_it.7z", "is no notebook"),
    ],
)
def test_where_no_notebook_stands_one_line_asks_for_it(files, file, words, tmp_path):
    make(tmp_path, dict.fromkeys(files, exercise()))
    one = only(tmp_path)
    assert (one.student, one.exercise) == ("jdoe", "")
    assert one.trouble.startswith(f"{file}: {words}")


@pytest.mark.parametrize(
    "beside",
    [
        "._03_code_it.ipynb",
        ".ipynb_checkpoints/03_code_it-checkpoint.ipynb",
        ".DS_Store",
        "data.csv",
        "helper.py",
        "__pycache__/helper.pyc",
    ],
)
def test_what_stands_beside_a_notebook_does_not_matter(beside, tmp_path):
    make(tmp_path, {"jdoe/03_code_it.ipynb": exercise(), f"jdoe/{beside}": b"\0\5\x16\7"})
    one = only(tmp_path)
    assert (one.trouble, one.notes) == ("", ())


def test_what_macos_puts_beside_the_folders_of_students_is_nobody(tmp_path):
    files = {"jdoe/03_code_it.ipynb": exercise(), "__MACOSX/jdoe/._03_code_it.ipynb": "x"}
    files |= {".DS_Store": "x", "__MACOSX/._jdoe": "x"}
    make(tmp_path / "unpacked", files)
    make(tmp_path, {"all.zip": zipped(files)})
    assert only(tmp_path / "unpacked").student == "jdoe"
    assert only(tmp_path / "all.zip").student == "jdoe"


@pytest.mark.parametrize("as_zip", [False, True])
def test_an_empty_folder_is_named(as_zip, tmp_path):
    where = tmp_path / "all"
    (where / "jdoe").mkdir(parents=True)
    make(where, {"ann/03_code_it.ipynb": exercise(), "bob/03_code_it.ipynb": exercise()})
    if as_zip:
        out = zipped({"ann/03_code_it.ipynb": exercise(), "jdoe/": "", "bob/x.ipynb": exercise()})
        where = make(tmp_path, {"all.zip": out}) / "all.zip"
    one = found(where)["jdoe", ""]
    assert one.trouble == f"{'all.zip: ' * as_zip}jdoe: is empty. Ask for the notebook."


def test_a_folder_that_holds_nothing_holds_no_submission(tmp_path):
    assert read_class(tmp_path, masters())[0] == []


def test_a_folder_that_is_not_there_is_a_mistake_of_the_teacher(tmp_path):
    with pytest.raises(DataError, match="^nowhere: there is no such folder. Correct the name.$"):
        read_class(tmp_path / "nowhere", masters())[0]


# Zips that are broken or worse


def tampered(content, at, new):
    return content[:at] + new + content[at + len(new) :]


def locked():
    """Return a zip that says its files are encrypted."""
    content = zipped({"03_code_it.ipynb": exercise()})
    for head, at in ((b"PK\3\4", 6), (b"PK\1\2", 8)):
        content = tampered(content, content.index(head) + at, b"\1\0")
    return content


def with_size(size, method=None):
    """Return a zip whose list gives another size, or another method of compression."""
    content = zipped({"03_code_it.ipynb": exercise()})
    at = content.index(b"PK\1\2")
    if method is not None:
        content = tampered(content, content.index(b"PK\3\4") + 8, struct.pack("<H", method))
        return tampered(content, at + 10, struct.pack("<H", method))
    return tampered(content, at + 24, struct.pack("<I", size))


def with_link():
    entry = zipfile.ZipInfo("03_code_it.ipynb")
    entry.create_system = 3
    entry.external_attr = (stat.S_IFLNK | 0o777) << 16
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr(entry, "../../secret.ipynb")
    return out.getvalue()


def with_wrong_sum():
    content = zipped({"03_code_it.ipynb": exercise()})
    return tampered(content, content.index(b"PK\1\2") + 16, b"\0\0\0\0")


def endless_list(size=2_000_000_000):
    content = zipped({"a.txt": "x"})
    return tampered(content, content.index(b"PK\5\6") + 12, struct.pack("<I", size))


def endless_long_list():
    """Return a zip with a small list in its short end, and a huge one in its long end."""
    content = zipped({"a.txt": "x"})
    at = content.index(b"PK\5\6")
    long = b"PK\6\6" + struct.pack("<QHHIIQQQQ", 44, 45, 45, 0, 0, 1, 1, 2**40, 0)
    locator = b"PK\6\7" + struct.pack("<IQI", 0, at, 1)
    return content[:at] + long + locator + content[at:]


def nested(levels):
    content = zipped({"03_code_it.ipynb": exercise()})
    for _ in range(levels):
        content = zipped({"inner.zip": content})
    return content


BAD_ZIPS = {
    "no zip": (b"Rar!\x1a\7", "is no zip, or not a whole one. Ask for it again."),
    "nothing": (b"", "is no zip, or not a whole one"),
    "cut short": (lambda: zipped({"03_code_it.ipynb": exercise()})[:-400], "is no zip, or not a"),
    "cut at the front": (
        lambda: zipped({"03_code_it.ipynb": exercise()})[300:],
        "03_code_it.ipynb: cannot be unpacked",
    ),
    "a list without end": (endless_list, "lists too many files"),
    "a long list without end": (endless_long_list, "lists too many files"),
    "an empty zip": (lambda: zipped({}), "is empty. Ask for the notebook."),
    "encrypted": (locked, ": 03_code_it.ipynb: is locked with a password"),
    "a bomb": (
        lambda: zipped({"03_code_it.ipynb": b" " * 9_000_000}),
        ": 03_code_it.ipynb: would swell to",
    ),
    "too large inside": (
        lambda: zipped({"03_code_it.ipynb": b" " * 11_000_000}),
        ": 03_code_it.ipynb: is too large, 11 MB",
    ),
    "a size that is a lie": (lambda: with_size(4_000_000_000), ": 03_code_it.ipynb: is too large"),
    "a size that is too small": (lambda: with_size(100), ": 03_code_it.ipynb: "),
    "an unknown method": (lambda: with_size(0, method=77), "03_code_it.ipynb: cannot be unpacked"),
    "a wrong checksum": (with_wrong_sum, ": 03_code_it.ipynb: cannot be unpacked (Bad CRC-32"),
    "a way out": (
        lambda: zipped({"../../roebob/03_code_it.ipynb": exercise()}),
        ": 03_code_it.ipynb: has a path that leads out of its zip",
    ),
    "a way to the root": (
        lambda: zipped({"/etc/03_code_it.ipynb": exercise()}),
        ": 03_code_it.ipynb: has a path that leads out of its zip",
    ),
    "a way out of Windows": (
        lambda: zipped({"C:\\Windows\\03_code_it.ipynb": exercise()}),
        ": 03_code_it.ipynb: has a path that leads out of its zip",
    ),
    "a link": (with_link, ": 03_code_it.ipynb: is a link, and links are not followed"),
    "zips without end": (lambda: nested(3), "is a zip in a zip in a zip"),
    "a name without end": (
        lambda: zipped({"x" * 5000 + ".ipynb": exercise()}),
        "has a name of 5,006 characters",
    ),
    "folders without end": (
        lambda: zipped({"a/" * 500 + "03_code_it.ipynb": exercise()}),
        ": 03_code_it.ipynb: lies too deep",
    ),
    "no notebook in it": (lambda: zipped({"work.py": "x"}), ": work.py: is no notebook"),
}  # fmt: skip


@pytest.mark.parametrize("kind", BAD_ZIPS)
def test_a_bad_zip_gets_one_line_and_harms_nobody(kind, tmp_path):
    content, words = BAD_ZIPS[kind]
    root = make(tmp_path / "all", {BOB: exercise()})
    make(root, {"doejane_12345_678910_work.zip": content() if callable(content) else content})
    before = sorted(tmp_path.rglob("*"))
    by_key = found(root)
    (jane,) = [one for one in by_key.values() if one.student == "doejane_12345"]
    assert words in jane.trouble
    assert jane.trouble.startswith("doejane_12345_678910_work.zip")
    assert by_key["roebob_777", "03"].answers
    assert sorted(tmp_path.rglob("*")) == before, "something was unpacked"


def test_good_files_in_a_zip_count_beside_bad_ones(tmp_path):
    content = zipped({"03_code_it.ipynb": exercise(), "../out.ipynb": "x", "04_x.ipynb": "{"})
    make(tmp_path, {"jdoe.zip": content})
    by_key = found(tmp_path)
    assert by_key["jdoe", "03"].answers
    assert "breaks off" in by_key["jdoe", "04"].trouble
    assert "leads out" in by_key["jdoe", ""].trouble
    assert len(by_key) == 3


def test_paths_with_backslashes_are_paths(tmp_path):
    make(tmp_path, {"jdoe.zip": zipped({"exercises\\03_code_it.ipynb": exercise()})})
    assert only(tmp_path).file == "jdoe.zip: exercises/03_code_it.ipynb"


def test_two_files_of_one_name_in_a_zip_are_two_attempts(tmp_path):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive, pytest.warns(UserWarning, match="Duplicate name"):
        archive.writestr("03_code_it.ipynb", text_of(answer_1="n = 1"))
        archive.writestr("03_code_it.ipynb", text_of(answer_1="n = 2"))
    make(tmp_path, {"jdoe.zip": out.getvalue()})
    one = only(tmp_path)
    assert one.notes[0].startswith("2 attempts; the newest counts.")


# Names


STRANGE_NAMES = [
    "Jane\u202eeoD",
    "a\nb\tc",
    "\x1b[31mred",
    "名前",
    "🦆",
    "…",
    "-rf",
    "a" * 200,
    "nul.txt.",
    "  ",
    "Zoë & Co; rm -rf ~",
    "<script>alert(1)</script>".replace("/", ""),
    "=HYPERLINK(1)",
]


@needs_posix
@pytest.mark.parametrize("name", STRANGE_NAMES, ids=ascii)
def test_absurd_names_stay_in_one_line_and_are_safe(name, tmp_path):
    make(tmp_path, {f"{name}/03_code_it.ipynb": exercise(), "plain/03_code_it.ipynb": exercise()})
    by_key = found(tmp_path)
    assert len(by_key) == 2
    assert not [one for one in by_key.values() if one.trouble]


@needs_posix
def test_a_name_that_is_no_text_is_safe(tmp_path):
    place = os.fsencode(tmp_path) + b"/j\xffne"
    os.mkdir(place)
    Path(os.fsdecode(place), "03_code_it.ipynb").write_text(text_of())
    assert only(tmp_path).name == "j\ufffdne"


def test_two_students_with_one_safe_name_stay_two(tmp_path):
    names = ["Jané", "Jane", "jane", "JANE!", "Ja ne", "Ja-ne"]
    make(tmp_path, {f"{n}/03_code_it.ipynb": exercise(answer_1=f"n = {n!r}") for n in names})
    by_key = found(tmp_path)
    assert {one.answers["answer-1"] for one in by_key.values()} == {f"n = {n!r}" for n in names}


def test_a_plain_name_like_a_platforms_key_changes_nobodys_key(tmp_path):
    make(
        tmp_path,
        {
            JANE: exercise(answer_1="n = 1"),
            BOB: exercise(answer_1="n = 2"),
            "doejane_12345/03_code_it.ipynb": exercise(answer_1="n = 3"),
        },
    )
    by_key = found(tmp_path)
    assert by_key["doejane_12345", "03"].answers["answer-1"] == "n = 1"
    assert len(by_key) == 3


def test_keys_are_the_same_whoever_else_hands_in(tmp_path):
    make(tmp_path / "a", {"Jane Doe/03_code_it.ipynb": exercise()})
    make(tmp_path / "b", {f"{n}/03_code_it.ipynb": exercise() for n in ("Jane Doe", "jane", "X")})
    ((key, _),) = found(tmp_path / "a")
    assert (key, "03") in found(tmp_path / "b")


NAMES = st.text(min_size=1, max_size=60)


@given(NAMES, st.sampled_from(["", "7", "123456", "anon_x", "Ä", "12/3"]))
def test_a_key_is_safe_on_every_system(name, number):
    key = student_key(name, number)
    assert re.fullmatch(r"[a-z0-9][a-z0-9_-]*", key)
    assert len(key) <= 64
    assert key.split(".")[0] not in {"con", "prn", "aux", "nul", "com1", "lpt9"}
    assert key == student_key(name, number)


@given(st.lists(NAMES, min_size=2, max_size=2, unique_by=lambda n: student_key(n) and n))
def test_two_names_have_two_keys_unless_they_are_one_text(names):
    import unicodedata

    one, other = (unicodedata.normalize("NFC", name) for name in names)
    assert (student_key(one) == student_key(other)) == (one == other)


@given(NAMES, NAMES, st.integers(0, 10**9), st.integers(0, 10**9))
def test_two_numbers_of_a_platform_have_two_keys(name, other, number, another):
    if number != another:
        assert student_key(name, str(number)) != student_key(other, str(another))
    assert student_key(name, str(number)).endswith(f"_{number}")


@pytest.mark.parametrize(
    ("name", "number", "key"),
    [
        ("jdoe", "", "jdoe"),
        ("Jane Doe", "12345", "jane-doe_12345"),
        ("doejane", "12345", "doejane_12345"),
        ("Łukasz Żółć", "7", "ukasz-zoc_7"),
        ("名前", "7", "student_7"),
        ("e\u0301mile", "7", "emile_7"),
    ],
)
def test_keys_can_be_read(name, number, key):
    assert student_key(name, number) == key


def test_one_text_in_two_encodings_is_one_name():
    assert student_key("e\u0301mile") == student_key("\u00e9mile")


@pytest.mark.parametrize(
    "part", ["_1" * 120 + ".ipynb", "1" * 250, "a_" * 120, "+" * 250, "." * 250]
)
def test_no_name_takes_long_to_read(part):
    assert platform_of(part) is None or platform_of(part).key
    assert label_of(part) is not None


# Whatever comes


def only_of(content, name="03_code_it.ipynb"):
    """Hand in one file; return all that is made of it."""
    with tempfile.TemporaryDirectory() as folder:
        make(Path(folder), {f"jdoe/{name}": content})
        return list(found(Path(folder)).values())


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.sampled_from(["cells", "nbformat", "id", "source", "metadata", "cell_type", "x"]),
            inner,
            max_size=4,
        )
    ),
    max_leaves=20,
)


@given(st.binary(max_size=300) | JSON.map(lambda value: json.dumps(value).encode()))
def test_any_bytes_at_all_make_one_submission(content):
    (one,) = only_of(content)
    assert one.trouble


@given(st.data())
def test_a_notebook_with_anything_put_into_it_makes_one_submission(data):
    notebook = exercise()
    for _ in range(3):
        cell = data.draw(st.sampled_from(notebook["cells"]))
        if isinstance(cell, dict):
            cell[data.draw(st.sampled_from(["id", "source", "metadata", "cell_type"]))] = data.draw(
                JSON
            )
    assert len(only_of(notebook)) == 1


@given(st.data())
def test_a_damaged_zip_makes_something_and_no_error(data):
    content = bytearray(zipped({"a/03_code_it.ipynb": "{}", "b/timestamp.txt": "x", "c/": ""}))
    for _ in range(data.draw(st.integers(1, 4))):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    cut = data.draw(st.sampled_from([len(content), len(content) - 5, 40]))
    assert only_of(bytes(content[:cut]), "work.zip")


# The process that reads


def test_reading_needs_neither_nbformat_nor_an_unpacked_file():
    code = (
        "import sys, shieldtalks.grading.submissions.intake; "
        "print([m for m in ('nbformat', 'nbclient', 'nbval', 'IPython') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True)
    assert (done.stdout.strip(), done.stderr) == ("[]", "")


def test_nbformats_own_notebooks_do_as_masters(tmp_path):
    from shieldtalks.course.notebooks import read_notebook

    make(tmp_path, {JANE: exercise()})
    read = {number: read_notebook(next(ROOT.glob(f"solutions/{number}_*"))) for number in masters()}
    assert read_class(tmp_path, read)[0] == read_class(tmp_path, masters())[0]
