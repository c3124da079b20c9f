"""What pages say of the charges at a border: who pays, what was to be expected, what was asked."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from babel.dates import format_date

from amends.core.money import Money
from amends.customs import Comparison, Due, Payer
from amends.orders.bordering import charges_of
from amends.web.reader import Reader
from amends.web.viewer import Seen
from amends.words.shown import locale_of


@dataclass(frozen=True, slots=True)
class ShownDue:
    """One kind of charge with the days of its rule, in words."""

    due: Due
    holds: str


@dataclass(frozen=True, slots=True)
class ShownBorder:
    """The charges of an order, ready for a template; `quotes` are the listing's own words.

    `expects` is None where it cannot be said, `demanded` where nobody said what was asked for.
    """

    payer: Payer
    quotes: Sequence[str]
    dues: Sequence[ShownDue]
    expects: Money | None
    demanded: Money | None
    comparison: Comparison
    declared_on: str


def shown_border(
    seen: Seen, demanded: Money | None = None, parcel: int | None = None
) -> ShownBorder | None:
    """Gather the charges of a parcel, or of what a claim is about; None where there are none."""
    reader = Reader(seen.viewer, seen.role)
    found = charges_of(seen.loaded, seen.viewer.now, parcel=parcel, demanded=demanded)
    if found is None:
        return None
    told = found.assessed
    return ShownBorder(
        payer=told.payer,
        quotes=[*dict.fromkeys(one.quote for one in found.said.values() if one.quote)],
        dues=[ShownDue(due, _holds(due, reader)) for due in told.dues],
        expects=told.expects,
        demanded=told.demanded,
        comparison=told.comparison,
        declared_on=_day(told.declared_on, reader),
    )


def _holds(due: Due, reader: Reader) -> str:
    row = due.charge.row
    if row is None:
        return ""
    since = f"since {_day(row.valid_from, reader)}"
    return f"{since}, until {_day(row.valid_to, reader)}" if row.valid_to else since


def _day(day: date, reader: Reader) -> str:
    return format_date(day, "d MMM y", locale=locale_of(reader.viewer.locale))
