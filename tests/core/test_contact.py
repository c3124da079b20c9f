"""Contact first: a dispute needs a message to the seller that is 48 hours old, or an answer."""

from dataclasses import replace

from amends.core.commands import SendMessage
from amends.core.events import MessageSent, Outcome
from amends.core.parcel import ParcelStatus
from amends.core.parties import Role
from amends.core.refusals import Refusal
from amends.core.terms import MESSAGES_MOST

from .beginnings import CLAIM, CONTACTED, LAPSED, MOVING, facts, scan, shipped
from .story import MOMENT, Story, day, ended, eur, given

# It still moves when the claim window ends.
FRESH = facts(*MOVING.checkpoints, scan(ParcelStatus.IN_TRANSIT, 25))


def asked(on: float, *, answered: float | None = None) -> Story:
    """An order in its claim window, which ends on day 38."""
    message = replace(CONTACTED, at=day(on))
    answer = [] if answered is None else [MessageSent(day(answered), Role.SELLER, 2)]
    return shipped(LAPSED, message, *answer, facts=FRESH)


def test_the_seller_is_asked_first() -> None:
    refused = shipped(LAPSED, facts=FRESH).refused(Role.BUYER, CLAIM, on=day(30))
    assert refused.refusal is Refusal.SELLER_NOT_CONTACTED
    assert refused.details == {"wait_until": day(32)}


def test_the_seller_has_forty_eight_hours() -> None:
    refused = asked(30).refused(Role.BUYER, CLAIM, on=day(32) - MOMENT)
    assert refused.refusal is Refusal.SELLER_NOT_CONTACTED
    assert refused.details == {"wait_until": day(32)}
    assert asked(30).when(Role.BUYER, CLAIM, on=day(32))


def test_an_answer_ends_the_wait() -> None:
    assert asked(30, answered=30.5).when(Role.BUYER, CLAIM, on=day(30.5))


def test_a_message_of_the_seller_before_is_no_answer() -> None:
    story = shipped(LAPSED, MessageSent(day(24), Role.SELLER, 1), facts=FRESH)
    story = story.then(MessageSent(day(30), Role.BUYER, 2))
    assert story.refuses(Role.BUYER, CLAIM, on=day(31)) is Refusal.SELLER_NOT_CONTACTED


def test_a_second_message_starts_no_second_wait() -> None:
    story = asked(30).then(MessageSent(day(31), Role.BUYER, 2))
    assert story.order.contacted_at == day(30)
    assert story.when(Role.BUYER, CLAIM, on=day(32))


def test_asking_on_the_last_day_keeps_the_right_for_two_days_more() -> None:
    story = asked(37)
    assert story.ends_at == day(40)
    assert story.when(Role.BUYER, CLAIM, on=day(39))
    assert story.when(Role.BUYER, CLAIM, on=day(40) - MOMENT)
    assert story.when_time_passes(day(90)) == [
        ended(Outcome.CLAIM_WINDOW_ENDED, on=day(40), refund=eur(0), payout=eur(5000))
    ]


def test_an_answer_does_not_shorten_it() -> None:
    assert asked(37, answered=37.1).ends_at == day(40)


def test_asking_so_that_the_wait_ends_with_the_window_keeps_the_right_too() -> None:
    assert asked(36).ends_at == day(40)
    assert asked(36).when(Role.BUYER, CLAIM, on=day(38))


def test_asking_earlier_changes_nothing() -> None:
    story = shipped(LAPSED, replace(CONTACTED, at=day(36) - MOMENT), facts=FRESH)
    assert story.ends_at == day(38)


def test_messages_are_numbered_and_told_to_the_other_side() -> None:
    story = given(*shipped().history)
    assert story.when(Role.BUYER, SendMessage("Where is it?"), on=day(3)) == [
        MessageSent(day(3), Role.BUYER, 1)
    ]
    story = story.after(Role.BUYER, SendMessage("Where is it?"), on=day(3))
    assert story.when(Role.SELLER, SendMessage("On its way."), on=day(4)) == [
        MessageSent(day(4), Role.SELLER, 2)
    ]


def test_each_side_writes_so_many_messages_and_leaves_the_other_its_own() -> None:
    written = [MessageSent(day(3), Role.SELLER, n + 1) for n in range(MESSAGES_MOST)]
    assert shipped(*written[1:]).when(Role.SELLER, SendMessage("The last."), on=day(4))
    story = shipped(*written)
    refused = story.refused(Role.SELLER, SendMessage("Once more."), on=day(4))
    assert (refused.refusal, refused.details) == (
        Refusal.LIMIT_REACHED,
        {"limit": MESSAGES_MOST},
    )
    assert story.when(Role.BUYER, SendMessage("Where is it?"), on=day(4)) == [
        MessageSent(day(4), Role.BUYER, MESSAGES_MOST + 1)
    ]
