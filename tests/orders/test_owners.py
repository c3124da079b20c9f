"""Whose a payment is: two marketplaces at one payment provider never have the same one."""

from dataclasses import replace
from functools import partial

import pytest
from django.db import connection

from amends.core.refusals import Refusal
from amends.orders import owners
from amends.orders.beginning import Began, Beginning, begin
from amends.orders.verify import Fault, verify

from tests.orders.orders import START, beginning, day
from tests.orders.test_races import at_once

pytestmark = pytest.mark.django_db(transaction=True)
RACES = 50


def paid(
    marketplace: str, reference: str, payment: str = "pi_1", gateway: str = "stripe"
) -> Beginning:
    named = beginning(reference)
    return replace(named, marketplace=marketplace, gateway=gateway, payment=payment)


def test_another_marketplace_cannot_protect_an_order_under_the_same_payment() -> None:
    assert begin([paid("shop", "order-1")], START)[0].loaded
    thief = begin([paid("mall", "order-1")], START)[0]
    assert (thief.payment_taken, thief.loaded, thief.existed) == (True, None, False)
    with connection.cursor() as cursor:
        cursor.execute("SELECT COUNT(*) FROM orders")
        assert cursor.fetchone() == (1,)
    assert list(verify()) == [1]


def test_a_basket_of_one_marketplace_is_several_orders_of_one_payment() -> None:
    begun = begin([paid("shop", f"order-{n}") for n in range(3)], START)
    begun += begin([paid("shop", "order-3"), paid("shop", "order-0")], START)
    assert [_became(one) for one in begun] == ["made"] * 4 + ["existed"]


def test_of_two_marketplaces_in_one_batch_the_first_has_the_payment() -> None:
    begun = begin(
        [paid("shop", "order-1"), paid("mall", "order-1"), paid("mall", "o2", "2")], START
    )
    assert [_became(one) for one in begun] == ["made", "taken", "made"]


def test_a_payment_of_another_gateway_and_none_are_nobody_elses() -> None:
    begun = begin([paid("shop", "order-1"), paid("shop", "order-2", "")], START)
    begun += begin([paid("mall", "order-1", gateway="paypal"), paid("mall", "order-2", "")], START)
    for gateway in owners.NAMELESS:
        begun += begin([paid(one, f"1{gateway}", "1", gateway) for one in ("shop", "mall")], START)
    assert [_became(one) for one in begun] == ["made"] * 10
    assert list(verify()) == [10]


def test_an_order_that_is_refused_takes_no_payment() -> None:
    late = paid("mall", "order-1")
    late = replace(late, command=replace(late.command, promise_ends_at=day(400)))
    refused = begin([late], START)[0].refused
    assert refused is not None
    assert refused.refusal is Refusal.PROMISE_TOO_LATE
    assert begin([paid("shop", "order-1")], START)[0].loaded


def test_of_two_marketplaces_at_one_moment_one_has_the_payment() -> None:
    for race in range(RACES):
        made = at_once(*(partial(_raced, shop, f"pi_{race}") for shop in ("shop", "mall")))
        assert sorted(made) == ["made", "taken"]
    assert list(verify()) == [3 * RACES]


def test_a_payment_that_was_given_to_another_by_hand_is_found() -> None:
    begin([paid("shop", "order-1"), paid("shop", "order-2", "pi_2"), paid("shop", "o3", "")], START)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE payment_owners SET marketplace = 'mall' WHERE reference = 'pi_1'")
    assert _faults() == [("order-1", "its payment is not kept as its marketplace's")]
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM payment_owners")
    assert sorted(name for name, _ in _faults()) == ["order-1", "order-2"]


def _raced(marketplace: str, payment: str) -> str:
    # Each brings a payment more, so that a batch that loses one is seen to keep the other.
    own = paid(marketplace, f"own-{payment}", f"{marketplace}-{payment}")
    raced, kept = begin([paid(marketplace, payment, payment), own], START)
    assert kept.loaded
    return _became(raced)


def _became(began: Began) -> str:
    return "existed" if began.existed else "taken" if began.payment_taken else "made"


def _faults() -> list[tuple[str, str]]:
    return [(one.reference, one.problem) for one in verify() if isinstance(one, Fault)]
