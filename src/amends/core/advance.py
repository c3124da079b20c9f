"""What time and parcels have done to an order, dated when it fell due.

A late worker never changes who wins: every due moment is judged on what was recorded before it.
"""

from collections.abc import Iterable
from datetime import datetime

from .events import Event
from .evolve import fold
from .findings import turns_at
from .follow import follow
from .lifecycle import extension_due_at, main_due_at
from .order import Order, Status
from .parcel import Facts
from .silence import by_silence
from .world import World

# The statuses in which time alone, by changing a finding, can make a rule decide.
RULED = frozenset({Status.NEGOTIATING, Status.UNDER_REVIEW, Status.WAITING})
MOMENTS_MOST = 10_000


def advance(order: Order, world: World) -> list[Event]:
    """Return what clocks, scans and rules have done to the order until `world.now`."""
    events = follow(order, world.at(order.latest_at))
    seen = order.latest_at
    order = fold(events, order)
    for _ in range(MOMENTS_MOST):
        clock = _clock_ends_at(order, world.facts.at(seen), seen)
        scan = world.facts.next_recorded(seen)
        moment = _earliest([clock, scan])
        if moment is None or moment > world.now:
            return events
        seen = max(moment, seen)
        ended = by_silence(order, world.before(seen)) if moment == clock else []
        order = fold(ended, order)
        followed = follow(order, world.at(seen))
        order = fold(followed, order)
        events += [*ended, *followed]
    raise AssertionError("an order must come to rest, not loop on its clocks")


def due_at(order: Order, facts: Facts, now: datetime) -> datetime | None:
    """Return when the order must next be looked at, or None when only a person can move it."""
    return _earliest([_clock_ends_at(order, facts.at(now), now), facts.next_recorded(now)])


def _clock_ends_at(order: Order, known: Facts, after: datetime) -> datetime | None:
    turn = turns_at(order, known, after) if order.status in RULED else None
    return _earliest([main_due_at(order), extension_due_at(order), turn])


def _earliest(moments: Iterable[datetime | None]) -> datetime | None:
    return min((moment for moment in moments if moment is not None), default=None)
