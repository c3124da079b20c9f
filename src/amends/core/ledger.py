"""What each event does to the money: double entry, so nothing is made or lost.

The marketplace's payment provider holds the money; these are the books of what is owed to whom.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from . import events as e
from .money import Money, total
from .order import Order
from .terms import Funder
from .transfers import Transfer, TransferKind, TransferState


class Account(StrEnum):
    """Where money stands. The first four are sources: money comes from them, so they go below zero.

    `captured` is what the payment provider took from the buyer; `put_in` the platform's own money;
    `owed_by_buyer` and `owed_by_seller` claims that may be paid or not.
    """

    CAPTURED = "captured"
    PUT_IN = "put_in"
    OWED_BY_BUYER = "owed_by_buyer"
    OWED_BY_SELLER = "owed_by_seller"
    HELD = "held"
    REFUND_DUE = "refund_due"
    REFUND_PAID = "refund_paid"
    PAYOUT_DUE = "payout_due"
    PAYOUT_PAID = "payout_paid"
    COLLECT_DUE = "collect_due"
    COLLECTED = "collected"
    CLAIM_DUE = "claim_due"
    RECLAIM_DUE = "reclaim_due"
    CHARGED_BACK = "charged_back"


SOURCES = frozenset(
    {Account.CAPTURED, Account.PUT_IN, Account.OWED_BY_BUYER, Account.OWED_BY_SELLER}
)
# Money that arrives in one of these is to be moved in the world: a transfer of this kind.
DUE: Mapping[Account, TransferKind] = {
    Account.REFUND_DUE: TransferKind.REFUND,
    Account.PAYOUT_DUE: TransferKind.PAYOUT,
    Account.COLLECT_DUE: TransferKind.COLLECT,
    Account.CLAIM_DUE: TransferKind.CLAIM,
    Account.RECLAIM_DUE: TransferKind.RECLAIM,
}
# Where a transfer of each kind moves when it is confirmed. A claim goes on to the seller.
DONE: Mapping[TransferKind, tuple[Account, Account]] = {
    TransferKind.REFUND: (Account.REFUND_DUE, Account.REFUND_PAID),
    TransferKind.PAYOUT: (Account.PAYOUT_DUE, Account.PAYOUT_PAID),
    TransferKind.COLLECT: (Account.COLLECT_DUE, Account.COLLECTED),
    TransferKind.CLAIM: (Account.CLAIM_DUE, Account.PAYOUT_DUE),
    TransferKind.RECLAIM: (Account.RECLAIM_DUE, Account.COLLECTED),
}


@dataclass(frozen=True, slots=True)
class Posting:
    """One movement; `moved` is always more than zero."""

    source: Account
    destination: Account
    moved: Money


def postings(event: e.Event, order: Order | None) -> tuple[Posting, ...]:
    """Return the movements that an event makes of the order before it, none of them empty."""
    return tuple(posting for posting in _postings(event, order) if posting.moved)


def _postings(event: e.Event, order: Order | None) -> Iterator[Posting]:
    match event:
        case e.OrderProtected():
            held = total(event.lines, event.shipping)
            yield Posting(Account.CAPTURED, Account.HELD, held)
        case e.OrderSettled() | e.LinesSettled():
            platform = event.funded_by is Funder.PLATFORM
            source = Account.PUT_IN if platform else Account.HELD
            yield Posting(source, Account.REFUND_DUE, event.refund)
            yield Posting(Account.HELD, Account.PAYOUT_DUE, event.payout)
        case e.UndisputedMoved():
            yield Posting(Account.HELD, Account.REFUND_DUE, event.refund)
            yield Posting(Account.HELD, Account.PAYOUT_DUE, event.payout)
        case e.GoodwillGranted():
            yield Posting(Account.PUT_IN, Account.REFUND_DUE, event.refund)
        case e.LateArrivalSettled():
            claimed = event.claimed - event.reclaimed
            yield Posting(Account.OWED_BY_BUYER, Account.CLAIM_DUE, claimed)
            yield Posting(Account.OWED_BY_BUYER, Account.RECLAIM_DUE, event.reclaimed)
        case e.TransferConfirmed():
            assert order is not None, "a transfer belongs to an order"
            transfer = order.transfers[event.transfer - 1]
            yield Posting(*DONE[transfer.kind], transfer.moved)
        case e.TransferRefused():
            assert order is not None, "a transfer belongs to an order"
            yield from _reversed(order.transfers[event.transfer - 1])
        case e.ChargebackEnded():
            assert order is not None, "a chargeback belongs to an order"
            yield from _charged_back(event, order)
        case _:
            return


def _reversed(transfer: Transfer) -> Iterator[Posting]:
    """What was paid and came back is due again."""
    if transfer.state is TransferState.CONFIRMED:
        due, paid = DONE[transfer.kind]
        yield Posting(paid, due, transfer.moved)


def _charged_back(event: e.ChargebackEnded, order: Order) -> Iterator[Posting]:
    yield Posting(Account.HELD, Account.CHARGED_BACK, event.held)
    for number, taken in event.reduced:
        due = DONE[order.transfers[number - 1].kind][0]
        yield Posting(due, Account.CHARGED_BACK, taken)
    yield Posting(Account.PUT_IN, Account.CHARGED_BACK, event.put_in)
    yield Posting(Account.OWED_BY_SELLER, Account.COLLECT_DUE, event.collected)
    yield Posting(Account.OWED_BY_BUYER, Account.RECLAIM_DUE, event.claimed)
