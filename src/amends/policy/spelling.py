"""A fact's value as the text that a decision keeps, and read back from it."""

from decimal import Decimal

from babel.numbers import get_currency_precision

from amends.core.rulings import FactUsed

from .facts import FACTS, Unit, Value

NOT_KNOWN = "not known"
FLAGS = {"yes": True, "no": False}


def spelled(name: str, value: Value, currency: str) -> FactUsed:
    """Return a fact as a decision keeps it, in no language's own way of writing numbers."""
    fact = FACTS[name]
    if value is None:
        return FactUsed(name, NOT_KNOWN, fact.source)
    if isinstance(value, bool):
        return FactUsed(name, "yes" if value else "no", fact.source)
    shown = money(value, currency) if fact.unit is Unit.MONEY else str(value)
    return FactUsed(name, shown, fact.source)


def value_of(used: FactUsed) -> Value:
    """Return the value of a fact that a decision kept."""
    if used.value == NOT_KNOWN:
        return None
    if used.value in FLAGS:
        return FLAGS[used.value]
    return int(used.value.partition(" ")[0].replace(".", ""))


def money(minor: int, currency: str) -> str:
    """Return a sum of minor units, such as 44.00 EUR."""
    return f"{Decimal(minor).scaleb(-get_currency_precision(currency)):f} {currency}"
