"""Answers to exercise 10: right ones in several shapes, and typical wrong ones."""

from math import log, log2, log10

import pandas as pd

from shieldtalks import keyness, load_corpus

VERBS = {
    "004.06": ("refused", "strong", "USA"),
    "004.08": ("warned", "strong", "RUS"),
    "004.09": ("complaining", "strong", "RUS"),
}
HEADLINES = {"002": ("a", "002.13"), "003": ("b", "003.06"), "004": ("c", "004.06")}
STANDING = {"topic": ["nesterenko", "gates"], "style": ["us"]}
FAIR = (
    "The Kremlin said, Press TV reports, that it would develop missile systems of its own if NATO "
    "went on with its plans and reached no agreement with Moscow (003.15)."
)


def counted(make, own=False):
    """Return a function without arguments that makes an answer from the counts of words."""
    return lambda: make(keyness.word_counts(load_corpus(), own))


def said(counts):
    return dict(1000 * counts.loc["said"] / counts.sum())


def missing_zero(counts):
    return {**said(counts), "003": ...}


def chance(make):
    return counted(lambda counts: make(keyness.against_chance(counts)))


def surprise(base=log, factor=2, half=False, swap=False, bare=False, turned=False):
    """Return a function without arguments that gives a log-likelihood, with one slip or none."""

    def part(count, expected):
        if not count and not bare:
            return 0
        return count * base(expected / count if turned else count / expected)

    def function(a, b, c, d):
        c, d = (d, c) if swap else (c, d)
        c, d = (1, 1) if half else (c, d)
        rate = (a + b) / (c + d)
        return factor * (part(a, c * rate) + part(b, d * rate))

    return lambda: function


def printing():
    return lambda a, b, c, d: print(a, b, c, d)


def not_a_number():
    right = surprise()()
    return lambda a, b, c, d: right(a, b, c, d) if a and b else float("nan")


def changed(answers, **new):
    """Return answers with some of them changed; keys are written u004_06 for 004.06."""
    return answers | {key[1:].replace("_", "."): value for key, value in new.items()}


def without(answers, key):
    return {k: value for k, value in answers.items() if k != key}


RIGHT = {
    "10.1": [
        counted(said),
        counted(lambda counts: pd.Series(said(counts))),
        counted(lambda counts: {k: round(v, 1) for k, v in said(counts).items()}),
    ],
    "10.2": [
        surprise(),
        lambda: keyness.log_likelihood,
        lambda: lambda a, b, c, d: round(float(keyness.log_likelihood(a, b, c, d)), 2),
    ],
    "10.3": [
        {"AMD": "002", "missile system": "003"},
        {"amd": ["002"], "missile systems": "003"},
        pd.Series({"missile system": "003", "AMD": "002"}),
    ],
    "10.4": [
        VERBS,
        changed(VERBS, u004_06=["refuse", "Strong", "usa"], u004_09=("complain", "strong", "RUS")),
        {unit: list(triple) for unit, triple in VERBS.items()},
    ],
    "10.5": [
        STANDING,
        {"Topic": ("Gates", "Nesterenko"), "Style": {"US"}},
        {"topic": pd.Series(["nesterenko", "gates"]), "style": pd.Index(["us"])},
    ],
    "10.6": [
        chance(lambda table: table["by_chance"].sum() / table["clear"].sum()),
        chance(lambda table: round(table["by_chance"].sum() / table["clear"].sum(), 2)),
    ],
    "10.7": [
        HEADLINES,
        {"002": ["A", "002.03"], "003": ["B.", "003.08"], "004": ["C", "004.06"]},
        changed(HEADLINES, u002=("a", "002.06"), u003=("b", "003.04")),
    ],
    "10.8": [
        FAIR,
        "According to Press TV the Kremlin has announced that Russia would build missile systems "
        "of its own unless the alliance changes its plans and the two sides agree. [003.15]",
        "Press TV reports: should NATO go on and “no agreement is reached with Moscow”, Russia "
        "would develop “its own missile systems”, the Kremlin said (003.15).",
    ],
}

WRONG = {
    "10.1": [
        (counted(missing_zero), "Three dots still stand in entry '003'"),
        (counted(lambda counts: without(said(counts), "003")), "Article 003 is missing"),
        (counted(lambda counts: dict(counts.loc["said"])), "That is the count"),
        (counted(lambda counts: dict(counts.loc["said"] / counts.sum())), "That is the share"),
        (counted(lambda counts: dict(100 * counts.loc["said"] / counts.sum())), "a percentage"),
        (counted(said, own=True), "You left quotations out"),
        (
            counted(lambda counts: dict(1000 * counts.loc["said"] / counts.gt(0).sum())),
            "the different words",
        ),
        (
            counted(lambda counts: dict(1000 * counts.loc["said"] / counts.sum().sum())),
            "the words of all articles",
        ),
        (counted(lambda counts: dict(1000 * counts.loc["says"] / counts.sum())), "times 1000"),
    ],
    "10.2": [
        (printing, "it has to return it"),
        (surprise(factor=1), "doubled at the end"),
        (surprise(base=log10), "log10 is another"),
        (surprise(base=log2), "is e, not 2"),
        (surprise(half=True), "a half each"),
        (surprise(swap=True), "have changed places"),
        (surprise(turned=True), "never below zero"),
        (surprise(bare=True), "your function stops"),
        (not_a_number, "its part of the sum is 0"),
        (lambda: lambda a, b, c, d: 2.65 + a / 1e6, "by hand"),
        (42, "The function itself is wanted"),
    ],
    "10.3": [
        (["AMD", "missile system"], "A dictionary in curly brackets"),
        ({"AMD": "002"}, "1 of the names is missing"),
        ({"AMD": "002", "missile system": "003", "military system": "002"}, "stands only once"),
        ({"AMD": "002", "missile shield": "001"}, "stands in 3 articles"),
        ({"AMD": "001", "missile system": "003"}, "does not stand in '001'"),
        ({"umbrella": "002"}, "is no name of the table"),
    ],
    "10.4": [
        (changed(VERBS, u004_06=("refused", "strong", "RUS")), "Who does it, in that sentence?"),
        (without(VERBS, "004.08"), "A verb is missing"),
        (changed(VERBS, u004_11=("said", "neutral", "RUS")), "has no such verb"),
        (changed(VERBS, u003_06=("insists", "strong", "RUS")), "is no unit of article 004"),
        (changed(VERBS, u004_09=("complaining", "doubting", "RUS")), "is not its tone"),
        (changed(VERBS, u004_09=("complaining", "loud", "RUS")), "is no tone"),
        (changed(VERBS, u004_09=("rethink", "strong", "RUS")), "is not its verb"),
        (changed(VERBS, u004_08=("warned", "strong", "Putin")), "is no party"),
        (changed(VERBS, u004_08=("warned", "strong")), "Wanted are verb, tone and party"),
        (changed(VERBS, u004_08=("warned", ..., "RUS")), "Three dots still stand"),
    ],
    "10.5": [
        ({"topic": ["nesterenko", "gates", "us"]}, "has no 'style'"),
        ({"topic": ["nesterenko", "gates", "us"], "style": []}, "on the wrong side"),
        ({"topic": ["nesterenko"], "style": ["us", "gates"]}, "on the wrong side"),
        ({"topic": ["nesterenko"], "style": ["us"]}, "1 of the words that stand out is missing"),
        ({"topic": ["nesterenko", "gates", "american"], "style": ["us"]}, "That holds zero"),
        ({"topic": ["nesterenko", "gates", "us"], "style": ["us"]}, "stands on both sides"),
        ({"topic": ["nesterenko", "gates", "radar"], "style": ["us"]}, "is not in the table"),
    ],
    "10.6": [
        (
            chance(lambda t: 100 * t["by_chance"].sum() / t["clear"].sum()),
            "That is a percentage",
        ),
        (chance(lambda t: t["by_chance"].sum()), "how many words it would be"),
        (chance(lambda t: (t["by_chance"] / t["clear"]).mean()), "the mean of five shares"),
        (chance(lambda t: t["by_chance"].sum() / t["compared"].sum()), "by all words compared"),
        (0.05, "One in twenty"),
        (chance(lambda t: 1 - t["by_chance"].sum() / t["clear"].sum()), "the part beyond luck"),
        (0.6, "the sum of one column"),
        ("a quarter", "A number is wanted"),
    ],
    "10.7": [
        (changed(HEADLINES, u002=("b", "002.13")), "does not fit this headline"),
        (without(HEADLINES, "004"), "Article 004 is missing"),
        (changed(HEADLINES, u003=("b", "003.01")), "is the headline itself"),
        (changed(HEADLINES, u003=("b", "002.03")), "is no unit of it"),
        (changed(HEADLINES, u003=("b", "003.12")), "does not show it"),
        (changed(HEADLINES, u004=("d", "004.06")), "is no choice"),
        (changed(HEADLINES, u004=("c",)), "Letter and unit are wanted"),
        (changed(HEADLINES, u004=("c", ...)), "Three dots still stand"),
    ],
    "10.8": [
        ("The Kremlin said no.", "A whole sentence is wanted"),
        (FAIR.replace(" (003.15)", ""), "cites no unit"),
        (FAIR.replace("003.15", "003.14"), "You cite 003.14"),
        (FAIR.replace("The Kremlin", "Moscow"), "The speaker of the unit"),
        (FAIR.replace(", Press TV reports,", ""), "who reports this"),
        (FAIR.replace("said", "warned"), "adds force"),
        (FAIR.replace("said", "pointed out"), "takes the words as true"),
        (FAIR.replace("said", "claimed"), "holds the words at a distance"),
        (FAIR.replace("said", "threatened"), "paints a picture of its own"),
        (FAIR.replace("went on with", "ploughed ahead with"), "paints a picture of its own"),
        (FAIR.replace("went on with its plans", "“pressed on with its plans”"), "not verbatim"),
        (FAIR.replace("missile systems", "missile defence systems"), "You write of defence"),
        (FAIR.replace(" if NATO ", ". NATO "), "leaves out the condition"),
        (FAIR.replace(" and reached no agreement with Moscow", ""), "the missing agreement"),
        (
            FAIR.replace("The Kremlin said, Press TV reports, that it", "Of the Kremlin: it")
            + " Press TV.",
            "no verb that brings in the words",
        ),
        (FAIR + " It is" + " very" * 40 + " serious.", "Keep to 60 at most"),
    ],
}
