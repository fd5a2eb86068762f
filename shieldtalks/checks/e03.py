"""Exercise 03: code, measure agreement, and settle disputes by rule and sentence."""

import functools
import re

import numpy as np
import pandas as pd

from shieldtalks.checks.answers import (
    as_function,
    as_list,
    as_mapping,
    as_number,
    as_text,
    called,
    diagnose,
    keyed,
    kind,
    letters_in,
    near,
    slip,
)
from shieldtalks.checks.base import task
from shieldtalks.checks.reference import the_corpus, the_statements
from shieldtalks.checks.texts import about, told
from shieldtalks.reliability import alpha, cross_table, disputes, kappa
from shieldtalks.statements import load_codings, load_concepts

TO_CODE = ("000.09", "001.18", "001.23", "003.05", "004.14")
NOTHING = ("", "nothing", "none", "no code", "nothing to code")

# Twenty sentences, two students: anything to code here? Rows the one, columns the other, yes first.
STUDENTS = ((7, 2), (1, 10))

# How nine sentences are told, by three readers: 1 direct, 2 indirect, 3 narrator.
GAP = np.nan
TOLD = (
    (2, 3, 3, 1, 3, 2, 2, GAP, 2),
    (2, 3, 3, 3, 3, 2, 2, 2, 2),
    (GAP, 3, 3, 3, 1, 2, 2, 2, GAP),
)

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

# Six reasons for the last task, and those that are true.
REASONS = "abcdef"
FLATTERS = {"a", "c", "d"}


@functools.cache
def _codings():
    return load_codings(the_corpus())


@task("03.1")
def code_sentences(answer: object) -> None:
    """Accept {unit: (organization, concept, agreement) or 'nothing'} as in the reference."""
    given = {str(unit).strip("[] "): code for unit, code in as_mapping(answer).items()}
    missing = [unit for unit in TO_CODE if unit not in given]
    if missing:
        slip("missing", missing=missing[0])
    for unit in TO_CODE:
        _judge_code(unit, _as_code(unit, given[unit]))


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
    signs = {"yes": "yes", "no": "no", "agree": "yes", "agrees": "yes", "disagree": "no"}
    signs |= {"disagrees": "no", "true": "yes", "false": "no", "+": "yes", "-": "no"}
    found = signs.get(str(agreement).strip().casefold())
    if not found:
        slip("no_stance", agreement=agreement, unit=unit)
    return found


def _judge_code(unit, code):
    rows = the_statements().query("unit == @unit")
    if rows.empty:
        if code is not None:
            slip("narration", unit=unit, labels=_labels()[code[1]])
        return
    right = tuple(rows.iloc[0][["organization", "concept", "agreement"]])
    if code is None:
        slip("nothing", unit=unit)
    _judge_concept(unit, code, right)
    if code[2] != right[2]:
        slip("turned", unit=unit)
    if code[0] != right[0]:
        slip(
            "other_organization",
            unit=unit,
            code=code[0],
            place="000.08" if unit == "000.09" else unit,
        )


def _judge_concept(unit, code, right):
    if code[1] == right[1]:
        return
    label = _labels()[code[1]]
    if unit == "000.09" and code[1] == "rogue_threat":
        slip("if_clause", unit=unit, label=label)
    if unit == "001.23" and code[1] == "aimed_at_russia":
        slip("capability", unit=unit, label=label)
    slip("other_concept", unit=unit, label=label)


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
    as_function(answer)
    for table in FRESH_TABLES:
        _judge_kappa(answer, table)


def _judge_kappa(function, table):
    lists = [list(row) for row in table]
    size = "three" if len(table) == 3 else "two"
    got = called(function, f"With a table of {size} rows your function", lists)
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
    diagnose(
        told("seen_kappa", lists=lists, got=got),
        observed=_near(got, seen),
        not_divided=_near(got, seen - rows @ columns),
        **{name: _near(got, _corrected(seen, chance)) for name, chance in chances.items()},
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
def library_alpha(answer: object) -> None:
    """Accept nominal alpha of the table of three readers."""
    got, right = as_number(answer), alpha(TOLD)
    if _near(got, right, 2e-3):
        return
    for level in ("interval", "ordinal", "ratio"):
        if _near(got, alpha(TOLD, level), 2e-3):
            slip("level", got=got, level=level)
    table = np.array(TOLD)
    diagnose(
        about(got=got),
        gaps=_near(got, alpha(np.nan_to_num(table)), 2e-3),
        turned=_near(got, alpha(table.T), 2e-3),
        third_reader=_near(got, alpha(TOLD[:2]), 2e-3),
        gaps_dropped=_near(got, alpha(table[:, ~np.isnan(table).any(axis=0)]), 2e-3),
        rounded=_near(got, right, 0.06),
        otherwise="other",
    )


@task("03.5")
def find_disputes(answer: object) -> None:
    """Accept the units whose kept code only C has, the concept being unseen by A."""
    table = disputes(_codings()["A"], _codings()["C"], the_statements())
    if isinstance(answer, pd.DataFrame):
        answer = answer.get("unit", answer.index)
    got = {str(unit).strip("[] ") for unit in as_list(answer)}
    kept = table[table["kept"].ne("")]
    if got and got <= set(kept["statement"]):
        slip("statements")
    unknown = sorted(got - set(table["unit"]))
    if unknown:
        slip("no_dispute", unknown=unknown[0])
    seen = set(zip(_codings()["A"]["unit"], _codings()["A"]["concept"], strict=True))
    same = {
        unit for unit, c in zip(kept["unit"], kept["concept"], strict=True) if (unit, c) in seen
    }
    right = set(kept["unit"]) - same
    dropped = sorted(got - set(kept["unit"]))
    if dropped:
        slip("dropped", dropped=dropped[0])
    if got & same:
        slip("same_concept", more=sorted(got & same)[0])
    if got != right:
        slip("other_count", n=len(got))


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
    other = verdicts["drop" if verdict == "keep" else "keep"]
    if rule not in rules and rule in other[0]:
        slip("other_verdict", unit=unit, rule=int(rule), rules=RULES[rule])
    if rule not in rules:
        slip("other_rule", rule=int(rule), rules=RULES[rule], unit=unit)
    if place not in the_corpus().units.index:
        slip("unknown_unit", place=place)
    if place.partition(".")[0] != unit.partition(".")[0]:
        slip("other_article", place=place, unit=unit)
    if place not in places:
        if place == unit:
            slip("not_alone", unit=unit)
        slip("does_not_decide", place=place, unit=unit)


@task("03.7")
def why_it_flatters(answer: object) -> None:
    """Accept the letters of the true reasons, and the share of decisions empty for both."""
    given = keyed(answer, "reasons", "empty")
    _judge_reasons(given["reasons"])
    one, other = _codings()["A"], _codings()["B"]
    table = cross_table(one, other, the_corpus().body().index).to_numpy()
    got, right = as_number(given["empty"]), table[1, 1] / table.sum()
    if _near(got, right, 6e-3):
        return
    diagnose(
        about(got=got),
        number_of_decisions=_near(got, table[1, 1]),
        percentage=_near(got, 100 * right, 0.6),
        all_agreement=_near(got, np.trace(table) / table.sum()),
        otherwise="other_share",
    )


def _judge_reasons(given):
    got = letters_in(given)
    if not got:
        slip("no_reason")
    if strange := sorted(got - set(REASONS)):
        slip("strange_letter", letter=strange[0])
    for letter in sorted(got - FLATTERS):
        slip(f"reason_{letter}")
    if got != FLATTERS:
        slip("more_reasons", n=len(got))


def _near(got, value, tolerance=5.5e-3):
    return bool(near(got, value, tolerance))
