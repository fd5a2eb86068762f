"""What passes between the processes of the grader: one class a message, read by both ends."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from shieldtalks.grading.engine.channel import SENDING, Channel, Gone


# From the grader to the process that all others are forked from.
@dataclass(frozen=True)
class MakeTemplate:
    """Fork a template of an exercise.

    setup: sources of the locked cells before the first task. cells: those of all later ones but the
    checks, as they are handed out. scratch: the folder that students may write in. own_files:
    whether they get a file system of their own. limits: as sandbox.Limits. hidden: paths that no
    answer may read.
    """

    setup: list
    cells: list
    scratch: str
    isolate: bool
    own_files: bool
    limits: dict
    hidden: list


@dataclass(frozen=True)
class MakeJudge:
    """Fork a judge of an exercise; the way to its template follows as an open file.

    cells: of the release, as judge.graded_notebook takes them.
    """

    cells: list
    limits: dict
    scratch: str


# From the grader to a judge, and back.
@dataclass(frozen=True)
class Grade:
    """Grade submissions.

    jobs: [{"number", "answers": {cell id: source}}]; where a judge has had to be ended over a
    submission, also "skip": ids of the checks that it is not asked again, and "seconds": what is
    left of its time.
    """

    jobs: list


@dataclass(frozen=True)
class Ready:
    """A judge can begin."""


@dataclass(frozen=True)
class Begun:
    """A judge has turned to a submission."""

    number: int


@dataclass(frozen=True)
class Checking:
    """A judge has come to a check; whatever it takes from here on, this answer costs it."""

    number: int
    cell: str


@dataclass(frozen=True)
class Faulted:
    """A submission came to no end for what the machine did. line: what that was."""

    number: int
    line: str


@dataclass(frozen=True)
class Graded:
    """A judge has come to the end of a submission. seconds: what it took."""

    number: int
    tasks: list
    seconds: float


@dataclass(frozen=True)
class Done:
    """A judge has come to the end of its jobs."""


OF_A_JUDGE = (Ready, Begun, Checking, Faulted, Graded, Done)


# From a judge to its template, and back.
@dataclass(frozen=True)
class NewStudent:
    """Fork a student's process; its number and the way to it follow as an open file."""


@dataclass(frozen=True)
class EndStudent:
    """End a student's process at once, and empty its folder.

    gone: whether it seems to have ended by itself, so that what ended it is still to be learnt.
    """

    process: int
    gone: bool


@dataclass(frozen=True)
class Ended:
    """A student's process has ended. signal: the number of the one that did it, 0 if only now.

    seconds: of the processor, that it has used.
    """

    signal: int
    seconds: float


# From a judge to a student's process, and back.
@dataclass(frozen=True)
class Run:
    """Run a cell."""

    source: str


@dataclass(frozen=True)
class Take:
    """Hand over the value of a name."""

    name: str


@dataclass(frozen=True)
class Call:
    """Call a function that was handed over. place: which; args, kwargs: of codec.pack."""

    place: int
    args: Any
    kwargs: Any


@dataclass(frozen=True)
class Value:
    """What was asked for, as codec.pack gives it.

    idle: whether it is a function that has not been written yet. args: the arguments of a call
    where it has changed them.
    """

    value: Any = None
    idle: bool = False
    args: Any = None


@dataclass(frozen=True)
class Failed:
    """What a message stumbled over: the name of the error's type and one line."""

    kind: str
    line: str


def send(channel: Channel, message: Any, seconds: float = SENDING) -> None:
    """Send a message of this module. seconds, and what is raised: as of Channel.send."""
    channel.send({type(message).__name__: vars(message)}, seconds)


def receive(
    channel: Channel,
    *kinds: type,
    seconds: float | None = None,
    watch: Callable[[], object] | None = None,
) -> Any:
    """Return the next message, or None when the other end has hung up in good order.

    kinds: the classes that may come; whatever else comes is no message, so that a student's process
    can say nothing but what it was asked. seconds, watch: as Channel.receive. Raises Gone, TooLong.
    """
    found = channel.receive(seconds, watch)
    if found is None:
        return None
    known = {kind.__name__: kind for kind in kinds}
    try:
        ((name, values),) = found.items()
        return known[name](**values)
    except (AttributeError, KeyError, TypeError, ValueError):
        raise Gone("the other process sent what is no message") from None
