"""How a decision, a default or a settlement is written down as an event."""

from collections.abc import Sequence

from .events import (
    DecisionMade,
    DisputeEscalated,
    DisputeOpened,
    Escalation,
    Event,
    OrderSettled,
    Outcome,
)
from .evolve import evolve
from .findings import Finding, Grade
from .money import Money
from .order import Order
from .parties import PLATFORM, Role
from .reasons import REASONS
from .rulings import FINAL, Ruling, RulingOutcome
from .terms import Remedy
from .world import World


def settled(order: Order, world: World, outcome: Outcome, refund: Money) -> OrderSettled:
    """Divide what is held: `refund` to the buyer, the rest to the seller."""
    return OrderSettled(world.now, outcome, refund=refund, payout=order.held - refund)


def ruled(order: Order, world: World, ruling: Ruling, settles_as: Outcome) -> DecisionMade:
    """Decide as an automatic rule says; never more than was asked."""
    assert ruling.automatic, "only a rule marked automatic decides without a person"
    dispute = order.dispute
    refund = ruling.refund if ruling.refund is not None else dispute.refund.nothing
    return DecisionMade(
        at=world.now,
        decision=len(dispute.decisions) + 1,
        by=Role.PLATFORM,
        author=PLATFORM.id,
        outcome=ruling.outcome,
        refund=min(refund, dispute.refund),
        wait_until=ruling.wait_until,
        settles_as=settles_as,
        rule=ruling.rule,
        policy=ruling.policy,
        burden=ruling.burden,
        facts=ruling.facts,
        followed=True,
        text=None,
    )


def by_default(order: Order, world: World, rule: str, settles_as: Outcome) -> DecisionMade:
    """Decide what silence means when no automatic rule holds: as asked.

    `rule` is `silence.seller`, `silence.waited` or `silence.finding`; the facts are those that the
    policy looked at, so that the decision can still be explained.
    """
    ruling = world.judge(order, world.facts, world.now)
    dispute = order.dispute
    return DecisionMade(
        at=world.now,
        decision=len(dispute.decisions) + 1,
        by=Role.PLATFORM,
        author=PLATFORM.id,
        outcome=RulingOutcome.REFUND,
        refund=dispute.refund,
        wait_until=None,
        settles_as=settles_as,
        rule=rule,
        policy=ruling.policy,
        burden=REASONS[dispute.reason].burden,
        facts=ruling.facts,
        followed=False,
        text=None,
    )


def after_waiting(order: Order, world: World) -> list[Event]:
    """Decide again after a wait. There is no second one: what did not come is refunded.

    Where the two say different things, only a person may say whether it came.
    """
    if REASONS[order.dispute.reason].contested:
        because = Escalation.WAIT_OVER_CONTESTED
        return [DisputeEscalated(world.now, Role.PLATFORM, because, None)]
    ruling = world.judge(order, world.facts, world.now)
    if ruling.automatic and ruling.outcome in FINAL:
        return [ruled(order, world, ruling, Outcome.DECIDED)]
    return [by_default(order, world, "silence.waited", Outcome.DECIDED)]


def opened_by_platform(order: Order, world: World, found: Finding) -> Sequence[Event]:
    """Open the dispute that silence would otherwise lose against a finding of trouble."""
    reason = found.worth.suggests
    assert reason is not None, "trouble suggests a reason"
    opened = DisputeOpened(
        at=world.now,
        dispute=len(order.disputes) + 1,
        by=Role.PLATFORM,
        received=False,
        reason=reason,
        remedy=Remedy.REFUND_ONLY,
        lines=tuple(range(1, len(order.lines) + 1)),
        refund=order.held,
        refund_method=order.refund_method,
        evidence=(),
        text=None,
    )
    if found.worth.grade is not Grade.DECISIVE:
        return [
            opened,
            DisputeEscalated(world.now, Role.PLATFORM, Escalation.FINDING, None),
        ]
    disputed = evolve(order, opened)
    return [opened, by_default(disputed, world, "silence.finding", Outcome.DECIDED)]
