"""Places that no table knows, asked of the operator's geocoder one by one and within its limits.

Whoever records a scan writes down what it could not find; the worker asks. Without a geocoder
nothing is asked, and what is written down waits for one.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import connection
from django.db.backends.utils import CursorWrapper
from geopy.exc import GeopyError

from amends.database.instants import micros

from .geocoders import TEXT_LONGEST, Geocoding, ask, forget_old, keep

# Nominatim's usage policy: one request a second at most, of all workers together.
APART = timedelta(seconds=1)
# One that is down, or says that it was asked too often, is left alone for a while.
PAUSE = timedelta(minutes=15)
PROBLEM_MOST = 200
# What nobody could be asked for so long is on no map that anybody still looks at.
WANTED_FOR = timedelta(days=90)


@dataclass(frozen=True, slots=True)
class Today:
    """What was asked today, of how much, and what went wrong last; `waiting` are places."""

    engine: str
    asked: int
    most: int
    waiting: int
    problem: str


def want(cursor: CursorWrapper, places: Iterable[tuple[str, str]], now: datetime) -> None:
    """Write down texts, each with the country that was said, that are on no map."""
    for text, country in sorted(set(places)):
        if len(text) <= TEXT_LONGEST and len(country) <= len("FR"):
            cursor.execute(
                "INSERT INTO places_wanted (text, country, next_at) VALUES (%s, %s, %s)"
                " ON CONFLICT (text, country) DO NOTHING",
                [text, country, micros(now)],
            )


def ask_next(geocoding: Geocoding, now: datetime) -> int:
    """Ask for one place, if there is one and the limits allow it; return how many were asked.

    One that is asked for and answered, found or not, is asked no more. An outage is no answer: the
    place waits, and so do all others, for a quarter of an hour.
    """
    if not geocoding.engine:
        return 0
    with connection.cursor() as cursor:
        wanted = _next(cursor, now)
        if wanted is None or not _may_ask(cursor, geocoding, now):
            return 0
    # No cursor is held while another machine thinks.
    try:
        found = ask(geocoding, *wanted)
    except GeopyError as error:
        with connection.cursor() as cursor:
            _pause(cursor, geocoding.engine, f"{type(error).__name__}: {error}", now)
            # Behind the others: it may be this one that the engine cannot answer.
            cursor.execute(
                "UPDATE places_wanted SET next_at = %s WHERE text = %s AND country = %s",
                [micros(now + PAUSE), *wanted],
            )
        return 1
    with connection.cursor() as cursor:
        keep(cursor, (geocoding.engine, *wanted), found, now)
        cursor.execute("DELETE FROM places_wanted WHERE text = %s AND country = %s", wanted)
    return 1


def forget(now: datetime) -> int:
    """Remove answers that may not be kept for longer, and what waits in vain; return how many."""
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM places_wanted WHERE next_at <= %s", [micros(now - WANTED_FOR)])
        return int(cursor.rowcount) + forget_old(cursor, now)


def today(geocoding: Geocoding, now: datetime) -> Today:
    """Return how asking stands, for the operator."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT COUNT(*) FROM places_wanted")
        waiting = int(cursor.fetchone()[0])
        cursor.execute(
            "SELECT asked, problem FROM geocoding WHERE engine = %s AND on_day = %s",
            [geocoding.engine, _day(now)],
        )
        asked, problem = cursor.fetchone() or (0, "")
    return Today(geocoding.engine, asked, geocoding.per_day, waiting, problem)


def _next(cursor: CursorWrapper, now: datetime) -> tuple[str, str] | None:
    cursor.execute(
        "SELECT text, country FROM places_wanted WHERE next_at <= %s"
        " ORDER BY next_at, text, country LIMIT 1",
        [micros(now)],
    )
    row = cursor.fetchone()
    return (row[0], row[1]) if row else None


def _may_ask(cursor: CursorWrapper, geocoding: Geocoding, now: datetime) -> bool:
    """Count one question, unless the day's are used up or the last was just now, by anybody."""
    name = [geocoding.engine, _day(now)]
    cursor.execute(
        "INSERT INTO geocoding (engine, on_day, asked, next_at, problem)"
        " VALUES (%s, %s, 0, 0, '') ON CONFLICT (engine, on_day) DO NOTHING",
        name,
    )
    cursor.execute(
        "UPDATE geocoding SET asked = asked + 1, next_at = %s, problem = ''"
        " WHERE engine = %s AND on_day = %s AND asked < %s AND next_at <= %s",
        [micros(now + APART), *name, geocoding.per_day, micros(now)],
    )
    return bool(cursor.rowcount)


def _pause(cursor: CursorWrapper, engine: str, problem: str, now: datetime) -> None:
    cursor.execute(
        "UPDATE geocoding SET next_at = %s, problem = %s WHERE engine = %s AND on_day = %s",
        [micros(now + PAUSE), problem[:PROBLEM_MOST], engine, _day(now)],
    )


def _day(now: datetime) -> str:
    return now.date().isoformat()
