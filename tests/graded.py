"""Sample results as the grader makes them: real tasks, real answers, and what is said of them."""

import copy
import functools
import importlib
import itertools
import pprint

from shieldtalks.checks.base import TASKS, judged, task_of
from shieldtalks.errors import NotYet
from tests.test_exercises import value

ISOLATION = "Landlock, seccomp, namespaces, own user"


def bank(task_id, kind):
    """Return the right or the wrong answers to a task."""
    return getattr(importlib.import_module(f"tests.answers.e{task_id[:2]}"), kind)[task_id]


@functools.cache
def said_of(task_id, kind, number):
    """Return what a task says of an answer of the bank, and the answer as a source."""
    answer = bank(task_id, kind)[number]
    answer = answer if kind == "RIGHT" else answer[0]
    said = ""
    try:
        judged(task_of(task_id), value(answer))
    except NotYet as error:
        said = str(error)
    shown = "answer = ..." if answer is ... else f"answer = {pprint.pformat(answer, width=88)}"
    return said, shown.split(" at 0x")[0]


def tasks_of(exercise):
    """Return the ids of an exercise's tasks that carry points."""
    if not exercise:
        return []
    importlib.import_module(f"shieldtalks.checks.e{exercise}")
    return sorted(t for t in TASKS if t.startswith(f"{exercise}.") and TASKS[t].points)


def task(task_id, kind="RIGHT", number=0):
    """Return the part of a result on one task, answered right or wrong as the bank has it."""
    said, answer = said_of(task_id, kind, number % len(bank(task_id, kind)))
    unstarted = "is not started" in said
    verdict = "not started" if unstarted else "not yet" if said else "passed"
    points = float(task_of(task_id).points)
    return {
        "id": task_id,
        "title": task_of(task_id).title,
        "points": points,
        "earned": 0.0 if said else points,
        "verdict": verdict,
        "said": said,
        "answer": answer,
    }


def result(student="doe", exercise="03", wrong=(), **fields):
    """Return a result; wrong: {task id: number of the wrong answer in the bank}."""
    wrong = dict(wrong)
    tasks = [
        task(t, "WRONG", wrong[t]) if t in wrong else task(t, number=len(student))
        for t in tasks_of(exercise)
    ]
    whole = {
        "format": 1,
        "key": f"{student}-{exercise}",
        "student": student,
        "name": student.title(),
        "file": f"{student}/{exercise}.ipynb",
        "exercise": exercise,
        "ids": {},
        "trouble": "",
        "notes": [],
        "isolation": ISOLATION,
        "seconds": 0.21,
        "graded": "2026-11-21T22:00:00+00:00",
        "tasks": tasks,
    }
    return copy.deepcopy(whole | fields)


def many(number, exercises=("03", "11")):
    """Return so many results of a class, each with some slips, without judging each anew."""
    pairs = ((f"s{n:05d}", exercise) for n in itertools.count() for exercise in exercises)
    found = []
    for count, (student, exercise) in enumerate(itertools.islice(pairs, number)):
        tasks = tasks_of(exercise)
        step = 2 + count % 7
        wrong = {t: count // 2 + i for i, t in enumerate(tasks) if (count * 5 + i * 3) % step == 0}
        found.append(result(student, exercise, wrong, seconds=0.2 + (count % 13) / 50))
    return found
