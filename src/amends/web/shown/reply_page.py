"""One sealed reply of a tracker, read anew from what was sealed: what a screenshot would show."""

from dataclasses import dataclass
from datetime import datetime

from django.db import connection

from amends.parcels.snapshots import Snapshot, intact, snapshot
from amends.parcels.trackers import TRACKERS
from amends.parcels.trackers.reading import Problem, Read, Reading
from amends.web.reader import Reader
from amends.web.viewer import Seen

from .spoken import UNSTATED, clock, from_utc

# More is neither read nor shown in a page; the sealed reply itself is whole.
READ_MOST = 500_000
TEXT_MOST = 50_000
LINES_MOST = 200


@dataclass(frozen=True, slots=True)
class ReadLine:
    """One event of the reply: as we read it, and in the tracker's own words and code."""

    words: str
    place: str
    local: str
    zone: str
    text: str
    code: str


@dataclass(frozen=True, slots=True)
class ShownReply:
    """One reply, ready for a template; `verbatim` is for staff alone, since it may name people."""

    order: str
    number: int
    tracker: str
    received_at: datetime
    request: str
    content_type: str
    sha256: str
    seal: str
    intact: bool
    erased: bool
    lines: tuple[ReadLine, ...]
    problems: tuple[Problem, ...]
    verbatim: str


def shown_reply(seen: Seen, parcel: int, number: int) -> ShownReply | None:
    """Gather one reply about a parcel, or None if there is none of that number."""
    with connection.cursor() as cursor:
        one = snapshot(cursor, seen.loaded.key, number)
    if one is None or one.parcel != parcel:
        return None
    reader = Reader(seen.viewer, seen.role)
    read, tracker = _read(one), TRACKERS.get(one.tracker)
    body = (one.body or b"")[:TEXT_MOST].decode("utf-8", "replace")
    staff = seen.role in seen.viewer.staff
    return ShownReply(
        order=seen.spelled,
        number=one.number,
        tracker=tracker.title if tracker else one.tracker,
        received_at=one.received_at,
        request=one.request if staff else "",
        content_type=one.content_type,
        sha256=one.sha256.hex(),
        seal=one.hash.hex(),
        intact=intact(one),
        erased=one.body is None,
        lines=tuple(_line(event, reader) for event in read.checkpoints[:LINES_MOST]),
        problems=read.problems,
        verbatim=body if staff else "",
    )


def _read(one: Snapshot) -> Read:
    tracker, body = TRACKERS.get(one.tracker), one.body
    if tracker is None or body is None or len(body) > READ_MOST:
        return Read()
    return tracker.read(body)


def _line(event: Reading, reader: Reader) -> ReadLine:
    place, minutes = event.place, event.when.offset_minutes
    town = ", ".join(filter(None, (place.postal_code, place.city, place.region, place.country)))
    return ReadLine(
        words=reader.say(f"parcel_status.{event.status}"),
        place=place.text or town,
        local=clock(event.when.local) or "no time stated",
        zone=UNSTATED if minutes is None else from_utc(minutes),
        text=event.text,
        code=event.code,
    )
