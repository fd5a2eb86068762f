"""Facts around the articles, each with its source: events, systems, sites, figures, votes."""

import re
import textwrap
from collections.abc import Iterable

import pandas as pd

from shieldtalks.corpus import LINE
from shieldtalks.errors import DataError, check_known
from shieldtalks.tables import DATA, numbers, read_table, require

CONTEXT = DATA / "context"
INDENT = "    "
PARTS = ("whole", "paragraph")
STATES = ("CN", "DE", "FR", "GB", "IR", "PL", "RO", "RU", "TR", "US")


def load_events() -> pd.DataFrame:
    """Return the events 1972-2024: index id; date (datetime), title, description, actors, source.

    date_precision says how exact the date is (day, month, year); `seed` lists the articles that
    an event bears on, separated by semicolons. Raises DataError.
    """
    needed = ("id", "date", "date_precision", "title", "description", "actors", "source")
    events = _sourced("events", needed, dates=["date"])
    events["date"] = pd.to_datetime(events["date"])
    return events


def load_systems() -> pd.DataFrame:
    """Return the systems and proposals: index id as in the statements. Raises DataError."""
    return _sourced("systems", ("id", "name", "proposer", "hosts", "control", "status_by_year"))


def load_sites() -> pd.DataFrame:
    """Return places: index id; lat and lon in degrees (town level only). Raises DataError."""
    sites = _sourced("sites", ("id", "name", "country", "lat", "lon"))
    sites = numbers(sites, ("lat", "lon"), "sites.csv", empty=True)
    for column, most in (("lat", 90), ("lon", 180)):
        there = sites[column].abs().le(most)
        require(there, sites, "sites.csv", column, f"{{value}} is not within {most} degrees.")
    return sites


def load_technical() -> pd.DataFrame:
    """Return published figures as ranges: index id; value_low, value_high, unit, claimant.

    A missing bound is NaN. Claimants disagree, and both stand. Raises DataError.
    """
    figures = _sourced("technical", ("id", "group", "item", "value_low", "value_high", "claimant"))
    figures = numbers(figures, ("value_low", "value_high"), "technical.csv", empty=True)
    wrong = figures["value_low"].gt(figures["value_high"])
    why = "{value} is more than value_high. Exchange the two."
    require(~wrong, figures, "technical.csv", "value_low", why)
    return figures


def load_actors() -> pd.DataFrame:
    """Return persons, institutions and states: index id; name, kind, party, role_then."""
    return _sourced("actors", ("id", "name", "kind", "party", "role_then"))


def load_claims() -> pd.DataFrame:
    """Return claims of the articles that were checked: index id; claim, verdict, evidence."""
    return _sourced("seed_claims", ("id", "seed", "speaker", "claim", "verdict", "evidence"))


def load_provenance() -> pd.DataFrame:
    """Return what is known of each article: index seed; outlet, dates, chain of quotation."""
    needed = ("seed", "outlet", "pub_date", "earliest", "latest", "quotation_chain")
    return _sourced("seed_sources", needed, dates=["pub_date", "earliest", "latest"])


def load_votes(part: str = "whole") -> pd.DataFrame:
    """Return roll calls of the UN General Assembly on arms, nuclear questions and missiles.

    part: 'whole' (votes on whole resolutions, each resolution once), 'paragraph' (votes on one
    paragraph or part of a resolution, taken before the whole) or 'all'. Index roll_call; columns
    date, resolution, part, missiles ('yes' where title or description speaks of missiles), title,
    and ten states: 'yes', 'no', 'abstain', or empty (absent). A title beside a paragraph vote is
    cut from the minutes and often names the text that was called next. The dates are the data
    set's, and mix days of the First Committee with days of the plenary: use their years, not their
    days. Source: Voeten's data set, 1992 to 2019. Raises DataError.

    >>> len(load_votes()), len(load_votes("paragraph"))
    (604, 117)
    """
    if part not in (*PARTS, "all"):
        raise DataError(f"{part!r} is no part of a vote. Use 'whole', 'paragraph' or 'all'.")
    votes = ("yes", "no", "abstain", "")
    needed = ("roll_call", "date", "resolution", "part", "missiles", "title", *STATES)
    table = read_table(
        CONTEXT / "un_votes.csv",
        needed,
        "roll_call",
        dates=["date"],
        choices={"part": PARTS, "missiles": ("yes", "")} | dict.fromkeys(STATES, votes),
    )
    table["date"] = pd.to_datetime(table["date"])
    if part == "all":
        return table
    table = table[table["part"].eq(part)]
    # The data set holds two resolutions twice, once under words of the minutes: the first stays.
    return table.drop_duplicates("resolution") if part == "whole" else table


def load_geometry() -> pd.DataFrame:
    """Return closest approaches of great circles to the sites, in km. Raises DataError."""
    needed = ("origin", "target", "site", "track_km", "closest_km", "along_track_km")
    table = read_table(CONTEXT / "geometry.csv", needed)
    return numbers(table, needed[3:], "geometry.csv", empty=True)


def load_lessons() -> pd.DataFrame:
    """Return the lessons of the course: index number ('00' to '11').

    Columns part, file, question, minutes (int) and chart (what is drawn in it). Raises DataError.
    """
    needed = ("number", "part", "file", "question", "minutes", "chart")
    lessons = read_table(DATA / "lessons.csv", needed, "number")
    whole = lessons["minutes"].str.fullmatch(r"[1-9]\d?")
    require(whole, lessons, "lessons.csv", "minutes", "{value}: write a whole number of minutes.")
    return lessons.astype({"minutes": int})


def chronicle(events: pd.DataFrame, ids: Iterable[str]) -> str:
    """Return some events as text to be read, oldest first: date, title, what happened, source.

    events: as `load_events`. ids: which of them. Raises DataError for an unknown id.
    """
    ids = list(ids)
    check_known(ids, events.index, f"{{}} is no event. An event is named like {events.index[0]!r}.")
    chosen = events.loc[ids].sort_values("date", kind="stable")
    said = chosen["description"].map(lambda text: textwrap.fill(text, LINE - len(INDENT)))
    return "\n\n".join(
        f"{_day(event)} · {event['title']}\n"
        + textwrap.indent(f"{said[name]}\n[{name}] {event['source']}", INDENT)
        for name, event in chosen.iterrows()
    )


def owners(provenance: pd.DataFrame) -> str:
    """Return who owned or paid for each outlet, as text to be read, with how this is known.

    provenance: as `load_provenance`; it needs outlet_ownership and ownership_verified.
    """
    lines = []
    for article, known in provenance.iterrows():
        said = textwrap.fill(
            f"{article} {known['outlet_ownership']}", LINE, subsequent_indent=INDENT
        )
        sources = known["ownership_verified"].split(" ; ")
        lines += [said, *(f"{INDENT}[{source}]" for source in sources)]
    return "\n".join(lines)


def fact(table: pd.DataFrame, row: str) -> str:
    """Return one row of a context table as text that ends with its source. Raises DataError."""
    if row not in table.index:
        raise DataError(f"{row!r} is not in this table. It has {', '.join(table.index[:5])} ...")
    fields = table.loc[row]
    filled = [f"{name}: {value}" for name, value in fields.items() if str(value) not in ("", "nan")]
    return "\n".join(filled)


def look_up(name: str) -> str:
    """Return the context row of this name as text that ends with its source.

    name: what stands in square brackets behind a sentence of a lesson, with or without them: E36
    (an event), T02 (a figure), C05 (a claim), A16 (an actor), P003 (what is known of an article),
    third_site (a system), brdy (a place), R/54/54A (a roll call). Raises DataError.

    >>> print(look_up("[E36]").splitlines()[2])
    title: Lisbon summit
    """
    row = name.strip(" []")
    if re.fullmatch(r"P\d{3}", row):
        return fact(load_provenance(), row[1:])
    if row.startswith(("R/", "A/RES/")):
        return fact(load_votes().set_index("resolution"), row)
    for load in (load_events, load_technical, load_claims, load_actors, load_systems, load_sites):
        if row in (table := load()).index:
            return fact(table, row)
    raise DataError(f"{row!r} is no row of the context tables. A row is named like 'E36' or 'T02'.")


def _day(event: pd.Series) -> str:
    """Return an event's date in words, no more exact than it is known."""
    shapes = {"year": "%Y", "month": "%B %Y"}
    shape = shapes.get(event["date_precision"], f"{event['date'].day} %B %Y")
    return event["date"].strftime(shape)


def _sourced(name: str, needed: tuple[str, ...], dates: Iterable[str] = ()) -> pd.DataFrame:
    """Read a context table in which every row must say where it comes from."""
    file = f"{name}.csv"
    table = read_table(CONTEXT / file, (*needed, "verified"), needed[0], dates=dates)
    require(table["verified"].ne(""), table, file, "verified", "{value}: give the source.")
    return table
