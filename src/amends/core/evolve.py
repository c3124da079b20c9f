"""What each event does to an order. It never refuses: history is not argued with."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import assert_never

from . import events as e
from .evolve_dispute import evidence_in_dispute, in_dispute
from .evolve_money import in_money, with_transfers
from .evolve_return import with_receipt
from .order import Answer, Extension, NumberRequest, Order, Pause, Status
from .parcel import Parcel
from .parties import Role
from .replacing import replace


@dataclass(frozen=True, slots=True)
class Step:
    """One event, and the order after it, so that nobody has to fold it again."""

    event: e.Event
    after: Order


def fold(events: Iterable[e.Event], order: Order | None = None) -> Order:
    """Return the order after `events`; the first of a life is OrderProtected."""
    for event in events:
        order = evolve(order, event)
    assert order is not None, "an order begins with OrderProtected"
    return order


def steps(events: Iterable[e.Event], order: Order) -> list[Step]:
    """Return `events` with the order after each of them."""
    taken = []
    for event in events:
        order = evolve(order, event)
        taken.append(Step(event, order))
    return taken


def evolve(order: Order | None, event: e.Event) -> Order:
    """Return the order after one event."""
    if isinstance(event, e.OrderProtected):
        assert order is None, "an order is protected once"
        return _protected(event)
    assert order is not None, "an order begins with OrderProtected"
    assert event.at >= order.latest_at, "an event is dated before the one before it"
    text = getattr(event, "text", None)
    order = replace(order, latest_at=event.at, texts=max(order.texts, text or 0))
    if isinstance(event, e.DisputeEvent):
        return in_dispute(order, event)
    if isinstance(event, e.MoneyEvent):
        return in_money(order, event)
    return _in_order(order, event)


def _in_order(order: Order, event: e.OrderEvent) -> Order:  # noqa: C901 - a branch an event
    match event:
        case e.ParcelHandedOver() | e.ParcelAccepted() | e.OrderShipped():
            return _sent(order, event)
        case e.OrderDelivered():
            return _delivered(order, event)
        case e.ProtectionLapsed():
            order = order.enter(Status.PROTECTION_LAPSED, event.at)
            return replace(order, claim_until=event.at + order.terms.claim_within)
        case e.MessageSent():
            return _message(order, event)
        case e.EvidenceAdded():
            return _evidence(order, event)
        case e.ReviewOverdue():
            return replace(order, overdue=True)
        case e.RefundMethodChosen():
            return replace(order, refund_method=event.refund_method)
        case e.DeadlineNear():
            return order
        case e.OutageTolled():
            pause = Pause(event.started_at, event.ended_at, outage=True)
            return replace(order, pauses=(*order.pauses, pause))
        case e.ProtectionExtended():
            extended_by = order.extended_by | {event.by}
            return replace(order, extended_by=extended_by, protected_until=event.protected_until)
        case e.NumberAsked() | e.NumberCorrected() | e.NumberNotCorrected():
            return _number(order, event)
        case e.LateArrivalSeen() | e.LateArrivalSettled():
            return _late(order, event)
        case (
            e.ExtensionRequested()
            | e.ExtensionGranted()
            | e.ExtensionRefused()
            | e.ExtensionLapsed()
        ):
            return _extension(order, event)
        case _:
            assert_never(event)


def _protected(event: e.OrderProtected) -> Order:
    terms = event.terms
    latest = event.paid_at + terms.protection_most
    return Order(
        status=Status.PAID,
        since=event.at,
        latest_at=event.at,
        buyer=event.buyer,
        seller=event.seller,
        lines=event.lines,
        shipping=event.shipping,
        paid_at=event.paid_at,
        promise_ends_at=event.promise_ends_at,
        dispatch_by=event.dispatch_by,
        domestic=event.domestic,
        policy=event.policy,
        terms=terms,
        protected_until=min(event.promise_ends_at + terms.grace_for, latest),
        refund_method=terms.refund_methods[0],
        buyer_holidays=event.buyer_holidays,
        seller_holidays=event.seller_holidays,
        border=event.border,
        weights=event.weights,
    )


def _sent(order: Order, event: e.ParcelHandedOver | e.ParcelAccepted | e.OrderShipped) -> Order:
    match event:
        case e.ParcelHandedOver():
            return _handed_over(order, event)
        case e.ParcelAccepted():
            return replace(order, accepted=order.accepted | {event.parcel})
        case e.OrderShipped():
            return _shipped(order, event)
        case _:
            assert_never(event)


def _handed_over(order: Order, event: e.ParcelHandedOver) -> Order:
    said = (event.parcel, event.lines, event.handed_over_at, event.tracked, event.at)
    parcel = Parcel(*said, weight_grams=event.weight_grams)
    return replace(order, parcels=(*order.parcels, parcel))


def _shipped(order: Order, event: e.OrderShipped) -> Order:
    order = replace(order.enter(Status.SHIPPED, event.at), shipped_at=event.at)
    if order.terms.untracked_posting:
        # Here it may be the seller's word alone.
        return order
    return replace(order, accepted=frozenset(parcel.number for parcel in order.outbound))


def _delivered(order: Order, event: e.OrderDelivered) -> Order:
    # Inspection never ends before the claim window that it takes the place of.
    until = event.at + order.terms.inspection_for
    if order.claim_until is not None:
        until = max(until, order.claim_until)
    if order.disputed:
        order = order.end_dispute(event.at)
    order = order.enter(Status.DELIVERED, event.at)
    return replace(
        order,
        delivered_at=event.delivered_at,
        inspected_until=until,
        faults_until=event.at + order.terms.faults_reported_within,
    )


def _message(order: Order, event: e.MessageSent) -> Order:
    if event.by is Role.BUYER:
        written = order.buyer_messages + 1
        return replace(order, buyer_messages=written, contacted_at=order.contacted_at or event.at)
    # Only what follows the buyer's message answers it.
    answered_at = order.answered_at or (event.at if order.contacted_at else None)
    return replace(order, seller_messages=order.seller_messages + 1, answered_at=answered_at)


def _evidence(order: Order, event: e.EvidenceAdded) -> Order:
    order = replace(order, evidence=(*order.evidence, (event.by, event.kind)))
    if order.disputed:
        order = with_receipt(replace(order, evidence_shown=len(order.evidence)), event)
    if order.status not in {Status.AWAITING_EVIDENCE, Status.UNDER_REVIEW, Status.APPEALED}:
        return order
    return evidence_in_dispute(order, event)


def _number(order: Order, event: e.NumberAsked | e.NumberCorrected | e.NumberNotCorrected) -> Order:
    if isinstance(event, e.NumberAsked):
        return _number_asked(order, event)
    disproved = tuple(one for one in order.numbers_disproved if one[0] != event.parcel)
    asked = order.number_request
    if asked is None or asked.parcel != event.parcel:
        return replace(order, numbers_disproved=disproved)
    order = replace(order, number_request=replace(asked, runs=False))
    if isinstance(event, e.NumberNotCorrected):
        if asked.by is Role.PLATFORM:
            order = replace(order, numbers_disproved=(*disproved, (event.parcel, event.at)))
        return order
    answered_at = order.answered_at or (event.at if order.contacted_at else None)
    return replace(order, answered_at=answered_at, numbers_disproved=disproved)


def _number_asked(order: Order, event: e.NumberAsked) -> Order:
    order = replace(order, number_request=NumberRequest(event.parcel, event.at, event.by))
    if event.by is Role.PLATFORM:
        return replace(order, numbers_asked=order.numbers_asked | {event.parcel})
    # Asking is contact with the seller.
    return replace(order, contacted_at=order.contacted_at or event.at)


def _late(order: Order, event: e.LateArrivalSeen | e.LateArrivalSettled) -> Order:
    if isinstance(event, e.LateArrivalSeen):
        missed = (replace(m, asked=m.asked or m.line in event.lines) for m in order.missed)
        return replace(order, late_seen_at=event.at, missed=tuple(missed))
    before = order
    left = tuple(one for one in order.missed if one not in order.late)
    if order.disputed:
        order = order.end_dispute(event.at)
    if order.status is not Status.SETTLED:
        order = order.enter(Status.SETTLED, event.at)
    return with_transfers(replace(order, late_seen_at=None, missed=left), event, before)


def _extension(
    order: Order,
    event: e.ExtensionRequested | e.ExtensionGranted | e.ExtensionRefused | e.ExtensionLapsed,
) -> Order:
    if isinstance(event, e.ExtensionRequested):
        # Asking for more time is contact with the seller.
        extension = Extension(event.days, event.at)
        return replace(order, extension=extension, contacted_at=order.contacted_at or event.at)
    assert order.extension is not None, "nobody asked for more time"
    order = replace(order, answered_at=order.answered_at or event.at)
    match event:
        case e.ExtensionGranted():
            answer = Answer.GRANTED
            order = replace(order, protected_until=event.protected_until)
        case e.ExtensionRefused():
            answer = Answer.REFUSED
        case e.ExtensionLapsed():
            answer = Answer.LAPSED
        case _:
            assert_never(event)
    assert order.extension is not None
    return replace(order, extension=replace(order.extension, answer=answer))
