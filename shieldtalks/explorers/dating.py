"""Lesson 01: the dating board. Tick a piece of evidence and see which days it takes away."""

import functools
from collections.abc import Iterable

import ipywidgets as widgets
import pandas as pd
import traitlets

from shieldtalks.corpus import Corpus
from shieldtalks.dating import date_article, readings
from shieldtalks.explorers.base import LABEL, buttons, when_idle
from shieldtalks.explorers.live import Live
from shieldtalks.figures.dates import DatingChart, dating
from shieldtalks.figures.figure import Figure


def dating_step(
    corpus: Corpus, evidence: pd.DataFrame, article: str, ticked: Iterable[str] | None = None
) -> Figure:
    """Draw one state of the board: which days some pieces of evidence leave.

    evidence: as of `dating.load_dating`. ticked: ids of the pieces that are taken together
    (default: all that date the text). Returns a Figure.

    >>> print(dating_step(corpus, evidence, "004").title)
    Article ...: one day is left, Sunday ... June ...
    """
    return dating(date_article(evidence, article, ticked), corpus)


class DatingBoard(Live):
    """Choose an article, tick pieces of evidence, and see how many days are left.

    Traits: article; ticked, a tuple of evidence ids (another article begins with none).
    """

    article = traitlets.Unicode()
    ticked = traitlets.Tuple()

    def __init__(
        self,
        corpus: Corpus,
        evidence: pd.DataFrame,
        article: str = "004",
        ticked: Iterable[str] = (),
    ):
        """corpus: the articles. evidence: as of `dating.load_dating`."""
        self._corpus, self._evidence = corpus, evidence
        self._charts, self._still = {}, False
        articles = list(evidence["article"].unique())
        self.controls = {
            "article": buttons("Article:", articles),
            "none": widgets.Button(description="Untick all"),
        }
        most = evidence["article"].value_counts().max()
        self.boxes = [self._box() for _ in range(most)]
        grid = {
            "grid_template_columns": "repeat(auto-fill, minmax(min(17em, 100%), 1fr))",
            "width": "100%",
        }
        super().__init__(
            [
                widgets.HBox(list(self.controls.values()), layout={"flex_flow": "row wrap"}),
                widgets.GridBox(self.boxes, layout=grid),
            ],
            readings(evidence, corpus),
            "Choose a piece of evidence to read its words and what follows from them.",
        )
        self.controls["article"].observe(
            lambda change: self.set_trait("article", change["new"]), "value"
        )
        self.controls["none"].on_click(lambda _: self.set_trait("ticked", ()))
        self.article, self.ticked = article, tuple(ticked)
        self.observe(self._on_state, ["article", "ticked"])
        self._on_state()
        when_idle(functools.partial(self._chart_of, each) for each in articles)

    def figure(self) -> Figure:
        """Return the Figure of the present state."""
        dated = date_article(self._evidence, self.article, self.ticked)
        return self._chart_of(self.article).figure(dated)

    def _chart_of(self, article):
        """Return the chart of an article; it is drawn once, with nothing ticked."""
        if article not in self._charts:
            dated = date_article(self._evidence, article, ())
            self._charts[article] = DatingChart(dated, self._corpus)
            self._charts[article].figure(dated)
        return self._charts[article]

    def _box(self):
        box = widgets.Checkbox(indent=False, style=LABEL, layout={"width": "auto"})
        box.observe(self._on_box, "value")
        return box

    def _pieces(self):
        return self._evidence[self._evidence["article"].eq(self.article)]

    def _on_box(self, change):
        if not self._still:
            boxes = zip(self.boxes, self._pieces().index, strict=False)
            self.ticked = tuple(piece for box, piece in boxes if box.value)

    def _on_state(self, change=None):
        """Bring the controls into line with the traits, then draw."""
        pieces = self._pieces()
        known = tuple(piece for piece in self.ticked if piece in pieces.index)
        if known != self.ticked:
            self.ticked = known
            return
        self._still = True
        self.controls["article"].value = self.article
        for number, box in enumerate(self.boxes):
            box.layout.display = "" if number < len(pieces) else "none"
            if number < len(pieces):
                place = pieces["unit"].iloc[number] or "outside the file"
                box.description = f"{pieces['clue'].iloc[number]} ({place})"
                box.value = pieces.index[number] in known
        self._still = False
        self.show()
