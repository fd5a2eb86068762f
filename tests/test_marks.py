"""Marks by hand: listed, filled in as spreadsheets save it, added up, and never lost."""

import csv
import io

import pandas as pd
import pytest

from shieldtalks.checks import task_of
from shieldtalks.errors import DataError
from shieldtalks.grading.reports.build import rebuild
from shieldtalks.grading.reports.marks import SHEET_COLUMNS, criteria, gather, merge
from shieldtalks.grading.reports.results import load, save
from shieldtalks.memo import load_rubric
from tests.graded import result

REACH, LIMITS = "11.1 Reach", "11.7 Limits"
MEMO = [c for c in criteria().index if c.startswith("11.7")]


@pytest.fixture
def out(tmp_path):
    """A folder of results: two students with exercise 11, one of them with 03, too."""
    save(tmp_path, result("doe", "11", name="=Dóe, Ann"))
    save(tmp_path, result("doe", "03", wrong={"03.2": 1}))
    save(tmp_path, result("0042", "11", wrong={"11.7": 2}))
    rebuild(tmp_path)
    return tmp_path


def rows(path, **how):
    """Return a csv of ours as a table of texts, by pandas."""
    return pd.read_csv(path, dtype=str, keep_default_na=False, encoding="utf-8-sig", **how)


def fill(path, to=None, **how):
    """Fill points into a list by hand, {(student, criterion): points}, as pandas saves it."""
    filled = how.pop("filled")
    listed = rows(path)
    for (student, criterion), points in filled.items():
        here = listed["student"].eq(student) & listed["criterion"].eq(criterion)
        assert here.sum() == 1
        listed.loc[here, "points"] = points
    listed.to_csv(to or path, index=False, **how)


def totals(out):
    """Return {(student, exercise): (total, of)} and the lines said on the way."""
    troubles = []
    results = load(out)
    merged = merge(results, gather(out, results, troubles=troubles))
    return {(r["student"], r["exercise"]): (r["total"], r["total_of"]) for r in merged}, troubles


# What is marked by hand


def test_every_criterion_belongs_to_a_task_and_says_what_earns_what():
    for row in criteria().itertuples():
        assert task_of(row.task).points
        assert row.points > 0
        assert all((row.asks, row.full, row.half, row.none)), row.Index
    assert criteria().index.is_unique


def test_the_memo_is_marked_by_the_rubric_of_its_lesson():
    memo = criteria().loc[MEMO].set_index("criterion")[["asks", "full", "half", "none"]]
    assert memo.rename_axis(None).equals(load_rubric()[memo.columns].rename_axis(None))


def test_the_list_holds_answer_sentences_verdict_and_rubric(out):
    listed = rows(out / "by_hand.csv")
    assert tuple(listed.columns) == SHEET_COLUMNS
    assert len(listed) == 2 * (len(MEMO) + 1) + 1
    first = listed[listed["student"].eq("doe") & listed["criterion"].eq(LIMITS)].iloc[0]
    assert first["name"] == "'=Dóe, Ann"
    assert first["task"] == "11.7 The memo"
    assert first["automatic"] == "passed (5 of 5)"
    assert first["asks"] == "Does the memo say what it cannot know?"
    assert "'best_case': 'NATO'" in first["answer"]
    assert "003.08: As a first step" in first["sentences"] or "003.08: " in first["sentences"]
    assert first["points"] == first["comment"] == ""
    other = listed[listed["student"].eq("0042") & listed["criterion"].eq(LIMITS)].iloc[0]
    assert other["automatic"] == "not yet (0 of 5)"


def test_an_answer_that_was_not_started_is_not_listed_and_has_no_points(tmp_path):
    save(tmp_path, result("doe", "11", wrong={"11.7": 0}))
    save(tmp_path, result("roe", "11"))
    rebuild(tmp_path)
    listed = rows(tmp_path / "by_hand.csv")
    assert set(listed.loc[listed["student"].eq("doe"), "criterion"]) == {REACH}
    fill(tmp_path / "by_hand.csv", filled={("roe", LIMITS): "1"})
    found, _ = totals(tmp_path)
    assert found == {("doe", "11"): (15, 21), ("roe", "11"): (21, 21)}


# Filled in and added up


def test_what_is_filled_into_the_list_counts_and_stays(out):
    fill(out / "by_hand.csv", filled={("doe", LIMITS): "0.5", ("0042", REACH): "1"})
    lines = rebuild(out)
    assert lines == ["by_hand.csv: of 4 marks that count, 2 are not given yet."]
    kept = rows(out / "marks.csv")
    assert kept[["student", "criterion", "points"]].to_numpy().tolist() == [
        ["0042", REACH, "1"],
        ["doe", LIMITS, "0.5"],
    ]
    found, _ = totals(out)
    assert found[("doe", "11")] == (20.5, 22)
    assert found[("0042", "11")] == (16, 22)
    assert found[("doe", "03")] == (15, 16)
    grades = pd.read_csv(out / "grades.csv", dtype={"exercise": str, "student": str})
    doe = grades.set_index(["student", "exercise"]).loc[("doe", "11")]
    assert (doe["points"], doe["of"], doe["by_hand"], doe["from_checks"]) == (20.5, 22, 0.5, 20)
    listed = rows(out / "by_hand.csv")
    assert set(listed["points"]) == {"", "0.5", "1"}


def test_grading_again_loses_no_mark(out):
    fill(out / "by_hand.csv", filled={("doe", LIMITS): "1"})
    rebuild(out)
    save(out, result("doe", "11", wrong={"11.2": 1}, key="another"))
    rebuild(out)
    assert totals(out)[0][("doe", "11")] == (18, 21)


def test_grading_again_before_the_report_loses_no_mark(out):
    fill(out / "by_hand.csv", filled={("doe", LIMITS): "1"})
    save(out, result("new", "11"))
    rebuild(out)
    assert totals(out)[0] == {
        ("0042", "11"): (15, 21),
        ("doe", "03"): (15, 16),
        ("doe", "11"): (21, 21),
        ("new", "11"): (20, 21),
    }


def test_a_mark_of_somebody_who_is_gone_is_kept(out):
    fill(out / "by_hand.csv", filled={("doe", LIMITS): "1", ("0042", LIMITS): "0"})
    rebuild(out)
    (out / "results" / "doe" / "11.json").unlink()
    line = "marks.csv, row 2: 'doe' has no exercise 11 here. Correct the student. The row is kept."
    assert line in rebuild(out)
    save(out, result("doe", "11"))
    assert rebuild(out) == []
    assert totals(out)[0][("doe", "11")] == (21, 21)


@pytest.mark.parametrize(
    "how",
    [
        {"encoding": "utf-8"},
        {"encoding": "utf-8-sig"},
        {"encoding": "utf-8-sig", "sep": ";", "decimal": ","},
        {"encoding": "cp1252", "sep": ";", "errors": "replace"},
        {"encoding": "utf-16", "sep": "\t"},
    ],
    ids=["plain", "bom", "semicolon", "windows", "utf-16"],
)
def test_marks_come_back_from_every_spreadsheet(out, tmp_path, how):
    points = "0,5" if how.get("sep") else "0.5"
    fill(out / "by_hand.csv", tmp_path / "mine.csv", filled={("doe", LIMITS): points}, **how)
    assert rebuild(out, tmp_path / "mine.csv") == [
        "by_hand.csv: of 2 marks that count, 1 are not given yet."
    ]
    assert totals(out) == (
        {("0042", "11"): (15, 21), ("doe", "03"): (15, 16), ("doe", "11"): (20.5, 21)},
        [],
    )


def test_a_european_list_stays_european(out):
    fill(out / "by_hand.csv", sep=";", filled={("doe", LIMITS): "0,5"})
    rebuild(out)
    rebuild(out)
    listed = rows(out / "by_hand.csv", sep=";")
    assert set(listed["points"]) == {"", "0,5"}
    assert totals(out)[0][("doe", "11")] == (20.5, 21)


def test_a_first_line_that_names_the_separator_is_no_header(out, tmp_path):
    mine = tmp_path / "mine.csv"
    mine.write_text("sep=;\r\nstudent;criterion;points\r\ndoe;11.7 Limits;1\r\n")
    rebuild(out, mine)
    assert totals(out)[0][("doe", "11")] == (21, 21)


def test_zeros_that_a_spreadsheet_took_are_put_back(out, tmp_path):
    mine = tmp_path / "mine.csv"
    mine.write_text("student,criterion,points\n42,11.7 Limits,1\n")
    assert rebuild(out, mine) == ["by_hand.csv: of 2 marks that count, 1 are not given yet."]
    assert totals(out)[0][("0042", "11")] == (16, 21)


def test_a_comment_reaches_the_page_and_no_formula_the_table(out):
    listed = rows(out / "by_hand.csv")
    here = listed["student"].eq("doe") & listed["criterion"].eq(LIMITS)
    listed.loc[here, ["points", "comment"]] = ["1", "=WEBSERVICE(1) <b>well\ndone</b>"]
    listed.to_csv(out / "by_hand.csv", index=False)
    rebuild(out)
    page = (out / "students" / "doe" / "11.html").read_text("utf-8")
    assert "=WEBSERVICE(1) &lt;b&gt;well done&lt;/b&gt;" in page
    assert "'=WEBSERVICE(1)" in rows(out / "marks.csv")["comment"].iloc[0]
    rebuild(out)
    assert rows(out / "marks.csv")["comment"].iloc[0].count("'") == 1


# Two files that differ


def test_a_later_mark_in_the_list_replaces_the_kept_one(out):
    for points in ("0", "1"):
        fill(out / "by_hand.csv", filled={("doe", LIMITS): points})
        rebuild(out)
    assert totals(out)[0][("doe", "11")] == (21, 21)


def test_a_mark_that_is_emptied_is_withdrawn(out):
    for points in ("1", ""):
        fill(out / "by_hand.csv", filled={("doe", LIMITS): points})
        rebuild(out)
    assert totals(out)[0][("doe", "11")] == (20, 20)


def test_an_old_list_does_not_undo_what_was_changed_since(out, tmp_path):
    fill(out / "by_hand.csv", filled={("doe", LIMITS): "0"})
    rebuild(out)
    old = (out / "by_hand.csv").read_bytes()
    kept = rows(out / "marks.csv")
    kept["points"] = "1"
    kept.to_csv(out / "marks.csv", index=False)
    rebuild(out)
    (tmp_path / "old.csv").write_bytes(old)
    rebuild(out, tmp_path / "old.csv")
    assert totals(out)[0][("doe", "11")] == (21, 21)


def test_the_list_put_back_as_marks_counts_as_it_is(out):
    fill(out / "by_hand.csv", out / "marks.csv", filled={("doe", LIMITS): "1"})
    rebuild(out)
    rebuild(out)
    assert totals(out)[0][("doe", "11")] == (21, 21)


def test_a_column_of_the_teachers_own_stays_in_the_kept_marks(out):
    (out / "marks.csv").write_text("student,criterion,points,marked by\ndoe,11.7 Limits,1,Kim\n")
    fill(out / "by_hand.csv", filled={("doe", REACH): "1"})
    rebuild(out)
    assert list(rows(out / "marks.csv")["marked by"]) == ["Kim", ""]
    assert totals(out)[0][("doe", "11")] == (22, 22)


# What cannot count


@pytest.mark.parametrize(
    ("row", "line"),
    [
        ("doe,11.7 Limits,2", "2 points lie outside 0 to 1. Correct them."),
        ("doe,11.7 Limits,-1", "-1 points lie outside 0 to 1. Correct them."),
        ("doe,11.7 Limits,nan", "'nan' is no number. Write 0 to 1, such as 0.5."),
        ("doe,11.7 Limits,0_1", "'0_1' is no number. Write 0 to 1, such as 0.5."),
        ("doe,11.7 Limits,good", "'good' is no number. Write 0 to 1, such as 0.5."),
        ("doe,11.7 Limits,1/2", "'1/2' is no number. Write 0 to 1, such as 0.5."),
        (
            "nobody,11.7 Limits,1",
            "'nobody' has no exercise 11 here. Correct the student. The row is kept.",
        ),
        (
            "doe,10.8 Words,1",
            "'doe' has no exercise 10 here. Correct the student. The row is kept.",
        ),
        ("doe,11. Jul,1", "'11. Jul' is no criterion. Copy it from by_hand.csv."),
    ],
)
def test_a_mark_that_cannot_count_is_named_and_its_row_is_kept(out, tmp_path, row, line):
    mine = tmp_path / "mine.csv"
    mine.write_text(f"student,criterion,points\n{row}\n0042,11.7 Words,1\n")
    lines = rebuild(out, mine)
    assert lines[0] == f"mine.csv, row 1: {line}"
    found, again = totals(out)
    assert found[("doe", "11")] == (20, 21)
    assert found[("0042", "11")] == (16, 21)
    assert again == [f"marks.csv, row 1: {line}"]
    assert row.split(",")[2] in (out / "marks.csv").read_text("utf-8-sig")
    assert line in (out / "overview.html").read_text("utf-8").replace("&#39;", "'")


def test_a_row_that_a_comma_tore_is_named_and_a_copy_kept(out):
    text = "student,criterion,points,comment\ndoe,11.7 Limits,0,5,good\n0042,11.7 Limits,1,\n"
    (out / "by_hand.csv").write_text(text)
    assert rebuild(out)[0] == (
        "by_hand.csv, row 1: 5 fields where the header has 4. "
        "Put a field that holds a comma into quotation marks."
    )
    assert (out / "by_hand.kept-1.csv").read_text() == text
    assert totals(out)[0][("0042", "11")] == (16, 21)


def test_a_criterion_that_stands_twice_is_named(out):
    (out / "marks.csv").write_text(
        "student,criterion,points\ndoe,11.7 Limits,1\ndoe,11.7 Limits,0\n"
    )
    assert rebuild(out)[0] == (
        "marks.csv, row 2: 11.7 Limits of doe stands twice. The later counts."
    )
    assert totals(out)[0][("doe", "11")] == (20, 21)


@pytest.mark.parametrize("name", ["marks.csv", "by_hand.csv"])
@pytest.mark.parametrize("data", [b"", b"\x00\x01\x02", b"PK\x03\x04 xlsx", b"student,points\n"])
def test_marks_that_cannot_be_read_stop_the_report_before_it_writes(out, name, data):
    (out / name).write_bytes(data)
    before = (out / "grades.csv").read_bytes()
    (out / "grades.csv").unlink()
    with pytest.raises(DataError) as error:
        rebuild(out)
    assert str(error.value) == (
        f"{name}: no marks can be read from it. Its first row needs the columns student, "
        "criterion, points, as in by_hand.csv."
    )
    assert (out / name).read_bytes() == data
    assert not (out / "grades.csv").exists()
    assert before


def test_a_file_of_marks_that_is_not_there_is_named(out):
    with pytest.raises(DataError, match=r"^mine\.csv: there is no such file\. Correct the name\."):
        rebuild(out, out / "mine.csv")


def test_the_list_is_read_alike_by_csv_and_by_pandas(out):
    text = (out / "by_hand.csv").read_text("utf-8-sig")
    plain = list(csv.DictReader(io.StringIO(text, newline="")))
    assert plain == rows(out / "by_hand.csv").to_dict("records")


# Nothing that a person typed is lost

LONG = [f"20261234000{n}" for n in range(1, 4)]


@pytest.fixture
def numbered(tmp_path):
    """A folder of results of three students who are called by long numbers."""
    for number, name in zip(LONG, ("Ann", "Bob", "Cy"), strict=True):
        save(tmp_path, result(number, "11", name=name))
    rebuild(tmp_path)
    return tmp_path


def test_a_number_that_a_spreadsheet_would_shorten_is_written_as_text(numbered):
    listed = rows(numbered / "by_hand.csv")
    assert set(listed["student"]) == {f"'{number}" for number in LONG}
    fill(numbered / "by_hand.csv", filled={(f"'{LONG[1]}", LIMITS): "1"})
    assert rebuild(numbered) == ["by_hand.csv: of 3 marks that count, 2 are not given yet."]
    assert totals(numbered)[0][LONG[1], "11"] == (21, 21)


def test_shortened_numbers_are_told_apart_by_the_name_and_else_kept(numbered):
    listed = rows(numbered / "by_hand.csv")
    listed["student"] = "2.02612E+11"
    listed.loc[listed["criterion"].eq(LIMITS), "points"] = ["1", "0.5", "0"]
    listed.to_csv(numbered / "by_hand.csv", index=False)
    assert rebuild(numbered) == []
    assert [totals(numbered)[0][number, "11"][0] for number in LONG] == [21, 20.5, 20]


def test_rows_that_match_nobody_are_named_kept_and_set_aside(numbered):
    text = "student,criterion,points\n" + "".join(
        f"2.02612E+11,11.7 Limits,{points}\n" for points in ("1", "0.5", "0")
    )
    (numbered / "by_hand.csv").write_text(text)
    lines = rebuild(numbered)
    assert sum("'2.02612E+11' has no exercise 11 here" in line for line in lines) == 3
    assert (numbered / "by_hand.kept-1.csv").read_text() == text
    assert rows(numbered / "marks.csv")["points"].tolist() == ["1", "0.5", "0"]


@pytest.mark.parametrize("column", ["student", "criterion"])
def test_a_column_filled_down_is_named_and_its_marks_do_not_count(out, column):
    listed = rows(out / "by_hand.csv")
    listed["points"] = "1"
    listed[column] = listed[column].iloc[0]
    listed.to_csv(out / "by_hand.csv", index=False)
    before = (out / "by_hand.csv").read_bytes()
    lines = rebuild(out)
    assert any("The mark does not count." in line or "times" in line for line in lines)
    assert lines[[line.startswith("by_hand.csv: as it was") for line in lines].index(True)]
    assert (out / "by_hand.kept-1.csv").read_bytes() == before


def test_of_two_marks_for_one_thing_none_counts_and_both_are_kept(out):
    text = "student,criterion,points\ndoe,11.7 Limits,1\ndoe,11.7 Limits,0\n0042,11.7 Limits,1\n"
    (out / "by_hand.csv").write_text(text)
    assert rebuild(out)[0] == (
        "by_hand.csv, rows 1, 2: 11.7 Limits of doe stands there 2 times. "
        "None of them counts. Keep one."
    )
    assert totals(out)[0][("doe", "11")] == (20, 21)
    assert (out / "by_hand.kept-1.csv").read_text() == text


def test_a_head_alone_wipes_nothing(out):
    fill(out / "by_hand.csv", filled={("doe", LIMITS): "1"})
    rebuild(out)
    for name in ("marks.csv", "by_hand.csv"):
        (out / name).write_text((out / name).read_text("utf-8").splitlines()[0] + "\n", "utf-8")
        assert any("holds no row under its head" in line for line in rebuild(out))
        assert totals(out)[0][("doe", "11")] == (21, 21)


def test_a_column_that_stands_twice_is_refused(out):
    (out / "by_hand.csv").write_text("student,criterion,points,points\ndoe,11.7 Limits,1,0\n")
    with pytest.raises(DataError, match=r"^by_hand\.csv: the column points stands there twice"):
        rebuild(out)


@pytest.mark.parametrize("name", ["'doe", "DOE", " doe "])
def test_a_student_is_known_by_other_letters_and_signs(out, name):
    (out / "by_hand.csv").write_text(f"student,criterion,points\n{name},11.7 Limits,1\n")
    assert rebuild(out) == ["by_hand.csv: of 2 marks that count, 1 are not given yet."]
    assert totals(out)[0]["doe", "11"] == (21, 21)
