"""What each role may do next, by when, and what its silence would mean."""

from amends.core.available import Action, available, silence_of, whose_turn
from amends.core.commands import (
    AcceptClaim,
    AcceptOffer,
    AddEvidence,
    AnswerExtension,
    Appeal,
    ChooseRefundMethod,
    ConfirmReceipt,
    Decide,
    DeclineOffer,
    HandOver,
    MakeOffer,
    OpenDispute,
    RefuseClaim,
    RequestEvidence,
    RequestExtension,
    SendMessage,
)
from amends.core.events import EvidenceRequested, ExtensionRequested, OfferMade
from amends.core.parties import Role
from amends.core.reasons import EvidenceKind

from .beginnings import (
    CONTACTED,
    HANDED_OVER,
    NOTICED,
    PROTECTED,
    disputed,
    negotiating,
    reviewed,
    shipped,
)
from .story import Story, day, eur, given
from .test_decisions import REFUND, RELEASE
from tests.people import MIRA

ASKED = ExtensionRequested(day(16), 10, None)
OFFER = OfferMade(day(23), Role.SELLER, 1, eur(100), None)


def actions(story: Story, role: Role, on: float) -> tuple[Action, ...]:
    return available(story.order, role, story.world(day(on)))


def commands(story: Story, role: Role, on: float) -> set[type]:
    return {action.command for action in actions(story, role, on)}


def mandatory(story: Story, role: Role, on: float) -> set[type]:
    return {action.command for action in actions(story, role, on) if action.mandatory}


def turn(story: Story) -> set[Role]:
    return set(whose_turn(story.order))


def test_the_seller_sends_it_or_loses_it() -> None:
    story = given(PROTECTED)
    assert turn(story) == {Role.SELLER}
    (send, *_) = actions(story, Role.SELLER, 1)
    assert send == Action(HandOver, mandatory=True, due_at=day(7), consequence="paid")
    assert turn(given(PROTECTED, HANDED_OVER)) == set()
    assert commands(given(PROTECTED, HANDED_OVER), Role.SELLER, 1) == {SendMessage, AddEvidence}


def test_a_dispute_is_offered_only_when_it_can_be_opened() -> None:
    story = shipped(CONTACTED)
    plain = {SendMessage, AddEvidence, ConfirmReceipt, RequestExtension}
    assert commands(story, Role.BUYER, 18) == plain
    assert commands(story, Role.BUYER, 21) == plain | {OpenDispute}
    assert turn(story) == set()
    assert mandatory(story, Role.BUYER, 21) == set()


def test_the_seller_answers_a_request_for_time_by_its_own_clock() -> None:
    story = shipped(ASKED)
    assert turn(story) == {Role.SELLER}
    answer = next(a for a in actions(story, Role.SELLER, 16) if a.command is AnswerExtension)
    assert answer == Action(AnswerExtension, True, day(18), "extension_asked")  # noqa: FBT003 - it is mandatory
    assert RequestExtension not in commands(story, Role.BUYER, 16)


def test_the_seller_answers_a_claim() -> None:
    story = disputed(NOTICED)
    assert turn(story) == {Role.SELLER}
    assert mandatory(story, Role.SELLER, 22) == {AcceptClaim, RefuseClaim, MakeOffer}
    assert mandatory(story, Role.BUYER, 22) == set()
    assert all(action.due_at == day(26) for action in actions(story, Role.SELLER, 22))


def test_whoever_has_an_offer_answers_next() -> None:
    assert turn(negotiating()) == {Role.BUYER, Role.SELLER}
    assert turn(negotiating(OFFER)) == {Role.BUYER}
    assert mandatory(negotiating(OFFER), Role.BUYER, 23) == {AcceptOffer, DeclineOffer, MakeOffer}
    assert mandatory(negotiating(OFFER), Role.SELLER, 23) == set()
    counter = OfferMade(day(23), Role.BUYER, 2, eur(200), None)
    assert turn(negotiating(OFFER, counter)) == {Role.BUYER, Role.SELLER}


def test_who_was_asked_for_evidence_brings_it() -> None:
    asked = EvidenceRequested(day(24), Role.MEDIATOR, (Role.SELLER,), (EvidenceKind.PHOTO,), None)
    story = reviewed(asked)
    assert turn(story) == {Role.SELLER}
    assert mandatory(story, Role.SELLER, 25) == {AddEvidence}


def test_a_mediator_decides_what_is_under_review() -> None:
    assert turn(reviewed()) == {Role.MEDIATOR}
    assert mandatory(reviewed(), Role.MEDIATOR, 24) == {Decide, RequestEvidence}
    # An operator may as well, and is not waited for.
    assert commands(reviewed(), Role.OPERATOR, 24) == {Decide, RequestEvidence}
    assert mandatory(reviewed(), Role.OPERATOR, 24) == set()


def test_after_a_decision_only_who_lost_may_appeal() -> None:
    story = reviewed().after(MIRA, REFUND, on=day(24))
    assert turn(story) == set()
    rest = {SendMessage, AddEvidence}
    assert commands(story, Role.BUYER, 25) == rest | {ChooseRefundMethod}
    assert commands(story, Role.SELLER, 25) == rest | {Appeal}


def test_after_the_end_there_is_nothing_to_wait_for() -> None:
    story = shipped().after(Role.BUYER, ConfirmReceipt(), on=day(12))
    assert turn(story) == set()
    (write,) = actions(story, Role.BUYER, 12)
    assert write == Action(SendMessage, mandatory=False, due_at=None, consequence="settled")


def test_silence_is_told_apart_where_it_differs() -> None:
    assert silence_of(shipped().order) == "shipped"
    assert silence_of(disputed().order) == "awaiting_seller_unseen"
    assert silence_of(disputed(NOTICED).order) == "awaiting_seller"
    assert silence_of(reviewed().after(MIRA, REFUND, on=day(24)).order) == "decided_refund"
    assert silence_of(reviewed().after(MIRA, RELEASE, on=day(24)).order) == "decided_release"
