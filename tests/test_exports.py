"""Exports: what Gradescope, Canvas, Moodle and nbgrader document, nothing they would misread."""

import csv
import io
import json
import time

import pandas as pd
import pytest

from shieldtalks.errors import DataError
from shieldtalks.grading.reports.exports import (
    canvas,
    gradescope,
    moodle,
    nbgrader,
    worksheet,
    write,
)
from shieldtalks.grading.reports.marks import Mark, merge
from tests.graded import many, result

# Gradescope, Autograder Specifications.
SUBMISSION = {
    "score",
    "execution_time",
    "output",
    "output_format",
    "test_output_format",
    "test_name_format",
    "visibility",
    "stdout_visibility",
    "extra_data",
    "tests",
    "leaderboard",
}
TEST = {
    "score",
    "max_score",
    "status",
    "name",
    "name_format",
    "number",
    "output",
    "output_format",
    "tags",
    "visibility",
    "extra_data",
}
VISIBILITY = {"hidden", "after_due_date", "after_published", "visible"}
FORMATS = {"text", "html", "simple_format", "md", "ansi"}

IDS = {
    "canvas_id": "7001",
    "sis_user_id": "00042",
    "sis_login_id": "doe",
    "section": "A, morning",
    "email": "Doe@uni.example",
    "idnumber": "42",
    "moodle_id": "1234",
}


def merged(*results, marks=()):
    return merge(list(results), dict(marks))


def read(text):
    """Return a csv as a table of texts."""
    return pd.read_csv(io.StringIO(text), dtype=str, keep_default_na=False)


# Gradescope


def test_gradescope_gets_the_keys_and_values_it_documents():
    marks = {("doe", "11.7 Limits"): Mark(0.5, "*Name* the <gap>.")}
    [whole] = merged(result("doe", "11", wrong={"11.1": 4}), marks=marks)
    found = json.loads(json.dumps(gradescope(whole)))
    assert found.keys() <= SUBMISSION
    assert {found["visibility"], found["stdout_visibility"]} <= VISIBILITY
    for test in found["tests"]:
        assert test.keys() <= TEST
        assert test["visibility"] in VISIBILITY
        assert test["output_format"] in FORMATS
        assert test.get("status", "passed") in ("passed", "failed")
    assert found["score"] == sum(test["score"] for test in found["tests"]) == 18.5
    assert sum(test["max_score"] for test in found["tests"]) == 21
    first, last = found["tests"][0], found["tests"][-1]
    assert (first["number"], first["status"], first["score"]) == ("11.1", "failed", 0)
    assert (last["name"], last["output"]) == ("11.7 Limits", "*Name* the <gap>.")


def test_gradescope_shows_no_text_of_others_as_anything_but_text():
    [whole] = merged(result(wrong={"03.1": 1, "03.2": 1}))
    assert {test["output_format"] for test in gradescope(whole)["tests"]} == {"text"}


def test_gradescope_gets_a_score_for_work_that_could_not_be_graded(tmp_path):
    write(merged(result(trouble="doe/03.ipynb: no notebook.", tasks=[])), tmp_path)
    found = json.loads((tmp_path / "gradescope/doe/03/results.json").read_text())
    assert found["score"] == 0
    assert found["output"] == "doe/03.ipynb: no notebook."


# Canvas: lib/gradebook_importer.rb reads the columns by place, and rows by their first cell.


def test_canvas_gets_its_columns_in_its_order():
    whole = merged(result("doe", "03", ids=IDS, name="Doe, Ann"), result("doe", "11", ids=IDS))
    rows = list(csv.reader(io.StringIO(canvas(whole))))
    assert rows[0] == [
        "Student",
        "ID",
        "SIS User ID",
        "SIS Login ID",
        "Section",
        "Shield Talks 03",
        "Shield Talks 11",
    ]
    assert rows[1] == ["    Points Possible", "", "", "", "", "16", "20"]
    assert rows[2] == ["Doe, Ann", "7001", "00042", "doe", "A, morning", "16", "20"]
    assert {len(row) for row in rows} == {7}


def test_canvas_leaves_alone_what_was_not_handed_in_or_not_graded():
    whole = merged(result("doe", "03"), result("roe", "11"))
    found = read(canvas(whole)).set_index("Student")
    assert found.at["Doe", "Shield Talks 11"] == found.at["Roe", "Shield Talks 03"] == ""


@pytest.mark.parametrize("name", ["Points Possible", "x Points Possible y", "    Points Possible"])
def test_no_student_is_taken_for_the_row_of_possible_points(name):
    rows = list(csv.reader(io.StringIO(canvas(merged(result(name=name, ids=IDS))))))
    assert [row[0] for row in rows[1:] if "Points Possible" in row[0]] == ["    Points Possible"]
    assert rows[2][:2] == ["", "7001"]


# Moodle


def test_moodle_gets_grade_and_feedback_by_e_mail_or_id_number():
    whole = merged(
        result("doe", "03", ids=IDS, wrong={"03.2": 1}),
        result("roe", "03", ids={"idnumber": "43"}),
        result("poe", "03"),
    )
    found = read(moodle(whole))
    assert list(found.columns) == [
        "Email address",
        "ID number",
        "Shield Talks 03",
        "Shield Talks 03 (feedback)",
    ]
    assert found["Email address"].tolist() == ["Doe@uni.example", ""]
    assert found["ID number"].tolist() == ["42", "43"]
    assert found["Shield Talks 03"].tolist() == ["15", "16"]
    feedback = found["Shield Talks 03 (feedback)"].tolist()
    assert feedback[0].startswith("03.2: ")
    assert feedback[1] == "The visible checks pass."
    assert "" not in feedback, "a grade without its feedback would lose one of them"


def test_moodle_feedback_is_one_line_without_angle_brackets():
    whole = result("doe", "03", ids=IDS)
    whole["tasks"][0] |= {"verdict": "not yet", "earned": 0.0, "said": "03.1: '<b>\nx</b>' is no."}
    [said] = read(moodle(merged(whole)))["Shield Talks 03 (feedback)"]
    assert said == "03.1: '‹b› x‹/b›' is no."


@pytest.mark.skipif(not hasattr(time, "tzset"), reason="this system has no time.tzset")
def test_the_time_of_grading_is_the_teachers_not_utc(monkeypatch):
    monkeypatch.setenv("TZ", "XXX-5")
    time.tzset()
    try:
        found = read(worksheet(merged(result("doe", "03", ids=IDS))))
    finally:
        monkeypatch.undo()
        time.tzset()
    assert found["Last modified (grade)"].tolist() == ["Sunday, 22 November 2026, 3:00 AM"]


def test_the_grading_worksheet_names_participants_and_the_time_of_grading():
    found = read(worksheet(merged(result("doe", "03", ids=IDS), result("roe", "03"))))
    assert {"Identifier", "Grade", "Last modified (grade)"} <= set(found.columns)
    assert found["Identifier"].tolist() == ["Participant 1234"]
    assert found["Maximum Grade"].tolist() == ["16"]
    assert found["Last modified (grade)"].tolist() == ["Saturday, 21 November 2026, 10:00 PM"]


# nbgrader


def test_nbgrader_gets_the_columns_of_its_own_export():
    ids = {"nbgrader_id": "ann", "nbgrader_assignment": "ps3"}
    whole = merged(result("doe", "03", name="Doe, Ann", wrong={"03.2": 1}), result("x", ids=ids))
    found = read(nbgrader(whole))
    assert ",".join(found.columns) == (
        "assignment,duedate,timestamp,student_id,last_name,first_name,email,raw_score,"
        "late_submission_penalty,score,max_score"
    )
    assert found.loc[0].tolist() == [
        "03_code_it", "", "", "doe", "Doe", "Ann", "", "15.0", "0.0", "15.0", "16.0",
    ]  # fmt: skip
    assert found.loc[1, ["assignment", "student_id"]].tolist() == ["ps3", "ann"]


# All of them


def test_files_are_written_for_those_that_can_take_them(tmp_path):
    lines = write(merged(*many(6)), tmp_path)
    assert lines == []
    assert sorted(p.name for p in tmp_path.iterdir()) == [
        "canvas.csv",
        "gradescope",
        "nbgrader.csv",
    ]
    whole = merged(result("doe", ids=IDS), result("roe"), result("poe", trouble="no.", tasks=[]))
    lines = write(whole, tmp_path)
    assert {p.name for p in tmp_path.iterdir()} >= {"moodle_03.csv", "moodle_worksheet_03.csv"}
    assert [line.split(":")[0] for line in lines] == [
        "exports/moodle_*.csv",
        "exports/moodle_worksheet_*.csv",
        "exports/canvas.csv",
    ]
    assert all("1 student of 2 came without" in line for line in lines)


def test_work_that_could_not_be_graded_has_a_grade_in_no_table(tmp_path):
    lost = result("lost", ids=IDS, trouble="no.", tasks=[])
    write(merged(lost, result("roe", ids=IDS)), tmp_path)
    tables = {path.name: path.read_text() for path in tmp_path.glob("*.csv")}
    assert len(tables) == 4
    assert not any("lost" in text.casefold() for text in tables.values())


# Moodle's own worksheet, in any language

GERMAN = (
    "\ufeffID,Vollständiger Name,E-Mail-Adresse,Status,Bewertung,Bestwertung,"
    "Bewertung kann geändert werden,Zuletzt geändert (Abgabe),Zuletzt geändert (Bewertung),"
    "Feedback als Kommentar\n"
    "Teilnehmer/in 1234,Ann Doe,a@x.example,Zur Bewertung,,16.00,Ja,Montag,-,\n"
    "Teilnehmer/in 1235,Bob Roe,b@x.example,Keine Abgabe,,16.00,Ja,-,-,\n"
)


def test_moodles_own_worksheet_is_filled_in_whatever_its_language(tmp_path):
    (tmp_path / "Bewertungen.csv").write_text(GERMAN, "utf-8")
    whole = merged(result("doe", "03", name="Ann Doe", ids=IDS))
    lines = write(whole, tmp_path / "out", [tmp_path / "Bewertungen.csv"])
    assert lines == []
    text = (tmp_path / "out/moodle_worksheet_03.csv").read_text("utf-8")
    first, ann, bob = csv.reader(io.StringIO(text))
    assert first == GERMAN.splitlines()[0].removeprefix("\ufeff").split(",")
    assert ann[4:6] == ["16", "16.00"]
    assert ann[9]
    assert bob == GERMAN.splitlines()[2].split(",")


def test_a_number_of_another_name_gets_no_grade(tmp_path):
    (tmp_path / "Bewertungen.csv").write_text(GERMAN, "utf-8")
    whole = merged(result("doe", "03", name="Team Red", ids=IDS))
    lines = write(whole, tmp_path / "out", [tmp_path / "Bewertungen.csv"])
    assert "Was this handed in by groups?" in lines[0]
    text = (tmp_path / "out/moodle_worksheet_03.csv").read_text("utf-8")
    assert text == GERMAN.removeprefix("\ufeff")


@pytest.mark.parametrize("text", ["", "a,b\n", "ID,Name\n1,Ann\n"])
def test_what_is_no_worksheet_is_one_line(text, tmp_path):
    (tmp_path / "x.csv").write_text(text, "utf-8")
    with pytest.raises(DataError, match=r"^x\.csv: is no grading worksheet of Moodle\. Take it"):
        write(merged(result("doe", "03", ids=IDS)), tmp_path / "out", [tmp_path / "x.csv"])


def test_who_came_without_a_name_or_as_a_group_is_told(tmp_path):
    whole = merged(
        result("a", "03", ids={"canvas_anonymous": "anon_x"}),
        result("b", "03", ids={"moodle_group": "7"}),
    )
    lines = write(whole, tmp_path)
    assert "came without a name (anonymous marking)" in lines[0]
    assert "groups of Moodle" in lines[1]
    assert not list(tmp_path.glob("moodle_worksheet*"))
