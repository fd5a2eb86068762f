"""One submission at work: its cells run in a student's process, its answers come from there."""

import os
import signal
import time
from contextlib import suppress
from typing import Any

from shieldtalks.errors import NotYet
from shieldtalks.grading.engine import messages
from shieldtalks.grading.engine.channel import Channel, Gone, TooLong
from shieldtalks.grading.engine.codec import pack, raised, unpack
from shieldtalks.grading.engine.sandbox import Limits
from shieldtalks.grading.engine.template import Template

GRACE = 2.0  # seconds between the interrupt and the end
MAX_FILES = 2000
CAUSES = {
    signal.SIGXCPU: "used more of the processor than it may",
    signal.SIGXFSZ: "wrote more than it may",
    signal.SIGKILL: "was ended, perhaps for its use of memory,",
    signal.SIGSEGV: "crashed",
    signal.SIGABRT: "crashed",
    signal.SIGBUS: "crashed",
}


class Work:
    """A student's process, seen from here.

    template: where it is forked from. limits: sandbox.Limits. sources: {cell id: source} of every
    cell that is run there. What is raised over there is raised here, as an exception of the same
    name that holds its last line. Whatever ends the process is told once, as NotYet; everything
    after that is 'not reached'.
    """

    def __init__(self, template: Template, limits: Limits, sources: dict[str, str]):
        self._template, self._limits, self.sources = template, limits, sources
        self._spent = 0.0
        self._over = ""
        self._process: int
        self._channel: Channel | None
        self._process, self._channel = template.student()

    def end(self) -> int:
        """End the process and everything in it. Returns the signal that ended it."""
        if self._channel is None:
            return 0
        self._channel.close()
        self._channel = None
        return self._template.end(self._process)

    def run(self, cell: str) -> None:
        """Run a cell of the submission."""
        self._ask(messages.Run(self.sources[cell]))

    def take(self, name: str) -> Any:
        """Return the value of a name, of plain types; a function as a way to call it."""
        reply = self._ask(messages.Take(name))
        return _not_begun if reply.idle is True else unpack(reply.value, self._call)

    def _call(self, place, args, kwargs):
        reply = self._ask(messages.Call(place, pack(args), pack(kwargs)))
        if reply.args is not None:
            for ours, theirs in zip(args, unpack(reply.args), strict=True):
                _follow(ours, theirs)
        return unpack(reply.value, self._call)

    def _ask(self, message):
        if self._over:
            raise NotYet(f"not reached: {self._over}")
        seconds = min(self._limits.cell, self._limits.total - self._spent)
        begun, reply = time.monotonic(), None
        try:
            messages.send(self._channel, message)
            reply = self._heard(max(seconds, 0.01), self._watch_disk)
        except TooLong:
            self._interrupt(seconds)
        except Gone:
            self._close("what came before it could not be read.")
        finally:
            self._spent += time.monotonic() - begun
        if reply is None:
            ended = self._close("Python had stopped in a cell before it.")
            why = CAUSES.get(ended, "stopped")
            raise NotYet(f"Python {why} in this cell. Look for exit(), quit() or endless growth.")
        if isinstance(reply, messages.Failed):
            error = raised(str(reply.kind), str(reply.line))
            # What a function says of what it was asked may hold a held-back question.
            error.of_call = isinstance(message, messages.Call)  # type: ignore[attr-defined]
            raise error
        return reply

    def _heard(self, seconds, watch=None):
        """Return what the process says, which can be nothing but a value or a failure."""
        kinds = messages.Value, messages.Failed
        return messages.receive(self._channel, *kinds, seconds=seconds, watch=watch)

    def _interrupt(self, seconds):
        """Interrupt a cell that takes too long; end the process if it does not heed."""
        with suppress(ProcessLookupError):
            os.kill(self._process, signal.SIGINT)
        try:
            heeded = self._heard(GRACE) is not None
        except (TooLong, Gone):
            heeded = False
        if not heeded or seconds < self._limits.cell:
            self._close("a cell before it took too long.")
        took = f"{max(seconds, 0):.0f} seconds"
        raise NotYet(f"this took longer than {took}. Look for a loop that does not end.")

    def _watch_disk(self):
        """Bound what a process may put into its folder."""
        seen = size = 0
        for folder, _, files in os.walk(self._template.scratch):
            seen += 1 + len(files)
            for name in files[:MAX_FILES]:
                with suppress(OSError):
                    size += os.lstat(os.path.join(folder, name)).st_blocks * 512
            if size > self._limits.disk or seen > MAX_FILES:
                self._close("a cell before it wrote too many files.")
                raise NotYet("this writes more than an answer may. Answers need no files.")

    def _close(self, why):
        self._over = self._over or why
        return self.end()


def _not_begun(*args, **kwargs): ...


def _follow(ours, theirs):
    """Change an argument as the function over there has changed its copy of it."""
    if isinstance(ours, list):
        ours[:] = theirs
    elif isinstance(ours, dict | set):
        ours.clear()
        ours.update(theirs)
