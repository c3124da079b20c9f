"""Several workers, workers that die, holds and divergences: each transfer is still made once."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import connection

from amends.core.commands import ConfirmTransfer, RefuseTransfer, SendTransfer
from amends.core.money import Money
from amends.orders import transferred, watch
from amends.orders.backups.divergence import Divergence, DivergenceKind, explain, keep
from amends.orders.clock import Clocks
from amends.orders.keys import bucket_of
from amends.orders.moving import LOOKED_AT_AGAIN
from amends.orders.watch import Hold, HoldKind
from amends.payments import engine, rows
from amends.payments.engine import Settled, settle
from amends.payments.gateways.contract import Fate, Gateway, Instruction, Told
from amends.payments.gateways.known import Known
from amends.payments.simulator.books import Fault

from tests.orders.test_races import at_once
from tests.payments.ground import HOUR, MINUTE, Ground, due, next_at, row, tell

pytestmark = pytest.mark.django_db(transaction=True)


class Meanwhile:
    """A gateway during whose answer something else happens."""

    def __init__(self, gateway: Gateway, happens: "dict[str, object]") -> None:
        self._gateway = gateway
        self._happens = happens

    def __getattr__(self, name: str) -> object:
        return getattr(self._gateway, name)

    def send(self, instruction: Instruction) -> Told:
        told = self._gateway.send(instruction)
        return self._after("send", told)

    def look_up(self, instruction: Instruction) -> Told:
        told = self._gateway.look_up(instruction)
        return self._after("look_up", told)

    def _after(self, asked: str, told: Told) -> Told:
        happens = self._happens.pop(asked, None)
        if callable(happens):
            happens()
        return told


def during(ground: Ground, asked: str, happens: object) -> None:
    """Let something happen once while Stripe is asked for it."""
    stripe = ground.known.gateways["stripe"]
    ground.known = Known({"stripe": Meanwhile(stripe, {asked: happens})})  # type: ignore[dict-item]  # It passes the rest on.


def died() -> None:
    raise ConnectionAbortedError("the worker died here")


def test_a_worker_that_dies_after_sending_leaves_it_to_be_looked_up(ground: Ground) -> None:
    key = due()
    ground.books.faults = frozenset({Fault.NO_KEYS})
    during(ground, "send", died)
    assert ground.settle() == Settled(looked_at=1)
    assert (row(key).state, row(key).tries) == ("sent", 1)
    assert row(key).problem == f"{engine.STUMBLED} (ConnectionAbortedError)."
    assert ground.settle(10 * MINUTE).confirmed == 1
    assert len(ground.books.refunds) == 1


def test_a_worker_that_dies_after_sending_again_is_not_followed_too_soon(ground: Ground) -> None:
    key = due()
    ground.break_(Fault.LOST_REQUEST)
    ground.settle()
    ground.break_(Fault.NO_KEYS, Fault.STALE_LIST)
    during(ground, "send", died)
    ground.settle_often(20, 10 * MINUTE)
    assert row(key).state == "confirmed"
    assert len(ground.books.refunds) == 1


def test_one_that_cannot_be_moved_keeps_no_other_waiting(ground: Ground) -> None:
    due(reference="order-1")
    second = due(reference="order-2")
    during(ground, "send", died)
    assert ground.settle() == Settled(looked_at=2, confirmed=1)
    ground.settle(HOUR)
    assert row(second).state == "confirmed"


def test_two_workers_at_once_make_each_refund_once(ground: Ground) -> None:
    keys = [due(reference=f"order-{number}") for number in range(12)]
    ground.books.faults = frozenset({Fault.NO_KEYS})
    did: list[Settled] = []

    def work() -> str:
        did.append(settle(ground.known, ground.now))
        return "settled"

    assert at_once(work, work) == ["settled"] * 2
    assert sum(one.confirmed for one in did) == len(keys)
    assert len(ground.books.refunds) == len(keys)


def test_a_claimed_transfer_is_not_taken_by_another_until_its_lease_ends(ground: Ground) -> None:
    due()
    with connection.cursor() as cursor:
        claimed = rows.claim(cursor, ground.now)
    assert claimed is not None
    assert ground.settle(9 * MINUTE) == Settled()
    assert ground.settle(MINUTE).confirmed == 1


def test_one_whose_lease_ended_before_it_sent_leaves_it_to_the_other(ground: Ground) -> None:
    key = due()
    particulars = Known.of

    class Slow(Known):
        def of(self, row: object, told: object, token: str) -> object:  # type: ignore[override]  # As below.
            settle(ground.known, ground.now + HOUR)
            return particulars(self, row, told, token)  # type: ignore[arg-type]  # Passed on.

    assert settle(Slow(ground.known.gateways), ground.now, 1) == Settled(looked_at=1)
    assert row(key).state == "confirmed"
    assert len(ground.books.refunds) == 1


def test_one_that_finds_nothing_while_another_sends_again_leaves_it(ground: Ground) -> None:
    key = due()
    ground.break_(Fault.LOST_REQUEST)
    ground.settle()
    ground.break_(Fault.NO_KEYS)
    ground.settle_often(2, 5 * MINUTE)
    known = ground.known
    ground.now += HOUR
    during(ground, "look_up", lambda: settle(known, ground.now + HOUR))
    settle(ground.known, ground.now, 1)
    assert row(key).state == "confirmed"
    assert len(ground.books.refunds) == 1


def test_one_whose_transfer_another_took_does_not_send_again(ground: Ground) -> None:
    key = due()
    ground.break_(Fault.LOST_REQUEST)
    ground.settle()
    ground.break_()
    ground.settle_often(2, 5 * MINUTE)
    ground.now += HOUR

    def taken() -> None:
        with connection.cursor() as cursor:
            assert rows.claim(cursor, ground.now + HOUR)

    during(ground, "look_up", taken)
    ground.settle()
    assert (row(key).state, ground.books.refunds) == ("unknown", [])
    assert row(key).problem == "Somebody else looks at it."


def test_an_answer_that_comes_after_another_confirmed_it_takes_nothing_back(
    ground: Ground,
) -> None:
    key = due()
    ground.break_(Fault.ANSWER_LOST)
    during(ground, "send", lambda: tell(key, ConfirmTransfer(1, "re_1"), ground.now))
    ground.settle()
    assert (row(key).state, row(key).reference) == ("confirmed", "re_1")


def test_two_that_learn_of_the_same_payment_confirm_it_once(ground: Ground) -> None:
    key = due()
    during(ground, "send", lambda: tell(key, ConfirmTransfer(1, "re_1"), ground.now))
    assert ground.settle().looked_at == 1
    assert (row(key).state, row(key).problem) == ("confirmed", "")


def test_what_an_order_does_not_take_waits_with_the_reason(ground: Ground) -> None:
    key = due()
    ground.break_(Fault.PENDING)
    ground.settle()
    # Somebody said by hand that it was refused, and the row was brought back by hand.
    tell(key, RefuseTransfer(1, "No."), ground.now)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE transfers SET state = 'sent', next_at = 0")
    ground.books.refunds[0] = replace(
        ground.books.refunds[0], pending_until=0, fails_at=ground.now.timestamp()
    )
    ground.settle(HOUR)
    assert row(key).problem == "The order does not take it (transfer not open)."
    assert next_at(key) is not None


def test_what_the_order_has_sent_already_is_not_sent_by_a_stale_row(ground: Ground) -> None:
    key = due()
    tell(key, SendTransfer(1), ground.now)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE transfers SET state = 'intent', next_at = 0")
    ground.settle()
    assert ground.books.refunds == []
    assert row(key).problem == "The order does not take it (transfer not open)."


def test_nothing_moves_while_money_is_held(ground: Ground) -> None:
    key = due()
    with connection.cursor() as cursor:
        watch.hold(cursor, Hold(HoldKind.RESTORED, ground.now, "A backup was put back."))
    assert ground.settle(HOUR) == Settled()
    assert (row(key).state, ground.books.refunds) == ("intent", [])
    with connection.cursor() as cursor:
        watch.release(cursor, HoldKind.RESTORED, "oscar", Clocks(ground.now))
    assert ground.settle().confirmed == 1


def test_an_order_over_which_books_and_gateway_disagree_waits_for_a_person(
    ground: Ground,
) -> None:
    key = due()
    whole = (bucket_of(key), key)
    money = Money(4500, "EUR")
    with connection.cursor() as cursor:
        keep(cursor, Divergence(whole, 1, DivergenceKind.DIFFERING, money, "re_9", ground.now))
    assert ground.settle(HOUR) == Settled()
    with connection.cursor() as cursor:
        assert rows.in_state(cursor, "intent", ("refund",), 10) == []
        explain(cursor, whole, 1, by="oscar", now=ground.now)
        assert [one.id for one in rows.in_state(cursor, "intent", ("refund",), 10)] == [row(key).id]
    assert ground.settle().confirmed == 1


def test_a_payment_taken_by_a_gateway_that_is_off_waits_and_says_which(ground: Ground) -> None:
    key = due()
    connected, ground.known = ground.known, Known({}, {"stripe": "Stripe is off. Set a key."})
    ground.settle()
    assert (row(key).state, row(key).problem) == ("intent", "Stripe is off. Set a key.")
    ground.known = connected
    assert ground.settle(HOUR).confirmed == 1
    assert row(key).problem == ""


def test_a_payment_that_no_gateway_here_took_waits_for_the_accountant(ground: Ground) -> None:
    key = due("bank")
    ground.settle()
    assert (next_at(key), row(key).problem) == (None, "It waits for the accountant's file.")
    tell(key, SendTransfer(1), ground.now)
    ground.settle(HOUR)
    assert row(key).problem == "The accountant has it; the receipt is awaited."
    tell(key, ConfirmTransfer(1, "SEPA 7"), ground.now)
    assert ground.settle(LOOKED_AT_AGAIN).looked_at == 1
    assert (next_at(key), row(key).state, row(key).problem) == (None, "confirmed", "")


def test_a_worker_that_dies_after_a_confirmation_loses_no_later_look(ground: Ground) -> None:
    key = due()
    ground.break_(Fault.FLIPS)
    during(ground, "send", lambda: tell(key, ConfirmTransfer(1, "re_1"), ground.now))
    ground.settle()
    assert ground.settle(LOOKED_AT_AGAIN).refused == 1
    assert row(key).state == "refused"


def test_the_operator_sees_what_waits_once_it_has_waited_a_while(ground: Ground) -> None:
    key = due()
    ground.break_(Fault.LOST_REQUEST)
    seen = []
    for _ in range(4):
        ground.settle(HOUR)
        waits = transferred.waiting(rows.TOLD_AFTER, 10)
        seen.append([(one.key[1], one.number) for one in waits])
    assert seen == [[], [], [(key, 1)], [(key, 1)]]
    history = rows.attempts((bucket_of(key), key), 1)
    assert [one.asked for one in history] == ["send", "look_up", "look_up", "again", "look_up"]
    assert {Fate(one.fate) for one in history} == {Fate.UNKNOWN, Fate.NOT_FOUND}
    with connection.cursor() as cursor:
        assert rows.read(cursor, (bucket_of(key), key), 2) is None
    assert timedelta(0) < ground.now - row(key).changed_at
