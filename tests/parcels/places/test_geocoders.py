"""Geocoders are asked only where configured, over loopback servers that speak as they document."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection

from amends.parcels.places.geocoders import KEPT_FOR, Geocoding, geocoded
from amends.parcels.places.place import Confidence, Place

from tests.parcels.places.geocoder import Geocoder, geocoder

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)


@pytest.fixture
def server() -> Iterator[str]:
    with geocoder() as address:
        yield address


def ask(geocoding: Geocoding, text: str, country: str = "", now: datetime = NOW) -> Place:
    with connection.cursor() as cursor:
        return geocoded(cursor, geocoding, text, country, now)


def test_without_a_key_nothing_is_asked_and_the_way_to_get_one_is_told() -> None:
    place = ask(Geocoding(), "Lyon")
    assert place.confidence is Confidence.NONE
    assert "nominatim_url" in place.why
    assert "console.cloud.google.com" in place.why


def test_nominatim_is_asked_once_and_remembered(server: str) -> None:
    places = [ask(Geocoding(nominatim_url=server), "Lyon", "FR") for _ in range(2)]
    assert places[0] == places[1]
    assert (places[0].country, places[0].confidence) == ("FR", Confidence.MEDIUM)
    assert places[0].radius_km == pytest.approx(7.6, abs=0.5)
    (asked,) = Geocoder.asked
    assert asked["countrycodes"] == ["FR"]


def test_google_is_asked_with_its_key(server: str) -> None:
    place = ask(Geocoding(google_key="k-1", google_url=server), "Lyon", "FR")
    assert (place.name, place.country, place.latitude) == ("Lyon, France", "FR", 45.764043)
    (asked,) = Geocoder.asked
    assert (asked["key"], asked["components"]) == (["k-1"], ["country:FR"])


@pytest.mark.parametrize("engine", ["nominatim", "google"])
def test_a_place_that_is_not_known_is_remembered_as_such(server: str, engine: str) -> None:
    google = Geocoding(google_key="k", google_url=server)
    geocoding = google if engine == "google" else Geocoding(nominatim_url=server)
    for _ in range(2):
        assert ask(geocoding, "Nowhere").why == f"{engine} knows no such place."
    assert len(Geocoder.asked) == 1


@pytest.mark.parametrize("text", ["broken", "garbled"])
def test_a_service_that_is_down_has_not_said_that_there_is_no_such_place(
    server: str, text: str
) -> None:
    for _ in range(2):
        assert "could not be asked" in ask(Geocoding(nominatim_url=server), text).why
    assert len(Geocoder.asked) == 2


def test_an_answer_of_google_is_not_kept_for_longer_than_allowed(server: str) -> None:
    geocoding = Geocoding("key", google_url=server)
    for now in (NOW, NOW + KEPT_FOR - timedelta(seconds=1), NOW + KEPT_FOR):
        ask(geocoding, "Lyon", now=now)
    assert len(Geocoder.asked) == 2


def test_a_private_address_that_is_not_the_operators_is_not_called() -> None:
    assert "could not be asked" in ask(Geocoding(nominatim_url="http://127.0.0.1"), "Lyon").why


def test_a_text_without_end_is_not_asked_for(server: str) -> None:
    assert "longer" in ask(Geocoding(nominatim_url=server), "x" * 201).why
    assert Geocoder.asked == []
