"""What the API shows of disputes: claims, offers, decisions, and what a rule says of them."""

from collections.abc import Mapping
from datetime import datetime

from .views import ActionView, FileView, MoneyView, View
from .views_parcel import ChargesView


class OfferView(View):
    """An offer; `open` as long as it can be accepted, a mediator's by both."""

    id: str
    by: str
    refund: MoneyView
    remedy: str
    made_at: datetime
    open: bool
    accepted_by: list[str]


class FactView(View):
    """A fact that a decision relied on."""

    name: str
    value: str
    source: str


class ArithmeticView(View):
    """What a decision divides: what is held is what goes to the buyer and to the seller."""

    held: MoneyView
    asked: MoneyView
    most: MoneyView
    to_buyer: MoneyView
    to_seller: MoneyView


class DecisionView(View):
    """A decision with its reasons, and how to appeal."""

    id: str
    made_at: datetime
    by: str
    outcome: str
    refund: MoneyView
    wait_until: datetime | None
    arithmetic: ArithmeticView
    rule: str
    rule_followed: bool
    policy: str
    burden: str
    because: str
    facts: list[FactView]
    funded_by: str
    label_due: bool
    reasons: str
    what_would_change_it: str
    how_to_appeal: str


class ProposedView(View):
    """A decision that waits for a second person, who approves exactly its digest by `due_at`."""

    digest: str
    proposed_at: datetime
    due_at: datetime | None
    decision: DecisionView


class ReplyView(View):
    """One side may still answer the other's late evidence; nothing is decided before."""

    of: str
    until: datetime


class ReturnView(View):
    """The goods on their way back. The address is for those who send, receive and judge."""

    refund: MoneyView
    label_due: bool
    agreed_at: datetime
    given_at: datetime | None
    address: str | None
    label: str | None
    posted_at: datetime | None
    receipt: bool
    parcel: str | None
    condition: str | None


class RequestView(View):
    """Evidence that was asked for and is still missing."""

    of: list[str]
    items: list[str]
    due_at: datetime | None


class DisputeView(View):
    """A dispute with everything that its page shows; `charges` are of a claim about customs."""

    id: str
    order: str
    version: int
    status: str
    opened_at: datetime
    ended_at: datetime | None
    received: bool
    reason: str
    remedy: str
    lines: list[int]
    refund: MoneyView
    cap: MoneyView
    refund_method: str
    statement: str
    demanded: MoneyView | None
    charges: ChargesView | None
    whose_turn: list[str]
    due_at: datetime | None
    consequence_of_silence: str
    offers: list[OfferView]
    evidence: list[FileView]
    request: RequestView | None
    reply: ReplyView | None
    decisions: list[DecisionView]
    proposed: ProposedView | None
    returning: ReturnView | None
    withdrawn_until: datetime | None
    available_actions: list[ActionView]


class RulingView(View):
    """What the rule says of a claim now."""

    outcome: str
    refund: MoneyView | None
    wait_until: datetime | None
    asks: list[str]
    items: list[str]
    rule: str
    policy: str
    automatic: bool
    burden: str
    because: str
    facts: list[FactView]
    what_would_change_it: str


class HelpsView(View):
    """A kind of evidence that helps, and whether it is there."""

    kind: str
    satisfied: bool


class PreviewView(View):
    """What would happen to a claim; nothing is recorded."""

    possible: bool
    refused: Mapping[str, object] | None
    cap: MoneyView
    ruling: RulingView | None
    charges: ChargesView | None
    checklist: list[HelpsView]
