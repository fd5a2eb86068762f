"""Discourse networks: who says the same, who says the opposite, who only uses the same words.

In the formulas x[i,j,k] is the number of statements by actor i on concept j with agreement k, and
R the reach of the scale: 1 between no (0) and yes (1), 10 on a scale from -5 to 5. Definitions:
Leifeld (2017), 'Discourse Network Analysis', Oxford Handbook of Political Networks; Leifeld,
Gruber and Bossner (2019), 'Discourse Network Analyzer Manual'.
"""

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from shieldtalks.blocs import ei_index as ei_index
from shieldtalks.blocs import modularity as modularity
from shieldtalks.blocs import two_blocs as two_blocs
from shieldtalks.errors import DataError, check_choice, check_known, os_errors
from shieldtalks.readings import in_each_case
from shieldtalks.statements import actor_parties, count_once
from shieldtalks.ties import (
    Scale,
    behind,
    cosines,
    count_stances,
    divisor,
    gathered,
    meetings,
    named_index,
    per_concept,
    places,
    said_by,
    voices,
    weights_of,
)

KINDS = ("congruence", "conflict", "subtract", "ignore")
NORMALISATIONS = ("none", "average", "jaccard", "cosine")
VALUES = ("ignore", "subtract", "combine")


def affiliation(
    statements: pd.DataFrame,
    values: str = "subtract",
    actor: str = "organization",
    duplicates: str = "article",
    scale: Scale = None,
) -> pd.DataFrame:
    """Count who says what about which concept: a DataFrame of whole numbers, actors x concepts.

    values: 'ignore' counts statements, sum over k of x[i,j,k]; 'subtract' takes the noes from the
    yeses, x[i,j,1] - x[i,j,0], and on a scale adds up the values; 'combine' says 0 nothing, 1 yes,
    2 no, 3 both, and has no meaning on a scale. statements, actor, duplicates, scale: as `network`.
    Source: Leifeld, Gruber and Bossner (2019), two-mode networks. Raises DataError.
    """
    check_choice("values", values, VALUES)
    if values == "combine" and scale is not None:
        raise DataError("values='combine' has no meaning on a scale. Use 'subtract' or 'ignore'.")
    x, actors, concepts, steps = count_stances(statements, actor, duplicates, scale)
    signed = np.array([-1, 1]) if scale is None else steps
    if values == "combine":
        table = (per_concept(x, [0, 1]) > 0) + 2 * (per_concept(x, [1, 0]) > 0)
    else:
        table = per_concept(x, signed if values == "subtract" else np.ones(len(steps)))
    return pd.DataFrame(table.toarray().astype(int), named_index(actors, "actor"), concepts)


def network(
    statements: pd.DataFrame,
    kind: str = "congruence",
    actor: str = "organization",
    normalise: str = "none",
    duplicates: str = "article",
    scale: Scale = None,
) -> pd.DataFrame:
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
    check_choice("kind", kind, KINDS)
    return networks(statements, actor, normalise, duplicates, scale, (kind,))[kind]


def networks(
    statements: pd.DataFrame,
    actor: str = "organization",
    normalise: str = "none",
    duplicates: str = "article",
    scale: Scale = None,
    kinds: Sequence[str] = KINDS,
) -> dict[str, pd.DataFrame]:
    """Return several networks from one count, {kind: DataFrame}; all as `network` describes."""
    check_choice("normalise", normalise, NORMALISATIONS)
    x, actors, _, steps = count_stances(statements, actor, duplicates, scale)
    index = named_index(actors, "actor")
    if normalise == "cosine":
        weights = {kind: cosines(x, len(steps), kind) for kind in kinds}
    else:
        weights = weights_of(x, steps, kinds)
        by = divisor(x, len(steps), normalise)
        if by is not None:
            for weight in weights.values():
                np.divide(weight, by, out=weight, where=by > 0)
    for weight in weights.values():
        np.fill_diagonal(weight, 0)
    return {kind: pd.DataFrame(weight, index, index) for kind, weight in weights.items()}


def nodes(
    statements: pd.DataFrame, actor: str = "organization", duplicates: str = "article"
) -> pd.DataFrame:
    """Describe the actors: DataFrame, a row an actor in the order of the networks.

    Columns party, n (how many statements), stances (what is left of them after the duplicate
    rule), concepts (how many different ones) and statements (their ids, as a tuple).
    Raises DataError.
    """
    said = said_by(statements, actor)
    counted = count_once(said, actor, duplicates).groupby(actor)["concept"].agg(["size", "nunique"])
    parties = actor_parties(said, actor)
    table = pd.DataFrame({"party": parties}, index=named_index(list(parties), "actor"))
    table["n"] = said[actor].value_counts()
    table = table.assign(stances=counted["size"], concepts=counted["nunique"])
    table["statements"] = pd.Series(said.index, said.index).groupby(said[actor]).agg(tuple)
    return table


def edges(
    statements: pd.DataFrame,
    kind: str = "congruence",
    actor: str = "organization",
    normalise: str = "none",
    duplicates: str = "article",
    scale: Scale = None,
    threshold: float = 0,
    sentences: bool = True,
) -> pd.DataFrame:
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
    order = places(weights.index)
    turned = order[one] > order[other]
    source, target = np.where(turned, other, one), np.where(turned, one, other)
    table = pd.DataFrame({"weight": above[one, other]})
    table["source"], table["target"] = weights.index[source], weights.index[target]
    table = table.iloc[np.lexsort([order[target], order[source], -table["weight"].abs()])]
    table = table[table["weight"].abs().ge(threshold)].set_index(["source", "target"])
    if not sentences:
        return table
    met = meetings(voices(statements, actor, duplicates, scale))
    return table.join(behind(met, kind, statements, table.index))


def dyads(
    statements: pd.DataFrame,
    actor: str = "organization",
    duplicates: str = "article",
    scale: Scale = None,
) -> pd.DataFrame:
    """List every two actors who speak about a common concept, with the sentences of both.

    Returns a DataFrame indexed by (source, target): the four weights congruence, conflict,
    subtract and ignore; concepts, agree_on and differ_on (tuples of concepts); statements,
    agreeing and differing (tuples of the ids of both ends, whether or not a duplicate counts).
    Raises DataError; also for a corpus too large for such a table (then use `dyad`).
    """
    met = meetings(voices(statements, actor, duplicates, scale))
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
        table[columns] = behind(met, kind, statements, table.index)
    return table


def dyad(
    statements: pd.DataFrame,
    one: str,
    other: str,
    actor: str = "organization",
    duplicates: str = "article",
    scale: Scale = None,
) -> pd.DataFrame:
    """Take the tie of two actors apart, concept by concept: the sum that `network` does.

    Returns a DataFrame indexed by concept, for the concepts both use: one and other (what each
    says, as text, after the duplicate rule), congruence, conflict (the sums of these columns are
    the weights of the tie) and statements (ids of both, as a tuple). Raises DataError.
    """
    said = said_by(statements, actor)
    first = ", ".join(map(repr, said[actor].unique()[:5]))
    check_known((one, other), set(said[actor]), f"{{}} says nothing here. Actors are {first} ...")
    if one == other:
        raise DataError(f"{one!r} cannot be paired with itself. Name two actors.")
    spoken = voices(said[said[actor].isin([one, other])], actor, duplicates, scale)
    met = meetings(spoken)
    table = pd.DataFrame(index=pd.Index(met["concept"].unique(), name="concept"))
    for column, name in (("one", one), ("other", other)):
        table[column] = spoken[spoken["actor"].eq(name)].groupby("concept")["words"].agg(", ".join)
    table[["congruence", "conflict"]] = met.groupby("concept")[["congruence", "conflict"]].sum()
    table["statements"] = gathered(met.explode("ids"), "concept", "ids", table.index, statements)
    return table


def robustness(
    statements: pd.DataFrame,
    measure: Callable[[pd.DataFrame], pd.Series],
    readings: Mapping[str, pd.DataFrame] | None = None,
) -> pd.DataFrame:
    """Recompute a result without each article and under each reading, side by side.

    measure: function of statements that returns a Series, for example
    `lambda s: edges(s, "conflict")["weight"]` or `polarisation`. readings: {reader: statements},
    as `readings.load_readings`; without them only articles are left out. Returns a DataFrame: a
    row for each entry of the Series, the columns 'all', one for each left-out article and one for
    each reader; what is gone in a case is missing (NaN). `readings.firm` says which rows hold
    throughout.

    >>> from shieldtalks.readings import load_readings
    >>> table = robustness(statements, polarisation, load_readings(corpus))
    >>> table.loc["statements", ["all", "003", "B"]].astype(int).tolist()
    [86, 67, 96]
    """
    if not isinstance(measure(statements), pd.Series):
        raise DataError("the measure must return a Series, such as edges(s)['weight'].")
    return in_each_case(statements, measure, readings)


def survives(
    statements: pd.DataFrame,
    kind: str = "congruence",
    actor: str = "organization",
    readings: Mapping[str, pd.DataFrame] | None = None,
    **choices: Any,
) -> pd.Series:
    """Say how much of each tie is left whichever article is left out: Series, least weight in size.

    A tie that only one article carries has 0. readings: as `robustness`; with them a tie must also
    be there whoever reads. choices: normalise, duplicates, scale as `network`.

    >>> least = survives(statements, "conflict")
    >>> int(least.gt(0).sum())
    2
    """
    table = robustness(
        statements, lambda s: edges(s, kind, actor, sentences=False, **choices)["weight"], readings
    )
    table = table[table["all"].notna()].fillna(0)
    sign = np.sign(table["all"])
    return (table.mul(sign, axis=0).clip(lower=0).min(axis=1) * sign).rename("least")


def polarisation(
    statements: pd.DataFrame,
    actor: str = "organization",
    normalise: str = "none",
    duplicates: str = "article",
) -> pd.Series:
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
            "statements": len(said_by(statements, actor)),
        }
    )


def ring(statements: pd.DataFrame, actor: str = "organization") -> pd.DataFrame:
    """Give every actor a place on a circle, party by party, the first party on the left.

    The spots depend on the actors alone, so they hold whatever network is drawn on them.
    Returns a DataFrame, index actor: x and y between -1 and 1, and party.
    """
    parties = pd.Series(actor_parties(statements, actor), dtype=object)
    gaps = parties.ne(parties.shift()).cumsum() - 1
    spots = np.arange(len(parties)) + 0.5 * gaps.to_numpy(dtype=float)
    whole = len(parties) + 0.5 * parties.nunique()
    first = spots[parties.eq(parties.iloc[0])] if len(parties) else spots
    angles = np.pi + 2 * np.pi * (spots - first.mean()) / whole if len(parties) else spots
    index = named_index(list(parties.index), "actor")
    columns = {"x": np.cos(angles), "y": np.sin(angles), "party": parties.to_numpy()}
    return pd.DataFrame(columns, index).round({"x": 6, "y": 6})


def graph(
    statements: pd.DataFrame, kind: str = "congruence", actor: str = "organization", **choices: Any
) -> Any:
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


def export(
    statements: pd.DataFrame,
    folder: str | Path,
    kind: str = "congruence",
    actor: str = "organization",
    **choices: Any,
) -> list[Path]:
    """Write a network for other programs: GraphML, and csv tables of nodes and edges.

    folder: made if it is not there. choices: further arguments of `edges`. Returns the paths of
    KIND_ACTOR.graphml, KIND_ACTOR_nodes.csv and KIND_ACTOR_edges.csv. Raises DataError.
    """
    import networkx as nx

    folder, name = Path(folder), f"{kind}_{actor}"
    paths = [folder / f"{name}{end}" for end in (".graphml", "_nodes.csv", "_edges.csv")]
    drawn = graph(statements, kind, actor, **choices)
    with os_errors(f"{folder.name}/: cannot be written", "Choose a folder you may change."):
        folder.mkdir(parents=True, exist_ok=True)
        nx.write_graphml_xml(drawn, paths[0])
        for table, path in zip(_tables(statements, kind, actor, choices), paths[1:], strict=True):
            table.to_csv(path, lineterminator="\n")
    return paths


def _tables(
    statements: pd.DataFrame, kind: str, actor: str, choices: Any
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return nodes and edges with lists as text, as other programs can hold them."""
    described = nodes(statements, actor, choices.get("duplicates", "article"))
    ties = edges(statements, kind, actor, **choices)
    for table in (described, ties):
        for column in table.columns.intersection(["concepts", "statements"]):
            if table[column].dtype == object:
                table[column] = table[column].map(" ".join)
    return described, ties
