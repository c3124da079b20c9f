"""Every refusal is provoked at least once, with the details that help: walk the list."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import TypeAlias

import pytest

from amends.core import commands as c
from amends.core.decide import protect
from amends.core.events import EvidenceRequested, EvidenceTimeExtended, OfferMade
from amends.core.parties import Role
from amends.core.reasons import EvidenceKind
from amends.core.refusals import Refusal, Refused
from amends.core.rulings import RulingOutcome
from amends.core.terms import MESSAGES_MOST, LateChoice, RefundMethod

from .beginnings import (
    CLAIM,
    CONTACTED,
    ESCALATED,
    HANDED_OVER,
    MOVING,
    POSTED,
    PROTECT,
    PROTECTED,
    SENT_BACK_TO,
    SHIPPED,
    damaged,
    disputed,
    negotiating,
    returning,
    reviewed,
    shipped,
    with_terms,
)
from .story import START, Story, day, eur, given
from .test_appeals import ERROR, PART, appealed, decided
from .test_approval import proposed
from .test_chargebacks import REFUNDED, frozen
from .test_conditional_withdrawal import WITHDRAWN
from .test_decisions import REFUND, RELEASE
from .test_delivery import FAULTY, delivered
from .test_extension import ASKED
from .test_late_arrival import PAY_BACK, came
from .test_opening import ASKED_EARLY, SILENT, late
from .test_transfers import HALVES
from .test_waiting import WAIT
from tests.people import MIRA, SHOP

R = Refusal
Provoke: TypeAlias = Callable[[], Refused]


def unprotected(command: c.ProtectOrder) -> Refused:
    with pytest.raises(Refused) as refused:
        protect(command, given().world(START))
    return refused.value


def buyer(story: Story, command: c.Command, on: float = 21) -> Provoke:
    return lambda: story.refused(Role.BUYER, command, on=day(on))


def seller(story: Story, command: c.Command, on: float = 21) -> Provoke:
    return lambda: story.refused(Role.SELLER, command, on=day(on))


def mediator(story: Story, command: c.Command, on: float = 26) -> Provoke:
    return lambda: story.refused(MIRA, command, on=day(on))


FRESH = given(PROTECTED)
LIMITED = given(with_terms(approval_above=1), HANDED_OVER, SHIPPED, HALVES)
BARE = given(with_terms(remedies=()), HANDED_OVER, SHIPPED, CONTACTED, facts=MOVING)
ONE_WAY = given(
    with_terms(refund_methods=(RefundMethod.ORIGINAL_PAYMENT,)),
    HANDED_OVER,
    SHIPPED,
    CONTACTED,
    facts=MOVING,
)
WALLET = replace(CLAIM, refund_method=RefundMethod.STORE_WALLET)
RECEIVED = shipped().after(Role.BUYER, c.ConfirmReceipt(), on=day(12))
CHATTY = shipped(*(replace(CONTACTED, text=n + 1) for n in range(MESSAGES_MOST)))

TAKE, ASK, ADDRESS = c.ExtendProtection(), c.AskForNumber(1), c.GiveReturnAddress("1 Return Lane")
EVIDENCE = c.AddEvidence(EvidenceKind.PHOTO, "00")
NOTHING = OfferMade(day(23), Role.SELLER, 1, eur(0), None)
SHOW = EvidenceRequested(day(24), Role.MEDIATOR, (Role.SELLER,), (EvidenceKind.PHOTO,), None)

# What each refusal names, and a story that provokes it.
PROVOKED: Mapping[Refusal, tuple[set[str], Provoke]] = {
    R.NOT_YOUR_ROLE: ({"roles"}, seller(late(), CLAIM)),
    R.NOT_IN_THIS_STATUS: ({"status"}, buyer(FRESH, CLAIM, 1)),
    R.PROMISE_TOO_LATE: (
        {"latest"},
        lambda: unprotected(replace(PROTECT, promise_ends_at=day(61))),
    ),
    R.NOTHING_HELD: (set(), lambda: unprotected(replace(PROTECT, lines=()))),
    R.LINES_UNKNOWN: ({"lines"}, seller(FRESH, c.HandOver(day(1), (3,)), 1)),
    R.LINES_ALREADY_SENT: (
        set(),
        seller(FRESH.then(HANDED_OVER), c.HandOver(day(1)), 1),
    ),
    R.HAND_OVER_IN_FUTURE: ({"latest"}, seller(FRESH, c.HandOver(day(2)), 1)),
    R.EXTENSION_OUT_OF_RANGE: ({"days_most"}, buyer(shipped(), c.RequestExtension(0), 16)),
    R.EXTENSION_RUNNING: (set(), buyer(shipped(ASKED), c.RequestExtension(1), 16)),
    R.NO_EXTENSION_ASKED: (set(), seller(shipped(), c.AnswerExtension(grant=True), 16)),
    R.SELLER_NOT_CONTACTED: ({"wait_until"}, buyer(shipped(), CLAIM)),
    R.PARCEL_STILL_ON_TIME: ({"wait_until"}, buyer(late(), CLAIM, 18)),
    R.TOO_EARLY_TO_DISPUTE: (
        {"wait_until"},
        buyer(shipped(ASKED_EARLY, facts=SILENT), CLAIM, 11.5),
    ),
    R.TOO_LATE_FOR_FAULTS: ({"ended_at"}, buyer(delivered(contacted_on=11), FAULTY, 18)),
    R.REASON_DOES_NOT_FIT: ({"received"}, buyer(late(), replace(CLAIM, received=True))),
    R.REMEDY_NOT_OFFERED: ({"remedies"}, buyer(BARE, CLAIM)),
    R.REFUND_METHOD_NOT_OFFERED: ({"refund_methods"}, buyer(ONE_WAY, WALLET)),
    R.REFUND_OUT_OF_RANGE: ({"least", "most"}, buyer(late(), replace(CLAIM, refund=eur(0)))),
    R.EVIDENCE_MISSING: (set(), buyer(late(), replace(FAULTY, evidence=()))),
    R.EVIDENCE_UNKNOWN: ({"evidence"}, buyer(late(), FAULTY)),
    R.OFFER_NOT_OPEN: (set(), buyer(negotiating(), c.AcceptOffer(1), 23)),
    R.NOTHING_TO_APPEAL: (set(), buyer(decided(REFUND), ERROR, 25)),
    R.APPEAL_ALREADY_USED: (
        set(),
        buyer(appealed().after(Role.OPERATOR, PART, on=day(26)), ERROR, 27),
    ),
    R.APPEAL_NEEDS_GROUND: (set(), buyer(decided(), replace(ERROR, text=""), 25)),
    R.OWN_DECISION: (set(), mediator(appealed(), RELEASE)),
    R.WAIT_OUT_OF_RANGE: (
        {"earliest", "latest"},
        mediator(reviewed(), c.Decide(RulingOutcome.WAIT, "Later."), 24),
    ),
    R.NOTHING_TO_WAIT_FOR: (set(), mediator(damaged(ESCALATED), WAIT, 24)),
    R.ALREADY_WAITED: (
        set(),
        lambda: appealed().refused(Role.OPERATOR, WAIT, on=day(26)),
    ),
    R.NO_REFUND_DUE: (
        set(),
        buyer(RECEIVED, c.ChooseRefundMethod(RefundMethod.STORE_WALLET), 13),
    ),
    R.EXTENSION_ALREADY_TAKEN: (
        set(),
        buyer(shipped().after(Role.BUYER, TAKE, on=day(16)), TAKE, 17),
    ),
    R.PARCEL_UNKNOWN: ({"parcel"}, buyer(shipped(), c.AskForNumber(9), 12)),
    R.NUMBER_ALREADY_ASKED: (
        set(),
        buyer(shipped().after(Role.BUYER, ASK, on=day(12)), ASK, 13),
    ),
    R.EVIDENCE_TIME_ALREADY_EXTENDED: (
        set(),
        seller(reviewed(SHOW, EvidenceTimeExtended(day(25), Role.SELLER)), c.AskForTime(), 26),
    ),
    R.NOTHING_TO_UNDO: (
        set(),
        buyer(
            negotiating(OfferMade(day(23), Role.SELLER, 1, eur(0), None)), c.UndoAcceptance(), 24
        ),
    ),
    R.WITHDRAWAL_OUT_OF_RANGE: (
        {"earliest", "latest"},
        buyer(negotiating(), c.Withdraw(day(90)), 24),
    ),
    R.ALREADY_WITHDRAWN: (set(), buyer(negotiating(WITHDRAWN), c.Withdraw(day(30)), 25)),
    R.REPLY_RUNNING: (
        {"wait_until"},
        mediator(reviewed().after(Role.SELLER, EVIDENCE, on=day(24)), RELEASE, 25),
    ),
    R.NOTHING_TO_APPROVE: (set(), mediator(reviewed(), c.ApproveDecision("00"), 24)),
    R.DECISION_CHANGED: (
        {"digest"},
        lambda: proposed()[0].refused(Role.OPERATOR, c.ApproveDecision("00"), on=day(25)),
    ),
    R.RETURN_ALREADY_MADE: (set(), seller(returning(SENT_BACK_TO), ADDRESS, 15)),
    R.RETURN_ADDRESS_MISSING: (set(), seller(returning(), c.GiveReturnAddress(" "), 14)),
    R.RETURN_LABEL_MISSING: (
        set(),
        seller(damaged().after(Role.SELLER, c.AcceptClaim(), on=day(13)), ADDRESS, 14),
    ),
    R.RETURN_ALREADY_POSTED: (
        set(),
        buyer(returning(SENT_BACK_TO, POSTED), c.ShipReturn(day(16)), 17),
    ),
    R.POSTED_IN_FUTURE: ({"latest"}, buyer(returning(SENT_BACK_TO), c.ShipReturn(day(17)), 16)),
    R.NOTHING_TO_PAY_BACK: (set(), buyer(RECEIVED, PAY_BACK, 13)),
    R.KEPT_OUT_OF_RANGE: (
        {"least", "most"},
        buyer(came(), c.ReportLateArrival(LateChoice.KEEP_WITH_PARTIAL_REFUND), 31),
    ),
    R.TRANSFER_NOT_OPEN: (
        set(),
        lambda: shipped().refused(Role.OPERATOR, c.SendTransfer(1), on=day(3)),
    ),
    R.ORDER_FROZEN: (
        set(),
        lambda: frozen(disputed(REFUNDED)).refused(Role.OPERATOR, c.SendTransfer(1), on=day(24)),
    ),
    R.CHARGEBACK_OUT_OF_RANGE: (
        {"most"},
        lambda: shipped().refused(SHOP, c.FreezeForChargeback(eur(9000), "dp_1"), on=day(3)),
    ),
    R.GOODWILL_ABOVE_LIMIT: (
        {"most"},
        lambda: LIMITED.refused(Role.OPERATOR, c.GrantGoodwill(eur(2), "Sorry."), on=day(30)),
    ),
    R.LIMIT_REACHED: ({"limit"}, buyer(CHATTY, c.SendMessage("Hello?"), 16)),
}


@pytest.mark.parametrize("refusal", Refusal)
def test_every_refusal_is_provoked_and_says_what_would_help(refusal: Refusal) -> None:
    names, provoke = PROVOKED[refusal]
    refused = provoke()
    assert refused.refusal is refusal
    assert set(refused.details) == names
    assert str(refused) == refusal.value
