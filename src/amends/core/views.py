"""What the checkpoints of one parcel come to when they are read together."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from .parcel import (
    LOSS_STATUSES,
    Checkpoint,
    Facts,
    Leg,
    NumberFact,
    Parcel,
    ParcelStatus,
    TrackerAnswer,
)
from .places import Fit, Route, fit

# What an outbound scan says when customs lets a parcel go again, or it came to its end.
RELEASED = frozenset(
    {
        ParcelStatus.IN_TRANSIT,
        ParcelStatus.OUT_FOR_DELIVERY,
        ParcelStatus.READY_FOR_PICKUP,
        ParcelStatus.ATTEMPT_FAILED,
        ParcelStatus.DELIVERED,
    }
)


@dataclass(frozen=True, slots=True)
class ParcelView:
    """One parcel's checkpoints read together; tuples of numbers name the checkpoints.

    `delivered` is at the right place, or at a place not stated; `astray` are the delivery scans
    that state another place. `seized` are those by which customs took or destroyed it, which is no
    loss: its cause says who bears it. `own` are all checkpoints, `route` is where it was to go;
    `label_grams` is the weight on its label.
    """

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
    seized: tuple[int, ...] = ()
    own: tuple[Checkpoint, ...] = ()
    astray: tuple[Checkpoint, ...] = ()
    route: Route | None = None
    number: NumberFact | None = None
    answers: tuple[TrackerAnswer, ...] = ()
    label_grams: int | None = None

    @property
    def ended(self) -> bool:
        """Whether it came, wherever, came back or is gone, so that standing still means nothing."""
        gone = self.lost or self.seized
        return bool(self.delivered or self.astray or self.returned or gone)

    @property
    def witnessed(self) -> tuple[Checkpoint, ...]:
        """The scans on the way to the buyer, the latest last."""
        return tuple(sorted((c for c in self.own if c.witnessed), key=lambda c: c.by))

    @property
    def came(self) -> tuple[Checkpoint, ...]:
        """The delivery scans on which `delivered` rests."""
        return tuple(c for c in self.own if c.number in self.delivered)

    @property
    def held(self) -> tuple[Checkpoint, ...]:
        """The checkpoints by which customs holds it now, or took it; none once it moved on."""
        if self.delivered or self.astray or self.returned or self.lost:
            return ()
        taken = (c for c in self.own if c.number in self.seized)
        return (*_holds(self.own), *taken)

    @property
    def waiting(self) -> tuple[Checkpoint, ...]:
        """The scan by which it waits to be collected now, or nothing."""
        last = self.witnessed[-1:]
        waits = last and last[0].status is ParcelStatus.READY_FOR_PICKUP and not self.ended
        return last if waits else ()


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

    A return scan overrides a delivery: goods delivered on their way back, or where they came from,
    came to the sender. A delivery scanned after a loss means that the parcel was found.
    """
    known = facts.read.get(parcel)
    if known is None:
        known = facts.read[parcel] = _view(parcel, facts)
    return known


def _view(parcel: Parcel, facts: Facts) -> ParcelView:
    own = [c for c in facts.checkpoints if c.parcel == parcel.number]
    scans = [c for c in own if c.witnessed]
    delivered, astray = _delivered(scans, facts.route)
    home = [c for c in astray if fit(c.place, facts.route) is Fit.ORIGIN]
    returned = _numbers(c for c in own if c.back or c in home)
    came_at = min((c.by for c in (*delivered, *astray)), default=None)
    gone = [c for c in own if _gone(c) and (came_at is None or c.by > came_at)]
    seized = _seized(own, gone)
    return ParcelView(
        parcel=parcel.number,
        handed_over_at=parcel.handed_over_at,
        tracked=parcel.tracked or bool(own),
        scanned_at=max((c.by for c in scans), default=None),
        scans=_numbers(scans),
        delivered_at=min((c.by for c in delivered), default=None) if not returned else None,
        delivered=() if returned else _numbers(delivered),
        said_delivered=_numbers(c for c in own if _said_delivered(c)),
        returned=returned,
        lost=() if seized else _numbers(gone),
        seized=_numbers(seized),
        own=tuple(own),
        astray=() if returned else astray,
        route=facts.route,
        number=facts.number_of(parcel.number),
        answers=tuple(a for a in facts.answers if a.parcel == parcel.number),
        label_grams=parcel.weight_grams,
    )


def _delivered(
    scans: Sequence[Checkpoint], route: Route | None
) -> tuple[tuple[Checkpoint, ...], tuple[Checkpoint, ...]]:
    """Return the delivery scans that count as such, and those that state another place.

    One that states the right place outweighs one that states another: a second tracker may have
    it wrong. One that states none proves no place, and is outweighed by one that states another.
    """
    found = [c for c in scans if c.status is ParcelStatus.DELIVERED]
    fits = [fit(c.place, route) for c in found]
    astray = tuple(c for c, how in zip(found, fits, strict=True) if how.wrong)
    right = tuple(c for c, how in zip(found, fits, strict=True) if not how.wrong)
    if astray and Fit.RIGHT not in fits:
        return (), astray
    return right, ()


def _said_delivered(checkpoint: Checkpoint) -> bool:
    outbound = checkpoint.leg is Leg.OUTBOUND
    return outbound and checkpoint.status is ParcelStatus.DELIVERED and not checkpoint.witnessed


def _gone(checkpoint: Checkpoint) -> bool:
    outbound = checkpoint.leg is Leg.OUTBOUND
    return outbound and checkpoint.status in LOSS_STATUSES and checkpoint.reported


def _seized(own: Sequence[Checkpoint], gone: Sequence[Checkpoint]) -> list[Checkpoint]:
    """Return by which customs took it: it says so, or held it when it was destroyed."""
    destroyed = [c for c in gone if c.status is ParcelStatus.DESTROYED]
    by_customs = any(c.customs_cause is not None for c in destroyed) or bool(_holds(own))
    return destroyed if by_customs else []


def _holds(own: Sequence[Checkpoint]) -> tuple[Checkpoint, ...]:
    said = [c for c in own if c.reported and c.leg is Leg.OUTBOUND]
    held = [c for c in said if c.status is ParcelStatus.CUSTOMS_HELD]
    if not held:
        return ()
    since = max(c.by for c in held)
    let_go = any(c.status in RELEASED and c.by > since for c in said)
    return () if let_go else tuple(held)


def _numbers(checkpoints: Iterable[Checkpoint]) -> tuple[int, ...]:
    return tuple(checkpoint.number for checkpoint in checkpoints)
