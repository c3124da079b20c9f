"""Who must hear of each event, and about what. The words stand in `words/`, under the code."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from . import events as e
from .order import Order, Status
from .parties import Role
from .transfers import CAME_IN, TransferKind

BUYER, SELLER = (Role.BUYER,), (Role.SELLER,)
BOTH = (Role.BUYER, Role.SELLER)
PEOPLE = (Role.MEDIATOR, Role.OPERATOR)
PAID_TO: Mapping[TransferKind, tuple[Role, ...]] = {
    TransferKind.REFUND: BUYER,
    TransferKind.PAYOUT: SELLER,
    TransferKind.COLLECT: SELLER,
    TransferKind.CLAIM: BUYER,
    TransferKind.RECLAIM: BUYER,
}

# Events that always tell the same people; the rest depend on who acted and stand in `notices`.
TOLD: Mapping[type[e.Event], tuple[Role, ...]] = {
    e.OrderProtected: (),
    e.ParcelHandedOver: BUYER,
    e.ParcelAccepted: (),
    e.OrderShipped: BUYER,
    e.OrderDelivered: BOTH,
    e.ProtectionLapsed: BUYER,
    e.ExtensionRequested: SELLER,
    e.ExtensionGranted: BUYER,
    e.ExtensionRefused: BUYER,
    e.ExtensionLapsed: BOTH,
    e.ProtectionExtended: BOTH,
    e.NumberAsked: SELLER,
    e.NumberCorrected: BUYER,
    e.NumberNotCorrected: BUYER,
    e.OutageTolled: BOTH,
    e.DisputeOpened: BOTH,
    e.NoticeProven: (),
    e.ClaimRefused: BUYER,
    e.DisputeWithdrawn: SELLER,
    e.WithdrawnUntil: SELLER,
    e.DisputeEscalated: BOTH,
    e.EvidenceTimeEnded: BOTH,
    e.DecisionProposed: PEOPLE,
    e.ApprovalOverdue: PEOPLE,
    e.ApprovalRefused: (Role.MEDIATOR,),
    e.DecisionMade: BOTH,
    e.DecisionAppealed: BOTH,
    e.ReviewOverdue: (Role.OPERATOR,),
    e.ReturnAgreed: BOTH,
    e.ReturnAddressGiven: BUYER,
    e.ReturnPosted: SELLER,
    e.ReturnShipped: SELLER,
    e.ReturnDelivered: BOTH,
    e.ReturnAcknowledged: BUYER,
    e.OrderSettled: BOTH,
    e.LinesSettled: BOTH,
    e.UndisputedMoved: BOTH,
    e.GoodwillGranted: BUYER,
    e.RefundMethodChosen: (),
    e.LateArrivalSeen: BUYER,
    e.LateArrivalSettled: BOTH,
    e.TransferSent: (),
    e.TransferRetried: (),
    e.OrderFrozen: (Role.SELLER, Role.OPERATOR),
    e.ChargebackOverdue: (Role.OPERATOR,),
    e.ChargebackEnded: (Role.BUYER, Role.SELLER, Role.OPERATOR),
}

# Who loses by the end of the clocks that remind.
LOSES: Mapping[Status, tuple[Role, ...]] = {
    Status.SHIPPED: BUYER,
    Status.PROTECTION_LAPSED: BUYER,
    Status.AWAITING_SELLER: SELLER,
    Status.AWAITING_EVIDENCE: BOTH,
    Status.AWAITING_RETURN: BOTH,
    Status.RETURN_DELIVERED: SELLER,
}


@dataclass(frozen=True, slots=True)
class Notice:
    """One thing to tell one role; `code` is the event's name in snake case.

    Where one event means two things, and the order knows which, the code tells them apart.
    """

    to: Role
    code: str


def notices(event: e.Event, order: Order) -> tuple[Notice, ...]:
    """Return who hears of an event; `order` is the order after it."""
    told = _told(event, order)
    if isinstance(event, e.DisputeEscalated) and event.because is e.Escalation.NOTICE_NOT_PROVEN:
        told = (*told, Role.OPERATOR)
    if order.status in {Status.UNDER_REVIEW, Status.APPEALED} and _reaches_review(event):
        told = (*told, Role.MEDIATOR)
    return tuple(Notice(role, _code(event, order, role)) for role in told)


def snake(kind: type[object]) -> str:
    """The code of an event or a command: `OrderShipped` is `order_shipped`."""
    return _snaked(kind.__name__)


@cache
def _snaked(name: str) -> str:
    return "".join(f"_{ch.lower()}" if ch.isupper() else ch for ch in name)[1:]


def _code(event: e.Event, order: Order, role: Role) -> str:
    match event:
        case e.OfferDeclined() if order.dispute.offers[event.offer - 1].by is Role.MEDIATOR:
            return "proposal_declined"
        case e.DecisionAppealed() if order.dispute.reply and order.dispute.reply.of is role:
            return "decision_appealed_reply"
        case e.TransferConfirmed() if order.transfers[event.transfer - 1].kind in CAME_IN:
            return "transfer_came_in"
        case _:
            return snake(type(event))


def _told(event: e.Event, order: Order) -> tuple[Role, ...]:
    match event:
        case e.OfferMade() if event.by is Role.MEDIATOR:
            return BOTH
        case e.OfferDeclined() if order.dispute.offers[event.offer - 1].by is Role.MEDIATOR:
            return (event.by.other_side, Role.MEDIATOR)
        case e.EvidenceAdded():
            return _may_reply(event, order)
        case (
            e.MessageSent()
            | e.OfferMade()
            | e.OfferDeclined()
            | e.OfferAccepted()
            | e.EvidenceTimeExtended()
        ):
            return (event.by.other_side,)
        case e.AcceptanceUndone():
            return (order.dispute.offers[event.offer - 1].by,)
        case e.DeadlineNear():
            return LOSES[order.status]
        case e.TransferConfirmed():
            return PAID_TO[order.transfers[event.transfer - 1].kind]
        case e.TransferRefused():
            return (*PAID_TO[order.transfers[event.transfer - 1].kind], Role.OPERATOR)
        case e.EvidenceRequested():
            return event.of
        case _:
            return TOLD[type(event)]


def _may_reply(event: e.EvidenceAdded, order: Order) -> tuple[Role, ...]:
    # Only the file that began a right of reply is told of; the order's page shows all of them.
    reply = order.dispute.reply if order.disputed else None
    return (reply.of,) if reply is not None and reply.evidence == event.evidence else ()


def _reaches_review(event: e.Event) -> bool:
    return isinstance(event, e.DisputeEscalated | e.DecisionAppealed | e.EvidenceTimeEnded)
