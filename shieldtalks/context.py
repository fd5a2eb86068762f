"""Facts around the articles, each with its source: events, systems, sites, figures, votes."""

import textwrap

import pandas as pd

from shieldtalks.corpus import LINE
from shieldtalks.errors import DataError
from shieldtalks.tables import DATA, read_table, require

CONTEXT = DATA / "context"
INDENT = "    "


def load_events():
    """Return the events 1983-2024: index id; date (datetime), title, description, actors, source.

    date_precision says how exact the date is (day, month, year); `seed` lists the articles that
    an event bears on, separated by semicolons. Raises DataError.
    """
    needed = ("id", "date", "date_precision", "title", "description", "actors", "source")
    events = _sourced("events", needed, dates=["date"])
    events["date"] = pd.to_datetime(events["date"])
    return events


def load_systems():
    """Return the systems and proposals: index id as in the statements. Raises DataError."""
    return _sourced("systems", ("id", "name", "proposer", "hosts", "control", "status_by_year"))


def load_sites():
    """Return places: index id; lat and lon in degrees (town level only). Raises DataError."""
    sites = _sourced("sites", ("id", "name", "country", "lat", "lon"))
    sites = _numbers(sites, ("lat", "lon"), "sites.csv")
    for column, most in (("lat", 90), ("lon", 180)):
        there = sites[column].abs().le(most)
        require(there, sites, "sites.csv", column, f"{{value}} is not within {most} degrees.")
    return sites


def load_technical():
    """Return published figures as ranges: index id; value_low, value_high, unit, claimant.

    A missing bound is NaN. Claimants disagree, and both stand. Raises DataError.
    """
    figures = _sourced("technical", ("id", "group", "item", "value_low", "value_high", "claimant"))
    figures = _numbers(figures, ("value_low", "value_high"), "technical.csv")
    wrong = figures["value_low"].gt(figures["value_high"])
    why = "{value} is more than value_high. Exchange the two."
    require(~wrong, figures, "technical.csv", "value_low", why)
    return figures


def load_actors():
    """Return persons, institutions and states: index id; name, kind, party, role_then."""
    return _sourced("actors", ("id", "name", "kind", "party", "role_then"))


def load_claims():
    """Return claims of the articles that were checked: index id; claim, verdict, evidence."""
    return _sourced("seed_claims", ("id", "seed", "speaker", "claim", "verdict", "evidence"))


def load_provenance():
    """Return what is known of each article: index seed; outlet, dates, chain of quotation."""
    needed = ("seed", "outlet", "pub_date", "earliest", "latest", "quotation_chain")
    return _sourced("seed_sources", needed, dates=["pub_date", "earliest", "latest"])


def load_votes():
    """Return UN General Assembly roll calls on arms: index roll_call; date, title, ten states.

    A vote is 'yes', 'no', 'abstain' or empty (absent). Source: Voeten's data set. Raises DataError.
    """
    states = ("CN", "DE", "FR", "GB", "IR", "PL", "RO", "RU", "TR", "US")
    votes = ("yes", "no", "abstain", "")
    needed = ("roll_call", "date", "resolution", "title", *states)
    table = read_table(
        CONTEXT / "un_votes.csv",
        needed,
        "roll_call",
        dates=["date"],
        choices=dict.fromkeys(states, votes),
    )
    table["date"] = pd.to_datetime(table["date"])
    return table


def load_geometry():
    """Return closest approaches of great circles to the sites, in km. Raises DataError."""
    needed = ("origin", "target", "site", "track_km", "closest_km", "along_track_km")
    return _numbers(read_table(CONTEXT / "geometry.csv", needed), needed[3:], "geometry.csv")


def load_lessons():
    """Return the lessons of the course: index number ('00' to '11').

    Columns part, file, question, minutes (int) and chart (what is drawn in it). Raises DataError.
    """
    needed = ("number", "part", "file", "question", "minutes", "chart")
    lessons = read_table(DATA / "lessons.csv", needed, "number")
    whole = lessons["minutes"].str.fullmatch(r"[1-9]\d?")
    require(whole, lessons, "lessons.csv", "minutes", "{value}: write a whole number of minutes.")
    return lessons.astype({"minutes": int})


def chronicle(events, ids):
    """Return some events as text to be read, oldest first: date, title, what happened, source.

    events: as `load_events`. ids: which of them. Raises DataError for an unknown id.
    """
    unknown = [i for i in ids if i not in events.index]
    if unknown:
        raise DataError(f"{unknown[0]!r} is no event. An event is named like {events.index[0]!r}.")
    chosen = events.loc[list(ids)].sort_values("date", kind="stable")
    said = chosen["description"].map(lambda text: textwrap.fill(text, LINE - len(INDENT)))
    return "\n\n".join(
        f"{_day(event)} · {event['title']}\n"
        + textwrap.indent(f"{said[name]}\n[{name}] {event['source']}", INDENT)
        for name, event in chosen.iterrows()
    )


def owners(provenance):
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


def fact(table, row):
    """Return one row of a context table as text that ends with its source. Raises DataError."""
    if row not in table.index:
        raise DataError(f"{row!r} is not in this table. It has {', '.join(table.index[:5])} ...")
    fields = table.loc[row]
    filled = [f"{name}: {value}" for name, value in fields.items() if str(value) not in ("", "nan")]
    return "\n".join(filled)


def _day(event):
    """Return an event's date in words, no more exact than it is known."""
    shapes = {"year": "%Y", "month": "%B %Y"}
    shape = shapes.get(event["date_precision"], f"{event['date'].day} %B %Y")
    return event["date"].strftime(shape)


def _sourced(name, needed, dates=()):
    """Read a context table in which every row must say where it comes from."""
    file = f"{name}.csv"
    table = read_table(CONTEXT / file, (*needed, "verified"), needed[0], dates=dates)
    require(table["verified"].ne(""), table, file, "verified", "{value}: give the source.")
    return table


def _numbers(table, columns, file):
    table = table.copy()
    for column in columns:
        number = pd.to_numeric(table[column], errors="coerce")
        require(number.notna() | table[column].eq(""), table, file, column, "{value} is no number.")
        table[column] = number
    return table
