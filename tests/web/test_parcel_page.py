"""The page of a parcel: its way on our own map and in words, its checkpoints, and what it shows."""

from collections.abc import Iterator

import pytest
from django.db import connection
from pytest_django import Settings

from amends.core.commands import HandOver
from amends.core.parcel import Checkpoint, ParcelStatus, Source
from amends.orders import door, keys
from amends.parcels.places.geocoders import NOMINATIM, keep
from amends.parcels.store import Scan

from tests.web.atlas import lay_atlas
from tests.web.conftest import SetDay
from tests.web.site import browser, day, late, paid, shipped
from tests.web.travels import at_parcel, numbered, travelled

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def atlas(settings: Settings) -> Iterator[None]:
    """A table of places beside the home, for one test."""
    path = lay_atlas(settings.AMENDS_HOME)
    yield
    path.unlink()


def read(key: bytes, name: str = "alice") -> str:
    answer = browser(name).get(at_parcel(key))
    assert answer.status_code == 200
    return answer.content.decode()


def test_the_title_says_where_it_is_and_since_when(on: SetDay) -> None:
    key = travelled()
    on(13)
    assert "<h1>Delivered, Vigo, 13 Mar</h1>" in read(key)


def test_the_way_is_drawn_for_two_widths_and_closer_where_it_ended(on: SetDay, atlas: None) -> None:
    key = travelled()
    on(13)
    page = read(key)
    assert page.count('<svg class="map"') == 4
    assert "120 km, ± 22 km" in page
    assert (
        "The last place, Delivered: Vigo, 13 Mar, lies 120 km from Porto, where it should go,"
        " give or take 22 km." in page
    )
    assert "https://www.google.com/maps/dir/?api=1&amp;origin=42.23000%2C-8.72000" in page
    assert "Not on the map, because the place was not found or is not certain: Hub 7" in page


def test_what_only_a_geocoder_knows_is_drawn_and_said_to_prove_nothing(
    on: SetDay, atlas: None
) -> None:
    key = travelled()
    on(13)
    place = {"name": "Hub", "country": "XX", "latitude": 48.8, "longitude": 2.3, "radius_km": 5}
    with connection.cursor() as cursor:
        keep(cursor, (NOMINATIM, "Hub 7", "XX"), place, day(12))
    page = read(key)
    assert "Found by a geocoder, to look at; no rule uses it: Hub 7 (by Nominatim)." in page
    assert "Not on the map" not in page


def test_the_map_knows_the_buyers_town_and_never_the_street(on: SetDay, atlas: None) -> None:
    key = travelled()
    on(13)
    for name in ("alice", "bob", "mira"):
        page = read(key, name)
        assert "Porto, where it should go" in page
        assert "Secret Street" not in page


def test_without_a_table_of_places_the_way_stands_in_words_alone(on: SetDay) -> None:
    key = travelled()
    on(13)
    page = read(key)
    assert "<svg" not in page
    assert "4. Hub 7, 11 Mar" in page
    assert "because the table of places is still being made" in page
    assert "is not certain" not in page


def test_times_are_told_as_they_were_told_and_no_zone_is_invented(on: SetDay) -> None:
    key = travelled()
    on(13)
    page = read(key)
    assert "2026-03-03 20:00 there, the zone is not stated." in page
    assert "2026-03-10 13:00 there, UTC+01:00." in page
    assert "Half past two there, the zone is not stated." in page
    assert "Told as an instant." in page


def test_each_checkpoint_says_who_told_it_and_what_is_no_scan(on: SetDay) -> None:
    key = travelled()
    on(13)
    page = read(key)
    assert "Said by the seller, not a scan." in page
    assert "Said by a tracker." in page
    assert "&lt;b&gt;Weiterleitung&lt;/b&gt;" in page


def test_findings_have_their_grade_and_what_they_rest_on(on: SetDay) -> None:
    key = travelled()
    on(13)
    page = read(key)
    shown = page[page.index("What it shows") : page.index("Every checkpoint")]
    assert 'It was delivered in another country.</b> <span class="soft">Decisive.' in shown
    assert "Rests on: Delivered, Vigo, ES" in shown


def test_what_is_not_trouble_enough_for_a_dispute_is_no_good_news_either(on: SetDay) -> None:
    key = late()
    on(21)
    page = read(key)
    assert '<li class="weak">' in page
    assert "It is late: the promised day is over." in page
    assert "✓" not in page


def test_the_number_has_its_links_and_the_ones_before_it(on: SetDay) -> None:
    key = travelled()
    on(13)
    page = read(key)
    assert "https://t.17track.net/en#nums=LX987654321DE" in page
    assert "https://parcelsapp.com/en/tracking/LX987654321DE" in page
    assert "postal.ninja" in page
    assert "DHL RX123456785CN, until" in page


def test_a_parcel_without_a_scan_says_so(on: SetDay) -> None:
    key = paid()
    numbered(key, HandOver(day(1)), "LX987654321DE", 1)
    on(2)
    page = read(key)
    assert "<h1>No carrier has scanned it yet</h1>" in page
    assert "No place is known yet." in page


def test_a_stranger_and_a_missing_parcel_are_answered_alike(on: SetDay) -> None:
    key = late()
    on(20)
    addresses = [
        at_parcel(key),
        at_parcel(key, 2),
        at_parcel(paid("other")),
        f"/parcels/{keys.spell(key)}",
        at_parcel(b"0" * 16),
    ]
    charlie = browser("charlie")
    answers = [charlie.get(address) for address in addresses]
    assert {answer.status_code for answer in answers} == {404}
    assert len({answer.content for answer in answers}) == 1


def test_the_order_leads_to_its_parcel(on: SetDay) -> None:
    key = shipped()
    on(3)
    assert at_parcel(key) in browser("alice").get(f"/orders/{keys.spell(key)}").content.decode()


def test_what_only_a_timer_says_does_not_read_like_a_scan(on: SetDay) -> None:
    key = shipped()
    timer = Checkpoint(1, 0, ParcelStatus.DELIVERED, Source.PLATFORM_TIMER, False, day(5), day(5))  # noqa: FBT003 - a timer is no scan
    door.scan(key, [Scan(timer)], day(5))
    on(6)
    page = read(key)
    assert "<h1>Delivered, 6 Mar, said by a timer</h1>" in page
    assert '<p class="state wait">' in page
