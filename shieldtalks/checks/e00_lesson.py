"""Lesson 00, a first quote: it earns nothing, and is judged in the open in every release."""

import re

from shieldtalks.checks.answers import as_text, slip
from shieldtalks.checks.base import task
from shieldtalks.reference import the_corpus, the_statements

IRRITANT = "strategic irritant"


@task("00.0")
def find_a_quote(answer: object) -> None:
    """Accept the id of the unit that holds the quote."""
    unit, units = as_text(answer).strip("[]() ."), the_corpus().body()
    wanted = units.index[units["text"].str.contains(IRRITANT, regex=False)][0]
    if unit == wanted:
        return
    if re.fullmatch(r"s\d+", unit):
        slip("statement_id", unit=unit)
    if unit in the_corpus().units.index and unit not in units.index:
        slip("no_sentence", unit=unit)
    if unit not in units.index:
        slip("a_text" if len(unit.split()) > 1 else "unknown_id", unit=unit)
    article = units.at[unit, "article"]
    outlet = the_corpus().articles.at[article, "outlet"]
    if article != units.at[wanted, "article"]:
        slip("other_article", unit=unit, outlet=outlet)
    speakers = the_statements().groupby("unit")["person"].agg(set)
    if speakers.get(unit) == speakers[wanted]:
        slip("own_words", unit=unit)
    slip("other_speaker", unit=unit)
