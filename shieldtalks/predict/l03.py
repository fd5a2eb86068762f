"""Answers of lesson 03: what four readers saw, and how far they agree."""

import functools
from collections.abc import Mapping

import pandas as pd

from shieldtalks.codebook import load_adjudication, load_codings, load_concepts
from shieldtalks.figures.agreement import agreement_per_concept, disputed_codes
from shieldtalks.figures.figure import Figure
from shieldtalks.predict.material import course
from shieldtalks.reliability import (
    CONCEPT,
    by_question,
    disputes,
    pairs_of_readers,
    per_concept,
    seen_by,
)

SENTENCE = "001.24"
ROUNDS = ({"A", "B"}, {"C", "D"})
# Two students who saw a common concept, and a rare one: both, only Ann, only Ben, neither.
COMMON, RARE = (9, 1, 3, 7), (1, 1, 1, 17)


@functools.cache
def _codings() -> Mapping[str, pd.DataFrame]:
    return load_codings(course()[0])


def codes_in_the_sentence() -> int:
    """Return how many codes the reference has for the sentence."""
    return int(course()[1]["unit"].eq(SENTENCE).sum())


def _code_facts():
    counts = {r: int(coding["unit"].eq(SENTENCE).sum()) for r, coding in _codings().items()}
    return {"two": sum(count == 2 for count in counts.values())}


def rounds_of_pairs() -> str:
    """Say whether two readers who alone gave a code were of one round."""
    settled = load_adjudication(course()[0])[["A", "B", "C", "D"]].astype(bool)
    pairs = [set(row.index[row]) for _, row in settled.iterrows() if row.sum() == 2]
    one = sum(pair in ROUNDS for pair in pairs)
    if one == len(pairs):
        return "always of the same round"
    return "always one of each" if one == 0 else "now the one, now the other"


def _pair_facts():
    return {"codes": int(seen_by(_codings()).eq(2).sum())}


def kappa_of(both: int, only_one: int, only_other: int, neither: int) -> float:
    """Return Cohen's kappa of two readers from the four numbers of their table."""
    n = both + only_one + only_other + neither
    one, other = (both + only_one) / n, (both + only_other) / n
    chance = one * other + (1 - one) * (1 - other)
    return ((both + neither) / n - chance) / (1 - chance)


def kappa_of_the_rare() -> str:
    """Say how kappa of the rare concept compares with that of the common one."""
    rare, common = kappa_of(*RARE), kappa_of(*COMMON)
    if round(rare, 2) == round(common, 2):
        return "the same"
    return "higher" if rare > common else "lower"


def _kappa_facts():
    return {"rare": f"{kappa_of(*RARE):.2f}", "common": f"{kappa_of(*COMMON):.2f}"}


@functools.cache
def _questions():
    # Only alpha is asked for; its interval takes most of the time.
    return by_question(_codings(), course()[0].body().index, draws=2)["alpha"].astype(float)


def agreed_on_least() -> str:
    """Return the question on which the readers agree least."""
    return str(_questions().idxmin())


def _question_facts():
    asked = _questions()
    return {"least": f"{asked.min():.2f}", "concept": f"{asked[CONCEPT]:.2f}"}


@functools.cache
def _pairs():
    pairs = pairs_of_readers(_codings(), course()[0].body().index, draws=2)
    return pairs.assign(alpha=pairs["alpha"].astype(float))


def alpha_of_the_first_round() -> float:
    """Return alpha of readers A and B."""
    return float(_pairs().at[("A", "B"), "alpha"])


def _round_facts():
    across = _pairs().loc[lambda pairs: pairs["round"].eq("across"), "alpha"]
    return {"lowest": f"{across.min():.2f}", "highest": f"{across.max():.2f}"}


@functools.cache
def _disputed() -> Figure:
    """Draw nine codes of which one round saw some and the other did not, as the lesson does."""
    corpus, statements = course()
    table = disputes(_codings()["B"], _codings()["D"], statements).head(9)
    return disputed_codes(table, statements, corpus, load_concepts(), ("B", "D"))


@functools.cache
def _per_concept() -> Figure:
    """Draw on which concepts a reader of either round agree."""
    corpus, statements = course()
    table = per_concept(_codings()["A"], _codings()["C"], corpus.body().index)
    return agreement_per_concept(table, statements)


ANSWERS = {
    "codes": codes_in_the_sentence,
    "rounds": rounds_of_pairs,
    "rare": kappa_of_the_rare,
    "least": agreed_on_least,
    "alpha": alpha_of_the_first_round,
}
FACTS = {
    "codes": _code_facts,
    "rounds": _pair_facts,
    "rare": _kappa_facts,
    "least": _question_facts,
    "alpha": _round_facts,
}
CHARTS = {"rounds": _disputed, "least": _per_concept, "alpha": _per_concept}
