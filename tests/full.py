"""A pytest plugin: `--full` adds the long tours, which the nightly run takes.

A long test is marked with what it covers and with the test that covers the same once in each run:

    @pytest.mark.full("every lesson in JupyterLite", short="tests/browser/test_lite.py::test_one")

Without `--full` such tests are deselected, and the end of the run says loudly which.
tests/test_full.py holds every mark to its word.
"""

import collections

import pytest

LEFT_OUT = pytest.StashKey[collections.Counter]()


def pytest_addoption(parser):
    """Add --full."""
    parser.addoption("--full", action="store_true", help="run the long tours, too")


def pytest_configure(config):
    """Begin with nothing left out."""
    config.stash[LEFT_OUT] = collections.Counter()


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config, items):
    """Leave the long tests out, unless they are asked for."""
    if config.option.full:
        return
    long = [item for item in items if item.get_closest_marker("full")]
    if long:
        items[:] = [item for item in items if not item.get_closest_marker("full")]
        config.hook.pytest_deselected(items=long)
    for item in long:
        mark = item.get_closest_marker("full")
        config.stash[LEFT_OUT][f"{mark.args[0]} (here: {mark.kwargs['short']})"] += 1


def pytest_sessionfinish(session):
    """Tell the process that collects the results what this worker left out."""
    if hasattr(session.config, "workeroutput"):
        session.config.workeroutput["left_out"] = dict(session.config.stash[LEFT_OUT])


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node):
    """Take over what a worker left out; all of them leave out the same."""
    if left_out := getattr(node, "workeroutput", {}).get("left_out"):
        node.config.stash[LEFT_OUT] = collections.Counter(left_out)


def pytest_terminal_summary(terminalreporter, config):
    """Say what was not run."""
    if left_out := config.stash[LEFT_OUT]:
        terminalreporter.section(f"{left_out.total()} tests are left for pytest --full")
        for what, number in sorted(left_out.items()):
            terminalreporter.line(f"{number:4}  {what}")
