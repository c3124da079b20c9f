"""The loop that does what is due, step by step and turn by turn, and rests when nothing is.

The only place besides the HTTP edge where anything that goes wrong is caught: a worker that ends
at the first surprise would leave everybody's deadlines undone.
"""

import logging
import threading
import time
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
PULSE = "pulse"
BEAT_EVERY = timedelta(seconds=20)
# While a hold is open, so that its end is soon seen.
HELD_EVERY = timedelta(seconds=1)
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


@dataclass(frozen=True, slots=True)
class Pause:
    """How long what failed is left alone, in seconds, and until when by the monotonic clock."""

    seconds: float
    until: float


@dataclass(slots=True)
class Total:
    """What a worker did from its start to its end; `failures` are turns of steps not done."""

    did: dict[str, int] = field(default_factory=dict)
    failures: int = 0
    pauses: dict[str, Pause] = field(default_factory=dict)
    beaten: Clocks | None = None
    standing: Standing = field(default_factory=Standing)
    lag_looked_at: datetime | None = None


def run(doing: Doing) -> Total:
    """Do what is due until told to stop; a turn that was begun is always finished."""
    total = Total()
    while not doing.stopping.is_set():
        if _turn(doing, total):
            continue
        if doing.once:
            return total
        doing.stopping.wait(doing.rest)
    return total


def _turn(doing: Doing, total: Total) -> bool:
    """Give each step its part; return whether any has more to do."""
    close_old_connections()
    more = [_step(step, doing, total) for step in doing.steps]
    return any(more)


def _step(step: Step, doing: Doing, total: Total) -> bool:
    """Beat, then do a step at a moment of its own: the steps before it may have taken long."""
    now = None if _is_paused(total, PULSE) else _moment(doing, total)
    held = step.held and total.standing.held_since is not None
    if now is None or held or _is_paused(total, step.name):
        return False
    try:
        did = step.run(now)
    except Exception:
        log.exception("%s could not be done; it is tried again", step.name)
        _failed(doing, total, step.name)
        return False
    total.pauses.pop(step.name, None)
    total.did[step.name] = total.did.get(step.name, 0) + did
    return did >= step.full


def _moment(doing: Doing, total: Total) -> datetime | None:
    """Return what the clock shows after a look at whether it may be believed, None without one."""
    clocks = clock.clocks()
    try:
        _beat(doing.process, total, clocks)
        _report_lag(total, clocks.now)
    except Exception:
        log.exception("the pulse could not be taken; it is tried again")
        _failed(doing, total, PULSE)
        return None
    total.pauses.pop(PULSE, None)
    return clocks.now


def _beat(process: str, total: Total, clocks: Clocks) -> None:
    """Look at the clocks every time, and at the database now and then, or when they disagree."""
    last, every = total.beaten, BEAT_EVERY if total.standing.held_since is None else HELD_EVERY
    jumped = last is not None and watch.jump(last, clocks) is not None
    if last is not None and timedelta(0) <= clocks.now - last.now < every and not jumped:
        return
    with transaction.atomic(), connection.cursor() as cursor:
        standing = watch.beat(cursor, process, clocks)
    total.beaten = clocks
    if standing.held_since is not None and total.standing.held_since is None:
        log.error("time and money are held; amends holds says why, and how to go on")
    total.standing = standing


def _is_paused(total: Total, name: str) -> bool:
    pause = total.pauses.get(name)
    return pause is not None and time.monotonic() < pause.until


def _failed(doing: Doing, total: Total, name: str) -> None:
    """Leave what failed alone for longer each time; everything else goes on meanwhile."""
    connection.close()
    total.failures += 1
    before = total.pauses.get(name)
    seconds = min(2 * (before.seconds if before else doing.rest), REST_MOST)
    total.pauses[name] = Pause(seconds, time.monotonic() + seconds)


def _report_lag(total: Total, now: datetime) -> None:
    """Say, at most once a minute, how far behind its time the work is."""
    if total.lag_looked_at is not None and now - total.lag_looked_at < REPORT_EVERY:
        return
    total.lag_looked_at = now
    with connection.cursor() as cursor:
        lag = backlog.overdue(cursor, now)
    if lag >= LAG_REPORTED_FROM:
        log.warning("the order that is due longest has waited for %s", lag)
