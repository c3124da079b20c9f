"""Wrong pins put right by people: append-only, for one parcel only, and on record for ever."""

from dataclasses import dataclass
from datetime import datetime
from typing import Self

from django.db.backends.utils import CursorWrapper

from amends.core.geography import Point
from amends.database.instants import micros, moment
from amends.database.rows import insert

TEXT_LONGEST = 200
NAME_LONGEST = 120
WHY_LONGEST = 500
RADIUS_KM_MOST = 100.0
CORRECTIONS_MOST = 100
# A ten-millionth of a degree is a centimetre; stored whole, so that both engines agree.
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
    "old_latitude",
    "old_longitude",
    "old_radius",
    "role",
    "person",
    "why",
    "at",
)


class CorrectionRefused(Exception):
    """The correction cannot be taken; the message names the field and what to do."""

    def __init__(self, field: str, words: str) -> None:
        super().__init__(f"{field}: {words}")
        self.field = field
        self.words = words


@dataclass(frozen=True, slots=True, kw_only=True)
class Correction:
    """That `text` means this point, as one person says; `role` and `person` say who.

    `old` is the pin that stood there, if there was one; both stand from then on.
    """

    text: str
    name: str
    country: str
    point: Point
    old: Point | None = None
    role: str
    person: str
    why: str
    at: datetime

    @property
    def said(self) -> tuple[object, ...]:
        """What makes two corrections say the same."""
        return self.text, self.name, self.country, self.point, self.role, self.why

    def checked(self) -> Self:
        """Return it when it can be kept; raise `CorrectionRefused` otherwise."""
        if not 0 < len(self.text) <= TEXT_LONGEST:
            raise CorrectionRefused("pin", f"Name the pin, in 1 to {TEXT_LONGEST} characters.")
        if not 0 < len(self.name.strip()) <= NAME_LONGEST:
            raise CorrectionRefused("name", f"Name it in 1 to {NAME_LONGEST} characters.")
        code = self.country
        if code and not (len(code) == 2 and code.isascii() and code.isalpha() and code.isupper()):
            raise CorrectionRefused("country", "Write a two-letter code, such as FR, or nothing.")
        if self.point.radius_km > RADIUS_KM_MOST:
            raise CorrectionRefused("radius_km", f"Write at most {RADIUS_KM_MOST:.0f}.")
        if not 0 < len(self.why.strip()) <= WHY_LONGEST:
            raise CorrectionRefused("why", f"Say how you know, in 1 to {WHY_LONGEST} characters.")
        return self


Parcel = tuple[int, bytes, int]


def correct(cursor: CursorWrapper, parcel: Parcel, correction: Correction) -> None:
    """Record a correction for a parcel (bucket, key, number); the same again has no effect.

    The caller's lock on the parcel's owner keeps two from getting one number. Raises
    `CorrectionRefused`.
    """
    correction.checked()
    known = corrections_of(cursor, parcel)
    own = [one for one in known if (one.text, one.role) == (correction.text, correction.role)]
    if own and own[-1].said == correction.said:
        return
    if len(known) >= CORRECTIONS_MOST:
        words = f"This parcel has {CORRECTIONS_MOST} corrections. Ask a mediator to look at it."
        raise CorrectionRefused("pin", words)
    row = (
        *parcel,
        len(known) + 1,
        correction.text,
        correction.name,
        correction.country,
        *_whole(correction.point),
        *(_whole(correction.old) if correction.old else (None, None, None)),
        correction.role,
        correction.person,
        correction.why,
        micros(correction.at),
    )
    insert(cursor, "place_corrections", COLUMNS, [row])


def corrections_of(cursor: CursorWrapper, parcel: Parcel) -> list[Correction]:
    """Return all corrections of a parcel, oldest first: who said what, and when."""
    cursor.execute(
        f"SELECT {', '.join(COLUMNS[4:])} FROM place_corrections"  # noqa: S608 - ours
        " WHERE bucket = %s AND key = %s AND parcel = %s ORDER BY number",
        parcel,
    )
    return [
        Correction(
            text=text,
            name=name,
            country=country,
            point=_point(*places[:3]),
            old=None if places[3] is None else _point(*places[3:]),
            role=role,
            person=person,
            why=why,
            at=moment(at),
        )
        for text, name, country, *places, role, person, why, at in cursor.fetchall()
    ]


def standing(corrections: list[Correction]) -> list[Correction]:
    """Return the last that each side said of each pin: who corrects oneself says one thing."""
    last = {(one.text, one.role): one for one in corrections}
    return [one for one in corrections if last[one.text, one.role] is one]


def _whole(point: Point) -> tuple[int, int, int]:
    where = (round(point.latitude * PARTS), round(point.longitude * PARTS))
    return (*where, round(point.radius_km * METRES))


def _point(latitude: int, longitude: int, radius: int) -> Point:
    return Point(latitude / PARTS, longitude / PARTS, radius / METRES)
