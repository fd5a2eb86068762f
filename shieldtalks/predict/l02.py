"""Answers of lesson 02: who speaks, in which mode, by which verb, through how many hands."""

import functools

from shieldtalks.attribution import (
    depths,
    finder_score,
    load_chains,
    quotations,
    reporting_verbs,
    source_tree,
    voices,
)
from shieldtalks.figures.figure import Figure
from shieldtalks.figures.voices import chain_depth, voices_by_mode, way_of_words
from shieldtalks.parties import NAMES
from shieldtalks.phrases import names
from shieldtalks.predict.answers import Answer, answers
from shieldtalks.reference import the_corpus, the_statements, where

MODES = ("direct", "indirect", "narrator")


def _by_mode():
    """Return the number of statements by party and mode, and those that lines name."""
    counts = the_statements().groupby(["party", "attribution"]).size().unstack(fill_value=0)
    counts = counts.reindex(index=["RUS", "USA", "NATO", "media"], columns=list(MODES))
    facts = {
        "most": int(counts.to_numpy().max()),
        "direct": int(counts.at["RUS", "direct"]),
        "all_direct": int(counts["direct"].sum()),
        "narrator": int(counts.at["RUS", "narrator"]),
    }
    return counts, facts


@functools.cache
def _chains():
    return load_chains(the_statements(), the_corpus())


def _modes() -> Figure:
    return voices_by_mode(voices(the_statements()), the_statements())


def _way() -> Figure:
    return way_of_words(source_tree(the_statements(), _chains(), "002"), the_statements(), "002")


def _depth() -> Figure:
    found = depths(the_statements(), _chains())
    return chain_depth(found, the_statements(), the_corpus().articles)


@answers("02.unquoted", _modes)
def never_quoted() -> Answer:
    """Return who of the parties has no direct statement."""
    counts, facts = _by_mode()
    silent = [NAMES[party] for party, n in counts["direct"].items() if not n]
    return Answer(names(silent) if silent else "none of them", **facts)


@answers("02.square", _modes)
def fullest_square() -> Answer:
    """Return the party and the mode with most statements."""
    counts, facts = _by_mode()
    party, mode = counts.stack().idxmax()
    return Answer((NAMES[party], mode), **facts)


@answers("02.speech")
def short_quote_of_speech() -> Answer:
    """Return the one of the short quotations that holds direct speech."""
    found = quotations(the_corpus())
    short = found[found["length"].le(2)].set_index("unit")["text"]
    mistaken = finder_score(the_statements(), the_corpus())["mistaken"]
    ((unit, words),) = short[~short.index.isin(mistaken)].items()
    return Answer(f"{words} ({unit})")


@answers("02.strong")
def strongest_verbs() -> Answer:
    """Return the article with most strong verbs."""
    counts = where(reporting_verbs(the_corpus()), tone="strong")["unit"].str[:3].value_counts()
    facts = {"most": counts.max(), "of_004": counts["004"], "of_001": counts["001"]}
    return Answer(str(counts.idxmax()), **facts)


@answers("02.hopes")
def who_hopes() -> Answer:
    """Return whose yes to one collective system article 000 reports."""
    said = where(the_statements(), article="000", agreement="yes", concept="collective_system")
    whose = {("RUS",): "a Russian official", ("USA",): "an American official"}
    return Answer(whose.get(tuple(said["party"].unique()), "both"))


@answers("02.words")
def whose_words() -> Answer:
    """Return whose claim 004.06 is once it is read together with 004.07."""
    said = where(the_statements(), unit="004.06")["person"]
    return Answer("Antonov's" if set(said) == {"Anatoly Antonov"} else "the newspaper's")


@answers("02.gates", _way)
def way_of_gates() -> Answer:
    """Return through whom RT has the words of Gates in 002.13."""
    (statement,) = where(the_statements(), unit="002.13").index
    _, *between, _ = _chains().at[statement, "chain"].split(" < ")
    theirs = between == ["Andrey Nesterenko"]
    return Answer("through a Russian spokesman" if theirs else "from himself")


@answers("02.heard", _depth)
def outlets_that_heard() -> Answer:
    """Return in how many articles any statement came through one hand."""
    near = the_statements().loc[where(_chains(), hands=1).index, "article"]
    which = sorted(near.unique())
    return Answer(len(which), which=names(which), near=len(near), all=len(_chains()))
