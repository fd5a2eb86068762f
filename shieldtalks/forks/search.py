"""The assumptions, their ranges, the branches behind them, and those that turn a headline alone."""

from collections.abc import Callable, Mapping
from pathlib import Path

import numpy as np
import pandas as pd

from shieldtalks.bargaining import TABLE, refused
from shieldtalks.errors import check_known
from shieldtalks.games import Game, equilibria, kind
from shieldtalks.negotiation import Negotiation
from shieldtalks.tables import DATA, numbers, read_table, require

EVIDENCE = ("evidence_for", "evidence_against")
COLUMNS = ("kind", "party", "issue", "option", "low", "high", *EVIDENCE, "reason")
KINDS = ("weight", "value", "reservation", "move")
STEPS = 10  # how finely the turning point is looked for
PAIR = ("RUS", "USA")
NO_DEAL = "no deal"
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
    table = numbers(table, ("low", "high"), path.name).astype({"low": float, "high": float})
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


def take_all(
    negotiation: Negotiation, ranges: pd.DataFrame, values: Mapping[str, float]
) -> Negotiation:
    """Return the branch in which several assumptions have other values at once.

    ranges: as `load_ranges`. values: {assumption: value}. Weights of one party are set together,
    and its other weights make room, so the order does not matter. Raises DataError for an unknown
    name.

    >>> from shieldtalks.negotiation import load_negotiation
    >>> wants = {"RUS: wants beyond no deal": 10, "USA: wants beyond no deal": 10}
    >>> verdicts(take_all(load_negotiation(statements, corpus), load_ranges(), wants))["zone"]
    False
    """
    weights: dict[str, dict[str, float]] = {}
    check_known(values, ranges.index, "{} is no assumption of ranges.csv.")
    for name, value in values.items():
        row = ranges.loc[name]
        if row["kind"] == "weight":
            weights.setdefault(row["party"], {})[row["issue"]] = value
        else:
            negotiation = take(negotiation, row, value)
    for party, new in weights.items():
        negotiation = negotiation.with_weights(party, new)
    return negotiation


# What is asked of every branch


def verdicts(negotiation: Negotiation) -> dict[str, object]:
    """Return what lessons 08 and 09 say, under these assumptions: {headline: answer}.

    zone: is there any deal that suits Moscow and Washington. offered: which packages of the
    articles suit both, as text. terms: whether Lavrov's terms with measures held back gain both
    something. star: Russia's place in the Nash solution. against: how many of its options Russia
    only speaks against. ten: is there a deal when each wants ten points more. game RUS, game USA:
    the game each plays. equilibria: how both surely end. cooperation: is it one of these ends that
    both cooperate.
    """
    table = negotiation.table(PAIR)
    gain = table.utilities - table.reservations
    own = pd.Series(True, table.packages.index)
    fallback = negotiation.issues.index[negotiation.issues["no_deal"]]
    for issue, option in (dict(fallback.to_list()) | TERMS).items():
        own &= table.packages[issue].eq(option)
    nash = table.solutions["package"].get("nash")
    star = table.packages.loc[[nash]] if nash is not None else table.packages.head(0)
    against = refused(star, negotiation.heard())["RUS"]
    ends = of_game(negotiation.game())
    return {
        "zone": bool(table.zone.any()),
        "offered": ", ".join(table.named_zone.index[table.named_zone]) or "none",
        "terms": bool(gain[own].gt(0).all(axis=None)),
        "star": NO_DEAL if star.empty else star["structure"].iloc[0],
        "against": NO_DEAL if star.empty else str(against.iloc[0]),
        "ten": bool(gain.round(9).ge(10).all(axis=1).any()),
        **ends,
        "cooperation": "CC" in ends["equilibria"],
    }


def of_game(game: Game) -> dict[str, str]:
    """Return the verdicts on a game: what each plays, and how both surely end, such as 'CC, DD'."""
    pure = equilibria(game).query("kind == 'pure'")[list(PAIR)]
    ends = ["".join("C" if chance else "D" for chance in row) for row in pure.to_numpy()]
    return {
        **{f"game {party}": kind(game.payoffs(party)) for party in PAIR},
        "equilibria": ", ".join(sorted(ends)) or "mixed only",
    }


_SENTENCES = read_table(DATA / "fork_headlines.csv", ("headline", "sentence"), "headline")
SENTENCES = _SENTENCES["sentence"].to_dict()  # of each headline


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
            for value in between(now, end, 1 if row["kind"] == "move" else steps):
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


def load_flips() -> pd.DataFrame:
    """Read the flips that `forks` found for the course's own assumptions; the search takes minutes.

    Returns a DataFrame with the columns of `forks`. Raises DataError.

    >>> flips = load_flips()
    >>> flips.query("headline == 'game USA'")["after"].unique().tolist()
    ['harmony', 'deadlock', 'stag hunt', 'tie']
    """
    columns = ("assumption", "assumed", "turns_at", "headline", "before", "after")
    table = read_table(DATA / "flips.csv", columns)
    table = table.astype({"assumed": float, "turns_at": float})
    table.insert(4, "sentence", table["headline"].map(SENTENCES))
    more = ["low", "high", "evidence_for", "evidence_against", "reason"]
    return table.join(load_ranges()[more], on="assumption")


def between(now: float, end: float, steps: int) -> np.ndarray:
    """Return the values to try on the way from what is assumed to an end of its range."""
    return np.linspace(now, end, steps + 1)[1:] if end != now else np.array([])
