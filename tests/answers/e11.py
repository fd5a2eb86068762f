"""Answers to exercise 11: right ones in several shapes, and typical wrong ones."""

import pandas as pd

from shieldtalks.bargaining import load_issues, load_sheets, no_deal, utilities

CLAIM = {
    "text": "Before any measures, Russia's foreign minister wants the threat assessed together.",
    "units": ["001.20"],
    "quotes": ["as a first step, must include a joint assessment of existing threats"],
}
CASES = [
    {
        "text": "Russia asks either to be inside the system or to be safe from it.",
        "units": ["003.08"],
        "quotes": ["or receive guarantees that this system will be no threat"],
        "best_case": "RUS",
    },
    {
        "text": "The American military says the shield protects the country and its allies.",
        "units": ["004.13"],
        "quotes": ["the shield is needed to protect the United States and European allies"],
        "best_case": "USA",
    },
    {
        "text": "NATO offers work side by side: two systems that are tuned to each other.",
        "units": ["003.05"],
        "quotes": ["two separate but coordinated missile defense systems"],
        "best_case": "NATO",
    },
]
DISPUTE = {
    "text": "Gates says the shield is no threat to Russia; Baluyevsky says it is aimed at it.",
    "units": ["001.09", "001.12"],
    "disputed": "aimed_at_russia",
}
ADVICE = {
    "text": "Begin with the joint assessment that Moscow asks for, and leave command alone.",
    "units": ["001.20", "003.12"],
    "recommends": {"assessment": "together", "guarantees": "openness"},
}
MEMO = [*CASES, DISPUTE, ADVICE]
FACT = {"question": "deterrent_effect", "yes": ("002.09", "RUS Foreign Ministry")}
FACT |= {"no": ("001.24", "Yury Baluyevsky")}
AGAINST = {"RUS": ("structure", "001.12"), "USA": ("control", "003.12"), "NATO": ""}
BETTER = {"structure": "two", "guarantees": "openness", "answer": "held", "planning": "ended"}


def changed(answers, **new):
    """Return a dictionary with some of its values changed."""
    return answers | new


def without(answers, *keys):
    """Return a dictionary without some of its keys."""
    return {key: value for key, value in answers.items() if key not in keys}


def worth(make, fill=True):
    """Return a function without arguments that gives a function of a package."""

    def ready():
        issues = load_issues()
        sheets, held = load_sheets(issues), no_deal(issues)

        def score(package):
            whole = {**held, **package} if fill else package
            return make(sheets, whole, held)

        return score

    return ready


def by_loop(sheets, whole, held):
    points = sheets["points"]
    return {p: sum(points[p, i, o] for i, o in whole.items()) for p in ("RUS", "USA", "NATO")}


def by_table(sheets, whole, held):
    return utilities(pd.DataFrame([whole]), sheets).iloc[0]


def total(column):
    def make(sheets, whole, held):
        rows = sheets[column]
        return {p: sum(rows[p, i, o] for i, o in whole.items()) for p in ("RUS", "USA", "NATO")}

    return make


def gains(sheets, whole, held):
    return by_table(sheets, whole, held) - by_table(sheets, dict(held), held)


def only_two(sheets, whole, held):
    return without(by_loop(sheets, whole, held), "NATO")


def divided(sheets, whole, held):
    return by_table(sheets, whole, held) / 100


def printing():
    return lambda package: print(len(package))


RIGHT = {
    "11.1": [
        CLAIM,
        changed(CLAIM, units="001.20", quotes="a joint assessment of existing threats"),
        {
            "text": "He sets a condition for working together.",
            "units": ("001.19",),
            "quotes": ["the principle of equal partnership from the very beginning"],
        },
    ],
    "11.2": [
        CASES,
        tuple(CASES[::-1]),
        [CASES[0], CASES[1], without(CASES[2], "quotes")],
        [changed(CASES[0], units=["001.17", "003.08"]), *CASES[1:]],
    ],
    "11.3": [
        FACT,
        pd.Series(FACT),
        {"question": "rogue_threat", "yes": ["000.06", "USA"], "no": ["001.25", "Baluyevsky"]},
        {
            "question": "aimed_at_russia",
            "yes": ("002.01", "Russia"),
            "no": ("004.13", "the United States"),
        },
        {
            "question": "lasting_obstacle",
            "yes": ("001.30", "Kislyak"),
            "no": ("002.19", "Peter Lavelle"),
        },
    ],
    "11.4": [worth(by_loop), worth(by_table), worth(lambda s, w, h: dict(by_table(s, w, h)))],
    "11.5": [
        BETTER,
        pd.Series(BETTER),
        changed(BETTER, structure="us_led", assessment="together"),
        {**without(BETTER, "planning"), "assessment": "together"},
    ],
    "11.6": [
        AGAINST,
        changed(AGAINST, RUS=["planning", "003.10"], NATO=None),
        {"RUS": ("assessment", "001.20"), "USA": ("control", "003.04"), "NATO": ""},
    ],
    "11.7": [
        MEMO,
        tuple(MEMO[::-1]),
        [*CASES, changed(DISPUTE, text="Who is right, the articles do not settle."), ADVICE],
        [*MEMO[:-1], changed(ADVICE, text="Give up. Nothing will come of it.")],
    ],
}

WRONG = {
    "11.1": [
        (..., "is not started"),
        ({"text": ..., "units": ["001.20"], "quotes": []}, "Three dots still stand"),
        ("001.20", "A dictionary in curly brackets"),
        (without(CLAIM, "quotes"), "Your claim has no quote"),
        (without(CLAIM, "units"), "it cites no unit"),
        (changed(CLAIM, units=["001.99"]), "is no unit"),
        (changed(CLAIM, units=["001.19"]), "stands in 001.20, which the claim does not cite"),
        (changed(CLAIM, quotes=["must include a shared assessment"]), "not in its units word for"),
        (changed(CLAIM, quotes=["As A First Step, must include"]), "other capital letters"),
        (changed(CLAIM, quotes=["as a first step ... a joint assessment"]), "leaves out or puts"),
        (changed(CLAIM, quotes=["joint assessment"]), "longest quote has 2 words"),
        (
            changed(CLAIM, units=["002.11"], quotes=["on the basis of a joint evaluation"]),
            "no stance of Lavrov's",
        ),
        (
            changed(CLAIM, units=["001.21"], quotes=["a playground for someone"]),
            "longest quote has 4 words",
        ),
        (
            changed(CLAIM, units=["001.18"], quotes=["still awaiting a clear explanation"]),
            "on something else",
        ),
        (changed(CLAIM, text=CLAIM["quotes"][0]), "Your text is the quote itself"),
    ],
    "11.2": [
        (..., "is not started"),
        (CASES[:2], "best case of NATO"),
        ([*CASES[:2], without(CASES[2], "best_case")], "best case of NATO"),
        ([changed(CASES[0], units=["001.03"], quotes=[]), *CASES[1:]], "page furniture"),
        ([changed(CASES[0], units=["000.17"], quotes=[]), *CASES[1:]], "is a repeat"),
        (
            [*CASES[:2], changed(CASES[2], units=["003.12"], quotes=[])],
            "cites no unit in which it takes a stance",
        ),
        ([changed(CASES[0], best_case="Russia"), *CASES[1:]], "best case of Russia"),
        ([changed(CASES[0], text=" "), *CASES[1:]], "it has no text"),
        ([*CASES[:2], changed(CASES[2], text=CASES[2]["quotes"][0])], "only repeats its quote"),
        (CASES[0], "A list of claims is wanted"),
    ],
    "11.3": [
        (changed(FACT, no=...), "Three dots still stand"),
        (without(FACT, "no"), "There is no 'no'"),
        (changed(FACT, question="deterrent"), "is no concept"),
        (changed(FACT, question="shared_control"), "something to want or to do"),
        (changed(FACT, yes=("002.09",)), "Two are wanted"),
        (changed(FACT, yes=("002.08", "RUS")), "is no unit"),
        (changed(FACT, yes=("002.11", "RUS")), "takes no stance"),
        (changed(FACT, yes=("001.24", "RUS")), "the answer is the other one"),
        (changed(FACT, yes=("002.09", "RT")), "is not the one whose claim"),
        (
            {
                "question": "other_side_closed",
                "yes": ("000.11", "RUS"),
                "no": ("000.12", "RUS"),
            },
            "Both answers are from",
        ),
    ],
    "11.4": [
        (42, "The function itself is wanted"),
        (printing, "it has to return it"),
        (worth(by_loop, fill=False), "An issue that is left out stays"),
        (worth(total("value")), "sums of values"),
        (worth(total("weight")), "sums of weights"),
        (worth(gains), "the gain over no deal"),
        (worth(only_two), "NATO is missing"),
        (worth(divided), "off by a factor of 100"),
        (worth(lambda s, w, h: s.at["RUS"]), "your function stops"),
        (worth(lambda s, w, h: dict.fromkeys(("RUS", "USA", "NATO"), 50)), "Add up the points"),
    ],
    "11.5": [
        ([], "A dictionary in curly brackets"),
        ({"structure": "two", "guarantees": "openness"}, "Nobody gains by it"),
        ({"structure": "two", "guarantees": "binding"}, "would lose by it"),
        (changed(BETTER, planning="stopped"), "is no option of 'planning'"),
        (changed(BETTER, money="shared"), "is no issue here"),
        (changed(BETTER, structure="outside", control="shared"), "cannot stand together"),
        ({"sites": "built"}, "this changes nothing"),
    ],
    "11.6": [
        (changed(AGAINST, USA=...), "Three dots still stand"),
        (without(AGAINST, "NATO"), "NATO is missing"),
        (changed(AGAINST, NATO=("control", "003.05")), "has said nothing on that"),
        (changed(AGAINST, RUS=("soil", "000.03")), "both yes and no"),
        (changed(AGAINST, RUS=("control", "003.04")), "speaks for that option"),
        (changed(AGAINST, USA=""), "you found nothing"),
        (changed(AGAINST, USA=("control", "003.13")), "does not speak against it"),
        (changed(AGAINST, USA=("money", "003.12")), "is no issue"),
        (changed(AGAINST, USA="control"), "A list in square brackets"),
    ],
    "11.7": [
        (..., "is not started"),
        ([*MEMO[:4], changed(ADVICE, text=...)], "Three dots still stand in place 5"),
        (MEMO[:4], "Your memo has 4 claims"),
        ([*MEMO, {"text": "It will rain.", "units": []}], "Claim 6: it cites no unit"),
        ([*MEMO[1:], DISPUTE], "best case of Russia"),
        ([*CASES, without(DISPUTE, "disputed"), ADVICE], "No claim is marked as disputed"),
        ([*CASES, changed(DISPUTE, units=["001.12"]), ADVICE], "cites 1 of the two answers"),
        ([*CASES, changed(DISPUTE, disputed="shared_control"), ADVICE], "Name a question of fact"),
        ([*MEMO[:4], without(ADVICE, "recommends")], "Nothing is recommended"),
        ([*MEMO[:4], changed(ADVICE, recommends={"sites": "sold"})], "is no option of 'sites'"),
        ([*MEMO[:4], changed(ADVICE, units=["001.10"])], "in which no party takes a stance"),
        (
            [*MEMO[:4], changed(ADVICE, text="Putin said “let us build it all together”.")],
            "not in its units word for word",
        ),
    ],
}
