"""What is known of parcels beside their checkpoints: numbers, trackers' answers, and the route."""

from collections import defaultdict
from collections.abc import Sequence
from typing import TypeAlias

from django.db.backends.utils import CursorWrapper

from amends.core.geography import Point
from amends.core.parcel import NumberFact, TrackerAnswer, Validity
from amends.core.places import Before, Place, Route
from amends.database.instants import micros, moment
from amends.database.rows import Row, insert, selected, wanted

Key: TypeAlias = tuple[int, bytes]
Said: TypeAlias = NumberFact | TrackerAnswer
FACT_COLUMNS = (*("bucket", "key", "number", "parcel", "tracker", "says", "reused", "recorded_at"),)
ROUTE_COLUMNS = (
    *("bucket", "key", "origin", "country", "postal_code"),
    *("latitude", "longitude", "radius", "recorded_at", "placed_at"),
)
# Stored whole, so that both engines agree: a millionth of a degree is a tenth of a metre.
PARTS = 1_000_000
METRES = 1000
KNOWN, UNKNOWN = "known", "unknown"


def facts_said(cursor: CursorWrapper, keys: Sequence[Key]) -> dict[bytes, list[Said]]:
    """Return what numbers proved and what trackers answered, in the order of recording."""
    found: dict[bytes, list[Said]] = defaultdict(list)
    rows = selected(cursor, ("parcel_facts", FACT_COLUMNS), keys) if keys else []
    for _, key, _, parcel, tracker, says, reused, recorded_at in rows:
        at = moment(recorded_at)
        if tracker:
            found[bytes(key)].append(TrackerAnswer(parcel, tracker, says == KNOWN, at))
        else:
            found[bytes(key)].append(NumberFact(parcel, Validity(says), bool(reused), at))
    return found


def record_said(cursor: CursorWrapper, key: Key, known: int, said: Sequence[Said]) -> None:
    """Append what was said of an order that has `known` such facts; the caller holds its lock."""
    insert(cursor, "parcel_facts", FACT_COLUMNS, said_rows(key, known, said))


def said_rows(key: Key, known: int, said: Sequence[Said]) -> list[Row]:
    """Return facts as rows of `FACT_COLUMNS`, numbered on from those that are known."""
    return [(*key, number, *_fact(one)) for number, one in enumerate(said, start=known + 1)]


def routes_of(cursor: CursorWrapper, keys: Sequence[Key]) -> dict[bytes, Route]:
    """Return where these orders come from and go to, as far as it was looked up."""
    if not keys:
        return {}
    common, parameters = wanted(keys)
    names = ", ".join(ROUTE_COLUMNS[1:])
    cursor.execute(
        f"WITH {common} SELECT {names} FROM wanted JOIN routes USING (bucket, key)",  # noqa: S608 - ours
        parameters,
    )
    return {
        bytes(key): Route(
            origin,
            place_of(country, postal_code, place) or Place(),
            moment(recorded_at),
            before_of(country, postal_code, placed_at),
        )
        for key, origin, country, postal_code, *place, recorded_at, placed_at in cursor.fetchall()
    }


def record_routes(cursor: CursorWrapper, routes: Sequence[tuple[Key, Route]]) -> None:
    """Write where orders come from and go to, once for each."""
    rows = [(*key, *_route(route)) for key, route in routes]
    insert(cursor, "routes", ROUTE_COLUMNS, rows)


def place_route(cursor: CursorWrapper, key: Key, route: Route) -> None:
    """Write where a destination was found later than the rest of its route."""
    if route.before is None:
        return
    _, *point = place_columns(route.destination)
    cursor.execute(
        "UPDATE routes SET latitude = %s, longitude = %s, radius = %s, placed_at = %s"
        " WHERE bucket = %s AND key = %s AND placed_at IS NULL",
        [*point, micros(route.before.looked_up_at), *key],
    )


def place_columns(place: Place | None) -> Row:
    """Return the country, and the point in millionths of a degree and metres."""
    point = place.point if place else None
    country = place.country if place else ""
    if point is None:
        return (country, None, None, None)
    degrees = (round(point.latitude * PARTS), round(point.longitude * PARTS))
    return (country, *degrees, round(point.radius_km * METRES))


def place_of(country: str, postal_code: str, columns: Sequence[int | None]) -> Place | None:
    """Return a place from its columns, or None where nothing is certain of it."""
    latitude, longitude, radius = columns
    point = None
    if latitude is not None and longitude is not None and radius is not None:
        point = Point(latitude / PARTS, longitude / PARTS, radius / METRES)
    if not (country or postal_code or point):
        return None
    return Place(country=country, postal_code=postal_code, point=point)


def before_of(country: str, postal_code: str, placed_at: int | None) -> Before | None:
    """Return that a place was what was said of it alone until it was looked up, if it was later."""
    if placed_at is None:
        return None
    return Before(place_of(country, postal_code, (None, None, None)), moment(placed_at))


def looked_up(before: Before | None) -> int | None:
    """Return when a place was looked up, where that was later than its recording."""
    return None if before is None else micros(before.looked_up_at)


def _fact(one: Said) -> Row:
    if isinstance(one, TrackerAnswer):
        says = KNOWN if one.known else UNKNOWN
        return (one.parcel, one.tracker, says, False, micros(one.recorded_at))
    return (one.parcel, "", one.validity.value, one.reused, micros(one.recorded_at))


def _route(route: Route) -> Row:
    place = route.destination
    country, *point = place_columns(place)
    moments = (micros(route.recorded_at), looked_up(route.before))
    return (route.origin, country, place.postal_code, *point, *moments)
