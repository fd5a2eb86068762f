"""Answers to exercise 07: right ones in several shapes, and typical wrong ones."""

import numpy as np
import pandas as pd
from matplotlib.figure import Figure

from shieldtalks.context import load_sites, load_systems
from shieldtalks.geography import SITES, closest_approach, distance
from tests.answers.charts import bar_chart

SOIL = [
    "collective_2007",
    "european_proposal",
    "gabala_offer",
    "russian_host_2009",
    "joint_european",
    "two_systems",
    "russian_answers",
]
CONTROL = {
    "third_site": "USA",
    "russian_host_2009": "not defined",
    "joint_european": "joint",
    "two_systems": "each its own",
    "epaa": "NATO",
}
BY_2013 = {
    "coast_radar": "studied",
    "ship_net": "resumed",
    "shared_centre": "closed",
    "space_eye": "offered again",
}
FITS = {
    "first": "frontier_spit",
    "second": "kaliningrad",
    "third": "none",
    "mean": ["baltiysk", "mamonovo"],
}
BEYOND = {"a": "001.12", "c": "001.24", "e": "000.06"}


def without(items, *left_out):
    """Return a list or a dict without some of its items."""
    if isinstance(items, dict):
        return {key: value for key, value in items.items() if key not in left_out}
    return [item for item in items if item not in left_out]


def haversine(turn=np.radians, half=2, factor=2, radius=6371, swap=False):
    """Return a distance function; other values than these put a slip in it."""

    def km(lat1, lon1, lat2, lon2):
        if swap:
            lat1, lon1, lat2, lon2 = lon1, lat1, lon2, lat2
        lat1, lon1, lat2, lon2 = (turn(angle) for angle in (lat1, lon1, lat2, lon2))
        h = np.sin((lat2 - lat1) / half) ** 2
        h += np.cos(lat1) * np.cos(lat2) * np.sin((lon2 - lon1) / half) ** 2
        return factor * radius * np.arcsin(np.sqrt(np.clip(h, 0, 1)))

    return km


def with_parts(h, after=np.arcsin):
    """Return a distance function with another h, made of the two sines and the two cosines."""

    def km(lat1, lon1, lat2, lon2):
        lat1, lon1, lat2, lon2 = np.radians([lat1, lon1, lat2, lon2])
        one, two = np.sin((lat2 - lat1) / 2), np.sin((lon2 - lon1) / 2)
        return 2 * 6371 * after(np.sqrt(h(one, two, np.cos(lat1), np.cos(lat2))))

    return km


def haversine_of(one, two, a, b):
    return one**2 + a * b * two**2


def cosines(clip):
    """Return a distance function by the law of cosines; without clip it fails for one place."""

    def km(lat1, lon1, lat2, lon2):
        lat1, lon1, lat2, lon2 = np.radians([lat1, lon1, lat2, lon2])
        c = np.sin(lat1) * np.sin(lat2) + np.cos(lat1) * np.cos(lat2) * np.cos(lon2 - lon1)
        return 6371 * np.arccos(np.clip(c, -1, 1) if clip else c * (1 + 1e-12))

    return km


def by_the_library(lat1, lon1, lat2, lon2):
    return distance({"lat": lat1, "lon": lon1}, {"lat": lat2, "lon": lon2})


def flat(lat1, lon1, lat2, lon2):
    return 6371 * np.radians(np.hypot(lat2 - lat1, lon2 - lon1))


def to_the_south(lat1, lon1, lat2, lon2):
    return haversine()(abs(lat1), lon1, abs(lat2), lon2)


def long_way(lat1, lon1, lat2, lon2):
    return haversine()(lat1, abs(lon1), lat2, abs(lon2))


def half_of_one(lat1, lon1, lat2, lon2):
    lat1, lon1, lat2, lon2 = np.radians([lat1, lon1, lat2, lon2])
    h = np.sin(lat2 - lat1 / 2) ** 2
    h = h + np.cos(lat1) * np.cos(lat2) * np.sin(lon2 - lon1 / 2) ** 2
    return 2 * 6371 * np.arcsin(np.sqrt(h))


def printing(lat1, lon1, lat2, lon2):
    print(haversine()(lat1, lon1, lat2, lon2))


def stopping(lat1, lon1, lat2, lon2):
    return lat1[0]


def line(start="icbm_tatishchevo", target="newyork", column="closest_km"):
    """Return a column of the closest approaches of one line."""
    sites = load_sites()
    three = sites.loc[list(SITES)]
    return closest_approach(sites.loc[start], sites.loc[target], three)[column]


def chart(values=line, title="How near?", name="km to the line", kind="barh"):
    """Return a function that draws values() as a student would."""
    return bar_chart(values, title, name, kind)


def of(**changed):
    """Return a function that gives another line's column, for `chart`."""
    return lambda: line(**changed)


def from_place(place):
    """Return a function that gives the distances of the three sites from one place."""

    def away():
        sites = load_sites()
        return {site: distance(sites.loc[place], sites.loc[site]) for site in SITES}

    return away


def rows_with_russia():
    systems = load_systems()
    return systems[
        systems["hosts"].str.contains("Russia") & ~systems["hosts"].str.startswith("none")
    ]


RIGHT = {
    "07.1": [
        SOIL,
        set(SOIL),
        pd.Series(SOIL[::-1]),
        rows_with_russia,
        lambda: rows_with_russia().index,
        lambda: rows_with_russia()["hosts"],
    ],
    "07.2": [
        CONTROL,
        pd.Series(CONTROL),
        {system: word.upper() for system, word in CONTROL.items()},
    ],
    "07.3": [
        BY_2013,
        pd.Series(BY_2013),
        BY_2013 | {"coast_radar": "2008-03 studied", "ship_net": "2012-03 resumed"},
        {system: word.upper() for system, word in BY_2013.items()},
    ],
    "07.4": [
        haversine(),
        cosines(clip=True),
        lambda lat1, lon1, lat2, lon2: np.array([haversine()(lat1, lon1, lat2, lon2)]),
    ],
    "07.5": [
        chart(),
        chart(kind="bar"),
        chart(lambda: line().round()),
        chart(lambda: {"Redzikowo": 831, "Brdy": 1416, "Deveselu": 1634}, name="Distance in km"),
    ],
    "07.6": [
        FITS,
        FITS | {"mean": ("Mamonovo", "Baltiysk")},
        FITS | {"second": "Kaliningrad", "third": "None"},
        pd.Series({key.upper(): value for key, value in FITS.items()}),
    ],
    "07.7": [
        BEYOND,
        {"A": "001.17", "C": "001.23", "E": "004.13"},
        {"a": "[000.07]", "c": "001.24", "e": "000.06"},
        {"a": ["001.12"], "c": ["001.24"], "e": ["000.06"]},
    ],
}

WRONG = {
    "07.1": [
        ([*SOIL, "nato_russia_tmd"], "taking part in an exercise is not hosting"),
        ([*SOIL, "third_site"], "Russia is not among them"),
        (["Gabala / Armavir offer"], "The ids are wanted"),
        ([*SOIL, "gabala"], "No system has the id"),
        (without(SOIL, "russian_host_2009", "two_systems"), "All of yours are Russian proposals"),
        (without(SOIL, "european_proposal"), "some are missing"),
        (["collective_2007", "russian_host_2009", "russian_answers"], "later in the cell"),
        ("russian_answers", "A list in square brackets"),
    ],
    "07.2": [
        (dict.fromkeys(CONTROL, ...), "is not started"),
        (without(CONTROL, "epaa"), "There is no answer for epaa"),
        (CONTROL | {"third_site": "Poland"}, "Use one of"),
        (CONTROL | {"third_site": "NATO"}, "need not give the order"),
        (CONTROL | {"epaa": "USA"}, "is not commanding them"),
        (CONTROL | {"two_systems": "joint"}, "who commands each half"),
        (CONTROL | {"russian_host_2009": "joint"}, "does it say who decides"),
        (CONTROL | {"joint_european": "NATO"}, "procedure of decision"),
        (["USA"], "A dictionary in curly brackets"),
    ],
    "07.3": [
        (dict.fromkeys(BY_2013, ...), "is not started"),
        (without(BY_2013, "space_eye"), "There is no answer for space_eye"),
        (BY_2013 | {"coast_radar": "turned down"}, "after the year asked"),
        (BY_2013 | {"ship_net": "exercises"}, "an older entry"),
        (BY_2013 | {"coast_radar": "planned 2012"}, "it is no dated entry"),
        (BY_2013 | {"ship_net": "suspended after 2014"}, "it is no dated entry"),
        (BY_2013 | {"space_eye": "resumed"}, "another system's record"),
        (BY_2013 | {"space_eye": "offered"}, "an older entry"),
        (BY_2013 | {"space_eye": "offered again; planned 2013"}, "One entry is asked for"),
        (BY_2013 | {"coast_radar": "forgotten"}, "stand behind the date"),
        (BY_2013 | {"shared_centre": 2013}, "A text in quotation marks"),
    ],
    "07.4": [
        (by_the_library, "asks the library"),
        (haversine(turn=np.asarray), "The sines were given degrees"),
        (haversine(factor=1), "The factor 2"),
        (haversine(half=1), "must be halved before the sine"),
        (haversine(radius=1), "Multiply it by the radius"),
        (haversine(radius=6371000), "Those are metres"),
        (haversine(radius=6371 / 1.609344), "Those are miles"),
        (haversine(swap=True), "have changed places"),
        (flat, "squares of a flat sheet"),
        (to_the_south, "latitudes are negative"),
        (long_way, "Alaska to Kamchatka"),
        (cosines(clip=False), "That is no number"),
        (with_parts(lambda one, two, a, b: one**2), "the first part of h alone"),
        (with_parts(lambda one, two, a, b: one**2 + two**2), "two cosines of the second part"),
        (with_parts(lambda one, two, a, b: one**2 + a * two**2), "One cosine is there"),
        (with_parts(lambda one, two, a, b: one**2 + b * two**2), "One cosine is there"),
        (with_parts(lambda one, two, a, b: one + a * b * two), "are the sines squared"),
        (with_parts(lambda one, two, a, b: (one**2 + a * b) * two**2), "Look at your brackets"),
        (with_parts(lambda one, two, a, b: (one**2 + a * b * two**2) ** 2), "The root is missing"),
        (with_parts(haversine_of, after=lambda root: root), "np.arcsin is missing"),
        (printing, "it has to return it"),
        (stopping, "your function stops: TypeError"),
        (haversine(radius=6000), "sign by sign"),
        (6371.0, "The function itself is wanted"),
        (lambda: half_of_one, "Only the second of two numbers is halved"),
    ],
    "07.5": [
        (line, "The chart is wanted"),
        (lambda: Figure().subplots(), "Your chart is empty"),
        (lambda: line().to_frame(), "Draw one of its columns"),
        (chart(of(column="along_track_km")), "how far along the line"),
        (chart(of(column="track_km")), "the length of the whole line"),
        (chart(of(target="washington")), "right for the line to Washington"),
        (chart(of(start="icbm_uzhur", target="london")), "the line of the example"),
        (chart(of(start="icbm_kozelsk")), "Check both ends of the line"),
        (chart(from_place("icbm_tatishchevo")), "nearer than its start"),
        (chart(from_place("newyork")), "the way from the target"),
        (chart(lambda: line() * 1000), "Those are metres"),
        (chart(lambda: line().drop("brdy")), "There is none for brdy"),
        (chart(lambda: line().to_dict() | {"newyork": 8203}), "There is a bar for newyork"),
        (chart(name=""), "No axis of your chart"),
        (chart(title=""), "has no title"),
        (chart(kind="plot"), "Your chart has no bars"),
    ],
    "07.6": [
        (dict.fromkeys(FITS, ...), "is not started"),
        (without(FITS, "third"), "There is no entry 'third'"),
        (FITS | {"first": "baltiysk"}, "Go by the number"),
        (FITS | {"second": "frontier_spit"}, "Go by the number"),
        (FITS | {"first": "mamonovo"}, "Another place fits better"),
        (FITS | {"first": "none"}, "lies within 3 km of 670"),
        (FITS | {"third": "mamonovo"}, "What do you write then"),
        (FITS | {"second": "pionersky"}, "from the left edge"),
        (FITS | {"mean": ["mamonovo", "mamonovo"]}, "two different places"),
        (FITS | {"mean": ["frontier_spit", "kaliningrad"]}, "is not the third number"),
        (FITS | {"mean": "baltiysk"}, "A list in square brackets"),
        (["frontier_spit"], "A dictionary in curly brackets"),
    ],
    "07.7": [
        (["a", "c", "e"], "A dictionary in curly brackets"),
        (BEYOND | {"d": "001.12"}, "You list d"),
        (without(BEYOND, "c"), "It speaks of capability"),
        (without(BEYOND, "a"), "It speaks of intention"),
        (BEYOND | {"a": "001.09"}, "says the opposite"),
        (BEYOND | {"c": "002.09"}, "says the opposite"),
        (BEYOND | {"e": "001.15"}, "does not make this claim"),
        (BEYOND | {"a": "001.05"}, "is not part of the article proper"),
        (BEYOND | {"a": "s022"}, "is no unit"),
        (BEYOND | {"g": "000.05"}, "There is no sentence"),
    ],
}
