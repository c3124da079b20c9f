"""Why the money of an order was divided as it was, and what each outcome says of the seller.

Three results are stored apart: what the buyer gets, what the seller pays, and whether it counts in
the seller's metrics. This table says which outcomes count unless somebody decides otherwise.
"""

from collections.abc import Mapping
from enum import StrEnum


class Outcome(StrEnum):
    """The closed list."""

    RECEIPT_CONFIRMED = "receipt_confirmed"
    RECEIPT_PRESUMED = "receipt_presumed"
    CLAIM_WINDOW_ENDED = "claim_window_ended"
    NEVER_SHIPPED = "never_shipped"
    NOT_DELIVERED = "not_delivered"
    CANCELLED = "cancelled"
    SELLER_ACCEPTED = "seller_accepted"
    SELLER_SILENT = "seller_silent"
    AGREED = "agreed"
    DECIDED = "decided"
    APPEAL_CHANGED = "appeal_changed"
    RETURN_NOT_SENT = "return_not_sent"
    RETURN_COMPLETED = "return_completed"
    RETURN_ACCEPTED_BY_SILENCE = "return_accepted_by_silence"
    CHARGED_BACK = "charged_back"
    GOODWILL = "goodwill"


# Whether an outcome that gives the buyer something counts against the seller. A release never
# does, and neither does what the seller agreed to before anybody had to decide.
COUNTS: Mapping[Outcome, bool] = {
    Outcome.RECEIPT_CONFIRMED: False,
    Outcome.RECEIPT_PRESUMED: False,
    Outcome.CLAIM_WINDOW_ENDED: False,
    Outcome.NEVER_SHIPPED: True,
    Outcome.NOT_DELIVERED: True,
    Outcome.CANCELLED: True,
    Outcome.SELLER_ACCEPTED: True,
    Outcome.SELLER_SILENT: True,
    Outcome.AGREED: False,
    Outcome.DECIDED: True,
    Outcome.APPEAL_CHANGED: True,
    Outcome.RETURN_NOT_SENT: False,
    Outcome.RETURN_COMPLETED: True,
    Outcome.RETURN_ACCEPTED_BY_SILENCE: True,
    Outcome.CHARGED_BACK: True,
    Outcome.GOODWILL: False,
}
