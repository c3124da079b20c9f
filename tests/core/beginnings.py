"""The histories on which stories stand: one order of two lines, held 50.00, promised by day 20.

Handed over on day 1, scanned on day 2, protected until day 23; the seller is asked on day 15, the
dispute is opened on day 21.
"""

from dataclasses import replace

from amends.core.commands import OpenDispute, ProtectOrder
from amends.core.events import (
    ClaimRefused,
    DisputeEscalated,
    DisputeOpened,
    Escalation,
    Event,
    EvidenceAdded,
    MessageSent,
    NoticeProven,
    OrderDelivered,
    OrderProtected,
    OrderShipped,
    Outcome,
    ParcelHandedOver,
    ProtectionLapsed,
    ReturnAddressGiven,
    ReturnAgreed,
    ReturnPosted,
)
from amends.core.parcel import Checkpoint, Facts, Leg, ParcelStatus, Source
from amends.core.parties import Role
from amends.core.reasons import EvidenceKind, Reason
from amends.core.terms import RefundMethod, Remedy, Terms
from amends.core.world import Judge

from .story import START, Story, day, eur, given
from tests.people import ALICE, BOB

PROTECT = ProtectOrder(
    buyer=ALICE.id,
    seller=BOB.id,
    lines=(eur(3000), eur(1500)),
    shipping=eur(500),
    paid_at=START,
    promise_ends_at=day(20),
    policy="default",
    terms=Terms(),
)
PROTECTED = OrderProtected(
    at=START,
    buyer=ALICE.id,
    seller=BOB.id,
    lines=(eur(3000), eur(1500)),
    shipping=eur(500),
    paid_at=START,
    promise_ends_at=day(20),
    dispatch_by=day(7),
    domestic=False,
    policy="default",
    terms=Terms(),
)
HANDED_OVER = ParcelHandedOver(day(1), 1, (1, 2), day(1), tracked=True)
SHIPPED = OrderShipped(day(2))
DELIVERED = OrderDelivered(day(10), day(10))
LAPSED = ProtectionLapsed(day(23))
CONTACTED = MessageSent(day(15), Role.BUYER, 1)
PHOTO = EvidenceAdded(day(20), Role.BUYER, 1, EvidenceKind.PHOTO, "00")
CLAIM = OpenDispute(received=False, reason=Reason.LATE, refund=eur(5000))
OPENED = DisputeOpened(
    at=day(21),
    dispute=1,
    by=Role.BUYER,
    received=False,
    reason=Reason.LATE,
    remedy=Remedy.REFUND_ONLY,
    lines=(1, 2),
    refund=eur(5000),
    refund_method=RefundMethod.ORIGINAL_PAYMENT,
    evidence=(),
    text=None,
)
NOTICED = NoticeProven(day(21), Role.SELLER)
REFUSED = ClaimRefused(day(22), None)
ESCALATED = DisputeEscalated(day(23), Role.BUYER, Escalation.ASKED, None)


def scan(status: ParcelStatus, on: float, **changes: object) -> Checkpoint:
    """A carrier's scan of parcel 1, recorded when it happened."""
    plain = Checkpoint(
        parcel=1,
        number=int(on * 100),
        status=status,
        source=Source.CARRIER,
        physical=True,
        recorded_at=day(on),
        happened_at=day(on),
        leg=Leg.OUTBOUND,
    )
    return replace(plain, **changes)  # type: ignore[arg-type]  # Each change is named as its field.


def facts(*checkpoints: Checkpoint) -> Facts:
    return Facts(checkpoints)


ACCEPTED = scan(ParcelStatus.ACCEPTED, 2)
IN_TRANSIT = scan(ParcelStatus.IN_TRANSIT, 14)
# Not stalled before day 34.
MOVING = facts(ACCEPTED, IN_TRANSIT)


def with_terms(**changes: object) -> OrderProtected:
    """The same order under other terms."""
    terms = replace(Terms(), **changes)  # type: ignore[arg-type]  # Each is named as its field.
    return replace(PROTECTED, terms=terms)


def shipped(*more: Event, facts: Facts = MOVING, judge: Judge | None = None) -> Story:
    """An order on its way."""
    return given(PROTECTED, HANDED_OVER, SHIPPED, *more, facts=facts, judge=judge)


def disputed(*more: Event, facts: Facts = MOVING, judge: Judge | None = None) -> Story:
    """An order in dispute because it is late; the seller was asked before."""
    return shipped(CONTACTED, OPENED, *more, facts=facts, judge=judge)


def contested(*more: Event, facts: Facts = MOVING, judge: Judge | None = None) -> Story:
    """An order in dispute for a reason of which only a person decides."""
    opened = replace(OPENED, reason=Reason.DELIVERED_NOT_RECEIVED)
    return shipped(CONTACTED, opened, *more, facts=facts, judge=judge)


CAME = facts(ACCEPTED, scan(ParcelStatus.DELIVERED, 10))
DAMAGED = replace(
    OPENED,
    at=day(12),
    received=True,
    reason=Reason.DAMAGED,
    remedy=Remedy.RETURN_AND_REFUND,
    evidence=(1,),
)
SENT_BACK_TO = ReturnAddressGiven(day(14), 2, None)
POSTED = ReturnPosted(day(16), 2, day(16), None, tracked=True)


def damaged(*more: Event, facts: Facts = CAME, judge: Judge | None = None) -> Story:
    """A delivered order of which the buyer wants to send the goods back; noticed on day 12."""
    photo = replace(PHOTO, at=day(11))
    asked = replace(CONTACTED, at=day(11))
    noticed = replace(NOTICED, at=day(12))
    told = (DELIVERED, photo, asked, DAMAGED, noticed)
    return shipped(*told, *more, facts=facts, judge=judge)


def returning(*more: Event, facts: Facts = CAME, judge: Judge | None = None) -> Story:
    """The seller accepted on day 13 that the goods come back; no label is due."""
    agreed = ReturnAgreed(day(13), eur(5000), Outcome.SELLER_ACCEPTED, label_due=False)
    return damaged(agreed, *more, facts=facts, judge=judge)


def negotiating(*more: Event, facts: Facts = MOVING, judge: Judge | None = None) -> Story:
    """A dispute that the seller has seen and refused."""
    return disputed(NOTICED, REFUSED, *more, facts=facts, judge=judge)


def reviewed(*more: Event, facts: Facts = MOVING, judge: Judge | None = None) -> Story:
    """A dispute that the platform was asked to decide."""
    return negotiating(ESCALATED, *more, facts=facts, judge=judge)
