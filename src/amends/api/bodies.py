"""What the API is asked: one model a body; unknown fields are refused."""

from typing import Annotated, Self, TypeVar

from pydantic import Field, StringConstraints, model_validator
from pydantic_core import PydanticCustomError

from amends.core.commands import AppealGround, ReturnCondition
from amends.core.money import Money
from amends.core.parties import Role
from amends.core.reasons import AT_CUSTOMS, EvidenceKind, Reason
from amends.core.rulings import FINAL, RulingOutcome
from amends.core.terms import Funder, LateChoice, RefundMethod, Remedy
from amends.orders.intake import CheckpointBody, Problem
from amends.orders.intake.fields import (
    DIGEST,
    MINOR_MOST,
    Body,
    Currency,
    MoneyBody,
    TrackingNumber,
    one_line,
    several_lines,
)
from amends.orders.intake.instants import Instant

Text = Annotated[str, several_lines(5_000)]
Needed = Annotated[
    str, several_lines(5_000), StringConstraints(min_length=1, strip_whitespace=True)
]
FileNumber = Annotated[int, Field(ge=1, le=1_000)]
Numbers = Annotated[list[FileNumber], Field(max_length=100)]
Reference = Annotated[str, one_line(100)]
Digest = Annotated[str, StringConstraints(strip_whitespace=True, pattern=DIGEST)]
B = TypeVar("B", bound=Body)
DECISIONS = FINAL | {RulingOutcome.WAIT}
GIVES = frozenset({RulingOutcome.REFUND, RulingOutcome.REFUND_ON_RETURN})
ASKED_ELSEWHERE = (
    "Write refund, refund_on_return, release or wait; evidence is asked for at /evidence-requests."
)
ASKED_AT_CUSTOMS = "Leave it out, or give a reason of customs: it belongs to those."


class NothingBody(Body):
    """A request that needs no words."""


class EndpointBody(Body):
    """Where webhooks go: an https address that the whole world can reach."""

    url: Annotated[str, StringConstraints(min_length=1, max_length=500)]


class CheckpointsBody(Body):
    """Scans of one parcel, at most a hundred at a time."""

    checkpoints: Annotated[list[CheckpointBody], Field(min_length=1, max_length=100)]


class MessageBody(Body):
    """A message to the other side."""

    text: Needed


class ExtensionBody(Body):
    """A request for more time."""

    days: Annotated[int, Field(ge=1, le=400)]
    text: Text = ""


class AnswerBody(Body):
    """The answer to a request for more time."""

    grant: bool
    text: Text = ""


class DemandBody(Body):
    """What was asked for at the border, in minor units of whatever currency."""

    minor: Annotated[int, Field(ge=1, le=MINOR_MOST)]
    currency: Currency


class ClaimBody(Body):
    """A claim. No lines are all lines. `demanded` is for claims about customs only."""

    received: bool
    reason: Reason
    remedy: Remedy = Remedy.REFUND_ONLY
    lines: Numbers = []  # noqa: RUF012 - pydantic copies it
    refund: MoneyBody
    refund_method: RefundMethod = RefundMethod.ORIGINAL_PAYMENT
    statement: Text = ""
    evidence: Numbers = []  # noqa: RUF012 - pydantic copies it
    demanded: DemandBody | None = None

    @model_validator(mode="after")
    def _about_customs(self) -> Self:
        if self.demanded is not None and self.reason not in AT_CUSTOMS:
            found = [Problem("demanded", ASKED_AT_CUSTOMS)]
            raise PydanticCustomError("together", "These do not fit.", {"problems": found})
        return self


class RefuseBody(Body):
    """Why a claim is refused."""

    text: Needed


class WordsBody(Body):
    """A word to the other side, if there is one."""

    text: Text = ""


class OfferBody(Body):
    """Another way out: another refund, or the goods back first."""

    refund: MoneyBody
    remedy: Remedy = Remedy.REFUND_ONLY
    text: Text = ""


class WithdrawalBody(Body):
    """A withdrawal, plain or on condition that the parcel comes by a moment."""

    unless_delivered_by: Instant | None = None


class EvidenceRequestBody(Body):
    """What is asked of one or both parties."""

    of: Annotated[list[Role], Field(min_length=1, max_length=2)]
    items: Annotated[list[EvidenceKind], Field(min_length=1, max_length=10)]
    text: Text = ""


class DecisionBody(Body):
    """A decision with its reasons; without `counts` the outcome says whether it does."""

    outcome: RulingOutcome
    refund: MoneyBody | None = None
    wait_until: Instant | None = None
    funded_by: Funder = Funder.SELLER
    counts: bool | None = None
    reasons: Needed

    @model_validator(mode="after")
    def _fits(self) -> Self:
        gives = self.outcome in GIVES
        waits = self.outcome is RulingOutcome.WAIT
        found = [
            *_problem(self.outcome not in DECISIONS, "outcome", ASKED_ELSEWHERE),
            *_problem(not gives and self.refund is not None, "refund", "Only a refund has a sum."),
            *_problem(waits and self.wait_until is None, "wait_until", "Say until when to wait."),
            *_problem(
                not waits and self.wait_until is not None, "wait_until", "Only a wait has a day."
            ),
        ]
        return _whole(self, found)


class ApprovalBody(Body):
    """The digest of exactly the decision that was read."""

    digest: Digest


class ApprovalRefusalBody(Body):
    """Why a proposed decision should not stand."""

    digest: Digest
    text: Needed


class AppealBody(Body):
    """An appeal."""

    ground: AppealGround
    text: Needed
    evidence: Numbers = []  # noqa: RUF012 - pydantic copies it


class RefundMethodBody(Body):
    """Where the refund shall go."""

    refund_method: RefundMethod


class RefundPaidBody(Body):
    """The payment provider's reference of a refund."""

    reference: Reference


class RetryBody(Body):
    """How to try a refused refund again; without a method in the same way."""

    refund_method: RefundMethod | None = None


class TrackingNumberBody(Body):
    """The right tracking number of a parcel, and whose it is."""

    carrier: Annotated[str, one_line(100)]
    tracking_number: TrackingNumber


class LateArrivalBody(Body):
    """What the buyer does with what came after all; `kept` is the part of the refund to keep."""

    choice: LateChoice
    kept: MoneyBody | None = None

    @model_validator(mode="after")
    def _fits(self) -> Self:
        part = self.choice is LateChoice.KEEP_WITH_PARTIAL_REFUND
        found = [
            *_problem(part and self.kept is None, "kept", "Say how much of the refund you keep."),
            *_problem(not part and self.kept is not None, "kept", "Only a partial refund has it."),
        ]
        return _whole(self, found)


class GoodwillBody(Body):
    """What the platform gives out of its own pocket, and why."""

    refund: MoneyBody
    text: Needed


class ChargebackBody(Body):
    """What the bank takes back, under the payment provider's reference."""

    disputed: MoneyBody
    reference: Reference


class ChargebackEndBody(Body):
    """How a chargeback ended; `charged_back` is what the bank took when it was lost."""

    won: bool
    charged_back: MoneyBody | None = None

    @model_validator(mode="after")
    def _fits(self) -> Self:
        taken = self.charged_back is not None
        found = [
            *_problem(not self.won and not taken, "charged_back", "Say what the bank took."),
            *_problem(self.won and taken, "charged_back", "What was won was not taken."),
        ]
        return _whole(self, found)


class ReturnLabelBody(Body):
    """Where the goods go; `label` is the number of the file with the label, where one is due."""

    address: Needed
    label: FileNumber | None = None


class ReturnParcelBody(Body):
    """The parcel with which the goods go back; `receipt` is the number of the receipt's file."""

    carrier: Annotated[str, one_line(100)] | None = None
    tracking_number: TrackingNumber | None = None
    posted_at: Instant
    receipt: FileNumber | None = None


class ReturnAcknowledgementBody(Body):
    """How the goods came back, and what is wrong with them."""

    condition: ReturnCondition
    text: Text = ""

    @model_validator(mode="after")
    def _fits(self) -> Self:
        unsaid = self.condition is not ReturnCondition.AS_SENT and not self.text.strip()
        return _whole(self, [*_problem(unsaid, "text", "Say what is wrong with it.")])


def money(body: MoneyBody | DemandBody) -> Money:
    """Return a sum of a body as the core knows it."""
    return Money(body.minor, body.currency)


def _problem(wrong: bool, field: str, words: str) -> list[Problem]:  # noqa: FBT001 - reads as a sentence
    return [Problem(field, words)] if wrong else []


def _whole(body: B, found: list[Problem]) -> B:
    if found:
        raise PydanticCustomError("together", "These do not fit.", {"problems": found})
    return body
