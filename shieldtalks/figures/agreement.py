"""How far two readers see the same: by concept, by question asked, dispute by dispute."""

import textwrap
from collections.abc import Mapping

import numpy as np
import pandas as pd
from matplotlib.patches import Rectangle

from shieldtalks.corpus import Corpus
from shieldtalks.figures.drawing import (
    axes_at,
    canvas,
    finished,
    place_of,
    without_frame,
    write_sentence,
)
from shieldtalks.figures.figure import Figure, Mark, footer, new_fig, styled
from shieldtalks.figures.gauge import AgreementGauge, row_box
from shieldtalks.figures.style import (
    BLUE,
    FAINT,
    ORANGE,
    QUIET,
    STANCE_GLYPH,
    STANCE_HUE,
    WIDTH,
    ink_on,
)
from shieldtalks.phrases import counted, names
from shieldtalks.statements import evidence

STANCE = {"yes": "agree", "no": "disagree", "yes and no": "both", "": "silent"}
READ = {"yes": "yes", "no": "no", "yes and no": "yes and no", "": "nothing"}


@styled
def agreement_per_concept(table: pd.DataFrame, statements: pd.DataFrame) -> Figure:
    """Draw, concept by concept, in what share of the sentences both readers saw it.

    table: as `reliability.per_concept` returns it. statements: the adjudicated coding, whose
    sentences stand behind each row. Returns a Figure; a mark a concept.

    >>> table = reliability.per_concept(codings["A"], codings["B"], corpus.body().index)
    >>> chart = agreement_per_concept(table, statements)
    >>> "seen by one reader only" in chart.title
    True
    """
    table = table[table["either"].gt(0)].sort_values(["share", "either"], ascending=[True, False])
    ids = statements.reset_index().groupby("concept")["statement"].agg(tuple)
    top, row, bottom, left, right = 1.42, 0.3, 0.95, 3.1, 2.3
    height = top + row * len(table) + bottom
    fig = new_fig(height)
    place = (left, bottom, WIDTH - left - right, row * len(table))
    axes = axes_at(fig, *place, xlim=(0, 1.03), ylim=(len(table), 0))
    axes.set_yticks(np.arange(len(table)) + 0.5, table["label"])
    axes.set_xticks([0, 0.5, 1], ["none", "half", "all"])
    axes.set_xlabel("sentences in which both saw it, of those in which either did", x=0.55)
    axes.grid(axis="x")
    without_frame(axes)
    for n, cell in enumerate(table.itertuples()):
        _interval(axes, n + 0.5, cell.share, cell.low, cell.high)
        axes.text(1.1, n + 0.55, f"{cell.both} of {cell.either}", va="center")
        axes.text(1.33, n + 0.55, f"{cell.kappa:.2f}", va="center", color=QUIET)
    axes.text(1.1, -0.35, "both", weight="bold")
    axes.text(1.33, -0.35, "kappa", weight="bold", color=QUIET)
    open_rows = table[table["share"].lt(1)]
    title = (
        f"{len(open_rows)} of {len(table)} concepts were seen by one reader only at least once: "
        "look at the long lines, where n is small"
    )
    subtitle = "● no dispute   ◇ disputed   line: 95 % interval of the share"
    marks = [
        Mark(
            concept,
            f"{cell.label}: both readers in {cell.both} of {counted(cell.either, 'sentence')}",
            ids.get(concept, ()),
            row_box(axes, n, fig),
        )
        for n, (concept, cell) in enumerate(zip(table.index, table.itertuples(), strict=True))
    ]
    alt = _alt_concepts(table)
    return finished(fig, title, alt, marks, said=statements, subtitle=subtitle)


@styled
def disputed_codes(
    table: pd.DataFrame,
    statements: pd.DataFrame,
    corpus: Corpus,
    concepts: pd.DataFrame,
    readers: tuple[str, str] = ("A", "B"),
) -> Figure:
    """Draw every disputed triple under its sentence, with what each reader made of it.

    table: as `reliability.disputes` returns it with an adjudicated coding. statements: that coding.
    Returns a Figure; a mark a triple. Behind a triple that was not kept stands its unit.

    >>> table = reliability.disputes(codings["A"], codings["B"], statements).head(3)
    >>> print(disputed_codes(table, statements, corpus, concepts).title)
    3 disputed codes in 3 sentences: which would you keep?
    """
    labels = concepts["label"]
    units = list(dict.fromkeys(table["unit"]))
    words = {unit: textwrap.wrap(corpus.text(unit), 86) for unit in units}
    line, row, gap, top, bottom = 0.245, 0.34, 0.3, 1.05, 0.28
    height = top + sum(line * len(words[u]) + gap for u in units) + row * len(table) + bottom
    fig, axes = canvas(height)
    columns = dict(zip(("one", "other", "kept"), (6.72, 7.62, 8.6), strict=True))
    for name, left in zip((*readers, "Kept"), columns.values(), strict=True):
        axes.text(left + 0.36, 0.9, name, weight="bold", ha="center")
    down, marks = top, []
    for unit in units:
        write_sentence(axes, unit, words[unit], down, line)
        down += line * len(words[unit]) + 0.04
        for triple in table[table["unit"].eq(unit)].itertuples():
            _triple(axes, triple, labels[triple.concept], columns, down)
            place = place_of(fig, 0.7, down, 8.7, row)
            marks.append(_triple_mark(triple, labels[triple.concept], readers, place))
            down += row
        down += gap - 0.04
    title = (
        f"{counted(len(table), 'disputed code')} in {counted(len(units), 'sentence')}: "
        "which would you keep?"
    )
    articles = names(sorted(corpus.units.loc[units, "article"].unique()))
    kept = [i for i in table["statement"] if i]
    foot = (
        f"Articles {articles}. n = {counted(len(table), 'code')} that one of two readers gave; "
        f"{len(kept)} stand in the reference."
    )
    rows = {**corpus.readings(units), **evidence(statements, kept, corpus)}
    alt, key = _alt_disputes(table, units, readers), "+ agrees   – disagrees   · no code"
    return finished(fig, title, alt, marks, foot, rows=rows, subtitle=key)


@styled
def stance_shifts(
    table: pd.DataFrame,
    versions: Mapping[str, pd.DataFrame],
    concepts: pd.DataFrame,
    title: str | None = None,
) -> Figure:
    """Draw the cells of the position matrix that differ between versions of a coding.

    table: as `reliability.stance_changes` returns it. versions: {name: statements}, its columns.
    title: what was changed, where it is not the reader. The footer counts the last version.
    Returns a Figure; a mark a cell, with the statements of all versions.

    >>> versions = {"before": statements, "after": reliability.flip(statements, ["s035"])}
    >>> changed = reliability.stance_changes(versions)
    >>> print(stance_shifts(changed, versions, concepts, "One code flipped").title)
    One code flipped
    """
    labels = concepts["label"]
    top, row, bottom, right, wide = 0.85, 0.42, 0.45, 0.25, 1.38
    title = title or f"{counted(len(table), 'cell')} of the matrix depend on who has coded"
    height = top + row * max(1, len(table)) + bottom
    fig, axes = canvas(height)
    first = WIDTH - right - wide * len(versions)
    for n, name in enumerate(versions):
        axes.text(first + (n + 0.5) * wide, 0.75, name, weight="bold", ha="center")
    marks = []
    for n, ((actor, concept), stances) in enumerate(table.iterrows()):
        down = top + n * row
        label = f"{actor}: {labels[concept]}"
        axes.text(0.096, down + row / 2, label, va="center")
        for column, stance in enumerate(stances):
            left, words = first + column * wide, f"{STANCE_GLYPH[stance]} {stance}"
            middle = (left + wide / 2 - 0.05, down + 0.21)
            _chip(fig, (left, down + 0.36), (wide - 0.1, 0.32), middle, stance, words)
        said = names(f"{name} {stance}" for name, stance in stances.items())
        place = place_of(fig, 0.048, down, WIDTH - 0.096, row)
        ids = tuple(i for version in versions.values() for i in _ids(version, actor, concept))
        mark = f"{actor} | {concept}"
        marks.append(Mark(mark, f"{label}: {said}", tuple(dict.fromkeys(ids)), place))
    foot = footer(list(versions.values())[-1])
    rows = {i: row for version in versions.values() for i, row in evidence(version).items()}
    return finished(fig, title, _alt_shifts(table, labels), marks, foot, rows=rows)


@styled
def kappa_by_question(table: pd.DataFrame, corpus: Corpus) -> Figure:
    """Draw kappa for several questions asked of the same two codings.

    table: as `reliability.ways_of_counting` returns it. corpus: the articles that were coded.
    Returns a Figure; its marks stand for judgements of two readers, not for statements.

    >>> units = corpus.body().index
    >>> table = reliability.ways_of_counting(codings["A"], codings["B"], units)
    >>> print(kappa_by_question(table, corpus).title)
    The same two readers: the answer depends on what they are asked
    """
    title = "The same two readers: the answer depends on what they are asked"
    gauge = AgreementGauge(list(table.index), title, 2.75, 3.0, WIDTH)
    asides = [
        f"n = {n}" + ("" if np.isnan(empty) else f", {empty:.0%} empty")
        for n, empty in zip(table["n"], table["empty"], strict=True)
    ]
    rows = table.rename(columns={"kappa": "value"}).assign(aside=asides)
    articles = names(sorted(corpus.articles.index))
    foot = (
        f"Articles {articles}. Two readings of {counted(len(corpus.body()), 'sentence')}; "
        "95 % intervals, sentences resampled."
    )
    return gauge.figure(rows, foot)


def _interval(axes, height, share, low, high):
    whole = share == 1
    hue = BLUE if whole else ORANGE
    axes.plot([low, high], [height, height], color=hue, lw=3, solid_capstyle="round", alpha=0.65)
    face = hue if whole else "white"
    marker = "o" if whole else "D"
    axes.plot(share, height, marker, color=hue, mfc=face, mew=2.5, ms=9, clip_on=False)


def _triple(axes, triple, label, columns, down):
    axes.text(0.864, down + 0.165, f"{triple.organization}: {label}", va="center", color=QUIET)
    for column, left in columns.items():
        stance = STANCE[getattr(triple, column)]
        middle, glyph = (left + 0.36, down + 0.165), STANCE_GLYPH[stance]
        _chip(axes.figure, (left, down + 0.31), (0.72, 0.28), middle, stance, glyph, weight="bold")


def _chip(fig, corner, size, middle, stance, words, **look):
    """Draw a filled piece for a stance, with words in it; silence is a frame.

    corner: the lower left one. All in inches from the upper left corner of the figure.
    """
    inches, (x, down), (mid, level) = fig.get_size_inches(), corner, middle
    hue, silent = STANCE_HUE[stance], stance == "silent"
    place = (x / inches[0], 1 - down / inches[1])
    edge = FAINT if silent else "none"
    fig.add_artist(Rectangle(place, *(size / inches), fc=hue, ec=edge))
    look |= {"ha": "center", "va": "center", "color": QUIET if silent else ink_on(hue)}
    fig.text(mid / inches[0], 1 - level / inches[1], words, **look)


def _ids(statements, actor, concept):
    same = statements["organization"].eq(actor) & statements["concept"].eq(concept)
    return statements.index[same]


def _triple_mark(triple, label, readers, place):
    who = ", ".join(
        f"{name} {READ[answer]}"
        for name, answer in zip(readers, (triple.one, triple.other), strict=True)
    )
    verdict = f"kept as {triple.kept}" if triple.kept else "not kept"
    words = f"{triple.unit}, {triple.organization}, {label}: {who}; {verdict}"
    statements = (triple.statement or triple.unit,)
    mark = f"{triple.unit} | {triple.organization} | {triple.concept}"
    return Mark(mark, words, statements, place)


def _alt_concepts(table):
    disputed = table[table["share"].lt(1)]
    worst = names(f"{cell.label} ({cell.both} of {cell.either})" for cell in disputed.itertuples())
    thin = table["either"].min()
    return (
        f"For {len(table)} concepts, the share of sentences in which both readers saw it, of those "
        f"in which either did. Less than all: {worst or 'none'}. "
        f"The smallest n is {counted(thin, 'sentence')}, where the 95 % interval begins at "
        f"{table.loc[table['either'].eq(thin), 'low'].min():.2f}."
    )


def _alt_disputes(table, units, readers):
    only = [int(table[column].ne("").sum()) for column in ("one", "other")]
    kept = table["kept"].ne("").sum()
    return (
        f"{counted(len(table), 'disputed triple')} of sentence, organization and concept, in "
        f"{counted(len(units), 'sentence')}: {names(units)}. {readers[0]} coded {only[0]} of them, "
        f"{readers[1]} {only[1]}; the adjudicated coding kept {kept}."
    )


def _alt_shifts(table, labels):
    if table.empty:
        return f"0 cells of the position matrix differ. {names(table.columns)} give the same one."
    each = "; ".join(
        f"{actor} on {labels[concept]}: "
        + ", ".join(f"{name} {stance}" for name, stance in stances.items())
        for (actor, concept), stances in table.iterrows()
    )
    cells = counted(
        len(table), "cell of the position matrix differs", "cells of the position matrix differ"
    )
    return f"{cells} between {names(table.columns)}. {each}."
