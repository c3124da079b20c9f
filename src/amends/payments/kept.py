"""The SQL of what gateways send by themselves: kept raw, judged, and acted on once."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import connection, transaction
from django.db.backends.utils import CursorWrapper

from amends.database.instants import micros, moment

WORDS_MOST = 1000
# Whoever takes a message has this long before somebody else acts on it; fetching takes less.
LEASE = timedelta(minutes=10)
# Strangers can send messages too; of theirs only the latest are kept.
FORGED_MOST = 1000
# What was acted on is of no use after this: a gateway tells of a chargeback for longer, but anew.
HANDLED_FOR = timedelta(days=90)
PURGED_MOST = 100
ORDERS_MOST = 100
# What was given up is shown for as long as what no books have.
SHOWN_FOR = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Message:
    """What a gateway sent by itself, verified and not yet acted on."""

    id: int
    gateway: str
    received_at: datetime
    body: bytes


@dataclass(frozen=True, slots=True)
class GivenUp:
    """A message that was never acted on: whose, when it came, and what was in the way."""

    gateway: str
    received_at: datetime
    problem: str


def keep_message(gateway: str, headers: Mapping[str, str], body: bytes, now: datetime) -> int:
    """Keep a message as it came, before anything is thought of it; return its number."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO hooks (gateway, received_at, headers, body, verified, next_at, given_up,"
            " problem) VALUES (%s, %s, %s, %s, %s, %s, %s, '') RETURNING id",
            [gateway, micros(now), json.dumps(dict(headers)), body, False, micros(now), False],
        )
        number: int = cursor.fetchone()[0]
    return number


def judge_message(number: int, problem: str) -> bool:
    """Say whether a kept message was signed by its gateway; an empty problem says so.

    Return whether it is still kept. What was not judged yet may be real, and is never purged.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE hooks SET verified = %s, problem = %s WHERE id = %s",
            [not problem, problem[:WORDS_MOST], number],
        )
        judged: bool = cursor.rowcount == 1
        if problem:
            cursor.execute(
                "DELETE FROM hooks WHERE NOT verified AND problem <> '' AND id <= (SELECT id"
                " FROM hooks WHERE NOT verified AND problem <> ''"
                " ORDER BY id DESC LIMIT 1 OFFSET %s)",
                [FORGED_MOST],
            )
    return judged


def claim(now: datetime) -> Message | None:
    """Take the verified message that came first of those not acted on; nobody else gets it."""
    skip = " FOR UPDATE SKIP LOCKED" if connection.vendor == "postgresql" else ""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "SELECT id, gateway, received_at, body FROM hooks WHERE handled_at IS NULL"  # noqa: S608 - ours
            f" AND verified AND next_at <= %s ORDER BY id LIMIT 1{skip}",
            [micros(now)],
        )
        found = cursor.fetchone()
        if found is None:
            return None
        number, gateway, at, body = found
        cursor.execute("UPDATE hooks SET next_at = %s WHERE id = %s", [micros(now + LEASE), number])
    return Message(number, gateway, moment(at), bytes(body))


def take_later(number: int, until: datetime, problem: str) -> None:
    """Act on a message again at `until`, and say what was in the way."""
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE hooks SET next_at = %s, problem = %s WHERE id = %s",
            [micros(until), problem[:WORDS_MOST], number],
        )


def handled(number: int, now: datetime, problem: str, *, given_up: bool = False) -> None:
    """Say that a message was acted on, or why it could not be; `given_up` tells a person of it."""
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE hooks SET handled_at = %s, problem = %s, given_up = %s WHERE id = %s",
            [micros(now), problem[:WORDS_MOST], given_up, number],
        )


def given_up(cursor: CursorWrapper, now: datetime, most: int) -> list[GivenUp]:
    """Return the messages that were given up of late, those given up last first."""
    cursor.execute(
        "SELECT gateway, received_at, problem FROM hooks WHERE given_up AND handled_at > %s"
        " ORDER BY handled_at DESC, id DESC LIMIT %s",
        [micros(now - SHOWN_FOR), most],
    )
    return [GivenUp(gateway, moment(at), problem) for gateway, at, problem in cursor.fetchall()]


def given_up_count(cursor: CursorWrapper, now: datetime) -> int:
    """Return how many messages were given up of late."""
    cursor.execute(
        "SELECT COUNT(*) FROM hooks WHERE given_up AND handled_at > %s", [micros(now - SHOWN_FOR)]
    )
    count: int = cursor.fetchone()[0]
    return count


def purge(now: datetime) -> int:
    """Remove messages that were acted on long ago, a few at a time; return how many."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT id FROM hooks WHERE handled_at < %s ORDER BY handled_at LIMIT %s",
            [micros(now - HANDLED_FOR), PURGED_MOST],
        )
        old = [number for (number,) in cursor.fetchall()]
        if old:
            marks = ", ".join(["%s"] * len(old))
            cursor.execute(f"DELETE FROM hooks WHERE id IN ({marks})", old)  # noqa: S608 - ours
    return len(old)


def forged() -> int:
    """Return how many of the messages that are kept were not signed by the gateway they named."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT COUNT(*) FROM hooks WHERE NOT verified")
        count: int = cursor.fetchone()[0]
    return count


def orders_of_payment(gateway: str, payment: str, also: str = "") -> list[bytes]:
    """Return the orders that a gateway's payment paid, by either of its names; at most a hundred.

    It is one order, unless the payment paid a whole basket. Orders that name another gateway count
    only where none names this one: then a marketplace has its own word for it.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT key, gateway FROM particulars WHERE payment IN (%s, %s)"
            " ORDER BY CASE WHEN gateway = %s THEN 0 ELSE 1 END, key LIMIT %s",
            [payment, also or payment, gateway, ORDERS_MOST],
        )
        found = [(bytes(key), named) for key, named in cursor.fetchall()]
    return [key for key, named in found if named == gateway] or [key for key, _ in found]
