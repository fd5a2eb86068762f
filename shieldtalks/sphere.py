"""Great circles and one map projection of a sphere, in plain numpy.

On a sphere the formulas are short, and pyproj has no wheel for the browser's Python (Pyodide) and
for some others. Names and order of arguments are those of its Geod and Proj; a test holds the
results against GeographicLib.
"""

import numpy as np
from numpy.typing import ArrayLike


class Sphere:
    """A sphere of a radius in metres; the methods are those of pyproj's Geod."""

    def __init__(self, radius: float):
        self.radius = radius

    def inv(
        self, lon: ArrayLike, lat: ArrayLike, lon_to: ArrayLike, lat_to: ArrayLike
    ) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Return azimuth there, azimuth back (degrees) and distance (metres) between places.

        lon, lat, lon_to, lat_to: degrees, arrays. The arc comes from its tangent, which keeps its
        digits for near and for opposite places alike.
        """
        there, arc = _heading(lon, lat, lon_to, lat_to)
        back, _ = _heading(lon_to, lat_to, lon, lat)
        return there, back, self.radius * arc

    def fwd(
        self, lon: ArrayLike, lat: ArrayLike, azimuth: ArrayLike, metres: ArrayLike
    ) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Return lon and lat of the points at a distance and azimuth from places, and the way back.

        lon, lat, azimuth: degrees, arrays. metres: the distances.
        """
        arc, turn = np.asarray(metres) / self.radius, np.radians(azimuth)
        start = np.radians(lat)
        north = np.cos(start) * np.sin(arc) * np.cos(turn) + np.sin(start) * np.cos(arc)
        toward = np.cos(start) * np.cos(arc) - np.sin(start) * np.sin(arc) * np.cos(turn)
        across = np.sin(arc) * np.sin(turn)
        lat_to = np.degrees(np.arctan2(north, np.hypot(toward, across)))
        lon_to = _wrapped(np.asarray(lon) + np.degrees(np.arctan2(across, toward)))
        back, _ = _heading(lon_to, lat_to, lon, lat)
        return lon_to, lat_to, back


class EqualArea:
    """Lambert's azimuthal equal-area map of a sphere about a centre (Snyder 1987, page 185)."""

    def __init__(self, lat: float, lon: float, radius: float):
        """lat, lon: the centre, in degrees. radius: of the sphere, in the unit of the map."""
        self.lat, self.lon, self.radius = np.radians(lat), lon, radius

    def __call__(self, x: ArrayLike, y: ArrayLike, inverse: bool = False) -> tuple[np.ndarray, ...]:
        """Return (x, y) of places (lon, lat); with inverse=True, (lon, lat) of points (x, y).

        The place opposite the centre, and points outside the map, come out as infinite.
        """
        with np.errstate(divide="ignore", invalid="ignore"):
            found = self._back(x, y) if inverse else self._there(x, y)
        return tuple(np.where(np.isnan(part), np.inf, part) for part in found)

    def _there(self, lon, lat):
        lat, aside = np.radians(lat), np.radians(np.asarray(lon) - self.lon)
        depth = np.sin(self.lat) * np.sin(lat) + np.cos(self.lat) * np.cos(lat) * np.cos(aside)
        scale = self.radius * np.sqrt(2 / (1 + depth))
        # The very opposite has no place, though rounding would give it one.
        scale = np.where(1 + depth < 1e-10, np.nan, scale)
        up = np.cos(self.lat) * np.sin(lat) - np.sin(self.lat) * np.cos(lat) * np.cos(aside)
        return scale * np.cos(lat) * np.sin(aside), scale * up

    def _back(self, x, y):
        x, y = np.asarray(x) / self.radius, np.asarray(y) / self.radius
        away = np.hypot(x, y)
        arc = 2 * np.arcsin(away / 2)
        share = np.where(away > 0, y / np.where(away > 0, away, 1), 0)
        lat = np.arcsin(
            np.clip(np.cos(arc) * np.sin(self.lat) + share * np.sin(arc) * np.cos(self.lat), -1, 1)
        )
        ahead = away * np.cos(self.lat) * np.cos(arc) - y * np.sin(self.lat) * np.sin(arc)
        aside = np.arctan2(x * np.sin(arc), ahead)
        return _wrapped(self.lon + np.degrees(aside)), np.degrees(lat)


def _heading(lon, lat, lon_to, lat_to):
    """Return the azimuth (degrees) and the arc (radians) from places to others."""
    start, end = np.radians(lat), np.radians(lat_to)
    aside = np.radians(np.asarray(lon_to) - np.asarray(lon))
    across = np.cos(end) * np.sin(aside)
    ahead = np.cos(start) * np.sin(end) - np.sin(start) * np.cos(end) * np.cos(aside)
    depth = np.sin(start) * np.sin(end) + np.cos(start) * np.cos(end) * np.cos(aside)
    return np.degrees(np.arctan2(across, ahead)), np.arctan2(np.hypot(across, ahead), depth)


def _wrapped(degrees):
    """Return longitudes between -180 and 180."""
    return np.where(np.abs(degrees) <= 180, degrees, (degrees + 180) % 360 - 180)
