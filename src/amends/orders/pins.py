"""The pins of a parcel's map, and their corrections: what a side says, beside what stood there.

A correction is a claim. It is shown to both sides and to the mediator, and no fact, no finding and
no rule uses it (`docs/decisions/0007-pins-and-places.md`).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import connection
from django.db.backends.utils import CursorWrapper

from amends.core.geography import Point
from amends.core.parcel import Leg
from amends.core.parties import Role
from amends.parcels.places.corrections import Correction, CorrectionRefused
from amends.parcels.places.corrections import correct as record
from amends.parcels.places.corrections import corrections_of as recorded
from amends.parcels.store import Scan, SentParcel

from . import door, queries
from .answers import Repeat, Stored
from .atlas import Atlas
from .loaded import Key, Loaded

STAFF = frozenset({Role.MEDIATOR, Role.OPERATOR})
RECIPIENTS = {Leg.OUTBOUND: Role.BUYER, Leg.RETURN: Role.SELLER}
PARTIES = frozenset({Role.BUYER, Role.SELLER})


@dataclass(frozen=True, slots=True)
class Pin:
    """One place of a map: the words by which it was looked up, and the country told with them.

    `name` is what people read, `home` that it is where the parcel should go, `point` the one that
    the rules go by, where there is one.
    """

    text: str
    country: str
    name: str
    home: bool = False
    point: Point | None = None

    def drawn(self, atlas: Atlas) -> Point | None:
        """Return where it stands on the map, if it does."""
        return self.point or atlas.where(self.text, self.country)


def pins_of(scans: Sequence[Scan], home: object) -> list[Pin]:
    """Return the pins of a map, the first scan's first, each place once; `home` is the address."""
    found: dict[str, Pin] = {}
    for scan in scans:
        if scan.place_words:
            place = scan.checkpoint.place
            pin = Pin(
                text=scan.place_words,
                country=scan.country,
                name=scan.city or scan.place_words,
                point=place.point if place else None,
            )
            found.setdefault(pin.text, pin)
    if isinstance(home, dict) and home.get("city"):
        town, country = str(home["city"]), str(home.get("country") or "")
        text = " ".join(filter(None, (str(home.get("postal_code") or ""), town)))
        found.setdefault(text, Pin(text, country, town, home=True))
    return list(found.values())


def correctable(role: Role, sent: SentParcel, pins: Sequence[Pin]) -> list[Pin]:
    """Return what a role may correct: who waits for the parcel all, who sent it where it began."""
    recipient = RECIPIENTS[sent.parcel.leg]
    if role in STAFF or role is recipient:
        return list(pins)
    return [pin for pin in pins[:1] if role in PARTIES and not pin.home]


def pins_for(loaded: Loaded, number: int, role: Role, now: datetime) -> list[Pin]:
    """Return the pins of a parcel that a role may correct; none of a parcel that is not there."""
    parcels, scans = queries.tracking(loaded.key)
    sent = next((one for one in parcels if one.parcel.number == number), None)
    if sent is None:
        return []
    return correctable(role, sent, pins_of(known(scans, number, now), home_of(loaded.key, sent)))


def known(scans: Sequence[Scan], number: int, now: datetime) -> list[Scan]:
    """Return a parcel's scans as they were known at a moment, as they happened."""
    own = [scan for scan in scans if scan.checkpoint.parcel == number]
    own = [scan for scan in own if scan.checkpoint.recorded_at <= now]
    return sorted(own, key=lambda scan: (scan.checkpoint.by, scan.checkpoint.number))


def home_of(key: Key, sent: SentParcel) -> object:
    """Return where a parcel should go: the order's address, or nothing for one on its way back."""
    return queries.particulars(key).get("ship_to") if sent.parcel.leg is Leg.OUTBOUND else None


def corrections(key: Key, number: int) -> list[Correction]:
    """Return the corrections of a parcel's pins, the first first."""
    with connection.cursor() as cursor:
        return recorded(cursor, (*key, number))


def correct(
    loaded: Loaded, number: int, correction: Correction, repeat: Repeat | None = None
) -> Stored | None:
    """Record a correction of a parcel's pin, once; return the answer that a repeat will get.

    Raises `CorrectionRefused`, with the field, where it cannot be taken.
    """
    role, now = Role(correction.role), correction.at
    if correction.text not in {pin.text for pin in pins_for(loaded, number, role, now)}:
        raise CorrectionRefused("pin", "Choose a pin of this map that is yours to correct.")

    def write(cursor: CursorWrapper, locked: Loaded) -> None:
        record(cursor, (*locked.key, number), correction)

    return door.note(loaded.key[1], write, now, repeat)
