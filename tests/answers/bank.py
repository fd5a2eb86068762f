"""The bank of answers in tests/answers/eNN.py, and what verdicts.csv keeps of what each is told."""

import csv
import importlib
import inspect

from shieldtalks.checks import task_of
from shieldtalks.checks.base import judged
from shieldtalks.errors import NotYet
from tests import ROOT

KEPT = ROOT / "tests" / "answers" / "verdicts.csv"
HEAD = ("task", "kind", "number", "said")


def bank(name):
    """Return RIGHT or WRONG of all exercises, {task: [...]}."""
    found = {}
    for path in sorted(ROOT.glob("tests/answers/e[0-9][0-9].py")):
        found |= getattr(importlib.import_module(f"tests.answers.{path.stem}"), name)
    return found


def value(answer):
    """Return an answer of the bank; one that has to be fetched first is a function of nothing."""
    if callable(answer) and not inspect.signature(answer).parameters:
        return answer()
    return answer


def said_of(task_id, answer):
    """Return what a task says of an answer: '' when it passes."""
    try:
        judged(task_of(task_id), answer)
    except NotYet as error:
        return str(error)
    return ""


def verdicts(exercise=""):
    """Return {(task, kind, number): PASS or the line} of the bank, of one exercise or of all."""
    rows = {}
    for kind, answers in (("right", bank("RIGHT")), ("wrong", bank("WRONG"))):
        for task, listed in sorted(answers.items()):
            for number, answer in enumerate(listed, 1):
                if task.startswith(exercise):
                    answer = answer if kind == "right" else answer[0]
                    rows[task, kind, str(number)] = said_of(task, value(answer)) or "PASS"
    return dict(sorted(rows.items(), key=lambda row: (*row[0][:2], int(row[0][2]))))


def kept():
    """Return what verdicts.csv holds, as `verdicts` gives it."""
    with open(KEPT, encoding="utf-8", newline="") as file:
        return {tuple(row[:3]): row[3] for row in csv.reader(file) if tuple(row) != HEAD}
