"""Answers to exercise 10: right ones in several shapes, and typical wrong ones."""

from math import log, log2, log10

import pandas as pd
from matplotlib.figure import Figure

from shieldtalks import attribution, keyness, load_corpus

TONES = {
    "refused": ("strong", "Suderland"),
    "complained": ("strong", "Norland"),
    "claimed": ("doubting", "Suderland"),
    "pointed out": ("siding", "Norland"),
}
HEADLINES = {"001": ("b", "001.18"), "002": ("a", "002.13"), "004": ("c", "004.06")}
STANDING = {"topic": ["nesterenko", "gates"], "style": ["us"]}
FAIR = (
    "The Kremlin said, Press TV reports, that it would develop missile systems of its own if NATO "
    "went on with its plans and reached no agreement with Moscow (003.15)."
)


def counted(make, own=False):
    """Return a function without arguments that makes an answer from the counts of words."""
    return lambda: make(keyness.word_counts(load_corpus(), own))


def both(counts):
    return counts.loc[["says", "said"]].sum()


def said(counts, words=("says", "said")):
    return dict(1000 * counts.loc[list(words)].sum() / counts.sum())


def first_row_alone(counts):
    return dict(counts.loc["says"] + 1000 * counts.loc["said"] / counts.sum())


def missing_zero(counts):
    return {**said(counts), "003": ...}


def chance(make, own=True):
    return counted(lambda counts: make(keyness.against_chance(counts)), own)


def drawing(height, **looks):
    """Return a function that draws a bar an article; height: function of the reporting verbs.

    looks: title, name, kind ('bar' or 'barh'), and words, what stands under the bars.
    """

    def draw():
        values = height(attribution.reporting_verbs(load_corpus()))
        ax = Figure().subplots()
        words = looks.get("words", values.index)
        getattr(ax, looks.get("kind", "bar"))(words, values)
        ax.set_title(looks.get("title", "Which outlet keeps to say?"))
        lying = looks.get("kind") == "barh"
        name = looks.get("name", "per cent of reporting verbs")
        (ax.set_xlabel if lying else ax.set_ylabel)(name)
        return ax

    return draw


def sizes(verbs):
    return verbs.groupby("article").size()


def says(verbs):
    return sizes(verbs[verbs["verb"] == "say"])


def plain(verbs):
    return 100 * says(verbs) / sizes(verbs)


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


def slip_of(make):
    """Return a function without arguments that gives a slip in the formula."""
    return lambda: make


def half_doubled(a, b, c, d):
    e1, e2 = c * (a + b) / (c + d), d * (a + b) / (c + d)
    return 2 * (a * log(a / e1) if a else 0) + (b * log(b / e2) if b else 0)


def e1_unbracketed(a, b, c, d):
    e1, e2 = c * a + b / (c + d), d * a + b / (c + d)
    return 2 * ((a * log(a / e1) if a else 0) + (b * log(b / e2) if b else 0))


def sum_below_unbracketed(a, b, c, d):
    e1, e2 = c * (a + b) / c + d, d * (a + b) / c + d
    return 2 * ((a * log(a / e1) if a else 0) + (b * log(b / e2) if b else 0))


def put_in_unbracketed(a, b, c, d):
    one = a * log(a / c * (a + b) / (c + d)) if a else 0
    return 2 * (one + (b * log(b / d * (a + b) / (c + d)) if b else 0))


def all_unbracketed(a, b, c, d):
    e1, e2 = c * a + b / c + d, d * a + b / c + d
    return 2 * ((a * log(a / e1) if a else 0) + (b * log(b / e2) if b else 0))


def nothing_where_zero(a, b, c, d):
    return log_likelihood_of(a, b, c, d) if a and b else 0


def log_likelihood_of(a, b, c, d):
    e1, e2 = c * (a + b) / (c + d), d * (a + b) / (c + d)
    return 2 * ((a * log(a / e1) if a else 0) + (b * log(b / e2) if b else 0))


def total_of_ten(a, b, c, d):
    return log_likelihood_of(a, b, c, d) + 20


def part_of_a(a, b, c, d):
    return 2 * a * log(a / (c * (a + b) / (c + d))) if a else 0


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
        lambda: lambda a, b, c, d: round(surprise()()(a, b, c, d), 2),
    ],
    "10.3": [
        drawing(plain),
        drawing(plain, kind="barh"),
        drawing(lambda v: round(plain(v))),
        lambda: drawing(plain)().figure,
    ],
    "10.4": [
        TONES,
        TONES | {"refused": ["Strong", "suderland"]},
        pd.Series(TONES),
    ],
    "10.5": [
        STANDING,
        {"Topic": ("Gates", "Nesterenko"), "Style": {"US"}},
        {"topic": pd.Series(["nesterenko", "gates"]), "style": pd.Index(["us"])},
    ],
    "10.6": [
        chance(lambda table: table["by_chance"].sum() / table["clear"].sum()),
        chance(lambda table: round(table["by_chance"].sum() / table["clear"].sum(), 2)),
        chance(lambda table: table.round(1)["by_chance"].sum() / table["clear"].sum()),
        0.16,
    ],
    "10.7": [
        HEADLINES,
        {"002": ["A", "002.03"], "001": ["B.", "001.20"], "004": ["C", "004.06"]},
        changed(HEADLINES, u002=("a", "002.06"), u001=("b", "001.19")),
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
        (counted(lambda counts: dict(both(counts))), "That is the count"),
        (
            counted(lambda counts: dict(both(counts) / counts.sum())),
            "That is the share",
        ),
        (
            counted(lambda counts: dict(100 * both(counts) / counts.sum())),
            "a percentage",
        ),
        (counted(said, own=True), "You left quotations out"),
        (
            counted(lambda counts: dict((1000 * both(counts) / counts.sum()).round())),
            "rounded to a whole number",
        ),
        (
            counted(lambda counts: dict(100_000 * both(counts) / counts.sum())),
            "a hundred times too much",
        ),
        (
            counted(lambda counts: dict(1000 * both(counts) / counts.gt(0).sum())),
            "the different words",
        ),
        (
            counted(lambda counts: dict(1000 * both(counts) / counts.sum().sum())),
            "the words of all articles",
        ),
        (counted(lambda counts: said(counts, ["said"])), "only of said"),
        (counted(lambda counts: said(counts, ["says"])), "only of says"),
        (counted(lambda counts: said(counts, ["told"])), "times 1000"),
        (counted(first_row_alone), "the sum of the two rows in brackets"),
    ],
    "10.2": [
        (lambda: keyness.log_likelihood, "asks the library"),
        (printing, "it has to return it"),
        (slip_of(half_doubled), "Brackets are missing"),
        (slip_of(e1_unbracketed), "Brackets are missing"),
        (slip_of(sum_below_unbracketed), "Brackets are missing"),
        (slip_of(put_in_unbracketed), "Brackets are missing"),
        (slip_of(part_of_a), "only the part of a"),
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
        (slip_of(all_unbracketed), "Brackets are missing"),
        (slip_of(nothing_where_zero), "takes away its own part alone"),
        (slip_of(total_of_ten), "Yours begins with 0"),
    ],
    "10.3": [
        (drawing(lambda v: plain(v) / 100), "a hundred times as much"),
        (drawing(says), "That is a number of verbs"),
        (drawing(sizes), "the number of all its verbs"),
        (drawing(lambda v: 100 * sizes(v[v["written"] == "said"]) / sizes(v)), "the form said"),
        (drawing(lambda v: 100 * sizes(v[v["tone"] == "strong"]) / sizes(v)), "in the example"),
        (drawing(lambda v: 100 * sizes(v[v["tone"] == "neutral"]) / sizes(v)), "neutral verbs"),
        (drawing(lambda v: 100 * says(v) / says(v).sum()), "say in all articles"),
        (drawing(lambda v: sizes(v) / says(v)), "the wrong way round"),
        (drawing(lambda v: plain(v) + 5), "divided by all verbs"),
        (drawing(lambda v: plain(v).head(3)), "All five articles"),
        (drawing(lambda v: v["verb"].value_counts()), "stand for verbs"),
        (drawing(plain, words=list("01234")), "Put the ids of the articles"),
        (drawing(plain, title=""), "no title"),
        (drawing(plain, name=""), "No axis of your chart is called"),
        (lambda: Figure().subplots(), "Your chart is empty"),
        ("ax", "The chart is wanted"),
        (drawing(lambda v: 100 * sizes(v[v["verb"] == "said"]) / sizes(v)), "no verb fits"),
    ],
    "10.4": [
        (TONES | {"refused": ("strong", "Norland")}, "Whose words or act"),
        (TONES | {"complained": ("strong", "Suderland")}, "Whose words or act"),
        (without(TONES, "claimed"), "1 of the four verbs"),
        (TONES | {"said": ("neutral", "Norland")}, "said is neutral"),
        (TONES | {"refuse": ("strong", "Suderland")}, "as it is written"),
        (TONES | {"claimed": ("strong", "Suderland")}, "is not its tone"),
        (TONES | {"claimed": ("loud", "Suderland")}, "is no tone"),
        (TONES | {"claimed": ("Suderland", "doubting")}, "the country stands first"),
        (TONES | {"claimed": ("doubting", "Sweden")}, "is no country"),
        (TONES | {"claimed": ("doubting",)}, "You gave 1."),
        (TONES | {"claimed": ("doubting", ...)}, "Three dots still stand"),
        (list(TONES), "A dictionary in curly brackets"),
    ],
    "10.5": [
        ({"topic": ["nesterenko", "gates", "us"]}, "has no 'style'"),
        ({"topic": ["nesterenko", "gates", "us"], "style": []}, "on the wrong side"),
        ({"topic": ["nesterenko"], "style": ["us", "gates"]}, "on the wrong side"),
        ({"topic": ["nesterenko"], "style": ["us"]}, "1 of the words that stand out is missing"),
        ({"topic": ["nesterenko", "gates", "american"], "style": ["us"]}, "That holds zero"),
        ({"topic": ["nesterenko", "gates", "us"], "style": ["us"]}, "stands on both sides"),
        ({"topic": ["nesterenko", "gates", "radar"], "style": ["us"]}, "is not in the table"),
        ({"topic": "gates", "style": ["us"]}, "A list in square brackets"),
    ],
    "10.6": [
        (chance(lambda t: 100 * t["by_chance"].sum() / t["clear"].sum()), "a percentage"),
        (chance(lambda t: t["by_chance"].sum()), "how many words it would be"),
        (chance(lambda t: t["clear"].sum() / t["by_chance"].sum()), "the wrong way round"),
        (chance(lambda t: (t["by_chance"] / t["clear"]).mean()), "the mean of five shares"),
        (chance(lambda t: t["by_chance"].sum() / t["compared"].sum()), "by all words compared"),
        (chance(lambda t: t["by_chance"].sum() / t["clear"].sum(), own=False), "with quotations"),
        (0.05, "One in twenty"),
        (chance(lambda t: 1 - t["by_chance"].sum() / t["clear"].sum()), "the part beyond chance"),
        (0.6, "the sum of one column"),
        ("a quarter", "A number is wanted"),
    ],
    "10.7": [
        (changed(HEADLINES, u002=("b", "002.13")), "does not fit this headline"),
        (without(HEADLINES, "004"), "Article 004 is missing"),
        (changed(HEADLINES, u001=("b", "001.05")), "is the headline itself"),
        (changed(HEADLINES, u001=("b", "002.03")), "is no unit of it"),
        (changed(HEADLINES, u001=("b", "001.12")), "does not show it"),
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
