"""How far a network falls apart: the two best blocs, modularity, and the E-I index."""

import itertools
from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd

from shieldtalks.errors import DataError

EXACT = 16  # up to so many actors, every split into two blocs is tried


def two_blocs(weights: pd.DataFrame) -> tuple[pd.Series, float]:
    """Split the actors into the two blocs with the highest modularity.

    weights: a network without negative ties. Returns (blocs, modularity): blocs is a Series, actor
    -> 'A' (the bloc of the first actor), 'B', or '' for actors without any tie. If no split beats
    leaving all together, everyone is in 'A' and the modularity is 0.
    Up to 16 actors with ties every split is tried, so the result is the best there is; beyond, it
    is Newman's leading eigenvector with single actors moved for as long as that helps (Newman
    2006, PNAS 103, 8577; networkx's modularity matrix). Raises DataError.
    """
    import networkx as nx

    tied = weights.index[_ties(weights).sum(axis=1).gt(0)]
    blocs = pd.Series("", weights.index, name="bloc")
    if tied.empty:
        return blocs, 0.0
    drawn = nx.from_pandas_adjacency(weights.loc[tied, tied])
    gain = np.asarray(nx.modularity_matrix(drawn, weight="weight"))
    sides = _best_sides(gain) if len(tied) <= EXACT else _good_sides(gain)
    blocs[tied] = np.where(sides == sides[0], "A", "B")
    return blocs, modularity(weights, blocs)


def modularity(weights: pd.DataFrame, groups: Mapping[str, str] | pd.Series) -> float:
    """Return how far ties stay inside groups, against chance: at most 1/2 for two groups.

    weights: a network without negative ties. groups: {actor: group}, as a dict or a Series, such as
    `two_blocs` or `actor_parties`. Newman (2006), weighted; networkx. A network without ties has 0.
    Raises DataError.
    """
    import networkx as nx

    tied = weights.index[_ties(weights).sum(axis=1).gt(0)]
    if tied.empty:
        return 0.0
    member = _groups(groups, tied)
    communities = [set(tied[member == group]) for group in member.unique()]
    drawn = nx.from_pandas_adjacency(weights.loc[tied, tied])
    return float(nx.community.modularity(drawn, communities, weight="weight"))


def ei_index(
    weights: pd.DataFrame, groups: Mapping[str, str] | pd.Series, weighted: bool = False
) -> float:
    """Return the E-I index: (external - internal) / (external + internal) ties, from -1 to 1.

    -1: all ties stay inside the groups; 1: all lead out. weights: a network without negative ties.
    groups: {actor: group}, as a dict or a Series. weighted: add up weights instead of counting
    ties. NaN where there is no tie. Krackhardt and Stern (1988), Social Psychology Quarterly 51,
    123-140. Raises DataError.
    """
    ties = _ties(weights).to_numpy()
    ties = np.triu(ties if weighted else ties > 0, 1).astype(float)
    member = _groups(groups, weights.index).to_numpy()
    internal = ties[member[:, None] == member[None, :]].sum()
    total = ties.sum()
    return float((total - 2 * internal) / total) if total else float("nan")


def _ties(weights: pd.DataFrame) -> pd.DataFrame:
    if (weights.to_numpy() < 0).any():
        raise DataError(
            "this network has negative ties. Use the congruence or the conflict network instead."
        )
    return weights


def _groups(groups: Mapping[str, str] | pd.Series, actors: Any) -> pd.Series:
    member = pd.Series(groups).reindex(actors)
    if member.isna().any():
        raise DataError(f"{member.index[member.isna()][0]!r} has no group. Give every actor one.")
    return member


def _best_sides(gain: np.ndarray) -> np.ndarray:
    """Try every split of up to EXACT actors; return +1 or -1 for each in the best one."""
    rest = np.array(list(itertools.product((1, -1), repeat=len(gain) - 1))).reshape(
        -1, len(gain) - 1
    )
    sides = np.hstack([np.ones((len(rest), 1)), rest])
    return sides[np.einsum("si,ij,sj->s", sides, gain, sides, optimize=True).round(9).argmax()]


def _good_sides(gain: np.ndarray) -> np.ndarray:
    """Split by the leading eigenvector, then move single actors while that raises modularity."""
    leading = np.linalg.eigh(gain)[1][:, -1]
    sides = np.where(leading >= 0, 1.0, -1.0)
    alone = np.diag(gain)
    while True:
        moved = alone - sides * (gain @ sides)
        if moved.max() <= 1e-9:
            return sides if sides @ gain @ sides > 1e-9 else np.ones(len(gain))
        sides[moved.argmax()] *= -1
