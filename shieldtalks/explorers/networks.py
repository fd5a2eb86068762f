"""Lesson 05: who says the same and who the opposite, at three levels, without each article."""

import functools

import pandas as pd
import traitlets

from shieldtalks.discourse import dyads, edges, nodes, ring, survives
from shieldtalks.explorers.base import Flipbook, buttons, choice, hear_in_turn, when_idle
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
    statements,
    kind="congruence",
    actor="organization",
    left_out="",
    threshold=0,
    normalise="none",
    duplicates="article",
    concepts=None,
):
    """Draw the network of one state of the explorer. Returns a Figure.

    kind: as `discourse.network`, or 'list' for agreement and conflict as a ranked list.
    actor, normalise, duplicates: as `discourse.network`. left_out: an article, or ''.
    threshold: ties of less weight are not drawn; the list shows them all. concepts: as
    `load_concepts` (the default).
    Actors keep their places, and lines their scale, whatever is left out.
    """
    if kind == "list":
        return dyad_step(statements, actor, left_out, duplicates=duplicates, concepts=concepts)
    choices = {"actor": actor, "normalise": normalise, "duplicates": duplicates}
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
    statements, actor="organization", left_out="", top=14, duplicates="article", concepts=None
):
    """Draw the same ties as a ranked list, agreement and conflict side by side. Returns a Figure.

    top: how many pairs are shown. Other arguments: as `network_step`. Weights are counts.
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
        self, statements, corpus, normalise="none", duplicates="article", concepts=None, **state
    ):
        """statements: all statements. corpus: the articles, for the sentences around each.

        normalise, duplicates, concepts: as `network_step`, for every page. state: values of the
        traits to start with.
        """
        articles = sorted(statements["article"].unique())
        left_out = [("none", ""), *((article, article) for article in articles)]
        self.set_trait("threshold", state.pop("threshold", 0))
        self._least = self.threshold
        super().__init__(
            {
                "kind": buttons("Show:", VIEWS),
                "actor": buttons("Actors:", ACTORS),
                "left_out": choice("Leave out article:", left_out),
            },
            lambda kind, actor, left_out: network_step(
                statements, kind, actor, left_out, self._least, normalise, duplicates, concepts
            ),
            evidence(statements, corpus=corpus, concepts=concepts),
            "Choose an actor, the number on a line or a bar to read its sentences.",
            **{"actor": "organization", **state},
        )
        least = choice("Ties of at least:", THRESHOLDS)
        traitlets.link((self, "threshold"), (least, "value"))
        self.bar.children = [*self.bar.children, least]
        hear_in_turn(least)
        self._books = {self.threshold: self._frames}
        self.observe(self._change_books, "threshold")
        for control in self._controls.values():
            control.observe(self._look_ahead, "index")
        self._look_ahead()

    def _change_books(self, change):
        """Open the book of another threshold at the page that is shown."""
        with IN_TURN:
            self._open(change["new"])
            self._page(self.picture.key, self.state())
            # This page alone goes at once; its book follows when the kernel is idle.
            self.picture.frames = {self.picture.key: self._frames[self.picture.key]}
        self._draw_when_idle()

    def _open(self, threshold):
        self._least = threshold
        self._frames, self._drawn = self._books.setdefault(threshold, {}), (None, None)

    def _look_ahead(self, change=None):
        """Draw the page that is shown at the other thresholds, too, while the kernel is idle."""
        page = self.picture.key, self.state()
        when_idle(functools.partial(self._draw_at, weight, *page) for _, weight in THRESHOLDS)

    def _draw_at(self, threshold, key, state):
        with IN_TURN:
            if key != self.picture.key:
                return
            opened = self._least
            self._open(threshold)
            self._page(key, state)
            self._open(opened)
