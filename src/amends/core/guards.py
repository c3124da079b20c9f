"""What must hold of the order itself before a step is possible: the reason why not, or None.

The lifecycle asks them for every command, and for every button before it is shown.
"""

from collections.abc import Callable
from typing import TypeAlias

from .order import Answer, Order, Status
from .parties import Role
from .refusals import Refusal
from .rulings import RulingOutcome
from .terms import Remedy
from .transfers import TransferKind, TransferState

Guard: TypeAlias = Callable[[Order, Role], Refusal | None]
UNDONE = frozenset({TransferState.INTENT, TransferState.REFUSED})


def anything(order: Order, role: Role) -> Refusal | None:
    """Nothing more is needed."""
    del order, role
    return None


def lines_left(order: Order, role: Role) -> Refusal | None:
    """Some line is not in any parcel yet."""
    assert role
    return None if order.unsent_lines else Refusal.LINES_ALREADY_SENT


def lines_unaccepted(order: Order, role: Role) -> Refusal | None:
    """Some line is in no parcel that a carrier has."""
    assert role
    return None if order.unaccepted_lines else Refusal.LINES_ALREADY_SENT


def may_extend(order: Order, role: Role) -> Refusal | None:
    """No request for more time is running."""
    assert role
    return Refusal.EXTENSION_RUNNING if _extension_runs(order) else None


def extension_asked(order: Order, role: Role) -> Refusal | None:
    """A request for more time is running."""
    assert role
    return None if _extension_runs(order) else Refusal.NO_EXTENSION_ASKED


def extension_untaken(order: Order, role: Role) -> Refusal | None:
    """The buyer has not yet taken the days that need nobody's consent."""
    return Refusal.EXTENSION_ALREADY_TAKEN if role in order.extended_by else None


def a_parcel_is_known(order: Order, role: Role) -> Refusal | None:
    """Something was handed over that can have another number."""
    assert role
    return None if order.outbound else Refusal.PARCEL_UNKNOWN


def number_unasked(order: Order, role: Role) -> Refusal | None:
    """The seller is not being asked for a number already."""
    asked = order.number_request
    if asked is not None and asked.runs:
        return Refusal.NUMBER_ALREADY_ASKED
    return a_parcel_is_known(order, role)


def an_offer_stands(order: Order, role: Role) -> Refusal | None:
    """An offer of the other side, or of the platform, is open."""
    return None if order.dispute.offers_to(role) else Refusal.OFFER_NOT_OPEN


def acceptance_stands(order: Order, role: Role) -> Refusal | None:
    """This party accepted something that can still be undone."""
    accepted = order.dispute.accepted
    if accepted is None or role not in order.dispute.offers[accepted.offer - 1].accepted_by:
        return Refusal.NOTHING_TO_UNDO
    return None


def time_may_be_asked(order: Order, role: Role) -> Refusal | None:
    """This party was asked for something, and nobody has asked for more time for it."""
    request = order.dispute.requests[-1]
    if request.extended:
        return Refusal.EVIDENCE_TIME_ALREADY_EXTENDED
    return None if role in request.of else Refusal.NOT_YOUR_ROLE


def decision_proposed(order: Order, role: Role) -> Refusal | None:
    """A decision waits for a second person."""
    assert role
    return None if order.dispute.proposed is not None else Refusal.NOTHING_TO_APPROVE


def may_appeal(order: Order, role: Role) -> Refusal | None:
    """This party has not appealed before, and the decision can still be better for it.

    For the buyer: it gives less than asked, or only on a return that was not asked for. For the
    seller: it gives the buyer anything.
    """
    dispute = order.dispute
    if not dispute.decisions or not _decides_now(order):
        return Refusal.NOTHING_TO_APPEAL
    if role in dispute.appealed_by:
        return Refusal.APPEAL_ALREADY_USED
    made = dispute.decided
    if role is Role.SELLER:
        return None if made.refund else Refusal.NOTHING_TO_APPEAL
    sends_back = made.outcome is RulingOutcome.REFUND_ON_RETURN
    lost = made.refund < dispute.refund or (sends_back and dispute.remedy is Remedy.REFUND_ONLY)
    return None if lost else Refusal.NOTHING_TO_APPEAL


def address_unknown(order: Order, role: Role) -> Refusal | None:
    """The seller has not yet said where the goods go."""
    assert role
    given = order.dispute.returning is not None and order.dispute.returning.given_at
    return Refusal.RETURN_ALREADY_MADE if given else None


def may_post(order: Order, role: Role) -> Refusal | None:
    """The buyer knows where to, and has not posted the goods."""
    assert role
    returning = order.dispute.returning
    if returning is None or returning.given_at is None:
        return Refusal.RETURN_ADDRESS_MISSING
    return Refusal.RETURN_ALREADY_POSTED if returning.posted_at else None


def may_acknowledge(order: Order, role: Role) -> Refusal | None:
    """The goods were posted back, and the seller has not said how they came."""
    assert role
    returning = order.dispute.returning
    posted = order.dispute.posted and returning is not None and returning.condition is None
    return None if posted else Refusal.NOT_IN_THIS_STATUS


def refund_unsent(order: Order, role: Role) -> Refusal | None:
    """A refund is due, or can still become due, and was not sent."""
    assert role
    if order.status is not Status.SETTLED:
        return None
    refunds = [t for t in order.transfers if t.kind is TransferKind.REFUND]
    return None if any(t.state in UNDONE for t in refunds) else Refusal.NO_REFUND_DUE


def one_by_hand(order: Order, role: Role) -> Refusal | None:
    """No chargeback runs, or it is a gateway that tells of another: it knows which is which."""
    other = order.status is Status.FROZEN and role is not Role.PLATFORM
    return Refusal.NOT_IN_THIS_STATUS if other else None


def a_transfer_waits(order: Order, role: Role) -> Refusal | None:
    """The order has a transfer that is not called off."""
    assert role
    waits = any(t.state is not TransferState.CANCELLED for t in order.transfers)
    return None if waits else Refusal.TRANSFER_NOT_OPEN


def a_transfer_was_refused(order: Order, role: Role) -> Refusal | None:
    """Some transfer was refused for good."""
    assert role
    refused = any(t.state is TransferState.REFUSED for t in order.transfers)
    return None if refused else Refusal.TRANSFER_NOT_OPEN


def refunded(order: Order, role: Role) -> Refusal | None:
    """The buyer was refunded for what never came, and has not said what to do with it."""
    assert role
    return None if order.refunded else Refusal.NOTHING_TO_PAY_BACK


def _decides_now(order: Order) -> bool:
    # A return that the two agreed on, though an earlier decision stands, is nobody's decision.
    returning = order.dispute.returning
    return order.status is not Status.AWAITING_RETURN or (
        returning is not None and returning.decided
    )


def _extension_runs(order: Order) -> bool:
    return order.extension is not None and order.extension.answer is Answer.NONE_YET
