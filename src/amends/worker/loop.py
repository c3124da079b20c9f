"""The loop that does what is due, step by step and turn by turn, and rests when nothing is.

The only place besides the HTTP edge where anything that goes wrong is caught: a worker that ends
at the first surprise would leave everybody's deadlines undone.
"""

import logging
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db import close_old_connections, connection, transaction

from amends.orders import backlog, clock, watch
from amends.orders.clock import Clocks
from amends.orders.wake import BATCH
from amends.orders.watch import Standing

REST = 1.0
REST_MOST = 30.0
BEAT_EVERY = timedelta(seconds=20)
LAG_REPORTED_FROM = timedelta(minutes=1)
REPORT_EVERY = timedelta(minutes=1)
log = logging.getLogger("amends.worker")


@dataclass(frozen=True, slots=True)
class Step:
    """One kind of work: `run(now)` does a bounded part of it and returns how much it did.

    The worker comes back at once to a step that did `full` or more. One that moves time or money
    is `held` while a hold is open.
    """

    name: str
    run: Callable[[datetime], int]
    full: int = BATCH
    held: bool = True


@dataclass(frozen=True, slots=True)
class Doing:
    """How to work: until `stopping` is set, or `once` until nothing is due."""

    stopping: threading.Event
    steps: Sequence[Step]
    once: bool = False
    rest: float = REST
    process: str = "worker"


@dataclass(slots=True)
class Total:
    """What a worker did from its start to its end; `failures` are turns of steps not done."""

    did: dict[str, int] = field(default_factory=dict)
    failures: int = 0
    beaten: Clocks | None = None
    standing: Standing = field(default_factory=Standing)
    lag_looked_at: datetime | None = None


def run(doing: Doing) -> Total:
    """Do what is due until told to stop; a turn that was begun is always finished."""
    total = Total()
    rest = doing.rest
    while not doing.stopping.is_set():
        failures = total.failures
        more = _turn(doing, total)
        failed = total.failures > failures
        if more and not failed:
            continue
        if doing.once:
            return total
        # After a failure the pause grows, so that what is broken is not asked in a hurry.
        rest = min(2 * rest, REST_MOST) if failed else doing.rest
        doing.stopping.wait(rest)
    return total


def _turn(doing: Doing, total: Total) -> bool:
    """Beat, then give each step its part; return whether any has more to do."""
    close_old_connections()
    clocks = clock.clocks()
    try:
        _beat(doing.process, total, clocks)
        _report_lag(total, clocks.now)
    except Exception:
        log.exception("the pulse could not be taken; it is tried again")
        _failed(total)
        return False
    more = [_step(step, total, clocks.now) for step in doing.steps]
    return any(more)


def _beat(process: str, total: Total, clocks: Clocks) -> None:
    """Look at the clocks every turn, and at the database now and then, or when they disagree."""
    last = total.beaten
    jumped = last is not None and watch.jump(last, clocks) is not None
    fresh = last is not None and timedelta(0) <= clocks.now - last.now < BEAT_EVERY
    if fresh and not jumped and total.standing.held_since is None:
        return
    with transaction.atomic(), connection.cursor() as cursor:
        standing = watch.beat(cursor, process, clocks)
    total.beaten = clocks
    if standing.held_since is not None and total.standing.held_since is None:
        log.error("time and money are held; amends holds says why, and how to go on")
    total.standing = standing


def _step(step: Step, total: Total, now: datetime) -> bool:
    if step.held and total.standing.held_since is not None:
        return False
    try:
        did = step.run(now)
    except Exception:
        log.exception("%s could not be done; it is tried again", step.name)
        _failed(total)
        return False
    total.did[step.name] = total.did.get(step.name, 0) + did
    return did >= step.full


def _failed(total: Total) -> None:
    connection.close()
    total.failures += 1


def _report_lag(total: Total, now: datetime) -> None:
    """Say, at most once a minute, how far behind its time the work is."""
    if total.lag_looked_at is not None and now - total.lag_looked_at < REPORT_EVERY:
        return
    total.lag_looked_at = now
    with connection.cursor() as cursor:
        lag = backlog.overdue(cursor, now)
    if lag >= LAG_REPORTED_FROM:
        log.warning("the order that is due longest has waited for %s", lag)
