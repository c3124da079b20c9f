"""Deliveries as people look at them: lists by cursor, one by its id, and replay."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import connection

from amends.database.instants import micros, moment
from amends.orders import keys
from amends.orders.loaded import Key

from .deliveries import Channel, State, message_id
from .models import Endpoint
from .outward import outward

LIMIT_MOST = 100
_COLUMNS = (
    "bucket, key, number, role, channel, endpoint, marketplace, code, state, tries, next_at,"
    " created_at, accepted_at, problem"
)


class NotCalled(Exception):
    """The endpoint of a delivery was deleted or switched off, so that it would wait for ever."""


@dataclass(frozen=True, slots=True)
class Shown:
    """One delivery. `endpoint` is an endpoint's id, or for mail a person's."""

    key: Key
    number: int
    role: str
    channel: Channel
    endpoint: str
    marketplace: str
    code: str
    state: State
    tries: int
    next_at: datetime | None
    created_at: datetime
    accepted_at: datetime | None
    problem: str

    @property
    def id(self) -> str:
        """The public id, which `found` reads."""
        return f"{keys.spell(self.key[1])}.{self.number}.{self.role}.{self.channel}.{self.endpoint}"

    @property
    def message(self) -> str:
        """The id that the receiver sees."""
        return message_id(self.key, self.number)


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which deliveries a list shows; exactly what is set narrows it."""

    marketplace: str | None = None
    channel: Channel | None = None
    endpoint: str | None = None
    state: State | None = None


@dataclass(frozen=True, slots=True)
class Page:
    """One page of deliveries, the latest first; `after` of the next one, or None at the end."""

    items: tuple[Shown, ...]
    after: str | None


@dataclass(frozen=True, slots=True)
class Report:
    """How delivering stands, for the operator: `untold` are orders that wait to be fanned out."""

    mail_on: bool
    untold: int
    untold_since: datetime | None
    waiting: int
    due_since: datetime | None
    given_up: int
    endpoints: int
    failing: tuple[Endpoint, ...]
    switched_off: tuple[Endpoint, ...]


def listed(wanted: Wanted, *, after: str | None = None, limit: int = 50) -> Page:
    """Return deliveries, the latest first; raises ValueError for what is no cursor of this list."""
    limit = max(1, min(limit, LIMIT_MOST))
    asked = {
        "marketplace": wanted.marketplace,
        "channel": wanted.channel,
        "endpoint": wanted.endpoint,
        "state": wanted.state,
    }
    narrowed = {column: str(value) for column, value in asked.items() if value is not None}
    conditions = [f"{column} = %s" for column in narrowed]
    parameters: list[str | int | bytes] = [*narrowed.values()]
    if after is not None:
        conditions.append("(created_at, key, number, endpoint) < (%s, %s, %s, %s)")
        parameters += _read_cursor(after)
    where = f"WHERE {' AND '.join(conditions)}" if conditions else ""
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {_COLUMNS} FROM deliveries {where}"  # noqa: S608 - ours
            " ORDER BY created_at DESC, key DESC, number DESC, endpoint DESC LIMIT %s",
            [*parameters, limit + 1],
        )
        rows = cursor.fetchall()
    items = tuple(_shown(row) for row in rows[:limit])
    return Page(items, _cursor(items[-1]) if len(rows) > limit else None)


def found(spelled: str) -> Shown | None:
    """Return a delivery by its public id, or None."""
    parts = spelled.split(".")
    key = keys.read(parts[0])
    if key is None or len(parts) != 5 or not parts[1].isdecimal() or len(parts[1]) > 9:
        return None
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {_COLUMNS} FROM deliveries WHERE bucket = %s AND key = %s AND number = %s"  # noqa: S608 - ours
            " AND role = %s AND channel = %s AND endpoint = %s",
            [keys.bucket_of(key), key, int(parts[1]), *parts[2:]],
        )
        row = cursor.fetchone()
    return _shown(row) if row else None


def replay(shown: Shown, now: datetime) -> None:
    """Send a delivery again from its first try on, under the same id; one that waits goes now.

    Raises `NotCalled`.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE deliveries SET state = 'waiting', tries = 0, next_at = %s, problem = ''"
            " WHERE bucket = %s AND key = %s AND number = %s AND role = %s AND channel = %s"
            " AND endpoint = %s AND (channel = 'mail' OR endpoint IN (SELECT id"
            " FROM webhook_endpoints WHERE deleted_at IS NULL AND disabled_at IS NULL))",
            [micros(now), *shown.key, shown.number, shown.role, shown.channel, shown.endpoint],
        )
        if not cursor.rowcount:
            raise NotCalled(shown.endpoint)


def replay_all(endpoint: str, now: datetime, most: int = 10_000) -> int:
    """Send again what was given up for an endpoint, the earliest first; return how many."""
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE deliveries SET state = 'waiting', tries = 0, next_at = %s, problem = ''"
            " WHERE (bucket, key, number, role, channel, endpoint) IN"
            " (SELECT bucket, key, number, role, channel, endpoint FROM deliveries"
            " WHERE state = 'given_up' AND endpoint = %s ORDER BY created_at, number LIMIT %s)",
            [micros(now), endpoint, most],
        )
        count: int = cursor.rowcount
    return count


def report(now: datetime) -> Report:
    """Return how delivering stands."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*), min(updated_at) FROM orders WHERE told_to < version")
        untold, untold_since = cursor.fetchone()
        cursor.execute(
            "SELECT count(*), min(CASE WHEN next_at <= %s THEN next_at END) FROM deliveries"
            " WHERE next_at IS NOT NULL",
            [micros(now)],
        )
        waiting, due_since = cursor.fetchone()
        cursor.execute("SELECT count(*) FROM deliveries WHERE state = 'given_up'")
        (given_up,) = cursor.fetchone()
    known = list(Endpoint.objects.filter(deleted_at=None).order_by("marketplace_id", "created_at"))
    return Report(
        mail_on=outward().mailbox is not None,
        untold=untold,
        untold_since=_moment(untold_since),
        waiting=waiting,
        due_since=_moment(due_since),
        given_up=given_up,
        endpoints=len(known),
        failing=tuple(one for one in known if one.failing_since and not one.disabled_at),
        switched_off=tuple(one for one in known if one.disabled_at),
    )


def _shown(row: Sequence) -> Shown:  # type: ignore[type-arg]  # A row of several types.
    bucket, key, number, role, channel, endpoint, marketplace, code, state, tries, *moments = row
    next_at, created_at, accepted_at, problem = moments
    return Shown(
        key=(bucket, bytes(key)),
        number=number,
        role=role,
        channel=Channel(channel),
        endpoint=endpoint,
        marketplace=marketplace,
        code=code,
        state=State(state),
        tries=tries,
        next_at=_moment(next_at),
        created_at=moment(created_at),
        accepted_at=_moment(accepted_at),
        problem=problem,
    )


def _moment(value: int | None) -> datetime | None:
    return None if value is None else moment(value)


def _cursor(item: Shown) -> str:
    return f"{micros(item.created_at):x}.{item.key[1].hex()}.{item.number}.{item.endpoint}"


def _read_cursor(after: str) -> list[str | int | bytes]:
    created_at, key, number, endpoint = after.split(".")
    read = int(created_at, 16)
    if not 0 <= read < 2**62 or not 0 <= int(number) < 2**31 or len(endpoint) > 32:
        raise ValueError(after)
    if not endpoint.isprintable():
        raise ValueError(after)
    return [read, bytes.fromhex(key), int(number), endpoint]
