"""Chargebacks of several orders, under either name of a payment, and several of one payment."""

import threading

import pytest

from amends.core.commands import Cancel, EndChargeback, FreezeForChargeback
from amends.core.order import Status
from amends.orders import door
from amends.orders.verify import verify
from amends.payments import chargebacks, hooks, kept
from amends.payments.chargebacks import Waiting
from amends.payments.gateways.contract import Disputed, Gateway, Hint
from amends.payments.gateways.known import Known

from tests.orders.orders import DAY, SELLER, ask, eur
from tests.orders.test_races import at_once
from tests.payments.ground import Ground, operate, paid, row, status_of, take
from tests.payments.test_hooks import disputed, problems

pytestmark = pytest.mark.django_db(transaction=True)


class Together:
    """A gateway that answers two workers at the same moment."""

    def __init__(self, gateway: Gateway) -> None:
        self._gateway = gateway
        self._both = threading.Barrier(2, timeout=30)

    def hint(self, body: bytes) -> Hint:
        return self._gateway.hint(body)

    def dispute(self, reference: str) -> Disputed | None:
        disputed = self._gateway.dispute(reference)
        self._both.wait()
        return disputed


def test_a_chargeback_freezes_every_order_of_its_payment(heard: Ground) -> None:
    keys = [paid(reference=f"order-{n}", payment="pi_basket") for n in (2, 3)]
    disputed(heard, "needs_response", "pi_basket", 9000)
    disputed(heard, "needs_response", "pi_basket", 9000)
    take(heard)
    assert {status_of(key, heard) for key in keys} == {Status.FROZEN}
    disputed(heard, "lost", "pi_basket", 9000)
    take(heard)
    assert {status_of(key, heard) for key in keys} == {Status.FROZEN}
    assert problems()[-1] == chargebacks.OF_SEVERAL
    assert [one.words for one in listed(heard)] == [chargebacks.OF_SEVERAL] * 2
    disputed(heard, "won", "pi_basket", 9000)
    take(heard)
    assert {status_of(key, heard) for key in keys} == {Status.PAID}
    assert listed(heard) == []


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
    disputed(heard, "won", minor=1000)
    take(heard)
    assert status_of(key, heard) is Status.FROZEN
    disputed(heard, "won", minor=500, name="dp_2")
    take(heard)
    assert status_of(key, heard) is Status.PAID


def test_nothing_is_sent_between_the_end_of_one_chargeback_and_the_end_of_another(
    heard: Ground,
) -> None:
    key = paid()
    assert ask(key, SELLER, Cancel(), 2).refused is None
    disputed(heard, "needs_response", minor=1000)
    disputed(heard, "needs_response", minor=500, name="dp_2")
    take(heard)
    disputed(heard, "won", minor=1000)
    take(heard)
    assert status_of(key, heard) is Status.FROZEN
    heard.settle(DAY)
    assert row(key).state == "intent"
    disputed(heard, "won", minor=500, name="dp_2")
    take(heard)
    assert status_of(key, heard) is Status.SETTLED


def test_a_person_who_ends_one_chargeback_ends_no_other(heard: Ground) -> None:
    key = paid()
    for name in ("dp_1", "dp_2"):
        disputed(heard, "needs_response", minor=1000, name=name)
    take(heard)
    operate(key, EndChargeback(won=True, charged_back=eur(0)), heard.now)
    assert status_of(key, heard) is Status.FROZEN
    disputed(heard, "won", minor=1000)
    take(heard)
    assert status_of(key, heard) is Status.FROZEN
    disputed(heard, "won", minor=1000, name="dp_2")
    take(heard)
    assert status_of(key, heard) is Status.PAID


@pytest.mark.parametrize("told", [True, False])
def test_a_second_chargeback_that_is_lost_is_booked_too(heard: Ground, *, told: bool) -> None:
    key = paid()
    names = ("dp_1", "dp_2")
    for name in names if told else ():
        disputed(heard, "needs_response", minor=1000, name=name)
        take(heard)
    for name in (*names, *names):
        disputed(heard, "lost", minor=1000, name=name)
        take(heard)
    order = door.read(key, heard.now).order
    assert (order.status, order.charged_back) == (Status.PAID, eur(2000))
    assert listed(heard) == []
    assert list(verify()) == [1]


def test_what_two_banks_took_beyond_an_order_is_told_for_a_while(heard: Ground) -> None:
    key = paid()
    for name in ("dp_1", "dp_2"):
        disputed(heard, "needs_response", minor=3000, name=name)
    take(heard)
    for name in ("dp_1", "dp_2"):
        disputed(heard, "lost", minor=3000, name=name)
    take(heard)
    order = door.read(key, heard.now).order
    assert (order.status, order.charged_back) == (Status.SETTLED, eur(4500))
    disputed(heard, "lost", minor=3000, name="dp_2")
    disputed(heard, "needs_response", minor=100, name="dp_3")
    take(heard)
    disputed(heard, "lost", minor=100, name="dp_3")
    take(heard)
    words = "The bank took {}.00 EUR, of which {}.00 EUR " + chargebacks.BEYOND
    assert listed(heard) == [
        Waiting(key, "order-1", eur(3000), heard.now, words.format(30, 15)),
        Waiting(key, "order-1", eur(100), heard.now, words.format(1, 1)),
    ]
    assert list(verify()) == [1]
    disputed(heard, "won", minor=100, name="dp_3")
    take(heard)
    assert len(listed(heard)) == 1
    heard.now += chargebacks.TOLD_FOR
    assert listed(heard) == []


def test_all_of_an_order_taken_twice_ends_with_nothing_left_to_book(heard: Ground) -> None:
    key = paid()
    for status in ("needs_response", "lost"):
        for name in ("dp_1", "dp_2"):
            disputed(heard, status, name=name)
        take(heard)
    order = door.read(key, heard.now).order
    assert (order.status, order.charged_back, order.frozen) == (Status.SETTLED, eur(4500), None)
    assert [one.disputed for one in listed(heard)] == [eur(4500)]


def test_a_chargeback_that_a_person_entered_waits_for_a_person(heard: Ground) -> None:
    key = paid()
    operate(key, FreezeForChargeback(eur(500), "a letter"), heard.now)
    disputed(heard, "needs_response")
    take(heard)
    assert listed(heard) == [Waiting(key, "order-1", eur(500), heard.now, chargebacks.BY_HAND)]


def test_a_chargeback_that_runs_too_long_waits_for_a_person(heard: Ground) -> None:
    key = paid()
    disputed(heard, "needs_response")
    take(heard)
    since = heard.now
    assert listed(heard) == []
    heard.now += 31 * DAY
    door.read(key, heard.now)
    assert listed(heard) == [Waiting(key, "order-1", eur(4500), since, chargebacks.LONG)]


def test_what_a_person_entered_in_the_orders_currency_a_person_ends(heard: Ground) -> None:
    key = paid()
    operate(key, FreezeForChargeback(eur(500), "dp_1"), heard.now)
    disputed(heard, "lost", minor=600, currency="usd")
    take(heard)
    assert problems() == ["It was refused: chargeback_out_of_range."]
    assert [one.words for one in listed(heard)] == problems()
    disputed(heard, "won", minor=600, currency="usd")
    take(heard)
    assert status_of(key, heard) is Status.PAID


def test_orders_of_the_gateway_that_tells_come_before_those_of_another(heard: Ground) -> None:
    ours = paid(payment="pi_9")
    other = paid("bank", "order-2", "pi_9")
    theirs = paid("card", "order-3", "pi_10")
    assert kept.orders_of_payment("stripe", "pi_9") == [ours]
    assert kept.orders_of_payment("bank", "pi_9", "pi_10") == [other]
    assert kept.orders_of_payment("stripe", "pi_10") == [theirs]
    disputed(heard, "needs_response", "pi_9")
    take(heard)
    assert status_of(other, heard) is Status.PAID


def listed(ground: Ground) -> list[Waiting]:
    return chargebacks.listed(ground.now, 20)


def test_two_workers_who_hear_of_one_chargeback_at_once_book_it_once(heard: Ground) -> None:
    numbers = range(12)
    keys = [paid(reference=f"order-{n}", payment=f"pi_{n}") for n in numbers]
    for said in ("needs_response", "lost"):
        for n in sorted((*numbers, *numbers)):
            disputed(heard, said, f"pi_{n}", 1000, name=f"dp_{n}")
        two_workers(heard)
    orders = [door.read(key, heard.now).order for key in keys]
    assert [order.charged_back for order in orders] == [eur(1000)] * len(keys)
    assert {order.status for order in orders} == {Status.PAID}
    assert set(problems()) == {""}


def two_workers(ground: Ground) -> None:
    known = Known({"stripe": Together(ground.known.gateways["stripe"])})  # type: ignore[dict-item]  # All that messages need.
    at_once(*[lambda: str(hooks.take(known, ground.now))] * 2)


def test_a_message_that_one_worker_has_is_not_given_to_another(heard: Ground) -> None:
    paid()
    disputed(heard, "needs_response")
    assert kept.claim(heard.now) is not None
    assert take(heard) == 0
    heard.now += kept.LEASE
    assert take(heard) == 1
