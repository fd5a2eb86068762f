"""Taught before it is asked: nothing is needed in an exercise that no code has shown before.

Shown is what stands in a code cell of an earlier lesson or exercise, of the exercise's own lesson,
or in a worked cell of the exercise before the task. What an earlier exercise had students write
counts as shown from the next one on.
"""

import pytest

from shieldtalks.checks.texts import text_of
from shieldtalks.course.cells import is_answer, is_check, task_ids
from shieldtalks.course.notebooks import read_notebook
from tests import ROOT
from tests.taught import needs

NUMBERS = [path.name[:2] for path in sorted(ROOT.glob("solutions/[0-9][0-9]_*.ipynb"))]


def code_of(folder, number):
    """Return the code cells of a notebook that hold anything."""
    (path,) = ROOT.glob(f"{folder}/{number}_*.ipynb")
    cells = read_notebook(path).cells
    return [cell for cell in cells if cell.cell_type == "code" and cell.source.strip()]


def shown_before(number):
    """Return what lessons up to this one, and exercises before it, have shown."""
    shown = set()
    for earlier in NUMBERS:
        if earlier <= number:
            cells = code_of("notebooks", earlier)
            cells += code_of("solutions", earlier) if earlier < number else []
            shown |= set().union(*(needs(cell.source) for cell in cells))
    return shown


def lacking(number):
    """Return {what: list of what it needs that was not shown}, of answers and third hints."""
    shown, found, answer = shown_before(number), {}, None
    for cell in code_of("solutions", number):
        if is_answer(cell):
            answer = cell
        elif is_check(cell):
            for task in task_ids(cell):
                code = getattr(text_of(task), "code", "")
                found[f"answer to {task}"] = needs(answer.source) - shown
                found[f"third hint of {task}"] = needs(code) - shown
        else:
            shown |= needs(cell.source)
    return {what: sorted(lack) for what, lack in found.items() if lack}


@pytest.mark.parametrize("number", NUMBERS)
def test_what_a_task_needs_was_shown_before_it(number):
    assert not lacking(number), "show it in a worked cell before the task, or write it more plainly"


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("x = 3", set()),
        ("t[(t['a'] == 1) & (t['b'] > 2)]", {"==", "&", "< or >"}),
        ("def f(a):\n    if a:\n        return len(a)", {"def", "if", "return", "len()"}),
        ("if a:\n    b = 1\nelse:\n    b = 2", {"if", "else"}),
        ("if a:\n    b = 1\nelif c:\n    b = 2", {"if", "elif"}),
        ("def f(a): return a\nf(3)", {"def", "return"}),
        ("counts.max() / table.shape", {".max()", "/", ".shape"}),
        ("[n for n in names]", {"list comprehension"}),
        ("total += 1", {"+= and its like", "+"}),
        ("check('00.1', names)\nhint('00.1')", set()),
        ("names[1:]", {"slice"}),
        ("max(names, key=len)", {"max()", "key="}),
    ],
)
def test_what_a_piece_of_code_needs(source, expected):
    assert needs(source) == expected


def test_what_was_not_shown_is_found(monkeypatch):
    """With 00.17 asked first of all, its chart is new; its worked cell shows most of it."""
    cells = [c for c in code_of("solutions", "00") if c.id.endswith("-17")]
    monkeypatch.setattr("tests.test_taught.code_of", lambda folder, number: cells)
    monkeypatch.setattr("tests.test_taught.shown_before", lambda number: set())
    assert not lacking("00")
    cells.remove(next(c for c in cells if c.id == "show-17"))
    assert ".subplots()" in lacking("00")["answer to 00.17"]
