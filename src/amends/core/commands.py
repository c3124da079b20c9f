"""What a party may ask for. One frozen dataclass a command, and their union.

`text` is free text in the person's own language. It never reaches an event: the door stores it
under a number of the order, and the event names that number.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import TypeAlias

from .money import Money
from .parties import Role
from .reasons import EvidenceKind, Reason
from .rulings import RulingOutcome
from .terms import RefundMethod, Remedy, Terms


class AppealGround(StrEnum):
    """Why somebody else should look again."""

    NEW_EVIDENCE = "new_evidence"
    NAMED_ERROR = "named_error"


@dataclass(frozen=True, slots=True)
class ProtectOrder:
    """Hold the money of a new order and start its clocks.

    `lines` are the prices of the lines, in their order; with `shipping` (tax and duties paid at
    checkout included) they make what is held. `promise_ends_at` is the instant at which the
    promised day is over where the buyer lives. `dispatch_by` overrides the dispatch term.
    """

    buyer: str
    seller: str
    lines: tuple[Money, ...]
    shipping: Money
    paid_at: datetime
    promise_ends_at: datetime
    policy: str
    terms: Terms
    dispatch_by: datetime | None = None
    domestic: bool = False


@dataclass(frozen=True, slots=True)
class HandOver:
    """Say that a parcel with these lines was given to a carrier. No lines: all not yet sent."""

    handed_over_at: datetime
    lines: tuple[int, ...] = ()
    tracked: bool = True


@dataclass(frozen=True, slots=True)
class RequestExtension:
    """Ask the seller for more days of protection."""

    days: int
    text: str = ""


@dataclass(frozen=True, slots=True)
class AnswerExtension:
    """Grant or refuse the extension that the buyer asked for."""

    grant: bool
    text: str = ""


@dataclass(frozen=True, slots=True)
class SendMessage:
    """Write to the other side."""

    text: str


@dataclass(frozen=True, slots=True)
class AddEvidence:
    """Add a file that was accepted and sealed; `sha256` is of the sealed original, in hex."""

    kind: EvidenceKind
    sha256: str


@dataclass(frozen=True, slots=True)
class ConfirmReceipt:
    """Say that everything arrived and is right: the money goes to the seller."""


@dataclass(frozen=True, slots=True)
class OpenDispute:
    """Claim a refund. `evidence` are numbers of files that the buyer added before."""

    received: bool
    reason: Reason
    refund: Money
    lines: tuple[int, ...] = ()
    remedy: Remedy = Remedy.REFUND_ONLY
    refund_method: RefundMethod = RefundMethod.ORIGINAL_PAYMENT
    evidence: tuple[int, ...] = ()
    text: str = ""


@dataclass(frozen=True, slots=True)
class ProveNotice:
    """Record that a party has seen, or a channel has delivered, what the dispute asks of it."""

    to: Role


@dataclass(frozen=True, slots=True)
class AcceptClaim:
    """Agree to everything that the buyer asks."""


@dataclass(frozen=True, slots=True)
class RefuseClaim:
    """Refuse the claim and say why."""

    text: str


@dataclass(frozen=True, slots=True)
class MakeOffer:
    """Offer another refund; it takes the place of one's earlier offer."""

    refund: Money
    text: str = ""


@dataclass(frozen=True, slots=True)
class AcceptOffer:
    """Accept the other side's offer by its number, so that nobody accepts what just changed."""

    offer: int


@dataclass(frozen=True, slots=True)
class DeclineOffer:
    """Decline the other side's offer."""

    offer: int
    text: str = ""


@dataclass(frozen=True, slots=True)
class Withdraw:
    """Give the dispute up; the order goes on."""


@dataclass(frozen=True, slots=True)
class Escalate:
    """Ask the platform to decide."""

    text: str = ""


@dataclass(frozen=True, slots=True)
class RequestEvidence:
    """Ask one or both parties for named items."""

    of: tuple[Role, ...]
    items: tuple[EvidenceKind, ...]
    text: str = ""


@dataclass(frozen=True, slots=True)
class Decide:
    """Decide a dispute: refund all or part, release, or wait until a day.

    `text` are the reasons, read by both parties. What the rule recommended at that moment, and
    whether it was followed, is recorded by itself.
    """

    outcome: RulingOutcome
    text: str
    refund: Money | None = None
    wait_until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Appeal:
    """Ask somebody else to look at a decision again."""

    ground: AppealGround
    text: str
    evidence: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class ChooseRefundMethod:
    """Choose where the refund goes, until it was paid."""

    refund_method: RefundMethod


@dataclass(frozen=True, slots=True)
class MarkRefundPaid:
    """Record that the refund due was paid, under the payment provider's reference."""

    text: str


Command: TypeAlias = (
    HandOver
    | RequestExtension
    | AnswerExtension
    | SendMessage
    | AddEvidence
    | ConfirmReceipt
    | OpenDispute
    | ProveNotice
    | AcceptClaim
    | RefuseClaim
    | MakeOffer
    | AcceptOffer
    | DeclineOffer
    | Withdraw
    | Escalate
    | RequestEvidence
    | Decide
    | Appeal
    | ChooseRefundMethod
    | MarkRefundPaid
)
