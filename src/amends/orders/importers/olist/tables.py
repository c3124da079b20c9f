"""The tables of the set, as rows by name, and the few of them that are held in memory."""

import csv
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TypeAlias

from amends.orders.importers.entries import SourceRefused
from amends.orders.intake.instants import in_zone, read_moment

Cells: TypeAlias = Mapping[str, str]

ORDERS = "olist_orders_dataset.csv"
ITEMS = "olist_order_items_dataset.csv"
PAYMENTS = "olist_order_payments_dataset.csv"
CUSTOMERS = "olist_customers_dataset.csv"
PRODUCTS = "olist_products_dataset.csv"
REVIEWS = "olist_order_reviews_dataset.csv"

COLUMNS: Mapping[str, tuple[str, ...]] = {
    ORDERS: (
        "order_id",
        "customer_id",
        "order_status",
        "order_purchase_timestamp",
        "order_approved_at",
        "order_delivered_carrier_date",
        "order_delivered_customer_date",
        "order_estimated_delivery_date",
    ),
    ITEMS: (
        "order_id",
        "order_item_id",
        "product_id",
        "seller_id",
        "shipping_limit_date",
        "price",
        "freight_value",
    ),
    PAYMENTS: ("order_id", "payment_type", "payment_value"),
    CUSTOMERS: (
        "customer_id",
        "customer_unique_id",
        "customer_zip_code_prefix",
        "customer_city",
        "customer_state",
    ),
    PRODUCTS: ("product_id", "product_category_name"),
    REVIEWS: (
        "order_id",
        "review_score",
        "review_comment_title",
        "review_comment_message",
        "review_creation_date",
        "review_answer_timestamp",
    ),
}
# Moments at which something happened. A promise or a limit may lie after the end of the data.
HAPPENED: Mapping[str, tuple[str, ...]] = {
    ORDERS: COLUMNS[ORDERS][3:7],
    REVIEWS: ("review_creation_date", "review_answer_timestamp"),
}


@dataclass(frozen=True, slots=True)
class Tables:
    """What an order needs from the other tables; where the set's clock stood, and its last moment.

    `ends_at` is None where nothing in the tables ever happened.
    """

    zone: str
    items: Mapping[str, Sequence[Cells]]
    payments: Mapping[str, Sequence[Cells]]
    customers: Mapping[str, Cells]
    products: Mapping[str, Cells]
    ends_at: datetime | None


def load(folder: Path, zone: str) -> Tables:
    """Read all tables but the orders, and look through those for the end of the data."""
    return Tables(
        zone=zone,
        items=_gathered(folder, ITEMS),
        payments=_gathered(folder, PAYMENTS),
        customers={row["customer_id"]: row for _, row in rows(folder, CUSTOMERS)},
        products={row["product_id"]: row for _, row in rows(folder, PRODUCTS)},
        ends_at=max(_happened(folder, zone), default=None),
    )


def rows(folder: Path, table: str) -> Iterator[tuple[int, Cells]]:
    """Yield the rows of a table, each with its line; refuse a table without its columns."""
    path = folder / table
    try:
        file = path.open(encoding="utf-8-sig", newline="")
    except OSError as error:
        raise SourceRefused(
            f"{path} cannot be read ({error.strerror}). Name the folder of the Olist tables."
        ) from error
    with file:
        reader = csv.DictReader(file, strict=True, restval="")
        try:
            _require_columns(path, table, reader.fieldnames or ())
            yield from ((reader.line_num, _row(cells, table)) for cells in reader)
        except (csv.Error, UnicodeDecodeError) as error:
            raise SourceRefused(f"{path} is broken ({error}). Get it again.") from error


def instant(written: str, zone: str) -> datetime | None:
    """Return the UTC of a cell; the set's clock shows local time without an offset."""
    local = read_moment(written)
    return in_zone(local, zone) if local is not None else None


def _require_columns(path: Path, table: str, names: Sequence[str]) -> None:
    missing = [name for name in COLUMNS[table] if name not in names]
    if missing:
        raise SourceRefused(f"{path} lacks the columns {', '.join(missing)}. Get it again.")


def _row(cells: Cells, table: str) -> Cells:
    return {name: cells[name].strip() for name in COLUMNS[table]}


def _gathered(folder: Path, table: str) -> Mapping[str, Sequence[Cells]]:
    gathered: dict[str, list[Cells]] = defaultdict(list)
    for _, row in rows(folder, table):
        gathered[row["order_id"]].append(row)
    return dict(gathered)


def _happened(folder: Path, zone: str) -> Iterator[datetime]:
    for table, columns in HAPPENED.items():
        # Reviews are not needed for orders; a folder without them ends with its orders.
        if not (folder / table).exists():
            continue
        # The written form sorts as time does, so only the last of each column is read as a moment.
        latest = max(
            (row[column] for _, row in rows(folder, table) for column in columns), default=""
        )
        moment = instant(latest, zone)
        if moment is not None:
            yield moment
