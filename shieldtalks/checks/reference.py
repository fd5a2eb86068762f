"""The course's own articles and statements, read once for all judges."""

import functools

import pandas as pd

from shieldtalks.corpus import Corpus, load_corpus
from shieldtalks.statements import load_statements


@functools.cache
def the_corpus() -> Corpus:
    """Return the five articles."""
    return load_corpus()


@functools.cache
def the_statements() -> pd.DataFrame:
    """Return the reference statements."""
    return load_statements(the_corpus())


def coded_in(unit: str, **fixed: object) -> pd.DataFrame:
    """Return the statements in a unit that have these values in these columns."""
    rows = the_statements()[the_statements()["unit"].eq(unit)]
    for column, value in fixed.items():
        rows = rows[rows[column].eq(value)]
    return rows
