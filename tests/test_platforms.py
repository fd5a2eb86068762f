"""Whole downloads as platforms give them: who is in them, and what is said before grading."""

import pytest

from shieldtalks.cli import main
from shieldtalks.errors import DataError
from shieldtalks.grading.submissions.intake import read_class
from tests.test_intake import exercise, make, masters, zipped

NB = "03_code_it.ipynb"

# {shape: (paths, {student: name}, first line)}
CLASSES = {
    "Canvas": (
        [f"doejane_12_345_{NB}", f"roebob_LATE_13_346_{NB}", "liwei_14_347_my work.ipynb"],
        {"doejane_12", "roebob_13", "liwei_14"},
        "3 students, Canvas, exercise 03.",
    ),
    "Moodle": (
        [f"Jane Doe_12_assignsubmission_file_/{NB}", f"Bob Roe_13_assignsubmission_file_/{NB}"],
        {"jane-doe_12", "bob-roe_13"},
        "2 students, Moodle, exercise 03.",
    ),
    "Moodle, groups": (
        [f"Gruppe {n}_{n}_assignsubmission_file_/{NB}" for n in (1, 2, 3)],
        {"gruppe-1_1", "gruppe-2_2", "gruppe-3_3"},
        "3 students, Moodle, exercise 03.",
    ),
    "Moodle, members of groups": (
        [f"Group A-Jane Doe_12_assignsubmission_file_/{NB}",
         f"Group A-Bob Roe_13_assignsubmission_file_/{NB}"],
        {"group-a-jane-doe_12", "group-a-bob-roe_13"},
        "2 students, Moodle, exercise 03.",
    ),
    "Gradescope": (
        [f"export/submission_4711/{NB}", f"export/submission_4712/{NB}"],
        {"submission_4711", "submission_4712"},
        "2 students, Gradescope, exercise 03.",
    ),
    "nbgrader": (
        [f"submitted/jdoe/03_code_it/{NB}", f"submitted/broe/03_code_it/{NB}",
         f"source/03_code_it/{NB}", f"release/03_code_it/{NB}"],
        {"jdoe", "broe"},
        "2 students, nbgrader, exercise 03.",
    ),
    "Google Classroom": (
        [f"Jane Doe - {NB}", f"Bob Roe - Copy of {NB}", f"Copy of {NB[:-6]} - Li Wei.ipynb"],
        {"Jane Doe", "Bob Roe", "Li Wei"},
        "3 students, plain names, exercise 03.",
    ),
    "Teams": (
        [f"Submitted files/Jane Doe/Exercise 03/Version {n}/{NB}" for n in (9, 10)]
        + [f"Submitted files/Bob Roe/Exercise 03/Version 1/{NB}"],
        {"Jane Doe", "Bob Roe"},
        "2 students, plain names, exercise 03.",
    ),
    "Teams, a class's whole library": (
        [f"IR 1A - Student Work/Submitted files/Jane Doe/Exercise 03/{NB}",
         f"IR 1A - Student Work/Submitted files/Bob Roe/Exercise 03/{NB}",
         f"IR 1A - Student Work/Working files/Jane Doe/Exercise 03/{NB}"],
        {"Jane Doe", "Bob Roe"},
        "2 students, plain names, exercise 03.",
    ),
    "Google Classroom, a folder an assignment": (
        [f"Exercise 3/Ana López García - {NB}", f"Exercise 3/Luis Pérez - {NB}"],
        {"Ana López García", "Luis Pérez"},
        "2 students, plain names, exercise 03.",
    ),
    "Blackboard in Dutch": (
        [f"Oefening 3 (kans 1)_s1234567_poging_2026-11-20-10-00-00_{NB}",
         f"Oefening 3 (kans 1)_s7654321_poging_2026-11-20-11-00-00_{NB}"],
        {"s1234567", "s7654321"},
        "2 students, Blackboard, exercise 03.",
    ),
    "Blackboard, names with underscores": (
        [f"Problem Set_3_jane_doe_attempt_2026-11-20-10-00-00_{NB}",
         f"Problem Set_3_bob_doe_attempt_2026-11-20-11-00-00_{NB}"],
        {"jane_doe", "bob_doe"},
        "2 students, Blackboard, exercise 03.",
    ),
    "Blackboard, usernames that go on": (
        [f"PS_3_final_{who}_attempt_2026-11-20-10-00-00_{NB}"
         for who in ("jane", "jane_doe", "jane_roe")],
        {"jane", "jane_doe", "jane_roe"},
        "3 students, Blackboard, exercise 03.",
    ),
    "Blackboard, two assignments": (
        [f"PS_{n}_{who}_attempt_2026-11-20-10-00-00_{NB}" for n in (3, 4) for who in ("jo", "al")],
        {"jo", "al"},
        "2 students, Blackboard, exercise 03.",
    ),
    "Moodle, names of all kinds": (
        [f"Jane_Doe, Jr._12_assignsubmission_file_/{NB}",
         f"\u200fعلی\u200cرضا\u200f_13_assignsubmission_file_/{NB}",
         f"Ann Lee_14_assignsubmission_file_/{NB}", f"Ann Lee_15_assignsubmission_file_/{NB}"],
        {"jane_doe-jr_12", "student_13", "ann-lee_14", "ann-lee_15"},
        "4 students, Moodle, exercise 03.",
    ),
    "Canvas, groups and late": (
        [f"team1_LATE_1001_345_{NB}", f"team2_1002_346_{NB}", f"team3_1003_347_{NB}"],
        {"team1_1001", "team2_1002", "team3_1003"},
        "3 students, Canvas, exercise 03.",
    ),
    "Google Classroom, numbered copies": (
        [f"Jane Doe - {NB}", "Jane Doe - 03_code_it (1).ipynb",
         "Bob Roe - Copy of 03_code_it(2).ipynb"],
        {"Jane Doe", "Bob Roe"},
        "2 students, plain names, exercise 03.",
    ),
    "Blackboard": (
        [f"Problem Set 3_jdoe_attempt_2026-11-20-10-00-00_{NB}",
         "Problem Set 3_jdoe_attempt_2026-11-20-10-00-00.txt",
         f"Problem Set 3_broe_attempt_2026-11-20-11-00-00_{NB}"],
        {"jdoe", "broe"},
        "2 students, Blackboard, exercise 03.",
    ),
    "exercise, number, name": (
        ["03_4711001_doe.ipynb", "03_4711002_roe.ipynb", "03_4711003_poe.ipynb"],
        {"03_4711001_doe", "03_4711002_roe", "03_4711003_poe"},
        "3 students, plain names, exercise 03.",
    ),
    "name, exercise, number": (
        ["doe_03_4711001_a.ipynb", "roe_3_4711002_b.ipynb", "poe_3_4711003_c.ipynb"],
        {"doe_03_4711001_a", "roe_3_4711002_b", "poe_3_4711003_c"},
        "3 students, plain names, exercise 03.",
    ),
    "term, exercise, number": (
        ["hw3_4711001_2026_doe.ipynb", "hw3_4711002_2026_roe.ipynb"],
        {"hw3_4711001_2026_doe", "hw3_4711002_2026_roe"},
        "2 students, plain names, exercise 03.",
    ),
    "folders by student, files by number": (
        [f"jane/x_3_4711001_{NB}", f"bob/x_3_4711001_{NB}"],
        {"jane", "bob"},
        "2 students, plain names, exercise 03.",
    ),
    "Brightspace": (
        [f"11-678 - Jane Doe - Nov 20, 2026 917 PM/{NB}",
         f"11-678 - Jane Doe - Nov 21, 2026 1017 AM/{NB}",
         f"12-678 - Jan van der Berg - Nov 21, 2026 117 AM/{NB}",
         f"13-678 - Jane Doe- 20 nov. 2026 1017/{NB}"],
        {"jane-doe_11", "jan-van-der-berg_12", "jane-doe_13"},
        "3 students, Brightspace, exercise 03.",
    ),
    "Brightspace, files, and the number of the course": (
        [f"77-678 - Jane Doe - Nov 20, 2026 917 PM - {NB}",
         f"77-678 - Bob O'Brien-Smith - Nov 21, 2026 1017 AM - {NB}"],
        {"jane-doe-aezszb3fdctz", "bob-o-brien-smith-p7dmtltrtu6e"},
        "2 students, Brightspace, exercise 03.",
    ),
    "Sakai": (
        [f"Exercise 03/{who}/Submission attachment(s)/{NB}"
         for who in ("Doe, Jane(jdoe)", "Müller, Björn(bm12)", "Doe, Jane(jd2)")],
        {"Doe, Jane(jdoe)", "Müller, Björn(bm12)", "Doe, Jane(jd2)"},
        "3 students, plain names, exercise 03.",
    ),
    "Schoology": (
        [f"Unit_03/{who}/{revision}/{NB}" for who in ("Doe, Jane - s47", "Roe, Bob - s48")
         for revision in ("Revision 9 - On time", "Revision 10 - Late")],
        {"Doe, Jane - s47", "Roe, Bob - s48"},
        "2 students, plain names, exercise 03.",
    ),
    "ILIAS": (
        [f"Übung 3/Abgaben/{who}/{NB}" for who in ("Doe_Jane_jd_11/20261120101700_x",
         "Doe_Jane_jd_11/20261121101700_x", "Doe_Jane_jd2_12/20261120101700_x")],
        {"Doe_Jane_jd_11", "Doe_Jane_jd2_12"},
        "2 students, plain names, exercise 03.",
    ),
    "OLAT": (
        [f"Uebung_3/{who}/2_submissions/{NB}" for who in ("Doe_Jane_jd", "Roe_Bob_br")],
        {"Doe_Jane_jd", "Roe_Bob_br"},
        "2 students, plain names, exercise 03.",
    ),
    "Teams in German": (
        [f"Übermittelte Dateien/{who}/Aufgabe 3/Version 1/{NB}" for who in ("Jo Doe", "Al Roe")]
        + [f"Arbeitsdateien/Al Roe/Aufgabe 3/{NB}"],
        {"Jo Doe", "Al Roe"},
        "2 students, plain names, exercise 03.",
    ),
    "Submitty": (
        [f"ps03/{who}/{n}/{NB}" for who in ("jdoe", "broe") for n in (9, 10)],
        {"jdoe", "broe"},
        "2 students, plain names, exercise 03.",
    ),
    "Microsoft Forms": (
        ["03_code_it_Jane Doe.ipynb", "03_code_it 1_Bob Roe.ipynb"],
        {"Jane Doe", "Bob Roe"},
        "2 students, plain names, exercise 03.",
    ),
    "one accent in two encodings": (
        ["Ne\u0301/03_code_it.ipynb", "N\u00e9/04_the_position_matrix.ipynb", f"bob/{NB}"],
        {"N\u00e9", "bob"},
        "2 students, plain names, exercise 03.",
    ),
}  # fmt: skip


@pytest.mark.parametrize("as_zip", [False, True])
@pytest.mark.parametrize("shape", CLASSES)
def test_a_class_is_read_as_its_platform_gives_it(shape, as_zip, tmp_path):
    paths, students, line = CLASSES[shape]
    files = {path: exercise(answer_1=f"n = {n}") for n, path in enumerate(paths)}
    where = make(tmp_path, {"all.zip": zipped(files)}) if as_zip else make(tmp_path / "in", files)
    found, lines = read_class(where / "all.zip" if as_zip else where, masters())
    plain = "plain" in line
    assert {one.name if plain else one.student for one in found} == students
    assert lines[0] == line
    assert not [one for one in found if one.trouble]


@pytest.mark.parametrize(
    ("paths", "line"),
    [
        (
            [f"Jane Doe - {NB}", "Jane Doe - 03_code_it (1).ipynb"],
            "Jane Doe: 2 files of exercise 03 (",
        ),
        (
            [f"{who}/{NB}" for who in ("Doe, Jané (Student)", "jane_doe")],
            "Doe, Jané (Student), ",
        ),
        ([f"2026-11-{n} Doe/{NB}" for n in (20, 21)], "2026-11-20 Doe, 2026-11-21 Doe: 2 students"),
        ([f"ps3-jdoe{end}/{NB}" for end in ("", "-main")], "ps3-jdoe, ps3-jdoe-main: 2 students"),
        ([f"jo@u.edu_{n}_{NB}" for n in (1, 2)], "jo@u.edu_1, jo@u.edu_2: 2 students of one"),
        (["Jane.ipynb", "Jane (1).ipynb"], "Jane, Jane (1): 2 students of one name ("),
        (
            [f"Ann Lee_{n}_assignsubmission_file_/{NB}" for n in (14, 15)],
            "Ann Lee: 2 students of one",
        ),
        (["Ann.ipynb", "\u200fAnn.ipynb"], "Ann: 2 students of one name ("),
    ],
)
def test_who_may_be_one_student_or_two_is_said(paths, line, tmp_path):
    files = {path: exercise(answer_1=f"n = {n}") for n, path in enumerate([*paths, "Zoe.ipynb"])}
    _, lines = read_class(make(tmp_path, files), masters())
    assert [said for said in lines if said.startswith(line)]


def test_a_persons_name_in_persian_keeps_its_letters_joined(tmp_path):
    paths = CLASSES["Moodle, names of all kinds"][0]
    make(tmp_path, dict.fromkeys(paths, exercise()))
    assert "علی\u200cرضا" in {one.name for one in read_class(tmp_path, masters())[0]}


@pytest.mark.parametrize(
    ("page", "names"),
    [
        ("cp437", {"Müller", "Björn", "Renée"}),
        ("cp850", {"João", "Ángel", "Zoë"}),
        ("cp1252", {"Müller", "Bär", "Renée"}),
        ("cp866", {"Иван Петров", "Anna"}),
    ],
)
def test_names_in_zips_that_do_not_tell_their_letters(page, names, tmp_path):
    made = {f"{n:04}".encode(): name for n, name in enumerate(sorted(names))}
    # The same number of bytes in the place of each, as a zip of an old tool has them.
    made = {b"@" * (len(name) - 1) + key[-1:]: name for key, name in made.items()}
    data = zipped({f"{key.decode()}/{NB}": exercise() for key in made})
    for key, name in made.items():
        data = data.replace(key + b"/", name.encode(page) + b"/")
    make(tmp_path, {"all.zip": data})
    found, _ = read_class(tmp_path / "all.zip", masters())
    assert {one.name for one in found} == names
    assert not [one for one in found if one.trouble]


@pytest.mark.parametrize(
    "data",
    [
        "\ufefffile;student;id\r\nx1.ipynb;Müller, Ann;0012\r\n;;\r\n".encode(),
        "sep=;\r\nFile;Student;ID\r\nx1.ipynb;Müller, Ann;0012\r\n".encode("cp1252"),
        "file\tstudent\tid\r\nx1.ipynb\tMüller, Ann\t0012\r\n".encode("utf-16"),
    ],
)
def test_a_roster_comes_from_any_spreadsheet(data, tmp_path):
    (tmp_path / "roster.csv").write_bytes(data)
    found, lines = read_class(
        make(tmp_path / "in", {"x1.ipynb": exercise()}), masters(), roster=tmp_path / "roster.csv"
    )
    assert [(one.name, one.ids) for one in found] == [("Müller, Ann", {"idnumber": "0012"})]
    assert lines == ["1 student, roster.csv, exercise 03."]


def test_of_versions_the_highest_number_counts(tmp_path):
    paths = CLASSES["Teams"][0]
    make(tmp_path, {path: exercise(answer_1=f"n = {n}") for n, path in enumerate(paths)})
    (jane,) = [one for one in read_class(tmp_path, masters())[0] if one.name == "Jane Doe"]
    assert jane.answers["answer-1"] == "n = 1"


@pytest.mark.parametrize(
    ("shape", "name", "newest"),
    [
        ("Brightspace", "Jane Doe", "n = 1"),
        ("Schoology", "Doe, Jane - s47", "n = 1"),
        ("ILIAS", "Doe_Jane_jd_11", "n = 1"),
        ("Teams in German", "Al Roe", "n = 1"),
        ("Submitty", "jdoe", "n = 1"),
    ],
)
def test_of_a_platforms_attempts_the_newest_counts(shape, name, newest, tmp_path):
    paths = CLASSES[shape][0]
    make(tmp_path, {path: exercise(answer_1=f"n = {n}") for n, path in enumerate(paths)})
    found = [one for one in read_class(tmp_path, masters())[0] if one.name == name]
    assert found[0].answers["answer-1"] == newest


def test_what_a_platform_puts_beside_the_students_is_nobody(tmp_path):
    paths = CLASSES["Sakai"][0]
    make(tmp_path, dict.fromkeys(paths, exercise()) | {"Exercise 03/grades.csv": "x"})
    found, lines = read_class(tmp_path, masters())
    assert len(found) == 3
    assert "1 file I cannot place (Exercise 03/grades.csv)." in lines[0]


def test_a_draft_is_older_than_what_was_turned_in(tmp_path):
    paths = CLASSES["Teams, a class's whole library"][0]
    make(tmp_path, {path: exercise(answer_1=f"n = {n}") for n, path in enumerate(paths)})
    (jane,) = [one for one in read_class(tmp_path, masters())[0] if one.name == "Jane Doe"]
    assert jane.answers["answer-1"] == "n = 0"


def test_a_groups_number_is_nobodys(tmp_path):
    make(tmp_path, dict.fromkeys(CLASSES["Moodle, groups"][0], exercise()))
    found, lines = read_class(tmp_path, masters())
    assert [one.ids for one in found] == [{"moodle_group": str(n)} for n in (1, 2, 3)]
    assert lines[1].startswith("3 of 3 names from Moodle are groups")


def test_members_of_groups_keep_their_own_numbers(tmp_path):
    make(tmp_path, dict.fromkeys(CLASSES["Moodle, members of groups"][0], exercise()))
    found, lines = read_class(tmp_path, masters())
    assert sorted(one.ids["moodle_id"] for one in found) == ["12", "13"]
    assert len(lines) == 1


def test_the_teacher_may_say_that_numbers_are_groups(tmp_path):
    make(tmp_path, {f"Red_{n}_assignsubmission_file_/{NB}": exercise() for n in (1, 2)})
    found, _ = read_class(tmp_path, masters(), platform="moodle-groups")
    assert all("moodle_group" in one.ids for one in found)
    with pytest.raises(DataError, match="^--platform sakai: is none of canvas, "):
        read_class(tmp_path, masters(), platform="sakai")


def test_what_has_no_name_is_said_before_grading(tmp_path):
    paths = CLASSES["Canvas"][0]
    make(tmp_path, dict.fromkeys([*paths, "work.ipynb", "grades.xlsx"], exercise()))
    _, lines = read_class(tmp_path, masters())
    assert lines[0] == (
        "4 students, Canvas and plain names, exercise 03; "
        "2 files I cannot place (grades.xlsx, work.ipynb)."
    )


def test_a_roster_says_whose_a_file_is(tmp_path):
    make(tmp_path, dict.fromkeys(CLASSES["exercise, number, name"][0], exercise()))
    make(tmp_path, {"roster.csv": "file,student,id\n03_4711001*,Jane Doe,4711001\n"})
    found, _ = read_class(tmp_path, masters())
    (jane,) = [one for one in found if one.student == "jane-doe_4711001"]
    assert jane.ids == {"idnumber": "4711001"}
    assert len(found) == 3


@pytest.mark.parametrize(
    "text",
    ["", "a,b\n1,2\n", "file,student\n,Ann\n", "file,student,id\nx,Ann,2.02612E+11\n"],
)
def test_a_roster_that_cannot_be_read_is_one_line(text, tmp_path):
    make(tmp_path, {NB: exercise(), "roster.csv": text})
    with pytest.raises(DataError, match=r"^roster\.csv"):
        read_class(tmp_path, masters())


def test_folders_of_exercises_hold_one_class_and_folders_of_sections_two(tmp_path):
    third, fourth = exercise(), exercise("04")
    make(tmp_path / "a", {f"ps3/{n}.ipynb": third for n in ("ann", "bob")})
    make(tmp_path / "a", {f"ps4/{n}.ipynb": fourth for n in ("ann", "bob")})
    found, lines = read_class(tmp_path / "a", masters())
    assert [(one.student, one.exercise) for one in found] == [
        (name, number) for name in ("ann", "bob") for number in ("03", "04")
    ]
    assert "ann: ps3/ann, ps4/ann are read as one student, with other exercises." in lines
    make(tmp_path / "b", {f"{s}/{n}.ipynb": third for n in ("ann", "bob") for s in ("mon", "tue")})
    found, lines = read_class(tmp_path / "b", masters())
    assert {one.name for one in found} == {"mon/ann", "tue/ann", "mon/bob", "tue/bob"}
    assert "ann: mon/ann, tue/ann are read as 2 students." in lines


# The outermost name decides


FORGED = [
    "roebob_13_999999_03_code_it.ipynb",
    f"Bob Roe_13_assignsubmission_file_/{NB}",
    f"submitted/bob/ps/{NB}",
    f"bob/{NB}",
    f"submission_4712/{NB}",
    f"ps_bob_attempt_2099-01-01-00-00-00_{NB}",
    f"bob+ps+2099-01-01 00:00:00 UTC/{NB}",
]
OUTER = {
    "Canvas": ("doejane_12_345_w.zip", f"roebob_13_346_{NB}", f"liwei_14_347_{NB}"),
    "Moodle": ("Jane_1_assignsubmission_file_/w.zip", f"Bob Roe_13_assignsubmission_file_/{NB}"),
    "plain": ("mallory.zip", f"bob/{NB}", f"anna/{NB}"),
    "plain files": ("mallory.zip", "bob.ipynb", "anna.ipynb"),
}


@pytest.mark.parametrize("outer", OUTER)
def test_nothing_inside_a_students_zip_speaks_for_another(outer, tmp_path):
    mallory, *others = OUTER[outer]
    honest = {path: exercise(answer_1=f"right = {n}") for n, path in enumerate(others)}
    before, _ = read_class(make(tmp_path / "before", honest), masters())
    forged = zipped(dict.fromkeys(FORGED, exercise(answer_1="wrong = 1")))
    after, _ = read_class(make(tmp_path / "after", honest | {mallory: forged}), masters())
    kept = {(one.student, one.answers["answer-1"]) for one in before}
    assert kept <= {(one.student, one.answers.get("answer-1")) for one in after}
    assert len({one.student for one in after}) == len(kept) + 1


def test_a_name_made_to_look_like_anothers_key_changes_no_key(tmp_path):
    ((jane),) = read_class(make(tmp_path / "a", {f"Jane Doe/{NB}": exercise()}), masters())[0]
    both = {f"Jane Doe/{NB}": exercise(), f"{jane.student}/{NB}": exercise(answer_1="n = 2")}
    found, _ = read_class(make(tmp_path / "b", both), masters())
    assert {one.student for one in found if one.answers["answer-1"] == "x = 5"} == {jane.student}
    assert len(found) == 2


# The whole course handed in


def test_lessons_are_no_attempts_and_untouched_exercises_one_note(tmp_path):
    from tests import ROOT

    course = {f"course/notebooks/{p.name}": p.read_bytes() for p in ROOT.glob("notebooks/0*.ipynb")}
    course |= {
        f"course/exercises/{p.name}": p.read_bytes() for p in ROOT.glob("exercises/0*.ipynb")
    }
    course[f"course/exercises/{NB}"] = exercise()
    make(tmp_path, {"jdoe.zip": zipped(course), f"roe/{NB}": exercise()})
    found, _ = read_class(tmp_path, masters())
    assert [(one.student, one.exercise) for one in found] == [("jdoe", "03"), ("roe", "03")]
    assert found[0].answers["answer-1"] == "x = 5"
    assert [note[:15] for note in found[0].notes] == ["Also handed in,", "Handed in as gi"]


def test_an_escaped_sign_in_gradescopes_list_is_the_sign():
    from shieldtalks.grading.submissions.students import people_of

    text = 'submission_1:\n  :submitters:\n  - :name: "\\U0001F986 \\xE9\\u0301"\n'
    assert people_of(text.encode())["submission_1"][0]["name"] == "\U0001f986 é\u0301"


# Mistakes with folders


@pytest.mark.parametrize("out", ["in", "in/results", "in/jdoe"])
def test_results_inside_the_submissions_are_refused(out, tmp_path, capsys):
    make(tmp_path, {f"in/jdoe/{NB}": exercise()})
    assert main(["grade", str(tmp_path / "in"), "--out", str(tmp_path / out)]) == 2
    assert "lies in the folder of submissions" in capsys.readouterr().err
    assert not (tmp_path / "in/results").exists()


def test_a_report_on_nothing_leaves_nothing(tmp_path, capsys):
    assert main(["report", str(tmp_path / "nowhere")]) == 2
    assert capsys.readouterr().err.startswith("shieldtalks: nowhere/: it holds no folder")
    assert not (tmp_path / "nowhere").exists()
