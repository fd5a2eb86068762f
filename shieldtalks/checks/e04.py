"""Exercise 04: build the position matrix, read its contradictions, see what one article carries."""

import pandas as pd

from shieldtalks.checks.answers import (
    as_function,
    as_letter,
    as_number,
    as_table,
    as_unit,
    called,
    diagnose,
    keyed,
    kind,
    plain_keys,
    slip,
)
from shieldtalks.checks.base import task
from shieldtalks.checks.charts import as_chart, axis_named, bars_of_words, titled
from shieldtalks.checks.texts import about, told
from shieldtalks.phrases import names
from shieldtalks.reference import coded_in, the_corpus, the_readings, the_statements, where
from shieldtalks.statements import (
    ACTORS,
    AGREEMENTS,
    DUPLICATES,
    STANCES,
    load_concepts,
    position_matrix,
    positions,
)

SOIL, TALKS, CLOSED, DETERRENT = (
    "host_in_russia",
    "talks_open",
    "other_side_closed",
    "deterrent_effect",
)
WASHINGTON, STAFF = "USA government", "RUS General Staff"
READER = "C"  # whose two cells with yes and no are read
WHOSE, QUESTION = "c", "d"  # of four each
FIRST, SECOND = "001", "002"  # the articles that are left out together
# Numbers of sentences that say yes and no, and what each pair tests.
FRESH = [(3, 0), (0, 2), (1, 1), (5, 1), (1, 4), (0, 0), (1, 0), (0, 1)]
# What it is to cooperate, in the words of the codebook.
OFFERS = ("collective_system", "shared_control", "joint_assessment", "talks_open")
REFUSALS = ("join_us_shield", "host_in_russia", "separate_systems")


@task("04.1")
def stance_of_counts(answer: object) -> None:
    """Accept a function of two counts that returns a stance."""
    as_function(answer)
    for agree, disagree in FRESH:
        call = f"stance({agree}, {disagree})"
        given = called(answer, call, agree, disagree)
        _compare_stance(call, agree, disagree, given, _stance(agree, disagree))


def _stance(agree, disagree):
    if agree and disagree:
        return "both"
    if agree or disagree:
        return "agree" if agree else "disagree"
    return "silent"


def _compare_stance(call, agree, disagree, given, right):
    if not isinstance(given, str):
        slip("one_word_wanted", call=call, kind=kind(given), stances=names(STANCES))
    word = given.strip().casefold()
    if word == right:
        return
    diagnose(
        told("seen_stance", call=call, given=given, stances=names(STANCES)),
        unknown_word=word not in STANCES,
        vote_for_yes=right == "both" and agree != disagree,
        vote_for_no=right == "both",
        silence=right == "silent",
        otherwise="one_answer",
    )


@task("04.2")
def matrix(answer: object) -> None:
    """Accept organizations x concepts with a stance in each cell."""
    if isinstance(answer, pd.Series) and answer.index.nlevels == 2:
        slip("rows_only")
    given = as_table(answer)
    right = position_matrix(the_statements())
    if set(given.index) <= set(the_corpus().articles.index):
        slip("the_example")
    if "RUS" in given.index:
        slip("other_level", actor="party")
    if set(given.columns) & set(right.index):
        slip("turned_table")
    if not set(given.index) & set(right.index):
        _wrong_rows(given)
    missing = [a for a in right.index if a not in given.index]
    missing += [c for c in right.columns if c not in given.columns]
    diagnose(row_missing=missing)
    more = [*given.index.difference(right.index), *given.columns.difference(right.columns)]
    diagnose(row_unknown=more)
    given = given.loc[right.index, right.columns]
    empty = int(given.isna().sum().sum())
    diagnose(
        about(empty=empty, stances=names(STANCES)),
        empty=empty,
        numbers=not all(isinstance(cell, str) for cell in given.to_numpy().ravel()),
    )
    given = given.map(lambda cell: cell.strip().casefold())
    wrong = given.ne(right).stack()
    if wrong.any():
        _wrong_cell(*wrong.idxmax(), given, right)


def _wrong_rows(given):
    statements = the_statements()
    for actor in ("person", "party"):
        if set(given.index) & (set(statements[actor]) - set(statements["organization"])):
            slip("other_level", actor=actor)
    slip("no_organizations")


def _wrong_cell(actor, concept, given, right):
    was, want = given.at[actor, concept], right.at[actor, concept]
    ids = positions(the_statements()).at[(actor, concept), "statements"] if want != "silent" else ()
    units = names(dict.fromkeys(the_statements().loc[list(ids), "unit"]))
    stances = names(STANCES)
    diagnose(
        told("seen_cell", actor=actor, concept=concept, was=was, stances=stances, units=units),
        unknown_word=was not in STANCES,
        silence=want == "silent",
        one_pushed_out=want == "both",
        turned={was, want} == {"agree", "disagree"},
        otherwise="one_way",
    )


@task("04.3")
def both_cells(answer: object) -> None:
    """Accept {level: number of cells with both}, as one reader coded."""
    given = plain_keys(answer)
    seen = about(actors=names(ACTORS))
    diagnose(seen, level_missing=[actor for actor in ACTORS if actor not in given])
    tables = {actor: positions(the_readings()[READER], actor) for actor in ACTORS}
    right = {actor: _count_both(table) for actor, table in tables.items()}
    values = {actor: as_number(given[actor]) for actor in ACTORS}
    if values != right:
        _whole_reading(values)
    for actor in ACTORS:
        value = values[actor]
        if value == right[actor]:
            continue
        both = tables[actor][tables[actor]["stance"].eq("both")]
        diagnose(
            told("seen", actor=actor, value=value),
            nobody=actor == "person" and value == _both_with_nameless(),
            statements=value == both["statements"].map(len).sum(),
            stances=value == both["n"].sum(),
            other_level=value in [n for other, n in right.items() if other != actor],
            every_cell=value == len(tables[actor]),
            otherwise="other",
        )


def _whole_reading(values):
    """Say where all three numbers are those of another reading."""
    for reader, table in {"reference": the_statements(), **the_readings()}.items():
        if values == {actor: _count_both(positions(table, actor)) for actor in ACTORS}:
            slip("reference" if reader == "reference" else "other_reader", reader=reader)


def _count_both(table):
    return int(table["stance"].eq("both").sum())


def _both_with_nameless():
    """Return how many cells hold both where the empty name is taken for a person."""
    answers = the_readings()[READER].groupby(["person", "concept"])["agreement"].nunique()
    return int(answers.eq(2).sum())


@task("04.4")
def talks(answer: object) -> None:
    """Accept {'yes': unit, 'no': unit, 'whose': letter} of a cell that one reader sees."""
    given = keyed(answer, *AGREEMENTS, "whose")
    _compare_sides(given, WASHINGTON, TALKS)
    whose = as_letter(given["whose"], "abcd")
    if whose != WHOSE:
        slip(f"whose_{whose}")


@task("04.5")
def general(answer: object) -> None:
    """Accept {'yes': unit, 'no': unit, 'question': letter} of a cell that one reader sees."""
    given = keyed(answer, *AGREEMENTS, "question")
    _compare_sides(given, STAFF, DETERRENT)
    question = as_letter(given["question"], "abcd")
    if question != QUESTION:
        slip(f"question_{question}")


def _compare_sides(given, actor, concept):
    """Check the unit of the yes and that of the no in a cell as the reader coded it."""
    rows = where(the_readings()[READER], organization=actor)
    cell = where(rows, concept=concept)
    units = {side: as_unit(given[side]) for side in AGREEMENTS}
    right = {side: set(where(cell, agreement=side)["unit"]) for side in AGREEMENTS}
    if units["yes"] in right["no"] and units["no"] in right["yes"]:
        slip("turned")
    for side, unit in units.items():
        if unit in right[side]:
            continue
        diagnose(
            told("seen_unit", unit=unit, side=side),
            turned_unit=unit in right["no" if side == "yes" else "yes"],
            other_concept=unit in set(rows["unit"]),
            another_actor=unit in set(the_readings()[READER]["unit"]),
            otherwise="no_stance",
        )


@task("04.6")
def duplicate_rules(answer: object) -> None:
    """Accept {rule: n} for the Russian cell on the other side being closed."""
    given = plain_keys(answer)
    seen = about(duplicates=names(DUPLICATES))
    diagnose(seen, rule_missing=[rule for rule in DUPLICATES if rule not in given])
    given = {rule: as_number(given[rule]) for rule in DUPLICATES}
    cell = ("RUS", CLOSED)
    tables = {rule: positions(the_statements(), "party", rule) for rule in DUPLICATES}
    right = {rule: table.at[cell, "n"] for rule, table in tables.items()}
    if given == right:
        return
    rows = where(the_statements(), party="RUS", concept=CLOSED)
    wrong = next(rule for rule in DUPLICATES if given[rule] != right[rule])
    diagnose(
        about(**given, wrong=wrong, given=given[wrong]),
        turned=(given["article"], given["corpus"]) == (right["corpus"], right["article"]),
        all_count=given["all"] != right["all"],
        both_stances=given["corpus"] == 1,
        articles=given["article"] == rows["article"].nunique(),
        sentences=given["article"] == rows["unit"].nunique(),
        voices=given["article"] == rows.groupby(["person", "agreement"]).ngroups + 1,
        like_article=given["corpus"] == right["article"],
        otherwise="by_hand",
    )


@task("04.7")
def two_left_out(answer: object) -> None:
    """Accept {'one_by_one': n, 'together': n}: cells that fall silent without two articles."""
    given = keyed(answer, "one_by_one", "together")
    if isinstance(given["one_by_one"], list | tuple):
        slip("add_them")
    values = {key: as_number(value) for key, value in given.items()}
    lost = {left_out: _silent(left_out) for left_out in ((FIRST,), (SECOND,), (FIRST, SECOND))}
    right = {"one_by_one": lost[FIRST,] + lost[SECOND,], "together": lost[FIRST, SECOND]}
    if values == right:
        return
    if values["one_by_one"] == right["together"] and values["together"] == right["one_by_one"]:
        slip("turned")
    whole = len(positions(the_statements()))
    kept = the_statements()[the_statements()["article"].isin([FIRST, SECOND])]
    for key, value in values.items():
        if value == right[key]:
            continue
        diagnose(
            told("seen", key=key, value=value),
            same=key == "together" and value == right["one_by_one"],
            one_only=value in (lost[FIRST,], lost[SECOND,]),
            left=value in {whole - n for n in lost.values()} | {2 * whole - right["one_by_one"]},
            statements=value == len(kept),
            kept_alone=value in (len(positions(kept)), whole - len(positions(kept))),
            other_level=value in [_silent((FIRST, SECOND), actor) for actor in ("party", "person")],
            otherwise="other",
        )


def _silent(left_out, actor="organization"):
    """Return how many cells hold nothing without these articles."""
    rest = the_statements()[~the_statements()["article"].isin(left_out)]
    return len(positions(the_statements(), actor)) - len(positions(rest, actor))


@task("04.8")
def claim(answer: object) -> None:
    """Accept {'against': unit, 'for': unit} on 'Russia refuses all cooperation'."""
    given = keyed(answer, "against", "for")
    _judge_against(as_unit(given["against"], body=False))
    _judge_for(as_unit(given["for"], body=False))


def _judge_against(unit):
    russian = _russian(unit, "seen_against")
    offers = russian[_takes(russian, OFFERS, "yes")]
    if len(offers) and offers["person"].ne("unnamed source").any():
        return
    diagnose(
        told("seen_against", unit=unit, concepts=names(russian["concept"])),
        denied=len(offers) or _takes(russian, [SOIL], "yes").any(),
        price=russian["concept"].eq("renounce_first").any(),
        refusal=_takes(russian, REFUSALS, "no").any(),
        otherwise="other_topic",
    )


def _judge_for(unit):
    russian = _russian(unit, "seen_for")
    if _takes(russian, REFUSALS, "no").any():
        return
    diagnose(
        told("seen_for", unit=unit, concepts=names(russian["concept"])),
        opposing=russian["concept"].eq("deploy_shield").any(),
        offer=_takes(russian, OFFERS, "yes").any(),
        condition=russian["concept"].eq("renounce_first").any(),
        otherwise="other_topic_for",
    )


def _russian(unit, seen):
    """Return the Russian stances in a sentence of the body; else say that there are none."""
    seen = told(seen, unit=unit)
    _only_body(unit, seen)
    diagnose(
        seen,
        nothing_coded=coded_in(unit).empty,
        not_russian=coded_in(unit, party="RUS").empty,
    )
    return coded_in(unit, party="RUS")


def _takes(rows, concepts, agreement):
    return rows["concept"].isin(concepts) & rows["agreement"].eq(agreement)


def _only_body(unit, seen):
    where = the_corpus().units.at[unit, "kind"]
    if where == "duplicate":
        slip("repeats", seen)
    if where != "body":
        slip("no_sentence", seen, where=where)


@task("04.9")
def column_widths(answer: object) -> None:
    """Accept a chart: a bar for each organization, as long as its number of concepts."""
    shown = as_chart(answer)
    bars = bars_of_words(shown)
    right = positions(the_statements()).groupby("actor").size()
    statements = the_statements()["organization"].value_counts().to_dict()
    concepts = positions(the_statements()).groupby("concept").size()
    labels = set(load_concepts()["label"]) | set(concepts.index)
    diagnose(concepts=bool(set(bars) & labels), levels=bool(set(bars) & {"RUS", "USA"}))
    for actor, n in right.items():
        if actor not in bars:
            slip("bar_missing", actor=actor, n=len(bars))
        if bars[actor] != n:
            seen = told("seen_bar", actor=actor, value=bars[actor])
            slip("statements" if bars == statements else "other_length", seen)
    diagnose(bar_too_many=[label for label in bars if label not in right.index])
    axis_named(shown, "number", "concepts")
    titled(shown)
