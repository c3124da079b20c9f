"""One parcel of one order, seen at one moment: what every finding is asked of."""

from dataclasses import dataclass
from datetime import datetime
from typing import TypeAlias

from amends.core.order import Order
from amends.core.views import ParcelView

# The numbers of the checkpoints that a finding rests on, or None where it does not hold.
Rests: TypeAlias = tuple[int, ...] | None


@dataclass(frozen=True, slots=True)
class Sight:
    """One parcel of one order, seen at one moment."""

    order: Order
    parcel: ParcelView
    now: datetime

    @property
    def stalled_at(self) -> datetime | None:
        """When it will have stood still for too long, or None if nothing was scanned."""
        terms = self.order.terms
        within = terms.stalled_after_domestic if self.order.domestic else terms.stalled_after
        return self.parcel.scanned_at + within if self.parcel.scanned_at else None

    @property
    def unaccepted_at(self) -> datetime:
        """When a carrier should have scanned it."""
        return self.parcel.handed_over_at + self.order.terms.scan_within

    @property
    def ordered_grams(self) -> int | None:
        """What its lines weigh together as the order states it, or None where one is not stated."""
        order = self.order
        lines = next((p.lines for p in order.parcels if p.number == self.parcel.parcel), ())
        weights = [order.weights[line - 1] for line in lines if order.weights]
        told = [weight for weight in weights if weight is not None]
        return sum(told) if told and len(told) == len(lines) else None

    @property
    def uncorrected_at(self) -> datetime | None:
        """When its number should have been corrected, or None if none was entered."""
        number = self.parcel.number
        return number.recorded_at + self.order.terms.number_corrected_within if number else None
