"""Where checkpoints and addresses are on a map; a page never waits to know, and asks nobody."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import TypeAlias

from django.db import connection

from amends.core.geography import Point
from amends.parcels.places.geocoders import remembered
from amends.parcels.places.resolving import Resolver

from .placing import DRAWN, resolver

TEXT_MOST = 200
# From a place's words and its country's code to its point, or None.
Where: TypeAlias = Callable[[str, str], Point | None]


@dataclass(slots=True)
class Atlas:
    """What one page knows of places: the table first, then what a geocoder answered before.

    `found_by` fills up with the texts that a geocoder knew, and its name.
    """

    now: datetime
    table: Resolver | None = field(default_factory=resolver)
    found_by: dict[str, str] = field(default_factory=dict)

    def where(self, text: str, country: str) -> Point | None:
        """Return the point of a place that is known well enough to be drawn, or None."""
        text = text[:TEXT_MOST]
        if not text:
            return None
        found = self._in_table(text, country)
        if found is not None:
            return found
        with connection.cursor() as cursor:
            answer = remembered(cursor, text, country, self.now)
        if answer is None:
            return None
        engine, place = answer
        self.found_by[text] = engine
        return place.point

    def _in_table(self, text: str, country: str) -> Point | None:
        if self.table is None:
            return None
        try:
            place = self.table.resolve(text, country)
        except ValueError:
            # Carriers send codes that are no country's; then nothing is known of the place.
            return None
        return place.point if place.confidence in DRAWN else None
