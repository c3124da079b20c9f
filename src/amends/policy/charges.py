"""What was to be paid at the border for a claim: the customs rules asked of an order's facts."""

from collections.abc import Sequence
from datetime import date, datetime

from amends.core.border import Border
from amends.core.findings import lines_carried, views
from amends.core.money import Money, split, total
from amends.core.order import Order
from amends.core.parcel import Facts, Leg, ParcelStatus
from amends.core.parties import Role
from amends.core.reasons import EvidenceKind
from amends.core.views import ParcelView
from amends.customs import Assessed, Comparison, Consignment, Kind, Payer, assess

from .facts import Value

AT_CUSTOMS = frozenset({ParcelStatus.AT_CUSTOMS, ParcelStatus.CUSTOMS_HELD})
# What shows a charge on paper, which only a person reads.
BILLS = frozenset({EvidenceKind.INVOICE, EvidenceKind.CUSTOMS_LETTER})


def assessed(
    order: Order, seen: Sequence[ParcelView], now: datetime, demanded: Money | None = None
) -> Assessed | None:
    """Return what the rules say of the charges for these parcels of an order.

    None where the order meets no customs. `demanded` stands for what a claim that is still being
    written names. The day that counts is that of the declaration: of the first scan at customs on
    the buyer's side, else that of the claim, of the hand-over, or of `now`, in UTC.
    """
    border = order.border
    if border is None:
        return None
    dispute = order.dispute if order.disputes else None
    sent_at = max((parcel.handed_over_at for parcel in seen), default=now)
    on = _declared_on(seen) or (dispute.opened_at if dispute else sent_at).date()
    promised = {Kind.VAT: border.vat, Kind.DUTY: border.duty, Kind.FEE: border.fee}
    asked = demanded or (dispute.demanded if dispute else None)
    return assess(_sent(order, border, seen, on), on, promised, asked)


def claimed_parcels(order: Order, facts: Facts) -> list[ParcelView]:
    """Read the parcels that carry what the dispute is about: another one's fate is not its own."""
    lines = order.dispute.lines if order.disputes else range(1, len(order.lines) + 1)
    carried = lines_carried(order, facts)
    return [seen for seen in views(order, facts) if not set(carried[seen.parcel]).isdisjoint(lines)]


def of_charges(order: Order, found: Assessed | None) -> dict[str, Value]:
    """Return the facts about charges; `found` is what `assessed` says of the claim's parcels."""
    dispute = order.dispute if order.disputes else None
    demanded = dispute.demanded if dispute else None
    values: dict[str, Value] = {
        "demanded": _minor(demanded, order.held.currency),
        "charge_shown": _shown(order) or None,
    }
    if found is None:
        return values
    known = found.payer is not Payer.UNKNOWN
    comparison = found.comparison
    told = comparison is not Comparison.UNKNOWN
    return values | {
        "charge_expected": _minor(found.expects, order.held.currency),
        "charges_by_seller": found.payer is Payer.SELLER if known else None,
        "charges_by_buyer": found.payer is Payer.BUYER if known else None,
        "duty_charged_twice": comparison is Comparison.CHARGED_TWICE if told else None,
        "charge_excessive": comparison is not Comparison.AS_EXPECTED if told else None,
    }


def _shown(order: Order) -> bool:
    """Whether the buyer brought a bill or a letter that shows a charge."""
    return any(by is Role.BUYER and kind in BILLS for by, kind in order.evidence)


def _sent(order: Order, border: Border, seen: Sequence[ParcelView], on: date) -> Consignment | None:
    carried = {parcel.number: parcel.lines for parcel in order.parcels}
    groups = {carried.get(parcel.parcel, ()) for parcel in seen if carried.get(parcel.parcel)}
    if len(groups) > 1:
        return None
    every = tuple(range(1, len(order.lines) + 1))
    lines = groups.pop() if groups else every
    shares = split(border.shipping, [line.minor for line in order.lines])
    return Consignment(
        jurisdictions=border.jurisdictions,
        declared_on=on,
        goods=total([order.lines[line - 1] for line in lines], order.nothing),
        shipping=total([shares[line - 1] for line in lines], order.nothing),
        # How many headings several lines have is not in the order.
        tariff_lines=1 if len(lines) == 1 else None,
        dearest_item=max(border.pieces[line - 1] for line in lines),
        scheme=border.scheme,
        collected=border.collected,
    )


def _declared_on(seen: Sequence[ParcelView]) -> date | None:
    moments = [
        one.by
        for parcel in seen
        for one in parcel.own
        if one.status in AT_CUSTOMS
        and one.reported
        and one.leg is Leg.OUTBOUND
        # What leaves a country is shown to its customs too.
        and not (one.place and parcel.route and one.place.country == parcel.route.origin)
    ]
    return min(moments).date() if moments else None


def _minor(money: Money | None, currency: str) -> int | None:
    """A sum of another currency is no number of this one: a person exchanges it."""
    if money is None or (money and money.currency != currency):
        return None
    return money.minor
