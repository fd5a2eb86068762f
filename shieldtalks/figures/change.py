"""Who moved: stances article by article, and statements over events."""

from collections.abc import Mapping

import matplotlib.dates as mdates
import numpy as np
import pandas as pd
from matplotlib.patches import Rectangle

from shieldtalks.figures.drawing import canvas, finished, sign
from shieldtalks.figures.figure import Figure, Mark, box_in, styled
from shieldtalks.figures.labels import spread
from shieldtalks.figures.style import (
    BLUE,
    FAINT,
    INK,
    PARTY_NAME,
    QUIET,
    STANCE_GLYPH,
    STANCE_HUE,
    ink_on,
)
from shieldtalks.phrases import counted, names

WIDTH = 8.0  # inches; narrow enough to leave room for the sentences beside it
VERDICT_WORD = {"constant": "same", "reversal": "reversed", "mixed": "yes and no"}
NOBODY = "No actor speaks of one concept in two articles"
LEVEL = {"va": "center_baseline", "size": 12}
VERDICT_LOST = VERDICT_WORD | {"constant": "the same throughout", "none": "no verdict"}

# The dumbbells, in inches.
ROW, TOP, BOTTOM, LEFT, COLUMN = 0.31, 1.5, 0.6, 2.5, 0.78
CELL, TALL, READER = 0.4, 0.25, 0.75  # a stance; the column of readers

# The timeline, in inches.
LINE, HEAD, FOOT = 0.272, 1.2, 0.68
LABEL, KNEE, YEARS, SPAN, TOLD = 4.22, 4.4, 4.66, 0.56, 5.58


@styled
def dumbbells(
    moves: pd.DataFrame,
    stances: pd.DataFrame,
    statements: pd.DataFrame,
    concepts: pd.DataFrame,
    parties: Mapping[str, str],
    articles: Mapping[str, str],
    hangs: pd.DataFrame | None = None,
    title: str | None = None,
) -> Figure:
    """Draw each stance that an actor takes in at least two articles, article by article.

    moves, stances: as `change.movements` and `change.stances_by_article`. statements: those behind
    them. concepts: as `load_concepts`. parties: {actor: party} in the order of the rows
    (`statements.actor_parties`). articles: {article: date}, the columns in order; those without
    statements stay empty. hangs: as `change.keystones`; with it, a frame marks each article that a
    verdict hangs on, and a letter each reader.
    Returns a Figure; its marks are 'actor | concept | article'.
    """
    labels = _labels(moves, concepts)
    rows = _rows(moves, labels, parties)
    readers = _readers(hangs, articles)
    wide = WIDTH + (READER if readers is not None else 0)
    fig, axes = canvas(TOP + ROW * max(len(rows), 1) + BOTTOM, wide)
    if readers is not None:
        axes.text(WIDTH + READER / 2 - 0.1, TOP - 0.06, "reader", ha="center", va="bottom", size=12)
    across = {article: LEFT + COLUMN * (n + 0.5) for n, article in enumerate(articles)}
    shown = [article for article in articles if article in set(statements["article"])]
    _name_columns(axes, across, articles, shown, rows)
    marks = []
    for n, (actor, concept) in enumerate(rows):
        y = TOP + ROW * (n + 0.5)
        axes.plot([0.08, WIDTH - 0.08], [y - ROW / 2] * 2, color=FAINT, lw=0.8, zorder=0)
        if concept is None:
            _name_actor(axes, y, actor, parties[actor])
            continue
        axes.text(LEFT - 0.02, y, labels[concept], ha="right", **LEVEL)
        pair = (actor, concept)
        _draw_verdict(axes, y, LEFT + COLUMN * len(articles), moves.loc[pair])
        if readers is not None:
            letters = ", ".join(readers.get(pair, ()))
            axes.text(WIDTH + READER / 2 - 0.1, y, letters, ha="center", weight="bold", **LEVEL)
        said = stances.loc[pair]
        places = {article: x for article, x in across.items() if article in said.index}
        ends = [min(places.values()), max(places.values())]
        axes.plot(ends, [y, y], color=QUIET, lw=2, zorder=1)
        for article, x in places.items():
            lost = None if hangs is None else hangs["without_it"].get((*pair, article))
            cell = said.loc[article]
            _draw_stance(axes, x, y, cell, lost)
            label = _stance_label(actor, labels[concept], article, cell, lost)
            place = box_in(axes, x - CELL / 2, y - TALL / 2, x + CELL / 2, y + TALL / 2)
            marks.append(Mark(" | ".join((*pair, article)), label, cell["statements"], place))
    title = title or _dumbbell_title(moves, hangs, readers)
    key = "+ agrees   – disagrees   ± both; the number counts statements\n"
    if readers is not None:
        key += "framed: another verdict, or none, without this article; letters: with this reader"
    elif hangs is None:
        key += "the columns are not to scale: look at the dates"
    else:
        key += "framed: leave this article out, and the verdict is another, or none"
    alt = _dumbbell_alt(moves, labels, shown, statements, hangs, readers)
    return finished(fig, title, alt, marks, said=statements, subtitle=key)


@styled
def timeline(
    statements: pd.DataFrame,
    events: pd.DataFrame,
    articles: Mapping[str, str],
    gaps: pd.DataFrame,
    title: str | None = None,
) -> Figure:
    """Draw time downwards: on the left what happened, on the right what the articles hold.

    statements: those to count; where they come from some of the articles only, the rest stays pale
    and only events between their dates are named. events: as `change.framing`. articles:
    {article: date}, all of them. gaps: as `change.gaps` of these.
    Returns a Figure; its marks are 'article | party'.

    >>> articles = change.in_time(statements)
    >>> events = change.framing(context.load_events(), articles)
    >>> print(timeline(statements, events, articles, change.gaps(events, articles)).title)
    Look at the gaps: what happened between the articles
    """
    height = HEAD + LINE * max(len(events), 16) + FOOT
    fig, axes = canvas(height, WIDTH)
    dates = pd.to_datetime(pd.Series(articles))
    low, high = dates.dt.year.min(), dates.dt.year.max() + 1
    place = _scale(pd.Timestamp(low, 1, 1), pd.Timestamp(high, 1, 1), HEAD, height - FOOT)
    _year_column(axes, low, high, place)
    shown = [article for article in articles if article in set(statements["article"])]
    named = _named(events, dates, shown)
    _name_events(axes, events, named, place, height)
    marks = _name_articles(axes, statements, articles, shown, gaps, place, height)
    if shown:
        ends = [place(dates[shown[0]]), place(dates[shown[-1]])]
        axes.plot([YEARS + SPAN] * 2, ends, color=BLUE, lw=4, solid_capstyle="butt", zorder=1)
    _party_key(axes, statements, HEAD - 0.3)
    title = title or "Look at the gaps: what happened between the articles"
    subtitle = "left: what happened; right: the articles and their statements"
    alt = _timeline_alt(statements, events, named, articles, shown, gaps)
    return finished(fig, title, alt, marks, said=statements, subtitle=subtitle)


def _labels(moves, concepts):
    """Return {concept: label} in the codebook's order; what it does not have comes last."""
    others = {concept: concept for _, concept in moves.index if concept not in concepts.index}
    return concepts["label"].to_dict() | others


def _readers(hangs, articles):
    """Return {pair: readers on whom its verdict hangs}; None where no reader was tried."""
    if hangs is None or not hangs.attrs.get("readers"):
        return None
    found = {}
    for actor, concept, case in hangs.index:
        if case not in articles:
            found.setdefault((actor, concept), []).append(case)
    return found


def _rows(moves, labels, parties):
    """Return the rows in order: (actor, None) for a name, (actor, concept) for a stance."""
    rows = []
    for actor in parties:
        own = [(actor, concept) for concept in labels if (actor, concept) in moves.index]
        rows += [(actor, None), *own] if own else []
    return rows


def _name_columns(axes, across, articles, shown, rows):
    for article, x in across.items():
        look = {"ha": "center", "va": "bottom", "size": 12}
        look["color"] = INK if article in shown else QUIET
        weight = "bold" if article in shown else "normal"
        axes.text(x, TOP - 0.27, article, weight=weight, **look)
        axes.text(x, TOP - 0.06, articles[article][:7], **look)
    if rows:
        right = LEFT + COLUMN * len(across)
        axes.text(right + 0.32, TOP - 0.06, "n", ha="right", va="bottom", size=12)
    else:
        axes.text(0.1, TOP + ROW / 2, f"{NOBODY}.", va="center")


def _name_actor(axes, y, actor, party):
    name = PARTY_NAME.get(actor, actor)
    axes.plot([0.08, WIDTH - 0.08], [y - ROW / 2] * 2, color=QUIET, lw=1.4, zorder=0)
    sign(axes, 0.19, y, party)
    axes.text(0.36, y, name, va="center", weight="bold")


def _draw_verdict(axes, y, right, move):
    weight = "bold" if move["verdict"] == "reversal" else "normal"
    axes.text(right + 0.32, y, move["n"], ha="right", **LEVEL)
    axes.text(right + 0.48, y, VERDICT_WORD[move["verdict"]], weight=weight, **LEVEL)


def _draw_stance(axes, x, y, cell, lost):
    """Draw one cell, in a frame where the verdict hangs on it (lost: the verdict without it)."""
    hue = STANCE_HUE[cell["stance"]]
    corner = (x - CELL / 2, y - TALL / 2)
    axes.add_patch(Rectangle(corner, CELL, TALL, fc=hue, ec="none", zorder=2))
    words = f"{STANCE_GLYPH[cell['stance']]}{cell['n']}"
    axes.text(x, y, words, ha="center", color=ink_on(hue), weight="bold", **LEVEL)
    if lost:
        frame = {"fc": "none", "ec": INK, "lw": 1.8, "ls": (0, (2, 1.2)), "zorder": 3}
        axes.add_patch(Rectangle(corner, CELL, TALL, **frame))


def _stance_label(actor, label, article, cell, lost):
    stance = {"agree": "agrees", "disagree": "disagrees", "both": "yes and no"}[cell["stance"]]
    without = f"; without it, {VERDICT_LOST[lost]}" if lost else ""
    return (
        f"{PARTY_NAME.get(actor, actor)}, {label}, article {article}: {stance}, "
        f"{counted(cell['n'], 'statement')}{without}"
    )


def _dumbbell_title(moves, hangs, readers):
    if moves.empty:
        return "Nothing can have moved here"
    if hangs is None:
        turned = int(moves["verdict"].eq("reversal").sum())
        return f"Of {counted(len(moves), 'pair')} told more than once, {turned} reversed"
    firm = len(moves.index.difference(hangs.index.droplevel("article")))
    what = "article" if readers is None else "article or reader"
    return f"{firm} of {counted(len(moves), 'verdict')} hang on no single {what}"


def _dumbbell_alt(moves, labels, articles, statements, hangs, readers):
    if moves.empty:
        held = counted(len(statements), "statement")
        return f"{NOBODY} of this window: {names(articles)}, with {held}. Nothing can be compared."

    def told(pairs):
        words = (f"{PARTY_NAME.get(a, a)} on {labels[c]}" for a, c in pairs)
        return names(words) or "none"

    by = {verdict: moves.index[moves["verdict"].eq(verdict)] for verdict in VERDICT_WORD}
    alt = (
        f"{counted(len(moves), 'pair')} of actor and concept told in at least two of "
        f"{counted(len(articles), 'article')}, from {counted(len(statements), 'statement')}; "
        f"{len(by['constant'])} stay the same throughout. Reversed: {told(by['reversal'])}. "
        f"Yes and no: {told(by['mixed'])}."
    )
    if hangs is not None:
        firm = moves.index.difference(hangs.index.droplevel("article"))
        also = " and whoever reads" if readers is not None else ""
        alt += f" Firm whichever article is left out{also}: {told(firm)}."
    return alt


def _scale(start, end, top, bottom):
    """Return a function from a date, or several, to inches from the top of the figure."""
    first, last = mdates.date2num(start), mdates.date2num(end)

    def place(date):
        return top + (mdates.date2num(date) - first) / (last - first) * (bottom - top)

    return place


def _year_column(axes, low, high, place):
    for year in range(low, high):
        top, bottom = place(pd.Timestamp(year, 1, 1)), place(pd.Timestamp(year + 1, 1, 1))
        shade = FAINT if (year - low) % 2 else "white"
        cell = {"fc": shade, "ec": FAINT, "lw": 1, "zorder": 0}
        axes.add_patch(Rectangle((YEARS, top), SPAN, bottom - top, **cell))
        look = {"ha": "center", "va": "center", "size": 12, "color": QUIET}
        axes.text(YEARS + SPAN / 2, (top + bottom) / 2, year, **look)


def _named(events, dates, shown):
    """Say which events are named: those between the articles shown, all if these are the ends."""
    if not shown:
        return pd.Series(False, events.index)
    known = list(dates.index)
    after = events["date"].ge(dates[shown[0]]) | (shown[0] == known[0])
    before = events["date"].le(dates[shown[-1]]) | (shown[-1] == known[-1])
    return after & before


def _name_events(axes, events, named, place, height):
    wanted = place(events["date"]) if len(events) else np.array([])
    places = spread(wanted, LINE, HEAD + 0.06, height - FOOT - 0.06)
    for (event, title), at, y in zip(events["title"].items(), wanted, places, strict=True):
        axes.plot([YEARS - 0.07, YEARS], [at, at], color=QUIET, lw=1.6)
        if named[event]:
            knee = [LABEL + 0.04, KNEE, YEARS - 0.07]
            axes.plot(knee, [y, y, at], color=QUIET, lw=0.8, zorder=0)
            axes.text(LABEL, y, title, ha="right", va="center", size=12)


def _name_articles(axes, statements, articles, shown, gaps, place, height):
    """Write each article beside its day, with its statements by party; return the marks.

    Between two of them stands how long nobody speaks, where that is more than a year.
    """
    wanted = place(pd.to_datetime(list(articles.values())))
    places = spread(wanted, 2.1 * LINE, HEAD + 0.06, height - FOOT - 1.1 * LINE)
    marks = []
    middles = (places[:-1] + places[1:] + LINE) / 2
    for days, middle in zip(gaps["days"], middles, strict=True):
        if days > 365:
            axes.text(TOLD, middle, f"{days / 365.25:.1f} years, no article", color=QUIET, **LEVEL)
    for article, at, y in zip(articles, wanted, places, strict=True):
        colour = INK if article in shown else QUIET
        axes.plot(YEARS + SPAN, at, "o", color=colour, ms=7, zorder=3)
        axes.plot([YEARS + SPAN, TOLD - 0.14, TOLD - 0.05], [at, y, y], color=colour, lw=1.2)
        weight = "bold" if article in shown else "normal"
        words = f"{article}  {articles[article]}"
        axes.text(TOLD, y, words, va="center", size=12, color=colour, weight=weight)
        own = statements[statements["article"].eq(article)]
        x = TOLD + 0.1
        for party in [party for party in PARTY_NAME if own["party"].eq(party).any()]:
            ids = tuple(own.index[own["party"].eq(party)])
            sign(axes, x, y + LINE, party)
            axes.text(x + 0.13, y + LINE, len(ids), va="center", size=12)
            label = f"Article {article}, {PARTY_NAME[party]}: {counted(len(ids), 'statement')}"
            room = box_in(axes, x - 0.11, y + LINE - 0.12, x + 0.4, y + LINE + 0.12)
            marks.append(Mark(f"{article} | {party}", label, ids, room))
            x += 0.57
    return marks


def _party_key(axes, statements, y):
    x = 0.19
    for party in [party for party in PARTY_NAME if statements["party"].eq(party).any()]:
        sign(axes, x, y, party)
        axes.text(x + 0.14, y, PARTY_NAME[party], va="center", size=12)
        x += 0.48 + 0.092 * len(PARTY_NAME[party])


def _timeline_alt(statements, events, named, articles, shown, gaps):
    each = names(f"{(statements['article'] == a).sum()} in {a} ({articles[a]})" for a in shown)
    alt = (
        f"A timeline with {counted(len(events), 'event')}, {int(named.sum())} of them named, and "
        f"{counted(len(shown), 'article')} of {len(articles)} with {len(statements)} statements: "
        f"{each}."
    )
    if len(gaps):
        longest = gaps["days"].idxmax()
        gap = gaps.loc[longest]
        alt += (
            f" The longest stretch without an article lies between {longest} and {gap['until']}: "
            f"{gap['days'] / 365.25:.1f} years with {counted(gap['events'], 'event')}."
        )
    return alt
