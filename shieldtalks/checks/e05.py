"""Exercise 05: lines between actors, by hand and by function, and what their sentences say."""

import math

import pandas as pd

from shieldtalks.checks.answers import (
    as_letter,
    as_list,
    as_number,
    as_text,
    as_unit,
    called,
    diagnose,
    keyed,
    kind,
    near,
    own_function,
    slip,
)
from shieldtalks.checks.base import task
from shieldtalks.checks.charts import as_chart, axis_named, bars_of_words, titled
from shieldtalks.checks.texts import about, told
from shieldtalks.discourse import dyad, dyads, network, nodes
from shieldtalks.phrases import counted, names
from shieldtalks.reference import coded_in, the_readings, the_statements, where
from shieldtalks.statements import AGREEMENTS

MINISTRY, PENTAGON = "RUS Foreign Ministry", "USA Defense Department"
GOVERNMENT, STAFF, ALLIANCE = "RUS government", "RUS General Staff", "NATO"
SIDES = ("RUS", "NATO")  # the parties of the line by hand
SOIL, TALKS, SEPARATE = "host_in_russia", "talks_open", "separate_systems"
LEVEL = "level"
KINDS = ("congruence", "conflict")
ROUNDING = 0.0051  # two decimals are enough
REASON = "b"  # of four
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


def _actor(answer):
    name = as_text(answer)
    known = {actor.casefold(): actor for actor in the_statements()["organization"].unique()}
    if name.casefold() not in known:
        slip("unknown_organization", name=name)
    return known[name.casefold()]


def _pair(answer):
    """Return two actors as a sorted tuple."""
    if isinstance(answer, pd.Series):
        slip("column_for_pair")
    pair = tuple(sorted({_actor(name) for name in as_list(answer)}))
    if len(pair) != 2:
        slip("pair_wanted", counted=counted(len(pair), "organization"))
    return pair


def _spoken(unit, actor, concept, agreement):
    """Check that in this unit the actor takes this stance; say what happens there instead."""
    his = coded_in(unit, organization=actor)
    answers = set(where(his, concept=concept)["agreement"])
    diagnose(
        about(unit=unit, actor=actor),
        no_stance=his.empty,
        other_concept=not answers,
        opposite=agreement not in answers,
    )


@task("05.1")
def by_hand(answer: object) -> None:
    """Accept {'congruence': n, 'conflict': n, 'units': one unit of each actor on joining}."""
    given = keyed(answer, *KINDS, "units")
    counts = {name: as_number(given[name]) for name in KINDS}
    right = dyad(the_statements(), *SIDES, "party")
    sums = {name: right[name].sum() for name in KINDS}
    if counts != sums:
        _wrong_sums(counts, sums, right)
    units = sorted({as_unit(item) for item in as_list(given["units"])})
    if len(units) != 2:
        slip("two_units", counted=counted(len(units), "unit"))
    speakers = [set(coded_in(unit, concept=SEPARATE)["party"]) for unit in units]
    for unit, speaker in zip(units, speakers, strict=True):
        if not speaker & set(SIDES):
            slip("not_separate", unit=unit)
    if len(speakers[0] | speakers[1]) == 1:
        slip("one_actor")


def _wrong_sums(given, right, rows):
    everything = dyad(the_statements(), *SIDES, "party", duplicates="all")
    once = dyad(the_statements(), *SIDES, "party", duplicates="corpus")
    if given["congruence"] == right["conflict"] and given["conflict"] == right["congruence"]:
        slip("kinds_turned")
    for name, value in given.items():
        if value == right[name]:
            continue
        diagnose(
            told("seen", name=name, given=value),
            both_kinds=value == sum(right.values()) and value != everything[name].sum(),
            every_statement=value == everything[name].sum(),
            once_altogether=value == once[name].sum(),
            added=value == right[name] + 2 * rows[name].gt(0).sum() - 1,
            no_stance_shared=value == 0,
            otherwise="other",
        )


@task("05.2")
def congruence_function(answer: object) -> None:
    """Accept a function of two tables (index concept, columns yes and no)."""
    own_function(answer)
    for test, rows in TABLES.items():
        one, other = map(_table, rows)
        call = f"congruence({_short(rows[0])}; {_short(rows[1])})"
        given = called(answer, call, one, other)
        if isinstance(given, pd.Series | pd.DataFrame) and given.size != 1:
            slip("one_number", call=call, kind=kind(given))
        value, yes, no = as_number(given, finite=False), *_products(one, other)
        right = yes + no
        if math.isclose(value, right):
            continue
        _wrong_congruence(test, told("seen", call=call, value=value), value, one, other)


def _table(rows):
    return pd.DataFrame(rows, columns=["concept", "yes", "no"]).set_index("concept")


def _short(rows):
    return ", ".join(f"{concept}: {yes} yes {no} no" for concept, yes, no in rows)


def _products(one, other):
    one, other = one.align(other, fill_value=0)
    return [float((one[side] * other[side]).sum()) for side in AGREEMENTS]


def _wrong_congruence(test, seen, value, one, other):
    a, b = one.align(other, fill_value=0)
    diagnose(
        seen,
        missing_concept=math.isnan(value),
        two_noes=value == _products(one, other)[0],
        conflict=value == (a["yes"] * b["no"] + a["no"] * b["yes"]).sum(),
        everything=value == (a.sum(axis=1) * b.sum(axis=1)).sum(),
        smaller=value == a.where(a < b, b).sum().sum(),
        order=test == "order",
        only_common=test in ("apart", "strangers"),
        otherwise="by_hand",
    )


@task("05.3")
def subtract(answer: object) -> None:
    """Accept {'nearest': pair, 'furthest': pair, 'torn': number of pairs}."""
    given = keyed(answer, "nearest", "furthest", "torn")
    table = dyads(the_statements())
    pairs = {"nearest": _pair(given["nearest"]), "furthest": _pair(given["furthest"])}
    weights = {tuple(sorted(pair)): weight for pair, weight in table["subtract"].items()}
    best = {"nearest": max(weights.values()), "furthest": min(weights.values())}
    if all(weights.get(pairs[a]) == best[b] for a, b in (list(best), list(best)[::-1])):
        slip("turned")
    for name, pair in pairs.items():
        if weights.get(pair) == best[name]:
            continue
        diagnose(
            told("seen_pair", name=name, pair=names(pair), weight=weights.get(pair)),
            no_common_concept=pair not in weights,
            otherwise="another_pair",
        )
    _torn(as_number(given["torn"]), table)


def _torn(value, table):
    right = int(table["subtract"].eq(0).sum())
    if value == right:
        return
    square = network(the_statements(), "subtract")
    zeros = int(square.eq(0).to_numpy().sum())
    actors = len(square)
    diagnose(
        told("seen_torn", value=value),
        twice=value == 2 * right,
        every_pair=value == len(table),
        never_meet=value in (zeros, zeros - actors, (zeros - actors) / 2),
        agree_and_clash=value in (n := int((table[list(KINDS)] > 0).all(axis=1).sum()), 2 * n),
        otherwise="other",
    )


@task("05.4")
def every_reader(answer: object) -> None:
    """Accept the organizations in conflict with the Pentagon under each of the four readers."""
    if isinstance(answer, pd.Series) and pd.api.types.is_numeric_dtype(answer):
        slip("numbers_for_names")
    given = {_actor(name) for name in as_list(answer)}
    columns = {reader: _against(table) for reader, table in the_readings().items()}
    right = set.intersection(*columns.values())
    if given == right:
        return
    diagnose(
        itself=PENTAGON in given,
        reference=given == _against(the_statements()) != right,
        any_reader=given == set.union(*columns.values()),
        one_reader=[reader for reader, actors in columns.items() if given == actors],
    )
    for actor in sorted(given - right):
        without = [reader for reader, actors in columns.items() if actor not in actors]
        seen = told("seen_actor", actor=actor)
        slip("never" if len(without) == len(columns) else "not_all", seen, readers=names(without))
    missing = len(right - given)
    verb = "is" if missing == 1 else "are"
    slip("lines_missing", counted=counted(missing, "organization"), verb=verb)


def _against(statements):
    column = network(statements, "conflict")[PENTAGON]
    return set(column[column > 0].index)


@task("05.5")
def average_activity(answer: object) -> None:
    """Accept the average-activity weights of two lines of conflict and which is the stronger."""
    given = keyed(answer, MINISTRY, STAFF, "further")
    counted_once = nodes(the_statements())
    weights = network(the_statements(), "conflict")[PENTAGON]
    right = network(the_statements(), "conflict", normalise="average")[PENTAGON]
    for actor in (MINISTRY, STAFF):
        value, ends = as_number(given[actor]), [actor, PENTAGON]
        if near(value, right[actor], ROUNDING):
            continue
        weight = weights[actor]
        said, spoken = counted_once.loc[ends, "stances"], counted_once.loc[ends, "n"]
        one, other = said.iloc[0], said.iloc[1]
        unbracketed = (
            weight / one + other / 2,
            weight / (one + other / 2),
            weight / (one + other) / 2,
        )
        jaccard = network(the_statements(), "conflict", normalise="jaccard").at[actor, PENTAGON]
        diagnose(
            told("seen", actor=actor, value=value),
            plain_weight=near(value, weight, ROUNDING),
            brackets=any(near(value, wrong, ROUNDING) for wrong in unbracketed),
            statements=near(value, weight / spoken.mean(), ROUNDING),
            sum_of_both=near(value, weight / said.sum(), ROUNDING),
            one_end=any(near(value, weight / n, ROUNDING) for n in said),
            jaccard=near(value, jaccard, ROUNDING),
            turned_over=near(value, said.mean() / weight, ROUNDING),
            otherwise="other",
        )
    further = as_text(given["further"]).casefold().strip(" .")
    if further != LEVEL:
        slip("further", further=given["further"])


@task("05.6")
def ei_function(answer: object) -> None:
    """Accept a function of a list of pairs and {actor: group}."""
    own_function(answer)
    for test, ties in TIES.items():
        call = f"ei({names(f'{a}-{b}' for a, b in ties) or 'no ties'})"
        if test == "none":
            _no_ties(answer, call)
            continue
        value, n = as_number(called(answer, call, list(ties), dict(GROUPS))), len(ties)
        external = sum(GROUPS[a] != GROUPS[b] for a, b in ties)
        internal = n - external
        if near(value, (external - internal) / n, 1e-9):
            continue
        unbracketed = [external - internal / n]
        if external:
            unbracketed.append(external - internal / external + internal)
            unbracketed.append((external - internal) / external + internal)
        else:
            unbracketed.append(0.5)
        diagnose(
            told("seen_index", call=call, value=value, external=external, n=n),
            sign=math.isclose(value, (internal - external) / n),
            brackets=internal and any(near(value, wrong, 1e-9) for wrong in unbracketed),
            difference=value == external - internal,
            share=math.isclose(value, external / n),
            otherwise="by_hand",
        )


def _no_ties(answer, call):
    stops = {"ZeroDivisionError": "divides_by_zero", "other": "no_index"}
    value = called(answer, call, [], dict(GROUPS), none=True, **stops)
    if value is not None and not (isinstance(value, float) and math.isnan(value)):
        slip("half_and_half", call=call, value=value)


@task("05.7")
def suspicious_line(answer: object) -> None:
    """Accept {'ministry': unit, 'Pentagon': unit, 'denial': unit} on hosting."""
    given = keyed(answer, "ministry", "Pentagon", "denial")
    units = {key: as_unit(item) for key, item in given.items()}
    theirs = where(the_statements(), organization=MINISTRY, concept=SOIL)
    no, yes = (set(where(theirs, agreement=side)["unit"]) for side in ("no", "yes"))
    if units["ministry"] in no and units["denial"] in yes:
        slip("answers_turned")
    _spoken(units["ministry"], MINISTRY, SOIL, "yes")
    _spoken(units["Pentagon"], PENTAGON, SOIL, "yes")
    _spoken(units["denial"], MINISTRY, SOIL, "no")


@task("05.8")
def missing_line(answer: object) -> None:
    """Accept {'line': unit, 'NATO': unit, 'government': unit, 'reason': letter}."""
    given = keyed(answer, "line", "NATO", "government", "reason")
    units = {key: as_unit(given[key]) for key in ("line", "NATO", "government")}
    _spoken(units["line"], ALLIANCE, TALKS, "yes")
    _spoken(units["NATO"], ALLIANCE, SEPARATE, "yes")
    unit = units["government"]
    his = set(coded_in(unit, organization=GOVERNMENT)["concept"])
    if not his and not coded_in(unit, organization="RUS Mission to NATO").empty:
        slip("mission", unit=unit)
    if his and not his & {"collective_system"}:
        slip("other_concepts", unit=unit, his=names(sorted(his)))
    _spoken(unit, GOVERNMENT, "collective_system", "yes")
    reason = as_letter(given["reason"], "abcd")
    if reason != REASON:
        slip(f"reason_{reason}")


@task("05.9")
def conflict_chart(answer: object) -> None:
    """Accept a chart: a bar for each organization in conflict with the Pentagon, divided."""
    shown = as_chart(answer)
    bars = bars_of_words(shown)
    right = network(the_statements(), "conflict", normalise="average")[PENTAGON]
    plain = network(the_statements(), "conflict")[PENTAGON]
    same = network(the_statements(), normalise="average")[PENTAGON]
    right = right[right > 0]
    for actor in right.index:
        value = bars.get(actor)
        if value is None:
            slip("bar_missing", actor=actor, n=len(bars))
        if near(value, right[actor], ROUNDING):
            continue
        diagnose(
            told("seen_bar", actor=actor, value=value),
            plain_weight=near(value, plain[actor], ROUNDING),
            agreement=near(value, same[actor], ROUNDING),
            otherwise="other_length",
        )
    if more := [label for label in bars if label not in right.index]:
        slip("no_conflict" if more[0] in plain.index else "bar_too_many", label=more[0])
    axis_named(shown, "average", "conflict")
    titled(shown)
