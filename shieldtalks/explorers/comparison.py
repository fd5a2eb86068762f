"""What a coding desk knows: a student's coding beside those of other readers."""

import itertools
from collections.abc import Iterable, Mapping, Sequence

import numpy as np
import pandas as pd

from shieldtalks.corpus import Corpus
from shieldtalks.errors import DataError
from shieldtalks.explorers.coding import Coding
from shieldtalks.figures.agreement import stance_shifts
from shieldtalks.figures.figure import Figure
from shieldtalks.figures.gauge import AgreementGauge
from shieldtalks.phrases import counted, names
from shieldtalks.reliability import (
    compare_presence,
    flip,
    in_words,
    matches,
    presence,
    stance_changes,
)
from shieldtalks.statements import load_concepts

# Ten sentences that show what coding is about: plain ones, pairs, an empty one, disputed ones.
PRACTICE = (
    "000.03",
    "000.07",
    "001.17",
    "002.04",
    "002.18",
    "003.12",
    "000.12",
    "001.22",
    "002.01",
    "004.10",
)
TITLE = "How far readers see the same: mind the lines"
UNMEASURED: dict = dict.fromkeys(("value", "low", "high"), np.nan)
UNMEASURED |= {"aside": "n = 0", "said": "", "note": ""}


def desk_step(
    corpus: Corpus, unit: str, codings: Mapping[str, pd.DataFrame], mine: Coding | None = None
) -> str:
    """Return one sentence and what each reader saw in it, as text.

    codings: {name: coding}. mine: the student's own Coding, or None. Raises DataError for an
    unknown unit.

    >>> print(desk_step(corpus, "000.12", codings).splitlines()[-1])
      RUS Foreign Ministry, The other side is closed: A nothing, B no, C no, D no
    """
    readers = dict(codings) if mine is None else {"You": mine.codes, **codings}
    return "\n".join([corpus.cite(unit), *reader_lines(unit, readers)])


def reader_lines(
    unit: str, readers: Mapping[str, pd.DataFrame], concepts: pd.DataFrame | None = None
) -> list[str]:
    """Return what several readers saw in one unit, as lines of text: one for each code."""
    table = side_by_side(unit, readers, concepts)
    if table.empty:
        return [f"  {names(readers)}: nothing to code here."]
    lines = []
    for (organization, label), row in table.iterrows():
        answers = ", ".join(f"{name} {row[name] or 'nothing'}" for name in readers)
        lines.append(f"  {organization}, {label}: {answers}")
    return lines


def side_by_side(
    unit: str, readers: Mapping[str, pd.DataFrame], concepts: pd.DataFrame | None = None
) -> pd.DataFrame:
    """Return what several readers saw in one unit: 'yes', 'no', 'yes and no', or ''.

    readers: {name: coding}. Returns a DataFrame indexed by organization and the concept's label,
    a column a reader.
    """
    labels = (load_concepts() if concepts is None else concepts)["label"]
    columns = {}
    for name, coding in readers.items():
        here = coding[coding["unit"].eq(unit)]
        keys = [here["organization"], here["concept"].map(labels)]
        columns[name] = (
            here["agreement"]
            .groupby(keys, sort=False)
            .agg(lambda each: " and ".join(sorted(set(each), reverse=True)))
        )
    table = pd.concat(columns, axis=1) if columns else pd.DataFrame()
    return table.fillna("").rename_axis(["organization", "concept"])


def standing(
    mine: Coding,
    codings: Mapping[str, pd.DataFrame],
    concepts: pd.DataFrame | None = None,
    known: dict | None = None,
) -> pd.DataFrame:
    """Measure the student against each reader, and the readers against each other.

    mine: a Coding. codings: {name: coding}. Only the units that the student has decided count.
    known: a dict that keeps how two other readers stand, for the next call with these codings.
    Returns a DataFrame, a row a pair ('You and A'), with value (kappa), low, high, aside (n), said
    (a full sentence) and note (what to beware of, or '').
    """
    ids = (load_concepts() if concepts is None else concepts).index
    readers, units = {"You": mine.codes, **codings}, mine.units
    if not units:
        pairs = [f"{one} and {other}" for one, other in itertools.combinations(readers, 2)]
        return pd.DataFrame.from_dict(dict.fromkeys(pairs, UNMEASURED), orient="index")
    codes = {name: coding[coding["unit"].isin(units)] for name, coding in readers.items()}
    seen = {name: presence(coding, units, ids) for name, coding in codes.items()}
    rows, known = {}, {} if known is None else known
    for one, other in itertools.combinations(readers, 2):
        key = (one, other, *units)
        row = known.get(key)
        if row is None:
            result = compare_presence(seen[one], seen[other])
            row = _measured(result, one, other, codes, len(units))
        if one != "You":
            known[key] = row
        rows[f"{one} and {other}"] = row
    return pd.DataFrame.from_dict(rows, orient="index")


def agreement_step(
    mine: Coding,
    codings: Mapping[str, pd.DataFrame],
    corpus: Corpus,
    concepts: pd.DataFrame | None = None,
) -> Figure:
    """Draw how far a student and the reference readers agree. Returns a Figure.

    mine: a Coding. codings: {name: coding}.

    >>> from shieldtalks.explorers.coding import Coding
    >>> print(agreement_step(Coding(), codings, corpus).title)
    How far readers see the same: mind the lines
    """
    table = standing(mine, codings, concepts)
    return AgreementGauge(list(table.index), TITLE).figure(table, standing_footer(mine, corpus))


def standing_footer(mine: Coding, corpus: Corpus) -> str:
    """Return the footer of a desk's chart: how many sentences are decided, in which articles."""
    articles = sorted(corpus.units.loc[mine.units, "article"].unique())
    decided = f"n = {counted(len(mine.units), 'sentence')} decided by you"
    if not articles:
        return f"{decided}."
    if len(articles) > 5:
        return f"{decided}, in {len(articles)} articles."
    return f"{decided}, in article{'s' * (len(articles) > 1)} {names(articles)}."


def flip_step(statements: pd.DataFrame, ids: str | Iterable[str]) -> Figure:
    """Draw which cells of the position matrix change when some codes are flipped.

    ids: one statement id or several. Returns a Figure.

    >>> print(flip_step(statements, "s035").title)
    With s035 flipped, 1 cell of the matrix changed
    """
    ids = [ids] if isinstance(ids, str) else list(ids)
    versions = {"Before": statements, "After": flip(statements, ids)}
    changed = stance_changes(versions)
    title = f"With {names(ids)} flipped, {counted(len(changed), 'cell')} of the matrix changed"
    return stance_shifts(changed, versions, load_concepts(), title)


def actors_of(codings: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """Return the pairs of organization and person that codings know."""
    columns = ["organization", "person"]
    tables = [coding[columns] for coding in codings.values()] or [pd.DataFrame(columns=columns)]
    return pd.concat(tables).drop_duplicates()


def _measured(result, one, other, codes, units):
    row, alpha = result.loc["kappa"], result.loc["alpha", "value"]
    if np.isnan(row["value"]):
        said = f"{one} and {other}: no value yet."
        return {**UNMEASURED, "aside": f"n = {units}", "said": said, "note": row["note"]}
    count = matches(codes[one], codes[other])
    whose = "your" if one == "You" else f"{one}'s"
    said = (
        f"{one} and {other}: {in_words(result)}, alpha {alpha:.2f}; {count['agreement']} codes the "
        f"same, actor and sign included, of {whose} {len(codes[one])} and {other}'s "
        f"{len(codes[other])}."
    )
    measured = row[["value", "low", "high", "note"]].to_dict()
    return {**UNMEASURED, **measured, "aside": f"n = {units}", "said": said}


def lines_of(table: pd.DataFrame) -> list[str]:
    """Return what a table of `standing` says, each line once: the pairs, then what to beware of."""
    return list(dict.fromkeys(line for line in [*table["said"], *table["note"]] if line))


def listed_articles(corpus: Corpus, practice: Sequence[str] = ()) -> list[tuple[str, str]]:
    """Return (label, article) of every article with a sentence to code; the practice list first."""
    held = set(corpus.body()["article"])
    listed = [
        (f"{article} · {row['outlet']}, {row['date'][:4] or 'undated'}", article)
        for article, row in corpus.articles.iterrows()
        if article in held
    ]
    return [(f"Practice: {len(practice)} sentences", "practice")] * bool(practice) + listed


def neighbours(corpus: Corpus, unit: str) -> tuple[str, str]:
    """Return the sentences before and after a unit in the body of its article; '' at an end."""
    body = corpus.body()
    same = body.loc[body["article"].eq(corpus.units.at[unit, "article"]), "text"]
    if unit not in same.index:
        return "", ""
    place = same.index.get_loc(unit)
    before, after = same.iloc[max(place - 1, 0) : place], same.iloc[place + 1 : place + 2]
    return "".join(before), "".join(after)


def names_to_offer(actors: pd.DataFrame, text: str) -> dict[str, list[str]]:
    """Return the names that a desk offers: of persons only those whose surname the text has.

    actors: as `actors_of` gives them. Returns {'person': names, 'organization': names}.
    """
    people = [name for name in actors["person"].unique() if name]
    return {
        "person": [n for n in people if n.split()[-1] in text or n == "unnamed source"],
        "organization": sorted(name for name in actors["organization"].unique() if name),
    }


def check_units(corpus: Corpus, practice: Sequence[str]) -> None:
    """Raise DataError for a practice unit that is none, and where no sentence is to be coded."""
    unknown = [unit for unit in practice if unit not in corpus.units.index]
    if unknown:
        raise DataError(f"{unknown[0]!r}, to be practised, is no unit of this corpus.")
    if corpus.body().empty:
        raise DataError("No article of this corpus holds a sentence of kind body to code.")
