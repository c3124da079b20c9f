"""What a role may do next, by when, and what happens if it does not: read off the lifecycle."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from . import commands as c
from .lifecycle import STEPS, SideClock, extension_due_at, main_due_at, side_due_at
from .opening import require_may_open
from .order import Order, Status
from .parties import Role
from .refusals import Refused
from .side_ends import reply_awaited
from .told import must_be_told
from .world import World


@dataclass(frozen=True, slots=True)
class Action:
    """One step that is open. `mandatory` means that silence decides against, or for, somebody.

    `due_at` is when the step stops being possible by itself, None when no clock runs.
    """

    command: type[c.Command]
    mandatory: bool
    due_at: datetime | None
    consequence: str


def available(order: Order, role: Role, world: World) -> tuple[Action, ...]:
    """Return the steps that this role may take now, in the order of the table."""
    return tuple(
        _action(order, role, command, world.now)
        for command, step in STEPS.items()
        if role in step.by and order.status in step.leads and step.guard(order, role) is None
        if command is not c.OpenDispute or why_not_yet(order, world) is None
    )


def why_not_yet(order: Order, world: World) -> Refused | None:
    """Return why a dispute cannot be opened now, with the day until which to wait, or None."""
    try:
        require_may_open(order, world.at(world.now))
    except Refused as refused:
        return refused
    return None


def whose_turn(order: Order) -> frozenset[Role]:
    """Return the roles that the order waits for."""
    match order.status:
        case Status.PAID:
            # With every line in a parcel it is the carrier's turn, whom no role stands for.
            return frozenset({Role.SELLER} if order.unsent_lines else ())
        case Status.AWAITING_SELLER | Status.RETURN_DELIVERED:
            return frozenset({Role.SELLER})
        case Status.AWAITING_RETURN:
            told = must_be_told(order)
            posted = order.dispute.returning is not None and order.dispute.returning.posted_at
            return frozenset() if told is None or posted else frozenset({told})
        case Status.NEGOTIATING:
            return _turn_in_negotiation(order)
        case Status.AWAITING_EVIDENCE:
            return frozenset(role for role, _ in order.dispute.requests[-1].missing)
        case Status.UNDER_REVIEW | Status.APPEALED:
            return frozenset({Role.MEDIATOR})
        case Status.FROZEN:
            return frozenset({Role.OPERATOR})
        case Status.SETTLED if side_due_at(order, SideClock.LATE_ARRIVAL) is not None:
            return frozenset({Role.BUYER})
        case _ if extension_due_at(order) is not None:
            return frozenset({Role.SELLER})
        case _:
            return frozenset()


def may_reply(order: Order, role: Role, now: datetime) -> datetime | None:
    """Return until when a decision waits for this role's reply, if nothing else is asked of it."""
    running = order.dispute.reply if order.disputed else None
    if running is None or running.of is not role or role in whose_turn(order):
        return None
    return reply_awaited(order, now)


def silence_of(order: Order) -> str:
    """Return the code of what silence means in the order's status, told apart where it differs."""
    unseen = order.noticed_at is None
    if order.status is Status.AWAITING_SELLER and unseen:
        return "awaiting_seller_unseen"
    if order.status is Status.DECIDED:
        return "decided_refund" if order.dispute.decided.refund else "decided_release"
    if order.status is Status.AWAITING_RETURN:
        return _silence_of_return(order)
    return order.status.value


ANSWERS: Mapping[Status, frozenset[type[c.Command]]] = {
    Status.PAID: frozenset({c.HandOver}),
    Status.AWAITING_SELLER: frozenset({c.AcceptClaim, c.RefuseClaim, c.MakeOffer}),
    Status.NEGOTIATING: frozenset({c.AcceptOffer, c.DeclineOffer, c.MakeOffer}),
    Status.AWAITING_EVIDENCE: frozenset({c.AddEvidence}),
    Status.UNDER_REVIEW: frozenset({c.Decide, c.RequestEvidence}),
    Status.APPEALED: frozenset({c.Decide}),
    Status.AWAITING_RETURN: frozenset({c.GiveReturnAddress, c.ShipReturn}),
    Status.RETURN_DELIVERED: frozenset({c.AcknowledgeReturn}),
    Status.FROZEN: frozenset({c.EndChargeback}),
}
# The steps that answer a side clock rather than the main one, and are gone when it ends; evidence
# can still be added then, and nobody waits for it.
BESIDE: Mapping[type[c.Command], SideClock] = {
    c.AnswerExtension: SideClock.EXTENSION_ASKED,
    c.CorrectNumber: SideClock.NUMBER_ASKED,
    c.AddEvidence: SideClock.REPLY,
    c.UndoAcceptance: SideClock.UNDO,
    c.ReportLateArrival: SideClock.LATE_ARRIVAL,
    c.ApproveDecision: SideClock.APPROVAL,
}


# Those whose silence decides nothing.
VOLUNTARY = frozenset({SideClock.UNDO, SideClock.REPLY})


def _action(order: Order, role: Role, command: type[c.Command], now: datetime) -> Action:
    beside = BESIDE.get(command)
    due_at = _due_beside(order, role, beside, now) if beside else None
    if beside is not None and due_at is not None:
        mandatory = beside not in VOLUNTARY
        return Action(command, mandatory=mandatory, due_at=due_at, consequence=beside.value)
    mandatory = role in whose_turn(order) and command in ANSWERS.get(order.status, ())
    return Action(
        command,
        mandatory=mandatory,
        due_at=main_due_at(order),
        consequence=silence_of(order),
    )


def _due_beside(order: Order, role: Role, beside: SideClock, now: datetime) -> datetime | None:
    if beside is SideClock.REPLY:
        return may_reply(order, role, now)
    return side_due_at(order, beside)


def _silence_of_return(order: Order) -> str:
    returning = order.dispute.returning
    assert returning is not None, "an order that awaits a return has one"
    if returning.given_at is None:
        return "awaiting_return_address"
    return "awaiting_return_posted" if returning.receipt else "awaiting_return"


def _turn_in_negotiation(order: Order) -> frozenset[Role]:
    both = (Role.BUYER, Role.SELLER)
    offered_to = {by.other_side for by in both if order.dispute.standing_offer(by)}
    return frozenset(offered_to or both)
