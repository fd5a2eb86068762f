"""The walls around a student's process: what it may read, write, use, and for how long.

On Linux with Landlock (5.13 or newer) the walls need no special right: Landlock shuts the file
system, a seccomp filter shuts the network, other processes and every change of rights, and limits
bound memory, files and time. As root, as in a container, the process becomes another user as well,
and where it may have mounts of its own, a file system (see `filesystem`). Elsewhere `available`
says what is missing.

Sources: landlock(7), capabilities(7), prctl(2), getrlimit(2).
"""

import contextlib
import os
import platform
import signal
import struct
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from shieldtalks.grading.engine import filesystem, seccomp
from shieldtalks.grading.engine.filesystem import libc, must

NOBODY = 65534
FIRST_OWN_USER = 1_900_000_000
READ_SEARCH = 2  # CAP_DAC_READ_SEARCH
MEGABYTE = 1 << 20

# prctl
PDEATHSIG, KEEPCAPS, NO_NEW_PRIVS = 1, 8, 38

# Landlock: system calls (the same on every machine), and rights by the version that brought them.
CREATE, ADD, RESTRICT = 444, 445, 446
READING = (1 << 0) | (1 << 2) | (1 << 3)  # execute, read a file, list a folder
RIGHTS = {1: (1 << 13) - 1, 2: 1 << 13, 3: 1 << 14, 5: 1 << 15}
ON_FILES = (1 << 0) | (1 << 1) | (1 << 2) | (1 << 14)
DEVICES = 1 << 15


@dataclass(frozen=True)
class Limits:
    """What one student's process may use.

    cell, total: seconds a cell, and a whole submission. memory: bytes on top of what the libraries
    take. disk: bytes in the scratch folder.
    """

    cell: float = 60.0
    total: float = 300.0
    memory: int = 1024 * MEGABYTE
    disk: int = 64 * MEGABYTE

    def code(self) -> str:
        """Return the limits as a text, for the key of a result."""
        return f"{self.cell:g}/{self.total:g}/{self.memory}/{self.disk}"


def available() -> str:
    """Return '' if this machine can isolate a process, else what it lacks, in one line."""
    if not sys.platform.startswith("linux"):
        return f"{platform.system()} has no walls for a process; Linux has (a container will do)"
    if platform.machine() not in seccomp.MACHINES or sys.maxsize < 2**32:
        return f"the walls are not built for this kind of machine ({platform.machine()})"
    if landlock() < 1:
        return "this Linux has no Landlock (it came with 5.13 and may be switched off)"
    return ""


def described() -> str:
    """Return in a few words what holds a student's process in on this machine."""
    own = ", own user" if os.geteuid() == 0 else ""
    own += ", own file system" if filesystem.can_have() else ", disk watched"
    return f"Landlock {landlock()}, seccomp, limits{own}"


def held(version: int, own_files: bool) -> dict[str, str]:
    """Return {what an answer cannot do: what holds it}; 'nothing' where it can.

    version: of Landlock. own_files: whether students' processes have a file system of their own.
    """
    files = ", own file system" if own_files else ""
    scoped = ", Landlock's scopes" if version >= 6 else ""
    return {
        "read or list others' files": f"Landlock{files}",
        "write, rename or delete outside its folder": f"Landlock, seccomp{files}",
        "learn names and sizes of others' files": "own file system" if own_files else "nothing",
        "fill the disk": "own file system, limits" if own_files else "a watch, limits",
        "reach the network or a socket": f"seccomp{scoped}",
        "start, signal or look into processes": f"seccomp, Landlock{scoped}",
        "use more memory or time than allowed": "limits, a watch",
    }


class Walls:
    """The rules for the students of one exercise, made once and put up in each process.

    readable: files and folders that may be read. scratch: the one folder that may be written.
    isolate: False leaves only the limits, for a machine that cannot do better. own_files: whether
    the process that makes them is in a file system of its own (see `filesystem`).
    """

    def __init__(
        self,
        readable: Iterable[str | Path],
        scratch: str | Path,
        limits: Limits,
        isolate: bool = True,
        own_files: bool = False,
    ):
        self.scratch, self.limits, self.isolate = Path(scratch), limits, isolate
        self.own_files = own_files
        self.user = _own_user() if isolate and os.geteuid() == 0 else None
        if self.user is not None:
            os.chown(self.scratch, self.user, self.user)
        self._rules: Any = _ruleset(readable, self.scratch) if isolate else None

    def put_up(self, keep: int) -> None:
        """Shut this process in, for good. keep: the number of the one open file it keeps."""
        shut_files(*filter(None, (keep, self._rules)))
        os.chdir(self.scratch)
        bound(self.limits)
        if self.own_files:
            filesystem.hide_processes()
        if self.user is not None:
            _become(self.user)
        elif self.own_files:
            filesystem.give_up_rights()
        die_with_parent()
        if self.isolate:
            must(libc().prctl(NO_NEW_PRIVS, 1, 0, 0, 0), "no_new_privs")
            must(libc().syscall(RESTRICT, self._rules, 0), "Landlock")
            os.close(self._rules)
            seccomp.filter_calls()


def die_with_parent() -> None:
    """Let this process end when the one that made it ends."""
    if sys.platform.startswith("linux"):
        libc().prctl(PDEATHSIG, signal.SIGKILL, 0, 0, 0)


def shut_files(*keep: int) -> None:
    """Close every open file but `keep`, and point the first three at nothing."""
    nothing = os.open(os.devnull, os.O_RDWR)
    for number in (0, 1, 2):
        os.dup2(nothing, number)
    last = 3
    for number in sorted(keep):
        os.closerange(last, number)
        last = number + 1
    os.closerange(last, 65536)


def bound(limits: Limits) -> None:
    """Bound memory, size of files, open files and seconds of the processor in this process."""
    import resource  # which Windows has not

    bound_memory(limits.memory)
    _lower(resource.RLIMIT_FSIZE, limits.disk // 4)
    _lower(resource.RLIMIT_NOFILE, 128)
    _lower(resource.RLIMIT_CORE, 0)
    seconds = int(limits.total) + 5  # first a signal that has a name of its own, then the end
    _lower(resource.RLIMIT_CPU, seconds, seconds + 2)


def bound_memory(more: int) -> None:
    """Let this process take so many bytes on top of what it has, and no more."""
    import resource  # which Windows has not

    if sys.platform.startswith("linux"):
        with open("/proc/self/statm") as file:
            now = int(file.read().split()[0]) * resource.getpagesize()
        _lower(resource.RLIMIT_AS, now + more)


def _lower(which, value, hard=None):
    import resource

    _, most = resource.getrlimit(which)
    value, hard = (
        v if most == resource.RLIM_INFINITY else min(v, most) for v in (value, hard or value)
    )
    resource.setrlimit(which, (value, hard))


def landlock() -> int:
    """Return the version of Landlock that this system has; less than 1 where it has none."""
    return libc().syscall(CREATE, None, 0, 1) if sys.platform.startswith("linux") else 0


def _ruleset(readable, scratch):
    """Return the number of an open file that holds the Landlock rules."""
    version = landlock()
    handled = sum(rights for since, rights in RIGHTS.items() if version >= since)
    network = 0b11 if version >= 4 else 0
    scoped = 0b11 if version >= 6 else 0
    attributes = struct.pack("=QQQ", handled, network, scoped)
    size = 8 if version < 4 else 16 if version < 6 else 24
    rules = must(libc().syscall(CREATE, attributes, size, 0), "Landlock")
    for path in readable:
        _allow(rules, path, handled & READING)
    _allow(rules, scratch, handled & ~DEVICES)
    for device in filesystem.DEVICES:
        _allow(rules, device, handled & ON_FILES)
    return rules


def _allow(rules, path, rights):
    with contextlib.suppress(FileNotFoundError):
        place = os.open(path, os.O_PATH | os.O_CLOEXEC)
        try:
            if not os.path.isdir(path):
                rights &= ON_FILES
            must(libc().syscall(ADD, rules, 1, struct.pack("=Qi", rights, place), 0), str(path))
        finally:
            os.close(place)


def _own_user():
    """Return a user number that nobody else has; in a container with few numbers, nobody's."""
    wanted = FIRST_OWN_USER + os.getpid()
    with open("/proc/self/uid_map") as file:
        spans = [tuple(map(int, line.split())) for line in file]
    return wanted if any(first <= wanted < first + n for first, _, n in spans) else NOBODY


def _become(user):
    """Turn from root into a user who may read what Landlock lets through, and nothing else."""
    must(libc().prctl(KEEPCAPS, 1, 0, 0, 0), "keepcaps")
    os.setgroups([])
    os.setresgid(user, user, user)
    os.setresuid(user, user, user)
    head = struct.pack("=Ii", 0x20080522, 0)
    # A root without this right (in a narrow container) reads only what anybody may.
    for caps in (1 << READ_SEARCH, 0):
        if libc().capset(head, struct.pack("=6I", caps, caps, 0, 0, 0, 0)) == 0:
            break
