"""What the events of a dispute do to its order; `evolve` hands them over."""

from typing import assert_never

from . import events as e
from .claim import Accepted, Decision, Dispute, EvidenceRequest, Offer, Proposed, Reply, Return
from .days import tolled
from .evolve_return import returned
from .order import Order, Pause, Status
from .parties import Role
from .replacing import replace
from .resume import resumed
from .rulings import RulingOutcome


def in_dispute(order: Order, event: e.DisputeEvent) -> Order:  # noqa: C901 - a branch an event
    """Return the order after one event of its dispute."""
    match event:
        case e.DisputeOpened():
            return _opened(order, event)
        case e.NoticeProven():
            return replace(order, noticed_at=event.counts_from or event.at)
        case e.ClaimRefused():
            dispute = replace(order.dispute, answered_at=event.at, refused=True)
            return order.with_dispute(dispute).enter(Status.NEGOTIATING, event.at)
        case e.OfferMade() | e.OfferDeclined() | e.OfferAccepted() | e.AcceptanceUndone():
            return _negotiated(order, event)
        case e.DisputeWithdrawn():
            resumes = order.dispute.resumes
            return resumed(order.end_dispute(event.at), resumes, event.at, event.due_at)
        case e.WithdrawnUntil():
            return _withdrawn_until(order, event)
        case e.DisputeEscalated() | e.EvidenceTimeEnded():
            return order.enter(Status.UNDER_REVIEW, event.at)
        case e.EvidenceRequested():
            return _asked(order, event)
        case e.EvidenceTimeExtended():
            return _with_request(order, replace(order.dispute.requests[-1], extended=True))
        case e.DecisionProposed() | e.ApprovalRefused() | e.ApprovalOverdue():
            return _proposed(order, event)
        case e.DecisionMade():
            return _decided(order, event)
        case e.DecisionAppealed():
            return _appealed(order, event)
        case (
            e.ReturnAgreed()
            | e.ReturnAddressGiven()
            | e.ReturnPosted()
            | e.ReturnShipped()
            | e.ReturnDelivered()
            | e.ReturnAcknowledged()
        ):
            return returned(order, event)
        case _:
            assert_never(event)


def evidence_in_dispute(order: Order, event: e.EvidenceAdded) -> Order:
    """A file that one side adds when it is asked, or late: then the other side may still answer."""
    dispute = order.dispute
    if order.status is Status.AWAITING_EVIDENCE:
        request = dispute.requests[-1]
        request = replace(request, missing=request.missing - {(event.by, event.kind)})
        order = _with_request(order, request)
    dispute = order.dispute
    if dispute.reply is not None and dispute.reply.of is event.by:
        # The answer uses the right up, and gives the other side none: it would never end.
        return order.with_dispute(replace(dispute, reply=None))
    if event.by.other_side in dispute.replied or event.by in dispute.replied:
        return order
    return _may_reply(order, event)


def _may_reply(order: Order, event: e.EvidenceAdded | e.DecisionAppealed) -> Order:
    dispute, other = order.dispute, event.by.other_side
    reply = Reply(other, event.at + order.terms.reply_within, len(order.evidence))
    return order.with_dispute(replace(dispute, reply=reply, replied=dispute.replied | {other}))


def _opened(order: Order, event: e.DisputeOpened) -> Order:
    until = {
        Status.SHIPPED: order.protected_until,
        Status.DELIVERED: order.inspected_until,
        Status.PROTECTION_LAPSED: order.claim_until,
        Status.SETTLED: event.at,
    }[order.status]
    assert until is not None, "a status that a dispute interrupts has a clock"
    until = tolled(order, until)
    settled = order.status is Status.SETTLED
    dispute = Dispute(
        number=event.dispute,
        by=event.by,
        opened_at=event.at,
        received=event.received,
        reason=event.reason,
        remedy=event.remedy,
        lines=event.lines,
        refund=event.refund,
        cap=event.refund if settled else order.cap_of(event.lines),
        resumes=order.status,
        time_left=until - event.at,
        moved_refund=order.nothing,
        moved_payout=order.nothing,
        demanded=event.demanded,
    )
    disputes = (*order.disputes, dispute)
    order = replace(order, disputes=disputes, refund_method=event.refund_method)
    order = replace(order, evidence_shown=len(order.evidence))
    return order.enter(Status.AWAITING_SELLER, event.at)


def _negotiated(
    order: Order,
    event: e.OfferMade | e.OfferDeclined | e.OfferAccepted | e.AcceptanceUndone,
) -> Order:
    dispute = order.dispute
    match event:
        case e.OfferMade():
            return _offer(order, event)
        case e.OfferDeclined():
            offers = (replace(o, open=o.open and o.number != event.offer) for o in dispute.offers)
            return order.with_dispute(replace(dispute, offers=tuple(offers)))
        case e.OfferAccepted():
            offers = (
                replace(o, accepted_by=o.accepted_by | {event.by}) if o.number == event.offer else o
                for o in dispute.offers
            )
            accepted = Accepted(event.offer, event.at)
            return order.with_dispute(replace(dispute, offers=tuple(offers), accepted=accepted))
        case e.AcceptanceUndone():
            offers = (
                replace(o, accepted_by=frozenset()) if o.number == event.offer else o
                for o in dispute.offers
            )
            return order.with_dispute(replace(dispute, offers=tuple(offers), accepted=None))
        case _:
            assert_never(event)


def _offer(order: Order, event: e.OfferMade) -> Order:
    dispute = order.dispute
    earlier = tuple(replace(o, open=o.open and o.by is not event.by) for o in dispute.offers)
    offer = Offer(event.offer, event.by, event.refund, event.at, remedy=event.remedy)
    dispute = replace(dispute, offers=(*earlier, offer))
    if event.by is not Role.SELLER or order.status is not Status.AWAITING_SELLER:
        return order.with_dispute(dispute)
    dispute = replace(dispute, answered_at=event.at)
    return order.with_dispute(dispute).enter(Status.NEGOTIATING, event.at)


def _withdrawn_until(order: Order, event: e.WithdrawnUntil) -> Order:
    dispute = replace(order.dispute, withdrawn_until=event.until)
    return order.with_dispute(dispute).enter(Status.WITHDRAWN_UNTIL, event.at)


def _asked(order: Order, event: e.EvidenceRequested) -> Order:
    missing = frozenset((role, item) for role in event.of for item in event.items)
    request = EvidenceRequest(event.of, event.items, event.at, event.by, missing)
    dispute = replace(order.dispute, requests=(*order.dispute.requests, request))
    return order.with_dispute(dispute).enter(Status.AWAITING_EVIDENCE, event.at)


def _with_request(order: Order, request: EvidenceRequest) -> Order:
    dispute = order.dispute
    return order.with_dispute(replace(dispute, requests=(*dispute.requests[:-1], request)))


def _proposed(
    order: Order, event: e.DecisionProposed | e.ApprovalRefused | e.ApprovalOverdue
) -> Order:
    proposed = order.dispute.proposed
    match event:
        case e.DecisionProposed():
            said = (event.proposed, event.digest, event.at)
            proposed = Proposed(*said, evidence=len(order.evidence))
        case e.ApprovalRefused():
            proposed = None
        case e.ApprovalOverdue():
            assert proposed is not None, "only what was proposed is overdue"
            proposed = replace(proposed, overdue=True)
        case _:
            assert_never(event)
    return order.with_dispute(replace(order.dispute, proposed=proposed))


def _decided(order: Order, event: e.DecisionMade) -> Order:
    dispute, proposed = order.dispute, order.dispute.proposed
    # What came between a proposal and its approval was not decided on: it is still new.
    approved = proposed if event.approved_by else None
    decision = Decision(event, len(order.evidence) if approved is None else approved.evidence)
    waits = event.outcome is RulingOutcome.WAIT
    # What is decided stands, whatever was offered or could still be undone before.
    offers = tuple(replace(offer, open=offer.open and waits) for offer in dispute.offers)
    dispute = replace(
        dispute,
        decisions=(*dispute.decisions, decision),
        offers=offers,
        accepted=dispute.accepted if waits else None,
        proposed=None,
        reply=None,
        replied=frozenset(),
    )
    if event.outcome is RulingOutcome.REFUND_ON_RETURN:
        return _sent_back(order.with_dispute(dispute), event)
    status = Status.WAITING if waits else Status.DECIDED
    return order.with_dispute(dispute).enter(status, event.at)


def _sent_back(order: Order, event: e.DecisionMade) -> Order:
    returning = order.dispute.returning
    if returning is None or returning.appealed_at is None:
        made = Return(
            refund=event.refund,
            settles_as=event.settles_as,
            label_due=event.label_due,
            agreed_at=event.at,
            decided=True,
            funded_by=event.funded_by,
            counts=event.counts,
        )
        order = order.with_dispute(replace(order.dispute, returning=made))
        return order.enter(Status.AWAITING_RETURN, event.at)
    # The return that was appealed goes on with the time that it had left.
    pause = Pause(returning.appealed_at, event.at)
    noticed_at = order.noticed_at
    again = replace(
        returning,
        refund=event.refund,
        settles_as=event.settles_as,
        funded_by=event.funded_by,
        counts=event.counts,
        appealed_at=None,
    )
    order = order.with_dispute(replace(order.dispute, returning=again))
    order = order.enter(Status.AWAITING_RETURN, event.at)
    return replace(
        order, since=again.agreed_at, noticed_at=noticed_at, pauses=(*order.pauses, pause)
    )


def _appealed(order: Order, event: e.DecisionAppealed) -> Order:
    dispute, noticed_at = order.dispute, order.noticed_at
    returning = dispute.returning
    if returning is not None and order.status is Status.AWAITING_RETURN:
        returning = replace(returning, appealed_at=event.at)
    dispute = replace(dispute, appealed_by=dispute.appealed_by | {event.by}, returning=returning)
    order = order.with_dispute(dispute).enter(Status.APPEALED, event.at)
    if any(number > dispute.decisions[-1].evidence for number in order.evidence_of(event.by)):
        # What an appeal brings is late evidence, whatever the ground it names.
        order = _may_reply(order, event)
    return replace(order, noticed_at=noticed_at)
