"""Lesson 08: score sheets, reservation values, a package of one's own, weights drawn at random."""

from dataclasses import replace
from typing import Any

import ipywidgets as widgets
import traitlets

from shieldtalks.bargaining import TABLE, Verdict, assess, no_deal, sensitivity, spoken
from shieldtalks.explorers.base import LABEL, Flipbook, buttons, stepper
from shieldtalks.explorers.live import Live
from shieldtalks.explorers.panes import OptionLists
from shieldtalks.explorers.readable import Readable, Readings, article_to_leave_out, rows_of
from shieldtalks.figures.bargain import Cloud, bargain_cloud
from shieldtalks.figures.figure import Figure
from shieldtalks.figures.scores import score_sheet, weights_shaken
from shieldtalks.markup import tag
from shieldtalks.negotiation import Negotiation
from shieldtalks.parties import short
from shieldtalks.statements import evidence, without

PAIRS = (("RUS", "USA"), ("RUS", "NATO"), ("USA", "NATO"))
MOST = 40


def sheet_step(negotiation: Negotiation, left_out: str = "") -> Figure:
    """Draw what was said beside the points assumed, with an article left out. Returns a Figure.

    >>> print(sheet_step(negotiation).title)
    What each party said about an option, and the points we assume for it
    """
    issues, rest = negotiation.issues, without(negotiation.statements, left_out)
    return score_sheet(negotiation.sheets, spoken(issues, rest), issues, rest)


def bargain_step(
    negotiation: Negotiation, parties: tuple[str, ...] = ("RUS", "USA"), **more: float
) -> Figure:
    """Draw one state of the explorer: two parties, and what each wants beyond walking away.

    negotiation: as `load_negotiation`. more: points by party, e.g. RUS=10. Returns a Figure.

    >>> "packages of" in bargain_step(negotiation, RUS=5, USA=5).title
    True
    """
    table = negotiation.table(parties)
    return bargain_cloud(_wanting(table, more), negotiation.statements)


def package_step(
    negotiation: Negotiation, parties: tuple[str, ...] = ("RUS", "USA"), **package: str
) -> Figure:
    """Draw a package of one's own among all others: issue=option; the rest as without a deal.

    >>> print(package_step(negotiation, control="shared").title)
    This package contradicts itself
    """
    table = negotiation.table(parties)
    verdict = assess(table, negotiation.sheets, negotiation.heard(), package)
    return bargain_cloud(table, negotiation.statements, verdict)


def weights_step(
    negotiation: Negotiation,
    parties: tuple[str, ...] = TABLE,
    spread: float = 0.5,
    margin: float = 0,
) -> Figure:
    """Draw what is left of the packages when weights are drawn at random (`sensitivity`).

    >>> print(weights_step(negotiation, spread=0.25).title)
    Weights up to ... % off: a zone exists in ... % of the draws
    """
    tables = negotiation.issues, negotiation.sheets, negotiation.named
    shaken = sensitivity(*tables, parties, spread, margin)
    return weights_shaken(shaken, negotiation.named, negotiation.statements)


class SheetExplorer(Readable):
    """Who spoke for and against each option, beside the points assumed, with an article left out.

    Traits: left_out, an article, or ''; reading, 'reference' or a name of `readings`.
    """

    def __init__(self, negotiation: Negotiation, readings: Readings | None = None, **state: Any):
        """negotiation: as `load_negotiation`. state: what the traits start with.

        readings: {name: statements} to choose from beside those of the negotiation.
        """
        statements = negotiation.statements
        super().__init__(
            {"left_out": article_to_leave_out(statements)},
            lambda reading, left_out: sheet_step(
                negotiation if reading is None else replace(negotiation, statements=reading),
                left_out,
            ),
            rows_of(statements, negotiation.corpus, readings),
            "Choose a coloured field, by mouse or with the arrow keys, to read its sentences.",
            readings,
            **state,
        )


class _Table(Live):
    """What the two live explorers of the lesson share: two parties, and one cloud for each pair.

    Trait: parties, a pair of party ids.
    """

    parties = traitlets.Tuple(default_value=("RUS", "USA"))

    def __init__(self, negotiation, parties, controls, invitation, sliders=()):
        self._negotiation, self._tables, self._clouds = negotiation, {}, {}
        self._heard = negotiation.heard()
        pairs = [(f"{short(one)} and {short(other)}", (one, other)) for one, other in PAIRS]
        self._pair = buttons("At the table:", pairs)
        self._pair.value = tuple(parties)
        states = [self._pair, *sliders] if sliders else ()
        super().__init__([self._pair, *controls], _rows(negotiation), invitation, states)
        self.parties = tuple(parties)
        traitlets.link((self, "parties"), (self._pair, "value"))

    def table(self, parties=None):
        """Return the bargaining.Bargain of a pair (default: the present one), without demands."""
        parties = parties or self.parties
        if parties not in self._tables:
            self._tables[parties] = self._negotiation.table(parties)
        return self._tables[parties]

    def _cloud(self, parties=None):
        parties = parties or self.parties
        if parties not in self._clouds:
            self._clouds[parties] = Cloud(self.table(parties), self._negotiation.statements)
        return self._clouds[parties]


class BargainExplorer(_Table):
    """Raise what each side wants, and see the zone of agreement shrink until it closes.

    Traits: parties, a pair of party ids; one, other: points that the first and the second want
    beyond what they have without a deal.
    """

    one = traitlets.Int(0)
    other = traitlets.Int(0)

    def __init__(
        self,
        negotiation: Negotiation,
        parties: tuple[str, str] = ("RUS", "USA"),
        one: int = 0,
        other: int = 0,
    ):
        """negotiation: as `load_negotiation`. The others are what the traits start with."""
        self._sliders = [_slider(), _slider()]
        super().__init__(
            negotiation,
            parties,
            [widgets.HBox(self._sliders, layout={"flex_flow": "row wrap"})],
            "Choose a named package to read the sentences it rests on.",
            self._sliders,
        )
        self.one, self.other = one, other
        for name, slider in zip(("one", "other"), self._sliders, strict=True):
            traitlets.link((self, name), (slider, "value"))
        self.observe(self._on_parties, "parties")
        self.observe(self.show, ["parties", "one", "other"])
        self._on_parties()
        self.show()

    def values(self) -> tuple:
        """Return the two parties and what each wants beyond no deal."""
        return self.parties, self.one, self.other

    def figure_of(self, parties: tuple[str, str], one: int, other: int) -> Figure:
        """Return the Figure of any state."""
        more = dict(zip(parties, (one, other), strict=True))
        return self._cloud(parties).figure(_wanting(self.table(parties), more))

    def _on_parties(self, change=None):
        for party, slider in zip(self.parties, self._sliders, strict=True):
            slider.description = f"{short(party)} wants, beyond no deal:"


class PackageExplorer(_Table):
    """Put a package together, option by option, and see where it lies and who speaks against it.

    Traits: parties, a pair of party ids; package: {issue: option}. `told` shows the verdict.
    """

    package = traitlets.Dict()

    def __init__(
        self,
        negotiation: Negotiation,
        parties: tuple[str, str] = ("RUS", "USA"),
        **package: str,
    ):
        """negotiation: as `load_negotiation`. package: issue=option to begin with."""
        lists = OptionLists(negotiation.issues, least=26)
        self.controls = lists.controls
        self.told = widgets.HTML()
        super().__init__(
            negotiation,
            parties,
            [lists, self.told],
            "Choose a named package to read the sentences it rests on.",
        )
        self.package = {**no_deal(negotiation.issues), **package}
        traitlets.link((self, "package"), (lists, "value"))
        self.observe(self._on_package, ["package", "parties"])
        self._on_package()

    def verdict(self) -> Verdict:
        """Return the bargaining.Verdict on the present package."""
        return assess(self.table(), self._negotiation.sheets, self._heard, self.package)

    def figure(self) -> Figure:
        """Return the Figure of the present state."""
        return self._cloud().figure(self.table(), self.verdict())

    def _on_package(self, change=None):
        self.show()
        own = next(mark for mark in self._shown.marks if mark.id == "own")
        self.told.value = tag("p", own.label, role="status", style="line-height:1.4")


class WeightsExplorer(Flipbook):
    """Draw the weights at random around the assumption, and see what is left of the result.

    Traits: parties, spread (0 to 1: how far a weight may be off), margin (points that each wants
    beyond no deal).
    """

    def __init__(
        self,
        negotiation: Negotiation,
        **state: Any,
    ):
        """negotiation: as `load_negotiation`. state: what the traits start with."""
        everyone = [("all three", TABLE), ("Russia and US", ("RUS", "USA"))]
        spreads = [(f"{100 * share:.0f} %", share) for share in (0, 0.25, 0.5, 1.0)]
        margins = [(f"{points} points", points) for points in (0, 5, 10)]
        super().__init__(
            {
                "parties": buttons("Must agree:", everyone),
                "spread": stepper("Weights may be off by:", spreads),
                "margin": stepper("Each wants, beyond no deal:", margins),
            },
            lambda **state: weights_step(negotiation, **state),
            _rows(negotiation),
            "Choose a package to read the sentences it rests on.",
            **{"spread": 0.5, **state},
        )


def _rows(negotiation):
    """Return the sentences that a named package rests on, or that speak against it."""
    named = negotiation.named
    used = sorted(set(sum(named["statements"] + named["refusals"], ())))
    return evidence(negotiation.statements, used, negotiation.corpus)


def _wanting(table, more):
    return table.demand(
        **{party: table.walk_away[party] + points for party, points in more.items()}
    )


def _slider():
    return widgets.IntSlider(min=0, max=MOST, style=LABEL, layout={"width": "30em"})
