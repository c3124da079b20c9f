"""Every code of the core with the paths under which its words must stand."""

from collections.abc import Iterable, Iterator
from enum import StrEnum
from typing import get_args

from amends.core.commands import AppealGround, Command, ReturnCondition
from amends.core.events import Escalation, Event, Outcome
from amends.core.findings import FINDINGS, FindingCode, Grade
from amends.core.lifecycle import SideClock
from amends.core.notices import snake
from amends.core.order import Answer, Status
from amends.core.parcel import Leg, ParcelStatus, Source
from amends.core.parties import Role
from amends.core.reasons import Burden, EvidenceKind, Reason
from amends.core.refusals import Refusal
from amends.core.rulings import RulingOutcome
from amends.core.terms import Funder, LateChoice, RefundMethod, Remedy
from amends.core.transfers import TransferKind, TransferState
from amends.customs import Comparison, Ground, Kind, Payer
from amends.evidence import Fault
from amends.policy.suggesting import CustomsGround

READERS = ("buyer", "seller", "mediator")
EVENTS: tuple[type[Event], ...] = get_args(Event)
COMMANDS: tuple[type[Command], ...] = get_args(Command)

# The enums whose every code has one name.
NAMED: dict[str, type[StrEnum]] = {
    "status": Status,
    "finding": FindingCode,
    "grade": Grade,
    "burden": Burden,
    "evidence_kind": EvidenceKind,
    "outcome": Outcome,
    "ruling_outcome": RulingOutcome,
    "escalation": Escalation,
    "role": Role,
    "refund_method": RefundMethod,
    "remedy": Remedy,
    "parcel_status": ParcelStatus,
    "source": Source,
    "leg": Leg,
    "appeal_ground": AppealGround,
    "answer": Answer,
    "ruling_says": RulingOutcome,
    "return_condition": ReturnCondition,
    "late_choice": LateChoice,
    "funder": Funder,
    "transfer_kind": TransferKind,
    "transfer_state": TransferState,
    "customs_ground": CustomsGround,
    "charge_kind": Kind,
    "charge_ground": Ground,
    "payer": Payer,
    "comparison": Comparison,
}
# Where silence means two things in one status, it is told apart; a message's clock only waits.
SILENCES = (
    *(status for status in Status if status is not Status.DECIDED),
    *("awaiting_seller_unseen", "decided_refund", "decided_release"),
    *("awaiting_return_address", "awaiting_return_posted"),
    *(clock for clock in SideClock if clock is not SideClock.CONTACT_MADE),
)
WITHOUT_DISPUTE = (
    *(Status.PAID, Status.SHIPPED, Status.DELIVERED, Status.PROTECTION_LAPSED, Status.SETTLED),
    Status.FROZEN,
)
TITLES = (
    *(status for status in Status if status is not Status.SETTLED),
    *(f"shipped_{code}" for code, worth in FINDINGS.items() if worth.suggests),
    *("negotiating_offer", "undo", "decided_release", "under_review_late", "approval"),
    *("awaiting_return_address", "awaiting_return_posted", "late_arrival"),
    *("settled_payout", "settled_refund_due", "settled_refund_paid", "settled_refund_refused"),
    "settled_charged_back",
)
# The stops of the money line that are not the end of a status.
STOPS = (
    *("paid", "dispatch", "sent", "promised", "protected", "claim", "delivered", "inspected"),
    *("disputed", "answered", "told_to_wait", "decided", "settled", "refunded"),
    *("to_return", "posted", "withdrawn", "frozen"),
    *("due_awaiting_return_address", "due_awaiting_return_posted"),
)
# What a person reads instead of a page.
TROUBLES = ("missing", "unreadable", "stale", "broken", "foreign_host")
IN_DISPUTE = (
    *(Status.AWAITING_SELLER, Status.NEGOTIATING, Status.WAITING, Status.AWAITING_EVIDENCE),
    *(Status.UNDER_REVIEW, Status.DECIDED, Status.APPEALED, Status.WITHDRAWN_UNTIL),
    *(Status.AWAITING_RETURN, Status.RETURN_SHIPPED, Status.RETURN_DELIVERED),
)
DECISIONS = (
    *(RulingOutcome.REFUND, RulingOutcome.REFUND_ON_RETURN),
    *(RulingOutcome.RELEASE, RulingOutcome.WAIT),
)
# What only the table of transfers knows: sent, and nobody has answered.
UNANSWERED = "unknown"


def paths() -> Iterator[str]:
    """Return every path that must have words, and that no other path may have."""
    for section, enum in NAMED.items():
        yield from under(section, enum)
    yield from under("silence", SILENCES, READERS)
    yield from under("next_step", WITHOUT_DISPUTE, READERS)
    yield from under("whose_turn", Status, READERS)
    yield from under("title", TITLES, READERS)
    yield from under("event", [snake(kind) for kind in EVENTS], READERS)
    yield from under("command", [snake(kind) for kind in COMMANDS])
    yield from under("reason", Reason, ("name", "line"))
    yield from under("refusal", Refusal, ("title", "what", "way_out"))
    yield from under("fault", Fault, ("title", "what", "way_out"))
    yield from under("trouble", TROUBLES, ("title", "what", "way_out"))
    yield from under("decision_says", DECISIONS)
    yield from under(
        "stop", [*STOPS, *(f"due_{status}" for status in (*IN_DISPUTE, Status.FROZEN))]
    )
    yield from under("transfer_state", [UNANSWERED])
    yield from under("left", ["soon", "now"])


def under(section: str, codes: Iterable[str], parts: Iterable[str] = ()) -> Iterator[str]:
    """Return the paths of codes in one section, each with its parts."""
    named = tuple(parts)
    for code in codes:
        yield from (f"{section}.{code}.{part}" for part in named)
        if not named:
            yield f"{section}.{code}"
