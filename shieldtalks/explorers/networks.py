"""Lesson 05: who says the same and who the opposite, at three levels, without each article."""

import functools
from typing import Any

import pandas as pd
import traitlets

from shieldtalks.codebook import READERS
from shieldtalks.corpus import Corpus
from shieldtalks.discourse import dyads, edges, nodes, ring, survives
from shieldtalks.explorers.base import buttons, choice, when_idle
from shieldtalks.explorers.readable import Readable, Readings, article_to_leave_out, rows_of
from shieldtalks.figures.figure import Figure
from shieldtalks.figures.networks import congruence_network, dyad_list
from shieldtalks.phrases import capitalised
from shieldtalks.readings import reading_words
from shieldtalks.statements import ACTORS, actor_parties, load_concepts, without

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
    reading: pd.DataFrame | None = None,
    readings: Readings | None = None,
) -> Figure:
    """Draw the network of one state of the explorer. Returns a Figure.

    kind: 'congruence' (the same stance), 'conflict' (the opposite one), 'subtract' or 'ignore' (the
    same concept whatever the stance), or 'list' for agreement and conflict as a ranked list.
    actor: 'party', 'organization' or 'person'. left_out: an article, or ''. normalise: 'none',
    'average', 'jaccard' or 'cosine'. duplicates: 'article' counts a stance once in each article,
    'corpus' once, 'all' always.
    threshold: ties of less weight are not drawn; the list shows them all. concepts: as
    `load_concepts` (the default). reading: the same articles as another reader coded them; ties of
    `statements` that it lacks are dotted. readings: as `dyad_step`, for the list.
    Actors keep their places, and lines their scale, whatever is left out.

    >>> print(network_step(statements, left_out="003").title)
    Without article ...: ... of ... ties are gone
    >>> print(network_step(statements, reading=load_statements(corpus, reader="B")).title)
    As reader B coded: ... of ... ties are gone, ... are new
    """
    drawn = statements if reading is None else reading
    if kind == "list":
        return dyad_step(
            drawn,
            actor,
            left_out,
            duplicates=duplicates,
            concepts=concepts,
            readings=readings,
        )
    choices: dict = {"actor": actor, "normalise": normalise, "duplicates": duplicates}
    statements, drawn = (table[table[actor].ne("")] for table in (statements, drawn))
    rest = without(drawn, left_out)
    ties = edges(rest, kind, threshold=threshold, **choices)
    whole = edges(statements, "ignore", sentences=False, **choices)
    before = edges(statements, kind, sentences=False, threshold=threshold, **choices)
    shared = edges(rest, "ignore", sentences=False, **choices)
    lost = before.index.difference(ties.index, sort=False)
    title = _changed_title(reading, left_out, ties.index, before.index)
    return congruence_network(
        ties,
        nodes(rest, actor, duplicates),
        ring(pd.concat([statements, drawn]), actor),
        rest,
        load_concepts() if concepts is None else concepts,
        kind,
        shared.index.difference(ties.index.union(lost), sort=False),
        lost,
        whole["weight"].max(),
        title,
        threshold,
    )


def _changed_title(reading, left_out, now, before):
    """Return the title of a network beside the reference with all articles, or None."""
    if reading is None and not left_out:
        return None
    cases = [] if reading is None else [reading_words(reading).removesuffix(".")]
    cases += [f"without article {left_out}"] if left_out else []
    gone, new = len(before.difference(now)), len(now.difference(before))
    title = f"{capitalised(', '.join(cases))}: {gone} of {len(before)} ties are gone"
    return f"{title}, {new} are new" if reading is not None else title


def dyad_step(
    statements: pd.DataFrame,
    actor: str = "organization",
    left_out: str = "",
    top: int = 14,
    duplicates: str = "article",
    concepts: pd.DataFrame | None = None,
    readings: Readings | None = None,
) -> Figure:
    """Draw the same ties as a ranked list, agreement and conflict side by side. Returns a Figure.

    actor: 'party', 'organization' or 'person'. left_out: an article, or ''. top: how many pairs are
    shown. duplicates: 'article' counts a stance once in each article, 'corpus' once, 'all' always.
    Weights are counts. readings: {reader: statements}, as `readings.load_readings`; with them the
    bars also say how much of a tie stays whoever reads.

    >>> print(dyad_step(statements).title)
    Do they agree, or only speak of the same things?
    """
    rest, *read = (
        without(table[table[actor].ne("")], left_out)
        for table in (statements, *(readings or {}).values())
    )

    def left(*cases):
        ties = {
            kind: survives(rest, kind, actor, *cases, duplicates=duplicates)
            for kind in ("congruence", "conflict")
        }
        return pd.DataFrame(ties).fillna(0)

    kept = left()
    firm = left(dict(zip(readings, read, strict=True))) if readings else None
    return dyad_list(
        dyads(rest, actor, duplicates),
        kept,
        rest,
        load_concepts() if concepts is None else concepts,
        actor_parties(rest, actor),
        top,
        f"Without article {left_out}: what is said together, what against" if left_out else None,
        firm,
    )


class NetworkExplorer(Readable):
    """Choose the network, who the actors are, whose reading, what to leave out; read a tie.

    Traits: kind ('congruence', 'conflict', or 'list' for both as a ranked list), actor ('party',
    'organization', 'person'), left_out (an article, or ''), threshold (0 for all ties) and reading
    ('reference', or a name of `readings`; each of the two has pages of its own, drawn when they
    are asked for or, at another threshold, while the kernel is idle).
    """

    threshold = traitlets.Enum([weight for _, weight in THRESHOLDS], 0)

    def __init__(
        self,
        statements: pd.DataFrame,
        corpus: Corpus,
        normalise: str = "none",
        duplicates: str = "article",
        concepts: pd.DataFrame | None = None,
        readings: Readings | None = None,
        **state: Any,
    ):
        """statements: all statements. corpus: the articles, for the sentences around each.

        normalise, duplicates, concepts: those of `network_step`, on every page. readings: {name:
        statements} to choose from beside `statements`; the list also says what the four readers A
        to D among them leave of a tie. state: what the traits start with.
        """
        self.set_trait("threshold", state.pop("threshold", 0))
        four = {name: table for name, table in (readings or {}).items() if name in READERS}

        def page(reading, threshold, kind, actor, left_out):
            choices = (threshold, normalise, duplicates, concepts, reading, four)
            return network_step(statements, kind, actor, left_out, *choices)

        super().__init__(
            {
                "kind": buttons("Show:", VIEWS),
                "actor": buttons("Actors:", ACTORS),
                "left_out": article_to_leave_out(statements),
            },
            page,
            rows_of(statements, corpus, readings, concepts),
            "Choose an actor, the number on a line or a bar to read its sentences.",
            readings,
            **{"actor": "organization", **state},
        )
        self.add_control("threshold", choice("Ties of at least:", THRESHOLDS))
        for control in self.controls.values():
            control.observe(self._look_ahead, "index")
        self._look_ahead()

    def shelf(self) -> tuple:
        """Return what chooses the book of pages: the reading and the threshold."""
        return self.reading, self.threshold

    def _look_ahead(self, change=None):
        """Draw the page that is shown at the other thresholds, too, while the kernel is idle."""
        page = self.picture.key, self.state()
        shelves = [(self.reading, least) for _, least in THRESHOLDS]
        when_idle(functools.partial(self._draw_at, shelf, *page) for shelf in shelves)

    def _draw_at(self, shelf, key, state):
        if key == self.picture.key and shelf[0] == self.reading:
            self.book(shelf).draw(key, state)
