"""What the API is asked: one model a body; unknown fields are refused."""

from typing import Annotated

from pydantic import Field, StringConstraints

from amends.core.commands import AppealGround
from amends.core.money import Money
from amends.core.parties import Role
from amends.core.reasons import EvidenceKind, Reason
from amends.core.rulings import RulingOutcome
from amends.core.terms import RefundMethod, Remedy
from amends.orders.intake import CheckpointBody
from amends.orders.intake.fields import Body, MoneyBody, one_line, several_lines
from amends.orders.intake.instants import Instant

Text = Annotated[str, several_lines(5_000)]
Needed = Annotated[
    str, several_lines(5_000), StringConstraints(min_length=1, strip_whitespace=True)
]
Numbers = Annotated[list[Annotated[int, Field(ge=1, le=1_000)]], Field(max_length=100)]


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


class ClaimBody(Body):
    """A claim. No lines are all lines."""

    received: bool
    reason: Reason
    remedy: Remedy = Remedy.REFUND_ONLY
    lines: Numbers = []  # noqa: RUF012 - pydantic copies it
    refund: MoneyBody
    refund_method: RefundMethod = RefundMethod.ORIGINAL_PAYMENT
    statement: Text = ""
    evidence: Numbers = []  # noqa: RUF012 - pydantic copies it


class RefuseBody(Body):
    """Why a claim is refused."""

    text: Needed


class WordsBody(Body):
    """A word to the other side, if there is one."""

    text: Text = ""


class OfferBody(Body):
    """Another refund."""

    refund: MoneyBody
    text: Text = ""


class EvidenceRequestBody(Body):
    """What is asked of one or both parties."""

    of: Annotated[list[Role], Field(min_length=1, max_length=2)]
    items: Annotated[list[EvidenceKind], Field(min_length=1, max_length=10)]
    text: Text = ""


class DecisionBody(Body):
    """A decision with its reasons."""

    outcome: RulingOutcome
    refund: MoneyBody | None = None
    wait_until: Instant | None = None
    reasons: Needed


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

    reference: Annotated[str, one_line(100)]


def money(body: MoneyBody) -> Money:
    """Return a sum of a body as the core knows it."""
    return Money(body.minor, body.currency)
