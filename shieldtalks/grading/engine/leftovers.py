"""Nothing stays behind: neither a process of the grader nor a folder, whatever ended the grader.

Every run has one folder, and a lock on it for as long as it lives. A folder that nobody holds any
more is what a run that was killed has left, and the next run removes it, with every process that
still has it in its environment.
"""

import contextlib
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from shieldtalks.grading.engine.filesystem import libc

PREFIX = "shieldtalks-grade-"
LOCK = "lock"
MARK = "SHIELDTALKS_HOME"  # names the folder of a run in the environment of all its processes
BARE = 60.0  # seconds that a folder may stand without its lock, until it counts as left
CHILD_SUBREAPER = 36  # prctl(2)


class Scratch:
    """The folder of a run, held by a lock. Removes first what dead runs of this user have left."""

    def __init__(self) -> None:
        for folder in Path(tempfile.gettempdir()).glob(f"{PREFIX}*"):
            with contextlib.suppress(OSError):
                if folder.stat().st_uid == os.geteuid() and not folder.is_symlink():
                    _remove_if_left(folder)
        self.folder = Path(tempfile.mkdtemp(prefix=PREFIX))
        self._lock = _locked(self.folder / LOCK, os.O_CREAT)

    def close(self) -> None:
        """End every process that belongs to the folder, and remove it."""
        end_marked(self.folder)
        remove(self.folder)
        if self._lock is not None:
            os.close(self._lock)


def remove(folder: str | Path) -> None:
    """Remove a folder whatever a student has made of it: too deep for Python, or shut."""
    with contextlib.suppress(OSError, RecursionError):
        shutil.rmtree(folder)
    for command in (["chmod", "-R", "u+rwX"], ["rm", "-rf"]):
        if os.path.lexists(folder):
            subprocess.run([*command, "--", str(folder)], check=False, stderr=subprocess.DEVNULL)


def adopt_orphans() -> None:
    """Let whatever is started below this process become its child when its own parent ends."""
    if sys.platform.startswith("linux"):
        libc().prctl(CHILD_SUBREAPER, 1, 0, 0, 0)


def end_all_below() -> None:
    """End the children of this process, and theirs, until there are none."""
    for _ in range(1000):  # each round ends one generation
        found = children_of(os.getpid())
        for process in found:
            with contextlib.suppress(ProcessLookupError):
                os.kill(process, signal.SIGKILL)
        for process in found:
            with contextlib.suppress(ChildProcessError):
                os.waitpid(process, 0)
        if not found:
            return


def end_marked(folder: Path) -> None:
    """End every process that was started for the run of a folder, wherever it has gone since."""
    mark = f"{MARK}={folder}/".encode()
    for process in _numbers():
        with contextlib.suppress(OSError):
            if process != os.getpid() and mark in Path(f"/proc/{process}/environ").read_bytes():
                os.kill(process, signal.SIGKILL)


def _remove_if_left(folder):
    """Remove the folder of a run that is no more."""
    lock = _locked(folder / LOCK)
    bare = not (folder / LOCK).exists() and time.time() - folder.stat().st_mtime > BARE
    if lock is not None or bare:
        end_marked(folder)
        remove(folder)
    if lock is not None:
        os.close(lock)


def _locked(path, flags=0):
    """Return the number of an open file that holds the lock; None where another has it."""
    try:
        import fcntl  # which Windows has not
    except ModuleNotFoundError:
        return None
    try:
        number = os.open(path, os.O_RDWR | os.O_CLOEXEC | os.O_NOFOLLOW | flags, 0o600)
    except OSError:
        return None
    try:
        fcntl.flock(number, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        os.close(number)
        return None
    return number


def children_of(parent: int) -> list[int]:
    """Return the numbers of the processes that a process has started, and that still run."""
    found = []
    for process in _numbers():
        with contextlib.suppress(OSError, ValueError, IndexError):
            stat = Path(f"/proc/{process}/stat").read_text(encoding="utf-8", errors="replace")
            if int(stat.rpartition(")")[2].split()[1]) == parent:
                found.append(process)
    return found


def _numbers():
    """Return the numbers of all processes; none where the system does not list them so."""
    with contextlib.suppress(OSError):
        return [int(name) for name in os.listdir("/proc") if name.isdigit()]
    return []
