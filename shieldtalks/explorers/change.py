"""Lesson 06: who moved, within a window of articles, and what happened meanwhile."""

from typing import Any

import pandas as pd

from shieldtalks.change import (
    framing,
    gaps,
    in_time,
    keystones,
    movements,
    stances_by_article,
    window,
)
from shieldtalks.context import load_events
from shieldtalks.corpus import Corpus
from shieldtalks.explorers.base import buttons, choice
from shieldtalks.explorers.readable import Readable, Readings, rows_of
from shieldtalks.figures.change import dumbbells, timeline
from shieldtalks.figures.figure import Figure
from shieldtalks.statements import actor_parties, load_concepts

VIEWS = [("parties", "party"), ("organizations", "organization"), ("events", "events")]


def change_step(
    statements: pd.DataFrame,
    first: str | None = None,
    last: str | None = None,
    show: str = "party",
    hangs: bool = False,
    concepts: pd.DataFrame | None = None,
    events: pd.DataFrame | None = None,
    readings: Readings | None = None,
) -> Figure:
    """Draw one state of the explorer: who moved between two articles, or what happened.

    first, last: articles, both included; without them, all. show: 'party', 'organization' or
    'person' for the stances of these actors, 'events' for the timeline. hangs: whether to ring the
    articles that a verdict hangs on; with readings, {reader: statements}, the readers, too.
    concepts, events: as `load_concepts` and `load_events` (the defaults). Returns a Figure.

    >>> print(change_step(statements).title)
    Of ... pairs told more than once, ... reversed
    """
    everything = in_time(statements)
    ends = list(everything)
    first, last = first or ends[0], last or ends[-1]
    chosen = window(statements, first, last)
    articles = in_time(chosen)
    title = None
    if show == "events":
        events = framing(load_events() if events is None else events, everything)
        if len(articles) < len(everything):
            low, high = list(articles)[0], list(articles)[-1]
            title = f"From article {low} to article {high}: what lies in the window"
        return timeline(chosen, events, everything, gaps(events, everything), title)
    within = {reader: window(table, first, last) for reader, table in (readings or {}).items()}
    return dumbbells(
        movements(chosen, show),
        stances_by_article(chosen, show),
        chosen,
        load_concepts() if concepts is None else concepts,
        actor_parties(chosen, show),
        everything,
        keystones(chosen, show, within) if hangs else None,
    )


class ChangeExplorer(Readable):
    """Choose the first and the last article of a window; choose a mark to read its sentences.

    Traits: first, last (articles), show ('party', 'organization' or 'events'), and reading
    ('reference', or a name of `readings`).
    """

    def __init__(
        self,
        statements: pd.DataFrame,
        corpus: Corpus,
        concepts: pd.DataFrame | None = None,
        events: pd.DataFrame | None = None,
        readings: Readings | None = None,
        **state: Any,
    ):
        """statements: all statements. corpus: the articles, for the sentences around each.

        concepts, events: those of `change_step`, for every page. readings: {name: statements} to
        choose from beside `statements`.
        """
        articles = [
            (f"{article} ({date})", article) for article, date in in_time(statements).items()
        ]
        super().__init__(
            {
                "first": choice("From article:", articles[:-1]),
                "last": choice("To article:", articles[1:]),
                "show": buttons("Show:", VIEWS),
            },
            lambda reading, first, last, show: change_step(
                statements if reading is None else reading,
                first,
                last,
                show,
                concepts=concepts,
                events=events,
            ),
            rows_of(statements, corpus, readings, concepts),
            "Choose a cell or a number, by mouse or with the arrow keys, to read its sentences.",
            readings,
            **{"last": articles[-1][1], **state},
        )
