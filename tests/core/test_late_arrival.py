"""What was refunded and comes after all: the buyer's choice, and who decides without one."""

from dataclasses import replace

import pytest

from amends.core.commands import (
    AcceptClaim,
    ConfirmTransfer,
    Decide,
    ReportLateArrival,
    Withdraw,
)
from amends.core.events import (
    DisputeEscalated,
    DisputeOpened,
    Escalation,
    GoodwillGranted,
    LateArrivalSeen,
    LateArrivalSettled,
    LinesSettled,
    Outcome,
)
from amends.core.ledger import Account, Posting, postings
from amends.core.order import Status
from amends.core.parcel import ParcelStatus
from amends.core.parties import Role
from amends.core.refusals import Refusal
from amends.core.rulings import RulingOutcome
from amends.core.terms import Funder, LateChoice
from amends.core.transfers import TransferKind

from .beginnings import ACCEPTED, disputed, facts, scan, shipped
from .story import MOMENT, Story, day, ended, eur
from .test_appeals import ERROR
from .test_waiting import WAIT
from tests.people import MIRA, NORA

REFUNDED = ended(Outcome.SELLER_ACCEPTED, on=day(24), refund=eur(5000), payout=eur(0))
CAME = facts(ACCEPTED, scan(ParcelStatus.DELIVERED, 30))
PAY_BACK = ReportLateArrival(LateChoice.KEEP_AND_PAY_BACK)
PART = ReportLateArrival(LateChoice.KEEP_WITH_PARTIAL_REFUND, eur(1500))
REFUSE = ReportLateArrival(LateChoice.REFUSE)


def came() -> Story:
    """It was refunded on day 24 and delivered on day 30."""
    return disputed(REFUNDED, facts=CAME).at(day(30))


def under_review() -> Story:
    return came().at(day(35))


def test_a_delivery_after_a_refund_asks_the_buyer() -> None:
    seen = LateArrivalSeen(day(30), (1, 2))
    assert disputed(REFUNDED, facts=CAME).when_time_passes(day(31)) == [seen]
    assert came().order.status is Status.SETTLED


def test_a_delivery_before_the_refund_starts_nothing() -> None:
    early = facts(ACCEPTED, scan(ParcelStatus.DELIVERED, 23))
    assert disputed(REFUNDED, facts=early).when_time_passes(day(40)) == []


def test_what_went_to_the_seller_may_arrive() -> None:
    released = ended(Outcome.CLAIM_WINDOW_ENDED, on=day(24), refund=eur(0), payout=eur(5000))
    assert shipped(released, facts=CAME).when_time_passes(day(40)) == []
    assert shipped(released).refuses(Role.BUYER, REFUSE, on=day(31)) is Refusal.NOTHING_TO_PAY_BACK


@pytest.mark.parametrize(
    ("choice", "kept"), [(PAY_BACK, 0), (PART, 1500), (REFUSE, 5000)], ids=lambda x: str(x)[:20]
)
def test_the_buyer_chooses_what_becomes_of_the_refund(choice: ReportLateArrival, kept: int) -> None:
    events = came().when(Role.BUYER, choice, on=day(31))
    settled = LateArrivalSettled(day(31), choice.choice, eur(kept), eur(5000 - kept), eur(0))
    assert events == [settled]
    after = came().then(settled)
    assert after.order.status is Status.SETTLED
    assert after.when_time_passes(day(90)) == []
    assert after.refuses(Role.BUYER, choice, on=day(32)) is Refusal.NOTHING_TO_PAY_BACK


def test_an_honest_buyer_need_not_wait_for_the_carrier() -> None:
    assert disputed(REFUNDED).when(Role.BUYER, PAY_BACK, on=day(26))


def test_a_part_that_is_kept_is_a_part() -> None:
    refused = came().refused(Role.BUYER, replace(PART, kept=eur(1501)), on=day(31))
    assert refused.refusal is Refusal.KEPT_OUT_OF_RANGE
    assert refused.details == {"least": eur(1), "most": eur(1500)}
    nothing = replace(PART, kept=None)
    assert came().refuses(Role.BUYER, nothing, on=day(31)) is Refusal.KEPT_OUT_OF_RANGE


def test_what_is_paid_back_is_claimed_and_goes_to_the_seller() -> None:
    story = came().after(Role.BUYER, PAY_BACK, on=day(31))
    claim = story.order.transfers[-1]
    assert (claim.kind, claim.moved) == (TransferKind.CLAIM, eur(5000))
    paid = ConfirmTransfer(claim.number, "bank 12")
    (confirmed,) = story.when(Role.OPERATOR, paid, on=day(40))
    assert postings(confirmed, story.order) == (
        Posting(Account.CLAIM_DUE, Account.PAYOUT_DUE, eur(5000)),
    )
    after = story.then(confirmed).order
    assert after.transfers[-1].kind is TransferKind.PAYOUT
    assert (after.payout, after.came_back) == (eur(5000), eur(5000))


def test_what_the_platform_had_refunded_comes_back_to_the_platform() -> None:
    given = replace(REFUNDED, funded_by=Funder.PLATFORM, payout=eur(5000))
    story = disputed(given, facts=CAME).at(day(30)).after(Role.BUYER, PAY_BACK, on=day(31))
    reclaim = story.order.transfers[-1]
    assert (reclaim.kind, reclaim.moved) == (TransferKind.RECLAIM, eur(5000))
    (confirmed,) = story.when(Role.OPERATOR, ConfirmTransfer(reclaim.number, "b"), on=day(40))
    assert postings(confirmed, story.order) == (
        Posting(Account.RECLAIM_DUE, Account.COLLECTED, eur(5000)),
    )
    after = story.then(confirmed).order
    assert (after.payout, after.came_back) == (eur(5000), eur(5000))
    assert story.when_time_passes(day(90)) == []


def test_what_both_had_refunded_comes_back_to_both() -> None:
    seller = LinesSettled(
        day(23), Outcome.AGREED, eur(1667), eur(0), (2,), None, Funder.SELLER, counts=False
    )
    platform = replace(REFUNDED, funded_by=Funder.PLATFORM, refund=eur(3333), lines=(1,))
    story = disputed(seller, replace(platform, payout=eur(3333)), facts=CAME).at(day(30))
    (settled,) = story.when(Role.BUYER, PART, on=day(31))
    assert settled == LateArrivalSettled(day(31), PART.choice, eur(1500), eur(3500), eur(2333))
    claims = [(t.kind, t.moved) for t in story.then(settled).order.transfers[-2:]]
    assert claims == [(TransferKind.CLAIM, eur(1167)), (TransferKind.RECLAIM, eur(2333))]


def test_without_a_choice_a_person_decides() -> None:
    assert came().when_time_passes(day(35) - MOMENT) == []
    opened, escalated = came().when_time_passes(day(35))
    assert isinstance(opened, DisputeOpened)
    assert escalated == DisputeEscalated(day(35), Role.PLATFORM, Escalation.LATE_ARRIVAL, None)
    assert under_review().order.dispute.cap == eur(5000)


def test_goodwill_is_nothing_that_a_late_arrival_asks_back() -> None:
    gift = GoodwillGranted(day(25), eur(100), 1)
    story = disputed(REFUNDED, gift, facts=CAME).at(day(30))
    assert story.order.refund == eur(5100)
    assert story.at(day(35)).order.dispute.cap == eur(5000)
    (settled,) = story.when(Role.BUYER, PAY_BACK, on=day(31))
    assert settled == LateArrivalSettled(day(31), PAY_BACK.choice, eur(0), eur(5000), eur(0))
    # Who got nothing but a gift owes nothing.
    released = ended(Outcome.CLAIM_WINDOW_ENDED, on=day(24), refund=eur(0), payout=eur(5000))
    assert shipped(released, gift, facts=CAME).when_time_passes(day(40)) == []


def test_a_person_says_how_much_is_kept() -> None:
    part = Decide(RulingOutcome.REFUND, "It came broken.", refund=eur(2000))
    story = under_review().after(MIRA, part, on=day(36))
    assert story.order.status is Status.DECIDED
    assert story.when_time_passes(day(60)) == [
        LateArrivalSettled(day(50), None, eur(2000), eur(3000), eur(0))
    ]
    appealed = story.after(Role.BUYER, ERROR, on=day(37))
    release = Decide(RulingOutcome.RELEASE, "It came.")
    final = appealed.when(NORA, release, on=day(38))
    assert final[-1] == LateArrivalSettled(day(38), None, eur(0), eur(5000), eur(0))


def test_what_came_is_not_waited_for() -> None:
    assert under_review().refuses(MIRA, WAIT, on=day(36)) is Refusal.ALREADY_WAITED


def test_the_two_may_end_it_themselves() -> None:
    assert under_review().when(Role.BUYER, Withdraw(), on=day(36)) == [
        LateArrivalSettled(day(36), None, eur(0), eur(5000), eur(0))
    ]
    assert under_review().when(Role.SELLER, AcceptClaim(), on=day(36)) == [
        LateArrivalSettled(day(36), None, eur(5000), eur(0), eur(0))
    ]
    until = Withdraw(day(50))
    refusal = under_review().refuses(Role.BUYER, until, on=day(36))
    assert refusal is Refusal.ALREADY_WITHDRAWN
