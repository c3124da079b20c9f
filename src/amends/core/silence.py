"""What happens when a clock ends and nobody has acted: one function a status."""

from collections.abc import Sequence
from typing import assert_never

from .events import (
    DisputeEscalated,
    Escalation,
    Event,
    EvidenceTimeEnded,
    ExtensionLapsed,
    Outcome,
    ProtectionLapsed,
    ReviewOverdue,
)
from .findings import trouble
from .lifecycle import extension_due_at, main_due_at
from .order import Order, Status
from .parties import Role
from .reasons import REASONS
from .rulings import FINAL, RulingOutcome
from .settling import after_waiting, by_default, opened_by_platform, ruled, settled
from .world import World


def by_silence(order: Order, world: World) -> Sequence[Event]:
    """Return what a clock that ended by `world.now` does; nothing if none did."""
    extension_ends_at = extension_due_at(order)
    if extension_ends_at is not None and extension_ends_at <= world.now:
        return [ExtensionLapsed(world.now)]
    main_ends_at = main_due_at(order)
    if main_ends_at is None or main_ends_at > world.now:
        return []
    return _main(order, world)


def _main(order: Order, world: World) -> Sequence[Event]:
    match order.status:
        case Status.PAID:
            return [settled(order, world, Outcome.NEVER_SHIPPED, order.held)]
        case Status.SHIPPED:
            return _against_trouble(order, world) or [ProtectionLapsed(world.now)]
        case Status.DELIVERED:
            release = settled(order, world, Outcome.RECEIPT_PRESUMED, order.held.nothing)
            return _against_trouble(order, world) or [release]
        case Status.PROTECTION_LAPSED:
            release = settled(order, world, Outcome.CLAIM_WINDOW_ENDED, order.held.nothing)
            return _against_trouble(order, world) or [release]
        case Status.AWAITING_SELLER:
            return [_seller_silent(order, world)]
        case Status.NEGOTIATING:
            return [_escalated(world, Escalation.NEGOTIATION_OVER)]
        case Status.WAITING:
            return after_waiting(order, world)
        case Status.AWAITING_EVIDENCE:
            return [EvidenceTimeEnded(world.now, complete=False)]
        case Status.UNDER_REVIEW | Status.APPEALED:
            return [ReviewOverdue(world.now)]
        case Status.DECIDED:
            return [as_decided(order, world)]
        case Status.SETTLED:
            raise AssertionError("a settled order has no clock")
        case _:
            assert_never(order.status)


def as_decided(order: Order, world: World) -> Event:
    """Settle an order as its latest decision says."""
    decision = order.dispute.decisions[-1]
    return settled(order, world, decision.settles_as, decision.refund)


def _against_trouble(order: Order, world: World) -> Sequence[Event]:
    found = trouble(order, world.facts, world.now)
    return opened_by_platform(order, world, found) if found else []


def _seller_silent(order: Order, world: World) -> Event:
    dispute = order.dispute
    if dispute.noticed_at is None:
        return _escalated(world, Escalation.NOTICE_NOT_PROVEN)
    if REASONS[dispute.reason].contested:
        return _escalated(world, Escalation.SELLER_SILENT_CONTESTED)
    ruling = world.judge(order, world.facts, world.now)
    if ruling.automatic and ruling.outcome in {*FINAL, RulingOutcome.WAIT}:
        return ruled(order, world, ruling, Outcome.SELLER_SILENT)
    return by_default(order, world, "silence.seller", Outcome.SELLER_SILENT)


def _escalated(world: World, because: Escalation) -> Event:
    return DisputeEscalated(world.now, Role.PLATFORM, because, None)
