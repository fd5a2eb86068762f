"""Distances from the sites, and published figures: computed and claimed, each with its claimant."""

import re
import textwrap

import numpy as np
import pandas as pd
from matplotlib.ticker import MaxNLocator

from shieldtalks.figures.basemap import CAUTION, in_year, place_name
from shieldtalks.figures.drawing import axes_at, finished
from shieldtalks.figures.figure import Figure, Mark, box_in, new_fig, styled
from shieldtalks.figures.style import BLUE, FAINT, INK, ORANGE, PLUM, QUIET, WIDTH
from shieldtalks.phrases import counted, names
from shieldtalks.systems import spelled_out

PRECISION, FITS = 2.0, 6.0  # km: of the sites; within which a claim counts as near a place


# Inches of the charts without a map.
ROW, HEAD, FOOT = 0.34, 1.16, 0.4
TALL, ITEM = 0.72, 36  # inches of a row with three lines; letters of a line
SITE_LOOK = {"redzikowo": ("v", BLUE), "brdy": ("D", PLUM), "deveselu": ("^", ORANGE)}


@styled
def nearest_by_origin(table: pd.DataFrame, sites: pd.DataFrame, target: str) -> Figure:
    """Draw how near the line to one target comes to each site, launch place by launch place.

    table: as `geography.approaches`. sites: as `context.load_sites`. target: a target's id.
    Returns a Figure; its marks are the launch places, 'origin'.
    """
    km = table["closest_km"].xs(target, level="target").unstack("site")
    km = km[[site for site in SITE_LOOK if site in km]].sort_values("redzikowo")
    most = km.max().max()
    fig, axes = _rows(len(km), 2.5, (-0.02 * most, 1.04 * most))
    marks = []
    for row, (origin, values) in enumerate(km.iterrows()):
        axes.plot([values.min(), values.max()], [row, row], color=FAINT, lw=3, zorder=1)
        name = place_name(sites.at[origin, "name"])
        stands_in = "" if sites.at[origin, "kind"] == "icbm_base" else " (Iran)"
        look = {"ha": "right", "va": "center", "transform": _side(axes)}
        axes.text(-0.12, row, f"{name}{stands_in}", **look)
        axes.text(-0.015, row, f"{values['redzikowo']:,.0f}", weight="bold", **look)
        said = names(
            f"{values[site]:,.0f} km from {place_name(sites.at[site, 'name'])}" for site in km
        )
        box = box_in(axes, 0, row - 0.45, axes.get_xlim()[1], row + 0.45)
        marks.append(Mark(origin, f"From {name}: {said}", (), box))
    look = {"va": "center", "size": 12, "clip_on": False}
    for number, site in enumerate(km):
        marker, hue = SITE_LOOK[site]
        axes.plot(km[site], range(len(km)), marker, color=hue, ms=9, mec="white", clip_on=False)
        x = (0.42 + 0.2 * number) * most
        axes.plot(x, -0.95, marker, color=hue, ms=9, clip_on=False)
        axes.text(x + 0.017 * most, -0.93, place_name(sites.at[site, "name"]), **look)
    axes.text(-0.015, -0.93, "Redzikowo", ha="right", transform=_side(axes), **look)
    low, high = km["redzikowo"].idxmin(), km["redzikowo"].idxmax()
    near, far = km.at[low, "redzikowo"], km.at[high, "redzikowo"]
    end = place_name(sites.at[target, "name"])
    title = f"One target, {near:,.0f} to {far:,.0f} km from Redzikowo: the launch place decides"
    subtitle = f"Nearest distance of the line to {end} from each site, by launch place"
    foot = f"n = {len(km)} launch places, three sites, one target. {CAUTION}"
    alt = (
        f"Rows of {len(km)} launch places with the nearest distance of the great circle to {end} "
        f"from {names(place_name(sites.at[s, 'name']) for s in km)}. The line from "
        f"{place_name(sites.at[low, 'name'])} comes as near to Redzikowo as {near:,.0f} km, the "
        f"one from {place_name(sites.at[high, 'name'])} as {far:,.0f} km."
    )
    return finished(fig, title, alt, marks, foot, subtitle=subtitle)


@styled
def disputed_distances(table: pd.DataFrame) -> Figure:
    """Draw the distances that sources give beside the distances that the sphere gives.

    table: as `geography.disputed_distances`. Returns a Figure; its marks are the claims.

    >>> print(disputed_distances(geography.disputed_distances()).title)
    Three sources, three distances: to which place did each measure?
    """
    claims = table.drop_duplicates("figure").set_index("figure")
    places = table.drop_duplicates("place").set_index("place").sort_values("computed_km")
    fig = new_fig(4.2)
    axes = fig.add_axes((0.03, 0.22, 0.94, 0.56), xlim=(142, 234), ylim=(0, 1))
    axes.set_yticks([])
    axes.spines["left"].set_visible(False)
    axes.set_xticks(range(150, 231, 20), [f"{km} km" for km in range(150, 231, 20)])
    for number, (_, place) in enumerate(places.iterrows()):
        km = place["computed_km"]
        axes.axvspan(km - PRECISION, km + PRECISION, 0, 0.42, color=FAINT, lw=0)
        axes.plot([km, km], [0, 0.42], color=INK, lw=2)
        side = ("right", -1.2 - PRECISION) if number < 2 else ("left", 1.2 + PRECISION)
        words = f"{place['name'].replace(', ', chr(10))}\n{km:.0f} km"
        axes.text(km + side[1], 0.22, words, ha=side[0], va="center", size=12)
    marks, fits = [], {}
    for figure, claim in claims.iterrows():
        km, own = claim["claimed_km"], table[table["figure"].eq(figure)]
        near = own.loc[own["difference_km"].abs().le(FITS), "name"]
        fits[figure] = names(near) or "none of them"
        axes.plot(km, 0.62, "D", color=PLUM, ms=10)
        axes.text(km, 0.7, _claimed(claim), ha="center", va="bottom", size=12, color=PLUM)
        said = f"{km:.0f} km to {_meant(own)}; near {fits[figure]}"
        place = box_in(axes, km - 2, 0.52, km + 2, 0.98)
        marks.append(Mark(figure, f"{claim['claimant']} ({figure}): {said}", (), place))
    title = "Three sources, three distances: to which place did each measure?"
    subtitle = "Above: what sources claim. Below: computed from Redzikowo, known to about 2 km."
    foot = (
        f"n = {len(claims)} claims of published sources. Frontier line: Natural Earth; towns: "
        "GeoNames (CC BY 4.0). Sphere of 6371 km."
    )
    each = names(f"{row['name']} {row['computed_km']:.0f} km" for _, row in places.iterrows())
    said = "; ".join(
        f"{row['claimant']} {row['claimed_km']:.0f} km, near {fits[figure]}"
        for figure, row in claims.iterrows()
    )
    alt = f"A scale of kilometres from Redzikowo. Computed: {each}. Claimed: {said}."
    return finished(fig, title, alt, marks, foot, subtitle=subtitle)


@styled
def claimed_figures(figures: pd.DataFrame) -> Figure:
    """Draw published figures of one kind as points and ranges, each with its claimant.

    figures: rows of `context.load_technical` with one unit. Returns a Figure; its marks are the
    figures.
    """
    unit = figures["unit"].iloc[0]
    low, high = figures["value_low"], figures["value_high"]
    most = max(low.max(), high.max())
    fig, axes = _rows(len(figures), 3.75, (0, most * 1.45), TALL, 0.62, unit)
    marks = []
    for row, (figure, claim) in enumerate(figures.iterrows()):
        ends = [claim["value_low"], claim["value_high"]]
        ends = [end for end in ends if not np.isnan(end)]
        axes.plot([min(ends), max(ends)], [row, row], color=PLUM, lw=6, solid_capstyle="butt")
        axes.plot(ends, [row] * len(ends), "D", color=PLUM, ms=8, mec="white")
        said = _value(claim)
        shift = 0.025 * most
        axes.text(max(ends) + shift, row, said, va="center", size=12, weight="bold")
        claimant = _claimant(claim)
        item = textwrap.wrap(claim["item"], ITEM)
        look = {"ha": "right", "transform": _side(axes), "size": 12, "linespacing": 1.05}
        middle = row - 0.36 + 0.25 * len(item)
        axes.text(-0.02, middle, "\n".join(item), va="bottom", **look)
        by = claimant if len(claimant) <= ITEM else re.sub(r" ?\([^)]*\)", "", claimant)
        axes.text(-0.02, middle + 0.02, by, va="top", color=QUIET, **look)
        box = box_in(axes, 0, row - 0.45, axes.get_xlim()[1], row + 0.45)
        marks.append(Mark(figure, f"{claim['item']}: {said}, {claimant}", (), box))
    smallest, largest = min(low.min(), high.min()), most
    title = f"From {smallest:,.4g} to {largest:,.4g} {unit}: look whose figure it is"
    unsure = figures["verified"].str.startswith("unverified").sum()
    foot = (
        f"n = {counted(len(figures), 'published figure')}, {unsure or 'none'} of them from general "
        "knowledge. They stand side by side; none is ours, and none says what a system can do."
    )
    each = "; ".join(
        f"{_claimant(claim)}: {claim['item']}, {_value(claim)}" for _, claim in figures.iterrows()
    )
    alt = f"Published figures in {unit}, each with its claimant. {each}."
    return finished(fig, title, alt, marks, foot)


def _rows(rows, left, xlim, pitch=ROW, head=HEAD, unit="km"):
    """Return a figure and axes with one row for each thing, named at the left; sizes in inches."""
    tall, below = pitch * rows, FOOT + 0.42
    height = head + tall + below
    fig = new_fig(height)
    place = (left, below, 0.985 * WIDTH - left, tall)
    axes = axes_at(fig, *place, xlim=xlim, ylim=(rows - 0.5, -0.5))
    axes.set_yticks([])
    axes.grid(axis="x")
    axes.spines["left"].set_visible(False)
    axes.tick_params(length=0)
    ticks = [tick for tick in MaxNLocator(5).tick_values(0, xlim[1]) if 0 <= tick <= xlim[1]]
    axes.set_xticks(ticks, [f"{tick:,.4g} {unit}" if tick else "0" for tick in ticks])
    return fig, axes


def _side(axes):
    """Return the transform of words beside the rows: across in shares, down in rows."""
    return axes.get_yaxis_transform()


def _claimant(claim):
    return f"{spelled_out(claim['claimant'])}{in_year(claim['date'])}"


def _claimed(claim):
    first = claim["claimant"].split("/")[0]
    return f"{first}{in_year(claim['date'])}\n{claim['claimed_km']:.0f} km"


def _meant(claims):
    return "the frontier" if len(claims) > 1 else claims["name"].iloc[0]


def _value(claim):
    """Return a figure with its unit in words: '7.7 to 8.3 km/s', 'up to 1,200 km'."""
    low, high, unit = claim["value_low"], claim["value_high"], claim["unit"]
    if np.isnan(high):
        return f"{low:,.4g} {unit} or more"
    if np.isnan(low):
        return f"up to {high:,.4g} {unit}"
    return f"{low:,.4g} {unit}" if low == high else f"{low:,.4g} to {high:,.4g} {unit}"
