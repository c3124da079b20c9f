"""A pack as it stands in memory: its rules, what they answer, and how they are asked."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TypeAlias

from amends.core.parties import Role
from amends.core.reasons import EvidenceKind, Reason
from amends.core.rulings import RulingOutcome

from .compiled import Compiled
from .facts import Value
from .tree import Tree


@dataclass(frozen=True, slots=True)
class Counted:
    """A whole number that a rule counts: its tree, its function, and the facts that it names."""

    tree: Tree
    value: Compiled
    needs: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule.

    `needs` are the facts that its condition names, `counts` those of its sum, `says` those of its
    words, `limits` what the sum is held against. `if_unknown` are whom the rule asks when its
    condition cannot be told; nobody means that a person looks at it.
    """

    id: str
    reasons: frozenset[Reason]
    tree: Tree
    holds: Compiled
    needs: tuple[str, ...]
    counts: tuple[str, ...]
    says: tuple[str, ...]
    limits: tuple[str, ...]
    outcome: RulingOutcome
    because: str
    changes: str
    automatic: bool
    refund: Counted | None
    wait_days: Counted | None
    asks: tuple[Role, ...]
    items: tuple[EvidenceKind, ...]
    if_unknown: tuple[Role, ...]


@dataclass(frozen=True, slots=True)
class End:
    """What is the same for every case that a reason's rules answer in one place.

    `looked_at` are the rules in their order, the last one decided; `used` are the facts that those
    rules name, with what the deciding one's sum is counted from.
    """

    outcome: RulingOutcome
    rule: Rule | None
    looked_at: tuple[str, ...]
    used: tuple[str, ...]
    asks: tuple[Role, ...]
    automatic: bool


@dataclass(frozen=True, slots=True)
class Answer:
    """What a pack says of one case.

    `unknown` are the facts for want of which the evaluation stopped. `refund` is in minor units.
    """

    end: End
    unknown: tuple[str, ...] = ()
    refund: int | None = None
    wait_days: int | None = None

    @property
    def outcome(self) -> RulingOutcome:
        """What shall happen."""
        return self.end.outcome

    @property
    def rule(self) -> Rule | None:
        """The rule that decided, or stopped; None where none held."""
        return self.end.rule

    @property
    def looked_at(self) -> tuple[str, ...]:
        """The rules that were looked at, in their order."""
        return self.end.looked_at

    @property
    def used(self) -> tuple[str, ...]:
        """The facts that were used."""
        return self.end.used

    @property
    def asks(self) -> tuple[Role, ...]:
        """Whom it asks for evidence."""
        return self.end.asks

    @property
    def automatic(self) -> bool:
        """Whether the rule may decide without a person."""
        return self.end.automatic


Decider: TypeAlias = Callable[[Mapping[str, Value]], Answer]


@dataclass(frozen=True, slots=True)
class Pack:
    """A marketplace's policy. `by_reason` are the rules that a reason meets, in their order."""

    id: str
    version: str
    title: str
    rules: tuple[Rule, ...]
    by_reason: Mapping[Reason, tuple[Rule, ...]]
    deciders: Mapping[Reason, Decider]

    @property
    def name(self) -> str:
        """What an order remembers of its policy: the pack with its version."""
        return f"{self.id}@{self.version}"
