"""What takes a second or more is computed on a thread, while the class goes on.

An activity says by `work()` what its views want; until it is there they say "computing". The same
work is done once, and kept as long as it may be asked for again.
"""

import logging
import threading
from functools import partial
from typing import Any

LOG = logging.getLogger("shieldtalks.classroom")
KEPT = 8
FAILED = "It could not be computed."

_ONE = threading.Lock()
_DONE: dict[tuple, Any] = {}


def known(work: partial | None) -> Any:
    """Return the result of a work, or None where it is not there yet."""
    return None if work is None else _DONE.get((work.func, work.args))


def compute(work: partial) -> Any:
    """Return the result of a work; it is done once. May take seconds: call it on a thread."""
    key = (work.func, work.args)
    with _ONE:
        if key not in _DONE:
            try:
                done = work()
            except Exception:
                # What cannot be computed must not be tried again and again in class.
                LOG.exception("%s failed", work.func.__name__)
                done = {"failed": FAILED}
            while len(_DONE) >= KEPT:
                _DONE.pop(next(iter(_DONE)))
            _DONE[key] = done
        return _DONE[key]
