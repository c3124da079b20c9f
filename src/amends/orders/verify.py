"""Recomputing every order's chain, money and state from its events: what `amends verify` runs."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.db import connection
from django.db.backends.utils import CursorWrapper

from amends.core.events import Event
from amends.core.evolve import evolve, fold
from amends.core.ledger import Account, postings
from amends.core.order import Order
from amends.core.transfers import TransferState
from amends.database.rows import wanted

from . import codec, owners
from .keys import spell
from .loaded import Key

BATCH = 500
SENT, UNKNOWN = TransferState.SENT.value, "unknown"


@dataclass(frozen=True, slots=True)
class Fault:
    """What does not hold of one order, in words for the operator."""

    key: bytes
    reference: str
    problem: str

    @property
    def order(self) -> str:
        """The order's public key."""
        return spell(self.key)


@dataclass(frozen=True, slots=True)
class _Row:
    key: Key
    reference: str
    version: int
    head: bytes
    status: str
    captured: int
    refund: int
    payout: int
    put_in: int
    charged_back: int
    came_back: int


def verify() -> Iterator[Fault | int]:
    """Yield a `Fault` for each order that does not hold, and the number looked at so far."""
    looked_at = 0
    with connection.cursor() as cursor:
        last: Key = (-1, b"")
        while rows := _next_rows(cursor, last):
            yield from _faults(cursor, rows)
            looked_at += len(rows)
            last = rows[-1].key
            yield looked_at


def _next_rows(cursor: CursorWrapper, after: Key) -> list[_Row]:
    cursor.execute(
        "SELECT bucket, key, reference, version, head, status, captured, refund, payout,"
        " put_in, charged_back, came_back FROM orders"
        " WHERE bucket > %s OR (bucket = %s AND key > %s)"
        " ORDER BY bucket, key LIMIT %s",
        [after[0], *after, BATCH],
    )
    return [
        _Row((bucket, bytes(key)), reference, version, bytes(head), *rest)
        for bucket, key, reference, version, head, *rest in cursor.fetchall()
    ]


def _faults(cursor: CursorWrapper, rows: Sequence[_Row]) -> Iterator[Fault]:
    keys = [row.key for row in rows]
    events = _by_key(cursor, keys, "events", "number, kind, recorded_at, role, actor, body, hash")
    moves = _by_key(cursor, keys, "postings", "number, part, source, destination, moved, currency")
    sent = _by_key(cursor, keys, "transfers", "number, kind, minor, currency, state")
    foreign = owners.not_owned(cursor, keys)
    for row in rows:
        kept = (moves.get(row.key, []), sent.get(row.key, []))
        problem = _problem(row, events.get(row.key, []), kept)
        if problem is None and row.key in foreign:
            problem = "its payment is not kept as its marketplace's"
        if problem:
            yield Fault(row.key[1], row.reference, problem)


def _by_key(
    cursor: CursorWrapper, keys: Sequence[Key], table: str, columns: str
) -> dict[Key, list[tuple]]:  # type: ignore[type-arg]  # Rows of several types.
    common, parameters = wanted(keys)
    cursor.execute(
        f"WITH {common} SELECT bucket, key, {columns} FROM wanted"  # noqa: S608 - ours
        f" JOIN {table} USING (bucket, key) ORDER BY bucket, key, number",
        parameters,
    )
    found: dict[Key, list[tuple]] = {}  # type: ignore[type-arg]  # As above.
    for bucket, key, *rest in cursor.fetchall():
        found.setdefault((bucket, bytes(key)), []).append(tuple(rest))
    return found


def _problem(
    row: _Row,
    events: list[tuple],  # type: ignore[type-arg]  # Rows of several types.
    kept: tuple[list[tuple], list[tuple]],  # type: ignore[type-arg]  # Rows of several types.
) -> str | None:
    moves, sent = kept
    broken = _broken_at(row, events)
    if broken is not None:
        return broken
    try:
        history = [codec.load(kind, body) for _, kind, _, _, _, body, _ in events]
        order = fold(history)
    except (AssertionError, KeyError, ValueError) as error:
        return f"its events make no order: {error}"
    expected = [
        (number, part, posting.source, posting.destination, posting.moved.minor)
        for number, (event, before) in enumerate(_each(history), start=1)
        for part, posting in enumerate(postings(event, before), start=1)
    ]
    if expected != sorted(tuple(move[:5]) for move in moves):
        return "its postings are not those of its events"
    return _differs(row, order, moves) or _transfers_differ(order, sent)


def _broken_at(row: _Row, events: list[tuple]) -> str | None:  # type: ignore[type-arg]  # As above.
    if len(events) != row.version:
        return f"it has {len(events)} events, and should have {row.version}"
    head = row.key[1]
    for expected, (number, *line, stored) in enumerate(events, start=1):
        kind, recorded_at, role, actor, body = line
        head = codec.chained(head, (number, kind, recorded_at, role, actor, body))
        if number != expected or head != bytes(stored):
            return f"event {expected} was changed, removed or put in between"
    return None if head == row.head else "its last event is not the one that was recorded last"


def _differs(row: _Row, order: Order, moves: list[tuple]) -> str | None:  # type: ignore[type-arg]  # As above.
    balances = dict.fromkeys(Account, 0)
    for _, _, source, destination, moved, _ in moves:
        balances[Account(source)] -= moved
        balances[Account(destination)] += moved
    if balances[Account.HELD] != order.held_now.minor:
        return "what it holds is not what its events say"
    parts = (order.refund, order.payout, order.put_in, order.charged_back, order.came_back)
    money = [0 if part is None else part.minor for part in parts]
    kept = [row.refund, row.payout, row.put_in, row.charged_back, row.came_back]
    if (row.status, row.captured) != (order.status.value, order.held.minor) or kept != money:
        return "its row is not what its events come to"
    return None


def _transfers_differ(order: Order, sent: list[tuple]) -> str | None:  # type: ignore[type-arg]  # As above.
    expected = [
        (one.number, one.kind.value, one.moved.minor, one.moved.currency, one.state.value)
        for one in order.transfers
    ]
    # What was sent and not answered is, for the order, sent.
    rows = [(*row[:4], SENT if row[4] == UNKNOWN else row[4]) for row in sent]
    return None if rows == expected else "its transfers are not those of its events"


def _each(history: Sequence[Event]) -> Iterator[tuple[Event, Order | None]]:
    """Each event with the order before it."""
    order = None
    for event in history:
        yield event, order
        order = evolve(order, event)
