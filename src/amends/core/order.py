"""The state of one protected order, with its disputes inside: what its events come to."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from .events import Outcome
from .money import Money, split, total
from .parcel import Parcel
from .parties import Role
from .reasons import EvidenceKind, Reason
from .rulings import RulingOutcome
from .terms import RefundMethod, Terms


class Status(StrEnum):
    """Where an order stands. One order, one status, one main clock."""

    PAID = "paid"
    SHIPPED = "shipped"
    DELIVERED = "delivered"
    PROTECTION_LAPSED = "protection_lapsed"
    AWAITING_SELLER = "awaiting_seller"
    NEGOTIATING = "negotiating"
    WAITING = "waiting"
    AWAITING_EVIDENCE = "awaiting_evidence"
    UNDER_REVIEW = "under_review"
    DECIDED = "decided"
    APPEALED = "appealed"
    SETTLED = "settled"


class Answer(StrEnum):
    """What became of a request for more time."""

    NONE_YET = "none_yet"
    GRANTED = "granted"
    REFUSED = "refused"
    LAPSED = "lapsed"


@dataclass(frozen=True, slots=True)
class Extension:
    days: int
    asked_at: datetime
    answer: Answer = Answer.NONE_YET


@dataclass(frozen=True, slots=True)
class Offer:
    number: int
    by: Role
    refund: Money
    made_at: datetime
    open: bool = True


@dataclass(frozen=True, slots=True)
class EvidenceRequest:
    of: tuple[Role, ...]
    items: tuple[EvidenceKind, ...]
    asked_at: datetime
    by: Role
    missing: frozenset[tuple[Role, EvidenceKind]]


@dataclass(frozen=True, slots=True)
class Decision:
    """One decision; `evidence` is how many files the order had when it was made."""

    number: int
    made_at: datetime
    by: Role
    author: str
    outcome: RulingOutcome
    refund: Money
    wait_until: datetime | None
    settles_as: Outcome
    evidence: int


@dataclass(frozen=True, slots=True)
class Dispute:
    """One claim. `refund` is what was asked; `cap` what its lines can give back at most.

    `resumes` and `time_left` are the status that the dispute interrupted and what its clock had.
    """

    number: int
    by: Role
    opened_at: datetime
    received: bool
    reason: Reason
    lines: tuple[int, ...]
    refund: Money
    cap: Money
    resumes: Status
    time_left: timedelta
    noticed_at: datetime | None = None
    answered_at: datetime | None = None
    refused: bool = False
    offers: tuple[Offer, ...] = ()
    requests: tuple[EvidenceRequest, ...] = ()
    decisions: tuple[Decision, ...] = ()
    appealed_by: frozenset[Role] = frozenset()
    ended_at: datetime | None = None

    @property
    def waited(self) -> bool:
        """Whether it was made to wait for a day already: there is no second wait."""
        return any(decision.outcome is RulingOutcome.WAIT for decision in self.decisions)

    def standing_offer(self, by: Role) -> Offer | None:
        """The open offer of one side, the latest only."""
        own = [offer for offer in self.offers if offer.by is by and offer.open]
        return own[-1] if own else None


@dataclass(frozen=True, slots=True)
class Order:
    """Everything the rules need to know. `since` is when the status began.

    `refund_method` is the marketplace's first one until the buyer chooses.
    """

    status: Status
    since: datetime
    latest_at: datetime
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
    protected_until: datetime
    refund_method: RefundMethod
    claim_until: datetime | None = None
    inspected_until: datetime | None = None
    faults_until: datetime | None = None
    shipped_at: datetime | None = None
    delivered_at: datetime | None = None
    parcels: tuple[Parcel, ...] = ()
    extension: Extension | None = None
    contacted_at: datetime | None = None
    answered_at: datetime | None = None
    evidence: tuple[tuple[Role, EvidenceKind], ...] = ()
    texts: int = 0
    buyer_messages: int = 0
    seller_messages: int = 0
    disputes: tuple[Dispute, ...] = ()
    overdue: bool = False
    outcome: Outcome | None = None
    refund: Money | None = None
    payout: Money | None = None
    refund_paid_at: datetime | None = None

    @property
    def held(self) -> Money:
        """What was paid: the lines with shipping, tax and duties."""
        return total(self.lines, self.shipping)

    @property
    def dispute(self) -> Dispute:
        """The dispute that runs, or ended last."""
        assert self.disputes, "no dispute was ever opened"
        return self.disputes[-1]

    @property
    def disputed(self) -> bool:
        """Whether a dispute runs now."""
        return bool(self.disputes) and self.dispute.ended_at is None

    @property
    def unsent_lines(self) -> tuple[int, ...]:
        """The numbers, from 1, of the lines that no parcel carries."""
        sent = {line for parcel in self.parcels for line in parcel.lines}
        return tuple(n for n in range(1, len(self.lines) + 1) if n not in sent)

    def next_text(self, text: str) -> int | None:
        """The number under which the order will keep `text`, or None if nothing was written."""
        return self.texts + 1 if text else None

    def messages_of(self, role: Role) -> int:
        """How many messages one side has written."""
        return self.buyer_messages if role is Role.BUYER else self.seller_messages

    def evidence_of(self, role: Role) -> tuple[int, ...]:
        """The numbers of the files that one side added."""
        return tuple(n for n, (by, _) in enumerate(self.evidence, start=1) if by is role)

    def cap_of(self, lines: tuple[int, ...]) -> Money:
        """What chosen lines can give back: their price with their share of the shipping."""
        shares = split(self.shipping, [line.minor for line in self.lines])
        parts = [self.lines[n - 1] + shares[n - 1] for n in lines]
        return total(parts, self.shipping.nothing)

    def with_dispute(self, dispute: Dispute) -> "Order":
        """The same order with its latest dispute changed."""
        return replace(self, disputes=(*self.disputes[:-1], dispute))

    def enter(self, status: Status, at: datetime) -> "Order":
        """The same order in another status, since `at`."""
        return replace(self, status=status, since=at, overdue=False)

    def end_dispute(self, at: datetime) -> "Order":
        """The same order with its dispute over."""
        return self.with_dispute(replace(self.dispute, ended_at=at))
