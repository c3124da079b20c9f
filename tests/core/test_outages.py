"""Nobody loses because we were away, or because our clock jumped."""

from dataclasses import replace

from amends.core.advance import advance
from amends.core.commands import AddEvidence, Decide, SendMessage, UndoAcceptance
from amends.core.decide import respond
from amends.core.events import (
    ExtensionLapsed,
    ExtensionRequested,
    LateArrivalSeen,
    NumberAsked,
    NumberNotCorrected,
    OfferAccepted,
    OfferMade,
    OrderSettled,
    OutageTolled,
)
from amends.core.order import Status
from amends.core.parcel import Facts, Outage
from amends.core.parties import Role
from amends.core.reasons import EvidenceKind
from amends.core.refusals import Refusal
from amends.core.rulings import RulingOutcome

from .beginnings import MOVING, PROTECTED, disputed, negotiating, reviewed, shipped
from .story import HOUR, MOMENT, Story, day, eur, given
from .test_late_arrival import CAME, REFUNDED
from tests.people import BOB, MIRA

AWAY = Outage(day(25), day(27), day(27))
TOLLED = OutageTolled(day(27), day(25), day(27))


def with_outage(story: Story, *outages: Outage) -> Story:
    return replace(story, facts=Facts(story.facts.checkpoints, outages=outages or (AWAY,)))


def test_an_outage_within_a_window_moves_its_end() -> None:
    story = with_outage(negotiating())
    assert story.when_time_passes(day(28)) == [TOLLED]
    tolled = story.at(day(28))
    assert tolled.ends_at == day(30)
    assert tolled.when_time_passes(day(30) - MOMENT) == []
    assert tolled.at(day(30)).order.status is Status.UNDER_REVIEW


def test_a_window_that_ended_while_we_were_away_is_still_open_after() -> None:
    away = Outage(day(25), day(29), day(29))
    story = with_outage(negotiating(), away)
    assert story.due_at(day(24)) == day(29)
    assert story.when_time_passes(day(29)) == [OutageTolled(day(29), day(25), day(29))]
    assert story.at(day(29)).ends_at == day(32)


def test_an_outage_is_counted_once_and_from_when_the_window_began() -> None:
    early = Outage(day(20), day(23), day(23))
    story = with_outage(negotiating(), early)
    tolled = story.at(day(24))
    assert tolled.ends_at == day(29)
    assert tolled.when_time_passes(day(25)) == []


def test_an_outage_before_the_window_or_after_it_changes_nothing() -> None:
    before = Outage(day(2), day(3), day(3))
    assert with_outage(disputed(), before).when_time_passes(day(22)) == []
    late = Outage(day(40), day(41), day(41))
    happened = with_outage(disputed(), late).when_time_passes(day(39))
    assert OutageTolled not in {type(event) for event in happened}


def test_what_is_no_adverse_silence_is_not_moved() -> None:
    assert with_outage(reviewed()).when_time_passes(day(29)) == []
    late = AddEvidence(EvidenceKind.PHOTO, "00")
    replying = with_outage(reviewed().after(Role.SELLER, late, on=day(24)))
    assert replying.when_time_passes(day(28)) == [TOLLED]
    # It moves the right of reply, and not the platform's own service level beside it.
    assert replying.at(day(28)).ends_at == reviewed().ends_at


def test_a_right_of_reply_is_moved() -> None:
    late = AddEvidence(EvidenceKind.PHOTO, "00")
    story = with_outage(reviewed().after(Role.SELLER, late, on=day(24))).at(day(27))
    decide = Decide(RulingOutcome.REFUND, "It never came.")
    assert story.refuses(MIRA, decide, on=day(28) - MOMENT) is Refusal.REPLY_RUNNING
    assert story.when(MIRA, decide, on=day(28))


def test_an_acceptance_of_nothing_can_be_undone_for_as_long_as_was_left() -> None:
    offer = OfferMade(day(23), Role.SELLER, 1, eur(0), None)
    taken = OfferAccepted(day(25) - HOUR, Role.BUYER, 1)
    story = with_outage(reviewed(offer, taken))
    assert story.when_time_passes(day(27)) == [TOLLED]
    back = story.at(day(27))
    assert back.when(Role.BUYER, UndoAcceptance(), on=day(27) + 11 * HOUR - MOMENT)
    (release,) = back.when_time_passes(day(27) + 11 * HOUR)
    assert isinstance(release, OrderSettled)
    assert release.at == day(27) + 11 * HOUR


def test_the_choice_about_what_came_after_all_is_moved_and_the_time_before_it_is_not() -> None:
    away, before = Outage(day(31), day(33), day(33)), Outage(day(26), day(28), day(28))
    story = disputed(REFUNDED, LateArrivalSeen(day(30), (1, 2)), facts=CAME)
    story = with_outage(story, before, away)
    assert story.when_time_passes(day(33)) == [OutageTolled(day(33), day(31), day(33))]
    assert story.at(day(33)).when_time_passes(day(37) - MOMENT) == []
    assert story.at(day(33)).when_time_passes(day(37))


def test_what_a_number_is_asked_for_is_moved_while_nothing_else_runs() -> None:
    asked = NumberAsked(day(24), Role.MEDIATOR, 1, None)
    story = with_outage(reviewed(asked))
    assert story.when_time_passes(day(28)) == [TOLLED]
    lapsed = NumberNotCorrected(day(29), 1)
    assert story.at(day(28)).when_time_passes(day(29)) == [lapsed]


def test_a_request_for_time_is_moved_too() -> None:
    asked = ExtensionRequested(day(16), 10, None)
    away = Outage(day(17), day(19), day(19))
    story = with_outage(shipped(asked), away)
    assert story.when_time_passes(day(19)) == [OutageTolled(day(19), day(17), day(19))]
    lapsed = story.at(day(19)).when_time_passes(day(20))
    assert lapsed == [ExtensionLapsed(day(20))]


def test_while_a_hold_is_open_time_does_nothing() -> None:
    story = given(PROTECTED)
    held = replace(story.world(day(8)), held_since=day(6))
    assert advance(story.order, held) == []
    assert advance(story.order, replace(held, held_since=day(7)))
    early = shipped(facts=MOVING)
    before = replace(early.world(day(30)), held_since=day(1))
    assert advance(early.order, before) == []


def test_people_may_still_act_while_a_hold_is_open() -> None:
    story = given(PROTECTED)
    held = replace(story.world(day(8)), held_since=day(6))
    response = respond(story.order, BOB, SendMessage("I send it today."), held)
    assert response.refused is None
    assert len(response.events) == 1
    assert Role.SELLER is BOB.role
