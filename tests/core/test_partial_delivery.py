"""A claim about one of two parcels: what it is about may come while the other is on its way."""

from dataclasses import replace

import pytest

from amends.core.commands import Decide, Withdraw
from amends.core.events import (
    DecisionMade,
    DisputeEscalated,
    DisputeWithdrawn,
    Escalation,
    Event,
    ParcelHandedOver,
)
from amends.core.order import Status
from amends.core.parcel import Facts, ParcelStatus
from amends.core.parties import Role
from amends.core.refusals import Refusal
from amends.core.rulings import RulingOutcome

from .beginnings import (
    CONTACTED,
    ESCALATED,
    NOTICED,
    OPENED,
    PROTECTED,
    REFUSED,
    SHIPPED,
    facts,
    scan,
)
from .story import Story, day, eur, given, judging, ruling
from tests.people import MIRA

WAY = (
    scan(ParcelStatus.ACCEPTED, 2),
    scan(ParcelStatus.IN_TRANSIT, 20),
    scan(ParcelStatus.IN_TRANSIT, 20, parcel=2),
)
FIRST_CAME = facts(*WAY, scan(ParcelStatus.DELIVERED, 27))
OTHER_CAME = facts(*WAY, scan(ParcelStatus.DELIVERED, 27, parcel=2))


def claimed(*more: Event, seen: Facts = FIRST_CAME) -> Story:
    """Two parcels of a line each, and a dispute about the first."""
    handed_over = [
        ParcelHandedOver(day(1), number, (number,), day(1), tracked=True) for number in (1, 2)
    ]
    opened = replace(OPENED, lines=(1,), refund=eur(3333))
    told: tuple[Event, ...] = (
        PROTECTED,
        *handed_over,
        SHIPPED,
        CONTACTED,
        opened,
        NOTICED,
        REFUSED,
    )
    return given(*told, *more, facts=seen)


def waiting(seen: Facts) -> Story:
    wait = Decide(RulingOutcome.WAIT, "It is on its way.", wait_until=day(35))
    return claimed(ESCALATED, seen=seen).after(MIRA, wait, on=day(24))


def test_what_came_in_the_time_of_a_wait_is_not_refunded_by_silence() -> None:
    contested = Escalation.WAIT_OVER_CONTESTED
    escalated = DisputeEscalated(day(35), Role.PLATFORM, contested, None)
    assert waiting(FIRST_CAME).when_time_passes(day(36)) == [escalated]


def test_what_did_not_come_is_refunded_though_the_other_parcel_came() -> None:
    made, *_ = waiting(OTHER_CAME).when_time_passes(day(36))
    assert isinstance(made, DecisionMade)
    assert (made.rule, made.refund) == ("silence.waited", eur(3333))


def test_a_rule_may_still_decide_after_the_wait() -> None:
    judge = judging(ruling(RulingOutcome.RELEASE))
    story = replace(waiting(FIRST_CAME), judge=judge)
    made, *_ = story.when_time_passes(day(36))
    assert isinstance(made, DecisionMade)
    assert (made.at, made.outcome) == (day(35), RulingOutcome.RELEASE)


@pytest.mark.parametrize("seen", [FIRST_CAME, OTHER_CAME], ids=["its parcel", "the other parcel"])
def test_a_withdrawal_holds_when_what_it_was_about_came(seen: Facts) -> None:
    story = claimed(seen=seen).after(Role.BUYER, Withdraw(day(35)), on=day(24))
    event, *_ = story.when_time_passes(day(36))
    if seen is OTHER_CAME:
        because = Escalation.NOT_DELIVERED_BY_THEN
        assert event == DisputeEscalated(day(35), Role.PLATFORM, because, None)
        return
    assert isinstance(event, DisputeWithdrawn)
    assert event.at == day(27)
    gone_on = story.at(day(27)).order
    assert (gone_on.status, gone_on.open_lines) == (Status.SHIPPED, (1, 2))
    assert not gone_on.disputed


def test_what_has_come_is_not_waited_for() -> None:
    assert claimed().refuses(Role.BUYER, Withdraw(day(35)), on=day(28)) is Refusal.ALREADY_WITHDRAWN
