"""Exercise 04: build the position matrix, read its contradictions, see what one article carries."""

from shieldtalks.checks.answers import (
    as_article,
    as_function,
    as_letter,
    as_list,
    as_mapping,
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
from shieldtalks.checks.reference import coded_in, the_corpus, the_statements
from shieldtalks.checks.texts import told
from shieldtalks.phrases import names
from shieldtalks.statements import (
    ACTORS,
    AGREEMENTS,
    DUPLICATES,
    STANCES,
    changes_by_article,
    position_matrix,
    positions,
)

MINISTRY, SOIL = "RUS Foreign Ministry", "host_in_russia"
GENERAL = "Yury Baluyevsky"
QUESTIONS = ("aimed_at_russia", "deterrent_effect")
REASON = "b"  # of four
# Numbers of sentences that say yes and no, and what each pair tests.
FRESH = [(3, 0), (0, 2), (1, 1), (5, 1), (1, 4), (0, 0), (1, 0), (0, 1)]
# What it is to cooperate, in the words of the codebook.
OFFERS = ("collective_system", "shared_control", "joint_assessment", "talks_open")
REFUSALS = ("join_us_shield", "host_in_russia", "separate_systems")


def _units(answer):
    return sorted({as_unit(item, body=False) for item in as_list(answer)})


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
    """Accept organizations x concepts (or the other way round) with a stance in each cell."""
    given = as_table(answer)
    right = position_matrix(the_statements())
    given = given.T if set(given.columns) & set(right.index) else given
    if not set(given.index) & set(right.index):
        _wrong_rows(given)
    missing = [a for a in right.index if a not in given.index]
    missing += [c for c in right.columns if c not in given.columns]
    if missing:
        slip("row_missing", missing=missing[0])
    more = [*given.index.difference(right.index), *given.columns.difference(right.columns)]
    if more:
        slip("row_unknown", more=more[0])
    given = given.loc[right.index, right.columns]
    if given.isna().any(axis=None):
        empty = int(given.isna().sum().sum())
        slip("empty", empty=empty)
    if not all(isinstance(cell, str) for cell in given.to_numpy().ravel()):
        slip("numbers", stances=names(STANCES))
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
    """Accept {level: number of cells with both}."""
    given = as_mapping(answer)
    tables = {actor: positions(the_statements(), actor) for actor in ACTORS}
    right = {a: int(t["stance"].eq("both").sum()) for a, t in tables.items()}
    given = {str(key).strip().casefold(): value for key, value in given.items()}
    missing = [actor for actor in ACTORS if actor not in given]
    if missing:
        slip("level_missing", missing=missing[0], actors=names(ACTORS))
    for actor in ACTORS:
        value = as_number(given[actor])
        if value == right[actor]:
            continue
        both = tables[actor][tables[actor]["stance"].eq("both")]
        seen = told("seen", actor=actor, value=value)
        diagnose(
            seen,
            nobody=actor == "person" and value == _both_with_nameless(),
            statements=value == both["statements"].map(len).sum(),
            stances=value == both["n"].sum(),
            other_level=value in [n for other, n in right.items() if other != actor],
            every_cell=value == len(tables[actor]),
            otherwise="other",
        )


def _both_with_nameless():
    """Return how many cells hold both where the empty name is taken for a person."""
    answers = the_statements().groupby(["person", "concept"])["agreement"].nunique()
    return int(answers.eq(2).sum())


@task("04.4")
def ministry(answer: object) -> None:
    """Accept {'yes': units, 'no': units} of article 000."""
    given = {side: _units(units) for side, units in keyed(answer, *AGREEMENTS).items()}
    rows = the_statements()
    rows = rows[rows["organization"].eq(MINISTRY) & rows["concept"].eq(SOIL)]
    rows = rows[rows["article"].eq("000")]
    right = {side: sorted(rows.loc[rows["agreement"].eq(side), "unit"]) for side in AGREEMENTS}
    if given == right:
        return
    if given["yes"] == right["no"] and given["no"] == right["yes"]:
        slip("turned")
    for side in AGREEMENTS:
        for unit in given[side]:
            if unit not in right[side]:
                _wrong_unit(unit, side, right)
    for side in AGREEMENTS:
        missing = len(right[side]) - len(given[side])
        if missing:
            verb = "is" if missing == 1 else "are"
            slip("units_missing", side=side, missing=missing, n=len(right[side]), verb=verb)


def _wrong_unit(unit, side, right):
    other = "no" if side == "yes" else "yes"
    seen = told("seen_unit", unit=unit, side=side)
    diagnose(
        seen,
        turned_unit=unit in right[other],
        other_article=not unit.startswith("000"),
    )
    if the_corpus().units.at[unit, "kind"] == "duplicate":
        slip("second_copy", seen)
    if the_corpus().units.at[unit, "kind"] == "headline":
        slip("headline", seen)
    diagnose(
        seen,
        no_stance=coded_in(unit, organization=MINISTRY).empty,
        otherwise="other_concept",
    )


@task("04.5")
def general(answer: object) -> None:
    """Accept {'reason': letter, 'units': one unit on intention and one on capability}."""
    given = keyed(answer, "reason", "units")
    reason = as_letter(given["reason"], "abcd")
    units = _units(given["units"])
    if reason != REASON:
        slip(f"reason_{reason}")
    if len(units) != 2:
        slip("two_units", n=len(units))
    found = set()
    for unit in units:
        his = coded_in(unit, person=GENERAL)
        if the_corpus().units.at[unit, "kind"] == "duplicate":
            slip("repeats", unit=unit)
        if his.empty:
            slip("no_stance", unit=unit)
        asked = set(his["concept"]) & set(QUESTIONS)
        if not asked:
            topic = names(his["concept"])
            slip("other_topic", unit=unit, topic=topic)
        found |= asked
    if len(found) == 1:
        slip("one_topic", found=found.pop())


@task("04.6")
def duplicate_rules(answer: object) -> None:
    """Accept {rule: n} for the ministry's cell on hosting."""
    given = plain_keys(answer)
    missing = [rule for rule in DUPLICATES if rule not in given]
    if missing:
        slip("rule_missing", missing=missing[0], duplicates=names(DUPLICATES))
    given = {rule: as_number(given[rule]) for rule in DUPLICATES}
    cell = (MINISTRY, SOIL)
    right = {r: positions(the_statements(), duplicates=r).at[cell, "n"] for r in DUPLICATES}
    if given == right:
        return
    if given["article"] == right["corpus"] and given["corpus"] == right["article"]:
        slip("turned")
    rows = the_statements()
    rows = rows[rows["organization"].eq(MINISTRY) & rows["concept"].eq(SOIL)]
    if given["all"] != right["all"]:
        slip("all_count", all=given["all"])
    if given["corpus"] == 1:
        slip("both_stances")
    if given["article"] == rows["article"].nunique():
        slip("articles", article=given["article"])
    if given["article"] == rows["unit"].nunique():
        slip("sentences", article=given["article"])
    wrong = next(rule for rule in DUPLICATES if given[rule] != right[rule])
    slip("by_hand", wrong=wrong, given=given[wrong])


@task("04.7")
def left_out(answer: object) -> None:
    """Accept {'article': id, 'cells': number} for the level of organizations."""
    given = keyed(answer, "article", "cells")
    article, cells = as_article(given["article"]), as_number(given["cells"])
    sizes = {a: changes_by_article(the_statements(), a).groupby("article").size() for a in ACTORS}
    right = sizes["organization"]
    if article not in the_corpus().texts:
        slip("no_article", article=article)
    if article != right.idxmax():
        _wrong_article(article, sizes)
    if cells == right.max():
        return
    seen = told("seen", cells=cells)
    rows = the_statements()[the_statements()["article"].eq(article)]
    diagnose(
        seen,
        statements=cells == len(rows),
        every_cell=cells == len(positions(rows)),
        other_level=cells in [sizes[actor][article] for actor in ("party", "person")],
        otherwise="other",
    )


def _wrong_article(article, sizes):
    seen = told("seen_article", article=article)
    if article == the_statements()["article"].value_counts().idxmax():
        slip("most_statements", seen, person=sizes["person"][article])
    slip("another", seen, organization=sizes["organization"][article])


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
