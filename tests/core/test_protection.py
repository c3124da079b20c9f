"""Protection: it lapses by the calendar into a claim window, and never against a finding."""

from dataclasses import replace

from amends.core.commands import Decide, Withdraw
from amends.core.events import (
    DisputeEscalated,
    DisputeOpened,
    Escalation,
    OrderDelivered,
    Outcome,
)
from amends.core.order import Status
from amends.core.parcel import Leg, ParcelStatus
from amends.core.parties import Role
from amends.core.reasons import Reason
from amends.core.rulings import RulingOutcome

from .beginnings import (
    ACCEPTED,
    HANDED_OVER,
    LAPSED,
    MOVING,
    PROTECTED,
    SHIPPED,
    facts,
    scan,
    shipped,
)
from .story import DAY, Story, day, ended, eur, given, judging, ruling

RELEASED = ended(Outcome.CLAIM_WINDOW_ENDED, on=day(38), refund=eur(0), payout=eur(5000))
STALLED = facts(ACCEPTED)
LOST = facts(*MOVING.checkpoints, scan(ParcelStatus.LOST, 22))


def test_only_the_timer_runs_out_and_the_money_stays_held() -> None:
    story = shipped(facts=MOVING)
    assert story.when_time_passes(day(24)) == [LAPSED]
    order = story.at(day(24)).order
    assert order.status is Status.PROTECTION_LAPSED
    assert order.claim_until == day(38)


def test_silence_in_the_claim_window_releases() -> None:
    fresh = facts(*MOVING.checkpoints, scan(ParcelStatus.IN_TRANSIT, 30))
    assert shipped(facts=fresh).when_time_passes(day(90)) == [LAPSED, RELEASED]


def test_a_delivery_in_the_claim_window_starts_inspection() -> None:
    came = facts(*MOVING.checkpoints, scan(ParcelStatus.DELIVERED, 30))
    events = shipped(facts=came).when_time_passes(day(90))
    assert events[:2] == [LAPSED, OrderDelivered(day(30), day(30))]
    assert events[2] == ended(Outcome.RECEIPT_PRESUMED, on=day(45), refund=eur(0), payout=eur(5000))


def opened_for(reason: Reason, on: float) -> DisputeOpened:
    story = shipped()
    return DisputeOpened(
        at=day(on),
        dispute=1,
        by=Role.PLATFORM,
        received=False,
        reason=reason,
        remedy=story.order.terms.remedies[0],
        lines=(1, 2),
        refund=eur(5000),
        refund_method=story.order.refund_method,
        evidence=(),
        text=None,
    )


def test_a_strong_finding_opens_a_dispute_and_a_person_decides() -> None:
    assert shipped(facts=STALLED).when_time_passes(day(24)) == [
        opened_for(Reason.STALLED, 23),
        DisputeEscalated(day(23), Role.PLATFORM, Escalation.FINDING, None),
    ]


def test_a_strong_finding_may_be_decided_by_an_automatic_rule() -> None:
    judge = judging(ruling(RulingOutcome.REFUND, refund=eur(5000)))
    story = shipped(facts=STALLED, judge=judge).at(day(24))
    assert story.order.status is Status.DECIDED
    assert story.order.dispute.decided.settles_as is Outcome.DECIDED


def test_a_decisive_finding_is_decided_as_the_reason_says_and_can_be_appealed() -> None:
    events = shipped(facts=LOST).when_time_passes(day(24))
    assert events[0] == opened_for(Reason.LOST, 23)
    story = shipped(*events, facts=LOST)
    assert story.order.status is Status.DECIDED
    decision = story.order.dispute.decided
    assert (decision.outcome, decision.refund) == (RulingOutcome.REFUND, eur(5000))
    settled = ended(Outcome.NOT_DELIVERED, on=day(37), refund=eur(5000), payout=eur(0))
    assert story.when_time_passes(day(90)) == [settled]


def test_goods_that_go_back_are_never_released() -> None:
    back = facts(*MOVING.checkpoints, scan(ParcelStatus.IN_TRANSIT, 22, leg=Leg.RETURN))
    assert shipped(facts=back).when_time_passes(day(24))[0] == opened_for(
        Reason.RETURNED_TO_SENDER, 23
    )


def test_the_claim_window_does_not_end_against_a_finding_either() -> None:
    # Scanned last on day 14, it stands still from day 34 on.
    events = shipped(LAPSED).when_time_passes(day(39))
    assert events[0] == opened_for(Reason.STALLED, 38)


def test_a_scan_at_the_last_moment_is_too_late() -> None:
    found = facts(ACCEPTED, scan(ParcelStatus.IN_TRANSIT, 23))
    assert shipped(facts=found).when_time_passes(day(24))[0] == opened_for(Reason.STALLED, 23)


def test_what_the_platform_opened_the_buyer_may_withdraw() -> None:
    story = shipped(facts=STALLED).at(day(24)).after(Role.BUYER, Withdraw(), on=day(25))
    assert story.order.status is Status.SHIPPED
    assert story.ends_at == day(25) + 2 * DAY
    # It stands still all the same, so silence does not release it.
    assert story.at(day(28)).order.status is Status.UNDER_REVIEW


def test_what_the_platform_opened_is_decided_up_to_everything() -> None:
    story = shipped(facts=STALLED).at(day(24))
    decided = story.after(Role.MEDIATOR, Decide(RulingOutcome.REFUND, "Gone."), on=day(25))
    assert decided.order.dispute.decisions[-1].refund == eur(5000)


def test_a_parcel_that_was_found_is_no_trouble() -> None:
    found = facts(*LOST.checkpoints, scan(ParcelStatus.DELIVERED, 22.5))
    story: Story = shipped(facts=found)
    assert story.when_time_passes(day(24)) == [OrderDelivered(day(22.5), day(22.5))]


def test_a_domestic_parcel_stands_still_sooner() -> None:
    recent = facts(ACCEPTED, scan(ParcelStatus.IN_TRANSIT, 12))
    assert shipped(facts=recent).when_time_passes(day(24)) == [LAPSED]
    home = given(replace(PROTECTED, domestic=True), HANDED_OVER, SHIPPED, facts=recent)
    assert home.when_time_passes(day(24))[0] == opened_for(Reason.STALLED, 23)
