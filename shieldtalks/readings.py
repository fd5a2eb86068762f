"""Leave out an article, or take another reader: the same result in each of these cases.

A *reading* is a coding of the same articles: the reference, one of the readers A to D, only what
all four saw, or a student's own. Whatever takes statements takes any of them.
"""

from collections.abc import Callable, Iterable, Mapping
from typing import Any, Protocol

import pandas as pd

from shieldtalks.codebook import READERS
from shieldtalks.corpus import Corpus, load_corpus
from shieldtalks.statements import (
    ALL_FOUR,
    READINGS,
    as_statements,
    load_statements,
    positions,
    reader_of,
    without,
)

WHOLE = "all"  # the case in which nothing is left out
OWN, CLASS = "You", "Your class"


class OwnCoding(Protocol):
    """What a student has coded: codes as `load_codings`, and the units that are decided."""

    @property
    def codes(self) -> pd.DataFrame:
        """Return the codes, a row a code."""
        ...

    @property
    def units(self) -> list[str]:
        """Return the units that are decided, with a code or as empty."""
        ...


def load_readings(
    corpus: Corpus | None = None, readers: Iterable[str] = READERS
) -> dict[str, pd.DataFrame]:
    """Return {reader: statements}, the articles as each of the readers coded them.

    readers: 'reference', 'A' to 'D', 'all four'. Raises DataError for an unknown one.

    >>> {reader: len(table) for reader, table in load_readings().items()}
    {'A': 90, 'B': 96, 'C': 86, 'D': 81}
    """
    corpus = load_corpus() if corpus is None else corpus
    return {reader: load_statements(corpus, reader=reader) for reader in readers}


def with_own(statements: pd.DataFrame, own: OwnCoding, corpus: Corpus) -> pd.DataFrame:
    """Put a student's own codes in the place of the others', in the sentences that are decided.

    own: codes and units, as `explorers.own_coding(corpus)` or `classroom.coding()` gives them.
    Returns statements whose reader is 'You' or 'Your class'; a sentence that was decided as empty
    holds none.
    """
    rest = statements[~statements["unit"].isin(list(own.units))]
    parties = statements.set_index("organization")["party"].to_dict()
    mine = as_statements(own.codes, corpus, parties, "you") if len(own.codes) else rest.iloc[:0]
    mine = mine.reindex(columns=statements.columns)
    table = pd.concat([rest, mine]) if len(mine) else rest.copy()
    order = {unit: n for n, unit in enumerate(corpus.units.index)}
    table = table.sort_values("unit", key=lambda units: units.map(order), kind="stable")
    table["conditional"] = table["conditional"].astype(bool)
    table.attrs["reader"] = named(own)
    return table


def named(own: OwnCoding) -> str:
    """Return what a coding is called beside other readers: 'You', or 'Your class'."""
    return getattr(own, "reader", OWN)


def cases(
    statements: pd.DataFrame, readings: Mapping[str, pd.DataFrame] | None = None
) -> dict[str, pd.DataFrame]:
    """Return the statements in every case in which a result should still stand.

    readings: {reader: statements}, as `load_readings`; without them only articles are left out.
    Returns {'all': the statements, '000': without that article, ..., 'A': as that reader read}.

    >>> {case: len(table) for case, table in cases(load_statements()).items()}
    {'all': 86, '000': 69, '001': 64, '002': 71, '003': 67, '004': 73}
    """
    articles = sorted(statements["article"].unique())
    held = {WHOLE: statements} | {article: without(statements, article) for article in articles}
    return held | dict(readings or {})


def in_each_case(
    statements: pd.DataFrame,
    measure: Callable[[pd.DataFrame], pd.Series],
    readings: Mapping[str, pd.DataFrame] | None = None,
) -> pd.DataFrame:
    """Recompute a Series in every case, side by side.

    measure: function of statements. Returns a DataFrame: a row for each entry, a column for each
    of `cases`; what is gone in a case is missing (NaN).
    """
    results = {case: measure(table) for case, table in cases(statements, readings).items()}
    rows = results[WHOLE].index
    for result in results.values():
        rows = rows.append(result.index.difference(rows, sort=False))
    return pd.DataFrame({case: result.reindex(rows) for case, result in results.items()}, rows)


def firm(table: pd.DataFrame) -> pd.Series:
    """Say which rows of `in_each_case` hold the same value in every case: a boolean Series.

    With articles and readers in the table, this is what the course calls firm.

    >>> stances = lambda said: positions(said, "party")["stance"]
    >>> table = in_each_case(load_statements(), stances, load_readings())
    >>> int(firm(table).sum()), len(table)
    (14, 31)
    """
    return table.notna().all(axis=1) & table.nunique(axis=1).eq(1)


def differing_cells(
    before: pd.DataFrame, after: pd.DataFrame, actor: str = "organization"
) -> pd.DataFrame:
    """Return the cells of the position matrix that are not the same in two tables of statements.

    Returns a DataFrame indexed by (actor, concept): with_it and without_it (the stances before and
    after, 'silent' where nothing is said) and lost (ids of the statements of such a cell that stand
    in one table only, as a tuple).
    """
    one, other = positions(before, actor), positions(after, actor)
    rows = one.index.append(other.index.difference(one.index, sort=False))
    cells = pd.DataFrame({"with_it": one["stance"], "without_it": other["stance"]}, rows)
    cells = cells.fillna("silent")
    cells = cells[cells["with_it"].ne(cells["without_it"])]
    lost = []
    for cell in cells.index:
        held = [set(table["statements"].get(cell, ())) for table in (one, other)]
        lost.append(tuple(sorted(held[0] ^ held[1])))
    return cells.assign(lost=pd.Series(lost, cells.index, dtype=object)).rename_axis(
        ["actor", "concept"]
    )


def reading_words(statements: pd.DataFrame) -> str:
    """Return how a chart says whose reading it draws: '' for the reference."""
    reader = reader_of(statements)
    if reader == "reference":
        return ""
    if reader == ALL_FOUR:
        return "Only codes that all four readers saw."
    if reader == OWN:
        return "With your own codes."
    if reader == CLASS:
        return "With your class's codes."
    return f"As reader {reader} coded." if reader in READINGS else f"As {reader} coded."


def by_reader(
    statements: pd.DataFrame, measure: Callable[[pd.DataFrame], Any], corpus: Corpus
) -> dict[str, Any]:
    """Return a result under each reading: {'reference': ..., 'A': ..., 'B': ..., ...}.

    measure: function of statements, of any result.
    """
    return {"reference": measure(statements)} | {
        reader: measure(table) for reader, table in load_readings(corpus).items()
    }
