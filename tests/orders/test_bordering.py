"""What an order is sold with for a customs border, and what is said of its charges."""

import json
from datetime import UTC, datetime
from typing import Any

import pytest

from amends.core.border import Border, Promised
from amends.customs import Kind, Payer
from amends.orders import door
from amends.orders.bordering import border_of, charges_of
from amends.orders.intake import OrderBody
from amends.orders.protecting import Site, protect_order

from tests.api.machine import body, eur
from tests.web.site import day, person

LISTING = "Brass lamp. No customs fees! Ask us anything."


def order(**changes: Any) -> OrderBody:
    return OrderBody.model_validate_json(_json(body(ships_from="CN", **changes)))


def _json(whole: Any) -> bytes:
    return json.dumps(whole).encode()


def line(number: int, listing: str | None = None, **more: Any) -> dict[str, Any]:
    return {
        "id": str(number),
        "title": "Lamp",
        "quantity": 2,
        "unit_price": eur(1125),
        "listing_text": listing,
        **more,
    }


def lisbon(*listings: str | None) -> dict[str, Any]:
    lines = [line(number, listing) for number, listing in enumerate(listings, start=1)]
    to = {"name": "Alice", "lines": [], "city": "Lisboa", "country": "PT", "postal_code": "1100"}
    return {"lines": lines, "shipping": eur(500), "ship_to": to}


def test_what_stays_in_its_country_or_union_meets_no_customs() -> None:
    assert border_of(OrderBody.model_validate_json(_json(body()))) is None
    assert border_of(OrderBody.model_validate_json(_json(body(ships_from="PT")))) is None


def test_the_promise_of_every_listing_is_sealed_with_the_order() -> None:
    border = border_of(order(**lisbon(LISTING, "DDP")))
    assert border is not None
    assert (border.vat, border.duty, border.fee) == (Promised.SELLER,) * 3
    assert (border.jurisdictions, border.scheme) == (("PT", "EU"), "")
    one = border_of(order(**lisbon(LISTING, None)))
    assert isinstance(one, Border)
    assert one.promised is Promised.UNCLEAR
    none = border_of(order(**lisbon(None, None), duties_paid_by="buyer"))
    assert isinstance(none, Border)
    assert none.promised is Promised.BUYER


def test_tax_and_its_scheme_are_sealed_too() -> None:
    taxed = lisbon("DDP", "DDP") | {"shipping": eur(300)}
    border = border_of(order(**taxed, tax={"collected": eur(200), "scheme": "IOSS"}))
    assert isinstance(border, Border)
    assert (border.scheme, border.collected.minor, border.shipping.minor) == ("IOSS", 200, 300)
    assert [piece.minor for piece in border.pieces] == [1125, 1125]


def test_weights_are_of_a_line_with_its_quantity() -> None:
    lines = [line(1, weight_grams=300), line(2)]
    assert order(**{**lisbon(None), "lines": lines}).weights == (600, None)
    assert order(**lisbon(None, None)).weights == ()


@pytest.mark.django_db(transaction=True)
def test_the_words_of_the_listing_are_quoted_from_what_was_sealed() -> None:
    shop = person("bob").marketplace
    assert shop is not None
    site = Site.of(shop)
    now = datetime(2026, 3, 1, 12, tzinfo=UTC)
    began = protect_order(site, "far", order(**lisbon(LISTING, "DDP")), now)
    assert began.loaded is not None, began.refused
    loaded = door.read(began.loaded.key[1], day(2))
    found = charges_of(loaded, day(2))
    assert found is not None
    assert found.assessed.payer is Payer.SELLER
    assert {kind: said.quote for kind, said in found.said.items()} == dict.fromkeys(
        Kind, "No customs fees!"
    )
    near = protect_order(site, "near", OrderBody.model_validate_json(_json(body())), now)
    assert near.loaded is not None
    assert charges_of(near.loaded, day(2)) is None
