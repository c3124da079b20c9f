"""One case: which rule holds, what it rests on, and how it got there."""

from collections.abc import Mapping
from dataclasses import dataclass

from amends.core.parties import Role
from amends.core.reasons import Reason
from amends.core.rulings import RulingOutcome

from .facts import Value
from .rules import Pack, Rule


@dataclass(frozen=True, slots=True)
class Answer:
    """What a pack says of one case. `looked_at` are the rules in their order, the last one decided.

    `unknown` are the facts for want of which the evaluation stopped. `refund` is in minor units.
    """

    outcome: RulingOutcome
    rule: Rule | None
    looked_at: tuple[str, ...]
    used: tuple[str, ...]
    unknown: tuple[str, ...] = ()
    refund: int | None = None
    wait_days: int | None = None
    asks: tuple[Role, ...] = ()
    automatic: bool = False


def answer(pack: Pack, reason: Reason, facts: Mapping[str, Value]) -> Answer:
    """Return what the first rule that holds says; the unknown stops, it never falls through."""
    looked_at: list[str] = []
    used: dict[str, None] = {}
    for rule in pack.by_reason[reason]:
        looked_at.append(rule.id)
        used.update(dict.fromkeys(rule.needs))
        holds = rule.holds(facts)
        if holds is None:
            return _stopped(rule, facts, looked_at, used)
        if holds:
            return _held(rule, facts, looked_at, used)
    return Answer(RulingOutcome.REVIEW, None, tuple(looked_at), tuple(used))


def _held(
    rule: Rule, facts: Mapping[str, Value], looked_at: list[str], used: dict[str, None]
) -> Answer:
    refund = rule.refund(facts) if rule.refund else None
    wait_days = rule.wait_days(facts) if rule.wait_days else None
    if (rule.refund and refund is None) or (rule.wait_days and wait_days is None):
        return _stopped(rule, facts, looked_at, used)
    return Answer(
        outcome=rule.outcome,
        rule=rule,
        looked_at=tuple(looked_at),
        used=tuple(used),
        refund=refund,
        wait_days=wait_days,
        asks=rule.asks,
        automatic=rule.automatic,
    )


def _stopped(
    rule: Rule, facts: Mapping[str, Value], looked_at: list[str], used: dict[str, None]
) -> Answer:
    unknown = tuple(name for name in rule.needs if facts[name] is None)
    outcome = RulingOutcome.ASK if rule.if_unknown else RulingOutcome.REVIEW
    return Answer(
        outcome=outcome,
        rule=rule,
        looked_at=tuple(looked_at),
        used=tuple(used),
        unknown=unknown,
        asks=rule.if_unknown,
        automatic=rule.automatic and bool(rule.if_unknown),
    )
