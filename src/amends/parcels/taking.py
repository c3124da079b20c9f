"""From what a tracker said to what is kept: scans of a parcel, and the sealed part of the reply."""

from collections.abc import Iterable
from datetime import datetime

from amends.core.parcel import Checkpoint
from amends.parcels.snapshots import Sealed
from amends.parcels.store import Scan
from amends.parcels.trackers.contract import Verbatim
from amends.parcels.trackers.portions import portions
from amends.parcels.trackers.reading import CITY_MOST, Reading

LOCAL_MOST = 32


def scan_of(reading: Reading, *, parcel: int, recorded_at: datetime) -> Scan:
    """Return a reading as a scan of a parcel, not numbered yet: `store.fresh` numbers what is new.

    Where a place has no town of its own, its text as said stands there: a resolver may know it.
    """
    checkpoint = Checkpoint(
        parcel=parcel,
        number=0,
        status=reading.status,
        source=reading.source,
        physical=reading.physical,
        recorded_at=recorded_at,
        happened_at=reading.when.happened_at,
        leg=reading.leg,
    )
    place = reading.place
    return Scan(
        checkpoint,
        local_time=reading.when.local[:LOCAL_MOST],
        city=(place.city or place.text)[:CITY_MOST],
        postal_code=place.postal_code,
        country=place.country,
        text=reading.text,
    )


def sealed_of(
    replies: Iterable[Verbatim], tracker: str, received_at: datetime
) -> list[tuple[str, Sealed]]:
    """Return each number's part of the replies, ready for `snapshots.seal`, as parcel 0.

    Whoever knows the orders puts the parcel's own number in.
    """
    return [
        (number, Sealed(0, tracker, received_at, request, body, reply.content_type))
        for reply in replies
        for number, request, body in portions(reply)
    ]
