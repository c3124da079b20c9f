"""Proof of notice: whoever's silence counts has provably been told by reading what is asked."""

import pytest

from tests.api.conftest import SetDay, claimed, faulty
from tests.api.machine import Site

pytestmark = pytest.mark.django_db(transaction=True)


def test_the_seller_who_reads_the_order_was_told(them: Site, on: SetDay) -> None:
    claimed(them, on)
    before = them.shop.get("orders/order-1").json()
    assert them.alice.get("orders/order-1").json()["version"] == before["version"]
    read = them.bob.get("orders/order-1").json()
    assert read["version"] == before["version"] + 1
    assert read["due_at"] == "2026-03-27T12:00:00Z"
    assert them.bob.get("orders/order-1").json() == read


def test_the_buyer_who_reads_where_the_goods_go_was_told(them: Site, on: SetDay) -> None:
    dispute = faulty(them, on)
    them.bob.post(f"disputes/{dispute}/acceptance")
    waiting = them.alice.get(f"disputes/{dispute}").json()["version"]
    label = them.bob.upload("orders/order-1/evidence", "invoice").json()["number"]
    sent = {"address": "Berlin", "label": label}
    given = them.bob.post(f"disputes/{dispute}/return-label", sent).json()["version"]
    assert given == waiting + 2, "the file and the address: it was Bob who had to be told before"
    on(22)
    others = {who.get(f"disputes/{dispute}").json()["version"] for who in (them.bob, them.mira)}
    reads = them.alice.get(f"disputes/{dispute}").json()
    assert others == {reads["version"] - 1}
    assert them.alice.get(f"disputes/{dispute}").json()["version"] == reads["version"]
