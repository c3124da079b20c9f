"""Trackers' replies, kept as they came: appended only, chained by hash, so that they can be proven.

The chain is over the hash of a body, not over the body: when a person is erased the bodies of his
orders go, and the chain still holds.
"""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import TypeAlias

from django.db.backends.utils import CursorWrapper

from amends.database.instants import micros, moment
from amends.database.rows import Row, insert

Key: TypeAlias = tuple[int, bytes]
# The number, the hash and the day in UTC of the last reply, by parcel and tracker.
Newest: TypeAlias = dict[tuple[int, str], tuple[int, bytes, date]]
BODY_MOST = 5_000_000
REQUEST_MOST = 500
FIRST = b""
COLUMNS = (
    "bucket",
    "key",
    "number",
    "parcel",
    "tracker",
    "received_at",
    "request",
    "body",
    "content_type",
    "sha256",
    "previous",
    "hash",
)


@dataclass(frozen=True, slots=True)
class Sealed:
    """One reply to be kept: of which parcel, from which tracker, and what was asked."""

    parcel: int
    tracker: str
    received_at: datetime
    request: str
    body: bytes
    content_type: str


@dataclass(frozen=True, slots=True)
class Snapshot:
    """A kept reply; `number` counts from 1 within the order, `body` is None once it was erased."""

    number: int
    parcel: int
    tracker: str
    received_at: datetime
    request: str
    body: bytes | None
    content_type: str
    sha256: bytes
    previous: bytes
    hash: bytes


@dataclass(frozen=True, slots=True)
class Kept:
    """A snapshot as a list names it."""

    number: int
    tracker: str
    received_at: datetime
    sha256: bytes


def seal(cursor: CursorWrapper, key: Key, replies: Sequence[Sealed]) -> list[int]:
    """Append replies to an order's chain and return their numbers.

    The caller holds the order's lock: two that append at once would give one number twice, which
    the primary key refuses. A reply that the same tracker gave last for the same parcel, byte for
    byte and on the same day in UTC, is not kept again; its number is returned. On another day it
    is news: that a number was still not known then.
    """
    number, previous, newest = _known(cursor, key)
    numbers: list[int] = []
    rows: list[Row] = []
    for reply in replies:
        assert len(reply.body) <= BODY_MOST, "the client reads no longer answers"
        digest = hashlib.sha256(reply.body).digest()
        day = reply.received_at.astimezone(UTC).date()
        known = newest.get((reply.parcel, reply.tracker))
        if known and known[1:] == (digest, day):
            numbers.append(known[0])
            continue
        number += 1
        newest[reply.parcel, reply.tracker] = (number, digest, day)
        rows.append((*key, *_row(number, reply, previous)))
        previous = _link(previous, number, reply, digest)
        numbers.append(number)
    insert(cursor, "snapshots", COLUMNS, rows)
    return numbers


def snapshots_of(cursor: CursorWrapper, key: Key) -> list[Snapshot]:
    """Return an order's snapshots, the oldest first."""
    names = ", ".join(COLUMNS[2:])
    cursor.execute(
        f"SELECT {names} FROM snapshots WHERE bucket = %s AND key = %s ORDER BY number",  # noqa: S608 - ours
        key,
    )
    return [_snapshot(row) for row in cursor.fetchall()]


def chain_holds(cursor: CursorWrapper, key: Key) -> bool:
    """Whether every snapshot of an order is what was sealed, none missing in between."""
    previous = FIRST
    for place, one in enumerate(snapshots_of(cursor, key), start=1):
        if not (intact(one) and one.previous == previous and one.number == place):
            return False
        previous = one.hash
    return True


def intact(one: Snapshot) -> bool:
    """Whether a snapshot by itself is what was sealed; an erased body leaves its hash to prove."""
    reply = Sealed(
        one.parcel, one.tracker, one.received_at, one.request, one.body or b"", one.content_type
    )
    whole = one.body is None or hashlib.sha256(one.body).digest() == one.sha256
    return whole and one.hash == _link(one.previous, one.number, reply, one.sha256)


def kept(cursor: CursorWrapper, key: Key, parcel: int, most: int = 100) -> list[Kept]:
    """Return the latest snapshots of a parcel without their bodies, the newest first."""
    cursor.execute(
        "SELECT number, tracker, received_at, sha256 FROM snapshots"
        " WHERE bucket = %s AND key = %s AND parcel = %s ORDER BY number DESC LIMIT %s",
        [*key, parcel, most],
    )
    return [
        Kept(number, tracker, moment(received_at), bytes(digest))
        for number, tracker, received_at, digest in cursor.fetchall()
    ]


def snapshot(cursor: CursorWrapper, key: Key, number: int) -> Snapshot | None:
    """Return one snapshot of an order, or None."""
    cursor.execute(
        f"SELECT {', '.join(COLUMNS[2:])} FROM snapshots"  # noqa: S608 - ours
        " WHERE bucket = %s AND key = %s AND number = %s",
        [*key, number],
    )
    row = cursor.fetchone()
    return _snapshot(row) if row else None


def erase_bodies(cursor: CursorWrapper, key: Key) -> int:
    """Empty the bodies of an order's snapshots, and return how many: the one change allowed."""
    cursor.execute(
        "UPDATE snapshots SET body = NULL WHERE bucket = %s AND key = %s AND body IS NOT NULL", key
    )
    return int(cursor.rowcount)


def _row(number: int, reply: Sealed, previous: bytes) -> Row:
    digest = hashlib.sha256(reply.body).digest()
    return (
        number,
        reply.parcel,
        reply.tracker,
        micros(reply.received_at),
        reply.request[:REQUEST_MOST],
        reply.body,
        reply.content_type[:100],
        digest,
        previous,
        _link(previous, number, reply, digest),
    )


def _link(previous: bytes, number: int, reply: Sealed, digest: bytes) -> bytes:
    told = [
        number,
        reply.parcel,
        reply.tracker,
        micros(reply.received_at),
        reply.request[:REQUEST_MOST],
        reply.content_type[:100],
        digest.hex(),
    ]
    written = json.dumps(told, ensure_ascii=True, separators=(",", ":")).encode()
    return hashlib.sha256(previous + written).digest()


def _known(cursor: CursorWrapper, key: Key) -> tuple[int, bytes, Newest]:
    """Return an order's last number and hash, and each tracker's last reply for each parcel."""
    cursor.execute(
        "SELECT parcel, tracker, received_at, number, sha256, hash FROM snapshots"
        " WHERE bucket = %s AND key = %s ORDER BY number",
        key,
    )
    number, head = 0, FIRST
    newest: Newest = {}
    for parcel, tracker, at, number, digest, head in cursor.fetchall():  # noqa: B007 - the last stand
        newest[parcel, tracker] = (number, bytes(digest), moment(at).date())
    return number, bytes(head), newest


def _snapshot(row: tuple) -> Snapshot:  # type: ignore[type-arg]  # A row of several types.
    number, parcel, tracker, received_at, request, body, content_type, *hashes = row
    digest, previous, own = map(bytes, hashes)
    return Snapshot(
        number=number,
        parcel=parcel,
        tracker=tracker,
        received_at=moment(received_at),
        request=request,
        body=None if body is None else bytes(body),
        content_type=content_type,
        sha256=digest,
        previous=previous,
        hash=own,
    )
