"""Every reason for which the core says no to a command that it understood.

A refusal is an expected answer to a person, not a bug: bugs are assertion errors. The words for
each code stand in `words/`, its HTTP status in `api/`.
"""

from enum import StrEnum


class Refusal(StrEnum):
    """The closed list. `Refused.details` holds what would help, under the names given here."""

    NOT_YOUR_ROLE = "not_your_role"  # roles
    NOT_IN_THIS_STATUS = "not_in_this_status"  # status
    PROMISE_TOO_LATE = "promise_too_late"  # latest
    NOTHING_HELD = "nothing_held"
    LINES_UNKNOWN = "lines_unknown"  # lines
    LINES_ALREADY_SENT = "lines_already_sent"  # lines, where some were named
    HAND_OVER_IN_FUTURE = "hand_over_in_future"  # latest
    EXTENSION_OUT_OF_RANGE = "extension_out_of_range"  # days_most
    EXTENSION_RUNNING = "extension_running"
    EXTENSION_ALREADY_TAKEN = "extension_already_taken"
    NO_EXTENSION_ASKED = "no_extension_asked"
    PARCEL_UNKNOWN = "parcel_unknown"  # parcel
    NUMBER_ALREADY_ASKED = "number_already_asked"
    SELLER_NOT_CONTACTED = "seller_not_contacted"  # wait_until
    PARCEL_STILL_ON_TIME = "parcel_still_on_time"  # wait_until
    TOO_EARLY_TO_DISPUTE = "too_early_to_dispute"  # wait_until
    TOO_LATE_FOR_FAULTS = "too_late_for_faults"  # ended_at
    REASON_DOES_NOT_FIT = "reason_does_not_fit"  # received
    REMEDY_NOT_OFFERED = "remedy_not_offered"  # remedies
    REFUND_METHOD_NOT_OFFERED = "refund_method_not_offered"  # refund_methods
    REFUND_OUT_OF_RANGE = "refund_out_of_range"  # least, most
    EVIDENCE_MISSING = "evidence_missing"
    EVIDENCE_UNKNOWN = "evidence_unknown"  # evidence
    EVIDENCE_TIME_ALREADY_EXTENDED = "evidence_time_already_extended"
    OFFER_NOT_OPEN = "offer_not_open"  # current, where another one stands
    NOTHING_TO_UNDO = "nothing_to_undo"
    WITHDRAWAL_OUT_OF_RANGE = "withdrawal_out_of_range"  # earliest, latest
    ALREADY_WITHDRAWN = "already_withdrawn"
    NOTHING_TO_APPEAL = "nothing_to_appeal"
    APPEAL_ALREADY_USED = "appeal_already_used"
    APPEAL_NEEDS_GROUND = "appeal_needs_ground"
    OWN_DECISION = "own_decision"
    REPLY_RUNNING = "reply_running"  # wait_until
    NOTHING_TO_APPROVE = "nothing_to_approve"
    DECISION_CHANGED = "decision_changed"  # digest
    WAIT_OUT_OF_RANGE = "wait_out_of_range"  # earliest, latest
    NOTHING_TO_WAIT_FOR = "nothing_to_wait_for"
    ALREADY_WAITED = "already_waited"
    RETURN_ALREADY_MADE = "return_already_made"
    RETURN_ADDRESS_MISSING = "return_address_missing"
    RETURN_LABEL_MISSING = "return_label_missing"
    RETURN_ALREADY_POSTED = "return_already_posted"
    POSTED_IN_FUTURE = "posted_in_future"  # latest
    NO_REFUND_DUE = "no_refund_due"
    NOTHING_TO_PAY_BACK = "nothing_to_pay_back"
    KEPT_OUT_OF_RANGE = "kept_out_of_range"  # least, most
    TRANSFER_NOT_OPEN = "transfer_not_open"  # state, where there is one
    ORDER_FROZEN = "order_frozen"
    CHARGEBACK_OUT_OF_RANGE = "chargeback_out_of_range"  # most
    GOODWILL_ABOVE_LIMIT = "goodwill_above_limit"  # most
    LIMIT_REACHED = "limit_reached"  # limit


class Refused(Exception):
    """The command is understood and not allowed now."""

    def __init__(self, refusal: Refusal, **details: object) -> None:
        super().__init__(refusal.value)
        self.refusal = refusal
        self.details = details
