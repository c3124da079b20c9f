"""Two persons: what one may not decide alone waits for another, bound to exactly that decision."""

from dataclasses import replace

from amends.core.commands import (
    Appeal,
    AppealGround,
    ApproveDecision,
    Decide,
    EndChargeback,
    FreezeForChargeback,
    RefuseApproval,
    RequestEvidence,
    Withdraw,
)
from amends.core.deciding import digest
from amends.core.events import (
    ApprovalOverdue,
    ApprovalRefused,
    DecisionMade,
    DecisionProposed,
)
from amends.core.order import Status
from amends.core.parties import Role
from amends.core.reasons import EvidenceKind
from amends.core.refusals import Refusal
from amends.core.rulings import RulingOutcome

from .beginnings import (
    CONTACTED,
    ESCALATED,
    HANDED_OVER,
    MOVING,
    NOTICED,
    OPENED,
    REFUSED,
    SHIPPED,
    with_terms,
)
from .story import MOMENT, Story, day, eur, given
from .test_appeals import ERROR, LETTER
from .test_waiting import WAIT
from tests.people import MIRA, NORA, OSCAR

PART = Decide(RulingOutcome.REFUND, "Half of it came.", refund=eur(2500))
MOST = Decide(RulingOutcome.REFUND, "It never came.", refund=eur(4500))
ASK = RequestEvidence((Role.SELLER,), (EvidenceKind.PHOTO,), "Show it.")


def limited(above: int = 3000) -> Story:
    """A dispute under review where one person may decide over 30.00 alone."""
    begun = with_terms(approval_above=above)
    told = (HANDED_OVER, SHIPPED, CONTACTED, OPENED, NOTICED, REFUSED, ESCALATED)
    return given(begun, *told, facts=MOVING)


def proposed() -> tuple[Story, DecisionProposed]:
    (event,) = limited().when(MIRA, MOST, on=day(24))
    assert isinstance(event, DecisionProposed)
    return limited().then(event), event


def test_what_is_within_the_limit_one_person_decides() -> None:
    (made, *_) = limited().when(MIRA, PART, on=day(24))
    assert isinstance(made, DecisionMade)


def test_what_is_above_the_limit_is_only_proposed_to_either_side() -> None:
    story, event = proposed()
    assert story.order.status is Status.UNDER_REVIEW
    assert event.digest == digest(event.proposed)
    release = Decide(RulingOutcome.RELEASE, "It came.")
    (to_the_seller,) = limited().when(MIRA, release, on=day(24))
    assert isinstance(to_the_seller, DecisionProposed)


def test_a_second_person_approves_exactly_that_decision() -> None:
    story, event = proposed()
    (made, *_) = story.when(NORA, ApproveDecision(event.digest), on=day(25))
    assert made == replace(event.proposed, at=day(25), approved_by=NORA.id)
    assert story.then(made).order.status is Status.DECIDED
    assert story.when(OSCAR, ApproveDecision(event.digest), on=day(25))


def test_nobody_approves_their_own_decision() -> None:
    story, event = proposed()
    approve = ApproveDecision(event.digest)
    assert story.refuses(MIRA, approve, on=day(25)) is Refusal.OWN_DECISION
    refuse = RefuseApproval(event.digest, "No.")
    assert story.refuses(MIRA, refuse, on=day(25)) is Refusal.OWN_DECISION


def test_an_edited_decision_is_another_decision() -> None:
    story, event = proposed()
    edited = story.after(MIRA, replace(MOST, refund=eur(4600)), on=day(25))
    refused = edited.refused(NORA, ApproveDecision(event.digest), on=day(25))
    assert refused.refusal is Refusal.DECISION_CHANGED
    waiting = edited.order.dispute.proposed
    assert waiting is not None
    assert refused.details == {"digest": waiting.digest}
    assert edited.when(NORA, ApproveDecision(waiting.digest), on=day(25))


def test_one_word_more_is_another_decision() -> None:
    _, event = proposed()
    assert digest(replace(event.proposed, text=9)) != event.digest
    assert digest(replace(event.proposed, at=day(30))) == event.digest


def test_a_decision_within_the_limit_takes_the_place_of_what_was_proposed() -> None:
    story, event = proposed()
    within = story.after(MIRA, PART, on=day(25))
    assert within.order.dispute.proposed is None
    approve = ApproveDecision(event.digest)
    assert within.refuses(NORA, approve, on=day(25)) is Refusal.NOT_IN_THIS_STATUS


def test_a_second_person_may_refuse_and_says_why() -> None:
    story, event = proposed()
    no = RefuseApproval(event.digest, "Look at the second photo.")
    events = story.when(NORA, no, on=day(25))
    assert events == [ApprovalRefused(day(25), NORA.role, NORA.id, event.digest, 3)]
    assert story.then(*events).refuses(OSCAR, no, on=day(26)) is Refusal.NOTHING_TO_APPROVE


def test_after_two_days_another_person_is_asked_once() -> None:
    story, _ = proposed()
    assert story.when_time_passes(day(26) - MOMENT) == []
    assert story.when_time_passes(day(29)) == [ApprovalOverdue(day(26))]


def test_nothing_is_approved_while_one_side_may_reply() -> None:
    story, event = proposed()
    approve = ApproveDecision(event.digest)
    late = story.after(Role.SELLER, LETTER, on=day(25))
    refused = late.refused(NORA, approve, on=day(27) - MOMENT)
    assert (refused.refusal, refused.details) == (Refusal.REPLY_RUNNING, {"wait_until": day(27)})
    assert late.when(NORA, RefuseApproval(event.digest, "Read the letter."), on=day(26))
    assert late.when(NORA, approve, on=day(27))
    answered = late.after(Role.BUYER, LETTER, on=day(25.5))
    assert answered.when(NORA, approve, on=day(25.5))


def test_nobody_is_reminded_of_an_approval_that_nobody_may_give() -> None:
    story, _ = proposed()
    late = story.after(Role.SELLER, LETTER, on=day(25))
    assert late.when_time_passes(day(27)) == [ApprovalOverdue(day(27))]
    answered = late.after(Role.BUYER, LETTER, on=day(26.5))
    assert answered.history[-1] == ApprovalOverdue(day(26.5))


def test_what_came_after_a_proposal_is_new_when_it_is_approved() -> None:
    story, event = proposed()
    late = story.after(Role.SELLER, LETTER, on=day(25))
    decided = late.after(NORA, ApproveDecision(event.digest), on=day(27))
    new = Appeal(AppealGround.NEW_EVIDENCE, "Read the letter.", (1,))
    assert decided.after(Role.SELLER, new, on=day(28)).order.status is Status.APPEALED


def test_what_was_proposed_is_over_when_the_review_is_left() -> None:
    story, event = proposed()
    approve = ApproveDecision(event.digest)
    asked = story.after(MIRA, ASK, on=day(25))
    assert asked.order.dispute.proposed is None
    # Nobody could approve it meanwhile, and nobody may afterwards.
    assert asked.when_time_passes(day(28) - MOMENT) == []
    assert asked.refuses(NORA, approve, on=day(28)) is Refusal.NOTHING_TO_APPROVE
    withdrawn = story.after(Role.BUYER, Withdraw(day(30)), on=day(25))
    assert withdrawn.refuses(NORA, approve, on=day(30)) is Refusal.NOTHING_TO_APPROVE


def test_a_freeze_leaves_what_was_proposed() -> None:
    story, event = proposed()
    frozen = story.after(OSCAR, FreezeForChargeback(eur(100), "dp_1"), on=day(25))
    thawed = frozen.after(OSCAR, EndChargeback(won=True, charged_back=eur(100)), on=day(25.5))
    assert thawed.when(NORA, ApproveDecision(event.digest), on=day(25.5))


def test_who_approved_a_decision_does_not_decide_its_appeal() -> None:
    story, event = proposed()
    decided = story.after(NORA, ApproveDecision(event.digest), on=day(25))
    appealed = decided.after(Role.SELLER, ERROR, on=day(26))
    assert appealed.refuses(NORA, PART, on=day(27)) is Refusal.OWN_DECISION
    assert appealed.refuses(MIRA, PART, on=day(27)) is Refusal.OWN_DECISION
    assert appealed.when(OSCAR, PART, on=day(27))


def test_a_wait_may_end_in_a_refund_of_everything_so_it_needs_a_second_person_too() -> None:
    (event,) = limited().when(MIRA, WAIT, on=day(24))
    assert isinstance(event, DecisionProposed)
    approve = ApproveDecision(event.digest)
    approved = limited().then(event).after(NORA, approve, on=day(25))
    assert approved.order.status is Status.WAITING
    assert isinstance(limited(above=5000).when(MIRA, WAIT, on=day(24))[0], DecisionMade)


def test_a_wait_is_not_approved_when_its_day_has_come() -> None:
    (event,) = limited().when(MIRA, WAIT, on=day(24))
    assert isinstance(event, DecisionProposed)
    story, approve = limited().then(event), ApproveDecision(event.digest)
    assert story.refuses(NORA, approve, on=day(30)) is Refusal.WAIT_OUT_OF_RANGE
    assert story.when(NORA, approve, on=day(30) - MOMENT)
