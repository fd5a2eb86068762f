"""Statements: who takes which stance on which concept, each with its quote."""

from collections.abc import Collection, Iterable, Mapping
from pathlib import Path

import pandas as pd

from shieldtalks.codebook import (
    AGREEMENTS,
    ATTRIBUTIONS,
    CODE,
    READERS,
    STANCE_COLUMNS,
    load_codings,
    load_concepts,
)
from shieldtalks.corpus import Corpus, load_corpus
from shieldtalks.errors import DataError, check_choice, check_known
from shieldtalks.tables import DATA, read_table, require, require_listed
from shieldtalks.units import quotes, with_offsets

PARTIES = ("RUS", "USA", "NATO", "media")
ACTORS = ("party", "organization", "person")
STANCES = ("agree", "disagree", "both", "silent")
DUPLICATES = ("article", "all", "corpus")
ALL_FOUR = "all four"  # the reading that holds only what every reader saw
READINGS = ("reference", *READERS, ALL_FOUR)

PLACE_COLUMNS = ("statement", "seed", "unit", "start", "end", "party", "system")
STATEMENT_COLUMNS = PLACE_COLUMNS + STANCE_COLUMNS
EVIDENCE_COLUMNS = ["unit", "article", "outlet", "date", "party", "organization", "person"]
EVIDENCE_COLUMNS += ["concept", "agreement", "attribution", "quote"]


def load_statements(
    corpus: Corpus | None = None,
    path: str | Path | None = None,
    concepts: Iterable[str] | None = None,
    systems: Iterable[str] | None = None,
    parties: Iterable[str] = PARTIES,
    reader: str = "reference",
) -> pd.DataFrame:
    """Read coded statements and prove each against its article.

    corpus: a Corpus (default: the five articles). path: a csv with STATEMENT_COLUMNS; a column
    `quote`, if there is one, must hold the very words at the offsets. concepts, systems: the known
    ids (default: those of the codebook and of systems.csv); a system may be empty. parties: the
    parties of the quarrel, in the order in which they are to stand. reader: whose coding of the
    five articles: 'reference' (adjudicated), 'A', 'B', 'C', 'D', or 'all four' (only the codes
    that every reader saw); where a path is given, there is one reading only.
    Returns a DataFrame, a row a statement, index `statement`; columns article, unit, start, end,
    party, organization, person (empty where none is named), concept, agreement, conditional (bool),
    attribution, system, and from the article quote, date and outlet. Which reading it is stands in
    attrs["reader"]; a code that the reference has too keeps its id in every reading.
    Raises DataError that names the row: a repeated or empty id, an unknown unit, concept or system,
    an offset beyond the text, a quote that is not where it should be.

    >>> len(load_statements()), len(load_statements(reader="C"))
    (86, 86)
    """
    corpus = load_corpus() if corpus is None else corpus
    check_choice("reader", reader, READINGS)
    if reader != "reference":
        if path is not None:
            raise DataError(f"reader={reader!r} is a reading of the five articles. Leave out path.")
        return _reading(reader, load_statements(corpus), corpus)
    path = DATA / "statements.csv" if path is None else Path(path)
    concepts = load_concepts().index if concepts is None else concepts
    systems = _known_systems() if systems is None else systems
    choices: dict[str, Collection[str]] = {
        "party": list(parties),
        "agreement": AGREEMENTS,
        "attribution": ATTRIBUTIONS,
        "conditional": ("0", "1"),
    }
    table = read_table(path, STATEMENT_COLUMNS, "statement", choices=choices)
    name = path.name
    require_listed(table, name, "seed", corpus.texts, "sources.csv")
    table = table.rename(columns={"seed": "article"})
    require_listed(table, name, "unit", corpus.units.index, "the units")
    require_listed(table, name, "concept", concepts, "the codebook")
    require_listed(table, name, "system", [*systems, ""], "systems.csv, or leave it empty")
    require(table["organization"].ne(""), table, name, "organization", "{value}: name one.")
    first = table.groupby("organization")["party"].transform("first")
    another = "{value}: an earlier row has this organization in another party. Keep to one."
    require(table["party"].eq(first), table, name, "party", another)
    table = with_offsets(table, corpus.texts, name)
    _check_quotes(table, corpus, name)
    table["conditional"] = table["conditional"].eq("1")
    table["quote"] = quotes(table, corpus.texts)
    table["date"] = table["article"].map(corpus.articles["date"])
    table["outlet"] = table["article"].map(corpus.articles["outlet"])
    table.attrs["reader"] = reader
    return table


def reader_of(statements: pd.DataFrame) -> str:
    """Say whose reading statements are: 'reference', 'A' ... 'D', 'all four', or another name."""
    return statements.attrs.get("reader", "reference")


def as_statements(
    coding: pd.DataFrame,
    corpus: Corpus,
    parties: Mapping[str, str] | None = None,
    prefix: str = "x",
) -> pd.DataFrame:
    """Give a coding the columns of `load_statements`, so that whatever takes statements takes it.

    coding: as `load_codings`. parties: {organization: party} (default: those of the reference
    statements). The quote is the whole unit. The ids are prefix and number, the reader is the
    prefix. Raises DataError for an organization without a party.

    >>> own = as_statements(load_codings()["B"], load_corpus(), prefix="b")
    >>> own.at["b001", "concept"]
    'host_in_russia'
    """
    if parties is None:
        parties = load_statements().set_index("organization")["party"].to_dict()
    check_known(coding["organization"], parties, "{} has no party. Add it to `parties`.")
    table = coding.reset_index(drop=True)
    table.index = pd.Index([f"{prefix}{n:03d}" for n in range(1, len(table) + 1)], name="statement")
    places = corpus.units.loc[table["unit"], ["article", "start", "end"]].set_index(table.index)
    table = table.assign(**places, party=table["organization"].map(parties), system="")
    table["quote"] = quotes(table, corpus.texts)
    for column in ("date", "outlet"):
        table[column] = table["article"].map(corpus.articles[column])
    table.attrs["reader"] = prefix
    return table


def _reading(reader, reference, corpus):
    """Return one reading of the five articles; codes of the reference keep their ids and system."""
    codings = load_codings(corpus)
    if reader == ALL_FOUR:
        seen = pd.concat([coding[CODE].drop_duplicates() for coding in codings.values()])
        shared = seen.value_counts().eq(len(READERS))
        codes = pd.MultiIndex.from_frame(reference[CODE])
        table = reference[codes.isin(shared.index[shared])].copy()
    else:
        parties = reference.set_index("organization")["party"].to_dict()
        table = as_statements(codings[reader], corpus, parties, reader.lower())
        # Two readers wrote a surname only; the same person stands under one name.
        full = {name.split()[-1]: name for name in reference["person"] if name}
        table["person"] = table["person"].map(lambda name: full.get(name, name))
        kept = reference.reset_index().drop_duplicates(CODE).set_index(CODE)
        same = kept.reindex(pd.MultiIndex.from_frame(table[CODE])).set_axis(table.index)
        again = table.duplicated(CODE)
        names = same["statement"].mask(again).fillna(pd.Series(table.index, table.index))
        table["system"] = same["system"].fillna("")
        table = table.set_axis(pd.Index(names, name="statement"))
        table = table[reference.columns].sort_values("unit", kind="stable")
    table.attrs["reader"] = reader
    return table


def count_once(
    statements: pd.DataFrame, actor: str = "organization", duplicates: str = "article"
) -> pd.DataFrame:
    """Drop repeated stances: keep the first statement of each (actor, concept, agreement).

    duplicates: 'article' counts a stance once in each article, 'corpus' once in all, 'all' as
    often as it was said (the duplicate rules of discourse network analysis, Leifeld 2017).
    """
    check_choice("duplicates", duplicates, DUPLICATES)
    check_choice("actor", actor, ACTORS)
    if duplicates == "all":
        return statements
    same = [actor, "concept", "agreement"] + (["article"] if duplicates == "article" else [])
    return statements.drop_duplicates(same)


def tally(statements: pd.DataFrame, by: str | list[str]) -> pd.DataFrame:
    """Count statements by one or more columns, in order of first appearance.

    by: a column, or a list of columns, of `statements`. Returns a DataFrame indexed by them with
    the columns n (number of statements) and statements (their ids, as a tuple).
    """
    ids = statements.reset_index().groupby(by, sort=False)["statement"].agg(tuple)
    return pd.DataFrame({"n": ids.map(len), "statements": ids})


def tally_stances(statements: pd.DataFrame, by: str | list[str]) -> pd.DataFrame:
    """Count who agrees and who disagrees, group by group.

    by: a list of columns of `statements`. Returns a DataFrame indexed by them, sorted: agree and
    disagree (numbers of statements), n (their sum), stance ('agree', 'disagree' or 'both') and
    statements (the ids, as a tuple).
    """
    table = statements.groupby(by)["agreement"].value_counts().unstack(fill_value=0)
    table = table.reindex(columns=AGREEMENTS, fill_value=0)
    table.columns = ["agree", "disagree"]
    table["n"] = table["agree"] + table["disagree"]
    table["stance"] = "both"
    table.loc[table["disagree"].eq(0), "stance"] = "agree"
    table.loc[table["agree"].eq(0), "stance"] = "disagree"
    table["statements"] = tally(statements, by)["statements"]
    return table


def positions(
    statements: pd.DataFrame, actor: str = "organization", duplicates: str = "article"
) -> pd.DataFrame:
    """Count who agrees and who disagrees with what.

    actor: 'party', 'organization' or 'person' (statements that name no person are left out then).
    Returns a DataFrame indexed by (actor, concept) with a row for each pair of which something is
    said: agree and disagree (counts after `count_once`), n (their sum), stance ('agree',
    'disagree' or 'both') and statements (the ids of all statements behind the pair, as a tuple).
    """
    check_choice("actor", actor, ACTORS)
    said = statements[statements[actor].ne("")]
    pair = [actor, "concept"]
    table = tally_stances(count_once(said, actor, duplicates), pair)
    table["statements"] = tally(said, pair)["statements"]
    return table.rename_axis(["actor", "concept"])


def position_matrix(
    statements: pd.DataFrame,
    actor: str = "organization",
    duplicates: str = "article",
    concepts: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """Return the stances as a matrix: actors as rows, all concepts as columns, 'silent' elsewhere.

    concepts: as `load_concepts` (the default). Rows stand party by party in order of first
    appearance, columns in the codebook's order; a concept that the codebook does not have comes
    after those.
    """
    stances = positions(statements, actor, duplicates)["stance"].unstack(fill_value="silent")
    concepts = list((load_concepts() if concepts is None else concepts).index)
    columns = concepts + [concept for concept in stances if concept not in concepts]
    actors = list(actor_parties(statements, actor))
    return stances.reindex(index=actors, columns=columns, fill_value="silent")


def actor_parties(statements: pd.DataFrame, actor: str = "organization") -> dict[str, str]:
    """Return {actor: party}, party by party, then by first appearance.

    The parties of the course come in the order of PARTIES; those of another quarrel follow, in
    order of first appearance.
    """
    check_choice("actor", actor, ACTORS)
    said = statements[statements[actor].ne("")]
    order = list(dict.fromkeys([*PARTIES, *said["party"]]))
    first = said.drop_duplicates(actor).sort_values(
        "party", key=lambda parties: parties.map(order.index), kind="stable"
    )
    return dict(zip(first[actor], first["party"], strict=True))


def without(statements: pd.DataFrame, article: str) -> pd.DataFrame:
    """Return the statements of all articles but one; '' leaves out nothing."""
    return statements[statements["article"].ne(article)] if article else statements


def changed_cells(
    statements: pd.DataFrame, article: str, actor: str = "organization"
) -> pd.DataFrame:
    """Say what one article carries: the cells whose stance is another without it.

    Returns a DataFrame indexed by (actor, concept) with the columns with_it and without_it
    (stances) and lost (the ids of that article's statements behind the cell, as a tuple); only
    changed cells are in it.
    """
    whole = positions(statements, actor)["stance"]
    rest = positions(without(statements, article), actor)["stance"].reindex(whole.index)
    own = positions(statements[statements["article"].eq(article)], actor)["statements"]
    cells = pd.DataFrame(
        {
            "with_it": whole,
            "without_it": rest.fillna("silent"),
            "lost": own.reindex(whole.index),
        }
    )
    return cells[cells["with_it"].ne(cells["without_it"])]


def changes_by_article(statements: pd.DataFrame, actor: str = "organization") -> pd.DataFrame:
    """Say what each article carries: `changed_cells` for one article after the other.

    Returns a DataFrame indexed by (article, actor, concept) with the columns of `changed_cells`.
    """
    articles = sorted(statements["article"].unique()) or [""]
    changes = {article: changed_cells(statements, article, actor) for article in articles}
    return pd.concat(changes, names=["article"])


def evidence(
    statements: pd.DataFrame,
    ids: Iterable[str] | None = None,
    corpus: Corpus | None = None,
    concepts: pd.DataFrame | None = None,
) -> dict[str, dict[str, str]]:
    """Return the sentences behind statements, to be read.

    ids: statement ids (default: all). corpus: with it, each sentence comes with its neighbours.
    concepts: as `load_concepts` (the default).
    Returns {statement id: dict of strings}: unit, article, outlet, date, party, organization,
    person, concept, label and wording (of the concept), agreement, attribution, quote, before and
    after (the neighbouring units of the same article; empty at its ends or without a corpus).
    Raises DataError for an unknown id.
    """
    ids = list(statements.index if ids is None else ids)
    check_known(ids, statements.index, "{} is no statement of this coding.")
    rows = statements.loc[ids, EVIDENCE_COLUMNS].astype(str)
    concepts = load_concepts() if concepts is None else concepts
    rows["label"] = rows["concept"].map(concepts["label"]).fillna(rows["concept"])
    rows["wording"] = rows["concept"].map(concepts["wording"]).fillna("")
    for column, step in (("before", 1), ("after", -1)):
        rows[column] = "" if corpus is None else rows["unit"].map(_neighbour(corpus, step))
    return rows.fillna("").to_dict("index")


def _neighbour(corpus, step):
    """Return, for each unit of the body, the text of the unit `step` places before it."""
    body = corpus.body()
    return body.groupby("article")["text"].shift(step).fillna("")


def _known_systems():
    return read_table(DATA / "context" / "systems.csv", ("id", "name"), "id").index


def _check_quotes(table, corpus, name):
    unit = corpus.units.loc[table["unit"]].set_index(table.index)
    belongs = unit["article"].eq(table["article"])
    require(belongs, table, name, "unit", "{value} belongs to another article than the row says.")
    inside = table["start"].ge(unit["start"]) & table["end"].le(unit["end"])
    require(
        inside,
        table,
        name,
        "start",
        "{value} lies outside its unit: the quote has moved. Cut it "
        "again at the unit's own offsets.",
    )
    if "quote" not in table:
        return
    found = pd.Series(quotes(table, corpus.texts), table.index).eq(table["quote"])
    for statement, row in table[~found].iterrows():
        place = corpus.texts[row["article"]].find(row["quote"])
        hint = f"it now starts at {place}" if place >= 0 else "it is not in the article at all"
        number = table.index.get_loc(statement) + 1
        raise DataError(f"{name}, row {number}, quote: not found at {row['start']}; {hint}.")
