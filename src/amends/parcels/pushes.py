"""What trackers sent us, kept raw before they are answered, until somebody takes it in.

Keeping and reading are apart: a push that cannot be read, or whose parcel is not known, is kept.
"""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TypeAlias

from django.db import connection, transaction

from amends.database.instants import micros, moment
from amends.parcels.trackers.contract import Push

HEADERS_KEPT = ("content-type", "user-agent", "sign", "aftership-hmac-sha256")
HEADERS_GENERIC = ("webhook-id", "webhook-timestamp", "webhook-signature")
HEADER_MOST = 500
Name: TypeAlias = tuple[str, bytes]


@dataclass(frozen=True, slots=True)
class Kept:
    """A push as it came; `name` is what `push_taken` is told."""

    name: Name
    received_at: datetime
    content_type: str
    body: bytes

    @property
    def tracker(self) -> str:
        """Which tracker sent it."""
        return self.name[0]


def keep(tracker: str, push: Push) -> None:
    """Keep a push whose signature was right; the same body again is the same push."""
    kept = {
        name: push.headers[name][:HEADER_MOST]
        for name in (*HEADERS_KEPT, *HEADERS_GENERIC)
        if name in push.headers
    }
    row = (
        tracker,
        hashlib.sha256(push.body).digest(),
        micros(push.received_at),
        json.dumps(kept),
        push.body,
        push.headers.get("content-type", "")[:100],
    )
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO tracker_pushes"
            " (tracker, sha256, received_at, headers, body, content_type)"
            " VALUES (%s, %s, %s, %s, %s, %s) ON CONFLICT DO NOTHING",
            row,
        )


def count_refusal(tracker: str, now: datetime) -> None:
    """Count a push that was not signed as it must be; nothing of it is kept."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO tracker_push_refusals (tracker, on_day, times) VALUES (%s, %s, 1)"
            " ON CONFLICT (tracker, on_day)"
            " DO UPDATE SET times = tracker_push_refusals.times + 1",
            [tracker, now.date().isoformat()],
        )


def refusals(now: datetime) -> dict[str, int]:
    """Return how often each tracker's pushes were refused today, in UTC."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT tracker, times FROM tracker_push_refusals WHERE on_day = %s",
            [now.date().isoformat()],
        )
        return {tracker: int(times) for tracker, times in cursor.fetchall()}


def pending_pushes(most: int) -> list[Kept]:
    """Return pushes that nobody took in yet, the oldest first."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT tracker, sha256, received_at, content_type, body FROM tracker_pushes"
            " WHERE taken_at IS NULL ORDER BY received_at, tracker, sha256 LIMIT %s",
            [most],
        )
        return [
            Kept((tracker, bytes(digest)), moment(received_at), content_type, bytes(body))
            for tracker, digest, received_at, content_type, body in cursor.fetchall()
        ]


def forget_taken(before: datetime) -> int:
    """Remove pushes that were taken in before a moment, and return how many.

    What they said is in the orders' own snapshots by then; here nobody's data is kept for longer.
    """
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("DELETE FROM tracker_pushes WHERE taken_at < %s", [micros(before)])
        return int(cursor.rowcount)


def pushes_taken(names: Sequence[Name], now: datetime) -> None:
    """Mark pushes as taken in; call it in the transaction that records what they say."""
    with connection.cursor() as cursor:
        cursor.executemany(
            "UPDATE tracker_pushes SET taken_at = %s WHERE tracker = %s AND sha256 = %s",
            [(micros(now), *name) for name in names],
        )
