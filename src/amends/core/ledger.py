"""What each event does to the money: double entry, so nothing is made or lost.

The marketplace's payment provider holds the money; these are the books of what is owed to whom.
"""

from dataclasses import dataclass
from enum import StrEnum

from .events import Event, OrderProtected, OrderSettled, RefundPaid
from .money import Money, total


class Account(StrEnum):
    """Where money stands. `captured` is what the payment provider took from the buyer."""

    CAPTURED = "captured"
    HELD = "held"
    REFUND_DUE = "refund_due"
    REFUND_PAID = "refund_paid"
    PAYOUT_DUE = "payout_due"


@dataclass(frozen=True, slots=True)
class Posting:
    """One movement; `moved` is always more than zero."""

    source: Account
    destination: Account
    moved: Money


def postings(event: Event) -> tuple[Posting, ...]:
    """Return the movements that an event makes, none of them empty."""
    match event:
        case OrderProtected():
            held = total(event.lines, event.shipping)
            return (Posting(Account.CAPTURED, Account.HELD, held),)
        case OrderSettled():
            moves = (
                Posting(Account.HELD, Account.REFUND_DUE, event.refund),
                Posting(Account.HELD, Account.PAYOUT_DUE, event.payout),
            )
            return tuple(posting for posting in moves if posting.moved)
        case RefundPaid():
            return (Posting(Account.REFUND_DUE, Account.REFUND_PAID, event.refund),)
        case _:
            return ()
