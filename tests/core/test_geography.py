"""Distances agree with geographiclib, and both uncertainties speak for nobody."""

import pytest
from geographiclib.geodesic import Geodesic
from hypothesis import given
from hypothesis import strategies as st

from amends.core.geography import Point, distance_km, geodesic_km

MOSCOW, PARIS = Point(55.7558, 37.6173), Point(48.8566, 2.3522)
PLACES = st.builds(Point, st.floats(-90, 90), st.floats(-180, 180))


def reference(one: Point, other: Point) -> float:
    line = Geodesic.WGS84.Inverse(one.latitude, one.longitude, other.latitude, other.longitude)
    return float(line["s12"]) / 1000


@given(PLACES, PLACES)
def test_every_distance_is_right_to_a_millimetre_unless_nearly_opposite(
    one: Point, other: Point
) -> None:
    right, ours = reference(one, other), geodesic_km(one, other)
    if right < 19_900:
        assert ours == pytest.approx(right, abs=1e-6)
    else:
        assert ours == pytest.approx(right, rel=0.006)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (MOSCOW, PARIS),
        (Point(0, 0), Point(0, 90)),
        (Point(0, 179.9), Point(0, -179.9)),
        (Point(90, 0), Point(-90, 0)),
        (Point(22.5, 114.1), Point(22.5, 114.1)),
    ],
)
def test_known_ways_have_their_length(one: Point, other: Point) -> None:
    assert geodesic_km(one, other) == pytest.approx(reference(one, other), abs=1e-5)


def test_opposite_points_are_half_way_round_the_earth() -> None:
    one, other = Point(0, 0), Point(0.5, 179.7)
    assert geodesic_km(one, other) == pytest.approx(reference(one, other), rel=0.006)


def test_a_distance_counts_only_beyond_both_uncertainties() -> None:
    near = Point(MOSCOW.latitude, MOSCOW.longitude, 40)
    far = Point(PARIS.latitude, PARIS.longitude, 5)
    assert distance_km(near, far) == pytest.approx(geodesic_km(MOSCOW, PARIS) - 45)
    assert distance_km(near, Point(56, 37.6173)) == 0


@pytest.mark.parametrize("wrong", [(91, 0, 0), (0, 181, 0), (0, 0, -1)])
def test_what_is_no_place_on_the_earth_is_a_mistake_of_ours(wrong: tuple[int, int, int]) -> None:
    with pytest.raises(AssertionError):
        Point(*wrong)
