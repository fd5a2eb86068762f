"""Articles: their texts, their units with offsets, where they come from and when."""

import hashlib
import textwrap
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from shieldtalks.errors import DataError, check_known
from shieldtalks.layout import segment, without_dateline
from shieldtalks.tables import DATA, read_table, read_text, require
from shieldtalks.units import read_units

LINE = 92  # characters that fit into a line of a notebook on a projector
ROLES = {
    "body": "the article",
    "headline": "headline",
    "byline": "source line",
    "caption": "caption of a picture",
    "chrome": "page furniture",
    "duplicate": "a repeat",
}
LANGUAGE = r"[a-z]{2,3}(?:-[a-z0-9]{2,8})*"
SOURCE_COLUMNS = ("article", "file", "outlet", "title", "date")


@dataclass(frozen=True)
class Corpus:
    """A folder of articles, read and checked.

    articles: DataFrame, a row an article, index `article`; columns file, outlet, title, date
        (empty where only an interval is known), earliest, latest and whatever else sources.csv has.
    units: DataFrame, a row a unit, index `unit`; columns article, start, end (offsets in
        characters), kind (one of KINDS) and text.
    texts: {article: the whole text}.
    """

    articles: pd.DataFrame
    units: pd.DataFrame
    texts: dict

    def __repr__(self):
        return f"Corpus of {len(self.articles)} articles and {len(self.units)} units"

    def text(self, unit: str) -> str:
        """Return the words of a unit, verbatim. Raises DataError for an unknown unit."""
        like = f"A unit is named like {self.units.index[0]!r}."
        check_known([unit], self.units.index, f"{{}} is no unit of this corpus. {like}")
        return self.units.at[unit, "text"]

    def cite(self, unit: str) -> str:
        """Return one unit ready to be read: its words, its id, its outlet and its date.

        A long unit is broken into lines between words; a notebook would break it inside them.
        """
        words = textwrap.fill(self.text(unit), LINE, break_long_words=False, break_on_hyphens=False)
        row = self.articles.loc[self.units.at[unit, "article"]]
        return f"{words}\n    [{unit}] {row['outlet']}, {row['date'] or 'undated'}"

    def body(self) -> pd.DataFrame:
        """Return the units of the article proper: without furniture, captions and repeats."""
        return self.units[self.units["kind"].eq("body")]

    def readings(self, units: pd.DataFrame | None = None) -> dict[str, dict]:
        """Return units (default: all) ready to be read: {unit: dict of strings}.

        Keys unit, article, outlet, date, person (empty), organization (what the unit is, in
        words), quote (its text) and label (for a repeat, the unit that it repeats).
        """
        rows = self.units if units is None else self.units.loc[list(units)]
        source = self.articles.loc[rows["article"], ["outlet", "date"]].set_index(rows.index)
        rows = rows[["article", "kind", "text"]].join(source).assign(unit=rows.index, person="")
        rows["organization"] = rows["kind"].map(ROLES)
        again = originals(self.units).reindex(rows.index).fillna("")
        rows["label"] = ("Repeats " + again + ".").where(again.ne(""), "")
        return rows.rename(columns={"text": "quote"}).drop(columns="kind").to_dict("index")


def seeds_folder() -> Path:
    """Return the folder of the five articles: inside an installed wheel, or beside the library."""
    inside = Path(__file__).parent / "seeds"
    return inside if inside.is_dir() else Path(__file__).parent.parent / "seeds"


def load_corpus(path: str | Path | None = None) -> Corpus:
    """Read a folder of `.txt` articles and its `sources.csv` into a Corpus.

    path: the folder; without one, the five articles of the course. sources.csv needs the columns
    article, file, outlet, title and date; date is YYYY-MM-DD, or empty where the columns earliest
    and latest give an interval. Units come from a `units.csv` in the folder (columns unit, seed,
    start, end, kind) or else from `segment`; for the five articles the reference units are used.
    Raises DataError, with nothing loaded, for anything that cannot be trusted.
    """
    folder = seeds_folder() if path is None else Path(path)
    if not folder.is_dir():
        raise DataError(
            f"{folder.name}/: there is no such folder. Name one that holds sources.csv."
        )
    articles = read_sources(folder / "sources.csv")
    texts = read_articles(folder, articles)
    own_units = folder / "units.csv"
    if folder.resolve() == seeds_folder().resolve():
        units = read_units(DATA / "units.csv", texts)
    elif own_units.exists():
        units = read_units(own_units, texts)
    else:
        units = cut(texts, articles)
    return Corpus(articles, units, texts)


def read_sources(path: Path) -> pd.DataFrame:
    """Read a sources.csv: a row an article, index `article`. Raises DataError.

    The column language, where there is one, holds a code such as 'ru', or nothing.
    """
    articles = read_table(path, SOURCE_COLUMNS, "article", dates=("date", "earliest", "latest"))
    if articles.empty:
        raise DataError(f"{path.name}: there is no row. Write one for each article.")
    articles = _with_zeros(articles)
    articles["file"] = articles["file"].str.strip()
    named = articles["file"].ne("")
    require(named, articles, path.name, "file", "{value}: name the file that holds the text.")
    twice = articles["file"].duplicated()
    require(~twice, articles, path.name, "file", "{value} stands twice. Give each article its own.")
    if "language" in articles:
        articles["language"] = articles["language"].str.strip().str.lower()
        code = articles["language"].str.fullmatch(LANGUAGE) | articles["language"].eq("")
        why = "{value} is no code of a language. Write two letters, such as ru, or nothing."
        require(code, articles, path.name, "language", why)
    for column in ("earliest", "latest"):
        if column not in articles:
            articles[column] = articles["date"]
        articles[column] = articles[column].where(articles[column].ne(""), articles["date"])
    dated = articles["earliest"].ne("") & articles["latest"].ne("")
    require(dated, articles, path.name, "date", "{value}: give a date, or earliest and latest.")
    require(
        articles["earliest"].le(articles["latest"]),
        articles,
        path.name,
        "earliest",
        "{value} lies after latest. Exchange the two.",
    )
    return articles


def read_articles(folder: Path, articles: pd.DataFrame) -> dict[str, str]:
    """Return {article: text} of the files that sources.csv names. Raises DataError.

    folder: where sources.csv is. articles: as `read_sources`. A file outside the folder is
    refused, and one that is not the file whose fingerprint the table has.
    """
    within = pd.Series([_is_within(folder, file) for file in articles["file"]], articles.index)
    why = "{value} lies outside the folder of the case. Put the file into it, and name it alone."
    require(within, articles, "sources.csv", "file", why)
    texts = {article: read_text(folder / file) for article, file in articles["file"].items()}
    _check_fingerprints(articles, texts)
    return texts


def cut(texts: dict[str, str], articles: pd.DataFrame) -> pd.DataFrame:
    """Cut all articles into units, as `segment`, in the languages that sources.csv gives."""
    languages = articles["language"] if "language" in articles else dict.fromkeys(texts, "")
    return pd.concat(segment(text, article, languages[article]) for article, text in texts.items())


def originals(units: pd.DataFrame) -> pd.Series:
    """Return which unit each repeat repeats: a Series, unit of kind duplicate -> unit of the body.

    units: as of a Corpus. Two units are the same where their words are, a dateline left aside;
    a repeat without a match has an empty text.
    """
    words = units["article"] + " " + without_dateline(units["text"])
    body = units["kind"].eq("body")
    first = pd.Series(units.index[body], words[body]).groupby(level=0).first()
    return words[units["kind"].eq("duplicate")].map(first).fillna("").rename("original")


def _is_within(folder, file):
    try:
        return (folder / file).resolve().is_relative_to(folder.resolve())
    except (OSError, ValueError, RuntimeError):
        return True  # reading it says what is wrong with the name


def _with_zeros(articles):
    """Return the articles of a case with names of three digits, as `new-case` gives them.

    A spreadsheet writes 0 for 000. Only a table made by `new-case` has a fingerprint for each.
    """
    names = articles.index
    if "sha256" in articles and names.str.fullmatch(r"[0-9]{1,2}").any():
        padded = [name.zfill(3) if name.isdecimal() else name for name in names]
        if len(set(padded)) == len(names):
            return articles.set_axis(pd.Index(padded, name=names.name))
    return articles


def _check_fingerprints(articles, texts):
    if "sha256" not in articles:
        return
    now = [hashlib.sha256(texts[article].encode()).hexdigest() for article in articles.index]
    same = articles["sha256"].eq(now) | articles["sha256"].eq("")
    require(
        same,
        articles,
        "sources.csv",
        "file",
        "{value} has been changed, so its offsets no longer hold. Put the original back, "
        "or empty its sha256 and cut it anew.",
    )
