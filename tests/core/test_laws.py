"""Laws that hold for every order, whatever anybody does and whenever a worker looks.

Each law is held against lives drawn from seeds, the same in every run, and against those that
Hypothesis makes up. A law of its own fails when the lives stop reaching something.
"""

import itertools
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from functools import cache
from random import Random
from typing import get_args

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import given as for_all
from hypothesis import strategies as st

from amends.core.advance import advance, due_at
from amends.core.available import available, whose_turn
from amends.core.decide import require_permitted
from amends.core.events import (
    DecisionMade,
    DisputeEscalated,
    Escalation,
    Event,
    Outcome,
)
from amends.core.evolve import fold
from amends.core.lifecycle import (
    ARGUED,
    CLOCKS,
    ON,
    OPENING,
    PARCELS,
    REVIEWED,
    RULES,
    SIDE_CLOCKS,
    STEPS,
    main_due_at,
)
from amends.core.order import Order, Status
from amends.core.parties import Role
from amends.core.reasons import REASONS
from amends.core.refusals import Refusal
from amends.core.side_ends import reply_awaited
from amends.core.world import World

from .lives import Life, Move, live
from .money_laws import (
    every_transfer_is_made_of_what_is_due,
    money_is_never_made_or_lost,
    no_more_goes_out_than_came_in,
    nothing_is_asked_back_twice,
    nothing_moves_while_an_order_is_frozen,
    the_platform_takes_back_no_more_than_it_had_put_in,
    two_persons_decide_what_is_above_the_limit,
    what_is_settled_holds_nothing_more,
    what_was_sent_is_never_sent_again,
)
from .replaying import at_last, at_once, replayed
from .story import DAY, MOMENT

LIVES = 3000
# Where time, scans and rules lead by themselves, without a command of anybody.
BY_ITSELF = {
    (origin, destination)
    for leads in (
        {status: clock.leads for status, clock in CLOCKS.items()},
        *(side.leads for side in SIDE_CLOCKS.values()),
        PARCELS,
        RULES,
    )
    for origin, destinations in leads.items()
    for destination in destinations
}


@cache
def seeded() -> tuple[Life, ...]:
    """The same lives in every run."""
    return tuple(live(Random(seed)) for seed in range(LIVES))  # noqa: S311 - lives are no secret


def every_command_leads_where_its_row_says(life: Life) -> None:
    for move in life.moves:
        reached = fold(move.response.elapsed, move.before)
        if move.command is not None and move.response.decided:
            leads = STEPS[type(move.command)].leads[reached.status]
            assert fold(move.response.decided, reached).status in leads


def time_and_rules_lead_where_their_rows_say(life: Life) -> None:
    for move in life.moves:
        assert by_itself(move) <= BY_ITSELF


def by_itself(move: Move) -> set[tuple[Status, Status]]:
    """The changes of status that nobody commanded, before the command of a move and after it."""
    elapsed, decided = move.response.elapsed, move.response.decided
    asked = fold((*elapsed, *decided), move.before)
    return arrows(move.before, elapsed) | arrows(asked, move.response.followed)


def arrows(order: Order, events: Iterable[Event]) -> set[tuple[Status, Status]]:
    visited = [order.status]
    for event in events:
        order = fold([event], order)
        visited.append(order.status)
    return {(before, after) for before, after in itertools.pairwise(visited) if before != after}


def every_open_order_has_a_clock_or_waits_for_a_person(life: Life) -> None:
    for order in life.orders:
        waits = order.overdue and whose_turn(order) <= {Role.MEDIATOR, Role.OPERATOR}
        assert order.status is Status.SETTLED or main_due_at(order) is not None or waits


def a_history_always_folds_to_the_same_order(life: Life) -> None:
    assert fold(life.history) == life.orders[-1]
    before = fold(life.begun)
    for move, order in life.steps:
        assert move.before == before
        assert fold(move.response.events, before) == order
        before = order


def nothing_is_dated_in_the_future_or_out_of_order(life: Life) -> None:
    latest = life.begun[0].at
    for move in life.moves:
        for event in move.response.events:
            assert latest <= event.at <= move.at
            latest = event.at


def a_refused_command_changes_nothing(life: Life) -> None:
    for move in life.moves:
        if move.response.refused is not None:
            world = World(move.facts, life.judge, move.at)
            assert move.response.events == tuple(advance(move.before, world))


def no_decision_gives_more_than_there_is(life: Life) -> None:
    for event, order in zip(life.history, life.orders, strict=True):
        if isinstance(event, DecisionMade):
            most = order.dispute.refund if event.by is Role.PLATFORM else order.dispute.cap
            assert order.held.nothing <= event.refund <= most <= order.held


def nothing_that_was_accepted_outlives_a_decision(life: Life) -> None:
    for order in life.orders:
        if order.status in {Status.DECIDED, Status.APPEALED}:
            assert order.dispute.accepted is None


def no_machine_decides_what_is_contested(life: Life) -> None:
    for event, order in zip(life.history, life.orders, strict=True):
        if isinstance(event, DecisionMade) and event.by is Role.PLATFORM:
            assert not REASONS[order.dispute.reason].contested


def nobody_decides_while_one_side_may_reply(life: Life) -> None:
    for event, before in zip(life.history[1:], life.orders, strict=False):
        by_people = isinstance(event, DecisionMade) and event.by is not Role.PLATFORM
        assert not by_people or reply_awaited(before, event.at) is None


def what_is_proposed_stands_only_where_it_can_be_approved(life: Life) -> None:
    for order in life.orders:
        if order.disputed and order.dispute.proposed is not None:
            assert order.status in {*REVIEWED, Status.FROZEN}


def nobody_decides_on_an_appeal_against_themselves(life: Life) -> None:
    for order in life.orders:
        for first, second in itertools.pairwise(
            order.disputes[-1].decisions if order.disputes else ()
        ):
            appealed = first.made.wait_until is None and first.made.by is not Role.PLATFORM
            persons = {first.made.author, first.made.approved_by} - {""}
            came_back = order.disputes[-1].returning is not None
            assert not appealed or came_back or second.made.author not in persons


def the_due_date_is_never_too_late(life: Life) -> None:
    for move, order in life.steps:
        due = due_at(order, move.facts, move.at)
        until = move.at + 200 * DAY if due is None else due - MOMENT
        assert advance(order, World(move.facts, life.judge, until)) == []


def what_is_offered_is_permitted(life: Life) -> None:
    for (move, order), role in itertools.product(life.steps, Role):
        for action in available(order, role, World(move.facts, life.judge, move.at)):
            require_permitted(order, role, action.command)


def a_late_worker_changes_nothing(life: Life) -> None:
    assert replayed(life, at_last) == life.history


def a_worker_at_every_due_moment_changes_nothing(life: Life) -> None:
    assert replayed(life, at_once) == life.history


def knowing_what_is_recorded_later_changes_nothing(life: Life) -> None:
    everything = life.moves[-1].facts
    assert replayed(life, at_last, everything) == life.history


Law = Callable[[Life], None]
LAWS: tuple[Law, ...] = (
    money_is_never_made_or_lost,
    no_more_goes_out_than_came_in,
    what_is_settled_holds_nothing_more,
    every_transfer_is_made_of_what_is_due,
    the_platform_takes_back_no_more_than_it_had_put_in,
    what_was_sent_is_never_sent_again,
    two_persons_decide_what_is_above_the_limit,
    nothing_moves_while_an_order_is_frozen,
    nothing_is_asked_back_twice,
    every_command_leads_where_its_row_says,
    time_and_rules_lead_where_their_rows_say,
    every_open_order_has_a_clock_or_waits_for_a_person,
    a_history_always_folds_to_the_same_order,
    nothing_is_dated_in_the_future_or_out_of_order,
    a_refused_command_changes_nothing,
    no_decision_gives_more_than_there_is,
    nothing_that_was_accepted_outlives_a_decision,
    no_machine_decides_what_is_contested,
    nobody_decides_while_one_side_may_reply,
    what_is_proposed_stands_only_where_it_can_be_approved,
    nobody_decides_on_an_appeal_against_themselves,
    the_due_date_is_never_too_late,
    what_is_offered_is_permitted,
    a_late_worker_changes_nothing,
    a_worker_at_every_due_moment_changes_nothing,
    knowing_what_is_recorded_later_changes_nothing,
)


@pytest.mark.parametrize("law", LAWS, ids=lambda law: law.__name__)
def test_the_law_holds_in_every_seeded_life(law: Law) -> None:
    protected = [(seed, life) for seed, life in enumerate(seeded()) if life.begun]
    for seed, life in protected:
        with naming(f"life {seed}"):
            law(life)


@settings(max_examples=60, suppress_health_check=list(HealthCheck))
@for_all(st.randoms(use_true_random=False))
def test_every_law_holds_in_what_hypothesis_makes_up(random: Random) -> None:
    life = live(random)
    for law in LAWS if life.begun else ():
        law(life)


@contextmanager
def naming(which: str) -> Iterator[None]:
    """Say which life breaks a law, so that it can be lived again."""
    try:
        yield
    except AssertionError as error:
        raise AssertionError(which) from error


def test_the_lives_reach_everything() -> None:
    lives = seeded()
    statuses = {order.status for life in lives for order in life.orders}
    events = {type(event) for life in lives for event in life.history}
    outcomes = {order.outcome for life in lives for order in life.orders}
    escalations = {
        e.because for life in lives for e in life.history if isinstance(e, DisputeEscalated)
    }
    moved = {arrow for life in lives for move in life.moves for arrow in by_itself(move)}
    refusals = {life.refused for life in lives} | {
        move.response.refused.refusal
        for life in lives
        for move in life.moves
        if move.response.refused
    }
    assert set(Status) - statuses == set()
    assert set(get_args(Event)) - events == set()
    assert set(Outcome) - outcomes == set()
    assert set(Escalation) - escalations == set()
    arrived = {ended(before, after) for before, after in moved}
    # That an acceptance of nothing is final after a while has its own stories: few lives wait.
    rare = {(status, Status.SETTLED) for status in ARGUED}
    # So has a rule that says to wait before the seller's first answer.
    rare |= {(Status.AWAITING_SELLER, Status.WAITING)}
    led = {ended(*arrow) for arrow in BY_ITSELF if arrow[0] != arrow[1]}
    assert led - arrived - rare == set()
    assert set(Refusal) - refusals == set()


def ended(before: Status, after: Status) -> tuple[Status, Status]:
    """Where an argument ends: the order goes on with its other lines as it does with none left."""
    return before, Status.SETTLED if before not in OPENING and after in ON else after
