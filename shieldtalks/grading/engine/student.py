"""What runs in a student's process: answers, and nothing that could judge them.

Messages in: {"run": source}, {"take": name}, {"call": [place, args, kwargs]}.
Whatever a message stumbles over goes back as {"error": [type, line]}.
"""

import io
import re
import signal
import sys
import types
from contextlib import redirect_stderr, redirect_stdout, suppress
from typing import Any

from IPython.core.interactiveshell import InteractiveShell

from shieldtalks.course.cells import does_nothing
from shieldtalks.grading.engine.channel import Channel, Gone, Uncrossable
from shieldtalks.grading.engine.codec import pack, unpack

MAX_LINE = 500


def live(channel: Channel, shell: InteractiveShell) -> None:
    """Serve one submission until the line closes. shell: an IPython shell made beforehand."""
    functions = []
    while (message := channel.receive()) is not None:
        (wish, what), *_ = message.items()
        try:
            with _interruptible():
                reply = _WISHES[wish](shell, functions, what)
        except BaseException as error:
            reply = _error(error)
        try:
            channel.send(reply)
        except Uncrossable as error:
            channel.send(_error(error))
        except Gone:
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
    quiet.showtraceback = quiet.showsyntaxerror = lambda *args, **kwargs: None
    return shell


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


def _run(shell, functions, source):
    run(shell, source)
    return {}


def _take(shell, functions, name):
    if name not in shell.user_ns:
        return {"error": ["NameError", f"name {name!r} is not defined"]}
    value = shell.user_ns[name]
    return {"value": pack(value, functions), "idle": does_nothing(value)}


def _call(shell, functions, what):
    place, args, kwargs = what[0], unpack(what[1]), unpack(what[2])
    before = pack(args)
    given = pack(functions[place](*args, **kwargs), functions)
    after = pack(args)
    return {"value": given, "args": None if after == before else after}


_WISHES = {"run": _run, "take": _take, "call": _call}


def _error(error):
    """Return what a message stumbled over: the name of its type and one line."""
    if isinstance(error, Uncrossable):
        line = f"your answer cannot be handed over: {error}. Hand over less, in plain types."
        return {"error": ["NotYet", line]}
    try:
        said = " ".join(str(error).split())
    except BaseException:
        said = ""
    said = re.sub(r"\(<ipython-input[^>]*>, (line \d+)\)", r"(\1)", said)
    return {"error": [type(error).__name__, said[:MAX_LINE]]}


class _interruptible:
    """Let an interrupt reach what runs inside, and nothing else of this process."""

    def __enter__(self):
        signal.signal(signal.SIGINT, signal.default_int_handler)

    def __exit__(self, *_):
        signal.signal(signal.SIGINT, signal.SIG_IGN)
