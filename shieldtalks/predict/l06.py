"""Answers of lesson 06: who moved between the five articles, and what happened meanwhile."""

import functools

import pandas as pd

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
from shieldtalks.predict.material import course, readings
from shieldtalks.statements import ACTORS, load_concepts

DAYS_A_YEAR = 365.25
# The general renounces a system, and the Kremlin announces one, four years later.
RENOUNCED, ANNOUNCED = "001.24", "003.15"
ARMS_YEAR = 2008


@functools.cache
def _verdicts(actor: str = "party") -> pd.Series:
    return movements(course()[1], actor)["verdict"]


@functools.cache
def _gaps() -> tuple[pd.DataFrame, dict[str, str], pd.DataFrame]:
    articles = in_time(course()[1])
    events = framing(load_events(), articles)
    return events, articles, gaps(events, articles)


def longest_silence() -> float:
    """Return the years of the longest stretch without an article."""
    return float(_gaps()[2]["days"].max() / DAYS_A_YEAR)


def _silence_facts():
    longest = _gaps()[2].sort_values("days").iloc[-1]
    return {"events": int(longest["events"]), "after": longest.name, "until": longest["until"]}


def reversals() -> int:
    """Return how many comparable pairs of Russia turn from yes to no, or back."""
    return int(_verdicts().loc["RUS"].eq("reversal").sum())


def _reversal_facts():
    ours = _verdicts().loc["RUS"]
    return {"pairs": len(ours), "mixed": int(ours.eq("mixed").sum())}


def who_turned() -> str:
    """Say whether the yes and the no on the deterrent come from one speaker and one system."""
    statements = course()[1]
    said = statements[statements["concept"] == "deterrent_effect"]
    first, second = (said[said["article"] == article] for article in ("001", "002"))
    if set(first["organization"]) & set(second["organization"]):
        return "the same speaker changed the answer"
    same = set(first["system"]) & set(second["system"])
    return "another speaker answered" if same else "another system was spoken of"


def reversals_of_organizations() -> int:
    """Return how many reversals are left when organizations are compared."""
    return int(_verdicts("organization").eq("reversal").sum())


def _by_level():
    return {level: len(_verdicts(level)) for level in ACTORS}


def what_else_differs() -> int:
    """Return how many of speaker, condition and thing differ between 001.24 and 003.15."""
    corpus, statements = course()
    said = statements.set_index("unit")
    earlier, later = said.loc[RENOUNCED], said.loc[ANNOUNCED]
    things = [{name for name, *_ in find_names(corpus.text(u))} for u in (RENOUNCED, ANNOUNCED)]
    differ = [earlier[column] != later[column] for column in ("organization", "conditional")]
    return sum([*map(bool, differ), things[0].isdisjoint(things[1])])


def stance_of_all_articles() -> str:
    """Return the concept on which Russia is heard in all articles, always alike."""
    constant = movements(course()[1]).loc["RUS"]
    constant = constant[constant["verdict"] == "constant"]
    return str(load_concepts().at[constant["articles"].idxmax(), "label"])


def _stance_facts():
    moves = movements(course()[1]).loc["RUS"]
    system = course()[1].loc[list(moves.at["aimed_at_russia", "statements"]), "system"]
    return {"systems": system.nunique()}


def votes_after() -> str:
    """Say whether both voted alike more often after 2008 than until then."""
    years = vote_agreement(load_votes())
    late = years.index > ARMS_YEAR
    until, after = (years.loc[part, ["alike", "n"]].sum() for part in (~late, late))
    before, since = until["alike"] / until["n"], after["alike"] / after["n"]
    if abs(since - before) < 0.05:
        return "about as often"
    return "more often" if since > before else "less often"


def _vote_facts():
    years = vote_agreement(load_votes())
    shares = (100 * years["share"]).round().astype(int)
    missiles = missile_agreement(load_votes())
    return {
        "lowest": shares.min(),
        "low_year": shares.idxmin(),
        "highest": shares.max(),
        "high_year": shares.idxmax(),
        "missiles": len(missiles),
    }


def firm_verdicts() -> int:
    """Return how many verdicts stand whichever article is left out and whichever reader coded."""
    hanging = keystones(course()[1], "party", readings()).index.droplevel("article").unique()
    return len(_verdicts()) - len(hanging)


def _firm_facts():
    in_two = movements(course()[1])["articles"].eq(2)
    return {"pairs": len(_verdicts()), "both": int(in_two.sum())}


def _timeline() -> Figure:
    events, articles, between = _gaps()
    return timeline(course()[1], events, articles, between)


def _moves() -> Figure:
    return change_step(course()[1])


def _organizations() -> Figure:
    return change_step(course()[1], show="organization")


def _votes() -> Figure:
    votes = load_votes()
    return words_and_votes(vote_agreement(votes), in_time(course()[1]), missile_agreement(votes))


def _hanging() -> Figure:
    return change_step(course()[1], hangs=True, readings=readings())


ANSWERS = {
    "gap": longest_silence,
    "turns": reversals,
    "deterrent": who_turned,
    "organizations": reversals_of_organizations,
    "own-shield": what_else_differs,
    "constant": stance_of_all_articles,
    "votes": votes_after,
    "firm": firm_verdicts,
}
FACTS = {
    "gap": _silence_facts,
    "turns": _reversal_facts,
    "organizations": _by_level,
    "constant": _stance_facts,
    "votes": _vote_facts,
    "firm": _firm_facts,
}
CHARTS = {
    "gap": _timeline,
    "turns": _moves,
    "organizations": _organizations,
    "constant": _moves,
    "votes": _votes,
    "firm": _hanging,
}
