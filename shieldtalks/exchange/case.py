"""A folder as it is handed on: its articles, its concepts, and every reader's statements."""

import re
from collections.abc import Container, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import pandas as pd

from shieldtalks import newcase
from shieldtalks.corpus import Corpus, load_corpus
from shieldtalks.errors import DataError
from shieldtalks.exchange import mapping
from shieldtalks.exchange.stances import ATTRIBUTES, OTHER
from shieldtalks.explorers.coding import CODE, own_coding
from shieldtalks.statements import (
    AGREEMENTS,
    ATTRIBUTIONS,
    EVIDENCE_COLUMNS,
    STANCE_COLUMNS,
    as_statements,
    load_concepts,
    load_statements,
)
from shieldtalks.tables import DATA, read_table, require
from shieldtalks.units import quotes, with_offsets, with_zeros

OTHER_FILE = "other_codes.csv"
CODED = ("statement", "article", *CODE, "start", "end", "quote", "system", "note", "reader")
COLUMNS = [*dict.fromkeys([*EVIDENCE_COLUMNS, *STANCE_COLUMNS, "start", "end", "system", "note"])]
OWN = "own"  # the reader whose coding the desk keeps in the work folder


@dataclass(frozen=True)
class Case:
    """A corpus with what was coded in it.

    name: of the folder. corpus, concepts: as `load_corpus` and `load_concepts`. parties:
    {organization: party}. readers: {name: statements as `load_statements`, with a column note}.
    others: codes without a stance, with the columns OTHER. attributes: more on names. names: how
    DNA called the type and the variables of statements, as `mapping.dna_names`. lines: what cannot
    be handed on, whatever the format.
    """

    name: str
    corpus: Corpus
    concepts: pd.DataFrame
    parties: dict
    readers: dict
    others: pd.DataFrame = field(default_factory=lambda: pd.DataFrame(columns=list(OTHER)))
    attributes: pd.DataFrame = field(default_factory=lambda: pd.DataFrame(columns=ATTRIBUTES))
    names: dict = field(default_factory=dict)
    lines: tuple = ()


def read_case(folder: str | Path) -> Case:
    """Read a case, or the course itself, with every coding in it. Raises DataError.

    The course has its reference and the codings behind it; a case has coding_NAME.csv for each
    reader. What is coded at the desk is a reader of its own, `own`.
    """
    folder = Path(folder)
    if (folder / "seeds" / "sources.csv").exists():
        return _course(folder)
    if not (folder / "sources.csv").exists():
        raise DataError(
            f"{folder.resolve().name}/: there is no sources.csv. Name the folder of a case, or of "
            "the course."
        )
    corpus, concepts = load_corpus(folder), newcase.read_concepts(folder)
    parties = newcase.read_parties(folder)["party"].to_dict()
    found = readers(folder, corpus, concepts, parties)
    more = {}
    if (folder / OTHER_FILE).exists():
        more["others"] = _read_others(folder / OTHER_FILE, corpus)
    if (folder / "attributes.csv").exists():
        more["attributes"] = read_table(folder / "attributes.csv", ATTRIBUTES)
    return Case(
        folder.resolve().name,
        corpus,
        concepts,
        parties,
        _with_own(found, corpus, concepts, parties),
        names=mapping.dna_names(folder / mapping.FILE),
        **more,
    )


def readers(
    folder: str | Path,
    corpus: Corpus | None = None,
    concepts: pd.DataFrame | None = None,
    parties: Mapping | None = None,
) -> dict:
    """Return {reader: statements} of the files coding_*.csv in the folder of a case.

    Each reader's statements have the columns of `load_statements`, so lessons' explorers take them
    as they are; as codings they go to the desk. corpus, concepts, parties: read from the folder if
    not given. An organization without a row in parties.csv has an empty party. Raises DataError.
    """
    folder = Path(folder)
    corpus = load_corpus(folder) if corpus is None else corpus
    concepts = newcase.read_concepts(folder) if concepts is None else concepts
    if parties is None:
        parties = newcase.read_parties(folder)["party"]
    found = {}
    for path in sorted(folder.glob("coding_*.csv")):
        name, statements = _read_reader(path, corpus, concepts, dict(parties))
        if name in found:
            raise DataError(
                f"{path.name}: another file is by the reader {name!r}, too. Rename one."
            )
        found[name] = statements
    return found


def coding_file(reader: str, taken: Container = ()) -> str:
    """Return the name of a file for a reader's coding, in letters that every system takes."""
    stem = re.sub(r"[^\w-]+", "_", reader.casefold()).strip("_")[:40] or "reader"
    name, number = f"coding_{stem}.csv", 2
    while name in taken:
        name, number = f"coding_{stem}_{number}.csv", number + 1
    return name


def _read_reader(path, corpus, concepts, parties):
    """Return the name of a reader and the statements of one file."""
    whole = read_table(path, [*CODE, "start", "end", "quote"])
    file = path.name
    name = next(iter(whole["reader"]), "") if "reader" in whole else ""
    name = name or path.stem.removeprefix("coding_")
    table = whole[whole["concept"].ne("")].copy()
    if "article" not in table:
        # A spreadsheet makes 0.03 or 0,03 of 000.03; the place of the passage tells the unit.
        bare = table["unit"].str.replace(",", ".")
        table["article"] = bare.str.rpartition(".")[0]
    table["article"] = [with_zeros(name, corpus.texts) for name in table["article"]]

    def check(good, column, why="{value} is unknown. See the tables of this case."):
        require(good.reindex(whole.index, fill_value=True), whole, file, column, why)

    check(table["article"].isin(corpus.texts), "unit")
    check(table["concept"].isin(concepts.index), "concept")
    check(table["organization"].ne(""), "organization", "{value}: name one.")
    check(table["agreement"].isin(AGREEMENTS), "agreement", "{value}: write yes or no.")
    check(table["attribution"].isin(ATTRIBUTIONS), "attribution")
    check(table["conditional"].isin(["0", "1"]), "conditional")
    for column in ("start", "end"):
        check(table[column].str.fullmatch(r"\d{1,9}"), column, "{value} is no offset.")
        table[column] = table[column].astype(int)
    here = pd.Series(quotes(table, corpus.texts), table.index, dtype=object)
    moved = "{value} is not what stands at start. Its text has moved."
    check(here.eq(table["quote"]) & table["quote"].ne(""), "quote", moved)
    table["unit"] = units_of(table, corpus.units)
    cut = "{value} is of no single unit any more. Join in units.csv what it spans."
    check(table["unit"].ne(""), "quote", cut)
    ids = table["statement"] if "statement" in table else pd.Series("", table.index)
    if ids.eq("").any() or ids.duplicated().any():
        ids = [f"s{number:03d}" for number in range(1, len(table) + 1)]
    table.index = pd.Index(ids, name="statement")
    table["conditional"] = table["conditional"].eq("1")
    return name, _complete(table, corpus, parties)


def units_of(table: pd.DataFrame, units: pd.DataFrame) -> list[str]:
    """Return the unit in which each passage lies now, whatever was cut or joined since; or ''.

    table: with article, start and end. units: as of a Corpus.
    """
    found = []
    known = {article: own.sort_values("start") for article, own in units.groupby("article")}
    for article, start, end in zip(table["article"], table["start"], table["end"], strict=True):
        own = known.get(article, units.iloc[:0])
        at = int(own["start"].searchsorted(start, side="right")) - 1
        found.append(own.index[at] if at >= 0 and end <= own["end"].iloc[at] else "")
    return found


def _complete(table, corpus, parties):
    """Return statements with the columns COLUMNS."""
    table["party"] = [parties.get(name, "") for name in table["organization"]]
    for column in ("system", "note"):
        table[column] = table.get(column, "")
    for column in ("date", "outlet"):
        table[column] = table["article"].map(corpus.articles[column]).astype(str)
    return table[COLUMNS]


def _with_own(found, corpus, concepts, parties):
    """Add what was coded at the desk, if anything was."""
    codes = own_coding(corpus, concepts).codes
    if codes.empty:
        return found
    table = pd.DataFrame({"organization": list(parties), "party": list(parties.values())})
    statements = newcase.own_statements(codes, corpus, table.set_index("organization"))
    return {**found, OWN: statements.assign(note="")[COLUMNS]}


def _course(folder):
    corpus, concepts = load_corpus(), load_concepts()
    reference = load_statements(corpus)
    parties = reference.drop_duplicates("organization").set_index("organization")["party"].to_dict()
    found = {"reference": reference.assign(note="")[COLUMNS]}
    for path in sorted(DATA.glob("coding_*.csv")):
        codes = read_table(path, CODE)
        codes = codes[codes["concept"].ne("")]
        codes = codes.assign(conditional=codes["conditional"].eq("1"))
        every = parties | {o: "" for o in codes["organization"] if o not in parties}
        name = path.stem.removeprefix("coding_").upper()
        found[name] = as_statements(codes, corpus, every, name.lower()).assign(note="")[COLUMNS]
    name = folder.resolve().name
    return Case(name, corpus, concepts, parties, _with_own(found, corpus, concepts, parties))


def _read_others(path, corpus):
    table = read_table(path, OTHER)
    known = table["article"].isin(corpus.texts)
    require(known, table, path.name, "article", "{value} is no article of sources.csv.")
    return with_offsets(table, corpus.texts, path.name)
