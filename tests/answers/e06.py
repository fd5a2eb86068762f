"""Answers to exercise 06: right ones in several shapes, and typical wrong ones."""

import numpy as np
import pandas as pd

from shieldtalks.change import movements, vote_agreement
from shieldtalks.context import load_votes
from shieldtalks.statements import load_statements, without
from tests.answers.charts import bar_chart, empty_chart

REVERSAL = {"concept": "talks_open", "before": "000.12", "after": "004.06"}
VOICES = {
    "guarantees": ("Sergei Lavrov", "Dmitry Rogozin"),
    "security_at_expense": ("Yury Baluyevsky", "Anatoly Antonov"),
    "rogue_threat": ("USA government", "USA Defense Department"),
}
CONSTANTS = {"000": 11, "001": 9, "002": 11, "003": 13, "004": 10}
VOTES = {"all": (4, 21), "nuclear": (2, 10)}
CLAIM = {"for": ("001.24", "003.14"), "against": ("001.12", "003.14"), "verdict": "open"}
BETWEEN = {"all": 18, "left_out": 11, "dropped": "E48"}


def chart(numbers, title="Russia and Poland", name="percent alike", lying=False):
    """Return a function that draws bars, so that nothing is drawn at import."""
    return bar_chart(numbers, title, name, "barh" if lying else "bar")


def wrong_axis():
    ax = chart(percents, name="")()
    ax.set_xlabel("percent alike")
    return ax


def percents(column="share", state="PL", until=2016):
    table = vote_agreement(load_votes(), "RU", state).loc[2007:until]
    return 100 * table["share"] if column == "share" else table[column]


def net_position(yes, no):
    return (yes - no) / (yes + no) if yes + no else None


def net_with_nan(yes, no):
    return np.float64(yes - no) / (yes + no) if yes + no else float("nan")


def difference(yes, no):
    return yes - no if yes + no else None


def share_of_yes(yes, no):
    return yes / (yes + no) if yes + no else None


def percentage(yes, no):
    return 100 * (yes - no) / (yes + no) if yes + no else None


def turned(yes, no):
    return (no - yes) / (yes + no) if yes + no else None


def whole_numbers(yes, no):
    return (yes - no) // (yes + no) if yes + no else None


def careless(yes, no):
    return (yes - no) / (yes + no)


def silence_is_zero(yes, no):
    return (yes - no) / (yes + no) if yes + no else 0


def printing(yes, no):
    print(yes - no)


def halved(yes, no):
    return (yes - no) / (yes + no) / 2 if yes + no else None


def without_second_brackets(yes, no):
    return (yes - no) / yes + no


def silent_without_a_yes(yes, no):
    if yes == 0:
        return None
    return (yes - no) / (yes + no)


def one_number(yes):
    return yes


def left(count):
    """Return a function that gives {article: count of the statements without it}."""

    def counts():
        statements = load_statements()
        return {a: count(statements, without(statements, a), a) for a in CONSTANTS}

    return counts


def verdicts(statements, wanted=("constant",), actor="party"):
    return int(movements(statements, actor)["verdict"].isin(wanted).sum())


RIGHT = {
    "06.1": [
        REVERSAL,
        pd.Series(REVERSAL),
        REVERSAL | {"concept": "Talks are open", "before": "000.05"},
        REVERSAL | {"concept": " TALKS_OPEN", "before": ["000.12"], "after": "[004.06]"},
    ],
    "06.2": [
        VOICES,
        pd.Series(VOICES),
        {concept: list(pair) for concept, pair in VOICES.items()},
        {
            "guarantees": ("Lavrov", "Ambassador Rogozin"),
            "security_at_expense": ("General Baluyevsky", "Antonov"),
            "rogue_threat": ("the US government", "the Defense Department"),
        },
    ],
    "06.3": [
        net_position,
        net_with_nan,
        lambda yes, no: round(net_position(yes, no) or 0, 2) if yes + no else None,
    ],
    "06.4": [
        CONSTANTS,
        pd.Series(CONSTANTS),
        dict(enumerate(CONSTANTS.values())),
        left(lambda whole, rest, article: verdicts(rest)),
    ],
    "06.5": [
        VOTES,
        {"All": [4, 21], "Nuclear": np.array([2, 10])},
        pd.Series(VOTES),
    ],
    "06.6": [
        CLAIM,
        CLAIM | {"for": ["001.23", "003.14"], "verdict": "Open"},
        CLAIM | {"for": ("001.23", "003.14"), "against": ("001.18", "003.08")},
        CLAIM | {"against": ("001.26", "003.15")},
        CLAIM | {"against": ("000.08", "003.06")},
    ],
    "06.7": [
        BETWEEN,
        pd.Series(BETWEEN),
        {"All": 18.0, "Left_out": np.int64(11), "dropped": "e48"},
    ],
    "06.8": [chart(percents), chart(percents, lying=True), chart(lambda: percents().round())],
}

WRONG = {
    "06.1": [
        (dict.fromkeys(REVERSAL, ...), "is not started"),
        ("talks_open", "A dictionary in curly brackets"),
        ({"concept": "talks_open"}, "There is no entry 'before'"),
        (REVERSAL | {"concept": "deterrent_effect"}, "That row turns in the reference"),
        (REVERSAL | {"concept": "aimed_at_russia"}, "every article holds the same answer"),
        (REVERSAL | {"concept": "renounce_first"}, "report the United States on it"),
        (REVERSAL | {"concept": "guarantees"}, "the concept of the example"),
        (REVERSAL | {"concept": "talks"}, "as in the column concept"),
        (REVERSAL | {"before": "004.06", "after": "000.12"}, "have changed places"),
        (REVERSAL | {"after": "003.13"}, "is at neither end"),
        (REVERSAL | {"after": "000.05"}, "of the other end"),
        (REVERSAL | {"before": "000.06"}, "coded another concept there"),
        (REVERSAL | {"after": "004.10"}, "but for another party"),
        (REVERSAL | {"after": "004.14"}, "coded nothing there"),
        (REVERSAL | {"before": "s016"}, "is a statement"),
        (REVERSAL | {"before": "0.12"}, "is no unit"),
    ],
    "06.2": [
        (dict.fromkeys(VOICES, ...), "is not started"),
        ({"guarantees": VOICES["guarantees"]}, "There is no entry"),
        (VOICES | {"guarantees": ("Lavrov", ...)}, "Three dots still stand"),
        (VOICES | {"guarantees": ("Rogozin", "Lavrov")}, "have changed places"),
        (VOICES | {"rogue_threat": ("Russian government", "Defense Department")}, "another party"),
        (VOICES | {"security_at_expense": ("Putin", "Antonov")}, "does not let that voice"),
        (VOICES | {"guarantees": ("Foreign Ministry", "Rogozin")}, "speaks there for that"),
        (VOICES | {"guarantees": ("Lavrov", "Press TV")}, "An outlet passes words on"),
        (VOICES | {"security_at_expense": ("Baluyevsky", "Kremlin")}, "person and organization"),
        (VOICES | {"guarantees": ["Lavrov"]}, "Two voices are wanted"),
        (VOICES | {"guarantees": "Lavrov"}, "A pair is wanted here"),
    ],
    "06.3": [
        (0.5, "The function itself is wanted"),
        (difference, "Divide it by the number"),
        (share_of_yes, "That is the share of yes"),
        (percentage, "That is a percentage"),
        (turned, "The sign is the other way round"),
        (whole_numbers, "The fraction is lost"),
        (careless, "divides by zero"),
        (silence_is_zero, "Silence is none"),
        (printing, "it has to return it"),
        (halved, "Work it out by hand"),
        (without_second_brackets, "needs a pair of brackets"),
        (silent_without_a_yes, "ask for yes + no == 0"),
        (one_number, "stops: TypeError"),
    ],
    "06.4": [
        (15, "A dictionary in curly brackets"),
        (dict.fromkeys(CONSTANTS, 15), "the same each time"),
        ({"000": 11, "001": 9}, "Article 002 is missing"),
        (
            left(lambda whole, rest, a: len(movements(rest))),
            "counts every comparable pair",
        ),
        (
            left(lambda whole, rest, a: verdicts(whole) - verdicts(rest)),
            "how many are lost",
        ),
        (
            left(lambda whole, rest, a: verdicts(rest, actor="organization")),
            "at another level",
        ),
        (
            left(lambda whole, rest, a: verdicts(whole[whole["article"].eq(a)])),
            "or one article alone was kept",
        ),
        (
            left(lambda whole, rest, a: verdicts(rest, ("constant", "mixed"))),
            "counts every comparable pair",
        ),
        (CONSTANTS | {"003": 12}, "of the other four articles"),
    ],
    "06.5": [
        (dict.fromkeys(VOTES, ...), "is not started"),
        (4 / 21, "A dictionary in curly brackets"),
        ({"all": (4, 21)}, "There is no entry 'nuclear'"),
        (VOTES | {"all": 4}, "Two numbers are wanted"),
        (VOTES | {"all": (21, 4)}, "have changed places"),
        (VOTES | {"all": (4 / 21, 24)}, "That is a share"),
        (VOTES | {"nuclear": (0, 0)}, "let the case be free"),
        (VOTES | {"all": (4, 22)}, "did not vote"),
        (VOTES | {"all": (247, 602)}, "the votes of all years"),
        (VOTES | {"all": (6, 31)}, "another number of roll calls"),
        (VOTES | {"nuclear": (0, 10)}, "both no, or both abstaining"),
        (VOTES | {"nuclear": (8, 10)}, "that differ"),
        (VOTES | {"nuclear": (2, 21)}, "whose title has the word"),
        (VOTES | {"all": (7, 21)}, "n is right"),
    ],
    "06.6": [
        (dict.fromkeys(CLAIM, ...), "is not started"),
        ({"for": CLAIM["for"], "against": CLAIM["against"]}, "There is no entry 'verdict'"),
        (CLAIM | {"verdict": "shown"}, "a pair against it yourself"),
        (CLAIM | {"verdict": "refuted"}, "a pair for it yourself"),
        (CLAIM | {"verdict": "probably"}, "The words are"),
        (CLAIM | {"for": ("001.24", "002.09")}, "The claim compares 2007 with 2011"),
        (CLAIM | {"for": ("001.24", "004.08")}, "is of 2016"),
        (CLAIM | {"for": ("003.14", "001.24")}, "in the other order"),
        (CLAIM | {"for": ("001.24", "001.26")}, "both units are of one year"),
        (CLAIM | {"for": ("001.12", "003.14")}, "That speaks against it"),
        (CLAIM | {"against": ("001.23", "003.14")}, "That speaks for it"),
        (CLAIM | {"against": ("001.18", "003.14")}, "one and the same concept"),
        (CLAIM | {"for": ("001.24", "003.15")}, "one and the same concept"),
        (CLAIM | {"against": ("000.06", "003.14")}, "Moscow takes no stance"),
        (CLAIM | {"against": ("000.17", "003.14")}, "repeats another sentence"),
        (CLAIM | {"for": ["001.24"]}, "Two are wanted"),
    ],
    "06.7": [
        (dict.fromkeys(BETWEEN, ...), "is not started"),
        (BETWEEN | {"all": 7}, "Count `everything`"),
        (BETWEEN | {"all": 79}, "all that the table holds"),
        (BETWEEN | {"all": 20}, "without ="),
        (BETWEEN | {"all": 57}, "Join two conditions"),
        (BETWEEN | {"all": 23}, "in another stretch"),
        (BETWEEN | {"all": 12}, "after the day of 001"),
        (BETWEEN | {"left_out": 7}, "that the frame keeps"),
        (BETWEEN | {"left_out": 18}, "Take off those"),
        (BETWEEN | {"left_out": -3}, "only its events of this stretch"),
        (BETWEEN | {"left_out": 58}, "Count this stretch alone"),
        (BETWEEN | {"left_out": 9}, "The difference is wanted"),
        (BETWEEN | {"dropped": "E34"}, "exchanged for another"),
        (BETWEEN | {"dropped": "E28"}, "before article 003"),
        (BETWEEN | {"dropped": "E56"}, "after article 004"),
        (BETWEEN | {"dropped": "E46"}, "takes no part of the plan away"),
        (BETWEEN | {"dropped": "E99"}, "is no event"),
        (BETWEEN | {"dropped": "Fourth phase dropped"}, "you gave Fourth phase dropped"),
        (18, "A dictionary in curly brackets"),
    ],
    "06.8": [
        ("ax", "The chart is wanted"),
        (empty_chart, "Your chart is empty"),
        (chart(lambda: percents() / 100), "That is a share"),
        (chart(lambda: percents(column="alike")), "how many votes were alike"),
        (chart(lambda: percents(column="n")), "both took part"),
        (chart(lambda: percents(state="US")), "Russia with the United States"),
        (chart(lambda: percents().loc[2008:]), "There is no bar for 2007"),
        (chart(lambda: percents(until=2019)), "Only the years 2007 to 2016"),
        (chart(lambda: percents() + 7), "Take the column share"),
        (chart(lambda: pd.Series(percents().index, percents())), "called by numbers"),
        (chart(percents, title=""), "Your chart has no title"),
        (chart(percents, name="share"), "No axis of your chart is called"),
        (wrong_axis, "ax.set_ylabel"),
    ],
}
