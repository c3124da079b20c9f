"""Checking a pack's file as a whole: every mistake at once, each where it stands."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from string import Formatter
from typing import TypeVar

from amends.core.parties import Role
from amends.core.reasons import REASONS, EvidenceKind, Reason
from amends.core.rulings import RulingOutcome

from .errors import Mistake, nearest
from .facts import Fact, Kind
from .language import parse
from .positions import Table, tables
from .tree import Literal, Tree

E = TypeVar("E", bound=StrEnum)
SIDES = {role.value: role for role in (Role.BUYER, Role.SELLER)}
RULES_MOST = 500
# What stands in files' names and in decisions: `silence.seller` and its like are the core's own.
NAMES: Mapping[str, tuple[re.Pattern[str], str]] = {
    "id": (re.compile(r"[a-z0-9][a-z0-9_-]{0,59}"), "a to z, 0 to 9, - and _."),
    "version": (re.compile(r"[a-z0-9][a-z0-9._-]{0,59}"), "a to z, 0 to 9, -, . and _."),
}
HEAD = ("id", "version", "title", "rule")
NEEDED = ("id", "reasons", "when", "outcome", "because", "changes")
OPTIONAL = ("automatic", "refund", "wait_days", "asks", "items", "if_unknown")
# What an outcome needs beside it, and what it may not have.
BESIDE: Mapping[RulingOutcome, tuple[str, ...]] = {
    RulingOutcome.REFUND: ("refund",),
    RulingOutcome.WAIT: ("wait_days",),
    RulingOutcome.ASK: ("asks",),
    RulingOutcome.RELEASE: (),
    RulingOutcome.REVIEW: (),
}


@dataclass(frozen=True, slots=True)
class Checked:
    """One rule as it was written, with everything in it known and fitting."""

    id: str
    reasons: frozenset[Reason]
    when: Tree
    outcome: RulingOutcome
    because: str
    changes: str
    automatic: bool
    refund: Tree | None
    wait_days: Tree | None
    asks: tuple[Role, ...]
    items: tuple[EvidenceKind, ...]
    if_unknown: tuple[Role, ...]


@dataclass(slots=True)
class Check:
    """One table that is being checked."""

    written: Mapping[str, object]
    table: Table
    facts: Mapping[str, Fact]
    mistakes: list[Mistake] = field(default_factory=list)

    def wrong(self, key: str, problem: str) -> None:
        """Note a mistake where a key's value stands."""
        self.mistakes.append(Mistake(*self.table.at(key), problem))

    def text(self, key: str) -> str:
        """Return a text that is there and not empty."""
        value = self.written.get(key)
        if isinstance(value, str) and value.strip():
            return value
        if key in self.written:
            self.wrong(key, f"`{key}` must be text that is not empty.")
        return ""

    def codes(self, key: str, known: Mapping[str, E]) -> tuple[E, ...]:
        """Return a list of codes, each of them known."""
        if key not in self.written:
            return ()
        value = self.written[key]
        if not isinstance(value, list) or not all(isinstance(part, str) for part in value):
            self.wrong(key, f"`{key}` must be a list of codes.")
            return ()
        if not value:
            self.wrong(key, f"`{key}` names nothing. Name at least one, or leave the key out.")
        for part in value:
            if part not in known:
                self.wrong(key, f"`{part}` is not known here. {nearest(part, known)}")
        return tuple(known[part] for part in value if part in known)

    def tree(self, key: str, kind: Kind) -> Tree | None:
        """Return the tree of an expression, if the key is there."""
        if key not in self.written:
            return None
        source = self.text(key)
        tree, mistakes = parse(source, self.facts, kind) if source else (None, [])
        for mistake in mistakes:
            place = self.table.within(key, source, mistake.line, mistake.column)
            self.mistakes.append(Mistake(*place, mistake.problem))
        return tree


def check(
    written: Mapping[str, object], text: str, facts: Mapping[str, Fact]
) -> tuple[list[Checked], list[Mistake]]:
    """Return the rules of a pack, and every mistake in it."""
    places = tables(text)
    head = Check(written, places[0], facts)
    _known_keys(head, HEAD, ("id", "version", "title"))
    _name(head, "id")
    _name(head, "version")
    head.text("title")
    rules = written.get("rule", [])
    if not isinstance(rules, list) or not rules or len(rules) > RULES_MOST:
        head.wrong("rule", f"Write at least one [[rule]], and at most {RULES_MOST}.")
        return [], head.mistakes
    of_rules = [place for place in places if place.name == "rule"]
    if len(of_rules) != len(rules):
        head.wrong("rule", "Write each rule under a line [[rule]] of its own.")
        return [], head.mistakes
    checks = [Check(rule, place, facts) for rule, place in zip(rules, of_rules, strict=True)]
    checked = [_rule(one) for one in checks]
    _once(checks)
    mistakes = [mistake for one in (head, *checks) for mistake in one.mistakes]
    return checked, mistakes


def _rule(one: Check) -> Checked:
    _known_keys(one, (*NEEDED, *OPTIONAL), NEEDED)
    outcome = _outcome(one)
    automatic = one.written.get("automatic", False)
    if not isinstance(automatic, bool):
        one.wrong("automatic", "`automatic` must be true or false.")
    for key in ("because", "changes"):
        _placeholders(one, key)
    return Checked(
        id=_name(one, "id"),
        reasons=_reasons(one),
        when=one.tree("when", Kind.FLAG) or Literal(value=True),
        outcome=outcome,
        because=one.text("because"),
        changes=one.text("changes"),
        automatic=automatic is True,
        refund=_refund(one),
        wait_days=_at_least(one, "wait_days", 1, one.tree("wait_days", Kind.NUMBER)),
        asks=one.codes("asks", SIDES),
        items=one.codes("items", {kind.value: kind for kind in EvidenceKind}),
        if_unknown=one.codes("if_unknown", SIDES),
    )


def _name(one: Check, key: str) -> str:
    value = one.text(key)
    allowed, words = NAMES[key]
    if value and not allowed.fullmatch(value):
        one.wrong(key, f"`{key}` begins with a letter or digit and has at most 60 of {words}")
    return value


def _known_keys(one: Check, known: Iterable[str], needed: Iterable[str]) -> None:
    for key in one.written:
        if key not in known:
            one.wrong(key, f"`{key}` is not known here. {nearest(key, known)}")
    for key in needed:
        if key not in one.written:
            one.wrong(key, f"`{key}` is missing.")


def _outcome(one: Check) -> RulingOutcome:
    written = one.written.get("outcome", "review")
    known = {outcome.value: outcome for outcome in RulingOutcome}
    if not isinstance(written, str) or written not in known:
        one.wrong("outcome", f"`{written}` is no outcome. {nearest(str(written), known)}")
        return RulingOutcome.REVIEW
    outcome = known[written]
    for key in ("refund", "wait_days", "asks"):
        if (key in one.written) is not (key in BESIDE[outcome]):
            needs = "needs" if key in BESIDE[outcome] else "has no"
            one.wrong(key, f"The outcome `{outcome}` {needs} `{key}`.")
    asks = "asks" in one.written or "if_unknown" in one.written
    if ("items" in one.written) is not asks:
        one.wrong(
            "items", "`items` stand beside `asks` or `if_unknown`, and each of these needs them."
        )
    return outcome


def _refund(one: Check) -> Tree | None:
    # Two words for what is asked most often; else arithmetic on minor units.
    words = {"full": "claimed", "without_shipping": "claimed - shipping", "asked": "asked"}
    written = one.written.get("refund")
    if isinstance(written, str) and written in words:
        tree, _ = parse(words[written], one.facts, Kind.NUMBER)
        return tree
    return _at_least(one, "refund", 0, one.tree("refund", Kind.NUMBER))


def _at_least(one: Check, key: str, least: int, tree: Tree | None) -> Tree | None:
    # What only the facts tell is held within its limits when it is counted.
    if isinstance(tree, Literal) and tree.value < least:
        one.wrong(key, f"`{key}` is at least {least}.")
    return tree


def _reasons(one: Check) -> frozenset[Reason]:
    known = {reason.value: reason for reason in Reason}
    if one.written.get("reasons") == ["any"]:
        return frozenset(Reason)
    found = frozenset(one.codes("reasons", known))
    contested = sorted(reason.value for reason in found if REASONS[reason].contested)
    if contested and one.written.get("automatic") is True:
        problem = (
            f"`{contested[0]}` is contested: only a person decides it, so it is not automatic."
        )
        one.wrong("automatic", problem)
    return found


def _placeholders(one: Check, key: str) -> None:
    value = one.written.get(key)
    if not isinstance(value, str):
        return
    try:
        parts = list(Formatter().parse(value))
    except ValueError as error:
        one.wrong(key, f"The braces do not fit: {error}.")
        return
    if any(spec or conversion for _, _, spec, conversion in parts):
        one.wrong(key, "In braces stands a fact's name and nothing else, such as {late}.")
    named = [name for _, name, _, _ in parts if name is not None]
    if key == "changes" and named:
        one.wrong(key, "`changes` is said before anything changed, so it names no facts in braces.")
        return
    for name in named:
        if name not in one.facts:
            one.wrong(key, f"No fact is called `{name}`. {nearest(name, one.facts)}")


def _once(checks: Iterable[Check]) -> None:
    seen: set[str] = set()
    for one in checks:
        rule = one.written.get("id")
        if isinstance(rule, str) and rule in seen:
            one.wrong("id", f"Another rule is called `{rule}`. Give each rule a name of its own.")
        seen.add(str(rule))
