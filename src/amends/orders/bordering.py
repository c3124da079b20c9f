"""What an order was sold with for a customs border, and what the rules say of its charges."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from amends.core.border import Border, Promised
from amends.core.findings import views
from amends.core.money import Money
from amends.customs import Assessed, Kind, Said, crosses, jurisdictions, said
from amends.policy.charges import assessed, claimed_parcels

from . import queries
from .intake import OrderBody
from .intake.order import DutiesPaidBy
from .loaded import Loaded

STATED = {
    DutiesPaidBy.SELLER: Promised.SELLER,
    DutiesPaidBy.BUYER: Promised.BUYER,
    DutiesPaidBy.UNSTATED: Promised.NOBODY,
}


def border_of(body: OrderBody) -> Border | None:
    """Return what decides about charges at the border, or None where the goods meet no customs."""
    country, postal_code = body.ship_to.country, body.ship_to.postal_code or ""
    if not crosses(body.ships_from, country, postal_code):
        return None
    collected = body.tax.collected.minor if body.tax else 0
    scheme = (body.tax.scheme if body.tax else None) or ""
    told = _each(body.duties_paid_by, [line.listing_text or "" for line in body.lines])
    return Border(
        jurisdictions=jurisdictions(country, postal_code),
        pieces=tuple(Money(line.unit_price.minor, body.currency) for line in body.lines),
        shipping=Money(body.shipping.minor, body.currency),
        collected=Money(collected, body.currency),
        scheme=scheme,
        vat=told[Kind.VAT].promised,
        duty=told[Kind.DUTY].promised,
        fee=told[Kind.FEE].promised,
    )


@dataclass(frozen=True, slots=True)
class Charges:
    """What the customs rules say of an order's charges, and the words of the listing on each."""

    assessed: Assessed
    said: Mapping[Kind, Said]


def charges_of(
    loaded: Loaded, now: datetime, *, parcel: int | None = None, demanded: Money | None = None
) -> Charges | None:
    """Return the charges of one parcel, or of what the dispute is about; None without customs.

    `demanded` is what a claim names that is still being written.
    """
    order, facts = loaded.order, loaded.facts.at(now)
    seen = views(order, facts) if parcel else claimed_parcels(order, facts)
    own = [one for one in seen if parcel in {None, one.parcel}]
    # A parcel that is not looked at any more is settled.
    found = assessed(order, own, now, demanded) if own or parcel is None else None
    if found is None:
        return None
    return Charges(found, _said(queries.particulars(loaded.key)))


def _said(described: Mapping[str, object]) -> dict[Kind, Said]:
    paid_by = DutiesPaidBy(str(described.get("duties_paid_by", DutiesPaidBy.UNSTATED)))
    lines = described.get("lines")
    told = [line for line in lines if isinstance(line, dict)] if isinstance(lines, list) else []
    return _each(paid_by, [str(line.get("listing_text") or "") for line in told])


def _each(paid_by: DutiesPaidBy, listings: Sequence[str]) -> dict[Kind, Said]:
    """Return who was said to pay each kind of charge, by the order and by its listings."""
    return {kind: said(kind, stated=STATED[paid_by], listings=listings) for kind in Kind}
