"""Discourse networks: actors on a ring, ties as lines; and the same ties as a ranked list."""

import textwrap
from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd
from matplotlib.patches import Rectangle

from shieldtalks.figures.drawing import canvas, finished, sign
from shieldtalks.figures.figure import Figure, Mark, box_in, party_key, styled
from shieldtalks.figures.style import (
    BLUE,
    GREY,
    INK,
    ORANGE,
    PARTY_HUE,
    PARTY_MARKER,
    PARTY_NAME,
    QUIET,
    WIDTH,
    ink_on,
)
from shieldtalks.phrases import counted, names
from shieldtalks.readings import reading_words
from shieldtalks.tables import DATA, read_table

HEIGHT = 7.6  # inches, as all lengths here
CENTRE, ACROSS, DOWN = np.array([WIDTH / 2, 3.78]), 2.95, 2.42
BEND = 0.2  # how far a tie bends towards the centre, so that it clears the actors it passes
CHIP = 0.14  # half the height of the number on a tie
ROW, BAR, LIST_TOP, BARS = 0.37, 0.24, 1.15, 4.75
PALE = "#c6c6ce"  # for lines that only accompany

KIND_HUE = {"congruence": BLUE, "conflict": ORANGE, "ignore": GREY}
KIND_DASH = {"congruence": "-", "conflict": (0, (3, 1)), "ignore": "-"}
KINDS = read_table(DATA / "ties.csv", ("kind", "words", "title", "pairs", "key"), "kind")


@styled
def congruence_network(
    ties: pd.DataFrame,
    actors: pd.DataFrame,
    places: pd.DataFrame,
    statements: pd.DataFrame,
    concepts: pd.DataFrame,
    kind: str = "congruence",
    faint: Sequence | pd.Index = (),
    lost: Sequence | pd.Index = (),
    widest: float | None = None,
    title: str | None = None,
    least: float = 0,
) -> Figure:
    """Draw a discourse network on fixed places.

    ties: as `discourse.edges`; actors: as `discourse.nodes`; both of one kind, level and corpus.
    places: as `discourse.ring` of the whole corpus; actors that are not in `actors` stay on the
    ring, hollow. statements: the DataFrame behind it all. concepts: as `load_concepts`.
    kind: one of `discourse.KINDS`. faint: pairs (actor, actor) that share a concept but have no
    tie. lost: pairs whose tie is gone without a left-out article. widest: the weight that gets the
    widest line (default: the greatest here), to be held fixed when pictures are compared. least:
    the least weight that `ties` was cut to, to be said in words.
    Returns a Figure; its marks are the actors, by name, and the ties, 'actor | actor'.
    """
    fig, axes = canvas(HEIGHT, up=True)
    spots = {
        name: CENTRE + np.array([ACROSS * row["x"], DOWN * row["y"]])
        for name, row in places.iterrows()
    }
    widest = widest or ties["weight"].abs().max()
    ties = ties.assign(shown=_numbers(ties["weight"]))
    for pair in faint:
        _line(axes, spots, pair, color=PALE, lw=1.2, zorder=1)
    for pair in lost:
        _line(axes, spots, pair, color=QUIET, lw=1.6, ls=(0, (1, 2.2)), zorder=2)
    for pair, tie in ties[::-1].iterrows():
        hue, dash = _look(kind, tie["weight"])
        wide = 1.2 + 9 * min(1.0, abs(tie["weight"]) / widest)
        _line(axes, spots, pair, color=hue, lw=wide, ls=dash, zorder=3)
    chips = _chips(axes, ties, actors, spots, kind)
    _nodes(axes, places, actors, spots)
    _key(axes, places, len(faint), len(lost), 0.2 if reading_words(statements) else 0)
    title = title or KINDS.at[kind, "title"]
    cut = f" Lines of less than {least:g} are left out." if least else ""
    marks = _node_marks(axes, spots, actors)
    labels = concepts["label"]
    for pair, tie in ties.iterrows():
        (x, y), across = chips[pair], CHIP + 0.05 * (len(tie["shown"]) - 1)
        where = _around(axes, x, y, across, CHIP)
        words = _said(pair, kind, tie, labels)
        marks.append(Mark(" | ".join(pair), words, tuple(tie["statements"]), where))
    alt = _network_alt(ties, actors, kind, labels, statements, lost) + cut
    return finished(fig, title, alt, marks, said=statements, subtitle=KINDS.at[kind, "key"] + cut)


@styled
def dyad_list(
    pairs: pd.DataFrame,
    kept: pd.DataFrame,
    statements: pd.DataFrame,
    concepts: pd.DataFrame,
    parties: Mapping[str, str],
    top: int = 14,
    title: str | None = None,
    firm: pd.DataFrame | None = None,
) -> Figure:
    """Draw the ties as a ranked list: for each two actors, how often they agree and how often not.

    pairs: as `discourse.dyads`. kept: DataFrame with the columns congruence and conflict, how much
    of each stays whichever article is left out (`discourse.survives`); missing pairs count as 0.
    statements: the DataFrame behind it. concepts: as `load_concepts`. parties: {actor: party}.
    top: how many pairs are shown, those with most in common first, in agreement or not. firm: as
    kept, but over articles and readers; with it, what only a reader can take away is dotted.
    Returns a Figure; its marks are the bars, 'actor | actor | congruence' or '... | conflict'.
    """
    shown = pairs.sort_values("ignore", ascending=False, kind="stable").head(top)
    height = LIST_TOP + ROW * len(shown) + 0.75
    fig, axes = canvas(height, up=True)
    zero, unit = _bar_scale(shown["conflict"].max(), shown["congruence"].max())
    labels, marks = concepts["label"], []
    for n, (pair, dyad) in enumerate(shown.iterrows()):
        y = height - LIST_TOP - ROW * (n + 0.5)
        _pair_label(axes, pair, parties, y)
        for kind, way in (("congruence", 1), ("conflict", -1)):
            if not dyad[kind]:
                continue
            stays = min(dyad[kind], kept[kind].get(pair, 0))
            always = stays if firm is None else min(stays, firm[kind].get(pair, 0))
            parts = dyad[kind], stays, always
            _bar(axes, zero, y, way * unit, parts, KIND_HUE[kind])
            on, ids = {"congruence": ("agree_on", "agreeing")}.get(kind, ("differ_on", "differing"))
            tie = {"shown": _number(dyad[kind]), "concepts": dyad[on]}
            words = f"{_said(pair, kind, tie, labels)}; {_number(stays)} without any one article"
            words += f", {_number(always)} whoever reads" if firm is not None else ""
            ends = sorted([zero, zero + way * (unit * dyad[kind] + 0.3)])
            where = _around(axes, sum(ends) / 2, y, (ends[1] - ends[0]) / 2, BAR / 2)
            marks.append(Mark(" | ".join([*pair, kind]), words, dyad[ids], where))
    bottom = height - LIST_TOP - ROW * len(shown)
    axes.plot([zero, zero], [bottom, height - LIST_TOP + 0.05], color=INK, lw=1.2)
    axes.text(zero - 0.08, height - LIST_TOP + 0.1, "opposite stances", ha="right", size=12)
    axes.text(zero + 0.08, height - LIST_TOP + 0.1, "same stance", ha="left", size=12)
    involved = {parties[name] for pair in shown.index for name in pair}
    party_key(fig, involved, (height - LIST_TOP + 0.17) / height)
    if len(pairs) > len(shown):
        more = f"{counted(len(pairs) - len(shown), 'more pair')} with no more in common than these"
        axes.text(0.1, 0.5, more, va="center", size=12, color=QUIET)
    title = title or "Do they agree, or only speak of the same things?"
    key = "Full colour: stays whichever article is left out. Hatched: one article can take it away."
    if firm is not None:
        key = "Full colour: firm. Dotted: one reader can take it away. Hatched: one article can."
    alt = _list_alt(pairs, kept, shown, firm)
    return finished(fig, title, alt, marks, said=statements, subtitle=key)


def _bar_scale(left, right):
    """Return where zero stands and how long one is, with room for words on both sides."""
    share = min(0.65, max(0.3, left / max(left + right, 1)))
    zero = BARS + share * (WIDTH - BARS)
    lengths = [(zero - BARS - 0.4, left), (WIDTH - zero - 0.4, right)]
    return zero, min(length / most for length, most in lengths if most)


def _pair_label(axes, pair, parties, y):
    for name, x in zip(pair, (0.2, 0.46), strict=True):
        sign(axes, x, y, parties[name])
    axes.text(0.68, y, f"{_shown(pair[0])} \u2013 {_shown(pair[1])}", va="center", size=12)


def _bar(axes, zero, y, unit, parts, hue):
    """Draw one bar from the zero line: in full what is firm, then dotted, the rest hatched.

    parts: the whole weight, what stays without any one article, what stays whoever reads, too.
    """
    low, (weight, stays, firm) = y - BAR / 2, parts
    for start, end, hatch in ((stays, weight, "////"), (firm, stays, "....")):
        rest = (zero + unit * start, low), unit * (end - start), BAR
        axes.add_patch(Rectangle(*rest, fc="white", ec=hue, hatch=hatch, lw=0))
    axes.add_patch(Rectangle((zero, low), unit * weight, BAR, fc="none", ec=hue, lw=1.4))
    axes.add_patch(Rectangle((zero, low), unit * firm, BAR, fc=hue, ec="none"))
    side = {"ha": "left"} if unit > 0 else {"ha": "right"}
    gap = 0.08 if unit > 0 else -0.08
    axes.text(zero + unit * weight + gap, y, _number(weight), va="center", size=12, **side)


def _list_alt(pairs, kept, shown, firm):
    if shown.empty:
        return "A ranked list without a row: no two actors share a concept here."
    first = shown.iloc[0]
    both = pairs[pairs["congruence"].gt(0) & pairs["conflict"].gt(0)]
    stays = int((kept[["congruence", "conflict"]] > 0).any(axis=1).sum())
    also = ""
    if firm is not None:
        also = f", and of {(firm > 0).any(axis=1).sum()} whoever reads, too"
    return (
        f"A ranked list of {len(shown)} of {len(pairs)} pairs of actors who share a concept. First "
        f"stand {_pair(shown.index[0])}, {_number(first['congruence'])} times the same stance and "
        f"{_number(first['conflict'])} times the opposite. {counted(len(both), 'pair')} do both; "
        f"of {counted(stays, 'pair')} something stays whichever article is left out{also}."
    )


def _look(kind, weight):
    if kind == "subtract":
        kind = "congruence" if weight > 0 else "conflict"
    return KIND_HUE[kind], KIND_DASH[kind]


def _curve(spots, pair, share):
    """Return the points of a tie at the given shares of its way, an array (shares, 2)."""
    start, end = (spots[name] for name in pair)
    middle = (start + end) / 2
    bent = middle + BEND * (CENTRE - middle)
    share = np.asarray(share)[:, None]
    return (1 - share) ** 2 * start + 2 * share * (1 - share) * bent + share**2 * end


def _line(axes, spots, pair, **style):
    x, y = _curve(spots, pair, np.linspace(0, 1, 41)).T
    axes.plot(x, y, solid_capstyle="butt", dash_capstyle="butt", **style)


def _numbers(weights):
    """Return weights as they are shown: whole, or all with two decimals."""
    digits = 0 if weights.mod(1).eq(0).all() else 2
    return [f"{weight:.{digits}f}".replace("-", "\u2212") for weight in weights]


def _number(weight):
    return f"{weight:g}"


def _chips(axes, ties, actors, spots, kind):
    """Put each tie's weight on its line, clear of lines and numbers; return {pair: its place}."""
    lines = {pair: _curve(spots, pair, np.linspace(0.1, 0.9, 33)) for pair in ties.index}
    keep = {name: _radius(actors["n"].get(name, 0)) + 1.3 * CHIP for name in spots}
    taken, chips = [], {}
    letters = max(map(len, ties["shown"]), default=1) - 1
    for pair, tie in ties.iterrows():
        others = [line for other, line in lines.items() if other != pair]
        here = _free_place(lines[pair], others, taken, spots, keep, letters)
        taken.append(here)
        chips[pair] = here
        ring = {"boxstyle": "round,pad=0.22", "fc": "white", "lw": 1.6}
        ring["ec"] = _look(kind, tie["weight"])[0]
        axes.text(*here, tie["shown"], ha="center", va="center", size=12, zorder=5, bbox=ring)
    return chips


def _free_place(line, others, taken, spots, keep, letters):
    """Return the point of a line that other lines, numbers and actors leave free."""
    cost = 0.3 * np.abs(np.linspace(-1, 1, len(line)))
    for other in others:
        gap = np.linalg.norm(line[:, None] - other, axis=2).min(axis=1)
        cost += np.clip(1.7 * CHIP - gap, 0, None)
    for spot in taken:
        apart = np.abs(line - spot) / (2.2 * CHIP + 0.1 * letters, 2.2 * CHIP)
        cost += 200 * np.clip(1 - apart.max(axis=1), 0, None)
    for name, spot in spots.items():
        cost += 200 * np.clip(keep[name] - np.abs(line - spot).max(axis=1), 0, None)
    return line[cost.argmin()]


def _radius(n):
    """Return half the height of a node, so that its area grows with its statements."""
    return 0.15 + 0.028 * min(36, n) ** 0.5


def _nodes(axes, places, actors, spots):
    for name, row in places.iterrows():
        n = int(actors["n"].get(name, 0))
        hue, (x, y) = PARTY_HUE[row["party"]], spots[name]
        size = 144 * _radius(n) * (0.8 if PARTY_MARKER[row["party"]] == "D" else 1)
        fill = hue if n else "white"
        sign(axes, x, y, row["party"], ms=size, mfc=fill, mec=hue, mew=1.8, zorder=6)
        ink = ink_on(hue) if n else QUIET
        lower = 0.04 if row["party"] == "NATO" else 0
        axes.text(x, y - lower, n, ha="center", va="center_baseline", size=12, color=ink, zorder=7)
        _name(axes, name, row, spots[name], _radius(n), INK if n else QUIET)


def _name(axes, name, row, spot, radius, ink):
    """Write an actor's name outside the ring, in two lines where it is long."""
    lines = "\n".join(textwrap.wrap(_shown(name), 15))
    side = 0 if abs(row["x"]) < 0.22 else np.sign(row["x"])
    over = 0 if side else np.sign(row["y"])
    x = spot[0] + side * (radius + 0.1)
    y = spot[1] + over * (radius + 0.08) + (0.1 * row["y"] if side else 0)
    across = {0: "center", 1: "left", -1: "right"}[int(side)]
    upright = {0: "center", 1: "bottom", -1: "top"}[int(over)]
    axes.text(x, y, lines, ha=across, va=upright, color=ink, linespacing=1.05, zorder=7)


def _key(axes, places, faint, lost, up):
    """Explain marks and thin lines at the foot; each entry stands where the last one ends."""
    at = 0.2
    for party in places["party"].drop_duplicates():
        sign(axes, at, 0.5 + up, party)
        at = _written(axes, at + 0.14, 0.5 + up, PARTY_NAME[party])
    _written(axes, at - 0.1, 0.5 + up, "number in a mark: its statements")
    at = 0.12
    thin = {"a shared concept, but no such tie or a weaker one": (faint, PALE, "-")}
    thin["a tie that is gone"] = (lost, QUIET, (0, (1, 2.2)))
    for words, (there, hue, dash) in thin.items():
        if there:
            axes.plot([at, at + 0.4], [0.78 + up] * 2, color=hue, ls=dash, lw=1.8)
            at = _written(axes, at + 0.5, 0.78 + up, words)


def _written(axes, x, y, words):
    """Write words in the key and return where the next entry may start."""
    text = axes.text(x, y, words, va="center", size=12, color=QUIET)
    end = text.get_window_extent(axes.figure.canvas.get_renderer()).x1
    return axes.transData.inverted().transform((end, 0))[0] + 0.3


def _node_marks(axes, spots, actors):
    marks = []
    for name, row in actors.iterrows():
        words = f"{_shown(name)}: {counted(row['n'], 'statement')}"
        (x, y), reach = spots[name], _radius(row["n"])
        where = _around(axes, x, y, reach, reach)
        marks.append(Mark(name, words, row["statements"], where))
    return marks


def _around(axes, x, y, across, upright):
    """Return the box of a mark around a place in inches."""
    return box_in(axes, x - across, y - upright, x + across, y + upright)


def _shown(name):
    """Return the name of an actor as it is shown: a party in full."""
    return PARTY_NAME.get(name, name)


def _pair(pair):
    return f"{_shown(pair[0])} and {_shown(pair[1])}"


def _said(pair, kind, tie, labels):
    spoken = names(labels.get(concept, concept) for concept in tie["concepts"])
    return f"{_pair(pair)}: {KINDS.at[kind, 'words']} {tie['shown']} ({spoken})"


def _network_alt(ties, actors, kind, labels, statements, lost):
    shares = KINDS.at[kind, "pairs"].format(
        pairs=counted(len(ties), "pair"), less=int(ties["weight"].lt(0).sum())
    )
    sentences = [
        f"A network of {counted(len(actors), 'actor')} from {len(statements)} statements, on a "
        f"ring party by party: {shares}."
    ]
    if len(ties):
        widest = _said(ties.index[0], kind, ties.iloc[0], labels)
        sentences.append(f"The widest line joins {widest}.")
    tied = set(ties.index.get_level_values(0)) | set(ties.index.get_level_values(1))
    alone = [_shown(name) for name in actors.index if name not in tied]
    if len(lost):
        sentences.append(f"Gone, and dotted here: {counted(len(lost), 'tie')} of the whole corpus.")
    elif alone:
        sentences.append(f"No line reaches {names(alone)}.")
    return " ".join(sentences)
