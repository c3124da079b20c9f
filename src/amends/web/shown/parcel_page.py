"""Everything that the page of one parcel shows."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from django.db import connection
from markupsafe import Markup

from amends.core.findings import Finding, findings
from amends.core.parcel import Leg, ParcelStatus
from amends.orders import keys, pins, queries
from amends.orders.atlas import Atlas
from amends.orders.pins import Pin
from amends.parcels.places.corrections import standing
from amends.parcels.snapshots import Kept, kept
from amends.parcels.store import Renumbered, Scan, SentParcel, former_numbers
from amends.parcels.trackers import TRACKERS
from amends.parcels.trackers.links import links
from amends.web.reader import Reader
from amends.web.viewer import Seen

from .border import ShownBorder, shown_border
from .order_page import title_of
from .parcel_map import Way, way_of
from .spoken import clock, day, zone

TITLES = {name: tracker.title for name, tracker in TRACKERS.items()}
# A parcel that is scanned more often is shown by its latest scans.
CHECKPOINTS_MOST = 200
HARM = {
    ParcelStatus.CUSTOMS_HELD,
    ParcelStatus.RETURNING,
    ParcelStatus.RETURNED,
    ParcelStatus.LOST,
    ParcelStatus.DAMAGED,
    ParcelStatus.DESTROYED,
}


@dataclass(frozen=True, slots=True)
class Line:
    """One checkpoint: what, where and when, and who says so; `said` is what is no scan."""

    words: str
    place: str
    at: Markup
    there: str
    source: str
    text: str
    said: bool


@dataclass(frozen=True, slots=True)
class ShownFinding:
    """A finding with its grade and the checkpoints that it rests on, in words."""

    finding: Finding
    rests: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class ShownParcel:
    """One parcel, ready for a template; `lines` are latest first."""

    order: str
    part: str
    title: str
    reference: str
    sent: SentParcel
    headline: str
    state: str
    findings: tuple[ShownFinding, ...]
    lines: tuple[Line, ...]
    more: int
    way: Way
    links: Mapping[str, str]
    former: Sequence[Renumbered]
    replies: Sequence[Kept]
    trackers: Mapping[str, str]
    border: ShownBorder | None
    pins: Sequence[Pin]


def shown_parcel(seen: Seen, number: int) -> ShownParcel | None:
    """Gather the page of an order's parcel, or None if the order has no such parcel."""
    loaded, now = seen.loaded, seen.viewer.now
    parcels, scans = queries.tracking(loaded.key)
    sent = next((one for one in parcels if one.parcel.number == number), None)
    if sent is None:
        return None
    with connection.cursor() as cursor:
        former = former_numbers(cursor, loaded.key, number)
        replies = kept(cursor, loaded.key, number)
    reader = Reader(seen.viewer, seen.role)
    known = pins.known(scans, number, now)
    lines = {scan.checkpoint.number: _line(scan, reader) for scan in known}
    home = pins.home_of(loaded.key, sent)
    atlas, said = Atlas(now), standing(pins.corrections(loaded.key, number))
    way = way_of(known, home if isinstance(home, dict) else None, atlas.where, reader, said)
    found = findings(loaded.order, loaded.facts.at(now), now)
    return ShownParcel(
        order=seen.spelled,
        part=keys.part(loaded.key[1], "p", number),
        title=title_of(queries.particulars(loaded.key)),
        reference=loaded.reference,
        sent=sent,
        headline=_headline(known, reader),
        state=_state(known, way),
        findings=tuple(
            ShownFinding(one, tuple(lines[at] for at in one.rests_on if at in lines))
            for one in found
            if one.parcel == number
        ),
        lines=tuple(lines.values())[::-1][:CHECKPOINTS_MOST],
        more=max(len(lines) - CHECKPOINTS_MOST, 0),
        way=_looked_up(way, atlas),
        pins=pins.correctable(seen.role, sent, pins.pins_of(known, home)),
        links=links(sent.tracking_number) if sent.tracking_number else {},
        former=former,
        replies=replies,
        trackers=TITLES,
        border=shown_border(seen, parcel=number) if sent.parcel.leg is Leg.OUTBOUND else None,
    )


def _looked_up(way: Way, atlas: Atlas) -> Way:
    """Say of a way in which table its places were looked for, and which a geocoder found."""
    found = (f"{text} (by {engine.capitalize()})" for text, engine in atlas.found_by.items())
    return replace(way, table=atlas.table is not None, by_geocoder=tuple(found))


def _headline(known: Sequence[Scan], reader: Reader) -> str:
    if not known:
        return "No carrier has scanned it yet"
    last = known[-1]
    words = reader.say(f"parcel_status.{last.checkpoint.status}")
    # What a seller or a timer says must not read like a scan.
    source = "" if _scanned(last) else reader.say(f"source.{last.checkpoint.source}")
    when = day(last.checkpoint.by, reader)
    return ", ".join(filter(None, (words, last.city or last.country, when, source)))


def _scanned(scan: Scan) -> bool:
    return scan.checkpoint.reported and scan.checkpoint.physical


def _state(known: Sequence[Scan], way: Way) -> str:
    """Return how a parcel is drawn; delivered somewhere else is no good news."""
    status = known[-1].checkpoint.status if known else None
    if status in HARM:
        return "harm"
    arrived = status is ParcelStatus.DELIVERED and _scanned(known[-1])
    return "good" if arrived and not way.apart else "wait"


def _line(scan: Scan, reader: Reader) -> Line:
    checkpoint = scan.checkpoint
    at, there = _moment(scan, reader)
    return Line(
        words=reader.say(f"parcel_status.{checkpoint.status}"),
        place=", ".join(filter(None, (scan.postal_code, scan.city, scan.country))),
        at=at,
        there=there,
        source=reader.say(f"source.{checkpoint.source}"),
        text=scan.text,
        said=not _scanned(scan),
    )


def _moment(scan: Scan, reader: Reader) -> tuple[Markup, str]:
    """Return when it happened for the reader, and what the clock there said, its zone or none."""
    happened_at, shown = scan.checkpoint.happened_at, clock(scan.local_time)
    if happened_at is None:
        known = f"{shown} there, the zone is not stated" if shown else "no time stated"
        return Markup("known since {}").format(reader.on(scan.checkpoint.recorded_at)), known
    there = (
        f"{shown} there, {zone(scan.local_time, happened_at)}" if shown else "told as an instant"
    )
    return reader.when(happened_at), there
