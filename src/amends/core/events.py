"""What happened to an order. Events hold ids, codes, money and times: never names or free text.

`text` is the number under which the order keeps what somebody wrote, or None.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import TypeAlias

from .commands import AppealGround
from .money import Money
from .parties import Role
from .reasons import Burden, EvidenceKind, Reason
from .rulings import FactUsed, RulingOutcome
from .terms import RefundMethod, Remedy, Terms


class Outcome(StrEnum):
    """Why the money of a settled order was divided as it was."""

    RECEIPT_CONFIRMED = "receipt_confirmed"
    RECEIPT_PRESUMED = "receipt_presumed"
    CLAIM_WINDOW_ENDED = "claim_window_ended"
    NEVER_SHIPPED = "never_shipped"
    SELLER_ACCEPTED = "seller_accepted"
    SELLER_SILENT = "seller_silent"
    AGREED = "agreed"
    DECIDED = "decided"
    APPEAL_CHANGED = "appeal_changed"


class Escalation(StrEnum):
    """Why a dispute came under review."""

    ASKED = "asked"
    NEGOTIATION_OVER = "negotiation_over"
    NOTICE_NOT_PROVEN = "notice_not_proven"
    SELLER_SILENT_CONTESTED = "seller_silent_contested"
    WAIT_OVER_CONTESTED = "wait_over_contested"
    FINDING = "finding"


@dataclass(frozen=True, slots=True)
class OrderProtected:
    at: datetime
    buyer: str
    seller: str
    lines: tuple[Money, ...]
    shipping: Money
    paid_at: datetime
    promise_ends_at: datetime
    dispatch_by: datetime
    domestic: bool
    policy: str
    terms: Terms


@dataclass(frozen=True, slots=True)
class ParcelHandedOver:
    at: datetime
    parcel: int
    lines: tuple[int, ...]
    handed_over_at: datetime
    tracked: bool


@dataclass(frozen=True, slots=True)
class OrderShipped:
    at: datetime


@dataclass(frozen=True, slots=True)
class OrderDelivered:
    at: datetime
    delivered_at: datetime


@dataclass(frozen=True, slots=True)
class ProtectionLapsed:
    at: datetime


@dataclass(frozen=True, slots=True)
class ExtensionRequested:
    at: datetime
    days: int
    text: int | None


@dataclass(frozen=True, slots=True)
class ExtensionGranted:
    at: datetime
    protected_until: datetime
    text: int | None


@dataclass(frozen=True, slots=True)
class ExtensionRefused:
    at: datetime
    text: int | None


@dataclass(frozen=True, slots=True)
class ExtensionLapsed:
    at: datetime


@dataclass(frozen=True, slots=True)
class MessageSent:
    at: datetime
    by: Role
    text: int


@dataclass(frozen=True, slots=True)
class EvidenceAdded:
    at: datetime
    by: Role
    evidence: int
    kind: EvidenceKind
    sha256: str


@dataclass(frozen=True, slots=True)
class DisputeOpened:
    at: datetime
    dispute: int
    by: Role
    received: bool
    reason: Reason
    remedy: Remedy
    lines: tuple[int, ...]
    refund: Money
    refund_method: RefundMethod
    evidence: tuple[int, ...]
    text: int | None


@dataclass(frozen=True, slots=True)
class NoticeProven:
    at: datetime
    to: Role


@dataclass(frozen=True, slots=True)
class ClaimRefused:
    at: datetime
    text: int | None


@dataclass(frozen=True, slots=True)
class OfferMade:
    at: datetime
    by: Role
    offer: int
    refund: Money
    text: int | None


@dataclass(frozen=True, slots=True)
class OfferDeclined:
    at: datetime
    by: Role
    offer: int
    text: int | None


@dataclass(frozen=True, slots=True)
class DisputeWithdrawn:
    at: datetime
    due_at: datetime


@dataclass(frozen=True, slots=True)
class DisputeEscalated:
    at: datetime
    by: Role
    because: Escalation
    text: int | None


@dataclass(frozen=True, slots=True)
class EvidenceRequested:
    at: datetime
    by: Role
    of: tuple[Role, ...]
    items: tuple[EvidenceKind, ...]
    text: int | None


@dataclass(frozen=True, slots=True)
class EvidenceTimeEnded:
    at: datetime
    complete: bool


@dataclass(frozen=True, slots=True)
class DecisionMade:
    """A decision; `settles_as` is the outcome of the order if nobody appeals."""

    at: datetime
    decision: int
    by: Role
    author: str
    outcome: RulingOutcome
    refund: Money
    wait_until: datetime | None
    settles_as: Outcome
    rule: str
    policy: str
    burden: Burden
    facts: tuple[FactUsed, ...]
    followed: bool
    text: int | None


@dataclass(frozen=True, slots=True)
class DecisionAppealed:
    at: datetime
    by: Role
    ground: AppealGround
    evidence: tuple[int, ...]
    text: int | None


@dataclass(frozen=True, slots=True)
class ReviewOverdue:
    at: datetime


@dataclass(frozen=True, slots=True)
class OrderSettled:
    at: datetime
    outcome: Outcome
    refund: Money
    payout: Money


@dataclass(frozen=True, slots=True)
class RefundMethodChosen:
    at: datetime
    refund_method: RefundMethod


@dataclass(frozen=True, slots=True)
class RefundPaid:
    at: datetime
    refund: Money
    text: int


Event: TypeAlias = (
    OrderProtected
    | ParcelHandedOver
    | OrderShipped
    | OrderDelivered
    | ProtectionLapsed
    | ExtensionRequested
    | ExtensionGranted
    | ExtensionRefused
    | ExtensionLapsed
    | MessageSent
    | EvidenceAdded
    | DisputeOpened
    | NoticeProven
    | ClaimRefused
    | OfferMade
    | OfferDeclined
    | DisputeWithdrawn
    | DisputeEscalated
    | EvidenceRequested
    | EvidenceTimeEnded
    | DecisionMade
    | DecisionAppealed
    | ReviewOverdue
    | OrderSettled
    | RefundMethodChosen
    | RefundPaid
)
