"""The examples in docstrings run, and every chart and step that a lesson calls has one."""

import ast
import doctest
import importlib
import inspect
import json
import re

import pytest

from shieldtalks import (
    attribution,
    bargaining,
    change,
    context,
    dating,
    explorers,
    figures,
    games,
    geography,
    load_concepts,
    load_corpus,
    memo,
    registry,
    reliability,
    roleplay,
    statements,
    systems,
)
from shieldtalks.negotiation import load_negotiation
from tests import ROOT

LESSONS = [*sorted((ROOT / "notebooks").glob("*.ipynb")), ROOT / "shieldtalks/data/case.ipynb"]
# `...` stands for what hangs on the data.
FLAGS = doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE
NAMES = registry.homes(registry.FIGURES) | registry.homes(registry.EXPLORERS)
# Needs tables that a lesson makes in several cells; the lesson itself is its example.
IN_ITS_LESSON = {
    "debrief_cloud",
    "naming_grid",
    "nearest_by_origin",
    "own_coding",
    "verbs_by_outlet",
    "words_and_votes",
}


@pytest.fixture(scope="module")
def loaded(corpus, codings):
    """What a lesson has loaded when it comes to its examples: {name: value}."""
    stated = statements.load_statements(corpus)
    issues = bargaining.load_issues()
    return {
        "corpus": corpus,
        "codings": codings,
        "statements": stated,
        "concepts": load_concepts(),
        "issues": issues,
        "sheets": bargaining.load_sheets(issues, stated),
        "named": bargaining.load_packages(issues, stated),
        "negotiation": load_negotiation(stated, corpus),
        "sites": context.load_sites(),
        "proposals": context.load_systems(),
        "mentions": systems.load_mentions(corpus),
        "chains": attribution.load_chains(stated, corpus),
        "evidence": dating.load_dating(corpus),
        **{
            name: getattr(statements, name) for name in ("load_statements", "load_codings", "tally")
        },
        "load_corpus": load_corpus,
        **{
            room.__name__.rpartition(".")[2]: room
            for room in (attribution, bargaining, change, context, games, geography)
            + (memo, reliability, roleplay, systems)
        },
    }


def documented():
    """Return the names of all modules with an example in them."""
    paths = sorted((ROOT / "shieldtalks").rglob("*.py"))
    return [
        ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")
        for path in paths
        if re.search(r"^ *>>> ", path.read_text("utf-8"), re.M)
    ]


@pytest.mark.parametrize("name", documented())
def test_the_examples_of_a_module_run(name, loaded, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    module = importlib.import_module(name)
    done = doctest.testmod(module, extraglobs={**loaded, **vars(module)}, optionflags=FLAGS)
    assert done.attempted and not done.failed


def called():
    """Return the charts and steps that the lessons call."""
    found = set()
    for path in LESSONS:
        cells = json.loads(path.read_text("utf-8"))["cells"]
        for cell in (cell for cell in cells if cell["cell_type"] == "code"):
            for node in ast.walk(ast.parse("".join(cell["source"]))):
                if isinstance(node, ast.Attribute) and node.attr in NAMES:
                    found.add(node.attr)
    return {name for name in found if name.islower()}


def test_every_chart_and_step_of_a_lesson_has_an_example():
    bare = {
        name
        for name in called() - IN_ITS_LESSON
        for room in (figures, explorers)
        if name in dir(room) and ">>> " not in inspect.getdoc(getattr(room, name))
    }
    assert called() and not bare
