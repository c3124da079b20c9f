"""Refunds: due when the order is settled, paid once, by an operator."""

import pytest

from tests.api.conftest import SetDay, claimed, handed_over
from tests.api.machine import Site, eur

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_refund_is_paid_once_under_its_reference(them: Site, on: SetDay) -> None:
    dispute = claimed(them, on)
    refund = f"refunds/{dispute[:26]}-r1"
    assert them.alice.get(refund).status_code == 404
    them.bob.post(f"disputes/{dispute}/acceptance")
    due = them.alice.get(refund).json()
    assert (due["state"], due["refund"], due["reference"]) == ("due", eur(5000), "")
    for other in (them.alice, them.bob, them.shop, them.mira):
        assert other.post(f"{refund}/payment", {"reference": "re_1"}).status_code == 403
    assert them.charlie.get(refund).status_code == 404
    paid = them.oscar.post(f"{refund}/payment", {"reference": " re_1 "})
    assert (paid.status_code, paid.json()["reference"]) == (201, "re_1")
    twice = them.oscar.post(f"{refund}/payment", {"reference": "re_2"})
    assert (twice.status_code, twice.json()["code"]) == (409, "no_refund_due")
    for party in (them.alice, them.bob, them.shop):
        assert party.get(refund).json()["state"] == "paid"


def test_what_was_released_has_no_refund(them: Site, on: SetDay) -> None:
    handed_over(them, on)
    order = them.alice.post("orders/order-1/receipt").json()
    refund = f"refunds/{order['key']}-r1"
    assert them.alice.get(refund).status_code == 404
    assert them.oscar.post(f"{refund}/payment", {"reference": "re_1"}).status_code == 404
