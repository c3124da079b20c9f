"""Why a buyer disputes: each reason, its family, who bears what, and what evidence helps."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


class EvidenceKind(StrEnum):
    """What a file or a text shows."""

    STATEMENT = "statement"
    PHOTO = "photo"
    VIDEO = "video"
    TRACKER_PAGE = "tracker_page"
    CHAT = "chat"
    CHAT_ELSEWHERE = "chat_elsewhere"
    MAP = "map"
    CUSTOMS_LETTER = "customs_letter"
    CARRIER_LETTER = "carrier_letter"
    DELIVERY_NOTE = "delivery_note"
    RETURN_RECEIPT = "return_receipt"
    LISTING = "listing"
    INVOICE = "invoice"
    DECLARATION = "declaration"
    POLICE_REPORT = "police_report"
    OTHER = "other"


class Burden(StrEnum):
    """Who loses if nothing more is shown."""

    SELLER = "seller"
    BUYER = "buyer"
    CONTESTED = "contested"
    NOBODY = "nobody"


class Reason(StrEnum):
    """The codes of `docs/glossary.md`, in the order in which a buyer reads them."""

    LATE = "late"
    STALLED = "stalled"
    NO_TRACKING = "no_tracking"
    NOT_SHIPPED = "not_shipped"
    PROTECTION_ENDING = "protection_ending"
    RETURNED_TO_SENDER = "returned_to_sender"
    CUSTOMS_UNKNOWN = "customs_unknown"
    CUSTOMS_SELLER = "customs_seller"
    CUSTOMS_BUYER = "customs_buyer"
    DUTY_NOT_DUE = "duty_not_due"
    FALSE_DELIVERED = "false_delivered"
    DELIVERED_NOT_RECEIVED = "delivered_not_received"
    DELIVERED_ELSEWHERE = "delivered_elsewhere"
    DELIVERED_SAME_AREA = "delivered_same_area"
    WRONG_ADDRESS = "wrong_address"
    LOST = "lost"
    PARTIAL = "partial"
    METHOD_CHANGED = "method_changed"
    SELLER_CANCELLED = "seller_cancelled"
    DIFFERENT = "different"
    DEFECTIVE = "defective"
    DAMAGED = "damaged"
    MISSING_PARTS = "missing_parts"
    COUNTERFEIT = "counterfeit"
    WRONG_ITEM = "wrong_item"
    EMPTY_PARCEL = "empty_parcel"
    QUALITY = "quality"
    CHANGED_MIND = "changed_mind"


# The reasons of which what was asked for at the border is a part.
AT_CUSTOMS = frozenset(
    {Reason.CUSTOMS_UNKNOWN, Reason.CUSTOMS_SELLER, Reason.CUSTOMS_BUYER, Reason.DUTY_NOT_DUE}
)


@dataclass(frozen=True, slots=True)
class About:
    """What the rules know of a reason before any fact of the case."""

    received: bool
    burden: Burden
    helps_buyer: tuple[EvidenceKind, ...] = ()
    helps_seller: tuple[EvidenceKind, ...] = ()

    @property
    def contested(self) -> bool:
        """Whether only a person, or the two of them, may decide."""
        return self.burden is Burden.CONTESTED


_TRACKING = (EvidenceKind.TRACKER_PAGE, EvidenceKind.CHAT_ELSEWHERE)
_CARRIER = (EvidenceKind.CARRIER_LETTER, EvidenceKind.TRACKER_PAGE)
_CUSTOMS = (EvidenceKind.CUSTOMS_LETTER, EvidenceKind.INVOICE, EvidenceKind.DECLARATION)
_POSTED = (
    EvidenceKind.DELIVERY_NOTE,
    EvidenceKind.CARRIER_LETTER,
    EvidenceKind.TRACKER_PAGE,
)
_SHOWN = (EvidenceKind.PHOTO, EvidenceKind.VIDEO)
_SOLD = (EvidenceKind.LISTING, EvidenceKind.PHOTO, EvidenceKind.INVOICE)


def _missing(
    burden: Burden,
    helps_buyer: tuple[EvidenceKind, ...] = _TRACKING,
    helps_seller: tuple[EvidenceKind, ...] = _POSTED,
) -> About:
    return About(
        received=False,
        burden=burden,
        helps_buyer=helps_buyer,
        helps_seller=helps_seller,
    )


_WRONG = About(received=True, burden=Burden.BUYER, helps_buyer=_SHOWN, helps_seller=_SOLD)
_DENIED = (
    EvidenceKind.CARRIER_LETTER,
    EvidenceKind.DECLARATION,
    EvidenceKind.POLICE_REPORT,
)

REASONS: Mapping[Reason, About] = {
    Reason.LATE: _missing(Burden.SELLER),
    Reason.STALLED: _missing(Burden.SELLER),
    Reason.NO_TRACKING: _missing(Burden.SELLER),
    Reason.NOT_SHIPPED: _missing(Burden.SELLER),
    Reason.PROTECTION_ENDING: _missing(Burden.NOBODY),
    Reason.RETURNED_TO_SENDER: _missing(Burden.SELLER, _CARRIER),
    Reason.CUSTOMS_UNKNOWN: _missing(Burden.NOBODY, _CUSTOMS, _CUSTOMS),
    Reason.CUSTOMS_SELLER: _missing(Burden.SELLER, _CUSTOMS, _CUSTOMS),
    Reason.CUSTOMS_BUYER: _missing(Burden.BUYER, _CUSTOMS, _CUSTOMS),
    Reason.DUTY_NOT_DUE: _missing(Burden.SELLER, _CUSTOMS, _CUSTOMS),
    Reason.FALSE_DELIVERED: _missing(Burden.SELLER, _CARRIER),
    Reason.DELIVERED_NOT_RECEIVED: _missing(Burden.CONTESTED, _DENIED),
    Reason.DELIVERED_ELSEWHERE: _missing(Burden.SELLER, (EvidenceKind.MAP, *_CARRIER)),
    Reason.DELIVERED_SAME_AREA: _missing(Burden.CONTESTED, _DENIED),
    Reason.WRONG_ADDRESS: _missing(Burden.SELLER, (EvidenceKind.PHOTO, *_CARRIER)),
    Reason.LOST: _missing(Burden.SELLER, _CARRIER),
    Reason.PARTIAL: _missing(Burden.SELLER, _SHOWN),
    Reason.METHOD_CHANGED: _missing(Burden.SELLER),
    Reason.SELLER_CANCELLED: _missing(Burden.SELLER, (EvidenceKind.CHAT_ELSEWHERE,)),
    Reason.DIFFERENT: _WRONG,
    Reason.DEFECTIVE: _WRONG,
    Reason.DAMAGED: _WRONG,
    Reason.MISSING_PARTS: _WRONG,
    Reason.COUNTERFEIT: _WRONG,
    Reason.WRONG_ITEM: _WRONG,
    Reason.EMPTY_PARCEL: _WRONG,
    Reason.QUALITY: _WRONG,
    Reason.CHANGED_MIND: _WRONG,
}
