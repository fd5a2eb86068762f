"""Lesson 05: who says the same and who the opposite, at three levels, without each article."""

import functools
from typing import Any

import pandas as pd
import traitlets

from shieldtalks.corpus import Corpus
from shieldtalks.discourse import dyads, edges, nodes, ring, survives
from shieldtalks.explorers.base import Flipbook, Pages, buttons, choice, hear_in_turn, when_idle
from shieldtalks.figures.figure import Figure
from shieldtalks.figures.networks import congruence_network, dyad_list
from shieldtalks.figures.style import IN_TURN
from shieldtalks.statements import ACTORS, actor_parties, evidence, load_concepts, without

VIEWS = [
    ("same stance (congruence)", "congruence"),
    ("opposite (conflict)", "conflict"),
    ("both, as a list", "list"),
]

THRESHOLDS = [("any weight", 0), ("2", 2), ("3", 3), ("4", 4)]


def network_step(
    statements: pd.DataFrame,
    kind: str = "congruence",
    actor: str = "organization",
    left_out: str = "",
    threshold: float = 0,
    normalise: str = "none",
    duplicates: str = "article",
    concepts: pd.DataFrame | None = None,
) -> Figure:
    """Draw the network of one state of the explorer. Returns a Figure.

    kind: 'congruence' (the same stance), 'conflict' (the opposite one), 'subtract' or 'ignore' (the
    same concept whatever the stance), or 'list' for agreement and conflict as a ranked list.
    actor: 'party', 'organization' or 'person'. left_out: an article, or ''. normalise: 'none',
    'average', 'jaccard' or 'cosine'. duplicates: 'article' counts a stance once in each article,
    'corpus' once, 'all' always.
    threshold: ties of less weight are not drawn; the list shows them all. concepts: as
    `load_concepts` (the default).
    Actors keep their places, and lines their scale, whatever is left out.

    >>> print(network_step(statements, left_out="003").title)
    Without article ...: ... of ... ties are gone
    """
    if kind == "list":
        return dyad_step(statements, actor, left_out, duplicates=duplicates, concepts=concepts)
    choices: dict = {"actor": actor, "normalise": normalise, "duplicates": duplicates}
    statements = statements[statements[actor].ne("")]
    rest = without(statements, left_out)
    ties = edges(rest, kind, threshold=threshold, **choices)
    whole = edges(statements, "ignore", sentences=False, **choices)
    before = edges(statements, kind, sentences=False, threshold=threshold, **choices)
    shared = edges(rest, "ignore", sentences=False, **choices)
    lost = before.index.difference(ties.index, sort=False)
    title = None
    if left_out:
        title = f"Without article {left_out}: {len(lost)} of {len(before)} ties are gone"
    return congruence_network(
        ties,
        nodes(rest, actor, duplicates),
        ring(statements, actor),
        rest,
        load_concepts() if concepts is None else concepts,
        kind,
        shared.index.difference(ties.index.union(lost), sort=False),
        lost,
        whole["weight"].max(),
        title,
        threshold,
    )


def dyad_step(
    statements: pd.DataFrame,
    actor: str = "organization",
    left_out: str = "",
    top: int = 14,
    duplicates: str = "article",
    concepts: pd.DataFrame | None = None,
) -> Figure:
    """Draw the same ties as a ranked list, agreement and conflict side by side. Returns a Figure.

    actor: 'party', 'organization' or 'person'. left_out: an article, or ''. top: how many pairs are
    shown. duplicates: 'article' counts a stance once in each article, 'corpus' once, 'all' always.
    Weights are counts.

    >>> print(dyad_step(statements).title)
    Do they agree, or only speak of the same things?
    """
    rest = without(statements[statements[actor].ne("")], left_out)
    kept = {
        kind: survives(rest, kind, actor, duplicates=duplicates)
        for kind in ("congruence", "conflict")
    }
    return dyad_list(
        dyads(rest, actor, duplicates),
        pd.DataFrame(kept).fillna(0),
        rest,
        load_concepts() if concepts is None else concepts,
        actor_parties(rest, actor),
        top,
        f"Without article {left_out}: what is said together, what against" if left_out else None,
    )


class NetworkExplorer(Flipbook):
    """Choose the network, who the actors are and which article to leave out; read a tie.

    Traits: kind ('congruence', 'conflict', or 'list' for both as a ranked list), actor ('party',
    'organization', 'person'), left_out (an article, or ''), threshold (0 for all ties; each has
    pages of its own, drawn when they are asked for or while the kernel is idle).
    """

    threshold = traitlets.Enum([weight for _, weight in THRESHOLDS], 0)

    def __init__(
        self,
        statements: pd.DataFrame,
        corpus: Corpus,
        normalise: str = "none",
        duplicates: str = "article",
        concepts: pd.DataFrame | None = None,
        **state: Any,
    ):
        """statements: all statements. corpus: the articles, for the sentences around each.

        normalise, duplicates, concepts: those of `network_step`, on every page. state: what the
        traits start with.
        """
        articles = sorted(statements["article"].unique())
        left_out = [("none", ""), *((article, article) for article in articles)]
        self.set_trait("threshold", state.pop("threshold", 0))

        def page(threshold, kind, actor, left_out):
            choices = (threshold, normalise, duplicates, concepts)
            return network_step(statements, kind, actor, left_out, *choices)

        self._books = {least: Pages(functools.partial(page, least)) for _, least in THRESHOLDS}
        super().__init__(
            {
                "kind": buttons("Show:", VIEWS),
                "actor": buttons("Actors:", ACTORS),
                "left_out": choice("Leave out article:", left_out),
            },
            self._books[self.threshold],
            evidence(statements, corpus=corpus, concepts=concepts),
            "Choose an actor, the number on a line or a bar to read its sentences.",
            **{"actor": "organization", **state},
        )
        least = choice("Ties of at least:", THRESHOLDS)
        traitlets.link((self, "threshold"), (least, "value"))
        self.bar.children = [*self.bar.children, least]
        hear_in_turn(least)
        self.observe(self._change_books, "threshold")
        for control in self.controls.values():
            control.observe(self._look_ahead, "index")
        self._look_ahead()

    def _change_books(self, change):
        """Show the same page at another threshold."""
        with IN_TURN:
            key, self.pages = self.picture.key, self._books[change["new"]]
            self.pages.draw(key, self.state())
            # This page alone goes at once; the others follow when the kernel is idle.
            self.picture.frames = {key: self.pages.frames[key]}
        self._draw_when_idle()

    def _look_ahead(self, change=None):
        """Draw the page that is shown at the other thresholds, too, while the kernel is idle."""
        page = self.picture.key, self.state()
        when_idle(functools.partial(self._draw_at, least, *page) for least in self._books)

    def _draw_at(self, threshold, key, state):
        if key == self.picture.key:
            self._books[threshold].draw(key, state)
