"""The charges of an order at a border, as the API shows them."""

from amends.core.money import Money
from amends.customs import Due, Row
from amends.orders.bordering import charges_of
from amends.words import say

from .calling import Seen
from .views import MoneyView
from .views_parcel import ChargesView, ChargeView, CustomsRowView


def charges_view(
    seen: Seen, *, parcel: int | None = None, demanded: Money | None = None
) -> ChargesView | None:
    """Return the charges of a parcel, or of what a claim is about; None without customs."""
    found = charges_of(seen.loaded, seen.call.now, parcel=parcel, demanded=demanded)
    if found is None:
        return None
    told = found.assessed
    quotes = {kind: said.quote for kind, said in found.said.items()}
    return ChargesView(
        declared_on=told.declared_on,
        charges=[_charge(due, quotes[due.charge.kind]) for due in told.dues],
        expected=_money(told.expects),
        demanded=_money(told.demanded),
        comparison=told.comparison,
        payer=told.payer,
        words=say(f"payer.{told.payer}"),
    )


def _charge(due: Due, quote: str) -> ChargeView:
    charge = due.charge
    return ChargeView(
        kind=charge.kind,
        expected=_money(charge.amount),
        ground=charge.ground,
        words=say(f"charge_ground.{charge.ground}"),
        payer=due.payer,
        quote=quote,
        rule=_rule(charge.row) if charge.row else None,
    )


def _rule(row: Row) -> CustomsRowView:
    return CustomsRowView(
        id=row.id,
        jurisdiction=row.jurisdiction,
        valid_from=row.valid_from,
        valid_to=row.valid_to,
        source=row.source,
    )


def _money(shown: Money | None) -> MoneyView | None:
    return MoneyView.of(shown) if shown is not None else None
