"""Lesson 00: one article at a time, with its outlet, its date, its chain and its speakers."""

from typing import Any

import pandas as pd

from shieldtalks.corpus import Corpus
from shieldtalks.explorers.base import Flipbook, buttons
from shieldtalks.figures.figure import Figure
from shieldtalks.figures.overview import speakers
from shieldtalks.statements import evidence, tally


def first_look_step(statements: pd.DataFrame, corpus: Corpus, article: str) -> Figure:
    """Draw one state of the explorer: whose statements an article holds. Returns a Figure.

    A statement that names no person is counted for its organization.

    >>> print(first_look_step(statements, corpus, "004").title)
    Anatoly Antonov has ... of the ... statements
    """
    chosen = statements[statements["article"].eq(article)]
    speaker = chosen["person"].where(chosen["person"].ne(""), chosen["organization"])
    table = tally(chosen.assign(speaker=speaker), ["speaker", "organization", "party"])
    return speakers(table, chosen, corpus.articles.loc[article])


class FirstLook(Flipbook):
    """Choose an article to see who has a say in it; choose a speaker to read the sentences.

    Trait: article.
    """

    def __init__(self, statements: pd.DataFrame, corpus: Corpus, **state: Any):
        """statements: all statements. corpus: the articles they come from."""
        when = corpus.articles["date"].where(
            corpus.articles["date"].ne(""), corpus.articles["earliest"]
        )
        articles = [
            (f"{article}, {pd.Timestamp(when[article]):%B %Y}", article)
            for article in sorted(statements["article"].unique())
        ]
        super().__init__(
            {"article": buttons("Article:", articles)},
            lambda article: first_look_step(statements, corpus, article),
            evidence(statements, corpus=corpus),
            "Choose a speaker, by mouse or with the arrow keys, to read the sentences.",
            **{"article": articles[0][1], **state},
        )
