"""Exercise 11, core: claims that rest on evidence, and disputes that stay open."""

from shieldtalks.checks import e11_second  # noqa: F401, registers tasks 4 to 7
from shieldtalks.checks.answers import (
    as_mapping,
    as_pair,
    as_text,
    diagnose,
    keyed,
    slip,
)
from shieldtalks.checks.base import task
from shieldtalks.checks.e11_claims import (
    FACTS,
    claims_of,
    is_claimant,
    no_findings,
    own_words,
    strong_cases,
    texts_of,
)
from shieldtalks.checks.texts import about
from shieldtalks.reference import the_corpus, the_statements, where

# What is on record about the first claim: whose words, on what.
FIRST = ("Sergei Lavrov", "joint_assessment")
LEAST_WORDS = 5
NO_FACTS = {"lasting_obstacle": "a_forecast", "rogue_threat": "a_justification"}


@task("11.1")
def one_claim(answer: object) -> None:
    """Accept a claim {text, units, quotes} on what Lavrov wants first."""
    claim = as_mapping(answer)
    quotes = texts_of(claim.get("quotes"))
    if not quotes:
        slip("no_quote")
    no_findings([claim])
    longest = max(len(quote.split()) for quote in quotes)
    if longest < LEAST_WORDS:
        slip("short_quote", longest=longest, least_words=LEAST_WORDS)
    person, concept = FIRST
    rows = where(the_statements(), person=person)
    cited = rows[rows["unit"].isin(texts_of(claim["units"]))]
    if cited.empty:
        slip("no_stance", units=", ".join(texts_of(claim["units"])))
    if not cited["concept"].eq(concept).any():
        slip("other_matter", units=", ".join(cited["unit"].unique()))
    own_words([claim])


@task("11.2")
def three_cases(answer: object) -> None:
    """Accept three best cases, each with two units of its party and the stances it rests on."""
    memo = claims_of(answer)
    no_findings(memo)
    own_words(memo)
    strong_cases(memo)


@task("11.3")
def disputed_fact(answer: object) -> None:
    """Accept {question, yes: (unit, who), no: (unit, who)} with two different claimants."""
    given = keyed(answer, "question", "yes", "no")
    concept = as_text(given["question"])
    if concept not in set(the_statements()["concept"]):
        slip("unknown_concept", concept=concept)
    if concept not in FACTS:
        slip(NO_FACTS.get(concept, "a_wish"), concept=concept)
    rows = where(the_statements(), concept=concept)
    holders = []
    for side in ("yes", "no"):
        unit, who = map(as_text, as_pair(given[side], side))
        if unit not in the_corpus().units.index:
            slip("unknown_unit", side=side, unit=unit)
        here = where(rows, unit=unit)
        right = where(here, agreement=side)
        diagnose(
            about(side=side, unit=unit, concept=concept),
            no_stance=here.empty,
            other_answer=right.empty,
        )
        found = [row for _, row in right.iterrows() if is_claimant(who, row)]
        if not found:
            slip("other_claimant", side=side, who=who, unit=unit)
        holders.append(found[0]["organization"])
    if holders[0] == holders[1]:
        slip("one_side", holder=holders[0])
