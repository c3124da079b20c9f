"""The goods on their way back: where to, posted, and how they came."""

from typing import assert_never

from . import commands as c
from . import events as e
from .deciding import escalated
from .ends import going_back
from .opening import require_own_evidence
from .order import Order
from .outcomes import Outcome
from .parties import Role
from .refusals import Refusal, Refused
from .settling import as_returned
from .terms import PARCELS_MOST
from .world import World

SentBack = c.GiveReturnAddress | c.ShipReturn | c.AcknowledgeReturn


def send_back(order: Order, command: SentBack, world: World) -> list[e.Event]:
    """Return what a command that the table permits does to the goods' way back."""
    match command:
        case c.GiveReturnAddress():
            return [_give_address(order, command, world)]
        case c.ShipReturn():
            return [_ship(order, command, world)]
        case c.AcknowledgeReturn():
            return _acknowledge(order, command, world)
        case _:
            assert_never(command)


def _give_address(order: Order, command: c.GiveReturnAddress, world: World) -> e.Event:
    if not command.text.strip():
        raise Refused(Refusal.RETURN_ADDRESS_MISSING)
    if command.label is not None:
        require_own_evidence(order, Role.SELLER, (command.label,))
    elif going_back(order).label_due:
        raise Refused(Refusal.RETURN_LABEL_MISSING)
    return e.ReturnAddressGiven(world.now, order.texts + 1, command.label)


def _ship(order: Order, command: c.ShipReturn, world: World) -> e.Event:
    if command.posted_at > world.now:
        raise Refused(Refusal.POSTED_IN_FUTURE, latest=world.now)
    if command.receipt is not None:
        require_own_evidence(order, Role.BUYER, (command.receipt,))
    number = len(order.parcels) + 1
    if number > 2 * PARCELS_MOST:
        raise Refused(Refusal.LIMIT_REACHED, limit=2 * PARCELS_MOST)
    posted = (command.posted_at, command.receipt, command.tracked)
    return e.ReturnPosted(world.now, number, *posted)


def _acknowledge(order: Order, command: c.AcknowledgeReturn, world: World) -> list[e.Event]:
    text = order.next_text(command.text)
    acknowledged = e.ReturnAcknowledged(world.now, command.condition, text)
    if command.condition is c.ReturnCondition.AS_SENT:
        refund = going_back(order).refund
        return [acknowledged, as_returned(order, world, Outcome.RETURN_COMPLETED, refund)]
    return [acknowledged, escalated(world, e.Escalation.RETURN_NOT_AS_SENT)]
