"""Answers of lesson 02: who speaks, in which mode, by which verb, through how many hands."""

import functools

import pandas as pd

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
from shieldtalks.predict.material import course

MODES = ("direct", "indirect", "narrator")


def never_quoted() -> str:
    """Return who of the parties has no direct statement."""
    counts = _by_mode()["direct"]
    silent = [NAMES[party] for party in counts.index if not counts[party]]
    return names(silent) if silent else "none of them"


def fullest_square() -> tuple[str, str]:
    """Return the party and the mode with most statements."""
    party, mode = _by_mode().stack().idxmax()
    return NAMES[party], mode


def _by_mode() -> pd.DataFrame:
    modes = course()[1].groupby(["party", "attribution"]).size().unstack(fill_value=0)
    return modes.reindex(index=["RUS", "USA", "NATO", "media"], columns=list(MODES))


def _mode_facts():
    counts = _by_mode()
    return {
        "most": int(counts.to_numpy().max()),
        "direct": int(counts.at["RUS", "direct"]),
        "all_direct": int(counts["direct"].sum()),
        "narrator": int(counts.at["RUS", "narrator"]),
    }


def short_quote_of_speech() -> str:
    """Return the one of the short quotations that holds direct speech."""
    corpus, statements = course()
    found = quotations(corpus)
    short = found[found["length"].le(2)].set_index("unit")["text"]
    (speech,) = short[~short.index.isin(finder_score(statements, corpus)["mistaken"])].items()
    return f"{speech[1]} ({speech[0]})"


def strongest_verbs() -> str:
    """Return the article with most strong verbs."""
    return str(_strong().idxmax())


def _strong():
    verbs = reporting_verbs(course()[0])
    return verbs.loc[verbs["tone"].eq("strong"), "unit"].str[:3].value_counts()


def _strong_facts():
    counts = _strong()
    return {"most": int(counts.max()), "of_004": int(counts["004"]), "of_001": int(counts["001"])}


def who_hopes() -> str:
    """Return whose yes to one collective system article 000 reports."""
    statements = course()[1]
    said = statements[statements["article"].eq("000") & statements["agreement"].eq("yes")]
    party = said.loc[said["concept"].eq("collective_system"), "party"].unique()
    return {("RUS",): "a Russian official", ("USA",): "an American official"}.get(
        tuple(party), "both"
    )


def whose_words() -> str:
    """Return whose claim 004.06 is once it is read together with 004.07."""
    statements = course()[1]
    said = statements.loc[statements["unit"].eq("004.06"), "person"].unique()
    return "Antonov's" if set(said) == {"Anatoly Antonov"} else "the newspaper's"


@functools.cache
def _chains():
    corpus, statements = course()
    return load_chains(statements, corpus)


def way_of_gates() -> str:
    """Return through whom RT has the words of Gates in 002.13."""
    statements = course()[1]
    (statement,) = statements.index[statements["unit"].eq("002.13")]
    outlet, *between, voice = _chains().at[statement, "chain"].split(" < ")
    return "through a Russian spokesman" if between == ["Andrey Nesterenko"] else "from himself"


def outlets_that_heard() -> int:
    """Return in how many articles any statement came through one hand."""
    near = _chains()["hands"].eq(1)
    return int(course()[1].loc[near[near].index, "article"].nunique())


def _heard_facts():
    near = _chains()["hands"].eq(1)
    ours = course()[1].loc[near[near].index, "article"]
    return {"which": names(sorted(ours.unique())), "near": len(ours), "all": len(near)}


def _modes() -> Figure:
    return voices_by_mode(voices(course()[1]), course()[1])


def _way() -> Figure:
    return way_of_words(source_tree(course()[1], _chains(), "002"), course()[1], "002")


def _depth() -> Figure:
    corpus, statements = course()
    return chain_depth(depths(statements, _chains()), statements, corpus.articles)


ANSWERS = {
    "unquoted": never_quoted,
    "square": fullest_square,
    "speech": short_quote_of_speech,
    "strong": strongest_verbs,
    "hopes": who_hopes,
    "words": whose_words,
    "gates": way_of_gates,
    "heard": outlets_that_heard,
}
FACTS = {
    "unquoted": _mode_facts,
    "square": _mode_facts,
    "strong": _strong_facts,
    "heard": _heard_facts,
}
CHARTS = {
    "unquoted": _modes,
    "square": _modes,
    "gates": _way,
    "heard": _depth,
}
