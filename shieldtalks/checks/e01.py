"""Exercise 01: repeats and furniture, a headline against its body, the date of an article."""

import functools
import re
from datetime import date

import numpy as np
import pandas as pd

from shieldtalks.checks.base import kind, listed, mapping, number, slip, task, words
from shieldtalks.checks.reference import the_corpus, the_statements
from shieldtalks.context import load_actors
from shieldtalks.corpus import ROLES, originals
from shieldtalks.dating import WEEKDAYS, days_left, load_dating, settled
from shieldtalks.phrases import counted

TWICE, FRAMED, DATED = "000", "001", "003"
DENIER, HOSTING = "Mikhail Kamynin", "host_in_russia"
VOICES = {
    "RUS": ("russia", "rus", "moscow", "russian", "the russian foreign ministry"),
    "USA": ("the united states", "united states", "usa", "us", "u.s.", "washington"),
    "NATO": ("nato",),
}
OLD_AGENCY, LATER_NAME = "A30", "A31"
FIRST_YEAR, LAST_YEAR, MONTH_DAY, WEEKDAY = 2000, 2019, "04-24", "Tuesday"
# Lists of texts that the function is tried with.
FRESH = (
    ["one two", "three", "one two"],
    ["x", "x", "y", "x"],
    ["p", "q", "p", "r", "q"],
    ["The  lamp", "a bell", " The lamp ", "The\nlamp"],
    ["Moscow", "moscow", "Mos cow"],
    ["a b", "a b c", "b"],
    ["alone"],
    [],
)
SAID_OF_FUNCTION = {
    "first too": "You also mark the text where it stands first. The first time is no repeat.",
    "earlier": "You mark the earlier of two equal texts. The later one is the repeat.",
    "turned": "True and False have changed places.",
    "exact": "Texts that differ only in their white space are the same here.",
    "capitals": "Texts that differ in their capitals are not the same.",
    "no spaces": "White space may be wider, but it may not vanish: 'Mos cow' is two words.",
    "neighbours": "You compare neighbours only. A copy may stand anywhere later.",
    "part": "You look for a text inside another one. Only whole texts are compared.",
}


@functools.cache
def _units(article):
    units = the_corpus().units
    return units[units["article"].eq(article)]


def _unit(answer, article):
    """Return an answer as a unit of an article; else say what it is instead."""
    unit = words(answer).strip("[]")
    if unit in _units(article).index:
        return unit
    if unit in the_corpus().units.index:
        slip(f"{unit} stands in another article.", f"Only article {article} is asked for.")
    return slip(f"{unit!r} is no unit of these articles.", f"A unit looks like '{article}.03'.")


@task(
    "01.1",
    "The copies in 000",
    "One of the kinds of unit means: these words stood in the file before.",
    "units['kind'] says what a unit is; a copy is called a duplicate there.",
    'list(units.query("article == ... and kind == ...").index), with both blanks filled in.',
    points=2,
)
def copies(answer):
    """Accept the ids of the repeating units, in any order."""
    given = {_unit(item, TWICE) for item in listed(answer)}
    units = _units(TWICE)
    right = set(units.index[units["kind"].eq("duplicate")])
    first = set(originals(units))
    if given == first:
        slip("Those units come first in the file.", "They are the originals. List the copies.")
    if given & first:
        slip("Some of your units come first in the file.", "List only the copies of them.")
    for unit in sorted(given - right):
        slip(f"{unit} is in your list.", f"It is {_what(unit)} and stands once.", unit)
    missing = len(right - given)
    if missing:
        slip(f"{missing} of {len(right)} copies are missing.", "Go on to the end of the file.")


def _what(unit):
    role = ROLES[the_corpus().units.at[unit, "kind"]]
    return "a sentence of the article" if role == "the article" else role


@task(
    "01.2",
    "The furniture of 001",
    "You need the units of one article and one kind, and then the sum of their lengths.",
    "Filter units by article and by kind; the column text has a length: .str.len().",
    "units.query(\"article == '001' and kind == 'chrome'\")[\"text\"].str.len().sum()",
    points=2,
)
def furniture(answer):
    """Accept the number of characters of page furniture."""
    given = number(answer)
    units, everything = _units(FRAMED), the_corpus().units
    chrome = units[units["kind"].eq("chrome")]
    right = _length(chrome)
    if given == right:
        return
    seen = f"You have {given:g}."
    all_chrome = everything[everything["kind"].eq("chrome")]
    others = [_length(rows) for article, rows in all_chrome.groupby("article") if article != FRAMED]
    if given == len(chrome):
        slip(seen, "That is how many units they are. Add up their characters.")
    if given == _length(units[units["kind"].ne("body")]):
        slip(seen, "Headline and repeat are in it too. Furniture is one kind only.")
    if given == _length(units[units["kind"].isin(["chrome", "duplicate"])]):
        slip(seen, "The repeat is in it too. It is no furniture.")
    if given == _length(all_chrome):
        slip(seen, "That is the furniture of all five files.")
    if given in others:
        slip(seen, "That is the furniture of another file.")
    if given in (_length(units), len(the_corpus().texts[FRAMED])):
        slip(seen, "That is the whole file.")
    if given == _length(units[units["kind"].eq("body")]):
        slip(seen, "That is the article. The rest is asked for, and only a part of it.")
    if given == chrome["text"].str.split().str.len().sum():
        slip(seen, "You counted words. Count characters.")
    if right < given <= right + 2 * len(chrome):
        slip(seen, "Line breaks seem to be in it. Count only the texts of the units.")
    slip(seen, "Filter by article and by kind, then add up the lengths.")


def _length(units):
    return int(units["text"].str.len().sum())


@task(
    "01.3",
    "Sentences, with repeats and without",
    "A sentence of the article has the kind body, and its copy the kind duplicate.",
    'units.groupby("article")["kind"].value_counts() has all the numbers you need.',
    "For each of the two articles: number of body plus number of duplicate, then number of body.",
    points=2,
)
def sentences(answer):
    """Accept {article: [with repeats, without]}."""
    given = {_article(key): value for key, value in mapping(answer).items()}
    for article in (TWICE, FRAMED):
        if article not in given:
            slip(f"Article {article} is missing.", 'The keys are "000" and "001".')
        _judge_pair(article, given[article])


def _article(key):
    return f"{key:03d}" if isinstance(key, int | np.integer) else str(key).strip()


def _judge_pair(article, answer):
    pair = [number(item) for item in listed(answer)]
    if len(pair) != 2:
        slip(f"{article}: you gave {counted(len(pair), 'number')}.", "Two are wanted, in a list.")
    kinds = _units(article)["kind"].value_counts()
    body, copies = kinds["body"], kinds["duplicate"]
    if pair == [body + copies, body]:
        return
    seen = f"{article}: you have {pair[0]:g} and {pair[1]:g}."
    if pair == [body, body + copies]:
        slip(seen, "The larger number, with the repeats, comes first.")
    if pair == [body + copies + 1, body + 1]:
        slip(seen, "The headline is in both numbers. It is no sentence of the article.")
    if pair[0] == kinds.sum():
        slip(seen, "The first number is that of all units. Furniture and headline do not count.")
    if copies in pair and body + copies in pair:
        slip(seen, "One of them is the number of copies. What is left without them?")
    if pair[0] == pair[1]:
        slip(seen, "With repeats there are more than without. Which units repeat?")
    slip(seen, "Count the kinds body and duplicate of this article.", "the table of units")


@task(
    "01.4",
    "A finder of repeats",
    "Go through the texts from the first to the last, and remember what you have seen.",
    'First make white space plain: " ".join(text.split()). Then ask whether it was seen before.',
    'seen = set(), result = []; for each text: bare = " ".join(text.split()); append bare in seen '
    "to result, then add bare to seen. Or use duplicated() of a Series of the bare texts.",
    points=3,
)
def repeat_finder(answer):
    """Accept a function from a list of texts to a list of booleans."""
    if not callable(answer):
        slip(f"You gave {kind(answer)}.", "The function itself is wanted: its name, no brackets.")
    results = [_called(answer, texts) for texts in FRESH]
    right = _variants()["right"]
    if results == right:
        return
    for name, sayings in SAID_OF_FUNCTION.items():
        if results == _variants()[name]:
            slip(f"{_first_difference(results, right)}.", sayings)
    slip(f"{_first_difference(results, right)}.", "Try it with these texts yourself.")


def _called(function, texts):
    """Return the function's answer to fresh texts as a list of booleans; else say what it is."""
    call = f"is_repeat({texts})"
    try:
        given = function(list(texts))
    except Exception as error:
        slip(f"{call} stops: {type(error).__name__}: {error}.", "Try it with this list yourself.")
    if given is None:
        slip(f"{call} gives nothing back.", "End the function with return, not with print.")
    if isinstance(given, bool | np.bool_):
        slip(f"{call} gives one {given}.", "One answer for each text is wanted, in a list.")
    given = listed(given)
    if any(isinstance(item, str) for item in given):
        slip(f"{call} gives texts.", "True or False is wanted for each text, not the text.")
    if len(given) != len(texts):
        slip(
            f"{call} gives {counted(len(given), 'answer')}.",
            f"There are {counted(len(texts), 'text')}, and each needs one.",
        )
    if not all(isinstance(item, bool | np.bool_ | int) for item in given):
        slip(f"{call} gives {given}.", "True or False is wanted for each text.")
    return [bool(item) for item in given]


@functools.cache
def _variants():
    """Return {name: the answers to all fresh texts} of the right function and of typical slips."""
    bare = [[" ".join(text.split()) for text in texts] for texts in FRESH]
    series = [pd.Series(texts, dtype=str) for texts in bare]
    right = [list(s.duplicated()) for s in series]
    return {
        "right": right,
        "first too": [list(s.duplicated(keep=False)) for s in series],
        "earlier": [list(s.duplicated(keep="last")) for s in series],
        "turned": [[not item for item in result] for result in right],
        "exact": [list(pd.Series(texts, dtype=str).duplicated()) for texts in FRESH],
        "capitals": [list(s.str.casefold().duplicated()) for s in series],
        "no spaces": [list(s.str.replace(" ", "").duplicated()) for s in series],
        "neighbours": [[n > 0 and t[n] == t[n - 1] for n in range(len(t))] for t in bare],
        "part": [[any(t[n] in u for u in t[:n]) for n in range(len(t))] for t in bare],
    }


def _first_difference(results, right):
    pairs = zip(FRESH, results, right, strict=True)
    texts, given = next((texts, given) for texts, given, want in pairs if given != want)
    return f"is_repeat({texts}) gives {given}"


@task(
    "01.5",
    "The headline of 000",
    "Read 000.02 to 000.05 slowly: who speaks, with a name or without, and of what?",
    "The denial quotes a spokesman. What he denies was said the day before.",
    "The denial is the sentence with Kamynin. Just after it stands what a senior source had said, "
    "on Friday. Which ministry is that source from?",
    points=2,
)
def headline(answer):
    """Accept the unit of the denial, a unit of what is denied, and whose voice that is."""
    given = mapping(answer)
    for key in ("rejected_in", "put_forward_in", "by"):
        if key not in given:
            slip(
                f"There is no entry {key!r}.", "Three are wanted: rejected_in, put_forward_in, by."
            )
    _judge_denial(_unit(given["rejected_in"], TWICE))
    _judge_proposal(_unit(given["put_forward_in"], TWICE))
    voice = words(given["by"]).casefold()
    party = next((party for party, names in VOICES.items() if voice in names), None)
    if party is None:
        slip(f"by: you have {given['by']!r}.", "Russia, the United States or NATO is wanted.")
    if party != "RUS":
        slip(
            f"by: you have {given['by']!r}.",
            "So the headline has it. Whose official speaks in the unit you named?",
            given["put_forward_in"],
        )


def _said_in(unit):
    statements = the_statements()
    return statements[statements["unit"].eq(unit)]


def _judge_denial(unit):
    seen = f"rejected_in: you have {unit}."
    said = _said_in(unit)
    if said["person"].eq(DENIER).any():
        return
    _only_body(unit, seen)
    if said["concept"].eq(HOSTING).any() and said["agreement"].eq("no").any():
        slip(seen, "There the ministry speaks as a house. Where has a person a name?", unit)
    if said["agreement"].eq("no").any():
        slip(seen, "Something is rejected there, but by no person with a name.", unit)
    slip(seen, "Nobody rejects anything there. Look for a spokesman.", unit)


def _judge_proposal(unit):
    seen = f"put_forward_in: you have {unit}."
    said = _said_in(unit)
    hosting = said[said["concept"].eq(HOSTING)]
    if hosting["agreement"].eq("yes").any():
        return
    _only_body(unit, seen)
    if len(hosting):
        slip(seen, "There hosting is denied. Where had it been put forward?", unit)
    if said["party"].eq("USA").any():
        slip(seen, "It is about an American plan elsewhere, not about Russian soil.", unit)
    slip(seen, "Hosting the shield on Russian soil is not put forward there.", unit)


def _only_body(unit, seen):
    sort = the_corpus().units.at[unit, "kind"]
    if sort == "headline":
        slip(seen, "That is the headline itself. It is to be tested by the sentences below.")
    if sort == "duplicate":
        slip(seen, "That unit is a copy. Name the unit it repeats.")
    if sort != "body":
        slip(seen, f"That is {ROLES[sort]}.")


@task(
    "01.6",
    "A name from later",
    "It is not a word of the report. Look at what stands around it, and at the table above.",
    "One piece of the table is about the page. Take it together with each of the others in turn.",
    "For each of the others: len(dating.days_left(evidence.loc[[other, name]])), where name is the "
    "piece about the page. The one you look for leaves no day.",
    points=2,
)
def anachronism(answer):
    """Accept the unit with the later name, its first year, and the piece that excludes it."""
    given = mapping(answer)
    for key in ("unit", "since", "against"):
        if key not in given:
            slip(f"There is no entry {key!r}.", "Three are wanted: unit, since and against.")
    unit, actors = _unit(given["unit"], FRAMED), load_actors()
    name = actors.at[LATER_NAME, "name"].split()[0]
    if name not in the_corpus().text(unit):
        _judge_name(unit, actors.at[OLD_AGENCY, "name"])
    _judge_since(given["since"], actors)
    _judge_against(words(given["against"]).strip("[]"))


def _judge_against(piece):
    evidence = load_dating(the_corpus())
    rows = evidence[evidence["article"].eq(FRAMED)]
    page = rows.index[rows["about"].eq("page")][0]
    seen = f"against: you have {piece!r}."
    if piece == page:
        slip(seen, "That is the name itself. Which other piece excludes it?")
    if piece not in rows.index:
        slip(seen, f"It is no piece of evidence for {FRAMED}. They are in the table above.")
    left = len(days_left(rows.loc[[piece, page]]))
    if not left:
        return
    row = rows.loc[piece]
    if row["weekday"] or row["month_day"]:
        slip(seen, f"Such a day comes again: with the name it leaves {left} days.")
    if not pd.isna(row["estimate"]):
        slip(seen, "It points to a day and excludes none.")
    slip(seen, "It says from when on, and so does the name. A bound from above is wanted.")


def _judge_name(unit, agency):
    text, seen = the_corpus().text(unit), f"unit: you have {unit}."
    if agency in text:
        slip(seen, f"{agency} was at work in April 2007. Look for another name.", unit)
    if re.search("[а-яё]", text, re.I):
        slip(seen, "That line is Russian for the heading of something opened. It holds no name.")
    if the_corpus().units.at[unit, "kind"] == "chrome":
        slip(seen, "Furniture it is, but it holds no name of an outlet.", unit)
    slip(seen, "That belongs to the report itself. Look around it.")


def _judge_since(answer, actors):
    text = answer.strip() if isinstance(answer, str) else answer
    digits = isinstance(text, str) and text.isdigit()
    given = int(text) if digits else number(text)
    right = int(actors.at[LATER_NAME, "years_from"])
    if given == right:
        return
    seen = f"since: you have {given:g}."
    if str(int(given)) == actors.at[OLD_AGENCY, "years_to"]:
        slip(seen, "In that year the old agency ended. From when on is the new name known?")
    if str(int(given)) == actors.at[OLD_AGENCY, "years_from"]:
        slip(seen, "That is the year of the old agency. The younger name is asked for.")
    if given == 2007:
        slip(seen, "That is the year of the report. The name came later.")
    if str(int(given)) in set(actors["years_from"]):
        slip(seen, "In that year somebody else began. Which day does the table give the name?")
    slip(seen, "The table has the first day of the name in its column earliest.")


@task(
    "01.7",
    "A Tuesday in April",
    "Ask for the weekday of 24 April, once a year.",
    'pd.Timestamp(2000, 4, 24).day_name() gives "Monday". Let the year run.',
    "[y for y in range(2000, 2020) if pd.Timestamp(y, 4, 24).day_name() == ...]",
    points=2,
)
def tuesdays(answer):
    """Accept the years, as numbers, texts or days, in any order."""
    given = {_year(item) for item in listed(answer)}
    all_years = range(FIRST_YEAR, LAST_YEAR + 1)
    names = {year: pd.Timestamp(f"{year}-{MONTH_DAY}").day_name() for year in all_years}
    right = {year for year, name in names.items() if name == WEEKDAY}
    beyond = [year for year in given if year not in all_years]
    if beyond:
        slip(f"{beyond[0]} is in your list.", f"Only {FIRST_YEAR} to {LAST_YEAR} are asked for.")
    for other in set(WEEKDAYS) - {WEEKDAY}:
        if given == {year for year, name in names.items() if name == other}:
            slip(f"In all your years 24 April was a {other}.", f"A {WEEKDAY} is asked for.")
    wrong = sorted(given - right)
    if wrong:
        slip(f"{wrong[0]} is in your list.", f"There 24 April was a {names[wrong[0]]}.")
    if len(given) == 1:
        slip("You have one year.", "Here nothing is known but the calendar, and it allows more.")
    missing = len(right - given)
    if missing:
        slip(f"{missing} of {len(right)} years are missing.", "Try every year of the twenty.")


def _year(item):
    if isinstance(item, pd.Timestamp | date):
        return item.year
    if isinstance(item, str) and re.match(r"\d{4}(-\d\d-\d\d)?$", item.strip()):
        return int(item.strip()[:4])
    value = number(item)
    if isinstance(item, int | float) and value != int(value):
        slip(f"{value:g} is in your list.", "A year is a whole number.")
    return int(value)


@task(
    "01.8",
    "The date of 003",
    "Each piece puts a bound on the date. Which bound is the latest start, which the earliest end?",
    "The appointment bounds it from below, the group that is still to be formed from above. Then "
    "the weekday.",
    "Take the days from the appointment to the day before the group was due, and keep those of the "
    "weekday the report names: dating.on_weekday(first, last, weekday) lists them.",
    points=3,
)
def interval(answer):
    """Accept the first and the last day, and a unit that names the weekday."""
    given = mapping(answer)
    for key in ("earliest", "latest", "weekday_in"):
        if key not in given:
            slip(f"There is no entry {key!r}.", "Three are wanted: earliest, latest, weekday_in.")
    evidence = load_dating(the_corpus())
    right = settled(evidence).loc[DATED]
    weekday = evidence.loc[evidence["article"].eq(DATED), "weekday"].max()
    days = {key: _day(key, given[key]) for key in ("earliest", "latest")}
    if days["earliest"] > days["latest"]:
        slip("Your earliest day lies after your latest.", "Exchange the two.")
    if days["earliest"] == days["latest"] == right["estimate"]:
        slip("You gave one day twice.", "It is the likeliest, but others are not excluded.")
    for key in ("earliest", "latest"):
        if days[key] != right[key]:
            _judge_day(key, days[key], right[key], weekday)
    unit = _unit(given["weekday_in"], DATED)
    if weekday not in the_corpus().text(unit):
        slip(f"weekday_in: you have {unit}.", "No weekday is named there.", unit)


def _day(key, answer):
    if isinstance(answer, pd.Timestamp | date | np.datetime64):
        return pd.Timestamp(answer).normalize()
    text = words(answer)
    if not re.fullmatch(r"\d{4}-\d\d-\d\d", text):
        slip(f"{key}: you have {text!r}.", "Write a day as year-month-day, like 2010-01-31.")
    try:
        return pd.Timestamp(text)
    except ValueError:
        return slip(f"{key}: you have {text!r}.", "The calendar has no such day.")


def _judge_day(key, given, right, weekday):
    seen = f"{key}: you have {given.date()}, a {given.day_name()}."
    if given.day_name() != weekday:
        slip(seen, "A report goes out on the day it names. Which weekday is that?")
    if given.year != right.year:
        slip(seen, "The year is another. Whose office bounds it?", "003.12 and 003.07")
    if given < right and key == "earliest":
        slip(seen, "By then Rogozin had not been appointed.", "003.07")
    if given > right and key == "earliest":
        slip(seen, "There is an earlier day that all pieces allow.")
    if given > right:
        slip(seen, "By then the group was due, and the report has it still to come.", "003.13")
    slip(seen, "There is a later day that all pieces allow.")
