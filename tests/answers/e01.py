"""Answers to exercise 01: right ones in several shapes, and typical wrong ones."""

from datetime import date

import numpy as np
import pandas as pd

from shieldtalks import load_corpus

COPIES = [f"000.{n}" for n in range(13, 23)]


def units(make):
    """Return a function that gives make(units), so that nothing is loaded at import."""
    return lambda: make(load_corpus().units)


def words_of(rows):
    return rows["text"].str.split().str.len().sum()


def is_repeat(texts):
    seen, result = set(), []
    for text in texts:
        bare = " ".join(text.split())
        result.append(bare in seen)
        seen.add(bare)
    return result


def with_pandas(texts):
    return pd.Series([" ".join(text.split()) for text in texts], dtype=str).duplicated()


def as_array(texts):
    return np.array(is_repeat(texts), dtype=int)


def first_too(texts):
    bare = pd.Series([" ".join(text.split()) for text in texts], dtype=str)
    return list(bare.duplicated(keep=False))


def earlier(texts):
    bare = pd.Series([" ".join(text.split()) for text in texts], dtype=str)
    return list(bare.duplicated(keep="last"))


def turned(texts):
    return [not item for item in is_repeat(texts)]


def exact(texts):
    return [text in texts[:n] for n, text in enumerate(texts)]


def capitals(texts):
    return is_repeat([text.casefold() for text in texts])


def no_spaces(texts):
    return is_repeat(["".join(text.split()) for text in texts])


def neighbours(texts):
    bare = [" ".join(text.split()) for text in texts]
    return [n > 0 and bare[n] == bare[n - 1] for n in range(len(bare))]


def part(texts):
    bare = [" ".join(text.split()) for text in texts]
    return [any(text in other for other in bare[:n]) for n, text in enumerate(bare)]


def only_repeats(texts):
    return [text for text, again in zip(texts, is_repeat(texts), strict=True) if again]


def one_answer(texts):
    return any(is_repeat(texts))


def printing(texts):
    print(is_repeat(texts))


def too_short(texts):
    return is_repeat(texts)[1:]


def never(texts):
    return [False for _ in texts]


def always(texts):
    return [True for _ in texts]


KEPT = set()


def remembering(texts):
    """The set stands above the function, so that a second call finds what the first has seen."""
    found = []
    for text in texts:
        bare = " ".join(text.split())
        found.append(bare in KEPT)
        KEPT.add(bare)
    return found


def no_list(text):
    return text.split()


def pairs(first=(21, 11), second=(24, 23)):
    return {"000": list(first), "001": list(second)}


def tested(**changed):
    return {"rejected_in": "000.03", "put_forward_in": "000.04", "by": "Russia"} | changed


def named(**changed):
    return {"unit": "001.01", "since": 2014, "against": "001a"} | changed


def dated(**changed):
    return {"earliest": "2011-02-22", "latest": "2011-03-15", "weekday_in": "003.04"} | changed


def april(weekday):
    return [y for y in range(2000, 2020) if pd.Timestamp(y, 4, 24).day_name() == weekday]


RIGHT = {
    "01.1": [
        COPIES,
        tuple(reversed(COPIES)),
        set(COPIES),
        pd.Index(COPIES),
        pd.Series([f" [{unit}] " for unit in COPIES]),
        units(lambda u: u.query("article == '000' and kind == 'duplicate'").index),
    ],
    "01.2": [
        41,
        41.0,
        np.int64(41),
        units(lambda u: words_of(u.query("article == '001' and kind == 'chrome'"))),
    ],
    "01.3": [
        pairs(),
        {"000": (21, 11), "001": np.array([24, 23])},
        {0: [21.0, 11.0], 1: [24, 23]},
        pd.Series(pairs()),
    ],
    "01.4": [is_repeat, with_pandas, as_array],
    "01.5": [
        tested(),
        tested(put_forward_in="000.09", by="russia"),
        tested(rejected_in="[000.03]", by=" RUS "),
        pd.Series(tested(by="The Russian Foreign Ministry")),
    ],
    "01.6": [
        named(),
        named(unit=" 001.01 ", since="2014"),
        named(unit="[001.01]", since=np.int64(2014), against=" 001a "),
        pd.Series(named()),
    ],
    "01.7": [
        april("Tuesday"),
        set(april("Tuesday")),
        [str(year) for year in april("Tuesday")],
        pd.to_datetime([f"{year}-04-24" for year in april("Tuesday")]),
        np.array(april("Tuesday")),
        [f"{year}-04-24" for year in april("Tuesday")],
    ],
    "01.8": [
        dated(),
        dated(weekday_in="003.07"),
        dated(earliest=pd.Timestamp("2011-02-22"), latest=date(2011, 3, 15)),
        pd.Series(dated(earliest=np.datetime64("2011-02-22"))),
    ],
}

WRONG = {
    "01.1": [
        ([f"000.{n:02d}" for n in range(3, 13)], "They are the originals"),
        ([f"000.{n:02d}" for n in range(3, 23)], "Some of your units come first"),
        (COPIES[:-1], "1 of 10 copies are missing"),
        ([*COPIES, "000.23"], "It is page furniture"),
        ([*COPIES, "000.02"], "It is a sentence of the article and stands once"),
        ([*COPIES, "001.07"], "001.07 stands in another article"),
        (["000.99"], "'000.99' is no unit"),
        ("000.13", "A list in square brackets"),
        (10, "A list in square brackets"),
        ([], "Compare the word for the kind"),
    ],
    "01.2": [
        (12, "That is how many units they are"),
        (units(lambda u: words_of(u.query("article == '001' and kind != 'body'"))), "Headline and"),
        (
            units(
                lambda u: words_of(u.query("article == '001' and kind in ['chrome', 'duplicate']"))
            ),
            "It is no furniture",
        ),
        (units(lambda u: words_of(u.query("kind == 'chrome'"))), "the furniture of all five files"),
        (2, "the furniture of another file"),
        (units(lambda u: words_of(u.query("article == '001'"))), "That is the whole file"),
        (
            units(lambda u: words_of(u.query("article == '001' and kind == 'body'"))),
            "That is the article",
        ),
        (260, "You counted characters"),
        (272, "You counted characters"),
        (5, "goes through the names of the columns"),
        (3, "the last text alone"),
        (300, "then add up the words"),
    ],
    "01.3": [
        (pairs((11, 21)), "The larger number, with the repeats, comes first"),
        (pairs((22, 12)), "The headline is in both numbers"),
        (pairs((23, 11)), "that of all units"),
        (pairs((21, 10)), "the number of copies"),
        (pairs((11, 11)), "Which units repeat?"),
        (pairs(second=(24, 22)), "the kinds body and duplicate"),
        ({"000": [21, 11]}, "Article 001 is missing"),
        (pairs((21, 11, 10)), "Two are wanted, in a list"),
        ({"000": 21, "001": 24}, "A list in square brackets"),
        ([21, 11], "A dictionary in curly brackets"),
    ],
    "01.4": [
        (first_too, "The first time is no repeat"),
        (earlier, "The later one is the repeat"),
        (turned, "have changed places"),
        (exact, "differ only in their spaces"),
        (capitals, "differ in their capitals"),
        (no_spaces, "they may not vanish"),
        (neighbours, "You compare neighbours only"),
        (part, "Only whole texts are compared"),
        (only_repeats, "True or False is wanted for each text, not the text"),
        (one_answer, "gives one True"),
        (printing, "it has to return it"),
        (too_short, "each needs one"),
        (never, "No repeat is found"),
        (always, "Each text counts as a repeat"),
        (remembering, "answer the second time"),
        (no_list, "stops: AttributeError"),
        ([True], "The function itself is wanted"),
    ],
    "01.5": [
        (tested(by="the United States"), "So the headline has it"),
        (tested(by="NATO"), "So the headline has it"),
        (tested(by="Iran"), "Russia, the United States or NATO is wanted"),
        (tested(rejected_in="000.01"), "the headline itself"),
        (tested(rejected_in="000.02"), "the ministry speaks as a whole"),
        (tested(rejected_in="000.07"), "by no person with a name"),
        (tested(rejected_in="000.13"), "That unit is a copy"),
        (tested(rejected_in="000.05"), "Nobody rejects anything there"),
        (tested(put_forward_in="000.05"), "an American plan elsewhere"),
        (tested(put_forward_in="000.03"), "There hosting is denied"),
        (tested(put_forward_in="000.08"), "is not put forward there"),
        (tested(put_forward_in="000.14"), "That unit is a copy"),
        (tested(rejected_in="002.02"), "002.02 stands in another article"),
        ({"rejected_in": "000.03"}, "There is no entry 'put_forward_in'"),
        ("000.03", "A dictionary in curly brackets"),
    ],
    "01.6": [
        (named(unit="001.08"), "RIA Novosti was at work in April 2007"),
        (named(unit="001.37"), "It holds no name"),
        (named(unit="001.06"), "no name of an outlet"),
        (named(unit="001.12"), "That belongs to the report itself"),
        (named(since=2013), "In that year the old agency ended"),
        (named(since=2007), "the year of the report"),
        (named(since=1990), "the year of the old agency"),
        (named(since=2005), "In that year somebody else began"),
        (named(since=1066), "in its column earliest"),
        (named(against="001f"), "That is the name itself"),
        (named(against="001b"), "Such a day comes again"),
        (named(against="001c"), "Such a day comes again"),
        (named(against="001d"), "says until when is wanted"),
        (named(against="001e"), "points to a day and excludes none"),
        (named(against="001.09"), "no piece of evidence for 001"),
        (named(unit="Sputnik"), "is no unit of these articles"),
        ({"unit": "001.01", "since": 2014}, "There is no entry 'against'"),
    ],
    "01.7": [
        ([2007], "the calendar, and it allows more"),
        ([*april("Tuesday"), 2029], "Only 2000 to 2019 are asked for"),
        (april("Wednesday"), "In all your years 24 April was a Wednesday"),
        ([*april("Tuesday"), 2008], "There 24 April was a Thursday"),
        (april("Tuesday")[:-1], "1 of 4 years are missing"),
        (["Tuesday"], "Your list holds days of the week"),
        (2007, "A list in square brackets"),
        ([2001.5, 2007], "is a whole number"),
        ([], "Does the question compare .day_name()"),
    ],
    "01.8": [
        (dated(earliest="2011-02-18"), "a Friday. A report goes out on the day it names"),
        (dated(latest="2011-03-17"), "a Thursday. A report goes out on the day it names"),
        (dated(latest="2011-02-22"), "others are not excluded"),
        (dated(earliest="2011-02-15"), "By then Rogozin had not been appointed"),
        (dated(latest="2011-03-22"), "the report has it still to come"),
        (dated(earliest="2011-03-01"), "There is an earlier day"),
        (dated(latest="2011-03-08"), "There is a later day"),
        (dated(earliest="2009-01-06"), "The year is another"),
        (dated(earliest="2011-03-15", latest="2011-02-22"), "Exchange the two"),
        (dated(earliest="22 February 2011"), "Write a day as year-month-day"),
        (dated(latest="2011-02-30"), "The calendar has no such day"),
        (dated(weekday_in="003.13"), "No weekday is named there"),
        (dated(weekday_in="Tuesday"), "is no unit of these articles"),
        ({"earliest": "2011-02-22", "latest": "2011-03-15"}, "no entry 'weekday_in'"),
    ],
}
