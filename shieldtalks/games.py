"""Games: two-by-two payoffs, equilibria, the trust threshold, guarantees, Jervis's four worlds.

Payoffs are assumptions, as weights are. Equilibria come from the library nashpy.
"""

import warnings
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from shieldtalks.bargaining import no_deal, utilities
from shieldtalks.errors import DataError, check_known
from shieldtalks.statements import AGREEMENTS, actor_parties, load_concepts
from shieldtalks.tables import DATA, read_table, require, require_listed

# Own move first: CD is what I get when I cooperate and the other defects.
OUTCOMES = ("CC", "CD", "DC", "DD")
CLASSIC = {
    "prisoner's dilemma": {"CC": 3, "CD": 1, "DC": 4, "DD": 2},
    "stag hunt": {"CC": 4, "CD": 1, "DC": 3, "DD": 2},
    "chicken": {"CC": 3, "CD": 2, "DC": 4, "DD": 1},
    "deadlock": {"CC": 2, "CD": 1, "DC": 4, "DD": 3},
    "harmony": {"CC": 4, "CD": 3, "DC": 2, "DD": 1},
}
MOVES = (
    ("hold measures back", "answer with measures"),
    ("open up and study jointly", "build alone"),
)

# What each side does by itself when it cooperates in MOVES, and what comes only of both.
COOPERATE = {
    "RUS": {"answer": "held"},
    "USA": {"guarantees": "openness", "assessment": "together"},
}
TOGETHER = {"structure": "two", "planning": "ended"}

AXES = {"posture": ("no", "yes"), "advantage": ("offence", "defence")}
WORLDS = {
    ("no", "offence"): (1, "Doubly dangerous"),
    ("no", "defence"): (2, "A security dilemma, yet safety for both is possible"),
    ("yes", "offence"): (3, "No dilemma, but an attack may pay; there is warning"),
    ("yes", "defence"): (4, "Doubly stable"),
}


@dataclass(frozen=True)
class Game:
    """A game of two players with two moves each: move 0 cooperates, move 1 defects.

    row, column: payoffs, arrays 2 x 2 (row player's move, column player's move). players: party
    ids, row first. moves: ((cooperate, defect) of row, (cooperate, defect) of column), in words.
    assumed: whether the payoffs are points of assumed score sheets, so that titles say so.
    """

    row: np.ndarray
    column: np.ndarray
    players: tuple = ("RUS", "USA")
    moves: tuple = MOVES
    assumed: bool = False

    def payoffs(self, player: str) -> dict[str, float]:
        """Return {'CC': .., 'CD': .., 'DC': .., 'DD': ..} of a player, its own move first."""
        table = self.row if self._place(player) == 0 else self.column.T
        return dict(zip(OUTCOMES, table.ravel().tolist(), strict=True))

    def with_payoffs(self, player: str, payoffs: Any) -> "Game":
        """Return the game with other payoffs (as `payoffs` gives them) for one player."""
        table = _square(payoffs)
        place = self._place(player)
        return replace(self, row=table) if place == 0 else replace(self, column=table.T)

    def _place(self, player: str) -> int:
        why = "{} does not play this game. The players are {known}."
        check_known([player], self.players, why)
        return self.players.index(player)

    def __repr__(self) -> str:
        row, column = (self.payoffs(player) for player in self.players)
        cells = ", ".join(
            f"{own}{other} {row[own + other]:g}/{column[other + own]:g}"
            for own in "CD"
            for other in "CD"
        )
        return f"Game of {' and '.join(self.players)}: {cells}"


def game(
    row: Any, column: Any = None, players: tuple[str, str] = ("RUS", "USA"), moves: Any = MOVES
) -> Game:
    """Build a game from payoffs.

    row, column: {'CC', 'CD', 'DC', 'DD': payoff}, own move first, or the name of a classic game
    (CLASSIC); without a column both players have the same. Raises DataError for a missing or
    unknown outcome, a payoff that is no number, or an unknown name.
    """
    column = row if column is None else column
    return Game(_square(row), _square(column).T, tuple(players), moves)


def outcomes(
    issues: pd.DataFrame,
    cooperate: Mapping[str, Mapping[str, str]] = COOPERATE,
    together: Mapping[str, str] = TOGETHER,
    players: tuple[str, str] = ("RUS", "USA"),
) -> pd.DataFrame:
    """Return the package behind each outcome of `talks_game`: rows CC, CD, DC, DD, row first."""
    rows = []
    for first in (True, False):
        for second in (True, False):
            package = no_deal(issues).copy()
            for acts, party in ((first, players[0]), (second, players[1])):
                package.update(pd.Series(cooperate[party] if acts else {}, dtype=object))
            package.update(pd.Series(together if first and second else {}, dtype=object))
            rows.append(package)
    return pd.DataFrame(rows).set_axis(pd.Index(OUTCOMES, name="outcome"))


def talks_game(
    issues: pd.DataFrame,
    sheets: pd.DataFrame,
    cooperate: Mapping[str, Mapping[str, str]] = COOPERATE,
    together: Mapping[str, str] = TOGETHER,
    players: tuple[str, str] = ("RUS", "USA"),
    moves: Any = MOVES,
) -> Game:
    """Build a game from the score sheets: each player decides on some issues by itself.

    cooperate: {party: {issue: option}}, what each does when it cooperates; when it defects the
    issue stays as without a deal. together: {issue: option} that comes about only if both
    cooperate. players: two parties, row first. moves: as Game, in words. Payoffs are points, so
    they rest on the same assumed weights.
    """
    points = utilities(outcomes(issues, cooperate, together, players), sheets)
    row, column = (points[party].to_numpy().reshape(2, 2) for party in players)
    return Game(row, column, tuple(players), moves, assumed=True)


def kind(payoffs: Any) -> str:
    """Name the game that one player's payoffs make, after the order of its four outcomes.

    payoffs: {'CC', 'CD', 'DC', 'DD'}, own move first. prisoner's dilemma: DC > CC > DD > CD. stag
    hunt: CC > DC, DD > CD and CC > DD (any such order). chicken: DC > CC > CD > DD. deadlock:
    DC > DD > CC > CD or DD > DC > CC > CD. harmony: cooperating is better whatever the other does.
    Returns 'tie' where two outcomes that matter are equal, 'other' for the orders left.
    """
    r, s, t, p = (payoffs[outcome] for outcome in OUTCOMES)
    if r in (t, p) or s == p:
        return "tie"
    if r > t and s > p:
        return "harmony"
    if r > t:
        return "stag hunt" if r > p else "other"
    if s > p:
        return "chicken" if r > s else "other"
    return "prisoner's dilemma" if r > p else "deadlock"


def classify(game: Game) -> str:
    """Name a game: one name where both players see the same, 'A for X, B for Y' where not."""
    names = [kind(game.payoffs(player)) for player in game.players]
    if names[0] == names[1]:
        return names[0]
    return ", ".join(f"{name} for {who}" for name, who in zip(names, game.players, strict=True))


def best_replies(game: Game) -> tuple[np.ndarray, np.ndarray]:
    """Return which move is a best reply to which: boolean arrays (row's, column's), 2 x 2 each."""
    row = game.row == game.row.max(axis=0, keepdims=True)
    column = game.column == game.column.max(axis=1, keepdims=True)
    return row, column


def degeneracy(game: Game) -> str:
    """Say in one line that a player is indifferent between its pure moves, or return ''."""
    ties = np.isclose(game.row[0], game.row[1]), np.isclose(game.column[:, 0], game.column[:, 1])
    names = [who for who, tie in zip(game.players, ties, strict=True) if tie.any()]
    if not names:
        return ""
    return (
        f"Both moves of {' and of '.join(names)} pay the same against one move of the other, so "
        "there may be endlessly many equilibria: those listed are the corners of the set."
    )


def equilibria(game: Game) -> pd.DataFrame:
    """Find all Nash equilibria with nashpy.

    Support enumeration; for a degenerate game vertex enumeration, which gives the corners of the
    set of equilibria (`degeneracy` says so in a line). Returns a DataFrame, index `equilibrium`
    (1 ...), a column for each player (its probability of cooperating), 'payoff X' for each, and
    kind ('pure' or 'mixed'); those with most cooperation first.
    """
    import nashpy

    # Equilibria do not mind a constant; vertex enumeration needs payoffs above 0.
    table = nashpy.Game(*(payoffs - payoffs.min() + 1 for payoffs in (game.row, game.column)))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", RuntimeWarning)
        pairs = table.vertex_enumeration() if degeneracy(game) else table.support_enumeration()
        pairs = [(mine, theirs) for mine, theirs in pairs]
    one, other = game.players
    rows = {}
    for mine, theirs in pairs:
        chances = tuple(round(float(np.clip(mix[0], 0, 1)), 9) for mix in (mine, theirs))
        payoffs = [round(float(mine @ table_ @ theirs), 9) for table_ in (game.row, game.column)]
        rows[chances] = (*payoffs, "pure" if set(chances) <= {0.0, 1.0} else "mixed")
    order = sorted(rows, key=lambda chances: (rows[chances][2] == "mixed", *(-c for c in chances)))
    columns = [one, other, f"payoff {one}", f"payoff {other}", "kind"]
    table = pd.DataFrame([(*chances, *rows[chances]) for chances in order], columns=columns)
    return table.set_axis(pd.RangeIndex(1, len(table) + 1, name="equilibrium"))


def trust_threshold(payoffs: Any) -> tuple[float, str]:
    """Return the probability of cooperation by the other at which both own moves pay the same.

    (DD - CD) / ((CC - DC) + (DD - CD)); payoffs as in `kind`. Returns (threshold, rule): rule says
    when to cooperate: 'above' or 'below' the threshold, 'always', 'never' (threshold NaN) or
    'either' (both moves always pay the same).
    """
    gain = payoffs["CC"] - payoffs["DC"]
    loss = payoffs["DD"] - payoffs["CD"]
    if gain == 0 and loss == 0:
        return float("nan"), "either"
    if gain > 0 and loss > 0:
        return loss / (gain + loss), "above"
    if gain < 0 and loss < 0:
        return loss / (gain + loss), "below"
    return float("nan"), "always" if gain >= 0 and loss <= 0 else "never"


def expected(payoffs: Any, chance: Any) -> tuple[np.ndarray, np.ndarray]:
    """Return what cooperating and defecting are worth if the other cooperates with a probability.

    chance: a number or an array from 0 to 1. Returns (cooperate, defect), shaped like chance.
    """
    chance = np.asarray(chance, dtype=float)
    cooperate = chance * payoffs["CC"] + (1 - chance) * payoffs["CD"]
    defect = chance * payoffs["DC"] + (1 - chance) * payoffs["DD"]
    return cooperate, defect


@dataclass(frozen=True)
class Study:
    """A game with all that follows from its payoffs.

    name: as `classify`. replies: as `best_replies`. equilibria: as the function of that name. note:
    as `degeneracy`. trust: {player: (threshold, rule)}, as `trust_threshold`.
    """

    game: Game
    name: str
    replies: tuple
    equilibria: pd.DataFrame
    note: str
    trust: dict


def study(game: Game) -> Study:
    """Return the Study of a game: its name, best replies, equilibria and trust thresholds."""
    trust = {player: trust_threshold(game.payoffs(player)) for player in game.players}
    replies = best_replies(game)
    return Study(game, classify(game), replies, equilibria(game), degeneracy(game), trust)


# Guarantees


def guarantee(game: Game, giver: str, penalty: float = 0.0, cover: float = 0.0) -> Game:
    """Return the game after a player has given a guarantee: a commitment device.

    penalty: what the giver loses whenever it defects all the same (Schelling: tie your own hands).
    cover: what the other gets back if it cooperates and the giver defects (an insurance).
    Raises DataError for a negative amount or an unknown player.
    """
    if penalty < 0 or cover < 0:
        raise DataError("a penalty or a cover is 0 or more. Write it without the minus.")
    mine = game.payoffs(giver)
    mine.update({outcome: mine[outcome] - penalty for outcome in ("DC", "DD")})
    receiver = next(player for player in game.players if player != giver)
    theirs = game.payoffs(receiver)
    theirs["CD"] += cover
    return game.with_payoffs(giver, mine).with_payoffs(receiver, theirs)


def penalty_needed(game: Game, giver: str) -> float:
    """Return the least penalty that makes cooperating a best reply for the giver, in any case.

    The larger of what defecting gains against a cooperator and against a defector; 0 if neither.
    """
    own = game.payoffs(giver)
    return round(max(own["DC"] - own["CC"], own["DD"] - own["CD"], 0.0), 9)


def guarantee_steps(game: Game, givers: Iterable[str], penalties: Iterable[float]) -> pd.DataFrame:
    """Return what guarantees of growing weight change: a row a penalty.

    givers: the players that give one. Index `penalty`; columns game (its name), equilibria (pairs
    of chances of cooperating as text) and cooperation (True where both surely cooperating is the
    only equilibrium).
    """
    rows = []
    for penalty in penalties:
        tied = game
        for giver in givers:
            tied = guarantee(tied, giver, penalty)
        found = equilibria(tied)
        chances = [tuple(row) for row in found[list(game.players)].to_numpy().tolist()]
        words = "; ".join(f"({one:g}, {other:g})" for one, other in chances)
        rows.append((classify(tied), words, chances == [(1.0, 1.0)]))
    index = pd.Index(list(penalties), name="penalty")
    return pd.DataFrame(rows, columns=["game", "equilibria", "cooperation"], index=index)


# Jervis's four worlds


def load_jervis(path: str | Path | None = None) -> pd.DataFrame:
    """Read which stance speaks to which axis of Jervis's table (1978).

    Returns a DataFrame, index (concept, agreement): axis ('posture': can it be told apart, or
    'advantage'), side and reason. It is a reading of ours, and says why. Raises DataError by row.
    """
    path = DATA / "jervis.csv" if path is None else Path(path)
    choices = {"agreement": AGREEMENTS, "axis": tuple(AXES)}
    table = read_table(path, ("concept", "agreement", "axis", "side", "reason"), choices=choices)
    require_listed(table, path.name, "concept", load_concepts().index, "the codebook")
    fits = [side in AXES[axis] for axis, side in zip(table["axis"], table["side"], strict=True)]
    why = "{value} is no side of this axis. Posture: no, yes; advantage: offence, defence."
    require(pd.Series(fits, dtype=bool), table, path.name, "side", why)
    repeated = table.duplicated(["concept", "agreement"])
    require(~repeated, table, path.name, "concept", "{value} stands twice with this agreement.")
    return table.set_index(["concept", "agreement"])


def jervis_evidence(statements: pd.DataFrame, reading: pd.DataFrame | None = None) -> pd.DataFrame:
    """Return the statements that speak to Jervis's axes, a row a statement.

    reading: as `load_jervis`. Index `statement`; columns party, organization, person, article,
    concept, agreement, axis, side and reason.
    """
    reading = load_jervis() if reading is None else reading
    columns = ["party", "organization", "person", "article", "concept", "agreement"]
    return statements[columns].join(reading, on=["concept", "agreement"], how="inner").sort_index()


def jervis_worlds(
    statements: pd.DataFrame, actor: str = "organization", reading: pd.DataFrame | None = None
) -> pd.DataFrame:
    """Return which of Jervis's worlds the words of each actor describe, article by article.

    Returns a DataFrame, index (actor, article): posture ('yes': defence can be told from offence,
    'no', 'both' or 'silent'), advantage ('offence', 'defence', 'both' or 'silent'), worlds (tuple
    of the numbers 1-4 that the words leave open), n and statements (ids). Actors party by party.
    """
    said = jervis_evidence(statements, reading)
    said = said[said[actor].ne("")].reset_index()
    rows = {}
    for who in actor_parties(statements, actor):
        for article, words in said[said[actor].eq(who)].groupby("article"):
            sides = {axis: set(words.loc[words["axis"].eq(axis), "side"]) for axis in AXES}
            open_ = [
                number
                for (posture, advantage), (number, _) in WORLDS.items()
                if posture in (sides["posture"] or AXES["posture"])
                and advantage in (sides["advantage"] or AXES["advantage"])
            ]
            summary = [_one_word(sides[axis]) for axis in AXES]
            ids = tuple(words["statement"])
            rows[who, article] = (*summary, tuple(open_), len(ids), ids)
    columns, names = [*AXES, "worlds", "n", "statements"], ["actor", "article"]
    index = pd.MultiIndex.from_arrays(zip(*rows, strict=True) if rows else [(), ()], names=names)
    return pd.DataFrame(list(rows.values()), columns=columns, index=index)


def _one_word(sides: Any) -> str:
    return "silent" if not sides else "both" if len(sides) > 1 else next(iter(sides))


def _square(payoffs: Any) -> np.ndarray:
    """Return payoffs as an array 2 x 2, own move as rows. Raises DataError."""
    if isinstance(payoffs, str):
        check_known([payoffs], CLASSIC, "{} is no game here. There are {known}.")
        payoffs = CLASSIC[payoffs]
    if set(payoffs) != set(OUTCOMES):
        raise DataError(f"payoffs need CC, CD, DC and DD, and have {', '.join(payoffs)}.")
    try:
        table = np.array([payoffs[outcome] for outcome in OUTCOMES], dtype=float).reshape(2, 2)
    except (TypeError, ValueError):
        table = np.full((2, 2), np.nan)
    if not np.isfinite(table).all():
        raise DataError("a payoff is no number. Write for example CC=4.")
    return table
