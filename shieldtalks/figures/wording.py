"""How it was told: verbs and whose words they bring, names for the thing, words that stand out."""

import textwrap
from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd
from matplotlib.patches import Rectangle

from shieldtalks.figures.drawing import axes_at, bare, finished, sign
from shieldtalks.figures.figure import Figure, Mark, box_in, new_fig, party_key, styled
from shieldtalks.figures.style import (
    BLUE,
    FAINT,
    GREY,
    INK,
    ORANGE,
    PARTY_NAME,
    QUIET,
    WIDTH,
    ink_on,
)
from shieldtalks.parties import the
from shieldtalks.phrases import counted, names

TONES = {
    "neutral": ("Neutral", "adds nothing"),
    "siding": ("Siding", "takes it as true"),
    "strong": ("Strong", "adds force"),
    "doubting": ("Doubting", "lets you expect failure"),
}
LANES = (2.4, 3.95, 5.3, 7.32)  # inches: where the column of each tone begins
LINE, DOT, ACROSS = 0.27, 0.17, 7  # inches between lines and dots; dots in a line
BOTTOM = 0.55  # inches for the footer
ROW, REACH = 0.36, float(np.log(64))
PLOT = (1.8, 7.5)  # inches: left and right end of the intervals
COLUMNS = {"here": 8.3, "elsewhere": 9.45}  # inches: right edge of the counts
TICKS = {
    -np.log(16): "16 × rarer",
    -np.log(4): "4 ×",
    0: "as often",
    np.log(4): "4 ×",
    np.log(16): "16 × more",
}


@styled
def verbs_by_outlet(
    found: pd.DataFrame, articles: pd.DataFrame, rows: Mapping[str, dict]
) -> Figure:
    """Draw the reporting verbs of each article by tone, marked by whose words or act they tell.

    found: as `attribution.verb_voices`; verbs by which one outlet cites another are left out.
    articles: as `Corpus.articles`. rows: the units' sentences (`Corpus.readings`).
    Returns a Figure; its marks are 'article | neutral' and one for every other verb.
    """
    told = found[found["party"].ne("")]
    loud = told[told["tone"].ne("neutral")]
    lines = loud.groupby(["article", "tone"]).size().groupby("article").max()
    bands = [LINE * max(2, lines.get(article, 0)) + 0.24 for article in articles.index]
    top = 1.68
    height = top + sum(bands) + BOTTOM
    fig = new_fig(height)
    place = (0, BOTTOM, WIDTH, sum(bands))
    axes = bare(axes_at(fig, *place, xlim=(0, WIDTH), ylim=(sum(bands), 0)))
    marks, y = [], 0
    for (article, row), band in zip(articles.iterrows(), bands, strict=True):
        axes.plot([0.1, WIDTH - 0.1], [y, y], color=FAINT, lw=1, zorder=0, clip_on=False)
        middle = y + band / 2
        axes.text(0.1, middle - 0.13, _short(row["outlet"]), va="center")
        when = f"{article}, {row['date'][:4]}"
        axes.text(0.1, middle + 0.14, when, va="center", color=QUIET, size=12)
        here = told[told["article"].eq(article)]
        marks += _dots(axes, here[here["tone"].eq("neutral")], middle)
        for tone, left in zip(list(TONES)[1:], LANES[1:], strict=True):
            marks += _verbs(axes, here[here["tone"].eq(tone)], left, middle)
        y += band
    for (head, below), left in zip(TONES.values(), LANES, strict=True):
        fig.text(left / WIDTH, 1 - 1.15 / height, head, weight="bold", size=13.5, va="center")
        fig.text(left / WIDTH, 1 - 1.42 / height, below, color=QUIET, size=12, va="center")
    parties = [party for party in PARTY_NAME if told["party"].eq(party).any()]
    party_key(fig, parties, 1 - 0.68 / height)
    shares = {party: _share(told[told["party"].eq(party)]) for party in parties}
    title = "Verbs that are not neutral: " + ", ".join(
        f"{the(party)} {shares[party][0]} of {shares[party][1]}" for party in parties[:2]
    )
    foot = (
        f"Articles {', '.join(articles.index)}. n = {counted(len(told), 'reporting verb')} outside "
        f"quotation marks; without {len(found) - len(told)} by which an outlet cites another."
    )
    return finished(fig, title, _verbs_alt(told, loud, shares), marks, foot, rows=rows)


@styled
def naming_grid(
    found: pd.DataFrame, order: Sequence[str], outlets: Mapping[str, str], rows: Mapping[str, dict]
) -> Figure:
    """Draw what each article calls the thing: names by articles, a count in each cell.

    found: as `keyness.naming`. order: names, top to bottom. outlets: {article: outlet}.
    rows: the units' sentences. Returns a Figure; its marks are 'name | article'.
    """
    cells = found.groupby(["name", "article"]).agg(
        n=("unit", "size"),
        quoted=("quoted", "sum"),
        units=("unit", lambda held: tuple(dict.fromkeys(held))),
    )
    columns = list(outlets)
    top, row, left = 1.58, 0.36, 2.75
    height = top + row * len(order) + BOTTOM + 0.08
    fig = new_fig(height)
    place = (left, height - top - row * len(order), 6.75, row * len(order))
    axes = bare(axes_at(fig, *place, xlim=(0, len(columns)), ylim=(len(order), 0)))
    for y, name in enumerate(order):
        axes.axhline(y, color=FAINT, lw=0.8, zorder=0)
        axes.text(-0.06, y + 0.52, name, ha="right", va="center")
    marks = []
    for x, (article, outlet) in enumerate(outlets.items()):
        middle = (left + (x + 0.5) * 6.75 / len(columns)) / WIDTH
        head = "\n".join(textwrap.wrap(_short(outlet), 13))
        fig.text(middle, 1 - 1.24 / height, head, va="bottom", ha="center", size=12)
        fig.text(middle, 1 - 1.4 / height, article, va="center", ha="center", color=QUIET)
    for (name, article), cell in cells.iterrows():
        x, y = columns.index(article), order.index(name)
        tint = _tint(0.25 + 0.75 * cell["n"] / cells["n"].max())
        axes.add_patch(Rectangle((x + 0.04, y + 0.08), 0.92, 0.84, fc=tint, ec="none"))
        said = {"va": "center", "color": ink_on(tint)}
        axes.text(x + 0.12, y + 0.53, str(cell["n"]), weight="bold", **said)
        if cell["quoted"]:
            quoted = "quoted" if cell["quoted"] == cell["n"] else f"{cell['quoted']} quoted"
            axes.text(x + 0.9, y + 0.53, quoted, ha="right", size=12, **said)
        spoken = f", {cell['quoted']} in quotation marks" if cell["quoted"] else ""
        label = f"{name}, article {article}: {counted(cell['n'], 'time')}{spoken}"
        square = box_in(axes, x, y, x + 1, y + 1)
        marks.append(Mark(f"{name} | {article}", label, cell["units"], square))
    foot = (
        f"Articles {', '.join(columns)}. n = {len(found)} namings, {found['quoted'].sum()} of them "
        "inside quotation marks."
    )
    has = found.loc[found["name"].str.contains("shield"), "article"].unique()
    without = names(article for article in columns if article not in has)
    title = "What each article calls the thing"
    title += f": no shield in {without}" if without else ": a shield in all of them"
    key = "How often each name stands. A longer name claims its words first."
    common = found["name"].value_counts()
    alone = [name for name in order if found.loc[found["name"].eq(name), "article"].nunique() == 1]
    alt = (
        f"A grid of {counted(len(order), 'name')} by {counted(len(columns), 'article')}, from "
        f"{counted(len(found), 'naming')}. Most frequent are "
        f"{names(f'{name} ({n})' for name, n in common.head(3).items())}. A name with "
        f"shield stands in {names(a for a in columns if a in has) or 'no article'}. "
        f"Only one article uses {names(alone) or 'any name'}."
    )
    return finished(fig, title, alt, marks, foot, rows=rows, subtitle=key)


@styled
def keyness_plot(
    table: pd.DataFrame,
    tally: pd.DataFrame,
    units: Mapping,
    article: str,
    outlet: str,
    rows: Mapping[str, dict],
    note: str = "",
) -> Figure:
    """Draw how much more often, or more rarely, an article uses words than the others.

    table: as `keyness.keyness`, cut to the words to show. tally: as `keyness.tally`. units: {word:
    unit ids that hold it}. outlet: its name. rows: the units' sentences. note: what else the footer
    says of the reckoning. Returns a Figure; its marks are the words.
    """
    top = 1.25
    height = top + ROW * len(table) + BOTTOM + 0.22
    fig = new_fig(height)
    place = (0, height - top - ROW * len(table), WIDTH, ROW * len(table))
    axes = bare(axes_at(fig, *place, xlim=(0, WIDTH), ylim=(len(table) - 0.5, -0.5)))
    over = {"va": "center", "color": QUIET, "size": 12}
    for value, words in TICKS.items():
        look = {"color": FAINT, "lw": 1} if value else {"color": INK, "lw": 1.4}
        axes.axvline(_across(value), zorder=0, **look)
        fig.text(_across(value) / WIDTH, 1 - 1.05 / height, words, ha="center", **over)
    for column, x in COLUMNS.items():
        fig.text(x / WIDTH, 1 - 1.05 / height, column, ha="right", **over)
    for y, (name, word) in enumerate(table.iterrows()):
        _interval(axes, y, word)
        look = {"ha": "right", "va": "center", "weight": "bold" if _clear(word) else "normal"}
        axes.text(PLOT[0] - 0.1, y, name, **look)
        for column, x in COLUMNS.items():
            axes.text(x, y, f"{word[column]:.0f}", **look)
    title = (
        f"Standing out in {article}: {tally['clear']} of {tally['compared']} words; "
        f"by chance alone {_about(tally['by_chance'])}"
    )
    foot = (
        f"Article {article} ({outlet}), {tally['here']} words, against {tally['elsewhere']} in the "
        f"other articles. {note}".strip()
    )
    key = f"The {len(table)} farthest from equal use. Filled: the interval misses it."
    marks = [
        Mark(
            name,
            f"{name}: {word['here']:.0f} here, {word['elsewhere']:.0f} elsewhere",
            tuple(units.get(name, ())),
            box_in(axes, 0.05, y - 0.48, WIDTH - 0.05, y + 0.48),
        )
        for y, (name, word) in enumerate(table.iterrows())
    ]
    more, less = table[table["low"].gt(0)].index, table[table["high"].lt(0)].index
    alt = (
        f"The {counted(len(table), 'word')} of article {article} that differ most from the other "
        f"articles, each with a 95 percent interval. Clear of equal use, and more often here: "
        f"{names(more) or 'none'}; rarer: {names(less) or 'none'}. Of "
        f"{counted(tally['compared'], 'word')} compared, {tally['clear']} are clear; chance alone "
        f"would make it {tally['by_chance']:.1f}."
    )
    return finished(fig, title, alt, marks, foot, rows=rows, subtitle=key)


def _size(party):
    return 6.4 if party == "media" else 8


def _dots(axes, verbs, middle):
    """Draw the neutral verbs of one article as dots, party by party; return their one mark."""
    if verbs.empty:
        axes.text(LANES[0], middle, "none", va="center", color=QUIET)
        return []
    parties = sorted(verbs["party"], key=list(PARTY_NAME).index)
    lines = -(-len(parties) // ACROSS)
    first = middle - (lines - 1) * 0.19 / 2
    for number, party in enumerate(parties):
        x, y = LANES[0] + 0.07 + number % ACROSS * DOT, first + number // ACROSS * 0.19
        sign(axes, x, y, party, ms=_size(party))
    end = LANES[0] + min(len(parties), ACROSS) * DOT + 0.03
    axes.text(end, middle, str(len(parties)), va="center", weight="bold", size=12)
    article = verbs["article"].iloc[0]
    label = f"Article {article}, neutral: {counted(len(verbs), 'verb')}"
    units = tuple(dict.fromkeys(verbs["unit"]))
    tall = lines * 0.19 / 2 + 0.08
    box = box_in(axes, LANES[0] - 0.06, middle - tall, end + 0.3, middle + tall)
    return [Mark(f"{article} | neutral", label, units, box)]


def _verbs(axes, verbs, left, middle):
    """Write verbs one below the other, each with the sign of its party; return their marks."""
    marks = []
    for number, verb in enumerate(verbs.itertuples()):
        y = middle + (number - (len(verbs) - 1) / 2) * LINE
        sign(axes, left + 0.07, y, verb.party, ms=_size(verb.party))
        text = axes.text(left + 0.24, y, verb.written, va="center")
        extent = text.get_window_extent(axes.figure.canvas.get_renderer())
        right = axes.transData.inverted().transform((extent.x1, 0))[0] + 0.08
        label = f"{verb.written}, {verb.tone}, of {verb.subject}"
        box = box_in(axes, left - 0.06, y - 0.13, right, y + 0.13)
        marks.append(Mark(f"{verb.unit} | {verb.written}", label, (verb.unit,), box))
    return marks


def _share(verbs):
    """Return how many verbs are not neutral, and how many there are."""
    return int(verbs["tone"].ne("neutral").sum()), len(verbs)


def _verbs_alt(told, loud, shares):
    said = names(f"{loudly} of {of} for {the(party)}" for party, (loudly, of) in shares.items())
    cited = {
        tone: names(
            f"{verb.written} ({verb.unit})" for verb in loud.itertuples() if verb.tone == tone
        )
        for tone in ("siding", "doubting")
    }
    most = loud["article"].value_counts()
    where = f"Most stand in {most.index[0]}, {most.iloc[0]} of {len(loud)}. " if len(most) else ""
    return (
        f"{counted(len(told), 'reporting verb')} by article and tone; not neutral are {said}. "
        f"{where}Siding: {cited['siding'] or 'none'}. Doubting: {cited['doubting'] or 'none'}."
    )


def _clear(word):
    return word["low"] > 0 or word["high"] < 0


def _across(value):
    """Return where a log odds stands across the figure, in inches."""
    left, right = PLOT
    return left + (value + REACH) / (2 * REACH) * (right - left)


def _interval(axes, y, word):
    """Draw one word's interval and its middle; an arrow where the line leaves the picture."""
    low, high = max(word["low"], -REACH), min(word["high"], REACH)
    hue = GREY if not _clear(word) else BLUE if word["low"] > 0 else ORANGE
    axes.plot([_across(low), _across(high)], [y, y], color=hue, lw=3.5, solid_capstyle="butt")
    if word["low"] < -REACH:
        axes.plot(_across(-REACH), y, "<", color=hue, ms=8)
    if word["high"] > REACH:
        axes.plot(_across(REACH), y, ">", color=hue, ms=8)
    if abs(word["difference"]) < REACH:
        face = hue if _clear(word) else "white"
        axes.plot(_across(word["difference"]), y, "o", ms=9, mfc=face, mec=hue, mew=2)


def _about(number):
    return "hardly one" if number < 0.5 else f"about {number:.0f}"


def _short(outlet, most=24):
    """Return an outlet's name, cut at a word if it is long."""
    name = outlet.split("(")[0].split(",")[0].strip()
    while len(name) > most and " " in name:
        name = name.rsplit(" ", 1)[0]
    return name


def _tint(strength):
    """Return blue, thinned towards white; strength 0 to 1."""
    parts = [int(BLUE[n : n + 2], 16) / 255 for n in (1, 3, 5)]
    return tuple(1 - strength * (1 - part) for part in parts)
