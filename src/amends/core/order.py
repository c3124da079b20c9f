"""The state of one protected order, with its disputes inside: what its events come to."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from .border import Border
from .claim import Dispute, EvidenceRequest, Offer, Return
from .events import Outcome
from .missed import Missed
from .money import Money, split, total
from .parcel import Leg, Parcel
from .parties import Role
from .reasons import EvidenceKind
from .replacing import replace
from .status import Status
from .terms import RefundMethod, Terms
from .transfers import Transfer, TransferKind, TransferState

__all__ = [
    "Answer",
    "Chargeback",
    "Dispute",
    "EvidenceRequest",
    "Extension",
    "Frozen",
    "Offer",
    "Order",
    "Pause",
    "Return",
    "Status",
]


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
class NumberRequest:
    """The seller was asked to correct a parcel's number; it runs until answered or lapsed."""

    parcel: int
    asked_at: datetime
    by: Role
    runs: bool = True


@dataclass(frozen=True, slots=True)
class Pause:
    """A time that no clock counts, the end excluded; an outage of ours only those that it moves."""

    started_at: datetime
    ended_at: datetime
    outage: bool = False


@dataclass(frozen=True, slots=True)
class Chargeback:
    """One chargeback that runs; `text` is the number of its reference among the order's texts."""

    text: int
    disputed: Money
    asked_at: datetime


@dataclass(frozen=True, slots=True)
class Frozen:
    """The chargebacks that run, first asked first, and the status that they interrupted.

    `since` is when that status began. `emptied` says that one which is over took all that was held.
    """

    status: Status
    since: datetime
    overdue: bool
    running: tuple[Chargeback, ...]
    emptied: bool = False

    @property
    def first(self) -> Chargeback:
        """The chargeback that runs longest."""
        return self.running[0]


# Without slots, so that it can be copied fast; see `replacing`.
@dataclass(frozen=True)
class Order:
    """Everything the rules need to know. `since` is when the status began.

    `refund_method` is the marketplace's first one until the buyer chooses. `refund` and `payout`
    are what was divided so far; `credit` is what a bank took back of money that was still held, and
    that counts towards what the buyer gets. `numbers_asked` are the parcels of which the platform
    asked for another number, `numbers_disproved` are those of which none was given, and since when.
    `accepted` are the parcels that a carrier has. Files up to
    `evidence_shown` are both sides' to see; later ones wait for the dispute that they are for.
    `missed` are the lines refunded for not coming, until what becomes of the refund is settled.
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
    buyer_holidays: tuple[date, ...] = ()
    seller_holidays: tuple[date, ...] = ()
    border: Border | None = None
    weights: tuple[int | None, ...] = ()
    claim_until: datetime | None = None
    inspected_until: datetime | None = None
    faults_until: datetime | None = None
    shipped_at: datetime | None = None
    delivered_at: datetime | None = None
    parcels: tuple[Parcel, ...] = ()
    extension: Extension | None = None
    extended_by: frozenset[Role] = frozenset()
    number_request: NumberRequest | None = None
    numbers_asked: frozenset[int] = frozenset()
    numbers_disproved: tuple[tuple[int, datetime], ...] = ()
    accepted: frozenset[int] = frozenset()
    contacted_at: datetime | None = None
    answered_at: datetime | None = None
    noticed_at: datetime | None = None
    evidence: tuple[tuple[Role, EvidenceKind], ...] = ()
    evidence_shown: int = 0
    texts: int = 0
    buyer_messages: int = 0
    seller_messages: int = 0
    disputes: tuple[Dispute, ...] = ()
    overdue: bool = False
    pauses: tuple[Pause, ...] = ()
    frozen: Frozen | None = None
    settled_lines: frozenset[int] = frozenset()
    outcome: Outcome | None = None
    refund: Money | None = None
    payout: Money | None = None
    put_in: Money | None = None
    charged_back: Money | None = None
    came_back: Money | None = None
    credit: Money | None = None
    settled_at: datetime | None = None
    late_seen_at: datetime | None = None
    missed: tuple[Missed, ...] = ()
    goodwill: int = 0
    goodwill_given: Money | None = None
    transfers: tuple[Transfer, ...] = ()

    @property
    def held(self) -> Money:
        """What was paid: the lines with shipping, tax and duties."""
        return total(self.lines, self.shipping)

    @property
    def nothing(self) -> Money:
        """Zero of the order's currency."""
        return self.shipping.nothing

    @property
    def held_now(self) -> Money:
        """What is still held: the open lines, less what moved of them already."""
        moved = self.dispute.moved if self.disputed else self.nothing
        late = self.disputed and self.dispute.resumes is Status.SETTLED
        gone = self.nothing if late else moved
        return self.cap_of(self.open_lines) - gone - (self.credit or self.nothing)

    @property
    def open_lines(self) -> tuple[int, ...]:
        """The numbers, from 1, of the lines that are not settled."""
        every = tuple(range(1, len(self.lines) + 1))
        if not self.settled_lines:
            return every
        return tuple(n for n in every if n not in self.settled_lines)

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
    def refunded(self) -> Money:
        """What the buyer got back for what did not come: goodwill is the platform's own gift."""
        given = (self.refund or self.nothing) - (self.goodwill_given or self.nothing)
        missed = total([one.refund for one in self.late], self.nothing)
        return max(min(missed, given), self.nothing)

    @property
    def funded(self) -> Money:
        """The part of `refunded` that the platform had paid out of its own pocket."""
        return min(total([one.funded for one in self.late], self.nothing), self.refunded)

    @property
    def late(self) -> tuple[Missed, ...]:
        """Those of `missed` of which the buyer says what they do: the ones seen to come, or all."""
        return tuple(one for one in self.missed if one.asked) or self.missed

    @property
    def refund_paid_at(self) -> datetime | None:
        """When the last of the refunds was paid, or None while one is not."""
        refunds = [t for t in self.transfers if t.kind is TransferKind.REFUND and t.moved]
        if not refunds or any(t.state is not TransferState.CONFIRMED for t in refunds):
            return None
        return max(t.moved_at for t in refunds)

    @property
    def unsent_lines(self) -> tuple[int, ...]:
        """The numbers, from 1, of the open lines that no parcel carries."""
        if not self.parcels:
            return self.open_lines
        sent = {line for parcel in self.outbound for line in parcel.lines}
        return tuple(n for n in self.open_lines if n not in sent)

    @property
    def unaccepted_lines(self) -> tuple[int, ...]:
        """The numbers, from 1, of the open lines that are in no parcel which a carrier has."""
        if not self.accepted:
            return self.open_lines
        with_carrier = (p for p in self.outbound if p.number in self.accepted)
        taken = {line for parcel in with_carrier for line in parcel.lines}
        return tuple(n for n in self.open_lines if n not in taken)

    @property
    def outbound(self) -> tuple[Parcel, ...]:
        """The parcels on their way to the buyer."""
        return tuple(parcel for parcel in self.parcels if parcel.leg is Leg.OUTBOUND)

    def transfer(self, number: int) -> Transfer | None:
        """The transfer of this number, or None."""
        return self.transfers[number - 1] if 1 <= number <= len(self.transfers) else None

    def holidays_of(self, role: Role) -> tuple[date, ...]:
        """The public holidays of one side's country."""
        return self.buyer_holidays if role is Role.BUYER else self.seller_holidays

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
        if lines == tuple(range(1, len(self.lines) + 1)):
            return self.held
        shares = split(self.shipping, [line.minor for line in self.lines])
        parts = [self.lines[n - 1] + shares[n - 1] for n in lines]
        return total(parts, self.nothing)

    def with_dispute(self, dispute: Dispute) -> "Order":
        """The same order with its latest dispute changed."""
        return replace(self, disputes=(*self.disputes[:-1], dispute))

    def enter(self, status: Status, at: datetime) -> "Order":
        """The same order in another status, since `at`; what was asked or proposed is over."""
        order = self
        if self.disputes and self.dispute.proposed is not None:
            order = self.with_dispute(replace(self.dispute, proposed=None))
        return replace(order, status=status, since=at, overdue=False, noticed_at=None)

    def end_dispute(self, at: datetime) -> "Order":
        """The same order with its dispute over."""
        return self.with_dispute(replace(self.dispute, ended_at=at))
