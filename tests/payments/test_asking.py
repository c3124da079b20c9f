"""`amends reconcile` asks the gateways what was moved since a backup was taken."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import connection, transaction
from pytest_django import Settings

from amends.config.options import Options
from amends.core.commands import ChooseRefundMethod, RetryTransfer
from amends.core.terms import RefundMethod
from amends.orders import watch
from amends.orders.backups.divergence import DivergenceKind
from amends.orders.backups.reconciling import Reconciled, reconcile
from amends.orders.watch import Hold, HoldKind
from amends.outbound.client import Unreachable
from amends.payments import rows
from amends.payments.accountant import export
from amends.payments.asking import GatewayProviders
from amends.payments.gateways.known import Known, known
from amends.payments.gateways.wallet import WalletGateway
from amends.payments.simulator.books import Fault

from tests.orders.orders import BUYER, ask
from tests.payments.ground import HOUR, Ground, due, operate, row

pytestmark = pytest.mark.django_db(transaction=True)


def asked(ground: Ground) -> Reconciled:
    return reconcile(GatewayProviders(ground.known), ground.now, around=timedelta(days=1))


def rewound(key: bytes) -> None:
    """Books of yesterday: the order has not been told that anything was sent."""
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM attempts WHERE key = %s", [key])


def test_what_was_paid_since_is_confirmed_and_not_paid_again(ground: Ground) -> None:
    key = due()
    ground.break_(Fault.ANSWER_LOST)
    ground.settle()
    rewound(key)
    with transaction.atomic(), connection.cursor() as cursor:
        watch.hold(cursor, Hold(HoldKind.RESTORED, ground.now, "A backup was put back."))
    result = asked(ground)
    assert [one.kind for one in result.found] == [DivergenceKind.PAID]
    assert (row(key).state, row(key).reference, result.released) == ("confirmed", "re_1", True)


def test_what_was_retried_since_under_another_token_is_found(ground: Ground) -> None:
    key = due()
    ground.books.captured["pi_order-1"] = 1
    ground.settle()
    ground.books.captured.clear()
    with connection.cursor() as cursor:
        cursor.execute("SELECT state, tries FROM transfers")
        before = cursor.fetchone()
    operate(key, RetryTransfer(1), ground.now)
    ground.break_(Fault.ANSWER_LOST)
    ground.settle(HOUR)
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM attempts WHERE number > 1")
        cursor.execute("UPDATE transfers SET state = %s, tries = %s", list(before))
    assert [one.kind for one in asked(ground).found] == [DivergenceKind.PAID]


def test_what_nobody_can_be_asked_about_waits_for_a_person(ground: Ground) -> None:
    key = due()
    due("bank", "order-2")
    assert ask(key, BUYER, ChooseRefundMethod(RefundMethod.STORE_WALLET), 2).refused is None
    kinds = {one.kind for one in asked(ground).found}
    assert (kinds, len(asked(ground).open)) == ({DivergenceKind.UNASKED}, 2)


def test_a_gateway_that_is_off_or_silent_cannot_tell(ground: Ground) -> None:
    due()
    connected = ground.known
    ground.known = Known({}, {"stripe": "Stripe is off."})
    assert [one.kind for one in asked(ground).found] == [DivergenceKind.UNASKED]
    ground.known = connected
    ground.simulator.shutdown()
    ground.simulator.server_close()
    with pytest.raises(Unreachable):
        asked(ground)


def test_what_was_never_sent_is_no_difference(ground: Ground) -> None:
    due()
    due("paypal", "order-2")
    result = asked(ground)
    assert (result.asked, result.found) == (2, ())


def test_a_refund_that_the_books_do_not_have_is_listed_by_its_token(ground: Ground) -> None:
    key = due()
    ground.settle()
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM transfers")
        cursor.execute("DELETE FROM attempts")
    (found,) = asked(ground).found
    assert (found.kind, found.key[1], found.reference) == (DivergenceKind.REWOUND, key, "re_1")


def test_a_list_that_does_not_end_is_no_list(
    ground: Ground, monkeypatch: pytest.MonkeyPatch
) -> None:
    due()
    due(reference="order-2")
    ground.settle()
    stripe = ground.known.gateways["stripe"]
    monkeypatch.setattr("amends.payments.gateways.stripe.LISTED_MOST", 1)
    assert len(list(GatewayProviders(ground.known).list_since(ground.now))) == 2
    monkeypatch.setattr("amends.payments.gateways.stripe.ALL_PAGES_MOST", 1)
    with pytest.raises(Unreachable, match="more than 1 refunds"):
        list(GatewayProviders(Known({"stripe": stripe})).list_since(ground.now))


def test_every_gateway_that_is_set_is_known(settings: Settings) -> None:
    settings.AMENDS_OPTIONS = Options()
    assert (set(known().gateways), len(known().missing)) == (set(), 3)
    settings.AMENDS_OPTIONS = Options(wallet_address="https://shop.example/wallet")
    assert isinstance(known().gateways["wallet"], WalletGateway)
    assert "wallet" not in known().missing


def test_a_refund_that_somebody_else_made_is_not_ours(ground: Ground) -> None:
    due()
    ground.settle()
    ground.books.refunds[0] = replace(ground.books.refunds[0], token="theirs")
    assert list(GatewayProviders(ground.known).list_since(ground.now)) == []


def test_what_a_gateway_moves_is_not_given_out_and_is_counted(ground: Ground) -> None:
    due()
    assert export(ground.known, ground.now)[1] == 0
    ground.break_(Fault.ANSWER_LOST, Fault.PENDING)
    ground.settle()
    ground.settle(HOUR)
    assert export(ground.known, ground.now, again=True)[1] == 0
    with connection.cursor() as cursor:
        assert rows.count_open(cursor) == {"sent": 1}
