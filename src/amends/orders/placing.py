"""Where scans were and where an order was to go, looked up once, when a scan is recorded.

Only what is certain becomes a place that rules may use: a country or postal code that was said, and
a point of high confidence. A text that may mean several towns proves nothing.
"""

import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from functools import lru_cache
from pathlib import Path

from anyascii import anyascii
from django.conf import settings

from amends.core.geography import Point
from amends.core.places import Place, Route
from amends.parcels.places.place import Confidence
from amends.parcels.places.resolving import Resolver, open_resolver
from amends.parcels.places.tables import made
from amends.parcels.store import Scan

# One word alone may be an initial, a nickname, or "reception".
NAME_WORDS_LEAST = 2


def located(scans: Sequence[Scan]) -> list[Scan]:
    """Return scans that a carrier or tracker reported with what is certain of their places."""
    return [_located(scan) for scan in scans]


def route_of(particulars: str, recorded_at: datetime) -> Route:
    """Return where an order, as the marketplace described it, comes from and goes to."""
    described = json.loads(particulars)
    to = described.get("ship_to") or {}
    country, city = to.get("country") or "", to.get("city") or ""
    destination = _place(city, country, to.get("postal_code") or "")
    return Route(described.get("ships_from") or "", destination or Place(), recorded_at)


def placed_at(scans: Sequence[Scan]) -> datetime | None:
    """Return when the first scan that names a place was recorded, or None if none does."""
    return min((s.checkpoint.recorded_at for s in scans if s.checkpoint.place), default=None)


def with_recipients(scans: Sequence[Scan], particulars: str) -> list[Scan]:
    """Return scans with whether whoever took the parcel has another name than the order's."""
    to = json.loads(particulars).get("ship_to") or {}
    name = to.get("name") or ""
    return [_with_recipient(scan, name) for scan in scans]


def differs(recipient: str, name: str) -> bool | None:
    """Return whether two names are of different people, or None where that cannot be told.

    One word in common is enough to be the same: carriers turn names round and cut them.
    """
    given, wanted = _words(recipient), _words(name)
    if not given or not wanted:
        return None
    if given & wanted:
        return False
    return True if len(given) >= NAME_WORDS_LEAST else None


def resolver() -> Resolver | None:
    """Return this process's resolver, or None while the table of places was not made."""
    home = settings.AMENDS_HOME
    return _open(home) if made(home) else None


@lru_cache(maxsize=1)
def _open(home: Path) -> Resolver:
    return open_resolver(home)


def _located(scan: Scan) -> Scan:
    checkpoint = scan.checkpoint
    if checkpoint.place is not None or not checkpoint.reported:
        return scan
    place = _place(scan.city, scan.country, scan.postal_code)
    return replace(scan, checkpoint=replace(checkpoint, place=place))


def _place(city: str, country: str, postal_code: str) -> Place | None:
    found_in, point = _found(city, country) if city else ("", None)
    country = country or found_in
    if not (country or postal_code or point):
        return None
    return Place(country=country, postal_code=postal_code, point=point)


def _found(city: str, country: str) -> tuple[str, Point | None]:
    known = resolver()
    if known is None:
        return "", None
    try:
        place = known.resolve(city, country)
    except ValueError:
        # What was sent as the country is none; then it tells nothing.
        place = known.resolve(city)
    if place.confidence is not Confidence.HIGH or place.country is None:
        return "", None
    # A town that lies in another country than was said is not the one that was meant.
    return ("", None) if country and place.country != country else (place.country, place.point)


def _with_recipient(scan: Scan, name: str) -> Scan:
    told = differs(scan.recipient, name) if scan.recipient else None
    return replace(scan, checkpoint=replace(scan.checkpoint, recipient_differs=told))


def _words(name: str) -> frozenset[str]:
    folded = "".join(c if c.isalpha() else " " for c in anyascii(name).casefold())
    return frozenset(word for word in folded.split() if len(word) > 1)
