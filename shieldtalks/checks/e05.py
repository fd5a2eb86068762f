"""Exercise 05: lines between actors, by hand and by function, and what their sentences say."""

import functools
import math

import pandas as pd

from shieldtalks.checks.base import kind, listed, mapping, number, slip, task, words
from shieldtalks.checks.reference import coded_in, the_corpus, the_statements
from shieldtalks.discourse import (
    dyad,
    dyads,
    edges,
    network,
    nodes,
    robustness,
    survives,
)
from shieldtalks.phrases import counted, names
from shieldtalks.statements import AGREEMENTS

MINISTRY, PENTAGON = "RUS Foreign Ministry", "USA Defense Department"
GOVERNMENT, STAFF, ALLIANCE = "RUS government", "RUS General Staff", "NATO"
JOINING, SOIL, TALKS = "join_us_shield", "host_in_russia", "talks_open"
KINDS = ("congruence", "conflict")
ROUNDING = 0.0051  # two decimals are enough
REASON = "b"
REASONS_SAID = {
    "a": "The coding gives these sentences to NATO and to the Russian government.",
    "c": "That rule drops repeats; it never drops the only sentence on a concept.",
    "d": "Both stand in article 003.",
}
# Rows are concept, yes, no. Each pair of tables tests one thing.
TABLES = {
    "simple": ([("a", 2, 0)], [("a", 3, 0)]),
    "noes": ([("a", 0, 2)], [("a", 0, 2)]),
    "mixed": ([("a", 2, 1), ("b", 0, 3)], [("a", 1, 2), ("b", 1, 4)]),
    "order": ([("a", 5, 1), ("b", 2, 1)], [("b", 1, 3), ("a", 3, 0)]),
    "apart": ([("a", 1, 0), ("b", 2, 0)], [("b", 3, 1), ("c", 0, 4)]),
    "strangers": ([("a", 1, 1)], [("b", 2, 2)]),
}
GROUPS = {"Ada": "north", "Ben": "north", "Cleo": "south", "Dov": "south", "Eve": "east"}
TIES = {
    "mixed": [("Ada", "Ben"), ("Ada", "Cleo"), ("Ben", "Dov"), ("Cleo", "Eve")],
    "inside": [("Ada", "Ben"), ("Cleo", "Dov")],
    "outside": [("Ada", "Eve"), ("Ben", "Eve"), ("Ada", "Dov")],
    "half": [("Ada", "Ben"), ("Ben", "Cleo")],
    "none": [],
}


@functools.cache
def _dyads():
    return dyads(the_statements())


def _keys(answer, keys):
    """Return an answer as {key: value} with all these keys; else say which is missing."""
    given = {str(key).strip(): value for key, value in mapping(answer).items()}
    low = {key.casefold(): value for key, value in given.items()}
    for key in keys:
        if key.casefold() not in low:
            slip(f"There is no entry {key!r}.", f"The keys are {names(keys)}.")
    return {key: low[key.casefold()] for key in keys}


def _actor(answer):
    name = words(answer)
    known = {actor.casefold(): actor for actor in the_statements()["organization"].unique()}
    if name.casefold() not in known:
        slip(f"{name!r} is no organization here.", "Use the names as the table spells them.")
    return known[name.casefold()]


def _pair(answer):
    """Return two actors as a sorted tuple."""
    pair = tuple(sorted({_actor(name) for name in listed(answer)}))
    if len(pair) != 2:
        slip(f"You named {counted(len(pair), 'organization')}.", "A pair has two different ones.")
    return pair


def _pairs(answer):
    """Return a list of pairs; two names alone count as one pair."""
    items = listed(answer)
    if len(items) == 2 and all(isinstance(item, str) for item in items):
        items = [items]
    return {_pair(item) for item in items}


def _as_pairs(index):
    return {tuple(sorted(pair)) for pair in index}


def _both(pair):
    return f"{pair[0]} and {pair[1]}"


def _unit(answer):
    """Return an answer as the id of a unit that can be coded; else say what it is instead."""
    unit = words(answer).strip("[]")
    if unit in the_statements().index:
        slip(f"{unit} is a statement.", "A unit is wanted: its article, a dot, its number.")
    if unit not in the_corpus().units.index:
        slip(f"{unit!r} is no unit of these articles.", "A unit looks like '003.06'.")
    part = the_corpus().units.at[unit, "kind"]
    if part == "duplicate":
        slip(f"{unit} repeats another sentence.", "Take the one that counts.")
    if part == "headline":
        slip(f"{unit} is a headline.", "Only sentences of the body are coded.")
    return unit


def _spoken(unit, actor, concept, agreement=None):
    """Check that in this unit the actor takes this stance; say what happens there instead."""
    his = coded_in(unit, organization=actor)
    if his.empty:
        slip(f"In {unit} no stance of {actor} is coded.", "Look at the column organization.", unit)
    if concept not in set(his["concept"]):
        slip(f"In {unit} {actor} speaks about another concept.", "Compare the concepts.", unit)
    if agreement and agreement not in set(his.loc[his["concept"].eq(concept), "agreement"]):
        slip(f"In {unit} {actor} says the opposite.", "Compare yes and no.", unit)


@task(
    "05.1",
    "A line by hand",
    "Take one concept at a time. How many yes and how many no does either of the two have?",
    "A stance that comes twice in one article counts once there; in two articles it counts twice.",
    "For each concept, yes × yes + no × no goes to congruence, yes × no + no × yes to conflict. "
    "Then add up the three concepts. For the units, look only at the rows of join_us_shield.",
    points=2,
)
def by_hand(answer):
    """Accept {'congruence': n, 'conflict': n, 'units': one unit of each actor on joining}."""
    given = _keys(answer, (*KINDS, "units"))
    counts = {name: number(given[name]) for name in KINDS}
    right = dyad(the_statements(), MINISTRY, PENTAGON)
    sums = {name: right[name].sum() for name in KINDS}
    if counts != sums:
        _wrong_sums(counts, sums, right)
    units = sorted({_unit(item) for item in listed(given["units"])})
    if len(units) != 2:
        slip(
            f"You gave {counted(len(units), 'unit')}.",
            "Two are wanted: one of the ministry, one of the Pentagon.",
        )
    speakers = [set(coded_in(unit, concept=JOINING)["organization"]) for unit in units]
    for unit, speaker in zip(units, speakers, strict=True):
        if not speaker & {MINISTRY, PENTAGON}:
            slip(f"In {unit} neither of the two speaks about joining.", "See read-1.", unit)
    if speakers[0] == speakers[1]:
        slip("Both units belong to the same actor.", "A clash needs one of each.")


def _wrong_sums(given, right, rows):
    everything = dyad(the_statements(), MINISTRY, PENTAGON, duplicates="all")
    if given["congruence"] == right["conflict"] and given["conflict"] == right["congruence"]:
        slip("Congruence and conflict have changed places.", "Same stance, or opposite stance?")
    for name in KINDS:
        seen = f"{name}: you have {given[name]:g}."
        if given[name] == right[name]:
            continue
        if given[name] == everything[name].sum():
            slip(seen, "You counted each statement. A repeat in one article does not count.")
        if given[name] == sum(right.values()):
            slip(seen, "That is both kinds together.")
        if given[name] == rows[name].gt(0).sum():
            slip(seen, "You counted concepts. Multiply within each, then add up.")
        if given[name] == 0:
            slip(seen, "On one concept one of the two says both yes and no.", "the rows on hosting")
        slip(seen, "Go through the concepts once more and multiply.", "the section 'One line'")


@task(
    "05.2",
    "Congruence as a function",
    "Multiplying two columns of two tables matches their rows by name.",
    "You need two products: of the yes columns and of the no columns. A concept that only one "
    "table has must add nothing.",
    'The two products are one["yes"] * other["yes"] and one["no"] * other["no"]. Take .sum() of '
    "each, which skips what is missing, and return the total.",
    points=3,
)
def congruence_function(answer):
    """Accept a function of two tables (index concept, columns yes and no)."""
    _callable(answer)
    for test, rows in TABLES.items():
        one, other = map(_table, rows)
        call = f"congruence({_short(rows[0])}; {_short(rows[1])})"
        given = _called(answer, call, one, other)
        if isinstance(given, pd.Series | pd.DataFrame) and given.size != 1:
            slip(f"{call} gives {kind(given)}.", "Add up, so that one number is left.")
        value, yes, no = number(given), *_products(one, other)
        right = yes + no
        if math.isclose(value, right):
            continue
        _wrong_congruence(test, f"{call} gives {value:g}.", value, one, other)


def _table(rows):
    return pd.DataFrame(rows, columns=["concept", "yes", "no"]).set_index("concept")


def _short(rows):
    return ", ".join(f"{concept}: {yes} yes {no} no" for concept, yes, no in rows)


def _products(one, other):
    one, other = one.align(other, fill_value=0)
    return [float((one[side] * other[side]).sum()) for side in AGREEMENTS]


def _wrong_congruence(test, seen, value, one, other):
    a, b = one.align(other, fill_value=0)
    if math.isnan(value):
        slip(seen, "A concept that only one of them uses spoils the sum. It should add nothing.")
    if value == _products(one, other)[0]:
        slip(seen, "Two noes to the same concept are a common stance as well.")
    if value == (a["yes"] * b["no"] + a["no"] * b["yes"]).sum():
        slip(seen, "That is conflict: you multiplied yes by no.")
    if value == (a.sum(axis=1) * b.sum(axis=1)).sum():
        slip(seen, "That multiplies everything by everything: same and opposite stances.")
    if value == a.where(a < b, b).sum().sum():
        slip(seen, "You took the smaller number. The formula multiplies.")
    if test == "order":
        slip(seen, "The rows stand in another order here. Match them by concept, not by place.")
    if test in ("apart", "strangers"):
        slip(seen, "Only concepts that both use can count.")
    slip(seen, "Work it out by hand: yes times yes, no times no, then the sum.")


def _callable(answer):
    if not callable(answer):
        slip(f"You gave {kind(answer)}.", "The function itself is wanted: its name, no brackets.")


def _called(answer, call, *arguments, nothing=False):
    """Call a student's function; what stops it, or a missing return, becomes one line."""
    try:
        given = answer(*arguments)
    except Exception as error:
        said = " ".join(f"{type(error).__name__}: {error}".split())[:120]
        slip(f"{call} stops: {said}.", "Try it with these values yourself.")
    if given is None and not nothing:
        slip(f"{call} gives nothing back.", "End the function with return, not with print.")
    return given


@task(
    "05.3",
    "One against the other",
    "A table minus a table subtracts cell by cell.",
    "A 0 has two causes. Which pairs have something to subtract at all? Each pair stands twice in "
    "a square table, and the diagonal is always 0.",
    "lean = same - opposite. lean.stack() makes one long column: idxmax() and idxmin() name the "
    "pairs. For torn, count where (lean == 0) & (same > 0), and halve it.",
    points=2,
)
def subtract(answer):
    """Accept {'nearest': pair, 'furthest': pair, 'torn': number of pairs}."""
    given = _keys(answer, ("nearest", "furthest", "torn"))
    table = _dyads()
    pairs = {"nearest": _pair(given["nearest"]), "furthest": _pair(given["furthest"])}
    weights = {tuple(sorted(pair)): weight for pair, weight in table["subtract"].items()}
    best = {"nearest": max(weights.values()), "furthest": min(weights.values())}
    if all(weights.get(pairs[a]) == best[b] for a, b in (list(best), list(best)[::-1])):
        slip("Nearest and furthest have changed places.", "Which sign does agreement have?")
    for name, pair in pairs.items():
        if weights.get(pair) == best[name]:
            continue
        seen = f"{name}: you have {_both(pair)}."
        if pair not in weights:
            slip(seen, "These two share no concept.")
        slip(seen, f"Their subtract is {weights[pair]:g}; another pair goes beyond that.")
    _torn(number(given["torn"]), table)


def _torn(value, table):
    right = int(table["subtract"].eq(0).sum())
    if value == right:
        return
    seen = f"torn: you have {value:g}."
    square = network(the_statements(), "subtract")
    zeros = int(square.eq(0).to_numpy().sum())
    actors = len(square)
    if value == 2 * right:
        slip(seen, "Each pair stands twice in a square table.")
    if value in (zeros, zeros - actors, (zeros - actors) / 2):
        slip(seen, "That takes in those who never meet. Only pairs with a common concept count.")
    if value in (n := int((table[list(KINDS)] > 0).all(axis=1).sum()), 2 * n):
        slip(seen, "Those agree and clash. Torn are those who do both equally often.")
    slip(seen, "Count the pairs that agree as often as they clash, and at least once.")


@task(
    "05.4",
    "What no single article carries",
    "A line stays if something of it is left in each of the five cases.",
    "survives(statements, kind) gives the least weight that is left of each line.",
    "least = survives(statements, 'congruence'), then list(least[least > 0].index); the same for "
    "'conflict'.",
    points=2,
)
def survivors(answer):
    """Accept {'congruence': pairs, 'conflict': pairs} of lines that stay in every case."""
    given = {name: _pairs(item) for name, item in _keys(answer, KINDS).items()}
    least = {name: survives(the_statements(), name) for name in KINDS}
    right = {name: _as_pairs(series[series.gt(0)].index) for name, series in least.items()}
    if given != right and given == dict(zip(KINDS, [right[k] for k in KINDS[::-1]], strict=True)):
        slip("Congruence and conflict have changed places.", "Who agrees here, and who opposes?")
    for name in KINDS:
        ties = _as_pairs(least[name].index)
        for pair in sorted(given[name] - right[name]):
            seen = f"Under {name} you have {_both(pair)}."
            if pair not in ties:
                slip(seen, f"They have no line of {name}.")
            slip(seen, f"Without article {_carrier(name, pair)} nothing is left of that line.")
    for name in KINDS:
        found, wanted = len(given[name]), len(right[name])
        if found < wanted:
            slip(f"Under {name} {counted(wanted - found, 'line')} is missing.", "Look again.")


def _carrier(name, pair):
    """Return an article without which a line is gone."""
    table = robustness(the_statements(), lambda s: edges(s, name, sentences=False)["weight"])
    row = table[[tuple(sorted(index)) == pair for index in table.index]].iloc[0]
    return row.index[row.isna()][0]


@task(
    "05.5",
    "Who is nearer to the government?",
    "Divide each line by the mean of what its two ends say.",
    "What they say is counted by the same rule as the line: the column stances, not n.",
    'said = nodes(statements)["stances"]. For each: weight / ((said[one] + said[other]) / 2), the '
    "weights from the table above.",
    points=2,
)
def average_activity(answer):
    """Accept the average-activity weights of two lines and which is the stronger."""
    given = _keys(answer, (MINISTRY, STAFF, "nearer"))
    counted_once = nodes(the_statements())
    weights = network(the_statements())[GOVERNMENT]
    right = network(the_statements(), normalise="average")[GOVERNMENT]
    for actor in (MINISTRY, STAFF):
        value, ends = number(given[actor]), [actor, GOVERNMENT]
        if abs(value - right[actor]) < ROUNDING:
            continue
        seen, weight = f"{actor}: you have {value:g}.", weights[actor]
        said, spoken = counted_once.loc[ends, "stances"], counted_once.loc[ends, "n"]
        if abs(value - weight) < ROUNDING:
            slip(seen, "That is the plain weight. Divide it.")
        if abs(value - weight / spoken.mean()) < ROUNDING:
            slip(seen, "You divided by statements. Repeats do not count: take the stances.")
        if abs(value - weight / said.sum()) < ROUNDING:
            slip(seen, "You divided by the sum of both. The mean is wanted.")
        if any(abs(value - weight / n) < ROUNDING for n in said):
            slip(seen, "You divided by what one of them says. Take the mean of both.")
        jaccard = network(the_statements(), normalise="jaccard").at[actor, GOVERNMENT]
        if abs(value - jaccard) < ROUNDING:
            slip(seen, "That is Jaccard, which divides by concepts. Here stances are wanted.")
        slip(seen, "Weight, divided by the mean number of stances of the two.")
    nearer = _actor(given["nearer"])
    if nearer != right[[MINISTRY, STAFF]].idxmax():
        slip(f"nearer: you have {nearer!r}.", "Compare the two numbers after dividing.")


@task(
    "05.6",
    "Inside or outside",
    "Count the ties whose two ends are in different groups, and those in the same.",
    "groups[one] gives the group of one end. Before you divide, ask whether there is any tie.",
    "external = sum(groups[a] != groups[b] for a, b in ties); internal is the rest of len(ties). "
    "Return (external - internal) / len(ties), and None when ties is empty.",
    points=2,
)
def ei_function(answer):
    """Accept a function of a list of pairs and {actor: group}."""
    _callable(answer)
    for test, ties in TIES.items():
        call = f"ei({names(f'{a}-{b}' for a, b in ties) or 'no ties'})"
        if test == "none":
            _no_ties(answer, call)
            continue
        value = number(_called(answer, call, list(ties), dict(GROUPS)))
        external = sum(GROUPS[a] != GROUPS[b] for a, b in ties)
        internal = len(ties) - external
        if math.isclose(value, (external - internal) / len(ties), abs_tol=1e-9):
            continue
        seen = f"{call} gives {value:g}."
        if math.isclose(value, (internal - external) / len(ties)):
            slip(seen, "The sign is turned round: external minus internal.")
        if value == external - internal:
            slip(seen, "That is the difference. Divide it by the number of ties.")
        if math.isclose(value, external / len(ties)):
            slip(seen, "That is the share of external ties. Take the internal ones away first.")
        slip(seen, f"Here {external} of {len(ties)} ties are external. Work it out by hand.")


def _no_ties(answer, call):
    try:
        value = answer([], dict(GROUPS))
    except ZeroDivisionError:
        slip(f"{call} divides by zero.", "Without ties there is no index: return None.")
    except Exception as error:
        said = " ".join(f"{type(error).__name__}: {error}".split())[:120]
        slip(f"{call} stops: {said}.", "Without ties there is no index: return None.")
    if value is not None and not (isinstance(value, float) and math.isnan(value)):
        slip(f"{call} gives {value!r}.", "0 would mean half and half. Without ties, return None.")


@task(
    "05.7",
    "One thing they agree on",
    "The table of task 1 has all you need; read the persons and the dates as well.",
    "Who in the ministry said yes, and who spoke for it on record?",
    f"In the rows on {SOIL}: a unit of the ministry with yes, a unit of the Pentagon with yes, "
    "and a unit of the ministry with no.",
    points=2,
)
def suspicious_line(answer):
    """Accept {'ministry': unit, 'Pentagon': unit, 'denial': unit} on hosting."""
    given = _keys(answer, ("ministry", "Pentagon", "denial"))
    units = {key: _unit(item) for key, item in given.items()}
    wanted = {
        "ministry": (MINISTRY, "yes"),
        "Pentagon": (PENTAGON, "yes"),
        "denial": (MINISTRY, "no"),
    }
    if _says(units["ministry"], MINISTRY, "no") and _says(units["denial"], MINISTRY, "yes"):
        slip("The ministry's yes and its no have changed places.", "Read both again.")
    for key, (actor, agreement) in wanted.items():
        _spoken(units[key], actor, SOIL, agreement)


def _says(unit, actor, agreement):
    return not coded_in(unit, organization=actor, concept=SOIL, agreement=agreement).empty


@task(
    "05.8",
    "The quarrel without a line",
    "All units stand in article 003. What does each side want for the two systems?",
    "Look at the concepts of NATO's statements and of the Russian government's. When does the "
    "formula multiply?",
    "The line comes from the sentence on talks that names both. Then take a unit of NATO on "
    "separate systems and one of the government on a collective system, and compare the column "
    "concept of the two.",
    points=3,
)
def missing_line(answer):
    """Accept {'line': unit, 'NATO': unit, 'government': unit, 'reason': letter}."""
    given = _keys(answer, ("line", "NATO", "government", "reason"))
    units = {key: _unit(given[key]) for key in ("line", "NATO", "government")}
    _spoken(units["line"], ALLIANCE, TALKS, "yes")
    _spoken(units["NATO"], ALLIANCE, "separate_systems", "yes")
    unit = units["government"]
    his = set(coded_in(unit, organization=GOVERNMENT)["concept"])
    if not his and not coded_in(unit, organization="RUS Mission to NATO").empty:
        slip(f"In {unit} the Mission to NATO speaks.", "In this network that is another actor.")
    if his and not his & {"collective_system"}:
        slip(
            f"{unit} is about {names(sorted(his))}.",
            "Where does Moscow say how the two should be joined?",
            unit,
        )
    _spoken(unit, GOVERNMENT, "collective_system", "yes")
    reason = words(given["reason"]).casefold().rstrip(".")
    if reason not in (*REASONS_SAID, REASON):
        slip(f"Your reason is {reason!r}.", "Give one of the letters a, b, c and d.")
    if reason != REASON:
        slip(f"Your reason is {reason!r}.", REASONS_SAID[reason], "003.05 and 003.06")
