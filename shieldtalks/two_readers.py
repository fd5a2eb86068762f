"""Two codings side by side: what both saw, how far they agree, and where they do not."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd

from shieldtalks.coefficients import DRAWS, SEED, kappa, measured, wilson
from shieldtalks.errors import DataError
from shieldtalks.statements import load_concepts

TRIPLE = ["unit", "organization", "concept"]
DETAILS = ["agreement", "person", "conditional", "attribution"]


def presence(coding: pd.DataFrame, units: Any, concepts: Any = None) -> pd.DataFrame:
    """Return which concept was seen in which unit: DataFrame of booleans, units x concepts.

    coding: DataFrame with the columns unit and concept. units: the units that were judged; codes
    in other units are left out. concepts: ids (default: the 18 of the codebook).
    """
    concepts = load_concepts().index if concepts is None else pd.Index(concepts, name="concept")
    units = pd.Index(units, name="unit")
    rows, columns = units.get_indexer(coding["unit"]), concepts.get_indexer(coding["concept"])
    known = (rows >= 0) & (columns >= 0)
    seen = np.zeros((len(units), len(concepts)), dtype=bool)
    seen[rows[known], columns[known]] = True
    return pd.DataFrame(seen, index=units, columns=concepts)


def compare(
    one: pd.DataFrame,
    other: pd.DataFrame,
    units: Any,
    concepts: Any = None,
    draws: int = DRAWS,
    seed: int = SEED,
) -> pd.DataFrame:
    """Measure whether two codings see the same concepts in the same units.

    one, other: codings (see `load_codings`). units: the units that both have judged. Every pair
    (unit, concept) is one judgement: seen or not seen. Agreement (yes or no), organization and
    attribution play no part. Returns a DataFrame as `measured` does.
    """
    first, second = (presence(coding, units, concepts) for coding in (one, other))
    return compare_presence(first, second, draws, seed)


def compare_presence(
    first: pd.DataFrame, second: pd.DataFrame, draws: int = DRAWS, seed: int = SEED
) -> pd.DataFrame:
    """Do what `compare` does, from two tables of `presence` with the same rows and columns."""
    pairs = np.repeat(np.arange(len(first)), first.shape[1])
    return measured(first.to_numpy().ravel(), second.to_numpy().ravel(), pairs, draws, seed)


def cross_table(
    one: pd.DataFrame,
    other: pd.DataFrame,
    units: Any,
    concepts: Any = None,
    names: tuple[str, str] = ("A", "B"),
) -> pd.DataFrame:
    """Count the pairs (unit, concept) that both, one, the other or neither coding saw.

    names: of the two readers. Returns a DataFrame 2 x 2: rows what `one` did, columns what `other`
    did, 'seen' first.
    """
    first, second = (
        pd.Categorical(
            np.where(presence(coding, units, concepts).to_numpy().ravel(), "seen", "not seen"),
            ["seen", "not seen"],
        )
        for coding in (one, other)
    )
    return pd.crosstab(first, second, rownames=names[:1], colnames=names[1:], dropna=False)


def per_concept(
    one: pd.DataFrame,
    other: pd.DataFrame,
    units: Any,
    concepts: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """Measure agreement concept by concept.

    concepts: DataFrame as `load_concepts` (the default). Returns a DataFrame, index `concept`, with
    label, one and other (units in which each saw it), both, either, share (both / either) with low
    and high, and kappa. The share leaves the units out in which neither saw it; low and high are
    Wilson's 95 % interval (1927), which stays wide where `either` is small. NaN where nobody saw
    the concept.
    """
    concepts = load_concepts() if concepts is None else concepts
    first, second = (presence(coding, units, concepts.index) for coding in (one, other))
    table = pd.DataFrame({"label": concepts["label"], "one": first.sum(), "other": second.sum()})
    table["both"], table["either"] = (first & second).sum(), (first | second).sum()
    table["share"] = table["both"] / table["either"].where(table["either"].gt(0))
    table["low"], table["high"] = wilson(table["both"], table["either"])
    table["kappa"] = [_or_nan(kappa, first[c], second[c]) for c in concepts.index]
    return table.rename_axis("concept")


def triples(coding: pd.DataFrame) -> pd.Series:
    """Return the agreement of each distinct (unit, organization, concept): a Series of texts.

    'yes', 'no', or 'yes and no' where one coding has both.
    """
    return signs(coding, TRIPLE)


def disputes(
    one: pd.DataFrame, other: pd.DataFrame, statements: pd.DataFrame | None = None
) -> pd.DataFrame:
    """Return the triples that only one of two codings has, or that they code with another sign.

    statements: an adjudicated coding beside them; with it come the columns kept ('yes', 'no', or ''
    where it was not kept) and statement (its id, or '').
    Returns a DataFrame with the columns unit, organization, concept, one and other ('yes', 'no', or
    '' where that coding has nothing), in order of the units.
    """
    both = pd.concat({"one": triples(one), "other": triples(other)}, axis=1).fillna("")
    table = both[both["one"].ne(both["other"])].reset_index()
    if statements is not None:
        ids = statements.reset_index().groupby(TRIPLE)["statement"].first()
        places = pd.MultiIndex.from_frame(table[TRIPLE])
        table["kept"] = triples(statements).reindex(places).fillna("").to_numpy()
        table["statement"] = ids.reindex(places).fillna("").to_numpy()
    return table.sort_values(TRIPLE, kind="stable", ignore_index=True)


def matches(one: pd.DataFrame, other: pd.DataFrame) -> pd.Series:
    """Count how far two codings go together: a Series of whole numbers.

    distinct: triples (unit, organization, concept) in either coding; shared: in both; only_one,
    only_other; and of the shared ones, how many have the same agreement, person, conditional and
    attribution.
    """
    first, second = (_details(coding) for coding in (one, other))
    shared = first.keys() & second.keys()
    counts = {
        "distinct": len(first.keys() | second.keys()),
        "shared": len(shared),
        "only_one": len(first) - len(shared),
        "only_other": len(second) - len(shared),
    }
    for place, column in enumerate(DETAILS):
        counts[column] = sum(first[key][place] == second[key][place] for key in shared)
    return pd.Series(counts, name="codes")


def ways_of_counting(
    one: pd.DataFrame,
    other: pd.DataFrame,
    units: Any,
    concepts: Any = None,
    draws: int = DRAWS,
    seed: int = SEED,
) -> pd.DataFrame:
    """Ask the same two codings four questions, from the easiest to the hardest, with kappa.

    Returns a DataFrame, index `question`, with kappa, low, high, n (judgements), empty (share of
    judgements in which both said no or nothing; NaN where that is not possible) and note.
    """
    first, second = (coding[coding["unit"].isin(units)] for coding in (one, other))
    concepts = load_concepts().index if concepts is None else pd.Index(concepts)
    seen = [presence(coding, units, concepts) for coding in (first, second)]
    actors = pd.Index(sorted({*first["organization"], *second["organization"]}))
    held = pd.MultiIndex.from_product([units, actors, concepts], names=TRIPLE)
    shared = first.merge(second, on=TRIPLE, suffixes=("_one", "_other"))
    asked = {
        "Which concept?": ([s.to_numpy().ravel() for s in seen], np.repeat(units, len(concepts))),
        "Which concept, and whose?": (
            [held.isin(pd.MultiIndex.from_frame(c[TRIPLE])) for c in (first, second)],
            held.get_level_values("unit"),
        ),
        "Direct, indirect, narrator?": (
            [shared["attribution_one"], shared["attribution_other"]],
            shared["unit"],
        ),
        "Anything to code at all?": ([s.any(axis=1) for s in seen], units),
    }
    rows = {}
    for question, (answers, groups) in asked.items():
        row = measured(answers[0], answers[1], groups, draws, seed).loc["kappa"]
        boolean = np.asarray(answers[0]).dtype == bool
        empty = np.mean(~(answers[0] | answers[1])) if boolean else np.nan
        rows[question] = {**row.rename({"value": "kappa"}), "empty": empty}
    table = pd.DataFrame.from_dict(rows, orient="index").rename_axis("question")
    return table[["kappa", "low", "high", "n", "empty", "note"]]


def signs(coding: pd.DataFrame, keys: list[str]) -> pd.Series:
    """Return 'yes', 'no' or 'yes and no' for each distinct value of the keys of a coding."""
    order = {"yes": 0, "no": 1}
    said = coding.groupby(keys, sort=False)["agreement"]
    return said.agg(lambda each: " and ".join(sorted(set(each), key=order.__getitem__)))


def _details(coding):
    """Return {triple: its details}; of a triple that stands twice, the last."""
    keys, values = (
        zip(*(coding[c].to_numpy(object) for c in columns), strict=True)
        for columns in (TRIPLE, DETAILS)
    )
    return dict(zip(keys, values, strict=True))


def _or_nan(measure: Callable, *data: Any) -> float:
    try:
        return measure(*data)
    except DataError:
        return np.nan
