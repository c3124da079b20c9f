"""Commands drawn so that most of them fit the order, and some of them do not."""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from random import Random
from typing import TypeAlias

from amends.core import commands as c
from amends.core.money import Money
from amends.core.order import Order
from amends.core.parties import PLATFORM, Party, Role
from amends.core.reasons import REASONS, EvidenceKind, Reason
from amends.core.rulings import RulingOutcome
from amends.core.terms import Funder, LateChoice, RefundMethod, Remedy

from .story import DAY, HOUR, eur
from tests.people import ALICE, BOB, MIRA, NORA, OSCAR, SHOP

PLAYERS: Mapping[Role, tuple[Party, ...]] = {
    Role.BUYER: (ALICE,),
    Role.SELLER: (BOB,),
    Role.MEDIATOR: (MIRA, NORA),
    Role.OPERATOR: (OSCAR,),
    Role.MARKETPLACE: (SHOP,),
    Role.PLATFORM: (PLATFORM,),
}
Draw: TypeAlias = Callable[[Random, Order, datetime], c.Command]
TEXTS = ("", "Some words.")
DECISIONS = (
    *(RulingOutcome.REFUND,) * 2,
    *(RulingOutcome.REFUND_ON_RETURN,) * 3,
    *(RulingOutcome.RELEASE, RulingOutcome.WAIT),
)
KINDS = (EvidenceKind.PHOTO, EvidenceKind.VIDEO)


def command_of(random: Random, kind: type[c.Command], order: Order, now: datetime) -> c.Command:
    """Draw a command of a kind."""
    return DRAWN[kind](random, order, now)


def _add_evidence(random: Random, order: Order, now: datetime) -> c.Command:
    posted = bool(order.disputes) and order.disputes[-1].posted
    kinds = (*KINDS, EvidenceKind.RETURN_RECEIPT) if posted else KINDS
    return c.AddEvidence(random.choice(kinds), "00")


def _hand_over(random: Random, order: Order, now: datetime) -> c.Command:
    some: tuple[int, ...] = random.choice([(), (), (), (), (), (), (1,), (2,), (1, 2), (9,)])
    at = now + random.choice([-HOUR, -DAY, timedelta(), timedelta(), HOUR])
    return c.HandOver(at, some, tracked=random.random() < 0.9)


def _open_dispute(random: Random, order: Order, now: datetime) -> c.Command:
    usual = [Reason.LATE] * 9 + [Reason.DELIVERED_NOT_RECEIVED] * 12
    sent = [Reason.DAMAGED] * 15 + [Reason.CHANGED_MIND] * 4
    reason = random.choice([*usual, *sent, *Reason])
    received = REASONS[reason].received
    own = order.evidence_of(Role.BUYER)
    every = tuple(range(1, len(order.lines) + 1))
    lines = random.choice([(), (), every, (1,), (9,)])
    cap = order.cap_of(lines if set(lines) <= set(every) and lines else every)
    return c.OpenDispute(
        received=received if random.random() < 0.95 else not received,
        reason=reason,
        refund=random.choice([cap, cap, eur(1), eur(cap.minor + 1), cap.nothing]),
        lines=lines,
        remedy=random.choice(list(Remedy)) if received else Remedy.REFUND_ONLY,
        refund_method=random.choice(list(RefundMethod)),
        evidence=random.choice([own, own, (), (99,)]) if received else (),
        text=random.choice(TEXTS),
    )


def _offer_number(random: Random, order: Order) -> int:
    offers = order.disputes[-1].offers if order.disputes else ()
    numbers = [offer.number for offer in offers if offer.open]
    return random.choice(numbers) if numbers and random.random() < 0.9 else 99


def _make_offer(random: Random, order: Order, now: datetime) -> c.Command:
    cap = order.disputes[-1].cap if order.disputes else order.held
    some = max(1, cap.minor // 2)
    refund = random.choice([some, some, cap.minor, cap.minor + 1, 0, 0])
    remedy = random.choice([Remedy.REFUND_ONLY, *Remedy])
    return c.MakeOffer(eur(refund), random.choice(TEXTS), remedy)


def _request_evidence(random: Random, order: Order, now: datetime) -> c.Command:
    of = random.choice([(Role.BUYER,), (Role.SELLER,), (Role.BUYER, Role.SELLER)])
    return c.RequestEvidence(of, random.choice([KINDS, KINDS[:1]]), random.choice(TEXTS))


def _decide(random: Random, order: Order, now: datetime) -> c.Command:
    cap = order.disputes[-1].cap.minor if order.disputes else 1
    refund = random.choice([None, None, eur(1), eur(cap), eur(cap + 1), eur(0)])
    wait_until = random.choice([None, now + 2 * DAY, now + 20 * DAY, now + 31 * DAY])
    outcome = random.choice(DECISIONS)
    funded_by = random.choice([Funder.SELLER, Funder.SELLER, Funder.PLATFORM])
    counts = random.choice([None, True, False])
    return c.Decide(outcome, "These are the reasons.", refund, wait_until, funded_by, counts)


def _appeal(random: Random, order: Order, now: datetime) -> c.Command:
    files = tuple(range(1, len(order.evidence) + 1))
    evidence = random.choice([(), files[-1:], files])
    return c.Appeal(random.choice(list(c.AppealGround)), random.choice(TEXTS), evidence)


def _withdraw(random: Random, order: Order, now: datetime) -> c.Command:
    until = random.choice([None, None, now + 2 * DAY, now + 20 * DAY, now + 31 * DAY])
    return c.Withdraw(until)


def _digest(random: Random, order: Order) -> str:
    proposed = order.disputes[-1].proposed if order.disputes else None
    return proposed.digest if proposed and random.random() < 0.9 else "00"


def _give_address(random: Random, order: Order, now: datetime) -> c.Command:
    own = order.evidence_of(Role.SELLER)
    label = random.choice([None, own[-1] if own else None, 99 if random.random() < 0.1 else None])
    return c.GiveReturnAddress(random.choice(["1 Return Lane", "1 Return Lane", " "]), label)


def _ship_return(random: Random, order: Order, now: datetime) -> c.Command:
    own = order.evidence_of(Role.BUYER)
    receipt = random.choice([None, None, own[-1] if own else None, 99])
    return c.ShipReturn(now + random.choice([-HOUR, timedelta(), HOUR]), receipt)


def _transfer(random: Random, order: Order) -> int:
    many = len(order.transfers)
    return random.randint(1, many) if many and random.random() < 0.95 else 99


def _of_held(random: Random, order: Order) -> Money:
    held = order.held.minor
    return eur(random.choice([held, held, max(1, held // 3), 1, held + 1]))


DRAWN: Mapping[type[c.Command], Draw] = {
    c.HandOver: _hand_over,
    c.RequestExtension: lambda random, _order, _now: c.RequestExtension(
        random.choice([0, 1, 10, 60, 61]), random.choice(TEXTS)
    ),
    c.AnswerExtension: lambda random, _order, _now: c.AnswerExtension(
        random.random() < 0.5, random.choice(TEXTS)
    ),
    c.SendMessage: lambda _random, _order, _now: c.SendMessage("Some words."),
    c.AddEvidence: _add_evidence,
    c.ConfirmReceipt: lambda _random, _order, _now: c.ConfirmReceipt(),
    c.OpenDispute: _open_dispute,
    c.ProveNotice: lambda random, _order, now: c.ProveNotice(
        *random.choice([(Role.SELLER, None), (Role.SELLER, now + 2 * DAY), (Role.BUYER, None)])
    ),
    c.AcceptClaim: lambda _random, _order, _now: c.AcceptClaim(),
    c.RefuseClaim: lambda random, _order, _now: c.RefuseClaim(random.choice(TEXTS)),
    c.MakeOffer: _make_offer,
    c.AcceptOffer: lambda random, order, _now: c.AcceptOffer(_offer_number(random, order)),
    c.DeclineOffer: lambda random, order, _now: c.DeclineOffer(_offer_number(random, order)),
    c.Withdraw: _withdraw,
    c.Escalate: lambda random, _order, _now: c.Escalate(random.choice(TEXTS)),
    c.RequestEvidence: _request_evidence,
    c.Decide: _decide,
    c.Appeal: _appeal,
    c.ChooseRefundMethod: lambda random, _order, _now: c.ChooseRefundMethod(
        random.choice(list(RefundMethod))
    ),
    c.ExtendProtection: lambda _random, _order, _now: c.ExtendProtection(),
    c.Cancel: lambda random, _order, _now: c.Cancel(
        random.choice(TEXTS), random.choice([(), (1,), (2,), (1, 2), (9,)])
    ),
    c.AskForNumber: lambda random, _order, _now: c.AskForNumber(
        random.choice([1, 1, 1, 9]), random.choice(TEXTS)
    ),
    c.CorrectNumber: lambda random, _order, _now: c.CorrectNumber(random.choice([1, 1, 1, 9])),
    c.UndoAcceptance: lambda _random, _order, _now: c.UndoAcceptance(),
    c.AskForTime: lambda _random, _order, _now: c.AskForTime(),
    c.ApproveDecision: lambda random, order, _now: c.ApproveDecision(_digest(random, order)),
    c.RefuseApproval: lambda random, order, _now: c.RefuseApproval(
        _digest(random, order), "Look at the photo."
    ),
    c.GiveReturnAddress: _give_address,
    c.ShipReturn: _ship_return,
    c.AcknowledgeReturn: lambda random, _order, _now: c.AcknowledgeReturn(
        random.choice([c.ReturnCondition.AS_SENT, *c.ReturnCondition]), random.choice(TEXTS)
    ),
    c.ReportLateArrival: lambda random, order, _now: c.ReportLateArrival(
        random.choice(list(LateChoice)), random.choice([None, eur(1), order.held])
    ),
    c.GrantGoodwill: lambda random, order, _now: c.GrantGoodwill(
        random.choice([eur(1), eur(1), order.held, eur(order.held.minor + 1)]), "We are sorry."
    ),
    c.SendTransfer: lambda random, order, _now: c.SendTransfer(_transfer(random, order)),
    c.ConfirmTransfer: lambda random, order, _now: c.ConfirmTransfer(
        _transfer(random, order), "provider 4711"
    ),
    c.RefuseTransfer: lambda random, order, _now: c.RefuseTransfer(
        _transfer(random, order), "account closed"
    ),
    c.RetryTransfer: lambda random, order, _now: c.RetryTransfer(
        _transfer(random, order), random.choice([None, *RefundMethod])
    ),
    c.FreezeForChargeback: lambda random, order, _now: c.FreezeForChargeback(
        _of_held(random, order), "dp_1"
    ),
    c.EndChargeback: lambda random, order, _now: c.EndChargeback(
        random.random() < 0.4, _of_held(random, order)
    ),
}
