"""Each way in which a gateway misbehaves, on Stripe's interface and on PayPal's: paid once."""

from dataclasses import replace
from datetime import timedelta

import pytest

from amends.core.commands import (
    EndChargeback,
    FreezeForChargeback,
    RetryTransfer,
    SendTransfer,
)
from amends.orders.moving import LOOKED_AT_AGAIN
from amends.payments.engine import BACKOFF, Settled
from amends.payments.simulator.books import PENDING_FOR, Fault, Refund

from tests.orders.orders import eur
from tests.payments.ground import (
    HOUR,
    MINUTE,
    Ground,
    due,
    next_at,
    operate,
    tell,
    unreachable,
)

pytestmark = pytest.mark.django_db(transaction=True)
BOTH = pytest.mark.parametrize("gateway", ["stripe", "paypal"])


@BOTH
def test_a_refund_that_is_due_is_made_and_confirmed(ground: Ground, gateway: str) -> None:
    ground.keys.append(due(gateway))
    assert ground.settle() == Settled(looked_at=1, confirmed=1)
    assert (ground.row().state, ground.row().reference) == ("confirmed", "re_1")
    assert ground.settle(timedelta(days=1)) == Settled()


@BOTH
def test_a_confirmed_refund_is_looked_at_once_more_and_then_rests(
    ground: Ground, gateway: str
) -> None:
    ground.keys.append(due(gateway))
    ground.settle()
    assert ground.settle(LOOKED_AT_AGAIN) == Settled(looked_at=1, confirmed=1)
    assert next_at(ground.keys[0]) is None
    assert len(ground.books.refunds) == 1


@pytest.mark.parametrize("fault", [Fault.LOST_REQUEST, Fault.CONFLICT, Fault.TOO_MANY])
@BOTH
def test_a_request_that_was_not_acted_on_is_made_again_only_when_surely_missing(
    ground: Ground, gateway: str, fault: Fault
) -> None:
    ground.keys.append(due(gateway))
    ground.break_(fault)
    assert ground.settle().unknown == 1
    ground.break_()
    assert [one.confirmed for one in ground.settle_often(3, 10 * MINUTE)] == [0, 0, 0]
    assert (ground.row().state, ground.books.refunds) == ("unknown", [])
    ground.settle_often(4)
    assert ground.row().state == "confirmed"
    assert len(ground.books.refunds) == 1


@pytest.mark.parametrize("fault", [Fault.ANSWER_LOST, Fault.SERVER_ERROR])
def test_a_refund_whose_answer_was_lost_is_found_and_not_made_again(
    ground: Ground, fault: Fault
) -> None:
    ground.keys.append(due())
    ground.break_(fault, Fault.NO_KEYS)
    assert ground.settle().unknown == 1
    assert ground.settle(MINUTE).confirmed == 1
    assert len(ground.books.refunds) == 1


def test_a_refund_of_paypal_whose_answer_was_lost_waits_for_a_person(ground: Ground) -> None:
    ground.keys.append(due("paypal"))
    ground.break_(Fault.ANSWER_LOST, Fault.NO_KEYS)
    ground.settle()
    ground.settle_often(60)
    assert ground.row().state == "unknown"
    assert ground.row().problem.startswith("PayPal has refunded 45.00 of this payment")
    assert len(ground.books.refunds) == 1


@BOTH
def test_a_list_that_lags_behind_makes_no_second_refund(ground: Ground, gateway: str) -> None:
    ground.keys.append(due(gateway))
    ground.break_(Fault.ANSWER_LOST, Fault.STALE_LIST, Fault.NO_KEYS, Fault.KEY_FORGOTTEN)
    ground.settle()
    ground.settle_often(60, 5 * MINUTE)
    assert len(ground.books.refunds) == 1


@BOTH
def test_a_pending_refund_is_looked_at_until_it_is_made(ground: Ground, gateway: str) -> None:
    ground.keys.append(due(gateway))
    ground.break_(Fault.PENDING)
    assert ground.settle() == Settled(looked_at=1)
    assert (ground.row().state, ground.row().problem) == ("sent", "")
    ground.settle_often(5)
    assert ground.row().tries == 0
    assert ground.settle(timedelta(seconds=PENDING_FOR)).confirmed == 1


def test_a_refund_that_was_unknown_and_is_pending_says_so_after_two_weeks(ground: Ground) -> None:
    ground.keys.append(due())
    ground.break_(Fault.ANSWER_LOST, Fault.PENDING)
    ground.settle()
    assert ground.row().state == "unknown"
    ground.settle(MINUTE)
    assert (ground.row().state, ground.row().problem) == ("sent", "")
    ground.books.refunds[0] = _pending_for_ever(ground)
    ground.settle(timedelta(days=14))
    assert ground.row().problem == "The gateway has called it pending for two weeks."


@BOTH
def test_a_refund_that_the_bank_sends_back_is_refused_when_it_is_looked_at_again(
    ground: Ground, gateway: str
) -> None:
    ground.keys.append(due(gateway))
    ground.break_(Fault.FLIPS)
    ground.settle()
    assert ground.row().state == "confirmed"
    assert ground.settle(LOOKED_AT_AGAIN).refused == 1
    assert ground.row().state == "refused"
    assert ground.row().problem in {"expired_or_canceled_card", "FAILED"}


@BOTH
def test_a_refusal_waits_for_a_person_who_has_it_tried_under_another_token(
    ground: Ground, gateway: str
) -> None:
    ground.keys.append(due(gateway))
    ground.books.captured["pi_order-1"] = 100
    assert ground.settle().refused == 1
    assert "more than is left" in ground.row().problem
    assert ground.settle(timedelta(days=9)) == Settled()
    ground.books.captured.clear()
    operate(ground.keys[0], RetryTransfer(1), ground.now)
    assert ground.settle(HOUR).confirmed == 1
    assert [refund.token for refund in ground.books.refunds] == [f"{ground.row().id}.1"]


@BOTH
def test_a_second_round_has_its_own_token_though_a_worker_died_in_the_first(
    ground: Ground, gateway: str
) -> None:
    ground.keys.append(due(gateway))
    # It died when the order knew of the sending, and before it noted that it sends.
    tell(ground.keys[0], SendTransfer(1), ground.now)
    ground.break_(Fault.FLIPS)
    ground.settle_often(3)
    assert ground.row().state == "confirmed"
    assert ground.settle(LOOKED_AT_AGAIN).refused == 1
    operate(ground.keys[0], RetryTransfer(1), ground.now)
    ground.break_()
    assert ground.settle(HOUR).confirmed == 1
    assert ground.settle(LOOKED_AT_AGAIN) == Settled(looked_at=1, confirmed=1)
    refund = ground.row().id
    assert [made.token for made in ground.books.refunds] == [refund, f"{refund}.1"]


@BOTH
def test_a_retried_refund_is_never_taken_for_the_one_that_failed(
    ground: Ground, gateway: str
) -> None:
    ground.keys.append(due(gateway))
    ground.break_(Fault.FLIPS)
    ground.settle()
    ground.settle(LOOKED_AT_AGAIN)
    operate(ground.keys[0], RetryTransfer(1), ground.now)
    ground.break_(Fault.ANSWER_LOST)
    ground.settle(HOUR)
    ground.settle(HOUR)
    assert ground.row().state == {"stripe": "confirmed", "paypal": "unknown"}[gateway]
    assert len(ground.books.refunds) == 2


@BOTH
def test_a_refusal_of_a_second_asking_says_nothing_of_the_first(
    ground: Ground, gateway: str
) -> None:
    ground.keys.append(due(gateway))
    ground.break_(Fault.LOST_REQUEST)
    ground.settle()
    ground.break_()
    ground.books.captured["pi_order-1"] = 100
    ground.settle_often(30)
    assert ground.row().state == "unknown"
    ground.books.captured.clear()
    ground.settle_often(30)
    assert ground.row().state == "confirmed"
    # The token did not change on the way: nobody was sure that it was refused.
    assert [refund.token for refund in ground.books.refunds] == [ground.row().id]


def test_a_refusal_after_askings_that_surely_did_not_arrive_is_one(ground: Ground) -> None:
    ground.keys.append(due("paypal"))
    connected = ground.known
    ground.known = unreachable("paypal")
    ground.settle()
    assert ground.row().problem
    ground.known = connected
    ground.books.captured["pi_order-1"] = 100
    ground.settle_often(8)
    assert ground.row().state == "refused"


@BOTH
def test_another_sum_than_was_asked_for_changes_nothing_and_is_told(
    ground: Ground, gateway: str
) -> None:
    ground.keys.append(due(gateway))
    ground.break_(Fault.PENDING)
    ground.settle()
    ground.books.refunds[0] = _of(ground, 4499)
    ground.settle_often(30)
    assert ground.row().state == "unknown"
    expected = "The gateway tells of 4499 EUR, and 4500 EUR are due (in minor units)."
    assert ground.row().problem == expected
    ground.books.refunds[0] = _of(ground, 4500)
    ground.settle_often(12)
    assert (ground.row().state, ground.row().problem) == ("confirmed", "")


@BOTH
def test_another_currency_changes_nothing(ground: Ground, gateway: str) -> None:
    ground.keys.append(due(gateway))
    ground.break_(Fault.PENDING)
    ground.settle()
    ground.books.refunds[0] = _of(ground, 4500, "USD")
    ground.settle_often(30)
    assert ground.row().state == "unknown"
    assert "4500 USD" in ground.row().problem


def test_a_gateway_that_nobody_can_ask_leaves_it_unknown_for_ever(ground: Ground) -> None:
    ground.keys.append(due())
    ground.break_(Fault.ANSWER_LOST)
    ground.settle()
    ground.known = unreachable("stripe")
    ground.settle_often(40, timedelta(days=1))
    assert ground.row().state == "unknown"
    assert ground.row().problem
    assert next_at(ground.keys[0]) is not None


def test_a_made_refund_that_the_gateway_does_not_find_now_stays_made(ground: Ground) -> None:
    ground.keys.append(due())
    ground.settle()
    found = ground.books.refunds.pop()
    assert ground.settle(LOOKED_AT_AGAIN).unknown == 1
    assert ground.row().state == "confirmed"
    ground.books.refunds.append(found)
    assert ground.settle(BACKOFF[-1]).confirmed == 1
    assert next_at(ground.keys[0]) is None


def test_nothing_is_sent_while_a_chargeback_runs(ground: Ground) -> None:
    ground.keys.append(due())
    tell(ground.keys[0], FreezeForChargeback(eur(4500), "dp_1"), ground.now)
    ground.settle()
    assert (ground.row().state, ground.books.refunds) == ("intent", [])
    assert ground.row().problem == "A chargeback runs; it waits for its end."
    tell(ground.keys[0], EndChargeback(won=True, charged_back=eur(0)), ground.now)
    assert ground.settle(2 * HOUR).confirmed == 1


def test_nothing_is_sent_again_while_a_chargeback_runs(ground: Ground) -> None:
    ground.keys.append(due())
    ground.break_(Fault.LOST_REQUEST)
    ground.settle()
    ground.break_()
    tell(ground.keys[0], FreezeForChargeback(eur(4500), "dp_1"), ground.now)
    ground.settle_often(30)
    assert (ground.row().state, ground.books.refunds) == ("unknown", [])
    assert ground.row().problem == "A chargeback runs; it waits for its end."


def _of(ground: Ground, minor: int, currency: str = "EUR") -> Refund:
    return replace(ground.books.refunds[0], minor=minor, currency=currency, pending_until=0)


def _pending_for_ever(ground: Ground) -> Refund:
    return replace(ground.books.refunds[0], pending_until=float("inf"))
