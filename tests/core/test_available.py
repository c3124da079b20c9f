"""What each role may do next, by when, and what its silence would mean."""

from dataclasses import replace

from amends.core.available import Action, available, may_reply, silence_of, whose_turn
from amends.core.commands import (
    AcceptClaim,
    AcceptOffer,
    AcknowledgeReturn,
    AddEvidence,
    AnswerExtension,
    Appeal,
    AskForNumber,
    Cancel,
    ChooseRefundMethod,
    ConfirmReceipt,
    CorrectNumber,
    Decide,
    DeclineOffer,
    EndChargeback,
    ExtendProtection,
    FreezeForChargeback,
    GiveReturnAddress,
    HandOver,
    MakeOffer,
    OpenDispute,
    RefuseClaim,
    ReportLateArrival,
    RequestEvidence,
    RequestExtension,
    SendMessage,
    ShipReturn,
)
from amends.core.events import (
    EvidenceAdded,
    EvidenceRequested,
    ExtensionRequested,
    LateArrivalSeen,
    OfferMade,
    OrderFrozen,
    Outcome,
    ReturnDelivered,
    ReturnShipped,
)
from amends.core.parties import Role
from amends.core.reasons import EvidenceKind
from amends.core.told import asked_at, must_be_told

from .beginnings import (
    CONTACTED,
    HANDED_OVER,
    NOTICED,
    POSTED,
    PROTECTED,
    SENT_BACK_TO,
    disputed,
    negotiating,
    returning,
    reviewed,
    shipped,
)
from .story import Story, day, ended, eur, given
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
    # A hand-over that no carrier has seen can be taken back.
    assert commands(given(PROTECTED, HANDED_OVER), Role.SELLER, 1) == {
        Cancel,
        CorrectNumber,
        SendMessage,
        AddEvidence,
    }


def test_a_dispute_is_offered_only_when_it_can_be_opened() -> None:
    story = shipped(CONTACTED)
    plain = {SendMessage, AddEvidence, ConfirmReceipt, RequestExtension, ExtendProtection}
    plain |= {AskForNumber}
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


def test_who_may_reply_to_late_evidence_reads_until_when() -> None:
    story = reviewed(EvidenceAdded(day(24), Role.SELLER, 1, EvidenceKind.PHOTO, "00"))

    def adding(role: Role, on: float) -> Action:
        return next(a for a in actions(story, role, on) if a.command is AddEvidence)

    assert adding(Role.BUYER, 25) == Action(AddEvidence, False, day(26), "reply")  # noqa: FBT003 - it is not mandatory
    assert may_reply(story.order, Role.BUYER, day(25)) == day(26)
    assert (adding(Role.SELLER, 25).due_at, adding(Role.SELLER, 25).consequence) == (
        story.ends_at,
        "under_review",
    )
    assert adding(Role.BUYER, 26).consequence == "under_review"
    # Who is asked for evidence hears of that clock alone.
    asked = EvidenceRequested(day(24), Role.MEDIATOR, (Role.BUYER,), (EvidenceKind.PHOTO,), None)
    story = story.then(asked)
    assert adding(Role.BUYER, 25) == Action(AddEvidence, True, day(27), "awaiting_evidence")  # noqa: FBT003 - it is mandatory


def test_a_mediator_decides_what_is_under_review() -> None:
    assert turn(reviewed()) == {Role.MEDIATOR}
    assert mandatory(reviewed(), Role.MEDIATOR, 24) == {Decide, RequestEvidence}
    # An operator may as well, and is not waited for.
    assert commands(reviewed(), Role.OPERATOR, 24) == {
        AskForNumber,
        MakeOffer,
        Decide,
        RequestEvidence,
        FreezeForChargeback,
    }
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


def test_whose_turn_it_is_while_the_goods_go_back() -> None:
    assert turn(returning()) == {Role.SELLER}
    assert mandatory(returning(), Role.SELLER, 14) == {GiveReturnAddress}
    told = returning(SENT_BACK_TO)
    assert turn(told) == {Role.BUYER}
    assert mandatory(told, Role.BUYER, 15) == {ShipReturn}
    assert turn(told.then(POSTED)) == set()
    back = told.then(POSTED, ReturnShipped(day(17)), ReturnDelivered(day(20)))
    assert turn(back) == {Role.SELLER}
    assert mandatory(back, Role.SELLER, 21) == {AcknowledgeReturn}


def test_silence_is_told_apart_while_the_goods_go_back() -> None:
    assert silence_of(returning().order) == "awaiting_return_address"
    assert silence_of(returning(SENT_BACK_TO).order) == "awaiting_return"
    receipt = replace(POSTED, receipt=1)
    assert silence_of(returning(SENT_BACK_TO, receipt).order) == "awaiting_return_posted"


def test_a_frozen_order_waits_for_the_operator() -> None:
    story = negotiating(OrderFrozen(day(23), eur(5000), 2))
    assert turn(story) == {Role.OPERATOR}
    assert mandatory(story, Role.OPERATOR, 24) == {EndChargeback}


def test_a_late_arrival_is_the_buyers_turn_by_its_own_clock() -> None:
    settled = ended(Outcome.SELLER_ACCEPTED, on=day(24), refund=eur(5000), payout=eur(0))
    story = disputed(settled, LateArrivalSeen(day(30), (1, 2)))
    assert turn(story) == {Role.BUYER}
    report = next(a for a in actions(story, Role.BUYER, 31) if a.command is ReportLateArrival)
    assert report == Action(ReportLateArrival, True, day(35), "late_arrival")  # noqa: FBT003 - it is mandatory


def test_only_some_silences_need_proof_of_notice() -> None:
    assert must_be_told(shipped().order) is None
    assert must_be_told(disputed().order) is Role.SELLER
    assert must_be_told(returning(SENT_BACK_TO).order) is Role.BUYER
    assert asked_at(disputed().order) == day(21)
    assert asked_at(returning().order) == day(13)
    assert asked_at(returning(SENT_BACK_TO).order) == day(14)
