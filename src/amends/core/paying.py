"""What payments tell of the money in the world: transfers sent, made and refused, chargebacks."""

from datetime import datetime
from typing import assert_never

from . import commands as c
from . import events as e
from .evolve import fold
from .ledger import DONE, Account
from .money import Money
from .opening import require_refund_method
from .order import Order, Status
from .outcomes import Outcome
from .parties import Party, Role
from .refusals import Refusal, Refused
from .settling import settled
from .transfers import CAME_IN, Transfer, TransferKind, TransferState
from .world import World

OPEN = frozenset({TransferState.INTENT})
# A gateway may still say yes to what it refused: late news is news.
UNCONFIRMED = frozenset({TransferState.INTENT, TransferState.SENT, TransferState.REFUSED})
# A bank can send a refund back days after it was made.
ASKED = frozenset({TransferState.INTENT, TransferState.SENT, TransferState.CONFIRMED})
LEFT = frozenset({TransferState.SENT, TransferState.CONFIRMED})


def move(order: Order, party: Party, command: c.MoneyCommand, world: World) -> list[e.Event]:
    """Return what a command that the table permits does to the order's money in the world."""
    match command:
        case c.SendTransfer():
            if order.status is Status.FROZEN:
                raise Refused(Refusal.ORDER_FROZEN)
            _require(order, command.transfer, OPEN)
            return [e.TransferSent(world.now, command.transfer)]
        case c.ConfirmTransfer():
            _require(order, command.transfer, UNCONFIRMED)
            made_at = _made_at(order, command, world)
            return [e.TransferConfirmed(world.now, command.transfer, order.texts + 1, made_at)]
        case c.RefuseTransfer():
            _require_refusable(order, party, command.transfer)
            return [e.TransferRefused(world.now, command.transfer, order.texts + 1)]
        case c.RetryTransfer():
            return [_retry(order, command, world)]
        case c.FreezeForChargeback():
            _require_taken(order, command.disputed)
            return [e.OrderFrozen(world.now, command.disputed, order.texts + 1)]
        case c.EndChargeback():
            ended = _end_chargeback(order, command, world)
            return [ended, *_nothing_left(order, ended, world)]
        case _:
            assert_never(command)


def _require(order: Order, number: int, states: frozenset[TransferState]) -> Transfer:
    transfer = order.transfer(number)
    if transfer is None:
        raise Refused(Refusal.TRANSFER_NOT_OPEN)
    if transfer.state not in states:
        raise Refused(Refusal.TRANSFER_NOT_OPEN, state=transfer.state)
    return transfer


def _made_at(order: Order, command: c.ConfirmTransfer, world: World) -> datetime | None:
    """Return the provider's own moment, unless it cannot be: its clock may be wrong."""
    said = command.made_at
    return said if said is not None and order.paid_at <= said <= world.now else None


def _require_refusable(order: Order, party: Party, number: int) -> None:
    transfer = _require(order, number, ASKED)
    if transfer.state is not TransferState.CONFIRMED:
        return
    # That a bank sent it back is a gateway's own word; a person's would have it paid twice.
    if party.role is not Role.PLATFORM or transfer.kind in CAME_IN:
        raise Refused(Refusal.TRANSFER_NOT_OPEN, state=transfer.state)


def _retry(order: Order, command: c.RetryTransfer, world: World) -> e.Event:
    transfer = _require(order, command.transfer, frozenset({TransferState.REFUSED}))
    if command.refund_method is not None and transfer.kind is TransferKind.REFUND:
        require_refund_method(order, command.refund_method)
    return e.TransferRetried(world.now, command.transfer, command.refund_method)


def _require_taken(order: Order, disputed: Money) -> None:
    # A bank takes back what the buyer paid, and not twice.
    most = order.held - (order.charged_back or order.nothing)
    if disputed.currency != most.currency or not 0 < disputed.minor <= most.minor:
        raise Refused(Refusal.CHARGEBACK_OUT_OF_RANGE, most=most)


def _end_chargeback(order: Order, command: c.EndChargeback, world: World) -> e.Event:
    nothing, ended = order.nothing, _running(order, command.chargeback)
    if command.won:
        return e.ChargebackEnded(
            at=world.now,
            chargeback=ended,
            won=True,
            charged_back=nothing,
            held=nothing,
            reduced=(),
            put_in=nothing,
            collected=nothing,
            claimed=nothing,
        )
    # Of a second one nothing may be left to take: then it only ends.
    if command.charged_back or order.held != order.charged_back:
        _require_taken(order, command.charged_back)
    held = min(order.held_now, command.charged_back)
    reduced, left = _reduced(order, command.charged_back - held)
    paid_out = _left(order, TransferKind.PAYOUT)
    collected = min(left, paid_out)
    return e.ChargebackEnded(
        at=world.now,
        chargeback=ended,
        won=False,
        charged_back=command.charged_back,
        held=held,
        reduced=reduced,
        put_in=left,
        collected=collected,
        claimed=left - collected,
    )


def _running(order: Order, named: int | None) -> int:
    """Return which chargeback ends: the one that is named, else the one that runs longest."""
    assert order.frozen is not None, "only what is frozen thaws"
    if named is None:
        return order.frozen.first.text
    if named not in {one.text for one in order.frozen.running}:
        raise Refused(Refusal.NOT_IN_THIS_STATUS, status=order.status)
    return named


def _nothing_left(order: Order, ended: e.Event, world: World) -> list[e.Event]:
    """Settle an order of which banks took everything that was held, when the last has decided."""
    after = fold([ended], order)
    assert order.frozen is not None, "only what is frozen thaws"
    emptied = order.frozen.emptied or bool(order.held_now and not after.held_now)
    if not emptied or after.status is Status.FROZEN:
        return []
    moved = after.dispute.moved_refund if after.disputed else after.nothing
    return [settled(after, world, Outcome.CHARGED_BACK, moved)]


def _reduced(order: Order, left: Money) -> tuple[tuple[tuple[int, Money], ...], Money]:
    """Take what is left from transfers that were not sent, refunds first; return the rest."""
    unsent = [
        t for t in order.transfers if t.state in {TransferState.INTENT, TransferState.REFUSED}
    ]
    reduced = []
    for transfer in sorted(unsent, key=lambda t: t.kind is not TransferKind.REFUND):
        taken = min(left, transfer.moved)
        if taken and DONE[transfer.kind][0] in {Account.REFUND_DUE, Account.PAYOUT_DUE}:
            reduced.append((transfer.number, taken))
            left -= taken
    return tuple(reduced), left


def _left(order: Order, kind: TransferKind) -> Money:
    gone = (t.moved for t in order.transfers if t.kind is kind and t.state in LEFT)
    return sum(gone, start=order.nothing)
