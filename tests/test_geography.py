"""Great circles: against a table that was checked by sampling, by properties, and on bad input."""

import csv

import numpy as np
import pandas as pd
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from shieldtalks import geography
from shieldtalks.context import load_geometry, load_sites, load_technical
from shieldtalks.errors import DataError
from shieldtalks.geography import (
    RADIUS,
    SITES,
    TARGETS,
    approaches,
    circle,
    closest_approach,
    disputed_distances,
    distance,
    inside,
    launch_places,
    load_coastline,
    load_reaches,
    load_reference_points,
    project,
    radius_on_map,
    rings,
    spokes,
    track,
    unproject,
)
from shieldtalks.tables import DATA

MEASURES = ["track_km", "closest_km", "along_track_km"]
HALF = np.pi * RADIUS

places = st.builds(
    lambda lat, lon: {"lat": lat, "lon": lon},
    st.floats(-89, 89),
    st.floats(-180, 180),
)


@pytest.fixture(scope="module")
def sites():
    return load_sites()


@pytest.fixture(scope="module")
def computed(sites):
    targets, three = sites.loc[list(TARGETS)], sites.loc[list(SITES)]
    return approaches(launch_places(sites), targets, three)


def by_sampling(start, end, site, points=20_001):
    """Return the closest approach found by looking at many points of the line, in km."""
    line = track(start, end, points)
    km = by_vectors(line["lat"], line["lon"], site["lat"], site["lon"])
    return km.min(), line["km"].iloc[int(km.argmin())]


def by_vectors(lat1, lon1, lat2, lon2):
    """Return distances by the angle between unit vectors: another way, without pyproj."""
    one, other = unit_vector(lat1, lon1), unit_vector(lat2, lon2)
    across = np.linalg.norm(np.cross(one, other), axis=-1)
    return RADIUS * np.arctan2(across, (one * other).sum(-1))


def unit_vector(lat, lon):
    lat, lon = np.radians(lat), np.radians(lon)
    parts = [np.cos(lat) * np.cos(lon), np.cos(lat) * np.sin(lon), np.sin(lat) + 0 * lon]
    return np.stack(np.broadcast_arrays(*parts), axis=-1)


# The table


def test_every_row_of_the_table_is_met_within_a_kilometre(sites, computed):
    table = load_geometry()
    ids = {name: place for place, name in sites["name"].items()}
    keys = pd.MultiIndex.from_frame(table[["origin", "target", "site"]].replace(ids))
    assert len(table) == len(computed) == 273
    off = computed.loc[keys, MEASURES].to_numpy() - table[MEASURES].to_numpy()
    assert np.abs(off).max() < 1


def test_one_line_agrees_with_looking_at_many_points(sites):
    three = sites.loc[list(SITES)]
    for start, end in (("icbm_kozelsk", "chicago"), ("tehran", "berlin"), ("icbm_uzhur", "london")):
        near = closest_approach(sites.loc[start], sites.loc[end], three)
        for site, row in near.iterrows():
            km, along = by_sampling(sites.loc[start], sites.loc[end], three.loc[site])
            assert row["closest_km"] == pytest.approx(km, abs=0.3)
            assert row["along_track_km"] == pytest.approx(along, abs=1)


# Distances


@pytest.mark.parametrize(
    ("start", "end", "km"),
    [
        ((0, 0), (0, 90), HALF / 2),
        ((0, 0), (0, 180), HALF),
        ((90, 0), (-90, 50), HALF),
        ((0, 179), (0, -179), np.radians(2) * RADIUS),
        ((51.5, 7), (51.5, 7), 0),
    ],
)
def test_known_distances(start, end, km):
    one, other = ({"lat": lat, "lon": lon} for lat, lon in (start, end))
    assert distance(one, other) == pytest.approx(km, abs=1e-6)


@given(places, places)
def test_a_distance_is_the_same_both_ways_and_by_another_way(one, other):
    km = distance(one, other)
    assert 0 <= km <= HALF + 1e-6
    assert km == pytest.approx(distance(other, one), abs=1e-6)
    assert km == pytest.approx(
        by_vectors(one["lat"], one["lon"], other["lat"], other["lon"]), abs=1e-4
    )


@given(places, places, places)
def test_a_detour_is_no_shorter(one, other, third):
    assert distance(one, other) <= distance(one, third) + distance(third, other) + 1e-6


def test_a_table_of_places_gives_a_distance_for_each_row(sites):
    km = distance(sites, sites.loc["warsaw"])
    assert km.shape == (len(sites),)
    for number, place in enumerate(sites.index):
        assert km[number] == pytest.approx(distance(sites.loc[place], sites.loc["warsaw"]))


# Lines and circles


@given(places, places)
def test_points_of_a_track_lie_evenly_between_its_ends(one, other):
    whole = distance(one, other)
    assume(1 < whole < HALF - 1)
    line = track(one, other, 5)
    steps = [distance(line.loc[n], line.loc[n + 1]) for n in range(4)]
    assert steps == pytest.approx([whole / 4] * 4, abs=1e-3)
    assert distance(line.loc[4], other) < 1e-3


@given(places, places, places)
def test_the_closest_approach_is_no_longer_than_the_way_to_either_end(one, other, site):
    whole = distance(one, other)
    assume(1 < whole < HALF - 1)
    near = closest_approach(one, other, pd.DataFrame([site])).iloc[0]
    ends = [distance(one, site), distance(other, site)]
    assert near["closest_km"] <= min(ends) + 1e-6
    assert -1e-6 <= near["along_track_km"] <= whole + 1e-6
    assert distance(near, site) == pytest.approx(near["closest_km"], abs=1e-2)
    assert distance(one, near) == pytest.approx(near["along_track_km"], abs=1e-2)


@given(places, st.floats(1, 15_000))
def test_every_point_of_a_circle_is_as_far_off(centre, km):
    edge = circle(centre, km, 9)
    assert distance(edge, centre) == pytest.approx([km] * 9, rel=1e-6)


def test_spokes_join_each_site_to_its_nearest_point(sites, computed):
    three = sites.loc[list(SITES)]
    near = closest_approach(sites.loc["icbm_kozelsk"], sites.loc["washington"], three)
    lines = spokes(three, near, 4)
    assert len(lines) == 3 * (4 + 1)
    longest = lines["km"].groupby(lines.index // 5).max()
    assert list(longest) == pytest.approx(list(near["closest_km"]))
    assert lines["lat"].isna().sum() == 3


# Places and claims


def test_launch_places_are_bases_and_two_cities_that_stand_in(sites):
    found = launch_places(sites)
    assert set(found["kind"]) == {"icbm_base", "city"}
    assert set(found.index[found["kind"].eq("city")]) == {"tehran", "tabriz"}
    assert found["coord_precision"].str.contains("town|city").all()


def test_disputed_distances_fit_the_places_they_are_near_to():
    table = disputed_distances().set_index(["figure", "place"])
    off = table["difference_km"].abs()
    assert off[("T49", "frontier_spit")] > 20
    assert off[("T49", "mamonovo")] < 3 and off[("T49", "baltiysk")] < 4
    assert off[("T50", "frontier_spit")] < 4
    assert off[("T51", "kaliningrad")] < 6
    assert table["computed_km"].between(160, 222).all()


def test_a_claim_about_the_frontier_is_held_against_every_place_but_the_city():
    table = disputed_distances()
    points = load_reference_points().index
    for figure, rows in table.groupby("figure"):
        wanted = {"kaliningrad"} if figure == "T51" else set(points) - {"kaliningrad"}
        assert set(rows["place"]) == wanted


def test_reaches_keep_the_figures_and_their_claimants():
    reaches, technical = load_reaches(), load_technical()
    for figure, reach in reaches.iterrows():
        assert technical.at[figure, "unit"] == "km"
        assert reach["high"] == technical.at[figure, "value_high"]
        assert reach["low"] <= reach["high"]
        assert reach["claimant"]
    assert (reaches.at["T52", "low"], reaches.at["T52", "high"]) == (500, 1000)
    assert reaches.at["T54", "low"] == reaches.at["T54", "high"] == 1200
    assert reaches.at["T53", "claimant"] == "Russia (Putin)"
    assert reaches.loc[["T19", "T20"], "high"].tolist() == [4000, 6000]


def test_rings_draw_the_upper_figure_first_and_one_circle_for_each_site(sites):
    reach = load_reaches(sites=sites).loc["T53"]
    drawn = rings(sites, reach, 7)
    assert list(drawn) == [1000.0, 300.0]
    for km, points in drawn.items():
        assert points["lat"].isna().sum() == len(reach["sites"]) == 2
        for number, site in enumerate(reach["sites"]):
            edge = points.iloc[8 * number : 8 * number + 7]
            assert distance(edge, sites.loc[site]) == pytest.approx([km] * 7, rel=1e-6)


def test_inside_compares_two_numbers_and_knows_the_band_between():
    km = pd.Series({"a": 299.0, "b": 700.0, "c": 1001.0})
    said = inside(km, {"low": 300, "high": 1000})
    assert said.to_dict() == {"a": "yes", "b": "between", "c": "no"}


# The map


def test_the_coastline_holds_closed_rings_of_known_land():
    coast = load_coastline()
    assert coast.groupby("ring").size().min() >= 3
    assert coast["lat"].between(-90, 90).all() and coast["lon"].between(-180, 180).all()
    for lat, lon in ((54.4, 18.6), (45.2, 29.7), (51.9, 4.0), (41.0, 29.0)):
        away = distance(coast, {"lat": lat, "lon": lon})
        assert away.min() < 60, f"no coast near {lat}, {lon}"


def test_the_coastline_stays_small():
    assert (DATA / "coastline.csv").stat().st_size < 120_000


@given(st.floats(-80, 89), st.floats(-180, 180))
def test_a_place_comes_back_from_the_map(lat, lon):
    centre = (60.0, 20.0)
    assume(distance({"lat": lat, "lon": lon}, {"lat": 60, "lon": 20}) < 15_000)
    back = unproject(*project(lat, lon, centre), centre)
    there = {"lat": float(back[0]), "lon": float(back[1])}
    assert distance(there, {"lat": lat, "lon": lon}) < 0.01


def test_the_map_keeps_areas_and_its_middle():
    x, y = project(60.0, 20.0, (60.0, 20.0))
    assert (float(x), float(y)) == pytest.approx((0, 0), abs=1e-6)
    assert radius_on_map(HALF / 2) == pytest.approx(np.sqrt(2) * RADIUS)
    edge = circle({"lat": 60, "lon": 20}, 3000, 5)
    x, y = project(edge["lat"], edge["lon"], (60.0, 20.0))
    assert np.hypot(x, y) == pytest.approx([radius_on_map(3000)] * 5, rel=1e-6)


# Bad input


@pytest.mark.parametrize(
    ("place", "line"),
    [
        ({"lat": 95, "lon": 0}, "lat 95 is none: it lies between -90 and 90 degrees."),
        ({"lat": 0, "lon": 200}, "lon 200 is none: it lies between -180 and 180 degrees."),
        ({"lat": float("nan"), "lon": 0}, "lat nan is none"),
        ({"lat": 0}, "A place needs lat and lon, in degrees."),
        ("brdy", "A place needs lat and lon, in degrees."),
        ({"lat": "north", "lon": 0}, "A place needs lat and lon, in degrees."),
    ],
)
def test_a_place_that_is_none_is_named(place, line):
    with pytest.raises(DataError) as caught:
        distance(place, {"lat": 0, "lon": 0})
    assert str(caught.value).startswith(line)


def test_one_bad_row_among_many_is_named(sites):
    wrong = sites.copy()
    wrong.loc["brdy", "lat"] = -91
    with pytest.raises(DataError, match="lat -91 is none"):
        distance(wrong, sites.loc["warsaw"])


@pytest.mark.parametrize(
    ("row", "line"),
    [
        (
            ["T999", "brdy", "x"],
            "reaches.csv, row 12, figure: 'T999' is no figure. See technical.csv.",
        ),
        (["T21", "brdy;nowhere", "x"], "a place is not in sites.csv."),
    ],
)
def test_a_reach_that_points_nowhere_is_named(tmp_path, monkeypatch, row, line):
    with open(DATA / "reaches.csv", newline="", encoding="utf-8") as file:
        rows = [r for r in csv.reader(file) if r[0] != row[0]]
    with open(tmp_path / "reaches.csv", "w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows([*rows, row])
    monkeypatch.setattr(geography, "DATA", tmp_path)
    with pytest.raises(DataError) as caught:
        load_reaches()
    assert line in str(caught.value)


def test_a_coast_that_is_no_number_is_named(tmp_path, monkeypatch):
    (tmp_path / "coastline.csv").write_text("ring,lat,lon\n0,54.1,north\n", "utf-8")
    monkeypatch.setattr(geography, "DATA", tmp_path)
    with pytest.raises(DataError, match="coastline.csv, row 1, lon: 'north' is no number."):
        load_coastline()
