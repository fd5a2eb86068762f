"""Answers of lesson 09: the talks as a game, guarantees, and Jervis's worlds."""

import functools

import pandas as pd

from shieldtalks import forks, games
from shieldtalks.explorers.games import game_step
from shieldtalks.figures.figure import Figure
from shieldtalks.figures.games import game_chart
from shieldtalks.figures.jervis import jervis_table
from shieldtalks.predict.material import course, negotiation
from shieldtalks.statements import load_concepts

DOUBTS, VOICES, PUBLIC = ("003.09", "004.10"), ("001.12", "001.27", "003.11"), ("002.18", "004.12")
GENERALS = ("RUS General Staff", "001")  # an actor and its article
PENALTIES = range(10)
POSTURES = {"no": "the two cannot be told apart", "yes": "the two can be told apart"}
ADVANTAGES = {"offence": "offence has the advantage", "defence": "defence has the advantage"}


@functools.cache
def _talks() -> games.Game:
    return negotiation().game()


def calls_it_bad() -> str:
    """Say which of two units holds a no to a way of cooperating."""
    statements = course()[1]
    ways = load_concepts()["theme"].eq("Cooperation")
    noes = statements[statements["concept"].map(ways) & statements["agreement"].eq("no")]
    bad = [unit for unit in DOUBTS if unit in set(noes["unit"])]
    if not bad:
        return "both doubt the other side"
    return "both call the deal bad" if len(bad) == len(DOUBTS) else f"{bad[0]} calls the deal bad"


def best_in_moscow() -> str:
    """Say which move pays Russia more when Washington opens up, and when it builds alone."""
    own = _talks().payoffs("RUS")
    moves = [own["CC"] > own["DC"], own["CD"] > own["DD"]]
    return {
        (True, True): "holding back, both times",
        (True, False): "holding back, then answering",
        (False, True): "answering, then holding back",
        (False, False): "answering, both times",
    }[moves[0], moves[1]]


def _payoffs():
    return {outcome: f"{points:g}" for outcome, points in _talks().payoffs("RUS").items()}


def stories_heard() -> tuple[str, ...]:
    """Return the game that each of the three voices may recall, by what its unit is coded as.

    Our reading: a plain no to taking part sounds like deadlock, an answer on a condition like
    chicken, a yes to something that both do like a stag hunt.
    """
    statements = course()[1]
    return tuple(_story(statements[statements["unit"] == unit]) for unit in VOICES)


def _story(said):
    if (said["concept"].eq("countermeasures") & said["conditional"]).any():
        return "chicken"
    noes = said["agreement"].eq("no") & ~said["conditional"]
    return "deadlock" if noes.any() else "stag hunt"


def hunters_trust() -> float:
    """Return how sure, in a hundred, a hunter has to be of the other."""
    return 100 * games.trust_threshold(games.game("stag hunt").payoffs("RUS"))[0]


def russia_under_guarantee() -> str:
    """Say from which American penalty on Russia holds back in some equilibrium."""
    for penalty in PENALTIES:
        found = games.equilibria(games.guarantee(_talks(), "USA", penalty))
        if found["RUS"].gt(0).any():
            return "yes, at a light penalty" if penalty < 5 else "yes, at a heavy penalty"
    return "no, at none of these penalties"


def _gain_facts():
    return {**_payoffs(), "needed": f"{games.penalty_needed(_talks(), 'USA'):g}"}


def penalty_for_both() -> int:
    """Return the least penalty in whole points under which both surely cooperate."""
    steps = games.guarantee_steps(_talks(), _talks().players, PENALTIES)
    return int(steps.index[steps["cooperation"]].min())


def _needed():
    return {side: f"{games.penalty_needed(_talks(), side):g}" for side in _talks().players}


def public_talks() -> str:
    """Say whether any coded stance tells that public talks help or hurt a deal."""
    coded = set(course()[1]["unit"]) & set(PUBLIC)
    return "a stance settles it" if coded else "these articles cannot tell"


def world_of_the_generals() -> tuple[str, str]:
    """Return posture and advantage, as the General Staff's words describe them."""
    row = _worlds().loc[GENERALS]
    return POSTURES[row["posture"]], ADVANTAGES[row["advantage"]]


def _worlds() -> pd.DataFrame:
    return games.jervis_worlds(course()[1])


def _worlds_facts():
    return {"world": _worlds().at[GENERALS, "worlds"][0]}


def assumptions_that_rename() -> int:
    """Return how many assumptions turn the name of the game for one of the two."""
    flips = forks.load_flips()
    return int(flips.loc[flips["headline"].str.startswith("game "), "assumption"].nunique())


def _assumptions():
    return {"searched": len(forks.load_ranges())}


def _game() -> Figure:
    return game_chart(games.study(_talks()))


def _hunt() -> Figure:
    return game_step("stag hunt")


def _tied() -> Figure:
    return game_chart(games.study(games.guarantee(_talks(), "USA", 3)))


def _both_tied() -> Figure:
    tied = _talks()
    for side in tied.players:
        tied = games.guarantee(tied, side, penalty_for_both())
    return game_chart(games.study(tied))


def _jervis() -> Figure:
    statements = course()[1]
    return jervis_table(_worlds(), statements, games.jervis_evidence(statements))


ANSWERS = {
    "doubt": calls_it_bad,
    "moves": best_in_moscow,
    "stories": stories_heard,
    "hunter": hunters_trust,
    "guarantee": russia_under_guarantee,
    "both": penalty_for_both,
    "public": public_talks,
    "world": world_of_the_generals,
    "fragile": assumptions_that_rename,
}
FACTS = {
    "moves": _payoffs,
    "guarantee": _gain_facts,
    "both": _needed,
    "world": _worlds_facts,
    "fragile": _assumptions,
}
CHARTS = {
    "moves": _game,
    "hunter": _hunt,
    "guarantee": _tied,
    "both": _both_tied,
    "world": _jervis,
}
