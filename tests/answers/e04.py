"""Answers to exercise 04: right ones in several shapes, and typical wrong ones."""

import numpy as np
import pandas as pd

from shieldtalks.statements import (
    load_statements,
    position_matrix,
    positions,
)
from tests.answers.charts import bar_chart, empty_chart


def chart(numbers, title="How wide is each column?", name="number of concepts", lying=True):
    """Return a function that draws bars, so that nothing is drawn at import."""
    return bar_chart(numbers, title, name, "barh" if lying else "bar")


def table(make):
    """Return a function that gives make(statements), so that nothing is loaded at import."""
    return lambda: make(load_statements())


def cell(actor, concept, stance):
    """Return the matrix with one cell changed."""

    def change():
        matrix = position_matrix(load_statements())
        matrix.at[actor, concept] = stance
        return matrix

    return change


def stance(agree, disagree):
    if agree and disagree:
        return "both"
    if agree or disagree:
        return "agree" if agree else "disagree"
    return "silent"


def in_capitals(agree, disagree):
    return np.str_(stance(agree, disagree).upper())


def by_difference(agree, disagree):
    if agree > disagree:
        return "agree"
    return "disagree" if disagree > agree else "both"


def by_vote(agree, disagree):
    if agree == disagree == 0:
        return "silent"
    return by_difference(agree, disagree)


def first_wins(agree, disagree):
    if agree:
        return "agree"
    return "disagree" if disagree else "silent"


def silence_is_no(agree, disagree):
    if agree and disagree:
        return "both"
    return "agree" if agree else "disagree"


def swapped(agree, disagree):
    return stance(disagree, agree)


def printing(agree, disagree):
    print(stance(agree, disagree))


def yes_and_no(agree, disagree):
    return {"agree": "yes", "disagree": "no"}.get(stance(agree, disagree), "mixed")


def numbers(agree, disagree):
    return agree - disagree


def one_number(agree):
    return "agree" if agree else "disagree"


def by_reader(reader):
    """Return a function that counts the cells with both at each level, as a reader coded."""

    def count():
        coded = load_statements(reader=reader)
        tables = {actor: positions(coded, actor) for actor in ("party", "organization", "person")}
        return {actor: int(table["stance"].eq("both").sum()) for actor, table in tables.items()}

    return count


def levels(**changed):
    """Return the numbers of cells with both, some of them changed."""
    return {"party": 4, "organization": 4, "person": 2} | changed


def talks(yes="000.12", no="004.06", whose="c"):
    return {"yes": yes, "no": no, "whose": whose}


def general(yes="001.17", no="001.24", question="d"):
    return {"yes": yes, "no": no, "question": question}


def silent(one_by_one=15, together=17):
    return {"one_by_one": one_by_one, "together": together}


def widths():
    return positions(load_statements()).groupby("actor").size()


def lines_drawn():
    axes = empty_chart()
    axes.plot(widths().to_numpy())
    return axes


def column(name):
    return lambda: load_statements()[name].value_counts()


def last_answer(statements):
    """Return the matrix as it comes out when a later answer overwrites an earlier one."""
    last = statements.drop_duplicates(["organization", "concept"], keep="last")
    words = last.assign(stance=last["agreement"].map({"yes": "agree", "no": "disagree"}))
    return words.pivot(index="organization", columns="concept", values="stance").fillna("silent")


RIGHT = {
    "04.1": [stance, in_capitals],
    "04.2": [
        table(position_matrix),
        table(lambda s: position_matrix(s).sort_index().sort_index(axis=1)),
        table(lambda s: position_matrix(s).map(str.title)),
    ],
    "04.3": [
        levels(),
        {"Party": 4.0, "Organization": np.int64(4), "Person": 2},
        pd.Series(levels()),
        by_reader("C"),
    ],
    "04.4": [talks(), talks("[000.12]", " 004.06 ", "C."), pd.Series(talks())],
    "04.5": [general(), general(no="001.23", question="D"), pd.Series(general())],
    "04.6": [
        {"all": 5, "article": 3, "corpus": 2},
        {"Article": 3.0, "All": np.int64(5), "Corpus": 2},
        pd.Series({"all": 5, "article": 3, "corpus": 2}),
    ],
    "04.7": [silent(), silent(15.0, np.int64(17)), pd.Series(silent())],
    "04.8": [
        {"against": "003.06", "for": "001.12"},
        {"against": "004.10", "for": "002.02"},
        {"for": "003.07", "against": "002.11"},
        {"against": "[001.11]", "for": "000.03"},
        {"against": "001.20", "for": "002.09"},
    ],
    "04.9": [
        chart(widths),
        chart(widths, lying=False),
        chart(lambda: widths().sort_values(), "Columns", "The number of concepts"),
    ],
}

WRONG = {
    "04.1": [
        (by_difference, "That is a vote"),
        (by_vote, "That is a vote"),
        (first_wins, "neither may win"),
        (silence_is_no, "Silence is neither yes nor no"),
        (swapped, "Only one of the two numbers is more than zero"),
        (printing, "it has to return it"),
        (yes_and_no, "The words are agree, disagree, both and silent"),
        (numbers, "One of these words is wanted"),
        (one_number, "stops: TypeError"),
        ("both", "The function itself is wanted"),
    ],
    "04.2": [
        (table(lambda s: position_matrix(s).T), "Your organizations are the columns"),
        (table(last_answer), "One answer has pushed the other out"),
        (table(lambda s: position_matrix(s).replace("silent", np.nan)), "cells are empty"),
        (table(lambda s: position_matrix(s).replace("silent", "disagree")), "Silence is not"),
        (
            table(lambda s: position_matrix(s).replace({"agree": "disagree", "disagree": "agree"})),
            "Have yes and no changed places?",
        ),
        (table(lambda s: position_matrix(s, "person")), "Your rows are of the level 'person'"),
        (table(lambda s: position_matrix(s, "party").drop("NATO")), "of the level 'party'"),
        (table(lambda s: position_matrix(s).drop(columns="talks_open")), "lacks 'talks_open'"),
        (table(lambda s: position_matrix(s).drop("NATO")), "lacks 'NATO'"),
        (table(lambda s: position_matrix(s).assign(total="both")), "also holds 'total'"),
        (table(lambda s: pd.crosstab(s["organization"], s["concept"])), "holds numbers"),
        (table(lambda s: position_matrix(s).replace("both", "mixed")), "you have 'mixed'"),
        (cell("NATO", "talks_open", "silent"), "Something is said there"),
        (table(lambda s: s), "Your rows are no organizations"),
        (table(lambda s: positions(s)["stance"]), "Spread the concepts over the columns"),
        ([], "A table (DataFrame) is wanted"),
    ],
    "04.3": [
        (by_reader("reference"), "the numbers of the reference"),
        (by_reader("B"), "the numbers of reader B"),
        (levels(person=7), "name no person are not the words of one person"),
        (levels(party=19), "You counted the statements in those cells"),
        (levels(organization=13), "You counted the statements in those cells"),
        (levels(organization=9), "You added up the numbers"),
        (levels(party=2), "the number of another level"),
        (levels(organization=49), "every cell in which something is said"),
        (levels(organization=8), "whose stance is 'both'"),
        ({"party": 4, "organization": 4}, "The level 'person' is missing"),
        ([4, 4, 2], "A dictionary in curly brackets is wanted"),
    ],
    "04.4": [
        (talks("004.06", "000.12"), "have changed places"),
        (talks(yes="000.05"), "Reader C coded somebody else there"),
        (talks(yes="000.06"), "but on another concept"),
        (talks(yes="004.06"), "Reader C coded the other answer there"),
        (talks(no="004.05"), "is no sentence of the article"),
        (talks(no="004.10"), "Reader C coded somebody else there"),
        (talks(no="001.14"), "Reader C coded nothing there"),
        (talks(whose="a"), "No American speaks in either unit"),
        (talks(whose="b"), "Neither unit lets an American speak"),
        (talks(whose="d"), "The outlets quote somebody"),
        (talks(whose="Russians"), "Give one of a, b, c and d"),
        ({"yes": "000.12", "no": "004.06"}, "There is no entry 'whose'"),
    ],
    "04.5": [
        (general("001.24", "001.17"), "have changed places"),
        (general(yes="001.12"), "but on another concept"),
        (general(yes="002.09"), "Reader C coded somebody else there"),
        (general(yes="001.23"), "Reader C coded the other answer there"),
        (general(no="001.25"), "but on another concept"),
        (general(no="001.22"), "Reader C coded nothing there"),
        (general(question="a"), "Both sentences are Baluyevsky's"),
        (general(question="b"), "one report of one day"),
        (general(question="c"), "Neither sentence has an if"),
        (general(question="thing"), "Give one of a, b, c and d"),
        (general(yes="s026"), "s026 is a statement"),
    ],
    "04.6": [
        ({"all": 5, "article": 2, "corpus": 3}, "have changed places"),
        ({"all": 5, "article": 2, "corpus": 2}, "That is the number of articles"),
        ({"all": 5, "article": 3, "corpus": 1}, "A yes and a no are two answers"),
        ({"all": 3, "article": 3, "corpus": 2}, "every row counts"),
        ({"all": 5, "article": 5, "corpus": 2}, "repeated in the same article counts once"),
        ({"all": 5, "article": 4, "corpus": 2}, "at most two answers"),
        ({"all": 5, "article": 3, "corpus": 4}, "Go through the rows by hand"),
        ({"all": 5, "article": 3, "corpus": 3}, "in all articles together"),
        ({"all": 5, "article": 3}, "The rule 'corpus' is missing"),
        ([5, 3, 2], "A dictionary in curly brackets is wanted"),
    ],
    "04.7": [
        ({"one_by_one": (9, 6), "together": 17}, "Add them"),
        (silent(17, 15), "have changed places"),
        (silent(together=15), "Some cells rest on both articles"),
        (silent(one_by_one=9), "That is one article alone"),
        (silent(together=6), "That is one article alone"),
        (silent(together=33), "the number of cells that are left"),
        (silent(one_by_one=85), "the number of cells that are left"),
        (silent(together=37), "That is the number of statements"),
        (silent(together=20), "Keep the other three"),
        (silent(together=7), "the number at another level"),
        (silent(together=16), "What is the difference?"),
        ({"together": 17}, "There is no entry 'one_by_one'"),
        (17, "A dictionary in curly brackets is wanted"),
    ],
    "04.8": [
        ({"against": "000.08", "for": "001.12"}, "was denied a day later"),
        ({"against": "000.04", "for": "001.12"}, "was denied a day later"),
        ({"against": "002.05", "for": "001.12"}, "It names a price"),
        ({"against": "003.13", "for": "000.04"}, "For the claim you put 000.04"),
        ({"against": "002.03", "for": "001.12"}, "No Russian voice takes a stance there"),
        ({"against": "001.12", "for": "001.12"}, "Here it would have to offer"),
        ({"against": "001.24", "for": "001.12"}, "not about cooperating"),
        ({"against": "001.10", "for": "001.12"}, "No stance is coded there"),
        ({"against": "000.19", "for": "001.12"}, "That unit repeats another"),
        ({"against": "004.01", "for": "001.12"}, "That is a headline"),
        ({"against": "003.06", "for": "003.14"}, "Opposing the shield is not refusing"),
        ({"against": "003.06", "for": "004.10"}, "That is an offer"),
        ({"against": "003.06", "for": "002.04"}, "That is a condition, not a refusal"),
        ({"against": "003.06", "for": "003.12"}, "No Russian voice takes a stance there"),
        ({"against": "003.06", "for": "001.27"}, "not about taking part"),
        ({"against": "003.06"}, "There is no entry 'for'"),
    ],
    "04.9": [
        ("ax", "The chart is wanted"),
        (empty_chart, "Your chart is empty"),
        (lines_drawn, "Your chart has no bars"),
        (chart(column("organization")), "the number of its statements"),
        (chart(column("concept")), "Your bars stand for concepts"),
        (chart(column("party")), "Your bars stand for parties"),
        (chart(lambda: widths().drop("NATO")), "There is no bar for NATO"),
        (chart(lambda: widths() + 1), "On how many concepts"),
        (chart(widths, title=""), "Your chart has no title"),
        (chart(widths, name="number"), "No axis of your chart is called"),
    ],
}
