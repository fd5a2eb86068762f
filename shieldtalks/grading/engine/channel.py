"""Lines between the processes of the grader: messages of JSON over a pair of sockets."""

import json
import select
import socket
import struct
import time
from collections.abc import Callable
from typing import Any

from shieldtalks.errors import ShieldTalksError

MAX_BYTES = 8_000_000
HEAD = struct.Struct("!I")
TICK = 0.2  # seconds between two looks at what a waiting process should watch
SENDING = 60.0  # seconds that a message may take to be read at the other end


class Uncrossable(ShieldTalksError):
    """Something is too large, too deep or too strange to be handed over."""


class Gone(ShieldTalksError):
    """The process at the other end has ended, or sent what is no message."""


class TooLong(ShieldTalksError):
    """The process at the other end did not answer in time."""


class Channel:
    """One end of a line that carries messages: JSON, each with its length before it."""

    def __init__(self, end: socket.socket):
        self._end = end

    def fileno(self) -> int:
        """Return the number of the open file, for select."""
        return self._end.fileno()

    def close(self) -> None:
        """Hang up."""
        self._end.close()

    def send(self, message: object, seconds: float = SENDING) -> None:
        """Send a message. Raises Gone if nobody listens, Uncrossable if it is too large.

        seconds: how long the other end may take to read it; raises TooLong beyond.
        """
        data = json.dumps(message, ensure_ascii=True, check_circular=False).encode()
        if len(data) > MAX_BYTES:
            raise Uncrossable(f"it takes more than {MAX_BYTES // 1_000_000} MB")
        until = time.monotonic() + seconds
        rest = memoryview(HEAD.pack(len(data)) + data)
        while rest:
            left = until - time.monotonic()
            if left <= 0 or not select.select([], [self._end], [], left)[1]:
                raise TooLong("the other process does not read")
            try:
                rest = rest[self._end.send(rest, socket.MSG_DONTWAIT) :]
            except BlockingIOError:
                continue
            except OSError:
                raise Gone("the other process has ended") from None

    def receive(
        self, seconds: float | None = None, watch: Callable[[], object] | None = None
    ) -> Any:
        """Return the next message, or None when the other end has hung up in good order.

        seconds: how long to wait in all. watch: called now and then while waiting; whatever it
        raises ends the wait. Raises TooLong, and Gone for what is no message.
        """
        until = None if seconds is None else time.monotonic() + seconds
        head = self._take(HEAD.size, until, watch)
        if head is None:
            return None
        (size,) = HEAD.unpack(head)
        if size > MAX_BYTES:
            raise Gone("the other process sent what is no message")
        body = self._take(size, until, watch)
        try:
            return json.loads(body)
        except (TypeError, ValueError, RecursionError):
            raise Gone("the other process sent what is no message") from None

    def _take(self, size, until, watch):
        parts = []
        while size:
            self._wait(until, watch)
            try:
                part = self._end.recv(min(size, 1 << 20))
            except OSError:
                return None
            if not part:
                return None
            parts.append(part)
            size -= len(part)
        return b"".join(parts)

    def _wait(self, until, watch):
        """Wait until something can be read."""
        while True:
            left = None if until is None else until - time.monotonic()
            if left is not None and left <= 0:
                raise TooLong("the other process took too long")
            step = left if watch is None else TICK if left is None else min(TICK, left)
            if select.select([self._end], [], [], step)[0]:
                return
            if watch:
                watch()


def pair() -> tuple[socket.socket, socket.socket]:
    """Return the two ends of a new line, as sockets."""
    return socket.socketpair(socket.AF_UNIX, socket.SOCK_STREAM)
