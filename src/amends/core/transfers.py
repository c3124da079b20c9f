"""Money that must move in the world: each transfer is made once, whatever happens on the way."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from .money import Money


class TransferKind(StrEnum):
    """Between whom. A buyer pays back to the seller (claim) or to the platform (reclaim)."""

    REFUND = "refund"
    PAYOUT = "payout"
    COLLECT = "collect"
    CLAIM = "claim"
    RECLAIM = "reclaim"


# What comes in here: from a seller or a buyer.
CAME_IN = frozenset({TransferKind.COLLECT, TransferKind.CLAIM, TransferKind.RECLAIM})
OF_BUYER = frozenset({TransferKind.REFUND, TransferKind.CLAIM, TransferKind.RECLAIM})


class TransferState(StrEnum):
    """How far it is. `payments` knows one more, unknown: sent, and not answered."""

    INTENT = "intent"
    SENT = "sent"
    CONFIRMED = "confirmed"
    REFUSED = "refused"
    CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True)
class Transfer:
    """One transfer, as the order knows it; `changed_at` is when its state was recorded.

    `made_at` is the provider's own moment of what is confirmed, where it is known.
    """

    number: int
    kind: TransferKind
    moved: Money
    state: TransferState
    changed_at: datetime
    made_at: datetime | None = None

    @property
    def moved_at(self) -> datetime:
        """When its state began, as far as is known."""
        return self.made_at or self.changed_at
