"""Goods that were posted back: a receipt that comes later, and goods that no carrier scanned."""

from dataclasses import replace

import pytest

from amends.core.available import available
from amends.core.commands import (
    AcceptClaim,
    AcknowledgeReturn,
    AddEvidence,
    EndChargeback,
    FreezeForChargeback,
    MakeOffer,
    ReturnCondition,
    ShipReturn,
)
from amends.core.events import (
    DisputeEscalated,
    Escalation,
    Outcome,
    ReturnAcknowledged,
)
from amends.core.order import Status
from amends.core.parties import Role
from amends.core.reasons import EvidenceKind
from amends.core.refusals import Refusal
from amends.core.rulings import RulingOutcome
from amends.core.terms import Remedy

from .beginnings import CAME, SENT_BACK_TO, damaged, facts, returning
from .story import MOMENT, Story, day, ended, eur, judging, ruling
from .test_returns import BUYER_KNOWS, RETURNED, SCANNED
from tests.people import OSCAR, SHOP

GOOD = AcknowledgeReturn(ReturnCondition.AS_SENT)
BAD = AcknowledgeReturn(ReturnCondition.EMPTY, "Nothing in it.")
RECEIPT = AddEvidence(EvidenceKind.RETURN_RECEIPT, "22")
NOT_SCANNED = DisputeEscalated(day(34), Role.PLATFORM, Escalation.RETURN_NOT_SCANNED, None)


def posted() -> Story:
    """The buyer said on day 22 that it was posted, without a receipt."""
    story = returning(SENT_BACK_TO, BUYER_KNOWS)
    return story.after(Role.BUYER, ShipReturn(day(22)), on=day(22))


def unscanned() -> Story:
    """No carrier scanned it, so that a person looks at it since day 34."""
    return posted().after(Role.BUYER, RECEIPT, on=day(22.5)).at(day(34))


def test_a_receipt_that_comes_after_the_posting_counts_in_time() -> None:
    assert posted().ends_at == day(24)
    added = posted().after(Role.BUYER, RECEIPT, on=day(24) - MOMENT)
    assert added.ends_at == day(34)
    assert added.when_time_passes(day(34)) == [NOT_SCANNED]


def test_a_receipt_that_comes_when_time_is_over_changes_nothing() -> None:
    release = ended(Outcome.RETURN_NOT_SENT, on=day(24), refund=eur(0), payout=eur(5000))
    assert posted().asked(Role.BUYER, RECEIPT, on=day(24)).elapsed[-1] == release


@pytest.mark.parametrize(
    ("by", "kind"), [(Role.SELLER, EvidenceKind.RETURN_RECEIPT), (Role.BUYER, EvidenceKind.PHOTO)]
)
def test_only_the_buyers_receipt_is_one(by: Role, kind: EvidenceKind) -> None:
    assert posted().after(by, AddEvidence(kind, "22"), on=day(23)).ends_at == day(24)


def test_a_receipt_says_nothing_of_goods_that_were_not_posted() -> None:
    story = returning(SENT_BACK_TO, BUYER_KNOWS)
    assert story.after(Role.BUYER, RECEIPT, on=day(15)).ends_at == day(24)
    first = damaged().after(Role.BUYER, RECEIPT, on=day(13))
    assert first.order.dispute.returning is None


def test_a_receipt_counts_while_a_chargeback_holds_everything() -> None:
    frozen = posted().after(SHOP, FreezeForChargeback(eur(5000), "dp_1"), on=day(23))
    added = frozen.after(Role.BUYER, RECEIPT, on=day(23.5))
    thawed = added.after(OSCAR, EndChargeback(won=True, charged_back=eur(0)), on=day(25))
    assert thawed.order.status is Status.AWAITING_RETURN
    assert thawed.ends_at == day(36)


@pytest.mark.parametrize("story", [posted(), unscanned()], ids=["posted", "under review"])
def test_the_seller_may_acknowledge_what_no_carrier_scanned(story: Story) -> None:
    on = max(story.order.latest_at, day(23))
    refund = ended(Outcome.RETURN_COMPLETED, on=on, refund=eur(5000), payout=eur(0))
    acknowledged = ReturnAcknowledged(on, ReturnCondition.AS_SENT, None)
    assert story.when(Role.SELLER, GOOD, on=on) == [acknowledged, refund]


def test_what_came_back_otherwise_without_a_scan_is_looked_at_once() -> None:
    story = unscanned().after(Role.SELLER, BAD, on=day(35))
    because = Escalation.RETURN_NOT_AS_SENT
    assert story.history[-1] == DisputeEscalated(day(35), Role.PLATFORM, because, None)
    assert story.refuses(Role.SELLER, GOOD, on=day(36)) is Refusal.NOT_IN_THIS_STATUS


def test_nothing_is_acknowledged_that_was_not_posted() -> None:
    asked = returning(SENT_BACK_TO, BUYER_KNOWS)
    assert asked.refuses(Role.SELLER, GOOD, on=day(16)) is Refusal.NOT_IN_THIS_STATUS
    reviewed = returning().at(day(16))
    assert reviewed.order.status is Status.UNDER_REVIEW
    assert reviewed.refuses(Role.SELLER, GOOD, on=day(17)) is Refusal.NOT_IN_THIS_STATUS
    offered = available(asked.order, Role.SELLER, asked.world(day(16)))
    assert AcknowledgeReturn not in {action.command for action in offered}


def test_a_claim_that_is_accepted_does_not_send_the_goods_back_again() -> None:
    lost = returning(*RETURNED, facts=facts(*CAME.checkpoints, SCANNED)).at(day(47))
    for story, on in ((unscanned(), day(35)), (lost, day(48))):
        refund = ended(Outcome.SELLER_ACCEPTED, on=on, refund=eur(5000), payout=eur(0))
        assert story.when(Role.SELLER, AcceptClaim(), on=on) == [refund]


def test_goods_that_were_posted_are_not_offered_to_be_sent_back() -> None:
    offer = MakeOffer(eur(4000), "Send it back.", Remedy.RETURN_AND_REFUND)
    assert unscanned().refuses(Role.SELLER, offer, on=day(35)) is Refusal.RETURN_ALREADY_MADE
    assert unscanned().when(Role.SELLER, replace(offer, remedy=Remedy.REFUND_ONLY), on=day(35))


def test_no_rule_sends_back_again_what_was_posted() -> None:
    again = judging(ruling(RulingOutcome.REFUND_ON_RETURN, refund=eur(5000)))
    assert replace(unscanned(), judge=again).when_time_passes(day(36)) == []
