"""The loop that wakes what is due, batch by batch, and sleeps when nothing is.

The only place besides the HTTP edge where anything that goes wrong is caught: a worker that ends
at the first surprise would leave everybody's deadlines undone.
"""

import logging
import threading
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import close_old_connections, connection

from amends.orders import clock
from amends.orders.wake import BATCH, Woken, overdue, wake

REST = 1.0
REST_MOST = 30.0
LAG_REPORTED_FROM = timedelta(minutes=1)
REPORT_EVERY = timedelta(minutes=1)
log = logging.getLogger("amends.worker")


@dataclass(frozen=True, slots=True)
class Doing:
    """How to work: until `stopping` is set, or `once` until nothing is due."""

    stopping: threading.Event
    once: bool = False
    batch: int = BATCH
    rest: float = REST


@dataclass(slots=True)
class Total:
    """What a worker did from its start to its end; `failures` are batches that were not done."""

    orders: int = 0
    events: int = 0
    deferred: int = 0
    failures: int = 0
    lag_looked_at: datetime | None = None

    def add(self, woken: Woken) -> None:
        """Count one batch."""
        self.orders += woken.looked_at
        self.events += woken.events
        self.deferred += len(woken.deferred)


def run(doing: Doing) -> Total:
    """Wake what is due until told to stop; a batch that was begun is always finished."""
    total = Total()
    rest = doing.rest
    while not doing.stopping.is_set():
        woken = _batch(doing, total)
        if woken is not None and woken.looked_at >= doing.batch:
            continue
        if doing.once:
            return total
        # After a failure the pause grows, so that what is broken is not asked in a hurry.
        rest = min(2 * rest, REST_MOST) if woken is None else doing.rest
        doing.stopping.wait(rest)
    return total


def _batch(doing: Doing, total: Total) -> Woken | None:
    close_old_connections()
    now = clock.now()
    try:
        if not doing.once:
            _report_lag(total, now)
        woken = wake(now, doing.batch)
    except Exception:
        log.exception("a batch could not be done; it is tried again")
        connection.close()
        total.failures += 1
        return None
    total.add(woken)
    for order in woken.deferred:
        log.error("order %s was put off by an hour; amends verify says what is wrong", order)
    return woken


def _report_lag(total: Total, now: datetime) -> None:
    """Say, at most once a minute, how far behind its time the work is."""
    if total.lag_looked_at is not None and now - total.lag_looked_at < REPORT_EVERY:
        return
    total.lag_looked_at = now
    lag = overdue(now)
    if lag >= LAG_REPORTED_FROM:
        log.warning("the order that is due longest has waited for %s", lag)
