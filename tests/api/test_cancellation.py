"""Cancellation: before anything was sent, by the seller or the marketplace."""

import pytest

from tests.api.conftest import SetDay, action, handed_over
from tests.api.machine import Site, eur, fields_of, refusal_of

pytestmark = pytest.mark.django_db(transaction=True)
PATH = "orders/order-1/cancellation"


@pytest.mark.parametrize("who", ["bob", "shop"])
def test_what_was_not_sent_is_paid_back(them: Site, who: str) -> None:
    machine = getattr(them, who)
    assert action(machine, "cancel")["path"].endswith("/cancellation")
    answer = machine.post(PATH, {"text": "Sold out."})
    assert answer.status_code == 201
    order = answer.json()
    assert (order["status"], order["outcome"]) == ("settled", "cancelled")
    assert (order["money"]["refund"], order["open_lines"]) == (eur(5000), [])
    (refund,) = order["transfers"]
    assert (refund["kind"], refund["state"], refund["moved"]) == ("refund", "intent", eur(5000))
    assert (refund["method"], refund["reference"]) == ("original_payment", "")
    assert refund["id"] == f"{order['key']}-t1"


def test_the_same_cancellation_again_gets_the_same_bytes(them: Site) -> None:
    first = them.bob.post(PATH, {}, Idempotency_Key="cancel")
    again = them.bob.post(PATH, {}, Idempotency_Key="cancel")
    assert (again.status_code, again.content) == (201, first.content)
    assert refusal_of(them.bob.post(PATH, {})) == (409, "not_in_this_status")


def test_what_was_sent_is_not_cancelled(them: Site, on: SetDay) -> None:
    handed_over(them, on)
    assert refusal_of(them.bob.post(PATH, {})) == (409, "lines_already_sent")
    assert refusal_of(them.bob.post(PATH, {"lines": [1]})) == (409, "lines_already_sent")


def test_a_hand_over_that_no_carrier_has_seen_is_taken_back_by_its_lines(
    them: Site, on: SetDay
) -> None:
    on(1)
    them.bob.post("orders/order-1/parcels", {"handed_over_at": "2026-03-02T11:00:00Z"})
    assert action(them.bob, "cancel")["path"].endswith("/cancellation")
    assert refusal_of(them.bob.post(PATH, {})) == (409, "lines_already_sent")
    order = them.bob.post(PATH, {"lines": [1, 2]}).json()
    assert (order["outcome"], order["money"]["refund"]) == ("cancelled", eur(5000))


def test_only_the_seller_and_the_marketplace_cancel(them: Site) -> None:
    assert refusal_of(them.alice.post(PATH, {})) == (403, "not_your_role")
    assert refusal_of(them.mira.post(PATH, {})) == (403, "forbidden")
    assert them.charlie.post(PATH, {}).status_code == 404


def test_a_wrong_body_is_named(them: Site) -> None:
    assert fields_of(them.bob.post(PATH, {"text": 1, "why": "x"})) == {"text", "why"}
    assert fields_of(them.bob.post(PATH, {"lines": [0]})) == {"lines.0"}
