"""The talks of a class after they ended: its games, its deals, and what they left on the table."""

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pandas as pd

from shieldtalks import roleplay
from shieldtalks.bargaining import TABLE, all_packages, bargain, load_packages
from shieldtalks.classroom.activities.talks_tables import issues_of, sheets_of
from shieldtalks.figures.figure import Figure
from shieldtalks.figures.offers import offer_paths
from shieldtalks.figures.roleplay import debrief_cloud
from shieldtalks.parties import the
from shieldtalks.phrases import capitalised, counted, names, signed
from shieldtalks.statements import load_statements

if TYPE_CHECKING:
    from shieldtalks.classroom.activities.talks import Talks


@dataclass(frozen=True)
class ClassTalks:
    """The talks that a class held on its phones.

    games: {"Table 1": game}, as every function of `roleplay` takes them. number: what drew the
    sheets (`roleplay.draw_sheets`), None for those of lesson 08. sheets: the score sheets.
    """

    games: dict[str, dict]
    number: int | None
    sheets: pd.DataFrame

    @property
    def deals(self) -> dict[str, dict[str, str] | None]:
        """The deal of each table, or None where there was none, as `roleplay.debrief` takes it."""
        return deals_of(self.games)

    def __repr__(self) -> str:
        agreed = sum(deal is not None for deal in self.deals.values())
        return f"Talks at {counted(len(self.games), 'table')}: {counted(agreed, 'deal')}"


def class_talks(talks: "Talks") -> ClassTalks:
    """Return the talks of a class as its notebook takes them."""
    return ClassTalks(talks.games(), talks.number, talks.sheets())


def deals_chart(number: int | None, kept: str) -> Figure:
    """Draw every table's deal at once on the cloud of all packages.

    number: what drew the sheets. kept: the games as JSON, which cannot change while it is drawn.
    """
    issues, statements = issues_of(), load_statements()
    table = bargain(issues, sheets_of(number), load_packages(issues, statements), TABLE)
    return debrief_cloud(_debriefed(number, kept)[1], table, statements)


def paths_chart(number: int | None, kept: str) -> Figure:
    """Draw the path of the offers of every table. number, kept: as `deals_chart`."""
    return offer_paths(roleplay.offer_path(json.loads(kept), issues_of(), sheets_of(number)))


def weighed(number: int | None, kept: str) -> dict:
    """Return the debrief as plain JSON: for each table its deal in words, gains, what was left.

    number, kept: as `deals_chart`.
    """
    issues, packages = issues_of(), all_packages(issues_of())
    deals, after = _debriefed(number, kept)
    tables = [_table(name, deals[name], row, packages, issues) for name, row in after.iterrows()]
    agreed = int(after["status"].eq("deal").sum())
    said = f"{agreed} of {counted(len(after), 'table')} reached a deal."
    return {"tables": tables, "said": said}


def _debriefed(number, kept):
    """Return ({table: its deal, or None}, the debrief of all)."""
    deals = deals_of(json.loads(kept))
    return deals, roleplay.debrief(deals, issues_of(), sheets_of(number), load_statements())


def deals_of(games: dict[str, dict]) -> dict[str, dict[str, str] | None]:
    """Return the deal of each table, or None where there was none."""
    return {table: roleplay.outcome(game).package for table, game in games.items()}


def _table(table, deal, row, packages, issues):
    gains = {party: signed(row[f"gain_{party}"]) for party in TABLE}
    better = ""
    if row["better"] >= 0:
        better = roleplay.in_words(packages.loc[row["better"]].to_dict(), issues)
    words = "No deal" if deal is None else roleplay.in_words(deal, issues)
    told = names(f"{the(party)} {gain}" for party, gain in gains.items())
    return {
        "table": table,
        "status": row["status"],
        "words": words,
        "letters": "" if deal is None else roleplay.as_letters(deal, issues),
        "gains": gains if deal is not None else {},
        "left": float(row["left"]),
        "better": better,
        "against": len(row["against"]),
        "said": f"{capitalised(told)}, in points over no deal." if deal is not None else "",
    }
