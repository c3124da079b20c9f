"""What parcels show: each finding one function, and one table of what each is worth.

These are the findings that an order's own dates and checkpoints carry. A finding names the
checkpoints that it rests on; it is computed for a moment, on what was recorded until then.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import TypeAlias

from .order import Order
from .parcel import Facts, Leg, ParcelView, view
from .reasons import Reason


class FindingCode(StrEnum):
    """The closed list, strongest trouble first."""

    LOST = "lost"
    RETURNED = "returned"
    NEVER_ACCEPTED = "never_accepted"
    STALLED = "stalled"
    DELIVERED_BY_TIMER_ONLY = "delivered_by_timer_only"
    LATE = "late"
    DELIVERED_PROVEN = "delivered_proven"
    MOVING_NORMALLY = "moving_normally"


class Grade(StrEnum):
    """How much a finding weighs."""

    DECISIVE = "decisive"
    STRONG = "strong"
    WEAK = "weak"


@dataclass(frozen=True, slots=True)
class Finding:
    """One named statement about one parcel, with the numbers of its checkpoints."""

    code: FindingCode
    parcel: int
    rests_on: tuple[int, ...]

    @property
    def worth(self) -> "Worth":
        """Its row in the table."""
        return FINDINGS[self.code]


@dataclass(frozen=True, slots=True)
class Sight:
    """One parcel of one order, seen at one moment."""

    order: Order
    parcel: ParcelView
    now: datetime

    @property
    def stalled_at(self) -> datetime | None:
        """When it will have stood still for too long, or None if nothing was scanned."""
        terms = self.order.terms
        within = terms.stalled_after_domestic if self.order.domestic else terms.stalled_after
        return self.parcel.scanned_at + within if self.parcel.scanned_at else None

    @property
    def unaccepted_at(self) -> datetime:
        """When a carrier should have scanned it."""
        return self.parcel.handed_over_at + self.order.terms.scan_within

    @property
    def ended(self) -> bool:
        """Whether it came, came back or is lost, so that standing still means nothing."""
        seen = self.parcel
        return bool(seen.delivered or seen.returned or seen.lost)


Rests: TypeAlias = tuple[int, ...] | None


def _lost(sight: Sight) -> Rests:
    return sight.parcel.lost or None


def _returned(sight: Sight) -> Rests:
    return sight.parcel.returned or None


def _never_accepted(sight: Sight) -> Rests:
    silent = sight.parcel.tracked and not sight.parcel.scans and not sight.ended
    return () if silent and sight.now >= sight.unaccepted_at else None


def _stalled(sight: Sight) -> Rests:
    stalled_at = sight.stalled_at
    if stalled_at is None or sight.ended or sight.now < stalled_at:
        return None
    return sight.parcel.scans[-1:]


def _delivered_by_timer_only(sight: Sight) -> Rests:
    return None if sight.ended else sight.parcel.said_delivered or None


def _late(sight: Sight) -> Rests:
    promised = sight.order.promise_ends_at
    delivered_at = sight.parcel.delivered_at
    if delivered_at is None:
        return sight.parcel.scans[-1:] if sight.now >= promised else None
    return None


def _delivered_proven(sight: Sight) -> Rests:
    return sight.parcel.delivered or None


def _moving_normally(sight: Sight) -> Rests:
    scanned_at = sight.parcel.scanned_at
    if scanned_at is None or sight.ended or sight.now >= sight.order.promise_ends_at:
        return None
    if sight.now - scanned_at >= sight.order.terms.moving_within:
        return None
    return sight.parcel.scans[-1:]


@dataclass(frozen=True, slots=True)
class Worth:
    """What a finding weighs, the reason that it suggests, and whether the seller can mend it."""

    find: Callable[[Sight], Rests]
    grade: Grade
    suggests: Reason | None = None
    mendable: bool = True

    @property
    def trouble(self) -> bool:
        """Whether it speaks against the parcel arriving, strongly enough to open a dispute."""
        return self.suggests is not None and self.grade is not Grade.WEAK


FINDINGS: Mapping[FindingCode, Worth] = {
    FindingCode.LOST: Worth(_lost, Grade.DECISIVE, Reason.LOST, mendable=False),
    FindingCode.RETURNED: Worth(
        _returned, Grade.DECISIVE, Reason.RETURNED_TO_SENDER, mendable=False
    ),
    FindingCode.NEVER_ACCEPTED: Worth(_never_accepted, Grade.DECISIVE, Reason.NOT_SHIPPED),
    FindingCode.STALLED: Worth(_stalled, Grade.STRONG, Reason.STALLED),
    FindingCode.DELIVERED_BY_TIMER_ONLY: Worth(
        _delivered_by_timer_only, Grade.WEAK, Reason.FALSE_DELIVERED
    ),
    FindingCode.LATE: Worth(_late, Grade.WEAK, Reason.LATE),
    FindingCode.DELIVERED_PROVEN: Worth(_delivered_proven, Grade.STRONG),
    FindingCode.MOVING_NORMALLY: Worth(_moving_normally, Grade.WEAK),
}


def findings(order: Order, facts: Facts, now: datetime) -> tuple[Finding, ...]:
    """Return what the order's parcels show at `now`, strongest trouble first."""
    sights = [Sight(order, seen, now) for seen in views(order, facts)]
    found = []
    for code, worth in FINDINGS.items():
        rests = [(sight.parcel.parcel, worth.find(sight)) for sight in sights]
        found += [Finding(code, number, on) for number, on in rests if on is not None]
    if not sights and now >= order.dispatch_by:
        # No parcel at all after the dispatch term: parcel 0 stands for the one that is missing.
        found.insert(0, Finding(FindingCode.NEVER_ACCEPTED, 0, ()))
    return tuple(found)


def trouble(order: Order, facts: Facts, now: datetime) -> Finding | None:
    """Return the strongest decisive or strong finding of trouble, or None."""
    return next((f for f in findings(order, facts, now) if f.worth.trouble), None)


def views(order: Order, facts: Facts) -> tuple[ParcelView, ...]:
    """Read the checkpoints of each parcel on its way together, those that came too late included.

    What is settled is nobody's concern any more, until everything is.
    """
    parcels = {parcel.number: parcel for parcel in (*facts.parcels, *order.parcels)}
    lines = set(order.open_lines) or set(range(1, len(order.lines) + 1))
    return tuple(
        view(parcel, facts)
        for _, parcel in sorted(parcels.items())
        if parcel.leg is Leg.OUTBOUND and not lines.isdisjoint(parcel.lines)
    )


def moved_since(order: Order, facts: Facts, since: datetime) -> bool:
    """Whether a scan of after `since` shows every parcel moving, and none in trouble."""
    seen = views(order, facts)
    return bool(seen) and all(
        parcel.scanned_at is not None
        and parcel.scanned_at > since
        and not (parcel.delivered or parcel.returned or parcel.lost)
        for parcel in seen
    )


def turns_at(order: Order, facts: Facts, after: datetime) -> datetime | None:
    """Return the first moment later than `after` at which time alone changes a finding."""
    moments = [order.promise_ends_at]
    for seen in views(order, facts):
        sight = Sight(order, seen, after)
        moments.append(sight.unaccepted_at)
        if sight.stalled_at is not None and seen.scanned_at is not None:
            moments += [sight.stalled_at, seen.scanned_at + order.terms.moving_within]
    return min((moment for moment in moments if moment > after), default=None)
