"""The SQL of chargebacks that wait for a person: kept with the reason until they wait no more."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TypeAlias

from django.db import connection
from django.db.backends.utils import CursorWrapper

from amends.core.money import Money
from amends.database.instants import micros, moment
from amends.orders.loaded import Key

DISPUTE_MOST = 200
WORDS_MOST = 1000
# An order, and the gateway and its name of a chargeback.
Named: TypeAlias = tuple[Key, str, str]


@dataclass(frozen=True, slots=True)
class Kept:
    """Why a chargeback waits; `booked` says that the books have all that the bank took of it."""

    key: Key
    dispute: str
    order: str
    disputed: Money
    since: datetime
    words: str
    booked: bool


def keep(named: Named, disputed: Money, now: datetime, words: str, *, booked: bool) -> None:
    """Keep why a chargeback waits for a person; since when stays what it was."""
    key, gateway, dispute = named
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO chargebacks (bucket, key, gateway, dispute, minor, currency, since, words,"
            " booked) VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s)"
            " ON CONFLICT (bucket, key, gateway, dispute) DO UPDATE SET minor = excluded.minor,"
            " currency = excluded.currency, words = excluded.words, booked = excluded.booked",
            [
                *(*key, gateway, dispute[:DISPUTE_MOST], disputed.minor, disputed.currency),
                *(micros(now), words[:WORDS_MOST], booked),
            ],
        )


def drop(named: Named) -> None:
    """Forget a chargeback that waits for nobody any more."""
    key, gateway, dispute = named
    with connection.cursor() as cursor:
        cursor.execute(
            "DELETE FROM chargebacks WHERE bucket = %s AND key = %s AND gateway = %s"
            " AND dispute = %s",
            [*key, gateway, dispute[:DISPUTE_MOST]],
        )


def kept(cursor: CursorWrapper, since: datetime, most: int) -> list[Kept]:
    """Return what waits in frozen orders, and what no books have since a moment, oldest first."""
    cursor.execute(
        "SELECT bucket, key, dispute, orders.reference, minor, chargebacks.currency, since, words,"
        " booked FROM chargebacks JOIN orders USING (bucket, key)"
        " WHERE CASE WHEN booked THEN status = 'frozen' ELSE since > %s END"
        " ORDER BY since, key, dispute LIMIT %s",
        [micros(since), most],
    )
    return [_kept(row) for row in cursor.fetchall()]


def frozen(cursor: CursorWrapper, most: int) -> list[Key]:
    """Return the orders that are frozen, those that changed longest ago first."""
    cursor.execute(
        "SELECT bucket, key FROM orders WHERE status = 'frozen' ORDER BY updated_at LIMIT %s",
        [most],
    )
    return [(bucket, bytes(key)) for bucket, key in cursor.fetchall()]


def _kept(row: Sequence) -> Kept:  # type: ignore[type-arg]  # A row of several types.
    bucket, key, dispute, order, minor, currency, since, words, booked = row
    disputed = Money(minor, currency)
    return Kept((bucket, bytes(key)), dispute, order, disputed, moment(since), words, bool(booked))
