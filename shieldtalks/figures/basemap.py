"""The two maps that charts of lesson 07 stand on: the globe and Europe, with coasts and signs."""

import re
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.artist import Artist
from matplotlib.figure import Figure as MplFigure
from matplotlib.lines import Line2D
from matplotlib.patches import Circle, PathPatch
from matplotlib.path import Path

from shieldtalks.figures.drawing import axes_at
from shieldtalks.figures.figure import Box, box_in, new_fig
from shieldtalks.figures.style import BLUE, QUIET, RED, VIOLET, WIDTH
from shieldtalks.geography import load_coastline, project, radius_on_map, unproject

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
        half = radius_on_map(reach) if round_edge else reach
        up = half * place[3] / place[2]
        self.centre, self.half, self.up = centre, half, up
        self.axes = axes_at(fig, *place, xlim=(-half, half), ylim=(-up, up))
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
        return bool(abs(x) < 0.97 * self.half and abs(y) < 0.97 * self.up)

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


def two_maps(height: float) -> tuple[MplFigure, Map, Map]:
    """Return a figure with the globe on the left and Europe on the right, no places on them."""
    fig, coast = new_fig(height), load_coastline()
    globe = Map(fig, (0.1, BOTTOM, SIDE, SIDE), GLOBE, GLOBE_KM, coast, round_edge=True)
    left = 0.1 + SIDE + GAP
    europe = Map(fig, (left, BOTTOM, WIDTH - left - 0.1, SIDE), EUROPE, EUROPE_KM, coast)
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


def draw_sites(chart: Map, sites: pd.DataFrame, scale: float = 1.0) -> None:
    """Draw the sign of each site, kind by kind."""
    held = sites[[chart.holds(place) for _, place in sites.iterrows()]]
    for kind, rows in held.groupby("kind"):
        marker, hue, filled, _ = KINDS[kind]
        look = {"color": hue, "mfc": hue if filled else "white", "mew": 1.3}
        x, y = chart.xy(rows)
        chart.axes.plot(x, y, marker, ms=scale * SIZE.get(kind, 8), clip_on=True, **look)


def write_beside(
    chart: Map,
    place: pd.Series,
    words: str,
    shift: tuple[float, float],
    across: str,
    upright: str,
    **look: Any,
) -> Artist:
    """Write words beside a place; shift: to the right and up, in points."""
    look = {"size": 12, "zorder": 5, "ha": across, "va": upright, "annotation_clip": False} | look
    return chart.axes.annotate(words, chart.at(place), shift, textcoords="offset points", **look)


def box_around(chart: Map, place: pd.Series) -> Box:
    """Return the box of a sign, as shares of the picture."""
    x, y = chart.at(place)
    km = 0.13 * 2 * chart.half / (chart.axes.get_position().width * WIDTH)
    return box_in(chart.axes, x - km, y - km, x + km, y + km)


def place_name(name: str) -> str:
    """Return the name of a place without brackets and second names."""
    return re.sub(r" ?\([^)]*\)", "", name).split(" / ")[0]


def in_year(date: str) -> str:
    """Return ', 2007' for a date as the tables write it; empty where there is none."""
    year = re.sub(r"^(\d{4})(-\d\d){1,2}$", r"\1", date)
    return f", {year}" if year else ""
