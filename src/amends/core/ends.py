"""When each clock of the lifecycle ends: one function a clock, from the order and its terms."""

from datetime import datetime

from .claim import EvidenceRequest, Return
from .days import after
from .order import Order, Status
from .parcel import Parcel
from .parties import Role
from .side_ends import extension_answer, undo


def dispatch(order: Order) -> datetime:
    """The seller's dispatch term, or the carrier's time for its first scan if that is longer.

    Each parcel has its own. This is the first to end, and what a carrier has waits for the others.
    """
    # Most orders that end so were never handed over at all.
    ends = _dispatch_ends(order) if order.parcels else {}
    return min(ends.values(), default=order.dispatch_by)


def never_shipped(order: Order) -> tuple[int, ...]:
    """The lines whose time ends first: the others go on with theirs."""
    ends = _dispatch_ends(order)
    first = min(ends.values(), default=order.dispatch_by)
    return tuple(line for line, end in ends.items() if end == first)


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
    if order.noticed_at is None:
        return _held_up(order, order.since + order.terms.notice_proven_within)
    within = order.terms.seller_answers_within
    return _held_up(order, after(order, order.noticed_at, within, Role.SELLER))


def negotiation(order: Order) -> datetime:
    """The time from opening, at least some of it after the seller's first answer."""
    dispute, terms = order.dispute, order.terms
    assert dispute.answered_at is not None, "negotiation starts with an answer"
    until = max(
        dispute.opened_at + terms.negotiation_for,
        dispute.answered_at + terms.negotiation_after_answer,
    )
    return _held_up(order, until)


def wait(order: Order) -> datetime:
    """The day until which the decision says to wait."""
    wait_until = order.dispute.decided.wait_until
    assert wait_until is not None, "a decision to wait names its day"
    return _held_up(order, wait_until)


def evidence(order: Order) -> datetime:
    """The time to bring what was asked for, and more of it once when somebody asks."""
    request = order.dispute.requests[-1]
    # Of two that were asked, neither loses a working day to the other's holidays.
    return _held_up(order, max(_evidence_of(order, request, role) for role in request.of))


def review(order: Order) -> datetime | None:
    """The service level of a review; missing it alerts, and decides nothing."""
    return None if order.overdue else order.since + order.terms.review_within


def appeal(order: Order) -> datetime:
    """The time to appeal."""
    return order.since + order.terms.appeal_within


def appeal_review(order: Order) -> datetime | None:
    """The service level of an appeal; missing it alerts, and decides nothing."""
    return None if order.overdue else order.since + order.terms.appeal_decided_within


def withdrawn(order: Order) -> datetime:
    """The day by which the parcel must be there for the withdrawal to stand."""
    until = order.dispute.withdrawn_until
    assert until is not None, "a withdrawal on condition names its day"
    return _held_up(order, until)


def returning(order: Order) -> datetime:
    """The seller's time to say where to; then the buyer's to post; then the carrier's to scan."""
    terms, sent_back = order.terms, going_back(order)
    if sent_back.given_at is None:
        within = terms.return_address_within
        until = after(order, sent_back.agreed_at, within, Role.SELLER)
        return _noticed_before(order, until)
    until = after(order, sent_back.given_at, terms.return_sent_within, Role.BUYER)
    if sent_back.receipt:
        return until + terms.return_scanned_within
    return _noticed_before(order, until)


def return_arrival(order: Order) -> datetime:
    """The carrier's time to bring the goods back."""
    return order.since + order.terms.return_arrives_within


def acknowledgement(order: Order) -> datetime:
    """The seller's time to look at what came back."""
    within = order.terms.return_acknowledged_within
    return _noticed_before(order, after(order, order.since, within, Role.SELLER))


def chargeback(order: Order) -> datetime | None:
    """The time after which a chargeback that still runs alerts the operator."""
    return None if order.overdue else order.since + order.terms.chargeback_watched_for


def never(order: Order) -> None:
    """A settled order has no clock."""
    assert order.status is Status.SETTLED, "only a settled order has no clock"


def _dispatch_ends(order: Order) -> dict[int, datetime]:
    """For each line the seller's term, or the carrier's time for a first scan if that is longer."""
    ends = dict.fromkeys(order.unaccepted_lines, order.dispatch_by)
    for parcel in order.outbound:
        given = _given_by_number(order, parcel)
        ends |= {line: given for line in parcel.lines if line in ends}
    return ends


def _given_by_number(order: Order, parcel: Parcel) -> datetime:
    if not parcel.tracked:
        return order.dispatch_by
    # A number that no carrier issued gives it no time.
    until = dict(order.numbers_disproved).get(parcel.number)
    return max(order.dispatch_by, until or parcel.handed_over_at + order.terms.scan_within)


def going_back(order: Order) -> Return:
    """Return how far the goods are that the buyer sends back."""
    sent_back = order.dispute.returning
    assert sent_back is not None, "only what is to be returned has these clocks"
    return sent_back


def _evidence_of(order: Order, request: EvidenceRequest, role: Role) -> datetime:
    until = after(order, order.since, order.terms.evidence_within, role)
    return after(order, until, order.terms.evidence_more, role) if request.extended else until


def _noticed_before(order: Order, until: datetime) -> datetime:
    # Whoever hears of it late still has some time before silence speaks against them.
    if order.noticed_at is None:
        return until
    return max(until, order.noticed_at + order.terms.notice_before_silence)


def _held_up(order: Order, until: datetime) -> datetime:
    return max(until, undo(order) or until)


def _held_open(order: Order, until: datetime | None) -> datetime:
    assert until is not None, "an open status has a window"
    contacted_at, within = order.contacted_at, order.terms.contact_answer_within
    if contacted_at is not None and contacted_at < until <= contacted_at + within:
        # The seller's time to answer outlasts the window, so the right to open is kept as long
        # again: held to the end of the answer alone, it would end in the instant it begins.
        until += within
    return max(until, extension_answer(order) or until)
