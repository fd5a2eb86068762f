"""Answers of lesson 00: whose statements the five articles hold."""

from shieldtalks.figures.figure import Figure
from shieldtalks.figures.overview import first_look
from shieldtalks.parties import NAMES
from shieldtalks.predict.answers import Answer, answers
from shieldtalks.reference import the_corpus, the_statements
from shieldtalks.statements import tally

THREE = ("RUS", "USA", "NATO")


def _counts():
    counts = the_statements()["party"].value_counts()
    return counts[list(THREE)].astype(int), {"all": len(the_statements())}


def _first_look() -> Figure:
    table = tally(the_statements(), ["article", "party"])
    return first_look(table, the_statements(), the_corpus().articles)


@answers("00.russia", _first_look)
def share_of_russia() -> Answer:
    """Return how many in a hundred statements are Russia's."""
    counts, whole = _counts()
    return Answer(100 * counts["RUS"] / whole["all"], **counts, **whole)


@answers("00.least", _first_look)
def heard_least() -> Answer:
    """Return which of the three parties has fewest statements."""
    counts, whole = _counts()
    return Answer(NAMES[counts.idxmin()], **counts, **whole)
