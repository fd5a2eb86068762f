"""Lesson 10: the words that stand out in an article, and how far a prior moves them."""

from typing import Any

from shieldtalks.corpus import Corpus
from shieldtalks.explorers.base import Flipbook, buttons, choice, stepper
from shieldtalks.figures.figure import Figure
from shieldtalks.figures.wording import keyness_plot
from shieldtalks.keyness import keyness, occurrences, strongest, tally, word_counts

VOICES = {"all": "all words", "own": "the outlet’s own"}
STRENGTHS = (50, 250, 1000, 4000)


def keyness_step(
    corpus: Corpus, article: str = "003", voice: str = "all", strength: float = 250
) -> Figure:
    """Draw the words by which one article differs most from the others.

    voice: 'all' words, or the outlet's 'own', without what stands in quotation marks.
    strength: how many words the prior is worth. Returns a Figure. Raises DataError.

    >>> print(keyness_step(corpus, "003").title)
    Standing out in ...: ... of ... words; by chance alone about ...
    """
    own = voice == "own"
    found = occurrences(corpus, own)
    counts = word_counts(corpus, own)
    shown = strongest(keyness(counts, article, strength))
    note = f"{VOICES[voice].capitalize()}; 95 % intervals, prior of {strength} words."
    return keyness_plot(
        shown,
        tally(counts, article, strength),
        _units(found, article, shown),
        article,
        corpus.articles.at[article, "outlet"],
        corpus.readings(found["unit"].unique()),
        note,
    )


class KeynessExplorer(Flipbook):
    """Choose an article, whose words count, and how strong the prior is; choose a word to read it.

    Traits: article, voice ('all', 'own'), strength (one of STRENGTHS).
    """

    def __init__(self, corpus: Corpus, **state: Any):
        """corpus: the articles. state: values to start with."""
        outlets = corpus.articles["outlet"]
        articles = [(f"{article} {outlet}", article) for article, outlet in outlets.items()]
        super().__init__(
            {
                "article": choice("Article:", articles),
                "voice": buttons("Count:", [(name, voice) for voice, name in VOICES.items()]),
                "strength": stepper("Prior, in words:", [(str(n), n) for n in STRENGTHS]),
            },
            lambda article, voice, strength: keyness_step(corpus, article, voice, strength),
            corpus.readings(corpus.body().index),
            "Choose a word, by mouse or with the arrow keys, to read its sentences.",
            **{"article": "003", "strength": 250, **state},
        )


def _units(found, article, shown):
    """Return {word: units of this article that hold it, or of the others where it has none}."""
    found = found[found["word"].isin(shown.index)]
    here = found["article"].eq(article)
    units = {}
    for part in (found[~here], found[here]):
        units |= part.groupby("word")["unit"].agg(lambda held: tuple(dict.fromkeys(held))).to_dict()
    return units
