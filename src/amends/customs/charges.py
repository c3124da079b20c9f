"""What one consignment should be charged at the border, and how a claimed charge compares with it.

Every answer names the row that it rests on, and its ground, whose words stand in `words/`. Where it
cannot be told whether a row holds, for want of a rate or a number, the answer is unknown: it never
falls through to the next row.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import assert_never

from babel.numbers import get_currency_precision

from amends.core.money import Money

from .currencies import Rate, exchanged, rounded
from .rows import Collected, Kind, Measured, Per, Row, Side, rows

# More than a tenth and two units above what is expected is asked to be shown on paper.
TOLERATED = Decimal("1.1")
TOLERATED_UNITS = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Consignment:
    """What is sent to one person at one time, to where the rules of `jurisdictions` hold.

    `goods` is their value without tax and separately shown shipping. `tariff_lines` counts the
    distinct headings, None if that is not known. `collected` is the tax taken at checkout, None if
    that is not known; `scheme` is the one under which, like `IOSS`. `declared_on` is the day of the
    customs declaration, which is what the law looks at.
    """

    jurisdictions: tuple[str, ...]
    declared_on: date
    goods: Money
    shipping: Money
    tariff_lines: int | None = None
    dearest_item: Money | None = None
    scheme: str = ""
    collected: Money | None = None
    rates: tuple[Rate, ...] = ()


class Ground(StrEnum):
    """Why a charge is what it is, or why nobody can say what it is."""

    PLACE = "place"
    PARCELS = "parcels"
    NO_ROW = "no_row"
    RATE = "rate"
    PIECE = "piece"
    TARIFF_LINES = "tariff_lines"
    HOW_MUCH = "how_much"
    DUTY = "duty"
    NOTHING = "nothing"
    CHECKOUT = "checkout"
    EACH_LINE = "each_line"
    EACH_PARCEL = "each_parcel"
    PERCENT = "percent"


@dataclass(frozen=True, slots=True)
class Charge:
    """What is expected at the border; `amount` is None where that cannot be said.

    `basis` is the sum that a percentage was taken of. `paid_before` says that the law wants the
    charge at checkout and that it was taken there.
    """

    kind: Kind
    amount: Money | None
    ground: Ground
    row: Row | None = None
    basis: Money | None = None
    paid_before: bool = False


class Comparison(StrEnum):
    """How a claimed charge stands to the expected one."""

    CHARGED_TWICE = "charged_twice"
    AS_EXPECTED = "as_expected"
    MORE_THAN_EXPECTED = "more_than_expected"
    UNKNOWN = "unknown"


def expected(kind: Kind, sent: Consignment, enabled: Collection[str] = ()) -> Charge:
    """Return what should be charged; `enabled` are the ids of unverified rows that are wanted."""
    if not sent.jurisdictions:
        return Charge(kind, None, Ground.PLACE)
    for row in rows():
        if row.kind is not kind or row.jurisdiction not in sent.jurisdictions:
            continue
        if not row.in_force(sent.declared_on) or not (row.verified or row.id in enabled):
            continue
        holds = _holds(row, sent)
        if holds is None:
            return Charge(kind, None, _wanting(row, sent), row)
        if holds:
            return _charge(row, sent, enabled)
    return Charge(kind, None, Ground.NO_ROW)


def compare(
    expects: Money | None,
    claimed: Money,
    *,
    on: date,
    paid_before: bool = False,
    rates: Sequence[Rate] = (),
) -> Comparison:
    """Compare what was charged with all that was expected; up to a tenth and two units more pass.

    Where tax was `paid_before`, at checkout, what is more is that tax charged again; and where
    nothing else was due, so is all of it.
    """
    if expects is None:
        return Comparison.UNKNOWN
    if not expects and claimed and paid_before:
        return Comparison.CHARGED_TWICE
    asked = exchanged(claimed, expects.currency, rates, on)
    if asked is None:
        return Comparison.UNKNOWN
    spare = TOLERATED_UNITS * Decimal(10) ** get_currency_precision(expects.currency)
    if asked <= expects.minor * TOLERATED + spare:
        return Comparison.AS_EXPECTED
    return Comparison.CHARGED_TWICE if paid_before else Comparison.MORE_THAN_EXPECTED


def _holds(row: Row, sent: Consignment) -> bool | None:
    if row.scheme and row.scheme != sent.scheme.strip().upper():
        return False
    if row.threshold is None:
        return True
    value = _value(row.threshold_of, sent, row.threshold.currency)
    if value is None:
        # Whoever took the tax of a scheme at checkout held the consignment to be within it.
        return True if row.scheme and sent.collected else None
    match row.side:
        case Side.UP_TO:
            return value <= row.threshold.minor
        case Side.BELOW:
            return value < row.threshold.minor
        case Side.ABOVE:
            return value > row.threshold.minor
        case _:
            assert_never(row.side)


def _wanting(row: Row, sent: Consignment) -> Ground:
    piece = row.threshold_of is Measured.DEAREST_ITEM and sent.dearest_item is None
    return Ground.PIECE if piece else Ground.RATE


def _value(measured: Measured, sent: Consignment, currency: str) -> Decimal | None:
    """Return a value in minor units of a currency, or None if it cannot be said."""
    parts: list[Money | None] = [sent.goods]
    if measured is Measured.DEAREST_ITEM:
        parts = [sent.dearest_item]
    elif measured is not Measured.GOODS:
        parts.append(sent.shipping)
    return _sum(parts, sent, currency)


def _sum(parts: Sequence[Money | None], sent: Consignment, currency: str) -> Decimal | None:
    total = Decimal(0)
    for part in parts:
        minor = exchanged(part, currency, sent.rates, sent.declared_on) if part else None
        if part is None or (part and minor is None):
            return None
        total += minor or 0
    return total


def _charge(row: Row, sent: Consignment, enabled: Collection[str]) -> Charge:
    nothing = sent.goods.nothing
    match row.collected:
        case Collected.NOWHERE:
            return Charge(row.kind, nothing, Ground.NOTHING, row)
        case Collected.CHECKOUT:
            paid_before = bool(sent.collected)
            return Charge(row.kind, nothing, Ground.CHECKOUT, row, paid_before=paid_before)
        case Collected.BORDER if row.fixed is not None:
            return _fixed(row, row.fixed, sent)
        case Collected.BORDER if row.percent is not None:
            return _percentage(row, row.percent, sent, enabled)
        case Collected.BORDER:
            return Charge(row.kind, None, Ground.HOW_MUCH, row)
        case _:
            assert_never(row.collected)


def _fixed(row: Row, each: Money, sent: Consignment) -> Charge:
    if row.per is Per.PARCEL:
        return Charge(row.kind, each, Ground.EACH_PARCEL, row)
    if sent.tariff_lines is None:
        return Charge(row.kind, None, Ground.TARIFF_LINES, row)
    due = Money(each.minor * sent.tariff_lines, each.currency)
    return Charge(row.kind, due, Ground.EACH_LINE, row)


def _percentage(row: Row, percent: Decimal, sent: Consignment, enabled: Collection[str]) -> Charge:
    # The base of import VAT is the same in every jurisdiction here: goods, shipping and duty.
    duty = expected(Kind.DUTY, sent, enabled)
    if duty.amount is None:
        return Charge(row.kind, None, Ground.DUTY, row)
    parts = [sent.goods, sent.shipping, duty.amount]
    currency = sent.goods.currency
    value = _sum(parts, sent, currency)
    if value is None:
        return Charge(row.kind, None, Ground.RATE, row)
    basis = rounded(value, currency)
    due = rounded(value * percent / 100, currency)
    return Charge(row.kind, due, Ground.PERCENT, row, basis)
