"""The columns of the neutral CSV files, and which kind of file a header makes."""

from collections.abc import Mapping, Sequence
from enum import StrEnum
from types import MappingProxyType
from typing import TypeAlias

from amends.orders.importers.entries import SourceRefused

Path: TypeAlias = tuple[str, ...]


class Kind(StrEnum):
    """What a CSV file holds, one kind a file."""

    ORDERS = "orders"
    PARCELS = "parcels"
    CHECKPOINTS = "checkpoints"


def _names(names: str) -> frozenset[str]:
    return frozenset(names.split())


# Where a cell of the order goes in its body. What differs between the rows of an order is below.
ORDER: Mapping[str, Path] = MappingProxyType(
    {
        "buyer_id": ("buyer", "id"),
        "buyer_name": ("buyer", "name"),
        "buyer_locale": ("buyer", "locale"),
        "buyer_tz": ("buyer", "tz"),
        "buyer_email": ("buyer", "email"),
        "seller_id": ("seller", "id"),
        "seller_name": ("seller", "name"),
        "seller_locale": ("seller", "locale"),
        "seller_tz": ("seller", "tz"),
        "seller_email": ("seller", "email"),
        "currency": ("currency",),
        "shipping": ("shipping",),
        "tax": ("tax", "collected"),
        "tax_scheme": ("tax", "scheme"),
        "captured": ("payment", "captured"),
        "payment_gateway": ("payment", "gateway"),
        "payment_reference": ("payment", "reference"),
        "duties_paid_by": ("duties_paid_by",),
        "ship_to_name": ("ship_to", "name"),
        "ship_to_lines": ("ship_to", "lines"),
        "ship_to_city": ("ship_to", "city"),
        "ship_to_region": ("ship_to", "region"),
        "ship_to_postal_code": ("ship_to", "postal_code"),
        "ship_to_country": ("ship_to", "country"),
        "ships_from": ("ships_from",),
        "placed_at": ("placed_at",),
        "paid_at": ("paid_at",),
        "promised_by": ("promised_by",),
        "dispatch_by": ("dispatch_by",),
        "refund_methods": ("refund_methods",),
    }
)
LINE: Mapping[str, Path] = MappingProxyType(
    {
        "line_id": ("id",),
        "title": ("title",),
        "quantity": ("quantity",),
        "unit_price": ("unit_price",),
        "image_url": ("image_url",),
        "listing_url": ("listing_url",),
        "listing_text": ("listing_text",),
    }
)
PARCEL = ("carrier", "tracking_number", "handed_over_at", "accepted_at", "delivered_at")
SUMS = ("shipping", "tax", "captured", "unit_price")
TIMES = ("placed_at", "paid_at", "promised_by", "dispatch_by")

KNOWN: Mapping[Kind, frozenset[str]] = MappingProxyType(
    {
        Kind.ORDERS: frozenset({"order_id", "zone", *ORDER, *LINE, *PARCEL}),
        Kind.PARCELS: _names(
            "order_id carrier tracking_number handed_over_at lines zone recorded_at"
        ),
        Kind.CHECKPOINTS: _names(
            "order_id parcel status source happened_at zone physical leg"
            " city postal_code country text recorded_at"
        ),
    }
)
NEEDED: Mapping[Kind, frozenset[str]] = MappingProxyType(
    {
        Kind.ORDERS: _names(
            "order_id buyer_id buyer_name seller_id seller_name currency title unit_price shipping"
            " ship_to_city ship_to_country ships_from paid_at promised_by"
        ),
        Kind.PARCELS: _names("order_id handed_over_at"),
        Kind.CHECKPOINTS: _names("order_id status source happened_at"),
    }
)


def kind_of(header: Sequence[str], name: str) -> Kind:
    """Return what a file holds by its columns; refuse it naming every wrong and missing one."""
    columns = set(header)
    if "unit_price" in columns:
        kind = Kind.ORDERS
    elif "happened_at" in columns:
        kind = Kind.CHECKPOINTS
    elif "handed_over_at" in columns:
        kind = Kind.PARCELS
    else:
        raise SourceRefused(
            f"{name} is no file of orders (no column unit_price), of checkpoints (no happened_at)"
            " or of parcels (no handed_over_at). The columns are listed in docs/import.md."
        )
    _require_columns(columns, kind, name)
    return kind


def column_of(path: str) -> str:
    """Return the column that a field of an order's body came from, for a message about it."""
    parts = [part for part in path.split(".") if part not in {"minor", "currency"} or part == path]
    if parts[0] == "lines":
        parts = ["line_id" if part == "id" else part for part in parts[2:]]
    while parts and parts[-1].isdecimal():
        parts.pop()
    found = [name for name, place in ORDER.items() if place == tuple(parts)]
    return found[0] if found else "_".join(parts)


def _require_columns(columns: set[str], kind: Kind, name: str) -> None:
    unknown, missing = sorted(columns - KNOWN[kind]), sorted(NEEDED[kind] - columns)
    words = [f"It has columns that are not known: {', '.join(unknown)}."] if unknown else []
    words += [f"It lacks the columns {', '.join(missing)}."] if missing else []
    if words:
        raise SourceRefused(
            f"{name} holds {kind}. {' '.join(words)} The columns are listed in docs/import.md."
        )
