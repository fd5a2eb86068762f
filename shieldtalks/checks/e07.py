"""Exercise 07: hosts and control, status by year, distances, and what no map can settle."""

import functools
import re

import numpy as np
import pandas as pd

from shieldtalks.checks.base import kind, listed, mapping, number, slip, task, words
from shieldtalks.checks.reference import coded_in, the_corpus
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


@task(
    "07.1",
    "On Russian soil",
    "The column `hosts` says on whose soil; read each cell to its end.",
    "A cell may name Russia among others, or only Russian towns beside it. One cell begins with "
    "'none' and names Russia all the same.",
    'proposals[proposals["hosts"].str.contains("Russia")] shows the candidates. Read them, drop '
    "the one that hosts nothing, and list the ids at the left edge.",
    points=2,
)
def on_russian_soil(answer):
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
        slip(f"Your list holds {sorted(given & called)[0]!r}, a name.", "The ids are wanted.")
    if unknown := sorted(given - set(hosts.index)):
        slip(f"No system has the id {unknown[0]!r}.", "The ids stand in the index of the table.")
    if empty := sorted(given & set(hosts.index[named & nowhere])):
        slip(
            f"{empty[0]} names Russia in its cell.",
            "Its hosts are 'none': taking part in an exercise is not hosting.",
        )
    if extra := sorted(given - right):
        slip(f"{extra[0]} has these hosts: {hosts[extra[0]]}.", "Russia is not among them.")
    own = set(hosts.index[_systems()["proposer"].str.startswith("RUS")])
    if given == right & own:
        slip("All of yours are Russian proposals.", "Others wanted Russian soil as well.")
    if given == {i for i in right if hosts[i].startswith("Russia")}:
        slip("In all of yours Russia stands first.", "It may stand later in the cell.")
    slip(
        f"{len(given & right)} of yours are right, some are missing.", "Read each cell to its end."
    )


@task(
    "07.2",
    "Who decides?",
    "Soil is one column, decisions are another.",
    "Read the cell `control` up to its first semicolon; what follows tells who owns or who pays.",
    'Print proposals.at["epaa", "control"] and so on. A shared procedure for decisions is '
    "'joint'; two commands that exchange data are 'each its own'.",
    points=2,
)
def who_decides(answer):
    """Accept {system: word} for five systems."""
    given = _lower(mapping(answer))
    options = list(CONTROLS.values())
    if missing := [s for s in CONTROLLED if s not in given]:
        slip(f"There is no answer for {names(missing)}.", "Each system needs one of the words.")
    for system in CONTROLLED:
        text = _systems().at[system, "control"]
        right = next(word for start, word in CONTROLS.items() if _says(text, start))
        said = words(given[system])
        if said.casefold() == right.casefold():
            continue
        seen = f"{system}: you gave {said!r}."
        if said.casefold() not in [option.casefold() for option in options]:
            slip(seen, f"Use one of {names(options)}.")
        if system == "epaa":
            slip(seen, "Owning and crewing the parts is not commanding them.")
        if right == "each its own":
            slip(seen, "Data would be shared. Look who commands each half.")
        if right == "not defined":
            slip(seen, "The table says of this idea that a certain thing was left open.")
        if right == "joint":
            slip(seen, "Look for the word for its procedure of decision.", "003.06")
        slip(seen, "Who gives the soil need not give the order. Look at the column `control`.")


@task(
    "07.3",
    "What the record says by a year",
    "An entry stands until another follows, even if nothing happened for years.",
    "Take the last entry that is dated in the year or before it. What comes later does not count "
    "yet, and what is only planned is no entry.",
    "systems.status_in(systems.history(proposals), the year) gives a column of such texts. Look up "
    "the four ids in it.",
    points=2,
)
def by_a_year(answer):
    """Accept {system: words of its last entry by the end of a year}."""
    given = _lower(mapping(answer))
    if missing := [s for s in RECORDED if s not in given]:
        slip(f"There is no answer for {names(missing)}.", "Each of the four needs one.")
    entries = history(_systems())
    stands = status_in(entries, YEAR)
    for system in RECORDED:
        said = words(given[system])
        own = entries[entries["system"].eq(system)]
        last = own[own["start"].dt.year.le(YEAR)].iloc[-1]
        if _same(said, last["words"]) or said.casefold() == stands[system].casefold():
            continue
        seen = f"{system}: you gave {said!r}."
        told = own[own["words"].map(lambda entry, said=said: _same(said, entry))]
        if len(told) and told["start"].dt.year.min() > YEAR:
            slip(seen, f"That entry is of {told['start'].dt.year.min()}, after the year asked.")
        if len(told):
            slip(seen, "That is an older entry; another follows before the year is over.")
        if any(_same(said, note) for note in own["note"] if note):
            slip(seen, "The table gives this without a year of its own: it is no dated entry.")
        if entries["words"].map(lambda entry, said=said: _same(said, entry)).any():
            slip(seen, "Those are words of another system's row.")
        slip(seen, "Give the words that stand behind the date in `status_by_year`.")


@task(
    "07.4",
    "A distance on a round earth",
    "Latitude and longitude are angles. The functions of numpy want angles in radians.",
    "Work from the inside: the differences in radians, then h, then 2 * 6371 * arcsin(sqrt(h)). "
    "Each half angle is divided by two before the sine, and the sine is squared after.",
    "lat1, lon1, lat2, lon2 = np.radians([lat1, lon1, lat2, lon2]) turns all four at once. Then "
    "h = np.sin((lat2 - lat1) / 2) ** 2 + np.cos(lat1) * np.cos(lat2) * np.sin((lon2 - lon1) / 2) "
    "** 2.",
    points=3,
)
def on_a_round_earth(answer):
    """Accept a function of four degrees that returns km."""
    if not callable(answer):
        slip(f"You gave {kind(answer)}.", "The function itself is wanted: its name, no brackets.")
    for test, place in FRESH.items():
        right = distance({"lat": place[0], "lon": place[1]}, {"lat": place[2], "lon": place[3]})
        try:
            given = answer(*place)
        except Exception as error:
            slip(f"For {place} your function stops: {type(error).__name__}: {error}.", "Try it.")
        if given is None:
            slip("Your function gives nothing back.", "End it with return, not with print.")
        given = number(given)
        if not np.isfinite(given):
            slip(f"For {place} your function gives {given}.", "A distance is a number of km.")
        if abs(given - right) > NEAR_KM:
            _diagnose(test, place, given, right)


def _diagnose(test, place, given, right):
    """Name the likely slip behind a wrong distance."""
    seen = f"From {place[:2]} to {place[2:]} your function gives {given:,.1f}."
    for wrong, likely in _wrong_ways(place, right).items():
        if np.isclose(given, wrong, rtol=0.002, atol=0.02):
            slip(seen, likely)
    if test == "same":
        slip(seen, "A place lies no distance from itself.")
    if test == "dateline":
        slip(seen, "The line from Alaska to Kamchatka is short: longitudes go round.")
    if test == "south":
        slip(seen, "One of these places lies south of the equator, where latitudes are negative.")
    slip(seen, "That is not the great circle. Compare your line with the formula, sign by sign.")


def _wrong_ways(place, right):
    """Return {what a usual slip gives: what to say}, for one pair of places."""
    lat1, lon1, lat2, lon2 = place
    flat = np.hypot(lat2 - lat1, lon2 - lon1) * np.pi / 180 * RADIUS
    swapped = _formula(lon1, lat1, lon2, lat2)
    return {
        1000 * right: "Those are metres; kilometres are wanted.",
        right / 1.609344: "Those are miles; kilometres are wanted.",
        right / RADIUS: "That is an angle. Multiply it by the radius of the earth.",
        right / 2: "The factor 2 before the radius is missing.",
        flat: "That treats degrees as the squares of a flat sheet, but they shrink to the north.",
        _formula(*place, turn=np.asarray): "The sines were given degrees. Turn them into radians.",
        swapped: "Latitude and longitude have changed places.",
        _formula(*place, half=1): "The differences must be halved before the sine.",
    }


def _formula(lat1, lon1, lat2, lon2, turn=np.radians, half=2):
    """Return the haversine formula with a possible slip in it; half=2, in radians, is right."""
    lat1, lon1, lat2, lon2 = (turn(angle) for angle in (lat1, lon1, lat2, lon2))
    h = np.sin((lat2 - lat1) / half) ** 2
    h = h + np.cos(lat1) * np.cos(lat2) * np.sin((lon2 - lon1) / half) ** 2
    return float(2 * RADIUS * np.arcsin(np.sqrt(np.clip(h, 0, 1))))


@task(
    "07.5",
    "How near does the line come?",
    "Not the way from the launch place is asked, but the way from the line.",
    "geography.closest_approach wants the launch place, the target, and a table of the sites.",
    "near = geography.closest_approach(sites.loc[the launch place], sites.loc[the target], "
    'sites.loc[["redzikowo", "brdy", "deveselu"]]); the column is closest_km.',
    points=2,
)
def near_the_line(answer):
    """Accept {site: km} for one line and three sites."""
    if isinstance(answer, pd.DataFrame):
        slip("You gave a table.", "One of its columns is wanted, closest_km.")
    known = {short_name(_sites().at[site, "name"]).casefold(): site for site in SITES}
    given = {known.get(site, site): km for site, km in _lower(mapping(answer)).items()}
    start, end = _sites().loc[LAUNCH], _sites().loc[TARGET]
    three = _sites().loc[list(SITES)]
    near = closest_approach(start, end, three)
    if missing := [site for site in SITES if site not in given]:
        slip(f"There is no distance for {names(missing)}.", "All three sites are wanted.")
    others = {
        target: closest_approach(start, _sites().loc[target], three)["closest_km"]
        for target in TARGETS
        if target != TARGET
    }
    back = closest_approach(end, start, three)
    for site in SITES:
        km, right = number(given[site]), near.at[site, "closest_km"]
        if abs(km - right) <= 2 * NEAR_KM:
            continue
        seen = f"{site}: you gave {km:,.0f}."
        if abs(km - distance(start, three.loc[site])) <= 2 * NEAR_KM:
            slip(
                seen, "That is the way from the launch place. The line comes nearer than its start."
            )
        if abs(km - distance(end, three.loc[site])) <= 2 * NEAR_KM:
            slip(seen, "That is the way from the target.")
        if (
            min(
                abs(km - near.at[site, "along_track_km"]), abs(km - back.at[site, "along_track_km"])
            )
            < 2
        ):
            slip(seen, "That tells how far along the line its nearest point lies, not how near.")
        if abs(km - near.at[site, "track_km"]) <= 2 * NEAR_KM:
            slip(seen, "That is the length of the whole line.")
        if abs(km - 1000 * right) <= 2000:
            slip(seen, "Those are metres; kilometres are wanted.")
        if meant := [t for t, other in others.items() if abs(km - other[site]) <= 2 * NEAR_KM]:
            slip(seen, f"That is right for the line to {_sites().at[meant[0], 'name']}.")
        slip(seen, "Check both ends of the line: which launch place, and which target?")


@task(
    "07.6",
    "Distance to where?",
    "Compute the distance from Redzikowo to each of the four places, then look for the nearest.",
    "A claim fits a place when the two numbers differ by no more than a few kilometres. What the "
    "source called the place is another question.",
    'geography.distance(sites.loc["redzikowo"], places) gives all four at once. Two claims speak '
    "of the frontier; only one of them fits the frontier line.",
    points=2,
)
def to_where(answer):
    """Accept {claim: place it fits} and whose frontier is none."""
    given = {str(key).strip().casefold(): value for key, value in mapping(answer).items()}
    points = load_reference_points()
    called = {name.casefold(): point for point, name in points["name"].items()}
    claims = disputed_distances().drop_duplicates("figure").set_index("figure")
    km = pd.Series(distance(_sites().loc["redzikowo"], points), points.index)
    for claim, row in claims.iterrows():
        if claim.casefold() not in given:
            slip(f"There is no place for {claim}.", "The three claims and 'whose' are wanted.")
        said = words(given[claim.casefold()])
        place = called.get(said.casefold(), said.casefold())
        seen = f"{claim}: you gave {said!r}."
        if place not in points.index:
            slip(seen, f"Use one of the ids {names(points.index)}.")
        off = abs(row["claimed_km"] - km[place])
        if off <= FITS_KM:
            continue
        if claim in FRONTIER_CLAIMS and place == "frontier_spit":
            slip(seen, f"The source says so, but its number is {off:.0f} km off. Go by the number.")
        slip(seen, f"Computed and claimed differ by {off:.0f} km there. Another place fits better.")
    if "whose" not in given:
        slip("There is no 'whose'.", "Name the claimant whose frontier is not the frontier line.")
    off = (claims.loc[list(FRONTIER_CLAIMS), "claimed_km"] - km["frontier_spit"]).abs()
    right = load_technical().at[off.idxmax(), "claimant"]
    said = words(given["whose"])
    wanted = {right.casefold(), *right.casefold().split("/")}
    if said.casefold() in wanted or said.casefold().startswith("associated press"):
        return
    seen = f"whose: you gave {said!r}."
    if said in claims.index:
        slip(seen, "That is the claim. Who made it?")
    if said.casefold() == claims.at["T51", "claimant"].casefold():
        slip(seen, "That source speaks of a city, not of a frontier.")
    slip(seen, "That source's number fits the frontier line. Look at the other one.")


@task(
    "07.7",
    "Beyond the map",
    "For each sentence ask: could a ruler on a globe decide it?",
    "A ruler decides how far and which is nearer. It does not decide what something is for, what "
    "it can do, or whether it is needed.",
    "Three letters are beyond the map. Find the units with statements: for instance those with "
    "concept 'aimed_at_russia' and agreement 'yes', and so on.",
    points=2,
)
def beyond_the_map(answer):
    """Accept {letter: unit that claims it} for what geometry cannot settle."""
    given = _lower(mapping(answer))
    if unknown := sorted(set(given) - set(CLAIMS)):
        slip(f"There is no sentence {unknown[0]!r}.", f"The letters are {names(CLAIMS)}.")
    for letter in given:
        if CLAIMS[letter] is None:
            slip(f"You list {letter}.", "That is a distance, or a comparison of two. Measure it.")
    for letter, claim in CLAIMS.items():
        if claim is None:
            continue
        concept, agreement, what = claim
        if letter not in given:
            slip(f"{letter} is missing.", f"It speaks of {what}, and no distance decides that.")
        unit = words(given[letter]).strip("[]")
        said = coded_in(unit)
        if unit not in the_corpus().units.index:
            slip(f"{letter}: {unit!r} is no unit.", "A unit is named like 000.05.")
        stances = said.loc[said["concept"].eq(concept), "agreement"]
        if agreement in set(stances):
            continue
        if len(stances):
            slip(f"{letter}: {unit} speaks of it.", "It says the opposite of the sentence.", unit)
        if the_corpus().units.at[unit, "kind"] != "body":
            slip(f"{letter}: {unit} is not part of the article proper.", "Cite its body.")
        slip(f"{letter}: {unit} does not make this claim.", "Look for who does.", unit)


def _ids(answer):
    """Return the ids of an answer: a list of any sort, or the index of a table."""
    if isinstance(answer, pd.DataFrame):
        return list(answer.index)
    if isinstance(answer, pd.Series) and not isinstance(answer.index, pd.RangeIndex):
        return list(answer.index if answer.dtype != bool else answer.index[answer])
    return listed(answer)


def _lower(answer):
    return {str(key).strip().casefold(): value for key, value in answer.items()}


def _says(text, start):
    """Say whether a cell of `control` begins with some words, or has them after a semicolon."""
    return any(part.strip().startswith(start) for part in text.split(";"))


def _same(said, entry):
    """Say whether words mean an entry: the whole or a part of it, with or without its date."""
    said = re.sub(r"^(from |after )?\d{4}(-\d\d)*\s*", "", said.casefold()).strip(" .")
    return len(said) > 3 and said in entry.casefold()
