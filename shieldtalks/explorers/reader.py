"""Lesson 01: the source reader. A file as it is, and what stays when the rest is put aside."""

import itertools
from typing import Any

import anywidget
import pandas as pd
import traitlets

from shieldtalks.attribution import find_quotations
from shieldtalks.corpus import Corpus, originals
from shieldtalks.errors import DataError
from shieldtalks.explorers.base import HERE, Explorer
from shieldtalks.figures.figure import Figure
from shieldtalks.figures.files import KIND_NAME, anatomy, page
from shieldtalks.markup import tag
from shieldtalks.phrases import counted

FURNITURE, REPEATS = ("chrome", "caption"), ("duplicate",)


def anatomy_step(corpus: Corpus, article: str = "") -> Figure:
    """Draw what the files hold: all of them as strips, or one article's as a page.

    Returns a Figure. Raises DataError for an unknown article.

    >>> print(anatomy_step(corpus, "000").title)
    Article ...: ...% is the article, ...% the same again
    """
    if not article:
        return anatomy(corpus)
    units = units_of(corpus, article)
    again = originals(corpus.units)
    return page(corpus, article, again[again.index.isin(units.index)])


def reader_step(corpus: Corpus, article: str, furniture: bool = True, repeats: bool = True) -> str:
    """Return an article as text, unit by unit, under a line that counts what is shown.

    furniture: whether page furniture and captions stay. repeats: whether repeats stay. Raises
    DataError for an unknown article.

    >>> print(reader_step(corpus, "000", furniture=False).splitlines()[0])
    Article ...: ... of ... units shown, ... of ... characters.
    """
    units = units_of(corpus, article)
    kept = put_aside(units, furniture, repeats)
    lines = [f"{unit}  {text}" for unit, text in kept["text"].items()]
    return "\n".join([tally(article, units, kept), *lines])


def units_of(corpus: Corpus, article: str) -> pd.DataFrame:
    """Return the units of one article. Raises DataError for an article that is not there."""
    if article not in corpus.texts:
        known = ", ".join(corpus.texts)
        raise DataError(f"{article!r} is no article of this corpus. It has {known}.")
    return corpus.units[corpus.units["article"].eq(article)]


def put_aside(units: pd.DataFrame, furniture: bool = True, repeats: bool = True) -> pd.DataFrame:
    """Return the units that stay; furniture goes with captions."""
    aside = (() if furniture else FURNITURE) + (() if repeats else REPEATS)
    return units[~units["kind"].isin(aside)]


def tally(article: str, units: pd.DataFrame, kept: pd.DataFrame) -> str:
    """Say how many units and characters of an article are shown."""
    few, all_of_it = kept["text"].str.len().sum(), units["text"].str.len().sum()
    return (
        f"Article {article}: {len(kept)} of {len(units)} units shown, "
        f"{few:,} of {all_of_it:,} characters."
    )


def as_file(corpus: Corpus, article: str) -> dict:
    """Return an article as plain values for the reader: its units in paragraphs, quotes marked.

    A dict of article, outlet, date, quotes (number of quotations in the article proper) and
    units: dicts of id, kind, name (what it is), paragraph (number of its line), size (characters)
    and pieces, [[words, whether they are quoted]].
    """
    text, units = corpus.texts[article], units_of(corpus, article)
    quoted = find_quotations(text)
    inside = [False] * len(text)
    for start, end in zip(quoted["start"], quoted["end"], strict=True):
        inside[start:end] = [True] * (end - start)
    again = originals(units)
    rows = []
    for unit, row in units.iterrows():
        name = KIND_NAME[row["kind"]]
        if again.get(unit):
            name += f" as {again[unit]}"
        rows.append(
            {
                "id": unit,
                "kind": row["kind"],
                "name": name,
                "paragraph": text.count("\n", 0, row["start"]),
                "size": len(row["text"]),
                "pieces": _pieces(text, inside, row["start"], row["end"]),
            }
        )
    source = corpus.articles.loc[article]
    return {
        "article": article,
        "outlet": source["outlet"],
        "date": source["date"] or "undated",
        "units": rows,
    }


class ReaderView(anywidget.AnyWidget):
    """The page of the source reader; all it does it does in the browser.

    files: as of `as_file`. article, furniture, repeats, quotes: what is shown. unit: the chosen
    unit, or ''.
    """

    _esm = HERE / "reader.js"
    _css = HERE / "reader.css"
    files = traitlets.List().tag(sync=True)
    article = traitlets.Unicode().tag(sync=True)
    furniture = traitlets.Bool(True).tag(sync=True)
    repeats = traitlets.Bool(True).tag(sync=True)
    quotes = traitlets.Bool(False).tag(sync=True)
    unit = traitlets.Unicode("").tag(sync=True)


class SourceReader(Explorer):
    """Read a file with or without its furniture and its repeats, and jump to a unit.

    Traits: article; furniture, repeats, quotes (whether each is shown); unit (the chosen one).
    """

    article = traitlets.Unicode()
    furniture = traitlets.Bool(True)
    repeats = traitlets.Bool(True)
    quotes = traitlets.Bool(False)
    unit = traitlets.Unicode("")

    def __init__(self, corpus: Corpus, article: str | None = None, **state: Any):
        """corpus: the articles. article: the one to begin with. state: other traits."""
        self._corpus = corpus
        article = next(iter(corpus.texts)) if article is None else article
        units_of(corpus, article)
        self.view = ReaderView(files=[as_file(corpus, article) for article in corpus.texts])
        super().__init__([self.view])
        for name, value in {"article": article, **state}.items():
            setattr(self, name, value)
        for name in ("article", "furniture", "repeats", "quotes", "unit"):
            traitlets.link((self, name), (self.view, name))

    def describe(self) -> str:
        """Return what is shown, as text: the count, then unit by unit."""
        return reader_step(self._corpus, self.article, self.furniture, self.repeats)

    def still(self) -> str:
        """Return what is shown, as HTML; what is put aside can be unfolded."""
        units = units_of(self._corpus, self.article)
        kept = put_aside(units, self.furniture, self.repeats)
        rows = {row["id"]: row for row in as_file(self._corpus, self.article)["units"]}
        aside = [rows[unit] for unit in units.index if unit not in kept.index]
        parts = [tag("p", tag("b", tally(self.article, units, kept)))]
        parts += [self._paragraph(rows[unit]) for unit in kept.index]
        if aside:
            words = f"{counted(len(aside), 'unit')} put aside"
            parts.append(tag("details", tag("summary", words), *map(self._paragraph, aside)))
        return tag("section", *parts)

    def _paragraph(self, row):
        pieces = [
            tag("mark", words) if quoted and self.quotes else words
            for words, quoted in row["pieces"]
        ]
        kind = [" ", tag("i", f"({row['name']})")] if row["kind"] != "body" else []
        return tag("p", tag("code", row["id"]), *kind, " ", *pieces)


def _pieces(text, inside, start, end):
    """Return [[words, whether they are quoted]] from start to end."""
    runs = itertools.groupby(range(start, end), inside.__getitem__)
    return [["".join(text[place] for place in run), quoted] for quoted, run in runs]
