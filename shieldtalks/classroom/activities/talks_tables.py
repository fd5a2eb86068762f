"""The tables of live talks: who sits where, and what each table bargains by."""

import functools
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import pandas as pd

from shieldtalks.bargaining import TABLE, load_issues, load_sheets
from shieldtalks.classroom.activities.base import Refused, is_whole
from shieldtalks.errors import DataError
from shieldtalks.roleplay import FEWEST, HIGHEST, MOST, Script, divide, draw_sheets, script

MOST_MINUTES, MOST_ROUNDS = 60, 10


def seat_class(devices: Sequence[str]) -> list[list]:
    """Seat a class: [[device, table, party], ...] in the order given.

    Four to thirty are seated by `roleplay.divide`. Fewer share one table with the course; more are
    parted into groups of at most thirty, as even as can be, each divided for itself.

    >>> seat_class(["a", "b", "c"])
    [['a', 1, 'RUS'], ['b', 1, 'USA'], ['c', 1, 'NATO']]
    """
    devices = list(devices)
    if len(devices) < FEWEST:
        return [[who, 1, TABLE[n]] for n, who in enumerate(devices)]
    groups, seats, tables = -(-len(devices) // MOST), [], 0
    for n in range(groups):
        plan = divide(devices[n::groups])
        seats += [[who, int(t) + tables, p] for who, t, p in plan.itertuples()]
        tables += int(plan["table"].max())
    order = {who: n for n, who in enumerate(devices)}
    return sorted(seats, key=lambda seat: order[seat[0]])


def neediest(
    seats: Iterable[tuple[int, str]], going: Mapping[int, bool], full: int
) -> tuple[int, str]:
    """Return the seat that is given next: (table, party).

    seats: those that are taken. going: {table: whether it still talks}. full: people at a table.
    A table that still talks comes before one that has ended; there the one with most parties played
    by the course, then with fewest people; there a party without anybody, then the smallest team.
    Where every table is full a new one begins.
    """
    teams = Counter(seats)
    people = {n: sum(teams[n, party] for party in TABLE) for n in going}
    free = [n for n in going if people[n] < full and going[n]]
    free = free or [n for n in going if people[n] < full]
    if not free:
        return len(going) + 1, TABLE[0]
    empty = {n: sum(not teams[n, p] for p in TABLE) for n in free}
    table = min(free, key=lambda n: (-empty[n], people[n], n))
    return table, min(TABLE, key=lambda party: teams[table, party])


@functools.cache
def issues_of() -> pd.DataFrame:
    """Return the issues of the talks."""
    return load_issues()


@functools.cache
def sheets_of(number: int | None) -> pd.DataFrame:
    """Return the score sheets that a number draws; those of lesson 08 for None."""
    sheets = load_sheets(issues_of())
    return sheets if number is None else draw_sheets(issues_of(), sheets, number)


@functools.cache
def rules_of(number: int | None) -> Script:
    """Return what the course plays by when it fills a seat."""
    return script(issues_of(), sheets_of(number))


def checked_package(package: Any) -> dict[str, str]:
    """Return the package of a message. Raises Refused for what is none; options come later."""
    if not isinstance(package, dict) or len(package) > 20:
        raise Refused("An offer names one option for each issue.")
    if not all(type(issue) is str and type(option) is str for issue, option in package.items()):
        raise Refused("An offer names one option for each issue.")
    return package


def checked_options(options: dict) -> dict:
    """Return number, rounds and minutes as an event keeps them. Raises Refused."""
    number = options["number"]
    if number is not None:
        whole(number, 0, HIGHEST, "The number of the sheets")
    rounds = whole(options["rounds"], 1, MOST_ROUNDS, "The number of rounds")
    minutes = whole(options["minutes"], 0, MOST_MINUTES, "Minutes a round")
    try:
        rules_of(number)
    except DataError as error:
        raise Refused(str(error)) from None
    return {"number": number, "rounds": rounds, "minutes": minutes}


def whole(value: Any, least: int, most: int, what: str) -> int:
    """Return a whole number of a message. Raises Refused for anything else."""
    if not is_whole(value, least, most):
        raise Refused(f"{what}: a whole number from {least} to {most} is expected.")
    return value
