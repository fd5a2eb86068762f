"""Exercise 08: scores, the zone, the frontier, the Nash point, a trade, and an argued weight."""

import functools
import itertools
import math

from shieldtalks.bargaining import (
    TABLE,
    bargain,
    gains,
    load_issues,
    load_packages,
    load_sheets,
    logrolls,
    points,
    utilities,
    walk_away,
    with_weight,
)
from shieldtalks.checks.base import filled, keyed, kind, listed, mapping, number, slip, task, words
from shieldtalks.checks.reference import the_corpus, the_statements
from shieldtalks.figures.style import PARTY_NAME
from shieldtalks.phrases import names

PAIR = ("RUS", "USA")
# Score sheets that no student has seen: (weights, values).
FRESH = [
    ({"sites": 60, "control": 40}, {"sites": 100, "control": 50}),
    ({"sites": 70, "soil": 20, "answer": 10}, {"answer": 100, "soil": 0, "sites": 35}),
    ({"pen": 10, "box": 4}, {"pen": 0, "box": 100}),
    ({"a": 25, "b": 0, "c": 75}, {"c": 40, "a": 0, "b": 100}),
]
LOSERS = ("third_site_2007", "gates_2007", "lavrov_2007", "two_systems_2011", "guarantees_2011")
# Gains of packages that no student has seen, and what each list tests.
DEALS = [
    [(5, 1), (3, 3), (1, 4)],
    [(-6, -5), (2, 3), (7, 0)],
    [(10, 1), (4, 3), (3, 3.5)],
    [(2, 9), (3, 5), (4, 4)],
    [(8, -1), (-2, 6), (-3, -3)],
]
LEAST_UNITS = 2


@functools.cache
def _issues():
    return load_issues()


@functools.cache
def _sheets():
    return load_sheets(_issues(), the_statements())


@functools.cache
def _named():
    return load_packages(_issues(), the_statements())


@functools.cache
def _named_gains():
    return gains(utilities(_named(), _sheets()), walk_away(_issues(), _sheets()))


@functools.cache
def _zone_gains():
    table = bargain(_issues(), _sheets(), _named(), PAIR)
    return gains(table.utilities, table.walk_away)[table.zone]


def _the(party):
    return f"the {PARTY_NAME[party]}" if party == "USA" else PARTY_NAME[party]


def _several(answer):
    """Return an answer as a list; a text alone is a list of one, or of what commas part."""
    if isinstance(answer, str):
        return [part.strip() for part in answer.split(",") if part.strip()]
    return listed(answer)


def _issue(answer):
    """Return an answer as the id of an issue; its label is as good."""
    given = words(answer).casefold()
    labels = _issues()["issue_label"].str.casefold().groupby("issue").first()
    found = {label: issue for issue, label in labels.items()}.get(given, given)
    if found not in labels:
        slip(
            f"{answer!r} is no issue.", "Issues are called as in the column `issue` of the sheets."
        )
    return found


def _package(answer):
    """Return an answer as the id of a package of the articles; a name of one is as good."""
    given = words(answer).casefold()
    known = {name.casefold(): package for package, name in _named()["name"].items()}
    found = known.get(given, given)
    if found not in _named().index:
        slip(f"{answer!r} is no package.", "Packages are called as in the index of `named`.")
    return found


@task(
    "08.1",
    "The score of a package",
    "On each issue: weight times value, divided by 100. Then add up.",
    "Go through the issues of one dictionary and look each of them up in the other; the two need "
    "not stand in the same order.",
    "return sum(weights[issue] * values[issue] for issue in weights) / 100",
    points=3,
)
def score(answer):
    """Accept a function of two dictionaries: the sum of weight * value / 100."""
    if not callable(answer):
        slip(f"You gave {kind(answer)}.", "The function itself is wanted: its name, no brackets.")
    for weights, values in FRESH:
        call = f"score({weights}, {values})"
        try:
            found = answer(dict(weights), dict(values))
        except Exception as error:
            slip(f"{call} stops: {type(error).__name__}: {error}.", "Try it with these.")
        if found is None:
            slip(f"{call} gives nothing back.", "End the function with return, not with print.")
        _compare_score(call, weights, values, number(found))


def _compare_score(call, weights, values, found):
    parts = [weights[issue] * values[issue] for issue in weights]
    right = sum(parts) / 100
    if math.isclose(found, right, abs_tol=0.006):
        return
    seen = f"{call} gives {found:g}."
    crossed = zip(weights.values(), values.values(), strict=True)
    likely = {
        sum(parts): "Divide by 100: the values run from 0 to 100.",
        sum(w * v for w, v in crossed) / 100: "You paired by place. Look each issue up by its key.",
        sum(values.values()): "The weights are missing from it.",
        sum(values.values()) / len(values): "That is the mean of the values, without weights.",
        right / len(parts): "That is a mean over the issues. The score is their sum.",
        sum(parts) / sum(weights.values()): "You divide by the sum of the weights. Divide by 100.",
    }
    for value, words_ in likely.items():
        if math.isclose(found, value, abs_tol=0.006):
            slip(seen, words_)
    slip(seen, "Work it out by hand for these two.", "the section 'Eight issues, twenty options'")


@task(
    "08.2",
    "Who would lose?",
    "A party loses when the package gives it fewer points than it has without a deal.",
    "bargaining.utilities(named, sheets) gives the points of each package, "
    "bargaining.walk_away(issues, sheets) the points without a deal.",
    "gain = bargaining.utilities(named, sheets) - bargaining.walk_away(issues, sheets). In each of "
    "the five rows, list the parties whose gain is below 0; an empty list where nobody's is.",
    points=2,
)
def losers(answer):
    """Accept {package: parties worse off than without a deal} for five packages."""
    given = {words(key).casefold(): value for key, value in mapping(answer).items()}
    parties = {name.casefold(): party for party, name in PARTY_NAME.items()}
    for package in LOSERS:
        if package not in given:
            slip(f"{package} is missing.", "Five packages are asked for.")
        said = [words(p).casefold() for p in _several(filled(given[package], package))]
        said = {parties.get(party, party.upper()) for party in said}
        odd = sorted(said - set(TABLE))
        if odd:
            slip(f"{package}: {odd[0]!r} has no score sheet.", f"There are {names(TABLE)}.")
        gain = _named_gains().loc[package]
        lose = {party for party in TABLE if gain[party] < 0}
        if said == lose:
            continue
        seen = f"{package}: you gave {names(sorted(said)) if said else 'nobody'}."
        if said == {party for party in TABLE if gain[party] <= 0}:
            slip(seen, "Who has exactly as much as without a deal does not lose.")
        if said == set(TABLE) - lose:
            slip(seen, "Those are the ones who do not lose.")
        if said == lose & set(PAIR):
            slip(seen, "Three parties have a sheet: look at NATO's as well.")
        if said == {gain.idxmin()}:
            slip(seen, "That is who loses most. Somebody else is below 0 as well.")
        slip(seen, "Hold each party's points against its own points without a deal.")


@task(
    "08.3",
    "Beaten, and by what",
    "One package beats another when it is better for one of the two, and no worse for the other.",
    "Sort the ten by Russia's points. A package is beaten if some package further down is at least "
    "as good for the United States too.",
    "worth = bargaining.utilities(named, sheets)[['RUS', 'USA']]. For each package look at the "
    "rows of worth that are at least as great in both columns, and greater in one.",
    points=2,
)
def beaten(answer):
    """Accept {beaten package: a package that beats it} among the ten of the articles."""
    if not isinstance(answer, dict) and not hasattr(answer, "to_dict"):
        pairs = [listed(pair) for pair in listed(answer)]
        if any(len(pair) != 2 for pair in pairs):
            slip("Your list does not hold pairs.", "Each beaten package goes with one that beats.")
        answer = dict(pairs)
    given = {
        _package(key): _package(_several(filled(value, key))[0])
        for key, value in mapping(answer).items()
    }
    worth = utilities(_named(), _sheets())[list(PAIR)]
    for one, other in given.items():
        _compare_pair(one, other, worth.loc[one], worth.loc[other])
    right = [p for p in worth.index if any(_beats(worth.loc[q], worth.loc[p]) for q in worth.index)]
    if len(given) < len(right):
        slip(f"You have {len(given)} of them.", "There is another: compare each with each.")


def _beats(one, other):
    return bool((one >= other).all() and (one > other).any())


def _compare_pair(one, other, points_one, points_other):
    seen = f"You say that {other} beats {one}."
    if _beats(points_other, points_one):
        return
    if one == other:
        slip(seen, "A package cannot beat itself.")
    if (points_one == points_other).all():
        slip(seen, "The two are worth the same to both parties. Neither beats the other.")
    if _beats(points_one, points_other):
        slip(seen, "It is the other way round: first the beaten one, then what beats it.")
    worse = next(party for party in PAIR if points_other[party] < points_one[party])
    slip(seen, f"For {_the(worse)} it is worse, so neither beats the other.")


@task(
    "08.4",
    "The Nash point",
    "First throw out every pair in which somebody loses. Then compare products.",
    "max(pairs, key=...) returns the pair for which a function is greatest. An empty list has no "
    "maximum: ask for that case before.",
    "inside = [pair for pair in pairs if min(pair) >= 0]; if not inside: return None; then "
    "return max(inside, key=lambda pair: pair[0] * pair[1])",
    points=3,
)
def nash_point(answer):
    """Accept a function of a list of gains: the pair with the greatest product, or None."""
    if not callable(answer):
        slip(f"You gave {kind(answer)}.", "The function itself is wanted: its name, no brackets.")
    for pairs in DEALS:
        call = f"nash_point({pairs})"
        inside = [pair for pair in pairs if min(pair) >= 0]
        try:
            found = answer(list(pairs))
        except Exception as error:
            if not inside:
                slip(f"{call} stops.", "In each pair somebody loses: give None there.")
            slip(f"{call} stops: {type(error).__name__}: {error}.", "Try it with these.")
        _compare_point(call, pairs, inside, found)


def _compare_point(call, pairs, inside, found):
    if not inside:
        if found is None:
            return
        slip(f"{call} gives {found!r}.", "In each pair somebody loses, so there is no such point.")
    if found is None:
        slip(f"{call} gives nothing back.", "Return the pair, do not print it.")
    seen = f"{call} gives {found!r}."
    if not hasattr(found, "__len__"):
        slip(seen, "The pair itself is wanted, not its product or its place.")
    pair = tuple(float(value) for value in found)
    right = max(inside, key=math.prod)
    if pair == right:
        return
    if pair not in pairs:
        slip(seen, "That is none of the pairs.")
    if max(pair) < 0:
        slip(seen, "Two losses have a positive product. Leave out whoever loses first.")
    if pair == max(pairs, key=sum):
        slip(seen, "That is the greatest sum. Nash takes the greatest product.")
    if pair == max(pairs, key=min):
        slip(seen, "That is the egalitarian answer, the greatest smaller gain.")
    slip(seen, "Multiply the two gains of each pair.", "the section 'Which deal is fair?'")


@task(
    "08.5",
    "A trade of Russia and NATO",
    "Each gives way where it has less to lose than it wins on the other issue.",
    "On every issue take a party's points at its own best option, less its points at the other's "
    "best option: so much is the issue worth to it in the trade.",
    "table = bargaining.points(sheets)[['RUS', 'NATO']]. Look for two issues on which they want "
    "different options, the one worth more to Russia, the other worth more to NATO. Who gives way "
    "where it loses less, and is given way to where it wins more, gains.",
    points=2,
)
def trade(answer):
    """Accept {'RUS': issue, 'NATO': issue}: on what each gives way, both being better off."""
    given = {party: _issue(value) for party, value in keyed(answer, "RUS", "NATO").items()}
    one, other = given["RUS"], given["NATO"]
    found = logrolls(_sheets(), "RUS", "NATO")
    pairs = set(zip(found["gives"], found["gets"], strict=True))
    if (one, other) in pairs:
        return
    seen = f"Russia gives way on {one}, NATO on {other}."
    if one == other:
        slip(seen, "A trade needs two issues.")
    if (other, one) in pairs:
        slip(seen, "Right issues, wrong way round: each gives up what it minds more.")
    table = points(_sheets())
    best = table.groupby(level="issue", sort=False).idxmax()
    for issue in (one, other):
        idle = [p for p in ("RUS", "NATO") if table.loc[issue, p].max() == 0]
        if idle:
            slip(seen, f"{issue} counts for nothing with {_the(idle[0])}: nothing to trade.")
        if best.at[issue, "RUS"] == best.at[issue, "NATO"]:
            slip(seen, f"On {issue} both want the same option: nobody has to give way.")
    gain = {
        "Russia": _swing(table, best, other, "RUS", "NATO")
        - _swing(table, best, one, "RUS", "NATO"),
        "NATO": _swing(table, best, one, "NATO", "RUS") - _swing(table, best, other, "NATO", "RUS"),
    }
    losing = [who for who, value in gain.items() if value <= 0]
    slip(seen, f"{names(losing)} would give up as much as it wins, or more.")


def _swing(table, best, issue, party, rival):
    return table.at[best.at[issue, party], party] - table.at[best.at[issue, rival], party]


@task(
    "08.6",
    "Argue a weight",
    "Which weight looks too large or too small to you? Read the sentences of that party on that "
    "issue first; without any, choose another issue.",
    "sheets.loc['RUS', 'reason'] gives our reasons; bargaining.spoken(issues, statements) names "
    "the statements for and against each option. bargaining.with_weight makes the new sheets.",
    "new = bargaining.with_weight(sheets, party, issue, weight); then "
    "bargaining.bargain(issues, new, named, ('RUS', 'USA')).zone.sum() counts the packages. For "
    "the units: statements.loc[list(ids), 'unit'].",
    points=3,
)
def argue(answer):
    """Accept a changed weight with its units and its effect.

    The keys: party, issue, weight, because (units), zone (packages that suit both).
    """
    given = keyed(answer, "party", "issue", "weight", "because", "zone")
    party = words(given["party"])
    party = {name.casefold(): p for p, name in PARTY_NAME.items()}.get(party.casefold(), party)
    party = party.upper()
    if party not in PAIR:
        slip(f"Your party is {given['party']!r}.", "The zone is that of RUS and USA: take one.")
    issue, weight = _issue(given["issue"]), number(given["weight"])
    now = _sheets().loc[(party, issue), "weight"].iloc[0]
    if weight == now:
        slip(f"{weight:g} is the weight that stands there now.", "Argue for another.")
    if not 0 <= weight <= 100:
        slip(f"Your weight is {weight:g}.", "A weight lies between 0 and 100.")
    _check_reasons(party, issue, _several(given["because"]))
    _check_zone(party, issue, weight, number(given["zone"]))


def _check_reasons(party, issue, given):
    """Check that the units cited hold stances of the party on the issue."""
    rows, units = the_statements(), the_corpus().units
    concepts = {concept for concept, _ in itertools.chain(*_issues().loc[issue, "stances"])}
    own = rows[rows["party"].eq(party)]
    on_it = set(own.loc[own["concept"].isin(concepts), "unit"])
    if not on_it:
        slip(
            f"No article reports a stance of {_the(party)} on {issue}.",
            "There is nothing to argue from: choose another issue.",
        )
    cited = [words(unit).strip("[]") for unit in given]
    cited = [rows.at[unit, "unit"] if unit in rows.index else unit for unit in cited]
    for unit in cited:
        if unit not in units.index:
            slip(f"{unit!r} is no unit of these articles.", "A unit looks like '003.06'.")
        if units.at[unit, "kind"] == "duplicate":
            slip(f"{unit} is a repeat.", "Cite the first copy of the passage.", "article 000")
        if unit in on_it:
            continue
        if unit in set(own["unit"]):
            seen = f"{unit} holds a stance of {_the(party)}, but it does not speak to {issue}."
            slip(seen, "Its stance follows another concept.", unit)
        if unit in set(rows.loc[rows["concept"].isin(concepts), "unit"]):
            seen = f"{unit} speaks to {issue}, but not for {_the(party)}."
            slip(seen, "A weight is argued from the party's own words.", unit)
        slip(f"{unit} holds no stance of {_the(party)}.", "Whose words are these?", unit)
    if len(set(cited)) < LEAST_UNITS:
        slip(f"You cite {len(set(cited))} unit.", "Two different ones are wanted.")


def _check_zone(party, issue, weight, given):
    """Check the number of packages in the zone under the changed weight."""
    new = with_weight(_sheets(), party, issue, weight)
    table = bargain(_issues(), new, _named(), PAIR)
    if given == table.zone.sum():
        return
    seen = f"zone: you have {given:g}."
    before = bargain(_issues(), _sheets(), _named(), PAIR)
    if given == len(table.packages):
        slip(seen, "Those are all packages. Count the ones that suit both.")
    if given == before.zone.sum():
        slip(seen, "So many are there with the old weight. Use the changed sheets.")
    if given == bargain(_issues(), new, _named(), PAIR, **before.walk_away).zone.sum():
        slip(seen, "What a party has without a deal changes with its weights, too.")
    if given == bargain(_issues(), new, _named(), TABLE).zone.sum():
        slip(seen, "That is the zone of three parties. Russia and the United States count here.")
    slip(seen, "Let with_weight make room for the new weight, then count again.")


@task(
    "08.7",
    "What closes the zone",
    "Watch the number beside 'suit both' while you raise a demand point by point.",
    "bargaining.bargain(..., RUS=..., USA=...) takes the least that each accepts: its points "
    "without a deal, and your extra points on top.",
    "table = bargaining.bargain(issues, sheets, named, ('RUS', 'USA')); then for extra in "
    "range(40): table.demand(RUS=table.walk_away['RUS'] + extra).zone.sum(). Look for the first 0. "
    "For 'both', raise the two together.",
    points=2,
)
def closing(answer):
    """Accept {'both', 'RUS', 'USA'}: least whole points beyond no deal that close the zone."""
    given = {key: number(value) for key, value in keyed(answer, "both", *PAIR).items()}
    gain = _zone_gains()
    most = {"both": gain.min(axis=1).max(), **gain.max()}
    right = {key: math.floor(value) + 1 for key, value in most.items()}
    if (given["RUS"], given["USA"]) == (right["USA"], right["RUS"]):
        slip("Your numbers for RUS and USA have changed places.", "Who raises the demand?")
    away = walk_away(_issues(), _sheets())
    for key, value in given.items():
        if value == right[key]:
            continue
        seen = f"{key}: with {value:g} points more"
        if key in away and value >= away[key]:
            slip(f"{key}: you gave {value:g}.", "Give only what comes on top of no deal.")
        if key == "both" and value == right["RUS"] + right["USA"]:
            slip(f"both: you gave {value:g}.", "That is a sum. Raise the two demands together.")
        if value > right[key]:
            slip(f"{seen} the zone is closed.", "But it was so with fewer points already.")
        if value == most[key] or value == right[key] - 1:
            slip(f"{seen} a package still suits both.", "One step further it closes.")
        slip(f"{seen} there are packages that suit both.", "Go on raising.")
