"""What PayPal refunded of payments beyond what the books have, after a restore.

PayPal lists no refunds by our token, but says how much of a capture was refunded. What that is more
than the books' own refunds was made for a decision that they may not have any more.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.db import connection

from amends.core.money import Money
from amends.database.instants import micros
from amends.orders.backups.divergence import DivergenceKind
from amends.orders.loaded import Key

from .gateways.paypal import PayPalGateway

PAGE = 500
# What can still move money: orders that go on, and those that ended since. One over which books and
# PayPal disagree already waits for a person who compares both, but for what was found here before.
ORDERS = (
    "SELECT bucket, key, payment, next FROM (SELECT orders.bucket, orders.key, payment,"
    " (SELECT COALESCE(MAX(number), 0) + 1 FROM transfers"
    " WHERE transfers.bucket = orders.bucket AND transfers.key = orders.key) AS next"
    " FROM orders JOIN particulars USING (bucket, key) WHERE gateway = 'paypal'"
    " AND payment <> '' AND (status <> 'settled' OR updated_at >= %s)) AS paid"
    " WHERE (bucket, key) > (%s, %s) AND NOT EXISTS (SELECT 1 FROM divergences"
    " WHERE divergences.bucket = paid.bucket AND divergences.key = paid.key"
    " AND explained_at IS NULL AND NOT (kind = %s AND number = next))"
    " ORDER BY bucket, key LIMIT %s"
)
# What was sent counts whether it is confirmed or not: PayPal may count it by now.
BOOKED = (
    "SELECT COALESCE(SUM(minor), 0) FROM transfers JOIN particulars USING (bucket, key)"
    " WHERE gateway = 'paypal' AND payment = %s AND kind = 'refund' AND currency = %s"
    " AND method = 'original_payment' AND state IN ('sent', 'unknown', 'confirmed')"
)


@dataclass(frozen=True, slots=True)
class Beyond:
    """More was refunded of an order's payment than the books have; `number` is its next transfer.

    Of a payment that paid several orders it is told of each of them.
    """

    key: Key
    number: int
    moved: Money


def refunded_beyond(paypal: PayPalGateway, since: datetime) -> Iterator[Beyond]:
    """Yield the orders that PayPal knows more refunds of; asks PayPal once for each order.

    Raises `Unreachable` where it does not say.
    """
    for key, payment, number in _orders(since):
        more = _more(paypal, payment)
        if more is not None:
            yield Beyond(key, number, more)


def _orders(since: datetime) -> Iterator[tuple[Key, str, int]]:
    after: Key = (-1, b"")
    while page := _page(since, after):
        yield from page
        after = page[-1][0]


def _page(since: datetime, after: Key) -> list[tuple[Key, str, int]]:
    with connection.cursor() as cursor:
        cursor.execute(ORDERS, [micros(since), *after, DivergenceKind.DIFFERING.value, PAGE])
        return [
            ((bucket, bytes(key)), payment, number)
            for bucket, key, payment, number in cursor.fetchall()
        ]


def _more(paypal: PayPalGateway, payment: str) -> Money | None:
    refunded = paypal.refunded(payment)
    if refunded is None:
        return None
    with connection.cursor() as cursor:
        cursor.execute(BOOKED, [payment, refunded.currency])
        more = refunded.minor - int(cursor.fetchone()[0])
    return Money(more, refunded.currency) if more > 0 else None
