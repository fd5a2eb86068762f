"""The reports: a student's page that quotes what to read again, the teacher's page and tables."""

import base64
import copy
import hashlib
import html
import io
import json
import re
from collections import Counter
from html.parser import HTMLParser

import pandas as pd
import pytest

from shieldtalks.cli import main
from shieldtalks.errors import DataError
from shieldtalks.figures.style import contrast
from shieldtalks.grading.reports.build import gradebook, grades, rebuild, write
from shieldtalks.grading.reports.class_page import (
    equal_answers,
    general,
    overview_page,
    reasons,
    slips,
)
from shieldtalks.grading.reports.exports import gradescope
from shieldtalks.grading.reports.marks import Mark, merge
from shieldtalks.grading.reports.results import save
from shieldtalks.grading.reports.student_page import (
    cited,
    diagnosis,
    lesson_address,
    load,
    student_page,
    style,
    to_read,
)
from tests.graded import bank, many, result, task, tasks_of

SCRIPT = '"><script>alert(1)</script><img src=x onerror=alert(2)>'
HOSTILE = f"{SCRIPT}\u202egpj.exe\n=HYPERLINK(1)\ud800"
VOID = {"meta", "br", "img", "rect", "path"}


class Page(HTMLParser):
    """A page taken apart: its elements, their attributes, and the text of each."""

    def __init__(self, text):
        super().__init__()
        self.elements, self.open, self.text = [], [], []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag, attrs):
        self.elements.append((tag, dict(attrs), []))
        if tag not in VOID:
            self.open.append(self.elements[-1])

    def handle_endtag(self, tag):
        if tag not in VOID:
            assert self.open.pop()[0] == tag

    def handle_data(self, data):
        self.text.append(data)
        for element in self.open:
            element[2].append(data)

    def find(self, tag):
        """Return the elements of one kind as (attributes, text)."""
        return [(attrs, "".join(words)) for name, attrs, words in self.elements if name == tag]


def merged(*results, marks=()):
    """Return results with their totals."""
    return merge(list(results), dict(marks))


def page_of(whole, marks=()):
    return Page(student_page(merged(whole, marks=marks)[0]))


@pytest.fixture(scope="module")
def a_class():
    """Return some sixty results, among them every kind that needs a look."""
    found = many(60)
    found[0]["name"] = HOSTILE
    found[2]["notes"] = ["two attempts: the later counts"]
    found[4] |= {"trouble": "x/03.ipynb: no notebook. Ask for it again.", "tasks": []}
    for part in found[6]["tasks"][4:]:
        part |= {"verdict": "not reached", "earned": 0.0, "said": "not reached: it took too long."}
    return merge(found, {})


def pages(a_class):
    marks = {("doe", "11.7 Limits"): Mark(0.5, HOSTILE)}
    hostile = result("doe", "11", wrong={"11.1": 4, "11.2": 3}, name=HOSTILE, notes=[HOSTILE])
    for part in hostile["tasks"]:
        part |= {"title": HOSTILE, "said": part["said"] and HOSTILE}
    whole = merged(hostile, marks=marks)
    return [
        student_page(whole[0]),
        student_page(merged(result(trouble=HOSTILE, tasks=[]))[0]),
        overview_page(a_class, [HOSTILE]),
        overview_page(whole, [HOSTILE]),
    ]


# What every page is


def test_nothing_that_others_wrote_becomes_part_of_a_page(a_class):
    for text in pages(a_class):
        page = Page(text)
        assert {name for name, _, _ in page.elements}.isdisjoint({"script", "img", "iframe"})
        for name, attrs, _ in page.elements:
            assert not any(key.startswith("on") for key in attrs), name
            assert "style" not in attrs, "the policy forbids styles in elements"
        assert "<script>" in "".join(page.text)
        assert not re.search("[\u202e\u2066\ud800\x00]", text)


def test_a_page_needs_nothing_from_outside(a_class):
    for text in pages(a_class):
        page = Page(text)
        [policy] = [a["content"] for a, _ in page.find("meta") if "http-equiv" in a]
        [(_, css)] = page.find("style")
        digest = base64.b64encode(hashlib.sha256(css.encode()).digest()).decode()
        assert f"default-src 'none'; style-src 'sha256-{digest}'" in policy
        assert "url(http" not in css
        assert "@import" not in css
        links = [attrs for name, attrs, _ in page.elements if {"src", "href"} & attrs.keys()]
        assert all(re.match(r"#|students/|notebooks/", link["href"]) for link in links)


def test_a_page_can_be_read_by_its_structure(a_class):
    for text in pages(a_class):
        page = Page(text)
        names = Counter(name for name, _, _ in page.elements)
        assert page.find("html")[0][0]["lang"] == "en-GB"
        assert (names["h1"], names["main"], names["title"]) == (1, 1, 1)
        levels = [int(name[1]) for name, _, _ in page.elements if re.fullmatch("h[1-6]", name)]
        assert levels[0] == 1
        assert all(after - before <= 1 for before, after in zip(levels, levels[1:], strict=False))
        assert names["table"] == names["caption"]
        assert all(attrs.get("scope") in ("row", "col") for attrs, _ in page.find("th"))
        regions = [attrs["aria-label"] for attrs, _ in page.find("div") if "role" in attrs]
        assert len(regions) == len(set(regions))
        ids = [attrs["id"] for _, attrs, _ in page.elements if "id" in attrs]
        assert len(ids) == len(set(ids))
        jumps = {a["href"][1:] for a, _ in page.find("a") if a["href"].startswith("#")}
        assert jumps <= set(ids)


@pytest.mark.parametrize("theme", [0, 1, 2], ids=["light", "dark", "print"])
def test_colours_have_contrast_in_every_theme(theme):
    block = re.findall(r":root \{([^}]*)\}", style("page.css"))[theme]
    hues = dict(re.findall(r"--(\w+): (#\w{6})", block))
    assert len(hues) == 8
    for ground in ("ground", "soft"):
        for ink in ("ink", "quiet", "link", "warn"):
            assert contrast(hues[ink], hues[ground]) >= 4.5, (ink, ground)
    for drawn in ("bar", "line"):
        assert contrast(hues[drawn], hues["ground"]) >= 3, drawn


# The student's page


def test_the_page_tells_points_verdict_and_diagnosis():
    page = page_of(result("doe", "03", wrong={"03.2": 2, "03.6": 0}, name="Ann Doe"))
    text = " ".join("".join(page.text).split())
    assert page.find("h1")[0][1] == "Exercise 03: Do two readers see the same?"
    assert "Ann Doe, checked on 21 November 2026" in text
    assert "12 of 16 points" in text
    rows = [words.split("\n")[0] for _, words in page.find("tr")]
    assert "03.2 Observed agreement by handnot yet0 of 1" in rows
    assert "03.1 Code five sentencespassed3 of 3" in rows
    said = task("03.2", "WRONG", 2)["said"]
    assert said.removeprefix("03.2: ").removesuffix(' Stuck? hint("03.2", 1)') in text
    assert 'In the notebook: hint("03.2", 1)' in text
    assert "visible checks" in text
    assert ("notebooks/03_code_it.ipynb", "03 Do two readers see the same?") in [
        (attrs["href"], words) for attrs, words in page.find("a")
    ]


def test_the_page_quotes_the_sentences_to_read_again():
    whole = result("doe", "11")
    whole["tasks"][0] |= {
        "verdict": "not yet",
        "earned": 0.0,
        "said": "11.1: 001.22 is Lavrov, on something else. What does he name as the first step? "
        'Read 001.18 to 001.20 again. Stuck? hint("11.1", 1)',
    }
    page = page_of(whole)
    quoted = [" ".join(words.split()) for _, words in page.find("blockquote")]
    wanted = ["001.18", "001.19", "001.20", "001.22"]
    assert len(quoted) == len(wanted)
    for unit, words in zip(wanted, quoted, strict=True):
        assert " ".join(load().text(unit).split()) in words
        assert words.endswith(f"{unit}, RIA Novosti, 24 April 2007")
    assert page.text.index("To read again:") < page.text.index("Named above:")


@pytest.mark.parametrize(
    ("said", "units"),
    [
        ("Read 003.15 again.", [("003.15", True)]),
        ("You cite 000.04. Read 000.02 again.", [("000.02", True), ("000.04", False)]),
        ("Read 001.20 to 001.18 again.", [("001.20", True)]),
        ("Read 000.20 to 001.02 again.", [("000.20", True)]),
        ("999.99 is no unit. Read the section 'How much trust?' again.", []),
        ("For 0.5 you gave 1000.123.", []),
    ],
)
def test_units_of_a_diagnosis_are_found(said, units):
    assert to_read(said) == units


def test_every_unit_that_a_diagnosis_of_the_course_names_can_be_quoted():
    named = 0
    for exercise in ("03", "10", "11"):
        for task_id in tasks_of(exercise):
            for number in range(len(bank(task_id, "WRONG"))):
                said = diagnosis(task(task_id, "WRONG", number))
                again = re.search(r"Read (\d{3}\.\d\d) again", said)
                named += bool(again)
                assert not again or (again[1], True) in to_read(said), said
    assert named > 5


def test_no_answer_and_no_note_for_the_teacher_is_on_the_page():
    whole = result("doe", "11", notes=["secret note"], wrong={"11.1": 4})
    for part in whole["tasks"]:
        part["answer"] = f"secret answer {part['id']}"
    assert "secret" not in student_page(merged(whole)[0])


def test_work_that_could_not_be_graded_says_why():
    page = page_of(result(trouble="doe/03.ipynb: no notebook. Hand it in again.", tasks=[]))
    text = " ".join("".join(page.text).split())
    assert "This work could not be graded. doe/03.ipynb: no notebook. Hand it in again." in text
    assert "No points yet" in text
    assert page.find("table") == []


def test_marks_by_hand_stand_on_the_page_with_their_comment():
    page = page_of(result("doe", "11"), {("doe", "11.7 Limits"): Mark(0.5, "Name the gap.")})
    text = " ".join("".join(page.text).split())
    assert "20.5 of 21 points" in text
    assert "20 of 20 from the checks, 0.5 of 1 marked by hand." in text
    assert "Does the memo say what it cannot know?Name the gap.0.5 of 1" in text


@pytest.mark.parametrize(
    ("base", "address"),
    [
        ("notebooks", "notebooks/03_code_it.ipynb"),
        ("../course/", "../course/03_code_it.ipynb"),
        ("https://example.org/lab", "https://example.org/lab/03_code_it.ipynb"),
    ],
)
def test_a_lesson_has_an_address(base, address):
    assert lesson_address("03", base) == address


@pytest.mark.parametrize("base", ["javascript:alert(1)", "data:text/html,x", "//evil.example"])
def test_an_address_of_another_kind_is_refused(base):
    with pytest.raises(DataError, match="is no address for lessons"):
        lesson_address("03", base)


def test_the_sentences_of_an_answer_are_listed_once():
    lines = cited('{"a": "003.05", "b": ["003.05", "000.04"], "c": "009.99"}').split("\n")
    assert [line[:8] for line in lines] == ["003.05: ", "000.04: "]


# The teacher's page


def tables_of(page):
    """Return {caption: rows of cells} of a page."""
    found = {}
    for text in re.findall(r"<table>.*?</table>", page, re.S):
        caption = html.unescape(re.search(r"<caption>(.*?)</caption>", text, re.S)[1])
        rows = re.findall(r"<tr>(.*?)</tr>", text, re.S)[1:]
        cells = [re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row, re.S) for row in rows]
        found.setdefault(caption, []).append(cells)
    return found


def test_every_chart_says_how_many_and_stands_beside_its_table(a_class):
    text = overview_page(a_class)
    graded = {
        e: [r for r in a_class if r["exercise"] == e and not r["trouble"]] for e in ("03", "11")
    }
    labels = re.findall(r'<svg class="chart" role="img" aria-label="([^"]*)"', text)
    assert [re.search(r"n = (\d+)", label)[1] for label in labels] == [
        str(len(group)) for group in graded.values()
    ]
    for group, rows in zip(graded.values(), tables_of(text)["Points and students"], strict=True):
        assert sum(int(n) for _, n in rows) == len(group)
        totals = Counter(f"{r['total']:g}" for r in group)
        assert {points: int(n) for points, n in rows} == totals


def test_the_tasks_are_counted_right(a_class):
    graded = [r for r in a_class if r["exercise"] == "03" and not r["trouble"]]
    tables = tables_of(overview_page(a_class))
    [rows] = [
        t
        for c, [t, *_] in tables.items()
        if c.startswith(f"Students by what a task earned them, n = {len(graded)}.")
    ]
    for i, row in enumerate(rows):
        earned = [r["tasks"][i]["earned"] == r["tasks"][i]["points"] for r in graded]
        assert [int(cell) for cell in row[1:4]] == [sum(earned), 0, len(earned) - sum(earned)]


def test_slips_that_differ_in_numbers_and_quotations_fall_together():
    said = ["You gave 3.5. 'a' is no unit.", "You gave 12. 'b, c' is no unit.", "You gave a list."]
    whole = []
    for i, line in enumerate(said):
        one = result(f"s{i}")
        one["tasks"][0] |= {"verdict": "not yet", "earned": 0.0, "said": f"03.1: {line}"}
        whole.append(one)
    assert slips(whole) == {
        "03.1": [(2, "You gave …. … is no unit.".replace("….", "…")), (1, "You gave a list.")]
    }
    whole[1] = copy.deepcopy(whole[0]) | {"student": "s1"}
    assert slips(whole)["03.1"][0] == (2, "You gave 3.5. 'a' is no unit.")


@pytest.mark.parametrize(
    ("said", "kind"),
    [
        ("On {'soil': 'own'} you give {'RUS': 1.0}. Add up.", "On … you give …. Add up."),
        ("That is Lavrov's, not Putin's.", "That is Lavrov's, not Putin's."),
        ("Read 001.18 to 001.20 again.", "Read … again."),
        ("“We do not” is not verbatim.", "… is not verbatim."),
        ("You cite '000.04', '000.05' and '000.06'.", "You cite …"),
    ],
)
def test_what_is_one_students_own_is_left_out_of_a_slip(said, kind):
    assert general(said) == kind.replace("….", "…")


def test_who_needs_a_look_is_named_with_the_reason(a_class):
    why = {(r["student"], r["exercise"]): reasons(r) for r in a_class}
    assert [key for key, lines in why.items() if lines] == [
        ("s00001", "03"),
        ("s00002", "03"),
        ("s00003", "03"),
    ]
    assert why[("s00003", "03")] == ["not reached: 03.5, 03.6, 03.7"]
    [rows] = tables_of(overview_page(a_class))["Submissions that need a person, and why"]
    assert [row[2] for row in rows] == [
        "two attempts: the later counts",
        "x/03.ipynb: no notebook. Ask for it again.",
        "not reached: 03.5, 03.6, 03.7",
    ]


def test_equal_answers_are_a_fact_and_blank_ones_are_none():
    one, two, three = (result(s, "11") for s in ("ann", "ben", "eve"))
    for part in three["tasks"]:
        part["answer"] += f"\n# my own words on {part['id']}, at some length"
    three["tasks"][1]["answer"] = f"  {one['tasks'][1]['answer']}\n"
    blank = [result(s, "11", wrong={"11.7": 0, "11.2": 0}) for s in ("kim", "lou")]
    for other in blank:
        other["tasks"] = [t for t in other["tasks"] if t["verdict"] == "not started"]
    found = equal_answers([one, two, three, *blank])
    assert [(what, [r["student"] for r in group]) for what, group in found] == [
        ("the answer to 11.2", ["ann", "ben", "eve"]),
        ("all answers of exercise 11", ["ann", "ben"]),
    ]
    text = overview_page(merged(one, two, three, *blank))
    assert "A fact to look at, and no more" in text


@pytest.mark.parametrize("isolation", ["none (--no-isolation)", "", "NONE"])
def test_work_graded_without_isolation_is_told_loudly(isolation):
    whole = merged(result("doe"), result("roe", isolation=isolation))
    text = overview_page(whole)
    assert "Warning: graded without isolation." in text
    assert "For 1 of 2 submissions" in text
    assert "graded without isolation" in grades(whole)
    unread = result("poe", isolation="", trouble="no notebook.", tasks=[])
    assert "Warning" not in overview_page(merged(result("doe"), unread))


def test_troubles_stand_on_the_overview(a_class):
    assert "half/03.json: is no whole result" in overview_page(
        a_class, ["half/03.json: is no whole result."]
    )


def test_a_class_without_results_is_a_page_too():
    page = Page(overview_page([]))
    assert "0 submissions of 0 students" in "".join(page.text)


# The tables


def test_grades_and_gradebook_come_back_from_pandas(a_class):
    text = {"student": str, "exercise": str, "name": str}
    read = pd.read_csv(io.StringIO(grades(a_class)), dtype=text)
    assert len(read) == len(a_class)
    graded = [r for r in a_class if not r["trouble"]]
    assert list(read["points"].dropna()) == [r["total"] for r in graded]
    assert (
        read.loc[0, "name"]
        == '"><script>alert(1)</script><img src=x onerror=alert(2)>gpj.exe =HYPERLINK(1)'
    )
    wide = pd.read_csv(io.StringIO(gradebook(a_class)), dtype=text, index_col="student")
    promised = ["name", "exercise_03", "exercise_11", "points", "of"]
    assert list(wide.columns) == [*promised, "exercise_11_core", "exercise_11_second"]
    for r in graded:
        assert wide.at[r["student"], f"exercise_{r['exercise']}"] == r["total"]
    assert pd.isna(wide.at["s00002", "exercise_03"])
    assert wide.at["s00002", "points"] == wide.at["s00002", "exercise_11"]


def test_core_and_second_part_are_told_apart_everywhere():
    """11.1 is of the core and 11.5 of the second part; the marks of the memo count with 11.7."""
    whole = result("doe", "11", wrong={"11.1": 4, "11.5": 0})
    [one] = merged(whole, marks={("doe", "11.7 Limits"): Mark(0.5)})
    core, second = one["parts"]["core"], one["parts"]["second"]
    assert core == (5, 7)
    assert second == (one["total"] - 5, one["total_of"] - 7)
    rows = pd.read_csv(io.StringIO(grades([one])))
    assert rows.loc[0, ["core", "core_of", "second", "second_of"]].tolist() == [*core, *second]
    wide = pd.read_csv(io.StringIO(gradebook([one])))
    assert wide.loc[0, ["exercise_11_core", "exercise_11_second"]].tolist() == [5, second[0]]
    told = f"Core 5 of 7, second part {second[0]:g} of {second[1]:g}."
    page = student_page(one)
    assert told in page
    assert page.count("(second part)") == 4
    assert gradescope(one)["output"].startswith(told)
    assert {t["name"][:4]: t["tags"] for t in gradescope(one)["tests"]}["11.7"] == ["second"]
    assert f"Core: median 5 of 7. Second part: median {second[0]:g}" in overview_page([one])


def test_an_exercise_of_one_part_has_a_core_and_nothing_else():
    [one] = merged(result("doe", "03"))
    assert one["parts"] == {"core": (16, 16)}
    row = pd.read_csv(io.StringIO(grades([one])), dtype=str, keep_default_na=False).loc[0]
    assert row[["core", "core_of", "second", "second_of"]].tolist() == ["16", "16", "", ""]
    assert "econd part" not in student_page(one) + gradescope(one)["output"]


@pytest.mark.parametrize("name", ["=1+1", "+1", "-1", "@SUM(1)", "\t=1", "＝1"])
def test_no_name_is_a_formula_in_any_table(tmp_path, name):
    whole = result("doe", "11", name=name, notes=[name], file=name)
    write([whole], tmp_path)
    found = 0
    for path in tmp_path.rglob("*.csv"):
        cells = pd.read_csv(path, dtype=str, keep_default_na=False, header=None).to_numpy().ravel()
        assert not any(cell.startswith(tuple("=+-@\t＝")) for cell in cells), path.name
        found += sum(cell == f"'{name.strip()}" for cell in cells)
    assert found >= 5


# All of it


def test_two_thousand_results_are_reported(tmp_path):
    lines = write(many(2000), tmp_path)
    assert lines == []
    assert len(list(tmp_path.glob("students/*/*.html"))) == 2000
    assert len(list(tmp_path.glob("exports/gradescope/*/*/results.json"))) == 2000
    assert len(pd.read_csv(tmp_path / "grades.csv")) == 2000
    assert len(pd.read_csv(tmp_path / "gradebook.csv")) == 1000
    page = Page((tmp_path / "overview.html").read_text("utf-8"))
    assert "2000 submissions of 1000 students" in "".join(page.text)


def test_the_same_results_give_the_same_bytes(tmp_path, a_class):
    for place in ("one", "two"):
        write(many(12), tmp_path / place)
    one, two = (
        {
            p.relative_to(tmp_path / place): p.read_bytes()
            for p in (tmp_path / place).rglob("*.*")
            if p.is_file()
        }
        for place in ("one", "two")
    )
    assert one == two
    assert len(one) > 24


def test_the_command_says_what_it_wrote_and_what_it_left_out(tmp_path, capsys):
    save(tmp_path, result("doe"))
    assert main(["report", str(tmp_path)]) == 0
    assert capsys.readouterr().out == (
        f"{tmp_path.name}/overview.html: written, with the pages and tables it names.\n"
    )
    (tmp_path / "results" / "doe" / "11.json").write_text("{")
    assert main(["report", str(tmp_path), "--lessons", "https://example.org/"]) == 1
    assert "doe/11.json: is no whole result" in capsys.readouterr().out
    page = (tmp_path / "students" / "doe" / "03.html").read_text("utf-8")
    assert 'href="https://example.org/03_code_it.ipynb"' in page
    assert "doe/11.json" in (tmp_path / "overview.html").read_text("utf-8")


@pytest.mark.parametrize(
    ("arguments", "line"),
    [
        (["."], "it holds no folder results/"),
        ([".", "--marks", "mine.csv"], "it holds no folder results/"),
    ],
)
def test_misuse_of_the_command_is_one_line(tmp_path, monkeypatch, capsys, arguments, line):
    monkeypatch.chdir(tmp_path)
    assert main(["report", *arguments]) == 2
    said = capsys.readouterr().err
    assert line in said
    assert said.count("\n") == 1


def test_a_refused_address_writes_nothing(tmp_path):
    save(tmp_path, result("doe"))
    with pytest.raises(DataError, match="is no address"):
        rebuild(tmp_path, base="javascript:alert(1)")
    assert sorted(p.name for p in tmp_path.iterdir()) == ["results"]


def test_the_sample_is_what_the_contract_says():
    assert json.loads(json.dumps(result())) == result()
