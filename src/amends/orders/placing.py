"""Where scans were and where an order was to go, looked up once, when a scan is recorded.

Only what is certain becomes a place that rules may use: a country or postal code that was said, and
a point of high confidence. A text that may mean several towns proves nothing.
"""

import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from anyascii import anyascii
from django.conf import settings

from amends.core.geography import Point
from amends.core.places import Before, Place, Route
from amends.parcels.places.place import Confidence
from amends.parcels.places.resolving import Resolver, resolver_at_hand
from amends.parcels.store import Scan

# What a map may show; of less than that a geocoder may know more.
DRAWN = frozenset({Confidence.HIGH, Confidence.MEDIUM})
# One word alone may be an initial, a nickname, or "reception".
NAME_WORDS_LEAST = 2


def located(scans: Sequence[Scan]) -> list[Scan]:
    """Return scans that a carrier or tracker reported with what is certain of their places."""
    known = resolver()
    return [_located(scan, known) for scan in scans]


def found_later(scan: Scan, now: datetime) -> Scan:
    """Return a scan for which no table of places was there with what the table says of it now."""
    known = scan.checkpoint
    found = _located(replace(scan, checkpoint=replace(known, place=None)), resolver())
    if found.checkpoint.place == known.place:
        return replace(scan, sought=found.sought)
    before = Before(known.place, now)
    return replace(found, checkpoint=replace(found.checkpoint, before=before))


def destination_later(route: Route, particulars: str, now: datetime) -> Route:
    """Return a route with its destination's point, if the table knows it; its country stays."""
    point = route_of(particulars, now).destination.point
    if route.destination.point is not None or point is None:
        return route
    destination = replace(route.destination, point=point)
    return replace(route, destination=destination, before=Before(route.destination, now))


def unfound(scans: Sequence[Scan], particulars: str = "") -> list[tuple[str, str]]:
    """Return the texts, with the countries said, that the table knows too little of for a map.

    `particulars` adds the town that the order goes to. Without a table nothing is known of them.
    """
    known = resolver()
    if known is None:
        return []
    texts = [(s.place_words, s.country) for s in scans if s.city and s.checkpoint.reported]
    if particulars:
        to = json.loads(particulars).get("ship_to") or {}
        town = " ".join(filter(None, (to.get("postal_code"), to.get("city"))))
        texts.append((town, to.get("country") or ""))
    return [one for one in texts if one[0] and not _drawable(known, *one)]


def route_of(particulars: str, recorded_at: datetime) -> Route:
    """Return where an order, as the marketplace described it, comes from and goes to."""
    described = json.loads(particulars)
    to = described.get("ship_to") or {}
    country, city = to.get("country") or "", to.get("city") or ""
    destination = _place(resolver(), city, country, to.get("postal_code") or "")
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
    return resolver_at_hand(settings.AMENDS_HOME)


def _located(scan: Scan, known: Resolver | None) -> Scan:
    checkpoint = scan.checkpoint
    if checkpoint.place is not None or not checkpoint.reported:
        return scan
    place = _place(known, scan.city, scan.country, scan.postal_code)
    sought = not scan.city or known is not None
    return replace(scan, checkpoint=replace(checkpoint, place=place), sought=sought)


def _place(known: Resolver | None, city: str, country: str, postal_code: str) -> Place | None:
    found_in, point = _found(known, city, country) if known and city else ("", None)
    country = country or found_in
    if not (country or postal_code or point):
        return None
    return Place(country=country, postal_code=postal_code, point=point)


def _found(known: Resolver, city: str, country: str) -> tuple[str, Point | None]:
    try:
        place = known.resolve(city, country)
    except ValueError:
        # What was sent as the country is none; then it tells nothing.
        place = known.resolve(city)
    if place.confidence is not Confidence.HIGH or place.country is None:
        return "", None
    # A town that lies in another country than was said is not the one that was meant.
    return ("", None) if country and place.country != country else (place.country, place.point)


def _drawable(known: Resolver, text: str, country: str) -> bool:
    try:
        return known.resolve(text, country).confidence in DRAWN
    except ValueError:
        # What is no country's code is nothing that a geocoder understands either.
        return True


def _with_recipient(scan: Scan, name: str) -> Scan:
    told = differs(scan.recipient, name) if scan.recipient else None
    return replace(scan, checkpoint=replace(scan.checkpoint, recipient_differs=told))


def _words(name: str) -> frozenset[str]:
    folded = "".join(c if c.isalpha() else " " for c in anyascii(name).casefold())
    return frozenset(word for word in folded.split() if len(word) > 1)
