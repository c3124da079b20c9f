"""Orders in the database: the SQL of the hot path, in one place.

A batch of any size is read in three statements and written in at most seven.
"""

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import groupby
from operator import itemgetter

from django.db import connection
from django.db.backends.utils import CursorWrapper

from amends.core.evolve import fold
from amends.core.parcel import Facts
from amends.database.instants import micros
from amends.database.rows import WANTED, Row, common, insert, wanted
from amends.parcels import store as parcels

from . import codec
from .keys import spell
from .lines import Lines, changed_columns, lines_of
from .loaded import Change, Key, Loaded, Parties

# What changes of an order, with the types.
CHANGED: Mapping[str, str] = {
    "status": "varchar",
    "version": "integer",
    "head": "bytea",
    "due_at": "bigint",
    "deadline": "bigint",
    "updated_at": "bigint",
    "disputes": "smallint",
    **dict.fromkeys(("refund", "payout", "put_in", "charged_back", "came_back"), "bigint"),
}
ORDER_COLUMNS = (
    *("bucket", "key", "marketplace", "reference", "buyer", "seller", "protected_at"),
    *("currency", "captured", *CHANGED),
)
EVENT_COLUMNS = (
    *("bucket", "key", "number", "kind", "recorded_at", "role", "actor", "body", "hash"),
)
POSTING_COLUMNS = (
    *("bucket", "key", "number", "part", "source", "destination", "moved", "currency"),
)
OUTBOX_COLUMNS = ("bucket", "key", "number", "role", "person", "code", "at", "seen_at")
TRANSFER_COLUMNS = (
    *("bucket", "key", "number", "kind", "minor", "currency", "method", "state"),
    *("reference", "problem", "tries", "next_at", "created_at", "updated_at", "made_at"),
)
PARTICULARS_COLUMNS = ("bucket", "key", "body", "gateway", "payment")
FILE_COLUMNS = ("bucket", "key", "number", "body")
TEXT_COLUMNS = ("bucket", "key", "number", "role", "author", "at", "body")
_OF_ORDER = "orders.bucket, orders.key, marketplace, reference, version, head"
MOVED = (
    "UPDATE transfers SET minor = %s, method = COALESCE(%s, method), state = %s,"
    " reference = COALESCE(%s, reference), problem = %s,"
    " next_at = %s, updated_at = %s, made_at = %s WHERE bucket = %s AND key = %s AND number = %s"
)
# One for all orders without a parcel, since what facts come to is read once for each.
NO_FACTS = Facts()
log = logging.getLogger("amends.store")


class ChangedMeanwhile(Exception):
    """Somebody else changed the order first: read it again, then ask again."""


def load(cursor: CursorWrapper, keys: Sequence[Key], *, lock: bool) -> dict[Key, Loaded]:
    """Return the orders with these keys, by key; `lock` keeps every other writer out."""
    rows = _order_rows(cursor, keys, lock=lock)
    return {stored.key: stored.loaded() for stored in _stored(cursor, rows)}


def load_each(cursor: CursorWrapper, keys: Sequence[Key]) -> tuple[list[Loaded], list[Key]]:
    """Return the orders that can be read, locked, and the keys of those that cannot."""
    return _readable(_stored(cursor, _order_rows(cursor, keys, lock=True)))


def load_due(cursor: CursorWrapper, now: datetime, most: int) -> tuple[list[Loaded], list[Key]]:
    """Claim at most `most` orders that are due, longest due first; nobody else gets them.

    Returns those that can be read, and the keys of those that cannot.
    """
    skip = " FOR UPDATE SKIP LOCKED" if connection.vendor == "postgresql" else ""
    cursor.execute(
        f"SELECT {_OF_ORDER} FROM orders WHERE due_at <= %s ORDER BY due_at LIMIT %s{skip}",  # noqa: S608 - ours
        [micros(now), most],
    )
    return _readable(_stored(cursor, cursor.fetchall()))


def load_as_of(cursor: CursorWrapper, keys: Sequence[Key], moment: datetime) -> list[Loaded]:
    """Return orders as they stood at `moment`: only events and facts of until then."""
    stood = []
    for stored in _stored(cursor, _order_rows(cursor, keys, lock=False)):
        loaded = stored.loaded(until=moment)
        stood.append(replace(loaded, facts=loaded.facts.at(moment)))
    return stood


def postpone(cursor: CursorWrapper, keys: Sequence[Key], until: datetime) -> None:
    """Look at these orders again at `until`; used for one that cannot be read or advanced."""
    for bucket, key in keys:
        cursor.execute(
            "UPDATE orders SET due_at = %s WHERE bucket = %s AND key = %s",
            [micros(until), bucket, key],
        )


def record(cursor: CursorWrapper, changes: Sequence[Change]) -> dict[Key, Loaded]:
    """Write changes of orders that were loaded; raise `ChangedMeanwhile` if one was changed."""
    written = [lines_of(change) for change in changes]
    _update(cursor, written)
    _insert(cursor, written)
    return {lines.after.key: lines.after for lines in written}


def begin(
    cursor: CursorWrapper, changes: Sequence[Change], particulars: Mapping[Key, tuple[str, ...]]
) -> dict[Key, Loaded]:
    """Write the beginnings of orders that are new; a key that exists is an integrity error.

    `particulars` are of each order its description as JSON, its gateway, and its payment there.
    """
    written = [lines_of(change) for change in changes]
    insert(cursor, "orders", ORDER_COLUMNS, [_beginning(lines) for lines in written])
    rows: list[Row] = [(*key, *described) for key, described in particulars.items()]
    insert(cursor, "particulars", PARTICULARS_COLUMNS, rows)
    _insert(cursor, written)
    return {lines.after.key: lines.after for lines in written}


def parties_of(cursor: CursorWrapper, keys: Sequence[Key]) -> dict[Key, Parties]:
    """Return whose the orders with these keys are, by key."""
    asked, parameters = wanted(keys)
    cursor.execute(
        f"WITH {asked} SELECT bucket, orders.key, marketplace, buyer, seller"  # noqa: S608 - ours
        " FROM wanted JOIN orders USING (bucket, key)",
        parameters,
    )
    found = (((bucket, bytes(key)), *whose) for bucket, key, *whose in cursor.fetchall())
    return {key: Parties(key, *whose) for key, *whose in found}


def existing(cursor: CursorWrapper, keys: Sequence[Key]) -> set[Key]:
    """Return those of the keys that are orders already."""
    asked, parameters = wanted(keys)
    cursor.execute(
        f"WITH {asked} SELECT bucket, key FROM wanted JOIN orders USING (bucket, key)",  # noqa: S608 - ours
        parameters,
    )
    return {(bucket, bytes(key)) for bucket, key in cursor.fetchall()}


def _readable(read: Sequence["_Stored"]) -> tuple[list[Loaded], list[Key]]:
    readable, bad = [], []
    for stored in read:
        try:
            readable.append(stored.loaded())
        except Exception:
            log.exception("order %s cannot be read", spell(stored.key[1]))
            bad.append(stored.key)
    return readable, bad


@dataclass(frozen=True, slots=True)
class _Stored:
    key: Key
    row: tuple  # type: ignore[type-arg]  # A row of several types, read only by `loaded`.
    history: list[tuple[str, str]]
    facts: Facts

    def loaded(self, until: datetime | None = None) -> Loaded:
        marketplace, reference, version, head = self.row[2:]
        events = tuple(codec.load(kind, body) for kind, body in self.history)
        if until is not None:
            events = tuple(event for event in events if event.at <= until)
        read = (marketplace, reference, version, bytes(head), fold(events), self.facts)
        return Loaded(self.key, *read, events)


def _stored(cursor: CursorWrapper, rows: Sequence[tuple]) -> list[_Stored]:  # type: ignore[type-arg]  # Rows of several types.
    found = [(row[0], bytes(row[1])) for row in rows]
    if not found:
        return []
    histories = _histories(cursor, found)
    facts = parcels.facts_of(cursor, found)
    return [
        _Stored(key, row, histories.get(key, []), facts.get(key[1], NO_FACTS))
        for key, row in zip(found, rows, strict=True)
    ]


def _order_rows(cursor: CursorWrapper, keys: Sequence[Key], *, lock: bool) -> list[tuple]:  # type: ignore[type-arg]  # Rows of several types.
    if not keys:
        return []
    asked, parameters = wanted(keys)
    # SQLite needs no row lock: its writers hold the whole database.
    locked = " FOR UPDATE OF orders" if lock and connection.vendor == "postgresql" else ""
    cursor.execute(
        f"WITH {asked} SELECT {_OF_ORDER}"  # noqa: S608 - ours
        f" FROM wanted JOIN orders USING (bucket, key) ORDER BY orders.key{locked}",
        parameters,
    )
    rows: list[tuple] = cursor.fetchall()  # type: ignore[type-arg]  # As above.
    return rows


def _histories(cursor: CursorWrapper, keys: Sequence[Key]) -> dict[Key, list[tuple[str, str]]]:
    asked, parameters = wanted(keys)
    cursor.execute(
        f"WITH {asked} SELECT bucket, events.key, kind, body"  # noqa: S608 - ours
        " FROM wanted JOIN events USING (bucket, key) ORDER BY events.key, number",
        parameters,
    )
    rows = [((bucket, bytes(key)), kind, body) for bucket, key, kind, body in cursor.fetchall()]
    return {
        key: [(kind, body) for _, kind, body in own] for key, own in groupby(rows, itemgetter(0))
    }


def _update(cursor: CursorWrapper, written: Sequence[Lines]) -> None:
    """Compare and set, all at once: each version must still be the one that was read."""
    if not written:
        return
    rows = [(*_was(lines), *changed_columns(lines)) for lines in written]
    new, parameters = common("new", {**WANTED, "was": "integer", **CHANGED}, rows)
    # The driver of SQLite counts the rows of what begins with UPDATE only.
    cursor.execute(
        f"UPDATE orders SET {_SETS} FROM (WITH {new} SELECT * FROM new) AS new"  # noqa: S608 - ours
        " WHERE orders.bucket = new.bucket AND orders.key = new.key AND orders.version = new.was",
        parameters,
    )
    if cursor.rowcount != len(written):
        raise ChangedMeanwhile


def _was(lines: Lines) -> Row:
    before = lines.change.before
    return (*before.key, before.version)


_SETS = ", ".join(f"{column} = new.{column}" for column in CHANGED)


def _insert(cursor: CursorWrapper, written: Sequence[Lines]) -> None:
    insert(cursor, "events", EVENT_COLUMNS, [row for lines in written for row in lines.events])
    insert(
        cursor, "postings", POSTING_COLUMNS, [row for lines in written for row in lines.postings]
    )
    insert(cursor, "outbox", OUTBOX_COLUMNS, [row for lines in written for row in lines.outbox])
    rows = [row for lines in written for row in lines.transfers]
    insert(cursor, "transfers", TRANSFER_COLUMNS, rows)
    for changed in (changed for lines in written for changed in lines.moved):
        cursor.execute(MOVED, changed)
    insert(cursor, "texts", TEXT_COLUMNS, [row for lines in written for row in lines.texts])
    insert(cursor, "files", FILE_COLUMNS, [row for lines in written for row in lines.files])
    parcels.insert_parcels(cursor, [row for lines in written for row in lines.parcels])
    for lines in written:
        for renumbered in lines.renumbered:
            parcels.renumber(cursor, lines.after.key, renumbered)


def _beginning(lines: Lines) -> Row:
    after, order = lines.after, lines.after.order
    held = order.held
    return (
        *after.key,
        after.marketplace,
        after.reference,
        order.buyer,
        order.seller,
        micros(order.since),
        held.currency,
        held.minor,
        *changed_columns(lines),
    )
