"""What scans and automatic rules do to an order at one moment, without anybody asking."""

from collections.abc import Callable, Sequence

from .events import (
    Event,
    EvidenceRequested,
    EvidenceTimeEnded,
    OrderDelivered,
    OrderShipped,
    Outcome,
)
from .evolve import fold
from .findings import Finding, findings, views
from .guards import may_appeal
from .order import Order, Status
from .parcel import ParcelView
from .parties import Role
from .reasons import REASONS
from .rulings import FINAL, RulingOutcome
from .settling import after_waiting, ruled
from .silence import as_decided
from .terms import EVIDENCE_REQUESTS_MOST
from .world import World

STEPS_MOST = 10


def follow(order: Order, world: World) -> list[Event]:
    """Return everything that scans and rules do at `world.now`, until nothing more follows."""
    events: list[Event] = []
    for _ in range(STEPS_MOST):
        happened = _by_parcels(order, world) or _by_rules(order, world)
        if not happened:
            return events
        events += happened
        order = fold(happened, order)
    raise AssertionError("scans and rules must come to rest")


def _by_parcels(order: Order, world: World) -> Sequence[Event]:
    match order.status:
        case Status.PAID if _every_line(order, world, lambda seen: bool(seen.scans)):
            return [OrderShipped(world.now)]
        case Status.SHIPPED | Status.PROTECTION_LAPSED:
            return _delivery(order, world)
        case Status.WAITING if not _delivery(order, world.at(order.since)):
            # A delivery that the decision to wait already knew starts nothing new.
            return _delivery(order, world)
        case _:
            return []


def _every_line(order: Order, world: World, reached: Callable[[ParcelView], bool]) -> bool:
    # An order of several parcels is as far as its slowest line.
    seen = views(order, world.facts)
    return not order.unsent_lines and all(reached(parcel) for parcel in seen)


def _delivery(order: Order, world: World) -> Sequence[Event]:
    if not _every_line(order, world, lambda seen: bool(seen.delivered)):
        return []
    moments = [seen.delivered_at for seen in views(order, world.facts)]
    return [OrderDelivered(world.now, max(at for at in moments if at is not None))]


def _by_rules(order: Order, world: World) -> Sequence[Event]:
    match order.status:
        case Status.AWAITING_SELLER if _unmendable(order, world):
            return _by_judge(order, world, answered=False)
        case Status.NEGOTIATING if order.dispute.refused and not order.dispute.offers:
            return _by_judge(order, world, answered=True)
        case Status.UNDER_REVIEW:
            return _by_judge(order, world, answered=True)
        case Status.AWAITING_EVIDENCE if not order.dispute.requests[-1].missing:
            return [EvidenceTimeEnded(world.now, complete=True)]
        case Status.WAITING if _new_trouble(order, world):
            return after_waiting(order, world)
        case Status.DECIDED if not _appealable(order):
            # What nobody can still contest moves at once.
            return [as_decided(order, world)]
        case _:
            return []


def _unmendable(order: Order, world: World) -> bool:
    found = findings(order, world.facts, world.now)
    return any(f.worth.trouble and not f.worth.mendable for f in found)


def _new_trouble(order: Order, world: World) -> bool:
    # What the decision to wait already knew does not end the wait.
    decided_at = order.dispute.decisions[-1].made_at
    known = _troubles(findings(order, world.facts.at(decided_at), decided_at))
    return bool(_troubles(findings(order, world.facts, world.now)) - known)


def _troubles(found: Sequence[Finding]) -> frozenset[tuple[str, int]]:
    return frozenset((f.code, f.parcel) for f in found if f.worth.trouble)


def _appealable(order: Order) -> bool:
    return any(may_appeal(order, role) is None for role in (Role.BUYER, Role.SELLER))


def _by_judge(order: Order, world: World, *, answered: bool) -> Sequence[Event]:
    dispute = order.dispute
    if REASONS[dispute.reason].contested:
        return []
    ruling = world.judge(order, world.facts, world.now)
    if not ruling.automatic:
        return []
    if ruling.outcome in FINAL:
        return [ruled(order, world, ruling, Outcome.DECIDED)]
    if not answered:
        return []
    if ruling.outcome is RulingOutcome.WAIT:
        return [ruled(order, world, ruling, Outcome.DECIDED)]
    # The rule asks once, and not where a person has asked as often as one may.
    asked = any(request.by is Role.PLATFORM for request in dispute.requests)
    asked = asked or len(dispute.requests) >= EVIDENCE_REQUESTS_MOST
    if ruling.outcome is not RulingOutcome.ASK or asked:
        return []
    return [EvidenceRequested(world.now, Role.PLATFORM, ruling.asks, ruling.items, None)]
