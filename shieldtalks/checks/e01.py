"""Exercise 01: repeats and furniture, a headline against its body, the date of an article."""

import functools
import re
from datetime import date

import numpy as np
import pandas as pd

from shieldtalks.checks.answers import (
    as_article,
    as_function,
    as_list,
    as_mapping,
    as_number,
    as_text,
    as_unit,
    called,
    diagnose,
    keyed,
    slip,
)
from shieldtalks.checks.base import task
from shieldtalks.checks.texts import about, told
from shieldtalks.context import load_actors
from shieldtalks.corpus import ROLES, originals
from shieldtalks.dating import WEEKDAYS, days_left, load_dating, settled
from shieldtalks.phrases import counted
from shieldtalks.reference import coded_in, the_corpus, where

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


@functools.cache
def _units(article):
    return where(the_corpus().units, article=article)


def _unit(answer, article):
    """Return an answer as a unit of an article; else say what it is instead."""
    return as_unit(answer, article, body=False)


@task("01.1")
def copies(answer: object) -> None:
    """Accept the ids of the repeating units, in any order."""
    given = {_unit(item, TWICE) for item in as_list(answer)}
    units = _units(TWICE)
    right = set(units.index[units["kind"].eq("duplicate")])
    first = set(originals(units))
    diagnose(originals=given == first, some_originals=given & first)
    for unit in sorted(given - right):
        role = ROLES[units.at[unit, "kind"]]
        what = "a sentence of the article" if role == "the article" else role
        slip("stands_once", unit=unit, what=what)
    _all_found(right, given)


def _all_found(right, given):
    """Say how many of the right things are missing from those given."""
    if missing := len(right - given):
        slip("missing" if given else "none_found", missing=missing, n=len(right))


@task("01.2")
def furniture(answer: object) -> None:
    """Accept the number of words of page furniture."""
    given, everything = as_number(answer), the_corpus().units
    words = everything["text"].str.split().str.len()
    lengths = words.groupby([everything["article"], everything["kind"]]).sum().unstack(fill_value=0)
    ours, furniture = lengths.loc[FRAMED], lengths["chrome"]
    if given == ours["chrome"]:
        return
    chrome = where(_units(FRAMED), kind="chrome")["text"]
    diagnose(
        told("seen", given=given),
        units=given == len(chrome),
        not_all_kinds=given == ours.drop("body").sum(),
        with_repeat=given == ours["chrome"] + ours["duplicate"],
        all_files=given == furniture.sum(),
        other_file=given in set(furniture[furniture > 0].drop(FRAMED)),
        whole_file=given == ours.sum(),
        body=given == ours["body"],
        characters=ours["chrome"] < given <= chrome.str.len().sum() + 2 * len(chrome),
        columns=given == everything.shape[1],
        last_one=given == len(chrome.iloc[-1].split()),
        otherwise="other",
    )


@task("01.3")
def sentences(answer: object) -> None:
    """Accept {article: [with repeats, without]}."""
    given = {as_article(key): value for key, value in as_mapping(answer).items()}
    for article in (TWICE, FRAMED):
        if article not in given:
            slip("article_missing", article=article)
        _judge_pair(article, given[article])


def _judge_pair(article, answer):
    pair = [as_number(item) for item in as_list(answer)]
    if len(pair) != 2:
        slip("two_wanted", article=article, counted=counted(len(pair), "number"))
    kinds = _units(article)["kind"].value_counts()
    body, copies = kinds["body"], kinds["duplicate"]
    if pair == [body + copies, body]:
        return
    diagnose(
        told("seen", article=article, pair=pair[0], pair_2=pair[1]),
        order=pair == [body, body + copies],
        with_headline=pair == [body + copies + 1, body + 1],
        all_units=pair[0] == kinds.sum(),
        copies_counted=copies in pair and body + copies in pair,
        alike=pair[0] == pair[1],
        otherwise="other",
    )


@task("01.4")
def repeat_finder(answer: object) -> None:
    """Accept a function from a list of texts to a list of booleans."""
    as_function(answer)
    results = [_booleans(answer, texts) for texts in FRESH]
    variants = dict(_variants())
    right = variants.pop("right")
    for texts, given, want in zip(FRESH, results, right, strict=True):
        if given != want:
            alike = {name: results == variant for name, variant in variants.items()}
            diagnose(told("seen", texts=texts, given=given), **alike, otherwise="try_it")


def _booleans(function, texts):
    """Return the function's answer to fresh texts as a list of booleans; else say what it is."""
    call = f"is_repeat({texts})"
    given = called(function, call, list(texts))
    if str(given) != str(called(function, call, list(texts))):
        slip("remembers", call=call)
    if isinstance(given, bool | np.bool_):
        slip("one_boolean", call=call, given=given)
    given = as_list(given)
    if any(isinstance(item, str) for item in given):
        slip("gives_texts", call=call)
    if len(given) != len(texts):
        slip(
            "wrong_length",
            call=call,
            counted=counted(len(given), "answer"),
            counted_2=counted(len(texts), "text"),
        )
    if not all(isinstance(item, bool | np.bool_ | int) for item in given):
        slip("no_booleans", call=call, given=given)
    return [bool(item) for item in given]


@functools.cache
def _variants():
    """Return {name: the answers to all fresh texts} of the right function and of typical slips."""
    bare = [[" ".join(text.split()) for text in texts] for texts in FRESH]
    series = [pd.Series(texts, dtype=str) for texts in bare]
    right = [list(s.duplicated()) for s in series]
    return {
        "right": right,
        "never": [[False] * len(texts) for texts in FRESH],
        "always": [[True] * len(texts) for texts in FRESH],
        "first_too": [list(s.duplicated(keep=False)) for s in series],
        "earlier": [list(s.duplicated(keep="last")) for s in series],
        "turned": [[not item for item in result] for result in right],
        "exact": [list(pd.Series(texts, dtype=str).duplicated()) for texts in FRESH],
        "capitals": [list(s.str.casefold().duplicated()) for s in series],
        "no_spaces": [list(s.str.replace(" ", "").duplicated()) for s in series],
        "neighbours": [[n > 0 and t[n] == t[n - 1] for n in range(len(t))] for t in bare],
        "part": [[any(t[n] in u for u in t[:n]) for n in range(len(t))] for t in bare],
    }


@task("01.5")
def headline(answer: object) -> None:
    """Accept the unit of the denial, a unit of what is denied, and whose voice that is."""
    given = keyed(answer, "rejected_in", "put_forward_in", "by")
    _judge_denial(_unit(given["rejected_in"], TWICE))
    _judge_proposal(_unit(given["put_forward_in"], TWICE))
    voice = as_text(given["by"]).casefold()
    party = next((party for party, names in VOICES.items() if voice in names), None)
    if party is None:
        slip("other_party", by=given["by"])
    if party != "RUS":
        slip("from_headline", by=given["by"], put_forward_in=given["put_forward_in"])


def _judge_denial(unit):
    seen, said = told("seen_denial", unit=unit), coded_in(unit)
    if said["person"].eq(DENIER).any():
        return
    _only_body(unit, seen)
    diagnose(
        seen,
        ministry=said["concept"].eq(HOSTING).any() and said["agreement"].eq("no").any(),
        nameless=said["agreement"].eq("no").any(),
        otherwise="nobody_rejects",
    )


def _judge_proposal(unit):
    seen, said = told("seen_proposal", unit=unit), coded_in(unit)
    hosting = where(said, concept=HOSTING)
    if hosting["agreement"].eq("yes").any():
        return
    _only_body(unit, seen)
    diagnose(
        seen,
        denied_there=len(hosting),
        elsewhere=said["party"].eq("USA").any(),
        otherwise="no_hosting",
    )


def _only_body(unit, seen):
    sort = the_corpus().units.at[unit, "kind"]
    if sort != "body":
        diagnose(seen, headline=sort == "headline", copy=sort == "duplicate")
        slip("other_kind", seen, role=ROLES[sort])


@task("01.6")
def anachronism(answer: object) -> None:
    """Accept the unit with the later name, its first year, and the piece that excludes it."""
    given = keyed(answer, "unit", "since", "against")
    unit, actors = _unit(given["unit"], FRAMED), load_actors()
    name = actors.at[LATER_NAME, "name"].split()[0]
    if name not in the_corpus().text(unit):
        _judge_name(unit, actors.at[OLD_AGENCY, "name"])
    _judge_since(given["since"], actors)
    _judge_against(as_text(given["against"]).strip("[]"))


def _judge_against(piece):
    evidence = load_dating(the_corpus())
    rows = where(evidence, article=FRAMED)
    page = rows.index[rows["about"].eq("page")][0]
    seen = told("seen_against", piece=piece, article=FRAMED)
    diagnose(seen, name_itself=piece == page, no_evidence=piece not in rows.index)
    left = len(days_left(rows.loc[[piece, page]]))
    if not left:
        return
    row = rows.loc[piece]
    diagnose(
        told("seen_against", piece=piece, left=left),
        comes_again=row["weekday"] or row["month_day"],
        excludes_none=not pd.isna(row["estimate"]),
        otherwise="from_when",
    )


def _judge_name(unit, agency):
    text = the_corpus().text(unit)
    diagnose(
        told("seen_name", unit=unit, agency=agency),
        at_work=agency in text,
        heading=re.search("[а-яё]", text, re.I),
        no_name=the_corpus().units.at[unit, "kind"] == "chrome",
        otherwise="report_itself",
    )


def _judge_since(answer, actors):
    text = answer.strip() if isinstance(answer, str) else answer
    digits = isinstance(text, str) and text.isdigit()
    given = int(text) if digits else as_number(text)
    right = int(actors.at[LATER_NAME, "years_from"])
    if given == right:
        return
    old, year = actors.loc[OLD_AGENCY], str(int(given))
    diagnose(
        told("seen_since", given=given),
        end_of_old=year == old["years_to"],
        year_of_old=year == old["years_from"],
        year_of_report=given == 2007,
        other_began=year in set(actors["years_from"]),
        otherwise="other_year",
    )


@task("01.7")
def tuesdays(answer: object) -> None:
    """Accept the years, as numbers, texts or days, in any order."""
    if set(as_list(answer)) & set(WEEKDAYS):
        slip("days_for_years")
    given = {_year(item) for item in as_list(answer)}
    all_years = range(FIRST_YEAR, LAST_YEAR + 1)
    names = {year: pd.Timestamp(f"{year}-{MONTH_DAY}").day_name() for year in all_years}
    right = {year for year, name in names.items() if name == WEEKDAY}
    beyond = [year for year in given if year not in all_years]
    diagnose(about(first_year=FIRST_YEAR, last_year=LAST_YEAR), beyond=beyond)
    for other in set(WEEKDAYS) - {WEEKDAY}:
        if given == {year for year, name in names.items() if name == other}:
            slip("other_weekday", other=other, weekday=WEEKDAY)
    if wrong := sorted(given - right):
        slip("one_wrong", wrong=wrong[0], names=names[wrong[0]])
    if len(given) == 1:
        slip("one_year")
    _all_found(right, given)


def _year(item):
    if isinstance(item, pd.Timestamp | date):
        return item.year
    if isinstance(item, str) and re.match(r"\d{4}(-\d\d-\d\d)?$", item.strip()):
        return int(item.strip()[:4])
    value = as_number(item)
    if isinstance(item, int | float) and value != int(value):
        slip("no_whole_number", value=value)
    return int(value)


@task("01.8")
def interval(answer: object) -> None:
    """Accept the first and the last day, and a unit that names the weekday."""
    given = keyed(answer, "earliest", "latest", "weekday_in")
    evidence = load_dating(the_corpus())
    right = settled(evidence).loc[DATED]
    weekday = where(evidence, article=DATED)["weekday"].max()
    days = {key: _day(key, given[key]) for key in ("earliest", "latest")}
    if days["earliest"] > days["latest"]:
        slip("order")
    if days["earliest"] == days["latest"] == right["estimate"]:
        slip("one_day")
    for key in ("earliest", "latest"):
        if days[key] != right[key]:
            _judge_day(key, days[key], right[key], weekday)
    unit = _unit(given["weekday_in"], DATED)
    if weekday not in the_corpus().text(unit):
        slip("no_weekday", unit=unit)


def _day(key, answer):
    if isinstance(answer, pd.Timestamp | date | np.datetime64):
        return pd.Timestamp(answer).normalize()
    text = as_text(answer)
    if not re.fullmatch(r"\d{4}-\d\d-\d\d", text):
        slip("no_date", key=key, text=text)
    try:
        return pd.Timestamp(text)
    except ValueError:
        return slip("no_such_day", key=key, text=text)


def _judge_day(key, given, right, weekday):
    diagnose(
        told("seen_day", key=key, date=given.date(), day_name=given.day_name()),
        weekday=given.day_name() != weekday,
        other_year=given.year != right.year,
        not_appointed=given < right and key == "earliest",
        earlier_day=given > right and key == "earliest",
        group_due=given > right,
        otherwise="later_day",
    )
