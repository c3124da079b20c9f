"""What comes after all when other goods came before, or when nobody had sent it yet."""

from dataclasses import replace

import pytest

from amends.core.commands import AcceptClaim, AcknowledgeReturn, ReturnCondition
from amends.core.events import (
    LateArrivalSeen,
    LateArrivalSettled,
    LinesSettled,
    Outcome,
    ParcelHandedOver,
    UndisputedMoved,
)
from amends.core.order import Status
from amends.core.parcel import Checkpoint, Parcel, ParcelStatus
from amends.core.parties import Role
from amends.core.reasons import Reason
from amends.core.refusals import Refusal
from amends.core.terms import Funder, Remedy

from .beginnings import (
    ACCEPTED,
    CAME,
    CONTACTED,
    DAMAGED,
    DELIVERED,
    HANDED_OVER,
    NOTICED,
    OPENED,
    PROTECTED,
    SHIPPED,
    damaged,
    disputed,
    facts,
    scan,
    shipped,
)
from .story import Story, day, ended, eur, given
from .test_late_arrival import PAY_BACK, REFUSE
from .test_returns import came_back

# Each line in a parcel of its own.
APART = tuple(ParcelHandedOver(day(1), n, (n,), day(1), tracked=True) for n in (1, 2))
SECOND_CAME = scan(ParcelStatus.DELIVERED, 60, parcel=2)


def apart(*scans: Checkpoint) -> Story:
    return given(PROTECTED, *APART, facts=facts(*scans))


def second_missing() -> Story:
    """The first line came on day 9; of the second a carrier hears only when it delivers it."""
    return apart(ACCEPTED, scan(ParcelStatus.DELIVERED, 9), SECOND_CAME).at(day(59))


def test_what_was_delivered_and_denied_may_come_after_all() -> None:
    denied = replace(OPENED, at=day(13), reason=Reason.DELIVERED_NOT_RECEIVED)
    told = (replace(CONTACTED, at=day(11)), denied, replace(NOTICED, at=day(13)))
    story = given(PROTECTED, HANDED_OVER, SHIPPED, DELIVERED, *told, facts=CAME)
    story = story.after(Role.SELLER, AcceptClaim(), on=day(14))
    assert story.order.status is Status.SETTLED
    # No scan tells of a neighbour, so that nobody is asked.
    assert story.when_time_passes(day(60)) == []
    assert story.when(Role.BUYER, PAY_BACK, on=day(20)) == [
        LateArrivalSettled(day(20), PAY_BACK.choice, eur(0), eur(5000), eur(0))
    ]


def test_a_line_may_come_after_all_when_the_others_came_before() -> None:
    story = second_missing()
    assert (story.order.status, story.order.refund) == (Status.SETTLED, eur(1667))
    assert story.order.delivered_at is not None
    assert story.when_time_passes(day(60)) == [LateArrivalSeen(day(60), (2,))]
    assert story.at(day(60)).when(Role.BUYER, PAY_BACK, on=day(61)) == [
        LateArrivalSettled(day(61), PAY_BACK.choice, eur(0), eur(1667), eur(0))
    ]
    asked = story.at(day(60)).at(day(65)).order
    assert (asked.status, asked.dispute.lines) == (Status.UNDER_REVIEW, (2,))
    assert asked.dispute.refund == eur(1667)


def test_what_was_handed_over_too_late_may_come_after_all() -> None:
    late = Parcel(1, (1, 2), day(8), tracked=True, recorded_at=day(8))
    came = facts(scan(ParcelStatus.ACCEPTED, 9), scan(ParcelStatus.DELIVERED, 20))
    story = given(PROTECTED, facts=replace(came, parcels=(late,)))
    refund = ended(Outcome.NEVER_SHIPPED, on=day(7), refund=eur(5000), payout=eur(0))
    seen = LateArrivalSeen(day(20), (1, 2))
    assert story.when_time_passes(day(21)) == [refund, seen]


def test_each_line_is_asked_about_when_it_comes() -> None:
    # Both are refunded as never shipped; they come on days 30 and 60.
    story = apart(scan(ParcelStatus.DELIVERED, 30), SECOND_CAME).at(day(30))
    assert story.order.refund == eur(5000)
    assert story.history[-1] == LateArrivalSeen(day(30), (1,))
    story = story.after(Role.BUYER, PAY_BACK, on=day(31))
    assert story.history[-1] == LateArrivalSettled(
        day(31), PAY_BACK.choice, eur(0), eur(3333), eur(0)
    )
    assert story.order.refunded == eur(1667)
    assert story.when_time_passes(day(60)) == [LateArrivalSeen(day(60), (2,))]
    story = story.at(day(60)).after(Role.BUYER, REFUSE, on=day(61))
    assert story.history[-1] == LateArrivalSettled(
        day(61), REFUSE.choice, eur(1667), eur(0), eur(0)
    )
    assert story.refuses(Role.BUYER, REFUSE, on=day(62)) is Refusal.NOTHING_TO_PAY_BACK
    assert story.when_time_passes(day(90)) == []


def test_each_line_is_paid_back_to_whoever_paid_for_it() -> None:
    platform = LinesSettled(
        at=day(24),
        outcome=Outcome.DECIDED,
        refund=eur(3333),
        payout=eur(3333),
        lines=(1,),
        due_at=None,
        funded_by=Funder.PLATFORM,
        counts=False,
    )
    seller = ended(Outcome.NEVER_SHIPPED, on=day(25), refund=eur(1667), payout=eur(0), lines=(2,))
    story = given(PROTECTED, *APART, platform, seller)
    for seen, claimed, reclaimed in (((1,), 3333, 3333), ((2,), 1667, 0), ((1, 2), 5000, 3333)):
        (settled,) = story.then(LateArrivalSeen(day(30), seen)).when(
            Role.BUYER, PAY_BACK, on=day(31)
        )
        assert settled == LateArrivalSettled(
            day(31), PAY_BACK.choice, eur(0), eur(claimed), eur(reclaimed)
        )


def test_a_line_that_comes_while_another_is_asked_about_waits_its_turn() -> None:
    story = apart(scan(ParcelStatus.DELIVERED, 58), SECOND_CAME).at(day(61))
    assert story.history[-1] == LateArrivalSeen(day(58), (1,))
    first, second = story.when(Role.BUYER, PAY_BACK, on=day(62))
    assert first == LateArrivalSettled(day(62), PAY_BACK.choice, eur(0), eur(3333), eur(0))
    assert second == LateArrivalSeen(day(62), (2,))


def test_what_moved_before_the_end_counts_as_refunded() -> None:
    moved = UndisputedMoved(day(24), eur(2000), eur(0))
    rest = ended(Outcome.DECIDED, on=day(25), refund=eur(1000), payout=eur(2000))
    assert disputed(moved, rest).order.refunded == eur(3000)


def test_what_went_back_does_not_come_after_all() -> None:
    sent_back = came_back().after(
        Role.SELLER, AcknowledgeReturn(ReturnCondition.AS_SENT), on=day(21)
    )
    assert sent_back.order.refund == eur(5000)
    assert sent_back.refuses(Role.BUYER, REFUSE, on=day(22)) is Refusal.NOTHING_TO_PAY_BACK


def test_a_charge_that_is_given_back_is_nothing_that_comes() -> None:
    charged = replace(OPENED, reason=Reason.DUTY_NOT_DUE, refund=eur(500))
    own = facts(ACCEPTED, scan(ParcelStatus.DELIVERED, 40))
    story = shipped(CONTACTED, charged, NOTICED, facts=own)
    story = story.after(Role.SELLER, AcceptClaim(), on=day(22))
    assert story.order.refund == eur(500)
    assert story.when_time_passes(day(60)) == []
    assert story.refuses(Role.BUYER, REFUSE, on=day(60)) is Refusal.NOTHING_TO_PAY_BACK


@pytest.mark.parametrize("reason", [Reason.MISSING_PARTS, Reason.DAMAGED])
def test_only_what_is_missing_of_goods_that_came_comes_after_all(reason: Reason) -> None:
    claim = replace(DAMAGED, reason=reason, remedy=Remedy.REFUND_ONLY, refund=eur(1000))
    history = [claim if event == DAMAGED else event for event in damaged().history]
    own = facts(*CAME.checkpoints, scan(ParcelStatus.DELIVERED, 40))
    story = Story(history, own).after(Role.SELLER, AcceptClaim(), on=day(13))
    assert story.order.refund == eur(1000)
    # The parcel came before, whatever more is scanned of it.
    assert story.when_time_passes(day(60)) == []
    response = story.asked(Role.BUYER, REFUSE, on=day(20))
    if reason is Reason.DAMAGED:
        assert response.refused is not None
    else:
        assert response.decided == (
            LateArrivalSettled(day(20), REFUSE.choice, eur(1000), eur(0), eur(0)),
        )
