"""A file system of their own for students' processes: bounded by the kernel, nothing else in it.

Where a process may have mounts of its own (as root with that right, or where user namespaces are
allowed), students' processes see the places that they may read, and one folder on a tmpfs of a
fixed size. Nothing else has a name there, so neither its size nor its being can be learnt.

Run as a program, this file says with its exit code whether that can be had here.

Sources: mount_namespaces(7), user_namespaces(7), pivot_root(2), mount(2), tmpfs(5).
"""

import contextlib
import ctypes
import functools
import os
import struct
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path

NEW_MOUNTS, NEW_USER = 0x00020000, 0x10000000  # unshare(2)
BIND, MOVE, RECURSIVE, PRIVATE = 4096, 8192, 16384, 1 << 18
NO_SUID, NO_DEVICES = 2, 4
DETACH = 2
PIVOT_ROOT = {"x86_64": 155, "aarch64": 41}
DEVICES = ("/dev/null", "/dev/zero", "/dev/urandom", "/dev/random")
MAX_FILES = 500
MAX_LINKS = 40


@functools.cache
def can_have() -> bool:
    """Say whether this machine lets the grader's processes have a file system of their own."""
    if not sys.platform.startswith("linux") or os.uname().machine not in PIVOT_ROOT:
        return False
    # In a process apart, without any library: what it tries cannot be taken back.
    places = map(str, (sys.prefix, sys.base_prefix, Path(__file__).resolve().parents[2]))
    tried = subprocess.run(
        [sys.executable, "-I", "-S", __file__, *places],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        check=False,
    )
    return tried.returncode == 0


def enter(readable: Iterable[str | Path], scratch: str | Path, size: int) -> None:
    """Give this process, for good, a file system of `readable` and of a folder `scratch`.

    size: bytes that the folder may hold. A process that is not root becomes root of a user
    namespace; `give_up_rights` ends that. Raises OSError where the machine does not allow it.
    """
    _unshare()
    places = [os.fspath(path) for path in readable]
    links = dict(link for path in [*places, *sys.path, sys.prefix] for link in _links(path))
    root = os.fspath(scratch)
    _mount("tmpfs", root, "tmpfs", NO_SUID | NO_DEVICES, "size=4m,mode=755")
    bound: list[str] = []
    for path in sorted(map(os.path.realpath, [*places, *DEVICES, "/proc"])):
        if os.path.exists(path) and not any(path.startswith(f"{b}/") or path == b for b in bound):
            bound.append(path)
            _bind(path, root + path)
    os.makedirs(root + root, exist_ok=True)
    _mount_scratch(root + root, size)
    os.chdir(root)
    _turn_to_here()
    for link, target in links.items():
        if not os.path.lexists(link):
            os.makedirs(os.path.dirname(link), exist_ok=True)
            os.symlink(target, link)


def renew(scratch: str | Path, size: int) -> None:
    """Put an empty folder in place of the one that a student has used."""
    must(libc().umount2(os.fsencode(scratch), DETACH), "umount")
    _mount_scratch(os.fspath(scratch), size)


def hide_processes() -> None:
    """Let the names of all processes vanish from this one, and from no other."""
    must(libc().unshare(NEW_MOUNTS), "unshare")
    must(libc().umount2(b"/proc", DETACH), "umount")


def give_up_rights() -> None:
    """Give up, for good, the rights that come with a user namespace."""
    head = struct.pack("=Ii", 0x20080522, 0)
    must(libc().capset(head, bytes(24)), "capset")


def _unshare():
    """Take mounts of its own; as root of a user namespace where it is not allowed otherwise."""
    if os.geteuid() != 0 or libc().unshare(NEW_MOUNTS) != 0:
        user, group = os.geteuid(), os.getegid()
        must(libc().unshare(NEW_USER | NEW_MOUNTS), "unshare")
        Path("/proc/self/setgroups").write_text("deny", encoding="ascii")
        Path("/proc/self/uid_map").write_text(f"{user} {user} 1", encoding="ascii")
        Path("/proc/self/gid_map").write_text(f"{group} {group} 1", encoding="ascii")
    _mount("none", "/", None, RECURSIVE | PRIVATE)


def _bind(path, place):
    """Let a file or folder be seen at another place, too."""
    if os.path.isdir(path):
        os.makedirs(place, exist_ok=True)
    else:
        os.makedirs(os.path.dirname(place), exist_ok=True)
        os.close(os.open(place, os.O_CREAT | os.O_WRONLY | os.O_CLOEXEC, 0o644))
    _mount(path, place, None, BIND | RECURSIVE)


def _mount_scratch(place, size):
    options = f"size={size},nr_inodes={MAX_FILES},mode=700"
    _mount("tmpfs", place, "tmpfs", NO_SUID | NO_DEVICES, options)


def _turn_to_here():
    """Make the folder that this process is in its root, and let go of the old one."""
    call = PIVOT_ROOT[os.uname().machine]
    if libc().syscall(call, b".", b".") == 0:
        must(libc().umount2(b".", DETACH), "umount")
    else:  # a machine that lives in its first memory disk has no root to turn from
        _mount(".", "/", None, MOVE)
        os.chroot(".")
    os.chdir("/")


def _links(path: str) -> Iterator[tuple[str, str]]:
    """Yield (link, target) of every symbolic link on the way to a path."""
    done, rest = "/", [part for part in os.path.abspath(path).split("/") if part]
    for _ in range(MAX_LINKS * 10):
        if not rest:
            return
        step = os.path.join(done, rest.pop(0))
        if os.path.islink(step):
            target = os.readlink(step)
            yield step, target
            whole = os.path.normpath(os.path.join(done, target))
            done, rest = "/", [part for part in whole.split("/") if part] + rest
        else:
            done = step


def _mount(source, place, kind, flags, options=None):
    texts = [t if t is None else os.fsencode(t) for t in (source, place, kind)]
    data = None if options is None else options.encode()
    must(libc().mount(*texts, ctypes.c_ulong(flags), data), f"mount {place}")


def libc() -> ctypes.CDLL:
    """Return the C library."""
    return ctypes.CDLL(None, use_errno=True)


def must(result: int, what: str) -> int:
    """Return what a call of the C library gave. Raises OSError where it says that it failed."""
    if result < 0:
        raise OSError(ctypes.get_errno(), f"{what}: {os.strerror(ctypes.get_errno())}")
    return result


def _try(places):
    """Return 0 if all of it works: a file system of its own, bounded, hidden, and renewed."""
    with tempfile.TemporaryDirectory() as folder:
        child = os.fork()
        if child == 0:
            with contextlib.suppress(BaseException):
                enter(["/usr/lib", *places], folder, 1 << 20)
                renew(folder, 1 << 20)
                hide_processes()
                give_up_rights()
                os._exit(os.path.exists("/etc/passwd"))
            os._exit(2)
        _, status = os.waitpid(child, 0)
    return os.waitstatus_to_exitcode(status)


if __name__ == "__main__":
    sys.exit(_try(sys.argv[1:]))
