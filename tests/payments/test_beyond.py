"""After a restore, what PayPal refunded beyond the books is named, and keeps its order waiting."""

from datetime import timedelta

import pytest
from django.db import connection, transaction

from amends.core.commands import Cancel
from amends.core.money import Money
from amends.orders import watch
from amends.orders.backups.divergence import DivergenceKind
from amends.orders.backups.reconciling import Reconciled, reconcile
from amends.orders.backups.rewound import confirm_rewound
from amends.orders.backups.settling import AWAITED, SettlingRefused, Word, settle
from amends.orders.keys import bucket_of
from amends.orders.watch import Hold, HoldKind
from amends.outbound.client import Unreachable
from amends.payments.asking import GatewayProviders
from amends.payments.gateways.known import Known
from amends.payments.simulator.books import Refund

from tests.orders.orders import SELLER, ask, eur
from tests.payments.ground import HOUR, Ground, due, paid, row
from tests.payments.scripted import Answer, Scripted, paypal

pytestmark = pytest.mark.django_db(transaction=True)
CAPTURE = "/v2/payments/captures/c-1"


def refunded(ground: Ground, payment: str, minor: int = 4500) -> None:
    """PayPal made a refund that was asked for after the backup."""
    at, token = ground.seconds(), f"a-t{len(ground.books.refunds)}"
    ground.books.refund(Refund("", payment, minor, "EUR", token, token, at, gateway="paypal"))


def asked(ground: Ground) -> Reconciled:
    return reconcile(GatewayProviders(ground.known), ground.now, around=timedelta(days=1))


def restored(ground: Ground) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        watch.hold(cursor, Hold(HoldKind.RESTORED, ground.now, "A backup was put back."))


def word(key: bytes, reference: str | None) -> Word:
    return Word((bucket_of(key), key), 1, "oscar", reference)


def test_a_refund_of_paypals_that_the_books_do_not_have_is_named_and_waits(ground: Ground) -> None:
    key = paid("paypal")
    paid("paypal", "order-2")
    refunded(ground, "pi_order-1")
    restored(ground)
    for _ in range(2):
        result = asked(ground)
        (found,) = result.found
        assert (found.key[1], found.number, found.moved) == (key, 1, eur(4500))
        assert (found.kind, result.released) == (DivergenceKind.DIFFERING, False)


def test_what_a_person_finds_paid_is_confirmed_once_its_order_comes_to_it(ground: Ground) -> None:
    key = paid("paypal")
    refunded(ground, "pi_order-1")
    restored(ground)
    asked(ground)
    assert settle(word(key, "re_1"), ground.now) == AWAITED
    with pytest.raises(SettlingRefused, match="do not have it yet"):
        settle(word(key, "re_2"), ground.now)
    assert asked(ground).released
    assert ask(key, SELLER, Cancel(), 2).refused is None
    ground.settle(HOUR)
    assert row(key).state == "intent"
    assert confirm_rewound(ground.now) == 1
    ground.settle(HOUR)
    assert (row(key).state, row(key).reference) == ("confirmed", "re_1")
    assert len(ground.books.refunds) == 1


def test_what_a_person_finds_to_be_no_refund_of_ours_keeps_nothing_waiting(ground: Ground) -> None:
    key = paid("paypal")
    refunded(ground, "pi_order-1", 100)
    restored(ground)
    asked(ground)
    assert settle(word(key, None), ground.now) == ""
    assert asked(ground).released


def test_refunds_that_the_books_have_are_no_difference(ground: Ground) -> None:
    due("paypal", payment="c-1")
    paid("paypal", "order-2", "c-1")
    ground.settle()
    assert asked(ground).found == ()
    refunded(ground, "c-1", 1000)
    found = asked(ground).found
    assert {(one.number, one.moved) for one in found} == {(1, eur(1000)), (2, eur(1000))}


def test_an_order_that_a_person_looks_at_already_is_not_named_twice(ground: Ground) -> None:
    key = due("paypal")
    refunded(ground, "pi_order-1")
    (found,) = asked(ground).found
    assert (found.key[1], found.number, found.kind) == (key, 1, DivergenceKind.UNASKED)


def test_a_payment_that_paypal_does_not_have_was_not_refunded(
    ground: Ground, scripted: Scripted
) -> None:
    paid("paypal", payment="c-1")
    scripted.script[CAPTURE] = [(404, {})]
    ground.known = Known({"paypal": paypal(scripted)})
    assert asked(ground).found == ()


def test_stripe_lists_no_refunds_of_paypals(ground: Ground) -> None:
    due("paypal")
    ground.settle()
    assert len(ground.books.refunds) == 1
    assert list(GatewayProviders(ground.known).list_since(ground.now - HOUR)) == []


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        ((404, {}), None),
        ((200, {"id": "c-1"}), None),
        ((200, {"total_refunded_amount": 7}), None),
        ((200, {"value": "12.50", "currency_code": "EUR"}), Money(1250, "EUR")),
    ],
)
def test_paypal_says_how_much_of_a_payment_was_refunded(
    scripted: Scripted, answer: Answer, said: Money | None
) -> None:
    scripted.script[CAPTURE] = [_in_breakdown(answer)]
    assert paypal(scripted).refunded("c-1") == said


@pytest.mark.parametrize("answer", [(500, {}), (200, {"value": "much", "currency_code": "EUR"})])
def test_where_paypal_does_not_say_how_much_the_comparison_ends(
    scripted: Scripted, answer: Answer
) -> None:
    scripted.script[CAPTURE] = [_in_breakdown(answer)]
    with pytest.raises(Unreachable):
        paypal(scripted).refunded("c-1")


def _in_breakdown(answer: Answer) -> Answer:
    status, said = answer
    if not isinstance(said, dict) or "value" not in said:
        return answer
    return status, {"seller_receivable_breakdown": {"total_refunded_amount": said}}
