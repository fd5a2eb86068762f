"""Answers of lesson 05: who shares words with whom, and what a line rests on."""

import functools

import pandas as pd

from shieldtalks.discourse import (
    dyad,
    edges,
    ei_index,
    network,
    robustness,
    survives,
    two_blocs,
)
from shieldtalks.explorers.networks import dyad_step, network_step
from shieldtalks.figures.figure import Figure
from shieldtalks.headlines import HEADLINES
from shieldtalks.predict.material import course, readings
from shieldtalks.readings import cases
from shieldtalks.statements import actor_parties

GOVERNMENT, MINISTRY, DEFENCE = "RUS government", "RUS Foreign Ministry", "RUS Defence Ministry"
PENTAGON, AMERICANS = "USA Defense Department", ("USA government", "USA Presidency")
NORMALISED = ("average", "jaccard", "cosine")
STATES = ("Poland", "Czech", "Romania", "Turkey", "Iran", "North Korea", "China")


def nearest_to_moscow() -> str:
    """Return who takes the same stance as the Russian government most often."""
    return str(_same_as_moscow().idxmax())


def _same_as_moscow() -> pd.Series:
    return network(course()[1])[GOVERNMENT].drop(GOVERNMENT, errors="ignore")


def _moscow_facts():
    same = _same_as_moscow()
    return {
        "most": f"{same.max():g}",
        "staff": f"{same['RUS General Staff']:g}",
        "americans": int((same[same > 0].index.str.startswith("USA")).sum()),
    }


@functools.cache
def _widest() -> pd.Series:
    return edges(course()[1])["weight"].sort_values(ascending=False, kind="stable")


def widest_line() -> str:
    """Return the two organizations with the widest line."""
    return " and ".join(_widest().index[0])


def _widest_facts():
    return {"most": f"{_widest().iloc[0]:g}", "americans": f"{_widest()[AMERICANS]:g}"}


def conflict_on_control() -> int:
    """Return the conflict of the two governments on shared control, counted by our rule."""
    return int(dyad(course()[1], GOVERNMENT, "USA government").at["shared_control", "conflict"])


def where_the_widest_goes() -> str:
    """Say where the wider of two lines stands under every normalisation."""
    ties = [edges(course()[1], normalise=way)["weight"] for way in NORMALISED]
    ahead = [tie[AMERICANS] > tie[(MINISTRY, GOVERNMENT)] for tie in ties]
    if all(ahead):
        return "it moves to two American ones"
    return "now the one, now the other" if any(ahead) else "it stays where it is"


def _normalised_facts():
    tie = edges(course()[1], normalise="average")["weight"]
    return {"us": f"{tie[AMERICANS]:.2f}", "russian": f"{tie[(MINISTRY, GOVERNMENT)]:.2f}"}


def side_of_the_ministry() -> str:
    """Say on whose side the best cut puts the Russian Defence Ministry."""
    return SIDES[_with_moscow(course()[1])]


def side_without_talks() -> str:
    """Say the same with the concept of talks taken out."""
    statements = course()[1]
    return SIDES[_with_moscow(statements[statements["concept"] != "talks_open"])]


SIDES = {True: "with the other Russian ones", False: "with Washington and NATO"}


def _with_moscow(statements):
    blocs, _ = two_blocs(network(statements))
    return bool(blocs[DEFENCE] == blocs[GOVERNMENT])


def _talks_facts():
    concepts = edges(course()[1])["concepts"]
    only = sum(tuple(each) == ("talks_open",) for each in concepts)
    return {"only": only, "lines": len(concepts)}


def against_the_baseline() -> str:
    """Say where the E-I index of agreement and that of conflict lie beside the baseline."""
    values = _indices()
    places = [
        f"{name} {'above' if values[kind] > values['baseline'] else 'below'}"
        for name, kind in (("agreement", "congruence"), ("conflict", "conflict"))
    ]
    return ", ".join(places)


@functools.cache
def _indices():
    statements = course()[1]
    parties = actor_parties(statements)
    full = network(statements) * 0 + 1
    kinds = {kind: network(statements, kind) for kind in ("congruence", "conflict")}
    return {kind: ei_index(n, parties) for kind, n in {"baseline": full, **kinds}.items()}


def _index_facts():
    return {kind: f"{value:.2f}" for kind, value in _indices().items()}


def left_of_the_conflict() -> int:
    """Return what is left of the ministry's conflict with the Pentagon in the worst case."""
    return int(_left().loc[(MINISTRY, PENTAGON)].min())


@functools.cache
def _left():
    table = robustness(course()[1], lambda some: edges(some, "conflict")["weight"])
    return table.fillna(0)


def _left_facts():
    left = _left()
    ours, theirs = left.loc[(MINISTRY, PENTAGON)], left.loc[(GOVERNMENT, PENTAGON)]
    return {
        "whole": int(ours["all"]),
        "without": ours.drop("all").idxmin(),
        "government": int(theirs.min()),
    }


def fails_first() -> str:
    """Say which of two headlines holds in fewer of nine cases."""
    parties, ministries = (_cases_held(name) for name in ("opposed", "nearest"))
    if parties == ministries:
        return "neither"
    return "two parties" if parties < ministries else "two organizations"


@functools.cache
def _cases_held(name):
    (one,) = [headline for headline in HEADLINES if headline.id == name]
    tables = cases(course()[1], readings())
    return sum(one.test(table) is True for case, table in tables.items() if case != "all")


def _fail_facts():
    return {"parties": _cases_held("opposed"), "ministries": _cases_held("nearest")}


def states_that_speak() -> int:
    """Return how many of seven states that the articles concern have a statement."""
    organizations = course()[1]["organization"]
    return sum(bool(organizations.str.contains(state).any()) for state in STATES)


def _state_facts():
    text = course()[0].body()["text"]
    named = [state for state in STATES if text.str.contains(state).any()]
    return {"named": len(named), "states": len(STATES)}


def _survivors():
    least = survives(course()[1], "conflict")
    return {"stay": int((least > 0).sum()), "lines": len(least)}


def _network() -> Figure:
    return network_step(course()[1])


def _opposite() -> Figure:
    return network_step(course()[1], "conflict")


def _dyads() -> Figure:
    return dyad_step(course()[1])


ANSWERS = {
    "nearest": nearest_to_moscow,
    "widest": widest_line,
    "control": conflict_on_control,
    "normalised": where_the_widest_goes,
    "cut": side_of_the_ministry,
    "talks": side_without_talks,
    "index": against_the_baseline,
    "left": left_of_the_conflict,
    "fails": fails_first,
    "missing": states_that_speak,
}
FACTS = {
    "nearest": _moscow_facts,
    "widest": _widest_facts,
    "normalised": _normalised_facts,
    "talks": _talks_facts,
    "index": _index_facts,
    "left": lambda: {**_left_facts(), **_survivors()},
    "fails": _fail_facts,
    "missing": _state_facts,
}
CHARTS = {
    "nearest": _network,
    "widest": _network,
    "control": _opposite,
    "normalised": _network,
    "cut": _network,
    "talks": _network,
    "index": _network,
    "left": _dyads,
    "missing": _network,
}
