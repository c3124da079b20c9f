"""Sums of different currencies meet only by a rate that was given, for a day near enough."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal

from babel.numbers import get_currency_precision

from amends.core.money import Money

# Customs publish their rates for a month.
RATE_HOLDS = timedelta(days=31)


@dataclass(frozen=True, slots=True, kw_only=True)
class Rate:
    """One unit of `one` is `rate` units of `other`, as published for the day `on`."""

    one: str
    other: str
    rate: Decimal
    on: date

    def __post_init__(self) -> None:
        """Hold that it is a rate."""
        assert self.rate > 0, "a rate is above zero"


def exchanged(shown: Money, currency: str, rates: Sequence[Rate], on: date) -> Decimal | None:
    """Return a sum in minor units of `currency`, unrounded, or None without a rate for the day.

    A rate counts from its day on, for 31 days; of several, the latest. It is used both ways.
    """
    if shown.currency == currency:
        return Decimal(shown.minor)
    pair = {shown.currency, currency}
    fit = [r for r in rates if {r.one, r.other} == pair and r.on <= on <= r.on + RATE_HOLDS]
    if not fit:
        return None
    latest = max(fit, key=lambda rate: rate.on)
    factor = latest.rate if latest.one == shown.currency else 1 / latest.rate
    scale = get_currency_precision(currency) - get_currency_precision(shown.currency)
    return Decimal(shown.minor).scaleb(scale) * factor


def rounded(minor: Decimal, currency: str) -> Money:
    """Return minor units as a sum, half a unit upwards, as customs offices round."""
    return Money(int(minor.to_integral_value(ROUND_HALF_UP)), currency)
