"""The texts of the tasks: files a teacher can edit, and a line that names what is wrong in one."""

import ast
import json
import re
import tomllib

import pytest

from shieldtalks.attribution import TONES
from shieldtalks.checks import TASKS, task_of
from shieldtalks.checks.texts import COMMON, FOLDER, PLACE, speaking, texts, told
from shieldtalks.errors import DataError
from tests import ROOT

EXERCISES = [path.stem[1:] for path in sorted(ROOT.glob("shieldtalks/checks/e[0-9][0-9].py"))]
SLIPS = {"slip", "told"}
GOOD = """
[1]
title = "A stance"
points = 2
hints = ["where", "how", "what"]

[1.says]
turned = "{call} gives {given!r}. Yes and no have changed places."
"""


def written(tmp_path, text, common="[says]\nnumber_wanted = 'A number is wanted.'\n"):
    """Return the texts of an exercise that consists of this file."""
    (tmp_path / "common.toml").write_text(common, encoding="utf-8")
    (tmp_path / "77.toml").write_text(text, encoding="utf-8")
    return texts("77", tmp_path)


def test_a_file_becomes_the_texts_of_its_tasks(tmp_path):
    found = written(tmp_path, GOOD)["77.1"]
    assert (found.title, found.points, found.hints) == ("A stance", 2, ("where", "how", "what"))
    assert found.says["number_wanted"] == "A number is wanted."


def test_a_wrapped_text_is_one_line_and_the_nearest_words_win(tmp_path):
    shared = GOOD + '\n[shared.says]\nturned = "x"\nother = """\n„Größe“  is\nno \'unit\'."""\n'
    says = written(tmp_path, shared)["77.1"].says
    assert says["other"] == "„Größe“ is no 'unit'."
    assert says["turned"].startswith("{call}")


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("points = 2", "", "77.toml: [1] has no points."),
        ("points = 2", "points = '2'", "77.toml: [1]: points is not a whole number."),
        ("points = 2", "points = true", "77.toml: [1]: points is not a whole number."),
        ("points = 2", "points = -1", "77.toml: [1]: points is below 0."),
        ('"where", ', "", "77.toml: [1]: hints holds 2 texts. Three are needed."),
        ("title", "titel", "77.toml: [1] has a key 'titel'."),
        ("turned", "turned = 1 #", "77.toml: [1.says]: turned is no text."),
        ("[1]", "[one]", "77.toml: [one] is no task."),
        ('"A stance"', '"A stance', "77.toml: "),
        ("points = 2", "points = 2\npart = 'third'", "77.toml: [1]: part is 'third'."),
    ],
)
def test_what_is_wrong_in_a_file_is_named_in_one_line(tmp_path, old, new, said):
    with pytest.raises(DataError) as caught:
        written(tmp_path, GOOD.replace(old, new, 1))
    assert str(caught.value).startswith(said)
    assert "\n" not in str(caught.value)


def test_a_file_that_is_not_there_or_not_utf_8_is_named(tmp_path):
    with pytest.raises(DataError, match=r"^78\.toml: there is no such file"):
        texts("78", tmp_path)
    (tmp_path / "79.toml").write_bytes(GOOD.replace("A stance", "Größe").encode("latin-1"))
    with pytest.raises(DataError, match=r"^79\.toml: save it as UTF-8\.$"):
        texts("79", tmp_path)


def test_a_message_is_filled_in_and_other_brackets_stay():
    with speaking("04.1"):
        assert told("dots_left", place='{"a": 1}') == 'Three dots still stand in {"a": 1}. ' + (
            "Put your own answer in their place."
        )
        seen = told("seen_stance", call="stance(0, 0)", given="no", stances="")
        assert told("silence", seen).startswith("stance(0, 0) gives 'no'. ")
        with pytest.raises(DataError, match=r"no value for \{place\}"):
            told("dots_left")
        with pytest.raises(DataError, match="no message 'unheard of'"):
            told("unheard of")


# The files of the course beside the judges


def judges(exercise):
    """Return {task: the names of the messages that its judge can give}.

    A name made from a prefix, as in slip(f"reason_{letter}"), is given as 'reason_*'.
    """
    trees = [
        ast.parse(path.read_text(encoding="utf-8"))
        for path in ROOT.glob(f"shieldtalks/checks/e{exercise}*.py")
    ]
    nodes = [node for tree in trees for node in tree.body]
    functions = {node.name: node for node in nodes if isinstance(node, ast.FunctionDef)}
    needs = {name: _named(node) for name, node in functions.items()}
    uses = {
        name: {n.id for n in ast.walk(node) if isinstance(n, ast.Name)} & functions.keys() - {name}
        for name, node in functions.items()
    }
    found = {}
    for name, node in functions.items():
        tasks = [d.args[0].value for d in node.decorator_list if isinstance(d, ast.Call)]
        todo, reached = [name], set()
        while todo:
            now = todo.pop()
            if now not in reached:
                reached.add(now)
                todo += uses[now]
        found |= {task: set().union(*(needs[n] for n in reached)) for task in tasks}
    return found


def _named(node):
    names = set()
    for call in ast.walk(node):
        if not isinstance(call, ast.Call):
            continue
        function = getattr(call.func, "id", "")
        if function in SLIPS and call.args:
            names |= _texts(call.args[0])
        if function in ("diagnose", "called"):
            given = {k.arg: k.value for k in call.keywords}
            if function == "diagnose":
                names |= {k for k in given if k not in (None, "otherwise")}
                names |= _texts(given.get("otherwise"))
            elif function == "called":
                names |= {t for k, v in given.items() if k and k[0].isupper() for t in _texts(v)}
    return names


def _texts(node):
    if isinstance(node, ast.Constant):
        return {node.value}
    if isinstance(node, ast.IfExp):
        return _texts(node.body) | _texts(node.orelse)
    if isinstance(node, ast.JoinedStr) and isinstance(node.values[0], ast.Constant):
        return {f"{node.values[0].value}*"}
    return set()


@pytest.mark.parametrize("exercise", EXERCISES)
def test_every_message_of_a_judge_stands_in_its_file(exercise):
    says = {task: text.says for task, text in texts(exercise, FOLDER).items()}
    missing = {
        (task, name)
        for task, names in judges(exercise).items()
        for name in names
        if not any(re.fullmatch(name.replace("*", ".+"), own) for own in says[task])
    }
    assert not missing


@pytest.mark.parametrize("exercise", EXERCISES)
def test_every_message_in_a_file_is_said_somewhere(exercise):
    folder = ROOT / "shieldtalks/checks"
    sources = [*folder.glob(f"e{exercise}*.py"), folder / "answers.py", folder / "charts.py"]
    code = "\n".join(path.read_text(encoding="utf-8") for path in sources)
    made = re.findall(r'f"(\w+_)\{', code)  # beginnings of names that are put together
    tables = tomllib.loads((FOLDER / f"{exercise}.toml").read_text(encoding="utf-8"))
    names = {name for table in tables.values() for name in table.get("says", {})}
    said = {n for n in names if re.search(rf"\b{n}\b", code) or n.startswith(tuple(made))}
    assert names - said - set(TONES) == set()


@pytest.mark.parametrize("exercise", EXERCISES)
def test_a_file_has_the_tasks_of_its_judges(exercise):
    task_of(f"{exercise}.1")
    assert texts(exercise, FOLDER).keys() == {t for t in TASKS if t.startswith(f"{exercise}.")}


@pytest.mark.parametrize("exercise", [*EXERCISES, COMMON])
def test_a_place_in_a_message_is_well_formed(exercise):
    text = (FOLDER / f"{exercise}.toml").read_text(encoding="utf-8")
    says = "\n".join(part.split("\n[", 1)[0] for part in text.split("says]")[1:])
    left = PLACE.sub("", says)
    assert not re.findall(r"\{\w+[^{}]*\}", left)


@pytest.mark.parametrize("exercise", EXERCISES)
def test_the_notebook_names_the_part_that_the_file_names(exercise):
    """A heading says of which part a task is, and stands under the heading of that part."""
    [path] = ROOT.glob(f"solutions/{exercise}_*.ipynb")
    cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
    said = "\n".join("".join(c["source"]) for c in cells if c["cell_type"] == "markdown")
    part, found = "core", {}
    for line in said.splitlines():
        part = "second" if line.startswith("## Second part") else part
        if named := re.match(r"### Task (\d+) \(\d+ minutes(, second part)?\)", line):
            assert bool(named[2]) == (part == "second"), line
            found[f"{exercise}.{named[1]}"] = part
    graded = {task: text for task, text in texts(exercise, FOLDER).items() if text.points}
    assert found == {task: text.part for task, text in graded.items()}
