"""The marketplace's terms on the lifecycle's page: what each means, and which clock it decides."""

from collections.abc import Mapping

from amends.accounts.terms import COUNTED, DAYS_LEAST, DAYS_MOST, MINOR_MOST

from .clocks_page import clocks_by_term
from .generated_page import LIMITS, TERMS, codes, default, table

MEANINGS: Mapping[str, str] = {
    "dispatch_within": "The seller's time to hand everything over, from the payment, where the"
    " order names no moment of its own.",
    "scan_within": "The carrier's time to scan what was handed over; after it a parcel counts as"
    " never accepted.",
    "grace_for": "Protection lasts so much longer than the promised day.",
    "protection_most": "Protection without extensions ends so long after the payment at the latest;"
    " a later promised day is refused.",
    "extended_most": "The same with extensions.",
    "extension_days_most": "As many days a buyer can ask the seller for at once.",
    "extension_answer_within": "The seller's time to answer a request for more time.",
    "contact_answer_within": "The seller's time to answer the buyer before a dispute is opened.",
    "inspection_for": "The buyer's time to look at what was delivered.",
    "faults_reported_within": "The part of it in which a dispute can be about what was received.",
    "claim_within": "The claim window: the time to claim after protection lapsed.",
    "dispute_after": "From the shipping on; before that a dispute can be too early.",
    "dispute_anyway_left": "With less protection left than this, a dispute is not too early.",
    "short_promise": "A promise shorter than this, from the shipping on, makes no dispute too"
    " early.",
    "seller_answers_within": "The seller's time to answer a dispute, from proven notice.",
    "notice_proven_within": "The time to prove to have told the seller of a dispute.",
    "negotiation_for": "The time to agree, from the opening of the dispute.",
    "negotiation_after_answer": "As much of it there is at least after the seller's answer.",
    "wait_most": "A decision can have the buyer wait so long at most.",
    "evidence_within": "The time to bring evidence that was asked for.",
    "evidence_more": "The time that one party can add to it, once for each request.",
    "review_within": "After it a review is overdue, and the operator is alerted.",
    "appeal_within": "The time to appeal.",
    "appeal_decided_within": "After it an appeal is overdue, and the operator is alerted.",
    "protection_after_withdrawal": "When a dispute ends before all is settled, the order goes on"
    " with the time that its clock had left, and with so much at least.",
    "moving_within": "A parcel with a scan so young moves on time.",
    "stalled_after": "A parcel without a scan for so long stands still.",
    "stalled_after_domestic": "The same within one country.",
    "extension_of_buyer": "The protection that a buyer can add once, without asking.",
    "extension_of_system": "The protection that is added once by itself to a parcel that moves when"
    " protection ends.",
    "moving_lately": "For that, every parcel has a scan so young.",
    "reply_within": "One side's time to answer evidence that the other brought late.",
    "approval_within": "A second person's time to approve; then another one is asked.",
    "number_corrected_within": "The seller's time to correct a tracking number.",
    "undo_within": "An acceptance of nothing can be undone for so long.",
    "notice_before_silence": "From proven notice, in a return, silence speaks against nobody"
    " sooner.",
    "return_address_within": "The seller's time to say where the goods go back to.",
    "return_sent_within": "The buyer's time to post them, from then on.",
    "return_scanned_within": "The carrier's time to scan what was posted with a receipt, after"
    " that.",
    "return_arrives_within": "The carrier's time to bring them back.",
    "return_acknowledged_within": "The seller's time to say how they came back.",
    "withdrawn_most": "A dispute can be withdrawn on condition of a day so far away at most.",
    "late_choice_within": "The buyer's time to say what to do with what came after all.",
    "late_kept_most": "The part of a refund that a buyer can keep with the goods.",
    "chargeback_watched_for": "After it the operator is alerted that a chargeback still runs.",
    "approval_above": "The most that one person may decide alone, in minor units; 0 is no limit."
    " See [a second person](#a-second-person).",
    "business_days": "Whether days of who must act are working days: Monday to Friday without the"
    " public holidays of that party's country.",
    "untracked_posting": "Whether handing over is enough for `shipped`, without a carrier's scan.",
    "remedies": "What a buyer can ask for.",
    "refund_methods": "How refunds are paid; the first one until the buyer chooses.",
}
KEPT_LEAST, KEPT_MOST = COUNTED["late_kept_most"]
ABOUT_TERMS = f"""\
An order keeps the terms under which it was protected. A marketplace's own are a file of JSON with
those that differ, such as

    {{"dispatch_within": 2.5, "approval_above": 20000, "business_days": true}}

which `amends marketplace SLUG --terms FILE` takes. Each file takes the place of the one before, and
`{{}}` brings all defaults back. `terms` of an order that the API protects has the same form, and
goes before the marketplace's for that order.

- Lengths of time are days, from {DAYS_LEAST:.4f} (a minute) to {DAYS_MOST}; 48 hours are 2.
- `extension_days_most` is a whole number from 1 to {DAYS_MOST}, `late_kept_most` one from
  {KEPT_LEAST} to {KEPT_MOST}, `approval_above` one from 0 to {MINOR_MOST}.
- Lists hold codes, such as `["refund_only"]`. What is yes or no is `true` or `false`.
"""
UNCHANGED: Mapping[str, str] = {
    "PARCELS_MOST": "parcels of an order, and as many more on their way back",
    "LINES_MOST": "lines of an order",
    "GOODWILL_MOST": "times that goodwill is given on an order",
    "DISPUTES_MOST": "disputes of an order, one after the other",
    "OFFERS_MOST": "offers of each side in a dispute; the platform is a side",
    "EVIDENCE_MOST": "files of each side on an order",
    "MESSAGES_MOST": "messages of each side on an order",
    "EVIDENCE_REQUESTS_MOST": "requests for evidence in a dispute",
}


def terms() -> tuple[str, ...]:
    """The parts of the page that are about terms."""
    clocks = clocks_by_term()
    rows = ((f"`{t}`", default(t), MEANINGS[t], codes(clocks[t])) for t in TERMS)
    return (
        "## The marketplace's terms",
        ABOUT_TERMS,
        table(("term", "default", "means", "clocks that it decides"), rows),
        "Limits that no marketplace can change:",
        table(("at most", "of"), ((str(LIMITS[name]), of) for name, of in UNCHANGED.items())),
    )
