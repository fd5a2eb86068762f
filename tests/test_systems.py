"""What was on the table: history, cards, mentions, charts, and that lesson 07 shows each system."""

import html
import json
import re

import pandas as pd
import pytest

from shieldtalks import explorers, figures, systems
from shieldtalks.context import load_sites, load_systems, load_technical
from shieldtalks.errors import DataError
from shieldtalks.systems import (
    compare,
    first_days,
    history,
    load_mentions,
    proposers,
    short_name,
    status_in,
    system_card,
)
from tests import ROOT

LESSON = ROOT / "notebooks/07_what_was_on_the_table.ipynb"
SYSTEMS = [
    "third_site",
    "collective_2007",
    "european_proposal",
    "nato_russia_tmd",
    "sdi",
    "gates_package_2007",
    "gabala_offer",
    "russian_host_2009",
    "joint_european",
    "two_systems",
    "epaa",
    "deveselu",
    "redzikowo",
    "russian_answers",
    "us_global",
]
SILENT = {"sdi", "gabala_offer", "deveselu", "redzikowo"}


@pytest.fixture(scope="module")
def table():
    return load_systems()


@pytest.fixture(scope="module")
def mentions(corpus):
    return load_mentions(corpus)


@pytest.fixture(scope="module")
def entries(table):
    return history(table)


@pytest.fixture(scope="module")
def chart(table, entries, statements, mentions, corpus):
    return figures.systems_timeline(table, entries, statements, mentions, corpus)


# The history


def test_no_word_of_the_record_is_lost(table, entries):
    for system, text in table["status_by_year"].items():
        own = entries[entries["system"].eq(system)]
        kept = " ".join([*own["when"], *own["words"], *own["note"]])
        words = set(re.findall(r"\w+", text))
        assert words == set(re.findall(r"\w+", kept)), system


@pytest.mark.parametrize(
    ("system", "when", "start", "end", "words", "ended"),
    [
        ("third_site", "2009-09-17", "2009-09-17", "2009-09-17", "cancelled", True),
        ("third_site", "2008", "2008-01-01", "2008-12-31", "agreements signed", False),
        ("nato_russia_tmd", "2005", "2005-01-01", "2005-12-31", "exercises", False),
        ("nato_russia_tmd", "after Aug 2008", "2008-08-01", "2008-08-31", "lapsed", True),
        ("nato_russia_tmd", "2010-11", "2010-11-01", "2010-11-30", "resumed", False),
        ("sdi", "in the early 1990s", "1990-01-01", "1993-12-31", "wound down", True),
        ("european_proposal", "from 2002", "2002-01-01", "2002-12-31", "folded into", False),
        ("joint_european", "2013", "2013-01-01", "2013-12-31", "Rasmussen turns", True),
    ],
)
def test_dates_of_every_form_are_read(entries, system, when, start, end, words, ended):
    row = entries[entries["system"].eq(system) & entries["when"].eq(when)].iloc[0]
    assert (row["start"], row["end"]) == (pd.Timestamp(start), pd.Timestamp(end))
    assert row["words"].startswith(words)
    assert row["ended"] == ended


def test_a_plan_without_a_date_of_its_own_is_a_note(entries):
    polish = entries[entries["system"].eq("redzikowo")]
    assert "planned 2018" in polish.set_index("when").at["2016-05-13", "note"]
    assert not polish["words"].str.contains("planned").any()


@pytest.mark.parametrize(
    ("year", "system", "said"),
    [
        (2006, "third_site", ""),
        (2007, "third_site", "2007 proposed"),
        (2008, "third_site", "2008 agreements signed"),
        (2024, "third_site", "2009-09-17 cancelled"),
        (2009, "nato_russia_tmd", "after Aug 2008 lapsed"),
        (2013, "nato_russia_tmd", "2010-11 resumed"),
        (2018, "redzikowo", "2016-05-13 ground broken"),
    ],
)
def test_an_entry_stands_until_another_follows(entries, year, system, said):
    assert status_in(entries, year)[system] == said


def test_entries_stand_in_order_of_time(entries):
    assert list(entries["system"].unique()) == SYSTEMS
    for _, own in entries.groupby("system"):
        assert own["start"].is_monotonic_increasing


def test_first_days_and_proposers(table):
    days = first_days(table)
    assert days["sdi"] == pd.Timestamp("1983-03-23")
    assert days["european_proposal"] == pd.Timestamp("1994-01-01")
    assert proposers(table.at["nato_russia_tmd", "proposer"]) == ("NATO", "RUS")
    assert proposers(table.at["epaa", "proposer"]) == ("USA", "NATO")


def test_a_short_name_keeps_what_tells_it_from_others(table):
    names = table["name"].map(short_name)
    assert names.is_unique
    assert names["joint_european"] == "Russian joint system with NATO"
    assert names["two_systems"] == "NATO model: two separate, coordinated systems"


@pytest.mark.parametrize("text", ["soon", "", "soon; 2009 offered"])
def test_a_record_without_a_date_is_named(table, text):
    wrong = table.copy()
    wrong.loc["epaa", "status_by_year"] = text
    with pytest.raises(DataError, match="systems.csv, epaa, status_by_year: .* has no date."):
        history(wrong)


# The mentions


def test_mentions_stand_in_their_units(mentions, corpus):
    assert not mentions.duplicated(["system", "unit"]).any()
    for _, row in mentions.iterrows():
        assert row["words"] in corpus.text(row["unit"])
        assert corpus.units.at[row["unit"], "kind"] in ("body", "caption")


def test_all_but_one_system_are_named_in_the_articles(mentions):
    assert set(SYSTEMS) - set(mentions["system"]) == {"gabala_offer"}
    assert list(mentions.loc[mentions["system"].eq("sdi"), "unit"]) == ["001.15"]


@pytest.mark.parametrize(
    ("row", "line"),
    [
        ("nothing,000.05,a radar,", "row 1, system: 'nothing' is unknown. See systems.csv."),
        ("sdi,009.01,a radar,", "row 1, unit: '009.01' is unknown. See the units."),
        ("sdi,001.15,a moon base,", "row 1, words: 'a moon base' does not stand in its unit."),
        ("sdi,001.15,,", "row 1, words: '' does not stand in its unit."),
        ("sdi,001.15,Strategic,atlantis", "row 1, sites: 'atlantis' is unknown. See sites.csv."),
    ],
)
def test_a_mention_that_does_not_hold_is_named(tmp_path, monkeypatch, corpus, row, line):
    (tmp_path / "system_mentions.csv").write_text(f"system,unit,words,sites\n{row}\n", "utf-8")
    monkeypatch.setattr(systems, "DATA", tmp_path)
    with pytest.raises(DataError, match=re.escape(f"system_mentions.csv, {line}")):
        load_mentions(corpus)


# Cards and the table


@pytest.mark.parametrize("system", SYSTEMS)
def test_a_card_says_all_that_is_known(system, table, statements, mentions):
    card = " ".join(system_card(system, table, statements, mentions).split())
    row = table.loc[system]
    for column in ("name", "first_proposed", "hosts", "purpose", "components", "status_by_year"):
        assert " ".join(row[column].split()) in card, column
    assert system_words(row["control"]) in card
    for unit in mentions.loc[mentions["system"].eq(system), "unit"]:
        assert unit in card
    for _, said in statements[statements["system"].eq(system)].iterrows():
        assert re.search(rf"\b{said['agreement']}\b[^;]*{said['unit']}", card)
    for address in re.findall(r"https?://\S+", row["verified"]):
        assert address in card
    if system in SILENT:
        assert "none is coded about it" in card


def system_words(text):
    return systems.spelled_out(" ".join(text.split()))


def test_an_unknown_system_is_named(table, statements, mentions):
    with pytest.raises(DataError, match="'s11' is no system. They are third_site, "):
        system_card("s11", table, statements, mentions)


def test_the_table_counts_every_statement_once(table, statements, mentions):
    compared = compare(table, statements, mentions)
    assert compared["statements"].sum() == len(statements)
    assert set(compared.index[compared["statements"].eq(0)]) == SILENT
    assert compared.index.name == "system"
    assert compared.at["nato_russia_tmd", "proposed by"] == "NATO and Russia"
    assert compared.at["gabala_offer", "named in"] == "none"


# The charts


def test_every_system_is_a_mark_of_the_timeline(chart, statements, mentions, corpus):
    shown = chart.evidence
    assert set(shown) == set(SYSTEMS)
    for system, ids in shown.items():
        coded = tuple(statements.index[statements["system"].eq(system)])
        named = tuple(mentions.loc[mentions["system"].eq(system), "unit"])
        assert ids == (coded or named)
        for i in ids:
            unit = chart.rows[i]["unit"]
            assert chart.rows[i]["quote"] == corpus.text(unit)


def test_a_year_leaves_out_what_came_later(table, entries, statements, mentions, corpus):
    marks = figures.systems_timeline(table, entries, statements, mentions, corpus, 2002).marks
    assert {m.id for m in marks} == {"sdi", "european_proposal", "us_global", "nato_russia_tmd"}
    by_id = {m.id: m.label for m in marks}
    assert by_id["us_global"].startswith("US global missile-defence system: 2002 proposed")


def test_the_title_counts_refusals_and_ends(chart, entries):
    ended = entries.groupby("system").last()["ended"].sum()
    assert chart.title.startswith(f"{len(SYSTEMS)} systems and proposals; for {ended} ")


@pytest.mark.parametrize("launch", ["icbm_kozelsk", "icbm_irkutsk", "tabriz"])
@pytest.mark.parametrize("claim", ["", "T53", "T20"])
def test_the_map_writes_what_the_sphere_gives(mentions, corpus, launch, claim):
    sites = load_sites()
    figure = explorers.map_step(sites, mentions, corpus, launch, "washington", claim)
    near = systems_near(sites, launch)
    for site, km in near.items():
        assert f"{km:,.0f} km" in figure.alt
        mark = next(m for m in figure.marks if m.id == site)
        assert f": {km:,.0f} km from the line" in mark.label
    assert ("A circle shows a claim" in figure.alt) == bool(claim)
    assert len(figure.marks) == 5 + bool(claim)


def systems_near(sites, launch):
    from shieldtalks.geography import SITES, closest_approach

    three = sites.loc[list(SITES)]
    return closest_approach(sites.loc[launch], sites.loc["washington"], three)["closest_km"]


def test_every_map_credits_its_sources(mentions, corpus):
    sites = load_sites()
    for figure in (
        figures.site_map(sites, mentions, corpus),
        explorers.map_step(sites, mentions, corpus),
    ):
        assert "GeoNames (CC BY 4.0)" in figure.footer
        assert "Natural Earth" in figure.footer


def test_a_site_points_to_the_units_that_point_to_it(mentions, corpus):
    shown = figures.site_map(load_sites(), mentions, corpus).evidence
    assert {site for site, units in shown.items() if units} == {"brdy", "redzikowo", "deveselu"}
    assert shown["deveselu"] == ("004.08", "004.13")
    assert not [unit for unit in shown["brdy"] if unit.startswith("004")]


def test_the_map_explorer_follows_its_traits(mentions, corpus):
    explorer = explorers.MapExplorer(load_sites(), mentions, corpus)
    explorer.launch, explorer.target, explorer.claim = "tehran", "berlin", "T54"
    assert "from Tehran to Berlin" in explorer.describe()
    assert "Sputnik" in explorer.describe()
    fresh = explorers.map_step(load_sites(), mentions, corpus, "tehran", "berlin", "T54")
    assert explorer.figure().png == fresh.png
    assert [row["unit"] for row in explorer.select("deveselu")] == ["004.08", "004.13"]


def test_a_place_off_the_map_is_named(mentions, corpus):
    with pytest.raises(DataError, match="'atlantis' is not on the map."):
        explorers.map_step(load_sites(), mentions, corpus, "atlantis")
    with pytest.raises(DataError, match="'T99' is not on the map."):
        explorers.map_step(load_sites(), mentions, corpus, claim="T99")


def test_published_figures_keep_their_claimants():
    technical = load_technical()
    explorer = explorers.FiguresExplorer(technical)
    for topic in ("speed of interceptors", "range of radars", "range of interceptors"):
        explorer.topic = topic
        marks = explorer.figure().marks
        for mark in marks:
            claimant = systems.spelled_out(technical.at[mark.id, "claimant"])
            assert claimant in mark.label and claimant in explorer.describe()
    assert "up to 1,200 km" in explorer.describe()


def test_the_systems_explorer_shows_the_status_of_its_year(table, statements, mentions, corpus):
    explorer = explorers.SystemsExplorer(table, statements, mentions, corpus, year=2009)
    assert "US third site: 2009-09-17 cancelled" in explorer.describe()
    explorer.year = 2008
    assert "US third site: 2008 agreements signed" in explorer.describe()
    assert [row["unit"] for row in explorer.select("sdi")] == ["001.15"]


# The lesson


@pytest.fixture(scope="module")
def lesson_pages():
    """Return {cell id: all that its stored outputs show, as plain text}."""
    cells = json.loads(LESSON.read_text("utf-8"))["cells"]
    pages = {}
    for cell in cells:
        shown = ""
        for output in cell.get("outputs", []):
            data = output.get("data", {})
            shown += "".join(data.get("text/html", data.get("text/plain", "")))
            shown += "".join(output.get("text", ""))
        pages[cell["id"]] = html.unescape(re.sub(r"src=\"data:[^\"]*\"", "", shown))
    return pages


@pytest.mark.parametrize("system", SYSTEMS)
def test_a_student_finds_each_system_in_the_lesson(
    system, lesson_pages, table, entries, statements, mentions, corpus
):
    row = table.loc[system]
    compared, timeline = lesson_pages["see-table"], lesson_pages["see-systems"]
    for words in (system, short_name(row["name"]), row["first_proposed"], row["hosts"]):
        assert words in compared, words
    assert row["control"] in compared
    last = entries[entries["system"].eq(system)].iloc[-1]
    assert f"{last['when']} {last['words']}" in compared
    assert short_name(row["name"]) in timeline
    about = statements[statements["system"].eq(system)]
    for unit in about["unit"]:
        assert f"{corpus.text(unit)} [{unit}]" in timeline
    if about.empty:
        for unit in mentions.loc[mentions["system"].eq(system), "unit"]:
            assert f"{corpus.text(unit)} [{unit}]" in timeline


def test_the_list_of_systems_is_whole(table):
    assert list(table.index) == SYSTEMS
