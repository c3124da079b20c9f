"""What may be asked of an order itself, with or without a dispute.

`text` is free text in the person's own language. It never reaches an event: the door stores it
under a number of the order, and the event names that number.
"""

from dataclasses import dataclass
from datetime import date, datetime

from amends.core.border import Border
from amends.core.money import Money
from amends.core.reasons import EvidenceKind
from amends.core.terms import LateChoice, RefundMethod, Terms


@dataclass(frozen=True, slots=True)
class ProtectOrder:
    """Hold the money of a new order and start its clocks.

    `lines` are the prices of the lines, in their order; with `shipping` (tax and duties paid at
    checkout included) they make what is held. `promise_ends_at` is the instant at which the
    promised day is over where the buyer lives. `dispatch_by` overrides the dispatch term. The
    holidays are those of each side's country, where the terms count business days. `border` is
    what was sold with it for a customs border, `weights` the grams of each line, its quantity
    included, None where it is not stated, empty where none is.
    """

    buyer: str
    seller: str
    lines: tuple[Money, ...]
    shipping: Money
    paid_at: datetime
    promise_ends_at: datetime
    policy: str
    terms: Terms
    dispatch_by: datetime | None = None
    domestic: bool = False
    buyer_holidays: tuple[date, ...] = ()
    seller_holidays: tuple[date, ...] = ()
    border: Border | None = None
    weights: tuple[int | None, ...] = ()


@dataclass(frozen=True, slots=True)
class HandOver:
    """Say that a parcel with these lines was given to a carrier. No lines: all not yet sent.

    `weight_grams` is what its label states.
    """

    handed_over_at: datetime
    lines: tuple[int, ...] = ()
    tracked: bool = True
    weight_grams: int | None = None


@dataclass(frozen=True, slots=True)
class RequestExtension:
    """Ask the seller for more days of protection."""

    days: int
    text: str = ""


@dataclass(frozen=True, slots=True)
class AnswerExtension:
    """Grant or refuse the extension that the buyer asked for."""

    grant: bool
    text: str = ""


@dataclass(frozen=True, slots=True)
class SendMessage:
    """Write to the other side."""

    text: str


@dataclass(frozen=True, slots=True)
class AddEvidence:
    """Add a file that was accepted and sealed; `sha256` is of the sealed original, in hex."""

    kind: EvidenceKind
    sha256: str


@dataclass(frozen=True, slots=True)
class ConfirmReceipt:
    """Say that everything arrived and is right: the money goes to the seller."""


@dataclass(frozen=True, slots=True)
class ExtendProtection:
    """Take the few days more that a buyer may have once without asking anybody."""


@dataclass(frozen=True, slots=True)
class Cancel:
    """Give up what was not sent: its price goes back to the buyer. No lines: all in no parcel.

    Lines of a parcel that no carrier has are named: its seller takes back that it was handed over.
    """

    text: str = ""
    lines: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class AskForNumber:
    """Ask the seller to correct the tracking number of a parcel."""

    parcel: int
    text: str = ""


@dataclass(frozen=True, slots=True)
class CorrectNumber:
    """Say another tracking number of a parcel; the door keeps the number, and the old one too."""

    parcel: int


@dataclass(frozen=True, slots=True)
class ChooseRefundMethod:
    """Choose where the refund goes, until it was sent."""

    refund_method: RefundMethod


@dataclass(frozen=True, slots=True)
class ReportLateArrival:
    """Say that it came after all, and what to do: `kept` is the part of the refund to keep."""

    choice: LateChoice
    kept: Money | None = None


@dataclass(frozen=True, slots=True)
class GrantGoodwill:
    """Give the buyer something from the platform's own pocket, beside how the order ended."""

    refund: Money
    text: str
