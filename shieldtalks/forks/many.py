"""The verdicts of very many branches at once: what `search.verdicts` says of one, as arrays."""

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd

from shieldtalks.bargaining import all_packages, no_deal, refused
from shieldtalks.bargaining.scores import differs
from shieldtalks.forks.search import NO_DEAL, PAIR, TERMS, of_game
from shieldtalks.games import OUTCOMES, game
from shieldtalks.negotiation import Negotiation


class Branches:
    """All that stays the same while assumptions change: packages, issues, who proposed what.

    negotiation: where every branch starts. ranges: as `search.load_ranges`.
    """

    def __init__(self, negotiation: Negotiation, ranges: pd.DataFrame) -> None:
        """Lay out the packages as a matrix of options, once for all branches."""
        self.negotiation, self.ranges = negotiation, ranges
        issues = negotiation.issues
        self.options = issues.index
        self.issues = list(dict.fromkeys(issues.index.get_level_values("issue")))
        self.issue_of = np.array([self.issues.index(issue) for issue, _ in self.options])
        deals, fallback = all_packages(issues), no_deal(issues)
        names = list(deals.columns)
        games = [negotiation.with_sites_move(moved).outcomes()[names] for moved in (False, True)]
        named, nothing = negotiation.named[names], fallback[names].to_frame().T
        everything = pd.concat([deals, named, nothing, *games])
        self.holds = np.stack(
            [everything[issue].eq(option).to_numpy(float) for issue, option in self.options]
        )
        ends = np.cumsum([0, len(deals), len(named), 1, 4, 4])
        self.deals, self.named, self.nothing, self.fixed, self.moved = (
            slice(*pair) for pair in zip(ends[:-1], ends[1:], strict=True)
        )
        self.is_deal = differs(named, fallback).to_numpy()
        self.structure = deals["structure"].to_numpy()
        against = refused(deals, negotiation.heard())["RUS"]
        self.against = against.astype(str).to_numpy(object)
        terms = pd.Series(fallback.to_dict() | TERMS)
        self.terms = ~differs(deals, terms).to_numpy()
        self._known: dict[tuple[float, ...], dict[str, str]] = {}
        self.weights, self.values = {}, {}
        for party in PAIR:
            sheet = negotiation.sheets.loc[party]
            self.weights[party] = sheet["weight"].groupby("issue").first()[self.issues].to_numpy()
            self.values[party] = sheet["value"].reindex(self.options).to_numpy()

    def verdicts(self, taken: Mapping[str, np.ndarray]) -> dict[str, np.ndarray]:
        """Return {headline: an answer for each branch}.

        taken: {assumption: its value in each branch}, arrays of one length. Answers are those of
        `search.verdicts` for the same branch.
        """
        scores, gains = {}, []
        for party in PAIR:
            points = self._points(party, taken)
            scores[party] = (points @ self.holds).round(9)
            least = scores[party][:, self.nothing] + self._want(party, taken)
            gains.append((scores[party] - least).round(9))
        least_gain = np.minimum(*gains)
        suits = least_gain >= 0
        offered = suits[:, self.named] & self.is_deal
        answers = {
            "zone": suits[:, self.deals].any(axis=1),
            "offered": self._offered(offered),
            "terms": (least_gain[:, self.deals][:, self.terms] > 0).all(axis=1),
            **self._star(*(gain[:, self.deals] for gain in gains)),
            "ten": (least_gain[:, self.deals] >= 10).any(axis=1),
        }
        ends = self._game(scores, taken)
        cooperate = np.array(["CC" in each for each in ends["equilibria"]])
        return answers | ends | {"cooperation": cooperate}

    def _rows(self, kinds: str, party: str, taken: Mapping[str, np.ndarray]) -> Any:
        rows = ((self.ranges.loc[name], each) for name, each in taken.items())
        return [(row, each) for row, each in rows if (row["kind"], row["party"]) == (kinds, party)]

    def _points(self, party: str, taken: Mapping[str, np.ndarray]) -> np.ndarray:
        """Return the points of every option in every branch, the weights making room."""
        n = len(next(iter(taken.values())))
        weights = np.tile(self.weights[party], (n, 1))
        if changed := self._rows("weight", party, taken):
            places = [self.issues.index(row["issue"]) for row, _ in changed]
            new = np.stack([each for _, each in changed], axis=1)
            total = self.weights[party].sum()
            left = total - self.weights[party][places].sum()
            weights *= (total - new.sum(axis=1, keepdims=True)) / left
            weights[:, places] = new
        values = np.tile(self.values[party], (n, 1))
        for row, each in self._rows("value", party, taken):
            values[:, self.options.get_loc((row["issue"], row["option"]))] = each
        return weights[:, self.issue_of] * values / 100

    def _want(self, party: str, taken: Mapping[str, np.ndarray]) -> Any:
        for _, each in self._rows("reservation", party, taken):
            return each[:, None]
        return dict(self.negotiation.wants).get(party, 0.0)

    def _offered(self, inside: np.ndarray) -> np.ndarray:
        sets, which = np.unique(inside, axis=0, return_inverse=True)
        names = self.negotiation.named.index.to_numpy()
        words = np.array([", ".join(names[each]) or "none" for each in sets], dtype=object)
        return words[which.ravel()]

    def _star(self, one: np.ndarray, other: np.ndarray) -> dict[str, np.ndarray]:
        """Return what the Nash solution holds, ties broken as `bargaining.solutions`."""
        inside = (one >= 0) & (other >= 0)
        product = np.where(inside, one * other, -1.0)
        best = product.max(axis=1)
        place = product.argmax(axis=1)
        equal = product == best[:, None]
        for row in np.flatnonzero(equal.sum(axis=1) > 1):
            gain = np.stack([one[row], other[row]])[:, inside[row]]
            if not gain.size:
                continue
            ideal = gain.max(axis=1, keepdims=True)
            share = np.divide(gain, ideal, out=np.ones_like(gain), where=ideal > 0)
            keys = [product[row, inside[row]], *np.sort(share, axis=0)]
            last = np.lexsort(keys[::-1])[-1]
            first = np.all([key == key[last] for key in keys], axis=0).argmax()
            place[row] = np.flatnonzero(inside[row])[first]
        held = {"star": self.structure[place], "against": self.against[place]}
        return {name: np.where(best < 0, NO_DEAL, each) for name, each in held.items()}

    def _game(
        self, scores: Mapping[str, np.ndarray], taken: Mapping[str, np.ndarray]
    ) -> dict[str, np.ndarray]:
        one, other = np.triu_indices(4, 1)
        moves: Any = self.negotiation.sites_move
        for _, each in self._rows("move", "USA", taken):
            moves = each[:, None].astype(bool)
        payoffs = {
            party: np.where(moves, score[:, self.moved], score[:, self.fixed])
            for party, score in scores.items()
        }
        payoffs["USA"] = payoffs["USA"][:, [0, 2, 1, 3]]  # own move first
        # Names and equilibria hang on the order of payoffs alone: one game of each order is asked.
        two = [payoffs[party] for party in PAIR]
        order = np.hstack([np.sign(each[:, one] - each[:, other]) for each in two])
        _, first, which = np.unique(order, axis=0, return_index=True, return_inverse=True)
        told = []
        for row in first:
            key = tuple(order[row].tolist())
            if key not in self._known:
                mine, theirs = (dict(zip(OUTCOMES, e[row].tolist(), strict=True)) for e in two)
                self._known[key] = of_game(game(mine, theirs))
            told.append(self._known[key])
        return {
            name: np.array([each[name] for each in told], dtype=object)[which.ravel()]
            for name in told[0]
        }
