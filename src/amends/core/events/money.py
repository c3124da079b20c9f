"""What happened to the money: how it was divided, and what became of each transfer."""

from dataclasses import dataclass
from datetime import datetime

from amends.core.money import Money
from amends.core.outcomes import Outcome
from amends.core.terms import Funder, RefundMethod


@dataclass(frozen=True, slots=True)
class LinesSettled:
    """Some lines are settled, and the order goes on with the others, its clock until `due_at`."""

    at: datetime
    outcome: Outcome
    refund: Money
    payout: Money
    lines: tuple[int, ...]
    due_at: datetime | None
    funded_by: Funder
    counts: bool


@dataclass(frozen=True, slots=True)
class OrderSettled:
    """Everything that was still held is divided: what the buyer gets and what the seller gets.

    `lines` are those that it settles; `counts` says whether it counts in the seller's metrics.
    """

    at: datetime
    outcome: Outcome
    refund: Money
    payout: Money
    lines: tuple[int, ...]
    funded_by: Funder
    counts: bool


@dataclass(frozen=True, slots=True)
class UndisputedMoved:
    """What nobody can still contest of a decision, moved before the rest."""

    at: datetime
    refund: Money
    payout: Money


@dataclass(frozen=True, slots=True)
class GoodwillGranted:
    at: datetime
    refund: Money
    text: int


@dataclass(frozen=True, slots=True)
class TransferSent:
    at: datetime
    transfer: int


@dataclass(frozen=True, slots=True)
class TransferConfirmed:
    """A transfer was made; `made_at` is the provider's own moment, where it is known."""

    at: datetime
    transfer: int
    text: int
    made_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class TransferRefused:
    at: datetime
    transfer: int
    text: int


@dataclass(frozen=True, slots=True)
class TransferRetried:
    at: datetime
    transfer: int
    refund_method: RefundMethod | None


@dataclass(frozen=True, slots=True)
class OrderFrozen:
    """A chargeback runs: nothing that was not sent is sent, and every clock stands still.

    It may be one more of an order that is frozen already: then both must end.
    """

    at: datetime
    disputed: Money
    text: int


@dataclass(frozen=True, slots=True)
class ChargebackOverdue:
    at: datetime


@dataclass(frozen=True, slots=True)
class ChargebackEnded:
    """How a chargeback ended, and out of which pockets what the bank took came.

    `held` was still held; `reduced` are transfers that had not been sent, each with what it lost;
    `put_in` had left already and is the platform's until `collected` comes back from the seller
    and `claimed` from the buyer. The first three add up to `charged_back`. `chargeback` is the
    number of the text under which the one that ended was recorded.
    """

    at: datetime
    chargeback: int
    won: bool
    charged_back: Money
    held: Money
    reduced: tuple[tuple[int, Money], ...]
    put_in: Money
    collected: Money
    claimed: Money
