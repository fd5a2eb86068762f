"""Lesson 04: the position matrix, cell by cell, at three levels, without each article in turn."""

import functools
from collections.abc import Mapping
from typing import Any

import pandas as pd
import traitlets

from shieldtalks.corpus import Corpus
from shieldtalks.explorers.base import (
    IN_TURN,
    Flipbook,
    Pages,
    buttons,
    choice,
    hear_in_turn,
)
from shieldtalks.figures.figure import Figure
from shieldtalks.figures.matrix import carried_cells, position_matrix
from shieldtalks.readings import differing_cells
from shieldtalks.statements import (
    ACTORS,
    ALL_FOUR,
    actor_parties,
    changed_cells,
    changes_by_article,
    evidence,
    load_concepts,
    positions,
    without,
)

REFERENCE = "reference"
NAMED = {ALL_FOUR: "only what all four saw"}


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


class MatrixExplorer(Flipbook):
    """Choose who the actors are, whose reading it is, and which article to leave out; read a cell.

    Traits: actor ('party', 'organization', 'person'), left_out (an article, or ''), reading
    ('reference', a reader's letter, 'all four', or a name of `readings`; each has pages of its
    own, drawn when they are asked for).
    """

    reading = traitlets.Unicode(REFERENCE)

    def __init__(
        self,
        statements: pd.DataFrame,
        corpus: Corpus,
        concepts: pd.DataFrame | None = None,
        readings: Mapping[str, pd.DataFrame] | None = None,
        **state: Any,
    ):
        """statements: all statements. corpus: the articles, for the sentences around each.

        concepts: as `load_concepts` (the default). readings: {name: statements} to choose from
        beside `statements`, such as `readings.load_readings(corpus, READINGS)`.
        """
        outlets = statements.drop_duplicates("article").set_index("article")["outlet"].sort_index()
        articles = [(f"{article} {outlet}", article) for article, outlet in outlets.items()]
        others = {name: table for name, table in (readings or {}).items() if name != REFERENCE}
        self._books = {
            name: Pages(functools.partial(_page, statements, concepts, table))
            for name, table in {REFERENCE: None, **others}.items()
        }
        self.reading = _known(state.pop("reading", REFERENCE), self._books)
        rows: dict[str, dict] = {}
        for table in (*others.values(), statements):
            rows |= evidence(table, corpus=corpus, concepts=concepts)
        super().__init__(
            {
                "actor": buttons("Actors:", ACTORS),
                "left_out": choice("Leave out:", [("no article", ""), *articles]),
            },
            self._books[self.reading],
            rows,
            "Choose a cell, by mouse or with Tab and the arrow keys, to read its sentences.",
            **{"actor": "organization", **state},
        )
        if others:
            names = [(NAMED.get(name, name), name) for name in self._books]
            self.reader = choice("Reading:", names)
            traitlets.link((self, "reading"), (self.reader, "value"))
            self.bar.children = [*self.bar.children, self.reader]
            hear_in_turn(self.reader)
        self.observe(self._change_books, "reading")

    @traitlets.validate("reading")
    def _valid(self, proposal):
        return _known(proposal["value"], self._books)

    def _change_books(self, change):
        """Show the same page in another reading."""
        with IN_TURN:
            key, self.pages = self.picture.key, self._books[change["new"]]
            self.pages.draw(key, self.state())
            # This page alone goes at once; the others follow when they are asked for.
            self.picture.frames = {key: self.pages.frames[key]}
        self._draw_when_idle()


def _page(statements, concepts, reading, actor, left_out):
    return matrix_step(statements, actor, left_out, concepts, reading)


def _known(name, books):
    if name not in books:
        raise traitlets.TraitError(f"{name!r} is no reading here. There are {', '.join(books)}.")
    return name
