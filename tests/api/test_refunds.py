"""Refunds: each is a transfer of the order, paid once, and tried again when it was refused."""

import pytest

from amends.core.commands import RefuseTransfer, SendTransfer
from amends.core.parties import PLATFORM
from amends.orders import clock, door, keys
from amends.orders.door import Asked

from tests.api.conftest import SetDay, action, claimed, handed_over
from tests.api.machine import Site, eur, fields_of, refusal_of

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def refund(them: Site, on: SetDay) -> str:
    """Bob has accepted the claim; the address of the refund."""
    dispute = claimed(them, on)
    them.bob.post(f"disputes/{dispute}/acceptance")
    return f"refunds/{dispute[:26]}-t1"


def platform(refund: str, command: SendTransfer | RefuseTransfer) -> None:
    """Do what the platform does by itself with a payment provider."""
    key = keys.read(refund.removeprefix("refunds/")[:26])
    assert key is not None
    assert door.handle(Asked(key, PLATFORM, command), clock.now()).refused is None


def test_a_refund_is_paid_once_under_its_reference(them: Site, refund: str) -> None:
    due = them.alice.get(refund).json()
    assert (due["state"], due["refund"], due["reference"]) == ("intent", eur(5000), "")
    assert (due["method"], due["changed_at"]) == ("store_wallet", "2026-03-22T12:00:00Z")
    assert action(them.oscar, "confirm_transfer")["path"].endswith(f"{refund}/payment")
    for other in (them.alice, them.bob, them.shop, them.mira):
        assert other.post(f"{refund}/payment", {"reference": "re_1"}).status_code == 403
    assert them.charlie.get(refund).status_code == 404
    paid = them.oscar.post(f"{refund}/payment", {"reference": " re_1 "}, Idempotency_Key="paid")
    assert (paid.status_code, paid.json()["reference"]) == (201, "re_1")
    again = them.oscar.post(f"{refund}/payment", {"reference": " re_1 "}, Idempotency_Key="paid")
    assert again.content == paid.content
    twice = them.oscar.post(f"{refund}/payment", {"reference": "re_2"})
    assert refusal_of(twice) == (409, "transfer_not_open")
    assert action(them.oscar, "confirm_transfer") is None
    for party in (them.alice, them.bob, them.shop):
        assert party.get(refund).json()["state"] == "confirmed"


def test_a_refund_that_was_refused_is_tried_again_in_another_way(them: Site, refund: str) -> None:
    early = them.oscar.post(f"{refund}/retry")
    assert refusal_of(early) == (409, "transfer_not_open")
    platform(refund, SendTransfer(1))
    assert them.alice.get(refund).json()["state"] == "sent"
    platform(refund, RefuseTransfer(1, "The wallet is closed."))
    shown = them.alice.get(refund).json()
    assert (shown["state"], shown["problem"]) == ("refused", "The wallet is closed.")
    assert action(them.oscar, "retry_transfer")["path"].endswith(f"{refund}/retry")
    assert fields_of(them.oscar.post(f"{refund}/retry", {"refund_method": "cash"})) == {
        "refund_method"
    }
    sent = {"refund_method": "original_payment"}
    answer = them.oscar.post(f"{refund}/retry", sent)
    assert (answer.status_code, answer.json()["state"]) == (201, "intent")
    assert answer.json()["method"] == "original_payment"
    assert refusal_of(them.mira.post(f"{refund}/retry")) == (403, "not_your_role")
    assert refusal_of(them.alice.post(f"{refund}/retry")) == (403, "forbidden")


@pytest.mark.usefixtures("refund")
def test_an_order_lists_the_money_that_concerns_its_reader(them: Site) -> None:
    assert [kinds(them, who) for who in ("alice", "bob", "shop", "oscar")] == [{"refund"}] * 4
    # What the buyer pays back for what came after all is a payout of the seller's, too.
    them.alice.post("orders/order-1/late-arrival", {"choice": "keep_and_pay_back"})
    assert kinds(them, "alice") == {"refund", "claim"}
    assert kinds(them, "shop") >= {"refund", "claim"}
    assert "claim" not in kinds(them, "bob")


def test_what_was_released_has_no_refund(them: Site, on: SetDay) -> None:
    handed_over(them, on)
    order = them.alice.post("orders/order-1/receipt").json()
    assert (order["transfers"], kinds(them, "bob")) == ([], {"payout"})
    for number in (1, 2):
        refund = f"refunds/{order['key']}-t{number}"
        assert them.alice.get(refund).status_code == 404
        assert them.oscar.post(f"{refund}/payment", {"reference": "re_1"}).status_code == 404


def kinds(them: Site, who: str) -> set[str]:
    """The kinds of transfer that the order shows to somebody."""
    machine = getattr(them, who)
    listed = machine.get("orders").json()["items"]
    order = machine.get(f"orders/{listed[0]['key']}").json()
    return {transfer["kind"] for transfer in order["transfers"]}
