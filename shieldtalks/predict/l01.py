"""Answers of lesson 01: what a file holds beside its article, and which day it is of."""

import pandas as pd

from shieldtalks.context import load_claims
from shieldtalks.corpus import originals
from shieldtalks.dating import days_left, load_dating
from shieldtalks.explorers.dating import dating_step
from shieldtalks.explorers.reader import anatomy_step
from shieldtalks.figures.figure import Figure
from shieldtalks.figures.files import anatomy
from shieldtalks.predict.material import course

# What the check of the headline's claim says, and what to answer.
VERDICTS = {
    "supported": "yes",
    "partly checkable": "in part",
    "not supported by the body": "no",
}


def furthest_file() -> str:
    """Return the article whose file holds least of it."""
    return str(_shares().idxmin())


def not_the_article() -> float:
    """Return how many in a hundred characters of that file are not the article."""
    return 100 * (1 - float(_shares().min()))


def _shares() -> pd.Series:
    units = course()[0].units
    lengths = units["text"].str.len()
    body = lengths[units["kind"].eq("body")].groupby(units["article"]).sum()
    return body / lengths.groupby(units["article"]).sum()


def _file_facts():
    units = course()[0].units
    ours = units[units["article"].eq(furthest_file())]
    lengths = ours["text"].str.len().groupby(ours["kind"]).sum()
    return {
        "characters": f"{int(lengths.sum()):,}",
        "repeats": f"{int(lengths.get('duplicate', 0)):,}",
        "furniture": int(lengths.get("chrome", 0)),
    }


def loudest_as_pasted() -> str:
    """Return the article with most statements where the copies are counted, too."""
    return str(_as_pasted().idxmax())


def _as_pasted():
    corpus, statements = course()
    copied = statements[statements["unit"].isin(originals(corpus.units))]
    return pd.concat([statements, copied])["article"].value_counts()


def _loud_facts():
    once, pasted = course()[1]["article"].value_counts(), _as_pasted()
    first = once.idxmax()
    return {
        "pasted": int(pasted.max()),
        "once": int(once[pasted.idxmax()]),
        "first": first,
        "first_once": int(once[first]),
        "first_pasted": int(pasted[first]),
    }


def headline_borne_out() -> str:
    """Say whether the body bears out the headline of 000, as it was checked."""
    return VERDICTS[load_claims().at["C01", "verdict"]]


def pieces_to_spare() -> int:
    """Return how many pieces of 004, each left out alone, leave one day all the same."""
    return sum(days == 1 for days in _days_without().values())


def _days_without():
    evidence = load_dating(course()[0])
    ours = evidence[evidence["article"].eq("004")]
    return {ours.at[i, "clue"]: len(days_left(ours.drop(i))) for i in ours.index}


def _spare_facts():
    days = _days_without()
    needed = max(days, key=days.__getitem__)
    return {"pieces": len(days), "needed": needed, "days": days[needed]}


def days_of_002() -> int:
    """Return how many days are left for 002 when all its evidence is taken together."""
    evidence = load_dating(course()[0])
    return len(days_left(evidence[evidence["article"].eq("002")]))


def _anatomy() -> Figure:
    return anatomy(course()[0])


def _page() -> Figure:
    return anatomy_step(course()[0], furthest_file())


def _dated_004() -> Figure:
    return dating_step(course()[0], load_dating(course()[0]), "004")


def _dated_002() -> Figure:
    return dating_step(course()[0], load_dating(course()[0]), "002")


ANSWERS = {
    "furthest": furthest_file,
    "rest": not_the_article,
    "loudest": loudest_as_pasted,
    "headline": headline_borne_out,
    "spare": pieces_to_spare,
    "days": days_of_002,
}
FACTS = {
    "furthest": _file_facts,
    "rest": _file_facts,
    "loudest": _loud_facts,
    "spare": _spare_facts,
}
CHARTS = {
    "furthest": _anatomy,
    "rest": _anatomy,
    "loudest": _page,
    "spare": _dated_004,
    "days": _dated_002,
}
