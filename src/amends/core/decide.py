"""Decide what a command does: let time do its work, check the table, then ask the rule of it."""

from dataclasses import dataclass
from datetime import timedelta

from . import commands as c
from . import events as e
from .advance import advance
from .disputes import in_dispute
from .evolve import fold
from .follow import follow
from .lifecycle import STEPS
from .opening import open_dispute, require_refund_method
from .order import Order
from .parties import Party, Role
from .refusals import Refusal, Refused
from .settling import settled
from .terms import EVIDENCE_MOST, MESSAGES_MOST, PARCELS_MOST
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
        dispatch_by=command.dispatch_by or command.paid_at + terms.dispatch_within,
        domestic=command.domestic,
        policy=command.policy,
        terms=terms,
    )
    return [protected]


def respond(order: Order, party: Party, command: c.Command, world: World) -> Response:
    """Let time do its work first, then decide the command, then let the rules follow."""
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
    return Response(tuple(elapsed), tuple(decided), tuple(follow(order, world)))


def decide(order: Order, party: Party, command: c.Command, world: World) -> list[e.Event]:
    """Return the events that the command itself causes, or raise `Refused`."""
    require_permitted(order, party.role, type(command))
    match command:
        case c.HandOver():
            return _hand_over(order, command, world)
        case c.RequestExtension():
            return [_request_extension(order, command, world)]
        case c.AnswerExtension():
            return [_answer_extension(order, command, world)]
        case c.SendMessage():
            return [_send_message(order, party, world)]
        case c.AddEvidence():
            return [_add_evidence(order, party, command, world)]
        case c.ConfirmReceipt():
            return [settled(order, world, e.Outcome.RECEIPT_CONFIRMED, order.held.nothing)]
        case c.OpenDispute():
            return [open_dispute(order, command, world)]
        case c.ChooseRefundMethod():
            return [_choose_refund_method(order, command, world)]
        case c.MarkRefundPaid():
            assert order.refund is not None, "only a settled order has a refund"
            return [e.RefundPaid(world.now, order.refund, order.texts + 1)]
        case _:
            return in_dispute(order, party, command, world)


def require_permitted(order: Order, role: Role, command: type[c.Command]) -> None:
    """Raise `Refused` unless this role may give this command to the order as it stands."""
    step = STEPS[command]
    if role not in step.by:
        raise Refused(Refusal.NOT_YOUR_ROLE, roles=sorted(step.by))
    if order.status not in step.leads:
        raise Refused(Refusal.NOT_IN_THIS_STATUS, status=order.status)
    refusal = step.guard(order, role)
    if refusal is not None:
        raise Refused(refusal)


def _hand_over(order: Order, command: c.HandOver, world: World) -> list[e.Event]:
    lines = command.lines or order.unsent_lines
    known = set(range(1, len(order.lines) + 1))
    if not set(lines) <= known:
        raise Refused(Refusal.LINES_UNKNOWN, lines=sorted(set(lines) - known))
    sent = set(lines) - set(order.unsent_lines)
    if sent:
        raise Refused(Refusal.LINES_ALREADY_SENT, lines=sorted(sent))
    if command.handed_over_at > world.now:
        raise Refused(Refusal.HAND_OVER_IN_FUTURE, latest=world.now)
    number = len(order.parcels) + 1
    if number > PARCELS_MOST:
        raise Refused(Refusal.LIMIT_REACHED, limit=PARCELS_MOST)
    lines = tuple(sorted(set(lines)))
    handed_over = e.ParcelHandedOver(
        world.now, number, lines, command.handed_over_at, command.tracked
    )
    order = fold([handed_over], order)
    if order.unsent_lines or not order.terms.untracked_posting:
        return [handed_over]
    return [handed_over, e.OrderShipped(world.now)]


def _request_extension(order: Order, command: c.RequestExtension, world: World) -> e.Event:
    room = order.paid_at + order.terms.extended_most - order.protected_until
    days_most = min(order.terms.extension_days_most, room.days)
    if not 1 <= command.days <= days_most:
        raise Refused(Refusal.EXTENSION_OUT_OF_RANGE, days_most=max(days_most, 0))
    return e.ExtensionRequested(world.now, command.days, order.next_text(command.text))


def _answer_extension(order: Order, command: c.AnswerExtension, world: World) -> e.Event:
    assert order.extension is not None, "the table lets nobody answer what was not asked"
    text = order.next_text(command.text)
    if not command.grant:
        return e.ExtensionRefused(world.now, text)
    until = order.protected_until + timedelta(days=order.extension.days)
    return e.ExtensionGranted(world.now, until, text)


def _send_message(order: Order, party: Party, world: World) -> e.Event:
    # Each side has its own limit, and only messages have it: nobody writes the other into silence,
    # or keeps a decision from being given its reasons.
    if order.messages_of(party.role) >= MESSAGES_MOST:
        raise Refused(Refusal.LIMIT_REACHED, limit=MESSAGES_MOST)
    return e.MessageSent(world.now, party.role, order.texts + 1)


def _add_evidence(order: Order, party: Party, command: c.AddEvidence, world: World) -> e.Event:
    # Each side has its own limit, so that neither can use up the other's.
    if len(order.evidence_of(party.role)) >= EVIDENCE_MOST:
        raise Refused(Refusal.LIMIT_REACHED, limit=EVIDENCE_MOST)
    number = len(order.evidence) + 1
    return e.EvidenceAdded(world.now, party.role, number, command.kind, command.sha256)


def _choose_refund_method(order: Order, command: c.ChooseRefundMethod, world: World) -> e.Event:
    require_refund_method(order, command.refund_method)
    return e.RefundMethodChosen(world.now, command.refund_method)
