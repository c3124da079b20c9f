"""When each clock of the lifecycle ends: one function a clock, from the order and its terms."""

from datetime import datetime

from .order import Answer, Order, Status


def dispatch(order: Order) -> datetime:
    """The seller's dispatch term, or the carrier's time for its first scan if that is longer."""
    # Only numbers entered for every line give the carrier time.
    if order.unsent_lines or not all(parcel.tracked for parcel in order.parcels):
        return order.dispatch_by
    handed_over_at = max(parcel.handed_over_at for parcel in order.parcels)
    return max(order.dispatch_by, handed_over_at + order.terms.scan_within)


def protection(order: Order) -> datetime:
    """The promised day with its grace, or what extensions made of it."""
    return _held_open(order, order.protected_until)


def inspection(order: Order) -> datetime:
    """The time to look at what was delivered, or to say that it was not."""
    return _held_open(order, order.inspected_until)


def faults(order: Order) -> datetime:
    """The time to say that what was delivered is not right; within the inspection."""
    return _held_open(order, order.faults_until)


def claim_window(order: Order) -> datetime:
    """The time to claim after protection lapsed without proof of delivery."""
    return _held_open(order, order.claim_until)


def seller_answer(order: Order) -> datetime:
    """The seller's time from proven notice; without one, the time to prove it."""
    noticed_at = order.dispute.noticed_at
    if noticed_at is None:
        return order.dispute.opened_at + order.terms.notice_proven_within
    return noticed_at + order.terms.seller_answers_within


def negotiation(order: Order) -> datetime:
    """The time from opening, at least some of it after the seller's first answer."""
    dispute, terms = order.dispute, order.terms
    assert dispute.answered_at is not None, "negotiation starts with an answer"
    return max(
        dispute.opened_at + terms.negotiation_for,
        dispute.answered_at + terms.negotiation_after_answer,
    )


def wait(order: Order) -> datetime:
    """The day until which the decision says to wait."""
    wait_until = order.dispute.decisions[-1].wait_until
    assert wait_until is not None, "a decision to wait names its day"
    return wait_until


def evidence(order: Order) -> datetime:
    """The time to bring what was asked for."""
    return order.since + order.terms.evidence_within


def review(order: Order) -> datetime | None:
    """The service level of a review; missing it alerts, and decides nothing."""
    return None if order.overdue else order.since + order.terms.review_within


def appeal(order: Order) -> datetime:
    """The time to appeal."""
    return order.since + order.terms.appeal_within


def appeal_review(order: Order) -> datetime | None:
    """The service level of an appeal; missing it alerts, and decides nothing."""
    return None if order.overdue else order.since + order.terms.appeal_decided_within


def never(order: Order) -> None:
    """A settled order has no clock."""
    assert order.status is Status.SETTLED, "only a settled order has no clock"


def extension_answer(order: Order) -> datetime | None:
    """When an unanswered request for more time lapses."""
    extension = order.extension
    if order.status is not Status.SHIPPED or extension is None:
        return None
    if extension.answer is not Answer.NONE_YET:
        return None
    return extension.asked_at + order.terms.extension_answer_within


def contact_answer(order: Order) -> datetime | None:
    """Until when the seller may answer the buyer's first message before a dispute is opened."""
    # An answer does not shorten it, or a seller could end the buyer's right by answering.
    if order.contacted_at is None:
        return None
    return order.contacted_at + order.terms.contact_answer_within


def _held_open(order: Order, until: datetime | None) -> datetime:
    assert until is not None, "an open status has a window"
    contacted_at, within = order.contacted_at, order.terms.contact_answer_within
    if contacted_at is not None and contacted_at < until <= contacted_at + within:
        # The seller's time to answer outlasts the window, so the right to open is kept as long
        # again: held to the end of the answer alone, it would end in the instant it begins.
        until += within
    return max(until, extension_answer(order) or until)
