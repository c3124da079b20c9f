"""The SQL of what gateways send by themselves: kept raw, judged, and acted on once."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db import connection

from amends.database.instants import micros, moment

WORDS_MOST = 1000
# Strangers can send messages too; of theirs only the latest are kept.
FORGED_MOST = 1000
ORDERS_MOST = 100


@dataclass(frozen=True, slots=True)
class Message:
    """What a gateway sent by itself, verified and not yet acted on."""

    id: int
    gateway: str
    received_at: datetime
    body: bytes


def keep_message(gateway: str, headers: Mapping[str, str], body: bytes, now: datetime) -> int:
    """Keep a message as it came, before anything is thought of it; return its number."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO hooks (gateway, received_at, headers, body, verified, next_at, problem)"
            " VALUES (%s, %s, %s, %s, %s, %s, '') RETURNING id",
            [gateway, micros(now), json.dumps(dict(headers)), body, False, micros(now)],
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


def messages(now: datetime, most: int) -> list[Message]:
    """Return verified messages that were not acted on, in the order in which they came."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT id, gateway, received_at, body FROM hooks WHERE handled_at IS NULL"
            " AND verified AND next_at <= %s ORDER BY id LIMIT %s",
            [micros(now), most],
        )
        return [
            Message(number, gateway, moment(at), bytes(body))
            for number, gateway, at, body in cursor.fetchall()
        ]


def take_later(number: int, until: datetime, problem: str) -> None:
    """Act on a message again at `until`, and say what was in the way."""
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE hooks SET next_at = %s, problem = %s WHERE id = %s",
            [micros(until), problem[:WORDS_MOST], number],
        )


def handled(number: int, now: datetime, problem: str) -> None:
    """Say that a message was acted on, or why it could not be."""
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE hooks SET handled_at = %s, problem = %s WHERE id = %s",
            [micros(now), problem[:WORDS_MOST], number],
        )


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
