"""What runs in a student's process: answers, and nothing that could judge them.

Messages in: Run, Take, Call; messages out: Value, or Failed with whatever a message stumbled over.
"""

import io
import re
import signal
import sys
import types
from contextlib import redirect_stderr, redirect_stdout, suppress
from typing import Any

from IPython.core.interactiveshell import InteractiveShell

from shieldtalks.course.functions import does_nothing
from shieldtalks.grading.engine import messages
from shieldtalks.grading.engine.building import unpack
from shieldtalks.grading.engine.channel import Channel, Gone, TooLong, Uncrossable
from shieldtalks.grading.engine.codec import pack

MAX_LINE = 500


def serve(channel: Channel, shell: InteractiveShell) -> None:
    """Serve one submission until the line closes. shell: an IPython shell made beforehand."""
    functions = []
    while (message := messages.receive(channel, *_ANSWERS)) is not None:
        try:
            with _interruptible():
                reply = _ANSWERS[type(message)](shell, functions, message)
        except BaseException as error:
            reply = _failed(error)
        try:
            messages.send(channel, reply)
        except Uncrossable as error:
            messages.send(channel, _failed(error))
        except (Gone, TooLong):
            return


def new_shell() -> InteractiveShell:
    """Return an IPython shell without history, colours or tracebacks."""
    from IPython.core.interactiveshell import InteractiveShell
    from traitlets.config import Config

    config = Config()
    config.HistoryManager.enabled = False
    config.InteractiveShell.colors = "nocolor"
    config.InteractiveShell.cache_size = 0
    shell = InteractiveShell.instance(config=config)
    # Nobody sees a traceback here; its last line is all that crosses, and writing it takes time.
    quiet: Any = shell
    quiet.ask_exit = sys.exit
    _quiet_magics(quiet)
    quiet.showtraceback = quiet.showsyntaxerror = lambda *args, **kwargs: None
    return shell


# Magics that change how a notebook looks, or call the system: here they do nothing.
LINE_MAGICS = (
    *("matplotlib", "config", "load_ext", "reload_ext", "autoreload", "autosave", "gui", "pylab"),
    *("notebook", "pip", "conda", "mamba", "uv", "sx", "system", "clear"),
)
CELL_MAGICS = ("bash", "sh", "script", "system", "sx", "!", "html", "javascript", "js", "latex")


def _quiet_magics(shell):
    """Let what is harmless in a notebook be harmless here: no window, no network, no terminal."""
    shell.magics_manager.magics["line"] |= dict.fromkeys(LINE_MAGICS, _nothing)
    shell.magics_manager.magics["cell"] |= dict.fromkeys(CELL_MAGICS, _nothing)
    shell.system = shell.system_raw = shell.system_piped = _nothing
    shell.getoutput = lambda *args, **kwargs: []
    shell.enable_gui = _nothing
    shell.enable_matplotlib = lambda gui=None: (gui or "inline", "agg")


def run(shell: InteractiveShell, source: str) -> None:
    """Run a cell; raise what it raised."""
    result = shell.run_cell(source, silent=True)
    result.raise_error()


def rehearse(shell: InteractiveShell, setup: list[str], cells: list[str]) -> None:
    """Run an exercise as it was handed out, so that no answer waits for what all of them need.

    What was imported, read and drawn once stays in the library's memory. The shell is emptied
    again, and holds then what the locked first cells (setup) give.
    """
    with redirect_stdout(io.StringIO()), redirect_stderr(io.StringIO()):
        for source in [*setup, *cells]:
            with suppress(Exception):  # much fails as long as there is no answer
                run(shell, source)
        shell.reset(new_session=False)
        for source in setup:
            run(shell, source)


def without_checks() -> None:
    """Put empty checks in place of the course's: where answers run there is nothing to ask."""
    for name in [name for name in sys.modules if name.startswith("shieldtalks.checks")]:
        del sys.modules[name]
    checks = types.ModuleType("shieldtalks.checks")
    for name in ("check", "hint", "progress", "rehearse"):
        setattr(checks, name, _nothing)
    sys.modules[checks.__name__] = checks


def _nothing(*args, **kwargs):
    """Do nothing; checks are run where the answers cannot reach them."""


def _run(shell, functions, asked):
    run(shell, asked.source)
    return messages.Value()


def _take(shell, functions, asked):
    if asked.name not in shell.user_ns:
        return messages.Failed("NameError", f"name {asked.name!r} is not defined")
    value = shell.user_ns[asked.name]
    return messages.Value(pack(value, functions), does_nothing(value))


def _call(shell, functions, asked):
    args, kwargs = unpack(asked.args), unpack(asked.kwargs)
    before = pack(args)
    given = pack(functions[asked.place](*args, **kwargs), functions)
    after = pack(args)
    return messages.Value(given, args=None if after == before else after)


_ANSWERS = {messages.Run: _run, messages.Take: _take, messages.Call: _call}


def _failed(error):
    """Return what a message stumbled over: the name of its type and one line."""
    if isinstance(error, Uncrossable):
        return messages.Failed(Uncrossable.__name__, str(error))
    try:
        said = " ".join(str(error).split())
    except BaseException:
        said = ""
    said = re.sub(r"\(<ipython-input[^>]*>, (line \d+)\)", r"(\1)", said)
    return messages.Failed(type(error).__name__, said[:MAX_LINE])


class _interruptible:
    """Let an interrupt reach what runs inside, and nothing else of this process."""

    def __enter__(self):
        signal.signal(signal.SIGINT, signal.default_int_handler)

    def __exit__(self, *_):
        signal.signal(signal.SIGINT, signal.SIG_IGN)
