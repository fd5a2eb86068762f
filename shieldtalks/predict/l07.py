"""Answers of lesson 07: the systems that were on the table, and what a map can settle."""

import functools

import pandas as pd

from shieldtalks.context import load_sites, load_systems
from shieldtalks.explorers.maps import map_step
from shieldtalks.figures.distances import disputed_distances as distances_chart
from shieldtalks.figures.distances import nearest_by_origin
from shieldtalks.figures.figure import Figure
from shieldtalks.figures.systems import systems_timeline
from shieldtalks.geography import (
    SITES,
    TARGETS,
    approaches,
    closest_approach,
    disputed_distances,
    launch_places,
    track,
)
from shieldtalks.predict.material import course
from shieldtalks.statements import load_concepts
from shieldtalks.systems import history, load_mentions

START, END = "icbm_kozelsk", "washington"
JOINT, TWO = "joint_european", "two_systems"
LINES = ("Hosts", "Control", "Components")  # of a system's card
CLOSE_KM = 10  # a distance fits a place when it is so near to the computed one


@functools.cache
def _sites() -> pd.DataFrame:
    return load_sites()


@functools.cache
def _near() -> pd.DataFrame:
    sites = _sites()
    return approaches(launch_places(sites), sites.loc[list(TARGETS)], sites.loc[list(SITES)])


def systems_spoken_of() -> int:
    """Return how many different systems the statements are about."""
    return int(course()[1]["system"].nunique())


def _spoken_facts():
    counts = course()[1]["system"].value_counts()
    return {"most": int(counts.iloc[0]), "n": int(counts.sum()), "listed": len(load_systems())}


def ended() -> int:
    """Return for how many systems the last entry of the record is a refusal or an end."""
    return int(history(load_systems()).groupby("system", sort=False)["ended"].last().sum())


def _ended_facts():
    return {"listed": len(load_systems())}


def line_of_the_quarrel() -> str:
    """Return the line of the two cards on which yes and no are said of one and the same system."""
    statements, labels = course()[1], load_concepts()["label"].str.lower()
    about = statements[statements["system"] == JOINT]
    answers = about.groupby("concept")["agreement"].nunique()
    disputed = " ".join(labels[answers.index[answers > 1]])
    return next(line.lower() for line in LINES if line.lower().rstrip("s") in disputed)


def side_of_the_line() -> str:
    """Say on which side of Poland the shortest line from Kozelsk to Washington runs."""
    sites = _sites()
    line = track(sites.loc[START], sites.loc[END])
    north, south = sites.loc["redzikowo"], sites.loc["brdy"]
    at = line.iloc[(line["lon"] - north["lon"]).abs().argmin()]["lat"]
    if at > north["lat"]:
        return "north of it, over Estonia and Norway"
    return "across it" if at > south["lat"] else "south of it, over Germany and France"


def _side_facts():
    near = closest_approach(_sites().loc[START], _sites().loc[END], _sites().loc[list(SITES)])
    return {"km": round(near.at["redzikowo", "closest_km"])}


def _to_redzikowo():
    km = _near()["closest_km"].xs((END, "redzikowo"), level=("target", "site"))
    return km.rename(_sites()["name"])


def nearest_start() -> str:
    """Return the place from which the line to Washington comes nearest to Redzikowo."""
    return str(_to_redzikowo().idxmin())


def _nearest_facts():
    km = _to_redzikowo()
    return {
        "km": round(km.min()),
        "far": km.idxmax(),
        "far_km": f"{km.max():,.0f}",
        "kozelsk": round(km["Kozelsk"]),
    }


def wrong_distance() -> str:
    """Return the claimed distance that fits no place, or say that none has to be wrong."""
    claims = disputed_distances()
    fits = claims["difference_km"].abs().le(CLOSE_KM).groupby(claims["figure"]).any()
    wrong = claims[claims["figure"].isin(fits.index[~fits])]
    if wrong.empty:
        return "none of them has to be wrong"
    return f"the {wrong['claimed_km'].iloc[0]:g} km"


def _distance_facts():
    claims = disputed_distances().drop_duplicates("place").set_index("place")
    return {place: round(km) for place, km in claims["computed_km"].items()}


def _timeline() -> Figure:
    corpus, statements = course()
    systems = load_systems()
    return systems_timeline(systems, history(systems), statements, load_mentions(corpus), corpus)


def _line() -> Figure:
    corpus = course()[0]
    return map_step(_sites(), load_mentions(corpus), corpus, START, END)


def _nearest() -> Figure:
    return nearest_by_origin(_near(), _sites(), END)


def _distances() -> Figure:
    return distances_chart(disputed_distances())


ANSWERS = {
    "systems": systems_spoken_of,
    "ended": ended,
    "cards": line_of_the_quarrel,
    "kozelsk": side_of_the_line,
    "nearest": nearest_start,
    "distance": wrong_distance,
}
FACTS = {
    "systems": _spoken_facts,
    "ended": _ended_facts,
    "kozelsk": _side_facts,
    "nearest": _nearest_facts,
    "distance": _distance_facts,
}
CHARTS = {
    "ended": _timeline,
    "kozelsk": _line,
    "nearest": _nearest,
    "distance": _distances,
}
