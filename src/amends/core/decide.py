"""Decide what a command does: let time do its work, check the table, then ask the rule of it."""

from dataclasses import dataclass
from datetime import datetime

from . import commands as c
from . import events as e
from .advance import advance
from .days import in_working_days
from .disputes import Argument, argue
from .evolve import fold
from .lifecycle import STEPS
from .order import Order
from .ordering import on_the_way
from .parties import Party, Role
from .paying import move
from .refusals import Refusal, Refused
from .returning import SentBack, send_back
from .reviewing import Review, review
from .world import World


@dataclass(frozen=True, slots=True)
class Response:
    """What time had done, what the command did, what followed from it; and why it was refused.

    What time had done stands, whether the command was refused or not.
    """

    elapsed: tuple[e.Event, ...]
    decided: tuple[e.Event, ...] = ()
    followed: tuple[e.Event, ...] = ()
    refused: Refused | None = None

    @property
    def events(self) -> tuple[e.Event, ...]:
        """Everything that happened, in order."""
        return (*self.elapsed, *self.decided, *self.followed)


def protect(command: c.ProtectOrder, world: World) -> list[e.Event]:
    """Return the events that begin an order's life, or raise `Refused`."""
    held = sum((line.minor for line in command.lines), start=command.shipping.minor)
    if not command.lines or held <= 0:
        raise Refused(Refusal.NOTHING_HELD)
    terms = command.terms
    latest = command.paid_at + terms.protection_most
    if command.promise_ends_at > latest:
        raise Refused(Refusal.PROMISE_TOO_LATE, latest=latest)
    protected = e.OrderProtected(
        at=world.now,
        buyer=command.buyer,
        seller=command.seller,
        lines=command.lines,
        shipping=command.shipping,
        paid_at=command.paid_at,
        promise_ends_at=command.promise_ends_at,
        dispatch_by=command.dispatch_by or _dispatch_by(command),
        domestic=command.domestic,
        policy=command.policy,
        terms=terms,
        buyer_holidays=command.buyer_holidays,
        seller_holidays=command.seller_holidays,
        border=command.border,
        weights=command.weights,
    )
    return [protected]


def respond(order: Order, party: Party, command: c.Command, world: World) -> Response:
    """Let time do its work first, then decide the command, then let time go on."""
    # A command that waited for another writer happens after what that one recorded; and only what
    # is known by then may be looked at, though an import brings the facts of later days along.
    world = world.at(max(world.now, order.latest_at))
    elapsed = advance(order, world)
    order = fold(elapsed, order)
    try:
        decided = decide(order, party, command, world)
    except Refused as refused:
        return Response(tuple(elapsed), refused=refused)
    order = fold(decided, order)
    # A command can lead where a clock has ended already: time goes on from there.
    return Response(tuple(elapsed), tuple(decided), tuple(advance(order, world)))


def decide(order: Order, party: Party, command: c.Command, world: World) -> list[e.Event]:
    """Return the events that the command itself causes, or raise `Refused`."""
    require_permitted(order, party.role, type(command))
    if isinstance(command, Review):
        return review(order, party, command, world)
    if isinstance(command, SentBack):
        return send_back(order, command, world)
    if isinstance(command, c.MoneyCommand):
        return move(order, party, command, world)
    if isinstance(command, Argument):
        return argue(order, party, command, world)
    return on_the_way(order, party, command, world)


def require_permitted(order: Order, role: Role, command: type[c.Command]) -> None:
    """Raise `Refused` unless this role may give this command to the order as it stands."""
    step = STEPS[command]
    if role not in step.by:
        raise Refused(Refusal.NOT_YOUR_ROLE, roles=sorted(step.by))
    known = order.status in step.leads
    refusal = step.guard(order, role) if known else Refusal.NOT_IN_THIS_STATUS
    if refusal is Refusal.NOT_IN_THIS_STATUS:
        raise Refused(refusal, status=order.status)
    if refusal is not None:
        raise Refused(refusal)


def _dispatch_by(command: c.ProtectOrder) -> datetime:
    within = command.terms.dispatch_within
    if not command.terms.business_days:
        return command.paid_at + within
    return in_working_days(command.paid_at, within, command.seller_holidays)
