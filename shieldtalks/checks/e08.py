"""Exercise 08: scores, the zone, the Nash point, a trade, an argued weight, a chart of demands."""

import itertools
import math

import numpy as np

from shieldtalks.bargaining import TABLE, logrolls, points
from shieldtalks.checks import e08_second  # noqa: F401, registers tasks 7 and 8
from shieldtalks.checks.answers import (
    as_list,
    as_mapping,
    as_number,
    as_text,
    as_unit,
    called,
    diagnose,
    keyed,
    missing_return,
    near,
    own_function,
    slip,
)
from shieldtalks.checks.base import task
from shieldtalks.checks.negotiated import PAIR, package_gains, the_table
from shieldtalks.checks.texts import about, told
from shieldtalks.figures.style import PARTY_NAME
from shieldtalks.parties import the
from shieldtalks.phrases import names
from shieldtalks.reference import the_corpus, the_negotiation, the_statements, where

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
    [(-1, 9), (0, 4), (6, -2)],
    [(0, 0), (-4, 3)],
    [],
]
RANDOM = 12  # lists of whole gains drawn anew, always the same ones
LEAST_UNITS = 2


def _several(answer):
    """Return an answer as a list; a text alone is a list of one, or of what commas part."""
    if isinstance(answer, str):
        return [part.strip() for part in answer.split(",") if part.strip()]
    return as_list(answer)


def _issue(answer):
    """Return an answer as the id of an issue; its label is as good."""
    given = as_text(answer).casefold()
    labels = the_negotiation().issues["issue_label"].str.casefold().groupby("issue").first()
    found = {label: issue for issue, label in labels.items()}.get(given, given)
    if found not in labels:
        slip("unknown_issue", answer=answer)
    return found


def _package(answer):
    """Return an answer as the id of a package of the articles; a name of one is as good."""
    given = as_text(answer).casefold()
    known = {name.casefold(): package for package, name in the_negotiation().named["name"].items()}
    found = known.get(given, given)
    if found not in the_negotiation().named.index:
        slip("unknown_package", answer=answer)
    return found


@task("08.1")
def score(answer: object) -> None:
    """Accept a function of two dictionaries: the sum of weight * value / 100."""
    own_function(answer)
    for weights, values in FRESH:
        call = f"score({weights}, {values})"
        found = called(answer, call, dict(weights), dict(values))
        _compare_score(call, weights, values, as_number(found))


def _compare_score(call, weights, values, found):
    parts = [weights[issue] * values[issue] for issue in weights]
    right = sum(parts) / 100
    if near(found, right, 0.006):
        return
    crossed = zip(weights.values(), values.values(), strict=True)
    typical = {
        "first_issue": parts[0] / 100,
        "last_issue": parts[-1] / 100,
        "never_added": 0,
        "not_by_100": sum(parts),
        "by_place": sum(w * v for w, v in crossed) / 100,
        "no_weights": sum(values.values()),
        "mean_of_values": sum(values.values()) / len(values),
        "mean_of_issues": right / len(parts),
        "by_weights": sum(parts) / sum(weights.values()),
    }
    diagnose(
        told("seen_score", call=call, found=found),
        **{name: near(found, value, 0.006) for name, value in typical.items()},
        otherwise="by_hand",
    )


@task("08.2")
def losers(answer: object) -> None:
    """Accept {package: parties worse off than without a deal} for five packages."""
    given = {as_text(key).casefold(): value for key, value in as_mapping(answer).items()}
    parties = {name.casefold(): party for party, name in PARTY_NAME.items()}
    for package in LOSERS:
        if package not in given:
            slip("package_missing", package=package)
        said = [as_text(p).casefold() for p in _several(given[package])]
        said = {parties.get(party, party.upper()) for party in said}
        diagnose(about(package=package, table=names(TABLE)), no_sheet=said - set(TABLE))
        gain = package_gains().loc[package]
        lose = {party for party in TABLE if gain[party] < 0}
        if said == lose:
            continue
        diagnose(
            told("seen", package=package, said=names(sorted(said)) if said else "nobody"),
            as_much=said == {party for party in TABLE if gain[party] <= 0},
            not_losing=said == set(TABLE) - lose and bool(lose),
            three_parties=said == lose & set(PAIR),
            most=bool(said) and said < lose,
            otherwise="other",
        )


@task("08.3")
def beaten(answer: object) -> None:
    """Accept {beaten package: a package that beats it} among the ten of the articles."""
    if not isinstance(answer, dict) and not hasattr(answer, "to_dict"):
        pairs = [as_list(pair) for pair in as_list(answer)]
        if any(len(pair) != 2 for pair in pairs):
            slip("no_pairs")
        answer = dict(pairs)
    given = {
        _package(key): _package(_several(value)[0]) for key, value in as_mapping(answer).items()
    }
    worth = the_table().named_utilities
    for one, other in given.items():
        _compare_pair(one, other, worth.loc[one], worth.loc[other])
    right = [p for p in worth.index if any(_beats(worth.loc[q], worth.loc[p]) for q in worth.index)]
    if len(given) < len(right):
        slip("another", n=len(given))


def _beats(one, other):
    return bool((one >= other).all() and (one > other).any())


def _compare_pair(one, other, points_one, points_other):
    if _beats(points_other, points_one):
        return
    diagnose(
        told("seen_pair", other=other, one=one),
        itself=one == other,
        same_worth=(points_one == points_other).all(),
        turned=_beats(points_one, points_other),
        worse=[the(party) for party in PAIR if points_other[party] < points_one[party]],
    )


@task("08.4")
def nash_point(answer: object) -> None:
    """Accept a function of a list of gains: the pair with the greatest product, or None."""
    own_function(answer)
    drawn = np.random.default_rng(1950).integers(-6, 10, (RANDOM, 5, 2)).tolist()
    for pairs in [*DEALS, *([tuple(pair) for pair in pairs] for pairs in drawn)]:
        call = f"nash_point({pairs})"
        inside = [pair for pair in pairs if min(pair) >= 0]
        stops = "call_stops" if inside else "call_stops_outside"
        found = called(answer, call, list(pairs), none=True, other=stops)
        _compare_point(call, pairs, inside, found, answer)


def _compare_point(call, pairs, inside, found, answer):
    if not inside:
        if found is None:
            return
        slip("no_point", call=call, found=found)
    if found is None:
        seen = told("seen_none", call=call)
        if max(map(math.prod, inside)) and _always_none(answer):
            slip(missing_return(answer), call=call)
        diagnose(seen, zero_gain=max(map(math.prod, inside)) == 0, otherwise="none_in_zone")
    seen = told("seen_point", call=call, found=found)
    if isinstance(found, str) or not hasattr(found, "__len__") or len(found) != 2:
        slip("pair_wanted", seen)
    pair = tuple(as_number(value) for value in found)
    most = max(map(math.prod, inside))
    if pair in inside and math.prod(pair) == most:
        return
    diagnose(
        seen,
        no_pair=pair not in pairs,
        two_losses=max(pair) < 0,
        loses=min(pair) < 0,
        greatest_sum=sum(pair) == max(map(sum, inside)),
        egalitarian=min(pair) == max(map(min, inside)),
        otherwise="other",
    )


def _always_none(answer):
    """Say whether a function gives None for a pair that is plainly in the zone."""
    return called(answer, "nash_point(...)", [(2, 3), (4, 1), (1, 5)], none=True) is None


@task("08.5")
def trade(answer: object) -> None:
    """Accept {'RUS': issue, 'NATO': issue}: on what each gives way, both being better off."""
    given = {party: _issue(value) for party, value in keyed(answer, "RUS", "NATO").items()}
    one, other = given["RUS"], given["NATO"]
    found = logrolls(the_negotiation().sheets, "RUS", "NATO")
    pairs = set(zip(found["gives"], found["gets"], strict=True))
    if (one, other) in pairs:
        return
    seen = told("seen_trade", one=one, other=other)
    diagnose(seen, two_issues=one == other, turned=(other, one) in pairs)
    table = points(the_negotiation().sheets)
    best = table.groupby(level="issue", sort=False).idxmax()
    for issue in (one, other):
        diagnose(
            told("seen_trade", one=one, other=other, issue=issue),
            counts_nothing=[the(p) for p in ("RUS", "NATO") if table.loc[issue, p].max() == 0],
            same_option=best.at[issue, "RUS"] == best.at[issue, "NATO"],
        )

    def swing(issue, party, rival):
        return table.at[best.at[issue, party], party] - table.at[best.at[issue, rival], party]

    gain = {
        "Russia": swing(other, "RUS", "NATO") - swing(one, "RUS", "NATO"),
        "NATO": swing(one, "NATO", "RUS") - swing(other, "NATO", "RUS"),
    }
    losing = [who for who, value in gain.items() if value <= 0]
    slip("gives_as_much", seen, losing=names(losing))


@task("08.6")
def argue(answer: object) -> None:
    """Accept a changed weight with its units and its effect.

    The keys: party, issue, weight, because (units), zone (packages that suit both).
    """
    given = keyed(answer, "party", "issue", "weight", "because", "zone")
    party = as_text(given["party"])
    party = {name.casefold(): p for p, name in PARTY_NAME.items()}.get(party.casefold(), party)
    party = party.upper()
    if party not in PAIR:
        slip("other_party", party=given["party"])
    issue, weight = _issue(given["issue"]), as_number(given["weight"])
    now = the_negotiation().sheets.loc[(party, issue), "weight"].iloc[0]
    diagnose(about(weight=weight), same_weight=weight == now, no_weight=not 0 <= weight <= 100)
    _check_reasons(party, issue, _several(given["because"]))
    _check_zone(party, issue, weight, as_number(given["zone"]))


def _check_reasons(party, issue, given):
    """Check that the units cited hold stances of the party on the issue."""
    rows = the_statements()
    stances = itertools.chain(*the_negotiation().issues.loc[issue, "stances"])
    concepts = {concept for concept, _ in stances}
    own = where(rows, party=party)
    on_it = set(own.loc[own["concept"].isin(concepts), "unit"])
    if not on_it:
        slip("no_stance_reported", party=the(party), issue=issue)
    cited = [as_unit(unit, statements=True, body=False) for unit in given]
    for unit in cited:
        if the_corpus().units.at[unit, "kind"] == "duplicate":
            slip("repeat_unit", unit=unit)
        if unit not in on_it:
            diagnose(
                about(unit=unit, party=the(party), issue=issue),
                other_concept=unit in set(own["unit"]),
                not_own_words=unit in set(rows.loc[rows["concept"].isin(concepts), "unit"]),
                otherwise="no_stance",
            )
    if len(set(cited)) < LEAST_UNITS:
        slip("two_units", n=len(set(cited)))


def _check_zone(party, issue, weight, given):
    """Check the number of packages in the zone under the changed weight."""
    new = the_negotiation().with_weight(party, issue, weight)
    table = new.table(PAIR)
    if given == table.zone.sum():
        return
    diagnose(
        told("seen_zone", given=given),
        all_packages=given == len(table.packages),
        old_weight=given == the_table().zone.sum(),
        no_deal_changes=given == table.demand(**the_table().walk_away).zone.sum(),
        three_parties=given == new.table(TABLE).zone.sum(),
        otherwise="other_zone",
    )
