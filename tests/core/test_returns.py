"""Goods that go back: where to, the label, posting, scans, and the seller's acknowledgement."""

from dataclasses import replace

import pytest

from amends.core.commands import (
    AcceptClaim,
    AcceptOffer,
    AcknowledgeReturn,
    AddEvidence,
    Appeal,
    AppealGround,
    Decide,
    GiveReturnAddress,
    MakeOffer,
    ProveNotice,
    ReturnCondition,
    ShipReturn,
)
from amends.core.events import (
    DisputeEscalated,
    Escalation,
    EvidenceAdded,
    NoticeProven,
    Outcome,
    ReturnAcknowledged,
    ReturnAddressGiven,
    ReturnAgreed,
    ReturnDelivered,
    ReturnShipped,
)
from amends.core.order import Status
from amends.core.parcel import Leg, ParcelStatus
from amends.core.parties import Role
from amends.core.reasons import EvidenceKind, Reason
from amends.core.refusals import Refusal
from amends.core.rulings import RulingOutcome
from amends.core.terms import PARCELS_MOST, Remedy

from .beginnings import (
    CAME,
    DAMAGED,
    POSTED,
    SENT_BACK_TO,
    damaged,
    facts,
    returning,
    reviewed,
    scan,
)
from .story import MOMENT, Story, day, ended, eur, judging, ruling
from tests.people import MIRA

TO = GiveReturnAddress("1 Return Lane")
SHIP = ShipReturn(day(16))
BUYER_KNOWS = NoticeProven(day(14), Role.BUYER)
SELLER_KNOWS = NoticeProven(day(13), Role.SELLER)
SCANNED = scan(ParcelStatus.ACCEPTED, 17, parcel=2, leg=Leg.RETURN)
ARRIVED = scan(ParcelStatus.DELIVERED, 20, parcel=2, leg=Leg.RETURN)
BACK = Decide(RulingOutcome.REFUND_ON_RETURN, "It came broken.")
ERROR = Appeal(AppealGround.NAMED_ERROR, "The photo shows another thing.")
LABEL = AddEvidence(EvidenceKind.OTHER, "11")
RETURNED = (SENT_BACK_TO, BUYER_KNOWS, POSTED)
BY_SILENCE = Outcome.RETURN_ACCEPTED_BY_SILENCE


def came_back(*more: ReturnAcknowledged | NoticeProven | DisputeEscalated) -> Story:
    """The goods were scanned on day 17 and stand at the seller's door since day 20."""
    story = returning(*RETURNED, facts=facts(*CAME.checkpoints, SCANNED, ARRIVED)).at(day(20))
    return story.then(*more)


def test_the_seller_accepts_that_the_goods_come_back() -> None:
    events = damaged().when(Role.SELLER, AcceptClaim(), on=day(13))
    assert events == [ReturnAgreed(day(13), eur(5000), Outcome.SELLER_ACCEPTED, label_due=True)]
    assert damaged(*events).order.status is Status.AWAITING_RETURN


def test_an_offer_may_be_to_send_it_back() -> None:
    offer = MakeOffer(eur(4000), "Send it back.", Remedy.RETURN_AND_REFUND)
    story = damaged().after(Role.SELLER, offer, on=day(13))
    events = story.when(Role.BUYER, AcceptOffer(1), on=day(14))
    assert events == [ReturnAgreed(day(14), eur(4000), Outcome.AGREED, label_due=True)]


def test_what_never_came_cannot_be_sent_back() -> None:
    offer = MakeOffer(eur(4000), "Send it back.", Remedy.RETURN_AND_REFUND)
    refused = reviewed().refused(Role.SELLER, offer, on=day(24))
    assert refused.refusal is Refusal.REMEDY_NOT_OFFERED
    assert reviewed().refuses(MIRA, BACK, on=day(24)) is Refusal.REMEDY_NOT_OFFERED


def test_whoever_only_changed_their_mind_pays_the_way_back() -> None:
    first, *rest = damaged().history
    mind = [replace(e, reason=Reason.CHANGED_MIND) if e == DAMAGED else e for e in rest]
    story = Story((first, *mind), CAME)
    (agreed,) = story.when(Role.SELLER, AcceptClaim(), on=day(13))
    assert isinstance(agreed, ReturnAgreed)
    assert not agreed.label_due


def test_the_seller_says_where_to_with_the_label_that_is_due() -> None:
    story = damaged().after(Role.SELLER, AcceptClaim(), on=day(13))
    blank = GiveReturnAddress("  ")
    assert story.refuses(Role.SELLER, blank, on=day(14)) is Refusal.RETURN_ADDRESS_MISSING
    assert story.refuses(Role.SELLER, TO, on=day(14)) is Refusal.RETURN_LABEL_MISSING
    other = replace(TO, label=1)
    assert story.refuses(Role.SELLER, other, on=day(14)) is Refusal.EVIDENCE_UNKNOWN
    story = story.after(Role.SELLER, LABEL, on=day(14))
    given_to = story.when(Role.SELLER, replace(TO, label=2), on=day(14))
    assert given_to == [ReturnAddressGiven(day(14), 2, 2)]
    again = story.then(*given_to)
    assert again.refuses(Role.SELLER, TO, on=day(15)) is Refusal.RETURN_ALREADY_MADE


def test_without_a_label_that_is_due_the_address_is_enough() -> None:
    assert returning().when(Role.SELLER, TO, on=day(14)) == [SENT_BACK_TO]


def test_a_seller_who_names_no_address_loses_the_goods() -> None:
    assert returning().ends_at == day(16)
    assert returning(SELLER_KNOWS).when_time_passes(day(16) - MOMENT) == []
    refund = ended(Outcome.SELLER_SILENT, on=day(16), refund=eur(5000), payout=eur(0))
    assert returning(SELLER_KNOWS).when_time_passes(day(16)) == [refund]


def test_nobody_loses_by_a_silence_that_nobody_told_them_of() -> None:
    unseen = DisputeEscalated(day(16), Role.PLATFORM, Escalation.NOTICE_NOT_PROVEN, None)
    assert returning().when_time_passes(day(16)) == [unseen]
    lost = DisputeEscalated(day(24), Role.PLATFORM, Escalation.NOTICE_NOT_PROVEN, None)
    assert returning(SENT_BACK_TO).when_time_passes(day(24)) == [lost]


def test_who_hears_of_it_late_has_two_days_all_the_same() -> None:
    late = returning(replace(SELLER_KNOWS, at=day(15.5)))
    assert late.ends_at == day(17.5)


def test_notice_is_proven_to_whose_turn_it_is() -> None:
    story = returning()
    seller, buyer = ProveNotice(Role.SELLER), ProveNotice(Role.BUYER)
    assert story.when(Role.PLATFORM, buyer, on=day(13)) == []
    assert story.when(Role.PLATFORM, seller, on=day(13)) == [SELLER_KNOWS]
    story = returning(SELLER_KNOWS, SENT_BACK_TO)
    assert story.order.noticed_at is None
    assert story.when(Role.PLATFORM, seller, on=day(14)) == []
    assert story.when(Role.PLATFORM, buyer, on=day(14)) == [BUYER_KNOWS]


def test_a_buyer_who_sends_nothing_back_gets_nothing_back() -> None:
    story = returning(SENT_BACK_TO, BUYER_KNOWS)
    assert story.ends_at == day(24)
    assert story.when_time_passes(day(24) - MOMENT) == []
    release = ended(Outcome.RETURN_NOT_SENT, on=day(24), refund=eur(0), payout=eur(5000))
    assert story.when_time_passes(day(24)) == [release]


def test_the_goods_are_posted_once_the_address_is_known() -> None:
    assert (
        returning().refuses(Role.BUYER, ShipReturn(day(14)), on=day(15))
        is Refusal.RETURN_ADDRESS_MISSING
    )
    story = returning(SENT_BACK_TO, BUYER_KNOWS)
    refused = story.refused(Role.BUYER, ShipReturn(day(17)), on=day(16))
    assert refused.refusal is Refusal.POSTED_IN_FUTURE
    assert story.when(Role.BUYER, SHIP, on=day(16)) == [POSTED]
    assert story.order.parcels[-1].number == 1
    twice = story.then(POSTED)
    assert twice.order.parcels[-1].leg is Leg.RETURN
    assert twice.refuses(Role.BUYER, SHIP, on=day(17)) is Refusal.RETURN_ALREADY_POSTED


def test_a_posting_receipt_in_time_counts_as_sent() -> None:
    story = returning(SENT_BACK_TO, BUYER_KNOWS)
    foreign = replace(SHIP, receipt=9)
    assert story.refuses(Role.BUYER, foreign, on=day(16)) is Refusal.EVIDENCE_UNKNOWN
    receipt = EvidenceAdded(day(15), Role.BUYER, 2, EvidenceKind.RETURN_RECEIPT, "22")
    posted = story.then(receipt).after(Role.BUYER, replace(SHIP, receipt=2), on=day(16))
    assert posted.ends_at == day(34)
    unscanned = DisputeEscalated(day(34), Role.PLATFORM, Escalation.RETURN_NOT_SCANNED, None)
    assert posted.when_time_passes(day(34)) == [unscanned]


def test_an_order_has_no_more_parcels_than_it_can_have() -> None:
    story = returning(SENT_BACK_TO, BUYER_KNOWS)
    parcel = story.order.parcels[0]
    many = replace(story.order, parcels=(parcel,) * (2 * PARCELS_MOST))
    from amends.core.returning import send_back  # noqa: PLC0415 - only this story looks inside

    with pytest.raises(Exception, match="limit_reached"):
        send_back(many, SHIP, story.world(day(16)))


def test_scans_bring_the_goods_back() -> None:
    posted = returning(*RETURNED, facts=facts(*CAME.checkpoints, SCANNED, ARRIVED))
    assert posted.when_time_passes(day(20)) == [ReturnShipped(day(17)), ReturnDelivered(day(20))]
    assert came_back().order.status is Status.RETURN_DELIVERED


def test_a_scan_of_another_parcel_brings_nothing_back() -> None:
    other = facts(*CAME.checkpoints, scan(ParcelStatus.IN_TRANSIT, 17))
    assert returning(*RETURNED, facts=other).when_time_passes(day(20)) == []


def test_goods_that_do_not_arrive_are_looked_at_by_a_person() -> None:
    lost = returning(*RETURNED, facts=facts(*CAME.checkpoints, SCANNED)).at(day(17))
    assert lost.ends_at == day(47)
    late = DisputeEscalated(day(47), Role.PLATFORM, Escalation.RETURN_NOT_ARRIVED, None)
    assert lost.when_time_passes(day(47)) == [late]


def test_goods_that_came_back_as_sent_are_refunded() -> None:
    good = AcknowledgeReturn(ReturnCondition.AS_SENT)
    events = came_back().when(Role.SELLER, good, on=day(21))
    refund = ended(Outcome.RETURN_COMPLETED, on=day(21), refund=eur(5000), payout=eur(0))
    assert events == [ReturnAcknowledged(day(21), ReturnCondition.AS_SENT, None), refund]


def test_a_seller_may_acknowledge_before_the_carrier_does() -> None:
    on_the_way = returning(*RETURNED, facts=facts(*CAME.checkpoints, SCANNED)).at(day(17))
    good = AcknowledgeReturn(ReturnCondition.AS_SENT)
    assert on_the_way.when(Role.SELLER, good, on=day(19))


@pytest.mark.parametrize("condition", sorted(set(ReturnCondition) - {ReturnCondition.AS_SENT}))
def test_goods_that_came_back_otherwise_are_looked_at(condition: ReturnCondition) -> None:
    bad = AcknowledgeReturn(condition, "The box was empty.")
    events = came_back().when(Role.SELLER, bad, on=day(21))
    because = Escalation.RETURN_NOT_AS_SENT
    assert events == [
        ReturnAcknowledged(day(21), condition, 3),
        DisputeEscalated(day(21), Role.PLATFORM, because, None),
    ]


def test_a_seller_who_says_nothing_of_what_came_back_has_accepted_it() -> None:
    assert came_back().ends_at == day(25)
    unseen = DisputeEscalated(day(25), Role.PLATFORM, Escalation.NOTICE_NOT_PROVEN, None)
    assert came_back().when_time_passes(day(25)) == [unseen]
    told = came_back(NoticeProven(day(21), Role.SELLER))
    refund = ended(BY_SILENCE, on=day(25), refund=eur(5000), payout=eur(0))
    assert told.when_time_passes(day(25)) == [refund]


def test_after_a_bad_return_nothing_is_sent_back_again() -> None:
    bad = AcknowledgeReturn(ReturnCondition.EMPTY, "Nothing in it.")
    story = came_back().after(Role.SELLER, bad, on=day(21))
    assert story.refuses(MIRA, BACK, on=day(22)) is Refusal.RETURN_ALREADY_MADE
    accepted = story.when(Role.SELLER, AcceptClaim(), on=day(22))
    assert accepted == [ended(Outcome.SELLER_ACCEPTED, on=day(22), refund=eur(5000), payout=eur(0))]
    automatic = judging(ruling(RulingOutcome.REFUND, refund=eur(5000)))
    left = replace(story, judge=automatic)
    assert left.when_time_passes(day(23)) == []
