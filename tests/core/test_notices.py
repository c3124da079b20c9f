"""Notices: who hears of what, and that no event was forgotten."""

from dataclasses import replace
from typing import get_args

from amends.core.commands import AppealGround
from amends.core.events import (
    AcceptanceUndone,
    DeadlineNear,
    DecisionAppealed,
    DisputeEscalated,
    Escalation,
    Event,
    EvidenceAdded,
    EvidenceRequested,
    EvidenceTimeEnded,
    EvidenceTimeExtended,
    LateArrivalSettled,
    MessageSent,
    OfferAccepted,
    OfferDeclined,
    OfferMade,
    OrderProtected,
    OrderShipped,
    Outcome,
    ReviewOverdue,
    TransferConfirmed,
    TransferRefused,
)
from amends.core.evolve import evolve
from amends.core.notices import TOLD, Notice, notices, snake
from amends.core.parties import Role
from amends.core.reasons import EvidenceKind
from amends.core.terms import LateChoice

from .beginnings import CONTACTED, ESCALATED, OPENED, disputed, negotiating, reviewed, shipped
from .story import Story, day, ended, eur
from .test_appeals import PART
from tests.people import MIRA

ASKED = EvidenceRequested(day(24), Role.MEDIATOR, (Role.SELLER,), (EvidenceKind.PHOTO,), None)


def told(story: Story, event: Event) -> set[Role]:
    return {notice.to for notice in notices(event, evolve(story.order, event))}


def test_every_event_says_whom_it_tells() -> None:
    depend = {MessageSent, OfferMade, OfferDeclined, OfferAccepted, AcceptanceUndone}
    depend |= {EvidenceAdded, EvidenceRequested, EvidenceTimeExtended, DeadlineNear}
    depend |= {TransferConfirmed, TransferRefused}
    assert set(TOLD) | depend == set(get_args(Event))
    assert not set(TOLD) & depend


def test_a_notice_is_named_like_its_event() -> None:
    assert snake(OrderShipped) == "order_shipped"
    assert notices(OrderShipped(day(2)), shipped().order) == (Notice(Role.BUYER, "order_shipped"),)


def test_a_message_is_told_to_the_other_side() -> None:
    assert told(shipped(), CONTACTED) == {Role.SELLER}
    assert told(shipped(), replace(CONTACTED, by=Role.SELLER)) == {Role.BUYER}


def test_an_offer_is_told_to_the_other_side() -> None:
    offer = OfferMade(day(23), Role.SELLER, 1, eur(100), None)
    assert told(negotiating(), offer) == {Role.BUYER}
    declined = OfferDeclined(day(23), Role.BUYER, 1, None)
    assert told(negotiating(offer), declined) == {Role.SELLER}


def test_those_who_are_asked_for_evidence_hear_of_it() -> None:
    assert told(reviewed(), ASKED) == {Role.SELLER}


def test_a_dispute_is_told_to_both() -> None:
    assert told(shipped(CONTACTED), OPENED) == {Role.BUYER, Role.SELLER}


def test_mediators_hear_of_what_comes_under_review() -> None:
    everybody = {Role.BUYER, Role.SELLER, Role.MEDIATOR}
    assert told(negotiating(), ESCALATED) == everybody
    ended = EvidenceTimeEnded(day(27), complete=False)
    assert told(reviewed(ASKED), ended) == everybody


def test_mediators_hear_of_an_appeal() -> None:
    event = DecisionAppealed(day(25), Role.SELLER, AppealGround.NAMED_ERROR, (), None)
    assert told(reviewed(), event) == {Role.BUYER, Role.SELLER, Role.MEDIATOR}


def test_the_operator_hears_when_nobody_could_be_reached() -> None:
    event = DisputeEscalated(day(24), Role.PLATFORM, Escalation.NOTICE_NOT_PROVEN, None)
    assert Role.OPERATOR in told(disputed(), event)
    assert Role.OPERATOR not in told(negotiating(), ESCALATED)


def test_the_operator_hears_of_an_overdue_review_and_of_a_refused_transfer() -> None:
    assert told(reviewed(), ReviewOverdue(day(30))) == {Role.OPERATOR}
    settled = ended(Outcome.DECIDED, on=day(24), refund=eur(100), payout=eur(4900))
    assert told(reviewed(), settled) == {Role.BUYER, Role.SELLER}
    paying = reviewed(settled)
    assert told(paying, TransferConfirmed(day(25), 1, 1)) == {Role.BUYER}
    assert told(paying, TransferConfirmed(day(25), 2, 1)) == {Role.SELLER}
    assert told(paying, TransferRefused(day(25), 1, 1)) == {Role.BUYER, Role.OPERATOR}


def late(number: int, by: Role = Role.SELLER, on: float = 24) -> EvidenceAdded:
    return EvidenceAdded(day(on), by, number, EvidenceKind.PHOTO, "00")


def test_who_may_reply_to_late_evidence_hears_of_it_once() -> None:
    assert told(negotiating(), late(1)) == set()
    assert told(reviewed(), late(1)) == {Role.BUYER}
    # Two files of one form come in one moment, and only the first gives the right.
    assert told(reviewed(late(1)), late(2)) == set()
    assert told(reviewed(late(1)), late(2, Role.BUYER)) == set()


def test_who_may_reply_to_an_appeal_is_told_so() -> None:
    story = reviewed().after(MIRA, PART, on=day(24)).then(late(1, on=24.5))
    new = DecisionAppealed(day(25), Role.SELLER, AppealGround.NEW_EVIDENCE, (1,), None)
    assert set(notices(new, evolve(story.order, new))) == {
        Notice(Role.BUYER, "decision_appealed_reply"),
        Notice(Role.SELLER, "decision_appealed"),
        Notice(Role.MEDIATOR, "decision_appealed"),
    }


def test_the_platform_hears_that_its_proposal_was_declined() -> None:
    proposal = OfferMade(day(24), Role.MEDIATOR, 1, eur(100), None)
    declined = OfferDeclined(day(25), Role.BUYER, 1, None)
    assert set(notices(declined, evolve(reviewed(proposal).order, declined))) == {
        Notice(Role.SELLER, "proposal_declined"),
        Notice(Role.MEDIATOR, "proposal_declined"),
    }


def test_who_pays_back_is_told_that_it_arrived_and_not_that_money_was_sent() -> None:
    refunded = ended(Outcome.SELLER_ACCEPTED, on=day(24), refund=eur(5000), payout=eur(0))
    back = LateArrivalSettled(day(30), LateChoice.KEEP_AND_PAY_BACK, eur(0), eur(5000), eur(0))
    arrived = TransferConfirmed(day(31), 2, 1)
    paid = reviewed(refunded, back)
    assert notices(arrived, evolve(paid.order, arrived)) == (
        Notice(Role.BUYER, "transfer_came_in"),
    )
    sent = TransferConfirmed(day(31), 1, 1)
    assert notices(sent, evolve(paid.order, sent)) == (Notice(Role.BUYER, "transfer_confirmed"),)


def test_whoever_loses_by_it_is_reminded() -> None:
    near = DeadlineNear(day(22), day(23))
    assert told(shipped(), near) == {Role.BUYER}
    assert told(disputed(), near) == {Role.SELLER}


def test_a_proposal_is_told_to_both_and_its_acceptance_to_the_other() -> None:
    proposal = OfferMade(day(24), Role.MEDIATOR, 1, eur(100), None)
    assert told(reviewed(), proposal) == {Role.BUYER, Role.SELLER}
    accepted = OfferAccepted(day(25), Role.BUYER, 1)
    assert told(reviewed(proposal), accepted) == {Role.SELLER}
    zero = OfferMade(day(23), Role.SELLER, 1, eur(0), None)
    taken = negotiating(zero, OfferAccepted(day(24), Role.BUYER, 1))
    assert told(taken, AcceptanceUndone(day(24), 1)) == {Role.SELLER}


def test_nobody_is_told_that_an_order_began() -> None:
    order = shipped().order
    first = shipped().history[0]
    assert isinstance(first, OrderProtected)
    assert notices(first, order) == ()
