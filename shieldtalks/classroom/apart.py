"""What takes a second or more is computed on a thread, while the class goes on.

An activity says by `work()` what its views want; until it is there they say "computing". The same
work is done once, and kept as long as it may be asked for again.
"""

import contextlib
import logging
import threading
from collections.abc import Callable, Hashable
from functools import partial
from typing import Any

LOG = logging.getLogger("shieldtalks.classroom")
FAILED = "It could not be computed."


class Once:
    """Results by key, each made once whoever asks for it first, on whatever thread.

    kept: as many as stay, the newest. lock: held while one is made; shared by what must not run at
    the same time.
    """

    def __init__(self, kept: float, lock: threading.Lock):
        self._kept, self._lock = kept, lock
        self._made: dict[Hashable, Any] = {}

    def known(self, key: Hashable) -> Any:
        """Return a result, or None where it is not there yet."""
        return self._made.get(key)

    def get(self, key: Hashable, make: Callable[[], Any]) -> Any:
        """Return a result. Nobody waits for another one, unless this one has to be made."""
        with contextlib.suppress(KeyError):
            return self._made[key]
        with self._lock:
            if key not in self._made:
                made = make()
                while len(self._made) >= self._kept:
                    self._made.pop(next(iter(self._made)))
                self._made[key] = made
            return self._made[key]


_DONE = Once(8, threading.Lock())


def known(work: partial | None) -> Any:
    """Return the result of a work, or None where it is not there yet."""
    return None if work is None else _DONE.known((work.func, work.args))


def compute(work: partial) -> Any:
    """Return the result of a work; it is done once. May take seconds: call it on a thread."""
    return _DONE.get((work.func, work.args), partial(_tried, work))


def _tried(work):
    try:
        return work()
    except Exception:
        # What cannot be computed must not be tried again and again in class.
        LOG.exception("%s failed", work.func.__name__)
        return {"failed": FAILED}
