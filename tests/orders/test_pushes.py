"""Pushes of trackers at the orders' door: each is taken in once, and keeps no other waiting."""

from dataclasses import replace

import pytest

from amends.orders import queries
from amends.orders.keys import spell
from amends.orders.trackers import PUSHES_KEPT_FOR, forget_pushes, take_pushes
from amends.parcels.pushes import keep, pending_pushes
from amends.parcels.trackers import TRACKERS
from amends.parcels.trackers.contract import Push, Tracker
from amends.parcels.trackers.reading import Read

from .orders import START, day, spoil
from .test_trackers import MOSCOW, addressed, sent, snapshots
from tests.parcels.trackers.replies import RR
from tests.parcels.trackers.world import Answer

pytestmark = pytest.mark.django_db


def push(body: bytes) -> Push:
    return Push({"content-type": "application/json"}, body, "", START)


def pushed() -> bytes:
    return Answer({"event": "TRACKING_UPDATED", "data": MOSCOW}).sent


def test_a_push_is_taken_in_with_what_it_says() -> None:
    key, other = sent(RR), sent(RR, "order-2", 2)
    keep("track17", push(pushed()))
    assert take_pushes(day(3)) == 1
    assert pending_pushes(10) == []
    for one in (key, other):
        assert [scan.country for scan in queries.tracking(addressed(one))[1]] == ["RU"]
        assert snapshots(one) == ["track17"]
    assert forget_pushes(day(3) + PUSHES_KEPT_FOR) == 0
    assert forget_pushes(day(4) + PUSHES_KEPT_FOR) == 1


def test_a_push_of_nobodys_parcel_and_one_that_cannot_be_read_are_done_with() -> None:
    keep("track17", push(pushed()))
    keep("track17", push(b"{"))
    assert take_pushes(day(3)) == 2
    assert pending_pushes(10) == []


@pytest.mark.parametrize("place", [0, 1])
def test_one_order_that_cannot_be_read_keeps_no_push_from_the_others(
    place: int, caplog: pytest.LogCaptureFixture
) -> None:
    keys = [sent(RR), sent(RR, "order-2", 2)]
    bad = keys.pop(place)
    spoil(bad)
    keep("track17", push(pushed()))
    assert take_pushes(day(3)) == 1
    assert pending_pushes(10) == []
    assert [scan.country for scan in queries.tracking(addressed(keys[0]))[1]] == ["RU"]
    assert f"order {spell(bad)} cannot take in what a tracker said" in caplog.text


def test_a_push_that_cannot_be_taken_in_is_reported_and_keeps_no_other_waiting(
    caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    key = sent(RR)
    keep("track17", push(b"cannot be read at all"))
    keep("track17", push(pushed()))
    monkeypatch.setitem(TRACKERS, "track17", _that_trips(TRACKERS["track17"]))
    assert take_pushes(day(3)) == 2
    assert pending_pushes(10) == []
    assert [scan.country for scan in queries.tracking(addressed(key))[1]] == ["RU"]
    assert "a push of track17 cannot be taken in" in caplog.text


def _that_trips(tracker: Tracker) -> Tracker:
    def read(body: bytes) -> Read:
        if body.startswith(b"cannot"):
            raise RecursionError
        return tracker.read(body)

    return replace(tracker, read=read)
