"""What the answers of several lessons are computed from, loaded once."""

import functools

import pandas as pd

from shieldtalks.corpus import Corpus, load_corpus
from shieldtalks.negotiation import Negotiation, load_negotiation
from shieldtalks.readings import load_readings
from shieldtalks.statements import load_statements


@functools.cache
def course() -> tuple[Corpus, pd.DataFrame]:
    """Return the five articles and their statements."""
    corpus = load_corpus()
    return corpus, load_statements(corpus)


@functools.cache
def readings() -> dict[str, pd.DataFrame]:
    """Return the statements as each of the four readers coded them."""
    return load_readings(course()[0])


@functools.cache
def negotiation() -> Negotiation:
    """Return the assumptions that lessons 08, 09 and 11 bargain by."""
    return load_negotiation(corpus=course()[0])
