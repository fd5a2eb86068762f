"""Where verdicts are made: nbval over the release's checks, with the answers in another process.

The notebook that nbval runs is the master without its solutions. In place of each answer cell
stands a call that runs the student's cell over there; in front of each check, one that fetches the
names it asks for. So a check, what it compares with and what it says are never where answers are.
Hidden tests come last, and ask a process of their own: no answer hears what was asked of another.
"""

import ast
import builtins
import json
import socket
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from shieldtalks.course.cells import parted
from shieldtalks.grading.engine import messages

KERNEL = "shieldtalks-grade"
NOT_REACHED = "not reached: "
MAX_ANSWER = 20_000
JUDGING = 30.0  # seconds of the processor that all checks of one submission may take
MEMORY = 1 << 30  # bytes that a judge may use on top of what the libraries take


def warm() -> None:
    """Import what judges need, before they are forked."""
    # An optional check of addresses that nbformat's schema never asks for takes most of a second.
    sys.modules.setdefault("rfc3987_syntax", None)  # type: ignore[arg-type]
    import nbval.plugin  # noqa: F401
    import pytest  # noqa: F401

    import shieldtalks.checks  # noqa: F401
    import shieldtalks.grading.engine.provisioner
    import shieldtalks.grading.engine.selfcheck
    import shieldtalks.grading.engine.submission  # noqa: F401


def judge(end: socket.socket, wanted: messages.MakeJudge, template: int) -> None:
    """Grade the submissions of one exercise, as they come, until the channel closes.

    template: the number of the open file that leads to the template. Each message in is a Grade.
    Each of its jobs is told of by Begun, then by Graded; the end of them all by Done.
    """
    from shieldtalks.grading.engine.channel import Channel
    from shieldtalks.grading.engine.sandbox import Limits, bound_memory, shut_files
    from shieldtalks.grading.engine.template import Template

    shut_files(end.fileno(), template)
    bound_memory(MEMORY)
    limits = Limits(**wanted.limits)
    warm_template = Template(socket.socket(fileno=template), wanted.scratch)
    channel = Channel(end)
    messages.send(channel, messages.Ready())
    while (asked := messages.receive(channel, messages.Grade)) is not None:
        if _grade(asked.jobs, wanted.cells, warm_template, limits, channel):
            return
        messages.send(channel, messages.Done())


def graded_notebook(
    cells: list[dict], answers: dict[str, str], skip: Sequence[str] = ()
) -> tuple[dict, dict[str, str]]:
    """Return the notebook that nbval runs for a submission, as plain JSON, and what runs there.

    cells: [{"id", "kind", "source", "tasks"}] of the release; kind is 'locked', 'answer' or
    'check'. answers: {cell id: source}. skip: ids of checks that are refused instead of run.
    Returns (notebook, {cell id: source}).
    """
    shown: list[dict] = []
    last: list[dict] = []
    sources = {}
    for cell in cells:
        if cell["kind"] == "check":
            asked, held = parted(cell["source"])
            source = f"at({cell['id']!r})\n{_fetched(asked)}from shieldtalks import check\n{asked}"
            source = f"refuse()\n{source}" if cell["id"] in skip else source
            if held:
                source += f"\npassed({cell['id']!r})"
                begin = f"at({cell['id']!r})\nheld({cell['id']!r})\n{_fetched(held)}"
                last.append(_code(f"{cell['id']}-held", begin + held, [], {"held": cell["id"]}))
            outputs = [
                {"output_type": "stream", "name": "stdout", "text": f"PASS {task}\n"}
                for task in cell["tasks"]
            ]
            shown.append(_code(cell["id"], source, outputs, {"nbgrader": {"grade": True}}))
            continue
        sources[cell["id"]] = cell["source"]
        metadata: dict = {"tags": ["nbval-ignore-output"]}
        if cell["kind"] == "answer":
            sources[cell["id"]] = answers.get(cell["id"], cell["source"])
            metadata["nbgrader"] = {"solution": True}
        shown.append(_code(cell["id"], f"run({cell['id']!r})", [], metadata))
    return {"cells": shown + last, "metadata": {}, "nbformat": 4, "nbformat_minor": 5}, sources


def _fetched(source):
    return "".join(f"{name} = take({name!r})\n" for name in names_in(source))


def names_in(source: str) -> list[str]:
    """Return the names that a check cell takes from the answers, in order."""
    tree = ast.parse(source)
    named = [node for node in ast.walk(tree) if isinstance(node, ast.Name)]
    bound = {node.id for node in named if not isinstance(node.ctx, ast.Load)} | {"check"}
    for node in ast.walk(tree):
        if isinstance(node, ast.Import | ast.ImportFrom):
            bound |= {(alias.asname or alias.name).split(".")[0] for alias in node.names}
        elif isinstance(node, ast.arg):
            bound.add(node.arg)
        elif isinstance(node, ast.FunctionDef):
            bound.add(node.name)
    free = [node.id for node in named if node.id not in bound]
    return [name for name in dict.fromkeys(free) if not hasattr(builtins, name)]


def verdict(said: str) -> str:
    """Return the verdict that a line of a check stands for."""
    if not said:
        return "passed"
    if said.startswith(NOT_REACHED):
        return "not reached"
    return "not started" if " is not started: " in said else "not yet"


def _told(task, points, said, answer):
    """Return what a result says of a task."""
    from shieldtalks.checks import task_of

    found = verdict(said)
    return {
        "id": task,
        "title": task_of(task).title,
        "points": float(points),
        "earned": float(points) if found == "passed" else 0.0,
        "verdict": found,
        "said": said.removeprefix(task).removeprefix(":").strip(),
        "answer": answer[:MAX_ANSWER],
    }


def _answer_to(check, cells, sources):
    """Return the answer cells between a check and the one before it, as one text."""
    place = cells.index(check)
    before = [n for n, cell in enumerate(cells[:place]) if cell["kind"] == "check"]
    own = cells[before[-1] + 1 if before else 0 : place]
    return "\n\n".join(sources[cell["id"]] for cell in own if cell["kind"] == "answer")


def _code(cell, source, outputs, metadata):
    return {
        "cell_type": "code",
        "id": cell,
        "metadata": metadata,
        "execution_count": 1,
        "source": source,
        "outputs": outputs,
    }


def _grade(jobs, cells, template, limits, channel):
    """Grade jobs in one session of nbval; tell of each as soon as its notebook is done.

    Returns whether this process had better be replaced by a fresh one.
    """
    from shieldtalks.grading.engine import provisioner
    from shieldtalks.grading.engine.selfcheck import under_nbval

    with tempfile.TemporaryDirectory() as folder:
        session = _Session(jobs, cells, template, limits, channel, Path(folder))
        kernel = f"--nbval-kernel-name={KERNEL}"
        with provisioner.serving(session, JUDGING):
            under_nbval(session.paths, folder, kernel, session)
        session.end()
        return session.worn


class _Session:
    """A plugin of pytest, and the giver of kernels: it knows which notebook is whose."""

    def __init__(self, jobs, cells, template, limits, channel, folder):
        self._cells, self._template = cells, template
        self._channel, self._jobs, self._open = channel, {}, None
        self.worn = False
        self.paths = []
        for job in jobs:
            place = folder / str(job["number"])
            place.mkdir()
            notebook, sources = graded_notebook(cells, job["answers"], job.get("skip", ()))
            self.paths.append(place / "exercise.ipynb")
            self.paths[-1].write_text(json.dumps(notebook), encoding="utf-8")
            seconds = min(limits.total, job.get("seconds", limits.total))
            own = replace(limits, total=seconds)
            self._jobs[str(place)] = job["number"], notebook, sources, own

    def begin(self, place):
        """Start work on the notebook in this folder; return it."""
        from nbformat import from_dict

        from shieldtalks.grading.engine.selfcheck import Verdicts
        from shieldtalks.grading.engine.submission import Work

        number, notebook, sources, limits = self._jobs.pop(str(place))
        messages.send(self._channel, messages.Begun(number))
        begun = time.monotonic()
        work = Work(self._template, limits, sources)
        self._open = number, Verdicts(from_dict(notebook)), begun, work
        return work

    def at(self, cell):
        """Tell that a check begins."""
        messages.send(self._channel, messages.Checking(self._open[0], cell))

    def end(self):
        """End the work on the open notebook, if there is one, and tell its result."""
        from shieldtalks.grading.engine.submission import LOST

        if self._open is None:
            return
        (number, verdicts, begun, work), self._open = self._open, None
        work.end()
        if work.fault:
            self.worn = self.worn or work.fault == LOST
            messages.send(self._channel, messages.Faulted(number, work.fault))
            return
        if self._jobs:
            self._template.prepare()
        said = verdicts.of_tasks()
        seconds = round(time.monotonic() - begun, 3)
        tasks = [
            _told(task, cell["points"], said[task], _answer_to(cell, self._cells, work.sources))
            for cell in self._cells
            for task in cell["tasks"]
        ]
        messages.send(self._channel, messages.Graded(number, tasks, seconds))

    def pytest_runtest_makereport(self, item, call):
        """Keep how a cell ended."""
        if self._open is not None:
            self._open[1].pytest_runtest_makereport(item, call)
