"""Refunds: where they go, and that they were paid; every step keeps the books balanced."""

from collections import Counter

import pytest

from amends.core.commands import ChooseRefundMethod, ConfirmTransfer
from amends.core.events import Outcome, RefundMethodChosen, TransferConfirmed
from amends.core.evolve import evolve
from amends.core.ledger import Account, Posting, postings
from amends.core.order import Order
from amends.core.parties import Role
from amends.core.refusals import Refusal
from amends.core.terms import RefundMethod

from .beginnings import CONTACTED, OPENED, PROTECTED, disputed, shipped, with_terms
from .story import Story, day, ended, eur, given

PART = ended(Outcome.AGREED, on=day(22), refund=eur(2000), payout=eur(3000))
PAY = ConfirmTransfer(1, "provider 4711")
WALLET = ChooseRefundMethod(RefundMethod.STORE_WALLET)


def test_the_operator_pays_the_refund_once() -> None:
    story = disputed(PART)
    assert story.order.refund_paid_at is None
    paid = TransferConfirmed(day(23), 1, 2)
    assert story.when(Role.OPERATOR, PAY, on=day(23)) == [paid]
    assert story.refuses(Role.MEDIATOR, PAY, on=day(23)) is Refusal.NOT_YOUR_ROLE
    story = story.then(paid)
    assert story.order.refund_paid_at == day(23)
    assert story.refuses(Role.OPERATOR, PAY, on=day(24)) is Refusal.TRANSFER_NOT_OPEN


def test_where_nothing_is_due_nothing_is_paid() -> None:
    released = ended(Outcome.RECEIPT_CONFIRMED, on=day(22), refund=eur(0), payout=eur(5000))
    story = shipped(released)
    two = ConfirmTransfer(2, "provider 4711")
    assert story.refuses(Role.OPERATOR, two, on=day(23)) is Refusal.TRANSFER_NOT_OPEN
    assert story.refuses(Role.BUYER, WALLET, on=day(23)) is Refusal.NO_REFUND_DUE


def test_the_buyer_chooses_where_it_goes_until_it_is_paid() -> None:
    story = disputed()
    chosen = RefundMethodChosen(day(22), RefundMethod.STORE_WALLET)
    assert story.when(Role.BUYER, WALLET, on=day(22)) == [chosen]
    assert story.then(chosen).order.refund_method is RefundMethod.STORE_WALLET
    settled = story.then(PART)
    assert settled.when(Role.BUYER, WALLET, on=day(22))
    paid = settled.after(Role.OPERATOR, PAY, on=day(23))
    assert paid.refuses(Role.BUYER, WALLET, on=day(24)) is Refusal.NO_REFUND_DUE


def test_an_order_that_was_never_sent_has_a_refund_to_choose_for_too() -> None:
    story = given(PROTECTED).at(day(8)).after(Role.BUYER, WALLET, on=day(8))
    assert story.order.refund_method is RefundMethod.STORE_WALLET
    assert story.when(Role.OPERATOR, PAY, on=day(9)) == [TransferConfirmed(day(9), 1, 1)]


def test_only_what_the_marketplace_offers_can_be_chosen() -> None:
    first, *rest = disputed().history
    assert first == PROTECTED
    terms = with_terms(refund_methods=(RefundMethod.ORIGINAL_PAYMENT,))
    story = given(terms, *rest)
    refused = story.refused(Role.BUYER, WALLET, on=day(22))
    assert refused.refusal is Refusal.REFUND_METHOD_NOT_OFFERED


def balances(story: Story) -> list[dict[Account, int]]:
    """The balance of every account after each event."""
    totals: Counter[Account] = Counter()
    steps = []
    before = None
    for event in story.history:
        for posting in postings(event, before):
            assert posting.moved.minor > 0
            totals[posting.source] -= posting.moved.minor
            totals[posting.destination] += posting.moved.minor
        before = evolve(before, event)
        steps.append(dict(totals))
    return steps


def test_the_books_follow_the_money() -> None:
    story = disputed(PART, TransferConfirmed(day(23), 1, 2))
    steps = balances(story)
    assert all(sum(step.values()) == 0 for step in steps)
    assert steps[0] == {Account.CAPTURED: -5000, Account.HELD: 5000}
    assert steps[-1] == {
        Account.CAPTURED: -5000,
        Account.HELD: 0,
        Account.REFUND_DUE: 0,
        Account.PAYOUT_DUE: 3000,
        Account.REFUND_PAID: 2000,
    }


@pytest.mark.parametrize(
    ("refund", "payout", "account"),
    [(5000, 0, Account.REFUND_DUE), (0, 5000, Account.PAYOUT_DUE)],
)
def test_no_posting_is_empty(refund: int, payout: int, account: Account) -> None:
    settled = ended(Outcome.DECIDED, on=day(22), refund=eur(refund), payout=eur(payout))
    assert postings(settled, disputed().order) == (Posting(Account.HELD, account, eur(5000)),)


def test_most_events_move_nothing() -> None:
    order: Order = disputed().order
    assert order.held == eur(5000)
    assert postings(CONTACTED, order) == ()
    assert postings(OPENED, order) == ()
