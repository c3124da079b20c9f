"""What a life is drawn with before its first move: an order, its terms, and a policy."""

from dataclasses import replace
from datetime import datetime
from random import Random

from amends.core.border import Border, Promised
from amends.core.commands import ProtectOrder
from amends.core.money import Money
from amends.core.order import Order
from amends.core.parcel import Facts
from amends.core.parties import Role
from amends.core.reasons import Burden, EvidenceKind
from amends.core.rulings import Ruling, RulingOutcome
from amends.core.terms import RefundMethod, Remedy, Terms
from amends.core.world import Judge

from .elsewhere import ROUTE
from .story import DAY, START, eur
from tests.people import ALICE, BOB

# What is known of an order's parcels before any is sent.
OUTSET = Facts(route=ROUTE)


def protection(random: Random) -> ProtectOrder:
    lines = tuple(
        eur(random.choice([0, 1, 999, 3000, 3000, 3000])) for _ in range(random.randint(1, 3))
    )
    promised = random.choice([3, 10, 20, 20, 45, 45, 60, 60, 60, 61])
    # Drawn aside, so that what else a life draws stays as it was without it.
    aside = Random(f"{lines} {promised}")  # noqa: S311 - no secret
    return ProtectOrder(
        buyer=ALICE.id,
        seller=BOB.id,
        lines=lines,
        shipping=eur(random.choice([0, 500])),
        paid_at=START,
        promise_ends_at=START + promised * DAY,
        policy="default",
        terms=_terms(random),
        domestic=random.random() < 0.3,
        seller_holidays=((START + 20 * DAY).date(),),
        border=_border(lines, aside),
        weights=tuple(aside.choice([None, 40, 900]) for _ in lines),
    )


def _border(lines: tuple[Money, ...], random: Random) -> Border | None:
    if random.random() < 0.5:
        return None
    return Border(
        jurisdictions=("DE", "EU"),
        pieces=lines,
        shipping=eur(0),
        collected=eur(random.choice([0, 400])),
        scheme=random.choice(["", "IOSS"]),
        vat=random.choice([*Promised]),
        duty=random.choice([*Promised]),
    )


def _terms(random: Random) -> Terms:
    return replace(
        Terms(),
        untracked_posting=random.random() < 0.3,
        remedies=random.choice([(), *((tuple(Remedy),) * 12), (Remedy.REFUND_ONLY,)]),
        approval_above=random.choice([0, 0, 0, 900]),
        business_days=random.random() < 0.2,
        refund_methods=tuple(RefundMethod)[: random.choice([1, 2, 2])],
    )


def judge_of(random: Random) -> Judge:
    """A policy drawn once, which then always says the same of the same case."""
    drawn = [_ruling(random) for _ in range(7)]

    def judge(order: Order, facts: Facts, now: datetime) -> Ruling:
        dispute = order.dispute
        case = 3 * len(dispute.decisions) + 2 * len(dispute.requests) + len(facts.checkpoints)
        ruling = drawn[case % len(drawn)]
        waits = ruling.outcome is RulingOutcome.WAIT
        return replace(ruling, wait_until=now + 9 * DAY if waits else None)

    return judge


def _ruling(random: Random) -> Ruling:
    outcome = random.choice([*RulingOutcome, RulingOutcome.REVIEW, RulingOutcome.REVIEW])
    refunds = outcome in {RulingOutcome.REFUND, RulingOutcome.REFUND_ON_RETURN}
    return Ruling(
        outcome=outcome,
        rule="rule",
        policy="default",
        automatic=random.random() < 0.4,
        burden=Burden.SELLER,
        refund=eur(random.choice([1, 500, 10**6])) if refunds else None,
        asks=random.choice([(Role.BUYER,), (Role.SELLER,), (Role.BUYER, Role.SELLER)]),
        items=(EvidenceKind.PHOTO,),
    )
