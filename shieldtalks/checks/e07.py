"""Exercise 07: hosts and control, status by year, distances, and what no map can settle."""

import functools
import re

import numpy as np
import pandas as pd

from shieldtalks.checks.answers import (
    as_function,
    as_list,
    as_mapping,
    as_number,
    as_text,
    called,
    diagnose,
    near,
    plain_keys,
    slip,
)
from shieldtalks.checks.base import task
from shieldtalks.checks.reference import coded_in, the_corpus
from shieldtalks.checks.texts import told
from shieldtalks.context import load_sites, load_systems, load_technical
from shieldtalks.geography import (
    RADIUS,
    SITES,
    TARGETS,
    closest_approach,
    disputed_distances,
    distance,
    load_reference_points,
)
from shieldtalks.phrases import names
from shieldtalks.systems import history, short_name, status_in

# What stands in the column `control`, and the word for it in task 2.
CONTROLS = {
    "USA": "USA",
    "NATO command": "NATO",
    "joint": "joint",
    "each side commands its own": "each its own",
    "not defined": "not defined",
}
CONTROLLED = ("third_site", "russian_host_2009", "joint_european", "two_systems", "epaa")
YEAR = 2013
RECORDED = ("nato_russia_tmd", "gabala_offer", "two_systems", "redzikowo")
# Pairs of places that no student has seen: lat, lon, lat, lon in degrees.
FRESH = {
    "north": (59.33, 18.07, 41.01, 28.98),
    "ocean": (40.42, -3.70, 45.50, -73.57),
    "dateline": (61.22, -149.90, 53.02, 158.65),
    "south": (-33.87, 151.21, 1.35, 103.82),
    "equator": (0.0, 0.0, 0.0, 90.0),
    "same": (52.23, 21.01, 52.23, 21.01),
}
NEAR_KM = 1.0
LAUNCH, TARGET = "icbm_tatishchevo", "newyork"
FITS_KM, FRONTIER_CLAIMS = 6.0, ("T49", "T50")
# What each letter of task 7 claims: a stance, or a thing that can be measured.
CLAIMS = {
    "a": ("aimed_at_russia", "yes", "intention"),
    "b": None,
    "c": ("deterrent_effect", "no", "capability"),
    "d": None,
    "e": ("rogue_threat", "yes", "purpose"),
    "f": None,
}


@functools.cache
def _systems():
    return load_systems()


@functools.cache
def _sites():
    return load_sites()


@task("07.1")
def on_russian_soil(answer: object) -> None:
    """Accept the ids of the systems that would put something on Russian soil."""
    given = {str(item).strip() for item in _ids(answer)}
    hosts = _systems()["hosts"]
    named = hosts.str.contains("Russia")
    nowhere = hosts.str.startswith("none")
    right = set(hosts.index[named & ~nowhere])
    if given == right:
        return
    called = {short_name(name) for name in _systems()["name"]}
    if given & called:
        slip("names", name=sorted(given & called)[0])
    if unknown := sorted(given - set(hosts.index)):
        slip("unknown_id", unknown=unknown[0])
    if empty := sorted(given & set(hosts.index[named & nowhere])):
        slip("exercise", empty=empty[0])
    if extra := sorted(given - right):
        slip("not_russia", extra=extra[0], hosts=hosts[extra[0]])
    own = set(hosts.index[_systems()["proposer"].str.startswith("RUS")])
    if given == right & own:
        slip("only_russian")
    if given == {i for i in right if hosts[i].startswith("Russia")}:
        slip("only_first")
    slip("some_missing", n=len(given & right))


@task("07.2")
def who_decides(answer: object) -> None:
    """Accept {system: word} for five systems."""
    given = _lower(as_mapping(answer))
    options = list(CONTROLS.values())
    if missing := [s for s in CONTROLLED if s not in given]:
        slip("missing", missing=names(missing))
    for system in CONTROLLED:
        text = _systems().at[system, "control"]
        right = next(word for start, word in CONTROLS.items() if _says(text, start))
        said = as_text(given[system])
        if said.casefold() == right.casefold():
            continue
        diagnose(
            told("seen", system=system, said=said, options=names(options)),
            unknown_word=said.casefold() not in [option.casefold() for option in options],
            not_command=system == "epaa",
            shared_data=right == "each its own",
            left_open=right == "not defined",
            procedure=right == "joint",
            otherwise="not_the_soil",
        )


@task("07.3")
def by_a_year(answer: object) -> None:
    """Accept {system: words of its last entry by the end of a year}."""
    given = _lower(as_mapping(answer))
    if missing := [s for s in RECORDED if s not in given]:
        slip("missing", missing=names(missing))
    entries = history(_systems())
    stands = status_in(entries, YEAR)
    for system in RECORDED:
        said = as_text(given[system])
        own = entries[entries["system"].eq(system)]
        last = own[own["start"].dt.year.le(YEAR)].iloc[-1]
        if _same(said, last["words"]) or said.casefold() == stands[system].casefold():
            continue
        entered = own[own["words"].map(lambda entry, said=said: _same(said, entry))]
        first = entered["start"].dt.year.min()
        diagnose(
            told("seen", system=system, said=said, year=first),
            later_entry=len(entered) and first > YEAR,
            older_entry=len(entered),
            no_year=any(_same(said, note) for note in own["note"] if note),
            other_system=entries["words"].map(lambda entry, said=said: _same(said, entry)).any(),
            otherwise="other_words",
        )


@task("07.4")
def on_a_round_earth(answer: object) -> None:
    """Accept a function of four degrees that returns km."""
    as_function(answer)
    for test, place in FRESH.items():
        right = distance({"lat": place[0], "lon": place[1]}, {"lat": place[2], "lon": place[3]})
        given = as_number(called(answer, f"For {place} your function", *place))
        if not near(given, right, NEAR_KM):
            _diagnose(test, place, given, right)


def _diagnose(test, place, given, right):
    """Name the likely slip behind a wrong distance."""
    ways = _wrong_ways(place, right)
    diagnose(
        told("seen_distance", start=place[:2], end=place[2:], given=given),
        **{way: np.isclose(given, wrong, rtol=0.002, atol=0.02) for way, wrong in ways.items()},
        no_distance=test == "same",
        longitude=test == "dateline",
        southern=test == "south",
        otherwise="other",
    )


def _wrong_ways(place, right):
    """Return {usual slip: what it gives}, for one pair of places."""
    lat1, lon1, lat2, lon2 = place
    return {
        "metres": 1000 * right,
        "miles": right / 1.609344,
        "angle": right / RADIUS,
        "factor": right / 2,
        "flat": np.hypot(lat2 - lat1, lon2 - lon1) * np.pi / 180 * RADIUS,
        "degrees": _formula(*place, turn=np.asarray),
        "swapped": _formula(lon1, lat1, lon2, lat2),
        "not_halved": _formula(*place, half=1),
    }


def _formula(lat1, lon1, lat2, lon2, turn=np.radians, half=2):
    """Return the haversine formula with a possible slip in it; half=2, in radians, is right."""
    lat1, lon1, lat2, lon2 = (turn(angle) for angle in (lat1, lon1, lat2, lon2))
    h = np.sin((lat2 - lat1) / half) ** 2
    h = h + np.cos(lat1) * np.cos(lat2) * np.sin((lon2 - lon1) / half) ** 2
    return float(2 * RADIUS * np.arcsin(np.sqrt(np.clip(h, 0, 1))))


@task("07.5")
def near_the_line(answer: object) -> None:
    """Accept {site: km} for one line and three sites."""
    if isinstance(answer, pd.DataFrame):
        slip("whole_table")
    known = {short_name(_sites().at[site, "name"]).casefold(): site for site in SITES}
    given = {known.get(site, site): km for site, km in _lower(as_mapping(answer)).items()}
    start, end = _sites().loc[LAUNCH], _sites().loc[TARGET]
    three = _sites().loc[list(SITES)]
    nearest = closest_approach(start, end, three)
    if missing := [site for site in SITES if site not in given]:
        slip("missing", missing=names(missing))
    others = {
        target: closest_approach(start, _sites().loc[target], three)["closest_km"]
        for target in TARGETS
        if target != TARGET
    }
    back = closest_approach(end, start, three)
    for site in SITES:
        km, right = as_number(given[site]), nearest.at[site, "closest_km"]
        if _alike(km, right):
            continue
        meant = [t for t, other in others.items() if _alike(km, other[site])]
        along = min(abs(km - line.at[site, "along_track_km"]) for line in (nearest, back))
        target = _sites().at[meant[0], "name"] if meant else ""
        diagnose(
            told("seen", site=site, km=km, target=target),
            from_launch=_alike(km, distance(start, three.loc[site])),
            from_target=_alike(km, distance(end, three.loc[site])),
            along=along < 2,
            whole_line=_alike(km, nearest.at[site, "track_km"]),
            metres=near(km, 1000 * right, 2000),
            other_target=meant,
            otherwise="other_ends",
        )


def _alike(km, other):
    return near(km, other, 2 * NEAR_KM)


@task("07.6")
def to_where(answer: object) -> None:
    """Accept {claim: place it fits} and whose frontier is none."""
    given = plain_keys(answer)
    points = load_reference_points()
    called = {name.casefold(): point for point, name in points["name"].items()}
    claims = disputed_distances().drop_duplicates("figure").set_index("figure")
    km = pd.Series(distance(_sites().loc["redzikowo"], points), points.index)
    for claim, row in claims.iterrows():
        if claim.casefold() not in given:
            slip("missing", claim=claim)
        said = as_text(given[claim.casefold()])
        place = called.get(said.casefold(), said.casefold())
        if place not in points.index:
            slip("unknown_place", claim=claim, said=said, points=names(points.index))
        off = abs(row["claimed_km"] - km[place])
        if off <= FITS_KM:
            continue
        diagnose(
            told("seen", claim=claim, said=said, off=off),
            source_off=claim in FRONTIER_CLAIMS and place == "frontier_spit",
            otherwise="other_place",
        )
    if "whose" not in given:
        slip("whose_missing")
    off = (claims.loc[list(FRONTIER_CLAIMS), "claimed_km"] - km["frontier_spit"]).abs()
    right = load_technical().at[off.idxmax(), "claimant"]
    said = as_text(given["whose"])
    wanted = {right.casefold(), *right.casefold().split("/")}
    if said.casefold() in wanted or said.casefold().startswith("associated press"):
        return
    diagnose(
        told("seen_whose", said=said),
        claim=said in claims.index,
        city=said.casefold() == claims.at["T51", "claimant"].casefold(),
        otherwise="fits",
    )


@task("07.7")
def beyond_the_map(answer: object) -> None:
    """Accept {letter: unit that claims it} for what geometry cannot settle."""
    given = _lower(as_mapping(answer))
    if unknown := sorted(set(given) - set(CLAIMS)):
        slip("unknown_letter", unknown=unknown[0], claims=names(CLAIMS))
    for letter in given:
        if CLAIMS[letter] is None:
            slip("a_distance", letter=letter)
    for letter, claim in CLAIMS.items():
        if claim is None:
            continue
        concept, agreement, what = claim
        if letter not in given:
            slip("not_measurable", letter=letter, what=what)
        unit = as_text(given[letter]).strip("[]")
        said = coded_in(unit)
        if unit not in the_corpus().units.index:
            slip("unknown_unit", letter=letter, unit=unit)
        stances = said.loc[said["concept"].eq(concept), "agreement"]
        if agreement in set(stances):
            continue
        if len(stances):
            slip("opposite", letter=letter, unit=unit)
        if the_corpus().units.at[unit, "kind"] != "body":
            slip("no_body", letter=letter, unit=unit)
        slip("other_claim", letter=letter, unit=unit)


def _ids(answer):
    """Return the ids of an answer: a list of any sort, or the index of a table."""
    if isinstance(answer, pd.DataFrame):
        return list(answer.index)
    if isinstance(answer, pd.Series) and not isinstance(answer.index, pd.RangeIndex):
        return list(answer.index if answer.dtype != bool else answer.index[answer])
    return as_list(answer)


def _lower(answer):
    return {str(key).strip().casefold(): value for key, value in answer.items()}


def _says(text, start):
    """Say whether a cell of `control` begins with some words, or has them after a semicolon."""
    return any(part.strip().startswith(start) for part in text.split(";"))


def _same(said, entry):
    """Say whether words mean an entry: the whole or a part of it, with or without its date."""
    said = re.sub(r"^(from |after )?\d{4}(-\d\d)*\s*", "", said.casefold()).strip(" .")
    return len(said) > 3 and said in entry.casefold()
