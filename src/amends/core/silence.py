"""What happens when a clock ends and nobody has acted: one function a status, one a side clock."""

from collections.abc import Sequence
from typing import assert_never

from . import events as e
from .deciding import after_waiting, by_default, escalated, opened_by_platform, ruled
from .ends import going_back, never_shipped
from .findings import moved_since, trouble
from .lifecycle import SideClock, main_due_at, reminder_at, silences
from .order import Order, Status
from .outcomes import Outcome
from .parties import Role
from .reasons import REASONS, Reason
from .rulings import FINAL, RulingOutcome
from .settling import Division, as_decided, as_returned, concluded, settled
from .terms import DAY, Remedy
from .world import World


def by_silence(order: Order, world: World) -> Sequence[e.Event]:
    """Return what a clock that ended by `world.now` does; nothing if none did."""
    for kind, ended_at in silences(order).items():
        if ended_at <= world.now:
            return _beside(order, world, kind)
    main_ends_at = main_due_at(order)
    if main_ends_at is not None and main_ends_at <= world.now:
        return _main(order, world)
    remind_at = reminder_at(order)
    if remind_at is not None and remind_at <= world.now:
        assert main_ends_at is not None, "a reminder is of the end of a clock"
        return [e.DeadlineNear(world.now, main_ends_at)]
    return []


def _beside(order: Order, world: World, kind: SideClock) -> Sequence[e.Event]:
    match kind:
        case SideClock.EXTENSION_ASKED:
            return [e.ExtensionLapsed(world.now)]
        case SideClock.NUMBER_ASKED:
            asked = order.number_request
            assert asked is not None, "only what was asked for lapses"
            return [e.NumberNotCorrected(world.now, asked.parcel)]
        case SideClock.LATE_ARRIVAL:
            return _late_arrival(order, world)
        case SideClock.UNDO:
            dispute = order.dispute
            return [concluded(order, world, Division(Outcome.AGREED, dispute.lines, order.nothing))]
        case SideClock.APPROVAL:
            return [e.ApprovalOverdue(world.now)]
        case SideClock.CONTACT_MADE | SideClock.REPLY:
            # Their silence means nothing, so `silences` never names them.
            return []
        case _:
            assert_never(kind)


def _main(order: Order, world: World) -> Sequence[e.Event]:  # noqa: C901 - a branch a status
    match order.status:
        case Status.PAID:
            return [_never_shipped(order, world)]
        case Status.SHIPPED:
            return _against_trouble(order, world) or [_protection_over(order, world)]
        case Status.DELIVERED:
            release = settled(order, world, Outcome.RECEIPT_PRESUMED, order.nothing)
            return _against_trouble(order, world) or [release]
        case Status.PROTECTION_LAPSED:
            release = settled(order, world, Outcome.CLAIM_WINDOW_ENDED, order.nothing)
            return _against_trouble(order, world) or [release]
        case Status.AWAITING_SELLER:
            return [_seller_silent(order, world)]
        case Status.NEGOTIATING:
            return [escalated(world, e.Escalation.NEGOTIATION_OVER)]
        case Status.WAITING:
            return after_waiting(order, world)
        case Status.AWAITING_EVIDENCE:
            return [e.EvidenceTimeEnded(world.now, complete=False)]
        case Status.UNDER_REVIEW | Status.APPEALED:
            return [e.ReviewOverdue(world.now)]
        case Status.AWAITING_RETURN:
            return [_not_sent_back(order, world)]
        case Status.RETURN_SHIPPED:
            return [escalated(world, e.Escalation.RETURN_NOT_ARRIVED)]
        case Status.RETURN_DELIVERED:
            return [_not_acknowledged(order, world)]
        case Status.DECIDED:
            return [as_decided(order, world)]
        case Status.WITHDRAWN_UNTIL:
            return [escalated(world, e.Escalation.NOT_DELIVERED_BY_THEN)]
        case Status.FROZEN:
            return [e.ChargebackOverdue(world.now)]
        case Status.SETTLED:
            raise AssertionError("a settled order has no clock")
        case _:
            assert_never(order.status)


def _never_shipped(order: Order, world: World) -> e.Event:
    # What a carrier has goes on, and so does what a good number gives more time.
    lines = never_shipped(order)
    return concluded(order, world, Division(Outcome.NEVER_SHIPPED, lines, order.cap_of(lines)))


def _protection_over(order: Order, world: World) -> e.Event:
    terms = order.terms
    until = order.protected_until + terms.extension_of_system
    within_cap = until <= order.paid_at + terms.extended_most
    moving = moved_since(order, world.facts, world.now - terms.moving_lately)
    if Role.PLATFORM in order.extended_by or not within_cap or not moving:
        return e.ProtectionLapsed(world.now)
    return e.ProtectionExtended(world.now, Role.PLATFORM, max(until, world.now + DAY))


def _against_trouble(order: Order, world: World) -> Sequence[e.Event]:
    found = trouble(order, world.facts, world.now)
    return opened_by_platform(order, world, found) if found else []


def _seller_silent(order: Order, world: World) -> e.Event:
    if order.noticed_at is None:
        return escalated(world, e.Escalation.NOTICE_NOT_PROVEN)
    if REASONS[order.dispute.reason].contested:
        return escalated(world, e.Escalation.SELLER_SILENT_CONTESTED)
    ruling = world.judge(order, world.facts, world.now)
    if ruling.automatic and ruling.outcome in {*FINAL, RulingOutcome.WAIT}:
        return ruled(order, world, ruling, Outcome.SELLER_SILENT)
    return by_default(order, world, "silence.seller", Outcome.SELLER_SILENT)


def _not_sent_back(order: Order, world: World) -> e.Event:
    returning = going_back(order)
    if returning.receipt:
        return escalated(world, e.Escalation.RETURN_NOT_SCANNED)
    if order.noticed_at is None:
        return escalated(world, e.Escalation.NOTICE_NOT_PROVEN)
    if returning.given_at is None:
        return as_returned(order, world, Outcome.SELLER_SILENT, returning.refund)
    return as_returned(order, world, Outcome.RETURN_NOT_SENT, order.nothing)


def _not_acknowledged(order: Order, world: World) -> e.Event:
    if order.noticed_at is None:
        return escalated(world, e.Escalation.NOTICE_NOT_PROVEN)
    refund = going_back(order).refund
    return as_returned(order, world, Outcome.RETURN_ACCEPTED_BY_SILENCE, refund)


def _late_arrival(order: Order, world: World) -> Sequence[e.Event]:
    """Open what only a person can decide: how much of its refund the buyer keeps."""
    opened = e.DisputeOpened(
        at=world.now,
        dispute=len(order.disputes) + 1,
        by=Role.PLATFORM,
        received=False,
        reason=Reason.LATE,
        remedy=Remedy.REFUND_ONLY,
        lines=tuple(sorted({one.line for one in order.late})),
        refund=order.refunded,
        refund_method=order.refund_method,
        evidence=(),
        text=None,
    )
    return [opened, escalated(world, e.Escalation.LATE_ARRIVAL)]
