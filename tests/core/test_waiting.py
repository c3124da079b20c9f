"""Waiting until a day: once, ended by trouble, by delivery, or by the day itself."""

from dataclasses import replace
from datetime import datetime

import pytest

from amends.core.commands import (
    AcceptClaim,
    AcceptOffer,
    Decide,
    MakeOffer,
    UndoAcceptance,
    Withdraw,
)
from amends.core.events import (
    DecisionMade,
    DisputeEscalated,
    Escalation,
    OfferAccepted,
    OfferMade,
    OrderDelivered,
    OrderSettled,
    Outcome,
)
from amends.core.order import Status
from amends.core.parcel import Facts, ParcelStatus
from amends.core.parties import Role
from amends.core.reasons import Reason
from amends.core.refusals import Refusal
from amends.core.rulings import Ruling, RulingOutcome

from .beginnings import (
    ACCEPTED,
    CONTACTED,
    DAMAGED,
    DELIVERED,
    ESCALATED,
    MOVING,
    NOTICED,
    OPENED,
    REFUSED,
    contested,
    facts,
    reviewed,
    scan,
    shipped,
)
from .story import DAY, MOMENT, UNSURE, Story, day, eur, judging, ruling
from tests.people import MIRA

WAIT = Decide(RulingOutcome.WAIT, "It still moves.", wait_until=day(30))
# It stands still from day 34 on.
CAME = facts(*MOVING.checkpoints, scan(ParcelStatus.DELIVERED, 27))


def waiting(*rulings: Ruling, seen: Facts = MOVING, until: float = 30) -> Story:
    """A dispute of which Mira said on day 24: wait."""
    story = reviewed(facts=seen, judge=judging(UNSURE, UNSURE, *(rulings or (UNSURE,))))
    return story.after(MIRA, replace(WAIT, wait_until=day(until)), on=day(24))


def last_decision(story: Story) -> DecisionMade:
    event = story.history[-1]
    assert isinstance(event, DecisionMade)
    return event


def test_it_waits_until_the_day() -> None:
    story = waiting()
    assert story.order.status is Status.WAITING
    assert story.due_at(day(24)) == day(30)
    assert story.when_time_passes(day(30) - MOMENT) == []


def test_what_still_did_not_come_is_refunded() -> None:
    decision = last_decision(waiting().at(day(31)))
    assert decision.at == day(30)
    assert decision.refund == eur(5000)
    assert decision.rule == "silence.waited"


def test_on_the_day_an_automatic_rule_decides() -> None:
    story = waiting(ruling(RulingOutcome.REFUND, refund=eur(1000))).at(day(31))
    assert last_decision(story).refund == eur(1000)
    assert story.at(day(90)).order.outcome is Outcome.DECIDED


def test_on_the_day_a_rule_that_is_not_automatic_only_advises() -> None:
    advice = ruling(RulingOutcome.RELEASE, automatic=False)
    decision = last_decision(waiting(advice).at(day(31)))
    assert decision.rule == "silence.waited"
    assert decision.refund == eur(5000)


@pytest.mark.parametrize("outcome", [RulingOutcome.WAIT, RulingOutcome.ASK])
def test_there_is_no_second_wait(outcome: RulingOutcome) -> None:
    again = ruling(outcome, wait_until=day(50))
    assert last_decision(waiting(again).at(day(31))).rule == "silence.waited"


def test_trouble_ends_the_wait() -> None:
    lost = facts(*MOVING.checkpoints, scan(ParcelStatus.LOST, 26))
    decision = last_decision(waiting(seen=lost).at(day(31)))
    assert (decision.at, decision.refund) == (day(26), eur(5000))


def agreed(seen: Facts) -> Story:
    """While it is waited for, Alice takes nothing on day 25 at 18:00, for good 12 h later."""
    offered = waiting(seen=seen).after(Role.SELLER, MakeOffer(eur(0)), on=day(25))
    return offered.after(Role.BUYER, AcceptOffer(1), on=day(25.75))


def test_no_rule_decides_while_an_acceptance_of_nothing_can_be_undone() -> None:
    lost = facts(*MOVING.checkpoints, scan(ParcelStatus.LOST, 26))
    (settled,) = agreed(lost).when_time_passes(day(31))
    assert isinstance(settled, OrderSettled)
    assert (settled.at, settled.outcome, settled.refund) == (day(26.25), Outcome.AGREED, eur(0))
    undone = agreed(lost).after(Role.BUYER, UndoAcceptance(), on=day(26.1))
    assert last_decision(undone).at == day(26.1)


def test_what_a_person_decides_ends_an_acceptance_of_nothing() -> None:
    nothing = OfferMade(day(24), Role.SELLER, 1, eur(0), None)
    story = reviewed(nothing, OfferAccepted(day(25.75), Role.BUYER, 1))
    decided = story.after(MIRA, Decide(RulingOutcome.REFUND, "It never came."), on=day(26))
    assert decided.order.status is Status.DECIDED
    assert decided.order.dispute.accepted is None
    assert decided.at(day(90)).order.outcome is Outcome.DECIDED
    assert decided.refuses(Role.BUYER, UndoAcceptance(), on=day(26.1))


def test_trouble_that_comes_by_time_alone_ends_the_wait() -> None:
    assert last_decision(waiting(until=50).at(day(35))).at == day(34)


def test_trouble_that_the_decision_knew_does_not_end_the_wait() -> None:
    assert last_decision(waiting(seen=facts(ACCEPTED)).at(day(31))).at == day(30)


def test_a_delivery_ends_the_dispute_and_starts_inspection() -> None:
    story = waiting(seen=CAME).at(day(28))
    assert story.history[-1] == OrderDelivered(day(27), day(27))
    assert not story.order.disputed
    assert story.order.inspected_until == day(42)


def test_a_delivery_that_the_decision_knew_starts_nothing() -> None:
    known = facts(*MOVING.checkpoints, scan(ParcelStatus.DELIVERED, 23))
    assert waiting(seen=known).order.status is Status.WAITING


def denied() -> Story:
    """Delivered by the scans, denied by the buyer: contested."""
    story = contested(ESCALATED, facts=facts(ACCEPTED, scan(ParcelStatus.DELIVERED, 10)))
    return story.after(MIRA, WAIT, on=day(24))


def test_only_a_person_decides_again_what_is_contested() -> None:
    over = DisputeEscalated(day(30), Role.PLATFORM, Escalation.WAIT_OVER_CONTESTED, None)
    assert denied().when_time_passes(day(31)) == [over]
    reviewed_again = denied().at(day(31))
    assert reviewed_again.refuses(MIRA, WAIT, on=day(31)) is Refusal.ALREADY_WAITED
    release = Decide(RulingOutcome.RELEASE, "It came.")
    assert reviewed_again.after(MIRA, release, on=day(31)).order.status is Status.DECIDED


def at_customs(*rulings: Ruling) -> Story:
    """The buyer's own parcel is held, and the buyer loses if nothing more is shown."""
    opened = replace(OPENED, reason=Reason.CUSTOMS_BUYER)
    judge = judging(UNSURE, UNSURE, *(rulings or (UNSURE,)))
    story = shipped(CONTACTED, opened, NOTICED, REFUSED, ESCALATED, judge=judge)
    return story.after(MIRA, WAIT, on=day(24))


def test_time_alone_does_not_refund_what_the_buyer_must_show() -> None:
    over = DisputeEscalated(day(30), Role.PLATFORM, Escalation.WAIT_OVER_UNPROVEN, None)
    assert at_customs().when_time_passes(day(31)) == [over]
    rule = ruling(RulingOutcome.REFUND, refund=eur(4500))
    assert last_decision(at_customs(rule).at(day(31))).refund == eur(4500)


@pytest.mark.parametrize("reason", [Reason.QUALITY, Reason.CHANGED_MIND])
def test_there_is_nothing_to_wait_for_when_the_goods_have_come(reason: Reason) -> None:
    opened = replace(DAMAGED, reason=reason)
    story = shipped(DELIVERED, opened, replace(ESCALATED, at=day(13)))
    assert story.refuses(MIRA, WAIT, on=day(24)) is Refusal.NOTHING_TO_WAIT_FOR


def test_meanwhile_they_may_agree_or_give_up() -> None:
    assert waiting().when(Role.SELLER, AcceptClaim(), on=day(25))
    assert waiting().when(Role.BUYER, Withdraw(), on=day(25))


def refused(wait_until: datetime | None) -> Refusal | None:
    response = reviewed().asked(MIRA, replace(WAIT, wait_until=wait_until), on=day(24))
    return response.refused.refusal if response.refused else None


def test_a_wait_lasts_from_one_day_to_thirty() -> None:
    for wait_until in (None, day(25) - MOMENT, day(54) + MOMENT):
        assert refused(wait_until) is Refusal.WAIT_OUT_OF_RANGE
    assert refused(day(25)) is None
    assert refused(day(54)) is None
    details = reviewed().refused(MIRA, replace(WAIT, wait_until=None), on=day(24)).details
    assert details == {"earliest": day(24) + DAY, "latest": day(24) + 30 * DAY}


def test_a_decision_to_wait_may_follow_the_policy() -> None:
    says = judging(ruling(RulingOutcome.WAIT, automatic=False, wait_until=WAIT.wait_until))
    assert last_decision(reviewed(judge=says).after(MIRA, WAIT, on=day(24))).followed


def test_a_wait_in_a_dispute_after_delivery_ends_where_it_came_from() -> None:
    story = shipped(DELIVERED, replace(OPENED, at=day(12)), replace(ESCALATED, at=day(13)))
    assert story.order.dispute.resumes is Status.DELIVERED
    story = story.after(MIRA, WAIT, on=day(24)).after(Role.BUYER, Withdraw(), on=day(25))
    assert story.order.status is Status.DELIVERED
