"""What a role may do next, by when, and what happens if it does not: read off the lifecycle."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from .commands import (
    AcceptClaim,
    AcceptOffer,
    AddEvidence,
    AnswerExtension,
    Command,
    Decide,
    DeclineOffer,
    HandOver,
    MakeOffer,
    OpenDispute,
    RefuseClaim,
    RequestEvidence,
)
from .lifecycle import STEPS, extension_due_at, main_due_at
from .opening import require_may_open
from .order import Order, Status
from .parties import Role
from .refusals import Refused
from .world import World


@dataclass(frozen=True, slots=True)
class Action:
    """One step that is open. `mandatory` means that silence decides against, or for, somebody.

    `due_at` is when the step stops being possible by itself, None when no clock runs.
    """

    command: type[Command]
    mandatory: bool
    due_at: datetime | None
    consequence: str


def available(order: Order, role: Role, world: World) -> tuple[Action, ...]:
    """Return the steps that this role may take now, in the order of the table."""
    return tuple(
        _action(order, role, command)
        for command, step in STEPS.items()
        if role in step.by and order.status in step.leads and step.guard(order, role) is None
        if command is not OpenDispute or why_not_yet(order, world) is None
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
        case Status.AWAITING_SELLER:
            return frozenset({Role.SELLER})
        case Status.NEGOTIATING:
            return _turn_in_negotiation(order)
        case Status.AWAITING_EVIDENCE:
            return frozenset(role for role, _ in order.dispute.requests[-1].missing)
        case Status.UNDER_REVIEW | Status.APPEALED:
            return frozenset({Role.MEDIATOR})
        case _ if extension_due_at(order) is not None:
            return frozenset({Role.SELLER})
        case _:
            return frozenset()


def silence_of(order: Order) -> str:
    """Return the code of what silence means in the order's status, told apart where it differs."""
    if order.status is Status.AWAITING_SELLER and order.dispute.noticed_at is None:
        return "awaiting_seller_unseen"
    if order.status is Status.DECIDED:
        decision = order.dispute.decisions[-1]
        return "decided_refund" if decision.refund else "decided_release"
    return order.status.value


ANSWERS: Mapping[Status, frozenset[type[Command]]] = {
    Status.PAID: frozenset({HandOver}),
    Status.AWAITING_SELLER: frozenset({AcceptClaim, RefuseClaim, MakeOffer}),
    Status.NEGOTIATING: frozenset({AcceptOffer, DeclineOffer, MakeOffer}),
    Status.AWAITING_EVIDENCE: frozenset({AddEvidence}),
    Status.UNDER_REVIEW: frozenset({Decide, RequestEvidence}),
    Status.APPEALED: frozenset({Decide}),
}


def _action(order: Order, role: Role, command: type[Command]) -> Action:
    if command is AnswerExtension:
        due_at = extension_due_at(order)
        return Action(command, mandatory=True, due_at=due_at, consequence="extension_asked")
    mandatory = role in whose_turn(order) and command in ANSWERS.get(order.status, ())
    return Action(
        command,
        mandatory=mandatory,
        due_at=main_due_at(order),
        consequence=silence_of(order),
    )


def _turn_in_negotiation(order: Order) -> frozenset[Role]:
    both = (Role.BUYER, Role.SELLER)
    offered_to = {by.other_side for by in both if order.dispute.standing_offer(by)}
    return frozenset(offered_to or both)
