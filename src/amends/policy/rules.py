"""A pack: the marketplace's rules in their order, read from a TOML file and checked as a whole."""

import re
import tomllib
from pathlib import Path
from string import Formatter

from amends.core.reasons import Reason
from amends.core.rulings import RulingOutcome

from .cases import decider
from .checking import Checked, check
from .compiled import compiled
from .errors import Mistake, PackError
from .facts import FACTS
from .pack import Counted, Pack, Rule
from .tree import Tree, names

PACKS = Path(__file__).parent / "packs"
_PLACE = re.compile(r"\(at line (\d+), column (\d+)\)")


def load(path: Path) -> Pack:
    """Read a pack, or raise `PackError` naming every mistake with its line and column."""
    text = _text(path)
    try:
        written = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise PackError(str(path), [_not_toml(error, text)]) from error
    checked, mistakes = check(written, text, FACTS)
    if mistakes:
        raise PackError(str(path), mistakes)
    rules = tuple(_rule(spec) for spec in checked)
    by_reason = {
        reason: tuple(rule for rule in rules if reason in rule.reasons) for reason in Reason
    }
    return Pack(
        id=written["id"],
        version=written["version"],
        title=written["title"],
        rules=rules,
        by_reason=by_reason,
        deciders={reason: decider(asked) for reason, asked in by_reason.items()},
    )


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except OSError as error:
        problem = f"This file cannot be read: {error.strerror}."
        raise PackError(str(path), [Mistake(1, 1, problem)]) from error
    except UnicodeDecodeError as error:
        raise PackError(str(path), [_not_text(error)]) from error


def _rule(spec: Checked) -> Rule:
    refund, wait_days = _counted(spec.refund), _counted(spec.wait_days)
    limits = {RulingOutcome.REFUND: ("asked",), RulingOutcome.WAIT: ("wait_days_most",)}
    return Rule(
        id=spec.id,
        reasons=spec.reasons,
        tree=spec.when,
        holds=compiled(spec.when),
        needs=names(spec.when),
        counts=tuple(name for counted in (refund, wait_days) if counted for name in counted.needs),
        says=tuple(name for _, name, _, _ in Formatter().parse(spec.because) if name),
        limits=limits.get(spec.outcome, ()),
        outcome=spec.outcome,
        because=spec.because,
        changes=spec.changes,
        automatic=spec.automatic,
        refund=refund,
        wait_days=wait_days,
        asks=spec.asks,
        items=spec.items,
        if_unknown=spec.if_unknown,
    )


def _counted(tree: Tree | None) -> Counted | None:
    return Counted(tree, compiled(tree), names(tree)) if tree else None


def _not_toml(error: Exception, text: str) -> Mistake:
    said = str(error)
    found = _PLACE.search(said)
    if found is None:
        # It ended too early: the place is the end, which TOML's reader does not count.
        lines = text.split("\n")
        return Mistake(len(lines), len(lines[-1]) + 1, f"This is not TOML: {said}.")
    problem = f"This is not TOML: {_PLACE.sub('', said).strip()}."
    return Mistake(int(found[1]), int(found[2]), problem)


def _not_text(error: UnicodeDecodeError) -> Mistake:
    before = error.object[: error.start].split(b"\n")
    problem = "This is not text in UTF-8. Save the file as UTF-8."
    return Mistake(len(before), len(before[-1].decode()) + 1, problem)
