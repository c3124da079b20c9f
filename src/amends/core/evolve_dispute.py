"""What the events of a dispute do to its order; `evolve` hands them over."""

from dataclasses import replace
from typing import assert_never

from . import events as e
from .order import Decision, Dispute, EvidenceRequest, Offer, Order, Status
from .parties import Role
from .rulings import RulingOutcome

DisputeEvent = (
    e.DisputeOpened
    | e.NoticeProven
    | e.ClaimRefused
    | e.OfferMade
    | e.OfferDeclined
    | e.DisputeWithdrawn
    | e.DisputeEscalated
    | e.EvidenceRequested
    | e.EvidenceTimeEnded
    | e.DecisionMade
    | e.DecisionAppealed
)


def in_dispute(order: Order, event: DisputeEvent) -> Order:
    """Return the order after one event of its dispute."""
    match event:
        case e.DisputeOpened():
            return _opened(order, event)
        case e.NoticeProven():
            return order.with_dispute(replace(order.dispute, noticed_at=event.at))
        case e.ClaimRefused():
            dispute = replace(order.dispute, answered_at=event.at, refused=True)
            return order.with_dispute(dispute).enter(Status.NEGOTIATING, event.at)
        case e.OfferMade():
            return _offer(order, event)
        case e.OfferDeclined():
            return _close_offer(order, event.offer)
        case e.DisputeWithdrawn():
            return _withdrawn(order, event)
        case e.DisputeEscalated():
            return order.enter(Status.UNDER_REVIEW, event.at)
        case e.EvidenceRequested():
            return _asked(order, event)
        case e.EvidenceTimeEnded():
            return order.enter(Status.UNDER_REVIEW, event.at)
        case e.DecisionMade():
            return _decided(order, event)
        case e.DecisionAppealed():
            appealed = order.dispute.appealed_by | {event.by}
            order = order.with_dispute(replace(order.dispute, appealed_by=appealed))
            return order.enter(Status.APPEALED, event.at)
        case _:
            assert_never(event)


def _opened(order: Order, event: e.DisputeOpened) -> Order:
    until = {
        Status.SHIPPED: order.protected_until,
        Status.DELIVERED: order.inspected_until,
        Status.PROTECTION_LAPSED: order.claim_until,
    }[order.status]
    assert until is not None, "a status that a dispute interrupts has a clock"
    dispute = Dispute(
        number=event.dispute,
        by=event.by,
        opened_at=event.at,
        received=event.received,
        reason=event.reason,
        lines=event.lines,
        refund=event.refund,
        cap=order.cap_of(event.lines),
        resumes=order.status,
        time_left=until - event.at,
    )
    disputes = (*order.disputes, dispute)
    order = replace(order, disputes=disputes, refund_method=event.refund_method)
    return order.enter(Status.AWAITING_SELLER, event.at)


def _offer(order: Order, event: e.OfferMade) -> Order:
    dispute = order.dispute
    earlier = tuple(replace(o, open=o.open and o.by is not event.by) for o in dispute.offers)
    offer = Offer(event.offer, event.by, event.refund, event.at)
    dispute = replace(dispute, offers=(*earlier, offer))
    if event.by is not Role.SELLER or order.status is not Status.AWAITING_SELLER:
        return order.with_dispute(dispute)
    dispute = replace(dispute, answered_at=event.at)
    return order.with_dispute(dispute).enter(Status.NEGOTIATING, event.at)


def _close_offer(order: Order, number: int) -> Order:
    offers = tuple(replace(o, open=o.open and o.number != number) for o in order.dispute.offers)
    return order.with_dispute(replace(order.dispute, offers=offers))


def _withdrawn(order: Order, event: e.DisputeWithdrawn) -> Order:
    resumes = order.dispute.resumes
    order = order.end_dispute(event.at).enter(resumes, event.at)
    match resumes:
        case Status.SHIPPED:
            return replace(order, protected_until=event.due_at)
        case Status.DELIVERED:
            # The dispute stopped the time for faults as well.
            assert order.faults_until is not None, "what was delivered has a time for faults"
            faults_until = order.faults_until + (event.at - order.dispute.opened_at)
            return replace(order, inspected_until=event.due_at, faults_until=faults_until)
        case _:
            return replace(order, claim_until=event.due_at)


def _asked(order: Order, event: e.EvidenceRequested) -> Order:
    missing = frozenset((role, item) for role in event.of for item in event.items)
    request = EvidenceRequest(event.of, event.items, event.at, event.by, missing)
    dispute = replace(order.dispute, requests=(*order.dispute.requests, request))
    return order.with_dispute(dispute).enter(Status.AWAITING_EVIDENCE, event.at)


def _decided(order: Order, event: e.DecisionMade) -> Order:
    decision = Decision(
        event.decision,
        event.at,
        event.by,
        event.author,
        event.outcome,
        event.refund,
        event.wait_until,
        event.settles_as,
        len(order.evidence),
    )
    dispute = replace(order.dispute, decisions=(*order.dispute.decisions, decision))
    waits = event.outcome is RulingOutcome.WAIT
    status = Status.WAITING if waits else Status.DECIDED
    return order.with_dispute(dispute).enter(status, event.at)
