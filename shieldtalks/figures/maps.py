"""Maps and distances: where the sites lie, where great circles run, and whose figure says what."""

import textwrap
from collections.abc import Iterable, Mapping

import numpy as np
import pandas as pd

from shieldtalks.corpus import Corpus
from shieldtalks.figures.basemap import (
    BOTTOM,
    CAUTION,
    CREDITS,
    KEYS,
    KINDS,
    SIDE,
    SIZE,
    TOP,
    box_around,
    draw_sites,
    in_year,
    place_name,
    two_maps,
    write_beside,
)
from shieldtalks.figures.drawing import cover, empty_title, finished
from shieldtalks.figures.figure import Figure, Mark, headline, styled
from shieldtalks.figures.stage import Stage
from shieldtalks.figures.style import INK, ORANGE, PLUM, QUIET, WIDTH
from shieldtalks.phrases import names
from shieldtalks.tables import DATA, read_table

COLUMNS = ("chart", "site", "target", "across", "upright", "right", "up")
CROWDED = ("warsaw",)  # places with signs on their left


@styled
def site_map(sites: pd.DataFrame, mentions: pd.DataFrame, corpus: Corpus) -> Figure:
    """Draw where the sites and cities of the story lie, by kind.

    sites: as `context.load_sites`. mentions: as `systems.load_mentions`. corpus: the articles.
    Returns a Figure; its marks are the sites, with the units that point to them, if any does.

    >>> print(site_map(sites, mentions, corpus).title)
    The articles point to ... of these ... sites: Brdy, Redzikowo, Deveselu
    """
    shown = sites[sites["kind"].ne("city")]
    height = TOP + KEYS + SIDE + BOTTOM
    fig, globe, europe = two_maps(height)
    beside = _places_of_names()
    for chart in (globe, europe):
        draw_sites(chart, shown, 0.8 if chart is globe else 1.0)
    for site, place in shown.iterrows():
        if (site, "") in beside["europe"] and europe.holds(place):
            _write_name(europe, place, *beside["europe"][site, ""])
    for (site, _), where in beside["globe"].items():
        _write_name(globe, sites.loc[site], *where)
    _draw_kinds(fig, height - 0.66)
    units = _units_by_site(mentions)
    named = [place_name(sites.at[s, "name"]) for s in shown.index if s in units]
    title = f"The articles point to {len(named)} of these {len(shown)} sites: {', '.join(named)}"
    foot = f"n = {len(shown)} sites. {CREDITS}"
    marks = []
    for site, place in shown.iterrows():
        chart = europe if europe.holds(place) else globe
        label = f"{place['name']}, {place['country']}: {place['role']} ({place['years']})"
        marks.append(Mark(site, label, tuple(units.get(site, ())), box_around(chart, place)))
    kinds = shown["kind"].map(lambda kind: KINDS[kind][3]).value_counts()
    alt = (
        f"A globe seen from above the Arctic and a map of Europe with {len(shown)} sites: "
        f"{names(f'{n} {kind}' for kind, n in kinds.items())}. "
        f"The articles point to {names(named)}, and to no other."
    )
    return finished(fig, title, alt, marks, foot, rows=_readings(corpus, mentions))


def _places_of_names():
    """Return where names stand beside their signs: {chart: {(site, target): (ha, va, x, y)}}.

    x, y: points from the sign. track: where lines run between the sites, some to one target only.
    """
    table = read_table(DATA / "site_labels.csv", COLUMNS).astype({"right": int, "up": int})
    found = {chart: {} for chart in table["chart"]}
    for chart, site, target, *place in table[list(COLUMNS)].itertuples(index=False):
        found[chart][site, target] = tuple(place)
    return found


def _write_name(chart, place, across, upright, right, up):
    write_beside(chart, place, place_name(place["name"]), (right, up), across, upright)


def _draw_kinds(fig, y):
    """Name the signs in two lines under the title."""
    kinds = [kind for kind in KINDS if kind != "city"]
    axes = cover(fig, up=True)
    for line in (kinds[:5], kinds[5:]):
        x = 0.2
        for kind in line:
            marker, hue, filled, name = KINDS[kind]
            look = {"color": hue, "mfc": hue if filled else "white", "mew": 1.3}
            axes.plot(x, y, marker, ms=SIZE.get(kind, 8), **look)
            words = axes.text(x + 0.14, y, name, va="center_baseline", size=12)
            x += 0.46 + words.get_window_extent().width / fig.dpi
        y -= 0.25


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
        self.beside = _places_of_names()["track"]
        self.height = TOP + SIDE + BOTTOM
        self.fig, self.globe, self.europe = two_maps(self.height)
        self.foot = f"{CREDITS} {CAUTION}"
        headline(self.fig, "", self.foot)
        shown = sites.loc[self.labelled]
        for chart in (self.globe, self.europe):
            draw_sites(chart, shown, 0.8 if chart is self.globe else 1.1)
        self._add_moving()

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
            name = place_name(self.sites.at[site, "name"])
            self.said[site].set_text(f"{name}\n{near.at[site, 'closest_km']:,.0f} km")
            place = self.beside.get((site, ends[1]), self.beside[site, ""])
            self.said[site].set(ha=place[0], va=place[1], position=place[2:])
        fields = {"title": title, "alt": _track_alt(self.sites, ends, near, reach)}
        marks = self._marks(ends, near, reach)
        return self.stage.figure(**fields, footer=self.foot, marks=marks, rows=self.rows)

    def _add_moving(self):
        """Add the artists that a state changes."""
        self.title = empty_title(self.fig)
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
            self.said[site] = write_beside(self.europe, place, "", (0, 0), "left", "top", **words)
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
            parts[word].set_text(place_name(place["name"]) if shown else "")
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
                f"{place_name(self.sites.at[site, 'name'])}: {row['closest_km']:,.0f} km from the "
                f"line, {row['along_track_km']:,.0f} km along it"
            )
            place = box_around(self.europe, self.sites.loc[site])
            marks.append(Mark(site, label, tuple(self.units.get(site, ())), place))
        for end, what in zip(ends, ("launch place", "target"), strict=True):
            row = self.sites.loc[end]
            chart = self.europe if self.europe.holds(row) else self.globe
            label = f"{row['name']}, {what} of the line: {row['role']}"
            marks.append(Mark(end, label, (), box_around(chart, row)))
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
    start, end = (place_name(sites.at[place, "name"]) for place in ends)
    site = near["closest_km"].idxmin()
    km, name = near.at[site, "closest_km"], place_name(sites.at[site, "name"])
    return f"From {start} to {end}: the line passes {name} at {km:,.0f} km"


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
    claimant = f"{reach['claimant']}{in_year(reach['date'])}"
    return f"{reach['about']}: {_km_range(reach)}. Claimed by: {claimant}"


def _km_range(reach):
    low, high = reach["low"], reach["high"]
    return f"{high:,.0f} km" if low == high else f"{low:,.0f} to {high:,.0f} km"


def _track_alt(sites, ends, near, reach):
    start, end = (place_name(sites.at[place, "name"]) for place in ends)
    each = names(
        f"{row['closest_km']:,.0f} km of {place_name(sites.at[site, 'name'])}"
        for site, row in near.iterrows()
    )
    alt = (
        f"A globe and a map of Europe with the great circle from {start} to {end}, "
        f"{near['track_km'].iloc[0]:,.0f} km long. It comes within {each}."
    )
    return alt if reach is None else f"{alt} A circle shows a claim: {_claim(reach)}."
