"""The kinds of field that the bodies are made of, each with its limit.

What a pattern means for people stands beside it in `PATTERNS`; what a kind refuses by itself it
says in the words of its own error.
"""

import json
from functools import cache, lru_cache
from typing import Annotated, TypeAlias
from zoneinfo import available_timezones

from babel import Locale, UnknownLocaleError
from babel.numbers import list_currencies
from pydantic import AfterValidator, BaseModel, ConfigDict, Field, JsonValue, StringConstraints
from pydantic_core import PydanticCustomError

from amends.parcels.numbers.cleaning import NumberRefused, plain

MINOR_MOST = 10**13
QUANTITY_MOST = 10_000
TERM_MOST = 200
URL_MOST = 2048
# Two tonnes: no parcel that a tracker follows is heavier.
GRAMS_MOST = 2_000_000

ID = r"^[!-~]+$"
ONE_LINE = r"^[^\x00-\x1f\x7f-\x9f\u2028\u2029]*$"
SEVERAL_LINES = r"^[^\x00-\x08\x0b\x0c\x0e-\x1f\x7f]*$"
ADDRESS = r"^https?://[!-~]+$"
MAIL = r"^[^@\s]+@[^@\s]+\.[^@\s]+$"
THREE_LETTERS = r"^[A-Z]{3}$"
TERM = r"^[a-z][a-z_]*$"
DIGEST = r"^[0-9a-f]{64}$"
PATTERNS = {
    ID: "Use letters, digits and signs of ASCII, without a space.",
    ONE_LINE: "Write it on one line, without control characters.",
    SEVERAL_LINES: "Take the control characters out.",
    ADDRESS: "Write a web address that begins with https://.",
    MAIL: "Write an e-mail address, like name@example.org.",
    THREE_LETTERS: "Write the three letters of ISO 4217, like EUR.",
    DIGEST: "Copy the digest of the decision: 64 digits and letters from a to f.",
    TERM: "Write the name of a term in small letters, like grace_for.",
}

# What ISO 4217 keeps for "none" and for tests buys nothing; CLDR lists more than countries.
_NO_CURRENCIES = {"XXX", "XTS"}
_NO_COUNTRIES = {"EU", "EZ", "QO", "UN", "XA", "XB", "ZZ"}


class Body(BaseModel):
    """What every body has in common: nothing unknown is taken, and nothing is guessed."""

    model_config = ConfigDict(strict=True, extra="forbid", frozen=True, hide_input_in_errors=True)


def one_line(most: int) -> StringConstraints:
    """Text of one line, not empty."""
    return StringConstraints(
        strip_whitespace=True, min_length=1, max_length=most, pattern=ONE_LINE, strict=True
    )


def several_lines(most: int) -> StringConstraints:
    """Text of any number of lines, which may be empty."""
    return StringConstraints(max_length=most, pattern=SEVERAL_LINES, strict=True)


def _currency(code: str) -> str:
    if not is_currency(code):
        raise PydanticCustomError("currency", "This is no currency of ISO 4217, like EUR.")
    return code


def _country(code: str) -> str:
    if not is_country(code):
        raise PydanticCustomError(
            "country", "This is no country: write its two letters of ISO 3166-1, like FR."
        )
    return code


def _tracking_number(text: str) -> str:
    try:
        return plain(text)
    except NumberRefused as refused:
        # The words name what was sent, which may hold the braces of a template.
        raise PydanticCustomError(
            "tracking_number", "{words}", {"words": str(refused)}
        ) from refused


def _zone(name: str) -> str:
    if name not in zones():
        raise PydanticCustomError(
            "zone", "This is no time zone: write its IANA name, like Europe/Paris."
        )
    return name


@lru_cache(maxsize=1024)
def _locale(name: str) -> str:
    try:
        Locale.parse(name.replace("-", "_"))
    except (UnknownLocaleError, ValueError) as unknown:
        raise PydanticCustomError(
            "locale", "This is no known language: write it like en, or pt-BR."
        ) from unknown
    return name


def _term(value: JsonValue) -> JsonValue:
    if len(json.dumps(value)) > TERM_MOST:
        raise PydanticCustomError("term", "This is too long for a term.")
    return value


@cache
def _currencies() -> frozenset[str]:
    return frozenset(list_currencies()) - _NO_CURRENCIES


@cache
def _countries() -> frozenset[str]:
    codes = map(str, Locale("en").territories)
    return frozenset(c for c in codes if len(c) == 2 and c.isalpha()) - _NO_COUNTRIES


def is_currency(code: str) -> bool:
    """Whether a code is a currency's."""
    return code in _currencies()


def is_country(code: str) -> bool:
    """Whether a code is a country's."""
    return code in _countries()


@cache
def zones() -> frozenset[str]:
    """Return the names of every time zone."""
    return frozenset(available_timezones())


Id: TypeAlias = Annotated[str, StringConstraints(min_length=1, max_length=100, pattern=ID)]
Currency: TypeAlias = Annotated[
    str, StringConstraints(pattern=THREE_LETTERS), AfterValidator(_currency)
]
# As trackers know it: in Latin capitals and digits, without spaces and dashes.
TrackingNumber: TypeAlias = Annotated[
    str, StringConstraints(min_length=1, strict=True), AfterValidator(_tracking_number)
]
Country: TypeAlias = Annotated[str, StringConstraints(max_length=2), AfterValidator(_country)]
Zone: TypeAlias = Annotated[str, StringConstraints(max_length=64), AfterValidator(_zone)]
LocaleName: TypeAlias = Annotated[str, StringConstraints(max_length=32), AfterValidator(_locale)]
Email: TypeAlias = Annotated[str, StringConstraints(max_length=254, pattern=MAIL)]
Url: TypeAlias = Annotated[str, StringConstraints(max_length=URL_MOST, pattern=ADDRESS)]
City: TypeAlias = Annotated[str, one_line(100)]
PostalCode: TypeAlias = Annotated[str, one_line(20)]
TermName: TypeAlias = Annotated[str, StringConstraints(max_length=40, pattern=TERM)]
Grams: TypeAlias = Annotated[int, Field(ge=1, le=GRAMS_MOST)]
Term: TypeAlias = Annotated[JsonValue, AfterValidator(_term)]


class MoneyBody(Body):
    """A sum in minor units; the currency is written out beside it, so that none is assumed."""

    minor: Annotated[int, Field(ge=0, le=MINOR_MOST)]
    currency: Annotated[str, StringConstraints(pattern=THREE_LETTERS)]
