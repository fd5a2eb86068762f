"""The benchmark of the explorers in the browser: its own arithmetic, and that it names what is."""

import nbformat
import pytest

from shieldtalks import explorers
from tests import ROOT
from tests.benchmarks.browser_steps import (
    BARS,
    SUBJECTS,
    drag_line,
    judged,
    line,
    notebook,
    percentile,
)

KERNEL = next(subject for subject in SUBJECTS if subject.kind == "kernel")


def lesson(number):
    (path,) = (ROOT / "notebooks").glob(f"{number}_*.ipynb")
    return nbformat.read(path, as_version=4)


def test_percentiles_lie_between_the_values():
    assert percentile([30, 10, 20], 0.5) == 20
    assert percentile([10, 20], 0.95) == pytest.approx(19.5)
    assert percentile([7], 0.95) == 7


@pytest.mark.parametrize(("ours", "verdict"), [([20, 30, 40], "met"), ([20, 31, 40], "MISSED")])
def test_a_bar_is_a_ratio_of_medians(ours, verdict):
    row = judged(KERNEL, ours, [90, 100, 400])
    assert row["ratio"] == pytest.approx(ours[1] / 100)
    assert (row["bar"], row["interact"]) == (BARS["kernel"], 100)
    assert line(row).endswith(verdict)


@pytest.mark.parametrize(
    ("end", "right", "verdict"), [(1, True, "met"), (2, True, "MISSED"), (0, False, "MISSED")]
)
def test_a_drag_ends_within_a_step_and_on_the_right_picture(end, right, verdict):
    drag = {"end": end, "most": 3, "caught": 40.0, "right": right}
    assert drag_line(judged(KERNEL, [40], [200]), "Whose figure:", drag).endswith(verdict)


def test_every_explorer_of_the_lessons_is_measured():
    measured = set()
    for subject in SUBJECTS:
        (shown,) = (c["source"] for c in lesson(subject.lesson)["cells"] if c["id"] == subject.cell)
        named = {name for name in dir(explorers) if f"explorers.{name}(" in shown}
        measured |= {name for name in named if name[0].isupper()}
    assert measured == {n for n in dir(explorers) if n[0].isupper() and not n.isupper()}


@pytest.mark.parametrize("subject", SUBJECTS, ids=lambda subject: subject.name)
def test_each_notebook_of_the_benchmark_is_code(subject):
    made = notebook(lesson(subject.lesson), subject)
    nbformat.validate(made)
    for cell in made["cells"]:
        compile(cell["source"], cell["id"], "exec")
    assert not subject.plain.startswith("lambda") or set(subject.drags) <= set(subject.controls)
