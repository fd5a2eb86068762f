"""What a class can do together, by kind."""

from shieldtalks.classroom.activities.base import CLOCK, TEACHER, Activity, Item, Refused
from shieldtalks.classroom.activities.coders import Coders
from shieldtalks.classroom.activities.talks import Talks
from shieldtalks.classroom.activities.vote import Vote

KINDS: dict[str, type[Activity]] = {kind.kind: kind for kind in (Vote, Coders, Talks)}

__all__ = ["CLOCK", "KINDS", "TEACHER", "Activity", "Item", "Refused"]
