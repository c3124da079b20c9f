"""What happened to orders, turned into deliveries: one for each person's mail and each endpoint.

An order whose `told_to` is behind its version has something new. Its row is locked while that is
fanned out, and both are written in one transaction: nothing is forgotten, and nothing doubled.
"""

import json
import logging
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import product
from typing import TypeAlias

from django.db import connection, transaction
from django.db.backends.utils import CursorWrapper

from amends.database.instants import micros, moment
from amends.database.rows import Row, wanted
from amends.orders import keys
from amends.orders.loaded import Key
from amends.orders.retrying import Apart, retried

from . import deliveries
from .deliveries import MAIL_LANE, Channel, State
from .models import Endpoint
from .recipients import addresses, staff_with_mail

# What happened longer ago is told on the page only: mail about an imported past helps nobody.
MAILED_WITHIN = timedelta(days=7)
log = logging.getLogger("amends.delivery")


@dataclass(frozen=True, slots=True)
class Untold:
    """An order with something new, as it stands now."""

    key: Key
    marketplace: str
    reference: str
    people: tuple[str, str]
    status: str
    version: int
    disputes: int


# Yields the deliveries of one channel.
Rows: TypeAlias = Callable[[CursorWrapper, dict[Key, Untold], datetime], Iterator[Row]]


@dataclass(frozen=True, slots=True)
class _Happened:
    key: Key
    number: int
    kind: str
    recorded_at: int
    body: str


@dataclass(frozen=True, slots=True)
class _Noticed:
    key: Key
    number: int
    role: str
    person: str
    code: str


def fan_out(now: datetime, most: int, *, mail: bool) -> int:
    """Fan out what is new of at most `most` orders; return how many had something new.

    Of an order of which something cannot be told, that is reported; its page shows it all the same.
    """
    by: Sequence[Rows] = [_webhooks, _mails] if mail else [_webhooks]
    with Apart(log, "what happened is told order by order, because of one of them"):
        return retried(lambda: _fan_out(now, most, by))
    return retried(lambda: _fan_out_each(now, most, by))


def _fan_out(now: datetime, most: int, by: Sequence[Rows]) -> int:
    with transaction.atomic(), connection.cursor() as cursor:
        orders = _untold(cursor, most)
        if not orders:
            return 0
        by_key = {order.key: order for order in orders}
        deliveries.add(cursor, [row for rows in by for row in rows(cursor, by_key, now)])
        _told(cursor, orders)
    return len(orders)


def _fan_out_each(now: datetime, most: int, by: Sequence[Rows]) -> int:
    with transaction.atomic(), connection.cursor() as cursor:
        orders = _untold(cursor, most)
        for order, rows in product(orders, by):
            _add_alone(cursor, order, rows, now)
        if orders:
            _told(cursor, orders)
    return len(orders)


def _add_alone(cursor: CursorWrapper, order: Untold, rows: Rows, now: datetime) -> None:
    spelled = keys.spell(order.key[1])
    alone = Apart(log, "what happened to order %s cannot be told; look at it", spelled)
    with alone, transaction.atomic():
        deliveries.add(cursor, [*rows(cursor, {order.key: order}, now)])


def _untold(cursor: CursorWrapper, most: int) -> list[Untold]:
    skip = " FOR UPDATE SKIP LOCKED" if connection.vendor == "postgresql" else ""
    cursor.execute(
        "SELECT bucket, key, marketplace, reference, buyer, seller, status, version, disputes"  # noqa: S608 - ours
        f" FROM orders WHERE told_to < version ORDER BY updated_at LIMIT %s{skip}",
        [most],
    )
    return [
        Untold((bucket, bytes(key)), shop, reference, (buyer, seller), *stands)
        for bucket, key, shop, reference, buyer, seller, *stands in cursor.fetchall()
    ]


def _told(cursor: CursorWrapper, orders: Sequence[Untold]) -> None:
    common, parameters = wanted([order.key for order in orders])
    cursor.execute(
        f"WITH {common} UPDATE orders SET told_to = version FROM wanted"  # noqa: S608 - ours
        " WHERE orders.bucket = wanted.bucket AND orders.key = wanted.key",
        parameters,
    )


def _webhooks(cursor: CursorWrapper, orders: dict[Key, Untold], now: datetime) -> Iterator[Row]:
    shops = {order.marketplace for order in orders.values()}
    live = Endpoint.objects.filter(marketplace_id__in=shops, deleted_at=None, disabled_at=None)
    endpoints = list(live)
    called = {endpoint.marketplace_id for endpoint in endpoints}
    about = [key for key, order in orders.items() if order.marketplace in called]
    if not about:
        return
    for happened in _happened(cursor, about):
        order = orders[happened.key]
        code = _code(happened.kind)
        body = _payload(order, happened, code)
        for endpoint in (one for one in endpoints if _hears(one, order, happened)):
            to = ("marketplace", Channel.WEBHOOK, endpoint.id, endpoint.id)
            yield _row(order, happened.number, to, (code, body), now)


def _hears(endpoint: Endpoint, order: Untold, happened: _Happened) -> bool:
    own = endpoint.marketplace_id == order.marketplace
    return own and micros(endpoint.created_at) <= happened.recorded_at


def _mails(cursor: CursorWrapper, orders: dict[Key, Untold], now: datetime) -> Iterator[Row]:
    noticed = _noticed(cursor, list(orders), since=micros(now - MAILED_WITHIN))
    known = addresses(cursor, [(one.key, one.role, one.person) for one in noticed if one.person])
    staff = staff_with_mail({one.role for one in noticed if not one.person})
    for one in noticed:
        order = orders[one.key]
        people = [one.person] if (one.key, one.person) in known else []
        if not one.person:
            # Nobody hears as staff of an order that is their own.
            people = [ids[0] for ids in staff[one.role] if not {*ids} & {*order.people}]
        for person in people:
            to = (one.role, Channel.MAIL, person, MAIL_LANE)
            yield _row(order, one.number, to, (one.code, ""), now)


def _happened(cursor: CursorWrapper, about: Sequence[Key]) -> list[_Happened]:
    common, parameters = wanted(about)
    cursor.execute(
        f"WITH {common} SELECT bucket, key, number, kind, recorded_at, body FROM wanted"  # noqa: S608 - ours
        " JOIN orders USING (bucket, key) JOIN events USING (bucket, key) WHERE number > told_to",
        parameters,
    )
    return [_Happened((bucket, bytes(key)), *rest) for bucket, key, *rest in cursor.fetchall()]


def _noticed(cursor: CursorWrapper, about: Sequence[Key], since: int) -> list[_Noticed]:
    common, parameters = wanted(about)
    cursor.execute(
        f"WITH {common} SELECT bucket, key, number, role, person, code FROM wanted"  # noqa: S608 - ours
        " JOIN orders USING (bucket, key) JOIN outbox USING (bucket, key)"
        " WHERE number > told_to AND outbox.at >= %s",
        [*parameters, since],
    )
    return [_Noticed((bucket, bytes(key)), *rest) for bucket, key, *rest in cursor.fetchall()]


def _row(
    order: Untold,
    number: int,
    to: tuple[str, Channel, str, str],
    said: tuple[str, str],
    now: datetime,
) -> Row:
    role, channel, endpoint, lane = to
    code, body = said
    first = (*order.key, number, role, channel.value, endpoint, lane, order.marketplace, code)
    return (*first, body, State.WAITING.value, 0, micros(now), micros(now), None, None, "")


def _payload(order: Untold, happened: _Happened, code: str) -> str:
    """Return the thin body of a webhook: what happened and where to look, nothing personal."""
    dispute = keys.part(order.key[1], "d", order.disputes) if order.disputes else None
    data = {
        "order": order.reference,
        "key": keys.spell(order.key[1]),
        "dispute": dispute,
        "status": order.status,
        "version": order.version,
        "sequence": happened.number,
        "code": code,
    }
    return json.dumps({"type": code, "timestamp": _at(happened), "data": data})


def _at(happened: _Happened) -> str:
    # What cannot be read as an event is told as well, by the moment when it was recorded.
    try:
        at = json.loads(happened.body).get("at")
    except (ValueError, AttributeError):
        at = None
    recorded = moment(happened.recorded_at).astimezone(UTC).isoformat().replace("+00:00", "Z")
    return at if isinstance(at, str) else recorded


def _code(kind: str) -> str:
    """Return the code of an event's kind, as `core.notices.snake` does for its class."""
    return re.sub(r"(?<!^)(?=[A-Z])", "_", kind).lower()
