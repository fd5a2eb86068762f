"""Leave out an article, or take another reader: the same result in each of these cases.

A *reading* is a coding of the same articles: the reference, one of the readers A to D, only what
all four saw, a student's own, or a class's. Whatever takes statements takes any of them.
"""

from collections.abc import Callable, Iterable, Mapping
from typing import Protocol

import pandas as pd

from shieldtalks.codebook import READERS
from shieldtalks.corpus import Corpus, load_corpus
from shieldtalks.errors import DataError, check_known
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
PREFIX = {OWN: "you", CLASS: "class"}


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
    corpus: Corpus | None = None,
    readers: Iterable[str] = READERS,
    own: OwnCoding | pd.DataFrame | None = None,
    your_class: OwnCoding | pd.DataFrame | None = None,
) -> dict[str, pd.DataFrame]:
    """Return {reader: statements}, the articles as each of the readers coded them.

    readers: 'reference', 'A' to 'D', 'all four'. own, your_class: codings as `with_own` takes
    them; they come last, as 'You' and 'Your class'. Raises DataError for an unknown reader.

    >>> {reader: len(table) for reader, table in load_readings().items()}
    {'A': 90, 'B': 96, 'C': 86, 'D': 81}
    """
    corpus = load_corpus() if corpus is None else corpus
    read = {reader: load_statements(corpus, reader=reader) for reader in readers}
    given = {OWN: own, CLASS: your_class}
    reference = load_statements(corpus)
    return read | {
        name: with_own(reference, coding, corpus, name)
        for name, coding in given.items()
        if coding is not None
    }


def with_own(
    statements: pd.DataFrame, own: OwnCoding | pd.DataFrame, corpus: Corpus, reader: str = ""
) -> pd.DataFrame:
    """Put a student's or a class's codes in the place of the others', in the sentences decided.

    own: codes and units, as `explorers.own_coding(corpus)` or `classroom.coding()` gives them, or a
    table of codes as `load_codings`, in which a row without a concept says that its unit holds
    nothing. reader: 'You', 'Your class', or another name (default: the coding's own). Returns
    statements of that reader; a sentence that was decided as empty holds none. An organization
    that the statements do not have belongs to the party its name begins with, or is one by itself.

    >>> empty = pd.DataFrame({"unit": ["001.12"], "concept": [""]})
    >>> len(with_own(load_statements(), empty, load_corpus(), "Your class"))
    84
    """
    reader, (codes, units) = reader or named(own), _decided(own, corpus)
    rest = statements[~statements["unit"].isin(units)]
    mine = rest.iloc[:0]
    if len(codes):
        parties = _parties(statements, codes)
        mine = as_statements(codes, corpus, parties, PREFIX.get(reader, "own"))
    mine = mine.reindex(columns=statements.columns)
    table = pd.concat([rest, mine]) if len(mine) else rest.copy()
    order = {unit: n for n, unit in enumerate(corpus.units.index)}
    table = table.sort_values("unit", key=lambda units: units.map(order), kind="stable")
    table["conditional"] = table["conditional"].astype(bool)
    table.attrs["reader"] = reader
    return table


def named(own: OwnCoding | pd.DataFrame) -> str:
    """Return what a coding is called beside other readers: 'You', or 'Your class'."""
    return OWN if isinstance(own, pd.DataFrame) else getattr(own, "reader", OWN)


def _decided(coding, corpus):
    """Return the codes of a coding, every column of them, and the units that it decides."""
    if not isinstance(coding, pd.DataFrame):
        return coding.codes, list(coding.units)
    for column in ("unit", "concept"):
        if column not in coding:
            raise DataError(f"This coding has no column {column!r}. Give a table of codes.")
    check_known(coding["unit"], corpus.units.index, "{} is no unit of these articles.")
    codes = coding[coding["concept"].fillna("").ne("")]
    missing = [c for c in ("organization", "agreement") if c not in codes]
    if len(codes) and missing:
        raise DataError(f"This coding has no column {missing[0]!r}. Give a table of codes.")
    plain = {"person": "", "conditional": False, "attribution": "indirect"}
    return codes.assign(**{c: v for c, v in plain.items() if c not in codes}), list(coding["unit"])


def _parties(statements, codes):
    """Return {organization: party}, also for organizations that only the codes name."""
    known = statements.set_index("organization")["party"].to_dict()
    here = set(known.values())
    first = {name: str(name).split(" ")[0] for name in codes["organization"]}
    return {name: word if word in here else name for name, word in first.items()} | known


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
