"""One case: which rule holds, what it rests on, and how it got there.

The rules that a reason meets become one Python function. What can be said before any case is known
is made with it, so that a case only looks at its facts.
"""

from collections.abc import Mapping, Sequence

from amends.core.reasons import Reason
from amends.core.rulings import RulingOutcome

from .compiled import Writing
from .facts import Value
from .pack import Answer, Decider, End, Pack, Rule

__all__ = ["Answer", "answer", "decider"]


def answer(pack: Pack, reason: Reason, facts: Mapping[str, Value]) -> Answer:
    """Return what the first rule that holds says; the unknown stops, it never falls through."""
    return pack.deciders[reason](facts)


def decider(rules: Sequence[Rule]) -> Decider:
    """Return the function that asks the rules in their order."""
    writing = Writing()
    known: dict[str, object] = {"Answer": Answer, "unknown": _unknown}
    looked_at: tuple[str, ...] = ()
    used: dict[str, None] = {}
    for number, rule in enumerate(rules):
        looked_at = (*looked_at, rule.id)
        used |= dict.fromkeys(rule.needs)
        known |= _known(number, rule, looked_at, tuple(used))
        _write(writing, number, rule)
    none = End(RulingOutcome.REVIEW, None, looked_at, tuple(used), asks=(), automatic=False)
    known["none"] = Answer(none)
    writing.lines.append("return none")
    made: Decider = writing.function(known)
    return made


def _known(
    number: int, rule: Rule, looked_at: tuple[str, ...], used: tuple[str, ...]
) -> dict[str, object]:
    """Return what the lines of one rule call by name."""
    counting = tuple(dict.fromkeys((*used, *rule.counts)))
    end = _holds(rule, looked_at, tuple(dict.fromkeys((*counting, *rule.limits))))
    return {
        f"needs{number}": rule.needs,
        f"counts{number}": rule.counts,
        f"untold{number}": _stops(rule, looked_at, used),
        f"uncounted{number}": _stops(rule, looked_at, counting),
        f"end{number}": end,
        f"held{number}": Answer(end),
    }


def _write(writing: Writing, number: int, rule: Rule) -> None:
    held = writing.tell(rule.tree)
    writing.lines += [
        f"held = {held}",
        "if held is None:",
        f"    return Answer(untold{number}, unknown(facts, needs{number}))",
    ]
    counted = rule.refund or rule.wait_days
    if counted is None:
        writing.lines += ["if held:", f"    return held{number}"]
        return
    # What only this sum needs is read where the rule holds, so that no later line counts on it.
    within = Writing(read=set(writing.read))
    told = within.tell(counted.tree)
    sums = "counted, None" if rule.refund else "None, counted"
    within.lines += [f"counted = {told}", "if counted is None:"]
    within.lines += [f"    return Answer(uncounted{number}, unknown(facts, counts{number}))"]
    within.lines += [f"return Answer(end{number}, (), {sums})"]
    writing.lines += ["if held:", *(f"    {line}" for line in within.lines)]


def _holds(rule: Rule, looked_at: tuple[str, ...], used: tuple[str, ...]) -> End:
    return End(rule.outcome, rule, looked_at, used, rule.asks, rule.automatic)


def _stops(rule: Rule, looked_at: tuple[str, ...], used: tuple[str, ...]) -> End:
    # It asks whoever can supply what is missing, if the rule names somebody; else a person looks.
    return End(
        outcome=RulingOutcome.ASK if rule.if_unknown else RulingOutcome.REVIEW,
        rule=rule,
        looked_at=looked_at,
        used=used,
        asks=rule.if_unknown,
        automatic=rule.automatic and bool(rule.if_unknown),
    )


def _unknown(facts: Mapping[str, Value], names: Sequence[str]) -> tuple[str, ...]:
    return tuple(name for name in names if facts[name] is None)
