"""What tests in several folders share, and what is left for the long run.

`pytest` runs every part of the course once. `pytest --full` adds the long tours, and so does each
night's workflow. What moved there, and what stands for it in every run:

- JupyterLite: the lessons, and the solutions of all exercises. In every run: the matrix drawn, a
  task of exercise 04 typed in by keyboard without a network, and found again after a reload.
- voila: eleven lessons, the list of them, the dark, a phone. In every run: 04 with its explorer.
- JupyterLab: each explorer with Tab, in the dark, in large letters, without motion. In every run:
  all of this for lessons 03, 04 and 11.
- JupyterLab where things go wrong (a kernel that hangs, old pages, full disks), a case of one's
  own, the slider of exercise 00, and the harness itself. In every run: a kernel that is stopped,
  and the rest in Python.
- `shieldtalks lab` on a second day. In every run: one day.
- The coding desk: letters typed into its fields. In every run: letters typed beside them.
- The site's explorers that turn their pages without a kernel: all but those of lessons 01 and 04.
- Slides, and pages of the site under axe-core: eleven lessons. In every run: 04.
- nbgrader: eleven masters, in an environment made by pip alone. In every run: 04, right, wrong, not
  begun, and wrong only for a hidden test.
- Every master graded: all but 04 and 11. Every answer of the bank judged across: all but 11's.
- A phone's first view over slow 3G. In every run: what its page asks for, and its size.
- A server that does not heed Ctrl+C. In every run: servers that do.
- `shieldtalks check` of exercises, solved and blank: all but the first.
- The second run of the cells of each notebook. In every run: the first, against what is stored.
- Mutated tables, marks, notebooks and zips: 3,600 of 4,000.
- Properties: 150 examples each. In every run: 25.
- Processes of the grader that are killed: eighteen of twenty-one, and a grader killed by name.
- Students who have read the grader: all their cases but the ways out; tests/test_hostile.py has
  one of each kind in every run.
- The charts that a class sees: three of four. Reports under axe-core: four looks of six.
- GitHub Classroom: a solved exercise. In every run: one with open tasks.
- A Dask cluster that loses a worker. In every run: pools of this machine that lose a judge.

Each such test carries a mark that says so (tests/full.py); tests/test_full.py holds it to its word.
A lesson is run in two places and no more: in a kernel, where nbval and tests/again.py compare its
outputs; and in this process, for its figures. Three lessons are opened in JupyterLab, too.
"""

import os

import pytest
from hypothesis import settings

from shieldtalks import load_corpus, load_statements
from shieldtalks.statements import load_codings
from tests.static_site import built_site

# A busy machine is slow; that is no fault of what is tested.
settings.register_profile("course", deadline=None, max_examples=25)
settings.register_profile("nightly", deadline=None, max_examples=150)


def pytest_configure(config):
    """Give every property 25 examples, and 150 in the long run, unless its test says otherwise."""
    settings.load_profile("nightly" if config.option.full else "course")


@pytest.fixture(scope="session")
def corpus():
    """The five articles."""
    return load_corpus()


@pytest.fixture(scope="session")
def statements(corpus):
    """The reference statements."""
    return load_statements(corpus)


@pytest.fixture(scope="session")
def codings(corpus):
    """The codings of all readers."""
    return load_codings(corpus)


@pytest.fixture(scope="session")
def site(tmp_path_factory, pytestconfig):
    """The folder of the static site, built once for all workers of a run."""
    own = tmp_path_factory.getbasetemp()
    shared = own.parent if "PYTEST_XDIST_WORKER" in os.environ else own
    return built_site(shared, pytestconfig.option.full)
