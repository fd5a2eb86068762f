"""Answers to exercise 05: right ones in several shapes, and typical wrong ones."""

import numpy as np
import pandas as pd

from shieldtalks.discourse import network
from shieldtalks.statements import load_statements
from tests.answers.charts import bar_chart, empty_chart

MINISTRY, STAFF = "RUS Foreign Ministry", "RUS General Staff"
GOVERNMENT, PENTAGON = "RUS government", "USA Defense Department"
WASHINGTON, WHITE_HOUSE = "USA government", "USA Presidency"


def chart(numbers, title="Conflict with the Pentagon", name="average conflict", lying=True):
    """Return a function that draws bars, so that nothing is drawn at import."""
    return bar_chart(numbers, title, name, "barh" if lying else "bar")


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


def ei_unbracketed(ties, groups):
    if not ties:
        return None
    external = sum(groups[a] != groups[b] for a, b in ties)
    return external - (len(ties) - external) / len(ties)


def line(same=3, opposite=1, units=("003.07", "003.05")):
    return {"congruence": same, "conflict": opposite, "units": list(units)}


def lean(nearest=(MINISTRY, GOVERNMENT), furthest=(GOVERNMENT, PENTAGON), torn=2):
    return {"nearest": nearest, "furthest": furthest, "torn": torn}


FIRM = [MINISTRY, STAFF, GOVERNMENT]


def near(ministry=8 / 12, staff=5 / 7.5, further="level"):
    return {MINISTRY: ministry, STAFF: staff, "further": further}


def divided(kind="conflict", way="average", least=0):
    """Return a function that gives a column of the Pentagon's network."""

    def column():
        weights = network(load_statements(), kind, normalise=way)[PENTAGON]
        return weights[weights > least]

    return column


def allies(ministry="000.04", pentagon="002.05", denial="000.03"):
    return {"ministry": ministry, "Pentagon": pentagon, "denial": denial}


def quarrel(tie="003.13", nato="003.05", government="003.06", reason="b"):
    return {"line": tie, "NATO": nato, "government": government, "reason": reason}


RIGHT = {
    "05.1": [
        line(),
        line(3.0, np.int64(1), ("003.03", "003.05")),
        {"Congruence": 3, "CONFLICT": 1, "Units": {"003.03", "003.07"}},
    ],
    "05.2": [congruence, by_loop, whole_tables],
    "05.3": [
        lean(),
        lean([GOVERNMENT, MINISTRY], {PENTAGON, GOVERNMENT}, np.int64(2)),
        pd.Series(lean()),
    ],
    "05.4": [FIRM, set(FIRM), pd.Index(FIRM), [name.upper() for name in FIRM]],
    "05.5": [near(), near(0.67, 0.67, "Level"), near(0.667, 0.667, " level.")],
    "05.6": [ei, ei_with_nan],
    "05.7": [
        allies(),
        allies("000.09", "002.03", "002.02"),
        allies("[000.04]", "002.13", "000.02"),
    ],
    "05.8": [quarrel(), quarrel(nato="003.03", reason="B."), quarrel(nato=" 003.05 ")],
    "05.9": [chart(divided()), chart(divided(), lying=False), chart(lambda: divided()().round(2))],
}

WRONG = {
    "05.1": [
        (line(1, 3), "have changed places"),
        (line(4, 1), "You counted each statement"),
        (line(3, 4), "You counted each statement"),
        (line(1, 1), "It counts once in each article"),
        (line(3, 2), "Have you added?"),
        (line(0, 1), "there is such a meeting"),
        (line(2, 1), "Go through the two concepts"),
        (line(units=["003.05"]), "You gave 1 unit"),
        (line(units=["003.07", "003.07"]), "You gave 1 unit"),
        (line(units=["003.13", "003.05"]), "neither of the two speaks about separate systems"),
        (line(units=["s060", "s063"]), "s060 is a statement"),
        ({"congruence": 3, "conflict": 1}, "There is no entry 'units'"),
        ([3, 1], "A dictionary in curly brackets"),
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
        ([*FIRM, "RUS Defence Ministry"], "Those are the lines of the reference"),
        ([*FIRM, "RUS Mission to NATO"], "Those are the lines of reader C"),
        ([*FIRM, "RUS Defence Ministry", "RUS Mission to NATO"], "one reader or more has"),
        ([*FIRM, "NATO"], "No reader has a conflict there"),
        ([MINISTRY, "RUS Defence Ministry"], "It has no conflict as C and D coded"),
        ([*FIRM, PENTAGON], "has no line with itself"),
        (FIRM[:2], "1 organization is missing"),
        (["Kremlin"], "is no organization here"),
        (MINISTRY, "A list in square brackets"),
        (3, "A list in square brackets"),
        (pd.Series([6.0, 2.0], index=["RUS government", "NATO"]), "The names stand in its index"),
    ],
    "05.5": [
        (near(8), "That is the plain weight"),
        (near(8 / 16.5), "You divided by statements"),
        (near(staff=5 / 15), "You divided by the sum of both"),
        (near(staff=5 / 7), "stances of one of them"),
        (near(8 / 16 + 8 / 2), "A bracket is missing"),
        (near(8 / (16 + 8) / 2), "A bracket is missing"),
        (near(staff=5 / 7 + 8 / 2), "A bracket is missing"),
        (near(1.5), "Turn the fraction over"),
        (near(0.9), "divided by the mean number of stances"),
        (near(further=MINISTRY), "Compare the two numbers"),
        (near("high"), "A number is wanted"),
        ({MINISTRY: 0.67, STAFF: 0.67}, "There is no entry 'further'"),
    ],
    "05.6": [
        (ei_turned, "The sign is turned round"),
        (ei_share, "the share of external ties"),
        (ei_difference, "That is the difference"),
        (ei_unbracketed, "Look at the brackets"),
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
    "05.9": [
        ("ax", "The chart is wanted"),
        (empty_chart, "Your chart is empty"),
        (chart(divided(least=-1)), "Leave it out"),
        (chart(divided(way="none")), "That is the plain weight"),
        (chart(divided(way="cosine")), "as they stand"),
        (chart(divided(kind="congruence", least=-1)), "That is agreement"),
        (chart(lambda: divided()().drop(STAFF)), "There is no bar for RUS General Staff"),
        (chart(divided(), title=""), "Your chart has no title"),
        (chart(divided(), name="weight"), "No axis of your chart is called"),
    ],
}
