"""What breaks between a tracker and us is kept and reported, and is never "not found"."""

import json
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as some

from amends.parcels.trackers import TRACKERS
from amends.parcels.trackers.contract import Ask, Fetched
from amends.parcels.trackers.reading import Outcome, Trouble

from tests.parcels.trackers.replies import (
    RR,
    Json,
    aftership,
    aftership_tracking,
    parcelsapp,
    parcelsapp_state,
    postal_ninja,
    track17,
    track17_event,
    track17_reply,
    usps,
    usps_event,
)
from tests.parcels.trackers.world import Answer, World, wanted, world

TOKEN = Answer({"access_token": "token-1"})
# Trackers that can be asked, and what they answer before the answer that counts.
ASKED: dict[str, Sequence[Answer]] = {
    "track17": (),
    "parcelsapp": (),
    "postal_ninja": (Answer({"status": "CREATED", "pkgId": 77, "trackCode": RR}),),
    "aftership": (),
    "usps": (TOKEN,),
}
GOOD: dict[str, Json] = {
    "track17": track17_reply(track17(track17_event("InTransit_Arrival", "Arrived"))),
    "parcelsapp": parcelsapp(parcelsapp_state("Arrived at hub")),
    "postal_ninja": postal_ninja("Arrived at hub"),
    "aftership": aftership(aftership_tracking("InTransit_003", "Arrived")),
    "usps": usps(usps_event("A1", "Arrived")),
    "generic": {"checkpoints": [{"number": RR, "text": "Arrived at hub"}]},
}
# Two of these send no more than they promise; the third is a page of something in between.
WRONG = (
    b"",
    b"null",
    b"[]",
    b"{}",
    b"3",
    b'{"data": []}',
    b"<html>502</html>",
    b'\xff\xfe{"a":',
    b"[" * 100_000,
)


def asked(name: str, answer: Answer) -> tuple[World, Fetched]:
    fetch: Ask | None = TRACKERS[name].fetch
    assert fetch is not None
    with world(*ASKED[name], answer) as edge:
        return edge, fetch(wanted(RR), edge.line())


@pytest.mark.parametrize("name", ASKED)
@pytest.mark.parametrize("body", WRONG, ids=lambda body: repr(body[:12]))
def test_a_wrong_shape_is_kept_and_reported_and_is_an_outage(name: str, body: bytes) -> None:
    _, fetched = asked(name, Answer(body))
    assert fetched.outcomes == {RR: Outcome.OUTAGE}
    assert fetched.problems
    assert fetched.replies[-1].body == body


@pytest.mark.parametrize("name", ASKED)
def test_half_a_reply_is_an_outage(name: str) -> None:
    whole = json.dumps(GOOD[name]).encode()
    _, fetched = asked(name, Answer(whole[: len(whole) // 2]))
    assert fetched.outcomes == {RR: Outcome.OUTAGE}
    edge, fetched = asked(name, Answer(whole[: len(whole) // 2], cut=True))
    assert fetched.outcomes == {RR: Outcome.OUTAGE}
    assert edge.pauses[-2:] == [1.0, 2.0]


@pytest.mark.parametrize("name", ASKED)
@pytest.mark.parametrize("status", [500, 502, 503])
def test_trouble_of_the_tracker_is_tried_again_and_then_an_outage(name: str, status: int) -> None:
    edge, fetched = asked(name, Answer({"error": "broken"}, status))
    assert fetched.outcomes == {RR: Outcome.OUTAGE}
    assert edge.pauses == [1.0, 2.0]
    assert len(edge.asked) == len(ASKED[name]) + 3


@pytest.mark.parametrize("name", ASKED)
def test_a_used_up_quota_is_a_refusal_after_waiting_as_told(name: str) -> None:
    edge, fetched = asked(name, Answer({}, 429, {"Retry-After": "7"}))
    assert fetched.outcomes == {RR: Outcome.REFUSED}
    assert edge.pauses == [7.0, 7.0]
    assert fetched.problems[-1].trouble is Trouble.REFUSED


@pytest.mark.parametrize(("said", "pause"), [("9999", 60.0), ("soon", 1.0), ("-1", 1.0)])
def test_no_pause_is_longer_than_a_minute_or_taken_from_nonsense(said: str, pause: float) -> None:
    edge, _ = asked("track17", Answer({}, 429, {"Retry-After": said}))
    assert edge.pauses[0] == pause


@pytest.mark.parametrize("name", ASKED)
@pytest.mark.parametrize("status", [401, 403])
def test_a_refused_key_is_not_tried_again(name: str, status: int) -> None:
    edge, fetched = asked(name, Answer({}, status))
    assert fetched.outcomes == {RR: Outcome.REFUSED}
    assert edge.pauses == []


@pytest.mark.parametrize("name", ASKED)
def test_a_tracker_that_is_not_there_is_an_outage(name: str) -> None:
    fetch = TRACKERS[name].fetch
    assert fetch is not None
    with world(Answer()) as edge:
        line = edge.line()
    assert fetch(wanted(RR), line).outcomes == {RR: Outcome.OUTAGE}


@pytest.mark.parametrize("name", GOOD)
@given(draw=some.data())
def test_no_reply_however_bent_breaks_the_reading(name: str, draw: some.DataObject) -> None:
    bent = draw.draw(_bent(GOOD[name]))
    read = TRACKERS[name].read(json.dumps(bent).encode())
    for one in read.checkpoints:
        texts = (one.text, one.number, one.code, one.place.text, one.when.local, one.recipient)
        assert all("\x00" not in text and text.isascii() is not None for text in texts)
        assert len(one.text) <= 1000
        assert len(one.when.local) <= 32
        "".join(texts).encode()


@pytest.mark.parametrize("name", [*GOOD, "pasted"])
@given(body=some.binary(max_size=300))
def test_no_bytes_break_the_reading(name: str, body: bytes) -> None:
    assert TRACKERS[name].read(body).outcomes is not None


# What is whole JSON in the right frame, and lacks the one part that speaks of the parcel.
HOLLOW: dict[str, Json] = {
    "track17": track17_reply({"number": RR, "carrier": 3011}),
    "parcelsapp": {"done": True, "shipments": [{"trackingId": RR, "status": "archive"}]},
    "postal_ninja": {"status": "SUCCESS", "pkg": {"id": 7, "trackCode": RR, "events": []}},
    "aftership": aftership({"tracking_number": RR, "tag": "Pending"}),
    "usps": {"trackingNumber": RR, "trackingEvents": []},
}


@pytest.mark.parametrize("name", ASKED)
def test_a_reply_without_the_part_that_counts_is_an_outage_and_not_not_found(name: str) -> None:
    _, fetched = asked(name, Answer(HOLLOW[name]))
    assert fetched.outcomes == {RR: Outcome.OUTAGE}


JUNK = some.one_of(
    some.none(),
    some.booleans(),
    some.integers(),
    some.floats(allow_nan=True),
    some.text(alphabet=some.characters(codec=None), max_size=20),
    some.sampled_from(
        ["\x00", "\ud800", "9" * 2000, "2026-13-45T99:99:99Z", "0001-01-01T00:00:00+14:00"]
    ),
    some.lists(some.none(), max_size=2),
    some.dictionaries(some.text(max_size=3), some.none(), max_size=2),
)


def _bent(reply: object) -> some.SearchStrategy[object]:
    """The reply with any of its parts replaced by something else."""
    if isinstance(reply, dict):
        whole: some.SearchStrategy[object] = some.fixed_dictionaries(
            {key: _bent(value) for key, value in reply.items()}
        )
    elif isinstance(reply, list):
        whole = some.tuples(*(_bent(value) for value in reply)).map(list)
    else:
        whole = some.just(reply)
    # The part itself is far likelier than junk, so that most of a reply stays whole.
    return some.integers(0, 12).flatmap(lambda n: JUNK if n == 0 else whole)
