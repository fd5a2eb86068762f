"""What packages are worth, whether a deal is there, and which: zone, frontier, solutions."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pandas as pd

from shieldtalks.bargaining.tables import MOST, indexed, no_deal
from shieldtalks.errors import DataError, check_known


def all_packages(issues: pd.DataFrame) -> pd.DataFrame:
    """Return every package: one option an issue, a row a package, issues as columns.

    Left out are packages whose options exclude each other, and the one that is no deal at all.
    Raises DataError where there would be more than two million.
    """
    options = {n: list(g.droplevel("issue").index) for n, g in issues.groupby("issue", sort=False)}
    counts = [len(names) for names in options.values()]
    if np.prod(counts, dtype=float) > MOST:
        raise DataError(
            f"{len(counts)} issues make more than {MOST:,} packages. Leave some issues out."
        )
    codes = np.indices(counts).reshape(len(counts), -1)
    table = pd.DataFrame(
        {name: np.array(options[name])[row] for name, row in zip(options, codes, strict=True)}
    )
    possible = differs(table, no_deal(issues))
    for (issue, option), excludes in issues["excludes"].items():
        for other, barred in excludes:
            possible &= ~(table[issue].eq(option) & table[other].eq(barred))
    return table[possible].reset_index(drop=True).rename_axis("package")


def points(sheets: pd.DataFrame) -> pd.DataFrame:
    """Return the score sheets side by side: options as rows, parties as columns, points inside."""
    return side_by_side(sheets["points"])


def with_weight(sheets: pd.DataFrame, party: str, issue: str, weight: float) -> pd.DataFrame:
    """Return score sheets in which one weight is changed and the party's others make room.

    weight: 0 to 100; the other weights of the party keep their proportions and all sum to the same
    as before. Raises DataError for an unknown party or issue or a weight outside the range.
    """
    return with_weights(sheets, party, {issue: weight})


def with_weights(sheets: pd.DataFrame, party: str, changed: Mapping[str, float]) -> pd.DataFrame:
    """Return score sheets in which some weights are changed and the party's others make room.

    changed: {issue: weight}, set at once; otherwise as `with_weight`.
    """
    mine = sheets.index.get_level_values("party") == party
    issues = sheets.index.get_level_values("issue")
    old = sheets["weight"][mine].groupby("issue").first()
    why = f"there is no sheet of {party!r} for {{}}. See the score sheets."
    check_known(changed, old.index, why)
    new = pd.Series(changed, dtype=float)
    total, others = old.sum(), old.drop(new.index).sum()
    left = total - new.sum()
    if not new.between(0, total).all() or left < 0 or (others == 0 and left != 0):
        asked = ", ".join(f"{weight} for {issue!r}" for issue, weight in changed.items())
        raise DataError(f"a weight of {asked} is outside 0 to {total:g}.")
    scale = np.where(mine, left / others if others else 0.0, 1.0)
    set_ = mine & issues.isin(new.index)
    weights = np.where(set_, new.reindex(issues).to_numpy(), sheets["weight"] * scale)
    return sheets.assign(weight=weights, points=weights * sheets["value"] / 100)


def utilities(packages: pd.DataFrame, sheets: pd.DataFrame) -> pd.DataFrame:
    """Score packages: U = sum over issues of weight * value / 100, for each party.

    packages: DataFrame with a column for each issue. sheets: as `load_sheets`. Returns a DataFrame,
    packages as rows, parties as columns; 0 to 100 where weights sum to 100. Additive scoring:
    Raiffa, The Art and Science of Negotiation (1982). Raises DataError for an issue without a
    column or an option without points.
    """
    table = points(sheets)
    total = np.zeros((len(packages), table.shape[1]))
    for issue, options in table.groupby(level="issue", sort=False):
        if issue not in packages:
            raise DataError(f"the packages have no column {issue!r}. Give each an option for it.")
        places = options.droplevel("issue").index.get_indexer(packages[issue])
        if (places < 0).any():
            odd = packages[issue].iloc[int((places < 0).argmax())]
            raise DataError(f"{odd!r} is no option of {issue!r}. See the score sheets.")
        total += options.to_numpy()[places]
    # Equal sums must compare as equal, in whatever order their parts were added.
    return pd.DataFrame(total.round(9), index=packages.index, columns=table.columns)


def walk_away(issues: pd.DataFrame, sheets: pd.DataFrame) -> pd.Series:
    """Return what each party has without a deal, in points: the natural reservation value."""
    return utilities(no_deal(issues).to_frame().T, sheets).iloc[0].rename("walk away")


def zopa(utilities: pd.DataFrame, reservations: Mapping[str, float] | pd.Series) -> pd.Series:
    """Return which packages lie in the zone of possible agreement, as a boolean Series.

    reservations: {party: least points it accepts}; only the parties named have a say.
    """
    return gains(utilities, reservations).ge(0).all(axis=1)


def gains(utilities: pd.DataFrame, reservations: Mapping[str, float] | pd.Series) -> pd.DataFrame:
    """Return what each party gains over its reservation value: packages x parties of the dict.

    Raises DataError for a party that has no column or a value that is no number.
    """
    least = pd.Series(reservations, dtype=float)
    check_known(least.index, utilities.columns, "{} has no score sheet. There are {known}.")
    if least.isna().any() or least.empty:
        raise DataError("every party needs a reservation value that is a number.")
    return (utilities[least.index] - least).round(9)


def frontier(utilities: pd.DataFrame) -> pd.Series:
    """Return which packages no other beats for one party without loss to another.

    utilities: packages x parties. Returns a boolean Series: the Pareto frontier of a finite set,
    exactly (no tolerance); equal packages are on it together or not at all.
    """
    values = utilities.to_numpy(float)
    left = np.argsort(-values.sum(axis=1), kind="stable")
    place = 0
    while place < len(left):
        point = values[left[place]]
        stays = (values[left] > point).any(axis=1) | (values[left] == point).all(axis=1)
        left = left[stays]
        place = int(stays[:place].sum()) + 1
    on_it = np.zeros(len(values), dtype=bool)
    on_it[left] = True
    return pd.Series(on_it, index=utilities.index, name="frontier")


def solutions(
    utilities: pd.DataFrame, reservations: Mapping[str, float] | pd.Series
) -> pd.DataFrame:
    """Return the three classic answers to 'which deal?', among the packages in the zone.

    nash: the greatest product of gains (Nash 1950). kalai_smorodinsky: the greatest least share of
    the ideal gain, the best each could have in the zone (Kalai and Smorodinsky 1975). egalitarian:
    the greatest least gain (Kalai 1977). Ties go to the better next-smallest share (or gain), so
    that each answer is on the frontier.
    Returns a DataFrame, index `solution`: package, score (what it maximises) and for each party of
    `reservations` its gain; empty where the zone is.
    """
    gain = gains(utilities, reservations)
    inside = gain[gain.ge(0).all(axis=1)]
    columns = ["package", "score", *gain.columns]
    if inside.empty:
        return pd.DataFrame(columns=columns, index=pd.Index([], name="solution"))
    ideal = inside.max()
    share = (inside / ideal.where(ideal.gt(0))).fillna(1.0)
    least_share, least_gain = np.sort(share.to_numpy()), np.sort(inside.to_numpy())
    product = inside.prod(axis=1).to_numpy()
    found = {
        "nash": (_best(product, *least_share.T), product),
        "kalai_smorodinsky": (_best(*least_share.T), least_share[:, 0]),
        "egalitarian": (_best(*least_gain.T), least_gain[:, 0]),
    }
    rows = [[inside.index[n], float(s[n]), *inside.iloc[n]] for n, s in found.values()]
    return pd.DataFrame(rows, columns=columns, index=pd.Index(found, name="solution"))


def logrolls(sheets: pd.DataFrame, one: str, other: str) -> pd.DataFrame:
    """Return the trades that leave both better off: each gives way where it minds less.

    one, other: parties. On every issue where their best options differ, each party has a swing:
    its points at its own best option less its points at the other's. A trade: `one` gives way on
    `gives`, `other` on `gets`. Returns a DataFrame with gives, gets, the gain of each party (column
    named after it), least (the smaller gain) and total; the most even trades first.
    """
    table = points(sheets)
    best = table.groupby(level="issue", sort=False).idxmax()
    cares = table.groupby(level="issue", sort=False).max()[[one, other]].gt(0).all(axis=1)
    best = best[best[one].ne(best[other]) & cares]
    mine, theirs = (table.loc[list(best[party])].to_numpy() for party in (one, other))
    columns = [list(table.columns).index(party) for party in (one, other)]
    swing_one, swing_other = ((mine - theirs)[:, columns] * (1, -1)).T
    gain_one = swing_one[None, :] - swing_one[:, None]
    gain_other = swing_other[:, None] - swing_other[None, :]
    gives, gets = np.nonzero((gain_one > 0) & (gain_other > 0))
    trades = pd.DataFrame(
        {
            "gives": best.index[gives],
            "gets": best.index[gets],
            one: gain_one[gives, gets].round(9),
            other: gain_other[gives, gets].round(9),
        }
    )
    trades["least"] = trades[[one, other]].min(axis=1)
    trades["total"] = trades[one] + trades[other]
    order = ["least", "total"]
    return trades.sort_values(order, ascending=False, kind="stable", ignore_index=True)


@dataclass(frozen=True)
class Bargain:
    """A whole bargaining table at one moment.

    parties: those who must agree. packages, utilities, frontier: every package, its points for each
    of the parties, and whether another beats it. named, named_utilities: the same for the packages
    of the articles. walk_away, reservations: points without a deal, and the least each accepts.
    zone, named_zone: boolean Series, what suits all. solutions: as the function of that name.
    """

    issues: pd.DataFrame
    parties: tuple
    packages: pd.DataFrame
    utilities: pd.DataFrame
    frontier: pd.Series
    named: pd.DataFrame
    named_utilities: pd.DataFrame
    walk_away: pd.Series
    reservations: pd.Series
    zone: pd.Series
    named_zone: pd.Series
    solutions: pd.DataFrame

    def demand(self, **least: float) -> "Bargain":
        """Return the table with other reservation values by party, such as RUS=40."""
        check_known(least, self.parties, "{} is not at this table. There are {known}.")
        reservations = self.reservations.copy()
        reservations.update(pd.Series(least, dtype=float))
        return replace(
            self,
            reservations=reservations,
            zone=zopa(self.utilities, reservations),
            named_zone=zopa(self.named_utilities, reservations) & self._is_deal(),
            solutions=solutions(self.utilities, reservations),
        )

    def _is_deal(self) -> pd.Series:
        return differs(self.named[list(self.packages)], no_deal(self.issues))


def bargain(
    issues: pd.DataFrame,
    sheets: pd.DataFrame,
    named: pd.DataFrame,
    parties: Iterable[str] = ("RUS", "USA"),
    **least: float,
) -> Bargain:
    """Set the table for two or three parties and return a Bargain.

    issues, sheets, named: as the loaders give them. least: reservation values by party; without
    one a party accepts whatever is no worse than walking away.
    """
    parties = list(parties)
    deals = all_packages(issues)
    scores, away = utilities(deals, sheets)[parties], walk_away(issues, sheets)[parties]
    named_scores = utilities(named, sheets)[parties]
    nobody = pd.Series(False, index=deals.index)
    table = Bargain(
        issues=issues,
        parties=tuple(parties),
        packages=deals,
        utilities=scores,
        frontier=frontier(scores),
        named=named,
        named_utilities=named_scores,
        walk_away=away,
        reservations=away.rename("least"),
        zone=nobody,
        named_zone=nobody,
        solutions=pd.DataFrame(),
    )
    return table.demand(**least)


def nash_barter() -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return Nash's own example (The Bargaining Problem, 1950) as (issues, sheets).

    Bill and Jack may exchange nine goods; an issue is a good, its option who has it in the end.
    Utilities of goods add up. What each begins with is what holds without a deal.
    """
    goods = {
        "book": ("Bill", 2, 4),
        "whip": ("Bill", 2, 2),
        "ball": ("Bill", 2, 1),
        "bat": ("Bill", 2, 2),
        "box": ("Bill", 4, 1),
        "pen": ("Jack", 10, 1),
        "toy": ("Jack", 4, 1),
        "knife": ("Jack", 6, 2),
        "hat": ("Jack", 2, 2),
    }
    options = [(good, who) for good in goods for who in ("Bill", "Jack")]
    issues = pd.DataFrame(options, columns=["issue", "option"])
    issues["issue_label"] = issues["issue"]
    issues["label"] = issues["option"] + " has the " + issues["issue"]
    issues["stances"] = issues["excludes"] = [()] * len(options)
    issues["no_deal"] = [goods[good][0] == who for good, who in options]
    issues = indexed(issues.assign(note=""), ["issue", "option"])
    rows = [
        (party, good, who, float(goods[good][place]), 100.0 * (who == party))
        for place, party in ((1, "Bill"), (2, "Jack"))
        for good, who in options
    ]
    sheets = pd.DataFrame(rows, columns=["party", "issue", "option", "weight", "value"])
    sheets = indexed(sheets, ["party", "issue", "option"])
    sheets["points"] = sheets["weight"] * sheets["value"] / 100
    return issues, sheets.assign(status="given", reason="Nash 1950.", statements=[()] * 36)


def differs(packages: pd.DataFrame, package: pd.Series) -> pd.Series:
    """Return which packages are another than the one given as a Series."""
    rows = packages.to_numpy(dtype=object) != package[list(packages)].to_numpy(dtype=object)
    return pd.Series(rows.any(axis=1), index=packages.index)


def clash_of(issues: pd.DataFrame, package: Mapping[str, str] | pd.Series) -> str:
    """Say in one line which two options of a package exclude each other, or return ''."""
    for pair in package.items():
        for other in issues.at[pair, "excludes"]:
            if package[other[0]] == other[1]:
                one, two = issues.at[pair, "label"], issues.at[other, "label"]
                return f"“{one}” and “{two}” cannot stand together."
    return ""


def _best(*keys: np.ndarray) -> int:
    """Return the place of the lexicographic maximum of arrays, the first of equals."""
    last = np.lexsort(keys[::-1])[-1]
    return int(np.all([key == key[last] for key in keys], axis=0).argmax())


def side_by_side(column: Any) -> pd.DataFrame:
    """Return a column of the sheets as options x parties, both in the order of the sheets."""
    parties = column.index.get_level_values("party").unique()
    options = column.index.droplevel("party").unique()
    return column.unstack("party").reindex(index=options, columns=parties)
