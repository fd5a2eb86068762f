"""Facts that no article tells: each has a row with a source, and the lesson names the row.

The mark is the row's id in square brackets behind the sentence: [E36]; `context.look_up` prints it.
"""

import re

import pytest

from shieldtalks import context, load_corpus
from shieldtalks.errors import DataError
from tests.prose import EXERCISES, LESSONS, ROOT, sentences, told, unquoted

# Lessons whose every outside fact is marked. Add a lesson's number once its prose is: the test then
# lists what is missing.
MARKED = ("00", "01", "02", "03", "04", "05", "06", "07", "08", "09", "10", "11")
NAMES = "|".join([*context.load_systems().index, *context.load_sites().index])
MARK = re.compile(rf"\[((?:[ETCA]\d\d|P\d{{3}}|(?:A/RES|R)/[\w/]+|{NAMES}))\](?!\()")
# What an article holds needs no row: a unit, an article by its number, a work of research.
INSIDE = re.compile(r"\b00[0-4](?:\.\d\d)?\b|\b[A-Z]\w+,? \(?\d{4}\b(?=[),;])")
YEAR = re.compile(r"\b(?:19[4-9]\d|20[0-2]\d)\b")
PROPER = re.compile(
    r"\b(?:ABM Treaty|New START|INF Treaty|JCPOA|Iran (?:nuclear )?(?:agreement|deal)|"
    r"agreement with Iran|National Intelligence Estimate|data exchange centre|Lisbon|Chicago|"
    r"Bucharest|Deauville|Munich|Sochi|Kennebunkport|Heiligendamm|Gabala|Georgia|Crimea|Deveselu|Kurecik|Iskanders?|"
    r"Kaliningrad|Brdy|Stoltenberg|Rasmussen|Topolanek|Erdogan|Ramstein|Senate|ratif\w+|"
    r"reported elsewhere|Russian state|new presidents?)\b"
)

# A number with its unit, a share of a people, a count of votes, a day.
MONTH = "January|February|March|April|May|June|July|August|September|October|November|December"
NUMBER = re.compile(
    r"\d[\d,.]*\s*(?:km|kilomet\w+|warheads?|interceptors?|missiles?|votes?|radars?|launchers?|"
    r"per ?cent|%)\b|\b(?:thirds?|half|quarter) of the (?:people|voters|Czechs|Poles)\b|"
    rf"\b\d{{1,2}} (?:{MONTH})\b|\b(?:{MONTH}) (?:19|20)\d\d\b"
)
# Names of the course's own method, of keys and of its made-up readers tell nothing of the quarrel.
# Turkey is the fourth host in every list of those who are not heard; its row stands in 00 and 04.
NAME = re.compile(r"(?<![.?!:] )(?<!^)(?<![*(\[\"“])\b([A-Z][a-z][\w-]+)")
METHOD = """
    Ann Ben Cell Cells Cmd Core Enter Escape Exercise Kernel Lesson Mac Predict Python Restart
    Shift Somewhere
    GraphML Pareto Pareto-efficient Nash Kalai-Smorodinsky Jervis Leifeld Cohen Krippendorff
    White House General Assembly Department Iranian Turkey English
    """.split()  # noqa: SIM905
SMALL = re.compile(r"(?<![\w-])[a-z]{2,}(?![\w-])")
SPEECH = re.compile(r"\"([^\"]+)\"|“([^”]+)”")
# How the course itself wants to be quoted, and the radius of its sphere.
OWN = {"the articles say", "6371 km"}


def small():
    """Return the words that stand in small letters somewhere in the lessons."""
    return {word for path in LESSONS for _, line in told(path) for word in SMALL.findall(line)}


@pytest.fixture(scope="module")
def held():
    """Return in small what needs no row: the articles, words of the method, days, common words."""
    text = " ".join(" ".join(load_corpus().texts.values()).split())
    text = text.translate(str.maketrans("“”’", '""\''))
    days = MONTH.replace("|", " ") + " Monday Tuesday Wednesday Thursday Friday Saturday Sunday"
    return " | ".join([text, *METHOD, *OWN, days, *sorted(small())]).lower()


def told_elsewhere(sentence, held):
    """Return what in a sentence without a row is in no article: numbers, names, quoted words.

    It cannot see a fact told in small words ("the lease ended"), a number written as a word or
    without a unit, a name that begins a sentence, and a name, number or quote that an article holds
    in another connection.
    """
    plain = unquoted(sentence)
    if MARK.search(sentence) or INSIDE.search(plain) or plain.rstrip().endswith("?"):
        return []
    found = [n for n in NUMBER.findall(plain) if " ".join(n.split()).lower() not in held]
    if "](" not in sentence and not sentence.startswith("|"):  # titles in links, heads of tables
        names = (name.removesuffix("'s").removesuffix("’s") for name in NAME.findall(plain))
        found += [name for name in names if name.lower().removesuffix("s") not in held]
    for quote in ("".join(pair) for pair in SPEECH.findall(sentence)):
        words = quote.replace("’", "'").strip(" .,?!").lower()
        if len(words.split()) >= 3 and words not in held:
            found.append(quote)
    return found


@pytest.fixture(scope="module")
def years():
    """Return the years in which the articles were printed; their dates are no outside facts."""
    return set(load_corpus().articles["date"].str[:4])


def outside(sentence, years):
    """Say whether a sentence tells a fact that no article holds and that it does not mark."""
    plain = unquoted(sentence)
    if MARK.search(sentence) or INSIDE.search(plain) or plain.rstrip().endswith("?"):
        return False
    return bool(PROPER.search(plain)) or bool(set(YEAR.findall(plain)) - years)


@pytest.mark.parametrize(
    ("sentence", "missing"),
    [
        ("NATO agreed on it in Lisbon in 2010.", True),
        ("NATO agreed on it in Lisbon in 2010 [E36].", False),
        ("In 2007 a general says no, in 2009 a ministry says yes.", False),
        ("The treaty ended in 2002.", True),
        ("Researchers use a scale (Bailey, Strezhnev and Voeten 2017).", False),
        ("What happened in Lisbon?", False),
    ],
)
def test_the_rule_finds_what_it_is_for(sentence, missing, years):
    assert outside(sentence, years) == missing


@pytest.mark.parametrize(
    ("sentence", "missing"),
    [
        ("A radar there would see 4,700 km far.", ["4,700 km"]),
        ("The house approved it by 422 votes against 3.", ["422 votes"]),
        ("They met on 6 July in that city.", ["6 July"]),
        ("Then the Wassenaar group spoke of it.", ["Wassenaar"]),
        ("The Wassenaar group spoke of it [E36].", []),
        ("He called it “a great step back for all”.", ["a great step back for all"]),
        ("The general called it “clearly aimed against us”.", []),
        ("By Cohen's kappa they agree on 18 of 20.", []),
    ],
)
def test_numbers_names_and_words_from_outside_are_seen(sentence, missing, held):
    assert told_elsewhere(sentence, held) == missing


@pytest.mark.parametrize("number", MARKED)
def test_numbers_names_and_quoted_words_are_an_articles_or_have_a_row(number, held):
    (path,) = (path for path in LESSONS if path.name.startswith(number))
    found = [f"{c}: {seen} in: {s}" for c, s in told(path) if (seen := told_elsewhere(s, held))]
    assert not found, "Add the row, such as [E36]:\n" + "\n".join(found)


@pytest.mark.parametrize("path", [*LESSONS, *EXERCISES], ids=lambda p: f"{p.parent.name}/{p.stem}")
def test_every_mark_leads_to_a_row_with_its_source(path):
    for cell, sentence in told(path):
        for name in MARK.findall(sentence):
            try:
                row = context.look_up(name)
            except DataError as error:
                pytest.fail(f"{cell}: {error}")
            assert "/" in name or re.search(r"^verified: \S", row, re.M), f"{cell}: {name}"


@pytest.mark.parametrize("name", ["GUIDE.md", "GLOSSARY.md"])
def test_marks_in_the_guide_lead_to_rows_too(name):
    text = (ROOT / "solutions" / name).read_text(encoding="utf-8")
    for mark in {mark for line in sentences(text) for mark in MARK.findall(line)}:
        assert context.look_up(mark)


@pytest.mark.parametrize("number", MARKED)
def test_a_fact_from_outside_names_its_row(number, years):
    (path,) = (path for path in LESSONS if path.name.startswith(number))
    found = [f"{cell}: {line}" for cell, line in told(path) if outside(line, years)]
    assert not found, "Add the row, such as [E36]:\n" + "\n".join(found)


@pytest.mark.parametrize(
    ("name", "row"),
    [("[E36]", "Lisbon summit"), ("T02", "6.3"), ("P003", "Press TV"), ("R/54/54A", "COMPLIANCE"),
     ("third_site", "Poland"), ("brdy", "Misov")],
)  # fmt: skip
def test_a_row_is_found_by_its_mark(name, row):
    assert row in context.look_up(name)


@pytest.mark.parametrize("name", ["E99", "", "P009", "R/99/1", "[X]"])
def test_a_mark_without_a_row_is_named(name):
    with pytest.raises(DataError, match="is no row of the context tables|is not in this table"):
        context.look_up(name)


def test_no_partisan_paper_is_a_source():
    for load in (context.load_events, context.load_claims, context.load_systems):
        assert not load()["verified"].str.contains("larouche|eir.news", case=False).any()


def test_every_published_figure_has_a_claimant():
    claimants = context.load_technical()["claimant"]
    assert claimants.ne("").all()
    assert not claimants.str.contains("cited|textbook|estimates", case=False).any()


def test_speeds_of_unlike_kinds_do_not_stand_in_one_group():
    figures = context.load_technical()
    at_burnout = figures[figures["group"].eq("interceptor_speed")]
    assert "T01" not in at_burnout.index
    assert figures.loc[["T01", "T10", "T11"], "group"].nunique() == 1


HOSTS = {"POL": "E72", "CZE": "E69", "ROU": "E73", "TUR": "E74"}


@pytest.mark.parametrize(("state", "row"), HOSTS.items())
def test_each_host_has_a_voice_in_the_events(state, row):
    events = context.load_events()
    assert events["actors"].str.split(";").str[0].eq(state).any()
    assert state in events.at[row, "actors"]
