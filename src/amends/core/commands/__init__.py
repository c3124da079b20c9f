"""What a party may ask for. One frozen dataclass a command, and their union."""

from typing import TypeAlias

from .dispute import (
    AcceptClaim,
    AcceptOffer,
    AcknowledgeReturn,
    Appeal,
    AppealGround,
    ApproveDecision,
    AskForTime,
    Decide,
    DeclineOffer,
    Escalate,
    GiveReturnAddress,
    MakeOffer,
    OpenDispute,
    ProveNotice,
    RefuseApproval,
    RefuseClaim,
    RequestEvidence,
    ReturnCondition,
    ShipReturn,
    UndoAcceptance,
    Withdraw,
)
from .money import (
    ConfirmTransfer,
    EndChargeback,
    FreezeForChargeback,
    RefuseTransfer,
    RetryTransfer,
    SendTransfer,
)
from .ordering import (
    AddEvidence,
    AnswerExtension,
    AskForNumber,
    Cancel,
    ChooseRefundMethod,
    ConfirmReceipt,
    CorrectNumber,
    ExtendProtection,
    GrantGoodwill,
    HandOver,
    ProtectOrder,
    ReportLateArrival,
    RequestExtension,
    SendMessage,
)

DisputeCommand: TypeAlias = (
    ProveNotice
    | AcceptClaim
    | RefuseClaim
    | MakeOffer
    | AcceptOffer
    | UndoAcceptance
    | DeclineOffer
    | Withdraw
    | Escalate
    | RequestEvidence
    | AskForTime
    | Decide
    | ApproveDecision
    | RefuseApproval
    | Appeal
    | GiveReturnAddress
    | ShipReturn
    | AcknowledgeReturn
)
MoneyCommand: TypeAlias = (
    SendTransfer
    | ConfirmTransfer
    | RefuseTransfer
    | RetryTransfer
    | FreezeForChargeback
    | EndChargeback
)
Command: TypeAlias = (
    HandOver
    | RequestExtension
    | AnswerExtension
    | ExtendProtection
    | Cancel
    | AskForNumber
    | CorrectNumber
    | SendMessage
    | AddEvidence
    | ConfirmReceipt
    | OpenDispute
    | DisputeCommand
    | ChooseRefundMethod
    | ReportLateArrival
    | GrantGoodwill
    | MoneyCommand
)
__all__ = [
    "AcceptClaim",
    "AcceptOffer",
    "AcknowledgeReturn",
    "AddEvidence",
    "AnswerExtension",
    "Appeal",
    "AppealGround",
    "ApproveDecision",
    "AskForNumber",
    "AskForTime",
    "Cancel",
    "ChooseRefundMethod",
    "Command",
    "ConfirmReceipt",
    "ConfirmTransfer",
    "CorrectNumber",
    "Decide",
    "DeclineOffer",
    "DisputeCommand",
    "EndChargeback",
    "Escalate",
    "ExtendProtection",
    "FreezeForChargeback",
    "GiveReturnAddress",
    "GrantGoodwill",
    "HandOver",
    "MakeOffer",
    "MoneyCommand",
    "OpenDispute",
    "ProtectOrder",
    "ProveNotice",
    "RefuseApproval",
    "RefuseClaim",
    "RefuseTransfer",
    "ReportLateArrival",
    "RequestEvidence",
    "RequestExtension",
    "RetryTransfer",
    "ReturnCondition",
    "SendMessage",
    "SendTransfer",
    "ShipReturn",
    "UndoAcceptance",
    "Withdraw",
]
