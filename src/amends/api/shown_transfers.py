"""The money of an order that must move in the world, as the API shows it to one caller."""

from collections.abc import Mapping

from amends.core.order import Order
from amends.core.parties import Role
from amends.core.transfers import OF_BUYER, Transfer, TransferKind
from amends.orders import keys, transferred
from amends.orders.transferred import Transferred

from . import views as v
from .calling import Seen

# A refund concerns both sides; what else one side pays or gets is nobody else's business.
SHOWN: Mapping[Role, frozenset[TransferKind]] = {
    Role.BUYER: OF_BUYER,
    Role.SELLER: frozenset({TransferKind.REFUND, TransferKind.PAYOUT, TransferKind.COLLECT}),
}
UNKNOWN = "unknown"


def transfers_view(seen: Seen) -> list[v.TransferView]:
    """Return the transfers of an order that concern the caller, by number."""
    kinds = SHOWN.get(seen.role, frozenset(TransferKind))
    rows = _rows(seen)
    return [
        _view(seen, transfer, rows.get(transfer.number))
        for transfer in seen.loaded.order.transfers
        if transfer.kind in kinds
    ]


def refund_view(seen: Seen, number: int) -> v.RefundView | None:
    """Return a transfer that is a refund, or None if the order has no such refund."""
    transfer = seen.loaded.order.transfer(number)
    if transfer is None or transfer.kind is not TransferKind.REFUND:
        return None
    view = _view(seen, transfer, _rows(seen).get(number))
    return v.RefundView(
        id=view.id,
        order=keys.spell(seen.loaded.key[1]),
        version=seen.loaded.version,
        state=view.state,
        method=view.method,
        refund=view.moved,
        reference=view.reference,
        problem=view.problem,
        changed_at=view.changed_at,
        made_at=view.made_at,
    )


def _rows(seen: Seen) -> Mapping[int, Transferred]:
    return {row.number: row for row in transferred.of_order(seen.loaded.key)}


def _view(seen: Seen, transfer: Transfer, row: Transferred | None) -> v.TransferView:
    # A clock that ended since the last write can have made money due that has no row yet.
    unanswered = row is not None and row.state == UNKNOWN
    return v.TransferView(
        id=keys.part(seen.loaded.key[1], "t", transfer.number),
        kind=transfer.kind,
        moved=v.MoneyView.of(transfer.moved),
        method=row.method if row else _method(seen.loaded.order, transfer),
        state=UNKNOWN if unanswered else transfer.state,
        reference=row.reference if row else "",
        problem=row.problem if row else "",
        changed_at=transfer.changed_at,
        made_at=transfer.made_at,
    )


def _method(order: Order, transfer: Transfer) -> str:
    return order.refund_method if transfer.kind is TransferKind.REFUND else ""
