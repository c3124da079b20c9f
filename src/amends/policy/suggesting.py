"""Which reason fits what an order's parcels show, and why: what a buyer's form chooses first."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from amends.core.findings import Finding, FindingCode, findings, views
from amends.core.order import Order
from amends.core.parcel import CustomsCause, Facts
from amends.core.parties import Role
from amends.core.reasons import AT_CUSTOMS, Reason
from amends.core.views import ParcelView

from .charges import assessed
from .tracked import sides_at_customs


class CustomsGround(StrEnum):
    """Why one reason of customs fits and not another."""

    COUNTERFEIT = "counterfeit"
    UNDERVALUED = "undervalued"
    PROHIBITED = "prohibited"
    PAID_BEFORE = "paid_before"
    SELLER_PAYS = "seller_pays"
    BUYER_PAYS = "buyer_pays"
    NOT_SAID = "not_said"


@dataclass(frozen=True, slots=True)
class Suggested:
    """A reason, the finding that suggests it, and for customs the ground."""

    reason: Reason
    finding: FindingCode
    ground: CustomsGround | None = None


NAMED = {
    CustomsCause.COUNTERFEIT: CustomsGround.COUNTERFEIT,
    CustomsCause.UNDERVALUED: CustomsGround.UNDERVALUED,
    CustomsCause.PROHIBITED: CustomsGround.PROHIBITED,
}
OF_SIDE = {Role.SELLER: Reason.CUSTOMS_SELLER, Role.BUYER: Reason.CUSTOMS_BUYER}
PAYS = {Role.SELLER: CustomsGround.SELLER_PAYS, Role.BUYER: CustomsGround.BUYER_PAYS}


def suggested(order: Order, facts: Facts, now: datetime) -> Suggested | None:
    """Return the reason that the strongest finding suggests, or None if none does."""
    first = next((f for f in findings(order, facts, now) if f.worth.suggests), None)
    if first is None or first.worth.suggests is None:
        return None
    if first.worth.suggests in AT_CUSTOMS:
        return _at_customs(order, facts, now, first)
    return Suggested(first.worth.suggests, first.code)


def _at_customs(order: Order, facts: Facts, now: datetime, found: Finding) -> Suggested:
    seen = [parcel for parcel in views(order, facts) if parcel.parcel == found.parcel]
    due = assessed(order, seen, now)
    sides = sides_at_customs(order, seen, due)
    causes = {one.customs_cause for parcel in seen for one in parcel.held} & {*NAMED}
    twice = due is not None and due.paid_before and due.nothing_due
    if not causes and _unpaid(seen) and twice:
        return Suggested(Reason.DUTY_NOT_DUE, found.code, CustomsGround.PAID_BEFORE)
    if len(sides) != 1:
        return Suggested(Reason.CUSTOMS_UNKNOWN, found.code, CustomsGround.NOT_SAID)
    (side,) = sides
    ground = next((NAMED[cause] for cause in NAMED if cause in causes), PAYS[side])
    return Suggested(OF_SIDE[side], found.code, ground)


def _unpaid(seen: Sequence[ParcelView]) -> bool:
    held = (one.customs_cause for parcel in seen for one in parcel.held)
    return CustomsCause.UNPAID in held
