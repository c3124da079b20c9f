"""The page of the order's life: a diagram, the words, and tables of everything that moves it."""

from collections.abc import Iterator, Mapping

from amends.core.commands import SendTransfer
from amends.core.findings import FINDINGS, Grade
from amends.core.lifecycle import ARGUED, ON, PARCELS, RULES, STEPS, Leads
from amends.core.order import Status
from amends.core.reasons import REASONS
from amends.delivery.deliveries import PROVES_AFTER

from .clocks_page import clocks
from .diagram import diagram
from .generated_page import codes, filled, page, period, statuses, table
from .steps_page import name, steps
from .terms_page import terms

S = Status
TROUBLE = [code for code, worth in FINDINGS.items() if worth.trouble]
DECISIVE = [code for code in TROUBLE if FINDINGS[code].grade is Grade.DECISIVE]
STRONG = [code for code in TROUBLE if code not in DECISIVE]
HOPELESS = [code for code in TROUBLE if not FINDINGS[code].mendable]
CONTESTED = [reason for reason, about in REASONS.items() if about.contested]
ABOUT = """\
One order has one status and one main clock. Time acts first: a clock that ended is judged on what
was recorded before its end, however late anybody looks, and acting at the due instant is too late.

On this page: [words](#words), [statuses and their clocks](#statuses-and-their-clocks),
[how long they run](#how-long-the-clocks-run), [clocks beside them](#clocks-beside-the-main-one),
[steps](#steps), [scans](#what-carriers-scans-move), [rules](#what-moves-by-itself-without-a-clock),
[a freeze](#while-an-order-is-frozen), [terms](#the-marketplaces-terms). On others:
[every event and who hears of it](events.md), [reasons and rules](reasons.md),
[refusals](refusals.md), [the glossary](glossary.md).
"""
WORDS = f"""\
- **The platform** is whoever runs Amends for the marketplaces: its mediators and operators, and
  Amends itself, which acts for them by clocks and rules. As the one who takes a step, or opens a
  dispute, it is Amends itself.
- **Silence**: a clock ended, and nobody acted.
- **A scan**: what a carrier recorded of the parcel itself, not what was announced or assumed.
- **A rule**: a line of the marketplace's policy pack. Only one that is marked automatic decides
  without a person. [Those that come with Amends](reasons.md#the-rules-that-come-with-amends).
- **Trouble**: what the scans and numbers of a parcel show, strongly enough against its arriving.
  Decisive: {codes(DECISIVE)}. Strong: {codes(STRONG)}.
- **Contested**: the reason of the dispute is one on which the two say different things, so that no
  rule and no silence decides it, only a person or they themselves: {codes(CONTESTED)}.
- **Proven notice**: it is recorded that the party whose silence will count has seen what is asked
  of it, or that a mail server took the notice {period(PROVES_AFTER)} ago.
- *argued*: {codes(ARGUED)}. The two can still end it themselves.
- *goes on*: {codes(ON)}. A dispute over all that is open ends in `settled`. One over some lines
  settles those, and the others go on in the status that it interrupted.
"""
ABOUT_DIAGRAM = """\
"In trouble" are silences that the platform does not let be lost: it opens a dispute itself.

Not drawn: a dispute over some lines leaves the others as they were, so that what ends it leads back
to `shipped`, `delivered` or `protection_lapsed` instead of `settled`; and a chargeback freezes an
order in any status (`frozen`) and, when the bank has decided, lets it go on where it was.
"""
SCANNED: Mapping[Status, str] = {
    S.PAID: "Every line is in a parcel, and a carrier has scanned each.",
    S.SHIPPED: "Every parcel is delivered, by scans.",
    S.PROTECTION_LAPSED: "Every parcel is delivered, by scans.",
    S.WAITING: "Every parcel is delivered, by scans, since it was decided to wait.",
    S.WITHDRAWN_UNTIL: "Since it was withdrawn, every parcel is delivered, or all that was claimed:"
    " the dispute is over, and the order goes on. Or there is new trouble: it comes under review.",
    S.AWAITING_RETURN: "A carrier has scanned what goes back.",
    S.RETURN_SHIPPED: "It was delivered to the seller, by scans.",
}
ABOUT_SCANS = """\
An order of several parcels is as far as its slowest line. In `settled`, a delivery of what was
refunded starts the clock `late_arrival`.
"""
FOLLOWED: Mapping[Status, str] = {
    S.AWAITING_SELLER: "A rule, before the seller answers: only where the parcel shows what no"
    f" seller can mend ({codes(HOPELESS)}), and only to refund, on return or not, or to release.",
    S.NEGOTIATING: "A rule, once the seller has refused the claim, while nobody has made an offer.",
    S.UNDER_REVIEW: "A rule, unless a person is at it: a reply to late evidence runs, a decision"
    " waits for a second person, an offer of the platform stands, the goods came back not as sent,"
    " or what was refunded came after all.",
    S.AWAITING_EVIDENCE: "No rule: everything that was asked for has come.",
    S.WAITING: "New trouble: it is decided again, as at the end of the wait.",
    S.DECIDED: "No rule: where nobody can appeal any more, the decision is final at once. Where"
    " somebody can, the part of it that no appeal can change moves at once.",
}
ABOUT_RULES = """\
A rule that is marked automatic is asked at every change in these statuses, not only at their ends.
None decides a contested reason, or while an acceptance of nothing can still be undone. One that
says to wait does so once in a dispute, one that asks for evidence once as well. A decision of a
rule can be appealed like one of a person. At the ends of `awaiting_seller` and `waiting` the rule
is asked as well; where none decides, what was asked is given, unless a person must look:

- after `awaiting_seller`, where notice is not proven, or the reason is contested;
- after `waiting`, where the reason is contested, or a carrier delivered what is claimed and not the
  other lines, or it is the buyer who must show something.

A decision ends the offers that stood before it, unless it only waits.

**The undisputed part.** Only a buyer who got less than asked, or only on a return, can appeal, and
only a seller who is to give something. So when a decision is made, what is below every possible
result goes to the buyer at once, and what is above every possible claim to the seller; the rest
waits for {appeal_within} or the appeal. What moved stays moved: nothing that is offered, claimed or
decided afterwards takes it back, or gives more than is left. Nothing moves in this way where the
platform pays, a bank took something back, or the dispute is about what came after all.
"""
FREEZE = """\
A chargeback is the buyer's bank taking the payment back. A gateway's message, the marketplace or an
operator freezes the order; `frozen` then takes the place of its status.

- **What stops**: every clock, every rule, what scans would move, and every payment that was not
  sent. Scans are still recorded. Nobody can take another step.
- **What goes on**: {goes_on}. A payment that was sent before is still confirmed or refused.
- **Who hears**: the seller and the operator; after {chargeback_watched_for} the operator again.
- **Several at once**: only the last one that ends lets the order go on.
- **The time** is given back: when the order goes on, its main clock ends as much later as it was
  frozen, and so do those beside it, but for `contact_made` and `approval`.

**Won** means that the bank left the money: nothing moves, and the order goes on where it was.
**Lost** means that the bank took a sum. It is taken first from what is still held for this order,
where it counts as given to the buyer; then from refunds and payouts that were not sent, refunds
first. What is left is the platform's to pay: it is collected from the seller up to what was paid
out, and the rest is reclaimed from the buyer. Then the order goes on where it was; if the bank took
all that was held, it is `settled` with the outcome `charged_back`.
"""


def lifecycle_page() -> str:
    """The whole lifecycle."""
    return page(
        "The order's life",
        ABOUT,
        diagram(),
        ABOUT_DIAGRAM,
        "## Words",
        WORDS,
        *clocks(),
        *steps(),
        "## What carriers' scans move",
        table(("from", "to", "when"), _moved(PARCELS, SCANNED)),
        ABOUT_SCANS,
        "## What moves by itself without a clock",
        table(("from", "to", "what moves it"), _moved(RULES, FOLLOWED)),
        filled(ABOUT_RULES),
        "## While an order is frozen",
        filled(FREEZE.replace("{goes_on}", ", ".join(_while_frozen()))),
        *terms(),
    )


def _moved(leads: Leads, moves: Mapping[Status, str]) -> Iterator[tuple[str, ...]]:
    for origin, destinations in leads.items():
        yield f"`{origin}`", statuses(destinations), moves[origin]


def _while_frozen() -> Iterator[str]:
    frozen = (kind for kind, step in STEPS.items() if S.FROZEN in step.leads)
    yield from (name(kind).lower() for kind in frozen if kind is not SendTransfer)
