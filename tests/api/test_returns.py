"""Goods on their way back: where to, posted, and how they came."""

import pytest

from tests.api.conftest import SetDay, action, faulty
from tests.api.machine import Json, Site, eur, fields_of, refusal_of

pytestmark = pytest.mark.django_db(transaction=True)
ADDRESS = "Bob's Lamps, Allee 1, Berlin"
POSTED = {"carrier": "CTT", "tracking_number": "RR1", "posted_at": "2026-03-14T12:00:00Z"}


@pytest.fixture
def path(them: Site, on: SetDay) -> str:
    """Bob has agreed on day 13 that the lamp comes back; the dispute's address."""
    dispute = faulty(them, on)
    shown = them.bob.post(f"disputes/{dispute}/acceptance").json()
    assert (shown["status"], shown["returning"]["address"]) == ("awaiting_return", None)
    return f"disputes/{dispute}"


@pytest.fixture
def given(them: Site, path: str) -> str:
    """Bob has said where it goes, with a label; the dispute's address."""
    label = them.bob.upload("orders/order-1/evidence", "invoice").json()["number"]
    sent = {"address": ADDRESS, "label": label}
    answer = them.bob.post(f"{path}/return-label", sent, Idempotency_Key="label")
    assert answer.status_code == 201
    again = them.bob.post(f"{path}/return-label", sent, Idempotency_Key="label")
    assert again.content == answer.content
    return path


def test_the_buyer_reads_where_it_goes(them: Site, given: str) -> None:
    shown = them.alice.get(given).json()["returning"]
    for who in (them.alice, them.bob, them.mira):
        assert who.get(given).json()["returning"]["address"] == ADDRESS
    content = them.alice.get(f"evidence/{shown['label']}/content")
    assert (content.status_code, content.getvalue()[:2]) == (200, b"\xff\xd8")
    assert them.shop.get(given).json()["returning"]["address"] is None
    refused = them.bob.post(f"{given}/return-label", {"address": "Elsewhere"})
    assert refusal_of(refused) == (409, "return_already_made")


def test_a_label_that_is_due_is_asked_for(them: Site, path: str) -> None:
    assert action(them.bob, "give_return_address")["mandatory"] is True
    answer = them.bob.post(f"{path}/return-label", {"address": ADDRESS})
    assert refusal_of(answer) == (422, "return_label_missing")
    answer = them.bob.post(f"{path}/return-label", {"address": ADDRESS, "label": 1})
    assert refusal_of(answer) == (422, "evidence_unknown")


def test_it_goes_back_and_the_refund_is_due(them: Site, on: SetDay, given: str) -> None:
    on(14)
    assert action(them.alice, "ship_return")["path"].endswith(f"{given}/return-parcel")
    answer = them.alice.post(f"{given}/return-parcel", POSTED, Idempotency_Key="post")
    assert answer.status_code == 201
    again = them.alice.post(f"{given}/return-parcel", POSTED, Idempotency_Key="post")
    assert again.content == answer.content
    shown = answer.json()["returning"]
    parcel = them.bob.get(f"parcels/{shown['parcel']}").json()
    assert (parcel["leg"], parcel["tracking_number"]) == ("return", "RR1")
    twice = them.alice.post(f"{given}/return-parcel", POSTED)
    assert refusal_of(twice) == (409, "return_already_posted")
    for status, day in (("accepted", 16), ("delivered", 18)):
        on(day)
        at = f"2026-03-{day}T12:00:00Z"
        scan = {"status": status, "source": "carrier", "happened_at": at, "leg": "return"}
        pushed = them.shop.post(f"parcels/{shown['parcel']}/checkpoints", {"checkpoints": [scan]})
        assert pushed.status_code == 201
    assert them.bob.get(given).json()["status"] == "return_delivered"
    done = them.bob.post(f"{given}/return-acknowledgement", {"condition": "as_sent"})
    assert (done.status_code, done.json()["status"]) == (201, "settled")
    assert done.json()["returning"]["condition"] == "as_sent"
    order = them.alice.get("orders/order-1").json()
    assert (order["outcome"], order["money"]["refund"]) == ("return_completed", eur(5000))


def test_what_came_back_otherwise_is_looked_at(them: Site, on: SetDay, given: str) -> None:
    on(14)
    parcel = them.alice.post(f"{given}/return-parcel", POSTED).json()["returning"]["parcel"]
    on(16)
    scan = {"status": "accepted", "source": "carrier", "happened_at": "2026-03-16T12:00:00Z"}
    scans = {"checkpoints": [{**scan, "leg": "return"}]}
    them.shop.post(f"parcels/{parcel}/checkpoints", scans)
    said = {"condition": "empty"}
    assert fields_of(them.bob.post(f"{given}/return-acknowledgement", said)) == {"text"}
    said["text"] = "Nothing was in it."
    shown = them.bob.post(f"{given}/return-acknowledgement", said).json()
    assert (shown["status"], shown["returning"]["condition"]) == ("under_review", "empty")


def test_nothing_is_posted_before_the_address_is_known(them: Site, on: SetDay, path: str) -> None:
    on(14)
    answer = them.alice.post(f"{path}/return-parcel", POSTED)
    assert refusal_of(answer) == (409, "return_address_missing")
    early = them.bob.post(f"{path}/return-acknowledgement", {"condition": "as_sent"})
    assert refusal_of(early) == (409, "not_in_this_status")


def test_nothing_is_posted_in_the_future_or_with_another_ones_receipt(
    them: Site, given: str
) -> None:
    ahead = {**POSTED, "posted_at": "2026-03-14T12:00:01Z"}
    answer = them.alice.post(f"{given}/return-parcel", ahead)
    assert refusal_of(answer) == (422, "posted_in_future")
    assert answer.json()["details"] == {"latest": "2026-03-14T12:00:00Z"}
    sent = {**POSTED, "posted_at": "2026-03-14T11:00:00Z", "receipt": 2}
    assert refusal_of(them.alice.post(f"{given}/return-parcel", sent)) == (422, "evidence_unknown")


def test_after_its_time_nothing_is_posted(them: Site, on: SetDay, given: str) -> None:
    them.alice.get(given)
    on(24)
    answer = them.alice.post(f"{given}/return-parcel", POSTED)
    assert refusal_of(answer) == (409, "not_in_this_status")


STEPS = [
    ("return-label", {"address": ADDRESS}, "alice"),
    ("return-parcel", POSTED, "bob"),
    ("return-acknowledgement", {"condition": "as_sent"}, "alice"),
]


@pytest.mark.parametrize("asked", STEPS, ids=lambda asked: asked[0])
def test_each_side_does_its_own(
    them: Site, on: SetDay, path: str, asked: tuple[str, Json, str]
) -> None:
    on(14)
    step, sent, wrong = asked
    other = getattr(them, wrong).post(f"{path}/{step}", sent)
    assert refusal_of(other) == (403, "not_your_role")
    assert refusal_of(them.mira.post(f"{path}/{step}", sent)) == (403, "forbidden")
    assert them.charlie.post(f"{path}/{step}", sent).status_code == 404


@pytest.mark.parametrize(
    ("step", "sent", "fields"),
    [
        ("return-label", {"label": 0}, {"address", "label"}),
        ("return-parcel", {"receipt": "x", "carrier": ""}, {"posted_at", "receipt", "carrier"}),
        ("return-acknowledgement", {"condition": "fine"}, {"condition"}),
    ],
)
def test_every_wrong_field_is_named(
    them: Site, path: str, step: str, sent: Json, fields: set[str]
) -> None:
    assert fields_of(them.bob.post(f"{path}/{step}", sent)) == fields


def test_a_receipt_that_is_added_after_the_posting_counts(
    them: Site, on: SetDay, given: str
) -> None:
    on(14)
    them.alice.post(f"{given}/return-parcel", POSTED)
    assert them.alice.get(given).json()["returning"]["receipt"] is False
    them.alice.upload("orders/order-1/evidence", "return_receipt")
    assert them.alice.get(given).json()["returning"]["receipt"] is True


def test_what_no_carrier_scanned_may_be_acknowledged(them: Site, on: SetDay, given: str) -> None:
    on(14)
    assert action(them.bob, "acknowledge_return") is None
    them.alice.post(f"{given}/return-parcel", POSTED)
    offered = action(them.bob, "acknowledge_return")
    assert offered["path"].endswith(f"{given}/return-acknowledgement")
    done = them.bob.post(f"{given}/return-acknowledgement", {"condition": "as_sent"})
    assert (done.status_code, done.json()["status"]) == (201, "settled")
