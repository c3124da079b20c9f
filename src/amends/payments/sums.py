"""Sums as gateways and people spell them: with the decimal digits of their currency."""

from babel.numbers import get_currency_precision


def major(minor: int, currency: str) -> str:
    """Return a sum with a decimal point, and as many digits as its currency has."""
    digits: int = get_currency_precision(currency)
    whole, part = divmod(minor, 10**digits)
    return f"{whole}.{part:0{digits}d}" if digits else str(whole)


def minor_of(written: str, currency: str) -> int:
    """Return a sum that a gateway spelled, in minor units; raises `ValueError`."""
    digits = get_currency_precision(currency)
    whole, _, part = written.partition(".")
    if len(part.rstrip("0")) > digits:
        raise ValueError(written)
    scale: int = 10**digits
    return int(whole) * scale + int(part[:digits].ljust(digits, "0") or 0)
