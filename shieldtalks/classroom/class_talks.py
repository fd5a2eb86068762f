"""The talks of a class after they ended: its games, its deals, and what they left on the table."""

import functools
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pandas as pd

from shieldtalks import roleplay
from shieldtalks.bargaining import TABLE, all_packages, bargain, load_packages
from shieldtalks.classroom.activities.talks_tables import issues_of, sheets_of
from shieldtalks.classroom.pictures import picture
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
        return {table: roleplay.outcome(game).package for table, game in self.games.items()}

    def __repr__(self) -> str:
        agreed = sum(deal is not None for deal in self.deals.values())
        return f"Talks at {counted(len(self.games), 'table')}: {counted(agreed, 'deal')}"


def class_talks(talks: "Talks") -> ClassTalks:
    """Return the talks of a class as its notebook takes them."""
    return ClassTalks(talks.games(), talks.number, talks.sheets())


def weighed(talks: "Talks", page: int | None) -> dict:
    """Return the debrief as plain JSON: for each table its deal in words, gains, what was left.

    page: of the debrief; page 0 carries the cloud as its `picture`, page 2 the paths of the offers.
    """
    kept = json.dumps(talks.games())
    told = _weighed(talks.number, kept)
    which = {0: 0, 2: 1}.get(-1 if page is None else page)
    return told if which is None else {**told, "picture": _drawn(talks.number, kept)[which]}


@functools.lru_cache(maxsize=4)
def _drawn(number, kept):
    return [picture(figure) for figure in drawn(json.loads(kept), sheets_of(number))]


def drawn(games: dict[str, dict], sheets: pd.DataFrame) -> tuple[Figure, Figure]:
    """Draw the debrief of a class: (every table's deal on the cloud, the paths of the offers)."""
    issues, statements = issues_of(), load_statements()
    deals = {table: roleplay.outcome(game).package for table, game in games.items()}
    table = bargain(issues, sheets, load_packages(issues, statements), TABLE)
    after = roleplay.debrief(deals, issues, sheets, statements)
    path = roleplay.offer_path(games, issues, sheets)
    return debrief_cloud(after, table, statements), offer_paths(path)


@functools.lru_cache(maxsize=4)
def _weighed(number, kept):
    games = json.loads(kept)
    issues, sheets, statements = issues_of(), sheets_of(number), load_statements()
    deals = {table: roleplay.outcome(game).package for table, game in games.items()}
    after = roleplay.debrief(deals, issues, sheets, statements)
    packages = all_packages(issues)
    tables = [_table(name, deals[name], row, packages, issues) for name, row in after.iterrows()]
    agreed = int(after["status"].eq("deal").sum())
    said = f"{agreed} of {counted(len(after), 'table')} reached a deal."
    return {"tables": tables, "said": said}


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
