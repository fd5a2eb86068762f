"""Three assumptions that turn together what no two of them turn."""

import itertools
from collections.abc import Iterable

import numpy as np
import pandas as pd

from shieldtalks.errors import check_known
from shieldtalks.forks.many import Branches
from shieldtalks.forks.pairs import load_pairs
from shieldtalks.forks.search import SENTENCES, assumed, load_flips, load_ranges, verdicts
from shieldtalks.negotiation import Negotiation
from shieldtalks.tables import DATA, read_table

NAMES = ("one", "other", "third")
COLUMNS = (*NAMES, "one_at", "other_at", "third_at", "headline", "before", "after")


def forks_in_threes(
    negotiation: Negotiation,
    names: Iterable[str] | None = None,
    ranges: pd.DataFrame | None = None,
    alone: pd.DataFrame | None = None,
    pairs: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """Find the threes of assumptions that turn a headline which no one and no two of them turn.

    names: the assumptions to join, all of `load_ranges` by default. alone, pairs: as `forks` and
    `forks_in_pairs`, by default what is stored of the course's own assumptions. Each is moved to
    the ends of its range only, so a three that turns something in between is not found.
    Returns a DataFrame, a row for each three and headline: one, other, third, one_at, other_at,
    third_at, headline, before, after. Raises DataError for an unknown name.
    """
    ranges = load_ranges() if ranges is None else ranges
    names = list(ranges.index if names is None else names)
    check_known(names, ranges.index, "{} is no assumption of ranges.csv.")
    alone = load_flips() if alone is None else alone
    pairs = load_pairs() if pairs is None else pairs
    known = {(frozenset([name]), said) for name, said in alone[["assumption", "headline"]].values}
    found = pairs[["one", "other", "headline"]].values
    known |= {(frozenset([one, other]), said) for one, other, said in found}
    branches = Branches(negotiation, ranges)
    ends = {name: _ends(negotiation, ranges.loc[name]) for name in names}
    base, rows = verdicts(negotiation), []
    for three in itertools.combinations(names, 3):
        values = [v.ravel() for v in np.meshgrid(*(ends[name] for name in three), indexing="ij")]
        less = [frozenset(some) for n in (1, 2) for some in itertools.combinations(three, n)]
        for headline, answer in branches.verdicts(dict(zip(three, values, strict=True))).items():
            turned = answer != base[headline]
            if turned.any() and not any((some, headline) in known for some in less):
                at = turned.argmax()
                words = (str(base[headline]), str(answer[at]))
                rows.append((*three, *(value[at] for value in values), headline, *words))
    return pd.DataFrame(rows, columns=list(COLUMNS))


def load_threes() -> pd.DataFrame:
    """Read the threes that `forks_in_threes` found among all assumptions of the course.

    Returns a DataFrame with its columns and `sentence`, the headline in words. Raises DataError.

    >>> len(load_threes().query("headline == 'zone'"))
    31
    """
    table = read_table(DATA / "flips_in_threes.csv", COLUMNS)
    table = table.astype(dict.fromkeys(("one_at", "other_at", "third_at"), float))
    table.insert(7, "sentence", table["headline"].map(SENTENCES))
    return table


def _ends(negotiation: Negotiation, row: pd.Series) -> np.ndarray:
    """Return the ends of a range at which the assumption does not stand already."""
    now = assumed(negotiation, row)
    return np.array([end for end in (row["low"], row["high"]) if end != now])
