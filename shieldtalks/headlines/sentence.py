"""A headline: one sentence of a lesson that can be computed from statements."""

from collections.abc import Callable
from dataclasses import dataclass

import pandas as pd


@dataclass(frozen=True)
class Headline:
    """One sentence of a lesson that can be computed.

    id: short name. lesson: '04' to '09'. sentence: what it says. test: function of statements that
    returns True or False, or None where nothing is left that it could be said of. concepts and
    parties: what narrows the statements it rests on; empty for all.
    """

    id: str
    lesson: str
    sentence: str
    test: Callable[[pd.DataFrame], bool | None]
    concepts: tuple[str, ...] = ()
    parties: tuple[str, ...] = ()

    def rests_on(self, statements: pd.DataFrame) -> tuple[str, ...]:
        """Return the ids of the statements that the headline speaks of."""
        said = statements
        if self.concepts:
            said = said[said["concept"].isin(self.concepts)]
        if self.parties:
            said = said[said["party"].isin(self.parties)]
        return tuple(said.index)
