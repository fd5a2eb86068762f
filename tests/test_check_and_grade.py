"""`check` and `grade` read one notebook alike, whatever its student and a tool have made of it."""

import copy
import itertools
import json

import nbformat
import pytest

from shieldtalks.course.answers import wanted_of
from shieldtalks.course.cells import is_answer, is_check
from shieldtalks.course.notebooks import read_notebook
from shieldtalks.grading import pool, run
from shieldtalks.grading.engine import selfcheck
from shieldtalks.grading.engine.sandbox import Limits
from shieldtalks.grading.submissions.files import read_file
from shieldtalks.grading.submissions.folders import Entry
from tests import ROOT

NAME = "00_start_here.ipynb"
MASTERS = run.read_masters(ROOT)
MASTER = read_notebook(ROOT / "solutions" / NAME)
WANTED = {"00": wanted_of(MASTERS["00"])}
EXERCISE = run.exercise_of(MASTERS["00"], ROOT)


def solved():
    """Return the exercise with an answer of several lines in each cell, as plain JSON."""
    notebook = json.loads((ROOT / "exercises" / NAME).read_text(encoding="utf-8"))
    right = {c["id"]: "".join(c["source"]) for c in MASTERS["00"]["cells"] if is_answer(c)}
    for cell in notebook["cells"]:
        cell["source"] = "".join(cell["source"])
        if cell["id"] in right:
            lines = [x for x in right[cell["id"]].split("\n") if not x.strip().startswith("### ")]
            number = cell["id"].removeprefix("answer-")
            cell["source"] = "\n".join(
                [f"step_{number} = {number}", f"assert step_{number} == {number}", *lines]
            )
    return notebook


def places(notebook, kind):
    """Return the places of the answer cells, or of the checks."""
    return [n for n, cell in enumerate(notebook["cells"]) if kind(nbformat.from_dict(cell))]


def own(source, name="own"):
    """Return a code cell as a student adds one."""
    return {
        "cell_type": "code",
        "id": f"{name}-{abs(hash(source)) % 10**6}",
        "metadata": {},
        "source": source,
        "outputs": [],
        "execution_count": None,
    }


# What students do


def as_it_is(notebook):
    """Nothing but the answers."""


def split(notebook):
    """Split each answer, as JupyterLab does: the lower half keeps the id."""
    for at in reversed(places(notebook, is_answer)):
        cell = notebook["cells"][at]
        upper = copy.deepcopy(cell) | {"id": f"upper{at}"}
        upper["source"], _, cell["source"] = cell["source"].partition("\n")
        notebook["cells"].insert(at, upper)


def split_and_new(notebook):
    """Split each answer; the lower half is a cell of no name, as in VS Code."""
    for at in reversed(places(notebook, is_answer)):
        cell = notebook["cells"][at]
        cell["source"], _, rest = cell["source"].partition("\n")
        notebook["cells"].insert(at + 1, own(rest))


def merged(notebook):
    """Merge each answer with the check below it, in the name of the answer."""
    for at in reversed(places(notebook, is_check)):
        check = notebook["cells"].pop(at)
        notebook["cells"][at - 1]["source"] += f"\n{check['source']}"


def copied(notebook):
    """Paste a copy of each answer below it."""
    for at in reversed(places(notebook, is_answer)):
        cell = copy.deepcopy(notebook["cells"][at]) | {"id": f"copy{at}"}
        notebook["cells"].insert(at + 1, cell)


def moved(notebook):
    """Move all answers to the top, below the first code cell."""
    first = next(n for n, c in enumerate(notebook["cells"]) if c["cell_type"] == "code")
    answers = [notebook["cells"].pop(at) for at in reversed(places(notebook, is_answer))]
    for cell in answers:
        notebook["cells"].insert(first + 1, cell)


def retyped(notebook):
    """Delete each answer cell and type the answer into a new one in its place."""
    for at in places(notebook, is_answer):
        notebook["cells"][at] = own(notebook["cells"][at]["source"])


def in_own_cells(notebook):
    """Leave each answer cell as it was handed out, and answer below it."""
    for at in reversed(places(notebook, is_answer)):
        cell = notebook["cells"][at]
        notebook["cells"].insert(at + 1, own(cell["source"]))
        cell["source"] = WANTED["00"].answers[cell["id"]]


def with_trials(notebook):
    """Try something out in cells of one's own, between and at the end."""
    for at in reversed(places(notebook, is_answer)):
        notebook["cells"].insert(at, own(f"len(statements) + {at}"))
    notebook["cells"].append(own("how_many = 'no, wait'\nhow_many"))


def with_magics(notebook):
    """Begin answers with magics, and install something."""
    for at in places(notebook, is_answer):
        cell = notebook["cells"][at]
        cell["source"] = f"%matplotlib inline\n!pip install seaborn\n{cell['source']}"


# What tools do


def jupyterlab(notebook):
    """JupyterLab 4 keeps all as it is."""


def vs_code(notebook):
    """VS Code writes its language, and new ids for new cells alone."""
    for cell in notebook["cells"]:
        cell["metadata"] = {**cell["metadata"], "vscode": {"languageId": "python"}}


def colab(notebook):
    """Colab keeps no ids but in the metadata, and its own settings there."""
    notebook |= {"nbformat_minor": 0}
    notebook["metadata"] = {"colab": {"provenance": [], "toc_visible": True}}
    for cell in notebook["cells"]:
        cell["metadata"] = {**cell["metadata"], "id": f"C{cell.pop('id')[:6]}"}
        cell["source"] = cell["source"].splitlines(keepends=True)


def deepnote(notebook):
    """Deepnote gives every cell a new id, and names of its own."""
    for number, cell in enumerate(notebook["cells"]):
        cell["id"] = f"{number:032x}"
        cell["metadata"] = {**cell["metadata"], "cell_id": cell["id"], "deepnote_cell_type": "code"}


def nbstripout(notebook):
    """nbstripout takes outputs and counts ids anew."""
    for number, cell in enumerate(notebook["cells"]):
        cell["id"] = str(number)
        if cell["cell_type"] == "code":
            cell |= {"outputs": [], "execution_count": None}


def jupytext(notebook):
    """Through a script and back: neither ids nor metadata, but for what the script can hold."""
    notebook["metadata"] = {"jupytext": {"text_representation": {"format_name": "light"}}}
    for number, cell in enumerate(notebook["cells"]):
        cell["id"], cell["metadata"] = f"{number:08x}", {}
        cell["source"] = cell["source"].rstrip("\n")


HABITS = (as_it_is, split, split_and_new, merged, copied, moved, retyped, in_own_cells)
HABITS += (with_trials, with_magics)
TOOLS = (jupyterlab, vs_code, colab, deepnote, nbstripout, jupytext)
BANK = {f"{h.__name__}, {t.__name__}": (h, t) for h, t in itertools.product(HABITS, TOOLS)}


def made(name):
    """Return a notebook of the bank."""
    notebook = solved()
    for change in BANK[name]:
        change(notebook)
    return notebook


def graded(notebook):
    """Return {answer cell: source}, and the notes, as `grade` reads them."""
    found = read_file(Entry(("ann", NAME), json.dumps(notebook).encode()), WANTED)
    assert (found.state, found.exercise) == ("answered", "00")
    return found.answers, found.notes


def checked(notebook):
    """Return {answer cell: source} as `check` runs them."""
    given = nbformat.from_dict(copy.deepcopy(notebook))
    for cell in given.cells:
        cell.source = "".join(cell.source)
    whole = selfcheck.restored(MASTER, given)
    return {cell.id: cell.source for cell in whole.cells if is_answer(cell)}


@pytest.mark.parametrize("name", BANK)
def test_both_read_the_same_and_all_of_it(name):
    notebook = made(name)
    answers, _ = graded(notebook)
    assert answers == checked(notebook)
    for number, source in enumerate(answers.values(), 1):
        lines = source.split("\n")
        assert f"step_{number} = {number}" in lines
        assert not [line for line in lines if line.startswith("check(")]


def test_whatever_was_read_earns_every_point():
    different = {json.dumps(graded(made(name))[0]): name for name in BANK}
    jobs = [{"number": n, "answers": json.loads(text)} for n, text in enumerate(different)]
    batches = pool.batches_of([(EXERCISE, job) for job in jobs], 2)
    outcomes = dict(pool.run_here(batches, 2, Limits(cell=20, total=60), True))
    for number, name in enumerate(different.values()):
        lost = {t["id"]: t["said"] for t in outcomes[number]["tasks"] if t["said"]}
        assert not lost, name


OTHERS = pytest.mark.full(
    "`shieldtalks check` of notebooks that were split, or answered in cells of one's own",
    short="tests/test_check_and_grade.py::test_both_read_the_same_and_all_of_it",
)


@pytest.mark.parametrize(
    "name",
    [
        "retyped, jupytext",
        pytest.param("split, jupyterlab", marks=OTHERS),
        pytest.param("in_own_cells, colab", marks=OTHERS),
    ],
)
def test_check_says_so_too_in_the_course_and_in_a_student_s_copy(name, tmp_path, monkeypatch):
    (tmp_path / NAME).write_text(json.dumps(made(name)), encoding="utf-8")
    assert not any(selfcheck.check_notebook(tmp_path / NAME).values())
    monkeypatch.setattr(selfcheck, "masters_beside", lambda beside: None)
    said = selfcheck.check_notebook(tmp_path / NAME)
    assert said and not any(said.values())
