"""Answers to exercise 05: right ones in several shapes, and typical wrong ones."""

import numpy as np
import pandas as pd

MINISTRY, STAFF = "RUS Foreign Ministry", "RUS General Staff"
GOVERNMENT, PENTAGON = "RUS government", "USA Defense Department"
WASHINGTON, WHITE_HOUSE = "USA government", "USA Presidency"


def congruence(one, other):
    return (one["yes"] * other["yes"]).sum() + (one["no"] * other["no"]).sum()


def by_loop(one, other):
    total = 0
    for concept in set(one.index) & set(other.index):
        for side in ("yes", "no"):
            total += int(one.at[concept, side]) * int(other.at[concept, side])
    return total


def whole_tables(one, other):
    return pd.Series([(one * other).sum().sum()])


def conflict(one, other):
    return (one["yes"] * other["no"]).sum() + (one["no"] * other["yes"]).sum()


def everything(one, other):
    return congruence(one, other) + conflict(one, other)


def only_yes(one, other):
    return (one["yes"] * other["yes"]).sum()


def smaller(one, other):
    return np.minimum(*one.align(other, fill_value=0)).sum().sum()


def by_place(one, other):
    return sum((one.to_numpy() * other.to_numpy()).ravel())


def with_gaps(one, other):
    return (one["yes"] * other["yes"] + one["no"] * other["no"]).sum(skipna=False)


def not_added(one, other):
    return one["yes"] * other["yes"] + one["no"] * other["no"]


def printed(one, other):
    print(congruence(one, other))


def plus_one(one, other):
    return congruence(one, other) + 1


def all_of_one(one, other):
    shared = one.index.intersection(other.index)
    return congruence(one, other) + one.drop(shared).sum().sum()


def ei(ties, groups):
    if not ties:
        return None
    external = sum(groups[a] != groups[b] for a, b in ties)
    return (2 * external - len(ties)) / len(ties)


def ei_with_nan(ties, groups):
    return float("nan") if len(ties) == 0 else ei(ties, groups)


def ei_turned(ties, groups):
    return -ei(ties, groups) if ties else None


def ei_share(ties, groups):
    return (ei(ties, groups) + 1) / 2 if ties else None


def ei_difference(ties, groups):
    return ei(ties, groups) * len(ties) if ties else None


def ei_unguarded(ties, groups):
    external = sum(groups[a] != groups[b] for a, b in ties)
    return (2 * external - len(ties)) / len(ties)


def ei_zero(ties, groups):
    return ei(ties, groups) or 0


def ei_silent(ties, groups):
    print(ei(ties, groups))


def ei_misnamed(ties, groups):
    return groups["nobody"]


def ei_high(ties, groups):
    return 0.25


def line(same=1, opposite=8, units=("002.01", "002.06")):
    return {"congruence": same, "conflict": opposite, "units": list(units)}


def lean(nearest=(MINISTRY, GOVERNMENT), furthest=(GOVERNMENT, PENTAGON), torn=2):
    return {"nearest": nearest, "furthest": furthest, "torn": torn}


BLUE = [(MINISTRY, GOVERNMENT), (WASHINGTON, WHITE_HOUSE)]
ORANGE = [(GOVERNMENT, PENTAGON), (GOVERNMENT, WASHINGTON)]


def firm(same=BLUE, opposite=ORANGE):
    return {"congruence": same, "conflict": opposite}


def near(ministry=6 / 12.5, staff=5 / 8, nearer=STAFF):
    return {MINISTRY: ministry, STAFF: staff, "nearer": nearer}


def allies(ministry="000.04", pentagon="002.05", denial="000.03"):
    return {"ministry": ministry, "Pentagon": pentagon, "denial": denial}


def quarrel(tie="003.13", nato="003.05", government="003.06", reason="b"):
    return {"line": tie, "NATO": nato, "government": government, "reason": reason}


RIGHT = {
    "05.1": [
        line(),
        line(1.0, np.float64(8), ("001.09", "002.09")),
        {"Congruence": 1, "CONFLICT": 8, "Units": {"002.01", "001.09"}},
    ],
    "05.2": [congruence, by_loop, whole_tables],
    "05.3": [
        lean(),
        lean([GOVERNMENT, MINISTRY], {PENTAGON, GOVERNMENT}, np.int64(2)),
        pd.Series(lean()),
    ],
    "05.4": [
        firm(),
        firm([pair[::-1] for pair in BLUE], set(ORANGE)),
        firm(pd.MultiIndex.from_tuples(BLUE), tuple(ORANGE)),
    ],
    "05.5": [near(), near(0.48, 0.63, "rus general staff"), near(0.480, 0.625)],
    "05.6": [ei, ei_with_nan],
    "05.7": [
        allies(),
        allies("000.09", "002.03", "002.02"),
        allies("[000.04]", "002.13", "000.02"),
    ],
    "05.8": [quarrel(), quarrel(nato="003.03", reason="B."), quarrel(nato=" 003.05 ")],
}

WRONG = {
    "05.1": [
        (line(8, 1), "have changed places"),
        (line(1, 18), "You counted each statement"),
        (line(1, 9), "both kinds together"),
        (line(1, 4), "You counted concepts"),
        (line(0, 8), "says both yes and no"),
        (line(1, 5), "Go through the concepts"),
        (line(units=["002.01"]), "You gave 1 unit"),
        (line(units=["002.01", "002.09"]), "belong to the same actor"),
        (line(units=["002.02", "002.06"]), "neither of the two speaks about joining"),
        (line(units=["s043", "s050"]), "s043 is a statement"),
        ({"congruence": 1, "conflict": 8}, "There is no entry 'units'"),
        ([1, 8], "A dictionary in curly brackets"),
    ],
    "05.2": [
        (conflict, "That is conflict"),
        (everything, "everything by everything"),
        (only_yes, "Two noes to the same concept"),
        (smaller, "You took the smaller number"),
        (by_place, "Match them by concept"),
        (with_gaps, "spoils the sum"),
        (not_added, "Add up, so that one number is left"),
        (printed, "gives nothing back"),
        (plus_one, "Work it out by hand"),
        (all_of_one, "Only concepts that both use"),
        (7, "The function itself is wanted"),
    ],
    "05.3": [
        (lean((GOVERNMENT, PENTAGON), (MINISTRY, GOVERNMENT)), "have changed places"),
        (lean((STAFF, GOVERNMENT)), "Their subtract is 4"),
        (lean(furthest=(STAFF, PENTAGON)), "another pair goes beyond"),
        (lean(("NATO", "RUS Presidency")), "share no concept"),
        (lean(("NATO", "NATO")), "A pair has two different ones"),
        (lean(("NATO", "Kremlin")), "is no organization here"),
        (lean(torn=4), "stands twice in a square table"),
        (lean(torn=26), "those who never meet"),
        (lean(torn=8), "both equally often"),
        (lean(torn=3), "agree as often as they clash"),
        ({"nearest": (MINISTRY, GOVERNMENT)}, "There is no entry 'furthest'"),
    ],
    "05.4": [
        (firm(ORANGE, BLUE), "have changed places"),
        (firm([*BLUE, (STAFF, GOVERNMENT)]), "Without article 001 nothing is left"),
        (firm(opposite=[(MINISTRY, PENTAGON)]), "Without article 002 nothing is left"),
        (firm([(GOVERNMENT, PENTAGON)]), "They have no line of congruence"),
        (firm(BLUE[0]), "Under congruence 1 line is missing"),
        (firm(opposite=ORANGE[:1]), "Under conflict 1 line is missing"),
        (firm("RUS government"), "A list in square brackets"),
        ({"congruence": BLUE}, "There is no entry 'conflict'"),
    ],
    "05.5": [
        (near(6), "That is the plain weight"),
        (near(6 / 16.5), "You divided by statements"),
        (near(staff=5 / 16), "You divided by the sum of both"),
        (near(staff=5 / 7), "what one of them says"),
        (near(0.43), "That is Jaccard"),
        (near(0.9), "divided by the mean number of stances"),
        (near(nearer=MINISTRY), "Compare the two numbers"),
        (near("high"), "A number is wanted"),
        ({MINISTRY: 0.48, STAFF: 0.625}, "There is no entry 'nearer'"),
    ],
    "05.6": [
        (ei_turned, "The sign is turned round"),
        (ei_share, "the share of external ties"),
        (ei_difference, "That is the difference"),
        (ei_unguarded, "divides by zero"),
        (ei_zero, "0 would mean half and half"),
        (ei_silent, "gives nothing back"),
        (ei_misnamed, "stops: KeyError"),
        (ei_high, "Work it out by hand"),
        (0.5, "The function itself is wanted"),
    ],
    "05.7": [
        (allies("000.03", "002.05", "000.04"), "have changed places"),
        (allies(ministry="000.11"), "speaks about another concept"),
        (allies(ministry="000.03"), "says the opposite"),
        (allies(pentagon="001.09"), "speaks about another concept"),
        (allies(pentagon="000.05"), "no stance of USA Defense Department is coded"),
        (allies(denial="000.13"), "repeats another sentence"),
        (allies(denial="000.01"), "is no sentence of the article"),
        (allies(denial="s003"), "s003 is a statement"),
        (allies(denial="000.99"), "is no unit of these articles"),
        ({"ministry": "000.04", "Pentagon": "002.05"}, "There is no entry 'denial'"),
    ],
    "05.8": [
        (quarrel(tie="003.05"), "In 003.05 NATO speaks about another concept"),
        (quarrel(tie="000.05"), "no stance of NATO is coded"),
        (quarrel(nato="003.13"), "In 003.13 NATO speaks about another concept"),
        (quarrel(government="003.03"), "the Mission to NATO speaks"),
        (quarrel(government="003.14"), "how the two should be joined"),
        (quarrel(government="003.12"), "no stance of RUS government is coded"),
        (quarrel(reason="a"), "gives these sentences to NATO"),
        (quarrel(reason="c"), "drops repeats"),
        (quarrel(reason="d"), "Both stand in article 003"),
        (quarrel(reason="concept"), "one of the letters"),
        ({"line": "003.13", "NATO": "003.05", "government": "003.06"}, "no entry 'reason'"),
    ],
}
