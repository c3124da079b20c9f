"""The marketplace's periods, caps and choices, fixed for an order when it is protected.

The defaults are those of the shipped policy; each period is an inclusive length of time.
"""

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

DAY = timedelta(days=1)
HOUR = timedelta(hours=1)


class Remedy(StrEnum):
    """What a buyer can ask for."""

    REFUND_ONLY = "refund_only"
    RETURN_AND_REFUND = "return_and_refund"


class RefundMethod(StrEnum):
    """Where refunded money goes."""

    ORIGINAL_PAYMENT = "original_payment"
    STORE_WALLET = "store_wallet"


class Funder(StrEnum):
    """Out of whose pocket a refund comes."""

    SELLER = "seller"
    PLATFORM = "platform"


class LateChoice(StrEnum):
    """What a buyer who was refunded does when it comes after all."""

    KEEP_AND_PAY_BACK = "keep_and_pay_back"
    KEEP_WITH_PARTIAL_REFUND = "keep_with_partial_refund"
    REFUSE = "refuse"


@dataclass(frozen=True, slots=True)
class Terms:
    """Periods are timedeltas; `_most` are caps; the meaning of each silence is in `lifecycle`.

    `business_days` counts the periods of an acting party in working days of its own country.
    `approval_above`, in minor units of the order's currency, is the most that one person may decide
    alone; zero means that no second person is ever asked.
    `late_kept_most`, in hundredths, is the part of a refund that a buyer may keep with the goods.
    """

    dispatch_within: timedelta = 7 * DAY
    scan_within: timedelta = 5 * DAY
    grace_for: timedelta = 3 * DAY
    protection_most: timedelta = 60 * DAY
    extended_most: timedelta = 120 * DAY
    extension_days_most: int = 60
    extension_answer_within: timedelta = 48 * HOUR
    contact_answer_within: timedelta = 48 * HOUR
    inspection_for: timedelta = 15 * DAY
    faults_reported_within: timedelta = 7 * DAY
    claim_within: timedelta = 15 * DAY
    dispute_after: timedelta = 10 * DAY
    dispute_anyway_left: timedelta = 3 * DAY
    short_promise: timedelta = 5 * DAY
    seller_answers_within: timedelta = 5 * DAY
    notice_proven_within: timedelta = 3 * DAY
    negotiation_for: timedelta = 7 * DAY
    negotiation_after_answer: timedelta = 2 * DAY
    wait_most: timedelta = 30 * DAY
    evidence_within: timedelta = 3 * DAY
    review_within: timedelta = 7 * DAY
    appeal_within: timedelta = 14 * DAY
    appeal_decided_within: timedelta = 10 * DAY
    protection_after_withdrawal: timedelta = 48 * HOUR
    moving_within: timedelta = 10 * DAY
    stalled_after: timedelta = 20 * DAY
    stalled_after_domestic: timedelta = 10 * DAY
    extension_of_buyer: timedelta = 3 * DAY
    extension_of_system: timedelta = 5 * DAY
    moving_lately: timedelta = 72 * HOUR
    evidence_more: timedelta = 3 * DAY
    reply_within: timedelta = 2 * DAY
    approval_within: timedelta = 2 * DAY
    number_corrected_within: timedelta = 3 * DAY
    undo_within: timedelta = 12 * HOUR
    notice_before_silence: timedelta = 48 * HOUR
    return_address_within: timedelta = 3 * DAY
    return_sent_within: timedelta = 10 * DAY
    return_scanned_within: timedelta = 10 * DAY
    return_arrives_within: timedelta = 30 * DAY
    return_acknowledged_within: timedelta = 5 * DAY
    withdrawn_most: timedelta = 30 * DAY
    late_choice_within: timedelta = 5 * DAY
    late_kept_most: int = 30
    chargeback_watched_for: timedelta = 30 * DAY
    approval_above: int = 0
    business_days: bool = False
    untracked_posting: bool = False
    remedies: tuple[Remedy, ...] = tuple(Remedy)
    refund_methods: tuple[RefundMethod, ...] = (
        RefundMethod.ORIGINAL_PAYMENT,
        RefundMethod.STORE_WALLET,
    )


# Limits that no marketplace can change: they keep one order small enough to fold at every command.
# Messages and evidence are counted for each side of an order, offers for each side of a dispute.
PARCELS_MOST = 20
LINES_MOST = 100
GOODWILL_MOST = 5
DISPUTES_MOST = 10
OFFERS_MOST = 20
EVIDENCE_MOST = 60
MESSAGES_MOST = 250
EVIDENCE_REQUESTS_MOST = 5
