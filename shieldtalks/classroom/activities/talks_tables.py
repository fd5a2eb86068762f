"""The tables of live talks: who sits where, and what each table bargains by."""

import functools
from collections.abc import Sequence

import pandas as pd

from shieldtalks.bargaining import TABLE, load_issues, load_sheets
from shieldtalks.roleplay import FEWEST, MOST, Script, divide, draw_sheets, script


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
