"""How stances are counted, multiplied and paired: what the discourse networks are made of.

x[i,j,k] is the number of statements by actor i on concept j with agreement k, held as a sparse
matrix, actors x (concept, step of the scale). Formulas: Leifeld (2017); Leifeld, Gruber and
Bossner (2019).
"""

import functools
from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
import pandas as pd

from shieldtalks.errors import DataError, check_choice
from shieldtalks.statements import (
    ACTORS,
    AGREEMENTS,
    DUPLICATES,
    actor_parties,
    count_once,
    load_concepts,
)

Scale = tuple[int, int] | None
NEEDED = ("party", "article", "concept", "agreement")
WIDEST = 100  # the longest reach of a scale
BLOCK = 4_000_000  # numbers held at once beside the result: 32 MB
MEETINGS = 2_000_000  # rows that a table with sentences may need


def said_by(statements: pd.DataFrame, actor: str) -> pd.DataFrame:
    """Return the statements that name an actor; say what is missing if they cannot be counted."""
    check_choice("actor", actor, ACTORS)
    for column in (actor, *NEEDED):
        if column not in statements:
            raise DataError(f"the statements have no column {column!r}. Load them once more.")
    return statements[statements[actor].ne("")]


def steps_of(agreement: pd.Series, scale: Scale) -> tuple[np.ndarray, np.ndarray]:
    """Return each statement's step (0, 1, ...) and the value of every step of the scale."""
    if scale is None:
        if not agreement.isin(AGREEMENTS).all():
            odd = agreement[~agreement.isin(AGREEMENTS)].iloc[0]
            raise DataError(
                f"agreement is {odd!r}, neither 'yes' nor 'no'. "
                "For whole numbers give scale=(lowest, highest)."
            )
        return agreement.eq("yes").to_numpy(dtype=int), np.array([0, 1])
    lowest, highest = scale_of(scale)
    number = pd.to_numeric(agreement, errors="coerce")
    fits = number.between(lowest, highest) & number.eq(number.round())
    if not fits.all():
        odd = agreement[~fits].iloc[0]
        raise DataError(f"agreement is {str(odd)!r}, no whole number from {lowest} to {highest}.")
    return number.to_numpy(dtype=int) - lowest, np.arange(lowest, highest + 1)


def scale_of(scale: Any) -> tuple[int, int]:
    """Return the lowest and the highest value of a scale as whole numbers."""
    try:
        lowest, highest = map(int, scale)
        fits = (lowest, highest) == tuple(scale) and 0 < highest - lowest <= WIDEST
    except (TypeError, ValueError):
        fits = False
    if not fits:
        raise DataError(
            f"scale={scale!r}: give two whole numbers, the lowest first, at most {WIDEST} apart."
        )
    return lowest, highest


def count_stances(
    statements: pd.DataFrame, actor: str, duplicates: str, scale: Scale
) -> tuple[Any, list[str], pd.Index, np.ndarray]:
    """Return x as a sparse matrix, actors x (concept, step), and the names along its sides."""
    from scipy.sparse import csr_array

    check_choice("duplicates", duplicates, DUPLICATES)
    said = said_by(statements, actor)[[*dict.fromkeys([actor, *NEEDED])]]
    actors = list(actor_parties(said, actor))
    said = count_once(said, actor, duplicates)
    concepts = in_order(said["concept"].unique())
    step, values = steps_of(said["agreement"], scale)
    row = pd.Categorical(said[actor], actors).codes
    column = pd.Categorical(said["concept"], concepts).codes.astype(int) * len(values) + step
    shape = (len(actors), len(concepts) * len(values))
    x = csr_array((np.ones(len(said)), (row, column)), shape=shape)
    return x, actors, named_index(concepts, "concept"), values


def places(names: Iterable[str]) -> np.ndarray:
    """Return each name's place in the alphabet: a tie then starts at the same end in any corpus."""
    known = sorted(set(names), key=lambda name: (name.casefold(), name))
    return pd.Categorical(names, known).codes.astype(int)


def in_order(concepts: Iterable[str]) -> list[str]:
    """Return concepts in the order of the codebook; those it does not know follow by alphabet."""
    known = _places_in_codebook()
    return sorted(concepts, key=lambda concept: (known.get(concept, len(known)), concept))


@functools.cache
def _places_in_codebook():
    return {concept: n for n, concept in enumerate(load_concepts().index)}


def per_concept(x: Any, values: Any) -> Any:
    """Multiply every concept's steps by a vector or matrix: x times the block diagonal of it."""
    from scipy.sparse import csr_array, eye_array, kron

    block = np.asarray(values, dtype=float)
    block = block[:, None] if block.ndim == 1 else block
    return csr_array(x @ kron(eye_array(x.shape[1] // len(block)), block, format="csr"))


def products(left: Any, right: Any = None, through: Any = None) -> np.ndarray:
    """Return left times the transpose of right, in blocks that keep memory bounded.

    through: a matrix of steps by which each concept of right is multiplied first.
    """
    right = left if right is None else right
    count, columns = right.shape
    size = max(1, BLOCK // max(1, columns))
    result = np.empty((left.shape[0], count))
    for start in range(0, count, size):
        block = right[start : start + size]
        block = block if through is None else per_concept(block, through)
        result[:, start : start + size] = left @ np.ascontiguousarray(block.toarray().T)
    return result


def weights_of(x: Any, steps: np.ndarray, kinds: Sequence[str]) -> dict[str, np.ndarray]:
    """Return {kind: square array}: whole numbers up to one division by the reach, so exact."""
    shared = products(per_concept(x, np.ones(len(steps))))
    if kinds == ("ignore",):
        return {"ignore": shared}
    distance = products(x, through=np.abs(np.subtract.outer(steps, steps)))
    reach = float(steps[-1] - steps[0])
    formulas = {
        "ignore": lambda: shared.copy(),
        "conflict": lambda: distance / reach,
        "congruence": lambda: (shared * reach - distance) / reach,
        "subtract": lambda: (shared * reach - 2 * distance) / reach,
    }
    return {kind: formulas[kind]() for kind in kinds}


def divisor(x: Any, steps: int, normalise: str) -> np.ndarray | None:
    """Return the square array to divide by, or None."""
    if normalise == "none":
        return None
    said = per_concept(x, np.ones(steps))
    if normalise == "average":
        active = np.asarray(said.sum(axis=1)).ravel()
        return np.add.outer(active, active) / 2
    used = (said > 0).astype(float)
    either = np.asarray(used.sum(axis=1)).ravel()
    return np.add.outer(either, either) - products(used)


def cosines(x: Any, steps: int, kind: str) -> np.ndarray:
    """Return the cosines of what actors say, in blocks that keep memory bounded."""
    above = np.tril(np.ones((steps, steps)), -1)[:, :-1]
    answers = {
        "ignore": (np.ones(steps), np.ones(steps)),
        "congruence": (np.hstack([above, 1 - above]), np.hstack([above, 1 - above])),
        "conflict": (np.hstack([above, 1 - above]), np.hstack([1 - above, above])),
        "subtract": (2 * above - 1, 2 * above - 1),
    }
    left, right = (per_concept(x, answer) for answer in answers[kind])
    # Products and squares are whole numbers: a tie is the same from either end, and no tie is 0.
    result = products(left, right)
    squares = [(side * side).sum(axis=1) for side in (left, right)]
    size = max(1, BLOCK // max(1, len(result)))
    for start in range(0, len(result), size):
        rows = result[start : start + size]
        lengths = np.sqrt(np.multiply.outer(squares[0][start : start + size], squares[1]))
        np.divide(rows, lengths, out=rows, where=lengths > 0)
    return result


def voices(statements: pd.DataFrame, actor: str, duplicates: str, scale: Scale) -> pd.DataFrame:
    """List who says what: a row for each (actor, concept, agreement), with count and ids."""
    check_choice("duplicates", duplicates, DUPLICATES)
    said = said_by(statements, actor)
    same = [actor, "concept", "agreement"]
    table = pd.DataFrame({"n": count_once(said, actor, duplicates).groupby(same).size()})
    table["ids"] = pd.Series(said.index, said.index).groupby([said[c] for c in same]).agg(tuple)
    table = table.reset_index().rename(columns={actor: "actor"})
    step, values = steps_of(table["agreement"], scale)
    table["k"], table["reach"] = values[step], values[-1] - values[0]
    said_each = zip(table["agreement"].astype(str), table["n"], strict=True)
    table["words"] = [", ".join([agreement] * n) for agreement, n in said_each]
    table["place"] = places(table["actor"])
    theme = pd.Categorical(table["concept"], in_order(table["concept"].unique())).codes
    order = np.lexsort([-table["k"], theme, table["place"]])
    return table.iloc[order].reset_index(drop=True)


def meetings(spoken: pd.DataFrame) -> pd.DataFrame:
    """Pair the voices on each concept: a row for each two stances of two actors, with its share."""
    expected = int((spoken["concept"].value_counts() ** 2).sum())
    if expected > MEETINGS:
        raise DataError(
            f"sentences for all ties of {spoken['actor'].nunique()} actors would fill {expected:,} "
            "rows. Ask for one tie with dyad(), or for weights with edges(sentences=False)."
        )
    met = spoken.merge(spoken, on=["concept", "reach"], suffixes=("", "_other"))
    met = met[met["place"].lt(met["place_other"])].sort_values(
        ["place", "place_other"], kind="stable"
    )
    met = met.rename(columns={"actor": "source", "actor_other": "target"})
    both = met["n"] * met["n_other"]
    met["conflict"] = both * (met["k"] - met["k_other"]).abs() / met["reach"]
    met["congruence"] = both - met["conflict"]
    return met.assign(ids=met["ids"] + met["ids_other"])


def behind(met: pd.DataFrame, kind: str, statements: pd.DataFrame, pairs: pd.Index) -> pd.DataFrame:
    """Return the concepts and statements that make the ties of a kind, for each of `pairs`."""
    part = met[met[kind].gt(0)] if kind in ("congruence", "conflict") else met
    pair = ["source", "target"]
    concepts = gathered(part, pair, "concept", pairs)
    ids = gathered(part.explode("ids"), pair, "ids", pairs, statements)
    return pd.DataFrame({"concepts": concepts, "statements": ids}, pairs)


def gathered(
    table: pd.DataFrame,
    keys: Any,
    column: str,
    rows: pd.Index,
    statements: pd.DataFrame | None = None,
) -> pd.Series:
    """Return the different values of a column for each of `rows`, as tuples; () where none is.

    statements: with it the values are ids, and come in the order of its index.
    """
    pairs = table[[*np.atleast_1d(keys), column]].drop_duplicates()
    if statements is not None:
        pairs = pairs.iloc[np.argsort(statements.index.get_indexer(pairs[column]))]
    found = pairs.groupby(keys, sort=False)[column].agg(tuple)
    return pd.Series([found.get(row, ()) for row in rows], rows, dtype=object)


def named_index(values: Any, name: str) -> pd.Index:
    """Return an index with a name."""
    return pd.Index(values, name=name)
