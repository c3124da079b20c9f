"""The rows of transfers that one event makes or changes; payments move them in the world."""

from datetime import timedelta
from typing import TypeAlias

from amends.core.events import TransferConfirmed, TransferRefused
from amends.core.order import Order
from amends.core.transfers import Transfer, TransferKind, TransferState
from amends.database.instants import micros
from amends.database.rows import Row

from .loaded import Done, Key

# Who sends a transfer has this long to say what became of it, before somebody else looks it up.
ANSWERED_WITHIN = timedelta(minutes=5)
# A bank can send money back days after it was made, and the message that says so can be lost.
LOOKED_AT_AGAIN = timedelta(days=7)
WAITING = frozenset({TransferState.INTENT, TransferState.REFUSED})
Pair: TypeAlias = tuple[Order | None, Order]
Rows: TypeAlias = tuple[list[Row], list[Row]]


def transfers_of(key: Key, done: Done, orders: Pair, rows: Rows) -> None:
    """Add the rows that an event makes to the first list, and those that it changes to the second.

    `orders` are the order before the event and after it.
    """
    was, order = orders
    made, changed = rows
    known = {transfer.number: transfer for transfer in (was.transfers if was else ())}
    for transfer in order.transfers:
        before = known.get(transfer.number)
        if before is None:
            made.append(_row(key, transfer, order))
        elif before != transfer or (was is not None and _method_changed(transfer, was, order)):
            changed.append(_change(key, transfer, order, done))


def _row(key: Key, transfer: Transfer, order: Order) -> Row:
    at = micros(transfer.changed_at)
    money = (transfer.moved.minor, transfer.moved.currency)
    what = (transfer.number, transfer.kind.value, *money, _method(transfer, order))
    return (*key, *what, transfer.state.value, "", "", 0, at, at, at, None)


def _change(key: Key, transfer: Transfer, order: Order, done: Done) -> Row:
    confirmed = isinstance(done.event, TransferConfirmed)
    refused = isinstance(done.event, TransferRefused)
    return (
        transfer.moved.minor,
        _method(transfer, order) if transfer.state in WAITING else None,
        transfer.state.value,
        done.beside.text[:200] if confirmed else None,
        done.beside.text[:1000] if refused else "",
        _next_at(transfer),
        micros(done.event.at),
        micros(transfer.made_at) if transfer.made_at else None,
        *key,
        transfer.number,
    )


def _next_at(transfer: Transfer) -> int | None:
    match transfer.state:
        case TransferState.INTENT:
            return micros(transfer.changed_at)
        case TransferState.SENT:
            return micros(transfer.changed_at + ANSWERED_WITHIN)
        case TransferState.CONFIRMED:
            return micros(transfer.changed_at + LOOKED_AT_AGAIN)
        case _:
            return None


def _method(transfer: Transfer, order: Order) -> str:
    return order.refund_method.value if transfer.kind is TransferKind.REFUND else ""


def _method_changed(transfer: Transfer, was: Order, order: Order) -> bool:
    # What was sent keeps the way in which it was sent.
    return transfer.state in WAITING and was.refund_method is not order.refund_method
