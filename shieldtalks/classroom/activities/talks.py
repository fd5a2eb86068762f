"""The talks, live: every phone a delegate, every table a game, one clock for the rounds."""

import json
import secrets
from collections.abc import Collection
from dataclasses import dataclass, field
from functools import partial
from typing import ClassVar

import pandas as pd

from shieldtalks import roleplay
from shieldtalks.bargaining import TABLE
from shieldtalks.classroom.activities import talks_tables as tables
from shieldtalks.classroom.activities import talks_views as views
from shieldtalks.classroom.activities.base import TEACHER, UNKNOWN, Activity, Item, Refused
from shieldtalks.errors import DataError
from shieldtalks.parties import the

SEATING, TALKING, DEBRIEF = "seating", "talking", "debrief"
FULL = 8  # people at a table
GRACE = 60.0  # seconds that every move has, whatever is left of its round
ROUNDS, MINUTES = 3, 10  # as on paper: half an hour
PAGES = 3  # of the debrief: the cloud, the table, the paths of the offers


@dataclass
class Table:
    """One table. game: as `roleplay.new_game`. ends: when its round is over; moved: last move.

    Both are seconds since 1970, or None before the talks begin. lent: parties that the teacher
    handed to the course although somebody sits there.
    """

    game: dict
    ends: float | None = None
    moved: float = 0.0
    lent: set[str] = field(default_factory=set)

    @property
    def open(self) -> bool:
        """Whether this table still talks."""
        return roleplay.outcome(self.game).status == "open"

    @property
    def due(self) -> list[str]:
        """The parties that have to move: those that owe an answer, else the one to offer."""
        return roleplay.waiting(self.game) or [p for p in [roleplay.turn(self.game)] if p]

    @property
    def limit(self) -> float | None:
        """When the course moves for whoever is due: the end of the round, or a little later."""
        return None if self.ends is None else max(self.ends, self.moved + GRACE)


class Talks(Activity):
    """Tables of three parties; the game of each is one of `roleplay`.

    A party is a team of one to three phones, and the first of them that moves speaks for it. Empty
    seats are played by the course (`roleplay.scripted_offer`, `scripted_answer`), each by its own
    sheet. One clock a table runs for each round; when it is out, who owes an answer says no, and
    who owes an offer has it made by the course from its sheet; but nobody has less than GRACE
    seconds for a move.
    """

    kind: ClassVar[str] = "talks"

    def __init__(self, opening: dict, item: Item | None = None):
        """See Activity."""
        self.id: str = opening["id"]
        self.number: int | None = opening["number"]
        self.rounds: int = opening["rounds"]
        self.minutes: int = opening["minutes"]
        self.stage, self.page = SEATING, 0
        self.paused: float | None = None
        self.present: list[str] = []
        self.seats: dict[str, tuple[int, str]] = {}
        self.tables: dict[int, Table] = {}
        self.aside: dict[str, tuple[bool, tuple[int, str] | None]] = {}
        self._work: partial | None = None

    @classmethod
    def opening(cls, item: Item, options: dict) -> dict:
        """Keep the number that draws the sheets, rounds, and minutes a round.

        number: one is drawn by lot unless it is given; null for the sheets of lesson 08. minutes: 0
        for talks without a clock.
        """
        by_lot = {"number": secrets.randbelow(roleplay.HIGHEST + 1)}
        return tables.checked_options({"rounds": ROUNDS, "minutes": MINUTES} | by_lot | options)

    # What is taken

    def accept(self, who: str, message: dict, now: float) -> dict | None:
        """Take a delegate's sit, leave, offer or answer, or a step of the teacher.

        {"do": "offer", "number": offers so far, "package": {issue: option}}; {"do": "answer",
        "number": offers so far, "accepts": true or false}. The number says which state of the
        table was seen, so that a move never falls on another offer than the one it was meant for.
        """
        do = message.get("do")
        if who == TEACHER:
            return self._lead(do, message, now)
        if do == "sit":
            return self._sit(who)
        if do == "leave" and self.stage == SEATING:
            return {"do": "leave"} if who in self.present else None
        if do not in ("offer", "answer"):
            raise Refused(UNKNOWN)
        if who not in self.seats:
            raise Refused("Take a seat first.")
        if self.stage != TALKING:
            raise Refused("The talks are over.")
        if self.paused is not None:
            raise Refused("The talks are paused. Wait for your teacher.")
        return self._move(who, do, message)

    def _sit(self, who):
        if self.stage == SEATING:
            return None if who in self.present else {"do": "sit"}
        if self.stage == DEBRIEF:
            raise Refused("The talks are over.")
        if who in self.seats:
            table, party = self.seats[who]
            lent = party in self.tables[table].lent
        else:
            going = {n: table.open for n, table in self.tables.items()}
            (table, party), lent = tables.neediest(self.seats.values(), going, FULL), True
        return {"do": "sit", "table": table, "party": party} if lent else None

    def _move(self, who, do, message):
        number, party = self.seats[who]
        table = self.tables[number]
        made = message.get("number")
        if type(made) is not int:
            raise Refused("Say which offer this is about.")
        if party in table.lent:
            raise Refused("The course speaks for your party. Take your seat again first.")
        if made != len(table.game["offers"]):
            raise Refused("Somebody was faster: look at the table again.")
        event = {"do": do, "table": number, "party": party}
        if do == "offer":
            event["package"] = tables.checked_package(message.get("package"))
        else:
            event["accepts"] = message.get("accepts")
            if not isinstance(event["accepts"], bool):
                raise Refused("Answer yes or no.")
        try:
            after = self._after(event)
        except DataError as error:
            raise Refused(str(error)) from None
        if do == "offer":
            event["package"] = after["offers"][-1]["package"]
        return event

    def _after(self, event):
        """Return the game of a table after a move. Raises DataError where it cannot be made."""
        game, party = self.tables[event["table"]].game, event["party"]
        if event["do"] == "answer":
            return roleplay.answer(game, party, event["accepts"])
        if roleplay.turn(game) != party:
            raise DataError(f"It is not the turn of {the(party)} to offer.")
        return roleplay.offer(game, event["package"], tables.rules_of(self.number).issues)

    def _lead(self, do, message, now):
        if do in ("next", "back"):
            return self._step(do)
        if do in ("start", "set"):
            if self.stage != SEATING:
                raise Refused("The talks have begun.")
            return self._begun() if do == "start" else self._settled(message)
        if do == "debrief":
            return self._close()
        if self.stage != TALKING:
            raise Refused("There are no talks to lead now.")
        if do in ("pause", "resume"):
            return None if (self.paused is not None) == (do == "pause") else {"do": do}
        if do == "extend":
            minutes = tables.whole(message.get("minutes"), 1, tables.MOST_MINUTES, "Minutes")
            return {"do": do, "minutes": minutes}
        if do not in ("end", "lend"):
            raise Refused(UNKNOWN)
        number = message.get("table")
        if do == "end" and number is None:
            going = any(table.open for table in self.tables.values())
            return {"do": "end", "table": None} if going else None
        if type(number) is not int or number not in self.tables:
            raise Refused("There is no such table.")
        table = self.tables[number]
        if do == "end":
            return {"do": "end", "table": number} if table.open else None
        party, on = message.get("party"), message.get("on")
        if party not in TABLE or not isinstance(on, bool):
            raise Refused("Say which party, and whether the course speaks for it.")
        if (number, party) not in self.seats.values():
            raise Refused(f"Nobody sits there: the course speaks for {the(party)} already.")
        event = {"do": "lend", "table": number, "party": party, "on": on}
        return None if (party in table.lent) == on else event

    def _begun(self):
        if not self.present:
            raise Refused("Nobody has taken a seat yet.")
        return {"do": "start", "seats": tables.seat_class(self.present)}

    def _settled(self, message):
        """Take another number of the sheets, other rounds or minutes, before the start."""
        kept = {"number": self.number, "rounds": self.rounds, "minutes": self.minutes}
        new = tables.checked_options(kept | {k: message[k] for k in kept if k in message})
        return None if new == kept else {"do": "set", **new}

    def _step(self, do):
        """Take the clicker: it starts the talks, asks for the debrief and turns its pages."""
        if self.stage == SEATING:
            return self._begun() if do == "next" else None
        if self.stage == TALKING:
            if do == "back":
                raise Refused("The talks have begun. Pause or end them.")
            return self._close()
        page = self.page + (1 if do == "next" else -1)
        return {"do": "page", "page": page} if 0 <= page < PAGES else None

    def _close(self):
        if self.stage == SEATING:
            raise Refused("The talks have not begun.")
        going = [str(number) for number, table in self.tables.items() if table.open]
        if going:
            which = f"Table {going[0]} still talks" if len(going) == 1 else "Some tables still talk"
            raise Refused(f"{which}. End the talks first.")
        return None if self.stage == DEBRIEF else {"do": "debrief"}

    # What changes

    def apply(self, who: str, event: dict, now: float) -> None:
        """See Activity."""
        do, self._work = event["do"], None
        if do == "sit" and "table" not in event:
            self.present.append(who)
        elif do == "leave":
            self.present.remove(who)
        elif do == "set":
            self.number, self.rounds = event["number"], event["rounds"]
            self.minutes = event["minutes"]
        elif do == "start":
            self._start(event["seats"], now)
        elif do == "sit":
            self._take(who, event["table"], event["party"], now)
        elif do in ("offer", "answer"):
            self._play(event, now)
        elif do == "lend":
            lent = self.tables[event["table"]].lent
            (lent.add if event["on"] else lent.discard)(event["party"])
            self._man(event["table"])
        elif do == "pause":
            self.paused = now
        elif do in ("resume", "extend"):
            self._shift(do, event, now)
        elif do == "end":
            for number in [event["table"]] if event["table"] else self.tables:
                if self.tables[number].open:
                    self.tables[number].game = roleplay.break_off(self.tables[number].game)
        elif do == "debrief":
            self.stage, self.page, self.paused = DEBRIEF, 0, None
        else:
            self.page = event["page"]

    def concerned(self, who: str, event: dict) -> list[str] | None:
        """See Activity: a move is seen at its own table."""
        if "table" not in event:
            return None
        return [one for one, (table, _) in self.seats.items() if table == event["table"]]

    def away(self, present: Collection[str]) -> list[tuple[int, str]]:
        """Return the seats, (table, party), whose phones are not among those present."""
        return [seat for who, seat in self.seats.items() if who not in present]

    def leave_out(self, who: str, out: bool) -> None:
        """See Activity. A seat that is left goes to whoever comes next, or to the course."""
        if out:
            self.aside[who] = (who in self.present, self.seats.pop(who, None))
            self.present = [device for device in self.present if device != who]
            seat = self.aside[who][1]
        else:
            waited, seat = self.aside.pop(who, (False, None))
            self.present += [who] if waited else []
            self.seats |= {who: seat} if seat else {}
        if seat:
            self._man(seat[0])

    def _start(self, seats, now):
        self.stage = TALKING
        self.seats = {device: (table, party) for device, table, party in seats}
        for number in sorted({table for _, table, _ in seats}):
            self._begin(number, now)

    def _begin(self, number, now):
        game = roleplay.new_game(TABLE, self.rounds, f"Table {number}")
        self.tables[number] = Table(game, now + 60 * self.minutes if self.minutes else None, now)
        self._man(number)

    def _take(self, who, number, party, now):
        self.seats[who] = (number, party)
        if number not in self.tables:
            self._begin(number, now)
        self.tables[number].lent.discard(party)
        self._man(number)

    def _man(self, number):
        """Note in a game which parties the course plays: those without a phone, and those lent."""
        table = self.tables[number]
        held = {party for n, party in self.seats.values() if n == number} - table.lent
        table.game = {**table.game, "scripted": [p for p in TABLE if p not in held]}

    def _play(self, event, now):
        table = self.tables[event["table"]]
        before = roleplay.round_of(table.game)
        table.game, table.moved = self._after(event), now
        if table.open and roleplay.round_of(table.game) != before and table.ends is not None:
            table.ends = now + 60 * self.minutes

    def _shift(self, do, event, now):
        """Move the clocks of the tables on, after a pause or by some minutes."""
        pause = now - self.paused if do == "resume" and self.paused is not None else 0.0
        if do == "resume":
            self.paused = None
        for table in self.tables.values():
            table.moved += pause
            if table.ends is not None:
                table.ends += pause + 60 * event.get("minutes", 0)

    def tick(self, now: float) -> list[tuple[str, dict]]:
        """Return the next move of every table where the course has to make it, one a table."""
        if self.stage != TALKING or self.paused is not None:
            return []
        moves = [self._next_move(number, table, now) for number, table in self.tables.items()]
        return [("", move) for move in moves if move]

    def _next_move(self, number, table, now):
        if not table.open:
            return None
        late = table.limit is not None and now >= table.limit
        due = [party for party in table.due if late or party in table.game["scripted"]]
        if not due:
            return None
        party, rules = due[0], tables.rules_of(self.number)
        mine = party in table.game["scripted"]
        event = {"table": number, "party": party, "late": not mine}
        if roleplay.waiting(table.game):
            yes = mine and roleplay.scripted_answer(table.game, rules, party)
            return {"do": "answer", **event, "accepts": yes}
        package = roleplay.scripted_offer(table.game, rules, party)
        return {"do": "offer", **event, "package": package}

    # What is seen

    phone, projector, teacher = views.phone, views.projector, views.teacher

    def work(self) -> partial | None:
        """Return what weighs the deals, in the debrief."""
        if self.stage != DEBRIEF:
            return None
        if self._work is None:
            # Late: it is heavy, and only wanted now.
            from shieldtalks.classroom.class_talks import weighed

            self._work = partial(weighed, self.number, json.dumps(self.games()))
        return self._work

    def chart(self, page: int) -> partial | None:
        """Return what draws a page of the debrief: 0 the cloud, 2 the paths of the offers."""
        if self.stage != DEBRIEF:
            return None
        # Late: the charts are heavy, and only wanted after the talks.
        from shieldtalks.classroom.class_talks import deals_chart, paths_chart

        draw = {0: deals_chart, 2: paths_chart}.get(page)
        return draw and partial(draw, self.number, json.dumps(self.games()))

    def games(self) -> dict[str, dict]:
        """Return {"Table 1": game, ...}, as the functions of `roleplay` take them."""
        return {f"Table {number}": table.game for number, table in self.tables.items()}

    def sheets(self) -> pd.DataFrame:
        """Return the score sheets of this class."""
        return tables.sheets_of(self.number)
