"""Delivery by a carrier, and receipt: inspection runs, then the money goes to the seller."""

from dataclasses import replace

import pytest

from amends.core.commands import ConfirmReceipt, OpenDispute
from amends.core.events import OrderDelivered, Outcome
from amends.core.order import Status
from amends.core.parcel import Leg, ParcelStatus, Source
from amends.core.parties import Role
from amends.core.reasons import Reason
from amends.core.refusals import Refusal

from .beginnings import (
    ACCEPTED,
    CONTACTED,
    DELIVERED,
    HANDED_OVER,
    LAPSED,
    PHOTO,
    SHIPPED,
    facts,
    scan,
    shipped,
    with_terms,
)
from .story import DAY, HOUR, MOMENT, Story, day, ended, eur, given

CAME = facts(ACCEPTED, scan(ParcelStatus.DELIVERED, 10))
FAULTY = OpenDispute(received=True, reason=Reason.DEFECTIVE, refund=eur(5000), evidence=(1,))
MISSING = OpenDispute(received=False, reason=Reason.DELIVERED_NOT_RECEIVED, refund=eur(5000))


def delivered(contacted_on: float | None = None, photo_on: float = 10) -> Story:
    story = shipped(DELIVERED, replace(PHOTO, at=day(photo_on)), facts=CAME)
    if contacted_on is None:
        return story
    return story.then(replace(CONTACTED, at=day(contacted_on)))


def test_a_carriers_scan_delivers() -> None:
    assert shipped(facts=CAME).when_time_passes(day(11)) == [DELIVERED]


def test_delivery_is_dated_when_it_was_recorded_and_knows_when_it_happened() -> None:
    late = scan(ParcelStatus.DELIVERED, 12, happened_at=day(10))
    assert shipped(facts=facts(ACCEPTED, late)).when_time_passes(day(13)) == [
        OrderDelivered(day(12), day(10))
    ]


def test_the_first_of_several_scans_says_when_it_was_delivered() -> None:
    scans = (scan(ParcelStatus.DELIVERED, on, recorded_at=day(12)) for on in (11, 10))
    assert shipped(facts=facts(ACCEPTED, *scans)).when_time_passes(day(13)) == [
        OrderDelivered(day(12), day(10))
    ]


def test_nothing_is_delivered_after_it_was_recorded() -> None:
    ahead = scan(ParcelStatus.DELIVERED, 12, happened_at=day(400))
    assert shipped(facts=facts(ACCEPTED, ahead)).when_time_passes(day(13)) == [
        OrderDelivered(day(12), day(12))
    ]


@pytest.mark.parametrize(
    "said",
    [
        scan(ParcelStatus.DELIVERED, 10, source=Source.SELLER),
        scan(ParcelStatus.DELIVERED, 10, source=Source.PLATFORM_TIMER),
        scan(ParcelStatus.DELIVERED, 10, physical=False),
        scan(ParcelStatus.DELIVERED, 10, leg=Leg.RETURN),
    ],
    ids=["seller", "timer", "announcement", "on its way back"],
)
def test_what_only_somebody_says_does_not_deliver(said: object) -> None:
    story = shipped(facts=facts(ACCEPTED, said))  # type: ignore[arg-type]  # A checkpoint.
    assert story.when_time_passes(day(11)) == []


def test_a_return_scan_means_that_it_came_to_the_sender() -> None:
    returning = scan(ParcelStatus.RETURNING, 9)
    story = shipped(facts=facts(ACCEPTED, returning, scan(ParcelStatus.DELIVERED, 10)))
    assert story.when_time_passes(day(11)) == []


def test_the_buyer_confirms_and_the_seller_is_paid() -> None:
    settled = [ended(Outcome.RECEIPT_CONFIRMED, on=day(12), refund=eur(0), payout=eur(5000))]
    assert delivered().when(Role.BUYER, ConfirmReceipt(), on=day(12)) == settled
    paid = delivered().then(*settled).order
    assert (paid.outcome, paid.refund, paid.payout) == (settled[0].outcome, eur(0), eur(5000))


def test_receipt_can_be_confirmed_before_any_scan_says_so() -> None:
    assert shipped().when(Role.BUYER, ConfirmReceipt(), on=day(12))
    assert shipped().refuses(Role.SELLER, ConfirmReceipt(), on=day(12)) is Refusal.NOT_YOUR_ROLE


def test_silence_after_delivery_means_receipt() -> None:
    settled = [ended(Outcome.RECEIPT_PRESUMED, on=day(25), refund=eur(0), payout=eur(5000))]
    assert delivered().when_time_passes(day(90)) == settled


def test_inspection_never_ends_before_the_claim_window() -> None:
    came = facts(ACCEPTED, scan(ParcelStatus.DELIVERED, 30))
    assert shipped(LAPSED, facts=came).at(day(31)).order.inspected_until == day(45)
    longer = given(with_terms(claim_within=30 * DAY), HANDED_OVER, SHIPPED, LAPSED, facts=came)
    assert longer.at(day(31)).order.inspected_until == day(53)


def test_faults_are_reported_within_seven_days() -> None:
    story = delivered(contacted_on=11)
    assert story.when(Role.BUYER, FAULTY, on=day(17) - MOMENT)
    refused = story.refused(Role.BUYER, FAULTY, on=day(17))
    assert refused.refusal is Refusal.TOO_LATE_FOR_FAULTS
    assert refused.details == {"ended_at": day(17)}


def test_what_did_not_come_can_be_claimed_until_the_inspection_ends() -> None:
    story = delivered(contacted_on=11)
    assert story.when(Role.BUYER, MISSING, on=day(25) - MOMENT)
    assert story.refuses(Role.BUYER, MISSING, on=day(25)) is Refusal.NOT_IN_THIS_STATUS


def test_what_is_said_to_be_delivered_can_be_disputed_before_the_eleventh_day() -> None:
    history = (replace(CONTACTED, at=day(4)), OrderDelivered(day(7), day(6)))
    story = shipped(*history, facts=facts(ACCEPTED, scan(ParcelStatus.DELIVERED, 7)))
    assert story.order.delivered_at == day(6)
    assert story.when(Role.BUYER, MISSING, on=day(8))


def test_asking_the_seller_on_the_last_day_keeps_the_right_to_report_a_fault() -> None:
    story = delivered(contacted_on=16)
    early = day(18) - MOMENT
    assert story.refuses(Role.BUYER, FAULTY, on=early) is Refusal.SELLER_NOT_CONTACTED
    assert story.when(Role.BUYER, FAULTY, on=day(18))
    assert story.refuses(Role.BUYER, FAULTY, on=day(19)) is Refusal.TOO_LATE_FOR_FAULTS


def test_asking_after_the_time_for_faults_does_not_open_it_again() -> None:
    story = delivered(contacted_on=17)
    assert story.refuses(Role.BUYER, FAULTY, on=day(19)) is Refusal.TOO_LATE_FOR_FAULTS


def test_asking_the_seller_on_the_last_day_keeps_the_money_held() -> None:
    story = delivered(contacted_on=24)
    assert story.when(Role.BUYER, MISSING, on=day(26))
    assert story.due_at(day(24)) == day(25) + 48 * HOUR
    assert [event.at for event in story.when_time_passes(day(90))] == [day(27)]


def test_it_is_released_against_no_finding_of_trouble() -> None:
    back = facts(*CAME.checkpoints, scan(ParcelStatus.RETURNED, 20))
    story = shipped(DELIVERED, facts=back).at(day(25))
    assert story.order.status is Status.DECIDED
    assert story.order.dispute.reason is Reason.RETURNED_TO_SENDER
    assert story.order.dispute.resumes is Status.DELIVERED
