"""Answers of lesson 01: what a file holds beside its article, and which day it is of."""

import pandas as pd

from shieldtalks.context import load_claims
from shieldtalks.corpus import originals
from shieldtalks.dating import days_left, load_dating
from shieldtalks.explorers.dating import dating_step
from shieldtalks.explorers.reader import anatomy_step
from shieldtalks.figures.figure import Figure
from shieldtalks.figures.files import anatomy
from shieldtalks.predict.answers import Answer, answers
from shieldtalks.reference import the_corpus, the_statements, where

# What the check of the headline's claim says, and what to answer.
VERDICTS = {
    "supported": "yes",
    "partly checkable": "in part",
    "not supported by the body": "no",
}


def _furthest():
    """Return the article whose file holds least of it, its share, and what else the file holds."""
    lengths = the_corpus().units.assign(n=lambda units: units["text"].str.len())
    kinds = lengths.groupby(["article", "kind"])["n"].sum().unstack(fill_value=0)
    shares = kinds["body"] / kinds.sum(axis=1)
    ours = kinds.loc[shares.idxmin()]
    facts = {
        "characters": f"{ours.sum():,}",
        "repeats": f"{ours['duplicate']:,}",
        "furniture": ours["chrome"],
    }
    return str(ours.name), shares.min(), facts


def _evidence(article):
    return where(load_dating(the_corpus()), article=article)


def _anatomy() -> Figure:
    return anatomy(the_corpus())


@answers("01.furthest", _anatomy)
def furthest_file() -> Answer:
    """Return the article whose file holds least of it."""
    article, _, facts = _furthest()
    return Answer(article, **facts)


@answers("01.rest", _anatomy)
def not_the_article() -> Answer:
    """Return how many in a hundred characters of that file are not the article."""
    _, share, facts = _furthest()
    return Answer(100 * (1 - share), **facts)


@answers("01.loudest", lambda: anatomy_step(the_corpus(), _furthest()[0]))
def loudest_as_pasted() -> Answer:
    """Return the article with most statements where the copies are counted, too."""
    statements = the_statements()
    copied = statements[statements["unit"].isin(originals(the_corpus().units))]
    once = statements["article"].value_counts()
    pasted = pd.concat([statements, copied])["article"].value_counts()
    loudest, first = pasted.idxmax(), once.idxmax()
    return Answer(
        loudest,
        pasted=pasted[loudest],
        once=once[loudest],
        first=first,
        first_once=once[first],
        first_pasted=pasted[first],
    )


@answers("01.headline")
def headline_borne_out() -> Answer:
    """Say whether the body bears out the headline of 000, as it was checked."""
    return Answer(VERDICTS[load_claims().at["C01", "verdict"]])


@answers("01.spare", lambda: dating_step(the_corpus(), load_dating(the_corpus()), "004"))
def pieces_to_spare() -> Answer:
    """Return how many pieces of 004, each left out alone, leave one day all the same."""
    ours = _evidence("004")
    days = {ours.at[i, "clue"]: len(days_left(ours.drop(i))) for i in ours.index}
    needed = max(days, key=days.__getitem__)
    spare = sum(left == 1 for left in days.values())
    return Answer(spare, pieces=len(days), needed=needed, days=days[needed])


@answers("01.days", lambda: dating_step(the_corpus(), load_dating(the_corpus()), "002"))
def days_of_002() -> Answer:
    """Return how many days are left for 002 when all its evidence is taken together."""
    return Answer(len(days_left(_evidence("002"))))
