"""Answers of lesson 11: the talks at the table and what came of them."""

import functools

from shieldtalks import roleplay
from shieldtalks.bargaining import TABLE, bargain, load_packages, walk_away
from shieldtalks.explorers.roleplay import roleplay_step
from shieldtalks.figures.figure import Figure
from shieldtalks.figures.roleplay import debrief_cloud
from shieldtalks.parties import name
from shieldtalks.predict.answers import Answer, answers
from shieldtalks.reference import the_negotiation, where

NUMBER = 17  # the lesson's own drawn sheets
# Table 1's letters, as the lesson's cell has them, and the one package the stubborn player repeats.
LETTERS = "a c a a b b b a"
STUBBORN = {"structure": "two", "guarantees": "openness", "answer": "held", "planning": "ended"}
GAINS = [f"gain_{party}" for party in TABLE]


@functools.cache
def _rules():
    return roleplay.script(the_negotiation().issues, the_negotiation().sheets)


@functools.cache
def _scripted():
    return roleplay.outcome(roleplay.play_on(roleplay.new_game(scripted=TABLE), _rules()))


@functools.cache
def _after():
    """Return the lesson's debrief."""
    assumed = the_negotiation()
    mine = roleplay_step(roleplay.new_game(scripted=["RUS", "NATO"]), _rules())
    while roleplay.outcome(mine).status == "open":
        due = {"accepts": False} if roleplay.waiting(mine) else {"package": STUBBORN}
        mine = roleplay_step(mine, _rules(), **due)
    deals, _ = roleplay.read_forms({"Table 1": LETTERS, "Table 2": "no deal"}, assumed.issues)
    deals["Scripted parties"] = _scripted().package
    deals["Stubborn United States"] = roleplay.outcome(mine).package
    return roleplay.debrief(deals, assumed.issues, assumed.sheets, assumed.statements)


def _debrief() -> Figure:
    assumed = the_negotiation()
    named = load_packages(assumed.issues)
    everyone = bargain(assumed.issues, assumed.sheets, named, TABLE)
    return debrief_cloud(_after(), everyone, assumed.statements)


@answers("11.hurry")
def in_a_hurry() -> Answer:
    """Return the party with the fewest points without a deal."""
    assumed = the_negotiation()
    sheets = roleplay.draw_sheets(assumed.issues, assumed.sheets, NUMBER)
    away = walk_away(assumed.issues, sheets)
    return Answer(name(away.idxmin()), **away.map("{:g}".format))


@answers("11.rounds")
def round_of_the_deal() -> Answer:
    """Say in which round three scripted parties agree."""
    end = _scripted()
    early, middle = "in round 1 or 2", "in round 3 or 4"
    said = early if end.round < 3 else middle if end.round < 5 else "in round 5, the last"
    return Answer(said if end.status == "deal" else "not within five rounds")


@answers("11.one-party")
def most_for_one() -> Answer:
    """Return the deal that gains most for one party alone."""
    gains = _after()[GAINS].loc[_after()[GAINS].max(axis=1).idxmax()]
    party = name(gains.idxmax().removeprefix("gain_"))
    return Answer(str(gains.name), party=party, gain=f"{gains.max():g}")


# The chart tells of both; before the second question a class would read its answer.
@answers("11.better", _debrief)
def could_be_better() -> Answer:
    """Return the deal that left most on the table."""
    left = where(_after(), status="deal")["left"]
    best = str(left.idxmax()) if left.max() > 0 else "none of them"
    return Answer(best, left=f"{_after()['left'].loc[best]:g}")
