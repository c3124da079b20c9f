"""The state of one dispute inside an order: its offers, requests, decisions and return."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from .commands.dispute import ReturnCondition
from .events import DecisionMade, Outcome
from .money import Money
from .parties import Role
from .reasons import EvidenceKind, Reason
from .rulings import RulingOutcome
from .status import Status
from .terms import Funder, Remedy


@dataclass(frozen=True, slots=True)
class Offer:
    """`accepted_by` are those who accepted it, where one acceptance alone does not settle it."""

    number: int
    by: Role
    refund: Money
    made_at: datetime
    open: bool = True
    remedy: Remedy = Remedy.REFUND_ONLY
    accepted_by: frozenset[Role] = frozenset()


@dataclass(frozen=True, slots=True)
class EvidenceRequest:
    of: tuple[Role, ...]
    items: tuple[EvidenceKind, ...]
    asked_at: datetime
    by: Role
    missing: frozenset[tuple[Role, EvidenceKind]]
    extended: bool = False


@dataclass(frozen=True, slots=True)
class Decision:
    """One decision; `evidence` is how many files the order had when its author made it."""

    made: DecisionMade
    evidence: int

    @property
    def refund(self) -> Money:
        """What it gives the buyer."""
        return self.made.refund


@dataclass(frozen=True, slots=True)
class Proposed:
    """A decision that waits for a second person; `evidence` is how many files it was made on."""

    made: DecisionMade
    digest: str
    proposed_at: datetime
    evidence: int
    overdue: bool = False


@dataclass(frozen=True, slots=True)
class Accepted:
    """An acceptance of nothing, which can be undone for a while."""

    offer: int
    at: datetime


@dataclass(frozen=True, slots=True)
class Reply:
    """One side may still answer the other's late evidence, up to file `evidence`, until `until`."""

    of: Role
    until: datetime
    evidence: int


@dataclass(frozen=True, slots=True)
class Return:
    """The goods on their way back: what is refunded then, by whom, and how far they are.

    `counts` says whether the refund will count against the seller.
    """

    refund: Money
    settles_as: Outcome
    label_due: bool
    agreed_at: datetime
    decided: bool
    funded_by: Funder = Funder.SELLER
    counts: bool = True
    given_at: datetime | None = None
    posted_at: datetime | None = None
    receipt: bool = False
    parcel: int = 0
    condition: ReturnCondition | None = None
    appealed_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Dispute:
    """One claim. `refund` is what was asked; `cap` what its lines can give back at most.

    `resumes` and `time_left` are the status that the dispute interrupted and what its clock had.
    `moved_refund` and `moved_payout` are what moved already because nobody can contest it.
    `demanded` is what the buyer says was asked for at the border.
    """

    number: int
    by: Role
    opened_at: datetime
    received: bool
    reason: Reason
    remedy: Remedy
    lines: tuple[int, ...]
    refund: Money
    cap: Money
    resumes: Status
    time_left: timedelta
    moved_refund: Money
    moved_payout: Money
    answered_at: datetime | None = None
    refused: bool = False
    offers: tuple[Offer, ...] = ()
    accepted: Accepted | None = None
    requests: tuple[EvidenceRequest, ...] = ()
    decisions: tuple[Decision, ...] = ()
    proposed: Proposed | None = None
    appealed_by: frozenset[Role] = frozenset()
    reply: Reply | None = None
    replied: frozenset[Role] = frozenset()
    returning: Return | None = None
    withdrawn_until: datetime | None = None
    ended_at: datetime | None = None
    demanded: Money | None = None

    @property
    def posted(self) -> bool:
        """Whether the buyer has said that the goods went back."""
        return self.returning is not None and self.returning.posted_at is not None

    @property
    def way_back(self) -> Return | None:
        """The return, unless an appeal of it ended in a decision without one."""
        returning = self.returning
        if returning is None or returning.appealed_at is None:
            return returning
        return returning if self.decided.outcome is RulingOutcome.REFUND_ON_RETURN else None

    @property
    def waited(self) -> bool:
        """Whether it was made to wait for a day already: there is no second wait."""
        return any(d.made.outcome is RulingOutcome.WAIT for d in self.decisions)

    @property
    def moved(self) -> Money:
        """What moved already, to either side."""
        return self.moved_refund + self.moved_payout

    @property
    def most(self) -> Money:
        """What the buyer can get in all, now that something may have gone to the seller."""
        return self.cap - self.moved_payout

    @property
    def claimable(self) -> Money:
        """What can still be given of what was asked."""
        return min(self.refund, self.most)

    @property
    def decided(self) -> DecisionMade:
        """The latest decision."""
        return self.decisions[-1].made

    def standing_offer(self, by: Role) -> Offer | None:
        """The open offer of one side, the latest only."""
        own = [offer for offer in self.offers if offer.by is by and offer.open]
        return own[-1] if own else None

    def offers_to(self, role: Role) -> tuple[Offer, ...]:
        """The open offers that a party may accept: the other side's, and the platform's."""
        standing = (self.standing_offer(role.other_side), self.standing_offer(Role.MEDIATOR))
        return tuple(o for o in standing if o is not None and role not in o.accepted_by)
