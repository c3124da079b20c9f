"""Withdrawn on condition: only a proven delivery by that day keeps the dispute closed."""

from amends.core.commands import AcceptClaim, Withdraw
from amends.core.events import DisputeEscalated, Escalation, OrderDelivered, WithdrawnUntil
from amends.core.order import Status
from amends.core.parcel import ParcelStatus
from amends.core.parties import Role
from amends.core.refusals import Refusal

from .beginnings import MOVING, damaged, facts, negotiating, scan
from .story import day

UNTIL = Withdraw(day(30))
WITHDRAWN = WithdrawnUntil(day(24), day(30))


def test_a_buyer_withdraws_if_it_comes_by_a_day() -> None:
    assert negotiating().when(Role.BUYER, UNTIL, on=day(24)) == [WITHDRAWN]
    story = negotiating(WITHDRAWN)
    assert story.order.status is Status.WITHDRAWN_UNTIL
    assert story.order.disputed


def test_the_day_is_a_day_at_least_and_thirty_at_most() -> None:
    for until in (day(24.5), day(54.5)):
        refused = negotiating().refused(Role.BUYER, Withdraw(until), on=day(24))
        assert refused.refusal is Refusal.WITHDRAWAL_OUT_OF_RANGE
        assert refused.details == {"earliest": day(25), "latest": day(54)}


def test_one_withdraws_on_condition_once() -> None:
    story = negotiating(WITHDRAWN)
    assert story.refuses(Role.BUYER, UNTIL, on=day(25)) is Refusal.ALREADY_WITHDRAWN
    assert story.when(Role.BUYER, Withdraw(), on=day(25))
    # What was delivered is not waited for.
    assert damaged().refuses(Role.BUYER, UNTIL, on=day(13)) is Refusal.ALREADY_WITHDRAWN


def test_a_delivery_keeps_it_closed_and_starts_a_fresh_inspection() -> None:
    came = facts(*MOVING.checkpoints, scan(ParcelStatus.DELIVERED, 28))
    story = negotiating(WITHDRAWN, facts=came)
    assert story.when_time_passes(day(29)) == [OrderDelivered(day(28), day(28))]
    after = story.at(day(29)).order
    assert not after.disputed


def test_without_a_delivery_it_is_looked_at() -> None:
    because = Escalation.NOT_DELIVERED_BY_THEN
    assert negotiating(WITHDRAWN).when_time_passes(day(31)) == [
        DisputeEscalated(day(30), Role.PLATFORM, because, None)
    ]


def test_new_trouble_ends_it_before_its_day() -> None:
    lost = facts(*MOVING.checkpoints, scan(ParcelStatus.LOST, 26))
    assert negotiating(WITHDRAWN, facts=lost).when_time_passes(day(27)) == [
        DisputeEscalated(day(26), Role.PLATFORM, Escalation.FINDING, None)
    ]
    known = facts(*MOVING.checkpoints, scan(ParcelStatus.LOST, 23.5))
    assert negotiating(WITHDRAWN, facts=known).when_time_passes(day(29)) == []


def test_a_delivery_that_was_known_starts_nothing_new() -> None:
    known = facts(*MOVING.checkpoints, scan(ParcelStatus.DELIVERED, 23.5))
    story = negotiating(WITHDRAWN, facts=known)
    assert story.when_time_passes(day(29)) == []


def test_the_seller_may_still_give_everything() -> None:
    assert negotiating(WITHDRAWN).when(Role.SELLER, AcceptClaim(), on=day(25))
