"""A pytest plugin: what a notebook has stored is what its cells give now, and give again.

nbval itself looks at some kinds of output only. Running all cells twice, in one kernel, has to give
the same, to the last byte of a picture; that takes as long again and belongs to the long run.
"""

import re
from collections import defaultdict

import pytest
from nbval.plugin import IPyNbCell, IPyNbFile, get_sanitize_patterns

from tests import ROOT

SANITIZE = get_sanitize_patterns((ROOT / "tests/sanitize.cfg").read_text("utf-8"))

LONG = pytest.mark.full(
    "the cells of each notebook run again",
    short="tests/test_notebooks.py::test_a_notebook_that_changes_when_run_again_is_noticed",
)


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report(collector):
    """Add to the cells of a notebook what is asked of all of them."""
    report = yield
    if isinstance(collector, IPyNbFile) and report.passed and report.result:
        cells = list(report.result)
        again = Again.from_parent(collector, name="All cells again", cells=cells)
        again.add_marker(LONG)
        report.result += [Stored.from_parent(collector, name="As stored", cells=cells), again]
    return report


class Stored(pytest.Item):
    """What the cells of a notebook gave, compared with what is stored."""

    def __init__(self, cells, **keywords):
        super().__init__(**keywords)
        self.cells = cells

    def first(self):
        """Return {id: outputs} of the run that is over."""
        if any(cell.test_outputs is None for cell in self.cells):
            pytest.skip("not all cells of the notebook were run, so there is nothing to compare")
        return {cell.cell.id: cell.test_outputs for cell in self.cells}

    def runtest(self):
        """Compare them; raise AssertionError that names the cells which differ."""
        stored = {cell.cell.id: cell.cell.outputs for cell in self.cells}
        other = differing(self.first(), stored, packed=False)
        assert not other, f"not what is stored: {other}"

    def repr_failure(self, excinfo):
        """Return what failed in a line, or what a cell raised."""
        return str(excinfo.value)

    def reportinfo(self):
        """Return where this is found, for the report."""
        return self.path, None, f"{self.path.name}: {self.name}"


class Again(Stored):
    """The second run of a notebook, compared with the first."""

    def runtest(self):
        """Run the cells; raise AssertionError that names those which differ."""
        first = self.first()
        second = {cell.cell.id: self._again(cell) for cell in self.cells}
        changed = differing(first, second)
        assert not changed, f"not the same when run again: {changed}"

    def _again(self, cell):
        again = IPyNbCell.from_parent(
            self.parent,
            name=f"{cell.name} again",
            cell_num=cell.cell_num,
            cell=cell.cell,
            options=defaultdict(bool, cell.options, check=False),
        )
        again.runtest()
        return again.test_outputs


def differing(one, other, packed=True):
    """Return the ids of the cells whose outputs differ between two runs."""
    return [i for i in one if shown(one[i], packed) != shown(other[i], packed)]


def shown(outputs, packed=True):
    """Return the outputs of a cell in a form that can be compared.

    Left out are the numbers of runs and the names of live widgets, and where one printed text was
    cut in two. packed: whether the bytes of pictures count; they are the same on one machine, and
    may differ between two.
    """
    result = []
    for output in outputs:
        data = data_of(output)
        data.pop("application/vnd.jupyter.widget-view+json", None)
        if not packed:
            data = {k: sanitized(v) for k, v in data.items() if k != "image/png"}
        data |= {k: output[k] for k in ("name", "text", "ename", "evalue") if k in output}
        if not data:
            continue
        if result and data.get("name") and result[-1].get("name") == data["name"]:
            result[-1]["text"] += data["text"]
        else:
            result.append(data)
    return result


def data_of(output):
    """Return {mime type: text} of an output."""
    return {k: "".join(v) if isinstance(v, list) else v for k, v in output.get("data", {}).items()}


def sanitized(text):
    """Return a text as nbval compares it."""
    for pattern, word in SANITIZE:
        text = re.sub(pattern, word, text)
    return text
