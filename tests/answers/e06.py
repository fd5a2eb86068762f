"""Answers to exercise 06: right ones in several shapes, and typical wrong ones."""

import numpy as np
import pandas as pd

from shieldtalks.change import movements
from shieldtalks.statements import load_statements, without

REVERSAL = {"concept": "deterrent_effect", "before": "001.24", "after": "003.14"}
VOICES = {
    "deterrent_effect": ("Yury Baluyevsky", "RUS government"),
    "host_in_russia": ("unnamed source", "RUS Foreign Ministry"),
    "other_side_closed": ("unnamed source", "Anatoly Antonov"),
}
CONSTANTS = {"000": 11, "001": 9, "002": 11, "003": 13, "004": 10}
VOTES = {"all": (4, 21), "nuclear": (2, 10)}
CLAIM = {"for": ("001.24", "003.14"), "against": ("001.12", "003.14"), "verdict": "open"}
BETWEEN = {"days": 1930, "events": 9, "swap": "E34"}


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
        REVERSAL | {"concept": "Blunts the deterrent", "before": "001.23"},
        REVERSAL | {"concept": " DETERRENT_EFFECT", "before": ["001.24"], "after": "[003.14]"},
    ],
    "06.2": [
        VOICES,
        pd.Series(VOICES),
        {concept: list(pair) for concept, pair in VOICES.items()},
        {
            "deterrent_effect": ("General Baluyevsky", "the Russian government"),
            "host_in_russia": ("an anonymous source", "Foreign Ministry"),
            "other_side_closed": ("a senior source", "deputy minister Antonov"),
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
    "06.7": [BETWEEN, pd.Series(BETWEEN), {"Days": 1930.0, "Events": np.int64(9), "swap": "e34"}],
}

WRONG = {
    "06.1": [
        (dict.fromkeys(REVERSAL, ...), "is not started"),
        ("deterrent_effect", "A dictionary in curly brackets"),
        ({"concept": "deterrent_effect"}, "There is no entry 'before'"),
        (REVERSAL | {"concept": "host_in_russia"}, "one article holds yes and no at once"),
        (REVERSAL | {"concept": "aimed_at_russia"}, "every article holds the same answer"),
        (REVERSAL | {"concept": "end_planning"}, "nothing to compare"),
        (REVERSAL | {"concept": "deterrence"}, "as in the column concept"),
        (REVERSAL | {"before": "003.14", "after": "001.24"}, "have changed places"),
        (REVERSAL | {"after": "002.09"}, "lies between the ends"),
        (REVERSAL | {"before": "001.12"}, "speaks of something else"),
        (REVERSAL | {"after": "004.08"}, "No Russian stance on your concept"),
        (REVERSAL | {"before": "s035"}, "is a statement"),
        (REVERSAL | {"before": "1.24"}, "is no unit"),
        (REVERSAL | {"before": "001.05"}, "is no sentence of the article"),
    ],
    "06.2": [
        (dict.fromkeys(VOICES, ...), "is not started"),
        ({"host_in_russia": VOICES["host_in_russia"]}, "There is no entry"),
        (VOICES | {"deterrent_effect": ("Baluyevsky", ...)}, "place 2"),
        (VOICES | {"other_side_closed": ("Antonov", "unnamed source")}, "have changed places"),
        (VOICES | {"host_in_russia": ("Mikhail Kamynin", "Foreign Ministry")}, "the other answer"),
        (VOICES | {"host_in_russia": ("unnamed source", "Kamynin")}, "does not let that voice"),
        (VOICES | {"deterrent_effect": ("General Staff", "government")}, "speaks there for that"),
        (VOICES | {"deterrent_effect": ("Baluyevsky", "Press TV")}, "An outlet passes words on"),
        (VOICES | {"other_side_closed": ("unnamed source", "Kremlin")}, "person and organization"),
        (VOICES | {"other_side_closed": ["Antonov"]}, "Two voices are wanted"),
        (VOICES | {"other_side_closed": "Antonov"}, "A list in square brackets"),
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
            "Keep the other four",
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
        (BETWEEN | {"days": 5.28}, "That is in years"),
        (BETWEEN | {"days": 779}, "shorter than another"),
        (BETWEEN | {"days": 3354}, "from the first article to the last"),
        (BETWEEN | {"days": 1929}, "that follow each other"),
        (BETWEEN | {"events": 7}, "into another gap"),
        (BETWEEN | {"events": 21}, "Count the longest gap alone"),
        (BETWEEN | {"events": 14}, "between those two dates"),
        (BETWEEN | {"swap": "E36"}, "By which decision"),
        (BETWEEN | {"swap": "E28"}, "still speaks of the third site"),
        (BETWEEN | {"swap": "E41"}, "speaks of the phased approach already"),
        (BETWEEN | {"swap": "E37"}, "changes no system"),
        (BETWEEN | {"swap": "E99"}, "is no event"),
        (1930, "A dictionary in curly brackets"),
    ],
}
