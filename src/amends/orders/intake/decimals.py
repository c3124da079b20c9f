"""Decimal text in major units, made into whole minor units exactly or refused."""

import re
from decimal import Decimal

from babel.numbers import get_currency_precision

from .fields import MINOR_MOST

_DECIMAL = re.compile(r"\d{1,13}(\.\d{1,13})?", re.ASCII)


class NotMoney(ValueError):
    """The text is no sum of this currency; the message says what to write."""


def minor_of(text: str, currency: str) -> int:
    """Return the minor units of a sum like 19.90; raise `NotMoney` rather than round it."""
    precision = get_currency_precision(currency)
    example = f"{Decimal(1990).scaleb(-2):.{precision}f}"
    if not _DECIMAL.fullmatch(text):
        raise NotMoney(f"Write a sum with a point and without other signs, like {example}.")
    scaled = Decimal(text).scaleb(precision)
    if scaled != scaled.to_integral_value():
        raise NotMoney(f"{currency} has {precision} decimal places: write a sum like {example}.")
    if scaled > MINOR_MOST:
        raise NotMoney("This sum is too large.")
    return int(scaled)
