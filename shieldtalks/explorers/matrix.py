"""Lesson 04: the position matrix, cell by cell, at three levels, without each article in turn."""

from typing import Any

import pandas as pd

from shieldtalks.corpus import Corpus
from shieldtalks.explorers.base import Flipbook, buttons, choice
from shieldtalks.figures.figure import Figure
from shieldtalks.figures.matrix import carried_cells, position_matrix
from shieldtalks.statements import (
    ACTORS,
    actor_parties,
    changed_cells,
    changes_by_article,
    evidence,
    load_concepts,
    positions,
    without,
)


def matrix_step(
    statements: pd.DataFrame,
    actor: str = "organization",
    left_out: str = "",
    concepts: pd.DataFrame | None = None,
) -> Figure:
    """Draw the matrix of one state of the explorer: a level of actors, an article left out.

    concepts: as `load_concepts` (the default). Actors and concepts keep their places whatever is
    left out. Returns a Figure.

    >>> print(matrix_step(statements, actor="party").title)
    Look for ±: ... cells where one voice says both
    """
    concepts = load_concepts() if concepts is None else concepts
    rest = without(statements, left_out)
    changes = {}
    if left_out:
        lost = statements[statements["article"].eq(left_out)]
        changes = {"changed": changed_cells(statements, left_out, actor), "lost": lost}
    parties = actor_parties(statements, actor)
    return position_matrix(positions(rest, actor), rest, concepts, parties, **changes)


def carried_step(statements: pd.DataFrame, actor: str = "organization") -> Figure:
    """Draw which cells of the matrix hang on a single article, at one level. Returns a Figure.

    >>> "cells hang on a single article" in carried_step(statements).title
    True
    """
    changes, table = changes_by_article(statements, actor), positions(statements, actor)
    parties = actor_parties(statements, actor)
    return carried_cells(changes, table, statements, load_concepts(), parties)


class MatrixExplorer(Flipbook):
    """Choose who the actors are and which article to leave out; choose a cell to read it.

    Traits: actor ('party', 'organization', 'person'), left_out (an article, or '').
    """

    def __init__(
        self,
        statements: pd.DataFrame,
        corpus: Corpus,
        concepts: pd.DataFrame | None = None,
        **state: Any,
    ):
        """statements: all statements. corpus: the articles, for the sentences around each.

        concepts: as `load_concepts` (the default).
        """
        outlets = statements.drop_duplicates("article").set_index("article")["outlet"].sort_index()
        articles = [(f"{article} {outlet}", article) for article, outlet in outlets.items()]
        super().__init__(
            {
                "actor": buttons("Actors:", ACTORS),
                "left_out": choice("Leave out:", [("no article", ""), *articles]),
            },
            lambda actor, left_out: matrix_step(statements, actor, left_out, concepts),
            evidence(statements, corpus=corpus, concepts=concepts),
            "Choose a cell, by mouse or with Tab and the arrow keys, to read its sentences.",
            **{"actor": "organization", **state},
        )
