"""One result under each reader: what stays whoever has coded, and what hangs on one of them."""

import pandas as pd

from shieldtalks import discourse
from shieldtalks.newcase import Line
from shieldtalks.statements import positions

ALONE = Line(
    "Only one reader so far. Let another code the same articles, and put the csv of that coding "
    "here as coding_NAME.csv."
)
DIVIDED = "divided"


def cells(readings: dict, actor: str = "organization") -> pd.DataFrame | Line:
    """Compare the position matrices of several readers, cell by cell.

    readings: {reader: statements}. Returns a DataFrame indexed by (actor, concept), a row a cell in
    which somebody sees something; a column a reader with 'agree', 'disagree', 'both' or 'silent';
    most: what more readers see than see anything else ('divided' without such a majority); and
    hangs_on: the readers without whom `most` is another, as text. With fewer than two readers it is
    a Line that says so.
    """
    if len(readings) < 2:
        return ALONE
    stances = {name: positions(table, actor)["stance"] for name, table in readings.items()}
    table = pd.concat(stances, axis=1).fillna("silent").rename_axis(["actor", "concept"])
    most = _most(table)
    hangs = pd.Series("", table.index)
    for name in stances:
        moved = _most(table.drop(columns=name)).ne(most)
        hangs += moved.map({True: f", {name}", False: ""})
    return table.assign(most=most, hangs_on=hangs.str.removeprefix(", "))


def ties(
    readings: dict, kind: str = "congruence", actor: str = "organization"
) -> pd.DataFrame | Line:
    """Compare the networks of several readers, tie by tie.

    kind, actor: as `discourse.network`. Returns a DataFrame indexed by (source, target), strongest
    first: the weight under each reader, and least, what is left of it under every one of them.
    With fewer than two readers it is a Line that says so.
    """
    if len(readings) < 2:
        return ALONE
    weights = {
        name: discourse.edges(table, kind, actor, sentences=False)["weight"]
        for name, table in readings.items()
    }
    table = pd.concat(weights, axis=1).fillna(0).rename_axis(["source", "target"])
    least = table.min(axis=1).clip(lower=0) + table.max(axis=1).clip(upper=0)
    table["least"] = least
    order = table["least"].abs().sort_values(ascending=False, kind="stable").index
    return table.loc[order]


def _most(table):
    """Return the stance that more columns hold than hold any other, else DIVIDED."""

    def one(row):
        counts = row.value_counts()
        alone = len(counts) == 1 or counts.iloc[0] > counts.iloc[1]
        return counts.index[0] if alone else DIVIDED

    return table.apply(one, axis=1)
