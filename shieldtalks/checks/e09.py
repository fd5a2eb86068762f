"""Exercise 09: equilibria, trust, names of games, Jervis's axes, guarantees, and a verdict."""

import functools
import math

import numpy as np

from shieldtalks.checks.answers import (
    as_list,
    as_number,
    as_text,
    as_unit,
    called,
    diagnose,
    keyed,
    near,
    own_function,
    slip,
)
from shieldtalks.checks.base import task
from shieldtalks.checks.texts import told
from shieldtalks.course.functions import missing_return
from shieldtalks.games import OUTCOMES, game, jervis_evidence, trust_threshold
from shieldtalks.games import kind as kind_of_game
from shieldtalks.phrases import names
from shieldtalks.reference import coded_in, the_negotiation, the_statements

PLAYERS = ("RUS", "USA")
# The games of the first task: (payoffs of Russia, of the United States), two named, two with a
# third move W in the middle; there a row is a move of Russia.
GAMES = {
    "a": ("stag hunt", "prisoner's dilemma"),
    "b": ("chicken", "chicken"),
    "c": ([[5, 2, 1], [4, 3, 2], [6, 1, 0]], [[5, 4, 6], [2, 3, 1], [1, 2, 0]]),
    "d": ([[2, 3, 1], [1, 2, 3], [3, 1, 2]], [[2, 1, 3], [3, 2, 1], [1, 3, 2]]),
}
WAITING = ("c", "d")
# Payoffs that no student has seen: CC, CD, DC, DD.
FRESH = [
    (4, 1, 3, 2),
    (10, 0, 8, 3),
    (3, 2, 4, 1),
    (6, 2.5, 9, 2),
    (3, 1, 4, 2),
    (31.4, 11.6, 33.8, 19.6),
    (4, 3, 2, 1),
    (5, 1, 5, 3),
]
# Points of one side in four quarrels, own move first.
QUARRELS = {
    "first": (60, 20, 70, 45),
    "second": (80, 10, 65, 40),
    "third": (50, 35, 75, 5),
    "fourth": (30, 15, 90, 55),
}
RULE = {
    "prisoner's dilemma": ("DC", "CC", "DD", "CD"),
    "stag hunt": ("CC", "DC", "DD", "CD"),
    "chicken": ("DC", "CC", "CD", "DD"),
    "deadlock": ("DC", "DD", "CC", "CD"),
}
# Houses whose words are looked for, and the article in which.
HOUSES = {"RUS General Staff": "001", "RUS Foreign Ministry": "002", "RUS Mission to NATO": "003"}
REWARD = 5
COMPARED = {"CC", "DD"}
OPEN_CONCEPTS = ("talks_open", "join_us_shield", "host_in_russia", "collective_system")
SHIELD = ("deploy_shield", "rogue_threat", "aimed_at_russia")  # stances on the thing itself
VERDICTS = ("shown", "refuted", "open")


@functools.cache
def _talks():
    return the_negotiation().game()


def _outcomes(answer, place, moves="CD"):
    """Return an answer as a set of outcomes: texts of two of the moves, row player first."""
    if isinstance(answer, str):
        answer = answer.replace(",", " ").split()
    found = set()
    for item in as_list(answer):
        letters = "".join(as_list(item)) if isinstance(item, list | tuple) else as_text(item)
        letters = "".join(letter for letter in letters.upper() if letter.isalpha())
        if len(letters) != 2 or not set(letters) <= set(moves):
            slip("no_outcome", place=place, item=item, moves=names(moves))
        found.add(letters)
    return found


def _pure(row, column, moves="CD"):
    """Return the pure equilibria of a game as a set of outcomes, row player first.

    row, column: the payoffs of both players, a row of each for a move of the row player.
    """
    best = (row == row.max(axis=0)) & (column == column.max(axis=1, keepdims=True))
    return {moves[i] + moves[j] for i, j in np.argwhere(best)}


def _payoffs(name):
    """Return (payoffs of Russia, of the United States, moves) of a game of the first task."""
    row, column = GAMES[name]
    if name in WAITING:
        return np.array(row), np.array(column), "CWD"
    table = game(row, column)
    return table.row, table.column, "CD"


def _turned(outcomes):
    return {outcome[::-1] for outcome in outcomes}


@task("09.1")
def pure_equilibria(answer: object) -> None:
    """Accept {game: list of pure equilibria as outcomes} for four games."""
    given = keyed(answer, *GAMES)
    for name in GAMES:
        row, column, moves = _payoffs(name)
        said, right = _outcomes(given[name], name, moves), _pure(row, column, moves)
        if said == right:
            continue
        diagnose(
            told("seen", name=name, said=names(sorted(said)) if said else "none"),
            letters_turned=said == _turned(right) and right,
            none_given=not said,
            another=said < right,
        )
        wrong = sorted(said - right)[0]
        i, j = map(moves.index, wrong)
        mover = "Russia" if row[:, j].max() > row[i, j] else "the United States"
        slip("who_moves", told("seen_no_equilibrium", name=name, wrong=wrong), who_moves=mover)


@task("09.2")
def threshold(answer: object) -> None:
    """Accept a function of payoffs: the trust threshold, or None where one move is better."""
    own_function(answer)
    for values in FRESH:
        payoffs = dict(zip(OUTCOMES, values, strict=True))
        call = f"threshold({payoffs})"
        right, rule = trust_threshold(payoffs)
        right = None if math.isnan(right) else right
        stops = {"ZeroDivisionError": "divides_by_zero"}
        found = called(answer, call, dict(payoffs), none=True, **stops)
        if found is None and right is not None:
            why = missing_return(answer)
            both = "both_below" if payoffs["CC"] < payoffs["DC"] else "both_above"
            slip(both if why == "none_reached" else why, call=call)
        _compare_threshold(call, payoffs, right, rule, found)


def _compare_threshold(call, payoffs, right, rule, found):
    nothing = found is None or (isinstance(found, float) and math.isnan(found))
    if right is None:
        if nothing:
            return
        move = "cooperating" if rule == "always" else "defecting"
        slip("one_move_better", call=call, found=found, move=move)
    value = as_number(found)
    if near(value, right, 0.006):
        return
    p = payoffs
    swapped = p["CC"] - p["CD"] + p["DD"] - p["DC"]
    unbracketed = (p["DD"] - p["CD"]) / (p["CC"] - p["DC"]) + (p["DD"] - p["CD"])
    diagnose(
        told("seen_threshold", call=call, value=value),
        defecting=near(value, (1 - right), 0.006),
        percentage=near(value, 100 * right, 0.6),
        moves_turned=swapped and near(value, (p["DD"] - p["DC"]) / swapped, 0.006),
        brackets=near(value, unbracketed, 0.006),
        otherwise="by_hand",
    )


@task("09.3")
def named(answer: object) -> None:
    """Accept {quarrel: name of the game} for four sets of points."""
    given = keyed(answer, *QUARRELS)
    for quarrel, values in QUARRELS.items():
        said = as_text(given[quarrel]).casefold().replace("’", "'").removeprefix("the ")
        if said in ("prisoners dilemma", "prisoners' dilemma"):
            said = "prisoner's dilemma"
        right = kind_of_game(dict(zip(OUTCOMES, values, strict=True)))
        if said == right:
            continue
        best, *_, worst = RULE.get(said, ("", ""))
        diagnose(
            told("seen", quarrel=quarrel, given=given[quarrel], best=best, worst_one=worst),
            unknown_name=said not in RULE,
            best=best != RULE[right][0],
            worst=worst != RULE[right][-1],
            otherwise="deal_or_not",
        )


@task("09.4")
def apart(answer: object) -> None:
    """Accept {house: unit} in which each house says that defence cannot be told from offence."""
    given = keyed(answer, *HOUSES)
    rows = the_statements()
    said = jervis_evidence(rows).join(rows["unit"])
    for house, article in HOUSES.items():
        unit = as_unit(given[house], statements=True)
        own = said[said["unit"].eq(unit) & said["organization"].eq(house)]
        if own["side"].eq("no").any() and unit.startswith(article):
            continue
        there = said[said["unit"].eq(unit)]
        diagnose(
            told("seen", house=house, unit=unit, article=article),
            other_article=own["side"].eq("no").any(),
            capability=own["axis"].eq("advantage").any(),
            difference_claimed=there["side"].eq("yes").any(),
            whose_words=len(there),
            otherwise="other_matter",
        )


@task("09.5")
def rewarded(answer: object) -> None:
    """Accept the equilibria of the talks game with a reward for CC, and what it cannot do."""
    given = keyed(answer, *PLAYERS, "both", "least", "ends_DD")
    for key in (*PLAYERS, "both"):
        said, right = _outcomes(given[key], key), _with_reward(key, REWARD)
        if said == right:
            continue
        diagnose(
            told("seen", key=key, said=names(sorted(said)) if said else "none"),
            none_given=not said,
            letters_turned=said == _turned(right),
            one_is_not_enough=key != "both" and "CC" in said,
            dd_stays=key == "both" and said == {"CC"},
            another=said < right,
            otherwise="other",
        )
    _check_least(as_number(given["least"]))
    ends = as_text(given["ends_DD"]).casefold().rstrip(".")
    if ends not in ("yes", "no"):
        slip("yes_or_no", ends=given["ends_DD"])
    if ends == "yes":
        slip("dd_is_untouched")


def _with_reward(who, points):
    """Return the equilibria of the talks game if `who`, a side or both, gains points at CC."""
    row, column = _talks().row.copy(), _talks().column.copy()
    row[0, 0] += points * (who in ("RUS", "both"))
    column[0, 0] += points * (who in ("USA", "both"))
    return _pure(row, column)


def _check_least(given):
    right = next(points for points in range(20) if "CC" in _with_reward("both", points))
    if given == right:
        return
    diagnose(
        told("seen_least", given=given),
        whole_number=given % 1,
        fewer=given > right,
        one_side_only=given == right - 1,
        otherwise="not_enough",
    )


@task("09.6")
def wanted(answer: object) -> None:
    """Accept {'for': unit, 'against': unit, 'compare': two outcomes, 'verdict': word}."""
    given = keyed(answer, "for", "against", "compare", "verdict")
    sides = {"for": _refusals(), "against": _openings()}
    for side, other in (("for", "against"), ("against", "for")):
        unit = as_unit(given[side], statements=True)
        if unit in sides[side]:
            continue
        here = coded_in(unit)
        diagnose(
            told("seen", side=side, unit=unit, other=other),
            other_side=unit in sides[other],
            nothing_coded=here.empty,
            the_shield=here["concept"].isin(SHIELD).any(),
            not_american=side == "against" and not here["party"].eq("USA").any(),
            otherwise="no_deal_wish",
        )
    compared = _outcomes(given["compare"], "compare")
    if compared != COMPARED:
        diagnose(
            told("seen_compare", compared=names(sorted(compared))),
            temptation=compared == {"CC", "DC"},
            left_alone=compared == {"CD", "DD"},
            otherwise="which_two",
        )
    verdict = as_text(given["verdict"]).casefold().rstrip(".")
    if verdict not in VERDICTS:
        slip("no_verdict", verdict=given["verdict"], verdicts=names(VERDICTS))
    diagnose(shown=verdict == "shown", refuted=verdict == "refuted")


def _refusals():
    """Return the units that speak for the claim that Washington wanted no deal."""
    rows = the_statements()
    closed = rows["concept"].eq("other_side_closed") & rows["agreement"].eq("yes")
    refused = rows["party"].eq("USA") & rows["concept"].eq("shared_control")
    return set(rows.loc[closed | refused, "unit"])


def _openings():
    """Return the units that speak against it."""
    rows = the_statements()
    invites = rows["party"].eq("USA") & rows["concept"].isin(OPEN_CONCEPTS)
    heard = rows["concept"].eq("other_side_closed") & rows["agreement"].eq("no")
    return set(rows.loc[(invites & rows["agreement"].eq("yes")) | heard, "unit"])
