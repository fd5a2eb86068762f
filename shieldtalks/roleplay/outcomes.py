"""After the talks: the deals of a class, weighed for all three parties."""

from collections.abc import Mapping

import numpy as np
import pandas as pd

from shieldtalks.bargaining import TABLE, assess, bargain, no_deal, spoken, utilities, walk_away
from shieldtalks.roleplay.game import Game, Package, outcome, round_number, whole_package


def debrief(
    deals: Mapping[str, Package | None],
    issues: pd.DataFrame,
    sheets: pd.DataFrame,
    statements: pd.DataFrame,
) -> pd.DataFrame:
    """Weigh the deals of a class, each for all three parties.

    deals: {table: {issue: option}, or None where the talks failed}. Returns a DataFrame, a row a
    table: status ('deal' or 'no deal'), points of RUS, USA and NATO, gain_RUS, gain_USA, gain_NATO
    (over no deal), beaten_by (packages at least as good for all and better for one), left (the most
    points, summed, that another package would have added without a loss to anybody), better (the
    number of that package in `all_packages`, or -1), against (tuple of the statements that speak
    against an option of the deal that their party only speaks against).
    Points of different parties measure different things; `left` only says that something was free.

    >>> deals = {"Table 1": {"structure": "two", "guarantees": "openness"}, "Table 2": None}
    >>> debrief(deals, issues, sheets, statements)["status"].to_list()
    ['deal', 'no deal']
    """
    parties = list(TABLE)
    named = pd.DataFrame(columns=["proposed_by", *no_deal(issues).index])
    table = bargain(issues, sheets, named, parties)
    heard = spoken(issues, statements)
    rows = {}
    for name, deal in deals.items():
        verdict = assess(
            table, sheets, heard, None if deal is None else whole_package(deal, issues)
        )
        no_worse = table.utilities.ge(verdict.points).all(axis=1)
        added = (table.utilities - verdict.points).sum(axis=1).where(no_worse)
        left = float(np.round(added.max(), 9)) if no_worse.any() else 0.0
        gain = (verdict.points - table.walk_away).round(9)
        ids = () if deal is None else _against(verdict.package, heard)
        rows[name] = {
            "status": "no deal" if deal is None else "deal",
            **verdict.points,
            **gain.add_prefix("gain_"),
            "beaten_by": verdict.beaten_by,
            "left": max(left, 0.0),
            "better": int(added.idxmax()) if left > 0 else -1,
            "against": ids,
        }
    return pd.DataFrame.from_dict(rows, orient="index").rename_axis("table")


def offer_path(
    games: Mapping[str, Game], issues: pd.DataFrame, sheets: pd.DataFrame
) -> pd.DataFrame:
    """Weigh every offer of the games of a class, in the order in which they were made.

    games: {table: game}. Returns a DataFrame indexed by (table, offer), offers counted from 1:
    round, by (the party that offered), gain_RUS, gain_USA, gain_NATO (points over no deal), yes
    (tuple of the parties that accepted it) and deal (bool: it ended the talks).

    >>> game = roleplay.play_on(roleplay.new_game(TABLE), roleplay.script(issues, sheets))
    >>> int(offer_path({"Table 1": game}, issues, sheets)["deal"].sum())
    1
    """
    least, rows = walk_away(issues, sheets), {}
    for table, game in games.items():
        for number, made in enumerate(game["offers"]):
            points = utilities(pd.DataFrame([made["package"]]), sheets).iloc[0]
            last = number == len(game["offers"]) - 1
            rows[table, number + 1] = {
                "round": round_number(number),
                "by": made["by"],
                **(points - least)[list(TABLE)].round(9).add_prefix("gain_"),
                "yes": tuple(p for p, accepts in made["answers"].items() if accepts),
                "deal": last and outcome(game).status == "deal",
            }
    columns = ["round", "by", *(f"gain_{p}" for p in TABLE), "yes", "deal"]
    index = pd.MultiIndex.from_tuples(list(rows), names=["table", "offer"]) if rows else None
    table = pd.DataFrame(list(rows.values()), index=index, columns=columns)
    return table if rows else table.rename_axis("offer")


def _against(package, heard):
    """Return the statements against options that their party only speaks against."""
    rows = [heard.loc[(*pair, party)] for pair in package.items() for party in TABLE]
    return tuple(sorted(set(sum((r["disagree"] for r in rows if r["stance"] == "disagree"), ()))))
