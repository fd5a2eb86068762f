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
        "text": "Russia asks to be inside the system or safe from it, for its deterrent's sake.",
        "units": ["003.08", "002.09"],
        "quotes": ["or receive guarantees that this system will be no threat"],
        "best_case": "RUS",
        "stances": {"guarantees": "yes", "deterrent_effect": "yes"},
    },
    {
        "text": "The American military says it protects allies and is no threat to Russia.",
        "units": ["004.13", "001.09"],
        "quotes": ["the shield is needed to protect the United States and European allies"],
        "best_case": "USA",
        "stances": {"rogue_threat": "yes", "aimed_at_russia": "no"},
    },
    {
        "text": "NATO offers work side by side: two systems that are tuned to each other.",
        "units": ["003.05", "003.13"],
        "quotes": ["two separate but coordinated missile defense systems"],
        "best_case": "NATO",
        "stances": {"separate_systems": "yes"},
    },
]
DISPUTE = {
    "text": "Gates says the shield is no threat to Russia; Baluyevsky says it is aimed at it.",
    "units": ["001.09", "001.12"],
    "disputed": "aimed_at_russia",
}
FIRM = {
    "text": "Each time Russia is heard on it, it says that the shield is aimed at Russia.",
    "units": ["001.08"],
    "headline": "aimed",
    "articles": 5,
    "readers": 4,
}
ADVICE = {
    "text": "Begin with the joint assessment that Moscow asks for, and leave command alone.",
    "units": ["001.20", "003.12"],
    "recommends": {"assessment": "together", "guarantees": "openness"},
}
MEMO = [*CASES, DISPUTE, FIRM, ADVICE]
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


def aimed(yes, whose, no, other):
    """Return an answer on the aim of the shield: a unit and a claimant for yes, then for no."""
    return {"question": "aimed_at_russia", "yes": (yes, whose), "no": (no, other)}


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
    return pd.Series(by_loop(sheets, whole, held)) - pd.Series(by_loop(sheets, held, held))


def only_two(sheets, whole, held):
    return without(by_loop(sheets, whole, held), "NATO")


def divided(sheets, whole, held):
    return pd.Series(by_loop(sheets, whole, held)) / 100


def not_begun_anew(sheets, whole, held):
    points, total = by_loop(sheets, whole, held), 0
    for party in points:
        total = points[party] = total + points[party]
    return points


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
        [changed(CASES[0], units=["001.17", "003.08", "003.14"]), *CASES[1:]],
    ],
    "11.3": [
        FACT,
        pd.Series(FACT),
        changed(FACT, no=("001.24", "the chief of the Russian General Staff")),
        changed(FACT, no=("001.23", "the Russian General Staff"), yes=("003.14", "Moscow")),
        aimed("004.08", "the Kremlin", "004.13", "the U.S. military"),
        aimed("001.12", "Baluyevsky", "001.09", "Washington"),
        aimed("002.01", "Russia", "004.13", "the United States"),
        aimed("002.01", "the Russian Foreign Ministry", "001.09", "Pentagon"),
        aimed("001.08", "Russian general", "001.09", "U.S. Defense Secretary Robert Gates"),
    ],
    "11.4": [worth(by_loop), worth(lambda s, w, h: pd.Series(by_loop(s, w, h)))],
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
        [
            *CASES,
            changed(DISPUTE, text="Moscow says it is aimed, Washington says it is not."),
            *MEMO[4:],
        ],
        [*MEMO[:-1], changed(ADVICE, text="Give up. Nothing will come of it for years.")],
        [
            *CASES,
            DISPUTE,
            changed(FIRM, headline="general", articles=4, readers=3, units=["001.24"]),
            ADVICE,
        ],
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
        (changed(CLAIM, quotes=["joint assessment"]), "Words in your longest quote: 2."),
        (
            changed(CLAIM, units=["002.11"], quotes=["on the basis of a joint evaluation"]),
            "Lavrov takes no stance in 002.11",
        ),
        (
            changed(CLAIM, units=["001.21"], quotes=["a playground for someone"]),
            "Words in your longest quote: 4.",
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
            [*CASES[:2], changed(CASES[2], units=["003.05"])],
            "cites 1 unit in which it takes a stance",
        ),
        (
            [*CASES[:2], changed(CASES[2], units=["003.13", "003.12"], quotes=[])],
            "none of its units holds a stance of NATO on separate_systems",
        ),
        ([changed(CASES[0], best_case="Russia"), *CASES[1:]], "best case of Russia"),
        ([changed(CASES[0], text=" "), *CASES[1:]], "it has no text"),
        ([*CASES[:2], changed(CASES[2], text=CASES[2]["quotes"][0])], "only repeats its quote"),
        (CASES[0], "A list of claims is wanted"),
        ([changed(CASES[0], text="Russia is right."), *CASES[1:]], "has 3 words"),
        (
            [
                changed(CASES[0], text="They ask to be inside the system or safe from it."),
                *CASES[1:],
            ],
            "does not name Russia",
        ),
        ([without(CASES[0], "stances"), *CASES[1:]], "The best case of RUS names no stance"),
        (
            [changed(CASES[0], stances={"guarantees": "yes"}), *CASES[1:]],
            "leaves out its strongest argument",
        ),
        (
            [CASES[0], changed(CASES[1], stances={"rogue_threat": "yes"}), CASES[2]],
            "its assurance (not aimed at Russia)",
        ),
        (
            [CASES[0], changed(CASES[1], stances={"aimed_at_russia": "yes"}), CASES[2]],
            "USA says no on aimed_at_russia there, not yes",
        ),
        (
            [*CASES[:2], changed(CASES[2], stances={"talks_open": "yes"})],
            "leaves out the two systems",
        ),
    ],
    "11.3": [
        (changed(FACT, no=...), "Three dots still stand"),
        (without(FACT, "no"), "There is no 'no'"),
        (changed(FACT, question="deterrent"), "is no concept"),
        (changed(FACT, question="shared_control"), "something to want or to do"),
        (changed(FACT, question="lasting_obstacle"), "is a forecast"),
        (changed(FACT, question="rogue_threat"), "which is a judgement"),
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
        (worth(by_table), "asks the library"),
        (worth(total("value")), "sums of values"),
        (worth(total("weight")), "sums of weights"),
        (worth(gains), "the gain over no deal"),
        (worth(only_two), "NATO is missing"),
        (worth(divided), "off by a factor of 100"),
        (worth(lambda s, w, h: s.at["RUS"]), "your function stops"),
        (worth(lambda s, w, h: dict.fromkeys(("RUS", "USA", "NATO"), 50)), "Add up the points"),
        (worth(not_begun_anew), "begins with 0 again for each party"),
        (worth(lambda s, w, h: by_loop(s, h, h)), "What stands last in"),
    ],
    "11.5": [
        (..., "is not started"),
        ([], "A dictionary in curly brackets"),
        (changed(BETTER, control="shared"), "the United States and NATO would lose by it"),
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
        (changed(AGAINST, USA="control"), "A pair is wanted here"),
    ],
    "11.7": [
        (..., "is not started"),
        ([*MEMO[:5], changed(ADVICE, text=...)], "Three dots still stand in place 6"),
        (MEMO[:4], "Your memo has 4 claims"),
        ([{"text": "It is so.", "units": ["000.05"]}] * 3, "Your memo has 3 claims"),
        ([*MEMO, {"text": "It will rain.", "units": []}], "Claim 7: it cites no unit"),
        ([*MEMO, {"text": "It will rain.", "units": ["000.05"]}], "has 3 words"),
        ([*MEMO[1:], DISPUTE], "best case of Russia"),
        ([*CASES, without(DISPUTE, "disputed"), *MEMO[4:]], "No claim is marked as disputed"),
        ([*CASES, changed(DISPUTE, units=["001.12"]), *MEMO[4:]], "cites 1 of the two answers"),
        (
            [*CASES, changed(DISPUTE, disputed="shared_control"), *MEMO[4:]],
            "Name a question of fact",
        ),
        (
            [
                *CASES,
                changed(DISPUTE, text="Nobody knows at whom the whole thing is aimed."),
                *MEMO[4:],
            ],
            "does not name the claimant of the no",
        ),
        (
            [
                *CASES,
                changed(DISPUTE, text="Gates says the shield is no threat to anybody."),
                *MEMO[4:],
            ],
            "does not name the claimant of the yes",
        ),
        ([*MEMO[:4], without(FIRM, "headline"), ADVICE], "No claim says how firm a headline is"),
        ([*MEMO[:4], changed(FIRM, headline="aim"), ADVICE], "'aim' is no headline"),
        ([*MEMO[:4], without(FIRM, "readers"), ADVICE], "has no 'readers'"),
        ([*MEMO[:4], changed(FIRM, articles=4, readers=5), ADVICE], "have changed places"),
        ([*MEMO[:4], changed(FIRM, articles=3), ADVICE], "does not hold in 3 articles"),
        ([*MEMO[:4], changed(FIRM, readers=3), ADVICE], "does not hold for 3 readers"),
        (
            [*MEMO[:4], changed(FIRM, units=["003.05"]), ADVICE],
            "no unit that the headline rests on",
        ),
        ([*MEMO[:5], without(ADVICE, "recommends")], "Nothing is recommended"),
        ([*MEMO[:5], changed(ADVICE, recommends={"sites": "sold"})], "is no option of 'sites'"),
        ([*MEMO[:5], changed(ADVICE, units=["001.10"])], "cites no unit in which a party says yes"),
        ([*MEMO[:5], changed(ADVICE, units=["003.13"])], "cites no unit in which a party says yes"),
        (
            [*MEMO[:5], changed(ADVICE, text="Putin said “let us build it all together” in vain.")],
            "not in its units word for word",
        ),
    ],
}
