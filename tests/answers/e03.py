"""Answers to exercise 03: right ones in several shapes, and typical wrong ones."""

import functools

import krippendorff
import numpy as np
import pandas as pd
from matplotlib.figure import Figure

from shieldtalks import load_corpus
from shieldtalks.checks.e03 import FORCE, TOLD
from shieldtalks.reliability import per_concept
from shieldtalks.statements import load_codings

CODES = {
    "a": ("RUS Foreign Ministry", "host_in_russia", "yes"),
    "b": ("RUS Foreign Ministry", "guarantees", "yes"),
    "c": ("RUS General Staff", "deterrent_effect", "no"),
    "d": ("NATO", "separate_systems", "yes"),
    "e": "nothing",
}


def instead(**changes):
    """Return the right codes with some of them replaced."""
    return CODES | changes


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
    from sklearn.metrics import cohen_kappa_score  # here: its import is slow

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


def alphas(**changes):
    """Return alpha of both tables, one of them replaced; a function is called."""
    right = {"told": told(), "force": told("interval", FORCE)}
    return lambda: right | {name: make() for name, make in changes.items()}


def wide(table):
    return np.array(table, float)


@functools.cache
def agreement():
    """Return how far B and D agree, concept by concept."""
    codings = load_codings(load_corpus())
    table = per_concept(codings["B"], codings["D"], load_corpus().body().index)
    return table[table["either"].gt(0)]


def drawing(height, choose=lambda t: t["either"] >= 5, words="label", **looks):
    """Return a function that draws bars; looks: title, name, and kind, 'barh' or 'bar'."""

    def draw():
        table = agreement()
        table = table[choose(table)]
        ax = Figure().subplots()
        names = table.index if words == "index" else table[words]
        getattr(ax, looks.get("kind", "barh"))(names, height(table))
        ax.set_title(looks.get("title", "On which concepts do B and D agree?"))
        upright = looks.get("kind") == "bar"
        name = looks.get("name", "share of sentences")
        (ax.set_ylabel if upright else ax.set_xlabel)(name)
        return ax

    return draw


def share(table):
    return table["both"] / table["either"]


SETTLED = {"000.12": ("keep", 6, "000.11"), "002.12": ("drop", 8, "002.12")}


def settled(unit, *verdict):
    """Return two good verdicts, one of them replaced."""
    return SETTLED | {unit: verdict}


RIGHT = {
    "03.1": [
        CODES,
        pd.Series(CODES),
        {unit: list(code) if code != "nothing" else None for unit, code in CODES.items()},
        instead(e=[], c=("rus general staff", "Blunts the deterrent", "disagree")),
        instead(d=("NATO", "separate_systems", True)),
    ],
    "03.2": [0.85, 17 / 20, np.float64(0.85), np.array([0.85])],
    "03.3": [by_numpy, by_hand, by_library, by_frame],
    "03.4": [
        alphas(),
        alphas(told=lambda: round(told(), 3)),
        lambda: pd.Series({"told": told(), "force": round(told("interval", FORCE), 3)}),
    ],
    "03.5": [
        {"B": 8, "C": 3},
        pd.Series({"C": np.int64(3), "B": np.int64(8)}),
        {"b": 8.0, "c": 3.0},
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
        drawing(share),
        drawing(share, kind="bar"),
        drawing(share, words="index"),
        drawing(lambda t: round(share(t), 2), title="B and D", name="Share"),
    ],
}

WRONG = {
    "03.1": [
        (CODES["a"], "A dictionary in curly brackets"),
        (without("d"), "Sentence d is not in your answer"),
        (instead(a=("RUS Foreign Ministry", "rogue_threat", "yes")), "if-clause"),
        (instead(a=("RUS government", "host_in_russia", "yes")), "Read sentence a again"),
        (instead(c=("RUS General Staff", "aimed_at_russia", "no")), "what the shield can do"),
        (instead(c=("RUS General Staff", "deterrent_effect", "yes")), "turned round"),
        (instead(b=("RUS Foreign Ministry", "talks_open", "yes")), "more narrowly"),
        (instead(e=("USA government", "deploy_shield", "yes")), "plain narration"),
        (instead(d="nothing"), "Somebody takes a stance"),
        (instead(d=("OTAN", "separate_systems", "yes")), "no organization of the list"),
        (instead(d=("NATO", "two systems", "yes")), "no concept of the codebook"),
        (instead(d=("NATO", "separate_systems", "maybe")), "neither yes nor no"),
        (instead(d=("NATO", "separate_systems")), "has 2 parts"),
        (instead(d="separate_systems"), "A code looks like"),
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
        (lambda table: 0.4, "That is right for another table"),
    ],
    "03.4": [
        (alphas(told=lambda: told("interval")), "treats the numbers as interval"),
        (alphas(told=lambda: told("ordinal")), "only names for three ways"),
        (alphas(force=lambda: told("nominal", FORCE)), "treats the numbers as nominal"),
        (alphas(force=lambda: told("ordinal", FORCE)), "treats the numbers as ordinal"),
        (
            lambda: {"told": told("interval", FORCE), "force": told()},
            "The two have changed places",
        ),
        (alphas(told=lambda: told(table=np.nan_to_num(wide(TOLD)))), "one more answer"),
        (alphas(told=lambda: told(table=wide(TOLD).T)), "sentences for readers"),
        (alphas(force=lambda: told("interval", wide(FORCE)[:2])), "leaves out the third reader"),
        (alphas(told=lambda: told(table=wide(TOLD)[:, 1:7])), "drops the sentences with a gap"),
        (alphas(told=lambda: round(told(), 1)), "to three places"),
        (alphas(told=lambda: 0.0), "is not alpha of this table"),
        (alphas(told=lambda: "0.6"), "in quotation marks, which is a text"),
        (lambda: told(), "A dictionary in curly brackets"),
    ],
    "03.5": [
        ({"B": 3, "C": 8}, "`one` is B's answer"),
        ({"B": 19, "C": 3}, "So many codes only B gave"),
        ({"B": 8, "C": 9}, "So many codes only C gave"),
        ({"B": 8, "C": 6}, "were not kept"),
        ({"B": 28, "C": 28}, "the number of all rows"),
        ({"B": 8, "C": 11}, "kept in all"),
        ({"B": 7, "C": 4}, "the number of sentences"),
        ({"B": 5, "C": 3}, "A kept no counts"),
        ({"B": 3, "C": 3}, "A kept yes counts"),
        ({"B": 10, "C": 3}, "and count them"),
        ({"B": 8}, "There is no entry 'C'"),
        ([8, 3], "A dictionary in curly brackets"),
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
        (drawing(share, choose=lambda t: t["either"] > 0), "You drew all 18 concepts"),
        (drawing(share, choose=lambda t: t["either"] > 5), ">= in place of >"),
        (drawing(share, choose=lambda t: t["both"] >= 5), "by another column"),
        (drawing(share, choose=lambda t: t["either"] >= 8), "some are missing"),
        (drawing(share, choose=lambda t: t["either"] >= 4), "a smaller `either`"),
        (drawing(lambda t: t["both"]), "that is a number of sentences"),
        (drawing(lambda t: 100 * share(t)), "per cent"),
        (drawing(lambda t: t["either"] / t["both"]), "the wrong way round"),
        (drawing(lambda t: t["kappa"]), "which is kappa"),
        (drawing(lambda t: t["both"] / t["one"]), "what one reader saw"),
        (drawing(lambda t: share(t) / 3), "is `both` divided by `either`"),
        (drawing(share, title=""), "no title"),
        (drawing(share, name=""), "No axis of your chart is called"),
        (drawing(share, words="either"), "Your bars stand for numbers"),
        (lambda: Figure().subplots(), "Your chart is empty"),
        ("ax", "The chart is wanted"),
        (lambda: share(agreement()), "The chart is wanted"),
    ],
}
