"""What a tracking number proves when somebody enters it: by its form, and by who had it before."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.backends.utils import CursorWrapper

from amends.core.commands import Command, CorrectNumber, HandOver
from amends.core.order import Order
from amends.core.parcel import NumberFact, Validity
from amends.parcels.numbers.cleaning import NumberRefused
from amends.parcels.numbers.reading import read_number

from .loaded import Beside, Loaded

ASKED_MOST = 500


@dataclass(frozen=True, slots=True)
class Entered:
    """A number that was entered for a parcel of a buyer's order."""

    marketplace: str
    buyer: str
    parcel: int
    carrier: str
    number: str
    at: datetime


def parcel_of(order: Order, command: Command) -> int | None:
    """Return the parcel to which a command gives a number, or None if it gives none."""
    match command:
        case HandOver():
            return len(order.parcels) + 1
        case CorrectNumber():
            return command.parcel
        case _:
            return None


def entered(
    cursor: CursorWrapper, loaded: Loaded, command: Command, beside: Beside, now: datetime
) -> NumberFact | None:
    """Return what the number that a command enters proves, or None where it enters none."""
    parcel, number = parcel_of(loaded.order, command), beside.tracking_number
    if parcel is None or not number:
        return None
    whose = (loaded.marketplace, loaded.order.buyer)
    said = Entered(*whose, parcel, beside.carrier, number, now)
    return proved(said, buyers_with(cursor, [number])[number])


def proved(entered: Entered, had: Iterable[tuple[str, str]]) -> NumberFact:
    """Return what a number proves; `had` are the marketplaces and buyers of orders that had it.

    Several parcels of one buyer may rightly share a number.
    """
    others = (buyer for marketplace, buyer in had if marketplace == entered.marketplace)
    reused = any(buyer != entered.buyer for buyer in others)
    return NumberFact(
        entered.parcel, _validity(entered.number, entered.carrier), reused, entered.at
    )


def buyers_with(cursor: CursorWrapper, numbers: Sequence[str]) -> dict[str, set[tuple[str, str]]]:
    """Return the marketplace and buyer of each order that has one of these numbers now."""
    found: dict[str, set[tuple[str, str]]] = {number: set() for number in numbers}
    for start in range(0, len(numbers), ASKED_MOST):
        part = list(numbers[start : start + ASKED_MOST])
        marks = ", ".join(["%s"] * len(part))
        cursor.execute(
            "SELECT parcels.tracking_number, orders.marketplace, orders.buyer"  # noqa: S608 - ours
            " FROM parcels JOIN orders USING (bucket, key)"
            f" WHERE parcels.tracking_number IN ({marks}) AND parcels.tracking_number <> ''",
            part,
        )
        for number, marketplace, buyer in cursor.fetchall():
            found[number].add((marketplace, buyer))
    return found


def _validity(number: str, carrier: str) -> Validity:
    try:
        return read_number(number, carrier).validity
    except NumberRefused:
        # What is no number at all is for people to see; no carrier disproves it.
        return Validity.UNKNOWN_FORMAT
