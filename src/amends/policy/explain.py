"""A rule's answer in words: why, how its sum came about, and what would change it.

Everything is made from the rule and the facts that the decision kept, so that a decision of long
ago reads as it was made.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from string import Formatter

from amends.core.rulings import FactUsed

from .facts import FACTS, Unit, Value
from .pack import Counted, Rule
from .spelling import NOT_KNOWN, money, value_of
from .tree import Computed, Literal, Named, Tree


@dataclass(frozen=True, slots=True)
class Explanation:
    """`arithmetic` is empty where a rule names no sum, or a decision kept none of its facts."""

    because: str
    arithmetic: str
    changes: str


def explain(rule: Rule, used: Sequence[FactUsed]) -> Explanation:
    """Return the words for what a rule said on the facts that were used."""
    kept = {fact.name: fact for fact in used if fact.name in FACTS}
    values = {name: value_of(fact) for name, fact in kept.items()}
    missing = _missing(rule, values)
    if missing:
        # What the rule would say if it held is not said of a case in which nobody can tell.
        because = f"Nobody can tell yet. Not known: {'; '.join(missing)}."
        return Explanation(because, "", rule.changes)
    return Explanation(_because(rule, kept), _arithmetic(rule, kept, values), rule.changes)


def _missing(rule: Rule, values: Mapping[str, Value]) -> list[str]:
    # A decision that was made by silence can have kept other facts than its rule names.
    told = values.keys() >= {*rule.needs} and rule.holds(values) is not None
    names = rule.counts if told else rule.needs
    return [FACTS[name].words for name in names if values.get(name, ...) is None]


def _because(rule: Rule, kept: Mapping[str, FactUsed]) -> str:
    parts = Formatter().parse(rule.because)
    return "".join(text + (_said(name, kept) if name else "") for text, name, _, _ in parts)


def _said(name: str, kept: Mapping[str, FactUsed]) -> str:
    if name not in kept:
        return NOT_KNOWN
    value = value_of(kept[name])
    if value is None or FACTS[name].unit is not Unit.DAYS:
        return kept[name].value
    return _days(value)


def _days(number: int) -> str:
    # Days are counted whole: the first one is not over yet.
    if number == 0:
        return "less than a day"
    return f"{number} day" if number == 1 else f"{number} days"


def _arithmetic(rule: Rule, kept: Mapping[str, FactUsed], values: Mapping[str, Value]) -> str:
    if rule.refund is not None and _is_kept(rule.refund, "asked", values):
        return _refund(rule.refund, kept, values)
    if rule.wait_days is not None and _is_kept(rule.wait_days, "wait_days_most", values):
        return _wait(rule.wait_days, kept, values)
    return ""


def _is_kept(counted: Counted, limit: str, values: Mapping[str, Value]) -> bool:
    return all(values.get(name) is not None for name in (*counted.needs, limit))


def _refund(counted: Counted, kept: Mapping[str, FactUsed], values: Mapping[str, Value]) -> str:
    currency = kept["asked"].value.rpartition(" ")[2]
    result, asked = counted.value(values) or 0, values["asked"] or 0
    told = _sum(counted.tree, kept, currency)
    if isinstance(counted.tree, Computed):
        told = f"{told} = {money(result, currency)}{_rounded(told)}"
    refund = max(0, min(result, asked))
    if refund == result:
        return f"{told}."
    limit = "No more is refunded than was asked" if result > asked else "The least is nothing"
    return f"{told}. {limit}: {money(refund, currency)}."


def _wait(counted: Counted, kept: Mapping[str, FactUsed], values: Mapping[str, Value]) -> str:
    result, most = counted.value(values) or 0, values["wait_days_most"] or 0
    told = _sum(counted.tree, kept, "")
    if isinstance(counted.tree, Computed):
        told = f"{told} = {result} days{_rounded(told)}"
    waits = max(1, min(result, most))
    if waits == result:
        return f"{told}."
    limit = "The terms allow no longer wait than" if result > most else "No wait is shorter than"
    return f"{told}. {limit} {_days(waits)}."


def _rounded(told: str) -> str:
    return ", rounded down" if " / " in told else ""


def _sum(tree: Tree, kept: Mapping[str, FactUsed], currency: str) -> str:
    """Return a sum with its facts in words; without a currency it counts days."""
    if isinstance(tree, Named):
        words = FACTS[tree.name].words
        return f"{kept[tree.name].value} ({words[0].lower()}{words[1:]})"
    if isinstance(tree, Literal):
        return money(tree.value, currency) if currency else f"{tree.value} days"
    assert isinstance(tree, Computed), "a sum is made of numbers"
    sides = (_side(side, tree.sign, kept, currency) for side in (tree.left, tree.right))
    return f" {'/' if tree.sign == '//' else tree.sign} ".join(sides)


def _side(tree: Tree, sign: str, kept: Mapping[str, FactUsed], currency: str) -> str:
    if isinstance(tree, Literal) and (sign in {"*", "//"} or not currency):
        # Half of a sum is not a sum divided by two cents.
        return str(tree.value)
    told = _sum(tree, kept, currency)
    return f"({told})" if isinstance(tree, Computed) else told
