"""The kernel that nbval gets: checks run here, and every answer in a student's process.

jupyter_client's extension point for kernels is a provisioner. This one starts a student's process
from a warm template instead of a program, and gives nbval a client that runs the release's own
cells in the judge. A kernel of its own for each notebook, reached over five sockets, took most of
the time of a submission, and guarded nothing: what it ran was never the student's.
"""

import builtins
import io
import queue
import signal
import time
import traceback
import uuid
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from typing import Any

from jupyter_client.client import KernelClient
from jupyter_client.connect import port_names
from jupyter_client.provisioning import KernelProvisionerBase

from shieldtalks.errors import NotYet
from shieldtalks.grading.engine.submission import Fault

TOO_SLOW = "checking this answer takes too long. Hand over fewer or smaller values."
TOO_LARGE = "checking this answer takes too much memory. Hand over fewer or smaller values."
_giver: Any = None


@contextmanager
def serving(session: Any, seconds: float) -> Iterator[None]:
    """Let kernels be given out by a session.

    seconds: of this process's processor, that all checks of one notebook may take.
    """
    global _giver
    _giver = session
    Client.seconds = seconds
    try:
        yield
    finally:
        _giver = None


class Provisioner(KernelProvisionerBase):
    """Starts and ends the work on one notebook."""

    _running = False

    @property
    def has_process(self) -> bool:
        """Say whether a kernel is running."""
        return self._running

    async def launch_kernel(self, cmd, **kwargs):
        """Start work on the notebook in the folder `cwd`."""
        manager = self.parent
        manager.client_factory = Client
        for port in port_names:  # numbers that nobody listens on, so that none is looked for
            setattr(manager, port, 1)
        manager.write_connection_file()
        Client.work = _giver.begin(kwargs["cwd"])
        self._running = True
        return manager.get_connection_info()

    async def pre_launch(self, **kwargs):
        """Return what launch_kernel gets; there is no program to be found."""
        return await super().pre_launch(cmd=[], **kwargs)

    async def poll(self):
        """Return None while running, as of a process."""
        return None if self._running else 0

    async def wait(self):
        """Return at once: nothing is waited for."""
        return 0

    async def send_signal(self, signum):
        """Ignore signals: answers have limits of their own."""

    async def kill(self, restart=False):
        """End the work."""
        if self._running:
            self._running = False
            _giver.end()

    async def terminate(self, restart=False):
        """End the work."""
        await self.kill()

    async def cleanup(self, restart=False):
        """Leave nothing behind."""


class Client(KernelClient):
    """Runs cells of the release in this process, and tells of them as a kernel would."""

    work: Any = None
    seconds = 0.0

    def __init__(self, **kwargs: object):
        super().__init__(parent=kwargs.get("parent"))
        self._replies, self._said = queue.SimpleQueue(), queue.SimpleQueue()
        self._begun = time.process_time()
        self._names = {
            "__name__": "__main__",
            "run": self.work.run,
            "take": self.work.take,
            "passed": self.work.passed,
            "held": self.work.held,
            "at": _giver.at,
            "refuse": _refuse,
        }

    def start_channels(self, *args: object, **kwargs: object) -> None:
        """Do nothing: there are no channels."""

    def stop_channels(self) -> None:
        """Do nothing."""

    def wait_for_ready(self, timeout: float | None = None) -> None:
        """Return at once."""

    def kernel_info(self, reply: bool = False, timeout: float | None = None) -> str:
        """Return the id of a request that is answered already."""
        return self._answered(uuid.uuid4().hex)

    def execute(self, code: str, *args: object, **kwargs: object) -> str:
        """Run a cell; return the id of the request."""
        request, printed = uuid.uuid4().hex, io.StringIO()
        trouble: BaseException | None = None
        left = max(self.seconds - (time.process_time() - self._begun), 0.01)
        try:
            with redirect_stdout(printed), redirect_stderr(io.StringIO()), _alarm(left):
                exec(compile(code, "<check>", "exec"), self._names)
        except _Overdue:
            trouble = NotYet(TOO_SLOW)
        except MemoryError as error:
            trouble = error if hasattr(error, "of_answer") else NotYet(TOO_LARGE)
            _giver.worn = True
        except (Exception, Fault) as error:
            trouble = error
        if printed.getvalue():
            self._say(request, "stream", name="stdout", text=printed.getvalue())
        if trouble is not None:
            self._say(request, "error", **error_message(trouble))
        return self._answered(request)

    def get_shell_msg(self, timeout: float | None = None) -> dict:
        """Return the next reply. Raises queue.Empty."""
        return self._replies.get_nowait()

    def get_iopub_msg(self, timeout: float | None = None) -> dict:
        """Return the next thing said. Raises queue.Empty."""
        return self._said.get_nowait()

    def _answered(self, request):
        head = {"msg_id": request}
        self._replies.put({"parent_header": head, "content": {"status": "ok"}})
        self._say(request, "status", execution_state="idle")
        return request

    def _say(self, request, kind, **content):
        head = {"msg_id": request}
        self._said.put({"parent_header": head, "msg_type": kind, "content": content})


class _Overdue(BaseException):
    """The checks have taken too long; no check can catch it by mistake."""


def _refuse(*_):
    """Stand in for a check that has been too much for a judge."""
    raise NotYet(TOO_SLOW)


def error_message(error: BaseException) -> dict[str, object]:
    """Return an error as a kernel tells it, with its last line as the whole traceback."""
    of_answer = getattr(error, "of_answer", False)
    if getattr(error, "of_call", False):  # a visible check catches what a function raises
        # A class of the student's own may carry a question in its very name.
        known = type(error).__name__ if hasattr(builtins, type(error).__name__) else "an error"
        stops = f"your function stops there ({known})"
        error = NotYet(f"the visible check passes, a further one does not: {stops}.")
    elif of_answer and type(error).__name__ == NotYet.__name__:  # but not the grader's
        line = f"a {NotYet.__name__} of its own: {error}"
        return {"ename": NotYet.__name__, "evalue": str(error), "traceback": [line]}
    elif isinstance(error, AssertionError) and not of_answer:  # only a held-back check asserts
        error = NotYet(f"the visible check passes, a further one does not: {error}")
    elif not hasattr(error, "_render_traceback_"):
        line = "".join(traceback.format_exception_only(error)).strip().splitlines()[-1]
        return {"ename": type(error).__name__, "evalue": str(error), "traceback": [line]}
    name = type(error).__name__
    return {"ename": name, "evalue": str(error), "traceback": [f"{name}: {error}"]}


@contextmanager
def _alarm(seconds):
    """Stop what takes more seconds of this process's processor than this."""

    def ring(*_):
        raise _Overdue

    if not hasattr(signal, "ITIMER_PROF"):
        yield
        return
    before = signal.signal(signal.SIGPROF, ring)
    signal.setitimer(signal.ITIMER_PROF, seconds, 1.0)  # again, where something swallowed it
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)
