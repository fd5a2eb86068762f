"""What was said of options and packages, beside the assumptions."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from shieldtalks.bargaining.scores import clash_of, differs, gains, utilities, walk_away
from shieldtalks.bargaining.tables import TABLE, indexed, no_deal
from shieldtalks.errors import check_known
from shieldtalks.statements import AGREEMENTS


def spoken(issues: pd.DataFrame, statements: pd.DataFrame) -> pd.DataFrame:
    """Return who speaks for and against each option, counted without any weight.

    Returns a DataFrame, index (issue, option, party): agree and disagree (tuples of statement ids:
    the stance the option follows from, or its opposite), stance ('agree', 'disagree', 'both' or
    'silent') and inferred (True where nobody says no to the option: the objection is inferred from
    a yes to its opposite).

    >>> row = spoken(issues, statements).loc[("control", "own", "RUS")]
    >>> print(row["stance"], row["inferred"])
    disagree True
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
    table = indexed(table, ["issue", "option", "party"])
    words = {(True, False): "agree", (False, True): "disagree", (True, True): "both"}
    heard = zip(table["agree"].map(bool), table["disagree"].map(bool), strict=True)
    table["stance"] = [words.get(pair, "silent") for pair in heard]
    yes = set(statements.index[statements["agreement"].eq("yes")])
    table["inferred"] = [bool(ids) and yes.issuperset(ids) for ids in table["disagree"]]
    return table


def refused(packages: pd.DataFrame, heard: pd.DataFrame) -> pd.DataFrame:
    """Count the issues on which a package holds an option that a party only speaks against.

    An objection may be inferred: see `spoken`. heard: as `spoken` returns it. Returns a DataFrame,
    packages x parties. No weight enters.
    """
    against = heard["stance"].eq("disagree").unstack("party")[list(TABLE)].astype(int)
    total = np.zeros((len(packages), len(TABLE)), dtype=int)
    for issue, options in against.groupby(level="issue", sort=False):
        total += options.droplevel("issue").loc[packages[issue]].to_numpy()
    return pd.DataFrame(total, index=packages.index, columns=list(TABLE))


def contradictions(sheets: pd.DataFrame, heard: pd.DataFrame) -> pd.DataFrame:
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


def answers(packages: pd.DataFrame, issues: pd.DataFrame, sheets: pd.DataFrame) -> pd.DataFrame:
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
            word = "both" if all(said.values()) else max(said, key=lambda word: said[word])
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


def assess(table: Any, sheets: pd.DataFrame, heard: pd.DataFrame, choice: Any = None) -> Verdict:
    """Weigh a package of one's own at a table and return a Verdict.

    table: a Bargain. sheets: the score sheets it was set with. heard: as `spoken`. choice: {issue:
    option} or a Series; an issue left out stays as without a deal. Raises DataError for an unknown
    issue or option.
    """
    package, choice = no_deal(table.issues), dict({} if choice is None else choice)
    check_known(choice, package.index, "{} is no issue here. There are {known}.")
    package.update(pd.Series(choice, dtype=object))
    row = package.to_frame().T
    points = utilities(row, sheets)[list(table.parties)].iloc[0]
    gain = (points - table.reservations).round(9)
    no_worse = table.utilities.ge(points).all(axis=1)
    beaten = int((no_worse & table.utilities.gt(points).any(axis=1)).sum())
    is_deal = bool(differs(row, no_deal(table.issues)).iloc[0])
    labels, against = table.issues["label"], {}
    for party in table.parties:
        refused_ = [p for p in package.items() if heard.at[(*p, party), "stance"] == "disagree"]
        against[party] = tuple(labels[pair] for pair in refused_)
    clash = clash_of(table.issues, package)
    suits = is_deal and not clash and bool(gain.ge(0).all())
    return Verdict(package, points, gain, suits, beaten, against, clash)
