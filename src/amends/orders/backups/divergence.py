"""Where the books and the payment providers disagree: found after a restore, kept until explained.

While an order has one that is not explained, no transfer of it may be sent: `blocked` is the
condition for whoever sends.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from django.db.backends.utils import CursorWrapper

from amends.core.money import Money
from amends.database.instants import micros, moment
from amends.orders.keys import part
from amends.orders.loaded import Key

REFERENCE_MOST = 200
NAME_MOST = 80
COLUMNS = (
    "bucket, key, number, kind, minor, currency, reference, found_at, explained_at, explained_by"
)
# For a statement about the table `transfers`.
blocked = (
    "EXISTS (SELECT 1 FROM divergences WHERE divergences.bucket = transfers.bucket"
    " AND divergences.key = transfers.key AND divergences.explained_at IS NULL)"
)


class DivergenceKind(StrEnum):
    """How they disagree. The first three are mended by themselves, the others need a person."""

    PAID = "paid"
    REFUSED = "refused"
    PENDING = "pending"
    REWOUND = "rewound"
    DIFFERING = "differing"
    MISSING = "missing"
    UNASKED = "unasked"


# A rewound one blocks only its own order, and is confirmed once that order has lived on.
NEEDS_A_PERSON = frozenset(
    {DivergenceKind.DIFFERING, DivergenceKind.MISSING, DivergenceKind.UNASKED}
)


@dataclass(frozen=True, slots=True)
class Divergence:
    """One transfer over which the books and a payment provider disagree.

    `moved` and `reference` are what the provider knows, where it knows anything.
    """

    key: Key
    number: int
    kind: DivergenceKind
    moved: Money
    reference: str
    found_at: datetime
    explained_at: datetime | None = None
    explained_by: str = ""

    @property
    def transfer(self) -> str:
        """The transfer's public id."""
        return part(self.key[1], "t", self.number)


def keep(cursor: CursorWrapper, found: Divergence) -> Divergence:
    """Keep a divergence, and return it as it stands: the same one stays explained if it was."""
    before = _find(cursor, found.key, found.number)
    if before is not None and before.explained_at is not None and _same(before, found):
        return before
    explained_at = None if found.explained_at is None else micros(found.explained_at)
    cursor.execute(
        "INSERT INTO divergences (bucket, key, number, kind, reference, minor, currency, found_at,"
        " explained_at, explained_by) VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s)"
        " ON CONFLICT (bucket, key, number) DO UPDATE SET kind = excluded.kind,"
        " reference = excluded.reference, minor = excluded.minor, currency = excluded.currency,"
        " found_at = excluded.found_at, explained_at = excluded.explained_at,"
        " explained_by = excluded.explained_by",
        [
            *found.key,
            found.number,
            found.kind.value,
            found.reference[:REFERENCE_MOST],
            found.moved.minor,
            found.moved.currency,
            micros(found.found_at),
            explained_at,
            found.explained_by[:NAME_MOST],
        ],
    )
    return found


def unexplained(cursor: CursorWrapper, most: int = 1_000) -> list[Divergence]:
    """Return what is not explained yet, the earliest found first."""
    cursor.execute(
        f"SELECT {COLUMNS} FROM divergences WHERE explained_at IS NULL"  # noqa: S608 - ours
        " ORDER BY found_at, bucket, key, number LIMIT %s",
        [most],
    )
    return [_read(row) for row in cursor.fetchall()]


def come_again(cursor: CursorWrapper, most: int) -> list[Divergence]:
    """Return rewound transfers whose orders have a transfer of that number again."""
    cursor.execute(
        f"SELECT {COLUMNS} FROM divergences WHERE explained_at IS NULL AND kind = %s"  # noqa: S608 - ours
        " AND EXISTS (SELECT 1 FROM transfers WHERE transfers.bucket = divergences.bucket"
        " AND transfers.key = divergences.key AND transfers.number = divergences.number)"
        " ORDER BY found_at, bucket, key, number LIMIT %s",
        [DivergenceKind.REWOUND.value, most],
    )
    return [_read(row) for row in cursor.fetchall()]


def is_open(cursor: CursorWrapper, key: Key, number: int) -> bool:
    """Return whether a transfer has a divergence that nobody has explained."""
    found = _find(cursor, key, number)
    return found is not None and found.explained_at is None


def expect(cursor: CursorWrapper, key: Key, number: int, reference: str) -> bool:
    """Have one wait for its order to come to it, as paid under a reference; return whether it was
    open, and did not wait so before.
    """
    rewound = DivergenceKind.REWOUND.value
    cursor.execute(
        "UPDATE divergences SET kind = %s, reference = %s WHERE bucket = %s AND key = %s"
        " AND number = %s AND explained_at IS NULL AND kind <> %s",
        [rewound, reference[:REFERENCE_MOST], *key, number, rewound],
    )
    return bool(cursor.rowcount)


def explain(cursor: CursorWrapper, key: Key, number: int, *, by: str, now: datetime) -> bool:
    """Mark one as explained; return whether it was open."""
    cursor.execute(
        "UPDATE divergences SET explained_at = %s, explained_by = %s"
        " WHERE bucket = %s AND key = %s AND number = %s AND explained_at IS NULL",
        [micros(now), by[:NAME_MOST], *key, number],
    )
    return bool(cursor.rowcount)


def _find(cursor: CursorWrapper, key: Key, number: int) -> Divergence | None:
    cursor.execute(
        f"SELECT {COLUMNS} FROM divergences WHERE bucket = %s AND key = %s AND number = %s",  # noqa: S608 - ours
        [*key, number],
    )
    row = cursor.fetchone()
    return _read(row) if row else None


def _read(row: tuple) -> Divergence:  # type: ignore[type-arg]  # Values of several types.
    bucket, key, number, kind, minor, currency, reference, found_at, explained_at, by = row
    return Divergence(
        (bucket, bytes(key)),
        number,
        DivergenceKind(kind),
        Money(minor, currency),
        reference,
        moment(found_at),
        None if explained_at is None else moment(explained_at),
        by,
    )


def _same(one: Divergence, other: Divergence) -> bool:
    return (one.kind, one.moved, one.reference) == (other.kind, other.moved, other.reference)
