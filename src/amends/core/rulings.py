"""What a rule or a person says of a dispute, and what it rests on.

The core does not know the policy: it is handed a `Judge` and believes its rulings.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from .money import Money
from .parties import Role
from .reasons import Burden, EvidenceKind


class RulingOutcome(StrEnum):
    """What shall happen."""

    REFUND = "refund"
    REFUND_ON_RETURN = "refund_on_return"
    RELEASE = "release"
    WAIT = "wait"
    ASK = "ask"
    REVIEW = "review"


FINAL = frozenset({RulingOutcome.REFUND, RulingOutcome.REFUND_ON_RETURN, RulingOutcome.RELEASE})


@dataclass(frozen=True, slots=True)
class FactUsed:
    """One fact that a decision relied on: its value as text, and where it comes from."""

    name: str
    value: str
    source: str


@dataclass(frozen=True, slots=True)
class Ruling:
    """The answer of a policy for one case at one moment.

    `refund` is set for REFUND and REFUND_ON_RETURN, `wait_until` for WAIT, `asks` and `items` for
    ASK. `automatic` says
    that the rule may decide without a person. `rule` is empty when no rule decided.
    """

    outcome: RulingOutcome
    rule: str
    policy: str
    automatic: bool
    burden: Burden
    facts: tuple[FactUsed, ...] = ()
    refund: Money | None = None
    wait_until: datetime | None = None
    asks: tuple[Role, ...] = ()
    items: tuple[EvidenceKind, ...] = ()
