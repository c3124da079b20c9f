"""Parcels and checkpoints in the database, found by the key of whoever owns them."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TypeAlias

from django.db.backends.utils import CursorWrapper

from amends.core.parcel import (
    Checkpoint,
    CustomsCause,
    Facts,
    Leg,
    NumberFact,
    Parcel,
    ParcelStatus,
    Source,
    TrackerAnswer,
)
from amends.database.instants import micros, moment
from amends.database.rows import Row, insert, selected

from .facts import before_of, facts_said, looked_up, place_columns, place_of, routes_of

Key: TypeAlias = tuple[int, bytes]

PARCEL_COLUMNS = (
    "bucket",
    "key",
    "number",
    "lines",
    "carrier",
    "tracking_number",
    "tracked",
    "leg",
    "handed_over_at",
    "recorded_at",
    "weight_grams",
)
CHECKPOINT_COLUMNS = (
    "bucket",
    "key",
    "number",
    "parcel",
    "status",
    "source",
    "leg",
    "physical",
    "happened_at",
    "local_time",
    "recorded_at",
    "city",
    "postal_code",
    "country",
    "text",
    *("place_country", "latitude", "longitude", "radius", "tracker", "recipient_differs", "signed"),
    *("collected", "customs_cause", "weight_grams", "snapshot", "sought", "placed_at"),
)


@dataclass(frozen=True, slots=True)
class SentParcel:
    """A parcel with what only people read: who carries it, under which number."""

    parcel: Parcel
    carrier: str = ""
    tracking_number: str = ""


@dataclass(frozen=True, slots=True)
class Scan:
    """A checkpoint with what only people read: where, in local time, in the carrier's words.

    `snapshot` is the number of the sealed reply that it came from, if it came from one. `recipient`
    is who took it: compared when it is recorded, and not kept. Not `sought`: no table was there.
    """

    checkpoint: Checkpoint
    local_time: str = ""
    city: str = ""
    postal_code: str = ""
    country: str = ""
    text: str = ""
    snapshot: int | None = None
    recipient: str = ""
    sought: bool = True

    @property
    def place_words(self) -> str:
        """What its place is looked up by."""
        return " ".join(filter(None, (self.postal_code, self.city)))


def parcel_row(key: Key, sent: SentParcel) -> Row:
    """Return a parcel as a row of `PARCEL_COLUMNS`."""
    parcel = sent.parcel
    return (
        *key,
        parcel.number,
        ",".join(map(str, parcel.lines)),
        sent.carrier,
        sent.tracking_number,
        parcel.tracked,
        parcel.leg.value,
        micros(parcel.handed_over_at),
        micros(parcel.recorded_at),
        parcel.weight_grams,
    )


def scan_row(key: Key, scan: Scan) -> Row:
    """Return a checkpoint as a row of `CHECKPOINT_COLUMNS`."""
    checkpoint = scan.checkpoint
    happened_at = checkpoint.happened_at
    return (
        *key,
        checkpoint.number,
        checkpoint.parcel,
        checkpoint.status.value,
        checkpoint.source.value,
        checkpoint.leg.value,
        checkpoint.physical,
        micros(happened_at) if happened_at else None,
        scan.local_time,
        micros(checkpoint.recorded_at),
        scan.city,
        scan.postal_code,
        scan.country,
        scan.text,
        *place_columns(checkpoint.place),
        checkpoint.tracker,
        checkpoint.recipient_differs,
        checkpoint.signed,
        checkpoint.collected,
        checkpoint.customs_cause.value if checkpoint.customs_cause else "",
        checkpoint.weight_grams,
        scan.snapshot,
        scan.sought,
        looked_up(checkpoint.before),
    )


def insert_parcels(cursor: CursorWrapper, rows: Sequence[Row]) -> None:
    """Record rows of `parcel_row`."""
    insert(cursor, "parcels", PARCEL_COLUMNS, rows)


def insert_scans(cursor: CursorWrapper, rows: Sequence[Row]) -> None:
    """Record rows of `scan_row`."""
    insert(cursor, "checkpoints", CHECKPOINT_COLUMNS, rows)


@dataclass(frozen=True, slots=True)
class Renumbered:
    """Another number of a parcel, and since when; of a former one, until when."""

    parcel: int
    carrier: str
    tracking_number: str
    at: datetime


def renumber(cursor: CursorWrapper, key: Key, new: Renumbered) -> None:
    """Give a parcel another number; the one that it had is kept beside it."""
    cursor.execute(
        "INSERT INTO former_numbers (bucket, key, parcel, number, carrier, tracking_number,"
        " replaced_at) SELECT bucket, key, number, (SELECT COUNT(*) + 1 FROM former_numbers AS f"
        " WHERE f.bucket = parcels.bucket AND f.key = parcels.key AND f.parcel = parcels.number),"
        " carrier, tracking_number, %s FROM parcels WHERE bucket = %s AND key = %s AND number = %s",
        [micros(new.at), *key, new.parcel],
    )
    cursor.execute(
        "UPDATE parcels SET carrier = %s, tracking_number = %s, tracked = %s"
        " WHERE bucket = %s AND key = %s AND number = %s",
        [new.carrier, new.tracking_number, True, *key, new.parcel],
    )


def former_numbers(cursor: CursorWrapper, key: Key, parcel: int) -> list[Renumbered]:
    """Return the numbers that a parcel had, the first first; `at` is when each was replaced."""
    cursor.execute(
        "SELECT carrier, tracking_number, replaced_at FROM former_numbers"
        " WHERE bucket = %s AND key = %s AND parcel = %s ORDER BY number",
        [*key, parcel],
    )
    return [
        Renumbered(parcel, carrier, tracking_number, moment(at))
        for carrier, tracking_number, at in cursor.fetchall()
    ]


def facts_of(cursor: CursorWrapper, keys: Sequence[Key]) -> dict[bytes, Facts]:
    """Return what the rules need to know of each owner's parcels; owners without any are absent."""
    parcels: dict[bytes, list[Parcel]] = defaultdict(list)
    for key, sent in parcels_of(cursor, keys):
        parcels[key].append(sent.parcel)
    checkpoints: dict[bytes, list[Checkpoint]] = defaultdict(list)
    if parcels:
        for key, scan in scans_of(cursor, [key for key in keys if key[1] in parcels]):
            checkpoints[key].append(scan.checkpoint)
    placed = [key for key in keys if any(c.place for c in checkpoints.get(key[1], ()))]
    routes = routes_of(cursor, placed)
    said = facts_said(cursor, [key for key in keys if key[1] in parcels])
    return {
        key: Facts(
            tuple(checkpoints.get(key, ())),
            tuple(own),
            numbers=tuple(one for one in said.get(key, ()) if isinstance(one, NumberFact)),
            answers=tuple(one for one in said.get(key, ()) if isinstance(one, TrackerAnswer)),
            route=routes.get(key),
        )
        for key, own in parcels.items()
    }


def parcels_of(cursor: CursorWrapper, keys: Sequence[Key]) -> Iterable[tuple[bytes, SentParcel]]:
    """Return each owner's parcels, by number."""
    for row in selected(cursor, ("parcels", PARCEL_COLUMNS), keys):
        _, key, number, lines, carrier, tracking_number, tracked, leg, *moments = row
        handed_over_at, recorded_at, weight_grams = moments
        parcel = Parcel(
            number,
            tuple(map(int, lines.split(","))),
            moment(handed_over_at),
            bool(tracked),
            moment(recorded_at),
            Leg(leg),
            weight_grams,
        )
        yield bytes(key), SentParcel(parcel, carrier, tracking_number)


def scans_of(cursor: CursorWrapper, keys: Sequence[Key]) -> Iterable[tuple[bytes, Scan]]:
    """Return each owner's checkpoints, in the order in which they were recorded."""
    for row in selected(cursor, ("checkpoints", CHECKPOINT_COLUMNS), keys):
        _, key, number, parcel, status, source, leg, physical, happened_at, *people = row
        local_time, recorded_at, city, postal_code, country, text, *more = people
        place, (tracker, recipient_differs, signed, collected, *last) = more[:4], more[4:]
        customs_cause, weight_grams, snapshot, sought, placed_at = last
        checkpoint = Checkpoint(
            parcel=parcel,
            number=number,
            status=ParcelStatus(status),
            source=Source(source),
            physical=bool(physical),
            recorded_at=moment(recorded_at),
            happened_at=None if happened_at is None else moment(happened_at),
            leg=Leg(leg),
            place=place_of(place[0], postal_code, place[1:]),
            tracker=tracker,
            recipient_differs=None if recipient_differs is None else bool(recipient_differs),
            signed=bool(signed),
            collected=bool(collected),
            customs_cause=CustomsCause(customs_cause) if customs_cause else None,
            weight_grams=weight_grams,
            before=before_of(country, postal_code, placed_at),
        )
        said = (local_time, city, postal_code, country, text, snapshot)
        yield bytes(key), Scan(checkpoint, *said, sought=bool(sought))
