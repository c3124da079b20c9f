"""What the map says of the distance: only of the last place known, and never more than is known."""

from collections.abc import Mapping
from dataclasses import replace

import pytest

from amends.core.geography import Point
from amends.core.parcel import Checkpoint, Leg, ParcelStatus, Source
from amends.core.places import Place
from amends.parcels.store import Scan
from amends.web.reader import Reader
from amends.web.shown.parcel_map import Way, way_of
from amends.web.viewer import Viewer

from tests.web.site import day

POINTS = {"Leipzig": Point(51.34, 12.37, 40), "Vigo": Point(42.23, -8.72, 12)}
PORTO: Mapping[str, object] = {"city": "Porto", "postal_code": "4000-001", "country": "PT"}
TOWN = Point(41.15, -8.61, 10)
READER = Reader(Viewer("alice", "Alice", "UTC", "en", (), day(13)))


def where(text: str, country: str) -> Point | None:
    return TOWN if "Porto" in text else POINTS.get(text)


def scan(status: ParcelStatus, city: str, on: int) -> Scan:
    at = day(on)
    checkpoint = Checkpoint(1, on, status, Source.CARRIER, physical=True, recorded_at=at)
    return Scan(checkpoint, city=city)


LEIPZIG = scan(ParcelStatus.IN_TRANSIT, "Leipzig", 9)
VIGO = scan(ParcelStatus.DELIVERED, "Vigo", 12)


def way(*scans: Scan, home: Mapping[str, object] | None = PORTO) -> Way:
    return way_of(scans, home, where, READER)


def test_a_delivery_elsewhere_lies_apart() -> None:
    shown = way(LEIPZIG, VIGO)
    assert shown.apart
    assert shown.distance.startswith("The last place, Delivered: Vigo, 13 Mar, lies 120 km from")


def test_the_point_that_the_rules_go_by_is_the_one_on_the_map() -> None:
    given = Place(country="PT", point=Point(37.02, -7.93, 10))
    faro = replace(VIGO, checkpoint=replace(VIGO.checkpoint, place=given), city="Vigo")
    assert "lies 462 km from" in way(LEIPZIG, faro).distance


def test_on_its_way_it_is_still_apart() -> None:
    assert "is still" in way(LEIPZIG).distance


@pytest.mark.parametrize("place", ["Hub 7", ""])
def test_a_delivery_at_an_unknown_place_is_never_measured_at_an_earlier_one(place: str) -> None:
    shown = way(LEIPZIG, replace(VIGO, city=place))
    assert not shown.apart
    assert shown.distance.startswith("The last place that was found, Leipzig, 10 Mar, lies")
    assert shown.distance.endswith("Where it was after that is not known.")


def test_what_is_within_doubt_is_the_same_place() -> None:
    shown = way(LEIPZIG, replace(VIGO, city="Porto"))
    assert not shown.apart
    assert shown.distance == (
        "The last place is the one where it should go, as near as 20 km can tell."
    )
    vague = way(replace(LEIPZIG, city="Porto"), replace(VIGO, city="Hub 7"))
    assert vague.distance.startswith("The last place that was found is the one")


def test_on_the_way_back_nothing_is_measured() -> None:
    assert way(LEIPZIG, scan(ParcelStatus.RETURNING, "Leipzig", 12)).distance == ""
    returned = replace(VIGO, checkpoint=replace(VIGO.checkpoint, leg=Leg.RETURN))
    assert way(returned).distance == ""


def test_without_an_address_or_a_place_there_is_no_distance() -> None:
    assert way(VIGO, home=None).distance == ""
    assert way().distance == ""
    shown = way(VIGO, home={"city": "Nowhere", "country": "PT"})
    assert (shown.distance, shown.missing) == ("", ("Nowhere, where it should go",))


def test_the_whole_way_is_told_in_words_beside_the_map() -> None:
    shown = way(LEIPZIG, VIGO)
    assert shown.told == ("Leipzig, 10 Mar", "Delivered: Vigo, 13 Mar")
    assert "<desc" in shown.maps[0].wide
    assert "1: Leipzig, 10 Mar. 2: Delivered: Vigo, 13 Mar. The last place" in shown.maps[0].wide
