"""What a reply shows without an order: what nobody said speaks against no parcel."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

import pytest

from amends.core.findings import FindingCode, Grade
from amends.core.parcel import ParcelStatus
from amends.orders.supposed import Known, Moments, Told, found
from amends.parcels.trackers.reading import Precision, Reading, When

C = FindingCode
NUMBER = "RR123456785CN"
WRONG = "RR123456789CN"
MAY = datetime(2026, 5, 1, tzinfo=UTC)
UTC_KNOWN = When("2026-05-01T00:00:00", 0, MAY, Precision.SECOND)
LOCAL = When("2026-05-01T00:00:00", precision=Precision.MINUTE)
DAY_ONLY = When("2026-05-01", precision=Precision.DAY)


def told(status: ParcelStatus, when: When, *, physical: bool = True) -> Told:
    return Told(1, "pasted", Reading(number=NUMBER, status=status, physical=physical, when=when))


def shown(
    events: Sequence[Told], on: float, known: Known | None = None, numbers: Sequence[str] = ()
) -> set[FindingCode]:
    at = MAY + timedelta(days=on)
    pairs = found(events, numbers, known or Known(), Moments(at, at))
    return {finding.code for _, finding in pairs}


def test_a_label_without_a_scan_was_never_accepted_after_five_days() -> None:
    label = [told(ParcelStatus.ANNOUNCED, UTC_KNOWN, physical=False)]
    assert shown(label, 4.99) == set()
    assert shown(label, 5) == {C.NEVER_ACCEPTED}
    sent = Known(handed_over_at=MAY - timedelta(days=1))
    assert shown(label, 4, sent) == {C.NEVER_ACCEPTED}


@pytest.mark.parametrize(("when", "later"), [(UTC_KNOWN, 0), (LOCAL, 0.5), (DAY_ONLY, 1.5)])
def test_a_time_without_a_zone_is_as_late_as_it_can_be(when: When, later: float) -> None:
    moved = [told(ParcelStatus.IN_TRANSIT, when)]
    assert C.STALLED not in shown(moved, 19.99 + later)
    assert C.STALLED in shown(moved, 20 + later)
    home = Known(from_country="US", to_country="US")
    assert C.STALLED in shown(moved, 10 + later, home)


def test_nothing_is_late_or_early_that_nobody_promised_or_paid() -> None:
    moved = [told(ParcelStatus.IN_TRANSIT, UTC_KNOWN)]
    assert shown(moved, 3) == {C.MOVING_NORMALLY}
    day = timedelta(days=1)
    known = Known(promise_ends_at=MAY + day, paid_at=MAY + day, handed_over_at=MAY + 2 * day)
    assert shown(moved, 3, known) == {C.LATE, C.SCAN_BEFORE_PAYMENT}
    came = [told(ParcelStatus.DELIVERED, UTC_KNOWN)]
    assert C.DELIVERED_BEFORE_SHIPPED in shown(came, 3, known)


def test_a_number_that_was_never_issued_is_told_by_itself() -> None:
    assert shown([], 1, numbers=[WRONG]) == {C.NUMBER_PROVEN_INVALID}
    assert shown([], 1, numbers=[NUMBER, ""]) == set()
    ((number, finding),) = found([], [WRONG], Known(), Moments(MAY, MAY))
    assert (number, finding.worth.grade) == (WRONG, Grade.DECISIVE)


def test_what_lies_ahead_counts_when_it_was_read_and_not_before() -> None:
    ahead = When("2026-06-01T00:00:00", 0, MAY + timedelta(days=31), Precision.SECOND)
    came = [told(ParcelStatus.DELIVERED, ahead)]
    assert shown(came, 3) == {C.DELIVERED_PROVEN}
    earlier = Moments(MAY, MAY + timedelta(days=40))
    assert list(found(came, [], Known(), earlier)) == []


@pytest.mark.parametrize("year", ["0001", "9999"])
def test_a_year_that_cannot_be_harms_nothing(year: str) -> None:
    odd = When(f"{year}-12-31T23:00:00", precision=Precision.MINUTE)
    assert shown([told(ParcelStatus.DELIVERED, odd)], 3) == {C.DELIVERED_PROVEN}
    known = datetime(int(year), 12, 31, 12, tzinfo=UTC)
    exact = When(odd.local, 0, known, Precision.SECOND)
    assert shown([told(ParcelStatus.DELIVERED, exact)], 3) == {C.DELIVERED_PROVEN}
