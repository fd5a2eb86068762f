"""Who is connected: messages come in, are checked, stored and acknowledged; views go out.

Everything runs on one thread. What is accepted within a moment is written in one commit, and only
then acknowledged and seen. A view is whole, so that one which was missed never matters.
"""

import asyncio
import json
import logging
import re
import sqlite3
import time
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field

from shieldtalks.classroom.activities import Item, Refused
from shieldtalks.classroom.apart import compute, known
from shieldtalks.classroom.room import Room
from shieldtalks.classroom.store import Row, Store

LOG = logging.getLogger("shieldtalks.classroom")
COMMIT_AFTER, SEE_AFTER, TICK = 0.01, 0.1, 0.5  # seconds
# To show phones their views takes a fifth of the time at most, and so much at once.
REST, AT_ONCE = 4, 0.03
NAME = re.compile(r"[!-~]{1,40}")  # of a message: what can be stored and told back
BURST, A_SECOND, PATIENCE = 30, 5, 300
MANY, LISTED = 3, 100  # phones from one address: more than usual, and as many as are listed
NOT_READ = "The message could not be read."
NOT_KEPT = "Not kept: the teacher's computer could not write it. Please send it again."


@dataclass(eq=False)
class Client:
    """One open page. role: "phone", "projector" or "teacher". who: its device, or "teacher"."""

    role: str
    who: str
    address: str
    send: Callable[[str], None]
    close: Callable[[], None]
    busy: Callable[[], bool] = lambda: False
    seen: str = ""
    n: int = 0
    allowance: float = BURST
    asked: float = field(default_factory=time.monotonic)
    refused: int = 0


class Hub:
    """The class that is going on: its room, its file, the pages that are open."""

    def __init__(
        self,
        store: Store,
        plan: Sequence[Item],
        facts: dict | None = None,
        ready: Callable[[str], bool] = lambda item: True,
    ):
        """store: with what happened so far. facts: what the teacher's pages are told besides.

        ready: whether an item of the plan can be opened without making the class wait.
        """
        self.store, self.plan, self.facts, self.ready = store, plan, facts or {}, ready
        self.clients: set[Client] = set()
        # Pages that say they are the teacher's and have shown no key yet.
        self.strangers: set[Client] = set()
        self._waiting: list[tuple[Client | None, Row]] = []
        self._joined_from: dict[str, set[str]] = {}
        self._due = self._dirty = False
        # Whether something is new since views were made, and for phones, too; how long that took.
        self._more = self._all = False
        self._took = self._rested = 0.0
        # Devices that sent something, and those that it concerns: all their pages are shown it.
        self._senders: set[str] = set()
        self._notice = ""
        self._computing: set[asyncio.Task] = set()
        # How often a page of the teacher was asked for with a wrong key.
        self.knocks = 0
        self.room = Room(plan, ready)
        self.room.replay(store.rows())

    # In

    def enter(self, client: Client) -> None:
        """Take a page in and show it what there is."""
        self.clients.add(client)
        if client.role == "phone" and client.who in self.room.devices:
            self._joined_from.setdefault(client.address, set()).add(client.who)
        self._show(client, {})
        self.changed(phones=False)

    def first(self, who: str) -> dict:
        """Return what the page of a device shows before its line is open."""
        # What is not on the disk yet is not shown.
        self.flush()
        return self.room.first(who, time.time()) | {"now": round(time.time(), 3)}

    def leave(self, client: Client) -> None:
        """Forget a page."""
        if client in self.clients:
            self.clients.discard(client)
            self.changed(phones=False)

    def receive(self, client: Client, text: str | bytes) -> None:
        """Take one message of a page; whatever it is, there is one answer to it, or none is due."""
        name = None
        try:
            self._meter(client)
            message = read(text)
            name = message.get("id")
            if not isinstance(name, str) or not NAME.fullmatch(name):
                name = None
                raise Refused("A message needs an id, so that it can be acknowledged.")
            self._take(client, name, message)
        except Refused as refused:
            self._refuse(client, name, str(refused))
        except Exception:
            LOG.exception("A message could not be taken")
            self._refuse(client, name, NOT_READ)

    def _meter(self, client):
        """Let each page send so much and no more; one that goes on is closed."""
        now = time.monotonic()
        client.allowance = min(BURST, client.allowance + A_SECOND * (now - client.asked)) - 1
        client.asked = now
        if client.allowance < 0:
            raise Refused("Too many messages. Wait a moment.")

    def _refuse(self, client, name, line):
        client.refused += 1
        if client.refused > PATIENCE:
            client.close()
            return
        client.send(json.dumps({"refused": line, "id": name}))

    def _take(self, client, name, message):
        who = client.who
        if self.room.known(who, name):
            if all((row.who, row.message) != (who, name) for _, row in self._waiting):
                client.send(json.dumps({"ack": name}))
            return
        now = time.time()
        event = self.room.accept(who, message, now)
        if event is None:
            client.send(json.dumps({"ack": name}))
            return
        if "join" in event:
            self._joined_from.setdefault(client.address, set()).add(who)
        self._put(client, Row(now, who, name, event))

    def _put(self, client, row):
        try:
            self.room.apply(row)
        except Exception:
            # It may have been applied by half, so the class is made anew of what was taken.
            self.flush()
            self._again()
            raise
        self._waiting.append((client, row))
        if not self._due:
            self._due = True
            asyncio.get_running_loop().call_later(COMMIT_AFTER, self.flush)

    def flush(self) -> None:
        """Write what waits in one commit, then acknowledge it."""
        self._due = False
        waiting, self._waiting = self._waiting, []
        if not waiting:
            return
        try:
            self.store.commit(row for _, row in waiting)
        # ValueError: what no file can hold.
        except (sqlite3.Error, ValueError) as error:
            LOG.error("%s: not written (%s)", self.store.path.name, error)
            self._notice = f"Answers cannot be written ({error}). Free some space on the disk."
            self._again()
            for client, row in waiting:
                if client in self.clients:
                    self._refuse(client, row.message, NOT_KEPT)
            return
        self._notice = ""
        for client, row in waiting:
            if client in self.clients:
                # Its own view comes first: who is acknowledged has seen what came of it.
                self._show(client, {})
                client.send(json.dumps({"ack": row.message}))
        seen = [self.room.concerned(row) for _, row in waiting]
        self._senders |= {row.who for _, row in waiting}.union(*(who for who in seen if who))
        self.changed(None in seen)

    def _again(self):
        self.room = Room(self.plan, self.ready)
        self.room.replay(self.store.rows())
        self.changed()

    async def tick(self) -> None:
        """Bring what time brings, for as long as the class is open."""
        while True:
            await asyncio.sleep(TICK)
            try:
                now = time.time()
                for who, event in self.room.tick(now):
                    self._put(None, Row(now, who, None, event))
            except Exception:
                LOG.exception("The clock of the class failed")

    # Out

    def changed(self, phones: bool = True) -> None:
        """Show everybody, a moment later, what has changed for them. phones: or only the leads."""
        self._more, self._all = True, self._all or phones
        if not self._dirty:
            self._dirty = True
            asyncio.get_running_loop().call_later(SEE_AFTER, self.show)

    def show(self) -> None:
        """Send each page its view, where it is another one than before."""
        if self._waiting:
            # What is not on the disk yet is not shown.
            self.flush()
        phones = self._all and time.perf_counter() >= self._rested
        if phones:
            self._all, self._took = False, 0.0
        self._more = False
        # The teacher's pages come last in the list, and are served first.
        senders, self._senders = self._senders, set()
        pages = [c for c in self.clients if c.role == "phone" and (phones or c.who in senders)]
        pages += [c for c in self.clients if c.role != "phone"]
        self._serve(pages, phones)

    def _serve(self, pages, phones):
        """Show views for a moment, then let messages come in, then go on."""
        began, shared = time.perf_counter(), {}
        while pages and time.perf_counter() - began < AT_ONCE:
            client = pages.pop()
            if client not in self.clients:
                continue
            if client.busy():
                # It has more to read than it takes; it gets the newest view later.
                self._more = self._all = True
            else:
                self._show(client, shared)
        self._took += time.perf_counter() - began
        self._see_to(self.room.work())
        if pages:
            asyncio.get_running_loop().call_later(0, self._serve, pages, phones)
            return
        self._dirty = False
        if phones:
            self._rested = time.perf_counter() + REST * self._took
        if self._more or self._all:
            self.changed(phones=False)

    def _see_to(self, work):
        """Let a thread do what the views want, and show them again when it is done."""
        if work is None or known(work) is not None or self._computing:
            return

        async def do():
            await asyncio.to_thread(compute, work)
            self._computing.clear()
            self.changed()

        self._computing.add(asyncio.create_task(do()))

    def _show(self, client, shared):
        key = client.who if client.role == "phone" else client.role
        if key not in shared:
            shared[key] = json.dumps(self._view(client))
        if shared[key] != client.seen:
            client.seen = shared[key]
            client.n += 1
            now = round(time.time(), 3)
            client.send(f'{{"view": {client.seen}, "n": {client.n}, "now": {now}}}')

    def _view(self, client):
        now = time.time()
        if client.role == "phone":
            return self.room.phone(client.who, now)
        present = {c.who for c in self.clients if c.role == "phone"} & self.room.devices.keys()
        here = len(present - self.room.out)
        if client.role == "projector":
            return self.room.projector(now) | self.facts | {"here": here}
        told = {
            "here": here,
            "crowds": self.crowds(present),
            "notice": self._notice,
            "knocks": self.knocks,
            "away": self.room.away(present),
        }
        return self.room.teacher(now) | self.facts | told

    def crowds(self, present: Collection[str]) -> list[dict]:
        """Return addresses from which many devices came: [{"address", "phones", "listed"}].

        listed: [{"number", "name", "answers", "here", "out"}], a row a phone, LISTED at most.
        present: those that are here now. Addresses are known only while the class is open, and
        never kept.
        """
        crowds = {a: who for a, who in self._joined_from.items() if len(who) > MANY}
        if not crowds:
            return []
        phones = {
            who: {
                "number": n,
                "name": nick,
                "answers": self.room.answers(who),
                "here": who in present,
                "out": who in self.room.out,
            }
            for n, (who, nick) in enumerate(self.room.devices.items(), 1)
        }
        return [
            {
                "address": address,
                "phones": len(who),
                "listed": [row for one, row in phones.items() if one in who][:LISTED],
            }
            for address, who in sorted(crowds.items())
        ]


def read(text: str | bytes) -> dict:
    """Return the message that a frame holds. Raises Refused."""
    try:
        # NaN and Infinity are no numbers of JSON, and none that `int` takes.
        message = json.loads(text, parse_constant=int)
    except (ValueError, RecursionError):
        raise Refused(NOT_READ) from None
    if not isinstance(message, dict):
        raise Refused(NOT_READ)
    return message
