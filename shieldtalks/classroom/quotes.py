"""The sentences that a question names by their ids, for those who have no notebook before them."""

import functools
import re

from shieldtalks.corpus import Corpus, load_corpus

UNIT = re.compile(r"\b\d{3}\.\d{2}\b")


def quotes_in(question: str) -> list[dict[str, str]]:
    """Return the sentences of a question such as "Is 001.24 a no?", in its order.

    Each is {"unit", "text", "source"}; ids that no article has are left out.
    """
    named = list(dict.fromkeys(UNIT.findall(question)))
    return [_quote(unit) for unit in named if unit in _corpus().units.index]


@functools.cache
def _corpus() -> Corpus:
    return load_corpus()


def _quote(unit):
    corpus = _corpus()
    article = corpus.articles.loc[corpus.units.at[unit, "article"]]
    source = f"{article['outlet']}, {article['date']}"
    return {"unit": unit, "text": corpus.text(unit), "source": source}
