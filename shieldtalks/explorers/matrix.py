"""Lesson 04: the position matrix, cell by cell, at three levels, without each article in turn."""

from typing import Any

import pandas as pd

from shieldtalks.corpus import Corpus
from shieldtalks.explorers.base import buttons, choice
from shieldtalks.explorers.readable import Readable, Readings, rows_of
from shieldtalks.figures.figure import Figure
from shieldtalks.figures.matrix import carried_cells, position_matrix
from shieldtalks.readings import differing_cells
from shieldtalks.statements import (
    ACTORS,
    actor_parties,
    changed_cells,
    changes_by_article,
    load_concepts,
    positions,
    without,
)


def matrix_step(
    statements: pd.DataFrame,
    actor: str = "organization",
    left_out: str = "",
    concepts: pd.DataFrame | None = None,
    reading: pd.DataFrame | None = None,
) -> Figure:
    """Draw the matrix of one state of the explorer: a level of actors, an article left out.

    concepts: as `load_concepts` (the default). reading: the same articles as another reader coded
    them (`load_statements(corpus, reader="B")`); cells that differ from `statements` are framed.
    Actors and concepts keep their places whatever is left out. Returns a Figure.

    >>> print(matrix_step(statements, actor="party").title)
    Look for ±: 3 cells with both yes and no
    >>> from shieldtalks import load_statements
    >>> matrix_step(statements, "party", reading=load_statements(reader="B")).title
    'As reader B coded, 3 cells change: the framed ones'
    """
    concepts = load_concepts() if concepts is None else concepts
    drawn = statements if reading is None else reading
    rest = without(drawn, left_out)
    changes: dict = {}
    if reading is not None:
        changes = {"changed": differing_cells(statements, rest, actor), "lost": statements}
    elif left_out:
        lost = statements[statements["article"].eq(left_out)]
        changes = {"changed": changed_cells(statements, left_out, actor), "lost": lost}
    parties = actor_parties(pd.concat([statements, drawn]), actor)
    return position_matrix(positions(rest, actor), rest, concepts, parties, **changes)


def carried_step(statements: pd.DataFrame, actor: str = "organization") -> Figure:
    """Draw which cells of the matrix hang on a single article, at one level. Returns a Figure.

    >>> "cells hang on a single article" in carried_step(statements).title
    True
    """
    changes, table = changes_by_article(statements, actor), positions(statements, actor)
    parties = actor_parties(statements, actor)
    return carried_cells(changes, table, statements, load_concepts(), parties)


class MatrixExplorer(Readable):
    """Choose who the actors are, whose reading it is, and which article to leave out; read a cell.

    Traits: actor ('party', 'organization', 'person'), left_out (an article, or ''), reading
    ('reference', a reader's letter, 'all four', or a name of `readings`; each has pages of its
    own, drawn when they are asked for).
    """

    def __init__(
        self,
        statements: pd.DataFrame,
        corpus: Corpus,
        concepts: pd.DataFrame | None = None,
        readings: Readings | None = None,
        **state: Any,
    ):
        """statements: all statements. corpus: the articles, for the sentences around each.

        concepts: as `load_concepts` (the default). readings: {name: statements} to choose from
        beside `statements`, such as `readings.load_readings(corpus, READINGS)`.
        """
        outlets = statements.drop_duplicates("article").set_index("article")["outlet"].sort_index()
        articles = [(f"{article} {outlet}", article) for article, outlet in outlets.items()]
        super().__init__(
            {
                "actor": buttons("Actors:", ACTORS),
                "left_out": choice("Leave out:", [("no article", ""), *articles]),
            },
            lambda reading, actor, left_out: matrix_step(
                statements, actor, left_out, concepts, reading
            ),
            rows_of(statements, corpus, readings, concepts),
            "Choose a cell, by mouse or with Tab and the arrow keys, to read its sentences.",
            readings,
            **{"actor": "organization", **state},
        )
