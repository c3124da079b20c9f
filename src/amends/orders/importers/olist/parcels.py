"""The parcel of an order of the set, and the one or two scans that its dates tell of."""

from datetime import datetime

from amends.core.parcel import ParcelStatus, Source
from amends.orders.importers.entries import ImportedCheckpoint, ImportedParcel
from amends.orders.intake import CheckpointBody, ParcelBody

from .facts import Facts


def parcels_of(facts: Facts) -> tuple[ImportedParcel, ...]:
    """Return the parcel, if the rows show that there was one.

    Where only its end is dated it is held to be handed over no earlier than that is known.
    """
    known_at = facts.handed_over_at or facts.delivered_at or facts.clicked_at
    if known_at is None:
        return ()
    return (ImportedParcel(ParcelBody(handed_over_at=known_at), known_at),)


def checkpoints_of(facts: Facts) -> tuple[ImportedCheckpoint, ...]:
    """Return the carrier's scans, each known from its own moment, and the seller's click.

    A status without a date is not known before the data ends, and then it is only said.
    """
    found = []
    if facts.handed_over_at:
        found.append(_checkpoint(ParcelStatus.ACCEPTED, Source.CARRIER, facts.handed_over_at))
    if facts.delivered_at:
        found.append(_checkpoint(ParcelStatus.DELIVERED, Source.CARRIER, facts.delivered_at))
    if facts.clicked_at:
        found.append(_checkpoint(ParcelStatus.DELIVERED, Source.SELLER, facts.clicked_at))
    return tuple(found)


def _checkpoint(status: ParcelStatus, source: Source, at: datetime) -> ImportedCheckpoint:
    physical = source is Source.CARRIER
    body = CheckpointBody(status=status, source=source, happened_at=at, physical=physical)
    return ImportedCheckpoint(1, body, at)
