"""Exercise 03: code, measure agreement, settle disputes by rule and sentence, and draw."""

import functools
import re

import numpy as np

from shieldtalks.checks.answers import (
    as_mapping,
    as_number,
    as_text,
    called,
    diagnose,
    keyed,
    kind,
    near,
    own_function,
    slip,
)
from shieldtalks.checks.base import task
from shieldtalks.checks.charts import as_chart, axis_named, one_bar_each, titled
from shieldtalks.checks.texts import about, told
from shieldtalks.reference import the_corpus, the_statements
from shieldtalks.reliability import alpha, disputes, kappa, per_concept
from shieldtalks.statements import load_codings, load_concepts

# Sentences that stand in no article, so that no table of the course has their codes.
TO_CODE: dict[str, tuple[str, str, str] | None] = {
    "a": ("RUS Foreign Ministry", "host_in_russia", "yes"),
    "b": ("RUS Foreign Ministry", "guarantees", "yes"),
    "c": ("RUS General Staff", "deterrent_effect", "no"),
    "d": ("NATO", "separate_systems", "yes"),
    "e": None,
}
NOTHING = ("", "nothing", "none", "no code", "nothing to code")
# How people write a yes and a no.
SIGNS = dict.fromkeys(("yes", "agree", "agrees", "true", "+"), "yes")
SIGNS |= dict.fromkeys(("no", "disagree", "disagrees", "false", "-"), "no")

# Twenty sentences, two students: anything to code here? Rows the one, columns the other, yes first.
STUDENTS = ((7, 2), (1, 10))

# How nine sentences are told, by three readers: 1 direct, 2 indirect, 3 narrator.
GAP = np.nan
TOLD = (
    (2, 3, 3, 1, 3, 2, 2, GAP, 2),
    (2, 3, 3, 3, 3, 2, 2, 2, 2),
    (GAP, 3, 3, 3, 1, 2, 2, 2, GAP),
)
# How strong their words are, by the same readers: 1 very mild to 5 very strong, in equal steps.
FORCE = (
    (1, 4, 5, 2, 3, 5, 1, 2, GAP),
    (2, 4, 4, 2, 3, 5, 1, GAP, 3),
    (1, 5, 5, 3, 2, 4, 1, 2, 4),
)
LEVELS = {"told": (TOLD, "nominal"), "force": (FORCE, "interval")}

EXAMPLE = [[1, 2, 2, 1], [1, 2, 1, np.nan], [1, 2, 2, 1]]  # the worked cell of 03.4
FRESH_TABLES = (
    ((20, 5), (10, 15)),
    ((45, 15), (25, 15)),
    ((9, 1, 0), (2, 12, 3), (1, 0, 22)),
    ((3, 8), (9, 2)),
)

# Two disputes: for either verdict, the rules and the sentences it can lean on.
CASES = {
    "000.12": {
        "keep": ({2, 6, 7}, {"000.11", "000.12"}),
        "drop": ({6, 8}, {"000.11", "000.12"}),
    },
    "002.12": {
        "keep": ({2, 7}, {"002.11"}),
        "drop": ({2, 7, 8, 9}, {"002.11", "002.12"}),
    },
}
RULES = {
    1: "plans and offers, and bare possessives",
    2: "one actor who characterises another",
    3: "a mere 'if there is a threat'",
    4: "withdrawal as the price of cooperation",
    5: "the words deterrent, nuclear potential and strategic balance",
    6: "breaking off or refusing talks",
    7: "follow-up sentences",
    8: "the choice between concepts, and units that fit none",
    9: "the concept as worded, and stances on something else",
    10: "readiness to discuss a thing",
    11: "a demand of one thing or another",
    12: "a stance told with its day, and a person's title",
}

LEAST = 5  # sentences in which at least one of two readers saw a concept


@functools.cache
def _codings():
    return load_codings(the_corpus())


@task("03.1")
def code_sentences(answer: object) -> None:
    """Accept {letter: (organization, concept, agreement) or 'nothing'} of five new sentences."""
    given = {str(key).strip("[]. ").casefold(): code for key, code in as_mapping(answer).items()}
    diagnose(missing=[letter for letter in TO_CODE if letter not in given])
    for letter, right in TO_CODE.items():
        unit = f"sentence {letter}"
        _judge_code(unit, _as_code(unit, given[letter]), right)


def _as_code(unit, code):
    """Return a code as (organization, concept, agreement), or None where there is nothing."""
    if code is None or (isinstance(code, str) and code.strip().lower() in NOTHING):
        return None
    if isinstance(code, str) or not hasattr(code, "__iter__"):
        slip("no_code", unit=unit, kind=kind(code))
    parts = list(code)
    if not parts:
        return None
    if len(parts) != 3:
        slip("parts", unit=unit, n=len(parts))
    organization, concept, agreement = parts
    return _organization(unit, organization), _concept(unit, concept), _sign(unit, agreement)


def _organization(unit, name):
    known = {o.casefold(): o for o in the_statements()["organization"].unique()}
    found = known.get(as_text(name).casefold())
    if not found:
        slip("unknown_organization", name=name, unit=unit)
    return found


def _concept(unit, name):
    labels = _labels()
    known = {label.casefold(): concept for concept, label in labels.items()}
    known |= {concept: concept for concept in labels}
    found = known.get(as_text(name).casefold())
    if not found:
        slip("unknown_concept", name=name, unit=unit)
    return found


def _labels():
    return load_concepts()["label"].to_dict()


def _sign(unit, agreement):
    found = SIGNS.get(str(agreement).strip().casefold())
    if not found:
        slip("no_stance", agreement=agreement, unit=unit)
    return found


def _judge_code(unit, code, right):
    if right is None:
        if code is not None:
            slip("narration", unit=unit, labels=_labels()[code[1]])
        return
    if code is None:
        slip("nothing", unit=unit)
    diagnose(
        about(unit=unit, code=code[0], label=_labels()[code[1]]),
        if_clause=right == TO_CODE["a"] and code[1] == "rogue_threat",
        capability=right == TO_CODE["c"] and code[1] == "aimed_at_russia",
        other_concept=code[1] != right[1],
        turned=code[2] != right[2],
        other_organization=code[0] != right[0],
    )


@task("03.2")
def observed_agreement(answer: object) -> None:
    """Accept the share of sentences that both students judged alike."""
    got, table = as_number(answer), np.array(STUDENTS)
    total, alike = table.sum(), np.trace(table)
    share = alike / total
    if _near(got, share):
        return
    diagnose(
        about(got=got),
        number_of_sentences=_near(got, alike),
        percentage=_near(got, 100 * share),
        disagreement=_near(got, 1 - share),
        yes_only=_near(got, table[0, 0] / total),
        no_left_out=_near(got, table[0, 0] / (total - table[1, 1])),
        kappa=_near(got, _kappa(STUDENTS)),
        otherwise="other",
    )


@task("03.3")
def write_kappa(answer: object) -> None:
    """Accept a function that gives kappa of any square table, tried on fresh tables."""
    own_function(answer)
    for table in FRESH_TABLES:
        _judge_kappa(answer, table)


def _judge_kappa(function, table):
    lists = [list(row) for row in table]
    size = "three" if len(table) == 3 else "two"
    call = f"With a table of {size} rows your function"
    got = called(function, call, lists, ValueError="not_two_by_two", IndexError="not_two_by_two")
    if lists != [list(row) for row in table]:
        slip("table_changed")
    got, right = as_number(got), _kappa(table)
    if _near(got, right):
        return
    counts = np.array(table, float)
    shares = counts / counts.sum()
    seen, rows, columns = np.trace(shares), shares.sum(axis=1), shares.sum(axis=0)
    chances = {
        "equal_chance": 1 / len(table),
        "one_reader": rows @ rows,
        "pooled": ((rows + columns) / 2) @ ((rows + columns) / 2),
        "first_answer": rows[0] * columns[0],
    }
    first = shares[0, 0]
    diagnose(
        told("seen_kappa", lists=lists, got=got),
        observed=_near(got, seen),
        not_divided=_near(got, seen - rows @ columns),
        **{name: _near(got, _corrected(seen, chance)) for name, chance in chances.items()},
        return_in_loop=_near(got, _corrected(first, rows[0] * columns[0])),
        begins_anew=_near(got, _corrected(shares[-1, -1], rows @ columns))
        or _near(got, _corrected(seen, rows[-1] * columns[-1])),
        constant=table != FRESH_TABLES[0] and _near(got, _kappa(FRESH_TABLES[0])),
        columns_pile_up=_near(got, _corrected(seen, rows @ np.cumsum(columns))),
        no_brackets=_near(got, seen - rows @ columns / (1 - rows @ columns))
        or _near(got, (seen - rows @ columns) / 1 - rows @ columns),
        percentage=_near(got, 100 * right),
        two_answers=len(table) == 3,
        otherwise="other",
    )


def _corrected(seen, chance):
    return (seen - chance) / (1 - chance)


def _kappa(table):
    """Return kappa of a table of counts, by the library's own function."""
    pairs = [(i, j) for i, row in enumerate(table) for j, n in enumerate(row) for _ in range(n)]
    return kappa(*zip(*pairs, strict=True))


@task("03.4")
def two_levels(answer: object) -> None:
    """Accept alpha of both tables, each at the level of its answers."""
    given = keyed(answer, *LEVELS)
    for name in LEVELS:
        _judge_alpha(name, as_number(given[name]))


def _judge_alpha(name, got):
    rows, level = LEVELS[name]
    right, table = alpha(rows, level), np.array(rows)
    if _near(got, right, 2e-3):
        return
    other = next(n for n in LEVELS if n != name)
    if _near(got, alpha(EXAMPLE, level), 2e-3):
        slip("the_example", name=name, got=got)
    if _near(got, alpha(*LEVELS[other]), 2e-3):
        slip("tables_changed", name=name, got=got, other=other)
    for wrong in ("nominal", "interval", "ordinal", "ratio"):
        if wrong != level and _near(got, alpha(rows, wrong), 2e-3):
            slip(f"level_{name}", name=name, got=got, level=wrong)
    diagnose(
        about(name=name, got=got),
        gaps=_near(got, alpha(np.nan_to_num(table), level), 2e-3),
        turned=_near(got, alpha(table.T, level), 2e-3),
        third_reader=_near(got, alpha(rows[:2], level), 2e-3),
        gaps_dropped=_near(got, alpha(table[:, ~np.isnan(table).any(axis=0)], level), 2e-3),
        rounded=_near(got, right, 0.06),
        otherwise="other",
    )


@task("03.5")
def kept_codes(answer: object) -> None:
    """Accept how many codes of B alone, and of C alone, the adjudication kept."""
    given = keyed(answer, "B", "C")
    table = disputes(_codings()["B"], _codings()["C"], the_statements())
    got = {reader: as_number(given[reader]) for reader in ("B", "C")}
    alone = {"B": table[table["one"].ne("")], "C": table[table["other"].ne("")]}
    kept = {reader: rows[rows["kept"].ne("")] for reader, rows in alone.items()}
    if [got["B"], got["C"]] == [len(kept["C"]), len(kept["B"])] != [len(kept["B"]), len(kept["C"])]:
        slip("turned")
    for reader, value in got.items():
        rows, right = alone[reader], kept[reader]
        if value == len(right):
            continue
        diagnose(
            told("seen_codes", reader=reader, value=value),
            all_alone=value == len(rows),
            not_kept=value == len(rows) - len(right),
            everything=value == len(table),
            kept_of_both=value == table["kept"].ne("").sum(),
            only_yes=value == right["kept"].eq("yes").sum(),
            only_no=value == right["kept"].eq("no").sum(),
            sentences=value == right["unit"].nunique(),
            otherwise="other_number",
        )


@task("03.6")
def adjudicate(answer: object) -> None:
    """Accept keep or drop, where the rule and the unit can carry that verdict."""
    given = {str(unit).strip("[] "): verdict for unit, verdict in as_mapping(answer).items()}
    for unit, verdicts in CASES.items():
        if unit not in given:
            slip("missing", unit=unit)
        _judge_verdict(unit, verdicts, given[unit])


def _judge_verdict(unit, verdicts, given):
    if isinstance(given, str) or not hasattr(given, "__len__") or len(given) != 3:
        slip("three_parts", unit=unit)
    verdict, rule, place = given
    verdict, place = as_text(verdict).casefold(), as_text(place).strip("[] ")
    if verdict not in verdicts:
        slip("no_verdict", verdict=verdict, unit=unit)
    if isinstance(rule, str):
        digits = re.sub(r"\D", "", rule)
        rule = int(digits) if digits else rule
    if isinstance(rule, bool) or rule not in RULES:
        slip("no_rule", rule=rule)
    rules, places = verdicts[verdict]
    others, _ = verdicts["drop" if verdict == "keep" else "keep"]
    diagnose(
        about(unit=unit, place=place, rule=int(rule), rules=RULES[rule]),
        other_verdict=rule not in rules and rule in others,
        other_rule=rule not in rules,
        unknown_unit=place not in the_corpus().units.index,
        other_article=place.partition(".")[0] != unit.partition(".")[0],
        not_alone=place not in places and place == unit,
        does_not_decide=place not in places,
    )


@task("03.7")
def draw_agreement(answer: object) -> None:
    """Accept a chart with a bar for each concept that is seen often enough: the share of both."""
    shown = as_chart(answer)
    bars = one_bar_each(shown)
    table = per_concept(_codings()["B"], _codings()["D"], the_corpus().body().index)
    table = table[table["either"].gt(0)]
    named = {**dict(zip(table["label"], table.index, strict=True)), **{c: c for c in table.index}}
    if strange := [word for word in bars if word not in named]:
        slip("numbers" if strange[0].replace(".", "").isdigit() else "strange", word=strange[0])
    chosen = {named[word] for word in bars}
    right = set(table.index[table["either"].ge(LEAST)])
    if chosen != right:
        seen = [set(table.index[table[name].ge(LEAST)]) for name in ("both", "one", "other")]
        diagnose(
            about(n=len(chosen), least=LEAST),
            everything=chosen == set(table.index),
            more_than=chosen == set(table.index[table["either"].gt(LEAST)]),
            other_column=chosen in seen,
            too_few=bool(right - chosen),
            otherwise="too_many",
        )
    for word, given in bars.items():
        row = table.loc[named[word]]
        if not near(given, row["share"], 0.006):
            diagnose(
                about(word=word, given=given),
                count=near(given, row["both"]) or near(given, row["either"]),
                percentage=near(given, 100 * row["share"], 0.6),
                turned_round=near(given, row["either"] / row["both"], 0.006),
                kappa=near(given, row["kappa"], 0.006),
                one_reader=near(given, row["both"] / row["one"], 0.006)
                or near(given, row["both"] / row["other"], 0.006),
                otherwise="other_height",
            )
    axis_named(shown, "share")
    titled(shown)


def _near(got, value, tolerance=5.5e-3):
    return bool(near(got, value, tolerance))
