"""What a class coded: one coding out of many phones, its agreement, and what it moves."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from shieldtalks.classroom.activities.coders import Answers, class_codes, counts
from shieldtalks.codebook import CODE, load_codings
from shieldtalks.coefficients import measured_alpha
from shieldtalks.corpus import Corpus, load_corpus
from shieldtalks.errors import DataError
from shieldtalks.explorers.coding import Coding
from shieldtalks.figures.class_coding import class_agreement
from shieldtalks.figures.figure import Figure
from shieldtalks.headlines import moved_between
from shieldtalks.phrases import counted
from shieldtalks.readings import CLASS, differing_cells, with_own
from shieldtalks.reliability import judgements
from shieldtalks.statements import load_concepts, load_statements

PHONES, READERS = "The phones of the class", "Readers A to D"
WITH_ALL = "The class and A to D"


@dataclass(frozen=True)
class ClassCoding(Coding):
    """The coding of a class: whatever takes a student's own Coding takes it.

    reader: what it is called beside other readers. phones: {"Phone 1": Coding, ...} of those that
    decided every sentence. divided: how the class divides, as `divided_on`.
    """

    reader: str = CLASS
    phones: Mapping[str, Coding] = field(default_factory=dict)
    divided: pd.DataFrame = field(default_factory=lambda: divided_on({}))

    @property
    def table(self) -> pd.DataFrame:
        """The coding as one table: unit, organization, concept, agreement. Hand it on as a csv.

        A row without a concept says that its sentence holds nothing; `readings.with_own` and
        `headlines.headlines` take the table as they take the coding. Read the csv
        with dtype=str: "000.03" is no number.
        """
        empty = pd.DataFrame({"unit": list(self.nothing)})
        whole = pd.concat([self.codes[CODE], empty], ignore_index=True).fillna("")
        return whole[CODE].sort_values("unit", kind="stable", ignore_index=True)


def class_coding(answers: Answers) -> ClassCoding:
    """Make one coding of the answers of many phones.

    answers: {unit: {device: codes}}, as `Coders.answers`. A code stands where more than half of the
    phones that decided the sentence gave exactly it; a tie is nothing; a sentence that fewer than
    three phones decided is left out (`class_codes`). Person, condition and attribution are not
    asked on a phone: they are empty, False and 'indirect'.
    """
    whole = _as_coding({unit: class_codes(given) for unit, given in answers.items()})
    phones = {f"Phone {n}": _as_coding(own) for n, own in enumerate(complete(answers), 1)}
    return ClassCoding(whole.codes, whole.nothing, phones=phones, divided=divided_on(answers))


def divided_on(answers: Answers) -> pd.DataFrame:
    """Return how a class divides: a row a sentence and code, the most frequent code first.

    Columns unit, organization, concept, agreement (the last three empty for "nothing to code"),
    phones (how many said so), decided (how many decided the sentence) and stands (bool: whether the
    class as a whole says so).
    """
    rows = []
    for unit, given in answers.items():
        stands, decided = class_codes(given), len(given)
        for code, number in counts(given):
            rows.append((unit, *code, number, decided, code in (stands or ())))
        empty = sum(not codes for codes in given.values())
        rows.append((unit, "", "", "", empty, decided, stands == []))
    columns = ["unit", "organization", "concept", "agreement", "phones", "decided", "stands"]
    return pd.DataFrame(rows, columns=columns)


def complete(answers: Answers) -> list[dict]:
    """Return {unit: codes} of each phone that decided every sentence, in the order of its name.

    Alpha with an interval wants readers who judged the same sentences.
    """
    if not answers:
        return []
    devices = set.intersection(*(set(given) for given in answers.values()))
    return [{unit: given[who] for unit, given in answers.items()} for who in sorted(devices)]


def agreement(coding: ClassCoding, corpus: Corpus | None = None) -> pd.DataFrame:
    """Measure the class: alpha of "which concept?" with its 95 % interval, beside the readers'.

    Krippendorff's alpha as `reliability.by_question` takes it, over the sentences that the class
    has decided; whole sentences are resampled. Returns a DataFrame, a row a comparison: the phones
    among themselves, readers A to D among themselves, the class with each reader, and the class
    with all four; columns value, low, high (NaN where undefined), n (sentences), readers (how many
    are compared) and note.
    """
    readers = load_codings(load_corpus() if corpus is None else corpus)
    phones = {name: own.codes for name, own in coding.phones.items()}
    compared = {PHONES: phones, READERS: readers}
    compared |= {f"The class and {r}": {CLASS: coding.codes, r: c} for r, c in readers.items()}
    compared[WITH_ALL] = {CLASS: coding.codes, **readers}
    rows = {name: _alpha(codings, coding.units) for name, codings in compared.items()}
    return pd.DataFrame.from_dict(rows, orient="index").rename_axis("comparison")


def effects(coding: Coding, corpus: Corpus | None = None) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return what a coding does further on: (cells of the matrix that change, headlines that move).

    The class's codes take the place of the reference in the sentences that it decided. The first
    table is as `readings.differing_cells`, the second as `headlines.moved_between`.
    """
    corpus = load_corpus() if corpus is None else corpus
    statements = load_statements(corpus)
    changed = with_own(statements, coding, corpus)
    return differing_cells(statements, changed), moved_between(statements, changed)


def kept_answers(kept: str) -> Answers:
    """Return the answers of a class from their JSON."""
    return {
        unit: {who: [tuple(code) for code in codes] for who, codes in given.items()}
        for unit, given in json.loads(kept).items()
    }


def summary(kept: str) -> dict:
    """Return what the big screen says of a class as a whole: plain JSON.

    kept: the answers as JSON, which cannot change while it is computed.
    """
    answers = kept_answers(kept)
    coding = class_coding(answers)
    if not coding.units:
        return {"said": ["No sentence was decided by enough phones."], "rows": []}
    table, (cells, headings) = agreement(coding), effects(coding)
    labels = load_concepts()["label"]
    said = [
        f"The class decided {counted(len(coding.units), 'sentence')}: "
        f"{counted(len(coding.codes), 'code')}, nothing in {len(coding.nothing)}.",
        f"Alpha of the phones counts the {len(coding.phones)} that decided every sentence.",
        f"With the class's codes, {counted(len(cells), 'cell')} of the matrix "
        f"{'changes' if len(cells) == 1 else 'change'} and {counted(len(headings), 'headline')} "
        f"{'moves' if len(headings) == 1 else 'move'}.",
    ]
    return {
        "said": said,
        "rows": [[name, *_shown(row)] for name, row in table.iterrows()],
        "cells": [
            f"{actor}, {labels[concept]}: {row['without_it']} (reference: {row['with_it']})"
            for (actor, concept), row in cells.iterrows()
        ],
        "headlines": [
            f"{row['sentence']} With the class: {row['after']} (reference: {row['before']})."
            for _, row in headings.iterrows()
        ],
    }


def summary_chart(kept: str) -> Figure | None:
    """Draw how far a class agrees; None where no sentence was decided by enough phones.

    kept: the answers as JSON, which cannot change while it is drawn.
    """
    answers = kept_answers(kept)
    coding = class_coding(answers)
    return class_agreement(agreement(coding), len(answers)) if coding.units else None


def _alpha(codings, units):
    blank = {"value": np.nan, "low": np.nan, "high": np.nan, "n": len(units)}
    blank |= {"readers": len(codings)}
    if len(codings) < 2:
        return {**blank, "note": "Fewer than two phones decided every sentence."}
    try:
        row = measured_alpha(*judgements(codings, units))
    except DataError as error:
        return {**blank, "note": str(error)}
    return {**blank, **row[["value", "low", "high", "note"]]}


def _shown(row):
    """Return alpha, its interval and the number of readers as a table of words shows them."""
    if np.isnan(row["value"]):
        return ["–", "", str(row["readers"]), row["note"]]
    span = "" if np.isnan(row["low"]) else f"{row['low']:.2f} to {row['high']:.2f}"
    return [f"{row['value']:.2f}", span, str(row["readers"]), row["note"]]


def _as_coding(decided):
    """Return {unit: codes, or None where undecided} as a Coding."""
    # In one table: to add the codes one by one takes a minute where three hundred phones coded.
    rows = [
        (unit, "", *code, False, "indirect")
        for unit, codes in decided.items()
        for code in codes or ()
    ]
    nothing = tuple(unit for unit, codes in decided.items() if codes == [])
    return Coding(pd.DataFrame(rows, columns=Coding().codes.columns), nothing)
