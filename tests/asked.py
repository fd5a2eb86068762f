"""A prompt that a test makes up, and a class that asks it in a process of its own."""

import contextlib
import itertools
import os
import re
import signal
import socket
import subprocess
import sys
from dataclasses import dataclass, field

from shieldtalks.classroom.activities import Item
from shieldtalks.errors import DataError
from tests import ROOT


@dataclass(frozen=True)
class Asked:
    """A prompt as a class needs it."""

    id: str
    title: str = "Bars"
    kind: str = "number"
    question: str = "How many?"
    options: tuple = ()
    rows: tuple = ()
    columns: tuple = ()
    unit: str = "units"
    low: float = 0
    high: float = 10
    decimals: int = 0
    truth: object = 7
    said: dict = field(default_factory=dict)

    def answer(self):
        return self.truth

    def check(self, value):
        if self.kind not in ("number", "share"):
            return self._offered(value)
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise DataError("A number is expected.")
        if not self.low <= value <= self.high:
            raise DataError(f"From {self.low} to {self.high}, please.")
        return value

    def say(self, guess):
        return f"You said {guess}."

    def _offered(self, value):
        given = tuple(value) if isinstance(value, list) else value
        offered = {
            "choice": self.options,
            "cell": tuple(itertools.product(self.rows, self.columns)),
            "order": tuple(itertools.permutations(self.options)),
        }
        if given not in offered[self.kind]:
            raise DataError("Choose one of these.")
        return given

    def in_words(self, guess):
        return f"{guess} {self.unit}" if isinstance(guess, int | float) else str(guess)

    def right(self, guess):
        return guess == self.truth


def plan_with(*prompts):
    """Return the plan of a class that asks these."""
    return [Item("vote", p.id, p.title, p) for p in prompts]


def own_port():
    """Return a free port that no other worker takes, nor a connection that leaves this machine.

    So it is still free when a class that was killed is held again at its old place.
    """
    first = 20_000 + 500 * int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw"))
    for port in range(first, first + 500):
        with contextlib.suppress(OSError), socket.create_server(("127.0.0.1", port)):
            return port
    raise OSError(f"no port from {first} on is free")


class Command:
    """A run of `shieldtalks class`, or of what it runs on questions that are made up.

    words: of the command; none: the made-up plan, as code, is held under the name "made-up".
    """

    def __init__(self, *words, plan="plan_with(Asked('00.a', high=10**6))", port=None):
        port = port or own_port()
        code = (
            "from tests.asked import *; from shieldtalks.classroom import run;"
            f"run.hold({plan}, '00', 'made-up', {port}, browser=False)"
        )
        typed = ["-m", "shieldtalks.cli", "class", *words, "--no-browser", f"--port={port}"]
        self.process = subprocess.Popen(
            [sys.executable, *(typed if words else ["-uc", code])],
            cwd=ROOT,
            env={
                **os.environ,
                "PYTHONPATH": os.pathsep.join([str(ROOT), os.environ["PYTHONPATH"]]),
            },
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        self.lines = []
        while not (self.lines and "Ctrl+C" in self.lines[-1]):
            line = self.process.stdout.readline()
            assert line, self.lines
            self.lines.append(line)
        said = "".join(self.lines)
        self.url, self.key = re.search(r"(http://\S+/)teacher#key=(\S+)", said).groups()

    def end(self, sign=signal.SIGTERM):
        self.process.send_signal(sign)
        rest = self.process.communicate(timeout=30)[0]
        return self.process.returncode, rest
