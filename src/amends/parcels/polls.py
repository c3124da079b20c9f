"""What polling remembers between its steps: when each parcel is asked for next, and what was spent.

A day's spending is written before the call it is for: a machine that stops in between has spent too
little, never too much.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from django.db import connection, transaction
from django.db.backends.utils import CursorWrapper

from amends.database.instants import micros, moment
from amends.database.rows import Row, wanted
from amends.parcels.polling import Batch, Watched, after
from amends.parcels.trackers.contract import Fetched
from amends.parcels.trackers.reading import Outcome

SAID = frozenset({Outcome.FOUND, Outcome.NOT_FOUND})


def remembered(tracker: str, watched: Sequence[Watched]) -> list[Watched]:
    """Return parcels with what polling knows of them; a corrected number is a new one."""
    keys = list(dict.fromkeys(one.key for one in watched))
    known: dict[tuple[int, bytes, int], tuple[str, int, bool, str, int]] = {}
    with connection.cursor() as cursor:
        for start in range(0, len(keys), 1_000):
            known |= _rows(cursor, tracker, keys[start : start + 1_000])
    return [_with(one, known.get((*one.key, one.parcel))) for one in watched]


def spent(tracker: str, now: datetime) -> int:
    """Return how many numbers a tracker was asked for today, in UTC."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT numbers FROM poll_spending WHERE tracker = %s AND on_day = %s",
            [tracker, now.date().isoformat()],
        )
        row = cursor.fetchone()
    return int(row[0]) if row else 0


def spend(tracker: str, numbers: int, now: datetime) -> None:
    """Count numbers that a tracker is about to be asked for."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO poll_spending (tracker, on_day, numbers) VALUES (%s, %s, %s)"
            " ON CONFLICT (tracker, on_day)"
            " DO UPDATE SET numbers = poll_spending.numbers + EXCLUDED.numbers",
            [tracker, now.date().isoformat(), numbers],
        )


def record(batch: Batch, fetched: Fetched, now: datetime) -> None:
    """Remember what a call came to, and when each of its parcels is asked for next."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.executemany(_RECORD, [_row(batch, one, fetched, now) for one in batch.parcels])


def _row(batch: Batch, one: Watched, fetched: Fetched, now: datetime) -> Row:
    outcome = fetched.outcomes.get(one.number, Outcome.OUTAGE)
    failed = outcome not in SAID
    registered = one.registered or (batch.register and not failed)
    # What was only registered is asked for at the next step: its answer needs some minutes.
    soon = after(replace(one, failures=0), now, failed=True)
    next_at = soon if batch.register and not failed else after(one, now, failed=failed)
    return (
        *one.key,
        one.parcel,
        batch.tracker,
        one.number,
        micros(next_at),
        micros(now),
        registered,
        fetched.references.get(one.number, one.reference if failed else "")[:100],
        outcome.value,
        min(one.failures + 1, 30_000) if failed else 0,
    )


def _rows(
    cursor: CursorWrapper, tracker: str, keys: Sequence[tuple[int, bytes]]
) -> dict[tuple[int, bytes, int], tuple[str, int, bool, str, int]]:
    common, parameters = wanted(keys)
    cursor.execute(
        f"WITH {common} SELECT bucket, key, parcel, tracking_number, next_at, registered,"  # noqa: S608 - ours
        " reference, failures FROM wanted JOIN polls USING (bucket, key) WHERE tracker = %s",
        [*parameters, tracker],
    )
    return {(row[0], bytes(row[1]), row[2]): tuple(row[3:]) for row in cursor.fetchall()}


def _with(one: Watched, row: tuple[str, int, bool, str, int] | None) -> Watched:
    if row is None or row[0] != one.number:
        return one
    _, next_at, registered, reference, failures = row
    return replace(
        one,
        next_at=moment(next_at),
        registered=bool(registered),
        reference=reference,
        failures=failures,
    )


_RECORD = """
INSERT INTO polls (bucket, key, parcel, tracker, tracking_number, next_at, asked_at, registered,
    reference, outcome, failures)
VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s)
ON CONFLICT (bucket, key, parcel, tracker) DO UPDATE SET
    tracking_number = EXCLUDED.tracking_number, next_at = EXCLUDED.next_at,
    asked_at = EXCLUDED.asked_at, registered = EXCLUDED.registered,
    reference = EXCLUDED.reference, outcome = EXCLUDED.outcome, failures = EXCLUDED.failures
"""
