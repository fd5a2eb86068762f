"""Discourse networks: who says the same, who says the opposite, who only uses the same words.

In the formulas x[i,j,k] is the number of statements by actor i on concept j with agreement k, and
R the reach of the scale: 1 between no (0) and yes (1), 10 on a scale from -5 to 5. Definitions:
Leifeld (2017), 'Discourse Network Analysis', Oxford Handbook of Political Networks; Leifeld,
Gruber and Bossner (2019), 'Discourse Network Analyzer Manual'.
"""

import itertools
from pathlib import Path

import numpy as np
import pandas as pd

from shieldtalks.errors import DataError
from shieldtalks.statements import (
    ACTORS,
    AGREEMENTS,
    DUPLICATES,
    actor_parties,
    count_once,
    leave_one_out,
    load_concepts,
)

KINDS = ("congruence", "conflict", "subtract", "ignore")
NORMALISATIONS = ("none", "average", "jaccard", "cosine")
VALUES = ("ignore", "subtract", "combine")
NEEDED = ("party", "article", "concept", "agreement")

WIDEST = 100  # the longest reach of a scale
BLOCK = 4_000_000  # numbers held at once beside the result: 32 MB
MEETINGS = 2_000_000  # rows that a table with sentences may need
EXACT = 16  # up to so many actors, every split into two blocs is tried


def affiliation(
    statements, values="subtract", actor="organization", duplicates="article", scale=None
):
    """Count who says what about which concept: a DataFrame of whole numbers, actors x concepts.

    values: 'ignore' counts statements, sum over k of x[i,j,k]; 'subtract' takes the noes from the
    yeses, x[i,j,1] - x[i,j,0], and on a scale adds up the values; 'combine' says 0 nothing, 1 yes,
    2 no, 3 both, and has no meaning on a scale. statements, actor, duplicates, scale: as `network`.
    Source: Leifeld, Gruber and Bossner (2019), two-mode networks. Raises DataError.
    """
    _check("values", values, VALUES)
    if values == "combine" and scale is not None:
        raise DataError("values='combine' has no meaning on a scale. Use 'subtract' or 'ignore'.")
    x, actors, concepts, steps = _counts(statements, actor, duplicates, scale)
    signed = np.array([-1, 1]) if scale is None else steps
    if values == "combine":
        table = (_per_concept(x, [0, 1]) > 0) + 2 * (_per_concept(x, [1, 0]) > 0)
    else:
        table = _per_concept(x, signed if values == "subtract" else np.ones(len(steps)))
    return pd.DataFrame(table.toarray().astype(int), _named(actors, "actor"), concepts)


def network(
    statements,
    kind="congruence",
    actor="organization",
    normalise="none",
    duplicates="article",
    scale=None,
):
    """Weigh the tie of every two actors: a square DataFrame, symmetric, zero on the diagonal.

    statements: a row a statement; columns party, article, concept, agreement and the actor's.
    kind: 'congruence' = sum over j,k,k' of x[i,j,k] x[i',j,k'] (1 - |k-k'|/R), the same stance;
        'conflict' = the same with |k-k'|/R, the opposite stance; 'subtract' = congruence -
        conflict; 'ignore' = congruence + conflict, the same concept whatever the stance.
    actor: 'party', 'organization' or 'person' (statements that name no person are left out then).
    normalise: 'average' divides by (a[i] + a[i'])/2, a = an actor's number of statements; with
        repeated statements the result can exceed 1. 'jaccard' divides by the number of concepts
        that either uses. 'cosine' is the ordinary cosine of what the two say (on a scale each
        step counts as a question answered yes or no).
    duplicates: 'article' counts a stance once in each article, 'corpus' once, 'all' always.
    scale: None where agreement is 'yes' or 'no'; (lowest, highest) where it is a whole number.
    Source: Leifeld (2017); Leifeld, Gruber and Bossner (2019). R is that of the codebook, not of
    what was observed. Memory: the square result, and blocks of 32 MB. Raises DataError.
    """
    _check("kind", kind, KINDS)
    return networks(statements, actor, normalise, duplicates, scale, (kind,))[kind]


def networks(
    statements,
    actor="organization",
    normalise="none",
    duplicates="article",
    scale=None,
    kinds=KINDS,
):
    """Return several networks from one count, {kind: DataFrame}; all as `network` describes."""
    _check("normalise", normalise, NORMALISATIONS)
    x, actors, _, steps = _counts(statements, actor, duplicates, scale)
    index = _named(actors, "actor")
    if normalise == "cosine":
        weights = {kind: _cosine(x, len(steps), kind) for kind in kinds}
    else:
        weights = _weights(x, steps, kinds)
        divisor = _divisor(x, len(steps), normalise)
        for weight in weights.values() if divisor is not None else ():
            np.divide(weight, divisor, out=weight, where=divisor > 0)
    for weight in weights.values():
        np.fill_diagonal(weight, 0)
    return {kind: pd.DataFrame(weight, index, index) for kind, weight in weights.items()}


def nodes(statements, actor="organization", duplicates="article"):
    """Describe the actors: DataFrame, a row an actor in the order of the networks.

    Columns party, n (how many statements), stances (what is left of them after the duplicate
    rule), concepts (how many different ones) and statements (their ids, as a tuple).
    Raises DataError.
    """
    said = _said(statements, actor)
    counted = count_once(said, actor, duplicates).groupby(actor)["concept"].agg(["size", "nunique"])
    parties = actor_parties(said, actor)
    table = pd.DataFrame({"party": parties}, index=_named(list(parties), "actor"))
    table["n"] = said[actor].value_counts()
    table = table.assign(stances=counted["size"], concepts=counted["nunique"])
    table["statements"] = pd.Series(said.index, said.index).groupby(said[actor]).agg(tuple)
    return table


def edges(
    statements,
    kind="congruence",
    actor="organization",
    normalise="none",
    duplicates="article",
    scale=None,
    threshold=0,
    sentences=True,
):
    """List the ties of a network, strongest first, each with the sentences behind it.

    threshold: ties whose weight is smaller in size are left out. sentences: False leaves out what
    only small corpora can hold. Other arguments: as `network`.
    Returns a DataFrame indexed by (source, target), the two in the order of the alphabet: weight,
    and with sentences the concepts and statements (tuples; statements of both ends) that make the
    tie: for 'congruence' those that share a stance, for 'conflict' those that do not, else all on
    shared concepts. Raises DataError.
    """
    weights = network(statements, kind, actor, normalise, duplicates, scale)
    above = np.triu(weights.to_numpy(), 1)
    one, other = np.nonzero(above)
    places = _places(weights.index)
    turned = places[one] > places[other]
    source, target = np.where(turned, other, one), np.where(turned, one, other)
    table = pd.DataFrame({"weight": above[one, other]})
    table["source"], table["target"] = weights.index[source], weights.index[target]
    table = table.iloc[np.lexsort([places[target], places[source], -table["weight"].abs()])]
    table = table[table["weight"].abs().ge(threshold)].set_index(["source", "target"])
    if not sentences:
        return table
    met = _meetings(_voices(statements, actor, duplicates, scale))
    return table.join(_behind(met, kind, statements, table.index))


def dyads(statements, actor="organization", duplicates="article", scale=None):
    """List every two actors who speak about a common concept, with the sentences of both.

    Returns a DataFrame indexed by (source, target): the four weights congruence, conflict,
    subtract and ignore; concepts, agree_on and differ_on (tuples of concepts); statements,
    agreeing and differing (tuples of the ids of both ends, whether or not a duplicate counts).
    Raises DataError; also for a corpus too large for such a table (then use `dyad`).
    """
    met = _meetings(_voices(statements, actor, duplicates, scale))
    pair = ["source", "target"]
    table = met.groupby(pair, sort=False)[["congruence", "conflict"]].sum()
    table["subtract"] = table["congruence"] - table["conflict"]
    table["ignore"] = table["congruence"] + table["conflict"]
    names = {
        "ignore": ["concepts", "statements"],
        "congruence": ["agree_on", "agreeing"],
        "conflict": ["differ_on", "differing"],
    }
    for kind, columns in names.items():
        table[columns] = _behind(met, kind, statements, table.index)
    return table


def dyad(statements, one, other, actor="organization", duplicates="article", scale=None):
    """Take the tie of two actors apart, concept by concept: the sum that `network` does.

    Returns a DataFrame indexed by concept, for the concepts both use: one and other (what each
    says, as text, after the duplicate rule), congruence, conflict (the sums of these columns are
    the weights of the tie) and statements (ids of both, as a tuple). Raises DataError.
    """
    said = _said(statements, actor)
    for name in (one, other):
        if not said[actor].eq(name).any():
            known = ", ".join(map(repr, said[actor].unique()[:5]))
            raise DataError(f"{name!r} says nothing here. Actors are {known} ...")
    if one == other:
        raise DataError(f"{one!r} cannot be paired with itself. Name two actors.")
    voices = _voices(said[said[actor].isin([one, other])], actor, duplicates, scale)
    met = _meetings(voices)
    table = pd.DataFrame(index=pd.Index(met["concept"].unique(), name="concept"))
    for column, name in (("one", one), ("other", other)):
        table[column] = voices[voices["actor"].eq(name)].groupby("concept")["words"].agg(", ".join)
    table[["congruence", "conflict"]] = met.groupby("concept")[["congruence", "conflict"]].sum()
    table["statements"] = _gathered(met.explode("ids"), "concept", "ids", table.index, statements)
    return table


def robustness(statements, measure):
    """Recompute a result without each article in turn, side by side.

    measure: function of statements that returns a Series, for example
    `lambda s: edges(s, "conflict")["weight"]` or `polarisation`. Returns a DataFrame: a row for
    each entry of the Series, the columns 'all' and one for each left-out article; what is gone
    without an article is missing (NaN).
    """
    results = leave_one_out(statements, measure)
    if not isinstance(results[""], pd.Series):
        raise DataError("the measure must return a Series, such as edges(s)['weight'].")
    whole = results[""].index
    rows = whole.append(
        [result.index.difference(whole, sort=False) for result in results.values()]
    ).drop_duplicates()
    columns = {article or "all": result.reindex(rows) for article, result in results.items()}
    return pd.DataFrame(columns, rows)


def survives(statements, kind="congruence", actor="organization", **choices):
    """Say how much of each tie is left whichever article is left out: Series, least weight in size.

    A tie that only one article carries has 0. choices: normalise, duplicates, scale as `network`.
    """
    table = robustness(
        statements, lambda s: edges(s, kind, actor, sentences=False, **choices)["weight"]
    )
    table = table[table["all"].notna()].fillna(0)
    sign = np.sign(table["all"])
    return (table.mul(sign, axis=0).clip(lower=0).min(axis=1) * sign).rename("least")


def two_blocs(weights):
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


def modularity(weights, groups):
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


def ei_index(weights, groups, weighted=False):
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


def polarisation(statements, actor="organization", normalise="none", duplicates="article"):
    """Measure how far the debate falls apart: a Series, ready for `robustness`.

    modularity: of the best two blocs in the congruence network. ei_congruence, ei_conflict: E-I
    index of both networks with the parties as groups (agreement inside parties is near -1, conflict
    between them near 1). statements: their number.
    """
    kinds = networks(statements, actor, normalise, duplicates, kinds=("congruence", "conflict"))
    parties = actor_parties(statements, actor)
    return pd.Series(
        {
            "modularity": two_blocs(kinds["congruence"])[1],
            "ei_congruence": ei_index(kinds["congruence"], parties),
            "ei_conflict": ei_index(kinds["conflict"], parties),
            "statements": len(_said(statements, actor)),
        }
    )


def ring(statements, actor="organization"):
    """Give every actor a place on a circle, party by party, the first party on the left.

    The places depend on the actors alone, so they hold whatever network is drawn on them.
    Returns a DataFrame, index actor: x and y between -1 and 1, and party.
    """
    parties = pd.Series(actor_parties(statements, actor), dtype=object)
    gaps = parties.ne(parties.shift()).cumsum() - 1
    places = np.arange(len(parties)) + 0.5 * gaps.to_numpy(dtype=float)
    whole = len(parties) + 0.5 * parties.nunique()
    first = places[parties.eq(parties.iloc[0])] if len(parties) else places
    angles = np.pi + 2 * np.pi * (places - first.mean()) / whole if len(parties) else places
    index = _named(list(parties.index), "actor")
    columns = {"x": np.cos(angles), "y": np.sin(angles), "party": parties.to_numpy()}
    return pd.DataFrame(columns, index).round({"x": 6, "y": 6})


def graph(statements, kind="congruence", actor="organization", **choices):
    """Return a network as a networkx Graph.

    Nodes carry the columns of `nodes`, edges those of `edges`; lists are text, separated by spaces.
    choices: further arguments of `edges`. Raises DataError.
    """
    import networkx as nx

    described, ties = _tables(statements, kind, actor, choices)
    drawn = nx.Graph(kind=kind, actor=actor)
    drawn.add_nodes_from(described.to_dict("index").items())
    drawn.add_edges_from((*pair, tie) for pair, tie in ties.to_dict("index").items())
    return drawn


def export(statements, folder, kind="congruence", actor="organization", **choices):
    """Write a network for other programs: GraphML, and csv tables of nodes and edges.

    folder: made if it is not there. choices: further arguments of `edges`. Returns the paths of
    KIND_ACTOR.graphml, KIND_ACTOR_nodes.csv and KIND_ACTOR_edges.csv. Raises DataError.
    """
    import networkx as nx

    folder, name = Path(folder), f"{kind}_{actor}"
    paths = [folder / f"{name}{end}" for end in (".graphml", "_nodes.csv", "_edges.csv")]
    drawn = graph(statements, kind, actor, **choices)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        nx.write_graphml_xml(drawn, paths[0])
        for table, path in zip(_tables(statements, kind, actor, choices), paths[1:], strict=True):
            table.to_csv(path, lineterminator="\n")
    except OSError as error:
        raise DataError(
            f"{folder.name}/: cannot be written ({error.strerror}). Choose a folder you may change."
        ) from None
    return paths


def _tables(statements, kind, actor, choices):
    """Return nodes and edges with lists as text, as other programs can hold them."""
    described = nodes(statements, actor, choices.get("duplicates", "article"))
    ties = edges(statements, kind, actor, **choices)
    for table in (described, ties):
        for column in table.columns.intersection(["concepts", "statements"]):
            if table[column].dtype == object:
                table[column] = table[column].map(" ".join)
    return described, ties


def _said(statements, actor):
    """Return the statements that name an actor; say what is missing if they cannot be counted."""
    _check("actor", actor, ACTORS)
    for column in (actor, *NEEDED):
        if column not in statements:
            raise DataError(f"the statements have no column {column!r}. Load them once more.")
    return statements[statements[actor].ne("")]


def _steps(agreement, scale):
    """Return each statement's step (0, 1, ...) and the value of every step of the scale."""
    if scale is None:
        if not agreement.isin(AGREEMENTS).all():
            odd = agreement[~agreement.isin(AGREEMENTS)].iloc[0]
            raise DataError(
                f"agreement is {odd!r}, neither 'yes' nor 'no'. "
                "For whole numbers give scale=(lowest, highest)."
            )
        return agreement.eq("yes").to_numpy(dtype=int), np.array([0, 1])
    lowest, highest = _scale(scale)
    number = pd.to_numeric(agreement, errors="coerce")
    fits = number.between(lowest, highest) & number.eq(number.round())
    if not fits.all():
        odd = agreement[~fits].iloc[0]
        raise DataError(f"agreement is {str(odd)!r}, no whole number from {lowest} to {highest}.")
    return number.to_numpy(dtype=int) - lowest, np.arange(lowest, highest + 1)


def _scale(scale):
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


def _counts(statements, actor, duplicates, scale):
    """Return x as a sparse matrix, actors x (concept, step), and the names along its sides."""
    from scipy.sparse import csr_array

    _check("duplicates", duplicates, DUPLICATES)
    said = _said(statements, actor)[[*dict.fromkeys([actor, *NEEDED])]]
    actors = list(actor_parties(said, actor))
    said = count_once(said, actor, duplicates)
    concepts = _in_order(said["concept"].unique())
    step, values = _steps(said["agreement"], scale)
    row = pd.Categorical(said[actor], actors).codes
    column = pd.Categorical(said["concept"], concepts).codes.astype(int) * len(values) + step
    shape = (len(actors), len(concepts) * len(values))
    x = csr_array((np.ones(len(said)), (row, column)), shape=shape)
    return x, actors, _named(concepts, "concept"), values


def _places(names):
    """Return each name's place in the alphabet: a tie then starts at the same end in any corpus."""
    known = sorted(set(names), key=lambda name: (name.casefold(), name))
    return pd.Categorical(names, known).codes.astype(int)


def _in_order(concepts):
    """Return concepts in the order of the codebook; those it does not know follow by alphabet."""
    known = {concept: n for n, concept in enumerate(load_concepts().index)}
    return sorted(concepts, key=lambda concept: (known.get(concept, len(known)), concept))


def _per_concept(x, values):
    """Multiply every concept's steps by a vector or matrix: x times the block diagonal of it."""
    from scipy.sparse import csr_array, eye_array, kron

    block = np.asarray(values, dtype=float)
    block = block[:, None] if block.ndim == 1 else block
    return csr_array(x @ kron(eye_array(x.shape[1] // len(block)), block, format="csr"))


def _square(left, right=None, through=None):
    """Return left times the transpose of right, in blocks that keep memory bounded.

    through: a matrix of steps by which each concept of right is multiplied first.
    """
    right = left if right is None else right
    count, columns = right.shape
    size = max(1, BLOCK // max(1, columns))
    result = np.empty((left.shape[0], count))
    for start in range(0, count, size):
        block = right[start : start + size]
        block = block if through is None else _per_concept(block, through)
        result[:, start : start + size] = left @ np.ascontiguousarray(block.toarray().T)
    return result


def _weights(x, steps, kinds):
    """Return {kind: square array}: whole numbers up to one division by the reach, so exact."""
    shared = _square(_per_concept(x, np.ones(len(steps))))
    if kinds == ("ignore",):
        return {"ignore": shared}
    distance = _square(x, through=np.abs(np.subtract.outer(steps, steps)))
    reach = float(steps[-1] - steps[0])
    formulas = {
        "ignore": lambda: shared.copy(),
        "conflict": lambda: distance / reach,
        "congruence": lambda: (shared * reach - distance) / reach,
        "subtract": lambda: (shared * reach - 2 * distance) / reach,
    }
    return {kind: formulas[kind]() for kind in kinds}


def _divisor(x, steps, normalise):
    """Return the square array to divide by, or None."""
    if normalise == "none":
        return None
    said = _per_concept(x, np.ones(steps))
    if normalise == "average":
        active = np.asarray(said.sum(axis=1)).ravel()
        return np.add.outer(active, active) / 2
    used = (said > 0).astype(float)
    either = np.asarray(used.sum(axis=1)).ravel()
    return np.add.outer(either, either) - _square(used)


def _cosine(x, steps, kind):
    """Return the cosines of what actors say, in blocks that keep memory bounded."""
    above = np.tril(np.ones((steps, steps)), -1)[:, :-1]
    answers = {
        "ignore": (np.ones(steps), np.ones(steps)),
        "congruence": (np.hstack([above, 1 - above]), np.hstack([above, 1 - above])),
        "conflict": (np.hstack([above, 1 - above]), np.hstack([1 - above, above])),
        "subtract": (2 * above - 1, 2 * above - 1),
    }
    left, right = (_per_concept(x, answer) for answer in answers[kind])
    # Products and squares are whole numbers: a tie is the same from either end, and no tie is 0.
    result = _square(left, right)
    squares = [(side * side).sum(axis=1) for side in (left, right)]
    size = max(1, BLOCK // max(1, len(result)))
    for start in range(0, len(result), size):
        rows = result[start : start + size]
        lengths = np.sqrt(np.multiply.outer(squares[0][start : start + size], squares[1]))
        np.divide(rows, lengths, out=rows, where=lengths > 0)
    return result


def _voices(statements, actor, duplicates, scale):
    """List who says what: a row for each (actor, concept, agreement), with count and ids."""
    _check("duplicates", duplicates, DUPLICATES)
    said = _said(statements, actor)
    same = [actor, "concept", "agreement"]
    voices = pd.DataFrame({"n": count_once(said, actor, duplicates).groupby(same).size()})
    voices["ids"] = pd.Series(said.index, said.index).groupby([said[c] for c in same]).agg(tuple)
    voices = voices.reset_index().rename(columns={actor: "actor"})
    step, values = _steps(voices["agreement"], scale)
    voices["k"], voices["reach"] = values[step], values[-1] - values[0]
    said_each = zip(voices["agreement"].astype(str), voices["n"], strict=True)
    voices["words"] = [", ".join([agreement] * n) for agreement, n in said_each]
    voices["place"] = _places(voices["actor"])
    theme = pd.Categorical(voices["concept"], _in_order(voices["concept"].unique())).codes
    order = np.lexsort([-voices["k"], theme, voices["place"]])
    return voices.iloc[order].reset_index(drop=True)


def _meetings(voices):
    """Pair the voices on each concept: a row for each two stances of two actors, with its share."""
    expected = int((voices["concept"].value_counts() ** 2).sum())
    if expected > MEETINGS:
        raise DataError(
            f"sentences for all ties of {voices['actor'].nunique()} actors would fill {expected:,} "
            "rows. Ask for one tie with dyad(), or for weights with edges(sentences=False)."
        )
    met = voices.merge(voices, on=["concept", "reach"], suffixes=("", "_other"))
    met = met[met["place"].lt(met["place_other"])].sort_values(
        ["place", "place_other"], kind="stable"
    )
    met = met.rename(columns={"actor": "source", "actor_other": "target"})
    both = met["n"] * met["n_other"]
    met["conflict"] = both * (met["k"] - met["k_other"]).abs() / met["reach"]
    met["congruence"] = both - met["conflict"]
    return met.assign(ids=met["ids"] + met["ids_other"])


def _behind(met, kind, statements, pairs):
    """Return the concepts and statements that make the ties of a kind, for each of `pairs`."""
    part = met[met[kind].gt(0)] if kind in ("congruence", "conflict") else met
    pair = ["source", "target"]
    concepts = _gathered(part, pair, "concept", pairs)
    ids = _gathered(part.explode("ids"), pair, "ids", pairs, statements)
    return pd.DataFrame({"concepts": concepts, "statements": ids}, pairs)


def _gathered(table, keys, column, rows, statements=None):
    """Return the different values of a column for each of `rows`, as tuples; () where none is.

    statements: with it the values are ids, and come in the order of its index.
    """
    pairs = table[[*np.atleast_1d(keys), column]].drop_duplicates()
    if statements is not None:
        pairs = pairs.iloc[np.argsort(statements.index.get_indexer(pairs[column]))]
    found = pairs.groupby(keys, sort=False)[column].agg(tuple)
    return pd.Series([found.get(row, ()) for row in rows], rows, dtype=object)


def _ties(weights):
    if (weights.to_numpy() < 0).any():
        raise DataError(
            "this network has negative ties. Use the congruence or the conflict network instead."
        )
    return weights


def _groups(groups, actors):
    member = pd.Series(groups).reindex(actors)
    if member.isna().any():
        raise DataError(f"{member.index[member.isna()][0]!r} has no group. Give every actor one.")
    return member


def _best_sides(gain):
    """Try every split of up to EXACT actors; return +1 or -1 for each in the best one."""
    rest = np.array(list(itertools.product((1, -1), repeat=len(gain) - 1))).reshape(
        -1, len(gain) - 1
    )
    sides = np.hstack([np.ones((len(rest), 1)), rest])
    return sides[np.einsum("si,ij,sj->s", sides, gain, sides, optimize=True).round(9).argmax()]


def _good_sides(gain):
    """Split by the leading eigenvector, then move single actors while that raises modularity."""
    leading = np.linalg.eigh(gain)[1][:, -1]
    sides = np.where(leading >= 0, 1.0, -1.0)
    alone = np.diag(gain)
    while True:
        moved = alone - sides * (gain @ sides)
        if moved.max() <= 1e-9:
            return sides if sides @ gain @ sides > 1e-9 else np.ones(len(gain))
        sides[moved.argmax()] *= -1


def _named(values, name):
    return pd.Index(values, name=name)


def _check(name, value, allowed):
    if value not in allowed:
        raise DataError(f"{name}={value!r} is unknown. Use one of {', '.join(map(repr, allowed))}.")
