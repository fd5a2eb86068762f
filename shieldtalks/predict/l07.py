"""Answers of lesson 07: the systems that were on the table, and what a map can settle."""

import functools

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
from shieldtalks.predict.answers import Answer, answers
from shieldtalks.reference import the_corpus, the_statements, where
from shieldtalks.statements import load_concepts
from shieldtalks.systems import history, load_mentions

START, END = "icbm_kozelsk", "washington"
JOINT = "joint_european"
LINES = ("Hosts", "Control", "Components")  # of a system's card
CLOSE_KM = 10  # a distance fits a place when it is so near to the computed one


@functools.cache
def _sites():
    return load_sites()


@functools.cache
def _near():
    sites = _sites()
    return approaches(launch_places(sites), sites.loc[list(TARGETS)], sites.loc[list(SITES)])


def _timeline() -> Figure:
    corpus, systems = the_corpus(), load_systems()
    parts = (history(systems), the_statements(), load_mentions(corpus), corpus)
    return systems_timeline(systems, *parts)


def _line() -> Figure:
    return map_step(_sites(), load_mentions(the_corpus()), the_corpus(), START, END)


@answers("07.systems")
def systems_spoken_of() -> Answer:
    """Return how many different systems the statements are about."""
    counts = the_statements()["system"].value_counts()
    facts = {"most": int(counts.iloc[0]), "n": int(counts.sum()), "listed": len(load_systems())}
    return Answer(the_statements()["system"].nunique(), **facts)


@answers("07.ended", _timeline)
def ended() -> Answer:
    """Return for how many systems the last entry of the record is a refusal or an end."""
    last = history(load_systems()).groupby("system", sort=False)["ended"].last()
    return Answer(int(last.sum()), listed=len(load_systems()))


@answers("07.cards")
def line_of_the_quarrel() -> Answer:
    """Return the line of the two cards on which yes and no are said of one and the same system."""
    answers = where(the_statements(), system=JOINT).groupby("concept")["agreement"].nunique()
    disputed = " ".join(load_concepts()["label"].str.lower()[answers.index[answers > 1]])
    return Answer(next(line.lower() for line in LINES if line.lower().rstrip("s") in disputed))


@answers("07.kozelsk", _line)
def side_of_the_line() -> Answer:
    """Say on which side of Poland the shortest line from Kozelsk to Washington runs."""
    sites = _sites()
    line = track(sites.loc[START], sites.loc[END])
    north, south = sites.loc["redzikowo"], sites.loc["brdy"]
    at = line.iloc[(line["lon"] - north["lon"]).abs().argmin()]["lat"]
    said = "across it" if at > south["lat"] else "south of it, over Germany and France"
    said = "north of it, over Estonia and Norway" if at > north["lat"] else said
    near = closest_approach(sites.loc[START], sites.loc[END], sites.loc[list(SITES)])
    return Answer(said, km=round(near.at["redzikowo", "closest_km"]))


@answers("07.nearest", lambda: nearest_by_origin(_near(), _sites(), END))
def nearest_start() -> Answer:
    """Return the place from which the line to Washington comes nearest to Redzikowo."""
    km = _near()["closest_km"].xs((END, "redzikowo"), level=("target", "site"))
    km = km.rename(_sites()["name"])
    return Answer(
        str(km.idxmin()),
        km=round(km.min()),
        far=km.idxmax(),
        far_km=f"{km.max():,.0f}",
        kozelsk=round(km["Kozelsk"]),
    )


@answers("07.distance", lambda: distances_chart(disputed_distances()))
def wrong_distance() -> Answer:
    """Return the claimed distance that fits no place, or say that none has to be wrong."""
    claims = disputed_distances()
    fits = claims["difference_km"].abs().le(CLOSE_KM).groupby(claims["figure"]).any()
    wrong = claims.loc[claims["figure"].isin(fits.index[~fits]), "claimed_km"]
    said = "none of them has to be wrong" if wrong.empty else f"the {wrong.iloc[0]:g} km"
    places = claims.drop_duplicates("place").set_index("place")["computed_km"]
    return Answer(said, **{place: round(km) for place, km in places.items()})
