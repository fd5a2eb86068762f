"""A headline: one sentence of a lesson that can be computed from statements."""

import functools
from collections.abc import Callable, Mapping
from dataclasses import dataclass

import pandas as pd

from shieldtalks.change import movements
from shieldtalks.discourse import networks
from shieldtalks.statements import positions
from shieldtalks.tables import DATA, read_table


class Said:
    """Statements, and what several headlines ask of them, counted once.

    positions, movements, networks: as the functions of these names, without their first argument.
    """

    def __init__(self, statements: pd.DataFrame):
        """statements: as `load_statements`; they are not to change from here on."""
        self.statements = statements
        self.positions = functools.cache(functools.partial(positions, statements))
        self.movements = functools.cache(functools.partial(movements, statements))
        self.networks = functools.cache(functools.partial(networks, statements))

    def network(
        self, kind: str, actor: str = "organization", normalise: str = "none"
    ) -> pd.DataFrame:
        """Return one of `networks`: the ties of every two actors, a square DataFrame."""
        return self.networks(actor, normalise)[kind]


Rule = Callable[[Said], bool | None]


@dataclass(frozen=True)
class Headline:
    """One sentence of a lesson that can be computed.

    id: short name. lesson: '04' to '09'. sentence: what it says. rule: function of what was said
    that returns True or False, or None where nothing is left that it could be said of. concepts and
    parties: what narrows the statements it rests on; empty for all.
    """

    id: str
    lesson: str
    sentence: str
    rule: Rule
    concepts: tuple[str, ...] = ()
    parties: tuple[str, ...] = ()

    def test(self, said: Said | pd.DataFrame) -> bool | None:
        """Say whether it holds of statements; None where nothing is left to say it of."""
        return self.rule(said if isinstance(said, Said) else Said(said))

    def rests_on(self, statements: pd.DataFrame) -> tuple[str, ...]:
        """Return the ids of the statements that the headline speaks of."""
        said = statements
        if self.concepts:
            said = said[said["concept"].isin(self.concepts)]
        if self.parties:
            said = said[said["party"].isin(self.parties)]
        return tuple(said.index)


def load_headlines(rules: Mapping[str, Rule]) -> tuple[Headline, ...]:
    """Read the headlines, in the order of the lessons. rules: {headline: its rule}."""
    columns = ("headline", "lesson", "sentence", "concepts", "parties")
    table = read_table(DATA / "headlines.csv", columns)
    return tuple(
        Headline(id, lesson, sentence, rules[id], tuple(concepts.split()), tuple(parties.split()))
        for id, lesson, sentence, concepts, parties in table[list(columns)].itertuples(index=False)
    )
