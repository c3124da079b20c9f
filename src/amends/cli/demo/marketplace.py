"""The marketplace of the demo, and how one order of it begins."""

import json
from datetime import datetime, timedelta

from amends.accounts.models import Marketplace
from amends.cli.marketplaces import site_of
from amends.orders.intake import OrderBody
from amends.orders.intake.fields import MoneyBody
from amends.orders.intake.order import LineBody, PaymentBody, ShipToBody
from amends.orders.protecting import Site, protect_order

from .people import SELLER, SLUG, Someone

NAME = "Lumen Bazaar"
SHIPPING = 490
CURRENCY = "EUR"
LISTING = "Sent from Shenzhen in two days. Duties and taxes included."


def open_bazaar() -> Site:
    """Return the demo's marketplace, made when it is missing."""
    # Above this, a second person must agree: the dearest lamp shows how that reads.
    terms = json.dumps({"approval_above": 20_000})
    defaults = {"name": NAME, "zone": "Europe/Lisbon", "terms": terms}
    Marketplace.objects.get_or_create(slug=SLUG, defaults=defaults)
    return site_of(SLUG)


def order(site: Site, reference: str, body: OrderBody) -> bytes:
    """Protect an order at the moment of its payment, and return its key."""
    began = protect_order(site, reference, body, body.paid_at)
    assert began.loaded is not None, f"{reference} was not protected: {began.refused}"
    return began.loaded.key[1]


def body_of(
    buyer: Someone, things: tuple[tuple[str, int], ...], paid_at: datetime, promised_by: datetime
) -> OrderBody:
    """Return what the marketplace says of an order; `things` are titles with prices.

    Every listing says that import charges are in the price.
    """
    lines = [
        LineBody(
            id=str(number),
            title=title,
            quantity=1,
            unit_price=_money(price),
            listing_text=f"{title}. {LISTING}",
        )
        for number, (title, price) in enumerate(things, start=1)
    ]
    captured = SHIPPING + sum(price for _, price in things)
    return OrderBody(
        buyer=buyer.body(),
        seller=SELLER.body(),
        currency=CURRENCY,
        lines=lines,
        shipping=_money(SHIPPING),
        ship_to=_address(buyer),
        ships_from=SELLER.country,
        placed_at=paid_at - timedelta(minutes=4),
        paid_at=paid_at,
        promised_by=promised_by.date(),
        payment=PaymentBody(
            gateway="stripe", reference=f"pi_{paid_at:%y%m%d%H%M}", captured=_money(captured)
        ),
    )


def _address(buyer: Someone) -> ShipToBody:
    return ShipToBody(
        name=buyer.name,
        lines=[buyer.street],
        city=buyer.city,
        postal_code=buyer.postal_code,
        country=buyer.country,
    )


def _money(minor: int) -> MoneyBody:
    return MoneyBody(minor=minor, currency=CURRENCY)
