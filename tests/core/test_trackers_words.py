"""What customs and trackers say of a parcel: held, seized, unknown, and where they disagree."""

from dataclasses import replace

import pytest

from amends.core.events import DecisionMade, DisputeEscalated, DisputeOpened
from amends.core.findings import FindingCode, findings
from amends.core.parcel import (
    Checkpoint,
    CustomsCause,
    Facts,
    Leg,
    NumberFact,
    ParcelStatus,
    Source,
    TrackerAnswer,
    Validity,
)
from amends.core.parties import Role
from amends.core.reasons import Reason

from .beginnings import ACCEPTED, CLAIM, HANDED_OVER, IN_TRANSIT, PROTECTED, facts, scan, shipped
from .elsewhere import BERLIN, ROUTE
from .story import day, given

C = FindingCode
HELD = scan(ParcelStatus.CUSTOMS_HELD, 16)


def codes(seen: Facts, on: float = 16) -> set[FindingCode]:
    return {finding.code for finding in findings(shipped().order, seen.at(day(on)), day(on))}


def moving(*checkpoints: Checkpoint) -> Facts:
    return facts(ACCEPTED, IN_TRANSIT, *checkpoints)


def test_held_at_customs_until_it_goes_on() -> None:
    assert codes(moving(HELD)) == {C.CUSTOMS_HELD}
    assert codes(moving(HELD, scan(ParcelStatus.IN_TRANSIT, 17)), 17) == {C.MOVING_NORMALLY}
    assert codes(moving(HELD, scan(ParcelStatus.AT_CUSTOMS, 17)), 17) == {C.CUSTOMS_HELD}
    assert codes(moving(HELD, scan(ParcelStatus.RETURNING, 17)), 17) == {C.RETURNED}
    sold = replace(HELD, source=Source.SELLER)
    back = replace(HELD, leg=Leg.RETURN, physical=False)
    assert codes(moving(sold)) == codes(moving(back)) == {C.MOVING_NORMALLY}


@pytest.mark.parametrize("cause", [*CustomsCause, None])
def test_only_the_sellers_cause_is_decisive(cause: CustomsCause | None) -> None:
    of_seller = cause in {CustomsCause.COUNTERFEIT, CustomsCause.UNDERVALUED}
    held = moving(replace(HELD, customs_cause=cause))
    assert codes(held) == {C.CUSTOMS_SEIZED if of_seller else C.CUSTOMS_HELD}
    opened, then = shipped(facts=held).when_time_passes(day(23))
    assert isinstance(opened, DisputeOpened)
    assert isinstance(then, DecisionMade if of_seller else DisputeEscalated)
    reason = Reason.CUSTOMS_SELLER if of_seller else Reason.CUSTOMS_UNKNOWN
    assert opened.reason is reason
    assert isinstance(shipped(facts=held).when(Role.BUYER, CLAIM, on=day(16))[0], DisputeOpened)


def unknown(tracker: str, on: float, *, known: bool = False) -> TrackerAnswer:
    return TrackerAnswer(1, tracker, known, day(on))


def test_unknown_to_every_tracker_over_ten_days() -> None:
    twice = Facts(answers=(unknown("17track", 2), unknown("17track", 12)))
    assert C.UNKNOWN_TO_TRACKERS not in codes(twice, 11)
    assert C.UNKNOWN_TO_TRACKERS in codes(twice, 12)
    # A tracker that is down gives no answer, so ten days of silence show nothing.
    once = replace(twice, answers=twice.answers[:1])
    assert C.UNKNOWN_TO_TRACKERS not in codes(once, 30)
    another = replace(twice, answers=(*twice.answers, unknown("usps", 12)))
    assert C.UNKNOWN_TO_TRACKERS not in codes(another, 13)
    knows = replace(twice, answers=(*twice.answers, unknown("usps", 12, known=True)))
    assert C.UNKNOWN_TO_TRACKERS not in codes(knows, 13)
    again = replace(twice, answers=(unknown("17track", 7, known=True), *twice.answers))
    assert C.UNKNOWN_TO_TRACKERS not in codes(again, 13)
    scanned = replace(twice, checkpoints=(ACCEPTED,))
    assert C.UNKNOWN_TO_TRACKERS not in codes(scanned, 13)


def test_what_was_said_of_a_number_before_it_was_corrected_is_not_of_the_new_one() -> None:
    twice = (unknown("17track", 2), unknown("17track", 12))
    corrected = NumberFact(1, Validity.WELL_FORMED, reused=False, recorded_at=day(5))
    seen = Facts(numbers=(corrected,), answers=twice)
    assert C.UNKNOWN_TO_TRACKERS not in codes(seen, 13)
    later = replace(seen, answers=(*twice, unknown("17track", 22)))
    assert C.UNKNOWN_TO_TRACKERS in codes(later, 22)


def test_silence_against_a_number_that_nobody_knows_goes_to_a_person() -> None:
    untracked = given(PROTECTED, replace(HANDED_OVER, tracked=False))
    seen = Facts(answers=(unknown("17track", 2), unknown("17track", 12)))
    found = findings(untracked.order, seen, day(12))
    assert [(f.code, f.worth.suggests) for f in found] == [
        (C.UNKNOWN_TO_TRACKERS, Reason.NO_TRACKING)
    ]


def test_trackers_disagree_about_the_end_only() -> None:
    came = scan(ParcelStatus.DELIVERED, 16, tracker="17track", place=BERLIN)
    gone = scan(ParcelStatus.LOST, 15, tracker="usps", physical=False)
    assert C.TRACKERS_DISAGREE in codes(moving(came, gone))
    assert C.TRACKERS_DISAGREE in codes(replace(moving(came, gone), route=ROUTE))
    back = scan(ParcelStatus.DELIVERED, 15, tracker="usps", leg=Leg.RETURN)
    assert C.TRACKERS_DISAGREE in codes(moving(came, back))
    moves = scan(ParcelStatus.IN_TRANSIT, 15, tracker="usps")
    assert C.TRACKERS_DISAGREE not in codes(moving(came, moves))
    agreed = scan(ParcelStatus.DELIVERED, 15, tracker="usps")
    assert C.TRACKERS_DISAGREE not in codes(moving(came, agreed))


def test_a_number_that_another_buyers_order_had() -> None:
    reused = NumberFact(1, Validity.WELL_FORMED, reused=True, recorded_at=day(1))
    assert codes(replace(moving(), numbers=(reused,))) == {C.MOVING_NORMALLY, C.NUMBER_REUSED}
