"""Answers of lesson 04: what the position matrix shows."""

import functools

from shieldtalks.codebook import load_adjudication
from shieldtalks.explorers.matrix import carried_step, matrix_step
from shieldtalks.figures.figure import Figure
from shieldtalks.predict.material import course, readings
from shieldtalks.readings import in_each_case
from shieldtalks.statements import (
    ACTORS,
    DUPLICATES,
    changes_by_article,
    position_matrix,
    positions,
)

MINISTRY, GENERAL = "RUS Foreign Ministry", "Yury Baluyevsky"
HOSTING, CLOSED = (MINISTRY, "host_in_russia"), (MINISTRY, "other_side_closed")
LEVELS = {"party": "parties", "organization": "organizations", "person": "persons"}


def bars_both_ways() -> int:
    """Return on how many concepts the ministry is reported with a yes and a no."""
    _, statements = course()
    stances = positions(statements).loc[MINISTRY, "stance"]
    return int(stances.eq("both").sum())


def _bars():
    _, statements = course()
    return {"concepts": len(positions(statements).loc[MINISTRY])}


def contradiction() -> str:
    """Say whether one person, or only the ministry, stands on both sides of hosting."""
    corpus, statements = course()
    said = statements.loc[list(positions(statements).at[HOSTING, "statements"])]
    named = said[said["person"] != ""]
    same = named.groupby(["person", "concept"])["agreement"].nunique().max() > 1
    return "the same person says both" if same else "two speakers, one answer each"


def what_the_rule_moves() -> str:
    """Say what changes in the matrix when repeats are counted by another rule."""
    _, statements = course()
    tables = [positions(statements, duplicates=rule) for rule in DUPLICATES]
    first, *others = tables
    if not all(table["stance"].equals(first["stance"]) for table in others):
        return "the numbers and the stances"
    same = all(table["n"].equals(first["n"]) for table in others)
    return "nothing" if same else "only the numbers"


def share_of_silence() -> float:
    """Return how many in a hundred cells of the matrix are silent."""
    _, statements = course()
    return 100 * float(position_matrix(statements).eq("silent").to_numpy().mean())


def _silence():
    _, statements = course()
    silent = position_matrix(statements).eq("silent").to_numpy()
    return {"empty": int(silent.sum()), "cells": silent.size}


def levels_by_both() -> tuple[str, ...]:
    """Return the levels, that with most cells of both yes and no first."""
    counts = _both_by_level()
    return tuple(LEVELS[level] for level in sorted(counts, key=counts.__getitem__, reverse=True))


def _both_by_level():
    _, statements = course()
    return {a: int(positions(statements, a)["stance"].eq("both").sum()) for a in ACTORS}


def the_general() -> str:
    """Say how the matrix of persons shows the general on aim and on effect."""
    _, statements = course()
    stances = positions(statements, "person").loc[GENERAL, "stance"]
    shown = set(stances[["aimed_at_russia", "deterrent_effect"]])
    if "both" in shown:
        return "as ±, in one cell"
    return "as two plain answers" if len(shown) > 1 else "as the same answer twice"


def is_it_a_no() -> str:
    """Say what the adjudication made of 001.24 as a no to countermeasures."""
    return "yes, it is a no" if _countermeasures()["decision"] == "in" else "no, it is not"


def _countermeasures():
    disputed = load_adjudication(course()[0])
    row = disputed[(disputed["unit"] == "001.24") & (disputed["concept"] == "countermeasures")]
    return row.iloc[0]


def _countermeasures_facts():
    row = _countermeasures()
    return {"readers": sum(bool(row[reader]) for reader in "ABCD"), "rule": row["rule"]}


def article_missed_most() -> str:
    """Return the article without which most cells of the matrix change."""
    return str(_changes().idxmax())


@functools.cache
def _changes():
    return changes_by_article(course()[1]).groupby("article").size()


def _changes_facts():
    return {"most": int(_changes().max())}


def cases_of_hosting() -> int:
    """Return in how many of nine cases the ministry's both-ways cell on hosting holds."""
    return int(_held(HOSTING))


@functools.cache
def _held(cell):
    organization, concept = cell

    def ours(some):
        return some[(some["organization"] == organization) & (some["concept"] == concept)]

    def stance(some):
        return positions(ours(some))["stance"]

    cases = in_each_case(course()[1], stance, readings())
    return cases.loc[cell].drop("all").eq("both").sum()


def _cases():
    return {"closed": int(_held(CLOSED))}


def _matrix() -> Figure:
    return matrix_step(course()[1])


def _ministry() -> Figure:
    # One column alone: the whole matrix would answer the questions that come after.
    _, statements = course()
    return matrix_step(statements[statements["organization"] == MINISTRY])


def _parties() -> Figure:
    return matrix_step(course()[1], actor="party")


def _persons() -> Figure:
    return matrix_step(course()[1], actor="person")


def _carried() -> Figure:
    return carried_step(course()[1])


ANSWERS = {
    "bars": bars_both_ways,
    "contradiction": contradiction,
    "repeats": what_the_rule_moves,
    "silence": share_of_silence,
    "levels": levels_by_both,
    "general": the_general,
    "countermeasures": is_it_a_no,
    "article": article_missed_most,
    "cases": cases_of_hosting,
}
FACTS = {
    "bars": _bars,
    "silence": _silence,
    "levels": _both_by_level,
    "countermeasures": _countermeasures_facts,
    "article": _changes_facts,
    "cases": _cases,
}
CHARTS = {
    "bars": _ministry,
    "contradiction": _matrix,
    "repeats": _matrix,
    "silence": _matrix,
    "levels": _parties,
    "general": _persons,
    "countermeasures": _persons,
    "article": _carried,
    "cases": _matrix,
}
