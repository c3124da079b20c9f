"""What happened in the dispute inside an order."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from amends.core.commands.dispute import AppealGround, ReturnCondition
from amends.core.money import Money
from amends.core.outcomes import Outcome
from amends.core.parties import Role
from amends.core.reasons import Burden, EvidenceKind, Reason
from amends.core.rulings import FactUsed, RulingOutcome
from amends.core.terms import Funder, RefundMethod, Remedy


class Escalation(StrEnum):
    """Why a dispute came under review."""

    ASKED = "asked"
    NEGOTIATION_OVER = "negotiation_over"
    NOTICE_NOT_PROVEN = "notice_not_proven"
    SELLER_SILENT_CONTESTED = "seller_silent_contested"
    WAIT_OVER_CONTESTED = "wait_over_contested"
    WAIT_OVER_UNPROVEN = "wait_over_unproven"
    FINDING = "finding"
    NOT_DELIVERED_BY_THEN = "not_delivered_by_then"
    RETURN_NOT_SCANNED = "return_not_scanned"
    RETURN_NOT_ARRIVED = "return_not_arrived"
    RETURN_NOT_AS_SENT = "return_not_as_sent"
    LATE_ARRIVAL = "late_arrival"


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
    demanded: Money | None = None


@dataclass(frozen=True, slots=True)
class NoticeProven:
    """Somebody was told: now, or from `counts_from` on where a channel has only just taken it."""

    at: datetime
    to: Role
    counts_from: datetime | None = None


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
    remedy: Remedy = Remedy.REFUND_ONLY


@dataclass(frozen=True, slots=True)
class OfferDeclined:
    at: datetime
    by: Role
    offer: int
    text: int | None


@dataclass(frozen=True, slots=True)
class DisputeWithdrawn:
    """Given up: the order goes on, its clock until `due_at`."""

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
    """A decision; `settles_as` is the outcome of the order if nobody appeals.

    `approved_by` is the second person, where one was needed.
    """

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
    funded_by: Funder = Funder.SELLER
    counts: bool = True
    label_due: bool = False
    approved_by: str = ""


@dataclass(frozen=True, slots=True)
class DecisionAppealed:
    at: datetime
    by: Role
    ground: AppealGround
    evidence: tuple[int, ...]
    text: int | None


@dataclass(frozen=True, slots=True)
class OfferAccepted:
    """One side accepted; for what is not settled by that alone: nothing at all, or a proposal."""

    at: datetime
    by: Role
    offer: int


@dataclass(frozen=True, slots=True)
class AcceptanceUndone:
    at: datetime
    offer: int


@dataclass(frozen=True, slots=True)
class WithdrawnUntil:
    """Given up on condition that the parcel is delivered by `until`."""

    at: datetime
    until: datetime


@dataclass(frozen=True, slots=True)
class EvidenceTimeExtended:
    at: datetime
    by: Role


@dataclass(frozen=True, slots=True)
class DecisionProposed:
    """A decision above what one person may decide; `digest` names exactly this one."""

    at: datetime
    proposed: DecisionMade
    digest: str
    text: int | None


@dataclass(frozen=True, slots=True)
class ApprovalRefused:
    at: datetime
    by: Role
    author: str
    digest: str
    text: int | None


@dataclass(frozen=True, slots=True)
class ApprovalOverdue:
    at: datetime


@dataclass(frozen=True, slots=True)
class ReturnAgreed:
    """The two agreed that the goods go back, and what is refunded then."""

    at: datetime
    refund: Money
    settles_as: Outcome
    label_due: bool


@dataclass(frozen=True, slots=True)
class ReturnAddressGiven:
    at: datetime
    text: int
    label: int | None


@dataclass(frozen=True, slots=True)
class ReturnPosted:
    """The buyer posted the goods back, in a parcel of its own number."""

    at: datetime
    parcel: int
    posted_at: datetime
    receipt: int | None
    tracked: bool


@dataclass(frozen=True, slots=True)
class ReturnShipped:
    at: datetime


@dataclass(frozen=True, slots=True)
class ReturnDelivered:
    at: datetime


@dataclass(frozen=True, slots=True)
class ReturnAcknowledged:
    at: datetime
    condition: ReturnCondition
    text: int | None
