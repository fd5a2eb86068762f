"""Exercise 09: equilibria, trust, names of games, Jervis's axes, guarantees, and a verdict."""

import functools
import math

from shieldtalks.bargaining import load_issues, load_sheets
from shieldtalks.checks.base import keyed, kind, listed, number, slip, task, words
from shieldtalks.checks.reference import coded_in, the_corpus, the_statements
from shieldtalks.games import (
    OUTCOMES,
    equilibria,
    game,
    guarantee,
    guarantee_steps,
    jervis_evidence,
    penalty_needed,
    talks_game,
    trust_threshold,
)
from shieldtalks.games import kind as kind_of_game
from shieldtalks.phrases import names

PLAYERS = ("RUS", "USA")
MISMATCH = {"CC": 1, "CD": 3, "DC": 4, "DD": 2}
MATCH = {"CC": 3, "CD": 1, "DC": 2, "DD": 4}
# The games of the first task: (payoffs of Russia, payoffs of the United States).
GAMES = {
    "a": ("stag hunt", "prisoner's dilemma"),
    "b": ("chicken", "chicken"),
    "c": ("harmony", "deadlock"),
    "d": (MATCH, MISMATCH),
}
# Payoffs that no student has seen: CC, CD, DC, DD.
FRESH = [
    (4, 1, 3, 2),
    (10, 0, 8, 3),
    (3, 2, 4, 1),
    (6, 2.5, 9, 2),
    (3, 1, 4, 2),
    (31.4, 11.6, 33.8, 19.6),
    (4, 3, 2, 1),
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
PENALTY = 5
COMPARED = {"CC", "DD"}
OPEN_CONCEPTS = ("talks_open", "join_us_shield", "host_in_russia", "collective_system")
VERDICTS = ("shown", "refuted", "open")


@functools.cache
def _talks():
    issues = load_issues()
    return talks_game(issues, load_sheets(issues, the_statements()))


def _outcomes(answer, place):
    """Return an answer as a set of outcomes: texts of two letters, C or D, row player first."""
    if isinstance(answer, str):
        answer = answer.replace(",", " ").split()
    found = set()
    for item in listed(answer):
        letters = "".join(listed(item)) if isinstance(item, list | tuple) else words(item)
        letters = "".join(letter for letter in letters.upper() if letter.isalpha())
        if letters not in OUTCOMES:
            slip(
                f"{place}: {item!r} is no outcome.",
                "An outcome is two letters, Russia's move first, such as 'CD'.",
            )
        found.add(letters)
    return found


def _pure(table):
    """Return the pure equilibria of a game as a set of outcomes, row player first."""
    found = equilibria(table)
    pairs = found.loc[found["kind"].eq("pure"), list(PLAYERS)].to_numpy()
    return {"".join("DC"[int(chance)] for chance in pair) for pair in pairs}


def _turned(outcomes):
    return {outcome[::-1] for outcome in outcomes}


@task(
    "09.1",
    "Where does nobody move?",
    "For each move of the other, mark the better reply. An equilibrium is where two marks meet.",
    "Take Russia first: does it do better with C or with D if the United States plays C? And if it "
    "plays D? Then ask the same for the United States.",
    "games.equilibria(a) lists all of them, with each side's chance of cooperating: 1 is C, 0 is "
    "D. Leave the mixed ones out.",
    points=2,
)
def pure_equilibria(answer):
    """Accept {game: list of pure equilibria as outcomes} for four games."""
    given = keyed(answer, *GAMES)
    for name, (row, column) in GAMES.items():
        table = game(row, column)
        said, right = _outcomes(given[name], name), _pure(table)
        if said == right:
            continue
        seen = f"{name}: you gave {names(sorted(said)) if said else 'none'}."
        if said == _turned(right) and right:
            slip(seen, "You have the letters in the other order: Russia's move comes first.")
        if not said:
            slip(seen, "There is one: try each outcome, and ask who would rather move.")
        if said < right:
            slip(seen, "There is another one.")
        wrong = sorted(said - right)[0]
        seen = f"{name}: {wrong} is no equilibrium."
        slip(seen, f"There {_who_moves(table, wrong)} would rather have made the other move.")


def _who_moves(table, outcome):
    """Say who gains by moving away from an outcome alone."""
    row, column = ("CD".index(letter) for letter in outcome)
    if table.row[1 - row, column] > table.row[row, column]:
        return "Russia"
    return "the United States"


@task(
    "09.2",
    "The trust threshold",
    "It is the chance at which both moves pay the same. If one move pays more in any case, there "
    "is none.",
    "Call CC - DC the gain of cooperating with a cooperator, and DD - CD the loss of cooperating "
    "with a defector. There is a threshold only if both have the same sign.",
    "gain = p['CC'] - p['DC']; loss = p['DD'] - p['CD']; if gain * loss <= 0: return None; "
    "return loss / (gain + loss)",
    points=3,
)
def threshold(answer):
    """Accept a function of payoffs: the trust threshold, or None where one move is better."""
    if not callable(answer):
        slip(f"You gave {kind(answer)}.", "The function itself is wanted: its name, no brackets.")
    for values in FRESH:
        payoffs = dict(zip(OUTCOMES, values, strict=True))
        call = f"threshold({payoffs})"
        right, rule = trust_threshold(payoffs)
        try:
            found = answer(dict(payoffs))
        except ZeroDivisionError:
            slip(f"{call} divides by zero.", "There one move pays more in any case: give None.")
        except Exception as error:
            slip(f"{call} stops: {type(error).__name__}: {error}.", "Try it with these payoffs.")
        _compare_threshold(call, payoffs, None if math.isnan(right) else right, rule, found)


def _compare_threshold(call, payoffs, right, rule, found):
    nothing = found is None or (isinstance(found, float) and math.isnan(found))
    if right is None:
        if nothing:
            return
        move = "cooperating" if rule == "always" else "defecting"
        slip(f"{call} gives {found!r}.", f"There {move} pays more in any case: give None.")
    if found is None:
        slip(f"{call} gives nothing back.", "There is a threshold: return it, do not print it.")
    value = number(found)
    if abs(value - right) < 0.006:
        return
    seen = f"{call} gives {value:g}."
    if abs(value - (1 - right)) < 0.006:
        slip(seen, "That is the chance of the other's defecting. Cooperating is asked for.")
    if abs(value - 100 * right) < 0.6:
        slip(seen, "That is a percentage. A chance lies between 0 and 1.")
    p = payoffs
    swapped = p["CC"] - p["CD"] + p["DD"] - p["DC"]
    if swapped and abs(value - (p["DD"] - p["DC"]) / swapped) < 0.006:
        slip(seen, "CD and DC have changed places. One's own move comes first.")
    unbracketed = (p["DD"] - p["CD"]) / (p["CC"] - p["DC"]) + (p["DD"] - p["CD"])
    if abs(value - unbracketed) < 0.006:
        slip(seen, "Put the whole sum below the line in brackets.")
    slip(seen, "Work it out by hand for these payoffs.", "the section 'How much trust?'")


@task(
    "09.3",
    "Name the game",
    "Write the four outcomes in their order, the best first.",
    "Three questions decide: is DC above CC? Is DD above CD? And is CC above DD?",
    "Sort a dictionary of payoffs: sorted(p, key=p.get, reverse=True). Compare the order with the "
    "table in the section 'Same moves, other stories'.",
    points=2,
)
def named(answer):
    """Accept {quarrel: name of the game} for four sets of points."""
    given = keyed(answer, *QUARRELS)
    for quarrel, values in QUARRELS.items():
        said = words(given[quarrel]).casefold().replace("’", "'").removeprefix("the ")
        said = {
            "prisoners dilemma": "prisoner's dilemma",
            "prisoners' dilemma": "prisoner's dilemma",
        }.get(said, said)
        right = kind_of_game(dict(zip(OUTCOMES, values, strict=True)))
        if said == right:
            continue
        seen = f"{quarrel}: you say {given[quarrel]!r}."
        if said not in RULE:
            slip(seen, "Choose among the four names that the task gives.")
        best, other = RULE[said][0], RULE[right][0]
        if best != other:
            slip(seen, f"In that game the best outcome is {best}. What is the best one here?")
        worst, last = RULE[said][-1], RULE[right][-1]
        if worst != last:
            slip(seen, f"In that game the worst outcome is {worst}. What is the worst one here?")
        slip(seen, "Compare CC with DD: does this side prefer the deal to no deal?")


@task(
    "09.4",
    "It cannot be told apart",
    "Look for words on what the shield is for, or a demand for proof. What it can do is another "
    "question.",
    "games.jervis_evidence(statements) has a row for each statement that speaks to one of the "
    "axes. Which axis, which side, which house, which article?",
    "said = games.jervis_evidence(statements); take the rows with axis 'posture', side 'no', and "
    "the organization and article wanted. statements.loc[ids, 'unit'] names their units.",
    points=2,
)
def apart(answer):
    """Accept {house: unit} in which each house says that defence cannot be told from offence."""
    given = keyed(answer, *HOUSES)
    rows = the_statements()
    said = jervis_evidence(rows).join(rows["unit"])
    for house, article in HOUSES.items():
        unit = _unit(given[house])
        own = said[said["unit"].eq(unit) & said["organization"].eq(house)]
        seen = f"{house}: you gave {unit}."
        if own["side"].eq("no").any() and unit.startswith(article):
            continue
        if own["side"].eq("no").any():
            slip(seen, f"The words would do, but article {article} is asked for.")
        if own["axis"].eq("advantage").any():
            slip(seen, "That is about what the shield can do: the other axis, capability.", unit)
        there = said[said["unit"].eq(unit)]
        if there["side"].eq("yes").any():
            slip(seen, "There a difference is claimed to show: the right column.", unit)
        if len(there):
            slip(seen, "The axis is right. But whose words are these?", unit)
        slip(seen, "No stance there speaks to Jervis's questions.", unit)


def _unit(answer):
    """Return an answer as the id of a unit of the body; a statement stands for its unit."""
    if not isinstance(answer, str) and hasattr(answer, "__len__") and len(answer) == 1:
        answer = listed(answer)[0]
    unit, units = words(answer).strip("[]"), the_corpus().units
    if unit in the_statements().index:
        unit = the_statements().at[unit, "unit"]
    if unit not in units.index:
        slip(f"{unit!r} is no unit of these articles.", "A unit looks like '003.06'.")
    if units.at[unit, "kind"] == "duplicate":
        slip(f"{unit} is a repeat.", "Cite the first copy of the passage.", "article 000")
    return unit


@task(
    "09.5",
    "Who has to be bound?",
    "A guarantee lowers what its giver has from defecting, and nothing else.",
    "games.guarantee(talks, 'USA', 5) is the game after one; a second call on its result adds the "
    "other's. games.equilibria gives each side's chance of cooperating, Russia's first.",
    "games.guarantee_steps(talks, ['RUS', 'USA'], range(10)) lists penalties one by one: look for "
    "the first that leaves cooperation as the only equilibrium.",
    points=2,
)
def bound(answer):
    """Accept {'RUS', 'USA', 'both': outcome, 'least': whole penalty} of the talks game."""
    given = keyed(answer, *PLAYERS, "both", "least")
    for key in (*PLAYERS, "both"):
        tied = _talks()
        for giver in PLAYERS if key == "both" else (key,):
            tied = guarantee(tied, giver, PENALTY)
        said, right = _outcomes(given[key], key), _pure(tied)
        if said == right:
            continue
        seen = f"{key}: you gave {names(sorted(said)) if said else 'none'}."
        if said == _turned(right):
            slip(seen, "You have the letters in the other order: Russia's move comes first.")
        if key != "both" and "CC" in said:
            slip(seen, "The guarantee binds its giver alone. What does the other do then?")
        if key != "both" and said == {"CD" if key == "RUS" else "DC"}:
            slip(seen, "Its giver would stand alone there. Is the penalty heavy enough for that?")
        if key == "both":
            slip(seen, "Take the penalty from both before you look for best replies.")
        slip(seen, "Lower the giver's two payoffs for defecting, then mark the best replies.")
    _check_least(number(given["least"]))


def _check_least(given):
    steps = guarantee_steps(_talks(), PLAYERS, range(20))
    right = int(steps.index[steps["cooperation"]][0])
    if given == right:
        return
    seen = f"least: you gave {given:g}."
    if given > right and given in {penalty_needed(_talks(), side) for side in PLAYERS}:
        slip(seen, "So much one side needs alone. Bound together they need less.")
    if given > right:
        slip(seen, "A lighter one will do already.")
    if given % 1:
        slip(seen, "A whole number is wanted, and sure cooperation, not a tie.")
    slip(seen, "With that penalty another equilibrium is left, or none is (C, C).")


@task(
    "09.6",
    "Was a deal ever wanted?",
    "Who says that Washington refused? And where does Washington itself propose something?",
    "Look at other_side_closed for the claim, and at what the United States says yes to, against "
    "it. In a deadlock no deal is worth more to a side than the deal: which outcomes are these?",
    "For: units with other_side_closed yes, or an American no. Against: units in which the United "
    "States favours talks or invites Russia. Then ask whether any article reports how it ranks "
    "the two outcomes; without that, neither 'shown' nor 'refuted' will do.",
    points=3,
)
def wanted(answer):
    """Accept {'for': unit, 'against': unit, 'compare': two outcomes, 'verdict': word}."""
    given = keyed(answer, "for", "against", "compare", "verdict")
    sides = {"for": _refusals(), "against": _openings()}
    for side, other in (("for", "against"), ("against", "for")):
        unit = _unit(given[side])
        if unit in sides[side]:
            continue
        seen = f"{side}: you gave {unit}."
        if unit in sides[other]:
            slip(seen, f"That speaks {other} the claim.", unit)
        here = coded_in(unit)
        if here.empty:
            slip(seen, "No stance is coded there.", unit)
        if here["concept"].isin(("deploy_shield", "rogue_threat", "aimed_at_russia")).any():
            slip(seen, "That is about the shield, not about wanting a deal.", unit)
        if side == "against" and not here["party"].eq("USA").any():
            slip(seen, "Look for a stance of the United States itself.", unit)
        slip(seen, "It does not say whether the United States would have a deal.", unit)
    compared = _outcomes(given["compare"], "compare")
    if compared != COMPARED:
        seen = f"compare: you gave {names(sorted(compared))}."
        if compared == {"CC", "DC"}:
            slip(
                seen, "These two tell whether there is a temptation. A deadlock is more than that."
            )
        if compared == {"CD", "DD"}:
            slip(seen, "These two tell what it is to be left alone. A deadlock is more than that.")
        slip(seen, "Which two outcomes are 'the deal' and 'no deal'?")
    verdict = words(given["verdict"]).casefold().rstrip(".")
    if verdict not in VERDICTS:
        slip(f"Your verdict is {given['verdict']!r}.", f"The words are {names(VERDICTS)}.")
    if verdict == "shown":
        slip(
            "Your verdict is 'shown'.", "You cite an opening yourself, and a refusal is no payoff."
        )
    if verdict == "refuted":
        slip("Your verdict is 'refuted'.", "You cite a refusal yourself. An offer may be for show.")


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
