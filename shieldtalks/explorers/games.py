"""Lesson 09: payoffs on sliders, guarantees that change them, and Jervis's table."""

from collections.abc import Iterable, Mapping
from typing import Any

import ipywidgets as widgets
import pandas as pd
import traitlets

from shieldtalks.corpus import Corpus
from shieldtalks.explorers.base import buttons, choice
from shieldtalks.explorers.live import Live
from shieldtalks.explorers.readable import Readable, Readings, article_to_leave_out, rows_of
from shieldtalks.figures.figure import Figure
from shieldtalks.figures.games import GameChart, game_chart
from shieldtalks.figures.jervis import jervis_table
from shieldtalks.figures.style import PARTY_NAME
from shieldtalks.games import (
    CLASSIC,
    MOVES,
    OUTCOMES,
    Study,
    game,
    guarantee,
    jervis_evidence,
    jervis_worlds,
    study,
)
from shieldtalks.parties import the
from shieldtalks.statements import ACTORS, without

PLAYERS = ("RUS", "USA")
GIVERS = (("nobody", ()), *((the(party), (party,)) for party in PLAYERS), ("both", PLAYERS))
LEAST, MOST, HEAVIEST = 0, 5, 3
APART, WRAP = {"margin": "0 28px 0 0"}, {"flex_flow": "row wrap"}
WORDS = {
    "CC": "both cooperate",
    "CD": "only I cooperate",
    "DC": "only the other does",
    "DD": "neither does",
}


def game_step(
    row: str | Mapping[str, float] = "stag hunt",
    column: str | Mapping[str, float] | None = None,
    givers: Iterable[str] = (),
    penalty: float = 0.0,
) -> Figure:
    """Draw one state of the explorer: payoffs of both, and who has given a guarantee.

    row, column: payoffs of the two players, {'CC', 'CD', 'DC', 'DD': number} with the own move
    first, or the name of a classic game; without `column` both see the same. givers: parties that
    lose `penalty` if they defect. Returns a Figure.

    >>> print(game_step("stag hunt").title)
    Stag hunt: both may cooperate, or neither
    """
    return game_chart(study(_guaranteed(game(row, column), givers, penalty)))


def jervis_step(
    statements: pd.DataFrame, actor: str = "organization", left_out: str = ""
) -> Figure:
    """Draw Jervis's table at a level of actors, with an article left out. Returns a Figure.

    >>> print(jervis_step(statements, actor="person").title)
    Two sides, two columns: can this shield be told from a weapon?
    """
    rest = without(statements, left_out)
    return jervis_table(jervis_worlds(rest, actor), rest, jervis_evidence(rest))


class GameExplorer(Live):
    """Set the payoffs of both players, let one or both give a guarantee, and read the equilibria.

    Traits: row, column: {'CC', 'CD', 'DC', 'DD': payoff}, own move first; givers: tuple of parties;
    penalty: what breaking the guarantee costs. Controls: a party's list of classic games ('RUS'),
    its payoffs ('RUS CC'), 'giver' and 'cost'.
    """

    row = traitlets.Dict()
    column = traitlets.Dict()
    givers = traitlets.Tuple()
    penalty = traitlets.Float(0.0)

    def __init__(
        self,
        row: str | Mapping[str, float] = "stag hunt",
        column: str | Mapping[str, float] | None = None,
        givers: Iterable[str] = (),
        penalty: float = 0.0,
    ):
        """row, column: {'CC', 'CD', 'DC', 'DD': payoff}, or the name of a classic game."""
        self._chart = GameChart(PLAYERS, MOVES, ((LEAST - HEAVIEST, MOST),) * 2)
        self._quiet = False
        names = {player: self._name_list(player) for player in PLAYERS}
        payoffs = {
            player: {o: _slider(WORDS[o], whose=PARTY_NAME[player]) for o in OUTCOMES}
            for player in PLAYERS
        }
        guarantee = {
            "giver": choice("Who gives a guarantee:", list(GIVERS)),
            "cost": _slider("Breaking it costs:", HEAVIEST),
        }
        sliders = {f"{p} {o}": slider for p in PLAYERS for o, slider in payoffs[p].items()}
        self.controls = {**names, **sliders, **guarantee}
        columns = [
            widgets.VBox([names[player], *payoffs[player].values()], layout=APART)
            for player in PLAYERS
        ]
        rows = [widgets.HBox(each, layout=WRAP) for each in (columns, list(guarantee.values()))]
        states = {**sliders, **guarantee}.values()
        super().__init__(rows, invitation="Choose an outcome to read it in words.", states=states)
        begin = game(row, column)
        self.row, self.column = (begin.payoffs(player) for player in PLAYERS)
        self.givers, self.penalty = tuple(givers), penalty
        for control in states:
            control.observe(self._on_slider, "value")
        self.observe(self._on_state, ["row", "column", "givers", "penalty"])
        self._on_state()

    def study(self) -> Study:
        """Return the games.Study of the present state, guarantees included."""
        return study(_guaranteed(game(self.row, self.column), self.givers, self.penalty))

    def values(self) -> tuple:
        """Return the payoffs of both, outcome by outcome, who gives a guarantee, and its price."""
        payoffs = [each[outcome] for each in (self.row, self.column) for outcome in OUTCOMES]
        return *payoffs, self.givers, self.penalty

    def figure_of(self, *values: Any) -> Figure:
        """Return the Figure of any state."""
        *payoffs, givers, penalty = values
        row, column = (
            dict(zip(OUTCOMES, payoffs[start : start + 4], strict=True)) for start in (0, 4)
        )
        return self._chart.figure(study(_guaranteed(game(row, column), givers, penalty)))

    def _name_list(self, player):
        """Return the list that sets one player's payoffs to those of a classic game."""
        names = [("payoffs of your own", ""), *((name, name) for name in CLASSIC)]
        control = choice(f"{PARTY_NAME[player]} sees:", names)
        trait = "row" if player == PLAYERS[0] else "column"
        control.observe(lambda change: self._on_name(trait, change["new"]), "value")
        return control

    def _on_name(self, trait, name):
        if name and not self._quiet:
            self.set_trait(trait, {o: float(v) for o, v in CLASSIC[name].items()})

    def _on_slider(self, change):
        if self._quiet:
            return
        mine, theirs = (
            {outcome: self.controls[f"{player} {outcome}"].value for outcome in OUTCOMES}
            for player in PLAYERS
        )
        with self.hold_trait_notifications():
            self.row, self.column = mine, theirs
            self.givers, self.penalty = self.controls["giver"].value, self.controls["cost"].value

    def _on_state(self, change=None):
        """Bring the controls into line with the traits, then draw."""
        self._quiet = True
        for player, payoffs in zip(PLAYERS, (self.row, self.column), strict=True):
            for outcome in OUTCOMES:
                self.controls[f"{player} {outcome}"].value = payoffs[outcome]
            same = [name for name, classic in CLASSIC.items() if classic == payoffs]
            self.controls[player].value = same[0] if same else ""
        self.controls["giver"].value, self.controls["cost"].value = self.givers, self.penalty
        self._quiet = False
        self.show()


class JervisExplorer(Readable):
    """Jervis's table by party, organization or person, with an article left out.

    Traits: actor, left_out (an article, or ''), reading ('reference', or a name of `readings`).
    """

    def __init__(
        self,
        statements: pd.DataFrame,
        corpus: Corpus,
        readings: Readings | None = None,
        **state: Any,
    ):
        """statements: all statements. corpus: the articles, for the sentences around each.

        readings: {name: statements} to choose from beside `statements`.
        """
        super().__init__(
            {
                "actor": buttons("Actors:", ACTORS),
                "left_out": article_to_leave_out(statements),
            },
            lambda reading, actor, left_out: jervis_step(
                statements if reading is None else reading, actor, left_out
            ),
            rows_of(statements, corpus, readings),
            "Choose a line, by mouse or with the arrow keys, to read what it rests on.",
            readings,
            **{"actor": "organization", **state},
        )


def _guaranteed(table, givers, penalty):
    for giver in givers:
        table = guarantee(table, giver, penalty)
    return table


def _slider(words, most=MOST, whose=""):
    """Return a slider; whose: a name that a screen reader says before the words."""
    spoken = f'<span class="st-spoken">{whose}: </span>' if whose else ""
    return widgets.FloatSlider(
        min=LEAST,
        max=most,
        step=0.5,
        description=spoken + words,
        description_allow_html=True,
        readout_format=".1f",
        style={"description_width": "10.5em"},
        layout={"width": "26em"},
    )
