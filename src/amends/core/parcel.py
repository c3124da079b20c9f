"""What the world outside an order says of its parcels, each part with when it was recorded."""

from bisect import bisect_right
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from functools import cached_property
from typing import TYPE_CHECKING

from .places import Before, Place, Route

if TYPE_CHECKING:
    from .views import ParcelView


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


class CustomsCause(StrEnum):
    """Why customs stopped a parcel; `seized` is that it took it, and did not say why."""

    COUNTERFEIT = "counterfeit"
    UNDERVALUED = "undervalued"
    PROHIBITED = "prohibited"
    UNPAID = "unpaid"
    SEIZED = "seized"


class Validity(StrEnum):
    """What a tracking number's form proves."""

    PROVEN_INVALID = "proven_invalid"
    WELL_FORMED = "well_formed"
    UNKNOWN_FORMAT = "unknown_format"


RETURN_STATUSES = frozenset({ParcelStatus.RETURNING, ParcelStatus.RETURNED})
LOSS_STATUSES = frozenset({ParcelStatus.LOST, ParcelStatus.DESTROYED})


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """One line of a parcel's tracking.

    `happened_at` is UTC, or None where the zone is not known: it is never invented. `recorded_at`
    is when Amends, or the marketplace that imported it, came to know of it. `physical` is a scan
    of the thing itself, not an announcement. `place` is what is certain of where it was. `tracker`
    names who passed it on. `recipient_differs` is None where nobody said who took it; `signed` and
    `collected` are only what was said. `weight_grams` is what the tracker says that it weighs;
    `before` tells of a place that was found later than the checkpoint was recorded.
    """

    parcel: int
    number: int
    status: ParcelStatus
    source: Source
    physical: bool
    recorded_at: datetime
    happened_at: datetime | None = None
    leg: Leg = Leg.OUTBOUND
    place: Place | None = None
    tracker: str = ""
    recipient_differs: bool | None = None
    signed: bool = False
    collected: bool = False
    customs_cause: CustomsCause | None = None
    weight_grams: int | None = None
    before: Before | None = None

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
    """What its sender said when handing a parcel over; `lines` count from 1.

    `weight_grams` is what its label states, or None.
    """

    number: int
    lines: tuple[int, ...]
    handed_over_at: datetime
    tracked: bool
    recorded_at: datetime
    leg: Leg = Leg.OUTBOUND
    weight_grams: int | None = None


@dataclass(frozen=True, slots=True)
class NumberFact:
    """What the tracking number of a parcel proves by itself, since it was entered.

    `reused` is that another buyer's order had it before.
    """

    parcel: int
    validity: Validity
    reused: bool
    recorded_at: datetime


@dataclass(frozen=True, slots=True)
class TrackerAnswer:
    """Whether a tracker knows the number of a parcel. One that is down gives no such answer."""

    parcel: int
    tracker: str
    known: bool
    recorded_at: datetime


@dataclass(frozen=True, slots=True)
class Outage:
    """A time in which Amends itself was away, its end excluded, and when that became known."""

    started_at: datetime
    ended_at: datetime
    recorded_at: datetime


@dataclass(frozen=True)
class Facts:
    """What the world outside the order says, each part with the moment of its recording.

    `parcels` are also those that came too late for the order to take them; the order's own are in
    its events. `outages` are the installation's; that they are known later than they began is why
    no clock ends within one.
    """

    checkpoints: tuple[Checkpoint, ...] = ()
    parcels: tuple[Parcel, ...] = ()
    outages: tuple[Outage, ...] = ()
    numbers: tuple[NumberFact, ...] = ()
    answers: tuple[TrackerAnswer, ...] = ()
    route: Route | None = None

    @cached_property
    def read(self) -> "dict[Parcel, ParcelView]":
        """What was read of each parcel already: facts never change, so it is read once."""
        return {}

    @cached_property
    def news(self) -> tuple[datetime, ...]:
        """The moments, in order, at which anything but a parcel or the route was recorded."""
        recorded = [c.recorded_at for c in self.checkpoints]
        recorded += [outage.recorded_at for outage in self.outages]
        recorded += [number.recorded_at for number in self.numbers]
        recorded += [answer.recorded_at for answer in self.answers]
        recorded += [c.before.looked_up_at for c in self.checkpoints if c.before is not None]
        if self.route is not None and self.route.before is not None:
            recorded.append(self.route.before.looked_up_at)
        return tuple(sorted(recorded))

    @cached_property
    def latest_at(self) -> datetime | None:
        """The moment by which all of them were recorded, or None when there is nothing."""
        recorded = [*self.news[-1:], *(parcel.recorded_at for parcel in self.parcels)]
        if self.route is not None:
            recorded.append(self.route.recorded_at)
        return max(recorded, default=None)

    def at(self, moment: datetime) -> "Facts":
        """Only what was recorded until `moment`, the instant included."""
        if self.latest_at is None or self.latest_at <= moment:
            return self
        return self._kept(lambda recorded_at: recorded_at <= moment)

    def before(self, moment: datetime) -> "Facts":
        """Only what was recorded before `moment`: what a clock ending then is judged on."""
        if self.latest_at is None or self.latest_at < moment:
            return self
        return self._kept(lambda recorded_at: recorded_at < moment)

    def next_recorded(self, after: datetime) -> datetime | None:
        """The first moment later than `after` at which anything but a parcel was recorded."""
        number = bisect_right(self.news, after)
        return self.news[number] if number < len(self.news) else None

    def after_outage(self, moment: datetime) -> datetime:
        """The moment itself, or the end of the outage in which it fell, as it became known."""
        within = (o.recorded_at for o in self.outages if o.started_at <= moment < o.ended_at)
        return max(within, default=moment)

    def number_of(self, parcel: int) -> NumberFact | None:
        """What the number that a parcel has now proves, or None if nobody entered one."""
        own = [number for number in self.numbers if number.parcel == parcel]
        return max(own, key=lambda number: number.recorded_at, default=None)

    def _kept(self, known: Callable[[datetime], bool]) -> "Facts":
        return Facts(
            tuple(_placed(c, known) for c in self.checkpoints if known(c.recorded_at)),
            tuple(p for p in self.parcels if known(p.recorded_at)),
            self.outages,
            tuple(n for n in self.numbers if known(n.recorded_at)),
            tuple(a for a in self.answers if known(a.recorded_at)),
            _routed(self.route, known),
        )


def _placed(checkpoint: Checkpoint, known: Callable[[datetime], bool]) -> Checkpoint:
    """Return a checkpoint with what was known of its place."""
    before = checkpoint.before
    if before is None or known(before.looked_up_at):
        return checkpoint
    return replace(checkpoint, place=before.place, before=None)


def _routed(route: Route | None, known: Callable[[datetime], bool]) -> Route | None:
    if route is None or not known(route.recorded_at):
        return None
    before = route.before
    if before is None or known(before.looked_up_at):
        return route
    return replace(route, destination=before.place or Place(), before=None)
