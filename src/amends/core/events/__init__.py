"""What happened to an order. Events hold ids, codes, money and times: never names or free text.

`text` is the number under which the order keeps what somebody wrote, or None.
"""

from typing import TypeAlias

from amends.core.outcomes import Outcome

from .dispute import (
    AcceptanceUndone,
    ApprovalOverdue,
    ApprovalRefused,
    ClaimRefused,
    DecisionAppealed,
    DecisionMade,
    DecisionProposed,
    DisputeEscalated,
    DisputeOpened,
    DisputeWithdrawn,
    Escalation,
    EvidenceRequested,
    EvidenceTimeEnded,
    EvidenceTimeExtended,
    NoticeProven,
    OfferAccepted,
    OfferDeclined,
    OfferMade,
    ReturnAcknowledged,
    ReturnAddressGiven,
    ReturnAgreed,
    ReturnDelivered,
    ReturnPosted,
    ReturnShipped,
    WithdrawnUntil,
)
from .money import (
    ChargebackEnded,
    ChargebackOverdue,
    GoodwillGranted,
    LinesSettled,
    OrderFrozen,
    OrderSettled,
    TransferConfirmed,
    TransferRefused,
    TransferRetried,
    TransferSent,
    UndisputedMoved,
)
from .ordering import (
    DeadlineNear,
    EvidenceAdded,
    ExtensionGranted,
    ExtensionLapsed,
    ExtensionRefused,
    ExtensionRequested,
    LateArrivalSeen,
    LateArrivalSettled,
    MessageSent,
    NumberAsked,
    NumberCorrected,
    NumberNotCorrected,
    OrderDelivered,
    OrderProtected,
    OrderShipped,
    OutageTolled,
    ParcelAccepted,
    ParcelHandedOver,
    ProtectionExtended,
    ProtectionLapsed,
    RefundMethodChosen,
    ReviewOverdue,
)

DisputeEvent: TypeAlias = (
    DisputeOpened
    | NoticeProven
    | ClaimRefused
    | OfferMade
    | OfferDeclined
    | DisputeWithdrawn
    | DisputeEscalated
    | EvidenceRequested
    | EvidenceTimeEnded
    | DecisionMade
    | DecisionAppealed
    | OfferAccepted
    | AcceptanceUndone
    | WithdrawnUntil
    | EvidenceTimeExtended
    | DecisionProposed
    | ApprovalRefused
    | ApprovalOverdue
    | ReturnAgreed
    | ReturnAddressGiven
    | ReturnPosted
    | ReturnShipped
    | ReturnDelivered
    | ReturnAcknowledged
)
MoneyEvent: TypeAlias = (
    LinesSettled
    | OrderSettled
    | UndisputedMoved
    | GoodwillGranted
    | TransferSent
    | TransferConfirmed
    | TransferRefused
    | TransferRetried
    | OrderFrozen
    | ChargebackOverdue
    | ChargebackEnded
)
OrderEvent: TypeAlias = (
    ParcelHandedOver
    | ParcelAccepted
    | OrderShipped
    | OrderDelivered
    | ProtectionLapsed
    | ExtensionRequested
    | ExtensionGranted
    | ExtensionRefused
    | ExtensionLapsed
    | ProtectionExtended
    | NumberAsked
    | NumberCorrected
    | NumberNotCorrected
    | DeadlineNear
    | OutageTolled
    | MessageSent
    | EvidenceAdded
    | ReviewOverdue
    | RefundMethodChosen
    | LateArrivalSeen
    | LateArrivalSettled
)
Event: TypeAlias = OrderProtected | OrderEvent | DisputeEvent | MoneyEvent
__all__ = [
    "AcceptanceUndone",
    "ApprovalOverdue",
    "ApprovalRefused",
    "ChargebackEnded",
    "ChargebackOverdue",
    "ClaimRefused",
    "DeadlineNear",
    "DecisionAppealed",
    "DecisionMade",
    "DecisionProposed",
    "DisputeEscalated",
    "DisputeEvent",
    "DisputeOpened",
    "DisputeWithdrawn",
    "Escalation",
    "Event",
    "EvidenceAdded",
    "EvidenceRequested",
    "EvidenceTimeEnded",
    "EvidenceTimeExtended",
    "ExtensionGranted",
    "ExtensionLapsed",
    "ExtensionRefused",
    "ExtensionRequested",
    "GoodwillGranted",
    "LateArrivalSeen",
    "LateArrivalSettled",
    "LinesSettled",
    "MessageSent",
    "MoneyEvent",
    "NoticeProven",
    "NumberAsked",
    "NumberCorrected",
    "NumberNotCorrected",
    "OfferAccepted",
    "OfferDeclined",
    "OfferMade",
    "OrderDelivered",
    "OrderEvent",
    "OrderFrozen",
    "OrderProtected",
    "OrderSettled",
    "OrderShipped",
    "OutageTolled",
    "Outcome",
    "ParcelAccepted",
    "ParcelHandedOver",
    "ProtectionExtended",
    "ProtectionLapsed",
    "RefundMethodChosen",
    "ReturnAcknowledged",
    "ReturnAddressGiven",
    "ReturnAgreed",
    "ReturnDelivered",
    "ReturnPosted",
    "ReturnShipped",
    "ReviewOverdue",
    "TransferConfirmed",
    "TransferRefused",
    "TransferRetried",
    "TransferSent",
    "UndisputedMoved",
    "WithdrawnUntil",
]
