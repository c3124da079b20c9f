"""Withdrawing: the order goes on with what its clock had left, topped up to 48 hours."""

from dataclasses import replace

import pytest

from amends.core.commands import OpenDispute, Withdraw
from amends.core.events import DisputeWithdrawn, OrderDelivered
from amends.core.order import Status
from amends.core.parcel import ParcelStatus
from amends.core.parties import Role
from amends.core.reasons import Reason
from amends.core.refusals import Refusal

from .beginnings import (
    ACCEPTED,
    CLAIM,
    CONTACTED,
    DELIVERED,
    LAPSED,
    MOVING,
    PHOTO,
    disputed,
    facts,
    negotiating,
    reviewed,
    scan,
    shipped,
)
from .story import HOUR, MOMENT, Story, day, eur

# Moving in every window of these stories.
FRESH = facts(*MOVING.checkpoints, *(scan(ParcelStatus.IN_TRANSIT, on) for on in (22, 32, 42)))
CAME = facts(ACCEPTED, scan(ParcelStatus.DELIVERED, 10))
FAULTY = OpenDispute(received=True, reason=Reason.DEFECTIVE, refund=eur(5000), evidence=(1,))


def withdrawn(story: Story, *, opened: float, on: float) -> Story:
    story = story.after(Role.BUYER, CLAIM, on=day(opened))
    return story.after(Role.BUYER, Withdraw(), on=day(on))


def test_protection_goes_on_with_the_time_that_was_left() -> None:
    story = withdrawn(shipped(CONTACTED, facts=FRESH), opened=20, on=23)
    assert story.order.status is Status.SHIPPED
    assert story.order.protected_until == day(26)


def test_protection_is_topped_up_to_two_days() -> None:
    story = withdrawn(shipped(CONTACTED, facts=FRESH), opened=22.5, on=23)
    assert story.history[-1] == DisputeWithdrawn(day(23), day(23) + 48 * HOUR)
    assert story.at(day(25) - MOMENT).order.status is Status.SHIPPED
    assert story.at(day(25)).order.status is Status.PROTECTION_LAPSED


def test_the_claim_window_goes_on() -> None:
    story = withdrawn(shipped(CONTACTED, LAPSED, facts=FRESH), opened=30, on=32)
    assert story.order.status is Status.PROTECTION_LAPSED
    assert story.order.claim_until == day(40)


def test_inspection_goes_on_and_so_does_the_time_for_faults() -> None:
    asked = replace(CONTACTED, at=day(11))
    photo = replace(PHOTO, at=day(11))
    story = shipped(DELIVERED, asked, photo, facts=CAME)
    story = story.after(Role.BUYER, FAULTY, on=day(14)).after(Role.BUYER, Withdraw(), on=day(16))
    assert story.order.status is Status.DELIVERED
    assert story.order.inspected_until == day(27)
    # Three of the seven days for faults were left.
    assert story.when(Role.BUYER, FAULTY, on=day(19) - MOMENT)
    assert story.refuses(Role.BUYER, FAULTY, on=day(19)) is Refusal.TOO_LATE_FOR_FAULTS


def test_another_dispute_may_follow() -> None:
    story = withdrawn(shipped(CONTACTED, facts=FRESH), opened=21, on=22)
    assert story.when(Role.BUYER, CLAIM, on=day(22))[0].dispute == 2  # type: ignore[union-attr]  # DisputeOpened.


def test_what_was_delivered_meanwhile_is_inspected() -> None:
    came = facts(*FRESH.checkpoints, scan(ParcelStatus.DELIVERED, 22.5))
    story = withdrawn(shipped(CONTACTED, facts=came), opened=21, on=23)
    assert story.history[-1] == OrderDelivered(day(23), day(22.5))


@pytest.mark.parametrize("story", [disputed(), negotiating(), reviewed()])
def test_only_the_buyer_withdraws_while_it_is_undecided(story: Story) -> None:
    assert story.when(Role.BUYER, Withdraw(), on=day(23.5))
    assert story.refuses(Role.SELLER, Withdraw(), on=day(23.5)) is Refusal.NOT_YOUR_ROLE
