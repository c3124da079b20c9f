"""When a dispute may be opened, and what it may ask: each rule of `domain.md` one function."""

from datetime import datetime

from . import ends
from .commands import OpenDispute
from .days import tolled
from .events import DisputeOpened
from .findings import FindingCode, findings, trouble
from .money import Money
from .order import Answer, Order, Status
from .parties import Role
from .reasons import AT_CUSTOMS, REASONS
from .refusals import Refusal, Refused
from .terms import DISPUTES_MOST, RefundMethod, Remedy
from .world import World


def open_dispute(order: Order, command: OpenDispute, world: World) -> DisputeOpened:
    """Return the dispute that the buyer opens, or raise `Refused`."""
    require_may_open(order, world)
    _require_reason_fits(order, command, world)
    lines = _require_lines(order, command)
    require_refund(command.refund, order.cap_of(lines))
    require_refund_method(order, command.refund_method)
    _require_evidence(order, command)
    # The edges refuse it, naming the field.
    fits = command.demanded is None or command.reason in AT_CUSTOMS
    assert fits, "only a claim about customs names what was asked for at the border"
    return DisputeOpened(
        at=world.now,
        dispute=len(order.disputes) + 1,
        by=Role.BUYER,
        received=command.received,
        reason=command.reason,
        remedy=command.remedy,
        lines=lines,
        refund=command.refund,
        refund_method=command.refund_method,
        evidence=command.evidence,
        text=order.next_text(command.text),
        demanded=command.demanded,
    )


def require_may_open(order: Order, world: World) -> None:
    """Raise `Refused` unless a dispute may be opened now, whatever it will say."""
    if len(order.disputes) >= DISPUTES_MOST:
        raise Refused(Refusal.LIMIT_REACHED, limit=DISPUTES_MOST)
    if trouble(order, world.facts, world.now):
        return
    if order.status is Status.SHIPPED:
        _require_not_too_early(order, world)
    _require_contact(order, world.now)


def _require_not_too_early(order: Order, world: World) -> None:
    """The first rule that matches decides when; trouble was looked at before.

    A seller who admits not having sent it gives it up, which refunds it at once without a dispute.
    """
    terms, now = order.terms, world.now
    answered = order.extension.answer if order.extension else Answer.NONE_YET
    if answered in {Answer.REFUSED, Answer.LAPSED}:
        return
    if tolled(order, order.protected_until) - now < terms.dispute_anyway_left:
        return
    codes = {finding.code for finding in findings(order, world.facts, now)}
    if FindingCode.MOVING_NORMALLY in codes:
        raise Refused(Refusal.PARCEL_STILL_ON_TIME, wait_until=order.promise_ends_at)
    assert order.shipped_at is not None, "a shipped order was shipped at some time"
    if order.promise_ends_at - order.shipped_at < terms.short_promise:
        return
    wait_until = order.shipped_at + terms.dispute_after
    if now < wait_until:
        raise Refused(Refusal.TOO_EARLY_TO_DISPUTE, wait_until=wait_until)


def _require_contact(order: Order, now: datetime) -> None:
    if order.contacted_at is None:
        wait_until = now + order.terms.contact_answer_within
        raise Refused(Refusal.SELLER_NOT_CONTACTED, wait_until=wait_until)
    wait_until = order.contacted_at + order.terms.contact_answer_within
    if order.answered_at is None and now < wait_until:
        raise Refused(Refusal.SELLER_NOT_CONTACTED, wait_until=wait_until)


def _require_reason_fits(order: Order, command: OpenDispute, world: World) -> None:
    if REASONS[command.reason].received is not command.received:
        raise Refused(Refusal.REASON_DOES_NOT_FIT, received=command.received)
    # What never came cannot be sent back.
    goes_back = command.remedy is Remedy.RETURN_AND_REFUND
    if command.remedy not in order.terms.remedies or (goes_back and not command.received):
        raise Refused(Refusal.REMEDY_NOT_OFFERED, remedies=order.terms.remedies)
    if command.received and order.status is Status.DELIVERED:
        ended_at = tolled(order, ends.faults(order))
        if world.now >= ended_at:
            raise Refused(Refusal.TOO_LATE_FOR_FAULTS, ended_at=ended_at)


def _require_lines(order: Order, command: OpenDispute) -> tuple[int, ...]:
    lines = tuple(sorted(set(command.lines))) or order.open_lines
    unknown = sorted(set(lines) - set(order.open_lines))
    if unknown:
        raise Refused(Refusal.LINES_UNKNOWN, lines=unknown)
    return lines


def require_refund(refund: Money, cap: Money, *, least: int = 1) -> None:
    """Raise `Refused` unless `refund` is in the order's currency, from `least` minor to `cap`."""
    if refund.currency != cap.currency or not least <= refund.minor <= cap.minor:
        raise Refused(Refusal.REFUND_OUT_OF_RANGE, least=Money(least, cap.currency), most=cap)


def require_refund_method(order: Order, refund_method: RefundMethod) -> None:
    """Raise `Refused` unless the marketplace pays refunds in this way."""
    methods = order.terms.refund_methods
    if refund_method not in methods:
        raise Refused(Refusal.REFUND_METHOD_NOT_OFFERED, refund_methods=methods)


def _require_evidence(order: Order, command: OpenDispute) -> None:
    if command.received and not command.evidence:
        raise Refused(Refusal.EVIDENCE_MISSING)
    require_own_evidence(order, Role.BUYER, command.evidence)


def require_own_evidence(order: Order, role: Role, numbers: tuple[int, ...]) -> None:
    """Raise `Refused` if a number is not a file that this side added."""
    unknown = sorted(set(numbers) - set(order.evidence_of(role)))
    if unknown:
        raise Refused(Refusal.EVIDENCE_UNKNOWN, evidence=unknown)
