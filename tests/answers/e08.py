"""Answers to exercise 08: right ones in several shapes, and typical wrong ones."""

import pandas as pd
from matplotlib.figure import Figure

from shieldtalks import bargaining, load_statements

LOSERS = {
    "third_site_2007": [],
    "gates_2007": ["RUS"],
    "lavrov_2007": ["USA"],
    "two_systems_2011": ["RUS"],
    "guarantees_2011": ["USA", "NATO"],
}
BEATEN = {"collective_2007": "guarantees_2011", "two_systems_2011": "gates_2007"}
CLOSING = {"both": 10, "RUS": 19, "USA": 17}
ARGUED = {
    "party": "RUS",
    "issue": "guarantees",
    "weight": 25,
    "because": ["001.18", "003.08"],
    "zone": None,
}


def score(rule):
    """Return a function without arguments that gives a scorer."""
    return lambda: rule


def added(weights, values):
    return sum(weights[issue] * values[issue] for issue in weights) / 100


def by_series(weights, values):
    return (pd.Series(weights) * pd.Series(values)).sum() / 100


def by_place(weights, values):
    return sum(w * v for w, v in zip(weights.values(), values.values(), strict=True)) / 100


def inside_the_loop(weights, values):
    total = 0
    for issue in weights:
        total = total + weights[issue] * values[issue]
        return total / 100
    return None


def forgetful(weights, values):
    total = 0
    for issue in weights:
        total = weights[issue] * values[issue]
    return total / 100


def not_kept(weights, values):
    total = 0
    for issue in weights:
        total + weights[issue] * values[issue]  # noqa: B018
    return total / 100


def printed(weights, values):
    print(added(weights, values))


def point(rule):
    """Return a function without arguments that gives a finder of the Nash point."""
    return lambda: rule


def inside(pairs):
    return [pair for pair in pairs if min(pair) >= 0]


def greatest(pairs):
    found = inside(pairs)
    return max(found, key=lambda pair: pair[0] * pair[1]) if found else None


def by_frame(pairs):
    table = pd.DataFrame(pairs)
    table = table[table.min(axis=1).ge(0)]
    return None if table.empty else list(table.loc[table.prod(axis=1).idxmax()])


def careless(pairs):
    return max(pairs, key=lambda pair: pair[0] * pair[1])


def positive(pairs):
    found = [pair for pair in pairs if min(pair) > 0]
    return greatest(found)


def seldom(pairs):
    return greatest(pairs) if len(inside(pairs)) > 2 else None


def stopping(pairs):
    return max(inside(pairs), key=lambda pair: pair[0] * pair[1])


def greatest_sum(pairs):
    return max(inside(pairs), key=sum) if inside(pairs) else None


def most_even(pairs):
    return max(inside(pairs), key=min) if inside(pairs) else None


def product(pairs):
    return max((a * b for a, b in inside(pairs)), default=None)


def argued(zone=None, **new):
    """Return a function that makes an argued weight, its zone counted by a rule or given."""

    def answer():
        given = ARGUED | new
        return given | {"zone": counted(zone, given) if zone is None or callable(zone) else zone}

    return answer


def counted(rule, given):
    """Count the packages in the zone with the changed weight; rule(table) counts otherwise."""
    issues, statements = bargaining.load_issues(), load_statements()
    sheets = bargaining.load_sheets(issues, statements)
    named = bargaining.load_packages(issues, statements)
    new = bargaining.with_weight(sheets, given["party"], given["issue"], given["weight"])
    if rule is None:
        return bargaining.bargain(issues, new, named, ("RUS", "USA")).zone.sum()
    return rule(issues, sheets, new, named)


def unchanged(issues, sheets, new, named):
    return bargaining.bargain(issues, sheets, named, ("RUS", "USA")).zone.sum()


def stale(issues, sheets, new, named):
    old = bargaining.walk_away(issues, sheets)[["RUS", "USA"]]
    return bargaining.bargain(issues, new, named, ("RUS", "USA"), **old).zone.sum()


def with_nato(issues, sheets, new, named):
    return bargaining.bargain(issues, new, named, ("RUS", "USA", "NATO")).zone.sum()


def drawer(rule=None, words=("RUS", "USA", "both"), name="packages", kind="bar"):
    """Return a function without arguments that gives a student's draw(more)."""

    def draw(more):
        issues, statements = bargaining.load_issues(), load_statements()
        sheets = bargaining.load_sheets(issues, statements)
        named = bargaining.load_packages(issues, statements)
        table = bargaining.bargain(issues, sheets, named, ("RUS", "USA"))
        ax = Figure().subplots()
        getattr(ax, kind)(list(words), (rule or suiting)(table, more))
        (ax.set_xlabel if kind == "barh" else ax.set_ylabel)(name)
        return ax

    return lambda: draw


def suiting(table, more):
    rus, usa = table.walk_away["RUS"] + more, table.walk_away["USA"] + more
    asked = [{"RUS": rus}, {"USA": usa}, {"RUS": rus, "USA": usa}]
    return [table.demand(**wants).zone.sum() for wants in asked]


def bare(table, more):
    asked = [{"RUS": more}, {"USA": more}, {"RUS": more, "USA": more}]
    return [table.demand(**wants).zone.sum() for wants in asked]


def unreturned(more):
    Figure().subplots().bar(["RUS"], [1])


RIGHT = {
    "08.1": [score(added), score(by_series)],
    "08.2": [
        LOSERS,
        {package: tuple(reversed(parties)) for package, parties in LOSERS.items()},
        {package: ", ".join(parties).lower() for package, parties in LOSERS.items()},
        pd.Series(LOSERS),
        LOSERS | {"gates_2007": "Russia", "lavrov_2007": {"United States"}},
    ],
    "08.3": [
        BEATEN,
        pd.Series(BEATEN),
        list(BEATEN.items()),
        {one: [other] for one, other in BEATEN.items()},
        {"Two coordinated systems": "Gates package", "COLLECTIVE_2007": "guarantees_2011"},
    ],
    "08.4": [point(greatest), point(by_frame), point(lambda pairs: greatest(pairs[::-1]))],
    "08.5": [
        {"RUS": "structure", "NATO": "sites"},
        {"nato": "Sites in Europe", "rus": "Control"},
        pd.Series({"RUS": "structure", "NATO": "control"}),
    ],
    "08.6": [
        argued(),
        lambda: argued(because="s028, s068")() | {"party": "Russia", "issue": "Guarantees"},
        argued(party="USA", issue="control", weight=12.5, because=("003.04", "003.12")),
        lambda: pd.Series(argued(issue="sites", weight=40, because=["002.05", "004.09"])()),
    ],
    "08.7": [drawer(), drawer(kind="barh"), drawer(words=("rus", "usa", "Both"))],
    "08.8": [CLOSING, pd.Series(CLOSING), {"BOTH": 10.0, "rus": 19, "usa": 17}],
}

WRONG = {
    "08.1": [
        (3, "The function itself is wanted"),
        (score(printed), "gives nothing back"),
        (score(lambda w, v: added(w, v) * 100), "Divide by 100"),
        (score(by_place), "You paired by place"),
        (score(inside_the_loop), "inside the loop"),
        (score(lambda w, v: sum(v.values())), "The weights are missing"),
        (score(lambda w, v: sum(v.values()) / len(v)), "mean of the values"),
        (score(lambda w, v: added(w, v) / len(w)), "mean over the issues"),
        (score(lambda w, v: 100 * added(w, v) / sum(w.values())), "by the sum of the weights"),
        (score(lambda w, v: w["moon"]), "stops: KeyError"),
        (score(lambda w, v: 7), "Work it out by hand"),
        (score(forgetful), "the last issue alone"),
        (score(not_kept), "Nothing was added up"),
        (score(lambda w, v: 90), "Not used in your function: w and v"),
    ],
    "08.2": [
        (dict.fromkeys(LOSERS, ...), "is not started"),
        ({"gates_2007": ["RUS"]}, "third_site_2007 is missing"),
        (LOSERS | {"gates_2007": ["USA", "NATO"]}, "the ones who do not lose"),
        (LOSERS | {"third_site_2007": ["RUS", "USA", "NATO"]}, "exactly as much"),
        (LOSERS | {"guarantees_2011": ["USA"]}, "look at NATO's as well"),
        (LOSERS | {"guarantees_2011": ["NATO"]}, "somebody else is below 0"),
        (LOSERS | {"gates_2007": ["POL"]}, "has no score sheet"),
        (LOSERS | {"two_systems_2011": ["NATO"]}, "against its own points"),
        (["RUS"], "A dictionary in curly brackets"),
    ],
    "08.3": [
        ({"collective_2007": "guarantees_2011"}, "There is another"),
        ({"guarantees_2011": "collective_2007"}, "the other way round"),
        (BEATEN | {"epaa_2016": "third_site_2007"}, "worth the same to both"),
        (BEATEN | {"lavrov_2007": "guarantees_2011"}, "For the United States it is worse"),
        (BEATEN | {"gates_2007": "elements_2009"}, "For Russia it is worse"),
        (BEATEN | {"epaa_2016": "epaa_2016"}, "cannot beat itself"),
        (BEATEN | {"moon_2011": "epaa_2016"}, "is no package"),
        (list(BEATEN), "A dictionary in curly brackets"),
    ],
    "08.4": [
        (60, "The function itself is wanted"),
        (point(careless), "Two losses have a positive product"),
        (point(greatest_sum), "That is the greatest sum"),
        (point(most_even), "the egalitarian answer"),
        (point(product), "not its product"),
        (point(stopping), "give None there"),
        (point(lambda pairs: print(greatest(pairs))), "it has to return it"),
        (point(lambda pairs: None), "is not started"),
        (point(positive), "A pair with a gain of 0"),
        (point(seldom), "nobody loses"),
        (point(lambda pairs: greatest(pairs) or (0, 0)), "there is no such point"),
        (point(lambda pairs: (12, 5)), "none of the pairs"),
        (point(lambda pairs: inside(pairs)[-1] if inside(pairs) else None), "Multiply the two"),
    ],
    "08.5": [
        ({"RUS": ..., "NATO": ...}, "is not started"),
        ({"RUS": "sites", "NATO": "structure"}, "wrong way round"),
        ({"RUS": "sites", "NATO": "sites"}, "needs two issues"),
        ({"RUS": "soil", "NATO": "sites"}, "counts for nothing with NATO"),
        ({"RUS": "assessment", "NATO": "sites"}, "both want the same option"),
        ({"RUS": "answer", "NATO": "planning"}, "Russia would give up as much"),
        ({"RUS": "guarantees", "NATO": "control"}, "NATO would give up as much"),
        ({"RUS": "moon", "NATO": "sites"}, "is no issue"),
        ({"RUS": "control"}, "There is no entry 'NATO'"),
    ],
    "08.6": [
        (dict.fromkeys(ARGUED, ...), "is not started"),
        (argued(party="NATO"), "The zone is that of RUS and USA"),
        (argued(weight=14), "stands there now"),
        (argued(zone=3, weight=140), "between 0 and 100"),
        (argued(because=["003.08"]), "Two different ones"),
        (argued(because=["003.08", "003.08"]), "Two different ones"),
        (argued(because=["003.08", "003.06"]), "does not speak to guarantees"),
        (argued(issue="control", because=["003.04", "003.12"]), "but not for Russia"),
        (argued(because=["003.08", "002.16"]), "Whose words are these"),
        (argued(because=["003.08", "003.99"]), "is no unit"),
        (argued(issue="sites", because=["000.04", "000.15"]), "repeats another sentence"),
        (argued(party="USA", issue="planning", because=["003.10", "003.11"]), "No article reports"),
        (argued(unchanged), "with the old weight"),
        (argued(stale), "changes with its weights"),
        (argued(935), "Those are all packages"),
        (argued(1), "Let with_weight make room"),
    ],
    "08.7": [
        (5, "The function itself is wanted"),
        (lambda: unreturned, "gives nothing back"),
        (lambda: lambda more: more, "The chart is wanted"),
        (drawer(words=("RUS", "USA", "NATO")), "There is none for both"),
        (drawer(lambda table, more: [table.zone.sum()] * 3), "without any demand"),
        (drawer(lambda table, more: suiting(table, 3)), "as in the example"),
        (drawer(lambda table, more: suiting(table, more)[::-1]), "another of the three bars"),
        (drawer(lambda table, more: suiting(table, more - 1)), "Work it out"),
        (drawer(lambda table, more: [935 - n for n in suiting(table, more)]), "do not suit both"),
        (drawer(bare), "on top of no deal"),
        (drawer(name=""), "No axis of your chart"),
        (drawer(kind="plot"), "Your chart has no bars"),
    ],
    "08.8": [
        (dict.fromkeys(CLOSING, ...), "is not started"),
        (CLOSING | {"both": 9}, "Go one whole step further"),
        (CLOSING | {"RUS": 18.6}, "Go one whole step further"),
        (CLOSING | {"RUS": 17, "USA": 19}, "have changed places"),
        (CLOSING | {"USA": 93}, "on top of no deal"),
        (CLOSING | {"both": 36}, "Raise the two demands together"),
        (CLOSING | {"USA": 30}, "with fewer points already"),
        (CLOSING | {"RUS": 5}, "Go on raising"),
        (CLOSING | {"both": "ten"}, "A number is wanted"),
    ],
}
