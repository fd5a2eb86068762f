"""Coefficients of agreement between readers, with intervals by resampling whole units."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd

from shieldtalks.errors import DataError, check_choice

LEVELS = ("nominal", "ordinal", "interval", "ratio")
DRAWS, SEED, LEAST = 2000, 2007, 5
ONE_VALUE = (
    "only one value occurs, so chance alone would explain every agreement and the coefficient "
    "has no value. Take in units in which the readers use another."
)
NO_DISPUTE = "Where no unit is disputed, resampling shows no doubt: there is no interval then."


def kappa(one: Any, other: Any) -> float:
    """Return Cohen's kappa of two readers (Cohen 1960).

    one, other: equally long sequences, a value for each thing both have judged.
    Raises DataError where the lengths differ, where nothing was judged, and where only one value
    occurs.

    >>> round(kappa([1, 1, 0, 0, 1], [1, 1, 0, 1, 1]), 4)
    0.5455
    """
    one, other = _paired(one, other)
    if len(pd.unique(np.concatenate([one, other]))) < 2:
        raise DataError(f"kappa: {ONE_VALUE}")
    return float(table_coefficients(tables_of(one, other, np.zeros(len(one))))[0, 1])


def alpha(codes: Any, level: Any = "nominal") -> float:
    """Return Krippendorff's alpha of any number of readers (Krippendorff 2004).

    codes: a row a reader, a column a unit; None, NaN or an empty text where a reader gave no value.
    level: 'nominal', 'ordinal', 'interval' or 'ratio'. Computed by the library krippendorff.
    Raises DataError where fewer than two readers judged any same unit, and where only one value
    occurs.

    >>> round(alpha([[1, 0, 1, 0], [1, 0, 0, 0]]), 3)
    0.533
    """
    import krippendorff

    check_choice("level", level, LEVELS)
    values = _numbers(codes, level)
    judged = values[:, (~np.isnan(values)).sum(axis=0) >= 2]
    if not judged.size:
        raise DataError("alpha: no unit has values of two readers. Let two judge the same units.")
    if len(np.unique(judged[~np.isnan(judged)])) < 2:
        raise DataError(f"alpha: {ONE_VALUE}")
    return float(krippendorff.alpha(reliability_data=values, level_of_measurement=level))


def measured(
    one: Any, other: Any, units: Any, draws: int = DRAWS, seed: int = SEED
) -> pd.DataFrame:
    """Measure the agreement of two readers, with intervals by resampling whole units.

    one, other: equally long sequences, a value for each thing judged. units: the unit each of these
    things belongs to. Units are drawn with replacement `draws` times (bootstrap, Efron 1979), all
    at once; the interval holds the middle 95 % of the draws in which a coefficient has a value.
    Returns a DataFrame with the rows observed, kappa and alpha and the columns value, low, high
    (NaN where undefined), n (things judged), units and note (why something is missing, or '').
    """
    one, other = _paired(one, other)
    units, _ = _paired(units, one)
    tables = tables_of(one, other, units)
    values = table_coefficients(tables.sum(axis=0)[None])[0]
    low, high = np.full((2, 3), np.nan)
    missing = np.isnan(values).any()
    note = f"kappa: {ONE_VALUE}" if missing else _no_interval(len(tables), values[0])
    if not note:
        drawn = table_coefficients(resampled(tables, draws, seed))
        drawn = drawn[~np.isnan(drawn).any(axis=1)]
        low, high = np.percentile(drawn, [2.5, 97.5], axis=0)
    columns = {"value": values, "low": low, "high": high, "n": len(one), "units": len(tables)}
    rows = pd.Index(["observed", "kappa", "alpha"], name="measure")
    return pd.DataFrame({**columns, "note": note}, index=rows)


def measured_alpha(
    readers: Mapping[str, Sequence | np.ndarray],
    units: Iterable,
    draws: int = DRAWS,
    seed: int = SEED,
) -> pd.Series:
    """Measure how far any number of readers agree: nominal alpha with an interval.

    readers: {name: values}, equally long and without gaps, a value for each thing judged. units:
    the unit each of these things belongs to; whole units are drawn with replacement, `draws` times.
    Returns a Series: value, low, high (NaN where undefined), n (things judged), units and note (why
    something is missing, or ''). Krippendorff (2004): alpha = 1 - observed / expected
    disagreement, both counted over pairs of values.

    >>> measured_alpha({"A": [1, 0, 1, 0], "B": [1, 0, 0, 0]}, range(4))["value"].round(3)
    np.float64(0.533)
    """
    columns = [np.asarray(list(values), dtype=object) for values in readers.values()]
    if len({len(column) for column in columns}) != 1 or len(columns) < 2 or not len(columns[0]):
        raise DataError(
            "alpha: two or more readers must have judged the same things, at least one."
        )
    values, names = pd.factorize(np.concatenate(columns))
    values = values.reshape(len(columns), -1)
    counts = np.stack([(values == k).sum(axis=0) for k in range(len(names))], axis=1)
    groups, each = pd.factorize(np.asarray(list(units), dtype=object))
    m, size = len(columns), len(each)
    # Of each unit: how often each value was given, and how many pairs of its values differ.
    given = np.stack([np.bincount(groups, c, size) for c in counts.T], axis=1)
    differ = np.bincount(groups, (m**2 - (counts**2).sum(axis=1)) / (m - 1), size)

    def alphas(weights):
        total = weights @ given
        number = total.sum(axis=1)
        expected = (number**2 - (total**2).sum(axis=1)) / (number - 1)
        with np.errstate(divide="ignore", invalid="ignore"):
            return np.where(expected > 0, 1 - (weights @ differ) / expected, np.nan)

    value = alphas(np.ones((1, size)))[0]
    low, high = np.nan, np.nan
    note = f"alpha: {ONE_VALUE}" if np.isnan(value) else _no_interval(size, value)
    if not note:
        weights = np.random.default_rng(seed).multinomial(size, np.full(size, 1 / size), draws)
        low, high = np.nanpercentile(alphas(weights.astype(float)), [2.5, 97.5])
    row = {"value": value, "low": low, "high": high, "n": len(columns[0]), "units": size}
    return pd.Series({**row, "note": note}, dtype=object)


def wilson(part: Iterable, whole: Iterable, z: float = 1.96) -> tuple[np.ndarray, np.ndarray]:
    """Return Wilson's interval of a share (Wilson 1927): two arrays, low and high.

    part, whole: counts. NaN where the whole is 0.
    """
    part, whole = np.asarray(part, float), np.asarray(whole, float)
    whole = np.where(whole > 0, whole, np.nan)
    middle = (part + z**2 / 2) / (whole + z**2)
    half = z / (whole + z**2) * np.sqrt(part * (whole - part) / whole + z**2 / 4)
    return np.clip(middle - half, 0, 1), np.clip(middle + half, 0, 1)


def _no_interval(units, value):
    if units < LEAST:
        return f"Fewer than {LEAST} units are too few for an interval."
    return NO_DISPUTE if value == 1 else ""


def _paired(one, other):
    one, other = (v if isinstance(v, np.ndarray) else np.asarray(list(v)) for v in (one, other))
    if len(one) != len(other):
        raise DataError(
            f"one reader has {len(one)} values and the other {len(other)}. "
            "Compare only what both have judged."
        )
    if not len(one):
        raise DataError("nothing was judged yet, so nothing can be compared. Code a unit first.")
    return one, other


def _numbers(codes, level):
    """Return codes as floats, NaN where there is a gap; nominal values are numbered."""
    if all(isinstance(row, np.ndarray) and row.dtype.kind in "biu" for row in codes):
        return np.array(codes, float)
    table = pd.DataFrame([list(row) for row in codes]).replace("", None)
    if level != "nominal":
        return table.to_numpy(float)
    numbers, _ = pd.factorize(table.to_numpy(object).ravel())
    return np.where(numbers < 0, np.nan, numbers).reshape(table.shape)


def tables_of(one: Sequence, other: Sequence, units: Sequence | np.ndarray) -> np.ndarray:
    """Return what each unit adds to the table one reader x other: (units, values, values)."""
    values, _ = pd.factorize(np.concatenate([one, other]))
    groups, names = pd.factorize(np.asarray(units))
    size, first, second = values.max() + 1, values[: len(one)], values[len(one) :]
    cells = np.bincount((groups * size + first) * size + second, minlength=len(names) * size * size)
    return cells.reshape(len(names), size, size)


def resampled(tables: np.ndarray, draws: int, seed: int) -> np.ndarray:
    """Return the tables of `draws` resamples of the units: (draws, values, values).

    Units with the same table are interchangeable, so their number is drawn, not each of them.
    """
    kinds, number = np.unique(tables, axis=0, return_counts=True)
    share = number / number.sum()
    drawn = np.random.default_rng(seed).multinomial(number.sum(), share, size=draws)
    return np.tensordot(drawn, kinds, axes=1)


def table_coefficients(tables: np.ndarray) -> np.ndarray:
    """Return observed agreement, kappa and nominal alpha of many tables at once: (tables, 3).

    The formulas are those of Cohen (1960) and Krippendorff (2004) for two readers without gaps.
    """
    total = tables.sum(axis=(1, 2)).astype(float)
    one, other = tables.sum(axis=2), tables.sum(axis=1)
    observed = np.trace(tables, axis1=1, axis2=2) / total
    expected = (one * other).sum(axis=1) / total**2
    values = 2 * total
    pairs = values * (values - 1)
    by_chance = (values**2 - ((one + other) ** 2.0).sum(axis=1)) / pairs
    with np.errstate(divide="ignore", invalid="ignore"):
        kappas = np.where(expected < 1, (observed - expected) / (1 - expected), np.nan)
        alphas = np.where(by_chance > 0, 1 - (1 - observed) / by_chance, np.nan)
    return np.column_stack([observed, kappas, alphas])
