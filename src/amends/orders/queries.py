"""Reading: lists by cursor, and everything that is kept beside an order's events.

Lists show the order's row, which the worker keeps at most seconds old; one order is read through
`door.read`, which is never stale. Every list is scoped by who asks.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TypeAlias

from django.db import connection

from amends.core.events import Event
from amends.core.money import Money
from amends.core.order import Status
from amends.core.parties import Role
from amends.database.instants import micros, moment
from amends.parcels import store as parcels
from amends.parcels.store import Scan, SentParcel

from . import codec
from .loaded import Key

Particulars: TypeAlias = Mapping[str, object]
LIMIT_MOST = 100


@dataclass(frozen=True, slots=True)
class Listed:
    """One line of a list of orders; `due_at` is when a person must act, or should have."""

    key: Key
    marketplace: str
    reference: str
    status: Status
    due_at: datetime | None
    updated_at: datetime
    version: int
    held: Money
    refund: Money
    disputes: int
    particulars: Particulars


@dataclass(frozen=True, slots=True)
class Happened:
    """One event of an order's history, with who made it happen."""

    number: int
    event: Event
    role: Role
    actor: str


@dataclass(frozen=True, slots=True)
class Text:
    """What somebody wrote."""

    number: int
    role: Role
    author: str
    at: datetime
    body: str


@dataclass(frozen=True, slots=True)
class Told:
    """One notice of a person."""

    key: Key
    role: Role
    code: str
    event: Event
    seen_at: datetime | None
    reference: str
    particulars: Particulars


@dataclass(frozen=True, slots=True)
class Scope:
    """Whose orders a list shows; exactly what is set narrows it.

    `role` says as what `person` asks. Nothing set is for mediators and operators only, and leaves
    out the orders in which one of `not_of` buys or sells.
    """

    person: str | None = None
    role: Role | None = None
    marketplace: str | None = None
    statuses: Sequence[Status] = ()
    due_before: datetime | None = None
    updated_since: datetime | None = None
    disputed: bool = False
    not_of: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Page:
    """One page of a list; `after` of the next one, or None at the end."""

    items: tuple[Listed, ...]
    after: str | None


def listed(scope: Scope, *, after: str | None = None, limit: int = 50) -> Page:
    """Return orders of a scope, what ends first before what waits for nobody.

    Raises ValueError when `after` is not a cursor that this list gave out.
    """
    limit = max(1, min(limit, LIMIT_MOST))
    conditions, narrowed = _conditions(scope)
    parameters: list[str | int | bytes] = [*narrowed]
    if after is not None:
        conditions.append(f"({_ENDS}, orders.key) > (%s, %s)")
        parameters += _read_cursor(after)
    where = f"WHERE {' AND '.join(conditions)}" if conditions else ""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT orders.bucket, orders.key, marketplace, reference, status, deadline,"  # noqa: S608 - ours
            " updated_at, version, captured, refund, currency, disputes, body FROM orders"
            f" JOIN particulars USING (bucket, key) {where}"
            f" ORDER BY {_ENDS}, orders.key LIMIT %s",
            [*parameters, limit + 1],
        )
        rows = cursor.fetchall()
    items = tuple(_listed(row) for row in rows[:limit])
    return Page(items, _cursor(items[-1]) if len(rows) > limit else None)


def history(key: Key) -> list[Happened]:
    """Return an order's events, earliest first."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT number, kind, body, role, actor FROM events"
            " WHERE bucket = %s AND key = %s ORDER BY number",
            list(key),
        )
        rows = cursor.fetchall()
    return [
        Happened(number, codec.load(kind, body), Role(role), actor)
        for number, kind, body, role, actor in rows
    ]


def texts(key: Key) -> dict[int, Text]:
    """Return what was written in an order, by number."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT number, role, author, at, body FROM texts WHERE bucket = %s AND key = %s"
            " ORDER BY number",
            list(key),
        )
        rows = cursor.fetchall()
    return {
        number: Text(number, Role(role), author, moment(at), body)
        for number, role, author, at, body in rows
    }


def particulars(key: Key) -> Particulars:
    """Return the order as the marketplace described it: names, titles, addresses."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT body FROM particulars WHERE bucket = %s AND key = %s", list(key))
        row = cursor.fetchone()
    assert row is not None, "an order has particulars from its beginning"
    described: Particulars = json.loads(row[0])
    return described


def tracking(key: Key) -> tuple[list[SentParcel], list[Scan]]:
    """Return an order's parcels, and their checkpoints in the order of recording."""
    with connection.cursor() as cursor:
        sent = [parcel for _, parcel in parcels.parcels_of(cursor, [key])]
        scans = [scan for _, scan in parcels.scans_of(cursor, [key])]
    return sent, scans


def notices_of(people: Sequence[str], roles: Sequence[Role] = (), limit: int = 50) -> list[Told]:
    """Return the latest notices of somebody with these ids, and of the staff roles they have.

    Nobody hears as staff of an order that is their own.
    """
    condition = f"outbox.person IN ({', '.join(['%s'] * len(people))})"
    parameters = [*people]
    if roles:
        marks = ", ".join(["%s"] * len(roles))
        staff = f"outbox.person = '' AND outbox.role IN ({marks}) AND {elsewhere(people)}"
        condition = f"({condition} OR ({staff}))"
        parameters += [*(role.value for role in roles), *people, *people]
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT outbox.bucket, outbox.key, outbox.role, code, kind, events.body, seen_at,"  # noqa: S608 - ours
            " reference, particulars.body FROM outbox JOIN events USING (bucket, key, number)"
            " JOIN orders USING (bucket, key) JOIN particulars USING (bucket, key)"
            f" WHERE {condition} ORDER BY at DESC, outbox.number DESC LIMIT %s",
            [*parameters, min(limit, LIMIT_MOST)],
        )
        rows = cursor.fetchall()
    return [_told(row) for row in rows]


def see_notices(key: Key, role: Role, now: datetime) -> int:
    """Mark an order's notices for a role as seen; return how many were new."""
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE outbox SET seen_at = %s"
            " WHERE bucket = %s AND key = %s AND role = %s AND seen_at IS NULL",
            [micros(now), *key, role.value],
        )
        new: int = cursor.rowcount
    return new


def elsewhere(people: Sequence[str]) -> str:
    """Return the condition that an order is of none of these people, who are given twice."""
    marks = ", ".join(["%s"] * len(people))
    return f"orders.buyer NOT IN ({marks}) AND orders.seller NOT IN ({marks})"


_NEVER = 2**62
# Spelled as the indexes spell it, or no list would find its order in them.
_ENDS = f"COALESCE(deadline, {_NEVER})"


def _conditions(scope: Scope) -> tuple[list[str], list[str | int]]:
    asked: list[tuple[str, Sequence[str | int]]] = []
    if scope.person is not None:
        assert scope.role in {Role.BUYER, Role.SELLER}, "a person's list is as buyer or seller"
        asked.append((f"{scope.role} = %s", [scope.person]))
    if scope.marketplace is not None:
        asked.append(("marketplace = %s", [scope.marketplace]))
    if scope.not_of:
        asked.append((elsewhere(scope.not_of), [*scope.not_of, *scope.not_of]))
    if scope.statuses:
        marks = ", ".join(["%s"] * len(scope.statuses))
        asked.append((f"status IN ({marks})", [status.value for status in scope.statuses]))
    if scope.due_before is not None:
        asked.append(("deadline < %s", [micros(scope.due_before)]))
    if scope.updated_since is not None:
        asked.append(("updated_at >= %s", [micros(scope.updated_since)]))
    if scope.disputed:
        asked.append(("disputes > 0", []))
    return [text for text, _ in asked], [value for _, values in asked for value in values]


def _listed(row: Sequence) -> Listed:  # type: ignore[type-arg]  # A row of several types.
    bucket, key, marketplace, reference, status, due_at, updated_at, version, *money = row
    captured, refund, currency, disputes, body = money
    return Listed(
        key=(bucket, bytes(key)),
        marketplace=marketplace,
        reference=reference,
        status=Status(status),
        due_at=None if due_at is None else moment(due_at),
        updated_at=moment(updated_at),
        version=version,
        held=Money(captured, currency),
        refund=Money(refund, currency),
        disputes=disputes,
        particulars=json.loads(body),
    )


def _told(row: Sequence) -> Told:  # type: ignore[type-arg]  # A row of several types.
    bucket, key, role, code, kind, event, seen_at, reference, body = row
    return Told(
        key=(bucket, bytes(key)),
        role=Role(role),
        code=code,
        event=codec.load(kind, event),
        seen_at=None if seen_at is None else moment(seen_at),
        reference=reference,
        particulars=json.loads(body),
    )


def _cursor(item: Listed) -> str:
    due_at = _NEVER if item.due_at is None else micros(item.due_at)
    return f"{due_at:x}.{item.key[1].hex()}"


def _read_cursor(after: str) -> tuple[int, bytes]:
    written, _, key = after.partition(".")
    due_at = int(written, 16)
    if not -_NEVER <= due_at <= _NEVER:
        raise ValueError(after)
    return due_at, bytes.fromhex(key)
