"""Lesson 02: whose voice is left when only so many hands may stand between it and the reader."""

from typing import Any

import pandas as pd

from shieldtalks.attribution import fallen_silent, voices, within
from shieldtalks.corpus import Corpus
from shieldtalks.explorers.base import Flipbook, buttons, stepper
from shieldtalks.figures.figure import Figure
from shieldtalks.figures.voices import voices_by_mode
from shieldtalks.parties import the
from shieldtalks.phrases import counted, names
from shieldtalks.statements import evidence

LEVELS = ("party", "organization")


def voices_step(
    statements: pd.DataFrame, chains: pd.DataFrame, hands: int = 1, actor: str = "party"
) -> Figure:
    """Draw the voices that are left when at most `hands` hands stand between voice and reader.

    chains: who passed each statement on (`attribution.load_chains`). actor: 'party' or
    'organization'. Returns a Figure whose pale bars show what is lost.

    >>> print(voices_step(statements, chains, hands=1).title)
    At most ... hand: ... of ... left; the United States and NATO fall silent
    """
    left = within(statements, chains, hands)
    silent = fallen_silent(statements, chains, hands, actor)
    title = (
        f"At most {counted(hands, 'hand')}: {len(left)} of {len(statements)} left; "
        f"{_who(silent, actor)}"
    )
    return voices_by_mode(
        voices(left, actor),
        left,
        voices(statements, actor),
        title,
    )


class VoicesExplorer(Flipbook):
    """Choose how many hands may stand between a voice and you, and read what is left.

    Traits: hands (1 to the deepest chain), actor ('party', 'organization').
    """

    def __init__(
        self, statements: pd.DataFrame, chains: pd.DataFrame, corpus: Corpus, **state: Any
    ):
        """statements: all statements. chains: their chains. corpus: for the sentences around."""
        deepest = int(chains["hands"].max())
        steps = [(str(hands), hands) for hands in range(1, deepest + 1)]
        super().__init__(
            {
                "hands": stepper("Hands between, at most:", steps),
                "actor": buttons("Count by:", LEVELS),
            },
            lambda hands, actor: voices_step(statements, chains, hands, actor),
            evidence(statements, corpus=corpus),
            "Choose a bar, by mouse or with the arrow keys, to read its sentences.",
            **{"hands": deepest, **state},
        )


def _who(silent, actor):
    if not silent:
        return "nobody falls silent"
    if len(silent) > 3:
        return f"{len(silent)} {actor}s fall silent"
    said = [the(name) for name in silent]
    return f"{names(said)} {'falls' if len(said) == 1 else 'fall'} silent"
