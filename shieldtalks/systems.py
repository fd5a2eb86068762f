"""What was on the table: each system and proposal, who hosts, who controls, and when."""

import re
import textwrap

import pandas as pd

from shieldtalks.context import load_sites, load_systems
from shieldtalks.corpus import Corpus, load_corpus
from shieldtalks.errors import DataError, check_known
from shieldtalks.parties import NAMES
from shieldtalks.statements import load_concepts
from shieldtalks.tables import DATA, read_table, require, require_listed

MENTIONS = "system_mentions.csv"
PROPOSERS = {party: NAMES[party] for party in ("RUS", "USA", "NATO")}
PROPOSERS |= {"POL": "Poland", "ROU": "Romania"}
SPEAKERS = PROPOSERS | {"media": "analyst"}
# A status word that says an idea was turned down, or that a thing came to its end.
ENDINGS = (
    r"\b(?:cancelled|closed|denied|end|lapsed|overtaken|refus\w+|suspended|"
    r"turn(?:ed|s it) down|wound down)\b"
)
DAY = r"\d{4}(?:-\d\d(?:-\d\d)?)?"
DATED = re.compile(rf"(?P<when>(?:from )?(?:{DAY}, )*{DAY}) (?P<words>.+)")
DATED_AFTER = re.compile(r"(?P<words>.+) (?P<when>after \w{3} \d{4}|in the early \d{3}0s)")


def load_mentions(
    corpus: Corpus | None = None, systems: pd.DataFrame | None = None
) -> pd.DataFrame:
    """Return the units in which an article tells which system it means: a row a unit and system.

    Columns system, unit, words (the words that tell, verbatim in the unit) and sites (ids of the
    places they point to, separated by semicolons). General words such as 'the shield' count only
    where the sentence itself says whose shield it is. corpus, systems: what the ids must resolve
    in (default: the five articles, `context.load_systems`). Raises DataError by row.
    """
    corpus = load_corpus() if corpus is None else corpus
    systems = load_systems() if systems is None else systems
    table = read_table(DATA / MENTIONS, ("system", "unit", "words", "sites"))
    require_listed(table, MENTIONS, "system", systems.index, "systems.csv")
    require_listed(table, MENTIONS, "unit", corpus.units.index, "the units")
    pairs = zip(table["words"], corpus.units.loc[table["unit"], "text"], strict=True)
    found = pd.Series([bool(words) and words in text for words, text in pairs], table.index)
    require(found, table, MENTIONS, "words", "{value} does not stand in its unit.")
    sites = load_sites().index
    placed = table["sites"].map(lambda cell: all(s in sites for s in cell.split(";") if s))
    require(placed, table, MENTIONS, "sites", "{value} is unknown. See sites.csv.")
    return table


def short_name(name: str) -> str:
    """Return the name of a system without what stands in brackets or after a colon."""
    name = re.sub(r" ?\([^)]*\)", "", name)
    return name if name.startswith("NATO model") else name.split(":")[0].strip()


def proposers(text: str) -> tuple[str, ...]:
    """Return the codes of those who proposed a system, in their order: a tuple of PROPOSERS."""
    return tuple(dict.fromkeys(re.findall("|".join(PROPOSERS), text)))


def spelled_out(text: str) -> str:
    """Return a text of the tables with its codes spelled out: 'Russia' for 'RUS'."""
    return re.sub("|".join(PROPOSERS), lambda code: PROPOSERS[code[0]], text)


def history(systems: pd.DataFrame) -> pd.DataFrame:
    """Read `status_by_year` into dated entries, in order of time.

    systems: as `context.load_systems`. Returns a DataFrame, a row an entry: system, when (as
    written), start and end (the first and last day that `when` can mean), words, note (what the
    table adds without a date) and ended (whether the words tell of a refusal or an end).
    Raises DataError for a status that does not begin with a date.
    """
    rows = [
        row for system, text in systems["status_by_year"].items() for row in _dated(system, text)
    ]
    table = pd.DataFrame(rows, columns=["system", "when", "start", "end", "words", "note"])
    table["ended"] = table["words"].str.contains(ENDINGS)
    order = table["system"].map(systems.index.get_loc)
    return (
        table.assign(order=order)
        .sort_values(["order", "start"], kind="stable", ignore_index=True)
        .drop(columns="order")
    )


def first_days(systems: pd.DataFrame) -> pd.Series:
    """Return the first day that the table names for each proposal: a Series of timestamps.

    systems: as `context.load_systems`. Where a proposal is dated twice, as a claim and by a
    document, the earlier date stands.
    """
    days = systems["first_proposed"].map(lambda text: _span(re.findall(DAY, text)[0])[0])
    return days.rename("first_day")


def status_in(entries: pd.DataFrame, year: int) -> pd.Series:
    """Return what the table says of each system by the end of a year: a Series of texts.

    entries: as `history`. A system of which nothing is dated by then has an empty text. The last
    entry stands until another follows, however long ago it was.
    """
    last = entries[entries["start"].dt.year.le(year)].groupby("system").last()
    said = last["when"] + " " + last["words"]
    return said.reindex(entries["system"].unique()).fillna("").rename(year)


def compare(
    systems: pd.DataFrame, statements: pd.DataFrame, mentions: pd.DataFrame
) -> pd.DataFrame:
    """Return all systems side by side, one a row, in words.

    systems: as `context.load_systems`. mentions: as `load_mentions`. Returns a DataFrame indexed
    by system: name, proposed by, since, hosts, control, last status, statements (how many are
    coded about it) and named in (the units that name it, as text).
    """
    last = history(systems).groupby("system").last()
    named = mentions.groupby("system")["unit"].agg(", ".join)
    coded = statements.groupby("system").size()
    table = pd.DataFrame(
        {
            "name": systems["name"].map(short_name),
            "proposed by": systems["proposer"].map(_who),
            "since": systems["first_proposed"],
            "hosts": systems["hosts"],
            "control": systems["control"],
            "last status": last["when"] + " " + last["words"],
            "statements": coded.reindex(systems.index).fillna(0).astype(int),
            "named in": named.reindex(systems.index).fillna("none"),
        },
        index=systems.index,
    )
    return table.rename_axis("system")


def system_card(
    system: str, systems: pd.DataFrame, statements: pd.DataFrame, mentions: pd.DataFrame
) -> str:
    """Return all that is known of one system as text, with its sources.

    systems: as `context.load_systems`. mentions: as `load_mentions`. Raises DataError for an
    unknown system.
    """
    check_known([system], systems.index, "{} is no system. They are {known}.")
    row = systems.loc[system]
    by = spelled_out(row["proposer"].replace(";", " and "))
    about = statements[statements["system"].eq(system)]
    named = mentions[mentions["system"].eq(system)]
    units = [f'{unit} "{words}"' for unit, words in zip(named["unit"], named["words"], strict=True)]
    lines = {
        "Proposed by": f"{by}; {row['first_proposed']}",
        "Purpose": row["purpose"],
        "Hosts": row["hosts"],
        "Control": spelled_out(row["control"]),
        "Components": row["components"],
        "Status": row["status_by_year"],
        "Named in": "; ".join(units) or "no unit of the five articles",
        "Statements": "\n".join(_stances(about)) or "none is coded about it",
        "Sources": "\n".join([row["source"], *row["verified"].split(" ; ")]),
    }
    return "\n".join([f"{row['name']} [{system}]", *(_field(*line) for line in lines.items())])


def _dated(system, text):
    """Return [system, when, start, end, words, note], one for each date of a status text."""
    rows = []
    for clause in (clause.strip() for clause in text.split(";")):
        match = DATED.fullmatch(clause) or DATED_AFTER.fullmatch(clause)
        if match:
            dates = match["when"].split(", ")
            rows += [[system, when, *_span(when), match["words"], ""] for when in dates]
        elif rows:
            rows[-1][-1] = "; ".join(filter(None, [rows[-1][-1], clause]))
        else:
            raise DataError(f"systems.csv, {system}, status_by_year: {clause!r} has no date.")
    return rows


def _span(when):
    """Return the first and the last day that a date as written can mean."""
    decade = re.search(r"early (\d{3}0)s", when)
    if decade:
        return pd.Timestamp(int(decade[1]), 1, 1), pd.Timestamp(int(decade[1]) + 3, 12, 31)
    date = when.removeprefix("from ").removeprefix("after ")
    freq = {4: "Y", 7: "M", 8: "M"}.get(len(date), "D")
    period = pd.Period(date, freq)
    return period.start_time, period.end_time.normalize()


def _who(text):
    return " and ".join(PROPOSERS[code] for code in proposers(text))


def _stances(about):
    """Return a line for each concept: who says yes and who says no, with the units."""
    concepts = load_concepts()["label"]
    order = about["concept"].map(concepts.index.get_loc).sort_values(kind="stable").index
    lines = {}
    for _, said in about.loc[order].iterrows():
        key = (concepts[said["concept"]], f"{SPEAKERS[said['party']]} {said['agreement']}")
        lines.setdefault(key[0], {}).setdefault(key[1], {})[said["unit"]] = None
    return [
        f"{concept}: " + "; ".join(f"{who} {', '.join(units)}" for who, units in said.items())
        for concept, said in lines.items()
    ]


def _field(name, text):
    """Return a field of a card: its name in a column, its text wrapped beside it."""
    wrapped = [
        line
        for part in text.split("\n")
        for line in textwrap.wrap(part, 84, break_long_words=False, break_on_hyphens=False)
    ]
    return f"{name:<13}" + ("\n" + " " * 13).join(wrapped)
