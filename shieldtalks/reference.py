"""The course's own articles, statements and negotiation, read once: what answers rest on."""

import functools

import pandas as pd

from shieldtalks.corpus import Corpus, load_corpus
from shieldtalks.negotiation import Negotiation, load_negotiation
from shieldtalks.readings import load_readings
from shieldtalks.statements import load_statements


@functools.cache
def the_corpus() -> Corpus:
    """Return the five articles."""
    return load_corpus()


@functools.cache
def the_statements() -> pd.DataFrame:
    """Return the reference statements."""
    return load_statements(the_corpus())


@functools.cache
def the_readings() -> dict[str, pd.DataFrame]:
    """Return the statements as each of the four readers coded them."""
    return load_readings(the_corpus())


@functools.cache
def the_negotiation() -> Negotiation:
    """Return the assumptions that lessons 08, 09 and 11 bargain by."""
    return load_negotiation(corpus=the_corpus())


def coded_in(unit: str, **fixed: object) -> pd.DataFrame:
    """Return the statements in a unit that have these values in these columns."""
    return where(the_statements(), unit=unit, **fixed)


def where(rows: pd.DataFrame, **fixed: object) -> pd.DataFrame:
    """Return the rows that have these values in these columns."""
    for column, value in fixed.items():
        rows = rows[rows[column].eq(value)]
    return rows
