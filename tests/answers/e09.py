"""Answers to exercise 09: right ones in several shapes, and typical wrong ones."""

import pandas as pd

from shieldtalks import games

PURE = {"a": ["DD"], "b": ["CD", "DC"], "c": ["WW"], "d": []}
NAMED = {
    "first": "prisoner's dilemma",
    "second": "stag hunt",
    "third": "chicken",
    "fourth": "deadlock",
}
APART = {
    "RUS General Staff": "001.12",
    "RUS Foreign Ministry": "002.01",
    "RUS Mission to NATO": "003.08",
}
REWARDED = {"RUS": ["DD"], "USA": ["DD"], "both": ["CC", "DD"], "least": 3, "ends_DD": "no"}
WANTED = {"for": "004.10", "against": "001.09", "compare": ["CC", "DD"], "verdict": "open"}


def solver(rule):
    """Return a function without arguments that gives a finder of thresholds."""
    return lambda: rule


def right(p):
    gain, loss = p["CC"] - p["DC"], p["DD"] - p["CD"]
    return loss / (gain + loss) if gain * loss > 0 else None


def with_nan(p):
    found = right(p)
    return float("nan") if found is None else found


def bare(p):
    return (p["DD"] - p["CD"]) / ((p["CC"] - p["DC"]) + (p["DD"] - p["CD"]))


def library(p):
    return games.trust_threshold(p)[0]


def guarded(p):
    below = (p["CC"] - p["DC"]) + (p["DD"] - p["CD"])
    return (p["DD"] - p["CD"]) / below if below else None


def swapped(p):
    return bare({"CC": p["CC"], "CD": p["DC"], "DC": p["CD"], "DD": p["DD"]})


def unbracketed(p):
    return (p["DD"] - p["CD"]) / (p["CC"] - p["DC"]) + (p["DD"] - p["CD"])


def too_strict(p):
    gain, loss = p["CC"] - p["DC"], p["DD"] - p["CD"]
    if gain <= 0 or loss <= 0:
        return None
    return loss / (gain + loss)


def other_differences(p):
    gain, loss = p["CC"] - p["CD"], p["DD"] - p["DC"]
    if gain * loss <= 0:
        return None
    return loss / (gain + loss)


def zero_let_in(p):
    gain, loss = p["CC"] - p["DC"], p["DD"] - p["CD"]
    return None if gain * loss < 0 else loss / (gain + loss)


def without(answers, key):
    return {k: v for k, v in answers.items() if k != key}


RIGHT = {
    "09.1": [
        PURE,
        {"a": "DD", "b": "CD, DC", "c": ("ww",), "d": ()},
        {"A": [("D", "D")], "B": {"DC", "CD"}, "C": ["W,W"], "D": []},
        pd.Series(PURE),
    ],
    "09.2": [solver(right), solver(with_nan)],
    "09.3": [
        NAMED,
        NAMED | {"first": "Prisoner’s Dilemma", "third": "Chicken"},
        pd.Series(NAMED | {"first": "the prisoners' dilemma"}),
    ],
    "09.4": [
        APART,
        APART | {"RUS General Staff": "s026", "RUS Mission to NATO": ["003.08"]},
        pd.Series(APART | {"RUS General Staff": "[001.25]"}),
    ],
    "09.5": [
        REWARDED,
        REWARDED | {"USA": "DD", "least": 3.0, "ends_DD": "No."},
        pd.Series(REWARDED | {"RUS": "dd", "both": ("D,D", "C,C")}),
    ],
    "09.6": [
        WANTED,
        {"For": "003.12", "Against": "000.12", "Compare": ("DD", "CC"), "Verdict": "Open."},
        WANTED | {"for": "s079", "against": "002.06", "compare": {"CC", "DD"}},
    ],
}

WRONG = {
    "09.1": [
        (dict.fromkeys(PURE, ...), "is not started"),
        (without(PURE, "d"), "There is no entry 'd'"),
        (PURE | {"a": ["CC"]}, "CC is no equilibrium. There the United States"),
        (PURE | {"a": ["CC", "DD"]}, "a: CC is no equilibrium"),
        (PURE | {"b": ["CD"]}, "There is another one"),
        (PURE | {"a": ["DD", "CD"]}, "CD is no equilibrium. There Russia"),
        (PURE | {"c": ["CC"]}, "CC is no equilibrium. There Russia"),
        (PURE | {"c": ["DC"]}, "There the United States"),
        (PURE | {"d": ["WD"]}, "There the United States"),
        (PURE | {"b": ["CW"]}, "The moves are C and D"),
        (PURE | {"c": []}, "There is one"),
        (PURE | {"d": ["DD"]}, "would rather have made another move"),
        (PURE | {"d": ["both"]}, "is no outcome"),
    ],
    "09.2": [
        (0.5, "The function itself is wanted"),
        (solver(library), "asks the library"),
        (solver(bare), "divides by zero"),
        (solver(guarded), "pays more in any case"),
        (solver(lambda p: 1 - right(p) if right(p) else None), "chance of the other's defecting"),
        (solver(lambda p: 100 * right(p) if right(p) else None), "is a percentage"),
        (solver(swapped), "CD and DC have changed places"),
        (solver(unbracketed), "in brackets"),
        (solver(lambda p: print(right(p))), "gives nothing back"),
        (solver(lambda p: p["XX"]), "stops: KeyError"),
        (solver(lambda p: 0.9), "Work it out by hand"),
        (solver(too_strict), "gain and loss are both below 0"),
        (solver(other_differences), "Compare your two differences"),
        (solver(zero_let_in), "There defecting pays more in any case"),
    ],
    "09.3": [
        (dict.fromkeys(NAMED, ...), "is not started"),
        (NAMED | {"first": "deadlock"}, "Compare CC with DD"),
        (NAMED | {"fourth": "prisoner's dilemma"}, "Compare CC with DD"),
        (NAMED | {"first": "stag hunt"}, "the best outcome is CC"),
        (NAMED | {"third": "prisoner's dilemma"}, "the worst outcome is CD"),
        (NAMED | {"second": "harmony"}, "the four names"),
        (NAMED | {"second": "chicken"}, "the best outcome is DC"),
        (NAMED | {"second": "hunting"}, "the four names"),
        (without(NAMED, "third"), "There is no entry 'third'"),
    ],
    "09.4": [
        (dict.fromkeys(APART, ...), "is not started"),
        (APART | {"RUS General Staff": "001.24"}, "the other axis"),
        (APART | {"RUS Foreign Ministry": "002.09"}, "the other axis"),
        (APART | {"RUS General Staff": "001.09"}, "the right column"),
        (APART | {"RUS General Staff": "001.18"}, "whose words are these"),
        (APART | {"RUS Foreign Ministry": "001.18"}, "article 002 is asked for"),
        (APART | {"RUS Mission to NATO": "003.10"}, "No stance there speaks"),
        (APART | {"RUS Mission to NATO": "003.99"}, "is no unit"),
        (APART | {"RUS Mission to NATO": "000.17"}, "repeats another sentence"),
    ],
    "09.5": [
        (dict.fromkeys(REWARDED, ...), "is not started"),
        (without(REWARDED, "ends_DD"), "There is no entry 'ends_DD'"),
        (REWARDED | {"RUS": ["CC"]}, "The side without a reward"),
        (REWARDED | {"USA": ["CC", "DD"]}, "The side without a reward"),
        (REWARDED | {"USA": ["DC"]}, "Add the reward to CC alone"),
        (REWARDED | {"both": ["CC"]}, "does anybody gain by leaving DD"),
        (REWARDED | {"both": ["DD"]}, "There is another one"),
        (REWARDED | {"both": []}, "There is one"),
        (REWARDED | {"least": 5}, "Fewer points"),
        (REWARDED | {"least": 2.4}, "A whole number"),
        (REWARDED | {"least": 2}, "the other still gains"),
        (REWARDED | {"least": 0}, "a side still gains"),
        (REWARDED | {"ends_DD": "yes"}, "gets nothing of it"),
        (REWARDED | {"ends_DD": "never"}, "The words are yes and no"),
        (REWARDED | {"RUS": ["both"]}, "is no outcome"),
    ],
    "09.6": [
        (dict.fromkeys(WANTED, ...), "is not started"),
        (WANTED | {"for": "001.09"}, "speaks against the claim"),
        (WANTED | {"against": "003.12"}, "speaks for the claim"),
        (WANTED | {"for": "004.13"}, "about the shield, not about wanting"),
        (WANTED | {"against": "003.13"}, "of the United States itself"),
        (WANTED | {"for": "004.12"}, "No stance is coded"),
        (WANTED | {"for": "003.05"}, "does not say whether"),
        (WANTED | {"compare": ["CC", "DC"]}, "whether there is a temptation"),
        (WANTED | {"compare": ["CD", "DD"]}, "to be left alone"),
        (WANTED | {"compare": ["CC", "CD"]}, "Which two outcomes are"),
        (WANTED | {"verdict": "shown"}, "a refusal is no payoff"),
        (WANTED | {"verdict": "refuted"}, "An offer may be for show"),
        (WANTED | {"verdict": "perhaps"}, "The words are"),
    ],
}
