"""Every clock just before, at and just after its end: acting at the due instant is too late."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

import pytest

from amends.core.commands import (
    AcknowledgeReturn,
    AddEvidence,
    AnswerExtension,
    Appeal,
    AppealGround,
    Command,
    Decide,
    Escalate,
    HandOver,
    OpenDispute,
    RefuseClaim,
    RequestExtension,
    ReturnCondition,
    ShipReturn,
    Withdraw,
)
from amends.core.events import (
    EvidenceRequested,
    EvidenceTimeEnded,
    ExtensionLapsed,
    ExtensionRequested,
    NoticeProven,
    OrderFrozen,
    Outcome,
    ReturnDelivered,
    ReturnShipped,
    WithdrawnUntil,
)
from amends.core.lifecycle import (
    CLOCKS,
    SideClock,
    deadline,
    extension_due_at,
    main_due_at,
    side_due_at,
)
from amends.core.order import Status
from amends.core.parcel import ParcelStatus
from amends.core.parties import Role
from amends.core.reasons import EvidenceKind, Reason
from amends.core.refusals import Refusal
from amends.core.rulings import RulingOutcome

from .beginnings import (
    ACCEPTED,
    CLAIM,
    CONTACTED,
    DELIVERED,
    LAPSED,
    MOVING,
    NOTICED,
    POSTED,
    PROTECTED,
    SENT_BACK_TO,
    disputed,
    facts,
    negotiating,
    returning,
    reviewed,
    scan,
    shipped,
)
from .story import MOMENT, Story, day, ended, eur, given

FRESH = facts(*MOVING.checkpoints, scan(ParcelStatus.IN_TRANSIT, 25))
CAME = facts(ACCEPTED, scan(ParcelStatus.DELIVERED, 10))
MISSING = OpenDispute(received=False, reason=Reason.DELIVERED_NOT_RECEIVED, refund=eur(5000))
WAIT = Decide(RulingOutcome.WAIT, "It still moves.", wait_until=day(30))
PART = Decide(RulingOutcome.REFUND, "Half of it came.", refund=eur(2000))
ERROR = Appeal(AppealGround.NAMED_ERROR, "The scan is of another parcel.")
SHOW = EvidenceRequested(day(24), Role.MEDIATOR, (Role.SELLER,), (EvidenceKind.PHOTO,), None)
ASKED = ExtensionRequested(day(16), 10, None)
DECIDED = reviewed().after(Role.MEDIATOR, PART, on=day(24))


@dataclass(frozen=True)
class Running:
    """A story whose clock runs, when it ends, where that leads, and a step that it forecloses."""

    story: Story
    ends_at: datetime
    becomes: Status
    role: Role | None = None
    step: Command | None = None


S = Status
BACK = (SENT_BACK_TO, POSTED)
RUNNING: Mapping[Status, Running] = {
    S.PAID: Running(given(PROTECTED), day(7), S.SETTLED, Role.SELLER, HandOver(day(6))),
    S.SHIPPED: Running(shipped(), day(23), S.PROTECTION_LAPSED, Role.BUYER, RequestExtension(1)),
    S.DELIVERED: Running(
        shipped(DELIVERED, replace(CONTACTED, at=day(11)), facts=CAME),
        day(25),
        S.SETTLED,
        Role.BUYER,
        MISSING,
    ),
    S.PROTECTION_LAPSED: Running(
        shipped(CONTACTED, LAPSED, facts=FRESH), day(38), S.SETTLED, Role.BUYER, CLAIM
    ),
    S.AWAITING_SELLER: Running(
        disputed(NOTICED), day(26), S.DECIDED, Role.SELLER, RefuseClaim("It came.")
    ),
    S.NEGOTIATING: Running(negotiating(), day(28), S.UNDER_REVIEW, Role.BUYER, Escalate()),
    S.WAITING: Running(
        reviewed().after(Role.MEDIATOR, WAIT, on=day(24)),
        day(30),
        S.DECIDED,
        Role.BUYER,
        Withdraw(),
    ),
    S.AWAITING_EVIDENCE: Running(reviewed(SHOW), day(27), S.UNDER_REVIEW),
    S.UNDER_REVIEW: Running(reviewed(), day(30), S.UNDER_REVIEW),
    S.DECIDED: Running(DECIDED, day(38), S.SETTLED, Role.BUYER, ERROR),
    S.APPEALED: Running(DECIDED.after(Role.BUYER, ERROR, on=day(25)), day(35), S.APPEALED),
    S.AWAITING_RETURN: Running(
        returning(SENT_BACK_TO, NoticeProven(day(14), Role.BUYER)),
        day(24),
        S.SETTLED,
        Role.BUYER,
        ShipReturn(day(16)),
    ),
    S.RETURN_SHIPPED: Running(returning(*BACK, ReturnShipped(day(17))), day(47), S.UNDER_REVIEW),
    S.RETURN_DELIVERED: Running(
        returning(
            *BACK,
            ReturnShipped(day(17)),
            ReturnDelivered(day(20)),
            NoticeProven(day(20), Role.SELLER),
        ),
        day(25),
        S.SETTLED,
        Role.SELLER,
        AcknowledgeReturn(ReturnCondition.AS_SENT),
    ),
    S.WITHDRAWN_UNTIL: Running(
        negotiating(WithdrawnUntil(day(24), day(30))), day(30), S.UNDER_REVIEW
    ),
    S.FROZEN: Running(negotiating(OrderFrozen(day(23), eur(5000), 2)), day(53), S.FROZEN),
}
RUN = sorted(set(CLOCKS) - {S.SETTLED})
FORECLOSES = sorted(status for status, running in RUNNING.items() if running.step)


@pytest.mark.parametrize("status", RUN)
def test_the_clock_of_each_status_is_known(status: Status) -> None:
    running = RUNNING[status]
    assert running.story.order.status is status
    assert main_due_at(running.story.order) == running.ends_at


@pytest.mark.parametrize("status", RUN)
def test_a_microsecond_before_nothing_happens(status: Status) -> None:
    running = RUNNING[status]
    assert running.story.when_time_passes(running.ends_at - MOMENT) == []


@pytest.mark.parametrize("status", RUN)
@pytest.mark.parametrize("late", [0, 1], ids=["at", "just after"])
def test_at_its_end_and_after_it_silence_has_acted(status: Status, late: int) -> None:
    running = RUNNING[status]
    events = running.story.when_time_passes(running.ends_at + late * MOMENT)
    assert {event.at for event in events} == {running.ends_at}
    order = running.story.then(*events).order
    assert order.status is running.becomes
    assert order.status in CLOCKS[status].leads
    # An overdue review has acted too, though it stays where it is.
    assert order.overdue is (order.status is status)


@pytest.mark.parametrize("status", FORECLOSES)
def test_acting_is_in_time_a_microsecond_before_and_too_late_at_the_end(status: Status) -> None:
    running = RUNNING[status]
    assert running.role is not None
    assert running.step is not None
    assert running.story.when(running.role, running.step, on=running.ends_at - MOMENT)
    for late in (0, 1):
        on = running.ends_at + late * MOMENT
        refusal = running.story.refuses(running.role, running.step, on=on)
        assert refusal is Refusal.NOT_IN_THIS_STATUS


def test_evidence_at_the_due_instant_is_too_late_to_complete_the_file() -> None:
    photo = AddEvidence(EvidenceKind.PHOTO, "00")
    story = reviewed(SHOW)
    *_, last = story.when(Role.SELLER, photo, on=day(27) - MOMENT)
    assert last == EvidenceTimeEnded(day(27) - MOMENT, complete=True)
    first, *_ = story.when(Role.SELLER, photo, on=day(27))
    assert first == EvidenceTimeEnded(day(27), complete=False)


def test_a_settled_order_waits_for_nothing() -> None:
    settled = ended(Outcome.RECEIPT_CONFIRMED, on=day(12), refund=eur(0), payout=eur(5000))
    assert main_due_at(shipped(settled).order) is None
    assert deadline(shipped(settled).order) is None


def test_a_deadline_that_has_passed_still_is_the_deadline() -> None:
    running = RUNNING[S.UNDER_REVIEW]
    assert deadline(running.story.order) == running.ends_at
    overdue = running.story.at(running.ends_at).order
    assert (overdue.overdue, main_due_at(overdue)) == (True, None)
    assert deadline(overdue) == running.ends_at


def test_what_ends_beside_the_main_clock_is_a_deadline_too() -> None:
    asked = shipped(ASKED).order
    assert deadline(asked) == extension_due_at(asked)


def test_without_proof_of_notice_the_time_to_prove_it_runs() -> None:
    story = disputed()
    assert main_due_at(story.order) == day(24)
    assert story.when_time_passes(day(24) - MOMENT) == []
    assert story.at(day(24)).order.status is S.UNDER_REVIEW


def test_a_request_for_time_lapses_at_its_end() -> None:
    story, answer = shipped(ASKED), AnswerExtension(grant=True)
    assert extension_due_at(story.order) == day(18)
    assert story.when_time_passes(day(18) - MOMENT) == []
    assert story.when(Role.SELLER, answer, on=day(18) - MOMENT)
    for late in (0, 1):
        on = day(18) + late * MOMENT
        assert story.when_time_passes(on) == [ExtensionLapsed(day(18))]
        assert story.refuses(Role.SELLER, answer, on=on) is Refusal.NO_EXTENSION_ASKED


def test_the_sellers_time_to_answer_a_message_ends() -> None:
    story = shipped(LAPSED, replace(CONTACTED, at=day(30)), facts=FRESH)
    assert side_due_at(story.order, SideClock.CONTACT_MADE) == day(32)
    early = story.refuses(Role.BUYER, CLAIM, on=day(32) - MOMENT)
    assert early is Refusal.SELLER_NOT_CONTACTED
    assert story.when(Role.BUYER, CLAIM, on=day(32))
    assert story.when(Role.BUYER, CLAIM, on=day(32) + MOMENT)


@pytest.mark.parametrize("side", SideClock)
def test_a_side_clock_that_nobody_started_does_not_run(side: SideClock) -> None:
    assert side_due_at(shipped().order, side) is None


def test_a_side_clock_holds_the_main_one_open() -> None:
    asked = shipped(replace(ASKED, at=day(22)))
    assert asked.due_at(day(22)) == day(24)
    for status in (S.SHIPPED, S.DELIVERED, S.PROTECTION_LAPSED):
        running = RUNNING[status]
        told = replace(CONTACTED, at=running.ends_at - MOMENT)
        history = [event for event in running.story.history if not isinstance(event, type(told))]
        story = given(*history, told, facts=running.story.facts)
        assert main_due_at(story.order) == running.ends_at + 2 * (day(1) - day(0))
