"""A warm process that has rehearsed one exercise; students' processes are forked from it."""

import array
import socket

from shieldtalks.grading.engine import messages
from shieldtalks.grading.engine.channel import Channel, Gone


class Template:
    """A judge's view of its template: where students come from, and go.

    scratch: the folder that each of them may write in.
    """

    def __init__(self, end: socket.socket, scratch: str):
        self._end, self._channel, self.scratch = end, Channel(end), scratch
        self._prepared = False

    def prepare(self) -> None:
        """Let the next student's process be made while the judge does other things."""
        messages.send(self._channel, messages.NewStudent())
        self._prepared = True

    def student(self) -> tuple[int, Channel]:
        """Return (process number, Channel) of a new student's process."""
        if not self._prepared:
            self.prepare()
        self._prepared = False
        process, line = adopt(self._end)
        return process, Channel(line)

    def end(self, process: int) -> int:
        """End a student's process at once, and empty its folder.

        Returns the number of the signal that ended it.
        """
        messages.send(self._channel, messages.EndStudent(process))
        ended = messages.receive(self._channel, messages.Ended)
        if ended is None:
            raise Gone("a process of the grader has ended")
        return ended.signal


def adopt(end: socket.socket) -> tuple[int, socket.socket]:
    """Return (process number, socket) of a child that was forked on the other side."""
    said, lines, *_ = socket.recv_fds(end, 8, 1)
    if len(said) < 8 or not lines:
        raise Gone("a process of the grader has ended")
    return array.array("q", said)[0], socket.socket(fileno=lines[0])
