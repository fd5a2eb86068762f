"""The warm processes that grading forks from, so that no submission waits for a library.

    root        has the libraries, the course below its checks, and nothing that could judge
    +- template root plus one exercise, rehearsed as it was handed out
    |  +- student      one submission, behind its walls
    +- judges   root plus checks, pytest and nbval
       +- judge        decides the verdicts of one template's students

Every process is held by a line; when the line closes, the process and all below it end.
"""

import array
import contextlib
import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable
from pathlib import Path

from shieldtalks.errors import DataError
from shieldtalks.grading.engine import filesystem
from shieldtalks.grading.engine.channel import Channel, Gone, pair
from shieldtalks.grading.engine.leftovers import Scratch, adopt_orphans, end_all_below, remove
from shieldtalks.grading.engine.messages import (
    Ended,
    EndStudent,
    MakeJudge,
    MakeTemplate,
    NewStudent,
    receive,
    send,
)
from shieldtalks.grading.engine.sandbox import Limits, Walls, available, die_with_parent
from shieldtalks.grading.engine.template import STARTING, adopt

PACKAGE = Path(__file__).resolve().parents[2]
ONE_THREAD = ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS")
SYSTEM = ("/usr/lib", "/usr/lib64", "/lib", "/lib64", "/usr/share/zoneinfo", "/usr/share/fonts")
ENDING = 2.0  # seconds that a process may take to end
SYSTEM_FILES = ("/etc/ld.so.cache", "/etc/localtime", "/etc/fonts")
NO_FORK = "this system cannot fork; use Linux, macOS or WSL 2"
_children: set[int] = set()


class Processes(contextlib.AbstractContextManager):
    """The warm processes of this machine. Use it in a `with`; at its end nothing is left.

    isolate: False lets students' processes run without walls. Raises DataError where walls are
    wanted and this machine cannot put them up.
    """

    def __init__(self, limits: Limits | None = None, isolate: bool = True):
        lacking = available() if isolate else "" if hasattr(os, "fork") else NO_FORK
        if lacking:
            raise DataError(
                f"Answers cannot be isolated here: {lacking}. Grade in a Linux container, "
                "or trust the answers and say --no-isolation."
            )
        self.limits, self._isolate = limits or Limits(), isolate
        self._own_files = isolate and filesystem.can_have()
        self._scratch = Scratch()
        self._folder = self._scratch.folder
        here, there = pair()
        with contextlib.ExitStack() as stack:
            stack.callback(self.close)
            self._root = here
            here.settimeout(STARTING)
            self._process = subprocess.Popen(
                [sys.executable, "-m", __name__, str(there.fileno()), str(self._folder)],
                pass_fds=[there.fileno()],
                env=_environment(self._folder),
                cwd=self._folder,
                stdin=subprocess.DEVNULL,
                start_new_session=True,  # Ctrl+C is for the one who asked
            )
            there.close()  # or nobody would learn that the process at that end is no more
            self._judges = adopt(here)[1]
            self._judges.settimeout(STARTING)
            stack.pop_all()

    def __exit__(self, *_):
        self.close()

    def close(self) -> None:
        """End every process, and remove every file they made."""
        for line in ("_root", "_judges"):
            if hasattr(self, line):
                getattr(self, line).close()
        if hasattr(self, "_process"):
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self._process.pid, signal.SIGKILL)
            self._process.wait()
        self._scratch.close()

    @property
    def number(self) -> int:
        """The number of the process from which all others are forked."""
        return self._process.pid

    def judge(self, exercise: dict) -> tuple[int, Channel]:
        """Return (process number, Channel) of a new judge with a template of its own.

        exercise: what the judge is told first; see `run.exercise_of`.
        """
        scratch = tempfile.mkdtemp(dir=self._folder)
        limits = vars(self.limits)
        setup, cells, hidden = exercise["setup"], exercise["cells"], exercise["hidden"]
        wanted = MakeTemplate(setup, cells, scratch, self._isolate, self._own_files, limits, hidden)
        send(Channel(self._root), wanted)
        _, template = adopt(self._root)
        with template:
            send(Channel(self._judges), MakeJudge(exercise["judge"]["cells"], limits, scratch))
            socket.send_fds(self._judges, [b"!"], [template.fileno()])
        process, line = adopt(self._judges)
        return process, Channel(line)


def serve_root(end: socket.socket) -> None:
    """Import what answers may need, fork the root of the judges, then templates on demand."""
    import matplotlib.figure  # noqa: F401
    import numpy  # noqa: F401
    import pandas  # noqa: F401

    import shieldtalks.figures  # noqa: F401
    from shieldtalks.grading.engine.student import new_shell, without_checks

    _fork_into(end, _judges)
    without_checks()
    shell = new_shell()
    channel = Channel(end)
    while (wanted := receive(channel, MakeTemplate)) is not None:
        _reap()
        _fork_into(end, _template, shell, wanted)


def _judges(end):
    """Import the checks and nbval, then fork judges on demand."""
    from shieldtalks.grading.engine import judge

    judge.warm()
    _settle()
    channel = Channel(end)
    while (wanted := receive(channel, MakeJudge)) is not None:
        _reap()
        _, (template,), *_ = socket.recv_fds(end, 1, 1)
        _fork_into(end, judge.judge, wanted, template)
        os.close(template)


def _template(end, shell, wanted):
    """Rehearse the exercise as it was handed out, then fork students on demand."""
    from shieldtalks.grading.engine.student import rehearse

    for name in ("HOME", "TMPDIR", "IPYTHONDIR", "MPLCONFIGDIR", "SHIELDTALKS_HOME"):
        os.environ[name] = wanted.scratch
    rehearse(shell, wanted.setup, wanted.cells)
    if wanted.own_files:
        filesystem.enter(_readable(wanted), wanted.scratch, wanted.limits["disk"])
    else:
        _empty(wanted)
    walls = _walls(wanted)
    adopt_orphans()
    channel = Channel(end)
    while (asked := receive(channel, NewStudent, EndStudent)) is not None:
        if isinstance(asked, NewStudent):
            _settle()
            _fork_into(end, _student, shell, walls)
        else:
            status, seconds = _end(asked.process, asked.gone)
            if _empty(wanted):
                walls = _walls(wanted)
            ended = os.WTERMSIG(status) if os.WIFSIGNALED(status) else 0
            send(channel, Ended(ended, seconds))


def _empty(wanted):
    """Say whether something was in the scratch folder; if so, another one stands in its place."""
    folder = wanted.scratch
    if not any(os.scandir(folder)):
        return False
    if wanted.own_files:
        filesystem.renew(folder, wanted.limits["disk"])
    else:
        remove(folder)
        os.mkdir(folder, 0o700)
    return True


def _end(process, gone):
    """End a child; return what it ended with, 0 if only now, and its seconds of the processor.

    gone: it may be ending by itself; to kill it now would hide what of.
    """
    until = time.monotonic() + (ENDING if gone else 0)
    while True:
        ended, status, used = os.wait4(process, os.WNOHANG)
        if ended or time.monotonic() >= until:
            break
        time.sleep(0.005)
    if not ended:
        os.kill(process, signal.SIGKILL)
        _, _, used = os.wait4(process, 0)
        status = 0
    _children.discard(process)
    end_all_below()
    return status, used.ru_utime + used.ru_stime


def _student(end, shell, walls):
    """Run the answers of one student behind the walls."""
    from shieldtalks.grading.engine.student import serve

    walls.put_up(end.fileno())
    serve(Channel(end), shell)


def _walls(wanted):
    limits = Limits(**wanted.limits)
    return Walls(_readable(wanted), wanted.scratch, limits, wanted.isolate, wanted.own_files)


def _readable(wanted):
    return readable_places(map(Path, wanted.hidden)) if wanted.isolate else []


def readable_places(hidden: Iterable[str | Path] = ()) -> list[Path]:
    """Return what a student's process may read: Python, its libraries, the course's data.

    hidden: paths that must stay out, such as solutions/. Checks and grading always do.
    """
    hidden = [PACKAGE / "checks", PACKAGE / "grading", *(Path(p).resolve() for p in hidden)]
    roots = {Path(p).resolve() for p in (sys.prefix, sys.base_prefix, PACKAGE)}
    roots |= {Path(p) for p in SYSTEM + SYSTEM_FILES}
    seeds = PACKAGE.parent / "seeds"
    roots |= {seeds} if seeds.is_dir() else set()
    return [place for root in sorted(roots) for place in _without(root, hidden)]


def _without(root, hidden):
    """Return a folder, or in its place those of its children that hide nothing."""
    if any(path == root or path in root.parents for path in hidden):
        return []
    if not any(root in path.parents for path in hidden):
        return [root]
    return [place for child in sorted(root.iterdir()) for place in _without(child, hidden)]


def _settle():
    """Keep the collector away from what all students share, so that it stays shared."""
    import gc

    if not gc.get_freeze_count():
        gc.collect()
        gc.freeze()


def _fork_into(end, main, *arguments):
    """Fork a child that runs `main(line, *arguments)`; send the line's other end to `end`."""
    here, there = pair()
    process = os.fork()
    if process == 0:
        status = 1
        try:
            end.close()
            here.close()
            die_with_parent()
            main(there, *arguments)
            status = 0
        except Gone:
            status = 0
        except BaseException as error:
            if sys.stderr:
                print(f"{main.__name__}: {type(error).__name__}: {error}", file=sys.stderr)
        finally:
            end_all_below()
            os._exit(status)
    there.close()
    _children.add(process)
    with here:
        try:
            socket.send_fds(end, [array.array("q", [process]).tobytes()], [here.fileno()])
        except OSError:
            raise Gone("nobody waits for this process") from None


def _reap():
    """Take note of children that have ended."""
    with contextlib.suppress(ChildProcessError):
        while (process := os.waitpid(-1, os.WNOHANG)[0]) != 0:
            _children.discard(process)


def _environment(folder):
    """Return a clean environment: no secrets, no switches of the teacher's, folders of its own."""
    caches = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "matplotlib"
    fonts = os.environ.get("MPLCONFIGDIR") or (caches if caches.is_dir() else folder / "matplotlib")
    kept = ("PATH", "LANG", "LC_ALL", "TZ", "VIRTUAL_ENV", "LD_LIBRARY_PATH", "PYTHONPATH")
    return {
        **{name: os.environ[name] for name in kept if name in os.environ},
        **dict.fromkeys(ONE_THREAD, "1"),
        "HOME": str(folder),
        "TMPDIR": str(folder),
        "IPYTHONDIR": str(folder / "ipython"),
        "MPLCONFIGDIR": str(fonts),  # its list of fonts takes seconds to make anew
        "MPLBACKEND": "agg",
        "PYTHONDONTWRITEBYTECODE": "1",
        "PYTHONHASHSEED": "0",
        "SHIELDTALKS_HOME": str(folder / "work"),
        "JUPYTER_PATH": str(PACKAGE / "data/jupyter"),
        "JUPYTER_PLATFORM_DIRS": "1",
    }


def _main(line, folder):
    with contextlib.suppress(Gone):
        serve_root(socket.socket(fileno=int(line)))
    end_all_below()
    remove(folder)
    # Nothing may run at exit: what stands in memory was made for the children, too.
    os._exit(0)


if __name__ == "__main__":
    _main(*sys.argv[1:])
