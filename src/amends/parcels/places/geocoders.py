"""Google and Nominatim by geopy, only where the operator configured them, each answer kept.

Offline resolving stays the evidence; these only help people to see more on a map, so what they find
is of medium confidence at most. Requests go through `amends.outbound`, so that the address guard
applies to them too. Nominatim's own rules allow one request a second and want to know who asks.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from ssl import SSLContext
from typing import Any
from urllib.parse import urlsplit

from django.db.backends.utils import CursorWrapper
from geopy.adapters import AdapterHTTPError, BaseSyncAdapter
from geopy.exc import GeocoderParseError, GeocoderUnavailable, GeopyError
from geopy.geocoders import GoogleV3, Nominatim
from geopy.location import Location

from amends.core.geography import Point, geodesic_km
from amends.database.instants import micros, moment
from amends.outbound.client import Outgoing, Reach, Unreachable, send

from .place import Confidence, Place, unknown

SECONDS = 10.0
ANSWER_MOST = 1_000_000
NAME_MOST = 200
TEXT_LONGEST = 200
# Google's terms let positions be kept for thirty days; Nominatim's let them be kept for good.
KEPT_FOR = timedelta(days=30)
USER_AGENT = "amends (self-hosted order protection)"
GOOGLE, NOMINATIM = "google", "nominatim"
GOOGLE_URL = "https://maps.googleapis.com"
OFF = (
    "No geocoder is configured. Set nominatim_url in amends.toml to a Nominatim server, such as "
    '"https://nominatim.openstreetmap.org", or google_geocoding_key to a key of the Geocoding API '
    "from console.cloud.google.com."
)


@dataclass(frozen=True, slots=True)
class Geocoding:
    """What the operator configured: either, or neither. `google_url` is another only in tests.

    `per_day` is how many questions a day the worker may ask.
    """

    google_key: str = ""
    nominatim_url: str = ""
    google_url: str = GOOGLE_URL
    per_day: int = 1000

    @property
    def engine(self) -> str:
        """The engine that is asked, or nothing: the operator's own server comes first."""
        return NOMINATIM if self.nominatim_url else GOOGLE if self.google_key else ""

    @property
    def reach(self) -> Reach:
        """What may be called: a server that the operator named may also be private."""
        url = self.nominatim_url or self.google_url
        parts = urlsplit(url)
        named = f"{parts.hostname}:{parts.port}" if parts.port else ""
        return Reach(frozenset({named} if named else ()))


def geocoded(
    cursor: CursorWrapper, geocoding: Geocoding, text: str, country: str, now: datetime
) -> Place:
    """Return where the configured engine finds a text, from the table when it was asked before.

    `country` is a two-letter code that the place must lie in, or empty. Never raises for what the
    other side does: a place that could not be asked for is unknown, with the reason.
    """
    engine = geocoding.engine
    if not engine:
        return unknown(text, OFF)
    if len(text) > TEXT_LONGEST:
        return unknown(text, f"The text is longer than {TEXT_LONGEST} characters.")
    kept = _kept(cursor, (engine, text, country), now)
    if kept is not None:
        return _place(text, engine, kept)
    try:
        found = ask(geocoding, text, country)
    except GeopyError as error:
        # Not kept: a service that is down has not said that there is no such place.
        return unknown(text, f"{engine} could not be asked ({type(error).__name__}). Try later.")
    keep(cursor, (engine, text, country), found, now)
    return _place(text, engine, found)


def remembered(
    cursor: CursorWrapper, text: str, country: str, now: datetime
) -> tuple[str, Place] | None:
    """Return which engine found a text and where, of what was asked before; nobody is asked."""
    for engine in (NOMINATIM, GOOGLE):
        kept = _kept(cursor, (engine, text, country), now)
        if kept:
            return engine, _place(text, engine, kept)
    return None


def ask(geocoding: Geocoding, text: str, country: str) -> dict[str, Any]:
    """Return what is kept of an answer; an empty object where the engine knows no such place.

    Raises `GeopyError` where it did not answer.
    """
    if geocoding.engine == NOMINATIM:
        parts = urlsplit(geocoding.nominatim_url)
        nominatim = Nominatim(
            scheme=parts.scheme,
            domain=parts.netloc + parts.path,
            user_agent=USER_AGENT,
            timeout=SECONDS,
            adapter_factory=_adapter(geocoding.reach),
        )
        found = nominatim.geocode(text, country_codes=country or None, addressdetails=True)
        return _of_nominatim(found) if found else {}
    parts = urlsplit(geocoding.google_url)
    google = GoogleV3(
        api_key=geocoding.google_key,
        scheme=parts.scheme,
        domain=parts.netloc,
        timeout=SECONDS,
        adapter_factory=_adapter(geocoding.reach),
    )
    components = {"country": country} if country else None
    found = google.geocode(text, components=components)
    return _of_google(found) if found else {}


def keep(
    cursor: CursorWrapper, asked: tuple[str, str, str], found: Mapping[str, Any], now: datetime
) -> None:
    """Keep an answer under the engine, the text and the country that were asked."""
    cursor.execute(
        "INSERT INTO geocoded (engine, text, country, found, at) VALUES (%s, %s, %s, %s, %s)"
        " ON CONFLICT (engine, text, country) DO UPDATE"
        " SET found = excluded.found, at = excluded.at",
        (*asked, json.dumps(found, ensure_ascii=False), micros(now)),
    )


def forget_old(cursor: CursorWrapper, now: datetime) -> int:
    """Remove what may not be kept for longer, and return how many answers that were."""
    cursor.execute(
        "DELETE FROM geocoded WHERE engine = %s AND at <= %s", [GOOGLE, micros(now - KEPT_FOR)]
    )
    return int(cursor.rowcount)


class OutboundAdapter(BaseSyncAdapter):  # type: ignore[misc]  # geopy ships no types.
    """Sends geopy's requests through the one client that vets addresses."""

    def __init__(
        self,
        *,
        proxies: Mapping[str, str] | None,
        ssl_context: SSLContext | None,
        reach: Reach,
    ) -> None:
        super().__init__(proxies=proxies, ssl_context=ssl_context)
        self._reach = reach

    def get_json(self, url: str, *, timeout: float, headers: Mapping[str, str]) -> Any:
        """Return the answer read as JSON, as geopy expects."""
        text = self.get_text(url, timeout=timeout, headers=headers)
        try:
            return json.loads(text)
        except ValueError as error:
            raise GeocoderParseError("the answer is not JSON") from error

    def get_text(self, url: str, *, timeout: float, headers: Mapping[str, str]) -> str:
        """Return the body of the answer; geopy's own errors for everything else."""
        asked = Outgoing("GET", url, headers, seconds=timeout, most=ANSWER_MOST)
        try:
            reply = send(asked, self._reach)
        except Unreachable as error:
            raise GeocoderUnavailable(error.problem) from error
        text = reply.body.decode("utf-8", errors="replace")
        if reply.status >= 300:
            raise AdapterHTTPError(
                f"status {reply.status}",
                status_code=reply.status,
                headers=dict(reply.headers),
                text=text,
            )
        return text


def _adapter(reach: Reach) -> Any:  # geopy's own protocol, which has no types.
    def factory(*, proxies: Mapping[str, str] | None, ssl_context: SSLContext | None) -> object:
        return OutboundAdapter(proxies=proxies, ssl_context=ssl_context, reach=reach)

    return factory


def _of_nominatim(found: Location) -> dict[str, Any]:
    south, north, west, east = (float(edge) for edge in found.raw["boundingbox"])
    country = found.raw.get("address", {}).get("country_code", "").upper()
    return _answer(found, country, Point(south, west), Point(north, east))


def _of_google(found: Location) -> dict[str, Any]:
    geometry = found.raw["geometry"]
    box = geometry.get("bounds") or geometry["viewport"]
    low, high = box["southwest"], box["northeast"]
    parts = found.raw.get("address_components", ())
    country = next((part["short_name"] for part in parts if "country" in part["types"]), "")
    return _answer(found, country, Point(low["lat"], low["lng"]), Point(high["lat"], high["lng"]))


def _answer(found: Location, country: str, low: Point, high: Point) -> dict[str, Any]:
    """Return an answer as it is kept; the radius reaches the corners of the place's box."""
    middle = Point(found.latitude, found.longitude)
    radius = max(geodesic_km(middle, low), geodesic_km(middle, high))
    return {
        "name": str(found.address)[:NAME_MOST],
        "country": country,
        "latitude": middle.latitude,
        "longitude": middle.longitude,
        "radius_km": round(radius, 1),
    }


def _place(text: str, engine: str, found: Mapping[str, Any]) -> Place:
    if not found:
        return unknown(text, f"{engine} knows no such place.")
    why = f"Found by {engine}, for people to look at; it proves nothing."
    return Place(text=text, confidence=Confidence.MEDIUM, why=why, **found)


def _kept(cursor: CursorWrapper, asked: tuple[str, str, str], now: datetime) -> Any:
    cursor.execute(
        "SELECT found, at FROM geocoded WHERE engine = %s AND text = %s AND country = %s", asked
    )
    row = cursor.fetchone()
    if row is None or (asked[0] == GOOGLE and moment(row[1]) + KEPT_FOR <= now):
        return None
    return json.loads(row[0])
