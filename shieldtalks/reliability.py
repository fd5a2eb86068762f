"""Do two readers see the same? Agreement between codings, how sure it is, and where it fails."""

import itertools
import textwrap
from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np
import pandas as pd

from shieldtalks.codebook import CODE, READERS, load_adjudication, load_codebook
from shieldtalks.coefficients import DRAWS, SEED, measured_alpha
from shieldtalks.coefficients import alpha as alpha
from shieldtalks.coefficients import kappa as kappa
from shieldtalks.coefficients import wilson as wilson
from shieldtalks.corpus import Corpus
from shieldtalks.errors import DataError, check_known
from shieldtalks.phrases import names
from shieldtalks.statements import as_statements as as_statements
from shieldtalks.statements import load_concepts, positions
from shieldtalks.two_readers import TRIPLE, presence, signs
from shieldtalks.two_readers import compare as compare
from shieldtalks.two_readers import compare_presence as compare_presence
from shieldtalks.two_readers import cross_table as cross_table
from shieldtalks.two_readers import disputes as disputes
from shieldtalks.two_readers import matches as matches
from shieldtalks.two_readers import per_concept as per_concept
from shieldtalks.two_readers import ways_of_counting as ways_of_counting

ROUNDS = (("A", "B"), ("C", "D"))


# The codebook, to be read


def codebook_rules(width: int = 92) -> str:
    """Return the numbered rules of the codebook as text, wrapped to be printed."""
    rules = load_codebook().split("## Rules")[1].split("\n## ")[0].strip().splitlines()
    rules = [rule.lstrip("# ") for rule in rules]
    return "\n".join(textwrap.fill(rule, width, subsequent_indent="   ") for rule in rules)


def codebook_concepts(concepts: pd.DataFrame | None = None, width: int = 92) -> str:
    """Return label, short name and wording of each concept as text, wrapped to be printed."""
    concepts = load_concepts() if concepts is None else concepts
    lines = [f"{row['label']} ({name}): {row['wording']}" for name, row in concepts.iterrows()]
    return "\n".join(textwrap.fill(line, width, subsequent_indent="   ") for line in lines)


def seen_by(codings: Mapping[str, pd.DataFrame]) -> pd.Series:
    """Count how many readers gave each distinct code.

    codings: {reader: coding}. Returns a Series indexed by (unit, organization, concept, agreement).

    >>> seen_by(load_codings()).value_counts().sort_index().to_dict()
    {1: 11, 2: 17, 3: 8, 4: 71}
    """
    codes = pd.concat([coding[CODE].drop_duplicates() for coding in codings.values()])
    return codes.value_counts(sort=False).rename("readers")


def how_settled(unit: str, corpus: Corpus, width: int = 92) -> str:
    """Return a sentence and, for each of its disputed codes, who gave it and what was decided.

    Returns text to be printed. Raises DataError for a unit without a disputed code.

    >>> print(how_settled("001.22", load_corpus()))
    "We do not want to play these games."
        [001.22] RIA Novosti, 2007-04-24
      RUS Foreign Ministry, Security at others' expense: yes. Seen by B.
        Out, by rule 7: Points back to the games of 001.21, which is not coded.
    """
    table = load_adjudication(corpus)
    table = table[table["unit"].eq(unit)]
    if table.empty:
        raise DataError(f"{unit} holds no disputed code.")
    labels, lines = load_concepts()["label"], [corpus.cite(unit)]
    for row in table.to_dict("records"):
        readers = names(reader for reader in READERS if row[reader])
        code = f"{row['organization']}, {labels[row['concept']]}: {row['agreement']}"
        rule = f"rule {row['rule']}" if row["rule"].isdigit() else f"the {row['rule']}"
        said = f"{row['decision'].capitalize()}, by {rule}: {row['reason']}"
        lines += [f"  {code}. Seen by {readers}."]
        lines += [textwrap.fill(said, width, initial_indent="    ", subsequent_indent="    ")]
    return "\n".join(lines)


# Any number of readers

CONCEPT, STANCE = "Which concept?", "Which concept, and yes or no?"
WHOSE, ANYTHING = "Which concept, and whose?", "Anything to code at all?"
QUESTIONS = (CONCEPT, STANCE, WHOSE, ANYTHING)


def judgements(
    codings: Mapping[str, pd.DataFrame], units: Any, question: str = CONCEPT
) -> tuple[dict[str, np.ndarray], np.ndarray]:
    """Return what each reader answered to a question: ({reader: values}, the unit of each value).

    codings: {reader: coding}. units: those that all have judged. question: one of QUESTIONS. In
    question 1 a judgement is a pair (unit, concept), seen or not; in 2 the answer is 'yes', 'no',
    'yes and no' or ''; in 3 it is a triple (unit, organization, concept); in 4 a unit.
    Raises DataError for an unknown question.
    """
    if question not in QUESTIONS:
        raise DataError(f"{question!r} is no question here. Ask one of {', '.join(QUESTIONS)}")
    units, concepts = list(units), load_concepts().index
    held = {reader: c[c["unit"].isin(units)] for reader, c in codings.items()}
    if question == ANYTHING:
        return {r: np.isin(units, c["unit"]) for r, c in held.items()}, np.array(units)
    if question == CONCEPT:
        seen = {r: presence(c, units, concepts).to_numpy().ravel() for r, c in held.items()}
        return seen, np.repeat(units, len(concepts))
    if question == STANCE:
        pairs = pd.MultiIndex.from_product([units, concepts], names=["unit", "concept"])
        said = {r: signs(c, ["unit", "concept"]).reindex(pairs) for r, c in held.items()}
        return {r: s.fillna("").to_numpy() for r, s in said.items()}, np.repeat(
            units, len(concepts)
        )
    actors = sorted(set().union(*(c["organization"] for c in held.values())))
    places = pd.MultiIndex.from_product([units, actors, concepts], names=TRIPLE)
    found = {r: places.isin(pd.MultiIndex.from_frame(c[TRIPLE])) for r, c in held.items()}
    return found, places.get_level_values("unit").to_numpy()


def by_question(
    codings: Mapping[str, pd.DataFrame],
    units: Any,
    draws: int = DRAWS,
    seed: int = SEED,
) -> pd.DataFrame:
    """Ask any number of readers four questions: Krippendorff's alpha with its interval.

    Returns a DataFrame, index `question`: alpha, low, high, n (judgements), empty (share of
    judgements in which all said no or nothing) and note.

    >>> by_question(load_codings(), load_corpus().body().index)["alpha"].astype(float).round(3)
    question
    Which concept?                   0.899
    Which concept, and yes or no?    0.894
    Which concept, and whose?        0.881
    Anything to code at all?         0.667
    Name: alpha, dtype: float64
    """
    rows = {}
    for question in QUESTIONS:
        answers, groups = judgements(codings, units, question)
        row = measured_alpha(answers, groups, draws, seed)
        blank = np.logical_and.reduce(
            [~a if a.dtype == bool else a == "" for a in answers.values()]
        )
        rows[question] = {**row.rename({"value": "alpha"}), "empty": float(blank.mean())}
    table = pd.DataFrame.from_dict(rows, orient="index").rename_axis("question")
    return table[["alpha", "low", "high", "n", "empty", "note"]]


def pairs_of_readers(
    codings: Mapping[str, pd.DataFrame],
    units: Any,
    question: str = CONCEPT,
    draws: int = DRAWS,
    seed: int = SEED,
) -> pd.DataFrame:
    """Measure every two readers: alpha with its interval, pairs of one round first.

    Returns a DataFrame indexed by (one, other): round ('within' one round, 'across' the two; ''
    for readers of no round), alpha, low, high, n and note.

    >>> pairs = pairs_of_readers(load_codings(), load_corpus().body().index)
    >>> pairs.groupby("round", sort=False)["alpha"].agg(["min", "max"]).astype(float).round(2)
             min   max
    round
    within  0.96  0.96
    across  0.86  0.88
    """
    answers, groups = judgements(codings, units, question)
    rows = {}
    for pair in itertools.combinations(answers, 2):
        row = measured_alpha({r: answers[r] for r in pair}, groups, draws, seed)
        known = all(any(r in members for members in ROUNDS) for r in pair)
        which = "within" if pair in ROUNDS else "across" if known else ""
        rows[pair] = {"round": which, **row.rename({"value": "alpha"})}
    table = pd.DataFrame.from_dict(rows, orient="index")
    table.index = pd.MultiIndex.from_tuples(rows, names=["one", "other"])
    table = table[["round", "alpha", "low", "high", "n", "note"]]
    return table.sort_values("round", key=lambda r: r.ne("within"), kind="stable")


def against_the_rest(
    codings: Mapping[str, pd.DataFrame], units: Any, question: str = CONCEPT
) -> pd.DataFrame:
    """Hold each reader against the others.

    Returns a DataFrame, index `reader`: codes (how many different ones), alone (that nobody else
    gave), missed (that all others gave and this reader did not), with_others (mean alpha with each
    of the others) and without (alpha of the others among themselves; higher than alpha of all
    where this reader is the odd one out).

    >>> table = against_the_rest(load_codings(), load_corpus().body().index)
    >>> table[["codes", "alone", "missed"]].loc["B"].tolist()
    [96, 4, 0]
    """
    answers, groups = judgements(codings, units, question)
    codes = {r: set(map(tuple, c[CODE].to_numpy())) for r, c in codings.items()}
    rows = {}
    for reader in codings:
        others = [r for r in codings if r != reader]
        given = [codes[r] for r in others]
        pairs = [alpha([answers[reader], answers[r]]) for r in others]
        rows[reader] = {
            "codes": len(codes[reader]),
            "alone": len(codes[reader] - set().union(*given)),
            "missed": len(set.intersection(*given) - codes[reader]),
            "with_others": float(np.mean(pairs)),
            "without": alpha([answers[r] for r in others]) if len(others) > 1 else np.nan,
        }
    return pd.DataFrame.from_dict(rows, orient="index").rename_axis("reader")


def on_details(
    codings: Mapping[str, pd.DataFrame], details: Iterable[str] = ("attribution", "conditional")
) -> pd.DataFrame:
    """Ask how far readers who gave the same code agree on how it is told, and on what condition.

    details: columns of a coding. Returns a DataFrame, index `detail`: n (codes that two readers or
    more gave), same (of these, told alike by all who gave them), alpha of all readers, and within
    and across (the lowest alpha of two readers of one round, and of different rounds; NaN where
    there is no such pair).

    >>> on_details(load_codings())["alpha"].round(2).to_dict()
    {'attribution': 0.84, 'conditional': 0.83}
    """
    rows = {}
    for detail in details:
        told = pd.concat({r: c.groupby(CODE)[detail].first() for r, c in codings.items()}, axis=1)
        told = told[told.notna().sum(axis=1) >= 2].astype(object)
        found: dict[bool, list[float]] = {True: [], False: []}
        for one, other in itertools.combinations(codings, 2):
            if all(any(r in members for members in ROUNDS) for r in (one, other)):
                found[(one, other) in ROUNDS].append(alpha([told[one], told[other]]))
        rows[detail] = {
            "n": len(told),
            "same": int(told.nunique(axis=1).eq(1).sum()),
            "alpha": alpha([told[r] for r in codings]),
            "within": min(found[True], default=np.nan),
            "across": min(found[False], default=np.nan),
        }
    return pd.DataFrame.from_dict(rows, orient="index").rename_axis("detail")


def published(codings: Mapping[str, pd.DataFrame], corpus: Corpus) -> str:
    """Reproduce the figures the codebook gives for its readers, and say what they count.

    codings: as `load_codings`, the readers of one round beside each other. Returns text, a sentence
    a line. Example: `print(published(load_codings(corpus), corpus))`.
    """
    units, concepts = corpus.body().index, load_concepts().index
    readers = seen_by(codings)
    seen, _ = judgements(codings, units)
    pairs = pairs_of_readers(codings, units, draws=10)
    within, across = (pairs.loc[pairs["round"].eq(r), "alpha"] for r in ("within", "across"))
    same = ", ".join(f"{one} with {other} {value:.2f}" for (one, other), value in within.items())
    return (
        f"{int(readers.eq(len(codings)).sum())} of {len(readers)} distinct codes were seen by all "
        f"{len(codings)} readers.\n"
        f"Presence of a concept in a unit: {len(units)} units x {len(concepts)} concepts = "
        f"{len(units) * len(concepts)} judgements.\n"
        f"Krippendorff's alpha of all readers is {alpha(list(seen.values())):.2f}.\n"
        f"Readers of one round: {same}.\n"
        f"Readers of different rounds: {across.min():.2f} to {across.max():.2f}."
    )


def in_words(result: pd.DataFrame, name: str = "kappa") -> str:
    """Return one row of `measured` as words: 'kappa 0.81 (0.55 to 0.96)', or why there is none."""
    row = result.loc[name]
    if np.isnan(row["value"]):
        return row["note"]
    span = "" if np.isnan(row["low"]) else f" ({row['low']:.2f} to {row['high']:.2f})"
    return f"{name} {row['value']:.2f}{span}"


# What a code does further on


def flip(statements: pd.DataFrame, ids: str | Iterable[str]) -> pd.DataFrame:
    """Return statements in which some say the opposite: yes becomes no, and no becomes yes.

    ids: a statement id or a list of them. Raises DataError for an unknown one.
    """
    ids = [ids] if isinstance(ids, str) else list(ids)
    check_known(ids, statements.index, "{} is no statement of this coding.")
    flipped = statements.copy()
    flipped.loc[ids, "agreement"] = flipped.loc[ids, "agreement"].map({"yes": "no", "no": "yes"})
    return flipped


def stance_changes(
    versions: Mapping[str, pd.DataFrame], actor: str = "organization"
) -> pd.DataFrame:
    """Return the cells of the position matrix that are not the same in all versions of a coding.

    versions: {name: statements}. Returns a DataFrame indexed by (actor, concept), a column a
    version, each cell 'agree', 'disagree', 'both' or 'silent'.
    """
    stances = {name: positions(table, actor)["stance"] for name, table in versions.items()}
    cells = pd.concat(stances, axis=1).fillna("silent").rename_axis(["actor", "concept"])
    return cells[cells.nunique(axis=1).gt(1)].sort_index()
