"""The body of the order that one seller's items make."""

from collections.abc import Sequence
from datetime import datetime

from amends.orders.intake import OrderBody
from amends.orders.intake.decimals import minor_of

from .facts import Facts
from .tables import Cells, Tables, instant

CURRENCY = "BRL"
COUNTRY = "BR"
LOCALE = "pt_BR"


def body_of(facts: Facts, seller: str, tables: Tables) -> OrderBody:
    """Return the order of one seller: what is held are the items and their freight."""
    items = facts.sellers[seller]
    lines = [_line(item, tables) for item in items]
    freight = sum(minor_of(item["freight_value"], CURRENCY) for item in items)
    prices = sum(minor_of(item["price"], CURRENCY) for item in items)
    body = {
        "buyer": _person("Buyer", facts.buyer["customer_unique_id"], facts.zone),
        "seller": _person("Seller", seller, facts.zone),
        "currency": CURRENCY,
        "lines": lines,
        "shipping": _money(freight),
        "ship_to": _ship_to(facts),
        "ships_from": COUNTRY,
        "placed_at": facts.placed_at,
        "paid_at": facts.paid_at,
        "promised_by": facts.promised_on,
        "dispatch_by": dispatch_by(facts, items),
        "payment": {
            "gateway": "olist",
            "reference": facts.order_id,
            "captured": _money(prices + freight),
        },
    }
    return OrderBody.model_validate(body, strict=False)


def dispatch_by(facts: Facts, items: Sequence[Cells]) -> datetime | None:
    """Return until when these items are to be sent, or None: the marketplace's own term.

    Of several limits it is the latest one: when it passes the whole order is refunded, and a
    seller who is in time with an item must not lose it over another one's earlier limit. A limit
    that was over before the money came binds nobody.
    """
    limits = [instant(item["shipping_limit_date"], facts.zone) for item in items]
    latest = max((limit for limit in limits if limit is not None), default=None)
    return latest if latest is not None and latest > facts.paid_at else None


def _line(item: Cells, tables: Tables) -> dict[str, object]:
    product = tables.products.get(item["product_id"], {})
    category = product.get("product_category_name", "").replace("_", " ")
    return {
        "id": item["order_item_id"],
        "title": category or f"Product {item['product_id'][:8]}",
        "quantity": 1,
        "unit_price": _money(minor_of(item["price"], CURRENCY)),
    }


def _person(called: str, person: str, zone: str) -> dict[str, object]:
    # The set holds no names; a person is told apart by the beginning of the id.
    return {"id": person, "name": f"{called} {person[:8]}", "locale": LOCALE, "tz": zone}


def _ship_to(facts: Facts) -> dict[str, object]:
    buyer = facts.buyer
    return {
        "name": f"Buyer {buyer['customer_unique_id'][:8]}",
        "lines": [],
        "city": buyer["customer_city"],
        "region": buyer["customer_state"] or None,
        "postal_code": buyer["customer_zip_code_prefix"] or None,
        "country": COUNTRY,
    }


def _money(minor: int) -> dict[str, object]:
    return {"minor": minor, "currency": CURRENCY}
