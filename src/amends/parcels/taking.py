"""From what a tracker said to what is kept: scans of a parcel, and the sealed part of the reply."""

from collections.abc import Iterable
from datetime import datetime

from amends.core.geography import Point
from amends.core.parcel import Checkpoint, CustomsCause, ParcelStatus
from amends.core.places import Place
from amends.parcels.snapshots import Sealed
from amends.parcels.store import Scan
from amends.parcels.trackers.contract import Verbatim
from amends.parcels.trackers.portions import portions
from amends.parcels.trackers.reading import CITY_MOST, Cause, Reading, Said

LOCAL_MOST = 32
# A tracker's point is that of a town or a depot, not of a door.
POINT_KM = 10.0
CUSTOMS_CAUSES = {
    Cause.COUNTERFEIT: CustomsCause.COUNTERFEIT,
    Cause.UNDERVALUED: CustomsCause.UNDERVALUED,
    Cause.PROHIBITED: CustomsCause.PROHIBITED,
    Cause.DUTIES: CustomsCause.UNPAID,
    Cause.IMPORT_ENDED: CustomsCause.SEIZED,
    Cause.SEIZED: CustomsCause.SEIZED,
}
STOPPED = frozenset({ParcelStatus.CUSTOMS_HELD, ParcelStatus.DESTROYED})


def scan_of(reading: Reading, *, parcel: int, recorded_at: datetime, tracker: str = "") -> Scan:
    """Return a reading as a scan of a parcel, not numbered yet: `news.fresh` numbers what is new.

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
        place=_place(reading.place),
        tracker=tracker,
        signed=reading.signed,
        collected=reading.cause is Cause.COLLECTED,
        customs_cause=_customs_cause(reading),
        weight_grams=reading.weight_grams,
    )
    place = reading.place
    return Scan(
        checkpoint,
        local_time=reading.when.local[:LOCAL_MOST],
        city=(place.city or place.text)[:CITY_MOST],
        postal_code=place.postal_code,
        country=place.country,
        text=reading.text,
        recipient=reading.recipient,
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


def _place(said: Said) -> Place | None:
    """A point that the tracker itself gave; a town's name is looked up where it is recorded."""
    if said.latitude is None or said.longitude is None:
        return None
    point = Point(said.latitude, said.longitude, POINT_KM)
    return Place(country=said.country, postal_code=said.postal_code, point=point)


def _customs_cause(reading: Reading) -> CustomsCause | None:
    if reading.status not in STOPPED or reading.cause is None:
        return None
    return CUSTOMS_CAUSES.get(reading.cause)
