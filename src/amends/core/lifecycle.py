"""The whole lifecycle on one page: who may do what, from which status, and what silence means.

The diagram in the docs, the buttons on the pages, `available_actions` in the API and the test
generator are all read off STEPS, CLOCKS, SIDE_CLOCKS, PARCELS and RULES.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import TypeAlias

from . import commands as c
from . import ends, side_ends
from . import guards as g
from .days import tolled
from .order import Order, Status
from .parties import Role
from .replacing import replace
from .terms import DAY

S = Status
# Where the two still argue: either may end it, and nothing is decided.
ARGUED = (
    S.AWAITING_SELLER,
    S.NEGOTIATING,
    S.WAITING,
    S.AWAITING_EVIDENCE,
    S.UNDER_REVIEW,
    S.WITHDRAWN_UNTIL,
)
RETURNING = (S.AWAITING_RETURN, S.RETURN_SHIPPED, S.RETURN_DELIVERED)
OPENING = (S.SHIPPED, S.DELIVERED, S.PROTECTION_LAPSED)
# What an order goes on as when a dispute over some of its lines ends.
ON = (*OPENING, S.SETTLED)
UNSETTLED = tuple(status for status in S if status is not S.SETTLED)
REVIEWED = (S.UNDER_REVIEW, S.APPEALED)
BUYER = frozenset({Role.BUYER})
SELLER = frozenset({Role.SELLER})
SHOP = frozenset({Role.SELLER, Role.MARKETPLACE})
PARTIES = frozenset({Role.BUYER, Role.SELLER})
PEOPLE = frozenset({Role.MEDIATOR, Role.OPERATOR})
PAYING = frozenset({Role.PLATFORM, Role.OPERATOR})
BANK = frozenset({Role.PLATFORM, Role.OPERATOR, Role.MARKETPLACE})

Leads: TypeAlias = Mapping[Status, tuple[Status, ...]]


@dataclass(frozen=True, slots=True)
class Step:
    """A command: who may give it, where it leads from each status, and what must hold."""

    by: frozenset[Role]
    leads: Leads
    guard: g.Guard = g.anything


def _all(origins: tuple[Status, ...], *destinations: Status) -> Leads:
    return dict.fromkeys(origins, destinations)


def _stay(*statuses: Status) -> Leads:
    return {status: (status,) for status in statuses}


STEPS: Mapping[type[c.Command], Step] = {
    # The order on its way.
    c.HandOver: Step(SHOP, {S.PAID: (S.PAID, S.SHIPPED)}, g.lines_left),
    # Also what was handed over only by the seller's word.
    c.Cancel: Step(
        SHOP,
        {status: (status, S.SETTLED) for status in (S.PAID, *OPENING[::2])},
        g.lines_unaccepted,
    ),
    c.RequestExtension: Step(BUYER, _stay(S.SHIPPED), g.may_extend),
    c.AnswerExtension: Step(SELLER, _stay(S.SHIPPED), g.extension_asked),
    c.ExtendProtection: Step(BUYER, _stay(S.SHIPPED), g.extension_untaken),
    c.AskForNumber: Step(BUYER | PEOPLE, _stay(S.PAID, *OPENING[::2], *ARGUED), g.number_unasked),
    c.CorrectNumber: Step(SHOP, _stay(S.PAID, *OPENING, *ARGUED), g.a_parcel_is_known),
    c.SendMessage: Step(PARTIES, _stay(*S)),
    c.AddEvidence: Step(PARTIES, _stay(*UNSETTLED)),
    c.ConfirmReceipt: Step(BUYER, _all((*OPENING, *ARGUED), S.SETTLED)),
    # The dispute.
    c.OpenDispute: Step(BUYER, _all(OPENING, S.AWAITING_SELLER)),
    c.ProveNotice: Step(
        frozenset({Role.PLATFORM}),
        _stay(S.AWAITING_SELLER, S.AWAITING_RETURN, S.RETURN_DELIVERED),
    ),
    c.AcceptClaim: Step(SELLER, _all(ARGUED, S.AWAITING_RETURN, *ON)),
    c.RefuseClaim: Step(SELLER, {S.AWAITING_SELLER: (S.NEGOTIATING,)}),
    c.MakeOffer: Step(
        PARTIES | PEOPLE,
        {**_stay(*ARGUED), S.AWAITING_SELLER: (S.AWAITING_SELLER, S.NEGOTIATING)},
    ),
    c.AcceptOffer: Step(
        PARTIES,
        {status: (status, S.AWAITING_RETURN, *ON) for status in ARGUED},
        g.an_offer_stands,
    ),
    c.UndoAcceptance: Step(PARTIES, _stay(*ARGUED), g.acceptance_stands),
    c.DeclineOffer: Step(PARTIES, _stay(*ARGUED), g.an_offer_stands),
    c.Withdraw: Step(BUYER, _all(ARGUED, S.WITHDRAWN_UNTIL, *ON)),
    c.Escalate: Step(PARTIES, {S.NEGOTIATING: (S.UNDER_REVIEW,)}),
    # The platform decides.
    c.RequestEvidence: Step(PEOPLE, {S.UNDER_REVIEW: (S.AWAITING_EVIDENCE,)}),
    c.AskForTime: Step(PARTIES, _stay(S.AWAITING_EVIDENCE), g.time_may_be_asked),
    c.Decide: Step(
        PEOPLE,
        {
            S.UNDER_REVIEW: (S.UNDER_REVIEW, S.DECIDED, S.WAITING, S.AWAITING_RETURN),
            S.APPEALED: (S.APPEALED, S.DECIDED, S.AWAITING_RETURN),
        },
    ),
    c.ApproveDecision: Step(
        PEOPLE,
        {
            S.UNDER_REVIEW: (S.DECIDED, S.WAITING, S.AWAITING_RETURN),
            S.APPEALED: (S.DECIDED, S.AWAITING_RETURN),
        },
        g.decision_proposed,
    ),
    c.RefuseApproval: Step(PEOPLE, _stay(*REVIEWED), g.decision_proposed),
    c.Appeal: Step(PARTIES, _all((S.DECIDED, S.AWAITING_RETURN), S.APPEALED), g.may_appeal),
    # The goods go back.
    c.GiveReturnAddress: Step(SELLER, _stay(S.AWAITING_RETURN), g.address_unknown),
    c.ShipReturn: Step(BUYER, _stay(S.AWAITING_RETURN), g.may_post),
    c.AcknowledgeReturn: Step(
        SELLER, _all((*RETURNING, S.UNDER_REVIEW), S.UNDER_REVIEW, *ON), g.may_acknowledge
    ),
    # The money.
    c.ChooseRefundMethod: Step(
        BUYER, _stay(*ARGUED, *RETURNING, S.DECIDED, S.APPEALED, S.SETTLED), g.refund_unsent
    ),
    c.ReportLateArrival: Step(BUYER, _stay(S.SETTLED), g.refunded),
    c.GrantGoodwill: Step(frozenset({Role.OPERATOR}), _stay(S.SETTLED)),
    c.SendTransfer: Step(PAYING, _stay(*S), g.a_transfer_waits),
    c.ConfirmTransfer: Step(PAYING, _stay(*S), g.a_transfer_waits),
    c.RefuseTransfer: Step(PAYING, _stay(*S), g.a_transfer_waits),
    c.RetryTransfer: Step(frozenset({Role.OPERATOR}), _stay(*S), g.a_transfer_was_refused),
    c.FreezeForChargeback: Step(BANK, _all(tuple(S), S.FROZEN), g.one_by_hand),
    # One of several leaves it frozen.
    c.EndChargeback: Step(BANK, {S.FROZEN: tuple(S)}),
}


@dataclass(frozen=True, slots=True)
class Clock:
    """When a status ends by itself, and where silence leads.

    `reminders` are how long before the end whoever loses by it is reminded. `adverse` says that
    silence speaks against somebody, so that an outage of ours moves the end.
    """

    ends: Callable[[Order], datetime | None]
    leads: tuple[Status, ...]
    reminders: tuple[timedelta, ...] = ()
    adverse: bool = True


CLOCKS: Mapping[Status, Clock] = {
    S.PAID: Clock(ends.dispatch, (S.PAID, S.SETTLED)),
    S.SHIPPED: Clock(
        ends.protection,
        (S.SHIPPED, S.PROTECTION_LAPSED, S.AWAITING_SELLER),
        (3 * DAY, DAY),
    ),
    S.DELIVERED: Clock(ends.inspection, (S.SETTLED, S.AWAITING_SELLER)),
    S.PROTECTION_LAPSED: Clock(
        ends.claim_window, (S.SETTLED, S.AWAITING_SELLER), (5 * DAY, 2 * DAY, DAY)
    ),
    S.AWAITING_SELLER: Clock(
        ends.seller_answer,
        (S.DECIDED, S.WAITING, S.UNDER_REVIEW, S.AWAITING_RETURN),
        (DAY,),
    ),
    S.NEGOTIATING: Clock(ends.negotiation, (S.UNDER_REVIEW,)),
    S.WAITING: Clock(ends.wait, (S.DECIDED, S.UNDER_REVIEW, S.AWAITING_RETURN), adverse=False),
    S.AWAITING_EVIDENCE: Clock(ends.evidence, (S.UNDER_REVIEW,), (DAY,)),
    S.UNDER_REVIEW: Clock(ends.review, (S.UNDER_REVIEW,), adverse=False),
    S.AWAITING_RETURN: Clock(ends.returning, (S.UNDER_REVIEW, *ON), (5 * DAY, 2 * DAY, DAY)),
    S.RETURN_SHIPPED: Clock(ends.return_arrival, (S.UNDER_REVIEW,)),
    S.RETURN_DELIVERED: Clock(ends.acknowledgement, (S.UNDER_REVIEW, *ON), (DAY,)),
    S.DECIDED: Clock(ends.appeal, ON),
    S.APPEALED: Clock(ends.appeal_review, (S.APPEALED,), adverse=False),
    S.WITHDRAWN_UNTIL: Clock(ends.withdrawn, (S.UNDER_REVIEW,), adverse=False),
    S.FROZEN: Clock(ends.chargeback, (S.FROZEN,), adverse=False),
    S.SETTLED: Clock(ends.never, ()),
}


class SideClock(StrEnum):
    """A clock beside the main one."""

    EXTENSION_ASKED = "extension_asked"
    CONTACT_MADE = "contact_made"
    REPLY = "reply"
    NUMBER_ASKED = "number_asked"
    LATE_ARRIVAL = "late_arrival"
    UNDO = "undo"
    APPROVAL = "approval"


@dataclass(frozen=True, slots=True)
class Side:
    """When a side clock ends, and where its silence leads; nowhere when silence means nothing."""

    ends: Callable[[Order], datetime | None]
    leads: Leads


SIDE_CLOCKS: Mapping[SideClock, Side] = {
    SideClock.EXTENSION_ASKED: Side(side_ends.extension_answer, _stay(S.SHIPPED)),
    SideClock.CONTACT_MADE: Side(side_ends.contact_answer, {}),
    SideClock.REPLY: Side(side_ends.reply, {}),
    SideClock.NUMBER_ASKED: Side(
        side_ends.number_correction,
        _stay(*(s for s in S if s not in {S.FROZEN, S.SETTLED})),
    ),
    SideClock.LATE_ARRIVAL: Side(side_ends.late_choice, {S.SETTLED: (S.AWAITING_SELLER,)}),
    SideClock.UNDO: Side(side_ends.undo, _all(ARGUED, *ON)),
    SideClock.APPROVAL: Side(side_ends.approval, _stay(*REVIEWED)),
}
# Those whose silence means something.
SPEAKING = {kind: side for kind, side in SIDE_CLOCKS.items() if side.leads}

# What carriers' scans move by themselves.
PARCELS: Leads = {
    S.PAID: (S.SHIPPED,),
    S.SHIPPED: (S.DELIVERED,),
    S.PROTECTION_LAPSED: (S.DELIVERED,),
    S.WAITING: (S.DELIVERED,),
    S.WITHDRAWN_UNTIL: (S.DELIVERED, S.UNDER_REVIEW, S.SHIPPED, S.PROTECTION_LAPSED),
    S.AWAITING_RETURN: (S.RETURN_SHIPPED,),
    S.RETURN_SHIPPED: (S.RETURN_DELIVERED,),
}
# Where a rule that is marked automatic may decide, or ask; WAITING is decided again on its facts.
RULES: Leads = {
    S.AWAITING_SELLER: (S.DECIDED, S.AWAITING_RETURN),
    S.NEGOTIATING: (S.DECIDED, S.WAITING, S.AWAITING_EVIDENCE, S.AWAITING_RETURN),
    S.UNDER_REVIEW: (S.DECIDED, S.WAITING, S.AWAITING_EVIDENCE, S.AWAITING_RETURN),
    S.AWAITING_EVIDENCE: (S.UNDER_REVIEW,),
    S.WAITING: (S.DECIDED, S.UNDER_REVIEW, S.AWAITING_RETURN),
    S.DECIDED: (S.DECIDED, *ON),
}


def main_due_at(order: Order) -> datetime | None:
    """When the order's main clock ends, or None when only a person can move it."""
    clock = CLOCKS[order.status]
    due_at = clock.ends(order)
    return None if due_at is None else tolled(order, due_at, adverse=clock.adverse)


def deadline(order: Order) -> datetime | None:
    """When the next of the people must act, or should have; None where nobody is waited for."""
    # The platform's own deadline stays one when it has passed: a reminder makes it no later.
    waited = replace(order, overdue=False) if order.overdue else order
    ends = [main_due_at(waited), *silences(order).values()]
    return min((end for end in ends if end is not None), default=None)


def side_due_at(order: Order, kind: SideClock) -> datetime | None:
    """When a side clock ends, or None while it does not run."""
    return SIDE_CLOCKS[kind].ends(order)


def silences(order: Order) -> dict[SideClock, datetime]:
    """Return the side clocks that run and whose silence means something, with their ends."""
    return {
        kind: due_at for kind, side in SPEAKING.items() if (due_at := side.ends(order)) is not None
    }


def reminder_at(order: Order) -> datetime | None:
    """When whoever loses by the main clock is next reminded, or None when not again."""
    reminders = CLOCKS[order.status].reminders
    due_at = main_due_at(order) if reminders else None
    if due_at is None:
        return None
    # What lies behind was sent, or its end has moved since.
    moments = (due_at - left for left in reminders)
    return next((moment for moment in moments if moment > order.latest_at), None)


def extension_due_at(order: Order) -> datetime | None:
    """When a running request for more time lapses."""
    return side_due_at(order, SideClock.EXTENSION_ASKED)
