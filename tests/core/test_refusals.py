"""Every refusal is provoked at least once, with the details that help: walk the list."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import TypeAlias

import pytest

from amends.core import commands as c
from amends.core.decide import protect
from amends.core.parties import Role
from amends.core.refusals import Refusal, Refused
from amends.core.rulings import RulingOutcome
from amends.core.terms import MESSAGES_MOST, RefundMethod

from .beginnings import (
    CLAIM,
    CONTACTED,
    HANDED_OVER,
    MOVING,
    PROTECT,
    PROTECTED,
    SHIPPED,
    negotiating,
    reviewed,
    shipped,
    with_terms,
)
from .story import START, Story, day, eur, given
from .test_appeals import ERROR, PART, appealed, decided
from .test_decisions import REFUND, RELEASE
from .test_delivery import FAULTY, delivered
from .test_extension import ASKED
from .test_opening import ASKED_EARLY, SILENT, late
from .test_waiting import WAIT
from tests.people import MIRA

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
    R.ALREADY_WAITED: (
        set(),
        lambda: appealed().refused(Role.OPERATOR, WAIT, on=day(26)),
    ),
    R.NO_REFUND_DUE: (
        set(),
        buyer(RECEIVED, c.ChooseRefundMethod(RefundMethod.STORE_WALLET), 13),
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
