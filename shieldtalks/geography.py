"""Great circles: how far, how near, and what a claimed distance reaches. Nothing else.

The earth is a sphere of 6371 km here (`sphere`). A place is anything with `lat` and `lon` in
degrees: a row of a table, a table, a dict. Places are known to the town, so the last kilometres of
a result mean nothing, and a distance says nothing of what a weapon can do.
"""

from typing import TypeAlias

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike

from shieldtalks.context import load_sites, load_technical
from shieldtalks.errors import DataError
from shieldtalks.sphere import EqualArea, Sphere
from shieldtalks.systems import spelled_out
from shieldtalks.tables import DATA, numbers, read_table, require

RADIUS = 6371.0  # km, the mean radius of the earth
EARTH = Sphere(1000 * RADIUS)
LAUNCH_KIND = "icbm_base"
STAND_INS = ("tabriz", "tehran")  # cities that stand for a country, not launch sites
TARGETS = ("washington", "newyork", "chicago", "losangeles", "london", "berlin", "warsaw")
SITES = ("redzikowo", "brdy", "deveselu")
# Which claimed distance is held against which places.
CLAIMED = {"T49": "frontier", "T50": "frontier", "T51": "kaliningrad"}

# Degrees: (lat, lon), or whatever has columns or entries of these names.
Place: TypeAlias = tuple[float, float] | pd.Series | pd.DataFrame


def distance(start: Place, end: Place) -> np.ndarray | float:
    """Return the length of the great circle between two places, in km.

    start, end: places; of two tables or columns of places the rows go together one by one, and
    one place goes with every row. Returns a number, or an array. Raises DataError for a latitude
    or longitude that is none.
    """
    km = _inverse(start, end)[2]
    return float(km) if km.ndim == 0 else km


def track(start: Place, end: Place, points: int = 101) -> pd.DataFrame:
    """Return points along the great circle from start to end, evenly spaced, ends included.

    Returns a DataFrame: km (from the start), lat, lon.
    """
    lat, lon = _coordinates(start)
    azimuth, _, length = _inverse(start, end)
    km = np.linspace(0, length, points)
    return _forward(lat, lon, azimuth, km)


def circle(centre: Place, km: float, points: int = 181) -> pd.DataFrame:
    """Return points of the circle at a distance of `km` around a place: DataFrame km, lat, lon."""
    lat, lon = _coordinates(centre)
    return _forward(lat, lon, np.linspace(0, 360, points), km).assign(km=km)


def closest_approach(start: Place, end: Place, sites: pd.DataFrame) -> pd.DataFrame:
    """Return how near the great circle from start to end comes to each site.

    start, end: one place each. sites: a table of places, one a row. The nearest point lies
    between the two ends, or is one of them. Returns a DataFrame indexed like `sites`: track_km
    (length of the whole), closest_km, along_track_km (how far along the nearest point lies), lat
    and lon (of that point).
    """
    one = sites if isinstance(sites, pd.DataFrame) else pd.DataFrame([dict(sites)])
    return pd.DataFrame(_approach(start, end, one), index=one.index)


def spokes(sites: pd.DataFrame, near: pd.DataFrame, points: int = 13) -> pd.DataFrame:
    """Return the shortest lines from sites to their nearest points, one after the other.

    sites: a table of places. near: as `closest_approach` of them. Returns a DataFrame km, lat,
    lon; a row without numbers stands after each line.
    """
    return _with_gaps(track(sites.loc[site], near.loc[site], points) for site in near.index)


def rings(sites: pd.DataFrame, reach: pd.Series, points: int = 121) -> dict[float, pd.DataFrame]:
    """Return the circles that a claimed range draws: {km: DataFrame km, lat, lon}.

    sites: as `context.load_sites`. reach: a row of `load_reaches`. The upper figure comes first,
    the lower one second if there is another; a row without numbers stands after each circle.
    """
    return {
        float(km): _with_gaps(circle(sites.loc[site], km, points) for site in reach["sites"])
        for km in dict.fromkeys([reach["high"], reach["low"]])
    }


def approaches(origins: pd.DataFrame, targets: pd.DataFrame, sites: pd.DataFrame) -> pd.DataFrame:
    """Return `closest_approach` for every combination, in one step.

    origins, targets, sites: tables of places. Returns a DataFrame indexed by origin, target and
    site (the names in their indexes).
    """
    names = [table.index for table in (origins, targets, sites)]
    index = pd.MultiIndex.from_product(names, names=["origin", "target", "site"])
    columns = [
        table.loc[index.get_level_values(level), ["lat", "lon"]]
        for level, table in zip(index.names, (origins, targets, sites), strict=True)
    ]
    return pd.DataFrame(_approach(*columns), index=index)


def launch_places(sites: pd.DataFrame | None = None) -> pd.DataFrame:
    """Return the places a track may start from: Russian bases (nearest town), Iranian cities.

    sites: as `context.load_sites`. The two cities stand for Iran; nothing is launched from them.
    """
    sites = load_sites() if sites is None else sites
    return sites[sites["kind"].eq(LAUNCH_KIND) | sites.index.isin(STAND_INS)]


def load_coastline() -> pd.DataFrame:
    """Return the coasts of the northern hemisphere: DataFrame ring, lat, lon. Raises DataError.

    A ring is a closed line, its first point not repeated. Land only: no frontier is drawn.
    Source: Natural Earth, public domain.
    """
    table = read_table(DATA / "coastline.csv", ("ring", "lat", "lon"))
    return numbers(table, table.columns, "coastline.csv").astype({"ring": int})


def load_reference_points() -> pd.DataFrame:
    """Return places that a claimed distance may mean, in addition to the sites.

    Index id; name, lat, lon, coord_precision, what (in words) and source. Raises DataError.
    """
    needed = ("id", "name", "lat", "lon", "coord_precision", "what", "source")
    table = read_table(DATA / "reference_points.csv", needed, "id")
    return table.astype({"lat": float, "lon": float})


def load_reaches(
    technical: pd.DataFrame | None = None, sites: pd.DataFrame | None = None
) -> pd.DataFrame:
    """Return the published ranges that can be drawn as a circle, each with its claimant.

    technical, sites: as in `context`. Returns a DataFrame indexed by figure ('T52', ...): sites
    (ids of the centres, a tuple), about (what has that range), low and high (km, the same where
    one number is claimed), claimant, date, note and source. Raises DataError for an unknown id.
    """
    technical = load_technical() if technical is None else technical
    sites = load_sites() if sites is None else sites
    table = read_table(DATA / "reaches.csv", ("figure", "sites", "about"), "figure")
    named = table.index.to_frame()
    known = named["figure"].isin(technical.index)
    require(known, named, "reaches.csv", "figure", "{value} is no figure. See technical.csv.")
    table["sites"] = table["sites"].str.split(";").map(tuple)
    placed = table["sites"].map(lambda ids: all(place in sites.index for place in ids))
    require(placed, table, "reaches.csv", "sites", "{value}: a place is not in sites.csv.")
    figures = technical.loc[table.index]
    table["high"] = figures["value_high"]
    table["low"] = figures["value_low"].fillna(table["high"])
    table["claimant"] = figures["claimant"].map(spelled_out)
    return table.join(figures[["date", "note", "source"]])


def disputed_distances(
    technical: pd.DataFrame | None = None,
    sites: pd.DataFrame | None = None,
    points: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """Hold the distances that sources give between Redzikowo and Russia against computed ones.

    Returns a DataFrame, a row a claim and place it may mean: figure, claimant, date, claimed_km,
    place (id of `load_reference_points`), name, computed_km and difference_km (claimed less
    computed). A claim about 'the frontier' is held against the frontier line and against the
    nearest Russian towns, because the source does not say which it measured to.
    """
    technical = load_technical() if technical is None else technical
    sites = load_sites() if sites is None else sites
    points = load_reference_points() if points is None else points
    computed = pd.Series(distance(sites.loc["redzikowo"], points), points.index)
    rows = []
    for figure, meant in CLAIMED.items():
        claim = technical.loc[figure]
        places = [meant] if meant in points.index else points.index.drop("kaliningrad")
        for place in places:
            km = computed[place]
            rows.append(
                {
                    "figure": figure,
                    "claimant": claim["claimant"],
                    "date": claim["date"],
                    "claimed_km": claim["value_low"],
                    "place": place,
                    "name": points.at[place, "name"],
                    "computed_km": km,
                    "difference_km": claim["value_low"] - km,
                }
            )
    return pd.DataFrame(rows)


def inside(km: pd.Series, reach: pd.Series) -> pd.Series:
    """Say of each distance whether it lies within a claimed range.

    km: Series of distances. reach: a row of `load_reaches`. Returns a Series of 'yes', 'no' and
    'between' (beyond the lower figure, within the upper one). It compares two numbers of km; what
    a system could do there, it does not say.
    """
    said = np.where(km.le(reach["low"]), "yes", np.where(km.le(reach["high"]), "between", "no"))
    return pd.Series(said, km.index)


def project(
    lat: ArrayLike, lon: ArrayLike, centre: tuple[float, float]
) -> tuple[np.ndarray, np.ndarray]:
    """Return degrees as (x, y) in km on a map about `centre`: Lambert's azimuthal equal-area.

    lat, lon: numbers or arrays. centre: (lat, lon). Areas keep their size, shapes far from the
    centre do not; the point opposite the centre has no place and comes out as infinite.
    """
    x, y = EqualArea(centre[0], centre[1], RADIUS)(lon, lat)
    return np.asarray(x), np.asarray(y)


def unproject(
    x: ArrayLike, y: ArrayLike, centre: tuple[float, float]
) -> tuple[np.ndarray, np.ndarray]:
    """Return places of a map of `project` as (lat, lon) in degrees: the way back."""
    lon, lat = EqualArea(centre[0], centre[1], RADIUS)(x, y, inverse=True)
    # Rounding may carry a place on the date line a hair beyond 180 degrees.
    return np.asarray(lat), np.clip(lon, -180, 180)


def radius_on_map(km: float) -> np.ndarray:
    """Return how long `km` from the centre of a map of `project` is on that map, in km."""
    return 2 * RADIUS * np.sin(np.asarray(km) / RADIUS / 2)


def _with_gaps(lines):
    """Return lines one below the other, each with an empty row behind it, where a pen is lifted."""
    gap = pd.DataFrame({"km": [np.nan], "lat": [np.nan], "lon": [np.nan]})
    return pd.concat([part for line in lines for part in (line, gap)], ignore_index=True)


def _approach(start, end, site):
    """Return {column: array} of `closest_approach`, the places broadcast against each other.

    On a sphere the right triangle start, foot of the perpendicular, site gives the offset and the
    way along (Napier's rules): sin x = sin d sin A, tan a = tan d cos A.
    """
    toward, _, length = _inverse(start, end)
    aside, _, from_start = _inverse(start, site)
    from_end = _inverse(end, site)[2]
    angle, arc = np.radians(aside - toward), from_start / RADIUS
    across = RADIUS * np.abs(np.arcsin(np.clip(np.sin(arc) * np.sin(angle), -1, 1)))
    along = RADIUS * np.arctan2(np.sin(arc) * np.cos(angle), np.cos(arc))
    beside = (along >= 0) & (along <= length)
    nearer_end = from_end < from_start
    along = np.where(beside, along, np.where(nearer_end, length, 0.0))
    closest = np.where(beside, across, np.minimum(from_start, from_end))
    lat, lon = _coordinates(start)
    foot = _forward(lat, lon, toward, along)
    along, closest, length = np.broadcast_arrays(along, closest, length)
    return {
        "track_km": length,
        "closest_km": closest,
        "along_track_km": along,
        "lat": foot["lat"].to_numpy(),
        "lon": foot["lon"].to_numpy(),
    }


def _inverse(start, end):
    """Return azimuth there, azimuth back (degrees) and distance (km) between places."""
    columns = np.broadcast_arrays(*_coordinates(start)[::-1], *_coordinates(end)[::-1])
    there, back, metres = EARTH.inv(*(column.astype(float) for column in columns))
    return np.asarray(there), np.asarray(back), np.asarray(metres) / 1000


def _forward(lat, lon, azimuth, km):
    """Return the points at a distance and azimuth from places: DataFrame km, lat, lon."""
    columns = np.broadcast_arrays(lon, lat, azimuth, np.atleast_1d(np.asarray(km, dtype=float)))
    lon, lat, azimuth, km = (column.astype(float) for column in columns)
    east, north, _ = EARTH.fwd(lon, lat, azimuth, 1000 * km)
    return pd.DataFrame({"km": km, "lat": np.asarray(north), "lon": np.asarray(east)})


def _coordinates(place):
    """Return the latitudes and longitudes of a place or a table of places, checked."""
    try:
        lat, lon = (np.asarray(place[column], dtype=float) for column in ("lat", "lon"))
    except (KeyError, TypeError, IndexError, ValueError):
        raise DataError(
            "A place needs lat and lon, in degrees. Take a row of the sites: sites.loc['brdy']."
        ) from None
    for name, values, most in (("lat", lat, 90), ("lon", lon, 180)):
        wrong = ~(np.abs(values) <= most)
        if wrong.any():
            value = np.atleast_1d(values)[np.atleast_1d(wrong)][0]
            raise DataError(
                f"{name} {value:g} is none: it lies between -{most} and {most} degrees."
            )
    return lat, lon
