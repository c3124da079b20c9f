"""The SQL of payments: claiming transfers, what was asked and answered, and what gateways sent."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import connection
from django.db.backends.utils import CursorWrapper

from amends.database.instants import micros, moment
from amends.database.rows import Value
from amends.orders.backups.divergence import blocked
from amends.orders.keys import part
from amends.orders.loaded import Key

from .gateways.contract import Told

COLUMNS = "bucket, key, number, kind, minor, currency, method, state, reference, problem, tries"
# Whoever claims a transfer has this long before somebody else looks at it.
LEASE = timedelta(minutes=5)
WORDS_MOST = 1000


@dataclass(frozen=True, slots=True)
class Row:
    """One transfer as the table has it."""

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

    @property
    def id(self) -> str:
        """Its public id."""
        return part(self.key[1], "t", self.number)


@dataclass(frozen=True, slots=True)
class Attempt:
    """One question to a gateway and its answer; `asked` is send or look_up."""

    at: datetime
    asked: str
    fate: str
    reference: str
    words: str


@dataclass(frozen=True, slots=True)
class Message:
    """What a gateway sent by itself, verified and not yet acted on."""

    id: int
    gateway: str
    headers: Mapping[str, str]
    body: bytes


def claim(cursor: CursorWrapper, now: datetime, most: int) -> list[Row]:
    """Take transfers that are to be looked at, longest waiting first; nobody else gets them.

    Those of an order over which the books and a provider disagree wait for a person.
    """
    skip = " FOR UPDATE SKIP LOCKED" if connection.vendor == "postgresql" else ""
    cursor.execute(
        f"SELECT {COLUMNS} FROM transfers WHERE next_at <= %s AND NOT {blocked}"  # noqa: S608 - ours
        f" ORDER BY next_at LIMIT %s{skip}",
        [micros(now), most],
    )
    rows = [_row(row) for row in cursor.fetchall()]
    for row in rows:
        _change(cursor, row, "next_at = %s", [micros(now + LEASE)])
    return rows


def read(cursor: CursorWrapper, key: Key, number: int) -> Row | None:
    """Return one transfer."""
    cursor.execute(
        f"SELECT {COLUMNS} FROM transfers WHERE bucket = %s AND key = %s AND number = %s",  # noqa: S608 - ours
        [*key, number],
    )
    found = cursor.fetchone()
    return _row(found) if found else None


def waiting(cursor: CursorWrapper, most: int) -> list[Row]:
    """Return transfers that say why they wait, the oldest first: for the operator."""
    cursor.execute(
        f"SELECT {COLUMNS} FROM transfers WHERE problem <> '' AND state <> 'confirmed'"  # noqa: S608 - ours
        " ORDER BY created_at LIMIT %s",
        [most],
    )
    return [_row(row) for row in cursor.fetchall()]


def unsent(cursor: CursorWrapper, kinds: Sequence[str], most: int) -> list[Row]:
    """Return transfers of these kinds that were not sent, the oldest first."""
    marks = ", ".join(["%s"] * len(kinds))
    cursor.execute(
        f"SELECT {COLUMNS} FROM transfers WHERE state = 'intent' AND kind IN ({marks})"  # noqa: S608 - ours
        f" AND NOT {blocked} ORDER BY created_at LIMIT %s",
        [*kinds, most],
    )
    return [_row(row) for row in cursor.fetchall()]


def put_off(row: Row, until: datetime | None, problem: str, *, state: str = "") -> None:
    """Look at a transfer again at `until`, and say why it waits; None leaves it to a person."""
    next_at = None if until is None else micros(until)
    changes = "next_at = %s, problem = %s, tries = tries + 1"
    values: list[Value] = [next_at, problem[:WORDS_MOST]]
    if state:
        changes += ", state = %s"
        values.append(state)
    with connection.cursor() as cursor:
        _change(cursor, row, changes, values)


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


def note(row: Row, at: datetime, asked: str, told: Told) -> None:
    """Keep what was asked and answered."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO attempts (bucket, key, transfer, number, at, asked, fate, reference,"
            " words) SELECT %s, %s, %s, COUNT(*) + 1, %s, %s, %s, %s, %s FROM attempts"
            " WHERE bucket = %s AND key = %s AND transfer = %s",
            [
                *(*row.key, row.number, micros(at), asked, told.fate.value),
                *(told.reference[:200], told.words[:WORDS_MOST], *row.key, row.number),
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


def keep_message(gateway: str, headers: Mapping[str, str], body: bytes, now: datetime) -> int:
    """Keep a message as it came, before anything is thought of it; return its number."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO hooks (gateway, received_at, headers, body, verified, problem)"
            " VALUES (%s, %s, %s, %s, %s, '') RETURNING id",
            [gateway, micros(now), json.dumps(dict(headers)), body, False],
        )
        number: int = cursor.fetchone()[0]
    return number


def judge_message(number: int, problem: str) -> None:
    """Say whether a kept message was signed by its gateway; an empty problem says so."""
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE hooks SET verified = %s, problem = %s WHERE id = %s",
            [not problem, problem[:WORDS_MOST], number],
        )


def messages(cursor: CursorWrapper, most: int) -> list[Message]:
    """Return verified messages that were not acted on, in the order in which they came."""
    cursor.execute(
        "SELECT id, gateway, headers, body FROM hooks WHERE handled_at IS NULL AND verified"
        " ORDER BY id LIMIT %s",
        [most],
    )
    return [
        Message(number, gateway, json.loads(headers), bytes(body))
        for number, gateway, headers, body in cursor.fetchall()
    ]


def handled(number: int, now: datetime, problem: str) -> None:
    """Say that a message was acted on, or why it could not be."""
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE hooks SET handled_at = %s, problem = %s WHERE id = %s",
            [micros(now), problem[:WORDS_MOST], number],
        )


def forged() -> int:
    """Return how many messages were not signed by the gateway that they named."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT COUNT(*) FROM hooks WHERE NOT verified")
        count: int = cursor.fetchone()[0]
    return count


def order_of_payment(payment: str) -> bytes | None:
    """Return the order that a gateway's payment paid, or None."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT key FROM particulars WHERE payment = %s", [payment])
        found = cursor.fetchone()
    return bytes(found[0]) if found else None


def _change(cursor: CursorWrapper, row: Row, changes: str, values: Sequence[Value]) -> None:
    cursor.execute(
        f"UPDATE transfers SET {changes} WHERE bucket = %s AND key = %s AND number = %s",  # noqa: S608 - ours
        [*values, *row.key, row.number],
    )


def _row(found: Sequence) -> Row:  # type: ignore[type-arg]  # A row of several types.
    bucket, key, *rest = found
    return Row((bucket, bytes(key)), *rest)
