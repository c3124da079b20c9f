"""A marketplace's own terms: what it may override, and every wrong value named at once."""

from collections.abc import Mapping
from dataclasses import fields, replace
from datetime import timedelta

from amends.core.terms import RefundMethod, Remedy, Terms

DAYS_MOST = 400
PERIODS = {field.name: field for field in fields(Terms) if field.type is timedelta}


class TermsRefused(Exception):
    """The text names every term that does not hold, and the way out."""


def terms_of(overrides: Mapping[str, object]) -> Terms:
    """Return the default terms with a marketplace's own; periods are written in days.

    Raises `TermsRefused`.
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


def _read(name: str, value: object) -> tuple[object, str]:
    default = getattr(Terms(), name, None)
    match default:
        case timedelta():
            if isinstance(value, int | float) and 0 < value <= DAYS_MOST and value is not True:
                return timedelta(days=value), ""
            return None, f"{name}: write days, more than 0 and at most {DAYS_MOST}."
        case bool():
            return value, "" if isinstance(value, bool) else f"{name}: write true or false."
        case int():
            good = type(value) is int and 1 <= value <= DAYS_MOST
            return value, "" if good else f"{name}: write a whole number from 1 to {DAYS_MOST}."
        case tuple():
            return _codes(name, value)
        case _:
            return None, f"{name}: no such term is known."


def _codes(name: str, value: object) -> tuple[object, str]:
    kind = RefundMethod if name == "refund_methods" else Remedy
    known = [code.value for code in kind]
    if isinstance(value, list) and value and all(code in known for code in value):
        return tuple(kind(code) for code in value), ""
    return None, f"{name}: write a list of {', '.join(known)}."
