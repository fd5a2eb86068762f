"""Answers of lesson 00: whose statements the five articles hold."""

import pandas as pd

from shieldtalks.figures.figure import Figure
from shieldtalks.figures.overview import first_look
from shieldtalks.parties import NAMES
from shieldtalks.predict.material import course
from shieldtalks.statements import tally

THREE = ("RUS", "USA", "NATO")


def share_of_russia() -> float:
    """Return how many in a hundred statements are Russia's."""
    return 100 * float(course()[1]["party"].eq("RUS").mean())


def heard_least() -> str:
    """Return which of the three parties has fewest statements."""
    return NAMES[_counts()[list(THREE)].idxmin()]


def _counts() -> pd.Series:
    return course()[1]["party"].value_counts()


def _facts():
    counts = _counts()
    return {"all": int(counts.sum()), **{party: int(counts[party]) for party in THREE}}


def _first_look() -> Figure:
    corpus, statements = course()
    return first_look(tally(statements, ["article", "party"]), statements, corpus.articles)


ANSWERS = {"russia": share_of_russia, "least": heard_least}
FACTS = {"russia": _facts, "least": _facts}
CHARTS = {"russia": _first_look, "least": _first_look}
