"""The page of the lifecycle: it names every command and every status, and refuses the rest."""

import itertools
from dataclasses import replace
from typing import get_args

import pytest

from amends.core.commands import Command
from amends.core.decide import require_permitted
from amends.core.lifecycle import CLOCKS, PARCELS, RULES, SIDE_CLOCKS, STEPS, SideClock
from amends.core.order import Status
from amends.core.parties import Role
from amends.core.refusals import Refusal, Refused
from amends.core.terms import LINES_MOST

from .beginnings import disputed, shipped
from .story import START
from tests.people import WHO


def test_the_table_names_every_command_and_every_status() -> None:
    assert set(STEPS) == set(get_args(Command))
    assert set(CLOCKS) == set(Status)
    assert set(SIDE_CLOCKS) == set(SideClock)


def test_every_status_but_the_first_is_led_to() -> None:
    arrows = [*(step.leads for step in STEPS.values()), PARCELS, RULES]
    led_to = {one for leads in arrows for many in leads.values() for one in many}
    led_to |= {one for clock in CLOCKS.values() for one in clock.leads}
    assert led_to == set(Status)


@pytest.mark.parametrize("command", get_args(Command))
def test_every_other_role_and_status_is_refused(command: type[Command]) -> None:
    step = STEPS[command]
    order = disputed().order
    for role, status in itertools.product(set(Role) - step.by, Status):
        with pytest.raises(Refused) as refused:
            require_permitted(replace(order, status=status), role, command)
        assert refused.value.refusal is Refusal.NOT_YOUR_ROLE
        assert refused.value.details == {"roles": sorted(step.by)}
    for status in set(Status) - set(step.leads):
        with pytest.raises(Refused) as refused:
            require_permitted(replace(order, status=status), min(step.by), command)
        assert refused.value.refusal is Refusal.NOT_IN_THIS_STATUS
        assert refused.value.details == {"status": status}


def test_only_the_two_parties_have_another_side() -> None:
    assert Role.BUYER.other_side is Role.SELLER
    assert Role.SELLER.other_side is Role.BUYER
    with pytest.raises(AssertionError, match="mediator has no other side"):
        _ = Role.MEDIATOR.other_side


def test_a_settled_order_has_no_clock_and_no_silence() -> None:
    with pytest.raises(AssertionError, match="only a settled order"):
        CLOCKS[Status.SETTLED].ends(shipped().order)


def test_everybody_of_the_stories_has_a_role_of_their_own() -> None:
    assert set(WHO) == set(Role)
    assert all(party.role is role for role, party in WHO.items())


def test_an_order_of_the_most_lines_still_splits_its_shipping() -> None:
    line = shipped().order.lines[0]
    order = replace(shipped().order, lines=(line,) * LINES_MOST)
    assert order.cap_of(tuple(range(1, LINES_MOST + 1))) == order.held
    assert order.paid_at == START
