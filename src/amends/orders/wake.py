"""Waking orders that are due, in batches: hundreds of them in one round of statements."""

import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TypeAlias

from django.db import connection, transaction
from django.db.backends.utils import CursorWrapper

from . import backlog, store, watch
from .door import time_passed
from .keys import spell
from .loaded import Change, Key, Loaded
from .retrying import NOT_ITS_OWN, Apart, retried
from .selfcheck import require_safe_for_money
from .watch import Standing

BATCH = 500
DEFERRED_FOR = timedelta(hours=1)
UNREADABLE = "Its events cannot be read."
log = logging.getLogger("amends.wake")
# Writes changes, and returns why which of them could not be.
Record: TypeAlias = Callable[[CursorWrapper, Sequence[Change]], Mapping[Key, str]]


@dataclass(frozen=True, slots=True)
class Woken:
    """What one batch did: how many orders were looked at, and which could not be."""

    looked_at: int
    events: int
    deferred: tuple[str, ...]


def wake(now: datetime, most: int = BATCH) -> Woken:
    """Let time do its work on at most `most` orders that are due, longest due first.

    An order that cannot be read, advanced or recorded is deferred by an hour and reported, so that
    one bad order never stops the others.
    """
    require_safe_for_money()
    with Apart(log, "a batch is recorded order by order, because of one of them"):
        return retried(lambda: _wake(now, most, _record_all))
    return retried(lambda: _wake(now, most, _record_each))


def _wake(now: datetime, most: int, record: Record) -> Woken:
    with transaction.atomic(), connection.cursor() as cursor:
        standing = watch.standing(cursor)
        # While a hold is open, only what was due before it: the rest would be looked at in vain.
        readable, bad = store.load_due(cursor, min(now, standing.held_since or now), most)
        changes, worse = _advanced(readable, standing, now)
        worst = record(cursor, changes)
        because = {**dict.fromkeys(bad, UNREADABLE), **worse, **worst}
        deferred = [*because]
        store.postpone(cursor, deferred, now + DEFERRED_FOR)
        backlog.note(cursor, because, now, now + DEFERRED_FOR)
    spelled = tuple(spell(key) for _, key in deferred)
    events = sum(len(change.done) for change in changes if change.before.key not in worst)
    return Woken(len(readable) + len(bad), events, spelled)


def _record_all(cursor: CursorWrapper, changes: Sequence[Change]) -> Mapping[Key, str]:
    store.record(cursor, changes)
    return {}


def _record_each(cursor: CursorWrapper, changes: Sequence[Change]) -> Mapping[Key, str]:
    """Record orders one by one, each in a savepoint that the next one does not need."""
    because = {change.before.key: _recorded(cursor, change) for change in changes}
    return {key: words for key, words in because.items() if words}


def _recorded(cursor: CursorWrapper, change: Change) -> str:
    """Record one order; return why it could not be, or nothing."""
    try:
        with transaction.atomic():
            store.record(cursor, [change])
    except NOT_ITS_OWN:
        raise
    except Exception as error:
        log.exception("order %s cannot be recorded", spell(change.before.key[1]))
        return f"It cannot be recorded: {_said(error)}."
    return ""


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
            bad[loaded.key] = f"It cannot be advanced: {_said(error)}."
    return changes, bad


def _said(error: Exception) -> str:
    """Return the first line of an error: PostgreSQL shows the whole row in the next one."""
    return str(error).partition("\n")[0] or type(error).__name__
