"""The past of an imported order, as the door takes it: each parcel with the scans known of it."""

from collections import defaultdict

from amends.orders.beginning import Sent
from amends.orders.intake import Problem, scan_of
from amends.parcels.store import Scan

from .entries import Entry, EntryRefused, ImportedParcel


def past_of(entry: Entry) -> tuple[Sent, ...] | EntryRefused:
    """Return the parcels of an order that begins; refuse a checkpoint of none of them."""
    scans: dict[int, list[Scan]] = defaultdict(list)
    for checkpoint in entry.checkpoints:
        parcel = checkpoint.parcel
        if not isinstance(parcel, int) or parcel > len(entry.parcels):
            words = (
                f"A checkpoint is of parcel {parcel or 'unknown'}, which the order does not have."
            )
            problem = Problem("parcel", f"{words} Send the parcel before its checkpoints.")
            return EntryRefused("parcel_unknown", problem)
        scans[parcel].append(scan_of(checkpoint.body, parcel, checkpoint.recorded_at))
    return tuple(
        _sent(parcel, tuple(scans[number])) for number, parcel in enumerate(entry.parcels, start=1)
    )


def _sent(parcel: ImportedParcel, scans: tuple[Scan, ...]) -> Sent:
    body = parcel.body
    return Sent(
        handed_over_at=body.handed_over_at,
        told_at=parcel.recorded_at,
        lines=tuple(body.lines),
        carrier=body.carrier or "",
        tracking_number=body.tracking_number or "",
        tracked=body.tracking_number is not None,
        scans=scans,
        weight_grams=body.weight_grams,
    )
