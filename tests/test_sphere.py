"""The stand-in for pyproj gives what pyproj gives, and geography takes it where there is none."""

import sys

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyproj import Geod, Proj

from shieldtalks import geography
from shieldtalks.context import load_sites
from shieldtalks.geography import RADIUS
from shieldtalks.sphere import EqualArea, Sphere

lats = st.floats(-89, 89)
lons = st.floats(-180, 180)
OURS, THEIRS = Sphere(1000 * RADIUS), Geod(a=1000 * RADIUS, b=1000 * RADIUS)


def turned(one, other):
    """Return the angle between two directions, in degrees, at most 180."""
    return abs((one - other + 180) % 360 - 180)


@given(lons, lats, lons, lats)
def test_azimuth_and_distance_are_those_of_pyproj(lon, lat, lon_to, lat_to):
    there, back, metres = OURS.inv(lon, lat, lon_to, lat_to)
    expected = THEIRS.inv(lon, lat, lon_to, lat_to)
    assert metres == pytest.approx(expected[2], abs=0.1)
    # Between a place and itself or its opposite every direction is right.
    if 1 < metres < 1000 * RADIUS * np.pi - 1e4:
        aside = 1 / max(1e-6, np.sin(metres / 1000 / RADIUS))
        assert turned(there, expected[0]) < 1e-6 * aside
        assert turned(back, expected[1]) < 1e-6 * aside


@given(lons, lats, st.floats(-180, 180), st.floats(0, 1.9e7))
def test_the_point_at_a_distance_is_that_of_pyproj(lon, lat, azimuth, metres):
    lon_to, lat_to, _ = OURS.fwd(lon, lat, azimuth, metres)
    expected = THEIRS.fwd(lon, lat, azimuth, metres)
    assert THEIRS.inv(lon_to, lat_to, *expected[:2])[2] < 0.1
    assert abs(lon_to) <= 180


@given(lons, lats, st.floats(-80, 80), lons)
def test_the_map_is_that_of_pyproj(lon, lat, centre_lat, centre_lon):
    ours = EqualArea(centre_lat, centre_lon, RADIUS)
    theirs = Proj(proj="laea", lat_0=centre_lat, lon_0=centre_lon, R=RADIUS)
    if THEIRS.inv(lon, lat, centre_lon, centre_lat)[2] > 1.99e7:
        return
    x, y = ours(lon, lat)
    assert (x, y) == pytest.approx(theirs(lon, lat), abs=1e-4)
    back = ours(x, y, inverse=True)
    assert THEIRS.inv(*back, lon, lat)[2] < 1


def test_what_has_no_place_is_infinite():
    ours = EqualArea(60.0, 20.0, RADIUS)
    assert np.isinf(ours(-160.0, -60.0)).all()
    assert np.isinf(ours(3 * RADIUS, 0.0, inverse=True)).all()
    assert ours(20.0, 60.0) == (0, 0)
    assert ours(0.0, 0.0, inverse=True) == pytest.approx((20, 60))


def computed():
    """Return what lesson 07 computes, as tables of numbers."""
    sites = load_sites()
    three = sites.loc[list(geography.SITES)]
    targets = sites.loc[list(geography.TARGETS)]
    origins = geography.launch_places(sites)
    tables = [
        geography.approaches(origins, targets, three),
        geography.disputed_distances()[["computed_km", "difference_km"]],
        geography.track(sites.loc["redzikowo"], sites.loc["washington"]),
        geography.circle(sites.loc["brdy"], 3000.0),
    ]
    coast = geography.load_coastline()
    x, y = geography.project(coast["lat"].to_numpy(), coast["lon"].to_numpy(), (70.0, 20.0))
    return [table.to_numpy() for table in tables] + [np.column_stack([x, y])]


def fresh():
    """Let geography choose again what it computes on."""
    for function in (geography._sphere, geography._map_about):
        function.cache_clear()


def test_lesson_07_computes_the_same_without_pyproj(monkeypatch):
    fresh()
    assert isinstance(geography._sphere(), Geod)
    expected = computed()
    with monkeypatch.context() as patch:
        # As in the browser: an import of pyproj finds nothing.
        patch.setitem(sys.modules, "pyproj", None)
        fresh()
        assert isinstance(geography._sphere(), Sphere)
        found = computed()
    fresh()
    for ours, theirs in zip(found, expected, strict=True):
        np.testing.assert_allclose(ours, theirs, atol=1e-6)
