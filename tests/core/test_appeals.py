"""Appeals: once a party, on new evidence or a named error, decided by somebody else."""

from dataclasses import replace

import pytest

from amends.core.commands import AddEvidence, Appeal, AppealGround, Decide
from amends.core.events import DecisionAppealed, Outcome, ReviewOverdue
from amends.core.order import Status
from amends.core.parties import Role
from amends.core.reasons import EvidenceKind
from amends.core.refusals import Refusal
from amends.core.rulings import RulingOutcome

from .beginnings import reviewed
from .story import Story, day, ended, eur
from tests.people import MIRA, NORA, OSCAR

REFUND = Decide(RulingOutcome.REFUND, "It never came.")
PART = Decide(RulingOutcome.REFUND, "Half of it came.", refund=eur(2000))
RELEASE = Decide(RulingOutcome.RELEASE, "It came.")
ERROR = Appeal(AppealGround.NAMED_ERROR, "The scan is of another parcel.")
NEW = Appeal(AppealGround.NEW_EVIDENCE, "A letter came.", (2,))
LETTER = AddEvidence(EvidenceKind.CARRIER_LETTER, "00")


def decided(command: Decide = PART) -> Story:
    return reviewed().after(MIRA, command, on=day(24))


def appealed(command: Decide = PART, by: Role = Role.BUYER) -> Story:
    return decided(command).after(by, ERROR, on=day(25))


def test_a_named_error_is_a_ground() -> None:
    event = DecisionAppealed(day(25), Role.BUYER, AppealGround.NAMED_ERROR, (), 3)
    assert decided().when(Role.BUYER, ERROR, on=day(25)) == [event]
    assert decided().then(event).order.status is Status.APPEALED


def test_an_error_without_words_is_none() -> None:
    blank = replace(ERROR, text=" ")
    assert decided().refuses(Role.BUYER, blank, on=day(25)) is Refusal.APPEAL_NEEDS_GROUND


def test_new_evidence_is_what_came_after_the_decision() -> None:
    story = reviewed().after(Role.BUYER, LETTER, on=day(23)).after(MIRA, PART, on=day(25))
    old = replace(NEW, evidence=(1,))
    assert story.refuses(Role.BUYER, old, on=day(25)) is Refusal.APPEAL_NEEDS_GROUND
    nothing = replace(NEW, evidence=())
    assert story.refuses(Role.BUYER, nothing, on=day(25)) is Refusal.APPEAL_NEEDS_GROUND
    assert story.refuses(Role.BUYER, NEW, on=day(25)) is Refusal.EVIDENCE_UNKNOWN
    story = story.after(Role.BUYER, LETTER, on=day(25))
    assert story.when(Role.BUYER, replace(NEW, evidence=(1, 2)), on=day(25))


def test_who_got_everything_has_nothing_to_appeal() -> None:
    story = decided(REFUND)
    assert story.refuses(Role.BUYER, ERROR, on=day(25)) is Refusal.NOTHING_TO_APPEAL
    assert story.when(Role.SELLER, ERROR, on=day(25))
    story = decided(RELEASE)
    assert story.refuses(Role.SELLER, ERROR, on=day(25)) is Refusal.NOTHING_TO_APPEAL
    assert story.when(Role.BUYER, ERROR, on=day(25))


def test_an_appeal_in_time_stops_the_clock() -> None:
    assert appealed().when_time_passes(day(90)) == [ReviewOverdue(day(35))]
    assert decided().refuses(Role.BUYER, ERROR, on=day(38)) is Refusal.NOT_IN_THIS_STATUS


def test_the_author_does_not_decide_again() -> None:
    assert appealed().refuses(MIRA, RELEASE, on=day(26)) is Refusal.OWN_DECISION
    assert appealed().when(NORA, RELEASE, on=day(26))
    assert appealed().when(OSCAR, RELEASE, on=day(26))


def test_an_appeal_is_not_answered_by_waiting() -> None:
    wait = Decide(RulingOutcome.WAIT, "Later.", wait_until=day(30))
    assert appealed().refuses(NORA, wait, on=day(26)) is Refusal.ALREADY_WAITED


def test_each_side_appeals_once() -> None:
    story = appealed().after(NORA, PART, on=day(26))
    assert story.refuses(Role.BUYER, ERROR, on=day(27)) is Refusal.APPEAL_ALREADY_USED
    story = story.after(Role.SELLER, ERROR, on=day(27)).after(OSCAR, PART, on=day(28))
    assert story.order.status is Status.SETTLED


@pytest.mark.parametrize(
    ("command", "outcome"),
    [(REFUND, Outcome.APPEAL_CHANGED), (PART, Outcome.DECIDED)],
)
def test_the_outcome_says_whether_an_appeal_changed_it(command: Decide, outcome: Outcome) -> None:
    story = appealed().after(NORA, command, on=day(26)).at(day(90))
    assert story.order.outcome is outcome


def test_what_nobody_can_contest_any_more_moves_at_once() -> None:
    story = appealed(RELEASE)
    settled = ended(Outcome.DECIDED, on=day(26), refund=eur(0), payout=eur(5000))
    assert story.when(NORA, RELEASE, on=day(26))[1:] == [settled]


def test_what_one_side_can_still_contest_waits() -> None:
    story = appealed(RELEASE).after(NORA, REFUND, on=day(26))
    assert story.order.status is Status.DECIDED
    assert story.due_at(day(26)) == day(40)
