"""Whose silence speaks against them now, so that they must provably have been told."""

from datetime import datetime

from .order import Order, Status
from .parties import Role


def must_be_told(order: Order) -> Role | None:
    """Return the party whose silence will count, or None where nobody's does.

    The windows that were agreed when the order was protected end by themselves.
    """
    match order.status:
        case Status.AWAITING_SELLER | Status.RETURN_DELIVERED:
            return Role.SELLER
        case Status.AWAITING_RETURN:
            returning = order.dispute.returning
            given = returning is not None and returning.given_at is not None
            return Role.BUYER if given else Role.SELLER
        case _:
            return None


def unproven(order: Order, moment: datetime) -> Role | None:
    """Return who must be told and is not proven to be by `moment`, or None."""
    proven = order.noticed_at is not None and order.noticed_at <= moment
    return None if proven else must_be_told(order)


def asked_at(order: Order) -> datetime:
    """Return since when the order has waited for that party."""
    if order.status is not Status.AWAITING_RETURN:
        return order.since
    returning = order.dispute.returning
    assert returning is not None, "an order that awaits a return has one"
    return returning.given_at or order.since
