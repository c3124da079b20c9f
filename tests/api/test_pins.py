"""Correcting a pin of a parcel's map: a claim on record, once, within what is one's own to say."""

import pytest

from tests.api.conftest import SetDay, handed_over
from tests.api.machine import Site

pytestmark = pytest.mark.django_db(transaction=True)
SCAN = {
    "status": "in_transit",
    "source": "carrier",
    "happened_at": "2026-03-04T08:00:00Z",
    "city": "Hub 7",
    "country": "DE",
}
LEIPZIG = {
    "pin": "Hub 7",
    "name": "Leipzig",
    "country": "DE",
    "latitude": 51.34,
    "longitude": 12.37,
    "radius_km": 5,
    "why": "The carrier wrote it to me.",
}


@pytest.fixture
def parcel(them: Site, on: SetDay) -> str:
    """A parcel that was scanned in Leipzig, and at a hub that nobody knows."""
    parcel = handed_over(them, on)
    on(5)
    answer = them.shop.post(f"parcels/{parcel}/checkpoints", {"checkpoints": [SCAN]})
    assert answer.status_code == 201
    return parcel


def test_a_buyer_corrects_a_pin_and_the_seller_reads_it(them: Site, parcel: str) -> None:
    answer = them.alice.post(f"parcels/{parcel}/pin-corrections", LEIPZIG)
    assert answer.status_code == 201
    shown = them.bob.get(f"parcels/{parcel}").json()
    assert shown["corrections"] == [
        {
            "pin": "Hub 7",
            "name": "Leipzig",
            "country": "DE",
            "new": {"latitude": 51.34, "longitude": 12.37, "radius_km": 5},
            "old": None,
            "by": "buyer",
            "at": "2026-03-06T12:00:00Z",
            "why": "The carrier wrote it to me.",
        }
    ]
    assert {"Leipzig", "Hub 7"} <= set(answer.json()["pins"])
    assert shown["pins"] == ["Leipzig"]


def test_a_repeat_gets_the_same_bytes_and_is_recorded_once(
    them: Site, parcel: str, on: SetDay
) -> None:
    path = f"parcels/{parcel}/pin-corrections"
    first = them.alice.post(path, LEIPZIG, Idempotency_Key="pin")
    on(6)
    again = them.alice.post(path, LEIPZIG, Idempotency_Key="pin")
    assert (again.status_code, again.content) == (201, first.content)
    other = them.alice.post(path, {**LEIPZIG, "why": "Else."}, Idempotency_Key="pin")
    assert (other.status_code, other.json()["code"]) == (422, "idempotency_key_reused")
    assert len(them.alice.get(f"parcels/{parcel}").json()["corrections"]) == 1


def test_the_sender_corrects_no_pin_but_the_first(them: Site, parcel: str) -> None:
    path = f"parcels/{parcel}/pin-corrections"
    assert them.bob.post(path, {**LEIPZIG, "pin": "Leipzig"}).status_code == 201
    refused = them.bob.post(path, LEIPZIG)
    assert refused.status_code == 400
    assert refused.json()["errors"] == [
        {"field": "pin", "problem": "Choose a pin of this map that is yours to correct."}
    ]


def test_degrees_beyond_the_earth_are_refused_by_field(them: Site, parcel: str) -> None:
    wrong = {**LEIPZIG, "latitude": 91, "longitude": "east", "country": "de", "why": ""}
    answer = them.alice.post(f"parcels/{parcel}/pin-corrections", wrong)
    assert answer.status_code == 400
    assert {one["field"] for one in answer.json()["errors"]} == {
        *("latitude", "longitude", "country", "why")
    }


def test_the_marketplace_says_nothing_of_pins(them: Site, parcel: str) -> None:
    assert them.shop.post(f"parcels/{parcel}/pin-corrections", LEIPZIG).status_code == 403
