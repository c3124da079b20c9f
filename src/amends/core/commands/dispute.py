"""What may be asked of the dispute inside an order."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from amends.core.money import Money
from amends.core.parties import Role
from amends.core.reasons import EvidenceKind, Reason
from amends.core.rulings import RulingOutcome
from amends.core.terms import Funder, RefundMethod, Remedy


class AppealGround(StrEnum):
    """Why somebody else should look again."""

    NEW_EVIDENCE = "new_evidence"
    NAMED_ERROR = "named_error"


class ReturnCondition(StrEnum):
    """How the goods came back, as the seller found them."""

    AS_SENT = "as_sent"
    EMPTY = "empty"
    OTHER_GOODS = "other_goods"
    DAMAGED = "damaged"
    INCOMPLETE = "incomplete"


@dataclass(frozen=True, slots=True)
class OpenDispute:
    """Claim a refund. `evidence` are numbers of files that the buyer added before.

    `demanded` is what was asked for at the border, in whatever currency, for a claim about customs.
    """

    received: bool
    reason: Reason
    refund: Money
    lines: tuple[int, ...] = ()
    remedy: Remedy = Remedy.REFUND_ONLY
    refund_method: RefundMethod = RefundMethod.ORIGINAL_PAYMENT
    evidence: tuple[int, ...] = ()
    text: str = ""
    demanded: Money | None = None


@dataclass(frozen=True, slots=True)
class ProveNotice:
    """Record that a party has seen, or a channel has taken, what is asked of it.

    `counts_from` is when what a channel took is proof, None for what was seen.
    """

    to: Role
    counts_from: datetime | None = None


@dataclass(frozen=True, slots=True)
class AcceptClaim:
    """Agree to everything that the buyer asks."""


@dataclass(frozen=True, slots=True)
class RefuseClaim:
    """Refuse the claim and say why."""

    text: str


@dataclass(frozen=True, slots=True)
class MakeOffer:
    """Offer another way out; it takes the place of one's earlier offer.

    A mediator's offer is a proposal to both: it holds when both have accepted it.
    """

    refund: Money
    text: str = ""
    remedy: Remedy = Remedy.REFUND_ONLY


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
    """Give the dispute up, plainly or on condition that the parcel comes by a day."""

    unless_delivered_by: datetime | None = None


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
    """Decide a dispute: refund all or part, refund on return, release, or wait until a day.

    `text` are the reasons, read by both parties. What the rule recommended at that moment, and
    whether it was followed, is recorded by itself. `counts` says whether it shall count in the
    seller's metrics, if not what the outcome usually does.
    """

    outcome: RulingOutcome
    text: str
    refund: Money | None = None
    wait_until: datetime | None = None
    funded_by: Funder = Funder.SELLER
    counts: bool | None = None


@dataclass(frozen=True, slots=True)
class Appeal:
    """Ask somebody else to look at a decision again."""

    ground: AppealGround
    text: str
    evidence: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class UndoAcceptance:
    """Take back the acceptance of nothing, while that is possible."""


@dataclass(frozen=True, slots=True)
class AskForTime:
    """Ask, once, for more time to bring the evidence that was asked for."""


@dataclass(frozen=True, slots=True)
class ApproveDecision:
    """Agree, as a second person, to exactly the decision that has this digest."""

    digest: str


@dataclass(frozen=True, slots=True)
class RefuseApproval:
    """Say, as a second person, why a proposed decision should not stand."""

    digest: str
    text: str


@dataclass(frozen=True, slots=True)
class GiveReturnAddress:
    """Say where the goods go; `label` is the number of the file with the label, where one is due.

    `text` is the address.
    """

    text: str
    label: int | None = None


@dataclass(frozen=True, slots=True)
class ShipReturn:
    """Say that the goods were posted back; `receipt` is the number of the receipt's file."""

    posted_at: datetime
    receipt: int | None = None
    tracked: bool = True


@dataclass(frozen=True, slots=True)
class AcknowledgeReturn:
    """Say how the goods came back."""

    condition: ReturnCondition
    text: str = ""
