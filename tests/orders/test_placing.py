"""Where scans were and where an order was to go: only what is certain becomes a place."""

import json
from dataclasses import replace
from pathlib import Path

import pytest
from django.conf import settings

from amends.core.findings import FindingCode, findings
from amends.core.geography import Point
from amends.core.parcel import ParcelStatus, Source
from amends.core.places import Place
from amends.orders import door, placing
from amends.orders.beginning import Sent, begin
from amends.parcels.places.resolving import open_resolver
from amends.parcels.store import Scan

from .orders import START, beginning, day, scanned, shipped

BERLIN = {"name": "Alice Example", "city": "Berlin", "postal_code": "10115", "country": "DE"}
DESCRIBED = json.dumps({"ship_to": BERLIN, "ships_from": "CN"})


@pytest.fixture
def places(places_home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A home with the table of places."""
    open_resolver(places_home).close()
    monkeypatch.setattr(settings, "AMENDS_HOME", places_home)


def at(city: str, country: str = "", status: ParcelStatus = ParcelStatus.DELIVERED) -> Scan:
    return replace(scanned(status, 10), city=city, country=country)


def place_of(scan: Scan) -> Place | None:
    return placing.located([scan])[0].checkpoint.place


def test_without_the_table_of_places_only_what_was_said_is_known() -> None:
    assert placing.resolver() is None
    assert place_of(at("Hamburg", "DE")) == Place(country="DE")
    assert place_of(at("Hamburg")) is None


@pytest.mark.usefixtures("places")
def test_a_town_in_its_country_has_a_point_and_an_ambiguous_name_has_none() -> None:
    hamburg = place_of(at("Hamburg", "DE"))
    assert hamburg is not None
    assert hamburg.point is not None
    assert (round(hamburg.point.latitude), round(hamburg.point.longitude)) == (54, 10)
    assert place_of(at("Springfield")) is None
    # What is no country is no hint, and says nothing.
    assert place_of(at("Hamburg", "ZZ")) == Place(country="ZZ")


@pytest.mark.usefixtures("places")
def test_what_a_seller_says_proves_no_place() -> None:
    said = at("Hamburg", "DE")
    by_seller = replace(said, checkpoint=replace(said.checkpoint, source=Source.SELLER))
    assert place_of(by_seller) is None
    given = Place(country="FR", point=Point(48.9, 2.4, 5))
    assert place_of(replace(said, checkpoint=replace(said.checkpoint, place=given))) == given


@pytest.mark.django_db
@pytest.mark.usefixtures("places")
def test_delivered_in_another_town_is_found_with_its_distance() -> None:
    begun = replace(beginning(), particulars=DESCRIBED)
    sent = Sent(day(1), day(1), scans=(scanned(ParcelStatus.ACCEPTED, 2),))
    (began,) = begin([replace(begun, sent=(sent,))], START)
    assert began.loaded
    key = began.loaded.key[1]
    loaded = door.scan(key, [at("Hamburg", "DE")], day(10))
    found = findings(loaded.order, loaded.facts, day(10))
    assert [one.code for one in found] == [FindingCode.DELIVERED_FAR]
    assert loaded.order.delivered_at is None
    again = door.read(key, day(10))
    assert again.facts == loaded.facts
    assert again.facts.route is not None
    assert (again.facts.route.origin, again.facts.route.recorded_at) == ("CN", day(10))


@pytest.mark.django_db
@pytest.mark.usefixtures("places")
def test_an_imported_past_has_its_places_too() -> None:
    begun = replace(beginning(), particulars=DESCRIBED)
    taken = replace(scanned(ParcelStatus.ACCEPTED, 2), city="")
    sent = Sent(day(1), day(1), scans=(taken, at("Berlin", "DE")))
    begin([replace(begun, sent=(sent,))], day(20))
    loaded = door.read(begun.key[1], day(20))
    assert loaded.facts.route is not None
    assert loaded.facts.route.recorded_at == day(10)
    assert loaded.order.delivered_at == day(10)


@pytest.mark.parametrize(
    ("recipient", "differs"),
    [
        ("ALICE EXAMPLE", False),
        ("Example, A.", False),
        ("Bob Stranger", True),
        ("Reception", None),
        ("B.", None),
        ("", None),
    ],
)
def test_two_names_are_of_different_people(recipient: str, differs: bool | None) -> None:  # noqa: FBT001 - a table of cases
    assert placing.differs(recipient, "Alice Example") is differs
    assert placing.differs(recipient, "") is None


@pytest.mark.django_db
def test_who_took_it_is_compared_and_not_kept() -> None:
    begun = replace(beginning(), particulars=DESCRIBED)
    sent = Sent(day(1), day(1), scans=(scanned(ParcelStatus.ACCEPTED, 2),))
    begin([replace(begun, sent=(sent,))], START)
    taken = replace(at(""), recipient="Bob Stranger")
    loaded = door.scan(begun.key[1], [taken, at("")], day(10))
    assert [c.recipient_differs for c in loaded.facts.checkpoints] == [None, True]
    assert loaded.facts == door.read(begun.key[1], day(10)).facts


@pytest.mark.django_db
def test_a_scan_without_a_place_looks_nothing_up() -> None:
    assert door.read(shipped(), day(3)).facts.route is None
