"""A whole negotiation in one object: issues, score sheets, named packages, statements, articles."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

import pandas as pd

from shieldtalks.bargaining import (
    Bargain,
    bargain,
    load_issues,
    load_packages,
    load_sheets,
    spoken,
    with_weights,
)
from shieldtalks.corpus import Corpus, load_corpus
from shieldtalks.errors import DataError
from shieldtalks.games import COOPERATE, Game, outcomes, talks_game
from shieldtalks.statements import load_statements


@dataclass(frozen=True)
class Negotiation:
    """What is negotiated, what it is assumed to be worth, and what was said of it.

    issues, sheets, named: as the loaders of `bargaining`. statements, corpus: the evidence. wants:
    {party: points beyond no deal that it insists on}. sites_move: whether rethinking the sites is
    part of what the United States does when it cooperates in the game.
    """

    issues: pd.DataFrame
    sheets: pd.DataFrame
    named: pd.DataFrame
    statements: pd.DataFrame
    corpus: Corpus
    wants: tuple[tuple[str, float], ...] = ()
    sites_move: bool = False

    def heard(self) -> pd.DataFrame:
        """Return who speaks for and against each option, as `bargaining.spoken`."""
        return spoken(self.issues, self.statements)

    def table(self, parties: tuple[str, ...] = ("RUS", "USA")) -> Bargain:
        """Set the table: packages, their points, the zone and the three solutions."""
        table = bargain(self.issues, self.sheets, self.named, parties)
        least = {p: table.walk_away[p] + more for p, more in self.wants if p in parties}
        return table.demand(**least)

    def game(self) -> Game:
        """Return the talks as a game of two moves each, from the same score sheets."""
        return talks_game(self.issues, self.sheets, self._acts())

    def outcomes(self) -> pd.DataFrame:
        """Return what the four outcomes of the game contain, as `games.outcomes`."""
        return outcomes(self.issues, self._acts())

    def _acts(self) -> dict[str, dict[str, str]]:
        acts = {party: dict(moves) for party, moves in COOPERATE.items()}
        if self.sites_move:
            acts["USA"]["sites"] = "rethought"
        return acts

    def with_weight(self, party: str, issue: str, weight: float) -> "Negotiation":
        """Return the negotiation with one weight changed; the party's others make room."""
        return self.with_weights(party, {issue: weight})

    def with_weights(self, party: str, changed: Mapping[str, float]) -> "Negotiation":
        """Return the negotiation with some weights, {issue: weight}, changed at once."""
        return replace(self, sheets=with_weights(self.sheets, party, changed))

    def with_value(self, party: str, issue: str, option: str, value: float) -> "Negotiation":
        """Return the negotiation with one value changed, 0 (worst) to 100 (best)."""
        key = (party, issue, option)
        if key not in self.sheets.index:
            raise DataError(f"{option!r} is no option of {issue!r} for {party!r}.")
        sheets = self.sheets.copy()
        sheets.loc[[key], "value"] = float(value)
        return replace(self, sheets=sheets.assign(points=sheets["weight"] * sheets["value"] / 100))

    def with_want(self, party: str, points: float) -> "Negotiation":
        """Return the negotiation in which a party wants points beyond no deal, or makes do."""
        return replace(self, wants=(*(w for w in self.wants if w[0] != party), (party, points)))

    def with_sites_move(self, sites_move: bool = True) -> "Negotiation":
        """Return the negotiation in which deployment is a move of the game, or held fixed."""
        return replace(self, sites_move=sites_move)


def load_negotiation(
    statements: pd.DataFrame | None = None, corpus: Corpus | None = None
) -> Negotiation:
    """Load the negotiation of the course.

    statements: whose reading is held beside the assumptions (default: the reference); the tables
    themselves cite the reference.

    >>> both = load_negotiation(statements, corpus).with_value("USA", "assessment", "together", 50)
    >>> both = both.with_value("USA", "assessment", "alone", 50)
    >>> list(both.table().named_zone[both.table().named_zone].index)
    ['lavrov_2007']
    """
    corpus = load_corpus() if corpus is None else corpus
    reference = load_statements(corpus)
    issues = load_issues()
    sheets, named = load_sheets(issues, reference), load_packages(issues, reference)
    said = reference if statements is None else statements
    return Negotiation(issues, sheets, named, said, corpus)
