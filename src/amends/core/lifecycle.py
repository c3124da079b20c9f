"""The whole lifecycle on one page: who may do what, from which status, and what silence means.

The diagram in the docs, the buttons on the pages, `available_actions` in the API and the test
generator are all read off STEPS, CLOCKS, SIDE_CLOCKS, PARCELS and RULES.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import TypeAlias

from . import commands as c
from . import ends
from .guards import (
    Guard,
    an_offer_stands,
    anything,
    extension_asked,
    lines_left,
    may_appeal,
    may_extend,
    refund_unpaid,
)
from .order import Order, Status
from .parties import Role

S = Status
DISPUTE = (
    S.AWAITING_SELLER,
    S.NEGOTIATING,
    S.WAITING,
    S.AWAITING_EVIDENCE,
    S.UNDER_REVIEW,
)
OPENING = (S.SHIPPED, S.DELIVERED, S.PROTECTION_LAPSED)
UNSETTLED = tuple(status for status in S if status is not S.SETTLED)
DECISIONS = (S.DECIDED, S.WAITING, S.SETTLED)
PEOPLE = frozenset({Role.MEDIATOR, Role.OPERATOR})
PARTIES = frozenset({Role.BUYER, Role.SELLER})

Leads: TypeAlias = Mapping[Status, tuple[Status, ...]]


@dataclass(frozen=True, slots=True)
class Step:
    """A command: who may give it, where it leads from each status, and what must hold."""

    by: frozenset[Role]
    leads: Leads
    guard: Guard = anything


def _all(origins: tuple[Status, ...], *destinations: Status) -> Leads:
    return dict.fromkeys(origins, destinations)


def _stay(*statuses: Status) -> Leads:
    return {status: (status,) for status in statuses}


STEPS: Mapping[type[c.Command], Step] = {
    c.HandOver: Step(
        frozenset({Role.SELLER, Role.MARKETPLACE}),
        {S.PAID: (S.PAID, S.SHIPPED)},
        lines_left,
    ),
    c.RequestExtension: Step(frozenset({Role.BUYER}), _stay(S.SHIPPED), may_extend),
    c.AnswerExtension: Step(frozenset({Role.SELLER}), _stay(S.SHIPPED), extension_asked),
    c.SendMessage: Step(PARTIES, _stay(*S)),
    c.AddEvidence: Step(PARTIES, _stay(*UNSETTLED)),
    c.ConfirmReceipt: Step(frozenset({Role.BUYER}), _all((*OPENING, *DISPUTE), S.SETTLED)),
    c.OpenDispute: Step(frozenset({Role.BUYER}), _all(OPENING, S.AWAITING_SELLER)),
    c.ProveNotice: Step(frozenset({Role.PLATFORM}), _stay(S.AWAITING_SELLER)),
    c.AcceptClaim: Step(frozenset({Role.SELLER}), _all(DISPUTE, S.SETTLED)),
    c.RefuseClaim: Step(frozenset({Role.SELLER}), {S.AWAITING_SELLER: (S.NEGOTIATING,)}),
    c.MakeOffer: Step(
        PARTIES,
        {**_stay(*DISPUTE), S.AWAITING_SELLER: (S.AWAITING_SELLER, S.NEGOTIATING)},
    ),
    c.AcceptOffer: Step(PARTIES, _all(DISPUTE, S.SETTLED), an_offer_stands),
    c.DeclineOffer: Step(PARTIES, _stay(*DISPUTE), an_offer_stands),
    c.Withdraw: Step(frozenset({Role.BUYER}), _all(DISPUTE, *OPENING)),
    c.Escalate: Step(PARTIES, {S.NEGOTIATING: (S.UNDER_REVIEW,)}),
    c.RequestEvidence: Step(PEOPLE, {S.UNDER_REVIEW: (S.AWAITING_EVIDENCE,)}),
    c.Decide: Step(PEOPLE, {S.UNDER_REVIEW: (S.DECIDED, S.WAITING), S.APPEALED: (S.DECIDED,)}),
    c.Appeal: Step(PARTIES, {S.DECIDED: (S.APPEALED,)}, may_appeal),
    c.ChooseRefundMethod: Step(
        frozenset({Role.BUYER}),
        _stay(*DISPUTE, S.DECIDED, S.APPEALED, S.SETTLED),
        refund_unpaid,
    ),
    c.MarkRefundPaid: Step(frozenset({Role.OPERATOR}), _stay(S.SETTLED), refund_unpaid),
}


@dataclass(frozen=True, slots=True)
class Clock:
    """When a status ends by itself, and where silence leads."""

    ends: Callable[[Order], datetime | None]
    leads: tuple[Status, ...]


CLOCKS: Mapping[Status, Clock] = {
    S.PAID: Clock(ends.dispatch, (S.SETTLED,)),
    S.SHIPPED: Clock(ends.protection, (S.PROTECTION_LAPSED, S.AWAITING_SELLER)),
    S.DELIVERED: Clock(ends.inspection, (S.SETTLED, S.AWAITING_SELLER)),
    S.PROTECTION_LAPSED: Clock(ends.claim_window, (S.SETTLED, S.AWAITING_SELLER)),
    S.AWAITING_SELLER: Clock(ends.seller_answer, (S.DECIDED, S.WAITING, S.UNDER_REVIEW)),
    S.NEGOTIATING: Clock(ends.negotiation, (S.UNDER_REVIEW,)),
    S.WAITING: Clock(ends.wait, (S.DECIDED, S.UNDER_REVIEW)),
    S.AWAITING_EVIDENCE: Clock(ends.evidence, (S.UNDER_REVIEW,)),
    S.UNDER_REVIEW: Clock(ends.review, (S.UNDER_REVIEW,)),
    S.DECIDED: Clock(ends.appeal, (S.SETTLED,)),
    S.APPEALED: Clock(ends.appeal_review, (S.APPEALED,)),
    S.SETTLED: Clock(ends.never, ()),
}


class SideClock(StrEnum):
    """A clock beside the main one; the main clock of an open order never ends before it."""

    EXTENSION_ASKED = "extension_asked"
    CONTACT_MADE = "contact_made"


SIDE_CLOCKS: Mapping[SideClock, Callable[[Order], datetime | None]] = {
    SideClock.EXTENSION_ASKED: ends.extension_answer,
    SideClock.CONTACT_MADE: ends.contact_answer,
}

# What carriers' scans move by themselves.
PARCELS: Leads = {
    S.PAID: (S.SHIPPED,),
    S.SHIPPED: (S.DELIVERED,),
    S.PROTECTION_LAPSED: (S.DELIVERED,),
    S.WAITING: (S.DELIVERED,),
}
# Where a rule that is marked automatic may decide, or ask; WAITING is decided again on its facts.
RULES: Leads = {
    S.AWAITING_SELLER: (S.DECIDED,),
    S.NEGOTIATING: (S.DECIDED, S.WAITING, S.AWAITING_EVIDENCE),
    S.UNDER_REVIEW: (S.DECIDED, S.WAITING, S.AWAITING_EVIDENCE),
    S.AWAITING_EVIDENCE: (S.UNDER_REVIEW,),
    S.WAITING: (S.DECIDED, S.UNDER_REVIEW),
    S.DECIDED: (S.SETTLED,),
}


def main_due_at(order: Order) -> datetime | None:
    """When the order's main clock ends, or None when only a person can move it."""
    return CLOCKS[order.status].ends(order)


def extension_due_at(order: Order) -> datetime | None:
    """When a running request for more time lapses."""
    return SIDE_CLOCKS[SideClock.EXTENSION_ASKED](order)
