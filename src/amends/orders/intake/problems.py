"""What is wrong with a body, in words for people: every field at once, each with the way out."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal

from babel.numbers import get_currency_precision
from pydantic import ValidationError
from pydantic_core import ErrorDetails

from amends.core.money import Money

from .fields import PATTERNS

PROBLEMS_MOST = 100

WORDS: Mapping[str, str] = {
    "missing": "This is needed.",
    "extra_forbidden": "No such field is known. Take it out, or check its spelling.",
    "json_invalid": "This is not JSON: {error}.",
    "json_type": "This is not JSON text.",
    "string_type": "Write text here.",
    "string_too_short": "This is empty. Write something here.",
    "string_too_long": "This is too long: write at most {max_length} characters.",
    "string_unicode": "This is not text in UTF-8.",
    "float_type": "Write a number here.",
    "float_parsing": "Write a number here.",
    "finite_number": "Write a number here.",
    "int_type": "Write a whole number here.",
    "int_parsing": "Write a whole number here.",
    "int_from_float": "Write a whole number here.",
    "int_parsing_size": "This number is too large.",
    "bool_type": "Write true or false here.",
    "bool_parsing": "Write true or false here.",
    "list_type": "Write a list here.",
    "dict_type": "Write an object here.",
    "model_type": "Write an object here.",
    "model_attributes_type": "Write an object here.",
    "enum": "Write {expected}.",
    "literal_error": "Write {expected}.",
    "union_tag_invalid": "Write {expected_tags}.",
    "union_tag_not_found": "The field {discriminator} is needed.",
    "greater_than_equal": "Write at least {ge}.",
    "less_than_equal": "Write at most {le}.",
    "too_short": "This needs at least {min_length}.",
    "too_long": "This takes at most {max_length}.",
}


@dataclass(frozen=True, slots=True)
class Problem:
    """One field by its dotted path, and what is wrong with it."""

    field: str
    problem: str


def problems(error: ValidationError) -> list[Problem]:
    """Return what is wrong with a body, field by field; at most 100."""
    found: list[Problem] = []
    for detail in error.errors(include_url=False, include_input=False):
        found += _of(detail)
    return found[:PROBLEMS_MOST]


def written(money: Money) -> str:
    """Return a sum in figures that nobody can misread, for a message about a body."""
    precision = get_currency_precision(money.currency)
    return f"{Decimal(money.minor).scaleb(-precision):.{precision}f} {money.currency}"


def _of(detail: ErrorDetails) -> Iterator[Problem]:
    path = [str(part) for part in detail["loc"]]
    if detail["type"] != "together":
        yield Problem(".".join(path), _words(detail))
        return
    for inner in detail["ctx"]["problems"]:
        yield Problem(".".join([*path, inner.field]), inner.problem)


def _words(detail: ErrorDetails) -> str:
    details = detail.get("ctx", {})
    if detail["type"] == "string_pattern_mismatch":
        return PATTERNS[details["pattern"]]
    words = WORDS.get(detail["type"])
    return words.format_map(details) if words else detail["msg"]
