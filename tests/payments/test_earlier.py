"""Money leaves once, whatever a person says: earlier tries are looked for before another one."""

from dataclasses import replace
from datetime import timedelta

import pytest

from amends.core.commands import RefuseTransfer, RetryTransfer, SendTransfer
from amends.core.terms import RefundMethod
from amends.payments import earlier
from amends.payments.accountant import export
from amends.payments.gateways.contract import Fate
from amends.payments.gateways.known import Known
from amends.payments.simulator.books import Fault

from tests.payments.ground import HOUR, Ground, due, operate, tell, unreachable

pytestmark = pytest.mark.django_db(transaction=True)
STORE = RefundMethod.STORE_WALLET


def lost(ground: Ground) -> None:
    """A refund that the gateway made, and whose answer was lost."""
    ground.keys.append(due())
    ground.break_(Fault.ANSWER_LOST)
    ground.settle()
    ground.break_()
    assert ground.row().state == "unknown"


def refused_by_hand(ground: Ground, method: RefundMethod | None = None) -> None:
    operate(ground.keys[0], RefuseTransfer(1, "It is not there."), ground.now)
    operate(ground.keys[0], RetryTransfer(1, method), ground.now)


def refusable(ground: Ground) -> str:
    return earlier.refusable(ground.known, ground.row(), ground.now)


def test_a_retry_of_what_was_made_is_confirmed_and_not_sent(ground: Ground) -> None:
    lost(ground)
    refused_by_hand(ground)
    ground.settle(HOUR)
    assert ground.row().state == "confirmed"
    assert len(ground.books.refunds) == 1


def test_a_retry_in_another_way_looks_where_it_was_sent_first(ground: Ground) -> None:
    lost(ground)
    refused_by_hand(ground, STORE)
    assert export(ground.known, ground.now)[1] == 0
    assert len(ground.books.refunds) == 1


def test_a_retry_of_what_is_not_found_is_sent_only_when_it_surely_is_not_there(
    ground: Ground,
) -> None:
    ground.keys.append(due())
    known, ground.known = ground.known, unreachable("stripe")
    ground.settle()
    refused_by_hand(ground)
    ground.known = known
    ground.settle(HOUR)
    assert (ground.row().state, ground.books.refunds) == ("intent", [])
    assert ground.row().problem.startswith(earlier.RAN)
    ground.settle(HOUR)
    assert len(ground.books.refunds) == 1


def test_a_person_calls_nothing_refused_that_may_have_been_made(ground: Ground) -> None:
    ground.keys.append(due())
    assert refusable(ground) == ""
    lost_at = ground.now
    ground.break_(Fault.ANSWER_LOST)
    ground.settle()
    ground.break_()
    assert refusable(ground) == "The gateway says: paid."
    assert lost_at == ground.now
    off = Known({}, {"stripe": "Stripe is off."})
    assert earlier.refusable(off, ground.row(), ground.now) == "Stripe is off."


def test_a_person_may_say_so_of_what_the_gateway_does_not_find_for_long(ground: Ground) -> None:
    ground.keys.append(due())
    tell(ground.keys[0], SendTransfer(1), ground.now)
    assert refusable(ground) == earlier.NOT_YET
    ground.now += HOUR
    assert refusable(ground) == ""


def test_a_person_may_say_so_of_what_only_the_accountant_had(ground: Ground) -> None:
    ground.keys.append(due("bank"))
    tell(ground.keys[0], SendTransfer(1), ground.now)
    assert refusable(ground) == ""


def test_one_refusal_says_nothing_of_another_try(ground: Ground) -> None:
    ground.keys.append(due())
    ground.break_(Fault.FLIPS)
    ground.settle()
    assert ground.settle(timedelta(days=9)).refused == 1
    assert earlier.looked_up(ground.known, ground.row(), ground.now).fate is Fate.REFUSED
    operate(ground.keys[0], RetryTransfer(1), ground.now)
    tell(ground.keys[0], SendTransfer(1), ground.now)
    row = ground.row()
    assert earlier.looked_up(ground.known, row, ground.now).fate is Fate.NOT_FOUND
    payout = replace(row, kind="payout")
    assert earlier.looked_up(ground.known, payout, ground.now).fate is Fate.NOT_FOUND
