"""The state of a class: who is there, what is open, what each of them sees.

State is what its events give, in order; `accept` turns a message into an event without changing
anything, `apply` changes the state by it. A restart applies the stored events again.
"""

import secrets
from collections.abc import Callable, Collection, Iterable, Sequence
from functools import partial

from shieldtalks.classroom.activities import CLOCK, KINDS, TEACHER, Activity, Item
from shieldtalks.classroom.activities.base import Refused, is_whole, text_of
from shieldtalks.classroom.store import Row

NICK = 24
MOST_DEVICES = 1000
MOVED = "This was moved on elsewhere a moment ago. Look again."


class Room:
    """One class in one lesson."""

    def __init__(self, plan: Sequence[Item], ready: Callable[[str], bool] = lambda item: True):
        """plan: what this class can do, in order. ready: whether an item of it can be opened."""
        self.plan, self.ready = list(plan), ready
        self.items = {item.id: item for item in plan}
        self.devices: dict[str, str] = {}
        # Those whose answers do not count, because the teacher says so.
        self.out: set[str] = set()
        self.activities: dict[str, Activity] = {}
        self.current: str | None = None
        self.over = False
        self.door = True
        self.names = False
        # How often the class was led on: a teacher's page says which state it saw.
        self.moves = 0
        self._messages: set[tuple[str, str]] = set()

    @property
    def activity(self) -> Activity | None:
        """The activity that is open now, if one is."""
        return None if self.over or self.current is None else self.activities[self.current]

    # What comes in

    def replay(self, rows: Iterable[Row]) -> None:
        """Apply the stored events of a class."""
        for row in rows:
            self.apply(row)

    def known(self, who: str, message: str | None) -> bool:
        """Say whether this message of this sender was taken before."""
        return (who, message) in self._messages

    def accept(self, who: str, message: dict, now: float) -> dict | None:
        """Return the event that a message means, or None when it changes nothing.

        who: the id of a device, or "teacher". Raises Refused; changes nothing.
        """
        do = message.get("do")
        if who == TEACHER:
            return self._lead(do, message, now)
        if do == "join":
            return self._join(who, message)
        if who not in self.devices:
            raise Refused("Join the class first.")
        if who in self.out:
            raise Refused("Your teacher has taken this phone out of the class.")
        if self.activity is None:
            raise Refused("Nothing is open now. Look at the screen.")
        if message.get("to") != self.current:
            raise Refused("This is closed; something else is open now.")
        event = self.activity.accept(who, message, now)
        return None if event is None else {"to": self.current, "event": event}

    def _join(self, who, message):
        nick = text_of(message, "nick", NICK) if self.names else ""
        if who in self.devices:
            return None if nick == self.devices[who] or not nick else {"join": nick}
        if not self.door:
            raise Refused("The class takes no more phones. Ask the teacher.")
        if len(self.devices) >= MOST_DEVICES:
            raise Refused(f"The class is full: {MOST_DEVICES} phones have joined.")
        return {"join": nick}

    def _lead(self, do, message, now):
        if "seen" in message and message["seen"] != self.moves:
            raise Refused(MOVED)
        if do in ("door", "names"):
            on = message.get("on")
            if not isinstance(on, bool):
                raise Refused(f"{do}: on is true or false.")
            return None if getattr(self, do) == on else {do: on}
        if do == "out":
            return self._leave_out(message.get("phone"), message.get("on"))
        if do == "over":
            return None if self.over else {"over": True}
        if do == "wait":
            return {"show": None}
        if do == "open":
            return self._open(message.get("item"), message.get("options") or {})
        if self.activity is None:
            return self._walk(do)
        event = self.activity.accept(TEACHER, message, now)
        if event is not None:
            return {"to": self.current, "event": event}
        return self._walk(do) if do in ("next", "back") else None

    def _leave_out(self, number, on):
        """Take a phone out of the class, or in again. number: as it joined, the first is 1."""
        if not is_whole(number, 1, len(self.devices)) or not isinstance(on, bool):
            raise Refused("There is no such phone.")
        who = list(self.devices)[number - 1]
        return None if (who in self.out) == on else {"out": who, "on": on}

    def _open(self, name, options):
        if not isinstance(name, str) or name not in self.items:
            raise Refused("This is not in the plan of the class.")
        if name in self.activities:
            return {"show": name}
        if not isinstance(options, dict):
            raise Refused("options: names and values are expected.")
        if not self.ready(name):
            raise Refused("This is being computed. Press again in a moment.")
        item = self.items[name]
        more = KINDS[item.kind].opening(item, options)
        return {"open": item.kind, "id": name, "seed": secrets.randbits(32), **more}

    def _walk(self, do):
        """Go to what comes next in the plan, or to what came before."""
        if do not in ("next", "back"):
            raise Refused("The class knows no such step.")
        names = list(self.items)
        if self.over:
            return None if do == "next" else {"show": self.current}
        at = names.index(self.current) if self.current in self.items else -1
        at += 1 if do == "next" else -1
        if at >= len(names):
            return {"over": True}
        if at < 0:
            return None if self.current is None else {"show": None}
        return self._open(names[at], {})

    def apply(self, row: Row) -> None:
        """Change the state by one event of the log."""
        event, who = row.event, row.who
        if row.message is not None:
            self._messages.add((who, row.message))
        if "to" in event:
            self.activities[event["to"]].apply(who, event["event"], row.at)
            self.moves += who == TEACHER
        elif "join" in event:
            self.devices[who] = event["join"]
        elif "open" in event:
            name = event["id"]
            self.activities[name] = KINDS[event["open"]](event, self.items.get(name))
            for out in self.out:
                self.activities[name].leave_out(out, True)
            self._go(name)
        elif "show" in event:
            self._go(event["show"])
        elif "out" in event:
            (self.out.add if event["on"] else self.out.discard)(event["out"])
            for activity in self.activities.values():
                activity.leave_out(event["out"], event["on"])
        elif "over" in event:
            self.over = True
            self.moves += 1
        else:
            self.door = event.get("door", self.door)
            self.names = event.get("names", self.names)

    def _go(self, name):
        self.current, self.over = name, False
        self.moves += 1

    def concerned(self, row: Row) -> Collection[str] | None:
        """Return the devices that see an event beside the one it came from; None: everybody."""
        if row.who == TEACHER:
            return None
        if "join" in row.event:
            return ()
        return self.activities[row.event["to"]].concerned(row.who, row.event["event"])

    def tick(self, now: float) -> list[tuple[str, dict]]:
        """Return the events that time alone brings, in every activity that has begun."""
        return [
            (who or CLOCK, {"to": name, "event": event})
            for name, activity in self.activities.items()
            for who, event in activity.tick(now)
        ]

    def work(self) -> partial | None:
        """Return what the views of this moment want computed apart; see Activity."""
        return None if self.activity is None else self.activity.work()

    # What is seen

    def phone(self, who: str, now: float) -> dict:
        """Return what a device sees."""
        if who not in self.devices:
            return {"screen": "join", "names": self.names, "door": self.door}
        return {"screen": "out"} if who in self.out else self._open_to(who, now)

    def first(self, who: str, now: float) -> dict:
        """Return what the page of a device shows at once.

        Where nothing is asked of those who come, a device sees what is open while it still joins,
        with "joining": true.
        """
        if who in self.devices or self.names or not self.door:
            return self.phone(who, now)
        return self._open_to(who, now) | {"joining": True}

    def _open_to(self, who, now):
        if self.over:
            return {"screen": "over"}
        if self.activity is None:
            return {"screen": "wait"}
        return self.activity.phone(who, now) | {"to": self.current}

    def projector(self, now: float) -> dict:
        """Return what the big screen shows."""
        view: dict = {"screen": "over"} if self.over else {"screen": "wait"}
        if self.activity is not None:
            view = self.activity.projector(now)
        names = list(self.items)
        at = names.index(self.current) + 1 if self.current in self.items else 0
        place = {"at": at, "of": len(names)}
        joined = len(self.devices) - len(self.out)
        return view | {"moves": self.moves, "joined": joined, "place": place}

    def answers(self, who: str) -> int:
        """Return how many questions a device has answered."""
        return sum(one.answered(who) for one in self.activities.values())

    def away(self, present: Collection[str]) -> list[tuple[int, str]]:
        """Return the seats at the talks, (table, party), of phones that are not present."""
        activity = self.activities.get(self.current or "")
        return [] if activity is None else activity.away(present)

    def teacher(self, now: float) -> dict:
        """Return what the teacher sees: the plan, what is open, and all that is answered."""
        view = self.projector(now)
        if self.activity is not None:
            view |= self.activity.teacher(now)
        plan = [
            {"kind": i.kind, "id": i.id, "title": i.title, "begun": i.id in self.activities}
            for i in self.plan
        ]
        return view | {
            "plan": plan,
            "current": self.current,
            "over": self.over,
            "door": self.door,
            "names": self.names,
        }
