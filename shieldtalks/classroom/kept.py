"""What a class left, in the notebook: tables and charts of what was answered on its phones."""

from collections.abc import Iterable, Iterator
from datetime import date
from typing import TypeVar

import pandas as pd

from shieldtalks.classroom.activities import Item
from shieldtalks.classroom.activities.coders import Coders
from shieldtalks.classroom.activities.talks import Talks
from shieldtalks.classroom.activities.vote import NUMBERS, Vote, as_guess, tally
from shieldtalks.classroom.class_coding import ClassCoding, class_coding
from shieldtalks.classroom.class_talks import ClassTalks, class_talks
from shieldtalks.classroom.room import Room
from shieldtalks.classroom.store import Row, kept_classes, read_class, read_if_whole
from shieldtalks.errors import DataError
from shieldtalks.figures.figure import Figure
from shieldtalks.figures.votes import class_votes
from shieldtalks.predict import load_prompts

Kind = TypeVar("Kind", Coders, Talks)


def classes() -> pd.DataFrame:
    """Return the classes that are kept on this computer, a row each, the newest last.

    Index: name. Columns lesson, day, phones (how many joined), asked (ids of what was opened).
    """
    rows = {}
    for name in kept_classes():
        about, events = read_if_whole(name)
        room = _room(events)
        day = date.fromtimestamp(events[0].at).isoformat() if events else ""
        asked = ", ".join(room.activities)
        rows[name] = (about.get("lesson", ""), day, len(room.devices), asked)
    columns = ["lesson", "day", "phones", "asked"]
    return pd.DataFrame.from_dict(rows, orient="index", columns=columns)


def results(prompt_id: str, name: str = "") -> pd.DataFrame:
    """Return what a class guessed: a row a phone, in the order in which they joined.

    prompt_id: such as '04.silence'. name: of the class; default: the last one that was asked this.
    Index: "Phone 1", ... and no more, since who held it is not kept. Columns guess (a number; an
    option; 'row / column'; 'first, then second, ...'), right (bool), and name, where the teacher
    asked for names. Raises DataError.
    """
    room, vote, _ = _find(prompt_id, name)
    guesses = vote.guesses
    rows = [
        (f"Phone {n}", _in_words(vote, guesses[device]), vote.is_right(guesses[device]), nick)
        for n, (device, nick) in enumerate(room.devices.items(), 1)
        if device in guesses
    ]
    table = pd.DataFrame(rows, columns=["phone", "guess", "right", "name"]).set_index("phone")
    return table if table["name"].ne("").any() else table.drop(columns="name")


def counts(prompt_id: str, name: str = "") -> pd.DataFrame:
    """Return how often a class guessed what: the plain table behind `chart`.

    Columns guess, n, answer (bool: whether this is, or holds, the answer); of numbers also low and
    high, the ends of each bar. For an order, a row an option, with how often it stood first. See
    `results` for the rest.
    """
    _, vote, _ = _find(prompt_id, name)
    return _counted(vote)


def chart(prompt_id: str, name: str = "") -> Figure:
    """Draw what a class guessed beside the answer, with the same in words. See `results`."""
    _, vote, day = _find(prompt_id, name)
    guesses = list(vote.guesses.values())
    middle = tally(vote.asked, guesses).get("median")
    words = None if middle is None else _number(vote, middle)
    place = vote.answer if vote.asked["kind"] in NUMBERS else None
    title = vote.asked["question"]
    return class_votes(_counted(vote), title, vote.told(), place, words, vote.right(), day)


def coding(name: str = "") -> ClassCoding:
    """Return what a class coded, as lesson 03 loads it. name: default: the last that coded."""
    activity = _last(Coders, name, "coded sentences together")
    return class_coding(activity.answers)


def talks(name: str = "") -> ClassTalks:
    """Return the talks of a class, as lesson 11 loads them. name: default: the last that talked."""
    return class_talks(_last(Talks, name, "held talks"))


def _room(events: Iterable[Row]) -> Room:
    """Return a class as its events make it; its plan is every question of the course."""
    plan = [Item("vote", i, prompt.title, prompt) for i, prompt in load_prompts().items()]
    room = Room(plan)
    room.replay(events)
    return room


def _rooms(name: str) -> Iterator[tuple[Room, str]]:
    """Yield the class of a name, or all, the newest first, each with its day."""
    for kept in [name] if name else reversed(kept_classes()):
        _, events = read_class(name) if name else read_if_whole(kept)
        if events:
            yield _room(events), date.fromtimestamp(events[0].at).isoformat()


def _find(prompt_id: str, name: str) -> tuple[Room, Vote, str]:
    for room, day in _rooms(name):
        vote = room.activities.get(prompt_id)
        if isinstance(vote, Vote):
            return room, vote, day
    raise DataError(_never(name, f"was asked {prompt_id}"))


def _last(kind: type[Kind], name: str, done: str) -> Kind:
    for room, _ in _rooms(name):
        found = [activity for activity in room.activities.values() if isinstance(activity, kind)]
        if found:
            return found[-1]
    raise DataError(_never(name, f"has {done}"))


def _never(name, done):
    who = f"The class {name} never" if name else "No class that is kept here"
    return f"{who} {done}. classroom.classes() lists what each did."


def _in_words(vote, guess):
    if vote.asked["kind"] in NUMBERS or vote.asked["kind"] == "choice":
        return guess
    return (" / " if vote.asked["kind"] == "cell" else ", then ").join(as_guess(guess))


def _number(vote, value):
    return f"{value:,.{vote.asked['decimals']}f} {vote.asked['unit']}".strip()


def _counted(vote: Vote) -> pd.DataFrame:
    asked, answer = vote.asked, vote.answer
    told = tally(asked, vote.guesses.values())
    if asked["kind"] in NUMBERS:
        edges = told["edges"]
        ends = list(zip(edges, edges[1:], strict=False))
        rows = [
            (_bar_words(vote, low, high), n, low <= answer < high or high == answer == edges[-1])
            for (low, high), n in zip(ends, told["counts"], strict=True)
        ]
        table = pd.DataFrame(rows, columns=["guess", "n", "answer"])
        return table.assign(low=edges[:-1], high=edges[1:])
    if asked["kind"] == "choice":
        cells = zip(asked["options"], told["counts"], strict=True)
        rows = [(option, n, option == answer) for option, n in cells]
    elif asked["kind"] == "cell":
        rows = [
            (f"{row} / {column}", told["counts"][r][c], [row, column] == answer)
            for r, row in enumerate(asked["rows"])
            for c, column in enumerate(asked["columns"])
            if told["counts"][r][c] or [row, column] == answer
        ]
        rows.sort(key=lambda row: -row[1])
    else:
        cells = zip(asked["options"], told["places"], strict=True)
        rows = [(f"{option} first", n[0], option == answer[0]) for option, n in cells]
    return pd.DataFrame(rows, columns=["guess", "n", "answer"])


def _bar_words(vote, low, high):
    if high - low == 1 and low % 1 == 0.5:
        return _number(vote, low + 0.5)
    return f"{low:g} to {high:g} {vote.asked['unit']}".strip()
