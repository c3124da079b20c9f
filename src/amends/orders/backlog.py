"""What waits to be woken: how many orders, for how long, and which were put off and why."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.backends.utils import CursorWrapper

from amends.database.instants import micros, moment

from .loaded import Key

WORDS_MOST = 400


@dataclass(frozen=True, slots=True)
class Backlog:
    """How many orders are due, and for how long the first of them has been."""

    due: int
    lag: timedelta


@dataclass(frozen=True, slots=True)
class Deferred:
    """An order that could not be read or advanced, and when it is tried again."""

    key: Key
    reference: str
    until: datetime
    because: str


def backlog(cursor: CursorWrapper, now: datetime) -> Backlog:
    """Return what is due at `now`."""
    cursor.execute("SELECT COUNT(*), MIN(due_at) FROM orders WHERE due_at <= %s", [micros(now)])
    due, earliest = cursor.fetchone()
    return Backlog(due, timedelta(0) if earliest is None else now - moment(earliest))


def overdue(cursor: CursorWrapper, now: datetime) -> timedelta:
    """Return for how long the longest due order has waited; nothing when none is due."""
    cursor.execute("SELECT MIN(due_at) FROM orders WHERE due_at <= %s", [micros(now)])
    earliest = cursor.fetchone()[0]
    return timedelta(0) if earliest is None else now - moment(earliest)


def note(cursor: CursorWrapper, because: Mapping[Key, str], now: datetime, until: datetime) -> None:
    """Keep why orders were put off."""
    for (bucket, key), words in because.items():
        cursor.execute(
            "INSERT INTO deferrals (bucket, key, deferred_at, until, because)"
            " VALUES (%s, %s, %s, %s, %s) ON CONFLICT (bucket, key) DO UPDATE SET"
            " deferred_at = excluded.deferred_at, until = excluded.until,"
            " because = excluded.because",
            [bucket, key, micros(now), micros(until), words[:WORDS_MOST]],
        )


def deferred(cursor: CursorWrapper, most: int = 50) -> list[Deferred]:
    """Return the orders that are put off still, the next to be tried first.

    One that was woken since, or moved by a person, has another due moment and is left out.
    """
    cursor.execute(
        "SELECT bucket, key, reference, until, because FROM deferrals"
        " JOIN orders USING (bucket, key) WHERE due_at = until ORDER BY until, key LIMIT %s",
        [most],
    )
    return [
        Deferred((bucket, bytes(key)), reference, moment(until), because)
        for bucket, key, reference, until, because in cursor.fetchall()
    ]


def deferred_count(cursor: CursorWrapper) -> int:
    """Return how many orders are put off still."""
    cursor.execute(
        "SELECT COUNT(*) FROM deferrals JOIN orders USING (bucket, key) WHERE due_at = until"
    )
    count: int = cursor.fetchone()[0]
    return count
