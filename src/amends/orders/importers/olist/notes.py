"""What is odd about an order that was taken all the same: kept as it is, and reported."""

from collections.abc import Iterator

from amends.orders.intake.decimals import minor_of

from .bodies import CURRENCY, dispatch_by
from .facts import Facts

CALLED_OFF = frozenset({"canceled", "unavailable"})
SUMS = ("price", "freight_value")


def notes_of(facts: Facts) -> tuple[str, ...]:
    """Return a code for each oddity of an order's rows."""
    return (*_of_dates(facts), *_of_status(facts), *_of_sellers(facts), *_of_payments(facts))


def _of_dates(facts: Facts) -> Iterator[str]:
    sent, delivered = facts.handed_over_at, facts.delivered_at
    if facts.approved_at is None:
        yield "approval_not_dated"
    if sent and delivered and delivered < sent:
        yield "delivered_before_hand_over"
    if sent and sent < facts.paid_at:
        yield "handed_over_before_payment"
    if delivered and delivered < facts.paid_at:
        yield "delivered_before_payment"
    if sent is None and (delivered or facts.clicked_at):
        yield "hand_over_not_dated"
    if facts.clicked_at:
        yield "delivery_not_dated"


def _of_status(facts: Facts) -> Iterator[str]:
    if facts.status not in CALLED_OFF:
        return
    yield f"{facts.status}_with_items"
    if facts.handed_over_at:
        yield f"{facts.status}_yet_handed_over"
    if facts.delivered_at:
        yield f"{facts.status}_yet_delivered"


def _of_sellers(facts: Facts) -> Iterator[str]:
    if len(facts.sellers) > 1:
        yield "split_by_seller"
    for items in facts.sellers.values():
        if len({item["shipping_limit_date"] for item in items}) > 1:
            yield "shipping_limits_differ"
        if dispatch_by(facts, items) is None:
            yield "shipping_limit_not_used"


def _of_payments(facts: Facts) -> Iterator[str]:
    if not facts.payments:
        yield "payment_not_listed"
        return
    if len({payment["payment_type"] for payment in facts.payments}) > 1:
        yield "paid_in_several_ways"
    paid = sum(minor_of(payment["payment_value"], CURRENCY) for payment in facts.payments)
    items = [item for own in facts.sellers.values() for item in own]
    held = sum(minor_of(item[column], CURRENCY) for item in items for column in SUMS)
    if paid != held:
        yield "payments_differ"
