"""Pairs of assumptions that turn together what neither turns alone."""

import itertools
from collections.abc import Iterable

import numpy as np
import pandas as pd

from shieldtalks.errors import check_known
from shieldtalks.forks.many import Branches
from shieldtalks.forks.search import (
    SENTENCES,
    STEPS,
    assumed,
    between,
    load_flips,
    load_ranges,
    verdicts,
)
from shieldtalks.negotiation import Negotiation
from shieldtalks.tables import DATA, read_table

ANY = "At least one of these."
MOVED = {"assumption", "one", "other", "third"}  # columns that name what was moved
COLUMNS = ("one", "other", "one_at", "other_at", "headline", "before", "after")


def forks_in_pairs(
    negotiation: Negotiation,
    names: Iterable[str] | None = None,
    ranges: pd.DataFrame | None = None,
    alone: pd.DataFrame | None = None,
    steps: int = STEPS,
) -> pd.DataFrame:
    """Find the pairs of assumptions that turn together a headline that neither turns alone.

    names: the assumptions to pair, all of `load_ranges` by default. alone: as `forks`, by default
    `load_flips`: a headline that one of the two turns alone, anywhere in its range, is left out.
    steps: how many values of each are tried between what is assumed and each end of its range; all
    of one meet all of the other. Returns a DataFrame, a row for each pair and headline: one, other,
    one_at, other_at, headline, before, after. Of the values that turn it those are named whose
    longer move, as a share of the way to the end of its range, is shortest. Raises DataError for an
    unknown name.
    """
    ranges = load_ranges() if ranges is None else ranges
    alone = load_flips() if alone is None else alone
    names = list(ranges.index if names is None else names)
    check_known(names, ranges.index, "{} is no assumption of ranges.csv.")
    known = set(zip(alone["assumption"], alone["headline"], strict=True))
    branches = Branches(negotiation, ranges)
    tried = {name: _tried(negotiation, ranges.loc[name], steps) for name in names}
    base, rows = verdicts(negotiation), []
    for one, other in itertools.combinations(names, 2):
        (values, moved), (values_2, moved_2) = tried[one], tried[other]
        first, second = (grid.ravel() for grid in np.meshgrid(values, values_2, indexing="ij"))
        moves = [grid.ravel() for grid in np.meshgrid(moved, moved_2, indexing="ij")]
        order = np.lexsort([sum(moves), np.maximum(*moves)])
        answers = branches.verdicts({one: first[order], other: second[order]})
        for headline, answer in answers.items():
            if {(one, headline), (other, headline)} & known:
                continue
            turned = answer != base[headline]
            if turned.any():
                at = order[turned.argmax()]
                words = (str(base[headline]), str(answer[turned.argmax()]))
                rows.append((one, other, first[at], second[at], headline, *words))
    return pd.DataFrame(rows, columns=list(COLUMNS))


def load_pairs() -> pd.DataFrame:
    """Read the pairs that `forks_in_pairs` found among all assumptions of the course.

    Returns a DataFrame with its columns and `sentence`, the headline in words. Raises DataError.

    >>> both = load_pairs().query("headline == 'zone'")
    >>> both[["one", "other"]].to_numpy().tolist()
    [['RUS: wants beyond no deal', 'USA: wants beyond no deal']]
    """
    table = read_table(DATA / "flips_in_pairs.csv", COLUMNS)
    table = table.astype({"one_at": float, "other_at": float})
    table.insert(5, "sentence", table["headline"].map(SENTENCES))
    return table


def tally(
    flips: pd.DataFrame, pairs: pd.DataFrame, threes: pd.DataFrame | None = None
) -> pd.DataFrame:
    """Count what turns each headline: assumptions alone, pairs and threes of which no fewer do.

    flips, pairs, threes: as `load_flips`, `load_pairs` and `load_threes`. Returns a DataFrame,
    index the headline in words: alone (assumptions), pairs, and threes where they are given. Its
    last row counts those that turn any headline.

    >>> int(tally(load_flips(), load_pairs()).at["Both defect.", "alone"])
    4
    """
    found = {"alone": flips, "pairs": pairs} | ({} if threes is None else {"threes": threes})
    counts = {name: rows["headline"].value_counts() for name, rows in found.items()}
    table = pd.DataFrame(counts).reindex(list(SENTENCES)).fillna(0).astype(int)
    table = table.set_axis(pd.Index(list(SENTENCES.values()), name="headline"))
    table.loc[ANY] = [len(rows.drop_duplicates([*MOVED & set(rows)])) for rows in found.values()]
    return table


def _tried(negotiation: Negotiation, row: pd.Series, steps: int) -> tuple[np.ndarray, np.ndarray]:
    """Return the values to try, and how far each is moved as a share of the way to its end."""
    now, each = assumed(negotiation, row), 1 if row["kind"] == "move" else steps
    ways = [between(now, end, each) for end in (row["low"], row["high"])]
    shares = [np.arange(1, len(way) + 1) / max(len(way), 1) for way in ways]
    return np.concatenate(ways).round(9), np.concatenate(shares)
