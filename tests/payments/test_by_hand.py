"""What a person has tried again, and an accountant then moves: it is receipted, and paid once."""

from collections.abc import Iterator
from datetime import timedelta

import pytest

from amends.core.commands import RefuseTransfer, RetryTransfer
from amends.core.terms import RefundMethod
from amends.orders.moving import LOOKED_AT_AGAIN
from amends.payments import earlier, engine
from amends.payments.accountant import export, signature_of, take_receipt
from amends.payments.gateways.known import Known
from amends.payments.simulator.books import Fault

from tests.cli.test_transfers import filled
from tests.payments.ground import HOUR, Ground, due, next_at, operate, unreachable, wallet
from tests.payments.wallets import Wallet, open_wallet

pytestmark = pytest.mark.django_db(transaction=True)
STORE = RefundMethod.STORE_WALLET


@pytest.fixture
def purse() -> Iterator[Wallet]:
    with open_wallet() as listening:
        yield listening


def sent_back(ground: Ground) -> None:
    """A refund that a bank sent back, and that the operator gives to the store's wallet instead."""
    ground.known = Known(ground.known.gateways)
    ground.keys.append(due())
    ground.break_(Fault.FLIPS)
    ground.settle()
    ground.settle(LOOKED_AT_AGAIN)
    assert ground.row().state == "refused"
    operate(ground.keys[0], RetryTransfer(1, STORE), ground.now)
    ground.settle(HOUR)


def exported(ground: Ground) -> str:
    text, lines = export(ground.known, ground.now)
    assert (lines, ground.row().state) == (1, "sent")
    return text


def receipted(ground: Ground, text: str) -> None:
    body = filled(text)
    assert take_receipt(body, signature_of(body, "key"), "key", ground.now) == 1


def set_wallet(ground: Ground, purse: Wallet) -> None:
    ground.known = Known({**ground.known.gateways, "wallet": wallet(purse.host)})


def test_what_a_gateway_refused_and_a_person_retried_by_hand_is_receipted(ground: Ground) -> None:
    sent_back(ground)
    assert ground.row().problem == engine.FILE_WAITS
    text = exported(ground)
    ground.settle(HOUR)
    assert ground.row().problem == engine.RECEIPT_WAITS
    assert export(ground.known, ground.now, again=True) == (text, 1)
    receipted(ground, text)
    ground.settle(LOOKED_AT_AGAIN)
    assert (ground.row().problem, next_at(ground.keys[0])) == ("", None)


def test_what_went_out_by_file_is_never_sent_by_a_gateway_that_is_set_later(
    ground: Ground, purse: Wallet
) -> None:
    sent_back(ground)
    text = exported(ground)
    set_wallet(ground, purse)
    ground.settle_often(4)
    assert (ground.row().problem, purse.credited) == (engine.RECEIPT_WAITS, {})
    assert export(ground.known, ground.now, again=True) == (text, 1)
    receipted(ground, text)
    ground.settle(LOOKED_AT_AGAIN)
    assert (ground.row().state, ground.row().problem, purse.credited) == ("confirmed", "", {})


def test_what_the_accountant_could_not_pay_goes_through_the_wallet_that_is_set_since(
    ground: Ground, purse: Wallet
) -> None:
    sent_back(ground)
    exported(ground)
    set_wallet(ground, purse)
    assert earlier.refusable(ground.known, ground.row(), ground.now) == ""
    operate(ground.keys[0], RefuseTransfer(1, "The account is closed."), ground.now)
    operate(ground.keys[0], RetryTransfer(1), ground.now)
    assert ground.settle(HOUR).confirmed == 1
    assert len(purse.credited) == 1


def test_an_earlier_try_is_looked_for_before_a_person_pays(ground: Ground) -> None:
    ground.keys.append(due())
    ground.break_(Fault.ANSWER_LOST)
    ground.settle()
    operate(ground.keys[0], RefuseTransfer(1, "It is not there."), ground.now)
    operate(ground.keys[0], RetryTransfer(1, STORE), ground.now)
    assert ground.settle(HOUR).looked_at == 1
    assert (ground.row().state, len(ground.books.refunds)) == ("confirmed", 1)


def test_a_person_pays_only_what_is_surely_nowhere_else(ground: Ground) -> None:
    ground.keys.append(due())
    known, ground.known = ground.known, unreachable("stripe")
    ground.settle()
    operate(ground.keys[0], RefuseTransfer(1, "It is not there."), ground.now)
    operate(ground.keys[0], RetryTransfer(1, STORE), ground.now)
    ground.known = known
    ground.settle(HOUR)
    assert ground.row().problem.startswith(earlier.RAN)
    assert export(ground.known, ground.now)[1] == 0
    ground.settle(HOUR)
    assert ground.row().problem == engine.FILE_WAITS
    receipted(ground, exported(ground))
    assert ground.row().state == "confirmed"


def test_what_was_sent_through_a_wallet_that_is_gone_is_no_accountants(
    ground: Ground, purse: Wallet
) -> None:
    sent_back(ground)
    operate(ground.keys[0], RefuseTransfer(1, "Not this way."), ground.now)
    operate(ground.keys[0], RetryTransfer(1), ground.now)
    known = ground.known
    set_wallet(ground, purse)
    purse.status = 0
    ground.settle(HOUR)
    assert ground.row().state == "unknown"
    ground.known = known
    ground.settle(timedelta(days=1))
    assert "not set any more" in ground.row().problem
    assert export(ground.known, ground.now, again=True)[1] == 0
