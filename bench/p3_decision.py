"""P3: one decision with its explanation, against zen-engine with its trace on the same table.

The table is made out of the shipped pack, rule by rule, and both sides must name the same rule for
every case before anything is measured. Cases in which a fact is unknown are left out: zen-engine
knows no third value. Printed beside it: the whole way of ours from an order to its ruling.
"""

import argparse
import ast
import json
import random
import time
import tomllib
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from typing import TypeAlias

import zen
from django.conf import settings
from measuring import ROUNDS, alternate, machine, report

from amends.core.commands import HandOver, OpenDispute, ProtectOrder
from amends.core.decide import protect, respond
from amends.core.evolve import fold
from amends.core.money import Money
from amends.core.parcel import Checkpoint, Facts, ParcelStatus, Source
from amends.core.parties import Party, Role
from amends.core.reasons import Reason
from amends.core.terms import Terms
from amends.core.world import World
from amends.policy.cases import answer
from amends.policy.facts import FACTS, Kind, Value
from amends.policy.judge import judge_of, pack_of
from amends.policy.rules import PACKS

Case: TypeAlias = tuple[Reason, dict[str, Value]]
OURS = "Amends, facts to answer with explanation"
SIGNS = {ast.Lt: "<", ast.LtE: "<=", ast.Gt: ">", ast.GtE: ">=", ast.Eq: "==", ast.NotEq: "!="}
COUNT_SIGNS = {ast.Add: "+", ast.Sub: "-", ast.Mult: "*"}


def main() -> None:
    """Measure both on the same cases, in turns."""
    # A home without packs of its own: the shipped one is judged by.
    settings.configure(AMENDS_HOME=PACKS)
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--size", type=int, default=2_000, help="cases in a run")
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    asked = parser.parse_args()
    machine("zen-engine")
    pack = pack_of("default")
    cases = drawn(asked.size)
    decision = zen.ZenEngine().create_decision(json.dumps(table()))
    checked = [case for case in cases if _same(case, decision)]
    print(f"\n{len(pack.rules)} rules, {len(checked)} cases, the same rule for each of them")
    contexts = [{**facts, "reason": reason.value} for reason, facts in checked]
    whole = _whole()
    sides: dict[str, Callable[[int], float]] = {
        OURS: lambda _: _rate(checked, lambda case: answer(pack, *case)),
        "zen-engine, with trace": lambda _: _rate(
            contexts, lambda case: decision.evaluate(case, {"trace": True})
        ),
        "Amends, order to ruling": lambda _: _rate(checked, lambda _: whole()),
    }
    report(alternate(sides, asked.rounds), "decisions/s", OURS)
    print("target: 100 times zen-engine")


def drawn(size: int) -> list[Case]:
    """Draw cases of the not-received family; only facts that are known."""
    draw = random.Random(20_260_301)
    reasons = [reason for reason in Reason if pack_of("default").by_reason[reason]]
    return [(draw.choice(reasons), _facts(draw)) for _ in range(size)]


def _facts(draw: random.Random) -> dict[str, Value]:
    values: dict[str, Value] = {}
    for name, fact in FACTS.items():
        flag = fact.kind is Kind.FLAG
        values[name] = draw.random() < 0.3 if flag else draw.randrange(-5, 60)
    return values


def _same(case: Case, decision: zen.ZenDecision) -> bool:
    reason, facts = case
    found = answer(pack_of("default"), reason, facts)
    said = decision.evaluate({**facts, "reason": reason.value}, {"trace": True})
    rule = found.rule.id if found.rule else None
    assert said["result"].get("rule") == rule, (reason, rule, said["result"])
    assert said["trace"], "the peer explains itself too"
    return True


def table() -> dict[str, object]:
    """Return the pack as a decision table of zen-engine: one row a rule, the first hit wins."""
    with (PACKS / "default.toml").open("rb") as file:
        rules = tomllib.load(file)["rule"]
    rows = [
        {
            "_id": rule["id"],
            "reason": ", ".join(f"'{reason}'" for reason in rule["reasons"]),
            "when": expression(ast.parse(rule["when"], mode="eval").body),
            "rule": f"'{rule['id']}'",
            "outcome": f"'{rule['outcome']}'",
            "because": json.dumps(rule["because"]),
            "automatic": str(bool(rule.get("automatic"))).lower(),
        }
        for rule in rules
    ]
    outputs = ("rule", "outcome", "because", "automatic")
    content: dict[str, object] = {
        "hitPolicy": "first",
        "inputs": [
            {"id": "reason", "name": "Reason", "field": "reason"},
            {"id": "when", "name": "When"},
        ],
        "outputs": [{"id": name, "name": name, "field": name} for name in outputs],
        "rules": rows,
    }
    return _graph(content)


def _graph(content: dict[str, object]) -> dict[str, object]:
    """Return the graph that leads every case through the table."""
    kinds = {"in": "inputNode", "table": "decisionTableNode", "out": "outputNode"}
    nodes: list[dict[str, object]] = [
        {"id": name, "type": kind, "name": name, "position": {"x": 0, "y": 0}}
        for name, kind in kinds.items()
    ]
    nodes[1]["content"] = content
    edges = [
        {"id": f"{one}-{other}", "sourceId": one, "targetId": other, "type": "edge"}
        for one, other in (("in", "table"), ("table", "out"))
    ]
    return {"nodes": nodes, "edges": edges}


def expression(node: ast.expr) -> str:
    """Return a condition of a pack in the words of zen-engine."""
    match node:
        case ast.BoolOp(op=op, values=values):
            word = " and " if isinstance(op, ast.And) else " or "
            return f"({word.join(expression(value) for value in values)})"
        case ast.UnaryOp(op=ast.Not(), operand=operand):
            return f"not ({expression(operand)})"
        case ast.Name(id=name):
            return name if FACTS[name].kind is Kind.NUMBER else f"({name} == true)"
        case ast.Compare():
            return _compared(node)
        case ast.BinOp(left=left, op=op, right=right):
            return f"({expression(left)} {COUNT_SIGNS[type(op)]} {expression(right)})"
        case ast.Constant(value=value):
            return json.dumps(value)
        case _:
            raise AssertionError(f"the pack uses {ast.dump(node)}")


def _compared(node: ast.Compare) -> str:
    parts, left = [], node.left
    for sign, right in zip(node.ops, node.comparators, strict=True):
        if isinstance(sign, ast.Is | ast.IsNot):
            assert isinstance(left, ast.Name), "only a fact can be unknown"
            parts.append(f"{left.id} {'==' if isinstance(sign, ast.Is) else '!='} null")
        else:
            parts.append(f"{expression(left)} {SIGNS[type(sign)]} {expression(right)}")
        left = right
    return f"({' and '.join(parts)})"


def _whole() -> Callable[[], object]:
    """Return the whole way, from an order and its checkpoints to its ruling."""
    start = datetime(2026, 3, 1, 12, tzinfo=UTC)
    at = [start + timedelta(days=number) for number in range(40)]
    command = ProtectOrder(
        buyer="b",
        seller="s",
        lines=(Money(4000, "EUR"),),
        shipping=Money(500, "EUR"),
        paid_at=start,
        promise_ends_at=at[30],
        policy="default",
        terms=Terms(),
    )
    scans = (ParcelStatus.ACCEPTED, ParcelStatus.IN_TRANSIT, ParcelStatus.IN_TRANSIT)
    facts = Facts(
        tuple(
            Checkpoint(1, n, status, Source.CARRIER, True, at[n + 1], at[n + 1])  # noqa: FBT003 - a scan is physical
            for n, status in enumerate(scans, start=1)
        )
    )
    judge = judge_of("default")
    order = fold(protect(command, World(facts, judge, start)))
    handed = respond(order, Party(Role.SELLER, "s"), HandOver(at[1]), World(facts, judge, at[1]))
    order = fold(handed.events, order)
    claim = OpenDispute(received=False, reason=Reason.STALLED, refund=Money(4500, "EUR"))
    opened = respond(order, Party(Role.BUYER, "b"), claim, World(facts, judge, at[26]))
    assert opened.refused is None, opened.refused
    disputed = fold(opened.events, order)
    return lambda: judge(disputed, facts, at[26])


def _rate(cases: Sequence[object], decide: Callable[..., object]) -> float:
    began = time.perf_counter()
    for case in cases:
        decide(case)
    return len(cases) / (time.perf_counter() - began)


if __name__ == "__main__":
    main()
