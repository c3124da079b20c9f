"""When each clock beside the main one ends, or None while it does not run."""

from datetime import datetime

from .days import after, tolled
from .order import Answer, Order, Status
from .parties import Role


def extension_answer(order: Order) -> datetime | None:
    """When an unanswered request for more time lapses."""
    extension = order.extension
    if order.status is not Status.SHIPPED or extension is None:
        return None
    if extension.answer is not Answer.NONE_YET:
        return None
    asked_at = extension.asked_at
    due_at = after(order, asked_at, order.terms.extension_answer_within, Role.SELLER)
    return tolled(order, due_at, asked_at)


def contact_answer(order: Order) -> datetime | None:
    """Until when the seller may answer the buyer's first message before a dispute is opened."""
    # An answer does not shorten it, or a seller could end the buyer's right by answering.
    if order.contacted_at is None:
        return None
    return order.contacted_at + order.terms.contact_answer_within


def number_correction(order: Order) -> datetime | None:
    """When the seller should have corrected a tracking number."""
    asked = order.number_request
    if asked is None or not asked.runs or order.status in {Status.SETTLED, Status.FROZEN}:
        return None
    within = order.terms.number_corrected_within
    return tolled(order, after(order, asked.asked_at, within, Role.SELLER), asked.asked_at)


def undo(order: Order) -> datetime | None:
    """When the acceptance of nothing cannot be undone any more."""
    accepted = order.dispute.accepted if order.disputed else None
    if accepted is None or order.status is Status.FROZEN:
        return None
    offer = order.dispute.offers[accepted.offer - 1]
    if offer.by not in {Role.BUYER, Role.SELLER} or offer.refund:
        return None
    return tolled(order, accepted.at + order.terms.undo_within, accepted.at)


def approval(order: Order) -> datetime | None:
    """When another second person is to be asked; not while nobody may approve yet."""
    proposed = order.dispute.proposed if order.disputed else None
    if proposed is None or proposed.overdue or order.status is Status.FROZEN:
        return None
    due_at = proposed.proposed_at + order.terms.approval_within
    return max(due_at, reply(order) or due_at)


def reply(order: Order) -> datetime | None:
    """When one side's right to answer late evidence ends."""
    replying = order.dispute.reply if order.disputed else None
    if replying is None:
        return None
    return tolled(order, replying.until, replying.until - order.terms.reply_within)


def reply_awaited(order: Order, now: datetime) -> datetime | None:
    """Until when nothing is decided at `now`, since one side may still reply, or None."""
    until = reply(order)
    return until if until is not None and now < until else None


def late_choice(order: Order) -> datetime | None:
    """When the buyer should have said what to do with what came after all."""
    seen_at = order.late_seen_at
    if seen_at is None or order.status is not Status.SETTLED:
        return None
    return tolled(order, seen_at + order.terms.late_choice_within, seen_at)
