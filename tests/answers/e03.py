"""Answers to exercise 03: right ones in several shapes, and typical wrong ones."""

import krippendorff
import numpy as np
import pandas as pd
from sklearn.metrics import cohen_kappa_score

from shieldtalks.checks.e03 import TOLD

CODES = {
    "000.09": ("RUS Foreign Ministry", "host_in_russia", "yes"),
    "001.18": ("RUS Foreign Ministry", "guarantees", "yes"),
    "001.23": ("RUS General Staff", "deterrent_effect", "no"),
    "003.05": ("NATO", "separate_systems", "yes"),
    "004.14": "nothing",
}


def instead(**changes):
    """Return the right codes with some of them replaced; u000_09 stands for 000.09."""
    return CODES | {unit[1:].replace("_", "."): code for unit, code in changes.items()}


def without(unit):
    """Return the right codes but one."""
    return {u: code for u, code in CODES.items() if u != unit}


def by_numpy(table):
    """Return Cohen's kappa."""
    shares = np.array(table) / np.sum(table)
    seen, chance = np.trace(shares), shares.sum(axis=1) @ shares.sum(axis=0)
    return (seen - chance) / (1 - chance)


def by_hand(table):
    """Return Cohen's kappa, with loops and rounded."""
    n, answers = sum(sum(row) for row in table), range(len(table))
    seen = sum(table[i][i] for i in answers) / n
    chance = sum(sum(table[i]) / n * sum(row[i] for row in table) / n for i in answers)
    return round((seen - chance) / (1 - chance), 2)


def by_library(table):
    """Return Cohen's kappa from scikit-learn."""
    pairs = [(i, j) for i, row in enumerate(table) for j, n in enumerate(row) for _ in range(n)]
    return cohen_kappa_score(*zip(*pairs, strict=True))


def by_frame(table):
    """Return Cohen's kappa, with pandas."""
    shares = pd.DataFrame(table) / pd.DataFrame(table).to_numpy().sum()
    chance = (shares.sum(axis=1) * shares.sum()).sum()
    return (np.diag(shares).sum() - chance) / (1 - chance)


def observed(table):
    return np.trace(np.array(table)) / np.sum(table)


def not_divided(table):
    shares = np.array(table) / np.sum(table)
    return np.trace(shares) - shares.sum(axis=1) @ shares.sum(axis=0)


def equal_chance(table):
    return (observed(table) - 1 / len(table)) / (1 - 1 / len(table))


def one_reader(table):
    rows = np.array(table).sum(axis=1) / np.sum(table)
    return (observed(table) - rows @ rows) / (1 - rows @ rows)


def pooled(table):
    shares = np.array(table) / np.sum(table)
    both = (shares.sum(axis=1) + shares.sum(axis=0)) / 2
    return (np.trace(shares) - both @ both) / (1 - both @ both)


def first_answer(table):
    shares = np.array(table) / np.sum(table)
    chance = shares.sum(axis=1)[0] * shares.sum(axis=0)[0]
    return (np.trace(shares) - chance) / (1 - chance)


def only_two(table):
    (a, b), (c, d) = table
    return by_numpy([[a, b], [c, d]])


def first_corner(table):
    return by_numpy([row[:2] for row in table[:2]])


def printing(table):
    print(by_numpy(table))


def changing(table):
    value = by_numpy(table)
    table[0][0] = 0
    return value


def told(level="nominal", table=TOLD):
    """Return alpha as the library gives it."""
    return krippendorff.alpha(np.array(table, float), level_of_measurement=level)


SETTLED = {"000.12": ("keep", 6, "000.11"), "002.12": ("drop", 8, "002.12")}


def settled(unit, *verdict):
    """Return two good verdicts, one of them replaced."""
    return SETTLED | {unit: verdict}


RIGHT = {
    "03.1": [
        CODES,
        pd.Series(CODES),
        {unit: list(code) if code != "nothing" else None for unit, code in CODES.items()},
        instead(u004_14=[], u001_23=("rus general staff", "Blunts the deterrent", "disagree")),
        instead(u003_05=("NATO", "separate_systems", True)),
    ],
    "03.2": [0.85, 17 / 20, np.float64(0.85), np.array([0.85])],
    "03.3": [by_numpy, by_hand, by_library, by_frame],
    "03.4": [lambda: told(), lambda: round(told(), 3), lambda: np.float64(told())],
    "03.5": [
        ["000.02", "000.10", "000.12"],
        {"000.12", "000.02", "000.10"},
        pd.Series(["000.02", "000.10", "000.12"]),
        pd.DataFrame({"unit": ["000.02", "000.10", "000.12"], "kept": ["yes", "yes", "no"]}),
    ],
    "03.6": [
        SETTLED,
        settled("000.12", "drop", 8, "000.12"),
        settled("000.12", "KEEP", "rule 2", "[000.12]"),
        settled("002.12", "keep", 7, "002.11"),
        settled("002.12", "drop", "2", "002.11"),
        pd.Series({unit: list(verdict) for unit, verdict in SETTLED.items()}),
    ],
    "03.7": [
        {"reasons": ["a", "c", "d"], "empty": 1221 / 1314},
        {"reasons": {"d", "a", "c"}, "empty": 0.93},
        {"reasons": "a, c, d", "empty": np.float64(0.929)},
        {"reasons": ("A", "C", "D"), "empty": 0.9292},
    ],
}

WRONG = {
    "03.1": [
        (CODES["000.09"], "A dictionary in curly brackets"),
        (without("003.05"), "003.05 is not in your answer"),
        (instead(u000_09=("RUS Foreign Ministry", "rogue_threat", "yes")), "if-clause"),
        (instead(u000_09=("RUS government", "host_in_russia", "yes")), "Read 000.08 again"),
        (instead(u001_23=("RUS General Staff", "aimed_at_russia", "no")), "what the shield can do"),
        (instead(u001_23=("RUS General Staff", "deterrent_effect", "yes")), "turned round"),
        (instead(u001_18=("RUS Foreign Ministry", "talks_open", "yes")), "more narrowly"),
        (instead(u004_14=("USA government", "deploy_shield", "yes")), "plain narration"),
        (instead(u003_05="nothing"), "Somebody takes a stance"),
        (instead(u003_05=("OTAN", "separate_systems", "yes")), "no organization of the list"),
        (instead(u003_05=("NATO", "two systems", "yes")), "no concept of the codebook"),
        (instead(u003_05=("NATO", "separate_systems", "maybe")), "neither yes nor no"),
        (instead(u003_05=("NATO", "separate_systems")), "has 2 parts"),
        (instead(u003_05="separate_systems"), "A code looks like"),
    ],
    "03.2": [
        (17, "number of sentences"),
        (85, "per cent"),
        (0.15, "judged differently"),
        (0.35, "only the shared yes"),
        (0.7, "in which both said no"),
        (0.694, "is kappa"),
        (0.5, "is not the share"),
        ("0.85", "in quotation marks, which is a text"),
    ],
    "03.3": [
        (0.4, "The function itself is wanted"),
        (observed, "that is observed agreement".capitalize()),
        (not_divided, "do not divide by 1 - chance"),
        (equal_chance, "equally likely"),
        (one_reader, "one reader's shares twice"),
        (pooled, "Scott's pi"),
        (first_answer, "only the first answer"),
        (only_two, "With a table of three rows your function stops: ValueError"),
        (first_corner, "three to choose from"),
        (printing, "it has to return it"),
        (changing, "changes the table"),
        (lambda table: 100 * by_numpy(table), "per cent"),
        (lambda table: "0.4", "in quotation marks, which is a text"),
        (lambda table: 0.99, "Check the two shares"),
    ],
    "03.4": [
        (lambda: told("interval"), "treats the numbers as interval"),
        (lambda: told("ordinal"), "treats the numbers as ordinal"),
        (lambda: told(table=np.nan_to_num(np.array(TOLD))), "fourth answer"),
        (lambda: told(table=np.array(TOLD).T), "sentences for readers"),
        (lambda: told(table=TOLD[:2]), "leaves out the third reader"),
        (lambda: told(table=np.array(TOLD)[:, 1:7]), "drops the sentences with a gap"),
        (lambda: round(told(), 1), "to three places"),
        (0.0, "is not alpha of this table"),
        ("0.6", "in quotation marks, which is a text"),
    ],
    "03.5": [
        (["000.02", "000.10", "000.12", "002.06"], "differ only on whose"),
        (["001.15", "000.12"], "was not kept"),
        (["s015", "s093"], "You list statements"),
        (["000.12"], "You list 1 of them"),
        (["000.13"], "is no disputed unit"),
        ("000.12", "A list in square brackets"),
    ],
    "03.6": [
        (("keep", 6, "000.11"), "A dictionary in curly brackets"),
        ({"000.12": ("keep", 6, "000.11")}, "002.12 is not in your answer"),
        (settled("000.12", "keep", 8, "000.12"), "speaks for the other verdict"),
        (settled("000.12", "keep", 4, "000.12"), "withdrawal as the price"),
        (settled("000.12", "keep", 13, "000.12"), "There is no rule 13"),
        (settled("000.12", "keep", 6, "000.03"), "000.03 does not decide 000.12"),
        (settled("000.12", "keep", 6, "somewhere"), "is no unit"),
        (settled("002.12", "drop", 8, "001.22"), "stands in another article"),
        (settled("002.12", "keep", 7, "002.12"), "does not carry this verdict"),
        (settled("002.12", "yes", 7, "002.12"), "is no verdict"),
        (settled("002.12", "drop", 8), "has not three parts"),
    ],
    "03.7": [
        ({"reasons": ["a", "b", "c", "d"], "empty": 0.93}, "just what kappa does"),
        ({"reasons": ["a", "c", "e"], "empty": 0.93}, "how the two codings were made"),
        ({"reasons": ["f"], "empty": 0.93}, "never differ"),
        ({"reasons": ["a", "c"], "empty": 0.93}, "are not all"),
        ({"reasons": [], "empty": 0.93}, "You chose no reason"),
        ({"reasons": ["x"], "empty": 0.93}, "none of the six"),
        ({"reasons": ["a", "c", "d"], "empty": 1221}, "number of decisions"),
        ({"reasons": ["a", "c", "d"], "empty": 93}, "per cent"),
        ({"reasons": ["a", "c", "d"], "empty": 1308 / 1314}, "share of all agreement"),
        ({"reasons": ["a", "c", "d"], "empty": 0.5}, "is not the share of empty"),
        ({"reasons": ["a", "c", "d"]}, "has no 'empty'"),
    ],
}
