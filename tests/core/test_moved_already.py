"""What a decision moved at once stays moved: nobody can offer or claim more than is left.

Asked are 30 of 50; a mediator gives 20, so that 20 go to the seller at once. On appeal the goods go
back for 30, and come back damaged: the two argue again, under review.
"""

from dataclasses import replace

import pytest

from amends.core.commands import (
    AcceptClaim,
    AcceptOffer,
    AcknowledgeReturn,
    Decide,
    MakeOffer,
    ReturnCondition,
    ShipReturn,
    Withdraw,
)
from amends.core.commands import GiveReturnAddress as GiveAddress
from amends.core.events import DisputeOpened, OfferMade, OrderSettled, Outcome
from amends.core.order import Status
from amends.core.parcel import Leg, ParcelStatus
from amends.core.parties import Role
from amends.core.refusals import Refusal
from amends.core.rulings import RulingOutcome
from amends.core.terms import Funder

from .beginnings import CAME, ESCALATED, NOTICED, REFUSED, damaged, facts, scan
from .story import Story, day, ended, eur
from .test_appeals import ERROR
from .test_returns import LABEL
from tests.people import MIRA, NORA

BACK = facts(
    *CAME.checkpoints,
    scan(ParcelStatus.ACCEPTED, 18, parcel=2, leg=Leg.RETURN),
    scan(ParcelStatus.DELIVERED, 19, parcel=2, leg=Leg.RETURN),
)


def argued(asked: int = 5000) -> Story:
    first = damaged(replace(REFUSED, at=day(13)), replace(ESCALATED, at=day(13)))
    history = (
        replace(event, refund=eur(asked)) if isinstance(event, DisputeOpened) else event
        for event in first.history
    )
    return replace(first, history=tuple(history))


def came_back(story: Story, decide: Decide, condition: ReturnCondition) -> Story:
    story = story.after(NORA, decide, on=day(16)).after(Role.SELLER, LABEL, on=day(16))
    story = story.after(Role.SELLER, GiveAddress("At the seller's.", 2), on=day(17))
    story = story.after(Role.BUYER, ShipReturn(day(17), None, tracked=True), on=day(17.5))
    story = replace(story, facts=BACK).at(day(19))
    return story.after(Role.SELLER, AcknowledgeReturn(condition, "See the photo."), on=day(20))


def appealed() -> Story:
    given = Decide(RulingOutcome.REFUND, "Part of it.", refund=eur(2000))
    story = argued(3000).after(MIRA, given, on=day(14))
    assert story.order.dispute.moved_payout == eur(2000)
    return story.after(Role.BUYER, ERROR, on=day(15))


def reviewed_again() -> Story:
    sent_back = Decide(RulingOutcome.REFUND_ON_RETURN, "Send it back.", refund=eur(3000))
    story = came_back(appealed(), sent_back, ReturnCondition.DAMAGED)
    assert story.order.status is Status.UNDER_REVIEW
    return story


def test_whoever_withdraws_after_money_moved_ends_it_and_nothing_is_paid_twice() -> None:
    events = reviewed_again().when(Role.BUYER, Withdraw(), on=day(21))
    assert events == [ended(Outcome.AGREED, on=day(21), refund=eur(0), payout=eur(3000))]


@pytest.mark.parametrize("refund", [3001, 4500])
def test_no_offer_gives_more_than_is_left(refund: int) -> None:
    refused = reviewed_again().refused(Role.SELLER, MakeOffer(eur(refund)), on=day(21))
    assert (refused.refusal, refused.details["most"]) == (
        Refusal.REFUND_OUT_OF_RANGE,
        eur(3000),
    )


def test_what_is_left_can_be_offered_and_taken() -> None:
    story = reviewed_again().after(Role.SELLER, MakeOffer(eur(3000)), on=day(21))
    assert story.when(Role.BUYER, AcceptOffer(1), on=day(22)) == [
        ended(Outcome.AGREED, on=day(22), refund=eur(3000), payout=eur(0))
    ]


def test_an_offer_from_before_a_decision_stands_no_more() -> None:
    offered = argued(3000).then(OfferMade(day(13), Role.SELLER, 1, eur(4500), None))
    assert offered.order.dispute.standing_offer(Role.SELLER)
    given = Decide(RulingOutcome.REFUND, "Part of it.", refund=eur(2000))
    assert offered.after(MIRA, given, on=day(14)).order.dispute.standing_offer(Role.SELLER) is None


def test_a_claim_that_is_accepted_gives_what_is_left_of_it() -> None:
    story = reviewed_again()
    opened = replace(story.order.dispute, refund=eur(5000))
    assert opened.most == eur(3000)
    assert story.when(Role.SELLER, AcceptClaim(), on=day(21)) == [
        ended(Outcome.SELLER_ACCEPTED, on=day(21), refund=eur(3000), payout=eur(0))
    ]


@pytest.mark.parametrize(
    ("funder", "counts"), [(Funder.PLATFORM, False), (Funder.SELLER, True), (Funder.SELLER, False)]
)
def test_a_refund_on_return_remembers_who_pays_it_and_whether_it_counts(
    funder: Funder, *, counts: bool
) -> None:
    decide = Decide(
        RulingOutcome.REFUND_ON_RETURN, "Send it back.", funded_by=funder, counts=counts
    )
    settled = came_back(argued(), decide, ReturnCondition.AS_SENT).history[-1]
    assert isinstance(settled, OrderSettled)
    assert (settled.funded_by, settled.counts, settled.refund) == (funder, counts, eur(5000))
    assert settled.payout == (eur(5000) if funder is Funder.PLATFORM else eur(0))


def test_a_refund_on_return_after_an_appeal_is_paid_by_whom_the_last_decision_names() -> None:
    decide = Decide(RulingOutcome.REFUND_ON_RETURN, "Send it back.", refund=eur(4000))
    story = argued().after(MIRA, decide, on=day(14)).after(Role.BUYER, ERROR, on=day(15))
    again = replace(decide, refund=None, funded_by=Funder.PLATFORM, counts=False)
    settled = came_back(story, again, ReturnCondition.AS_SENT).history[-1]
    assert isinstance(settled, OrderSettled)
    assert (settled.funded_by, settled.counts) == (Funder.PLATFORM, False)


def test_who_sends_nothing_back_gets_nothing_out_of_anybodys_pocket() -> None:
    decide = Decide(
        RulingOutcome.REFUND_ON_RETURN, "Send it back.", funded_by=Funder.PLATFORM, counts=False
    )
    story = argued().after(MIRA, decide, on=day(14)).after(Role.SELLER, LABEL, on=day(15))
    story = story.after(Role.SELLER, GiveAddress("At the seller's.", 2), on=day(15))
    noticed = story.then(replace(NOTICED, at=day(15), to=Role.BUYER))
    (settled,) = noticed.when_time_passes(day(40))
    assert isinstance(settled, OrderSettled)
    assert (settled.outcome, settled.funded_by) == (Outcome.RETURN_NOT_SENT, Funder.SELLER)
    assert (settled.refund, settled.payout) == (eur(0), eur(5000))
