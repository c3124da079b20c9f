"""Answers that no gateway should give: they are none, or change nothing, and a person sees them."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from amends.orders import transferred
from amends.orders.moving import LOOKED_AT_AGAIN
from amends.outbound.client import Unreachable
from amends.payments import engine, rows
from amends.payments.gateways.contract import Fate, Instruction
from amends.payments.gateways.known import Known
from amends.payments.gateways.stripe import ODD_WORDS

from tests.payments.ground import HOUR, Ground, due
from tests.payments.scripted import Answer, Scripted, stripe
from tests.payments.test_workers import Meanwhile, died

pytestmark = pytest.mark.django_db(transaction=True)
ASKED = Instruction("a-t1", "order-1", "alice", "refund", 4500, "EUR", "pi_1")
REFUNDS = "/v1/refunds"
SUMLESS = {"id": "re_1", "object": "refund", "status": "succeeded", "metadata": {}}
ODD: list[Answer] = [
    (200, SUMLESS),
    (200, {**SUMLESS, "amount": 4500, "currency": 978}),
    (200, {**SUMLESS, "amount": 4500, "currency": "eur", "created": "yesterday"}),
    (200, {}),
    (200, []),
]
NO_LISTS: list[Answer] = [
    (200, {"object": "list", "has_more": False}),
    (200, {"object": "list", "data": [], "has_more": True}),
    (200, {"object": "list", "data": [7], "has_more": False}),
    (200, {"object": "list", "data": 7, "has_more": False}),
]


@pytest.mark.parametrize("answer", ODD)
def test_a_refund_of_an_odd_shape_may_have_been_made(scripted: Scripted, answer: Answer) -> None:
    scripted.script[REFUNDS] = [answer]
    assert stripe(scripted).send(ASKED).fate is Fate.UNKNOWN


@pytest.mark.parametrize("answer", NO_LISTS)
def test_a_list_of_an_odd_shape_does_not_say_that_a_refund_is_missing(
    scripted: Scripted, answer: Answer
) -> None:
    scripted.script[REFUNDS] = [answer]
    assert stripe(scripted).look_up(ASKED).fate is Fate.UNKNOWN
    with pytest.raises(Unreachable):
        list(stripe(scripted).since(datetime(2026, 3, 1, tzinfo=UTC)))


@pytest.mark.parametrize("answer", [(200, []), (200, {"object": "charge"})])
def test_a_payment_or_a_dispute_of_an_odd_shape_is_none(scripted: Scripted, answer: Answer) -> None:
    scripted.script |= {"/v1/charges/ch_1": [answer], "/v1/disputes/dp_1": [answer]}
    with pytest.raises(Unreachable):
        stripe(scripted).names("ch_1")
    assert stripe(scripted).dispute("dp_1") is None


def test_an_odd_answer_leaves_a_transfer_unknown_and_is_shown_after_some_tries(
    ground: Ground, scripted: Scripted
) -> None:
    ground.keys.append(due(payment="pi_1"))
    scripted.script[REFUNDS] = [(200, SUMLESS)]
    ground.known = Known({"stripe": stripe(scripted)})
    ground.settle_often(rows.TOLD_AFTER)
    assert (ground.row().state, ground.row().problem) == ("unknown", ODD_WORDS)
    assert shown() == [ODD_WORDS]


def test_whatever_stops_a_transfer_is_shown_with_the_transfer(ground: Ground) -> None:
    ground.keys.append(due())
    known = ground.known.gateways["stripe"]
    for tries in range(1, rows.TOLD_AFTER + 1):
        broken = Meanwhile(known, {"send": died, "look_up": died})
        ground.known = Known({"stripe": broken})  # type: ignore[dict-item]  # It passes the rest on.
        ground.settle(HOUR)
        assert (ground.row().state, ground.row().tries) == ("sent", tries)
    assert shown() == [f"{engine.STUMBLED} (ConnectionAbortedError)."]
    ground.known = Known({"stripe": known})
    assert ground.settle(HOUR).confirmed == 1
    assert shown() == []


@pytest.mark.parametrize(
    ("minor", "words"), [(None, engine.GONE), (4499, "The gateway tells of 4499 EUR, and 4500 EUR")]
)
def test_a_made_transfer_of_which_the_gateway_says_otherwise_is_shown_while_it_does(
    ground: Ground, minor: int | None, words: str
) -> None:
    ground.keys.append(due())
    ground.settle()
    (made,) = ground.books.refunds
    ground.books.refunds[:] = [] if minor is None else [replace(made, minor=minor)]
    ground.settle(LOOKED_AT_AGAIN)
    assert shown() == []
    ground.settle_often(rows.TOLD_AFTER - 1)
    (said,) = shown()
    assert (said.startswith(words), ground.row().state) == (True, "confirmed")
    ground.books.refunds[:] = [made]
    ground.settle(engine.BACKOFF[-1])
    assert (shown(), ground.row().problem) == ([], "")


def shown() -> list[str]:
    return [one.problem for one in transferred.waiting(rows.TOLD_AFTER, 10)]
