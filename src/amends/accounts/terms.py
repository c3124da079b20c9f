"""A marketplace's own terms: what it may override, and every wrong value named at once."""

import json
from collections.abc import Mapping
from dataclasses import fields, replace
from datetime import timedelta
from typing import TypeGuard

from amends.core.terms import RefundMethod, Remedy, Terms

DAYS_MOST = 400
MINOR_MOST = 10**12
# Below a minute a period would end before anybody could use it.
DAYS_LEAST = 1 / (24 * 60)
NAMES = frozenset(field.name for field in fields(Terms))
# Whole numbers that count no days: minor units of a currency, where zero asks for nobody, and
# hundredths.
COUNTED = {"approval_above": (0, 10**15), "late_kept_most": (0, 100)}


class TermsRefused(Exception):
    """The text names every term that does not hold, and the way out."""


def terms_of(overrides: Mapping[str, object]) -> Terms:
    """Return the default terms with a marketplace's own.

    They are named as in `Terms`: periods in days, like `{"dispatch_within": 2.5}`; counts as whole
    numbers; choices as lists of codes. Raises `TermsRefused`, which names every wrong one.
    """
    problems: list[str] = []
    read: dict[str, object] = {}
    for name, value in overrides.items():
        found, problem = _read(name, value)
        problems += [problem] if problem else []
        read[name] = found
    if problems:
        raise TermsRefused(" ".join(problems))
    return replace(Terms(), **read)  # type: ignore[arg-type]  # Each value was read for its field.


def overrides_in(text: str) -> dict[str, object]:
    """Return the overrides that a text of JSON holds; raises `TermsRefused` where it holds none."""
    try:
        kept = json.loads(text)
    except ValueError as error:
        raise TermsRefused("The terms are no JSON. Write an object of terms.") from error
    if not isinstance(kept, dict):
        raise TermsRefused("The terms are no object. Write names with values, like {}.")
    return kept


def _read(name: str, value: object) -> tuple[object, str]:
    default = getattr(Terms(), name) if name in NAMES else None
    match default:
        case timedelta():
            if _is_number(value) and DAYS_LEAST <= value <= DAYS_MOST:
                return timedelta(days=value), ""
            return None, f"{name}: write days, from a minute (0.0007) to {DAYS_MOST}."
        case bool():
            return value, "" if isinstance(value, bool) else f"{name}: write true or false."
        case int() if name == "approval_above":
            good = type(value) is int and 0 <= value <= MINOR_MOST
            words = "a sum in minor units of the orders' currency, or 0 for no limit"
            return value, "" if good else f"{name}: write {words}."
        case int():
            least, most = COUNTED.get(name, (1, DAYS_MOST))
            good = type(value) is int and least <= value <= most
            return value, "" if good else f"{name}: write a whole number from {least} to {most}."
        case tuple():
            return _codes(name, value)
        case _:
            return None, f"{name}: no such term is known."


def _is_number(value: object) -> TypeGuard[float]:
    # To Python, true is a number as well.
    return isinstance(value, int | float) and not isinstance(value, bool)


def _codes(name: str, value: object) -> tuple[object, str]:
    kind = RefundMethod if name == "refund_methods" else Remedy
    known = [code.value for code in kind]
    if isinstance(value, list) and value and all(code in known for code in value):
        return tuple(kind(code) for code in value), ""
    return None, f"{name}: write a list of {', '.join(known)}."
