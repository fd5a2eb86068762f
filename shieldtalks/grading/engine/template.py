"""A warm process that has rehearsed one exercise; students' processes are forked from it."""

import array
import socket
from contextlib import suppress

from shieldtalks.grading.engine import messages
from shieldtalks.grading.engine.channel import Channel, Gone, TooLong

STARTING = 120.0  # seconds that a process of the grader's own may need to answer


class Template:
    """A judge's view of its template: where students come from, and go.

    scratch: the folder that each of them may write in.
    """

    def __init__(self, end: socket.socket, scratch: str):
        end.settimeout(STARTING)
        self._end, self._channel, self.scratch = end, Channel(end), scratch
        self._prepared = False

    def prepare(self) -> None:
        """Let the next student's process be made while the judge does other things."""
        with suppress(Gone, TooLong):  # which whoever asks for the student will learn
            messages.send(self._channel, messages.NewStudent())
        self._prepared = True

    def student(self) -> tuple[int, Channel]:
        """Return (process number, Channel) of a new student's process."""
        if not self._prepared:
            self.prepare()
        self._prepared = False
        process, line = adopt(self._end)
        return process, Channel(line)

    def end(self, process: int, gone: bool = False) -> messages.Ended:
        """End a student's process at once, and empty its folder; return what it ended with.

        gone: whether it seems to have ended by itself. Raises Gone, TooLong where the template
        is no more.
        """
        messages.send(self._channel, messages.EndStudent(process, gone))
        ended = messages.receive(self._channel, messages.Ended, seconds=STARTING)
        if ended is None:
            raise Gone("a process of the grader has ended")
        return ended


def adopt(end: socket.socket) -> tuple[int, socket.socket]:
    """Return (process number, socket) of a child that was forked on the other side.

    Raises Gone where that side is no more, or says nothing within the timeout of `end`.
    """
    try:
        said, lines, *_ = socket.recv_fds(end, 8, 1)
    except OSError:
        raise Gone("a process of the grader does not answer") from None
    if len(said) < 8 or not lines:
        raise Gone("a process of the grader has ended")
    return array.array("q", said)[0], socket.socket(fileno=lines[0])
