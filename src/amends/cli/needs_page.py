"""What each step needs beyond what the table says, and which refusal tells that it is missing.

The rules stand in the core's functions, a command each; these are their words. Terms in braces are
put in with their defaults, limits in capitals with their numbers.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from amends.core import commands as c
from amends.core.refusals import Refusal

R = Refusal


@dataclass(frozen=True, slots=True)
class Need:
    """One thing that must hold, and what is answered when it does not."""

    text: str
    refusals: tuple[Refusal, ...] = ()


def _need(text: str, *refusals: Refusal) -> Need:
    return Need(text, refusals)


_LIMIT = R.LIMIT_REACHED
_LABEL = "Files that it names are that party's own."
_PARCEL = _need("The parcel that it names is on its way to the buyer.", R.PARCEL_UNKNOWN)
_OFFER = _need("The offer that it names is one that stands.", R.OFFER_NOT_OPEN)
_SECOND = (
    _need("It names exactly the decision that waits now.", R.DECISION_CHANGED),
    _need(
        "It is somebody else than who proposed it and, on an appeal, than whoever made or approved"
        " the decision that was appealed.",
        R.OWN_DECISION,
    ),
)
_METHOD = "The marketplace refunds in this way (`refund_methods`)."
_STANDS = "The transfer is one of the order's, and "

NEEDS: Mapping[type[c.Command], tuple[Need, ...]] = {
    c.HandOver: (
        _need("The lines are open lines of the order.", R.LINES_UNKNOWN),
        _need("None of them is in a parcel.", R.LINES_ALREADY_SENT),
        _need("The moment does not lie ahead.", R.HAND_OVER_IN_FUTURE),
        _need("At most {PARCELS_MOST} parcels.", _LIMIT),
        _need("It leads to `shipped` by itself only with `untracked_posting`."),
    ),
    c.Cancel: (
        _need(
            "Without lines it cancels all that is in no parcel. Lines of a parcel that no carrier"
            " has scanned must be named.",
            R.LINES_ALREADY_SENT,
        ),
        _need("The lines are open lines of the order.", R.LINES_UNKNOWN),
    ),
    c.RequestExtension: (
        _need(
            "From 1 to {extension_days_most}, and no later than {extended_most} after payment.",
            R.EXTENSION_OUT_OF_RANGE,
        ),
    ),
    c.AnswerExtension: (),
    c.ExtendProtection: (
        _need(
            "It adds {extension_of_buyer}, once, and no later than {extended_most} after payment.",
            R.EXTENSION_OUT_OF_RANGE,
        ),
    ),
    c.AskForNumber: (_PARCEL,),
    c.CorrectNumber: (_PARCEL,),
    c.SendMessage: (_need("At most {MESSAGES_MOST} of each side.", _LIMIT),),
    c.AddEvidence: (_need("At most {EVIDENCE_MOST} files of each side.", _LIMIT),),
    c.ConfirmReceipt: (),
    c.OpenDispute: (
        _need("See [when a dispute can be opened](#when-a-dispute-can-be-opened)."),
        _need("The seller was asked first.", R.SELLER_NOT_CONTACTED),
        _need(
            "From `shipped`, it is not too early.",
            R.PARCEL_STILL_ON_TIME,
            R.TOO_EARLY_TO_DISPUTE,
        ),
        _need("From `delivered`, not too late for faults.", R.TOO_LATE_FOR_FAULTS),
        _need("The reason belongs to received, or to not received.", R.REASON_DOES_NOT_FIT),
        _need(
            "The marketplace offers the remedy (`remedies`); only what was received goes back.",
            R.REMEDY_NOT_OFFERED,
        ),
        _need("The lines are open.", R.LINES_UNKNOWN),
        _need(
            "The refund is at most their price with their share of the shipping.",
            R.REFUND_OUT_OF_RANGE,
        ),
        _need(_METHOD, R.REFUND_METHOD_NOT_OFFERED),
        _need("What was received needs a file that shows what is wrong.", R.EVIDENCE_MISSING),
        _need(_LABEL, R.EVIDENCE_UNKNOWN),
        _need("At most {DISPUTES_MOST} disputes of one order.", _LIMIT),
    ),
    c.ProveNotice: (
        _need("Only where that party's silence will count; later proof is passed by."),
    ),
    c.AcceptClaim: (),
    c.RefuseClaim: (),
    c.MakeOffer: (
        _need(
            "The buyer's: at most what the claim asks. The seller's and the platform's: at most"
            " the price of the disputed lines with their share of the shipping. Of both only what"
            " has not moved to the seller, and at least what has moved to the buyer. Nothing at all"
            " only by the seller or the platform, and not with a return.",
            R.REFUND_OUT_OF_RANGE,
        ),
        _need(
            "With a return only where the buyer has the goods and the marketplace offers it.",
            R.REMEDY_NOT_OFFERED,
        ),
        _need("Nothing is sent back that was posted back already.", R.RETURN_ALREADY_MADE),
        _need("At most {OFFERS_MOST} of each side; it takes the place of one's earlier.", _LIMIT),
    ),
    c.AcceptOffer: (
        _OFFER,
        _need(
            "It holds at once, but for two: an offer of the platform holds when both have accepted"
            " it, and an acceptance of nothing can be undone for {undo_within}."
        ),
    ),
    c.UndoAcceptance: (),
    c.DeclineOffer: (_OFFER,),
    c.Withdraw: (
        _need(
            "On condition that it comes by a day: once in a dispute, only about goods that were"
            " not received, not once they are known to be delivered, and not after a late arrival.",
            R.ALREADY_WITHDRAWN,
        ),
        _need(
            "That day is 1 day to {withdrawn_most} away; without a condition always.",
            R.WITHDRAWAL_OUT_OF_RANGE,
        ),
        _need(
            "After a late arrival, withdrawing means that the refund is paid back. Where a decision"
            " has moved money already, it settles the lines: the buyer keeps what moved to them."
        ),
    ),
    c.Escalate: (),
    c.RequestEvidence: (_need("At most {EVIDENCE_REQUESTS_MOST} times in a dispute.", _LIMIT),),
    c.AskForTime: (_need("It gives {evidence_more} more, once for each request."),),
    c.Decide: (
        _need("No reply to late evidence runs; a side has {reply_within} for it.", R.REPLY_RUNNING),
        _need(
            "On an appeal, somebody else than whoever made or approved the decision.",
            R.OWN_DECISION,
        ),
        _need(
            "A refund is at most the price of the disputed lines with their share of the shipping,"
            " and takes back nothing that has moved.",
            R.REFUND_OUT_OF_RANGE,
        ),
        _need(
            "On return only where the buyer has the goods and the marketplace offers it,",
            R.REMEDY_NOT_OFFERED,
        ),
        _need("and they have not gone back before.", R.RETURN_ALREADY_MADE),
        _need("A wait: not where the goods were received,", R.NOTHING_TO_WAIT_FOR),
        _need("once in a dispute, not on an appeal, not after a late arrival,", R.ALREADY_WAITED),
        _need("and for 1 day to {wait_most}.", R.WAIT_OUT_OF_RANGE),
        _need("It stays where it is while [a second person](#a-second-person) is asked."),
    ),
    c.ApproveDecision: (
        *_SECOND,
        _need("No reply to late evidence runs.", R.REPLY_RUNNING),
        _need("The day of a wait is not over.", R.WAIT_OUT_OF_RANGE),
    ),
    c.RefuseApproval: _SECOND,
    c.Appeal: (
        _need(
            "Its ground: a file added after the decision, or the error named in words.",
            R.APPEAL_NEEDS_GROUND,
        ),
        _need(_LABEL, R.EVIDENCE_UNKNOWN),
    ),
    c.GiveReturnAddress: (
        _need("The address is written.", R.RETURN_ADDRESS_MISSING),
        _need(
            "With a file of the label, unless the reason is `changed_mind`.",
            R.RETURN_LABEL_MISSING,
        ),
        _need(_LABEL, R.EVIDENCE_UNKNOWN),
    ),
    c.ShipReturn: (
        _need("The moment does not lie ahead.", R.POSTED_IN_FUTURE),
        _need(_LABEL, R.EVIDENCE_UNKNOWN),
        _need("The order's parcels have not reached their limit.", _LIMIT),
    ),
    c.AcknowledgeReturn: (_need("See [how it came back](#how-it-came-back)."),),
    c.ChooseRefundMethod: (_need(_METHOD, R.REFUND_METHOD_NOT_OFFERED),),
    c.ReportLateArrival: (
        _need("See [what came after all](#what-came-after-all)."),
        _need("A kept part is at most {late_kept_most} of the refund.", R.KEPT_OUT_OF_RANGE),
    ),
    c.GrantGoodwill: (
        _need("At most {GOODWILL_MOST} times,", _LIMIT),
        _need("each at most what was paid,", R.REFUND_OUT_OF_RANGE),
        _need("all together at most `approval_above`, if it is not 0.", R.GOODWILL_ABOVE_LIMIT),
    ),
    c.SendTransfer: (
        _need("Never while the order is `frozen`.", R.ORDER_FROZEN),
        _need(_STANDS + "was not sent.", R.TRANSFER_NOT_OPEN),
    ),
    c.ConfirmTransfer: (
        _need(_STANDS + "is not marked as made or not needed.", R.TRANSFER_NOT_OPEN),
    ),
    c.RefuseTransfer: (
        _need(
            _STANDS + "was not refused. That a bank sent back what was made, only a gateway says.",
            R.TRANSFER_NOT_OPEN,
        ),
    ),
    c.RetryTransfer: (
        _need(_STANDS + "was refused.", R.TRANSFER_NOT_OPEN),
        _need(_METHOD, R.REFUND_METHOD_NOT_OFFERED),
    ),
    c.FreezeForChargeback: (
        _need(
            "At most what was paid, less what banks took before.",
            R.CHARGEBACK_OUT_OF_RANGE,
        ),
    ),
    c.EndChargeback: (
        _need("The chargeback that it names runs.", R.NOT_IN_THIS_STATUS),
        _need(
            "What the bank took is at most what was paid, less what banks took before.",
            R.CHARGEBACK_OUT_OF_RANGE,
        ),
    ),
}
