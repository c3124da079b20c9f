"""The right of reply: evidence that comes late gives the other side two days to answer it."""

from dataclasses import replace

from amends.core.claim import Reply
from amends.core.commands import AddEvidence, Decide
from amends.core.events import DecisionMade
from amends.core.parties import Role
from amends.core.reasons import EvidenceKind
from amends.core.refusals import Refusal
from amends.core.rulings import RulingOutcome

from .beginnings import NOTICED, disputed, reviewed
from .story import MOMENT, day, eur, judging, ruling
from .test_appeals import ERROR, NEW, PART
from tests.people import MIRA, NORA

PHOTO = AddEvidence(EvidenceKind.PHOTO, "00")
REFUND = Decide(RulingOutcome.REFUND, "It never came.")
AUTOMATIC = judging(ruling(RulingOutcome.REFUND, refund=eur(5000)))


def test_late_evidence_makes_a_decision_wait_for_the_other_side() -> None:
    story = reviewed().after(Role.SELLER, PHOTO, on=day(24))
    refused = story.refused(MIRA, REFUND, on=day(26) - MOMENT)
    assert (refused.refusal, refused.details) == (Refusal.REPLY_RUNNING, {"wait_until": day(26)})
    assert story.when(MIRA, REFUND, on=day(26))


def test_an_answer_ends_the_wait_and_starts_no_other() -> None:
    story = reviewed().after(Role.SELLER, PHOTO, on=day(24)).after(Role.BUYER, PHOTO, on=day(25))
    assert story.when(MIRA, REFUND, on=day(25))
    again = story.after(Role.SELLER, PHOTO, on=day(25.5))
    assert again.when(MIRA, REFUND, on=day(25.5))


def test_more_of_the_same_side_does_not_stretch_it() -> None:
    story = reviewed().after(Role.SELLER, PHOTO, on=day(24)).after(Role.SELLER, PHOTO, on=day(25))
    assert story.when(MIRA, REFUND, on=day(26))


def test_a_rule_waits_as_well_and_then_decides() -> None:
    story = reviewed().after(Role.SELLER, PHOTO, on=day(24))
    ruled = type(story)(story.history, story.facts, AUTOMATIC)
    assert ruled.when_time_passes(day(26) - MOMENT) == []
    (made, *_) = ruled.when_time_passes(day(27))
    assert isinstance(made, DecisionMade)
    assert made.at == day(26)


def test_an_appeal_that_brings_something_new_waits_for_the_other_side() -> None:
    decided = reviewed().after(MIRA, PART, on=day(24)).after(Role.BUYER, PHOTO, on=day(25))
    appealed = decided.after(Role.BUYER, replace(NEW, evidence=(1,)), on=day(26))
    assert appealed.order.dispute.reply == Reply(Role.SELLER, day(28), 1)
    refused = appealed.refused(NORA, REFUND, on=day(28) - MOMENT)
    assert (refused.refusal, refused.details) == (Refusal.REPLY_RUNNING, {"wait_until": day(28)})
    assert appealed.when(NORA, REFUND, on=day(28))
    # The answer uses the right up, and gives none.
    answered = appealed.after(Role.SELLER, PHOTO, on=day(27)).after(Role.BUYER, PHOTO, on=day(27))
    assert answered.when(NORA, REFUND, on=day(27))


def test_an_appeal_that_names_an_error_waits_only_for_an_answer_to_what_it_brings() -> None:
    decided = reviewed().after(MIRA, PART, on=day(24))
    assert decided.after(Role.BUYER, ERROR, on=day(25)).order.dispute.reply is None
    brought = decided.after(Role.BUYER, PHOTO, on=day(25)).after(Role.BUYER, ERROR, on=day(25))
    assert brought.refuses(NORA, REFUND, on=day(26)) is Refusal.REPLY_RUNNING
    others = decided.after(Role.SELLER, PHOTO, on=day(25)).after(Role.BUYER, ERROR, on=day(25))
    assert others.when(NORA, REFUND, on=day(26))


def test_evidence_before_a_review_is_no_late_evidence() -> None:
    story = disputed(NOTICED).after(Role.SELLER, PHOTO, on=day(22))
    assert story.order.dispute.reply is None
