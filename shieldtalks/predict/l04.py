"""Answers of lesson 04: what the position matrix shows."""

import functools

from shieldtalks.codebook import load_adjudication
from shieldtalks.explorers.matrix import carried_step, matrix_step
from shieldtalks.figures.figure import Figure
from shieldtalks.predict.answers import Answer, answers
from shieldtalks.readings import in_each_case
from shieldtalks.reference import the_corpus, the_readings, the_statements, where
from shieldtalks.statements import (
    ACTORS,
    DUPLICATES,
    changes_by_article,
    position_matrix,
    positions,
)

MINISTRY, GENERAL = "RUS Foreign Ministry", "Yury Baluyevsky"
HOSTING, CLOSED = "host_in_russia", "other_side_closed"
LEVELS = {"party": "parties", "organization": "organizations", "person": "persons"}


def _matrix() -> Figure:
    return matrix_step(the_statements())


def _ministry() -> Figure:
    # One column alone: the whole matrix would answer the questions that come after.
    return matrix_step(where(the_statements(), organization=MINISTRY))


def _parties() -> Figure:
    return matrix_step(the_statements(), actor="party")


def _persons() -> Figure:
    return matrix_step(the_statements(), actor="person")


def _carried() -> Figure:
    return carried_step(the_statements())


@answers("04.bars", _ministry)
def bars_both_ways() -> Answer:
    """Return on how many concepts the ministry is reported with a yes and a no."""
    stances = positions(the_statements()).loc[MINISTRY, "stance"]
    return Answer(int(stances.eq("both").sum()), concepts=len(stances))


@answers("04.contradiction", _matrix)
def contradiction() -> Answer:
    """Say whether one person, or only the ministry, stands on both sides of hosting."""
    said = where(the_statements(), organization=MINISTRY, concept=HOSTING)
    same = said[said["person"].ne("")].groupby("person")["agreement"].nunique().max() > 1
    return Answer("the same person says both" if same else "two speakers, one answer each")


@answers("04.repeats", _matrix)
def what_the_rule_moves() -> Answer:
    """Say what changes in the matrix when repeats are counted by another rule."""
    first, *others = [positions(the_statements(), duplicates=rule) for rule in DUPLICATES]
    same = {c: all(first[c].equals(table[c]) for table in others) for c in ("stance", "n")}
    if not same["stance"]:
        return Answer("the numbers and the stances")
    return Answer("nothing" if same["n"] else "only the numbers")


@answers("04.silence", _matrix)
def share_of_silence() -> Answer:
    """Return how many in a hundred cells of the matrix are silent."""
    silent = position_matrix(the_statements()).eq("silent").to_numpy()
    return Answer(100 * silent.mean(), empty=silent.sum(), cells=silent.size)


@answers("04.levels", _parties)
def levels_by_both() -> Answer:
    """Return the levels, that with most cells of both yes and no first."""
    counts = {a: positions(the_statements(), a)["stance"].eq("both").sum() for a in ACTORS}
    levels = sorted(counts, key=counts.__getitem__, reverse=True)
    return Answer(tuple(LEVELS[level] for level in levels), **counts)


@answers("04.general", _persons)
def the_general() -> Answer:
    """Say how the matrix of persons shows the general on aim and on effect."""
    stances = positions(the_statements(), "person").loc[GENERAL, "stance"]
    shown = set(stances[["aimed_at_russia", "deterrent_effect"]])
    if "both" in shown:
        return Answer("as ±, in one cell")
    return Answer("as two plain answers" if len(shown) > 1 else "as the same answer twice")


@answers("04.countermeasures", _persons)
def is_it_a_no() -> Answer:
    """Say what the adjudication made of 001.24 as a no to countermeasures."""
    disputed = load_adjudication(the_corpus())
    row = where(disputed, unit="001.24", concept="countermeasures").iloc[0]
    said = "yes, it is a no" if row["decision"] == "in" else "no, it is not"
    return Answer(said, readers=sum(bool(row[reader]) for reader in "ABCD"), rule=row["rule"])


@answers("04.article", _carried)
def article_missed_most() -> Answer:
    """Return the article without which most cells of the matrix change."""
    changes = changes_by_article(the_statements()).groupby("article").size()
    return Answer(str(changes.idxmax()), most=int(changes.max()))


@answers("04.cases", _matrix)
def cases_of_hosting() -> Answer:
    """Return in how many of nine cases the ministry's both-ways cell on hosting holds."""
    return Answer(_held(HOSTING), closed=_held(CLOSED))


@functools.cache
def _held(concept):
    def stance(some):
        return positions(where(some, organization=MINISTRY, concept=concept))["stance"]

    cases = in_each_case(the_statements(), stance, the_readings())
    return int(cases.loc[(MINISTRY, concept)].drop("all").eq("both").sum())
