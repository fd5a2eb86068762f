"""Do two readers see the same? Agreement between codings, how sure it is, and where it fails."""

import itertools
import textwrap

import numpy as np
import pandas as pd

from shieldtalks.codebook import load_codebook
from shieldtalks.errors import DataError
from shieldtalks.statements import as_statements as as_statements
from shieldtalks.statements import load_concepts, positions

# Customary marks for alpha (Krippendorff 2004): conventions of a field, not laws.
CONVENTIONS = {0.667: "tentative", 0.8: "dependable"}
LEVELS = ("nominal", "ordinal", "interval", "ratio")
TRIPLE = ["unit", "organization", "concept"]
DETAILS = ["agreement", "person", "conditional", "attribution"]
ROUNDS = (("A", "B"), ("C", "D"))
DRAWS, SEED, LEAST = 2000, 2007, 5
ONE_VALUE = (
    "only one value occurs, so chance alone would explain every agreement and the coefficient "
    "has no value. Take in units in which the readers use another."
)
NO_DISPUTE = "Where no unit is disputed, resampling shows no doubt: there is no interval then."


# The codebook, to be read


def codebook_rules(width=92):
    """Return the numbered rules of the codebook as text, wrapped to be printed."""
    rules = load_codebook().split("## Rules")[1].split("\n## ")[0].strip().splitlines()
    rules = [rule.lstrip("# ") for rule in rules]
    return "\n".join(textwrap.fill(rule, width, subsequent_indent="   ") for rule in rules)


def codebook_concepts(concepts=None, width=92):
    """Return label, short name and wording of each concept as text, wrapped to be printed."""
    concepts = load_concepts() if concepts is None else concepts
    lines = [f"{row['label']} ({name}): {row['wording']}" for name, row in concepts.iterrows()]
    return "\n".join(textwrap.fill(line, width, subsequent_indent="   ") for line in lines)


# The coefficients


def kappa(one, other):
    """Return Cohen's kappa of two readers (Cohen 1960).

    one, other: equally long sequences, a value for each thing both have judged.
    Raises DataError where the lengths differ, where nothing was judged, and where only one value
    occurs.
    """
    one, other = _paired(one, other)
    if len(pd.unique(np.concatenate([one, other]))) < 2:
        raise DataError(f"kappa: {ONE_VALUE}")
    return float(_coefficients(_tables(one, other, np.zeros(len(one))))[0, 1])


def alpha(codes, level="nominal"):
    """Return Krippendorff's alpha of any number of readers (Krippendorff 2004).

    codes: a row a reader, a column a unit; None, NaN or an empty text where a reader gave no value.
    level: 'nominal', 'ordinal', 'interval' or 'ratio'. Computed by the library krippendorff.
    Raises DataError where fewer than two readers judged any same unit, and where only one value
    occurs.
    """
    import krippendorff

    if level not in LEVELS:
        raise DataError(f"level={level!r} is unknown. Use one of {', '.join(map(repr, LEVELS))}.")
    values = _numbers(codes, level)
    judged = values[:, (~np.isnan(values)).sum(axis=0) >= 2]
    if not judged.size:
        raise DataError("alpha: no unit has values of two readers. Let two judge the same units.")
    if len(np.unique(judged[~np.isnan(judged)])) < 2:
        raise DataError(f"alpha: {ONE_VALUE}")
    return float(krippendorff.alpha(reliability_data=values, level_of_measurement=level))


def measured(one, other, units, draws=DRAWS, seed=SEED):
    """Measure the agreement of two readers, with intervals by resampling whole units.

    one, other: equally long sequences, a value for each thing judged. units: the unit each of these
    things belongs to. Units are drawn with replacement `draws` times (bootstrap, Efron 1979), all
    at once; the interval holds the middle 95 % of the draws in which a coefficient has a value.
    Returns a DataFrame with the rows observed, kappa and alpha and the columns value, low, high
    (NaN where undefined), n (things judged), units and note (why something is missing, or '').
    """
    one, other = _paired(one, other)
    units, _ = _paired(units, one)
    tables = _tables(one, other, units)
    values = _coefficients(tables.sum(axis=0)[None])[0]
    low, high, note = *np.full((2, 3), np.nan), ""
    if np.isnan(values).any():
        note = f"kappa: {ONE_VALUE}"
    elif len(tables) < LEAST:
        note = f"Fewer than {LEAST} units are too few for an interval."
    elif values[0] == 1:
        note = NO_DISPUTE
    else:
        drawn = _coefficients(_resampled(tables, draws, seed))
        drawn = drawn[~np.isnan(drawn).any(axis=1)]
        low, high = np.percentile(drawn, [2.5, 97.5], axis=0)
    columns = {"value": values, "low": low, "high": high, "n": len(one), "units": len(tables)}
    rows = pd.Index(["observed", "kappa", "alpha"], name="measure")
    return pd.DataFrame({**columns, "note": note}, index=rows)


# Two codings


def presence(coding, units, concepts=None):
    """Return which concept was seen in which unit: DataFrame of booleans, units x concepts.

    coding: DataFrame with the columns unit and concept. units: the units that were judged; codes
    in other units are left out. concepts: ids (default: the 18 of the codebook).
    """
    concepts = load_concepts().index if concepts is None else pd.Index(concepts, name="concept")
    units = pd.Index(units, name="unit")
    rows, columns = units.get_indexer(coding["unit"]), concepts.get_indexer(coding["concept"])
    known = (rows >= 0) & (columns >= 0)
    seen = np.zeros((len(units), len(concepts)), bool)
    seen[rows[known], columns[known]] = True
    return pd.DataFrame(seen, index=units, columns=concepts)


def compare(one, other, units, concepts=None, draws=DRAWS, seed=SEED):
    """Measure whether two codings see the same concepts in the same units.

    one, other: codings (see `load_codings`). units: the units that both have judged. Every pair
    (unit, concept) is one judgement: seen or not seen. Agreement (yes or no), organization and
    attribution play no part. Returns a DataFrame as `measured` does.
    """
    first, second = (presence(coding, units, concepts) for coding in (one, other))
    return compare_presence(first, second, draws, seed)


def compare_presence(first, second, draws=DRAWS, seed=SEED):
    """Do what `compare` does, from two tables of `presence` with the same rows and columns."""
    pairs = np.repeat(np.arange(len(first)), first.shape[1])
    return measured(first.to_numpy().ravel(), second.to_numpy().ravel(), pairs, draws, seed)


def cross_table(one, other, units, concepts=None, names=("A", "B")):
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


def per_concept(one, other, units, concepts=None):
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


def wilson(part, whole, z=1.96):
    """Return Wilson's interval of a share (Wilson 1927): two arrays, low and high.

    part, whole: counts. NaN where the whole is 0.
    """
    part, whole = np.asarray(part, float), np.asarray(whole, float)
    whole = np.where(whole > 0, whole, np.nan)
    middle = (part + z**2 / 2) / (whole + z**2)
    half = z / (whole + z**2) * np.sqrt(part * (whole - part) / whole + z**2 / 4)
    return np.clip(middle - half, 0, 1), np.clip(middle + half, 0, 1)


def triples(coding):
    """Return the agreement of each distinct (unit, organization, concept): a Series of texts.

    'yes', 'no', or 'yes and no' where one coding has both.
    """
    order = {"yes": 0, "no": 1}
    said = coding.groupby(TRIPLE, sort=False)["agreement"]
    return said.agg(lambda each: " and ".join(sorted(set(each), key=order.get)))


def disputes(one, other, statements=None):
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


def matches(one, other):
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


def ways_of_counting(one, other, units, concepts=None, draws=DRAWS, seed=SEED):
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
        row = measured(*answers, groups, draws, seed).loc["kappa"]
        boolean = np.asarray(answers[0]).dtype == bool
        empty = np.mean(~(answers[0] | answers[1])) if boolean else np.nan
        rows[question] = {**row.rename({"value": "kappa"}), "empty": empty}
    table = pd.DataFrame.from_dict(rows, orient="index").rename_axis("question")
    return table[["kappa", "low", "high", "n", "empty", "note"]]


def published(codings, corpus):
    """Reproduce the figures the codebook gives for its readers, and say what they count.

    codings: as `load_codings`, the readers of one round beside each other. Returns text, a sentence
    a line. Example: `print(published(load_codings(corpus), corpus))`.
    """
    units, concepts = corpus.body().index, load_concepts().index
    seen = {
        r: presence(coding, units, concepts).to_numpy().ravel() for r, coding in codings.items()
    }
    codes = pd.concat([c[[*TRIPLE, "agreement"]].drop_duplicates() for c in codings.values()])
    readers = codes.value_counts()
    within, across = [], []
    for pair in itertools.combinations(seen, 2):
        value = alpha([seen[reader] for reader in pair])
        (within if pair in ROUNDS else across).append((value, " with ".join(pair)))
    return (
        f"{int(readers.eq(len(codings)).sum())} of {len(readers)} distinct codes were seen by all "
        f"{len(codings)} readers.\n"
        f"Presence of a concept in a unit: {len(units)} units x {len(concepts)} concepts = "
        f"{len(units) * len(concepts)} judgements.\n"
        f"Krippendorff's alpha of all readers is {alpha(list(seen.values())):.2f}.\n"
        f"Readers of one round: {', '.join(f'{name} {value:.2f}' for value, name in within)}.\n"
        f"Readers of different rounds: {min(across)[0]:.2f} to {max(across)[0]:.2f}."
    )


def in_words(result, name="kappa"):
    """Return one row of `measured` as words: 'kappa 0.81 (0.55 to 0.96)', or why there is none."""
    row = result.loc[name]
    if np.isnan(row["value"]):
        return row["note"]
    span = "" if np.isnan(row["low"]) else f" ({row['low']:.2f} to {row['high']:.2f})"
    return f"{name} {row['value']:.2f}{span}"


# What a code does further on


def flip(statements, ids):
    """Return statements in which some say the opposite: yes becomes no, and no becomes yes.

    ids: a statement id or a list of them. Raises DataError for an unknown one.
    """
    ids = [ids] if isinstance(ids, str) else list(ids)
    unknown = [i for i in ids if i not in statements.index]
    if unknown:
        raise DataError(f"{unknown[0]!r} is no statement of this coding.")
    flipped = statements.copy()
    flipped.loc[ids, "agreement"] = flipped.loc[ids, "agreement"].map({"yes": "no", "no": "yes"})
    return flipped


def stance_changes(versions, actor="organization"):
    """Return the cells of the position matrix that are not the same in all versions of a coding.

    versions: {name: statements}. Returns a DataFrame indexed by (actor, concept), a column a
    version, each cell 'agree', 'disagree', 'both' or 'silent'.
    """
    stances = {name: positions(table, actor)["stance"] for name, table in versions.items()}
    cells = pd.concat(stances, axis=1).fillna("silent").rename_axis(["actor", "concept"])
    return cells[cells.nunique(axis=1).gt(1)].sort_index()


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


def _details(coding):
    """Return {triple: its details}; of a triple that stands twice, the last."""
    keys, values = (
        zip(*(coding[c].to_numpy(object) for c in columns), strict=True)
        for columns in (TRIPLE, DETAILS)
    )
    return dict(zip(keys, values, strict=True))


def _or_nan(measure, *data):
    try:
        return measure(*data)
    except DataError:
        return np.nan


def _tables(one, other, units):
    """Return what each unit adds to the table one reader x other: (units, values, values)."""
    values, _ = pd.factorize(np.concatenate([one, other]))
    groups, names = pd.factorize(np.asarray(units))
    size, first, second = values.max() + 1, values[: len(one)], values[len(one) :]
    cells = np.bincount((groups * size + first) * size + second, minlength=len(names) * size * size)
    return cells.reshape(len(names), size, size)


def _resampled(tables, draws, seed):
    """Return the tables of `draws` resamples of the units: (draws, values, values).

    Units with the same table are interchangeable, so their number is drawn, not each of them.
    """
    kinds, number = np.unique(tables, axis=0, return_counts=True)
    share = number / number.sum()
    drawn = np.random.default_rng(seed).multinomial(number.sum(), share, size=draws)
    return np.tensordot(drawn, kinds, axes=1)


def _coefficients(tables):
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
