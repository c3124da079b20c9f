"""A parcel that went from Shenzhen by Leipzig to Vigo, and should have come to Porto."""

from amends.core.commands import CorrectNumber, HandOver
from amends.core.parcel import Checkpoint, ParcelStatus, Source
from amends.orders import door, keys
from amends.orders.loaded import Beside
from amends.parcels.store import Scan

from tests.web.site import PARTICULARS, SELLER, day, paid

TO_PORTO = PARTICULARS[:-1] + (
    ', "ship_to": {"name": "Alice", "lines": ["1 Secret Street"], "city": "Porto",'
    ' "postal_code": "4000-001", "country": "PT"}}'
)


def travelled(reference: str = "far") -> bytes:
    """Handed over under one number, then another; delivered 119 km from where it should go."""
    key = paid(reference, described=TO_PORTO)
    numbered(key, HandOver(day(1)), "RX123456785CN", 1)
    numbered(key, CorrectNumber(1), "LX987654321DE", 1.5)
    announced = Checkpoint(1, 0, ParcelStatus.ANNOUNCED, Source.SELLER, False, day(1), day(1))  # noqa: FBT003 - an announcement is no scan
    accepted = Checkpoint(1, 0, ParcelStatus.ACCEPTED, Source.TRACKER, True, day(2))  # noqa: FBT003 - a scan is physical
    sorted_there = Checkpoint(1, 0, ParcelStatus.IN_TRANSIT, Source.CARRIER, True, day(9), day(9))  # noqa: FBT003 - as above
    lost_place = Checkpoint(1, 0, ParcelStatus.IN_TRANSIT, Source.CARRIER, True, day(10), day(10))  # noqa: FBT003 - as above
    delivered = Checkpoint(1, 0, ParcelStatus.DELIVERED, Source.CARRIER, True, day(12), day(12))  # noqa: FBT003 - as above
    scans = [
        Scan(announced, city="Shenzhen", country="CN"),
        Scan(accepted, "2026-03-03T20:00:00", city="Shenzhen", country="CN"),
        Scan(sorted_there, "2026-03-10T13:00:00+01:00", city="Leipzig", country="DE"),
        Scan(lost_place, city="Hub 7", country="XX", text="<b>Weiterleitung</b>"),
        Scan(delivered, "half past two", city="Vigo", country="ES"),
    ]
    door.scan(key, scans, day(12))
    return key


def numbered(key: bytes, command: HandOver | CorrectNumber, number: str, on: float) -> None:
    """Say a number of the parcel, as its seller does."""
    beside = Beside(carrier="DHL", tracking_number=number)
    handled = door.handle(door.Asked(key, SELLER, command, beside=beside), day(on))
    assert handled.refused is None, handled.refused


def at_parcel(key: bytes, number: int = 1) -> str:
    """The address of a parcel's page."""
    return f"/parcels/{keys.part(key, 'p', number)}"
