"""How a decision is written down: an automatic rule's, a default's, or one that a person makes."""

from collections.abc import Sequence
from dataclasses import fields, replace
from hashlib import sha256

from . import events as e
from .evolve import evolve
from .findings import Finding, Grade, claimed_came, lines_carried
from .order import Order
from .outcomes import Outcome
from .parcel import Facts
from .parties import PLATFORM, Role
from .reasons import REASONS, Burden
from .rulings import FINAL, Ruling, RulingOutcome
from .settling import label_due
from .terms import Remedy
from .world import World

WHEN_MADE = frozenset({"at", "approved_by"})


def ruled(order: Order, world: World, ruling: Ruling, settles_as: Outcome) -> e.DecisionMade:
    """Decide as an automatic rule says; never more than was asked."""
    assert ruling.automatic, "only a rule marked automatic decides without a person"
    dispute = order.dispute
    refund = ruling.refund if ruling.refund is not None else order.nothing
    return e.DecisionMade(
        at=world.now,
        decision=len(dispute.decisions) + 1,
        by=Role.PLATFORM,
        author=PLATFORM.id,
        outcome=ruling.outcome,
        refund=max(min(refund, dispute.claimable), dispute.moved_refund),
        wait_until=ruling.wait_until,
        settles_as=settles_as,
        rule=ruling.rule,
        policy=ruling.policy,
        burden=ruling.burden,
        facts=ruling.facts,
        followed=True,
        text=None,
        counts=ruling.burden is not Burden.BUYER,
        label_due=ruling.outcome is RulingOutcome.REFUND_ON_RETURN and label_due(order),
    )


def by_default(order: Order, world: World, rule: str, settles_as: Outcome) -> e.DecisionMade:
    """Decide what silence means when no automatic rule holds: as asked.

    `rule` is `silence.seller`, `silence.waited` or `silence.finding`; the facts are those that the
    policy looked at, so that the decision can still be explained.
    """
    ruling = world.judge(order, world.facts, world.now)
    dispute = order.dispute
    sends_back = dispute.remedy is Remedy.RETURN_AND_REFUND
    return e.DecisionMade(
        at=world.now,
        decision=len(dispute.decisions) + 1,
        by=Role.PLATFORM,
        author=PLATFORM.id,
        outcome=RulingOutcome.REFUND_ON_RETURN if sends_back else RulingOutcome.REFUND,
        refund=dispute.claimable,
        wait_until=None,
        settles_as=settles_as,
        rule=rule,
        policy=ruling.policy,
        burden=REASONS[dispute.reason].burden,
        facts=ruling.facts,
        followed=False,
        text=None,
        label_due=sends_back and label_due(order),
    )


def after_waiting(order: Order, world: World) -> list[e.Event]:
    """Decide again after a wait. There is no second one: what did not come is refunded.

    Where the two say different things, or a carrier delivered what is claimed and not the other
    lines, only a person may say whether it came; and where the buyer loses if nothing more is
    shown, time alone shows nothing.
    """
    about = REASONS[order.dispute.reason]
    if about.contested:
        return [escalated(world, e.Escalation.WAIT_OVER_CONTESTED)]
    ruling = world.judge(order, world.facts, world.now)
    if ruling.automatic and ruling.outcome in FINAL:
        return [ruled(order, world, ruling, Outcome.DECIDED)]
    if claimed_came(order, world.facts):
        return [escalated(world, e.Escalation.WAIT_OVER_CONTESTED)]
    if about.burden is Burden.BUYER:
        return [escalated(world, e.Escalation.WAIT_OVER_UNPROVEN)]
    return [by_default(order, world, "silence.waited", Outcome.DECIDED)]


def escalated(world: World, because: e.Escalation) -> e.Event:
    """Bring a dispute under review by itself, without anybody asking."""
    return e.DisputeEscalated(world.now, Role.PLATFORM, because, None)


def opened_by_platform(order: Order, world: World, found: Finding) -> Sequence[e.Event]:
    """Open the dispute that silence would otherwise lose against a finding of trouble."""
    reason = found.worth.suggests
    assert reason is not None, "trouble suggests a reason"
    lines = _lines_in_trouble(order, world.facts, found)
    opened = e.DisputeOpened(
        at=world.now,
        dispute=len(order.disputes) + 1,
        by=Role.PLATFORM,
        received=False,
        reason=reason,
        remedy=Remedy.REFUND_ONLY,
        lines=lines,
        refund=order.cap_of(lines),
        refund_method=order.refund_method,
        evidence=(),
        text=None,
    )
    if found.worth.grade is not Grade.DECISIVE:
        return [opened, escalated(world, e.Escalation.FINDING)]
    disputed = evolve(order, opened)
    return [opened, by_default(disputed, world, "silence.finding", Outcome.NOT_DELIVERED)]


def needs_second(order: Order, made: e.DecisionMade) -> bool:
    """Whether a decision moves more, to either side, than one person may decide alone.

    A wait may move everything that the dispute is about: it ends in a refund by silence.
    """
    limit, cap = order.terms.approval_above, order.dispute.cap
    waits = made.outcome is RulingOutcome.WAIT
    moved = cap if waits else max(made.refund, cap - made.refund)
    return bool(limit) and moved.minor > limit


def digest(made: e.DecisionMade) -> str:
    """Return what names exactly this decision: the SHA-256 of all that it says, in hex."""
    said = [f"{f.name}={getattr(made, f.name)!r}" for f in fields(made) if f.name not in WHEN_MADE]
    return sha256("\x1f".join(said).encode()).hexdigest()


def approved(made: e.DecisionMade, world: World, by: str) -> e.DecisionMade:
    """Return a proposed decision as it is made when a second person agrees to it."""
    return replace(made, at=world.now, approved_by=by)


def _lines_in_trouble(order: Order, facts: Facts, found: Finding) -> tuple[int, ...]:
    lines = lines_carried(order, facts).get(found.parcel, order.unsent_lines)
    return tuple(n for n in order.open_lines if n in lines) or order.open_lines
