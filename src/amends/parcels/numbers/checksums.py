"""The check digits of the format set, one function a kind, as its CHECKSUM_ALGORITHMS page says."""

import string
from collections.abc import Callable, Mapping
from typing import TypeAlias

Settings: TypeAlias = Mapping[str, object]
ALPHABET = string.digits + string.ascii_uppercase
MOD_37_36 = 36


def has_right_check_digit(serial: str, digit: str, settings: Settings) -> bool:
    """Return whether `digit` is the check digit of `serial`; a kind we do not know is an error."""
    return _KINDS[str(settings["name"])](serial, settings) == digit


def _mod10(serial: str, settings: Settings) -> str:
    characters = serial[::-1] if settings.get("reverse") else serial
    multipliers = (_number(settings, "evens_multiplier"), _number(settings, "odds_multiplier"))
    # A letter counts as its ASCII code less three, its last digit only: the rule of UPS.
    values = [int(c) if c.isdigit() else (ord(c) - 3) % 10 for c in characters]
    total = sum(value * multipliers[place % 2] for place, value in enumerate(values))
    return str(-total % 10)


def _mod7(serial: str, settings: Settings) -> str:
    return str(int(serial) % _number(settings, "modulo"))


def _s10(serial: str, settings: Settings) -> str:
    """UPU S10: eleven less the weighted sum modulo eleven, where 10 is written 0 and 11 is 5."""
    rest = _weighted(serial, settings) % 11
    return {1: "0", 0: "5"}.get(rest, str(11 - rest))


def _weights_and_modulo(serial: str, settings: Settings) -> str:
    weighted = _weighted(serial, settings)
    return str(weighted % _number(settings, "modulo1") % _number(settings, "modulo2"))


def _luhn(serial: str, settings: Settings) -> str:
    del settings
    doubled = [int(c) * (2 - place % 2) for place, c in enumerate(reversed(serial))]
    return str(-sum(value - 9 if value > 9 else value for value in doubled) % 10)


def _mod_37_36(serial: str, settings: Settings) -> str:
    """ISO 7064 MOD 37,36, as in DPD's label specification 2.4.1."""
    del settings
    rest = MOD_37_36
    for character in serial:
        rest += ALPHABET.index(character)
        rest = (rest - MOD_37_36 if rest > MOD_37_36 else rest) * 2
        rest = rest - (MOD_37_36 + 1) if rest > MOD_37_36 else rest
    rest = MOD_37_36 + 1 - rest
    return ALPHABET[0 if rest == MOD_37_36 else rest]


def _weighted(serial: str, settings: Settings) -> int:
    weights = settings["weightings"]
    assert isinstance(weights, list), "a weighted sum has its weights"
    return sum(int(c) * weight for c, weight in zip(serial, weights, strict=False))


def _number(settings: Settings, name: str) -> int:
    value = settings[name]
    assert isinstance(value, int), "a number of the set is a number"
    return value


_KINDS: Mapping[str, Callable[[str, Settings], str]] = {
    "mod10": _mod10,
    "mod7": _mod7,
    "s10": _s10,
    "sum_product_with_weightings_and_modulo": _weights_and_modulo,
    "luhn": _luhn,
    "mod_37_36": _mod_37_36,
}
