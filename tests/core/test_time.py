"""Time acts first: a late worker changes nothing, and nothing of later is looked at."""

from dataclasses import replace

import pytest

from amends.core import advance as advancing
from amends.core import follow as following
from amends.core import silence
from amends.core.commands import Decide, SendMessage
from amends.core.events import (
    DisputeEscalated,
    DisputeOpened,
    ExtensionRequested,
    MessageSent,
    OrderDelivered,
    OrderShipped,
    Outcome,
    ProtectionLapsed,
    ReviewOverdue,
)
from amends.core.evolve import fold
from amends.core.lifecycle import SideClock
from amends.core.order import Order, Status
from amends.core.parcel import Facts, ParcelStatus
from amends.core.parties import Role
from amends.core.refusals import Refusal
from amends.core.rulings import Ruling, RulingOutcome
from amends.core.silence import by_silence

from .beginnings import (
    ACCEPTED,
    CLAIM,
    HANDED_OVER,
    MOVING,
    PROTECTED,
    disputed,
    facts,
    scan,
    shipped,
)
from .story import UNSURE, day, ended, eur, given, without_reminders


def test_a_clock_acts_before_the_command_that_came_too_late() -> None:
    story = given(PROTECTED)
    response = story.asked(Role.SELLER, SendMessage("I send it today."), on=day(8))
    assert response.elapsed == (
        ended(Outcome.NEVER_SHIPPED, on=day(7), refund=eur(5000), payout=eur(0)),
    )
    assert response.decided == (MessageSent(day(8), Role.SELLER, 1),)
    assert response.events == response.elapsed + response.decided


def test_what_time_did_stands_where_the_command_is_refused() -> None:
    response = shipped().asked(Role.BUYER, CLAIM, on=day(39))
    assert response.refused is not None
    assert response.refused.refusal is Refusal.NOT_IN_THIS_STATUS
    assert [type(event) for event in without_reminders(response.events)] == [
        ProtectionLapsed,
        DisputeOpened,
        DisputeEscalated,
    ]


def test_every_due_moment_is_judged_on_what_was_recorded_before_it() -> None:
    late_news = facts(ACCEPTED, scan(ParcelStatus.DELIVERED, 30))
    events = given(PROTECTED, HANDED_OVER, facts=late_news).when_time_passes(day(90))
    # It stood still on day 23, so the platform opened a dispute; what came on day 30 is too late.
    assert [type(event) for event in events] == [
        OrderShipped,
        DisputeOpened,
        DisputeEscalated,
        ReviewOverdue,
    ]


def test_a_late_record_never_moves_what_was_decided_before() -> None:
    backdated = scan(ParcelStatus.DELIVERED, 30, happened_at=day(10))
    story = shipped(facts=facts(*MOVING.checkpoints, backdated))
    assert story.at(day(24)).order.status is Status.PROTECTION_LAPSED
    assert story.at(day(31)).history[-1] == OrderDelivered(day(30), day(10))


def test_a_command_looks_at_nothing_that_is_recorded_later() -> None:
    story = shipped(facts=facts(*MOVING.checkpoints, scan(ParcelStatus.LOST, 19)))
    refused = story.refuses(Role.BUYER, CLAIM, on=day(18))
    assert refused is Refusal.PARCEL_STILL_ON_TIME


def test_a_decision_looks_at_nothing_that_is_recorded_later() -> None:
    looked_at: list[Facts] = []

    def judge(order: Order, seen: Facts, now: object) -> Ruling:
        assert order.disputed
        looked_at.append(seen)
        assert all(c.recorded_at <= now for c in seen.checkpoints)  # type: ignore[operator]  # A moment.
        return UNSURE

    later = facts(*MOVING.checkpoints, scan(ParcelStatus.LOST, 60))
    story = disputed(facts=later, judge=judge).at(day(25))
    assert story.order.status is Status.UNDER_REVIEW
    story.when(Role.MEDIATOR, Decide(RulingOutcome.RELEASE, "It came."), on=day(26))
    assert len(looked_at) > 1


def test_a_command_that_waited_for_another_writer_happens_after_it() -> None:
    story = shipped(MessageSent(day(15), Role.SELLER, 1))
    events = story.when(Role.BUYER, SendMessage("Hello?"), on=day(14.9))
    assert events == [MessageSent(day(15), Role.BUYER, 2)]


def test_a_scan_that_was_recorded_with_the_last_event_still_counts() -> None:
    story = given(PROTECTED, replace(HANDED_OVER, at=day(2)), facts=facts(ACCEPTED))
    assert story.when_time_passes(day(2)) == [OrderShipped(day(2))]


def test_what_time_did_comes_with_the_order_after_each_event() -> None:
    story = given(PROTECTED, HANDED_OVER, facts=facts(ACCEPTED))
    steps = advancing.course(story.order, story.world(day(90)))
    assert len(steps) > 2
    assert [step.event for step in steps] == advancing.advance(story.order, story.world(day(90)))
    for number, step in enumerate(steps, start=1):
        assert step.after == fold([one.event for one in steps[:number]], story.order)


def test_an_order_says_when_it_must_be_looked_at() -> None:
    assert given(PROTECTED, HANDED_OVER).due_at(day(1)) == day(7)
    assert given(PROTECTED, HANDED_OVER, facts=facts(ACCEPTED)).due_at(day(1)) == day(2)
    settled = ended(Outcome.RECEIPT_CONFIRMED, on=day(12), refund=eur(0), payout=eur(5000))
    assert shipped(settled, facts=facts(ACCEPTED)).due_at(day(12)) is None


def test_silence_does_nothing_before_its_moment() -> None:
    story = shipped()
    assert by_silence(story.order, story.world(day(19))) == []
    asked = story.then(ExtensionRequested(day(16), 10, None))
    assert by_silence(asked.order, asked.world(day(17))) == []
    settled = story.then(
        ended(Outcome.RECEIPT_CONFIRMED, on=day(12), refund=eur(0), payout=eur(5000))
    )
    assert by_silence(settled.order, settled.world(day(90))) == []
    with pytest.raises(AssertionError, match="a settled order has no clock"):
        silence._main(settled.order, settled.world(day(90)))


def test_an_order_that_never_comes_to_rest_is_a_bug(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(advancing, "MOMENTS_MOST", 1)
    with pytest.raises(AssertionError, match="come to rest"):
        shipped().when_time_passes(day(90))
    monkeypatch.setattr(following, "STEPS_MOST", 1)
    with pytest.raises(AssertionError, match="come to rest"):
        given(PROTECTED, HANDED_OVER, facts=facts(ACCEPTED)).when_time_passes(day(3))


@pytest.mark.parametrize("side", [SideClock.CONTACT_MADE, SideClock.REPLY])
def test_some_silences_mean_nothing(side: SideClock) -> None:
    story = shipped()
    assert silence._beside(story.order, story.world(day(22)), side) == []
