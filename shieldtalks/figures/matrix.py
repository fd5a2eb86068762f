"""The position matrix, and what each article carries of it."""

from collections.abc import Mapping

import pandas as pd
from matplotlib.patches import Rectangle

from shieldtalks.figures.drawing import axes_at, bare, canvas, finished, sign, without_frame
from shieldtalks.figures.figure import Figure, Mark, box_in, in_reading_order, new_fig, styled
from shieldtalks.figures.style import (
    FAINT,
    INK,
    PARTY_NAME,
    QUIET,
    STANCE_GLYPH,
    STANCE_HUE,
    ink_on,
)
from shieldtalks.phrases import counted, names
from shieldtalks.readings import reading_words
from shieldtalks.statements import evidence

STANCE_VERB = {"agree": "agrees", "disagree": "disagrees", "both": "both", "silent": "silent"}

# The matrix, in inches. It is narrow enough to leave room for the sentences beside it.
WIDTH, LEFT, RIGHT, TOP, BOTTOM, ROW = 7.4, 2.62, 0.12, 2.5, 0.55, 0.275
NARROW, SLANT = 7, 45  # more columns than that get slanted labels, in degrees
LETTER = 0.105  # width of a letter; names wider than their columns are slanted too

# What each article carries, in inches.
LINE, GAP, SQUARE, NAMED, CARRIED_TOP, CARRIED_BOTTOM = 0.29, 0.22, 0.31, 5.3, 1.3, 0.5


@styled
def position_matrix(
    table: pd.DataFrame,
    statements: pd.DataFrame,
    concepts: pd.DataFrame,
    parties: Mapping[str, str],
    title: str | None = None,
    changed: pd.DataFrame | None = None,
    lost: pd.DataFrame | None = None,
) -> Figure:
    """Draw who agrees and who disagrees with what.

    table: as `statements.positions` returns it. statements: the DataFrame behind it. concepts: as
    `load_concepts`. parties: {actor: party}, the columns in order (`statements.actor_parties`).
    changed, lost: where an article is left out, `statements.changed_cells` and the statements of
    that article; where another reading is drawn, `readings.differing_cells` and the statements of
    the reference. Such cells are framed; one that fell silent shows, in grey, what it was.
    Returns a Figure. Its marks, 'actor | concept', are the cells in which something is said, and
    those that fell silent.
    """
    rows, actors = list(concepts.index), list(parties)
    height = TOP + ROW * len(rows) + BOTTOM
    fig = new_fig(height, WIDTH)
    overhang = 0.75 if _crowded(actors) else 0
    span = WIDTH - LEFT - RIGHT - overhang
    place = (LEFT, BOTTOM, span, ROW * len(rows))
    axes = axes_at(fig, *place, xlim=(0, max(1, len(actors))), ylim=(len(rows), 0))
    _label_rows(axes, rows, concepts)
    _label_columns(axes, parties)
    _draw_key(fig, parties, changed)
    cells = table.to_dict("index")
    held = {} if changed is None else changed.to_dict("index")
    _draw_silence(axes, actors, rows, cells.keys() | held.keys())
    marks = []
    for column, actor in enumerate(actors):
        for row, concept in enumerate(rows):
            cell, before = cells.get((actor, concept)), held.get((actor, concept))
            if not cell and not before:
                continue
            _draw_cell(axes, column, row, cell, before)
            said = _said_without(cell, before, statements) if before else _said(cell)
            label = f"{actor}, {concepts.at[concept, 'label']}: {said}"
            ids = cell["statements"] if cell else (before or {}).get("lost", ())
            place = box_in(axes, column, row, column + 1, row + 1)
            marks.append(Mark(f"{actor} | {concept}", label, tuple(ids), place))
    marks.sort(key=in_reading_order)
    title = title or _title(table, changed, lost, statements)
    alt = _alt(table, actors, concepts, statements, changed)
    quotes = evidence(statements) | ({} if lost is None else evidence(lost))
    return finished(fig, title, alt, marks, said=statements, rows=quotes)


def _crowded(actors):
    """Say whether the names of the columns are too many or too long to stand upright."""
    wide = max(map(len, actors), default=0) * LETTER * len(actors)
    return len(actors) > NARROW or wide > WIDTH - LEFT - RIGHT


def _label_rows(axes, rows, concepts):
    axes.set_yticks([n + 0.5 for n in range(len(rows))], concepts.loc[rows, "label"])
    axes.set_xticks([])
    without_frame(axes)
    themes = concepts.loc[rows, "theme"]
    for n, theme in enumerate(themes):
        first = n == 0 or themes.iloc[n - 1] != theme
        axes.axhline(n, color=QUIET if first else FAINT, lw=1.4 if first else 0.8, zorder=0)
    axes.axhline(len(rows), color=QUIET, lw=1.4, zorder=0)


def _label_columns(axes, parties):
    slanted = {"rotation": SLANT, "rotation_mode": "anchor", "ha": "left", "va": "bottom"}
    upright = {"ha": "center", "va": "bottom"}
    for n, (actor, party) in enumerate(parties.items()):
        sign(axes, n + 0.5, -0.45, party, clip_on=False)
        axes.text(n + 0.5, -0.95, actor, **(slanted if _crowded(parties) else upright))
        axes.axvline(n, color=FAINT, lw=0.8, zorder=0)
    axes.axvline(len(parties), color=FAINT, lw=0.8, zorder=0)


def _draw_key(fig, parties, changed):
    """Say in the empty corner what the glyphs, the colours and the markers mean."""
    height = fig.get_figheight()
    place = (0.01 * WIDTH, height - 2.25, LEFT - 0.1, 1.55)
    key = bare(axes_at(fig, *place, xlim=(0, 2.5), ylim=(1.55, 0)))
    for n, stance in enumerate(STANCE_GLYPH):
        hue = STANCE_HUE[stance]
        key.add_patch(Rectangle((0.02, 0.26 * n + 0.02), 0.24, 0.21, fc=hue, ec="none"))
        glyph = {"weight": "bold"} | _centred(ink_on(hue) if stance != "silent" else QUIET)
        key.text(0.14, 0.26 * n + 0.135, STANCE_GLYPH[stance], **glyph)
        key.text(0.36, 0.26 * n + 0.135, STANCE_VERB[stance], va="center")
    for n, party in enumerate(dict.fromkeys(parties.values())):
        sign(key, 1.4, 0.26 * n + 0.125, party)
        key.text(1.54, 0.26 * n + 0.135, PARTY_NAME[party], va="center")
    key.text(0.02, 1.175, "The number counts articles", va="center")
    if changed is not None and len(changed):
        key.add_patch(_frame((0.03, 1.33), 0.22, 0.19))
        key.text(0.36, 1.435, "changed (grey: before)", va="center")


def _draw_silence(axes, actors, rows, said):
    silent = [
        (column + 0.5, row + 0.5)
        for column, actor in enumerate(actors)
        for row, concept in enumerate(rows)
        if (actor, concept) not in said
    ]
    axes.plot([x for x, _ in silent], [y for _, y in silent], ".", color=QUIET, ms=2.5)


def _draw_cell(axes, column, row, cell, before):
    """Draw one cell. cell: its row of the table. before: its row of changed. Either may be None."""
    centre = (column + 0.5, row + 0.53)
    if cell:
        hue = STANCE_HUE[cell["stance"]]
        axes.add_artist(Rectangle((column + 0.04, row + 0.06), 0.92, 0.88, fc=hue, ec="none"))
        words = f"{STANCE_GLYPH[cell['stance']]}{cell['n']}"
        axes.text(*centre, words, weight="bold", **_centred(ink_on(hue)))
    else:
        axes.text(*centre, STANCE_GLYPH[before["with_it"]], **_centred(QUIET))
    if before:
        axes.add_artist(_frame((column + 0.06, row + 0.09), 0.88, 0.82))


def _frame(place, width, height):
    return Rectangle(place, width, height, fc="none", ec=INK, lw=1.8, ls=(0, (2, 1.2)))


def _centred(colour):
    return {"ha": "center", "va": "center", "color": colour}


def _said(cell):
    agree, disagree, sources = cell["agree"], cell["disagree"], len(cell["statements"])
    if cell["stance"] == "both":
        return f"both, {agree} yes and {disagree} no, from {sources} statements"
    if cell["n"] == sources:
        return f"{STANCE_VERB[cell['stance']]}, {counted(sources, 'statement')}"
    stances = counted(cell["n"], "stance")
    return f"{STANCE_VERB[cell['stance']]}, {stances} from {sources} statements"


def _said_without(cell, before, statements):
    was = STANCE_VERB[before["with_it"]]
    now = _said(cell) if cell else "silent"
    if reading_words(statements):
        return f"{now} in this reading, {was} in the reference"
    return f"{now} without the article, {was} with it"


def _title(table, changed, lost, statements):
    if changed is None:
        both = table["stance"].eq("both").sum()
        if not both:
            return "No ± here: nobody says both yes and no"
        return f"Look for ±: {counted(both, 'cell')} with both yes and no"
    case = reading_words(statements).removesuffix(".")
    if not case:
        case = f"Without article {', '.join(sorted(lost['article'].unique()))}"
    elif len(left := set(lost["article"]) - set(statements["article"])) == 1:
        case = f"{case}, without {left.pop()}"
    if changed.empty:
        return f"{case}, no cell changes"
    if len(changed) == 1:
        return f"{case}, 1 cell changes: the framed one"
    return f"{case}, {len(changed)} cells change: the framed ones"


def _alt(table, actors, concepts, statements, changed):
    possible = len(actors) * len(concepts)
    labels = concepts["label"]
    stances = table["stance"]
    both = [(a, c) for a in actors for c in concepts.index if stances.get((a, c)) == "both"]
    contradictions = names(f"{actor} on {labels[concept]}" for actor, concept in both)
    sentences = [
        f"A matrix of {len(concepts)} concepts by {counted(len(actors), 'actor')}, from "
        f"{counted(len(statements), 'statement')}: something is said in {len(table)} of {possible} "
        "cells.",
        f"Both yes and no: {contradictions}." if both else "No actor says both yes and no.",
    ]
    words = reading_words(statements)
    cause = f"{words} Beside the reference this" if words else "Leaving the article out"
    if changed is not None and len(changed):
        silent = changed["without_it"].eq("silent").sum()
        sentences.append(
            f"{cause} changes {counted(len(changed), 'cell')}, of which {silent} fall silent."
        )
    if changed is not None and changed.empty:
        sentences.append(f"{cause} changes no cell.")
    return " ".join(sentences)


@styled
def carried_cells(
    changes: pd.DataFrame,
    table: pd.DataFrame,
    statements: pd.DataFrame,
    concepts: pd.DataFrame,
    parties: Mapping[str, str],
) -> Figure:
    """Draw which cells of the matrix hang on a single article, article by article.

    changes: as `statements.changes_by_article`. table: the whole matrix, as `statements.positions`.
    statements, concepts, parties: as for `position_matrix`.
    Returns a Figure. Its marks, 'article | actor | concept', are the cells that change without
    the article, with that article's statements.
    """
    articles = statements.drop_duplicates("article").set_index("article").sort_index()
    lines = {
        article: [actor for actor in parties if (article, actor) in changes.index.droplevel(2)]
        for article in articles.index
    }
    depth = sum(LINE * max(2, len(actors)) + GAP for actors in lines.values())
    height = CARRIED_TOP + depth + CARRIED_BOTTOM
    fig, axes = canvas(height)
    marks, top = [], CARRIED_TOP
    for article, actors in lines.items():
        _label_article(axes, top, article, articles.at[article, "outlet"], changes, len(table))
        for n, actor in enumerate(actors):
            middle = top + LINE * (n + 0.5)
            sign(axes, NAMED - 0.1, middle, parties[actor], ms=8)
            axes.text(NAMED - 0.3, middle, actor, ha="right", va="center")
            cells = changes.loc[(article, actor)]
            cells = cells.loc[[concept for concept in concepts.index if concept in cells.index]]
            marks += _draw_line(axes, middle, (article, actor), cells, concepts["label"])
        top += LINE * max(2, len(actors)) + GAP
    title = _carried_title(changes, table)
    subtitle = (
        "Each mark is a cell of the matrix that falls silent without the article.\n"
        "An arrow: the cell keeps one of its two answers."
    )
    alt = _carried_alt(changes, table, articles.index)
    return finished(fig, title, alt, marks, said=statements, subtitle=subtitle)


def _label_article(axes, top, article, outlet, changes, whole):
    number = len(changes[changes.index.get_level_values("article") == article])
    axes.axhline(top - GAP / 2, 0.01, 0.99, color=FAINT, lw=1)
    axes.text(0.1, top + LINE / 2, f"{article} {outlet}", weight="bold", va="center")
    words = f"carries {number} of {whole} cells" if number else "carries no cell alone"
    axes.text(0.1, top + 1.5 * LINE, words, va="center")


def _draw_line(axes, middle, key, cells, labels):
    """Draw one actor's marks from left to right and return their marks."""
    marks, left = [], NAMED + 0.1
    for concept, cell in cells.iterrows():
        silent = cell["without_it"] == "silent"
        width = SQUARE if silent else 2.4 * SQUARE
        hue = STANCE_HUE[cell["with_it"]]
        corner = (left, middle - LINE / 2 + 0.02)
        axes.add_patch(Rectangle(corner, width - 0.03, LINE - 0.04, fc=hue, ec="none"))
        glyph = STANCE_GLYPH[cell["with_it"]]
        if not silent:
            glyph += f" → {STANCE_GLYPH[cell['without_it']]}"
        centre = (left + width / 2 - 0.015, middle + 0.01)
        axes.text(*centre, glyph, weight="bold", **_centred(ink_on(hue)))
        article, actor = key
        was, now = STANCE_VERB[cell["with_it"]], STANCE_VERB[cell["without_it"]]
        label = f"Without {article}: {actor}, {labels[concept]}: {now}, not {was}"
        place = box_in(axes, left, middle - LINE / 2, left + width - 0.03, middle + LINE / 2)
        marks.append(Mark(f"{article} | {actor} | {concept}", label, cell["lost"], place))
        left += width
    return marks


def _carried_title(changes, table):
    alone = len(changes.index.droplevel("article").unique())
    if not alone:
        return "No cell hangs on a single article"
    numbers = changes.groupby("article").size()
    most = numbers.index[numbers.eq(numbers.max())]
    verb = "carries" if len(most) == 1 else "carry"
    return f"{alone} of {len(table)} cells hang on a single article: {names(most)} {verb} most"


def _carried_alt(changes, table, articles):
    numbers = changes.groupby("article").size().reindex(articles, fill_value=0)
    each = names(f"{number} without {article}" for article, number in numbers.items())
    silent = changes["without_it"].eq("silent").sum()
    return (
        f"Of the {len(table)} cells in which something is said, so many change when one article is "
        f"left out: {each}. {silent} of these {len(changes)} changes end in silence."
    )
