"""Checkpoints, and what those of one parcel come to when they are read together."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class ParcelStatus(StrEnum):
    """The canonical status of a checkpoint, whatever the carrier calls it."""

    UNKNOWN = "unknown"
    ANNOUNCED = "announced"
    ACCEPTED = "accepted"
    IN_TRANSIT = "in_transit"
    AT_CUSTOMS = "at_customs"
    CUSTOMS_HELD = "customs_held"
    OUT_FOR_DELIVERY = "out_for_delivery"
    READY_FOR_PICKUP = "ready_for_pickup"
    ATTEMPT_FAILED = "attempt_failed"
    DELIVERED = "delivered"
    RETURNING = "returning"
    RETURNED = "returned"
    LOST = "lost"
    DAMAGED = "damaged"
    DESTROYED = "destroyed"


class Source(StrEnum):
    """Who says it. A carrier and a tracker report scans; a seller and a timer only say so."""

    CARRIER = "carrier"
    TRACKER = "tracker"
    SELLER = "seller"
    PLATFORM_TIMER = "platform_timer"


class Leg(StrEnum):
    """Whether the goods travel to the buyer or back."""

    OUTBOUND = "outbound"
    RETURN = "return"


RETURN_STATUSES = frozenset({ParcelStatus.RETURNING, ParcelStatus.RETURNED})
LOSS_STATUSES = frozenset({ParcelStatus.LOST, ParcelStatus.DESTROYED})


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """One line of a parcel's tracking.

    `happened_at` is UTC, or None where the zone is not known: it is never invented. `recorded_at`
    is when Amends, or the marketplace that imported it, came to know of it. `physical` is a scan
    of the thing itself, not an announcement.
    """

    parcel: int
    number: int
    status: ParcelStatus
    source: Source
    physical: bool
    recorded_at: datetime
    happened_at: datetime | None = None
    leg: Leg = Leg.OUTBOUND

    @property
    def reported(self) -> bool:
        """Said by a carrier or a tracker, who have nothing to win."""
        return self.source in {Source.CARRIER, Source.TRACKER}

    @property
    def witnessed(self) -> bool:
        """A scan that a carrier or a tracker reports on the way to the buyer."""
        return self.physical and self.reported and self.leg is Leg.OUTBOUND

    @property
    def back(self) -> bool:
        """A scan that a carrier or a tracker reports on the way back to the sender."""
        returns = self.leg is Leg.RETURN or self.status in RETURN_STATUSES
        return self.physical and self.reported and returns

    @property
    def by(self) -> datetime:
        """The latest moment at which it can have happened: nothing is known before it happens."""
        return min(self.happened_at or self.recorded_at, self.recorded_at)


@dataclass(frozen=True, slots=True)
class Parcel:
    """What its sender said when handing a parcel over; `lines` count from 1."""

    number: int
    lines: tuple[int, ...]
    handed_over_at: datetime
    tracked: bool
    recorded_at: datetime
    leg: Leg = Leg.OUTBOUND


@dataclass(frozen=True, slots=True)
class Outage:
    """A time in which Amends itself was away, its end excluded, and when that became known."""

    started_at: datetime
    ended_at: datetime
    recorded_at: datetime


@dataclass(frozen=True, slots=True)
class Facts:
    """What the world outside the order says, each part with the moment of its recording.

    `parcels` are also those that came too late for the order to take them; the order's own are in
    its events. `outages` are the installation's; that they are known later than they began is why
    no clock ends within one.
    """

    checkpoints: tuple[Checkpoint, ...] = ()
    parcels: tuple[Parcel, ...] = ()
    outages: tuple[Outage, ...] = ()

    def at(self, moment: datetime) -> "Facts":
        """Only what was recorded until `moment`, the instant included."""
        if not self.checkpoints and not self.parcels:
            return self
        return Facts(
            tuple(c for c in self.checkpoints if c.recorded_at <= moment),
            tuple(p for p in self.parcels if p.recorded_at <= moment),
            self.outages,
        )

    def before(self, moment: datetime) -> "Facts":
        """Only what was recorded before `moment`: what a clock ending then is judged on."""
        if not self.checkpoints and not self.parcels:
            return self
        return Facts(
            tuple(c for c in self.checkpoints if c.recorded_at < moment),
            tuple(p for p in self.parcels if p.recorded_at < moment),
            self.outages,
        )

    def next_recorded(self, after: datetime) -> datetime | None:
        """The first moment later than `after` at which a checkpoint or an outage was recorded."""
        recorded = [c.recorded_at for c in self.checkpoints]
        recorded += [outage.recorded_at for outage in self.outages]
        return min((at for at in recorded if at > after), default=None)

    def after_outage(self, moment: datetime) -> datetime:
        """The moment itself, or the end of the outage in which it fell, as it became known."""
        within = (o.recorded_at for o in self.outages if o.started_at <= moment < o.ended_at)
        return max(within, default=moment)


@dataclass(frozen=True, slots=True)
class ParcelView:
    """One parcel's checkpoints read together; the tuples name the checkpoints by number."""

    parcel: int
    handed_over_at: datetime
    tracked: bool
    scanned_at: datetime | None
    scans: tuple[int, ...]
    delivered_at: datetime | None
    delivered: tuple[int, ...]
    said_delivered: tuple[int, ...]
    returned: tuple[int, ...]
    lost: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class ReturnView:
    """How far the goods are on their way back to the seller."""

    scanned: bool
    delivered: bool


def view_of_return(parcel: int, facts: Facts) -> ReturnView:
    """Read the checkpoints of the parcel in which the buyer sends the goods back."""
    scans = [c for c in facts.checkpoints if c.parcel == parcel and c.physical and c.reported]
    arrived = {ParcelStatus.DELIVERED, ParcelStatus.RETURNED}
    return ReturnView(bool(scans), any(c.status in arrived for c in scans))


def view(parcel: Parcel, facts: Facts) -> ParcelView:
    """Read the checkpoints of one parcel together.

    A return scan overrides a delivery: goods delivered on their way back came to the sender. A
    delivery scanned after a loss means that the parcel was found.
    """
    own = [c for c in facts.checkpoints if c.parcel == parcel.number]
    scans = [c for c in own if c.witnessed]
    returned = _numbers(c for c in own if c.back)
    delivered = [c for c in scans if c.status is ParcelStatus.DELIVERED]
    delivered_at = min((c.by for c in delivered), default=None)
    return ParcelView(
        parcel=parcel.number,
        handed_over_at=parcel.handed_over_at,
        tracked=parcel.tracked or bool(own),
        scanned_at=max((c.by for c in scans), default=None),
        scans=_numbers(scans),
        delivered_at=None if returned else delivered_at,
        delivered=() if returned else _numbers(delivered),
        said_delivered=_numbers(c for c in own if _said_delivered(c)),
        returned=returned,
        lost=_losses(own, delivered_at),
    )


def _said_delivered(checkpoint: Checkpoint) -> bool:
    outbound = checkpoint.leg is Leg.OUTBOUND
    return outbound and checkpoint.status is ParcelStatus.DELIVERED and not checkpoint.witnessed


def _losses(own: Sequence[Checkpoint], delivered_at: datetime | None) -> tuple[int, ...]:
    said = (c for c in own if c.status in LOSS_STATUSES and c.leg is Leg.OUTBOUND and c.reported)
    return _numbers(c for c in said if delivered_at is None or c.by > delivered_at)


def _numbers(checkpoints: Iterable[Checkpoint]) -> tuple[int, ...]:
    return tuple(checkpoint.number for checkpoint in checkpoints)
