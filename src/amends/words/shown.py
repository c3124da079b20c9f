"""Sums and moments as people write them, in their language and their zone."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from functools import lru_cache
from typing import Literal, TypeAlias
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from babel import Locale, UnknownLocaleError
from babel.dates import format_date, format_datetime, format_time, format_timedelta
from babel.numbers import format_currency, get_currency_precision

from amends.core.money import Money

from .catalogue import LOCALES, language_of, say

ENGLISH = Locale("en", "GB")
MINUTE = timedelta(minutes=1)
Unit: TypeAlias = Literal["day", "hour", "minute"]


@dataclass(frozen=True, slots=True)
class Shown:
    """One moment: in full, shortly, how far away, and for machines."""

    absolute: str
    short: str
    left: str
    iso: str


def money(shown: Money, locale: str) -> str:
    """Return a sum in its currency, with as many decimals as the currency has."""
    precision = get_currency_precision(shown.currency)
    major = Decimal(shown.minor).scaleb(-precision)
    return format_currency(major, shown.currency, locale=locale_of(locale))


def when(moment: datetime, zone: str, now: datetime, locale: str) -> Shown:
    """Return a moment as a reader in a zone sees it at `now`."""
    here, chosen = zone_of(zone), locale_of(locale)
    local, today = moment.astimezone(here), now.astimezone(here)
    clock = format_time(local, "HH:mm", locale=chosen)
    same_year = local.year == today.year
    day = format_datetime(local, "EEEE d MMMM" if same_year else "d MMMM y", locale=chosen)
    short = format_date(local.date(), "d MMM" if same_year else "d MMM y", locale=chosen)
    return Shown(f"{day}, {clock}", short, _left(moment - now, chosen), moment.isoformat())


@lru_cache(maxsize=256)
def locale_of(name: str) -> Locale:
    """Return a locale of Babel, or English where the site has no words in that language.

    A sentence and the dates inside it are in one language.
    """
    if language_of(name) not in LOCALES:
        return ENGLISH
    try:
        return Locale.parse(name.replace("-", "_"))
    except (UnknownLocaleError, ValueError):
        return ENGLISH


@lru_cache(maxsize=256)
def zone_of(name: str) -> ZoneInfo:
    """Return a zone, or UTC where the name is none."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        # The folder of the zones is a path like any other: names can be too long, or folders.
        return ZoneInfo("UTC")


def _left(away: timedelta, locale: Locale) -> str:
    if abs(away) < MINUTE:
        return say("left.soon" if away > timedelta(0) else "left.now", locale.language)
    name, unit = next((name, unit) for name, unit, least in _UNITS if abs(away) >= least)
    # Rounded towards now, so that nobody is told to have more time than there is; and never put
    # into weeks or months, which Babel would round up.
    whole = unit * (abs(away) // unit)
    signed = whole if away > timedelta(0) else -whole
    return format_timedelta(
        signed, granularity=name, threshold=_NEVER, add_direction=True, locale=locale
    )


_UNITS: tuple[tuple[Unit, timedelta, timedelta], ...] = (
    ("day", timedelta(days=1), timedelta(days=2)),
    ("hour", timedelta(hours=1), timedelta(hours=1)),
    ("minute", MINUTE, MINUTE),
)
# Above this many of a larger unit, Babel would use it.
_NEVER = 10**9
