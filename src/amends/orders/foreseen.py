"""What a worker will do with the orders of a marketplace that are past a clock: told, not done.

An import brings orders whose clocks ran out long ago; whoever brings them should know before a
worker moves money because of it.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.db import connection, transaction

from amends.core.advance import advance
from amends.core.evolve import fold
from amends.core.transfers import TransferKind, TransferState
from amends.database.instants import micros

from . import store, watch
from .door import world_of
from .loaded import Key, Loaded

BATCH = 500


@dataclass(slots=True)
class Foreseen:
    """How many orders are past a clock, and which transfers are made at the worker's next look.

    `transfers` counts them by kind and currency, and `minor` sums them in minor units.
    """

    due: int = 0
    transfers: Counter[tuple[TransferKind, str]] = field(default_factory=Counter)
    minor: Counter[tuple[TransferKind, str]] = field(default_factory=Counter)

    def add(self, kind: TransferKind, currency: str, minor: int, times: int = 1) -> None:
        """Count transfers of one kind."""
        self.transfers[kind, currency] += times
        self.minor[kind, currency] += minor


def foresee(marketplace: str, now: datetime) -> Foreseen:
    """Return what time and a worker will do at `now`; nothing is changed."""
    found = Foreseen()
    for loaded in _due(marketplace, now):
        found.due += 1
        events = advance(loaded.order, world_of(loaded, now))
        transfers = fold(events, loaded.order).transfers
        for one in (one for one in transfers if one.state is TransferState.INTENT):
            found.add(one.kind, one.moved.currency, one.moved.minor)
    _add_waiting(found, marketplace, now)
    return found


def _add_waiting(found: Foreseen, marketplace: str, now: datetime) -> None:
    """Count the transfers of orders that came to their end by what was imported."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT kind, transfers.currency, COUNT(*), SUM(minor) FROM transfers"
            " JOIN orders USING (bucket, key) WHERE marketplace = %s AND state = %s"
            " AND (due_at IS NULL OR due_at > %s) GROUP BY kind, transfers.currency",
            [marketplace, TransferState.INTENT.value, micros(now)],
        )
        for kind, currency, times, minor in cursor.fetchall():
            found.add(TransferKind(kind), currency, int(minor), times)


def _due(marketplace: str, now: datetime) -> Iterator[Loaded]:
    last: Key = (-1, b"")
    while keys := _next_keys(marketplace, now, last):
        last = keys[-1]
        with transaction.atomic(), connection.cursor() as cursor:
            standing = watch.standing(cursor)
            readable, _ = store.load_each(cursor, keys)
        yield from (loaded.standing(standing) for loaded in readable)


def _next_keys(marketplace: str, now: datetime, after: Key) -> Sequence[Key]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT bucket, key FROM orders WHERE marketplace = %s AND due_at <= %s"
            " AND (bucket > %s OR (bucket = %s AND key > %s)) ORDER BY bucket, key LIMIT %s",
            [marketplace, micros(now), after[0], *after, BATCH],
        )
        return [(bucket, bytes(key)) for bucket, key in cursor.fetchall()]
