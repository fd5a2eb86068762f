"""Lesson 03 with a class: how far its phones agree, and how they divide on each sentence."""

import textwrap

import pandas as pd
from matplotlib.patches import Rectangle

from shieldtalks.corpus import Corpus
from shieldtalks.figures.drawing import canvas, finished, place_of, write_sentence
from shieldtalks.figures.figure import Figure, Mark, styled
from shieldtalks.figures.gauge import AgreementGauge
from shieldtalks.figures.style import BLUE, INK, QUIET, WIDTH
from shieldtalks.phrases import counted, names

MOST = 6


def class_agreement(table: pd.DataFrame, sentences: int) -> Figure:
    """Draw alpha of a class with its interval, beside the readers of the course.

    table: as `classroom.agreement`. sentences: how many the class was given. Returns a Figure; its
    marks stand for judgements of readers, not for statements.
    """
    title = "How far the class agrees: mind the lines"
    gauge = AgreementGauge(list(table.index), title, 2.5, 2.2, WIDTH)
    asides = [counted(number, "reader") for number in table["readers"]]
    decided = int(table["n"].max()) if len(table) else 0
    foot = (
        f"Krippendorff's alpha, which concept. n = {decided} of {counted(sentences, 'sentence')}, "
        "decided by the class; 95 % intervals."
    )
    return gauge.figure(table[["value", "low", "high"]].assign(aside=asides), foot)


@styled
def class_division(table: pd.DataFrame, corpus: Corpus, concepts: pd.DataFrame) -> Figure:
    """Draw how a class divides on each sentence it coded, most frequent code first.

    table: as `classroom.coding().divided`. Returns a Figure; a mark a sentence, behind which stands
    the sentence itself. Of each sentence the six most frequent answers are drawn.
    """
    units = list(dict.fromkeys(table["unit"]))
    words = {unit: textwrap.wrap(corpus.text(unit), 92) for unit in units}
    rows = {unit: _rows(table[table["unit"].eq(unit)], concepts["label"]) for unit in units}
    line, row, gap, top, bottom = 0.245, 0.3, 0.25, 1.1, 0.6
    height = top + bottom
    height += sum(line * len(words[u]) + row * len(rows[u]) + gap for u in units)
    fig, axes = canvas(height)
    down, marks = top, []
    for unit in units:
        begin = down
        write_sentence(axes, unit, words[unit], down, line)
        down += line * len(words[unit])
        for label, phones, decided, stands in rows[unit]:
            _bar(axes, label, phones, decided, stands, down)
            down += row
        place = place_of(fig, 0.048, begin, WIDTH - 0.096, down - begin)
        down += gap
        said = names(f"{label} {phones}" for label, phones, _, _ in rows[unit])
        marks.append(Mark(unit, f"{unit}, {rows[unit][0][2]} phones: {said}", (unit,), place))
    most = table.groupby("unit")["decided"].first()
    split = [unit for unit in units if not any(r[3] for r in rows[unit])]
    title = f"How the class divides on {counted(len(units), 'sentence')}"
    if split:
        title += f"; {counted(len(split), 'sentence')} too few decided"
    span = f"{most.min()} to {most.max()}" if len(most) and most.min() < most.max() else most.max()
    foot = (
        f"Articles {names(sorted({corpus.units.at[u, 'article'] for u in units}))}. "
        f"n = {span if len(most) else 0} phones a sentence."
    )
    subtitle = "Filled: more than half of the phones, so the class says it. Open: it does not."
    alt = (
        f"How {span if len(most) else 0} phones divide on {counted(len(units), 'sentence')}. "
        + " ".join(f"{unit}: {_said(rows[unit])}." for unit in units)
    )
    rows = corpus.readings(units)
    return finished(fig, title, alt, marks, foot, rows=rows, subtitle=subtitle)


def _rows(table, labels):
    """Return (label, phones, decided, stands) of a sentence's answers, the frequent ones first."""
    found = []
    for cell in table.itertuples():
        label = "Nothing to code"
        if cell.concept:
            said = "agrees" if cell.agreement == "yes" else "disagrees"
            label = f"{cell.organization} {said}: {labels[cell.concept]}"
        found.append((label, int(cell.phones), int(cell.decided), bool(cell.stands)))
    return sorted(found, key=lambda r: -r[1])[:MOST]


def _bar(axes, label, phones, decided, stands, down):
    left, wide, middle = 5.9, 2.6, down + 0.15
    short = textwrap.shorten(label, 58, placeholder="…")
    axes.text(0.864, middle, short, va="center", color=INK if stands else QUIET)
    share = phones / decided if decided else 0
    look = {"fc": BLUE if stands else "white", "ec": BLUE, "lw": 1.2}
    axes.add_patch(Rectangle((left, down + 0.25), share * wide, -0.2, **look))
    axes.text(left + wide + 0.12, middle, f"{phones} of {decided}", va="center")


def _said(rows):
    standing = [label for label, _, _, stands in rows if stands]
    top = rows[0]
    if standing:
        return names(standing)
    return f"nothing decided by enough phones, most often {top[0]} ({top[1]} of {top[2]})"
