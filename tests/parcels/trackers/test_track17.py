"""17TRACK: what its replies mean, what is asked of it, and who may push."""

import json
from datetime import UTC, datetime

import pytest

from amends.core.parcel import Leg, ParcelStatus
from amends.parcels.trackers.contract import Access, Push
from amends.parcels.trackers.reading import Cause, Outcome, Precision, Reading, Trouble
from amends.parcels.trackers.track17 import TRACKER
from amends.parcels.trackers.track17.calls import fetch, register
from amends.parcels.trackers.track17.pushes import sign, verify_push

from tests.parcels.trackers.replies import (
    RR,
    Json,
    track17,
    track17_event,
    track17_rejected,
    track17_reply,
)
from tests.parcels.trackers.world import Answer, wanted, world


def read_one(event: Json) -> Reading:
    read = TRACKER.read(json.dumps(track17_reply(track17(event))).encode())
    assert read.problems == ()
    (reading,) = read.checkpoints
    return reading


def test_an_event_keeps_everything_that_was_said_of_it() -> None:
    reading = read_one(track17_event("Delivered_Other", "Delivered"))
    assert (reading.status, reading.physical) == (ParcelStatus.DELIVERED, True)
    assert reading.when.local == "2026-05-02T14:34:00"
    assert reading.when.offset_minutes == 180
    assert reading.when.happened_at == datetime(2026, 5, 2, 11, 34, tzinfo=UTC)
    place = reading.place
    assert (place.text, place.city, place.postal_code, place.country) == (
        "Moscow",
        "Moscow",
        "101000",
        "RU",
    )
    assert (place.latitude, place.longitude) == (55.75, 37.6)
    assert (reading.carrier, reading.weight_grams) == ("China Post", 120)


def test_a_time_whose_zone_the_carrier_did_not_say_gets_no_utc() -> None:
    raw = {"date": "2026-05-02", "time": "14:34:00", "timezone": None}
    reading = read_one(track17_event("InTransit_Arrival", "Arrived", time_raw=raw))
    assert reading.when.happened_at is None
    assert reading.when.offset_minutes is None
    assert reading.when.local == "2026-05-02T14:34:00"
    assert reading.when.precision is Precision.SECOND


@pytest.mark.parametrize(
    ("code", "text", "status", "cause"),
    [
        ("InTransit_Other", "Shipment information received", ParcelStatus.ANNOUNCED, None),
        ("InTransit_Other", "Something new", ParcelStatus.IN_TRANSIT, None),
        ("InTransit_Other", "Delivered", ParcelStatus.IN_TRANSIT, None),
        ("DeliveryFailure_Other", "Delivered", ParcelStatus.ATTEMPT_FAILED, None),
        ("Exception_Other", "Held by customs", ParcelStatus.CUSTOMS_HELD, None),
        ("Delivered_Other", "Delivered, To Original Sender", ParcelStatus.RETURNED, None),
        ("Exception_Rejected", "Rejected", ParcelStatus.ATTEMPT_FAILED, Cause.REFUSED),
        ("NotFound_InvalidCode", "", ParcelStatus.UNKNOWN, Cause.INVALID_NUMBER),
    ],
)
def test_a_code_decides_and_words_refine_what_it_leaves_open(
    code: str, text: str, status: ParcelStatus, cause: Cause | None
) -> None:
    reading = read_one(track17_event(code, text))
    assert (reading.status, reading.cause) == (status, cause)


def test_what_goes_back_is_on_the_way_back() -> None:
    assert read_one(track17_event("Exception_Returning", "Returning")).leg is Leg.RETURN


def test_an_unknown_code_means_nothing_and_is_counted() -> None:
    body = track17_reply(track17(*[track17_event("Teleported", "Delivered")] * 3))
    read = TRACKER.read(json.dumps(body).encode())
    assert {one.status for one in read.checkpoints} == {ParcelStatus.UNKNOWN}
    assert [(p.trouble, p.what, p.times) for p in read.problems] == [
        (Trouble.UNKNOWN_CODE, "Teleported", 3)
    ]


def test_forty_numbers_go_in_one_call_and_no_key_is_kept() -> None:
    numbers = [f"RR{number:09}CN" for number in range(41)]
    with world(Answer(track17_reply(*(track17(number=one) for one in numbers)))) as edge:
        fetched = fetch(wanted(*numbers), edge.line())
    sizes = [len(json.loads(one.body)) for one in edge.asked]
    assert sizes == [40, 1]
    assert edge.asked[0].headers["17token"] == "key-1"
    assert edge.asked[0].path == "/v1/gettrackinfo"
    assert len(edge.pauses) == 1
    assert all("key-1" not in one.request for one in fetched.replies)
    assert set(fetched.outcomes.values()) == {Outcome.FOUND}


@pytest.mark.parametrize(
    ("code", "outcome"),
    [
        (-18019901, Outcome.FOUND),
        (-18010012, Outcome.NOT_FOUND),
        (-18019909, Outcome.NOT_FOUND),
        (-18019902, Outcome.REFUSED),
        (-18019908, Outcome.REFUSED),
    ],
)
def test_a_number_that_is_not_taken_has_its_own_outcome(code: int, outcome: Outcome) -> None:
    with world(Answer(track17_reply(rejected=(track17_rejected(code),)))) as edge:
        assert register(wanted(RR), edge.line()).outcomes == {RR: outcome}


@pytest.mark.parametrize("code", [-18010001, -18010002, -18019907, -18019908])
def test_a_refusal_of_the_whole_call_comes_with_200_and_is_one(code: int) -> None:
    reply = {"code": 0, "data": {"errors": [{"code": code, "message": "No."}]}}
    with world(Answer(reply)) as edge:
        fetched = fetch(wanted(RR), edge.line())
    assert fetched.outcomes == {RR: Outcome.REFUSED}
    assert fetched.problems[0].trouble is Trouble.REFUSED
    assert len(fetched.replies) == 1


def test_a_number_that_is_taken_is_known_to_17track_and_nothing_else_is_said() -> None:
    taken = {"origin": 1, "number": RR, "carrier": 3011, "tag": None}
    with world(Answer(track17_reply(taken))) as edge:
        fetched = register(wanted(RR), edge.line())
    assert fetched.outcomes == {RR: Outcome.FOUND}
    assert edge.asked[0].path == "/v1/register"
    assert json.loads(edge.asked[0].body) == [{"number": RR}]


def test_not_found_is_said_by_the_tracker_only() -> None:
    with world(Answer(track17_reply(track17(status="NotFound")))) as edge:
        assert fetch(wanted(RR), edge.line()).outcomes == {RR: Outcome.NOT_FOUND}
    with world(Answer(track17_reply())) as edge:
        assert fetch(wanted(RR), edge.line()).outcomes == {RR: Outcome.OUTAGE}


def test_a_push_is_read_like_a_reply() -> None:
    event = track17_event("OutForDelivery_Other", "Out for delivery")
    body = json.dumps({"event": "TRACKING_UPDATED", "data": track17(event)}).encode()
    assert TRACKER.read(body).outcomes == {RR: Outcome.FOUND}
    assert TRACKER.read(body).checkpoints[0].status is ParcelStatus.OUT_FOR_DELIVERY


def test_a_push_is_believed_only_with_its_signature() -> None:
    body = b'{"event":"TRACKING_STOPPED"}'
    # Made by another program, of the body, a slash and the key.
    right = "169a7079d8eab0b9facc2e135f163d09659b0357cf345dd3fe6e8aa3e8bedf01"
    access = Access(secret="key-1")

    def pushed(signature: str) -> bool:
        now = datetime(2026, 6, 1, tzinfo=UTC)
        return verify_push(Push({"sign": signature}, body, "", now), access)

    assert pushed(right)
    assert sign(body, "key-1") == right
    assert not pushed(sign(body, "key-2"))
    assert not pushed(sign(body + b" ", "key-1"))
    assert not pushed("")
