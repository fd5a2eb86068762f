"""Answers of lesson 10: the words in which one position is told."""

import functools

import pandas as pd

from shieldtalks import keyness
from shieldtalks.attribution import find_verbs, verb_voices
from shieldtalks.explorers.wording import keyness_step
from shieldtalks.figures.figure import Figure
from shieldtalks.figures.wording import naming_grid, verbs_by_outlet
from shieldtalks.predict.material import course

POSITION = ("000.07", "003.14", "004.08")
TEXT = "003"
WANTED = {
    "collective_system": "one system together with the alliance",
    "separate_systems": "two systems side by side",
    "join_us_shield": "a place in the American shield",
}


def fit_for_a_report() -> str:
    """Return the unit of the three whose reporting verbs are all neutral."""
    texts = {unit: course()[0].text(unit) for unit in POSITION}
    fit = [unit for unit, text in texts.items() if find_verbs(text)["tone"].eq("neutral").all()]
    return fit[0] if len(fit) == 1 else "none of them"


@functools.cache
def _loud() -> pd.DataFrame:
    """Return, by party, how many verbs there are and how many are not neutral."""
    verbs = verb_voices(course()[0])
    loud = verbs["tone"].ne("neutral").groupby(verbs["party"]).agg(["size", "sum", "mean"])
    return loud.loc[["RUS", "USA"]]


def less_neutral() -> str:
    """Say which party is brought in more often by a verb that is not neutral."""
    russia, america = _loud()["mean"]
    if abs(russia - america) < 0.05:
        return "both alike"
    return "Russia" if russia > america else "the United States"


def _verb_facts():
    table = _loud()
    counts = {"one": "sum", "all": "size"}
    facts = {f"{p}_{k}": int(table.at[p, c]) for p in table.index for k, c in counts.items()}
    return {**facts, "share": f"{100 * table.at['RUS', 'mean']:.0f}"}


def _named():
    return keyness.naming(course()[0])


def never_a_shield() -> str:
    """Return the articles that never say shield in their body."""
    named = _named()
    says = set(named.loc[named["name"].str.contains("shield"), "article"])
    return " and ".join(article for article in course()[0].articles.index if article not in says)


def russia_is_for() -> str:
    """Say for which system Russia speaks in the body of article 003."""
    statements = course()[1]
    said = statements[(statements["article"] == TEXT) & (statements["party"] == "RUS")]
    wanted = said.loc[said["agreement"] == "yes", "concept"].isin(WANTED)
    return WANTED[said.loc[wanted.index[wanted], "concept"].iloc[0]] if wanted.any() else "nothing"


@functools.cache
def _standing_out() -> list[str]:
    table = keyness.keyness(keyness.word_counts(course()[0], own=True), TEXT)
    return list(keyness.clear_of_zero(table).index)


def sort_of_words() -> str:
    """Say of which sort the words are that stand out in article 003."""
    manner = [word for word in _standing_out() if len(find_verbs(word))]
    share = len(manner) / len(_standing_out())
    if share > 0.6:
        return "manners of writing"
    return "names and subjects" if share < 0.4 else "as many of the one as of the other"


def _word_facts():
    return {"words": ", ".join(_standing_out()), "n": len(_standing_out())}


@functools.cache
def _chance() -> pd.DataFrame:
    return keyness.against_chance(keyness.word_counts(course()[0]))


def words_by_chance() -> float:
    """Return how many words stand out by chance alone, on average of five mixed texts."""
    return float(_chance()["by_chance"].mean())


def _chance_facts():
    compared = int(_chance()["compared"].max())
    return {
        "compared": compared,
        "twentieth": round(compared / 20),
        "real": _chance()["clear"].max(),
    }


def longest_run() -> int:
    """Return how many words in a row two articles share at most."""
    return keyness.longest_shared_run(course()[0])


def _verbs_chart() -> Figure:
    corpus = course()[0]
    return verbs_by_outlet(verb_voices(corpus), corpus.articles, corpus.readings())


def _names_chart() -> Figure:
    corpus = course()[0]
    outlets = dict(corpus.articles["outlet"])
    return naming_grid(_named(), keyness.NAMES, outlets, corpus.readings())


def _words_chart() -> Figure:
    return keyness_step(course()[0], TEXT, voice="own", strength=250)


ANSWERS = {
    "report": fit_for_a_report,
    "verbs": less_neutral,
    "shield": never_a_shield,
    "headline": russia_is_for,
    "words": sort_of_words,
    "chance": words_by_chance,
    "run": longest_run,
}
FACTS = {"verbs": _verb_facts, "words": _word_facts, "chance": _chance_facts}
CHARTS = {"verbs": _verbs_chart, "shield": _names_chart, "words": _words_chart}
