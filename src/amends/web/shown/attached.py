"""What trackers answered about an order's parcels: evidence that nobody has to bring."""

from dataclasses import dataclass
from datetime import datetime

from django.db import connection

from amends.orders import keys, queries
from amends.parcels.snapshots import kept
from amends.parcels.trackers import TRACKERS
from amends.web.viewer import Seen

# The latest of each parcel; its own page has more.
EACH_MOST = 10


@dataclass(frozen=True, slots=True)
class Attached:
    """One sealed reply, with the addresses of its page and of its picture."""

    tracker: str
    parcel: int
    received_at: datetime
    seal: str
    page: str
    picture: str


def attached(seen: Seen) -> list[Attached]:
    """Return the sealed replies of an order's parcels, the latest of each first."""
    key, parcels = seen.loaded.key, queries.tracking(seen.loaded.key)[0]
    found = []
    for number in [sent.parcel.number for sent in parcels]:
        with connection.cursor() as cursor:
            replies = kept(cursor, key, number, EACH_MOST)
        for one in replies:
            tracker = TRACKERS.get(one.tracker)
            page = f"/parcels/{keys.part(key[1], 'p', number)}/replies/{one.number}"
            found.append(
                Attached(
                    tracker=tracker.title if tracker else one.tracker,
                    parcel=number,
                    received_at=one.received_at,
                    seal=one.sha256.hex(),
                    page=page,
                    picture=f"{page}/picture.png",
                )
            )
    return found
