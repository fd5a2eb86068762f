"""Lesson 07: what was on the table by a year, and a line on the map beside a claimed range."""

from typing import Any

import ipywidgets as widgets
import pandas as pd
import traitlets

from shieldtalks.context import load_technical
from shieldtalks.corpus import Corpus
from shieldtalks.errors import DataError
from shieldtalks.explorers.base import Flipbook, buttons, choice, stepper
from shieldtalks.explorers.live import Live
from shieldtalks.figures.distances import claimed_figures
from shieldtalks.figures.figure import Figure
from shieldtalks.figures.maps import TrackChart, track_map
from shieldtalks.figures.systems import systems_timeline
from shieldtalks.geography import (
    SITES,
    TARGETS,
    closest_approach,
    launch_places,
    load_reaches,
    rings,
    spokes,
    track,
)
from shieldtalks.statements import evidence
from shieldtalks.systems import first_days, history

# What published figures are about, as technical.csv groups them.
TOPICS = {
    "speed of interceptors": "interceptor_speed",
    "range of interceptors": "range_claim",
    "range of radars": "radar_range",
    "distance to Russia": "distance_claim",
}


def systems_step(
    systems: pd.DataFrame,
    statements: pd.DataFrame,
    mentions: pd.DataFrame,
    corpus: Corpus,
    year: int = 2024,
) -> Figure:
    """Draw what was on the table by the end of a year. Returns a Figure.

    >>> print(systems_step(proposals, statements, mentions, corpus, year=2010).title)
    By the end of ...: ... systems and proposals on record, ... of them refused or ended
    """
    return systems_timeline(systems, history(systems), statements, mentions, corpus, year)


class SystemsExplorer(Flipbook):
    """Choose a year, and see what had become of each system; choose a row to read its sentences.

    Trait: year, one of those in which something is dated.
    """

    def __init__(
        self,
        systems: pd.DataFrame,
        statements: pd.DataFrame,
        mentions: pd.DataFrame,
        corpus: Corpus,
        **state: Any,
    ):
        """systems, statements, mentions, corpus: as for `figures.systems_timeline`."""
        dated = {*first_days(systems).dt.year, *history(systems)["start"].dt.year}
        rows = evidence(statements, corpus=corpus)
        super().__init__(
            {"year": stepper("By the end of:", sorted(dated))},
            lambda year: systems_step(systems, statements, mentions, corpus, year),
            rows | corpus.readings(mentions["unit"].unique()),
            "Choose a row, by mouse or with Tab and the arrow keys, to read its sentences.",
            **{"year": max(dated), **state},
        )


def map_step(
    sites: pd.DataFrame,
    mentions: pd.DataFrame,
    corpus: Corpus,
    launch: str = "icbm_kozelsk",
    target: str = "washington",
    claim: str = "",
) -> Figure:
    """Draw one line on the map, how near it comes to three sites, and perhaps a claimed range.

    launch, target: ids of places. claim: id of a published range ('T53'), or ''. Returns a Figure.

    >>> print(map_step(sites, mentions, corpus, "icbm_kozelsk", "washington").title)
    From Kozelsk to Washington: the line passes Redzikowo at 613 km
    """
    state = map_state(sites, load_reaches(sites=sites), launch, target, claim)
    return track_map(sites, (launch, target), *state, mentions, corpus)


def map_state(
    sites: pd.DataFrame, reaches: pd.DataFrame, launch: str, target: str, claim: str = ""
) -> tuple[dict, pd.DataFrame, pd.Series | None]:
    """Compute what `TrackChart.figure` draws: the lines, the nearest points, the claimed range.

    sites, reaches: as `context.load_sites` and `geography.load_reaches`. Raises DataError for a
    place or a claim that is not in them.
    """
    for value, table in ((launch, sites), (target, sites), (claim or reaches.index[0], reaches)):
        if value not in table.index:
            raise DataError(
                f"{value!r} is not on the map. Known are {', '.join(table.index[:4])} ..."
            )
    start, end = sites.loc[launch], sites.loc[target]
    three = sites.loc[list(SITES)]
    near = closest_approach(start, end, three)
    reach = reaches.loc[claim] if claim else None
    circles = rings(sites, reach) if claim else {}
    lines = {"path": track(start, end), "spokes": spokes(three, near), "rings": circles}
    return lines, near, reach


class MapExplorer(Live):
    """Choose a launch place, a target and whose figure to draw; choose a site to read of it.

    Traits: launch, target (ids of places), claim (id of a published range, or '').
    """

    launch = traitlets.Unicode()
    target = traitlets.Unicode()
    claim = traitlets.Unicode()

    def __init__(
        self,
        sites: pd.DataFrame,
        mentions: pd.DataFrame,
        corpus: Corpus,
        launch: str = "icbm_kozelsk",
        target: str = "washington",
    ):
        """sites: as `context.load_sites`. mentions: as `systems.load_mentions`. corpus: all."""
        self._sites, self._reaches = sites, load_reaches(sites=sites)
        self._chart = TrackChart(sites, SITES, mentions, corpus)
        self.controls = {
            "launch": choice("Launch place:", _named(sites, launch_places(sites).index)),
            "target": choice("Target:", _named(sites, TARGETS)),
            "claim": stepper("Whose figure:", _claims(self._reaches)),
        }
        *places, claim = self.controls.values()
        claim.layout.width = "44em"
        claim.add_class("st-wide")
        super().__init__(
            [widgets.HBox(places, layout={"flex_flow": "row wrap"}), claim],
            self._chart.rows,
            "Choose a sign on the map to see what it is, and the sentences that point to it.",
            list(self.controls.values()),
        )
        self.launch, self.target = launch, target
        for name, control in self.controls.items():
            traitlets.link((self, name), (control, "value"))
        self.observe(self.show, ["launch", "target", "claim"])
        self.show()

    def values(self) -> tuple:
        """Return the launch place, the target and the claim."""
        return self.launch, self.target, self.claim

    def figure_of(self, launch: str, target: str, claim: str) -> Figure:
        """Return the Figure of any state."""
        state = map_state(self._sites, self._reaches, launch, target, claim)
        return self._chart.figure((launch, target), *state)


def figures_step(
    technical: pd.DataFrame | None = None, topic: str = "speed of interceptors"
) -> Figure:
    """Draw the published figures on one topic, each with its claimant. Returns a Figure.

    >>> print(figures_step(topic="speed of interceptors").title)
    From 6.3 to 9 km/s: look whose figure it is
    """
    technical = load_technical() if technical is None else technical
    return claimed_figures(technical[technical["group"].eq(TOPICS[topic])])


class FiguresExplorer(Flipbook):
    """Choose what the published figures are about. Trait: topic."""

    def __init__(self, technical: pd.DataFrame, **state: Any):
        """technical: as `context.load_technical`."""
        super().__init__(
            {"topic": buttons("Published figures:", list(TOPICS))},
            lambda topic: figures_step(technical, topic),
            {},
            "Choose a row to read the figure in full.",
            **state,
        )


def _named(sites, ids):
    """Return (name, id) for a list of places, for a control."""
    return [(sites.at[place, "name"], place) for place in ids]


def _claims(reaches):
    """Return (words, id) for the published ranges, for a control; first of all, none."""
    options = [("none", "")]
    for figure, reach in reaches.iterrows():
        low, high = reach["low"], reach["high"]
        km = f"{high:,.0f}" if low == high else f"{low:,.0f} to {high:,.0f}"
        options.append((f"{reach['claimant']}: {km} km", figure))
    return options
