"""A slow reader of conditions and packs, by the truth tables and the words of the format alone."""

from collections.abc import Mapping
from dataclasses import dataclass

from amends.core.reasons import Reason
from amends.core.rulings import RulingOutcome
from amends.policy.facts import Value
from amends.policy.pack import Counted, Pack
from amends.policy.tree import (
    All,
    Among,
    Compared,
    Computed,
    Literal,
    Named,
    Not,
    Some,
    Tree,
    Unknown,
)


@dataclass(frozen=True, slots=True)
class Told:
    """What the slow reader says of one case."""

    outcome: RulingOutcome
    looked_at: tuple[str, ...]
    unknown: tuple[str, ...] = ()
    refund: Value = None
    wait_days: Value = None


def slow_answer(pack: Pack, reason: Reason, facts: Mapping[str, Value]) -> Told:
    """Ask a pack's rules in their order, each from the start."""
    looked_at: tuple[str, ...] = ()
    for rule in (rule for rule in pack.rules if reason in rule.reasons):
        looked_at = (*looked_at, rule.id)
        held = slow(rule.tree, facts)
        refund, wait_days = _sum(rule.refund, facts), _sum(rule.wait_days, facts)
        untold = [name for name in rule.needs if held is None and facts[name] is None]
        uncounted = [name for name in rule.counts if held and facts[name] is None]
        if untold or uncounted:
            stop = RulingOutcome.ASK if rule.if_unknown else RulingOutcome.REVIEW
            return Told(stop, looked_at, (*untold, *uncounted))
        if held:
            return Told(rule.outcome, looked_at, (), refund, wait_days)
    return Told(RulingOutcome.REVIEW, looked_at)


def _sum(counted: Counted | None, facts: Mapping[str, Value]) -> Value:
    return slow(counted.tree, facts) if counted else None


def slow(tree: Tree, facts: Mapping[str, Value]) -> Value:
    """Read a tree by the truth tables, without any of the product's functions."""
    match tree:
        case Named():
            return facts[tree.name]
        case Literal():
            return tree.value
        case Not():
            return _turned(slow(tree.part, facts))
        case All():
            return _least([slow(part, facts) for part in tree.parts])
        case Some():
            return _turned(_least([_turned(slow(part, facts)) for part in tree.parts]))
        case Unknown():
            return slow(tree.part, facts) is None
        case Among():
            one = slow(tree.part, facts)
            return None if one is None else one in tree.values
        case Compared() | Computed():
            return _pair(tree.sign, slow(tree.left, facts), slow(tree.right, facts))


def _turned(value: Value) -> Value:
    return None if value is None else not value


def _least(values: list[Value]) -> Value:
    if False in values:
        return False
    return None if None in values else True


def _pair(sign: str, one: Value, other: Value) -> Value:
    if one is None or other is None:
        return None
    found: Value = eval(f"{int(one)} {sign} {int(other)}")  # noqa: S307 - two numbers and a sign of ours
    return found
