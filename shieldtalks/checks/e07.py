"""Exercise 07: hosts and control, status by year, distances, and what no map can settle."""

import functools
import re

import numpy as np
import pandas as pd

from shieldtalks.checks.answers import (
    as_list,
    as_mapping,
    as_number,
    as_pair,
    as_text,
    called,
    diagnose,
    keyed,
    near,
    own_function,
    slip,
)
from shieldtalks.checks.base import task
from shieldtalks.checks.charts import as_chart, axis_named, bars_of_words, titled
from shieldtalks.checks.texts import about, told
from shieldtalks.context import load_sites, load_systems
from shieldtalks.geography import (
    RADIUS,
    SITES,
    TARGETS,
    closest_approach,
    distance,
    load_reference_points,
)
from shieldtalks.phrases import names
from shieldtalks.reference import coded_in, the_corpus, where
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
# The invented records of the task, as they stand in the notebook.
RECORDS = {
    "coast_radar": "2005 offered; 2008-03 studied; planned 2012; 2014-02 turned down",
    "ship_net": "2004, 2006, 2009 exercises; 2012-03 resumed; suspended after 2014; 2015 ended",
    "shared_centre": "2011 agreed; 2013-02 opened; 2013-11 closed; 2016 reopened",
    "space_eye": "2007 offered; 2013-05 offered again; planned 2013; 2018 built",
}
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
# Invented reports of the way from Brdy to Russia, in km; the last is the mean of two places.
REPORTS, FITS_KM = {"first": 670, "second": 729, "third": 691}, 3.0
MEAN = {"baltiysk", "mamonovo"}
# What a letter of task 7, from a to f, claims; the others tell of a thing that can be measured.
CLAIMS = {
    "a": ("aimed_at_russia", "yes", "intention"),
    "c": ("deterrent_effect", "no", "capability"),
    "e": ("rogue_threat", "yes", "purpose"),
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
    diagnose(
        names=given & {short_name(name) for name in _systems()["name"]},
        unknown_id=given - set(hosts.index),
        exercise=given & set(hosts.index[named & nowhere]),
    )
    if extra := sorted(given - right):
        slip("not_russia", extra=extra[0], hosts=hosts[extra[0]])
    own = set(hosts.index[_systems()["proposer"].str.startswith("RUS")])
    diagnose(
        about(n=len(given & right)),
        only_russian=given == right & own,
        only_first=given == {i for i in right if hosts[i].startswith("Russia")},
        otherwise="some_missing",
    )


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
    if missing := [s for s in RECORDS if s not in given]:
        slip("missing", missing=names(missing))
    entries = history(pd.DataFrame({"status_by_year": RECORDS}))
    stands = status_in(entries, YEAR)
    for system in RECORDS:
        said = as_text(given[system])
        own = where(entries, system=system)
        last = own[own["start"].dt.year.le(YEAR)].iloc[-1]
        if said.casefold() in (last["words"].casefold(), stands[system].casefold()):
            continue
        entered = own[own["words"].map(lambda entry, said=said: _same(said, entry))]
        first = entered["start"].dt.year.min()
        diagnose(
            told("seen", system=system, said=said, year=first),
            with_what_follows=";" in said,
            later_entry=len(entered) and first > YEAR,
            older_entry=len(entered),
            no_year=any(_same(said, note) for note in own["note"] if note),
            other_system=entries["words"].map(lambda entry, said=said: _same(said, entry)).any(),
            otherwise="other_words",
        )


@task("07.4")
def on_a_round_earth(answer: object) -> None:
    """Accept a function of four degrees that returns km."""
    own_function(answer)
    for test, place in FRESH.items():
        right = distance({"lat": place[0], "lon": place[1]}, {"lat": place[2], "lon": place[3]})
        given = as_number(called(answer, f"For {place} your function", *place), finite=False)
        if not near(given, right, NEAR_KM):
            _diagnose(test, place, given, right)


def _diagnose(test, place, given, right):
    """Name the likely slip behind a wrong distance."""
    ways = _wrong_ways(place, right)
    diagnose(
        told("seen_distance", start=place[:2], end=place[2:], given=given),
        **{way: np.isclose(given, wrong, rtol=0.002, atol=0.02) for way, wrong in ways.items()},
        no_number=not np.isfinite(given),
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
        "half_of_one": _formula(*place, half_of_one=True),
        **_slips_of_the_formula(*place),
    }


def _slips_of_the_formula(*place):
    """Return {slip: what it gives} for single signs and functions of the formula."""
    lat1, lon1, lat2, lon2 = np.radians(place)
    one, two = np.sin((lat2 - lat1) / 2), np.sin((lon2 - lon1) / 2)
    cosines = np.cos(lat1) * np.cos(lat2)
    h = one**2 + cosines * two**2
    bare = np.cos(place[0]) * np.cos(place[2])
    parts = {
        "first_part_only": one**2,
        "no_cosines": one**2 + two**2,
        "one_cosine": one**2 + np.cos(lat1) * two**2,
        "other_cosine": one**2 + np.cos(lat2) * two**2,
        "not_squared": one + cosines * two,
        "second_not_squared": one**2 + cosines * two,
        "minus": one**2 - cosines * two**2,
        "cosines_first": (one**2 + cosines) * two**2,
        "root_missing": h**2,
        "cosine_of_degrees": one**2 + bare * two**2,
    }
    with np.errstate(invalid="ignore"):
        found = {slip: 2 * RADIUS * np.arcsin(np.sqrt(part)) for slip, part in parts.items()}
        return found | {"arcsin_missing": 2 * RADIUS * np.sqrt(h)}


def _formula(lat1, lon1, lat2, lon2, turn=np.radians, half=2, half_of_one=False):
    """Return the haversine formula with a possible slip in it; half=2, in radians, is right."""
    lat1, lon1, lat2, lon2 = (turn(angle) for angle in (lat1, lon1, lat2, lon2))
    if half_of_one:  # lat2 - lat1 / 2, without brackets
        lat2, lon2 = 2 * lat2, 2 * lon2
        cosines = np.cos(lat1) * np.cos(lat2 / 2)
    else:
        cosines = np.cos(lat1) * np.cos(lat2)
    h = np.sin((lat2 - lat1) / half) ** 2
    h = h + cosines * np.sin((lon2 - lon1) / half) ** 2
    return float(2 * RADIUS * np.arcsin(np.sqrt(np.clip(h, 0, 1))))


@task("07.5")
def near_the_line(answer: object) -> None:
    """Accept a chart with a bar for each of the three sites: km from one line."""
    if isinstance(answer, pd.DataFrame):
        slip("whole_table")
    shown = as_chart(answer)
    known = {short_name(_sites().at[site, "name"]).casefold(): site for site in SITES}
    given = {known.get(site, site): km for site, km in _lower(bars_of_words(shown)).items()}
    start, end = _sites().loc[LAUNCH], _sites().loc[TARGET]
    three = _sites().loc[list(SITES)]
    nearest = closest_approach(start, end, three)
    if missing := [site for site in SITES if site not in given]:
        slip("missing", missing=names(missing), words=names(given))
    diagnose(more_bars=set(given) - set(SITES))
    worked = closest_approach(_sites().loc["icbm_uzhur"], _sites().loc["london"], three)
    others = {
        target: closest_approach(start, _sites().loc[target], three)["closest_km"]
        for target in TARGETS
        if target != TARGET
    }
    back = closest_approach(end, start, three)
    for site in SITES:
        km, right = given[site], nearest.at[site, "closest_km"]
        if _alike(km, right):
            continue
        meant = [t for t, other in others.items() if _alike(km, other[site])]
        along = [abs(km - line.at[site, "along_track_km"]) < 2 for line in (nearest, back)]
        target = _sites().at[meant[0], "name"] if meant else ""
        diagnose(
            told("seen", site=site, km=km, target=target),
            worked_line=_alike(km, worked.at[site, "closest_km"]),
            from_launch=_alike(km, distance(start, three.loc[site])),
            from_target=_alike(km, distance(end, three.loc[site])),
            along=any(along),
            whole_line=_alike(km, nearest.at[site, "track_km"]),
            metres=near(km, 1000 * right, 2000),
            other_target=meant,
            otherwise="other_ends",
        )
    axis_named(shown, "km")
    titled(shown)


def _alike(km, other):
    return near(km, other, 2 * NEAR_KM)


@task("07.6")
def to_where(answer: object) -> None:
    """Accept {report: place that its number fits, or none} and the two places of a mean."""
    given = keyed(answer, *REPORTS, "mean")
    points = load_reference_points()
    km = pd.Series(distance(_sites().loc["brdy"], points), points.index)
    for report, claimed in REPORTS.items():
        said = _point(given[report], report, points)
        off = (km - claimed).abs()
        if said == "none" and off.min() > FITS_KM or said != "none" and off[said] <= FITS_KM:
            continue
        away = 0 if said == "none" else off[said]
        diagnose(
            told("seen", report=report, said=said, off=away, claimed=claimed),
            fits_one=said == "none",
            fits_none=off.min() > FITS_KM,
            the_words=said == ("frontier_spit" if report == "second" else "baltiysk"),
            otherwise="other_place",
        )
    pair = {_point(part, "mean", points) for part in as_pair(given["mean"], "mean")}
    if pair == MEAN:
        return
    diagnose(
        told("seen_mean", pair=names(sorted(pair))),
        one_place=len(pair) < 2,
        fits_none="none" in pair,
        otherwise="other_mean",
    )


def _point(answer, place, points):
    """Return an answer as the id of a reference point; its name is as good, and 'none' is."""
    called = {name.casefold(): point for point, name in points["name"].items()}
    said = as_text(answer).casefold()
    said = called.get(said, said)
    if said != "none" and said not in points.index:
        slip("unknown_place", place=place, said=answer)
    return said


@task("07.7")
def beyond_the_map(answer: object) -> None:
    """Accept {letter: unit that claims it} for what geometry cannot settle."""
    given = _lower(as_mapping(answer))
    diagnose(
        about(claims=names("abcdef")),
        unknown_letter=set(given) - set("abcdef"),
        a_distance=[letter for letter in given if letter not in CLAIMS],
    )
    for letter, (concept, agreement, what) in CLAIMS.items():
        if letter not in given:
            slip("not_measurable", letter=letter, what=what)
        unit = given[letter]
        if not isinstance(unit, str) and len(as_list(unit)) == 1:
            unit = as_list(unit)[0]
        unit = as_text(unit).strip("[]")
        said = coded_in(unit)
        if unit not in the_corpus().units.index:
            slip("unknown_unit", letter=letter, unit=unit)
        stances = said.loc[said["concept"].eq(concept), "agreement"]
        if agreement in set(stances):
            continue
        diagnose(
            about(letter=letter, unit=unit),
            opposite=len(stances),
            no_body=the_corpus().units.at[unit, "kind"] != "body",
            otherwise="other_claim",
        )


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
