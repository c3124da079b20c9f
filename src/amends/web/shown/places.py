"""Where checkpoints and addresses are on the map, if the table of places is there; a page never
waits for it to be made."""

from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import TypeAlias

from django.conf import settings

from amends.core.geography import Point
from amends.parcels.places.place import Confidence
from amends.parcels.places.resolving import Resolver, resolver_at_hand
from amends.parcels.places.tables import FILE_NAME

TEXT_MOST = 200
DRAWN = (Confidence.HIGH, Confidence.MEDIUM)
# From a place's words and its country's code to its point, or None.
Where: TypeAlias = Callable[[str, str], Point | None]


def where(text: str, country: str) -> Point | None:
    """Return the point of a place that is known well enough to be drawn, or None."""
    resolver = _resolver(settings.AMENDS_HOME)
    if resolver is None or not text:
        return None
    try:
        place = resolver.resolve(text[:TEXT_MOST], country)
    except ValueError:
        # Carriers send codes that are no country's; then nothing is known of the place.
        return None
    return place.point if place.confidence in DRAWN else None


def _resolver(home: Path) -> Resolver | None:
    file = home / FILE_NAME
    return _opened(home, file.stat().st_mtime_ns) if file.exists() else None


@cache
def _opened(home: Path, made_at: int) -> Resolver | None:
    """Open a file of places once; `made_at` tells a new one from the one before."""
    del made_at
    return resolver_at_hand(home)
