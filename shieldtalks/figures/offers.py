"""Lesson 11 with a class: the path of the offers at each table."""

import pandas as pd
from matplotlib.ticker import MaxNLocator

from shieldtalks.bargaining import CAVEAT, TABLE
from shieldtalks.figures.drawing import axes_at, finished
from shieldtalks.figures.figure import Figure, Mark, box_in, new_fig, party_key, styled
from shieldtalks.figures.style import INK, PARTY_HUE, PARTY_MARKER, QUIET
from shieldtalks.parties import the
from shieldtalks.phrases import counted, names, signed

SHOWN, ACROSS = 12, 3


@styled
def offer_paths(path: pd.DataFrame) -> Figure:
    """Draw what each offer would have given each party over no deal, a small chart a table.

    path: as `roleplay.offer_path`, one to twelve tables. The marker of the party that offered is
    filled; a line from top to bottom marks the offer that all accepted. Returns a Figure; a mark an
    offer, which shows an assumption and no statements.

    >>> game = roleplay.play_on(roleplay.new_game(TABLE), roleplay.script(issues, sheets))
    >>> path = roleplay.offer_path({"Table 1": game}, issues, sheets)
    >>> print(offer_paths(path).title)
    Who came down, and when? 1 table, 1 deal
    """
    tables = list(dict.fromkeys(path.index.get_level_values(0)))[:SHOWN] if len(path) else []
    across = min(ACROSS, max(len(tables), 1))
    down = -(-len(tables) // across) or 1
    wide, high, left, top, bottom = 8.75 / across, 2.15, 0.75, 1.3, 1.2
    height = top + down * (high + 0.6) + bottom - 0.6
    fig, marks = new_fig(height), []
    gains = path[[f"gain_{party}" for party in TABLE]]
    low, up = (min(0, gains.min().min()), max(0, gains.max().max())) if len(path) else (0, 1)
    for n, table in enumerate(tables):
        row, column = divmod(n, across)
        y = height - top - row * (high + 0.6) - high
        axes = axes_at(fig, left + column * wide, y, wide - 0.45, high, ylim=(low - 8, up + 8))
        marks += _one(axes, path.loc[table], table, column == 0)
    agreed = int(path["deal"].sum())
    title = "Who came down, and when? "
    title += f"{counted(len(tables), 'table')}, {counted(agreed, 'deal') if agreed else 'no deal'}"
    foot = f"n = {counted(len(path), 'offer')}. {CAVEAT}"
    subtitle = "Points over no deal that each offer would have given; filled: who offered it."
    party_key(fig, TABLE, 0.55 / height)
    return finished(fig, title, _alt(path, tables), marks, foot, subtitle=subtitle)


def _one(axes, offers, table, first):
    """Draw the offers of one table; return what is marked: (id, words, place)."""
    numbers = offers.index.to_numpy()
    axes.axhline(0, color=QUIET, lw=1.2, ls="--")
    for party in TABLE:
        values = offers[f"gain_{party}"].to_numpy(float)
        own = offers["by"].eq(party).to_numpy()
        look = {"marker": PARTY_MARKER[party], "color": PARTY_HUE[party], "mec": PARTY_HUE[party]}
        axes.plot(numbers, values, lw=1.2, ms=6, mfc="white", **look)
        axes.plot(numbers[own], values[own], ls="", ms=8, **look)
    for number in numbers[offers["deal"]]:
        axes.axvline(number, color=INK, lw=1.6, zorder=0)
    axes.set_xlim(0.5, max(numbers.max(), 2) + 0.5)
    axes.xaxis.set_major_locator(MaxNLocator(integer=True, nbins=6))
    axes.tick_params(length=0)
    axes.set_title(str(table), size=12.5)
    axes.set_xlabel("offer")
    if first:
        axes.set_ylabel("points over no deal")
    bottom, top = axes.get_ylim()
    marks = []
    for number, offer in offers.iterrows():
        place = box_in(axes, number - 0.5, bottom, number + 0.5, top)
        words = _offer_words(table, number, offer)
        marks.append(Mark(f"{table} | {number}", words, (), place))
    return marks


def _offer_words(table, number, offer):
    gains = names(f"{the(p)} {signed(offer[f'gain_{p}'])}" for p in TABLE)
    said = f"yes from {names(map(the, offer['yes']))}" if offer["yes"] else "no yes"
    end = ", the deal" if offer["deal"] else ""
    return f"{table}, offer {number} by {the(offer['by'])}: {gains}; {said}{end}"


def _alt(path, tables):
    if not tables:
        return "No offer was made."
    told = []
    for table in tables:
        offers = path.loc[table]
        moved = [
            f"{the(p)} from {signed(own.iloc[0])} to {signed(own.iloc[-1])}"
            for p in TABLE
            if len(own := offers.loc[offers["by"].eq(p), f"gain_{p}"]) > 1
        ]
        deal = offers["deal"].to_numpy()
        end = f"a deal at offer {deal.argmax() + 1}" if deal.any() else "no deal"
        asked = f"; in its own offers {names(moved)}" if moved else ""
        told.append(f"{table}: {counted(len(offers), 'offer')}, {end}{asked}")
    return (
        f"What every offer would have given each party over no deal, at "
        f"{counted(len(tables), 'table')}. {'. '.join(told)}."
    )
