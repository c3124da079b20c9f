"""Every tracker that can be asked, that sends, or whose replies can be read, by its name."""

from collections.abc import Mapping

from amends.parcels.trackers import (
    aftership,
    generic,
    parcelsapp,
    pasted,
    postal_ninja,
    track17,
    usps,
)
from amends.parcels.trackers.contract import Tracker

__all__ = ["TRACKERS"]

TRACKERS: Mapping[str, Tracker] = {
    tracker.name: tracker
    for tracker in (
        track17.TRACKER,
        parcelsapp.TRACKER,
        postal_ninja.TRACKER,
        aftership.TRACKER,
        usps.TRACKER,
        pasted.TRACKER,
        generic.TRACKER,
    )
}
