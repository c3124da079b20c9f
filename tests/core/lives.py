"""Whole lives of orders, drawn move by move: what the laws are held against.

Moves come from STEPS for the status in which the order stands, because random commands end almost
every life before anything happens. The same code draws from a seed and for Hypothesis.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import cached_property
from random import Random

from amends.core.advance import advance
from amends.core.commands import (
    AcceptClaim,
    AcceptOffer,
    AcknowledgeReturn,
    AddEvidence,
    AnswerExtension,
    Appeal,
    ApproveDecision,
    AskForTime,
    Cancel,
    ChooseRefundMethod,
    Command,
    ConfirmReceipt,
    ConfirmTransfer,
    EndChargeback,
    FreezeForChargeback,
    GiveReturnAddress,
    GrantGoodwill,
    HandOver,
    OpenDispute,
    ProveNotice,
    RefuseClaim,
    SendMessage,
    SendTransfer,
    ShipReturn,
    Withdraw,
)
from amends.core.decide import Response, protect, respond
from amends.core.events import Event
from amends.core.evolve import fold
from amends.core.lifecycle import STEPS, main_due_at
from amends.core.order import Order, Status
from amends.core.parcel import Checkpoint, Facts, Leg, Outage, Parcel, ParcelStatus, Source
from amends.core.parties import Party, Role
from amends.core.reasons import EvidenceKind, Reason
from amends.core.refusals import Refusal, Refused
from amends.core.terms import Remedy
from amends.core.world import Judge, World

from .elsewhere import told, with_news
from .moves import PLAYERS, command_of
from .outsets import OUTSET, judge_of, protection
from .story import DAY, HOUR, MOMENT, START
from tests.people import ALICE, BOB

MOVES_MOST = 40
MOVES_AFTER_THE_END = 4
DELAYS = (
    *(0 * DAY, 0 * DAY, 0 * DAY, HOUR, HOUR, 5 * HOUR, 5 * HOUR, 23 * HOUR),
    *(DAY, DAY, DAY, 2 * DAY, 2 * DAY, 6 * DAY),
)
LONG = 61 * DAY
# What ends a life early, or leads nowhere, is drawn less often; what leads on, more often.
WEIGHTS: Mapping[type[Command], float] = {
    HandOver: 5,
    OpenDispute: 4,
    ProveNotice: 6,
    RefuseClaim: 2,
    AnswerExtension: 2,
    ConfirmReceipt: 0.1,
    AcceptClaim: 0.1,
    AcceptOffer: 1,
    AskForTime: 4,
    Withdraw: 0.3,
    AddEvidence: 0.5,
    Cancel: 0.05,
    FreezeForChargeback: 0.08,
    GrantGoodwill: 0.3,
    GiveReturnAddress: 6,
    ShipReturn: 4,
    AcknowledgeReturn: 2,
    ApproveDecision: 4,
    Appeal: 3,
    SendTransfer: 2,
    ConfirmTransfer: 2,
    EndChargeback: 3,
    SendMessage: 0.6,
    ChooseRefundMethod: 0.3,
}
HABITS = sorted(set(STEPS) - {ConfirmReceipt, AcceptClaim, SendMessage}, key=lambda c: c.__name__)
SCANS = (
    *(ParcelStatus.ACCEPTED, ParcelStatus.IN_TRANSIT, ParcelStatus.IN_TRANSIT),
    *(ParcelStatus.DELIVERED, ParcelStatus.DELIVERED, ParcelStatus.LOST, ParcelStatus.RETURNED),
)


@dataclass(frozen=True, slots=True)
class Move:
    """One moment of a life: a command of somebody, or only time and the scans recorded by then."""

    at: datetime
    before: Order
    facts: Facts
    response: Response
    party: Party | None = None
    command: Command | None = None


@dataclass
class Life:
    """One order from its protection on; `refused` is set where it was not even protected."""

    judge: Judge
    begun: tuple[Event, ...] = ()
    refused: Refusal | None = None
    moves: list[Move] = field(default_factory=list)

    @cached_property
    def history(self) -> list[Event]:
        return [*self.begun, *(event for move in self.moves for event in move.response.events)]

    @cached_property
    def orders(self) -> list[Order]:
        """The order after each event, folded one by one."""
        orders: list[Order] = []
        for event in self.history:
            orders.append(fold([event], orders[-1] if orders else None))
        return orders

    @property
    def steps(self) -> Iterator[tuple[Move, Order]]:
        """Each move with the order after it."""
        passed = len(self.begun)
        for move in self.moves:
            passed += len(move.response.events)
            yield move, self.orders[passed - 1]


def live(random: Random) -> Life:
    """Draw a life: mostly permitted moves, some strange ones, scans and delays between them."""
    life = Life(judge_of(random))
    command = protection(random)
    try:
        life.begun = tuple(protect(command, World(Facts(), life.judge, START)))
    except Refused as refused:
        life.refused = refused.refusal
        return life
    # A life has its habits, so that some of them come to a limit.
    habits = random.sample(HABITS, 2)
    left = 120 if random.random() < 0.02 else random.randint(5, MOVES_MOST)
    order, facts = fold(life.begun), OUTSET
    if random.random() < 0.7:
        order, facts = _set_off(random, life, order)
        if random.random() < 0.15:
            order, facts = _sent_back(random, life, order, facts)
    while left:
        left = min(left - 1, MOVES_AFTER_THE_END if order.status is Status.SETTLED else left)
        move = _move(random, order, _world(random, life, order, facts), habits)
        life.moves.append(move)
        order, facts = fold(move.response.events, order), move.facts
    return life


def _set_off(random: Random, life: Life, order: Order) -> tuple[Order, Facts]:
    """Most lives begin with everything in one parcel, and half of them would end without."""
    now = START + DAY
    scanned = (_scan(random, order, OUTSET, now),)
    facts, command = replace(OUTSET, checkpoints=scanned), HandOver(now)
    response = respond(order, BOB, command, World(facts, life.judge, now))
    life.moves.append(Move(now, order, facts, response, BOB, command))
    return fold(response.events, order), facts


def _sent_back(random: Random, life: Life, order: Order, facts: Facts) -> tuple[Order, Facts]:
    """Some lives come to goods that go back, which few random steps would find."""
    now = life.moves[-1].at + 3 * DAY
    came = Checkpoint(1, 2, ParcelStatus.DELIVERED, Source.CARRIER, True, now, now)  # noqa: FBT003 - a scan
    facts = replace(facts, checkpoints=(*facts.checkpoints, came))
    claim = OpenDispute(
        True,  # noqa: FBT003 - it came
        Reason.DAMAGED,
        order.held,
        remedy=Remedy.RETURN_AND_REFUND,
        evidence=(1,),
    )
    steps = (
        (0, ALICE, AddEvidence(EvidenceKind.PHOTO, "00")),
        (0, BOB, AddEvidence(EvidenceKind.OTHER, "00")),
        (0, ALICE, SendMessage("It is broken.")),
        (2, ALICE, claim),
        (0, BOB, AcceptClaim()),
        (0, BOB, GiveReturnAddress("1 Return Lane", 2)),
        (1, ALICE, AddEvidence(EvidenceKind.RETURN_RECEIPT, "00")),
        (0, ALICE, ShipReturn(now + 9 * DAY)),
        (0, ALICE, ShipReturn(now, random.choice([None, 3]))),
    )
    for days, party, command in steps[: random.choice([len(steps), len(steps), len(steps) - 1])]:
        now += days * DAY
        response = respond(order, party, command, World(facts, life.judge, now))
        life.moves.append(Move(now, order, facts, response, party, command))
        order = fold(response.events, order)
    return order, facts


def _world(random: Random, life: Life, order: Order, facts: Facts) -> World:
    """What surrounds the next move: some time later, now and then with another scan."""
    before = life.moves[-1].at if life.moves else START
    now = _later(random, order, before)
    often = 0.6 if order.status in {Status.PAID, Status.AWAITING_RETURN} else 0.3
    # What is recorded in the moment of a move would belong before it or after it.
    if now > before and random.random() < often:
        facts = replace(facts, checkpoints=(*facts.checkpoints, _scan(random, order, facts, now)))
    if now > before:
        facts = with_news(facts, now)
        facts = _handed_over_too_late(order, facts, now)
    if now - before > HOUR and random.random() < 0.06:
        # Amends was away from soon after the last move until this one.
        facts = replace(facts, outages=(*facts.outages, Outage(before + HOUR, now, now)))
    return World(facts, life.judge, now)


def _handed_over_too_late(order: Order, facts: Facts, now: datetime) -> Facts:
    """What was refunded because nobody had sent it is sent all the same."""
    known = facts.parcels or any(c.parcel == 2 for c in facts.checkpoints)
    if known or order.status is not Status.SETTLED or order.parcels:
        return facts
    return replace(facts, parcels=(Parcel(2, (1,), now, True, now),))  # noqa: FBT003 - tracked


def _move(random: Random, order: Order, world: World, habits: list[type[Command]]) -> Move:
    """Let time do its work first, as the door does, so that the move fits where it leads."""
    reached = fold(advance(order, world), order)
    kinds = [kind for kind, step in STEPS.items() if reached.status in step.leads]
    if random.random() < 0.9:
        kinds = [kind for kind in kinds if _fits(kind, reached)]
    if random.random() < 0.7:
        kinds = [kind for kind in kinds if kind in habits] or kinds
    if random.random() < 0.05:
        kinds = list(STEPS)
    (kind,) = random.choices(kinds, [_weight(kind, reached) for kind in kinds])
    roles = sorted(STEPS[kind].by if random.random() < 0.97 else Role)
    party = random.choice(PLAYERS[random.choice(roles)])
    if random.random() < 0.15:
        return Move(world.now, order, world.facts, Response(tuple(advance(order, world))))
    command = command_of(random, kind, reached, world.now)
    response = respond(order, party, command, world)
    return Move(world.now, order, world.facts, response, party, command)


def _weight(kind: type[Command], order: Order) -> float:
    # The goods go back only with a label, which is a file of the seller.
    if order.status is Status.AWAITING_RETURN and kind is AddEvidence:
        return 4
    return WEIGHTS.get(kind, 1)


def _fits(kind: type[Command], order: Order) -> bool:
    step = STEPS[kind]
    return any(step.guard(order, role) is None for role in step.by)


def _later(random: Random, order: Order, now: datetime) -> datetime:
    """Some time later; now and then long after, or right at the end of the running clock."""
    drawn = random.random()
    if drawn < 0.01:
        return now + LONG
    if drawn > 0.9:
        due_at = main_due_at(order) or now
        return max(now, due_at + random.choice([-MOMENT, timedelta(), MOMENT]))
    return now + random.choice(DELAYS)


def _scan(random: Random, order: Order, facts: Facts, now: datetime) -> Checkpoint:
    happened_at = random.choice([now, None, now - DAY, now - 15 * DAY, now + DAY])
    drawn = Checkpoint(
        parcel=random.choice([1, 1, 1, 2, *[p.number for p in order.parcels[-1:]] * 4]),
        number=len(facts.checkpoints) + 1,
        status=random.choice(SCANS[: 3 if order.status is Status.PAID else None]),
        source=random.choice([Source.CARRIER] * 4 + [Source.TRACKER, *Source]),
        physical=random.random() < 0.9,
        recorded_at=now,
        happened_at=happened_at,
        leg=random.choice([Leg.OUTBOUND] * 9 + [Leg.RETURN]),
    )
    return told(drawn)
