"""Money on its way in the world: sent once, confirmed or refused, and tried again by a person."""

from dataclasses import replace
from datetime import datetime

import pytest

from amends.core.commands import (
    ChooseRefundMethod,
    ConfirmTransfer,
    GrantGoodwill,
    RefuseTransfer,
    RetryTransfer,
    SendTransfer,
)
from amends.core.events import (
    GoodwillGranted,
    LateArrivalSettled,
    OrderProtected,
    Outcome,
    TransferConfirmed,
    TransferRefused,
    TransferRetried,
    TransferSent,
)
from amends.core.ledger import Account, Posting, postings
from amends.core.parties import Role
from amends.core.refusals import Refusal
from amends.core.terms import GOODWILL_MOST, RefundMethod
from amends.core.transfers import TransferKind, TransferState

from .beginnings import disputed, shipped
from .story import day, ended, eur, given

HALVES = ended(Outcome.AGREED, on=day(22), refund=eur(2000), payout=eur(3000))
SENT = TransferSent(day(23), 1)
NO = TransferRefused(day(24), 1, 2)
WALLET = RefundMethod.STORE_WALLET


def test_a_settlement_makes_a_transfer_to_each_side() -> None:
    kinds = [(t.number, t.kind, t.moved) for t in disputed(HALVES).order.transfers]
    assert kinds == [
        (1, TransferKind.REFUND, eur(2000)),
        (2, TransferKind.PAYOUT, eur(3000)),
    ]


def test_a_transfer_is_sent_once() -> None:
    story = disputed(HALVES)
    assert story.when(Role.PLATFORM, SendTransfer(1), on=day(23)) == [SENT]
    refused = story.then(SENT).refused(Role.PLATFORM, SendTransfer(1), on=day(24))
    assert refused.refusal is Refusal.TRANSFER_NOT_OPEN
    assert refused.details == {"state": TransferState.SENT}


def test_nobody_sends_what_is_not_there() -> None:
    assert shipped().refuses(Role.PLATFORM, SendTransfer(1), on=day(3)) is Refusal.TRANSFER_NOT_OPEN
    refused = disputed(HALVES).refused(Role.PLATFORM, SendTransfer(3), on=day(23))
    assert (refused.refusal, refused.details) == (Refusal.TRANSFER_NOT_OPEN, {})


def test_a_method_is_changed_until_it_is_sent() -> None:
    choose = ChooseRefundMethod(WALLET)
    assert disputed(HALVES).when(Role.BUYER, choose, on=day(23))
    sent = disputed(HALVES, SENT)
    assert sent.refuses(Role.BUYER, choose, on=day(24)) is Refusal.NO_REFUND_DUE


def test_a_refused_transfer_waits_for_a_person() -> None:
    sent = disputed(HALVES, SENT)
    assert sent.when(Role.PLATFORM, RefuseTransfer(1, "Account closed."), on=day(24)) == [NO]
    refused = sent.then(NO)
    retry = RetryTransfer(1, WALLET)
    assert refused.refuses(Role.BUYER, retry, on=day(25)) is Refusal.NOT_YOUR_ROLE
    assert sent.refuses(Role.OPERATOR, retry, on=day(25)) is Refusal.TRANSFER_NOT_OPEN
    assert refused.when(Role.OPERATOR, retry, on=day(25)) == [TransferRetried(day(25), 1, WALLET)]
    again = refused.after(Role.OPERATOR, retry, on=day(25))
    assert again.order.refund_method is WALLET
    assert again.order.transfers[0].state is TransferState.INTENT


def test_late_news_of_a_yes_is_believed() -> None:
    story = disputed(HALVES, SENT, NO)
    yes = ConfirmTransfer(1, "re_1")
    assert story.when(Role.PLATFORM, yes, on=day(25)) == [TransferConfirmed(day(25), 1, 3)]


def test_goodwill_comes_out_of_the_platforms_pocket() -> None:
    kind = GrantGoodwill(eur(500), "We are sorry.")
    story = disputed(HALVES)
    (granted,) = story.when(Role.OPERATOR, kind, on=day(30))
    assert granted == GoodwillGranted(day(30), eur(500), 2)
    assert postings(granted, story.order) == (
        Posting(Account.PUT_IN, Account.REFUND_DUE, eur(500)),
    )
    after = story.then(granted).order
    assert (after.refund, after.put_in) == (eur(2500), eur(500))
    assert after.transfers[-1].moved == eur(500)
    many = story.then(*[GoodwillGranted(day(30), eur(1), n + 2) for n in range(GOODWILL_MOST)])
    assert many.refuses(Role.OPERATOR, kind, on=day(31)) is Refusal.LIMIT_REACHED
    huge = GrantGoodwill(eur(5001), "Too kind.")
    assert story.refuses(Role.OPERATOR, huge, on=day(30)) is Refusal.REFUND_OUT_OF_RANGE


def test_all_goodwill_together_stays_within_what_one_person_may_decide() -> None:
    protected, *told = disputed(HALVES).history
    assert isinstance(protected, OrderProtected)
    limited = replace(protected, terms=replace(protected.terms, approval_above=700))
    story, gift = given(limited, *told), GrantGoodwill(eur(400), "We are sorry.")
    once = story.after(Role.OPERATOR, gift, on=day(30))
    refused = once.refused(Role.OPERATOR, gift, on=day(31))
    assert refused.refusal is Refusal.GOODWILL_ABOVE_LIMIT
    assert refused.details == {"most": eur(300)}
    assert once.when(Role.OPERATOR, replace(gift, refund=eur(300)), on=day(31))


def test_a_payout_is_tried_again_as_it_was() -> None:
    story = disputed(HALVES, TransferSent(day(23), 2), TransferRefused(day(24), 2, 2))
    again = story.when(Role.OPERATOR, RetryTransfer(2), on=day(25))
    assert again == [TransferRetried(day(25), 2, None)]
    assert story.then(*again).order.refund_method is not WALLET


def test_a_refund_that_the_bank_sends_back_is_due_again() -> None:
    paid = disputed(HALVES, SENT, TransferConfirmed(day(24), 1, 2))
    (came_back,) = paid.when(Role.PLATFORM, RefuseTransfer(1, "Account closed."), on=day(30))
    assert postings(came_back, paid.order) == (
        Posting(Account.REFUND_PAID, Account.REFUND_DUE, eur(2000)),
    )
    after = paid.then(came_back).order
    assert (after.refund_paid_at, len(after.transfers)) == (None, 2)
    assert after.transfers[0].state is TransferState.REFUSED


def test_what_was_collected_stays_collected() -> None:
    kept = disputed(HALVES, SENT, TransferConfirmed(day(24), 1, 2))
    owed = kept.then(LateArrivalSettled(day(30), None, eur(0), eur(2000), eur(0)))
    collected = owed.after(Role.OPERATOR, ConfirmTransfer(3, "bank"), on=day(31))
    refuse = RefuseTransfer(3, "Never came.")
    assert collected.refuses(Role.PLATFORM, refuse, on=day(32)) is Refusal.TRANSFER_NOT_OPEN


def test_nobody_but_a_gateway_says_that_what_was_made_came_back() -> None:
    paid = disputed(HALVES, SENT, TransferConfirmed(day(24), 1, 2))
    refuse = RefuseTransfer(1, "Account closed.")
    assert paid.refuses(Role.OPERATOR, refuse, on=day(30)) is Refusal.TRANSFER_NOT_OPEN


@pytest.mark.parametrize(
    ("said", "believed"),
    [(day(23), day(23)), (None, None), (day(26), None), (day(-1), None)],
)
def test_the_providers_own_moment_is_kept_where_it_can_be(
    said: datetime | None, believed: datetime | None
) -> None:
    story = disputed(HALVES, SENT)
    story = story.after(Role.PLATFORM, ConfirmTransfer(1, "re_1", said), on=day(25))
    refund = story.order.transfers[0]
    assert (refund.changed_at, refund.made_at) == (day(25), believed)
    assert story.order.refund_paid_at == (believed or day(25))
    flipped = story.after(Role.PLATFORM, RefuseTransfer(1, "returned"), on=day(27)).order
    assert (flipped.transfers[0].made_at, flipped.transfers[0].moved_at) == (None, day(27))
