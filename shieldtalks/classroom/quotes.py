"""The sentences that a question names by their ids, for those who have no notebook before them."""

import functools
import re
from collections.abc import Iterable

from shieldtalks.corpus import Corpus, load_corpus

UNIT = re.compile(r"\b\d{3}\.\d{2}\b")
ARTICLE = re.compile(r"\b\d{3}\b(?!\.\d)")


def labels_of(options: Iterable[str]) -> dict[str, str]:
    """Return how options that name articles are read by who does not know their numbers.

    "003" becomes "003 · Press TV, 2011", "000 and 001" gets both outlets.
    """
    labels = {}
    for option in options:
        named = [one for one in ARTICLE.findall(option) if one in corpus().articles.index]
        if len(named) == 1:
            labels[option] = f"{option} · {_source(named[0])[: -len('-MM-DD')]}"
        elif named:
            labels[option] = f"{option} · {' and '.join(corpus().articles.loc[named, 'outlet'])}"
    return labels


def quotes_in(question: str) -> list[dict[str, str]]:
    """Return the sentences of a question such as "Is 001.24 a no?", in its order.

    Each is {"unit", "text", "source"}; ids that no article has are left out.
    """
    named = list(dict.fromkeys(UNIT.findall(question)))
    return [quote(unit) for unit in named if unit in corpus().units.index]


@functools.cache
def corpus() -> Corpus:
    """Return the five articles, read once."""
    return load_corpus()


def _source(article):
    facts = corpus().articles.loc[article]
    return f"{facts['outlet']}, {facts['date']}"


def quote(unit: str) -> dict[str, str]:
    """Return a sentence as a page shows it: {"unit", "text", "source"}."""
    source = _source(corpus().units.at[unit, "article"])
    return {"unit": unit, "text": corpus().text(unit), "source": source}
