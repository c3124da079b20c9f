"""The seller's answer to a claim, and what the seller's silence means once notice is proven."""

from dataclasses import replace

import pytest

from amends.core.commands import AcceptClaim, ConfirmReceipt, MakeOffer, ProveNotice, RefuseClaim
from amends.core.events import (
    ClaimRefused,
    DecisionMade,
    DisputeEscalated,
    Escalation,
    NoticeProven,
    OfferMade,
    Outcome,
)
from amends.core.order import Status
from amends.core.parcel import ParcelStatus
from amends.core.parties import PLATFORM, Role
from amends.core.reasons import Burden
from amends.core.refusals import Refusal
from amends.core.rulings import FactUsed, RulingOutcome

from .beginnings import ACCEPTED, MOVING, NOTICED, REFUSED, contested, disputed, facts, scan
from .story import MOMENT, UNSURE, day, ended, eur, judging, ruling

FACTS_USED = (FactUsed("late", "yes", "the order's dates"),)
AS_ASKED = DecisionMade(
    at=day(26),
    decision=1,
    by=Role.PLATFORM,
    author=PLATFORM.id,
    outcome=RulingOutcome.REFUND,
    refund=eur(5000),
    wait_until=None,
    settles_as=Outcome.SELLER_SILENT,
    rule="silence.seller",
    policy="default",
    burden=Burden.SELLER,
    facts=(),
    followed=False,
    text=None,
)
NOT_PROVEN = DisputeEscalated(day(24), Role.PLATFORM, Escalation.NOTICE_NOT_PROVEN, None)


def test_the_seller_accepts_everything_that_is_asked() -> None:
    settled = [ended(Outcome.SELLER_ACCEPTED, on=day(22), refund=eur(5000), payout=eur(0))]
    assert disputed(NOTICED).when(Role.SELLER, AcceptClaim(), on=day(22)) == settled


def test_the_seller_refuses_and_says_why() -> None:
    story = disputed(NOTICED)
    assert story.when(Role.SELLER, RefuseClaim("It came."), on=day(22)) == [
        ClaimRefused(day(22), 2)
    ]
    assert story.then(REFUSED).order.status is Status.NEGOTIATING
    again = story.then(REFUSED).refuses(Role.SELLER, RefuseClaim("No."), on=day(22))
    assert again is Refusal.NOT_IN_THIS_STATUS


def test_an_offer_is_an_answer_too() -> None:
    story = disputed(NOTICED)
    offered = OfferMade(day(22), Role.SELLER, 1, eur(2000), None)
    assert story.when(Role.SELLER, MakeOffer(eur(2000)), on=day(22)) == [offered]
    assert story.then(offered).order.dispute.answered_at == day(22)


def test_an_offer_of_the_buyer_is_no_answer_of_the_seller() -> None:
    story = disputed(NOTICED).after(Role.BUYER, MakeOffer(eur(2000)), on=day(22))
    assert story.order.status is Status.AWAITING_SELLER
    assert story.at(day(26)).order.status is Status.DECIDED


def test_the_buyer_may_still_confirm_receipt() -> None:
    settled = [ended(Outcome.RECEIPT_CONFIRMED, on=day(22), refund=eur(0), payout=eur(5000))]
    assert disputed().when(Role.BUYER, ConfirmReceipt(), on=day(22)) == settled


def test_notice_is_proven_once_and_counts_from_then() -> None:
    story = disputed()
    seen = story.when(Role.PLATFORM, ProveNotice(Role.SELLER), on=day(22))
    assert seen == [NoticeProven(day(22), Role.SELLER)]
    assert story.then(*seen).ends_at == day(27)
    assert story.then(*seen).when(Role.PLATFORM, ProveNotice(Role.SELLER), on=day(23)) == []


def test_a_notice_that_was_just_taken_counts_from_later_and_the_clock_waits_for_it() -> None:
    taken = ProveNotice(Role.SELLER, counts_from=day(25))
    proven = disputed().when(Role.PLATFORM, taken, on=day(23))
    assert proven == [NoticeProven(day(23), Role.SELLER, day(25))]
    story = disputed().then(*proven)
    assert story.when_time_passes(day(30) - MOMENT) == []
    assert story.when_time_passes(day(30))[0].at == day(30)
    # Another one that was taken later proves nothing more; who sees it knows it from then on.
    again = ProveNotice(Role.SELLER, counts_from=day(26))
    assert story.when(Role.PLATFORM, again, on=day(24)) == []
    seen = story.after(Role.PLATFORM, ProveNotice(Role.SELLER), on=day(24))
    assert seen.ends_at == day(29)
    # What counts already counts from when it is heard of.
    late = disputed().when(Role.PLATFORM, replace(taken, counts_from=day(22)), on=day(23))
    assert late == [NoticeProven(day(23), Role.SELLER)]


def test_the_buyers_notice_starts_no_clock_of_the_seller() -> None:
    assert disputed().when(Role.PLATFORM, ProveNotice(Role.BUYER), on=day(22)) == []


def test_without_proof_of_notice_silence_decides_nothing() -> None:
    assert disputed().when_time_passes(day(25)) == [NOT_PROVEN]


def test_a_silent_seller_loses_as_asked() -> None:
    assert disputed(NOTICED).when_time_passes(day(27)) == [AS_ASKED]


def test_a_silent_seller_can_still_appeal_and_then_it_is_settled() -> None:
    settled = ended(Outcome.SELLER_SILENT, on=day(40), refund=eur(5000), payout=eur(0))
    assert disputed(NOTICED).when_time_passes(day(90)) == [AS_ASKED, settled]


def test_the_automatic_rule_comes_before_what_was_asked() -> None:
    found = ruling(RulingOutcome.REFUND, refund=eur(2000), facts=FACTS_USED)
    decided = replace(AS_ASKED, refund=eur(2000), rule="rule", followed=True, facts=FACTS_USED)
    story = disputed(NOTICED, judge=judging(found))
    assert story.when_time_passes(day(27)) == [decided]


def test_a_rule_gives_no_more_than_was_asked() -> None:
    found = judging(ruling(RulingOutcome.REFUND, refund=eur(9000)))
    story = disputed(NOTICED, judge=found).at(day(27))
    assert story.order.dispute.decisions[-1].refund == eur(5000)


def test_the_rule_may_say_that_the_silent_seller_is_right() -> None:
    story = disputed(NOTICED, judge=judging(ruling(RulingOutcome.RELEASE))).at(day(27))
    assert story.order.dispute.decisions[-1].refund == eur(0)
    assert story.at(day(90)).order.outcome is Outcome.SELLER_SILENT


def test_the_rule_may_say_to_wait() -> None:
    wait = ruling(RulingOutcome.WAIT, wait_until=day(30))
    story = disputed(NOTICED, judge=judging(wait, UNSURE)).at(day(27))
    assert story.order.status is Status.WAITING
    assert story.ends_at == day(30)


@pytest.mark.parametrize("outcome", [RulingOutcome.ASK, RulingOutcome.REVIEW])
def test_a_rule_that_decides_nothing_leaves_it_as_asked(outcome: RulingOutcome) -> None:
    story = disputed(NOTICED, judge=judging(ruling(outcome))).at(day(27))
    assert story.order.dispute.decisions[-1].refund == eur(5000)


def test_a_rule_that_is_not_automatic_decides_no_silence() -> None:
    advice = ruling(RulingOutcome.RELEASE, automatic=False)
    assert disputed(NOTICED, judge=judging(advice)).when_time_passes(day(27)) == [AS_ASKED]


def test_a_contested_reason_is_never_decided_by_silence() -> None:
    refund = judging(ruling(RulingOutcome.REFUND, refund=eur(5000)))
    escalated = DisputeEscalated(day(26), Role.PLATFORM, Escalation.SELLER_SILENT_CONTESTED, None)
    assert contested(NOTICED, judge=refund).when_time_passes(day(27)) == [escalated]


def test_what_the_seller_cannot_mend_is_decided_before_an_answer() -> None:
    lost = facts(*MOVING.checkpoints, scan(ParcelStatus.LOST, 22))
    refund = judging(ruling(RulingOutcome.REFUND, refund=eur(5000)))
    decided = replace(AS_ASKED, at=day(22), settles_as=Outcome.DECIDED, rule="rule", followed=True)
    assert disputed(facts=lost, judge=refund).when_time_passes(day(23)) == [decided]


@pytest.mark.parametrize("outcome", [RulingOutcome.WAIT, RulingOutcome.ASK])
def test_before_an_answer_a_rule_decides_or_is_silent(outcome: RulingOutcome) -> None:
    lost = facts(*MOVING.checkpoints, scan(ParcelStatus.LOST, 22))
    story = disputed(facts=lost, judge=judging(ruling(outcome)))
    assert story.when_time_passes(day(23)) == []


def test_what_the_seller_can_mend_waits_for_the_answer() -> None:
    refund = judging(ruling(RulingOutcome.REFUND, refund=eur(5000)))
    story = disputed(facts=facts(ACCEPTED), judge=refund)
    # It stands still from day 22 on; a scan may come.
    assert story.when_time_passes(day(23)) == []
