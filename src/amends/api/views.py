"""What the API shows: one model an object, from which the OpenAPI document is made too."""

from collections.abc import Mapping
from datetime import datetime

from pydantic import BaseModel, ConfigDict

from amends.core.money import Money


class View(BaseModel):
    """What every object has in common."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class MoneyView(View):
    """A sum in minor units."""

    minor: int
    currency: str

    @classmethod
    def of(cls, money: Money) -> "MoneyView":
        """Return a sum as the API shows it."""
        return cls(minor=money.minor, currency=money.currency)


class ActionView(View):
    """One thing that the caller can do now, and what silence means."""

    action: str
    method: str
    path: str
    mandatory: bool
    due_at: datetime | None
    consequence_of_silence: str


class ProtectionView(View):
    """Until when what is protected. The promise ends when its day is over for the buyer."""

    promise_ends_at: datetime
    protected_until: datetime
    claim_until: datetime | None
    inspected_until: datetime | None


class MoneyStateView(View):
    """Where the money of an order stands.

    `put_in` came out of the platform's pocket, `charged_back` is what a bank took, and `came_back`
    what the parties paid back of it.
    """

    held: MoneyView
    refund: MoneyView | None
    payout: MoneyView | None
    put_in: MoneyView | None
    charged_back: MoneyView | None
    came_back: MoneyView | None
    refund_method: str
    refund_paid_at: datetime | None


class TransferView(View):
    """Money that must move, and how far it is; `unknown` was sent, and nobody has answered."""

    id: str
    kind: str
    moved: MoneyView
    method: str
    state: str
    reference: str
    problem: str
    changed_at: datetime
    made_at: datetime | None


class FrozenView(View):
    """A chargeback that runs: since when, over how much, and from which status.

    Where several run, `disputed` is of the first of them; it is also the one that is ended next.
    """

    since: datetime
    disputed: MoneyView
    running: int
    status: str


class ExtensionView(View):
    """The latest request for more time, by its number; `due_at` is when it lapses."""

    number: int
    days: int
    asked_at: datetime
    answer: str
    due_at: datetime | None


class FileView(View):
    """A file, by what is known of it; its content is a derivative. A claim names its `number`."""

    id: str
    number: int
    by: str
    kind: str
    media_type: str
    name: str
    sha256: str
    content: str


class OrderView(View):
    """A protected order."""

    id: str
    key: str
    marketplace: str
    version: int
    status: str
    outcome: str | None
    due_at: datetime | None
    paid_at: datetime
    protection: ProtectionView
    money: MoneyStateView
    open_lines: list[int]
    transfers: list[TransferView]
    frozen: FrozenView | None
    extension: ExtensionView | None
    parcels: list[str]
    evidence: list[FileView]
    dispute: str | None
    available_actions: list[ActionView]


class ListedView(View):
    """One line of a list; the object itself has the rest.

    `due_at` is when a person must act, or should have; lists begin with what ends first.
    """

    id: str
    key: str
    marketplace: str
    dispute: str | None
    status: str
    version: int
    due_at: datetime | None
    updated_at: datetime
    held: MoneyView
    refund: MoneyView


class ListView(View):
    """One page of a list; `next` goes into `after`."""

    items: list[ListedView]
    next: str | None


class MessageView(View):
    """What one side wrote to the other."""

    number: int
    by: str
    at: datetime
    text: str


class MessagesView(View):
    """One page of the messages of an order, the earliest first; `next` goes into `after`."""

    items: list[MessageView]
    next: str | None


class RefundView(View):
    """A refund, for the buyer to follow; `unknown` was sent, and nobody has answered."""

    id: str
    order: str
    version: int
    state: str
    method: str
    refund: MoneyView
    reference: str
    problem: str
    changed_at: datetime
    made_at: datetime | None


class ProblemView(View):
    """RFC 9457."""

    type: str
    title: str
    status: int
    code: str
    details: Mapping[str, object]
    errors: list[Mapping[str, str]] = []
