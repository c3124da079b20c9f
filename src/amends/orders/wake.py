"""Waking orders that are due, in batches: hundreds of them in one round of statements."""

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import connection, transaction

from . import backlog, store, watch
from .door import time_passed
from .keys import spell
from .loaded import Change, Key, Loaded
from .retrying import retried
from .selfcheck import require_safe_for_money
from .watch import Standing

BATCH = 500
DEFERRED_FOR = timedelta(hours=1)
UNREADABLE = "Its events cannot be read."
log = logging.getLogger("amends.wake")


@dataclass(frozen=True, slots=True)
class Woken:
    """What one batch did: how many orders were looked at, and which could not be."""

    looked_at: int
    events: int
    deferred: tuple[str, ...]


def wake(now: datetime, most: int = BATCH) -> Woken:
    """Let time do its work on at most `most` orders that are due, longest due first.

    An order that cannot be read or advanced is deferred by an hour and reported, so that one bad
    order never stops the others.
    """
    require_safe_for_money()
    return retried(lambda: _wake(now, most))


def _wake(now: datetime, most: int) -> Woken:
    with transaction.atomic(), connection.cursor() as cursor:
        standing = watch.standing(cursor)
        # While a hold is open, only what was due before it: the rest would be looked at in vain.
        readable, bad = store.load_due(cursor, min(now, standing.held_since or now), most)
        changes, worse = _advanced(readable, standing, now)
        store.record(cursor, changes)
        because = {**dict.fromkeys(bad, UNREADABLE), **worse}
        deferred = [*because]
        store.postpone(cursor, deferred, now + DEFERRED_FOR)
        backlog.note(cursor, because, now, now + DEFERRED_FOR)
    spelled = tuple(spell(key) for _, key in deferred)
    return Woken(len(readable) + len(bad), sum(len(change.done) for change in changes), spelled)


def _advanced(
    orders: Sequence[Loaded], standing: Standing, now: datetime
) -> tuple[list[Change], dict[Key, str]]:
    changes: list[Change] = []
    bad: dict[Key, str] = {}
    for one in orders:
        loaded = one.standing(standing)
        try:
            changes.append(time_passed(loaded, now))
        except Exception as error:
            log.exception("order %s cannot be advanced", spell(loaded.key[1]))
            bad[loaded.key] = f"It cannot be advanced: {str(error) or type(error).__name__}."
    return changes, bad
