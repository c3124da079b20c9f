"""Sums and moments as people write them, in their language and their zone."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import lru_cache
from typing import Literal, TypeAlias
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from babel import Locale, UnknownLocaleError
from babel.dates import format_date, format_time, format_timedelta
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


@dataclass(frozen=True, slots=True)
class Style:
    """How moments are written: by a locale of Babel, with our own words for what is near."""

    locale: Locale
    soon: str
    now: str


def money(shown: Money, locale: str) -> str:
    """Return a sum in its currency, with as many decimals as the currency has."""
    return money_in(shown, locale_of(locale))


def when(moment: datetime, zone: str, now: datetime, locale: str) -> Shown:
    """Return a moment as a reader in a zone sees it at `now`."""
    chosen = locale_of(locale)
    soon, just_now = (say(path, chosen.language) for path in ("left.soon", "left.now"))
    return moment_in(moment, zone, now, Style(chosen, soon, just_now))


def money_in(shown: Money, locale: Locale) -> str:
    """Return a sum as `money` does, in a locale of Babel."""
    precision = get_currency_precision(shown.currency)
    major = Decimal(shown.minor).scaleb(-precision)
    return format_currency(major, shown.currency, locale=locale)


def moment_in(moment: datetime, zone: str, now: datetime, style: Style) -> Shown:
    """Return a moment as `when` does, in a style."""
    here, chosen = zone_of(zone), style.locale
    local, today = moment.astimezone(here), now.astimezone(here)
    clock = format_time(local, "HH:mm", locale=chosen)
    same_year = local.year == today.year
    short = format_date(local.date(), "d MMM" if same_year else "d MMM y", locale=chosen)
    day = _day(local.date(), chosen, same_year=same_year)
    return Shown(f"{day}, {clock}", short, _left(moment - now, style), moment.isoformat())


def locale_of(name: str) -> Locale:
    """Return a locale of Babel, or English where the site has no words in that language."""
    return parsed(name, LOCALES)


@lru_cache(maxsize=256)
def parsed(name: str, languages: tuple[str, ...]) -> Locale:
    """Return a locale of Babel, or English where its language is none of those there are.

    A sentence and the dates inside it are in one language.
    """
    if language_of(name) not in languages:
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


def _day(day: date, locale: Locale, *, same_year: bool) -> str:
    if locale.language == ENGLISH.language:
        return format_date(day, "EEEE d MMMM" if same_year else "d MMMM y", locale=locale)
    # What stands between the parts differs in each language, and only whole forms have it.
    return format_date(day, "full", locale=locale)


def _left(away: timedelta, style: Style) -> str:
    if abs(away) < MINUTE:
        return style.soon if away > timedelta(0) else style.now
    name, unit = next((name, unit) for name, unit, least in _UNITS if abs(away) >= least)
    # Rounded towards now, so that nobody is told to have more time than there is; and never put
    # into weeks or months, which Babel would round up.
    whole = unit * (abs(away) // unit)
    signed = whole if away > timedelta(0) else -whole
    return format_timedelta(
        signed, granularity=name, threshold=_NEVER, add_direction=True, locale=style.locale
    )


_UNITS: tuple[tuple[Unit, timedelta, timedelta], ...] = (
    ("day", timedelta(days=1), timedelta(days=2)),
    ("hour", timedelta(hours=1), timedelta(hours=1)),
    ("minute", MINUTE, MINUTE),
)
# Above this many of a larger unit, Babel would use it.
_NEVER = 10**9
