"""Money that must move in the world: each transfer is made once, whatever happens on the way."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from .money import Money


class TransferKind(StrEnum):
    """Between whom."""

    REFUND = "refund"
    PAYOUT = "payout"
    COLLECT = "collect"
    CLAIM = "claim"


class TransferState(StrEnum):
    """How far it is. `payments` knows one more, unknown: sent, and not answered."""

    INTENT = "intent"
    SENT = "sent"
    CONFIRMED = "confirmed"
    REFUSED = "refused"
    CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True)
class Transfer:
    """One transfer, as the order knows it; `changed_at` is when its state began."""

    number: int
    kind: TransferKind
    moved: Money
    state: TransferState
    changed_at: datetime
