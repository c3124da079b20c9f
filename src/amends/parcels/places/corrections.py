"""Wrong pins put right by people: append-only, for one parcel only, and on record for ever."""

from dataclasses import dataclass
from datetime import datetime
from typing import Self

from django.db.backends.utils import CursorWrapper

from amends.core.geography import Point
from amends.database.instants import micros, moment
from amends.database.rows import insert

from .place import Confidence, Place

TEXT_LONGEST = 200
NAME_LONGEST = 120
RADIUS_KM_MOST = 100.0
CORRECTIONS_MOST = 100
# A hundred-millionth of a degree is a millimetre; stored whole, so that both engines agree.
PARTS = 10_000_000
METRES = 1000
COLUMNS = (
    "bucket",
    "key",
    "parcel",
    "number",
    "text",
    "name",
    "country",
    "latitude",
    "longitude",
    "radius",
    "role",
    "person",
    "at",
)


class CorrectionRefused(Exception):
    """The correction cannot be taken; the message names the field and what to do."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Correction:
    """That `text` means this point, as one person says; `role` and `person` say who."""

    text: str
    name: str
    country: str
    point: Point
    role: str
    person: str
    at: datetime

    def checked(self) -> Self:
        """Return it when it can be kept; raise `CorrectionRefused` otherwise."""
        if not 0 < len(self.text) <= TEXT_LONGEST:
            raise CorrectionRefused(f"text must have 1 to {TEXT_LONGEST} characters.")
        if not 0 < len(self.name.strip()) <= NAME_LONGEST:
            raise CorrectionRefused(f"name must have 1 to {NAME_LONGEST} characters.")
        if not (len(self.country) == 2 and self.country.isascii() and self.country.isupper()):
            raise CorrectionRefused("country must be a two-letter code, such as FR.")
        if self.point.radius_km > RADIUS_KM_MOST:
            raise CorrectionRefused(f"radius_km must be at most {RADIUS_KM_MOST:.0f}.")
        return self


Parcel = tuple[int, bytes, int]


def correct(cursor: CursorWrapper, parcel: Parcel, correction: Correction) -> int:
    """Record a correction for a parcel (bucket, key, number) and return its number.

    The caller's lock on the parcel's owner keeps two from getting one number. Raises
    `CorrectionRefused`.
    """
    correction.checked()
    cursor.execute(
        "SELECT COALESCE(MAX(number), 0) FROM place_corrections"
        " WHERE bucket = %s AND key = %s AND parcel = %s",
        parcel,
    )
    number = int(cursor.fetchone()[0]) + 1
    if number > CORRECTIONS_MOST:
        raise CorrectionRefused(
            f"This parcel has {CORRECTIONS_MOST} corrections. Ask a mediator to look at its map."
        )
    point = correction.point
    where = (round(point.latitude * PARTS), round(point.longitude * PARTS))
    radius = round(point.radius_km * METRES)
    row = (
        *parcel,
        number,
        correction.text,
        correction.name,
        correction.country,
        *where,
        radius,
        correction.role,
        correction.person,
        micros(correction.at),
    )
    insert(cursor, "place_corrections", COLUMNS, [row])
    return number


def corrections_of(cursor: CursorWrapper, parcel: Parcel) -> list[Correction]:
    """Return all corrections of a parcel, oldest first: who said what, and when."""
    cursor.execute(
        "SELECT text, name, country, latitude, longitude, radius, role, person, at"
        " FROM place_corrections WHERE bucket = %s AND key = %s AND parcel = %s ORDER BY number",
        parcel,
    )
    return [
        Correction(
            text=text,
            name=name,
            country=country,
            point=Point(latitude / PARTS, longitude / PARTS, radius / METRES),
            role=role,
            person=person,
            at=moment(at),
        )
        for text, name, country, latitude, longitude, radius, role, person, at in cursor.fetchall()
    ]


def corrected(place: Place, corrections: list[Correction]) -> Place:
    """Return a place as the last correction of its text says, or as it is.

    What a person says is never of high confidence: it may be shown, and weighs against nobody.
    """
    for correction in reversed(corrections):
        if correction.text == place.text:
            point = correction.point
            return Place(
                place.text,
                correction.name,
                correction.country,
                point.latitude,
                point.longitude,
                point.radius_km,
                Confidence.MEDIUM,
                f"Put right by the {correction.role} on {correction.at:%Y-%m-%d}.",
            )
    return place
