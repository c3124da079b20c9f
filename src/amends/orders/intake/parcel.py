"""The bodies of a parcel and of a checkpoint, and how a checkpoint becomes what the rules read."""

from datetime import UTC, datetime
from typing import Annotated, Self, TypeAlias

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from amends.core.parcel import Checkpoint, Leg, ParcelStatus, Source
from amends.core.terms import LINES_MOST
from amends.parcels.store import Scan

from .fields import (
    Body,
    City,
    Country,
    Grams,
    PostalCode,
    TrackingNumber,
    Zone,
    one_line,
    several_lines,
)
from .instants import Instant, Moment, in_zone, require_range
from .problems import Problem

# An announcement is not a scan of the thing, and neither is the word that it is lost.
NOT_PHYSICAL = frozenset({ParcelStatus.UNKNOWN, ParcelStatus.ANNOUNCED, ParcelStatus.LOST})
CARRIED = frozenset({Source.CARRIER, Source.TRACKER})
LineNumber: TypeAlias = Annotated[int, Field(ge=1, le=LINES_MOST)]


class ParcelBody(Body):
    """A parcel that was handed over. Lines count from 1; none named are all not yet sent.

    `weight_grams` is what its label states.
    """

    carrier: Annotated[str, one_line(100)] | None = None
    tracking_number: TrackingNumber | None = None
    handed_over_at: Instant
    lines: Annotated[list[LineNumber], Field(max_length=LINES_MOST)] = []  # noqa: RUF012 - pydantic copies it
    weight_grams: Grams | None = None

    @model_validator(mode="after")
    def _lines_once(self) -> Self:
        if len(set(self.lines)) < len(self.lines):
            found = [Problem("lines", "Name each line once.")]
            raise PydanticCustomError("together", "These do not fit.", {"problems": found})
        return self


class CheckpointBody(Body):
    """One line of a parcel's tracking.

    UTC is known where `happened_at` carries an offset, or `zone` says where its clock stood;
    without either it stays a local time only, and is never made up.
    """

    status: ParcelStatus
    source: Source
    happened_at: Moment
    zone: Zone | None = None
    physical: bool | None = None
    leg: Leg = Leg.OUTBOUND
    city: City | None = None
    postal_code: PostalCode | None = None
    country: Country | None = None
    text: Annotated[str, several_lines(1000)] | None = None
    weight_grams: Grams | None = None

    @model_validator(mode="after")
    def _in_range(self) -> Self:
        # A zone can carry the first or the last hour out of the years that are taken.
        if self.utc is not None:
            require_range(self.utc)
        return self

    @property
    def utc(self) -> datetime | None:
        """When it happened, or None where only the local time is known."""
        if self.happened_at.tzinfo is not None:
            return self.happened_at.astimezone(UTC)
        return in_zone(self.happened_at, self.zone) if self.zone else None

    @property
    def scanned(self) -> bool:
        """Whether the thing itself was seen, where the sender does not say: by what it tells."""
        if self.physical is not None:
            return self.physical
        return self.source in CARRIED and self.status not in NOT_PHYSICAL


def scan_of(body: CheckpointBody, parcel: int, recorded_at: datetime) -> Scan:
    """Return what `parcels` records of a checkpoint; it gets its number where it is stored."""
    checkpoint = Checkpoint(
        parcel=parcel,
        number=0,
        status=body.status,
        source=body.source,
        physical=body.scanned,
        recorded_at=recorded_at,
        happened_at=body.utc,
        leg=body.leg,
        weight_grams=body.weight_grams,
    )
    return Scan(
        checkpoint,
        local_time=body.happened_at.isoformat(),
        city=body.city or "",
        postal_code=body.postal_code or "",
        country=body.country or "",
        text=body.text or "",
    )
