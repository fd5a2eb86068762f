"""A new lesson: made whole from its templates, named in one table, refused in one line."""

import runpy
import shutil

import pytest

from shieldtalks import cli
from shieldtalks.checks import base, texts
from shieldtalks.context import load_lessons
from shieldtalks.course.cells import is_check, task_ids
from shieldtalks.course.lessons import list_lessons, new_lesson
from shieldtalks.course.notebooks import blank, read_notebook
from shieldtalks.errors import DataError, NotYet
from shieldtalks.predict.answers import ANSWERS
from shieldtalks.predict.prompts import load_prompts
from shieldtalks.tables import read_table
from tests import ROOT

COPIED = ("README.md", "shieldtalks/data/lessons.csv", "solutions/GUIDE.md")
QUESTION = "Did they vote as they spoke?"


@pytest.fixture
def course(tmp_path):
    """A folder with what the command changes, and the folders that it writes to."""
    for name in COPIED:
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / name, tmp_path / name)
    for name in ("notebooks", "exercises"):
        (tmp_path / name).mkdir()
    return tmp_path


def free():
    """Return the first number that no lesson has."""
    return f"{len(load_lessons()):02d}"


def test_a_new_lesson_is_whole_and_listed(course):
    number = free()
    file = f"{number}_the_votes.ipynb"
    made = new_lesson(course, number, "the_votes", QUESTION)
    assert all((course / name).is_file() for name in made)
    lesson, master = (read_notebook(course / f / file) for f in ("notebooks", "solutions"))
    assert lesson.cells[0].source == f"# {number} · {QUESTION}"
    checked = [task for cell in blank(master).cells if is_check(cell) for task in task_ids(cell)]
    assert checked == [f"{number}.1"]
    prompts = load_prompts(number, course / "shieldtalks/data/prompts")
    runpy.run_path(str(course / f"shieldtalks/predict/l{number}.py"))
    answers = {i: found for i, found in ANSWERS.items() if i.startswith(number)}
    assert answers.keys() == prompts.keys()
    assert all(prompts[i].check(found().value) for i, found in answers.items())
    code = "\n".join(cell.source for cell in lesson.cells if cell.cell_type == "code")
    assert all(f'predict("{i}")' in code and f'"{i}")' in code for i in prompts)
    lessons = read_table(course / COPIED[1], ["number"], "number")
    assert lessons.at[number, "file"] == file
    line = f"| {number} | [{QUESTION}](notebooks/{file}) | 50 | Name the chart |\n"
    assert line in (course / "README.md").read_text("utf-8")
    guide = (course / "solutions/GUIDE.md").read_text("utf-8")
    headings = [
        row[3:5] for row in guide.splitlines() if row.startswith("## ") and row[3].isdigit()
    ]
    assert headings == list(lessons.index)


def test_the_judge_that_is_made_says_what_the_answers_beside_it_expect(course, monkeypatch):
    number, folder = free(), course / "shieldtalks/data/tasks"
    new_lesson(course, number, "the_votes", QUESTION)
    shutil.copy(texts.FOLDER / "common.toml", folder)
    monkeypatch.setattr(base, "TASKS", {})
    for room in (base, texts):
        monkeypatch.setattr(room, "text_of", lambda task: texts.texts(number, folder)[task])
    runpy.run_path(str(course / f"shieldtalks/checks/e{number}.py"))
    answers = runpy.run_path(str(course / f"tests/answers/e{number}.py"))
    (task,) = base.TASKS.values()
    for right in answers["RIGHT"][task.id]:
        base.judged(task, right())
    for wrong, said in answers["WRONG"][task.id]:
        with pytest.raises(NotYet, match=said):
            base.judged(task, wrong() if callable(wrong) else wrong)


@pytest.mark.parametrize(
    ("number", "name", "said"),
    [
        ("04", "the_votes", "lesson 04: is there already."),
        ("4", "the_votes", "give a number of two digits"),
        ("99", "the_votes", "give a number of two digits"),
        ("15", "The Votes", "a name of small letters"),
    ],
)
def test_what_cannot_be_is_refused_in_one_line_and_nothing_is_written(course, number, name, said):
    before = {path: path.read_bytes() for path in course.rglob("*") if path.is_file()}
    with pytest.raises(DataError, match=said) as refused:
        new_lesson(course, number, name, QUESTION)
    assert "\n" not in str(refused.value)
    assert {path: path.read_bytes() for path in course.rglob("*") if path.is_file()} == before


def test_the_list_in_the_readme_follows_the_table(course):
    assert list_lessons(course) == []
    table = course / COPIED[1]
    table.write_text(
        table.read_text("utf-8").replace("Is there a deal?", "Was there one?"), "utf-8"
    )
    assert list_lessons(course) == ["README.md"]
    assert "[Was there one?](notebooks/08_" in (course / "README.md").read_text("utf-8")


def test_the_command_names_what_it_wrote_and_what_comes_next(course, monkeypatch, capsys):
    monkeypatch.chdir(course)
    assert cli.main(["new-lesson", free(), "the_votes", QUESTION]) == 0
    said = capsys.readouterr().out.splitlines()
    assert f"notebooks/{free()}_the_votes.ipynb" in said
    assert "shieldtalks refresh, build-exercises and colab" in said[-1]
