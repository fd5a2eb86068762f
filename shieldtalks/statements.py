"""Statements: who takes which stance on which concept, each with its quote."""

from pathlib import Path

import pandas as pd

from shieldtalks.corpus import load_corpus
from shieldtalks.errors import DataError
from shieldtalks.tables import DATA, read_table, require
from shieldtalks.units import quotes, with_offsets

PARTIES = ("RUS", "USA", "NATO", "media")
AGREEMENTS = ("yes", "no")
ATTRIBUTIONS = ("direct", "indirect", "narrator")
ACTORS = ("party", "organization", "person")
STANCES = ("agree", "disagree", "both", "silent")
DUPLICATES = ("article", "all", "corpus")
READERS = ("A", "B", "C", "D")

STANCE_COLUMNS = ("person", "organization", "concept", "agreement", "conditional", "attribution")
PLACE_COLUMNS = ("statement", "seed", "unit", "start", "end", "party", "system")
STATEMENT_COLUMNS = PLACE_COLUMNS + STANCE_COLUMNS
EVIDENCE_COLUMNS = ["unit", "article", "outlet", "date", "party", "organization", "person"]
EVIDENCE_COLUMNS += ["concept", "agreement", "attribution", "quote"]


def load_concepts(path=None):
    """Read a list of concepts: DataFrame, index `concept`; columns theme, label, wording.

    path: a csv; without one, the 18 concepts of the codebook. Raises DataError.
    """
    path = DATA / "concepts.csv" if path is None else path
    return read_table(path, ("concept", "theme", "label", "wording"), "concept")


def load_codebook():
    """Return the codebook as Markdown text."""
    return (DATA / "codebook.md").read_text(encoding="utf-8")


def load_statements(corpus=None, path=None, concepts=None, systems=None, parties=PARTIES):
    """Read coded statements and prove each against its article.

    corpus: a Corpus (default: the five articles). path: a csv with STATEMENT_COLUMNS; a column
    `quote`, if there is one, must hold the very words at the offsets. concepts, systems: the known
    ids (default: those of the codebook and of systems.csv); a system may be empty. parties: the
    parties of the quarrel, in the order in which they are to stand.
    Returns a DataFrame, a row a statement, index `statement`; columns article, unit, start, end,
    party, organization, person (empty where none is named), concept, agreement, conditional (bool),
    attribution, system, and from the article quote, date and outlet.
    Raises DataError that names the row: a repeated or empty id, an unknown unit, concept or system,
    an offset beyond the text, a quote that is not where it should be.
    """
    corpus = load_corpus() if corpus is None else corpus
    path = DATA / "statements.csv" if path is None else Path(path)
    concepts = load_concepts().index if concepts is None else concepts
    systems = _known_systems() if systems is None else systems
    choices = {
        "party": parties,
        "agreement": AGREEMENTS,
        "attribution": ATTRIBUTIONS,
        "conditional": ("0", "1"),
    }
    table = read_table(path, STATEMENT_COLUMNS, "statement", choices=choices)
    name = path.name
    known = "{value} is unknown. "
    require(table["seed"].isin(corpus.texts), table, name, "seed", known + "See sources.csv.")
    table = table.rename(columns={"seed": "article"})
    require(table["unit"].isin(corpus.units.index), table, name, "unit", known + "See the units.")
    require(table["concept"].isin(concepts), table, name, "concept", known + "See the codebook.")
    named = table["system"].isin([*systems, ""])
    require(named, table, name, "system", known + "See systems.csv, or leave it empty.")
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
    return table


def load_codings(corpus=None):
    """Return the four independent codings behind the reference, {'A': DataFrame, ... 'D': ...}.

    Columns unit, person, organization, concept, agreement, conditional (bool), attribution; a row
    a coded stance. A and B are of a first round, C and D of a second; who the readers are stands
    in the codebook. Raises DataError for an unknown unit, concept or agreement.
    """
    corpus = load_corpus() if corpus is None else corpus
    return {
        reader: read_coding(DATA / f"coding_{reader.lower()}.csv", corpus) for reader in READERS
    }


def read_coding(path, corpus):
    """Read one coder's csv (columns as `load_codings`). Raises DataError by row."""
    path = Path(path)
    choices = {"agreement": AGREEMENTS, "attribution": ATTRIBUTIONS, "conditional": ("0", "1")}
    table = read_table(path, ("unit", *STANCE_COLUMNS), choices=choices)
    known = "{value} is unknown. "
    require(table["unit"].isin(corpus.units.index), table, path.name, "unit", known + "See units.")
    concepts = load_concepts().index
    coded = table["concept"].isin(concepts)
    require(coded, table, path.name, "concept", known + "See the codebook.")
    table["conditional"] = table["conditional"].eq("1")
    return table


def count_once(statements, actor="organization", duplicates="article"):
    """Drop repeated stances: keep the first statement of each (actor, concept, agreement).

    duplicates: 'article' counts a stance once in each article, 'corpus' once in all, 'all' as
    often as it was said (the duplicate rules of discourse network analysis, Leifeld 2017).
    """
    _check_choice("duplicates", duplicates, DUPLICATES)
    _check_choice("actor", actor, ACTORS)
    if duplicates == "all":
        return statements
    same = [actor, "concept", "agreement"] + (["article"] if duplicates == "article" else [])
    return statements.drop_duplicates(same)


def tally(statements, by):
    """Count statements by one or more columns, in order of first appearance.

    by: a column, or a list of columns, of `statements`. Returns a DataFrame indexed by them with
    the columns n (number of statements) and statements (their ids, as a tuple).
    """
    ids = statements.reset_index().groupby(by, sort=False)["statement"].agg(tuple)
    return pd.DataFrame({"n": ids.map(len), "statements": ids})


def tally_stances(statements, by):
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


def positions(statements, actor="organization", duplicates="article"):
    """Count who agrees and who disagrees with what.

    actor: 'party', 'organization' or 'person' (statements that name no person are left out then).
    Returns a DataFrame indexed by (actor, concept) with a row for each pair of which something is
    said: agree and disagree (counts after `count_once`), n (their sum), stance ('agree',
    'disagree' or 'both') and statements (the ids of all statements behind the pair, as a tuple).
    """
    _check_choice("actor", actor, ACTORS)
    said = statements[statements[actor].ne("")]
    pair = [actor, "concept"]
    table = tally_stances(count_once(said, actor, duplicates), pair)
    table["statements"] = tally(said, pair)["statements"]
    return table.rename_axis(["actor", "concept"])


def position_matrix(statements, actor="organization", duplicates="article", concepts=None):
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


def actor_parties(statements, actor="organization"):
    """Return {actor: party}, party by party, then by first appearance.

    The parties of the course come in the order of PARTIES; those of another quarrel follow, in
    order of first appearance.
    """
    _check_choice("actor", actor, ACTORS)
    said = statements[statements[actor].ne("")]
    order = list(dict.fromkeys([*PARTIES, *said["party"]]))
    first = said.drop_duplicates(actor).sort_values(
        "party", key=lambda parties: parties.map(order.index), kind="stable"
    )
    return dict(zip(first[actor], first["party"], strict=True))


def without(statements, article):
    """Return the statements of all articles but one; '' leaves out nothing."""
    return statements[statements["article"].ne(article)] if article else statements


def leave_one_out(statements, measure):
    """Recompute a result without each article in turn.

    measure: function of statements. Returns {'': the whole result, article: without it, ...}.
    """
    left_out = ["", *sorted(statements["article"].unique())]
    return {article: measure(without(statements, article)) for article in left_out}


def changed_cells(statements, article, actor="organization"):
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


def changes_by_article(statements, actor="organization"):
    """Say what each article carries: `changed_cells` for one article after the other.

    Returns a DataFrame indexed by (article, actor, concept) with the columns of `changed_cells`.
    """
    articles = sorted(statements["article"].unique()) or [""]
    changes = {article: changed_cells(statements, article, actor) for article in articles}
    return pd.concat(changes, names=["article"])


def evidence(statements, ids=None, corpus=None, concepts=None):
    """Return the sentences behind statements, to be read.

    ids: statement ids (default: all). corpus: with it, each sentence comes with its neighbours.
    concepts: as `load_concepts` (the default).
    Returns {statement id: dict of strings}: unit, article, outlet, date, party, organization,
    person, concept, label and wording (of the concept), agreement, attribution, quote, before and
    after (the neighbouring units of the same article; empty at its ends or without a corpus).
    Raises DataError for an unknown id.
    """
    ids = list(statements.index if ids is None else ids)
    unknown = [i for i in ids if i not in statements.index]
    if unknown:
        raise DataError(f"{unknown[0]!r} is no statement of this coding.")
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


def _check_choice(name, value, allowed):
    if value not in allowed:
        raise DataError(f"{name}={value!r} is unknown. Use one of {', '.join(map(repr, allowed))}.")


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
