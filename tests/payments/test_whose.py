"""A payment with two names is one: no marketplace has another's refunded by the other name."""

import pytest

from amends.accounts.models import Marketplace
from amends.orders import owners
from amends.orders.verify import Fault, verify
from amends.outbound.client import Unreachable
from amends.payments.whose import ANOTHERS

from tests.payments.ground import HOUR, Ground, due, paid, unreachable, wallet
from tests.payments.scripted import Answer, Scripted, paypal, stripe

pytestmark = pytest.mark.django_db(transaction=True)
CHARGE, INTENT = "/v1/charges/ch_1", "/v1/payment_intents/pi_1"


def shops(*slugs: str) -> None:
    for slug in slugs:
        Marketplace.objects.create(slug=slug, name=slug)


@pytest.mark.parametrize(("owns", "takes"), [("pi_1", "ch_1"), ("ch_1", "pi_1")])
def test_another_marketplaces_payment_is_not_refunded_under_its_other_name(
    ground: Ground, owns: str, takes: str
) -> None:
    shops("shop", "mall")
    paid(payment=owns)
    ground.keys.append(due(reference="taken", payment=takes, shop="mall"))
    ground.settle()
    assert (ground.row().state, ground.row().problem) == ("intent", ANOTHERS)
    assert not ground.books.refunds


@pytest.mark.parametrize(("first", "second"), [("pi_1", "ch_1"), ("ch_1", "pi_1")])
def test_a_marketplace_refunds_its_own_payment_under_both_names(
    ground: Ground, first: str, second: str
) -> None:
    shops("shop", "mall")
    ground.keys += [due(payment=first), due(reference="order-2", payment=second)]
    ground.settle()
    assert [ground.row(key=key).state for key in ground.keys] == ["confirmed"] * 2


def test_once_refunded_no_other_marketplace_can_name_it_at_all(ground: Ground) -> None:
    shops("shop", "mall")
    ground.keys.append(due(payment="ch_1"))
    ground.settle()
    with pytest.raises(AssertionError):
        paid(reference="order-2", payment="pi_1", shop="mall")


@pytest.mark.parametrize(("first", "second"), [("pi_1", "ch_1"), ("ch_1", "pi_1")])
def test_who_named_a_payment_first_refunds_it_also_when_another_named_it_since(
    ground: Ground, first: str, second: str
) -> None:
    shops("shop", "mall")
    ours = due(payment=first)
    theirs = due(reference="order-2", payment=second, shop="mall")
    ground.settle_often(2)
    assert [ground.row(key=key).state for key in (ours, theirs)] == ["confirmed", "intent"]
    assert ground.row(key=theirs).problem == ANOTHERS
    faults = [one.reference for one in verify() if isinstance(one, Fault)]
    assert faults == ["order-2"]
    with pytest.raises(AssertionError):
        paid(reference="order-3", payment=second, shop="mall")


def test_a_payment_that_no_order_names_is_whose_it_was_kept_as(ground: Ground) -> None:
    del ground
    assert owners.claim("stripe", ["pi_1"], "mall")
    assert not owners.claim("stripe", ["pi_1", "ch_1"], "shop")
    assert owners.claim("stripe", ["pi_1", "ch_1"], "mall")


def test_nothing_is_sent_until_the_gateway_says_whose_it_is(ground: Ground) -> None:
    shops("shop", "mall")
    ground.keys.append(due())
    known, ground.known = ground.known, unreachable("stripe")
    ground.settle()
    assert ground.row().state == "intent"
    assert "could not be asked" in ground.row().problem
    ground.known = known
    ground.settle(HOUR)
    assert ground.row().state == "confirmed"


def test_where_one_marketplace_is_alone_nothing_is_asked(
    ground: Ground, scripted: Scripted
) -> None:
    shops("shop")
    ground.keys.append(due(payment="pi_1"))
    refund = (400, {"error": {"type": "invalid_request_error", "message": "No."}})
    scripted.script["/v1/refunds"] = [refund]
    ground.known.gateways["stripe"] = stripe(scripted)  # type: ignore[index]  # A dict, here.
    assert ground.settle().refused == 1


@pytest.mark.parametrize(
    ("payment", "path", "answer", "names"),
    [
        ("ch_1", CHARGE, {"id": "ch_1", "payment_intent": "pi_1"}, {"ch_1", "pi_1"}),
        ("ch_1", CHARGE, {"id": "ch_1", "payment_intent": None}, {"ch_1"}),
        ("pi_1", INTENT, {"id": "pi_1", "latest_charge": "ch_1"}, {"ch_1", "pi_1"}),
        ("pi_1", INTENT, {"id": "pi_7", "latest_charge": None}, {"pi_1", "pi_7"}),
    ],
)
def test_stripe_says_what_else_a_payment_is_called(
    scripted: Scripted, payment: str, path: str, answer: dict[str, object], names: set[str]
) -> None:
    kind = "charge" if path is CHARGE else "payment_intent"
    scripted.script[path] = [(200, {"object": kind, **answer})]
    assert set(stripe(scripted).names(payment)) == names


def test_a_payment_that_stripe_does_not_have_has_its_one_name(scripted: Scripted) -> None:
    missing = {"error": {"type": "invalid_request_error", "message": "No such charge."}}
    scripted.script[CHARGE] = [(404, missing)]
    assert stripe(scripted).names("ch_1") == ("ch_1",)


@pytest.mark.parametrize("answer", [(500, {}), (401, {}), (429, {}), (200, b"<html>")])
def test_no_answer_of_stripe_is_no_name(scripted: Scripted, answer: Answer) -> None:
    scripted.script[CHARGE] = [answer]
    with pytest.raises(Unreachable):
        stripe(scripted).names("ch_1")


def test_a_capture_has_one_name_and_a_wallet_captured_nothing(scripted: Scripted) -> None:
    assert paypal(scripted).names("capture-1") == ("capture-1",)
    assert wallet("127.0.0.1:1").names("pi_1") == ()
