"""Dating an article: each piece of evidence takes days away, and some days may stay."""

import textwrap
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from shieldtalks.context import load_actors, load_events, load_provenance
from shieldtalks.corpus import LINE, Corpus, load_corpus
from shieldtalks.errors import DataError, check_known
from shieldtalks.tables import DATA, read_table, require, require_listed

# Before any evidence, a report may be of any day of these twenty years.
START, END = pd.Timestamp("2000-01-01"), pd.Timestamp("2019-12-31")
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
DATES = ("earliest", "latest", "estimate")
COLUMNS: tuple[str, ...] = ("evidence", "article", "unit", "outside", "clue", "words", "says")
COLUMNS += (*DATES, "weekday", "month_day", "about")


@dataclass(frozen=True)
class Dated:
    """What some pieces of evidence, taken together, leave of the days of one article.

    article: its number. evidence: all pieces known for it, rows as of `load_dating`. ticked: the
    ids of those that are taken. left: the days left (DatetimeIndex). steps: `narrowing` of those
    taken. weeks: the days of a calendar around the end of the story, from a Monday to a Sunday.
    """

    article: str
    evidence: pd.DataFrame
    ticked: tuple
    left: pd.DatetimeIndex
    steps: pd.DataFrame
    weeks: pd.DatetimeIndex

    @property
    def estimate(self) -> pd.Timestamp:
        """Return the likeliest day that a piece taken points to, or NaT."""
        days = self.evidence.loc[list(self.ticked), "estimate"].dropna()
        return days.iloc[0] if len(days) and days.iloc[0] in self.left else pd.NaT

    @property
    def verdict(self) -> str:
        """Say in one sentence which days are left, without a full stop."""
        number = len(self.left)
        if number == 0:
            return "no day is left, so the pieces contradict each other"
        if number == 1:
            return f"one day is left, {self.left[0]:%A} {spell(*self.left[[0, 0]])}"
        same = f", each a {self.left[0]:%A}" if self.left.day_of_week.nunique() == 1 else ""
        return f"{number:,} days are left{same}, {spell(*self.left[[0, -1]])}"


def load_dating(corpus: Corpus | None = None, path: str | Path | None = None) -> pd.DataFrame:
    """Read the evidence for the dates of articles and prove it against them.

    corpus: a Corpus (default: the five articles). path: a csv with COLUMNS; default: the evidence
    for the five. A row is one piece: the `words` of a `unit`, what it `says`, usually with a fact
    from `outside` (ids of events, of actors, or P and an article for its provenance), and what
    follows for the day of the report: not before `earliest`, not after `latest`, on a `weekday`,
    on a `month_day` (MM-DD). An `estimate` points to a day and excludes none. `about` is 'page'
    where the piece dates a later page and not the report.
    Returns a DataFrame, index `evidence`, dates as datetimes (NaT where there is none), with a
    column `source` (where the outside facts come from). Raises DataError by row.
    """
    corpus = load_corpus() if corpus is None else corpus
    path = DATA / "dating.csv" if path is None else path
    choices = {"weekday": ("", *WEEKDAYS), "about": ("text", "page")}
    table = read_table(path, COLUMNS, "evidence", dates=DATES, choices=choices)
    name = Path(path).name
    require_listed(table, name, "article", corpus.texts, "sources.csv")
    units = [*corpus.units.index, ""]
    require_listed(table, name, "unit", units, "the units, or leave it empty")
    _check_words(table, corpus, name)
    day = table["month_day"].eq("") | _is_month_day(table["month_day"])
    require(day, table, name, "month_day", "{value} is no day of the year. Write it as MM-DD.")
    table["source"] = _sources(table, name)
    for column in DATES:
        table[column] = pd.to_datetime(table[column].replace("", None), format="%Y-%m-%d")
    ordered = ~table["earliest"].gt(table["latest"])
    require(ordered, table, name, "earliest", "{value} lies after latest. Exchange the two.")
    return table


def days_left(evidence: pd.DataFrame) -> pd.DatetimeIndex:
    """Return the days that a report may be of, as a DatetimeIndex from START to END.

    evidence: rows as of `load_dating` that are taken together; none leaves every day.
    """
    days = pd.date_range(START, END)
    return days[_allowed(evidence, days).all(axis=0)]


def narrowing(evidence: pd.DataFrame) -> pd.DataFrame:
    """Say what each piece adds, in the order of the rows.

    Returns a DataFrame with the index of `evidence`: days (how many are left once this piece and
    all above it are taken together), earliest and latest (first and last of them; NaT if none).
    """
    days = pd.date_range(START, END)
    left = np.logical_and.accumulate(_allowed(evidence, days), axis=0)
    some = left.any(axis=1)
    first, last = left.argmax(axis=1), len(days) - 1 - left[:, ::-1].argmax(axis=1)
    return pd.DataFrame(
        {
            "days": left.sum(axis=1),
            "earliest": days[first].where(some),
            "latest": days[last].where(some),
        },
        index=evidence.index,
    )


def settled(evidence: pd.DataFrame) -> pd.DataFrame:
    """Return what the evidence about the text settles: a row an article.

    Columns earliest, latest (datetimes), days (how many are left) and estimate (the likeliest day
    of them, or NaT).
    """
    text = evidence[evidence["about"].eq("text")]
    last = {article: narrowing(rows).iloc[-1] for article, rows in text.groupby("article")}
    table = pd.DataFrame(last).T.rename_axis("article")
    table = table.astype({"earliest": "datetime64[us]", "latest": "datetime64[us]", "days": int})
    table["estimate"] = text.groupby("article")["estimate"].first()
    return table[["earliest", "latest", "days", "estimate"]]


def date_article(
    evidence: pd.DataFrame, article: str, ticked: Iterable[str] | None = None
) -> Dated:
    """Take pieces of evidence for one article together: a Dated.

    evidence: as of `load_dating`. ticked: evidence ids, in any order (default: all about the text).
    Raises DataError for an article without evidence and for a piece of another article.
    """
    rows = evidence[evidence["article"].eq(article)]
    if rows.empty:
        known = ", ".join(evidence["article"].unique())
        raise DataError(f"There is no evidence for the date of article {article!r}; see {known}.")
    text = rows[rows["about"].eq("text")]
    ticked = text.index if ticked is None else list(ticked)
    check_known(ticked, rows.index, f"{{}} is no evidence for article {article}; see {{known}}.")
    taken = rows[rows.index.isin(ticked)]
    left, steps = days_left(taken), narrowing(taken)
    return Dated(article, rows, tuple(taken.index), left, steps, _weeks(narrowing(text)))


def spell(earliest: pd.Timestamp, latest: pd.Timestamp) -> str:
    """Return two days as English, what they share said once: '11 to 12 June 2009'."""
    if earliest == latest:
        return f"{latest.day} {latest:%B %Y}"
    first = f"{earliest.day}"
    if (earliest.year, earliest.month) != (latest.year, latest.month):
        first += f" {earliest:%B}"
    if earliest.year != latest.year:
        first += f" {earliest.year}"
    return f"{first} to {latest.day} {latest:%B %Y}"


def on_weekday(earliest: str | pd.Timestamp, latest: str | pd.Timestamp, weekday: str) -> list[str]:
    """Return the dates of a weekday from `earliest` to `latest`, both included, as ISO texts.

    on_weekday("2007-04-20", "2007-05-02", "Tuesday") is ['2007-04-24', '2007-05-01'].
    """
    days = pd.date_range(earliest, latest)
    return list(days[days.day_name() == weekday].strftime("%Y-%m-%d"))


def readings(evidence: pd.DataFrame, corpus: Corpus) -> dict[str, dict]:
    """Return the pieces of evidence ready to be read: {evidence id: dict of strings}.

    Keys as of `Corpus.readings`: the quoted words (none where the piece lies outside the file),
    the clue in place of a speaker, and as label what the piece says and who says so; before and
    after hold the rest of the sentence, of which the words are a part.
    """
    known = evidence["source"].ne("")
    source = evidence["source"].str.replace("unverified: general knowledge", "general knowledge")
    sentences = evidence["unit"].map(corpus.units["text"]).fillna("")
    pairs = zip(sentences, evidence["words"], strict=True)
    around = [sentence.partition(words or "\0") for sentence, words in pairs]
    rows = evidence.assign(
        before=[before for before, _, _ in around],
        after=[after for _, _, after in around],
        quote=evidence["words"],
        unit=evidence["unit"].where(evidence["unit"].ne(""), "outside the file"),
        organization=evidence["clue"],
        person="",
        part="yes",
        label=evidence["says"] + (" Source: " + source).where(known, ""),
        outlet=evidence["article"].map(corpus.articles["outlet"]),
        date=evidence["article"].map(corpus.articles["date"]),
    )
    keys = ["unit", "article", "outlet", "date", "person", "organization", "quote", "label"]
    return rows[[*keys, "before", "after", "part"]].to_dict("index")


def told(evidence: pd.DataFrame) -> str:
    """Return pieces of evidence as text: the words with their unit, and what follows from them."""
    pairs = zip(evidence["words"], evidence["unit"], strict=True)
    heads = [f"“{words}” [{unit}]" if unit else "Outside the file" for words, unit in pairs]
    says = [textwrap.indent(textwrap.fill(words, LINE - 4), "    ") for words in evidence["says"]]
    return "\n".join(f"{head}\n{words}" for head, words in zip(heads, says, strict=True))


def _weeks(steps):
    """Return whole weeks, at least five, around the first steps that leave about a month."""
    spans = steps["latest"] - steps["earliest"]
    near = steps[spans.le(pd.Timedelta(days=31))]
    row = near.iloc[0] if len(near) else steps.iloc[-1]
    first = row["earliest"] - pd.Timedelta(days=row["earliest"].weekday())
    number = min((row["latest"] - first).days // 7 + 1, 8)
    first -= pd.Timedelta(weeks=max(0, (5 - number) // 2))
    return pd.date_range(first, periods=7 * max(number, 5))


def _allowed(evidence, days):
    """Return which days each piece leaves: an array of booleans, pieces x days."""
    rows, stamps = len(evidence), days.to_numpy()
    allowed = np.ones((rows, len(days)), bool)
    for column, beyond in (("earliest", np.less), ("latest", np.greater)):
        bounds = evidence[column].to_numpy(stamps.dtype)[:, None]
        allowed &= ~beyond(stamps[None, :], bounds)
    weekday = np.array([WEEKDAYS.index(w) if w else -1 for w in evidence["weekday"]], int)
    allowed &= (weekday[:, None] == -1) | (days.day_of_week.to_numpy() == weekday[:, None])
    month_day = evidence["month_day"].to_numpy(str)
    for row in np.flatnonzero(month_day != ""):
        month, day = map(int, month_day[row].split("-"))
        allowed[row] &= (days.month == month) & (days.day == day)
    return allowed


def _check_words(table, corpus, name):
    texts = table["unit"].map(corpus.units["text"]).fillna("")
    pairs = zip(table["words"], texts, strict=True)
    there = pd.Series([words in text for words, text in pairs], table.index)
    why = "{value} does not stand in its unit. Copy the words as they are."
    require(there, table, name, "words", why)


def _is_month_day(column):
    """Say which texts are a day of a leap year."""
    return pd.to_datetime("2000-" + column, format="%Y-%m-%d", errors="coerce").notna()


def _sources(table, name):
    """Return where each piece's outside facts were seen; every id must be in the context."""
    provenance = load_provenance()["verified"].add_prefix("P")
    seen = pd.concat([load_events()["verified"], load_actors()["verified"], provenance])
    known = table["outside"].map(lambda ids: all(i in seen.index for i in ids.split(";") if ids))
    why = "{value} is unknown. Name ids of events.csv or actors.csv, or P and an article."
    require(known, table, name, "outside", why)
    places = table["outside"].map(lambda ids: dict.fromkeys(seen[i] for i in ids.split(";") if ids))
    return places.map(" ; ".join)
