"""The system calls that a student's process may not make, and the filter that refuses them.

Sources: seccomp(2), prctl(2), and the kernel's system call tables.
"""

import ctypes
import errno
import os
import platform
import struct

SECCOMP = 22  # prctl
# System calls that are refused: (x86-64, arm64); None where a machine has no such call.
REFUSED: dict[str, tuple[int, int | None]] = {
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
    "io_setup": (206, 0),  # of these a machine has few for all
    "quotactl": (179, 60),
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
    "sync": (162, 81),  # which all on this machine wait for
    "syncfs": (306, 267),
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
    if ctypes.CDLL(None, use_errno=True).prctl(SECCOMP, 2, program, 0, 0) < 0:
        raise OSError(ctypes.get_errno(), f"seccomp: {os.strerror(ctypes.get_errno())}")
