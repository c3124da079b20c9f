"""Proof that a person was told what is asked of them, and what it does to the order.

An adverse silence counts only after proven notice: seen, or accepted by a channel 48 hours ago
(domain, section 2). An order hears at once that a channel took it, so that the time in which some
channel must is not over before the 48 hours are. What none took goes under review by its clock.
"""

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import connection, transaction
from django.db.backends.utils import CursorWrapper

from amends.core.commands import ProveNotice
from amends.core.order import Order
from amends.core.parties import PLATFORM, Role
from amends.core.told import asked_at, unproven
from amends.database.instants import micros, moment
from amends.database.rows import insert
from amends.orders import door, keys, queries, store
from amends.orders.loaded import Key
from amends.orders.retrying import Apart

from .deliveries import PROVES_AFTER, Fate, Sent

COLUMNS = ("bucket", "key", "number", "role", "channel", "endpoint_hash", "answer", "at")
SEEN = "seen"
SIDES = frozenset({Role.BUYER, Role.SELLER})
ANSWER_MOST = 300
# An order that cannot be read or told now is told later.
LATER = timedelta(hours=1)
log = logging.getLogger("amends.delivery")


@dataclass(frozen=True, slots=True)
class _Accepted:
    key: Key
    number: int
    role: Role
    endpoint: str
    told_at: datetime
    taken_at: datetime

    @property
    def counts_from(self) -> datetime:
        """When what was taken is proof."""
        return self.taken_at + PROVES_AFTER


def asked_of(order: Order, moment: datetime) -> Mapping[Role, datetime]:
    """Return whose adverse silence an order waits for, not proven by `moment`, and since when.

    A notice of that moment or later says what is asked.
    """
    role = unproven(order, moment)
    return {} if role is None else {role: asked_at(order)}


def keep(cursor: CursorWrapper, sent: Sequence[Sent], now: datetime) -> None:
    """Keep what mail servers answered when they took notices."""
    rows = [
        (
            *(*one.waiting.key, one.waiting.number, one.waiting.role),
            *(one.waiting.channel.value, one.address_hash, one.answer[:ANSWER_MOST], micros(now)),
        )
        for one in sent
        if one.fate is Fate.TAKEN and one.waiting.role in SIDES and one.address_hash
    ]
    insert(cursor, "proofs", COLUMNS, rows)


def prove(now: datetime, most: int) -> int:
    """Tell orders of notices that a channel took; return how many are proof 48 hours later.

    Killed in between, it does the same again: the order takes a proof once.
    """
    with connection.cursor() as cursor:
        accepted = _accepted(cursor, now, most)
        if not accepted:
            return 0
        readable, _ = store.load_each(cursor, sorted({one.key for one in accepted}))
    orders = {loaded.key: loaded.order for loaded in readable}
    done = [_proven(one, orders.get(one.key), now) for one in accepted]
    with transaction.atomic(), connection.cursor() as cursor:
        for one, proven in zip(accepted, done, strict=True):
            _looked_at(cursor, one, now + LATER if proven is None else None)
    return sum(filter(None, done))


def see(key: Key, role: Role, now: datetime) -> int:
    """Mark an order's notices for a role as seen, and tell the order; return how many were new."""
    with transaction.atomic(), connection.cursor() as cursor:
        # Asked before they are marked: whoever looks twice in one moment has seen them once.
        cursor.execute(
            "SELECT number FROM outbox WHERE bucket = %s AND key = %s AND role = %s"
            " AND seen_at IS NULL",
            [*key, role.value],
        )
        numbers = [number for (number,) in cursor.fetchall()]
        new = queries.see_notices(key, role, now)
        rows = [(*key, number, role.value, SEEN, "", "", micros(now)) for number in numbers]
        insert(cursor, "proofs", COLUMNS, rows)
    if new and role in asked_of(door.read(key[1], now).order, now):
        _prove(key, role, now)
    return new


def _proven(one: _Accepted, order: Order | None, now: datetime) -> bool | None:
    """Return whether a notice was proven to its order, None where that cannot be done now."""
    if order is None:
        return None
    with Apart(log, "order %s cannot be told of a notice", keys.spell(one.key[1])):
        says = _says_what_is_asked(one, order)
        return says and _prove(one.key, one.role, now, one.counts_from)
    return None


def _says_what_is_asked(one: _Accepted, order: Order) -> bool:
    since = asked_of(order, one.counts_from).get(one.role)
    return since is not None and since <= one.told_at


def _prove(key: Key, role: Role, now: datetime, counts_from: datetime | None = None) -> bool:
    asked = door.Asked(key[1], PLATFORM, ProveNotice(role, counts_from))
    return door.handle(asked, now).refused is None


def _accepted(cursor: CursorWrapper, now: datetime, most: int) -> list[_Accepted]:
    cursor.execute(
        "SELECT bucket, key, number, outbox.role, endpoint, outbox.at, accepted_at FROM deliveries"
        " JOIN outbox USING (bucket, key, number) WHERE prove_at <= %s"
        " AND outbox.role = deliveries.role ORDER BY prove_at LIMIT %s",
        [micros(now), most],
    )
    return [
        _Accepted((bucket, bytes(key)), number, Role(role), endpoint, moment(at), moment(taken_at))
        for bucket, key, number, role, endpoint, at, taken_at in cursor.fetchall()
    ]


def _looked_at(cursor: CursorWrapper, one: _Accepted, again: datetime | None) -> None:
    cursor.execute(
        "UPDATE deliveries SET prove_at = %s WHERE bucket = %s AND key = %s AND number = %s"
        " AND role = %s AND channel = 'mail' AND endpoint = %s",
        [
            None if again is None else micros(again),
            *(*one.key, one.number, one.role.value, one.endpoint),
        ],
    )
