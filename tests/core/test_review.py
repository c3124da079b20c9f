"""Under review: how a dispute comes there, what is asked for, and what the rules still do."""

from dataclasses import replace

import pytest

from amends.core.commands import AddEvidence, Escalate, RequestEvidence
from amends.core.events import (
    DecisionMade,
    DisputeEscalated,
    Escalation,
    EvidenceAdded,
    EvidenceRequested,
    EvidenceTimeEnded,
    ReviewOverdue,
)
from amends.core.order import Status
from amends.core.parcel import ParcelStatus
from amends.core.parties import Role
from amends.core.reasons import EvidenceKind
from amends.core.refusals import Refusal
from amends.core.rulings import RulingOutcome
from amends.core.terms import EVIDENCE_MOST, EVIDENCE_REQUESTS_MOST

from .beginnings import (
    ESCALATED,
    PROTECTED,
    contested,
    disputed,
    facts,
    negotiating,
    reviewed,
    scan,
)
from .story import UNSURE, Story, day, eur, given, judging, ruling

BOTH = (Role.BUYER, Role.SELLER)
PHOTO = AddEvidence(EvidenceKind.PHOTO, "00")
ASK = RequestEvidence((Role.SELLER,), (EvidenceKind.PHOTO,))
ASKED = EvidenceRequested(day(24), Role.MEDIATOR, (Role.SELLER,), (EvidenceKind.PHOTO,), None)
RULE_ASKS = ruling(RulingOutcome.ASK, asks=BOTH, items=(EvidenceKind.INVOICE,))


@pytest.mark.parametrize("role", BOTH)
def test_either_side_asks_the_platform(role: Role) -> None:
    escalated = DisputeEscalated(day(23), role, Escalation.ASKED, 2)
    assert negotiating().when(role, Escalate("Please."), on=day(23)) == [escalated]


def test_nobody_asks_the_platform_before_the_seller_answered() -> None:
    assert disputed().refuses(Role.BUYER, Escalate(), on=day(22)) is Refusal.NOT_IN_THIS_STATUS


def test_an_overdue_review_alerts_and_decides_nothing() -> None:
    story = reviewed()
    assert story.when_time_passes(day(90)) == [ReviewOverdue(day(30))]
    assert story.at(day(90)).due_at(day(90)) is None


def test_an_operator_asks_for_evidence_like_a_mediator() -> None:
    asked = [replace(ASKED, by=Role.OPERATOR, text=2)]
    assert reviewed().when(Role.OPERATOR, replace(ASK, text="Show it."), on=day(24)) == asked


def test_what_was_brought_in_full_ends_the_time_for_it() -> None:
    story = reviewed(ASKED)
    other = story.after(Role.SELLER, AddEvidence(EvidenceKind.VIDEO, "00"), on=day(25))
    assert other.order.status is Status.AWAITING_EVIDENCE
    wrong_side = story.after(Role.BUYER, PHOTO, on=day(25))
    assert wrong_side.order.status is Status.AWAITING_EVIDENCE
    assert story.when(Role.SELLER, PHOTO, on=day(25)) == [
        EvidenceAdded(day(25), Role.SELLER, 1, EvidenceKind.PHOTO, "00"),
        EvidenceTimeEnded(day(25), complete=True),
    ]


def test_both_bring_everything_that_was_asked_of_both() -> None:
    items = (EvidenceKind.PHOTO, EvidenceKind.INVOICE)
    story = reviewed(replace(ASKED, of=BOTH, items=items))
    for role in BOTH:
        for kind in items:
            assert story.order.status is Status.AWAITING_EVIDENCE
            story = story.after(role, AddEvidence(kind, "00"), on=day(25))
    assert story.order.status is Status.UNDER_REVIEW


def test_when_the_time_ends_it_is_reviewed_on_the_file() -> None:
    story = reviewed(ASKED)
    assert story.when_time_passes(day(28)) == [EvidenceTimeEnded(day(27), complete=False)]
    assert story.at(day(28)).order.status is Status.UNDER_REVIEW
    # The service level starts again.
    assert story.at(day(28)).due_at(day(28)) == day(34)


def test_a_person_asks_so_many_times() -> None:
    story = reviewed()
    for _ in range(EVIDENCE_REQUESTS_MOST):
        story = story.after(Role.MEDIATOR, ASK, on=day(24)).after(Role.SELLER, PHOTO, on=day(24))
    refused = story.refused(Role.MEDIATOR, ASK, on=day(24))
    assert refused.refusal is Refusal.LIMIT_REACHED
    assert refused.details == {"limit": EVIDENCE_REQUESTS_MOST}


def test_a_rule_does_not_ask_where_a_person_asked_as_often_as_one_may() -> None:
    news = facts(scan(ParcelStatus.IN_TRANSIT, 14), scan(ParcelStatus.IN_TRANSIT, 26))
    told: Story = reviewed(facts=news)
    for _ in range(EVIDENCE_REQUESTS_MOST):
        told = told.after(Role.MEDIATOR, ASK, on=day(24)).after(Role.SELLER, PHOTO, on=day(24))
    told = replace(told, judge=judging(RULE_ASKS))
    assert told.when_time_passes(day(26)) == []


def test_a_rule_asks_once_and_then_a_person_decides() -> None:
    story = negotiating(judge=judging(RULE_ASKS)).at(day(22))
    assert story.history[-1] == EvidenceRequested(
        day(22), Role.PLATFORM, BOTH, (EvidenceKind.INVOICE,), None
    )
    assert story.when_time_passes(day(30)) == [EvidenceTimeEnded(day(25), complete=False)]


def test_an_automatic_rule_decides_what_comes_under_review() -> None:
    story = reviewed(judge=judging(ruling(RulingOutcome.REFUND, refund=eur(1000)))).at(day(23))
    assert story.order.dispute.decisions[-1].refund == eur(1000)


def test_an_automatic_rule_may_say_to_wait() -> None:
    wait = ruling(RulingOutcome.WAIT, wait_until=day(30))
    assert reviewed(judge=judging(wait, UNSURE)).at(day(23)).order.status is Status.WAITING


@pytest.mark.parametrize(
    "found",
    [
        ruling(RulingOutcome.REFUND, refund=eur(1), automatic=False),
        ruling(RulingOutcome.REVIEW),
    ],
    ids=["not automatic", "left to a person"],
)
def test_what_is_left_to_a_person_waits_for_one(found: object) -> None:
    story = reviewed(judge=judging(found))  # type: ignore[arg-type]  # A ruling.
    assert story.when_time_passes(day(24)) == []


def test_a_contested_reason_is_never_decided_by_a_rule() -> None:
    judge = judging(ruling(RulingOutcome.REFUND, refund=eur(5000)))
    story = contested(ESCALATED, judge=judge)
    assert story.when_time_passes(day(24)) == []


def test_new_scans_are_judged_when_they_are_recorded() -> None:
    lost = facts(scan(ParcelStatus.IN_TRANSIT, 14), scan(ParcelStatus.LOST, 24))
    judge = judging(UNSURE, ruling(RulingOutcome.REFUND, refund=eur(5000)))
    events = reviewed(facts=lost, judge=judge).when_time_passes(day(25))
    assert [(type(event), event.at) for event in events] == [(DecisionMade, day(24))]


def test_each_side_adds_so_many_files_and_leaves_the_other_its_own() -> None:
    plain = EvidenceAdded(day(1), Role.SELLER, 1, EvidenceKind.PHOTO, "00")
    story = given(PROTECTED, *[replace(plain, evidence=n + 1) for n in range(EVIDENCE_MOST)])
    refused = story.refused(Role.SELLER, PHOTO, on=day(2))
    assert (refused.refusal, refused.details) == (Refusal.LIMIT_REACHED, {"limit": EVIDENCE_MOST})
    added = [replace(plain, at=day(2), by=Role.BUYER, evidence=EVIDENCE_MOST + 1)]
    assert story.when(Role.BUYER, PHOTO, on=day(2)) == added
