"""Prompts: every answer is computed, every line can be reached and is filled in, a guess stays."""

import ast
import importlib
import json

import numpy as np
import pytest

from shieldtalks import student_files
from shieldtalks.course.notebooks import read_notebook
from shieldtalks.errors import DataError
from shieldtalks.explorers import carried_step
from shieldtalks.explorers.base import SHOWN
from shieldtalks.figures.figure import Figure
from shieldtalks.predict import kept, l11, my_guesses, predict, with_guess
from shieldtalks.predict.answers import ANSWERS, CHARTS
from shieldtalks.predict.prompts import NUMBERS, YES, load_prompts, prompt
from shieldtalks.show.slides import slide_type
from tests.prose import LESSONS
from tests.test_loaded_words import loaded

PROMPTS = load_prompts()
each_prompt = pytest.mark.parametrize("one", PROMPTS.values(), ids=list(PROMPTS))


@each_prompt
def test_the_answer_is_computed_and_is_one_that_can_be_guessed(one):
    answer = one.answer()
    assert one.check(answer) == answer and one.right(answer)
    assert json.loads(json.dumps(answer)) == (list(answer) if type(answer) is tuple else answer)
    if one.kind in NUMBERS:
        assert one.low <= answer <= one.high
        # A scale on which most guesses are right asks nothing.
        assert 2 * one.close < (one.high - one.low) / 2
    assert one.told().endswith((".", "?", "!", "”"))


@each_prompt
def test_every_line_is_reached_by_a_guess_and_filled_in(one):
    lines = [one.right_line, one.other_line, *(line for _, line in one.wrong)]
    facts = one.facts()
    filled = {line.format_map(facts) for line in lines}
    said = {one.say(guess) for guess in one.guesses()}
    assert filled - {one.other_line.format_map(facts)} <= said, "a line that no guess reaches"
    for line in said:
        assert "{" not in line and "nan" not in line.split(), line


@each_prompt
def test_a_right_guess_is_called_right_and_no_other(one):
    for guess in one.guesses():
        assert bool(YES.match(one.say(guess))) == one.right(guess), guess


@each_prompt
def test_questions_are_short_and_lines_are_plain(one):
    assert len(one.title) <= 32
    assert len(one.question) <= 260 and "**" not in one.question
    for line in (one.question, one.right_line, one.other_line, *(said for _, said in one.wrong)):
        assert "*" not in line.replace("{", "") and "`" not in line, "shown as it stands, on phones"
    for words in (*one.options, *one.rows, *one.columns):
        assert len(words) <= 60


@each_prompt
def test_a_prompt_is_worded_without_loaded_words(one):
    for line in (one.question, one.right_line, one.other_line, *(said for _, said in one.wrong)):
        assert not loaded(line), line


def charts():
    """Return {prompt: function} of the charts, each once."""
    for lesson in {one.lesson for one in PROMPTS.values()}:
        importlib.import_module(f"shieldtalks.predict.l{lesson}")
    assert CHARTS.keys() <= PROMPTS.keys() == ANSWERS.keys()
    return {one: function for function, one in {f: i for i, f in CHARTS.items()}.items()}


# Before any test has made a lesson of its own.
CLASS_CHARTS = charts()
MOST_CHARTS = pytest.mark.full(
    "the charts that a class sees, but for every fourth",
    short="tests/test_predict.py::test_a_chart_for_the_class_is_a_figure",
)


@pytest.mark.parametrize(
    "name",
    [
        pytest.param(name, marks=MOST_CHARTS if place % 4 else ())
        for place, name in enumerate(sorted(CLASS_CHARTS))
    ],
)
def test_a_chart_for_the_class_is_a_figure(name):
    figure = CLASS_CHARTS[name]()
    assert isinstance(figure, Figure) and figure.alt


# What a lesson does with them


def calls(path):
    """Return [(function, prompt id or lesson)] of a lesson, in its order."""
    return [call for cell in read_notebook(path).cells for call in calls_in(cell)]


def calls_in(cell):
    """Return [(function, prompt id or lesson)] of a cell."""
    if cell.cell_type != "code":
        return []
    nodes = [n for n in ast.walk(ast.parse(cell.source)) if isinstance(n, ast.Call)]
    named = [n for n in nodes if isinstance(n.func, ast.Name)]
    wanted = [n for n in named if n.func.id in ("predict", "with_guess", "my_guesses")]
    return [(n.func.id, i.value) for n in wanted for i in n.args[n.func.id == "with_guess" :]]


ASKING = [path for path in LESSONS if load_prompts().keys() & {i for _, i in calls(path)}]


@pytest.mark.parametrize("path", ASKING, ids=lambda path: path.stem)
def test_a_lesson_asks_its_prompts_in_order_before_it_answers_them(path):
    made, lesson = calls(path), path.name[:2]
    asked = [i for name, i in made if name == "predict"]
    assert asked == list(load_prompts(lesson))
    for place, (name, i) in enumerate(made):
        assert name != "with_guess" or ("predict", i) in made[:place], i
    assert made[-1] == ("my_guesses", lesson)
    text = "\n".join(c.source for c in read_notebook(path).cells if c.cell_type == "markdown")
    assert "**Predict.**" not in text, "a question that no prompt asks"


@pytest.mark.parametrize("path", ASKING, ids=lambda path: path.stem)
def test_no_slide_shows_a_question_and_its_answer(path):
    asked = set()
    for cell in read_notebook(path).cells:
        if slide_type(cell, path) in ("slide", "subslide", "fragment"):
            asked = set()
        made = calls_in(cell)
        answered = {i for name, i in made if name == "with_guess"}
        assert not asked & answered, f"{cell.id} stands on the slide of the question"
        asked |= {i for name, i in made if name == "predict"}


@pytest.mark.parametrize("path", ASKING, ids=lambda path: path.stem)
def test_a_stored_prompt_is_a_question_with_its_answer_in_a_fold(path):
    for cell in read_notebook(path).cells:
        if cell.cell_type == "code" and cell.source.startswith("predict("):
            (output,) = cell.outputs
            one = prompt(ast.parse(cell.source).body[0].value.args[0].value)
            shown = SHOWN.search(output["data"]["text/html"])[1]
            assert "<details><summary>The answer</summary>" in shown
            assert "Your guess" not in shown, "somebody's guess was stored"
            assert output["data"]["text/plain"].startswith(f"Predict. {one.question}")


def test_the_deals_that_lesson_11_asks_about_are_those_of_its_cells():
    (path,) = (path for path in LESSONS if path.name.startswith("11"))
    source = "\n".join(c.source for c in read_notebook(path).cells if c.cell_type == "code")
    given = {n.value for n in ast.walk(ast.parse(source)) if isinstance(n, ast.Constant)}
    dicts = [ast.unparse(n) for n in ast.walk(ast.parse(source)) if isinstance(n, ast.Dict)]
    assert {l11.LETTERS, l11.NUMBER} <= given
    assert repr(l11.STUBBORN) in dicts


# A guess


@pytest.fixture(autouse=True)
def own_home(tmp_path, monkeypatch):
    """An empty work folder for each test."""
    monkeypatch.setenv("SHIELDTALKS_HOME", str(tmp_path / "work"))


def test_the_first_guess_stays_and_is_kept_in_the_work_folder():
    control = predict("04.silence")
    assert (control.guess, control.tells) == ("", "")
    control.commit("40,4 %")
    assert control.guess == "40 %" and control.tells == prompt("04.silence").say(40)
    control.commit(75)
    again = predict("04.silence")
    again.commit(75)
    assert control.guess == again.guess == "40 %"
    entries = json.loads((student_files.work_folder() / kept.FILE).read_text("utf-8"))
    assert entries["04.silence"]["guess"] == 40
    assert "Your guess: 40 %." in again.still()


def test_no_answer_is_sent_to_the_page_before_a_guess():
    control = predict("04.silence")
    one = control.prompt
    sent = json.dumps(control.asked) + control.tells + control.guess + control.trouble
    assert one.in_words(one.answer()) not in sent and str(one.facts()["empty"]) not in sent


@pytest.mark.parametrize(
    ("prompt_id", "value", "words"),
    [
        ("04.silence", "much", "Give a number from 0 to 100 %."),
        ("04.silence", 101, "Give a number"),
        ("04.silence", float("nan"), "Give a number"),
        ("04.silence", True, "Give a number"),
        ("04.silence", None, "Give a number"),
        ("04.article", "005", "Choose one of these: 000; 001;"),
        ("04.article", ["000"], "Choose one of these"),
        ("04.article", {"a": 1}, "Choose one of these"),
        ("04.levels", ["persons", "persons", "parties"], "Put each of these in one place"),
        ("04.levels", ["", "persons", "parties"], "Put each of these in one place"),
        ("04.levels", [["persons"], "parties", {}], "Put each of these in one place"),
    ],
)
def test_what_is_no_guess_is_told_in_a_line_and_not_kept(prompt_id, value, words):
    control = predict(prompt_id)
    control.commit(value)
    assert control.trouble.startswith(words) and control.guess == ""
    assert my_guesses("04").startswith("You have made no guess")


@pytest.mark.parametrize(
    ("text", "number"), [("40", 40), (" 40 % ", 40), ("39,6", 40), ("7e1", 70), (np.int64(3), 3)]
)
def test_numbers_are_read_as_people_type_them(text, number):
    assert prompt("04.silence").check(text) == number


def test_a_guess_that_cannot_be_written_holds_while_the_notebook_runs(monkeypatch):
    monkeypatch.setattr(kept, "unkept", {})
    monkeypatch.setattr(kept, "save", lambda file, text: "Not kept: no space.")
    control = predict("04.silence")
    control.commit(40)
    assert (control.guess, control.trouble) == ("40 %", "Not kept: no space.")
    assert predict("04.silence").guess == "40 %"


@pytest.mark.parametrize("text", ["{", "[1]", '{"04.silence": 3}', '{"04.silence": {"guess": []}}'])
def test_a_file_that_cannot_be_read_costs_nobody_the_lesson(text):
    folder = student_files.work_folder()
    folder.mkdir(parents=True)
    (folder / kept.FILE).write_text(text)
    assert predict("04.silence").guess == ""
    predict("04.silence").commit(40)
    assert predict("04.silence").guess == "40 %"


def test_a_prompt_that_there_is_not_is_told_with_those_that_are():
    with pytest.raises(DataError, match=r"no prompt '04\.silences'\. There are 04\.bars, "):
        predict("04.silences")
    with pytest.raises(DataError, match="no prompts for a lesson '4'"):
        predict("4.silence")


# The guess beside the answer


def test_a_chart_carries_the_guess_and_keeps_its_marks(statements):
    plain = carried_step(statements)
    assert with_guess(plain, "04.article") is plain
    predict("04.article").commit("000")
    shown = with_guess(plain, "04.article")
    assert shown.alt.startswith(plain.alt) and "you said 000, the answer is 003" in shown.alt
    assert len(shown.png) > len(plain.png) and shown.evidence == plain.evidence
    before, after = plain.marks[0].box, shown.marks[0].box
    assert before[0] == after[0] and 0.7 < after[1] / before[1] < 1
    assert with_guess(plain, "04.article").png == shown.png


def test_a_table_is_shown_with_the_guess_below_it(statements):
    predict("04.silence").commit(75)
    assert repr(with_guess(statements, "04.silence")).endswith(prompt("04.silence").say(75))


def test_all_guesses_of_a_lesson_stand_in_one_chart():
    guesses = {"bars": 2, "silence": 20, "levels": ["persons", "parties", "organizations"]}
    for name, value in guesses.items():
        predict(f"04.{name}").commit(value)
    figure = my_guesses("04")
    assert figure.title == "Your guesses in lesson 04: 1 of 3 right"
    assert "n = 3 guesses at 9 questions." in figure.footer
    assert [mark.id for mark in figure.marks] == [prompt(f"04.{n}").title for n in guesses]


# The files


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("[a]\nkind = 'guess'", "[a] wants a kind"),
        ("[a]\nkind = 'share'", "[a] lacks 'other'."),
        ("[a]\nkind = 'choice'\nlow = 1", "[a] has a key 'low', which a prompt of kind choice"),
        ("[A]\nkind = 'share'", "wants a name of small letters"),
        ("[a", "77.toml: "),
        ("{whole}\n[[a.wrong]]\nsay = 'No.'", "without a condition"),
        ("{whole}\n[[a.wrong]]\nfirst = 'x'\nsay = 'No.'", "kind share takes"),
    ],
)
def test_what_is_misspelt_in_a_file_is_named(tmp_path, text, words):
    whole = "[a]\nkind='share'\ntitle='A'\nquestion='Q?'\nright='Yes.'\nother='No.'"
    (tmp_path / "77.toml").write_text(text.replace("{whole}", whole), "utf-8")
    with pytest.raises(DataError) as caught:
        load_prompts("77", tmp_path)
    assert words in str(caught.value) and str(caught.value).startswith("77.toml: ")
