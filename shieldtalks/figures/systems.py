"""What was on the table, and when: each system and proposal with what became of it."""

import textwrap

import numpy as np
import pandas as pd

from shieldtalks.corpus import Corpus
from shieldtalks.figures.drawing import canvas, finished, sign
from shieldtalks.figures.figure import Figure, Mark, box_in, styled
from shieldtalks.figures.style import FAINT, INK, PARTY_HUE, PARTY_NAME, QUIET, WIDTH
from shieldtalks.phrases import counted, names
from shieldtalks.statements import evidence
from shieldtalks.systems import first_days, proposers, short_name

# Inches.
PITCH, TOP, BOTTOM = 0.44, 1.58, 0.76
NAMED, SAID, LEFT = 0.5, 3.62, 3.86
EARLY, YEAR = 0.62, 0.172  # what all years before the turn get, and each year after
FIRST, TURN, LAST = 1983, 2001, 2025
APART = 0.14  # between two marks of one row
TICKS = (1985, 2001, 2005, 2010, 2015, 2020, 2025)
ROOM = 26  # characters of a status word before it is broken


@styled
def systems_timeline(
    systems: pd.DataFrame,
    entries: pd.DataFrame,
    statements: pd.DataFrame,
    mentions: pd.DataFrame,
    corpus: Corpus,
    year: int = LAST - 1,
) -> Figure:
    """Draw what became of each system and proposal up to the end of a year.

    systems: as `context.load_systems`. entries: as `systems.history`. statements: all of them.
    mentions: as `systems.load_mentions`. corpus: the articles. Returns a Figure; its marks are
    the systems, with their statements, or, where none is coded, with the units that name them.

    >>> entries = systems.history(proposals)
    >>> chart = systems_timeline(proposals, entries, statements, mentions, corpus)
    >>> "systems and proposals" in chart.title
    True
    """
    since = first_days(systems)
    order = since.sort_values(kind="stable").index
    known = entries[entries["start"].dt.year.le(year)]
    height = TOP + PITCH * len(order) + BOTTOM
    fig, axes = canvas(height)
    _draw_years(axes, corpus.articles["date"], year, TOP + PITCH * len(order))
    marks = []
    for row, system in enumerate(order):
        middle = TOP + PITCH * (row + 0.5)
        begun = since[system].year <= year
        about = statements.index[statements["system"].eq(system)]
        parties = [p for p in proposers(systems.at[system, "proposer"]) if p in PARTY_HUE]
        _name(axes, middle, systems.at[system, "name"], parties, len(about), begun)
        if not begun:
            continue
        own = known[known["system"].eq(system)]
        said = _draw_row(axes, middle, since[system], own, parties[0])
        units = mentions.loc[mentions["system"].eq(system), "unit"]
        ids = tuple(about) if len(about) else tuple(units)
        place = box_in(axes, 0.04, middle - PITCH / 2, WIDTH - 0.04, middle + PITCH / 2)
        marks.append(Mark(system, _label(systems, system, said, about, units), ids, place))
    _key(axes, systems)
    last = known.groupby("system").last()
    title = _title(last, since, year)
    foot = (
        f"Steps of the same months are drawn side by side, the years before {TURN} closer together."
    )
    rows = evidence(statements) | corpus.readings(mentions["unit"].unique())
    alt = _alt(systems, since, last, statements, year)
    return finished(fig, title, alt, marks, foot, statements, rows)


def _along(days):
    """Return the places of days, in inches; the years before the turn stand closer together."""
    days = pd.DatetimeIndex(pd.Series(days))
    years = days.year + (days.day_of_year - 1) / 366
    early = (years - FIRST) / (TURN - FIRST) * EARLY
    return LEFT + np.where(years < TURN, early, EARLY + (years - TURN) * YEAR)


def _draw_years(axes, dates, year, bottom):
    """Draw the scale of years, the days of the articles, and what lies beyond the chosen year."""
    head, above = TOP - 0.08, TOP - 0.34
    look = {"va": "bottom", "size": 12}
    ticks = _along([f"{tick}-01-01" for tick in TICKS])
    axes.vlines(ticks, head, bottom, color=FAINT, lw=1, zorder=0)
    for tick, x in zip(TICKS, ticks, strict=True):
        axes.text(x, head - 0.03, tick, ha="center", color=QUIET, **look)
    days = pd.to_datetime(dates)
    shown = days[days.dt.year.le(year)]
    before = 0
    for _, together in shown.groupby(shown.dt.year):
        at = _along(together).mean()
        axes.plot([at, at], [above, bottom], color=QUIET, lw=1.2, ls=(0, (1, 3)), zorder=0)
        side, shift = ("left", -0.01) if at - before < 0.33 else ("right", 0.04)
        axes.text(at + shift, above, ", ".join(together.index), ha=side, **look)
        before = at
    axes.text(SAID, above, "articles", ha="right", **look)
    axes.text(SAID, head - 0.03, "statements", ha="right", color=QUIET, **look)
    if year < LAST - 1:
        x = _along([f"{year}-12-31"])[0]
        axes.plot([x, x], [head, bottom], color=INK, lw=1.6)
        axes.text(x, bottom + 0.03, f"end of {year}", ha="center", va="top", size=12)


def _name(axes, middle, name, parties, n, begun):
    """Write a system's name with the signs of who proposed it and its number of statements."""
    axes.plot([0.1, WIDTH - 0.1], [middle + PITCH / 2] * 2, color=FAINT, lw=0.8, zorder=0)
    for place, party in enumerate(reversed(parties)):
        sign(axes, 0.34 - 0.2 * place, middle, party, alpha=1 if begun else 0.35)
    lines = textwrap.wrap(short_name(name), 30)
    look = {"va": "center", "linespacing": 1.0, "size": 12, "color": INK if begun else QUIET}
    axes.text(NAMED, middle, "\n".join(lines), style="normal" if begun else "italic", **look)
    axes.text(SAID, middle, n or "none", ha="right", va="center", color=look["color"])


def _draw_row(axes, middle, since, own, party):
    """Draw a system's entries and write the last of them beside it; return that as text."""
    # The first step is often the proposal itself, which has its sign already.
    later = own[own["start"].gt(since) | own["ended"]]
    middles = later["start"] + (later["end"] - later["start"]) / 2
    places = list(_along([since]))
    for x in _along(middles) if len(later) else []:
        places.append(max(x, places[-1] + APART))
    first, right = places[0], places[-1]
    axes.plot([first, right], [middle, middle], color=QUIET, lw=1.6, zorder=1)
    for marker, size in (("o", 6), ("X", 9)):
        xs = [x for x, ended in zip(places[1:], later["ended"], strict=True) if ended == (size > 6)]
        axes.plot(xs, [middle] * len(xs), marker, color=INK, ms=size, mec="white", mew=0.8)
    sign(axes, first, middle, party)
    words = own["words"].iloc[-1] if len(own) else "proposed"
    look = {"va": "center", "size": 12, "linespacing": 1.0, "zorder": 4}
    look["bbox"] = {"fc": "white", "ec": "none", "pad": 1.5}
    axes.text(right + 0.13, middle, textwrap.fill(words, ROOM), **look)
    when = own["when"].iloc[-1] if len(own) else f"{since.year}"
    return f"{when} {words}"


def _key(axes, systems):
    """Say what the signs mean, in one line under the title."""
    shown = {p for text in systems["proposer"] for p in proposers(text)}
    x, y = 0.16, 0.84
    axes.text(x - 0.06, y, "Proposed by", va="center", color=QUIET)
    x += 1.18
    for party in [p for p in PARTY_NAME if p in shown]:
        sign(axes, x, y, party)
        axes.text(x + 0.14, y, PARTY_NAME[party], va="center")
        x += 0.5 + 0.1 * len(PARTY_NAME[party])
    axes.plot(x + 0.1, y, "o", color=INK, ms=6)
    axes.text(x + 0.22, y, "a dated step", va="center")
    axes.plot(x + 1.64, y, "X", color=INK, ms=9, mec="white", mew=0.8)
    axes.text(x + 1.79, y, "a refusal or an end", va="center")


def _label(systems, system, said, about, units):
    name = short_name(systems.at[system, "name"])
    if len(about):
        return f"{name}: {said}; {counted(len(about), 'statement')}"
    if len(units):
        return f"{name}: {said}; no statement, named in {counted(len(units), 'unit')}"
    return f"{name}: {said}; no article names it"


def _title(last, since, year):
    begun, ended = int(since.dt.year.le(year).sum()), int(last["ended"].sum())
    of = counted(begun, "system or proposal", "systems and proposals")
    if year >= LAST - 1:
        return f"{of}; for {ended} the last entry is a refusal or an end: look for the last ✕"
    return f"By the end of {year}: {of} on record, {ended} of them refused or ended"


def _alt(systems, since, last, statements, year):
    begun = since.index[since.dt.year.le(year)]
    ended = [
        short_name(systems.at[s, "name"]) for s in begun if s in last.index and last.at[s, "ended"]
    ]
    coded = set(statements["system"])
    silent = [short_name(systems.at[s, "name"]) for s in begun if s not in coded]
    sentences = [
        f"A timeline of {counted(len(begun), 'system or proposal', 'systems and proposals')} "
        f"proposed from {since.min().year} to the end of {year}.",
        f"The last entry tells of a refusal or an end for {names(ended)}."
        if ended
        else "None of them is refused or ended by then.",
    ]
    if silent:
        sentences.append(f"No statement is coded about {names(silent)}.")
    return " ".join(sentences)
