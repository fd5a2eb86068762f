"""The walls around a student's process: what it may read, write, use, and for how long.

On Linux with Landlock (5.13 or newer) the walls need no special right: Landlock shuts the file
system, a seccomp filter shuts the network, other processes and every change of rights, and limits
bound memory, files and time. As root, as in a container, the process becomes another user as well.
Elsewhere `available` says what is missing.

Sources: landlock(7), seccomp(2), capabilities(7), prctl(2), and the kernel's system call tables.
"""

import contextlib
import ctypes
import errno
import os
import platform
import signal
import struct
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

NOBODY = 65534
FIRST_OWN_USER = 1_900_000_000
READ_SEARCH = 2  # CAP_DAC_READ_SEARCH
MEGABYTE = 1 << 20

# prctl
PDEATHSIG, KEEPCAPS, SECCOMP, NO_NEW_PRIVS = 1, 8, 22, 38

# Landlock: system calls (the same on every machine), and rights by the version that brought them.
CREATE, ADD, RESTRICT = 444, 445, 446
READING = (1 << 0) | (1 << 2) | (1 << 3)  # execute, read a file, list a folder
RIGHTS = {1: (1 << 13) - 1, 2: 1 << 13, 3: 1 << 14, 5: 1 << 15}
ON_FILES = (1 << 0) | (1 << 1) | (1 << 2) | (1 << 14)
DEVICES = 1 << 15

# System calls that are refused: (x86-64, arm64); None where a machine has no such call.
REFUSED = {
    "socket": (41, 198),
    "connect": (42, 203),
    "bind": (49, 200),
    "listen": (50, 201),
    "accept": (43, 202),
    "accept4": (288, 242),
    "fork": (57, None),
    "vfork": (58, None),
    "execve": (59, 221),
    "execveat": (322, 281),
    "ptrace": (101, 117),
    "process_vm_readv": (310, 270),
    "process_vm_writev": (311, 271),
    "process_madvise": (440, 440),
    "tkill": (200, 130),
    "rt_sigqueueinfo": (129, 138),
    "rt_tgsigqueueinfo": (297, 240),
    "pidfd_open": (434, 434),
    "pidfd_send_signal": (424, 424),
    "pidfd_getfd": (438, 438),
    "kcmp": (312, 272),
    "unshare": (272, 97),
    "setns": (308, 268),
    "mount": (165, 40),
    "umount2": (166, 39),
    "pivot_root": (155, 41),
    "chroot": (161, 51),
    "fsopen": (430, 430),
    "open_tree": (428, 428),
    "move_mount": (429, 429),
    "mount_setattr": (442, 442),
    "io_uring_setup": (425, 425),
    "bpf": (321, 280),
    "userfaultfd": (323, 282),
    "perf_event_open": (298, 241),
    "keyctl": (250, 219),
    "add_key": (248, 217),
    "request_key": (249, 218),
    "shmget": (29, 194),
    "shmat": (30, 196),
    "shmctl": (31, 195),
    "semget": (64, 190),
    "semop": (65, 193),
    "semtimedop": (220, 192),
    "semctl": (66, 191),
    "msgget": (68, 186),
    "msgsnd": (69, 189),
    "msgrcv": (70, 188),
    "msgctl": (71, 187),
    "mq_unlink": (241, 181),
    # Memory and room on the disk that no limit counts.
    "memfd_create": (319, 279),
    "memfd_secret": (447, 447),
    "fallocate": (285, 47),
    "mlock": (149, 228),
    "mlock2": (325, 284),
    "mlockall": (151, 230),
    # Names of files that others make, and messages of the kernel.
    "inotify_init": (253, None),
    "inotify_init1": (294, 26),
    "inotify_add_watch": (254, 27),
    "name_to_handle_at": (303, 264),
    "syslog": (103, 116),
    # To a path that somebody listens at, or with an open file in hand.
    "sendmsg": (46, 211),
    "sendmmsg": (307, 269),
    # Out of its group, to other rights, and signals that it might end itself with.
    "setsid": (112, 157),
    "setpgid": (109, 154),
    "setuid": (105, 146),
    "setgid": (106, 144),
    "setreuid": (113, 145),
    "setregid": (114, 143),
    "setresuid": (117, 147),
    "setresgid": (119, 149),
    "setfsuid": (122, 151),
    "setfsgid": (123, 152),
    "setgroups": (116, 159),
    "capset": (126, 91),
    "seccomp": (317, 277),
    "setrlimit": (160, 164),
    "timer_create": (222, 107),
    "process_mrelease": (448, 448),
    "mq_open": (240, 180),
    "setpriority": (141, 140),
    "ioprio_set": (251, 30),
    "sched_setaffinity": (203, 122),
    "sched_setscheduler": (144, 119),
    "sched_setparam": (142, 118),
    "sched_setattr": (314, 274),
    "migrate_pages": (256, 238),
    "move_pages": (279, 239),
    # Landlock leaves the rights, owners, times and attributes of files alone.
    "chmod": (90, None),
    "fchmod": (91, 52),
    "fchmodat": (268, 53),
    "fchmodat2": (452, 452),
    "chown": (92, None),
    "lchown": (94, None),
    "fchown": (93, 55),
    "fchownat": (260, 54),
    "utime": (132, None),
    "utimes": (235, None),
    "futimesat": (261, None),
    "utimensat": (280, 88),
    "setxattr": (188, 5),
    "lsetxattr": (189, 6),
    "fsetxattr": (190, 7),
    "removexattr": (197, 14),
    "lremovexattr": (198, 15),
    "fremovexattr": (199, 16),
    "setxattrat": (463, 463),
    "removexattrat": (466, 466),
    "truncate": (76, 45),
    "open_by_handle_at": (304, 265),
    "mknod": (133, None),
    "mknodat": (259, 33),
    "fanotify_init": (300, 262),
    "personality": (135, 92),
}
# Refused but for oneself: the first argument must be one's own number (or 0 where that means it).
ONESELF = {"kill": (62, 129), "tgkill": (234, 131), "prlimit64": (302, 261)}
# Refused with some values of an argument: {call: (numbers, which argument, values)}. Signals for
# a file that is written to are sent to any process of the same user, whatever the walls; and the
# signal that nothing can stop must be one that came from outside.
REFUSED_WITH = {
    "fcntl": ((72, 25), 1, (8, 10, 15, 1024, 1026)),  # SETOWN, SETSIG, SETOWN_EX, lease, notify
    "ioctl": ((16, 29), 1, (0x8901, 0x8902, 0x5452, 0x5412)),  # owners, FIOASYNC, TIOCSTI
    "prctl": ((157, 167), 0, (1, 22)),  # the death of its parent; another filter of calls
    "kill": ((62, 129), 1, (9,)),
    "tgkill": ((234, 131), 2, (9,)),
}
# Refused with any pointer in an argument: an address to send to, new limits.
REFUSED_POINTER = {"sendto": ((44, 206), 4), "prlimit64": ((302, 261), 2)}
CLONE, CLONE3, THREAD = (56, 220), (435, 435), 0x10000
MACHINES = {"x86_64": (0, 0xC000003E), "aarch64": (1, 0xC00000B7)}


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
    if platform.machine() not in MACHINES or sys.maxsize < 2**32:
        return f"the walls are not built for this kind of machine ({platform.machine()})"
    if _version() < 1:
        return "this Linux has no Landlock (it came with 5.13 and may be switched off)"
    return ""


def described() -> str:
    """Return in a few words what holds a student's process in on this machine."""
    own = ", own user" if os.geteuid() == 0 else ""
    return f"Landlock {_version()}, seccomp, limits{own}"


class Walls:
    """The rules for the students of one exercise, made once and put up in each process.

    readable: files and folders that may be read. scratch: the one folder that may be written.
    isolate: False leaves only the limits, for a machine that cannot do better.
    """

    def __init__(
        self,
        readable: Iterable[str | Path],
        scratch: str | Path,
        limits: Limits,
        isolate: bool = True,
    ):
        self.scratch, self.limits, self.isolate = Path(scratch), limits, isolate
        self.user = _own_user() if isolate and os.geteuid() == 0 else None
        if self.user is not None:
            os.chown(self.scratch, self.user, self.user)
        self._rules: Any = _ruleset(readable, self.scratch) if isolate else None

    def put_up(self, keep: int) -> None:
        """Shut this process in, for good. keep: the number of the one open file it keeps."""
        shut_files(*filter(None, (keep, self._rules)))
        os.chdir(self.scratch)
        bound(self.limits)
        if self.user is not None:
            _become(self.user)
        die_with_parent()
        if self.isolate:
            _must(libc().prctl(NO_NEW_PRIVS, 1, 0, 0, 0), "no_new_privs")
            _must(libc().syscall(RESTRICT, self._rules, 0), "Landlock")
            os.close(self._rules)
            _filter_calls()


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


def libc() -> ctypes.CDLL:
    """Return the C library."""
    return ctypes.CDLL(None, use_errno=True)


def _must(result, what):
    if result < 0:
        raise OSError(ctypes.get_errno(), f"{what}: {os.strerror(ctypes.get_errno())}")
    return result


def _version():
    return libc().syscall(CREATE, None, 0, 1) if sys.platform.startswith("linux") else 0


def _ruleset(readable, scratch):
    """Return the number of an open file that holds the Landlock rules."""
    version = _version()
    handled = sum(rights for since, rights in RIGHTS.items() if version >= since)
    network = 0b11 if version >= 4 else 0
    scoped = 0b11 if version >= 6 else 0
    attributes = struct.pack("=QQQ", handled, network, scoped)
    size = 8 if version < 4 else 16 if version < 6 else 24
    rules = _must(libc().syscall(CREATE, attributes, size, 0), "Landlock")
    for path in readable:
        _allow(rules, path, handled & READING)
    _allow(rules, scratch, handled & ~DEVICES)
    for device in ("/dev/null", "/dev/zero", "/dev/urandom", "/dev/random"):
        _allow(rules, device, handled & ON_FILES)
    return rules


def _allow(rules, path, rights):
    with contextlib.suppress(FileNotFoundError):
        place = os.open(path, os.O_PATH | os.O_CLOEXEC)
        try:
            if not os.path.isdir(path):
                rights &= ON_FILES
            _must(libc().syscall(ADD, rules, 1, struct.pack("=Qi", rights, place), 0), str(path))
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
    _must(libc().prctl(KEEPCAPS, 1, 0, 0, 0), "keepcaps")
    os.setgroups([])
    os.setresgid(user, user, user)
    os.setresuid(user, user, user)
    head = struct.pack("=Ii", 0x20080522, 0)
    # A root without this right (in a narrow container) reads only what anybody may.
    for caps in (1 << READ_SEARCH, 0):
        if libc().capset(head, struct.pack("=6I", caps, caps, 0, 0, 0, 0)) == 0:
            break


def _filter_calls():
    """Refuse, for good, the system calls of REFUSED; processes, and signals to others."""
    column, machine = MACHINES[platform.machine()]
    refuse, allow = 0x00050000 | errno.EPERM, 0x7FFF0000
    missing = 0x00050000 | errno.ENOSYS
    load = (0x20, 0, 0)
    steps = [(*load, 4), (0x15, 1, 0, machine), (0x06, 0, 0, 0x80000000), (*load, 0)]
    if column == 0:  # the other numbering of x86-64
        steps += [(0x35, 0, 1, 0x40000000), (0x06, 0, 0, refuse)]
    for numbers in REFUSED.values():
        if numbers[column] is not None:
            steps += [(0x15, 0, 1, numbers[column]), (0x06, 0, 0, refuse)]
    steps += [(0x15, 0, 1, CLONE3[column]), (0x06, 0, 0, missing)]
    steps += [(0x15, 0, 4, CLONE[column]), (*load, 16), (0x45, 1, 0, THREAD)]
    steps += [(0x06, 0, 0, refuse), (0x06, 0, 0, allow)]
    for numbers, place, values in REFUSED_WITH.values():
        steps += [(0x15, 0, len(values) + 3, numbers[column]), (*load, 16 + 8 * place)]
        for n, value in enumerate(values):
            steps.append((0x15, len(values) - n, 0, value))
        steps += [(0x05, 0, 0, 1), (0x06, 0, 0, refuse), (*load, 0)]
    for numbers, place in REFUSED_POINTER.values():
        steps += [(0x15, 0, 6, numbers[column]), (*load, 16 + 8 * place), (0x15, 0, 2, 0)]
        steps += [(*load, 20 + 8 * place), (0x15, 1, 0, 0), (0x06, 0, 0, refuse), (*load, 0)]
    for name, numbers in ONESELF.items():
        own = [os.getpid(), 0] if name == "prlimit64" else [os.getpid()]
        steps += [(0x15, 0, len(own) + 3, numbers[column]), (*load, 16)]
        for place, number in enumerate(own):
            steps.append((0x15, len(own) - place, 0, number))
        steps += [(0x06, 0, 0, refuse), (0x06, 0, 0, allow)]
    steps.append((0x06, 0, 0, allow))
    code = b"".join(struct.pack("=HBBI", *step) for step in steps)
    buffer = ctypes.create_string_buffer(code)
    program = struct.pack("HL", len(steps), ctypes.addressof(buffer))
    _must(libc().prctl(SECCOMP, 2, program, 0, 0), "seccomp")
