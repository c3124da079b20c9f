"""Goodwill: the platform's own money, given by an operator when the order has ended."""

import pytest

from tests.api.conftest import SetDay, action, handed_over
from tests.api.machine import Site, eur, fields_of, refusal_of

pytestmark = pytest.mark.django_db(transaction=True)
GIFT = {"refund": eur(500), "text": "For the long wait."}


@pytest.fixture
def ended(them: Site, on: SetDay) -> str:
    """Alice confirmed receipt; the address at which goodwill is granted."""
    handed_over(them, on)
    key = them.alice.post("orders/order-1/receipt").json()["key"]
    return f"orders/{key}/goodwill"


def test_an_operator_gives_and_it_becomes_a_refund(them: Site, ended: str) -> None:
    assert action(them.oscar, "grant_goodwill")["path"].endswith("/goodwill")
    answer = them.oscar.post(ended, GIFT, Idempotency_Key="gift")
    assert answer.status_code == 201
    refunds = [t for t in answer.json()["transfers"] if t["kind"] == "refund"]
    assert [refund["moved"] for refund in refunds] == [eur(500)]
    assert them.oscar.post(ended, GIFT, Idempotency_Key="gift").content == answer.content
    assert them.alice.get(f"refunds/{refunds[0]['id']}").json()["refund"] == eur(500)


def test_never_more_than_was_paid_nor_in_another_currency(them: Site, ended: str) -> None:
    above = {**GIFT, "refund": eur(5001)}
    assert refusal_of(them.oscar.post(ended, above)) == (422, "refund_out_of_range")
    other = {**GIFT, "refund": {"minor": 1, "currency": "USD"}}
    assert refusal_of(them.oscar.post(ended, other)) == (422, "refund_out_of_range")


def test_five_times_at_most(them: Site, ended: str) -> None:
    for _ in range(5):
        assert them.oscar.post(ended, GIFT).status_code == 201
    assert refusal_of(them.oscar.post(ended, GIFT)) == (409, "limit_reached")


def test_nobody_else_gives_it(them: Site, ended: str) -> None:
    assert refusal_of(them.mira.post(ended, GIFT)) == (403, "not_your_role")
    for who in (them.alice, them.bob, them.shop, them.charlie):
        assert refusal_of(who.post(ended, GIFT)) == (403, "forbidden")
    assert fields_of(them.oscar.post(ended, {})) == {"refund", "text"}


def test_an_order_that_runs_has_none(them: Site) -> None:
    key = them.shop.get("orders/order-1").json()["key"]
    answer = them.oscar.post(f"orders/{key}/goodwill", GIFT)
    assert refusal_of(answer) == (409, "not_in_this_status")
