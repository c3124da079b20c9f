"""What scans and automatic rules do to an order at one moment, without anybody asking."""

from collections.abc import Callable, Sequence
from datetime import datetime

from . import commands as c
from . import events as e
from .deciding import after_waiting, escalated, ruled
from .evolve import Step, steps
from .findings import Finding, claimed_came, findings, lines_carried, views
from .guards import may_appeal
from .lifecycle import SIDE_CLOCKS, STEPS, main_due_at
from .order import Order, Pause, Status
from .outcomes import Outcome
from .parcel import Facts, Outage, Validity
from .parties import Role
from .reasons import REASONS
from .replacing import replace
from .rulings import FINAL, RulingOutcome
from .settling import as_decided, withdrawn
from .side_ends import reply_awaited, undo
from .terms import EVIDENCE_REQUESTS_MOST, Funder
from .views import ParcelView, ReturnView, view_of_return
from .world import World

STEPS_MOST = 10


def follow(order: Order, world: World) -> list[Step]:
    """Return everything that scans and rules do at `world.now`, until nothing more follows."""
    taken: list[Step] = []
    for _ in range(STEPS_MOST):
        happened = (
            tolled(order, world)
            or _by_parcels(order, world)
            or _number_asked(order, world)
            or _by_rules(order, world)
        )
        if not happened:
            return taken
        taken += steps(happened, order)
        order = taken[-1].after
    raise AssertionError("scans and rules must come to rest")


def tolled(order: Order, world: World) -> list[e.Event]:
    """Return what moves the end of a clock that ran while Amends itself was away."""
    if not world.facts.outages:
        return []
    known = {pause.started_at for pause in order.pauses}
    return [
        e.OutageTolled(world.now, outage.started_at, outage.ended_at)
        for outage in world.facts.outages
        if outage.started_at not in known and outage.recorded_at <= world.now
        if outage.ended_at > order.paid_at and _moves(order, outage)
    ]


def _moves(order: Order, outage: Outage) -> bool:
    """Whether the end of any clock would be another with this outage counted."""
    pause = Pause(outage.started_at, outage.ended_at, outage=True)
    return _ends(replace(order, pauses=(*order.pauses, pause))) != _ends(order)


def _ends(order: Order) -> list[datetime | None]:
    return [main_due_at(order), *(side.ends(order) for side in SIDE_CLOCKS.values())]


def _by_parcels(order: Order, world: World) -> Sequence[e.Event]:
    match order.status:
        case Status.PAID if _every_line(order, world, lambda seen: bool(seen.scans)):
            return [e.OrderShipped(world.now)]
        case Status.PAID:
            return _accepted(order, world)
        case Status.SHIPPED | Status.PROTECTION_LAPSED:
            return _delivery(order, world) or _accepted(order, world)
        case Status.WAITING | Status.WITHDRAWN_UNTIL if not _delivery(order, world.at(order.since)):
            # A delivery that the decision to wait already knew starts nothing new.
            came = _delivery(order, world) or _keeps_it_closed(order, world)
            return came or _trouble_ends_it(order, world)
        case Status.WITHDRAWN_UNTIL:
            return _trouble_ends_it(order, world)
        case Status.AWAITING_RETURN if _return_seen(order, world).scanned:
            return [e.ReturnShipped(world.now)]
        case Status.RETURN_SHIPPED if _return_seen(order, world).delivered:
            return [e.ReturnDelivered(world.now)]
        case Status.SETTLED if lines := _came_after_all(order, world):
            return [e.LateArrivalSeen(world.now, lines)]
        case _:
            return []


def _accepted(order: Order, world: World) -> Sequence[e.Event]:
    """Say of which parcels carriers have meanwhile, where others of the order are not so far."""
    seen = {parcel.parcel for parcel in views(order, world.facts) if parcel.scans}
    known = {parcel.number for parcel in order.outbound}
    return [e.ParcelAccepted(world.now, one) for one in sorted(seen & known - order.accepted)]


def _return_seen(order: Order, world: World) -> ReturnView:
    returning = order.dispute.returning
    assert returning is not None, "only what is to be returned is looked for"
    return view_of_return(returning.parcel, world.facts)


def _every_line(order: Order, world: World, reached: Callable[[ParcelView], bool]) -> bool:
    # An order of several parcels is as far as its slowest line.
    seen = views(order, world.facts)
    return not order.unsent_lines and all(reached(parcel) for parcel in seen)


def _delivery(order: Order, world: World) -> Sequence[e.Event]:
    if not _every_line(order, world, lambda seen: bool(seen.delivered)):
        return []
    moments = [seen.delivered_at for seen in views(order, world.facts)]
    return [e.OrderDelivered(world.now, max(at for at in moments if at is not None))]


def _came_after_all(order: Order, world: World) -> tuple[int, ...]:
    """Return the lines that a carrier delivered after the buyer was refunded for them."""
    if order.late_seen_at is not None or not order.missed:
        return ()
    now = _delivered(order, world.facts)
    if not now or not order.refunded:
        return ()
    carried = lines_carried(order, world.facts)
    before = {at: _delivered(order, world.facts.at(at)) for at in {m.at for m in order.missed}}
    return tuple(
        one.line
        for one in order.missed
        if not one.incomplete
        if any(one.line in carried[parcel] for parcel in now - before[one.at])
    )


def _delivered(order: Order, facts: Facts) -> set[int]:
    return {seen.parcel for seen in views(order, facts) if seen.delivered}


def _number_asked(order: Order, world: World) -> Sequence[e.Event]:
    """Ask the seller once for another number, where no such number was ever issued."""
    asked = order.number_request
    if order.status not in STEPS[c.CorrectNumber].leads or (asked is not None and asked.runs):
        return []
    for seen in views(order, world.facts):
        wrong = seen.number is not None and seen.number.validity is Validity.PROVEN_INVALID
        known = any(parcel.number == seen.parcel for parcel in order.outbound)
        if wrong and known and not seen.scans and seen.parcel not in order.numbers_asked:
            return [e.NumberAsked(world.now, Role.PLATFORM, seen.parcel, None)]
    return []


def _by_rules(order: Order, world: World) -> Sequence[e.Event]:
    if undo(order) is not None:
        # The two agreed; until that is final, or undone, no rule decides over their heads.
        return []
    match order.status:
        case Status.AWAITING_SELLER if _unmendable(order, world):
            return _by_judge(order, world, answered=False)
        case Status.NEGOTIATING if order.dispute.refused and not order.dispute.offers:
            return _by_judge(order, world, answered=True)
        case Status.UNDER_REVIEW if not _must_wait(order, world):
            return _by_judge(order, world, answered=True)
        case Status.AWAITING_EVIDENCE if not order.dispute.requests[-1].missing:
            return [e.EvidenceTimeEnded(world.now, complete=True)]
        case Status.WAITING if _new_trouble(order, world):
            return after_waiting(order, world)
        case Status.DECIDED if not _appealable(order):
            # What nobody can still contest moves at once.
            return [as_decided(order, world)]
        case Status.DECIDED:
            return _undisputed(order, world)
        case _:
            return []


def _must_wait(order: Order, world: World) -> bool:
    """Whether a rule must leave a review alone: a side may reply, or a person is deciding it."""
    dispute = order.dispute
    running = reply_awaited(order, world.now) is not None
    by_people = dispute.proposed is not None or dispute.standing_offer(Role.MEDIATOR) is not None
    return running or dispute.posted or by_people or dispute.resumes is Status.SETTLED


def _undisputed(order: Order, world: World) -> Sequence[e.Event]:
    """Move what the decision leaves to nobody's appeal: the least and the most that can come."""
    dispute = order.dispute
    made = dispute.decided
    if dispute.resumes is Status.SETTLED or made.funded_by is Funder.PLATFORM or order.credit:
        return []
    least = order.nothing if may_appeal(order, Role.SELLER) is None else made.refund
    asks_more = may_appeal(order, Role.BUYER) is None
    most = max(dispute.refund, made.refund) if asks_more else made.refund
    refund = max(least - dispute.moved_refund, order.nothing)
    payout = max(dispute.cap - most - dispute.moved_payout, order.nothing)
    return [e.UndisputedMoved(world.now, refund, payout)] if refund or payout else []


def _unmendable(order: Order, world: World) -> bool:
    found = claimed(order, findings(order, world.facts, world.now), world)
    return any(f.worth.trouble and not f.worth.mendable for f in found)


def claimed(order: Order, found: Sequence[Finding], world: World) -> list[Finding]:
    """Return those findings that are about parcels with lines that the dispute is about."""
    lines = lines_carried(order, world.facts)
    about = set(order.dispute.lines)
    return [f for f in found if f.parcel not in lines or about & set(lines[f.parcel])]


def _trouble_ends_it(order: Order, world: World) -> Sequence[e.Event]:
    if order.status is not Status.WITHDRAWN_UNTIL or not _troubled_since(order, world, order.since):
        return []
    return [escalated(world, e.Escalation.FINDING)]


def _keeps_it_closed(order: Order, world: World) -> Sequence[e.Event]:
    """A withdrawal holds once what it was about came; the order goes on with its other lines."""
    if order.status is not Status.WITHDRAWN_UNTIL or not claimed_came(order, world.facts):
        return []
    return [withdrawn(order, world)]


def _new_trouble(order: Order, world: World) -> bool:
    return _troubled_since(order, world, order.dispute.decided.at)


def _troubled_since(order: Order, world: World, since: datetime) -> bool:
    # What was known when somebody chose to wait does not end the wait.
    known = _troubles(claimed(order, findings(order, world.facts.at(since), since), world))
    return bool(_troubles(claimed(order, findings(order, world.facts, world.now), world)) - known)


def _troubles(found: Sequence[Finding]) -> frozenset[tuple[str, int]]:
    return frozenset((f.code, f.parcel) for f in found if f.worth.trouble)


def _appealable(order: Order) -> bool:
    return any(may_appeal(order, role) is None for role in (Role.BUYER, Role.SELLER))


def _by_judge(order: Order, world: World, *, answered: bool) -> Sequence[e.Event]:
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
        return [] if dispute.waited else [ruled(order, world, ruling, Outcome.DECIDED)]
    # The rule asks once, and not where a person has asked as often as one may.
    asked = any(request.by is Role.PLATFORM for request in dispute.requests)
    asked = asked or len(dispute.requests) >= EVIDENCE_REQUESTS_MOST
    if ruling.outcome is not RulingOutcome.ASK or asked:
        return []
    return [e.EvidenceRequested(world.now, Role.PLATFORM, ruling.asks, ruling.items, None)]
