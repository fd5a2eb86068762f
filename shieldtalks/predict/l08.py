"""Answers of lesson 08: positions and interests, packages, the zone and its forks."""

import functools
import re

import pandas as pd

from shieldtalks import forks
from shieldtalks.bargaining import Sensitivity, assess, logrolls, sensitivity
from shieldtalks.explorers.bargain import sheet_step, weights_step
from shieldtalks.figures.bargain import bargain_cloud
from shieldtalks.figures.figure import Figure
from shieldtalks.figures.scores import weights_apart
from shieldtalks.predict.material import course, negotiation

POSITIONS = ("002.02", "003.08", "003.12")
# Words behind which a speaker or an article gives a reason.
REASON = re.compile(r"on the grounds that|because|since|interests?\b", re.I)
FORK, OFFER = "USA assessment: together", "lavrov_2007"
PAIR = ("RUS", "USA")
WIDE_GAP = 20  # points


def only_a_position() -> str:
    """Return the unit of the three that gives no reason for what is asked or turned down."""
    corpus = course()[0]
    bare = [unit for unit in POSITIONS if not REASON.search(corpus.text(unit))]
    return bare[0] if len(bare) == 1 else "none of them"


def sides_of_nato() -> int:
    """Return on how many options NATO has taken a side."""
    return _sides()["NATO"]


def _sides():
    stance = negotiation().heard()["stance"]
    taken = stance[stance != "silent"].groupby("party").size()
    return {**taken.astype(int), "options": len(negotiation().issues)}


def better_off_without() -> str:
    """Say who has more without a deal, and whether by more than twenty points."""
    away = negotiation().table(PAIR).walk_away
    party = {"RUS": "Russia", "USA": "the United States"}[away.idxmax()]
    more = away.max() - away.min() > WIDE_GAP
    return f"{party}, by {'more' if more else 'less'} than {WIDE_GAP} points"


def _away():
    return {party: f"{points:g}" for party, points in negotiation().table(PAIR).walk_away.items()}


def packages_in_zone() -> int:
    """Return how many packages of the articles suit both, no deal apart."""
    return int(negotiation().table(PAIR).named_zone.sum())


def _zone_facts():
    table = negotiation().table(PAIR)
    both = table.named_utilities.ge(table.reservations).all(axis=1)
    return {"corner": int((both & ~table.named_zone).sum()), "zone": int(table.zone.sum())}


@functools.cache
def _trades() -> pd.DataFrame:
    return logrolls(negotiation().sheets, *PAIR)


def most_even_trade() -> tuple[str, str]:
    """Return the issues of the most even trade: where Russia gives way, and where Washington."""
    labels = negotiation().issues["issue_label"].groupby("issue").first()
    gives, gets = _trades().loc[0, ["gives", "gets"]]
    return str(labels[gives]), str(labels[gets])


def _trade_facts():
    return {party: f"{_trades().at[0, party]:g}" for party in PAIR}


def _fair():
    table = negotiation().table(PAIR)
    best = table.packages.loc[table.solutions.at["nash", "package"]]
    return assess(table, negotiation().sheets, negotiation().heard(), best)


def against_the_fair_deal() -> int:
    """Return how many options of the Nash package Russia has only spoken against."""
    return len(_fair().against["RUS"])


def _fair_facts():
    return {"options": "; ".join(_fair().against["RUS"])}


@functools.cache
def _forks() -> tuple[pd.Series, pd.Series]:
    """Return the turning points of the headline on offers, and the ranges searched."""
    flips = forks.load_flips()
    offered = flips[flips["headline"] == "offered"].set_index("assumption")["turns_at"]
    return offered, forks.load_ranges()


def value_that_opens() -> float:
    """Return the value of a joint assessment at which Lavrov's offer comes into the zone."""
    return float(_forks()[0][FORK])


def _fork_facts():
    table = negotiation().table(PAIR)
    return {"short": f"{table.reservations['USA'] - table.named_utilities.at[OFFER, 'USA']:g}"}


@functools.cache
def _shaken() -> Sensitivity:
    assumed = negotiation()
    return sensitivity(assumed.issues, assumed.sheets, assumed.named, PAIR, spread=0.5)


def draws_with_zone() -> float:
    """Return in how many of a hundred draws of the weights some package suits both."""
    return 100 * float(_shaken().zone)


def _sheets() -> Figure:
    return sheet_step(negotiation())


def _cloud() -> Figure:
    return bargain_cloud(negotiation().table(PAIR), course()[1])


def _weights() -> Figure:
    assumed = negotiation()
    return weights_apart(assumed.sheets, assumed.statements, assumed.issues, _trades())


def _branch() -> Figure:
    taken = forks.take(negotiation(), _forks()[1].loc[FORK], value_that_opens())
    return bargain_cloud(taken.table(PAIR), course()[1])


def _shaken_chart() -> Figure:
    return weights_step(negotiation(), PAIR, spread=0.5)


ANSWERS = {
    "position": only_a_position,
    "sides": sides_of_nato,
    "no-deal": better_off_without,
    "zone": packages_in_zone,
    "trade": most_even_trade,
    "fair": against_the_fair_deal,
    "fork": value_that_opens,
    "shaken": draws_with_zone,
}
FACTS = {
    "sides": _sides,
    "no-deal": _away,
    "zone": _zone_facts,
    "trade": _trade_facts,
    "fair": _fair_facts,
    "fork": _fork_facts,
}
CHARTS = {
    "sides": _sheets,
    "zone": _cloud,
    "fair": _cloud,
    "trade": _weights,
    "fork": _branch,
    "shaken": _shaken_chart,
}
