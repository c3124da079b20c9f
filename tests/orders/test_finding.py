"""Places that came while no table was there: found later, and never known earlier than that."""

import json
from dataclasses import replace
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection

from amends.core.findings import FindingCode, findings
from amends.core.parcel import ParcelStatus
from amends.core.places import Before, Place
from amends.orders import door
from amends.orders.beginning import Sent, begin
from amends.orders.finding import ask_geocoder, find_places, geocoding
from amends.orders.keys import spell
from amends.parcels.places.geocoding import want
from amends.parcels.places.resolving import open_resolver
from amends.parcels.seeking import unsought
from amends.parcels.store import Scan

from .orders import START, beginning, day, scanned, spoil
from tests.parcels.places.geocoder import geocoder

pytestmark = pytest.mark.django_db
BERLIN = {"name": "Alice Example", "city": "Berlin", "postal_code": "10115", "country": "DE"}
DESCRIBED = json.dumps({"ship_to": BERLIN, "ships_from": "CN"})


def delivered(city: str, country: str) -> Scan:
    return replace(scanned(ParcelStatus.DELIVERED, 10), city=city, country=country)


def sent_to_berlin(scan: Scan, reference: str = "order-1") -> bytes:
    begun = replace(beginning(reference), particulars=DESCRIBED)
    sent = Sent(day(1), day(1), scans=(replace(scanned(ParcelStatus.ACCEPTED, 2), city=""),))
    begin([replace(begun, sent=(sent,))], START)
    door.scan(begun.key[1], [scan], day(10))
    return begun.key[1]


def lay_table(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    open_resolver(home).close()
    monkeypatch.setattr(settings, "AMENDS_HOME", home)


def wanted() -> list[tuple[str, str]]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT text, country FROM places_wanted ORDER BY text")
        return [(text, country) for text, country in cursor.fetchall()]


def waiting() -> int:
    with connection.cursor() as cursor:
        return len(unsought(cursor, 10))


def test_without_a_table_nothing_is_done_and_nothing_forgotten() -> None:
    sent_to_berlin(delivered("Hamburg", "DE"))
    assert (find_places(day(11)), waiting()) == (0, 1)


def test_a_town_is_found_later_and_weighs_from_then_on(
    places_home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    key = sent_to_berlin(delivered("Hamburg", "DE"))
    lay_table(places_home, monkeypatch)
    assert [find_places(day(11)), find_places(day(11)), waiting()] == [1, 0, 0]
    loaded = door.read(key, day(11))
    scan, route = loaded.facts.checkpoints[-1], loaded.facts.route
    assert scan.place is not None
    assert scan.place.point is not None
    assert scan.before == Before(Place(country="DE"), day(11))
    assert route is not None
    assert route.destination.point is not None
    assert route.before is not None
    assert route.before.looked_up_at == day(11)
    codes = [one.code for one in findings(loaded.order, loaded.facts.at(day(11)), day(11))]
    assert codes == [FindingCode.DELIVERED_FAR]
    earlier = loaded.facts.before(day(11))
    assert earlier.checkpoints[-1].place == Place(country="DE")
    assert earlier.route == replace(
        route, destination=replace(route.destination, point=None), before=None
    )


def test_a_place_that_named_no_country_begins_the_route_when_it_is_found(
    places_home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    key = sent_to_berlin(delivered("Hamburg, Germany", ""))
    assert door.read(key, day(10)).facts.route is None
    lay_table(places_home, monkeypatch)
    assert find_places(day(12)) == 1
    facts = door.read(key, day(12)).facts
    assert facts.route is not None
    assert (facts.route.recorded_at, facts.route.before) == (day(12), None)
    assert facts.checkpoints[-1].before == Before(None, day(12))


def test_what_the_table_does_not_know_is_asked_once(
    places_home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    key = sent_to_berlin(delivered("Hub 7", "DE"))
    lay_table(places_home, monkeypatch)
    assert [find_places(day(11)), find_places(day(12)), waiting()] == [1, 0, 0]
    assert door.read(key, day(12)).facts.checkpoints[-1].place == Place(country="DE")


def test_what_no_map_can_show_waits_for_a_geocoder(
    places_home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lay_table(places_home, monkeypatch)
    sent_to_berlin(delivered("Hub 7", "DE"))
    assert wanted() == [("Hub 7", "DE")]


def test_without_a_table_nothing_is_known_to_be_missing_until_it_is_there(
    places_home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sent_to_berlin(delivered("Hub 7", "DE"))
    assert wanted() == []
    lay_table(places_home, monkeypatch)
    find_places(day(11))
    assert wanted() == [("Hub 7", "DE")]


def test_an_imported_past_waits_for_a_geocoder_too(
    places_home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lay_table(places_home, monkeypatch)
    begun = replace(beginning(), particulars=DESCRIBED)
    begin(
        [replace(begun, sent=(Sent(day(1), day(1), scans=(delivered("Hub 9", "ZZ"),)),))], day(20)
    )
    assert wanted() == []
    other = beginning("order-2")
    begin(
        [replace(other, sent=(Sent(day(1), day(1), scans=(delivered("Hub 9", "DE"),)),))], day(20)
    )
    assert wanted() == [("Hub 9", "DE")]


def test_the_worker_asks_the_geocoder_of_the_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    with connection.cursor() as cursor:
        want(cursor, [("Lyon", "FR")], day(1))
    assert ask_geocoder(day(1)) == 0
    with geocoder() as address:
        options = replace(settings.AMENDS_OPTIONS, nominatim_url=address, geocoding_per_day=7)
        monkeypatch.setattr(settings, "AMENDS_OPTIONS", options)
        assert geocoding().per_day == 7
        assert ask_geocoder(day(1)) == 1
    assert wanted() == []


def test_an_order_that_cannot_be_read_keeps_no_other_place_from_being_found(
    places_home: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    bad, good = (
        sent_to_berlin(delivered("Hamburg", "DE"), reference) for reference in ("bad", "good")
    )
    lay_table(places_home, monkeypatch)
    spoil(bad)
    assert (find_places(day(11)), waiting()) == (2, 1)
    assert door.read(good, day(11)).facts.checkpoints[-1].place is not None
    assert f"the places of order {spell(bad)} cannot be looked up" in caplog.text
