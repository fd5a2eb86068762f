"""Bargaining: issues, packages, score sheets, and whether a deal is there.

Stances are evidence: each option of an issue names the coded stances that it follows from. Weights
and values are assumptions: each carries its reason and the statements that suggest its direction.
"""

import re
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import pandas as pd

from shieldtalks.errors import DataError
from shieldtalks.statements import AGREEMENTS, load_concepts, load_statements
from shieldtalks.tables import DATA, read_table, require

TABLE = ("RUS", "USA", "NATO")
CAVEAT = "Weights and values are assumptions; stances are evidence."
SOLUTIONS = ("nash", "kalai_smorodinsky", "egalitarian")
MOST = 2_000_000

ISSUE_COLUMNS = (
    "issue",
    "issue_label",
    "option",
    "label",
    "stances",
    "no_deal",
    "excludes",
    "note",
)
WEIGHT_COLUMNS = ("party", "issue", "weight", "values", "status", "reason", "statements")
PACKAGE_COLUMNS = (
    "package",
    "name",
    "short",
    "year",
    "article",
    "system",
    "proposed_by",
    "statements",
    "units",
    "refused_by",
    "refusals",
    "note",
)


# Tables


def load_issues(path=None):
    """Read the issues on the table and their options.

    path: a csv; without one, the issues of the course. Returns a DataFrame, a row an option, index
    (issue, option): issue_label, label, stances (tuple of (concept, agreement) that the option
    follows from), no_deal (bool: what holds if the talks fail), excludes (tuple of (issue, option)
    that cannot stand beside it) and note. Raises DataError by row: a repeated option, a stance or
    an option that does not exist, an issue without 2-4 options or without one that holds otherwise.
    """
    path = DATA / "issues.csv" if path is None else Path(path)
    table = read_table(path, ISSUE_COLUMNS, choices={"no_deal": ("0", "1")})
    name = path.name
    _require_new(table, ("issue", "option"), name)
    options = table.groupby("issue")["option"].transform("size")
    require(options.between(2, 4), table, name, "issue", "{value} needs two to four options.")
    held = table["no_deal"].eq("1").groupby(table["issue"]).transform("sum")
    why = "{value} needs one option, and no more, with no_deal 1."
    require(held.eq(1), table, name, "issue", why)
    concepts = load_concepts().index
    known = {f"{concept}={agreement}" for concept in concepts for agreement in AGREEMENTS}
    _require_listed(table, "stances", known, name, "Write concept=yes or concept=no.")
    pairs = set(table["issue"] + "=" + table["option"])
    _require_listed(table, "excludes", pairs, name, "Write issue=option.")
    for column in ("stances", "excludes"):
        table[column] = [tuple(tuple(p.split("=")) for p in _items(t)) for t in table[column]]
    table["no_deal"] = table["no_deal"].eq("1")
    return _indexed(table, ["issue", "option"])


def load_sheets(issues=None, statements=None, path=None):
    """Read the score sheets: what each party is assumed to want, and how much.

    issues: as `load_issues`. statements: as `load_statements`. path: a csv with a row for each
    party and issue (WEIGHT_COLUMNS); `values` holds `option=value` for every option, 0 to 100.
    Returns a DataFrame, index (party, issue, option): weight (they sum to 100 for each party),
    value (0 worst, 100 best), points (weight * value / 100), status ('assumption'), reason and
    statements (tuple of ids that suggest the direction). Raises DataError by row.
    """
    issues = load_issues() if issues is None else issues
    statements = load_statements() if statements is None else statements
    path = DATA / "weights.csv" if path is None else Path(path)
    choices = {"party": TABLE, "status": ("assumption",)}
    table = read_table(path, WEIGHT_COLUMNS, choices=choices)
    name = path.name
    _require_new(table, ("party", "issue"), name)
    offered = issues.index.get_level_values("issue").unique()
    require(table["issue"].isin(offered), table, name, "issue", "{value} is no issue: see issues.")
    require(table["reason"].ne(""), table, name, "reason", "{value}: every assumption says why.")
    _require_listed(table, "statements", set(statements.index), name, "See statements.csv.")
    table["weight"] = _number(table, "weight", name)
    for party in TABLE:
        _check_party(table[table["party"].eq(party)], party, offered, name)
    values = [_values(row, issues.loc[row["issue"]].index, name, n) for n, row in _rows(table)]
    long = table.assign(option=[list(v) for v in values], value=[list(v.values()) for v in values])
    long = long.explode(["option", "value"], ignore_index=True)
    long["value"] = long["value"].astype(float)
    long["points"] = long["weight"] * long["value"] / 100
    long["statements"] = [_items(text) for text in long["statements"]]
    columns = ["weight", "value", "points", "status", "reason", "statements"]
    return _indexed(long, ["party", "issue", "option"])[columns]


def load_packages(issues=None, statements=None, path=None):
    """Read the packages that the articles describe, by name.

    An issue on which the articles are silent stays as it would be without a deal. Returns a
    DataFrame, index `package`: name, short, year, article, system, proposed_by (a party), a column
    for each issue (an option), silent (tuple of the issues so filled), statements and units
    (tuples: what the package rests on), refused_by (a party, or empty), refusals (tuple of
    statements) and note. Raises DataError by row for an option, statement, unit or system that does
    not exist.
    """
    issues = load_issues() if issues is None else issues
    statements = load_statements() if statements is None else statements
    path = DATA / "packages.csv" if path is None else Path(path)
    names = list(issues.index.get_level_values("issue").unique())
    choices = dict.fromkeys(("proposed_by", "refused_by"), (*TABLE, ""))
    table = read_table(path, (*PACKAGE_COLUMNS, *names), "package", choices=choices)
    file = path.name
    systems = read_table(DATA / "context" / "systems.csv", ("id",), "id").index
    why = "{value} is unknown. See systems.csv."
    require(table["system"].isin(systems), table, file, "system", why)
    require(table["statements"].ne(""), table, file, "statements", "{value}: name at least one.")
    for column in ("statements", "refusals"):
        _require_listed(table, column, set(statements.index), file, "See statements.csv.")
    for column in ("statements", "units", "refusals"):
        table[column] = [_items(text) for text in table[column]]
    for position, row in _rows(table):
        wanted = set(statements.loc[list(row["statements"]), "unit"])
        lacking = sorted(wanted - set(row["units"]))
        if lacking:
            raise DataError(
                f"{file}, row {position}, units: {lacking[0]!r} is missing, though a statement "
                "stands in it. Add it."
            )
    table["silent"] = [tuple(n for n in names if not row[n]) for _, row in table.iterrows()]
    fallback = no_deal(issues)
    for issue in names:
        table[issue] = table[issue].where(table[issue].ne(""), fallback[issue])
        why = "{value} is no option of this issue. See issues.csv."
        require(table[issue].isin(issues.loc[issue].index), table, file, issue, why)
    for issue, option in issues.index[issues["excludes"].map(len).gt(0)]:
        for other, barred in issues.at[(issue, option), "excludes"]:
            clash = table[issue].eq(option) & table[other].eq(barred)
            why = f"{{value}} cannot stand beside {issue} {option!r}. See issues.csv."
            require(~clash, table, file, other, why)
    order = ["name", "short", "year", "article", "system", "proposed_by", *names, "silent"]
    return table[[*order, "statements", "units", "refused_by", "refusals", "note"]]


# Packages and what they are worth


def no_deal(issues):
    """Return what holds if the talks fail: Series, issue -> option."""
    held = issues.index[issues["no_deal"]]
    return pd.Series(dict(held.to_list()), name="no deal").rename_axis("issue")


def all_packages(issues):
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
    possible = _differs(table, no_deal(issues))
    for (issue, option), excludes in issues["excludes"].items():
        for other, barred in excludes:
            possible &= ~(table[issue].eq(option) & table[other].eq(barred))
    return table[possible].reset_index(drop=True).rename_axis("package")


def points(sheets):
    """Return the score sheets side by side: options as rows, parties as columns, points inside."""
    return _side_by_side(sheets["points"])


def with_weight(sheets, party, issue, weight):
    """Return score sheets in which one weight is changed and the party's others make room.

    weight: 0 to 100; the other weights of the party keep their proportions and all sum to the same
    as before. Raises DataError for an unknown party or issue or a weight outside the range.
    """
    index = sheets.index
    mine = index.get_level_values("party") == party
    changed = mine & (index.get_level_values("issue") == issue)
    if not changed.any():
        raise DataError(f"there is no sheet of {party!r} for {issue!r}. See the score sheets.")
    weights = sheets["weight"][mine].groupby("issue").first()
    total, others = weights.sum(), weights.sum() - weights[issue]
    if not 0 <= weight <= total or (others == 0 and weight != total):
        raise DataError(f"a weight of {weight} for {issue!r} is outside 0 to {total:g}.")
    scale = np.where(mine, (total - weight) / others if others else 0.0, 1.0)
    new = np.where(changed, float(weight), sheets["weight"] * scale)
    return sheets.assign(weight=new, points=new * sheets["value"] / 100)


def utilities(packages, sheets):
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


def walk_away(issues, sheets):
    """Return what each party has without a deal, in points: the natural reservation value."""
    return utilities(no_deal(issues).to_frame().T, sheets).iloc[0].rename("walk away")


# Is there a deal, and which?


def zopa(utilities, reservations):
    """Return which packages lie in the zone of possible agreement, as a boolean Series.

    reservations: {party: least points it accepts}; only the parties named have a say.
    """
    return gains(utilities, reservations).ge(0).all(axis=1)


def gains(utilities, reservations):
    """Return what each party gains over its reservation value: packages x parties of the dict.

    Raises DataError for a party that has no column or a value that is no number.
    """
    least = pd.Series(reservations, dtype=float)
    missing = [party for party in least.index if party not in utilities]
    if missing:
        raise DataError(f"{missing[0]!r} has no score sheet. There are {', '.join(utilities)}.")
    if least.isna().any() or least.empty:
        raise DataError("every party needs a reservation value that is a number.")
    return (utilities[least.index] - least).round(9)


def frontier(utilities):
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


def solutions(utilities, reservations):
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


def logrolls(sheets, one, other):
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

    def demand(self, **least):
        """Return the table with other reservation values by party, such as RUS=40."""
        unknown = [party for party in least if party not in self.parties]
        if unknown:
            raise DataError(
                f"{unknown[0]!r} is not at this table. There are {', '.join(self.parties)}."
            )
        reservations = self.reservations.copy()
        reservations.update(pd.Series(least, dtype=float))
        return replace(
            self,
            reservations=reservations,
            zone=zopa(self.utilities, reservations),
            named_zone=zopa(self.named_utilities, reservations) & self._is_deal(),
            solutions=solutions(self.utilities, reservations),
        )

    def _is_deal(self):
        return _differs(self.named[list(self.packages)], no_deal(self.issues))


def bargain(issues, sheets, named, parties=("RUS", "USA"), **least):
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


# Evidence beside the assumptions


def spoken(issues, statements):
    """Return who speaks for and against each option, counted without any weight.

    Returns a DataFrame, index (issue, option, party): agree and disagree (tuples of statement ids:
    the stance the option follows from, or its opposite) and stance ('agree', 'disagree', 'both' or
    'silent').
    """
    said = statements.reset_index().groupby(["party", "concept", "agreement"])["statement"]
    said = said.agg(tuple).to_dict()
    opposite = dict(zip(AGREEMENTS, reversed(AGREEMENTS), strict=True))
    rows = {}
    for (issue, option), stances in issues["stances"].items():
        for party in TABLE:
            agree = sum((said.get((party, c, a), ()) for c, a in stances), ())
            disagree = sum((said.get((party, c, opposite[a]), ()) for c, a in stances), ())
            rows[issue, option, party] = (tuple(sorted(agree)), tuple(sorted(disagree)))
    table = pd.DataFrame(
        [(*key, *value) for key, value in rows.items()],
        columns=["issue", "option", "party", "agree", "disagree"],
    )
    table = _indexed(table, ["issue", "option", "party"])
    words = {(True, False): "agree", (False, True): "disagree", (True, True): "both"}
    heard = zip(table["agree"].map(bool), table["disagree"].map(bool), strict=True)
    table["stance"] = [words.get(pair, "silent") for pair in heard]
    return table


def refused(packages, heard):
    """Count the issues on which a package holds an option that a party only speaks against.

    heard: as `spoken` returns it. Returns a DataFrame, packages x parties. No weight enters.
    """
    against = heard["stance"].eq("disagree").unstack("party")[list(TABLE)].astype(int)
    total = np.zeros((len(packages), len(TABLE)), dtype=int)
    for issue, options in against.groupby(level="issue", sort=False):
        total += options.droplevel("issue").loc[packages[issue]].to_numpy()
    return pd.DataFrame(total, index=packages.index, columns=list(TABLE))


def contradictions(sheets, heard):
    """Return the values that run against the evidence, one a row; the course's own have none.

    A value does so where a party is given more for an option that it only speaks against than for
    one that it only speaks for. Columns party, issue, against, speaks_for (options).
    """
    table = sheets[["value"]].join(heard["stance"]).reset_index()
    against = table[table["stance"].eq("disagree")].rename(columns={"option": "against"})
    in_favour = table[table["stance"].eq("agree")].rename(columns={"option": "speaks_for"})
    both = against.merge(in_favour, on=["party", "issue"], suffixes=("", "_for"))
    wrong = both[both["value"].gt(both["value_for"])]
    return wrong[["party", "issue", "against", "speaks_for"]].reset_index(drop=True)


def answers(packages, issues, sheets):
    """Hold the assumptions against what the articles record: who proposed a package, who refused.

    Returns a DataFrame, index (package, party): said ('proposed', 'refused' or 'both'), gain (over
    walking away, in points), fits (a proposer should not lose by its package, a refuser should not
    gain; where both are said, nothing can be tested and fits is True) and statements.
    """
    gain = gains(utilities(packages, sheets), walk_away(issues, sheets))
    rows = {}
    for package, row in packages.iterrows():
        for party in [p for p in TABLE if p in (row["proposed_by"], row["refused_by"])]:
            said = {"proposed": row["proposed_by"] == party, "refused": row["refused_by"] == party}
            word = "both" if all(said.values()) else max(said, key=said.get)
            value = gain.at[package, party]
            fits = {"proposed": value >= 0, "refused": value <= 0, "both": True}[word]
            ids = [row["statements"] * said["proposed"], row["refusals"] * said["refused"]]
            rows[package, party] = (word, value, fits, sum(ids, ()))
    index = pd.MultiIndex.from_tuples(rows, names=["package", "party"])
    return pd.DataFrame(
        list(rows.values()), columns=["said", "gain", "fits", "statements"], index=index
    )


@dataclass(frozen=True)
class Verdict:
    """What can be said of one package at a table.

    package: issue -> option. points, gain: Series by party (gain over the reservation value).
    suits: no party loses and it is a deal. beaten_by: how many packages are at least as good for
    all and better for one. against: {party: labels of the options that it only speaks against}.
    clash: one line where two options exclude each other, or ''.
    """

    package: pd.Series
    points: pd.Series
    gain: pd.Series
    suits: bool
    beaten_by: int
    against: dict
    clash: str


def assess(table, sheets, heard, choice=None):
    """Weigh a package of one's own at a table and return a Verdict.

    table: a Bargain. sheets: the score sheets it was set with. heard: as `spoken`. choice: {issue:
    option} or a Series; an issue left out stays as without a deal. Raises DataError for an unknown
    issue or option.
    """
    package, choice = no_deal(table.issues), dict({} if choice is None else choice)
    odd = [issue for issue in choice if issue not in package]
    if odd:
        raise DataError(f"{odd[0]!r} is no issue here. There are {', '.join(package.index)}.")
    package.update(pd.Series(choice, dtype=object))
    row = package.to_frame().T
    points = utilities(row, sheets)[list(table.parties)].iloc[0]
    gain = (points - table.reservations).round(9)
    no_worse = table.utilities.ge(points).all(axis=1)
    beaten = int((no_worse & table.utilities.gt(points).any(axis=1)).sum())
    is_deal = bool(_differs(row, no_deal(table.issues)).iloc[0])
    labels, against = table.issues["label"], {}
    for party in table.parties:
        refused_ = [p for p in package.items() if heard.at[(*p, party), "stance"] == "disagree"]
        against[party] = tuple(labels[pair] for pair in refused_)
    clash = _clash(table.issues, package)
    suits = is_deal and not clash and bool(gain.ge(0).all())
    return Verdict(package, points, gain, suits, beaten, against, clash)


# How far does it depend on the weights?


@dataclass(frozen=True)
class Sensitivity:
    """What remains of the results when the weights are drawn at random around the assumption.

    parties: those whose yes is needed. draws, spread, margin: how many, how far, and how much more
    than walking away each wants. zone: share of draws in which some package suits all. packages:
    DataFrame, index as the named packages: accepted (share of draws in which it suits all and is a
    deal), frontier (in which no package beats it) and refusal (in which its recorded refuser indeed
    does not gain; NaN without one). nash: Series, number of a package -> share of draws in which it
    is the Nash solution.
    """

    parties: tuple
    draws: int
    spread: float
    margin: float
    zone: float
    packages: pd.DataFrame
    nash: pd.Series


def sensitivity(issues, sheets, named, parties=TABLE, spread=0.5, margin=0, draws=1000, seed=1950):
    """Draw weights at random around the assumption and return a Sensitivity.

    Each weight is multiplied by a number drawn evenly from 1 - spread to 1 + spread, and the
    weights of a party are then brought back to their sum; values stay. The walk-away value moves
    with the weights; margin: points that every party wants on top of it. named: as
    `load_packages`. The same seed gives the same draws. Raises DataError for a spread outside 0-1.
    """
    if not 0 <= spread <= 1:
        raise DataError(f"a spread of {spread} is outside 0 to 1. 0.5 means half as much or more.")
    parties = list(parties)
    deals = all_packages(issues)
    names = list(deals.columns)
    everything = pd.concat([deals, named[names], no_deal(issues)[names].to_frame().T])
    drawn = _drawn_weights(sheets, names, parties, spread, draws, seed)
    scores = [
        (weights @ _value_rows(everything, sheets, party)).round(9)
        for party, weights in zip(parties, drawn, strict=True)
    ]
    gain = np.stack([score - score[:, -1:] - margin for score in scores]).round(9)
    suits = (gain >= 0).all(axis=0)
    at_deals, at_named = slice(0, len(deals)), slice(len(deals), -1)
    is_deal = _differs(named[names], no_deal(issues)).to_numpy()
    product = np.where(suits, gain.prod(axis=0), -1.0)[:, at_deals]
    table = pd.DataFrame(index=named.index)
    table["accepted"] = (suits[:, at_named] & is_deal).mean(axis=0)
    table["frontier"] = [
        _unbeaten(scores, len(deals) + n, at_deals).mean() for n in range(len(named))
    ]
    plain = gain[:, :, at_named] + margin
    refusers = [parties.index(p) if p in parties else None for p in named["refused_by"]]
    own = named["refused_by"].eq(named["proposed_by"])
    table["refusal"] = [
        np.nan if who is None or same else (plain[who, :, n] <= 0).mean()
        for n, (who, same) in enumerate(zip(refusers, own, strict=True))
    ]
    in_zone = suits[:, at_deals].any(axis=1)
    best = pd.Series(product.argmax(axis=1)[in_zone], dtype=int).value_counts() / draws
    best = best.rename_axis("package").rename("share")
    return Sensitivity(tuple(parties), draws, spread, margin, float(in_zone.mean()), table, best)


# The example of the textbook


def nash_barter():
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
    issues = _indexed(issues.assign(note=""), ["issue", "option"])
    rows = [
        (party, good, who, float(goods[good][place]), 100.0 * (who == party))
        for place, party in ((1, "Bill"), (2, "Jack"))
        for good, who in options
    ]
    sheets = pd.DataFrame(rows, columns=["party", "issue", "option", "weight", "value"])
    sheets = _indexed(sheets, ["party", "issue", "option"])
    sheets["points"] = sheets["weight"] * sheets["value"] / 100
    return issues, sheets.assign(status="given", reason="Nash 1950.", statements=[()] * 36)


def _differs(packages, package):
    """Return which packages are another than the one given as a Series."""
    rows = packages.to_numpy(dtype=object) != package[list(packages)].to_numpy(dtype=object)
    return pd.Series(rows.any(axis=1), index=packages.index)


def _clash(issues, package):
    """Say in one line which two options of a package exclude each other, or return ''."""
    for pair in package.items():
        for other in issues.at[pair, "excludes"]:
            if package[other[0]] == other[1]:
                one, two = issues.at[pair, "label"], issues.at[other, "label"]
                return f"“{one}” and “{two}” cannot stand together."
    return ""


def _best(*keys):
    """Return the place of the lexicographic maximum of arrays, the first of equals."""
    last = np.lexsort(keys[::-1])[-1]
    return int(np.all([key == key[last] for key in keys], axis=0).argmax())


def _drawn_weights(sheets, names, parties, spread, draws, seed):
    """Return drawn weights, a matrix draws x issues for each party."""
    factors = np.random.default_rng(seed).uniform(
        1 - spread, 1 + spread, (len(parties), draws, len(names))
    )
    weights = sheets["weight"].groupby(["party", "issue"]).first()
    for party, factor in zip(parties, factors, strict=True):
        mean = weights[party][names].to_numpy()
        drawn = mean * factor
        yield drawn / drawn.sum(axis=1, keepdims=True) * mean.sum()


def _side_by_side(column):
    """Return a column of the sheets as options x parties, both in the order of the sheets."""
    parties = column.index.get_level_values("party").unique()
    options = column.index.droplevel("party").unique()
    return column.unstack("party").reindex(index=options, columns=parties)


def _value_rows(packages, sheets, party):
    """Return value / 100 of each issue's option in each package: issues x packages."""
    values = _side_by_side(sheets["value"])[party]
    return np.stack([values[issue].loc[packages[issue]].to_numpy() / 100 for issue in packages])


def _unbeaten(scores, place, rivals):
    """Return in which draws no rival beats the package at `place` (a Pareto comparison)."""
    no_worse = np.logical_and.reduce([s[:, rivals] >= s[:, [place]] for s in scores])
    better = np.logical_or.reduce([s[:, rivals] > s[:, [place]] for s in scores])
    return ~(no_worse & better).any(axis=1)


def _indexed(table, columns):
    """Set an index whose levels keep the order of their first appearance, so that it is sorted."""
    parts = [pd.factorize(table[column]) for column in columns]
    index = pd.MultiIndex(
        levels=[levels for _, levels in parts], codes=[codes for codes, _ in parts], names=columns
    )
    return table.drop(columns=columns).set_axis(index)


def _items(text):
    """Return the parts of a cell that holds a list, separated by semicolons."""
    return tuple(part.strip() for part in text.split(";") if part.strip())


def _rows(table):
    """Yield (row number as a reader counts it, row)."""
    return ((n, row) for n, (_, row) in enumerate(table.iterrows(), 1))


def _require_new(table, columns, file):
    repeated = table.duplicated(list(columns))
    why = f"the row repeats an earlier {' and '.join(columns)} ({{value}}). Remove one."
    require(~repeated, table, file, columns[-1], why)


def _require_listed(table, column, known, file, remedy):
    for number, row in _rows(table):
        odd = [item for item in _items(row[column]) if item not in known]
        if odd:
            raise DataError(f"{file}, row {number}, {column}: {odd[0]!r} is unknown. {remedy}")


def _number(table, column, file):
    number = pd.to_numeric(table[column], errors="coerce")
    right = number.between(0, 100)
    require(right, table, file, column, "{value} is no number from 0 to 100.")
    return number.astype(float)


def _check_party(sheet, party, offered, file):
    missing = [issue for issue in offered if issue not in set(sheet["issue"])]
    if missing:
        raise DataError(f"{file}: {party} has no row for the issue {missing[0]!r}. Add one.")
    total = sheet["weight"].sum()
    if abs(total - 100) > 1e-6:
        raise DataError(
            f"{file}: the weights of {party} sum to {total:g}. Change them until they sum to 100."
        )


def _values(row, options, file, number):
    """Return {option: value} from a cell like 'built=0; given_up=100', in the issue's order."""
    pairs = [re.fullmatch(r"(\w+)\s*=\s*(\d+(?:\.\d+)?)", item) for item in _items(row["values"])]
    values = {p.group(1): float(p.group(2)) for p in pairs if p}
    if set(values) != set(options) or len(pairs) != len(options) or max(values.values()) > 100:
        raise DataError(
            f"{file}, row {number}, values: {row['values']!r}. Write option=value, 0 to 100, "
            f"separated by semicolons, for {', '.join(options)}."
        )
    return {option: values[option] for option in options}
