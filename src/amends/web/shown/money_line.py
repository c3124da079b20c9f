"""The money line: where the money is, what happens when, and what silence does."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from amends.core.available import silence_of
from amends.core.lifecycle import SideClock, main_due_at, side_due_at, silences
from amends.core.order import Order, Status
from amends.core.rulings import RulingOutcome


@dataclass(frozen=True, slots=True)
class Stop:
    """One point of the line. `state` is past, now or ahead; `part` of the way to the next one."""

    code: str
    at: datetime | None
    state: str
    part: int = 0


# The main clock waits for these, or has none any more.
OVERRULE = frozenset({SideClock.UNDO, SideClock.LATE_ARRIVAL})


@dataclass(frozen=True, slots=True)
class MoneyLine:
    """The stops, and the key of the words that say what happens if nobody does anything.

    `beside` are the clocks that run beside the main one, with the same kind of words.
    """

    stops: tuple[Stop, ...]
    silence: str
    due_at: datetime | None
    beside: tuple[tuple[SideClock, datetime], ...] = ()

    @property
    def beside_only(self) -> bool:
        """Whether a clock beside the main one speaks first, so that the main one says nothing."""
        return any(kind in OVERRULE for kind, _ in self.beside)


def money_line(order: Order, now: datetime) -> MoneyLine:
    """Return the line of an order at `now`."""
    points = list(_points(order))
    reached = [at is not None and at <= now for _, at in points]
    current = max((index for index, past in enumerate(reached) if past), default=0)
    stops = []
    for index, (code, at) in enumerate(points):
        state = "past" if index < current else "now" if index == current else "ahead"
        part = _part(at, points[index + 1][1], now) if index + 1 < len(points) else 0
        stops.append(Stop(code, at, state, part if state == "now" else 0))
    return MoneyLine(tuple(stops), silence_of(order), main_due_at(order), _beside(order, now))


def _beside(order: Order, now: datetime) -> tuple[tuple[SideClock, datetime], ...]:
    running = dict(silences(order))
    replying = side_due_at(order, SideClock.REPLY)
    if replying is not None:
        running[SideClock.REPLY] = replying
    return tuple((kind, until) for kind, until in running.items() if until > now)


def _points(order: Order) -> Iterator[tuple[str, datetime | None]]:
    yield "paid", order.paid_at
    if order.frozen is not None:
        yield "frozen", order.frozen.first.asked_at
        yield "due_frozen", main_due_at(order)
        return
    if order.disputes and order.status not in _BEFORE_DISPUTE:
        yield from _dispute_points(order)
        return
    if order.shipped_at is None:
        yield "dispatch", main_due_at(order) if order.status is Status.PAID else order.dispatch_by
    else:
        yield "sent", order.shipped_at
    yield "promised", order.promise_ends_at
    if order.status is Status.SETTLED:
        yield "settled", order.since
    elif order.inspected_until is not None:
        yield "delivered", order.delivered_at
        yield "inspected", order.inspected_until
    else:
        yield "protected", order.protected_until
        yield "claim", order.claim_until or order.protected_until + order.terms.claim_within


def _dispute_points(order: Order) -> Iterator[tuple[str, datetime | None]]:
    dispute = order.dispute
    yield "disputed", dispute.opened_at
    if dispute.answered_at is not None:
        yield "answered", dispute.answered_at
    for decision in dispute.decisions:
        waits = decision.made.outcome is RulingOutcome.WAIT
        yield "told_to_wait" if waits else "decided", decision.made.at
    if order.status is Status.WITHDRAWN_UNTIL:
        yield "withdrawn", order.since
    returning = dispute.returning
    if returning is not None and returning.appealed_at is None:
        yield "to_return", returning.agreed_at
        if returning.posted_at is not None:
            yield "posted", returning.posted_at
    if order.status is Status.SETTLED:
        yield "settled", order.since
        if order.refund:
            yield "refunded", order.refund_paid_at
        return
    if order.status is Status.AWAITING_RETURN:
        yield f"due_{silence_of(order)}", main_due_at(order)
        return
    yield f"due_{order.status}", main_due_at(order)


def _part(start: datetime | None, end: datetime | None, now: datetime) -> int:
    if start is None or end is None or end <= start:
        return 50
    return max(0, min(100, round(100 * ((now - start) / (end - start)))))


_BEFORE_DISPUTE = frozenset(
    {Status.PAID, Status.SHIPPED, Status.DELIVERED, Status.PROTECTION_LAPSED}
)
