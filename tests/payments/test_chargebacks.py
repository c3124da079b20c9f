"""Chargebacks of several orders, under either name of a payment, and several of one payment."""

import pytest

from amends.core.order import Status
from amends.payments import hooks

from tests.payments.ground import Ground, paid, status_of, take
from tests.payments.test_hooks import disputed, problems

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_chargeback_freezes_every_order_of_its_payment(heard: Ground) -> None:
    keys = [paid(reference=f"order-{n}", payment="pi_basket") for n in (2, 3)]
    disputed(heard, "needs_response", "pi_basket", 9000)
    disputed(heard, "needs_response", "pi_basket", 9000)
    take(heard)
    assert {status_of(key, heard) for key in keys} == {Status.FROZEN}
    disputed(heard, "lost", "pi_basket", 9000)
    take(heard)
    assert {status_of(key, heard) for key in keys} == {Status.FROZEN}
    assert "end it for each by hand" in problems()[-1]
    disputed(heard, "won", "pi_basket", 9000)
    take(heard)
    assert {status_of(key, heard) for key in keys} == {Status.PAID}


def test_a_chargeback_finds_the_order_that_was_given_with_a_charge(heard: Ground) -> None:
    key = paid(payment="ch_1")
    disputed(heard, "needs_response", "pi_9")
    take(heard)
    assert status_of(key, heard) is Status.FROZEN


def test_the_end_of_one_chargeback_frees_nothing_that_another_holds(heard: Ground) -> None:
    key = paid()
    disputed(heard, "needs_response", minor=1000)
    take(heard)
    disputed(heard, "needs_response", minor=500, name="dp_2")
    disputed(heard, "won", minor=700, name="dp_3")
    take(heard)
    assert status_of(key, heard) is Status.FROZEN
    heard.now += hooks.GIVEN_UP_AFTER
    take(heard)
    disputed(heard, "won", minor=1000)
    take(heard)
    take(heard)
    assert status_of(key, heard) is Status.FROZEN
    disputed(heard, "won", minor=500, name="dp_2")
    take(heard)
    assert status_of(key, heard) is Status.PAID
