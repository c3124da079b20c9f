"""Reading transfers: those of one order, and the list of all that an operator looks after."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from django.db import connection

from amends.core.events import TransferRetried
from amends.core.money import Money
from amends.core.transfers import TransferKind
from amends.database.instants import micros, moment

from . import codec
from .loaded import Key
from .queries import elsewhere

LIMIT_MOST = 100
ROWS = (
    "SELECT transfers.bucket, transfers.key, transfers.number, kind, minor, transfers.currency,"
    " method, state, transfers.reference, problem, transfers.updated_at, orders.reference,"
    " transfers.made_at"
    " FROM transfers JOIN orders USING (bucket, key)"
)


class Wanted(StrEnum):
    """Which transfers a list shows."""

    STUCK = "stuck"
    OPEN = "open"
    MADE = "made"


STATES = {
    Wanted.STUCK: ("refused", "unknown"),
    Wanted.OPEN: ("intent", "sent", "unknown", "refused"),
    Wanted.MADE: ("confirmed",),
}


@dataclass(frozen=True, slots=True)
class Transferred:
    """One transfer as the table holds it; `since` is when it last changed.

    `made_at` is the provider's own moment of what is confirmed, where it is known.
    `state` is one of `TransferState`, or `unknown`: sent, and nobody has said what became of it.
    `method` is empty unless money goes to the buyer; `order` is the marketplace's own order id.
    """

    key: Key
    number: int
    kind: TransferKind
    moved: Money
    method: str
    state: str
    reference: str
    problem: str
    since: datetime
    order: str
    made_at: datetime | None = None

    @property
    def moved_at(self) -> datetime:
        """When its state began, as far as is known."""
        return self.made_at or self.since


@dataclass(frozen=True, slots=True)
class TransferPage:
    """One page of a list; `after` of the next one, or None at the end."""

    items: tuple[Transferred, ...]
    after: str | None


def of_order(key: Key) -> list[Transferred]:
    """Return an order's transfers, by number."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"{ROWS} WHERE transfers.bucket = %s AND transfers.key = %s ORDER BY transfers.number",
            list(key),
        )
        return [_transferred(row) for row in cursor.fetchall()]


def listed(
    wanted: Wanted, *, after: str | None = None, limit: int = 50, not_of: Sequence[str] = ()
) -> TransferPage:
    """Return transfers in some states, those that changed longest ago first.

    Orders in which one of `not_of` buys or sells are left out.
    Raises ValueError when `after` is not a cursor that this list gave out.
    """
    limit = max(1, min(limit, LIMIT_MOST))
    states = STATES[wanted]
    where = f"state IN ({', '.join(['%s'] * len(states))})"
    parameters: list[str | int | bytes] = [*states]
    if not_of:
        where += f" AND {elsewhere(not_of)}"
        parameters += [*not_of, *not_of]
    if after is not None:
        where += " AND (transfers.updated_at, transfers.key, transfers.number) > (%s, %s, %s)"
        parameters += _read_cursor(after)
    order = "transfers.updated_at, transfers.key, transfers.number"
    with connection.cursor() as cursor:
        cursor.execute(f"{ROWS} WHERE {where} ORDER BY {order} LIMIT %s", [*parameters, limit + 1])
        items = tuple(_transferred(row) for row in cursor.fetchall())
    return TransferPage(items[:limit], _cursor(items[limit - 1]) if len(items) > limit else None)


def waiting(told_after: int, most: int) -> list[Transferred]:
    """Return transfers that say why they wait, the oldest first; unknown ones after some tries.

    One that is confirmed is among them where its provider, asked as often, says otherwise by now.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            f"{ROWS} WHERE problem <> ''"
            " AND (state NOT IN ('unknown', 'confirmed') OR tries >= %s)"
            " ORDER BY created_at LIMIT %s",
            [told_after, most],
        )
        return [_transferred(row) for row in cursor.fetchall()]


def retries(key: Key, number: int) -> int:
    """Return how often a person had a transfer tried again."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT kind, body FROM events WHERE bucket = %s AND key = %s AND kind = %s",
            [*key, TransferRetried.__name__],
        )
        retried = [codec.load(kind, body) for kind, body in cursor.fetchall()]
    return sum(isinstance(one, TransferRetried) and one.transfer == number for one in retried)


def _transferred(row: Sequence) -> Transferred:  # type: ignore[type-arg]  # A row of several types.
    bucket, key, number, kind, minor, currency, method, state, *beside = row
    reference, problem, updated_at, order, made_at = beside
    return Transferred(
        key=(bucket, bytes(key)),
        number=number,
        kind=TransferKind(kind),
        moved=Money(minor, currency),
        method=method,
        state=state,
        reference=reference,
        problem=problem,
        since=moment(updated_at),
        order=order,
        made_at=None if made_at is None else moment(made_at),
    )


def _cursor(item: Transferred) -> str:
    return f"{micros(item.since):x}.{item.key[1].hex()}.{item.number:x}"


def _read_cursor(after: str) -> list[int | bytes]:
    since, key, number = after.split(".")
    at, counted = int(since, 16), int(number, 16)
    if not 0 <= at < 2**62 or not 0 <= counted < 2**31:
        raise ValueError(after)
    return [at, bytes.fromhex(key), counted]
