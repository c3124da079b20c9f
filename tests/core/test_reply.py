"""The right of reply: evidence that comes late gives the other side two days to answer it."""

from amends.core.commands import AddEvidence, Decide
from amends.core.events import DecisionMade
from amends.core.parties import Role
from amends.core.reasons import EvidenceKind
from amends.core.refusals import Refusal
from amends.core.rulings import RulingOutcome

from .beginnings import NOTICED, disputed, reviewed
from .story import MOMENT, day, eur, judging, ruling
from tests.people import MIRA

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


def test_evidence_before_a_review_is_no_late_evidence() -> None:
    story = disputed(NOTICED).after(Role.SELLER, PHOTO, on=day(22))
    assert story.order.dispute.reply is None
