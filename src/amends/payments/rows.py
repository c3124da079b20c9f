"""The SQL of transfers: claiming them, putting them off, and what was asked and answered."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import connection, transaction
from django.db.backends.utils import CursorWrapper

from amends.database.instants import micros, moment
from amends.database.rows import Value
from amends.orders.backups.divergence import blocked
from amends.orders.keys import part
from amends.orders.loaded import Key

from .gateways.contract import Fate, Told

COLUMNS = (
    "bucket, key, number, kind, minor, currency, method, state, reference, problem, tries,"
    " updated_at"
)
# Whoever claims a transfer has this long before somebody else looks at it; what is asked of a
# gateway for one transfer, with every page of a list, takes less.
LEASE = timedelta(minutes=10)
# What a gateway has not answered yet is told to a person after so many tries, half an hour or so.
TOLD_AFTER = 3
WORDS_MOST = 1000
NOT_ANSWERED = Told(Fate.UNKNOWN)
# How a transfer goes out that no gateway moves, among what was asked of gateways.
BY_FILE = "file"


@dataclass(frozen=True, slots=True)
class Row:
    """One transfer as the table has it; `updated_at` is in microseconds since 1970."""

    key: Key
    number: int
    kind: str
    minor: int
    currency: str
    method: str
    state: str
    reference: str
    problem: str
    tries: int
    updated_at: int

    @property
    def changed_at(self) -> datetime:
        """When the order last changed it."""
        return moment(self.updated_at)

    @property
    def id(self) -> str:
        """Its public id."""
        return part(self.key[1], "t", self.number)


@dataclass(frozen=True, slots=True)
class Attempt:
    """One question to a gateway and its answer; `asked` is send, again or look_up.

    What went out in the accountant's file is noted as well, as `BY_FILE`.
    """

    at: datetime
    asked: str
    fate: str
    reference: str
    words: str


def claim(cursor: CursorWrapper, now: datetime) -> Row | None:
    """Take the transfer that waits longest to be looked at; nobody else gets it for a while.

    Those of an order over which the books and a provider disagree wait for a person.
    """
    skip = " FOR UPDATE SKIP LOCKED" if connection.vendor == "postgresql" else ""
    cursor.execute(
        f"SELECT {COLUMNS} FROM transfers WHERE next_at <= %s AND NOT {blocked}"  # noqa: S608 - ours
        f" ORDER BY next_at LIMIT 1{skip}",
        [micros(now)],
    )
    found = cursor.fetchone()
    if found is None:
        return None
    row = _row(found)
    _change(cursor, row, "next_at = %s", [micros(now + LEASE)])
    return row


def read(cursor: CursorWrapper, key: Key, number: int) -> Row | None:
    """Return one transfer."""
    cursor.execute(
        f"SELECT {COLUMNS} FROM transfers WHERE bucket = %s AND key = %s AND number = %s",  # noqa: S608 - ours
        [*key, number],
    )
    found = cursor.fetchone()
    return _row(found) if found else None


def named(row: Row) -> tuple[str, str]:
    """Return the marketplace of a transfer, and its own id of the order."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT marketplace, reference FROM orders WHERE bucket = %s AND key = %s",
            list(row.key),
        )
        marketplace, reference = cursor.fetchone()
    return marketplace, reference


def count_open(cursor: CursorWrapper) -> dict[str, int]:
    """Return how many transfers are not confirmed, by state."""
    cursor.execute(
        "SELECT state, COUNT(*) FROM transfers WHERE state <> 'confirmed'"
        " GROUP BY state ORDER BY state"
    )
    return dict(cursor.fetchall())


def in_state(cursor: CursorWrapper, state: str, kinds: Sequence[str], most: int) -> list[Row]:
    """Return transfers of these kinds in a state, the oldest first, but those that are blocked."""
    marks = ", ".join(["%s"] * len(kinds))
    cursor.execute(
        f"SELECT {COLUMNS} FROM transfers WHERE state = %s AND state <> 'confirmed'"  # noqa: S608 - ours
        f" AND kind IN ({marks}) AND NOT {blocked} ORDER BY created_at LIMIT %s",
        [state, *kinds, most],
    )
    return [_row(row) for row in cursor.fetchall()]


def put_off(
    row: Row, until: datetime | None, problem: str, *, state: str = "", tries: int | None = None
) -> None:
    """Look at a transfer again at `until`, and say why it waits; None leaves it to a person.

    Nothing is changed where somebody else has brought it further since `row` was read.
    """
    next_at = None if until is None else micros(until)
    values: list[Value] = [next_at, problem[:WORDS_MOST], state or row.state]
    values.append(row.tries + 1 if tries is None else tries)
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE transfers SET next_at = %s, problem = %s, state = %s, tries = %s"
            " WHERE bucket = %s AND key = %s AND number = %s AND state = %s",
            [*values, *row.key, row.number, row.state],
        )


def keep_away(row: Row, now: datetime) -> None:
    """Have nobody look at a transfer, nor send it again, for as long as a lease lasts."""
    with connection.cursor() as cursor:
        _change(cursor, row, "next_at = %s", [micros(now + LEASE)])


def referred(row: Row, reference: str) -> None:
    """Keep a gateway's own reference of a transfer that it has not made yet."""
    with connection.cursor() as cursor:
        _change(cursor, row, "reference = %s", [reference[:200]])


def hurry(cursor: CursorWrapper, key: Key, number: int, now: datetime) -> None:
    """Have a transfer that was sent looked up soon: somebody says that there is news of it."""
    cursor.execute(
        "UPDATE transfers SET next_at = %s WHERE bucket = %s AND key = %s AND number = %s"
        " AND state IN ('sent', 'unknown', 'confirmed')",
        [micros(now), *key, number],
    )


def note(row: Row, at: datetime, asked: str, told: Told = NOT_ANSWERED) -> int:
    """Keep what was asked, and answered; return the number of the attempt."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO attempts (bucket, key, transfer, number, at, asked, fate, reference,"
            " words) SELECT %s, %s, %s, COUNT(*) + 1, %s, %s, %s, %s, %s FROM attempts"
            " WHERE bucket = %s AND key = %s AND transfer = %s RETURNING number",
            [
                *(*row.key, row.number, micros(at), asked, told.fate.value),
                *(told.reference[:200], told.words[:WORDS_MOST], *row.key, row.number),
            ],
        )
        number: int = cursor.fetchone()[0]
    return number


def note_again(row: Row, claimed_at: datetime) -> int | None:
    """Note that a transfer is about to be sent again; None where somebody else has it by now."""
    with transaction.atomic(), connection.cursor() as cursor:
        lease = micros(claimed_at + LEASE)
        cursor.execute(
            "UPDATE transfers SET next_at = next_at WHERE bucket = %s AND key = %s"
            " AND number = %s AND state = %s AND next_at = %s",
            [*row.key, row.number, row.state, lease],
        )
        return note(row, claimed_at, "again") if cursor.rowcount else None


def answered(row: Row, attempt: int, told: Told) -> None:
    """Keep the answer to an attempt that was noted before it was asked."""
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE attempts SET fate = %s, reference = %s, words = %s"
            " WHERE bucket = %s AND key = %s AND transfer = %s AND number = %s",
            [
                *(told.fate.value, told.reference[:200], told.words[:WORDS_MOST]),
                *(*row.key, row.number, attempt),
            ],
        )


def attempts(key: Key, number: int) -> list[Attempt]:
    """Return what was asked of gateways about a transfer, and answered, in order."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT at, asked, fate, reference, words FROM attempts"
            " WHERE bucket = %s AND key = %s AND transfer = %s ORDER BY number",
            [*key, number],
        )
        return [Attempt(moment(at), *rest) for at, *rest in cursor.fetchall()]


def _change(cursor: CursorWrapper, row: Row, changes: str, values: Sequence[Value]) -> None:
    cursor.execute(
        f"UPDATE transfers SET {changes} WHERE bucket = %s AND key = %s AND number = %s",  # noqa: S608 - ours
        [*values, *row.key, row.number],
    )


def _row(found: Sequence) -> Row:  # type: ignore[type-arg]  # A row of several types.
    bucket, key, *rest = found
    return Row((bucket, bytes(key)), *rest)
