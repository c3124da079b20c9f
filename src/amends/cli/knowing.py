"""Options that say what is known of the order of a parcel, where only its tracking is at hand."""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import TypeVar

import click
from django.conf import settings

from amends.orders.intake.fields import is_country
from amends.orders.intake.instants import (
    EARLIEST,
    LATEST,
    day_end,
    in_zone,
    read_day,
    read_moment,
)
from amends.orders.supposed import Known
from amends.parcels.places.resolving import open_resolver

from .saying import AskedWrongly

F = TypeVar("F", bound=Callable[..., object])
MOMENT = "like 2026-03-01T08:00:00Z, or the day 2026-03-01"
OPTIONS: dict[str, tuple[str, str]] = {
    "--from-country": ("CODE", "Where it was to come from, such as CN."),
    "--to-country": ("CODE", "Where it was to go, such as FR."),
    "--to-city": ("TEXT", "To which town; the first use makes the table of places."),
    "--to-postcode": ("TEXT", "To which postal code."),
    "--to-name": ("TEXT", "Who was to receive it."),
    "--paid-at": ("MOMENT", "When the order was paid."),
    "--handed-over-at": ("MOMENT", "When its seller said to have sent it."),
    "--promised-by": ("MOMENT", "By when it was promised; a day ends in UTC."),
}


def options(command: F) -> F:
    """Add these options to a command, which gets them all as texts."""
    for name, (shape, words) in reversed(OPTIONS.items()):
        command = click.option(name, default="", metavar=shape, help=words)(command)
    return command


def known_of(texts: Mapping[str, str]) -> Known:
    """Return what the options said; raises `AskedWrongly` for what cannot be read."""
    city = texts["to_city"].strip()
    if city:
        # Without the table no town has a place, and the answer would be silently poorer.
        open_resolver(settings.AMENDS_HOME).close()
    return Known(
        from_country=_country("--from-country", texts["from_country"]),
        to_country=_country("--to-country", texts["to_country"]),
        to_city=city,
        to_postcode=texts["to_postcode"].strip(),
        to_name=texts["to_name"].strip(),
        paid_at=moment("--paid-at", texts["paid_at"]),
        handed_over_at=moment("--handed-over-at", texts["handed_over_at"]),
        promise_ends_at=moment("--promised-by", texts["promised_by"], ends=True),
    )


def moment(option: str, text: str, *, ends: bool = False) -> datetime | None:
    """Return a moment or day in UTC, None where nothing was said; `ends` takes a day's end."""
    if not text.strip():
        return None
    day, found = read_day(text), read_moment(text)
    if day is not None:
        began = datetime(day.year, day.month, day.day, tzinfo=UTC)
        found = day_end(day, "UTC") if ends and began < LATEST else began
    if found is None:
        raise AskedWrongly(f"{option} is no moment; write it {MOMENT}.")
    # Without an offset it is UTC, as everywhere on the command line.
    found = in_zone(found, "UTC") if found.tzinfo is None else found
    if not EARLIEST <= found < LATEST:
        raise AskedWrongly(f"{option} must lie between the years 2000 and 2099.")
    return found.astimezone(UTC)


def _country(option: str, text: str) -> str:
    code = text.strip().upper()
    if code and not is_country(code):
        raise AskedWrongly(f"{option}: {text} is no country; write its two letters, like FR.")
    return code
