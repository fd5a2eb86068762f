"""What is left for `pytest --full` says what it covers, and where the short run covers it."""

import ast
import os

from tests import ROOT

pytest_plugins = ["pytester"]

FILES = [ROOT / "tests/again.py", *sorted((ROOT / "tests").rglob("test_*.py"))]
SUITE = """
import pytest
@pytest.mark.full("each of them", short="x::test_short")
@pytest.mark.parametrize("n", [1, 2])
def test_long(n):
    pass
def test_short():
    pass
"""


def calls_of_full(node):
    """Return the calls of pytest.mark.full inside a piece of code."""
    return [
        found
        for found in ast.walk(node)
        if isinstance(found, ast.Call)
        and isinstance(found.func, ast.Attribute)
        and found.func.attr == "full"
    ]


def marks():
    """Return (name of a file, what the mark covers, the test that covers it in short)."""
    for path in FILES:
        if path.name != "test_full.py":
            for call in calls_of_full(ast.parse(path.read_text("utf-8"))):
                given = {keyword.arg: ast.literal_eval(keyword.value) for keyword in call.keywords}
                yield path.name, *(ast.literal_eval(arg) for arg in call.args), given.pop("short")
                assert not given


def runs_in_short(name):
    """Say whether `file::test` names a test that runs without --full, at least for one case."""
    path, test = name.split("::")
    tree = ast.parse((ROOT / path).read_text("utf-8"))
    (found,) = [n for n in tree.body if isinstance(n, ast.FunctionDef) and n.name == test]
    around = [
        n
        for n in tree.body
        if isinstance(n, ast.Assign) and getattr(n.targets[0], "id", "") == "pytestmark"
    ]
    whole = [d for d in found.decorator_list if isinstance(d, ast.Call) and d in calls_of_full(d)]
    return not whole and not any(calls_of_full(node) for node in around)


def test_each_mark_says_what_it_covers_and_what_covers_it_in_short():
    found = list(marks())
    assert len(found) >= 5
    for file, covers, short in found:
        assert len(covers.split()) >= 3, (file, covers)
        assert runs_in_short(short), (file, short)


def test_what_is_left_out_is_said_loudly(pytester, monkeypatch):
    monkeypatch.setenv("PYTHONPATH", f"{ROOT}{os.pathsep}{os.environ['PYTHONPATH']}")
    pytester.makepyfile(SUITE)
    pytester.makeini("[pytest]\nmarkers = full: long\naddopts = -p tests.full")
    left_out = ["*2 tests are left for pytest --full*", "   2  each of them (here: x::test_short)"]
    alone = pytester.runpytest_inprocess()
    alone.assert_outcomes(passed=1, deselected=2)
    alone.stdout.fnmatch_lines(left_out)
    # Where workers run the tests, the process that reports has collected none of them.
    spread = pytester.runpytest_subprocess("-n", "1")
    spread.assert_outcomes(passed=1)
    spread.stdout.fnmatch_lines(left_out)
    full = pytester.runpytest_inprocess("--full")
    full.assert_outcomes(passed=3)
    full.stdout.no_fnmatch_line("*left for pytest*")
