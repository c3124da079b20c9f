"""What happened to an order itself, with or without a dispute."""

from dataclasses import dataclass
from datetime import date, datetime

from amends.core.border import Border
from amends.core.money import Money
from amends.core.parties import Role
from amends.core.reasons import EvidenceKind
from amends.core.terms import LateChoice, RefundMethod, Terms


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
    buyer_holidays: tuple[date, ...] = ()
    seller_holidays: tuple[date, ...] = ()
    border: Border | None = None
    weights: tuple[int | None, ...] = ()


@dataclass(frozen=True, slots=True)
class ParcelHandedOver:
    at: datetime
    parcel: int
    lines: tuple[int, ...]
    handed_over_at: datetime
    tracked: bool
    weight_grams: int | None = None


@dataclass(frozen=True, slots=True)
class ParcelAccepted:
    """A carrier has this parcel, while the order waits for others or went by the seller's word."""

    at: datetime
    parcel: int


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
class ProtectionExtended:
    """More time without the seller: `by` the buyer, once, or the platform for a moving parcel."""

    at: datetime
    by: Role
    protected_until: datetime


@dataclass(frozen=True, slots=True)
class NumberAsked:
    at: datetime
    by: Role
    parcel: int
    text: int | None


@dataclass(frozen=True, slots=True)
class NumberCorrected:
    at: datetime
    parcel: int


@dataclass(frozen=True, slots=True)
class NumberNotCorrected:
    at: datetime
    parcel: int


@dataclass(frozen=True, slots=True)
class DeadlineNear:
    """A reminder: the clock that runs ends at `due_at`."""

    at: datetime
    due_at: datetime


@dataclass(frozen=True, slots=True)
class OutageTolled:
    """Amends itself was away for a time: the clock that ran then ends that much later."""

    at: datetime
    started_at: datetime
    ended_at: datetime


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
class ReviewOverdue:
    at: datetime


@dataclass(frozen=True, slots=True)
class RefundMethodChosen:
    at: datetime
    refund_method: RefundMethod


@dataclass(frozen=True, slots=True)
class LateArrivalSeen:
    """A carrier delivered lines, counted from 1, that were refunded already."""

    at: datetime
    lines: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class LateArrivalSettled:
    """What becomes of a refund after all: `kept` of it stays with the buyer, the rest is claimed.

    `choice` is the buyer's, or None where the platform decided. `reclaimed` is the part of what is
    claimed that is the platform's, because the platform had refunded it out of its own pocket.
    """

    at: datetime
    choice: LateChoice | None
    kept: Money
    claimed: Money
    reclaimed: Money
