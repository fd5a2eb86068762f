"""The tables around the articles: all load, all say where they come from, bad rows are named."""

import csv
import re

import pandas as pd
import pytest

from shieldtalks import context, load_corpus, load_statements
from shieldtalks.errors import DataError

LOADERS = {
    "events": context.load_events,
    "systems": context.load_systems,
    "sites": context.load_sites,
    "technical": context.load_technical,
    "actors": context.load_actors,
    "seed_claims": context.load_claims,
    "seed_sources": context.load_provenance,
    "un_votes": context.load_votes,
    "geometry": context.load_geometry,
}
SOURCED = [name for name in LOADERS if name not in ("un_votes", "geometry")]


def rows_of(path):
    """Return a csv's header and rows, without the library."""
    with open(path, newline="", encoding="utf-8") as file:
        header, *rows = csv.reader(file)
    return header, rows


def test_there_is_a_loader_for_every_table():
    assert {path.stem for path in context.CONTEXT.glob("*.csv")} == LOADERS.keys()


@pytest.mark.parametrize("name", LOADERS)
def test_a_table_loads_whole(name):
    header, rows = rows_of(context.CONTEXT / f"{name}.csv")
    table = context.load_votes("all") if name == "un_votes" else LOADERS[name]()
    assert len(table) == len(rows)
    assert {*table.columns, table.index.name} >= set(header) - {None}
    assert table.index.is_unique


@pytest.mark.parametrize("name", SOURCED)
def test_every_row_says_where_it_comes_from(name):
    verified = LOADERS[name]()["verified"]
    assert verified.str.contains(
        r"https?://|unverified|general knowledge|[Ss]eed|archived|GeoNames"
    ).all()


def test_the_systems_are_those_of_the_statements():
    used = set(load_statements()["system"]) - {""}
    assert used <= set(context.load_systems().index)


def test_each_article_has_its_provenance():
    provenance, articles = context.load_provenance(), load_corpus().articles
    assert list(provenance.index) == list(articles.index)
    assert (provenance["pub_date"] == articles["date"]).all()
    assert (provenance["earliest"] <= provenance["latest"]).all()


def test_events_are_dated_and_point_to_articles_that_exist():
    events = context.load_events()
    assert events["date"].between("1972-01-01", "2024-12-31").all()
    assert set(events["date_precision"]) <= {"day", "month", "year"}
    named = set(events["seed"].str.split(";").explode()) - {""}
    assert named <= set(load_corpus().articles.index)


def test_sites_lie_where_their_country_does():
    sites = context.load_sites()
    assert sites.loc["redzikowo", ["lat", "lon"]].to_list() == pytest.approx([54.479, 17.108])
    assert sites.loc[sites["country"].eq("POL"), "lat"].between(49, 55).all()
    assert sites.loc[sites["country"].eq("ROU"), "lon"].between(20, 30).all()


def test_published_figures_are_ranges_that_disagree():
    figures = context.load_technical()
    speeds = figures[figures["group"].eq("interceptor_speed")]
    assert speeds["claimant"].nunique() > 1
    assert speeds["value_low"].max() > speeds["value_high"].min()
    assert figures["value_low"].dtype == float


def test_votes_are_of_ten_states():
    votes = context.load_votes()
    states = list(context.STATES)
    assert list(votes.columns[5:]) == states and len(states) == 10
    assert set(votes[states].stack()) == {"yes", "no", "abstain", ""}
    assert votes["date"].dt.year.between(1992, 2019).all()


def test_whole_resolutions_count_once_and_paragraphs_stand_apart():
    whole, paragraphs = context.load_votes(), context.load_votes("paragraph")
    assert set(whole["part"]) == {"whole"} and set(paragraphs["part"]) == {"paragraph"}
    assert whole["resolution"].is_unique
    everything = context.load_votes("all")
    twice = everything["part"].eq("whole") & everything.duplicated(["resolution", "part"])
    assert len(everything) == len(whole) + len(paragraphs) + twice.sum()
    answers = everything.groupby(["resolution", "part"])[list(context.STATES)].nunique()
    assert answers.xs("whole", level="part").max(axis=None) == 1  # what stands twice is one vote


def test_an_unknown_part_of_a_vote_is_named():
    with pytest.raises(DataError, match="'half' is no part of a vote. Use 'whole', 'paragraph'"):
        context.load_votes("half")


def test_the_geometry_passes_no_site_farther_off_than_its_own_ends():
    geometry = context.load_geometry()
    assert geometry["closest_km"].ge(0).all()
    assert geometry["along_track_km"].le(geometry["track_km"]).all()


# Bad rows


@pytest.fixture
def spoil(tmp_path, monkeypatch):
    """spoil(name, row, column, value): put a value into a copy of a table, and use the copy."""

    def change(name, row, column, value):
        header, rows = rows_of(context.CONTEXT / f"{name}.csv")
        rows[row - 1][header.index(column)] = value
        with open(tmp_path / f"{name}.csv", "w", newline="", encoding="utf-8") as file:
            csv.writer(file).writerows([header, *rows])
        monkeypatch.setattr(context, "CONTEXT", tmp_path)

    return change


NO_DATE = "is no date. Write it as YYYY-MM-DD, for example 2007-03-31."
BAD = [
    ("events", "date", "1983-02-30", f"'1983-02-30' {NO_DATE}"),
    ("events", "date", "spring 2007", f"'spring 2007' {NO_DATE}"),
    ("seed_sources", "latest", "22/22/2011", f"'22/22/2011' {NO_DATE}"),
    ("sites", "lat", "54,5", "'54,5' is no number."),
    ("sites", "lat", "544.79", "544.79 is not within 90 degrees."),
    ("sites", "lon", "-181", "-181.0 is not within 180 degrees."),
    ("technical", "value_high", "fast", "'fast' is no number."),
    ("technical", "value_low", "99", "99.0 is more than value_high. Exchange the two."),
    ("systems", "id", "", "'' is empty. Every row needs its own name."),
    ("systems", "id", "collective_2007", "'collective_2007' stands twice. Give each row its own."),
    ("actors", "verified", "", "'': give the source."),
    ("un_votes", "FR", "maybe", "'maybe' is unknown. Use one of 'yes', 'no', 'abstain', ''."),
    ("geometry", "closest_km", "near", "'near' is no number."),
]


@pytest.mark.parametrize(("name", "column", "value", "said"), BAD)
def test_a_bad_row_is_named(spoil, name, column, value, said):
    row = 3 if value == "collective_2007" else 2
    spoil(name, row, column, value)
    with pytest.raises(DataError) as caught:
        LOADERS[name]()
    assert str(caught.value) == f"{name}.csv, row {row}, {column}: {said}"


@pytest.mark.parametrize("name", LOADERS)
def test_a_missing_column_is_named(tmp_path, monkeypatch, name):
    header, rows = rows_of(context.CONTEXT / f"{name}.csv")
    column = "outlet" if name == "seed_sources" else header[1]
    table = pd.DataFrame(rows, columns=header).drop(columns=column)
    table.to_csv(tmp_path / f"{name}.csv", index=False)
    monkeypatch.setattr(context, "CONTEXT", tmp_path)
    said = f"{name}.csv: the column {column!r} is missing. The header needs {header[0]}"
    with pytest.raises(DataError, match=re.escape(said)):
        LOADERS[name]()


# Reading one fact


def test_a_fact_ends_with_its_source():
    text = context.fact(context.load_technical(), "T02")
    assert "value_low: 6.3" in text
    assert text.splitlines()[-1].startswith("verified: http")


def test_a_missing_bound_is_left_out():
    figures = context.load_technical()
    open_ended = figures.index[figures["value_high"].isna()]
    assert len(open_ended)
    assert "value_high" not in context.fact(figures, open_ended[0])


def test_an_unknown_row_is_named():
    with pytest.raises(DataError) as caught:
        context.fact(context.load_systems(), "moon_base")
    assert str(caught.value).startswith("'moon_base' is not in this table. It has third_site, ")
