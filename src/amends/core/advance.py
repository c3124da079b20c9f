"""What time and parcels have done to an order, dated when it fell due.

A late worker never changes who wins: every due moment is judged on what was recorded before it.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime

from .events import Event
from .evolve import Step, steps
from .findings import turns_at
from .follow import follow, tolled
from .lifecycle import main_due_at, reminder_at, silences
from .order import Order, Status
from .parcel import Facts
from .side_ends import reply
from .silence import by_silence
from .world import World

# The statuses in which time alone, by changing a finding, can make a rule decide.
RULED = frozenset({Status.NEGOTIATING, Status.UNDER_REVIEW, Status.WAITING})
MOMENTS_MOST = 10_000


def advance(order: Order, world: World) -> list[Event]:
    """Return what clocks, scans and rules have done to the order until `world.until`."""
    return [step.event for step in course(order, world)]


def course(order: Order, world: World) -> list[Step]:
    """Return the same as `advance`, with the order after each event."""
    if world.held_since is not None and order.latest_at > world.held_since:
        return []
    seen = order.latest_at
    taken = follow(order, world.at(seen))
    for _ in range(MOMENTS_MOST):
        order = _reached(order, taken)
        clock = _clock_ends_at(order, world.facts.at(seen), seen)
        scan = world.facts.next_recorded(seen)
        moment = _earliest([clock, scan])
        if moment is None or moment > world.until:
            return taken
        seen = max(moment, seen)
        then = world.at(seen)
        # Our own outages are counted before anybody's time is over.
        ended: Sequence[Event] = tolled(order, then)
        if moment == clock and not ended:
            ended = by_silence(order, world.before(seen))
        taken += steps(ended, order)
        order = _reached(order, taken)
        taken += follow(order, then)
    raise AssertionError("an order must come to rest, not loop on its clocks")


def due_at(order: Order, facts: Facts, now: datetime) -> datetime | None:
    """Return when the order must next be looked at, or None when only a person can move it."""
    return _earliest([_clock_ends_at(order, facts.at(now), now), facts.next_recorded(now)])


def _reached(order: Order, taken: Sequence[Step]) -> Order:
    return taken[-1].after if taken else order


def _clock_ends_at(order: Order, known: Facts, after: datetime) -> datetime | None:
    turn = turns_at(order, known, after) if order.status in RULED else None
    replying = reply(order)
    answered = replying if replying is not None and replying > after else None
    side = silences(order).values()
    ends_at = _earliest([main_due_at(order), *side, reminder_at(order), turn, answered])
    # Nothing ends while we are away: what would have waits for the outage to be known.
    return None if ends_at is None else known.after_outage(ends_at)


def _earliest(moments: Iterable[datetime | None]) -> datetime | None:
    return min((moment for moment in moments if moment is not None), default=None)
