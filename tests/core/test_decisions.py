"""Decisions of a person: refund all or part, release; what is recorded beside them."""

import pytest

from amends.core.commands import ConfirmReceipt, Decide, Withdraw
from amends.core.events import DecisionMade, Outcome
from amends.core.order import Status
from amends.core.parties import Role
from amends.core.reasons import Burden
from amends.core.refusals import Refusal
from amends.core.rulings import FactUsed, RulingOutcome

from .beginnings import (
    CONTACTED,
    NOTICED,
    OPENED,
    PROTECTED,
    REFUSED,
    negotiating,
    reviewed,
    shipped,
)
from .story import day, ended, eur, given, judging, ruling
from tests.people import MIRA, OSCAR

FACTS_USED = (FactUsed("late", "yes", "the order's dates"),)
SAYS = ruling(
    RulingOutcome.REFUND, refund=eur(2000), automatic=False, policy="default@1", facts=FACTS_USED
)
REFUND = Decide(RulingOutcome.REFUND, "It never came.")
RELEASE = Decide(RulingOutcome.RELEASE, "It came.")


def decided(command: Decide) -> DecisionMade:
    events = reviewed(judge=judging(SAYS)).when(MIRA, command, on=day(24))
    assert len(events) == 1
    assert isinstance(events[0], DecisionMade)
    return events[0]


def test_a_decision_names_its_author_and_what_the_policy_said() -> None:
    assert decided(REFUND) == DecisionMade(
        at=day(24),
        decision=1,
        by=Role.MEDIATOR,
        author=MIRA.id,
        outcome=RulingOutcome.REFUND,
        refund=eur(5000),
        wait_until=None,
        settles_as=Outcome.DECIDED,
        rule="rule",
        policy="default@1",
        burden=Burden.SELLER,
        facts=FACTS_USED,
        followed=False,
        text=2,
    )


def test_a_part_can_be_refunded() -> None:
    part = Decide(RulingOutcome.REFUND, "Half of it came.", refund=eur(2000))
    assert decided(part).refund == eur(2000)


def test_following_the_policy_is_recorded() -> None:
    assert decided(Decide(RulingOutcome.REFUND, "Yes.", refund=eur(2000))).followed
    assert not decided(Decide(RulingOutcome.REFUND, "More.", refund=eur(2001))).followed
    assert not decided(RELEASE).followed
    judge = judging(ruling(RulingOutcome.RELEASE, automatic=False))
    events = reviewed(judge=judge).when(MIRA, RELEASE, on=day(24))
    assert isinstance(events[0], DecisionMade)
    assert events[0].followed


def test_a_decision_where_the_policy_gave_none_does_not_follow_it() -> None:
    (event,) = reviewed().when(MIRA, REFUND, on=day(24))
    assert isinstance(event, DecisionMade)
    assert not event.followed


def test_releasing_gives_the_buyer_nothing() -> None:
    assert decided(RELEASE).refund == eur(0)


@pytest.mark.parametrize("refund", [-1, 0, 5001])
def test_a_refund_is_something_and_no_more_than_there_is(refund: int) -> None:
    command = Decide(RulingOutcome.REFUND, "So much.", refund=eur(refund))
    refused = reviewed().refused(MIRA, command, on=day(24))
    assert refused.refusal is Refusal.REFUND_OUT_OF_RANGE
    assert refused.details == {"least": eur(1), "most": eur(5000)}


def test_a_person_may_give_more_than_was_asked_within_the_lines() -> None:
    asked = shipped(CONTACTED, OPENED, NOTICED, REFUSED).order.dispute
    assert asked.refund == asked.cap
    command = Decide(RulingOutcome.REFUND, "All of it.", refund=eur(5000))
    assert reviewed().when(OSCAR, command, on=day(24))


@pytest.mark.parametrize("outcome", [RulingOutcome.ASK, RulingOutcome.REVIEW])
def test_asking_is_not_deciding(outcome: RulingOutcome) -> None:
    with pytest.raises(AssertionError, match="is not a decision"):
        reviewed().asked(MIRA, Decide(outcome, "Well."), on=day(24))


def test_a_decision_is_final_after_fourteen_days() -> None:
    story = reviewed().after(MIRA, REFUND, on=day(24))
    settled = ended(Outcome.DECIDED, on=day(38), refund=eur(5000), payout=eur(0))
    assert story.when_time_passes(day(90)) == [settled]


def test_after_a_decision_only_an_appeal_changes_it() -> None:
    story = reviewed().after(MIRA, REFUND, on=day(24))
    for command in (Withdraw(), ConfirmReceipt()):
        assert story.refuses(Role.BUYER, command, on=day(25)) is Refusal.NOT_IN_THIS_STATUS


def test_people_decide_what_is_under_review_and_nothing_else() -> None:
    assert negotiating().refuses(MIRA, REFUND, on=day(24)) is Refusal.NOT_IN_THIS_STATUS
    assert reviewed().refuses(Role.BUYER, REFUND, on=day(24)) is Refusal.NOT_YOUR_ROLE
    assert reviewed().after(OSCAR, RELEASE, on=day(24)).order.status is Status.DECIDED


def test_an_order_without_a_dispute_has_none_to_decide() -> None:
    with pytest.raises(AssertionError, match="no dispute was ever opened"):
        _ = given(PROTECTED).order.dispute
