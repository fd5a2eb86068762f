"""What remains of the results when the weights are drawn at random."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from shieldtalks.bargaining.scores import all_packages, differs, side_by_side
from shieldtalks.bargaining.tables import TABLE, no_deal
from shieldtalks.errors import DataError


@dataclass(frozen=True)
class Sensitivity:
    """What remains of the results when the weights are drawn at random around the assumption.

    parties: those whose yes is needed. draws, spread, margin: how many, how far, and how much more
    than walking away each wants. zone: share of draws in which some package suits all. packages:
    DataFrame, index as the named packages: accepted (share of draws in which it suits all and is a
    deal), frontier (in which no package beats it) and refusal (in which its recorded refuser indeed
    does not gain; NaN without one). nash: Series, number of a package -> share of draws in which it
    is the Nash solution.
    """

    parties: tuple
    draws: int
    spread: float
    margin: float
    zone: float
    packages: pd.DataFrame
    nash: pd.Series


def sensitivity(
    issues: pd.DataFrame,
    sheets: pd.DataFrame,
    named: pd.DataFrame,
    parties: Iterable[str] = TABLE,
    spread: float = 0.5,
    margin: float = 0,
    draws: int = 1000,
    seed: int = 1950,
) -> Sensitivity:
    """Draw weights at random around the assumption and return a Sensitivity.

    Each weight is multiplied by a number drawn evenly from 1 - spread to 1 + spread, and the
    weights of a party are then brought back to their sum; values stay. The walk-away value moves
    with the weights; margin: points that every party wants on top of it. named: as
    `load_packages`. The same seed gives the same draws. Raises DataError for a spread outside 0-1.
    """
    if not 0 <= spread <= 1:
        raise DataError(f"a spread of {spread} is outside 0 to 1. 0.5 means half as much or more.")
    parties = list(parties)
    deals = all_packages(issues)
    names = list(deals.columns)
    everything = pd.concat([deals, named[names], no_deal(issues)[names].to_frame().T])
    drawn = drawn_weights(sheets, names, parties, spread, draws, seed)
    scores = [
        (weights @ _value_rows(everything, sheets, party)).round(9)
        for party, weights in zip(parties, drawn, strict=True)
    ]
    gain = np.stack([score - score[:, -1:] - margin for score in scores]).round(9)
    suits = np.all(gain >= 0, axis=0)
    at_deals, at_named = slice(0, len(deals)), slice(len(deals), -1)
    is_deal = differs(named[names], no_deal(issues)).to_numpy()
    product = np.where(suits, gain.prod(axis=0), -1.0)[:, at_deals]
    table = pd.DataFrame(index=named.index)
    table["accepted"] = (suits[:, at_named] & is_deal).mean(axis=0)
    table["frontier"] = [
        _unbeaten(scores, len(deals) + n, at_deals).mean() for n in range(len(named))
    ]
    plain = gain[:, :, at_named] + margin
    refusers = [parties.index(p) if p in parties else None for p in named["refused_by"]]
    own = named["refused_by"].eq(named["proposed_by"])
    table["refusal"] = [
        np.nan if who is None or same else (plain[who, :, n] <= 0).mean()
        for n, (who, same) in enumerate(zip(refusers, own, strict=True))
    ]
    in_zone = suits[:, at_deals].any(axis=1)
    best = pd.Series(product.argmax(axis=1)[in_zone], dtype=int).value_counts() / draws
    best = best.rename_axis("package").rename("share")
    return Sensitivity(tuple(parties), draws, spread, margin, float(in_zone.mean()), table, best)


def drawn_weights(
    sheets: pd.DataFrame, names: Any, parties: Sequence[str], spread: float, draws: int, seed: int
) -> Iterator[np.ndarray]:
    """Return drawn weights, a matrix draws x issues for each party."""
    factors = np.random.default_rng(seed).uniform(
        1 - spread, 1 + spread, (len(parties), draws, len(names))
    )
    weights = sheets["weight"].groupby(["party", "issue"]).first()
    for party, factor in zip(parties, factors, strict=True):
        mean = weights[party][names].to_numpy()
        drawn = mean * factor
        yield drawn / drawn.sum(axis=1, keepdims=True) * mean.sum()


def _value_rows(packages: pd.DataFrame, sheets: pd.DataFrame, party: str) -> np.ndarray:
    """Return value / 100 of each issue's option in each package: issues x packages."""
    values = side_by_side(sheets["value"])[party]
    return np.stack([values[issue].loc[packages[issue]].to_numpy() / 100 for issue in packages])


def _unbeaten(scores: Any, place: int, rivals: slice) -> np.ndarray:
    """Return in which draws no rival beats the package at `place` (a Pareto comparison)."""
    no_worse = np.logical_and.reduce([s[:, rivals] >= s[:, [place]] for s in scores])
    better = np.logical_or.reduce([s[:, rivals] > s[:, [place]] for s in scores])
    return ~(no_worse & better).any(axis=1)
