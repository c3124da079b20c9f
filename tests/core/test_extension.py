"""More time: asked, granted, refused, lapsed, and how much of it there can be."""

from dataclasses import replace

from amends.core.commands import (
    AnswerExtension,
    ExtendProtection,
    OpenDispute,
    RequestExtension,
    Withdraw,
)
from amends.core.events import (
    ExtensionGranted,
    ExtensionLapsed,
    ExtensionRefused,
    ExtensionRequested,
    ProtectionExtended,
    ProtectionLapsed,
)
from amends.core.lifecycle import main_due_at
from amends.core.order import Answer, Status
from amends.core.parties import Role
from amends.core.reasons import Reason
from amends.core.refusals import Refusal

from .beginnings import CLAIM, CONTACTED, MOVING, PROTECTED, facts, scan, shipped
from .story import HOUR, MOMENT, day, eur

ASKED = ExtensionRequested(day(16), 10, None)
ASK = RequestExtension(10)


def test_the_buyer_asks_for_days() -> None:
    assert shipped().when(Role.BUYER, ASK, on=day(16)) == [ASKED]
    assert shipped().when(Role.BUYER, RequestExtension(10, "Still nothing."), on=day(16)) == [
        replace(ASKED, text=1)
    ]


def test_the_seller_grants_them() -> None:
    story = shipped(ASKED)
    granted = ExtensionGranted(day(17), day(33), None)
    assert story.when(Role.SELLER, AnswerExtension(grant=True), on=day(17)) == [granted]
    assert story.then(granted).order.protected_until == day(33)
    assert story.then(granted).ends_at == day(33)


def test_the_seller_refuses_and_a_dispute_may_be_opened_at_once() -> None:
    story = shipped(ASKED)
    assert story.refuses(Role.BUYER, CLAIM, on=day(17)) is Refusal.PARCEL_STILL_ON_TIME
    refused = ExtensionRefused(day(17), 1)
    answer = AnswerExtension(grant=False, text="No.")
    assert story.when(Role.SELLER, answer, on=day(17)) == [refused]
    assert story.then(refused).when(Role.BUYER, CLAIM, on=day(17))


def test_no_answer_counts_as_a_refusal() -> None:
    story = shipped(ASKED)
    assert story.when_time_passes(day(18)) == [ExtensionLapsed(day(18))]
    lapsed = story.at(day(18))
    assert lapsed.order.extension is not None
    assert lapsed.order.extension.answer is Answer.LAPSED
    assert lapsed.when(Role.BUYER, CLAIM, on=day(18))
    answer = AnswerExtension(grant=True)
    assert story.refuses(Role.SELLER, answer, on=day(18)) is Refusal.NO_EXTENSION_ASKED


def test_only_one_request_runs_at_a_time() -> None:
    story = shipped(ASKED)
    assert story.refuses(Role.BUYER, ASK, on=day(17)) is Refusal.EXTENSION_RUNNING
    assert story.at(day(18)).when(Role.BUYER, ASK, on=day(18))


def test_an_answer_that_nobody_asked_for_is_refused() -> None:
    answer = AnswerExtension(grant=True)
    assert shipped().refuses(Role.SELLER, answer, on=day(16)) is Refusal.NO_EXTENSION_ASKED


def test_there_are_from_one_to_sixty_days() -> None:
    for days in (-1, 0, 61):
        refused = shipped().refused(Role.BUYER, RequestExtension(days), on=day(16))
        assert refused.refusal is Refusal.EXTENSION_OUT_OF_RANGE
        assert refused.details == {"days_most": 60}
    assert shipped().when(Role.BUYER, RequestExtension(60), on=day(16))


def test_protection_never_reaches_beyond_a_hundred_and_twenty_days() -> None:
    story = shipped(ASKED, ExtensionGranted(day(17), day(117.5), None))
    refused = story.refused(Role.BUYER, RequestExtension(3), on=day(18))
    assert refused.details == {"days_most": 2}
    full = shipped(ASKED, ExtensionGranted(day(17), day(121), None))
    refused = full.refused(Role.BUYER, RequestExtension(1), on=day(18))
    assert refused.details == {"days_most": 0}


def test_days_of_ones_own_taken_meanwhile_do_not_lift_the_cap() -> None:
    far = shipped(ProtectionExtended(day(15), Role.PLATFORM, day(110)))
    asked = far.after(Role.BUYER, RequestExtension(10), on=day(17))
    taken = asked.after(Role.BUYER, ExtendProtection(), on=day(17))
    granted = taken.when(Role.SELLER, AnswerExtension(grant=True), on=day(18))
    assert granted == [ExtensionGranted(day(18), day(120), None)]


def test_a_grant_takes_nothing_from_what_is_beyond_the_cap_already() -> None:
    # A dispute of long ago stopped the clock, so that it ends later than extensions could make it.
    longer = shipped(ProtectionExtended(day(15), Role.PLATFORM, day(125)), ASKED)
    granted = longer.when(Role.SELLER, AnswerExtension(grant=True), on=day(17))
    assert granted == [ExtensionGranted(day(17), day(125), None)]


def test_protection_does_not_end_before_the_answer_is_due() -> None:
    asked = replace(ASKED, at=day(22.9))
    story = shipped(asked)
    granted = AnswerExtension(grant=True)
    last = day(24.9) - MOMENT
    assert story.when(Role.SELLER, granted, on=last) == [ExtensionGranted(last, day(33), None)]
    # Asking is contact: when the answer lapses, the right to open is still there.
    assert story.when_time_passes(day(90))[:2] == [
        ExtensionLapsed(day(24.9)),
        ProtectionLapsed(day(25)),
    ]


def test_a_running_request_holds_protection_open_by_itself() -> None:
    # The seller was asked before, so only the request keeps what would end on day 23.
    story = shipped(CONTACTED, replace(ASKED, at=day(22)))
    assert main_due_at(story.order) == day(24)
    last = day(24) - MOMENT
    assert story.when(Role.SELLER, AnswerExtension(grant=True), on=last)
    assert story.when_time_passes(day(24)) == [ExtensionLapsed(day(24)), ProtectionLapsed(day(24))]


def test_asking_for_time_is_contact_and_its_refusal_the_answer() -> None:
    order = shipped(ASKED, ExtensionRefused(day(17), None)).order
    assert (order.contacted_at, order.answered_at) == (day(16), day(17))


def test_a_request_does_not_run_while_a_dispute_does() -> None:
    moved = facts(*MOVING.checkpoints, scan(MOVING.checkpoints[1].status, 20))
    asked = replace(ASKED, at=day(20.5))
    opened = OpenDispute(received=False, reason=Reason.LATE, refund=eur(100))
    contact = replace(ASKED, at=day(18))
    story = shipped(contact, facts=moved).at(day(20)).then(asked)
    story = story.after(Role.BUYER, opened, on=day(21))
    assert story.at(day(23)).order.status is Status.AWAITING_SELLER
    # Its 48 hours are over by now, so it lapses in the moment in which the order goes on.
    *_, lapsed = story.when(Role.BUYER, Withdraw(), on=day(23))
    assert lapsed == ExtensionLapsed(day(23))


def test_only_an_order_on_its_way_can_be_given_time() -> None:
    story = replace(shipped(), history=(PROTECTED,))
    assert story.refuses(Role.BUYER, ASK, on=day(1)) is Refusal.NOT_IN_THIS_STATUS
    assert shipped().order.terms.extension_answer_within == 48 * HOUR
