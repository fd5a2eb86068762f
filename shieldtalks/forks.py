"""Which assumptions turn a headline of lessons 08 and 09: found by search, alone and in pairs.

Weights, values and what a side insists on are ours. `ranges.csv` says of each how far the evidence
lets it go, with the statements and events that speak for and against our number.
"""

import itertools
from collections.abc import Callable, Iterable
from pathlib import Path

import numpy as np
import pandas as pd

from shieldtalks.bargaining import TABLE
from shieldtalks.errors import DataError
from shieldtalks.games import equilibria, kind
from shieldtalks.negotiation import Negotiation
from shieldtalks.tables import DATA, read_table, require

EVIDENCE = ("evidence_for", "evidence_against")
COLUMNS = ("kind", "party", "issue", "option", "low", "high", *EVIDENCE, "reason")
KINDS = ("weight", "value", "reservation", "move")
STEPS = 10  # how finely the turning point is looked for
PAIR = ("RUS", "USA")
TERMS = {"assessment": "together", "guarantees": "openness", "answer": "held"}


def load_ranges(path: str | Path | None = None) -> pd.DataFrame:
    """Read how far each assumption may go, and on what evidence.

    Returns a DataFrame, index `assumption` ('USA assessment: together'): kind ('weight', 'value',
    'reservation' for points beyond no deal, 'move' for what the game holds fixed), party, issue,
    option, low, high, evidence_for and evidence_against (tuples of statements and events) and
    reason. Raises DataError by row.

    >>> load_ranges().at["USA assessment: together", "evidence_against"]
    ('E36', 'E65')
    """
    path = DATA / "ranges.csv" if path is None else Path(path)
    table = read_table(path, COLUMNS, choices={"kind": KINDS, "party": TABLE})
    for column in ("low", "high"):
        number = pd.to_numeric(table[column], errors="coerce")
        require(number.notna(), table, path.name, column, "{value} is no number.")
        table[column] = number.astype(float)
    require(table["low"].lt(table["high"]), table, path.name, "high", "{value}: not above low.")
    require(table["reason"].ne(""), table, path.name, "reason", "{value}: every range says why.")
    for column in ("evidence_for", "evidence_against"):
        table[column] = [tuple(part for part in cell.split(";") if part) for cell in table[column]]
    names = [_name(row) for row in table.itertuples()]
    return table.set_axis(pd.Index(names, name="assumption"))


def _name(row):
    if row.kind == "reservation":
        return f"{row.party}: wants beyond no deal"
    if row.kind == "move":
        return f"{row.party} {row.issue}: a move of the game"
    option = f": {row.option}" if row.option else ", weight"
    return f"{row.party} {row.issue}{option}"


def assumed(negotiation: Negotiation, row: pd.Series) -> float:
    """Return what the negotiation assumes where a row of `load_ranges` gives a range."""
    if row["kind"] == "reservation":
        return dict(negotiation.wants).get(row["party"], 0.0)
    if row["kind"] == "move":
        return float(negotiation.sites_move)
    sheets = negotiation.sheets.loc[(row["party"], row["issue"])]
    return float(
        sheets["weight"].iloc[0] if row["kind"] == "weight" else sheets.at[row["option"], "value"]
    )


def take(negotiation: Negotiation, row: pd.Series, value: float) -> Negotiation:
    """Return the negotiation in which one assumption has another value: a branch of the fork.

    row: of `load_ranges`. Cloud, zone and game can be drawn anew from what comes back.

    >>> from shieldtalks.negotiation import load_negotiation
    >>> row = load_ranges().loc["USA sites: a move of the game"]
    >>> take(load_negotiation(statements, corpus), row, 1).sites_move
    True
    """
    if row["kind"] == "reservation":
        return negotiation.with_want(row["party"], value)
    if row["kind"] == "move":
        return negotiation.with_sites_move(bool(value))
    if row["kind"] == "weight":
        return negotiation.with_weight(row["party"], row["issue"], value)
    return negotiation.with_value(row["party"], row["issue"], row["option"], value)


# What is asked of every branch


def verdicts(negotiation: Negotiation) -> dict[str, object]:
    """Return what lessons 08 and 09 say, under these assumptions: {headline: answer}.

    zone: is there any deal that suits Moscow and Washington. offered: which packages of the
    articles suit both, as text. terms: whether Lavrov's terms with measures held back gain both
    something. star: Russia's place in the Nash solution. ten: is there a deal when each wants ten
    points more. game RUS, game USA: the game each plays. equilibria: how both surely end.
    """
    table = negotiation.table(PAIR)
    gain = table.utilities - table.reservations
    own = pd.Series(True, table.packages.index)
    fallback = negotiation.issues.index[negotiation.issues["no_deal"]]
    for issue, option in (dict(fallback.to_list()) | TERMS).items():
        own &= table.packages[issue].eq(option)
    nash = table.solutions["package"].get("nash")
    game = negotiation.game()
    pure = equilibria(game).query("kind == 'pure'")[list(PAIR)]
    ends = ["".join("C" if chance else "D" for chance in row) for row in pure.to_numpy()]
    return {
        "zone": bool(table.zone.any()),
        "offered": ", ".join(table.named_zone.index[table.named_zone]) or "none",
        "terms": bool(gain[own].gt(0).all(axis=None)),
        "star": "no deal" if nash is None else table.packages.at[nash, "structure"],
        "ten": bool(gain.round(9).ge(10).all(axis=1).any()),
        "game RUS": kind(game.payoffs("RUS")),
        "game USA": kind(game.payoffs("USA")),
        "equilibria": ", ".join(sorted(ends)) or "mixed only",
    }


SENTENCES = {
    "zone": "There is a zone of agreement between Moscow and Washington.",
    "offered": "Nothing that the articles report to have been offered lies in it.",
    "terms": "Lavrov's terms, with Russia's measures held back, are better for both than no deal.",
    "star": "The star has Russia join the US-led shield.",
    "ten": "Let each want ten points more, and the zone is gone.",
    "game RUS": "Russia plays a prisoner's dilemma.",
    "game USA": "The United States plays a prisoner's dilemma.",
    "equilibria": "Both defect.",
}


def forks(
    negotiation: Negotiation,
    ranges: pd.DataFrame | None = None,
    steps: int = STEPS,
    ask: Callable[[Negotiation], dict[str, object]] = verdicts,
) -> pd.DataFrame:
    """Find the assumptions that, changed alone within their range, turn a headline of 08 or 09.

    ranges: as `load_ranges`. steps: how many values are tried between what is assumed and each end
    of the range. ask: function of a negotiation that returns {headline: answer}.
    Returns a DataFrame, a row a flip: assumption, assumed, turns_at (the value nearest to it that
    turns the headline), headline, sentence, before, after, low, high, evidence_for,
    evidence_against and reason.
    """
    ranges = load_ranges() if ranges is None else ranges
    base, rows = ask(negotiation), []
    for name, row in ranges.iterrows():
        now, found = assumed(negotiation, row), {}
        for end in (row["low"], row["high"]):
            for value in _between(now, end, 1 if row["kind"] == "move" else steps):
                for headline, answer in ask(take(negotiation, row, value)).items():
                    nearer = abs(value - now) < abs(found.get(headline, (np.inf,))[0] - now)
                    if answer != base[headline] and nearer:
                        found[headline] = (value, answer)
        rows += [
            {
                "assumption": name,
                "assumed": now,
                "turns_at": value,
                "headline": headline,
                "sentence": SENTENCES.get(headline, headline),
                "before": base[headline],
                "after": answer,
                **row[["low", "high", "evidence_for", "evidence_against", "reason"]],
            }
            for headline, (value, answer) in found.items()
        ]
    return pd.DataFrame(rows)


def load_flips(path: str | Path | None = None) -> pd.DataFrame:
    """Read the flips that `forks` found for the course's own assumptions; the search takes minutes.

    Returns a DataFrame with the columns of `forks`. Raises DataError.

    >>> flips = load_flips()
    >>> flips.query("headline == 'game USA'")["after"].unique().tolist()
    ['harmony', 'deadlock', 'stag hunt', 'tie']
    """
    path = DATA / "flips.csv" if path is None else Path(path)
    table = read_table(path, ("assumption", "assumed", "turns_at", "headline", "before", "after"))
    for column in ("assumed", "turns_at"):
        table[column] = table[column].astype(float)
    table.insert(4, "sentence", table["headline"].map(SENTENCES))
    more = ["low", "high", "evidence_for", "evidence_against", "reason"]
    return table.join(load_ranges()[more], on="assumption")


def forks_in_pairs(
    negotiation: Negotiation,
    names: Iterable[str],
    ranges: pd.DataFrame | None = None,
    alone: pd.DataFrame | None = None,
    ask: Callable[[Negotiation], dict[str, object]] = verdicts,
) -> pd.DataFrame:
    """Find pairs of assumptions that turn together what neither turns alone.

    names: the assumptions to pair, out of `load_ranges`; each is taken to the ends of its range.
    alone: as `forks`, whose flips are left out. Returns a DataFrame: one, other (assumptions),
    one_at, other_at, headline, sentence, before and after. Raises DataError for an unknown name.
    """
    ranges = load_ranges() if ranges is None else ranges
    names = list(names)
    if unknown := [name for name in names if name not in ranges.index]:
        raise DataError(f"{unknown[0]!r} is no assumption of ranges.csv.")
    known = (
        set() if alone is None else set(zip(alone["assumption"], alone["headline"], strict=True))
    )
    base, rows = ask(negotiation), {}
    for one, other in itertools.combinations(names, 2):
        ends = [ranges.loc[name, ["low", "high"]] for name in (one, other)]
        for values in itertools.product(*ends):
            branch = take(negotiation, ranges.loc[one], values[0])
            for headline, answer in ask(take(branch, ranges.loc[other], values[1])).items():
                if answer == base[headline] or {(one, headline), (other, headline)} & known:
                    continue
                rows.setdefault(
                    (one, other, headline),
                    (*values, SENTENCES.get(headline, headline), base[headline], answer),
                )
    columns = ["one_at", "other_at", "sentence", "before", "after"]
    index = pd.MultiIndex.from_tuples(rows, names=["one", "other", "headline"]) if rows else None
    table = pd.DataFrame(list(rows.values()), columns=columns, index=index)
    return table.reset_index() if rows else table


def _between(now, end, steps):
    return np.linspace(now, end, steps + 1)[1:] if end != now else []
