"""Lesson 11: the deals of a class in the cloud of all packages, and what they left on the table."""

import pandas as pd
from matplotlib.patches import Rectangle

from shieldtalks.bargaining import CAVEAT, TABLE
from shieldtalks.figures.drawing import axes_at, bare, finished
from shieldtalks.figures.figure import Figure, Mark, box_in, new_fig, styled
from shieldtalks.figures.style import BLUE, INK, ORANGE, QUIET, WIDTH
from shieldtalks.parties import short, the
from shieldtalks.phrases import counted, names, signed

DOT = "#c4c4ca"
SHOWN = 10
TAG = {"boxstyle": "round,pad=0.28,rounding_size=0.6", "fc": ORANGE, "ec": INK, "lw": 1.1}
BOLD = {"size": 12, "weight": "bold"}
NEAR = 6


@styled
def debrief_cloud(deals: pd.DataFrame, table: pd.DataFrame, statements: pd.DataFrame) -> Figure:
    """Draw the deals of a class among all packages, Russia against each of the two others.

    deals: as `roleplay.debrief`, one to ten tables. table: a bargaining.Bargain of all three
    parties. statements: those that `debrief` was given. Returns a Figure; its marks are the
    tables, with the statements that speak against their deal.
    """
    made = deals.head(SHOWN)
    row, wide = 0.42, 3.85
    low = 1.35 + row * (len(made) + 1)
    height = low + wide + 0.95
    fig = new_fig(height)
    marks = {}
    for left, party in ((0.72, "USA"), (5.55, "NATO")):
        axes = axes_at(fig, left, low, wide, wide, xlim=(-3, 104), ylim=(-3, 104))
        _cloud(axes, table, party)
        for (x, y), numbers in _places(made, party).items():
            words = "·".join(str(n) for n in numbers)
            axes.text(x, y, words, ha="center", va="center", bbox=TAG, zorder=6, **BOLD)
            for number in numbers:
                marks.setdefault(number, box_in(axes, x - 4, y - 4, x + 4, y + 4))
    side = bare(axes_at(fig, 0, 0, WIDTH, low, xlim=(0, WIDTH), ylim=(0, low)))
    _list(side, made, low - 0.85, row)
    ids = sorted(set(sum(made["against"], ())))
    used = statements.loc[ids] if ids else statements
    key = "Each dot is a package; blue ones suit all three; dashed: what each has without a deal."
    found = [
        Mark(str(name), f"{name}: {_said(deal)}", deal["against"], marks[number])
        for number, (name, deal) in enumerate(made.iterrows(), 1)
    ]
    return finished(fig, _title(made), _alt(made, table), found, CAVEAT, used, subtitle=key)


def _cloud(axes, table, party):
    points, least = table.utilities, table.reservations
    axes.plot(points["RUS"], points[party], ".", color=DOT, ms=4, mew=0)
    inside = points[table.zone]
    axes.plot(inside["RUS"], inside[party], ".", color=BLUE, ms=6, mew=0, zorder=3)
    axes.axvline(least["RUS"], color=QUIET, ls="--", lw=1.2)
    axes.axhline(least[party], color=QUIET, ls="--", lw=1.2)
    axes.set_xticks(range(0, 101, 25))
    axes.set_yticks(range(0, 101, 25))
    axes.tick_params(length=0)
    axes.set_xlabel("Points for Russia (assumed)")
    axes.set_ylabel(f"Points for {the(party)} (assumed)")


def _places(made, party):
    """Return {(points of Russia, points of the party): numbers of the tables that stand there}.

    Tables too near to each other to be read apart share one place.
    """
    found = {}
    for number, (_, deal) in enumerate(made.iterrows(), 1):
        x, y = deal["RUS"], deal[party]
        near = [at for at in found if abs(at[0] - x) < NEAR and abs(at[1] - y) < NEAR]
        found.setdefault(near[0] if near else (x, y), []).append(number)
    return found


def _list(side, made, top, row):
    columns = {"RUS": 4.1, "USA": 5.5, "NATO": 6.9}
    for party, at in columns.items():
        side.text(at, top, short(party), ha="right", va="center", color=QUIET)
    side.text(9.3, top, "Left on the table", ha="right", va="center", color=QUIET)
    side.text(0.6, top, "Gain over no deal", va="center", color=QUIET)
    for number, (name, deal) in enumerate(made.iterrows(), 1):
        down = top - row * number
        side.add_patch(Rectangle((0.1, down + row / 2), 9.25, 0, ec=DOT, lw=0.8))
        side.text(0.3, down, str(number), ha="center", va="center", bbox=TAG, **BOLD)
        words = str(name) if len(str(name)) <= 26 else f"{str(name)[:25]}…"
        side.text(0.6, down, words, va="center")
        for party, at in columns.items():
            words = _gained(deal[f"gain_{party}"]) if deal["status"] == "deal" else "–"
            side.text(at, down, words, ha="right", va="center")
        side.text(9.3, down, f"{deal['left']:g} points", ha="right", va="center")


def _title(made):
    agreed = made[made["status"].eq("deal")]
    free = agreed["left"].gt(0).sum()
    if agreed.empty:
        return "No table agreed: look at the blue packages that would have suited all"
    if free:
        which = "This deal" if len(agreed) == 1 else f"{free} of {counted(len(agreed), 'deal')}"
        return f"{which} could have been better for somebody at nobody's cost"
    worse = (agreed[[f"gain_{party}" for party in TABLE]] < 0).any(axis=1).sum()
    tail = f"; in {worse} of them somebody lost" if worse else "; look who gained least"
    return f"No other package beats {'this deal' if len(agreed) == 1 else 'these deals'}{tail}"


def _alt(made, table):
    agreed = made["status"].eq("deal").sum()
    told = "; ".join(f"{name}: {_said(deal)}" for name, deal in made.iterrows())
    return (
        f"{len(table.packages)} packages by their points for Russia, the United States and NATO; "
        f"{table.zone.sum()} suit all three. {agreed} of {counted(len(made), 'table')} reached a "
        f"deal. {told}."
    )


def _said(deal):
    if deal["status"] != "deal":
        return f"no deal, and up to {deal['left']:g} points left on the table"
    gains = names(f"{the(p)} {_gained(deal[f'gain_{p}'])}" for p in TABLE)
    return f"{gains}; {deal['left']:g} points left on the table"


def _gained(value):
    return signed(value) if value else "0"
