"""A pack: the marketplace's rules in their order, read from a TOML file and checked as a whole."""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from string import Formatter

from amends.core.parties import Role
from amends.core.reasons import EvidenceKind, Reason
from amends.core.rulings import RulingOutcome

from .checking import Checked, check
from .compiled import Compiled, compiled
from .errors import Mistake, PackError
from .facts import FACTS
from .tree import Tree, names

PACKS = Path(__file__).parent / "packs"
_PLACE = re.compile(r"\(at line (\d+), column (\d+)\)")


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule.

    `needs` are the facts that its condition names, `says` those of its words; `refund` and
    `wait_days` come to whole numbers. `if_unknown` are whom the rule asks when its condition
    cannot be told; nobody means that a person looks at it.
    """

    id: str
    reasons: frozenset[Reason]
    tree: Tree
    holds: Compiled
    needs: tuple[str, ...]
    says: tuple[str, ...]
    outcome: RulingOutcome
    because: str
    changes: str
    automatic: bool
    refund: Compiled | None
    wait_days: Compiled | None
    asks: tuple[Role, ...]
    items: tuple[EvidenceKind, ...]
    if_unknown: tuple[Role, ...]


@dataclass(frozen=True, slots=True)
class Pack:
    """A marketplace's policy. `by_reason` are the rules that a reason meets, in their order."""

    id: str
    version: str
    title: str
    rules: tuple[Rule, ...]
    by_reason: Mapping[Reason, tuple[Rule, ...]]

    @property
    def name(self) -> str:
        """What an order remembers of its policy: the pack with its version."""
        return f"{self.id}@{self.version}"


def load(path: Path) -> Pack:
    """Read a pack, or raise `PackError` naming every mistake with its line and column."""
    try:
        text = path.read_text(encoding="utf-8")
        written = tomllib.loads(text)
    except OSError as error:
        problem = f"This file cannot be read: {error.strerror}."
        raise PackError(str(path), [Mistake(1, 1, problem)]) from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise PackError(str(path), [_not_toml(error)]) from error
    checked, mistakes = check(written, text, FACTS)
    if mistakes:
        raise PackError(str(path), mistakes)
    rules = tuple(_rule(spec) for spec in checked)
    return Pack(
        id=written["id"],
        version=written["version"],
        title=written["title"],
        rules=rules,
        by_reason={
            reason: tuple(rule for rule in rules if reason in rule.reasons) for reason in Reason
        },
    )


def _rule(spec: Checked) -> Rule:
    return Rule(
        id=spec.id,
        reasons=spec.reasons,
        tree=spec.when,
        holds=compiled(spec.when),
        needs=names(spec.when),
        says=tuple(name for _, name, _, _ in Formatter().parse(spec.because) if name),
        outcome=spec.outcome,
        because=spec.because,
        changes=spec.changes,
        automatic=spec.automatic,
        refund=compiled(spec.refund) if spec.refund else None,
        wait_days=compiled(spec.wait_days) if spec.wait_days else None,
        asks=spec.asks,
        items=spec.items,
        if_unknown=spec.if_unknown,
    )


def _not_toml(error: Exception) -> Mistake:
    said = str(error)
    found = _PLACE.search(said)
    line, column = (int(found[1]), int(found[2])) if found else (1, 1)
    return Mistake(line, column, f"This is not TOML: {_PLACE.sub('', said).strip()}.")
