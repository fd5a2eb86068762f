"""What every activity of a class can do, and what the plan of a class is made of."""

from collections.abc import Collection
from dataclasses import dataclass
from functools import partial
from typing import Any, ClassVar, Protocol

from shieldtalks.errors import ShieldTalksError

TEACHER = "teacher"
CLOCK = "clock"
UNKNOWN = "This page does not know that."


class Refused(ShieldTalksError):
    """A message is not taken: one plain line says why, and nothing has changed."""


@dataclass(frozen=True)
class Item:
    """One thing a class can do: a question to predict, sentences to code, talks to hold.

    kind: of activity ("vote"). id: such as "04.silence". title: one line for the teacher's list.
    about: what the activity asks about, such as the prompt of a vote; None if it finds it itself.
    """

    kind: str
    id: str
    title: str
    about: Any = None


class Activity(Protocol):
    """Pure logic, without a server and without a file; the same events give the same state.

    who: the id of a device, "teacher", or "clock" for what time brings. now: seconds since 1970.
    Randomness comes from opening["seed"], time from the `now` that is stored with each event.
    """

    kind: ClassVar[str]

    def __init__(self, opening: dict, item: Item | None):
        """Begin. opening: the stored event. item: of the plan; None where it is not in it."""

    @classmethod
    def opening(cls, item: Item, options: dict) -> dict:
        """Return what the opening event keeps, beside "open", "id" and "seed".

        options: as the teacher's page sent them, not checked. Raises Refused.
        """

    def accept(self, who: str, message: dict, now: float) -> dict | None:
        """Return the event that a message means, or None when it changes nothing.

        Changes nothing itself. Raises Refused where the message cannot be taken. The teacher's
        {"do": "next"} and {"do": "back"} come here first; None hands them on to the class.
        """

    def apply(self, who: str, event: dict, now: float) -> None:
        """Change the state by a stored event; live and when a class is read again."""

    def concerned(self, who: str, event: dict) -> Collection[str] | None:
        """Return the devices that see an event of another device or the clock; None: everybody.

        Nobody, unless an activity says otherwise: each phone answers for itself.
        """
        return ()

    def leave_out(self, who: str, out: bool) -> None:
        """Put aside what a device did, or take it in again: the teacher has decided so."""

    def answered(self, who: str) -> bool:
        """Say whether a device has answered a question."""
        return False

    def away(self, present: Collection[str]) -> list[tuple[int, str]]:
        """Return the seats, (table, party), whose phones are not among those present."""
        return []

    def work(self) -> partial | None:
        """Return what the views of this moment want computed apart (`apart.compute`), if any."""
        return None

    def chart(self, page: int) -> partial | None:
        """Return what draws a page of the charts that the teacher has shown, if there is one."""
        return None

    def phone(self, who: str, now: float) -> dict:
        """Return the view of one device: "screen" and what it alone may see."""

    def projector(self, now: float) -> dict:
        """Return the view of the big screen: nothing that the teacher has not shown."""

    def teacher(self, now: float) -> dict:
        """Return the view of the teacher."""

    def tick(self, now: float) -> list[tuple[str, dict]]:
        """Return what time alone brings: [(who, event)]; usually nothing."""
        return []


def is_whole(value: Any, least: int, most: int) -> bool:
    """Say whether a value of a message is a whole number within bounds."""
    return type(value) is int and least <= value <= most


def text_of(message: dict, name: str, most: int) -> str:
    """Return a text of a message, without signs that cannot be seen and spaces that say nothing.

    most: the characters it may have. Raises Refused.
    """
    value = message.get(name, "")
    if not isinstance(value, str):
        raise Refused(f"{name}: a text is expected.")
    value = " ".join("".join(c if c.isprintable() else " " for c in value).split())
    if len(value) > most:
        raise Refused(f"{name}: at most {most} characters, please.")
    return value
