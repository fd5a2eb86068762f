"""Maps and distances: where the sites lie, where great circles run, and whose figure says what."""

import re
import textwrap
from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.figure import Figure as MplFigure
from matplotlib.lines import Line2D
from matplotlib.patches import Circle, PathPatch
from matplotlib.path import Path
from matplotlib.ticker import MaxNLocator

from shieldtalks.corpus import Corpus
from shieldtalks.figures.figure import Figure, Mark, box_in, headline, new_fig, styled
from shieldtalks.figures.stage import Stage
from shieldtalks.figures.style import BLUE, FAINT, INK, ORANGE, PLUM, QUIET, RED, VIOLET, WIDTH
from shieldtalks.geography import load_coastline, project, radius_on_map, unproject
from shieldtalks.phrases import counted, names
from shieldtalks.systems import spelled_out

# Kind of a site: marker, hue, whether it is filled, and its name.
KINDS = {
    "interceptor_site": ("v", BLUE, True, "interceptors"),
    "us_radar_planned": ("p", BLUE, False, "radar, planned only"),
    "radar": ("p", BLUE, True, "radar"),
    "ships": ("d", BLUE, True, "ships"),
    "command": ("*", VIOLET, True, "command"),
    "russian_radar": ("p", RED, True, "Russian radar"),
    "russian_response": ("h", RED, False, "Russian answer"),
    "icbm_base": ("o", RED, True, "missile base, nearest town"),
    "city": ("o", QUIET, False, "city"),
}
SIZE = {"icbm_base": 5, "city": 5, "command": 11}

# Inches; the middle of each map as (lat, lon), and how far it reaches in km.
TOP, BOTTOM, SIDE, GAP = 1.06, 0.56, 4.42, 0.16
KEYS = 0.2  # what the names of the signs need in addition
GLOBE, GLOBE_KM = (72.0, 5.0), 7600.0
EUROPE, EUROPE_KM = (50.0, 24.0), 2400.0
LAND = "#ececf0"
CREDITS = (
    "Places to the town: GeoNames (CC BY 4.0) and open sources. Coasts: Natural Earth. "
    "No frontiers are drawn."
)
CAUTION = "A distance is not a capability."
PRECISION, FITS = 2.0, 6.0  # km: of the sites; within which a claim counts as near a place
# Where the names of sites stand beside their signs on the map of Europe: sides, in points.
BESIDE = {
    "redzikowo": ("right", "bottom", -4, 5),
    "brdy": ("left", "center", 9, 0),
    "deveselu": ("center", "top", 0, -9),
    "fylingdales": ("left", "bottom", 6, 3),
    "ramstein": ("right", "center", -9, 0),
    "pionersky": ("left", "bottom", 4, 5),
    "kaliningrad": ("center", "top", -2, -8),
    "lekhtusi": ("left", "bottom", 5, 5),
    "gabala": ("center", "top", 0, -7),
    "armavir": ("left", "bottom", 3, 6),
    "kurecik": ("center", "top", 0, -7),
}
# The same on the globe, and for the three sites where lines run between them.
ON_GLOBE = {
    "greely": ("left", "center", 8, 0),
    "vandenberg": ("left", "top", 0, -11),
    "thule": ("left", "center", 8, 0),
    "rota": ("right", "center", -8, 0),
}
BETWEEN_LINES = {
    "redzikowo": ("right", "center", -12, -3),
    "brdy": ("right", "top", 6, -8),
    "deveselu": ("center", "top", 0, -8),
}
GIVING_WAY = {
    ("redzikowo", "berlin"): ("left", "bottom", 8, 4),
    ("redzikowo", "london"): ("left", "top", 8, -7),
}
CROWDED = ("warsaw",)  # places with signs on their left


class Map:
    """One map on a figure: its axes, and places in them. Only for the figures of this module."""

    def __init__(
        self,
        fig: MplFigure,
        place: tuple[float, float, float, float],
        centre: tuple[float, float],
        reach: float,
        coast: pd.DataFrame,
        round_edge: bool = False,
    ):
        """place: left, bottom, width, height in inches. reach: km from the middle to the side."""
        width, height = fig.get_size_inches()
        left, bottom, wide, tall = place
        half = radius_on_map(reach) if round_edge else reach
        up = half * tall / wide
        self.centre, self.half, self.up = centre, half, up
        self.axes = fig.add_axes(
            (left / width, bottom / height, wide / width, tall / height),
            xlim=(-half, half),
            ylim=(-up, up),
        )
        self.axes.set(xticks=[], yticks=[], facecolor="white")
        self.edge = self.axes.patch
        for spine in self.axes.spines.values():
            spine.set(visible=not round_edge, color=QUIET, lw=1)
        if round_edge:
            self.axes.patch.set_visible(False)
            self.edge = Circle((0, 0), half, fc="white", ec=QUIET, lw=1, zorder=0.2)
            self.axes.add_patch(self.edge)
            self.edge.set_clip_on(False)
        self._draw_land(coast)

    def xy(self, places: pd.DataFrame) -> tuple[np.ndarray, np.ndarray]:
        """Return the places of a table with lat and lon as two arrays of map coordinates."""
        return project(places["lat"].to_numpy(), places["lon"].to_numpy(), self.centre)

    def at(self, place: pd.Series) -> tuple[float, float]:
        """Return the map coordinates of one place."""
        x, y = project(place["lat"], place["lon"], self.centre)
        return float(x), float(y)

    def holds(self, place: pd.Series) -> bool:
        """Say whether a place lies on the map, a little inside its edge."""
        x, y = self.at(place)
        return abs(x) < 0.97 * self.half and abs(y) < 0.97 * self.up

    def line(self, **look: Any) -> Line2D:
        """Add an empty line that ends at the edge of the map."""
        line = self.axes.plot([], [], **look)[0]
        line.set_clip_path(self.edge)
        return line

    def _draw_land(self, coast):
        x, y = self.xy(coast)
        points, codes = [], []
        for rows in coast.groupby("ring").indices.values():
            points += [np.column_stack([x[rows], y[rows]]), [(x[rows[0]], y[rows[0]])]]
            codes += [Path.MOVETO, *[Path.LINETO] * (len(rows) - 1), Path.CLOSEPOLY]
        land = PathPatch(Path(np.vstack(points), codes), fc=LAND, ec="#b9b9c2", lw=0.6, zorder=0.5)
        self.axes.add_patch(land)
        land.set_clip_path(self.edge)


def _two_maps(height, bottom=BOTTOM):
    """Return a figure with the globe on the left and Europe on the right, no places on them."""
    fig, coast = new_fig(height), load_coastline()
    globe = Map(fig, (0.1, bottom, SIDE, SIDE), GLOBE, GLOBE_KM, coast, round_edge=True)
    left = 0.1 + SIDE + GAP
    europe = Map(fig, (left, bottom, WIDTH - left - 0.1, SIDE), EUROPE, EUROPE_KM, coast)
    _draw_window(globe, europe)
    return fig, globe, europe


def _draw_window(globe, europe):
    """Show on the globe which part of it the other map enlarges."""
    side = np.linspace(-1, 1, 25)
    ones = np.ones_like(side)
    x = europe.half * np.concatenate([side, ones, -side, -ones])
    y = europe.up * np.concatenate([-ones, side, ones, -side])
    lat, lon = unproject(x, y, europe.centre)
    globe.axes.plot(*project(lat, lon, globe.centre), color=QUIET, lw=1, ls=(0, (3, 2)))


def _draw_sites(chart, sites, scale=1.0):
    """Draw the sign of each site, kind by kind."""
    held = sites[[chart.holds(place) for _, place in sites.iterrows()]]
    for kind, rows in held.groupby("kind"):
        marker, hue, filled, _ = KINDS[kind]
        look = {"color": hue, "mfc": hue if filled else "white", "mew": 1.3}
        x, y = chart.xy(rows)
        chart.axes.plot(x, y, marker, ms=scale * SIZE.get(kind, 8), clip_on=True, **look)


@styled
def site_map(sites: pd.DataFrame, mentions: pd.DataFrame, corpus: Corpus) -> Figure:
    """Draw where the sites and cities of the story lie, by kind.

    sites: as `context.load_sites`. mentions: as `systems.load_mentions`. corpus: the articles.
    Returns a Figure; its marks are the sites, with the units that point to them, if any does.
    """
    shown = sites[sites["kind"].ne("city")]
    height = TOP + KEYS + SIDE + BOTTOM
    fig, globe, europe = _two_maps(height)
    for chart in (globe, europe):
        _draw_sites(chart, shown, 0.8 if chart is globe else 1.0)
    for site, place in shown.iterrows():
        if site in BESIDE and europe.holds(place):
            across, upright, right, up = BESIDE[site]
            _write(europe, place, _short(place["name"]), (right, up), across, upright)
    for site, (across, upright, right, up) in ON_GLOBE.items():
        place = sites.loc[site]
        _write(globe, place, _short(place["name"]), (right, up), across, upright)
    _draw_kinds(fig, height - 0.66)
    units = _units_by_site(mentions)
    named = [_short(sites.at[s, "name"]) for s in shown.index if s in units]
    title = f"The articles point to {len(named)} of these {len(shown)} sites: {', '.join(named)}"
    foot = f"n = {len(shown)} sites. {CREDITS}"
    headline(fig, title, foot)
    fig.canvas.draw()
    marks = []
    for site, place in shown.iterrows():
        chart = europe if europe.holds(place) else globe
        label = f"{place['name']}, {place['country']}: {place['role']} ({place['years']})"
        marks.append(Mark(site, label, tuple(units.get(site, ())), _box_around(chart, place)))
    kinds = shown["kind"].map(lambda kind: KINDS[kind][3]).value_counts()
    alt = (
        f"A globe seen from above the Arctic and a map of Europe with {len(shown)} sites: "
        f"{names(f'{n} {kind}' for kind, n in kinds.items())}. "
        f"The articles point to {names(named)}, and to no other."
    )
    return Figure(fig, title, alt, foot, tuple(marks), _readings(corpus, mentions))


def _draw_kinds(fig, y):
    """Name the signs in two lines under the title."""
    kinds = [kind for kind in KINDS if kind != "city"]
    axes = fig.add_axes((0, 0, 1, 1), xlim=(0, WIDTH), ylim=(0, fig.get_figheight()))
    axes.axis("off")
    for line in (kinds[:5], kinds[5:]):
        x = 0.2
        for kind in line:
            marker, hue, filled, name = KINDS[kind]
            look = {"color": hue, "mfc": hue if filled else "white", "mew": 1.3}
            axes.plot(x, y, marker, ms=SIZE.get(kind, 8), **look)
            words = axes.text(x + 0.14, y, name, va="center_baseline", size=12)
            x += 0.46 + words.get_window_extent().width / fig.dpi
        y -= 0.25


def _write(chart, place, words, shift, across, upright, **look):
    """Write words beside a place; shift: to the right and up, in points."""
    look = {"size": 12, "zorder": 5} | look
    return chart.axes.annotate(
        words,
        chart.at(place),
        shift,
        textcoords="offset points",
        ha=across,
        va=upright,
        annotation_clip=False,
        **look,
    )


def _box_around(chart, place, inches=0.13):
    """Return the box of a sign, as shares of the picture."""
    x, y = chart.at(place)
    km = inches * 2 * chart.half / (chart.axes.get_position().width * WIDTH)
    return box_in(chart.axes, x - km, y - km, x + km, y + km)


def _units_by_site(mentions):
    """Return {site: its units in order}, from the column of sites."""
    pairs = mentions.assign(site=mentions["sites"].str.split(";")).explode("site")
    pairs = pairs[pairs["site"].ne("")].drop_duplicates(["site", "unit"]).sort_values("unit")
    return pairs.groupby("site")["unit"].agg(list).to_dict()


def _readings(corpus, mentions):
    return corpus.readings(mentions.loc[mentions["sites"].ne(""), "unit"].unique())


def track_map(
    sites: pd.DataFrame,
    ends: tuple[str, str],
    lines: Mapping,
    near: pd.DataFrame,
    reach: pd.Series | None,
    mentions: pd.DataFrame,
    corpus: Corpus,
) -> Figure:
    """Draw one great circle and how near it comes to the three sites.

    sites: as `context.load_sites`. ends: ids of the launch place and the target. lines: {'path':
    as `geography.track`, 'spokes': as `geography.spokes`, 'rings': as `geography.rings`, or {}}.
    near: as `geography.closest_approach` of the sites to be labelled. reach: a row of
    `geography.load_reaches`, or None. mentions: as `systems.load_mentions`. corpus: the articles.
    Returns a Figure; its marks are the sites, the two ends and the claimed range.
    """
    fig = TrackChart(sites, near.index, mentions, corpus)
    return fig.figure(ends, lines, near, reach)


class TrackChart:
    """The chart of `track_map`, whose ground is drawn once and whose lines then move."""

    @styled
    def __init__(
        self, sites: pd.DataFrame, labelled: Iterable[str], mentions: pd.DataFrame, corpus: Corpus
    ):
        """labelled: ids of the sites whose distances are written. The rest as `track_map`."""
        self.sites, self.labelled = sites, list(labelled)
        self.units, self.rows = _units_by_site(mentions), _readings(corpus, mentions)
        self.height = TOP + SIDE + BOTTOM
        self.fig, self.globe, self.europe = _two_maps(self.height)
        self.foot = f"{CREDITS} {CAUTION}"
        headline(self.fig, "", self.foot)
        shown = sites.loc[self.labelled]
        for chart in (self.globe, self.europe):
            _draw_sites(chart, shown, 0.8 if chart is self.globe else 1.1)
        self._add_moving()
        self.fig.canvas.draw()

    @styled
    def figure(
        self,
        ends: tuple[str, str],
        lines: Mapping,
        near: pd.DataFrame,
        reach: pd.Series | None = None,
    ) -> Figure:
        """Return the Figure of one state; arguments as `track_map`."""
        title = _track_title(self.sites, ends, near)
        self.title.set_text(title)
        self.note.set_text("\n".join(textwrap.wrap(_track_note(reach), round(WIDTH * 10.6))))
        for chart in (self.globe, self.europe):
            self._show_track(chart, ends, lines, near)
        self._show_sizes(lines["rings"])
        for site in self.labelled:
            name = _short(self.sites.at[site, "name"])
            self.said[site].set_text(f"{name}\n{near.at[site, 'closest_km']:,.0f} km")
            place = GIVING_WAY.get((site, ends[1]), BETWEEN_LINES[site])
            self.said[site].set(ha=place[0], va=place[1], position=place[2:])
        fields = {"title": title, "alt": _track_alt(self.sites, ends, near, reach)}
        marks = self._marks(ends, near, reach)
        return self.stage.figure(**fields, footer=self.foot, marks=marks, rows=self.rows)

    def _add_moving(self):
        """Add the artists that a state changes."""
        up = 1 - 0.12 / self.height
        self.title = self.fig.text(0.01, up, "", va="top", size=16, weight="bold")
        place = {"va": "top", "size": 12.5, "color": QUIET, "linespacing": 1.15}
        self.note = self.fig.text(0.01, 1 - 0.48 / self.height, "", **place)
        self.moving = {}
        for chart in (self.globe, self.europe):
            self.moving[chart] = {
                "outer": chart.line(color=ORANGE, lw=2, zorder=2),
                "inner": chart.line(color=ORANGE, lw=1.6, ls=(0, (4, 2)), zorder=2),
                "path": chart.line(color=INK, lw=2.2, zorder=3),
                "near": chart.line(color=PLUM, lw=1.4, ls=(0, (4, 2)), zorder=3),
                "feet": chart.line(color=PLUM, ls="", marker="o", ms=4.5, zorder=4),
                "start": chart.line(color=INK, ls="", marker="o", ms=8, mec="white", zorder=5),
                "end": chart.line(color=INK, ls="", marker="D", ms=7, mec="white", zorder=5),
                "from": _word(chart),
                "to": _word(chart),
                "outer size": _word(chart),
                "inner size": _word(chart),
            }
        self.said = {}
        for site in self.labelled:
            words = {"weight": "bold", "linespacing": 1.05, "bbox": _plate()}
            place = self.sites.loc[site]
            self.said[site] = _write(self.europe, place, "", (0, 0), "left", "top", **words)
        lines = [artist for parts in self.moving.values() for artist in parts.values()]
        self.stage = Stage(self.fig, [self.title, self.note, *lines, *self.said.values()])

    def _show_track(self, chart, ends, lines, near):
        parts, circles = self.moving[chart], list(lines["rings"].values())
        parts["path"].set_data(*chart.xy(lines["path"]))
        parts["near"].set_data(*chart.xy(lines["spokes"]))
        parts["feet"].set_data(*chart.xy(near))
        for part, line in (("outer", circles[:1]), ("inner", circles[1:])):
            parts[part].set_data(*chart.xy(line[0]) if line else ([], []))
        for end, sign, word in zip(ends, ("start", "end"), ("from", "to"), strict=True):
            place = self.sites.loc[end]
            x, y = chart.at(place)
            shown = chart is self.globe or chart.holds(place)
            parts[sign].set_data([x] * shown, [y] * shown)
            parts[word].set_text(_short(place["name"]) if shown else "")
            path = lines["path"] if word == "from" else lines["path"].iloc[::-1]
            crowded = end in CROWDED and chart is self.europe
            _aside(chart, parts[word], (x, y), path, crowded)

    def _show_sizes(self, circles):
        """Write at the top of each circle how wide it is, on the map that holds its top."""
        for chart in (self.globe, self.europe):
            for part in ("outer size", "inner size"):
                self.moving[chart][part].set_text("")
        for part, (km, line) in zip(("outer size", "inner size"), circles.items(), strict=False):
            top = line.loc[line["lat"].idxmax()]
            chart = self.europe if self.europe.holds(top) else self.globe
            if chart.holds(top):
                x, y = chart.at(top)
                self.moving[chart][part].set(text=f"{km:,.0f} km", x=x, y=y, ha="center")

    def _marks(self, ends, near, reach):
        marks = []
        for site in self.labelled:
            row = near.loc[site]
            label = (
                f"{_short(self.sites.at[site, 'name'])}: {row['closest_km']:,.0f} km from the "
                f"line, {row['along_track_km']:,.0f} km along it"
            )
            place = _box_around(self.europe, self.sites.loc[site])
            marks.append(Mark(site, label, tuple(self.units.get(site, ())), place))
        for end, what in zip(ends, ("launch place", "target"), strict=True):
            row = self.sites.loc[end]
            chart = self.europe if self.europe.holds(row) else self.globe
            label = f"{row['name']}, {what} of the line: {row['role']}"
            marks.append(Mark(end, label, (), _box_around(chart, row)))
        if reach is not None:
            marks.append(Mark("claimed range", _claim(reach)))
        return tuple(marks)


def _word(chart):
    return chart.axes.text(0, 0, "", size=12, zorder=6, bbox=_plate())


def _plate():
    return {"fc": "white", "ec": "none", "alpha": 0.72, "pad": 1.0}


def _aside(chart, text, at, path, crowded=False):
    """Put a word beside a place, away from the line that leaves it and inside the map.

    crowded: whether signs on the left of the place leave only its right.
    """
    x, y = chart.xy(path.iloc[[0, min(6, len(path) - 1)]])
    away = np.array([x[0] - x[1], y[0] - y[1]])
    away = away / (np.hypot(*away) or 1)
    inch = 2 * chart.half / (chart.axes.get_position().width * WIDTH)
    long = 0.098 * len(text.get_text()) * inch
    left = at[0] + 0.14 * inch * away[0] - (long if away[0] < 0 else 0)
    left = at[0] + 0.1 * inch if crowded else left
    left = np.clip(left, -chart.half + 0.05 * inch, chart.half - long - 0.05 * inch)
    text.set(position=(left, at[1] + 0.2 * inch * (1 if away[1] >= 0 else -1)), ha="left")
    text.set_va("center")


def _track_title(sites, ends, near):
    start, end = (_short(sites.at[place, "name"]) for place in ends)
    site = near["closest_km"].idxmin()
    km, name = near.at[site, "closest_km"], _short(sites.at[site, "name"])
    return f"From {start} to {end}: the line passes {name} at {km:,.0f} km"


def _short(name):
    """Return the name of a place without brackets and second names."""
    return re.sub(r" ?\([^)]*\)", "", name).split(" / ")[0]


def _track_note(reach):
    if reach is None:
        return (
            "Heavy line: the shortest way on a round earth. Dashed lines: from each site to its "
            "nearest point."
        )
    note = f" {reach['note']}." if reach["note"] else ""
    return f"Orange: {_claim(reach)}.{note}"


def _claim(reach):
    """Return a claimed range in words, with its claimant and its year."""
    claimant = f"{reach['claimant']}{_year(reach['date'])}"
    return f"{reach['about']}: {_km_range(reach)}. Claimed by: {claimant}"


def _km_range(reach):
    low, high = reach["low"], reach["high"]
    return f"{high:,.0f} km" if low == high else f"{low:,.0f} to {high:,.0f} km"


def _track_alt(sites, ends, near, reach):
    start, end = (_short(sites.at[place, "name"]) for place in ends)
    each = names(
        f"{row['closest_km']:,.0f} km of {_short(sites.at[site, 'name'])}"
        for site, row in near.iterrows()
    )
    alt = (
        f"A globe and a map of Europe with the great circle from {start} to {end}, "
        f"{near['track_km'].iloc[0]:,.0f} km long. It comes within {each}."
    )
    return alt if reach is None else f"{alt} A circle shows a claim: {_claim(reach)}."


# Inches of the charts without a map.
ROW, HEAD, FOOT = 0.34, 1.16, 0.4
TALL, ITEM = 0.72, 36  # inches of a row with three lines; letters of a line
SITE_LOOK = {
    "redzikowo": ("v", BLUE),
    "brdy": ("D", PLUM),
    "deveselu": ("^", ORANGE),
}


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
        name = _short(sites.at[origin, "name"])
        stands_in = "" if sites.at[origin, "kind"] == "icbm_base" else " (Iran)"
        look = {"ha": "right", "va": "center", "transform": _side(axes)}
        axes.text(-0.12, row, f"{name}{stands_in}", **look)
        axes.text(-0.015, row, f"{values['redzikowo']:,.0f}", weight="bold", **look)
        said = names(f"{values[site]:,.0f} km from {_short(sites.at[site, 'name'])}" for site in km)
        box = box_in(axes, 0, row - 0.45, axes.get_xlim()[1], row + 0.45)
        marks.append(Mark(origin, f"From {name}: {said}", (), box))
    look = {"va": "center", "size": 12, "clip_on": False}
    for number, site in enumerate(km):
        marker, hue = SITE_LOOK[site]
        axes.plot(km[site], range(len(km)), marker, color=hue, ms=9, mec="white", clip_on=False)
        x = (0.42 + 0.2 * number) * most
        axes.plot(x, -0.95, marker, color=hue, ms=9, clip_on=False)
        axes.text(x + 0.017 * most, -0.93, _short(sites.at[site, "name"]), **look)
    axes.text(-0.015, -0.93, "Redzikowo", ha="right", transform=_side(axes), **look)
    low, high = km["redzikowo"].idxmin(), km["redzikowo"].idxmax()
    near, far = km.at[low, "redzikowo"], km.at[high, "redzikowo"]
    end = _short(sites.at[target, "name"])
    title = f"One target, {near:,.0f} to {far:,.0f} km from Redzikowo: the launch place decides"
    subtitle = f"Nearest distance of the line to {end} from each site, by launch place"
    foot = f"n = {len(km)} launch places, three sites, one target. {CAUTION}"
    headline(fig, title, foot, subtitle)
    alt = (
        f"Rows of {len(km)} launch places with the nearest distance of the great circle to {end} "
        f"from {names(_short(sites.at[s, 'name']) for s in km)}. The line passes Redzikowo at "
        f"{near:,.0f} km from {_short(sites.at[low, 'name'])} and at {far:,.0f} km from "
        f"{_short(sites.at[high, 'name'])}."
    )
    return Figure(fig, title, alt, foot, tuple(marks))


@styled
def disputed_distances(table: pd.DataFrame) -> Figure:
    """Draw the distances that sources give beside the distances that the sphere gives.

    table: as `geography.disputed_distances`. Returns a Figure; its marks are the claims.
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
    headline(fig, title, foot, subtitle)
    fig.canvas.draw()
    each = names(f"{row['name']} {row['computed_km']:.0f} km" for _, row in places.iterrows())
    said = "; ".join(
        f"{row['claimant']} {row['claimed_km']:.0f} km, near {fits[figure]}"
        for figure, row in claims.iterrows()
    )
    alt = f"A scale of kilometres from Redzikowo. Computed: {each}. Claimed: {said}."
    return Figure(fig, title, alt, foot, tuple(marks))


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
        claimant = f"{spelled_out(claim['claimant'])}{_year(claim['date'])}"
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
    headline(fig, title, foot)
    each = "; ".join(
        f"{spelled_out(claim['claimant'])}{_year(claim['date'])}: {claim['item']}, {_value(claim)}"
        for _, claim in figures.iterrows()
    )
    alt = f"Published figures in {unit}, each with its claimant. {each}."
    return Figure(fig, title, alt, foot, tuple(marks))


def _rows(rows, left, xlim, pitch=ROW, head=HEAD, unit="km"):
    """Return a figure and axes with one row for each thing, named at the left; sizes in inches."""
    tall, below = pitch * rows, FOOT + 0.42
    height = head + tall + below
    fig = new_fig(height)
    axes = fig.add_axes(
        (left / WIDTH, below / height, 0.985 - left / WIDTH, tall / height),
        xlim=xlim,
        ylim=(rows - 0.5, -0.5),
    )
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


def _claimed(claim):
    return f"{claim['claimant'].split('/')[0]}{_year(claim['date'])}\n{claim['claimed_km']:.0f} km"


def _meant(claims):
    return "the frontier" if len(claims) > 1 else claims["name"].iloc[0]


def _year(date):
    """Return ', 2007' for a date as the tables write it; empty where there is none."""
    year = re.sub(r"^(\d{4})(-\d\d){1,2}$", r"\1", date)
    return f", {year}" if year else ""


def _value(claim):
    """Return a figure with its unit in words: '7.7 to 8.3 km/s', 'up to 1,200 km'."""
    low, high, unit = claim["value_low"], claim["value_high"], claim["unit"]
    if np.isnan(high):
        return f"{low:,.4g} {unit} or more"
    if np.isnan(low):
        return f"up to {high:,.4g} {unit}"
    return f"{low:,.4g} {unit}" if low == high else f"{low:,.4g} to {high:,.4g} {unit}"
