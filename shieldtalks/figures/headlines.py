"""Which headlines hold without each article, and under each reader."""

import textwrap

import pandas as pd
from matplotlib.patches import Rectangle

from shieldtalks.figures.drawing import canvas, finished
from shieldtalks.figures.figure import Figure, Mark, box_in, styled
from shieldtalks.figures.style import BLUE, FAINT, INK, ORANGE, QUIET, ink_on
from shieldtalks.headlines import FAILS, HOLDS, UNHEARD
from shieldtalks.phrases import names
from shieldtalks.readings import CLASS, OWN

LOOK = {HOLDS: ("●", BLUE), FAILS: ("✕", ORANGE), UNHEARD: ("·", FAINT)}
LINE, TOP, BOTTOM, LEFT, WIDE = 0.44, 1.45, 0.55, 4.95, 0.42
LETTERS, GAP = 43, 0.18
SHORT = {CLASS: "class"}


@styled
def headline_grid(table: pd.DataFrame, statements: pd.DataFrame) -> Figure:
    """Draw under which articles left out, and under which readers, each headline holds.

    table: as `headlines.headlines`. statements: the reference. Returns a Figure; its marks, one a
    headline, lead to the statements the headline speaks of.

    >>> from shieldtalks import load_corpus, load_statements
    >>> from shieldtalks.headlines import headlines
    >>> corpus = load_corpus()
    >>> headline_grid(headlines(corpus), load_statements(corpus)).title  # doctest: +ELLIPSIS
    '...'
    """
    articles = sorted(statements["article"].unique())
    fixed = {"lesson", "sentence", "all", "articles", "readers", "fails_in", "firm", "statements"}
    readers = [c for c in table.columns if c not in fixed and c not in articles]
    height = TOP + LINE * len(table) + BOTTOM
    fig, axes = canvas(height)
    width = fig.get_figwidth()
    groups = [("without article", articles), ("as coded by", readers)]
    wide = min(WIDE, (width - LEFT - 2 * GAP) / (len(articles) + len(readers)))
    columns = _columns(axes, groups, wide)
    marks = []
    for n, (name, row) in enumerate(table.iterrows()):
        down = TOP + n * LINE
        axes.axhline(down, 0.01, 0.99, color=FAINT, lw=0.8)
        weight = "bold" if row["firm"] else "normal"
        words = textwrap.fill(row["sentence"], LETTERS)
        axes.text(0.1, down + LINE / 2, row["lesson"], va="center", color=QUIET)
        axes.text(0.5, down + LINE / 2, words, va="center", weight=weight, linespacing=1.1)
        for case, left in columns.items():
            _cell(axes, left, down, row[case], wide)
        words = f"Lesson {row['lesson']}: {row['sentence']} {_where(row, articles, readers)}"
        place = box_in(axes, 0.05, down, width - 0.05, down + LINE)
        marks.append(Mark(str(name), words, tuple(row["statements"]), place))
    title = f"{int(table['firm'].sum())} of {len(table)} headlines hold in every case (bold)"
    subtitle = "● holds   ✕ fails   · nothing is left to say it of"
    alt = _alt(table, articles, readers)
    return finished(fig, title, alt, marks, said=statements, subtitle=subtitle)


def _columns(axes, groups, wide):
    """Label the columns and return {case: its left edge in inches}."""
    places, left = {}, LEFT
    for label, cases in groups:
        axes.text(left, TOP - 0.52, label, color=INK)
        for case in cases:
            axes.text(left + wide / 2, TOP - 0.16, SHORT.get(case, case), ha="center")
            places[case] = left
            left += wide
        left += GAP
    return places


def _cell(axes, left, down, said, wide):
    glyph, hue = LOOK[said]
    if said != UNHEARD:
        corner = (left + 0.03, down + 0.08)
        axes.add_patch(Rectangle(corner, wide - 0.06, LINE - 0.16, fc=hue, ec="none"))
    look = {"ha": "center", "va": "center", "weight": "bold"}
    colour = QUIET if said == UNHEARD else ink_on(hue)
    axes.text(left + wide / 2, down + LINE / 2, glyph, color=colour, **look)


def _where(row, articles, readers):
    four = len([reader for reader in readers if reader not in (OWN, CLASS)])
    said = f"Holds without {row['articles']} of {len(articles)} articles and under {row['readers']}"
    said += f" of {four} readers."
    if row["fails_in"]:
        said += f" Not in: {', '.join(row['fails_in'])}."
    return said


def _alt(table, articles, readers):
    fails = table["fails_in"].explode().dropna().value_counts()
    most = [str(case) for case in fails.index[fails.eq(fails.max())]] if len(fails) else []
    firm = table.loc[table["firm"], "sentence"]
    said = (
        f"A grid of {len(table)} headlines of lessons {table['lesson'].min()} to "
        f"{table['lesson'].max()} by {len(articles)} articles left out and {len(readers)} readers. "
        f"{len(firm)} hold in every case."
    )
    if most:
        said += f" Most fail in the case of {names(most)}: {int(fails.max())} of them."
    return said
