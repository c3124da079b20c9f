"""Where a scan was, where an order was to go, and whether the one is the other."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from .geography import Point, distance_km

# Beyond both uncertainties: what is nearer may be a depot or a shop of the same town.
NEAR_KM = 50.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """What is known for certain of a place: ISO 3166 alpha-2 country, postal code, point.

    Empty or None is not known. A guess never stands here: it would weigh against somebody.
    """

    country: str = ""
    postal_code: str = ""
    point: Point | None = None


@dataclass(frozen=True, slots=True)
class Before:
    """What was known of a place until it was looked up, where that was later than its recording."""

    place: Place | None
    looked_up_at: datetime


@dataclass(frozen=True, slots=True)
class Route:
    """From which country an order was to come and where it was to go, and since when it is known.

    It is looked up when the first scan that names a place is recorded; `before` tells of a
    destination that was found later than that.
    """

    origin: str
    destination: Place
    recorded_at: datetime
    before: Before | None = None


class Fit(StrEnum):
    """What a scan's place says of the order's; `origin` is the country where it came from."""

    RIGHT = "right"
    NOT_STATED = "not_stated"
    ORIGIN = "origin"
    OTHER_COUNTRY = "other_country"
    FAR = "far"
    OTHER_POSTCODE = "other_postcode"

    @property
    def wrong(self) -> bool:
        """Whether it is another place than the order's."""
        return self not in {Fit.RIGHT, Fit.NOT_STATED}


def fit(place: Place | None, route: Route | None) -> Fit:
    """Return how a place fits a route; what is missing on either side proves nothing.

    The right place has the same country, and the same postal code or less than 50 km between the
    two beyond both uncertainties (`domain.md`, section 4).
    """
    if place is None or route is None:
        return Fit.NOT_STATED
    there = route.destination
    if place.country and there.country and place.country != there.country:
        return Fit.ORIGIN if place.country == route.origin else Fit.OTHER_COUNTRY
    same = _same_code(place.postal_code, there.postal_code)
    if same:
        return Fit.RIGHT
    apart = kilometres(place, route)
    if apart is not None:
        return Fit.FAR if apart > NEAR_KM else Fit.RIGHT
    return Fit.NOT_STATED if same is None else Fit.OTHER_POSTCODE


def kilometres(place: Place | None, route: Route | None) -> float | None:
    """Return how far a place is from where the order was to go, or None where nobody can tell."""
    if place is None or route is None or place.point is None or route.destination.point is None:
        return None
    return distance_km(place.point, route.destination.point)


def _same_code(one: str, other: str) -> bool | None:
    """Compare postal codes; some say only the first part, so the shorter is enough."""
    first, second = _plain(one), _plain(other)
    if not first or not second:
        return None
    return first.startswith(second) or second.startswith(first)


def _plain(code: str) -> str:
    return "".join(letter for letter in code.upper() if letter.isalnum())
