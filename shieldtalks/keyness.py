"""The words an outlet chooses: counts, keyness with intervals, names for the thing, shared runs."""

import itertools
import re
from collections.abc import Iterable, Mapping
from difflib import SequenceMatcher

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike

from shieldtalks.attribution import find_quotations, find_verbs, own_words
from shieldtalks.corpus import Corpus
from shieldtalks.errors import DataError
from shieldtalks.tables import DATA, read_table

WORD = re.compile(r"[A-Za-zÀ-ž]+(?:[.’'][A-Za-zÀ-ž]+)*(?:-[A-Za-zÀ-ž]+)*")
NORMAL = 1.959964  # half width of a 95 % interval, in standard deviations

# What the articles call the thing itself; a name is found as whole words, longest first.
NAMES = tuple(read_table(DATA / "shield_names.csv", ("name",))["name"])
# Names that hold one of these words but mean something else.
OTHER_THINGS = ("Strategic Defense Initiative",)


def words(text: str) -> list[str]:
    """Return the words of a text in lower case, with straight apostrophes."""
    return [word.lower().replace("’", "'") for word in WORD.findall(text)]


def occurrences(corpus: Corpus, own: bool = False) -> pd.DataFrame:
    """Return every word of the articles proper, in the order of the text: word, article, unit.

    Repeats and page furniture are left out, since they are not the outlet's choice of words.
    own: leave out what stands in quotation marks as well, which is the speaker's choice.
    """
    body = corpus.body()
    texts = own_words(corpus) if own else body["text"]
    spoken = texts.map(words).explode().dropna()
    table = pd.DataFrame({"word": spoken, "article": body["article"].reindex(spoken.index)})
    return table.reset_index()[["word", "article", "unit"]]


def word_counts(corpus: Corpus, own: bool = False) -> pd.DataFrame:
    """Return how often each word stands in each article: words by articles.

    own: as of `occurrences`.
    """
    found = occurrences(corpus, own)
    counts = found.groupby(["word", "article"]).size().unstack(fill_value=0)
    return counts.reindex(columns=list(corpus.articles.index), fill_value=0)


def rates(counts: pd.DataFrame, word: str) -> pd.DataFrame:
    """Return one word's count in each article, its words in all, and its rate per thousand.

    counts: as `word_counts`. Returns a DataFrame by article: count, of and per_1000.
    Raises DataError for a word that no article has.
    """
    if word not in counts.index:
        raise DataError(f"{word!r} stands in no article. Words are written in lower case.")
    table = pd.DataFrame({"count": counts.loc[word], "of": counts.sum()})
    table["per_1000"] = 1000 * table["count"] / table["of"]
    return table


def log_likelihood(a: ArrayLike, b: ArrayLike, c: ArrayLike, d: ArrayLike) -> np.ndarray | float:
    """Return the log-likelihood keyness of a word, in nats of evidence times two (always >= 0).

    a, b: how often it stands in either text; c, d: how many words either has. Arrays broadcast.
    LL = 2 (a ln(a / E1) + b ln(b / E2)), E1 = c (a + b) / (c + d), E2 = d (a + b) / (c + d)
    (Rayson and Garside 2000).
    """
    a, b, c, d = (np.asarray(value, dtype=float) for value in (a, b, c, d))
    together, size = a + b, c + d
    return 2 * (_part(a, c * together / size) + _part(b, d * together / size))


def log_odds(one: ArrayLike, other: ArrayLike, prior: ArrayLike) -> tuple[np.ndarray, np.ndarray]:
    """Return the log-odds difference of words with a Dirichlet prior, and its standard error.

    one, other: counts of each word in either text (arrays of one length); prior: pseudo-counts,
    a number or an array. A word's z is difference / error (Monroe, Colaresi and Quinn 2008,
    eq. 16, 20 and 22). Positive: more in `one`.
    """
    one = np.asarray(one, dtype=float) + prior
    other = np.asarray(other, dtype=float) + prior
    return _difference(one, one.sum(), other, other.sum())


def common_prior(counts: pd.DataFrame, strength: float) -> pd.Series:
    """Return pseudo-counts for `log_odds`: so many words, mixed as in all the articles together.

    Added to both sides, they pull every word towards an equal rate, and rare words most.
    """
    total = counts.sum(axis=1)
    return strength * total / total.sum()


def keyness(
    counts: pd.DataFrame, article: str, strength: float = 250, least: int = 2
) -> pd.DataFrame:
    """Compare the words of one article with those of all the others.

    counts: as `word_counts`. strength: how many words the prior is worth (see `common_prior`).
    least: rarer words are left out of the result (not of the reckoning). Returns a DataFrame
    indexed by word, strongest first: here and elsewhere (counts), per_1000_here,
    per_1000_elsewhere, log_likelihood, difference (log odds), low and high (its 95 % interval) and
    z. An interval that holds 0 shows nothing. Raises DataError for an unknown article.
    """
    here, elsewhere = _sides(counts, article)
    difference, error = log_odds(here, elsewhere, common_prior(counts, strength))
    table = pd.DataFrame({"here": here, "elsewhere": elsewhere})
    table["per_1000_here"] = 1000 * here / here.sum()
    table["per_1000_elsewhere"] = 1000 * elsewhere / elsewhere.sum()
    table["log_likelihood"] = log_likelihood(here, elsewhere, here.sum(), elsewhere.sum())
    table["difference"] = difference
    table["low"], table["high"] = difference - NORMAL * error, difference + NORMAL * error
    table["z"] = difference / error
    shown = table[(here + elsewhere).ge(least)]
    return shown.sort_values("z", ascending=False, kind="stable")


def clear_of_zero(table: pd.DataFrame) -> pd.DataFrame:
    """Return the rows of a `keyness` table whose interval does not hold zero."""
    return table[table["low"].gt(0) | table["high"].lt(0)]


def strongest(table: pd.DataFrame, most: int = 12) -> pd.DataFrame:
    """Return the `most` rows of a `keyness` table with the largest |z|, from + to -."""
    far = table["z"].abs().sort_values(ascending=False, kind="stable").index[:most]
    return table[table.index.isin(far)]


def clear_by_chance(
    counts: pd.DataFrame, article: str, strength: float = 250, least: int = 2
) -> float:
    """Return how many words would be clear of zero if the words were dealt to the texts blindly.

    Every text keeps its size and every word its total, so that a word's count in one text follows
    the hypergeometric distribution. The result is the expected number (a float); nothing is drawn.
    Real texts repeat their words in lumps, so chance can do somewhat more than this.
    """
    here, elsewhere = _sides(counts, article)
    size, every = int(here.sum()), int(here.sum() + elsewhere.sum())
    total = (here + elsewhere)[lambda both: both.ge(least)].to_numpy()[:, None]
    count = np.arange(total.max() + 1)
    other = total - count
    possible = (other >= 0) & (count <= size) & (other <= every - size)
    other = np.where(possible, other, 0)
    ways = _log_choose(total, np.minimum(count, total), every)
    ways += _log_choose(every - total, np.clip(size - count, 0, every - total), every)
    chance = np.where(possible, np.exp(ways - _log_choose(every, size, every)), 0)
    prior = strength * total / every
    difference, error = _difference(
        count + prior, size + strength, other + prior, every - size + strength
    )
    return float(chance[np.abs(difference) > NORMAL * error].sum())


def tally(counts: pd.DataFrame, article: str, strength: float = 250, least: int = 2) -> dict:
    """Count the words of one article that are clear of zero, beside what chance alone would do.

    Returns a dict: here and elsewhere (words in all), compared (different words), clear (how many
    intervals miss zero) and by_chance (see `clear_by_chance`).
    """
    here, elsewhere = _sides(counts, article)
    table = keyness(counts, article, strength, least)
    return {
        "here": int(here.sum()),
        "elsewhere": int(elsewhere.sum()),
        "compared": len(table),
        "clear": len(clear_of_zero(table)),
        "by_chance": clear_by_chance(counts, article, strength, least),
    }


def against_chance(counts: pd.DataFrame, strength: float = 250, least: int = 2) -> pd.DataFrame:
    """Return the `tally` of every article, as a DataFrame by article."""
    rows = {article: tally(counts, article, strength, least) for article in counts}
    return pd.DataFrame.from_dict(rows, orient="index").rename_axis("article")


def find_names(text: str, names: Iterable[str] = NAMES) -> list[tuple[str, int, int]]:
    """Find what a text calls the thing: a list of (name, start, end).

    Longer names first claim their words, so `missile shield` is not counted as `shield` again.
    British and American spelling and plurals count as one. What OTHER_THINGS lists is no name.
    """
    ordered = sorted({*names, *OTHER_THINGS}, key=lambda name: (-len(name), name))
    pattern = re.compile("|".join(rf"(?P<n{i}>\b{_loose(n)})" for i, n in enumerate(ordered)), re.I)
    found = [(ordered[int((m.lastgroup or "")[1:])], *m.span()) for m in pattern.finditer(text)]
    return [row for row in found if row[0] in names]


def naming(corpus: Corpus, names: Iterable[str] = NAMES) -> pd.DataFrame:
    """Find what the articles call the thing: a row for each time it is named in a body unit.

    names: as of `find_names`. Returns a DataFrame: unit, article, name, start and end (offsets in
    the unit) and quoted (whether the name stands in a quotation, and so is the speaker's).
    """
    own = own_words(corpus)
    rows = [
        (unit, row["article"], name, start, end, not own[unit][start:end].strip())
        for unit, row in corpus.body().iterrows()
        for name, start, end in find_names(row["text"], names)
    ]
    return pd.DataFrame(rows, columns=["unit", "article", "name", "start", "end", "quoted"])


def compare_wordings(versions: Mapping[str, str], sources: Iterable[str] = ()) -> pd.DataFrame:
    """Set several wordings of one thing side by side.

    versions: {label: text}. sources: names of outlets and agencies to look for. Returns a
    DataFrame by label: verbs (reporting verbs with their tone), names (for the thing), quoted (the
    words in quotation marks), source (those of `sources` that it names), words (how many).
    """
    return pd.DataFrame.from_dict(
        {label: _wording(text, sources) for label, text in versions.items()}, orient="index"
    )


def shared_runs(corpus: Corpus, length: int = 5) -> pd.DataFrame:
    """Return the runs of `length` words that stand in the bodies of two articles.

    A DataFrame: one, other (articles) and run. Empty means that no article copied that much.
    """
    runs = {}
    for article, units in corpus.body().groupby("article"):
        spoken = words(" ".join(units["text"]))
        runs[article] = set(zip(*(spoken[n:] for n in range(length)), strict=False))
    rows = [
        (one, other, " ".join(run))
        for one, other in itertools.combinations(sorted(runs), 2)
        for run in sorted(runs[one] & runs[other])
    ]
    return pd.DataFrame(rows, columns=["one", "other", "run"])


def longest_run(one: str, other: str) -> list[str]:
    """Return the longest run of words that two texts share, as a list of words."""
    here, there = words(one), words(other)
    match = SequenceMatcher(None, here, there, autojunk=False).find_longest_match()
    return here[match.a : match.a + match.size]


def longest_shared_run(corpus: Corpus) -> int:
    """Return the length of the longest run of words that any two articles share."""
    bodies = corpus.body().groupby("article")["text"].agg(" ".join)
    pairs = itertools.combinations(bodies, 2)
    return max((len(longest_run(one, other)) for one, other in pairs), default=0)


def _sides(counts, article):
    """Return a word's count in one article and in all the others. Raises DataError."""
    if article not in counts:
        raise DataError(f"{article!r} is no article of these counts. Use {counts.columns[0]!r}.")
    return counts[article], counts.drop(columns=article).sum(axis=1)


def _difference(one, whole_one, other, whole_other):
    """Return log odds and standard error from counts to which the prior is already added."""
    difference = np.log(one / (whole_one - one)) - np.log(other / (whole_other - other))
    return difference, np.sqrt(1 / one + 1 / other)


def _log_choose(n, k, most):
    """Return the logarithm of n over k; arrays broadcast. most: no n is larger."""
    logs = np.concatenate([[0.0], np.log(np.arange(1, most + 1)).cumsum()])
    return logs[n] - logs[k] - logs[n - k]


def _part(count, expected):
    """Return count * ln(count / expected), which is 0 where the count is 0."""
    ratio = np.divide(count, expected, out=np.ones_like(count + expected), where=count > 0)
    return count * np.log(ratio)


def _wording(text, sources):
    verbs = find_verbs(text)
    said = verbs["written"] + " (" + verbs["tone"] + ")"
    named = [text[start:end] for _, start, end in find_names(text)]
    return {
        "verbs": ", ".join(said) or "none",
        "names": ", ".join(named) or "none",
        "quoted": " / ".join(find_quotations(text)["text"]) or "none",
        "source": ", ".join(source for source in sources if source in text) or "none",
        "words": len(words(text)),
    }


def _loose(name):
    """Return a pattern for a name with either spelling of defence and an optional plural."""
    plain = re.escape(name).replace("defense", "defen[cs]e").replace("program", "program(?:me)?")
    return plain.replace(r"\ ", r"\s+") + r"s?\b"
