"""Who must hear of each event, and about what. The words stand in `words/`, under the code."""

from collections.abc import Mapping
from dataclasses import dataclass

from . import events as e
from .order import Order, Status
from .parties import Role

BUYER, SELLER = (Role.BUYER,), (Role.SELLER,)
BOTH = (Role.BUYER, Role.SELLER)

# Events that always tell the same people; the rest depend on who acted and stand in `notices`.
TOLD: Mapping[type[e.Event], tuple[Role, ...]] = {
    e.OrderProtected: (),
    e.ParcelHandedOver: BUYER,
    e.OrderShipped: BUYER,
    e.OrderDelivered: BOTH,
    e.ProtectionLapsed: BUYER,
    e.ExtensionRequested: SELLER,
    e.ExtensionGranted: BUYER,
    e.ExtensionRefused: BUYER,
    e.ExtensionLapsed: BOTH,
    e.EvidenceAdded: (),
    e.DisputeOpened: BOTH,
    e.NoticeProven: (),
    e.ClaimRefused: BUYER,
    e.DisputeWithdrawn: SELLER,
    e.DisputeEscalated: BOTH,
    e.EvidenceTimeEnded: BOTH,
    e.DecisionMade: BOTH,
    e.DecisionAppealed: BOTH,
    e.ReviewOverdue: (Role.OPERATOR,),
    e.OrderSettled: BOTH,
    e.RefundMethodChosen: (),
    e.RefundPaid: BUYER,
}


@dataclass(frozen=True, slots=True)
class Notice:
    """One thing to tell one role; `code` is the event's name in snake case."""

    to: Role
    code: str


def notices(event: e.Event, order: Order) -> tuple[Notice, ...]:
    """Return who hears of an event; `order` is the order after it."""
    told = _told(event)
    if isinstance(event, e.OrderSettled) and event.refund:
        told = (*told, Role.OPERATOR)
    if isinstance(event, e.DisputeEscalated) and event.because is e.Escalation.NOTICE_NOT_PROVEN:
        told = (*told, Role.OPERATOR)
    if order.status in {Status.UNDER_REVIEW, Status.APPEALED} and _reaches_review(event):
        told = (*told, Role.MEDIATOR)
    return tuple(Notice(role, snake(type(event))) for role in told)


def snake(kind: type[object]) -> str:
    """The code of an event or a command: `OrderShipped` is `order_shipped`."""
    return "".join(f"_{ch.lower()}" if ch.isupper() else ch for ch in kind.__name__)[1:]


def _told(event: e.Event) -> tuple[Role, ...]:
    match event:
        case e.MessageSent() | e.OfferMade() | e.OfferDeclined():
            return (event.by.other_side,)
        case e.EvidenceRequested():
            return event.of
        case _:
            return TOLD[type(event)]


def _reaches_review(event: e.Event) -> bool:
    return isinstance(event, e.DisputeEscalated | e.DecisionAppealed | e.EvidenceTimeEnded)
