"""The step of the worker that lets time do its work; a backlog is drained by two at once.

A batch spends half its time in the database and half in Python: while one thread waits for its
rows, the other decides.
"""

import logging
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime

from django.db import connection

from amends.orders.wake import BATCH, wake

from .loop import Step

AT_ONCE = 2
# How many batches each takes before the worker looks at its other work again.
ROUNDS = 8
log = logging.getLogger("amends.worker")


def waking(batch: int = BATCH) -> Step:
    """Return the step that wakes orders that are due, naming those that it had to put off."""

    def run(now: datetime) -> int:
        woken = _wake(now, batch)
        # SQLite has one writer at a time, so that a second thread would only wait for it.
        if woken < batch or not connection.features.has_select_for_update_skip_locked:
            return woken
        with ThreadPoolExecutor(AT_ONCE) as threads:
            draining = [threads.submit(_drain, now, batch) for _ in range(AT_ONCE)]
        return woken + sum(one.result() for one in draining)

    return Step("wake", run, batch)


def _drain(now: datetime, batch: int) -> int:
    """Wake batch after batch on a connection of this thread's own, which ends with it."""
    try:
        return _drained(now, batch)
    finally:
        connection.close()


def _drained(now: datetime, batch: int) -> int:
    looked_at = 0
    for _ in range(ROUNDS):
        woken = _wake(now, batch)
        looked_at += woken
        if woken < batch:
            break
    return looked_at


def _wake(now: datetime, batch: int) -> int:
    woken = wake(now, batch)
    for order in woken.deferred:
        log.error("order %s was put off by an hour; amends verify says what is wrong", order)
    return woken.looked_at
