"""One run at a time in a folder of results."""

import contextlib
import os
from collections.abc import Iterator
from pathlib import Path

from shieldtalks.errors import DataError, os_errors

NAME = ".in-use"


@contextlib.contextmanager
def only_run(out: Path) -> Iterator[None]:
    """Hold a folder of results while it is written. Raises DataError where another run has it.

    The system lets go of it with the process, however that ends, so nothing is left to clear away.
    """
    if not out.is_dir() and out.exists():
        raise DataError(f"{out.name}: is a file. Name a folder for the results.")
    with os_errors(f"{out.name}: cannot be written", "Name a folder that you may write."):
        made = not out.exists()
        out.mkdir(parents=True, exist_ok=True)
        file = os.open(out / NAME, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        _take(file, out)
        try:
            yield
        finally:
            with contextlib.suppress(OSError):
                os.unlink(out / NAME)
    finally:
        os.close(file)
        if made:
            with contextlib.suppress(OSError):
                out.rmdir()  # only if nothing was written


def _take(file, out):
    try:
        if os.name == "nt":
            import msvcrt

            msvcrt.locking(file, msvcrt.LK_NBLCK, 1)
        else:
            import fcntl

            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        same = os.path.samestat(os.fstat(file), os.stat(out / NAME))
    except OSError:
        same = False
    if not same:
        raise DataError(f"{out.name}: another run writes there. Wait until it has ended.")
