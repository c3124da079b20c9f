"""Orders that no buyer disputes: what silence does, seen by everybody, until the money is out."""

import pytest

from tests.api.conftest import SetDay, handed_over, scanned
from tests.api.machine import Site, eur
from tests.journeys.books import balances, require_paid, require_settled

pytestmark = pytest.mark.django_db(transaction=True)


def test_the_seller_never_sends_it(them: Site, on: SetDay) -> None:
    on(6.9)
    assert them.alice.get("orders/order-1").json()["status"] == "paid"
    on(7)
    key = require_settled(them, "never_shipped", refund=5000, payout=0)
    require_paid(them, key, 5000)


def test_a_click_of_the_seller_moves_nothing(them: Site, on: SetDay) -> None:
    on(1)
    them.bob.post("orders/order-1/parcels", {"handed_over_at": "2026-03-02T11:00:00Z"})
    assert them.alice.get("orders/order-1").json()["status"] == "paid"
    on(9)
    require_settled(them, "never_shipped", refund=5000, payout=0)


def test_it_comes_and_nobody_says_anything(them: Site, on: SetDay) -> None:
    parcel = handed_over(them, on)
    on(10)
    scanned(them.shop, parcel, "delivered", "2026-03-11T08:00:00Z")
    order = them.alice.get("orders/order-1").json()
    assert (order["status"], order["due_at"]) == ("delivered", "2026-03-26T12:00:00Z")
    on(30)
    require_settled(them, "receipt_presumed", refund=0, payout=5000)
    assert them.alice.get(f"refunds/{order['key']}-t1").status_code == 404


def test_it_comes_and_the_buyer_says_so(them: Site, on: SetDay) -> None:
    parcel = handed_over(them, on)
    on(10)
    scanned(them.shop, parcel, "delivered", "2026-03-11T08:00:00Z")
    assert them.alice.post("orders/order-1/receipt").status_code == 201
    require_settled(them, "receipt_confirmed", refund=0, payout=5000)


def test_only_the_timer_runs_out(them: Site, on: SetDay) -> None:
    parcel = handed_over(them, on)
    # Had it moved in the last three days, the platform would have given it five more.
    on(18)
    scanned(them.shop, parcel, "in_transit", "2026-03-19T08:00:00Z")
    on(23)
    order = them.alice.get("orders/order-1").json()
    assert order["status"] == "protection_lapsed"
    assert balances(order["key"])["held"] == 5000
    on(25)
    scanned(them.shop, parcel, "out_for_delivery", "2026-03-26T08:00:00Z")
    on(40)
    require_settled(them, "claim_window_ended", refund=0, payout=5000)


def test_it_stands_still_and_the_platform_speaks_up(them: Site, on: SetDay) -> None:
    handed_over(them, on)
    on(22)
    assert them.alice.get("orders/order-1").json()["status"] == "shipped"
    on(23)
    order = them.alice.get("orders/order-1").json()
    assert (order["status"], order["dispute"]) == ("decided", f"{order['key']}-d1")
    shown = them.alice.get(f"disputes/{order['dispute']}").json()
    # It is dated when protection ended, not when somebody looked.
    assert (shown["opened_at"], shown["reason"]) == ("2026-03-24T00:00:00Z", "stalled")
    assert [made["by"] for made in shown["decisions"]] == ["platform"]
    on(38)
    key = require_settled(them, "decided", refund=5000, payout=0)
    require_paid(them, key, 5000)


def test_the_seller_appeals_against_the_platform(them: Site, on: SetDay) -> None:
    handed_over(them, on)
    on(23)
    dispute = f"disputes/{them.bob.get('orders/order-1').json()['dispute']}"
    number = them.bob.upload("orders/order-1/evidence", "carrier_letter").json()["number"]
    appeal = {"ground": "new_evidence", "text": "The carrier found it.", "evidence": [number]}
    assert them.bob.post(f"{dispute}/appeal", appeal).json()["status"] == "appealed"
    once = them.bob.post(f"{dispute}/appeal", appeal)
    assert (once.status_code, once.json()["code"]) == (409, "not_in_this_status")
    part = {"outcome": "refund", "refund": eur(500), "reasons": "It comes, and comes late."}
    # The buyer may answer the letter first.
    early = them.mira.post(f"{dispute}/decision", part)
    assert (early.status_code, early.json()["code"]) == (409, "reply_running")
    on(25)
    assert len(them.mira.post(f"{dispute}/decision", part).json()["decisions"]) == 2
    on(40)
    key = require_settled(them, "appeal_changed", refund=500, payout=4500)
    require_paid(them, key, 500)
