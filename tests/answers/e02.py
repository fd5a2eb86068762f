"""Answers to exercise 02: right ones in several shapes, and typical wrong ones."""

import re

import pandas as pd

from shieldtalks import load_statements
from shieldtalks.attribution import find_quotations

SPEAKERS = {
    "001.17": "Yury Baluyevsky",
    "001.20": "Sergei Lavrov",
    "001.30": "Sergei Kislyak",
    "000.09": "unnamed source",
    "002.19": "Peter Lavelle",
}
MINISTRY = {
    "anonymous": ["000.02", "000.04", "000.08", "000.09", "000.10", "000.11", "000.12"],
    "on record": ["000.03"],
}
LINKS = {"Hamodia": "", "Reuters": "004.02", "Interfax": "004.15", "Anatoly Antonov": "004.15"}
BESIDE = {
    "001.28": "001.27",
    "002.10": "002.09",
    "002.13": "002.14",
    "002.18": "002.16",
    "004.10": "004.11",
}
VERDICTS = {"000": ("no", "000.08"), "001": ("yes", "001.12"), "004": ("yes", "004.11")}
BRIEF = {"a": ("says", "003.03"), "b": ("said", "002.09"), "c": ("reports", "003.12")}


def finder(pattern):
    """Return a function without arguments that gives a finder of quotations."""
    return lambda: lambda text: re.findall(pattern, text)


def by_hand():
    """Return a finder that walks through the text letter by letter."""

    def walk(text):
        found, start = [], None
        for place, letter in enumerate(text):
            if letter in '“”"' and start is None:
                start = place + 1
            elif letter in '“”"':
                found.append(text[start:place])
                start = None
        return found

    return walk


def printing():
    return lambda text: print(len(text))


def one_text():
    return lambda text: "".join(re.findall(r'[“"]([^“”"]+)[”"]', text))


def first_only():
    return lambda text: re.findall(r'[“"]([^“”"]+)[”"]', text)[:1]


def by_sentence():
    return lambda text: [
        part
        for words in re.findall(r'[“"]([^“”"]+)[”"]', text)
        for part in re.split(r"(?<=\.) ", words)
    ]


def stops():
    return lambda text: [re.search(r"“([^”]*)”", text).group(1)]


def shares(make):
    """Return a function that makes a table from the statements and their directness."""

    def table():
        statements = load_statements()
        return make(statements, statements["attribution"].eq("direct"))

    return table


def right_shares(statements, direct):
    return direct.groupby(statements["party"]).agg(share="mean", n="size")


def changed(answers, **new):
    """Return answers with some of them changed; keys are written with _ for a dot or a space."""
    keys = {key.replace(".", "_").replace(" ", "_"): key for key in answers}
    return answers | {keys[name.removeprefix("u")]: value for name, value in new.items()}


RIGHT = {
    "02.1": [
        SPEAKERS,
        pd.Series(SPEAKERS),
        {unit: name.split()[-1].lower() for unit, name in SPEAKERS.items()},
        changed(SPEAKERS, u001_17="General Yury Baluyevsky", u000_09="Anonymous senior source"),
    ],
    "02.2": [
        finder(r'[“"]([^“”"]+)[”"]'),
        by_hand,
        lambda: lambda text: tuple(re.findall(r"[“\"]([^“”\"]+)[”\"]", text)),
        lambda: lambda text: [w.strip(",") for w in re.findall(r'[“"]([^“”"]*)[”"]', text)],
    ],
    "02.3": [
        MINISTRY,
        changed(MINISTRY, anonymous={*MINISTRY["anonymous"], "000.02"}),
        {"Anonymous": tuple(MINISTRY["anonymous"][::-1]), "On record": pd.Series(["000.03"])},
    ],
    "02.4": [
        LINKS,
        changed(LINKS, Interfax="004.09", Anatoly_Antonov="004.07", Hamodia=None),
        pd.Series(LINKS),
        {"[Hamodia]": "", "reuters": "004.02", "interfax": "004.09", "Antonov": "004.11"},
    ],
    "02.5": [
        BESIDE,
        changed(BESIDE, u002_18="002.15", u002_10="002.11"),
        pd.Series(BESIDE),
        {unit: [beside] for unit, beside in BESIDE.items()},
    ],
    "02.6": [
        shares(right_shares),
        shares(lambda s, d: right_shares(s, d).reset_index()),
        shares(lambda s, d: right_shares(s, d).round(2).iloc[::-1]),
    ],
    "02.7": [
        VERDICTS,
        {"000": ["No", "000.03"], "001": ["Yes", "001.08"], "004": ["YES", "004.06"]},
        changed(VERDICTS, u000=("no", "000.02"), u004=("yes", "004.10")),
        changed(VERDICTS, u000=("no", "000.05"), u004=("yes", "004.07")),
    ],
    "02.8": [
        BRIEF,
        {gap: list(pair) for gap, pair in BRIEF.items()},
        changed(BRIEF, a=("says", "003.07")),
        {gap: (verb.upper(), unit) for gap, (verb, unit) in BRIEF.items()},
    ],
}

WRONG = {
    "02.1": [
        (dict.fromkeys(SPEAKERS, ...), "is not started"),
        ({"001.17": "Baluyevsky"}, "There is no speaker for"),
        (changed(SPEAKERS, u001_30="Lavrov"), "another speaker of these articles"),
        (changed(SPEAKERS, u002_19="RT"), "An outlet passes words on"),
        (changed(SPEAKERS, u000_09="Mikhail Kamynin"), "this voice has none"),
        (changed(SPEAKERS, u001_17="unnamed source"), "does name this speaker"),
        (changed(SPEAKERS, u001_17="the general"), "an office is not a name"),
        (["Baluyevsky"], "A dictionary in curly brackets"),
        (changed(SPEAKERS, u001_17="Yury Baluyevski"), "letter by letter"),
    ],
    "02.2": [
        (lambda: lambda text: tuple(find_quotations(text)["text"]), "asks the library"),
        (printing, "it has to return it"),
        (one_text, "A list of texts is wanted"),
        (finder(r'([“"])([^“”"]+)[”"]'), "Your list holds pairs"),
        (finder(r'[“"][^“”"]+[”"]'), "The marks themselves do not belong"),
        (finder(r"“([^”]+)”"), "There are straight marks in it"),
        (finder(r'"([^"]+)"'), "There are curly marks in it"),
        (finder(r'[“"](.+)[”"]'), "from the first mark to the last"),
        (first_only, "every one is wanted"),
        (finder(r"[“\"'’]([^“”\"'’]+)[”\"'’]"), "whole and unchanged"),
        (finder(r"[“\"']([^“”\"']+)[”\"']"), "an apostrophe is no quotation mark"),
        (by_sentence, "may hold several sentences"),
        (stops, "your function stops: AttributeError"),
        ("quoted", "The function itself is wanted"),
        (
            lambda: lambda text: text.replace("“", '"').replace("”", '"').split('"')[0::2],
            "outside the marks",
        ),
    ],
    "02.3": [
        (MINISTRY["anonymous"], "A dictionary in curly brackets"),
        ({"anonymous": MINISTRY["anonymous"]}, "has no 'on record'"),
        (changed(MINISTRY, anonymous=["000.04", "000.09"]), "units are missing"),
        (changed(MINISTRY, on_record=["000.03", "000.04"]), "stands on the wrong side"),
        (changed(MINISTRY, on_record=["000.02", "000.03"]), "no person who could be held to it"),
        (changed(MINISTRY, on_record=["000.13"]), "is a repeat"),
        (changed(MINISTRY, on_record=["000.03", "000.05"]), "is not the ministry's"),
        (changed(MINISTRY, on_record=[]), "On record is nobody yet"),
        (changed(MINISTRY, on_record=["Kamynin"]), "is no unit"),
    ],
    "02.4": [
        (dict.fromkeys(LINKS, ...), "is not started"),
        ({"Reuters": "004.02"}, "is not among your links"),
        (changed(LINKS, Reuters="004.05"), "where the photograph is from"),
        (changed(LINKS, Interfax="004.07"), "Interfax does not stand in 004.07"),
        (changed(LINKS, Interfax=""), "does stand in the article"),
        (changed(LINKS, Hamodia="004.01"), "No unit names it"),
        (changed(LINKS, Reuters="000.02"), "is no unit of article 004"),
        (["004.02", "004.15"], "A dictionary in curly brackets"),
    ],
    "02.5": [
        (("004.06", "004.07"), "A dictionary in curly brackets"),
        (changed(BESIDE, u001_28="001.29"), "names a person, but another one"),
        (changed(BESIDE, u002_13="002.13"), "names a person, but another one"),
        (changed(BESIDE, u002_10="002.10"), "It does not name its speaker itself"),
        (changed(BESIDE, u002_18="002.03"), "That is too far away"),
        (changed(BESIDE, u002_18="002.19"), "It does not say who speaks"),
        (changed(BESIDE, u004_10="004.09"), "It does not say who speaks"),
        (changed(BESIDE, u004_10="001.27"), "stands in another article"),
        (changed(BESIDE, u004_10="004.99"), "is no unit of these articles"),
        ({"001.28": "001.27"}, "There is no entry '002.10'"),
        ("002.09", "A dictionary in curly brackets"),
    ],
    "02.6": [
        (27 / 64, "A table (DataFrame) is wanted"),
        (shares(lambda s, d: right_shares(s, d)[["n"]]), "no column 'share'"),
        (shares(lambda s, d: right_shares(s[d], d[d])), "0 is a finding"),
        (
            shares(lambda s, d: right_shares(s, d).assign(n=d.groupby(s["party"]).sum())),
            "counts the direct ones",
        ),
        (shares(lambda s, d: right_shares(s, d).eval("share = 100 * share")), "is a percentage"),
        (
            shares(lambda s, d: right_shares(s, d).eval("share = share * n / 86")),
            "its share in all statements",
        ),
        (
            shares(lambda s, d: right_shares(s, d).eval("share = share * n / 28")),
            "its share in all direct speech",
        ),
        (
            shares(
                lambda s, d: right_shares(s.query("article == '000'"), d[s["article"] == "000"])
            ),
            "is a finding",
        ),
        (
            shares(
                lambda s, d: d.groupby(s["organization"]).agg(share="mean", n="size").drop("NATO")
            ),
            "Your rows are no parties",
        ),
    ],
    "02.7": [
        (dict.fromkeys(VERDICTS, ...), "is not started"),
        (changed(VERDICTS, u001=("yes", ...)), "entry '001', place 2"),
        ({"000": ("no", "000.08")}, "Article 001 is missing"),
        (changed(VERDICTS, u000=("yes", "000.08")), "wants a system built together"),
        (changed(VERDICTS, u004=("no", "004.13")), "not whether it is true"),
        (changed(VERDICTS, u004=("yes", "004.01")), "cannot be its own evidence"),
        (changed(VERDICTS, u000=("no", "000.17")), "Cite the first copy"),
        (changed(VERDICTS, u001=("yes", "001.26")), "does not decide it"),
        (changed(VERDICTS, u001=("perhaps", "001.12")), "neither yes nor no"),
        (changed(VERDICTS, u001="yes"), "A pair is wanted here"),
    ],
    "02.8": [
        (dict.fromkeys(BRIEF, ...), "is not started"),
        (changed(BRIEF, a=("insists", "003.03")), "adds force or feeling"),
        (changed(BRIEF, b=("pointed out", "002.09")), "takes the words as true"),
        (changed(BRIEF, c=("claims", "003.12")), "keeps the words at a distance"),
        (changed(BRIEF, a=("says", "003.10")), "has the right person"),
        (changed(BRIEF, b=("said", "002.12")), "does not support it"),
        (changed(BRIEF, b=("said", "002.11")), "has the right person"),
        (changed(BRIEF, c=("denies", "003.12")), "is not among the choices"),
        ({"a": ("says", "003.03")}, "Sentence b is missing"),
    ],
}
