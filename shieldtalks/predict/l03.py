"""Answers of lesson 03: what four readers saw, and how far they agree."""

import functools

from shieldtalks.codebook import load_adjudication, load_codings, load_concepts
from shieldtalks.figures.agreement import agreement_per_concept, disputed_codes
from shieldtalks.figures.figure import Figure
from shieldtalks.predict.answers import Answer, answers
from shieldtalks.reference import the_corpus, the_statements
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
def _codings():
    return load_codings(the_corpus())


@functools.cache
def _disputed() -> Figure:
    """Draw nine codes of which one round saw some and the other did not, as the lesson does."""
    table = disputes(_codings()["B"], _codings()["D"], the_statements()).head(9)
    return disputed_codes(table, the_statements(), the_corpus(), load_concepts(), ("B", "D"))


@functools.cache
def _per_concept() -> Figure:
    """Draw on which concepts a reader of either round agree."""
    table = per_concept(_codings()["A"], _codings()["C"], the_corpus().body().index)
    return agreement_per_concept(table, the_statements())


@answers("03.codes")
def codes_in_the_sentence() -> Answer:
    """Return how many codes the reference has for the sentence."""
    held = [int(coding["unit"].eq(SENTENCE).sum()) for coding in _codings().values()]
    return Answer(int(the_statements()["unit"].eq(SENTENCE).sum()), two=held.count(2))


@answers("03.rounds", _disputed)
def rounds_of_pairs() -> Answer:
    """Say whether two readers who alone gave a code were of one round."""
    settled = load_adjudication(the_corpus())[["A", "B", "C", "D"]].astype(bool)
    pairs = [set(row.index[row]) for _, row in settled.iterrows() if row.sum() == 2]
    one = sum(pair in ROUNDS for pair in pairs)
    said = {0: "always one of each", len(pairs): "always of the same round"}
    codes = int(seen_by(_codings()).eq(2).sum())
    return Answer(said.get(one, "now the one, now the other"), codes=codes)


def kappa_of(both: int, only_one: int, only_other: int, neither: int) -> float:
    """Return Cohen's kappa of two readers from the four numbers of their table."""
    n = both + only_one + only_other + neither
    one, other = (both + only_one) / n, (both + only_other) / n
    chance = one * other + (1 - one) * (1 - other)
    return ((both + neither) / n - chance) / (1 - chance)


@answers("03.rare")
def kappa_of_the_rare() -> Answer:
    """Say how kappa of the rare concept compares with that of the common one."""
    rare, common = round(kappa_of(*RARE), 2), round(kappa_of(*COMMON), 2)
    said = "the same" if rare == common else "higher" if rare > common else "lower"
    return Answer(said, rare=f"{rare:.2f}", common=f"{common:.2f}")


@answers("03.least", _per_concept)
def agreed_on_least() -> Answer:
    """Return the question on which the readers agree least."""
    # Only alpha is asked for; its interval takes most of the time.
    asked = by_question(_codings(), the_corpus().body().index, draws=2)["alpha"].astype(float)
    return Answer(str(asked.idxmin()), least=f"{asked.min():.2f}", concept=f"{asked[CONCEPT]:.2f}")


@answers("03.alpha", _per_concept)
def alpha_of_the_first_round() -> Answer:
    """Return alpha of readers A and B."""
    pairs = pairs_of_readers(_codings(), the_corpus().body().index, draws=2)
    alpha = pairs["alpha"].astype(float)
    across = alpha[pairs["round"].eq("across")]
    ends = {"lowest": f"{across.min():.2f}", "highest": f"{across.max():.2f}"}
    return Answer(alpha["A", "B"], **ends)
