"""The worker asks a geocoder for what no table knows: one by one, within its limits, and once."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection

from amends.parcels.places.geocoders import GOOGLE, KEPT_FOR, Geocoding, remembered
from amends.parcels.places.geocoding import PAUSE, WANTED_FOR, ask_next, forget, today, want

from tests.parcels.places.geocoder import Geocoder, geocoder

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
SECOND = timedelta(seconds=1)


@pytest.fixture
def nominatim() -> Iterator[Geocoding]:
    with geocoder() as address:
        yield Geocoding(nominatim_url=address)


def wanted(*texts: str) -> None:
    with connection.cursor() as cursor:
        want(cursor, [(text, "FR") for text in texts], NOW)


def known(text: str, now: datetime = NOW) -> tuple[str, str | None] | None:
    with connection.cursor() as cursor:
        found = remembered(cursor, text, "FR", now)
    return (found[0], found[1].country) if found else None


def test_without_a_geocoder_nothing_is_asked_and_the_places_wait() -> None:
    wanted("Lyon")
    assert ask_next(Geocoding(), NOW) == 0
    assert today(Geocoding(), NOW).waiting == 1


def test_a_place_is_asked_once_and_kept_with_its_source(nominatim: Geocoding) -> None:
    wanted("Lyon", "Lyon")
    wanted("Lyon")
    assert [ask_next(nominatim, NOW + n * SECOND) for n in range(2)] == [1, 0]
    assert known("Lyon") == ("nominatim", "FR")
    assert len(Geocoder.asked) == 1
    assert (today(nominatim, NOW).asked, today(nominatim, NOW).waiting) == (1, 0)


def test_google_answers_in_the_same_way() -> None:
    with geocoder() as address:
        wanted("Lyon")
        assert ask_next(Geocoding("key", google_url=address), NOW) == 1
    assert known("Lyon") == (GOOGLE, "FR")


def test_no_such_place_is_an_answer_and_is_not_drawn(nominatim: Geocoding) -> None:
    wanted("Hub 7")
    assert ask_next(nominatim, NOW) == 1
    assert known("Hub 7") is None
    assert today(nominatim, NOW).waiting == 0


def test_all_workers_together_ask_once_a_second(nominatim: Geocoding) -> None:
    wanted("Lyon", "Hub 7", "Hub 8")
    half = SECOND / 2
    assert [ask_next(nominatim, NOW + n * half) for n in range(4)] == [1, 0, 1, 0]


def test_the_days_questions_are_used_up_and_begin_anew(nominatim: Geocoding) -> None:
    few = replace(nominatim, per_day=1)
    wanted("Lyon", "Hub 7")
    assert [ask_next(few, NOW + n * SECOND) for n in range(2)] == [1, 0]
    assert ask_next(few, NOW + timedelta(days=1)) == 1


def test_an_outage_is_never_not_found_and_lets_the_others_wait_a_while(
    nominatim: Geocoding,
) -> None:
    wanted("broken")
    assert [ask_next(nominatim, NOW), ask_next(nominatim, NOW + SECOND)] == [1, 0]
    stands = today(nominatim, NOW)
    assert stands.waiting == 1
    assert "503" in stands.problem
    wanted("Lyon")
    # One that cannot be answered does not keep the others from being asked.
    assert [ask_next(nominatim, NOW + PAUSE + n * SECOND) for n in range(2)] == [1, 1]
    assert known("Lyon") == ("nominatim", "FR")
    assert today(nominatim, NOW).waiting == 1


def test_a_server_that_is_not_there_is_an_outage_too() -> None:
    with geocoder() as address:
        gone = Geocoding(nominatim_url=address)
    wanted("Lyon")
    assert ask_next(gone, NOW) == 1
    assert (today(gone, NOW).waiting, today(gone, NOW).problem != "") == (1, True)


def test_what_google_said_is_forgotten_after_its_terms_and_nominatims_stays(
    nominatim: Geocoding,
) -> None:
    later = NOW + KEPT_FOR
    with geocoder() as address:
        wanted("Lyon")
        ask_next(Geocoding("key", google_url=address), NOW)
    assert known("Lyon", later) is None
    assert [forget(NOW), forget(later), forget(later)] == [0, 1, 0]
    wanted("Lyon")
    with geocoder() as address:
        ask_next(Geocoding(nominatim_url=address), NOW)
    assert forget(later) == 0
    assert known("Lyon", later) == ("nominatim", "FR")


def test_what_nobody_could_be_asked_for_is_given_up_in_the_end() -> None:
    wanted("Hub 7")
    assert [forget(NOW), forget(NOW + WANTED_FOR)] == [0, 1]


def test_texts_that_no_table_could_hold_are_not_wanted() -> None:
    wanted("x" * 201)
    assert today(Geocoding(), NOW).waiting == 0
