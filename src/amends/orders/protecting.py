"""From the body of an order, as a marketplace sends it, to the beginning of its protected life."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from amends.accounts.models import Marketplace
from amends.accounts.people import PersonRow, person_id, upsert_people
from amends.accounts.terms import terms_of
from amends.core.commands import ProtectOrder
from amends.core.terms import Terms
from amends.policy.judge import pack_of

from .beginning import Began, Beginning, Sent, begin
from .bordering import border_of
from .closed_days import closed_days
from .intake import OrderBody
from .intake.order import PersonBody

PAYMENT_TAKEN = (
    "This payment belongs to another marketplace's order."
    " Send the reference under which this order was paid."
)


@dataclass(frozen=True, slots=True)
class Site:
    """A marketplace with its terms, read once for many orders."""

    slug: str
    policy: str
    terms: Terms
    overrides: dict[str, object]

    @classmethod
    def of(cls, marketplace: Marketplace) -> "Site":
        """Return a marketplace with its terms; raises `TermsRefused` when they do not hold."""
        overrides = marketplace.overrides
        return cls(marketplace.slug, marketplace.policy, terms_of(overrides), overrides)


def protect_order(site: Site, reference: str, body: OrderBody, now: datetime) -> Began:
    """Protect one order as of now. A body that was sent before has no effect."""
    upsert_people(people_of(site.slug, body))
    return begin([beginning_of(site, reference, body, now)], now)[0]


def beginning_of(
    site: Site, reference: str, body: OrderBody, at: datetime, sent: Sequence[Sent] = ()
) -> Beginning:
    """Return how the order of a body begins at `at`; raises `TermsRefused` for its own terms."""
    terms = _terms(site, body)
    buyer_days, seller_days = _closed(terms, body)
    command = ProtectOrder(
        buyer=person_id(site.slug, body.buyer.id),
        seller=person_id(site.slug, body.seller.id),
        lines=body.line_sums,
        shipping=body.shipping_and_tax,
        paid_at=body.paid_at,
        promise_ends_at=body.promise_ends_at,
        policy=pack_of(site.policy).name,
        terms=terms,
        dispatch_by=body.dispatch_by,
        domestic=body.domestic,
        buyer_holidays=buyer_days,
        seller_holidays=seller_days,
        border=border_of(body),
        weights=body.weights,
    )
    described = body.model_dump_json()
    paid = body.payment
    # Who writes Stripe and who writes stripe means the same account.
    gateway = paid.gateway.casefold()
    begins = (site.slug, reference, command, described, at, tuple(sent))
    return Beginning(*begins, gateway=gateway, payment=paid.reference)


def people_of(marketplace: str, body: OrderBody) -> list[PersonRow]:
    """Return the two people of an order, as accounts keep them."""
    return [_person(marketplace, person) for person in (body.buyer, body.seller)]


def _closed(terms: Terms, body: OrderBody) -> tuple[tuple[date, ...], tuple[date, ...]]:
    """The holidays where the buyer and the seller live, where the terms count business days."""
    if not terms.business_days:
        return (), ()
    countries = (body.ship_to.country, body.ships_from)
    buyer, seller = (closed_days(country, body.paid_at) for country in countries)
    return buyer, seller


def _terms(site: Site, body: OrderBody) -> Terms:
    terms = terms_of({**site.overrides, **body.terms}) if body.terms else site.terms
    methods = tuple(method for method in body.refund_methods if method in terms.refund_methods)
    if not methods or methods == terms.refund_methods:
        return terms
    return replace(terms, refund_methods=methods)


def _person(marketplace: str, person: PersonBody) -> PersonRow:
    return PersonRow(
        marketplace=marketplace,
        reference=person.id,
        name=person.name,
        locale=person.locale,
        zone=person.tz,
        email=person.email or "",
    )
