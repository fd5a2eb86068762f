"""The codebook, the four codings made by it, and how each disputed code was settled."""

from pathlib import Path

import pandas as pd

from shieldtalks.corpus import Corpus, load_corpus
from shieldtalks.tables import DATA, read_table, require, require_listed

AGREEMENTS = ("yes", "no")
ATTRIBUTIONS = ("direct", "indirect", "narrator")
READERS = ("A", "B", "C", "D")  # A and B of a first round, C and D of a second
CODE = ["unit", "organization", "concept", "agreement"]  # what makes a code the same code
STANCE_COLUMNS = ("person", "organization", "concept", "agreement", "conditional", "attribution")


def load_concepts(path: str | Path | None = None) -> pd.DataFrame:
    """Read a list of concepts: DataFrame, index `concept`; columns theme, label, wording.

    path: a csv; without one, the 18 concepts of the codebook. Raises DataError.

    >>> load_concepts().at["guarantees", "label"]
    'Guarantees to Russia'
    """
    path = DATA / "concepts.csv" if path is None else path
    return read_table(path, ("concept", "theme", "label", "wording"), "concept")


def load_codebook() -> str:
    """Return the codebook as Markdown text."""
    return (DATA / "codebook.md").read_text(encoding="utf-8")


def load_codings(corpus: Corpus | None = None) -> dict[str, pd.DataFrame]:
    """Return the four independent codings behind the reference, {'A': DataFrame, ... 'D': ...}.

    Columns unit, person, organization, concept, agreement, conditional (bool), attribution; a row
    a coded stance. A and B are of a first round, C and D of a second; who the readers are stands
    in the codebook. Raises DataError for an unknown unit, concept or agreement.

    >>> {reader: len(coding) for reader, coding in load_codings().items()}
    {'A': 90, 'B': 96, 'C': 86, 'D': 81}
    """
    corpus = load_corpus() if corpus is None else corpus
    return {
        reader: read_coding(DATA / f"coding_{reader.lower()}.csv", corpus) for reader in READERS
    }


def load_adjudication(corpus: Corpus | None = None) -> pd.DataFrame:
    """Return every code on which the four readers differ, and how it was settled.

    Columns unit, organization, concept, agreement; A, B, C, D (bool: who saw it); first_reference
    (bool: whether the first reference had it); decision ('in' or 'out'), rule (a number of the
    codebook, 'wording' or 'organization') and reason. Raises DataError by row.

    >>> load_adjudication()["decision"].value_counts().to_dict()
    {'out': 21, 'in': 15}
    """
    corpus = load_corpus() if corpus is None else corpus
    marked = [*READERS, "first_reference"]
    choices = {"agreement": AGREEMENTS, "decision": ("in", "out")}
    choices |= dict.fromkeys(marked, ("x", ""))
    path = DATA / "adjudication.csv"
    table = read_table(path, (*CODE, *marked, "decision", "rule", "reason"), choices=choices)
    _require_coded(table, path.name, corpus)
    require(table["reason"].ne(""), table, path.name, "reason", "{value}: every decision says why.")
    table[marked] = table[marked].eq("x")
    return table


def read_coding(path: str | Path, corpus: Corpus) -> pd.DataFrame:
    """Read one coder's csv (columns as `load_codings`). Raises DataError by row."""
    path = Path(path)
    choices = {"agreement": AGREEMENTS, "attribution": ATTRIBUTIONS, "conditional": ("0", "1")}
    table = read_table(path, ("unit", *STANCE_COLUMNS), choices=choices)
    _require_coded(table, path.name, corpus)
    table["conditional"] = table["conditional"].eq("1")
    return table


def _require_coded(table, file, corpus):
    require_listed(table, file, "unit", corpus.units.index, "units")
    require_listed(table, file, "concept", load_concepts().index, "the codebook")
