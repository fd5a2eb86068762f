"""The system calls that a student's process may not make, and the filter that refuses them.

Sources: seccomp(2), prctl(2), and the kernel's system call tables.
"""

import csv
import ctypes
import errno
import os
import platform
import struct
from pathlib import Path

from shieldtalks.grading.engine.filesystem import libc, must

SECCOMP = 22  # prctl
# System calls that are refused: {call: (x86-64, arm64)}; None where a machine has no such call.
# Read when this module is imported: behind the walls the file is out of sight.
LISTED = Path(__file__).with_name("refused_calls.csv").read_text("utf-8").splitlines()
REFUSED: dict[str, tuple[int, int | None]] = {
    row["call"]: (int(row["x86_64"]), int(row["aarch64"]) if row["aarch64"] else None)
    for row in csv.DictReader(LISTED)
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


def filter_calls() -> None:
    """Refuse, for good, the system calls of REFUSED; processes, and signals to others."""
    column, machine = MACHINES[platform.machine()]
    refuse, allow = 0x00050000 | errno.EPERM, 0x7FFF0000
    missing = 0x00050000 | errno.ENOSYS
    load = (0x20, 0, 0)
    steps = [(*load, 4), (0x15, 1, 0, machine), (0x06, 0, 0, 0x80000000), (*load, 0)]
    if column == 0:  # the other numbering of x86-64
        steps += [(0x35, 0, 1, 0x40000000), (0x06, 0, 0, refuse)]
    for numbers in REFUSED.values():
        if (number := numbers[column]) is not None:
            steps += [(0x15, 0, 1, number), (0x06, 0, 0, refuse)]
    steps += [(0x15, 0, 1, CLONE3[column]), (0x06, 0, 0, missing)]
    steps += [(0x15, 0, 4, CLONE[column]), (*load, 16), (0x45, 1, 0, THREAD)]
    steps += [(0x06, 0, 0, refuse), (0x06, 0, 0, allow)]
    for calls, place, values in REFUSED_WITH.values():
        steps += [(0x15, 0, len(values) + 3, calls[column]), (*load, 16 + 8 * place)]
        for n, value in enumerate(values):
            steps.append((0x15, len(values) - n, 0, value))
        steps += [(0x05, 0, 0, 1), (0x06, 0, 0, refuse), (*load, 0)]
    for calls, place in REFUSED_POINTER.values():
        steps += [(0x15, 0, 6, calls[column]), (*load, 16 + 8 * place), (0x15, 0, 2, 0)]
        steps += [(*load, 20 + 8 * place), (0x15, 1, 0, 0), (0x06, 0, 0, refuse), (*load, 0)]
    for name, calls in ONESELF.items():
        own = [os.getpid(), 0] if name == "prlimit64" else [os.getpid()]
        steps += [(0x15, 0, len(own) + 3, calls[column]), (*load, 16)]
        for place, number in enumerate(own):
            steps.append((0x15, len(own) - place, 0, number))
        steps += [(0x06, 0, 0, refuse), (0x06, 0, 0, allow)]
    steps.append((0x06, 0, 0, allow))
    code = b"".join(struct.pack("=HBBI", *step) for step in steps)
    buffer = ctypes.create_string_buffer(code)
    program = struct.pack("HL", len(steps), ctypes.addressof(buffer))
    must(libc().prctl(SECCOMP, 2, program, 0, 0), "seccomp")
