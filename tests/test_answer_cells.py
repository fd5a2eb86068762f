"""What a notebook answers, however its cells were split, merged, copied, moved or retyped."""

import copy
import functools
import json
import time

import pytest

from shieldtalks.course.answers import read_answers, wanted_of
from tests import ROOT


@functools.cache
def wanted():
    return wanted_of(json.loads(next(ROOT.glob("solutions/03_*.ipynb")).read_text("utf-8")))


def exercise(**answers):
    notebook = json.loads(next(ROOT.glob("exercises/03_*.ipynb")).read_text("utf-8"))
    for name, source in answers.items():
        cell(notebook, name)["source"] = source
    return notebook


def cell(notebook, name):
    return next(c for c in notebook["cells"] if c.get("id") == name.replace("_", "-"))


def place(notebook, name):
    return notebook["cells"].index(cell(notebook, name))


def own(source, name="mine", **metadata):
    return {"cell_type": "code", "id": name, "metadata": metadata, "source": source, "outputs": []}


def share(notebook, name="share", prelude=""):
    """Run the answers in order, as the grader does; return what a name holds in the end."""
    answers, _ = read_answers(notebook["cells"], wanted())
    names = {}
    for answer, blank in wanted().answers.items():
        exec(prelude + answers.get(answer, blank), names)
    return names.get(name)


def split():
    notebook = exercise(answer_2="half = 1\nshare = half / 2")
    lower = cell(notebook, "answer-2")
    upper = copy.deepcopy(lower) | {"id": "new", "source": "half = 1"}
    lower["source"] = "share = half / 2"
    notebook["cells"].insert(place(notebook, "answer-2"), upper)
    return notebook


def pasted_copy():
    notebook = exercise()
    again = copy.deepcopy(cell(notebook, "answer-2")) | {"id": "copy", "source": "share = 0.5"}
    notebook["cells"].insert(place(notebook, "answer-2") + 1, again)
    return notebook


def untouched_copy_below():
    notebook = exercise()
    again = copy.deepcopy(cell(notebook, "answer-2")) | {"id": "copy"}
    notebook["cells"].insert(place(notebook, "answer-2") + 1, again)
    cell(notebook, "answer-2")["source"] = "share = 0.5"
    return notebook


def own_cell(offset, source="share = 0.5", answer=None):
    notebook = exercise(**({"answer_2": answer} if answer else {}))
    notebook["cells"].insert(place(notebook, "answer-2") + offset, own(source))
    return notebook


def below_the_check():
    notebook = exercise()
    notebook["cells"].insert(place(notebook, "check-2") + 1, own("share = 0.5"))
    return notebook


def helper_at_the_top():
    notebook = exercise(answer_2="share = half(1)")
    notebook["cells"].insert(1, own("def half(x):\n    return x / 2"))
    return notebook


def merged_with_its_check():
    notebook = exercise()
    check = cell(notebook, "check-2")
    cell(notebook, "answer-2")["source"] = "share = 0.5\n\n" + "".join(check["source"])
    notebook["cells"].remove(check)
    return notebook


def merged_into_the_check_above():
    notebook = exercise()
    check = cell(notebook, "check-1")
    check["source"] = "".join(check["source"]) + "\n\nshare = 0.5"
    notebook["cells"].remove(cell(notebook, "answer-2"))
    return notebook


def merged_answers():
    notebook = exercise(answer_1="codes = {}\nshare = 0.5")
    notebook["cells"].remove(cell(notebook, "answer-2"))
    return notebook


def retyped():
    notebook = exercise(answer_2="share = 0.5")
    for number, one in enumerate(notebook["cells"]):
        one["id"], one["metadata"] = f"c{number}", {}
    return notebook


def moved():
    notebook = exercise(answer_2="share = 0.5")
    one = cell(notebook, "answer-2")
    notebook["cells"].remove(one)
    notebook["cells"].append(one)
    return notebook


def example_cell_used():
    notebook = exercise(answer_3="def cohens_kappa(table):\n    return f(table)")
    cell(notebook, "try-3")["source"] = "f = lambda table: 0.5\nshare = f(1)"
    return notebook


SHAPES = {
    "as it is": lambda: exercise(answer_2="share = 0.5"),
    "split": split,
    "pasted copy": pasted_copy,
    "an untouched copy below": untouched_copy_below,
    "a cell of its own above": lambda: own_cell(0),
    "a cell of its own below": lambda: own_cell(1),
    "its last line in a cell of its own": lambda: own_cell(1, "share = half / 2", "half = 1"),
    "a later correction before the check": lambda: own_cell(1, "share = 0.5", "share = 1"),
    "under the check": below_the_check,
    "a helper at the top": helper_at_the_top,
    "merged with its check": merged_with_its_check,
    "merged into the check above": merged_into_the_check_above,
    "two answers merged": merged_answers,
    "retyped, no names left": retyped,
    "moved to the end": moved,
    "in the cell of an example": example_cell_used,
    "timed": lambda: own_cell(1, "%%time\nshare = 0.5"),
}


@pytest.mark.parametrize("shape", SHAPES)
def test_an_answer_counts_as_it_ran_in_the_notebook(shape):
    assert share(SHAPES[shape]()) == 0.5


def test_scratch_work_has_no_say():
    notebook = exercise(answer_2="share = 0.5")
    for at, source in ((1, "1 / 0"), (-3, "unrelated = 1 / 0"), (-1, "print(share")):
        notebook["cells"].insert(at, own(source, f"s{at}"))
    answers, notes = read_answers(notebook["cells"], wanted())
    assert answers == {**wanted().answers, "answer-2": "share = 0.5"}
    assert notes == ["A cell of the student's own is no Python, so not read; near answer-7."]


def test_what_was_joined_is_told():
    assert read_answers(split()["cells"], wanted())[1] == [
        "Answer cells in several parts, joined in their order: answer-2."
    ]
    assert read_answers(own_cell(1)["cells"], wanted())[1] == [
        "Code in cells of the student's own was read with: answer-2."
    ]


def test_a_call_of_the_system_is_told_in_one_line():
    notebook = exercise(answer_2="!pip install pandas\nshare = 0.5")
    assert read_answers(notebook["cells"], wanted())[1] == [
        "answer-2 calls the system (!pip install pandas), which does nothing here."
    ]


def test_a_lesson_holds_no_answer():
    for path in ROOT.glob("notebooks/0*.ipynb"):
        cells = json.loads(path.read_text("utf-8"))["cells"]
        assert read_answers(cells, wanted())[0] == {}


def test_a_notebook_of_endless_cells_is_read_in_time():
    notebook = exercise(answer_2="share = f0()")
    cells = [own(f"def f{n}():\n    return f{n + 1}()", f"n{n}") for n in range(20_000)]
    notebook["cells"][1:1] = [*reversed(cells), own("x = " + "-" * 40_000 + "1"), own("(" * 40_000)]
    started = time.perf_counter()
    assert read_answers(notebook["cells"], wanted())[0]
    assert time.perf_counter() - started < 20
