"""What the events of goods that go back do to their order."""

from dataclasses import replace
from typing import TypeAlias, assert_never

from . import events as e
from .claim import Return
from .order import Order, Status
from .parcel import Leg, Parcel
from .parties import Role
from .reasons import EvidenceKind

Sent: TypeAlias = (
    e.ReturnAgreed
    | e.ReturnAddressGiven
    | e.ReturnPosted
    | e.ReturnShipped
    | e.ReturnDelivered
    | e.ReturnAcknowledged
)


def returned(order: Order, event: Sent) -> Order:
    """Return the order after one event of its return."""
    if isinstance(event, e.ReturnAgreed):
        made = Return(event.refund, event.settles_as, event.label_due, event.at, decided=False)
        order = order.with_dispute(replace(order.dispute, returning=made, accepted=None))
        return order.enter(Status.AWAITING_RETURN, event.at)
    returning = order.dispute.returning
    assert returning is not None, "only what was to be returned comes back"
    match event:
        case e.ReturnAddressGiven():
            # From here on it is the buyer who must know.
            order = replace(order, noticed_at=None)
            returning = replace(returning, given_at=event.at)
        case e.ReturnPosted():
            order = replace(order, parcels=(*order.parcels, _parcel(order, event)))
            receipt = event.receipt is not None
            returning = replace(returning, posted_at=event.at, receipt=receipt, parcel=event.parcel)
        case e.ReturnShipped():
            order = order.enter(Status.RETURN_SHIPPED, event.at)
        case e.ReturnDelivered():
            order = order.enter(Status.RETURN_DELIVERED, event.at)
        case e.ReturnAcknowledged():
            returning = replace(returning, condition=event.condition)
        case _:
            assert_never(event)
    return order.with_dispute(replace(order.dispute, returning=returning))


def with_receipt(order: Order, event: e.EvidenceAdded) -> Order:
    """A posting receipt that is added after the posting counts as one that came with it."""
    returning = order.dispute.returning
    if returning is None or returning.posted_at is None or not shows_posting(event):
        return order
    return order.with_dispute(replace(order.dispute, returning=replace(returning, receipt=True)))


def shows_posting(event: e.EvidenceAdded) -> bool:
    """Whether a file is a posting receipt of the buyer's."""
    return event.by is Role.BUYER and event.kind is EvidenceKind.RETURN_RECEIPT


def _parcel(order: Order, event: e.ReturnPosted) -> Parcel:
    sent = (event.parcel, order.dispute.lines, event.posted_at, event.tracked)
    return Parcel(*sent, event.at, Leg.RETURN)
