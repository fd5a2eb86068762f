"""Answers of lesson 11: the talks at the table and what came of them."""

import functools

import pandas as pd

from shieldtalks import roleplay
from shieldtalks.bargaining import TABLE, bargain, load_packages, walk_away
from shieldtalks.explorers.roleplay import roleplay_step
from shieldtalks.figures.figure import Figure
from shieldtalks.figures.roleplay import debrief_cloud
from shieldtalks.parties import name
from shieldtalks.predict.material import negotiation

NUMBER = 17  # the lesson's own drawn sheets
# Table 1's letters, as the lesson's cell has them, and the one package the stubborn player repeats.
LETTERS = "a c a a b b b a"
STUBBORN = {"structure": "two", "guarantees": "openness", "answer": "held", "planning": "ended"}
GAINS = [f"gain_{party}" for party in TABLE]


@functools.cache
def _away() -> pd.Series:
    assumed = negotiation()
    return walk_away(assumed.issues, roleplay.draw_sheets(assumed.issues, assumed.sheets, NUMBER))


def in_a_hurry() -> str:
    """Return the party with the fewest points without a deal."""
    return name(_away().idxmin())


def _away_facts():
    return {party: f"{points:g}" for party, points in _away().items()}


@functools.cache
def _rules():
    return roleplay.script(negotiation().issues, negotiation().sheets)


@functools.cache
def _scripted():
    return roleplay.outcome(roleplay.play_on(roleplay.new_game(scripted=TABLE), _rules()))


def round_of_the_deal() -> str:
    """Say in which round three scripted parties agree."""
    end = _scripted()
    if end.status != "deal":
        return "not within five rounds"
    early, middle = "in round 1 or 2", "in round 3 or 4"
    return early if end.round < 3 else middle if end.round < 5 else "in round 5, the last"


@functools.cache
def _after() -> pd.DataFrame:
    """Return the lesson's debrief."""
    assumed = negotiation()
    mine = roleplay_step(roleplay.new_game(scripted=["RUS", "NATO"]), _rules())
    while roleplay.outcome(mine).status == "open":
        due = {"accepts": False} if roleplay.waiting(mine) else {"package": STUBBORN}
        mine = roleplay_step(mine, _rules(), **due)
    deals, _ = roleplay.read_forms({"Table 1": LETTERS, "Table 2": "no deal"}, assumed.issues)
    deals["Scripted parties"] = _scripted().package
    deals["Stubborn United States"] = roleplay.outcome(mine).package
    return roleplay.debrief(deals, assumed.issues, assumed.sheets, assumed.statements)


def most_for_one() -> str:
    """Return the deal that gains most for one party alone."""
    return str(_after()[GAINS].max(axis=1).idxmax())


def _most_facts():
    gains = _after()[GAINS].loc[most_for_one()]
    return {"party": name(gains.idxmax().removeprefix("gain_")), "gain": f"{gains.max():g}"}


def could_be_better() -> str:
    """Return the deal that left most on the table."""
    deals = _after()[_after()["status"] == "deal"]
    return str(deals["left"].idxmax()) if deals["left"].max() > 0 else "none of them"


def _left_facts():
    return {"left": f"{_after()['left'].loc[could_be_better()]:g}"}


def _debrief() -> Figure:
    assumed = negotiation()
    named = load_packages(assumed.issues)
    everyone = bargain(assumed.issues, assumed.sheets, named, TABLE)
    return debrief_cloud(_after(), everyone, assumed.statements)


ANSWERS = {
    "hurry": in_a_hurry,
    "rounds": round_of_the_deal,
    "one-party": most_for_one,
    "better": could_be_better,
}
FACTS = {"hurry": _away_facts, "one-party": _most_facts, "better": _left_facts}
# The chart tells of both; before the second question a class would read its answer.
CHARTS = {"better": _debrief}
