"""Answers of lesson 09: the talks as a game, guarantees, and Jervis's worlds."""

import functools

from shieldtalks import forks, games
from shieldtalks.explorers.games import game_step
from shieldtalks.figures.figure import Figure
from shieldtalks.figures.games import game_chart
from shieldtalks.figures.jervis import jervis_table
from shieldtalks.predict.answers import Answer, answers
from shieldtalks.reference import the_negotiation, the_statements, where
from shieldtalks.statements import load_concepts

DOUBTS, VOICES, PUBLIC = ("003.09", "004.10"), ("001.12", "001.27", "003.11"), ("002.18", "004.12")
GENERALS = ("RUS General Staff", "001")  # an actor and its article
PENALTIES = range(10)
POSTURES = {"no": "the two cannot be told apart", "yes": "the two can be told apart"}
ADVANTAGES = {"offence": "offence has the advantage", "defence": "defence has the advantage"}


@functools.cache
def _talks():
    return the_negotiation().game()


def _payoffs():
    return {outcome: f"{points:g}" for outcome, points in _talks().payoffs("RUS").items()}


@functools.cache
def _penalty_for_both():
    """Return the least penalty in whole points under which both surely cooperate."""
    steps = games.guarantee_steps(_talks(), _talks().players, PENALTIES)
    return int(steps.index[steps["cooperation"]].min())


def _both_tied() -> Figure:
    tied = _talks()
    for side in tied.players:
        tied = games.guarantee(tied, side, _penalty_for_both())
    return game_chart(games.study(tied))


def _jervis() -> Figure:
    statements = the_statements()
    worlds = games.jervis_worlds(statements)
    return jervis_table(worlds, statements, games.jervis_evidence(statements))


@answers("09.doubt")
def calls_it_bad() -> Answer:
    """Say which of two units holds a no to a way of cooperating."""
    noes = where(the_statements(), agreement="no")
    ways = load_concepts()["theme"].eq("Cooperation")
    bad = [unit for unit in DOUBTS if unit in set(noes.loc[noes["concept"].map(ways), "unit"])]
    said = {0: "both doubt the other side", len(DOUBTS): "both call the deal bad"}
    return Answer(said.get(len(bad)) or f"{bad[0]} calls the deal bad")


@answers("09.moves", lambda: game_chart(games.study(_talks())))
def best_in_moscow() -> Answer:
    """Say which move pays Russia more when Washington opens up, and when it builds alone."""
    own = _talks().payoffs("RUS")
    said = {
        (True, True): "holding back, both times",
        (True, False): "holding back, then answering",
        (False, True): "answering, then holding back",
        (False, False): "answering, both times",
    }
    return Answer(said[bool(own["CC"] > own["DC"]), bool(own["CD"] > own["DD"])], **_payoffs())


@answers("09.stories")
def stories_heard() -> Answer:
    """Return the game that each of the three voices may recall, by what its unit is coded as.

    Our reading: a plain no to taking part sounds like deadlock, an answer on a condition like
    chicken, a yes to something that both do like a stag hunt.
    """
    return Answer(tuple(_story(where(the_statements(), unit=unit)) for unit in VOICES))


def _story(said):
    if (said["concept"].eq("countermeasures") & said["conditional"]).any():
        return "chicken"
    noes = said["agreement"].eq("no") & ~said["conditional"]
    return "deadlock" if noes.any() else "stag hunt"


@answers("09.hunter", lambda: game_step("stag hunt"))
def hunters_trust() -> Answer:
    """Return how sure, in a hundred, a hunter has to be of the other."""
    return Answer(100 * games.trust_threshold(games.game("stag hunt").payoffs("RUS"))[0])


@answers("09.guarantee", lambda: game_chart(games.study(games.guarantee(_talks(), "USA", 3))))
def russia_under_guarantee() -> Answer:
    """Say from which American penalty on Russia holds back in some equilibrium."""
    found = {n: games.equilibria(games.guarantee(_talks(), "USA", n)) for n in PENALTIES}
    least = next((n for n, table in found.items() if table["RUS"].gt(0).any()), None)
    said = "no, at none of these penalties"
    if least is not None:
        said = f"yes, at a {'light' if least < 5 else 'heavy'} penalty"
    return Answer(said, **_payoffs(), needed=f"{games.penalty_needed(_talks(), 'USA'):g}")


@answers("09.both", _both_tied)
def penalty_for_both() -> Answer:
    """Return the least penalty in whole points under which both surely cooperate."""
    needed = {side: games.penalty_needed(_talks(), side) for side in _talks().players}
    return Answer(_penalty_for_both(), **{side: f"{n:g}" for side, n in needed.items()})


@answers("09.public")
def public_talks() -> Answer:
    """Say whether any coded stance tells that public talks help or hurt a deal."""
    coded = set(the_statements()["unit"]) & set(PUBLIC)
    return Answer("a stance settles it" if coded else "these articles cannot tell")


@answers("09.world", _jervis)
def world_of_the_generals() -> Answer:
    """Return posture and advantage, as the General Staff's words describe them."""
    row = games.jervis_worlds(the_statements()).loc[GENERALS]
    both = POSTURES[row["posture"]], ADVANTAGES[row["advantage"]]
    return Answer(both, world=row["worlds"][0])


@answers("09.fragile")
def assumptions_that_rename() -> Answer:
    """Return how many assumptions turn the name of the game for one of the two."""
    flips = forks.load_flips()
    named = flips.loc[flips["headline"].str.startswith("game "), "assumption"]
    return Answer(named.nunique(), searched=len(forks.load_ranges()))
