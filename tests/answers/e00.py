"""Answers to lesson 00 and exercise 00: right ones in several shapes, and typical wrong ones."""

import numpy as np

from shieldtalks import load_corpus, load_statements


def table(keep):
    """Return a function that gives keep(statements), so that nothing is loaded at import."""
    return lambda: keep(load_statements())


def article(keep):
    """The same of the table of articles."""
    return lambda: keep(load_corpus().articles)


RIGHT = {
    "00.0": ["001.30", " 001.30 ", "[001.30]"],
    "00.1": [86, 86.0, np.int64(86), lambda: len(load_statements())],
    "00.2": ["Mikhail Kamynin", "mikhail kamynin", " Mikhail  Kamynin "],
    "00.3": [
        ["000", "001"],
        ("001", "000"),
        {"000", "001"},
        article(lambda a: a.query("date < '2008'").index),
        article(lambda a: a.query("date < '2008'")),
    ],
    "00.4": ["Press TV", "press tv", article(lambda a: a.loc["003", "outlet"])],
    "00.5": [
        table(lambda s: s[s["party"] == "NATO"]),
        table(lambda s: s.query("party == 'NATO'")[["unit", "quote"]]),
    ],
    "00.6": [
        table(lambda s: s["attribution"].value_counts()),
        table(lambda s: s["attribution"].value_counts().to_dict()),
        table(lambda s: s.groupby("attribution").size()),
        table(lambda s: s[["attribution"]].value_counts()),
        table(lambda s: s["attribution"].value_counts().reset_index()),
    ],
}

WRONG = {
    "00.0": [
        ("001.29", "in its own words"),
        ("001.12", "Somebody else there says it"),
        ("002.12", "no strategic irritant is in it"),
        ("s041", "is the id of a statement"),
        ("It will be a strategic irritant for years to come", "a text, not an id"),
        ("001.99", "No sentence has the id '001.99'"),
        (130, "A text in quotation marks"),
    ],
    "00.1": [
        ("86", "Quotation marks make a text of a number"),
        (5, "the number of articles"),
        (lambda: len(load_corpus().units), "the number of sentences"),
        (3, "how often you ran a cell"),
        (70, "The cell above shows another number"),
        (None, "A number is wanted here"),
    ],
    "00.2": [
        ("Kamynin", "one of his two names"),
        ("Mikhail", "one of his two names"),
        ("Foreign Ministry spokesman Mikhail Kamynin", "Leave out his office"),
        ("unnamed source", "has no name in the article"),
        ("Robert Gates", "speaks in another sentence"),
        ("Mikhail Kaminin", "letter by letter"),
        (lambda: load_corpus().text("000.03"), "You gave a whole sentence"),
    ],
    "00.3": [
        ([0, 1], "An id is a text"),
        ("000", "You gave a single text"),
        (["000"], "Another article is of 2007"),
        (["000", "001", "002"], "That article is dated 2009-06-11"),
        (["RIA Novosti", "Intelligence Summit blog"], "names of outlets"),
        (["00", "01"], "No article has the id '00'"),
    ],
    "00.4": [
        (article(lambda a: a.loc["003"]), "You gave a whole row"),
        (article(lambda a: a.loc["003", "title"]), "That is the title"),
        (article(lambda a: a.loc["001", "outlet"]), "published article 001"),
        ("mriyas.com", "passed the words on"),
        ("Fox News", "stands nowhere in the column"),
    ],
    "00.5": [
        (table(lambda s: s["party"] == "NATO"), "That is the question alone"),
        (table(lambda s: s[s["party"] == "nato"]), "Your table has no row"),
        (table(lambda s: s), "still has every row"),
        (table(lambda s: s[s["party"] == "media"]), "the rows of media"),
        (table(lambda s: s.head(2)), "the rows of RUS"),
        (table(lambda s: s[s["article"] == "003"]), "Keep those of one party"),
        (table(lambda s: s[s["party"] == "NATO"].head(2)), "all of them"),
        ("NATO", "A table with fewer rows is wanted"),
    ],
    "00.6": [
        (table(lambda s: s["party"].value_counts()), "You counted the parties"),
        (table(lambda s: s["attribution"].value_counts(normalize=True)), "Those are shares"),
        (table(lambda s: s[s["party"] == "NATO"]["attribution"].value_counts()), "whole table"),
        (table(lambda s: s["attribution"]), "It is still to be counted"),
        (table(lambda s: s["concept"].value_counts()), "Take the column `attribution`"),
        (table(lambda s: s), "Count one column of it"),
        (41, "You gave one number"),
        (["direct", "indirect"], "A dictionary is wanted"),
        ({"direct": 50, "indirect": 30, "narrator": 12}, "Compare them with"),
    ],
}
