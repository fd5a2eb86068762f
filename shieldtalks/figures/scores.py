"""Charts of lesson 08 on score sheets: what was said beside the points assumed, and the weights."""

import numpy as np
import pandas as pd
from matplotlib.patches import Rectangle

from shieldtalks.bargaining import CAVEAT, Sensitivity
from shieldtalks.figures.bargain import called, in_brief
from shieldtalks.figures.drawing import axes_at, bare, cover, finished, sign
from shieldtalks.figures.figure import Figure, Mark, box_in, new_fig, styled
from shieldtalks.figures.style import (
    BLUE,
    FAINT,
    INK,
    ORANGE,
    PARTY_NAME,
    QUIET,
    STANCE_GLYPH,
    STANCE_HUE,
    VIOLET,
    WIDTH,
    ink_on,
)
from shieldtalks.parties import short, the
from shieldtalks.phrases import counted, names, signed

SHAKEN = {"accepted": BLUE, "frontier": VIOLET, "refusal": ORANGE}


@styled
def score_sheet(
    sheets: pd.DataFrame, heard: pd.DataFrame, issues: pd.DataFrame, statements: pd.DataFrame
) -> Figure:
    """Draw evidence and assumption side by side: who speaks for each option, and its points.

    sheets: as `bargaining.load_sheets`. heard: as `bargaining.spoken`. issues: as `load_issues`.
    statements: those that `heard` counts. Returns a Figure; its marks are the stances, 'party |
    issue | option', with their statements.
    """
    parties = list(sheets.index.get_level_values("party").unique())
    row, top, bottom, left, wide = 0.315, 1.5, 0.72, 4.98, 1.54
    height = top + row * len(issues) + bottom
    fig = new_fig(height)
    tall = row * len(issues)
    axes = bare(axes_at(fig, 0, bottom, WIDTH, tall, xlim=(0, WIDTH), ylim=(len(issues), 0)))
    points = sheets["points"].unstack("party")[parties]
    _sheet_rows(axes, issues)
    for n, party in enumerate(parties):
        at = left + wide * n
        sign(axes, at + 0.1, -1.25, party, ms=10, clip_on=False)
        axes.text(at + 0.25, -1.25, PARTY_NAME[party], va="center")
        axes.text(at + 0.31, -0.4, "said", ha="center", va="center", color=QUIET)
        axes.text(at + 0.98, -0.4, "points", ha="center", va="center", color=QUIET)
    places = {}
    for down, (issue, option) in enumerate(issues.index):
        for n, party in enumerate(parties):
            at = left + wide * n
            cell = heard.loc[(issue, option, party)]
            hue, count = STANCE_HUE[cell["stance"]], len(cell["agree"] + cell["disagree"])
            if count:
                place = (at + 0.02, down + 0.07, at + 0.6, down + 0.93)
                axes.add_patch(Rectangle(place[:2], 0.58, 0.86, fc=hue, ec="none"))
                places[party, issue, option] = place
            words = STANCE_GLYPH[cell["stance"]] + (str(count) if count else "")
            look = {"color": ink_on(hue) if count else QUIET, "weight": "bold" if count else None}
            axes.text(at + 0.31, down + 0.53, words, ha="center", va="center", **look)
            value = f"{points.at[(issue, option), party]:g}"
            axes.text(at + 1.1, down + 0.53, value, ha="right", va="center")
    used = statements.loc[sorted(set(sum(heard["agree"] + heard["disagree"], ())))]
    title = "What each party said about an option, and the points we assume for it"
    key = "+ speaks for   – speaks against   ± both   · silent   3 = number of statements"
    marks = [
        Mark(
            f"{party} | {issue} | {option}",
            f"{PARTY_NAME[party]} on “{issues.at[(issue, option), 'label']}”: "
            f"{_stance_words(heard.loc[(issue, option, party)])}; "
            f"{points.at[(issue, option), party]:g} points assumed",
            tuple(sorted(sum(heard.loc[(issue, option, party), ["agree", "disagree"]], ()))),
            box_in(axes, *place),
        )
        for (party, issue, option), place in places.items()
    ]
    alt = _sheet_alt(heard, issues, sheets)
    return finished(fig, title, alt, marks, CAVEAT, used, subtitle=key)


@styled
def weights_apart(
    sheets: pd.DataFrame,
    statements: pd.DataFrame,
    issues: pd.DataFrame,
    trades: pd.DataFrame | tuple = (),
) -> Figure:
    """Draw how much each issue weighs for each party: where weights differ, trades are possible.

    sheets: as `bargaining.load_sheets`. trades: as `bargaining.logrolls` (its first row is named
    under the title), or nothing. Returns a Figure; marks are 'party | issue', with the statements
    that suggest the direction.

    >>> print(weights_apart(sheets, statements, issues).title)
    Where weights lie far apart, each can give way on what it minds less
    """
    parties = list(sheets.index.get_level_values("party").unique())
    weights = sheets["weight"].groupby(["party", "issue"]).first().unstack("party")[parties]
    labels = issues["issue_label"].groupby("issue").first()
    apart = weights.max(axis=1) - weights.min(axis=1)
    order = apart.sort_values(ascending=False, kind="stable").index
    row, top, bottom, left = 0.56, 1.5, 1.3, 2.3
    height = top + row * len(order) + bottom
    most = int(10 * np.ceil(weights.to_numpy().max() / 10))
    fig = new_fig(height)
    place = (left, bottom, 9.3 - left, row * len(order))
    axes = axes_at(fig, *place, xlim=(-1, most + 1), ylim=(len(order) - 0.4, -0.6))
    axes.set_yticks(range(len(order)), labels[order])
    axes.set_xticks(range(0, most + 1, 10))
    axes.set_xlabel("Assumed weight, in points of 100")
    axes.tick_params(length=0)
    axes.spines["left"].set_visible(False)
    axes.grid(axis="x")
    ids = sheets["statements"].groupby(["party", "issue"]).first()
    marks = []
    for down, issue in enumerate(order):
        line = weights.loc[issue]
        axes.plot([line.min(), line.max()], [down, down], color=FAINT, lw=5, zorder=1)
        shift = _apart([line[p] for p in parties])
        for party, up in zip(parties, shift, strict=True):
            x, y = line[party], down + up
            sign(axes, x, y, party, mec="white", ms=13, zorder=3)
            spot = box_in(axes, x - 0.75, y - 0.2, x + 0.75, y + 0.2)
            label = f"{PARTY_NAME[party]}, {labels[issue]}: weight {x:g}, assumed"
            marks.append(Mark(f"{party} | {issue}", label, ids[party, issue], spot))
    over = cover(fig)
    for n, party in enumerate(parties):
        at = left + 2.1 * n
        over.text(at + 0.24, 1.0, PARTY_NAME[party], va="center")
        sign(over, at + 0.096, 1.0, party, ms=11)
    used = statements.loc[sorted(set(sum(ids, ())))]
    title = "Where weights lie far apart, each can give way on what it minds less"
    trade = _trade_words(trades, labels) if len(trades) else ""
    alt = _weights_alt(weights, apart, labels, trade)
    return finished(fig, title, alt, marks, CAVEAT, used, subtitle=trade)


@styled
def weights_shaken(shaken: Sensitivity, named: pd.DataFrame, statements: pd.DataFrame) -> Figure:
    """Draw what is left of the named packages when the weights are drawn at random.

    shaken: a bargaining.Sensitivity. named: the packages it was made with. statements: all.
    Returns a Figure; its marks are the packages, with their statements.
    """
    table = shaken.packages
    row, top, bottom, left, wide = 0.42, 1.62, 0.85, 2.55, 2.35
    height = top + row * len(table) + bottom
    fig = new_fig(height)
    tall = row * len(table)
    axes = bare(axes_at(fig, 0, bottom, WIDTH, tall, xlim=(0, WIDTH), ylim=(len(table), 0)))
    heads = {
        "accepted": "Suits all of them,\nand is a deal",
        "frontier": "No other package\nbeats it",
        "refusal": "Its refuser gains\nnothing by it",
    }
    for n, column in enumerate(SHAKEN):
        axes.text(left + wide * n, -0.25, heads[column], va="bottom", linespacing=1.2)
    for down, (package, cell) in enumerate(table.iterrows()):
        axes.axhline(down, 0.01, 0.99, color=FAINT, lw=0.8)
        axes.text(0.1, down + 0.53, in_brief(named, package), va="center")
        for n, (column, hue) in enumerate(SHAKEN.items()):
            at, share = left + wide * n, cell[column]
            known = not np.isnan(share)
            if known:
                place = (at, down + 0.22)
                axes.add_patch(Rectangle(place, 1.35, 0.56, fc="#f3f3f5", ec="none"))
                axes.add_patch(Rectangle(place, 1.35 * share, 0.56, fc=hue, ec="none"))
            words = f"{100 * share:.0f} %" if known else "nothing to test"
            right, colour = (1.43, INK) if known else (0, QUIET)
            axes.text(at + right, down + 0.53, words, va="center", color=colour)
    axes.axhline(len(table) - 0.01, 0.01, 0.99, color=FAINT, lw=0.8)
    ids = {p: named.at[p, "statements"] + named.at[p, "refusals"] for p in table.index}
    used = statements.loc[sorted(set(sum(ids.values(), ())))]
    title = _shaken_title(shaken)
    subtitle = f"{names(short(p) for p in shaken.parties)}; {shaken.draws} draws of the weights"
    if shaken.margin:
        subtitle += f"; each wants {shaken.margin:g} points more than without a deal"
    marks = [
        Mark(
            package,
            f"{called(named, package)}: suits all in {100 * cell['accepted']:.0f} % of the draws, "
            f"unbeaten in {100 * cell['frontier']:.0f} %",
            tuple(dict.fromkeys(ids[package])),
            box_in(axes, 0.05, down + 0.05, 9.5, down + 0.95),
        )
        for down, (package, cell) in enumerate(table.iterrows())
    ]
    alt = _shaken_alt(shaken, named)
    return finished(fig, title, alt, marks, CAVEAT, used, subtitle=subtitle)


def _sheet_rows(axes, issues):
    first = None
    for down, ((issue, _), row) in enumerate(issues.iterrows()):
        new = issue != first
        axes.axhline(down, 0.01, 0.99, color=QUIET if new else FAINT, lw=1.3 if new else 0.8)
        if new:
            axes.text(0.1, down + 0.53, row["issue_label"], va="center", weight="bold")
        axes.text(2.1, down + 0.53, row["label"], va="center")
        first = issue
    axes.axhline(len(issues) - 0.01, 0.01, 0.99, color=QUIET, lw=1.3)


def _stance_words(cell):
    parts = [("for it", len(cell["agree"])), ("against it", len(cell["disagree"]))]
    return names(f"{counted(n, 'statement')} {word}" for word, n in parts if n)


def _sheet_alt(heard, issues, sheets):
    count = heard["stance"].ne("silent").groupby("party").sum()
    both = heard[heard["stance"].eq("both")]
    parties = sheets.index.get_level_values("party").unique()
    spoken_for = names(f"by {the(party)} {count[party]}" for party in parties)
    labels = issues["label"]
    mixed = names(dict.fromkeys(f"“{labels[i, o]}”" for i, o, _ in both.index))
    return (
        f"A table of {len(issues)} options on {issues['issue_label'].nunique()} issues. Spoken for "
        f"or against: {spoken_for} of them; the rest is silence. "
        + (f"Both for and against the same option: {mixed}. " if mixed else "")
        + "Beside each stance stands the number of points that we assume."
    )


def _apart(values):
    """Return small shifts up and down for markers that would hide one another."""
    shift = [0.0] * len(values)
    for n, value in enumerate(values):
        same = [m for m, other in enumerate(values) if abs(other - value) < 1.2]
        if len(same) > 1:
            shift[n] = 0.19 * (same.index(n) * 2 - len(same) + 1) / 1.4
    return shift


def _trade_words(trades, labels):
    """Say in one line who gives way on what in the most even trade, and what each gains."""
    best = trades.iloc[0]
    sides = zip(trades.columns[2:4], (best["gives"], best["gets"]), strict=True)
    told = [f"{short(p)} gives way on “{labels[issue]}” ({signed(best[p])})" for p, issue in sides]
    return f"The most even trade: {'; '.join(told)}."


def _weights_alt(weights, apart, labels, trade):
    widest, closest = apart.idxmax(), apart.idxmin()
    top = names(f"{PARTY_NAME[p]}: {labels[weights[p].idxmax()]}" for p in weights)
    words = (
        f"Assumed weights of {len(weights)} issues for {len(weights.columns)} parties. Heaviest: "
        f"{top}. Farthest apart: {labels[widest]}, by {apart[widest]:g} points; "
        f"closest: {labels[closest]}, by {apart[closest]:g}."
    )
    return f"{words} {trade}".strip()


def _shaken_title(shaken):
    zone = f"{100 * shaken.zone:.0f} %"
    if shaken.spread == 0:
        there = "there is a zone" if shaken.zone else "there is no zone"
        return f"With the weights as assumed, {there}"
    return f"Weights up to {100 * shaken.spread:.0f} % off: a zone exists in {zone} of the draws"


def _shaken_alt(shaken, named):
    table = shaken.packages
    ever = table.index[table["accepted"].gt(0)]
    unbeaten = table.index[table["frontier"].gt(0)]
    held = table["refusal"].dropna()
    weakest = held.idxmin() if len(held) else None
    sentences = [
        f"In {100 * shaken.zone:.0f} percent of {shaken.draws} draws some package suits "
        f"{names(the(p) for p in shaken.parties)}.",
        f"Of the named packages {len(ever)} of {len(table)} suit all in some draw, and "
        f"{len(unbeaten)} are unbeaten in some draw.",
    ]
    if weakest is not None:
        sentences.append(
            f"The recorded refusal that fits least often is that of {called(named, weakest)}, in "
            f"{100 * held[weakest]:.0f} percent."
        )
    return " ".join(sentences)
