"""A tree as a Python function of the facts: three-valued, and quick enough for millions of cases.

True, False or a number; None where the facts do not suffice to tell. The function is made as Python
source, in which facts are local names: nothing else than declared facts, numbers and signs can
stand there, because a tree holds nothing else.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeAlias, assert_never

from .facts import FACTS, Kind, Value
from .tree import All, Among, Compared, Computed, Literal, Named, Not, Some, Tree, Unknown, names

Compiled: TypeAlias = Callable[[Mapping[str, Value]], Value]


def compiled(tree: Tree) -> Compiled:
    """Return the function of a tree."""
    writing = Writing()
    told = writing.tell(tree)
    writing.lines.append(f"return {told}")
    made: Compiled = writing.function({})
    return made


@dataclass(slots=True)
class Writing:
    """A function that is being written, line by line; a fact is read where it is needed first."""

    lines: list[str] = field(default_factory=list)
    read: set[str] = field(default_factory=set)
    kept: int = 0

    def tell(self, tree: Tree) -> str:
        """Return the expression of a tree, its facts read by the lines before it."""
        for name in names(tree):
            if name not in self.read:
                self.read.add(name)
                self.lines.append(f"f_{name} = facts[{name!r}]")
        return self._value(tree)

    def function(self, known: Mapping[str, object]) -> Any:  # Python's exec knows no types.
        """Return the function; `known` are the values that its lines call by name."""
        scope = dict(known)
        body = "".join(f"    {line}\n" for line in self.lines)
        exec(f"def told(facts):\n{body}", scope)  # noqa: S102 - written above, from a tree alone
        return scope["told"]

    def _value(self, tree: Tree) -> str:
        match tree:
            case Named(name=name):
                return f"f_{name}"
            case Literal(value=value):
                return repr(value)
            case Not(part=part):
                first, again = self._once(part)
                return f"(None if {first} is None else not {again})"
            case All(parts=parts):
                return self._joined(parts, ends=False)
            case Some(parts=parts):
                return self._joined(parts, ends=True)
            case Compared():
                return self._compared(tree)
            case Among(part=part, values=values):
                return _known((part,), f"{_arithmetic(part)} in {values!r}")
            case Unknown(part=part):
                return (
                    f"({_missing((part,))})" if _counts(part) else f"({self._value(part)} is None)"
                )
            case Computed():
                return _known((tree,), _arithmetic(tree))
            case _:
                assert_never(tree)

    def _joined(self, parts: Sequence[Tree], *, ends: bool) -> str:
        """`and` ends at the first false, `or` at the first true; else one unknown is enough."""
        told = [self._once(part) for part in parts]
        ended = " or ".join(f"{first} is {ends}" for first, _ in told)
        unknown = " or ".join(f"{again} is None" for _, again in told)
        return f"({ends} if {ended} else None if {unknown} else {not ends})"

    def _compared(self, tree: Compared) -> str:
        if _counts(tree.left):
            told = f"{_arithmetic(tree.left)} {tree.sign} {_arithmetic(tree.right)}"
            return _known((tree.left, tree.right), told)
        (one, one_again), (other, other_again) = self._once(tree.left), self._once(tree.right)
        told = f"{one_again} {tree.sign} {other_again}"
        return f"(None if {one} is None or {other} is None else {told})"

    def _once(self, tree: Tree) -> tuple[str, str]:
        """Return what tells a value, and what says it again without telling it a second time."""
        told = self._value(tree)
        if isinstance(tree, Named | Literal):
            return told, told
        self.kept += 1
        return f"(t{self.kept} := {told})", f"t{self.kept}"


def _counts(tree: Tree) -> bool:
    match tree:
        case Named(name=name):
            return FACTS[name].kind is Kind.NUMBER
        case Literal(value=value):
            return not isinstance(value, bool)
        case _:
            return isinstance(tree, Computed)


def _known(sums: Sequence[Tree], told: str) -> str:
    missing = _missing(sums)
    return f"({told})" if missing == "False" else f"(None if {missing} else {told})"


def _missing(sums: Sequence[Tree]) -> str:
    # A sum is unknown as soon as one of its facts is.
    used = dict.fromkeys(name for tree in sums for name in names(tree))
    return " or ".join(f"f_{name} is None" for name in used) or "False"


def _arithmetic(tree: Tree) -> str:
    if isinstance(tree, Named):
        return f"f_{tree.name}"
    if isinstance(tree, Literal):
        return f"({tree.value})"
    assert isinstance(tree, Computed), "a sum is made of numbers"
    return f"({_arithmetic(tree.left)} {tree.sign} {_arithmetic(tree.right)})"
