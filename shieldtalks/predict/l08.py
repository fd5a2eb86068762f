"""Answers of lesson 08: positions and interests, packages, the zone and its forks."""

import functools
import re

from shieldtalks import forks
from shieldtalks.bargaining import assess, logrolls, sensitivity
from shieldtalks.explorers.bargain import sheet_step, weights_step
from shieldtalks.figures.bargain import bargain_cloud
from shieldtalks.figures.figure import Figure
from shieldtalks.figures.scores import weights_apart
from shieldtalks.predict.answers import Answer, answers
from shieldtalks.reference import the_corpus, the_negotiation, the_statements, where

POSITIONS = ("002.02", "003.08", "003.12")
# Words behind which a speaker or an article gives a reason.
REASON = re.compile(r"on the grounds that|because|since|interests?\b", re.I)
FORK, OFFER = "USA assessment: together", "lavrov_2007"
PAIR = ("RUS", "USA")
WIDE_GAP = 20  # points


def _table():
    return the_negotiation().table(PAIR)


@functools.cache
def _trades():
    return logrolls(the_negotiation().sheets, *PAIR)


def _opening():
    """Return the value of a joint assessment at which Lavrov's offer comes into the zone."""
    return where(forks.load_flips(), headline="offered", assumption=FORK)["turns_at"].iloc[0]


def _cloud() -> Figure:
    return bargain_cloud(_table(), the_statements())


def _weights() -> Figure:
    assumed = the_negotiation()
    return weights_apart(assumed.sheets, assumed.statements, assumed.issues, _trades())


def _branch() -> Figure:
    taken = forks.take(the_negotiation(), forks.load_ranges().loc[FORK], float(_opening()))
    return bargain_cloud(taken.table(PAIR), the_statements())


@answers("08.position")
def only_a_position() -> Answer:
    """Return the unit of the three that gives no reason for what is asked or turned down."""
    bare = [unit for unit in POSITIONS if not REASON.search(the_corpus().text(unit))]
    return Answer(bare[0] if len(bare) == 1 else "none of them")


@answers("08.sides", lambda: sheet_step(the_negotiation()))
def sides_of_nato() -> Answer:
    """Return on how many options NATO has taken a side."""
    stance = the_negotiation().heard()["stance"]
    taken = stance[stance.ne("silent")].groupby("party").size().astype(int)
    return Answer(taken["NATO"], **taken, options=len(the_negotiation().issues))


@answers("08.no-deal")
def better_off_without() -> Answer:
    """Say who has more without a deal, and whether by more than twenty points."""
    away = _table().walk_away
    party = {"RUS": "Russia", "USA": "the United States"}[away.idxmax()]
    gap = f"{'more' if away.max() - away.min() > WIDE_GAP else 'less'} than {WIDE_GAP} points"
    return Answer(f"{party}, by {gap}", **away.map("{:g}".format))


@answers("08.zone", _cloud)
def packages_in_zone() -> Answer:
    """Return how many packages of the articles suit both, no deal apart."""
    table = _table()
    both = table.named_utilities.ge(table.reservations).all(axis=1)
    corner = int((both & ~table.named_zone).sum())
    return Answer(int(table.named_zone.sum()), corner=corner, zone=int(table.zone.sum()))


@answers("08.trade", _weights)
def most_even_trade() -> Answer:
    """Return the issues of the most even trade: where Russia gives way, and where Washington."""
    labels = the_negotiation().issues["issue_label"].groupby("issue").first()
    even = _trades().loc[0]
    issues = str(labels[even["gives"]]), str(labels[even["gets"]])
    return Answer(issues, **{party: f"{even[party]:g}" for party in PAIR})


@answers("08.fair", _cloud)
def against_the_fair_deal() -> Answer:
    """Return how many options of the Nash package Russia has only spoken against."""
    table, assumed = _table(), the_negotiation()
    best = table.packages.loc[table.solutions.at["nash", "package"]]
    against = assess(table, assumed.sheets, assumed.heard(), best).against["RUS"]
    return Answer(len(against), options="; ".join(against))


@answers("08.fork", _branch)
def value_that_opens() -> Answer:
    """Return the value of a joint assessment at which Lavrov's offer comes into the zone."""
    table = _table()
    short = table.reservations["USA"] - table.named_utilities.at[OFFER, "USA"]
    return Answer(_opening(), short=f"{short:g}")


@answers("08.shaken", lambda: weights_step(the_negotiation(), PAIR, spread=0.5))
def draws_with_zone() -> Answer:
    """Return in how many of a hundred draws of the weights some package suits both."""
    assumed = the_negotiation()
    drawn = sensitivity(assumed.issues, assumed.sheets, assumed.named, PAIR, spread=0.5)
    return Answer(100 * float(drawn.zone))
