"""What must hold of the order itself before a step is possible: the reason why not, or None.

The lifecycle asks them for every command, and for every button before it is shown.
"""

from collections.abc import Callable
from typing import TypeAlias

from .order import Answer, Order
from .parties import Role
from .refusals import Refusal

Guard: TypeAlias = Callable[[Order, Role], Refusal | None]


def anything(order: Order, role: Role) -> Refusal | None:
    """Nothing more is needed."""
    del order, role
    return None


def lines_left(order: Order, role: Role) -> Refusal | None:
    """Some line is not in any parcel yet."""
    assert role
    return None if order.unsent_lines else Refusal.LINES_ALREADY_SENT


def may_extend(order: Order, role: Role) -> Refusal | None:
    """No request for more time is running."""
    assert role
    return Refusal.EXTENSION_RUNNING if _extension_runs(order) else None


def extension_asked(order: Order, role: Role) -> Refusal | None:
    """A request for more time is running."""
    assert role
    return None if _extension_runs(order) else Refusal.NO_EXTENSION_ASKED


def an_offer_stands(order: Order, role: Role) -> Refusal | None:
    """The other side's offer is open."""
    return None if order.dispute.standing_offer(role.other_side) else Refusal.OFFER_NOT_OPEN


def may_appeal(order: Order, role: Role) -> Refusal | None:
    """The decision gives this party less than it asked, and it has not appealed before."""
    dispute = order.dispute
    if role in dispute.appealed_by:
        return Refusal.APPEAL_ALREADY_USED
    refund = dispute.decisions[-1].refund
    lost = refund < dispute.refund if role is Role.BUYER else bool(refund)
    return None if lost else Refusal.NOTHING_TO_APPEAL


def refund_unpaid(order: Order, role: Role) -> Refusal | None:
    """A refund is due, or can still become due, and was not paid."""
    assert role
    nothing_due = order.refund is not None and not order.refund
    if nothing_due or order.refund_paid_at is not None:
        return Refusal.NO_REFUND_DUE
    return None


def _extension_runs(order: Order) -> bool:
    return order.extension is not None and order.extension.answer is Answer.NONE_YET
