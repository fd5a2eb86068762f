"""Answers of lesson 06: who moved between the five articles, and what happened meanwhile."""

import functools

from shieldtalks.change import (
    framing,
    gaps,
    in_time,
    keystones,
    missile_agreement,
    movements,
    vote_agreement,
)
from shieldtalks.context import load_events, load_votes
from shieldtalks.explorers.change import change_step
from shieldtalks.figures.change import timeline
from shieldtalks.figures.figure import Figure
from shieldtalks.figures.un_votes import words_and_votes
from shieldtalks.keyness import find_names
from shieldtalks.predict.answers import Answer, answers
from shieldtalks.reference import the_corpus, the_readings, the_statements, where
from shieldtalks.statements import ACTORS, load_concepts

DAYS_A_YEAR = 365.25
# The general renounces a system, and the Kremlin announces one, four years later.
RENOUNCED, ANNOUNCED = "001.24", "003.15"
ARMS_YEAR = 2008


@functools.cache
def _moves(actor="party"):
    return movements(the_statements(), actor)


@functools.cache
def _gaps():
    articles = in_time(the_statements())
    events = framing(load_events(), articles)
    return events, articles, gaps(events, articles)


def _votes() -> Figure:
    votes, articles = load_votes(), in_time(the_statements())
    return words_and_votes(vote_agreement(votes), articles, missile_agreement(votes))


def _dumbbells() -> Figure:
    return change_step(the_statements())


@answers("06.gap", lambda: timeline(the_statements(), *_gaps()))
def longest_silence() -> Answer:
    """Return the years of the longest stretch without an article."""
    longest = _gaps()[2].sort_values("days").iloc[-1]
    facts = {"events": int(longest["events"]), "after": longest.name, "until": longest["until"]}
    return Answer(longest["days"] / DAYS_A_YEAR, **facts)


@answers("06.turns", _dumbbells)
def reversals() -> Answer:
    """Return how many comparable pairs of Russia turn from yes to no, or back."""
    ours = _moves().loc["RUS", "verdict"]
    turned = int(ours.eq("reversal").sum())
    return Answer(turned, pairs=len(ours), mixed=int(ours.eq("mixed").sum()))


@answers("06.deterrent")
def who_turned() -> Answer:
    """Say whether the yes and the no on the deterrent come from one speaker and one system."""
    said = where(the_statements(), concept="deterrent_effect")
    first, second = where(said, article="001"), where(said, article="002")
    same = {c: set(first[c]) & set(second[c]) for c in ("organization", "system")}
    if same["organization"]:
        return Answer("the same speaker changed the answer")
    return Answer("another speaker answered" if same["system"] else "another system was spoken of")


@answers("06.organizations", lambda: change_step(the_statements(), show="organization"))
def reversals_of_organizations() -> Answer:
    """Return how many reversals are left when organizations are compared."""
    left = _moves("organization")["verdict"].eq("reversal").sum()
    return Answer(int(left), **{level: len(_moves(level)) for level in ACTORS})


@answers("06.own-shield")
def what_else_differs() -> Answer:
    """Return how many of speaker, condition and thing differ between 001.24 and 003.15."""
    said = the_statements().set_index("unit").loc[[RENOUNCED, ANNOUNCED]]
    things = [{name for name, *_ in find_names(the_corpus().text(unit))} for unit in said.index]
    differ = said[["organization", "conditional"]].nunique().gt(1).sum()
    return Answer(int(differ) + things[0].isdisjoint(things[1]))


@answers("06.constant", _dumbbells)
def stance_of_all_articles() -> Answer:
    """Return the concept on which Russia is heard in all articles, always alike."""
    moves = _moves().loc["RUS"]
    concept = where(moves, verdict="constant")["articles"].idxmax()
    system = the_statements().loc[list(moves.at["aimed_at_russia", "statements"]), "system"]
    return Answer(str(load_concepts().at[concept, "label"]), systems=system.nunique())


@answers("06.votes", _votes)
def votes_after() -> Answer:
    """Say whether both voted alike more often after 2008 than until then."""
    years = vote_agreement(load_votes())
    late = years.index > ARMS_YEAR
    until, after = (years.loc[part, ["alike", "n"]].sum() for part in (~late, late))
    before, since = until["alike"] / until["n"], after["alike"] / after["n"]
    said = "more often" if since > before else "less often"
    shares = (100 * years["share"]).round().astype(int)
    return Answer(
        "about as often" if abs(since - before) < 0.05 else said,
        lowest=shares.min(),
        low_year=shares.idxmin(),
        highest=shares.max(),
        high_year=shares.idxmax(),
        missiles=len(missile_agreement(load_votes())),
    )


@answers("06.firm", lambda: change_step(the_statements(), hangs=True, readings=the_readings()))
def firm_verdicts() -> Answer:
    """Return how many verdicts stand whichever article is left out and whichever reader coded."""
    hanging = keystones(the_statements(), "party", the_readings()).index.droplevel("article")
    pairs, both = len(_moves()), int(_moves()["articles"].eq(2).sum())
    return Answer(pairs - hanging.nunique(), pairs=pairs, both=both)
