"""Great circles and the map are those that GeographicLib gives for a sphere."""

import numpy as np
import pytest
from geographiclib.geodesic import Geodesic
from hypothesis import given
from hypothesis import strategies as st

from shieldtalks.geography import RADIUS
from shieldtalks.sphere import EqualArea, Sphere

lats = st.floats(-89, 89)
lons = st.floats(-180, 180)
OURS, THEIRS = Sphere(1000 * RADIUS), Geodesic(1000 * RADIUS, 0)


def between(lon, lat, lon_to, lat_to):
    """Return azimuth there, azimuth back (degrees) and metres, by GeographicLib."""
    found = THEIRS.Inverse(lat, lon, lat_to, lon_to)
    return found["azi1"], found["azi2"] + 180, found["s12"]


def turned(one, other):
    """Return the angle between two directions, in degrees, at most 180."""
    return abs((one - other + 180) % 360 - 180)


@given(lons, lats, lons, lats)
def test_azimuth_and_distance_are_those_of_geographiclib(lon, lat, lon_to, lat_to):
    there, back, metres = OURS.inv(lon, lat, lon_to, lat_to)
    expected = between(lon, lat, lon_to, lat_to)
    assert metres == pytest.approx(expected[2], abs=0.1)
    # Between a place and itself or its opposite every direction is right.
    if 1 < metres < 1000 * RADIUS * np.pi - 1e4:
        aside = 1 / max(1e-6, np.sin(metres / 1000 / RADIUS))
        assert turned(there, expected[0]) < 1e-6 * aside
        assert turned(back, expected[1]) < 1e-6 * aside


@given(lons, lats, st.floats(-180, 180), st.floats(0, 1.9e7))
def test_the_point_at_a_distance_is_that_of_geographiclib(lon, lat, azimuth, metres):
    lon_to, lat_to, _ = OURS.fwd(lon, lat, azimuth, metres)
    expected = THEIRS.Direct(lat, lon, azimuth, metres)
    assert between(lon_to, lat_to, expected["lon2"], expected["lat2"])[2] < 0.1
    assert abs(lon_to) <= 180


@given(lons, lats, st.floats(-80, 80), lons)
def test_the_map_is_that_of_geographiclib(lon, lat, centre_lat, centre_lon):
    """About the centre directions are kept, and the area within any distance (Snyder 1987)."""
    ours = EqualArea(centre_lat, centre_lon, RADIUS)
    azimuth, _, metres = between(centre_lon, centre_lat, lon, lat)
    if metres > 1.99e7:
        return
    away, turn = 2 * RADIUS * np.sin(metres / 2000 / RADIUS), np.radians(azimuth)
    x, y = ours(lon, lat)
    assert (x, y) == pytest.approx((away * np.sin(turn), away * np.cos(turn)), abs=1e-4)
    back = ours(x, y, inverse=True)
    assert between(*back, lon, lat)[2] < 1


def test_what_has_no_place_is_infinite():
    ours = EqualArea(60.0, 20.0, RADIUS)
    assert np.isinf(ours(-160.0, -60.0)).all()
    assert np.isinf(ours(3 * RADIUS, 0.0, inverse=True)).all()
    assert ours(20.0, 60.0) == (0, 0)
    assert ours(0.0, 0.0, inverse=True) == pytest.approx((20, 60))
