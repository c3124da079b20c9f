"""What happens to the money in the world, told by `payments` and by operators."""

from dataclasses import dataclass
from datetime import datetime

from amends.core.money import Money
from amends.core.terms import RefundMethod


@dataclass(frozen=True, slots=True)
class SendTransfer:
    """Record that a transfer is about to be sent: from here on it may have happened."""

    transfer: int


@dataclass(frozen=True, slots=True)
class ConfirmTransfer:
    """Record that a transfer was made; `text` is the reference of whoever made it.

    `made_at` is the moment that a provider names for it, None where none was named.
    """

    transfer: int
    text: str
    made_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class RefuseTransfer:
    """Record that a transfer was refused for good, and why."""

    transfer: int
    text: str


@dataclass(frozen=True, slots=True)
class RetryTransfer:
    """Try a refused transfer again, a refund perhaps in another way."""

    transfer: int
    refund_method: RefundMethod | None = None


@dataclass(frozen=True, slots=True)
class FreezeForChargeback:
    """Record that the buyer's bank takes the payment back; `text` is the provider's reference."""

    disputed: Money
    text: str


@dataclass(frozen=True, slots=True)
class EndChargeback:
    """Record how a chargeback ended; `charged_back` is what the bank took, nothing when won.

    `chargeback` is the number of its text; None means the one that runs longest.
    """

    won: bool
    charged_back: Money
    chargeback: int | None = None
