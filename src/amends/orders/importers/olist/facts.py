"""What the rows of one order say, read once: its moments, its items by seller, its buyer."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from amends.orders.intake import Problem
from amends.orders.intake.instants import EARLIEST, LATEST, read_moment

from .tables import Cells, Tables, instant

STATUS_DELIVERED = "delivered"
MOMENTS = (
    "order_purchase_timestamp",
    "order_approved_at",
    "order_delivered_carrier_date",
    "order_delivered_customer_date",
)


@dataclass(frozen=True, slots=True)
class Facts:
    """One order that can be protected.

    `approved_at` is None where only the hand-over or the delivery shows that it was paid.
    `clicked_at` is the end of the data, where the status says delivered and no date does.
    """

    order_id: str
    status: str
    zone: str
    placed_at: datetime
    approved_at: datetime | None
    handed_over_at: datetime | None
    delivered_at: datetime | None
    clicked_at: datetime | None
    promised_on: date
    buyer: Cells
    sellers: Mapping[str, Sequence[Cells]]
    payments: Sequence[Cells]

    @property
    def paid_at(self) -> datetime:
        """When it was paid. Goods are not sent before they are ordered and paid for."""
        return self.approved_at or self.placed_at


@dataclass(frozen=True, slots=True)
class Unfit:
    """Why no order can be protected; the first reason is the one that is counted."""

    reason: str
    problem: Problem


def facts_of(cells: Cells, tables: Tables) -> Facts | list[Unfit]:
    """Read an order, or return everything that stands against protecting it."""
    unfit = [*_unfit(cells, tables)]
    if unfit:
        return unfit
    moments = {name: instant(cells[name], tables.zone) for name in MOMENTS}
    placed_at = moments["order_purchase_timestamp"]
    promised = read_moment(cells["order_estimated_delivery_date"])
    assert placed_at is not None, "looked at above"
    assert promised is not None, "looked at above"
    delivered_at = moments["order_delivered_customer_date"]
    clicked = cells["order_status"] == STATUS_DELIVERED and delivered_at is None
    order_id = cells["order_id"]
    return Facts(
        order_id=order_id,
        status=cells["order_status"],
        zone=tables.zone,
        placed_at=placed_at,
        approved_at=moments["order_approved_at"],
        handed_over_at=moments["order_delivered_carrier_date"],
        delivered_at=delivered_at,
        clicked_at=tables.ends_at if clicked else None,
        promised_on=promised.date(),
        buyer=tables.customers[cells["customer_id"]],
        sellers=_by_seller(tables.items[order_id]),
        payments=tables.payments.get(order_id, ()),
    )


def _unfit(cells: Cells, tables: Tables) -> Iterator[Unfit]:
    if cells["order_id"] not in tables.items:
        words = "The order has no item, and so no seller for whom money could be held."
        yield Unfit("no_items", Problem("order_id", words))
    if cells["customer_id"] not in tables.customers:
        yield Unfit("no_buyer", Problem("customer_id", "No row tells who and where the buyer is."))
    needed = ("order_purchase_timestamp", "order_estimated_delivery_date")
    for column in (*MOMENTS, "order_estimated_delivery_date"):
        if (cells[column] or column in needed) and not _dated(cells[column]):
            yield Unfit("not_dated", Problem(column, "This is not a moment from 2000 until 2099."))
    shown = MOMENTS[1:]
    if not any(cells[column] for column in shown):
        words = "The payment was never approved, and nothing was sent: no money is held."
        yield Unfit("not_paid", Problem("order_approved_at", words))


def _dated(written: str) -> bool:
    moment = read_moment(written)
    if moment is None or moment.tzinfo is not None:
        return False
    return EARLIEST.year <= moment.year < LATEST.year


def _by_seller(items: Sequence[Cells]) -> Mapping[str, Sequence[Cells]]:
    sellers: dict[str, list[Cells]] = defaultdict(list)
    for item in sorted(items, key=lambda item: item["order_item_id"].zfill(4)):
        sellers[item["seller_id"]].append(item)
    return dict(sellers)
