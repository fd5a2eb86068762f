"""What a file holds: the article, and what else stands around it."""

import numpy as np
import pandas as pd
from matplotlib.patches import Rectangle

from shieldtalks.corpus import Corpus
from shieldtalks.figures.drawing import axes_at, bare, cover, finished
from shieldtalks.figures.figure import Figure, Mark, box_in, new_fig, styled
from shieldtalks.figures.style import BLUE, GREY, INK, ORANGE, PLUM, QUIET, VIOLET, ink_on
from shieldtalks.phrases import counted

# What a kind of unit is called in a picture, its colour and its pattern.
LOOKS = {
    "body": ("the article", BLUE, None),
    "headline": ("headline", VIOLET, None),
    "byline": ("source line", VIOLET, "|||"),
    "caption": ("caption", PLUM, "..."),
    "duplicate": ("the same again", ORANGE, "////"),
    "chrome": ("page furniture", GREY, "xxx"),
}
KIND_NAME = {kind: name for kind, (name, _, _) in LOOKS.items()}
REST = {"caption": "captions", "duplicate": "a repeat", "chrome": "page furniture"}
TOP, BOTTOM = 1.0, 0.5  # inches above and below the strips
TOP_PAGE = 0.62  # inches above a page
SIDE, END = 1.75, 9.35  # inches: where a strip begins, and where the longest ends
STRIP, BLOCK = 0.4, 1.0  # inches: height of a strip, and of a strip with its words
LETTERS, LINE, PAGE = 100, 0.115, 5.6  # characters in a line; inches of a line and of a page
NOTE = 0.24  # inches between two notes beside a page


@styled
def anatomy(corpus: Corpus) -> Figure:
    """Draw each file as a strip of its characters, coloured by what they are.

    corpus: a Corpus. Returns a Figure; its marks are the stretches of one kind, and the evidence
    of a mark is the units in it.

    >>> print(anatomy(corpus).title)
    A file is not an article: look at ... where ...% is something else
    """
    tall = BLOCK * len(corpus.articles)
    height = TOP + tall + BOTTOM
    fig = new_fig(height)
    longest = max(map(len, corpus.texts.values()))
    place = (SIDE, BOTTOM, END - SIDE, tall)
    axes = bare(axes_at(fig, *place, xlim=(0, longest), ylim=(tall, 0)))
    marks, shares = [], {}
    for number, (article, row) in enumerate(corpus.articles.iterrows()):
        units, top = _units(corpus, article), number * BLOCK
        shares[article] = _shares(units)
        _write_side(axes, top, article, row["outlet"])
        axes.text(0, top + STRIP + 0.08, shares[article], va="top", color=QUIET)
        for stretch in _stretches(units):
            left, right = stretch["start"].min(), stretch["end"].max()
            marks.append(_mark(stretch, axes, (left, top, right, top + STRIP)))
            _draw_stretch(axes, stretch["kind"].iloc[0], left, right, top)
    _draw_key(fig, corpus.units)
    alt = f"{counted(len(shares), 'file')} as strips of characters. " + " ".join(
        f"{article}: {words}" for article, words in shares.items()
    )
    foot, rows = _footer(corpus.units), corpus.readings()
    return finished(fig, _strips_title(corpus), alt, marks, foot, rows=rows)


@styled
def page(corpus: Corpus, article: str, again: pd.Series) -> Figure:
    """Draw one file as a page, its lines coloured by what they are.

    corpus: a Corpus. article: its number. again: Series, unit that repeats -> unit that it
    repeats, as of `corpus.originals`. Returns a Figure; its marks are the units.
    """
    units = _units(corpus, article)
    pieces = _lines(corpus.texts[article], units)
    tall = LINE * (1 + max(row for row, _, _, _ in pieces))
    height = TOP_PAGE + tall + BOTTOM
    fig = new_fig(height)
    place = (0.15, BOTTOM, PAGE, tall)
    axes = bare(axes_at(fig, *place, xlim=(0, LETTERS), ylim=(tall / LINE, 0)))
    for row, left, right, unit in pieces:
        axes.add_patch(_block(left, row + 0.12, right - left, 0.76, units.at[unit, "kind"]))
    places = _places(pieces)
    _write_notes(axes, units, places, again)
    alt = f"The file of article {article} as a page of lines. {_shares(units)}"
    if len(again):
        alt += f" Repeats: {_span(again.index)} of {_span(again)}."
    marks = [_mark(units.loc[[unit]], axes, place) for unit, place in places.items()]
    title, rows = _page_title(article, units), corpus.readings(units.index)
    return finished(fig, title, alt, marks, _footer(units), rows=rows)


def _units(corpus, article):
    return corpus.units[corpus.units["article"].eq(article)]


def _stretches(units):
    """Return the runs of units of one kind, in their order."""
    run = units["kind"].ne(units["kind"].shift()).cumsum()
    return [stretch for _, stretch in units.groupby(run)]


def _characters(units):
    """Return {kind: number of characters}, in the order of the key."""
    lengths = units["text"].str.len().groupby(units["kind"]).sum()
    return {kind: int(lengths[kind]) for kind in KIND_NAME if kind in lengths}


def _shares(units):
    """Say in one sentence how many characters are the article, and what the others are."""
    counts = _characters(units)
    rest = "".join(f", {counts[kind]:,} {words}" for kind, words in REST.items() if kind in counts)
    return (
        f"{counts.get('body', 0):,} of {sum(counts.values()):,} characters are the article{rest}."
    )


def _span(ids):
    """Return unit ids in words: one, or the first and the last."""
    ids = list(ids)
    return ids[0] if len(ids) == 1 else f"{ids[0]} to {ids[-1]}"


def _footer(units):
    articles = list(units["article"].unique())
    body = units["kind"].eq("body").sum()
    many = "Articles" if len(articles) > 1 else "Article"
    return f"{many} {', '.join(articles)}. n = {len(units)} units; {body} of them are the article."


def _strips_title(corpus):
    counts = {article: _characters(_units(corpus, article)) for article in corpus.texts}
    other = {article: 1 - n.get("body", 0) / sum(n.values()) for article, n in counts.items()}
    worst = max(other, key=other.get)
    return f"A file is not an article: look at {worst}, where {other[worst]:.0%} is something else"


def _page_title(article, units):
    counts = _characters(units)
    total = sum(counts.values())
    body = counts.pop("body", 0)
    if not counts:
        return f"Article {article}: the file is the article, without even a headline"
    most = max(counts, key=counts.get)
    name = {"caption": "captions"}.get(most, KIND_NAME[most])
    return (
        f"Article {article}: {body / total:.0%} is the article, {counts[most] / total:.0%} {name}"
    )


def _mark(units, axes, place):
    kind, ids = units["kind"].iloc[0], tuple(units.index)
    size = counted(int(units["text"].str.len().sum()), "character")
    label = f"{_span(ids)}, {KIND_NAME[kind]}: {size}"
    return Mark(" ".join([ids[0], kind]), label, ids, box_in(axes, *place))


def _draw_key(fig, units):
    """Draw a swatch of each kind with its name, in one line under the title."""
    axes = cover(fig, up=True)
    left, up = 0.1, fig.get_figheight() - 0.62
    for kind in [kind for kind in KIND_NAME if kind in set(units["kind"])]:
        axes.add_patch(_block(left, up - 0.1, 0.28, 0.2, kind))
        words = axes.text(left + 0.34, up, KIND_NAME[kind], va="center_baseline", size=12)
        left += 0.34 + words.get_window_extent().width / fig.dpi + 0.22


def _block(left, top, width, height, kind):
    _, hue, hatch = LOOKS[kind]
    return Rectangle((left, top), width, height, fc=hue, ec=INK, lw=0, hatch=hatch)


def _draw_stretch(axes, kind, left, right, top):
    axes.add_patch(_block(left, top, right - left, STRIP, kind))
    if right - left > 500:
        name, hue, _ = LOOKS[kind]
        look = {"ha": "center", "va": "center_baseline", "color": ink_on(hue), "weight": "bold"}
        plate = {"fc": hue, "ec": "none", "pad": 2.5}
        axes.text((left + right) / 2, top + STRIP / 2, name, bbox=plate, **look)


def _write_side(axes, top, article, outlet):
    left = -axes.get_xlim()[1] * 0.02
    look = {"ha": "right", "va": "center_baseline"}
    axes.text(left, top + STRIP / 2, article, weight="bold", size=15, **look)
    short = outlet.replace("Intelligence Summit", "I. Summit")
    axes.text(left, top + STRIP + 0.18, short, size=12, color=QUIET, **look)


def _write_notes(axes, units, places, again):
    """Write beside the page what each stretch is; notes that would touch are moved apart."""
    stretches = _stretches(units)
    spans = [(places[s.index[0]][1], places[s.index[-1]][3]) for s in stretches]
    bottom, gap = axes.get_ylim()[0], NOTE / LINE
    heights = _apart([(top + end) / 2 for top, end in spans], gap, bottom)
    for stretch, (top, end), height in zip(stretches, spans, heights, strict=True):
        kind, ids = stretch["kind"].iloc[0], list(stretch.index)
        line = {"color": LOOKS[kind][1], "clip_on": False}
        axes.plot([LETTERS + 1.5] * 2, [top + 0.1, end - 0.1], lw=4, **line)
        axes.plot([LETTERS + 2.2, LETTERS + 5], [(top + end) / 2, height], lw=1.2, **line)
        words = f"{KIND_NAME[kind]}, {_span(ids)}"
        if kind == "duplicate" and len(again):
            words = f"{KIND_NAME[kind]} as {_span(again[again.index.isin(ids)])}"
        axes.text(LETTERS + 6, height, words, va="center_baseline")


def _apart(heights, gap, bottom):
    """Move heights down, and from the bottom up again, until no two are nearer than `gap`."""
    down = []
    for height in heights:
        down.append(max(height, down[-1] + gap) if down else height)
    up = []
    for height in reversed(down):
        up.append(min(height, up[-1] - gap) if up else min(height, bottom - gap / 2))
    return up[::-1]


def _lines(text, units):
    """Lay a text out in lines of LETTERS characters: [(row, left, right, unit)]."""
    owner = np.full(len(text), -1)
    for number, (start, end) in enumerate(zip(units["start"], units["end"], strict=True)):
        owner[start:end] = number
    pieces, row, start = [], 0, 0
    for line in text.split("\n"):
        for left in range(0, max(len(line), 1), LETTERS):
            owners = owner[start + left : start + min(left + LETTERS, len(line))]
            for number in np.unique(owners[owners >= 0]):
                at = np.flatnonzero(owners == number)
                pieces.append((row, at[0], at[-1] + 1, units.index[number]))
            row += 1
        start += len(line) + 1
    return pieces


def _places(pieces):
    """Return {unit: (left, top, right, bottom)} around the pieces of each unit."""
    places = {}
    for row, left, right, unit in pieces:
        old = places.get(unit, (left, row, right, row + 1))
        places[unit] = (min(old[0], left), old[1], max(old[2], right), row + 1)
    return places
