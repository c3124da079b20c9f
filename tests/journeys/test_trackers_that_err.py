"""What comes broken, forged, too early or out of order is kept and said, and never believed."""

import logging

import pytest
from django.db import connection

from amends.orders import keys
from amends.orders.keys import bucket_of
from amends.orders.trackers import ask_trackers, take_pushes
from amends.parcels.snapshots import chain_holds, snapshots_of

from tests.api.machine import Json, refusal_of
from tests.journeys.books import balances
from tests.journeys.following import ACCEPTED, ARRIVED, Story, known, push, scan, written
from tests.parcels.trackers.replies import RR
from tests.parcels.trackers.world import Answer
from tests.web.site import day

pytestmark = pytest.mark.django_db(transaction=True)
BROKEN = b'{"code": 0, "data": {"accepted": [{"number": "RR123456785CN", "track_'
FORGED = {"event": "TRACKING_UPDATED", "data": known(scan(9, "Delivered_Other", "Delivered"))}


def everything(story: Story) -> tuple[Json, Json]:
    order = story.them.shop.get("orders/order-1").json()
    return order, story.them.shop.get(f"parcels/{story.parcel}").json()


def kept(story: Story) -> list[bytes | None]:
    """The replies that the order keeps of its parcel, whose chain holds."""
    key = keys.read(story.parcel.partition("-")[0])
    assert key is not None
    with connection.cursor() as cursor:
        assert chain_holds(cursor, (bucket_of(key), key))
        return [one.body for one in snapshots_of(cursor, (bucket_of(key), key))]


@pytest.mark.parametrize(
    ("body", "says"),
    [
        (BROKEN, "it is not JSON"),
        (b"<html>Bad gateway</html>", "it is not JSON"),
        (b'{"code": 0, "data": {"parcels": []}}', "neither accepted nor rejected"),
    ],
)
def test_a_reply_in_no_known_shape_is_kept_and_said_and_changes_nothing(
    story: Story, caplog: pytest.LogCaptureFixture, body: bytes, says: str
) -> None:
    story.moves()
    before, replies = everything(story), kept(story)
    story.track17.answers = [Answer(body)]
    story.on(9)
    with caplog.at_level(logging.WARNING, "amends.trackers"):
        assert ask_trackers(day(9)).numbers == 1
    assert everything(story) == before
    assert kept(story) == [*replies, body]
    (said,) = [line.getMessage() for line in caplog.records]
    assert said.startswith("17TRACK: unreadable, 1 times: ")
    assert says in said
    # It is no word that the number is unknown, and the next reply that can be read is read.
    assert set(story.findings()) == {"moving_normally"}
    there = scan(9, "InTransit_Arrival", "Arrived", ("Porto", "PT", "4000"))
    story.looks(known(ACCEPTED, ARRIVED, there), 9.5)
    assert len(story.checkpoints()) == 3


def test_a_forged_push_gets_401_is_counted_and_changes_nothing(story: Story) -> None:
    story.moves()
    before = everything(story)
    story.on(9)
    for signature in ("0" * 64, "nonsense"):
        assert push(FORGED, signature) == 401
    assert take_pushes(day(9)) == 0
    assert everything(story) == before
    figures = story.them.oscar.get("metrics").content.decode()
    assert 'amends_refused_pushes{tracker="track17"} 2' in figures
    assert push(FORGED) == 202
    assert take_pushes(day(9)) == 1
    assert len(story.checkpoints()) == 3


def test_a_scan_that_lies_ahead_counts_from_when_it_was_told(story: Story) -> None:
    story.moves()
    ahead = scan(40, "Delivered_Other", "Delivered", ("Porto", "PT", "4000"))
    story.looks(known(ACCEPTED, ARRIVED, ahead), 10)
    shown = story.checkpoints()[2]
    assert (shown["happened_at"], shown["recorded_at"]) == (written(40), written(10))
    order = story.them.alice.get("orders/order-1").json()
    # Delivered as of when it was told: fifteen days from there, and not from the day that it names.
    assert (order["status"], order["due_at"]) == ("delivered", written(25))
    said = {"status": "delivered", "source": "carrier", "happened_at": written(12)}
    path = f"parcels/{story.parcel}/checkpoints"
    refused = story.them.shop.post(path, {"checkpoints": [said]})
    assert refusal_of(refused) == (400, "malformed")
    assert refused.json()["errors"][0]["problem"].startswith("This lies ahead.")


def test_a_scan_of_before_the_payment_is_kept_and_becomes_a_finding(story: Story) -> None:
    story.sent()
    early = scan(-3, "InTransit_PickedUp", "Accepted by the post")
    story.looks(known(early), 2)
    found = story.findings()
    assert (found["scan_before_payment"]["grade"], found["scan_before_payment"]["rests_on"]) == (
        "weak",
        [1],
    )
    came = scan(0.5, "Delivered_Other", "Delivered", ("Porto", "PT", "4000"))
    story.looks(known(early, came), 3)
    assert story.findings()["delivered_before_shipped"]["rests_on"] == [2]
    assert [one["happened_at"] for one in story.checkpoints()] == [written(-3), written(0.5)]


def test_scans_out_of_order_are_put_in_their_order(story: Story) -> None:
    story.sent()
    back = scan(12, "Exception_Returned", "Returned to the sender")
    came = scan(11, "Delivered_Other", "Delivered", ("Porto", "PT", "4000"))
    story.looks(known(ACCEPTED), 2)
    story.looks(known(ARRIVED, ACCEPTED), 8)
    assert [one["status"] for one in story.checkpoints()] == ["accepted", "in_transit"]
    story.looks(known(back, ACCEPTED, came, ARRIVED), 13)
    # However they are listed, what was delivered and then went back is with its sender.
    assert "returned" in story.findings()
    assert "delivered_proven" not in story.findings()
    order = story.them.alice.get("orders/order-1").json()
    assert order["status"] == "shipped"
    assert balances(order["key"])["held"] == 5000
    assert len(story.checkpoints()) == 4


def test_what_a_known_scan_says_again_is_one_scan(story: Story) -> None:
    story.moves()
    story.pushed(known(ARRIVED, ACCEPTED), 9)
    story.looks(known(ACCEPTED, ARRIVED), 10)
    assert len(story.checkpoints()) == 2
    assert RR in story.them.alice.get(f"parcels/{story.parcel}").json()["tracking_number"]
