"""The store's wallet: refunds that the buyer wants there, and what the marketplace moves itself."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.db import connection

from amends.core.commands import ChooseRefundMethod
from amends.core.terms import RefundMethod
from amends.outbound.client import Reach
from amends.payments.gateways.contract import Fate, Hint, Instruction, WrongSignature
from amends.payments.gateways.known import Known
from amends.payments.gateways.wallet import WalletGateway, WalletSettings

from tests.orders.orders import BUYER, ask
from tests.payments.ground import HOUR, Ground, due, unreachable, wallet
from tests.payments.wallets import Wallet, open_wallet

pytestmark = pytest.mark.django_db(transaction=True)
ASKED = Instruction("a-t1", "order-1", "alice", "refund", 4500, "EUR", "pi_1")


@pytest.fixture
def purse() -> Iterator[Wallet]:
    with open_wallet() as listening:
        yield listening


def to_wallet(ground: Ground, purse: Wallet) -> bytes:
    """A refund that the buyer wants in the store's wallet."""
    ground.known = Known({"wallet": wallet(purse.host)})
    key = due()
    ground.keys.append(key)
    chosen = ask(key, BUYER, ChooseRefundMethod(RefundMethod.STORE_WALLET), 2)
    assert chosen.refused is None
    return key


def test_a_refund_goes_to_the_wallet_of_the_buyer_who_chose_it(
    ground: Ground, purse: Wallet
) -> None:
    to_wallet(ground, purse)
    assert ground.settle().confirmed == 1
    (said,) = purse.credited.values()
    assert said == {
        "transfer": ground.row().id,
        "marketplace": "shop",
        "order": "order-1",
        "person": "alice-7",
        "kind": "refund",
        "amount": {"minor": 4500, "currency": "EUR"},
    }
    assert (ground.row().reference, purse.forged) == ("w-1", 0)


def test_a_credit_whose_answer_was_lost_is_looked_up(ground: Ground, purse: Wallet) -> None:
    to_wallet(ground, purse)
    purse.status = 0
    assert ground.settle().unknown == 1
    purse.credited[ground.row().id] = {}
    assert ground.settle(HOUR).unknown == 1
    purse.status = 200
    assert ground.settle(HOUR).confirmed == 1


def test_a_wallet_that_is_not_found_is_asked_again_late(ground: Ground, purse: Wallet) -> None:
    to_wallet(ground, purse)
    purse.status = 503
    ground.settle()
    purse.status = 200
    ground.settle_often(3)
    assert (ground.row().state, len(purse.credited)) == ("confirmed", 1)


def test_a_wallet_that_was_switched_off_after_it_was_asked_is_asked_for(
    ground: Ground, purse: Wallet
) -> None:
    to_wallet(ground, purse)
    purse.status = 0
    ground.settle()
    ground.known = Known()
    ground.settle(HOUR)
    assert ground.row().problem.startswith("It was sent through a gateway that is not set any more")


@pytest.mark.parametrize(
    ("status", "answer", "fate"),
    [
        (200, {"state": "pending", "reference": "w-2"}, Fate.PENDING),
        (200, {"state": "refused"}, Fate.REFUSED),
        (200, {"state": "perhaps"}, Fate.UNKNOWN),
        (200, {}, Fate.UNKNOWN),
        (422, {}, Fate.REFUSED),
        (500, {"state": "paid"}, Fate.UNKNOWN),
        (0, {}, Fate.UNKNOWN),
    ],
)
def test_only_a_clear_answer_of_the_wallet_is_one(
    purse: Wallet, status: int, answer: dict[str, object], fate: Fate
) -> None:
    purse.status, purse.answer = status, answer
    assert wallet(purse.host).send(ASKED).fate is fate


def test_a_wallet_that_nobody_reaches_was_surely_not_asked() -> None:
    gateway = unreachable("wallet").gateways["wallet"]
    assert gateway.send(ASKED).fate is Fate.NOT_NOW
    assert gateway.look_up(ASKED).fate is Fate.UNKNOWN


def test_a_message_of_the_wallet_is_verified_by_the_shared_secret() -> None:
    gateway = WalletGateway(WalletSettings("http://127.0.0.1:9", "shared"), Reach())
    body = b'{"transfer": "a-t1"}'
    signed = gateway._signed(body)["Amends-Signature"]
    gateway.verify({"amends-signature": signed}, body)
    with pytest.raises(WrongSignature):
        gateway.verify({"amends-signature": signed}, body + b" ")
    assert gateway.hint(body) == Hint(token="a-t1")
    assert gateway.dispute("dp_1") is None


def test_without_a_wallet_the_refund_waits_for_the_accountant(ground: Ground) -> None:
    key = due()
    ground.keys.append(key)
    assert ask(key, BUYER, ChooseRefundMethod(RefundMethod.STORE_WALLET), 2).refused is None
    ground.known = Known({}, {"wallet": "The wallet is off."})
    ground.settle()
    assert ground.row().problem == "It waits for the accountant's file."
    assert ground.settle(timedelta(days=3)).looked_at == 0
    with connection.cursor() as cursor:
        cursor.execute("SELECT COUNT(*) FROM attempts")
        assert cursor.fetchone() == (0,)
