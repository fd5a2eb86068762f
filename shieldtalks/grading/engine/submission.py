"""One submission at work: its cells run in a student's process, its answers come from there."""

import errno
import os
import signal
import time
from contextlib import suppress
from typing import Any

from shieldtalks.errors import NotYet
from shieldtalks.grading.engine import messages
from shieldtalks.grading.engine.building import unpack
from shieldtalks.grading.engine.channel import Channel, Gone, TooLong, Uncrossable
from shieldtalks.grading.engine.codec import pack, raised
from shieldtalks.grading.engine.filesystem import MAX_FILES
from shieldtalks.grading.engine.sandbox import Limits
from shieldtalks.grading.engine.template import Template

GRACE = 2.0  # seconds between the interrupt and the end
MAX_PATH = 1500  # characters below the folder; the system follows no path over 4096
MAX_LINE = 500
TOO_MUCH = "your answer cannot be handed over: {}. Hand over less, in plain types."
FULL = "this writes more than an answer may. Answers need no files."
FULL_DISK = tuple(f"[Errno {number}]" for number in (errno.ENOSPC, errno.EFBIG))
CAUSES = {
    signal.SIGXCPU: "used more of the processor than it may",
    signal.SIGXFSZ: "wrote more than it may",
    signal.SIGSEGV: "crashed",
    signal.SIGABRT: "crashed",
    signal.SIGBUS: "crashed",
}
KILLED = "a student's process was ended from outside, perhaps for want of memory"
LOST = "a process that students' processes are made from was ended from outside"


class Fault(BaseException):
    """The machine got in the way: what was seen until now is no mark. No answer can catch it."""


class Work:
    """A student's process, seen from here.

    template: where it is forked from. limits: sandbox.Limits. sources: {cell id: source} of every
    cell that is run there. What is raised over there is raised here, as an exception of the same
    name that holds its last line. Whatever ends the process is told once, as NotYet; everything
    after that is 'not reached'. What the machine does is told as Fault, and stands in `fault`.
    """

    def __init__(self, template: Template, limits: Limits, sources: dict[str, str]):
        self._template, self._limits, self.sources = template, limits, sources
        self._spent = 0.0
        self._over = self.fault = ""
        self._ran: list[str] = []  # cells, in order
        self._passed: dict[str, int] = {}  # {check: how many cells ran before it}
        self._again: int | None = None  # how many of them ran again, for hidden tests
        self._process: int
        self._channel: Channel | None
        self._start()

    def _start(self):
        try:
            self._process, self._channel = self._template.student()
        except (Gone, TooLong):
            self._channel, self.fault = None, LOST

    def end(self, gone: bool = False) -> int:
        """End the process and everything in it. Returns the signal that it had ended with.

        gone: whether it seems to have ended by itself.
        """
        if self._channel is None:
            return 0
        self._channel.close()
        self._channel = None
        try:
            ended = self._template.end(self._process, gone)
        except (Gone, TooLong):
            self.fault = LOST
            return 0
        if ended.signal != signal.SIGKILL:
            return ended.signal
        # A process cannot do this to itself, but for the limit of the processor's seconds.
        if ended.seconds < int(self._limits.total):
            self.fault = self.fault or KILLED
        return signal.SIGXCPU

    def run(self, cell: str) -> None:
        """Run a cell of the submission."""
        self._ran.append(cell)
        self._ask(messages.Run(self.sources[cell]))

    def passed(self, check: str) -> None:
        """Note that nothing was said against what a check sees; hidden tests may follow."""
        self._passed[check] = len(self._ran)

    def held(self, check: str) -> None:
        """Let the hidden tests of a check ask a process in which the cells before it ran again.

        What they ask of a function is heard there alone, where no answer can tell of it later, and
        what a function does to its arguments stays there, too. Raises NotYet where the check has
        not passed.
        """
        if check not in self._passed:
            raise NotYet("not reached: the check that students see does not pass.")
        if self._again is None:
            self.end()
            self._over, self._again = "", 0
            # Whatever later cells took: an answer before them has its time.
            self._spent = min(self._spent, self._limits.total - self._limits.cell)
            if not self.fault:
                self._start()
        for cell in self._ran[self._again : self._passed[check]]:
            with suppress(Exception):  # as the first time
                self._ask(messages.Run(self.sources[cell]))
        self._again = self._passed[check]

    def take(self, name: str) -> Any:
        """Return the value of a name, of plain types; a function as a way to call it."""
        reply = self._ask(messages.Take(name))
        return _not_begun if reply.idle is True else self._built(reply.value)

    def _call(self, place, args, kwargs):
        reply = self._ask(messages.Call(place, pack(args), pack(kwargs)))
        if reply.args is not None and self._again is None:
            for ours, theirs in zip(args, self._built(reply.args), strict=False):
                _follow(ours, theirs)
        return self._built(reply.value)

    def _built(self, code):
        try:
            return unpack(code, self._call)
        except Uncrossable as error:
            raise NotYet(TOO_MUCH.format(error)) from None

    def _ask(self, message):
        if self.fault:
            raise Fault(self.fault)
        if self._over:
            raise NotYet(f"not reached: {self._over}")
        seconds = min(self._limits.cell, self._limits.total - self._spent)
        begun, reply = time.monotonic(), None
        with suppress(Gone):  # it has ended, or talks nonsense, and will be ended
            reply = self._reply(message, seconds, begun)
        if reply is None:
            ended = self._close("Python had stopped in a cell before it.", gone=True)
            if self.fault:
                raise Fault(self.fault)
            why = CAUSES.get(ended, "stopped")
            raise NotYet(f"Python {why} in this cell. Look for exit(), quit() or endless growth.")
        if isinstance(reply, messages.Failed):
            kind, line = str(reply.kind)[:MAX_LINE], str(reply.line)[:MAX_LINE]
            if kind == Uncrossable.__name__:
                raise NotYet(TOO_MUCH.format(line))
            if kind == OSError.__name__ and line.startswith(FULL_DISK):
                raise NotYet(FULL)
            error = raised(kind, line)
            # What a function says of what it was asked may hold a held-back question.
            error.of_call = isinstance(message, messages.Call)  # type: ignore[attr-defined]
            error.of_answer = True  # type: ignore[attr-defined]
            raise error
        return reply

    def _reply(self, message, seconds, begun):
        try:
            messages.send(self._channel, message, max(seconds, 0.01))
            left = seconds - (time.monotonic() - begun)
            return self._heard(max(left, 0.01), self._watch_disk)
        except TooLong:
            self._interrupt(seconds)
        finally:
            self._spent += time.monotonic() - begun

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
            if self.fault:
                raise Fault(self.fault)
        took = f"{max(seconds, 0):.0f} seconds"
        raise NotYet(f"this took longer than {took}. Look for a loop that does not end.")

    def _watch_disk(self):
        """Bound what a process may put into its folder, where the kernel does not."""
        seen, size, deep = 0, self._deleted(), 0
        for folder, _, files in os.walk(self._template.scratch):
            seen += 1 + len(files)
            deep = max(deep, len(folder) - len(self._template.scratch))
            for name in files[:MAX_FILES]:
                with suppress(OSError):
                    size += os.lstat(os.path.join(folder, name)).st_blocks * 512
            if size > self._limits.disk or seen > MAX_FILES or deep > MAX_PATH:
                self._close("a cell before it wrote too many files.")
                raise NotYet(FULL)

    def _deleted(self):
        """Return how many bytes stand in files that are deleted, and still open."""
        size, folder = 0, f"/proc/{self._process}/fd"
        with suppress(OSError):
            for number in os.listdir(folder):
                with suppress(OSError):
                    status = os.stat(f"{folder}/{number}")
                    size += status.st_blocks * 512 if status.st_nlink == 0 else 0
        return size

    def _close(self, why, gone=False):
        self._over = self._over or why
        return self.end(gone)


def _not_begun(*args, **kwargs): ...


def _follow(ours, theirs):
    """Change an argument as the function over there has changed its copy of it."""
    if type(ours) is not type(theirs):
        return
    if isinstance(ours, list):
        ours[:] = theirs
    elif isinstance(ours, dict | set):
        ours.clear()
        ours.update(theirs)
