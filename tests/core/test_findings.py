"""What checkpoints alone show: each finding as it begins, as it ends, and what it is worth."""

from dataclasses import replace

import pytest

from amends.core.evolve import fold
from amends.core.findings import FINDINGS, Finding, FindingCode, Grade, findings, trouble, turns_at
from amends.core.order import Order
from amends.core.parcel import Facts, Leg, Parcel, ParcelStatus, Source
from amends.core.reasons import Reason

from .beginnings import ACCEPTED, HANDED_OVER, IN_TRANSIT, MOVING, PROTECTED, facts, scan, shipped
from .story import MOMENT, day

C = FindingCode
LOST = scan(ParcelStatus.LOST, 16, physical=False)
CAME = scan(ParcelStatus.DELIVERED, 16)


def codes(seen: Facts, on: float, *, order: Order | None = None) -> set[FindingCode]:
    found = findings(order or shipped().order, seen.at(day(on)), day(on))
    return {finding.code for finding in found}


def test_never_accepted_after_five_days_without_a_scan() -> None:
    order = fold([PROTECTED, HANDED_OVER])
    assert codes(facts(), 5.99, order=order) == set()
    assert codes(facts(), 6, order=order) == {C.NEVER_ACCEPTED}
    assert codes(facts(ACCEPTED), 6, order=order) == {C.MOVING_NORMALLY}


def test_an_untracked_parcel_is_not_missed_by_a_carrier() -> None:
    order = fold([PROTECTED, replace(HANDED_OVER, tracked=False)])
    assert codes(facts(), 6, order=order) == set()
    # Its first checkpoint shows that it has a number after all.
    said = scan(ParcelStatus.ANNOUNCED, 2, physical=False)
    assert codes(facts(said), 6, order=order) == {C.NEVER_ACCEPTED}


def test_no_parcel_at_all_after_the_dispatch_term_is_parcel_nought() -> None:
    order = fold([PROTECTED])
    assert findings(order, facts(), day(7) - MOMENT) == ()
    assert findings(order, facts(), day(7)) == (Finding(C.NEVER_ACCEPTED, 0, ()),)


def test_moving_normally_for_ten_days_after_a_scan_while_on_time() -> None:
    assert codes(MOVING, 19.99) == {C.MOVING_NORMALLY}
    assert codes(MOVING, 20) == {C.LATE}
    assert codes(facts(ACCEPTED), 11.99) == {C.MOVING_NORMALLY}
    assert codes(facts(ACCEPTED), 12) == set()


def test_late_until_it_comes_and_not_after() -> None:
    assert codes(MOVING, 21) == {C.LATE}
    assert codes(facts(*MOVING.checkpoints, CAME), 21) == {C.DELIVERED_PROVEN}


def test_stalled_twenty_days_after_the_last_scan() -> None:
    assert C.STALLED not in codes(MOVING, 33.99)
    assert C.STALLED in codes(MOVING, 34)
    home = replace(shipped().order, domestic=True)
    assert C.STALLED in codes(MOVING, 24, order=home)


def test_returned_by_status_or_by_leg() -> None:
    for back in (
        scan(ParcelStatus.RETURNING, 16),
        scan(ParcelStatus.RETURNED, 16),
        scan(ParcelStatus.IN_TRANSIT, 16, leg=Leg.RETURN),
        scan(ParcelStatus.DELIVERED, 16, leg=Leg.RETURN),
    ):
        assert codes(facts(*MOVING.checkpoints, back), 16) == {C.RETURNED}
        # What goes back does not stand still.
        assert codes(facts(*MOVING.checkpoints, back), 60) == {C.RETURNED, C.LATE}
        announced = replace(back, physical=False)
        assert C.RETURNED not in codes(facts(*MOVING.checkpoints, announced), 16)


def test_only_a_carrier_or_a_tracker_says_that_it_goes_back_or_is_lost() -> None:
    for status in (ParcelStatus.RETURNED, ParcelStatus.LOST):
        said = scan(status, 16, source=Source.SELLER)
        assert codes(facts(*MOVING.checkpoints, said), 16) == {C.MOVING_NORMALLY}


@pytest.mark.parametrize("status", [ParcelStatus.LOST, ParcelStatus.DESTROYED])
def test_lost_needs_no_scan_of_the_thing(status: ParcelStatus) -> None:
    assert codes(facts(*MOVING.checkpoints, replace(LOST, status=status)), 16) == {C.LOST}


def test_what_gets_lost_on_its_way_back_was_not_lost_on_its_way_to_the_buyer() -> None:
    back = replace(LOST, leg=Leg.RETURN)
    assert codes(facts(*MOVING.checkpoints, back), 16) == {C.MOVING_NORMALLY}


def test_a_parcel_that_comes_after_all_is_found() -> None:
    found = scan(ParcelStatus.DELIVERED, 18)
    assert codes(facts(*MOVING.checkpoints, LOST, found), 18) == {C.DELIVERED_PROVEN}


def test_only_a_loss_that_is_said_after_a_delivery_speaks_against_it() -> None:
    together = scan(ParcelStatus.DELIVERED, 16)
    assert codes(facts(*MOVING.checkpoints, LOST, together), 16) == {C.DELIVERED_PROVEN}
    before = scan(ParcelStatus.DELIVERED, 15)
    assert codes(facts(*MOVING.checkpoints, before, LOST), 16) == {C.LOST, C.DELIVERED_PROVEN}


def test_delivered_by_a_timer_only() -> None:
    said = scan(ParcelStatus.DELIVERED, 16, source=Source.PLATFORM_TIMER)
    both = {C.DELIVERED_BY_TIMER_ONLY, C.MOVING_NORMALLY}
    assert codes(facts(*MOVING.checkpoints, said), 16) == both
    assert codes(facts(*MOVING.checkpoints, said, CAME), 16) == {C.DELIVERED_PROVEN}
    sent_back = replace(said, leg=Leg.RETURN)
    assert codes(facts(*MOVING.checkpoints, sent_back), 16) == {C.MOVING_NORMALLY}


def test_a_scan_without_a_time_happened_at_the_latest_when_it_was_recorded() -> None:
    unknown = scan(ParcelStatus.IN_TRANSIT, 15, happened_at=None)
    assert unknown.by == day(15)
    assert scan(ParcelStatus.IN_TRANSIT, 15, happened_at=day(400)).by == day(15)
    assert scan(ParcelStatus.IN_TRANSIT, 15, happened_at=day(3)).by == day(3)


def test_a_finding_names_what_it_rests_on() -> None:
    seen = facts(*MOVING.checkpoints, LOST, replace(LOST, number=7))
    worst = trouble(shipped().order, seen, day(16))
    assert worst == Finding(C.LOST, 1, (LOST.number, 7))
    (moving,) = findings(shipped().order, MOVING, day(16))
    assert moving.rests_on == (IN_TRANSIT.number,)
    for found in findings(shipped().order, MOVING, day(34)):
        assert found == Finding(found.code, 1, (IN_TRANSIT.number,))


def test_the_strongest_trouble_comes_first() -> None:
    seen = facts(*MOVING.checkpoints, LOST, scan(ParcelStatus.RETURNED, 16))
    assert [f.code for f in findings(shipped().order, seen, day(16))] == [C.LOST, C.RETURNED]
    assert trouble(shipped().order, MOVING, day(21)) is None


def test_a_parcel_that_came_too_late_is_a_fact_still() -> None:
    late = Parcel(2, (1,), day(8), tracked=True, recorded_at=day(8))
    seen = Facts((), (late,))
    assert codes(seen, 12.99) == {C.NEVER_ACCEPTED}  # Parcel 1, since day 6.
    found = findings(shipped().order, seen, day(13))
    assert [(f.code, f.parcel) for f in found] == [
        (C.NEVER_ACCEPTED, 1),
        (C.NEVER_ACCEPTED, 2),
    ]
    assert Facts((), (late,)).at(day(7)) == Facts()
    assert Facts((), (late,)).before(day(8)) == Facts()


def test_what_a_finding_is_worth() -> None:
    decisive = {code for code, worth in FINDINGS.items() if worth.grade is Grade.DECISIVE}
    for_good = {C.LOST, C.RETURNED, C.DELIVERED_OTHER_COUNTRY}
    assert decisive == for_good | {C.NEVER_ACCEPTED, C.NUMBER_PROVEN_INVALID, C.CUSTOMS_SEIZED}
    strong = {C.STALLED, C.CUSTOMS_HELD, C.UNKNOWN_TO_TRACKERS, C.RECIPIENT_MISMATCH}
    strong |= {C.DELIVERED_FAR, C.DELIVERED_OTHER_POSTCODE}
    assert {c for c, worth in FINDINGS.items() if worth.trouble} == decisive | strong
    assert {c for c, worth in FINDINGS.items() if not worth.mendable} == for_good
    assert Finding(C.LATE, 1, ()).worth.suggests is Reason.LATE
    assert set(FINDINGS) == set(FindingCode)


def test_the_moments_at_which_time_alone_changes_a_finding() -> None:
    order = shipped().order
    moments, after = [], day(2)
    while (turn := turns_at(order, facts(ACCEPTED), after)) is not None:
        moments.append(turn)
        after = turn
    # No scan by day 6, the promise over on day 20, moving until day 12, stalled from day 22.
    assert moments == [day(6), day(12), day(20), day(22)]
    assert turns_at(order, facts(), day(6)) == day(20)
    for turn in moments[1:]:
        before = findings(order, facts(ACCEPTED), turn - MOMENT)
        assert findings(order, facts(ACCEPTED), turn) != before
