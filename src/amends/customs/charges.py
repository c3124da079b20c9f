"""What one consignment should be charged at the border, and how a claimed charge compares with it.

Every answer names the row that it rests on. Where it cannot be told whether a row holds, for want
of a rate or a number, the answer is unknown: it never falls through to the next row.
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
from .territories import jurisdictions

# More than a tenth and two units above what is expected is asked to be shown on paper.
TOLERATED = Decimal("1.1")
TOLERATED_UNITS = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Consignment:
    """What is sent to one person at one time.

    `goods` is their value without tax and separately shown shipping. `tariff_lines` counts the
    distinct headings, None if that is not known. `collected` is the tax taken at checkout, None if
    that is not known; `scheme` is the one under which, like `IOSS`. `declared_on` is the day of the
    customs declaration, which is what the law looks at.
    """

    country: str
    declared_on: date
    goods: Money
    shipping: Money
    postal_code: str = ""
    tariff_lines: int | None = None
    dearest_item: Money | None = None
    scheme: str = ""
    collected: Money | None = None
    rates: tuple[Rate, ...] = ()


@dataclass(frozen=True, slots=True)
class Charge:
    """What is expected at the border; `amount` is None where that cannot be said, `why` says it.

    `basis` is the sum that a percentage was taken of. `paid_before` says that the law wants the
    charge at checkout and that it was taken there.
    """

    kind: Kind
    amount: Money | None
    why: str
    row: Row | None = None
    basis: Money | None = None
    paid_before: bool = False


class Comparison(StrEnum):
    """How a claimed charge stands to the expected one."""

    CHARGED_TWICE = "charged_twice"
    AS_EXPECTED = "as_expected"
    MORE_THAN_EXPECTED = "more_than_expected"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Compared:
    """A comparison with its reason in words."""

    comparison: Comparison
    why: str


def expected(kind: Kind, sent: Consignment, enabled: Collection[str] = ()) -> Charge:
    """Return what should be charged; `enabled` are the ids of unverified rows that are wanted."""
    where = jurisdictions(sent.country, sent.postal_code)
    if not where:
        return Charge(kind, None, "The place may be in a territory with rules of its own.")
    for row in rows():
        if row.kind is not kind or row.jurisdiction not in where:
            continue
        if not row.in_force(sent.declared_on) or not (row.verified or row.id in enabled):
            continue
        holds = _holds(row, sent)
        if holds is None:
            return Charge(kind, None, f"Whether {row.id} holds needs {_wanting(row)}.", row)
        if holds:
            return _charge(row, sent, enabled)
    return Charge(kind, None, "No verified rule covers this on the day of the declaration.")


def compare(charge: Charge, claimed: Money, *, on: date, rates: Sequence[Rate] = ()) -> Compared:
    """Compare what was charged with what was expected; up to a tenth and two units more pass."""
    if charge.amount is None:
        return Compared(Comparison.UNKNOWN, charge.why)
    if charge.paid_before and claimed:
        return Compared(
            Comparison.CHARGED_TWICE, "It was paid at checkout, and charged again at the border."
        )
    asked = exchanged(claimed, charge.amount.currency, rates, on)
    if asked is None:
        why = f"A rate from {claimed.currency} to {charge.amount.currency} for {on} is wanting."
        return Compared(Comparison.UNKNOWN, why)
    spare = TOLERATED_UNITS * Decimal(10) ** get_currency_precision(charge.amount.currency)
    if asked > charge.amount.minor * TOLERATED + spare:
        why = f"{spell(claimed)} was charged, {spell(charge.amount)} was expected. {charge.why}"
        return Compared(Comparison.MORE_THAN_EXPECTED, why)
    return Compared(Comparison.AS_EXPECTED, charge.why)


def _holds(row: Row, sent: Consignment) -> bool | None:
    if row.scheme and row.scheme != sent.scheme.strip().upper():
        return False
    if row.threshold is None:
        return True
    value = _value(row.threshold_of, sent, row.threshold.currency)
    if value is None:
        return None
    match row.side:
        case Side.UP_TO:
            return value <= row.threshold.minor
        case Side.BELOW:
            return value < row.threshold.minor
        case Side.ABOVE:
            return value > row.threshold.minor
        case _:
            assert_never(row.side)


def _wanting(row: Row) -> str:
    assert row.threshold is not None, "only a threshold can want anything"
    item = (
        "the price of the dearest item, and " if row.threshold_of is Measured.DEAREST_ITEM else ""
    )
    return f"{item}a rate to {row.threshold.currency} for the day of the declaration"


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
            return Charge(row.kind, nothing, f"{row.id}: nothing is charged.", row)
        case Collected.CHECKOUT:
            why = f"{row.id}: it is paid at checkout, and nothing at the border."
            return Charge(row.kind, nothing, why, row, paid_before=bool(sent.collected))
        case Collected.BORDER if row.fixed is not None:
            return _fixed(row, row.fixed, sent)
        case Collected.BORDER if row.percent is not None:
            return _percentage(row, row.percent, sent, enabled)
        case Collected.BORDER:
            return Charge(row.kind, None, f"{row.id}: it is due, but how much is not known.", row)
        case _:
            assert_never(row.collected)


def _fixed(row: Row, each: Money, sent: Consignment) -> Charge:
    count = 1 if row.per is Per.PARCEL else sent.tariff_lines
    if count is None:
        return Charge(row.kind, None, f"{row.id} needs the number of tariff lines.", row)
    due = Money(each.minor * count, each.currency)
    lines = "parcel" if row.per is Per.PARCEL else f"tariff line, {count} of them"
    return Charge(row.kind, due, f"{row.id}: {spell(each)} a {lines}.", row)


def _percentage(row: Row, percent: Decimal, sent: Consignment, enabled: Collection[str]) -> Charge:
    # The base of import VAT is the same in every jurisdiction here: goods, shipping and duty.
    duty = expected(Kind.DUTY, sent, enabled)
    if duty.amount is None:
        return Charge(row.kind, None, f"{row.id} counts the duty in. {duty.why}", row)
    parts = [sent.goods, sent.shipping, duty.amount]
    currency = sent.goods.currency
    value = _sum(parts, sent, currency)
    if value is None:
        why = f"{row.id} needs a rate to {currency} for the day of the declaration."
        return Charge(row.kind, None, why, row)
    basis = rounded(value, currency)
    due = rounded(value * percent / 100, currency)
    why = f"{row.id}: {percent} % of {spell(basis)}, {row.basis}; some goods have a lower rate."
    return Charge(row.kind, due, why, row, basis)


def spell(shown: Money) -> str:
    """Return a sum as a currency's code and its major units, the same in every language."""
    precision = get_currency_precision(shown.currency)
    return f"{shown.currency} {Decimal(shown.minor).scaleb(-precision):.{precision}f}"
