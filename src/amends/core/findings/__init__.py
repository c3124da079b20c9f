"""What parcels show: one table of what each finding is worth, and the findings at a moment.

A finding names the checkpoints that it rests on; it is computed for a moment, on what was recorded
until then. Grades are those of `domain.md`, section 2.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from amends.core.order import Order
from amends.core.parcel import Facts, Leg
from amends.core.reasons import Reason
from amends.core.views import ParcelView, view

from . import arriving, numbering, travelling, weighing
from .sight import Rests, Sight


class FindingCode(StrEnum):
    """The closed list, strongest trouble first."""

    LOST = "lost"
    RETURNED = "returned"
    DELIVERED_OTHER_COUNTRY = "delivered_other_country"
    CUSTOMS_SEIZED = "customs_seized"
    NUMBER_PROVEN_INVALID = "number_proven_invalid"
    NEVER_ACCEPTED = "never_accepted"
    DELIVERED_FAR = "delivered_far"
    DELIVERED_OTHER_POSTCODE = "delivered_other_postcode"
    RECIPIENT_MISMATCH = "recipient_mismatch"
    UNKNOWN_TO_TRACKERS = "unknown_to_trackers"
    CUSTOMS_HELD = "customs_held"
    STALLED = "stalled"
    DELIVERED_BY_TIMER_ONLY = "delivered_by_timer_only"
    LATE = "late"
    NEVER_REACHED_DESTINATION = "never_reached_destination"
    TRACKERS_DISAGREE = "trackers_disagree"
    NUMBER_REUSED = "number_reused"
    SCAN_BEFORE_PAYMENT = "scan_before_payment"
    DELIVERED_BEFORE_SHIPPED = "delivered_before_shipped"
    ORIGIN_MISMATCH = "origin_mismatch"
    WEIGHT_MISMATCH = "weight_mismatch"
    WAITING_FOR_PICKUP = "waiting_for_pickup"
    COLLECTED = "collected"
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
class Worth:
    """What a finding weighs, the reason that it suggests, and whether the seller can mend it.

    `reassures` is that it speaks for the parcel arriving.
    """

    find: Callable[[Sight], Rests]
    grade: Grade
    suggests: Reason | None = None
    mendable: bool = True
    reassures: bool = False

    @property
    def trouble(self) -> bool:
        """Whether it speaks against the parcel arriving, strongly enough to open a dispute."""
        return self.suggests is not None and self.grade is not Grade.WEAK


_DECISIVE, _STRONG, _WEAK = Grade

FINDINGS: Mapping[FindingCode, Worth] = {
    FindingCode.LOST: Worth(travelling.lost, _DECISIVE, Reason.LOST, mendable=False),
    FindingCode.RETURNED: Worth(
        travelling.returned, _DECISIVE, Reason.RETURNED_TO_SENDER, mendable=False
    ),
    FindingCode.DELIVERED_OTHER_COUNTRY: Worth(
        arriving.delivered_other_country, _DECISIVE, Reason.DELIVERED_ELSEWHERE, mendable=False
    ),
    FindingCode.CUSTOMS_SEIZED: Worth(travelling.customs_seized, _DECISIVE, Reason.CUSTOMS_SELLER),
    FindingCode.NUMBER_PROVEN_INVALID: Worth(
        numbering.number_proven_invalid, _DECISIVE, Reason.NO_TRACKING
    ),
    FindingCode.NEVER_ACCEPTED: Worth(travelling.never_accepted, _DECISIVE, Reason.NOT_SHIPPED),
    FindingCode.DELIVERED_FAR: Worth(arriving.delivered_far, _STRONG, Reason.DELIVERED_ELSEWHERE),
    FindingCode.DELIVERED_OTHER_POSTCODE: Worth(
        arriving.delivered_other_postcode, _STRONG, Reason.DELIVERED_ELSEWHERE
    ),
    FindingCode.RECIPIENT_MISMATCH: Worth(
        arriving.recipient_mismatch, _STRONG, Reason.DELIVERED_SAME_AREA
    ),
    FindingCode.UNKNOWN_TO_TRACKERS: Worth(
        numbering.unknown_to_trackers, _STRONG, Reason.NO_TRACKING
    ),
    FindingCode.CUSTOMS_HELD: Worth(travelling.customs_held, _STRONG, Reason.CUSTOMS_UNKNOWN),
    FindingCode.STALLED: Worth(travelling.stalled, _STRONG, Reason.STALLED),
    FindingCode.DELIVERED_BY_TIMER_ONLY: Worth(
        arriving.delivered_by_timer_only, _WEAK, Reason.FALSE_DELIVERED
    ),
    FindingCode.LATE: Worth(travelling.late, _WEAK, Reason.LATE),
    FindingCode.NEVER_REACHED_DESTINATION: Worth(travelling.never_reached_destination, _WEAK),
    FindingCode.TRACKERS_DISAGREE: Worth(numbering.trackers_disagree, _WEAK),
    FindingCode.NUMBER_REUSED: Worth(numbering.number_reused, _WEAK),
    FindingCode.SCAN_BEFORE_PAYMENT: Worth(numbering.scan_before_payment, _WEAK),
    FindingCode.DELIVERED_BEFORE_SHIPPED: Worth(arriving.delivered_before_shipped, _WEAK),
    FindingCode.ORIGIN_MISMATCH: Worth(numbering.origin_mismatch, _WEAK),
    FindingCode.WEIGHT_MISMATCH: Worth(weighing.weight_mismatch, _WEAK),
    FindingCode.WAITING_FOR_PICKUP: Worth(travelling.waiting_for_pickup, _WEAK),
    FindingCode.COLLECTED: Worth(arriving.collected, _STRONG, reassures=True),
    FindingCode.DELIVERED_PROVEN: Worth(arriving.delivered_proven, _STRONG, reassures=True),
    FindingCode.MOVING_NORMALLY: Worth(travelling.moving_normally, _WEAK, reassures=True),
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
    if not parcels:
        return ()
    lines = set(order.open_lines) or set(range(1, len(order.lines) + 1))
    return tuple(
        view(parcel, facts)
        for _, parcel in sorted(parcels.items())
        if parcel.leg is Leg.OUTBOUND and not lines.isdisjoint(parcel.lines)
    )


def lines_carried(order: Order, facts: Facts) -> dict[int, tuple[int, ...]]:
    """Return the lines of each parcel by its number, those that came too late included."""
    return {parcel.number: parcel.lines for parcel in (*facts.parcels, *order.parcels)}


def claimed_came(order: Order, facts: Facts) -> bool:
    """Whether carriers delivered all that the dispute is about, whatever else is missing."""
    carried, seen = lines_carried(order, facts), views(order, facts)
    came = {line for parcel in seen if parcel.delivered for line in carried[parcel.parcel]}
    return came.issuperset(order.dispute.lines)


def moved_since(order: Order, facts: Facts, since: datetime) -> bool:
    """Whether a scan of after `since` shows every parcel moving, and none in trouble."""
    seen = views(order, facts)
    return bool(seen) and all(
        parcel.scanned_at is not None
        and parcel.scanned_at > since
        and not parcel.ended
        and not parcel.held
        for parcel in seen
    )


def turns_at(order: Order, facts: Facts, after: datetime) -> datetime | None:
    """Return the first moment later than `after` at which time alone changes a finding."""
    moments = [order.promise_ends_at]
    for seen in views(order, facts):
        sight = Sight(order, seen, after)
        moments.append(sight.unaccepted_at)
        if sight.uncorrected_at is not None:
            moments.append(sight.uncorrected_at)
        if sight.stalled_at is not None and seen.scanned_at is not None:
            moments += [sight.stalled_at, seen.scanned_at + order.terms.moving_within]
    return min((moment for moment in moments if moment > after), default=None)
