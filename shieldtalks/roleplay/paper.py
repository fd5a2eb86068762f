"""Talks on paper: confidential sheets drawn for one class, and outcome forms in letters."""

import re
from collections.abc import Mapping

import numpy as np
import pandas as pd

from shieldtalks.bargaining import all_packages, no_deal, utilities, walk_away
from shieldtalks.errors import DataError
from shieldtalks.forks import load_ranges
from shieldtalks.roleplay.game import Package, whole_package

LETTERS = "abcdefgh"
SPREAD = 0.3  # where ranges.csv has no row
HIGHEST = 9999
TRIES = 500
EITHER = "The evidence allows either order; for your class it was drawn this way."
NOTHING = {"", "none", "no", "no deal", "nodeal", "-", "–"}


# Sheets for one class


def draw_sheets(
    issues: pd.DataFrame,
    sheets: pd.DataFrame,
    number: int,
    ranges: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """Return score sheets drawn for one class, within what the evidence allows.

    number: 0 to 9999, chosen by the teacher; the same number gives the same sheets. ranges: how
    far each weight and value may go, as `forks.load_ranges` (the default). What it does not list
    stays within 30 %, and where it is worst (0) or best (100) it stays so; options change places
    only where their ranges overlap. All points are whole numbers, a party's weights sum to 100,
    its best option of an issue earns the whole weight, and some package gives all three more than
    no deal. Returns a DataFrame like `sheets`. Raises DataError for another number.

    >>> drawn = draw_sheets(issues, sheets, number=17)
    >>> place = ("RUS", "sites", "given_up")
    >>> float(sheets.at[place, "points"]), float(drawn.at[place, "points"])
    (24.0, 33.0)
    """
    if isinstance(number, bool) or not isinstance(number, int) or not 0 <= number <= HIGHEST:
        raise DataError(f"{number!r} cannot be drawn from. Choose a whole number, 0 to {HIGHEST}.")
    packages = all_packages(issues)
    bounds = _bounds(sheets, load_ranges() if ranges is None else ranges)
    for attempt in range(TRIES):
        drawn = _one_draw(sheets, bounds, np.random.default_rng([number, attempt]))
        if drawn is None:
            continue
        gains = utilities(packages, drawn) - walk_away(issues, drawn)
        if gains.round(9).gt(0).all(axis=1).any():
            return drawn
    raise DataError(
        f"number {number}: no sheets with a deal in them were found. Try another number."
    )


def _bounds(sheets, ranges):
    """Return low and high of each weight and value: {(party, issue): (weight, low, high)}."""
    told = ranges.set_index(["kind", "party", "issue", "option"])[["low", "high"]]
    told = {place: tuple(row) for place, row in zip(told.index, told.to_numpy(), strict=True)}
    found = {}
    for (party, issue), rows in sheets.groupby(level=["party", "issue"], sort=False):
        weight = rows["weight"].iloc[0]
        near = (weight * (1 - SPREAD), weight * (1 + SPREAD))
        values = [
            told.get(("value", party, issue, option))
            or ((v, v) if v in (0, 100) else (v * (1 - SPREAD), min(v * (1 + SPREAD), 100)))
            for (_, _, option), v in rows["value"].items()
        ]
        low, high = map(np.array, zip(*values, strict=True))
        found[party, issue] = (told.get(("weight", party, issue, ""), near), low, high)
    return found


def _one_draw(sheets, bounds, random):
    """Return sheets drawn once, or None where rounding put a weight or an order out of range."""
    drawn = sheets.copy()
    for party in sheets.index.get_level_values("party").unique():
        mine = {issue: limits for (p, issue), limits in bounds.items() if p == party}
        weights = {issue: random.uniform(*weight) for issue, (weight, _, _) in mine.items()}
        new = _whole_numbers(pd.Series(weights))
        for issue, ((least, most), low, high) in mine.items():
            weight, place = new[issue], (party, issue)
            points = _points(low, high, weight, random)
            if not np.floor(least) <= weight <= np.ceil(most) or points is None:
                return None
            drawn.loc[place, "weight"] = weight
            drawn.loc[place, "points"] = points
            if weight:
                drawn.loc[place, "value"] = 100 * points / weight
            if sheets.loc[place, "points"].to_numpy().argmax() != points.argmax():
                drawn.loc[place, "reason"] = EITHER
    return drawn


def _points(low, high, weight, random):
    """Return whole points of the options of an issue, or None where a sure order was lost.

    low, high: the range of each option's value. Surely better is an option whose range lies above.
    """
    values = random.uniform(low, high)
    points = np.round(weight * values / (values.max() or 1))
    better = low[:, None] > high[None, :]
    kept = points[:, None] > points[None, :]
    return points if weight == 0 or (kept | ~better).all() else None


def _whole_numbers(weights):
    """Return weights as whole numbers that sum to 100: the largest remainders are rounded up."""
    exact = 100 * weights / weights.sum()
    whole = np.floor(exact)
    up = (exact - whole).sort_values(ascending=False, kind="stable").index
    whole[up[: round(100 - whole.sum())]] += 1
    return whole


# Outcome forms


def as_letters(package: Package, issues: pd.DataFrame) -> str:
    """Return a package as the letters of the brief, an issue a letter.

    >>> as_letters({"structure": "two", "guarantees": "openness"}, issues)
    'a c a a a b a a'
    """
    whole = {**no_deal(issues), **package}
    return " ".join(LETTERS[_options(issues, i).index(whole[i])] for i in no_deal(issues).index)


def read_forms(
    forms: Mapping[str, object], issues: pd.DataFrame
) -> tuple[dict[str, dict[str, str] | None], list[str]]:
    """Read the outcome forms of a class: (deals for `debrief`, lines on what was left out).

    forms: {table: what it wrote}. That is the eight letters of the form as a text or list, capital
    or not, with or without spaces; or {issue: option}; or None, or "no deal". A form that cannot
    be read is left out, and a line names the table and what to look at; the others stay.

    >>> deals, left_out = read_forms({"Table 1": "a c a a b b b a", "Table 2": "acx"}, issues)
    >>> list(deals), left_out
    (['Table 1'], ['Table 2 is left out: it has 3 letters, and there are 8 issues.'])
    """
    deals: dict[str, dict[str, str] | None] = {}
    left_out = []
    for table, form in forms.items():
        try:
            deals[table] = _read_form(form, issues)
        except DataError as error:
            left_out.append(f"{table} is left out: {error}")
    return deals, left_out


def _read_form(form, issues):
    if form is None or isinstance(form, str) and form.strip().casefold() in NOTHING:
        return None
    if isinstance(form, Mapping):
        return whole_package({i: _option(i, str(o), issues) for i, o in form.items()}, issues)
    if not isinstance(form, str | list | tuple):
        raise DataError('write its letters as a text, such as "a c a a b b b a", or "no deal".')
    letters = re.findall(r"[^\W_]", "".join(map(str, form)).casefold())
    names = list(no_deal(issues).index)
    if len(letters) != len(names):
        raise DataError(f"it has {len(letters)} letters, and there are {len(names)} issues.")
    pairs = zip(names, letters, strict=True)
    return whole_package({issue: _option(issue, letter, issues) for issue, letter in pairs}, issues)


def _option(issue, word, issues):
    """Return the option of an issue that a letter, or its own id, stands for."""
    if issue not in no_deal(issues).index:
        return word
    options = _options(issues, issue)
    place = LETTERS.find(word.strip().casefold()) if len(word.strip()) == 1 else -1
    if word in options or place == -1 and len(word.strip()) > 1:
        return word
    if not 0 <= place < len(options):
        label = issues.loc[issue, "issue_label"].iloc[0]
        raise DataError(
            f"“{label}” has no option {word!r}, only {LETTERS[0]} to {LETTERS[len(options) - 1]}."
        )
    return options[place]


def _options(issues, issue):
    return list(issues.loc[issue].index)
