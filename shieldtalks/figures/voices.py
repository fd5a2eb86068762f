"""Who is speaking: voices by mode, the hands between voice and reader, and the way of the words."""

import textwrap

import pandas as pd
from matplotlib.lines import Line2D
from matplotlib.patches import Rectangle

from shieldtalks.figures.drawing import axes_at, bare, finished, sign
from shieldtalks.figures.figure import Figure, Mark, box_in, new_fig, party_key, styled
from shieldtalks.figures.style import (
    DPI,
    FAINT,
    INK,
    PARTY_HUE,
    PARTY_MARKER,
    PARTY_NAME,
    QUIET,
    WIDTH,
)
from shieldtalks.parties import the
from shieldtalks.phrases import counted, names
from shieldtalks.statements import ATTRIBUTIONS

SAID = ("own words, quoted", "words reported", "outlet sums up")
MODES = {mode: (mode.capitalize(), said) for mode, said in zip(ATTRIBUTIONS, SAID, strict=True)}
HANDS_SAID = {1: "the outlet heard the voice", 2: "one more between", 3: "two more between"}
OPEN_NAME = "not said"


@styled
def voices_by_mode(
    table: pd.DataFrame,
    statements: pd.DataFrame,
    whole: pd.DataFrame | None = None,
    title: str | None = None,
) -> Figure:
    """Draw how each actor reaches us: in own words, reported, or summed up by the outlet.

    table: as `attribution.voices` returns it. statements: the DataFrame behind it. whole: the same
    table for all statements, where `table` is only a part of them; what was lost then shows as a
    pale bar, and an actor may be silent.
    Returns a Figure; its marks are the bars, 'actor | mode'.

    >>> print(voices_by_mode(attribution.voices(statements), statements).title)
    Not one direct quotation: the United States and NATO
    """
    part = whole is not None
    whole = table if whole is None else whole
    parties = whole["party"].xs("direct", level="mode")
    actors = list(parties.index)
    title = title or _modes_title(table, actors)
    pitch = 0.66 if len(actors) <= 5 else 0.46
    height = 1.26 + pitch * len(actors) + 0.42
    fig = new_fig(height)
    left, right = (1.75, 1.1) if len(actors) <= 5 else (2.75, 1.1)
    axes = _lines(fig, 0.42, pitch, len(actors))
    lane = (WIDTH - left - right) / len(MODES)
    scale = (lane - (1.08 if part else 0.55)) / whole["n"].max()
    marks = []
    for row, actor in enumerate(actors):
        n, of = table["n"].get(actor), whole.loc[actor, "n"].sum()
        n = 0 if n is None else n.sum()
        _name_row(axes, row, actor, parties[actor], n)
        said = "silent" if not n else f"{n} of {of}" if part else f"n = {of}"
        axes.text(WIDTH - 0.1, row + 0.5, said, ha="right", va="center", color=INK if n else QUIET)
        for place, mode in enumerate(MODES):
            cell = (actor, mode)
            ids = table["statements"].get(cell, ())
            all_here = whole.at[cell, "n"]
            start = left + place * lane
            _bar(axes, row, start, scale, len(ids), all_here, mode, PARTY_HUE[parties[actor]])
            words = f"{len(ids)} of {all_here}" if part else f"{len(ids)}"
            empty = not len(ids)
            end = start + max(all_here if part else len(ids), 0) * scale + 0.07
            look = {"color": QUIET} if empty else {"color": INK, "weight": "bold"}
            axes.text(end, row + 0.5, words if all_here else "0", va="center", **look)
            if ids:
                label = f"{_called(actor)}, {mode}: {counted(len(ids), 'statement')}"
                box = box_in(axes, start, row + 0.12, start + lane - 0.12, row + 0.88)
                marks.append(Mark(f"{actor} | {mode}", label, ids, box))
    for place, (head, below) in enumerate(MODES.values()):
        x = (left + place * lane) / WIDTH
        fig.text(x, 1 - 0.74 / height, head, weight="bold", size=13.5, va="center")
        fig.text(x, 1 - 1.0 / height, below, color=QUIET, size=12, va="center")
    alt = _modes_alt(table, actors, whole, part)
    return finished(fig, title, alt, marks, said=statements)


@styled
def chain_depth(table: pd.DataFrame, statements: pd.DataFrame, articles: pd.DataFrame) -> Figure:
    """Draw through how many hands each statement came, article by article.

    table: as `attribution.depths` returns it. statements: the DataFrame behind it. articles: as
    `Corpus.articles`. Every statement is a dot; a hollow dot has a hand of which the text does
    not say whose it is. Returns a Figure; its marks are the groups of dots, 'article | hands'.

    >>> depths = attribution.depths(statements, chains)
    >>> print(chain_depth(depths, statements, corpus.articles).title)
    Heard by the outlet itself: only in ... of ... articles
    """
    shown = list(table.index.get_level_values("article").unique())
    deepest = table.index.get_level_values("hands").max()
    pitch, top, left, dot, across = 0.84, 1.72, 2.5, 0.17, 13
    height = top + pitch * len(shown) + 0.42
    fig = new_fig(height)
    axes = _lines(fig, 0.42, pitch, len(shown))
    lane = (WIDTH - left - 0.1) / deepest
    marks = []
    for row, article in enumerate(shown):
        _rule(axes, row)
        axes.text(0.1, row + 0.36, _short(articles.at[article, "outlet"]), va="center")
        when = f"{article}, {articles.at[article, 'date'][:4]}"
        axes.text(0.1, row + 0.68, when, va="center", color=QUIET, size=12)
        for hands in range(1, deepest + 1):
            start = left + (hands - 1) * lane
            if (article, hands) not in table.index:
                axes.text(start, row + 0.5, "none", va="center", color=QUIET)
                continue
            cell = table.loc[(article, hands)]
            lines = -(-cell["n"] // across)
            first = row + 0.5 - (lines - 1) * dot / pitch / 2 - 0.05
            for number, statement in enumerate(cell["statements"]):
                party = statements.at[statement, "party"]
                x = start + 0.06 + number % across * dot
                y = first + number // across * dot / pitch
                fill = "white" if statement in cell["open"] else PARTY_HUE[party]
                size = 6.4 if PARTY_MARKER[party] == "D" else 8
                sign(axes, x, y, party, mfc=fill, ms=size, mew=1.7)
            below = first + (lines - 1) * dot / pitch + 0.3
            axes.text(start, below, f"{cell['n']}", va="center", weight="bold", size=12)
            label = f"Article {article}, {counted(hands, 'hand')}: {_with_open(cell)}"
            box = box_in(axes, start - 0.08, row + 0.06, start + lane - 0.12, row + 0.94)
            marks.append(Mark(f"{article} | {hands}", label, cell["statements"], box))
    for hands in range(1, deepest + 1):
        x = (left + (hands - 1) * lane) / WIDTH
        heading = counted(hands, "hand")
        fig.text(x, 1 - 1.2 / height, heading, weight="bold", size=13.5, va="center")
        below = HANDS_SAID.get(hands, f"{hands - 1} more between")
        fig.text(x, 1 - 1.47 / height, below, color=QUIET, size=12, va="center")
    first_hand = table.index.get_level_values("hands") == 1
    title = _depth_title(table, first_hand)
    _key(fig, statements, 1 - 0.72 / height)
    alt = _depth_alt(table, first_hand)
    return finished(fig, title, alt, marks, said=statements)


@styled
def way_of_words(tree: pd.DataFrame, statements: pd.DataFrame, article: str) -> Figure:
    """Draw the way of the words into one article: from the page, hand by hand, to the voices.

    tree: as `attribution.source_tree` returns it. statements: the DataFrame behind it.
    Returns a Figure; its marks are the voices, named by their path.

    >>> tree = attribution.source_tree(statements, chains, "002")
    >>> print(way_of_words(tree, statements, "002").title)
    RT: ... voices, ... of them heard at first hand
    """
    own = statements[statements["article"].eq(article)]
    outlet = own["outlet"].iloc[0]
    rows = _rows(tree)
    pitch, top, number = 0.5, 1.22, len(set(rows.values()))
    height = top + pitch * number + 0.5
    fig = new_fig(height)
    axes = _lines(fig, 0.45, (height - top - 0.45) / number, number)
    places, edges = _draw_nodes(axes, tree, rows)
    for path, node in tree.iterrows():
        if node["parent"]:
            parent = node["parent"]
            _join(axes, node, places[path], places[parent], rows[path], rows[parent])
    for depth, x in edges.items():
        words = f"after {counted(depth, 'hand')}" if depth else "The page"
        fig.text(x / WIDTH, 1 - 0.98 / height, words, color=QUIET, size=12, va="center")
    title = _way_title(tree, outlet)
    marks = []
    for path, node in tree[tree["statements"].map(len).gt(0)].iterrows():
        label = f"{node['name']}: {_way_said(path, node)}"
        left, right = places[path]
        box = box_in(axes, left - 0.06, rows[path] + 0.1, right + 0.06, rows[path] + 0.9)
        marks.append(Mark(path, label, node["statements"], box))
    alt = _way_alt(tree, article, outlet)
    return finished(fig, title, alt, marks, said=own, subtitle=_way_key(tree))


def _lines(fig, bottom, pitch, number):
    """Return bare axes of so many lines, each `pitch` inches high, as wide as the figure."""
    place = (0, bottom, WIDTH, pitch * number)
    return bare(axes_at(fig, *place, xlim=(0, WIDTH), ylim=(number, 0)))


def _rule(axes, row):
    axes.plot([0.1, WIDTH - 0.1], [row, row], color=FAINT, lw=1, zorder=0, clip_on=False)


def _called(actor):
    return PARTY_NAME.get(actor, actor)


def _name_row(axes, row, actor, party, n):
    _rule(axes, row)
    sign(axes, 0.2, row + 0.5, party, ms=10)
    axes.text(0.38, row + 0.5, _called(actor), va="center", color=INK if n else QUIET)


def _bar(axes, row, start, scale, n, whole, mode, hue):
    if whole > n:
        axes.add_patch(Rectangle((start, row + 0.26), whole * scale, 0.48, fc=FAINT, ec="none"))
    if not n:
        return
    look = {
        "direct": {"fc": hue, "ec": hue},
        "indirect": {"fc": "white", "ec": hue, "hatch": "////"},
        "narrator": {"fc": "white", "ec": hue, "ls": (0, (2, 1.5))},
    }[mode]
    axes.add_patch(Rectangle((start, row + 0.26), n * scale, 0.48, lw=1.6, **look))


def _modes_title(table, actors):
    direct = table["n"].xs("direct", level="mode")
    unquoted = [the(actor) for actor in actors if direct.get(actor, 0) == 0]
    if not unquoted:
        return "Who speaks in own words, who is only told about?"
    if len(unquoted) > 2:
        return f"No word of their own: {counted(len(unquoted), 'actor')} of {len(actors)}"
    return f"Not one direct quotation: {names(unquoted)}"


def _modes_alt(table, actors, whole, part):
    sums = table.groupby("mode")["n"].sum()
    total = sums.sum()
    said = names(f"{sums.get(mode, 0)} {mode}" for mode in MODES)
    sentences = [f"Bars of statements by actor and mode: {said}, {total} in all."]
    if part:
        left = set(table.index.get_level_values("actor"))
        silent = [the(actor) for actor in actors if actor not in left]
        sentences = [
            f"Of {counted(whole['n'].sum(), 'statement')} {total} are left: {said}.",
            f"Nothing is left of {names(silent)}." if silent else "No actor falls silent.",
        ]
    direct = table["n"].xs("direct", level="mode")
    if direct.sum():
        most = direct.idxmax()
        sentences.append(f"Most direct words come from {the(most)}, {direct[most]}.")
    return " ".join(sentences)


def _short(outlet):
    return textwrap.shorten(outlet, 26, placeholder="...")


def _with_open(cell):
    words = counted(cell["n"], "statement")
    return f"{words}, {len(cell['open'])} with a hand not said" if cell["open"] else words


def _depth_title(table, first_hand):
    heard = table[first_hand].index.get_level_values("article").nunique()
    whole = table.index.get_level_values("article").nunique()
    return f"Heard by the outlet itself: only in {heard} of {counted(whole, 'article')}"


def _depth_alt(table, first_hand):
    by_hands = table.groupby("hands")["n"].sum()
    said = names(f"{n} through {counted(hands, 'hand')}" for hands, n in by_hands.items())
    unsaid = table["open"].map(len).sum()
    heard = names(table[first_hand].index.get_level_values("article"))
    return (
        f"Dots by article and number of hands, one a statement: {said}. "
        f"First-hand words stand in {heard or 'no article'}. "
        f"In {counted(unsaid, 'statement')} the text does not say who passed the words on."
    )


def _key(fig, statements, y):
    """Name the markers of the parties, and the hollow ones, in one line."""
    label = "hollow: one hand is not said"
    look = {"ls": "", "ms": 8, "mew": 1.7, "marker": "o", "color": QUIET, "mfc": "white"}
    party_key(fig, statements["party"], y, [Line2D([], [], label=label, **look)])


def _rows(tree):
    """Return {path: row}: every node on its own voice's row, or on that of its first branch."""
    rows, next_row = {}, 0

    def place(path):
        nonlocal next_row
        branches = list(tree.index[tree["parent"].eq(path)])
        if tree.at[path, "statements"] or not branches:
            rows[path] = next_row
            next_row += 1
        for branch in branches:
            place(branch)
        rows.setdefault(path, rows[branches[0]] if branches else next_row)

    place(tree.index[tree["depth"].eq(0)][0])
    return rows


def _draw_nodes(axes, tree, rows):
    """Write the names, column by column; return {path: (left edge, right edge)} in inches."""
    pieces = {path: _name(axes, node, rows[path] + 0.5) for path, node in tree.iterrows()}
    renderer = axes.figure.canvas.get_renderer()
    widths = {path: p.get_window_extent(renderer).width / DPI for path, p in pieces.items()}
    room = tree["statements"].map(len).gt(0) * 0.24
    needed = (pd.Series(widths) + room).groupby(tree["depth"]).max()
    gap = min(0.9, (WIDTH - 0.24 - needed.sum()) / max(len(needed) - 1, 1))
    edges = 0.12 + (needed + gap).shift(fill_value=0).cumsum()
    places = {}
    for path, node in tree.iterrows():
        left = edges[node["depth"]]
        pieces[path].set_x(left + room[path])
        if node["statements"]:
            sign(axes, left + 0.08, rows[path] + 0.5, node["party"], ms=10)
        places[path] = (left, left + room[path] + widths[path])
    return places, edges


def _name(axes, node, y):
    name = OPEN_NAME if node["name"] == "?" else node["name"]
    name = f"[{name}]" if node["outside"] else name
    if node["statements"]:
        return axes.text(0, y, f"{name}  {len(node['statements'])}", va="center", weight="bold")
    look = {"style": "italic", "color": QUIET} if node["name"] == "?" else {}
    return axes.text(0, y, name, va="center", **look)


def _join(axes, node, place, parent, row, parent_row):
    y, from_y, bend = row + 0.5, parent_row + 0.5, place[0] - 0.24
    line = [(parent[1] + 0.08, from_y), (bend, from_y), (bend, y), (place[0] - 0.07, y)]
    line = line if y != from_y else [line[0], line[-1]]
    dashed = (0, (2, 1.5)) if "?" in (node["name"], node["parent"].split(" < ")[-1]) else "-"
    axes.plot(*zip(*line, strict=True), color=QUIET, lw=1.4, ls=dashed, zorder=0)


def _way_title(tree, outlet):
    voices = tree[tree["statements"].map(len).gt(0)]
    near = voices.loc[voices["depth"].eq(1), "name"].nunique()
    many = counted(voices["name"].nunique(), "voice")
    return f"{outlet}: {many}, {near or 'none'} of them heard at first hand"


def _way_key(tree):
    words = ["Bold: a voice, with its statements."]
    if tree["outside"].any():
        words.append("[ ]: known only from outside the text.")
    return " ".join(words)


def _way_said(path, node):
    through = path.split(" < ")[:-1]
    through = ["someone not said" if name == "?" else name.strip("[]") for name in through]
    return f"{counted(len(node['statements']), 'statement')} through {names(through)}"


def _way_alt(tree, article, outlet):
    voices = tree[tree["statements"].map(len).gt(0)]
    said = [
        f"through {counted(depth, 'hand')} {names(dict.fromkeys(who))}"
        for depth, who in voices.groupby("depth")["name"]
    ]
    sentences = [f"A tree from {outlet} (article {article}) to its voices: {'; '.join(said)}."]
    open_ends = voices[voices["parent"].str.endswith("?")]
    if len(open_ends):
        told = open_ends["statements"].map(len).sum()
        sentences.append(f"For {counted(told, 'statement')} the text does not say who told it.")
    inside = set(tree.loc[~tree["outside"], "name"])
    outside = dict.fromkeys(tree.loc[tree["outside"], "name"])
    if outside:
        known = names(f"{name} in part" if name in inside else name for name in outside)
        sentences.append(f"Known only from outside: {known}.")
    return " ".join(sentences)
